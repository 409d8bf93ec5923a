"""Totals of detail forms, as formulas over the forms' own cells where one comes to the very figure that was reckoned.

A figure that holds more than the form's cells do (a running total of an earlier quarter, a rule that no function of a
spreadsheet knows) stays a figure: a formula that says something else would be worse than none.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from planbook.book.cells import column_name
from planbook.book.lines import ROW
from planbook.consolidated.detail import Detail, Shown
from planbook.domain import QUARTERS, Number, is_number
from planbook.domain.number import quotient, total
from planbook.domain.plugins import rollup_of
from planbook.domain.reckoning import SheetFunction
from planbook.domain.rollup import Over
from planbook.layout import detail as layout
from planbook.layout.form import RESULT_KEY

PARTS = len(layout.COLUMNS) + 1
"""The first of eight hidden columns: numerator and denominator of each quarter, of an activity that reports ratios."""


class Cells(NamedTuple):
    """Cells that a formula may go over: their area as a formula has it, and the numbers that they hold."""

    area: str
    values: tuple[Number, ...]


_OF_ROW = {quarter: f"{column_name(layout.COLUMN_INDEX[RESULT_KEY[quarter]])}{ROW}" for quarter in QUARTERS}
"""The cell of each quarter's result in an office's row."""


def part_columns(quarter: int) -> tuple[int, int]:
    """The columns (from 0) of a quarter's numerator and denominator."""
    first = PARTS + 2 * (quarter - 1)
    return first, first + 1


def of_office(shown: Mapping[int, Shown], value: Number, over: Over | None) -> str | None:
    """The formula of an office's year over the quarters of its row, for whose number :data:`ROW` stands."""
    cells, sides = list[Cells](), (list[Cells](), list[Cells]())
    for quarter in QUARTERS:
        number, parts = shown[quarter].value, shown[quarter].parts
        if not is_number(number):
            continue
        cells.append(Cells(_OF_ROW[quarter], (number,)))
        for side, col, part in zip(sides, part_columns(quarter), parts or (), strict=False):
            side.append(Cells(f"{column_name(col + 1)}{ROW}", (part,)))
    functions = [over.function] if over is not None and over.function is not None else []
    return _formula(functions, cells, sides, value) or _latest(cells, value)


def of_quarter(detail: Detail, rows: Sequence[int], quarter: int, value: Number) -> str | None:
    """The formula of the region's figure of a quarter, over the offices' cells; ``rows`` (from 0) are theirs."""
    shown = [line.results[quarter] for line in detail.rows]
    cells = [_column(rows, _result(quarter), [each.value for each in shown])]
    return _formula(rollup_of(detail.rule).functions, cells, _sides(detail, rows, [quarter]), value)


def of_year(detail: Detail, rows: Sequence[int], value: Number) -> str | None:
    """The formula of the region's year, over the offices' years."""
    col = layout.COLUMN_INDEX["total"] - 1
    cells = [_column(rows, col, [line.total.value for line in detail.rows])]
    return _formula(rollup_of(detail.rule).functions, cells, _sides(detail, rows, QUARTERS), value)


def _result(quarter: int) -> int:
    return layout.COLUMN_INDEX[RESULT_KEY[quarter]] - 1


def _column(rows: Sequence[int], col: int, values: Iterable[object]) -> Cells:
    area = f"{xl_rowcol_to_cell(rows[0], col)}:{xl_rowcol_to_cell(rows[-1], col)}" if rows else ""
    return Cells(area, tuple(value for value in values if is_number(value)))


def _sides(detail: Detail, rows: Sequence[int], quarters: Iterable[int]) -> list[list[Cells]]:
    """The areas of numerators, and of denominators."""
    sides: list[list[Cells]] = [[], []]
    by_quarter = {quarter: [line.results[quarter].parts for line in detail.rows] for quarter in quarters}
    if not any(map(any, by_quarter.values())):
        return sides
    for quarter, parts in by_quarter.items():
        for side in (0, 1):
            values = [part[side] if part else None for part in parts]
            sides[side].append(_column(rows, part_columns(quarter)[side], values))
    return sides


def _formula(
    functions: Sequence[SheetFunction], cells: Sequence[Cells], sides: Sequence[Sequence[Cells]], value: Number
) -> str | None:
    """The first of the functions that makes the value, or the ratio of the sums of both sides; None for neither."""
    numbers = [number for each in cells for number in each.values]
    if functions and numbers:
        areas = ",".join(each.area for each in cells if each.area)
        for function in functions:
            if (function.reckoned(numbers) if len(numbers) > 1 else numbers[0]) == value:
                return f"={function.name}({areas})"
    if not any(each.values for side in sides for each in side):
        return None
    above, below = (total(number for each in side for number in each.values) for side in sides)
    if below and quotient(Fraction(above) * 100, below) == value:
        named = [",".join(each.area for each in side if each.area) for side in sides]
        return f"=SUM({named[0]})/SUM({named[1]})"
    return None


def _latest(cells: Sequence[Cells], value: Number) -> str | None:
    """The last quarter that has a figure."""
    return f"={cells[-1].area}" if cells and cells[-1].values == (value,) else None
