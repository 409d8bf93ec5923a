"""Everything behind one figure of the region."""

from collections.abc import Sequence

from planbook.domain import ROLLUPS, Change, Fact, Key, Master, Progress
from planbook.domain.explanation import Explanation, Part, Standing
from planbook.domain.rollup import Contribution
from planbook.rollup.results import Rolled, rolled_up


def explain(master: Master, facts: Sequence[Fact], changes: Sequence[Change], key: Key, quarter: int) -> Explanation:
    """Why a figure is what it is; ``facts`` are all reports that count, ``changes`` all changes of closed quarters.

    Raises KeyError for an activity that the plan does not have.
    """
    activity = master.activities[key]
    rolled = rolled_up(master, facts, key, quarter)
    if rolled is None:
        return Explanation(key=key, quarter=quarter, title=activity.title)
    decision = master.decisions[key]
    rollup = ROLLUPS[decision.rule]
    codes = master.offices.in_order({*rolled.due, *rolled.answers, *rolled.kept})
    known = set(codes)
    strangers = sorted({*rolled.answers, *rolled.kept} - known)
    return Explanation(
        key=key,
        quarter=quarter,
        title=activity.title,
        rule=decision.rule,
        result=rolled.result,
        facts=tuple(fact for fact in facts if fact.key == key and fact.quarter == quarter),
        parts=tuple(_part(master, rolled, code) for code in (*codes, *strangers)),
        written=rollup.written(rolled.used, rolled.at_most),
        target=activity.target(quarter),
        bound=rolled.bound,
        changes=tuple(change for change in changes if change.key == key and change.quarter == quarter),
    )


def _part(master: Master, rolled: Rolled, code: str) -> Part:
    office = master.offices.by_code.get(code)
    answer, kept = rolled.answers.get(code), rolled.kept.get(code)
    gave = next((each for each in rolled.everybody if each.office == code), None)
    return Part(
        office=code,
        name=office.name if office else code,
        standing=_standing(rolled, gave, answer, kept),
        due=code in rolled.due,
        fact=kept or answer,
        value=gave.value if gave else None,
        met=gave.met if gave else None,
    )


def _standing(rolled: Rolled, gave: Contribution | None, answer: Fact | None, kept: Fact | None) -> Standing:
    if gave is None:
        return Standing.MISSING
    if gave.value is not None and gave not in rolled.used:
        return Standing.UNUSED
    if kept is not None:
        return Standing.KEPT
    if gave.value is not None:
        return Standing.COUNTED
    told = answer.progress if answer else None
    return Standing.NOT_STARTED if told is Progress.NOT_STARTED else Standing.NOTHING
