"""The roll-up rules: what offices report becomes the region's figure (guide: domain, "From offices to the region").

Everything about a rule stands in one object of :data:`ROLLUPS`: a new rule is a name in :class:`Rule` and an object.
Percentages are never summed, and a missing office is never a zero: a rule sees only what was reported.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import cast

from planbook.domain.number import ROUNDED, Number, is_number, plain_text, product, quotient, share, total
from planbook.domain.quantity import PERCENT, Bound, Course, InputKind, print_figure
from planbook.words import DEFAULT, FindingCode, TextCode, text


class Rule(StrEnum):
    """The names of the rules, as documents and reports say them."""

    CARRY = "carry"
    SUM = "sum"
    ALL_MET = "all_met"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    RATIO = "ratio"
    MAX = "max"
    MIN = "min"
    COUNT = "count"
    TEXT = "text"


@dataclass(frozen=True)
class Contribution:
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
    def parts(self) -> tuple[Decimal, Decimal] | None:
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
Value = Number | str | None
"""A region's figure or joined text; None where nothing can be said."""


def _numbers(contributions: Contributions) -> list[Number]:
    return [number for each in contributions if (number := each.number) is not None]


def _has_number(contribution: Contribution) -> bool:
    return contribution.number is not None


def _has_parts(contribution: Contribution) -> bool:
    return contribution.parts is not None


def _has_weight(contribution: Contribution) -> bool:
    return contribution.number is not None and contribution.parts is not None


def _has_words(contribution: Contribution) -> bool:
    return contribution.value is not None


def _only(contributions: Contributions, _: bool) -> Value:
    values = [each.value for each in contributions if each.value is not None]
    return values[0] if len(values) == 1 else None


def _sum(contributions: Contributions, _: bool) -> Value:
    numbers = _numbers(contributions)
    nil = any(each.value is None and not each.behind for each in contributions)
    return total(numbers) if numbers or nil else None


def _weakest(contributions: Contributions, at_most: bool) -> Value:
    """The figure that every office reached."""
    numbers = _numbers(contributions)
    if not numbers:
        return None
    return max(numbers) if at_most else min(numbers)


def _mean(contributions: Contributions, _: bool) -> Value:
    numbers = _numbers(contributions)
    return quotient(total(numbers), Decimal(len(numbers))) if numbers else None


def _weighted_mean(contributions: Contributions, _: bool) -> Value:
    weighted = [
        (each.number, each.parts[1]) for each in contributions if each.number is not None and each.parts is not None
    ]
    if not weighted:
        return None
    return quotient(total(product(value, by) for value, by in weighted), total(by for _, by in weighted))


def _ratio(contributions: Contributions, _: bool) -> Value:
    parts = [each.parts for each in contributions if each.parts is not None]
    return share(total(above for above, _ in parts), total(below for _, below in parts)) if parts else None


def _largest(contributions: Contributions, _: bool) -> Value:
    return max(_numbers(contributions), default=None)


def _smallest(contributions: Contributions, _: bool) -> Value:
    return min(_numbers(contributions), default=None)


def _count(contributions: Contributions, _: bool) -> Value:
    """How many offices met their target; where there is no figure to meet, how many reported."""
    there = [each for each in contributions if not each.behind]
    known = [each.met for each in there if each.met is not None]
    if known:
        return Decimal(sum(known))
    return Decimal(len(there)) if there else None


def _joined(contributions: Contributions, _: bool) -> Value:
    lines = [f"{each.name}: {each.value}" for each in contributions if each.value is not None]
    return "\n".join(lines) or None


def _plain(number: Number | str | None) -> str:
    """A number in a sum: all its digits, a negative one in brackets."""
    if not is_number(number):
        return ""
    said = plain_text(number)
    return f"({said})" if number < 0 or "/" in said else said


def _added(contributions: Contributions, _: bool) -> str:
    return " + ".join(map(_plain, _numbers(contributions)))


