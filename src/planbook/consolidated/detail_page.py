"""Detail forms, written: the original's layout with every office's figures of one activity, and the list of all forms
with links to each and to its row of the plan.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from planbook.book.cells import quoted
from planbook.book.lines import Formula
from planbook.book.package import Member
from planbook.book.write import put_cells
from planbook.consolidated.detail import REMEMBERED, Detail, DetailRow, OfficeSays, Shown
from planbook.consolidated.detail_totals import of_office, of_quarter, of_year, part_columns
from planbook.consolidated.sheets import (
    LINE_HEIGHT,
    MAX_ROW_HEIGHT,
    MISSING,
    SheetStyles,
    add_link,
    lines_needed,
    link_to,
    merge,
    prepare_page,
    put,
    put_value,
    shown_number,
)
from planbook.domain import QUARTERS, Result, is_number, is_percent, plain_text
from planbook.domain.quantity import with_unit
from planbook.domain.units import LEVEL
from planbook.domain.year import Year
from planbook.layout import detail as layout
from planbook.layout.form import RESULT_KEY, TARGET_KEY
from planbook.layout.own_tables import sheet_text
from planbook.words import DEFAULT

_AT = {key: at - 1 for key, at in layout.COLUMN_INDEX.items()}
"""The columns, counted from 0."""
_CODES = len(layout.COLUMNS)
"""The hidden column behind them."""
_Cell: TypeAlias = tuple[int, str | float | Formula, Any]
"""A column, what stands in it, and its look."""
_QUARTERS = {quarter: (TARGET_KEY[quarter], RESULT_KEY[quarter]) for quarter in QUARTERS}
"""The columns of each quarter."""
LINE, MARGIN = 24.0, 2.0
"""Points of a line of 14 point text and of a row's margins, in the highest of the typefaces that stand in for the
original's: held against what LibreOffice itself would make a row."""
TITLE_HEIGHT = 30.0
_INSIDE = 1.0
"""Characters of a column's width that its margins take, and as many more an indent."""
LONG_TEXT = 6
"""Lines of the closing row beyond which a joined text is not repeated under the offices that wrote it."""


class _Group(NamedTuple):
    """Cells that stand side by side in a row: themselves, as the sheet takes them, and the most lines of a text."""

    cells: Sequence[_Cell]
    written: Any
    lines: int


class _Looks:
    """The formats of a workbook's detail forms, and ``groups`` of cells and what is ``told`` on many of them."""

    def __init__(self, styles: SheetStyles) -> None:
        self.styles = styles
        self.title = styles(font_size=18, bold=True, align="center")
        link: dict[str, Any] = {"font_size": 12, "font_color": "#1F4E79", "underline": 1}
        self.links = {right: styles(**link, align="right" if right else "left") for right in (True, False)}
        self.caption = styles(valign="top")
        self.field = styles(valign="top", text_wrap=True)
        self.heading = {bold: styles(bold=bold, align="center", text_wrap=True, border=1) for bold in (True, False)}
        self.name = styles(border=1, text_wrap=True, align="left", indent=1)
        self.below = styles(border=1, text_wrap=True, align="left", indent=3)
        self.middle = styles(border=1, text_wrap=True, align="center")
        self.awaited = styles(border=1, bg_color=MISSING, text_wrap=True, align="center")
        self.closing_name = styles(border=1, bold=True, text_wrap=True, indent=1, bg_color="#F2F2F2")
        self.closing = styles(border=1, bold=True, text_wrap=True, align="center", bg_color="#F2F2F2")
        self.note = styles(font_size=12, font_color="#595959", text_wrap=True, valign="top")
        self.groups: dict[object, _Group] = {}
        self.told: dict[tuple[OfficeSays, bool], _Told] = {}
        self._numbers: dict[str, Any] = {}
        self.legend = styles(font_size=12, bg_color=MISSING, border=1, align="center")

    def number(self, number_format: str) -> Any:
        """The look of an office's figure in a number format; empty for none."""
        look = self._numbers.get(number_format)
        if look is None:
            form = {"num_format": number_format} if number_format else {}
            look = self._numbers[number_format] = self.styles(**form, border=1, align="center")
        return look


