"""What stands on the sheets beside the table, and on cells: planbook's own pages, sheets of others, pictures, notes."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Final

from planbook.book.cells import cell_name
from planbook.book.foreign import CellNote, ForeignSheet, Unseen
from planbook.domain import Finding, FormLine, FormSpec, LineKind, Tally, clean
from planbook.layout import copies
from planbook.layout.form import COLUMNS, PLAN_TEXT_LABELS, PROGRESS_LABELS, band_texts, title_lines, title_text
from planbook.layout.stamp import MARK, read_identity
from planbook.layout.words import FORMER_COVER_TEXTS, check_texts, words_for
from planbook.returns.changes import ChangedCell, ChangeKind
from planbook.returns.classify import Disposition
from planbook.returns.issued import is_progress
from planbook.returns.locate import FilledCell, Located
from planbook.returns.quoted import SHOWN, in_one_line, notes_on, quoting
from planbook.returns.values import is_blank, seen_text, unchanged
from planbook.words import languages

SIGNED: Final = "form-signed"

PAGE_WIDTH = 6
"""The last column that planbook writes in on the sheets beside the table."""
_STEPS = frozenset("12345")
_STEP_COLUMNS = 2
_OWN_FORMULA = re.compile(r"^=(?:'[^']+'|[^'!(]+)!\$?[A-Z]{1,3}\$?\d+$|\bCOUNTIF\((?:'[^']+'|[^'!(]+)!")
"""The cover's own formulas: a row's check, and counts of what the check column says."""
_NUMBER = re.compile(r"[\d.,%]+")
_PLACE = re.compile(r"\{[^}]*\}")
_PIECE = re.compile(r"[A-Za-z0-9+/=]+")
_STAMP_LABELS = frozenset({"plan", "year", "quarter", "office", "office name", "form version", "master", "plan title"})


def classify_pages(file: str, located: Located, spec: FormSpec) -> Disposition:
    """Report what was typed on the cover and on the stamp sheet; a signature is told for the record."""
    total = Disposition()
    may_cover, may_stamp = on_cover(spec), on_stamp(spec)
    for grid in located.covers:
        typed = [spot for spot in _unknown(grid, may_cover) if not _is_left_of_formula(grid, spot)]
        total += _settle(file, grid, typed)
    for grid in located.stamps:
        total += _settle(file, grid, list(_unknown(grid, may_stamp)))
    return total


def classify_foreign(file: str, grid: ForeignSheet) -> Disposition:
    """Report a sheet that planbook did not make: one finding for all its filled cells."""
    count, first = 0, ""
    texts: list[str] = []
    for row, values in enumerate(grid.rows, start=1):
        for col, value in enumerate(values, start=1):
            if value is None or is_blank(value):
                continue
            count += 1
            first = first or cell_name(row, col)
            if count <= SHOWN:
                texts.append(seen_text(value))
    if not count:
        return Disposition()
    raw = in_one_line(texts, count)
    finding = quoting("sheet-added", file=file, sheet=grid.name, cell=first, raw=raw, count=count)
    return Disposition((), (finding,), Tally(changed=count, reported=count))


def classify_drawings(file: str, sheet: ForeignSheet) -> Disposition:
    """Report pictures and text boxes that were put on a sheet, once."""
    count = sheet.drawings
    if not count:
        return Disposition()
    finding = quoting("sheet-has-drawing", file=file, sheet=sheet.name, count=count)
    return Disposition((), (finding,), Tally(changed=1, reported=1))


def classify_comments(file: str, notes: Iterable[CellNote], spec: FormSpec) -> Disposition:
    """Report notes and comments hung on cells, which no reader of values sees; those of a correction copy are its
    own."""
    own = {"".join(text.split()) for text in copies.notes(spec).values()}
    typed = (note for note in notes if "".join(clean(note.text).split()) not in own)
    found = tuple(quoting("cell-comment", file=file, sheet=note.sheet, cell=note.cell, raw=note.text) for note in typed)
    return Disposition((), found, Tally(changed=len(found), reported=len(found)))


def _unknown(grid: ForeignSheet, known: Callable[[int, object], bool]) -> Iterator[FilledCell]:
    """The cells whose value planbook did not write."""
    for row, values in enumerate(grid.rows, start=1):
        for col, value in enumerate(values, start=1):
            if value is not None and not known(col, value) and not is_blank(value):
                yield FilledCell(row, col, value)


def _is_left_of_formula(sheet: ForeignSheet, spot: FilledCell) -> bool:
    """Whether this is the 0 that an .xls has in place of a formula's text."""
    row, col, value = spot
    if seen_text(value) != "0":
        return False
    info = (sheet.behind([col], [row]) or {}).get(cell_name(row, col))
    return info is not None and info.has_formula


