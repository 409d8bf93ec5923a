"""The rows of a plan table as blocks: one numbered line with all rows that belong to it."""

from dataclasses import dataclass, field, replace

from planbook.book.cells import cell_name
from planbook.domain import Budget, Quantity, QuantityKind, Span, TargetLine, clean, digits, read_quantity
from planbook.layout import original as layout
from planbook.master.plan_table import PlanTable
from planbook.master.sheets import PlanCell, PlanSheet


@dataclass
class Block:
    """A numbered line of the activity column and everything beside and below it, up to the next numbered line."""

    number: str
    text: str
    cell: str
    first: int
    last: int
    texts: list[tuple[int, str]] = field(default_factory=list)
    """the lines of text below the first, as (row, text)"""
    lines: list[TargetLine] = field(default_factory=list)
    results: dict[int, str] = field(default_factory=dict)
    """the result cells of the first row, by quarter"""
    span: Span | None = None
    responsible: list[PlanCell] = field(default_factory=list)
    budget: dict[str, PlanCell] = field(default_factory=dict)

    @property
    def is_strong(self) -> bool:
        """Whether the block has what only an activity has: values, a text across its quarters, its own unit."""
        return bool(self.lines or self.span or self.responsible)

    @property
    def style(self) -> str:
        """How the number is printed: ``top`` (1.), ``zero`` (01) or ``dotted`` (1.1, 01.1)."""
        if "." in self.number:
            return "dotted"
        return "zero" if self.number.startswith("0") else "top"


