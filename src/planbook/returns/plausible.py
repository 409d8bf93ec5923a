"""Whether a count can be what the office meant: far above its target it is asked about."""

from decimal import Decimal
from functools import lru_cache

from planbook.book.foreign import moment
from planbook.domain import Direction, FormLine, InputKind, read_quantity
from planbook.domain.target import bound_of, less_is_better
from planbook.layout.form import OUTLIER_FACTOR

_DATES = ((36_526, 54_788), (233_751, 250_186))
"""Serial numbers of dates of the years 2000 to 2049, and of 2540 to 2584, as a Buddhist year becomes in Excel."""


def is_far(value: Decimal, line: FormLine, target: str) -> bool:
    """Whether a count is more than OUTLIER_FACTOR times its target, where more is better and both are in one unit."""
    limit = _limit(target, line.direction, line.unit) if line.kind is InputKind.NUMBER else None
    return limit is not None and value > limit


@lru_cache(maxsize=1024)
def _limit(target: str, direction: Direction, unit: str) -> Decimal | None:
    """The count beyond which a result is far above its target; None where that cannot be told."""
    wanted = read_quantity(target)
    bound = bound_of(wanted, direction, unit)
    if bound is None or not bound.value or less_is_better(wanted, direction):
        return None
    return bound.value * OUTLIER_FACTOR


def date_of(value: Decimal, *, from_1904: bool) -> str:
    """The date that a number is the serial number of, as an ISO date; empty for one that is no likely date."""
    if value % 1 or not any(first <= value <= last for first, last in _DATES):
        return ""
    when = moment(float(value), from_1904=from_1904)
    return when.date().isoformat() if when else ""
