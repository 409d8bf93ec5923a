"""Writing cells so that text stays text, and rows that may still grow."""

from typing import Any

from xlsxwriter.worksheet import Worksheet

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
