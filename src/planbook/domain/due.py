"""What an office's report is measured by, whether it meets that, and what it gives to the region's figure."""

from planbook.domain.master import Master
from planbook.domain.plan import Key
from planbook.domain.quantity import Bound, bound_of, unit_of
from planbook.domain.reckoning import Contribution
from planbook.domain.report import Fact, Progress


def bound_for(master: Master, key: Key, office: str, quarter: int) -> Bound | None:
    """What an office's figure of an activity is measured by: its own target, or the plan's, in the activity's unit.

    None where it has no target, or one that speaks of something else. Raises KeyError for an activity that is not in
    the register.
    """
    decision = master.decisions[key]
    return bound_of(master.target_for(key, office, quarter), decision.direction, unit_of(decision.kind, decision.unit))


def meets_target(master: Master, fact: Fact) -> bool | None:
    """Whether an office's figure meets its target; None where that cannot be told, as of an activity not asked."""
    decision = master.decisions.get(fact.key)
    if decision is None or not decision.asked or fact.key not in master.activities:
        return None
    return contribution_of(master, fact).met


def contribution_of(master: Master, fact: Fact, kept: Fact | None = None) -> Contribution:
    """What an office's report of a quarter gives to the region's figure; ``kept`` is the earlier running total that
    stands for it where it has no figure of its own, None for none."""
    office = master.offices.by_code.get(fact.office)
    gives = kept or fact
    return Contribution(
        office=fact.office,
        name=office.name if office else fact.office,
        value=gives.figure,
        numerator=gives.numerator,
        denominator=gives.denominator,
        bound=bound_for(master, fact.key, fact.office, fact.quarter),
        behind=fact.without_figure is Progress.NOT_STARTED,
    )
