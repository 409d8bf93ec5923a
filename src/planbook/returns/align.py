"""Which line of the form a row of the sheet is: by its hidden key and its visible text, which must agree.

A key alone is not enough: sorting the visible columns leaves hidden keys behind, filling down makes them all alike.
A text alone is not enough either, unless it is unique. Position is never asked (guide: clients).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from planbook.domain import FormLine, FormSpec, LineKind, fold
from planbook.layout import form
from planbook.layout.form import FIRST_ROW, KEY_ROW, RESULT_KEY, TARGET_KEY, band_texts, title_text
from planbook.returns.issued import BANDS, first_row_as_issued, issued_texts, rows_as_issued
from planbook.returns.locate import FillSheet
from planbook.returns.values import is_blank, seen_text, unchanged

_EVIDENCE = ("key", "office", "number", "title", "office_name")


class RowMatch(StrEnum):
    """How sure it is which line a row is."""

    AGREED = "agreed"
    """key and text say the same"""
    EDITED = "edited"
    """the key, and number or title; the office changed the rest of the text"""
    BY_TEXT = "by_text"
    """no key, but a text that only this line has"""
    OUT_OF_STEP = "out_of_step"
    """the key of another line stands beside a text that only this line has: the result follows the text"""
    COPY = "copy"
    """a second row of the line that says nothing new"""
    UNSURE = "unsure"
    """key and text disagree, or several lines have this text: nothing may be taken from the row"""
    STRAY = "stray"
    """no line of the form: a row that the office added"""


USED = frozenset({RowMatch.AGREED, RowMatch.EDITED, RowMatch.BY_TEXT, RowMatch.OUT_OF_STEP})


class AlignedRow(NamedTuple):
    """One row of the returned table, matched to a line of the form as issued.

    ``number`` is the row's number in the sheet, from 1. ``line`` is the line of the form that it is: None for a row
    that the office added; of a row that cannot be matched for sure, the line of its hidden key, or None where the form
    has no such key. ``duplicates`` are the numbers of all rows that claim the same line, empty where only one does.
    ``as_issued`` tells that every locked cell says to the letter what was issued. ``figures_of`` is the line whose
    targets, earlier results and unit stand in the row in place of its own, None where they are its own.
    """

    number: int
    match: RowMatch
    line: FormLine | None = None
    duplicates: tuple[int, ...] = ()
    as_issued: bool = False
    figures_of: FormLine | None = None


class Alignment(NamedTuple):
    """How the rows of a returned table match the lines of its form.

    ``rows`` are the table's rows that are not empty, from ``first_row`` (numbered from 1) down, in the order of the
    sheet; ``missing`` are the lines with inputs that no row is.
    """

    rows: tuple[AlignedRow, ...]
    first_row: int
    missing: tuple[FormLine, ...]


def typed_columns(sheet: FillSheet, spec: FormSpec) -> tuple[str, ...]:
    """The keys of the columns that the office fills in this quarter, as far as the sheet still has them."""
    return tuple(column.key for column in form.input_columns(spec.quarter).values() if column.key in sheet.columns)


def inputs(sheet: FillSheet, spec: FormSpec, row: int) -> tuple[str, ...]:
    """What stands in the input cells of a row (numbered from 1) of this quarter, as text: one for each of
    :func:`input_columns`, blank as ``""``."""
    return tuple(seen_text(sheet.value(row, key)).strip() for key in typed_columns(sheet, spec))


def with_key_columns(sheet: FillSheet, spec: FormSpec) -> FillSheet:
    """The sheet with the columns of activity keys and office codes added, where the hidden key row is lost: a column
    is one of these when it holds the right codes in more than half of the form's rows."""
    columns = dict(sheet.columns)
    for column in ("key", "office"):
        known = {getattr(line, column) for line in spec.rows()}
        counts = {
            col: sum(
                seen_text(sheet.grid.cell(row, col)).strip() in known for row in range(1, len(sheet.grid.rows) + 1)
            )
            for col in range(1, max(map(len, sheet.grid.rows), default=0) + 1)
            if col not in columns.values()
        }
        best = max(counts, key=lambda col: counts[col], default=0)
        if column not in columns and best and 2 * counts[best] > sum(1 for _ in spec.rows()):
            columns[column] = best
    return sheet._replace(columns=columns)


def align(sheet: FillSheet, spec: FormSpec) -> Alignment:
    """Match every row of a returned table to a line of the form that was issued, by hidden key and visible text.

    Never raises: a row that cannot be matched for sure is in the result as :attr:`RowMatch.UNSURE`, an added one as
    :attr:`RowMatch.STRAY`.
    """
    index = _Index(spec)
    as_issued = rows_as_issued(sheet, spec)
    first = first_row_as_issued(sheet, spec, as_issued) or _first_row(sheet, index)
    rows = [number for number in range(first, len(sheet.grid.rows) + 1) if not _is_empty(sheet, number)]
    evidence = {number: _Evidence.of(sheet, number, index) for number in rows if number not in as_issued}
    distrust = any(seen.out_of_step for seen in evidence.values())
    if distrust:  # where some keys are out of step with their texts, no key of the sheet is trusted
        evidence |= {number: _Evidence.of(sheet, number, index) for number in rows if number in as_issued}
    placed = [
        _one(evidence[number], distrust=distrust)
        if number in evidence
        else AlignedRow(number, RowMatch.AGREED, as_issued[number], as_issued=True)
        for number in rows
    ]
    placed = _with_own_figures(_settle_duplicates(placed, sheet, spec), sheet, spec)
    stood_for = {id(row.line) for row in placed if row.line is not None}
    missing = tuple(line for line in spec.rows() if id(line) not in stood_for)
    return Alignment(tuple(placed), first, missing)


