"""The region's own rules, asked of what came back, and what the region waives.

A rule of an office's row stands in the form as well (:mod:`planbook.layout.checks`); one that looks at other
activities, or at all offices, is asked here alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from planbook.domain import (
    Fact,
    Finding,
    Key,
    Master,
    Number,
    Progress,
    RegionRule,
    Result,
    Severity,
    is_number,
    place_of,
    unit_of,
)
from planbook.domain.due import bound_for, bound_of_region
from planbook.domain.quantity import in_cell
from planbook.domain.report import Slot
from planbook.layout.form import label
from planbook.review.answers import Returned, gives_reason
from planbook.rules import Name, Node, Ref, RuleRow, RuleValue, parse_rule, refs, truth_of
from planbook.words import DEFAULT, FindingCode

_CODES: Mapping[Severity, FindingCode] = {
    Severity.ERROR: "region-rule-error",
    Severity.WARNING: "region-rule-warning",
    Severity.INFO: "region-rule-info",
}
_OF_FIGURES: Mapping[Severity, FindingCode] = {
    Severity.ERROR: "region-figure-error",
    Severity.WARNING: "region-figure-warning",
    Severity.INFO: "region-figure-info",
}
"""What rules say of the region's own figures: no office's return stands behind them alone."""
RULE_CODES: tuple[FindingCode, ...] = (*_CODES.values(), *_OF_FIGURES.values(), "answer-explained")


OF_FIGURES = frozenset(_OF_FIGURES.values())
"""What is said of a figure of the region's, and no office's."""
OWN_ERRORS = frozenset({_CODES[Severity.ERROR], _OF_FIGURES[Severity.ERROR]})
"""The errors that the region may waive, because it asks them itself."""


def check_own_rules(returned: Returned) -> Iterator[Finding]:
    """Where a rule of the region holds: of an answer of this run, or of the region's own figure of its quarters."""
    master = returned.master
    for rule in master.rules:
        node = parse_rule(rule.condition, offices=rule.of_region)
        if rule.of_region:
            yield from _of_region(returned, rule, node)
            continue
        for fact in (answer.fact for answer in returned.answers):
            if (
                not rule.is_about(fact.key, fact.quarter)
                or truth_of(node, _row(returned, fact, refs(node))) is not True
            ):
                continue
            if rule.severity is not Severity.ERROR and gives_reason(fact):
                yield Finding.of("answer-explained", **place_of(fact), reason=fact.remark)
            else:
                status = label(fact.progress, DEFAULT) or "-"
                place = place_of(fact) | {"raw": fact.raw or status}
                yield Finding.of(_CODES[rule.severity], **place, rule=rule.name, said=rule.message)


def _of_region(returned: Returned, rule: RegionRule, node: Node) -> Iterator[Finding]:
    master = returned.master
    quarters = {answer.fact.quarter for answer in returned.answers}
    for result in returned.results:
        if result.quarter not in quarters or not rule.is_about(result.key, result.quarter):
            continue
        asked = refs(node)
        over = {ref: _over(returned, ref, ref.key or result.key, result.quarter) for ref in asked}
        if truth_of(node, RuleRow(_region_values(returned, result, asked), over)) is True:
            yield Finding.of(
                _OF_FIGURES[rule.severity],
                file=master.file,
                sheet=rule.sheet,
                cell=rule.cells.get("condition", ""),
                key=result.key,
                quarter=result.quarter,
                raw=result.display,
                rule=rule.name,
                said=rule.message,
            )


def _in_cell(master: Master, key: Key, value: Number | str | None) -> Number | str | None:
    """A figure as rules see it: a percentage as a fraction."""
    decision = master.decisions.get(key)
    return in_cell(decision.kind, value) if decision is not None and is_number(value) else value


def _row(returned: Returned, fact: Fact, asked: Iterable[Ref]) -> RuleRow:
    """An office's row as a rule sees it; another activity is the same office's in the same quarter."""
    values: dict[Ref, RuleValue] = {}
    for ref in asked:
        other = returned.by_slot.get(Slot(ref.key, fact.office, fact.quarter)) if ref.key else fact
        values[ref] = _value(returned, other, ref.name) if other is not None else None
    return RuleRow(values)


def _value(returned: Returned, fact: Fact, name: Name) -> RuleValue:
    master = returned.master
    if name is Name.TARGET:
        return _target(master, fact.key, fact.quarter, fact.office)
    if name is Name.BEFORE:
        before = returned.before(fact)
        return _in_cell(master, fact.key, before.figure) if before is not None else None
    found: Mapping[Name, RuleValue] = {
        Name.RESULT: _in_cell(master, fact.key, fact.figure),
        Name.NUMERATOR: fact.numerator,
        Name.DENOMINATOR: fact.denominator,
        Name.UNIT: _unit(master, fact.key),
        Name.STATUS: label(fact.progress, DEFAULT) or None,
        Name.REMARK: fact.remark,
        Name.QUARTER: Decimal(fact.quarter),
    }
    return found[name]


