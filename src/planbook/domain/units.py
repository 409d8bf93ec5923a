"""Units of measure: which words are units, which of them are one, and what a unit says of its figures."""

from functools import lru_cache

from planbook.domain.text import fold

PERCENT = "%"
LEVEL = "ระดับ"
"""The unit that stands before its figure."""
LEVELS = (LEVEL, "คะแนน")
"""Units of scores, which are averaged and never added."""
OFFICES = "หน่วยงาน"
"""The unit of a number of offices."""
TIMES = ("ครั้ง",)
"""Units of "do it so many times": every office has to, and an average of them says little."""
PLACES = "แห่ง"
"""What offices and other places are counted in."""
BAHT = frozenset({"บาท", "baht"})
MULTIPLES = {"ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}
"""The words by which Thai says so many times a unit: ``ล้านบาท`` is a million baht."""
PERCENT_WORDS = frozenset(
    fold(word) for word in (PERCENT, "ร้อยละ", "เปอร์เซ็นต์", "เปอร์เซนต์", "percent", "pct", "per cent")
)
"""What says that figures are percentages, folded."""
MAX_DAYS = 999
"""More days than this are a date: 15/11/2562 typed into a cell is a number of five digits."""


def plain_unit(unit: str) -> str:
    """A unit as it is compared: however it is spelled, without the full stop of an abbreviation."""
    return fold(unit).strip(".")


_DAYS = frozenset(map(plain_unit, ("วัน", "วันทำการ", "วันทำงาน", "day", "days", "working days")))
_SPANS = frozenset({"สัปดาห์", "เดือน", "ไตรมาส", "ปี", "ชั่วโมง", "ชม", "นาที", "วินาที"})
_WORTH = {**dict.fromkeys(BAHT, 1), **{f"{word}บาท": times for word, times in MULTIPLES.items()}}
_UNIT_WORDS = """
ครั้ง ราย แห่ง คน ชุด หน่วยงาน สำนักงาน เรื่อง ฉบับ โครงการ เครื่อง ต้น ตัว อัน ชิ้น กลุ่ม หมู่บ้าน
ตำบล อำเภอ จังหวัด เขต พื้นที่ จุด สาย วงจร ฟีดเดอร์ สถานี หลัง หลังคาเรือน ครัวเรือน ครอบครัว ลูกค้า
ผู้ใช้ไฟ หม้อแปลง มิเตอร์ เสา กิโลเมตร กม. กม เมตร ม. ตร.ม. ตารางเมตร ไร่ กก. กิโลกรัม ตัน ลิตร เล่ม
แผ่น ใบ คัน คู่ ดวง ห้อง รุ่น หลักสูตร กิจกรรม แผน แผนงาน งาน เวที ข้อ ประเด็น รายการ คำร้อง ใบคำร้อง
สัญญา ระบบ ช่องทาง เว็บไซต์ คะแนน ระดับ วัน วันทำการ สัปดาห์ เดือน ไตรมาส ปี ชั่วโมง ชม. นาที วินาที
บาท พันบาท หมื่นบาท แสนบาท ล้านบาท หน่วย ล้านหน่วย กิโลวัตต์ kw kwh mw mwh kva mva กฟฟ. กฟส. กฟย. กฟฟ
กฟส กฟย times cases persons people sites offices days hours minutes km baht items sets ท่าน หน้า
ศูนย์ ร้าน โรงงาน โรงเรียน ชุมชน บริษัท
"""
UNITS = frozenset(plain_unit(word) for word in _UNIT_WORDS.split())
"""Words that may stand behind a figure as its unit where an activity's own is not known."""


@lru_cache(maxsize=1 << 10)
def is_percent(unit: str | None) -> bool:
    """Whether a unit says that figures are percentages (on the 0-100 scale)."""
    return fold(unit or "") in PERCENT_WORDS


def is_days(unit: str) -> bool:
    """Whether a unit says that figures are numbers of days."""
    return plain_unit(unit) in _DAYS


def is_other_span(unit: str) -> bool:
    """Whether a unit is a span of time of which a figure is another one in days: weeks, hours."""
    return plain_unit(unit) in _SPANS


def worth_in_baht(unit: str) -> int | None:
    """What one of a unit of money is worth in baht; None for a unit of anything else."""
    return _WORTH.get(plain_unit(unit))


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two units are one, however they are written (``%`` and ``ร้อยละ``, ``ครั้ง`` and ``ครั้ง.``).

    What has no unit is in any, but for percentages: 95 may be 95 % or 95 of something.
    """
    if is_percent(one) or is_percent(other):
        return is_percent(one) and is_percent(other)
    words = {plain_unit(unit) for unit in (one, other) if unit}
    return len(words) < 2
