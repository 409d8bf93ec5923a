"""What a person typed into one input of the form, and what that means: judged by hand, from what was typed alone.

Every workbook holds the ordinary answers of :data:`ORDINARY`; a line of :data:`TYPED` replaces one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

VISITS, CUSTOMERS, PLEASED, SHARE, STORY, DAYS = "5/1", "5/2", "5/3", "5/4", "5/5", "5/6"
ROWS = """
แผนงานหลักที่ 5 งานสายส่งและลูกค้า | 1. ตรวจแนวสาย | 3 ครั้ง; 3 ครั้ง; 3 ครั้ง; 3 ครั้ง | ทุก กฟฟ.
                     | 2. เยี่ยมลูกค้ารายใหญ่ | 1,000 ราย; 1,000 ราย; 1,000 ราย; 1,000 ราย | ทุก กฟฟ.
                     | 3. ความพึงพอใจของลูกค้า | 90%; 90%; 90%; 90% | ทุก กฟฟ.
                     | 4. ใบแจ้งหนี้ที่ถูกต้อง | 95%; 95%; 95%; 95% | ทุก กฟฟ.
                     | 5. จัดอบรมให้ความรู้ | (เมื่อมีการร้องขอ) | ทุก กฟฟ.
                     | 6. ระยะเวลาแก้ไฟฟ้าขัดข้อง | ≤ 20 วัน; ≤ 20 วัน; ≤ 20 วัน; ≤ 20 วัน | ทุก กฟฟ.
"""
"""The plan: a count, a large count, a percentage, one of two parts, words, and days of which fewer are better."""
REGISTER = {SHARE: {"rule": "ratio", "kind": "ratio"}}
RESULT, NUMERATOR, DENOMINATOR, STATUS, REMARK = "result", "numerator", "denominator", "status", "remark"

ORDINARY: dict[tuple[str, str], tuple[object, str, str]] = {
    (VISITS, RESULT): (3, "3", "3"),
    (CUSTOMERS, RESULT): (1100, "1,100", "1100"),
    (PLEASED, RESULT): (0.95, "95%", "95"),
    (SHARE, NUMERATOR): (196, "196", "196"),
    (SHARE, DENOMINATOR): (200, "200", "200"),
    (STORY, RESULT): ("จัดอบรม 2 รุ่น", "จัดอบรม 2 รุ่น", "จัดอบรม 2 รุ่น"),
    (DAYS, RESULT): (18, "18", "18"),
}
"""Input → the value that a program sets, what a person types in its place, what both mean. Both go into cells whose
format the form has set, so that 0.95 in the cell of a percentage is 95 %."""


@dataclass(frozen=True)
class Typed:
    """Something typed into an input. ``meant`` is what it means; empty where nobody can know and somebody has to be
    asked. ``value`` is what a program sets where that is not the text itself."""

    name: str
    key: str
    field: str
    text: str
    meant: str
    value: object = None


def _said(name: str, key: str, text: str, meant: str = "", value: object = None, field: str = RESULT) -> Typed:
    return Typed(name, key, field, text, meant, value)


TYPED: tuple[Typed, ...] = (
    # read as it is meant
    _said("thai-digit", VISITS, "๓", "3"),
    _said("full-width-digit", VISITS, "３", "3"),
    _said("unit", VISITS, "3 ครั้ง", "3"),
    _said("unit-without-space", VISITS, "3ครั้ง", "3"),
    _said("thai-digit-and-unit", VISITS, "๓ ครั้ง", "3"),
    _said("blanks-around", VISITS, "  3  ", "3"),
    _said("no-break-space", VISITS, "\u00a03\u00a0", "3"),
    _said("zero-width-space", VISITS, "3\u200b", "3"),
    _said("more-than-asked", VISITS, "4", "4", 4),
    _said("zero", VISITS, "0", "0", 0),
    _said("thousands", CUSTOMERS, "1,250", "1250"),
    _said("thai-thousands", CUSTOMERS, "๑,๒๕๐", "1250"),
    _said("thousands-and-unit", CUSTOMERS, "1,250 ราย", "1250"),
    _said("large-number", CUSTOMERS, "1250", "1250", 1250),
    _said("percent-text", PLEASED, "95%", "95"),
    _said("percent-space", PLEASED, "95 %", "95"),
    _said("percent-words", PLEASED, "ร้อยละ 95", "95"),
    _said("percent-thai-digits", PLEASED, "๙๕%", "95"),
    _said("percent-words-thai-digits", PLEASED, "ร้อยละ ๙๕.๕", "95.5"),
    _said("percent-decimals", PLEASED, "97.25%", "97.25"),
    _said("percent-number", PLEASED, "97%", "97", 0.97),
    _said("percent-whole", PLEASED, "100%", "100", 1),
    _said("part-thai-digits", SHARE, "๑๙๖", "196", field=NUMERATOR),
    _said("whole-with-thousands", SHARE, "1,200", "1200", field=DENOMINATOR),
    _said("words", STORY, "ประชุมชี้แจงผู้ใช้ไฟ ๒ ครั้ง ที่อำเภอเมือง", "ประชุมชี้แจงผู้ใช้ไฟ ๒ ครั้ง ที่อำเภอเมือง"),
    _said("words-that-look-like-a-number", STORY, "0012 ก", "0012 ก"),
    _said("words-with-markup", STORY, "<b>อบรม</b> & ประชุม", "<b>อบรม</b> & ประชุม"),
    _said("days-unit", DAYS, "18 วัน", "18"),
    _said("days-decimals", DAYS, "18.5", "18.5", 18.5),
    _said("days-thai-digits", DAYS, "๑๘ วัน", "18"),
    _said("remark", VISITS, "ครบทุกแนวสาย", "ครบทุกแนวสาย", field=REMARK),
    _said("status-done", VISITS, "เสร็จแล้ว", "done", field=STATUS),
    _said("status-in-progress", VISITS, "อยู่ระหว่างดำเนินการ", "in_progress", field=STATUS),
    # nobody can know: somebody has to be asked
    _said("number-in-words", VISITS, "สามครั้ง"),
    _said("waiting", VISITS, "รอข้อมูล"),
    _said("cross", VISITS, "x"),
    _said("about", VISITS, "ประมาณ 3 ครั้ง"),
    _said("from-to", VISITS, "3-5 ครั้ง"),
    _said("negative", VISITS, "-5", value=-5),
    _said("other-unit", VISITS, "3 ราย"),
    _said("letter-for-a-digit", CUSTOMERS, "1l00"),
    _said("two-figures", CUSTOMERS, "1100, 1200"),
    _said("point-or-thousands", CUSTOMERS, "1.250,00"),
    _said("percent-in-a-count", VISITS, "50%", value="50%"),
    _said("percent-too-large", PLEASED, "9500%", value=95),
    _said("percent-over-hundred", PLEASED, "120%", value=1.2),
    _said("percent-fraction-as-text", PLEASED, "'0.95", value="0.95"),
    _said("part-over-whole", SHARE, "210", value=210, field=NUMERATOR),
    _said("whole-of-zero", SHARE, "0", value=0, field=DENOMINATOR),
    _said("days-in-months", DAYS, "1 เดือน"),
    _said("days-over-or-under", DAYS, "< 20 วัน หรือ 25 วัน"),
    _said("status-unknown", VISITS, "ใกล้เสร็จ", field=STATUS),
)
