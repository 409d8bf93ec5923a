"""What the register's cells say of a decision in words: written here and read back here.

Inside, how offices came about, a former key and a note are objects (:mod:`planbook.domain.decision`). A cell, and a
plan as data, say them as text; what is not planbook's own sentence is the staff's, and stays as it is.
"""

import re
from collections.abc import Iterable

from planbook.domain.decision import FormerKey, Origin, OriginKind, ReviewNote
from planbook.domain.text import BETWEEN, parts
from planbook.layout.own_tables import ORIGIN_WORDS, REVIEW_NOTES, REVIEW_WORDS, sheet_text
from planbook.words import DEFAULT, section, text

PROPOSED = "?"
"""Stands behind a former key that nobody has confirmed."""
_OF_ANOTHER = (OriginKind.PARENT, OriginKind.CHILD)
_CONFIRM = ("renumbered", "last-year")
"""Notes on a key that the staff are to confirm."""
_LONGEST_FIRST = sorted(REVIEW_WORDS.items(), key=lambda item: -len(item[1]))


def origin_text(origin: Origin) -> str:
    """How it came about who fills in, as the register says it; what is no code of planbook's stays as it is."""
    if origin.kind is None:
        return origin.said
    return f"{ORIGIN_WORDS[origin.kind.value]} {origin.key}".strip()


def read_origin(cell: str) -> Origin:
    """What a cell says of how it came about who fills in: in planbook's words, in its codes, or in somebody's own."""
    for kind in OriginKind:
        for word in (ORIGIN_WORDS[kind.value], kind.value):
            if cell == word:
                return Origin(kind)
            if kind in _OF_ANOTHER and cell.startswith(f"{word} "):
                return Origin(kind, cell.removeprefix(f"{word} "))
    return Origin(said=cell)


def former_text(keys: Iterable[FormerKey]) -> str:
    """The keys that an activity had before, as the register lists them: ``8/2; 8/1 ?``."""
    return BETWEEN.join(each.key if each.confirmed else f"{each.key} {PROPOSED}" for each in keys)


def read_former(cell: str) -> tuple[FormerKey, ...]:
    """The keys that a cell of the register lists; what ends in ``?`` is proposed."""
    return tuple(FormerKey(part.rstrip(f"{PROPOSED} "), not part.endswith(PROPOSED)) for part in parts(cell))


def note_text(note: ReviewNote, language: str = DEFAULT) -> str:
    """A note as people read it; what the staff wrote or changed is as it stands in their cell."""
    if note.typed or not note.code:
        return note.typed
    said = section("review.word", language)[f"review.word.{note.code}"]
    if note.about and note.code in _CONFIRM:
        return text("sheet.confirm", language, what=said, key=note.about)
    return f"{said}{_between(note.code)}{note.about}" if note.about else said


def notes_text(notes: Iterable[ReviewNote]) -> str:
    """The notes of a review cell."""
    return BETWEEN.join(map(note_text, notes))


def read_note(part: str) -> ReviewNote:
    """A note of a review cell, or of a plan as data: one of planbook's by its sentence or its code, or the staff's."""
    for code, word in _LONGEST_FIRST:
        if part == word:
            return ReviewNote(code)
        if not part.startswith(word):
            continue
        about = _about(code, word, part)
        return ReviewNote(code, about) if about else ReviewNote(code, typed=part)
    code, _, about = part.partition(": ")
    return ReviewNote(code, about) if code in REVIEW_WORDS else ReviewNote(typed=part)


def read_notes(cell: str) -> tuple[ReviewNote, ...]:
    """The notes of a review cell."""
    return tuple(map(read_note, parts(cell)))


def reasons(notes: Iterable[ReviewNote]) -> str:
    """Why the notes of a review cell were proposed: the comment on the cell, one line a reason."""
    codes = {note.code for note in notes}
    return "\n".join(f"• {REVIEW_NOTES[code]}" for code in REVIEW_WORDS if code in codes)


def _between(code: str) -> str:
    return " " if code == "plan-proposes" else ": "


def _about(code: str, word: str, part: str) -> str:
    """What a sentence of planbook's speaks of; empty where somebody has changed the sentence."""
    if code in _CONFIRM:
        before, _, behind = sheet_text("sheet.confirm", what=word, key="\0").partition("\0")
        found = re.fullmatch(f"{re.escape(before)}(.+){re.escape(behind)}", part)
        return found[1] if found else ""
    before = word + _between(code)
    return part.removeprefix(before) if part.startswith(before) else ""
