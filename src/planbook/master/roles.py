"""What became of every cell of a plan workbook, for somebody who looks the reading over."""

from collections.abc import Iterable, Mapping

from planbook.domain import Activity, Key, clean
from planbook.domain.plan import CellRole, ReadCell, ReadSheet
from planbook.layout import own_tables as layout
from planbook.layout.own_tables import SETTINGS
from planbook.master.adopt import adopted_sheets, open_master
from planbook.master.offices import read_offices
from planbook.master.parse import SheetRead, parse_plan
from planbook.master.plan_table import PlanTable
from planbook.master.responsible import UnitWords
from planbook.master.rows import Aside
from planbook.master.settings import read_settings, unit_words
from planbook.master.sheets import PlanCell, PlanSheet

WHOLE = (Aside.DETAIL, Aside.SHEET, Aside.HIDDEN)
"""Why a sheet is set aside as a whole."""


def read_roles(data: bytes, file: str) -> tuple[ReadSheet, ...]:
    """The region's sheets of a master, or of a plan workbook, in the order of their tabs. Raises BookProblem."""
    region, ours, _ = open_master(data, file)
    offices = read_offices(ours.get(layout.OFFICES.suffix), ours.get(layout.GROUPS.suffix))
    sheet = ours.get(SETTINGS.suffix)
    words = unit_words(read_settings(sheet, file)[0]) if sheet else ()
    parsed = parse_plan(region, file, adopted_sheets(ours), UnitWords.of(offices, words))
    return tuple(_sheet(sheet, found) for sheet, found in parsed.sheets if sheet.cells)


def _sheet(sheet: PlanSheet, found: SheetRead) -> ReadSheet:
    activities = (
        [each for initiative in found.strategy.initiatives for each in initiative.walk()] if found.strategy else []
    )
    roles = _Roles(sheet, found, activities)
    begins: dict[int, tuple[Key, ...]] = {}
    for activity in activities:
        begins[activity.rows[0]] = (*begins.get(activity.rows[0], ()), activity.key)
    cells = [roles.read(cell) for _, cell in sorted(sheet.cells.items()) if clean(cell.raw)]
    whys = {cell.why for cell in cells}
    whole = next((why.code for why in WHOLE if whys == {why.code}), None)
    return ReadSheet(name=sheet.name, cells=tuple(cells), begins=begins, aside=whole)


class _Roles:
    """The roles of one sheet's cells."""

    def __init__(self, sheet: PlanSheet, found: SheetRead, activities: Iterable[Activity]) -> None:
        self.sheet, self.found = sheet, found
        self.begun = {activity.cell for activity in activities}
        self.spans = {activity.span.cell for activity in activities if activity.span}
        self.steps: set[str] = set()
        for activity in activities:
            self.steps |= {activity.text_cells[line] for line in activity.procedure if line in activity.text_cells}
        self.captions = {
            row for table in found.tables for row in (*range(table.heading[0], table.heading[1] + 1), *table.repeats)
        }

    def read(self, cell: PlanCell) -> ReadCell:
        """A cell with its role."""
        role, quarter, why = self.role(cell), None, self.found.aside.get(cell.name)
        if role in (CellRole.TARGET, CellRole.RESULT) and (table := self.table(cell)):
            columns = table.targets if role is CellRole.TARGET else table.results
            quarter = next(number for number, column in columns.items() if column == cell.column)
        return ReadCell(
            row=cell.row,
            column=cell.column,
            name=cell.name,
            text=cell.raw.strip(),
            role=role,
            across=self.sheet.extent(cell)[3] - cell.column + 1,
            quarter=quarter,
            why=why.code if why else None,
        )

    def role(self, cell: PlanCell) -> CellRole:
        """What a cell is: what was decided about it by name first, then what its column holds."""
        if cell.name in self.found.asked:
            return CellRole.ASKED
        if cell.name in self.found.aside:
            return CellRole.ASIDE
        if cell.name not in self.found.used:
            return CellRole.LEFT
        if not self.found.tables:
            return CellRole.SUMMARY
        table = self.table(cell)
        if cell.row in self.captions:
            return CellRole.CAPTION
        if table is None:
            return CellRole.HEADER if cell.name in self.found.items else CellRole.TITLE
        return self.in_table(cell, table)

    def table(self, cell: PlanCell) -> PlanTable | None:
        """The plan table on whose rows a cell stands; None above the first."""
        return next((t for t in self.found.tables if t.heading[0] <= cell.row <= t.rows[1]), None)

    def in_table(self, cell: PlanCell, table: PlanTable) -> CellRole:
        """What a cell of a table's rows is."""
        if cell.name in self.begun or cell.column == table.number:
            return CellRole.ACTIVITY
        if cell.name in self.spans:
            return CellRole.SPAN
        by_column: Mapping[int | None, CellRole] = {
            **dict.fromkeys(table.budget.values(), CellRole.BUDGET),
            **dict.fromkeys(table.results.values(), CellRole.RESULT),
            **dict.fromkeys(table.targets.values(), CellRole.TARGET),
            table.responsible: CellRole.RESPONSIBLE,
            table.plan: CellRole.INITIATIVE,
        }
        if cell.column in by_column:
            return by_column[cell.column]
        return CellRole.PROCEDURE if cell.name in self.steps else CellRole.NOTE
