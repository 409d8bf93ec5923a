"""Detail forms: for every activity that is asked, a sheet with each office's targets and results, as the original's.

What a detail form says (:class:`Detail`) is composed apart from how it is written.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from planbook.consolidated.sheets import (
    one_line,
)
from planbook.domain import (
    QUARTERS,
    WHOLE_YEAR,
    Activity,
    Decision,
    Fact,
    InputKind,
    Key,
    Master,
    Number,
    Quantity,
    Result,
    format_number,
    initiative_of,
    is_number,
    is_percent,
    parent_key,
    unit_of,
)
from planbook.domain.quantity import bound_of
from planbook.domain.rollup import RuleName
from planbook.domain.year import Year, year_of
from planbook.layout.form import PROGRESS_LABELS
from planbook.layout.original import INITIATIVE_PREFIX
from planbook.layout.own_tables import sheet_text


class Shown(NamedTuple):
    """What one result cell shows. ``value`` is a number (percent on the 0-100 scale) or text; None is an empty cell.

    ``awaited`` tells that an answer was due and has not come, or could not be used (``unusable``); ``against`` is the
    figure that a number is measured by. ``parts`` are those of a ratio.
    """

    value: Number | str | None = None
    percent: bool = False
    awaited: bool = False
    against: Number | None = None
    unusable: bool = False
    parts: tuple[Decimal, Decimal] | None = None


EMPTY = Shown()


@dataclass(frozen=True)
class DetailRow:
    """An office's line: targets as the plan words them and results, by quarter.

    ``below`` tells that it stands below the office that it reports through.
    """

    code: str
    name: str
    targets: dict[int, str]
    results: dict[int, Shown]
    total: Shown
    remark: str
    below: bool = False


@dataclass(frozen=True)
class Detail:
    """What the detail form of one activity says. ``heading`` is by the keys of the layout's heading fields."""

    key: Key
    fiscal_year: int
    unit: str
    heading: dict[str, str]
    rows: tuple[DetailRow, ...]
    year: Year
    rule: RuleName
    closing_targets: dict[int, str] = field(default_factory=dict)
    closing_results: dict[int, str] = field(default_factory=dict)
    regional: dict[int, Result] = field(default_factory=dict)
    behind: dict[int, str] = field(default_factory=dict)
    """by quarter: ``41/43 หน่วยงาน``"""
    total: Shown = EMPTY
    notes: tuple[str, ...] = ()
    narrative: bool = False


def perspective_of(master: Master, key: Key) -> str:
    """The BSC perspective of an activity: the summary's line for its sheet, else for its initiative's number."""
    number = initiative_of(key)
    sheets = {
        one_line(strategy.sheet) for strategy, initiative in master.plan.initiatives() if initiative.number == number
    }
    for line in master.plan.summary:
        if one_line(line.strategy) in sheets:
            return one_line(line.perspective)
    for line in master.plan.summary:
        if _lists(line.initiatives, number):
            return one_line(line.perspective)
    return ""


def _lists(initiatives: str, number: str) -> bool:
    """Whether a text such as "แผนงานหลักที่ 3-6, 9" names an initiative; "แผนงานที่ 1-20" counts something else."""
    ranges = re.findall(r"([0-9]+)(?:\s*[-–]\s*([0-9]+))?", initiatives)
    is_initiatives = one_line(initiatives).startswith(INITIATIVE_PREFIX) and number.isdecimal()
    return is_initiatives and any(int(first) <= int(number) <= int(last or first) for first, last in ranges)


def _named(activity: Activity) -> str:
    return one_line([activity.number, activity.title])


def _heading(master: Master, activity: Activity, decision: Decision) -> dict[str, str]:
    number = initiative_of(activity.key)
    initiatives = {initiative.number: initiative for _, initiative in master.plan.initiatives()}
    above = [activity]
    while (parent := parent_key(above[-1].key)) and parent in master.activities:
        above.append(master.activities[parent])
    top = above[-1]
    responsible = next((one_line(node.responsible) for node in above if node.responsible), decision.who)
    return {
        "perspective": perspective_of(master, activity.key),
        "initiative": number,
        "initiative_title": one_line(initiatives[number].title) if number in initiatives else "",
        "activity": _named(top),
        "sub_activity": _named(activity) if top is not activity else "",
        "responsible": responsible,
    }


def _unit(fact: Fact, decision: Decision) -> str:
    return fact.unit or unit_of(decision.kind, decision.unit)


def _shown(fact: Fact | None, decision: Decision, target: Quantity | None, *, awaited: bool) -> Shown:
    """What an office's cell says; a report without a usable answer is awaited like none."""
    figure = fact.figure if fact is not None else None
    if fact is None or figure is None:
        stands = fact.without_figure if fact is not None else None
        said = PROGRESS_LABELS[stands]["th"] if stands else None
        waits = awaited and (fact is None or not fact.is_answer)
        return Shown(said, awaited=waits, unusable=waits and fact is not None and said is None)
    if not is_number(figure):
        return Shown(figure)
    unit = _unit(fact, decision)
    bound = bound_of(target, decision.direction, unit)
    parts = (fact.numerator, fact.denominator) if fact.numerator is not None and fact.denominator else None
    return Shown(figure, is_percent(unit), against=bound.value if bound else None, parts=parts)


