"""The rows of a plan table as blocks: one numbered line with all rows that belong to it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from planbook.book.cells import cell_name
from planbook.domain import (
    Quantity,
    QuantityKind,
    Span,
    TargetLine,
    clean,
    digits,
    fold,
    read_quantity,
)
from planbook.layout import original as layout
from planbook.master.plan_table import PlanTable
from planbook.master.responsible import UnitWords
from planbook.master.rows import (
    CLOSING,
    DOUBT_UNIT,
    Block,
    Noticed,
    Section,
    Split,
    budget_unit,
    quarter_of_months,
    rows_aside,
)
from planbook.master.sheets import PlanCell, PlanSheet
from planbook.words import FindingCode

_PARTS_REACH = 4
"""So many rows from a target on its result's row stands, in a table with a row for each."""


def typed_lines(cell: PlanCell) -> list[str]:
    """The lines of a cell's text as somebody typed them, without the empty ones."""
    return [line for line in cell.raw.splitlines() if line.strip()]


def split_number(text: str) -> tuple[str, str] | None:
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
        self.budget_unit = budget_unit(sheet, table) or Decimal(1)
        """how many millions of baht an amount is, taken for one where nothing says so"""
        self.shared_budgets: set[int] = set()
        """the rows of budgets merged down to further activities, each told once"""

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
        for index, line in enumerate(typed_lines(cell)):
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
        for index, line in enumerate(typed_lines(cell)):
            mark = ""
            found = split_number(line)
            if not found and index == 0 and (printed := self.number_beside(row)):
                found = printed, clean(line)
            if not found and index == 0:
                mark, found = self.loosely_numbered(clean(line), row, section) or ("", None)
            if found:
                results = self.results_of(row)
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
        """Whether an unnumbered line with figures beside it may be an activity that lacks its number: the activity
        above has figures of that sort already, and this is no note on its targets."""
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
        for index, line in enumerate(typed_lines(cell)):
            if begun and (split_number(line) or index == 0):
                block = next(ahead, block)
            elif block:
                block.texts.append((cell.row, line))
            else:
                section.loose.append((cell.row, line))

    def results_of(self, row: int) -> dict[int, str]:
        """The cells where a row's results go, by quarter: on the row, or on the one below that is called so."""
        if self.table.parts is None:
            at: int | None = row
        else:
            at = next((below for below in range(row, row + _PARTS_REACH) if self.is_of_results(below)), None)
        return {quarter: cell_name(at, column) for quarter, column in self.table.results.items()} if at else {}

    def is_of_results(self, row: int) -> bool:
        """Whether a row is called one of results, in a table whose rows are either of these or of targets."""
        cell = self.sheet.get(row, self.table.parts)
        return cell is not None and layout.RESULT.match(cell.text) is not None

    def read_values(self, row: int, block: Block) -> None:
        columns = self.table.quarter_columns
        if part := self.sheet.get(row, self.table.parts):
            self.assign([part])
        if self.is_of_results(row):
            self.assign([cell for column in columns if (cell := self.sheet.get(row, column))])
            return
        if row == block.first and (shared := self.sheet.covering(row, columns[0])):
            self.notice("plan-merged-down", shared, area=self.sheet.area(shared), title=clean(block.text)[:80])
        across = self.sheet.get(row, columns[0])
        if across and self.sheet.extent(across)[3] >= columns[-1] and (said := self.target(across)):
            block.span = block.span or Span(quantity=said, cell=across.name, range=self.sheet.area(across))
            return
        targets: dict[int, Quantity] = {}
        cells: dict[int, str] = {}
        for quarter in self.table.targets:
            cell = self.sheet.get(row, self.table.targets[quarter]) if quarter not in self.table.months else None
            quantity = self.of_quarter(cell, quarter) if cell else self.of_months(row, quarter)
            if quantity is not None:
                targets[quarter] = quantity
                cells |= {quarter: cell.name} if cell else {}
        if self.table.parts is None:
            self.assign([cell for column in self.table.results.values() if (cell := self.sheet.get(row, column))])
        if not targets:
            return
        if block.lines and _continues(block.lines[-1], targets):
            block.lines[-1] = _joined(block.lines[-1], targets)
            return
        label = next((clean(text) for at, text in reversed(block.texts) if at == row), "")
        results = self.results_of(row)
        block.lines.append(TargetLine(row=row, label=label, targets=targets, target_cells=cells, result_cells=results))

    def of_months(self, row: int, quarter: int) -> Quantity | None:
        """What the months of a quarter come to that has no column of its own."""
        cells = [cell for month in self.table.months.get(quarter, ()) if (cell := self.sheet.get(row, month))]
        return quarter_of_months([quantity for cell in cells if (quantity := self.target(cell))])

    def of_quarter(self, cell: PlanCell, quarter: int) -> Quantity | None:
        """What a quarter's own cell says."""
        quantity = self.target(cell)
        if quantity is not None and self.sheet.extent(cell)[3] > cell.column:
            self.notice("plan-merged-targets", cell, quarter=quarter, area=self.sheet.area(cell))
        return quantity

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
        columns = self.table.budget.values() if row == block.first else ()
        shared = next((cell for column in columns if (cell := self.sheet.covering(row, column))), None)
        if shared and shared.row not in self.shared_budgets:
            self.shared_budgets.add(shared.row)
            self.notice("plan-budget-merged-down", shared, area=self.sheet.area(shared), title=clean(block.text)[:80])
        further: list[PlanCell] = []
        for part, column in self.table.budget.items():
            if cell := self.sheet.get(row, column):
                if _differs(block.budget.get(part), cell):
                    further.append(cell)
                elif part not in block.budget and _is_no_amount(cell):
                    self.notice("plan-budget-not-understood", cell, shown=clean(cell.raw) or "=…")
                block.budget.setdefault(part, cell)
                block.budget_unit = self.budget_unit
                self.result.assigned.add(cell.name)
        if further:
            kept = "; ".join(clean(cell.raw) for cell in block.budget.values())
            self.notice("plan-budget-line-more", further[0], kept=kept)
            self.result.asked.update(cell.name for cell in further)


def _is_no_amount(cell: PlanCell) -> bool:
    """Whether a budget cell says neither a figure nor that there is none, or none yet: an error, a date, words."""
    said = cell.quantity
    return (cell.formula and cell.value is None) or (said is not None and said.kind is QuantityKind.TEXT)


def _differs(kept: PlanCell | None, more: PlanCell | None) -> bool:
    return kept is not None and more is not None and fold(kept.raw) != fold(more.raw)


def _continues(line: TargetLine, more: dict[int, Quantity]) -> bool:
    """Whether a further row only goes on with the values above: bracketed remarks such as "(100 ราย)"."""
    return all(q in line.targets and more[q].raw.strip().startswith("(") for q in more)


def _joined(line: TargetLine, more: dict[int, Quantity]) -> TargetLine:
    targets = dict(line.targets)
    for quarter, extra in more.items():
        raw = f"{targets[quarter].raw} {extra.raw.strip()}"
        targets[quarter] = read_quantity(raw) or Quantity(kind=QuantityKind.TEXT, raw=raw)
    return replace(line, targets=targets)
