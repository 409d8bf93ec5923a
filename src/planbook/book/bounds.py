"""How large a foreign file may be, and how much room its sheets take of who reads them.

A reader makes room for every cell from A1 to the last used row and column, so a few bytes can ask for gigabytes: cells
are counted before.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planbook.book import binary
from planbook.book.cells import MAX_COL, MAX_ROW, column_index
from planbook.book.plaincells import LARGEST, area_by_rows, by_rows, plain_area
from planbook.book.xmlio import broken, doctype, to_utf8
from planbook.errors import BookProblem

_MB = 1_000_000
# A cell that holds something: what calamine makes room for. Blank cells with a style cost nothing.
_FILLED = re.compile(
    rb"""<(?:[A-Za-z_][\w.\-]*:)?c\s(?:[^>]*?\s)?r\s*=\s*["']\$?([A-Za-z]{1,9})\$?([0-9]{1,12})["'][^>]*(?<!/)>(?!\s*</)"""
)
_REMARK = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_NEGATIVE_STRING = re.compile(rb't="s"[^>]*>\s*<v>(-[0-9]{1,20})<')
_ODS = re.compile(rb"<table:(?:covered-)?table-(row|cell)(?=[\s/>])[^>]*>")
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="([0-9]{1,12})"')
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """How large a foreign file may be. Sizes in bytes."""

    max_file: int = 50 * _MB
    max_members: int = 5_000
    max_member: int = 100 * _MB
    """Inflated size of one member."""
    max_total: int = 300 * _MB
    """Inflated size of all members."""
    max_ratio: int = 200
    """Inflated to compressed size of one member; asked only of members over 1 MB."""
    max_area: int = 5_000_000
    """Cells from A1 to the last used row and column, over all sheets: readers make room for all of them, about 100
    bytes each."""
    max_row: int = MAX_ROW
    max_col: int = MAX_COL


OWN = Limits(max_file=500 * _MB, max_member=1_000 * _MB, max_total=2_000 * _MB, max_area=40_000_000)
"""How large a workbook may be that the region itself hands in: its plan, its master, its list of offices.

A year of 400 activities and 192 offices is 307,000 rows of facts, 150 MB of XML; a sheet with a fact in each of the
million rows that it can have is 500 MB. A return of an office is never nearly as large: it has the limits above."""


