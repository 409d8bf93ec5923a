"""One language at a time on the terminal: what planbook says and what click says, in the language of who runs it.

The language is that of ``--lang``, else of ``PLANBOOK_LANG``, else of the master's settings once it is read, else the
system's, else Thai. A file's language never follows it.
"""

from __future__ import annotations

import gettext
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

import planbook as pb
from planbook.cli import voice
from planbook.words import Sentence, TextCode, chosen_language, languages, section, text
from planbook.words.lines import one_line, width, wrapped

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_CLICK: tuple[ModuleType, ...] = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.termui,
    click.types,
)
"""The modules of click that say something to people."""


class _Speech:
    """The terminal's language; ``asked`` where ``--lang`` says which, so that no master changes it."""

    language = ""
    asked = False


def begin(args: Sequence[str]) -> None:
    """Choose the language before anything is said, help and usage errors among it: ``--lang`` stands anywhere."""
    _Speech.language, _Speech.asked = chosen_language(), False
    for at, arg in enumerate(args):
        if arg == "--":
            break
        name, _, value = arg.partition("=")
        if name == "--lang":
            value = (value or (args[at + 1] if at + 1 < len(args) else "")).lower()
            if value in languages():
                _Speech.language, _Speech.asked = value, True
    for module in _CLICK:
        for name, function in (("_", _translated), ("ngettext", _translated_count)):
            if hasattr(module, name):
                # click asks gettext for its sentences under these names, and gettext knows catalogues in files alone
                setattr(module, name, function)


def language() -> str:
    """The language the terminal speaks."""
    return _Speech.language or chosen_language()


def follow(master: pb.Master) -> pb.Master:
    """Speak as the master's settings say, unless ``--lang`` or ``PLANBOOK_LANG`` says otherwise; gives the master."""
    if not _Speech.asked:
        _Speech.language = chosen_language(master.settings.language)
    return master


def say(code: TextCode, **args: Any) -> str:
    """A sentence in the terminal's language."""
    return text(code, language(), **args)


def said(sentence: Sentence) -> str:
    """The same of a sentence that is made already."""
    return sentence.text(language())


@cache
def _catalogue(spoken: str) -> Mapping[str, str]:
    """click's own English sentences → those of a language."""
    ours = section("click", spoken)
    return {english: ours[code] for code, english in section("click", "en").items()}


def _translated(message: str) -> str:
    return _catalogue(language()).get(message, message)


def _translated_count(one: str, many: str, count: int) -> str:
    return _translated(gettext.ngettext(one, many, count))


class Between(click.IntRange):
    """A whole number between two, which help and errors call ``1-4``."""

    def _describe_range(self) -> str:
        """In place of click's ``1<=x<=4``."""
        return f"{self.min}-{self.max}"


class Option(click.Option):
    """An option whose help is a code, and whose placeholder speaks the terminal's language. ``once`` is what it was
    called in an earlier version: it goes on to work, and no help tells of it."""

    def __init__(self, decls: Sequence[str], *, once: str = "", **kwargs: Any) -> None:
        super().__init__(decls, **kwargs)
        self.once = once

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Have the parser know the option by its names, and by the one of once."""
        super().add_to_parser(parser, ctx)
        if self.once:
            parser.add_option(obj=self, opts=[self.once], dest=self.name, action="store", nargs=self.nargs)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and what it is for, as help lists them."""
        code, self.help = self.help, say(self.help) if self.help else None  # type: ignore[arg-type]
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = code

    def make_metavar(self, ctx: click.Context) -> str:
        """What stands for the option's value."""
        if self.metavar or isinstance(self.type, click.Choice):
            return super().make_metavar(ctx)
        return _placeholder(self.type)


class Argument(click.Argument):
    """An argument whose placeholder is a code."""

    def __init__(self, decls: Sequence[str], *, says: TextCode, **kwargs: Any) -> None:
        super().__init__(decls, **kwargs)
        self.says = says

    def make_metavar(self, ctx: click.Context) -> str:
        """What stands for the argument in the usage line."""
        del ctx
        name = say(self.says)
        return f"{name if self.required else f'[{name}]'}{'...' if self.nargs != 1 else ''}"


def _placeholder(kind: click.ParamType[Any]) -> str:
    if isinstance(kind, click.Path):
        # a folder says so itself
        return say(getattr(kind, "says", "help.place.file"))
    return say("help.place.number" if isinstance(kind, click.IntRange) else "help.place.text")


