"""The form's layout as data, shared by the writer (``forms``) and the reader (``returns``).

A fill-in sheet is recognised and read by its keys, never by position: the key row names every column in ASCII,
two hidden columns name every row (activity key, office code), and the identity line names the form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from planbook.domain import QUARTERS, Field, FormLine, FormSpec, InputKind, LineKind, PlanTextKind, Progress
from planbook.domain.units import MAX_DAYS, is_days
from planbook.words import ByLanguage, Sentence, TextCode, fill, languages, text

SHEET_COVER = ByLanguage("form.sheet_cover")
SHEET_FILL = ByLanguage("form.sheet_fill")
SHEET_PLAN_TEXTS = ByLanguage("form.sheet_plan_texts")
SHEET_STAMP = "_planbook"
FILE_PATTERN = "{plan_year}-Q{quarter} {code} {name}.xlsx"
"""What a form's file is called where the settings sheet says nothing else."""
DEFINED_NAME = "planbook.form"
"""The workbook's defined name that points to the identity cell."""
COLUMN_NAMES = "planbook.column."
"""The beginning of the defined names of the columns' captions, by which a column is known too: its key ends them."""
PROPERTY = "planbook"
"""The custom document property that repeats the identity."""

RATIO_FORMULA = "IF(COUNT("
"""How the formula begins that works out a ratio's result of its two parts."""
MOST_OVER = 10
"""Where an activity allows more than 100 %, so many times the whole at most: 95 in a percent cell is no 9500 %."""

KEY_ROW = 1
"""The hidden row that holds :attr:`Column.key` of every column."""
IDENTITY_CELL = "A2"
"""The hidden cell that holds :attr:`planbook.domain.FormSpec.identity`."""
TITLE_ROWS = (3, 4, 5)
HEADING_ROWS = (6, 7)
FIRST_ROW = 8


def _nothing(_: FormLine) -> str:
    return ""


class Takes(StrEnum):
    """What an input cell takes. How such a cell looks and what it refuses stands in :data:`INPUTS`, how it is read in
    :data:`planbook.returns.values.READERS`."""

    NUMBER = "number"
    """a result that is counted or measured"""
    DAYS = "days"
    """a result in days"""
    PERCENT = "percent"
    """a percentage of at most 100 %"""
    OVER_100 = "over_100"
    """a percentage that may be more"""
    SHARE = "share"
    """a percentage worked out from the two parts beside it: nobody types it"""
    WORDS = "words"
    """a result in words"""
    PART = "part"
    """the first part of a ratio: how many were done"""
    WHOLE = "whole"
    """the second part of a ratio: how many there are; more than 0"""
    STATUS = "status"
    """one of :data:`PROGRESS_LABELS`"""
    TEXT = "text"
    """words beside the result"""

    @property
    def is_words(self) -> bool:
        """Whether anything may be typed, and is kept as it is seen."""
        return self in (Takes.WORDS, Takes.STATUS, Takes.TEXT)

    @property
    def is_share(self) -> bool:
        """Whether the cell holds a percentage, as a fraction."""
        return self in (Takes.PERCENT, Takes.OVER_100, Takes.SHARE)

    @property
    def is_figure(self) -> bool:
        """Whether the cell is typed into and holds the row's result as a figure."""
        return self in (Takes.NUMBER, Takes.DAYS, Takes.PERCENT, Takes.OVER_100)


class Input(NamedTuple):
    """How an input cell looks, by the name of its style, and what it refuses.

    ``most`` is the largest number that may be typed, None for any from 0 on; ``refusal`` is the code of what the
    program says then, None where nothing is refused.
    """

    style: str
    refusal: TextCode | None = None
    most: int | None = None


