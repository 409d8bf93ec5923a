"""Whether the region's target is met, as a roll-up rule says it; and what a whole year is measured by.

Each of these is one way of judging; a rule of :mod:`planbook.domain.rollup` names the one that is its own.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from planbook.domain.number import Number, total
from planbook.domain.quantity import Bound, Comparator, Course
from planbook.domain.reckoning import Contributions

Judge = Callable[[Contributions, Number, Bound | None, bool], bool | None]
"""``(contributions, value, bound, complete) -> met``; ``complete`` where no office that is due is missing."""


def by_region(course: Course) -> Judge:
    """The region's figure against the region's target, open while offices that are missing could still decide it."""

    def verdict(_: Contributions, value: Number, bound: Bound | None, complete: bool) -> bool | None:
        if bound is None:
            return None
        return bound.met_by(value) if complete else bound.final_verdict(value, course)

    return verdict


def by_office(contributions: Contributions, _: Number, bound: Bound | None, complete: bool) -> bool | None:
    """Every office against its own target: one that missed it settles it."""
    own = [each.met for each in contributions if each.number is not None]
    if bound is None:
        return None
    if False in own:
        return False
    return True if complete and own and None not in own else None


def by_count(contributions: Contributions, value: Number, bound: Bound | None, complete: bool) -> bool | None:
    """A number of offices against a target that counts offices; None where offices gave figures."""
    if any(each.number is not None for each in contributions):
        return None
    return by_region(Course.UP)(contributions, value, bound, complete)


YearTarget = Callable[[Sequence[Bound]], Bound | None]
"""What a year is measured by: made of the targets of its quarters, which have one comparator; None where of nothing."""


def no_year_target(_: Sequence[Bound]) -> Bound | None:
    """Targets that do not go together: the year is met where every quarter is."""
    return None


def added_targets(bounds: Sequence[Bound]) -> Bound | None:
    """Targets that add up, as the figures do."""
    whole = total(bound.value for bound in bounds)
    return Bound(bounds[0].comparator, whole) if isinstance(whole, Decimal) else None


def one_target(bounds: Sequence[Bound]) -> Bound | None:
    """The target that all quarters share, but for one that is to be hit to the point."""
    alike = len({bound.value for bound in bounds}) == 1 and bounds[0].comparator is not Comparator.EQUAL
    return bounds[0] if alike else None
