"""The form's formulas: what they show at first is what a client works out, and they judge what is typed in words.

LibreOffice is the client. openpyxl drops the stored values of formulas when it saves, so LibreOffice has to work
every one of them out again.
"""

import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planbook.book.foreign import open_book
from planbook.domain import Fact, FormSpec, InputKind, Master, Progress
from planbook.forms.checks import check_of, formula_of
from planbook.forms.compose import compose
from planbook.forms.render import render
from planbook.layout.form import FIRST_ROW, SHEET_COVER, SHEET_FILL, column_numbers
from tests.returns.makers import read_form

from .makers import activity, asked, changed, targets, with_activities

FILLED: dict[tuple[str, str], dict[str, Any]] = {
    ("6/1", "L01"): {},
    ("6/1", "L02"): {"result.2": 2},
    ("6/7/01", "L01"): {"numerator": 57, "denominator": 60},
    ("6/7/01", "L02"): {"numerator": 5},
    ("6/9", "L01"): {"result.2": 21},
    ("6/10", "L01"): {"result.2": 0.5, "remark": "รออุปกรณ์"},
    ("8/1", "L01"): {"status": "อยู่ระหว่างดำเนินการ"},
    ("8/2", "L01"): {"result.2": 4},
    ("8/2", "L02"): {"status": "ไม่มีรายการ"},
}
JUDGED = [
    "ไม่บังคับ",
    "✓",
    "✓",
    "โปรดกรอกตัวเลขทั้งสองช่อง",
    "เกินเป้า โปรดอธิบาย",
    "✓",
    "เลือกสถานะแล้ว โปรดกรอกผล",
    "ไม่ถึงเป้า โปรดอธิบาย",
    "✓",
]
WRONG: dict[tuple[str, str], dict[str, Any]] = {
    ("6/1", "L01"): {"result.2": -1},
    ("6/1", "L02"): {"result.2": "1 ครั้ง"},
    ("6/7/01", "L01"): {"numerator": 61, "denominator": 60},
    ("6/7/01", "L02"): {"numerator": 0, "denominator": 0},
    ("6/9", "L01"): {"result.2": 20},
    ("6/10", "L01"): {"result.2": 95},
    ("8/1", "L01"): {"result.2": "ส่งแล้ว", "status": "ไม่มีรายการ"},
    ("8/2", "L01"): {"result.2": "  ", "status": "ยังไม่เริ่ม"},
    ("8/2", "L02"): {"result.2": 44},
}
WRONGLY_JUDGED = [
    "ผลต้องไม่ติดลบ",
    "ผลต้องเป็นตัวเลขเท่านั้น",
    "เกิน 100%",
    "ต้องไม่ติดลบ และจำนวนทั้งหมดต้องมากกว่า 0",
    "✓",
    "เกิน 100%",
    "มีผล แต่สถานะขัดกับผล",
    "✓",
    "✓",
]


def at(sheet: Any, row: int, key: str) -> Any:
    return sheet.cell(row, column_numbers(2)[key])


def values(sheet: Any) -> dict[str, Any]:
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")}


def checks(book: Any) -> list[str]:
    sheet = book[SHEET_FILL["th"]]
    rows = range(FIRST_ROW, sheet.max_row + 1)
    return [at(sheet, row, "check").value for row in rows if at(sheet, row, "key").value]


@pytest.fixture(scope="module")
def spec(master: Master) -> FormSpec:
    return compose(master, "L01", 2)


