"""What commands share: options, progress on stderr, findings on stdout.

The modules of the commands import no more than help needs; what a command works with is imported when it runs, most of
it by the lazy face of the package, ``import planbook as pb``.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

import planbook as pb
from planbook.cli.speech import argument, language, option, say
from planbook.errors import ExitCode, UsageProblem
from planbook.words import TextCode

FILE = click.Path(path_type=Path)
WIDEST = 120
"""Columns beyond which a line of words is hard to read."""

force_option = option("--force", is_flag=True, says="help.option.force")
verbose_option = option("--verbose", "-v", is_flag=True, says="help.option.verbose")
quarter_option = option("--quarter", "-q", type=click.IntRange(1, 4), says="help.option.quarter-of-forms")
master_argument = argument("master", type=FILE, says="help.place.master")
workers_option = option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(4, os.cpu_count() or 1),
    says="help.option.workers",
)


def refuse_ending(output: Path) -> None:
    """A workbook that no program would open by its name. Raises UsageProblem."""
    if output.suffix.lower() not in (".xlsx", ".xlsm"):
        raise UsageProblem("output-not-xlsx", file=output.name)


def refuse_existing(path: Path, force: bool) -> None:
    """Stop before any work where the output is there already. Raises UsageProblem."""
    if path.exists() and not force:
        raise UsageProblem("output-exists", path=str(path))


def show(findings: Sequence[pb.Finding], *, verbose: bool = False) -> None:
    """Print findings on stdout."""
    from planbook.report.console import finding_lines

    for line in finding_lines(findings, language(), verbose=verbose, columns=columns()):
        click.echo(line)


def columns(stream: TextIO | None = None) -> int:
    """How wide the terminal is that a stream (stdout) writes to; 0 for a file or a pipe, whose lines are not broken."""
    asked = os.environ.get("COLUMNS", "").isdecimal()
    there = (stream or sys.stdout).isatty()
    return min(shutil.get_terminal_size().columns, WIDEST) if asked or there else 0


def code_for(findings: Sequence[pb.Finding]) -> ExitCode:
    """1 where an error or a warning needs somebody, else 0."""
    return ExitCode.of(pb.needs_somebody(findings))


@contextmanager
def progress(label: TextCode, length: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on stderr, its label a code; yields what is called once a piece."""
    bar: Any
    with click.progressbar(length=length, label=say(label), file=sys.stderr, width=30) as bar:
        yield lambda _name: bar.update(1)


def logo_beside(plan: pb.Master, master: Path) -> str | None:
    """The logo of the settings sheet, whose path begins at the master's folder."""
    return str(master.parent / plan.settings.logo) if plan.settings.logo else None
