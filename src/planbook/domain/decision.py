"""What the staff decide: how an activity is reported on and by whom, rules of their own, and what is settled."""

from dataclasses import dataclass, field
from enum import StrEnum

from planbook.domain.finding import Severity
from planbook.domain.plan import QUARTERS, SEPARATOR, Activity, Key
from planbook.domain.quantity import Direction, Frozen, InputKind, unit_of
from planbook.domain.rollup import RuleName
from planbook.domain.units import is_percent


class OriginKind(StrEnum):
    """How it came about who fills in an activity, where planbook proposed it."""

    OWN = "own"
    """its own cell of responsible offices"""
    PARENT = "parent"
    """that of the activity above"""
    CHILD = "child"
    """that of an activity below"""
    NOBODY = "nobody"
    """nothing names anybody"""


@dataclass(frozen=True, slots=True)
class Origin(Frozen):
    """How it came about who fills in an activity.

    ``key`` is the other activity whose offices were taken. Where ``kind`` is None ``said`` are the register's own
    words, empty where it says nothing.
    """

    kind: OriginKind | None = None
    key: Key = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class FormerKey(Frozen):
    """A key that an activity had before it was renumbered: ``confirmed`` by the staff, or planbook's proposal."""

    key: Key
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class ReviewNote(Frozen):
    """Something to look at before forms go out.

    ``code`` is that of planbook's sentence (``review.word.<code>``), empty where the staff wrote the note; ``about``
    what the sentence speaks of: a word of the plan, a key. ``typed`` is the note as the staff wrote or changed it.
    """

    code: str = ""
    about: str = ""
    typed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision(Frozen):
    """What the register says about an activity: the staff's word, or adopt's proposal until they change it.

    ``who`` is the expression of the "who fills in" column (office names, codes or groups, joined by ``,``),
    ``offices`` the codes it resolves to, ``origin`` how it came about. ``asked`` tells whether offices report on it
    at all. ``review`` are the things to look at. ``unit`` is the unit of measure that results are given in.
    ``cumulative`` tells that a quarter's result counts from the beginning of the year, so that it does not fall;
    ``nil_remark`` that "nothing to report" has to be explained in the remark; ``evidence`` that every answer with a
    result names its evidence there; ``over_100`` that a percentage may be more than 100. ``was`` are the
    keys the activity had before it was renumbered. ``sheet`` and ``cells`` (column key → cell name)
    say where the register's row stands; empty for a proposal.
    """

    key: Key
    asked: bool
    kind: InputKind
    unit: str
    direction: Direction
    rule: RuleName
    who: str = ""
    offices: tuple[str, ...] = ()
    origin: Origin = Origin()
    review: tuple[ReviewNote, ...] = ()
    cumulative: bool = False
    nil_remark: bool = False
    evidence: bool = False
    over_100: bool = False
    was: tuple[FormerKey, ...] = ()
    sheet: str = ""
    cells: dict[str, str] = field(default_factory=dict)


def is_percentage(activity: Activity, decision: Decision) -> bool:
    """Whether an activity's results are percentages: its kind or unit says so, or a target where it has no unit."""
    unit = unit_of(decision.kind, decision.unit)
    targets = [target.unit for line in activity.lines for target in line.targets.values()]
    return is_percent(unit) or (not unit and any(is_percent(target) for target in targets))


BELOW = f"{SEPARATOR}*"
"""How what a rule names ends where that is all activities below one: ``8/1/*``."""


def names(where: str, key: Key) -> bool:
    """Whether what a rule names is an activity: the key itself, or all below a key."""
    return key.startswith(where[:-1]) if where.endswith(BELOW) else key == where


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionRule(Frozen):
    """A rule that the region wrote itself: what to say where its ``condition`` holds (:mod:`planbook.rules`).

    ``where`` are keys of activities, or keys that end in ``/*`` for all below them; without any it is asked of every
    activity. ``of_region`` asks it of the region's own figure, else it is asked of every office's row. It counts from
    quarter ``since`` to quarter ``until``. ``sheet`` and ``cells`` (column key → cell name) say where it stands.
    """

    name: str
    condition: str
    message: str
    where: tuple[str, ...] = ()
    of_region: bool = False
    severity: Severity = Severity.WARNING
    since: int = QUARTERS[0]
    until: int = QUARTERS[-1]
    sheet: str = ""
    cells: dict[str, str] = field(default_factory=dict)

    def is_about(self, key: Key, quarter: int) -> bool:
        """Whether it is asked of an activity in a quarter."""
        named = any(names(each, key) for each in self.where)
        return (named or not self.where) and self.since <= quarter <= self.until


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiver(Frozen):
    """The region's word that what a ``rule`` asks of an ``office`` about an activity is settled until a quarter.

    ``rule`` is the code of a finding, or the name of a rule of the region. An empty ``office``, ``key`` or ``rule``
    stands for any; ``until`` is the last quarter for which it counts. ``sheet`` and ``cell`` say where it stands.
    """

    office: str = ""
    key: Key = ""
    rule: str = ""
    reason: str = ""
    until: int = QUARTERS[-1]
    by: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def place(self) -> str:
        """``sheet!cell`` of its reason."""
        return f"{self.sheet}!{self.cell}"
