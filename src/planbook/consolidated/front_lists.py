"""What the first page for management is written with: its columns and the looks of its texts, and below the table what
lies behind the counts: activities, offices, remarks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from planbook.book.cells import quoted
from planbook.consolidated.front import PERIODS, Front, Late, Remark
from planbook.consolidated.sheets import (
    BAD,
    FAIR,
    FILLS,
    HEADING_FILL,
    SIGNS,
    WORD,
    SheetStyles,
    add_link,
    lines_needed,
    link_to,
    merge,
    put,
)
from planbook.domain import Key, shortened, width
from planbook.domain.beside import AgainstTarget, Spent
from planbook.domain.explanation import Meaning, Shows
from planbook.domain.plan import SPENT
from planbook.domain.year import Verdict
from planbook.layout.own_tables import sheet_text
from planbook.words import DEFAULT, TextCode

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


class FrontGrid:
    """The page while it is written: the next free row, the points of rows above it, and what its cells show so far, by
    row and column from 0."""

    def __init__(self, sheet: Any, styles: SheetStyles, front: Front, places: Places) -> None:
        self.sheet, self.front, self.places = sheet, front, places
        self.styles = partial(styles, font_size=SIZE)
        self.row, self.points = 0, 0.0
        self.meanings: dict[tuple[int, int], Meaning] = {}
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

    def means(self, first: int, last: int, meaning: Meaning, *, row: int | None = None) -> None:
        """Note what columns of the row (or of another) show."""
        at = self.row if row is None else row
        self.meanings.update({(at, col): meaning for col in range(first, last + 1)})

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


MOST = {"beside": 12, "behind": 16, "late": 20, "remarks": 12}
"""Lines of the lists at most; fewer where two pages hold no more."""


_TITLES: dict[str, TextCode] = {
    "beside": "sheet.front-beside",
    "behind": "sheet.front-behind",
    "late": "sheet.front-late",
    "remarks": "sheet.front-remarks",
}
_NOTHING: dict[str, TextCode] = {
    "beside": "sheet.none-beside",
    "behind": "sheet.none-behind",
    "late": "sheet.none-late",
    "remarks": "sheet.none-remarks",
}
_Span: TypeAlias = tuple[int, int]
_SPANS: dict[str, tuple[_Span, ...]] = {
    "beside": ((0, 0), (1, 4), (5, 8), (9, 13), (14, 15), (16, LAST)),
    "behind": ((0, 0), (1, 4), (5, 8), (9, 13), (14, 15), (16, LAST)),
    "late": ((0, 1), (2, 4), (5, 9), (10, 15), (16, 18), (19, LAST)),
    "remarks": ((0, 0), (1, 14), (15, LAST)),
}
"""The columns of each list, first and last of the page's."""
_OFFICE: tuple[TextCode, ...] = ("sheet.office", "sheet.answered-short", "sheet.below-target")
_HEADINGS: dict[str, tuple[TextCode, ...]] = {
    "behind": (
        "sheet.activity-key",
        "sheet.activity",
        "sheet.target",
        "sheet.result",
        "sheet.sign",
        "sheet.front-offices",
    ),
    "beside": (
        "sheet.activity-key",
        "sheet.measure",
        "sheet.year-goal",
        "sheet.result-so-far",
        "sheet.sign",
        "sheet.office",
    ),
    "late": _OFFICE * 2,
    "remarks": ("sheet.activity-key", "sheet.remark", "sheet.office"),
}
_LONGEST = {"beside": 2, "behind": 2, "remarks": 4}
"""Lines that an activity's title and a remark may take; the whole text stands on the detail form, one click away."""
_TARGET = 10
"""Characters of a target that fit its columns; a client breaks no line of a link."""
_NAMED = 6
"""Offices that are named; more are counted."""


def _some(names: Sequence[str]) -> str:
    named = ", ".join(names[:_NAMED])
    return f"{named} {sheet_text('sheet.and-offices', count=len(names) - _NAMED)}" if len(names) > _NAMED else named


@dataclass(frozen=True)
class _Row:
    """A row of a list: how many things it tells, and how it is written."""

    count: int
    write: Callable[[], None]


def write_lists(page: FrontGrid) -> None:
    """Write the lists below what stands on the page so far, each as long as two printed pages have room."""
    if page.front.quarter:
        _Lists(page).write()


