"""What commands say, and where it goes: data to stdout, talk to stdout or, where stdout is for data, to stderr; and
what to do next, told after each command: a sentence, and the command as it is typed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click

import planbook as pb
from planbook import __version__
from planbook.cli import voice
from planbook.cli.speech import say
from planbook.cli.streams import STDOUT, shown
from planbook.errors import BookProblem, UsageProblem
from planbook.words import TextCode

CONSOLIDATED = "consolidated.xlsx"
FORMS, RETURNS, CORRECTIONS, REMINDERS = "forms/", "returns/", "corrections/", "reminders/"
"""How files and folders are called in commands that name new ones."""


def in_its_year(name: str, master: Path, quarter: int | None) -> str | Path:
    """Where a command would put a quarter's forms, returns, corrections or consolidated workbook: in the folder of the
    year that the master stands in (``planbook start``), else where ``name`` says."""
    home = next((each for each in (master.parent, master.parent.parent) if (each / "history").is_dir()), None)
    place = (home or Path()) / name.removesuffix(".xlsx").strip("/")
    if home is None or not quarter or not place.is_dir():
        return name
    return place / (f"Q{quarter}.xlsx" if name == CONSOLIDATED else f"Q{quarter}")


def onward(code: TextCode, *command: object, **args: Any) -> None:
    """Tell a next step, and below it the command that does it; nothing where that would work on what came or went
    through a pipe, and is nowhere now."""
    words = [shown(word) if isinstance(word, Path) else word for word in command]
    if str(STDOUT) in words:
        return
    voice.tell(say("cli.next", step=say(code, **args)))
    if words:
        voice.tell(f"    {voice.typed('planbook', *words)}", whole=True)


def quarter_to_come(plan: pb.Master) -> int | None:
    """The first quarter without a result; None where each has some."""
    reported = {fact.quarter for fact in plan.facts}
    return next((quarter for quarter in range(1, 5) if quarter not in reported), None)


def to_generate(master: Path, quarter: int | None, code: TextCode = "onward.generate") -> None:
    """The forms of a quarter come next; nothing where there is none to come."""
    if quarter:
        onward(
            code, "generate", master, "--quarter", quarter, "-o", in_its_year(FORMS, master, quarter), quarter=quarter
        )


def after_check(
    outcome: pb.Outcome, master: Path, returns: Iterable[Path | str], *, copies: bool, strict: bool
) -> None:
    """After a check: correction copies unless they are made, reminders, the merge; each where it has a use."""
    from planbook.report.work import NextStep

    files = [*returns]
    quarter = max(outcome.quarters, default=None)
    steps = {office.step for office in outcome.work(strict=strict).offices}
    if not copies and steps & {NextStep.CORRECT, NextStep.RESEND}:
        onward(
            "onward.corrections", "check", master, *files, "--corrections", in_its_year(CORRECTIONS, master, quarter)
        )
    if NextStep.REMIND in steps and quarter:
        onward("onward.remind", "remind", master, *files, "--quarter", quarter, "-o", REMINDERS)
    onward("onward.merge", "merge", master, *files, "-o", in_its_year(CONSOLIDATED, master, quarter))


def after_merge(outcome: pb.Outcome, output: Path) -> None:
    """After a merge: the page that tells where every figure comes from, and the next quarter, or what is still owed."""
    onward("onward.publish", "publish", output, "-o", "plan.html")
    owing = len(outcome.work().owing)
    if owing:
        more = in_its_year(RETURNS, output, max(outcome.quarters, default=None))
        again = output.with_stem(f"{output.stem}-2") if isinstance(more, Path) else f"{output.stem}-2{output.suffix}"
        onward("onward.merge-more", "merge", output, more, "-o", again, count=owing)
    else:
        to_generate(output, _after(outcome.quarters))


def _after(quarters: Iterable[int]) -> int | None:
    last = max(quarters, default=4)
    return last + 1 if last < 4 else None


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


def begin(args: Sequence[str]) -> None:
    """A new command line, which nothing said so far is about."""
    _Voice.quiet, _Voice.data_out, _Voice.log, _Voice.args = False, False, None, tuple(args)


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


def end(code: int) -> None:
    """The command is over: the log says how."""
    if _Voice.log:
        _append(_Voice.log, f"# exit {code}\n")


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
    """Give data on stdout, as it is."""
    click.echo(said, nl=False)


def _log(line: str) -> None:
    if _Voice.log:
        _append(_Voice.log, f"{line}\n")


def _show(line: str, stream: TextIO, *, whole: bool) -> None:
    from planbook.domain import width, wrapped

    room = columns(stream)
    lines = [line]
    if room and not whole and not line.lstrip().startswith("→") and width(line) > room:
        indent = " " * (len(line) - len(line.lstrip()))
        lines = [indent + piece for piece in wrapped(line.lstrip(), max(room - len(indent), 20))]
    for piece in lines:
        click.echo(painted(piece) if colourful(stream) else piece, file=stream)


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
        return subprocess.list2cmdline(said)
    return " ".join(word if word and all(map(_plain, word)) else shlex.quote(word) for word in said)


def _plain(char: str) -> bool:
    """Whether a character means nothing to a shell: letters and digits of any script, and their marks."""
    return char in "@%+=:,./-_…" or unicodedata.category(char)[0] in "LMN"
