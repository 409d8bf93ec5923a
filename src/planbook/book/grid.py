"""The values of a workbook as plain lists, read with calamine."""

import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import cast

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from planbook.book.bounds import OWN
from planbook.book.package import Package, Workbook
from planbook.book.parts import RelsEditor, rels_name
from planbook.book.safety import count_cells
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
    of these names of a workbook that the region keeps, whose cells are counted first.

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
        plainer = without_macro_sheets(data)
        if plainer is None:
            raise unreadable(str(error)) from error
        return read_grids(plainer, only)


def _read(data: bytes, only: Collection[str] | None) -> list[Grid]:
    if only is not None:
        count_cells(data, {sheet.part for sheet in Workbook(Package.open(data)).sheets if sheet.name in only}, OWN)
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        names = [name.casefold() for name in book.sheet_names]
        if len(set(names)) != len(names):
            raise BookProblem("sheet-name-twice")
        return [
            Grid(meta.name, meta.visible == SheetVisibleEnum.Visible, _rows(book, index))
            for index, meta in enumerate(book.sheets_metadata)
            if only is None or meta.name in only
        ]


def without_macro_sheets(data: bytes) -> bytes | None:
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
    found = map(cleared, rows)
    return [*(sharing_texts(found) if len(rows) > _LONG else found)]


def sharing_texts(rows: Iterable[list[GridValue]]) -> Iterator[list[GridValue]]:
    """Rows of a sheet as they come, those texts that are alike being one in memory."""
    texts: dict[str, str] = {}
    for row in rows:
        row[:] = [texts.setdefault(value, value) if type(value) is str else value for value in row]
        yield row


_LONG = 1000
"""Rows from which a sheet's texts are looked up: a long table says each of a few texts a thousand times, and calamine
makes each of them anew, which takes most of the memory of the facts that are read."""


def cleared(row: list[GridValue]) -> list[GridValue]:
    """A row whose blank cells are None."""
    if "" in row:
        # in place: a second copy of a large sheet would double what a worker needs
        row[:] = [None if value == "" else value for value in row]
    return row


def unreadable(detail: str | Sentence) -> BookProblem:
    """The problem of a file that no reader could make sense of, or that killed the one that tried."""
    return BookProblem("file-unreadable", detail=detail)
