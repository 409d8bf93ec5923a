"""The rows of a plan table as blocks: one numbered line with all rows that belong to it."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from planbook.book.cells import cell_name
from planbook.domain import (
    Budget,
    Quantity,
    QuantityKind,
    Span,
    TargetLine,
    clean,
    digits,
    fold,
    format_number,
    read_quantity,
)
from planbook.domain.number import plain
from planbook.layout import original as layout
from planbook.master.plan_table import PlanTable, millions
from planbook.master.responsible import UnitWords
from planbook.master.rows import CLOSING, Aside, rows_aside
from planbook.master.sheets import PlanCell, PlanSheet
from planbook.words import FindingCode

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


def lines_of(cell: PlanCell) -> list[str]:
    """The lines of a cell's text as somebody typed them, without the empty ones."""
    return [line for line in cell.raw.splitlines() if line.strip()]


def numbered(text: str) -> tuple[str, str] | None:
    """The printed number a line begins with and the text after it, or None."""
    line = clean(text)
    # matched with ASCII digits, which are as many; what follows the number keeps its own
    found = layout.numbered(digits(line))
    return (found[0], line[found[1] :]) if found else None


def split(sheet: PlanSheet, table: PlanTable, units: UnitWords) -> Split:
    """Split a table's rows into sections and blocks, assigning every cell that is understood."""
    rows = _Rows(sheet, table, units)
    for row, cells in sheet.rows(*table.rows):
        rows.read(row, cells)
    return rows.result


