"""Everything behind one figure of the region's results."""

from collections.abc import Iterator, Sequence

from planbook.domain import WHOLE_YEAR, Change, Fact, Key, Master, Progress
from planbook.domain.explanation import Explanation, Part, PartState
from planbook.domain.plugins import rollup_of
from planbook.domain.reckoning import Contribution
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
    rollup = rollup_of(decision.rule)
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
        target=activity.target(quarter) or activity.target(WHOLE_YEAR),
        bound=rolled.bound,
        changes=tuple(change for change in changes if change.key == key and change.quarter == quarter),
    )


def explain_all(master: Master, facts: Sequence[Fact], changes: Sequence[Change]) -> Iterator[Explanation]:
    """Why each figure of all quarters that have any is what it is, in plan order (see :func:`explain`)."""
    by_key: dict[Key, list[Fact]] = {}
    for fact in facts:
        by_key.setdefault(fact.key, []).append(fact)
    quarters = sorted({fact.quarter for fact in facts})
    # a quarter is closed where any activity has results of a later one: each is explained beside one such result
    newest = [fact for fact in facts if fact.quarter == quarters[-1]][:1]
    for key in master.activities:
        own = by_key.get(key, [])
        known = [*own, *(fact for fact in newest if fact.key != key)]
        for quarter in quarters:
            explained = explain(master, known, changes, key, quarter)
            if explained.result is not None:
                yield explained


def _part(master: Master, rolled: Rolled, code: str) -> Part:
    answer, kept = rolled.answers.get(code), rolled.kept.get(code)
    gave = next((each for each in rolled.everybody if each.office == code), None)
    return Part(
        office=code,
        name=master.offices.name_of(code),
        state=_state_of(rolled, gave, answer, kept),
        due=code in rolled.due,
        fact=kept or answer,
        value=gave.value if gave else None,
        met=gave.met if gave else None,
    )


def _state_of(rolled: Rolled, gave: Contribution | None, answer: Fact | None, kept: Fact | None) -> PartState:
    if gave is None:
        return PartState.MISSING
    if gave.value is not None and gave not in rolled.used:
        return PartState.UNUSED
    if kept is not None:
        return PartState.KEPT
    if gave.value is not None:
        return PartState.COUNTED
    progress = answer.progress if answer else None
    return PartState.NOT_STARTED if progress is Progress.NOT_STARTED else PartState.NOTHING
