"""Which activity is which: by its words, and by the keys it had before its printed number changed.

The key is the chain of printed numbers, so a renumbered activity has a new key. The register's column ``was`` names
the keys that it had before. ``8/2 ?`` is planbook's proposal and changes nothing; the staff confirm it by taking the
question mark away, and from then on results under ``8/2`` are read under the row's own key. An old key is never one
that the plan still uses: where another activity has the number now, the old results stand under ``8/2~1``, a key that
no printed number can be.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import NamedTuple, TypeVar

from planbook.domain import (
    Activity,
    Change,
    Decision,
    Entry,
    Fact,
    Finding,
    FirstReturn,
    Key,
    Published,
    clean,
    fold,
    parent_key,
)
from planbook.domain.filed import Filed
from planbook.domain.report import Slot
from planbook.errors import PlanbookError

SIMILAR = 0.75
"""How alike two titles are (difflib's ratio over folded texts) that may be the same activity, its text touched up."""
_KEY = re.compile(r"\d+(?:/[\d.]+(?:#\d+)?)+(?:~\d+)?")


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same words, however they are spaced and spelt."""
    return fold(one) == fold(other)


def likeness(title: str, before: Mapping[Key, str]) -> dict[Key, float]:
    """The titles of old that are alike enough to be ``title``'s today, by their keys, and how much (to 1).

    ``before`` maps keys to the titles they had.
    """
    from difflib import SequenceMatcher  # only where a plan has changed

    matcher = SequenceMatcher(None, "", fold(title), autojunk=False)  # it remembers what it learnt of the second text
    found: dict[Key, float] = {}
    for key, old in before.items():
        matcher.set_seq1(fold(old))
        if matcher.real_quick_ratio() >= SIMILAR and matcher.quick_ratio() >= SIMILAR:
            ratio = matcher.ratio()
            if ratio >= SIMILAR:
                found[key] = ratio
    return found


def is_alike(title: str, before: str) -> bool:
    """Whether a title of old may be ``title``'s today."""
    return bool(likeness(title, {"": before}))


_SAME_KEY, _SAME_PARENT, _SAME_SHEET = 0.10, 0.04, 0.02
"""What the place adds to the likeness of two titles, so that of equal ones the nearest wins."""


class Tie(StrEnum):
    """How a row and an activity belong together."""

    SAME = "same"
    """same number, same words or nearly"""
    REWORDED = "reworded"
    """same number, other words, and neither fits anything better"""
    RENUMBERED = "renumbered"
    """other number, same words or nearly: a proposal, for the staff to confirm"""


class Match(NamedTuple):
    """A row of the old register (by its key) found again, and how."""

    old: Key
    tie: Tie


def match(rows: Mapping[Key, Mapping[str, str]], activities: Sequence[Activity]) -> dict[Key, Match]:
    """New key → the row of the old register that is the same activity; one to one, the best likeness first.

    An inserted activity shifts the numbers of all below it, so words count more than numbers: a row whose words stand
    under another number now is found there, even where its old number is in use, and the very same words count before
    words that are alike.
    """
    found: dict[Key, Match] = {}
    titles = {key: row.get("title", "") for key, row in rows.items()}
    new = {activity.key: activity for activity in activities}
    for key, activity in new.items():
        if key in titles and same_title(titles[key], activity.title):
            found[key] = Match(key, Tie.SAME)
    taken = {pair.old for pair in found.values()}
    left = {old: titles[old] for old in rows if old not in taken and fold(titles[old])}
    scores = [
        (ratio < 1, -(ratio + _place(rows[old], old, activity)), place, number, key, old)
        for place, (key, activity) in enumerate(new.items())
        if key not in found
        for number, (old, ratio) in enumerate(likeness(activity.title, left).items())
    ]
    for _, _, _, _, key, old in sorted(scores):
        if key not in found and old not in taken:
            found[key] = Match(old, Tie.SAME if old == key else Tie.RENUMBERED)
            taken.add(old)
    for key in new:
        if key not in found and key in rows and key not in taken:
            found[key] = Match(key, Tie.REWORDED)
    return found


def _place(row: Mapping[str, str], old: Key, activity: Activity) -> float:
    """What the places of a row and an activity add to the likeness of their titles."""
    return (
        _SAME_KEY * (old == activity.key)
        + _SAME_PARENT * (parent_key(old) == parent_key(activity.key))
        + _SAME_SHEET * (clean(row.get("sheet", "")) == activity.sheet)
    )


def number_findings(
    rows: Mapping[Key, Mapping[str, str]],
    cells: Mapping[Key, str],
    activities: Sequence[Activity],
    file: str,
    sheet: str,
) -> dict[Key, Finding]:
    """Activities that the register knows under another number or by other words, as errors by their keys of today.

    ``rows`` are the register's rows by key, with the title and the sheet that each was made for, ``cells`` the cells of
    those titles. A key says nothing by itself: where numbers were swapped, every decision and every accepted result
    would go to another activity. ``adopt --update`` is how a plan changes under them.
    """
    findings: dict[Key, Finding] = {}
    new = {activity.key: activity for activity in activities}
    for key, pair in match(rows, activities).items():
        before = rows[pair.old].get("title", "")
        if pair.tie is Tie.SAME or not before:
            continue
        noticed = partial(
            Finding.of, file=file, sheet=sheet, cell=cells[pair.old], key=key, title=new[key].title, before=before
        )
        findings[key] = (
            noticed("activity-number-changed", raw=pair.old)
            if pair.tie is Tie.RENUMBERED
            else noticed("activity-words-changed")
        )
    return findings


def result_findings(
    titles: Mapping[Key, str], activities: Mapping[Key, Activity], reported: Collection[Key], file: str, sheet: str
) -> list[Finding]:
    """Accepted results that were given of another activity than the one that has their key now, as errors.

    ``titles`` are those of the facts sheet by key; keys in ``told`` were found out already.
    """
    findings: list[Finding] = []
    homes = {fold(activity.title): key for key, activity in activities.items()}
    for key, before in titles.items():
        activity = activities.get(key)
        if activity is None or key in reported or not before or same_title(before, activity.title):
            continue
        noticed = partial(Finding.of, file=file, sheet=sheet, title=activity.title, before=before)
        if home := homes.get(fold(before)):
            findings.append(noticed("activity-number-changed", key=home, raw=key, title=activities[home].title))
        elif not is_alike(activity.title, before):
            findings.append(noticed("activity-words-changed", key=key))
    return findings


CHANGED_NUMBERS = ("activity-number-changed", "activity-words-changed")
"""Findings of a master in whose plan the numbers are no longer those that its decisions and results stand under."""


def require_same_numbers(findings: Iterable[Finding]) -> None:
    """Raise PlanbookError ``numbers-changed``, with both readings, where a master's findings say so."""
    changed = [finding for finding in findings if finding.code in CHANGED_NUMBERS]
    if changed:
        first = changed[0]
        raise PlanbookError("numbers-changed", count=len(changed), first=first.message)


def had_key(decision: Decision, key: Key) -> bool:
    """Whether the staff confirmed that an activity had this key before (``8/2~1`` where the number is used again)."""
    return any(old.confirmed and old.key.partition("~")[0].strip() == key for old in decision.was)


def retired(key: Key, taken: Collection[Key]) -> Key:
    """A key for the results of an activity whose number another one has now: ``8/2~1``, or the next that is free."""
    return next(name for n in range(1, len(taken) + 2) if (name := f"{key}~{n}") not in taken)


def renames(decisions: Mapping[Key, Decision]) -> dict[Key, Key]:
    """Old key → new key, as the staff confirmed them; a claim that cannot be right (see below) moves nothing."""
    claims = _claims(decisions)
    return {
        old: rows[0][0]
        for old, rows in claims.items()
        if len(rows) == 1 and rows[0][1] and old not in decisions and _KEY.fullmatch(old)
    }


def _claims(decisions: Mapping[Key, Decision]) -> dict[Key, list[tuple[Key, bool]]]:
    claims: dict[Key, list[tuple[Key, bool]]] = {}
    for key, decision in decisions.items():
        for old in decision.was:
            claims.setdefault(old.key, []).append((key, old.confirmed))
    return claims


def rename_findings(decisions: Mapping[Key, Decision], file: str = "") -> list[Finding]:
    """Renumberings that the staff have to confirm, and old keys that cannot be right: no key, still used, twice."""
    findings: list[Finding] = []
    for old, rows in _claims(decisions).items():
        for key, confirmed in rows:
            decision = decisions[key]
            noticed = partial(
                Finding.of, file=file, sheet=decision.sheet, cell=decision.cells.get("was", ""), key=key, raw=old
            )
            if not _KEY.fullmatch(old):
                findings.append(noticed("rename-not-a-key"))
            elif old in decisions:
                findings.append(noticed("rename-key-in-use"))
            elif len(rows) > 1:
                findings.append(noticed("rename-twice", others=", ".join(other for other, _ in rows if other != key)))
            elif not confirmed:
                findings.append(noticed("activity-renumbered"))
    return findings


_Item = TypeVar("_Item", Fact, Change, Entry, Published)


def rekeyed(items: Iterable[_Item], moved: Mapping[Key, Key]) -> tuple[_Item, ...]:
    """Results under the keys they have now."""
    if not moved:
        return tuple(items)
    return tuple(replace(item, key=moved.get(item.key, item.key)) for item in items)


def reserve_rekeyed(reserve: Sequence[Fact], facts: Sequence[Fact], moved: Mapping[Key, Key]) -> tuple[Fact, ...]:
    """The ``reserve`` under the keys that its rows have today. A report stays under its old key where its office has
    reported under the new one too, as :func:`facts_rekeyed` has it for the ``facts`` that count."""
    if not moved:
        return tuple(reserve)
    taken = {fact.slot for fact in (*facts, *reserve) if fact.key not in moved}
    return tuple(
        replace(fact, key=moved[fact.key])
        if fact.key in moved and (moved[fact.key], fact.office, fact.quarter) not in taken
        else fact
        for fact in reserve
    )


def filed_rekeyed(filed: Iterable[Filed], moved: Mapping[Key, Key]) -> tuple[Filed, ...]:
    """Known returns, the rows that they leave blank under the keys they have now."""
    if not moved:
        return tuple(filed)
    return tuple(
        replace(each, blank=tuple((moved.get(key, key), office) for key, office in each.blank)) for each in filed
    )


def firsts_rekeyed(firsts: Iterable[FirstReturn], moved: Mapping[Key, Key]) -> tuple[FirstReturn, ...]:
    """First returns, the rows that failed under the keys they have now."""
    if not moved:
        return tuple(firsts)
    return tuple(
        replace(each, failed=tuple((moved.get(key, key), office) for key, office in each.failed)) for each in firsts
    )


def facts_rekeyed(facts: Sequence[Fact], moved: Mapping[Key, Key]) -> tuple[Fact, ...]:
    """Accepted results under the keys they have now.

    Where an office has reported under the new key too, that one counts; the old one stays under its old key, so that
    nothing accepted is lost.
    """
    if not moved:
        return tuple(facts)
    taken = {fact.slot for fact in facts if fact.key not in moved}
    found: list[Fact] = []
    for fact in facts:
        slot = Slot(moved.get(fact.key, fact.key), fact.office, fact.quarter)
        if fact.key in moved and slot not in taken:
            taken.add(slot)
            fact = replace(fact, key=slot[0])
        found.append(fact)
    return tuple(found)
