"""What planbook's own sheets have in common: the original's fonts and lines, safe texts, exact numbers, names; and the
long tables, facts and history (which :mod:`planbook.consolidated.records` reads).
"""

import math
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from planbook.book.cells import page_text
from planbook.book.looks import FONT, Styles, set_page
from planbook.book.table import KeyColumn, Looks, TableWriter
from planbook.book.write import Sheet, add_band, add_link, link_to
from planbook.book.write import add_text as put
from planbook.consolidated.records import ROWS, kept_text
from planbook.domain import Number, is_number, plain_text
from planbook.domain.number import HUNDRED, decimals, quotient
from planbook.domain.year import Verdict
from planbook.layout.marks import VERDICTS, Colour
from planbook.layout.own_tables import sheet_text

__all__ = ["add_link", "link_to", "put"]

LINE_HEIGHT = 21.0
WRAPPED_HEIGHT = 24.0
"""Points a line of wrapped text; fonts that stand in for the original's are taller."""
WORD = 3
"""Characters that a broken line leaves empty at its end, on average."""
MAX_ROW_HEIGHT = 409.0

GOOD, FAIR, BAD, MISSING = "#E2EFDA", "#FFF2CC", "#F8D7DA", "#FFF2CC"
"""Soft fills: met or complete, partial, failed or not returned, and an answer that is still awaited."""
HEADING_FILL = "#DDEBF7"

SHADES: Mapping[Colour, str] = {
    Colour.GOOD: GOOD,
    Colour.FAIR: FAIR,
    Colour.BAD: BAD,
    Colour.PLAIN: "#FFFFFF",
    Colour.QUIET: "#F2F2F2",
}
"""The fills of marks."""
SIGNS: Mapping[Verdict, str] = {verdict: mark.sign for verdict, mark in VERDICTS.items()}
FILLS: Mapping[Verdict, str] = {verdict: SHADES[mark.colour] for verdict, mark in VERDICTS.items()}
"""What stands for a verdict, and its fill."""


class SheetStyles(Styles):
    """The formats of planbook's own sheets; every call names only what differs from 14 point plain text."""

    def __init__(self, book: Any) -> None:
        super().__init__(book, {"font_name": FONT, "font_size": 14, "valign": "vcenter"})


@lru_cache(maxsize=1 << 14)
def shown_number(value: Number, *, percent: bool = False, against: Number | None = None) -> tuple[float, str] | None:
    """A number as a cell holds it and its number format: percentages (0-100 scale) become true percents (0-1).

    The format prints it as :func:`planbook.domain.print_figure` does; ``against`` is the figure it is measured by. None
    where a cell cannot hold it (beyond the range of binary64).
    """
    try:
        number = float(quotient(value, HUNDRED) if percent else value)
    except OverflowError:
        return None
    if not math.isfinite(number):
        return None
    places = decimals(value, percent=percent, against=against)
    return number, ("0" if percent else "#,##0") + ("." + "0" * places if places else "") + ("%" if percent else "")


def put_value(sheet: Any, row: int, col: int, value: Number | str | None, styles: SheetStyles, **look: Any) -> None:
    """Write a result: a number with a fitting number format, a text as a text; ``percent=True`` for percentages.

    ``against=`` is the figure that a number is measured by.
    """
    percent, against = look.pop("percent", False), look.pop("against", None)
    number = shown_number(value, percent=percent, against=against) if is_number(value) else None
    if number:
        sheet.write_number(row, col, number[0], styles(num_format=number[1], **look))
    else:
        put(sheet, row, col, plain_text(value) if is_number(value) else value or "", styles(**look))


@lru_cache(maxsize=1 << 14)
def lines_needed(text: str, width: float) -> int:
    """How many printed lines a text takes in so many characters of width, as an estimate that errs upwards.

    Thai vowels and tone marks above and below the line take no width; a line that breaks does so between words.
    """
    lines, room = 0, width * 1.05
    if len(text) <= room and "\n" not in text:
        return 1
    for line in text.split("\n"):
        short = len(line) <= room
        length = len(line) if short else sum(unicodedata.category(char) != "Mn" for char in line)
        lines += 1 if length <= room else math.ceil(length / max(width - WORD, 1))
    return lines


def set_height(sheet: Any, row: int, cells: Iterable[tuple[str, float]]) -> None:
    """Make a row (from 0) high enough for its wrapped texts, given with their widths; no client does it for merges."""
    lines = max((lines_needed(text, width) for text, width in cells), default=1)
    if lines > 1:
        sheet.set_row(row, min(WRAPPED_HEIGHT * lines, MAX_ROW_HEIGHT))


