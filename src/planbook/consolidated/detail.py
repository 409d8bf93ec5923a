"""Detail forms: for every activity that is asked, a sheet with each office's targets and results, as the original's.

What a detail form says (:class:`Detail`) is composed apart from how it is written. Its totals are formulas over its own
cells where a formula comes to the very figure that was reckoned. A figure that holds more than the form's cells do (a
running total of an earlier quarter, a rule that no function of a spreadsheet knows) stays a figure: a formula that says
something else would be worse than none.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from planbook.book.cells import column_name
from planbook.book.lines import ROW
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
    is_number,
    is_percent,
    parent_key,
)
from planbook.domain.number import quotient, total
from planbook.domain.plugins import rollup_of
from planbook.domain.reckoning import SheetFunction
from planbook.domain.report import Slot
from planbook.domain.rollup import Over, RuleName
from planbook.domain.text import one_line
from planbook.domain.year import Year, year_of
from planbook.layout import detail as layout
from planbook.layout.form import RESULT_KEY
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


def _remark(facts: Mapping[int, Fact], extra: str) -> str:
    if all(fact.numerator is None and not fact.remark for fact in facts.values()):
        return extra
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


def _said(targets: Mapping[int, Quantity | None]) -> dict[int, str]:
    return {quarter: target.raw.strip() if target else "" for quarter, target in targets.items()}


class _Rows:
    """The offices' lines of a detail form; ``listed`` are the codes of all that have one. Lines that say the same share
    their targets and results."""

    def __init__(self, master: Master, key: Key, opened: set[int], year: Year, listed: Collection[str]) -> None:
        self.master, self.key, self.opened, self.year = master, key, opened, year
        self.decision, self.listed = master.decisions[key], listed
        self.asked = frozenset(self.decision.offices)
        self.same = master.same_targets(key)
        self.said = _said(self.same) if self.same is not None else {}
        self._results: dict[tuple[object, ...], dict[int, Shown]] = {}

    def row(self, code: str, facts: Mapping[int, Fact]) -> DetailRow:
        """The line of an office, with its facts by quarter."""
        master, key = self.master, self.key
        office, asked = master.offices.by_code.get(code), code in self.asked
        targets, said = self.same, self.said
        if targets is None:
            targets = {quarter: master.target_for(key, code, quarter) for quarter in QUARTERS}
            said = _said(targets)
        whole = master.targets_by_office.get(Slot(key, code, WHOLE_YEAR)) if master.office_targets else None
        extra = [
            "" if asked else sheet_text("sheet.no-longer-asked"),
            sheet_text("sheet.year-target", target=whole.raw.strip()) if whole else "",
        ]
        awaited = frozenset(q for q in self.opened if master.is_due(key, code, q)) if asked else frozenset()
        return DetailRow(
            code=code,
            name=office.name if office else code,
            targets=said,
            results=self._of(facts, targets, awaited),
            total=_total(self.year.offices.get(code), self.year),
            below=(head := master.offices.reporters[code]) != code and head in self.listed if office else False,
            remark=_remark(facts, "\n".join(filter(None, extra))),
        )

    def _of(
        self, facts: Mapping[int, Fact], targets: Mapping[int, Quantity | None], awaited: frozenset[int]
    ) -> dict[int, Shown]:
        told = tuple([(q, f.result, f.numerator, f.denominator, f.progress, f.unit) for q, f in facts.items()])
        asked = told, awaited
        known = self._results.get(asked) if targets is self.same else None
        if known is None:
            known = {
                quarter: _shown(facts.get(quarter), self.decision, target, awaited=quarter in awaited)
                for quarter, target in targets.items()
            }
            if targets is self.same:
                self._results[asked] = known
        return known


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
    master: Master, key: Key, facts: Iterable[Fact], results: Iterable[Result], opened: set[int], heard: int = 0
) -> Detail:
    """What the detail form of an activity says.

    ``facts`` and ``results`` are those of this activity; ``opened`` the quarters that have been asked for so far, in
    which a missing answer is awaited; ``heard`` the last that anybody has reported on, on whatever activity. Offices
    that reported and are no longer asked keep their row, with a remark.
    """
    activity, decision = master.activities[key], master.decisions[key]
    facts = sorted(facts, key=lambda fact: fact.quarter)
    by_office: dict[str, dict[int, Fact]] = {}
    for fact in facts:
        by_office.setdefault(fact.office, {})[fact.quarter] = fact
    known = master.offices.in_order({*decision.offices, *by_office})
    codes = [*_grouped(master, known), *sorted({*decision.offices, *by_office} - set(known))]
    regional = {result.quarter: result for result in results}
    year = year_of(master, key, facts, regional.values(), opened, heard)
    lines = _Rows(master, key, opened, year, {*codes})
    spans = (one_line(activity.span.quantity.raw),) if activity.span else ()
    return Detail(
        key=key,
        fiscal_year=master.year,
        unit=decision.unit,
        heading=_heading(master, activity, decision),
        rows=tuple(lines.row(code, by_office.get(code, {})) for code in codes),
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


# Totals as formulas

PARTS = len(layout.COLUMNS) + 1
"""The first of eight hidden columns: numerator and denominator of each quarter, of an activity that reports ratios."""


class Cells(NamedTuple):
    """Cells that a formula may go over: their area as a formula has it, and the numbers that they hold."""

    area: str
    values: tuple[Number, ...]


_OF_ROW = {quarter: f"{column_name(layout.COLUMN_INDEX[RESULT_KEY[quarter]])}{ROW}" for quarter in QUARTERS}
"""The cell of each quarter's result in an office's row."""


def part_columns(quarter: int) -> tuple[int, int]:
    """The columns (from 0) of a quarter's numerator and denominator."""
    first = PARTS + 2 * (quarter - 1)
    return first, first + 1


