"""How cells look behind their values, in every kind of file: struck out, raised, computed, leading back.

``looks.xls`` and ``looks.ods`` were made by LibreOffice 7.4 from what :func:`looks` makes.
"""

import io
import struct
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from planbook.book.foreign import Formulas, TextRun, display, open_book
from planbook.book.foreign.formulas import links_elsewhere, references
from planbook.book.foreign.xlsb import _runs

DATA = Path(__file__).parent / "data"


@cache
def looks():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ผล"
    sheet["A1"] = CellRichText(TextBlock(InlineFont(strike=True), "7"), TextBlock(InlineFont(b=True), "12"))
    sheet["A2"], sheet["A2"].font = 4, Font(strike=True)
    sheet["A3"] = CellRichText("6", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    sheet["A5"], sheet["A5"].number_format = 43831, "[$-107041E]d mmm yy;@"
    sheet["A6"], sheet["A6"].number_format = 0.875, "0.0%"
    sheet["A8"], sheet["A9"] = "=A8+1", "=A2*2"
    sheet["A11"] = CellRichText("ก" * 9000, TextBlock(InlineFont(strike=True), "ขีด"), TextBlock(InlineFont(), "ไว้"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(params=["xlsx", "xls", "ods"])
def sheet(request):
    data = looks() if request.param == "xlsx" else (DATA / f"looks.{request.param}").read_bytes()
    return open_book(data).sheets[0]


def behind(sheet, cell):
    return sheet.behind([1], range(1, 12))[cell]


def seen(sheet, cell):
    info = behind(sheet, cell)
    row = int(cell[1:])
    return info.display or display(sheet.cell(row, 1), info.number_format)


def test_a_piece_that_is_struck_out_is_told_apart(sheet):
    runs = behind(sheet, "A1").runs
    assert [(run.text, run.struck) for run in runs] == [("7", True), ("12", False)]


def test_a_cell_struck_out_as_a_whole_is_told(sheet):
    assert (behind(sheet, "A2").struck, behind(sheet, "A2").runs) == (True, ())
    assert not behind(sheet, "A6").struck


def test_a_raised_piece_is_told(sheet):
    assert [(run.text, run.raised) for run in behind(sheet, "A3").runs] == [("6", False), ("1", True)]


def test_a_text_over_several_records_keeps_its_pieces(sheet):
    struck = [run.text for run in behind(sheet, "A11").runs if run.struck]
    assert struck == ["ขีด"]


def test_what_a_format_shows_is_known(sheet):
    assert (seen(sheet, "A5"), seen(sheet, "A6")) == ("1 ม.ค. 63", "87.5%")


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_formula_that_gives_an_empty_text_shows_nothing(kind):
    sheet = open_book((DATA / f"looks.{kind}").read_bytes()).sheets[0]
    assert behind(sheet, "A7").gives_text
    assert sheet.cell(7, 1) is None


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_that_leads_back_to_its_cell_is_told(kind):
    data = looks() if kind == "xlsx" else (DATA / "looks.ods").read_bytes()
    formulas = Formulas(open_book(data).metadata, "ผล")
    assert [formulas.leads_back(cell) for cell in ("A8", "A9")] == [True, False]


def test_the_pieces_of_a_binary_text():
    text = "12".encode("utf-16-le")
    content = b"\1" + struct.pack("<L", 2) + text + struct.pack("<L4H", 2, 0, 1, 1, 0)
    assert _runs(content, [(False, False), (True, False)]) == (TextRun("1", struck=True), TextRun("2"))
    assert _runs(b"\0" + content[1:], [(True, False)]) == ()


@pytest.mark.parametrize(
    ("formula", "elsewhere"),
    [
        ("[2]ผล!B4", True),
        ("IF(A1>0,'[1]ข้อมูล ปี'!$B$4,0)", True),
        (r"'C:\งาน\[สรุป.xlsx]ผล'!B4", True),
        ("[1]!ยอด", True),
        ("'file:///home/a/สรุป.ods'#$ผล.B4", True),
        ("ยอดรวม*2", True),
        ("อื่น*2", False),
        ("SUM(ตาราง1[ผล])", False),
        ("ตาราง1[2562]", False),
        ('"[1]ผล!B4"', False),
        ("ผล!B4", False),
    ],
)
def test_a_link_to_another_workbook_is_told(formula, elsewhere):
    assert links_elsewhere(formula, {"ยอดรวม": "[1]ผล!$B$4", "อื่น": "ผล!$B$4"}) is elsewhere


def test_references_are_cells_areas_columns_and_rows():
    found = list(references("LOG10(B2)+SUM($C$3:D4)+F:F+'ผล ปี'!A1+7:8+\"Z9\"", "หน้า"))
    assert found == [
        ("หน้า", (2, 2, 2, 2)),
        ("หน้า", (3, 3, 4, 4)),
        ("หน้า", (1, 6, 1_048_576, 6)),
        ("ผล ปี", (1, 1, 1, 1)),
        ("หน้า", (7, 1, 8, 16_384)),
    ]
