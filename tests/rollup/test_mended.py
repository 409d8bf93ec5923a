"""What an office has mended in a later return is told for the record, and asks for nothing any more."""

import io

import openpyxl
import pytest

import planbook as pb
from planbook.simulate.filling import saved_at
from tests import plans
from tests.filling import fill
from tests.plans import saved

KEY = "5/1"
EARLY, LATE = "2019-04-01T09:00:00Z", "2019-04-02T09:00:00Z"


@pytest.fixture(scope="module")
def master():
    return plans.master("แผนงานหลักที่ 5 งานสายส่ง | 1. ตรวจแนวสาย | 3 ครั้ง; 3 ครั้ง; -; - | ทุก กฟฟ.")


@pytest.fixture(scope="module")
def form(master):
    ((_, data),) = pb.generate(master, 1, offices=["KBI"]).files()
    return data


def found(master, *files):
    """The codes of what a check finds in files, each with its severity."""
    return [(f.code, f.severity.value) for f in pb.check(master, files).findings]


def test_a_value_that_a_later_return_replaced_is_told_for_the_record(master, form):
    wrong, right = fill(form, {KEY: "รอข้อมูล"}), fill(form, {KEY: 3})
    told = pb.check(master, [saved_at(wrong, EARLY), saved_at(right, LATE)])
    (finding,) = told.findings
    assert (finding.code, finding.raw, finding.cell != "") == ("value-mended", "รอข้อมูล", True)
    assert "return-2.xlsx" in finding.message.th
    assert "รอข้อมูล" in finding.message.th
    assert told.exit_code == 0


def test_so_is_one_that_was_mended_in_an_earlier_run(master, form):
    merged = pb.merge(master, saved_at(fill(form, {KEY: 3}), LATE))
    again = pb.read_master(merged.proven())
    assert found(again, saved_at(fill(form, {KEY: "รอข้อมูล"}), EARLY)) == [("value-mended", "info")]


@pytest.mark.parametrize(("wrong", "right"), [(LATE, EARLY), ("", LATE), (EARLY, ""), (EARLY, EARLY)])
def test_one_that_came_later_or_at_a_time_unknown_is_asked(master, form, wrong, right):
    files = saved_at(fill(form, {KEY: "รอข้อมูล"}), wrong), saved_at(fill(form, {KEY: 3}), right)
    assert ("value-not-understood", "error") in found(master, *files)


def test_a_later_return_that_says_nothing_mends_nothing(master, form):
    files = saved_at(fill(form, {KEY: "รอข้อมูล"}), EARLY), saved_at(form, LATE)
    assert ("value-not-understood", "error") in found(master, *files)


def test_so_is_what_was_wrong_with_a_row_or_with_the_whole_file(master, form):
    book = openpyxl.load_workbook(io.BytesIO(form))
    page = next(sheet for sheet in book if sheet.title == "รายงานผล")
    page.delete_rows(next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == KEY))
    without = saved(book)
    later = saved_at(fill(form, {KEY: 3}), LATE)
    assert ("row-missing", "warning") in found(master, saved_at(without, EARLY))
    assert "row-missing" not in {code for code, _ in found(master, saved_at(without, EARLY), later)}