INPUTS: Mapping[Takes, Input] = {
    Takes.NUMBER: Input("input_number", "prompt.error_number"),
    Takes.DAYS: Input("input_number", "prompt.error_days", MAX_DAYS),
    Takes.PERCENT: Input("input_percent", "prompt.error_percent", 1),
    Takes.OVER_100: Input("input_percent", "prompt.error_number", MOST_OVER),
    Takes.SHARE: Input("ratio"),
    Takes.WORDS: Input("input_text"),
    Takes.PART: Input("input_number", "prompt.error_number"),
    Takes.WHOLE: Input("input_number", "prompt.error_number"),
    Takes.STATUS: Input("input_status", "prompt.error_list"),
    Takes.TEXT: Input("input_text"),
}


class Ask(NamedTuple):
    """What a column asks of the rows that ``of`` names, and what its cell says when it is chosen.

    ``title`` and ``prompt`` are codes of texts; None where the cell is locked, and says nothing.
    """

    takes: Takes
    of: Callable[[FormLine], bool]
    title: TextCode | None = None
    prompt: TextCode | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the fill-in sheet: all that is known of it, for the writer and for the reader.

    ``key`` is ASCII and stands in the key row; ``said`` is the code of its caption. ``width`` is in characters, and
    ``least`` what it may shrink to where a screen is too small for all that should be seen together.

    A column that an office types into names the ``field`` that it reports, and what it ``asks``: the first that fits a
    row counts, and a row that none fits has a locked cell. ``needed`` is the code of what the check column says where
    such a cell was left blank beside an answer; None where it may be.

    In other columns, and in those of other quarters, ``shows`` is the text of a row's cell as issued, and ``style`` the
    name of its look.
    """

    key: str
    said: TextCode
    width: float
    least: float = 0
    shows: Callable[[FormLine], str] = _nothing
    style: str = "text"
    hidden: bool = False
    quarter: int | None = None
    field: Field | None = None
    asks: tuple[Ask, ...] = ()
    needed: TextCode | None = None

    def is_input(self, quarter: int) -> bool:
        """Whether an office types into the column in a form of this quarter."""
        return self.field is not None and self.quarter in (None, quarter)

    @property
    def has_texts(self) -> bool:
        """Whether its locked cells say something of their rows."""
        return self.shows is not _nothing

    def ask(self, line: FormLine) -> Ask | None:
        """What the column asks in a row; None where the row's cell is locked."""
        return next((ask for ask in self.asks if ask.of(line)), None)

    def look(self, quarter: int) -> str:
        """The name of the style of its locked cells in a form of this quarter."""
        if self.quarter in (None, quarter):
            return self.style
        return "past" if self.quarter < quarter else "later"

    def caption(self, language: str) -> str:
        """The visible caption in a language."""
        return text(self.said, language)

    @property
    def captions(self) -> tuple[str, ...]:
        """The caption in every language."""
        return tuple(map(self.caption, languages()))

    @property
    def named(self) -> Sentence:
        """The column as sentences name it: its caption, and its quarter where it has one."""
        if self.quarter is None:
            return Sentence(self.said)
        return Sentence("column.of-quarter", {"column": Sentence(self.said), "quarter": self.quarter})


def title_text(line: FormLine) -> str:
    """What a row's title cell says: the activity's title, and the plan's own note on its target on a line below."""
    return f"{line.title}\n{line.hint}" if line.hint else line.title


def _is_days(line: FormLine) -> bool:
    return line.kind is InputKind.NUMBER and is_days(line.unit)


def _is_number(line: FormLine) -> bool:
    return line.kind is InputKind.NUMBER and not _is_days(line)


def _is_percent(line: FormLine) -> bool:
    return line.kind is InputKind.PERCENT and not line.over_100


def _is_over_100(line: FormLine) -> bool:
    return line.kind is InputKind.PERCENT and line.over_100


def _is(kind: InputKind) -> Callable[[FormLine], bool]:
    return lambda line: line.kind is kind


def _always(_: FormLine) -> bool:
    return True


