"""The fill-in sheet: one line a strategy, initiative, heading or row, in the columns of ``layout.form``.

What keeps it from going wrong: validations that stop, prompts that help, colours that follow. Colours are conditional
formats by formula alone: a rule of type *blanks* makes some readers refuse the file.
"""

from collections.abc import Collection
from typing import Any

from xlsxwriter.utility import xl_range

from planbook.book.cells import Area, page_text, split_cell
from planbook.book.looks import FONT, set_page
from planbook.book.write import RangeLists, Sheet, add_band, add_input, add_runs, add_text
from planbook.domain import QUARTERS, FormLine, FormSpec, LineKind
from planbook.domain.units import MAX_DAYS
from planbook.forms.checks import formula_of, ratio, shown_by, texts_of
from planbook.forms.looks import HINT_SIZE, MAX_POINTS, QUESTIONED, FormStyles, FormTable, lines_in, points
from planbook.layout.copies import asked_cells, notes
from planbook.layout.form import (
    COLUMN,
    FIRST_ROW,
    HEADING_ROWS,
    IDENTITY_CELL,
    INPUTS,
    KEY_ROW,
    PROGRESS_LABELS,
    RATIO_FORMULA,
    RESULT_KEY,
    TARGET_KEY,
    TITLE_ROWS,
    Column,
    Takes,
    title_lines,
    title_text,
)
from planbook.layout.words import Tone, Words, needed_texts, remark_texts, texts_in
from planbook.words import optional_text, text

_PLAN_TITLES = ("แผนงานหลักที่", "แผนงานที่")
"""How a plan's own title may begin that has its number in it already."""
_NOTE_WIDTH = 420
"""Pixels."""
_PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
}
"""What stays allowed: to look, to filter, to change widths and heights. Sorting would part keys from texts."""


