"""The sample plan is what its data says, and carries the structure of the printed plan."""

from __future__ import annotations

import csv
import importlib.util
import io
import re
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
ORIGINAL = ROOT.parent / "shared" / "original" / "plan-2562.xlsx"
STRATEGY_SHEETS = ("CR1", "CR2", "NM1.3")

# Every activity of the plan: key | targets | responsible; // parts rows that each have values of their own.
ACTIVITIES = """
3/1 | 1 ครั้ง; -; -; - | คณะทำงาน // SEPA หมวด 3 // ของสายงาน
3/2 | 100%; -; -; - | คณะทำงาน // SEPA หมวด 3 // ของสายงาน
3/3 | -; 1 ครั้ง; -; - | คณะทำงานฯ // PEA // Smart Plus
3/4 | -; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | คณะทำงานฯ // PEA // Smart Plus
4/1 |  | คณะทำงานฯ // PEA
4/1/1.1 |  | Smart Plus
4/1/1.1/1.1.1 | (เมื่อมีการร้องขอ, มีการปรับปรุงระบบ, มีข้อมูลข่าวสารใหม่ที่จะต้องประชาสัมพันธ์) | กรท.(ผสบ.)
4/1/1.1/1.1.2 |  | กอก.(ผสส.)
4/1/1.1/1.1.3 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | ทุก กฟฟ. // ผบป.ผบง.
4/1/1.2 | -; 1 ครั้ง; -; 1 ครั้ง | กรท.(ผสบ.)
4/2 |  |
4/2/2.1 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กรท.(ผสบ.)
4/3 |  |
4/3/3.1 | (รอค่าเป้าหมายจากส่วนรับผิดชอบ) | กรท.(ผปค.)
4/3/3.2 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กรท.(ผสบ.)
4/4 |  |
4/4/4.1 | (รอค่าเป้าหมายจากส่วนรับผิดชอบ) | กรท.(ผสจ.)
4/4/4.2 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบญ.(ผตป.)
5/1 |  |
5/2 |  |
5/3 |  |
5/4 |  |
5/5 |  |
6/1 | 1 ครั้ง; -; -; - | กบล.(ผบธ.) // ทุก กฟฟ. // ผบค.ผบต.
6/2 | 1 ครั้ง; -; -; - | กบล.(ผบธ.) // ทุก กฟฟ. // ผบค.ผบต.
6/3 | -; 1 ครั้ง; -; - | กบล.(ผบธ.) // ทุก กฟฟ. // ผบค.ผบต.
6/4 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | ฝวบ.ฝบพ. // ทุก กฟฟ.
6/5 | 1 ครั้ง; -; 1 ครั้ง; - | คณะทำงาน // กฟข.
6/6 | 100%; -; -; - | คณะทำงาน ต.2, // กฟฟ. ชั้น 1-3, // กฟส.,กฟย. // กฟส.สช.
6/7 | -; -; 60%; - |
6/7/01 |  | ทุก กฟฟ.
6/7/02 |  | กรท.(ผสบ.)
6/7/03 | 3 ครั้ง; 3 ครั้ง; 3 ครั้ง; 3 ครั้ง | กรท.(ผสบ.)
6/8 | -; 1 ครั้ง; -; 1 ครั้ง // ; (100 ราย); ; (100 ราย) | กฟฟ.ชั้น 1-3, // กฟส.
6/9 |  | กบล.(ผบธ.) // ทุก กฟฟ.
6/9/01 | ≤ 20 วัน; ≤ 20 วัน; ≤ 20 วัน; ≤ 20 วัน |
6/9/02 | ≤ 25 วัน; ≤ 25 วัน; ≤ 25 วัน; ≤ 25 วัน | ผบค.กฟอ.ทศ.
6/10 | -; 1 ครั้ง; -; 1 ครั้ง | กฟฟ.ชั้น 1-3, // กฟส., // กบล.(ผลส.)
7/1 | 1 ครั้ง; -; -; - | กบล.(ผลส.) // ทุก กฟฟ.
7/2 | 1 ครั้ง; -; -; - | กบล.(ผลส.)
7/3 | -; 1 ครั้ง; -; - | กบล.(ผลส.) // ทุก กฟฟ.
8/1 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
8/1/01 |  | กฟฟ.ชั้น 1-3
8/1/02 |  | กบล.(ผลส.)
8/1/02/02.1 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบษ.(ผปฮ.) // กฟฟ.
8/1/03 |  |
8/1/03/03.1 |  | กบล.(ผลส.)
8/1/03/03.1/03.1.1 | 100%; 100%; 100%; 100% // 100%; 100%; 100%; 100% | กฟฟ.1-3 (ผวต., ผบค.) // ผบค.กฟอ.ทศ.
8/1/03/03.1/03.1.2 | 1 ครั้ง; -; -; - | กบล.(ผลส.), กฟฟ.1-3, กฟส.
8/1/03/03.1/03.1.3 | 3 ครั้ง; 3 ครั้ง; 3 ครั้ง; 3 ครั้ง | กฟฟ.1-3(KAMR), กบล.(ผลส.)
8/1/03/03.1/03.1.4 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
8/1/03/03.2 | 100%; 100%; 100%; 100% | กฟฟ.ชั้น 1-3 // กบล.(ผลส.) // ผบค.กฟอ.ทศ.
8/1/03/03.3 | 100%; 100%; 100%; 100% | กฟฟ.ชั้น 1-3 // กบล.(ผลส.) // ผบค.กฟอ.ทศ.
8/1/04 | 1 ครั้ง; -; -; - | กบล.(ผลส.)
8/1/04/04.1 | .... กฟฟ.; .... กฟฟ.; .... กฟฟ.; .... กฟฟ. | 11 กฟฟ.
8/1/04/04.2 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง |
8/1/05 |  |
8/1/05/05.1 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.) // กฟฟ.ชั้น 1-3
8/1/06 | 100%; 100%; 100%; 100% | กฟฟ.ชั้น 1-3 // กบล.(ผลส.) // ผบค.กฟอ.ทศ.
8/2 |  |
8/2/01 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กวว.(ผสอ)
8/3 | -; 1 ครั้ง; -; 1 ครั้ง | กบล.(ผลส.) // กฟฟ.ชั้น 1-3
8/4 | -; -; 1 ครั้ง; - | call center // กบล.(ผลส.) // กฟฟ.ชั้น 1-3
8/5 | -; -; 1 ครั้ง; - | กบญ.(ผตป.) // ทุก กฟฟ.
8/6 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
8/7 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.) // ทุก กฟฟ. // ผบค.กฟอ.ทศ.
9/1 | -; -; 1 ครั้ง; - | กบล.(ผลส.) // ทุก กฟฟ.
9/2 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
9/2/01 | 3 ครั้ง; 3 ครั้ง; 3 ครั้ง; 3 ครั้ง | ทุก กฟฟ. // ผบค.กฟอ.ทศ.
9/2/02 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.ผลส.
9/3 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | คณะกรรมการฯ, // กบล.(ผลส.), // ทุก กฟฟ. // ผปบ.กฟอ.ทศ. // ผกป.สช.ขอ.
9/4 | 3 ครั้ง; 3 ครั้ง; 3 ครั้ง; 3 ครั้ง | กบล.(ผลส.) // ทุก กฟฟ. // ผบค.กฟอ.ทศ.
10/1 | -; -; 1 ครั้ง; - | ฝวธ.(ภ4) // กบล.(ผลส.)
10/2 |  |
10/2/01 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | ทุก กฟฟ., // กบล.(ผลส.) // ผบค.กฟอ.ทศ.
10/2/02 | -; -; 1 ครั้ง; - | กปบ.(ผวว.)
11/1 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผธท.) // กฟฟ.ชั้น 1-3,กฟส.
11/1/01 | 1 ครั้ง; ; ;  | กบล.(ผธท.) // กฟฟ.ชั้น 1-3,กฟส. // ผปบ.ผกป.
11/1/02 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผธท.)
11/1/03 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กฟฟ.ชั้น 1-3,กฟส. // ผปบ.ผกป.
11/1/04 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผธท.)
11/2 |  |
11/2/01 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.) // ทุก กฟฟ.
11/2/02 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.) // ทุก กฟฟ.
11/2/03 | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.) // ทุก กฟฟ.
11/2/04 | 1 ครั้ง; -; -; - | กบญ.(ผบส.) // กบล.(ผบธ.) // ทุก กฟฟ.
"""