@pytest.fixture(scope="module")
def guarded(master: Master) -> FormSpec:
    """A form whose figures may be unusual: a running total, a small target, "nothing" that needs a reason."""
    plan = with_activities(
        master,
        activity("6/1", "ยอดสะสม", targets("10 ราย", "10 ราย", "30 ราย", "40 ราย")),
        activity("6/2", "ประชุม", targets("1 ครั้ง", "1 ครั้ง")),
        activity("6/3", "ร้อยละ", targets("30%", "30%")),
        activity("6/4", "เท่าที่มี", targets("-", "-")),
        activity("6/5", "สัดส่วน", targets("20%", "20%")),
    )
    decisions = (
        asked("6/1", "L01", unit="ราย", cumulative=True),
        asked("6/2", "L01", nil_remark=True),
        asked("6/3", "L01", InputKind.PERCENT, "%"),
        asked("6/4", "L01", nil_remark=True),
        asked("6/5", "L01", InputKind.RATIO, "%"),
    )
    facts = (Fact(key="6/1", office="L01", quarter=1, result=Decimal("12.5"), unit="ราย"),)
    return compose(changed(plan, decisions={each.key: each for each in decisions}, facts=facts), "L01", 2)


REASONS: dict[str, dict[str, dict[str, Any]]] = {
    "unusual": {
        "6/1": {"result.2": 11},
        "6/2": {"result.2": 4},
        "6/3": {"result.2": 0.95},
        "6/4": {"status": "ไม่มีรายการ"},
        "6/5": {"numerator": 7, "denominator": 10},
    },
    "explained": {
        "6/1": {"result.2": 11, "remark": "นับซ้ำในไตรมาสก่อน"},
        "6/2": {"result.2": 4, "remark": "ลูกค้าขอเพิ่ม"},
        "6/3": {"result.2": 0.95, "remark": "ระบบใหม่"},
        "6/4": {"status": "ไม่มีรายการ", "remark": "ไม่มีลูกค้ากลุ่มนี้"},
        "6/5": {"numerator": 7, "denominator": 10, "remark": "ระบบใหม่"},
    },
    "usual": {
        "6/1": {"result.2": 20},
        "6/2": {"status": "ไม่มีรายการ"},
        "6/3": {"result.2": 0.9},
        "6/4": {"status": "ยังไม่เริ่ม"},
        "6/5": {"numerator": 2, "denominator": 10},
    },
    "pasted": {
        "6/1": {"result.2": "#N/A"},
        "6/2": {"result.2": "1,000", "status": "ไม่รู้"},
        "6/3": {"result.2": 0.5, "status": "เสร็จ"},
        "6/4": {"status": "ทำแล้ว"},
        "6/5": {"numerator": "#DIV/0!", "denominator": 5},
    },
}
SAID = {
    "unusual": [
        "ต่ำกว่ายอดสะสมเดิม โปรดให้เหตุผล",
        "สูงกว่าเป้ามาก โปรดให้เหตุผล",
        "สูงกว่าเป้ามาก โปรดให้เหตุผล",
        "ไม่มีรายการ โปรดระบุเหตุในหมายเหตุ",
        "สูงกว่าเป้ามาก โปรดให้เหตุผล",
    ],
    "explained": ["✓"] * 5,
    "usual": ["✓", "ไม่มีรายการ โปรดระบุเหตุในหมายเหตุ", "✓", "✓", "✓"],
    "pasted": [
        "ผลต้องเป็นตัวเลขเท่านั้น",
        "ผลต้องเป็นตัวเลขเท่านั้น",
        "โปรดเลือกสถานะจากรายการ",
        "โปรดเลือกสถานะจากรายการ",
        "โปรดกรอกตัวเลขทั้งสองช่อง",
    ],
}


@pytest.fixture(scope="module")
def correction(master: Master) -> FormSpec:
    """Quarter 1 opened again, with results of every kind, one of them doubtful."""
    facts = (
        *(fact for fact in master.facts if fact.key != "6/7/01"),
        Fact(
            key="6/7/01",
            office="L01",
            quarter=1,
            result=Decimal("62.5"),
            numerator=Decimal(5),
            denominator=Decimal(8),
            unit="%",
        ),
        Fact(key="6/9", office="L01", quarter=1, result=Decimal("25.25"), unit="วัน"),
        Fact(key="6/10", office="L01", quarter=1, result=Decimal("33.3"), unit="%", remark="รออุปกรณ์"),
        Fact(key="8/2", office="L02", quarter=1, progress=Progress.IN_PROGRESS),
    )
    return compose(changed(master, facts=facts), "L01", 1, correction=True)


