"""The fixed words of a form, in Thai and in English. ``{…}`` are filled in by the renderer."""

from dataclasses import dataclass

from planbook.layout.checkwords import CHECK_WORDS, CheckWords
from planbook.layout.form import FIXED_TEXTS, FixedTexts


@dataclass(frozen=True)
class PromptWords:
    """Input prompts and error boxes: titles of 32 characters at most, texts of 255."""

    number_title: str
    number: str
    days_title: str
    days: str
    percent_title: str
    percent: str
    text_title: str
    text: str
    numerator_title: str
    numerator: str
    denominator_title: str
    denominator: str
    status_title: str
    status: str
    remark_title: str
    remark: str
    error_title: str
    error_number: str
    error_days: str
    error_percent: str
    error_list: str


@dataclass(frozen=True)
class Words:
    """Everything a form says in one language, beside column captions and status labels (layout.form).

    ``fixed`` and ``check`` are what the reader must know too.
    """

    fixed: FixedTexts
    legend: tuple[tuple[str, str], ...]
    colours_short: str
    page: str
    office: str
    plan: str
    region: str
    due_unknown: str
    contact: str
    contact_unknown: str
    progress: str
    attention_before: str
    attention_after: str
    attention_none: str
    how: str
    steps: tuple[str, str, str, str, str]
    correction_step: str
    colours: str
    sign: str
    sign_name: str
    sign_position: str
    sign_date: str
    list_title: str
    list_hint: str
    list_none: str
    list_heads: tuple[str, str, str, str, str]
    check: CheckWords
    prompt: PromptWords


