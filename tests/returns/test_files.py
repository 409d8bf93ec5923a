"""Whole files as clients and offices leave them: identity, sheets, formulas, comments."""

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from planbook.book.package import Package, Workbook
from planbook.book.plainsheet import read_cells
from planbook.domain import Tally

from .makers import (
    FILL,
    SHARE,
    SPEC,
    SURVEY,
    VISITS,
    address,
    codes,
    entries,
    fill,
    issued,
    patched,
    read,
)

VISITS_CELL, SURVEY_CELL = address("result.2", VISITS), address("result.2", SURVEY)


def by_openpyxl(edit, data=None):
    """What openpyxl makes of the form after ``edit(book)``: no cached values, inline strings."""
    book = openpyxl.load_workbook(io.BytesIO(data or issued()))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def without(data, *, sheet=None, properties=False):
    def edit(book):
        if sheet:
            del book[sheet]
        if properties:
            del book.custom_doc_props["planbook"]

    return by_openpyxl(edit, data)


def style_of(data, cell):
    """The style index of an input cell, to find the plain and the percent format in a form's own styles."""
    package = Package.open(data)
    return read_cells(package.read(Workbook(package).sheet(FILL).part), [cell])[cell].style


def test_a_file_saved_without_computed_values_reads_the_same():
    data = by_openpyxl(lambda book: book[FILL].__setitem__(VISITS_CELL, 3))
    assert (entries(read(data)), codes(read(data))) == ([(VISITS, "result", "3")], [])


@pytest.mark.parametrize(
    ("typed", "reason", "raw"),
    [("=1+2", "formula-without-value", "=1+2"), ("#DIV/0!", "error-value", "#DIV/0!")],
)
def test_a_cell_that_reads_as_blank_is_not_always_blank(typed, reason, raw):
    reading = read(by_openpyxl(lambda book: book[FILL].__setitem__(VISITS_CELL, typed)))
    assert entries(reading) == [(VISITS, "result", reason)]
    assert [(f.code, f.cell, f.raw) for f in reading.findings] == [(reason, VISITS_CELL, raw)]
    assert reading.conservation == Tally(changed=1, rejected=1)


def test_a_percent_formatted_cell_and_a_plain_one_mean_different_things():
    plain = style_of(issued(), VISITS_CELL)
    assert entries(read(fill({SURVEY: 0.95}))) == [(SURVEY, "result", "95")]
    assert entries(read(fill({SURVEY: 0.95}, styles={SURVEY_CELL: plain}))) == [(SURVEY, "result", "percent-ambiguous")]
    assert entries(read(fill({SURVEY: 95}, styles={SURVEY_CELL: plain}))) == [(SURVEY, "result", "95")]


def test_a_figure_typed_over_a_ratios_formula_is_reported():
    cell = address("result.2", SHARE)
    reading = read(fill({SHARE: 0.95}))
    assert (entries(reading), codes(reading)) == ([], [("formula-typed-over", cell)])
    assert reading.conservation == Tally(changed=1, reported=1)


def test_a_note_typed_into_the_check_column_is_reported():
    cell = address("check", VISITS)
    assert codes(read(patched({cell: "โทรกลับ"}))) == [("formula-typed-over", cell)]


def test_comments_on_cells_are_reported():
    data = by_openpyxl(lambda book: setattr(book[FILL][VISITS_CELL], "comment", Comment("ดูไฟล์แนบ", "ก")))
    (finding,) = read(data).findings
    assert (finding.code, finding.sheet, finding.cell, finding.raw) == (
        "cell-comment",
        FILL,
        VISITS_CELL,
        "ดูไฟล์แนบ",
    )


def test_a_sheet_of_the_offices_own_is_reported_whole():
    def add(book):
        sheet = book.create_sheet("แนบ")
        sheet["B2"], sheet["C3"] = "ภาพถ่าย", 5

    reading = read(by_openpyxl(add))
    assert [(f.code, f.sheet, f.raw) for f in reading.findings] == [("sheet-added", "แนบ", "ภาพถ่าย | 5")]
    assert reading.conservation == Tally(changed=2, reported=2)


def test_signing_the_cover_is_told_for_the_record():
    def sign(book):
        for row in book["คำชี้แจง"].iter_rows():
            for cell in row:
                if cell.value == "ชื่อ-สกุล":
                    cell.offset(0, 1).value = "สมหญิง"

    reading = read(by_openpyxl(sign))
    assert codes(reading) == [("form-signed", "C27")]
    assert (reading.findings[0].severity, reading.findings[0].raw) == ("info", "สมหญิง")


