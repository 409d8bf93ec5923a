"""The original plan sheet's layout as data: captions that find the table, and marks that tell its lines apart.

Other regions and years shift columns, rename sheets, add a column: everything is found by these captions and never
by an address. All patterns are matched against :func:`planbook.text.clean` text with ASCII digits.
"""

import re

QUARTER = re.compile(r"ไตรมาส(?:ที่)?\s*([1-4])$|^(?:Q|Quarter\s*)([1-4])$", re.IGNORECASE)
"""A quarter's heading cell."""
TARGET = re.compile(r"เป้าหมาย$|^Target$", re.IGNORECASE)
RESULT = re.compile(r"ผล(?:การดำเนินงาน|งาน)?$|^(?:Result|Actual)$", re.IGNORECASE)
PLAN_COLUMN = re.compile(r"(?:\d+\.?\s*)?แผนงาน\b|Strategic Initiatives", re.IGNORECASE)
ACTIVITY_COLUMN = re.compile(r"(?:\d+\.?\s*)?(?:แผนปฏิบัติ|กิจกรรม)(?!การ)|Activities", re.IGNORECASE)
RESPONSIBLE_COLUMN = re.compile(r"(?:ผู้|หน่วยงาน(?:ที่)?)รับผิดชอบ|^Responsible", re.IGNORECASE)
BUDGET_BLOCK = re.compile(r"งบประมาณ|^Budget", re.IGNORECASE)
CAPTIONS: dict[str, re.Pattern[str]] = {
    "activity": ACTIVITY_COLUMN,
    "plan": PLAN_COLUMN,
    "responsible": RESPONSIBLE_COLUMN,
    "budget": BUDGET_BLOCK,
}
"""The captions beside the quarters."""
CAPTION_NAMES = {
    "plan": "แผนงาน (plan)",
    "activity": "แผนปฏิบัติ (activity)",
    "quarters": "ไตรมาส 1-4 (quarters)",
    "target": "เป้าหมาย (target)",
    "result": "ผล (result)",
}
"""The captions a plan table cannot do without, as a message names them."""
BUDGET_PARTS: dict[str, re.Pattern[str]] = {
    "capital": re.compile(r"(?:\(1\)\s*)?(?:งบ)?ลงทุน|^\(1\)$|^Capital", re.IGNORECASE),
    "operating": re.compile(r"(?:\(2\)\s*)?(?:งบ)?ทำการ|^\(2\)$|^Operating$", re.IGNORECASE),
    "total": re.compile(r"รวม|^Total", re.IGNORECASE),
}
YEAR = re.compile(r"(?:ปี|ประจำปี|พ\.ศ\.)\s*((?:24|25|26)\d\d)")
"""A Buddhist-era year in a title or caption."""

INITIATIVE = re.compile(r"(?:แผนงาน(?:หลัก)?|โครงการ|Initiative)\s*(?:ที่|No\.?)?\s*(\d+)\s*[.:]?\s*(.*)", re.IGNORECASE)
"""The first line of an initiative: its number and the beginning of its title."""

NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)+|0\d+|\d{1,2}(?=[.)]))(?![\d%,])[.)]?\s*(?P<text>.*)", re.DOTALL)
"""A numbered line: ``1.``, ``1.1``, ``01``, ``03.1.1``; a plain figure ("25 วัน") is none."""

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

CAPTIONS_LOOKED_FOR = ("แผนงาน", "แผนปฏิบัติ (Activities)", "ไตรมาส 1-4", "เป้าหมาย", "ผล")
"""What a reader says it looked for when a workbook has no plan table."""