THAI = Words(
    fixed=FIXED_TEXTS["th"],
    legend=(
        ("due", "ต้องกรอก ยังว่างอยู่"),
        ("open", "กรอกได้"),
        ("wrong", "ต้องแก้ไขหรือชี้แจง"),
        ("unusual", "ค่าผิดปกติ (สูงกว่าเป้ามาก หรือต่ำกว่ายอดสะสมเดิม) โปรดตรวจตัวเลข แล้วให้เหตุผลในหมายเหตุ"),
        ("locked", "ดูอย่างเดียว แก้ไม่ได้"),
    ),
    colours_short="สีส้ม = ต้องกรอก   สีเหลือง = กรอกได้   สีเทา = ดูอย่างเดียว\nสีแดง = ต้องแก้ไขหรือชี้แจง   สีม่วง = ผิดปกติ",
    page="หน้า &P จาก &N",
    office="หน่วยงาน",
    plan="แผนปฏิบัติการ",
    region="เจ้าของแผน",
    due_unknown="ตามที่เจ้าของแผนแจ้ง",
    contact="สอบถามได้ที่",
    contact_unknown="ผู้ส่งแบบรายงานนี้",
    progress="ความคืบหน้า",
    attention_before="ต้องแก้ไขหรือชี้แจง ",
    attention_after=" รายการ (ดูคอลัมน์ตรวจสอบ)",
    attention_none="ไม่มีรายการที่ต้องแก้ไข",
    how="วิธีกรอก 5 ขั้น",
    steps=(
        "เปิดแผ่นงาน “{sheet}” แล้วกรอกเฉพาะช่องสีส้มและสีเหลืองของไตรมาสที่ {quarter}",
        "ช่องผลพิมพ์เฉพาะตัวเลข ไม่ต้องพิมพ์หน่วย ร้อยละ 95 ให้พิมพ์ 95% ส่วนรายการสัดส่วนให้กรอกจำนวนที่ทำได้และจำนวนทั้งหมด ระบบคิดร้อยละให้",
        "ถ้าไตรมาสนี้ไม่มีรายการเกิดขึ้น ให้เว้นช่องผลไว้ แล้วเลือกสถานะ “{nothing}” (ไม่ต้องพิมพ์ 0 หรือขีด)",
        "ดูคอลัมน์ “{check}” ให้ทุกบรรทัดขึ้น ✓ ถ้าผลไม่ถึงเป้าหมายหรือผิดปกติ ช่องหมายเหตุจะเป็นสีส้ม โปรดให้เหตุผลสั้น ๆ",
        "ลงชื่อด้านล่าง บันทึกไฟล์ แล้วส่งไฟล์นี้กลับ โปรดอย่าแทรก ลบ หรือสลับบรรทัด",
    ),
    correction_step="เปิดแผ่นงาน “{sheet}” ช่องกรอกมีผลของไตรมาสที่ {quarter} ที่รับไว้แล้ว แก้เฉพาะรายการที่ผิด รายการที่ไม่แก้จะคงเดิม",
    colours="ความหมายของสี",
    sign="ผู้รายงาน",
    sign_name="ชื่อ-สกุล",
    sign_position="ตำแหน่ง",
    sign_date="วันที่",
    list_title="รายการที่ต้องรายงานในไตรมาสนี้ {count} รายการ",
    list_hint="คลิกชื่อกิจกรรมเพื่อไปยังช่องที่ต้องกรอก",
    list_none="ไตรมาสนี้ไม่มีรายการที่ถึงกำหนดรายงาน หากมีผลการดำเนินงานก็กรอกได้ตามปกติ",
    list_heads=("รหัส", "กิจกรรม", "หน่วยงาน", "เป้าหมาย", "ตรวจสอบ"),
    check=CHECK_WORDS["th"],
    prompt=PromptWords(
        number_title="ผล: พิมพ์ตัวเลข",
        number="พิมพ์เฉพาะตัวเลข เช่น 1 หรือ 12.5 ไม่ต้องพิมพ์หน่วย\nไม่มีรายการ: เว้นว่างไว้ แล้วเลือกสถานะ",
        days_title="ผล: พิมพ์จำนวนวัน",
        days="พิมพ์เฉพาะจำนวนวัน เช่น 15 หรือ 12.5 ไม่ต้องพิมพ์คำว่าวัน\nไม่มีรายการ: เว้นว่างไว้ แล้วเลือกสถานะ",
        percent_title="ผล: พิมพ์ร้อยละ",
        percent="ร้อยละ 95 ให้พิมพ์ 95%\nไม่มีรายการ: เว้นว่างไว้ แล้วเลือกสถานะ",
        text_title="ผล: พิมพ์ข้อความ",
        text="สรุปผลสั้น ๆ ว่าทำอะไรแล้ว\nไม่มีรายการ: เว้นว่างไว้ แล้วเลือกสถานะ",
        numerator_title="จำนวนที่ทำได้",
        numerator="พิมพ์จำนวนที่ทำได้ตามเกณฑ์ แล้วกรอกจำนวนทั้งหมดในช่องถัดไป",
        denominator_title="จำนวนทั้งหมด",
        denominator="พิมพ์จำนวนทั้งหมด ต้องมากกว่า 0\nถ้าไม่มีเลย: เว้นว่างทั้งสองช่อง แล้วเลือกสถานะ",
        status_title="สถานะ",
        status="เลือกจากรายการ ถ้ามีผลแล้วจะเว้นไว้ก็ได้",
        remark_title="หมายเหตุ",
        remark="เมื่อช่องนี้เป็นสีส้ม โปรดให้เหตุผลที่ไม่ถึงเป้าหมาย หรือที่ค่าผิดปกติ",
        error_title="ค่านี้ใช้ไม่ได้",
        error_number="โปรดพิมพ์เฉพาะตัวเลขที่ไม่ติดลบ ไม่ต้องพิมพ์หน่วย ถ้ามีคำอธิบายให้พิมพ์ในช่องหมายเหตุ",
        error_days="โปรดพิมพ์เฉพาะจำนวนวัน 0 ถึง {days} ไม่ต้องพิมพ์หน่วยหรือวันที่ ถ้ามีคำอธิบายให้พิมพ์ในช่องหมายเหตุ",
        error_percent="โปรดพิมพ์ร้อยละระหว่าง 0 ถึง 100 เช่น 95% ถ้ามีคำอธิบายให้พิมพ์ในช่องหมายเหตุ",
        error_list="โปรดเลือกสถานะจากรายการในช่อง หรือเว้นว่างไว้",
    ),
)

