"""Detail forms: for every activity that is asked, a sheet with each office's targets and results, as the original's.

What a detail form says (:class:`Detail`) is composed apart from how it is written.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planbook.consolidated.sheets import (
    LINE_HEIGHT,
    MISSING,
    Styles,
    add_link,
    lines_needed,
    link_to,
    merge,
    one_line,
    prepare_page,
    put,
    put_value,
    set_height,
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
from planbook.domain.year import Year, year_of
from planbook.layout import detail as layout
from planbook.layout.form import PROGRESS_LABELS
from planbook.layout.original import INITIATIVE_PREFIX
from planbook.layout.own_tables import own_text, sheet_text

LONG_TEXT = 6
"""Lines of the closing row beyond which a joined text is not repeated under the offices that wrote it."""


class Shown(NamedTuple):
    """What one result cell shows. ``value`` is a number (percent on the 0-100 scale) or text; None is an empty cell.

    ``awaited`` tells that an answer was due and has not come, or could not be used; ``against`` is the figure that a
    number is measured by.
    """

    value: Number | str | None = None
    percent: bool = False
    awaited: bool = False
    against: Number | None = None


EMPTY = Shown()


@dataclass(frozen=True)
class DetailRow:
    """An office's line: targets as the plan words them and results, by quarter."""

    code: str
    name: str
    targets: dict[int, str]
    results: dict[int, Shown]
    total: Shown
    remark: str


@dataclass(frozen=True)
class Detail:
    """What the detail form of one activity says. ``heading`` is by the keys of the layout's heading fields."""

    key: Key
    fiscal_year: int
    unit: str
    heading: dict[str, str]
    rows: tuple[DetailRow, ...]
    closing_targets: dict[int, str] = field(default_factory=dict)
    closing_results: dict[int, str] = field(default_factory=dict)
    behind: dict[int, str] = field(default_factory=dict)
    """by quarter: ``41/43 หน่วยงาน``"""
    total: Shown = EMPTY
    year: Year | None = None
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
        return Shown(said, awaited=awaited and (fact is None or not fact.is_answer))
    if not is_number(figure):
        return Shown(figure)
    unit = _unit(fact, decision)
    bound = bound_of(target, decision.direction, unit)
    return Shown(figure, is_percent(unit), against=bound.value if bound else None)


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
        remark=_remark(facts, "\n".join(filter(None, extra))),
    )


def behind(result: Result) -> str:
    """How many of the offices that were due stand behind a figure, and how many met their own target."""
    met = f" ({sheet_text('sheet.met', count=result.offices_met)})" if result.offices_met is not None else ""
    kept = sheet_text("sheet.kept", count=len(result.kept)) if result.kept else ""
    return sheet_text("sheet.behind", reported=result.offices_reported, expected=result.offices_expected) + met + kept


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
    codes = [*known, *sorted({*decision.offices, *by_office} - set(known))]
    regional = {result.quarter: result for result in results}
    year = year_of(master, key, facts, regional.values(), opened)
    spans = (one_line(activity.span.quantity.raw),) if activity.span else ()
    return Detail(
        key=key,
        fiscal_year=master.year,
        unit=decision.unit,
        heading=_heading(master, activity, decision),
        rows=tuple(_row(master, activity, decision, code, by_office.get(code, {}), opened, year) for code in codes),
        closing_targets={q: target.raw.strip() for q in QUARTERS if (target := activity.target(q))},
        closing_results={q: result.display for q, result in regional.items()},
        behind={quarter: behind(result) for quarter, result in regional.items()},
        total=_total(year.value, year),
        year=year,
        notes=(*spans, *(one_line(note) for note in activity.notes)),
        narrative=decision.kind is InputKind.TEXT,
    )


