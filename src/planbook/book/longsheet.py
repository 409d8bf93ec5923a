"""The rows of one sheet, a few thousand at a time: all of a long table at once take several times the memory of what it
says.

A table that is written as planbook writes it, with its texts in the workbook's list, is read by cutting rows at the
ends of their cells: what the cells say is looked up, as most of them say what one above says. Whatever is written
otherwise is read by calamine, with the same result.
"""

import io
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from math import inf
from typing import NamedTuple, cast

from python_calamine import CalamineWorkbook

from planbook.book.bounds import OWN
from planbook.book.cells import MAX_ROW, column_index
from planbook.book.foreign.xlsx import looks_of
from planbook.book.grid import GridValue, cleared, sharing_texts, unreadable, without_macro_sheets
from planbook.book.package import CONTENT_TYPES_PART, Package, SheetInfo, Workbook, stored
from planbook.book.plaincells import by_rows
from planbook.book.quick import item_text, shared_items
from planbook.book.safety import count_cells
from planbook.book.xmlio import child, children, parse_xml, serialise
from planbook.errors import BookProblem

_PIECE = 2 << 20
"""Bytes of a sheet that are read at a time."""
_LONG_SHEET = 8 * _PIECE
"""Bytes up to which calamine reads a sheet at once."""
_START, _END = b"<sheetData>", b"</sheetData>"
_ROOT = re.compile(rb"<worksheet[^<>]*+>")
_ROW_END = b"</c></row>"
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})" s="([0-9]{1,6})"'
    rb'(?: t="s"><v>([0-9]{1,7})|(?: t="n")?><v>(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?))</v>'
)
_NUMBER = re.compile(r"General|[#0,.]+%?")
"""Number formats that surely show no date."""
_MOST = 1 << 17
"""Cells that are remembered."""

Row = list[GridValue]


def each_row(data: bytes, sheet: str) -> Iterator[Row]:
    """The rows of one sheet of a workbook that planbook wrote, from A1 on; some are shorter than others. Where they are
    not as planbook writes them, their cells are counted first.

    Raises BookProblem ``file-unreadable``, or as :func:`planbook.book.safety.check` does.
    """
    try:
        number = 0
        for some in _pieces(data, sheet):
            yield from ([] for _ in range(number + 1, some.first))
            yield from some.rows
            number = some.first - 1 + len(some.rows)
    except BookProblem:
        raise
    except Exception as error:  # calamine raises its own errors, ValueError, OSError …: all say "cannot be read"
        raise unreadable(str(error)) from error


class _Some(NamedTuple):
    """Rows that follow each other, and the number of the first."""

    first: int
    rows: list[Row]


def _pieces(data: bytes, name: str) -> Iterator[_Some]:
    book = Workbook(Package.open(data))
    sheet = book.sheet(name)
    pieces = by_rows(book.package.pieces(sheet.part, _PIECE)) if sheet is not None else iter([b""])
    head, mark, rows = next(pieces).partition(_START)
    root = _ROOT.search(head)
    if sheet is None or root is None or not mark:
        count_cells(data, {sheet.part} if sheet is not None else (), OWN)
        yield _by_calamine(data, name, 0)
        return
    plain, alone, last, counted = _Plain(book), _Alone(book, sheet, root[0] + mark), 0, False
    for piece in chain([rows], pieces):
        xml, closed, _ = piece.partition(_END)
        some = plain.rows(xml, last)
        if some is None and not counted:
            count_cells(data, {sheet.part}, OWN)  # calamine makes room for all from the first to the last
            counted = True
        if some is None and not last and book.package.size(sheet.part) <= _LONG_SHEET:
            yield _by_calamine(data, name, 0)
            return
        if some is None:
            some = _by_calamine(alone.with_rows(xml), name, last)
        yield some
        if closed:
            return
        last = some.first - 1 + len(some.rows)


