"""The region's results: every asked activity and quarter, by its rule, with who stands behind it; who returned, and how
complete.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from planbook.domain import (
    QUARTERS,
    Activity,
    Decision,
    Display,
    Fact,
    Finding,
    Key,
    Master,
    OfficeStatus,
    Progress,
    Result,
    ReturnState,
    is_number,
    is_percent,
    is_percentage,
    unit_of,
)
from planbook.domain.due import OfficeBounds, all_due, bound_of_region, contribution_of, due_in, latest_quarter
from planbook.domain.plugins import TriedOn, failure_of, rollup_of
from planbook.domain.quantity import Bound, less_is_better, print_number
from planbook.domain.reckoning import Contribution, RegionValue
from planbook.domain.report import counts_of
from planbook.domain.rollup import Measured, Rollup
from planbook.layout.form import label
from planbook.words import DEFAULT

KEPT = "*"
"""Stands behind a figure that holds an earlier running total of an office without one this quarter."""

DOUBT = "?"
"""Stands behind a figure that holds an answer which a later file of its office leaves out."""

Reports: TypeAlias = Mapping[int, Mapping[str, Fact]]
"""The accepted reports of one activity: by quarter, by office."""


def results_of(
    master: Master, facts: Sequence[Fact], quarters: Iterable[int] = ()
) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """Results in plan order for the given quarters and all that facts speak of; and what cannot be rolled up."""
    by_key = _by_key(facts)
    wanted = sorted({*quarters, *(fact.quarter for fact in facts)} & set(QUARTERS))
    latest = latest_quarter(facts)
    results: list[Result] = []
    findings: list[Finding] = []
    for key, activity in master.activities.items():
        decision = master.decisions.get(key)
        if decision is None or not decision.asked:
            continue
        for quarter in wanted:
            rolled = _Roll(master, activity, decision, quarter, by_key.get(key, {}), latest)
            if rolled.due or rolled.answers:
                results.append(rolled.rolled().result)
                findings += rolled.findings
    return tuple(results), tuple(findings)


def _by_key(facts: Iterable[Fact]) -> dict[Key, dict[int, dict[str, Fact]]]:
    found: dict[Key, dict[int, dict[str, Fact]]] = {}
    for fact in facts:
        found.setdefault(fact.key, {}).setdefault(fact.quarter, {})[fact.office] = fact
    return found


class Rolled(NamedTuple):
    """One result on its way: the answers that the rule ``used`` of ``everybody``'s, the target they are measured by,
    the offices that are ``due``, and each office's report by code: its ``answers`` of the quarter, and the running
    totals ``kept`` of earlier ones."""

    result: Result
    used: tuple[Contribution, ...]
    everybody: tuple[Contribution, ...]
    bound: Bound | None
    at_most: bool
    due: tuple[str, ...]
    answers: Mapping[str, Fact]
    kept: Mapping[str, Fact]


def rolled_up(master: Master, facts: Iterable[Fact], key: Key, quarter: int) -> Rolled | None:
    """One figure and all that stands behind it; None where the activity is not asked, or nobody was due and nobody
    answered. ``facts`` are all that count. Raises KeyError for an unknown activity."""
    activity, decision, facts = master.activities[key], master.decisions.get(key), tuple(facts)
    if decision is None or not decision.asked:
        return None
    reports = _by_key(fact for fact in facts if fact.key == key).get(key, {})
    roll = _Roll(master, activity, decision, quarter, reports, latest_quarter(facts))
    return roll.rolled() if roll.due or roll.answers else None


@dataclass
class _Roll:
    """One activity and quarter on its way to a result."""

    master: Master
    activity: Activity
    decision: Decision
    quarter: int
    reports: Reports
    latest: int
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        said = self.reports.get(self.quarter, {})
        self.answers = {office: fact for office, fact in said.items() if fact.is_answer}
        self.due = due_in(self.master, self.decision.key, self.quarter, said.values(), self.latest)
        self.owing = frozenset(self.due)
        self.rollup: Rollup = rollup_of(self.decision.rule)
        self.own_unit = unit_of(self.decision.kind, self.decision.unit)
        self.unit = self.rollup.unit or self.own_unit
        self.bounds = OfficeBounds(self.master, self.decision.key)

    def rolled(self) -> "Rolled":
        """The region's result, and what stands behind it."""
        answering = self._in_order(self.answers)
        kept = self._kept()
        marked = [
            code for code in kept if code not in self.answers or self.answers[code].progress is not Progress.NOTHING
        ]
        everybody = [self._contribution(code, kept.get(code)) for code in self._in_order({*self.answers, *kept})]
        used = self._used(everybody)
        target = self.activity.target(self.quarter)
        at_most = less_is_better(target, self.decision.direction)
        value = self.rollup.combine(used, at_most)
        bound = bound_of_region(self.activity, self.decision, self.quarter)
        reporting = [c for c in used if c.office in self.owing and c.office in self.answers and not c.behind]
        complete = len(reporting) == len(self.due)
        if problem := failure_of(self.rollup, lambda: self._trial(everybody, at_most, bound, complete)):
            self.findings.append(self._noticed("plugin-failed", raw=self.rollup.name, problem=problem))
        result = Result(
            key=self.decision.key,
            quarter=self.quarter,
            value=value,
            unit="" if isinstance(value, str) else self.unit,
            rule=self.decision.rule,
            offices_reported=len(reporting),
            offices_expected=len(self.due),
            met=self.rollup.verdict(used, value, bound, complete) if is_number(value) else None,
            shown=self._shown(used, value, bound, len(reporting), marks=self._marks(used, kept, marked)),
            contributors=answering,
            offices_met=_met(reporting) if self.rollup.every_office and bound is not None else None,
            kept=self._in_order(marked),
        )
        return Rolled(result, tuple(used), tuple(everybody), bound, at_most, self.due, self.answers, kept)

    def _trial(self, everybody: Sequence[Contribution], at_most: bool, bound: Bound | None, complete: bool) -> TriedOn:
        """What a package's rule is tried on: these answers, and each office's of the quarters so far."""
        said: dict[str, list[Fact]] = {}
        for quarter in range(1, self.quarter + 1):
            for office, fact in self.reports.get(quarter, {}).items():
                said.setdefault(office, []).append(fact)
        years = [[self._gives(fact) for fact in mine if is_number(fact.figure)] for mine in said.values()]
        measured = Measured(self.decision.kind, self.own_unit, at_most)
        return TriedOn(everybody, [year for year in years if year], measured, bound, complete)

    def _in_order(self, codes: Collection[str]) -> tuple[str, ...]:
        """Codes in the order of the offices sheet; an office that is no longer there comes last, and still counts."""
        known = self.master.offices.in_order(codes)
        return (*known, *sorted(set(codes) - set(known)))

    def _kept(self) -> dict[str, Fact]:
        """Of a running total, the last figures of offices that have none this quarter: what they did has been done."""
        if not self.decision.cumulative or not self.answers:
            return {}
        kept: dict[str, Fact] = {}
        for code in self.decision.offices:
            answer = self.answers.get(code)
            if answer is not None and answer.result is not None:
                continue
            for quarter in range(self.quarter - 1, 0, -1):
                before = self.reports.get(quarter, {}).get(code)
                if before is not None and is_number(before.figure):
                    kept[code] = before
                    break
        return kept

    def _contribution(self, code: str, before: Fact | None) -> Contribution:
        """What an office gives: its answer of the quarter, or where there is no figure in it its running total."""
        answer = self.answers.get(code)
        if answer is None:
            assert before is not None  # who is asked what it gives has answered, or has an earlier running total
            answer = replace(before, quarter=self.quarter)
        return self._gives(answer, before)

    def _gives(self, fact: Fact, kept: Fact | None = None) -> Contribution:
        return contribution_of(self.master, fact, self.bounds.of(fact.office, fact.quarter), kept)

    @property
    def _noticed(self) -> Callable[..., Finding]:
        """Makes a finding at the cell of the register that chooses the rule."""
        return partial(
            Finding.of,
            file=self.master.file,
            sheet=self.decision.sheet or self.activity.sheet,
            cell=self.decision.cells.get("rule", "") if self.decision.sheet else self.activity.cell,
            key=self.decision.key,
            quarter=self.quarter,
        )

    def _used(self, everybody: Sequence[Contribution]) -> list[Contribution]:
        """The answers that the rule can use. What it cannot is told, and a rule that must not be used uses none."""
        given = [each for each in everybody if each.value is not None]
        notice = self._noticed
        if self.rollup.one_office and len(given) > 1:
            self.findings.append(notice("rule-carry-many", offices=", ".join(each.name for each in given)))
        percent = is_percentage(self.activity, self.decision) or any(
            is_percent(fact.unit) for fact in self.answers.values()
        )
        words: dict[str, Any] = {"raw": self.rollup.label, "unit": self.decision.unit}
        if given and self.rollup.adds and percent:
            self.findings.append(notice("rule-sum-percent", **words))
            return []
        unused = [each for each in given if not self.rollup.uses(each)]
        if unused:
            code = self.rollup.refusal(self.decision.kind, percent=percent) or "rule-answers-unused"
            self.findings.append(notice(code, **words, offices=", ".join(each.name for each in unused)))
        # where nothing that was reported can be used, the others' "nothing to report" is not the region's
        return [each for each in everybody if each not in unused] if len(unused) < len(given) or not given else []

    def _shown(
        self, used: Sequence[Contribution], value: RegionValue, bound: Bound | None, reporting: int, *, marks: str
    ) -> Display:
        """What the plan sheet shows: the value in the plan's own words, and how many of how many stand behind it."""
        number = ""
        if not used:
            return Display()
        if all(each.value is None for each in used):
            behind = all(each.behind for each in used)
            text = label(Progress.NOT_STARTED if behind else Progress.NOTHING, DEFAULT)
        elif value is None:
            return Display()
        else:
            against = bound.value if bound is not None else None
            if is_number(value):
                number = print_number(value, self.unit, places=self.rollup.places, against=against)
            text = self.rollup.shown(used, value, self.unit, self.rollup.places, against)
        return Display(figure=text, number=number, counts=counts_of(reporting, len(self.due)), marks=marks)

    def _marks(self, used: Iterable[Contribution], kept: Mapping[str, Fact], marked: Collection[str]) -> str:
        """What stands behind a figure that is not all of it sure, or of this quarter."""
        facts = [kept.get(each.office) or self.answers.get(each.office) for each in used]
        doubted = any(fact is not None and fact.doubt for fact in facts)
        return (KEPT if marked else "") + (DOUBT if doubted else "")


