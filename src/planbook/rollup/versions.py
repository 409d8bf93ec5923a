"""Several returns of one office and quarter: in which order they came, whether they are parts of one answer, and what
is said of those that differ: which one was taken, how sure that is, and what differs, cell by cell.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from planbook.domain import Fact, Finding, Key, plain_text
from planbook.domain.filed import UNSURE_WITHIN, Filed, Files, ReturnId, Use, says_nothing
from planbook.domain.report import Slot, contradicts, saved_moment
from planbook.layout.form import PROGRESS_CODES
from planbook.words import DEFAULT, FindingCode, Sentence, TextCode


class RowPart(StrEnum):
    """The parts of a row that are judged by themselves: its figure (a ratio's parts with it), status, remark."""

    FIGURE = "result"
    STATUS = "status"
    REMARK = "remark"


def content(fact: Fact | None) -> tuple[object, ...]:
    """What a fact says, wherever it stands; empty for none."""
    if fact is None:
        return ()
    return fact.result, fact.numerator, fact.denominator, fact.progress, fact.remark


def said(fact: Fact | None, part: RowPart) -> object:
    """What a fact says in one part; None where it says nothing there."""
    if fact is None:
        return None
    if part is RowPart.FIGURE:
        figure = (fact.result, fact.numerator, fact.denominator)
        return None if figure == (None, None, None) else figure
    return fact.progress if part is RowPart.STATUS else fact.remark or None


def words(fact: Fact | None, part: RowPart) -> str | Sentence:
    """The same as people say it: a figure or a remark as it was typed, a status by its name; ``-`` for nothing."""
    if fact is None or said(fact, part) is None:
        return "-"
    if part is RowPart.FIGURE:
        return fact.raw or (plain_text(fact.numerator) if fact.numerator is not None else "-")
    if part is RowPart.STATUS:
        return Sentence(PROGRESS_CODES[fact.progress]) if fact.progress else "-"
    return fact.remark


def taken(fact: Fact, part: RowPart, other: Fact) -> Fact:
    """A fact with one part of another; with the figure goes the place that it stands in."""
    if part is RowPart.STATUS:
        return replace(fact, progress=other.progress)
    if part is RowPart.REMARK:
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
    for part in RowPart:
        mine, yours = said(one, part), said(other, part)
        if mine is not None and yours is not None and mine != yours:
            return True
    return deny(one, other)


def deny(one: Fact, other: Fact) -> bool:
    """Whether one of two facts has a figure where the other says that there is none."""
    return contradicts(one.progress, other.result) or contradicts(other.progress, one.result)


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
            self.said_by.setdefault(files.of(fact).id, {})[fact.slot] = fact
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
        for part in RowPart
    )


def preferred_blanks(group: Iterable[Filed], slot: Slot, spoken: Collection[ReturnId]) -> Iterator[tuple[Filed, Fact]]:
    """What returns that were chosen above all others take back by leaving a row blank."""
    key, office, quarter = slot
    for filed in group:
        if filed.use is Use.PREFER and (key, office) in filed.blank and filed.id not in spoken:
            yield filed, Fact(key=key, office=office, quarter=quarter, file=filed.file, saved=filed.saved)


SUPERSEDED: Final = "return-superseded"
ORDER_UNKNOWN: Final = "return-order-unknown"
ORDER_CLOSE: Final = "return-order-close"
SHOWN = 12
"""So many differing cells are named in a sentence; the finding's ``raw`` has them all."""


class PassedOver(NamedTuple):
    """A report that does not count, or not in full: its ``fact`` and return (``filed``); the fact that counts instead
    (``taken``; None: nothing) with its return (``base``), and the returns that its ``parts`` come from."""

    fact: Fact
    filed: Filed
    taken: Fact | None
    base: Filed
    parts: Mapping[RowPart, Filed]

    @property
    def source(self) -> Filed:
        """The return that what counts stands in: its figure, where it has one."""
        return self.parts.get(RowPart.FIGURE, self.base)


class _Difference(NamedTuple):
    """A cell of one return that another return says otherwise; or that only the first has."""

    key: Key
    office: str
    part: RowPart
    cell: str
    old: str | Sentence
    new: str | Sentence
    newer: Filed

    def sentence(self, whose: str) -> Sentence:
        """``8/1/03 result “5” → “6”``, with the office where the form has rows of several."""
        row = self.key if self.office == whose else f"{self.key} {self.office}"
        column: TextCode = f"column.{self.part.value}"  # type: ignore[assignment]  # the three parts are columns
        return Sentence("text.difference", {"row": row, "column": Sentence(column), "old": self.old, "new": self.new})


