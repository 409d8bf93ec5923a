"""The form's formulas: what they show at first is what a client works out, and they judge what is typed in words.

LibreOffice is the client. openpyxl drops the stored values of formulas when it saves, so LibreOffice has to work
every one of them out again.
"""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planbook.forms import compose, render
from planbook.layout.form import COLUMN_INDEX, FIRST_ROW, SHEET_COVER, SHEET_FILL
from planbook.model import FormSpec, Master

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
    "มีผล แต่เลือกไม่มีรายการ",
    "✓",
    "✓",
]


def at(sheet: Any, row: int, key: str) -> Any:
    return sheet.cell(row, COLUMN_INDEX[key])


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
def recalculated(spec: FormSpec, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The form untouched, filled in, and filled in wrongly, each as LibreOffice works it out."""
    folder = tmp_path_factory.mktemp("forms")
    cases: dict[str, dict[tuple[str, str], dict[str, Any]]] = {"untouched": {}, "filled": FILLED, "wrong": WRONG}
    for name, typed in cases.items():
        book = openpyxl.load_workbook(BytesIO(render(spec)))
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
