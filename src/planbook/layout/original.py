"""The original plan sheet's layout as data: how a table is found and its lines told apart, and how a new sheet looks.

Reading: other regions and years shift columns, rename sheets, add a column, so everything is found by captions and
never by an address. All patterns are matched against :func:`planbook.domain.text.clean` text with ASCII digits.

Writing: captions, widths, fonts and page of a new workbook; rows and columns are counted from 1.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from planbook.domain import QUARTERS
from planbook.domain.units import MULTIPLES
from planbook.words import TextCode

_TARGET = r"(?:(?:ค่า)?เป้า(?:หมาย)?|แผน|Target|Plan(?:ned)?)"
_RESULT = r"(?:ผล(?:การ(?:ดำเนินงาน|ดำเนินการ|ปฏิบัติงาน)|งาน|จริง|ที่ได้)?|ทำได้(?:จริง)?|Results?|Actuals?)"
_QUARTER = (
    r"(?:ไตรมาส(?:ที่)?\s*(?P<th>[1-4])|Q(?:uarter|tr\.?)?\s*(?P<en>[1-4])|(?P<nth>[1-4])(?:st|nd|rd|th)\s*Q(?:uarter)?)"
    r"(?!\d)"
)
_HALF = (
    r"(?:(?P<first>ครึ่งปี(?:แรก|ที่\s*1)|(?:รอบ\s*)?6\s*เดือนแรก|รอบ(?:ที่\s*1\s*)?\s*6\s*เดือน|H1|(?:1st|First)\s*half)"
    r"|(?P<second>ครึ่งปี(?:หลัง|ที่\s*2)|(?:รอบ\s*)?6\s*เดือน(?:หลัง|ที่เหลือ)|รอบ(?:ที่\s*2\s*)?\s*12\s*เดือน|H2"
    r"|(?:2nd|Second)\s*half))(?!\d)"
)
_OF_YEAR = r"(?:\s*/\s*(?:\d{4}|\d\d)|\s*(?:ปี(?:งบประมาณ)?\s*|FY\s*)?(?:24|25|26)\d\d)?"
_MONTHS = r"(?:\s*\([^()]*\)|\s*:?\s*(?:ต\.ค|ม\.ค|เม\.ย|ก\.ค|Oct|Jan|Apr|Jul)[^0-9]*(?:\d\d|\d{4})?)?"
_QUARTER_CAPTION, _HALF_CAPTION = (
    re.compile(
        rf"(?:(?P<target>{_TARGET})|(?P<result>{_RESULT}))?\s*[:/\-]?\s*{period}{_OF_YEAR}{_MONTHS}"
        rf"(?:\s*[:/\-]?\s*(?:(?P<target_behind>{_TARGET})|(?P<result_behind>{_RESULT})))?",
        re.IGNORECASE,
    )
    for period in (_QUARTER, _HALF)
)


class QuarterCaption(NamedTuple):
    """A quarter's heading: which quarter, and what of it where it says so: ``target``, ``result`` or empty."""

    quarter: int
    part: str = ""


def quarter_caption(text: str) -> QuarterCaption | None:
    """What a heading says of a quarter; None where it is none.

    ``ไตรมาส 1``, ``ไตรมาสที่ 1 (ต.ค.-ธ.ค.)``, ``ไตรมาส 1/2569``, ``Q1``, ``เป้าหมาย ไตรมาส 1``, ``ไตรมาส 1 ผล``.
    """
    match = _QUARTER_CAPTION.fullmatch(text)
    return QuarterCaption(int(match["th"] or match["en"] or match["nth"]), _part(match)) if match else None


def half_caption(text: str) -> QuarterCaption | None:
    """What a heading says of a half-year, as the quarter that ends it: 2 or 4; None where it is none.

    ``ครึ่งปีแรก``, ``6 เดือนหลัง (ก.ค.-ธ.ค.)``, ``รอบ 12 เดือน``, ``H1``, ``เป้าหมาย ครึ่งปีแรก``.
    """
    match = _HALF_CAPTION.fullmatch(text)
    return QuarterCaption(2 if match["first"] else 4, _part(match)) if match else None


def _part(match: re.Match[str]) -> str:
    return next((name for name in ("target", "result") if match[name] or match[f"{name}_behind"]), "")


