"""Roll-up rules that cannot give a right figure for what is reported (guide: domain, "From offices to the region")."""

from collections.abc import Iterable

from planbook.layout.master import RULE_LABELS
from planbook.model import (
    QUARTERS,
    Activity,
    Decision,
    Finding,
    InputKind,
    Master,
    QuantityKind,
    Rule,
)
from planbook.review.places import asked, in_register
from planbook.text.quantity import PERCENT

CODES = (
    "rule-sum-percent",
    "rule-mean-of-times",
    "rule-all-met-no-target",
    "rule-needs-ratio",
    "rule-carry-offices",
    "rule-text-figures",
)
TIMES = ("ครั้ง",)
"""Units of "do it so many times": an average of them says little."""
_MEANS = (Rule.MEAN, Rule.WEIGHTED_MEAN)
_OF_TEXT = (Rule.TEXT, Rule.CARRY, Rule.COUNT)
_OF_PARTS = (Rule.RATIO, Rule.WEIGHTED_MEAN)


def check(master: Master) -> Iterable[Finding]:
    """One finding at most for each activity that is reported on: the first that its rule, kind and unit give."""
    for activity, decision in asked(master):
        code = _wrong(master, activity, decision)
        if code:
            noticed = in_register(master, activity, "rule")
            yield noticed(code, raw=RULE_LABELS[decision.rule], unit=decision.unit, count=len(decision.offices))


def _wrong(master: Master, activity: Activity, decision: Decision) -> str:
    rule, kind = decision.rule, decision.kind
    if rule is Rule.CARRY and len(decision.offices) > 1:
        return "rule-carry-offices"
    if kind is InputKind.TEXT:
        return "" if rule in _OF_TEXT else "rule-text-figures"
    if rule is Rule.SUM and _is_percent(activity, decision):
        return "rule-sum-percent"
    if rule in _OF_PARTS and kind is not InputKind.RATIO:
        return "rule-needs-ratio"
    if rule in _MEANS and decision.unit in TIMES:
        return "rule-mean-of-times"
    if rule is Rule.ALL_MET and not _has_target(master, activity, decision):
        return "rule-all-met-no-target"
    return ""


def _is_percent(activity: Activity, decision: Decision) -> bool:
    """Whether results are percentages, as the register says or as the targets are written."""
    if decision.kind in (InputKind.PERCENT, InputKind.RATIO) or decision.unit == PERCENT:
        return True
    return any(q.unit == PERCENT for line in activity.lines for q in line.targets.values())


def _has_target(master: Master, activity: Activity, decision: Decision) -> bool:
    found = [master.target_for(activity.key, code, quarter) for code in decision.offices for quarter in QUARTERS]
    found += [activity.target(quarter) for quarter in QUARTERS]
    return any(target is not None and target.kind is QuantityKind.VALUE for target in found)
