"""What offices do to whole workbooks, done by a real program: results stay beside their activities."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart

from planbook.domain import Tally
from planbook.layout.form import FIRST_ROW, column_numbers
from planbook.returns.collect import SourceFile
from planbook.returns.reading import readings_of
from planbook.simulate import distort

from .makers import FILL, SHARE, SPEC, STORY, SURVEY, VISITS, address, codes, entries, fill, read
from .test_files import by_openpyxl
from .test_returns import MASTER

GOLDEN = Path(__file__).parent / "data" / "form-v1.xlsx"
ANSWERS = {
    VISITS: 3,
    (VISITS, "remark"): "ครบทุกราย",
    SURVEY: 0.955,
    (SHARE, "numerator"): 19,
    (SHARE, "denominator"): 20,
    (STORY, "status"): "ไม่มีรายการ",
}
MEANT = [
    (VISITS, "result", "3"),
    (VISITS, "remark", "ครบทุกราย"),
    (SURVEY, "result", "95.5"),
    (SHARE, "numerator", "19"),
    (SHARE, "denominator", "20"),
    (STORY, "status", "nothing"),
]


def compose(office, quarter):
    return SPEC if (office, quarter) == ("A01", 2) else None


def came_back(data):
    """What becomes of a file that came back: entries, and the codes of findings."""
    readings, findings = readings_of(MASTER, [SourceFile("ก.xlsx", data)], compose=compose)
    assert findings == []
    (reading,) = readings
    assert reading.conservation.balanced
    return sorted(entries(reading)), [code for code, _ in codes(reading)]


SHEET_EDITS = {
    distort.nothing: set(),
    distort.insert_column: set(),
    distort.insert_rows: set(),
    distort.move_result_column: set(),
    distort.rename_sheets: set(),
    distort.turn_sheets_around: set(),
    distort.sort_rows: set(),
    distort.sort_visible: {"row-keys-out-of-step"},
    distort.fill_keys_down: {"row-keys-out-of-step"},
    distort.copy_row: {"row-copied"},
    distort.delete_key_columns: {"key-columns-lost"},
    distort.delete_key_row: {"key-row-lost"},
    distort.duplicate_sheet: {"fill-sheet-twice-same"},
    distort.delete_stamp: {"stamp-lost-composed"},
    distort.edit_headings: {"caption-changed"},
}


@pytest.mark.parametrize("edit", SHEET_EDITS, ids=lambda edit: edit.__name__)
def test_results_stay_with_their_activities_and_what_is_gone_is_said(edit):
    found, said = came_back(distort.edited(fill(ANSWERS), SPEC, edit))
    assert (found, set(said)) == (sorted(MEANT), SHEET_EDITS[edit])


def swap_two_columns(sheet, spec):
    for area in [str(area) for area in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)
    place = column_numbers(spec.quarter)
    one, two = place[f"result.{spec.quarter}"], place["remark"]
    for row in range(1, FIRST_ROW + len(spec.lines)):
        left, right = sheet.cell(row, one), sheet.cell(row, two)
        left.value, right.value = right.value, left.value
        left.number_format, right.number_format = right.number_format, left.number_format


def test_columns_that_changed_places_are_found_by_their_keys():
    assert came_back(distort.edited(fill(ANSWERS), SPEC, swap_two_columns)) == (sorted(MEANT), [])


def test_a_sheet_pasted_as_values_into_a_new_workbook_is_read_beside_the_form_composed_again():
    data = distort.pasted_as_values(fill(ANSWERS), SPEC)
    assert came_back(data) == (sorted(MEANT), ["stamp-lost-composed"])
    readings, findings = readings_of(MASTER, [SourceFile("ก.xlsx", data)])
    assert (readings, [finding.code for finding in findings]) == ([], ["stamp-lost"])


def test_a_result_in_a_cell_merged_over_several_rows_is_a_question():
    spot = address("result.2", VISITS)

    def merge(book):
        book[FILL].merge_cells(f"{spot}:{address('result.2', SURVEY)}")

    reading = read(by_openpyxl(merge, fill({VISITS: 3, (VISITS, "remark"): "รวมสองกิจกรรม"})))
    assert entries(reading) == [(VISITS, "result", "input-merged"), (VISITS, "remark", "รวมสองกิจกรรม")]
    assert codes(reading) == [("input-merged", spot)]
    assert f"{spot}:{address('result.2', SURVEY)}" in reading.findings[0].message.en


def test_what_is_drawn_on_the_fill_in_sheet_is_reported_once():
    def paste(book):
        for cell in ("U3", "U20"):
            book[FILL].add_chart(BarChart(), cell)

    reading = read(by_openpyxl(paste))
    assert [(f.code, f.sheet) for f in reading.findings] == [("sheet-has-drawing", FILL)]
    assert reading.conservation == Tally(changed=1, reported=1)


@pytest.mark.parametrize("cell", ["C3", "C4", "N5"])
def test_an_edited_line_above_the_table_is_reported_with_both_texts(cell):
    before = openpyxl.load_workbook(io.BytesIO(fill({})))[FILL][cell].value
    reading = read(by_openpyxl(lambda book: book[FILL].__setitem__(cell, "ของเราเอง")))
    (finding,) = reading.findings
    assert (finding.code, finding.cell) == ("title-changed", cell)
    assert " ".join(before.split()) in finding.message.th
    assert "ของเราเอง" in finding.message.th
    assert reading.conservation == Tally(changed=1, reported=1)


def test_an_erased_title_is_reported():
    reading = read(by_openpyxl(lambda book: book[FILL].__setitem__("C3", None)))
    assert codes(reading) == [("title-changed", "C3")]


def test_a_form_of_version_1_is_read_for_ever():
    (reading,), findings = readings_of(MASTER, [SourceFile("form-v1.xlsx", GOLDEN.read_bytes())])
    assert (entries(reading), findings, reading.version) == (MEANT, [], 1)
    assert codes(reading) == [("form-version-older", "")]
    assert "version 1" in reading.findings[0].message.en
    assert "version 2" in reading.findings[0].message.en


def test_a_version_that_is_not_known_yet_is_not_read():
    data = fill(ANSWERS, replace(SPEC, version=9))
    readings, findings = readings_of(MASTER, [SourceFile("ก.xlsx", data)])
    assert (readings, [finding.code for finding in findings]) == ([], ["form-version-newer"])
    assert "version 9" in findings[0].message.en
    assert "up to 2" in findings[0].message.en


def test_what_is_typed_on_the_sheet_of_the_plans_texts_is_reported():
    reading = read(by_openpyxl(lambda book: book["แผนของกิจกรรม"].__setitem__("D9", "ทำไม่ได้")))
    assert codes(reading) == [("note-beside-table", "D9")]
    assert reading.conservation == Tally(changed=1, reported=1)
