"""Writing cells so that text stays text, and rows that may still grow."""

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?")

MAX_TEXT = 32_767
"""Characters a cell may hold."""


class GrowingSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no type information
    """A sheet whose ``growing`` rows (counted from 1) have a height that is not fixed.

    xlsxwriter marks every height as set by hand; then no client makes a row higher when an office types a long
    remark, or when another typeface needs more room. Without the mark the height is only where the row begins.
    """

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and self.growing and attributes[0][1] in self.growing:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


LIST_LIMIT = 255
"""Characters that a list may have inside a validation; longer ones stand in cells."""


class RangeLists:
    """Lists that validations offer. One too long to stand in its rule goes into a column of a hidden sheet."""

    def __init__(self, sheet: Any, first_column: int) -> None:
        self.sheet, self.column = sheet, first_column
        self._places: dict[tuple[str, ...], str] = {}

    def source(self, choices: Sequence[str]) -> list[str] | str:
        """What a validation is given as its source: the choices themselves, or the range that they stand in."""
        # a comma parts choices inside a rule
        if len(",".join(choices)) <= LIST_LIMIT and not any("," in choice for choice in choices):
            return list(choices)
        place = self._places.get(tuple(choices))
        if place is None:
            for row, choice in enumerate(choices):
                add_text(self.sheet, row, self.column, choice, None)
            cells = xl_range_abs(0, self.column, len(choices) - 1, self.column)
            place = self._places[tuple(choices)] = f"='{self.sheet.name}'!{cells}"
            self.column += 1
        return place


def add_text(sheet: Any, row: int, col: int, text: str, style: Any) -> None:
    """Write text as text, whatever it looks like: ``=cmd`` is no formula, ``0012`` no number, an empty text a blank."""
    if text:
        sheet.write_string(row, col, text[:MAX_TEXT], style)
    else:
        sheet.write_blank(row, col, None, style)


def add_band(
    sheet: Any, row: int, first: int, last: int, text: str, style: Any, *, last_row: int | None = None
) -> None:
    """Write text across columns (and rows, to ``last_row``) merged into one cell; one cell stays as it is."""
    end = row if last_row is None else last_row
    if (row, first) != (end, last):
        sheet.merge_range(row, first, end, last, "", style)
    add_text(sheet, row, first, text, style)


def add_input(sheet: Any, row: int, col: int, value: str, style: Any, *, text: bool = False) -> None:
    """Write what an input holds as issued: a number as one, unless the input is for ``text``."""
    if not text and _NUMBER.fullmatch(value):
        sheet.write_number(row, col, float(value), style)
    else:
        add_text(sheet, row, col, value, style)
