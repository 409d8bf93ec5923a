"""Detail forms: for every activity that is asked, a sheet with each office's targets and results, as the original's.

What a detail form says (:class:`Detail`) is composed apart from how it is written. Offices whose lines say the same of
their quarters and their year share what these say (:class:`OfficeSays`), on all forms of a merge.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from planbook.consolidated.result_figures import offices_counted
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
    is_percent,
    parent_key,
)
from planbook.domain.report import Slot
from planbook.domain.rollup import RuleName
from planbook.domain.text import one_line
from planbook.domain.year import OfficeYears, Year, year_of
from planbook.layout.marks import shown_report
from planbook.layout.original import INITIATIVE_PREFIX
from planbook.layout.own_tables import sheet_text
from planbook.words import DEFAULT


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


EMPTY, AWAITED = Shown(), Shown(awaited=True)
REMEMBERED = 1 << 13
"""Lines that are remembered from form to form."""


@dataclass(frozen=True, eq=False)
class OfficeSays:
    """What an office's line says of its quarters and its year: targets as the plan words them, results, and the parts
    of its ratios in words. Lines that say the same share one."""

    targets: Mapping[int, str]
    results: Mapping[int, Shown]
    total: Shown
    ratios: str = ""


class DetailRow(NamedTuple):
    """An office's line. ``below`` tells that it stands below the office that it reports through."""

    code: str
    name: str
    said: OfficeSays
    remark: str
    below: bool = False

    @property
    def targets(self) -> Mapping[int, str]:
        """Its targets by quarter."""
        return self.said.targets

    @property
    def results(self) -> Mapping[int, Shown]:
        """Its results by quarter."""
        return self.said.results

    @property
    def total(self) -> Shown:
        """Its year."""
        return self.said.total


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


def _shown(fact: Fact | None, decision: Decision, target: Quantity | None, *, awaited: bool) -> Shown:
    """What an office's cell says; a report without a usable answer is awaited like none."""
    if fact is None:
        return AWAITED if awaited else EMPTY
    shown = shown_report(fact, decision, target, DEFAULT)
    if fact.figure is None:
        waits = awaited and not fact.is_answer
        return Shown(shown.words or None, awaited=waits, unusable=waits and not shown.words)
    if shown.figure is None:
        return Shown(shown.words)
    parts = (fact.numerator, fact.denominator) if fact.numerator is not None and fact.denominator else None
    return Shown(shown.figure, is_percent(shown.unit), against=shown.against, parts=parts)


def _total(value: Number | None, year: Year) -> Shown:
    return EMPTY if value is None else Shown(value, year.percent)


def _ratios(facts: Iterable[Fact]) -> str:
    """The parts of the ratios of an office's quarters, in words; empty for none."""
    ratios = [
        f"{fact.quarter}: {format_number(fact.numerator)}/{format_number(fact.denominator)}"
        for fact in facts
        if fact.numerator is not None and fact.denominator is not None
    ]
    return sheet_text("sheet.of-quarter", quarter=", ".join(ratios)) if ratios else ""


@cache
def _around_remark(quarter: int) -> Sequence[str]:
    """What stands around a remark of a quarter: there are hundreds of thousands."""
    return sheet_text("sheet.remark-of", quarter=quarter, remark="\0").split("\0")


def _remarks(facts: Iterable[Fact]) -> list[str]:
    return [
        remark.join(_around_remark(fact.quarter)) for fact in facts if fact.remark and (remark := fact.remark.strip())
    ]


def _said(targets: Mapping[int, Quantity | None]) -> dict[int, str]:
    return {quarter: target.raw.strip() if target else "" for quarter, target in targets.items()}


_Answers: TypeAlias = dict[tuple[object, ...], OfficeSays]
"""What lines say, by what offices answered."""


class SaidSoFar:
    """What lines said on the forms that have been composed, and what offices' ``years`` came to; of many thousand
    different ones only the last."""

    def __init__(self) -> None:
        self.years = OfficeYears()
        self._by_form: dict[tuple[object, ...], _Answers] = {}

    def on(self, decision: Decision, targets: Mapping[int, Quantity | None], year: Year) -> _Answers:
        """What they said on forms that ask the same of every office as this one."""
        if sum(map(len, self._by_form.values())) > REMEMBERED:
            self._by_form.clear()
        form = decision.kind, decision.unit, decision.direction, *targets.values(), year.percent, year.over
        return self._by_form.setdefault(form, {})


