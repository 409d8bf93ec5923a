"""The region's results: every asked activity and quarter, by its rule, with who stands behind it.

Who returned, and how complete.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from planbook.domain import (
    QUARTERS,
    Decision,
    Direction,
    Fact,
    Finding,
    InputKind,
    Key,
    Master,
    OfficeStatus,
    Progress,
    Quantity,
    Result,
    ReturnState,
    Rule,
    format_quantity,
)
from planbook.domain.rollup import RULES, Contribution, meets
from planbook.layout.form import PROGRESS_LABELS

_UNITS = {Rule.RATIO: "%", Rule.COUNT: "หน่วยงาน"}
"""Units of results that are not what the offices measured."""


def results_of(
    master: Master, facts: Sequence[Fact], quarters: Iterable[int] = ()
) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """Results in plan order for the given quarters and all that facts speak of; and what cannot be added up."""
    by_slot: dict[tuple[Key, int], list[Fact]] = {}
    for fact in facts:
        by_slot.setdefault((fact.key, fact.quarter), []).append(fact)
    wanted = sorted({*quarters, *(fact.quarter for fact in facts)} & set(QUARTERS))
    latest = max((fact.quarter for fact in facts), default=0)
    results: list[Result] = []
    findings: list[Finding] = []
    for key in master.activities:
        decision = master.decisions.get(key)
        if decision is None or not decision.asked:
            continue
        for quarter in wanted:
            result, noticed = _result(
                master, decision, quarter, by_slot.get((key, quarter), []), closed=quarter < latest
            )
            findings += noticed
            if result:
                results.append(result)
    return tuple(results), tuple(findings)


def is_due(master: Master, key: Key, office: str, quarter: int) -> bool:
    """Whether an office owes a result: its target says so, or the activity has no quarter targets at all."""
    activity = master.activities[key]
    if not activity.lines:
        return True
    target = master.target_for(key, office, quarter)
    return target is not None and target.is_due


def _result(
    master: Master, decision: Decision, quarter: int, facts: Sequence[Fact], *, closed: bool
) -> tuple[Result | None, list[Finding]]:
    key = decision.key
    answers = {fact.office: fact for fact in facts if fact.is_answer}
    expected = [code for code in decision.offices if is_due(master, key, code, quarter)]
    if not expected and not answers:
        return None, []
    known = master.offices.in_order(answers)
    # an office that is no longer among the offices reported all the same: what was accepted stays
    contributors = (*known, *sorted(answers.keys() - set(known)))
    if closed and 0 < len(expected) <= len(contributors) and not set(expected) & set(contributors):
        expected = []  # others have answered in their place: the activity was given to today's offices later
    contributions = [_contribution(master, answers[code], quarter) for code in contributors]
    findings: list[Finding] = []
    value = RULES[decision.rule](contributions, decision.direction)
    given = [c for c in contributions if c.value is not None]
    if decision.rule is Rule.CARRY and len(given) > 1:
        activity = master.activities[key]
        findings.append(
            Finding.of(
                "rule-carry-many",
                sheet=activity.sheet,
                cell=activity.cell,
                key=key,
                quarter=quarter,
                offices=", ".join(c.name for c in given),
            )
        )
    unit = _UNITS.get(decision.rule, decision.unit)
    target = _region_target(master, key, quarter)
    # an office that was not asked but answered counts among those expected: n of m never exceeds m
    whole = len({*expected, *contributors})
    result = Result(
        key=key,
        quarter=quarter,
        value=value,
        unit="" if isinstance(value, str) else unit,
        rule=decision.rule,
        offices_reported=len(contributors),
        offices_expected=whole,
        met=_met(decision, contributions, value, target, complete=len(contributors) == whole),
        display=_display(decision, value, unit, contributions, whole, target),
        contributors=contributors,
    )
    return result, findings


def _region_target(master: Master, key: Key, quarter: int) -> Quantity | None:
    return master.activities[key].target(quarter)


def _contribution(master: Master, fact: Fact, quarter: int) -> Contribution:
    return Contribution(
        office=fact.office,
        name=office.name if (office := master.offices.by_code.get(fact.office)) else fact.office,
        value=fact.result,
        behind=fact.result is None and fact.progress is Progress.NOT_STARTED,
        numerator=fact.numerator,
        denominator=fact.denominator,
        target=master.target_for(fact.key, fact.office, quarter),
    )


def _met(
    decision: Decision,
    contributions: Sequence[Contribution],
    value: Decimal | str | None,
    target: Quantity | None,
    *,
    complete: bool,
) -> bool | None:
    """Whether the region's target is met; None while offices that have not reported could still decide it."""
    if not isinstance(value, Decimal):
        return None
    if decision.rule is Rule.ALL_MET:
        own = [meets(c.number, c.target, decision.direction) for c in contributions if c.number is not None]
        if target is None or target.value is None:
            return None
        if False in own or any(c.behind for c in contributions):
            return False
        return True if complete and own and None not in own else None
    if decision.rule is Rule.COUNT and decision.kind is not InputKind.TEXT:
        return None  # the target is a figure for each office; a number of offices is no answer to it
    verdict = meets(value, target, decision.direction)
    # who has not started has no figure yet, so nothing is settled by the others' figures
    complete = complete and not any(c.behind for c in contributions)
    if complete or verdict is None:
        return verdict
    grows = decision.rule in (Rule.SUM, Rule.COUNT, Rule.MAX)
    if grows and decision.direction is Direction.AT_LEAST and verdict:
        return True
    if grows and decision.direction is Direction.AT_MOST and not verdict:
        return False
    if decision.rule is Rule.MIN and decision.direction is Direction.AT_LEAST and not verdict:
        return False  # the smallest can only get smaller
    return None


