"""What a detail form has once: its title, its links, its heading, and below the offices' rows the region's figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from planbook.book.cells import quoted
from planbook.book.lines import Formula
from planbook.consolidated.detail import Detail, Shown
from planbook.consolidated.detail_looks import (
    AT,
    CODES,
    LAST,
    CellGroup,
    DetailLooks,
    FormCell,
    band,
    grouped,
    high,
)
from planbook.consolidated.detail_totals import of_quarter, of_year
from planbook.consolidated.sheets import LINE_HEIGHT, lines_needed, link_to, shown_number
from planbook.domain import QUARTERS, is_number, is_percent, plain_text
from planbook.domain.quantity import with_unit
from planbook.domain.units import LEVEL
from planbook.domain.year import Year
from planbook.layout import detail as layout
from planbook.layout.form import RESULT_KEY, TARGET_KEY
from planbook.layout.own_tables import sheet_text
from planbook.words import DEFAULT

TITLE_HEIGHT = 30.0
LONG_TEXT = 6
"""Lines of the closing row beyond which a joined text is not repeated under the offices that wrote it."""
_FIRST, _LAST = layout.HEADING_ROWS[0] - 1, layout.HEADING_ROWS[1] - 1


@dataclass(frozen=True)
class Leads:
    """Where the links under a detail form's title lead: the names of sheets, and the activity's cell in the plan.

    What is empty has no link.
    """

    status: str
    front: str = ""
    index: str = ""
    plan: tuple[str, str] = ("", "")


def write_top(sheet: Any, looks: DetailLooks, detail: Detail, widths: Mapping[str, float], leads: Leads) -> None:
    """Write all that stands above the offices' rows."""
    groups, beside = looks.groups, sum(widths[column.key] for column in layout.COLUMNS[1:])
    title = groups.get(("title",)) or looks.keep(
        ("title",), grouped(sheet, band(0, LAST, sheet_text(layout.TITLE), looks.title))
    )
    sheet.add_row(layout.TITLE_ROW - 1, TITLE_HEIGHT, title.written)
    sheet.merge_area(layout.TITLE_ROW - 1, 0, layout.TITLE_ROW - 1, LAST)
    _write_links(sheet, looks, leads)
    for field in layout.HEADING_FIELDS:
        said, row = (field.key, detail.heading[field.key], beside), field.row - 1
        group = groups.get(said) or looks.keep(said, _field(sheet, looks, field, *said[1:]))
        sheet.add_row(row, high(group.lines), group.written)
        sheet.merge_area(row, 1, row, LAST)
    if any(shown.awaited for said in {line.said for line in detail.rows} for shown in said.results.values()):
        legend = groups.get(("legend",)) or looks.keep(
            ("legend",), grouped(sheet, [(LAST, sheet_text("sheet.waiting"), looks.legend)])
        )
        sheet.add_row(layout.LEGEND_ROW - 1, None, legend.written)


def _field(sheet: Any, looks: DetailLooks, field: layout.HeadingField, text: str, beside: float) -> CellGroup:
    cells = [(0, sheet_text(field.caption), looks.caption), *band(1, LAST, text, looks.field)]
    return grouped(sheet, cells, (text, beside))


@cache
def _links() -> Mapping[str, str]:
    """The columns of the links, and what these say."""
    return {
        "office": sheet_text("sheet.go-to", name=sheet_text("sheet.details")),
        "target.1": sheet_text("sheet.to-plan"),
        "target.3": sheet_text("sheet.go-to", name=sheet_text("sheet.front")),
        "remark": sheet_text("sheet.back"),
    }


def _write_links(sheet: Any, looks: DetailLooks, leads: Leads) -> None:
    plan_sheet, plan_cell = leads.plan
    to = {
        "office": link_to(leads.index) if leads.index else "",
        "target.1": f"internal:{quoted(plan_sheet)}!{plan_cell}" if plan_sheet else "",
        "target.3": link_to(leads.front) if leads.front else "",
        "remark": link_to(leads.status) if leads.status else "",
    }
    row, texts, shown = layout.LINK_ROW - 1, _links(), tuple(key for key, address in to.items() if address)
    if not shown:
        return
    group = looks.groups.get(shown) or looks.keep(
        shown, grouped(sheet, [(AT[key], texts[key], looks.links[key == "remark"]) for key in shown])
    )
    sheet.add_row(row, None, group.written)
    for key in shown:
        sheet.link(row, AT[key], to[key], texts[key])


_HEADING_AREAS = [
    (cell.rows[0] - 1, AT[cell.columns[0]], cell.rows[1] - 1, AT[cell.columns[1]])
    for cell in layout.TABLE_HEADING
    if cell.rows[0] != cell.rows[1] or cell.columns[0] != cell.columns[1]
]


def captions_of(sheet: Any, looks: DetailLooks, detail: Detail) -> list[CellGroup]:
    """The rows of the table's heading, its cells merged; :func:`write_heading` puts them onto the sheet."""
    for area in _HEADING_AREAS:
        sheet.merge_area(*area)

    def made() -> list[CellGroup]:
        rows: list[dict[int, FormCell]] = [{} for _ in range(_FIRST, _LAST + 1)]
        for cell in layout.TABLE_HEADING:
            unit = detail.unit or layout.UNIT_DOTS
            caption = sheet_text(cell.caption, year=detail.fiscal_year or "", unit=unit, quarter=cell.quarter)
            for row in range(cell.rows[0] - 1, cell.rows[1]):
                text = caption if row == cell.rows[0] - 1 else ""
                cells = band(AT[cell.columns[0]], AT[cell.columns[1]], text, looks.heading[cell.bold])
                rows[row - _FIRST] |= {each[0]: each for each in cells}
        return [grouped(sheet, [cells[col] for col in sorted(cells)]) for cells in rows]

    known = looks.headings.get((detail.fiscal_year, detail.unit))
    if known is None:
        known = looks.headings[detail.fiscal_year, detail.unit] = made()
    return known


