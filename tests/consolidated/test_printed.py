"""Every number that is printed has an explanation, whose value is what is printed."""

import io
import re

import openpyxl
import pytest

import planbook as pb
from planbook.book.grid import read_grids
from planbook.book.owned import owned_sheets
from planbook.domain.explanation import Shows
from planbook.layout import detail as layout
from planbook.layout.own_tables import YES
from planbook.pipeline.shown import _pages
from planbook.report.explained import cell_lines
from planbook.rollup.results import results_of
from tests.plans import OFFICES, edit, plan
from tests.quarters import returned, typed_by_staff

CR1 = """
    แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 4 ราย; 4 ราย; -; - | ทุก กฟฟ. | 1.5; 0.5; 2
                         | 2. อบรม | 1 ครั้ง; -; 1 ครั้ง; - | ทุก กฟฟ. | ; 0.25
                         | 3. แก้ข้อร้องเรียน | 95%; 95%; 95%; 95% | กฟฟ.
                         | 4. สรุปบทเรียน | -; -; สรุป; - | กบล.(ผลส.)
"""
OM1 = "แผนงานหลักที่ 4 งานระบบ | 1. ตรวจสอบ | ≤ 20 วัน; ≤ 20 วัน; -; - | กบล.(ผลส.)"
VIA = OFFICES.replace("SCN,กฟส.สิชล,กฟส.,,,,", "SCN,กฟส.สิชล,กฟส.,,,TRG,")
RATIO = {"3/3": {"kind": "ตัวตั้ง/ตัวหาร", "rule": "ratio"}}
FIRST = {
    "TRG": {"3/1": 2, "3/2": 1, ("3/3", "numerator"): 19, ("3/3", "denominator"): 20},
    "KBI": {"3/1": 1, "3/2": 0, ("3/2", "remark"): "ฝนตก"},
    "PLS": {"4/1": 18.5, "3/งบ": 1.5},
}
SECOND = {
    "TRG": {"3/1": 5, ("3/3", "numerator"): 3, ("3/3", "denominator"): 3},
    "KBI": {"3/1": 1234.5},
    "PLS": {"4/1": 22, "3/งบ": 2.125},
}


@pytest.fixture(scope="module")
def merged(tmp_path_factory) -> pb.Master:
    folder = tmp_path_factory.mktemp("printed")

    def save(files):
        place = folder / str(len([*folder.iterdir()]))
        place.mkdir()
        for name, data in files.items():
            (place / name).write_bytes(data)
        return place

    summary = "CR1 | แผนงานหลักที่ 3\nOM1 | แผนงานหลักที่ 4"
    adopted = pb.adopt(plan(CR1, OM1=OM1, summary=summary), VIA.encode(), measures=True).data
    region = edit(adopted, "register", RATIO | {"3/งบ": {"asked": YES, "who": "กบล.(ผลส.)"}})
    once = pb.merge(region, returned(save, region, FIRST)).data
    return pb.read_master(pb.merge(once, returned(save, once, SECOND, quarter=2)).data)


def pages_of(plan: pb.Master):
    quarters = {fact.quarter for fact in plan.facts} | {each.quarter for each in plan.published}
    return _pages(plan, results_of(plan, plan.facts, quarters)[0], quarters)


def is_printed(suffix: str, col: int) -> bool:
    return not (suffix.startswith("detail.") and col >= len(layout.COLUMNS))


def numbers_of(plan: pb.Master):
    """The number cells of the first page, the status sheet, the detail forms and their list."""
    for suffix, name in owned_sheets(plan.data).items():
        if suffix in ("front", "status", "details") or suffix.startswith("detail."):
            (grid,) = read_grids(plan.data, [name])
            for row, cells in enumerate(grid.rows):
                for col, value in enumerate(cells):
                    if isinstance(value, int | float) and is_printed(suffix, col):
                        yield suffix, grid, row, col, value


