"""What keeps a fill-in sheet from going wrong: validations that stop, prompts that help, colours that follow.

Colours are conditional formats by formula alone: a rule of type *blanks* makes some readers refuse the file.
"""

from typing import Any

from xlsxwriter.utility import xl_range

from planbook.book.write import RangeLists
from planbook.domain import InputKind
from planbook.forms.geometry import Area, Table, areas, each_row, kind_rows
from planbook.forms.styles import Styles
from planbook.layout.form import MOST_OVER, PROGRESS_LABELS
from planbook.layout.words import PromptWords, Words

DAY_UNITS = frozenset({"วัน", "วันทำการ", "วันทำงาน", "day", "days", "working days"})
MAX_DAYS = 999
"""More days than this are a date: 15/11/2562 typed into a cell is a number of five digits."""


def add_validations(sheet: Any, table: Table, words: PromptWords, language: str, lists: RangeLists) -> None:
    """One rule for each sort of input, over all its cells."""
    ratio = kind_rows(table.rows, [InputKind.RATIO])
    numbers = kind_rows(table.rows, [InputKind.NUMBER])
    days = [(row, line) for row, line in numbers if line.unit.casefold() in DAY_UNITS]
    not_negative = {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_message": words.error_number,
    }
    day_count = {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": MAX_DAYS,
        "error_message": words.error_days.format(days=MAX_DAYS),
    }
    share = {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 1,
        "error_message": words.error_percent,
    }
    over_100 = share | {"maximum": MOST_OVER, "error_message": words.error_number}
    shares = kind_rows(table.rows, [InputKind.PERCENT])
    labels = [label[language] for label in PROGRESS_LABELS.values()]
    status = {"validate": "list", "source": lists.source(labels), "error_message": words.error_list}
    anything = {"validate": "any"}
    for rows, key, title, message, rule in (
        ([each for each in numbers if each not in days], table.result, words.number_title, words.number, not_negative),
        (days, table.result, words.days_title, words.days, day_count),
        ([each for each in shares if not each[1].over_100], table.result, words.percent_title, words.percent, share),
        ([each for each in shares if each[1].over_100], table.result, words.percent_title, words.percent, over_100),
        (kind_rows(table.rows, [InputKind.TEXT]), table.result, words.text_title, words.text, anything),
        (ratio, "numerator", words.numerator_title, words.numerator, not_negative),
        (ratio, "denominator", words.denominator_title, words.denominator, not_negative),
        (table.rows, "status", words.status_title, words.status, status),
        (table.rows, "remark", words.remark_title, words.remark, anything),
    ):
        if rows:
            _validate(sheet, areas(rows, key), {**rule, "input_title": title, "input_message": message}, words)


def _validate(sheet: Any, cells: list[Area], rule: dict[str, Any], words: PromptWords) -> None:
    if rule["validate"] != "any":
        rule |= {"error_title": words.error_title, "error_type": "stop"}
    sheet.data_validation(*cells[0], rule | {"other_cells": [list(each) for each in cells[1:]]})


def add_colours(sheet: Any, table: Table, styles: Styles, words: Words) -> None:
    """Colours that follow the check column, and whole numbers shown without decimals."""
    if not table.rows:
        return
    check = each_row("check")
    says = words.check
    is_open = _is_one_of(check, says.open)
    is_fine = _is_one_of(check, ("", says.ok, says.optional, *says.open))
    is_unusual = _is_one_of(check, says.unusual)
    # a missing reason is a matter of the remark alone
    is_wrong = f"NOT({_is_one_of(check, ('', says.ok, says.optional, says.nil_remark, *says.open, *says.unusual))})"
    ratio = kind_rows(table.rows, [InputKind.RATIO])
    parts = areas(ratio, "numerator", "denominator")
    # a ratio's result is worked out: what is still to be filled in are its parts
    inputs = areas(kind_rows(table.rows, set(InputKind) - {InputKind.RATIO}), table.result) + parts
    checks = areas(table.rows, "check")
    for cells, formula, style in (
        (inputs, is_open, "due"),
        (areas(table.rows, table.result) + parts, is_wrong, "wrong"),
        (areas(table.rows, table.result) + parts, is_unusual, "unusual"),
        (areas(table.rows, "remark"), _is_one_of(check, says.reasons), "due"),
        (checks, _is_one_of(check, (says.ok,)), "ok"),
        (checks, _is_one_of(check, (says.optional,)), "quiet"),
        (checks, f"NOT({is_fine})", "error"),
    ):
        _colour(sheet, cells, formula, styles.condition(style))
    percentages = kind_rows(table.rows, [InputKind.PERCENT, InputKind.RATIO])
    if percentages:
        cell = each_row(table.result)
        whole = f"IF(ISNUMBER({cell}),ROUND({cell}*100,6)=ROUND({cell}*100,0),FALSE)"
        _colour(sheet, areas(percentages, table.result), whole, styles.condition("whole_percent"))


def _is_one_of(cell: str, texts: tuple[str, ...]) -> str:
    return "OR(" + ",".join(f'{cell}="{text}"' for text in texts) + ")"


def _colour(sheet: Any, cells: list[Area], formula: str, style: Any) -> None:
    """One rule over several areas, from the top down: clients read ``{row}`` as relative to the topmost first cell."""
    cells = sorted(cells)
    options = {"type": "formula", "criteria": "=" + formula.replace("{row}", str(cells[0][0] + 1)), "format": style}
    options["multi_range"] = " ".join(xl_range(*each) for each in cells)
    sheet.conditional_format(*cells[0], options)
