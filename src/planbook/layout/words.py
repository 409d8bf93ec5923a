"""The words of a form in a language, as the renderer and the reader ask for them: what the check column says of a row
by itself, and the fixed texts. ``{…}`` are filled in later.

The formulas of the check column are written with its words, the colours that follow them, the counts on the cover and
the region's findings go by them, and a reader knows by them whether a text in a check cell came from the formula or was
typed over it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache

from planbook.layout.form import COLUMNS, FixedTexts, fixed_texts
from planbook.words import FindingCode, TextCode, fill, languages, optional_text, text


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


@cache
def needed_texts(language: str) -> Mapping[str, str]:
    """What the check column says where a column was left blank that is needed beside an answer, by the column's key."""
    return {column.key: said for column in COLUMNS if (said := optional_text(column.needed, language))}


FORMER_TEXTS = ("มีผล แต่เลือกไม่มีรายการ", "Has a result, yet says nothing")
"""What check cells of earlier versions said. Forms that are out say it for ever: a text that changes is added here."""
FORMER_COVER_TEXTS = ("ตามที่เจ้าของแผนแจ้ง",)
"""What covers of earlier versions said, likewise: of a due date that nobody had set."""


@cache
def check_texts() -> frozenset[str]:
    """Everything that a check cell may say by itself, in any language."""
    said = (saying.text(language) for language in languages() for saying in Saying)
    needed = (text for language in languages() for text in needed_texts(language).values())
    return frozenset((*said, *needed, *FORMER_TEXTS))


@dataclass(frozen=True)
class Words:
    """Everything a form says in one language, beside column captions and status labels (layout.form).

    ``fixed`` is what the reader must know too.
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
    copy_step: str
    colours: str
    sign: str
    sign_name: str
    sign_position: str
    sign_date: str
    list_title: str
    list_hint: str
    list_none: str
    plan_texts_title: str
    plan_texts_hint: str
    list_heads: tuple[str, str, str, str, str]


@cache
def words_for(language: str) -> Words:
    """The words of a form in a language; in Thai where there is no such language."""
    legend: tuple[tuple[str, TextCode], ...] = (
        ("due", "form.legend.due"),
        ("open", "form.legend.open"),
        ("wrong", "form.legend.wrong"),
        ("unusual", "form.legend.unusual"),
        ("locked", "form.legend.locked"),
    )
    return fill(
        Words,
        "form",
        language,
        fixed=fixed_texts(language),
        legend=tuple((name, text(code, language)) for name, code in legend),
        steps=tuple(text(code, language) for code in _STEPS),
        list_heads=tuple(text(code, language) for code in _HEADS),
    )


_STEPS: tuple[TextCode, ...] = ("form.steps.1", "form.steps.2", "form.steps.3", "form.steps.4", "form.steps.5")
_HEADS: tuple[TextCode, ...] = (
    "form.list_heads.key",
    "form.list_heads.title",
    "form.list_heads.office_name",
    "form.list_heads.target",
    "form.list_heads.check",
)
