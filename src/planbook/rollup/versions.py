"""Several returns of one office and quarter: in which order they came, and whether they are parts of one answer.

Two fillings of the same blank form that say nothing against each other, and of which each has something that the other
lacks, are one answer in two files. All others are versions, of which the newer counts.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from planbook.domain import Fact, Key, Progress, plain_text
from planbook.domain.filed import Filed, Files, ReturnId, Use
from planbook.domain.report import saved_moment
from planbook.layout.form import PROGRESS_LABELS

Slot: TypeAlias = tuple[Key, str, int]
"""An activity, an office, a quarter: what one fact is about."""


class Part(StrEnum):
    """The parts of a row that are judged by themselves: its figure (a ratio's parts with it), status, remark."""

    FIGURE = "result"
    STATUS = "status"
    REMARK = "remark"


def slot_of(fact: Fact) -> Slot:
    """What a fact is about."""
    return fact.key, fact.office, fact.quarter


def content(fact: Fact | None) -> tuple[object, ...]:
    """What a fact says, wherever it stands; empty for none."""
    if fact is None:
        return ()
    return fact.result, fact.numerator, fact.denominator, fact.progress, fact.remark


def said(fact: Fact | None, part: Part) -> object:
    """What a fact says in one part; None where it says nothing there."""
    if fact is None:
        return None
    if part is Part.FIGURE:
        figure = (fact.result, fact.numerator, fact.denominator)
        return None if figure == (None, None, None) else figure
    return fact.progress if part is Part.STATUS else fact.remark or None


def words(fact: Fact | None, part: Part) -> str:
    """The same as text, in the office's own words; ``-`` for nothing."""
    if fact is None or said(fact, part) is None:
        return "-"
    if part is Part.FIGURE:
        return fact.raw or (plain_text(fact.numerator) if fact.numerator is not None else "-")
    if part is Part.STATUS:
        return PROGRESS_LABELS[fact.progress]["th"] if fact.progress else "-"
    return fact.remark


def taken(fact: Fact, part: Part, other: Fact) -> Fact:
    """A fact with one part of another; with the figure goes the place that it stands in."""
    if part is Part.STATUS:
        return replace(fact, progress=other.progress)
    if part is Part.REMARK:
        return replace(fact, remark=other.remark)
    return replace(
        fact,
        result=other.result,
        raw=other.raw,
        unit=other.unit,
        numerator=other.numerator,
        denominator=other.denominator,
        file=other.file,
        sheet=other.sheet,
        cell=other.cell,
        saved=other.saved,
    )


def clash(one: Fact, other: Fact) -> bool:
    """Whether two facts of one slot contradict each other: in a part that both fill, or a figure against "nothing"."""
    for part in Part:
        mine, yours = said(one, part), said(other, part)
        if mine is not None and yours is not None and mine != yours:
            return True
    return deny(one, other)


def deny(one: Fact, other: Fact) -> bool:
    """Whether one of two facts has a figure where the other says that there is none."""
    return _denies(one, other) or _denies(other, one)


def _denies(one: Fact, other: Fact) -> bool:
    return one.progress in (Progress.NOTHING, Progress.NOT_STARTED) and other.result not in (None, 0)


class Versions:
    """The returns of a plan with what each says, and how any two of them stand to each other."""

    def __init__(self, files: Files, facts: Iterable[Fact], year: int) -> None:
        self.files, self.year = files, year
        self.said_by: dict[ReturnId, dict[Slot, Fact]] = {}
        self.groups: dict[tuple[str, int], list[Filed]] = {}
        for filed in files.by_id.values():
            if filed.office:
                self.groups.setdefault((filed.office, filed.quarter), []).append(filed)
        for group in self.groups.values():
            group.sort(key=lambda filed: filed.age(year))
        for fact in facts:
            self.said_by.setdefault(files.of(fact).id, {})[slot_of(fact)] = fact
        self._together: dict[tuple[ReturnId, ReturnId], bool] = {}

    def group(self, slot: Slot) -> Sequence[Filed]:
        """The returns of the office and quarter of a slot, the newest last."""
        _, office, quarter = slot
        return self.groups.get((self.files.reporters.get(office, office), quarter), ())

    def rank(self, filed: Filed, fact: Fact) -> tuple[object, ...]:
        """By what the facts of one slot are put in order, that which counts last."""
        return filed.use is Use.PREFER, *filed.age(self.year), fact.sheet, fact.cell, str(content(fact))

    def moment(self, filed: Filed) -> datetime | None:
        """When a return was saved; None where it does not say."""
        return saved_moment(filed.saved, self.year)

    def together(self, one: Filed, other: Filed) -> bool:
        """Whether two returns are one answer: fillings of one blank form that agree, or combined by choice."""
        if one.id == other.id:
            return True
        if Use.COMBINE in (one.use, other.use):
            return True
        if one.correction or other.correction or Use.PREFER in (one.use, other.use):
            return False
        first, second = sorted((one.id, other.id))
        if (first, second) not in self._together:
            mine, yours = self.said_by.get(first, {}), self.said_by.get(second, {})
            agree = not any(clash(mine[slot], yours[slot]) for slot in mine.keys() & yours.keys())
            self._together[first, second] = agree and _adds(mine, yours) and _adds(yours, mine)
        return self._together[first, second]

    def lacking(self, slot: Slot, source: Filed) -> Filed | None:
        """The newest return that leaves the row of a slot blank and came after the one whose answer stands there; None
        where there is none, or where that needs no answer any more."""
        row = slot[:2]
        if source.use is Use.PREFER:
            return None
        for filed in reversed(self.group(slot)):
            if filed.age(self.year) <= source.age(self.year):
                return None
            if filed.counts and row in filed.blank and not self.together(filed, source):
                return filed
        return None


def _adds(mine: Mapping[Slot, Fact], yours: Mapping[Slot, Fact]) -> bool:
    """Whether one return fills a part that the other does not."""
    return any(
        said(fact, part) is not None and said(yours.get(slot), part) is None
        for slot, fact in mine.items()
        for part in Part
    )


def preferred_blanks(group: Iterable[Filed], slot: Slot, spoken: Collection[ReturnId]) -> Iterator[tuple[Filed, Fact]]:
    """What returns that were chosen above all others take back by leaving a row blank."""
    key, office, quarter = slot
    for filed in group:
        if filed.use is Use.PREFER and (key, office) in filed.blank and filed.id not in spoken:
            yield filed, Fact(key=key, office=office, quarter=quarter, file=filed.file, saved=filed.saved)
