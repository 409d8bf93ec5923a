"""Rows of a plan table that are no part of the plan: sums, bands, page banners, what stands below the last activity.

They are set aside by kind, so that none of them is taken for an activity or for a line of the one above.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from planbook.domain import clean, fold
from planbook.layout import original as layout
from planbook.master.plan_table import PlanTable
from planbook.master.sheets import PlanCell, PlanSheet
from planbook.words import TextCode


class Aside(StrEnum):
    """Why cells are set aside."""

    SUM = "sum"
    """a row of sums or subtotals"""
    BAND = "band"
    """a line across the table, such as "ยุทธศาสตร์ที่ 2" """
    BANNER = "banner"
    """the sheet's title again on a further page, or a page number"""
    SIGNATURE = "signature"
    """from the first signature on"""
    NOTE = "note"
    """a footnote of the table"""
    TABLE = "table"
    """another table below the plan's"""
    COLUMN = "column"
    """a column that planbook knows and has no use for, such as running numbers or weights"""
    DETAIL = "detail"
    """a sheet that is the detail form"""
    SHEET = "sheet"
    """a sheet that is no plan"""
    HIDDEN = "hidden"
    """a hidden sheet"""

    @property
    def code(self) -> TextCode:
        """The code of its words."""
        return _CODES[self]


_CODES: Mapping[Aside, TextCode] = {
    Aside.SUM: "aside.sum",
    Aside.BAND: "aside.band",
    Aside.BANNER: "aside.banner",
    Aside.SIGNATURE: "aside.signature",
    Aside.NOTE: "aside.note",
    Aside.TABLE: "aside.table",
    Aside.COLUMN: "aside.column",
    Aside.DETAIL: "aside.detail",
    Aside.SHEET: "aside.sheet",
    Aside.HIDDEN: "aside.hidden",
}


CLOSING = frozenset({Aside.SUM, Aside.BAND})
"""After such a row the activity above does not go on."""


def rows_aside(sheet: PlanSheet, table: PlanTable) -> Mapping[int, Aside]:
    """The rows of a table that are set aside, each with why."""
    found = dict(_below(sheet, table))
    rest = [(row, cells) for row, cells in sheet.rows(*table.rows) if row not in found and row not in table.repeats]
    last = max((row for row, cells in rest if _starts_something(cells, table)), default=0)
    titles = {fold(cell.raw) for cells in _title_rows(sheet, table) for cell in cells}
    below = False
    for row, cells in rest:
        below = below or (row > last and _is_footnote(sheet, table, row, cells))
        if below:
            found[row] = Aside.NOTE
        elif all(fold(cell.raw) in titles or layout.PAGE.fullmatch(cell.text) for cell in cells):
            found[row] = Aside.BANNER
        elif _is_sum(sheet, table, cells):
            found[row] = Aside.SUM
        elif _is_band(sheet, table, cells):
            found[row] = Aside.BAND
    return found


def _title_rows(sheet: PlanSheet, table: PlanTable) -> Iterable[list[PlanCell]]:
    """The rows of the sheet's title, above the header block and the table."""
    for _, cells in sheet.rows(1, table.heading[0] - 1):
        if any(item.match(cell.text) for cell in cells for item in layout.HEADER_ITEMS.values()):
            return
        yield cells


def _below(sheet: PlanSheet, table: PlanTable) -> Iterable[tuple[int, Aside]]:
    """Signatures and other tables, from their first row on; an initiative begins the plan anew."""
    kind: Aside | None = None
    for row, cells in sheet.rows(*table.rows):
        plan = sheet.get(row, table.plan)
        if row in table.repeats or (plan and layout.INITIATIVE.match(plan.text)):
            kind = None
            continue
        if kind is None and any(layout.SIGNATURE.match(cell.text) for cell in cells):
            kind = Aside.SIGNATURE
        elif kind is None and _heads_other_table(sheet, table, row, cells):
            kind = Aside.TABLE
        if kind is not None:
            yield row, kind


def _heads_other_table(sheet: PlanSheet, table: PlanTable, row: int, cells: list[PlanCell]) -> bool:
    responsible = sheet.get(row, table.responsible)
    caption = responsible is not None and layout.RESPONSIBLE_COLUMN.fullmatch(responsible.text)
    counted = layout.COUNTING_COLUMN.fullmatch(cells[0].text)
    return len(cells) > 1 and bool(caption or counted) and not any(map(_has_figure, cells))


def _has_figure(cell: PlanCell) -> bool:
    return any(char.isdigit() for char in cell.text)


def _starts_something(cells: list[PlanCell], table: PlanTable) -> bool:
    """Whether a row begins an initiative or an activity."""
    for cell in cells:
        if cell.column == table.plan and layout.INITIATIVE.match(cell.text):
            return True
        if cell.column == table.activity and layout.numbered(cell.text):
            return True
    return False


def _is_footnote(sheet: PlanSheet, table: PlanTable, row: int, cells: list[PlanCell]) -> bool:
    """A remark on the table: in the activity column one that stands apart from the last activity."""
    first = cells[0]
    if not layout.FOOTNOTE.match(first.text) or any(cell.column in table.quarter_columns for cell in cells[1:]):
        return False
    return first.column != table.activity or not sheet.row(row - 1)


def _is_sum(sheet: PlanSheet, table: PlanTable, cells: list[PlanCell]) -> bool:
    label = next((cell for cell in cells if cell.column in (table.plan, table.activity)), cells[0])
    if not layout.SUM.match(label.text):
        return False
    figures = {*table.quarter_columns, *table.budget.values()}
    wide = sheet.extent(label)[3] >= max(table.plan, table.activity) > label.column
    return wide or any(cell.column in figures for cell in cells)


def _is_band(sheet: PlanSheet, table: PlanTable, cells: list[PlanCell]) -> bool:
    first = cells[0]
    if len(cells) > 1 or layout.INITIATIVE.match(first.text) or layout.numbered(first.text):
        return False
    if first.column <= table.plan and sheet.extent(first)[3] >= table.quarter_columns[-1]:
        return True
    return first.column <= table.plan and layout.BAND.match(clean(first.text)) is not None
