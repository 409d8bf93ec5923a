"""How a plan workbook in the original layout looks, as data: captions, widths, fonts, page; rows counted from 1.

:mod:`planbook.layout.original` finds a table wherever it stands; this module says where a new one is put.
"""

from dataclasses import dataclass

from planbook.model import QUARTERS

FONT = "TH SarabunPSK"
FONT_SIZE = 14
TITLE_SIZE = 18
SUBTITLE_SIZE = 16
ROW_HEIGHT = 21.0
"""Points; one line of 14 point text."""

SUMMARY_SHEET = "สรุป"
DETAIL_SHEET = "รายละเอียดแนบ"
SUMMARY_WIDTHS = (38, 26, 40)
SUMMARY_CAPTIONS = ("มุมมอง", "กลยุทธ์", "แผนงาน")

STRATEGY_WIDTHS = (34, 52, 9, 7, 9, 7, 9, 7, 9, 7, 8, 8, 8, 16)
"""Characters; the columns of a strategy sheet from A to N."""
PLAN, ACTIVITY, FIRST_TARGET, LAST_RESULT, RESPONSIBLE = 1, 2, 3, 10, 14
BUDGET = {"capital": 11, "operating": 12, "total": 13}
"""Column numbers of a strategy sheet."""


def target_column(quarter: int) -> int:
    """The column of a quarter's target; its result stands in the next one."""
    return FIRST_TARGET + 2 * (quarter - 1)


PLAN_TEXT_WIDTH = 35
TEXT_WIDTH = 50
"""Spacing characters a line in the plan and the activity column: where a long title goes on in the next row."""
ROOM = {PLAN: 46, ACTIVITY: 58, FIRST_TARGET: 66, RESPONSIBLE: 20}
"""Spacing characters that a line of 14 point text has room for, by the column it begins in; more is wrapped."""
TARGET_WIDTH = 9
"""Spacing characters: a longer target puts its remark in brackets on the row below."""

BREAK_WORDS = (
    "และ", "หรือ", "เพื่อ", "โดย", "ของ", "ให้", "ที่", "ใน", "ตาม", "จาก", "ด้วย", "กับ", "แก่", "ซึ่ง", "ต่อ", "การ", "ความ",
)  # fmt: skip
"""Words that staff begin a new line with where a text has no space to break at."""
WHOLE_WORDS = (
    "บริการ", "โครงการ", "รายการ", "ราชการ", "ดำเนินการ", "จัดการ", "ต้องการ", "ผู้ว่าการ", "หลักการ", "วิชาการ", "กรรมการ",
    "ทำการ", "ปฏิบัติการ", "ประกอบการ", "เหตุการณ์", "ประสบการณ์", "พื้นที่", "หน้าที่", "แผนที่", "ติดตาม", "ติดต่อ", "กำกับ", "ข้อความ",
    "สิ่งของ", "เพื่อให้", "ได้ตาม", "ภายใน", "ไฟฟ้า", "การให้", "และการ", "หรือการ", "ของการ",
    "ได้แก่", "กระบวนการ", "ให้กับ", "หน่วยการ", "ในการ", "จากการ",
)  # fmt: skip
"""Words that end like one of those, and are not broken there."""

INITIATIVE_PREFIX = "แผนงานหลักที่"
DOTS = "………"
"""What stands for a year that is not known yet."""

ITEMS_ONE_TO_FOUR = (
    "1. วัตถุประสงค์เชิงยุทธศาสตร์",
    "2. กลยุทธ์ระดับองค์กร",
    "3. เกณฑ์วัดการดำเนินงาน",
    "4. เป้าหมาย",
)
ITEMS_FIVE_TO_SEVEN = ("5. กลยุทธ์ระดับสายงาน", "6. เกณฑ์วัดการดำเนินงาน", "7. เป้าหมาย")


@dataclass(frozen=True)
class Caption:
    """A cell of the three-row table heading: first row (0-2) and column, last row and column, its text."""

    row: int
    column: int
    to_row: int
    to_column: int
    text: str
    bold: bool = True


def _quarter(quarter: int) -> tuple[Caption, ...]:
    column = target_column(quarter)
    return (
        Caption(1, column, 1, column + 1, f"ไตรมาส {quarter}"),
        Caption(2, column, 2, column, "เป้าหมาย", bold=False),
        Caption(2, column + 1, 2, column + 1, "ผล", bold=False),
    )


TABLE_HEADING: tuple[Caption, ...] = (
    Caption(0, PLAN, 0, PLAN, "8. แผนงาน / โครงการ / งาน"),
    Caption(1, PLAN, 1, PLAN, "(Operating Strategies หรือ", bold=False),
    Caption(2, PLAN, 2, PLAN, "Strategic Initiatives)", bold=False),
    Caption(0, ACTIVITY, 0, ACTIVITY, "9. แผนปฏิบัติ"),
    Caption(1, ACTIVITY, 1, ACTIVITY, "(ระบุกิจกรรมหลักพร้อมปริมาณหรือเป้าหมาย)", bold=False),
    Caption(2, ACTIVITY, 2, ACTIVITY, "(Activities / Action Steps)", bold=False),
    Caption(0, FIRST_TARGET, 0, LAST_RESULT, "เป้าหมาย/ผล ปี {year}"),
    *(caption for quarter in QUARTERS for caption in _quarter(quarter)),
    Caption(0, BUDGET["capital"], 0, BUDGET["total"], "งบประมาณ (ล้านบาท)"),
    Caption(1, BUDGET["capital"], 1, BUDGET["capital"], "(1)", bold=False),
    Caption(2, BUDGET["capital"], 2, BUDGET["capital"], "ลงทุน", bold=False),
    Caption(1, BUDGET["operating"], 1, BUDGET["operating"], "(2)", bold=False),
    Caption(2, BUDGET["operating"], 2, BUDGET["operating"], "ทำการ", bold=False),
    Caption(1, BUDGET["total"], 2, BUDGET["total"], "รวม", bold=False),
    Caption(0, RESPONSIBLE, 2, RESPONSIBLE, "ผู้รับผิดชอบ"),
)
HEADING_ROWS = 3
GAP, WIDE_GAP = 1, 3
"""Empty rows between the header block and the table; the wide one keeps header texts that read like the table's own
captions out of a reader's reach."""

PAPER_A4 = 9
MARGINS = {"left": 0.75, "right": 0.75, "top": 1.0, "bottom": 1.0}
"""Inches."""
PAGE_ROWS = 32
"""Rows of a printed page, the repeated heading included."""
SOFT_PAGE_ROWS = 9
"""So many rows may stay free at a page's foot to keep an activity together."""
DETAIL_ROWS = 17
"""Empty rows of the detail form."""