def _settle(file: str, grid: ForeignSheet, spots: Sequence[FilledCell]) -> Disposition:
    signed: list[Finding] = []
    typed: list[ChangedCell] = []
    signs = {clean(text) for language in languages() for text in _signs(language)}
    for row, col, value in spots:
        cell = cell_name(row, col)
        labels = {clean(label) for label in grid.rows[row - 1] if isinstance(label, str)}
        if labels & signs:
            signed.append(quoting(SIGNED, file=file, sheet=grid.name, cell=cell, raw=seen_text(value)))
        else:
            typed.append(ChangedCell(ChangeKind.NOTE, grid.name, cell, row, value))
    notes = notes_on(file, typed) if typed else []
    return Disposition((), (*signed, *notes), Tally(changed=len(spots), reported=len(spots)))


def _signs(language: str) -> tuple[str, ...]:
    words = words_for(language)
    return words.sign_name, words.sign_position, words.sign_date


def _leaves(value: object) -> Iterator[str]:
    """Every text in a tree of dataclasses and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _leaves(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name))


@cache
def _fixed() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """What a cover says in either language whoever it is for: texts, and those with something filled in."""
    said = [clean(text) for language in languages() for text in _leaves(words_for(language)) if clean(text)]
    said += FORMER_COVER_TEXTS
    captions = [clean(column.caption(language)) for language in languages() for column in COLUMNS]
    labels = [clean(label) for words in PROGRESS_LABELS.values() for label in words.values()]
    patterns = [
        re.compile(".*".join(map(re.escape, _PLACE.split(text))), re.DOTALL) for text in set(said) if "{" in text
    ]
    for language in languages():
        words = words_for(language)
        before, after = clean(words.attention_before), clean(words.attention_after)
        patterns.append(re.compile(rf"{re.escape(before)} ?\d+ ?{re.escape(after)}"))
    labels += [clean(label) for words in PLAN_TEXT_LABELS.values() for label in words.values()]
    return frozenset({*said, *captions, *labels, *map(clean, check_texts())}), tuple(patterns)


def on_cover(spec: FormSpec) -> Callable[[int, object], bool]:
    """Whether a value may stand in a column of the cover of a form as issued."""
    texts, patterns = _fixed()
    lines = [line for line in spec.lines if line.line is LineKind.ROW]
    own = {clean(text) for text in _of_spec(spec, lines)}
    titles = [clean(title_text(line)) for line in lines]
    labels = {clean(label) for words in PROGRESS_LABELS.values() for label in words.values()}

    def known(col: int, value: object) -> bool:
        if isinstance(value, Unseen):
            return _OWN_FORMULA.search(value) is not None
        if col > PAGE_WIDTH and (_NUMBER.fullmatch(clean(seen_text(value))) or clean(seen_text(value)) in labels):
            return False  # what was typed while sheets were grouped lands in the columns of the table's inputs
        if not isinstance(value, str):  # a client that turns texts into numbers: a step, a key, a target
            return _is_step(col, seen_text(value)) or any(unchanged(text, value) for text in own)
        said = clean(value)
        if said in texts or said in own or _is_step(col, said):
            return True
        if said.endswith("…") and any(title.startswith(said.rstrip("… ")) for title in titles):
            return True
        return is_progress(value) or any(pattern.fullmatch(said) for pattern in patterns)

    return known


def _is_step(col: int, text: str) -> bool:
    """Steps are numbered in the first columns."""
    return col <= _STEP_COLUMNS and text in _STEPS


def _of_spec(spec: FormSpec, lines: list[FormLine]) -> Iterator[str]:
    first, _ = title_lines(spec)
    for language in languages():
        fixed = words_for(language).fixed
        period = fixed.period.format(year=spec.year, quarter=spec.quarter)
        yield from (period, f"{spec.office_name}   ·   {period}", f"{fixed.titles[spec.correction]} {period}")
    yield from (first, spec.identity, f"{spec.office_name} ({spec.office})", spec.plan_title, spec.region)
    yield from (spec.due_date, spec.contact, spec.office_name)
    for line in lines:
        yield from (line.key, line.title, title_text(line), line.office_name, *line.targets.values())
        yield from (rule.message for rule in line.rules)  # the cover shows each row's check
    yield from copies.copy_texts(spec)
    for line in spec.lines:  # the sheet of the plan's texts
        yield from (line.number, line.title, *band_texts(line), *(each.text for each in line.plan_texts))


def on_stamp(spec: FormSpec) -> Callable[[int, object], bool]:
    """Whether a value may stand on the stamp sheet as issued: the identity, what it says in lines, pieces, lists."""
    labels = {label for words in PROGRESS_LABELS.values() for label in words.values()}
    about = (spec.plan_id, str(spec.year), str(spec.quarter), spec.office, spec.office_name, str(spec.version))
    known = {clean(text) for text in (*_STAMP_LABELS, *labels, *about, spec.fingerprint, spec.plan_title)}

    def may_stand(col: int, value: object) -> bool:
        text = seen_text(value)
        if col == 1 and len(text) > len(MARK) and _PIECE.fullmatch(text.strip()):
            return True
        return clean(text) in known or text.strip().startswith(MARK) or read_identity(text) is not None

    return may_stand
