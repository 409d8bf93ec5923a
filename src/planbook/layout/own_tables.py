"""planbook's own sheets in a master workbook, as data: written by one side, read by the other.

Each is a plain table. Row 1 is hidden and holds the columns' keys in ASCII, row 2 says in words what the sheet is for,
row 3 holds the captions, the rows follow. A sheet is found by a defined name, so that it may be renamed and moved.
"""

from dataclasses import dataclass
from typing import Any

from planbook.domain import ROLLUPS, Direction, Group, InputKind, Rule
from planbook.words import DEFAULT, TextCode, text

NAMES_PREFIX = "planbook."
MERGED = ("facts", "history", "status", "detail.")
"""Suffixes of the sheets that merge makes; they hold no decisions, and openpyxl would take seconds over them."""
LONG = ("facts", "history")
"""Suffixes of the sheets with a row for every figure, which share their texts."""
KEY_ROW = 1
INTRO_ROW = 2
CAPTION_ROW = 3
FIRST_ROW = 4


def sheet_text(code: TextCode, **args: Any) -> str:
    """A text of planbook's own sheets, which speak Thai as the plan that they stand in."""
    return text(code, DEFAULT, **args)


YES, NO = "ใช่", "ไม่"


@dataclass(frozen=True)
class TableColumn:
    """A column of one of planbook's tables. ``edit`` tells whether staff may change it; ``choices`` offers a list."""

    key: str
    th: str
    width: float
    edit: bool = False
    wrap: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    centre: bool = False


@dataclass(frozen=True)
class TableSheet:
    """A sheet of planbook's: the suffix of its defined name, its sheet name, what it is for, and its columns."""

    suffix: str
    name: str
    intro: str
    columns: tuple[TableColumn, ...]
    tab: str = "#7F7F7F"


RULE_LABELS: dict[Rule, str] = {name: rollup.label for name, rollup in ROLLUPS.items()}
KIND_LABELS: dict[InputKind, str] = {
    InputKind.NUMBER: "จำนวน",
    InputKind.PERCENT: "ร้อยละ",
    InputKind.RATIO: "ตัวตั้ง/ตัวหาร",
    InputKind.TEXT: "ข้อความ",
}
DIRECTION_LABELS: dict[Direction, str] = {
    Direction.AT_LEAST: "≥ มากกว่าดี",
    Direction.AT_MOST: "≤ น้อยกว่าดี",
}

REGISTER = TableSheet(
    suffix="register",
    name="กิจกรรม",
    intro="ทะเบียนกิจกรรม: ช่องสีเหลืองแก้ไขได้ (หน่วยวัด ทิศทาง ชนิดข้อมูล วิธีรวมผล ให้รายงานหรือไม่ ผู้กรอก); "
    "แถวที่มีข้อความในช่อง “ตรวจทาน” คือสิ่งที่โปรแกรมเสนอ (เหตุผลอยู่ในข้อคิดเห็นของช่องนั้น) โปรดยืนยัน แล้วลบข้อความนั้นออก",
    tab="#2F75B5",
    columns=(
        TableColumn("key", "รหัสกิจกรรม", 20),
        TableColumn("sheet", "ชีต", 8, centre=True),
        TableColumn("initiative", "แผนงานที่", 9, centre=True),
        TableColumn("number", "ลำดับ", 12),
        TableColumn("title", "กิจกรรม", 60, wrap=True),
        TableColumn("q1", "เป้าหมาย ไตรมาส 1", 12, centre=True),
        TableColumn("q2", "เป้าหมาย ไตรมาส 2", 12, centre=True),
        TableColumn("q3", "เป้าหมาย ไตรมาส 3", 12, centre=True),
        TableColumn("q4", "เป้าหมาย ไตรมาส 4", 12, centre=True),
        TableColumn("asked", "ให้รายงาน", 9, edit=True, choices=(YES, NO), centre=True),
        TableColumn("kind", "ชนิดข้อมูล", 13, edit=True, choices=tuple(KIND_LABELS.values()), centre=True),
        TableColumn("unit", "หน่วยวัด", 10, edit=True, centre=True),
        TableColumn("direction", "ทิศทาง", 15, edit=True, choices=tuple(DIRECTION_LABELS.values()), centre=True),
        TableColumn("rule", "วิธีรวมผล", 22, edit=True, choices=tuple(RULE_LABELS.values()), centre=True),
        TableColumn("cumulative", "สะสม", 8, edit=True, choices=(YES, NO), centre=True),
        TableColumn("nil_remark", "ต้องมีหมายเหตุเมื่อไม่มีรายการ", 13, edit=True, choices=(YES, NO), centre=True),
        TableColumn("over_100", "เกิน 100% ได้", 9, edit=True, choices=(YES, NO), centre=True),
        TableColumn("who", "ผู้กรอก (หน่วยงาน/กลุ่ม คั่นด้วย ,)", 34, edit=True, wrap=True),
        TableColumn("offices", "จำนวนหน่วยงาน", 11, centre=True),
        TableColumn("origin", "ที่มาของผู้กรอก", 20, wrap=True),
        TableColumn("was", "รหัสเดิม", 14, edit=True),
        TableColumn("review", "ตรวจทาน", 58, edit=True, wrap=True),
    ),
)

