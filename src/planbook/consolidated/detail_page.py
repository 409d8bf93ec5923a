"""Detail forms, written: the original's layout with every office's figures of one activity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planbook.book.cells import quoted
from planbook.consolidated.detail import Detail, DetailRow, Shown
from planbook.consolidated.sheets import (
    LINE_HEIGHT,
    MISSING,
    Styles,
    add_link,
    lines_needed,
    link_to,
    merge,
    prepare_page,
    put,
    put_value,
    set_height,
)
from planbook.domain import QUARTERS, is_number
from planbook.domain.year import Year
from planbook.layout import detail as layout
from planbook.layout.own_tables import own_text, sheet_text

LONG_TEXT = 6
"""Lines of the closing row beyond which a joined text is not repeated under the offices that wrote it."""


class _Looks:
    """The formats of a detail form."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.title = styles(font_size=18, bold=True, align="center")
        link: dict[str, Any] = {"font_size": 12, "font_color": "#1F4E79", "underline": 1}
        self.links = {right: styles(**link, align="right" if right else "left") for right in (True, False)}
        self.caption = styles(valign="top")
        self.field = styles(valign="top", text_wrap=True)
        self.heading = {bold: styles(bold=bold, align="center", text_wrap=True, border=1) for bold in (True, False)}
        self.name = styles(border=1, text_wrap=True, indent=1)
        self.middle = styles(border=1, text_wrap=True, align="center")
        self.awaited = styles(border=1, bg_color=MISSING, text_wrap=True, align="center")
        self.closing_name = styles(border=1, bold=True, text_wrap=True, indent=1, bg_color="#F2F2F2")
        self.closing = styles(border=1, bold=True, text_wrap=True, align="center", bg_color="#F2F2F2")
        self.note = styles(font_size=12, font_color="#595959", text_wrap=True, valign="top")
        self.legend = styles(font_size=12, bg_color=MISSING, border=1, align="center")


@dataclass(frozen=True)
class Leads:
    """Where the links under a detail form's title lead: the names of sheets, and the activity's cell in the plan.

    What is empty has no link.
    """

    status: str
    front: str = ""
    index: str = ""
    plan: tuple[str, str] = ("", "")


def write_detail(sheet: Any, styles: Styles, detail: Detail, leads: Leads) -> None:
    """Write a detail form onto an empty worksheet of :class:`planbook.book.write.Book`."""
    looks = _Looks(styles)
    widths = {
        column.key: layout.NARRATIVE_WIDTH if detail.narrative and column.key.startswith("result.") else column.width
        for column in layout.COLUMNS
    }
    prepare_page(sheet, footer=f"{layout.TITLE} {detail.key}")
    for number, column in enumerate(layout.COLUMNS):
        sheet.set_column(number, number, widths[column.key])
    sheet.repeat_rows(layout.HEADING_ROWS[0] - 1, layout.HEADING_ROWS[1] - 1)
    _write_top(sheet, looks, detail, widths, leads)
    _write_codes(sheet, detail)
    row = layout.FIRST_ROW - 1
    for line in detail.rows:
        _write_row(sheet, looks, row, line, detail.unit, widths)
        row += 1
    _write_closing(sheet, looks, row, detail, widths)


def _write_codes(sheet: Any, detail: Detail) -> None:
    """The hidden column by which the next merge knows whose each row is."""
    col = len(layout.COLUMNS)
    sheet.set_column(col, col, None, None, {"hidden": True})
    put(sheet, layout.HEADING_ROWS[1] - 2, col, detail.key)
    put(sheet, layout.HEADING_ROWS[1] - 1, col, layout.CODES_MARK)
    codes = [*(line.code for line in detail.rows), layout.REGION_CODE]
    for row, code in enumerate(codes, start=layout.FIRST_ROW - 1):
        put(sheet, row, col, code)


def _write_top(sheet: Any, looks: _Looks, detail: Detail, widths: Mapping[str, float], leads: Leads) -> None:
    last = len(layout.COLUMNS) - 1
    merge(sheet, (layout.TITLE_ROW - 1, layout.TITLE_ROW - 1), (0, last), layout.TITLE, looks.title)
    _write_links(sheet, looks, leads)
    if any(shown.awaited for line in detail.rows for shown in line.results.values()):
        put(sheet, layout.LEGEND_ROW - 1, last, sheet_text("sheet.waiting"), looks.legend)
    beside = sum(widths[column.key] for column in layout.COLUMNS[1:])
    for field_ in layout.HEADING_FIELDS:
        text = detail.heading[field_.key]
        put(sheet, field_.row - 1, 0, field_.caption, looks.caption)
        merge(sheet, (field_.row - 1, field_.row - 1), (1, last), text, looks.field)
        set_height(sheet, field_.row - 1, [(text, beside)])
    for cell in layout.TABLE_HEADING:
        caption = cell.caption.format(year=detail.fiscal_year or "", unit=detail.unit or layout.UNIT_DOTS)
        first, second = (layout.COLUMN_INDEX[key] - 1 for key in cell.columns)
        merge(sheet, (cell.rows[0] - 1, cell.rows[1] - 1), (first, second), caption, looks.heading[cell.bold])