ENGLISH = Words(
    fixed=FIXED_TEXTS["en"],
    legend=(
        ("due", "must be filled in, still empty"),
        ("open", "may be filled in"),
        ("wrong", "to be mended or explained"),
        ("unusual", "unusual (far above target, or below an earlier total): check the figure, give a reason"),
        ("locked", "to read only, locked"),
    ),
    colours_short="orange = to be filled in   yellow = may be   grey = read only\n"
    "red = to mend or explain   violet = unusual",
    page="Page &P of &N",
    office="Office",
    plan="Action plan",
    region="Plan of",
    due_unknown="as the plan's owner told you",
    contact="Questions to",
    contact_unknown="whoever sent you this form",
    progress="Progress",
    attention_before="To mend or explain: ",
    attention_after=" items (see the check column)",
    attention_none="Nothing needs mending",
    how="How to fill it in, in five steps",
    steps=(
        "Open the sheet “{sheet}” and fill in only the orange and yellow cells of quarter {quarter}.",
        "Results are plain numbers without a unit. For 95 percent type 95%. "
        "Where parts are asked, type the number achieved and the number out of which; the percentage is worked out.",
        "If nothing happened this quarter, leave the result empty and choose the status “{nothing}” (no 0, no dash).",
        "Look at the column “{check}” until every line shows ✓. "
        "Where a target was not met or a figure is unusual, the remark turns orange: please give the reason there.",
        "Sign below, save the file and send it back. Please do not insert, delete or reorder lines.",
    ),
    correction_step="Open the sheet “{sheet}”. Its cells hold the results of quarter {quarter} as accepted: "
    "change only what is wrong, all else stays as it is.",
    colours="What the colours mean",
    sign="Reported by",
    sign_name="Name",
    sign_position="Position",
    sign_date="Date",
    list_title="Due this quarter: {count} items",
    list_hint="Click an activity to go to its cell",
    list_none="Nothing is due this quarter. Results may be filled in all the same.",
    list_heads=("Key", "Activity", "Office", "Target", "Check"),
    check=CHECK_WORDS["en"],
    prompt=PromptWords(
        number_title="Result: a number",
        number="A number only, such as 1 or 12.5, without a unit.\nNothing to report: leave empty, choose a status.",
        days_title="Result: days",
        days="The number of days only, such as 15 or 12.5.\nNothing to report: leave empty, choose a status.",
        percent_title="Result: a percentage",
        percent="For 95 percent type 95%.\nNothing to report: leave empty, choose a status.",
        text_title="Result: in words",
        text="A short account of what was done.\nNothing to report: leave empty, choose a status.",
        numerator_title="Achieved",
        numerator="How many were achieved. The number out of which goes into the next cell.",
        denominator_title="Out of",
        denominator="How many there were in all, more than 0.\nNone at all: leave both empty, choose a status.",
        status_title="Status",
        status="Choose from the list. May stay empty where there is a result.",
        remark_title="Remark",
        remark="When this cell is orange, say why the target was not met or the figure is unusual.",
        error_title="This cannot be used",
        error_number="Please type a number that is not negative, without a unit. Explanations go into the remark.",
        error_days="Please type a number of days from 0 to {days}, no unit and no date. "
        "Explanations go into the remark.",
        error_percent="Please type a percentage from 0 to 100, such as 95%. Explanations go into the remark.",
        error_list="Please choose a status from the list, or leave the cell empty.",
    ),
)


def words_for(language: str) -> Words:
    """The words of a language: English for ``en``, Thai for everything else."""
    return ENGLISH if language == "en" else THAI
