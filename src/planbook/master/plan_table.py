"""The plan tables on the sheets of a workbook, found by their captions."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from planbook.book.cells import MAX_COL
from planbook.layout import original as layout
from planbook.master.sheets import PlanCell, PlanSheet

HEADING_REACH = 4
"""Rows above a row of quarters in which its other captions stand."""


_MONTHS_OF_QUARTER = 3
_WIDEST_QUARTER = 2 * _MONTHS_OF_QUARTER - 1
"""Columns from a quarter's first to its last, with a target and a result for each month."""


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
    number: int | None = None
    """The column in which an activity's number stands alone, apart from its text."""
    parts: int | None = None
    """The column that says of a row whether it holds targets or results, in a table with one column a quarter."""
    months: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The columns of the months' targets by quarter, where a quarter has no columns of its own."""
    halves: bool = False
    """Whether its periods are half-years, the targets of each those of the quarter that ends it."""
    year: int | None = None
    repeats: tuple[int, ...] = ()
    """Rows on which the heading is written again."""
    beside: range | None = None
    """Columns of another table to the right on the same rows, which is not read."""
    beside_row: int = 0
    """The row on which a quarter comes again for the table beside."""

    @property
    def columns(self) -> set[int]:
        """The columns that say something about the plan."""
        figures = {*self.targets.values(), *self.results.values(), *self.budget.values()}
        figures.update(*self.months.values())
        others = (self.plan, self.activity, self.responsible, self.number, self.parts)
        return figures | {column for column in others if column}

    @property
    def quarter_columns(self) -> range:
        """All columns of the quarter block."""
        columns = [
            *self.targets.values(),
            *self.results.values(),
            *(c for months in self.months.values() for c in months),
        ]
        return range(min(columns), max(columns) + 1)


class NearMiss(NamedTuple):
    """Captions that are not a plan table: where, and which captions are missing, by their kinds."""

    sheet: str
    row: int
    missing: tuple[str, ...]
    column: int = 1
    has_quarters: bool = True


def _quarter_rows(sheet: PlanSheet) -> list[tuple[int, list[tuple[int, PlanCell]]]]:
    """The rows of a sheet that name quarters; on a sheet without any, those that name half-years, each as the quarter
    that ends it."""
    for caption_of in (layout.quarter_caption, layout.half_caption):
        found = []
        for number, cells in sheet.rows(1, sheet.last_row):
            quarters = [(caption.quarter, cell) for cell in cells if (caption := caption_of(cell.text))]
            if len({quarter for quarter, _ in quarters}) >= 2:
                found.append((number, quarters))
        if found:
            return found
    return []


class _Parts(NamedTuple):
    """The columns of targets and results by quarter, and the last row of the heading, on which they are named."""

    row: int
    targets: dict[int, int]
    results: dict[int, int]


def _combined(row: int, quarters: list[tuple[int, PlanCell]]) -> _Parts | None:
    """Of a heading whose cells name quarter and part together ("เป้าหมาย ไตรมาส 1"), its columns."""
    columns: dict[str, dict[int, int]] = {"target": {}, "result": {}}
    for quarter, cell in quarters:
        caption = layout.quarter_caption(cell.text) or layout.half_caption(cell.text)
        if caption and caption.part:
            columns[caption.part].setdefault(quarter, cell.column)
    both = columns["target"] and columns["result"]
    return _Parts(row, columns["target"], columns["result"]) if both else None


