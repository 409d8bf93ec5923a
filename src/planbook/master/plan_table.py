"""The plan tables on the sheets of a workbook, found by their captions."""

from dataclasses import dataclass, field

from planbook.book.cells import MAX_COL
from planbook.layout import original as layout
from planbook.master.sheets import PlanCell, PlanSheet

HEADING_REACH = 4
"""Rows above a row of quarters in which its other captions stand."""


@dataclass(frozen=True)
class PlanTable:
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
    beside: range | None = None
    """Columns of another table to the right on the same rows, which is not read."""
    beside_row: int = 0
    """The row on which a quarter comes again for the table beside."""

    @property
    def quarter_columns(self) -> range:
        """All columns of the quarter block."""
        columns = [*self.targets.values(), *self.results.values()]
        return range(min(columns), max(columns) + 1)


@dataclass(frozen=True)
class NearMiss:
    """Captions that are not a plan table: where, and which captions are missing."""

    sheet: str
    row: int
    missing: tuple[str, ...]
    column: int = 1
    has_quarters: bool = True


def _quarter_of(cell: PlanCell) -> int | None:
    match = layout.QUARTER.fullmatch(cell.text)
    return int(match[1] or match[2]) if match else None


def _quarter_rows(sheet: PlanSheet) -> list[tuple[int, list[tuple[int, PlanCell]]]]:
    found = []
    for number, cells in sheet.rows(1, sheet.last_row):
        quarters = [(quarter, cell) for cell in cells if (quarter := _quarter_of(cell))]
        if len({quarter for quarter, _ in quarters}) >= 2:
            found.append((number, quarters))
    return found


def _sub_columns(
    sheet: PlanSheet, row: int, quarters: list[tuple[int, PlanCell]], before: int = MAX_COL + 1
) -> tuple[int, dict[int, int], dict[int, int]] | None:
    """The row of target/result captions below a row of quarters, left of a column, and their columns by quarter."""
    starts = sorted((cell.column, quarter, sheet.extent(cell)[3]) for quarter, cell in quarters)
    for below in (row + 1, row + 2):
        targets: dict[int, int] = {}
        results: dict[int, int] = {}
        for index, (first, quarter, merged_to) in enumerate(starts):
            # an unmerged quarter heading reaches to the next one; the last as far as the others
            reach = starts[index + 1][0] - 1 if index + 1 < len(starts) else first + max(1, starts[0][2] - starts[0][0])
            for cell in sheet.row(below):
                if first <= cell.column <= max(merged_to, reach) and cell.column < before:
                    if layout.TARGET.match(cell.text):
                        targets.setdefault(quarter, cell.column)
                    elif layout.RESULT.match(cell.text):
                        results.setdefault(quarter, cell.column)
        if targets and results:
            return below, targets, results
    return None


def _first_set(quarters: list[tuple[int, PlanCell]]) -> tuple[list[tuple[int, PlanCell]], list[tuple[int, PlanCell]]]:
    """A row's quarters up to the one that comes again after another, and the rest (a second table's, or year's).

    A quarter written once over its target and once over its result has not come again.
    """
    in_order = sorted(quarters, key=lambda item: item[1].column)
    seen: list[int] = []
    for index, (quarter, _) in enumerate(in_order):
        if quarter in seen[:-1]:
            return in_order[:index], in_order[index:]
        if not seen or seen[-1] != quarter:
            seen.append(quarter)
    return in_order, []


def _columns_beside(sheet: PlanSheet, heading: range, end: int, rest: list[tuple[int, PlanCell]]) -> range:
    """The columns of a second table: from its plan or activity caption on; without one, its quarters alone.

    ``end`` is the last column of the first table's quarters.
    """
    first = rest[0][1].column
    captions: dict[int, str] = {}
    for _, cells in sheet.rows(heading[0], heading[-1]):
        for cell in cells:
            if (kind := _kind_of(cell)) in ("plan", "activity"):
                captions.setdefault(cell.column, kind)
    seen: set[str] = set()
    for column, kind in sorted(captions.items()):
        if kind in seen and column > end:
            return range(min(column, first), MAX_COL + 1)
        seen.add(kind)
    # the last quarter is as wide as the one before it
    last = rest[-1][1]
    width = last.column - rest[-2][1].column if len(rest) > 1 else 1
    return range(first, max(sheet.extent(last)[3], last.column + width - 1) + 1)


def _kind_of(cell: PlanCell) -> str | None:
    return next((kind for kind, pattern in layout.CAPTIONS.items() if pattern.match(cell.text)), None)


