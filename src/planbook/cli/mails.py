"""What goes out and comes in by mail: forms, reminders, and what a mailbox holds."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

import planbook as pb
from planbook.book.files import refuse_inputs, write_all
from planbook.cli.common import (
    code_for,
    force_option,
    jobs_option,
    logo_beside,
    master_argument,
    progress,
    show,
    verbose_option,
)
from planbook.cli.onward import CONSOLIDATED, RETURNS, in_its_year, onward
from planbook.cli.speech import Between, argument, command, follow, option, say
from planbook.cli.streams import FOLDER, READ
from planbook.cli.voice import tell
from planbook.errors import ExitCode, UsageProblem
from planbook.words import TextCode, languages


@command("help.long.generate")
@master_argument
@option("--quarter", "-q", type=Between(1, 4), says="help.option.quarter")
@option("--output", "-o", type=FOLDER, required=True, says="help.option.forms-output")
@option("--office", "offices", multiple=True, says="help.option.office")
@option("--reopen", type=Between(1, 4), says="help.option.reopen")
@option("--mail", is_flag=True, says="help.option.mail")
@option("--due", says="help.option.due")
@option("--contact", says="help.option.contact")
@option("--language", type=click.Choice(languages(), case_sensitive=False), says="help.option.language")
@option("--logo", type=READ, says="help.option.logo")
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
        logo=str(logo) if logo else logo_beside(plan, master),
        file_pattern=pattern,
        password=password,
    )
    try:
        made = pb.generate(plan, number, offices=offices, correction=reopen is not None, mail=mail, despite=despite)
    except pb.MasterNotReady as refused:
        show(refused.findings, verbose=verbose)
        raise
    refuse_inputs([output / name for name in (*made.parts, *made.extras)], [master, *filter(None, [logo])])
    with progress("cli.making-forms", len(made.parts)) as tick:
        made.save(output, overwrite=force, tick=tick)
    findings = [*plan.findings, *made.findings]
    show(findings, verbose=verbose)
    tell()
    tell(say("cli.made-corrections" if reopen else "cli.made-forms", quarter=number, count=len(made.parts)))
    if made.extras:
        tell(say("cli.made-mails", count=len(made.extras) - 1, index=made.extras[-1]))
    tell(f"→ {output}")
    if made.parts:
        code: TextCode = "onward.send-drafts" if mail else "onward.send"
        onward(code, "check", master, in_its_year(RETURNS, master, number), folder=str(output))
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


@command("help.long.remind")
@master_argument
@argument("returns", type=READ, nargs=-1, says="help.place.returns")
@option("--quarter", "-q", type=Between(1, 4), required=True, says="help.option.quarter")
@option("--output", "-o", type=FOLDER, required=True, says="help.option.drafts-output")
@option("--due", says="help.option.due-named")
@force_option
@verbose_option
@jobs_option
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
    tell()
    tell(say("cli.reminders", count=len(drafts), files=len(came.files)))
    if drafts:
        tell(f"→ {output}")
        onward("onward.send-reminders")
    else:
        back = returns or [in_its_year(RETURNS, master, quarter)]
        onward("onward.merge", "merge", master, *back, "-o", in_its_year(CONSOLIDATED, master, quarter))
    return code_for(findings)


PASSWORD = "PLANBOOK_IMAP_PASSWORD"
"""The variable that holds the password, where nobody is there to be asked."""


@command("help.long.collect")
@argument("mailbox", says="help.place.mailbox")
@option("--output", "-o", type=FOLDER, required=True, says="help.option.mails-output")
@option("--since", type=click.DateTime(["%Y-%m-%d"]), says="help.option.since")
def collect_command(mailbox: str, output: Path, since: datetime | None) -> ExitCode:
    """``planbook collect``: the mails of a mailbox as files."""
    from planbook.book.files import write_atomic
    from planbook.mail.inbox import LARGEST, fetch_mails, read_address

    place = read_address(mailbox)
    password = os.environ.get(PASSWORD)
    if password is None:
        password = click.prompt(say("cli.password", user=place.user, host=place.host), hide_input=True, err=True)
    known = {path.name for path in output.iterdir()} if output.is_dir() else set[str]()
    fetched = too_large = 0
    for mail in fetch_mails(replace(place, password=password), known, since.date() if since else None):
        if mail.data is None:
            too_large += 1
            size = {"size": mail.size // 1_000_000, "most": LARGEST // 1_000_000}
            tell(say("cli.mail-too-large", name=mail.name, **size), loud=True)
        else:
            write_atomic(output / mail.name, mail.data, overwrite=False)
            fetched += 1
    tell(say("cli.collected", count=fetched, known=sum(name.startswith("mail-") for name in known)))
    tell(f"→ {output}")
    onward("onward.check", "check", say("help.place.master"), output)
    return ExitCode.of(bool(too_large))
