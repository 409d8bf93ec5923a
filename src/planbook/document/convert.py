"""Between a plan or master and its document, in both directions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal, NamedTuple

from planbook.document.model import (
    FORMAT,
    ActivityData,
    Amount,
    BesideData,
    BudgetData,
    DecisionData,
    InitiativeData,
    MeasureData,
    OfficeTargetsData,
    Period,
    PlanDocument,
    QuarterKey,
    ResponsibleData,
    RuleData,
    StrategyData,
    SummaryData,
    TargetRow,
    Targets,
    WaiverData,
    Where,
)
from planbook.domain import (
    QUARTERS,
    Activity,
    Budget,
    Decision,
    Initiative,
    Key,
    Master,
    Measure,
    OfficeBook,
    OfficeTarget,
    Plan,
    Quantity,
    RegionRule,
    Settings,
    Strategy,
    TargetLine,
    Waiver,
    clean,
    join_key,
    read_quantity,
)
from planbook.layout.decisions import notes_text, origin_text, read_notes, read_origin

_QUARTER_NAMES: dict[int, QuarterKey] = {1: "1", 2: "2", 3: "3", 4: "4"}
_PERIOD_NAMES: dict[int, Period] = {**_QUARTER_NAMES, 0: "year"}
"""A per-office target's quarter; 0 is the whole year."""


def plan_document(plan: Plan) -> PlanDocument:
    """A plan as a document, without decisions and offices."""
    return _document(plan, {})


def master_document(master: Master) -> PlanDocument:
    """A master as a document: the plan, the register's decisions, offices, per-office targets, the region's own
    rules, waivers, settings.

    Results are no part of it, nor is the settings' password: a document is mailed and kept in the open.
    """
    document = _document(master.plan, master.decisions)
    settings = replace(master.settings, password="")
    return document.model_copy(
        update={
            "beside": tuple(_beside(master)),
            "offices": master.offices.offices,
            "groups": master.offices.groups,
            "office_targets": _office_targets(master.office_targets),
            "rules": tuple(map(_rule, master.rules)),
            "waivers": tuple(map(_waiver, master.waivers)),
            "settings": settings if settings != Settings() else None,
        }
    )


def _beside(master: Master) -> Iterator[BesideData]:
    for key, activity in master.activities.items():
        decision = master.decisions.get(key)
        if activity.is_beside and decision is not None:
            who = ResponsibleData(offices=decision.offices, rule=origin_text(decision.origin))
            yield BesideData(key=key, responsible=who, decision=_decision(decision))


def _document(plan: Plan, decisions: Mapping[Key, Decision]) -> PlanDocument:
    return PlanDocument(
        format=FORMAT,
        year=plan.year,
        title=plan.title,
        region=plan.region,
        summary=tuple(
            SummaryData(perspective=line.perspective, strategy=line.strategy, initiatives=line.initiatives)
            for line in plan.summary
        ),
        strategies=tuple(_strategy(strategy, plan, decisions) for strategy in plan.strategies),
    )


def _strategy(strategy: Strategy, plan: Plan, decisions: Mapping[Key, Decision]) -> StrategyData:
    return StrategyData(
        sheet=strategy.sheet,
        title=strategy.title,
        year=strategy.year if strategy.year != plan.year else None,
        objective=_with_text(strategy.objective),
        strategy=_with_text(strategy.strategy),
        measures=_measures(strategy.measures),
        division_strategy=_with_text(strategy.division_strategy),
        division_measures=_measures(strategy.division_measures),
        initiatives=tuple(
            _initiative(initiative, decisions) for initiative in strategy.initiatives if not initiative.is_beside
        ),
    )