def _unit(master: Master, key: Key) -> str:
    decision = master.decisions.get(key)
    return unit_of(decision.kind, decision.unit) if decision else ""


def _target(master: Master, key: Key, quarter: int, office: str = "") -> RuleValue:
    """The target's figure as rules see it: the office's own, or the plan's."""
    decision, activity = master.decisions.get(key), master.activities.get(key)
    if decision is None or activity is None:
        return None
    wanted = bound_for(master, key, office, quarter) if office else bound_of_region(activity, decision, quarter)
    return _in_cell(master, key, wanted.value) if wanted is not None else None


def _region_values(returned: Returned, result: Result, asked: Iterable[Ref]) -> dict[Ref, RuleValue]:
    """The region's own figures as a rule sees them."""
    master, results = returned.master, {(each.key, each.quarter): each for each in returned.results}
    values: dict[Ref, RuleValue] = {}
    for ref in asked:
        key = ref.key or result.key
        then = result.quarter - (ref.name is Name.BEFORE)
        found = results.get((key, then))
        if ref.name in (Name.RESULT, Name.BEFORE):
            values[ref] = _in_cell(master, key, found.value) if found is not None else None
        elif ref.name is Name.TARGET:
            values[ref] = _target(master, key, result.quarter)
        elif ref.name is Name.QUARTER:
            values[ref] = Decimal(result.quarter)
        elif ref.name is Name.UNIT:
            values[ref] = _unit(master, key)
    return values


def _over(returned: Returned, ref: Ref, key: Key, quarter: int) -> tuple[Number | None, ...]:
    """What ``ref`` names of all offices that owe an answer, None where it is missing; "nothing to report" is no figure
    to count."""
    master = returned.master
    decision = master.decisions.get(key)
    if decision is None or key not in master.activities:
        return ()
    found: list[Number | None] = []
    for office in decision.offices:
        fact = returned.by_slot.get(Slot(key, office, quarter))
        if ref.name is Name.TARGET:
            target = _target(master, key, quarter, office)
            found += [target] if is_number(target) else []
        elif fact is None or fact.figure is None:
            nothing = fact is not None and fact.progress is Progress.NOTHING
            found += [] if nothing or not master.is_due(key, office, quarter) else [None]
        else:
            value = _value(returned, fact, ref.name)
            found.append(value if is_number(value) else None)
    return tuple(found)


def may_be_waived(finding: Finding) -> bool:
    """Whether a waiver can settle a finding: a warning of a quarter, or what a rule of the region's own says."""
    own = finding.code in OWN_ERRORS
    return (
        finding.quarter is not None
        and finding.code != "waiver-expired"
        and (own or finding.severity is Severity.WARNING)
    )


def with_waived(findings: Iterable[Finding], master: Master) -> list[Finding]:
    """The findings of a run in which what the region waives is told for the record only.

    Only warnings, and what the region's own rules say, can be waived: a value that cannot be used stays so. A waiver
    that counted to an earlier quarter waives nothing, and is told once where it would have.
    """
    found: list[Finding] = []
    expired: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        for waiver in master.waivers:
            rule = str(finding.args.get("rule", ""))
            fits = waiver.office in ("", finding.office) and waiver.key in ("", finding.key)
            fits = fits and waiver.rule in ("", finding.code, rule)
            if not fits or finding.quarter is None or not may_be_waived(finding):
                continue
            if finding.quarter <= waiver.until:
                args = {"problem": finding.message, "reason": waiver.reason, "by": waiver.by, "waiver": waiver.place}
                finding = replace(finding, code="finding-waived", args={**finding.args, **args})
                break
            expired.setdefault(
                (waiver.sheet, waiver.cell),
                Finding.of(
                    "waiver-expired",
                    file=master.file,
                    sheet=waiver.sheet,
                    cell=waiver.cell,
                    quarter=finding.quarter,
                    reason=waiver.reason,
                    until=waiver.until,
                ),
            )
        found.append(finding)
    return [*found, *expired.values()]


def past_waivers(master: Master, quarter: int, findings: Iterable[Finding]) -> list[Finding]:
    """The waivers that counted to an earlier quarter than this and would waive nothing now, for the record; those that
    are told among ``findings`` already are left out."""
    expired = {(each.sheet, each.cell) for each in findings if each.code == "waiver-expired"}
    return [
        Finding.of(
            "waiver-past",
            file=master.file,
            sheet=waiver.sheet,
            cell=waiver.cell,
            quarter=quarter,
            reason=waiver.reason,
            until=waiver.until,
        )
        for waiver in master.waivers
        if waiver.until < quarter and (waiver.sheet, waiver.cell) not in expired
    ]
