"""What adopt proposes for an activity: who fills in, what they type, and how it is rolled up.

Every proposal that is more than reading says so in ``review``, for the staff to confirm in the register.
"""

from planbook.master.responsible import Resolution, Resolver
from planbook.model import (
    Activity,
    Comparator,
    Decision,
    Direction,
    InputKind,
    Key,
    OfficeBook,
    Plan,
    Quantity,
    QuantityKind,
    Rule,
)
from planbook.text.quantity import PERCENT

TIMES = "ครั้ง"
"""The unit of "do it so many times": every office has to, so the region has met it when all have."""
LEVELS = ("ระดับ", "คะแนน")
"""Units of scores, which are averaged and never added."""


def propose(plan: Plan, offices: OfficeBook) -> dict[Key, Decision]:
    """A decision for every activity of a plan, in plan order."""
    resolver = Resolver(offices)
    decisions: dict[Key, Decision] = {}

    def visit(activity: Activity, above: tuple[Key, Resolution] | None) -> None:
        own = resolver.resolve(activity.responsible)
        who, origin, review = _who(activity, own, above, resolver)
        decisions[activity.key] = _decide(activity, own, who, origin, review, offices)
        passed_on = (activity.key, own) if own.speaks else above
        for child in activity.children:
            visit(child, passed_on)

    for _, initiative in plan.initiatives():
        for activity in initiative.activities:
            visit(activity, None)
    return decisions


def _who(
    activity: Activity, own: Resolution, above: tuple[Key, Resolution] | None, resolver: Resolver
) -> tuple[Resolution, str, list[str]]:
    """Who fills in, the rule that led there, and what should be looked at."""
    if own.speaks:
        return own, "own", []
    if above:
        return above[1], f"parent {above[0]}", []
    # children that have no figures of their own are the ones that work for this activity's figure
    for child in activity.children:
        found = resolver.resolve(child.responsible)
        if found.speaks and not child.has_values:
            return found, f"child {child.key}", ["who-from-child"]
    for child in activity.children:
        found = resolver.resolve(child.responsible)
        if found.speaks:
            return found, f"child {child.key}", ["who-from-child"]
    return own, "nobody", []


def _decide(
    activity: Activity, own: Resolution, who: Resolution, origin: str, review: list[str], offices: OfficeBook
) -> Decision:
    codes = offices.in_order(who.codes)
    leaf_with_unit = own.speaks and not activity.children
    asked = activity.has_values or leaf_with_unit
    kind, unit, direction = _input(activity)
    if asked and not activity.has_values:
        review.append("no-target")
    if asked and kind is InputKind.TEXT and activity.has_values:
        review.append("target-is-text")
    if not asked:
        review.clear()
    review += [f"{token.sort}: {token.text}" for token in who.tokens if token.sort in ("unknown", "counted", "empty")]
    return Decision(
        key=activity.key,
        asked=asked,
        kind=kind,
        unit=unit,
        direction=direction,
        rule=_rule(kind, unit, direction, len(codes)),
        who=who.expression,
        offices=codes,
        origin=origin,
        review=", ".join([*activity.doubts, *review]),
    )


def _targets(activity: Activity) -> list[Quantity]:
    return [quantity for line in activity.lines for _, quantity in sorted(line.targets.items())]


def _input(activity: Activity) -> tuple[InputKind, str, Direction]:
    """Input kind, unit and direction from the first target that has a figure, or a place for one."""
    for quantity in _targets(activity):
        if quantity.kind in (QuantityKind.VALUE, QuantityKind.BLANK):
            kind = InputKind.PERCENT if quantity.unit == PERCENT else InputKind.NUMBER
            at_most = quantity.comparator in (Comparator.AT_MOST, Comparator.LESS)
            return kind, quantity.unit or "", Direction.AT_MOST if at_most else Direction.AT_LEAST
    return InputKind.TEXT, "", Direction.AT_LEAST


def _rule(kind: InputKind, unit: str, direction: Direction, offices: int) -> Rule:
    if offices == 1:
        return Rule.CARRY
    if kind is InputKind.TEXT:
        return Rule.TEXT
    if kind is InputKind.PERCENT or unit in LEVELS:
        return Rule.MEAN
    if direction is Direction.AT_MOST:
        return Rule.MAX
    return Rule.ALL_MET if unit == TIMES else Rule.SUM
