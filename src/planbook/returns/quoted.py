"""Findings that quote what an office wrote: one for each text, one for many of a kind."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from planbook.domain import Finding
from planbook.returns.changes import ChangedCell
from planbook.returns.values import brief
from planbook.words import FindingCode

MANY = 20
"""More notes than this on one sheet are one finding, which still names every cell."""
SHOWN = 100
"""So many cells of a sheet or row are quoted and named in one finding; the rest are counted."""


def quoting(code: FindingCode, *, raw: str = "", **words: Any) -> Finding:
    """A finding whose sentence quotes long texts in brief; its own ``raw`` keeps every word."""
    short: dict[str, Any] = {name: brief(word) if isinstance(word, str) else word for name, word in words.items()}
    finding = Finding.of(code, raw=brief(raw), **short)
    return finding if finding.raw == raw else replace(finding, raw=raw, args={"raw": brief(raw), **finding.args})


def notes_on(file: str, changes: list[ChangedCell]) -> list[Finding]:
    """What is said of texts on one sheet that stand outside the cells to fill in."""
    if len(changes) > MANY:
        return [many(file, changes)]
    return [
        quoting(
            "note-beside-table",
            file=file,
            sheet=note.sheet,
            cell=note.cell,
            key=note.line.key if note.line else "",
            office=note.line.office if note.line else "",
            raw=note.text,
        )
        for note in changes
    ]


def many(file: str, changes: Sequence[ChangedCell]) -> Finding:
    """The one finding for more texts beside the cells to fill in than anybody reads one by one."""
    first = changes[0]
    return quoting(
        "notes-many",
        file=file,
        sheet=first.sheet,
        cell=first.cell,
        raw=quoted_texts(changes),
        count=len(changes),
        cells=quoted_names(changes),
    )


def quoted_texts(changes: Sequence[ChangedCell]) -> str:
    """What cells hold, one after the other."""
    return in_one_line([change.text for change in changes[:SHOWN]], len(changes))


def in_one_line(texts: Sequence[str], count: int) -> str:
    """Texts in one line; where there were more of them, how many."""
    return " | ".join(texts) + (f" … (+{count - len(texts)})" if count > len(texts) else "")


def quoted_names(changes: Sequence[ChangedCell]) -> str:
    """What cells are called, one after the other."""
    more = len(changes) - SHOWN
    return ", ".join(change.cell for change in changes[:SHOWN]) + (f" … (+{more})" if more > 0 else "")