def _write_links(sheet: Any, looks: _Looks, leads: Leads) -> None:
    plan_sheet, plan_cell = leads.plan
    shown = {
        "office": (leads.index, link_to(leads.index), sheet_text("sheet.go-to", name=sheet_text("sheet.details"))),
        "target.1": (plan_sheet, f"internal:{quoted(plan_sheet)}!{plan_cell}", sheet_text("sheet.to-plan")),
        "target.3": (leads.front, link_to(leads.front), sheet_text("sheet.go-to", name=sheet_text("sheet.front"))),
        "remark": (leads.status, link_to(leads.status), sheet_text("sheet.back")),
    }
    for key, (there, address, text) in shown.items():
        if there:
            add_link(
                sheet, layout.LINK_ROW - 1, layout.COLUMN_INDEX[key] - 1, address, text, looks.links[key == "remark"]
            )


def _write_row(sheet: Any, looks: _Looks, row: int, line: DetailRow, unit: str, widths: Mapping[str, float]) -> None:
    index = layout.COLUMN_INDEX
    put(sheet, row, 0, line.name, looks.name)
    texts = [(line.name, widths["office"]), (unit, widths["unit"]), (line.remark, widths["remark"])]
    for quarter in QUARTERS:
        target, shown = line.targets[quarter], line.results[quarter]
        put(sheet, row, index[f"target.{quarter}"] - 1, target, looks.middle)
        _write_shown(sheet, looks, row, index[f"result.{quarter}"] - 1, shown)
        texts.append((target, widths[f"target.{quarter}"]))
        if isinstance(shown.value, str):
            texts.append((shown.value, widths[f"result.{quarter}"]))
    _write_shown(sheet, looks, row, index["total"] - 1, line.total)
    put(sheet, row, index["unit"] - 1, unit, looks.middle)
    put(sheet, row, index["remark"] - 1, line.remark, looks.name)
    set_height(sheet, row, texts)


def _write_shown(sheet: Any, looks: _Looks, row: int, col: int, shown: Shown) -> None:
    if is_number(shown.value):
        look = {"border": 1, "align": "center"}
        put_value(sheet, row, col, shown.value, looks.styles, percent=shown.percent, against=shown.against, **look)
    elif shown.value is None:
        sheet.write_blank(row, col, None, looks.awaited if shown.awaited else looks.middle)
    elif shown.awaited:
        put(sheet, row, col, shown.value, looks.awaited)
    else:
        put(sheet, row, col, shown.value, looks.middle if len(shown.value) <= 20 else looks.name)


def _year_behind(year: Year) -> str:
    return f"{year.reported}/{year.expected}" if year.quarters else ""


def _write_closing(sheet: Any, looks: _Looks, row: int, detail: Detail, widths: Mapping[str, float]) -> None:
    index, last = layout.COLUMN_INDEX, len(layout.COLUMNS) - 1
    put(sheet, row, 0, sheet_text("sheet.whole"), looks.closing_name)
    put(sheet, row + 1, 0, sheet_text("sheet.reporting"), looks.closing_name)
    texts = []
    for quarter in QUARTERS:
        target, result = detail.closing_targets.get(quarter, ""), detail.closing_results.get(quarter, "")
        width = widths[f"result.{quarter}"]
        if lines_needed(result, width) > LONG_TEXT:
            result = sheet_text("sheet.as-above")
        col = index[f"target.{quarter}"] - 1
        put(sheet, row, col, target, looks.closing)
        put(sheet, row, col + 1, result, looks.closing)
        merge(sheet, (row + 1, row + 1), (col, col + 1), detail.behind.get(quarter, ""), looks.closing)
        texts += [(target, widths[f"target.{quarter}"]), (result, width)]
    if is_number(detail.total.value):
        look = {"border": 1, "bold": True, "align": "center", "bg_color": "#F2F2F2", "percent": detail.total.percent}
        put_value(sheet, row, index["total"] - 1, detail.total.value, looks.styles, **look)
    else:
        put(sheet, row, index["total"] - 1, "", looks.closing)
    put(sheet, row, index["unit"] - 1, detail.unit, looks.closing)
    put(sheet, row, index["remark"] - 1, "", looks.closing)
    put(sheet, row + 1, index["total"] - 1, _year_behind(detail.year), looks.closing)
    for col in (index["unit"] - 1, index["remark"] - 1):
        put(sheet, row + 1, col, "", looks.closing)
    set_height(sheet, row, texts)
    beside = sum(widths.values())
    over = detail.year.over
    notes = [sheet_text("sheet.year-is", over=own_text("year", over.name))] if over else []
    notes += [sheet_text("sheet.note-of-plan", note=note) for note in detail.notes]
    for below, note in enumerate(notes, start=row + 2):
        merge(sheet, (below, below), (0, last), note, looks.note)
        sheet.set_row(below, LINE_HEIGHT * lines_needed(note, beside))
