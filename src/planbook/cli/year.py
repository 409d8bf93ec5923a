"""``planbook start``, ``desk``: the folder of a year, and the page in the browser that works in it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from planbook.cli.common import code_for, show, verbose_option
from planbook.cli.onward import onward
from planbook.cli.speech import argument, command, follow, language, option, said, say
from planbook.cli.streams import FOLDER, READ
from planbook.cli.voice import tell
from planbook.errors import ExitCode, PlanbookError


@command("help.long.start")
@argument("folder", type=FOLDER, says="help.place.folder")
@argument("plan", type=READ, says="help.place.plan")
@option("--offices", type=READ, says="help.option.offices-list")
@verbose_option
def start_command(folder: Path, plan: Path, offices: Path | None, verbose: bool) -> ExitCode:
    """``planbook start``: the folder of a year, out of the region's plan."""
    from planbook.book.files import read_source
    from planbook.desk.folder import next_step, standings, to_do
    from planbook.desk.steps import offices_made_up, start

    year, made = start(folder, read_source(plan), read_source(offices) if offices else None)
    master = follow(made.master)
    show(made.findings, verbose=verbose)
    tell()
    tell(
        say(
            "cli.started",
            year=master.year,
            initiatives=sum(1 for _ in master.plan.initiatives()),
            activities=len(master.activities),
            offices=len(master.offices.offices),
        )
    )
    tell(f"→ {folder}")
    step = next_step(standings(year, 1, offices_made_up=offices_made_up(master)))
    tell(say("cli.next", step=said(to_do(step, 1))))
    onward("onward.desk", "desk", folder)
    return code_for(made.findings)


@command("help.long.desk")
@argument("folder", type=FOLDER, default=Path(), required=False, says="help.place.folder")
@option("--no-browser", is_flag=True, says="help.option.no-browser")
@option("--port", type=click.IntRange(0, 65535), default=0, says="help.option.port")
@option("--idle", type=click.IntRange(0, 10_000), default=120, show_default=True, says="help.option.idle")
def desk_command(folder: Path, no_browser: bool, port: int, idle: int) -> ExitCode:
    """``planbook desk``: a quarter's work in the browser."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None or find_spec("jinja2") is None:
        raise PlanbookError("desk-missing")
    from planbook.desk.server import serve

    def told(address: str) -> None:
        if address:
            tell(address if no_browser else say("desk.address", address=address), loud=True, whole=True)
        else:
            tell(say("desk.no-browser"), err=True)

    serve(folder, language=language(), port=port, idle_minutes=idle, told=told, browser=not no_browser)
    tell(say("desk.ended"), err=True)
    return ExitCode.CLEAN