def other_office(sheet: FillSheet, alignment: Alignment) -> str:
    """The name of the office whose rows were pasted here, else empty: the one that most rows, and at least two, show
    where the form had its own office's."""
    if "office_name" not in sheet.columns:
        return ""
    rows = [row for row in alignment.rows if row.line is not None and _is_row(row.line) and row.match in USED]
    names = Counter(
        seen_text(name).strip()
        for row in rows
        if not row.as_issued
        and row.line is not None
        and not is_blank(name := sheet.value(row.number, "office_name"))
        and fold(row.line.office_name) not in fold(seen_text(name))  # "กฟจ.ตรัง (ผบค.)" is still this office
    )
    name, count = names.most_common(1)[0] if names else ("", 0)
    return name if count > 1 and 2 * count > len(rows) else ""


def _is_empty(sheet: FillSheet, number: int) -> bool:
    return all(is_blank(value) for value in sheet.grid.rows[number - 1])


def _number(value: object) -> str:
    """A printed number, folded: ``1.`` and ``1`` are one."""
    return fold(seen_text(value)).rstrip(".")


class _Index:
    """The lines of a form by key and by text, for the rows that are not as issued. Titles count with and without the
    plan's note below them."""

    def __init__(self, spec: FormSpec) -> None:
        self.spec = spec

    @cached_property
    def by_key(self) -> dict[tuple[str, str], FormLine]:
        return {(line.key, line.office): line for line in reversed(self.spec.lines) if _is_row(line)}

    @cached_property
    def of_key(self) -> dict[str, list[FormLine]]:
        found: dict[str, list[FormLine]] = {}
        for line in self.spec.rows():
            found.setdefault(line.key, []).append(line)
        return found

    @cached_property
    def titles(self) -> set[str]:
        return set(self.by_title)

    @cached_property
    def by_title(self) -> dict[str, list[FormLine]]:
        found: dict[str, list[FormLine]] = {}
        for line in self.spec.lines:
            for title in () if line.line in BANDS else titles(line):
                found.setdefault(title, []).append(line)
        return found

    @cached_property
    def by_text(self) -> dict[tuple[str, str], list[FormLine]]:
        found: dict[tuple[str, str], list[FormLine]] = {}
        for line in self.spec.lines:
            if line.line in BANDS:
                said = [(_number(text), "") for text in band_texts(line)]
            else:
                said = [(_number(line.number), title) for title in titles(line)]
            for text in said:
                found.setdefault(text, []).append(line)
        return found

    def keyed(self, key: str, office: str) -> FormLine | None:
        """The line of a hidden key; without an office's code only where one office alone has that activity."""
        lines = self.of_key.get(key, ())
        return self.by_key.get((key, office)) if office or len(lines) != 1 else lines[0]


def titles(line: FormLine) -> set[str]:
    """What a line's title cell may say, folded."""
    return {fold(title_text(line)), fold(line.title)}


class _Evidence(NamedTuple):
    """What a row shows of which line it is.

    ``number`` is the row's, from 1. ``keyed`` is the line of its hidden key, None where it has none or one that the
    form does not know. ``texts`` are the lines with its very number and title; where several have these, those of
    them with its office's name and its targets.
    """

    number: int
    has_key: bool
    keyed: FormLine | None
    texts: tuple[FormLine, ...]
    half: bool
    """whether number or title is that of the keyed line"""

    @classmethod
    def of(cls, sheet: FillSheet, row: int, index: _Index) -> "_Evidence":
        key, office, number, title, office_name = (sheet.value(row, column) for column in _EVIDENCE)
        keyed = index.keyed(seen_text(key).strip(), seen_text(office).strip())
        said = (_number(number), fold(seen_text(title)))
        texts: Sequence[FormLine] = index.by_text.get(said, ()) if any(said) else ()
        if not texts and said[1] and isinstance(number, int | float):
            # a client that turned texts into numbers made 1 of "01"
            texts = tuple(line for line in index.by_title.get(said[1], ()) if unchanged(line.number, number))
        if len(texts) > 1 and "office_name" in sheet.columns and not is_blank(office_name):
            texts = _narrowed(texts, (line for line in texts if unchanged(line.office_name, office_name)))
        if len(texts) > 1:
            texts = _narrowed(texts, (line for line in texts if _has_targets(sheet, row, line)))
        if len(texts) > 1 and "key" in sheet.columns:
            # only rows bear a key: a heading may say the same as a row elsewhere
            texts = _narrowed(texts, (line for line in texts if _is_row(line) is not is_blank(key)))
        # a number beside the title of another activity proves nothing: the titles alone may have been sorted
        half = keyed is not None and (
            said[1] in titles(keyed)
            or (bool(said[0]) and said[0] == _number(keyed.number) and said[1] not in index.titles)
        )
        return cls(row, not is_blank(key), keyed, tuple(texts), half)

    @property
    def in_step(self) -> bool:
        return any(line is self.keyed for line in self.texts)

    @property
    def out_of_step(self) -> bool:
        return self.has_key and bool(self.texts) and not self.in_step and any(map(_is_row, self.texts))