def of_office(shown: Mapping[int, Shown], value: Number, over: Over | None) -> str | None:
    """The formula of an office's year over the quarters of its row, for whose number :data:`ROW` stands."""
    cells, sides = list[Cells](), (list[Cells](), list[Cells]())
    for quarter in QUARTERS:
        number, parts = shown[quarter].value, shown[quarter].parts
        if not is_number(number):
            continue
        cells.append(Cells(_OF_ROW[quarter], (number,)))
        for side, col, part in zip(sides, part_columns(quarter), parts or (), strict=False):
            side.append(Cells(f"{column_name(col + 1)}{ROW}", (part,)))
    functions = [over.function] if over is not None and over.function is not None else []
    return _formula(functions, cells, sides, value) or _latest(cells, value)


def of_quarter(detail: Detail, rows: Sequence[int], quarter: int, value: Number) -> str | None:
    """The formula of the region's figure of a quarter, over the offices' cells; ``rows`` (from 0) are theirs."""
    shown = [line.results[quarter] for line in detail.rows]
    cells = [_column(rows, _result(quarter), [each.value for each in shown])]
    return _formula(rollup_of(detail.rule).functions, cells, _sides(detail, rows, [quarter]), value)


def of_year(detail: Detail, rows: Sequence[int], value: Number) -> str | None:
    """The formula of the region's year, over the offices' years."""
    col = layout.COLUMN_INDEX["total"] - 1
    cells = [_column(rows, col, [line.total.value for line in detail.rows])]
    return _formula(rollup_of(detail.rule).functions, cells, _sides(detail, rows, QUARTERS), value)


def _result(quarter: int) -> int:
    return layout.COLUMN_INDEX[RESULT_KEY[quarter]] - 1


def _column(rows: Sequence[int], col: int, values: Iterable[object]) -> Cells:
    area = f"{xl_rowcol_to_cell(rows[0], col)}:{xl_rowcol_to_cell(rows[-1], col)}" if rows else ""
    return Cells(area, tuple(value for value in values if is_number(value)))


def _sides(detail: Detail, rows: Sequence[int], quarters: Iterable[int]) -> list[list[Cells]]:
    """The areas of numerators, and of denominators."""
    sides: list[list[Cells]] = [[], []]
    by_quarter = {quarter: [line.results[quarter].parts for line in detail.rows] for quarter in quarters}
    if not any(map(any, by_quarter.values())):
        return sides
    for quarter, parts in by_quarter.items():
        for side in (0, 1):
            values = [part[side] if part else None for part in parts]
            sides[side].append(_column(rows, part_columns(quarter)[side], values))
    return sides


def _formula(
    functions: Sequence[SheetFunction], cells: Sequence[Cells], sides: Sequence[Sequence[Cells]], value: Number
) -> str | None:
    """The first of the functions that makes the value, or the ratio of the sums of both sides; None for neither."""
    numbers = [number for each in cells for number in each.values]
    if functions and numbers:
        areas = ",".join(each.area for each in cells if each.area)
        for function in functions:
            if (function.reckoned(numbers) if len(numbers) > 1 else numbers[0]) == value:
                return f"={function.name}({areas})"
    if not any(each.values for side in sides for each in side):
        return None
    above, below = (total(number for each in side for number in each.values) for side in sides)
    if below and quotient(Fraction(above) * 100, below) == value:
        named = [",".join(each.area for each in side if each.area) for side in sides]
        return f"=SUM({named[0]})/SUM({named[1]})"
    return None


def _latest(cells: Sequence[Cells], value: Number) -> str | None:
    """The last quarter that has a figure."""
    return f"={cells[-1].area}" if cells and cells[-1].values == (value,) else None
