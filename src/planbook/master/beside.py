"""What a plan states beside its activities, and what a unit may be asked for: the measures of a sheet's head (items 3
and 6) against their targets of the year, and the budget that was spent of an initiative's.

They are asked for where the register has a row for them, which ``adopt --measures`` writes for all there are, none of
them asked: the staff say yes, and name the unit. From there on each is an activity like any other.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from planbook.domain import WHOLE_YEAR, Activity, Decision, Initiative, Key, Plan, Strategy, TargetLine, join_key
from planbook.domain.plan import SPENT, Measure
from planbook.domain.quantity import Direction, InputKind, Quantity, QuantityKind, read_quantity
from planbook.domain.rollup import Rule
from planbook.domain.text import one_line
from planbook.layout.own_tables import sheet_text

MEASURES = "เกณฑ์"
"""How keys of measures begin: ``เกณฑ์CR1/3.1`` is the line 3.1 of item 3."""
_NUMBERED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)+)\.?\s+(?P<title>\S.*)", re.DOTALL)
_ITEMS = {3: "measures", 6: "division_measures"}


def beside(plan: Plan) -> tuple[Key, ...]:
    """The keys of all measures and budgets that a plan states, in plan order."""
    return tuple(
        activity.key
        for strategy in plan.strategies
        for initiative in _with_all(strategy).initiatives
        for activity in initiative.walk()
        if activity.is_beside
    )


def with_beside(plan: Plan, keys: Collection[Key]) -> Plan:
    """The plan with those of its measures and budgets that have these keys, as activities; others are passed over."""
    if not keys:
        return plan
    taken = {activity.key for activity in plan.activities()}
    strategies = []
    for strategy in plan.strategies:
        initiatives = []
        for initiative in _with_all(strategy).initiatives:
            kept = tuple(
                each
                for each in initiative.activities
                if not each.is_beside or (each.key in keys and each.key not in taken)
            )
            if kept or not initiative.is_beside:
                initiatives.append(replace(initiative, activities=kept))
        strategies.append(replace(strategy, initiatives=tuple(initiatives)))
    return replace(plan, strategies=tuple(strategies))


def _with_all(strategy: Strategy) -> Strategy:
    """A strategy with every measure and budget as an activity."""
    initiatives = [_with_budget(initiative) for initiative in strategy.initiatives]
    measures = [*_measures(strategy)]
    if measures:
        title = sheet_text("sheet.measures")
        number = f"{MEASURES}{strategy.sheet}"
        head = Initiative(number=number, title=title, sheet=strategy.sheet, row=0, activities=tuple(measures))
        initiatives.insert(0, head)
    return replace(strategy, initiatives=tuple(initiatives))


def _measures(strategy: Strategy) -> Iterator[Activity]:
    """The measures of a sheet's head under the numbers that they begin with; one without is counted."""
    seen: set[str] = set()
    for item, name in _ITEMS.items():
        lines: tuple[Measure, ...] = getattr(strategy, name)
        for place, measure in enumerate((each for each in lines if each.text), start=1):
            said = _NUMBERED.match(measure.text)
            number, title = (said["number"], said["title"]) if said else (f"{item}.{place}", measure.text)
            if number in seen:
                number = f"{number}-{place}"
            seen.add(number)
            key = join_key(f"{MEASURES}{strategy.sheet}", number)
            yield _activity(key, number, title, strategy.sheet, measure.cell, measure.target)


def _with_budget(initiative: Initiative) -> Initiative:
    budget = initiative.budget
    if budget is None:
        return initiative
    target = read_quantity(sheet_text("sheet.budget-of", budget=f"{budget.normalize():f}"))
    cell = f"A{initiative.row}"
    key = join_key(initiative.number, SPENT)
    title = sheet_text("sheet.spent", title=one_line(initiative.title))
    spent = _activity(key, SPENT, title, initiative.sheet, cell, target)
    return replace(initiative, activities=(*initiative.activities, spent))


def _activity(key: Key, number: str, title: str, sheet: str, cell: str, target: Quantity | None) -> Activity:
    known = target is not None and target.kind is QuantityKind.VALUE
    lines = (TargetLine(row=0, targets={WHOLE_YEAR: target}),) if target and known else ()
    return Activity(key=key, number=number, title=title, level=1, sheet=sheet, cell=cell, rows=(0, -1), lines=lines)


def beside_decision(proposed: Decision, activity: Activity) -> Decision:
    """What is proposed of a measure or a budget: nobody is asked, and a quarter's figure is that of the year so far."""
    spent = activity.is_spent
    kind = InputKind.NUMBER if proposed.kind is InputKind.TEXT else proposed.kind
    return replace(
        proposed,
        asked=False,
        kind=kind,
        direction=Direction.AT_MOST if spent else proposed.direction,
        rule=Rule.CARRY,
        cumulative=True,
        review=(),
    )
