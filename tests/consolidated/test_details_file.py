"""Detail forms inside the consolidated workbook, in a file of their own, or nowhere."""

import io

import openpyxl
import pytest

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.outcome import details_beside
from tests.plans import master
from tests.quarters import returned

ROWS = "แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; 3 ราย; -; - | ทุก กฟฟ."


@pytest.fixture
def merged(tmp_path):
    def save(files):
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        return tmp_path

    plan = master(ROWS)
    returns = returned(save, plan.data, {"TRG": {"3/1": 2}, "KBI": {"3/1": 1}})
    return lambda details: pb.merge(plan, returns, details=details)


def test_a_file_of_their_own_says_what_the_forms_inside_say(merged, tmp_path) -> None:
    inside, apart = merged("inside"), merged("file")
    apart.save(tmp_path / "out" / "plan.xlsx") if (tmp_path / "out").mkdir() is None else None
    beside = details_beside(tmp_path / "out" / "plan.xlsx")
    assert beside.name == "plan-รายละเอียดแนบ.xlsx"
    book, own = openpyxl.load_workbook(io.BytesIO(inside.data)), openpyxl.load_workbook(beside)
    name = owned_sheets(inside.data)["detail.3_1"]
    forms = [[[cell.value for cell in row] for row in each[name].iter_rows(min_row=3)] for each in (book, own)]
    assert forms[0] == forms[1]
    names = {cell.hyperlink.location for sheet in own for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {place.split("!")[0].strip("'") for place in names} <= set(own.sheetnames)


@pytest.mark.parametrize("details", ["file", "none"])
def test_the_workbook_without_them_goes_on_as_any_other(merged, details) -> None:
    outcome = merged(details)
    owned = owned_sheets(outcome.data)
    assert not [suffix for suffix in owned if suffix.startswith("detail")]
    assert (outcome.details == b"") == (details == "none")
    assert outcome.proof.findings == ()
    book = openpyxl.load_workbook(io.BytesIO(outcome.data))
    leads = {cell.hyperlink.location for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {place.split("!")[0].strip("'") for place in leads} <= set(book.sheetnames)
    again = pb.merge(outcome.data, [], quarter=1)
    assert "detail.3_1" in owned_sheets(again.data)
    assert again.facts == outcome.facts
