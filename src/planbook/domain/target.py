"""Targets: what a percentage is, which units are the same, and whether a figure meets a target.

Form and region ask here, so that an office and its region always read the same verdict.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from planbook.domain.number import Number
from planbook.domain.quantity import PERCENT, Comparator, Quantity, QuantityKind
from planbook.domain.text import fold


class InputKind(StrEnum):
    """What an office types for an activity's result."""

    NUMBER = "number"
    PERCENT = "percent"
    RATIO = "ratio"
    TEXT = "text"


class Direction(StrEnum):
    """Which results meet a target."""

    AT_LEAST = "≥"
    AT_MOST = "≤"


class Course(StrEnum):
    """Where a region's figure can still go while offices have not reported."""

    UP = "up"
    DOWN = "down"
    ANY = "any"


PERCENT_WORDS = frozenset(
    fold(word) for word in (PERCENT, "ร้อยละ", "เปอร์เซ็นต์", "เปอร์เซนต์", "percent", "pct", "per cent")
)


def is_percent(unit: str | None) -> bool:
    """Whether a unit says that figures are percentages (on the 0-100 scale)."""
    return fold(unit or "") in PERCENT_WORDS


def unit_of(kind: InputKind, unit: str) -> str:
    """The unit of an activity's results: ``%`` where its kind or its own unit says so, else its own unit."""
    return PERCENT if kind in (InputKind.PERCENT, InputKind.RATIO) or is_percent(unit) else unit


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two units are one, however they are written (``%`` and ``ร้อยละ``, ``ครั้ง`` and ``ครั้ง.``).

    What has no unit is in any, but for percentages: 95 may be 95 % or 95 of something.
    """
    if is_percent(one) or is_percent(other):
        return is_percent(one) and is_percent(other)
    words = {fold(unit).strip(".") for unit in (one, other) if unit}
    return len(words) < 2


def less_is_better(target: Quantity | None, direction: Direction) -> bool:
    """Whether results are better the less they are: the target's own comparator says so, or else the direction."""
    bound = target.comparator if target is not None else None
    if bound in (None, Comparator.EQUAL):
        return direction is Direction.AT_MOST
    return bound in (Comparator.AT_MOST, Comparator.LESS)


@dataclass(frozen=True)
class Bound:
    """A target as a figure that results are measured by: ``comparator`` as the target itself or the direction says.

    ``value`` is in the unit of the activity's results, a percentage on the 0-100 scale.
    """

    comparator: Comparator
    value: Decimal

    def met_by(self, value: Number) -> bool:
        """Whether a figure meets the target; both exact."""
        return {
            Comparator.AT_LEAST: value >= self.value,
            Comparator.AT_MOST: value <= self.value,
            Comparator.MORE: value > self.value,
            Comparator.LESS: value < self.value,
            Comparator.EQUAL: value == self.value,
        }[self.comparator]

    def settled(self, value: Number, course: Course) -> bool | None:
        """The verdict that a figure cannot lose any more, wherever it still goes; None where it can."""
        beyond = {
            Course.UP: value > self.value or (value == self.value and not self._may_stand(rising=True)),
            Course.DOWN: value < self.value or (value == self.value and not self._may_stand(rising=False)),
            Course.ANY: False,
        }[course]
        return self.met_by(value) if beyond else None

    def _may_stand(self, *, rising: bool) -> bool:
        """Whether the verdict on a figure that is just the target may change when the figure goes on."""
        if rising:
            return self.comparator in (Comparator.AT_MOST, Comparator.MORE, Comparator.EQUAL)
        return self.comparator in (Comparator.AT_LEAST, Comparator.LESS, Comparator.EQUAL)


def bound_of(target: Quantity | None, direction: Direction, unit: str) -> Bound | None:
    """What results in ``unit`` are measured by; None where it cannot be told.

    It can be told where the target is one number and speaks of the same unit. For percentages a bare 95 is 95 %, but
    0.95 may be 95 % or less than one: it says nothing (guide: domain, "Percent is a trap"). The target's own comparator
    counts; without one the activity's direction does (≥ for counts, ≤ for days).
    """
    if target is None or target.kind is not QuantityKind.VALUE or target.value is None:
        return None
    if is_percent(unit) and not target.unit:
        if 0 < target.value <= 1:
            return None
    elif not same_unit(target.unit, unit):
        return None
    return Bound(target.comparator or Comparator(direction.value), target.value)


def meets(value: Number, target: Quantity | None, direction: Direction, unit: str) -> bool | None:
    """Whether a figure in ``unit`` meets a target; None where that cannot be told (see :func:`bound_of`)."""
    bound = bound_of(target, direction, unit)
    return None if bound is None else bound.met_by(value)
