"""What stands in a consolidated workbook's result columns today, against what the last merge left there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planbook.book.cells import cell_name, split_cell
from planbook.consolidated.fill_results import EMPTY, known_cells
from planbook.consolidated.kept import ResultCell
from planbook.consolidated.plan_cells import Place, PlanCells
from planbook.domain import Finding, Key, Master, Result, in_order


@dataclass(frozen=True)
class _Home:
    """The activity and quarter whose column and rows a cell stands in."""

    key: Key
    quarter: int


def hand_edits(master: Master, results: Sequence[Result]) -> tuple[Finding, ...]:
    """Every result cell that somebody changed since the last merge (``result-cell-edited``), and every other number in
    a result column that no accepted result stands behind (``result-cell-unproven``).

    ``results`` are what the workbook's own facts come to. Empty for a workbook that nothing was merged into yet.
    """
    if not master.facts:
        return ()
    known = known_cells(master, results)
    plan = PlanCells(master.data)
    found = [*_edited(master, known, plan), *_unproven(master, known, plan)]
    return in_order(found)


def _edited(master: Master, known: Mapping[Place, ResultCell], plan: PlanCells) -> Iterator[Finding]:
    for place, cell in known.items():
        now = plan.holds(place)
        # a formula of the region's gives what it gives
        if now != cell.text and (cell.ours or plan.formula(place) is None):
            yield Finding.of(
                "result-cell-edited",
                file=master.file,
                sheet=place[0],
                cell=place[1],
                key=cell.key,
                quarter=cell.quarter,
                raw=plan.shows(place) or EMPTY,
                before=cell.shown or cell.text or EMPTY,
            )


def _unproven(master: Master, known: Mapping[Place, ResultCell], plan: PlanCells) -> Iterator[Finding]:
    """Numbers in the rows of activities, in the columns of results."""
    for place, home in _result_cells(master):
        cell = known.get(place)
        now = plan.holds(place)
        if not any(map(str.isdigit, now)) or (cell is not None and (cell.ours or now != cell.text)):
            continue
        yield Finding.of(
            "result-cell-unproven",
            file=master.file,
            sheet=place[0],
            cell=place[1],
            key=home.key,
            quarter=home.quarter,
            raw=plan.shows(place),
        )


def _result_cells(master: Master) -> Iterable[tuple[Place, _Home]]:
    """Every cell of the result columns from an activity's first row to its last."""
    found: dict[Place, _Home] = {}
    columns: dict[str, dict[int, int]] = {}
    for activity in master.activities.values():
        for quarter, cell in activity.result_cells.items():
            columns.setdefault(activity.sheet, {})[split_cell(cell)[1]] = quarter
    for key, activity in master.activities.items():
        first, last = activity.rows
        targets = {cell for line in activity.lines for cell in line.target_cells.values()}
        for column, quarter in columns.get(activity.sheet, {}).items():
            for row in range(first, last + 1):
                if (cell := cell_name(row, column)) not in targets:  # where a row of targets stands over its results
                    found.setdefault((activity.sheet, cell), _Home(key, quarter))
    return found.items()
