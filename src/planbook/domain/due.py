"""Who owes an answer, who gave one, and whether a quarter is closed; what a figure is measured by (an office's, the
region's, that of a form's row), whether an office's report meets that, and what it gives to the region's figure.
"""

from collections.abc import Iterable

from planbook.domain.decision import Decision
from planbook.domain.form import FormLine
from planbook.domain.master import Master
from planbook.domain.plan import Activity, Key
from planbook.domain.plugins import rollup_of
from planbook.domain.quantity import Bound, InputKind, Quantity, QuantityKind, bound_of, read_quantity, unit_of
from planbook.domain.reckoning import Contribution
from planbook.domain.report import Fact, Progress


def latest_quarter(facts: Iterable[Fact]) -> int:
    """The last quarter that anybody has reported on, 0 before any; those before it are closed."""
    return max((fact.quarter for fact in facts), default=0)


def due_in(master: Master, key: Key, quarter: int, said: Iterable[Fact], latest: int) -> tuple[str, ...]:
    """The offices that owe an answer on an activity in a quarter, answered or not (:meth:`Master.offices_due`).

    ``said`` are the reports of this activity and quarter, ``latest`` the last quarter that anybody has reported on.
    """
    answered = {fact.office for fact in said if fact.is_answer}
    return master.offices_due(key, quarter, answered, closed=quarter < latest)


def all_due(master: Master, facts: Iterable[Fact], quarters: Iterable[int]) -> dict[tuple[Key, int], tuple[str, ...]]:
    """Who owes an answer, answered or not, of every asked activity in every quarter; ``facts`` are all that count."""
    facts, quarters = tuple(facts), tuple(quarters)
    said: dict[tuple[Key, int], list[Fact]] = {}
    for fact in facts:
        if fact.quarter in quarters:
            said.setdefault((fact.key, fact.quarter), []).append(fact)
    latest = latest_quarter(facts)
    return {
        (key, quarter): due_in(master, key, quarter, said.get((key, quarter), ()), latest)
        for key, decision in master.decisions.items()
        if decision.asked and key in master.activities
        for quarter in quarters
    }


def bound_for(master: Master, key: Key, office: str, quarter: int) -> Bound | None:
    """What an office's figure of an activity is measured by: its own target, or the plan's, in the activity's unit.

    None where it has no target, or one that speaks of something else. Raises KeyError for an activity that is not in
    the register.
    """
    decision = master.decisions[key]
    return bound_of(master.target_for(key, office, quarter), decision.direction, unit_of(decision.kind, decision.unit))


class OfficeBounds:
    """What the figures of each office are measured by in an activity (:func:`bound_for`); where the plan asks the same
    of all of them, that is found out once a quarter. Raises KeyError for an activity that is not in the register."""

    def __init__(self, master: Master, key: Key) -> None:
        decision = master.decisions[key]
        self._master, self._key = master, key
        unit, same = unit_of(decision.kind, decision.unit), master.same_targets(key)
        self._same = None if same is None else {q: bound_of(same[q], decision.direction, unit) for q in same}

    @property
    def are_same(self) -> bool:
        """Whether they are those of all offices."""
        return self._same is not None

    def of(self, office: str, quarter: int) -> Bound | None:
        """That of an office in a quarter."""
        return bound_for(self._master, self._key, office, quarter) if self._same is None else self._same[quarter]


def bound_of_region(activity: Activity, decision: Decision, quarter: int) -> Bound | None:
    """What the region's figure of an activity is measured by: the plan's target of a quarter (0: of the whole year), in
    the unit of the roll-up rule's figure. None where it has no target, or one that speaks of something else.
    """
    unit = rollup_of(decision.rule).unit or unit_of(decision.kind, decision.unit)
    return bound_of(activity.target(quarter), decision.direction, unit)


def is_unmeasured(target: Quantity | None, decision: Decision) -> bool:
    """Whether a target is a figure by which no result is ever measured, an office's or the region's: it speaks of
    another unit than the results do, or may be a share of one or a percentage."""
    if target is None or target.value is None or decision.kind is InputKind.TEXT:
        return False
    units = {unit_of(decision.kind, decision.unit), rollup_of(decision.rule).unit} - {""}
    is_figure = target.kind is QuantityKind.VALUE
    return is_figure and all(bound_of(target, decision.direction, unit) is None for unit in units or {""})


def bound_of_line(line: FormLine, quarter: int) -> Bound | None:
    """What the result of a form's row is measured by: the target of that quarter as the form says it, in its unit.

    None where it has no target, or one that speaks of something else, and of a row that asks for words.
    """
    if line.kind is InputKind.TEXT:
        return None
    return bound_of(read_quantity(line.targets.get(quarter)), line.direction, unit_of(line.kind, line.unit))


def meets_target(master: Master, fact: Fact) -> bool | None:
    """Whether an office's figure meets its target; None where that cannot be told, as of an activity not asked."""
    decision = master.decisions.get(fact.key)
    if decision is None or not decision.asked or fact.key not in master.activities:
        return None
    return contribution_of(master, fact, bound_for(master, *fact.slot)).met


def missed_by(master: Master, facts: Iterable[Fact]) -> set[tuple[Key, str]]:
    """The activities and offices whose figures miss their targets. Of an activity with one target for all, offices that
    report alike are asked about once."""
    bounds: dict[Key, OfficeBounds | None] = {}
    known: dict[tuple[object, ...], bool] = {}
    found = set()
    for fact in facts:
        key = fact.key
        if key not in bounds:
            decision = master.decisions.get(key)
            is_asked = decision is not None and decision.asked and key in master.activities
            bounds[key] = OfficeBounds(master, key) if is_asked else None
        if (mine := bounds[key]) is None:
            continue
        office = "" if mine.are_same else fact.office
        asked = key, office, fact.quarter, fact.result, fact.numerator, fact.denominator
        if asked not in known:
            bound = mine.of(fact.office, fact.quarter)
            known[asked] = bound is not None and contribution_of(master, fact, bound).met is False
        if known[asked]:
            found.add((key, fact.office))
    return found


def contribution_of(master: Master, fact: Fact, bound: Bound | None, kept: Fact | None = None) -> Contribution:
    """What an office's report of a quarter, measured by ``bound``, gives to the region's figure.

    ``kept`` is the earlier running total that stands for it where it has no figure of its own, None for none.
    """
    gives = kept or fact
    return Contribution(
        office=fact.office,
        name=master.offices.name_of(fact.office),
        value=gives.figure,
        numerator=gives.numerator,
        denominator=gives.denominator,
        bound=bound,
        behind=fact.without_figure is Progress.NOT_STARTED,
    )