def questions(lost: Iterable[PassedOver], versions: Versions, arrived: Collection[ReturnId]) -> Iterator[Finding]:
    """A finding for each pair of returns that disagree: one was taken, they were combined, or one leaves blank what the
    other has. ``arrived`` are the returns of this run; of others only what is still open is said."""
    items = list(lost)
    by_id = {filed.id: filed for each in items for filed in (each.filed, each.base, *each.parts.values())}
    differing: dict[tuple[ReturnId, ReturnId], list[_Difference]] = {}
    agreeing: dict[tuple[ReturnId, ReturnId], Fact] = {}
    lacking: dict[tuple[ReturnId, str], list[Fact]] = {}
    first: dict[ReturnId, Fact] = {}
    for each in items:
        mine = each.filed
        if each.taken is not None and each.taken.doubt and each.source.id == mine.id:
            lacking.setdefault((mine.id, each.taken.doubt), []).append(each.fact)
        if mine.id == each.base.id or says_nothing(each.fact):
            continue
        first.setdefault(mine.id, each.fact)
        differ = list(_differences(each))
        for one in differ:
            differing.setdefault((mine.id, one.newer.id), []).append(one)
        if not differ and not any(source.id == mine.id for source in each.parts.values()):
            agreeing.setdefault((mine.id, each.base.id), each.fact)
    for (old, new), differ in differing.items():
        code = _code(by_id[old], by_id[new], versions, arrived)
        if code is not None:
            yield _differ(code, by_id[old], by_id[new], first[old], differ)
    for (old, new), fact in agreeing.items():
        if old in arrived and (old, new) not in differing and not versions.together(by_id[old], by_id[new]):
            yield _pair("return-repeated", by_id[old], by_id[new], fact)
    yield from _combined(versions, arrived, first)
    for (old, later), facts in lacking.items():
        yield _lacking(by_id[old], later, facts)


def _differences(each: PassedOver) -> Iterator[_Difference]:
    for part in RowPart:
        mine = said(each.fact, part)
        if mine is None or mine == said(each.taken, part):
            continue
        yield _Difference(
            each.fact.key,
            each.fact.office,
            part,
            each.fact.cell,
            words(each.fact, part),
            words(each.taken, part),
            each.parts.get(part, each.base),
        )


def _code(old: Filed, new: Filed, versions: Versions, arrived: Collection[ReturnId]) -> FindingCode | None:
    """The code of the finding on two returns that differ; None where it is settled, or was said when they came."""
    came = old.id in arrived
    then, now = versions.moment(old), versions.moment(new)
    newer = then is not None and now is not None and then > now
    if old.use is new.use is Use.PREFER:
        return "returns-both-preferred"
    if Use.PREFER in (old.use, new.use):
        return ("return-not-preferred" if newer else "return-chosen") if came else None
    if new.use is Use.COMBINE and not newer:
        return "return-chosen" if came else None
    if Use.COMBINE not in (old.use, new.use):
        if then is not None and now is not None:
            if abs(now - then) < UNSURE_WITHIN:
                return ORDER_CLOSE
        elif came and new.id in arrived:
            return ORDER_UNKNOWN
    return SUPERSEDED if came else None


def _differ(code: FindingCode, old: Filed, new: Filed, first: Fact, differ: Sequence[_Difference]) -> Finding:
    at = differ[0]
    sentences = [one.sentence(old.office) for one in differ]
    more = [Sentence("text.more", {"count": len(sentences) - SHOWN})] if len(sentences) > SHOWN else []
    return Finding.of(
        code,
        file=old.file,
        sheet=first.sheet,
        cell=at.cell,
        key=at.key,
        office=at.office,
        quarter=old.quarter,
        raw=", ".join(f"{_typed(one.old)} → {_typed(one.new)}" for one in differ),
        winner=new.file,
        count=len(differ),
        saved=old.saved or "-",
        winner_saved=new.saved or "-",
        differences=(*sentences[:SHOWN], *more),
    )


def _typed(words: str | Sentence) -> str:
    """What an office chose or typed, as a form in the plan's own language has it."""
    return words.text(DEFAULT) if isinstance(words, Sentence) else words


def _pair(code: FindingCode, old: Filed, new: Filed, first: Fact) -> Finding:
    return Finding.of(
        code, file=old.file, sheet=first.sheet, office=old.office or first.office, quarter=old.quarter, winner=new.file
    )


def _combined(versions: Versions, arrived: Collection[ReturnId], first: Mapping[ReturnId, Fact]) -> Iterator[Finding]:
    """The returns that are one answer in several files, told when one of them comes."""
    for group in versions.groups.values():
        spoken = [filed for filed in group if filed.counts and versions.said_by.get(filed.id)]
        for at, old in enumerate(spoken):
            for new in spoken[at + 1 :]:
                if (old.id in arrived or new.id in arrived) and versions.together(old, new):
                    mine = first.get(old.id) or next(iter(versions.said_by[old.id].values()))
                    yield _pair("return-combined", old, new, mine)


def _lacking(old: Filed, later: str, facts: Sequence[Fact]) -> Finding:
    at = facts[0]
    sentences = [
        Sentence("text.figure-of", {"row": fact.key if fact.office == old.office else f"{fact.key} {fact.office}",
                                    "cell": fact.cell, "raw": words(fact, RowPart.FIGURE)})
        for fact in facts
    ]  # fmt: skip
    more = [Sentence("text.more", {"count": len(sentences) - SHOWN})] if len(sentences) > SHOWN else []
    return Finding.of(
        "figures-left-out",
        file=old.file,
        sheet=at.sheet,
        cell=at.cell,
        key=at.key,
        office=at.office,
        quarter=old.quarter,
        raw=", ".join(one.th for one in sentences),
        later=later,
        count=len(facts),
        figures=(*sentences[:SHOWN], *more),
    )