# a table of Excel's own (a ListObject) numbers captions that come again: เป้าหมาย2
TARGET = re.compile(rf"{_TARGET}\d{{0,2}}(?:\s*\([^()]*\))?$", re.IGNORECASE)
RESULT = re.compile(rf"{_RESULT}\d{{0,2}}(?:\s*\([^()]*\))?$", re.IGNORECASE)
MONTH = re.compile(
    r"(?:ม\.?ค|ก\.?พ|มี\.?ค|เม\.?ย|พ\.?ค|มิ\.?ย|ก\.?ค|ส\.?ค|ก\.?ย|ต\.?ค|พ\.?ย|ธ\.?ค)\.?(?:\s*\d\d(?:\d\d)?)?$"
    r"|(?:มกรา|กุมภาพันธ์|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา)(?:คม|ยน)?$"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?$",
    re.IGNORECASE,
)
"""A month's heading under its quarter's."""
WHOLE_QUARTER = re.compile(r"รวม(?:ทั้ง)?(?:ไตรมาส)?|ทั้งไตรมาส|ไตรมาส|Total|Quarter", re.IGNORECASE)
"""The heading, beside those of months, of a quarter's own columns."""
PLAN_COLUMN = re.compile(
    r"(?:\d+\.?\s*)?(?:แผนงาน\b|โครงการ(?!/กิจกรรม))|Strategic Initiatives|^(?:Project|Initiative)s?\b", re.IGNORECASE
)
ACTIVITY_COLUMN = re.compile(
    r"(?:\d+\.?\s*)?(?:แผนปฏิบัติ|กิจกรรม)(?!การ)|(?:รายการ)กิจกรรม|ขั้นตอน|Activit(?:y|ies)|Action Steps?", re.IGNORECASE
)
RESPONSIBLE_COLUMN = re.compile(
    r"(?:ผู้|(?:หน่วย|ส่วน)งาน(?:ที่)?|สำนัก/กอง(?:ที่)?)รับผิดชอบ|^(?:Responsible|Owner|In charge)", re.IGNORECASE
)
BUDGET_BLOCK = re.compile(r"งบประมาณ|^Budget", re.IGNORECASE)
BUDGET_UNIT = re.compile(r"(?P<times>ล้าน|แสน|หมื่น|พัน|Million|Thousand)?\s*(?:บาท|Baht)|(?P<only>ล้าน)", re.IGNORECASE)
"""The unit of a budget, in its caption or beside its figure."""
_TIMES = {**MULTIPLES, "million": 1_000_000, "thousand": 1_000, "": 1}
_MILLIONS = {word: Decimal(times) / Decimal(10**6) for word, times in _TIMES.items()}
"""How many millions one of a unit is."""


def millions(text: str) -> Decimal | None:
    """How many millions one of the unit is that a budget's caption or figure names; None where it names none."""
    match = BUDGET_UNIT.search(text)
    return _MILLIONS[(match["times"] or match["only"] or "").lower()] if match else None


UNIT_OF_ALL = re.compile(r"\(?\s*หน่วย(?:นับ|เงิน)?\s*:?\s*(?:ล้าน|แสน|หมื่น|พัน)?\s*บาท\s*\)?")
"""A line above a table that says what all its amounts are in."""
NO_USE = re.compile(
    r"ลำดับ|ที่$|No\.?$|#$|น้ำหนัก|ร้อยละ|คิดเป็น|%|หน่วย(?:นับ|วัด)|ตัวชี้วัด|หมายเหตุ|ครึ่งปี|6 เดือน|รวม|ทั้งปี|สะสม"
    r"|Weight|Percent|Unit|KPI|Remark|Half|Total|Full year",
    re.IGNORECASE,
)
"""Captions of columns that the sheet keeps and planbook has no use for."""
CAPTIONS: dict[str, re.Pattern[str]] = {
    "activity": ACTIVITY_COLUMN,
    "plan": PLAN_COLUMN,
    "responsible": RESPONSIBLE_COLUMN,
    "budget": BUDGET_BLOCK,
}
"""The captions beside the quarters."""
CAPTION_NAMES: dict[str, TextCode] = {
    "plan": "plan.caption.plan",
    "activity": "plan.caption.activity",
    "quarters": "plan.caption.quarters",
    "target": "plan.caption.target",
    "result": "plan.caption.result",
    "whole": "plan.caption.whole",
}
"""The codes of the captions that a plan table cannot do without, as a message names them."""
LOOKED_FOR = ("plan", "activity", "quarters", "target", "result")
"""The captions that a reader looks for first."""
BUDGET_PARTS: dict[str, re.Pattern[str]] = {
    "capital": re.compile(r"(?:\(1\)\s*)?(?:งบ)?ลงทุน|^\(1\)$|^Capital", re.IGNORECASE),
    "operating": re.compile(r"(?:\(2\)\s*)?(?:งบ)?ทำการ|^\(2\)$|^Operating$", re.IGNORECASE),
    "total": re.compile(r"รวม|^Total", re.IGNORECASE),
}


