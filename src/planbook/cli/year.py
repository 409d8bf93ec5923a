"""``planbook start``: the folder of a year."""

from __future__ import annotations

from pathlib import Path

import click

from planbook.cli.common import FILE, code_for, show, verbose_option
from planbook.cli.speech import argument, command, follow, option, said, say
from planbook.errors import ExitCode


@command("help.long.start")
@argument("folder", type=FILE, says="help.place.folder")
@argument("plan", type=FILE, says="help.place.plan")
@option("--offices", type=FILE, says="help.option.offices-list")
@verbose_option
def start_command(folder: Path, plan: Path, offices: Path | None, verbose: bool) -> ExitCode:
    """``planbook start``: the folder of a year, out of the region's plan."""
    from planbook.book.files import read_source
    from planbook.desk.folder import next_step, standings
    from planbook.desk.steps import offices_made_up, start
    from planbook.desk.words import to_do

    year, made = start(folder, read_source(plan), read_source(offices) if offices else None)
    master = follow(made.master)
    show(made.findings, verbose=verbose)
    click.echo("")
    click.echo(
        say(
            "cli.started",
            year=master.year,
            initiatives=sum(1 for _ in master.plan.initiatives()),
            activities=len(master.activities),
            offices=len(master.offices.offices),
        )
    )
    click.echo(f"→ {folder}")
    step = next_step(standings(year, 1, offices_made_up=offices_made_up(master)))
    click.echo(f"  {say('cli.next', step=said(to_do(step, 1)))}")
    return code_for(made.findings)
