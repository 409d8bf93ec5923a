"""Detail forms, written: the original's layout with every office's figures of one activity, and links to its row of the
plan and to planbook's other sheets.
"""

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from planbook.book.package import Member
from planbook.book.write import put_cells
from planbook.consolidated.detail import REMEMBERED, Detail, DetailRow, OfficeSays, Shown
from planbook.consolidated.detail_frame import Leads, captions_of, write_closing, write_heading, write_top
from planbook.consolidated.detail_looks import (
    AT,
    CODES,
    INSIDE,
    LINE,
    MARGIN,
    CellGroup,
    DetailLooks,
    FormCell,
    Told,
    grouped,
    number,
)
from planbook.consolidated.detail_totals import of_office, part_columns
from planbook.consolidated.sheets import MAX_ROW_HEIGHT, SheetStyles, prepare_page, put_footer
from planbook.domain import QUARTERS, is_number
from planbook.layout import detail as layout
from planbook.layout.form import RESULT_KEY, TARGET_KEY
from planbook.layout.own_tables import sheet_text

_QUARTERS = {quarter: (TARGET_KEY[quarter], RESULT_KEY[quarter]) for quarter in QUARTERS}
"""The columns of each quarter."""


def write_detail(sheet: Any, styles: SheetStyles, detail: Detail, leads: Leads) -> None:
    """Write a detail form onto an empty worksheet of :class:`planbook.book.write.Book`."""
    looks = styles.once(DetailLooks)
    widths = {
        column.key: layout.NARRATIVE_WIDTH if detail.narrative and column.key in RESULT_KEY.values() else column.width
        for column in layout.COLUMNS
    }
    sheet.set_up(("detail", detail.narrative), partial(_set_up, widths))
    put_footer(sheet, f"{sheet_text(layout.TITLE)} {detail.key}")
    sheet.set_default_row(LINE + MARGIN)
    sheet.repeat_rows(layout.HEADING_ROWS[0] - 1, layout.HEADING_ROWS[1] - 1)
    write_top(sheet, looks, detail, widths, leads)
    captions = captions_of(sheet, looks, detail)
    row, rows, offices = layout.FIRST_ROW - 1, list[int](), _Offices(sheet, looks, detail, widths)
    for line in detail.rows:
        rows.append(row)
        row += offices.write(row, line)
    write_heading(sheet, captions, detail.key)
    write_closing(sheet, looks, row, detail, widths, rows)


def _set_up(widths: Mapping[str, float], sheet: Any) -> None:
    prepare_page(sheet)
    sheet.set_default_row(LINE + MARGIN)
    for at, column in enumerate(layout.COLUMNS):
        sheet.set_column(at, at, widths[column.key])
    sheet.set_column(CODES, part_columns(QUARTERS[-1])[1], None, None, {"hidden": True})


def copy_detail(sheet: Any, part: Member, *, formulas: bool) -> None:
    """Have a detail form's page be the one that it was: ``part`` is its deflated XML."""
    sheet.repeat_rows(layout.HEADING_ROWS[0] - 1, layout.HEADING_ROWS[1] - 1)
    sheet.take(part, formulas=formulas)


class _Offices:
    """Writes the offices' lines of a form. Many offices report the same: what such rows say is made once."""

    def __init__(self, sheet: Any, looks: DetailLooks, detail: Detail, widths: Mapping[str, float]) -> None:
        self.sheet, self.looks, self.detail, self.widths = sheet, looks, detail, widths
        self._ends: dict[str, CellGroup] = {}
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

    def _name(self, line: DetailRow) -> CellGroup:
        looks = self.looks
        cells = [(0, line.name, looks.below if line.below else looks.name)]
        made = grouped(self.sheet, cells, (line.name, self.widths["office"] - 3 * line.below))
        looks.groups[line.name, line.below] = made
        return made

    def _code(self, line: DetailRow) -> CellGroup:
        made = self.looks.groups[line.code] = grouped(self.sheet, [(CODES, line.code, None)])
        return made

    def _told(self, said: OfficeSays) -> Told:
        """What a row says of its quarters and its year."""
        looks, groups = self.looks, list[CellGroup]()
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
            total: FormCell = (AT["total"], *number(looks, said.total, formula))
        else:
            total = (AT["total"], value or "", looks.middle if len(value or "") <= 20 else looks.name)
        groups.append(grouped(self.sheet, [total]))
        made = Told(groups, [*self._parts(said)], max([group.lines for group in groups]))
        looks.told[said, self.detail.narrative] = made
        return made

    def _end(self, remark: str) -> CellGroup:
        looks, widths, unit = self.looks, self.widths, self.detail.unit
        cells = [(AT["unit"], unit, looks.middle), (AT["remark"], remark, looks.name)]
        made = grouped(self.sheet, cells, (unit, widths["unit"]), (remark, widths["remark"] - INSIDE))
        self._ends[remark] = made
        return made

    def _parts(self, said: OfficeSays) -> Iterator[CellGroup]:
        """The parts of a row's ratios, in columns that nobody sees."""
        for quarter, shown in said.results.items():
            for at, part in zip(part_columns(quarter), shown.parts or (), strict=False):
                number = float(part)
                yield grouped(self.sheet, [(at, number if math.isfinite(number) else str(part), None)])

    def _quarter(self, quarter: int, said: str, shown: Shown) -> CellGroup:
        target, result = _QUARTERS[quarter]
        looks, widths, first = self.looks, self.widths, (AT[target], said, self.looks.middle)
        if is_number(shown.value):
            return grouped(self.sheet, [first, (AT[result], *number(looks, shown))], (said, widths[target]))
        words = _words(shown)
        look = looks.awaited if shown.awaited else looks.middle if len(words) <= 20 else looks.name
        return grouped(self.sheet, [first, (AT[result], words, look)], (said, widths[target]), (words, widths[result]))


def _words(shown: Shown) -> str:
    """What a result cell says in words; of one that is awaited, why it is empty."""
    if shown.value is None and shown.awaited:
        return sheet_text("sheet.cannot-count" if shown.unusable else "sheet.not-received")
    return shown.value if isinstance(shown.value, str) else ""