def _with_text(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that have a text to show; invisible characters alone are none."""
    return tuple(filter(None, lines))


def _measures(measures: tuple[Measure, ...]) -> tuple[MeasureData, ...]:
    return tuple(MeasureData(text=measure.text, target=_amount(measure.target)) for measure in measures if measure.text)


def _initiative(initiative: Initiative, decisions: Mapping[Key, Decision]) -> InitiativeData:
    return InitiativeData(
        number=initiative.number,
        title=initiative.title,
        notes=_with_text(initiative.notes),
        where=Where(sheet=initiative.sheet, row=initiative.row),
        activities=tuple(_activity(each, decisions) for each in initiative.activities if not each.is_beside),
    )


def _activity(activity: Activity, decisions: Mapping[Key, Decision]) -> ActivityData:
    decision = decisions.get(activity.key)
    first, further = activity.lines[:1], activity.lines[1:]
    return ActivityData(
        key=activity.key,
        number=activity.number,
        title=activity.title,
        targets=_targets(first[0]) if first else {},
        targets_label=_label(first[0], activity) if first else "",
        further_targets=tuple(TargetRow(label=_label(line, activity), targets=_targets(line)) for line in further),
        span=activity.span.quantity.raw if activity.span else None,
        budget=_budget(activity.budget),
        responsible=ResponsibleData(
            lines=tuple(line for line in activity.responsible if clean(line)),
            offices=decision.offices if decision else (),
            rule=origin_text(decision.origin) if decision else "",
        ),
        notes=_with_text(activity.notes),
        procedure=_with_text(activity.procedure),
        decision=_decision(decision) if decision else None,
        where=Where(sheet=activity.sheet, row=activity.rows[0], cell=activity.cell),
        children=tuple(_activity(child, decisions) for child in activity.children),
    )


def _label(line: TargetLine, activity: Activity) -> str:
    """What the values stand beside, where that is a line of its own; a piece of the title says nothing more."""
    return line.label if line.label in (*activity.notes, *activity.procedure) else ""


def _targets(line: TargetLine) -> Targets:
    return {_QUARTER_NAMES[quarter]: Amount.of(quantity) for quarter, quantity in sorted(line.targets.items())}


def _amount(quantity: Quantity | None) -> Amount | None:
    return Amount.of(quantity) if quantity else None


def _budget(budget: Budget) -> BudgetData:
    """A budget in million baht; the figure that the plan has in another unit, which stands as a note, is left out."""
    parts = {name: getattr(budget, name) for name in BudgetData.model_fields}
    return BudgetData(**{name: _amount(_in_its_own_words(part)) for name, part in parts.items()})


def _in_its_own_words(quantity: Quantity | None) -> Quantity | None:
    if quantity is None or (said := read_quantity(quantity.raw)) is None:
        return quantity
    return quantity if said.note == quantity.note else replace(quantity, note=said.note)


def _decision(decision: Decision) -> DecisionData:
    fields = {name: getattr(decision, name) for name in DecisionData.model_fields}
    return DecisionData(**fields | {"review": notes_text(decision.review)})


def _office_targets(targets: tuple[OfficeTarget, ...]) -> tuple[OfficeTargetsData, ...]:
    rows: dict[tuple[Key, str], dict[Period, Amount]] = {}
    for target in targets:
        row = rows.setdefault((target.key, target.office), {})
        row[_PERIOD_NAMES[target.quarter]] = Amount.of(target.target)
    return tuple(OfficeTargetsData(key=key, office=office, targets=row) for (key, office), row in rows.items())


_SCOPES: dict[bool, Literal["office", "region"]] = {False: "office", True: "region"}


def _rule(rule: RegionRule) -> RuleData:
    scope = _SCOPES[rule.of_region]
    return RuleData(scope=scope, **{name: getattr(rule, name) for name in RuleData.model_fields if name != "scope"})


def _waiver(waiver: Waiver) -> WaiverData:
    return WaiverData(**{name: getattr(waiver, name) for name in WaiverData.model_fields})


def rules_of(document: PlanDocument) -> tuple[RegionRule, ...]:
    """The document's rules of the region."""
    return tuple(
        RegionRule(of_region=rule.scope == _SCOPES[True], **rule.model_dump(exclude={"scope"}))
        for rule in document.rules
    )


def waivers_of(document: PlanDocument) -> tuple[Waiver, ...]:
    """What the document waives."""
    return tuple(Waiver(**waiver.model_dump()) for waiver in document.waivers)


class PlacedActivity(NamedTuple):
    """An activity of a document, its path (``strategies[0].initiatives[0].activities[2]``) and its key."""

    path: str
    key: Key
    data: ActivityData


def placed_activities(document: PlanDocument) -> Iterator[PlacedActivity]:
    """Every activity in plan order."""
    for s, strategy in enumerate(document.strategies):
        for i, initiative in enumerate(strategy.initiatives):
            path = f"strategies[{s}].initiatives[{i}].activities"
            yield from _walk(initiative.activities, path, initiative.number)


def _walk(activities: tuple[ActivityData, ...], path: str, above: Key) -> Iterator[PlacedActivity]:
    for index, activity in enumerate(activities):
        here, key = f"{path}[{index}]", join_key(above, activity.number)
        yield PlacedActivity(here, key, activity)
        yield from _walk(activity.children, f"{here}.children", key)


def decisions_of(document: PlanDocument) -> dict[Key, Decision]:
    """The register's decisions as far as the document has them."""
    rows: list[tuple[Key, ActivityData | BesideData]] = [(key, each) for _, key, each in placed_activities(document)]
    rows += [(each.key, each) for each in document.beside]
    return {
        key: Decision(
            key=key,
            **data.decision.model_dump(exclude={"review"}),
            review=read_notes(data.decision.review),
            offices=data.responsible.offices,
            origin=read_origin(data.responsible.rule),
        )
        for key, data in rows
        if data.decision
    }


def offices_of(document: PlanDocument) -> OfficeBook | None:
    """The document's offices and groups; None where it has none."""
    if not document.offices and not document.groups:
        return None
    return OfficeBook(offices=document.offices, groups=document.groups)


def office_targets_of(document: PlanDocument) -> tuple[OfficeTarget, ...]:
    """The document's per-office targets, quarter by quarter, the year last."""
    return tuple(
        OfficeTarget(key=row.key, office=row.office, quarter=quarter, target=quantity_of(row.targets[name]))
        for row in document.office_targets
        for quarter, name in ((q, _PERIOD_NAMES[q]) for q in (*QUARTERS, 0))
        if name in row.targets
    )


def quantity_of(amount: Amount) -> Quantity:
    """An amount as a reading."""
    value = Decimal(amount.value) if amount.value is not None else None
    return Quantity(**{**amount.model_dump(), "value": value})
