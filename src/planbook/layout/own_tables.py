"""planbook's own sheets in a master workbook, as data: written by one side, read by the other.

Each is a plain table. Row 1 is hidden and holds the columns' keys in ASCII, row 2 says in words what the sheet is for,
row 3 holds the captions, the rows follow. A sheet is found by a defined name, so that it may be renamed and moved.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from planbook.domain import Direction, Group, InputKind, Severity
from planbook.domain.plugins import rule_labels
from planbook.words import DEFAULT, TextCode, languages, section, text

NAMES_PREFIX = "planbook."
FRONT, DETAILS = "front", "details"
"""Suffixes of the first page for management, and of the list of detail forms."""
CELLS, PUBLISHED, FILED, RESERVE, FIRSTS, MADE = "cells", "published", "filed", "reserve", "firsts", "made"
"""Suffixes of the hidden sheets that a merge keeps for the next one."""
_DETAIL = "detail."
"""The beginning of the suffix of a detail form."""
_MERGED = {FRONT, DETAILS, "facts", "history", "status", CELLS, PUBLISHED, FILED, RESERVE, FIRSTS, MADE}
"""Suffixes of the other sheets that merge makes."""
LONG = ("facts", "history")
"""Suffixes of the sheets with a row for every figure, which share their texts."""
KEY_ROW = 1
INTRO_ROW = 2
CAPTION_ROW = 3
FIRST_ROW = 4


def detail_suffix(name: str) -> str:
    """The suffix of the detail form that has this name among them."""
    return _DETAIL + name


def is_detail(suffix: str) -> bool:
    """Whether a sheet of planbook's own is a detail form."""
    return suffix.startswith(_DETAIL)


def is_merged(suffix: str) -> bool:
    """Whether merge makes a sheet of planbook's own; such hold no decisions, and reading them takes seconds."""
    return suffix in _MERGED or is_detail(suffix)


def sheet_text(code: TextCode, **args: Any) -> str:
    """A text of planbook's own sheets, which speak Thai as the plan that they stand in."""
    return text(code, DEFAULT, **args) if args else _as_it_stands(code)


@cache
def _as_it_stands(code: TextCode) -> str:
    return text(code, DEFAULT)


def own_text(section: str, name: str) -> str:
    """A text of planbook's own sheets by its section and name."""
    return text(cast(TextCode, f"{section}.{name}"), DEFAULT)


def _section(name: str) -> dict[str, str]:
    """The texts of a section by their names."""
    texts = section(name.partition(".")[0], DEFAULT)
    return {code.removeprefix(f"{name}."): said for code, said in texts.items() if code.startswith(f"{name}.")}


YES, NO = own_text("choice", "yes"), own_text("choice", "no")


class TableColumn(NamedTuple):
    """A column of one of planbook's tables, ``width`` characters wide. ``edit`` tells whether staff may change it;
    ``choices`` are the list that it offers, or a function that makes it where it hangs on what is installed. Its
    caption stands in :mod:`planbook.words`; ``own_caption`` is that of a column which staff added.
    """

    key: str
    width: float
    edit: bool = False
    wrap: bool = False
    choices: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    note: str = ""
    centre: bool = False
    own_caption: str = ""

    @property
    def offered(self) -> tuple[str, ...]:
        """What the list of the column offers."""
        return self.choices() if callable(self.choices) else self.choices


class TableSheet(NamedTuple):
    """A sheet of planbook's, by the suffix of its defined name: its columns, and the colour of its tab."""

    suffix: str
    columns: tuple[TableColumn, ...]
    tab: str = "#7F7F7F"

    @property
    def name(self) -> str:
        """The sheet's name where it is new; staff may rename it."""
        return own_text(f"table.{self.suffix}", "name")

    @property
    def intro(self) -> str:
        """The line above the table that says what it is for."""
        return own_text(f"table.{self.suffix}", "intro")

    def caption(self, column: TableColumn) -> str:
        """What stands above a column."""
        return column.own_caption or own_text(f"table.{self.suffix}.column", column.key)


KIND_LABELS: dict[InputKind, str] = {kind: own_text("kind", kind.value) for kind in InputKind}
DIRECTION_LABELS: dict[Direction, str] = {each: own_text("direction", each.name.lower()) for each in Direction}
EARLIER_LABELS: dict[str, str] = {
    "≥ มากกว่าดี": Direction.AT_LEAST.value,
    "≤ น้อยกว่าดี": Direction.AT_MOST.value,
    "ต้องแก้": Severity.ERROR.value,
    "ควรถาม": Severity.WARNING.value,
}
"""Choices as masters of earlier versions say them, and their values."""