class _Rows:
    """Reads the rows of one table from top to bottom."""

    def __init__(self, sheet: PlanSheet, table: PlanTable, units: UnitWords) -> None:
        self.sheet, self.table, self.units = sheet, table, units
        self.result = Split()
        self.aside = rows_aside(sheet, table)
        self.figures = {*table.targets.values(), *table.budget.values()}
        self.unread: PlanCell | None = None
        """the text of an unnumbered row that was not taken for part of the activity above"""

    def notice(self, code: FindingCode, cell: PlanCell, **args: Any) -> None:
        self.result.noticed.append(Noticed(code, cell, args))

    def assign(self, cells: list[PlanCell]) -> None:
        self.result.assigned.update(cell.name for cell in cells)

    def read(self, row: int, cells: list[PlanCell]) -> None:
        if row in self.table.repeats:
            self.assign(cells)
        elif (why := self.aside.get(row)) is not None:
            self.result.aside.update((cell.name, why) for cell in cells)
            if why in CLOSING and self.result.sections:
                self.result.sections[-1].is_open = False
        else:
            self.read_row(row, cells)

    def hides_other_column(self, cell: PlanCell) -> bool:
        """Whether a plan or activity cell is merged over the other column.

        An initiative's heading on a row of its own, with nothing beside it, is only wide.
        """
        first, last = sorted((self.table.plan, self.table.activity))
        if cell.column != first or self.sheet.extent(cell)[3] < last:
            return False
        return len(self.sheet.row(cell.row)) > 1 or not layout.INITIATIVE.match(cell.text)

    def read_row(self, row: int, cells: list[PlanCell]) -> None:
        plan = self.sheet.get(row, self.table.plan)
        hidden = False
        for column in (self.table.plan, self.table.activity):
            if (cell := self.sheet.get(row, column)) and self.hides_other_column(cell):
                self.notice("plan-merged-columns", cell, area=self.sheet.area(cell))
                hidden = hidden or cell is plan
        if plan:
            self.read_plan_cell(plan)
        if hidden:
            # the values beside belong to the activity that is hidden, not to the one above
            self.assign(cells)
            return
        if not self.result.sections:
            return
        self.read_activity_row(row, cells, self.result.sections[-1])

    def read_plan_cell(self, cell: PlanCell) -> None:
        sections = self.result.sections
        for index, line in enumerate(lines_of(cell)):
            text = clean(line)
            match = layout.INITIATIVE.match(digits(text))
            if match and (index == 0 or not sections or sections[-1].row != cell.row):
                sections.append(Section(match[1], cell.row, [(cell.row, text[match.start(2) :])]))
                self.unread = None
            elif sections:
                sections[-1].titles.append((cell.row, line))
            else:
                return
        self.result.assigned.add(cell.name)

    def read_activity_row(self, row: int, cells: list[PlanCell], section: Section) -> None:
        activity = self.sheet.get(row, self.table.activity)
        begun = self.blocks_in(activity, row, section) if activity else []
        if begun:
            section.blocks += begun
            section.is_open, self.unread = True, None
        elif not section.is_open:
            return  # what is not understood is told, cell by cell
        elif activity and (self.unread or self.may_be_another(activity, section)):
            self.leave_unread(activity, cells, section)
            return
        if activity:
            self.result.assigned.add(activity.name)
            self.add_texts(activity, section, begun)
        if section.blocks and not (self.unread and not begun):
            # where one cell holds several numbered lines, what stands beside it is the first one's
            block = begun[0] if begun else section.blocks[-1]
            block.last = max(block.last, row)
            self.read_values(row, block)
            self.read_responsible(row, section, begun)
            self.read_budget(row, block)

    # Where an activity begins

    def blocks_in(self, cell: PlanCell, row: int, section: Section) -> list[Block]:
        """The activities that begin in a cell, without the texts below their first lines."""
        blocks = []
        for index, line in enumerate(lines_of(cell)):
            mark = ""
            found = numbered(line)
            if not found and index == 0 and (printed := self.number_beside(row)):
                found = printed, clean(line)
            if not found and index == 0:
                mark, found = self.loosely_numbered(clean(line), row, section) or ("", None)
            if found:
                results = _results(self.table, row)
                blocks.append(Block(found[0], found[1], cell.name, row, row, mark, results=results))
        return blocks

    def number_beside(self, row: int) -> str:
        """The number that stands in a column of its own; empty for none."""
        cell = self.sheet.get(row, self.table.number)
        match = layout.NUMBER_ALONE.fullmatch(cell.text) if cell else None
        if cell and match:
            self.result.assigned.add(cell.name)
        return match[1] if match else ""

    def loosely_numbered(self, line: str, row: int, section: Section) -> tuple[str, tuple[str, str]] | None:
        """How a line is numbered that has figures of its own beside it, its number, and the text behind that."""
        plain = digits(line)
        mark, match = next(((m, f) for m, p in layout.LOOSE_NUMBERS.items() if (f := p.match(plain))), ("", None))
        if match is None:
            return None
        number = match["number"]
        figures = any(self.sheet.get(row, column) for column in self.table.targets.values())
        if not figures or (mark == "bare" and not self.follows(number, section)):
            return None
        return mark, (number, line[match.start("text") :])

    def follows(self, number: str, section: Section) -> bool:
        """Whether a number is the one after the last activity's at the top of an initiative, or the first."""
        tops = [int(block.number) for block in section.blocks if block.style == "top" and block.number.isdecimal()]
        return int(number) == (tops[-1] + 1 if tops else 1)

    def may_be_another(self, activity: PlanCell, section: Section) -> bool:
        """Whether an unnumbered line with figures beside it cannot be told from an activity whose number is missing:
        the activity above has figures of that sort already, and this is no note on its targets."""
        if not section.blocks:
            return any(self.sheet.get(activity.row, column) for column in self.figures)
        block, text = section.blocks[-1], activity.text
        if layout.NOTE.match(text) or layout.WHOLE_BRACKET.match(text) or block.in_note:
            return False
        targets = [cell for c in self.table.targets.values() if (cell := self.sheet.get(activity.row, c))]
        if any(not cell.text.startswith("(") for cell in targets):
            return bool(block.lines or block.span)
        budget = self.table.budget.items()
        return any(_differs(block.budget.get(part), self.sheet.get(activity.row, column)) for part, column in budget)

    def leave_unread(self, activity: PlanCell, cells: list[PlanCell], section: Section) -> None:
        """An unnumbered row with figures, and the lines of text that go on with it, are asked about."""
        if self.unread is None or any(cell.column in self.figures for cell in cells):
            above = f"{section.number}/{section.blocks[-1].number}" if section.blocks else section.number
            self.notice("plan-row-unnumbered", activity, above=above)
        self.unread = activity
        self.result.asked.update(cell.name for cell in cells if cell.column != self.table.plan)

    # What belongs to an activity

    def add_texts(self, cell: PlanCell, section: Section, begun: list[Block]) -> None:
        ahead = iter(begun)
        block = section.blocks[-1] if section.blocks and not begun else None
        for index, line in enumerate(lines_of(cell)):
            if begun and (numbered(line) or index == 0):
                block = next(ahead, block)
            elif block:
                block.texts.append((cell.row, line))
            else:
                section.loose.append((cell.row, line))

    def read_values(self, row: int, block: Block) -> None:
        columns = self.table.quarter_columns
        if row == block.first and (shared := self.sheet.covering(row, columns[0])):
            self.notice("plan-merged-down", shared, area=self.sheet.area(shared), title=clean(block.text)[:80])
        across = self.sheet.get(row, columns[0])
        if across and self.sheet.extent(across)[3] >= columns[-1] and (said := self.target(across)):
            block.span = block.span or Span(quantity=said, cell=across.name, range=self.sheet.area(across))
            return
        targets: dict[int, Quantity] = {}
        cells: dict[int, str] = {}
        for quarter, column in self.table.targets.items():
            cell = self.sheet.get(row, column)
            quantity = self.target(cell) if cell else None
            if cell is None or quantity is None:
                continue
            if self.sheet.extent(cell)[3] > column:
                self.notice("plan-merged-targets", cell, quarter=quarter, area=self.sheet.area(cell))
            targets[quarter], cells[quarter] = quantity, cell.name
        self.assign([cell for column in self.table.results.values() if (cell := self.sheet.get(row, column))])
        if not targets:
            return
        if block.lines and _continues(block.lines[-1], targets):
            block.lines[-1] = _joined(block.lines[-1], targets)
            return
        label = next((clean(text) for at, text in reversed(block.texts) if at == row), "")
        results = _results(self.table, row)
        block.lines.append(TargetLine(row=row, label=label, targets=targets, target_cells=cells, result_cells=results))

    def target(self, cell: PlanCell) -> Quantity | None:
        """What a cell of the quarters says; None where that is nothing, or nobody knows."""
        self.result.assigned.add(cell.name)
        if cell.formula and cell.value is None:
            self.notice("plan-formula-not-computed", cell)
        if cell.error:
            self.notice("plan-cell-error", cell)
            return None
        return cell.quantity

    def read_responsible(self, row: int, section: Section, begun: list[Block]) -> None:
        cell = self.sheet.get(row, self.table.responsible)
        if cell is None:
            if begun and (shared := self.sheet.covering(row, self.table.responsible)):
                begun[0].responsible.append(shared)  # one unit beside several activities
            return
        self.result.assigned.add(cell.name)
        block = begun[0] if begun else section.blocks[-1]
        above = self.sheet.get(row - 1, self.table.responsible)
        section_of = layout.SECTION.match(cell.text) is not None
        may_run_on = section_of or not self.units.starts(cell.raw)
        if begun and above and may_run_on and not block.lines and len(section.blocks) > 1:
            holder = next((b for b in reversed(section.blocks[: -len(begun)]) if b.responsible), None)
            lines = holder.responsible if holder else []
            if holder and (section_of or any(layout.OPEN_UNIT.fullmatch(clean(line.raw)) for line in lines)):
                # a unit's name split by hand runs down beside the next numbered line: it is still the unit above
                block = holder
            else:
                block.doubts.append(DOUBT_UNIT)
        block.responsible.append(cell)

    def read_budget(self, row: int, block: Block) -> None:
        further: list[PlanCell] = []
        for part, column in self.table.budget.items():
            if cell := self.sheet.get(row, column):
                if _differs(block.budget.get(part), cell):
                    further.append(cell)
                block.budget.setdefault(part, cell)
                block.budget_unit = self.table.budget_unit
                self.result.assigned.add(cell.name)
        if further:
            kept = "; ".join(clean(cell.raw) for cell in block.budget.values())
            self.notice("plan-budget-line-more", further[0], kept=kept)
            self.result.asked.update(cell.name for cell in further)


