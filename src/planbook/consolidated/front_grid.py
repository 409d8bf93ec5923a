"""The grid of the first page for management: its columns, its texts' looks, and the row that is written next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from planbook.consolidated.front import PERIODS, Front
from planbook.consolidated.sheets import (
    HEADING_FILL,
    WORD,
    Styles,
    add_link,
    lines_needed,
    merge,
)
from planbook.domain import Key, shortened, width

KEY_WIDTHS = (12.0, 20.0)
"""Characters of the first column at least and at most: it is as wide as the longest key of the lists."""
WIDTHS = (34.0, *[3.4] * (4 * len(PERIODS)), 12.0)
"""Characters of the others: title, four counts a period, budget. The charts' figures stand to the right, off the
paper."""
LAST = len(WIDTHS)
FIRST_COUNT, DATA = 2, len(WIDTHS) + 2
SIZE = 16
"""Points of its texts and its charts': the page is fitted to A4 upright, at 51 percent where the workbook's digits are
wide and keys are long, so that nothing is printed below 8 points."""
PAGE = (842 - 86) / 0.51 * 0.95
"""Points of rows that a printed page holds, with some room for other typefaces."""
LINE = 26.0
"""Points of a line of text, in the widest of the typefaces that stand in for the original's."""
ROOM, BOLD = 0.86, 0.8
"""Characters of a plain and of a bold text that a column takes for each of its width's."""
INDENT = 1.5
"""Characters of width that a text's indent and the cell's margins take."""
INK, RULE = "#1F3864", "#BFBFBF"


@dataclass(frozen=True)
class Places:
    """Where the page leads: the names of the status sheet, of the list of detail forms, and of each detail form."""

    status: str
    details: Mapping[Key, str]
    index: str = ""


class Grid:
    """The page while it is written: the next free row, and the points of rows above it."""

    def __init__(self, sheet: Any, styles: Styles, front: Front, places: Places) -> None:
        self.sheet, self.front, self.places = sheet, front, places
        self.styles = partial(styles, font_size=SIZE)
        self.row, self.points = 0, 0.0
        keys = map(len, [*(each.key for each in front.behind), *(each.key for each in front.remarks)])
        least, most = KEY_WIDTHS
        self.widths = (min(max(least, *keys, 0) + INDENT, most), *WIDTHS)
        self.text = self.styles(border=1, border_color=RULE, text_wrap=True, align="left", valign="top", indent=1)
        self.middle = self.styles(border=1, border_color=RULE, text_wrap=True, valign="top", align="center")
        self.link = self.styles(
            border=1, border_color=RULE, font_color="#1F4E79", underline=1, valign="top", text_wrap=True
        )
        self.leads = self.styles(
            border=1, border_color=RULE, font_color="#1F4E79", underline=1, valign="top", align="center"
        )
        self.heading = self.styles(
            bold=True, align="center", text_wrap=True, border=1, border_color=RULE, bg_color=HEADING_FILL
        )

    def skip(self, count: int, heights: Sequence[float] = ()) -> None:
        """Leave rows of these heights, points; those not given are a line high."""
        for number in range(count):
            self.next(heights[number] if number < len(heights) else LINE)

    def next(self, height: float = LINE) -> None:
        """Go to the next row; the one that is done is so many points high."""
        if height != LINE:
            self.sheet.set_row(self.row, height)
        self.points += height
        self.row += 1

    def span(self, first: int, last: int, text: str, style: Any) -> None:
        """Write a text across columns of the row."""
        merge(self.sheet, (self.row, self.row), (first, last), text, style)

    def span_link(self, first: int, last: int, address: str, text: str, style: Any) -> None:
        """Write a link across columns of the row."""
        if first != last:
            self.sheet.merge_range(self.row, first, self.row, last, "", style)
        add_link(self.sheet, self.row, first, address, text, style)

    def room(self, first: int, last: int, *, bold: bool = False) -> float:
        """How many characters of a text columns take."""
        return (BOLD if bold else ROOM) * (sum(self.widths[first : last + 1]) - INDENT)

    def high(self, *cells: tuple[str, int, int], bold: bool = False) -> float:
        """How high a row of wrapped texts is; each with the columns it stands in."""
        return LINE * max((lines_needed(text, self.room(*span, bold=bold)) for text, *span in cells), default=1)

    def captions(self, *cells: tuple[str, int, int]) -> None:
        """Write a row of captions, each with the columns it stands in."""
        for text, first, last in cells:
            self.span(first, last, text, self.heading)
        tight = any(width(text) > BOLD * sum(self.widths[first : last + 1]) for text, first, last in cells)
        self.next(LINE * (2 if tight else 1))

    def shortened(self, text: str, lines: int, first: int, last: int, *, bold: bool = False) -> str:
        """A text that takes at most so many lines of its columns; one that is longer ends in ``…``."""
        room = self.room(first, last, bold=bold)
        return text if lines_needed(text, room) <= lines else shortened(text, int(lines * (room - WORD - 1)))
