"""The sheet beside the table that says all that the plan says of each activity, line for line, to be read alone."""

from typing import Any

from planbook.book.write import add_band, add_text, set_page
from planbook.domain import FormLine, LineKind, PlanText
from planbook.forms.fill import add_page_texts, band_text, period_of
from planbook.forms.geometry import Table
from planbook.forms.styles import Styles, lines_in, points
from planbook.layout.form import IDENTITY_CELL, KEY_ROW, PLAN_TEXT_LABELS
from planbook.layout.words import Words

_WIDTHS = (2, 9, 18, 98)
"""Character units of the columns: a margin, numbers, what a line is, and what it says."""
_NUMBER, _LABEL, _TEXT = 1, 2, 3
_GROUPS = (LineKind.STRATEGY, LineKind.INITIATIVE)
"""Lines that only group others."""
_FIRST = 3
"""The first row of the texts, counted from 0; above it a title, and rows hidden as on the table's sheet."""


class PlanTextSheet:
    """The writer of the sheet, from the top down; ``row`` is the next free row, counted from 0."""

    def __init__(self, sheet: Any, table: Table, styles: Styles, words: Words, language: str) -> None:
        self.sheet, self.table, self.styles, self.words, self.language = sheet, table, styles, words, language
        self.row = _FIRST

    def write(self, password: str = "") -> None:
        """Write the whole sheet, protected with ``password``."""
        for index, units in enumerate(_WIDTHS):
            self.sheet.set_column(index, index, units)
        self.sheet.write_string(IDENTITY_CELL, self.table.spec.identity, self.styles("hidden"))
        for row in range(KEY_ROW - 1, _FIRST - 1):
            self.sheet.set_row(row, None, None, {"hidden": True})
        self.sheet.set_row(_FIRST - 1, 33)
        add_text(self.sheet, _FIRST - 1, _NUMBER, self.words.plan_texts_title, self.styles("title"))
        for line in self.table.spec.lines:
            if line.line in _GROUPS or line.plan_texts:
                self._head(line)
                self._texts(line)
        self._page()
        self.sheet.protect(password, {"format_columns": True, "format_rows": True})

    def _head(self, line: FormLine) -> None:
        """What the texts below are about."""
        style = "heading" if line.line is LineKind.ROW else line.line.value
        size = 16 if line.line is LineKind.STRATEGY else 14
        text, first = band_text(line, self.words), _NUMBER if line.line in _GROUPS else _LABEL
        self.sheet.set_row(self.row, points(lines_in(text, sum(_WIDTHS[first:]) * 14 / size), size))
        if line.line not in _GROUPS:
            add_text(self.sheet, self.row, _NUMBER, line.number, self.styles(style))
        add_band(self.sheet, self.row, first, _TEXT, text, self.styles(style))
        self.row += 1

    def _texts(self, line: FormLine) -> None:
        """All that the plan says; what it is stands beside the first line of each kind."""
        before: PlanText | None = None
        for text in line.plan_texts:
            new = before is None or before.kind is not text.kind
            label = PLAN_TEXT_LABELS[text.kind][self.language] if new else ""
            self.sheet.set_row(self.row, points(lines_in(text.text, _WIDTHS[_TEXT])))
            add_text(self.sheet, self.row, _LABEL, label, self.styles("label"))
            add_text(self.sheet, self.row, _TEXT, text.text, self.styles("value"))
            self.row, before = self.row + 1, text

    def _page(self) -> None:
        sheet, spec = self.sheet, self.table.spec
        sheet.hide_gridlines(2)
        sheet.freeze_panes(_FIRST, 0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:D{self.row}"})
        set_page(sheet, portrait=True, margins={"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.6})
        sheet.print_area(_FIRST - 1, _NUMBER, self.row - 1, _TEXT)
        add_page_texts(sheet, spec.office_name, period_of(spec, self.words), self.words.page)