class _Rows:
    """The offices' lines of a detail form; ``listed`` are the codes of all that have one."""

    def __init__(
        self, master: Master, key: Key, opened: set[int], year: Year, listed: Collection[str], so_far: SaidSoFar
    ) -> None:
        self.master, self.key, self.opened, self.year = master, key, opened, year
        self.decision, self.listed = master.decisions[key], listed
        self.asked = frozenset(self.decision.offices)
        self.same = master.same_targets(key)
        self.known = so_far.on(self.decision, self.same, year) if self.same is not None else {}
        self.due = frozenset(q for q in opened if master.is_due(key, "", q)) if self.same is not None else frozenset()

    def row(self, code: str, facts: Collection[Fact]) -> DetailRow:
        """The line of an office, with its facts in the order of quarters."""
        offices, asked = self.master.offices, code in self.asked
        office = offices.by_code.get(code)
        remarks = [] if asked else [sheet_text("sheet.no-longer-asked")]
        if self.master.office_targets and (
            whole := self.master.targets_by_office.get(Slot(self.key, code, WHOLE_YEAR))
        ):
            remarks.append(sheet_text("sheet.year-target", target=whole.raw.strip()))
        said = self._of(code, facts, asked=asked)
        if said.ratios:
            remarks.append(said.ratios)
        remarks += _remarks(facts)
        return DetailRow(
            code,
            office.name if office else code,
            said,
            "\n".join(remarks),
            (head := offices.reporters[code]) != code and head in self.listed if office else False,
        )

    def _of(self, code: str, facts: Collection[Fact], *, asked: bool) -> OfficeSays:
        if self.same is None:
            due = frozenset(q for q in self.opened if self.master.is_due(self.key, code, q)) if asked else frozenset()
            targets = {quarter: self.master.target_for(self.key, code, quarter) for quarter in QUARTERS}
            return self._made(code, facts, targets, due)
        awaited = self.due if asked else frozenset()
        told = [(f.quarter, f.result, f.numerator, f.denominator, f.progress, f.unit) for f in facts]
        answer = (awaited, self.year.offices.get(code), *told)
        said = self.known.get(answer)
        if said is None:
            said = self.known[answer] = self._made(code, facts, self.same, awaited)
        return said

    def _made(
        self, code: str, facts: Collection[Fact], targets: Mapping[int, Quantity | None], awaited: frozenset[int]
    ) -> OfficeSays:
        by_quarter = {fact.quarter: fact for fact in facts}
        results = {
            quarter: _shown(by_quarter.get(quarter), self.decision, target, awaited=quarter in awaited)
            for quarter, target in targets.items()
        }
        return OfficeSays(_said(targets), results, _total(self.year.offices.get(code), self.year), _ratios(facts))


def behind(result: Result) -> str:
    """How many of the offices that were due stand behind a figure, and how many met their own target."""
    said = offices_counted(result)
    met = f" ({sheet_text('sheet.met', count=result.offices_met)})" if result.offices_met is not None else ""
    kept = sheet_text("sheet.kept", count=len(result.kept)) if result.kept else ""
    return said + met + kept


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
    master: Master,
    key: Key,
    facts: Iterable[Fact],
    results: Iterable[Result],
    opened: set[int],
    heard: int = 0,
    so_far: SaidSoFar | None = None,
) -> Detail:
    """What the detail form of an activity says.

    ``facts`` and ``results`` are those of this activity; ``opened`` the quarters that have been asked for so far, in
    which a missing answer is awaited; ``heard`` the last that anybody has reported on, on whatever activity. Offices
    that reported and are no longer asked keep their row, with a remark. ``so_far`` is what lines said on other forms of
    the same merge.
    """
    activity, decision = master.activities[key], master.decisions[key]
    facts = sorted(facts, key=attrgetter("quarter"))
    by_office: dict[str, dict[int, Fact]] = {}
    for fact in facts:
        by_office.setdefault(fact.office, {})[fact.quarter] = fact
    known = master.offices.in_order({*decision.offices, *by_office})
    codes = [*_grouped(master, known), *sorted({*decision.offices, *by_office} - set(known))]
    regional = {result.quarter: result for result in results}
    so_far = so_far or SaidSoFar()
    year = year_of(master, key, facts, regional.values(), opened, heard, so_far.years)
    lines = _Rows(master, key, opened, year, {*codes}, so_far)
    spans = (one_line(activity.span.quantity.raw),) if activity.span else ()
    return Detail(
        key=key,
        fiscal_year=master.year,
        unit=decision.unit,
        heading=_heading(master, activity, decision),
        rows=tuple([lines.row(code, by_office[code].values() if code in by_office else ()) for code in codes]),
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
