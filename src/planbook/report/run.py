"""A run of check or merge as the flat data that every shape of the report shows (:mod:`planbook.report.work`)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from planbook.domain import (
    Activity,
    Decision,
    Entry,
    EntryState,
    Fact,
    Finding,
    FirstReturn,
    Key,
    Master,
    OfficeStatus,
    Progress,
    Result,
    ReturnState,
    Severity,
    Tally,
    in_order,
    is_number,
    unit_of,
)
from planbook.domain.due import bound_for
from planbook.domain.report import Received, Slot
from planbook.layout.marks import shown_report
from planbook.report.firstpass import first_passes
from planbook.report.work import (
    ActivityWork,
    Answer,
    AnswerState,
    Counts,
    NextStep,
    OfficeWork,
    ProgressLine,
    WaiverWork,
    Work,
)
from planbook.words import DEFAULT

_WAIVED: Final = "finding-waived"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a check or merge hands over: see the fields of the same names of ``Outcome``.

    ``due`` are the codes of the offices that owe an answer, by activity and quarter.
    """

    master: Master
    quarters: tuple[int, ...]
    entries: tuple[Entry, ...]
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]
    offices: tuple[OfficeStatus, ...]
    conservation: Tally
    received: tuple[Received, ...]
    first_returns: tuple[FirstReturn, ...]
    due: Mapping[tuple[Key, int], tuple[str, ...]]
    files: int


def work_of(run: Run, *, strict: bool = False) -> Work:
    """The flat data of a check or merge. ``strict`` counts warnings as errors."""
    master = run.master
    owners = _Owners(run)
    # what a finding says stays; whose it is is added where the file tells
    findings = in_order(owners.named(finding) for finding in run.findings)
    whose = tuple(map(owners.of, findings))
    quarter = max((each.quarter for each in run.received), default=max(run.quarters, default=0))
    severities = [finding.severity.counted(strict=strict) for finding in findings]
    spots = zip(whose, findings, severities, strict=True)
    found = [_Found(owner, each.quarter or quarter, each.topic, severity) for owner, each, severity in spots]
    activities = tuple(_activities(master))
    return Work(
        plan=master.settings.plan_id,
        title=master.plan.title,
        region=master.settings.region or master.plan.region,
        year=master.year,
        file=master.file,
        quarter=quarter,
        quarters=run.quarters,
        offices=tuple(_office(status, found) for status in run.offices),
        names={office.code: office.name for office in master.offices.offices},
        activities=activities,
        answers=tuple(_answers(run, activities)),
        progress=tuple(_progress(run, activities)),
        results=run.results,
        findings=findings,
        owners=whose,
        first_pass=first_passes(master, run.first_returns, run.due),
        waivers=tuple(_waivers(master, findings, quarter)),
        conservation=run.conservation,
        files=run.files,
        strict=strict,
    )


def _waivers(master: Master, findings: Iterable[Finding], quarter: int) -> Iterator[WaiverWork]:
    applied = Counter(str(finding.args.get("waiver", "")) for finding in findings if finding.code == _WAIVED)
    for waiver in master.waivers:
        yield WaiverWork(
            office=waiver.office,
            key=waiver.key,
            rule=waiver.rule,
            reason=waiver.reason,
            until=waiver.until,
            by=waiver.by,
            applied=applied[waiver.place],
            expired=waiver.until < quarter,
        )


class _Owners:
    """Finds the office that has to act on a finding: named in it, or the one whose file it is about."""

    def __init__(self, run: Run) -> None:
        self.offices = run.master.offices
        self.master_file = run.master.file
        said: Iterable[Finding | Received | Entry] = (*run.findings, *run.received, *run.entries)
        files = {each.file: each.office for each in said if each.file and each.office}
        self.files = files | {file: status.office for status in run.offices for file in status.files}

    def of(self, finding: Finding) -> str:
        """The code of the office that reports what a finding is about; empty where it is the region's."""
        known = finding.office in self.offices.by_code
        return self.offices.reporter(finding.office).code if known else finding.office

    def named(self, finding: Finding) -> Finding:
        """The finding with the office that its file is of, where it names none."""
        if finding.office or not finding.file or finding.file == self.master_file:
            return finding
        # a file that is the same as another was not read itself
        owner = self.files.get(finding.file) or self.files.get(str(finding.args.get("other", "")), "")
        return replace(finding, office=owner) if owner else finding


@dataclass(frozen=True)
class _Found:
    owner: str
    quarter: int
    topic: str
    severity: Severity


