"""How a form looks: named cell styles, made once a workbook, the room that a text takes, and where things stand on a
fill-in sheet: the geometry that the sheet, its guards and the cover share.
"""

from collections.abc import Iterable
from itertools import accumulate
from math import ceil
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from planbook.book.cells import Area
from planbook.book.looks import FONT, Styles
from planbook.domain import FormLine, FormSpec, InputKind, LineKind, width
from planbook.forms.checks import check_of, shown_by
from planbook.layout.form import FIRST_ROW, RESULT_KEY, TARGET_KEY, Column, column_numbers, columns, input_columns
from planbook.layout.words import Tone, texts_in

LINE_POINTS = 22.5
"""Points of one line in 14 point TH Sarabun, whose tall vowels and tones need more than Latin faces; and some more for
the taller faces that stand in for it where it is not installed."""
MAX_POINTS = 400.0
"""A row cannot be higher than 409 points in any client."""
HINT_SIZE = 12
_FIT, _RAGGED = 0.76, 4
"""Characters of a Thai line that fit a column unit, in the wider faces too that stand in for TH Sarabun where it is not
installed; and those that breaking between words leaves empty at the end of a line."""

NORMAL = {"font_name": "Arial", "font_size": 10}
"""The style *Normal*, in which nothing is written: columns are as wide as so many of its digits. Every system has this
face or one of the same widths, so that they are as wide everywhere."""

INK, NAVY, SKY, MIST, LINE = "#111827", "#1F3864", "#D9E2F3", "#F1F4FA", "#B4BCCB"
DUE, OPEN, WRONG, LOCKED, LATER = "#FDE0C2", "#FFF9D9", "#F8B4AE", "#E9ECF1", "#F4F5F7"
UNUSUAL = "#DCC9F2"
GREY, GREEN, ORANGE, RED = "#5B6472", "#1E7B34", "#B45309", "#B3261E"

BASE: dict[str, Any] = {"font_name": FONT, "font_size": 14, "font_color": INK, "valign": "top"}
_CELL: dict[str, Any] = {"border": 1, "border_color": LINE, "text_wrap": True}
_INPUT: dict[str, Any] = {**_CELL, "locked": False, "bg_color": OPEN}
_FIGURE: dict[str, Any] = {"align": "center", "text_wrap": False, "shrink": True}
_HEAD: dict[str, Any] = {**_CELL, "bold": True, "align": "center", "valign": "vcenter"}

STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "hidden": {"font_size": 9, "font_color": GREY},
    "title": {"bold": True, "font_size": 20, "font_color": NAVY, "valign": "vcenter"},
    "subtitle": {"font_size": 16, "valign": "vcenter"},
    "progress": {"bold": True, "font_size": 16, "font_color": NAVY, "valign": "vcenter"},
    "legend": {"font_size": 12, "font_color": GREY, "valign": "vcenter", "align": "right", "shrink": True},
    # the table's headings: the quarter that the form is about stands out
    "head": {**_HEAD, "bg_color": SKY},
    "head_now": {**_HEAD, "bg_color": NAVY, "font_color": "#FFFFFF"},
    "head_other": {**_HEAD, "bg_color": MIST, "font_color": GREY, "bold": False},
    # above the button that filters, which covers the foot of a heading
    "caption_now": {
        **_HEAD,
        "valign": "top",
        "bg_color": NAVY,
        "font_color": "#FFFFFF",
        "text_wrap": False,
        "shrink": True,
    },
    "caption_other": {
        **_HEAD,
        "valign": "top",
        "bg_color": MIST,
        "font_color": GREY,
        "bold": False,
        "text_wrap": False,
        "shrink": True,
    },
    # lines that group
    "strategy": {
        **_CELL,
        "bold": True,
        "font_size": 16,
        "bg_color": NAVY,
        "font_color": "#FFFFFF",
        "valign": "vcenter",
    },
    "initiative": {**_CELL, "bold": True, "bg_color": SKY, "valign": "vcenter"},
    "heading": {**_CELL, "bold": True, "bg_color": MIST, "valign": "vcenter"},
    # cells of a row
    "number": {**_CELL},
    "text": {**_CELL},
    "again": {**_CELL, "font_color": GREY},
    "hint": {"font_size": HINT_SIZE, "italic": True, "font_color": GREY},
    "centre": {**_CELL, "align": "center"},
    "target_now": {**_CELL, "align": "center", "bold": True},
    "past": {**_CELL, "align": "center", "bg_color": LOCKED},
    "later": {**_CELL, "align": "center", "bg_color": LATER, "font_color": GREY},
    "locked": {**_CELL, "bg_color": LOCKED},
    # numbers shrink to fit, so that none is ever shown as ####
    "input_number": {**_INPUT, **_FIGURE, "num_format": "General"},
    "input_percent": {**_INPUT, **_FIGURE, "num_format": "0.00%"},
    # text format keeps what is typed: 1/2 stays 1/2, 0012 stays 0012, =x is no formula
    "input_text": {**_INPUT, "num_format": "@"},
    "input_status": {**_INPUT, "align": "center"},
    "ratio": {**_CELL, **_FIGURE, "num_format": "0.00%", "bg_color": LOCKED},
    "check": {**_CELL, "font_color": ORANGE},
    "check_line": {**_CELL, "font_color": ORANGE, "text_wrap": False, "shrink": True},
    # the cover
    "banner": {
        "bold": True,
        "font_size": 24,
        "font_color": "#FFFFFF",
        "bg_color": NAVY,
        "valign": "vcenter",
        "indent": 1,
    },
    "banner_small": {"font_size": 16, "font_color": "#FFFFFF", "bg_color": NAVY, "valign": "vcenter", "indent": 1},
    "label": {"font_color": GREY, "valign": "top"},
    "value": {"text_wrap": True, "valign": "top"},
    "value_bold": {"text_wrap": True, "bold": True, "font_size": 16, "valign": "top"},
    "section": {
        "bold": True,
        "font_size": 16,
        "font_color": NAVY,
        "bottom": 2,
        "bottom_color": NAVY,
        "valign": "vcenter",
    },
    "step": {"bold": True, "font_size": 16, "font_color": NAVY, "align": "center"},
    "big": {"bold": True, "font_size": 20, "font_color": NAVY, "bg_color": MIST, "valign": "vcenter", "indent": 1},
    "attention": {"font_color": GREEN, "bg_color": MIST, "valign": "vcenter", "align": "right", "shrink": True},
    "swatch_due": {**_CELL, "bg_color": DUE},
    "swatch_open": {**_CELL, "bg_color": OPEN},
    "swatch_wrong": {**_CELL, "bg_color": WRONG},
    "swatch_unusual": {**_CELL, "bg_color": UNUSUAL},
    "swatch_locked": {**_CELL, "bg_color": LOCKED},
    "sign": {**_INPUT, "num_format": "@", "valign": "vcenter"},
    "link": {**_CELL, "font_color": "#1D4ED8", "underline": 1},
    "label_middle": {"font_color": GREY, "valign": "vcenter"},
    "section_note": {"font_size": 12, "font_color": GREY, "align": "right", "bottom": 2, "bottom_color": NAVY},
    "quiet": {"bg_color": MIST, "valign": "vcenter", "indent": 1},
    "swatch_text": {"indent": 1, "valign": "vcenter"},
}

QUESTIONED: dict[bool, dict[str, Any]] = {
    True: {"bg_color": WRONG, "border": 2, "border_color": RED},
    False: {"bg_color": UNUSUAL, "border": 2, "border_color": ORANGE},
}
"""How an input looks about which a correction copy asks, by whether what stands there does not count."""