def _is_row(line: FormLine) -> bool:
    return line.line is LineKind.ROW


def _narrowed(lines: Sequence[FormLine], fewer: Iterable[FormLine]) -> Sequence[FormLine]:
    return tuple(fewer) or lines


def _has_targets(sheet: FillSheet, row: int, line: FormLine) -> bool:
    shown_targets = [
        (line.targets.get(quarter, ""), key) for quarter, key in TARGET_KEY.items() if key in sheet.columns
    ]
    return all(unchanged(target, sheet.value(row, column)) for target, column in shown_targets)


def _first_row(sheet: FillSheet, index: _Index) -> int:
    """The first row that is a line of the form; where none is, the row where the table was issued to begin."""
    for number in range(sheet.top + 1, len(sheet.grid.rows) + 1):
        seen = _Evidence.of(sheet, number, index)
        if seen.keyed is not None or seen.texts:
            return number
    return sheet.top + 1 if sheet.by_captions else sheet.top + FIRST_ROW - KEY_ROW


def _one(seen: _Evidence, *, distrust: bool) -> AlignedRow:
    keyed = seen.keyed
    if keyed is not None and seen.in_step and (len(seen.texts) == 1 or not distrust):
        return AlignedRow(seen.number, RowMatch.AGREED, keyed)
    if seen.texts:
        found = seen.texts
        if len(found) != 1:
            line = keyed if any(map(_is_row, seen.texts)) else seen.texts[0]
            match = RowMatch.UNSURE if any(map(_is_row, seen.texts)) else RowMatch.AGREED
            return AlignedRow(seen.number, match, line)
        if found[0] is keyed or not _is_row(found[0]):
            return AlignedRow(seen.number, RowMatch.AGREED, found[0])
        return AlignedRow(seen.number, RowMatch.OUT_OF_STEP if seen.has_key else RowMatch.BY_TEXT, found[0])
    if keyed is None:
        return AlignedRow(seen.number, RowMatch.STRAY)
    return AlignedRow(seen.number, RowMatch.EDITED if seen.half and not distrust else RowMatch.UNSURE, keyed)


def _with_own_figures(rows: list[AlignedRow], sheet: FillSheet, spec: FormSpec) -> list[AlignedRow]:
    """Rows whose targets, earlier results and unit changed places with another row's are unsure: the columns of figures
    were sorted without the titles, and what was typed among them moved along."""
    columns = [*TARGET_KEY.values(), *RESULT_KEY.values(), "unit"]
    columns = [key for key in columns if key in sheet.columns and key != RESULT_KEY[spec.quarter]]

    def has_figures_of(row: AlignedRow, line: FormLine) -> bool:
        shown_there = ((issued_texts(line, column)[0], sheet.value(row.number, column)) for column in columns)
        return all(unchanged(text, value) for text, value in shown_there)

    strange = [
        (row, row.line)
        for row in rows
        if not row.as_issued
        and row.line is not None
        and _is_row(row.line)
        and row.match in USED
        and not has_figures_of(row, row.line)
    ]
    moved = {}
    for row, line in strange:
        others = (other for _, other in strange if other is not line and has_figures_of(row, other))
        if (owner := next(others, None)) is not None:
            moved[row.number] = row._replace(match=RowMatch.UNSURE, figures_of=owner)
    return [moved.get(row.number, row) for row in rows]


def _settle_duplicates(rows: list[AlignedRow], sheet: FillSheet, spec: FormSpec) -> list[AlignedRow]:
    """Of several rows that are the same line, the first is kept; where they say different things, none is."""
    claims: dict[int, list[AlignedRow]] = {}
    for row in rows:
        if row.line is not None and _is_row(row.line) and row.match in USED:
            claims.setdefault(id(row.line), []).append(row)
    settled = {row.number: row for row in rows}
    for duplicates in claims.values():
        if len(duplicates) == 1:
            continue
        numbers = tuple(row.number for row in duplicates)
        filled = {row.number: said for row in duplicates if any(said := inputs(sheet, spec, row.number))}
        speaker = next(iter(filled), numbers[0])
        agree = len(set(filled.values())) <= 1
        for row in duplicates:
            if not agree:
                settled[row.number] = AlignedRow(row.number, RowMatch.UNSURE, row.line, numbers)
            elif row.number != speaker:
                settled[row.number] = AlignedRow(row.number, RowMatch.COPY, row.line, numbers)
    return list(settled.values())
