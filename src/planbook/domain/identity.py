"""Which activity is which: by its words, and by the keys it had before its printed number changed.

The key is the chain of printed numbers, so a renumbered activity has a new key. The register's column ``was`` names
the keys that it had before. ``8/2 ?`` is planbook's proposal and changes nothing; the staff confirm it by taking the
question mark away, and from then on results under ``8/2`` are read under the row's own key. An old key is never one
that the plan still uses: where another activity has the number now, the old results stand under ``8/2~1``, a key that
no printed number can be.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial
from typing import TypeVar

from planbook.domain import Change, Decision, Entry, Fact, Finding, Key, fold

SIMILAR = 0.75
"""How alike two titles are (difflib's ratio over folded texts) that may be the same activity, its text touched up."""
PROPOSED = "?"
_KEY = re.compile(r"\d+(?:/[\d.]+(?:#\d+)?)+(?:~\d+)?")


def old_keys(was: Collection[str]) -> Iterator[tuple[Key, bool]]:
    """Each old key of a ``was`` column, and whether the staff confirmed it."""
    for part in was:
        yield part.rstrip(f"{PROPOSED} ").strip(), not part.endswith(PROPOSED)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same words, however they are spaced and spelt."""
    return fold(one) == fold(other)


def likeness(title: str, before: Mapping[Key, str]) -> dict[Key, float]:
    """The titles of old that are alike enough to be ``title``'s today, by their keys, and how much (to 1).

    ``before`` maps keys to the titles they had.
    """
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


def had_key(decision: Decision, key: Key) -> bool:
    """Whether the staff confirmed that an activity had this key before (``8/2~1`` where the number is used again)."""
    return any(confirmed and old.partition("~")[0].strip() == key for old, confirmed in old_keys(decision.was))


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
        for old, confirmed in old_keys(decision.was):
            claims.setdefault(old, []).append((key, confirmed))
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


_Item = TypeVar("_Item", Fact, Change, Entry)


def rekeyed(items: Iterable[_Item], moved: Mapping[Key, Key]) -> tuple[_Item, ...]:
    """Results under the keys they have now."""
    if not moved:
        return tuple(items)
    return tuple(replace(item, key=moved.get(item.key, item.key)) for item in items)


def facts_rekeyed(facts: Sequence[Fact], moved: Mapping[Key, Key]) -> tuple[Fact, ...]:
    """Accepted results under the keys they have now.

    Where an office has reported under the new key too, that one counts; the old one stays under its old key, so that
    nothing accepted is lost.
    """
    taken = {(fact.key, fact.office, fact.quarter) for fact in facts if fact.key not in moved}
    found: list[Fact] = []
    for fact in facts:
        slot = (moved.get(fact.key, fact.key), fact.office, fact.quarter)
        if fact.key in moved and slot not in taken:
            taken.add(slot)
            fact = replace(fact, key=slot[0])
        found.append(fact)
    return tuple(found)