class _Looks:
    """The formats of a detail form."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.title = styles(font_size=18, bold=True, align="center")
        self.back = styles(font_size=12, font_color="#1F4E79", underline=1, align="right")
        self.caption = styles(valign="top")
        self.field = styles(valign="top", text_wrap=True)
        self.heading = {bold: styles(bold=bold, align="center", text_wrap=True, border=1) for bold in (True, False)}
        self.name = styles(border=1, text_wrap=True, indent=1)
        self.middle = styles(border=1, text_wrap=True, align="center")
        self.awaited = styles(border=1, bg_color=MISSING, text_wrap=True, align="center")
        self.closing_name = styles(border=1, bold=True, text_wrap=True, indent=1, bg_color="#F2F2F2")
        self.closing = styles(border=1, bold=True, text_wrap=True, align="center", bg_color="#F2F2F2")
        self.note = styles(font_size=12, font_color="#595959", text_wrap=True, valign="top")
        self.legend = styles(font_size=12, bg_color=MISSING, border=1, align="center")


def write_detail(sheet: Any, styles: Styles, detail: Detail, *, status_sheet: str) -> None:
    """Write a detail form onto an empty xlsxwriter worksheet; a link under the title leads back to the status sheet."""
    looks = _Looks(styles)
    widths = {
        column.key: layout.NARRATIVE_WIDTH if detail.narrative and column.key.startswith("result.") else column.width
        for column in layout.COLUMNS
    }
    prepare_page(sheet, footer=f"{layout.TITLE} {detail.key}")
    for number, column in enumerate(layout.COLUMNS):
        sheet.set_column(number, number, widths[column.key])
    sheet.repeat_rows(layout.HEADING_ROWS[0] - 1, layout.HEADING_ROWS[1] - 1)
    _write_top(sheet, looks, detail, widths, status_sheet)
    _write_codes(sheet, detail)
    row = layout.FIRST_ROW - 1
    for line in detail.rows:
        _write_row(sheet, looks, row, line, detail.unit, widths)
        row += 1
    _write_closing(sheet, looks, row, detail, widths)


def _write_codes(sheet: Any, detail: Detail) -> None:
    """The hidden column by which the next merge knows whose each row is."""
    col = len(layout.COLUMNS)
    sheet.set_column(col, col, None, None, {"hidden": True})
    put(sheet, layout.HEADING_ROWS[1] - 2, col, detail.key)
    put(sheet, layout.HEADING_ROWS[1] - 1, col, layout.CODES_MARK)
    codes = [*(line.code for line in detail.rows), layout.REGION_CODE]
    for row, code in enumerate(codes, start=layout.FIRST_ROW - 1):
        put(sheet, row, col, code)


def _write_top(sheet: Any, looks: _Looks, detail: Detail, widths: Mapping[str, float], status_sheet: str) -> None:
    last = len(layout.COLUMNS) - 1
    merge(sheet, (layout.TITLE_ROW - 1, layout.TITLE_ROW - 1), (0, last), layout.TITLE, looks.title)
    add_link(sheet, layout.LINK_ROW - 1, last, link_to(status_sheet), sheet_text("sheet.back"), looks.back)
    if any(shown.awaited for line in detail.rows for shown in line.results.values()):
        put(sheet, layout.LEGEND_ROW - 1, last, sheet_text("sheet.waiting"), looks.legend)
    beside = sum(widths[column.key] for column in layout.COLUMNS[1:])
    for field_ in layout.HEADING_FIELDS:
        text = detail.heading[field_.key]
        put(sheet, field_.row - 1, 0, field_.caption, looks.caption)
        merge(sheet, (field_.row - 1, field_.row - 1), (1, last), text, looks.field)
        set_height(sheet, field_.row - 1, [(text, beside)])
    for cell in layout.TABLE_HEADING:
        caption = cell.caption.format(year=detail.fiscal_year or "", unit=detail.unit or layout.UNIT_DOTS)
        first, second = (layout.COLUMN_INDEX[key] - 1 for key in cell.columns)
        merge(sheet, (cell.rows[0] - 1, cell.rows[1] - 1), (first, second), caption, looks.heading[cell.bold])


def _write_row(sheet: Any, looks: _Looks, row: int, line: DetailRow, unit: str, widths: Mapping[str, float]) -> None:
    index = layout.COLUMN_INDEX
    put(sheet, row, 0, line.name, looks.name)
    texts = [(line.name, widths["office"]), (unit, widths["unit"]), (line.remark, widths["remark"])]
    for quarter in QUARTERS:
        target, shown = line.targets[quarter], line.results[quarter]
        put(sheet, row, index[f"target.{quarter}"] - 1, target, looks.middle)
        _write_shown(sheet, looks, row, index[f"result.{quarter}"] - 1, shown)
        texts.append((target, widths[f"target.{quarter}"]))
        if isinstance(shown.value, str):
            texts.append((shown.value, widths[f"result.{quarter}"]))
    _write_shown(sheet, looks, row, index["total"] - 1, line.total)
    put(sheet, row, index["unit"] - 1, unit, looks.middle)
    put(sheet, row, index["remark"] - 1, line.remark, looks.name)
    set_height(sheet, row, texts)


def _write_shown(sheet: Any, looks: _Looks, row: int, col: int, shown: Shown) -> None:
    if is_number(shown.value):
        look = {"border": 1, "align": "center"}
        put_value(sheet, row, col, shown.value, looks.styles, percent=shown.percent, against=shown.against, **look)
    elif shown.value is None:
        sheet.write_blank(row, col, None, looks.awaited if shown.awaited else looks.middle)
    elif shown.awaited:
        put(sheet, row, col, shown.value, looks.awaited)
    else:
        put(sheet, row, col, shown.value, looks.middle if len(shown.value) <= 20 else looks.name)


def _year_behind(year: Year | None) -> str:
    return f"{year.reported}/{year.expected}" if year is not None and year.quarters else ""


def _write_closing(sheet: Any, looks: _Looks, row: int, detail: Detail, widths: Mapping[str, float]) -> None:
    index, last = layout.COLUMN_INDEX, len(layout.COLUMNS) - 1
    put(sheet, row, 0, sheet_text("sheet.whole"), looks.closing_name)
    put(sheet, row + 1, 0, sheet_text("sheet.reporting"), looks.closing_name)
    texts = []
    for quarter in QUARTERS:
        target, result = detail.closing_targets.get(quarter, ""), detail.closing_results.get(quarter, "")
        width = widths[f"result.{quarter}"]
        if lines_needed(result, width) > LONG_TEXT:
            result = sheet_text("sheet.as-above")
        col = index[f"target.{quarter}"] - 1
        put(sheet, row, col, target, looks.closing)
        put(sheet, row, col + 1, result, looks.closing)
        merge(sheet, (row + 1, row + 1), (col, col + 1), detail.behind.get(quarter, ""), looks.closing)
        texts += [(target, widths[f"target.{quarter}"]), (result, width)]
    if is_number(detail.total.value):
        look = {"border": 1, "bold": True, "align": "center", "bg_color": "#F2F2F2", "percent": detail.total.percent}
        put_value(sheet, row, index["total"] - 1, detail.total.value, looks.styles, **look)
    else:
        put(sheet, row, index["total"] - 1, "", looks.closing)
    put(sheet, row, index["unit"] - 1, detail.unit, looks.closing)
    put(sheet, row, index["remark"] - 1, "", looks.closing)
    put(sheet, row + 1, index["total"] - 1, _year_behind(detail.year), looks.closing)
    for col in (index["unit"] - 1, index["remark"] - 1):
        put(sheet, row + 1, col, "", looks.closing)
    set_height(sheet, row, texts)
    beside = sum(widths.values())
    over = detail.year.over if detail.year else None
    notes = [sheet_text("sheet.year-is", over=own_text("year", over.name))] if over else []
    notes += [sheet_text("sheet.note-of-plan", note=note) for note in detail.notes]
    for below, note in enumerate(notes, start=row + 2):
        merge(sheet, (below, below), (0, last), note, looks.note)
        sheet.set_row(below, LINE_HEIGHT * lines_needed(note, beside))
