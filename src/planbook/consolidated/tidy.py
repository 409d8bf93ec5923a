"""Tidy sheets that planbook reads back: a hidden row of ASCII keys, Thai captions, a row a record, exact values.

A number is shown as a number; its exact decimal stands as text in a hidden column beside, named ``<column>.value``,
which for a text result holds the word ``text``, so that "12" and 12 stay two things.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planbook.book.refs import cell_name
from planbook.consolidated.sheets import HEADING_FILL, Styles, prepare_page, put, shown_number
from planbook.domain import Number, is_number
from planbook.domain.number import read_exact

KEY_ROW, CAPTION_ROW, FIRST_ROW = 0, 1, 2
TEXT = "text"


@dataclass(frozen=True)
class Column:
    """A column of a tidy sheet: ASCII key, Thai caption, width in characters."""

    key: str
    caption: str
    width: float
    hidden: bool = False


class TidyWriter:
    """Writes the cells of a tidy sheet, by column key, with as few formats as will do."""

    def __init__(self, sheet: Any, styles: Styles, columns: Sequence[Column], *, title: str) -> None:
        self.sheet = sheet
        self._columns = columns
        self._index = {column.key: number for number, column in enumerate(columns)}
        self._styles = styles
        self._text = styles()
        self._centre = styles(align="center")
        self._numbers: dict[str, Any] = {}
        self._heading(title)

    def _heading(self, title: str) -> None:
        sheet = self.sheet
        prepare_page(sheet)
        sheet.set_header(f'&C&"TH SarabunPSK,Bold"&16{title.replace("&", "&&")}')
        heading = self._styles(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADING_FILL)
        for number, column in enumerate(self._columns):
            sheet.set_column(number, number, column.width, None, {"hidden": True} if column.hidden else {})
            put(sheet, KEY_ROW, number, column.key, self._text)
            put(sheet, CAPTION_ROW, number, column.caption, heading)
        sheet.set_row(KEY_ROW, None, None, {"hidden": True})
        sheet.set_row(CAPTION_ROW, 42)
        sheet.repeat_rows(CAPTION_ROW)
        # Printed gridlines cost nothing; a border on every empty cell would be a third of a long table.
        sheet.hide_gridlines(0)
        sheet.freeze_panes(FIRST_ROW, 2)

    def text(self, row: int, key: str, text: str, *, centre: bool = False) -> None:
        """A text, left or centred."""
        if text:
            put(self.sheet, row, self._index[key], text, self._centre if centre else self._text)

    def count(self, row: int, key: str, number: int) -> None:
        """A small whole number, centred."""
        self.sheet.write_number(row, self._index[key], number, self._centre)

    def value(self, row: int, key: str, value: Number | str | None) -> None:
        """A number or text as shown, with its exact form in the hidden column ``<key>.value``."""
        col, kept = self._index[key], self._index[f"{key}.value"]
        if is_number(value):
            number = shown_number(value)
            if number:
                if number[1] not in self._numbers:
                    self._numbers[number[1]] = self._styles(num_format=number[1])
                self.sheet.write_number(row, col, number[0], self._numbers[number[1]])
            else:
                put(self.sheet, row, col, str(value), self._text)
            self.sheet.write_string(row, kept, str(value), self._text)
        elif value is not None:
            if value:
                put(self.sheet, row, col, value, self._text)
            self.sheet.write_string(row, kept, kept_text(value), self._text)

    def close(self, end: int) -> None:
        """Set the filter over the rows written; ``end`` is the row after the last one."""
        last = len(self._columns) - 1
        self.sheet.autofilter(CAPTION_ROW, 0, max(end - 1, CAPTION_ROW), last)
        if end > FIRST_ROW:
            # Texts such as 0012 are meant; the green corners would only worry people.
            self.sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW + 1}:{cell_name(end, last + 1)}"})


@dataclass(frozen=True)
class Record:
    """A row of a tidy sheet as read: its row number on the sheet (from 1) and its cells by column key."""

    row: int
    cells: dict[str, object]

    def text(self, key: str) -> str:
        """A cell as text; a whole number without its decimal point."""
        value = self.cells.get(key)
        if value is None:
            return ""
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    def quarter(self) -> int | None:
        """The quarter, or None where the cell says none."""
        text = self.text("quarter").strip()
        return int(text) if text in {"1", "2", "3", "4"} else None

    def value(self, key: str) -> Number | str | None:
        """The exact value kept beside a shown one. Raises ValueError where what is kept is no number."""
        kept = self.text(f"{key}.value")
        if kept.startswith(TEXT):
            return self.text(key)
        return read_exact(kept) if kept else None

    def number(self, key: str) -> Decimal | None:
        """Like :meth:`value`, for a column that holds numbers only."""
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


def key_row(rows: Sequence[Sequence[object]], needed: set[str]) -> tuple[int, dict[str, int]] | None:
    """Where the row of ASCII keys stands (index from 0) and the column of each key; None where there is none."""
    for number, row in enumerate(rows):
        columns: dict[str, int] = {}
        for col, value in enumerate(row):
            if isinstance(value, str):
                columns.setdefault(value, col)
        if needed <= columns.keys():
            return number, columns
    return None


def records(rows: Sequence[Sequence[object]], needed: set[str]) -> Iterator[Record]:
    """The records under the row of keys and the row of captions; wholly empty rows are left out."""
    found = key_row(rows, needed)
    if found is None:
        return
    start, columns = found
    for number, row in enumerate(rows[start + 2 :], start=start + 3):
        cells = {key: row[col] for key, col in columns.items() if col < len(row)}
        if any(value not in (None, "") for value in cells.values()):
            yield Record(number, cells)
