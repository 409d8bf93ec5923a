"""How a roll-up rule reckons and judges: what an office gives to the region's figure, the reckoning as a formula and as
spreadsheet functions; whether the region's target is met, and what a whole year is measured by.

Each way of judging is one function; a rule of :mod:`planbook.domain.rollup` names the one that is its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from planbook.domain.number import Number, is_number, plain_text, quotient, total
from planbook.domain.quantity import Bound, Comparator, Course, print_figure
from planbook.words import DEFAULT, text

Parts = tuple[Decimal, Decimal]
"""Numerator and denominator of a ratio."""


class Contribution(NamedTuple):
    """One office's answer. ``value`` is exact; None where it had nothing to report, or has not started (``behind``).

    ``bound`` is the target that the office is measured by, None where there is no figure. ``numerator`` and
    ``denominator`` are the parts of a ratio.
    """

    office: str
    name: str
    value: Number | str | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    bound: Bound | None = None
    behind: bool = False

    @property
    def number(self) -> Number | None:
        """The value where it is a number."""
        return None if isinstance(self.value, str) else self.value

    @property
    def parts(self) -> Parts | None:
        """Numerator and denominator; None where it lacks one, or the whole is nothing."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator, self.denominator

    @property
    def met(self) -> bool | None:
        """Whether the office's figure meets its target; None where that cannot be told."""
        return None if self.bound is None or self.number is None else self.bound.met_by(self.number)


Contributions = Sequence[Contribution]
"""The offices' answers, in the order of the offices sheet."""
RegionValue = Number | str | None
"""A region's figure or joined text; None where nothing can be said."""


def has_number(contribution: Contribution) -> bool:
    """Whether an office gave a figure."""
    return contribution.number is not None


def has_parts(contribution: Contribution) -> bool:
    """Whether an office gave numerator and denominator."""
    return contribution.parts is not None


def has_weight(contribution: Contribution) -> bool:
    """Whether an office gave a figure, and the parts that it is weighted by."""
    return contribution.number is not None and contribution.parts is not None


def has_words(contribution: Contribution) -> bool:
    """Whether an office gave a figure or a text."""
    return contribution.value is not None


def numbers_of(contributions: Contributions) -> list[Number]:
    """The answers that are numbers, in their order."""
    return [number for each in contributions if (number := each.number) is not None]


Write = Callable[[Contributions, bool], str]
"""``(contributions, at_most) -> text``: the same reckoning written out, with every figure exact."""


def _plain(number: Number | str | None) -> str:
    """A number in a sum: all its digits, a negative one in brackets."""
    if not is_number(number):
        return ""
    said = plain_text(number)
    return f"({said})" if number < 0 or "/" in said else said


def added(contributions: Contributions, _: bool) -> str:
    """A sum."""
    return " + ".join(map(_plain, numbers_of(contributions)))


def halved(contributions: Contributions, _: bool) -> str:
    """A mean."""
    numbers = numbers_of(contributions)
    return f"({added(contributions, _)}) ÷ {len(numbers)}" if numbers else ""


def weighed(contributions: Contributions, _: bool) -> str:
    """A mean weighted by the wholes."""
    weighted = [(each.number, each.parts[1]) for each in contributions if each.number is not None and each.parts]
    above = " + ".join(f"{_plain(value)}×{_plain(by)}" for value, by in weighted)
    return f"({above}) ÷ ({' + '.join(_plain(by) for _, by in weighted)})" if weighted else ""


def shared(contributions: Contributions, _: bool) -> str:
    """A ratio of sums, in percent."""
    parts = [each.parts for each in contributions if each.parts is not None]
    above, below = (" + ".join(_plain(part[side]) for part in parts) for side in (0, 1))
    return f"({above}) ÷ ({below}) × 100" if parts else ""


def listed(contributions: Contributions, _: bool) -> str:
    """The figures alone, for what is no formula."""
    return "; ".join(map(_plain, numbers_of(contributions)))


def unwritten(_: Contributions, __: bool) -> str:
    """Nothing, for what is no reckoning."""
    return ""


def one_of(name: str) -> Write:
    """``name(5, 3, 4)``: the function of a spreadsheet that picks one of the figures."""

    def written(contributions: Contributions, _: bool) -> str:
        numbers = numbers_of(contributions)
        return f"{name}({', '.join(map(_plain, numbers))})" if numbers else ""

    return written


def weakest(contributions: Contributions, at_most: bool) -> str:
    """The figure that every office reached."""
    return one_of("MAX" if at_most else "MIN")(contributions, at_most)


def asked_whether(contributions: Contributions) -> list[Contribution]:
    """The offices that a number of offices is about: that have a figure to meet; where nobody has, that answered."""
    there = [each for each in contributions if not each.behind]
    return [each for each in there if each.met is not None] or there


def that_count(contributions: Contributions) -> list[Contribution]:
    """The offices that a number of offices is of: that met their target; where nobody has one to meet, that answered.

    One that has not started has not answered what is counted.
    """
    return [each for each in asked_whether(contributions) if each.met is not False]


def counted(contributions: Contributions, _: bool) -> str:
    """A one for each office that counts, a zero for each that does not."""
    return " + ".join(str(int(each.met is not False)) for each in asked_whether(contributions))


@dataclass(frozen=True)
class SheetFunction:
    """A function of spreadsheets, by the ``name`` that formulas have it under, such as ``SUM``.

    ``reckoned`` makes of exact numbers, one or more, what the function makes of their cells; of one number alone it is
    that number. It is how a page knows that a formula over its cells comes to the very figure that was reckoned.
    """

    name: str
    reckoned: Callable[[Sequence[Number]], Number]


SUM, MAX, MIN = SheetFunction("SUM", total), SheetFunction("MAX", max), SheetFunction("MIN", min)
AVERAGE = SheetFunction("AVERAGE", lambda numbers: quotient(total(numbers), Decimal(len(numbers))))


Show = Callable[[Contributions, RegionValue, str, int | None, Number | None], str]
"""``(contributions, value, unit, places, against) -> text``; ``against`` is the figure of the region's target."""


def as_shown(
    contributions: Contributions, value: RegionValue, unit: str, places: int | None, against: Number | None
) -> str:
    """A figure with its unit; the text of one office as it is, and of several that there are reports."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return print_figure(value, unit, places=places, against=against)
    texts = [str(each.value) for each in contributions if each.value is not None]
    return texts[0] if len(contributions) == len(texts) == 1 else text("sheet.reported", DEFAULT)


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
