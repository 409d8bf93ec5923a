"""The values of a workbook as plain lists, read with calamine."""

import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import cast

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from planbook.book.package import CONTENT_TYPES_PART, Package, SheetInfo, Workbook, stored
from planbook.book.parts import RelsEditor, rels_name
from planbook.book.plaincells import by_rows
from planbook.book.xmlio import child, children, serialise
from planbook.errors import BookProblem
from planbook.words import Sentence

GridValue = str | float | int | bool | date | datetime | time | timedelta | None
"""What a cell can hold. Blank cells, error values and formulas never computed are all None: calamine cannot tell
them apart (:func:`planbook.book.sheetxml.read_cells` can)."""


_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")
"""How the relationships of sheets with Excel 4 macros end."""


@dataclass(frozen=True)
class Grid:
    """One sheet's values. ``rows[0][0]`` is A1, whatever lies empty before the first value."""

    name: str
    visible: bool
    rows: list[list[GridValue]] = field(repr=False)

    def cell(self, row: int, col: int) -> GridValue:
        """The value at a row and column counted from 1; None for a blank and for anywhere outside.

        Raises IndexError for a row or column below 1.
        """
        if row < 1 or col < 1:
            raise IndexError(f"rows and columns count from 1, not ({row}, {col})")
        if row > len(self.rows) or col > len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][col - 1]


def read_grids(data: bytes, only: Collection[str] | None = None) -> list[Grid]:
    """The worksheets of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) in the order of their tabs; with ``only``, those
    of these names.

    For workbooks that planbook wrote; others go through :func:`planbook.book.foreign.open_book`. It runs in this
    process, which a hostile file can abort: foreign files are read in workers (:mod:`planbook.book.workers`).
    Raises BookProblem ``file-encrypted``, ``file-unreadable``, or ``sheet-name-twice``, as with two sheets of one
    name calamine would give the first one twice.
    """
    try:
        return _read(data, only)
    except PasswordError as error:
        raise BookProblem("file-encrypted") from error
    except BookProblem:
        raise
    except Exception as error:  # calamine raises its own errors, ValueError, OSError …: all say "cannot be read"
        plainer = _without_macro_sheets(data)
        if plainer is None:
            raise unreadable(str(error)) from error
        return read_grids(plainer, only)


def _read(data: bytes, only: Collection[str] | None) -> list[Grid]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        names = [name.casefold() for name in book.sheet_names]
        if len(set(names)) != len(names):
            raise BookProblem("sheet-name-twice")
        return [
            Grid(meta.name, meta.visible == SheetVisibleEnum.Visible, _rows(book, index))
            for index, meta in enumerate(book.sheets_metadata)
            if only is None or meta.name in only
        ]


def _without_macro_sheets(data: bytes) -> bytes | None:
    """An .xlsx whose list of sheets leaves out those of Excel 4 macros, with which calamine reads none; None for a
    workbook without any, and for one of another kind."""
    try:
        package = Package.open(data)
        book = Workbook(package)
        sheets = child(book.root, "sheets")
        macros = {rel.id for rel in package.rels(book.part) if rel.kind in _MACRO_SHEETS}
        gone = [sheet.index for sheet in book.sheets if sheet.rel_id in macros]
        rels = package.find(rels_name(book.part))
        if sheets is None or rels is None or not gone:
            return None
        for index in reversed(gone):
            sheets.remove(list(children(sheets, "sheet"))[index])
        editor = RelsEditor(package.read(rels))
        editor.remove(macros)
        return package.build({book.part: serialise(book.root), rels: editor.to_bytes()})
    except (BookProblem, ValueError, KeyError):
        return None


def _rows(book: CalamineWorkbook, index: int) -> list[list[GridValue]]:
    rows = cast("list[list[GridValue]]", book.get_sheet_by_index(index).to_python(skip_empty_area=False))
    cleared = map(_clear, rows)
    return [*(sharing_texts(cleared) if len(rows) > _LONG else cleared)]