# Lines which may be the same as in the printed plan: captions, targets, the offices' list, pending notes.
MAY_BE_EQUAL = re.compile(
    r"เป้าหมาย|การดำเนิน|วิธีการปฏิบัติ|\d+\. ?กฟ[จอ]\.|รวม 48|กฟต\.|ผจก\. กฟฟ\.1-3|\(รอ|\d+\..{0,30}ราย$"
)


def load_build_sample() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_sample", SAMPLES / "build_sample.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build_sample = load_build_sample()


def expected() -> list[tuple[str, str, str]]:
    rows = [line.split("|") for line in ACTIVITIES.strip().splitlines()]
    return [(key.strip(), targets.strip(), responsible.strip()) for key, targets, responsible in rows]


def initiatives() -> dict[str, list[Any]]:
    """The data's rows by the initiative's number."""
    found: dict[str, list[Any]] = {}
    current: list[Any] = []
    for sheet in build_sample.load()["sheets"]:
        for block in sheet["blocks"]:
            title = re.match(r"แผนงานหลักที่ (\d+)", block["left"][0])
            if title:
                current = found.setdefault(title.group(1), [])
            current.extend(build_sample.rows_of(block))
    return found


def activities_of_data() -> list[tuple[str, str, str]]:
    """Targets and responsible units between each activity's own row and the next activity's."""
    keys: dict[str, list[str]] = {}
    for key, _, _ in expected():
        keys.setdefault(key.partition("/")[0], []).append(key)
    result = []
    for initiative, rows in initiatives().items():
        at = 0
        starts = []
        for key in keys[initiative]:
            number = key.rpartition("/")[2]
            at = next(index for index in range(at, len(rows)) if rows[index].number == number)
            starts.append(at)
            at += 1
        for key, start, stop in zip(keys[initiative], starts, [*starts[1:], len(rows)], strict=True):
            own = rows[start:stop]
            targets = " // ".join("; ".join(row.targets).strip() for row in own if row.targets)
            responsible = " // ".join(row.responsible for row in own if row.responsible)
            result.append((key, targets, responsible))
    return result


