"""What commands say, and where it goes: data to stdout, talk to stdout or, where stdout is for data, to stderr."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TextIO

import click

from planbook import __version__
from planbook.errors import BookProblem, ExitCode, UsageProblem

if TYPE_CHECKING:
    from pathlib import Path  # help needs none when it runs

WIDEST = 120
"""Columns beyond which a line of words is hard to read."""
LOG_ENDINGS = (".log", ".txt")
_LOG_BEGINS = "# planbook "
_COLOURS = {"✗": "red", "!": "yellow", "✓": "green", "→": "cyan"}
_MARK = re.compile(r"(\s*)([✗!✓→])(?= )")
_CODE = re.compile(r"(\s*)(\[[a-z][a-z-]+\])")
_HIDDEN = ("--password",)
"""Options whose values no log shows."""


class _Voice:
    """How this run speaks; begun anew by each command line."""

    quiet = False
    data_out = False
    log: Path | None = None
    args: tuple[str, ...] = ()
    lost: ClassVar[set[TextIO]] = set()
    """streams that cannot be written to any more"""
    cut = False
    """whether something that was said is lost"""


def begin(args: Sequence[str]) -> None:
    """A new command line, which nothing said so far is about."""
    _Voice.quiet, _Voice.data_out, _Voice.log, _Voice.args = False, False, None, tuple(args)
    _Voice.lost.clear()
    _Voice.cut = False


def hush() -> None:
    """``--quiet``: from now on only what is told loudly is shown."""
    _Voice.quiet = True


def is_quiet() -> bool:
    """Whether the run is a quiet one."""
    return _Voice.quiet


def stdout_is_data() -> None:
    """From now on stdout is for data alone, and all talk goes to stderr."""
    _Voice.data_out = True


def talk_stream() -> TextIO:
    """Where talk goes."""
    return sys.stderr if _Voice.data_out else sys.stdout


def open_log(path: Path) -> None:
    """``--log``: add everything that is said to a file of logs, after a line that says when and which command.

    Raises UsageProblem ``log-ending`` for a name that is not a log's, ``log-is-other-file`` where the file holds
    something else, BookProblem ``output-not-writable``.
    """
    if path.suffix.lower() not in LOG_ENDINGS:
        raise UsageProblem("log-ending", file=path.name)
    try:
        if path.exists() and path.stat().st_size:
            with path.open("rb") as there:
                if not there.read(len(_LOG_BEGINS)).startswith(_LOG_BEGINS.encode()):
                    raise UsageProblem("log-is-other-file", file=path.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        first = f"{_LOG_BEGINS}{__version__} · {datetime.now():%Y-%m-%d %H:%M:%S} · {_said_command()}\n"
        _append(path, first)
    except OSError as error:
        raise BookProblem("output-not-writable", path=str(path), error=str(error)) from error
    _Voice.log = path


def _said_command() -> str:
    shown: list[str] = []
    hide = False
    for arg in _Voice.args:
        name, given, _ = arg.partition("=")
        shown.append("…" if hide else f"{name}=…" if given and name in _HIDDEN else arg)
        hide = arg in _HIDDEN
    return typed("planbook", *(re.sub(r"(//[^/@:]*):[^/@]*@", r"\1:…@", word) for word in shown))


def _append(path: Path, said: str) -> None:
    with path.open("a", encoding="utf-8", errors="replace", newline="\n") as log:
        log.write(said)


def end(code: int) -> int:
    """The command is over: the log says how. Gives the exit code, another than 0 where not all could be said."""
    code = ExitCode.CANNOT_GO_ON if _Voice.cut else code
    _log(f"# exit {int(code)}")
    return code


def tell(line: str = "", *, err: bool = False, loud: bool = False, whole: bool = False) -> None:
    """Say one line. ``loud`` also in a quiet run; ``whole`` where a line that is too wide is not to be broken, as a
    command that somebody may copy."""
    _log(line)
    if not _Voice.quiet or loud:
        _show(line, sys.stderr if err else talk_stream(), whole=whole)


def tell_quietly(line: str) -> None:
    """What a quiet run shows in place of everything that :func:`tell` keeps to itself; the log has that already."""
    if _Voice.quiet:
        _show(line, talk_stream(), whole=False)


def data(said: str | bytes) -> None:
    """Give data on stdout, as it is; a reader that has gone away (``| head``) has what it wants. Raises BookProblem
    ``stdout-not-writable``."""
    try:
        click.echo(said, nl=False)
    except BrokenPipeError:
        _lost(sys.stdout)
    except OSError as error:
        _lost(sys.stdout)
        raise BookProblem("stdout-not-writable", error=error.strerror or str(error)) from error


def _lost(stream: TextIO) -> None:
    """Nothing more can be said there, and Python is not to try when it ends."""
    _Voice.lost.add(stream)
    from pathlib import Path

    with contextlib.suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def _log(line: str) -> None:
    if not _Voice.log:
        return
    try:
        _append(_Voice.log, f"{line}\n")
    except OSError as error:  # what the command is for goes on
        stopped = BookProblem("log-stopped", path=str(_Voice.log), error=error.strerror or str(error))
        _Voice.log = None
        tell(f"! {stopped}", err=True, loud=True)


def _show(line: str, stream: TextIO, *, whole: bool) -> None:
    from planbook.domain import width, wrapped

    room = columns(stream)
    lines = [line]
    if room and not whole and not line.lstrip().startswith("→") and width(line) > room:
        indent = " " * (len(line) - len(line.lstrip()))
        lines = [indent + piece for piece in wrapped(line.lstrip(), max(room - len(indent), 20))]
    try:
        for piece in lines if stream not in _Voice.lost else ():
            click.echo(painted(piece) if colourful(stream) else piece, file=stream)
    except OSError as error:  # whatever the command writes is worth more than what it says
        _lost(stream)
        if not isinstance(error, BrokenPipeError) and stream is not sys.stderr:
            _Voice.cut = True
            problem = BookProblem("stdout-not-writable", error=error.strerror or str(error))
            tell(f"! {problem}", err=True, loud=True)


def colourful(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours, and nobody forbids them (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(line: str) -> str:
    """A line whose leading mark has its colour, and whose leading code of a finding is dim."""
    if found := _MARK.match(line):
        mark = click.style(found[2], fg=_COLOURS[found[2]], bold=True)
        return f"{found[1]}{mark}{line[found.end() :]}"
    if found := _CODE.match(line):
        return f"{found[1]}{click.style(found[2], dim=True)}{line[found.end() :]}"
    return line


def columns(stream: TextIO | None = None) -> int:
    """How wide the terminal is that a stream (that of talk) writes to; 0 for a file or a pipe, whose lines are not
    broken."""
    asked = os.environ.get("COLUMNS", "").isdecimal()
    there = (stream or talk_stream()).isatty()
    return min(shutil.get_terminal_size().columns, WIDEST) if asked or there else 0


def typed(*words: object) -> str:
    """A command as it is typed into a shell: words with spaces or signs in quotes, Thai as it is."""
    said = [str(word) for word in words]
    if os.name == "nt":
        import subprocess

        return subprocess.list2cmdline(said)
    import shlex

    return " ".join(word if word and all(map(_plain, word)) else shlex.quote(word) for word in said)


def _plain(char: str) -> bool:
    """Whether a character means nothing to a shell: letters and digits of any script, and their marks."""
    return char in "@%+=:,./-_…" or unicodedata.category(char)[0] in "LMN"
