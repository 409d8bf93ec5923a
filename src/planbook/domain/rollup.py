"""The roll-up rules: what offices report becomes the region's figure (guide: domain, "From offices to the region").

Everything about a rule stands in one object of :data:`ROLLUPS`: a new rule is a name in :class:`Rule` and an object.
A package can add objects of its own (:mod:`planbook.domain.plugins`).
Percentages are never summed, and a missing office is never a zero: a rule sees only what was reported.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from planbook.domain import reckoning
from planbook.domain.number import ROUNDED, product, quotient, share, total
from planbook.domain.quantity import Course, InputKind
from planbook.domain.reckoning import (
    AVERAGE,
    MAX,
    MIN,
    SUM,
    Contribution,
    Contributions,
    Judge,
    Parts,
    RegionValue,
    SheetFunction,
    Show,
    Write,
    YearTarget,
    added_targets,
    as_shown,
    asked_whether,
    by_count,
    by_office,
    by_region,
    has_number,
    has_parts,
    has_weight,
    has_words,
    no_year_target,
    numbers_of,
    one_target,
    that_count,
)
from planbook.domain.units import LEVELS, OFFICES, PERCENT, TIMES, is_percent
from planbook.words import DEFAULT, FindingCode, called


class Rule(StrEnum):
    """The names of planbook's own rules, as documents and reports say them."""

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


RuleName: TypeAlias = Rule | str
"""The name of a rule: one of planbook's own, or a text where a package adds it."""


def _only(contributions: Contributions, _: bool) -> RegionValue:
    values = [each.value for each in contributions if each.value is not None]
    return values[0] if len(values) == 1 else None


def _sum(contributions: Contributions, _: bool) -> RegionValue:
    numbers = numbers_of(contributions)
    nil = any(each.value is None and not each.behind for each in contributions)
    return total(numbers) if numbers or nil else None


def _weakest(contributions: Contributions, at_most: bool) -> RegionValue:
    """The figure that every office reached."""
    numbers = numbers_of(contributions)
    if not numbers:
        return None
    return max(numbers) if at_most else min(numbers)


def _mean(contributions: Contributions, _: bool) -> RegionValue:
    numbers = numbers_of(contributions)
    return quotient(total(numbers), Decimal(len(numbers))) if numbers else None


def _weighted_mean(contributions: Contributions, _: bool) -> RegionValue:
    weighted = [
        (each.number, each.parts[1]) for each in contributions if each.number is not None and each.parts is not None
    ]
    if not weighted:
        return None
    return quotient(total(product(value, by) for value, by in weighted), total(by for _, by in weighted))


def _ratio(contributions: Contributions, _: bool) -> RegionValue:
    parts = [each.parts for each in contributions if each.parts is not None]
    return share(total(above for above, _ in parts), total(below for _, below in parts)) if parts else None


def _largest(contributions: Contributions, _: bool) -> RegionValue:
    return max(numbers_of(contributions), default=None)


def _smallest(contributions: Contributions, _: bool) -> RegionValue:
    return min(numbers_of(contributions), default=None)


def _whole_ratio(contributions: Contributions, _: bool) -> RegionValue:
    """The ratio of all parts; nothing where an answer lacks them."""
    return None if any(each.parts is None for each in contributions) else _ratio(contributions, _)


def _latest(contributions: Contributions, _: bool) -> RegionValue:
    numbers = numbers_of(contributions)
    return numbers[-1] if numbers else None


def _count(contributions: Contributions, _: bool) -> RegionValue:
    """How many offices met their target; where there is no figure to meet, how many reported."""
    return Decimal(len(that_count(contributions))) if asked_whether(contributions) else None


def _joined(contributions: Contributions, _: bool) -> RegionValue:
    lines = [f"{each.name}: {each.value}" for each in contributions if each.value is not None]
    return "\n".join(lines) or None


Combine = Callable[[Contributions, bool], RegionValue]
"""``(contributions, at_most) -> value``; ``at_most`` where less is better."""


