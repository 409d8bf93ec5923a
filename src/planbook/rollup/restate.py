"""Figures that were published and read differently now: told with both readings, and by their true cause.

A consolidated workbook keeps what it showed and what that was made of (:class:`planbook.domain.Published`). Each cause
is read off that: a rule, a target, who is asked, what was accepted. Where nothing of it changed, none is made up.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from planbook.domain import (
    Change,
    Decision,
    Fact,
    Finding,
    Frozen,
    Key,
    Master,
    Published,
    Result,
    natural_order,
)
from planbook.domain.decision import FormerKey
from planbook.domain.due import due_in, latest_quarter
from planbook.domain.plan import WHOLE_YEAR
from planbook.domain.plugins import OwnWords, rollup_of
from planbook.domain.report import Slot
from planbook.domain.text import one_line
from planbook.words import DEFAULT, Code, Sentence

ActivityQuarter: TypeAlias = tuple[Key, int]
"""An activity and a quarter."""
AcceptedReports: TypeAlias = Mapping[tuple[Key, int], Mapping[str, Fact]]
"""Accepted reports by activity and quarter, and by office."""

NOTHING = "-"
"""What is said of a figure that there is not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Restated(Frozen):
    """Published figures that read differently now: a finding each, and a row each for the history sheet."""

    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()


def figures_of(master: Master, results: Iterable[Result], facts: Sequence[Fact]) -> tuple[Published, ...]:
    """The region's figures as they are published: one for each result, in plan order."""
    heard, latest = _slots(facts), latest_quarter(facts)
    return tuple(_figure(master, result.key, result.quarter, result, heard, latest) for result in results)


def _slots(facts: Iterable[Fact]) -> dict[ActivityQuarter, dict[str, Fact]]:
    found: dict[ActivityQuarter, dict[str, Fact]] = {}
    for fact in facts:
        found.setdefault((fact.key, fact.quarter), {})[fact.office] = fact
    return found


def _figure(
    master: Master, key: Key, quarter: int, result: Result | None, heard: AcceptedReports, latest: int
) -> Published:
    """What is published of an activity in a quarter, and what it is made of; of one that is gone only who was heard."""
    said = heard.get((key, quarter), {})
    activity, decision = master.activities.get(key), master.decisions.get(key)
    if activity is None or decision is None:
        return Published(key=key, quarter=quarter, asked=False, heard=tuple(sorted(said)))
    due = due_in(master, key, quarter, said.values(), latest)
    target = activity.target(WHOLE_YEAR if activity.is_beside else quarter)
    own = {
        code: text.raw.strip()
        for code in sorted({*due, *said})
        if (text := master.targets_by_office.get(Slot(key, code, quarter)))
    }
    return Published(
        key=key,
        quarter=quarter,
        figure=result.display if result else "",
        met=result.met if result else None,
        asked=decision.asked,
        rule=str(decision.rule),
        kind=decision.kind.value,
        unit=decision.unit,
        direction=decision.direction.name.lower(),
        cumulative=decision.cumulative,
        target=target.raw.strip() if target else "",
        own_targets=own,
        due=tuple(sorted(due)) if decision.asked else (),
        heard=tuple(sorted(said)),
    )


def restated(
    master: Master, published: Sequence[Published], results: Sequence[Result], facts: Sequence[Fact]
) -> Restated:
    """What reads differently now of the figures that were ``published``.

    ``results`` and ``facts`` are today's. A figure that only returns have changed is told when its quarter is closed,
    that is when later quarters have been heard of; while it is open they are what everybody waits for. Whatever else
    lies under a figure is told whenever it changes, also where the figure stays the same.
    """
    now, before, latest = _slots(facts), _slots(master.facts), latest_quarter(facts)
    by_place = {(result.key, result.quarter): result for result in results}
    findings: list[Finding] = []
    changes: list[Change] = []
    for old in sorted(published, key=lambda each: (natural_order(each.key), each.quarter)):
        place = (old.key, old.quarter)
        new = _figure(master, *place, by_place.get(place), now, latest)
        moved = (old.figure, old.met) != (new.figure, new.met)
        if not moved and not new.figure:
            continue  # nothing was shown, and nothing is
        returns = _newly_heard(before, now, place, running=new.cumulative)
        back = _taken_back(before, now, place, running=new.cumulative)
        causes = [*_under(master, old, new), *_facts_moved(master, old, before.get(place, {}))]
        if not causes and not (moved and (old.quarter < latest or not (returns or back))):
            continue
        if returns:
            names = tuple(master.offices.name_of(code) for code in dict.fromkeys(fact.office for fact in returns))
            causes.append(Sentence("cause.returns", {"offices": names}))
        if back:
            causes.append(
                Sentence("cause.withdrawn", {"offices": tuple(master.offices.name_of(code) for code in back)})
            )
        if not causes:
            causes.append(Sentence("cause.unknown"))
        finding, change = _restated(master, old, new, causes, returns)
        findings.append(finding)
        changes.append(change)
    return Restated(findings=tuple(findings), changes=tuple(changes))


def _newly_heard(before: AcceptedReports, now: AcceptedReports, place: ActivityQuarter, *, running: bool) -> list[Fact]:
    """The accepted reports behind a figure that this merge has brought; of a running total earlier quarters' too."""
    key, quarter = place
    return [
        fact
        for each in (range(1, quarter + 1) if running else (quarter,))
        for office, fact in sorted(now.get((key, each), {}).items())
        if _says(before.get((key, each), {}).get(office)) != _says(fact)
    ]