OFFICES = TableSheet(
    suffix="offices",
    name="หน่วยงาน",
    intro="รายชื่อหน่วยงานที่รายงานผล: ชื่ออื่นและกลุ่มคั่นด้วย ; (อัฒภาค); “รายงานผ่าน” คือรหัสหน่วยงานที่กรอกแทน",
    tab="#548235",
    columns=(
        TableColumn("code", "รหัส", 12, edit=True),
        TableColumn("name", "ชื่อหน่วยงาน", 32, edit=True),
        TableColumn("kind", "ประเภท", 14, edit=True),
        TableColumn("groups", "กลุ่ม", 20, edit=True),
        TableColumn("aliases", "ชื่ออื่นที่ใช้ในแผน", 30, edit=True),
        TableColumn("via", "รายงานผ่าน", 12, edit=True),
        TableColumn("province", "จังหวัด", 18, edit=True),
        TableColumn("mail", "อีเมล", 30, edit=True),
    ),
)

OFFICE_CAPTIONS: dict[str, tuple[str, ...]] = {
    "code": ("รหัสหน่วยงาน", "office code"),
    "name": ("ชื่อ", "หน่วยงาน", "office", "office name"),
    "kind": ("ประเภทหน่วยงาน", "type"),
    "aliases": ("ชื่ออื่น", "ชื่อย่อ"),
    "mail": ("email", "e-mail", "อีเมล์"),
}
"""Captions that lists of offices use beside planbook's own, by column key."""

GROUPS = TableSheet(
    suffix="groups",
    name="กลุ่มหน่วยงาน",
    intro="คำในช่องผู้รับผิดชอบหมายถึงใคร: ระบุประเภทหน่วยงาน และ/หรือ รหัสหน่วยงาน คั่นด้วย ; (อัฒภาค)",
    tab="#548235",
    columns=(
        TableColumn("name", "ชื่อกลุ่มในแผน", 24, edit=True),
        TableColumn("kinds", "ประเภทหน่วยงาน", 36, edit=True),
        TableColumn("codes", "รหัสหน่วยงาน", 36, edit=True),
        TableColumn("aliases", "ชื่ออื่นของกลุ่ม", 36, edit=True),
    ),
)

TARGETS = TableSheet(
    suffix="targets",
    name="เป้าหมายรายหน่วยงาน",
    intro="เป้าหมายของหน่วยงานที่ต่างจากเป้าหมายในแผน: หนึ่งแถวต่อหนึ่งกิจกรรมและหนึ่งหน่วยงาน; ช่องที่ว่างใช้เป้าหมายในแผน",
    tab="#BF8F00",
    columns=(
        TableColumn("key", "รหัสกิจกรรม", 18, edit=True),
        TableColumn("office", "รหัสหน่วยงาน", 14, edit=True),
        TableColumn("name", "ชื่อหน่วยงาน", 30),
        TableColumn("q1", "ไตรมาส 1", 12, edit=True),
        TableColumn("q2", "ไตรมาส 2", 12, edit=True),
        TableColumn("q3", "ไตรมาส 3", 12, edit=True),
        TableColumn("q4", "ไตรมาส 4", 12, edit=True),
        TableColumn("year", "ทั้งปี", 12, edit=True),
        TableColumn("review", "ตรวจทาน", 40, edit=True, wrap=True),
    ),
)

