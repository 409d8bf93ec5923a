"""The register and the other decisions of the staff: written as proposals, read back as their word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple, TypeVar

from planbook.domain import (
    QUARTERS,
    WHOLE_YEAR,
    Activity,
    Decision,
    Finding,
    Key,
    OfficeBook,
    OfficeTarget,
    Plan,
    clean,
    fold,
    initiative_of,
    read_quantity,
)
from planbook.domain.identity import number_findings
from planbook.domain.plugins import rule_label, rule_labels, rules_not_installed
from planbook.domain.rollup import RuleName
from planbook.layout import own_tables as layout
from planbook.layout.decisions import (
    former_text,
    notes_text,
    origin_text,
    read_former,
    read_notes,
    read_origin,
    reasons,
)
from planbook.layout.own_tables import (
    DIRECTION_LABELS,
    KIND_LABELS,
    REGISTER,
    TARGETS,
)
from planbook.master.responsible import Resolver
from planbook.master.sheets import PlanSheet
from planbook.master.tables import REASONS, TableRow, read_table

_YES = {fold(layout.YES), "yes", "y", "1", "true"}
_NO = {fold(layout.NO), "ไม่ต้อง", "no", "n", "0", "false", "-", ""}

_Choice = TypeVar("_Choice", bound=StrEnum)


def register_rows(plan: Plan, decisions: Mapping[Key, Decision]) -> list[Mapping[str, Any]]:
    """The rows of the register: one an activity, in plan order."""
    return [_register_row(activity, decisions[activity.key]) for activity in plan.activities()]


def _register_row(activity: Activity, decision: Decision) -> Mapping[str, Any]:
    targets = {f"q{quarter}": quantity.raw for quarter in QUARTERS if (quantity := activity.target(quarter))}
    if activity.span:
        targets["q1"] = activity.span.quantity.raw
    return {
        "key": activity.key,
        "sheet": activity.sheet,
        "initiative": initiative_of(activity.key),
        "number": "  " * (activity.level - 1) + activity.number,
        "title": activity.title,
        **targets,
        **decision_words(decision),
        "offices": len(decision.offices),
        "origin": origin_text(decision.origin),
        "was": former_text(decision.was),
        "review": notes_text(decision.review),
        REASONS: reasons(decision.review),
    }


def decision_words(decision: Decision) -> dict[str, str]:
    """An activity's decision as texts by register column."""
    return {
        "asked": layout.YES if decision.asked else layout.NO,
        "kind": KIND_LABELS[decision.kind] if decision.asked else "",
        "unit": decision.unit,
        "direction": DIRECTION_LABELS[decision.direction] if decision.asked else "",
        "rule": rule_label(decision.rule) if decision.asked else "",
        "cumulative": layout.YES if decision.cumulative else layout.NO if decision.asked else "",
        "nil_remark": layout.YES if decision.nil_remark else layout.NO if decision.asked else "",
        "evidence": layout.YES if decision.evidence else layout.NO if decision.asked else "",
        "over_100": layout.YES if decision.over_100 else layout.NO if decision.asked else "",
        "who": decision.who,
    }


def read_register(
    sheet: PlanSheet, plan: Plan, proposals: Mapping[Key, Decision], offices: OfficeBook, file: str
) -> tuple[dict[Key, Decision], list[Finding]]:
    """The staff's decisions: each proposal as the register has changed it.

    Activities without a row, rows without an activity, a key twice and words that are not understood are findings, and
    so are activities that the register knows under another number or by other words.
    """
    findings: list[Finding] = []
    resolver = Resolver(offices)
    rows: dict[Key, TableRow] = {}
    for row in read_table(sheet, REGISTER):
        key = clean(row["key"])
        if not key:
            continue
        noticed = partial(Finding.of, file=file, sheet=sheet.name, cell=row.cell("key"), key=key)
        if key in proposals and key in rows:
            findings.append(noticed("register-key-twice"))
        rows.setdefault(key, row)
    changed = number_findings(
        {key: {"title": row["title"], "sheet": row["sheet"]} for key, row in rows.items()},
        {key: row.cell("title") for key, row in rows.items()},
        list(plan.activities()),
        file,
        sheet.name,
    )
    findings += changed.values()
    moved = {finding.raw for finding in changed.values()}
    for key, row in rows.items():
        if key not in proposals and key not in moved:
            cell = row.cell("key")
            findings.append(
                Finding.of(
                    "register-row-without-activity",
                    file=file,
                    sheet=sheet.name,
                    cell=cell,
                    key=key,
                    title=row["title"],
                )
            )
    decisions: dict[Key, Decision] = {}
    for key, proposal in proposals.items():
        if key in rows:
            read = read_decision(rows[key], proposal, offices, resolver, file)
            decisions[key] = read.decision
            findings += read.findings
        else:
            decisions[key] = proposal
            if key not in changed:
                findings.append(Finding.of("activity-not-in-register", file=file, sheet=sheet.name, key=key))
    return decisions, [*findings, *rules_not_installed(decisions.values(), file)]


class ReadDecision(NamedTuple):
    """What a row of the register says of its activity, and what of it was not understood."""

    decision: Decision
    findings: tuple[Finding, ...] = ()