@dataclass(frozen=True)
class Over:
    """How an office's answers of several quarters, in their order, make its year.

    ``name`` is its slug; what people call it stands in :mod:`planbook.words` (``year.<name>``), and that of a
    package's in ``labels``, by language (th, en). ``function`` is the function of a spreadsheet that makes the same of
    the quarters' cells, None where none does. ``parts`` makes the numerator and the denominator of the year, for rules
    that reckon with them. ``adds`` tells that figures are added up, which percentages cannot be.
    """

    name: str
    combine: Combine
    function: SheetFunction | None = None
    parts: Callable[[Contributions], Parts | None] = lambda _: None
    adds: bool = False
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def said(self, language: str) -> str:
        """What people call it in a language; its name where nobody says."""
        return called(f"year.{self.name}", self.name, self.labels, language)


def _parts_added(contributions: Contributions) -> Parts | None:
    """Numerators and denominators, each added up."""
    parts = [each.parts for each in contributions if each.parts is not None]
    above, below = (total(part[side] for part in parts) for side in (0, 1))
    return (above, below) if isinstance(above, Decimal) and isinstance(below, Decimal) and parts else None


ADDED = Over("added", _sum, SUM, adds=True)
SHARED = Over("shared", _whole_ratio, parts=_parts_added)
LATEST = Over("latest", _latest, parts=lambda contributions: contributions[-1].parts)
LARGEST = Over("largest", _largest, MAX)
SMALLEST = Over("smallest", _smallest, MIN)
AVERAGED = Over("average", _mean, AVERAGE)
OVERS = (ADDED, SHARED, LATEST, LARGEST, SMALLEST, AVERAGED)
"""planbook's own ways."""


@dataclass(frozen=True)
class Measured:
    """What an activity's answers measure: their kind, their unit, and whether less is better."""

    kind: InputKind
    unit: str
    at_most: bool


OverQuarters = Callable[[Measured], Over | None]
"""How the quarters of what is measured go together; None where they do not."""


def over_with(over: Over | None) -> OverQuarters:
    """The quarters of figures go together in this way; those of words in none."""
    return lambda measured: None if measured.kind is InputKind.TEXT else over


def _as_measured(measured: Measured) -> Over | None:
    """One office's quarters: parts make one ratio, counts add up, of days the worst stands, of a score the last."""
    if measured.kind is InputKind.TEXT:
        return None
    if measured.kind is InputKind.RATIO:
        return SHARED
    if is_percent(measured.unit) or measured.unit in LEVELS:
        return LATEST
    return LARGEST if measured.at_most else ADDED


def _weakest_or_times(measured: Measured) -> Over | None:
    """Times that every office must do add up; of anything else the quarter stands that is the furthest from good."""
    if measured.kind in (InputKind.TEXT, InputKind.RATIO) or measured.unit in TIMES:
        return _as_measured(measured)
    return LARGEST if measured.at_most else SMALLEST


def _averaged(measured: Measured) -> Over | None:
    return SHARED if measured.kind is InputKind.RATIO else over_with(AVERAGED)(measured)


FIGURES = frozenset({InputKind.NUMBER, InputKind.PERCENT, InputKind.RATIO})
COUNTS = frozenset({InputKind.NUMBER})
PARTS = frozenset({InputKind.RATIO})
ANYTHING = frozenset(InputKind)


