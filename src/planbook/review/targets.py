"""Targets: what was not understood, what is still to be set, and figures that do not go together.

Roll-up rules that cannot give a right figure for what is reported (guide: domain, "From offices to the region").
"""

import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from planbook.domain import (
    QUARTERS,
    Activity,
    Comparator,
    Decision,
    Direction,
    Finding,
    InputKind,
    Key,
    Master,
    Quantity,
    QuantityKind,
    Result,
    TargetLine,
    is_number,
    is_percentage,
)
from planbook.domain.due import is_unmeasured
from planbook.domain.plugins import rollup_of, rule_label
from planbook.domain.units import PERCENT, TIMES
from planbook.layout.own_tables import TARGETS
from planbook.review.plan import asked, at_line, finding_at, in_register, texts_below
from planbook.words import FindingCode

TARGETS_CODES: tuple[FindingCode, ...] = (
    "target-not-understood",
    "target-pending",
    "target-blank",
    "target-is-words",
    "note-blank",
    "measures-pending",
    "office-target-not-understood",
    "target-units-differ",
    "target-percent-unclear",
    "target-unit-other",
    "target-share-unclear",
    "target-percent-over-100",
    "target-against-direction",
)
_BLANK = re.compile(r"\.{4,}|…{2,}|_{3,}")
_BOUNDS = {
    Comparator.AT_MOST: Direction.AT_MOST,
    Comparator.LESS: Direction.AT_MOST,
    Comparator.AT_LEAST: Direction.AT_LEAST,
    Comparator.MORE: Direction.AT_LEAST,
}


def check_targets(master: Master) -> Iterable[Finding]:
    """What the targets of all activities that are reported on say, of single offices, and of the measures above."""
    for activity, decision in asked(master):
        yield from _span(master, activity)
        for line in activity.lines:
            yield from _not_figures(master, activity, line)
            yield from [*_units(master, activity, line)] or _unmeasured(master, activity, decision, line)
            yield from _figures(master, activity, decision, line)
        for text in texts_below(activity):
            if _BLANK.search(text):
                yield at_line(master, activity, text)("note-blank", raw=text)
        yield from _own_unmeasured(master, activity, decision)
    yield from _offices(master)
    yield from _measures(master)


def check_measured(master: Master, results: Iterable[Result], quarters: Collection[int]) -> Iterable[Finding]:
    """Targets by which figures of ``quarters`` are not measured, so that nobody is told whether they are met."""
    reported: dict[Key, set[int]] = {}
    for result in results:
        if result.quarter in quarters and is_number(result.value):
            reported.setdefault(result.key, set()).add(result.quarter)
    for activity, decision in asked(master):
        if there := reported.get(activity.key):
            for line in activity.lines:
                yield from _unmeasured(master, activity, decision, line, there)
            yield from _own_unmeasured(master, activity, decision, there)


def _span(master: Master, activity: Activity) -> Iterator[Finding]:
    span = activity.span
    if span and span.quantity.kind is QuantityKind.PENDING:
        yield finding_at(master, activity, span.cell)("target-pending", raw=span.quantity.raw, quarters="1-4")
    elif span and span.quantity.kind is not QuantityKind.VALUE:
        yield finding_at(master, activity, span.cell)("target-is-words", raw=span.quantity.raw)


_NOT_FIGURES = {
    QuantityKind.PENDING: "target-pending",
    QuantityKind.BLANK: "target-blank",
    QuantityKind.TEXT: "target-not-understood",
}


def _not_figures(master: Master, activity: Activity, line: TargetLine) -> Iterator[Finding]:
    """Targets that are no figures, the same words in several quarters as one finding at the first."""
    quarters: dict[tuple[str, str], list[int]] = {}
    for quarter, target in sorted(line.targets.items()):
        if code := _NOT_FIGURES.get(target.kind):
            quarters.setdefault((code, target.raw), []).append(quarter)
    for (code, raw), where in quarters.items():
        noticed = finding_at(master, activity, line.target_cells.get(where[0], ""))
        yield noticed(code, raw=raw, quarters=", ".join(map(str, where)))


def _values(line: TargetLine) -> list[tuple[int, Quantity]]:
    return [(quarter, q) for quarter, q in sorted(line.targets.items()) if q.kind is QuantityKind.VALUE]


def _units(master: Master, activity: Activity, line: TargetLine) -> Iterator[Finding]:
    """Quarters whose targets have different units. A figure without a unit takes that of the others, but not ``%``: 95
    may be 95 % or 95 of something."""
    values = _values(line)
    units = list(dict.fromkeys(q.unit for _, q in values if q.unit))
    shown = ", ".join(q.raw.strip() for _, q in values)
    if len(units) > 1:
        first = next(quarter for quarter, q in values if q.unit == units[1])
        yield finding_at(master, activity, line.target_cells.get(first, ""))(
            "target-units-differ", raw=shown, units=", ".join(units)
        )
    elif units == [PERCENT] and any(q.unit is None for _, q in values):
        quarter, plain = next((quarter, q) for quarter, q in values if q.unit is None)
        yield finding_at(master, activity, line.target_cells.get(quarter, ""))("target-percent-unclear", raw=plain.raw)


