"""What the check column says. Its formulas are written with these words, and a reader knows by them whether a text in a
check cell came from the formula or was typed over it."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class CheckWords:
    """What the check column says. No text may hold a double quote: they stand inside formulas."""

    ok: str
    empty: str
    no_result: str
    optional: str
    not_number: str
    negative: str
    over_percent: str
    percent_sign: str
    contradicts: str
    both_parts: str
    no_whole: str
    below: str
    above: str
    far: str
    fallen: str
    nil_remark: str
    bad_status: str
    not_text: str

    @property
    def open(self) -> tuple[str, str]:
        """The texts that say a due row is still without an answer."""
        return (self.empty, self.no_result)

    @property
    def unusual(self) -> tuple[str, str]:
        """The texts that say a figure is unusual."""
        return (self.far, self.fallen)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The texts that ask for a reason in the remark."""
        return (self.below, self.above, self.nil_remark, *self.unusual)


CHECK_WORDS: dict[str, CheckWords] = {
    "th": CheckWords(
        ok="✓",
        empty="ยังไม่กรอก",
        no_result="เลือกสถานะแล้ว โปรดกรอกผล",
        optional="ไม่บังคับ",
        not_number="ผลต้องเป็นตัวเลขเท่านั้น",
        negative="ผลต้องไม่ติดลบ",
        over_percent="เกิน 100%",
        percent_sign="โปรดพิมพ์พร้อม % เช่น 95%",
        contradicts="มีผล แต่เลือกไม่มีรายการ",
        both_parts="โปรดกรอกตัวเลขทั้งสองช่อง",
        no_whole="ต้องไม่ติดลบ และจำนวนทั้งหมดต้องมากกว่า 0",
        below="ไม่ถึงเป้า โปรดอธิบาย",
        above="เกินเป้า โปรดอธิบาย",
        far="สูงกว่าเป้ามาก โปรดให้เหตุผล",
        fallen="ต่ำกว่ายอดสะสมเดิม โปรดให้เหตุผล",
        nil_remark="ไม่มีรายการ โปรดระบุเหตุในหมายเหตุ",
        bad_status="โปรดเลือกสถานะจากรายการ",
        not_text="โปรดพิมพ์ผลใหม่",
    ),
    "en": CheckWords(
        ok="✓",
        empty="Not filled in",
        no_result="Status chosen, result missing",
        optional="Optional",
        not_number="Must be a number",
        negative="Must not be negative",
        over_percent="More than 100%",
        percent_sign="Type it with %, such as 95%",
        contradicts="Has a result, yet says nothing",
        both_parts="Fill in both numbers",
        no_whole="Not negative, and out of more than 0",
        below="Below target, please explain",
        above="Above limit, please explain",
        far="Far above target: why?",
        fallen="Below earlier total: why?",
        nil_remark="Nothing: please say why",
        bad_status="Choose a listed status",
        not_text="Please type the result again",
    ),
}
"""By language. Forms that are out say it so for ever: a text that changes is added to :data:`CHECK_TEXTS` as it was."""

CHECK_TEXTS: frozenset[str] = frozenset(text for words in CHECK_WORDS.values() for text in asdict(words).values())
"""Everything that a check cell may say by itself, in either language."""
