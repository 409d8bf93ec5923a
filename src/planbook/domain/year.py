"""What an activity came to in the year so far: each office's quarters put together, and of these the region's figure.

How quarters go together is the rule's (:class:`planbook.domain.rollup.Over`): counts add up, parts of a ratio make one
ratio, of a running total and of a score the last figure stands, of a maximum the largest. Percentages are never added.
What the year is measured by, and what it counts, is the rule's too (:class:`planbook.domain.rollup.Rollup`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from typing import TypeAlias

from planbook.domain.decision import Decision, is_percentage
from planbook.domain.due import OfficeBounds, bound_of_region, contribution_of, latest_quarter
from planbook.domain.master import Master
from planbook.domain.number import Number, is_number
from planbook.domain.plan import QUARTERS, Activity, Key
from planbook.domain.plugins import rollup_of
from planbook.domain.quantity import Bound, less_is_better, print_figure, unit_of
from planbook.domain.reckoning import Contribution
from planbook.domain.report import Display, Fact, Progress, Result, counts_of
from planbook.domain.rollup import LATEST, Measured, Over, Rollup
from planbook.domain.units import is_percent


class Verdict(StrEnum):
    """Where an activity stands in a quarter, or in the year so far."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    """offices that are missing could still decide it, or there is no figure to measure by"""
    NOTHING_DUE = "nothing_due"
    """nobody was asked for anything"""


def verdict_of(result: Result | None) -> Verdict:
    """Where an activity stands in a quarter; None is a quarter without a result."""
    if result is None:
        return Verdict.NOTHING_DUE
    if result.met is None:
        return Verdict.OPEN if result.offices_expected else Verdict.NOTHING_DUE
    return Verdict.MET if result.met else Verdict.MISSED


@dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """An activity's year so far.

    ``value`` is the region's exact figure in ``unit`` (percent on the 0-100 scale), None where the quarters do not go
    together; ``display`` is what is printed of it. ``over`` says how each office's quarters make its year; None where
    they do not. ``offices`` are the offices' own figures by code. ``quarters`` are those that have been asked for and
    in which something was due; ``reported`` of ``expected`` offices have an answer behind the figures of all of theirs,
    which "not started" is not.
    """

    key: Key
    value: Number | None
    unit: str
    over: Over | None
    offices: Mapping[str, Number]
    quarters: tuple[int, ...]
    reported: int
    expected: int
    verdict: Verdict
    display: str = ""

    @property
    def percent(self) -> bool:
        """Whether its figures are percentages."""
        return is_percent(self.unit)


def over_quarters(activity: Activity, decision: Decision) -> Over | None:
    """How an office's quarters of an activity make its year; None where they do not go together."""
    rollup = rollup_of(decision.rule)
    if rollup.adds and is_percentage(activity, decision):
        return None
    measured = Measured(decision.kind, unit_of(decision.kind, decision.unit), _at_most(activity, decision))
    over = rollup.over_quarters(measured)
    return LATEST if over is not None and decision.cumulative else over


def _at_most(activity: Activity, decision: Decision) -> bool:
    targets = [target for quarter in QUARTERS if (target := activity.target(quarter)) and target.value is not None]
    return less_is_better(targets[0] if targets else None, decision.direction)


def _office_year(over: Over | None, at_most: bool, facts: Sequence[Fact]) -> Contribution | None:
    """One office's year so far as a part of the region's; ``facts`` are its reports, in order of quarters.

    None where it has no figure, where a quarter's answer is no figure, and where quarters do not go together: a total
    is of all its quarters, or is none.
    """
    answers = [_answer(fact) for fact in facts if fact.figure is not None]
    if over is None or not answers or any(answer.number is None for answer in answers):
        return None
    if over.adds and any(is_percent(fact.unit) for fact in facts):
        return None
    value = over.combine(answers, at_most)
    if not is_number(value):
        return None
    above, below = over.parts(answers) or (None, None)
    return Contribution(facts[0].office, facts[0].office, value, above, below)


