"""The detail form's layout as data: "รายละเอียดแนบประกอบแผนงาน", every office's figures of one activity.

Rows and columns are those of the original's sheet ``รายละเอียดแนบ``: a title, six heading fields, a table heading over
three rows, then a row an office. Rows and columns are counted from 1.
"""

from dataclasses import dataclass

from planbook.domain import QUARTERS
from planbook.layout.form import RESULT_KEY, TARGET_KEY
from planbook.words import TextCode

TITLE: TextCode = "detail.title"
TITLE_ROW = 1
LINK_ROW = 2
"""Empty in the original; here a small link back stands at its right end."""
LEGEND_ROW = 9
"""Empty in the original; says at its right end what the fill of an awaited answer means."""
HEADING_ROWS = (10, 12)
"""First and last row of the table heading, repeated on every printed page."""
FIRST_ROW = 13
ROW_HEIGHT = 21.0
"""Points; one line of the original's 14 point text."""

UNIT_DOTS = "…………………….."
"""What stands for the unit in the table heading where there is none."""


@dataclass(frozen=True)
class HeadingField:
    """One of the six fields above the table: its caption stands in column 1, its value in the columns beside.

    ``caption`` is the caption's code.
    """

    key: str
    row: int
    caption: TextCode


HEADING_FIELDS: tuple[HeadingField, ...] = (
    HeadingField("perspective", 3, "detail.perspective"),
    HeadingField("initiative", 4, "detail.initiative"),
    HeadingField("initiative_title", 5, "detail.initiative-title"),
    HeadingField("activity", 6, "detail.activity"),
    HeadingField("sub_activity", 7, "detail.sub-activity"),
    HeadingField("responsible", 8, "detail.responsible"),
)


@dataclass(frozen=True)
class DetailColumn:
    """A column of the detail form. ``width`` is in characters; ``quarter`` is set for targets and results."""

    key: str
    width: float
    quarter: int | None = None


COLUMNS: tuple[DetailColumn, ...] = (
    DetailColumn("office", 34),
    *(DetailColumn(keys[quarter], 10, quarter) for quarter in QUARTERS for keys in (TARGET_KEY, RESULT_KEY)),
    DetailColumn("total", 10),
    DetailColumn("unit", 12),
    DetailColumn("remark", 24),
)

CODES_MARK = "planbook.codes"
"""Stands in the heading's last row over a hidden column behind the table, which holds each row's office by its code.

The activity's key stands above the mark. By the codes a row is known wherever staff have moved it.
"""
REGION_CODE = "*"
"""The code of the closing row, the region's."""

COLUMN_INDEX: dict[str, int] = {column.key: number for number, column in enumerate(COLUMNS, start=1)}
"""Column key → column number."""

NARRATIVE_WIDTH = 24.0
"""Width of the result columns of an activity that is reported in words."""


@dataclass(frozen=True)
class HeadingCell:
    """A cell of the three-row table heading, by first and last row and the keys of its first and last column.

    ``caption`` is the code of what it says of the fiscal year (Buddhist era), the ``unit`` of measure and its
    ``quarter``, if it says anything of them.
    """

    rows: tuple[int, int]
    columns: tuple[str, str]
    caption: TextCode
    bold: bool = True
    quarter: int = 0


TARGET_CAPTION: TextCode = "detail.target"
RESULT_CAPTION: TextCode = "detail.result"
TOTAL_CAPTION: TextCode = "detail.total"


def _quarter(quarter: int) -> tuple[HeadingCell, ...]:
    target, result = TARGET_KEY[quarter], RESULT_KEY[quarter]
    return (
        HeadingCell((11, 11), (target, result), "detail.quarter", quarter=quarter),
        HeadingCell((12, 12), (target, target), TARGET_CAPTION, bold=False),
        HeadingCell((12, 12), (result, result), RESULT_CAPTION, bold=False),
    )


TABLE_HEADING: tuple[HeadingCell, ...] = (
    HeadingCell((10, 12), ("office", "office"), "detail.office"),
    HeadingCell((10, 10), (TARGET_KEY[QUARTERS[0]], RESULT_KEY[QUARTERS[-1]]), "detail.year"),
    *(cell for quarter in QUARTERS for cell in _quarter(quarter)),
    HeadingCell((10, 12), ("total", "total"), TOTAL_CAPTION),
    HeadingCell((10, 12), ("unit", "unit"), "detail.unit"),
    HeadingCell((10, 12), ("remark", "remark"), "detail.remark"),
)