def _office(status: OfficeStatus, found: Sequence[_Found]) -> OfficeWork:
    mine = [each for each in found if (each.owner, each.quarter) == (status.office, status.quarter)]
    counts = Counts.of(each.severity for each in mine)
    unusable = any(each.severity is Severity.ERROR and each.topic in ("file", "identity") for each in mine)
    if unusable and status.answered < status.asked:
        step = NextStep.RESEND
    elif counts.errors:
        step = NextStep.CORRECT
    elif status.state is ReturnState.MISSING:
        step = NextStep.REMIND
    elif status.state is ReturnState.PARTIAL:
        step = NextStep.REST
    else:
        step = NextStep.LOOK if counts.warnings else NextStep.NOTHING
    return OfficeWork(
        office=status.office,
        name=status.name,
        quarter=status.quarter,
        state=status.state,
        asked=status.asked,
        answered=status.answered,
        files=status.files,
        errors=counts.errors,
        warnings=counts.warnings,
        infos=counts.infos,
        step=step,
    )


def _activities(master: Master) -> Iterator[ActivityWork]:
    for strategy, initiative in master.plan.initiatives():
        for activity in initiative.walk():
            decision = master.decisions.get(activity.key)
            if decision is not None and decision.asked and master.activities[activity.key] is activity:
                yield ActivityWork(
                    key=activity.key,
                    title=activity.title,
                    strategy=strategy.sheet,
                    initiative=initiative.number,
                    unit=unit_of(decision.kind, decision.unit),
                )


def _answers(run: Run, activities: Sequence[ActivityWork]) -> Iterator[Answer]:
    """The map of offices and activities, by quarter, activity and the order of the offices sheet."""
    facts = {fact.slot: fact for fact in run.facts}
    rejected = {entry.slot for entry in run.entries if entry.state is EntryState.REJECTED}
    said = {(key, quarter) for key, _, quarter in (*facts, *rejected)}
    by_office: dict[tuple[Key, int], set[str]] = {place: set() for place in said}
    for key, office, quarter in (*facts, *rejected):
        by_office[key, quarter].add(office)
    for quarter in run.quarters:
        for item in activities:
            activity, decision = run.master.activities[item.key], run.master.decisions[item.key]
            there = {*run.due.get((item.key, quarter), ()), *by_office.get((item.key, quarter), ())}
            for office in run.master.offices.in_order(there):
                place = Slot(item.key, office, quarter)
                yield _answer(run.master, activity, decision, office, quarter, facts.get(place), place in rejected)


def _answer(
    master: Master,
    activity: Activity,
    decision: Decision,
    office: str,
    quarter: int,
    fact: Fact | None,
    rejected: bool,
) -> Answer:
    target = master.target_for(activity.key, office, quarter)
    shown = ""
    if fact is None or not fact.is_answer:
        state = AnswerState.REJECTED if rejected else AnswerState.WAITING
    elif fact.result is None:
        state = AnswerState.NIL if fact.progress is Progress.NOTHING else AnswerState.NOT_STARTED
    else:
        figure, shown = fact.figure, str(shown_report(fact, decision, target, DEFAULT))
        bound = bound_for(master, activity.key, office, quarter)
        state = AnswerState.SAID
        if is_number(figure) and bound is not None:
            state = AnswerState.MET if bound.met_by(figure) else AnswerState.MISSED
    return Answer(
        key=activity.key,
        office=office,
        quarter=quarter,
        state=state,
        shown=shown,
        target=target.raw if target is not None else "",
    )


def _progress(run: Run, activities: Sequence[ActivityWork]) -> Iterator[ProgressLine]:
    """Of the plan's tables alone: the measures and budgets beside them stand on the first page against their year."""
    kept = {*run.master.asked_in_tables}
    results = {(each.key, each.quarter): each for each in run.results if each.key in kept}
    for quarter in run.quarters:
        for strategy in run.master.plan.strategies:
            lines = []
            for initiative in strategy.initiatives:
                mine = [
                    results[item.key, quarter]
                    for item in activities
                    if (item.strategy, item.initiative) == (strategy.sheet, initiative.number)
                    and (item.key, quarter) in results
                ]
                if mine:
                    lines.append(_line(quarter, strategy.sheet, initiative.number, initiative.title, mine))
            if lines:
                yield _sum(lines, strategy.title)
                yield from lines


def _line(quarter: int, strategy: str, initiative: str, title: str, results: Sequence[Result]) -> ProgressLine:
    return ProgressLine(
        quarter=quarter,
        strategy=strategy,
        initiative=initiative,
        title=title,
        activities=len(results),
        met=sum(result.met is True for result in results),
        missed=sum(result.met is False for result in results),
        open=sum(result.met is None for result in results),
        answered=sum(result.offices_reported for result in results),
        asked=sum(result.offices_expected for result in results),
    )


def _sum(lines: Sequence[ProgressLine], title: str) -> ProgressLine:
    return ProgressLine(
        quarter=lines[0].quarter,
        strategy=lines[0].strategy,
        initiative="",
        title=title,
        activities=sum(line.activities for line in lines),
        met=sum(line.met for line in lines),
        missed=sum(line.missed for line in lines),
        open=sum(line.open for line in lines),
        answered=sum(line.answered for line in lines),
        asked=sum(line.asked for line in lines),
    )