class _Lists:
    def __init__(self, page: FrontGrid) -> None:
        self.page = page

    def write(self) -> None:
        left = 2 * PAGE - self.page.points - 6 * 40
        shares = {"beside": 0.4, "behind": 0.5, "late": 0.5, "remarks": 1.0}
        for name, made in self._blocks().items():
            used = self._block(name, made, left * shares[name])
            left -= used

    def _blocks(self) -> dict[str, list[_Row]]:
        front = self.page.front
        late = [front.late[at : at + 2] for at in range(0, len(front.late), 2)]
        in_all = [_Row(0, partial(self._spent, front.spent))] if front.spent else []
        beside = {"beside": [*in_all, *(_Row(1, partial(self._behind, each, "beside")) for each in front.beside)]}
        return {
            **(beside if front.beside else {}),
            "behind": [_Row(1, partial(self._behind, each)) for each in front.behind],
            "late": [_Row(len(pair), partial(self._late, pair)) for pair in late],
            "remarks": [_Row(1, partial(self._remark, each)) for each in front.remarks],
        }

    def _block(self, name: str, rows: Sequence[_Row], room: float) -> float:
        """A list with its title and captions, as long as there is room; what is left out is said. Gives its points."""
        begun, count = self.page.points, sum(row.count for row in rows)
        style = self.page.styles(bold=True, font_size=20, font_color=INK, bottom=2, bottom_color=INK)
        self.page.span(0, LAST, sheet_text(_TITLES[name], quarter=self.page.front.quarter, count=count), style)
        self.page.next(LINE + 6)
        if not rows:
            self.page.span(0, LAST, sheet_text(_NOTHING[name]), self.page.styles())
            self.page.next()
        else:
            spans = zip(_SPANS[name], _HEADINGS[name], strict=True)
            self.page.captions(*((sheet_text(code), *span) for span, code in spans))
        shown = 0
        for row in rows:
            if shown >= MOST[name] or self.page.points - begun > room:
                break
            row.write()
            shown += row.count
        if count > shown:
            link = self.page.styles(font_color="#1F4E79", underline=1)
            said = sheet_text("sheet.and-more", count=count - shown)
            self.page.span_link(0, LAST, link_to(self.page.places.status), said, link)
            self.page.next()
        self.page.next(10)
        return self.page.points - begun

    def _key(self, key: Key) -> None:
        name = self.page.places.details.get(key, "")
        if name:
            add_link(self.page.sheet, self.page.row, 0, link_to(name), key, self.page.link)
        else:
            put(self.page.sheet, self.page.row, 0, key, self.page.middle)

    def _behind(self, behind: AgainstTarget, name: str = "behind") -> None:
        """A line of what is behind, or of what is reported beside the activities."""
        self._key(behind.key)
        _, title, goal, figure, sign, offices = _SPANS[name]
        address = f"internal:{quoted(behind.sheet)}!{behind.cell or 'A1'}"
        target = behind.target if 0 < width(behind.target) <= _TARGET else sheet_text("sheet.to-plan")
        said = self.page.shortened(behind.title, _LONGEST[name], *title)
        names = _some(behind.offices)
        fill = self.page.styles(
            border=1, border_color=RULE, valign="top", align="center", bg_color=FILLS[behind.verdict]
        )
        self.page.span(*title, said, self.page.text)
        self.page.span_link(*goal, address, target, self.page.leads)
        self.page.span(*figure, behind.shown, self.page.middle)
        self.page.means(*goal, Meaning(shows=Shows.TARGET, key=behind.key, quarter=behind.quarter))
        self.page.means(*figure, Meaning(shows=Shows.RESULT, key=behind.key, quarter=behind.quarter))
        self.page.span(*sign, SIGNS[behind.verdict], fill)
        self.page.span(*offices, names, self.page.text)
        self.page.next(self.page.high((said, *title), (behind.shown, *figure), (names, *offices)))

    def _spent(self, spent: Spent) -> None:
        """The line of the budgets spent in all: the first, so that it stands there however long the list is."""
        look: dict[str, Any] = {"border": 1, "border_color": RULE, "bold": True, "text_wrap": True, "valign": "top"}
        left, middle = self.page.styles(**look, align="left", indent=1), self.page.styles(**look, align="center")
        fill = self.page.styles(**look, align="center", bg_color=FILLS[spent.verdict])
        key, title, goal, figure, sign, behind = _SPANS["beside"]
        texts = (
            SPENT,
            sheet_text("sheet.spent-all"),
            spent.goal,
            spent.shown,
            SIGNS[spent.verdict],
            spent.behind(DEFAULT),
        )
        spans = (key, title, goal, figure, sign, behind)
        for span, text, style in zip(spans, texts, (middle, left, middle, middle, fill, left), strict=True):
            self.page.span(*span, text, style)
        self.page.means(*goal, Meaning(shows=Shows.BUDGET, keys=spent.inside, title=sheet_text("sheet.spent-those")))
        for span in (figure, behind):
            self.page.means(*span, Meaning(shows=Shows.SPENT, keys=spent.keys))
        cells = zip(texts, spans, strict=True)
        self.page.next(self.page.high(*((text, *span) for text, span in cells), bold=True))

    def _late(self, pair: Sequence[Late]) -> None:
        spans = _SPANS["late"]
        for late, (name, answered, missed) in zip(pair, (spans[:3], spans[3:]), strict=False):
            none = late.asked and not late.answered
            fill = self.page.styles(border=1, border_color=RULE, align="center", bg_color=BAD if none else FAIR)
            whole = late.answered == late.asked
            self.page.span(*name, late.name, self.page.text)
            self.page.span(*answered, f"{late.answered}/{late.asked}", self.page.middle if whole else fill)
            self.page.span(*missed, str(late.missed) if late.missed else "", self.page.middle)
            for shows, span in ((Shows.ANSWERED, answered), (Shows.MISSED, missed)):
                self.page.means(*span, Meaning(shows=shows, office=late.code, quarter=self.page.front.quarter))
        names = [(late.name, *span) for late, span in zip(pair, (spans[0], spans[3]), strict=False)]
        self.page.next(self.page.high(*names))

    def _remark(self, remark: Remark) -> None:
        self._key(remark.key)
        _, text, offices = _SPANS["remarks"]
        sign = f"{SIGNS[Verdict.MISSED]} " if remark.missed else ""
        said = self.page.shortened(sign + remark.text, _LONGEST["remarks"], *text)
        names = _some(remark.offices)
        self.page.span(*text, said, self.page.text)
        self.page.span(*offices, names, self.page.text)
        self.page.next(self.page.high((said, *text), (names, *offices)))