class _Plain:
    """Reads rows that are written as planbook writes them, with the texts and the styles of their workbook."""

    def __init__(self, book: Workbook) -> None:
        texts, styles = book.target("sharedStrings"), book.styles_part
        xml = book.package.read(texts) if texts else b""
        items = shared_items(xml) or []
        self._items = items if xml.count(b"<si") == len(items) else []
        looks = looks_of(parse_xml(book.package.read(styles), styles)) if styles else ()
        self._numbers = {number for number, look in enumerate(looks) if _NUMBER.fullmatch(look.number_format or "")}
        self._texts: dict[int, str] = {}
        self._known: dict[bytes, tuple[int, GridValue]] = {}
        self._width = 0

    def rows(self, xml: bytes, last: int) -> _Some | None:
        """The rows below the ``last`` one; None where one is written otherwise, or cells do not stand in order."""
        try:
            return self._rows(xml, last)
        except (ValueError, IndexError):
            return None

    def _rows(self, xml: bytes, last: int) -> _Some:
        """Raises ValueError or IndexError."""
        above, *raws = xml.split(b'<row r="')
        if above:
            raise ValueError
        found: list[Row] = []
        known, number = self._known, last
        for raw in raws:
            start, _, cells = raw.partition(b">")
            digits = start[: start.find(b'"')]
            if not digits.isdigit() or not number < int(digits) <= MAX_ROW or not cells.endswith(_ROW_END):
                raise ValueError
            found.extend([] for _ in range(number + 1, int(digits)))
            row: Row = [None] * self._width
            number, before = int(digits), -1
            # without the number of the row a cell is the same in every row; what is left of another's is no cell's name
            for cell in cells[: -len(_ROW_END)].replace(digits + b'" s', b'" s').split(b"</c>"):
                try:
                    column, value = known[cell]
                except KeyError:
                    column, value = self._learn(cell)
                    row.extend([None] * (self._width - len(row)))
                if column <= before:
                    raise ValueError
                row[column] = value
                before = column
            found.append(row)
        return _Some(last + 1, found)

    def _learn(self, cell: bytes) -> tuple[int, GridValue]:
        """The column of a cell, from 0, and what it holds. Raises ValueError or IndexError for an unusual one."""
        whole = _CELL.fullmatch(cell)
        if whole is None:
            raise ValueError
        letters, style, text, number = whole.groups()
        if text is None and int(style) not in self._numbers:
            raise ValueError  # it may show a date
        value: GridValue = float(number) if text is None else self._text(int(text)) or None
        if value == inf or value == -inf:
            raise ValueError
        if len(self._known) >= _MOST:
            self._known.clear()
        found = self._known[cell] = column_index(letters.decode("ascii")) - 1, value
        self._width = max(self._width, found[0] + 1)
        return found

    def _text(self, number: int) -> str:
        said = self._texts.get(number)
        if said is None:
            said = self._texts[number] = item_text(self._items[number])
        return said


class _Alone:
    """Makes workbooks that each have some rows of one sheet, as they stand, and no other sheet. ``head`` is what stands
    before the rows."""

    def __init__(self, book: Workbook, sheet: SheetInfo, head: bytes) -> None:
        self._book, self._sheet, self._head = book, sheet, head

    def with_rows(self, xml: bytes) -> bytes:
        """The workbook with these rows."""
        return stored({**self._around, self._sheet.part: self._head + xml + _END + b"</worksheet>"})

    @cached_property
    def _around(self) -> dict[str, bytes]:
        book, package = self._book, self._book.package
        root = parse_xml(package.read(book.part), book.part)
        sheets = child(root, "sheets")
        assert sheets is not None
        for index, element in reversed([*enumerate(children(sheets, "sheet"))]):
            if index != self._sheet.index:
                sheets.remove(element)
        used = {rel.part for rel in package.rels(book.part) if rel.kind in ("styles", "sharedStrings")}
        kept = {name for name in package.names if name in used or name.endswith(".rels") or name == CONTENT_TYPES_PART}
        return {name: package.read(name) for name in kept} | {book.part: serialise(root)}


def _by_calamine(data: bytes, name: str, last: int) -> _Some:
    """The rows of a sheet as calamine reads them; ``last`` is the number of the last row above."""
    with _opened(data) as book:
        page = book.get_sheet_by_name(name)
        first_row, first_col = page.start or (last, 0)
        left: Row = [None] * first_col  # rows come from the first one and the first column in use
        rows = cast("list[Row]", page.to_python(skip_empty_area=True))
    return _Some(first_row + 1, [[*left, *row] for row in sharing_texts(map(cleared, rows))])


def _opened(data: bytes) -> CalamineWorkbook:
    """A workbook, without sheets of Excel 4 macros where calamine does not open it with them."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except Exception:  # whatever it is, a second try says it too
        return CalamineWorkbook.from_filelike(io.BytesIO(without_macro_sheets(data) or data))
