"""Whatever somebody's text looks like: it is a text in the workbook, and every reader finds it again."""

import io
import math
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import unescape

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from planbook.book.cells import as_written, cell_pieces, defined_name, page_text, sheet_name
from planbook.book.graft import graft
from planbook.book.looks import Styles
from planbook.book.package import Package, Workbook
from planbook.book.plainsheet import read_cells
from planbook.book.write import Book, add_band, add_input, add_link, add_number, add_runs, add_text
from planbook.book.xmlio import MAX_TEXT, escape_text
from planbook.errors import BookProblem

AWKWARD = (
    "=1+1",
    "+1",
    "-1",
    "@x",
    "{=1}",
    "http://example.com",
    "mailto:a@b.c",
    "internal:'x'!A1",
    "external:x.xlsx",
    "<r>a & b</r>",
    "<r><t>x</t></r>",
    "<r></r>",
    "0012",
    "1/2",
    "1e5",
    "TRUE",
    "#N/A",
    "'x",
    "_x0041_",
    "_x005F_x0041_",
    "a\x00b",
    "\x00",
    "a\x0bb\x1f",
    "a\rb\r\nc",
    "\ud800",
    "x\uffff",
    " ",
    "\t\n ",
    "  สองวรรค  ",
    "ำ",
    "😀",
    "&L&P",
)
texts = st.sampled_from(AWKWARD) | st.text(max_size=12) | st.text("_x0045F\x00<r>/&", max_size=14)


def written(texts: list[str]) -> bytes:
    """A workbook with the texts in column A, in merged cells, under links, and after another run."""
    book = Book(title="".join(texts), author="x")
    styles = Styles(book, {"font_size": 14}, {"small": {"font_size": 9}})
    sheet = book.add_worksheet(sheet_name("".join(texts)[:40]))
    for row, text in enumerate(texts):
        add_text(sheet, row, 0, text, styles())
        add_band(sheet, row, 1, 2, text, styles("small"))
        add_link(sheet, row, 3, f"internal:'{sheet.name}'!A1".replace("''", "'"), text, styles())
        add_runs(sheet, row, 4, text, styles(), "ต่อ", styles("small"))
    sheet.write_comment(0, 5, texts[0] if texts else "x")
    sheet.set_header("&L" + page_text("".join(texts)))
    book.name_sheet("planbook." + defined_name("".join(texts)), sheet.name)
    return book.finish()


def base() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def by_calamine(data: bytes, sheet: int) -> list[list[object]]:
    book = python_calamine.load_workbook(io.BytesIO(data))
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def test_an_empty_text_is_a_blank_cell_with_its_look() -> None:
    book = Book()
    sheet = book.add_worksheet("x")
    add_text(sheet, 0, 0, "", book.add_format({"bold": True}))
    cell = openpyxl.load_workbook(io.BytesIO(book.finish())).active["A1"]
    assert (cell.value, cell.font.bold) == (None, True)


@settings(max_examples=40)
@given(st.lists(texts.filter(bool), min_size=1, max_size=6))
def test_a_text_is_read_back_as_it_was_written_by_every_reader(given_texts: list[str]) -> None:
    data = written(given_texts)
    package = Package.open(data)
    for name in package.names:
        etree.fromstring(package.read(name))
    for made, index in ((data, 0), (graft(base(), data), 1)):  # as shared strings, and inline
        values = by_calamine(made, index)
        page = openpyxl.load_workbook(io.BytesIO(made)).worksheets[index]
        book = Workbook(Package.open(made))
        scanned = read_cells(book.package.read(book.sheets[index].part))
        for row, text in enumerate(given_texts):
            expected = as_written(text)
            assert [values[row][col] for col in (0, 1, 3, 4)] == [expected] * 3 + [expected + "ต่อ"]
            for name in ("A", "B", "D"):
                cell = page[f"{name}{row + 1}"]
                # openpyxl leaves the escapes of control characters as they stand in the file
                escaped = unescape(escape_text(expected))
                assert cell.value == (escaped if index else escaped.replace("x005F_", ""))
                assert cell.data_type in ("s", "inlineStr")
                assert index == 0 or scanned[f"{name}{row + 1}"].inline == expected
            assert all(cell.formula is None for cell in scanned.values())