def _taken_back(before: AcceptedReports, now: AcceptedReports, place: ActivityQuarter, *, running: bool) -> list[str]:
    """Codes of the offices whose report stood behind a figure, counts no longer, and has no other in its place."""
    key, quarter = place
    quarters = range(1, quarter + 1) if running else (quarter,)
    gone = [
        office for each in quarters for office in before.get((key, each), {}) if office not in now.get((key, each), {})
    ]
    return sorted(set(gone))


def _says(fact: Fact | None) -> tuple[object, ...] | None:
    return (
        None if fact is None else (fact.result, fact.numerator, fact.denominator, fact.progress, fact.unit, fact.doubt)
    )


def _under(master: Master, old: Published, new: Published) -> Iterator[Sentence]:
    """What the plan and the register say otherwise now of a figure."""
    if old.key not in master.activities:
        waiting = any(each.key == old.key for decision in master.decisions.values() for each in decision.was)
        yield Sentence("cause.renumbered" if waiting else "cause.activity-gone")
        return
    if not new.asked:
        yield Sentence("cause.not-asked")
        return
    if old.rule != new.rule:
        yield _changed("cause.rule", _rule(old.rule), _rule(new.rule))
    if old.kind != new.kind:
        yield _changed("cause.kind", _label("kind", old.kind), _label("kind", new.kind))
    if old.unit != new.unit:
        yield _changed("cause.unit", old.unit, new.unit)
    if old.direction != new.direction:
        yield _changed("cause.direction", _label("direction", old.direction), _label("direction", new.direction))
    if old.cumulative != new.cumulative:
        yield Sentence("cause.cumulative" if new.cumulative else "cause.not-cumulative")
    if old.target != new.target:
        yield _changed("cause.target", old.target, new.target)
    were, are = {*old.due}, {*new.due}
    targets = [_of_both(figure.own_targets, were & are) for figure in (old, new)]
    if targets[0] != targets[1]:
        yield _changed("cause.own-targets", *map(_in_one, targets))
    if left := [code for code in old.due if code not in are]:
        yield Sentence("cause.office-left", {"offices": tuple(master.offices.name_of(code) for code in left)})
    if joined := [code for code in new.due if code not in were]:
        yield Sentence("cause.office-joined", {"offices": tuple(master.offices.name_of(code) for code in joined)})


def _of_both(targets: Mapping[str, str], offices: Collection[str]) -> dict[str, str]:
    """The part of ``targets`` that is of these offices: those that were due before and are now."""
    return {code: text for code, text in targets.items() if code in offices}


def _in_one(targets: Mapping[str, str]) -> str:
    return "; ".join(f"{code} {text}" for code, text in targets.items())


def _facts_moved(master: Master, old: Published, before: Mapping[str, Fact]) -> Iterator[Sentence]:
    """Reports that came onto the facts sheet or went from it otherwise than by a return."""
    if gone := [code for code in old.heard if code not in before]:
        yield Sentence("cause.fact-gone", {"offices": tuple(master.offices.name_of(code) for code in gone)})
    heard = {*old.heard}
    if came := [code for code in before if code not in heard]:
        renamed = any(each.confirmed for each in _was(master.decisions.get(old.key)))
        code: Code = "cause.renamed" if renamed else "cause.fact-came"
        yield Sentence(code, {"offices": tuple(master.offices.name_of(office) for office in sorted(came))})


def _was(decision: Decision | None) -> tuple[FormerKey, ...]:
    return decision.was if decision is not None else ()


def _changed(code: Code, old: str | Sentence, new: str | Sentence) -> Sentence:
    return Sentence(code, {"old": old or NOTHING, "new": new or NOTHING})


def _rule(name: str) -> str | Sentence:
    labels = rollup_of(name).labels
    return OwnWords(labels["th"], labels["en"]) if "en" in labels else _label("rule", name)


def _label(section: str, name: str) -> str | Sentence:
    code: Any = f"{section}.{name}"
    try:
        return Sentence(code)
    except KeyError:
        return name  # of a later planbook


def _restated(
    master: Master, old: Published, new: Published, causes: Sequence[Sentence], returns: Sequence[Fact]
) -> tuple[Finding, Change]:
    activity = master.activities.get(old.key)
    was, reads = _shown(old), _shown(new)
    told = {"before": was, "raw": reads}
    finding = Finding.of(
        "figure-restated",
        sheet=activity.sheet if activity else "",
        cell=(activity.result_cells.get(old.quarter) or activity.cell) if activity else "",
        key=old.key,
        quarter=old.quarter,
        raw=reads,
        before=was,
        change=Sentence("restated.same" if was == reads else "restated.moved", told),
        cause=tuple(causes),
    )
    change = Change(
        key=old.key,
        office="",
        quarter=old.quarter,
        old=was,
        new=reads,
        new_file=", ".join(dict.fromkeys(fact.file for fact in returns)),
        cause="; ".join(cause.text(DEFAULT) for cause in causes),
        causes=tuple(cause.code for cause in causes),
        saved=max((fact.saved for fact in returns), default=""),
    )
    return finding, change


def _shown(figure: Published) -> str:
    """A figure with the verdict on it."""
    verdict = "" if figure.met is None else " ✓" if figure.met else " ✗"
    return (one_line(figure.figure) or NOTHING) + verdict
