"""Totals of a detail form as formulas over its own cells, where a formula comes to the very figure that was reckoned.

A figure that holds more than the form's cells do (a running total of an earlier quarter, a rule that no function of a
spreadsheet knows) stays a figure: a formula that says something else would be worse than none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.utility import xl_rowcol_to_cell

from planbook.consolidated.detail import Detail, Shown
from planbook.domain import QUARTERS, Number, Rule, is_number
from planbook.domain.number import quotient, total
from planbook.domain.rollup import Over, RuleName
from planbook.layout import detail as layout

_FUNCTIONS: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "SUM": lambda found: sum(found, Fraction()),
    "MAX": max,
    "MIN": min,
    "AVERAGE": lambda found: sum(found, Fraction()) / len(found),
}
_OF_RULE: Mapping[RuleName, Sequence[str]] = {
    Rule.CARRY: ("SUM",),
    Rule.SUM: ("SUM",),
    Rule.ALL_MET: ("MIN", "MAX"),
    Rule.MEAN: ("AVERAGE",),
    Rule.MAX: ("MAX",),
    Rule.MIN: ("MIN",),
}
"""The functions that do what a rule does."""
PARTS = len(layout.COLUMNS) + 1
"""The first of eight hidden columns: numerator and denominator of each quarter, of an activity that reports ratios."""


@dataclass(frozen=True)
class Cells:
    """Cells that a formula may go over: their area as a formula has it, and the numbers that they hold."""

    area: str
    values: tuple[Number, ...]


def part_columns(quarter: int) -> tuple[int, int]:
    """The columns (from 0) of a quarter's numerator and denominator."""
    first = PARTS + 2 * (quarter - 1)
    return first, first + 1


def of_office(row: int, shown: Mapping[int, Shown], value: Number, over: Over | None) -> str | None:
    """The formula of an office's year, over the quarters of its row (from 0)."""
    cells, sides = list[Cells](), (list[Cells](), list[Cells]())
    for quarter in QUARTERS:
        number, parts = shown[quarter].value, shown[quarter].parts
        if not is_number(number):
            continue
        cells.append(Cells(xl_rowcol_to_cell(row, _result(quarter)), (number,)))
        for side, col, part in zip(sides, part_columns(quarter), parts or (), strict=False):
            side.append(Cells(xl_rowcol_to_cell(row, col), (part,)))
    functions = [over.function] if over and over.function else []
    return _formula(functions, cells, sides, value) or _latest(cells, value)


def of_quarter(detail: Detail, rows: Sequence[int], quarter: int, value: Number) -> str | None:
    """The formula of the region's figure of a quarter, over the offices' cells; ``rows`` (from 0) are theirs."""
    shown = [line.results[quarter] for line in detail.rows]
    cells = [_column(rows, _result(quarter), [each.value for each in shown])]
    return _formula(_OF_RULE.get(detail.rule, ()), cells, _sides(detail, rows, [quarter]), value)


def of_year(detail: Detail, rows: Sequence[int], value: Number) -> str | None:
    """The formula of the region's year, over the offices' years."""
    col = layout.COLUMN_INDEX["total"] - 1
    cells = [_column(rows, col, [line.total.value for line in detail.rows])]
    return _formula(_OF_RULE.get(detail.rule, ()), cells, _sides(detail, rows, QUARTERS), value)


def _result(quarter: int) -> int:
    return layout.COLUMN_INDEX[f"result.{quarter}"] - 1


def _column(rows: Sequence[int], col: int, values: Iterable[object]) -> Cells:
    area = f"{xl_rowcol_to_cell(rows[0], col)}:{xl_rowcol_to_cell(rows[-1], col)}" if rows else ""
    return Cells(area, tuple(value for value in values if is_number(value)))


def _sides(detail: Detail, rows: Sequence[int], quarters: Iterable[int]) -> list[list[Cells]]:
    """The areas of numerators, and of denominators."""
    sides: list[list[Cells]] = [[], []]
    for quarter in quarters:
        parts = [line.results[quarter].parts for line in detail.rows]
        for side in (0, 1):
            values = [part[side] if part else None for part in parts]
            sides[side].append(_column(rows, part_columns(quarter)[side], values))
    return sides


def _formula(
    functions: Sequence[str], cells: Sequence[Cells], sides: Sequence[Sequence[Cells]], value: Number
) -> str | None:
    """The first of the functions that makes the value, or the ratio of the sums of both sides; None for neither."""
    numbers = [number for each in cells for number in each.values]
    if functions and numbers:
        areas = ",".join(each.area for each in cells if each.area)
        # each of them makes the number itself of one alone
        found = [Fraction(number) for number in numbers] if len(numbers) > 1 else []
        for name in functions:
            if (_FUNCTIONS[name](found) if found else numbers[0]) == value:
                return f"={name}({areas})"
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
