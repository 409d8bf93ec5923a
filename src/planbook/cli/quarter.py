"""``planbook generate``.

``planbook check``.

``planbook merge``.

``planbook remind``.
"""

from __future__ import annotations

from pathlib import Path

import click

import planbook as pb
from planbook.book.files import refuse_inputs, write_all, write_atomic
from planbook.cli.common import (
    FILE,
    code_for,
    force_option,
    master_argument,
    progress,
    quarter_option,
    refuse_ending,
    refuse_existing,
    show,
    verbose_option,
    workers_option,
)
from planbook.cli.speech import argument, command, follow, language, option, say
from planbook.errors import ExitCode, UsageProblem
from planbook.words import languages


@command("help.long.generate")
@master_argument
@option("--quarter", "-q", type=click.IntRange(1, 4), says="help.option.quarter")
@option("--output", "-o", type=FILE, required=True, says="help.option.forms-output")
@option("--office", "offices", multiple=True, says="help.option.office")
@option("--reopen", type=click.IntRange(1, 4), says="help.option.reopen")
@option("--mail", is_flag=True, says="help.option.mail")
@option("--due", says="help.option.due")
@option("--contact", says="help.option.contact")
@option("--language", type=click.Choice(languages()), says="help.option.language")
@option("--logo", type=FILE, says="help.option.logo")
@option("--name", "pattern", says="help.option.name")
@option("--password", says="help.option.password")
@option("--despite", multiple=True, says="help.option.despite")
@force_option
@verbose_option
def generate_command(
    master: Path,
    quarter: int | None,
    output: Path,
    offices: tuple[str, ...],
    reopen: int | None,
    mail: bool,
    due: str | None,
    contact: str | None,
    language: str | None,
    logo: Path | None,
    pattern: str | None,
    password: str | None,
    despite: tuple[str, ...],
    force: bool,
    verbose: bool,
) -> int:
    """``planbook generate``: the forms of a quarter."""
    number = _quarter(quarter, reopen)
    _refuse_unknown_codes(despite)
    plan = follow(pb.read_master(master))
    plan = pb.with_settings(
        plan,
        due={**plan.settings.due, number: due} if due is not None else None,
        contact=contact,
        language=language,
        logo=str(logo) if logo else _beside(plan, master),
        file_pattern=pattern,
        password=password,
    )
    try:
        made = pb.generate(plan, number, offices=offices, correction=reopen is not None, mail=mail, despite=despite)
    except pb.MasterNotReady as refused:
        show(refused.findings, verbose=verbose)
        raise
    refuse_inputs([output / name for name in (*made.specs, *made.extras)], [master, *filter(None, [logo])])
    with progress("cli.making-forms", len(made.specs)) as tick:
        made.save(output, overwrite=force, tick=tick)
    findings = [*plan.findings, *made.findings]
    show(findings, verbose=verbose)
    click.echo("")
    click.echo(say("cli.made-corrections" if reopen else "cli.made-forms", quarter=number, count=len(made.specs)))
    if made.extras:
        click.echo(say("cli.made-mails", count=len(made.extras) - 1, index=made.extras[-1]))
    click.echo(f"→ {output}")
    return code_for(findings)


def _quarter(quarter: int | None, reopen: int | None) -> int:
    if reopen is not None and quarter not in (None, reopen):
        raise UsageProblem("quarters-differ")
    number = reopen or quarter
    if number is None:
        raise UsageProblem("quarter-missing")
    return number


def _refuse_unknown_codes(codes: tuple[str, ...]) -> None:
    for code in codes:
        if code not in pb.finding_kinds():
            raise UsageProblem("despite-unknown", wanted=code)


def _beside(plan: pb.Master, master: Path) -> str | None:
    """The logo of the settings sheet, whose path begins at the master's folder."""
    return str(master.parent / plan.settings.logo) if plan.settings.logo else None