class Bounds:
    """Adds up the room that all sheets of a file take. ``plain`` are the sheets' parts that
    :mod:`planbook.book.plaincells` reads."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.area = 0
        self.plain: set[str] = set()

    def add(self, name: str, part: bytes) -> None:
        """Count a part's cells, if it is a sheet.

        Raises BookProblem ``cell-out-of-bounds``, ``cells-out-of-order``, or ``xml-broken``.
        """
        if holds_cells(part):
            self._sheet(name, to_utf8(part, name))
        elif name == "content.xml":
            self._ods(name, part)
        elif binary.is_sheet(part):
            self._xlsb(name, part)

    def add_long(self, name: str, parts: Iterable[bytes]) -> bool:
        """Count the cells of a sheet given in parts, as it is inflated, without holding it. False for what is no sheet,
        and for one that has to be looked at as a whole: then nothing is counted. Raises as :meth:`add` does, and
        BookProblem ``xml-doctype``."""
        last_row, last_col = self._of_rows(_looked_at(name, by_rows(parts)))
        if not last_row or self.area + last_row * last_col > self.limits.max_area:
            return False
        self._take(name, last_row, last_col)
        return True

    def room(self, name: str, cells: int) -> None:
        """Add the cells that a part is known to take. Raises BookProblem ``cell-out-of-bounds``."""
        self.area += cells
        if self.area > self.limits.max_area:
            raise _out_of_bounds(name, str(cells))

    def _take(self, name: str, last_row: int, last_col: int) -> None:
        limits = self.limits
        self.area += last_row * last_col
        if last_row > limits.max_row or last_col > limits.max_col or self.area > limits.max_area:
            raise _out_of_bounds(name, f"{last_row} × {last_col}")

    def _sheet(self, name: str, part: bytes) -> None:
        _refuse_negative(name, part)
        last_row, last_col = plain_area(part) or (0, 0)
        if last_row:
            self.plain.add(name)
        elif len(part) > LARGEST:
            last_row, last_col = self._of_rows([part])
        if not last_row or self.area + last_row * last_col > self.limits.max_area:
            last_row, last_col = self._filled(name, part)  # written otherwise, or blank cells lie far out
        self._take(name, last_row, last_col)

    def _of_rows(self, pieces: Iterable[bytes]) -> tuple[int, int]:
        """The area of a large sheet, blank cells too; (0, 0) where it is not written as most are, or too large."""
        last_row, last_col = area_by_rows(pieces) or (0, 0)
        is_far = last_row > self.limits.max_row or last_col > self.limits.max_col
        return (0, 0) if is_far else (last_row, last_col)

    def _filled(self, name: str, part: bytes) -> tuple[int, int]:
        """The last row and the last column of the filled cells, however they are written, which must stand in order:
        of a cell that is there twice, readers show one or the other, and no spreadsheet program writes such a sheet."""
        columns: set[bytes] = set()
        rows: set[bytes] = set()
        last: tuple[int, bytes, int, bytes] = (0, b"", 0, b"")
        # one at a time: a list of all would take more memory than the part
        said = _REMARK.sub(b"-", part) if b"<!" in part else part
        for match in _FILLED.finditer(said):
            column, row = match[1].upper(), match[2]
            at = (len(row), row, len(column), column)
            if at <= last:
                raise _out_of_order(name, (column + row).decode("ascii"))
            last = at
            columns.add(column)
            rows.add(row)
        last_row = max(map(int, rows), default=0)
        last_col = max((self._column(letters) for letters in columns), default=0)
        if any(int(row) < 1 for row in rows):
            raise _out_of_bounds(name, f"{last_row} × {last_col}")
        return last_row, last_col

    def _column(self, letters: bytes) -> int:
        try:
            return column_index(letters.decode("ascii"))
        except ValueError:
            return self.limits.max_col + 1

    def _ods(self, name: str, part: bytes) -> None:
        """An .ods writes repeated rows and cells as a count (ODF 1.3 part 3, 19.675 and 19.679): 100 bytes can be 10⁹
        cells."""
        for table in part.split(b"<table:table ")[1:]:
            row = col = last_row = last_col = 0
            for match in _ODS.finditer(table):
                tag = match[0]
                repeated = _REPEATED.search(tag)
                times = int(repeated[1]) if repeated else 1
                if match[1] == b"row":
                    row, col = row + times, 0
                    continue
                col += times
                if b"office:value-type" in tag or b"table:formula" in tag:
                    last_row, last_col = row, max(last_col, col)
            self._take(name, last_row, last_col)

    def _xlsb(self, name: str, part: bytes) -> None:
        last_row = last_col = 0
        place = (0, 0)
        for cell in binary.cells(part, name):
            if (cell.row, cell.col) <= place:
                raise _out_of_order(name, f"{cell.row}, {cell.col}")
            place = (cell.row, cell.col)
            last_row, last_col = cell.row, max(last_col, cell.col)
        self._take(name, last_row, last_col)


def _looked_at(name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a sheet's XML, none where it is no sheet in UTF-8."""
    for number, piece in enumerate(pieces):
        if number == 0:
            refuse_doctype(name, piece)
            if b"<sheetData" not in piece or to_utf8(piece, name) is not piece:
                return
        _refuse_negative(name, piece)
        yield piece


def _refuse_negative(name: str, part: bytes) -> None:
    """Refuse a cell with a text of a negative number, for which calamine would give the first of all texts."""
    if b"-" in part and b"<v>-" in part and (negative := _NEGATIVE_STRING.search(part)):
        raise broken(name, f"no such text: {negative[1].decode('ascii')}")


def refuse_doctype(name: str, part: bytes) -> None:
    """Raise BookProblem ``xml-doctype`` for a part that declares a document type."""
    if _DOCTYPE.search(_head(part)):
        raise doctype(name)


def holds_cells(part: bytes) -> bool:
    """Whether a part is a worksheet's XML."""
    if b"sheetData" in part:
        return True
    return b"\0" in part and (b"s\0h\0e\0e\0t\0D\0" in part or b"\0s\0h\0e\0e\0t\0D" in part)


def _out_of_order(name: str, ref: str) -> BookProblem:
    return BookProblem("cells-out-of-order", name=name, ref=ref)


def _out_of_bounds(name: str, ref: str) -> BookProblem:
    return BookProblem("cell-out-of-bounds", name=name, ref=ref)


def _head(part: bytes) -> bytes:
    """The first 4 KB as ASCII bytes: in UTF-16, every other byte of a DOCTYPE is zero."""
    head = part[:4096]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head[:4]:
        return head.replace(b"\0", b"")
    return head