_MadeOf: TypeAlias = dict[tuple[object, ...], Contribution | None]
"""What answers made of a year."""
_REMEMBERED = 1 << 13
"""Answers whose year is remembered."""


class OfficeYears:
    """What offices' answers of several quarters made of their year, by the way in which these go together."""

    def __init__(self) -> None:
        self._by_way: dict[tuple[Over | None, bool], _MadeOf] = {}

    def of(self, over: Over | None, at_most: bool) -> _MadeOf:
        """What is known of a way, to be added to; of many thousand different answers only the last."""
        if sum(map(len, self._by_way.values())) > _REMEMBERED:
            self._by_way.clear()
        return self._by_way.setdefault((over, at_most), {})


def _office_years(
    over: Over | None, at_most: bool, offices: Iterable[Sequence[Fact]], known: _MadeOf
) -> Iterator[tuple[str, Contribution]]:
    """The offices' years so far, by code, of those that have one; many offices answer alike."""
    for facts in offices:
        code = facts[0].office
        said = tuple([(fact.result, fact.numerator, fact.denominator, fact.unit) for fact in facts])
        if said not in known:
            known[said] = _office_year(over, at_most, facts)
        if (year := known[said]) is not None:
            mine = year.office == code
            yield code, year if mine else Contribution(code, code, year.value, year.numerator, year.denominator)


def _answer(fact: Fact) -> Contribution:
    return Contribution(fact.office, fact.office, fact.figure, fact.numerator, fact.denominator)


def year_of(
    master: Master,
    key: Key,
    facts: Iterable[Fact],
    results: Iterable[Result],
    opened: Collection[int],
    heard: int = 0,
    known: OfficeYears | None = None,
) -> Year:
    """An activity's year so far. ``facts`` and ``results`` are this activity's, ``opened`` the quarters asked for.

    ``heard`` is the last quarter that anybody has reported on (:func:`planbook.domain.due.latest_quarter`), on whatever
    activity; where it is 0, the given facts tell. ``known`` is what offices' years came to in the activities before, of
    which many are answered alike; it is added to.
    """
    activity, decision = master.activities[key], master.decisions[key]
    rollup = rollup_of(decision.rule)
    facts = sorted(facts, key=attrgetter("quarter"))
    by_quarter = {result.quarter: result for result in results}
    by_office: dict[str, list[Fact]] = {}
    answered: dict[int, set[str]] = {}
    behind: dict[int, set[str]] = {}
    for fact in facts:
        by_office.setdefault(fact.office, []).append(fact)
        if fact.is_answer:
            answered.setdefault(fact.quarter, set()).add(fact.office)
            if fact.without_figure is not Progress.NOT_STARTED:
                behind.setdefault(fact.quarter, set()).add(fact.office)
    listed = master.offices.in_order(by_office)
    codes = [*listed, *sorted(set(by_office) - set(listed))]
    over, at_most = over_quarters(activity, decision), _at_most(activity, decision)
    made_of = known.of(over, at_most) if known is not None else {}
    gave = dict(_office_years(over, at_most, [by_office[code] for code in codes], made_of))
    latest = max(heard, latest_quarter(facts))
    due = {
        quarter: master.offices_due(key, quarter, answered.get(quarter, ()), closed=quarter < latest)
        for quarter in opened
    }
    owing = {code for codes in due.values() for code in codes}
    missing = {code for quarter in due for code in due[quarter] if code not in behind.get(quarter, ())}
    reported = len(owing - missing)
    unit = rollup.unit or unit_of(decision.kind, decision.unit)
    quarters = tuple(quarter for quarter in sorted(due) if due[quarter])
    if rollup.counting is not None:
        value = _every_quarter(master, rollup, facts, due)
    else:
        value = _value(activity, decision, facts, [*gave.values()], [by_quarter[q] for q in sorted(by_quarter)])
    own = {code: each.number for code, each in gave.items() if each.number is not None}
    return Year(
        key=key,
        value=value,
        unit=unit,
        over=over,
        offices=own,
        quarters=quarters,
        reported=reported,
        expected=len(owing),
        verdict=_verdict(activity, decision, value, [*gave.values()], by_quarter, quarters, reported == len(owing)),
        display="" if value is None else _display(value, unit, rollup, reported, len(owing)),
    )