@command("help.long.check")
@master_argument
@argument("returns", type=FILE, nargs=-1, required=True, says="help.place.returns")
@quarter_option
@option("--report", type=FILE, says="help.option.report")
@force_option
@verbose_option
@workers_option
def check_command(
    master: Path,
    returns: tuple[Path, ...],
    quarter: int | None,
    report: Path | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """``planbook check``: read and validate returns."""
    if report:
        refuse_inputs([report], [master, *returns])
        refuse_existing(report, force)
    plan = follow(pb.read_master(master))
    came = pb.collect(returns)
    with progress("cli.reading-returns", len(came.files)) as tick:
        outcome = pb.check(plan, came, quarter=quarter, workers=workers, tick=tick)
    if report:
        write_atomic(report, outcome.report.to_json(), overwrite=force)
    tell(outcome, len(came.files), verbose=verbose)
    return outcome.exit_code if came.files else ExitCode.CANNOT_GO_ON


def tell(outcome: pb.Outcome, files: int, *, verbose: bool) -> None:
    """Print what a check or merge found."""
    from planbook.report.console import conservation_line, status_lines

    show(outcome.findings, verbose=verbose)
    click.echo("")
    click.echo(say("cli.read", count=files))
    click.echo(conservation_line(outcome.conservation, language()))
    for line in status_lines(outcome.offices, language()):
        click.echo(line)


@command("help.long.merge")
@master_argument
@argument("returns", type=FILE, nargs=-1, required=True, says="help.place.returns")
@option("--output", "-o", type=FILE, required=True, says="help.option.merge-output")
@quarter_option
@option("--report", type=FILE, says="help.option.report")
@force_option
@verbose_option
@workers_option
def merge_command(
    master: Path,
    returns: tuple[Path, ...],
    output: Path,
    quarter: int | None,
    report: Path | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """``planbook merge``: the consolidated plan."""
    refuse_ending(output)
    outputs = [output, *filter(None, [report])]
    refuse_inputs(outputs, [master, *returns])
    for made in outputs:
        refuse_existing(made, force)
    plan = follow(pb.read_master(master))
    came = pb.collect(returns)
    if not came.files:
        show(came.findings, verbose=verbose)
        click.echo("\n" + say("cli.nothing-to-merge"), err=True)
        return ExitCode.CANNOT_GO_ON
    with progress("cli.reading-returns", len(came.files)) as tick:
        outcome = pb.merge(plan, came, quarter=quarter, workers=workers, tick=tick)
    outcome.save(output, report=report, overwrite=force)
    tell(outcome, len(came.files), verbose=verbose)
    if outcome.proof:
        proof = {"cells": outcome.proof.cells, "identical": outcome.proof.identical, "parts": outcome.proof.parts}
        click.echo(say("cli.proof", **proof))
    click.echo(f"→ {output}")
    if report:
        click.echo(f"→ {report}")
    return outcome.exit_code


@command("help.long.remind")
@master_argument
@argument("returns", type=FILE, nargs=-1, says="help.place.returns")
@option("--quarter", "-q", type=click.IntRange(1, 4), required=True, says="help.option.quarter")
@option("--output", "-o", type=FILE, required=True, says="help.option.drafts-output")
@option("--due", says="help.option.due-named")
@force_option
@verbose_option
@workers_option
def remind_command(
    master: Path,
    returns: tuple[Path, ...],
    quarter: int,
    output: Path,
    due: str | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """``planbook remind``: mail drafts to offices that owe answers."""
    plan = follow(pb.read_master(master))
    if due is not None:
        plan = pb.with_settings(plan, due={**plan.settings.due, quarter: due})
    came = pb.collect(returns)
    with progress("cli.reading-returns", len(came.files)) as tick:
        outcome = pb.check(plan, came, quarter=quarter, workers=workers, tick=tick)
    drafts = pb.remind(outcome, quarter)
    names = [draft.name for draft in drafts]
    refuse_inputs([output / name for name in names], [master, *returns])
    write_all(output, names, ((draft.name, draft.data) for draft in drafts), overwrite=force)
    # what is wrong with returns is the matter of `planbook check`; files that could not be used are said here too
    unread = {finding.file for finding in outcome.findings if finding.topic == "file"}
    findings = [finding for finding in outcome.findings if finding.file in unread] if unread else []
    findings += [finding for draft in drafts for finding in draft.findings]
    show(findings, verbose=verbose)
    click.echo("")
    click.echo(say("cli.reminders", count=len(drafts), files=len(came.files)))
    if drafts:
        click.echo(f"→ {output}")
    return code_for(findings)
