"""What came back: ``planbook check`` and ``planbook merge``."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

import planbook as pb
from planbook.book.files import refuse_inputs
from planbook.cli import voice
from planbook.cli.common import (
    executor_of,
    force_option,
    jobs_option,
    logo_beside,
    master_argument,
    progress,
    quarter_option,
    refuse_ending,
    refuse_existing,
    scheduler_option,
    show,
    verbose_option,
)
from planbook.cli.onward import after_check, after_merge
from planbook.cli.speech import argument, command, follow, language, option, say
from planbook.cli.streams import FILE, FOLDER, READ, RETURNED, STDOUT, deliver, expect, tell_made
from planbook.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    from concurrent.futures import Executor

report_option = option("--report", "reports", type=FILE, multiple=True, says="help.option.report")
corrections_option = option("--corrections", type=FOLDER, says="help.option.corrections")
by_option = option("--by", type=click.Choice(["office", "kind"]), default="office", says="help.option.by")


def _choice_options(function: Callable[..., int]) -> Callable[..., int]:
    """The options by which somebody says which files count."""
    function = option("--exclude", multiple=True, says="help.option.exclude")(function)
    function = option("--combine", multiple=True, says="help.option.combine")(function)
    function = option("--prefer", multiple=True, says="help.option.prefer")(function)
    function = option("--because", "reasons", multiple=True, says="help.option.because")(function)
    return option("--answers", type=READ, says="help.option.answers")(function)


def _choices(
    prefer: Sequence[str],
    combine: Sequence[str],
    exclude: Sequence[str],
    withdraw: Sequence[str],
    reasons: Sequence[str],
    answers: Path | None,
) -> tuple[pb.Choice, ...]:
    """What was chosen for files, those of the answers file first, so that the command line goes before it. Raises
    UsageProblem for a file that is excluded without a reason, and for reasons that belong to no file."""
    from planbook.domain import is_reason

    gone = [*exclude, *withdraw]
    if (reasons and not gone) or len(reasons) not in (0, 1, len(gone)):
        raise UsageProblem("because-without-file", count=len(reasons), files=len(gone))
    why = list(reasons) * len(gone) if len(reasons) == 1 else list(reasons) or [""] * len(gone)
    if not all(map(is_reason, [*why[: len(exclude)], *reasons])):
        raise UsageProblem("exclude-without-reason")
    ways: dict[str, str] = {}
    for way, files in (("--combine", combine), ("--prefer", prefer), ("--exclude", exclude), ("--withdraw", withdraw)):
        for file in files:
            if ways.setdefault(file, way) != way:
                raise UsageProblem("chosen-twice", file=file, one=ways[file], other=way)
    return (
        *(pb.read_answers(answers) if answers else ()),
        *(pb.Choice(file=file, use=pb.Use.COMBINE) for file in combine),
        *(pb.Choice(file=file, use=pb.Use.PREFER) for file in prefer),
        *(pb.Choice(file=file, use=pb.Use.EXCLUDE, because=said.strip()) for file, said in zip(gone, why, strict=True)),
    )


def _collected(returns: Sequence[Path | str], workers: int, executor: Executor | None) -> pb.Collected:
    """What came back; what lies at addresses is read as it comes."""
    if all(isinstance(each, Path) for each in returns):
        return pb.collect(returns)
    with progress("cli.reading-returns", None) as tick:
        return pb.collect(returns, workers=workers, executor=executor, tick=tick)


@command("help.long.check")
@master_argument
@argument("returns", type=RETURNED, nargs=-1, required=True, says="help.place.returns")
@quarter_option
@_choice_options
@report_option
@by_option
@corrections_option
@option("--mail", is_flag=True, says="help.option.corrections-mail")
@option("--strict", is_flag=True, says="help.option.strict")
@force_option
@verbose_option
@jobs_option
@scheduler_option
def check_command(
    master: Path,
    returns: tuple[Path | str, ...],
    quarter: int | None,
    prefer: tuple[str, ...],
    combine: tuple[str, ...],
    exclude: tuple[str, ...],
    reasons: tuple[str, ...],
    answers: Path | None,
    reports: tuple[Path, ...],
    by: str,
    corrections: Path | None,
    mail: bool,
    strict: bool,
    force: bool,
    verbose: bool,
    workers: int,
    scheduler: str | None,
) -> int:
    """``planbook check``: read and validate returns."""
    choices = _choices(prefer, combine, exclude, (), reasons, answers)
    if mail and corrections is None:
        raise UsageProblem("mail-without-corrections")
    files = _refuse_reports(reports, [], [master, *_paths(returns)], force)
    expect(reports, text=True)
    plan = follow(pb.read_master(master))
    with executor_of(scheduler) as executor:
        came = _collected(returns, workers, executor)
        with progress("cli.reading-returns", sum(not file.is_read for file in came.files)) as tick:
            outcome = pb.check(
                plan, came, quarter=quarter, choices=choices, workers=workers, executor=executor, tick=tick
            )
    outcome.save_reports(files, strict=strict, overwrite=force)
    telling = Telling(outcome, by=by, strict=strict, verbose=verbose, data=STDOUT in reports)
    telling.everything()
    tell_made(files)
    if not came.files:
        return ExitCode.CANNOT_GO_ON
    if corrections is not None:
        _write_corrections(outcome, corrections, mail=mail, force=force, telling=telling, master=master)
    after_check(outcome, master, returns, copies=corrections is not None, strict=strict)
    return telling.exit_code


def _write_corrections(
    outcome: pb.Outcome, folder: Path, *, mail: bool, force: bool, telling: Telling, master: Path
) -> None:
    """Write a correction copy for each office that is asked about its return, and say how many there are."""
    logo = logo_beside(outcome.master, master)
    made = pb.corrections(outcome, folder, mail=mail, logo=logo, overwrite=force)
    voice.tell()
    voice.tell(say("cli.made-copies", count=len(made.parts)))
    if made.extras:
        voice.tell(say("cli.made-mails", count=len(made.extras) - 1, index=made.extras[-1]))
    for line in telling.lines_of(made.findings):
        voice.tell(line)
    if made.parts:
        tell_made([folder])


def _refuse_reports(
    reports: Sequence[Path], outputs: Sequence[Path], inputs: Sequence[Path], force: bool
) -> list[Path]:
    """Stop before any work where something could not be written; the reports that are files. Raises UsageProblem."""
    files = [report for report in reports if report != STDOUT]
    if files:
        from planbook.report.formats import format_of

        for report in files:
            format_of(report)
    refuse_inputs([*outputs, *files], inputs)
    for made in (*outputs, *files):
        refuse_existing(made, force)
    return files


class Telling:
    """What a check or merge tells. ``data`` tells that the report itself goes to stdout."""

    def __init__(self, outcome: pb.Outcome, *, by: str, strict: bool, verbose: bool, data: bool) -> None:
        self.outcome, self.by, self.strict, self.verbose, self.data = outcome, by, strict, verbose, data
        self.work = outcome.work(strict=strict)

    def everything(self) -> None:
        """Say what was found, the summary first; and the report itself where stdout is for it."""
        from planbook.report import console

        wide = voice.columns()
        for line in console.summary_lines(self.work, language(), verbose=self.verbose, columns=wide):
            voice.tell(line)
        lines = (
            console.finding_lines(
                self.work.findings, language(), verbose=self.verbose, columns=wide, ranked=self.work.severity
            )
            if self.by == "kind"
            else console.office_lines(self.work, language(), verbose=self.verbose, columns=wide)
        )
        for line in lines:
            voice.tell(line)
        voice.tell()
        if self.strict:
            voice.tell(console.strict_line(self.work, language()))
        if voice.is_quiet():
            errors = [each for each in self.work.findings if self.work.severity(each) is pb.Severity.ERROR]
            for line in console.finding_lines(errors, language(), columns=wide, ranked=self.work.severity):
                voice.tell_quietly(line)
        if self.data:
            voice.data(self.outcome.report_as(".json", strict=self.strict))

    def lines_of(self, findings: Sequence[pb.Finding]) -> list[str]:
        """Other findings of the run, as lines."""
        from planbook.report import console

        return list(console.finding_lines(findings, language(), verbose=self.verbose))

    @property
    def settled(self) -> bool:
        """Whether nothing stands against going on: always, unless the run is a strict one."""
        return not self.strict or self.work.settled

    @property
    def exit_code(self) -> ExitCode:
        """That of the outcome; of a strict run 1 also where an office has not answered everything."""
        return self.outcome.exit_code if self.settled else ExitCode.FINDINGS


def _paths(returns: Iterable[Path | str]) -> list[Path]:
    """Those that lie on this machine, which are never written over."""
    return [each for each in returns if isinstance(each, Path)]


def _proved(outcome: pb.Outcome, returns: Sequence[Path]) -> bool:
    """Whether a second program (:mod:`planbook.verify`) says the same of every figure; what differs is told."""
    from planbook.verify import verify

    asked = sum(finding.code == "result-cell-asked" for finding in outcome.findings)
    if asked:  # what a person typed has nothing behind it, and nobody has said yet that it holds
        voice.tell(say("cli.not-proved-asked", count=asked), err=True, loud=True)
        return False
    verdict = verify(io.BytesIO(outcome.proven()), tuple(returns))
    for line in verdict.differ:
        voice.tell(f"✗ {line}", err=True, loud=True)
    if verdict.differ:
        voice.tell(say("cli.not-proved", count=len(verdict.differ)), err=True, loud=True)
        return False
    voice.tell(say("cli.proved", verified=verdict.verified, unverified=verdict.unverified))
    return True


@command("help.long.merge")
@master_argument
@argument("returns", type=RETURNED, nargs=-1, says="help.place.returns")
@option("--output", "-o", type=FILE, required=True, says="help.option.merge-output")
@quarter_option
@_choice_options
@option("--withdraw", multiple=True, says="help.option.withdraw")
@report_option
@by_option
@option("--strict", is_flag=True, says="help.option.strict-merge")
@option("--prove", is_flag=True, says="help.option.prove")
@option("--hand-edits", type=click.Choice(["ask", "keep", "replace"]), default="ask", says="help.option.hand-edits")
@option("--replace-formulas", is_flag=True, says="help.option.replace-formulas")
@option("--details", type=click.Choice(["inside", "file", "none"]), default="inside", says="help.option.details")
@option("--partial", type=click.Choice(["show", "hold", "mark"]), default="show", says="help.option.partial")
@force_option
@verbose_option
@jobs_option
@scheduler_option
def merge_command(
    master: Path,
    returns: tuple[Path | str, ...],
    output: Path,
    quarter: int | None,
    prefer: tuple[str, ...],
    combine: tuple[str, ...],
    exclude: tuple[str, ...],
    withdraw: tuple[str, ...],
    reasons: tuple[str, ...],
    answers: Path | None,
    reports: tuple[Path, ...],
    by: str,
    strict: bool,
    prove: bool,
    hand_edits: str,
    replace_formulas: bool,
    details: Literal["inside", "file", "none"],
    partial: Literal["show", "hold", "mark"],
    force: bool,
    verbose: bool,
    workers: int,
    scheduler: str | None,
) -> int:
    """``planbook merge``: the consolidated plan."""
    from planbook.outcome import details_beside

    choices = _choices(prefer, combine, exclude, withdraw, reasons, answers)
    if not (returns or choices):
        raise UsageProblem("returns-missing")
    refuse_ending(output)
    made = [output, *([details_beside(output)] if details == "file" else [])]
    if details == "file" and output == STDOUT:
        raise UsageProblem("details-need-a-name")
    files = _refuse_reports(reports, made, [master, *_paths(returns)], force)
    if STDOUT in reports and output == STDOUT:
        raise UsageProblem("outputs-are-one", path=str(STDOUT))
    expect([output])
    expect(reports, text=True)
    plan = follow(pb.read_master(master))
    with executor_of(scheduler) as executor:
        came = _collected(returns, workers, executor)
        if returns and not came.files:
            show(came.findings, verbose=verbose)
            voice.tell(err=True, loud=True)
            voice.tell(say("cli.nothing-to-merge"), err=True, loud=True)
            return ExitCode.CANNOT_GO_ON
        with progress("cli.reading-returns", sum(not file.is_read for file in came.files)) as tick:
            outcome = pb.merge(
                plan,
                came,
                quarter=quarter,
                choices=choices,
                replace_formulas=replace_formulas,
                hand_edits=pb.HandEdits(hand_edits),
                partial=partial,
                details=details,
                workers=workers,
                executor=executor,
                tick=tick,
            )
    telling = Telling(outcome, by=by, strict=strict, verbose=verbose, data=STDOUT in reports)
    if prove and not _proved(outcome, _paths(returns)):
        return ExitCode.CANNOT_GO_ON
    if telling.settled and output == STDOUT:
        outcome.save_reports(files, strict=strict, overwrite=force)
        deliver({output: outcome.proven()}, overwrite=force)
    elif telling.settled:
        outcome.save(output, report=files, strict=strict, overwrite=force)
    else:
        outcome.save_reports(files, strict=strict, overwrite=force)
    telling.everything()
    if not telling.settled:
        voice.tell(say("report.not-merged"), err=True, loud=True)
        tell_made(files)
        return telling.exit_code
    if outcome.proof:
        proof = {"cells": outcome.proof.cells, "identical": outcome.proof.identical, "parts": outcome.proof.parts}
        voice.tell(say("cli.proof", **proof))
    tell_made([*made, *files])
    after_merge(outcome, output)
    return telling.exit_code