def perspective(title: str) -> str:
    """The perspective that a strategy's title names behind the word for it; empty where it names none."""
    found = re.search(r"ด้าน\s*(\S.*)$", title)
    return found[1] if found else ""


def is_caption(text: str) -> bool:
    """Whether a heading of these words says something to a reader of plan tables."""
    known = (TARGET, RESULT, MONTH, WHOLE_QUARTER, NO_USE, COUNTING_COLUMN, *CAPTIONS.values(), *BUDGET_PARTS.values())
    return quarter_caption(text) is not None or any(pattern.match(text) for pattern in known)


YEAR = re.compile(r"(?:ปี|ประจำปี|พ\.ศ\.)\s*((?:24|25|26)\d\d)")
"""A Buddhist-era year in a title or caption."""

INITIATIVE = re.compile(
    r"(?:แผนงาน(?:หลัก)?|โครงการ|Initiative)\s*(?:ที่|No\.?)?\s*(\d+(?:\.\d+)*)\s*[.:]?\s*(.*)", re.IGNORECASE
)
"""The first line of an initiative: its number and the beginning of its title."""

_NUMBERS = (
    re.compile(
        r"(?P<number>\d+(?:\s?\.\d+)+|0\d+|\d{1,2}(?=[.)])|\d{3}(?=[.)]\s*[^\s\d,%\-]))(?![\d%,])[.)]?\s*(?P<text>.*)",
        re.DOTALL,
    ),
    re.compile(r"กิจกรรม(?:หลัก|ย่อย)?ที่\s*(?P<number>\d+(?:\.\d+)*)(?![\d%,])\s*[.:)]?\s*(?P<text>.*)", re.DOTALL),
)
LOOSE_NUMBERS = {
    "bracket": re.compile(r"\((?P<number>\d+(?:\.\d+)*|[ก-ฮ])\)\s*(?P<text>.*)", re.DOTALL),
    "letter": re.compile(r"(?P<number>[ก-ฮ])[.)]\s+(?P<text>.*)", re.DOTALL),
    "named": re.compile(r"(?:ข้อ|ขั้นตอน)(?:ที่)?\s*(?P<number>\d+(?:\.\d+)*)\s*[.:)]?\s+(?P<text>.*)", re.DOTALL),
    "marked": re.compile(r"(?P<number>\d{1,3})\s*[-–:]\s+(?P<text>.*)", re.DOTALL),
    "bare": re.compile(r"(?P<number>\d{1,3})\s+(?P<text>[^\d\s].*)", re.DOTALL),
}
"""Numbers that only what stands beside them tells from other text, by how they are printed: ``(2)``, ``ก.``, ``ข้อ 2``,
``2 -``, ``2``."""


def numbered(text: str) -> tuple[str, int] | None:
    """The printed number that a line (clean, with ASCII digits) begins with, and where the text behind it begins.

    ``1.``, ``100.``, ``1.1``, ``1 .1``, ``01``, ``03.1.1``, ``กิจกรรมที่ 2``; a plain figure ("25 วัน", "500.-") is none.
    """
    match = next((found for pattern in _NUMBERS if (found := pattern.match(text))), None)
    return (re.sub(r"\s", "", match["number"]), match.start("text")) if match else None


NUMBER_ALONE = re.compile(r"\(?(\d+(?:\.\d+)*)[.)]?")
"""A number in a cell of its own."""
SUM = re.compile(
    r"(?:ยอด|ผล)?รวม(?:ทั้งสิ้น|ทั้งหมด|ทั้งปี|เป็นเงิน|เงิน|งบ(?:ประมาณ)?|ย่อย|(?:แผนงาน|โครงการ|กลยุทธ์|ยุทธศาสตร์|กิจกรรม)|\s|:|$|\d)"
    r"|(?:Grand |Sub-?\s?)?Total\b",
    re.IGNORECASE,
)
"""The label of a row of sums."""
BAND = re.compile(
    r"(?:(?:ประเด็น)?(?:ยุทธศาสตร์|กลยุทธ์)|เป้าประสงค์|มุมมอง|พันธกิจ|วัตถุประสงค์|ด้าน|หมวด|ส่วน|ตอน|Strateg\w+|Objective|Goal|Perspective)"
    r"\s*(?:ที่|:)?\s*(?:\d|:)",
    re.IGNORECASE,
)
"""A line across the table that says what the initiatives below it are part of."""
PAGE = re.compile(r"(?:หน้า(?:ที่)?|Page)\s*\d+\s*(?:(?:/|จาก|of)\s*\d+)?|-\s*\d+\s*-|\(\s*ต่อ\s*\)", re.IGNORECASE)
"""A page number, or that a table goes on."""
SIGNATURE = re.compile(r"\(?\s*(?:ลงชื่อ|ลงนาม|ผู้(?:จัดทำ|เสนอ|อนุมัติ|เห็นชอบ|ตรวจสอบ|ให้ความเห็นชอบ)(?:แผน)?(?:\s|:|$|\.))")
"""What begins a block of signatures."""
FOOTNOTE = re.compile(r"หมายเหตุ|Note\b|ที่มา\s*:|คำอธิบาย|\*+\s", re.IGNORECASE)
"""What begins a remark on the whole table."""
COUNTING_COLUMN = re.compile(r"(?:ลำดับ(?:ที่)?|ที่|ข้อ|No\.?|#)", re.IGNORECASE)
"""The caption of a column of running numbers."""