@dataclass(frozen=True)
class Rollup:
    """A roll-up rule, whole.

    Its label, what the register's list calls it, stands in :mod:`planbook.words`, and that of a package's rule in
    ``labels``, by language (th, en). ``combine`` makes the region's figure of the offices' answers, of those that it
    ``uses``. ``written`` is the reckoning as a formula of exact figures, empty where there is none; ``functions`` are
    those of a spreadsheet, one of which makes the same of the offices' cells. ``unit`` is the figure's unit where that
    is not what the offices measure. ``accepts`` are the kinds of input that the rule can be chosen for; percentages are
    not among them where it adds. ``verdict`` is whether a target is met, also before all have reported.

    ``over_quarters`` says how one office's quarters make its year, of which ``combine`` then makes the region's year;
    ``year_target`` what that is measured by, by the same ``verdict``. ``counting`` are the offices that a figure
    counts, None where it is no number of offices; the year's are those that counted in every quarter.

    ``shown`` is how the plan sheet says it, with at most ``places`` decimals (None: those that were typed).
    ``one_office`` tells that one office alone may report, ``every_office`` that each is measured by its own target,
    ``averages`` that "so many times" are no good thing to roll up by it.
    """

    name: RuleName
    combine: Combine
    verdict: Judge
    accepts: frozenset[InputKind]
    uses: Callable[[Contribution], bool] = has_number
    written: Write = reckoning.listed
    functions: tuple[SheetFunction, ...] = ()
    over_quarters: OverQuarters = _as_measured
    year_target: YearTarget = no_year_target
    counting: Callable[[Contributions], Sequence[Contribution]] | None = None
    unit: str = ""
    places: int | None = None
    shown: Show = as_shown
    one_office: bool = False
    every_office: bool = False
    averages: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the register's list calls it."""
        return self.said(DEFAULT)

    def said(self, language: str) -> str:
        """What people call it in a language."""
        return called(f"rule.{self.name}", self.name, self.labels, language)

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


_ALL = (
    Rollup(Rule.CARRY, _only, by_region(Course.ANY), ANYTHING, uses=has_words, functions=(SUM,), one_office=True),
    Rollup(
        Rule.SUM,
        _sum,
        by_region(Course.UP),
        COUNTS,
        written=reckoning.added,
        functions=(SUM,),
        over_quarters=over_with(ADDED),
        year_target=added_targets,
    ),
    Rollup(
        Rule.ALL_MET,
        _weakest,
        by_office,
        FIGURES,
        written=reckoning.weakest,
        functions=(MIN, MAX),
        over_quarters=_weakest_or_times,
        every_office=True,
    ),
    Rollup(
        Rule.MEAN,
        _mean,
        by_region(Course.ANY),
        FIGURES,
        written=reckoning.halved,
        functions=(AVERAGE,),
        over_quarters=_averaged,
        places=ROUNDED,
        averages=True,
    ),
    Rollup(
        Rule.WEIGHTED_MEAN,
        _weighted_mean,
        by_region(Course.ANY),
        PARTS,
        uses=has_weight,
        written=reckoning.weighed,
        over_quarters=over_with(SHARED),
        year_target=one_target,
        places=ROUNDED,
        averages=True,
    ),
    Rollup(
        Rule.RATIO,
        _ratio,
        by_region(Course.ANY),
        PARTS,
        uses=has_parts,
        written=reckoning.shared,
        over_quarters=over_with(SHARED),
        year_target=one_target,
        unit=PERCENT,
        places=ROUNDED,
    ),
    Rollup(
        Rule.MAX,
        _largest,
        by_region(Course.UP),
        FIGURES,
        written=reckoning.one_of("MAX"),
        functions=(MAX,),
        over_quarters=over_with(LARGEST),
    ),
    Rollup(
        Rule.MIN,
        _smallest,
        by_region(Course.DOWN),
        FIGURES,
        written=reckoning.one_of("MIN"),
        functions=(MIN,),
        over_quarters=over_with(SMALLEST),
    ),
    Rollup(
        Rule.COUNT,
        _count,
        by_count,
        ANYTHING,
        uses=has_words,
        written=reckoning.counted,
        counting=that_count,
        unit=OFFICES,
    ),
    Rollup(
        Rule.TEXT,
        _joined,
        lambda *_: None,
        ANYTHING,
        uses=has_words,
        over_quarters=over_with(None),
        written=reckoning.unwritten,
    ),
)
ROLLUPS: Mapping[RuleName, Rollup] = {rollup.name: rollup for rollup in _ALL}
"""planbook's own rules by their names."""