def test_workbook_is_what_its_data_says() -> None:
    assert build_sample.is_current(), "run python samples/build_sample.py"


def test_building_twice_gives_the_same_bytes() -> None:
    assert build_sample.build() == build_sample.build()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: path.unlink(), id="missing"),
        pytest.param(lambda path: path.write_bytes(other_workbook()), id="other"),
    ],
)
def test_check_tells_when_the_workbook_differs(
    change: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "plan.xlsx"
    monkeypatch.setattr(build_sample, "WORKBOOK", target)
    assert build_sample.main([]) == 0
    assert build_sample.main(["--check"]) == 0
    change(target)
    assert build_sample.main(["--check"]) == 1
    assert "differs" in capsys.readouterr().out


def other_workbook() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def test_a_row_with_an_odd_number_of_targets_is_refused() -> None:
    with pytest.raises(ValueError, match="4 targets"):
        build_sample.Row.parse("1. งาน | 1 ครั้ง; - | กบล.(ผลส.)")


def test_the_plan_has_all_activities_with_their_targets_and_responsible_units() -> None:
    assert len(expected()) == len({key for key, _, _ in expected()}) == 86
    assert activities_of_data() == expected()


def test_text_is_split_by_hand_and_no_cell_wraps() -> None:
    lines = [row.text for rows in initiatives().values() for row in rows]
    spoken = [re.sub(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", "", line.strip()) for line in lines]
    assert max(map(len, spoken)) <= 62
    assert not any("\n" in line for line in lines)


def read(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def heading_row(sheet: Any) -> int:
    return next(cell.row for cell in sheet["B"] if str(cell.value or "").startswith("9. "))


def table(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(min_row=heading_row(sheet) + 3, max_col=14, values_only=True))


def test_printed_pages() -> None:
    book = read(build_sample.WORKBOOK)
    assert book.sheetnames == ["สรุป", *STRATEGY_SHEETS, "รายละเอียดแนบ"]
    for name in STRATEGY_SHEETS:
        sheet = book[name]
        first = heading_row(sheet)
        assert sheet.print_title_rows == f"${first}:${first + 2}"
        assert sheet.freeze_panes == f"C{first + 3}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        ends = [0, *(page.id for page in sheet.row_breaks.brk), sheet.max_row]
        assert all(0 < stop - start <= build_sample.PAGE_ROWS for start, stop in pairwise(ends))


def outline(sheet: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """Rows with targets, a budget or a responsible unit: the printed number and what stands beside it."""
    found = []
    for row in table(sheet):
        if any(value is not None for value in row[2:]):
            number = re.match(r"\s*(\d+(?:\.\d+)*)", row[1] or "")
            found.append((number.group(1) if number else "", row[2:]))
    return found


def plain(text: str) -> str:
    return " ".join(text.split())


def test_structure_equals_the_printed_plan_and_its_sentences_do_not() -> None:
    """Runs where the printed plan is at hand; it is not part of the repository."""
    if not ORIGINAL.is_file():
        return
    sample, original = read(build_sample.WORKBOOK), read(ORIGINAL)
    assert sample.sheetnames == original.sheetnames
    for name in ("สรุป", "รายละเอียดแนบ"):
        ours, theirs = sample[name], original[name]
        assert list(ours.values) == list(theirs.values)
        assert {str(area) for area in ours.merged_cells.ranges} == {str(area) for area in theirs.merged_cells.ranges}
    for name in STRATEGY_SHEETS:
        ours, theirs = sample[name], original[name]
        head = heading_row(theirs) + 2
        assert list(ours.iter_rows(max_row=head, max_col=14, values_only=True)) == list(
            theirs.iter_rows(max_row=head, max_col=14, values_only=True)
        )
        assert outline(ours) == outline(theirs)
        assert [row[0] for row in table(ours) if row[0]] == [row[0] for row in table(theirs) if row[0]]
        assert len(ours.merged_cells.ranges) == len(theirs.merged_cells.ranges)
        assert ours.max_row < theirs.max_row or name == "NM1.3"
        sentences = {plain(row[1]) for row in table(theirs) if row[1]}
        copied = [
            text
            for text in (plain(row[1]) for row in table(ours) if row[1])
            if len(text) >= 25 and text in sentences and not MAY_BE_EQUAL.match(text)
        ]
        assert copied == []


def offices() -> list[dict[str, str]]:
    with (SAMPLES / "offices.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_offices_are_complete_and_unambiguous() -> None:
    assert (SAMPLES / "offices.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "Excel on Windows needs the BOM"
    rows = offices()
    assert list(rows[0]) == ["code", "name", "kind", "groups", "aliases", "via", "province", "mail"]
    kinds = [row["kind"] for row in rows]
    assert sum(kind in ("กฟฟ.1", "กฟฟ.2", "กฟฟ.3") for kind in kinds) == 17
    assert (kinds.count("กฟส."), kinds.count("กฟย.")) == (26, 4)
    assert set(kinds) == {"กฟฟ.1", "กฟฟ.2", "กฟฟ.3", "กฟส.", "กฟย.", "หน่วยงานเขต", "คณะทำงาน"}
    spoken = [name for row in rows for name in (row["name"], *filter(None, row["aliases"].split(";")))]
    assert len(spoken) == len(set(spoken))
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes))
    assert all(row["via"] == "" or row["via"] in codes for row in rows)
    assert all(bool(row["via"]) == (row["kind"] == "กฟย.") for row in rows)
    assert all(re.fullmatch(r"[a-z0-9-]+@example\.com", row["mail"]) for row in rows)


def test_offices_are_those_the_plan_lists() -> None:
    names = {row["name"] for row in offices() if row["kind"].startswith("กฟฟ.")}
    listed = {
        match.group(1) for row in initiatives()["8"] if (match := re.match(r"\d+\. ?(กฟ[จอ]\.\S+) \d+ ราย$", row.text))
    }
    assert names == listed