PROCEDURE = re.compile(r"(?:การดำเนินงาน|การดำเนินการ|วิธี(?:การ)?(?:ปฏิบัติ|ดำเนินงาน)|ข้อมูลที่จะรายงาน)(?:\s|:|$)")
"""A line that starts a procedure: numbered steps that are not activities."""
NOTE = re.compile(r"เป้าหมาย|หมายเหตุ|Note\b", re.IGNORECASE)
"""A line that starts a note on the target."""
BULLET = re.compile(r"[-–•*]\s?")
WHOLE_BRACKET = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)$")
"""A line that is one remark in brackets."""

SECTION = re.compile(r"ผ[ก-ฮ]{1,3}\.?(?:\s|[,.(]|$|[ก-ฮ]{1,3}\.)")
"""A section inside an office (``ผบค.ผบต.``): not a reporting unit of its own."""
UNIT_START = re.compile(
    r"(?:ทุก\s*)?กฟ[ก-ฮ]\.|(?:ทุก|\d+)\s*กฟ|(?:ก|ฝ)[ก-ฮ]{2,3}\.|สาย?งาน|คณะ(?:ทำงาน|กรรมการ)|call\s*center", re.IGNORECASE
)
"""How the name of something that reports begins; a responsible line that begins otherwise continues the one above."""
UNIT_WORDS = (
    "กอง", "สำนัก", "คณะ", "ฝ่าย", "แผนก", "ศูนย์", "กลุ่ม", "ส่วน", "กรม", "เขต", "สาขา", "หน่วย", "สถาบัน", "ภาควิชา",
    "โรงเรียน", "โรงพยาบาล", "รพ.", "วิทยาลัย", "มหาวิทยาลัย", "เทศบาล", "องค์การ", "อบต", "อบจ", "จังหวัด", "อำเภอ",
    "ที่ทำการ", "ที่ว่าการ", "บริษัท", "ผู้อำนวยการ", "ผอ.", "ทุก", "หลัก:", "รอง:", "สนับสนุน:", "ยกเว้น",
)  # fmt: skip
"""How names of units begin in other organisations; a region adds its own in the settings, and by its offices' names."""
ROLE = re.compile(
    r"(?:(?:หน่วยงาน)?(?:หลัก|รอง|สนับสนุน|ร่วม)\s*:"
    r"|(?:ผู้อำนวยการ|ผอ\.?|หัวหน้า|ผู้จัดการ|ผจก\.?)(?=\s*\S))\s*",
    re.IGNORECASE,
)
"""What stands before a unit's name: its part in the work, or who of it."""
EXCEPT = re.compile(r"\(?\s*(?:ยกเว้น|เว้น|ไม่รวม)\s*:?\s*(?P<rest>.+?)\s*\)?")
"""Units that are left out of the group before."""
OPEN_UNIT = re.compile(r"คณะ(?:ทำงาน|กรรมการ)ฯ?")
"""A unit whose name goes on in the next row, whatever stands there."""
COUNTED = re.compile(r"(?P<count>\d+)\s*(?P<group>กฟ[ก-ฮ]\.)")
"""A counted subset (``11 กฟฟ.``): somebody must say which."""
WORKING_GROUP = re.compile(r"คณะ(?:ทำงาน|กรรมการ)")

