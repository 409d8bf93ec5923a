"""Headings that the staff explain: what a caption means that planbook does not know.

A lesson points at a cell of the heading and says what stands there, in words that planbook knows: ``D5=ไตรมาส 1
เป้าหมาย``. What is kept of it is the caption's own text, which of several such texts in its row it is, and its meaning:
so it holds on every sheet with that heading, and in the next year's plan, wherever the columns are by then. Read that
way a heading says what it means; the sheet itself stays as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from planbook.book.cells import split_cell
from planbook.domain import Settings, clean, fold
from planbook.errors import UsageProblem
from planbook.layout import original as layout
from planbook.master.settings import setting_rows
from planbook.master.sheets import PlanCell, PlanSheet

KEY = "headings"
"""The setting that keeps what was taught."""
_LESSON = re.compile(r"(?:(?P<sheet>.+)!)?\s*(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})\s*=\s*(?P<meaning>.+)", re.DOTALL)
_TO, _NEXT = "→", ";"
"""What stands between a caption and its meaning, and between two captions of a row."""
_ORDINAL = re.compile(r"(?P<text>.*?)\s*\[(?P<place>\d+)\]")


class Heading(NamedTuple):
    """A caption by its text, which of the texts like it in its row it is (from 1), and what it means."""

    text: str
    place: int
    meaning: str


Taught = tuple[tuple[Heading, ...], ...]
"""The captions that were explained, row by row."""


def learn(sheets: Sequence[PlanSheet], lessons: Iterable[str]) -> Taught:
    """What lessons such as ``D5=ไตรมาส 1 เป้าหมาย`` or ``CR1!D5=…`` teach about the heading on these sheets.

    Raises UsageProblem ``teach-form`` for one that is none, ``teach-cell`` for a cell that is empty or not there, and
    ``teach-meaning`` for words that planbook does not know either.
    """
    rows: dict[tuple[str, int], list[Heading]] = {}
    for lesson in lessons:
        match = _LESSON.fullmatch(lesson.strip())
        if match is None:
            raise UsageProblem("teach-form", raw=lesson.strip())
        meaning = clean(match["meaning"])
        if not layout.is_caption(meaning):
            raise UsageProblem("teach-meaning", raw=meaning, cell=match["cell"])
        named = (match["sheet"] or "").strip("'")
        found = _found(sheets, named, match["cell"])
        if found is None:
            raise UsageProblem("teach-cell", cell=match["cell"], sheet=named or "-")
        sheet, cell = found
        same = [other for other in sheet.row(cell.row) if _text(other) == _text(cell)]
        heading = Heading(_text(cell), same.index(cell) + 1, meaning)
        rows.setdefault((sheet.name, cell.row), []).append(heading)
    return tuple(tuple(row) for row in rows.values())


def _found(sheets: Sequence[PlanSheet], named: str, ref: str) -> tuple[PlanSheet, PlanCell] | None:
    for sheet in sheets:
        if not named or fold(named) == fold(sheet.name):
            cell = sheet.get(*split_cell(ref))
            if cell is not None and _text(cell):
                return sheet, cell
    return None


def _text(cell: PlanCell) -> str:
    """A caption as it is kept: clean, without the signs that part captions."""
    return clean(re.sub(rf"[{_TO}{_NEXT}\[\]\n]", " ", cell.text))


def as_text(taught: Taught) -> str:
    """What was taught as the settings sheet keeps it, a row of a heading in each line."""
    return "\n".join(
        f"{_NEXT} ".join(f"{heading.text} [{heading.place}] {_TO} {heading.meaning}" for heading in row)
        for row in taught
    )


def read_taught(text: str) -> Taught:
    """What :func:`as_text` wrote; what is none of it says nothing."""
    rows = (tuple(_headings(line)) for line in text.splitlines())
    return tuple(row for row in rows if row)


def _headings(line: str) -> Iterator[Heading]:
    for part in line.split(_NEXT):
        said, arrow, meaning = part.partition(_TO)
        match = _ORDINAL.fullmatch(said.strip())
        if arrow and clean(meaning):
            text, place = (match["text"], int(match["place"])) if match else (said, 1)
            yield Heading(clean(text), place, clean(meaning))


def with_lessons(before: Taught, more: Taught) -> Taught:
    """Earlier lessons and later ones; of two about the same captions the later counts."""
    new = {frozenset((heading.text, heading.place) for heading in row) for row in more}
    kept = [row for row in before if frozenset((heading.text, heading.place) for heading in row) not in new]
    return (*kept, *more)


def setting_with(rows: Iterable[Mapping[str, Any]], taught: Taught) -> list[dict[str, Any]]:
    """The rows of a settings sheet, what was taught among them."""
    (said,) = [row for row in setting_rows(Settings(headings=as_text(taught) or "-")) if row["key"] == KEY]
    made = [dict(row) for row in rows]
    there = next((row for row in made if clean(row.get("key", "")) == KEY), None)
    if there is not None:
        there["value"] = as_text(taught)
    elif taught:
        made.append(dict(said))
    return made


def with_headings(sheets: Sequence[PlanSheet], taught: Taught) -> list[PlanSheet]:
    """The sheets with every caption that was explained saying what it means."""
    return [_taught(sheet, taught) for sheet in sheets] if taught else list(sheets)


def _taught(sheet: PlanSheet, taught: Taught) -> PlanSheet:
    cells = dict(sheet.cells)
    for row in taught:
        for _, there in sheet.rows(1, sheet.last_row):
            texts: dict[str, list[PlanCell]] = {}
            for cell in there:
                texts.setdefault(_text(cell), []).append(cell)
            # only a row that has all of them is that heading
            if all(len(texts.get(heading.text, ())) >= heading.place for heading in row):
                for heading in row:
                    cell = texts[heading.text][heading.place - 1]
                    cells[cell.row, cell.column] = replace(cell, value=heading.meaning, number_format="General")
    return replace(sheet, cells=cells, _rows={}) if cells != sheet.cells else sheet