def _display(value: Number, unit: str, rollup: Rollup, reported: int, expected: int) -> str:
    figure = print_figure(value, unit, places=rollup.places)
    return str(Display(figure=figure, counts=counts_of(reported, expected)))


def _value(
    activity: Activity,
    decision: Decision,
    facts: Sequence[Fact],
    years: Sequence[Contribution],
    results: Sequence[Result],
) -> Number | None:
    """The region's figure of the year: what the rule makes of the offices' years."""
    numbers = [result.value for result in results if is_number(result.value)]
    over = over_quarters(activity, decision)
    if over is None:
        return None
    if decision.cumulative:
        return numbers[-1] if numbers else None
    rollup, at_most = rollup_of(decision.rule), _at_most(activity, decision)
    used = [year for year in years if rollup.uses(year)]
    if used:
        value = rollup.combine(used, at_most)
    elif any(fact.figure is not None for fact in facts):
        return None
    else:  # nobody has a figure, and the region may have one: nothing happened
        value = over.combine([Contribution("", "", number) for number in numbers], at_most) if numbers else None
    return value if is_number(value) else None


def _every_quarter(
    master: Master, rollup: Rollup, facts: Sequence[Fact], due: Mapping[int, Collection[str]]
) -> Number | None:
    """How many offices counted in every quarter in which something was due of them; None before anybody has."""
    answers = [fact for fact in facts if fact.is_answer]
    if rollup.counting is None or not answers:
        return None
    bounds = OfficeBounds(master, answers[0].key)
    gave = [(fact.quarter, contribution_of(master, fact, bounds.of(fact.office, fact.quarter))) for fact in answers]
    counted = {
        quarter: {each.office for each in rollup.counting([mine for when, mine in gave if when == quarter])}
        for quarter in due
    }
    owed = {code: [quarter for quarter in due if code in due[quarter]] for quarter in due for code in due[quarter]}
    return Decimal(sum(all(code in counted[quarter] for quarter in mine) for code, mine in owed.items()))


def _verdict(
    activity: Activity,
    decision: Decision,
    value: Number | None,
    years: Sequence[Contribution],
    results: Mapping[int, Result],
    quarters: Sequence[int],
    complete: bool,
) -> Verdict:
    """Whether the year so far is met: by its figure where the targets go together too, else by every quarter.

    A quarter that was missed may be made up for where figures and targets add up; anywhere else it stays missed.
    """
    each = [verdict_of(results.get(quarter)) for quarter in quarters]
    if not each:
        return Verdict.NOTHING_DUE
    if decision.cumulative or len(each) == 1:
        return each[-1]
    bound = _bound(activity, decision, quarters)
    if bound is not None and value is not None:
        met = rollup_of(decision.rule).verdict(years, value, bound, complete)
        return Verdict.OPEN if met is None else Verdict.MET if met else Verdict.MISSED
    if Verdict.MISSED in each:
        return Verdict.MISSED
    return Verdict.OPEN if Verdict.OPEN in each else Verdict.MET


def _bound(activity: Activity, decision: Decision, quarters: Sequence[int]) -> Bound | None:
    """The target of the year so far, as the rule makes it of those of its quarters; None where they are unlike."""
    found = [bound_of_region(activity, decision, quarter) for quarter in quarters]
    bounds = [bound for bound in found if bound is not None]
    same = all(one.comparator is other.comparator for one, other in pairwise(bounds))
    if not bounds or len(bounds) < len(found) or not same:
        return None
    return rollup_of(decision.rule).year_target(bounds)
