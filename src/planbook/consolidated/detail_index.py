"""The list of detail forms: each activity with its place in the plan, its rule, its offices and its year."""

from collections.abc import Mapping
from typing import Any

from planbook.book.cells import quoted
from planbook.consolidated.sheets import (
    FILLS,
    HEADING_FILL,
    SIGNS,
    SheetStyles,
    add_link,
    link_to,
    merge,
    prepare_page,
    put,
    set_height,
)
from planbook.domain import Key, Master, initiative_of
from planbook.domain.plugins import rule_label
from planbook.domain.text import one_line
from planbook.domain.year import Year
from planbook.layout.own_tables import sheet_text
from planbook.words import TextCode

WIDTHS = (16.0, 62.0, 12.0, 24.0, 11.0, 20.0, 9.0)
"""Characters: key, title, where the plan has it, rule, offices, the year so far, its verdict."""
LAST = len(WIDTHS) - 1
_CAPTIONS: tuple[TextCode, ...] = (
    "sheet.activity-key",
    "sheet.activity",
    "sheet.in-plan",
    "sheet.rule",
    "sheet.office",
    "sheet.whole-year",
    "sheet.sign",
)


def write_index(
    sheet: Any, styles: SheetStyles, master: Master, details: Mapping[Key, str], years: Mapping[Key, Year], front: str
) -> None:
    """Write the list onto an empty worksheet of :class:`planbook.book.write.Book`.

    ``details`` are the names of the detail forms in plan order, ``front`` is that of the first page, empty where
    the list stands in a workbook without the plan.
    """
    prepare_page(sheet, footer=sheet_text("sheet.details"))
    for number, width in enumerate(WIDTHS):
        sheet.set_column(number, number, width)
    merge(sheet, (0, 0), (0, LAST), sheet_text("sheet.details"), styles(bold=True, font_size=18, align="center"))
    sheet.set_row(0, 28)
    back = styles(font_color="#1F4E79", underline=1)
    if front:
        add_link(sheet, 1, 0, link_to(front), sheet_text("sheet.go-to", name=sheet_text("sheet.front")), back)
    heading = styles(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADING_FILL)
    for col, code in enumerate(_CAPTIONS):
        put(sheet, 2, col, sheet_text(code), heading)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    text = styles(border=1, text_wrap=True, align="left", valign="top", indent=1)
    middle = styles(border=1, text_wrap=True, align="center", valign="top")
    link = styles(border=1, align="left", valign="top", indent=1, font_color="#1F4E79", underline=1)
    band = styles(border=1, bold=True, bg_color="#F2F2F2", text_wrap=True)
    initiatives = {each.number: one_line(each.title) for _, each in master.plan.initiatives()}
    row, initiative = 3, ""
    for key, name in details.items():
        if initiative_of(key) != initiative:
            initiative = initiative_of(key)
            said = f"{initiative}  {initiatives.get(initiative, '')}"
            merge(sheet, (row, row), (0, LAST), said, band)
            set_height(sheet, row, [(said, sum(WIDTHS))])
            row += 1
        activity, decision, year = master.activities[key], master.decisions[key], years[key]
        add_link(sheet, row, 0, link_to(name), key, link)
        put(sheet, row, 1, one_line(activity.title), text)
        place = f"internal:{quoted(activity.sheet)}!{activity.cell or 'A1'}"
        where = f"{activity.sheet} {activity.cell}".strip()
        if front:
            add_link(sheet, row, 2, place, where, link)
        else:
            put(sheet, row, 2, where, text)
        put(sheet, row, 3, rule_label(decision.rule), middle)
        sheet.write_number(row, 4, len(decision.offices), middle)
        put(sheet, row, 5, year.display, middle)
        fill = styles(border=1, align="center", valign="top", bg_color=FILLS[year.verdict])
        put(sheet, row, 6, SIGNS[year.verdict], fill)
        set_height(sheet, row, [(one_line(activity.title), WIDTHS[1]), (year.display, WIDTHS[5])])
        row += 1
    sheet.print_area(0, 0, max(row - 1, 3), LAST)