def _caption_columns(
    sheet: PlanSheet, first: int, last: int, block: range, beside: range | None
) -> dict[str, PlanCell]:
    """The heading's other captions, the first of each kind, left or right of the quarter block."""
    found: dict[str, PlanCell] = {}
    for _, cells in sheet.rows(first, last):
        for cell in cells:
            if cell.column in block or (beside and cell.column in beside):
                continue
            kind = _kind_of(cell)
            if kind and not any(other.column == cell.column for other in found.values()):
                found.setdefault(kind, cell)
    return found


def _budget_columns(sheet: PlanSheet, block: PlanCell, last: int) -> dict[str, int]:
    _, first_column, _, last_column = sheet.extent(block)
    columns: dict[str, int] = {}
    for _, cells in sheet.rows(block.row + 1, last):
        for cell in cells:
            if first_column <= cell.column <= max(last_column, first_column):
                for part, pattern in layout.BUDGET_PARTS.items():
                    if pattern.match(cell.text):
                        columns.setdefault(part, cell.column)
    return columns or {"total": first_column}


def _year(sheet: PlanSheet, last: int) -> int | None:
    """The year in the table's own caption, else in any title above it."""
    for number in range(last, 0, -1):
        for cell in sheet.row(number):
            if match := layout.YEAR.search(cell.text):
                return int(match[1])
    return None


def _heading_top(sheet: PlanSheet, row: int, above: int) -> int:
    """The first row of the heading that a row of quarters belongs to: up to the next empty row, a few at most."""
    top = row
    while top > max(above, row - HEADING_REACH, 1) and sheet.row(top - 1):
        top -= 1
    return top


def _without_quarters(sheet: PlanSheet) -> list[NearMiss]:
    """The row that has the most captions of a plan table, on a sheet without quarters."""
    best: tuple[int, NearMiss] | None = None
    for row, cells in sheet.rows(1, sheet.last_row):
        beside = {kind: cell for cell in reversed(cells) if (kind := _kind_of(cell) or _part_of(cell))}
        if len(beside) < 2 or not {"plan", "activity"} & beside.keys():
            continue
        # a heading may have more rows; what stands further down is no caption
        kinds = set(beside) | {_part_of(cell) for _, below in sheet.rows(row + 1, row + 2) for cell in below}
        wanted = ("plan", "activity", "quarters", "target", "result")
        missing = tuple(layout.CAPTION_NAMES[kind] for kind in wanted if kind not in kinds)
        first = min(cell.column for cell in beside.values())
        if best is None or len(beside) > best[0]:
            best = len(beside), NearMiss(sheet.name, row, missing, first, has_quarters=False)
    return [best[1]] if best else []


def _part_of(cell: PlanCell) -> str | None:
    if layout.TARGET.match(cell.text):
        return "target"
    return "result" if layout.RESULT.match(cell.text) else None


def find_tables(sheet: PlanSheet) -> tuple[list[PlanTable], list[NearMiss]]:
    """Every plan table of a sheet, top to bottom, and places that have some of its captions but not all."""
    tables: list[PlanTable] = []
    misses: list[NearMiss] = []
    rows = _quarter_rows(sheet)
    for row, all_quarters in rows:
        quarters, rest = _first_set(all_quarters)
        sub = _sub_columns(sheet, row, quarters, rest[0][1].column if rest else MAX_COL + 1)
        if rest and not sub:
            # targets of all quarters beside results of all quarters: one table
            quarters, rest = all_quarters, []
            sub = _sub_columns(sheet, row, quarters)
        below, targets, results = sub or (row, {}, {})
        block = range(min([cell.column for _, cell in quarters]), max([*results.values(), *targets.values(), 0]) + 1)
        top = _heading_top(sheet, row, tables[-1].heading[1] + 1 if tables else 1)
        beside = _columns_beside(sheet, range(top, below + 1), block[-1], rest) if rest else None
        captions = _caption_columns(sheet, top, below, block, beside)
        missing = [] if sub else [layout.CAPTION_NAMES["target"], layout.CAPTION_NAMES["result"]]
        missing += [layout.CAPTION_NAMES[kind] for kind in ("plan", "activity") if kind not in captions]
        if missing:
            misses.append(NearMiss(sheet.name, row, tuple(missing)))
            continue
        first = min(cell.row for cell in captions.values())
        if tables and tables[-1].targets == targets and tables[-1].activity == captions["activity"].column:
            # the same heading again further down: the table goes on under it
            repeats = (*tables[-1].repeats, *range(first, below + 1))
            tables[-1] = PlanTable(**{**vars(tables[-1]), "repeats": repeats})
            continue
        if tables:
            tables[-1] = PlanTable(**{**vars(tables[-1]), "rows": (tables[-1].rows[0], first - 1)})
        budget = captions.get("budget")
        tables.append(
            PlanTable(
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
                beside=beside,
                beside_row=row if beside else 0,
            )
        )
    return tables, misses if rows else _without_quarters(sheet)