def test_every_number_has_an_explanation_that_comes_to_it(merged: pb.Master) -> None:
    pages, found = pages_of(merged), dict.fromkeys(Shows, 0)
    for suffix, grid, row, col, value in numbers_of(merged):
        meaning = pages.meaning(suffix, grid, row, col)
        assert meaning is not None, (suffix, row, col, value)
        made = pages.made(meaning)
        assert made.agrees(value), (suffix, row, col, value, meaning, made)
        assert value == 0 or made.pieces or meaning.shows in (Shows.QUARTER, Shows.RESULT), meaning
        found[meaning.shows] += 1
    assert {shows for shows, count in found.items() if count} >= {Shows.COUNT, Shows.BUDGET, Shows.OFFICE, Shows.RESULT}
    assert sum(found.values()) > 150


def test_texts_with_figures_agree_too(merged: pb.Master) -> None:
    pages, seen = pages_of(merged), set()
    for suffix, name in owned_sheets(merged.data).items():
        if suffix not in ("front", "status", "details", "facts") and not suffix.startswith("detail."):
            continue
        (grid,) = read_grids(merged.data, [name])
        for row, cells in enumerate(grid.rows):
            for col, value in enumerate(cells):
                meaning = pages.meaning(suffix, grid, row, col) if is_printed(suffix, col) else None
                if meaning is not None and value is not None:
                    assert pages.made(meaning).agrees(value), (suffix, row, col, value, meaning, pages.made(meaning))
                    seen.add(meaning.shows)
    assert seen == {*Shows}


def test_a_count_is_made_of_activities_and_a_budget_of_the_plans_cells(merged: pb.Master) -> None:
    book = openpyxl.load_workbook(io.BytesIO(merged.data), data_only=True)
    front = book[owned_sheets(merged.data)["front"]]
    (row,) = [cell.row for cell in front["A"] if cell.value == "3"]
    missed = pb.explain_cell(merged, f"สรุปผู้บริหาร!D{row}")
    assert [piece.name for piece in missed.pieces] == ["3/2 อบรม"]
    assert (missed.value, missed.shown, missed.agrees) == (1, "1", True)
    money = pb.explain_cell(merged, f"'สรุปผู้บริหาร'!$W${row}")
    assert [(piece.name, str(piece.value), piece.place) for piece in money.pieces] == [
        ("3/1 สำรวจ", "2", "CR1!B6"),
        ("3/2 อบรม", "0.25", "CR1!B7"),
    ]
    for language in ("th", "en"):
        said = list(cell_lines(merged, money, language))
        assert any("2 + 0.25 = 2.25" in line for line in said)


def test_a_figure_of_an_office_and_of_the_plan_say_all_that_explain_says(merged: pb.Master) -> None:
    office = pb.explain_cell(merged, "3-1!C13")
    assert (office.meaning.office, office.shown, office.value) == ("TRG", "2", 2)
    assert re.search(r"TRG-1\.xlsx › .+![A-Z]+\d+", "\n".join(cell_lines(merged, office, "th")))
    total = pb.explain_cell(merged, "3-1:J13")
    assert [(piece.name, piece.value) for piece in total.pieces] == [("ไตรมาส 1", 2), ("ไตรมาส 2", 5)]
    plan = pb.explain_cell(merged, "cr1!d6".upper())
    assert plan.figure == pb.explain(merged, "3/1", 1)
    assert plan.agrees


def test_what_somebody_typed_over_is_told(merged: pb.Master) -> None:
    front = owned_sheets(merged.data)["front"]
    book = openpyxl.load_workbook(io.BytesIO(merged.data))
    (row,) = [cell.row for cell in book[front]["A"] if cell.value == "3"]
    changed = pb.explain_cell(typed_by_staff(merged.data, {f"D{row}": 7}, sheet=front), f"{front}!D{row}")
    assert (changed.shown, changed.value, changed.agrees) == ("7", 1, False)
    assert "!" in "".join(cell_lines(merged, changed, "th"))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("สรุป", "cell-not-one"),
        ("สรุปผู้บริหา!F12", "cell-sheet-unknown"),
        ("สรุปผู้บริหาร!A1", "cell-no-figure"),
        ("CR1!A1", "cell-no-figure"),
        ("CR1!ZZ9999", "cell-no-figure"),
        ("หน่วยงาน!A1", "cell-no-figure"),
    ],
)
def test_a_cell_without_a_figure_is_one_sentence(merged: pb.Master, cell: str, code: str) -> None:
    with pytest.raises(pb.UsageProblem) as problem:
        pb.explain_cell(merged, cell)
    assert problem.value.code == code