def _total(value: Number | None, year: Year) -> Shown:
    return EMPTY if value is None else Shown(value, year.percent)


def _remark(facts: Mapping[int, Fact], extra: str) -> str:
    ratios = [
        f"{quarter}: {format_number(fact.numerator)}/{format_number(fact.denominator)}"
        for quarter, fact in sorted(facts.items())
        if fact.numerator is not None and fact.denominator is not None
    ]
    remarks = [
        sheet_text("sheet.remark-of", quarter=quarter, remark=fact.remark.strip())
        for quarter, fact in sorted(facts.items())
        if fact.remark.strip()
    ]
    return "\n".join(
        filter(None, [extra, sheet_text("sheet.of-quarter", quarter=", ".join(ratios)) if ratios else "", *remarks])
    )


def _row(
    master: Master,
    activity: Activity,
    decision: Decision,
    code: str,
    facts: Mapping[int, Fact],
    opened: set[int],
    year: Year,
    listed: Collection[str],
) -> DetailRow:
    office = master.offices.by_code.get(code)
    targets = {quarter: master.target_for(activity.key, code, quarter) for quarter in QUARTERS}
    asked = code in decision.offices
    whole = master.targets_by_office.get((activity.key, code, WHOLE_YEAR))
    extra = [
        "" if asked else sheet_text("sheet.no-longer-asked"),
        sheet_text("sheet.year-target", target=whole.raw.strip()) if whole else "",
    ]
    return DetailRow(
        code=code,
        name=office.name if office else code,
        targets={quarter: target.raw.strip() if target else "" for quarter, target in targets.items()},
        results={
            quarter: _shown(
                facts.get(quarter),
                decision,
                target,
                awaited=asked and quarter in opened and master.is_due(activity.key, code, quarter),
            )
            for quarter, target in targets.items()
        },
        total=_total(year.offices.get(code), year),
        below=(head := master.offices.reporters[code]) != code and head in listed if office else False,
        remark=_remark(facts, "\n".join(filter(None, extra))),
    )


def behind(result: Result) -> str:
    """How many of the offices that were due stand behind a figure, and how many met their own target."""
    met = f" ({sheet_text('sheet.met', count=result.offices_met)})" if result.offices_met is not None else ""
    kept = sheet_text("sheet.kept", count=len(result.kept)) if result.kept else ""
    return sheet_text("sheet.behind", reported=result.offices_reported, expected=result.offices_expected) + met + kept


def _grouped(master: Master, codes: Sequence[str]) -> list[str]:
    """Offices in their order, those that report through another right below it."""
    through = {code: master.offices.reporters[code] for code in codes}
    below: dict[str, list[str]] = {}
    for code in codes:
        if through[code] != code:
            below.setdefault(through[code], []).append(code)
    heads = [code for code in codes if through[code] == code or through[code] not in through]
    return [code for head in heads for code in (head, *below.get(head, ()))]


def compose_detail(
    master: Master, key: Key, facts: Iterable[Fact], results: Iterable[Result], opened: set[int]
) -> Detail:
    """What the detail form of an activity says.

    ``facts`` and ``results`` are those of this activity; ``opened`` the quarters that have been asked for so far, in
    which a missing answer is awaited. Offices that reported and are no longer asked keep their row, with a remark.
    """
    activity, decision = master.activities[key], master.decisions[key]
    facts = sorted(facts, key=lambda fact: fact.quarter)
    by_office: dict[str, dict[int, Fact]] = {}
    for fact in facts:
        by_office.setdefault(fact.office, {})[fact.quarter] = fact
    known = master.offices.in_order({*decision.offices, *by_office})
    codes = [*_grouped(master, known), *sorted({*decision.offices, *by_office} - set(known))]
    regional = {result.quarter: result for result in results}
    year = year_of(master, key, facts, regional.values(), opened)
    listed = {*codes}
    spans = (one_line(activity.span.quantity.raw),) if activity.span else ()
    return Detail(
        key=key,
        fiscal_year=master.year,
        unit=decision.unit,
        heading=_heading(master, activity, decision),
        rows=tuple(
            _row(master, activity, decision, code, by_office.get(code, {}), opened, year, listed) for code in codes
        ),
        closing_targets={q: target.raw.strip() for q in QUARTERS if (target := activity.target(q))},
        closing_results={q: result.display for q, result in regional.items()},
        regional=regional,
        behind={quarter: behind(result) for quarter, result in regional.items()},
        total=_total(year.value, year),
        year=year,
        rule=decision.rule,
        notes=(*spans, *(one_line(note) for note in activity.notes)),
        narrative=decision.kind is InputKind.TEXT,
    )
