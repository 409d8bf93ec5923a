"""Sheets that are written as they will stand in a workbook, beside the same sheets taken over and rewritten."""

import io
import random
import zlib

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.book.base import Base
from planbook.book.fitted import Fitted
from planbook.book.graft import graft
from planbook.book.grid import read_grids
from planbook.book.lines import ROW, Formula
from planbook.book.owned import strip
from planbook.book.package import Package, Workbook
from planbook.book.splice import crc_of_both
from planbook.book.table import KeyColumn, Looks, Rows, TableWriter
from planbook.book.write import Book, add_link, add_runs, add_text
from tests.book.makers import by_hand, by_openpyxl, by_xlsxwriter, with_part

TEXTS = [
    "=cmd|' /C'!A1",
    "0012",
    "<r>x</r>",
    "a\x08b\r\nc",
    "_x0041_",
    " ล ",
    "x" * 40_000,
    "\ufffe",
    "ก็ &<>\"'",
    "http://x",
]


def written(book, texts):
    """Every kind of cell, a long table, a link and a hidden sheet, on the sheets of a workbook."""
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00", "border": 1})
    page = book.add_worksheet("page")
    page.set_column(0, 0, 30, bold)
    page.set_row(1, 40, number)
    for row, text in enumerate(texts):
        add_text(page, row, 0, text, bold)
        add_text(page, row, 1, text)
        page.write_number(row, 2, row / 7, number)
        page.write_formula(row, 3, f"=C{row + 1}*2", number, row / 7 * 2)
    add_runs(page, 20, 0, "ก ", bold, "ข", number)
    for row in (23, 25, 26):
        whole = (
            (1, texts[row % len(texts)], None),
            (2, row / 7, number),
            (3, Formula(f"SUM(C{ROW})", row / 7), number),
        )
        groups = page.cells([(0, "# ล & 100%", bold), *whole]), page.cells([]), page.cells([(5, "", number)])
        page.add_row(row, 26 if row < 26 else 400, *groups)
    page.merge_range(21, 0, 21, 2, "เซลล์รวม", number)
    add_link(page, 22, 0, "internal:'facts'!A1", "ไป", bold)
    page.conditional_format(0, 2, 5, 2, {"type": "cell", "criteria": ">", "value": 1, "format": bold})
    facts = book.add_worksheet("facts")
    facts.sharing = True
    table = TableWriter(
        facts, [KeyColumn("a", "ก", 9), KeyColumn("n", "เลข", 9)], Rows(1, 2, 3), Looks(bold, bold, bold)
    )
    for row, text in enumerate(texts * 3, start=2):
        facts.add_line(row, sorted([*table.cells_of("a", text, bold), (1, row / 3, number)], key=lambda cell: cell[0]))
    table.close(len(texts) * 3 + 2)
    facts.seal()
    hidden = book.add_worksheet("hidden")
    hidden.very_hidden()
    hidden.write_string(0, 0, "12")
    for sheet in ("page", "facts", "hidden"):
        book.name_sheet(f"planbook.{sheet}", sheet)
    return book.finish()


def fitted(base, texts):
    place = Base(strip(base, suffixes=lambda _: True))
    return graft(place, written(Fitted(place), texts), sharing=["facts"])


def heights(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {(sheet.title, row): each.height for sheet in book for row, each in sheet.row_dimensions.items()}


def cells(data):
    return {grid.name: grid.rows for grid in read_grids(data)}


def looks(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [
        (sheet.title, cell.coordinate, cell.font.b, cell.number_format, str(cell.border.left))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    ]


@pytest.mark.parametrize("base", [by_openpyxl, by_hand])
def test_as_if_taken_over(base):
    old, new = graft(base(), written(Book(), TEXTS), sharing=["facts"]), fitted(base(), TEXTS)
    assert cells(new) == cells(old)
    assert looks(new) == looks(old)
    assert heights(new) == heights(old)
    assert [(name.name, name.text) for name in Workbook(Package.open(new)).defined_names] == [
        (name.name, name.text) for name in Workbook(Package.open(old)).defined_names
    ]
    assert b"fullCalcOnLoad" in Package.open(new).read("xl/workbook.xml")


def test_twice_is_once():
    once = fitted(by_openpyxl(), TEXTS)
    assert fitted(once, TEXTS) == once
    assert len(Package.open(fitted(once, TEXTS[:3])).read("xl/styles.xml")) == len(
        Package.open(once).read("xl/styles.xml")
    )


def test_a_list_of_texts_that_cannot_be_added_to():
    """With prefixes: then the texts stand in their cells."""
    part = "xl/sharedStrings.xml"
    listed = Package.open(by_xlsxwriter()).read(part)
    prefixed = listed.replace(b"<sst xmlns=", b"<x:sst xmlns:x=").replace(b"</", b"</x:").replace(b"</x:x:", b"</x:")
    for tag in (b"si", b"t", b"r", b"rPr"):
        prefixed = prefixed.replace(b"<" + tag + b">", b"<x:" + tag + b">").replace(
            b"<" + tag + b" ", b"<x:" + tag + b" "
        )
    other = with_part(by_xlsxwriter(), part, prefixed)
    made = fitted(other, TEXTS)
    assert Package.open(made).read(part) == prefixed
    assert cells(made)["facts"] == cells(fitted(by_xlsxwriter(), TEXTS))["facts"]


def test_rows_come_in_order():
    book = Fitted(Base(by_openpyxl()))
    sheet = book.add_worksheet("a")
    sheet.add_line(4, [(0, "x", book.add_format())])
    with pytest.raises(ValueError, match="row 5"):
        sheet.add_line(4, [(0, "x", book.add_format())])


def test_a_long_table():
    """Of more rows than are deflated at once."""
    rng = random.Random(5)
    texts = [f"ข้อความ {rng.randrange(10**9)}" for _ in range(9_000)]
    assert [row[0] for row in cells(fitted(by_openpyxl(), texts))["facts"][2:]] == texts * 3


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(0, 10**6))
def test_checksum_of_both(first, second, zeros):
    second += bytes(zeros)
    assert crc_of_both(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)
