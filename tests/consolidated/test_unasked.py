"""A figure that nobody was asked for: an office answers a row whose targets say that there is nothing to report."""

import io
import re

import openpyxl
import pytest

import planbook as pb
from planbook import verify
from planbook.report.explained import offices_behind

from ..plans import master
from ..quarters import returned

ROWS = """
    แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | ไม่มี | ทุก กฟฟ.
                          | 2. อบรม  | 2 ครั้ง; 2 ครั้ง; 2 ครั้ง; 2 ครั้ง | ทุก กฟฟ.
"""


@pytest.fixture
def merged(save):
    plan = master(ROWS)
    return pb.merge(plan, returned(save, plan.data, {"KBI": {"3/1": 2, "3/2": 2}}))


def test_no_page_says_that_none_of_none_reported(merged, tmp_path):
    (result,) = (each for each in merged.results if each.key == "3/1")
    assert (result.offices_expected, result.contributors) == (0, ("KBI",))
    book = openpyxl.load_workbook(io.BytesIO(merged.data))
    places = {
        (page.title, cell.coordinate): str(cell.value) for page in book for row in page for cell in row if cell.value
    }
    assert not [place for place, said in places.items() if re.search(r"\b0/0\b", said)]
    (found,) = (place for place, said in places.items() if said == "1 หน่วยงาน (ไม่ได้ให้รายงาน)")
    explained = pb.explain_cell(merged.data, f"'{found[0]}'!{found[1]}")
    assert explained.agrees
    assert any(said.startswith("1/3 หน่วยงาน") for said in places.values())  # of the other activity
    assert offices_behind(result).en == "Offices behind this figure: 1, none of them asked"
    path = tmp_path / "c.xlsx"
    path.write_bytes(merged.data)
    assert verify.main([str(path)]) == 0


def test_the_first_page_counts_it_as_nothing_due_in_its_quarter_as_in_the_year(merged):
    (first, *_) = openpyxl.load_workbook(io.BytesIO(merged.data))
    (counts,) = ([cell.value for cell in row[2:22]] for row in first if row[0].value == "3")
    met, missed, still_open, nothing_due = 0, 0, 1, 1
    assert counts[:4] == counts[-4:] == [met, missed, still_open, nothing_due]
