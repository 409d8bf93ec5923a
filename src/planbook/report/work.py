"""What a check or merge came to as flat data: offices, activities, answers, findings, counts.

One model for every shape that a report takes: the terminal, JSON, the worklist workbook, the board.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from planbook.domain import (
    Finding,
    Frozen,
    Key,
    OfficeStatus,
    Result,
    ReturnState,
    Severity,
    Tally,
)
from planbook.report.firstpass import FirstPass


class NextStep(StrEnum):
    """What the region does next about an office's return."""

    RESEND = "resend"
    """what came cannot be used as a whole: ask for another file"""
    CORRECT = "correct"
    """ask for a correction of what was rejected"""
    REMIND = "remind"
    """nothing came: remind"""
    REST = "rest"
    """ask for what is missing"""
    LOOK = "look"
    """everything is there: look at the warnings"""
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeWork(OfficeStatus):
    """An office in a quarter: who returned and how complete, how many findings it has, and what to do next.

    ``strict`` runs count its warnings among the errors; ``warnings`` is then 0.
    """

    errors: int = 0
    warnings: int = 0
    infos: int = 0
    step: NextStep = NextStep.NOTHING


class AnswerState(StrEnum):
    """How one office's answer on one activity stands in one quarter; an answer nobody asked for has a state too."""

    MET = "met"
    """a figure that meets the office's target"""
    MISSED = "missed"
    SAID = "said"
    """an answer that no target can be held against: a text, a figure without a target"""
    NIL = "nil"
    """nothing to report"""
    NOT_STARTED = "not_started"
    REJECTED = "rejected"
    """something was typed, and cannot be used"""
    WAITING = "waiting"
    """due, and not answered"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer(Frozen):
    """A cell of the map of offices and activities. ``shown`` is the figure or text, ``target`` what it is held
    against; both empty where there is none. What an office was not asked, and did not say, has no answer."""

    key: Key
    office: str
    quarter: int
    state: AnswerState
    shown: str = ""
    target: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityWork(Frozen):
    """An activity that offices report on: where it stands in the plan (a strategy's sheet, an initiative's number)."""

    key: Key
    title: str
    strategy: str
    initiative: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgressLine(Frozen):
    """How far a strategy (``initiative`` empty) or one of its initiatives is in a quarter.

    Of the ``activities`` that are due so many met their target, missed it, or are ``open``: without a verdict yet, or
    for good. ``answered`` of ``asked`` answers of offices stand behind them.
    """

    quarter: int
    strategy: str
    initiative: str
    title: str
    activities: int
    met: int
    missed: int
    open: int
    answered: int
    asked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WaiverWork(Frozen):
    """A waiver of the master: what it is for (:class:`planbook.domain.Waiver`), how many findings of this run it
    ``applied`` to, and whether it ``expired``: counted to an earlier quarter than the run's."""

    office: str
    key: Key
    rule: str
    reason: str
    until: int
    by: str
    applied: int
    expired: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts(Frozen):
    """How many findings there are."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0

    @classmethod
    def of(cls, severities: Iterable[Severity]) -> "Counts":
        """The counts of findings of these severities."""
        found = Counter(severities)
        return cls(errors=found[Severity.ERROR], warnings=found[Severity.WARNING], infos=found[Severity.INFO])


@dataclass(frozen=True, kw_only=True, slots=True)
class Work(Frozen):
    """Everything a report shows. ``quarter`` is the one that the run is about, 0 where there is none.

    ``findings`` name the office wherever it can be told from the file; ``owners`` say for each of them whose matter it
    is: the code of a reporting office, empty for what is nobody's but the region's. ``strict`` tells that warnings
    count as errors here.
    """

    plan: str
    title: str
    region: str
    year: int
    file: str
    quarter: int
    quarters: tuple[int, ...] = ()
    offices: tuple[OfficeWork, ...] = ()
    names: dict[str, str]
    activities: tuple[ActivityWork, ...] = ()
    answers: tuple[Answer, ...] = ()
    progress: tuple[ProgressLine, ...] = ()
    results: tuple[Result, ...] = ()
    findings: tuple[Finding, ...] = ()
    owners: tuple[str, ...] = ()
    first_pass: tuple[FirstPass, ...] = ()
    waivers: tuple[WaiverWork, ...] = ()
    conservation: Tally = field(default_factory=Tally)
    files: int = 0
    strict: bool = False

    def severity(self, finding: Finding) -> Severity:
        """How much a finding needs somebody in this run."""
        return finding.severity.counted(strict=self.strict)

    @property
    def counts(self) -> Counts:
        """How many findings there are in all."""
        return Counts.of(map(self.severity, self.findings))

    @property
    def waived(self) -> int:
        """How many findings the region waived."""
        return sum(waiver.applied for waiver in self.waivers)

    @property
    def explained(self) -> int:
        """How many questions an office had answered with a reason."""
        return sum(finding.code == _EXPLAINED for finding in self.findings)

    @property
    def owing(self) -> tuple[OfficeWork, ...]:
        """The offices that have not answered everything that is due of them."""
        return tuple(each for each in self.offices if each.state in (ReturnState.MISSING, ReturnState.PARTIAL))

    @property
    def settled(self) -> bool:
        """Whether there is no error, in a strict run no warning either, and no office that owes an answer."""
        return not self.counts.errors and not self.owing

    def of(self, owner: str) -> tuple[Finding, ...]:
        """The findings that are an office's matter, or with an empty code the region's."""
        return tuple(finding for finding, whose in zip(self.findings, self.owners, strict=True) if whose == owner)

    def offices_of(self, quarter: int) -> tuple[OfficeWork, ...]:
        """The offices of a quarter, in the order of the offices sheet."""
        return tuple(office for office in self.offices if office.quarter == quarter)


_EXPLAINED: Final = "answer-explained"