def sharing_texts(rows: Iterable[list[GridValue]]) -> Iterator[list[GridValue]]:
    """Rows of a sheet as they come, those texts that are alike being one in memory."""
    texts: dict[str, str] = {}
    for row in rows:
        row[:] = [texts.setdefault(value, value) if type(value) is str else value for value in row]
        yield row


_LONG = 1000
"""Rows from which a sheet's texts are looked up: a long table says each of a few texts a thousand times, and calamine
makes each of them anew, which takes most of the memory of the facts that are read."""


def _clear(row: list[GridValue]) -> list[GridValue]:
    """A row whose blank cells are None."""
    if "" in row:
        # in place: a second copy of a large sheet would double what a worker needs
        row[:] = [None if value == "" else value for value in row]
    return row


def each_row(data: bytes, sheet: str) -> Iterator[list[GridValue]]:
    """The rows of one sheet of a workbook that planbook wrote, from A1 on. A long sheet is read a few thousand rows at
    a time: all of a long table at once take several times the memory of what it says.

    Raises BookProblem ``file-unreadable``.
    """
    try:
        number = 0
        for piece in _long_sheet(data, sheet) or [data]:
            with _opened(piece) as book:
                page = book.get_sheet_by_name(sheet)
                first_row, first_col = page.start or (number, 0)
                left: list[GridValue] = [None] * first_col  # rows come from the first one and the first column in use
                rows = cast("list[list[GridValue]]", page.to_python(skip_empty_area=True))
                del page
            blank: list[GridValue] = [None] * (len(left) + len(rows[0]) if rows else 0)
            yield from ([*blank] for _ in range(number, first_row))
            yield from ([*left, *_clear(row)] for row in rows)
            number = first_row + len(rows)
            del rows  # before the next ones come
    except Exception as error:  # as above
        raise unreadable(str(error)) from error


_PIECE = 2 << 20
"""Bytes of a long sheet that are read at a time."""
_LONG_SHEET = 8 * _PIECE
_ROOT = re.compile(rb"<worksheet[^<>]*+>")


def _long_sheet(data: bytes, name: str) -> Iterator[bytes] | None:
    """Workbooks that each have some rows of a long sheet, as they stand, and no other sheet; None for a sheet that is
    short, or written otherwise than most programs do."""
    package = Package.open(data)
    book = Workbook(package)
    sheet = book.sheet(name)
    if sheet is None or package.size(sheet.part) <= _LONG_SHEET:
        return None
    pieces = by_rows(package.pieces(sheet.part, _PIECE))
    head, mark, rows = next(pieces).partition(b"<sheetData>")
    root = _ROOT.search(head)
    if root is None or not mark:
        return None
    return _short_books(book, sheet, root[0] + mark, chain([rows], pieces))


def _short_books(book: Workbook, sheet: SheetInfo, head: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    package, end = book.package, b"</sheetData>"
    sheets = child(book.root, "sheets")
    assert sheets is not None
    for index, element in reversed([*enumerate(children(sheets, "sheet"))]):
        if index != sheet.index:
            sheets.remove(element)
    used = {rel.part for rel in package.rels(book.part) if rel.kind in ("styles", "sharedStrings")}
    kept = {name for name in package.names if name in used or name.endswith(".rels") or name == CONTENT_TYPES_PART}
    parts = {name: package.read(name) for name in kept} | {book.part: serialise(book.root)}
    for piece in pieces:
        rows, closed, _ = piece.partition(end)
        yield stored({**parts, sheet.part: head + rows + end + b"</worksheet>"})
        if closed:
            return


def _opened(data: bytes) -> CalamineWorkbook:
    """A workbook, without sheets of Excel 4 macros where calamine does not open it with them."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except Exception:  # whatever it is, a second try says it too
        return CalamineWorkbook.from_filelike(io.BytesIO(_without_macro_sheets(data) or data))


def unreadable(detail: str | Sentence) -> BookProblem:
    """The problem of a file that no reader could make sense of, or that killed the one that tried."""
    return BookProblem("file-unreadable", detail=detail)
