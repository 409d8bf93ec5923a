"""The first sheet of a correction copy: what is asked, a row a question, with a link to its cell."""

from typing import Any

from planbook.book.write import Sheet, add_band, add_link, add_text, set_page
from planbook.forms.fill import add_page_texts, period_of
from planbook.forms.geometry import Table
from planbook.forms.styles import Styles, lines_in, points
from planbook.layout.copies import about, copy_words, listed, still_open, subtitle, title
from planbook.layout.form import IDENTITY_CELL, KEY_ROW, SHEET_FILL
from planbook.layout.words import Words

_WIDTHS = (5, 15, 34, 20, 22, 34, 52, 44)
"""Character units of the columns, in the order of :attr:`planbook.layout.copies.CopyWords.heads`."""
_FIRST = 2
"""The first row that is seen, counted from 0; above it the rows that are hidden as on the table's sheet."""


class CopySheet:
    """The writer of the sheet, from the top down; ``row`` is the next free row, counted from 0."""

    def __init__(self, sheet: Sheet, table: Table, styles: Styles, words: Words, language: str) -> None:
        self.sheet, self.spec, self.styles, self.words = sheet, table.spec, styles, words
        self.fill, self.own = SHEET_FILL[language], copy_words(language)
        self.row = _FIRST

    def write(self, password: str = "") -> None:
        """Write the whole sheet, protected with ``password``."""
        for index, units in enumerate(_WIDTHS):
            self.sheet.set_column(index, index, units)
        self.sheet.write_string(IDENTITY_CELL, self.spec.identity, self.styles("hidden"))
        for row in range(KEY_ROW - 1, _FIRST):
            self.sheet.set_row(row, None, None, {"hidden": True})
        self._line(title(self.spec), "title", 20)
        self._line(subtitle(self.spec), "subtitle", 16)
        self._line(about(self.spec), "value")
        if said := still_open(self.spec):
            self._line(said, "value")
        self._table()
        self._page()
        self.sheet.protect(password, {"format_columns": True, "format_rows": True, "autofilter": True})

    def _line(self, text: str, style: str, size: int = 14) -> None:
        room = sum(_WIDTHS) * 14 / size
        self.sheet.set_row(self.row, points(lines_in(text, room), size))
        add_band(self.sheet, self.row, 0, len(_WIDTHS) - 1, text, self.styles(style))
        self.row += 1

    def _table(self) -> None:
        head = self.row
        self.sheet.set_row(head, 26)
        for index, caption in enumerate(self.own.heads):
            add_text(self.sheet, head, index, caption, self.styles("head"))
        self.row += 1
        for question, row in zip(self.spec.questions, listed(self.spec), strict=True):
            height = max(lines_in(text, units) for text, units in zip(row.texts, _WIDTHS, strict=True))
            self.sheet.set_row(self.row, points(height))
            self.sheet.growing.add(self.row + 1)
            swatch = "swatch_wrong" if question.error else "swatch_unusual"
            looks = ("centre", swatch, "text", "link", "text", "text", "text", "text")
            for index, (text, look) in enumerate(zip(row.texts, looks, strict=True)):
                if look == "link" and row.cell:
                    add_link(self.sheet, self.row, index, f"internal:'{self.fill}'!{row.cell}", text, self.styles(look))
                else:
                    add_text(self.sheet, self.row, index, text, self.styles("text" if look == "link" else look))
            self.row += 1
        self.sheet.freeze_panes(head + 1, 0)
        self.sheet.repeat_rows(head)
        self.sheet.autofilter(head, 0, self.row - 1, len(_WIDTHS) - 1)

    def _page(self) -> None:
        sheet: Any = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_zoom(100)
        sheet.ignore_errors({"number_stored_as_text": f"A1:H{self.row}"})
        set_page(sheet, margins={"left": 0.3, "right": 0.3, "top": 0.6, "bottom": 0.5})
        sheet.print_area(_FIRST, 0, self.row - 1, len(_WIDTHS) - 1)
        add_page_texts(sheet, self.spec.office_name, period_of(self.spec, self.words), self.words.page)