class FillSheetWriter:
    """The writer of one fill-in sheet: rows as ``table`` has them, texts in ``language``."""

    def __init__(self, sheet: Sheet, table: FormTable, styles: FormStyles, words: Words, language: str) -> None:
        self.sheet, self.table, self.styles, self.words, self.language = sheet, table, styles, words, language
        self.spec: FormSpec = table.spec
        self.asked = asked_cells(self.spec)

    def write(self, lists: RangeLists, password: str = "") -> None:
        """Write the whole sheet, protected with ``password``; ``lists`` take choices too long for their rule."""
        self._columns()
        self._titles()
        self._headings()
        before: FormLine | None = None
        for row, line in enumerate(self.spec.lines, FIRST_ROW):
            if line.line is LineKind.ROW:
                self._row(row, line, again=before is not None and before.key == line.key)
            else:
                self._band(row, line)
            before = line
        add_validations(self.sheet, self.table, self.language, lists)
        add_colours(self.sheet, self.table, self.styles, self.language)
        self._notes()
        self._page()
        self.sheet.protect(password, _PROTECTION)

    def _columns(self) -> None:
        for index, each in enumerate(self.table.columns):
            options = {"hidden": each.key in self.table.hidden}
            self.sheet.set_column(index, index, self.table.widths[each.key], None, options)
            add_text(self.sheet, KEY_ROW - 1, index, each.key, self.styles("hidden"))
        self.sheet.write_string(IDENTITY_CELL, self.spec.identity, self.styles("hidden"))
        for row in (KEY_ROW, 2):
            self.sheet.set_row(row - 1, None, None, {"hidden": True})

    def _titles(self) -> None:
        spec, words, sheet = self.spec, self.words, self.sheet
        first, second, third = (row - 1 for row in TITLE_ROWS)
        left = self.table.at("number")
        sheet.set_row(first, 28)
        title, subtitle = title_lines(spec)
        add_text(sheet, first, left, title, self.styles("title"))
        sheet.set_row(second, 23)
        add_text(sheet, second, left, subtitle, self.styles("subtitle"))
        sheet.set_row(third, 28)
        if self.table.due:
            area, due = self.table.check_area(), self.table.due
            add_band(sheet, third, left, self.table.at("office_name"), "", self.styles("progress"))
            shown = progress_text(self.table.done, due, words)
            sheet.write_formula(
                third, left, progress_formula(area, due, words, self.language), self.styles("progress"), shown
            )
        now, check, last = self.table.at(self.table.target), self.table.at("check"), len(self.table.columns) - 1
        add_band(sheet, third, now, check, words.colours_short, self.styles("legend"))
        year = words.fixed.year_band.format(year=spec.year)
        add_band(sheet, third, check + 1, last, year, self.styles("head"))

    def _headings(self) -> None:
        upper, lower = (row - 1 for row in HEADING_ROWS)
        self.sheet.set_row(upper, 23)
        self.sheet.set_row(lower, 42)
        for quarter in QUARTERS:
            left = self.table.at(TARGET_KEY[quarter])
            # what is typed for the quarter stands under its name, the parts of a ratio between target and result
            right = self.table.at("unit" if quarter == self.spec.quarter else RESULT_KEY[quarter])
            text = self.words.fixed.quarter.format(quarter=quarter)
            add_band(self.sheet, upper, left, right, text, self._quarter_head(quarter))
        now = range(self.table.at(self.table.target), self.table.at("unit") + 1)
        for index, each in enumerate(self.table.columns):
            caption = each.caption(self.language)
            if each.quarter is not None or index in now:
                add_text(self.sheet, lower, index, caption, self._caption(each.quarter or self.spec.quarter))
            elif not each.hidden:
                add_band(self.sheet, upper, index, index, caption, self.styles("head"), last_row=lower)

    def _quarter_head(self, quarter: int) -> Any:
        return self.styles("head_now" if quarter == self.spec.quarter else "head_other")

    def _caption(self, quarter: int) -> Any:
        return self.styles("caption_now" if quarter == self.spec.quarter else "caption_other")

    def _band(self, row: int, line: FormLine) -> None:
        """A strategy, initiative or heading line, across the table."""
        name, first, text, indent = line.line.value, "number", band_text(line, self.words), 0
        if line.line is LineKind.HEADING:
            add_text(self.sheet, row - 1, self.table.at(first), line.number, self.styles(name))
            first, indent = "title", _indent(line)
        style = self.styles(name, indent)
        size = 16 if line.line is LineKind.STRATEGY else 14
        room = self.table.room(first, "check") * 14 / size
        self.sheet.set_row(row - 1, points(lines_in(text, room, indent), size))
        check = self.table.at("check")
        add_band(self.sheet, row - 1, self.table.at(first), check, text, style)
        for at in range(check + 1, len(self.table.columns)):
            add_text(self.sheet, row - 1, at, "", style)

    def _row(self, row: int, line: FormLine, *, again: bool) -> None:
        sheet, index = self.sheet, row - 1
        for at, each in enumerate(self.table.columns):
            if each.is_input(self.spec.quarter):
                self._input(row, at, each, line)
            elif each.key == "check":
                check = self.table.checks[row]
                sheet.write_formula(index, at, f"={formula_of(check)}", self.styles(each.style), shown_by(check))
            elif each.key == "title":
                self._title(index, line, self.styles("again" if again else each.style, _indent(line)))
            else:
                style = "again" if again and each.key == "number" else each.look(self.spec.quarter)
                add_text(sheet, index, at, each.shows(line), self.styles(style))
        sheet.set_row(index, self._height(row, line))
        sheet.growing.add(row)

    def _title(self, index: int, line: FormLine, style: Any) -> None:
        text = title_text(line)
        before = text.removesuffix(line.hint) if line.title else ""
        more, at = text.removeprefix(before), self.table.at("title")
        add_runs(self.sheet, index, at, before, style, more, self.styles("hint"))

    def _input(self, row: int, at: int, column: Column, line: FormLine) -> None:
        """A cell that is filled in, blank but in a form that corrects a closed quarter; or one that the row locks."""
        ask, given = column.ask(line), line.given.get(str(column.field), "")
        if ask is None:
            add_text(self.sheet, row - 1, at, "", self.styles("locked"))
        elif ask.takes is Takes.SHARE:
            self._share(row, at, line)
        else:
            error, look = self.asked.get(self.table.cell(row, column.key)), INPUTS[ask.takes].style
            style = self.styles(look) if error is None else self.styles(look, **QUESTIONED[error])
            as_text = ask.takes.is_words or str(column.field) in line.as_text
            add_input(self.sheet, row - 1, at, given, style, text=as_text)

    def _notes(self) -> None:
        """What a correction copy asks, on the cells that it asks about."""
        for cell, said in notes(self.spec).items():
            (row, col), lines = split_cell(cell), lines_in(said, _NOTE_WIDTH / 7)
            look = {"width": _NOTE_WIDTH, "height": min(480, 24 + 24 * lines)}
            self.sheet.write_comment(
                row - 1, col - 1, said, {"author": "planbook", "font_name": FONT, "font_size": 14, **look}
            )

    def _share(self, row: int, at: int, line: FormLine) -> None:
        """A ratio's result, worked out from its two parts."""
        above, below = self.table.cell(row, "numerator"), self.table.cell(row, "denominator")
        formula = f'={RATIO_FORMULA}{above},{below})<2,"",IF({below}>0,{above}/{below},""))'
        known = ratio(line.given.get("numerator", ""), line.given.get("denominator", ""))
        shown = "" if known is None else float(known)
        self.sheet.write_formula(row - 1, at, formula, self.styles(INPUTS[Takes.SHARE].style), shown)

    def _height(self, row: int, line: FormLine) -> float:
        """The row's height in points, at most 400: of its fullest cell, with the longest text its check can show."""
        widths = self.table.widths
        seen = [each for each in self.table.columns if each.key not in self.table.hidden and each.key != "title"]
        lines = [lines_in(each.shows(line), widths[each.key]) for each in seen]
        lines += [lines_in(text, widths["check"]) for text in texts_of(self.table.checks[row])]
        title = points(lines_in(line.title, widths["title"], _indent(line)))
        if line.hint:
            size = widths["title"] * 14 / HINT_SIZE
            title += points(lines_in(line.hint, size, _indent(line)), HINT_SIZE)
        return min(MAX_POINTS, max(title, points(max(lines))))

    def _page(self) -> None:
        sheet, spec = self.sheet, self.spec
        last = max(FIRST_ROW, self.table.last_row) - 1
        sheet.freeze_panes(FIRST_ROW - 1, self.table.at(self.table.target))
        sheet.set_zoom(100)
        sheet.hide_gridlines(2)
        first_due = next((self.table.input_cell(row, line) for row, line in self.table.rows if line.due), None)
        if first_due:
            sheet.set_selection(first_due)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{self.table.cell(last + 1, self.table.columns[-1].key)}"})
        set_page(sheet, margins={"left": 0.25, "right": 0.25, "top": 0.6, "bottom": 0.5})
        sheet.center_horizontally()
        if self.table.rows:
            sheet.autofilter(HEADING_ROWS[-1] - 1, self.table.at("number"), last, len(self.table.columns) - 1)
        sheet.repeat_rows(TITLE_ROWS[-1] - 1, HEADING_ROWS[-1] - 1)
        sheet.print_area(TITLE_ROWS[0] - 1, self.table.at("number"), last, len(self.table.columns) - 1)
        add_page_texts(sheet, spec.office_name, period_of(spec, self.words), self.words.page)


