"""Natural keys: the chain of printed numbers that people say aloud, such as ``8/1/03/03.2``.

A key is an initiative's number followed by the printed numbers of the activity and of all above it, joined by
``/`` (guide: domain, "Numbering is the key"). It is unique in a plan and survives moved rows.

The plan as its workbook states it: strategies, initiatives, and the tree of activities.

What each cell was read as is a :class:`CellRole`. Nothing here is decided or guessed: what the staff decide about an
activity is a :class:`Decision`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from planbook.domain.data import Brief
from planbook.domain.number import total
from planbook.domain.quantity import Frozen, Quantity
from planbook.words import TextCode

Key: TypeAlias = str

SEPARATOR = "/"


def join_key(*parts: str | int) -> Key:
    """The key of a chain of printed numbers: ``join_key(8, "1", "03")`` is ``8/1/03``."""
    return SEPARATOR.join(str(part).strip().rstrip(".") for part in parts)


def parent_key(key: Key) -> Key | None:
    """The key one level up, or None for a top activity (whose parent is the initiative)."""
    head, _, _ = key.rpartition(SEPARATOR)
    return head if SEPARATOR in head else None


def initiative_of(key: Key) -> str:
    """The number of the initiative a key stands under: its first part."""
    return key.partition(SEPARATOR)[0]


@lru_cache(maxsize=1 << 14)
def natural_order(key: Key) -> tuple[tuple[tuple[int, str], ...], ...]:
    """A sort key that puts ``8/2`` before ``8/10`` and ``03.2`` before ``03.10``."""
    return tuple(
        tuple((int(bit), bit) if bit.isdecimal() else (-1, bit) for bit in part.split("."))
        for part in key.split(SEPARATOR)
    )


QUARTERS = (1, 2, 3, 4)
WHOLE_YEAR = 0
"""Where a quarter is asked for: the whole year, as in an office's target for all of it."""
SPENT = "งบ"
"""How keys of budgets end: ``4/งบ`` is what was spent of initiative 4."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure(Frozen):
    """A line of "เกณฑ์วัดการดำเนินงาน" with its target, as far as it has one."""

    text: str
    target: Quantity | None = None
    cell: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget(Frozen):
    """The three budget cells in million baht: capital, operating, total; raw readings."""

    capital: Quantity | None = None
    operating: Quantity | None = None
    total: Quantity | None = None

    @property
    def figure(self) -> Decimal | None:
        """The total as the plan has it, else what its two parts come to; None where it has no figure."""
        if self.total is not None and self.total.value is not None:
            return self.total.value
        return budget_sum(part.value for part in (self.capital, self.operating) if part is not None)


def budget_sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """What budgets come to, million baht; None where none of them is known."""
    known = [value for value in values if value is not None]
    made = total(known)
    return made if known and isinstance(made, Decimal) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetLine(Frozen):
    """One row of quarter values of an activity.

    ``targets`` maps a quarter (1-4) to its reading, ``target_cells`` and ``result_cells`` to cell names of the
    strategy's sheet. ``label`` is the text of column 9 beside it where that is not the activity's own title.
    """

    row: int
    label: str = ""
    targets: dict[int, Quantity] = field(default_factory=dict)
    target_cells: dict[int, str] = field(default_factory=dict)
    result_cells: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span(Frozen):
    """A text that lies across the quarter columns, such as "(เมื่อมีการร้องขอ)"."""

    quantity: Quantity
    cell: str
    range: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity(Frozen):
    """An activity: a numbered node of the tree under an initiative.

    ``number`` is as printed (``03.2``) in ``cell``, ``key`` the chain of numbers. ``rows`` are the first and last row
    of its own text on ``sheet``; children's rows come after. ``lines`` hold its quarter values, one line as a rule;
    ``result_cells`` are where its results go, by quarter.
    ``responsible`` are the raw lines of its responsible cells. ``text_cells`` are the cells of the lines in ``notes``
    and ``procedure``, by their text. ``doubts`` say what was proposed rather than read.
    """

    key: Key
    number: str
    title: str
    level: int
    sheet: str
    cell: str = ""
    rows: tuple[int, int]
    lines: tuple[TargetLine, ...] = ()
    result_cells: dict[int, str] = field(default_factory=dict)
    span: Span | None = None
    budget: Budget = Budget()
    responsible: tuple[str, ...] = ()
    responsible_cell: str = ""
    notes: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    text_cells: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    children: tuple["Activity", ...] = ()

    @property
    def is_beside(self) -> bool:
        """Whether it is none of the plan's table: a measure of the sheet's head, or the budget that was spent. Its
        target of the year stands under the quarter 0."""
        return self.rows[0] == 0

    @property
    def is_spent(self) -> bool:
        """Whether it is the budget that was spent of an initiative's."""
        return self.is_beside and self.number == SPENT

    def budgets(self) -> Iterator[tuple["Activity", Decimal]]:
        """Its own budget in million baht; where it has none, those of the activities below it."""
        own = self.budget.figure
        if own is not None:
            yield self, own
        else:
            for child in self.children:
                yield from child.budgets()

    @property
    def has_values(self) -> bool:
        """Whether the activity has quarter values or a text across its quarters."""
        return bool(self.lines) or self.span is not None

    def target(self, quarter: int) -> Quantity | None:
        """The target of a quarter as its first line of values states it."""
        return self.lines[0].targets.get(quarter) if self.lines else None

    def walk(self) -> Iterator["Activity"]:
        """The activity and all below it, in plan order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, kw_only=True, slots=True)
class Initiative(Frozen):
    """แผนงานหลัก: a numbered initiative with its activities."""

    number: str
    title: str
    sheet: str
    row: int
    notes: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()

    @property
    def is_beside(self) -> bool:
        """Whether it is none of the plan's table, but holds the measures of the sheet's head."""
        return self.row == 0

    @property
    def budget(self) -> Decimal | None:
        """The budget of its activities, million baht; None where none has a figure."""
        return budget_sum(figure for activity in self.activities for _, figure in activity.budgets())

    def walk(self) -> Iterator[Activity]:
        """All activities of the initiative in plan order."""
        for activity in self.activities:
            yield from activity.walk()


@dataclass(frozen=True, kw_only=True, slots=True)
class Strategy(Frozen):
    """One sheet of the plan: a header block (items 1-7) and the plan table."""

    sheet: str
    title: str
    year: int | None = None
    objective: tuple[str, ...] = ()
    strategy: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    division_strategy: tuple[str, ...] = ()
    division_measures: tuple[Measure, ...] = ()
    initiatives: tuple[Initiative, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SummaryLine(Frozen):
    """A line of the summary sheet: perspective → strategy → which initiatives."""

    perspective: str
    strategy: str
    initiatives: str
    cell: str = ""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Plan(Brief, Frozen):
    """A region's action plan of one fiscal year (Buddhist era)."""

    year: int | None
    title: str
    region: str = ""
    strategies: tuple[Strategy, ...] = ()
    summary: tuple[SummaryLine, ...] = ()

    def brief(self) -> Mapping[str, object]:
        """Title and year, and how much the plan holds."""
        return {
            "year": self.year,
            "title": self.title,
            "strategies": len(self.strategies),
            "activities": self.counts[1],
        }

    def initiatives(self) -> Iterator[tuple[Strategy, Initiative]]:
        """Every initiative with its strategy, in plan order."""
        for strategy in self.strategies:
            for initiative in strategy.initiatives:
                yield strategy, initiative

    @property
    def counts(self) -> tuple[int, int]:
        """How many initiatives and activities its tables have; what stands beside these is none of them."""
        initiatives = [each for _, each in self.initiatives() if not each.is_beside]
        return len(initiatives), sum(not activity.is_beside for each in initiatives for activity in each.walk())

    def activities(self) -> Iterator[Activity]:
        """Every activity in plan order."""
        for _, initiative in self.initiatives():
            yield from initiative.walk()