def test_the_workbook_is_valid_whatever_the_texts(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(written(list(AWKWARD)))
    assert list(OpenXmlValidator().validate(path).errors) == []


def test_nothing_but_halves_of_characters_and_length_changes_a_text() -> None:
    assert [text for text in AWKWARD if as_written(text) != text] == ["\ud800", "x\uffff"]
    assert as_written("a\ud800\uffffb") == "a\ufffd\ufffdb"


@pytest.mark.parametrize("char", ["ก", "😀", "กี่"])
def test_a_text_too_long_for_a_cell_says_so_or_is_continued(char: str) -> None:
    text = char * 40_000
    cut = as_written(text)
    assert cut.endswith("…")
    assert MAX_TEXT - 4 <= len(cut.encode("utf-16-le")) // 2 <= MAX_TEXT
    assert text.startswith(cut[:-1])
    assert as_written(cut) == cut
    parts = cell_pieces(text)
    assert "".join(parts) == text
    assert [as_written(part) for part in parts] == parts
    assert all(part[0] not in "ี่" for part in parts)
    book = Book()
    sheet = book.add_worksheet("x")
    add_text(sheet, 0, 0, text)
    assert by_calamine(book.finish(), 0) == [[cut]]


@settings(max_examples=40)
@given(st.floats(allow_nan=False, allow_infinity=False) | st.decimals(allow_nan=False) | st.integers())
def test_a_number_is_the_nearest_that_a_cell_holds(number: float | Decimal | int) -> None:
    try:
        nearest = float(number)
    except OverflowError:
        return  # no whole number of ours is as large
    book = Book()
    add_number(book.add_worksheet("x"), 0, 0, number)
    [[value]] = by_calamine(book.finish(), 0)
    assert value == (nearest if math.isfinite(nearest) else str(number))


def test_an_input_holds_a_number_only_where_it_is_one() -> None:
    book = Book()
    sheet = book.add_worksheet("x")
    for col, (text, as_text) in enumerate([("12.5", False), ("12.5", True), ("=1", False), ("1e5", False)]):
        add_input(sheet, 0, col, text, None, text=as_text)
    assert by_calamine(book.finish(), 0) == [[12.5, "12.5", "=1", "1e5"]]


@pytest.mark.parametrize(("row", "col"), [(1_048_576, 0), (0, 16_384)])
def test_what_lies_beyond_a_sheet_is_refused_not_dropped(row: int, col: int) -> None:
    sheet = Book().add_worksheet("x")
    with pytest.raises(BookProblem) as problem:
        add_text(sheet, row, col, "x")
    assert problem.value.code == "sheet-full"


def test_a_link_that_excel_would_refuse_is_the_text_alone() -> None:
    book = Book()
    sheet = book.add_worksheet("x")
    add_link(sheet, 0, 0, "external:" + "x" * 3_000, "ไฟล์", None)
    page = openpyxl.load_workbook(io.BytesIO(book.finish())).active
    assert (page["A1"].value, page["A1"].hyperlink) == ("ไฟล์", None)


def test_sheet_names_are_legal_and_their_own() -> None:
    assert sheet_name("8/1/03:03.2") == "8-1-03-03.2"
    assert sheet_name("'" * 5) == "-"
    assert sheet_name("ก" * 40, ["ก" * 31]) == "ก" * 29 + "~2"
    assert len(sheet_name("😀" * 31).encode("utf-16-le")) // 2 <= 31
    book = Book()
    for text in AWKWARD:
        book.add_worksheet(sheet_name(text, list(book.sheetnames)))
    assert len(openpyxl.load_workbook(io.BytesIO(book.finish())).sheetnames) == len(AWKWARD)