_RESULT = (
    Ask(Takes.NUMBER, _is_number, "prompt.number_title", "prompt.number"),
    Ask(Takes.DAYS, _is_days, "prompt.days_title", "prompt.days"),
    Ask(Takes.PERCENT, _is_percent, "prompt.percent_title", "prompt.percent"),
    Ask(Takes.OVER_100, _is_over_100, "prompt.percent_title", "prompt.percent"),
    Ask(Takes.WORDS, _is(InputKind.TEXT), "prompt.text_title", "prompt.text"),
    Ask(Takes.SHARE, _is(InputKind.RATIO)),
)
_PART = Ask(Takes.PART, _is(InputKind.RATIO), "prompt.numerator_title", "prompt.numerator")
_WHOLE = Ask(Takes.WHOLE, _is(InputKind.RATIO), "prompt.denominator_title", "prompt.denominator")
_STATUS = Ask(Takes.STATUS, _always, "prompt.status_title", "prompt.status")
_REMARK = Ask(Takes.TEXT, _always, "prompt.remark_title", "prompt.remark")


TARGET_KEY: Mapping[int, str] = {quarter: f"target.{quarter}" for quarter in QUARTERS}
RESULT_KEY: Mapping[int, str] = {quarter: f"result.{quarter}" for quarter in QUARTERS}
"""Quarter → the keys of the columns of its targets and its results."""


def _quarter(quarter: int) -> tuple[Column, Column]:
    def target(line: FormLine) -> str:
        return line.targets.get(quarter, "")

    def result(line: FormLine) -> str:
        return line.earlier.get(quarter, "")

    return (
        Column(
            key=TARGET_KEY[quarter],
            said="column.target",
            width=10.5,
            least=10,
            shows=target,
            style="target_now",
            quarter=quarter,
        ),
        Column(
            key=RESULT_KEY[quarter],
            said="column.result",
            width=12,
            least=11,
            shows=result,
            quarter=quarter,
            field=Field.RESULT,
            asks=_RESULT,
        ),
    )


_NAMES = (
    Column(key="key", said="column.key", width=14, shows=attrgetter("key"), style="hidden", hidden=True),
    Column(key="office", said="column.office", width=10, shows=attrgetter("office"), style="hidden", hidden=True),
    Column(key="number", said="column.number", width=6.5, least=6, shows=attrgetter("number")),
    Column(key="title", said="column.title", width=48, least=30, shows=title_text),
    Column(key="office_name", said="column.office_name", width=14, least=10, shows=attrgetter("office_name")),
)
"""What a row is about."""
_PARTS = (
    Column(key="numerator", said="column.numerator", width=10.5, least=8.5, field=Field.NUMERATOR, asks=(_PART,)),
    Column(
        key="denominator", said="column.denominator", width=10.5, least=8.5, field=Field.DENOMINATOR, asks=(_WHOLE,)
    ),
)
_QUARTERS = {quarter: _quarter(quarter) for quarter in QUARTERS}
_BESIDE = (
    Column(key="unit", said="column.unit", width=10, least=8.5, shows=attrgetter("unit"), style="centre"),
    Column(key="status", said="column.status", width=18, least=14, field=Field.STATUS, asks=(_STATUS,)),
    Column(key="remark", said="column.remark", width=26, least=18, field=Field.REMARK, asks=(_REMARK,)),
    Column(key="check", said="column.check", width=27, least=20, style="check"),
)
"""What stands beside the result of a form's own quarter."""

COLUMNS: tuple[Column, ...] = (*_NAMES, *_PARTS, *(each for pair in _QUARTERS.values() for each in pair), *_BESIDE)
"""Every column of the forms of all quarters."""
COLUMN: Mapping[str, Column] = {column.key: column for column in COLUMNS}
"""Column key → column."""


