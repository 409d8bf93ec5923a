"""What offices do to whole workbooks, done by a real program: results stay beside their activities."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart

from planbook.domain import Tally
from planbook.layout.form import COLUMN_INDEX, FIRST_ROW
from planbook.returns import oneform
from planbook.returns.collect import SourceFile
from planbook.returns.reading import read_returns

from .makers import FILL, SHARE, SPEC, STORY, SURVEY, VISITS, address, at, codes, entries, fill, read
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
COUNT = COLUMN_INDEX["check"]
LAST = FIRST_ROW + len(SPEC.lines) - 1


def compose(office, quarter):
    return SPEC if (office, quarter) == ("A01", 2) else None


def returned(edit):
    """What becomes of the filled form after ``edit(book)``: entries, codes of findings, and the reading itself."""
    data = by_openpyxl(edit, fill(ANSWERS))
    readings, findings = read_returns(MASTER, [SourceFile("ก.xlsx", data)], compose=compose)
    assert findings == []
    (reading,) = readings
    assert reading.conservation.balanced
    return entries(reading), [code for code, _ in codes(reading)]


def unmerged(sheet):
    for area in [str(area) for area in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)
    return sheet


def insert_a_column(book):
    unmerged(book[FILL]).insert_cols(COLUMN_INDEX["target.2"])


def insert_rows(book):
    unmerged(book[FILL]).insert_rows(at(SURVEY) + 1, amount=3)


def swap_two_columns(book):
    sheet = unmerged(book[FILL])
    one, two = COLUMN_INDEX["result.2"], COLUMN_INDEX["remark"]
    for row in range(1, LAST + 1):
        left, right = sheet.cell(row, one), sheet.cell(row, two)
        left.value, right.value = right.value, left.value
        left.number_format, right.number_format = right.number_format, left.number_format


def rename_every_sheet(book):
    for number, sheet in enumerate(book.worksheets, start=1):
        sheet.title = f"Sheet{number}"


def turn_the_sheets_around(book):
    book._sheets.reverse()


def sort_all_rows(book):
    sheet = unmerged(book[FILL])
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(FIRST_ROW, LAST, 1, COUNT)]
    formats = [[cell.number_format for cell in row] for row in sheet.iter_rows(FIRST_ROW, LAST, 1, COUNT)]
    both = list(zip(rows, formats, strict=True))[::-1]
    for number, (values, kinds) in enumerate(both, start=FIRST_ROW):
        for col, (value, kind) in enumerate(zip(values, kinds, strict=True), start=1):
            cell = sheet.cell(number, col)
            cell.value, cell.number_format = value, kind


@pytest.mark.parametrize(
    "edit", [insert_a_column, insert_rows, rename_every_sheet, turn_the_sheets_around, sort_all_rows]
)
def test_results_stay_with_their_activities(edit):
    found, said = returned(edit)
    assert (sorted(found), said) == (sorted(MEANT), [])


def test_columns_that_changed_places_are_found_by_their_keys():
    found, said = returned(swap_two_columns)
    assert (sorted(found), said) == (sorted(MEANT), [])


def delete_the_key_columns(book):
    unmerged(book[FILL]).delete_cols(1, 2)


def fill_the_first_key_down(book):
    sheet = book[FILL]
    for row in range(at(VISITS) + 1, LAST + 1):
        sheet.cell(row, 1).value = VISITS


def delete_the_key_row(book):
    unmerged(book[FILL]).delete_rows(1)


def duplicate_the_sheet(book):
    book.copy_worksheet(book[FILL])


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (delete_the_key_columns, ["key-columns-lost"]),
        (delete_the_key_row, ["key-row-lost"]),
        (duplicate_the_sheet, ["fill-sheet-twice-same"]),
    ],
)
def test_what_is_gone_is_said_and_the_results_still_count(edit, said):
    found, told = returned(edit)
    assert (sorted(found), told) == (sorted(MEANT), said)


def test_the_first_key_filled_down_moves_no_result():
    found, said = returned(fill_the_first_key_down)
    assert found == MEANT
    assert set(said) == {"row-keys-out-of-step"}


def test_a_sheet_pasted_as_values_into_a_new_workbook_is_read_beside_the_form_composed_again():
    source = openpyxl.load_workbook(io.BytesIO(fill(ANSWERS)))[FILL]
    book = openpyxl.Workbook()
    for row in source.iter_rows():
        for cell in row:
            if not str(cell.value).startswith("="):
                pasted = book.active.cell(cell.row, cell.column, cell.value)
                pasted.number_format = cell.number_format
    out = io.BytesIO()
    book.save(out)
    file = SourceFile("ก.xlsx", out.getvalue())
    ((reading,), findings) = read_returns(MASTER, [file], compose=compose)
    assert (entries(reading), codes(reading), findings) == (MEANT, [("stamp-lost-composed", "")], [])
    readings, findings = read_returns(MASTER, [file])
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


@pytest.mark.parametrize("cell", ["C3", "C4", "F5"])
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
    (reading,), findings = read_returns(MASTER, [SourceFile("form-v1.xlsx", GOLDEN.read_bytes())])
    assert (entries(reading), codes(reading), findings, reading.version) == (MEANT, [], [], 1)


def test_an_older_version_is_read_and_said(monkeypatch):
    monkeypatch.setattr(oneform, "FORM_VERSION", 2)
    reading = read(GOLDEN.read_bytes())
    assert (entries(reading), codes(reading)) == (MEANT, [("form-version-older", "")])
    assert "version 1" in reading.findings[0].message.en
    assert "version 2" in reading.findings[0].message.en


def test_a_version_that_is_not_known_yet_is_not_read():
    data = fill(ANSWERS, SPEC.model_copy(update={"version": 9}))
    readings, findings = read_returns(MASTER, [SourceFile("ก.xlsx", data)])
    assert (readings, [finding.code for finding in findings]) == ([], ["form-version-newer"])
    assert "version 9" in findings[0].message.en
    assert "up to 1" in findings[0].message.en