REGISTER = TableSheet(
    suffix="register",
    tab="#2F75B5",
    columns=(
        TableColumn("key", 20),
        TableColumn("sheet", 8, centre=True),
        TableColumn("initiative", 9, centre=True),
        TableColumn("number", 12),
        TableColumn("title", 60, wrap=True),
        TableColumn("q1", 12, centre=True),
        TableColumn("q2", 12, centre=True),
        TableColumn("q3", 12, centre=True),
        TableColumn("q4", 12, centre=True),
        TableColumn("asked", 9, edit=True, choices=(YES, NO), centre=True),
        TableColumn("kind", 13, edit=True, choices=tuple(KIND_LABELS.values()), centre=True),
        TableColumn("unit", 10, edit=True, centre=True),
        TableColumn("direction", 15, edit=True, choices=tuple(DIRECTION_LABELS.values()), centre=True),
        TableColumn("rule", 22, edit=True, choices=lambda: tuple(rule_labels().values()), centre=True),
        TableColumn("cumulative", 8, edit=True, choices=(YES, NO), centre=True),
        TableColumn("nil_remark", 18, edit=True, choices=(YES, NO), centre=True),
        TableColumn("evidence", 17, edit=True, choices=(YES, NO), centre=True),
        TableColumn("over_100", 12, edit=True, choices=(YES, NO), centre=True),
        TableColumn("who", 34, edit=True, wrap=True),
        TableColumn("offices", 11, centre=True),
        TableColumn("origin", 20, wrap=True),
        TableColumn("was", 14, edit=True),
        TableColumn("review", 58, edit=True, wrap=True),
    ),
)

OFFICES = TableSheet(
    suffix="offices",
    tab="#548235",
    columns=(
        TableColumn("code", 12, edit=True),
        TableColumn("name", 32, edit=True),
        TableColumn("kind", 14, edit=True),
        TableColumn("groups", 20, edit=True),
        TableColumn("aliases", 30, edit=True),
        TableColumn("via", 12, edit=True),
        TableColumn("province", 18, edit=True),
        TableColumn("mail", 30, edit=True),
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
    tab="#548235",
    columns=(
        TableColumn("name", 24, edit=True),
        TableColumn("kinds", 36, edit=True),
        TableColumn("codes", 36, edit=True),
        TableColumn("aliases", 36, edit=True),
    ),
)

TARGETS = TableSheet(
    suffix="targets",
    tab="#BF8F00",
    columns=(
        TableColumn("key", 18, edit=True),
        TableColumn("office", 14, edit=True),
        TableColumn("name", 30),
        TableColumn("q1", 12, edit=True),
        TableColumn("q2", 12, edit=True),
        TableColumn("q3", 12, edit=True),
        TableColumn("q4", 12, edit=True),
        TableColumn("year", 12, edit=True),
        TableColumn("review", 40, edit=True, wrap=True),
    ),
)

SCOPE_LABELS: dict[bool, str] = {False: own_text("scope", "office"), True: own_text("scope", "region")}
"""Of whom a rule of the region is asked: by whether it is the region's own figure."""
SEVERITY_LABELS: dict[Severity, str] = {each: own_text("severity", each.value) for each in Severity}

RULES = TableSheet(
    suffix="rules",
    tab="#C55A11",
    columns=(
        TableColumn("name", 24, edit=True),
        TableColumn("where", 26, edit=True, wrap=True),
        TableColumn("scope", 14, edit=True, choices=tuple(SCOPE_LABELS.values()), centre=True),
        TableColumn("condition", 60, edit=True, wrap=True),
        TableColumn("message", 44, edit=True, wrap=True),
        TableColumn("severity", 14, edit=True, choices=tuple(SEVERITY_LABELS.values()), centre=True),
        TableColumn("since", 9, edit=True, centre=True),
        TableColumn("until", 9, edit=True, centre=True),
    ),
)

WAIVERS = TableSheet(
    suffix="waivers",
    tab="#C55A11",
    columns=(
        TableColumn("office", 14, edit=True),
        TableColumn("key", 18, edit=True),
        TableColumn("rule", 30, edit=True),
        TableColumn("reason", 50, edit=True, wrap=True),
        TableColumn("until", 9, edit=True, centre=True),
        TableColumn("by", 22, edit=True),
    ),
)

SETTINGS = TableSheet(
    suffix="settings",
    tab="#7F7F7F",
    columns=(
        TableColumn("key", 16),
        TableColumn("caption", 34),
        TableColumn("value", 50, edit=True, wrap=True),
        TableColumn("note", 60, wrap=True),
    ),
)

OF_REGION = (OFFICES, GROUPS)
"""Tables of decisions that hold for every plan of the region: a changed plan and a new year's take them as they are."""

SETTING_KEYS = (
    "plan_id", "region", "year", "contact", "language", "due.1", "due.2", "due.3", "due.4", "logo", "file_pattern",
    "password", "mail.subject", "mail.body", "remind.subject", "remind.body", "copy.subject", "copy.body",
    "reopen.subject", "reopen.body", "unit_words", "headings", "front", "far_factor",
)  # fmt: skip
"""The rows of the settings sheet, in order."""


def setting_caption(key: str) -> str:
    """What the settings sheet calls a setting."""
    return own_text("setting.caption", key.replace(".", "-"))


def setting_note(key: str) -> str:
    """What the settings sheet explains of a setting; empty where its caption says it all."""
    code = f"setting.note.{key.replace('.', '-')}"
    note = section("setting", DEFAULT).get(code, "")
    return note.replace(_LANGUAGES, _languages_named()) if key == "language" else note


_LANGUAGES = "{languages}"
"""Where the note on the language names all that there are."""


def _languages_named() -> str:
    """Every language, Thai first, by its code and what it calls itself."""
    codes = sorted(languages(), key=lambda code: (code != DEFAULT, code))
    return own_text("setting", "or").join(f"{code} ({text('desk.language', code)})" for code in codes)


_EVERY_MAIL = ("office", "code", "quarter", "year", "due", "contact", "region", "plan", "file")
MAIL_WORDS: Mapping[str, tuple[str, ...]] = {
    "mail": _EVERY_MAIL,
    "remind": (*_EVERY_MAIL, "asked", "answered", "missing_count", "missing"),
    "copy": (*_EVERY_MAIL, "count", "wrong", "questions"),
    "reopen": _EVERY_MAIL,
}
"""The mails, and the words in braces that are filled in for each office: with a form, a reminder, with a correction
copy, with a form of a closed quarter."""
MAIL_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    f"{mail}_{part}": words for mail, words in MAIL_WORDS.items() for part in ("subject", "body")
}
"""The settings that hold the texts of mails, with the words that each may have in braces."""
BRACED = re.compile(r"\{\s*([^{}\n]*?)\s*\}")
"""A word in braces."""


