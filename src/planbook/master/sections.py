"""The numbered lines of a plan table, each with all that belongs to it, under their initiatives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from planbook.domain import (
    Budget,
    Direction,
    Quantity,
    QuantityKind,
    Span,
    TargetLine,
    clean,
    digits,
    format_number,
    is_percent,
    read_quantity,
)
from planbook.domain.number import plain, total
from planbook.domain.quantity import LEVEL, format_quantity, less_is_better
from planbook.layout import original as layout
from planbook.master.plan_table import millions
from planbook.master.rows import Aside
from planbook.master.sheets import PlanCell
from planbook.words import FindingCode

DOUBT_UNIT = "unit-beside"
"""Beside the first line of an activity stands what may be the rest of the unit above it."""


@dataclass
class Block:
    """A numbered line of the activity column and everything beside and below it, up to the next numbered line."""

    number: str
    text: str
    cell: str
    first: int
    last: int
    mark: str = ""
    """how the number is printed where that is no ``1.``, ``1.1`` or ``01``: a key of ``LOOSE_NUMBERS``"""
    texts: list[tuple[int, str]] = field(default_factory=list)
    """the lines of text below the first, as (row, text)"""
    lines: list[TargetLine] = field(default_factory=list)
    results: dict[int, str] = field(default_factory=dict)
    """the result cells of the first row, by quarter"""
    span: Span | None = None
    responsible: list[PlanCell] = field(default_factory=list)
    budget: dict[str, PlanCell] = field(default_factory=dict)
    budget_unit: Decimal = Decimal(1)
    """how many millions of baht one of the budget's figures is"""
    doubts: list[str] = field(default_factory=list)

    @property
    def is_strong(self) -> bool:
        """Whether the block has what only an activity has: values, a text across its quarters, its own unit."""
        return bool(self.lines or self.span or self.responsible)

    @property
    def style(self) -> str:
        """How the number is printed: ``bracket`` ((1)), ``letter`` (ก.), ``top`` (1.), ``zero`` (01) or ``dotted``
        (1.1, 01.1)."""
        if self.mark in ("bracket", "letter"):
            return self.mark
        if "." in self.number:
            return "dotted"
        return "zero" if self.number.startswith("0") else "top"

    @property
    def in_note(self) -> bool:
        """Whether its text ends in a note, such as "เป้าหมาย …", beside which a further line of values may stand."""
        for _, text in reversed(self.texts):
            line = digits(clean(text))
            if layout.NOTE.match(line):
                return True
            if layout.PROCEDURE.match(line):
                return False
        return False


@dataclass
class Section:
    """The blocks under one initiative."""

    number: str
    row: int
    titles: list[tuple[int, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    loose: list[tuple[int, str]] = field(default_factory=list)
    """lines of the activity column before the first numbered one"""
    is_open: bool = True
    """whether the last block may go on; not below a row of sums or a band"""


@dataclass(frozen=True)
class Noticed:
    """What was noticed at a cell: the code of its finding, and what else its sentence tells."""

    code: FindingCode
    cell: PlanCell
    args: dict[str, Any] = field(default_factory=dict)


@dataclass
class Split:
    """A table's rows, split: its sections, the names of all cells that found a place, and those set aside, by why."""

    sections: list[Section] = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)
    aside: dict[str, Aside] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """cells of rows that somebody has to say something about; they are told as a row"""
    noticed: list[Noticed] = field(default_factory=list)


def budget_of(block: Block) -> Budget:
    """A block's budget cells, read, in millions of baht."""
    return Budget(**{part: _in_millions(cell, block.budget_unit) for part, cell in block.budget.items()})


def _in_millions(cell: PlanCell, unit: Decimal) -> Quantity | None:
    """What a budget cell says; one in another unit is counted over, with its own text as the note."""
    said = cell.quantity
    if said is None or said.value is None:
        return said
    value = plain(said.value * (millions(said.unit or "") or unit))
    if value == said.value:
        return said
    return Quantity(kind=said.kind, raw=format_number(value), value=value, note=clean(said.raw))


def rolled_up(months: Sequence[Quantity]) -> Quantity | None:
    """A quarter's target out of those of its months; None where none says anything.

    Figures that count something are added up. A percentage, a level, or a figure that is not to be exceeded is that of
    the last month that has one. Where a month says something else, the quarter says what its months do.
    """
    said = [quantity for quantity in months if quantity.kind is not QuantityKind.NONE]
    if not said:
        return months[0] if months else None
    last, units = said[-1], {quantity.unit or "" for quantity in said}
    if any(quantity.value is None for quantity in said) or len(units) > 1:
        words = "; ".join(dict.fromkeys(quantity.raw for quantity in said))
        return last if len(said) == 1 else Quantity(kind=QuantityKind.TEXT, raw=words)
    if is_percent(last.unit) or last.unit == LEVEL or less_is_better(last, Direction.AT_LEAST) or len(said) == 1:
        return last
    value = total(quantity.value for quantity in said if quantity.value is not None)
    return read_quantity(f"{last.comparator or ''} {format_quantity(value, last.unit)}".strip())
