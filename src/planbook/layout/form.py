"""The form's layout as data, shared by the writer (``forms``) and the reader (``returns``).

A fill-in sheet is recognised and read by its keys, never by position: the key row names every column in ASCII,
two hidden columns name every row (activity key, office code), and the identity line names the form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from planbook.domain import Field, FormLine, FormSpec, LineKind, Progress
from planbook.words import ByLanguage, Sentence, TextCode, fill, languages, text

SHEET_COVER = ByLanguage("form.sheet_cover")
SHEET_FILL = ByLanguage("form.sheet_fill")
SHEET_STAMP = "_planbook"
FILE_PATTERN = "{plan_year}-Q{quarter} {code} {name}.xlsx"
"""What a form's file is called where the settings sheet says nothing else."""
DEFINED_NAME = "planbook.form"
"""The workbook's defined name that points to the identity cell."""
COLUMN_NAMES = "planbook.column."
"""The beginning of the defined names that point to the columns' captions, one a column under its key: the third witness
of a column, beside the key row and the caption itself."""
PROPERTY = "planbook"
"""The custom document property that repeats the identity."""

OUTLIER_FACTOR = 3
"""A figure of more than this many times its target is unusual, where more is better."""

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


@dataclass(frozen=True)
class Column:
    """A column of the fill-in sheet. ``key`` is ASCII and stands in the key row; ``width`` is in characters.

    ``said`` is the code of its caption.
    """

    key: str
    said: TextCode
    width: float
    hidden: bool = False
    quarter: int | None = None

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


def _quarter(quarter: int) -> tuple[Column, Column]:
    return (
        Column(f"target.{quarter}", "column.target", 9.5, quarter=quarter),
        Column(f"result.{quarter}", "column.result", 10, quarter=quarter),
    )


COLUMNS: tuple[Column, ...] = (
    Column("key", "column.key", 14, hidden=True),
    Column("office", "column.office", 10, hidden=True),
    Column("number", "column.number", 7),
    Column("title", "column.title", 48),
    Column("office_name", "column.office_name", 15),
    *_quarter(1),
    *_quarter(2),
    *_quarter(3),
    *_quarter(4),
    Column("unit", "column.unit", 8),
    Column("numerator", "column.numerator", 11),
    Column("denominator", "column.denominator", 11),
    Column("status", "column.status", 19),
    Column("remark", "column.remark", 27),
    Column("check", "column.check", 27),
)

COLUMN_INDEX: dict[str, int] = {column.key: number for number, column in enumerate(COLUMNS, start=1)}
"""Column key → column number (1-based) as issued; a return may have them elsewhere."""


def input_columns(quarter: int) -> dict[Field, str]:
    """The columns an office types into, by the field they report, for the quarter a form is about."""
    return {
        Field.RESULT: f"result.{quarter}",
        Field.NUMERATOR: "numerator",
        Field.DENOMINATOR: "denominator",
        Field.STATUS: "status",
        Field.REMARK: "remark",
    }


def title_text(line: FormLine) -> str:
    """What a row's title cell says: the activity's title, and the plan's own note on its target on a line below."""
    return f"{line.title}\n{line.hint}" if line.hint else line.title


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
    numbered = f"{line.number}  {line.title}"
    if line.line is LineKind.STRATEGY:
        return (line.title, numbered)
    named = (f"{words.initiative.format(number=line.number)}  {line.title}" for words in map(fixed_texts, languages()))
    return (line.title, numbered, *named)


PROGRESS_LABELS: Mapping[Progress, Mapping[str, str]] = {
    Progress.DONE: ByLanguage("progress.done"),
    Progress.IN_PROGRESS: ByLanguage("progress.in-progress"),
    Progress.NOT_STARTED: ByLanguage("progress.not-started"),
    Progress.NOTHING: ByLanguage("progress.nothing"),
}
"""What the status list offers, by language."""