@dataclass(frozen=True)
class Leads:
    """Where the links under a detail form's title lead: the names of sheets, and the activity's cell in the plan.

    What is empty has no link.
    """

    status: str
    front: str = ""
    index: str = ""
    plan: tuple[str, str] = ("", "")


def write_detail(sheet: Any, styles: SheetStyles, detail: Detail, leads: Leads) -> None:
    """Write a detail form onto an empty worksheet of :class:`planbook.book.write.Book`."""
    looks = styles.once(_Looks)
    widths = {
        column.key: layout.NARRATIVE_WIDTH if detail.narrative and column.key in RESULT_KEY.values() else column.width
        for column in layout.COLUMNS
    }
    prepare_page(sheet, footer=f"{sheet_text(layout.TITLE)} {detail.key}")
    sheet.set_default_row(LINE + MARGIN)
    for number, column in enumerate(layout.COLUMNS):
        sheet.set_column(number, number, widths[column.key])
    sheet.repeat_rows(layout.HEADING_ROWS[0] - 1, layout.HEADING_ROWS[1] - 1)
    _write_top(sheet, looks, detail, widths, leads)
    row, rows, offices = layout.FIRST_ROW - 1, list[int](), _Offices(sheet, looks, detail, widths)
    for line in detail.rows:
        rows.append(row)
        row += offices.write(row, line)
    _write_codes(sheet, detail, row)
    _write_closing(sheet, looks, row, detail, widths, rows)


def copy_detail(sheet: Any, part: Member, *, formulas: bool) -> None:
    """Have a detail form's page be the one that it was: ``part`` is its deflated XML."""
    sheet.repeat_rows(layout.HEADING_ROWS[0] - 1, layout.HEADING_ROWS[1] - 1)
    sheet.take(part, formulas=formulas)


def _write_codes(sheet: Any, detail: Detail, closing: int) -> None:
    """The hidden column by which the next merge knows whose each row is."""
    sheet.set_column(_CODES, part_columns(QUARTERS[-1])[1], None, None, {"hidden": True})
    put(sheet, layout.HEADING_ROWS[1] - 2, _CODES, detail.key)
    put(sheet, layout.HEADING_ROWS[1] - 1, _CODES, layout.CODES_MARK)
    put(sheet, closing, _CODES, layout.REGION_CODE)


def _write_top(sheet: Any, looks: _Looks, detail: Detail, widths: Mapping[str, float], leads: Leads) -> None:
    last = len(layout.COLUMNS) - 1
    merge(sheet, (layout.TITLE_ROW - 1, layout.TITLE_ROW - 1), (0, last), sheet_text(layout.TITLE), looks.title)
    sheet.set_row(layout.TITLE_ROW - 1, TITLE_HEIGHT)
    _write_links(sheet, looks, leads)
    if any(shown.awaited for line in detail.rows for shown in line.results.values()):
        put(sheet, layout.LEGEND_ROW - 1, last, sheet_text("sheet.waiting"), looks.legend)
    beside = sum(widths[column.key] for column in layout.COLUMNS[1:])
    for field_ in layout.HEADING_FIELDS:
        text = detail.heading[field_.key]
        put(sheet, field_.row - 1, 0, sheet_text(field_.caption), looks.caption)
        merge(sheet, (field_.row - 1, field_.row - 1), (1, last), text, looks.field)
        _set_height(sheet, field_.row - 1, [(text, beside)])
    for cell in layout.TABLE_HEADING:
        caption = sheet_text(
            cell.caption, year=detail.fiscal_year or "", unit=detail.unit or layout.UNIT_DOTS, quarter=cell.quarter
        )
        first, second = (layout.COLUMN_INDEX[key] - 1 for key in cell.columns)
        merge(sheet, (cell.rows[0] - 1, cell.rows[1] - 1), (first, second), caption, looks.heading[cell.bold])


