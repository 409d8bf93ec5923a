"""Which activity of a changed plan is which row of the register: by number, and by words where the number moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from planbook.model import Activity, Key, parent_key
from planbook.text import clean, fold

SIMILAR = 0.75
"""Titles at least this much alike (difflib's ratio over folded text) may be the same activity's."""
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


@dataclass(frozen=True)
class Match:
    """A row of the old register (by its key) found again, and how."""

    old: Key
    tie: Tie


def match(rows: Mapping[Key, Mapping[str, str]], activities: Sequence[Activity]) -> dict[Key, Match]:
    """New key → the row of the old register that is the same activity; one to one, the best likeness first.

    An inserted activity shifts the numbers of all below it, so words count more than numbers: a row whose words stand
    under another number now is found there, even where its old number is in use.
    """
    found: dict[Key, Match] = {}
    titles = {key: fold(row.get("title", "")) for key, row in rows.items()}
    new = {activity.key: activity for activity in activities}
    for key, activity in new.items():
        if key in titles and titles[key] == fold(activity.title):
            found[key] = Match(key, Tie.SAME)
    taken = {pair.old for pair in found.values()}
    left = {old: titles[old] for old in rows if old not in taken and titles[old]}
    scores = [
        (-(ratio + _place(rows[old], old, activity)), place, number, key, old)
        for place, (key, activity) in enumerate(new.items())
        if key not in found
        for number, (old, ratio) in enumerate(_alike(fold(activity.title), left))
    ]
    for _, _, _, key, old in sorted(scores):
        if key not in found and old not in taken:
            found[key] = Match(old, Tie.SAME if old == key else Tie.RENUMBERED)
            taken.add(old)
    for key in new:
        if key not in found and key in rows and key not in taken:
            found[key] = Match(key, Tie.REWORDED)
    return found


def _alike(title: str, others: Mapping[Key, str]) -> Iterator[tuple[Key, float]]:
    """The titles that are enough like one, and how much."""
    matcher = SequenceMatcher(None, "", title, autojunk=False)  # it remembers what it learnt of the second text
    for key, other in others.items():
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= SIMILAR and matcher.quick_ratio() >= SIMILAR:
            ratio = matcher.ratio()
            if ratio >= SIMILAR:
                yield key, ratio


def _place(row: Mapping[str, str], old: Key, activity: Activity) -> float:
    """What the places of a row and an activity add to the likeness of their titles."""
    return (
        _SAME_KEY * (old == activity.key)
        + _SAME_PARENT * (parent_key(old) == parent_key(activity.key))
        + _SAME_SHEET * (clean(row.get("sheet", "")) == activity.sheet)
    )
