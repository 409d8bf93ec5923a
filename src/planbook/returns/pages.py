"""planbook's own pages beside the table, cover and stamp: what stands there that planbook did not write."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, is_dataclass
from functools import cache, partial

from planbook.book.grid import Grid
from planbook.book.refs import cell_name
from planbook.layout.checkwords import CHECK_TEXTS
from planbook.layout.form import COLUMNS, PROGRESS_LABELS, title_lines, title_text
from planbook.layout.stamp import MARK, read_identity
from planbook.layout.words import words_for
from planbook.model import Conservation, Finding, FormLine, FormSpec, LineKind
from planbook.returns.cells import is_blank, shown, unchanged
from planbook.returns.changes import Change, ChangeKind
from planbook.returns.filefacts import FileFacts
from planbook.returns.issued import is_progress
from planbook.returns.locate import Located
from planbook.returns.settle import Settled, notes_on, told
from planbook.text import clean

SIGNED = "form-signed"

_LANGUAGES = ("th", "en")
_STEPS = frozenset("12345")
_COVER_COLUMNS = 6
_PLACE = re.compile(r"\{[^}]*\}")
_PIECE = re.compile(r"[A-Za-z0-9+/=]+")
_STAMP_LABELS = frozenset({"plan", "year", "quarter", "office", "office name", "form version", "master", "plan title"})


def settle_pages(file: str, located: Located, spec: FormSpec, facts: FileFacts) -> Settled:
    """Report what was typed on the cover and on the stamp sheet; a signature is told for the record."""
    total = Settled()
    known = _on_cover(spec)
    for grid in located.covers:
        behind = facts.cells(grid.name, range(1, _COVER_COLUMNS + 1), range(1, len(grid.rows) + 1)) or {}
        formulas = {cell for cell, fact in behind.items() if fact.has_formula}
        total += _settle(file, grid, partial(_is_own, known, formulas))
    for grid in located.stamps:
        total += _settle(file, grid, _on_stamp(spec))
    return total


def _is_own(known: Callable[[str], bool], formulas: Collection[str], row: int, col: int, text: str) -> bool:
    """Whether a text on the cover is planbook's: one it may have there, the number of a step in the first columns, or
    the 0 that is left of a formula's text in an .xls."""
    return known(text) or (col <= 2 and text in _STEPS) or (text == "0" and cell_name(row, col) in formulas)


def _settle(file: str, grid: Grid, known: Callable[[int, int, str], bool]) -> Settled:
    signed: list[Finding] = []
    typed: list[Change] = []
    signs = {clean(text) for language in _LANGUAGES for text in _signs(language)}
    for row, values in enumerate(grid.rows, start=1):
        labels = {clean(value) for value in values if isinstance(value, str)}
        for col, value in enumerate(values, start=1):
            if is_blank(value) or known(row, col, shown(value)):
                continue
            cell = cell_name(row, col)
            if labels & signs:
                signed.append(told(SIGNED, file=file, sheet=grid.name, cell=cell, raw=shown(value)))
            else:
                typed.append(Change(ChangeKind.NOTE, grid.name, cell, row, value))
    count = len(signed) + len(typed)
    notes = notes_on(file, typed) if typed else []
    return Settled((), (*signed, *notes), Conservation(changed=count, reported=count))


def _signs(language: str) -> tuple[str, str, str]:
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
    said = [clean(text) for language in _LANGUAGES for text in _leaves(words_for(language)) if clean(text)]
    captions = [clean(column.caption(language)) for language in _LANGUAGES for column in COLUMNS]
    labels = [clean(label) for words in PROGRESS_LABELS.values() for label in words.values()]
    patterns = [
        re.compile(".*".join(map(re.escape, _PLACE.split(text))), re.DOTALL) for text in set(said) if "{" in text
    ]
    for language in _LANGUAGES:
        words = words_for(language)
        before, after = clean(words.attention_before), clean(words.attention_after)
        patterns.append(re.compile(rf"{re.escape(before)} ?\d+ ?{re.escape(after)}"))
    return frozenset({*said, *captions, *labels, *map(clean, CHECK_TEXTS)}), tuple(patterns)


def _on_cover(spec: FormSpec) -> Callable[[str], bool]:
    """Whether a text may stand on the cover of a form as issued."""
    texts, patterns = _fixed()
    lines = [line for line in spec.lines if line.line is LineKind.ROW]
    own = {clean(text) for text in _of_spec(spec, lines)}
    titles = [clean(title_text(line)) for line in lines]
    targets = {target for line in lines for target in line.targets.values()} | {line.key for line in lines}

    def known(text: str) -> bool:
        said = clean(text)
        if said in texts or said in own or is_progress(text) or any(pattern.fullmatch(said) for pattern in patterns):
            return True
        if said.endswith("…") and any(title.startswith(said.rstrip("… ")) for title in titles):
            return True
        number = _number(text)
        return number is not None and any(unchanged(target, number) for target in targets)

    return known


def _of_spec(spec: FormSpec, lines: list[FormLine]) -> Iterator[str]:
    first, _ = title_lines(spec)
    for language in _LANGUAGES:
        fixed = words_for(language).fixed
        period = fixed.period.format(year=spec.year, quarter=spec.quarter)
        yield from (period, f"{spec.office_name}   ·   {period}", f"{fixed.titles[spec.correction]} {period}")
    yield from (first, spec.identity, f"{spec.office_name} ({spec.office})", spec.plan_title, spec.region)
    yield from (spec.due_date, spec.contact, spec.office_name)
    for line in lines:
        yield from (line.key, line.title, title_text(line), line.office_name, *line.targets.values())


def _on_stamp(spec: FormSpec) -> Callable[[int, int, str], bool]:
    """Whether a text may stand on the stamp sheet as issued: the identity, what it says in lines, pieces, lists."""
    labels = {label for words in PROGRESS_LABELS.values() for label in words.values()}
    about = (spec.plan_id, str(spec.year), str(spec.quarter), spec.office, spec.office_name, str(spec.version))
    known = {clean(text) for text in (*_STAMP_LABELS, *labels, *about, spec.fingerprint, spec.plan_title)}

    def on_stamp(_row: int, col: int, text: str) -> bool:
        said = clean(text)
        piece = col == 1 and len(said) > len(MARK) and _PIECE.fullmatch(said) is not None
        return said in known or said.startswith(MARK) or piece or read_identity(text) is not None

    return on_stamp


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