def _halved(contributions: Contributions, _: bool) -> str:
    numbers = _numbers(contributions)
    return f"({_added(contributions, _)}) ÷ {len(numbers)}" if numbers else ""


def _weighed(contributions: Contributions, _: bool) -> str:
    weighted = [(each.number, each.parts[1]) for each in contributions if each.number is not None and each.parts]
    above = " + ".join(f"{_plain(value)}×{_plain(by)}" for value, by in weighted)
    return f"({above}) ÷ ({' + '.join(_plain(by) for _, by in weighted)})" if weighted else ""


def _shared(contributions: Contributions, _: bool) -> str:
    parts = [each.parts for each in contributions if each.parts is not None]
    above, below = (" + ".join(_plain(part[side]) for part in parts) for side in (0, 1))
    return f"({above}) ÷ ({below}) × 100" if parts else ""


def _listed(contributions: Contributions, _: bool) -> str:
    return "; ".join(map(_plain, _numbers(contributions)))


def _unwritten(_: Contributions, __: bool) -> str:
    return ""


def _one_of(name: str) -> "Write":
    """``name(5, 3, 4)``: the function of a spreadsheet that picks one of the figures."""

    def written(contributions: Contributions, _: bool) -> str:
        numbers = _numbers(contributions)
        return f"{name}({', '.join(map(_plain, numbers))})" if numbers else ""

    return written


def _written_weakest(contributions: Contributions, at_most: bool) -> str:
    return _one_of("MAX" if at_most else "MIN")(contributions, at_most)


def _counted(contributions: Contributions, _: bool) -> str:
    there = [each for each in contributions if not each.behind]
    known = [each.met for each in there if each.met is not None]
    return " + ".join(str(int(met)) for met in known) if known else " + ".join("1" for _each in there)


def _by_region(course: Course) -> "Verdict":
    """The region's figure against the region's target, open while offices that are missing could still decide it."""

    def verdict(_: Contributions, value: Number, bound: Bound | None, complete: bool) -> bool | None:
        if bound is None:
            return None
        return bound.met_by(value) if complete else bound.settled(value, course)

    return verdict


def _by_office(contributions: Contributions, _: Number, bound: Bound | None, complete: bool) -> bool | None:
    """Every office against its own target: one that missed it settles it."""
    own = [each.met for each in contributions if each.number is not None]
    if bound is None:
        return None
    if False in own:
        return False
    return True if complete and own and None not in own else None


def _by_count(contributions: Contributions, value: Number, bound: Bound | None, complete: bool) -> bool | None:
    """A number of offices against a target that counts offices; a figure for each office is another thing."""
    if any(each.number is not None for each in contributions):
        return None
    return _by_region(Course.UP)(contributions, value, bound, complete)


def _shown(contributions: Contributions, value: Value, unit: str, places: int | None, against: Number | None) -> str:
    """A figure with its unit; the text of one office as it is, and of several that there are reports."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return print_figure(value, unit, places=places, against=against)
    texts = [str(each.value) for each in contributions if each.value is not None]
    return texts[0] if len(contributions) == len(texts) == 1 else text("sheet.reported", DEFAULT)


Combine = Callable[[Contributions, bool], Value]
"""``(contributions, at_most) -> value``; ``at_most`` where less is better."""
Write = Callable[[Contributions, bool], str]
"""``(contributions, at_most) -> text``: the same reckoning written out, with every figure exact."""
Verdict = Callable[[Contributions, Number, Bound | None, bool], bool | None]
"""``(contributions, value, bound, complete) -> met``; ``complete`` where no office that is due is missing."""
Show = Callable[[Contributions, Value, str, int | None, Number | None], str]
"""``(contributions, value, unit, places, against) -> text``; ``against`` is the figure of the region's target."""

FIGURES = frozenset({InputKind.NUMBER, InputKind.PERCENT, InputKind.RATIO})
COUNTS = frozenset({InputKind.NUMBER})
PARTS = frozenset({InputKind.RATIO})
ANYTHING = frozenset(InputKind)


