import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from planbook.book.foreign import open_book
from planbook.book.grid import read_grids
from planbook.book.longsheet import each_row
from planbook.book.package import Package
from planbook.errors import BookProblem

from .makers import BASES, by_hand, parts_of, with_part

DEADLY = by_hand(
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
)


def small(value: object, *titles: str) -> bytes:
    book = openpyxl.Workbook()
    book.active["B3"] = value
    for title in titles:
        book.create_sheet(title).sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# calamine reads no parts in UTF-16, which no known client writes.
@pytest.mark.parametrize("name", [name for name in BASES if name != "utf16"])
def test_every_writers_values_are_those_openpyxl_reads(name: str) -> None:
    data = BASES[name]()
    grids = {grid.name: grid for grid in read_grids(data)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("openpyxl.worksheet._reader.warn", lambda *_: None)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        grid = grids[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                expected = None if cell.value == "" else cell.value
                assert grid.cell(cell.row, cell.column) == expected


def test_a_grid_counts_from_a1_and_ends_in_nothing() -> None:
    (grid, other) = read_grids(small("ผล", "ซ่อน"))
    assert grid.rows == [[None, None], [None, None], [None, "ผล"]]
    assert (grid.visible, other.visible, other.name) == (True, False, "ซ่อน")
    assert grid.cell(3, 2) == "ผล"
    assert grid.cell(1, 1) is None
    assert grid.cell(99, 99) is None
    for row, col in ((0, 1), (1, 0)):
        with pytest.raises(IndexError):
            grid.cell(row, col)


@pytest.mark.parametrize(
    "value", ["0012", 1.5, 7, True, datetime.datetime(2026, 1, 2, 3, 4), datetime.time(5, 6), datetime.date(2026, 1, 2)]
)
def test_kinds_of_values(value: object) -> None:
    seen = read_grids(small(value))[0].cell(3, 2)
    assert seen == value
    assert type(seen) is type(value) or isinstance(seen, float)


def test_two_sheets_of_one_name_are_refused() -> None:
    parts = parts_of(small(1, "ก"))
    xml = parts["xl/workbook.xml"].decode().replace('name="ก"', 'name="SHEET"')
    with pytest.raises(BookProblem) as caught:
        read_grids(with_part(small(1, "ก"), "xl/workbook.xml", xml.encode()))
    assert caught.value.code == "sheet-name-twice"


def test_what_calamine_cannot_read_is_a_problem() -> None:
    for data in (b"", b"nothing", by_hand("<sheetData><row>"), BASES["utf16"]()):
        with pytest.raises(BookProblem) as caught:
            read_grids(data)
        assert caught.value.code == "file-unreadable"


def test_the_guard_stands_before_the_reader() -> None:
    with pytest.raises(BookProblem) as caught:
        open_book(DEADLY)
    assert caught.value.code == "cell-out-of-bounds"


def test_sheets_of_old_macros_do_not_hide_the_others() -> None:
    package = Package.open(small("ผล", "ซ่อน"))
    rels = package.read("xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" '
        b'Target="macrosheets/sheet1.xml"/></Relationships>',
    )
    book = package.read("xl/workbook.xml").replace(
        b"<sheets>",
        b'<sheets><sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        b'name="Macro1" sheetId="99" r:id="rIdM"/>',
    )
    macros = b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>'
    data = package.build(
        {"xl/_rels/workbook.xml.rels": rels, "xl/workbook.xml": book, "xl/macrosheets/sheet1.xml": macros}
    )
    first, second = read_grids(data)
    assert (first.cell(3, 2), second.name) == ("ผล", "ซ่อน")
    assert [*each_row(data, first.name)][-1] == first.rows[-1]  # one by one too


def test_a_long_table_holds_each_of_its_texts_once():
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        page = made.add_worksheet("ผล")
        for row in range(1500):
            page.write_row(row, 0, ["เขต ก", f"ข {row % 3}", row])
    (read,) = read_grids(book.getvalue())
    texts = [value for row in read.rows for value in row if isinstance(value, str)]
    assert read.rows[4][:3] == ["เขต ก", "ข 1", 4.0]
    assert len({id(text) for text in texts}) == len(set(texts)) == 4