def mail_default(name: str) -> str:
    """The template of one of :data:`MAIL_TEMPLATES` where its setting is empty."""
    return own_text("mail", name.removeprefix("mail_"))


def strange_words(name: str, template: str) -> tuple[str, ...]:
    """The words in braces that a template of one of :data:`MAIL_TEMPLATES` has and that nothing fills in."""
    return tuple(dict.fromkeys(word for word in BRACED.findall(template) if word not in MAIL_TEMPLATES[name]))


DUE_UNKNOWN, CONTACT_UNKNOWN = own_text("mail", "due_unknown"), own_text("mail", "contact_unknown")

REVIEW_WORDS: dict[str, str] = _section("review.word")
"""What the slugs in a decision's ``review`` say to the staff."""
REVIEW_NOTES: dict[str, str] = _section("review.note")
"""Why a proposal is what it is, by the same slugs: shown as a comment on the review cell."""
ORIGIN_WORDS: dict[str, str] = _section("origin")
"""How it came about who fills in, by slug."""

_BRANCHES = ("กฟฟ.1", "กฟฟ.2", "กฟฟ.3")

DEFAULT_GROUPS: tuple[Group, ...] = (
    Group(name="ทุก กฟฟ.", kinds=(*_BRANCHES, "กฟส."), aliases=("ทุกการไฟฟ้า", "กฟฟ.ทุกแห่ง")),
    Group(name="กฟฟ.", kinds=(*_BRANCHES, "กฟส.")),
    Group(name="กฟฟ.ชั้น 1-3", kinds=_BRANCHES, aliases=("กฟฟ.1-3", "กฟฟ.ชั้น 1,2,3")),
    Group(name="กฟส.", kinds=("กฟส.",), aliases=("ทุก กฟส.",)),
    Group(name="กฟย.", kinds=("กฟย.",), aliases=("ทุก กฟย.",)),
)

KIND_UNIT, KIND_WORKING_GROUP = own_text("choice", "unit"), own_text("choice", "working-group")
"""Kinds given to offices that adopt makes up from a plan's own words where no list of offices is at hand."""
