"""Finding a plan table by its captions, wherever it stands."""

from dataclasses import dataclass, field

from planbook.layout import original as layout
from planbook.master.sheet import Cell, Sheet

HEADING_REACH = 4
"""Rows above a row of quarters in which its other captions stand."""


@dataclass(frozen=True)
class Table:
    """A plan table: where its heading and its rows are, and which column (1-based) holds what.

    ``targets`` and ``results`` map quarters to columns; ``budget`` maps capital, operating, total to columns.
    """

    sheet: str
    heading: tuple[int, int]
    rows: tuple[int, int]
    plan: int
    activity: int
    targets: dict[int, int]
    results: dict[int, int]
    budget: dict[str, int] = field(default_factory=dict)
    responsible: int | None = None
    year: int | None = None
    repeats: tuple[int, ...] = ()
    """Rows on which the heading is written again."""

    @property
    def quarter_columns(self) -> range:
        """All columns of the quarter block."""
        columns = [*self.targets.values(), *self.results.values()]
        return range(min(columns), max(columns) + 1)


@dataclass(frozen=True)
class NearMiss:
    """Quarters that are not a plan table: where, and which captions are missing."""

    sheet: str
    row: int
    missing: tuple[str, ...]


def _quarter_of(cell: Cell) -> int | None:
    match = layout.QUARTER.fullmatch(cell.text)
    return int(match[1] or match[2]) if match else None


def _quarter_rows(sheet: Sheet) -> list[tuple[int, list[tuple[int, Cell]]]]:
    found = []
    for number, cells in sheet.rows(1, sheet.last_row):
        quarters = [(quarter, cell) for cell in cells if (quarter := _quarter_of(cell))]
        if len({quarter for quarter, _ in quarters}) >= 2:
            found.append((number, quarters))
    return found


def _sub_columns(
    sheet: Sheet, row: int, quarters: list[tuple[int, Cell]]
) -> tuple[int, dict[int, int], dict[int, int]] | None:
    """The row of target/result captions below a row of quarters, and their columns by quarter."""
    starts = sorted((cell.column, quarter, sheet.extent(cell)[3]) for quarter, cell in quarters)
    for below in (row + 1, row + 2):
        targets: dict[int, int] = {}
        results: dict[int, int] = {}
        for index, (first, quarter, merged_to) in enumerate(starts):
            # an unmerged quarter heading reaches to the next one; the last as far as the others
            reach = starts[index + 1][0] - 1 if index + 1 < len(starts) else first + max(1, starts[0][2] - starts[0][0])
            for cell in sheet.row(below):
                if first <= cell.column <= max(merged_to, reach):
                    if layout.TARGET.match(cell.text):
                        targets.setdefault(quarter, cell.column)
                    elif layout.RESULT.match(cell.text):
                        results.setdefault(quarter, cell.column)
        if targets and results:
            return below, targets, results
    return None


def _caption_columns(sheet: Sheet, first: int, last: int, beside: range) -> dict[str, Cell]:
    """The heading's other captions, the first of each kind, left or right of the quarter block."""
    found: dict[str, Cell] = {}
    kinds = {
        "activity": layout.ACTIVITY_COLUMN,
        "plan": layout.PLAN_COLUMN,
        "responsible": layout.RESPONSIBLE_COLUMN,
        "budget": layout.BUDGET_BLOCK,
    }
    for _, cells in sheet.rows(first, last):
        for cell in cells:
            if cell.column in beside:
                continue
            kind = next((kind for kind, pattern in kinds.items() if pattern.match(cell.text)), None)
            if kind and not any(other.column == cell.column for other in found.values()):
                found.setdefault(kind, cell)
    return found


def _budget_columns(sheet: Sheet, block: Cell, last: int) -> dict[str, int]:
    _, first_column, _, last_column = sheet.extent(block)
    columns: dict[str, int] = {}
    for _, cells in sheet.rows(block.row + 1, last):
        for cell in cells:
            if first_column <= cell.column <= max(last_column, first_column):
                for part, pattern in layout.BUDGET_PARTS.items():
                    if pattern.match(cell.text):
                        columns.setdefault(part, cell.column)
    return columns or {"total": first_column}


def _year(sheet: Sheet, last: int) -> int | None:
    """The year in the table's own caption, else in any title above it."""
    for number in range(last, 0, -1):
        for cell in sheet.row(number):
            if match := layout.YEAR.search(cell.text):
                return int(match[1])
    return None


def _heading_top(sheet: Sheet, row: int, above: int) -> int:
    """The first row of the heading that a row of quarters belongs to: up to the next empty row, a few at most."""
    top = row
    while top > max(above, row - HEADING_REACH, 1) and sheet.row(top - 1):
        top -= 1
    return top


def find_tables(sheet: Sheet) -> tuple[list[Table], list[NearMiss]]:
    """Every plan table of a sheet, top to bottom, and what looked like one but is not."""
    tables: list[Table] = []
    misses: list[NearMiss] = []
    for row, quarters in _quarter_rows(sheet):
        sub = _sub_columns(sheet, row, quarters)
        below, targets, results = sub or (row, {}, {})
        block = range(min([cell.column for _, cell in quarters]), max([*results.values(), *targets.values(), 0]) + 1)
        top = _heading_top(sheet, row, tables[-1].heading[1] + 1 if tables else 1)
        captions = _caption_columns(sheet, top, below, block)
        missing = [name for name, there in (("เป้าหมาย / ผล", sub),) if not there]
        missing += [name for name in ("plan", "activity") if name not in captions]
        if missing:
            misses.append(NearMiss(sheet.name, row, tuple(missing)))
            continue
        first = min(cell.row for cell in captions.values())
        if tables and tables[-1].targets == targets and tables[-1].activity == captions["activity"].column:
            # the same heading again further down: the table goes on under it
            repeats = (*tables[-1].repeats, *range(first, below + 1))
            tables[-1] = Table(**{**vars(tables[-1]), "repeats": repeats})
            continue
        if tables:
            tables[-1] = Table(**{**vars(tables[-1]), "rows": (tables[-1].rows[0], first - 1)})
        budget = captions.get("budget")
        tables.append(
            Table(
                sheet=sheet.name,
                heading=(first, below),
                rows=(below + 1, sheet.last_row),
                plan=captions["plan"].column,
                activity=captions["activity"].column,
                targets=targets,
                results=results,
                budget=_budget_columns(sheet, budget, below) if budget else {},
                responsible=captions["responsible"].column if "responsible" in captions else None,
                year=_year(sheet, below),
            )
        )
    return tables, misses
