"""The worksheets of a workbook in one scan: the same however its XML is written, and as the client shows them."""

import io
import re

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from planbook.book.cells import split_range
from planbook.book.package import Package
from planbook.book.scan import ScannedCell, scan_sheets
from tests.book.makers import by_hand, by_openpyxl, by_xlsxwriter, parts_of, with_part, zipped
from tests.conftest import ROOT
from tests.plans import saved

CORPUS = ROOT.parent / "shared" / "corpus"
SHEET = "xl/worksheets/sheet1.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
RELS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELS = b"http://purl.oclc.org/ooxml/officeDocument/relationships"


def scan(data, skip=()):
    return scan_sheets(Package.open(data), ScannedCell, skip)


def cells_of(data, sheet=0):
    return {(cell.row, cell.column): cell for cell in scan(data)[sheet].cells}


def small():
    book = openpyxl.Workbook()
    page = book.active
    page.append(["ชื่อ & สกุล", "กฟจ.ตรัง\nสาขา", 12, 0.5])
    page.append([None, True, "=1+1", "#N/A"])
    page["D2"].data_type = "e"
    page.append(["ก", "ข", "ค", "ง"])
    page["D1"].number_format = "0%"
    page.merge_cells("B3:C4")
    page.row_dimensions[3].hidden = True
    return saved(book)


def without_references(xml):
    return re.sub(rb'<row r="\d+"', b"<row", re.sub(rb'<c r="[A-Z]+\d+"', b"<c", xml))


