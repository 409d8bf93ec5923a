"""The form's layout as data, shared by the writer (``forms``) and the reader (``returns``).

A fill-in sheet is recognised and read by its keys, never by position: the key row names every column in ASCII,
two hidden columns name every row (activity key, office code), and the identity line names the form.
"""

from dataclasses import dataclass

from planbook.domain import Field, FormLine, FormSpec, LineKind, Progress
from planbook.words import Sentence, TextCode, languages, text

SHEET_COVER = {"th": "คำชี้แจง", "en": "Read me"}
SHEET_FILL = {"th": "รายงานผล", "en": "Report"}
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


FIXED_TEXTS: dict[str, FixedTexts] = {
    "th": FixedTexts(
        titles=("แบบรายงานผลการดำเนินงานตามแผนปฏิบัติการ", "แบบแก้ไขผลการดำเนินงานตามแผนปฏิบัติการ"),
        period="ปี {year} ไตรมาสที่ {quarter}",
        due="ส่งคืนภายใน",
        year_band="เป้าหมาย/ผล ปี {year}",
        quarter="ไตรมาส {quarter}",
        initiative="แผนงานหลักที่ {number}",
        progress=("กรอกแล้ว ", " จาก ", " รายการ"),
    ),
    "en": FixedTexts(
        titles=("Report on the action plan", "Correction of the report on the action plan"),
        period="{year}, quarter {quarter}",
        due="Send back by",
        year_band="Target/result {year}",
        quarter="Quarter {quarter}",
        initiative="Initiative {number}",
        progress=("Filled in: ", " of ", " items"),
    ),
}


LEGEND_COLOURS = 3
"""So many colours, each with its ``=``, the legend above the table explains at least."""


def title_lines(spec: FormSpec) -> tuple[str, str]:
    """The first two lines above the table: what the form is, and whose."""
    words = FIXED_TEXTS["en" if spec.language == "en" else "th"]
    first = f"{words.titles[spec.correction]} {words.period.format(year=spec.year, quarter=spec.quarter)}"
    bits = (spec.office_name, spec.plan_title, f"{words.due} {spec.due_date}" if spec.due_date else "")
    return first, "   ·   ".join(bit for bit in bits if bit)


def band_texts(line: FormLine) -> tuple[str, ...]:
    """What the one merged cell of a strategy's or an initiative's line may say, in either language."""
    numbered = f"{line.number}  {line.title}"
    if line.line is LineKind.STRATEGY:
        return (line.title, numbered)
    named = (f"{words.initiative.format(number=line.number)}  {line.title}" for words in FIXED_TEXTS.values())
    return (line.title, numbered, *named)


PROGRESS_LABELS: dict[Progress, dict[str, str]] = {
    Progress.DONE: {"th": "เสร็จแล้ว", "en": "Done"},
    Progress.IN_PROGRESS: {"th": "อยู่ระหว่างดำเนินการ", "en": "In progress"},
    Progress.NOT_STARTED: {"th": "ยังไม่เริ่ม", "en": "Not started"},
    Progress.NOTHING: {"th": "ไม่มีรายการ", "en": "Nothing to report"},
}
"""What the status list offers, by language."""
