"""The fixed words of a form in a language, as the renderer and the reader ask for them. ``{…}`` are filled in later."""

from dataclasses import dataclass
from functools import cache

from planbook.layout.checkwords import CheckWords, check_words
from planbook.layout.form import FixedTexts, fixed_texts
from planbook.words import TextCode, fill, text


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
        prompt=fill(PromptWords, "prompt", language),
    )


_STEPS: tuple[TextCode, ...] = ("form.steps.1", "form.steps.2", "form.steps.3", "form.steps.4", "form.steps.5")
_HEADS: tuple[TextCode, ...] = (
    "form.list_heads.key",
    "form.list_heads.title",
    "form.list_heads.office_name",
    "form.list_heads.target",
    "form.list_heads.check",
)