SETTINGS = TableSheet(
    suffix="settings",
    name="ตั้งค่า",
    intro="ค่าที่ใช้ทั้งเล่ม: แก้ไขได้ในช่องสีเหลือง ยกเว้นรหัสแผน",
    tab="#7F7F7F",
    columns=(
        TableColumn("key", "รหัส", 16),
        TableColumn("caption", "รายการ", 34),
        TableColumn("value", "ค่า", 50, edit=True, wrap=True),
        TableColumn("note", "คำอธิบาย", 60, wrap=True),
    ),
)

SETTING_ROWS: tuple[tuple[str, str, str], ...] = (
    ("plan_id", "รหัสแผน", "ใช้จับคู่แบบฟอร์มกับแผน ห้ามแก้ไข"),
    ("region", "เขต / หน่วยงานเจ้าของแผน", "แสดงบนแบบฟอร์ม"),
    ("year", "ปีงบประมาณ (พ.ศ.)", ""),
    ("contact", "ผู้ประสานงาน", "แสดงบนแบบฟอร์ม เช่น ชื่อ โทรศัพท์ อีเมล"),
    ("language", "ภาษาของแบบฟอร์ม", "th หรือ en"),
    ("due.1", "กำหนดส่ง ไตรมาส 1", "แสดงบนแบบฟอร์ม เช่น 10 เม.ย. 2562"),
    ("due.2", "กำหนดส่ง ไตรมาส 2", ""),
    ("due.3", "กำหนดส่ง ไตรมาส 3", ""),
    ("due.4", "กำหนดส่ง ไตรมาส 4", ""),
    ("logo", "ตราหน่วยงานบนหน้าแรกของแบบฟอร์ม", "ชื่อไฟล์ภาพ PNG หรือ JPEG ที่อยู่ในโฟลเดอร์เดียวกับไฟล์นี้ เว้นว่างได้"),
    (
        "file_pattern",
        "รูปแบบชื่อไฟล์แบบฟอร์ม",
        "ใช้คำเหล่านี้ได้: {plan} {plan_year} {quarter} {code} {name} {region}",
    ),
    ("password", "รหัสผ่านป้องกันแผ่นงาน", "เว้นว่าง = ป้องกันโดยไม่มีรหัสผ่าน (ผู้ที่เปิดไฟล์นี้จะเห็นรหัสผ่าน)"),
    (
        "mail.subject",
        "อีเมลส่งแบบฟอร์ม: หัวเรื่อง",
        "ใช้คำเหล่านี้ได้: {office} {code} {quarter} {year} {due} {contact} {region} {file}",
    ),
    ("mail.body", "อีเมลส่งแบบฟอร์ม: เนื้อความ", "ใช้คำเดียวกับหัวเรื่อง ขึ้นบรรทัดใหม่ด้วย Alt+Enter"),
    (
        "remind.subject",
        "อีเมลทวงแบบฟอร์ม: หัวเรื่อง",
        "ใช้คำเดียวกับอีเมลส่งแบบฟอร์ม และ {answered} {asked} {missing_count}",
    ),
    ("remind.body", "อีเมลทวงแบบฟอร์ม: เนื้อความ", "ใช้คำเดียวกับหัวเรื่อง และ {missing} คือรายการที่ยังขาด"),
)
"""The rows of the settings sheet: key, caption, explanation."""

MAIL_SUBJECT = "ขอให้รายงานผลตามแผนปฏิบัติการ ปี {year} ไตรมาสที่ {quarter}: {office}"
MAIL_BODY = """เรียน {office}

ขอให้รายงานผลการดำเนินงานตามแผนปฏิบัติการ ปี {year} ไตรมาสที่ {quarter} ในแบบฟอร์มที่แนบมานี้ ({file})

1. เปิดไฟล์แนบ อ่านวิธีกรอกในแผ่นงานแรก แล้วกรอกเฉพาะช่องสีส้มและสีเหลือง
2. บันทึกไฟล์เดิม แล้วส่งกลับโดยตอบอีเมลฉบับนี้ ภายใน {due}

สอบถามได้ที่ {contact}

ขอบคุณครับ/ค่ะ
{region}"""