def _write_links(sheet: Any, looks: _Looks, leads: Leads) -> None:
    plan_sheet, plan_cell = leads.plan
    shown = {
        "office": (leads.index, link_to(leads.index), sheet_text("sheet.go-to", name=sheet_text("sheet.details"))),
        "target.1": (plan_sheet, f"internal:{quoted(plan_sheet)}!{plan_cell}", sheet_text("sheet.to-plan")),
        "target.3": (leads.front, link_to(leads.front), sheet_text("sheet.go-to", name=sheet_text("sheet.front"))),
        "remark": (leads.status, link_to(leads.status), sheet_text("sheet.back")),
    }
    for key, (there, address, text) in shown.items():
        if there:
            add_link(
                sheet, layout.LINK_ROW - 1, layout.COLUMN_INDEX[key] - 1, address, text, looks.links[key == "remark"]
            )


class _Told(NamedTuple):
    """What an office's row says of its quarters and its year, and behind its code the parts of its ratios."""

    groups: Sequence[_Group]
    parts: Sequence[_Group]
    lines: int


class _Offices:
    """Writes the offices' lines of a form. Many offices report the same: what such rows say is made once."""

    def __init__(self, sheet: Any, looks: _Looks, detail: Detail, widths: Mapping[str, float]) -> None:
        self.sheet, self.looks, self.detail, self.widths = sheet, looks, detail, widths
        self._ends: dict[str, _Group] = {}
        if len(looks.told) > REMEMBERED:
            looks.told.clear()

    def write(self, row: int, line: DetailRow) -> int:
        """Write a line; gives how many rows it takes, which are more than one where a text is higher than a row."""
        sheet, looks = self.sheet, self.looks
        name = looks.groups.get((line.name, line.below)) or self._name(line)
        code = looks.groups.get(line.code) or self._code(line)
        told = looks.told.get((line.said, self.detail.narrative)) or self._told(line.said)
        end = self._ends.get(line.remark) or self._end(line.remark)
        high = LINE * max(name.lines, told.lines, end.lines) + MARGIN
        groups = (name, *told.groups, end, code, *told.parts)
        if high <= MAX_ROW_HEIGHT:
            sheet.add_row(row, high, *[group.written for group in groups])
            return 1
        count = math.ceil(high / MAX_ROW_HEIGHT)
        for col in range(len(layout.COLUMNS)):
            sheet.merge_range(row, col, row + count - 1, col, "", looks.name)
        for each in range(row, row + count):
            sheet.set_row(each, high / count)
        for group in groups:
            put_cells(sheet, row, group.cells)
        return count

    def _group(self, cells: Sequence[_Cell], *texts: tuple[str, float]) -> _Group:
        """Cells of a row, and their texts with the widths of their columns."""
        lines = max([lines_needed(text, width - _INSIDE) for text, width in texts], default=1)
        return _Group(cells, self.sheet.cells(cells), lines)

    def _name(self, line: DetailRow) -> _Group:
        looks = self.looks
        cells = [(0, line.name, looks.below if line.below else looks.name)]
        made = self._group(cells, (line.name, self.widths["office"] - 3 * line.below))
        looks.groups[line.name, line.below] = made
        return made

    def _code(self, line: DetailRow) -> _Group:
        made = self.looks.groups[line.code] = self._group([(_CODES, line.code, None)])
        return made

    def _told(self, said: OfficeSays) -> _Told:
        """What a row says of its quarters and its year."""
        looks, groups = self.looks, list[_Group]()
        for quarter in QUARTERS:
            asked = quarter, said.targets[quarter], said.results[quarter], self.detail.narrative
            known = looks.groups.get(asked)
            if known is None:
                known = self._quarter(*asked[:3])
                if not isinstance(asked[2].value, str):  # of words, no two are alike
                    looks.groups[asked] = known
            groups.append(known)
        value = said.total.value
        if is_number(value):
            formula = of_office(said.results, value, self.detail.year.over)
            total: _Cell = (_AT["total"], *_number(looks, said.total, formula))
        else:
            total = (_AT["total"], value or "", looks.middle if len(value or "") <= 20 else looks.name)
        groups.append(self._group([total]))
        made = _Told(groups, [*self._parts(said)], max([group.lines for group in groups]))
        looks.told[said, self.detail.narrative] = made
        return made

    def _end(self, remark: str) -> _Group:
        looks, widths, unit = self.looks, self.widths, self.detail.unit
        cells = [(_AT["unit"], unit, looks.middle), (_AT["remark"], remark, looks.name)]
        made = self._group(cells, (unit, widths["unit"]), (remark, widths["remark"] - _INSIDE))
        self._ends[remark] = made
        return made

    def _parts(self, said: OfficeSays) -> Iterator[_Group]:
        """The parts of a row's ratios, in columns that nobody sees."""
        for quarter, shown in said.results.items():
            for at, part in zip(part_columns(quarter), shown.parts or (), strict=False):
                number = float(part)
                yield self._group([(at, number if math.isfinite(number) else str(part), None)])

    def _quarter(self, quarter: int, said: str, shown: Shown) -> _Group:
        target, result = _QUARTERS[quarter]
        looks, widths, first = self.looks, self.widths, (_AT[target], said, self.looks.middle)
        if is_number(shown.value):
            return self._group([first, (_AT[result], *_number(looks, shown))], (said, widths[target]))
        words = _words(shown)
        look = looks.awaited if shown.awaited else looks.middle if len(words) <= 20 else looks.name
        return self._group([first, (_AT[result], words, look)], (said, widths[target]), (words, widths[result]))


