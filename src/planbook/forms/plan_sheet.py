"""What the plan says of an activity beside its title and targets, as an office's form shows it.

The notes on the target stand below the title. Everything, the procedure too, stands on a sheet of its own, line for
line as the plan prints it, to be read alone: no line is joined to another, none is left out.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any

from planbook.book.looks import set_page
from planbook.book.write import add_band, add_text
from planbook.domain import (
    QUARTERS,
    Activity,
    FormLine,
    Initiative,
    LineKind,
    PlanText,
    PlanTextKind,
    Quantity,
    TargetLine,
    clean,
    width,
)
from planbook.forms.fill import add_page_texts, band_text, period_of
from planbook.forms.looks import FormStyles, FormTable, lines_in, points
from planbook.layout.form import IDENTITY_CELL, KEY_ROW, PLAN_TEXT_LABELS
from planbook.layout.words import Words
from planbook.words import text

_WIDTHS = (2, 9, 18, 98)
"""Character units of the columns: a margin, numbers, what a line is, and what it says."""
_NUMBER, _LABEL, _TEXT = 1, 2, 3
_GROUPS = (LineKind.STRATEGY, LineKind.INITIATIVE)
"""Lines that only group others."""
_FIRST = 3
"""The first row of the texts, counted from 0; above it a title, and rows hidden as on the table's sheet."""
HINT_WIDTH, HINT_LINES = 400, 8
"""Character cells and lines of a hint: what is more would make a row too high to be seen at once, and stands whole on
the sheet of the plan's texts."""
_HINT_MARK = "เป้าหมาย"