def prepare_page(sheet: Any, *, footer: str = "") -> None:
    """A4 landscape, one page wide, as the original is printed; page numbers at the foot."""
    set_page(sheet, margins={"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.6})
    label = page_text(footer)
    sheet.set_footer(f'&L&"{FONT},Regular"&12{label}&R&"{FONT},Regular"&12' + sheet_text("sheet.page"))
    sheet.set_default_row(LINE_HEIGHT)


def merge(sheet: Any, rows: tuple[int, int], cols: tuple[int, int], text: str, style: Any) -> None:
    """Write a text into a rectangle (first and last row, first and last column, from 0), merging its cells."""
    add_band(sheet, rows[0], cols[0], cols[1], text, style, last_row=rows[1])


_REMEMBERED = 1 << 13
"""Values of a column of a long table whose cells are remembered."""
SURELY_ONE = 16_000
"""Characters of a text that stands in one cell whatever they are."""


def _kept(value: Number | str | int) -> str:
    """What stands in the column of a value's exact form."""
    return str(value) if is_number(value) else kept_text(str(value))


class TidyWriter:
    """Writes a long table row by row, with as few formats as will do. Texts of the columns ``centred`` are centred."""

    def __init__(
        self, sheet: Sheet, styles: SheetStyles, columns: Sequence[KeyColumn], *, title: str, centred: Collection[str]
    ) -> None:
        prepare_page(sheet)
        sheet.set_header(f'&C&"{FONT},Bold"&16{page_text(title)}')
        heading = styles(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADING_FILL)
        self._styles, self._text, self._centre = styles, styles(), styles(align="center")
        self.table = TableWriter(sheet, columns, ROWS, Looks(self._text, heading, self._text))
        sheet.set_row(ROWS.captions - 1, 42)
        sheet.repeat_rows(ROWS.captions - 1)
        # printed gridlines cost nothing; a border on every empty cell would be a third of a long table
        sheet.hide_gridlines(0)
        sheet.freeze_panes(ROWS.first - 1, 2)
        places = {column.key: place for place, column in enumerate(columns)}
        self._columns = [
            (
                place,
                column.key,
                self._centre if column.key in centred else self._text,
                places.get(f"{column.key}.value"),
            )
            for place, column in enumerate(columns)
            if not column.key.endswith(".value")
        ]
        self._exact = [at for at, column in enumerate(self._columns) if column[3] is not None]
        self._known: list[dict[object, str]] = [{} for _ in self._columns]
        self._known_exact: list[dict[object, str]] = [{} for _ in self._columns]
        """by column and value: what has been written, which most rows repeat"""
        self._next = ROWS.first

    def add(self, *values: Number | str | int | None) -> None:
        """Write the next row, in the order of the columns: texts, small whole numbers, and values whose exact form
        stands in a column of its own. None and an empty text leave a cell empty."""
        sheet, row = self.table.sheet, self._next - 1
        self._next += 1
        named: list[object] = list(values)
        for at in self._exact:  # 1 and 1.0 are equal, and not written alike
            if (value := values[at]) is not None and not isinstance(value, str):
                named[at] = (str(value),)
        cells = [known.get(name) for known, name in zip(self._known, named, strict=True)]
        if None in cells:
            if any(isinstance(value, str) and len(value) > SURELY_ONE for value in values):
                sheet.add_line(row, self._long(values))
                return
            for at, cell in enumerate(cells):
                if cell is None:
                    cells[at] = self._remember(self._known[at], named[at], self._shown(at, values[at]))
        last = 0
        for at in self._exact:
            value, col = values[at], self._columns[at][3]
            if value is not None and col is not None:
                known = self._known_exact[at]
                cell = known.get(named[at])
                if cell is None:
                    cell = self._remember(known, named[at], sheet.cell(col, _kept(value), self._text))
                cells.append(cell)
                last = col
        if not last:
            last = max((self._columns[at][0] for at, cell in enumerate(cells) if cell), default=0)
        sheet.add_cells(row, "".join(cells), last)  # type: ignore[arg-type]  # none of them is None any more

    def _shown(self, at: int, value: Number | str | int | None) -> str:
        """The cell of a column that shows a value."""
        col, _, look, exact = self._columns[at]
        if value is None or value == "":
            return ""
        number = shown_number(value) if exact is not None and is_number(value) else None
        if number is not None:
            return self.table.sheet.cell(col, number[0], self._styles(num_format=number[1]))
        if exact is not None:
            return self.table.sheet.cell(col, str(value), self._text)
        if isinstance(value, str):
            return self.table.sheet.cell(col, value, look)
        return self.table.sheet.cell(col, int(value), self._centre)

    def _remember(self, known: dict[object, str], name: object, cell: str) -> str:
        if self.table.sheet.may_repeat:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[name] = cell
        return cell

    def _long(self, values: Sequence[Number | str | int | None]) -> list[tuple[int, str | float, Any]]:
        """The cells of a row with a text that may go on in further columns."""
        cells: list[tuple[int, str | float, Any]] = []
        for (col, key, look, exact), value in zip(self._columns, values, strict=True):
            shown = shown_number(value) if exact is not None and is_number(value) else None
            if shown is not None:
                cells.append((col, shown[0], self._styles(num_format=shown[1])))
            elif isinstance(value, str) or exact is not None:
                if value not in (None, ""):
                    cells += self.table.cells_of(key, str(value), look if exact is None else self._text)
            elif value is not None:
                cells.append((col, int(value), self._centre))
            if exact is not None and value is not None:
                cells.append((exact, _kept(value), self._text))
        return sorted(cells, key=itemgetter(0))

    def close(self) -> None:
        """Set the filter over the rows written."""
        self.table.close(self._next - 1)