def _unmeasured(
    master: Master, activity: Activity, decision: Decision, line: TargetLine, quarters: Collection[int] = QUARTERS
) -> Iterator[Finding]:
    """The quarters of a line by which no result is measured, as one finding at the first; a further line that is no
    office's says nothing of results."""
    lines = [master.own_line(activity, office) for office in decision.offices]
    if line is not activity.lines[0] and not any(line is each for each in lines):
        return
    found: dict[FindingCode, list[int]] = {}
    for quarter, target in _values(line):
        if quarter in quarters and is_unmeasured(target, decision):
            found.setdefault(_why_unmeasured(target), []).append(quarter)
    for code, where in found.items():
        yield finding_at(master, activity, line.target_cells.get(where[0], ""))(
            code,
            quarter=where[0] if len(where) == 1 else None,
            raw=", ".join(dict.fromkeys(line.targets[quarter].raw.strip() for quarter in where)),
            unit=decision.unit or "-",
        )


def _own_unmeasured(
    master: Master, activity: Activity, decision: Decision, quarters: Collection[int] = QUARTERS
) -> Iterator[Finding]:
    """The same of targets of single offices; no office can mend it, so that it is none's."""
    for own in master.office_targets:
        if own.key == activity.key and own.quarter in quarters and is_unmeasured(own.target, decision):
            yield Finding.of(
                _why_unmeasured(own.target),
                file=master.file,
                sheet=TARGETS.name,
                cell=own.cell,
                key=own.key,
                quarter=own.quarter,
                raw=f"{master.offices.name_of(own.office)}: {own.target.raw.strip()}",
                unit=decision.unit or "-",
            )


def _why_unmeasured(target: Quantity) -> FindingCode:
    return "target-unit-other" if target.unit else "target-share-unclear"


def _figures(master: Master, activity: Activity, decision: Decision, line: TargetLine) -> Iterator[Finding]:
    against = []
    for quarter, target in _values(line):
        noticed = finding_at(master, activity, line.target_cells.get(quarter, ""))
        if target.unit == PERCENT and target.value is not None and target.value > Decimal(100):
            yield noticed("target-percent-over-100", quarter=quarter, raw=target.raw)
        bound = _BOUNDS.get(target.comparator) if target.comparator else None
        if bound and bound is not decision.direction:
            against.append((noticed, quarter, target))
    if against:
        noticed, quarter, target = against[0]
        yield noticed("target-against-direction", quarter=quarter, raw=target.raw, direction=decision.direction.value)


def _offices(master: Master) -> Iterator[Finding]:
    for line in master.office_targets:
        if line.target.kind is QuantityKind.TEXT:
            yield Finding.of(
                "office-target-not-understood",
                file=master.file,
                sheet=TARGETS.name,
                cell=line.cell,
                key=line.key,
                office=line.office,
                raw=line.target.raw,
            )


def _measures(master: Master) -> Iterator[Finding]:
    for strategy in master.plan.strategies:
        pending = [
            measure
            for measure in (*strategy.measures, *strategy.division_measures)
            if measure.target and measure.target.kind in (QuantityKind.PENDING, QuantityKind.BLANK)
        ]
        if pending:
            yield Finding.of(
                "measures-pending",
                file=master.file,
                sheet=strategy.sheet,
                cell=pending[0].cell,
                raw=pending[0].text,
                count=len(pending),
            )


RULES_CODES: tuple[FindingCode, ...] = (
    "rule-sum-percent",
    "rule-mean-of-times",
    "rule-all-met-no-target",
    "rule-needs-ratio",
    "rule-carry-offices",
    "rule-text-figures",
)


def check_rules(master: Master) -> Iterable[Finding]:
    """One finding at most for each activity that is reported on: the first that its rule, kind and unit give."""
    for activity, decision in asked(master):
        code = _wrong(master, activity, decision)
        if code:
            noticed = in_register(master, activity, "rule")
            yield noticed(code, raw=rule_label(decision.rule), unit=decision.unit, count=len(decision.offices))


def _wrong(master: Master, activity: Activity, decision: Decision) -> FindingCode | None:
    rollup = rollup_of(decision.rule)
    if rollup.one_office and len(decision.offices) > 1:
        return "rule-carry-offices"
    refusal = rollup.refusal(decision.kind, percent=is_percentage(activity, decision))
    if refusal or decision.kind is InputKind.TEXT:
        return refusal
    if rollup.averages and decision.unit in TIMES:
        return "rule-mean-of-times"
    if rollup.every_office and not _has_target(master, activity, decision):
        return "rule-all-met-no-target"
    return None


def _has_target(master: Master, activity: Activity, decision: Decision) -> bool:
    found = [master.target_for(activity.key, code, quarter) for code in decision.offices for quarter in QUARTERS]
    found += [activity.target(quarter) for quarter in QUARTERS]
    return any(target is not None and target.kind is QuantityKind.VALUE for target in found)