class CellRole(StrEnum):
    """What a cell of a plan workbook is to planbook."""

    TITLE = "title"
    HEADER = "header"
    """a line of items 1 to 7 above the table"""
    CAPTION = "caption"
    INITIATIVE = "initiative"
    ACTIVITY = "activity"
    """where an activity begins"""
    NOTE = "note"
    """further text of an activity"""
    PROCEDURE = "procedure"
    """a step of how it is done"""
    TARGET = "target"
    SPAN = "span"
    """a text across the quarters"""
    RESULT = "result"
    BUDGET = "budget"
    RESPONSIBLE = "responsible"
    SUMMARY = "summary"
    """a line of the summary sheet"""
    ASIDE = "aside"
    """set aside on purpose"""
    ASKED = "asked"
    """somebody has to say what it is"""
    LEFT = "left"
    """not understood"""

    @property
    def is_open(self) -> bool:
        """Whether somebody should say what the cell is."""
        return self in (CellRole.ASKED, CellRole.LEFT)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadCell(Frozen):
    """A cell that is not empty, what it shows, and its role.

    ``across`` is how many columns it is merged over (1 for none). ``quarter`` is that of a target or result, None for
    other cells. ``why`` is the code of the words that say why it was set aside, else empty.
    """

    row: int
    column: int
    name: str
    text: str
    role: CellRole
    across: int = 1
    quarter: int | None = None
    why: TextCode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadSheet(Frozen):
    """A sheet of the region's as it was read, its cells by row and column.

    ``begins`` are the keys of the activities that begin on a row. ``aside`` is why the whole sheet was set aside, None
    where it was read.
    """

    name: str
    cells: tuple[ReadCell, ...]
    begins: Mapping[int, tuple[Key, ...]] = field(default_factory=dict)
    aside: TextCode | None = None
