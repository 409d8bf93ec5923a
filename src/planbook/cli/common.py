"""What commands share: options, progress on stderr, findings.

The modules of the commands import no more than help needs; what a command works with is imported when it runs, most of
it by the lazy face of the package, ``import planbook as pb``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import planbook as pb
from planbook.cli import voice
from planbook.cli.speech import Between, argument, language, option, say
from planbook.cli.streams import READ, STDOUT, home_of
from planbook.errors import ExitCode, UsageProblem
from planbook.words import TextCode

if TYPE_CHECKING:
    from concurrent.futures import Executor

force_option = option("--force", is_flag=True, says="help.option.force")
verbose_option = option("--verbose", "-v", is_flag=True, says="help.option.verbose")
quarter_option = option("--quarter", "-q", type=Between(1, 4), says="help.option.quarter-of-forms")
master_argument = argument("master", type=READ, says="help.place.master")
jobs_option = option(
    "--jobs",
    "workers",
    once="--workers",
    type=Between(1, 64),
    default=min(4, os.cpu_count() or 1),
    says="help.option.jobs",
)


scheduler_option = option("--scheduler", says="help.option.scheduler")


@contextmanager
def executor_of(scheduler: str | None) -> Iterator[Executor | None]:
    """What reads returns where a scheduler's address was given; None where processes of this machine do."""
    if scheduler is None:
        yield None
        return
    with pb.on_cluster(scheduler) as executor:
        yield executor


def refuse_ending(output: Path) -> None:
    """A workbook that no program would open by its name. Raises UsageProblem."""
    if output != STDOUT and output.suffix.lower() not in (".xlsx", ".xlsm"):
        raise UsageProblem("output-not-xlsx", file=output.name)


def refuse_existing(path: Path, force: bool) -> None:
    """Stop before any work where the output is there already. Raises UsageProblem."""
    if path != STDOUT and path.exists() and not force:
        raise UsageProblem("output-exists", path=str(path))


def show(findings: Sequence[pb.Finding], *, verbose: bool = False) -> None:
    """Tell findings; in a quiet run the errors alone."""
    from planbook.report.console import finding_lines

    for line in finding_lines(findings, language(), verbose=verbose, columns=voice.columns()):
        voice.tell(line)
    if voice.is_quiet():
        errors = [finding for finding in findings if finding.severity is pb.Severity.ERROR]
        for line in finding_lines(errors, language(), verbose=verbose, columns=voice.columns()):
            voice.tell_quietly(line)


def code_for(findings: Sequence[pb.Finding]) -> ExitCode:
    """1 where an error or a warning needs somebody, else 0."""
    return ExitCode.of(pb.needs_somebody(findings))


@contextmanager
def progress(label: TextCode, length: int | None) -> Iterator[Callable[[str], None]]:
    """A progress bar on stderr, its label a code; yields what is called once a piece. ``length`` is how many pieces
    there are, None where nobody knows yet. No bar in a quiet run, and where there is nothing to do."""
    if voice.is_quiet() or length == 0:
        yield lambda _name: None
        return
    bar: Any
    unknown = length is None
    pieces = repeat(None) if unknown else None
    with click.progressbar(pieces, length, say(label), file=sys.stderr, width=30, show_pos=unknown) as bar:
        yield lambda _name: bar.update(1)


def logo_beside(plan: pb.Master, master: Path) -> str | None:
    """The logo of the settings sheet, whose path begins at the master's folder."""
    return str(home_of(master) / plan.settings.logo) if plan.settings.logo else None