# conditional formats: only what they change
CONDITIONS: dict[str, dict[str, Any]] = {
    "due": {"bg_color": DUE},
    "wrong": {"bg_color": WRONG},
    "unusual": {"bg_color": UNUSUAL},
    "whole_percent": {"num_format": "0%"},
    "ok": {"font_color": GREEN, "bold": True},
    "quiet": {"font_color": GREY},
    "error": {"font_color": RED, "bold": True},
}


class FormStyles(Styles):
    """The formats of a form's workbook, by the names above."""

    def __init__(self, book: Any) -> None:
        super().__init__(book, BASE, STYLES)

    def __call__(self, name: str = "plain", indent: int = 0, **more: Any) -> Any:
        """The named style, with its text moved in by so many steps."""
        if indent:
            more |= {"indent": indent, "align": "left"}
        return super().__call__(name, **more)

    def condition(self, name: str) -> Any:
        """A conditional format's style: nothing but what it changes."""
        return self.alone(name, CONDITIONS[name])


def lines_in(text: str, columns: float, indent: int = 0) -> int:
    """How many lines a text takes in a column of so many character units: an estimate, rather too high; at least one.

    ``indent`` are the steps by which the text is moved in.
    """
    room = max(4.0, (columns - 1.5 * indent) * _FIT)
    full = max(4.0, room - _RAGGED)
    return sum(1 if (used := width(each)) <= room else ceil(used / full) for each in text.split("\n"))


def cut_to_line(text: str, columns: float) -> str:
    """A text cut to one line of a column; no vowel is parted from its consonant."""
    if lines_in(text, columns) == 1:
        return text
    room = columns * _FIT - _RAGGED - 1  # for the dots
    used = accumulate(width(char) for char in text)
    end = next(index for index, characters in enumerate(used) if characters > room)
    return text[:end].rstrip() + "…"


def points(lines: int, size: float = 14) -> float:
    """The height in points, at most 400, of a row of so many lines of ``size`` points."""
    return min(MAX_POINTS, round((lines * LINE_POINTS + 3) * size / 14, 2))


SCREEN = 165.0
"""Character units from the first visible column to the check column: what a screen of 1366 pixels shows at 100 % in
LibreOffice, beside row numbers, scroll bar and side bar; Excel shows more."""
TEXT_RESULT = (20.0, 16.0)
"""Character units of this quarter's result column where a row asks for words, and the least of them."""
PAST_RESULT, LATER_RESULT = 9.0, 4.5
"""Character units of the result columns of other quarters: those of quarters to come stay empty."""

PlacedLines = list[tuple[int, FormLine]]
"""Lines that ask for a result, each with its row on the sheet, counted from 1."""