def _high(texts: Iterable[tuple[str, float]]) -> float:
    """How high a row is that shows its texts whole, each given with the width of its column."""
    return LINE * max(lines_needed(text, width - _INSIDE) for text, width in texts) + MARGIN


def _set_height(sheet: Any, row: int, texts: Iterable[tuple[str, float]]) -> None:
    """Make a row high enough for its texts; a client cuts what is higher than a row can be."""
    sheet.set_row(row, min(_high(texts), MAX_ROW_HEIGHT))


def _words(shown: Shown) -> str:
    """What a result cell says in words; of one that is awaited, why it is empty."""
    if shown.value is None and shown.awaited:
        return sheet_text("sheet.cannot-count" if shown.unusable else "sheet.not-received")
    return shown.value if isinstance(shown.value, str) else ""


def _number(looks: _Looks, shown: Shown, formula: str | None = None) -> tuple[str | float | Formula, Any]:
    """What stands in a cell for an office's figure, and its look: a number, or the formula that makes it."""
    number = shown_number(shown.value, percent=shown.percent, against=shown.against) if is_number(shown.value) else None
    if number is None:
        return plain_text(shown.value) if is_number(shown.value) else "", looks.number("")
    return (number[0] if formula is None else Formula(formula.removeprefix("="), number[0])), looks.number(number[1])


def _write_number(
    sheet: Any, looks: _Looks, row: int, col: int, shown: Shown, formula: str | None, unit: str = "", **look: Any
) -> None:
    """A figure, as a formula over other cells where there is one; ``unit`` stands in its number format."""
    number = shown_number(shown.value, percent=shown.percent, against=shown.against) if is_number(shown.value) else None
    if number is None or (formula is None and not unit):
        put_value(sheet, row, col, shown.value, looks.styles, percent=shown.percent, against=shown.against, **look)
        return
    name = unit.replace('"', "")
    form = f'"{name} "{number[1]}' if name == LEVEL else f'{number[1]}" {name}"' if name else number[1]
    style = looks.styles(num_format=form, **look)
    if formula is None:
        sheet.write_number(row, col, number[0], style)
    else:
        sheet.write_formula(row, col, formula, style, number[0])


