"""Which initiatives and activities of two plans are the same, whatever their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planbook.domain import Activity, Direction, Key, Plan, clean, fold
from planbook.domain.identity import Match, match
from planbook.domain.plan import SEPARATOR
from planbook.layout import own_tables as layout


@dataclass(frozen=True)
class SamePlans:
    """What is what in two plans: of initiatives the old number → the new one, of activities the new key → the old one
    and how they belong together."""

    initiatives: Mapping[str, str]
    found: Mapping[Key, Match]


def match_plans(rows: Mapping[Key, Mapping[str, str]], old: Plan, new: Plan) -> SamePlans:
    """Which activities of two plans are the same, ``SAME`` also under their initiative's new number.

    ``rows`` are the old activities by key, with their titles and sheets.
    """
    initiatives = _same_initiatives(old, new)
    sought: dict[Key, Key] = {}
    for key in rows:
        number, _, rest = key.partition(SEPARATOR)
        # an initiative that is gone must not be taken for the one that has its number now
        sought[f"{initiatives.get(number, f'~{number}')}{SEPARATOR}{rest}"] = key
    pairs = match({key: rows[old_key] for key, old_key in sought.items()}, list(new.activities()))
    return SamePlans(initiatives, {key: Match(sought[pair.old], pair.tie) for key, pair in pairs.items()})


def _same_initiatives(old: Plan, new: Plan) -> dict[str, str]:
    """Last year's number of each initiative that is in the new plan → its number there."""
    pairs = match(
        {each.number: {"title": each.title, "sheet": each.sheet} for _, each in old.initiatives()}, _as_activities(new)
    )
    return {pair.old: number for number, pair in pairs.items()}


def _as_activities(plan: Plan) -> Sequence[Activity]:
    """Initiatives as what is matched by its words."""
    return [
        Activity(
            key=each.number, number=each.number, title=each.title, level=0, sheet=each.sheet, rows=(each.row, each.row)
        )
        for _, each in plan.initiatives()
    ]


def is_same(one: str, other: str) -> bool:
    """Whether two cells of the register say the same; labels of earlier versions are those of today."""
    return label_key(one) == label_key(other)


def label_key(text: str) -> str:
    """A word of the register to compare: a choice of an earlier version is today's."""
    value = layout.EARLIER_LABELS.get(clean(text))
    return fold(layout.DIRECTION_LABELS[Direction(value)] if value else text)
