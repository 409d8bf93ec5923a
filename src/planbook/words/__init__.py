"""Every sentence that a person reads, by its code, a file a language: ``th.toml`` and ``en.toml`` beside this module.

Another language is one more file with the same codes. Code elsewhere passes a :class:`Sentence` (a code and its
arguments) and renders it at the edge, in the language of whoever reads: the terminal's on the terminal, the form's in a
form.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import pairwise
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar, cast

from planbook.words.codes import Code, ErrorCode, FindingCode, TextCode, needs
from planbook.words.times import MOMENT, in_words

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "DEFAULT",
    "Arg",
    "ByLanguage",
    "Code",
    "ErrorCode",
    "FindingCode",
    "Pieces",
    "Sentence",
    "TextCode",
    "chosen_language",
    "fill",
    "known",
    "languages",
    "moment",
    "needs",
    "optional_text",
    "pieces",
    "section",
    "sentences",
    "text",
]

DEFAULT = "th"
"""The language where nothing else says one."""

Arg: TypeAlias = "str | int | Decimal | Sentence | tuple[Arg, ...] | None"
"""What may stand in a sentence. A tuple is joined by commas; a sentence inside takes the language of the outer one."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its code, and the arguments that fill the braces of its text.

    Raises KeyError for a code that there is not, TypeError where an argument of it is missing: bugs, not data problems.
    """

    code: Code
    args: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if missing := [name for name in needs()[self.code] if name not in self.args]:
            raise TypeError(f"the sentence {self.code} needs {', '.join(missing)}")

    def text(self, language: str) -> str:
        """The sentence in a language; in Thai where there is no such language."""
        return text(self.code, language, **self.args)

    @property
    def th(self) -> str:
        """The sentence in Thai."""
        return self.text("th")

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self.text("en")

    def __str__(self) -> str:
        return self.text(chosen_language())


def text(code: Code, language: str, /, **args: Any) -> str:
    """The text of a code in a language (Thai where there is no such language), its braces filled."""
    template = _table(code.rpartition(".")[0], known(language))[code]
    return filled_in(template, language, **args) if args else template


def filled_in(template: str, language: str, /, **args: Any) -> str:
    """A text of the words that is at hand, its braces filled as :func:`text` fills them."""
    said = {name: _argument(name, arg, language) for name, arg in args.items()}
    if f":{MOMENT}}}" in template or f":{COUNTED}" in template:
        return _Telling(language).vformat(template, (), said)
    return template.format_map(said)


COUNTED = "n "
"""How the text of a sentence asks for a number with what is counted: ``{count:n office|offices}``."""


class _Telling(Formatter):
    """Fills sentences that tell of moments, or say one office but two offices."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> Any:
        """What stands for an argument in a sentence."""
        if format_spec == MOMENT:
            return moment(str(value), self.language)
        if format_spec.startswith(COUNTED):
            one, _, more = format_spec.removeprefix(COUNTED).partition("|")
            number = f"{value:,}" if isinstance(value, int) else str(value)
            return f"{number} {one if number == '1' else more}"
        return super().format_field(value, format_spec)


def moment(text: str, language: str) -> str:
    """A moment (ISO 8601) as people read it in a language, in Thailand's time; any other text as it is."""
    return in_words(text, section("time", known(language)))


def optional_text(code: str | None, language: str, /, **args: Any) -> str:
    """The text of a code that a field may lack, empty where it does.

    The code's type is the field's matter: mypy takes half a minute over each place that narrows so many codes or None.
    """
    return text(cast(Code, code), language, **args) if code else ""


def called(code: str, name: str, labels: Mapping[str, str], language: str) -> str:
    """What people call a thing: by its own ``labels`` (by language) where it has some, else as the words say under
    ``code``; its ``name`` where nobody says."""
    if labels:
        return labels.get(language) or labels.get(DEFAULT, name)
    return section(code.partition(".")[0], language).get(code, name)


class Pieces(NamedTuple):
    """A sentence taken apart: ``fixed`` is what stands in every sentence of its code, ``filled`` what stands between.

    ``fixed`` has one piece more; put together in turn they are the sentence.
    """

    fixed: tuple[str, ...]
    filled: tuple[str, ...]


def pieces(code: Code, language: str, args: Mapping[str, Any]) -> Pieces:
    """The sentence of a code in a language (Thai where there is no such language), taken apart."""
    fixed, filled = [""], list[str]()
    for said, name, shape, _ in Formatter().parse(_table(code.rpartition(".")[0], known(language))[code]):
        fixed[-1] += said
        if name is not None:
            filled.append(_Telling(language).format_field(_argument(name, args[name], language), shape or ""))
            fixed.append("")
    return Pieces(tuple(fixed), tuple(filled))