class PlanTextSheet:
    """The writer of the sheet, from the top down; ``row`` is the next free row, counted from 0."""

    def __init__(self, sheet: Any, table: FormTable, styles: FormStyles, words: Words, language: str) -> None:
        self.sheet, self.table, self.styles, self.words, self.language = sheet, table, styles, words, language
        self.row = _FIRST

    def write(self, password: str = "") -> None:
        """Write the whole sheet, protected with ``password``."""
        for index, units in enumerate(_WIDTHS):
            self.sheet.set_column(index, index, units)
        self.sheet.write_string(IDENTITY_CELL, self.table.spec.identity, self.styles("hidden"))
        for row in range(KEY_ROW - 1, _FIRST - 1):
            self.sheet.set_row(row, None, None, {"hidden": True})
        self.sheet.set_row(_FIRST - 1, 33)
        add_text(self.sheet, _FIRST - 1, _NUMBER, self.words.plan_texts_title, self.styles("title"))
        for line in self.table.spec.lines:
            if line.line in _GROUPS or line.plan_texts:
                self._head(line)
                self._texts(line)
        self._page()
        self.sheet.protect(password, {"format_columns": True, "format_rows": True})

    def _head(self, line: FormLine) -> None:
        """What the texts below are about."""
        style = "heading" if line.line is LineKind.ROW else line.line.value
        size = 16 if line.line is LineKind.STRATEGY else 14
        text, first = band_text(line, self.words), _NUMBER if line.line in _GROUPS else _LABEL
        self.sheet.set_row(self.row, points(lines_in(text, sum(_WIDTHS[first:]) * 14 / size), size))
        if line.line not in _GROUPS:
            add_text(self.sheet, self.row, _NUMBER, line.number, self.styles(style))
        add_band(self.sheet, self.row, first, _TEXT, text, self.styles(style))
        self.row += 1

    def _texts(self, line: FormLine) -> None:
        """All that the plan says; what it is stands beside the first line of each kind."""
        before: PlanText | None = None
        for said in line.plan_texts:
            new = before is None or before.kind is not said.kind
            label = PLAN_TEXT_LABELS[said.kind][self.language] if new else ""
            self.sheet.set_row(self.row, points(lines_in(said.text, _WIDTHS[_TEXT])))
            add_text(self.sheet, self.row, _LABEL, label, self.styles("label"))
            add_text(self.sheet, self.row, _TEXT, said.text, self.styles("value"))
            self.row, before = self.row + 1, said

    def _page(self) -> None:
        sheet, spec = self.sheet, self.table.spec
        sheet.hide_gridlines(2)
        sheet.freeze_panes(_FIRST, 0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:D{self.row}"})
        set_page(sheet, portrait=True, margins={"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.6})
        sheet.print_area(_FIRST - 1, _NUMBER, self.row - 1, _TEXT)
        add_page_texts(sheet, spec.office_name, period_of(spec, self.words), self.words.page)


def hint_of(activity: Activity, own: TargetLine | None, year: str, quarter: int, language: str) -> str:
    """What stands below an activity's title, a line each: the text across the quarters, the office's target for the
    whole ``year`` (raw, empty for none), its ``own`` line where the plan has several (None where it has none), and all
    of the plan's notes."""
    lines = [clean(activity.span.quantity.raw)] if activity.span is not None else []
    if year:
        lines.append(text("form.year_target", language, target=year))
    if own is not None and own.label:
        target = own.targets.get(quarter)
        lines.append(text("form.own_target", language, label=own.label, target=target.raw.strip() if target else "-"))
    lines += [note for note in map(clean, activity.notes) if note != _HINT_MARK]
    return _short(dict.fromkeys(lines))


def texts_of_activity(activity: Activity, language: str) -> tuple[PlanText, ...]:
    """All that the plan says of an activity beside its title, a line of the plan each: text across the quarters, notes,
    lines of targets where there are several, procedure, who is responsible, budget."""
    found = [PlanText(kind=PlanTextKind.NOTE, text=note) for note in map(clean, activity.notes)]
    if activity.span is not None:
        found.insert(0, PlanText(kind=PlanTextKind.TARGET, text=clean(activity.span.quantity.raw)))
    if len(activity.lines) > 1:
        found += [PlanText(kind=PlanTextKind.TARGET, text=_targets(line, language)) for line in activity.lines]
    found += [PlanText(kind=PlanTextKind.PROCEDURE, text=step) for step in map(clean, activity.procedure)]
    if activity.responsible:
        words = " ".join(map(clean, activity.responsible))
        found.append(PlanText(kind=PlanTextKind.RESPONSIBLE, text=words))
    budget = {
        "capital": activity.budget.capital,
        "operating": activity.budget.operating,
        "total": activity.budget.total,
    }
    if said := _budget(budget, language):
        found.append(PlanText(kind=PlanTextKind.BUDGET, text=said))
    return tuple(each for each in found if each.text)


def texts_of_initiative(initiative: Initiative) -> tuple[PlanText, ...]:
    """What the plan remarks on an initiative as a whole."""
    return tuple(PlanText(kind=PlanTextKind.NOTE, text=clean(note)) for note in initiative.notes if clean(note))


def _targets(line: TargetLine, language: str) -> str:
    """A line of targets: what it is for, and its four quarters."""
    quarters = [
        f"{text('fixed.quarter', language, quarter=quarter)}: {target.raw.strip()}"
        for quarter in QUARTERS
        if (target := line.targets.get(quarter)) is not None
    ]
    return " · ".join([line.label, *quarters] if line.label else quarters)


def _budget(parts: Mapping[str, Quantity | None], language: str) -> str:
    names = {
        "capital": text("form.budget.capital", language),
        "operating": text("form.budget.operating", language),
        "total": text("form.budget.total", language),
    }
    return " · ".join(f"{names[name]} {read.raw.strip()}" for name, read in parts.items() if read is not None)


def _short(lines: Iterable[str]) -> str:
    kept = list(lines)
    whole = "\n".join(kept[:HINT_LINES])
    # counted in spacing characters, so that no vowel is parted from its consonant
    room = accumulate(width(char) for char in whole)
    end = next((index for index, used in enumerate(room) if used >= HINT_WIDTH), len(whole))
    return whole if end == len(whole) and len(kept) <= HINT_LINES else whole[:end].rstrip() + "…"
