"""The region's own formulas that read result cells: they are computed anew when the workbook is opened."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator

from planbook.book.cells import split_cell
from planbook.book.foreign.workbook import Area
from planbook.book.references import References
from planbook.consolidated.plan_cells import Place, PlanCells
from planbook.domain import Finding
from planbook.words import FindingCode

_NAMED = 8
"""So many cells with formulas are named; of more, how many there are."""


class _Columns:
    """Cells by sheet and column, to be asked whether an area has any of them."""

    def __init__(self, places: Collection[Place]) -> None:
        self._rows: dict[str, dict[int, list[int]]] = {}
        for sheet, cell in places:
            row, column = split_cell(cell)
            self._rows.setdefault(sheet.casefold(), {}).setdefault(column, []).append(row)
        for columns in self._rows.values():
            for rows in columns.values():
                rows.sort()

    def any_in(self, sheet: str, area: Area) -> bool:
        top, left, bottom, right = area
        return any(
            left <= column <= right and bisect_left(rows, top) < bisect_right(rows, bottom)
            for column, rows in self._rows.get(sheet.casefold(), {}).items()
        )


def formulas_on(plan: PlanCells, results: Collection[Place], worded: Collection[Place]) -> Iterator[Finding]:
    """The formulas that read ``results``, a finding a sheet (``result-formulas``), and those that read a figure which
    stands there as a text (``worded``), which a formula does not reckon with (``result-formulas-text``)."""
    everything, texts, references = _Columns(results), _Columns(worded), References(plan.workbook)
    for sheet in plan.parts:
        reading: list[str] = []
        losing: list[str] = []
        for cell, formula in plan.formulas(sheet).items():
            areas = list(references.read(formula, sheet))
            if any(everything.any_in(*area) for area in areas):
                reading.append(cell)
                if any(texts.any_in(*area) for area in areas):
                    losing.append(cell)
        yield from _told("result-formulas", sheet, reading)
        yield from _told("result-formulas-text", sheet, losing)


def _told(code: FindingCode, sheet: str, cells: list[str]) -> Iterator[Finding]:
    if cells:
        cells = sorted(cells, key=split_cell)
        more = "…" if len(cells) > _NAMED else ""
        named = ", ".join(cells[:_NAMED]) + more
        yield Finding.of(code, sheet=sheet, cell=cells[0], count=len(cells), cells=named)
