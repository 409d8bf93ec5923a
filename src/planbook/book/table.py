"""A table that planbook writes and reads back: a hidden row of ASCII keys, captions below it, then a record a row.

Columns are found by their keys, so that people may move them, hide them and add their own. A text longer than a cell
goes on in hidden columns ``<key>+2``, ``<key>+3`` …, which are there only where one is needed.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from planbook.book.cells import cell_name, cell_pieces

if TYPE_CHECKING:
    from planbook.book.write import Sheet

_MORE = re.compile(r"(.+)\+([2-9]|[1-9][0-9])")


class KeyColumn(NamedTuple):
    """A column of a table: its key in ASCII, its caption, its width in characters."""

    key: str
    caption: str
    width: float
    hidden: bool = False


class Rows(NamedTuple):
    """The rows of a sheet, counted from 1, where a table's keys and captions stand and its records begin."""

    keys: int
    captions: int
    first: int


class Looks(NamedTuple):
    """The formats of a table's parts; None for a cell's default."""

    key: Any
    caption: Any
    text: Any


class TableWriter:
    """Writes a table onto a sheet of :class:`planbook.book.write.Book`. Rows count from 1, columns go by key."""

    def __init__(self, sheet: "Sheet", columns: Sequence[KeyColumn], rows: Rows, looks: Looks) -> None:
        self.sheet, self.rows, self.looks = sheet, rows, looks
        self._places: dict[str, int] = {}
        self._widths: dict[str, float] = {}
        sheet.set_row(rows.keys - 1, None, None, {"hidden": True})
        for column in columns:
            self._add(column)

    def _add(self, column: KeyColumn, style: Any = None) -> int:
        col = self._places[column.key] = len(self._places)
        self._widths[column.key] = column.width
        options = {"hidden": True} if column.hidden else {}
        self.sheet.set_column(col, col, column.width, style, options)
        self.sheet.write_string(self.rows.keys - 1, col, column.key, self.looks.key)
        self.sheet.write_string(self.rows.captions - 1, col, column.caption, self.looks.caption)
        return col

    def col(self, key: str) -> int:
        """The column of a key, counted from 0. Raises KeyError."""
        return self._places[key]

    @property
    def width(self) -> int:
        """How many columns the table has, with those that long texts go on in."""
        return len(self._places)

    def cells_of(self, key: str, text: str, style: Any) -> list[tuple[int, str, Any]]:
        """The cells that a text takes: one, or more where it is longer than a cell; column, text, format of each."""
        first, *more = cell_pieces(text)
        cells = [(self._places[key], first, style)]
        for number, piece in enumerate(more, start=2):
            name = f"{key}+{number}"
            col = self._places.get(name)
            if col is None:
                col = self._add(KeyColumn(name, f"({number})", self._widths[key], hidden=True))
            cells.append((col, piece, style))
        return cells

    def text(self, row: int, key: str, text: str, style: Any = None) -> None:
        """Write a text, whole however long; an empty one as a blank cell with its format."""
        for col, piece, look in self.cells_of(key, text, style):
            if piece:
                self.sheet.write_string(row - 1, col, piece, look)
            else:
                self.sheet.write_blank(row - 1, col, None, look)

    def close(self, last: int, *, filtered: bool = True) -> None:
        """Set the filter over the captions and the rows to ``last``, and still the marks on texts such as 0012."""
        if filtered:
            bottom = max(last, self.rows.captions)
            self.sheet.autofilter(self.rows.captions - 1, 0, bottom - 1, self.width - 1)
        if last >= self.rows.first:
            area = f"A{self.rows.first}:{cell_name(last, self.width)}"
            self.sheet.ignore_errors({"number_stored_as_text": area})


@dataclass(frozen=True)
class Record:
    """A row of a table as read: its sheet's name, its number (from 1), its cells by key, the column of each key."""

    sheet: str
    number: int
    cells: Mapping[str, object]
    columns: Mapping[str, int]
    goes_on: bool = True
    """Whether the table has columns that long texts go on in."""

    def text(self, key: str) -> str:
        """A cell as text, whole where it goes on in further columns; a whole number without its decimal point."""
        value = self.cells.get(key)
        whole = value if type(value) is str else _shown(value)
        if not self.goes_on:
            return whole
        number = 2
        while more := _shown(self.cells.get(f"{key}+{number}")):
            whole, number = whole + more, number + 1
        return whole

    def cell(self, key: str) -> str:
        """The name of the cell that a key's value stands in; empty where the table has no such column."""
        return cell_name(self.number, self.columns[key]) if key in self.columns else ""


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


Line = tuple[int, Mapping[int, object]]
"""A row of a sheet: its number and its values by column, both counted from 1."""


def lines_of(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    """The rows of a sheet given as lists of values, of which the first is A1."""
    return ((number, dict(enumerate(row, start=1))) for number, row in enumerate(rows, start=1))


def find_keys(lines: Iterable[Line], enough: Callable[[Set[str]], bool]) -> tuple[int, dict[str, int]] | None:
    """The first row whose texts are ``enough`` of a table's keys, and the column of each text on it; None for none."""
    for number, cells in lines:
        columns: dict[str, int] = {}
        for col, value in cells.items():
            if isinstance(value, str) and value.strip():
                columns.setdefault(value.strip(), col)
        if enough(columns.keys()):
            return number, columns
    return None


def of_columns(columns: Mapping[str, int], keys: Collection[str]) -> dict[str, int]:
    """Those of a row's columns that are a table's own: its keys, and what long texts of theirs go on in."""
    return {
        name: col
        for name, col in columns.items()
        if name in keys or ((more := _MORE.fullmatch(name)) and more[1] in keys)
    }
