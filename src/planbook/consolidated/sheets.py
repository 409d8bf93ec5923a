"""What planbook's own sheets have in common: the original's fonts and lines, safe texts, exact numbers, names; and the
long tables, facts and history (which :mod:`planbook.consolidated.records` reads).
"""

import math
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeAlias

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


class _Marks(dict[int, int | None]):
    """What takes no width by its character's number: found out when first asked for."""

    def __missing__(self, code: int) -> int | None:
        found = self[code] = None if unicodedata.category(chr(code)) == "Mn" else code
        return found


_MARKS = _Marks()


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
        length = len(line) if short else len(line.translate(_MARKS))
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
    put_footer(sheet, footer)
    sheet.set_default_row(LINE_HEIGHT)


def put_footer(sheet: Any, footer: str) -> None:
    """A text at the foot of every page, and the pages' numbers."""
    label = page_text(footer)
    sheet.set_footer(f'&L&"{FONT},Regular"&12{label}&R&"{FONT},Regular"&12' + sheet_text("sheet.page"))


def merge(sheet: Any, rows: tuple[int, int], cols: tuple[int, int], text: str, style: Any) -> None:
    """Write a text into a rectangle (first and last row, first and last column, from 0), merging its cells."""
    add_band(sheet, rows[0], cols[0], cols[1], text, style, last_row=rows[1])


_REMEMBERED = 1 << 13
"""Values of a column of a long table whose cells are remembered."""
_BATCH = 1 << 10
"""Rows of a long table that are written at once."""
SURELY_ONE = 16_000
"""Characters of a text that stands in one cell whatever they are."""


_Value: TypeAlias = Number | str | int | None


def _kept(value: Number | str | int) -> str:
    """What stands in the column of a value's exact form."""
    return str(value) if is_number(value) else kept_text(str(value))


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > SURELY_ONE


class _Place:
    """A cell that every row of a long table has: that of its value ``at``, or of the exact form of that value. What has
    been written there before stands in ``known``: most rows repeat it."""

    def __init__(self, at: int, col: int, make: Callable[[int, _Value], str]) -> None:
        self.at, self.col, self.make = at, col, make
        self.known: dict[object, str] = {}

    def new(self, names: Sequence[object]) -> dict[object, int]:
        """What has not been written before of a batch of rows, each with the first row that says it."""
        if len(self.known) > _REMEMBERED:
            self.known.clear()
        fresh = set(names).difference(self.known)
        if not fresh:
            return {}
        first = dict(zip(reversed(names), range(len(names) - 1, -1, -1), strict=True))
        return {name: first[name] for name in fresh}


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
        self._exact = {at: exact for at, (_, _, _, exact) in enumerate(self._columns) if exact is not None}
        self._places = [_Place(at, column[0], self._shown) for at, column in enumerate(self._columns)]
        self._places += [_Place(at, exact, self._kept) for at, exact in self._exact.items()]
        self._next = ROWS.first

    def add_all(self, rows: Iterable[Sequence[_Value]]) -> None:
        """Write rows, each in the order of the columns: texts, small whole numbers, and values whose exact form stands
        in a column of its own. None and an empty text leave a cell empty."""
        rest, sheet = iter(rows), self.table.sheet
        while batch := list(islice(rest, _BATCH)):
            first = self._next - 1
            if sheet.may_repeat:
                self._add(first, batch)
            else:
                for row, values in enumerate(batch, start=first):
                    sheet.add_line(row, self._cells(values))
            self._next += len(batch)

    def _add(self, first: int, rows: Sequence[Sequence[_Value]]) -> None:
        """Write a batch of rows column by column. What is new in them is made first, in the order in which it stands on
        the sheet: so are its texts and formats numbered."""
        columns = list(zip(*rows, strict=True))
        names: list[Sequence[object]] = [*columns]
        for at in self._exact:  # 1 and 1.0 are equal, and not written alike
            names[at] = [each if each is None or isinstance(each, str) else (str(each),) for each in columns[at]]
        new, long = list[tuple[int, int]](), set[int]()
        for n, place in enumerate(self._places):
            fresh = place.new(names[place.at])
            new += [(row, n) for row in fresh.values()]
            if any(map(_is_long, fresh)):
                long |= {row for row, value in enumerate(columns[place.at]) if _is_long(value)}
        sheet, whole, last = self.table.sheet, dict[int, str](), 0
        for row, n in sorted([*new, *((row, -1) for row in long)]):
            if n < 0:
                cells = self._cells(rows[row])
                whole[row], last = "".join([sheet.cell(*each) for each in cells]), max(last, cells[-1][0])
            elif not _is_long(value := columns[self._places[n].at][row]):
                place = self._places[n]
                place.known[names[place.at][row]] = place.make(place.at, value)
        made = [[place.known.get(name, "") for name in names[place.at]] for place in self._places]
        lines = [*map("".join, zip(*made, strict=True))]
        for row, text in whole.items():
            lines[row] = text
        filled = [place.col for place, cells in zip(self._places, made, strict=True) if any(cells)]
        sheet.add_lines(first, lines, max([last, *filled]))

    def _shown(self, at: int, value: _Value) -> str:
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

    def _kept(self, at: int, value: _Value) -> str:
        """The cell of the exact form of a value."""
        return "" if value is None else self.table.sheet.cell(self._exact[at], _kept(value), self._text)

    def _cells(self, values: Sequence[_Value]) -> list[tuple[int, str | float, Any]]:
        """The cells of a row, in which a text may go on in further columns."""
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
