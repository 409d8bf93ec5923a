"""A new workbook looks like the original and can be typed into."""

import io

import openpyxl
import pytest

import planbook.pipeline as pb
from planbook.book.package import Package
from planbook.document.check import SPARE_ROWS, blank_plan
from planbook.errors import PlanbookError
from tests.conftest import SAMPLES

from .makers import activity, document, reread


@pytest.fixture(scope="module")
def made():
    """The sample plan, exported and written anew: as bytes and as openpyxl sees it."""
    data = pb.new_plan(pb.export_plan(SAMPLES / "plan-2562.xlsx"))
    return data, openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def original():
    return openpyxl.load_workbook(SAMPLES / "plan-2562.xlsx")


def test_it_has_the_originals_sheets(made, original):
    assert made[1].sheetnames == original.sheetnames


@pytest.mark.parametrize("name", ["CR1", "CR2", "NM1.3"])
def test_a_strategy_sheet_is_laid_out_like_the_originals(made, original, name):
    sheet, model = made[1][name], original[name]
    assert {c: d.width for c, d in sheet.column_dimensions.items()} == {
        c: pytest.approx(d.width, abs=0.01) for c, d in model.column_dimensions.items()
    }
    heading = int(model.print_title_rows.split(":")[0].strip("$"))
    here = int(sheet.print_title_rows.split(":")[0].strip("$"))
    assert [[c.value for c in row] for row in sheet[f"A{here}:N{here + 2}"]] == [
        [c.value for c in row] for row in model[f"A{heading}:N{heading + 2}"]
    ]
    assert sheet.freeze_panes == f"C{here + 3}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.oddHeader.right.text == model.oddHeader.right.text
    first = sheet[f"B{here + 3}"]
    assert (first.font.name, first.font.sz, sheet.row_dimensions[here + 3].height) == ("TH SarabunPSK", 14, 21)
    assert (first.border.left.style, first.border.right.style) == ("thin", "thin")
    assert sheet[f"N{sheet.max_row}"].border.bottom.style == "thin"


def test_a_long_target_puts_its_remark_below(made):
    (row,) = (row for row in made[1]["CR1"].iter_rows() if str(row[1].value).startswith("8. สุ่มโทร"))
    below = made[1]["CR1"][row[0].row + 1]
    assert (row[4].value, below[4].value) == ("1 ครั้ง", "(100 ราย)")


def test_a_budget_that_is_a_number_can_be_added_up():
    data = pb.new_plan(document(activity("1", budget={"capital": "1,000.5", "total": "ไม่มี"})))
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(data))["CR1"]["K1:M40"] for cell in row]
    assert 1000.5 in cells
    assert "ไม่มี" in cells


def test_the_same_document_gives_the_same_bytes(made):
    assert pb.new_plan(pb.export_plan(SAMPLES / "plan-2562.xlsx")) == made[0]


def test_texts_stay_texts_whatever_they_look_like():
    data = pb.new_plan(document(activity("1", "=SUM(A1)", targets={"1": "=1+1", "2": "http://example.com"})))
    parts = Package.open(data)
    sheets = [parts.read(name) for name in parts.names if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


# --- an empty plan ---


@pytest.mark.parametrize(("year", "region", "strategies"), [(2570, "กฟต.2", 3), (None, "", 1)])
def test_an_empty_plan_is_recognised_and_has_room_to_type(year, region, strategies):
    data = pb.new_plan(blank_plan(year, region, strategies), SPARE_ROWS)
    adopted = pb.adopt(data)
    plan = adopted.master.plan
    assert (plan.year, plan.region, len(plan.strategies)) == (year, region, strategies)
    assert [initiative.number for _, initiative in plan.initiatives()] == [str(n + 1) for n in range(strategies)]
    assert adopted.balance.left_over == 0
    sheet = openpyxl.load_workbook(io.BytesIO(data))[plan.strategies[0].sheet]
    ruled = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).border.left.style]
    assert len(ruled) > SPARE_ROWS


def test_what_is_typed_into_an_empty_plan_is_a_plan():
    book = openpyxl.load_workbook(io.BytesIO(pb.new_plan(blank_plan(2570, "กฟน.1"), SPARE_ROWS)))
    sheet = book["กลยุทธ์ 1"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "แผนงานหลักที่ 1")
    sheet.cell(row, 1).value = "แผนงานหลักที่ 1 บริการลูกค้า"
    sheet.cell(row, 2).value = "1. เยี่ยมลูกค้า"
    sheet.cell(row, 3).value = "3 ราย"
    sheet.cell(row, 14).value = "ทุก กฟฟ."
    stream = io.BytesIO()
    book.save(stream)
    (typed,) = reread(stream.getvalue()).plan.activities()
    assert (typed.key, typed.title, typed.target(1).raw, typed.responsible) == (
        "1/1",
        "เยี่ยมลูกค้า",
        "3 ราย",
        ("ทุก กฟฟ.",),
    )


def test_a_workbook_that_is_no_plan_is_not_exported():
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    with pytest.raises(PlanbookError):
        pb.export_plan(book.getvalue())
