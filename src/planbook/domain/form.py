"""What a form says, apart from how it is rendered: the same model is written, stamped into the file, and read back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter

from planbook.domain.data import Brief
from planbook.domain.plan import Key
from planbook.domain.quantity import Direction, Frozen, InputKind

FORM_VERSION = 2
"""The version of the form's layout. 1: four quarters in a row, and a part of the plan's notes."""


FAR_FACTOR = Decimal(3)
"""A figure of more than this many times its target is unusual, where more is better; the settings may say otherwise."""


class LineKind(StrEnum):
    """The sorts of line in a form's table."""

    STRATEGY = "strategy"
    INITIATIVE = "initiative"
    HEADING = "heading"
    """an activity that groups others and is not reported on itself"""
    ROW = "row"
    """an activity that this form asks about"""


class PlanTextKind(StrEnum):
    """What the plan says of an activity beside its title."""

    TARGET = "target"
    """a text across the quarters, or one of several lines of targets"""
    NOTE = "note"
    PROCEDURE = "procedure"
    RESPONSIBLE = "responsible"
    BUDGET = "budget"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanText(Frozen):
    """One line of what the plan says of an activity, as the plan prints it."""

    kind: PlanTextKind
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RowRule(Frozen):
    """A rule of the region over a row: what the check column says where its ``condition`` holds
    (:mod:`planbook.rules`). ``answerable`` tells that a reason in the remark answers it."""

    message: str
    condition: str
    answerable: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(Frozen):
    """What a correction copy asks of its office, in the words and language of the form.

    ``key``, ``office`` and ``column`` (a column's key) say which cell it is about; all empty where it is about no cell
    of the form. ``said`` is what was found, ``hint`` how to mend it, ``typed`` what stood there, ``wanted`` what
    should. ``error`` tells that what was typed does not count; else it counts, and somebody should look.
    """

    key: Key = ""
    office: str = ""
    column: str = ""
    said: str
    hint: str = ""
    typed: str = ""
    wanted: str = ""
    error: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FormLine(Frozen):
    """One line of a form.

    ``targets`` are the raw texts of the plan by quarter (1-4); ``earlier`` the accepted results of closed quarters as
    shown text. ``due`` tells whether a result is expected this quarter: a row whose target is ``-`` may be filled in,
    but nobody is asked to. ``office`` is the code of the office the row is about; it differs from the form's own
    office where that reports for others. ``hint`` is what stands below the title: the plan's own notes on the target
    ("เป้าหมาย …"), a line each. ``plan_texts`` are all that the plan says beside the title; of an activity with rows for
    several offices the first row has them.

    ``cumulative``, ``nil_remark``, ``evidence`` and ``over_100`` are the register's word
    (:class:`planbook.domain.Decision`). ``far_factor``: a figure of more than so many times its target is far from it.
    ``rules`` are the region's own rules over the row. ``given`` is what stands in the row's inputs as issued, by input
    (``result``, ``status`` …), where a form corrects what came before: texts as they are, numbers as the cell holds
    them (a percentage as a fraction, ``0.95``); those of the inputs named in ``as_text`` stand there as texts whatever
    they look like.
    """

    line: LineKind
    key: Key = ""
    number: str = ""
    title: str = ""
    level: int = 0
    office: str = ""
    office_name: str = ""
    unit: str = ""
    kind: InputKind = InputKind.TEXT
    direction: Direction = Direction.AT_LEAST
    targets: dict[int, str] = field(default_factory=dict)
    earlier: dict[int, str] = field(default_factory=dict)
    due: bool = False
    hint: str = ""
    cumulative: bool = False
    nil_remark: bool = False
    evidence: bool = False
    over_100: bool = False
    far_factor: Decimal = FAR_FACTOR
    rules: tuple[RowRule, ...] = ()
    given: dict[str, str] = field(default_factory=dict)
    as_text: tuple[str, ...] = ()
    plan_texts: tuple[PlanText, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class FormSpec(Brief, Frozen):
    """One office's form for one quarter: its identity and its lines, in plan order.

    ``fingerprint`` is the fingerprint of the master it was made from; ``version`` that of the form's layout, so that
    old forms stay readable. ``due_date``, ``contact`` and ``language`` ("th" or "en") come from the master's settings.
    ``correction`` marks a form that holds in its inputs what its office reported before: it opens a closed quarter
    again, or it is a copy that asks ``questions`` about a return. ``copy_of`` are the files of which such a copy holds
    figures that count: they do so there, not in the copy.
    """

    plan_id: str
    plan_title: str
    region: str
    year: int
    quarter: int
    office: str
    office_name: str
    fingerprint: str
    version: int = FORM_VERSION
    due_date: str = ""
    contact: str = ""
    language: str = "th"
    correction: bool = False
    questions: tuple[Question, ...] = ()
    copy_of: tuple[str, ...] = ()
    lines: tuple[FormLine, ...] = ()

    def brief(self) -> Mapping[str, object]:
        """Whose form, of which quarter, and how much it asks."""
        return {
            "plan": self.plan_id,
            "quarter": self.quarter,
            "office": self.office,
            "name": self.office_name,
            "rows": sum(1 for _ in self.rows()),
            "due": sum(line.due for line in self.rows()),
            "correction": self.correction,
        }

    def rows(self) -> Iterator[FormLine]:
        """The lines that ask for a result."""
        return (line for line in self.lines if line.line is LineKind.ROW)

    @property
    def identity(self) -> str:
        """Who this form is, in one ASCII line that survives every client: ``planbook-form/1 …``."""
        return (
            f"planbook-form/{self.version} plan={self.plan_id} year={self.year} quarter={self.quarter}"
            f" office={self.office} master={self.fingerprint}"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Own(Frozen):
    """What one office's form says that other forms of its set do not.

    The office's code and name; and by the place of a line among the form's lines, counted from 0, the accepted results
    of closed quarters as shown text. Empty where the form shares nothing with others.
    """

    office: str = ""
    office_name: str = ""
    earlier: dict[int, dict[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class FormParts(Frozen):
    """A form in two parts: what all forms of its set say, and what this one alone says.

    Offices that are asked the same make a set: their forms differ in a name and in earlier results. Where there is
    something of its ``own``, neither ``shared`` nor its rows name an office. Forms of a set hold the same ``shared``
    object, so that it is rendered and stamped once.
    """

    shared: FormSpec
    own: Own = field(default_factory=Own)

    @property
    def head(self) -> FormSpec:
        """Whose form it is, without lines."""
        return replace(self._named(), lines=())

    def whole(self) -> FormSpec:
        """The form as one."""
        if not self.own.office:
            return self.shared
        return replace(self._named(), lines=tuple(map(self._line, range(len(self.shared.lines)), self.shared.lines)))

    def _named(self) -> FormSpec:
        own = self.own
        return replace(self.shared, office=own.office, office_name=own.office_name) if own.office else self.shared

    def _line(self, place: int, line: FormLine) -> FormLine:
        if line.line is not LineKind.ROW:
            return line
        earlier = self.own.earlier.get(place)
        said = dict(sorted((line.earlier | earlier).items())) if earlier else line.earlier
        made = object.__new__(FormLine)
        for write, value in zip(_WRITE, _READ(line), strict=True):
            write(made, value)
        for write, value in zip(_WRITE_OWN, (self.own.office, self.own.office_name, said), strict=True):
            write(made, value)
        return made


_OWN = ("office", "office_name", "earlier")
_SHARED = tuple(each.name for each in fields(FormLine) if each.name not in _OWN)
# a third of the time of replace(): a return of 400 rows has as many
_READ = attrgetter(*_SHARED)
_WRITE, _WRITE_OWN = ([getattr(FormLine, name).__set__ for name in names] for names in (_SHARED, _OWN))
