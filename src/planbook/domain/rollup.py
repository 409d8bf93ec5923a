"""The roll-up rules: a table from a rule's name to a function (guide: domain, "From offices to the region").

Percentages are never summed, and a missing office is never a zero: a rule sees only what was reported.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from planbook.domain import Comparator, Direction, Quantity, Rule

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Contribution:
    """One office's answer: its value (None where it had nothing to report), and the target it is measured by."""

    office: str
    name: str
    value: Decimal | str | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    target: Quantity | None = None
    behind: bool = False
    """said to be not started, with no figure"""

    @property
    def number(self) -> Decimal | None:
        """The value where it is a number."""
        return self.value if isinstance(self.value, Decimal) else None


RuleFunction = Callable[[Sequence[Contribution], Direction], Decimal | str | None]


def meets(value: Decimal, target: Quantity | None, direction: Direction) -> bool | None:
    """Whether a value meets a target; None where the target is no figure.

    The target's own comparator decides; without one the activity's direction does (≥ for counts, ≤ for days).
    """
    if target is None or target.value is None:
        return None
    comparator = target.comparator or Comparator(direction.value)
    return {
        Comparator.AT_LEAST: value >= target.value,
        Comparator.AT_MOST: value <= target.value,
        Comparator.MORE: value > target.value,
        Comparator.LESS: value < target.value,
        Comparator.EQUAL: value == target.value,
    }[comparator]


def rounded(value: Decimal) -> Decimal:
    """To two decimals, half up, as people round; exact where fewer are needed."""
    return value.quantize(CENT, ROUND_HALF_UP) if value != value.quantize(CENT, ROUND_HALF_UP) else value


def _numbers(contributions: Sequence[Contribution]) -> list[Decimal]:
    return [number for c in contributions if (number := c.number) is not None]


def _carry(contributions: Sequence[Contribution], _: Direction) -> Decimal | str | None:
    values = [c.value for c in contributions if c.value is not None]
    return values[0] if len(values) == 1 else None


def _sum(contributions: Sequence[Contribution], _: Direction) -> Decimal | None:
    numbers = _numbers(contributions)
    nil = any(c.value is None and not c.behind for c in contributions)
    return sum(numbers, Decimal(0)) if numbers or nil else None


def _all_met(contributions: Sequence[Contribution], direction: Direction) -> Decimal | None:
    """The figure that every office reached: the weakest one."""
    numbers = _numbers(contributions)
    worst = max if direction is Direction.AT_MOST else min
    return worst(numbers) if numbers else None


def _mean(contributions: Sequence[Contribution], _: Direction) -> Decimal | None:
    numbers = _numbers(contributions)
    return rounded(sum(numbers, Decimal(0)) / len(numbers)) if numbers else None


def _weighted_mean(contributions: Sequence[Contribution], _: Direction) -> Decimal | None:
    pairs = [(c.number, c.denominator) for c in contributions if c.number is not None and c.denominator]
    weight = sum((weight for _, weight in pairs), Decimal(0))
    return rounded(sum((value * by for value, by in pairs), Decimal(0)) / weight) if weight else None


def _ratio(contributions: Sequence[Contribution], _: Direction) -> Decimal | None:
    pairs = [(c.numerator, c.denominator) for c in contributions if c.numerator is not None and c.denominator]
    below = sum((by for _, by in pairs), Decimal(0))
    return rounded(sum((value for value, _ in pairs), Decimal(0)) / below * HUNDRED) if below else None


def _max(contributions: Sequence[Contribution], _: Direction) -> Decimal | None:
    return max(_numbers(contributions), default=None)


def _min(contributions: Sequence[Contribution], _: Direction) -> Decimal | None:
    return min(_numbers(contributions), default=None)


def _count(contributions: Sequence[Contribution], direction: Direction) -> Decimal | None:
    """How many offices met their target; where there is no figure to meet, how many reported."""
    if all(c.behind for c in contributions):
        return None
    verdicts = [meets(c.number, c.target, direction) if c.number is not None else None for c in contributions]
    known = [verdict for verdict in verdicts if verdict is not None]
    return Decimal(sum(known)) if known else Decimal(sum(not c.behind for c in contributions))


def _text(contributions: Sequence[Contribution], _: Direction) -> str | None:
    lines = [f"{c.name}: {c.value}" for c in contributions if c.value is not None]
    return "\n".join(lines) or None


RULES: Mapping[Rule, RuleFunction] = {
    Rule.CARRY: _carry,
    Rule.SUM: _sum,
    Rule.ALL_MET: _all_met,
    Rule.MEAN: _mean,
    Rule.WEIGHTED_MEAN: _weighted_mean,
    Rule.RATIO: _ratio,
    Rule.MAX: _max,
    Rule.MIN: _min,
    Rule.COUNT: _count,
    Rule.TEXT: _text,
}
"""Rule name → function of the offices' contributions, in offices order."""
