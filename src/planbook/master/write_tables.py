"""planbook's own tables of a master workbook, written with xlsxwriter (:mod:`planbook.master.tables` reads them)."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from planbook.book.cells import cell_name
from planbook.book.looks import A3, A4, FONT, Styles, set_page
from planbook.book.table import KeyColumn, Looks, TableWriter
from planbook.book.write import Book, add_text, stands_in_rule
from planbook.domain import width
from planbook.layout import own_tables as layout
from planbook.layout.own_tables import TableSheet, sheet_text
from planbook.master.tables import REASONS, ROWS

LINE_HEIGHT = 22.0
"""Points; one line of 14 point text."""
CAPTION_HEIGHT = 48.0
"""Points; two lines of a caption, which is bold: the widths of columns are such that none takes three."""
WORDS = 1.12
"""How much room wrapped text takes: lines end at words, and fonts that stand in for the sheet's own are wider."""
MOST_LINES = 18
"""A row is at most 409 points high (Excel's own limit)."""
WIDE = 200
"""Characters: a wider table is printed on A3."""


def write_tables(tables: Sequence[tuple[TableSheet, Iterable[Mapping[str, Any]]]]) -> bytes:
    """A workbook with the given tables, to be grafted into the region's own."""
    book = Book()
    styles = Styles(book, _BASE, _STYLES)
    for table, rows in tables:
        _write_table(book, styles, table, list(rows))
    return book.finish()


def _comment(text: str) -> dict[str, Any]:
    """How a comment is shown: large enough for its text, in the sheet's own letters."""
    lines = sum(1 + len(line) // 44 for line in text.split("\n"))
    return {"author": "planbook", "font_name": FONT, "font_size": 14, "width": 360, "height": 16 + 24 * lines}


_BASE = {"font_name": FONT, "font_size": 14}
_CELL: dict[str, Any] = {"valign": "top", "border": 1, "border_color": "#BFBFBF"}
_HEADING = {"bold": True, "bg_color": "#D9E1F2", "align": "center", "valign": "vcenter", "text_wrap": True}
# what staff type stays as typed: without the text format Excel makes 6 July of the key 6/7
_TYPED = {"num_format": "@"}
_STYLES: dict[str, dict[str, Any]] = {
    "intro": {"italic": True, "font_color": "#404040"},
    "caption": {**_CELL, **_HEADING},
    "cell": _CELL,
    "input": {**_CELL, **_TYPED, "bg_color": "#FFF9E5"},
    "column": {**_TYPED, "valign": "top"},
}
_CONDITIONS = {
    "quiet": {"font_color": "#8C8C8C"},
    "review": {"bg_color": "#FCE4D6", "font_color": "#833C0B"},
}


def _lines(table: TableSheet, row: Mapping[str, Any]) -> int:
    """How many lines the longest wrapped text of a row takes."""
    texts = [(str(row.get(column.key, "")), column.width) for column in table.columns if column.wrap]
    lines = [sum(max(1, ceil(width(line) * WORDS / room)) for line in text.split("\n")) for text, room in texts]
    return min(MOST_LINES, max(lines, default=1))


def _write_table(book: Book, styles: Styles, table: TableSheet, rows: list[Mapping[str, Any]]) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color(table.tab)
    book.name_sheet(f"{layout.NAMES_PREFIX}{table.suffix}", table.name)
    sheet.set_row(layout.CAPTION_ROW - 1, CAPTION_HEIGHT)
    add_text(sheet, layout.INTRO_ROW - 1, 0, table.intro, styles("intro"))
    last = max(layout.FIRST_ROW, layout.FIRST_ROW + len(rows) - 1)
    columns = [KeyColumn(column.key, table.caption(column), column.width) for column in table.columns]
    writer = TableWriter(sheet, columns, ROWS, Looks(None, styles("caption"), None))
    for at, column in enumerate(table.columns):
        if column.edit:
            sheet.set_column(at, at, column.width, styles("column"))
        for offset, row in enumerate(rows):
            value = row.get(column.key, "")
            # a text that runs over its cell begins where it can be read
            align = "center" if column.centre and width(str(value)) <= column.width else "left"
            style = styles("input" if column.edit else "cell", text_wrap=column.wrap, align=align)
            line = layout.FIRST_ROW - 1 + offset
            if isinstance(value, int):
                sheet.write_number(line, at, value, style)
            else:
                writer.text(line + 1, column.key, str(value), style)
            if column.key == "review" and (reasons := row.get(REASONS)):
                sheet.write_comment(line, at, reasons, _comment(reasons))
        if column.offered and stands_in_rule(column.offered):  # of more rules than fit, one is typed
            sheet.data_validation(
                layout.FIRST_ROW - 1,
                at,
                last - 1,
                at,
                {
                    "validate": "list",
                    "source": list(column.offered),
                    "error_title": sheet_text("sheet.choose-title"),
                    "error_message": sheet_text("sheet.choose", caption=table.caption(column)),
                },
            )
        if column.key == "review" and rows:
            area = (layout.FIRST_ROW - 1, at, last - 1, at)
            first = cell_name(layout.FIRST_ROW, at + 1)
            sheet.conditional_format(
                *area,
                {
                    "type": "formula",
                    "criteria": f"=LEN({first})>0",
                    "format": styles.alone("review", _CONDITIONS["review"]),
                },
            )
        if column.key == "asked" and rows:
            first = cell_name(layout.FIRST_ROW, at + 1)
            quiet = {
                "type": "formula",
                "criteria": f'=${first}="{layout.NO}"',
                "format": styles.alone("quiet", _CONDITIONS["quiet"]),
            }
            until = next((n for n, other in enumerate(table.columns) if other.key == "review"), len(table.columns)) - 1
            sheet.conditional_format(layout.FIRST_ROW - 1, 0, last - 1, until, quiet)
    for offset, row in enumerate(rows):
        sheet.set_row(layout.FIRST_ROW - 1 + offset, LINE_HEIGHT * _lines(table, row))
    sheet.freeze_panes(layout.CAPTION_ROW, 1)
    if rows:
        writer.close(last)
    set_page(sheet, paper=A3 if sum(column.width for column in table.columns) > WIDE else A4)
    sheet.repeat_rows(layout.CAPTION_ROW - 1)
    sheet.set_footer("&C&P / &N")
