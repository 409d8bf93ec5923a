"""The returns that a plan knows of, merged or refused, and what the region chose of them.

What counts is chosen anew of all reports in every merge, so that merging in parts comes to the same as merging at once,
and so that a file can be taken out again later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from planbook.domain.plan import Key
from planbook.domain.quantity import Frozen
from planbook.domain.report import Fact, saved_moment

FormRow: TypeAlias = tuple[Key, str]
"""A row of a form: an activity, and the code of the office that it is about."""


class ReturnId(NamedTuple):
    """One return among all of a plan: its file's name, when it says it was saved, its quarter, its office."""

    file: str
    saved: str
    quarter: int
    office: str


UNSURE_WITHIN = timedelta(hours=14)
"""Two files saved closer than this may have come in either order: clocks and zones are wrong by so much."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def last_part(file: str) -> str:
    """A return's name without the folder that it lay in when it was read."""
    return file.rpartition("/")[2]


class Use(StrEnum):
    """What the region chose for a file."""

    PREFER = "prefer"
    """it counts wherever files differ, and what it leaves blank is blank"""
    COMBINE = "combine"
    """it counts, and what it leaves blank stays as earlier files have it"""
    EXCLUDE = "exclude"
    """it does not count"""


class HandEdits(StrEnum):
    """What a merge does where somebody has typed over a figure since the last one."""

    ASK = "ask"
    """what was typed stays for now, and it is asked; what was chosen before holds"""
    KEEP = "keep"
    """what was typed stays, and is marked as no result of an office"""
    REPLACE = "replace"
    """the figure of the accepted results comes back"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice(Frozen):
    """What the region chooses for a file, by the name or path that it goes by, and why (may be empty).

    ``origin`` is the name of the file of answers that says so, empty for a choice of the command line.
    """

    file: str
    use: Use
    because: str = ""
    origin: str = field(default="", compare=False)


class Age(NamedTuple):
    """By what returns of one office and quarter are put in order, the newest last."""

    moment: datetime
    turn: int
    file: str
    saved: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed(Frozen):
    """A return that a plan knows of.

    ``office`` (a code; empty where nobody read it) is the one whose form it is, ``saved`` when its file says it was
    saved, ``digest`` the SHA-256 of its bytes in hex; empty where nobody kept it. ``correction`` tells of a form that
    showed what had been accepted. ``blank`` are the rows that were left empty. A file that does not say when it was
    saved came ``after`` all that had come of its office and quarter by then (the newest moment, ISO 8601), as the
    ``turn``-th of that sort. ``use`` is what the region chose, None where it chose nothing, and ``because`` why.
    """

    file: str
    office: str = ""
    quarter: int = 0
    saved: str = ""
    digest: str = ""
    correction: bool = False
    blank: tuple[FormRow, ...] = ()
    after: str = ""
    turn: int = 0
    use: Use | None = None
    because: str = ""

    @property
    def id(self) -> ReturnId:
        """What tells it from every other return of the plan."""
        return ReturnId(self.file, self.saved, self.quarter, self.office)

    @property
    def counts(self) -> bool:
        """Whether what it says may be used at all."""
        return self.use is not Use.EXCLUDE

    def age(self, year: int) -> Age:
        """By what returns of one office and quarter are put in order, the newest last; ``year`` is the plan's."""
        moment = saved_moment(self.saved, year) or (datetime.fromisoformat(self.after) if self.after else _NEVER)
        return Age(moment, self.turn, self.file, self.saved)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report(Frozen):
    """One return that was read: which it is, and what it says. A fact without any content takes back what the form had
    shown in its row."""

    filed: Filed
    facts: tuple[Fact, ...] = ()


def says_nothing(fact: Fact) -> bool:
    """Whether a fact has no content: it takes back what an earlier one says."""
    return fact.result is None and fact.progress is None and not fact.remark and fact.numerator is None


class Files:
    """Returns by what facts say of where they come from. ``reporters`` maps an office to the one that reports for
    it."""

    def __init__(self, filed: Iterable[Filed], reporters: Mapping[str, str]) -> None:
        self.by_id = {each.id: each for each in filed}
        self.reporters = reporters
        self._by_file: dict[tuple[str, str, int], list[Filed]] = {}
        self._known: dict[tuple[str, str, int, str], Filed] = {}
        for each in self.by_id.values():
            self._by_file.setdefault(each.id[:3], []).append(each)

    def of(self, fact: Fact) -> Filed:
        """The return that a fact comes from; one made up of the fact alone where the plan knows of none."""
        asked = fact.file, fact.saved, fact.quarter, fact.office
        filed = self._known.get(asked)
        if filed is None:
            found = self._by_file.get(asked[:3], [])
            office = self.reporters.get(fact.office, fact.office)
            known = found if len(found) == 1 else [each for each in found if each.office == office]
            made_up = Filed(file=fact.file, office=office, quarter=fact.quarter, saved=fact.saved)
            filed = self._known[asked] = known[0] if known else made_up
        return filed


def placed(filed: Filed, others: Sequence[Filed], year: int) -> Filed:
    """A return that does not say when it was saved, after all ``others`` of its office and quarter that are known."""
    if saved_moment(filed.saved, year) is not None:
        return filed
    moments = [each.age(year).moment for each in others]
    newest = max(moments, default=_NEVER)
    return replace(
        filed,
        after="" if newest == _NEVER else newest.isoformat(),
        turn=1 + max((each.turn for each in others), default=0),
    )