@dataclass
class Section:
    """The blocks under one initiative."""

    number: str
    row: int
    titles: list[tuple[int, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    loose: list[tuple[int, str]] = field(default_factory=list)
    """lines of the activity column before the first numbered one"""


@dataclass
class Split:
    """A table's rows, split: its sections, and the names of all cells that found a place."""

    sections: list[Section] = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)
    uncomputed: list[PlanCell] = field(default_factory=list)
    """formulas among the targets that no program has computed yet"""
    merged_targets: list[tuple[PlanCell, int]] = field(default_factory=list)
    """cells merged over a part of the quarter columns, with the quarter their value was taken for"""
    merged_columns: list[PlanCell] = field(default_factory=list)
    """cells of the plan or activity column merged over the other of the two"""


def lines_of(cell: PlanCell) -> list[str]:
    """The lines of a cell's text as somebody typed them, without the empty ones."""
    return [line for line in cell.raw.splitlines() if line.strip()]


def numbered(text: str) -> tuple[str, str] | None:
    """The printed number a line begins with and the text after it, or None."""
    line = clean(text)
    # matched with ASCII digits, which are as many; what follows the number keeps its own
    match = layout.NUMBER.match(digits(line))
    return (match["number"], line[match.start("text") :]) if match else None


def split(sheet: PlanSheet, table: PlanTable) -> Split:
    """Split a table's rows into sections and blocks, assigning every cell that is understood."""
    result = Split()
    for row in range(table.rows[0], table.rows[1] + 1):
        if row in table.repeats:
            result.assigned.update(cell.name for cell in sheet.row(row))
            continue
        _read_row(sheet, table, row, result)
    return result


def _hides_other_column(sheet: PlanSheet, table: PlanTable, cell: PlanCell) -> bool:
    """Whether a plan or activity cell is merged over the other column.

    An initiative's heading on a row of its own, with nothing beside it, is only wide.
    """
    first, last = sorted((table.plan, table.activity))
    if cell.column != first or sheet.extent(cell)[3] < last:
        return False
    return len(sheet.row(cell.row)) > 1 or not layout.INITIATIVE.match(cell.text)


def _read_row(sheet: PlanSheet, table: PlanTable, row: int, result: Split) -> None:
    plan = sheet.get(row, table.plan)
    for column in (table.plan, table.activity):
        if (cell := sheet.get(row, column)) and _hides_other_column(sheet, table, cell):
            result.merged_columns.append(cell)
    if plan:
        _read_plan_cell(plan, result)
    if plan and plan in result.merged_columns:
        # the values beside belong to the activity that is hidden, not to the one above
        result.assigned.update(cell.name for cell in sheet.row(row))
        return
    if not result.sections:
        return
    section = result.sections[-1]
    activity = sheet.get(row, table.activity)
    starts = 0
    if activity:
        result.assigned.add(activity.name)
        starts = _read_activity_cell(activity, section, table)
    if section.blocks:
        # where one cell holds several numbered lines, what stands beside it is the first one's
        block = section.blocks[-max(1, starts)]
        block.last = max(block.last, row) if sheet.row(row) else block.last
        _read_values(sheet, table, row, block, result)
        _read_responsible(sheet, table, row, section, starts, result)
        for part, column in table.budget.items():
            if cell := sheet.get(row, column):
                block.budget.setdefault(part, cell)
                result.assigned.add(cell.name)


def _read_plan_cell(cell: PlanCell, result: Split) -> None:
    for index, line in enumerate(lines_of(cell)):
        text = clean(line)
        match = layout.INITIATIVE.match(digits(text))
        if match and (index == 0 or not result.sections or result.sections[-1].row != cell.row):
            result.sections.append(Section(match[1], cell.row, [(cell.row, text[match.start(2) :])]))
        elif result.sections:
            result.sections[-1].titles.append((cell.row, line))
        else:
            return
    result.assigned.add(cell.name)


def _read_activity_cell(cell: PlanCell, section: Section, table: PlanTable) -> int:
    """Add a cell's lines to the section; how many numbered lines it starts."""
    starts = 0
    for line in lines_of(cell):
        found = numbered(line)
        if found:
            starts += 1
            results = _results(table, cell.row)
            section.blocks.append(Block(found[0], found[1], cell.name, cell.row, cell.row, results=results))
        elif section.blocks:
            section.blocks[-1].texts.append((cell.row, line))
        else:
            section.loose.append((cell.row, line))
    return starts


def _read_values(sheet: PlanSheet, table: PlanTable, row: int, block: Block, result: Split) -> None:
    targets: dict[int, Quantity] = {}
    cells: dict[int, str] = {}
    columns = table.quarter_columns
    for quarter, column in table.targets.items():
        cell = sheet.get(row, column)
        if cell is None:
            continue
        result.assigned.add(cell.name)
        if cell.formula and cell.value is None:
            result.uncomputed.append(cell)
        _, _, _, last = sheet.extent(cell)
        quantity = cell.quantity
        if quantity is None:
            continue
        if last >= columns[-1] and column == columns[0]:
            block.span = block.span or Span(quantity=quantity, cell=cell.name, range=sheet.area(cell))
            return
        if last > column:
            result.merged_targets.append((cell, quarter))
        targets[quarter], cells[quarter] = quantity, cell.name
    for column in table.results.values():
        if cell := sheet.get(row, column):
            result.assigned.add(cell.name)
    if not targets:
        return
    if block.lines and _continues(block.lines[-1], targets):
        block.lines[-1] = _joined(block.lines[-1], targets)
        return
    label = next((clean(text) for at, text in reversed(block.texts) if at == row), "")
    block.lines.append(
        TargetLine(row=row, label=label, targets=targets, target_cells=cells, result_cells=_results(table, row))
    )


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


def _read_responsible(
    sheet: PlanSheet, table: PlanTable, row: int, section: Section, starts: int, result: Split
) -> None:
    cell = sheet.get(row, table.responsible)
    if cell is None:
        return
    result.assigned.add(cell.name)
    block = section.blocks[-max(1, starts)]
    above = sheet.get(row - 1, table.responsible) is not None
    runs_on = not layout.UNIT_START.match(cell.text)
    if starts and above and runs_on and not block.lines and len(section.blocks) > 1:
        # a unit's name split by hand runs down beside the next numbered line: it is still the unit above
        block = next((b for b in reversed(section.blocks[:-starts]) if b.responsible), block)
    block.responsible.append(cell)


def budget_of(block: Block) -> Budget:
    """A block's budget cells, read."""
    readings = {part: cell.quantity for part, cell in block.budget.items()}
    return Budget(**readings)
