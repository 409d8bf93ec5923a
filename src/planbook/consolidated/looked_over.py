"""What stands in a consolidated workbook's result columns today, against what the last merge left there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planbook.book.cells import cell_name, split_cell
from planbook.book.grid import Grid, read_grids
from planbook.book.owned import owned_sheets
from planbook.consolidated.fill_results import EMPTY, Place, known_cells
from planbook.consolidated.kept import ResultCell
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
    ours = set(owned_sheets(master.data).values())
    sheets = dict.fromkeys(activity.sheet for activity in master.activities.values() if activity.sheet not in ours)
    grids = {grid.name: grid for grid in read_grids(master.data, list(sheets))}
    found = [*_edited(master, known, grids), *_unproven(master, known, grids)]
    return in_order(found)


def _now(grids: Mapping[str, Grid], place: Place) -> str:
    sheet, cell = place
    value = grids[sheet].cell(*split_cell(cell)) if sheet in grids else None
    return "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _edited(master: Master, known: Mapping[Place, ResultCell], grids: Mapping[str, Grid]) -> Iterator[Finding]:
    for place, cell in known.items():
        now = _now(grids, place)
        if now != cell.text:
            yield Finding.of(
                "result-cell-edited",
                file=master.file,
                sheet=place[0],
                cell=place[1],
                key=cell.key,
                quarter=cell.quarter,
                raw=now or EMPTY,
                before=cell.text or EMPTY,
            )


def _unproven(master: Master, known: Mapping[Place, ResultCell], grids: Mapping[str, Grid]) -> Iterator[Finding]:
    """Numbers in the rows of activities, in the columns of results."""
    for place, home in _result_cells(master):
        cell = known.get(place)
        now = _now(grids, place)
        if not any(map(str.isdigit, now)) or (cell is not None and (cell.ours or now != cell.text)):
            continue
        yield Finding.of(
            "result-cell-unproven",
            file=master.file,
            sheet=place[0],
            cell=place[1],
            key=home.key,
            quarter=home.quarter,
            raw=now,
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
        for column, quarter in columns.get(activity.sheet, {}).items():
            for row in range(first, last + 1):
                found.setdefault((activity.sheet, cell_name(row, column)), _Home(key, quarter))
    return found.items()