@cache
def columns(quarter: int) -> tuple[Column, ...]:
    """The columns of a form of this quarter in the order in which they are issued.

    What is typed stands together beside the title, and the other quarters to the right of it: a screen shows a row's
    title, target, result, status, remark and check at once. Forms of version 1 have the four quarters in a row before
    the parts, and a return may have its columns anywhere: they are found by their keys.
    """
    target, result = _QUARTERS[quarter]
    others = (each for number, pair in _QUARTERS.items() if number != quarter for each in pair)
    return (*_NAMES, target, *_PARTS, result, *_BESIDE, *others)


@cache
def column_numbers(quarter: int) -> Mapping[str, int]:
    """Column key → column number (1-based) as issued in a form of this quarter."""
    return {column.key: number for number, column in enumerate(columns(quarter), start=1)}


def input_columns(quarter: int) -> dict[Field, Column]:
    """The columns an office types into, by the field they report, for the quarter a form is about."""
    return {column.field: column for column in COLUMNS if column.field is not None and column.is_input(quarter)}


@dataclass(frozen=True)
class FixedTexts:
    """What stands above the table and in its bands, in one language; ``{…}`` are of the form.

    Forms that are out already say it so, and must be read for ever: a text that is to change is added, not replaced.
    """

    titles: tuple[str, ...]
    """What the form calls itself: a report, or the correction of one."""
    period: str
    due: str
    year_band: str
    quarter: str
    initiative: str
    progress: tuple[str, str, str]
    """Before, between and after the two counts of "filled in … of … items"."""


@cache
def fixed_texts(language: str) -> FixedTexts:
    """The fixed texts of a language; the Thai ones where there is no such language."""
    return fill(
        FixedTexts,
        "fixed",
        language,
        titles=(text("fixed.titles.report", language), text("fixed.titles.correction", language)),
        progress=(
            text("fixed.progress.before", language),
            text("fixed.progress.between", language),
            text("fixed.progress.after", language),
        ),
    )


LEGEND_COLOURS = 3
"""So many colours, each with its ``=``, the legend above the table explains at least."""


def title_lines(spec: FormSpec) -> tuple[str, str]:
    """The first two lines above the table: what the form is, and whose."""
    words = fixed_texts(spec.language)
    first = f"{words.titles[spec.correction]} {words.period.format(year=spec.year, quarter=spec.quarter)}"
    bits = (spec.office_name, spec.plan_title, f"{words.due} {spec.due_date}" if spec.due_date else "")
    return first, "   ·   ".join(bit for bit in bits if bit)


def band_texts(line: FormLine) -> tuple[str, ...]:
    """What the one merged cell of a strategy's or an initiative's line may say, in either language."""
    own = (line.title, f"{line.number}  {line.title}")
    named = (f"{words.initiative.format(number=line.number)}  {line.title}" for words in map(fixed_texts, languages()))
    return own if line.line is LineKind.STRATEGY else (*own, *named)


PLAN_TEXT_LABELS: Mapping[PlanTextKind, Mapping[str, str]] = {
    PlanTextKind.TARGET: ByLanguage("form.plan_text.target"),
    PlanTextKind.NOTE: ByLanguage("form.plan_text.note"),
    PlanTextKind.PROCEDURE: ByLanguage("form.plan_text.procedure"),
    PlanTextKind.RESPONSIBLE: ByLanguage("form.plan_text.responsible"),
    PlanTextKind.BUDGET: ByLanguage("form.plan_text.budget"),
}
"""What stands beside a line of the plan on the sheet of the plan's texts, by language."""

PROGRESS_CODES: Mapping[Progress, TextCode] = {
    Progress.DONE: "progress.done",
    Progress.IN_PROGRESS: "progress.in-progress",
    Progress.NOT_STARTED: "progress.not-started",
    Progress.NOTHING: "progress.nothing",
}
PROGRESS_LABELS: Mapping[Progress, Mapping[str, str]] = {
    progress: ByLanguage(code) for progress, code in PROGRESS_CODES.items()
}
"""What the status list offers, by language."""


def label(progress: Progress | None, language: str) -> str:
    """A status in words; empty for none."""
    return PROGRESS_LABELS[progress][language] if progress else ""
