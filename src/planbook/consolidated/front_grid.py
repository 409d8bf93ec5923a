"""The grid of the first page for management: its columns, its texts' looks, and the row that is written next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from planbook.consolidated.front import PERIODS, Front
from planbook.consolidated.sheets import (
    HEADING_FILL,
    LINE_HEIGHT,
    WRAPPED_HEIGHT,
    Styles,
    add_link,
    lines_needed,
    merge,
)
from planbook.domain import Key

WIDTHS = (12.0, 36.0, *[3.6] * (4 * len(PERIODS)), 10.0)
"""Characters: number, title, four counts a period, budget. The charts' figures stand to the right, off the paper."""
LAST = len(WIDTHS) - 1
FIRST_COUNT, DATA = 2, len(WIDTHS) + 1
SIZE = 15
"""Points of its texts: the page is fitted to A4 upright, at 57 percent where the workbook's digits are wide."""
PAGE = (842 - 72) / 0.57 * 0.95
"""Points of rows that a printed page holds, with some room for other typefaces."""
BOLD = 0.75
"""How much of a plain text's characters a column takes of a bold one."""
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
            self.next(heights[number] if number < len(heights) else LINE_HEIGHT)

    def next(self, height: float = LINE_HEIGHT) -> None:
        """Go to the next row; the one that is done is so many points high."""
        if height != LINE_HEIGHT:
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

    def high(self, *cells: tuple[str, int, int], bold: bool = False) -> float:
        """How high a row of wrapped texts is; each with the columns it stands in."""
        room = BOLD if bold else 1.0
        widths = [room * sum(WIDTHS[first : last + 1]) for _, first, last in cells]
        lines = max((lines_needed(text, width) for (text, _, _), width in zip(cells, widths, strict=True)), default=1)
        return LINE_HEIGHT if lines <= 1 else WRAPPED_HEIGHT * lines
