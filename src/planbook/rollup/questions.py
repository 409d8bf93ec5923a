"""What is said of returns that differ: which one was taken, how sure that is, and what differs, cell by cell."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planbook.domain import Fact, Finding, Key
from planbook.domain.filed import UNSURE_WITHIN, Filed, ReturnId, Use, says_nothing
from planbook.rollup.versions import Part, Versions, said, words
from planbook.words import FindingCode, Sentence, TextCode

SUPERSEDED: Final = "return-superseded"
ORDER_UNKNOWN: Final = "return-order-unknown"
ORDER_CLOSE: Final = "return-order-close"
SHOWN = 12
"""So many differing cells are named in a sentence; the finding's ``raw`` has them all."""


@dataclass(frozen=True)
class Lost:
    """A report of a slot beside what was taken: its own return, the fact that counts (None: nothing) with the return
    that it is made of, and the returns that its parts come from."""

    fact: Fact
    filed: Filed
    taken: Fact | None
    base: Filed
    parts: Mapping[Part, Filed]

    @property
    def source(self) -> Filed:
        """The return that what counts stands in: its figure, where it has one."""
        return self.parts.get(Part.FIGURE, self.base)


@dataclass(frozen=True)
class _Difference:
    """A cell of one return that another return says otherwise; or that only the first has."""

    key: Key
    office: str
    part: Part
    cell: str
    old: str
    new: str
    newer: Filed

    def sentence(self, whose: str) -> Sentence:
        """``8/1/03 result “5” → “6”``, with the office where the form has rows of several."""
        row = self.key if self.office == whose else f"{self.key} {self.office}"
        column: TextCode = f"column.{self.part.value}"  # type: ignore[assignment]  # the three parts are columns
        return Sentence("text.difference", {"row": row, "column": Sentence(column), "old": self.old, "new": self.new})


def questions(lost: Iterable[Lost], versions: Versions, arrived: Collection[ReturnId]) -> Iterator[Finding]:
    """A finding for each pair of returns of which one was taken before the other, was combined with it, or leaves blank
    what the other has. ``arrived`` are the returns of this run: of others only what is still open is said."""
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


def _differences(each: Lost) -> Iterator[_Difference]:
    for part in Part:
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
    """What is to be said of two returns that differ; None where it is settled, or was said when they came."""
    came = old.id in arrived
    then, now = versions.moment(old), versions.moment(new)
    if Use.PREFER in (old.use, new.use):
        newer = then is not None and now is not None and then > now
        return ("return-not-preferred" if newer else SUPERSEDED) if came else None
    if Use.COMBINE not in (old.use, new.use):
        if then is not None and now is not None:
            if abs(now - then) < UNSURE_WITHIN:
                return ORDER_CLOSE
        elif came and new.id in arrived:
            return ORDER_UNKNOWN
    return SUPERSEDED if came else None


def _differ(code: FindingCode, old: Filed, new: Filed, first: Fact, differ: Sequence[_Difference]) -> Finding:
    at = differ[0]
    told = [one.sentence(old.office) for one in differ]
    more = [Sentence("text.more", {"count": len(told) - SHOWN})] if len(told) > SHOWN else []
    return Finding.of(
        code,
        file=old.file,
        sheet=first.sheet,
        cell=at.cell,
        key=at.key,
        office=at.office,
        quarter=old.quarter,
        raw=", ".join(one.th for one in told),
        winner=new.file,
        count=len(differ),
        saved=old.saved or "-",
        winner_saved=new.saved or "-",
        differences=(*told[:SHOWN], *more),
    )


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
    told = [
        Sentence("text.figure-of", {"row": fact.key if fact.office == old.office else f"{fact.key} {fact.office}",
                                    "cell": fact.cell, "raw": words(fact, Part.FIGURE)})
        for fact in facts
    ]  # fmt: skip
    more = [Sentence("text.more", {"count": len(told) - SHOWN})] if len(told) > SHOWN else []
    return Finding.of(
        "figures-left-out",
        file=old.file,
        sheet=at.sheet,
        cell=at.cell,
        key=at.key,
        office=at.office,
        quarter=old.quarter,
        raw=", ".join(one.th for one in told),
        later=later,
        count=len(facts),
        figures=(*told[:SHOWN], *more),
    )