REMIND_SUBJECT = "ขอทวงแบบรายงานผล ปี {year} ไตรมาสที่ {quarter}: {office} (ขาด {missing_count} รายการ)"
REMIND_BODY = """เรียน {office}

แบบรายงานผลการดำเนินงาน ปี {year} ไตรมาสที่ {quarter} ของหน่วยงานท่านยังขาด {missing_count} จาก {asked} รายการ ดังนี้

{missing}

ขอให้กรอกรายการที่ขาดในแบบฟอร์มเดิมที่ได้รับ แล้วส่งกลับภายใน {due} หากท่านส่งแล้ว ขออภัยมา ณ ที่นี้
สอบถามได้ที่ {contact}

ขอบคุณครับ/ค่ะ
{region}"""

DUE_UNKNOWN = "วันที่เจ้าของแผนแจ้ง"
CONTACT_UNKNOWN = "ผู้ส่งอีเมลฉบับนี้"

MAIL_DEFAULTS: dict[str, str] = {
    "mail_subject": MAIL_SUBJECT,
    "mail_body": MAIL_BODY,
    "remind_subject": REMIND_SUBJECT,
    "remind_body": REMIND_BODY,
}
"""The template of each setting of a mail that is left empty. Words in braces are filled in for each office; a word that
is not known stays as it is."""

REVIEW_WORDS: dict[str, str] = {
    "no-values": "ยังไม่มีเป้าหมายและผู้รับผิดชอบในแผน เป็นกิจกรรมหรือไม่",
    "more-target-lines": "มีเป้าหมายมากกว่าหนึ่งแถว ใช้แถวแรก",
    "parent-not-found": "หากิจกรรมหลักของเลขลำดับนี้ไม่พบ",
    "number-twice": "เลขลำดับซ้ำ",
    "who-from-child": "ใช้ผู้รับผิดชอบของกิจกรรมย่อย",
    "who-from-parent": "ใช้ผู้รับผิดชอบของกิจกรรมหลัก แต่ข้อความระบุพื้นที่หรือหน่วยงาน",
    "no-target": "ไม่มีเป้าหมายรายไตรมาส ให้รายงานเป็นข้อความ",
    "target-is-text": "เป้าหมายเป็นข้อความหรือรอค่าเป้าหมาย",
    "unknown": "ไม่รู้จักหน่วยงาน",
    "counted": "ต้องระบุว่าหน่วยงานใดบ้าง",
    "empty": "กลุ่มนี้ยังไม่มีหน่วยงาน",
    "new": "กิจกรรมใหม่",
    "renumbered": "เปลี่ยนเลขจาก",
    "reworded": "ข้อความกิจกรรมเปลี่ยนไปมาก",
    "plan-proposes": "แผนใหม่เสนอ",
}
"""What the slugs in a decision's ``review`` say to the staff."""