def band_text(line: FormLine, words: Words) -> str:
    """The title of a line as it stands across the table: of a strategy and of an initiative with its number."""
    if line.line is LineKind.STRATEGY and not line.title.startswith(line.number):
        return f"{line.number}  {line.title}"
    if line.line is LineKind.INITIATIVE and not line.title.startswith(_PLAN_TITLES):
        return f"{words.fixed.initiative.format(number=line.number)}  {line.title}"
    return line.title


def _indent(line: FormLine) -> int:
    """The steps by which a title is moved in: by how deep it stands in the plan's tree."""
    return max(0, line.level - 1)


def add_page_texts(sheet: Any, office: str, period: str, page: str) -> None:
    """The office's name above and the page's number below every printed page."""
    # '&' is a command in headers and a figure after a size would be read as part of it, hence '&&' and the blanks
    face = f'&"{FONT},Regular"&12 '
    sheet.set_header(f"&L{face}{page_office(office)}&R{face}{page_text(period, 40)}")
    sheet.set_footer(f"&C{face}{page}")


def page_office(office: str) -> str:
    """An office's name as it stands above every printed page."""
    return page_text(office, 60)


def heading(spec: FormSpec, words: Words) -> str:
    """The form's title: a report, or the correction of one."""
    return words.fixed.titles[spec.correction]


def period_of(spec: FormSpec, words: Words) -> str:
    """Year and quarter that the form is for."""
    return words.fixed.period.format(year=spec.year, quarter=spec.quarter)


def progress_formula(area: str, due: int, words: Words, language: str, *, sheet: str = "") -> str:
    """A formula for "filled in x of y items" over the cells of the check column."""
    where = f"'{sheet}'!{area}" if sheet else area
    still_open = "-".join(f'COUNTIF({where},"{text}")' for text in texts_in(language, Tone.OPEN))
    before, between, after = words.fixed.progress
    return f'="{before}"&({due}-{still_open})&"{between}{due}{after}"'


