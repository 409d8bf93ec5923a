"""A form that contradicts itself: two marks that disagree are asked about, and none of them is believed."""

import pytest

from planbook.domain import Tally
from planbook.layout.form import KEY_ROW, SHEET_COVER, SHEET_PLAN_TEXTS, SHEET_STAMP
from planbook.returns.collect import collect

from ..book.makers import zipped
from .makers import FILL, SHARE, STORY, SURVEY, VISITS, address, at, codes, col, edited, entries, fill, read
from .test_collect import FORM, mail, names
from .test_files import by_openpyxl

RESULT = col("result.2")


def test_more_done_than_there_is_is_no_ratio():
    reading = read(fill({(SHARE, "numerator"): 21, (SHARE, "denominator"): 20}))
    assert entries(reading) == [(SHARE, "numerator", "ratio-over-whole"), (SHARE, "denominator", "ratio-over-whole")]
    assert codes(reading) == [("ratio-over-whole", address("numerator", SHARE))]
    assert reading.conservation == Tally(changed=2, rejected=2)
    assert entries(read(fill({(SHARE, "numerator"): 20, (SHARE, "denominator"): 20})))[0][2] == "20"


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_half_a_ratio_is_asked_about(part):
    reading = read(fill({(SHARE, part): 5}))
    assert (entries(reading), codes(reading)) == (
        [(SHARE, part, "ratio-half")],
        [("ratio-half", address(part, SHARE))],
    )


def test_percentages_are_no_parts_of_a_ratio():
    reading = read(fill({(SHARE, "numerator"): "95%", (SHARE, "denominator"): "100%"}))
    assert [entry[2] for entry in entries(reading)] == ["percent-in-count"] * 2


def test_a_unit_that_was_changed_beside_the_figure_is_another_unit():
    def change(rows):
        rows[at(VISITS)][RESULT] = 500
        rows[at(VISITS)][col("unit")] = "ราย"

    reading = edited(change)
    assert entries(reading) == [(VISITS, "result", "unit-differs")]
    assert reading.entries[0].raw == "500 ราย"


def exchange(rows, one, other, first=0):
    for values in rows[first:]:
        values[one], values[other] = values[other], values[one]


def test_captions_and_keys_of_columns_that_disagree_leave_both_unused():
    def columns(rows):
        rows[at(VISITS)][RESULT] = 3
        exchange(rows, col("target.2"), RESULT, first=KEY_ROW)  # the hidden row of keys stays

    reading = edited(columns)
    assert not [entry for entry in reading.entries if entry.state == "accepted"]
    assert "columns-contradict" in [code for code, _ in codes(reading)]
    assert reading.conservation.balanced

    def captions(rows):
        rows[at(SHARE)][col("numerator")], rows[at(SHARE)][col("denominator")] = 19, 20
        exchange(rows[: at(VISITS) - 3], col("numerator"), col("denominator"), first=KEY_ROW)

    reading = edited(captions)
    assert {entry.reason for entry in reading.entries} == {"columns-contradict"}


def test_columns_moved_with_their_keys_are_sure():
    def move(rows):
        rows[at(VISITS)][RESULT] = 3
        exchange(rows, col("target.2"), RESULT)

    assert entries(edited(move)) == [(VISITS, "result", "3")]


def test_a_table_that_names_another_office_is_not_this_offices():
    def paste(rows):
        for key in (VISITS, SURVEY, SHARE, STORY):
            rows[at(key)][col("office_name")] = "กฟฟ.ข"
        rows[at(VISITS)][RESULT] = 3

    reading = edited(paste)
    assert entries(reading) == [(VISITS, "result", "table-of-other-office")]
    assert [finding.raw for finding in reading.findings if finding.code == "table-of-other-office"] == ["กฟฟ.ข"]
    assert reading.conservation.balanced


def test_one_other_name_or_a_section_of_the_office_is_no_other_office():
    def one_cell(rows):
        rows[at(VISITS)][col("office_name")] = "กฟฟ.ข"
        rows[at(VISITS)][RESULT] = 3

    def sections(rows):
        for key in (VISITS, SURVEY, SHARE, STORY):
            rows[at(key)][col("office_name")] = "กฟฟ.ก (ผบค.)"
        rows[at(VISITS)][RESULT] = 3

    for edit in (one_cell, sections):
        assert entries(edited(edit)) == [(VISITS, "result", "3")]


