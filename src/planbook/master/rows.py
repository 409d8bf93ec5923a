"""The rows of a plan table: its numbered lines, each with all that belongs to it, and what is no part of the plan.

Sums, bands, page banners and what stands below the last activity are set aside by kind, so that none of them is taken
for an activity or for a line of the one above.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from planbook.domain import (
    Budget,
    Direction,
    Quantity,
    QuantityKind,
    Span,
    TargetLine,
    clean,
    digits,
    fold,
    format_number,
    is_percent,
    read_quantity,
)
from planbook.domain.number import plain, total
from planbook.domain.quantity import format_quantity, less_is_better
from planbook.domain.units import LEVEL
from planbook.layout import original as layout
from planbook.master.plan_table import PlanTable, captions_over
from planbook.master.sheets import PlanCell, PlanSheet
from planbook.words import FindingCode, TextCode


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
    """Signatures and other tables, from their first row on; an initiative begins the plan anew, and after signatures,
    which stand at the foot of each page, a numbered line with targets does too."""
    kind: Aside | None = None
    for row, cells in sheet.rows(*table.rows):
        plan = sheet.get(row, table.plan)
        if row in table.repeats or (plan and layout.INITIATIVE.match(plan.text)):
            kind = None
            continue
        if kind is Aside.SIGNATURE and _is_activity(sheet, table, row):
            kind = None
        if kind is None and any(layout.SIGNATURE.match(cell.text) for cell in cells):
            kind = Aside.SIGNATURE
        elif kind is not Aside.TABLE and _heads_other_table(sheet, table, row, cells):
            kind = Aside.TABLE
        if kind is not None:
            yield row, kind


def _is_activity(sheet: PlanSheet, table: PlanTable, row: int) -> bool:
    activity = sheet.get(row, table.activity)
    targets = [cell for column in table.targets.values() if (cell := sheet.get(row, column))]
    return activity is not None and layout.numbered(activity.text) is not None and any(map(_has_figure, targets))


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
    said = layout.SUM.match(label.text)
    if not said:
        return False
    named = label.text[said.end() :].strip()
    if named and not _has_figure(label) and any(cell.column == table.responsible for cell in cells):
        return False  # "รวมโครงการ…" that somebody is responsible for is work; sums are nobody's
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


DOUBT_UNIT = "unit-beside"
"""Beside the first line of an activity stands what may be the rest of the unit above it."""


@dataclass
class Block:
    """A numbered line of the activity column and everything beside and below it, up to the next numbered line."""

    number: str
    text: str
    cell: str
    first: int
    last: int
    mark: str = ""
    """how the number is printed where that is no ``1.``, ``1.1`` or ``01``: a key of ``LOOSE_NUMBERS``"""
    texts: list[tuple[int, str]] = field(default_factory=list)
    """the lines of text below the first, as (row, text)"""
    lines: list[TargetLine] = field(default_factory=list)
    results: dict[int, str] = field(default_factory=dict)
    """the result cells of the first row, by quarter"""
    span: Span | None = None
    responsible: list[PlanCell] = field(default_factory=list)
    budget: dict[str, PlanCell] = field(default_factory=dict)
    budget_unit: Decimal = Decimal(1)
    """how many millions of baht one of the budget's figures is"""
    doubts: list[str] = field(default_factory=list)

    @property
    def is_strong(self) -> bool:
        """Whether the block has what only an activity has: values, a text across its quarters, its own unit."""
        return bool(self.lines or self.span or self.responsible)

    @property
    def style(self) -> str:
        """How the number is printed: ``bracket`` ((1)), ``letter`` (ก.), ``top`` (1.), ``zero`` (01) or ``dotted``
        (1.1, 01.1)."""
        if self.mark in ("bracket", "letter"):
            return self.mark
        if "." in self.number:
            return "dotted"
        return "zero" if self.number.startswith("0") else "top"

    @property
    def in_note(self) -> bool:
        """Whether its text ends in a note, such as "เป้าหมาย …", beside which a further line of values may stand."""
        for _, text in reversed(self.texts):
            line = digits(clean(text))
            if layout.NOTE.match(line):
                return True
            if layout.PROCEDURE.match(line):
                return False
        return False


@dataclass
class Section:
    """The blocks under one initiative."""

    number: str
    row: int
    titles: list[tuple[int, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    loose: list[tuple[int, str]] = field(default_factory=list)
    """lines of the activity column before the first numbered one"""
    is_open: bool = True
    """whether the last block may go on; not below a row of sums or a band"""


@dataclass(frozen=True)
class Noticed:
    """What was noticed at a cell: the code of its finding, and what else its sentence tells."""

    code: FindingCode
    cell: PlanCell
    args: dict[str, Any] = field(default_factory=dict)


@dataclass
class Split:
    """A table's rows, split: its sections, the names of all cells that found a place, and those set aside, by why."""

    sections: list[Section] = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)
    aside: dict[str, Aside] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """cells of rows that somebody has to say something about; they are told as a row"""
    noticed: list[Noticed] = field(default_factory=list)


def budget_unit(sheet: PlanSheet, table: PlanTable) -> Decimal | None:
    """How many millions of baht one of a table's amounts is: as the captions over them say, or a line above the table.
    None where nothing does."""
    over = [cell for column in table.budget.values() for cell in captions_over(sheet, table, column)]
    above = [cell for _, cells in sheet.rows(1, table.heading[1]) for cell in cells]
    alone = [cell for cell in reversed(above) if layout.UNIT_OF_ALL.fullmatch(cell.text)]
    units = (layout.millions(cell.text) for cell in (*over, *alone))
    return next((unit for unit in units if unit is not None), None)


def budget_of(block: Block) -> Budget:
    """A block's budget cells, read, in millions of baht."""
    return Budget(**{part: _in_millions(cell, block.budget_unit) for part, cell in block.budget.items()})


def _in_millions(cell: PlanCell, unit: Decimal) -> Quantity | None:
    """What a budget cell says; one in another unit is counted over, with its own text as the note."""
    said = cell.quantity
    if said is None or said.value is None:
        return said
    value = plain(said.value * (layout.millions(said.unit or "") or unit))
    if value == said.value:
        return said
    return Quantity(kind=said.kind, raw=format_number(value), value=value, note=clean(said.raw))


def quarter_of_months(months: Sequence[Quantity]) -> Quantity | None:
    """A quarter's target out of those of its months; None where none says anything.

    Figures that count something are added up. A percentage, a level, or a figure that is not to be exceeded is that of
    the last month that has one. Where a month says something else, the quarter says what its months do.
    """
    said = [quantity for quantity in months if quantity.kind is not QuantityKind.NONE]
    if not said:
        return months[0] if months else None
    last, units = said[-1], {quantity.unit or "" for quantity in said}
    if any(quantity.value is None for quantity in said) or len(units) > 1:
        words = "; ".join(dict.fromkeys(quantity.raw for quantity in said))
        return last if len(said) == 1 else Quantity(kind=QuantityKind.TEXT, raw=words)
    if is_percent(last.unit) or last.unit == LEVEL or less_is_better(last, Direction.AT_LEAST) or len(said) == 1:
        return last
    value = total(quantity.value for quantity in said if quantity.value is not None)
    return read_quantity(f"{last.comparator or ''} {format_quantity(value, last.unit)}".strip())