HEADER_ITEMS: dict[int, re.Pattern[str]] = {
    1: re.compile(r"1\.?\s*วัตถุประสงค์"),
    2: re.compile(r"2\.?\s*กลยุทธ์"),
    3: re.compile(r"3\.?\s*เกณฑ์วัด"),
    4: re.compile(r"4\.?\s*เป้าหมาย"),
    5: re.compile(r"5\.?\s*กลยุทธ์"),
    6: re.compile(r"6\.?\s*เกณฑ์วัด"),
    7: re.compile(r"7\.?\s*เป้าหมาย"),
}
SUMMARY_CAPTIONS: dict[str, re.Pattern[str]] = {
    "perspective": re.compile(r"มุมมอง$|^Perspective", re.IGNORECASE),
    "strategy": re.compile(r"กลยุทธ์$|^Strateg", re.IGNORECASE),
    "initiatives": re.compile(r"แผนงาน(?:หลัก)?$|^Initiatives?$", re.IGNORECASE),
}
DETAIL_CAPTION = re.compile(r"หน่วยงาน$|^Office$", re.IGNORECASE)
"""The first caption of the detail form's table, which has quarters too but no activities."""

FONT = "TH SarabunPSK"
FONT_SIZE = 14
TITLE_SIZE = 18
SUBTITLE_SIZE = 16
ROW_HEIGHT = 21.0
"""Points; one line of 14 point text."""

SUMMARY_SHEET: TextCode = "plan.summary-sheet"
DETAIL_SHEET: TextCode = "plan.detail-sheet"
SUMMARY_WIDTHS = (38, 26, 40)
SUMMARY_HEADINGS: tuple[TextCode, ...] = (
    "plan.summary.perspective",
    "plan.summary.strategy",
    "plan.summary.initiatives",
)

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

LEADING_WORDS = (
    "และ", "หรือ", "เพื่อ", "โดย", "ของ", "ให้", "ที่", "ใน", "ตาม", "จาก", "ด้วย", "กับ", "แก่", "ซึ่ง", "การ", "ความ", "ผู้",
)  # fmt: skip
"""Words that belong to what follows: staff begin a new row with them and never end one with them."""

INITIATIVE_PREFIX = "แผนงานหลักที่"
DOTS = "………"
"""What stands for a year that is not known yet."""

ITEMS_ONE_TO_FOUR: tuple[TextCode, ...] = ("plan.item.1", "plan.item.2", "plan.item.3", "plan.item.4")
ITEMS_FIVE_TO_SEVEN: tuple[TextCode, ...] = ("plan.item.5", "plan.item.6", "plan.item.7")


class Caption(NamedTuple):
    """A cell of the three-row table heading: first row (0-2) and column, last row and column, the code of its text,
    which may say the plan's year and its ``quarter``."""

    row: int
    column: int
    to_row: int
    to_column: int
    text: TextCode
    bold: bool = True
    quarter: int = 0


def _quarter(quarter: int) -> tuple[Caption, ...]:
    column = target_column(quarter)
    return (
        Caption(1, column, 1, column + 1, "plan.heading.quarter", quarter=quarter),
        Caption(2, column, 2, column, "plan.heading.target", bold=False),
        Caption(2, column + 1, 2, column + 1, "plan.heading.result", bold=False),
    )


TABLE_HEADING: tuple[Caption, ...] = (
    Caption(0, PLAN, 0, PLAN, "plan.heading.initiative"),
    Caption(1, PLAN, 1, PLAN, "plan.heading.initiative-below", bold=False),
    Caption(2, PLAN, 2, PLAN, "plan.heading.initiative-last", bold=False),
    Caption(0, ACTIVITY, 0, ACTIVITY, "plan.heading.activity"),
    Caption(1, ACTIVITY, 1, ACTIVITY, "plan.heading.activity-below", bold=False),
    Caption(2, ACTIVITY, 2, ACTIVITY, "plan.heading.activity-last", bold=False),
    Caption(0, FIRST_TARGET, 0, LAST_RESULT, "plan.heading.year"),
    *(caption for quarter in QUARTERS for caption in _quarter(quarter)),
    Caption(0, BUDGET["capital"], 0, BUDGET["total"], "plan.heading.budget"),
    Caption(1, BUDGET["capital"], 1, BUDGET["capital"], "plan.heading.capital-number", bold=False),
    Caption(2, BUDGET["capital"], 2, BUDGET["capital"], "plan.heading.capital", bold=False),
    Caption(1, BUDGET["operating"], 1, BUDGET["operating"], "plan.heading.operating-number", bold=False),
    Caption(2, BUDGET["operating"], 2, BUDGET["operating"], "plan.heading.operating", bold=False),
    Caption(1, BUDGET["total"], 2, BUDGET["total"], "plan.heading.total", bold=False),
    Caption(0, RESPONSIBLE, 2, RESPONSIBLE, "plan.heading.responsible"),
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