def test_of_an_empty_and_a_filled_copy_the_filled_one_counts():
    def copy(book):
        book.copy_worksheet(book[FILL])[VISITS_CELL] = 3

    reading = read(by_openpyxl(copy))
    assert entries(reading) == [(VISITS, "result", "3")]
    assert reading.conservation == Tally(changed=1, accepted=1)


def test_two_filled_copies_that_differ_are_both_refused():
    def copy(book):
        book.copy_worksheet(book[FILL])[VISITS_CELL] = 4

    reading = read(by_openpyxl(copy, fill({VISITS: 3})))
    assert entries(reading) == [(VISITS, "result", "fill-sheets-differ")] * 2
    assert [f.code for f in reading.findings] == ["fill-sheets-differ"]
    assert reading.conservation == Tally(changed=2, rejected=2)


def test_without_its_stamp_a_form_is_composed_again():
    data = without(fill({VISITS: 3}), sheet="_planbook")
    reading = read(data, compose=lambda office, quarter: SPEC if (office, quarter) == ("A01", 2) else None)
    assert entries(reading) == [(VISITS, "result", "3")]
    assert [f.code for f in reading.findings] == ["stamp-lost-composed"]


def test_without_stamp_and_master_nothing_can_be_compared():
    reading = read(without(fill({VISITS: 3}), sheet="_planbook"))
    assert (reading.entries, [f.code for f in reading.findings]) == ((), ["stamp-lost"])


def test_a_broken_stamp_is_a_lost_one():
    data = patched({"A10": "planbook-stamp/1 0000"}, sheet="_planbook")
    assert [f.code for f in read(data).findings] == ["stamp-lost"]


@pytest.mark.parametrize(
    "lost",
    [
        lambda data: patched({"A2": None}, data),
        lambda data: patched({"A1": None}, data, sheet="_planbook"),
        lambda data: patched({"A2": None}, patched({"A1": None}, data, sheet="_planbook")),
    ],
)
def test_any_one_mark_of_the_identity_is_enough(lost):
    reading = read(lost(fill({VISITS: 3})))
    assert (reading.office, entries(reading), codes(reading)) == ("A01", [(VISITS, "result", "3")], [])


def test_a_sheet_pasted_into_another_offices_form_is_refused():
    other = replace(SPEC, office="B01").identity
    reading = read(patched({"A2": other}, fill({VISITS: 3})))
    assert (reading.entries, [f.code for f in reading.findings]) == ((), ["identity-disagrees"])
    assert "A01" in reading.findings[0].message.en
    assert "B01" in reading.findings[0].message.en


def test_a_workbook_without_the_table_is_no_form():
    book = openpyxl.Workbook()
    book.active["A1"] = "สวัสดี"
    out = io.BytesIO()
    book.save(out)
    assert [f.code for f in read(out.getvalue()).findings] == ["return-not-a-form"]


def test_a_table_that_nobody_signed_cannot_be_placed():
    data = without(patched({"A2": None}), sheet="_planbook", properties=True)
    data = without(data, sheet="แผนของกิจกรรม")  # the plan's texts are signed, too
    assert [f.code for f in read(data).findings] == ["identity-lost"]


def test_a_suggestion_stands_in_the_findings_sentence():
    (finding,) = read(fill({VISITS: "1,250 ราย"})).findings
    assert "“1,250 ราย” → 1,250?" in finding.message.th
    assert "“1,250 ราย” → 1,250?" in finding.message.en


def test_a_text_in_several_typefaces_is_one_text():
    def type_in(book):
        book[FILL][VISITS_CELL] = CellRichText("๓ ", TextBlock(InlineFont(b=True), "ครั้ง"))

    assert entries(read(by_openpyxl(type_in))) == [(VISITS, "result", "3")]


def test_the_longest_text_a_cell_holds_is_kept_whole_and_quoted_in_brief():
    longest = "ก" * 32_767
    reading = read(fill({VISITS: longest, (VISITS, "remark"): longest}))
    assert entries(reading) == [(VISITS, "result", "value-not-understood"), (VISITS, "remark", longest)]
    (finding,) = reading.findings
    assert (finding.raw, len(finding.message.th) < 400) == (longest, True)


@pytest.mark.parametrize(("kind", "value"), [("", "NaN"), ("", "INF"), ("", "1e400"), ("", "-1E+308"), ("b", "1")])
def test_a_number_that_is_none_is_refused(kind, value):
    data = fill({VISITS: 3})
    package = Package.open(data)
    part = Workbook(package).sheet(FILL).part
    typed = f' t="{kind}"' if kind else ""
    xml = package.read(part).decode().replace("><v>3</v>", f"{typed}><v>{value}</v>")
    reading = read(package.build({part: xml.encode()}))
    reason = "value-is-boolean" if kind else "value-out-of-range"
    assert [said for _, _, said in entries(reading)] == [reason]