def test_a_remark_merged_over_rows_is_kept_with_the_first_and_told():
    def merge(book):
        sheet = book[FILL]
        sheet[address("remark", VISITS)] = "ทั้งสองข้อ"
        sheet.merge_cells(f"{address('remark', VISITS)}:{address('remark', SURVEY)}")

    reading = read(by_openpyxl(merge))
    assert entries(reading) == [(VISITS, "remark", "ทั้งสองข้อ")]
    assert codes(reading) == [("remark-merged", address("remark", VISITS))]


def test_what_is_typed_on_planbooks_other_pages_is_reported():
    def write(book):
        cover = book[SHEET_COVER["th"]]
        cover["H40"], cover["B60"], cover["C60"] = "โทรกลับด้วย", "ผลข้อ 1 = 7", 7
        book[SHEET_STAMP]["D9"] = "ลองพิมพ์"
        book.create_sheet(SHEET_COVER["en"])["A1"] = "ผลอีกชุด"

    reading = read(by_openpyxl(write))
    assert {(finding.code, finding.sheet, finding.raw) for finding in reading.findings} == {
        ("note-beside-table", SHEET_COVER["th"], "โทรกลับด้วย"),
        ("note-beside-table", SHEET_COVER["th"], "ผลข้อ 1 = 7"),
        ("note-beside-table", SHEET_COVER["th"], "7"),
        ("note-beside-table", SHEET_STAMP, "ลองพิมพ์"),
        ("note-beside-table", SHEET_COVER["en"], "ผลอีกชุด"),
    }
    assert reading.conservation == Tally(changed=5, reported=5)


def test_what_was_typed_while_sheets_were_grouped_is_reported_where_it_landed_too():
    typed = {address("result.2", VISITS): 2, address("status", VISITS): "เสร็จแล้ว"}

    def group(book):
        for name in (FILL, SHEET_COVER["th"], SHEET_PLAN_TEXTS["th"]):
            for cell, value in typed.items():
                book[name][cell] = value

    reading = read(by_openpyxl(group))
    assert [entry[1:] for entry in entries(reading)] == [("result", "2"), ("status", "done")]
    assert {(finding.sheet, finding.cell) for finding in reading.findings} == {
        (sheet, cell) for sheet in (SHEET_COVER["th"], SHEET_PLAN_TEXTS["th"]) for cell in typed
    }
    assert reading.conservation == Tally(changed=6, accepted=2, reported=4)


def test_a_figure_whose_number_lost_its_zero_is_found_by_its_title():
    def as_numbers(rows):
        for values in rows:
            values[col("key")] = values[col("office")] = None
            if values[col("number")] in ("01", "02"):
                values[col("number")] = float(values[col("number")])
        rows[at(VISITS)][RESULT] = 3

    reading = edited(as_numbers)
    assert entries(reading) == [(VISITS, "result", "3")]
    assert "row-missing" not in [code for code, _ in codes(reading)]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\r\n\r\n", b"From a@b.c Sat Jan  1 00:00:00 2019\n"])
def test_a_mail_is_read_whatever_stands_before_it(tmp_path, start):
    (tmp_path / "ส่ง.eml").write_bytes(start + mail(("ก.xlsx", FORM)).as_bytes())
    assert names(collect([tmp_path])) == (["ส่ง.eml/ก.xlsx"], [])


def test_a_word_file_is_one_finding_and_what_systems_leave_is_listed(tmp_path):
    word = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>", "word/styles.xml": b"<a/>"}
    (tmp_path / "หนังสือนำ.docx").write_bytes(zipped(word))
    (tmp_path / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "desktop.ini").write_bytes(b"[.ShellClassInfo]")
    found = collect([tmp_path])
    assert found.files == ()
    assert [(f.code, f.file, f.raw) for f in found.findings] == [
        ("files-passed-over", tmp_path.name, "Thumbs.db, desktop.ini"),
        ("file-no-spreadsheet", "หนังสือนำ.docx", ""),
    ]