def _sub_columns(
    sheet: PlanSheet, row: int, quarters: list[tuple[int, PlanCell]], before: int = MAX_COL + 1
) -> _Parts | None:
    """The target/result captions below a row of quarters, left of a column.

    Where months stand between the two rows, those of the quarter itself count.
    """
    starts = sorted((cell.column, quarter, sheet.extent(cell)[3]) for quarter, cell in quarters)
    captions = [cell.column for cell in sheet.row(row)]
    for below in (row + 1, row + 2):
        targets: dict[int, int] = {}
        results: dict[int, int] = {}
        for index, (first, quarter, merged_to) in enumerate(starts):
            # an unmerged quarter heading reaches to the next caption; the last as far as the others
            after = min((column for column in captions if column > first), default=MAX_COL + 1)
            wide = first + max(1, starts[0][2] - starts[0][0])
            reach = after - 1 if index + 1 < len(starts) else min(after - 1, wide)
            for cell in sheet.row(below):
                inside = first <= cell.column <= max(merged_to, reach) and cell.column < before
                if not inside or _is_of_month(sheet, row, below, cell):
                    continue
                if layout.TARGET.match(cell.text):
                    targets.setdefault(quarter, cell.column)
                elif layout.RESULT.match(cell.text):
                    results.setdefault(quarter, cell.column)
        if targets and results:
            return _Parts(below, targets, results)
    return None


def _is_of_month(sheet: PlanSheet, row: int, below: int, cell: PlanCell) -> bool:
    """Whether a target/result caption stands under a month's."""
    for between in range(row + 1, below):
        above = [other for other in sheet.row(between) if other.column <= cell.column]
        if above and layout.MONTH.match(above[-1].text):
            return True
    return False


def _by_rows(sheet: PlanSheet, row: int, quarters: list[tuple[int, PlanCell]]) -> int | None:
    """Of a heading with one column a quarter, the column below it that calls one row a target and the next its result;
    None where there is none."""
    taken = {cell.column for _, cell in quarters}
    for below in (row + 1, row + 2, row + 3):
        for cell in sheet.row(below):
            under = sheet.get(below + 1, cell.column)
            if (
                cell.column not in taken
                and under
                and layout.TARGET.match(cell.text)
                and layout.RESULT.match(under.text)
            ):
                return cell.column
    return None


def _months(sheet: PlanSheet, row: int, quarters: list[tuple[int, PlanCell]]) -> dict[int, tuple[int, ...]]:
    """Of quarters with months below them and no columns of their own, the columns of the months' targets by quarter.

    A month has a target and a result, or one column, which is its target's.
    """
    starts = sorted((cell.column, quarter, sheet.extent(cell)[3]) for quarter, cell in quarters)
    found: dict[int, tuple[int, ...]] = {}
    for index, (first, quarter, merged_to) in enumerate(starts):
        until = starts[index + 1][0] - 1 if index + 1 < len(starts) else max(merged_to, first + _WIDEST_QUARTER)
        months = [c for c in sheet.row(row + 1) if first <= c.column <= until and layout.MONTH.match(c.text)]
        targets = [cell.column for cell in months if not _is_result(sheet, row + 2, cell.column)]
        if len(months) == len(targets) == _MONTHS_OF_QUARTER:
            found[quarter] = tuple(targets)
    return found if len(found) == len({quarter for quarter, _ in quarters}) else {}


def _is_result(sheet: PlanSheet, row: int, column: int) -> bool:
    cell = sheet.get(row, column)
    return cell is not None and layout.RESULT.match(cell.text) is not None


def _with_months(sheet: PlanSheet, row: int, months: dict[int, tuple[int, ...]]) -> _Parts:
    """The parts of a heading that has months only: the last month stands for the quarter, and there are no results."""
    below = any(layout.TARGET.match(cell.text) for cell in sheet.row(row + 2))
    return _Parts(row + 2 if below else row + 1, {quarter: columns[-1] for quarter, columns in months.items()}, {})


def _has_months(sheet: PlanSheet, row: int) -> bool:
    return sum(layout.MONTH.match(cell.text) is not None for cell in sheet.row(row + 1)) > 1


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
    if last_column == first_column:  # unmerged, it reaches to the next caption
        after = min((cell.column for cell in sheet.row(block.row) if cell.column > first_column), default=MAX_COL + 1)
        last_column = min(after - 1, first_column + len(layout.BUDGET_PARTS) - 1)
    columns: dict[str, int] = {}
    for _, cells in sheet.rows(block.row + 1, last):
        for cell in cells:
            if first_column <= cell.column <= max(last_column, first_column):
                for part, pattern in layout.BUDGET_PARTS.items():
                    if pattern.match(cell.text):
                        columns.setdefault(part, cell.column)
    return columns or {"total": first_column}


