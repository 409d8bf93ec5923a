"""The form as it was issued: what the cells said that are not for the office to fill in."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from operator import itemgetter

from planbook.book.cells import as_written
from planbook.domain import FormLine, FormSpec, LineKind, clean
from planbook.layout.form import (
    COLUMN,
    COLUMNS,
    FIRST_ROW,
    KEY_ROW,
    RESULT_KEY,
    TITLE_ROWS,
    band_texts,
    columns,
    fixed_texts,
    title_lines,
    title_text,
)
from planbook.returns.locate import FillSheet
from planbook.words import languages

BANDS = (LineKind.STRATEGY, LineKind.INITIATIVE)
"""Lines of one merged cell, which stands under "number"."""

_NAMED = ("key", "office", "number", "title")


_TEXTS = tuple(column.key for column in COLUMNS if column.has_texts)
_PLACE = {key: place for place, key in enumerate(_TEXTS)}


def _texts(line: FormLine) -> tuple[str, ...]:
    """What a line of the form says under each column that may be locked, in the order of ``_TEXTS``."""
    return tuple(COLUMN[key].shows(line) for key in _TEXTS)


def issued_texts(line: FormLine, key: str) -> tuple[str, ...]:
    """The texts that a locked cell may have as issued, the likeliest first.

    Forms of the first version said one line of the plan's notes below a title, after an own target behind a dot.
    """
    if key == "title":
        notes = line.hint.split("\n")
        older = (*notes, *(f"{notes[0]} · {note}" for note in notes[1:]))
        return (title_text(line), line.title, *(f"{line.title}\n{note}" for note in older))
    return (COLUMN[key].shows(line) if key in COLUMN else "",)


def title_places(spec: FormSpec) -> dict[str, tuple[str, int]]:
    """The fixed lines above the table, cleaned, with the column they stand in and the row they were issued in."""
    words = fixed_texts(spec.language)
    first, second = title_lines(spec)
    places = {
        first: ("number", TITLE_ROWS[0]),
        second: ("number", TITLE_ROWS[1]),
        words.year_band.format(year=spec.year): (_other_quarter(spec), TITLE_ROWS[2]),
    }
    return {clean(as_written(text)): place for text, place in places.items() if clean(text)}


def _other_quarter(spec: FormSpec) -> str:
    """The key of the first column of the other quarters."""
    own = columns(spec.quarter)
    return next(column.key for column in own if column.quarter not in (None, spec.quarter))


@cache
def _progress() -> tuple[re.Pattern[str], ...]:
    said = map(fixed_texts, languages())
    return tuple(re.compile(r" ?\d+ ?".join(re.escape(clean(word)) for word in words.progress)) for words in said)


def is_progress(text: str) -> bool:
    """Whether a text counts what is filled in ("กรอกแล้ว … จาก … รายการ"), however stale."""
    return any(pattern.fullmatch(clean(text)) for pattern in _progress())


def rows_as_issued(sheet: FillSheet, spec: FormSpec) -> dict[int, FormLine]:
    """The rows whose locked cells all say to the letter what one line was issued with, and those lines.

    Most rows of most returns are: they need no comparing cell by cell. Nothing is said of the cells that the office
    fills in, nor of cells beside the table. Where the sheet has lost a column that names its rows, it has no such row.
    """
    if not sheet.columns.keys() >= set(_NAMED):
        return {}
    locked = set(_TEXTS) - {RESULT_KEY[spec.quarter]}
    keys = [key for key in _TEXTS if key in sheet.columns and key in locked]
    said = itemgetter(*(_PLACE[key] for key in keys))
    stands, width = itemgetter(*(sheet.columns[key] - 1 for key in keys)), max(sheet.columns.values())
    lines: dict[tuple[object, ...], FormLine] = {}
    for line in spec.lines:
        for texts in _rows_of(line):
            lines.setdefault(tuple([text or None for text in said(texts)]), line)
    found = {}
    for number, values in enumerate(sheet.grid.rows[sheet.top :], start=sheet.top + 1):
        row: Sequence[object] = values if len(values) >= width else [*values, *[None] * (width - len(values))]
        at = lines.get(stands(row))
        if at is not None:
            found[number] = at
    return found


def row_texts(line: FormLine) -> dict[str, str]:
    """What a line's row says under each column that may be locked, by the columns' keys."""
    return dict(zip(_TEXTS, _texts(line), strict=True))


def row_alternatives(line: FormLine) -> list[dict[str, str]]:
    """The same of each way in which the line's row may be written."""
    return [dict(zip(_TEXTS, texts, strict=True)) for texts in _rows_of(line)]


def _rows_of(line: FormLine) -> list[tuple[str, ...]]:
    """What a line's row may say, in the order of ``_TEXTS``."""
    if line.line is LineKind.ROW:
        return [_texts(line)]
    said = [(text, "") for text in band_texts(line)] if line.line in BANDS else [(line.number, title_text(line))]
    before, after = ("",) * _PLACE["number"], ("",) * (len(_TEXTS) - _PLACE["title"] - 1)
    return [(*before, number, title, *after) for number, title in said]


def first_row_as_issued(sheet: FillSheet, spec: FormSpec, rows: Mapping[int, FormLine]) -> int | None:
    """The row where the table begins, if it and what stands above it under the columns that name rows are as issued."""
    first = sheet.top + FIRST_ROW - KEY_ROW
    if first not in rows:
        return None
    captions = {caption for column in COLUMNS for caption in column.captions}
    known = {None, spec.identity, *title_lines(spec), *captions}
    for row in range(sheet.top + 1, first):
        for column in _NAMED:
            value = sheet.value(row, column)
            if value not in known and not (isinstance(value, str) and is_progress(value)):
                return None
    return first