def _year_behind(year: Year) -> str:
    return f"{year.reported}/{year.expected}" if year.quarters else ""


_CLOSING: dict[str, Any] = {"border": 1, "bold": True, "align": "center", "bg_color": "#F2F2F2"}


def _region_formula(detail: Detail, rows: Sequence[int], quarter: int) -> str | None:
    """The formula of the region's figure of a quarter; None for words, for a figure with a sign of its own, and
    where its rule shows it otherwise than with its unit."""
    result = detail.regional.get(quarter)
    if result is None or not is_number(result.value) or result.shown.marks:
        return None
    if result.shown.figure != with_unit(result.shown.number, result.unit):
        return None
    return of_quarter(detail, rows, quarter, result.value)


def _write_region(sheet: Any, looks: _Looks, place: tuple[int, int], result: Result, formula: str) -> None:
    percent = is_percent(result.unit)
    shown = Shown(result.value, percent)
    _write_number(sheet, looks, *place, shown, formula, "" if percent else result.unit, text_wrap=True, **_CLOSING)


def _write_closing(
    sheet: Any, looks: _Looks, row: int, detail: Detail, widths: Mapping[str, float], rows: Sequence[int]
) -> None:
    index, last = layout.COLUMN_INDEX, len(layout.COLUMNS) - 1
    put(sheet, row, 0, sheet_text("sheet.whole"), looks.closing_name)
    put(sheet, row + 1, 0, sheet_text("sheet.reporting"), looks.closing_name)
    texts = []
    for quarter in QUARTERS:
        target, result = detail.closing_targets.get(quarter, ""), detail.closing_results.get(quarter, "")
        width = widths[RESULT_KEY[quarter]]
        if lines_needed(result, width) > LONG_TEXT:
            result = sheet_text("sheet.as-above")
        col = index[TARGET_KEY[quarter]] - 1
        put(sheet, row, col, target, looks.closing)
        formula = _region_formula(detail, rows, quarter)
        if formula is None:
            put(sheet, row, col + 1, result, looks.closing)
        else:
            _write_region(sheet, looks, (row, col + 1), detail.regional[quarter], formula)
        merge(sheet, (row + 1, row + 1), (col, col + 1), detail.behind.get(quarter, ""), looks.closing)
        texts += [(target, widths[TARGET_KEY[quarter]]), (result, width)]
    if is_number(detail.total.value):
        formula = of_year(detail, rows, detail.total.value)
        _write_number(sheet, looks, row, index["total"] - 1, detail.total, formula, **_CLOSING)
    else:
        put(sheet, row, index["total"] - 1, "", looks.closing)
    put(sheet, row, index["unit"] - 1, detail.unit, looks.closing)
    put(sheet, row, index["remark"] - 1, "", looks.closing)
    put(sheet, row + 1, index["total"] - 1, _year_behind(detail.year), looks.closing)
    for col in (index["unit"] - 1, index["remark"] - 1):
        put(sheet, row + 1, col, "", looks.closing)
    _set_height(sheet, row, texts)
    pairs = [(detail.behind.get(q, ""), widths[TARGET_KEY[q]] + widths[RESULT_KEY[q]]) for q in QUARTERS]
    _set_height(sheet, row + 1, pairs)
    beside = sum(widths.values())
    over = detail.year.over
    notes = [sheet_text("sheet.year-is", over=over.said(DEFAULT))] if over else []
    notes += [sheet_text("sheet.note-of-plan", note=note) for note in detail.notes]
    for below, note in enumerate(notes, start=row + 2):
        merge(sheet, (below, below), (0, last), note, looks.note)
        sheet.set_row(below, LINE_HEIGHT * lines_needed(note, beside - _INSIDE))