_NARROW = 24
"""Room below which what is said of options stands below their names, not beside them."""
_FIRST_COLUMN = 26
"""How wide the names of options may be before what is said of them begins on the next line."""


class _Formatter(click.HelpFormatter):
    """Help as wide as the terminal, its lines broken between words: click breaks Thai, which has no spaces, inside
    them, and counts its vowels and tones as if they took room."""

    def write_text(self, text: str) -> None:
        """Paragraphs; one that begins with ``\\b``, the examples, as it is."""
        indent = " " * self.current_indent
        said = []
        for paragraph in text.split("\n\n"):
            kept, given = paragraph.partition("\b\n")[::2]
            if given and not kept:
                said.append("\n".join(indent + line for line in given.splitlines()))
            else:
                lines = wrapped(one_line(paragraph), self.width - self.current_indent)
                said.append("\n".join(indent + line for line in lines))
        self.write("\n\n".join(said) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2) -> None:
        """A list of commands or options (``rows``), each with its help."""
        listed = list(rows)
        first = min(max((width(name) for name, _ in listed), default=0), col_max) + col_spacing
        if self.width - self.current_indent - first < _NARROW:
            first = col_spacing * 2
        indent = " " * self.current_indent
        for name, said in listed:
            lines = wrapped(said, max(self.width - self.current_indent - first, 10))
            beside = width(name) + col_spacing <= first
            self.write(f"{indent}{name}{' ' * (first - width(name)) if beside else chr(10)}")
            for number, line in enumerate(lines):
                self.write(f"{line}\n" if beside and not number else f"{indent}{' ' * first}{line}\n")


class _Context(click.Context):
    """What help is written by."""

    formatter_class = _Formatter


def _hush(_: click.Context, __: click.Parameter, asked: bool) -> None:
    if asked:
        voice.hush()


def _keep_log(_: click.Context, __: click.Parameter, path: str | None) -> None:
    if path:
        from pathlib import Path  # imported late: help needs none

        voice.open_log(Path(path))


class _Spoken(click.Command):
    """What commands and their group share: ``help`` is a code; ``--quiet``, ``--log`` and ``--lang`` are options of
    each."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared: dict[str, Any] = {"expose_value": False}
        self.params += [
            Option(["--quiet"], is_flag=True, callback=_hush, help="help.option.quiet", **shared),
            Option(["--log"], type=click.Path(), callback=_keep_log, help="help.option.log", **shared),
            Option(["--lang"], type=click.Choice(languages(), case_sensitive=False), help="help.option.lang", **shared),
        ]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """What a shell may complete to, with what help says of it."""
        items = super().shell_complete(ctx, incomplete)
        said = {name: param.help for param in self.params if isinstance(param, Option) for name in param.opts}
        for item in items:
            if code := said.get(item.value):
                item.help = say(code)  # type: ignore[arg-type]
        return items

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, which click makes once and keeps."""
        help_option = super().get_help_option(ctx)
        if help_option is not None:
            help_option.help = say("click.show-help")
        return help_option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        self.options_metavar = say("help.place.options")
        super().format_usage(ctx, formatter)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, and an example."""
        del ctx
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(say(self.help)))  # type: ignore[arg-type]


class Command(_Spoken):
    """A command."""


class CommandGroup(_Spoken, click.Group):
    """The group of all commands."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run a command line, after choosing the language it speaks."""
        begin(sys.argv[1:] if args is None else args)
        voice.begin(sys.argv[1:] if args is None else args)
        return super().main(args, *rest, **options)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        self.subcommand_metavar = say("help.place.command")
        super().format_usage(ctx, formatter)


_Function = TypeVar("_Function", bound=Callable[..., Any])


def command(says: TextCode) -> Callable[[Callable[..., Any]], Command]:
    """Decorate a function as the command whose help has this code."""
    return click.command(cls=Command, help=says)


def option(*names: str, says: TextCode, **kwargs: Any) -> Callable[[_Function], _Function]:
    """Decorate a command with an option whose help has this code."""
    return click.option(*names, cls=Option, help=says, **kwargs)


def argument(name: str, *, says: TextCode, **kwargs: Any) -> Callable[[_Function], _Function]:
    """Decorate a command with an argument whose placeholder has this code."""
    return click.argument(name, cls=Argument, says=says, **kwargs)
