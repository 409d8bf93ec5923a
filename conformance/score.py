"""How a reader did: every input of every case is right, asked, wrong or lost in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from conformance.readers import Read
from planbook.layout.form import PROGRESS_LABELS


class Mark(StrEnum):
    """What became of one case; the worst of its inputs decides."""

    AS_EXPECTED = "as expected"
    ASKED = "left to a person"
    SILENT = "lost in silence"
    WRONG = "taken wrongly"


_WORST = list(Mark)


@dataclass(frozen=True)
class Score:
    """The mark of one case, and the inputs that it is about, with what was read of them."""

    case: str
    mark: Mark
    about: tuple[str, ...] = ()


def score(case: Mapping[str, Any], read: Read) -> Score:
    """Compare what was read with what was typed. An input that must be asked about is right when it was not taken, or
    was taken and told; what was not typed must not be taken. Words in place of a figure are left to a person."""
    marks: dict[str, Mark] = {}
    for place, meant in case["entries"].items():
        if place in read.values:
            same = alike(read.values[place], meant, percent=place == "5/3|result")
            left = _is_text(read.values[place]) and _number(meant) is not None
            marks[place] = Mark.AS_EXPECTED if same else Mark.ASKED if left else Mark.WRONG
        elif read.whole or place in read.told:
            marks[place] = Mark.ASKED
        else:
            marks[place] = Mark.SILENT
    for place in case["asked"]:
        told = read.whole or place in read.told
        if not told and place in read.values:
            marks[place] = Mark.ASKED if _is_text(read.values[place]) else Mark.WRONG
        elif not told:
            marks[place] = Mark.SILENT
    for place in read.values:
        if place not in case["entries"] and place not in case["asked"]:
            marks[place] = Mark.WRONG
    worst = max(marks.values(), key=_WORST.index, default=Mark.AS_EXPECTED)
    about = tuple(f"{place}: {read.values.get(place)!r}" for place, mark in marks.items() if mark is worst)
    return Score(case["id"], worst, about if worst is not Mark.AS_EXPECTED else ())


def alike(read: Any, meant: str, *, percent: bool) -> bool:
    """Whether a value says what was meant. Numbers are compared exactly as they are printed; the value of a cell of a
    percentage may be given as a fraction, as such cells hold it."""
    text = str(getattr(read, "value", read)).strip()
    text = _STATUS.get(text, text)
    if text == meant or (
        isinstance(read, bool) is False and _number(text) is not None and _number(text) == _number(meant)
    ):
        return True
    number = _number(text)
    return percent and number is not None and number * 100 == _number(meant)


_STATUS = {label: progress.value for progress, labels in PROGRESS_LABELS.items() for label in labels.values()}


def _is_text(read: Any) -> bool:
    """Whether a reader gave back words, which nobody takes for a figure, but which nobody read either."""
    return isinstance(read, str) and _number(read.strip()) is None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def counts(scores: Iterable[Score]) -> dict[Mark, int]:
    """How many cases have each mark."""
    listed = [each.mark for each in scores]
    return {mark: listed.count(mark) for mark in Mark}