class FormTable:
    """The table of one form: its rows, the widths of its columns, the addresses of its cells, and its rows' checks.

    ``columns`` are all in the order in which they are issued, ``widths`` their character units by key, ``hidden`` the
    keys of those that are not seen. ``due`` rows are asked for, of which ``done`` have an answer as issued;
    ``doubtful`` rows need mending as issued. Both are nothing but in a form that corrects a closed quarter.
    """

    def __init__(self, spec: FormSpec, language: str) -> None:
        self.spec = spec
        self.columns = columns(spec.quarter)
        self.rows: PlacedLines = [
            (row, line) for row, line in enumerate(spec.lines, FIRST_ROW) if line.line is LineKind.ROW
        ]
        self.last_row = FIRST_ROW - 1 + len(spec.lines)
        self.due = sum(line.due for _, line in self.rows)
        self.has_text = any(line.kind is InputKind.TEXT for _, line in self.rows)
        self.hidden = {each.key for each in self.columns if each.hidden}
        asked = {column.key for column in self.inputs for _, line in self.rows if column.ask(line)}
        self.hidden |= {column.key for column in self.inputs if column.key not in asked | {self.result}}
        self.has_offices = any(line.office != spec.office for _, line in self.rows)
        if not self.has_offices:
            self.hidden.add("office_name")
        self.widths = self._widths()
        self.checks = {row: check_of(line, spec.quarter, self._cells(row), language) for row, line in self.rows}
        shown = [(shown_by(self.checks[row]), line) for row, line in self.rows]
        still_open = texts_in(language, Tone.OPEN)
        fine = {*texts_in(language, Tone.FINE, Tone.QUIET), *still_open}
        self.done = sum(line.due and text not in still_open for text, line in shown)
        self.doubtful = sum(text not in fine for text, _ in shown)

    def _cells(self, row: int) -> dict[str, str]:
        """The addresses of a row's inputs, by the field they report."""
        return {str(column.field): self.cell(row, column.key) for column in self.inputs}

    def _widths(self) -> dict[str, float]:
        """Character units by column key.

        From the first column to the check they are at most SCREEN in all: each gives way between its width and its
        least in the same measure.
        """
        wide, least = {each.key: each.width for each in self.columns}, {each.key: each.least for each in self.columns}
        if self.has_text:
            wide[self.result], least[self.result] = TEXT_RESULT
        for each in self.columns:
            if each.quarter is not None and each.quarter != self.spec.quarter and each.field:
                wide[each.key] = PAST_RESULT if each.quarter < self.spec.quarter else LATER_RESULT
        seen = [each.key for each in self.columns[: self.at("check") + 1] if each.key not in self.hidden]
        most, fewest = sum(wide[key] for key in seen), sum(least[key] for key in seen)
        room = min(1.0, max(0.0, (SCREEN - fewest) / (most - fewest)))
        return wide | {key: round(least[key] + (wide[key] - least[key]) * room, 1) for key in seen}

    @property
    def result(self) -> str:
        """The key of the column that this quarter's results go into."""
        return RESULT_KEY[self.spec.quarter]

    @property
    def target(self) -> str:
        """The key of the column of this quarter's targets, the first beside what names a row."""
        return TARGET_KEY[self.spec.quarter]

    @property
    def inputs(self) -> list[Column]:
        """The columns that an office types into."""
        return list(input_columns(self.spec.quarter).values())

    def at(self, key: str) -> int:
        """A column's number counted from 0."""
        return column_numbers(self.spec.quarter)[key] - 1

    def cell(self, row: int, key: str) -> str:
        """A cell's address by its row (from 1) and its column's key."""
        return str(xl_rowcol_to_cell(row - 1, self.at(key)))

    def input_cell(self, row: int, line: FormLine) -> str:
        """The address of the first cell that an office fills in in a row."""
        return self.cell(row, "numerator" if line.kind is InputKind.RATIO else self.result)

    def room(self, first: str, last: str) -> float:
        """The sum of character units of the visible columns from ``first`` to ``last``, both counted."""
        between = self.columns[self.at(first) : self.at(last) + 1]
        return sum(self.widths[each.key] for each in between if each.key not in self.hidden)

    def check_area(self) -> str:
        """The check column's cells as an absolute range."""
        first, last = FIRST_ROW - 1, max(FIRST_ROW, self.last_row) - 1
        check = self.at("check")
        return f"{xl_rowcol_to_cell(first, check, True, True)}:{xl_rowcol_to_cell(last, check, True, True)}"

    def each_row(self, key: str) -> str:
        """A template of a column's address, ``$F{row}``, for a rule over many rows that begins in the first of them."""
        return f"${xl_col_to_name(self.at(key))}{{row}}"

    def areas(self, key: str, rows: Iterable[int]) -> list[Area]:
        """A column's cells in some rows (from 1), as few areas as rows that follow each other allow, counted
        from 0 as xlsxwriter does."""
        runs: list[tuple[int, int]] = []
        for row in rows:
            if runs and runs[-1][1] == row - 1:
                runs[-1] = (runs[-1][0], row)
            else:
                runs.append((row, row))
        return [Area(first - 1, self.at(key), last - 1, self.at(key)) for first, last in runs]