def write_heading(sheet: Any, rows: Sequence[CellGroup], key: str) -> None:
    """Write the table's heading, and in a hidden column by what the next merge knows whose each row below is."""
    codes = {_LAST - 1: key, _LAST: layout.CODES_MARK}
    for row, group in enumerate(rows, start=_FIRST):
        code = [sheet.cells([(CODES, codes[row], None)])] if row in codes else []
        sheet.add_row(row, None, group.written, *code)


def _year_behind(year: Year) -> str:
    return f"{year.reported}/{year.expected}" if year.quarters else ""


_CLOSING: dict[str, Any] = {"border": 1, "bold": True, "align": "center", "bg_color": "#F2F2F2"}


def _figure(looks: DetailLooks, shown: Shown, formula: str | None, unit: str = "", **look: Any) -> tuple[Any, Any]:
    """A figure of the region's as a formula over other cells, where there is one, and its look; ``unit`` stands in its
    number format."""
    number = shown_number(shown.value, percent=shown.percent, against=shown.against) if is_number(shown.value) else None
    if number is None:
        return plain_text(shown.value) if is_number(shown.value) else "", looks.styles(**_CLOSING, **look)
    name = unit.replace('"', "")
    form = f'"{name} "{number[1]}' if name == LEVEL else f'{number[1]}" {name}"' if name else number[1]
    value = number[0] if formula is None else Formula(formula.removeprefix("="), number[0])
    return value, looks.styles(num_format=form, **_CLOSING, **look)


def _of_region(looks: DetailLooks, detail: Detail, rows: Sequence[int], quarter: int) -> tuple[Any, Any] | None:
    """The region's figure of a quarter as a formula; None for words, for a figure with a sign of its own, and where its
    rule shows it otherwise than with its unit."""
    result = detail.regional.get(quarter)
    if result is None or not is_number(result.value) or result.shown.marks:
        return None
    if result.shown.figure != with_unit(result.shown.number, result.unit):
        return None
    formula = of_quarter(detail, rows, quarter, result.value)
    if formula is None:
        return None
    percent = is_percent(result.unit)
    return _figure(looks, Shown(result.value, percent), formula, "" if percent else result.unit, text_wrap=True)


def write_closing(
    sheet: Any, looks: DetailLooks, row: int, detail: Detail, widths: Mapping[str, float], rows: Sequence[int]
) -> None:
    """Write what stands from ``row`` on: the region's figures, who stands behind them, and notes. ``rows`` are those of
    the offices."""
    closing, texts, behind = looks.closing, list[tuple[str, float]](), list[tuple[str, float]]()
    figures: list[FormCell] = [(0, sheet_text("sheet.whole"), looks.closing_name)]
    counts: list[FormCell] = [(0, sheet_text("sheet.reporting"), looks.closing_name)]
    for quarter in QUARTERS:
        col, left, right = AT[TARGET_KEY[quarter]], widths[TARGET_KEY[quarter]], widths[RESULT_KEY[quarter]]
        target, result = detail.closing_targets.get(quarter, ""), detail.closing_results.get(quarter, "")
        if lines_needed(result, right) > LONG_TEXT:
            result = sheet_text("sheet.as-above")
        value, look = _of_region(looks, detail, rows, quarter) or (result, closing)
        figures += [(col, target, closing), (col + 1, value, look)]
        texts += [(target, left), (result, right)]
        counts += band(col, col + 1, detail.behind.get(quarter, ""), closing)
        behind.append((detail.behind.get(quarter, ""), left + right))
        sheet.merge_area(row + 1, col, row + 1, col + 1)
    if is_number(detail.total.value):
        figures.append((AT["total"], *_figure(looks, detail.total, of_year(detail, rows, detail.total.value))))
    else:
        figures.append((AT["total"], "", closing))
    figures += [(AT["unit"], detail.unit, closing), (AT["remark"], "", closing), (CODES, layout.REGION_CODE, None)]
    counts += [
        (AT["total"], _year_behind(detail.year), closing),
        (AT["unit"], "", closing),
        (AT["remark"], "", closing),
    ]
    for below, (cells, said) in enumerate(((figures, texts), (counts, behind)), start=row):
        group = grouped(sheet, cells, *said)
        sheet.add_row(below, high(group.lines), group.written)
    over, beside = detail.year.over, sum(widths.values())
    notes = [sheet_text("sheet.year-is", over=over.said(DEFAULT))] if over else []
    notes += [sheet_text("sheet.note-of-plan", note=note) for note in detail.notes]
    for below, note in enumerate(notes, start=row + 2):
        key = "note", note, beside
        group = looks.groups.get(key) or looks.keep(
            key, grouped(sheet, band(0, LAST, note, looks.note), (note, beside))
        )
        sheet.add_row(below, LINE_HEIGHT * group.lines, group.written)
        sheet.merge_area(below, 0, below, LAST)