def _met(reporting: Iterable[Contribution]) -> int:
    """How many offices did their part: their figure meets their target, or they had nothing to do."""
    return sum(each.met is True or each.value is None for each in reporting)


def statuses_of(
    master: Master, facts: Sequence[Fact], quarter: int, files: Mapping[str, Sequence[str]]
) -> tuple[OfficeStatus, ...]:
    """The status of every office that has a form this quarter, in the order of the offices sheet.

    ``files`` maps an office to the files that count as its return. An office that reports for others answers for them.
    """
    asked, answered = Counter[str](), Counter[str]()
    answers = {(fact.key, fact.office) for fact in facts if fact.quarter == quarter and fact.is_answer}
    reporters = master.offices.reporters
    for (key, _), due in all_due(master, facts, [quarter]).items():
        owing = frozenset(due)
        for code in master.decisions[key].offices:
            reporter, owes = reporters[code], code in owing
            asked[reporter] += owes
            answered[reporter] += owes and (key, code) in answers
    statuses = []
    for office in master.offices.offices:
        if office.code not in asked:
            continue
        rows, done = asked[office.code], answered[office.code]
        returned = tuple(sorted(files.get(office.code, ())))
        if not rows:
            state = ReturnState.NOTHING_DUE
        elif done == rows:
            state = ReturnState.COMPLETE
        else:
            state = ReturnState.PARTIAL if returned or done else ReturnState.MISSING
        statuses.append(
            OfficeStatus(
                office=office.code,
                name=office.name,
                quarter=quarter,
                state=state,
                asked=rows,
                answered=done,
                files=returned,
            )
        )
    return tuple(statuses)
