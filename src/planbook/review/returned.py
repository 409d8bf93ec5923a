"""Rules on what came back: a form that asks about something else than the plan says today, and answers that
contradict themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from planbook.domain import (
    Entry,
    EntryState,
    Fact,
    Finding,
    Key,
    Master,
    Number,
    Progress,
    fold,
    is_number,
    place_of,
)
from planbook.domain.identity import had_key, is_alike, same_title
from planbook.words import FindingCode

CHANGED: Final = "activity-changed-since-issued"
UNIT_CHANGED: Final = "unit-changed-since-issued"
FALLS: Final = "cumulative-falls"
CONTRADICTS: Final = "status-contradicts-result"


def against_today(
    master: Master, issued: Mapping[Key, tuple[str, str]], entries: Sequence[Entry]
) -> tuple[tuple[Entry, ...], list[Finding]]:
    """Entries under the keys their activities have today; those of an activity that is another one now are rejected.

    ``issued`` are the titles and units that the form showed, by the key it was issued with. The number alone does not
    say what was asked: an activity follows its title, to another number only where the staff confirmed the renumbering.
    """
    homes = {key: _home(master, key, title, unit) for key, (title, unit) in issued.items()}
    told: dict[Key, Finding] = {}
    settled: list[Entry] = []
    for entry in entries:
        key, problem = homes.get(entry.key, (entry.key, None))
        if entry.state is not EntryState.ACCEPTED:
            settled.append(entry)
        elif problem:
            told.setdefault(entry.key, _told(master, entry, problem, issued[entry.key]))
            settled.append(replace(entry, state=EntryState.REJECTED, reason=problem, value=None))
        else:
            settled.append(entry if key == entry.key else replace(entry, key=key))
    return tuple(settled), list(told.values())


def _home(master: Master, key: Key, title: str, unit: str) -> tuple[Key, FindingCode | None]:
    """The key an issued activity has today, or the code that says why there is none."""
    home = _by_title(master, key, title)
    if home is None:
        return key, CHANGED
    decision = master.decisions.get(home)
    if decision is not None and fold(decision.unit) != fold(unit):
        return key, UNIT_CHANGED
    return home, None


def _by_title(master: Master, key: Key, title: str) -> Key | None:
    here = master.activities.get(key)
    if here and same_title(here.title, title):
        return key
    moved = [other for other, decision in master.decisions.items() if had_key(decision, key)]
    for other in moved:
        if other in master.activities and is_alike(master.activities[other].title, title):
            return other
    elsewhere = any(same_title(activity.title, title) for activity in master.activities.values())
    return key if here and not elsewhere and is_alike(here.title, title) else None


def _told(master: Master, entry: Entry, code: FindingCode, asked: tuple[str, str]) -> Finding:
    activity, decision = master.activities.get(entry.key), master.decisions.get(entry.key)
    return Finding.of(
        code,
        file=entry.file,
        sheet=entry.sheet,
        cell=entry.cell,
        key=entry.key,
        office=entry.office,
        quarter=entry.quarter,
        raw=entry.raw,
        issued=asked[0] if code == CHANGED else asked[1],
        now=(activity.title if activity else "-") if code == CHANGED else (decision.unit if decision else "-"),
    )


def contradictions(facts: Iterable[Fact]) -> list[Finding]:
    """A figure beside "nothing to report" or "not started": one of the two is wrong."""
    return [
        Finding.of(
            CONTRADICTS,
            **place_of(fact),
        )
        for fact in facts
        if fact.result not in (None, 0) and fact.progress in (Progress.NOTHING, Progress.NOT_STARTED)
    ]


def falls(master: Master, facts: Iterable[Fact]) -> list[Finding]:
    """Running totals that are less than an earlier quarter's: of a cumulative activity one of the two is wrong."""
    by_office: dict[tuple[Key, str], list[tuple[Fact, Number]]] = {}
    for fact in sorted(facts, key=lambda fact: fact.quarter):
        decision, figure = master.decisions.get(fact.key), fact.figure
        if decision is not None and decision.cumulative and is_number(figure):
            by_office.setdefault((fact.key, fact.office), []).append((fact, figure))
    return [
        Finding.of(FALLS, **place_of(after), before=before.raw, earlier=before.quarter)
        for quarters in by_office.values()
        for (before, more), (after, less) in pairwise(quarters)
        if less < more
    ]