_Made = TypeVar("_Made")


def fill(kind: type[_Made], section: str, language: str, **given: Any) -> _Made:
    """A dataclass of texts made of a section: each field that is not ``given`` is the text of its name."""
    names = [each.name for each in fields(kind) if each.name not in given]  # type: ignore[arg-type]
    return kind(**{name: text(cast(Code, f"{section}.{name}"), language) for name in names}, **given)


@dataclass(frozen=True)
class ByLanguage(Mapping[str, str]):
    """One text by language, read when it is asked for; in Thai for a language there is not."""

    code: TextCode

    def __getitem__(self, language: str) -> str:
        return text(self.code, language)

    def __iter__(self) -> Iterator[str]:
        return iter(languages())

    def __len__(self) -> int:
        return len(languages())


_FILES = ("file", "other")
"""Arguments that name a file; one that was given as bytes has no name."""


def _argument(name: str, arg: Any, language: str) -> Any:
    return text("text.this-file", language) if name in _FILES and arg == "" else _rendered(arg, language)


def _rendered(arg: Any, language: str) -> Any:
    if isinstance(arg, Sentence):
        return arg.text(language)
    if isinstance(arg, tuple):
        return ", ".join(str(_rendered(item, language)) for item in arg)
    return arg


@cache
def languages() -> tuple[str, ...]:
    """The languages there are, by their two-letter codes: one for each ``.toml`` beside this module."""
    names = (entry.name for entry in os.scandir(__path__[0]))
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def known(language: str) -> str:
    """The language itself where there is one of that code, else Thai."""
    return language if language in languages() else DEFAULT


def sentences(language: str) -> Mapping[str, str]:
    """Every sentence of a language by its code, ``section.name``. Raises KeyError for an unknown language."""
    return {code: said for name in _sources(language) for code, said in section(name, language).items()}


@cache
def section(name: str, language: str) -> Mapping[str, str]:
    """The sentences of one section by their whole codes. Raises KeyError for an unknown language or section."""
    if (ready := _compiled(name, language)) is not None:
        return ready
    tables = [each for each in _sources(language) if each == name or each.startswith(f"{name}.")]
    if not tables:
        raise KeyError(name)
    return {code: said for each in tables for code, said in _table(each, language).items()}


@cache
def _table(name: str, language: str) -> Mapping[str, str]:
    """The sentences of one table of a section, such as ``help.short``, by their whole codes."""
    if (ready := _compiled(name.partition(".")[0], language)) is not None:
        return {code: said for code, said in ready.items() if code.rpartition(".")[0] == name}
    import tomllib  # imported late: whoever only asks for codes or help reads no file

    return dict(_flat(tomllib.loads(_sources(language)[name]), ""))


COMPILED = ("click", "help")
"""The sections of the words that help is made of."""


def _compiled(section: str, language: str) -> Mapping[str, str] | None:
    """The sentences of a section of help, of which ``docs/codes.py`` makes a module; None for any other, and in a
    language that is new to it."""
    if section not in COMPILED:
        return None
    from planbook.words.compiled import SECTIONS

    return SECTIONS.get(language, {}).get(section)


_HEADING = re.compile(r"\n\[([a-z0-9_.-]+)\]")


@cache
def _sources(language: str) -> Mapping[str, str]:
    """A language's file cut into its tables: a command needs a few of them, and reading them all costs 30 ms."""
    if language not in languages():
        raise KeyError(language)
    loader: Any = __spec__.loader  # which reads files without pathlib: that takes as long to load as all of the words
    source = loader.get_data(f"{__path__[0]}/{language}.toml").decode("utf-8").replace("\r\n", "\n")
    heads = [(match[1], match.start()) for match in _HEADING.finditer(f"\n{source}")]
    return {name: source[start:end] for (name, start), (_, end) in pairwise([*heads, ("", len(source))])}


def _flat(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def chosen_language(setting: str = "") -> str:
    """The language to speak to whoever runs this: ``PLANBOOK_LANG``, else ``setting`` (a master's), else the system's.

    Thai where none of them names a language there is.
    """
    for wanted in (os.environ.get("PLANBOOK_LANG", ""), setting, _system_language()):
        if (code := wanted.strip().lower()[:2]) in languages():
            return code
    return DEFAULT


def _system_language() -> str:
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
