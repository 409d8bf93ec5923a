"""What the check column says of a row by itself, a line each: how it sounds, what it wants, which finding it is.

The formulas, the colours that follow them, the counts on the cover and the region's findings all go by this table.
"""

from enum import Enum, StrEnum

from planbook.words import FindingCode, TextCode, text


class Tone(StrEnum):
    """How a row stands, by which it is coloured and counted."""

    FINE = "fine"
    QUIET = "quiet"
    """nothing stands there, and nothing needs to"""
    OPEN = "open"
    """an answer is due and still missing"""
    WRONG = "wrong"
    """what stands there cannot be right, or misses its target"""
    BESIDE = "beside"
    """something is missing in the remark; nothing speaks against the answer"""
    UNUSUAL = "unusual"


class Saying(Enum):
    """What the check column can say, in the order in which formulas name it. No text may hold a double quote: they
    stand inside formulas.

    ``wants_reason`` tells that a reason in the remark answers it. ``finding`` is what it is to the region; None where
    that has a finding of the value itself, or of all that the office reported.
    """

    OK = "check.ok", Tone.FINE
    OPTIONAL = "check.optional", Tone.QUIET
    EMPTY = "check.empty", Tone.OPEN
    NO_RESULT = "check.no_result", Tone.OPEN
    NOT_NUMBER = "check.not_number", Tone.WRONG
    NOT_TEXT = "check.not_text", Tone.WRONG
    NEGATIVE = "check.negative", Tone.WRONG
    OVER_PERCENT = "check.over_percent", Tone.WRONG
    PERCENT_SIGN = "check.percent_sign", Tone.WRONG
    CONTRADICTS = "check.contradicts", Tone.WRONG
    BOTH_PARTS = "check.both_parts", Tone.WRONG
    NO_WHOLE = "check.no_whole", Tone.WRONG
    BAD_STATUS = "check.bad_status", Tone.WRONG
    BELOW = "check.below", Tone.WRONG, True, "target-missed-unexplained"
    ABOVE = "check.above", Tone.WRONG, True, "target-missed-unexplained"
    NIL_REMARK = "check.nil_remark", Tone.BESIDE, True, "nil-without-reason"
    EVIDENCE = "check.evidence", Tone.BESIDE, False, "evidence-missing"
    FAR = "check.far", Tone.UNUSUAL, True, "figure-far-above-target"
    FALLEN = "check.fallen", Tone.UNUSUAL, True

    def __init__(
        self, code: TextCode, tone: Tone, wants_reason: bool = False, finding: FindingCode | None = None
    ) -> None:
        self.code, self.tone, self.wants_reason, self.finding = code, tone, wants_reason, finding

    @property
    def wants_remark(self) -> bool:
        """Whether it asks for something in the remark: a reason, or evidence."""
        return self.wants_reason or self.tone is Tone.BESIDE

    def text(self, language: str) -> str:
        """What the column says, in a language."""
        return text(self.code, language)


def texts_in(language: str, *tones: Tone) -> tuple[str, ...]:
    """Everything that the column says in these tones."""
    return tuple(each.text(language) for each in Saying if each.tone in tones)


def remark_texts(language: str) -> tuple[str, ...]:
    """Everything by which the column asks for something in the remark."""
    return tuple(each.text(language) for each in Saying if each.wants_remark)
