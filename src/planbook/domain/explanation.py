"""Why a figure is what it is: every report behind it with its file and cell, the reckoning, the target, the verdict;

and what any other number is made of that stands on one of planbook's sheets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from planbook.domain.data import Brief
from planbook.domain.number import Number
from planbook.domain.plan import WHOLE_YEAR, Key
from planbook.domain.quantity import Bound, Frozen, Quantity
from planbook.domain.report import Change, Fact, Result
from planbook.domain.rollup import RuleName
from planbook.domain.year import Verdict


class PartState(StrEnum):
    """What an office's report does to the region's figure."""

    COUNTED = "counted"
    """its figure (or text) is in the region's"""
    KEPT = "kept"
    """it has none this quarter; its last running total is in the region's"""
    NOTHING = "nothing"
    """it had nothing to report, which is an answer"""
    NOT_STARTED = "not_started"
    """it answered, and has no figure yet"""
    UNUSED = "unused"
    """it answered, and the rule cannot use what it said"""
    MISSING = "missing"
    """it owed an answer and has given none"""


@dataclass(frozen=True, kw_only=True)
class Part(Frozen):
    """What one office has to do with a figure. ``fact`` is its report, of an earlier quarter where it is kept; None
    where it is missing. ``due`` tells whether an answer was due of it; ``met`` whether its figure meets its own target,
    None where that cannot be told."""

    office: str
    name: str
    state: PartState
    due: bool
    fact: Fact | None = None
    value: Number | str | None = None
    met: bool | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Explanation(Brief, Frozen):
    """Why a region's figure is what it is.

    ``result`` is None where the activity is not reported on, or nobody was to report on it and nobody did; then there
    are no ``parts``. ``parts`` are in the order of the offices sheet, ``facts`` the quarter's own reports. ``written``
    is the reckoning as a formula of exact figures, empty where there is none. ``bound`` is the target as the figure
    that the result is measured by, None where it cannot be compared. ``changes`` are those of the figure since its
    quarter was closed.
    """

    key: Key
    quarter: int
    title: str = ""
    rule: RuleName | None = None
    result: Result | None = None
    facts: tuple[Fact, ...] = ()
    parts: tuple[Part, ...] = ()
    written: str = ""
    target: Quantity | None = None
    bound: Bound | None = None
    changes: tuple[Change, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the offices that owed an answer and have given none, in the order of the offices sheet."""
        return tuple(part.office for part in self.parts if part.state is PartState.MISSING)

    def brief(self) -> Mapping[str, object]:
        """Which figure, what it is, and how many stand behind it."""
        shown = self.result.display if self.result else None
        return {
            "key": self.key,
            "quarter": self.quarter,
            "result": shown,
            "facts": len(self.facts),
            "missing": len(self.missing),
        }


class Shows(StrEnum):
    """What a cell of the plan, or of one of planbook's sheets, shows."""

    RESULT = "result"
    """the region's figure of an activity"""
    BEHIND = "behind"
    """how many of the offices due stand behind it"""
    OFFICE = "office"
    """one office's figure of an activity"""
    TARGET = "target"
    """the target of an activity, or of one office"""
    COUNT = "count"
    """how many activities stand where"""
    BUDGET = "budget"
    """the budget of activities, million baht"""
    SPENT = "spent"
    """the budget spent of initiatives so far, million baht"""
    ANSWERED = "answered"
    """how many of the rows that were due an office has answered"""
    MISSED = "missed"
    """how many figures of an office are below its targets"""
    RETURNED = "returned"
    """how many of the offices that owed answers have given all"""
    OFFICES = "offices"
    """how many offices are asked about an activity"""
    QUARTER = "quarter"
    """which quarter a line is about"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning(Frozen):
    """What a cell is about. ``quarter`` is 0 for the year so far; ``keys`` and ``title`` are the activities that a
    count or a budget is of, and what the page calls them; ``verdict`` is None where a cell counts them by verdict."""

    shows: Shows
    key: Key = ""
    office: str = ""
    quarter: int = WHOLE_YEAR
    verdict: Verdict | None = None
    keys: tuple[Key, ...] = ()
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece(Frozen):
    """One thing that a number is made of. ``value`` is what it gives, None where it gives nothing but itself;
    ``place`` is ``sheet!cell``, behind ``file › `` where it is a return's; empty where it stands nowhere."""

    name: str
    value: Number | str | None = None
    unit: str = ""
    verdict: Verdict | None = None
    place: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class CellExplanation(Brief, Frozen):
    """What a cell shows and why.

    ``shown`` is what stands in it, ``value`` what the accepted reports make: exact, percent on the 0-100 scale, a text
    such as ``2/3``; None where they make nothing. ``agrees`` tells whether both are the same: they are not where
    somebody typed over the cell, or changed the register after the merge. ``pieces`` are what the value is made of,
    ``figure`` all that is behind a region's figure of a quarter, ``rule`` and ``over`` how offices and quarters go
    together in a year; empty elsewhere.
    """

    sheet: str
    cell: str
    shown: str
    meaning: Meaning
    value: Number | str | None = None
    agrees: bool = True
    pieces: tuple[Piece, ...] = ()
    figure: Explanation | None = None
    rule: RuleName | None = None
    over: str = ""

    def brief(self) -> Mapping[str, object]:
        """Which cell, what it shows, and of how many things it is made."""
        place = f"{self.sheet}!{self.cell}"
        return {"cell": place, "shows": self.meaning.shows, "value": self.value, "pieces": len(self.pieces)}