def _number_column(sheet: PlanSheet, heading: range, activity: int) -> int | None:
    """The nearest column of numbers left of the activities' texts."""
    cells = [cell for row in heading for cell in sheet.row(row) if cell.column < activity]
    return max((cell.column for cell in cells if layout.COUNTING_COLUMN.fullmatch(cell.text)), default=None)


def captions_over(sheet: PlanSheet, table: PlanTable, column: int) -> list[PlanCell]:
    """The cells of a table's heading that stand over a column: its own, those merged over it, and in the heading's
    upper rows the last one to its left."""
    found = []
    for row, cells in sheet.rows(*table.heading):
        left = [cell for cell in cells if cell.column <= column]
        if left and (row < table.heading[1] or left[-1].column == column or sheet.extent(left[-1])[3] >= column):
            found.append(left[-1])
    return found


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
        missing = tuple(kind for kind in layout.LOOKED_FOR if kind not in kinds)
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
        if not sub and (sub := _combined(row, all_quarters)):
            quarters, rest = all_quarters, []
        parts = None if sub or rest else _by_rows(sheet, row, quarters)
        if parts:
            columns = {quarter: cell.column for quarter, cell in quarters}
            sub = _Parts(max(sheet.extent(cell)[2] for _, cell in quarters), columns, columns)
        months = {} if sub or rest else _months(sheet, row, quarters)
        if months:
            sub = _with_months(sheet, row, months)
        if rest and not sub:
            # targets of all quarters beside results of all quarters: one table
            quarters, rest = all_quarters, []
            sub = _sub_columns(sheet, row, quarters)
        sub_row, targets, results = (sub.row, sub.targets, sub.results) if sub else (row, {}, {})
        block = range(min([cell.column for _, cell in quarters]), max([*results.values(), *targets.values(), 0]) + 1)
        top = _heading_top(sheet, row, tables[-1].heading[1] + 1 if tables else 1)
        beside = _columns_beside(sheet, range(top, sub_row + 1), block[-1], rest) if rest else None
        captions = _caption_columns(sheet, top, sub_row, block, beside)
        wanted = ("whole",) if _has_months(sheet, row) else ("target", "result")
        missing = [] if sub else [*wanted]
        missing += [kind for kind in ("plan", "activity") if kind not in captions]
        if missing:
            misses.append(NearMiss(sheet.name, row, tuple(missing)))
            continue
        first = min(cell.row for cell in captions.values())
        if tables and tables[-1].targets == targets and tables[-1].activity == captions["activity"].column:
            # the same heading again further down: the table goes on under it
            repeats = (*tables[-1].repeats, *range(first, sub_row + 1))
            tables[-1] = replace(tables[-1], repeats=repeats)
            continue
        if tables:
            tables[-1] = replace(tables[-1], rows=(tables[-1].rows[0], first - 1))
        budget = captions.get("budget")
        tables.append(
            PlanTable(
                sheet=sheet.name,
                heading=(first, sub_row),
                rows=(sub_row + 1, sheet.last_row),
                plan=captions["plan"].column,
                activity=captions["activity"].column,
                targets=targets,
                results=results,
                budget=_budget_columns(sheet, budget, sub_row) if budget else {},
                responsible=captions["responsible"].column if "responsible" in captions else None,
                number=_number_column(sheet, range(first, sub_row + 1), captions["activity"].column),
                parts=parts,
                months=months,
                halves=all(layout.half_caption(cell.text) for _, cell in quarters),
                year=_year(sheet, sub_row),
                beside=beside,
                beside_row=row if beside else 0,
            )
        )
    return tables, misses if rows else _without_quarters(sheet)
