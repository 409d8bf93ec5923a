"""The long tables of a consolidated workbook, facts and history: how they look, and how they are read back.

A number is shown as a number; what it is exactly stands as text in a column ``<key>.value``, which for a text holds a
mark of that text, so that "12" and 12 stay two things.
"""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planbook.book.table import (
    KeyColumn,
    Looks,
    Record,
    Rows,
    TableWriter,
    find_keys,
    lines_of,
    of_columns,
)
from planbook.book.texts import page_text
from planbook.book.write import FONT, Sheet
from planbook.consolidated.sheets import HEADING_FILL, Styles, prepare_page, shown_number
from planbook.domain import Number, is_number
from planbook.domain.number import read_exact

TEXT = "text"

_ROWS = Rows(keys=1, captions=2, first=3)


class TidyWriter:
    """Writes a long table row by row, with as few formats as will do. Texts of the columns ``centred`` are centred."""

    def __init__(
        self, sheet: Sheet, styles: Styles, columns: Sequence[KeyColumn], *, title: str, centred: Collection[str]
    ) -> None:
        prepare_page(sheet)
        sheet.set_header(f'&C&"{FONT},Bold"&16{page_text(title)}')
        heading = styles(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADING_FILL)
        self._styles, self._text, self._centre = styles, styles(), styles(align="center")
        self.table = TableWriter(sheet, columns, _ROWS, Looks(self._text, heading, self._text))
        sheet.set_row(_ROWS.captions - 1, 42)
        sheet.repeat_rows(_ROWS.captions - 1)
        # printed gridlines cost nothing; a border on every empty cell would be a third of a long table
        sheet.hide_gridlines(0)
        sheet.freeze_panes(_ROWS.first - 1, 2)
        self._centred = centred
        self._exact = {column.key.removesuffix(".value") for column in columns if column.key.endswith(".value")}
        self._next = _ROWS.first

    def add(self, values: Mapping[str, Number | str | int | None]) -> None:
        """Write the next row: texts, small whole numbers, and values with their exact form beside, by column key."""
        cells: list[tuple[int, str | float, Any]] = []
        for key, value in values.items():
            if key in self._exact:
                cells += self._value(key, value)
            elif isinstance(value, str) and value:
                cells += self.table.cells_of(key, value, self._centre if key in self._centred else self._text)
            elif isinstance(value, int):
                cells.append((self.table.col(key), value, self._centre))
        self.table.sheet.add_line(self._next - 1, sorted(cells, key=lambda cell: cell[0]))
        self._next += 1

    def _value(self, key: str, value: Number | str | int | None) -> Iterator[tuple[int, str | float, Any]]:
        if value is None:
            return
        number = shown_number(value) if is_number(value) else None
        if number:
            yield self.table.col(key), number[0], self._styles(num_format=number[1])
        elif value != "":
            yield from self.table.cells_of(key, str(value), self._text)
        kept = str(value) if is_number(value) else kept_text(str(value))
        yield self.table.col(f"{key}.value"), kept, self._text

    def close(self) -> None:
        """Set the filter over the rows written."""
        self.table.close(self._next - 1)


class ExactRecord(Record):
    """A row of a long table as read, with the exact values that are kept beside those shown."""

    def value(self, key: str) -> Number | str | None:
        """The exact value kept beside a shown one. Raises ValueError where what is kept is no number."""
        kept = self.text(f"{key}.value")
        if kept.startswith(TEXT):
            return self.text(key)
        return read_exact(kept) if kept else None

    def exact_number(self, key: str) -> Decimal | None:
        """Like :meth:`value`, for a column that holds decimals only."""
        value = self.value(key)
        if isinstance(value, str | Fraction):
            raise ValueError(value)
        return value

    def shows_something_else(self, key: str) -> bool:
        """Whether the number or text shown is not the one kept: somebody typed over it."""
        kept, shown = self.value(key), self.cells.get(key)
        if isinstance(kept, str):
            return self.text(f"{key}.value") not in (TEXT, kept_text(kept))
        if kept is None:
            return shown not in (None, "")
        if isinstance(shown, (int, float)):
            return abs(float(kept) - shown) > 1e-9 * max(1.0, abs(float(kept)))
        return self.text(key) != str(kept)


def kept_text(text: str) -> str:
    """What stands beside a text, by which it is known again."""
    return f"{TEXT} {zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def own_columns(
    rows: Sequence[Sequence[object]], columns: Sequence[KeyColumn], needed: set[str]
) -> dict[str, int] | None:
    """The column of each key of a table, counted from 1; None where the sheet has no row of keys."""
    found = find_keys(lines_of(rows), lambda texts: needed <= texts)
    return of_columns(found[1], {column.key for column in columns}) if found else None


def records(
    rows: Sequence[Sequence[object]], columns: Sequence[KeyColumn], needed: set[str], sheet: str = ""
) -> Iterator[ExactRecord]:
    """The records under the row of keys and the row of captions; wholly empty rows are left out."""
    found = find_keys(lines_of(rows), lambda texts: needed <= texts)
    if found is None:
        return
    start, places = found[0], of_columns(found[1], {column.key for column in columns})
    first = start + _ROWS.first - _ROWS.keys
    for number, row in enumerate(rows[first - 1 :], start=first):
        cells = {key: row[col - 1] for key, col in places.items() if col <= len(row)}
        if any(value not in (None, "") for value in cells.values()):
            yield ExactRecord(sheet, number, cells, places)