SPELLINGS = {
    "prefixed": lambda xml: re.sub(rb"<(/?)(?!\?)([a-zA-Z])", rb"<\1x:\2", xml).replace(b'xmlns="', b'xmlns:x="'),
    "single quotes": lambda xml: re.sub(rb"=\"([^\"']*)\"", rb"='\1'", xml),
    "UTF-16": lambda xml: ('<?xml version="1.0" encoding="UTF-16"?>' + xml.decode()).encode("utf-16"),
    "byte order mark": lambda xml: b"\xef\xbb\xbf" + xml,
    "a comment": lambda xml: xml.replace(b"<sheetData>", b'<sheetData><!-- <c r="A9"><v>1</v></c> -->'),
    "strict": lambda xml: xml.replace(MAIN, STRICT),
    "an attribute first": lambda xml: re.sub(rb'<c r="([A-Z]+\d+)"', rb'<c cm="0" r="\1"', xml),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_however_a_sheet_is_written_it_says_the_same(name):
    data = small()
    spelled = SPELLINGS[name](parts_of(data)[SHEET])
    assert spelled != parts_of(data)[SHEET]
    assert scan(with_part(data, SHEET, spelled)) == scan(data)


def test_rows_and_cells_without_references_follow_one_another():
    book = openpyxl.Workbook()
    for line in (["ก", 1, "ข"], [2, "ค", 3]):
        book.active.append(line)
    data = saved(book)
    assert scan(with_part(data, SHEET, without_references(parts_of(data)[SHEET]))) == scan(data)


def test_strict_files_are_read():
    parts = {name: xml.replace(MAIN, STRICT).replace(RELS, STRICT_RELS) for name, xml in parts_of(small()).items()}
    assert scan(zipped(parts)) == scan(small())


def test_values_formulas_errors_and_what_is_hidden():
    (sheet,) = scan(small())
    cells = {(cell.row, cell.column): cell for cell in sheet.cells}
    assert [cells[1, column].value for column in (1, 2, 3, 4)] == ["ชื่อ & สกุล", "กฟจ.ตรัง\nสาขา", 12, 0.5]
    assert cells[1, 4].number_format == "0%"
    assert cells[2, 2].value is True
    assert (cells[2, 3].formula, cells[2, 3].value) == (True, None)
    assert (cells[2, 4].error, cells[2, 4].value) == (True, "#N/A")
    assert sheet.merges == ((3, 2, 4, 3),)
    assert sheet.hidden_rows == {3}
    # no client shows what lies under a merged area
    assert (3, 2) in cells
    assert (3, 3) not in cells


@pytest.mark.parametrize(("from_1904", "serial"), [("0", "44621"), ("1", "43159")])
def test_days_are_counted_from_1900_or_1904(from_1904, serial):
    book = openpyxl.Workbook()
    book.active["A1"] = 44621
    book.active["A1"].number_format = "d/m/yyyy"
    parts = parts_of(saved(book))
    parts[SHEET] = parts[SHEET].replace(b"<v>44621</v>", f"<v>{serial}</v>".encode())
    tag = f'<workbookPr date1904="{from_1904}"/>'.encode()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr/>", tag)
    value = cells_of(zipped(parts))[1, 1].value
    assert (value.year, value.month, value.day) == (2022, 3, 1)


def test_rich_text_is_joined_and_what_is_struck_out_is_marked():
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = CellRichText("เยี่ยม", TextBlock(InlineFont(strike=True), "ลูกค้า"), "10 ราย")
    page["A2"] = CellRichText("อบ", TextBlock(InlineFont(b=True), "รม"))
    page["A3"] = "ยกเลิก"
    page["A3"].font = Font(strike=True)
    found = cells_of(saved(book))
    assert [(found[row, 1].value, found[row, 1].struck) for row in (1, 2, 3)] == [
        ("เยี่ยมลูกค้า10 ราย", True),
        ("อบรม", False),
        ("ยกเลิก", True),
    ]


def test_guides_to_reading_are_no_text():
    text = b'<is><t>\xe6\xbc\xa2</t><rPh sb="0" eb="1"><t>kan</t></rPh></is>'
    sheet = b'<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="inlineStr">%s</c></row></sheetData></worksheet>'
    assert cells_of(with_part(small(), SHEET, sheet % (MAIN, text)))[1, 1].value == "漢"


def test_an_area_merged_to_the_last_row_costs_nothing():
    data = small()
    wide = parts_of(data)[SHEET].replace(b'ref="B3:C4"', b'ref="F1:XFD1048576"')
    (sheet,) = scan(with_part(data, SHEET, wide))
    assert sheet.merges == ((1, 6, 1_048_576, 16_384),)
    assert sheet.cells[0].value == "ชื่อ & สกุล"


def test_sheets_named_are_passed_over():
    book = openpyxl.Workbook()
    book.create_sheet("ซ่อน").sheet_state = "hidden"
    data = saved(book)
    assert [(sheet.name, sheet.state) for sheet in scan(data)] == [("Sheet", "visible"), ("ซ่อน", "hidden")]
    assert [sheet.name for sheet in scan(data, skip={"Sheet"})] == ["ซ่อน"]


def by_the_library(data):
    """The same by openpyxl: sheets → cells → value and format, merged areas, tab."""
    books = [openpyxl.load_workbook(io.BytesIO(data), data_only=values) for values in (False, True)]
    found = {}
    for page, shown in zip(*(book.worksheets for book in books), strict=True):
        cells = {}
        for line in page.iter_rows():
            for cell in line:
                if cell.value is None or not str(cell.value).strip():
                    continue
                formula = cell.data_type == "f"
                value = shown[cell.coordinate].value if formula else cell.value
                cells[cell.row, cell.column] = (str(value), cell.number_format, formula)
        found[page.title] = (
            cells,
            sorted(split_range(str(area)) for area in page.merged_cells.ranges),
            page.sheet_state,
        )
    return found


def by_scan(data):
    found = {}
    for sheet in scan(data):
        cells = {(c.row, c.column): (str(c.value), c.number_format, c.formula) for c in sheet.cells}
        found[sheet.name] = (cells, list(sheet.merges), sheet.state)
    return found


MADE = {"openpyxl": by_openpyxl, "xlsxwriter": by_xlsxwriter, "by hand": by_hand, "small": small}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("maker", MADE)
def test_another_reader_reads_the_same(maker):
    data = MADE[maker]()
    assert by_scan(data) == by_the_library(data)


@pytest.mark.filterwarnings("ignore")
def test_another_reader_reads_the_same_of_what_real_programs_saved():
    """But for sheets of dialogs and macros, and Strict files, which that reader takes for empty."""
    for path in sorted(CORPUS.glob("*.xls[xm]")):
        data = path.read_bytes()
        ours, theirs = by_scan(data), by_the_library(data)
        assert {name: theirs.get(name, ours[name]) for name in ours} == ours, path.name


def test_half_a_character_is_shown_as_what_cannot_be_shown():
    book = openpyxl.Workbook()
    book.active.append(["ก_xD800_ข", "_xD83D__xDE00_", "ก_x000D_ข", "_xZZ"])
    texts = [cell.value for cell in cells_of(saved(book)).values()]
    assert texts == ["ก\ufffdข", "\U0001f600", "ก\rข", "_xZZ"]