@pytest.fixture(scope="module")
def recalculated(
    spec: FormSpec, guarded: FormSpec, correction: FormSpec, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Forms untouched, filled in, and filled in wrongly, each as LibreOffice works them out."""
    folder = tmp_path_factory.mktemp("forms")
    cases: dict[str, dict[tuple[str, str], dict[str, Any]]] = {"untouched": {}, "filled": FILLED, "wrong": WRONG}
    cases |= {name: {(key, "L01"): cells for key, cells in typed.items()} for name, typed in REASONS.items()}
    cases["correction"] = {}
    specs = dict.fromkeys(REASONS, guarded) | {"correction": correction}
    for name, typed in cases.items():
        book = openpyxl.load_workbook(BytesIO(render(specs.get(name, spec))))
        sheet = book[SHEET_FILL["th"]]
        for row in range(FIRST_ROW, sheet.max_row + 1):
            place = (at(sheet, row, "key").value, at(sheet, row, "office").value)
            for key, value in typed.get(place, {}).items():
                at(sheet, row, key).value = value
        book.save(folder / f"{name}.xlsx")
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += [
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        *(str(folder / f"{name}.xlsx") for name in cases),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {name: openpyxl.load_workbook(Path(folder / "out" / f"{name}.xlsx"), data_only=True) for name in cases}


def test_what_formulas_show_at_first_is_what_a_client_works_out(spec: FormSpec, recalculated: dict[str, Any]) -> None:
    issued = openpyxl.load_workbook(BytesIO(render(spec)), data_only=True)
    for sheet in (SHEET_FILL["th"], SHEET_COVER["th"]):
        assert values(recalculated["untouched"][sheet]) == values(issued[sheet])


def test_a_corrections_formulas_show_what_a_client_works_out(
    correction: FormSpec, recalculated: dict[str, Any]
) -> None:
    issued = openpyxl.load_workbook(BytesIO(render(correction)), data_only=True)
    for sheet in (SHEET_FILL["th"], SHEET_COVER["th"]):
        assert _rounded(values(recalculated["correction"][sheet])) == _rounded(values(issued[sheet]))
    assert checks(issued) == [
        "✓",
        "✓",
        "✓",
        "ยังไม่กรอก",
        "เกินเป้า โปรดอธิบาย",
        "✓",
        "✓",
        "สูงกว่าเป้ามาก โปรดให้เหตุผล",
        "เลือกสถานะแล้ว โปรดกรอกผล",
    ]


def _rounded(cells: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 9) if isinstance(value, float) else value for name, value in cells.items()}


@pytest.mark.parametrize("case", REASONS)
def test_what_is_unusual_or_nothing_asks_for_a_reason_and_pasting_does_not_blind_the_check(
    case: str, recalculated: dict[str, Any]
) -> None:
    assert checks(recalculated[case]) == SAID[case]


@pytest.mark.parametrize("language", ["th", "en"])
def test_an_old_xls_can_hold_every_check(spec: FormSpec, guarded: FormSpec, language: str) -> None:
    names = ("result", "numerator", "denominator", "status", "remark")
    cells = {name: f"{column}1000" for name, column in zip(names, "IOPQR", strict=True)}
    for line in (*spec.rows(), *guarded.rows()):
        text = formula_of(check_of(replace(line, nil_remark=True), 2, cells, language))
        depth = deepest = 0
        for char in text:
            depth += (char == "(") - (char == ")")
            deepest = max(deepest, depth)
        assert deepest <= 8
        assert len(text) <= 1024


def test_the_check_column_judges_in_words(recalculated: dict[str, Any]) -> None:
    assert checks(recalculated["filled"]) == JUDGED
    assert checks(recalculated["wrong"]) == WRONGLY_JUDGED


def test_the_cover_counts_what_is_filled_in_and_what_needs_mending(recalculated: dict[str, Any]) -> None:
    def said(name: str) -> tuple[str, str]:
        texts = [str(text) for text in values(recalculated[name][SHEET_COVER["th"]]).values()]
        return (
            next(text for text in texts if text.startswith("กรอกแล้ว")),
            next(text for text in texts if text.startswith(("ต้องแก้ไขหรือ", "ไม่มีรายการที่ต้อง"))),
        )

    assert said("untouched") == ("กรอกแล้ว 0 จาก 7 รายการ", "ไม่มีรายการที่ต้องแก้ไข")
    assert said("filled") == ("กรอกแล้ว 6 จาก 7 รายการ", "ต้องแก้ไขหรือชี้แจง 3 รายการ (ดูคอลัมน์ตรวจสอบ)")
    assert recalculated["filled"][SHEET_FILL["th"]]["C5"].value == "กรอกแล้ว 6 จาก 7 รายการ"


def test_a_ratio_is_worked_out_from_its_parts(spec: FormSpec, recalculated: dict[str, Any]) -> None:
    sheet = recalculated["filled"][SHEET_FILL["th"]]
    rows = {line.office: number for number, line in enumerate(spec.lines, FIRST_ROW) if line.key == "6/7/01"}
    assert at(sheet, rows["L01"], "result.2").value == pytest.approx(0.95)
    assert at(sheet, rows["L02"], "result.2").value in (None, "")


def test_of_a_percentage_without_its_sign_form_and_reader_say_the_same(master: Master, tmp_path: Path) -> None:
    """Figures pasted into percent cells with the format of another cell: all are told, and what can be either counts
    for nothing; in their own format they are what they were."""
    pasted: dict[str, tuple[float, str]] = {
        "6/1": (4, "General"),
        "6/2": (85, "0.00"),
        "6/3": (1, "General"),
        "6/4": (1, "0%"),
        "6/5": (0, "General"),
        "6/6": (1.3, "0%"),
    }
    keys = [*pasted, "6/8"]
    plan = with_activities(master, *(activity(key, f"ร้อยละ {key}", targets("10%", "0%")) for key in keys))
    decisions = {key: asked(key, "L01", InputKind.PERCENT, "%") for key in keys}
    decisions["6/8"] = changed(decisions["6/8"], over_100=True)
    form = compose(changed(plan, decisions=decisions, facts=()), "L01", 2)
    book = openpyxl.load_workbook(BytesIO(render(form)))
    sheet = book[SHEET_FILL["th"]]
    for row in range(FIRST_ROW, sheet.max_row + 1):
        typed = {**pasted, "6/8": (1.3, "0%")}.get(at(sheet, row, "key").value)
        if typed:
            at(sheet, row, "result.2").value, at(sheet, row, "result.2").number_format = typed
    book.save(tmp_path / "pasted.xlsx")
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to"]
    command += ["xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "pasted.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    seen = openpyxl.load_workbook(tmp_path / "out" / "pasted.xlsx", data_only=True)
    sign = "โปรดพิมพ์พร้อม % เช่น 95%"
    assert checks(seen) == [sign, sign, sign, "✓", "✓", "เกิน 100%", "✓"]
    reading = read_form("ก.xlsx", open_book((tmp_path / "pasted.xlsx").read_bytes()))
    said = {entry.key: entry.reason or str(entry.value) for entry in reading.entries}
    assert said == {
        "6/1": "percent-ambiguous",
        "6/2": "85",
        "6/3": "percent-ambiguous",
        "6/4": "100",
        "6/5": "0",
        "6/6": "percent-out-of-range",
        "6/8": "130",
    }
    assert [each.key for each in reading.findings if each.code == "percent-sign-missing"] == ["6/2"]
