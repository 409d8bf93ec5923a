"""``planbook collect``: what came back by mail, out of a mailbox into a folder."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from planbook.cli.common import FILE
from planbook.cli.speech import argument, command, option, say
from planbook.errors import ExitCode

PASSWORD = "PLANBOOK_IMAP_PASSWORD"
"""The variable that holds the password, where nobody is there to be asked."""


@command("help.long.collect")
@argument("mailbox", says="help.place.mailbox")
@option("--output", "-o", type=FILE, required=True, says="help.option.mails-output")
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
            click.echo(say("cli.mail-too-large", name=mail.name, **size))
        else:
            write_atomic(output / mail.name, mail.data, overwrite=False)
            fetched += 1
    click.echo(say("cli.collected", count=fetched, known=sum(name.startswith("mail-") for name in known)))
    click.echo(f"→ {output}")
    return ExitCode.of(bool(too_large))
