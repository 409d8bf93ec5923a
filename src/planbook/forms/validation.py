"""What keeps a fill-in sheet from going wrong: validations that stop, prompts that help, colours that follow.

Colours are conditional formats by formula alone: a rule of type *blanks* makes some readers refuse the file.
"""

from collections.abc import Collection
from typing import Any

from xlsxwriter.utility import xl_range

from planbook.book.write import RangeLists
from planbook.forms.geometry import Area, Table
from planbook.forms.styles import Styles
from planbook.layout.form import COLUMN, INPUTS, MAX_DAYS, PROGRESS_LABELS, Column, Takes
from planbook.layout.words import Words, needed_texts
from planbook.words import text

_ANSWERS = frozenset(Takes) - {Takes.SHARE, Takes.STATUS, Takes.TEXT}
"""What is typed as a row's result, or as a part of it."""


def add_validations(sheet: Any, table: Table, language: str, lists: RangeLists) -> None:
    """Add a validation for each :class:`planbook.layout.form.Ask` of every input column, over all its cells."""
    for column in table.inputs:
        for ask in column.asks:
            rows = [row for row, line in table.rows if column.ask(line) is ask]
            if rows and ask.title and ask.prompt:
                said = {"input_title": text(ask.title, language), "input_message": text(ask.prompt, language)}
                first, *others = table.areas(column.key, rows)
                rule = _rule(ask.takes, language, lists) | said | {"other_cells": [list(each) for each in others]}
                sheet.data_validation(*first, rule)


def _rule(takes: Takes, language: str, lists: RangeLists) -> dict[str, Any]:
    """What a cell refuses, as xlsxwriter takes it."""
    wanted = INPUTS[takes]
    if wanted.refusal is None:
        return {"validate": "any"}
    refusal = {
        "error_title": text("prompt.error_title", language),
        "error_message": text(wanted.refusal, language, days=MAX_DAYS),
        "error_type": "stop",
    }
    if takes is Takes.STATUS:
        labels = [label[language] for label in PROGRESS_LABELS.values()]
        return {"validate": "list", "source": lists.source(labels), **refusal}
    if wanted.most is None:
        return {"validate": "decimal", "criteria": ">=", "value": 0, **refusal}
    return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": wanted.most, **refusal}


def add_colours(sheet: Any, table: Table, styles: Styles, words: Words, language: str) -> None:
    """Add the conditional formats: colours that follow the check column, whole percentages without decimals."""
    if not table.rows:
        return
    check = table.each_row("check")
    says, needed = words.check, needed_texts(language)
    is_open = _is_one_of(check, says.open)
    is_fine = _is_one_of(check, ("", says.ok, says.optional, *says.open))
    is_unusual = _is_one_of(check, says.unusual)
    # what is missing beside a figure says nothing against the figure
    beside = (*says.beside, *needed.values())
    is_wrong = f"NOT({_is_one_of(check, ('', says.ok, says.optional, *beside, *says.open, *says.unusual))})"
    # a ratio's result is worked out: what is still to be filled in are its parts
    typed = [area for column in table.inputs for area in _cells(table, column, _ANSWERS)]
    rows = [row for row, _ in table.rows]
    answers = table.areas(table.result, rows) + [area for area in typed if area[1] != table.at(table.result)]
    checks = table.areas("check", rows)
    for cells, formula, style in (
        (typed, is_open, "due"),
        (answers, is_wrong, "wrong"),
        (answers, is_unusual, "unusual"),
        (table.areas("remark", rows), _is_one_of(check, says.reasons), "due"),
        *(
            (_cells(table, COLUMN[key], frozenset(Takes)), _is_one_of(check, (said,)), "due")
            for key, said in needed.items()
        ),
        (checks, _is_one_of(check, (says.ok,)), "ok"),
        (checks, _is_one_of(check, (says.optional,)), "quiet"),
        (checks, f"NOT({is_fine})", "error"),
    ):
        _colour(sheet, cells, formula, styles.condition(style))
    percentages = _cells(table, COLUMN[table.result], {takes for takes in Takes if takes.is_share})
    if percentages:
        cell = table.each_row(table.result)
        whole = f"IF(ISNUMBER({cell}),ROUND({cell}*100,6)=ROUND({cell}*100,0),FALSE)"
        _colour(sheet, percentages, whole, styles.condition("whole_percent"))


def _cells(table: Table, column: Column, takes: Collection[Takes]) -> list[Area]:
    """A column's cells in the rows where it takes one of these."""
    asked = ((row, column.ask(line)) for row, line in table.rows)
    return table.areas(column.key, [row for row, ask in asked if ask and ask.takes in takes])


def _is_one_of(cell: str, texts: tuple[str, ...]) -> str:
    return "OR(" + ",".join(f'{cell}="{text}"' for text in texts) + ")"


def _colour(sheet: Any, cells: list[Area], formula: str, style: Any) -> None:
    """One rule over several areas, from the top down: clients read ``{row}`` as relative to the topmost first cell."""
    cells = sorted(cells)
    options = {"type": "formula", "criteria": "=" + formula.replace("{row}", str(cells[0][0] + 1)), "format": style}
    options["multi_range"] = " ".join(xl_range(*each) for each in cells)
    sheet.conditional_format(*cells[0], options)
