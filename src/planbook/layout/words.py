"""The fixed words of a form in a language, as the renderer and the reader ask for them. ``{…}`` are filled in later.

The formulas of the check column are written with its words, and a reader knows by them whether a text in a check cell
came from the formula or was typed over it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache

from planbook.layout.form import COLUMNS, FixedTexts, fixed_texts
from planbook.words import TextCode, fill, languages, optional_text, text


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
    evidence: str
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
        """The texts that ask for something in the remark: a reason, or evidence."""
        return (self.below, self.above, *self.beside, *self.unusual)

    @property
    def beside(self) -> tuple[str, str]:
        """The texts that say what is missing beside an answer, and nothing against the answer."""
        return (self.nil_remark, self.evidence)


@cache
def check_words(language: str) -> CheckWords:
    """What the check column says in a language; in Thai where there is no such language."""
    return fill(CheckWords, "check", language)


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
    said = (text for language in languages() for text in asdict(check_words(language)).values())
    needed = (text for language in languages() for text in needed_texts(language).values())
    return frozenset((*said, *needed, *FORMER_TEXTS))


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
    check: CheckWords


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
        check=check_words(language),
    )


_STEPS: tuple[TextCode, ...] = ("form.steps.1", "form.steps.2", "form.steps.3", "form.steps.4", "form.steps.5")
_HEADS: tuple[TextCode, ...] = (
    "form.list_heads.key",
    "form.list_heads.title",
    "form.list_heads.office_name",
    "form.list_heads.target",
    "form.list_heads.check",
)