def _differs(kept: PlanCell | None, more: PlanCell | None) -> bool:
    return kept is not None and more is not None and fold(kept.raw) != fold(more.raw)


def _results(table: PlanTable, row: int) -> dict[int, str]:
    return {quarter: cell_name(row, column) for quarter, column in table.results.items()}


def _continues(line: TargetLine, more: dict[int, Quantity]) -> bool:
    """Whether a further row only goes on with the values above: bracketed remarks such as "(100 ราย)"."""
    return all(q in line.targets and more[q].raw.strip().startswith("(") for q in more)


def _joined(line: TargetLine, more: dict[int, Quantity]) -> TargetLine:
    targets = dict(line.targets)
    for quarter, extra in more.items():
        raw = f"{targets[quarter].raw} {extra.raw.strip()}"
        targets[quarter] = read_quantity(raw) or Quantity(kind=QuantityKind.TEXT, raw=raw)
    return replace(line, targets=targets)


def budget_of(block: Block) -> Budget:
    """A block's budget cells, read, in millions of baht."""
    return Budget(**{part: _in_millions(cell, block.budget_unit) for part, cell in block.budget.items()})


def _in_millions(cell: PlanCell, unit: Decimal) -> Quantity | None:
    """What a budget cell says; one in another unit is counted over, with its own text as the note."""
    said = cell.quantity
    if said is None or said.value is None:
        return said
    value = plain(said.value * (millions(said.unit or "") or unit))
    if value == said.value:
        return said
    return Quantity(kind=said.kind, raw=format_number(value), value=value, note=clean(said.raw))
