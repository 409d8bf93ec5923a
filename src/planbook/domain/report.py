"""What offices reported, when they saved it, what became of it, and what it adds up to for the region.

When a file was saved is what the file itself says: programs write it in more ways than one, and some not at all.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import computed_field

from planbook.domain.finding import Finding
from planbook.domain.number import Number, share
from planbook.domain.plan import Key
from planbook.domain.quantity import Frozen
from planbook.domain.rollup import RuleName
from planbook.domain.text import clean, digits
from planbook.words import Code
from planbook.words.times import BUDDHIST_ERA, BUDDHIST_FROM, THAILAND

_ISO = re.compile(r"(?i)(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d*)?)?)?\s*(Z|[+-]\d\d:?\d\d)?")
_EARLY, _LATE = 1, 10
"""Years before and after the plan's own in which a return of it may have been saved."""


@lru_cache(maxsize=1 << 14)
def saved_moment(text: str, year: int) -> datetime | None:
    """The moment that a file says it was saved (ISO 8601), in UTC; None where it does not say so believably.

    ``year`` is the plan's (B.E.). A moment without a zone is one of Thailand. A year of the Buddhist era is taken for
    what it is. A moment years away from the plan's is what a program writes that does not know the time (1970, 1980,
    2006), or what stood in the form as it was issued (2000).
    """
    found = _ISO.fullmatch(digits(clean(text)))
    if found is None:
        return None
    written, month, day, hour, minute, second, zone = found.groups()
    common = int(written) - (BUDDHIST_ERA if int(written) >= BUDDHIST_FROM else 0)
    if not -_EARLY <= common - (year - BUDDHIST_ERA) <= _LATE:
        return None
    try:
        moment = datetime(common, int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        return moment.replace(tzinfo=_zone(zone)).astimezone(UTC)
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    """The zone that a moment names; Thailand's where it names none. Raises ValueError for one that is none."""
    if not text:
        return THAILAND
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


class Field(StrEnum):
    """The inputs of a form's row."""

    RESULT = "result"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    STATUS = "status"
    REMARK = "remark"


class Progress(StrEnum):
    """How far an office says it is with an activity this quarter."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    NOTHING = "nothing"
    """nothing to report: an answer, not a gap"""


WITHOUT_RESULT = (Progress.NOTHING, Progress.NOT_STARTED)
"""What an office says of its work that is an answer without a result, and that no result goes with."""


def contradicts(progress: Progress | None, result: Number | str | None) -> bool:
    """Whether what is said of the work speaks against the result beside it: "nothing to report" or "not started", and
    yet there are words, or a figure other than 0. A figure of 0 says the same as they do."""
    return progress in WITHOUT_RESULT and result not in (None, 0)


class EntryState(StrEnum):
    """Whether a typed value counts."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Slot(NamedTuple):
    """What one fact is about: an activity, an office (code) and a quarter."""

    key: Key
    office: str
    quarter: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry(Frozen):
    """One thing an office typed into an input cell: its own words beside the clean value, with file, sheet, cell.

    ``value`` is an exact decimal for numbers (percent on the 0-100 scale), text for texts, a :class:`Progress` slug
    for a status, None where it was rejected. ``reason`` is the code of the finding that rejected it.
    """

    key: Key
    office: str
    quarter: int
    field: Field
    raw: str
    value: Decimal | str | None
    unit: str
    file: str
    sheet: str
    cell: str
    state: EntryState
    reason: str = ""

    @property
    def slot(self) -> Slot:
        """What it is about."""
        return Slot(self.key, self.office, self.quarter)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact(Frozen):
    """An accepted report: what one office says of one activity in one quarter, and the cell it stands in.

    ``result`` is an exact number, a text, or None where only a status or remark was given; of a ratio it is the
    percentage that ``numerator`` and ``denominator`` make. ``cell`` is the cell of the result, or of the first input
    that was filled where the result was left empty. ``saved`` is when its file says it was saved (as written, ISO
    8601), empty where it does not. ``doubt`` is a later file of the office that leaves the answer out, so that nobody
    knows whether it still holds; empty for none.
    """

    key: Key
    office: str
    quarter: int
    result: Number | str | None = None
    raw: str = ""
    unit: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    progress: Progress | None = None
    remark: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    saved: str = ""
    doubt: str = ""

    @property
    def slot(self) -> Slot:
        """What it is about."""
        return Slot(self.key, self.office, self.quarter)

    @property
    def is_answer(self) -> bool:
        """Whether the office answered: a result, or "nothing to report", or "not started"."""
        return self.result is not None or self.progress in WITHOUT_RESULT

    @property
    def figure(self) -> Number | str | None:
        """The result to reckon with: of a ratio exactly what its parts make, however it was kept."""
        if self.numerator is not None and self.denominator and not isinstance(self.result, str):
            return share(self.numerator, self.denominator)
        return self.result

    @property
    def without_figure(self) -> Progress | None:
        """What a report without a result says of the work, None where it has one.

        "Done" says nothing here: the figure that would show it was left out, or rejected.
        """
        return None if self.result is not None or self.progress == Progress.DONE else self.progress


def is_reason(remark: str) -> bool:
    """Whether a remark is a reason: more than one character."""
    return len(clean(remark)) > 1


def place_of(item: Entry | Fact) -> dict[str, Any]:
    """Where an entry or a fact stands and what it is about, as the fields of a finding."""
    return {
        "file": item.file,
        "sheet": item.sheet,
        "cell": item.cell,
        "key": item.key,
        "office": item.office,
        "quarter": item.quarter,
        "raw": item.raw,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Change(Frozen):
    """A figure of a closed quarter that changed: what an office's result was, and what it is now.

    ``old`` is None where a quarter was closed without a result, ``new`` where a result was withdrawn; a percentage is
    on the 0-100 scale. ``cause`` is one line of Thai that says why, such as a late or a corrected return; ``causes``
    are the codes of its sentences, empty where an older planbook kept none. ``office`` is empty where the change is in
    the region's figure: then ``old`` and ``new`` are what the plan showed. ``saved`` is when the return behind it was
    saved, as its file says; empty where no return is behind it.
    """

    key: Key
    office: str
    quarter: int
    old: Number | str | None
    new: Number | str | None
    unit: str = ""
    old_file: str = ""
    new_file: str = ""
    cause: str = ""
    causes: tuple[Code, ...] = ()
    saved: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published(Frozen):
    """A region's figure as a consolidated workbook shows it, and all that it was made of beside the offices' answers.

    ``figure`` is what the plan sheet says (empty: nothing), ``met`` whether the target is met. ``target`` is the
    region's target and ``own_targets``, by code, those of offices that have their own, in the plan's words; ``due`` are
    the codes of the offices that owed an answer, ``heard`` of those that something was accepted from.
    """

    key: Key
    quarter: int
    figure: str = ""
    met: bool | None = None
    asked: bool = True
    rule: str = ""
    kind: str = ""
    unit: str = ""
    direction: str = ""
    cumulative: bool = False
    target: str = ""
    own_targets: dict[str, str] = field(default_factory=dict)
    due: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Display(Frozen):
    """What is shown of a figure, in its pieces; as a text they stand together: ``36 ครั้ง (2/4)*``.

    ``figure`` is the number with its unit, or words; ``number`` the same without its unit, empty for words.
    ``sign`` stands right behind the figure. ``counts`` says how many of how many offices stand behind it, in brackets,
    and ``marks`` what is to be known of them; each is empty where there is nothing to say.
    """

    figure: str = ""
    number: str = ""
    sign: str = ""
    counts: str = ""
    marks: str = ""

    def __str__(self) -> str:
        return f"{self.figure}{self.sign}{' ' if self.counts else ''}{self.counts}{self.marks}"


def counts_of(reported: int, expected: int) -> str:
    """How many of how many offices stand behind a figure, as it is shown: "(41/43)"; nothing where one alone is due and
    has reported."""
    return f"({reported}/{expected})" if expected > 1 or reported < expected else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result(Frozen):
    """A region's result for an activity and quarter, with who stands behind it.

    ``value`` is exact, and None where nothing can be said (nobody reported); ``shown`` is what the plan sheet shows,
    rounded, and ``display`` the same as one text. ``offices_reported`` of ``offices_expected`` is the (n/m) that stands
    beside the figure everywhere: m are the offices due, n those of them whose accepted answer stands behind the figure
    ("nothing to report" does, "not started" and a rejected figure do not). ``offices_met`` are those of the n that met
    their own target or had nothing to do, None where not each has its own. ``contributors`` are the codes of offices
    that answered, ``kept`` of those that did not, whose last running total stands in the figure.
    """

    key: Key
    quarter: int
    value: Number | str | None
    unit: str
    rule: RuleName
    offices_reported: int
    offices_expected: int
    met: bool | None
    shown: Display = Display()
    contributors: tuple[str, ...] = ()
    offices_met: int | None = None
    kept: tuple[str, ...] = ()

    @computed_field  # type: ignore[prop-decorator]  # mypy takes no decorator above a property (mypy 1362)
    @property
    def display(self) -> str:
        """What the plan sheet shows, as one text; empty where nothing can be said."""
        return str(self.shown)

    @property
    def is_unasked(self) -> bool:
        """Whether offices answered what nobody was asked for: there is no number of offices that they are some of."""
        return bool(self.contributors) and not self.offices_expected


class ReturnState(StrEnum):
    """Where an office stands with its return."""

    COMPLETE = "complete"
    NOTHING_DUE = "nothing_due"
    """nothing was due of it this quarter"""
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeStatus(Frozen):
    """Who returned and how complete: ``answered`` of ``asked`` rows that were due this quarter."""

    office: str
    name: str
    quarter: int
    state: ReturnState
    asked: int
    answered: int
    files: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally(Frozen):
    """Law 3: every cell an office changed is accepted, rejected, or reported by a finding."""

    changed: int = 0
    accepted: int = 0
    rejected: int = 0
    reported: int = 0

    @property
    def balanced(self) -> bool:
        """Whether the three counts add up to what was changed."""
        return self.changed == self.accepted + self.rejected + self.reported

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            changed=self.changed + other.changed,
            accepted=self.accepted + other.accepted,
            rejected=self.rejected + other.rejected,
            reported=self.reported + other.reported,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Received(Frozen):
    """One file that came back and says whose it is, read or refused, with everything that was noticed in it.

    ``saved`` is when it says it was saved (as written, ISO 8601), empty where it does not. ``answered`` are the
    activities and offices that it has a usable answer for; none where the file was refused. ``unused`` is what could be
    read of a refused form, under today's keys. ``language`` is the form's, empty where it could not be read.
    """

    file: str
    office: str
    quarter: int
    saved: str = ""
    language: str = ""
    answered: tuple[tuple[Key, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    unused: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstReturn(Frozen):
    """How an office's first return of a quarter was, as a plan keeps it: the file saved first.

    ``asked`` rows were due on it, of which ``failed`` (activity and office) were left blank or needed somebody.
    ``wrong`` are the codes of what was found in it that needed somebody, each with the number of rows.
    """

    office: str
    quarter: int
    file: str
    saved: str = ""
    asked: int = 0
    failed: tuple[tuple[Key, str], ...] = ()
    wrong: tuple[tuple[str, int], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every row that was due was answered, and nothing needed anybody."""
        return not self.wrong and not self.failed