def read_decision(
    row: TableRow, proposal: Decision, offices: OfficeBook, resolver: Resolver, file: str
) -> ReadDecision:
    """What a row of the register says about an activity; ``proposal`` holds where a cell is empty or not understood."""
    findings: list[Finding] = []
    who = resolver.resolve([row["who"]])
    for token in who.tokens:
        if token.problem:
            findings.append(
                Finding.of(
                    token.problem,
                    file=file,
                    sheet=row.sheet,
                    cell=row.cell("who"),
                    key=proposal.key,
                    raw=token.text,
                )
            )

    def choice(key: str, labels: Mapping[_Choice, str], default: _Choice) -> _Choice:
        text = fold(layout.EARLIER_LABELS.get(row[key], row[key]))
        if not text:
            return default
        for value, label in labels.items():
            if text in (fold(label), fold(value)):
                return value
        unknown(key, labels.values())
        return default

    def unknown(key: str, choices: Iterable[str]) -> None:
        findings.append(
            Finding.of(
                "register-value-unknown",
                file=file,
                sheet=row.sheet,
                cell=row.cell(key),
                key=proposal.key,
                raw=row[key],
                choices=", ".join(choices),
            )
        )

    for key in ("cumulative", "nil_remark", "evidence", "over_100"):
        if row[key] and fold(row[key]) not in _YES | _NO:
            unknown(key, (layout.YES, layout.NO))
    asked = fold(row["asked"]) in _YES
    if not asked and fold(row["asked"]) not in _NO:
        unknown("asked", (layout.YES, layout.NO))
        asked = proposal.asked
    decision = Decision(
        key=proposal.key,
        asked=asked,
        kind=choice("kind", KIND_LABELS, proposal.kind),
        unit=clean(row["unit"]),
        direction=choice("direction", DIRECTION_LABELS, proposal.direction),
        rule=_rule(row["rule"]) or proposal.rule,
        who=clean(row["who"]),
        offices=offices.in_order(who.codes),
        origin=read_origin(clean(row["origin"])),
        review=read_notes(row["review"]),
        cumulative=fold(row["cumulative"]) in _YES,
        nil_remark=fold(row["nil_remark"]) in _YES,
        evidence=fold(row["evidence"]) in _YES,
        over_100=fold(row["over_100"]) in _YES,
        was=read_former(row["was"]),
        sheet=row.sheet,
        cells={key: row.cell(key) for key in row.columns},
    )
    return ReadDecision(decision, tuple(findings))


def _rule(said: str) -> RuleName:
    """The rule that a register names by its label or its name; what is not installed stays as it is."""
    named = (name for name, label in rule_labels().items() if fold(said) in (fold(label), fold(name)))
    return next(named, clean(said))


_LISTED = re.compile(r"\d+[.)]?\s*(?P<name>.+?)\s+(?P<quantity>[\d,.]+\s*\D{1,20})$")


def propose_targets(plan: Plan, offices: OfficeBook) -> list[OfficeTarget]:
    """Per-office targets that a plan lists in an activity's text: "1.กฟจ.… 4 ราย", two such lines at least."""
    resolver = Resolver(offices)
    targets: list[OfficeTarget] = []
    for activity in plan.activities():
        listed = []
        for line in activity.procedure:
            match = _LISTED.match(line)
            quantity = read_quantity(match["quantity"]) if match else None
            tokens = resolver.resolve([match["name"]]).tokens if match else ()
            if quantity and quantity.value is not None and len(tokens) == 1 and tokens[0].sort == "office":
                listed.append(
                    OfficeTarget(key=activity.key, office=tokens[0].codes[0], quarter=WHOLE_YEAR, target=quantity)
                )
        targets += listed if len(listed) >= 2 else []
    return targets


def target_rows(targets: Sequence[OfficeTarget], offices: OfficeBook, review: str = "") -> list[Mapping[str, str]]:
    """The rows of the per-office target sheet: one an activity and office."""
    rows: dict[tuple[Key, str], dict[str, str]] = {}
    for target in targets:
        row = rows.setdefault(
            (target.key, target.office),
            {
                "key": target.key,
                "office": target.office,
                "name": offices.by_code[target.office].name if target.office in offices.by_code else "",
                "review": review,
            },
        )
        row["year" if target.quarter == WHOLE_YEAR else f"q{target.quarter}"] = target.target.raw
    return list(rows.values())


def read_targets(
    sheet: PlanSheet, keys: Mapping[Key, Any], offices: OfficeBook, file: str
) -> tuple[list[OfficeTarget], list[Finding]]:
    """Per-office targets; a row of an unknown activity or office is a finding and does not count."""
    targets: list[OfficeTarget] = []
    findings: list[Finding] = []
    for row in read_table(sheet, TARGETS):
        key, office = clean(row["key"]), clean(row["office"])
        if key not in keys or office not in offices.by_code:
            findings.append(
                Finding.of(
                    "target-row-unknown",
                    file=file,
                    sheet=sheet.name,
                    cell=row.cell("key" if key not in keys else "office"),
                    key=key,
                    office=office,
                )
            )
            continue
        for quarter in (*QUARTERS, WHOLE_YEAR):
            column = "year" if quarter == WHOLE_YEAR else f"q{quarter}"
            if quantity := read_quantity(row[column]):
                cell = row.cell(column)
                targets.append(OfficeTarget(key=key, office=office, quarter=quarter, target=quantity, cell=cell))
    return targets, findings