def _is_met(contribution: Contribution, direction: Direction) -> bool:
    """Whether an office did its part: its figure meets its target, or it had nothing to do."""
    if contribution.number is None:
        return not contribution.behind
    return meets(contribution.number, contribution.target, direction) is not False


NIL = PROGRESS_LABELS[Progress.NOTHING]["th"]
NOT_STARTED = PROGRESS_LABELS[Progress.NOT_STARTED]["th"]


def _display(
    decision: Decision,
    value: Decimal | str | None,
    unit: str,
    contributions: Sequence[Contribution],
    whole: int,
    target: Quantity | None,
) -> str:
    """What the plan sheet shows: the value in the plan's own words, and how many of how many offices are behind it.

    Where every office has to meet the target and some did not, it is the target and how many of all have met it.
    """
    if not contributions:
        return ""
    there = [c for c in contributions if not c.behind]
    if not there:
        return NOT_STARTED + (f" ({len(contributions)}/{whole})" if whole > 1 else "")
    behind = f" ({len(there)}/{whole})" if whole > 1 else ""
    if all(c.value is None for c in there):
        return NIL + behind
    if decision.rule is Rule.ALL_MET and whole > 1 and target and target.value is not None:
        met = sum(_is_met(c, decision.direction) for c in contributions)
        if met < len(contributions) and isinstance(value, Decimal):
            return f"{format_quantity(target.value, unit)} ({met}/{whole})"
    if decision.rule is Rule.COUNT and isinstance(value, Decimal):
        return f"{format_quantity(value, unit)}{behind}"
    if isinstance(value, Decimal):
        return f"{format_quantity(value, unit)}{behind}"
    if isinstance(value, str) and whole == 1:
        return value.split(": ", 1)[1] if decision.rule is Rule.TEXT else value
    return f"รายงาน{behind}" if value is not None else ""


def statuses_of(
    master: Master, facts: Sequence[Fact], quarter: int, files: Mapping[str, Sequence[str]]
) -> tuple[OfficeStatus, ...]:
    """The status of every office that has a form this quarter, in the order of the offices sheet.

    ``files`` maps an office to the files that count as its return. An office that reports for others answers for them.
    """
    asked: dict[str, set[tuple[Key, str]]] = {}
    for key, decision in master.decisions.items():
        if not decision.asked or key not in master.activities:
            continue
        for code in decision.offices:
            owner = master.offices.reporter(code).code
            rows = asked.setdefault(owner, set())
            if is_due(master, key, code, quarter):
                rows.add((key, code))
    answered = {(fact.key, fact.office) for fact in facts if fact.quarter == quarter and fact.is_answer}
    statuses = []
    for office in master.offices.offices:
        if office.code not in asked:
            continue
        rows = asked[office.code]
        done = len(rows & answered)
        returned = tuple(sorted(files.get(office.code, ())))
        if done == len(rows):
            state = ReturnState.COMPLETE
        else:
            state = ReturnState.PARTIAL if returned or done else ReturnState.MISSING
        statuses.append(
            OfficeStatus(
                office=office.code,
                name=office.name,
                quarter=quarter,
                state=state,
                asked=len(rows),
                answered=done,
                files=returned,
            )
        )
    return tuple(statuses)
