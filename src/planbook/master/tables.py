"""planbook's own tables in a master workbook: writing them with xlsxwriter, reading them back by their keys."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from planbook.book.refs import cell_name
from planbook.layout import master as layout
from planbook.layout.master import TableSheet
from planbook.master.sheet import Sheet
from planbook.text import clean

FONT = "TH SarabunPSK"
EPOCH = datetime(2000, 1, 1)  # a fixed date: outputs carry no clock


@dataclass(frozen=True)
class Row:
    """A row of a table as read: where it stands, and its raw values by column key ("" where empty)."""

    sheet: str
    number: int
    values: Mapping[str, str]
    columns: Mapping[str, int]

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")

    def cell(self, key: str) -> str:
        """The name of the cell a value stands in."""
        return cell_name(self.number, self.columns[key]) if key in self.columns else ""

    def parts(self, key: str) -> tuple[str, ...]:
        """A value that lists several things, split at ``;`` (or line breaks)."""
        return tuple(bit for bit in (clean(piece) for piece in self[key].replace("\n", ";").split(";")) if bit)


def read_table(sheet: Sheet, table: TableSheet) -> list[Row]:
    """The rows of a table, found by the key row; columns may have been moved or added."""
    wanted = {column.key for column in table.columns}
    first = 0
    for number, cells in sheet.rows(1, min(sheet.last_row, 20)):
        columns = {clean(cell.raw): cell.column for cell in cells if clean(cell.raw) in wanted}
        if len(columns) >= 2:
            first = number + (layout.FIRST_ROW - layout.KEY_ROW)
            break
    if not first:
        return []
    rows = []
    for at, cells in sheet.rows(first, sheet.last_row):
        by_column = {cell.column: cell for cell in cells}
        values = {key: _text(by_column[column].value) for key, column in columns.items() if column in by_column}
        if values:
            rows.append(Row(sheet.name, at, values, columns))
    return rows


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def write_tables(tables: Sequence[tuple[TableSheet, Iterable[Mapping[str, Any]]]]) -> bytes:
    """A workbook with the given tables, to be grafted into the region's own."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": EPOCH})
    styles = _Styles(book)
    for table, rows in tables:
        _write_table(book, styles, table, list(rows))
    book.close()
    return buffer.getvalue()


class _Styles:
    """The few formats all tables share."""

    def __init__(self, book: Any) -> None:
        plain = {"font_name": FONT, "font_size": 14, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        self.intro = book.add_format({"font_name": FONT, "font_size": 14, "italic": True, "font_color": "#404040"})
        self.caption = book.add_format(
            {**plain, "bold": True, "bg_color": "#D9E1F2", "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        self.cell = {
            (edit, wrap): book.add_format(
                {**plain, "text_wrap": wrap, **({"bg_color": "#FFF9E5"} if edit else {})},
            )
            for edit in (False, True)
            for wrap in (False, True)
        }
        self.review = book.add_format({"bg_color": "#FCE4D6", "font_color": "#833C0B"})


def _write_table(book: Any, styles: _Styles, table: TableSheet, rows: list[Mapping[str, Any]]) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color(table.tab)
    book.define_name(f"{layout.NAMES_PREFIX}{table.suffix}", f"='{table.name}'!$A$1")
    sheet.set_row(layout.KEY_ROW - 1, None, None, {"hidden": True})
    sheet.set_row(layout.CAPTION_ROW - 1, 42)
    sheet.write_string(layout.INTRO_ROW - 1, 0, table.intro, styles.intro)
    last = max(layout.FIRST_ROW, layout.FIRST_ROW + len(rows) - 1)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(layout.KEY_ROW - 1, at, column.key)
        sheet.write_string(layout.CAPTION_ROW - 1, at, column.th, styles.caption)
        style = styles.cell[column.edit, column.wrap]
        for offset, row in enumerate(rows):
            value = row.get(column.key, "")
            line = layout.FIRST_ROW - 1 + offset
            if isinstance(value, int):
                sheet.write_number(line, at, value, style)
            elif value:
                sheet.write_string(line, at, str(value), style)
            else:
                sheet.write_blank(line, at, None, style)
        if column.choices:
            sheet.data_validation(
                layout.FIRST_ROW - 1,
                at,
                last - 1,
                at,
                {
                    "validate": "list",
                    "source": list(column.choices),
                    "error_title": "เลือกจากรายการ",
                    "error_message": f"โปรดเลือก “{column.th}” จากรายการที่มีให้",
                },
            )
        if column.key == "review" and rows:
            area = (layout.FIRST_ROW - 1, at, last - 1, at)
            first = cell_name(layout.FIRST_ROW, at + 1)
            sheet.conditional_format(
                *area, {"type": "formula", "criteria": f"=LEN({first})>0", "format": styles.review}
            )
    sheet.freeze_panes(layout.CAPTION_ROW, 1)
    if rows:
        sheet.autofilter(layout.CAPTION_ROW - 1, 0, last - 1, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(layout.CAPTION_ROW - 1)
    sheet.set_footer("&C&P / &N")