REVIEW_NOTES: dict[str, str] = {
    "no-values": "เดาว่าเป็นกิจกรรมที่ยังไม่ต้องรายงาน เพราะในแผนมีเลขลำดับ แต่ยังไม่มีเป้าหมายและผู้รับผิดชอบ "
    "หากต้องรายงาน ให้เลือก “ใช่” ในช่อง ให้รายงาน แล้วระบุผู้กรอก",
    "more-target-lines": "ในแผนมีเป้าหมายมากกว่าหนึ่งแถว เดาว่าแถวแรกคือเป้าหมายของกิจกรรม แถวอื่นเก็บไว้เป็นข้อมูล",
    "parent-not-found": "เลขลำดับนี้ควรอยู่ใต้กิจกรรมอื่น แต่หาเลขของกิจกรรมนั้นไม่พบ จึงวางไว้ใต้แผนงานโดยตรง โปรดตรวจเลขในแผน",
    "number-twice": "เลขลำดับนี้มีในแผนแล้ว จึงเติมเครื่องหมาย # ต่อท้ายรหัสเพื่อไม่ให้ปนกัน โปรดแก้เลขในแผน",
    "who-from-parent": "กิจกรรมนี้ไม่ได้ระบุผู้รับผิดชอบ จึงใช้ของกิจกรรมหลัก แต่ข้อความของกิจกรรมกล่าวถึงพื้นที่หรือหน่วยงาน "
    "อาจต้องถามเพียงบางหน่วยงาน โปรดตรวจช่อง ผู้กรอก",
    "who-from-child": "กิจกรรมนี้ไม่ได้ระบุผู้รับผิดชอบ เดาว่าเป็นหน่วยงานเดียวกับกิจกรรมย่อย โปรดตรวจช่อง ผู้กรอก",
    "no-target": "มีผู้รับผิดชอบแต่ไม่มีเป้าหมายรายไตรมาส เดาว่าให้รายงานเป็นข้อความทุกไตรมาส",
    "target-is-text": "อ่านเป้าหมายเป็นตัวเลขไม่ได้ จึงเดาว่าให้รายงานเป็นข้อความ เมื่อได้ค่าเป้าหมายแล้ว "
    "ให้แก้ในแผน และเลือกชนิดข้อมูลกับวิธีรวมผลใหม่",
    "unknown": "คำนี้ในช่องผู้รับผิดชอบไม่ตรงกับชื่อหน่วยงาน ชื่ออื่น หรือกลุ่มใด จึงยังไม่ได้ถามหน่วยงานนั้น",
    "counted": "แผนบอกแต่จำนวนหน่วยงาน ไม่ได้บอกว่าหน่วยงานใด จึงไม่เดา โปรดระบุในช่อง ผู้กรอก หรือเพิ่มเป็นกลุ่ม",
    "empty": "กลุ่มนี้ไม่มีหน่วยงานในชีต หน่วยงาน เลย จึงยังไม่มีผู้กรอก โปรดตรวจประเภทหน่วยงานในชีต กลุ่มหน่วยงาน",
    "new": "แผนใหม่มีกิจกรรมนี้เพิ่มขึ้น ค่าทุกช่องในแถวนี้โปรแกรมเสนอจากข้อความในแผน",
    "renumbered": "ข้อความของกิจกรรมนี้คล้ายกับกิจกรรมรหัสเดิมซึ่งไม่อยู่ที่เลขนั้นแล้ว จึงนำค่าที่เคยกำหนดไว้มาใช้ก่อน "
    "ผลที่รายงานไว้ยังอยู่ที่รหัสเดิม หากใช่ ให้ลบเครื่องหมาย ? ในช่อง รหัสเดิม หากไม่ใช่ ให้ลบทั้งช่อง",
    "reworded": "เลขลำดับเหมือนเดิมแต่ข้อความต่างไปมาก เดาว่ายังเป็นกิจกรรมเดิม จึงใช้ค่าที่เคยกำหนดและผลที่รายงานไว้ต่อไป",
    "plan-proposes": "ข้อมูลในแผนเปลี่ยนไป ค่าที่กำหนดไว้ในแถวนี้ยังคงเดิม หากควรเปลี่ยนตามแผน โปรดแก้ช่องนั้น",
}
"""Why a proposal is what it is, by the same slugs: shown as a comment on the review cell."""

_BRANCHES = ("กฟฟ.1", "กฟฟ.2", "กฟฟ.3")

DEFAULT_GROUPS: tuple[Group, ...] = (
    Group(name="ทุก กฟฟ.", kinds=(*_BRANCHES, "กฟส."), aliases=("ทุกการไฟฟ้า", "กฟฟ.ทุกแห่ง")),
    Group(name="กฟฟ.", kinds=(*_BRANCHES, "กฟส.")),
    Group(name="กฟฟ.ชั้น 1-3", kinds=_BRANCHES, aliases=("กฟฟ.1-3", "กฟฟ.ชั้น 1,2,3")),
    Group(name="กฟส.", kinds=("กฟส.",), aliases=("ทุก กฟส.",)),
    Group(name="กฟย.", kinds=("กฟย.",), aliases=("ทุก กฟย.",)),
)

KIND_UNIT = "หน่วยงานเขต"
KIND_WORKING_GROUP = "คณะทำงาน"
"""Kinds given to offices that adopt makes up from a plan's own words where no list of offices is at hand."""