@dataclass(frozen=True)
class Rollup:
    """A roll-up rule, whole.

    Its label, what the register's list calls it, stands in :mod:`planbook.words`. ``combine`` makes the region's figure
    of the offices' answers, of those that it ``uses``. ``over_quarters`` makes a year's figure of the answers of
    several quarters in the same way; None where quarters do not go together. ``unit`` is the figure's unit where that
    is not what the offices measure. ``written`` is the reckoning as a formula of exact figures, empty where there is
    none. ``verdict`` is whether the region's target is met, also before all have reported. ``accepts`` are the kinds of
    input that the rule can be chosen for; percentages are not among them where it adds. ``shown`` is how the plan sheet
    says it, with at most ``places`` decimals (None: those that were typed). ``one_office`` tells that one office alone
    may report, ``every_office`` that each is measured by its own target, ``averages`` that "so many times" are no good
    thing to roll up by it.
    """

    name: Rule
    combine: Combine
    verdict: Verdict
    accepts: frozenset[InputKind]
    uses: Callable[[Contribution], bool] = _has_number
    written: Write = _listed
    over_quarters: Combine | None = None
    unit: str = ""
    places: int | None = None
    shown: Show = _shown
    one_office: bool = False
    every_office: bool = False
    averages: bool = False

    @property
    def label(self) -> str:
        """What the register's list calls it."""
        return text(cast(TextCode, f"rule.{self.name}"), DEFAULT)

    @property
    def adds(self) -> bool:
        """Whether figures are added up, which percentages cannot be."""
        return InputKind.NUMBER in self.accepts and InputKind.PERCENT not in self.accepts

    def refusal(self, kind: InputKind, *, percent: bool) -> FindingCode | None:
        """The code of the finding that says why results of a kind cannot be rolled up by this rule; None if they can.

        ``percent`` tells that they are percentages, whatever their kind.
        """
        if kind is InputKind.TEXT and kind not in self.accepts:
            return "rule-text-figures"
        if self.adds and (percent or kind not in self.accepts):
            return "rule-sum-percent"
        return None if kind in self.accepts else "rule-needs-ratio"


OFFICES = "หน่วยงาน"
"""The unit of a number of offices."""

_ALL = (
    Rollup(Rule.CARRY, _only, _by_region(Course.ANY), ANYTHING, uses=_has_words, one_office=True),
    Rollup(Rule.SUM, _sum, _by_region(Course.UP), COUNTS, over_quarters=_sum, written=_added),
    Rollup(Rule.ALL_MET, _weakest, _by_office, FIGURES, every_office=True, written=_written_weakest),
    Rollup(Rule.MEAN, _mean, _by_region(Course.ANY), FIGURES, places=ROUNDED, averages=True, written=_halved),
    Rollup(
        Rule.WEIGHTED_MEAN,
        _weighted_mean,
        _by_region(Course.ANY),
        PARTS,
        uses=_has_weight,
        written=_weighed,
        places=ROUNDED,
        averages=True,
    ),
    Rollup(
        Rule.RATIO,
        _ratio,
        _by_region(Course.ANY),
        PARTS,
        uses=_has_parts,
        over_quarters=_ratio,
        written=_shared,
        unit=PERCENT,
        places=ROUNDED,
    ),
    Rollup(Rule.MAX, _largest, _by_region(Course.UP), FIGURES, over_quarters=_largest, written=_one_of("MAX")),
    Rollup(Rule.MIN, _smallest, _by_region(Course.DOWN), FIGURES, over_quarters=_smallest, written=_one_of("MIN")),
    Rollup(Rule.COUNT, _count, _by_count, ANYTHING, uses=_has_words, written=_counted, unit=OFFICES),
    Rollup(Rule.TEXT, _joined, lambda *_: None, ANYTHING, uses=_has_words, written=_unwritten),
)
ROLLUPS: Mapping[Rule, Rollup] = {rollup.name: rollup for rollup in _ALL}
"""Every rule by its name."""
