"""Why a figure is what it is: every report behind it with its file and cell, the reckoning, the target, the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from planbook.domain.data import Brief
from planbook.domain.number import Number
from planbook.domain.plan import Key
from planbook.domain.quantity import Bound, Frozen, Quantity
from planbook.domain.report import Change, Fact, Result
from planbook.domain.rollup import RuleName


class Standing(StrEnum):
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
    standing: Standing
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
        return tuple(part.office for part in self.parts if part.standing is Standing.MISSING)

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
