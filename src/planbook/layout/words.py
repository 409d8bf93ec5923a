"""The fixed words of a form in a language, as the renderer and the reader ask for them. ``{…}`` are filled in later.

The formulas of the check column are written with its words, and a reader knows by them whether a text in a check cell
came from the formula or was typed over it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from planbook.layout.form import COLUMNS, FixedTexts, fixed_texts
from planbook.layout.sayings import Saying
from planbook.words import TextCode, fill, languages, optional_text, text


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