def progress_text(done: int, due: int, words: Words) -> str:
    """The sentence that :func:`progress_formula` works out."""
    before, between, after = words.fixed.progress
    return f"{before}{done}{between}{due}{after}"


_ANSWERS = frozenset(Takes) - {Takes.SHARE, Takes.STATUS, Takes.TEXT}
"""What is typed as a row's result, or as a part of it."""


def add_validations(sheet: Any, table: FormTable, language: str, lists: RangeLists) -> None:
    """Add a validation for each :class:`planbook.layout.form.Ask` of every input column, over all its cells."""
    for column in table.inputs:
        for ask in column.asks:
            rows = [row for row, line in table.rows if column.ask(line) is ask]
            title, prompt = optional_text(ask.title, language), optional_text(ask.prompt, language)
            if rows and title and prompt:
                said = {"input_title": title, "input_message": prompt}
                first, *others = table.areas(column.key, rows)
                rule = _rule(ask.takes, language, lists) | said | {"other_cells": [list(each) for each in others]}
                sheet.data_validation(*first, rule)


def _rule(takes: Takes, language: str, lists: RangeLists) -> dict[str, Any]:
    """What a cell refuses, as xlsxwriter takes it."""
    wanted = INPUTS[takes]
    refused = optional_text(wanted.refusal, language, days=MAX_DAYS)
    if not refused:
        return {"validate": "any"}
    refusal = {
        "error_title": text("prompt.error_title", language),
        "error_message": refused,
        "error_type": "stop",
    }
    if takes is Takes.STATUS:
        labels = [label[language] for label in PROGRESS_LABELS.values()]
        return {"validate": "list", "source": lists.source(labels), **refusal}
    if wanted.most is None:
        return {"validate": "decimal", "criteria": ">=", "value": 0, **refusal}
    return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": wanted.most, **refusal}


def add_colours(sheet: Any, table: FormTable, styles: FormStyles, language: str) -> None:
    """Add the conditional formats: colours that follow the check column, whole percentages without decimals."""
    if not table.rows:
        return
    check = table.each_row("check")
    needed = needed_texts(language)
    is_open = _is_one_of(check, texts_in(language, Tone.OPEN))
    is_fine = _is_one_of(check, ("", *texts_in(language, Tone.FINE, Tone.QUIET, Tone.OPEN)))
    is_unusual = _is_one_of(check, texts_in(language, Tone.UNUSUAL))
    # what is missing beside a figure says nothing against the figure; a rule of the region's own does
    fine = ("", *texts_in(language, Tone.FINE, Tone.QUIET), *texts_in(language, Tone.BESIDE), *needed.values())
    is_wrong = f"NOT({_is_one_of(check, (*fine, *texts_in(language, Tone.OPEN, Tone.UNUSUAL)))})"
    # a ratio's result is worked out: what is still to be filled in are its parts
    typed = [area for column in table.inputs for area in _cells(table, column, _ANSWERS)]
    rows = [row for row, _ in table.rows]
    answers = table.areas(table.result, rows) + [area for area in typed if area[1] != table.at(table.result)]
    checks = table.areas("check", rows)
    for cells, formula, style in (
        (typed, is_open, "due"),
        (answers, is_wrong, "wrong"),
        (answers, is_unusual, "unusual"),
        (table.areas("remark", rows), _is_one_of(check, remark_texts(language)), "due"),
        *(
            (_cells(table, COLUMN[key], frozenset(Takes)), _is_one_of(check, (said,)), "due")
            for key, said in needed.items()
        ),
        (checks, _is_one_of(check, texts_in(language, Tone.FINE)), "ok"),
        (checks, _is_one_of(check, texts_in(language, Tone.QUIET)), "quiet"),
        (checks, f"NOT({is_fine})", "error"),
    ):
        _colour(sheet, cells, formula, styles.condition(style))
    percentages = _cells(table, COLUMN[table.result], {takes for takes in Takes if takes.is_share})
    if percentages:
        cell = table.each_row(table.result)
        whole = f"IF(ISNUMBER({cell}),ROUND({cell}*100,6)=ROUND({cell}*100,0),FALSE)"
        _colour(sheet, percentages, whole, styles.condition("whole_percent"))


def _cells(table: FormTable, column: Column, takes: Collection[Takes]) -> list[Area]:
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
