"""``planbook remind``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.book.atomic import write_atomic
from planbook.cli.common import (
    FILE,
    code_for,
    force_option,
    progress,
    refuse_existing,
    show,
    verbose_option,
    workers_option,
)
from planbook.returns.collect import collect


@click.command()
@click.argument("master", type=FILE)
@click.argument("returns", type=FILE, nargs=-1)
@click.option("--quarter", "-q", type=click.IntRange(1, 4), required=True, help="The quarter, 1 to 4. ไตรมาส")
@click.option("--output", "-o", type=FILE, required=True, help="The folder for the drafts. โฟลเดอร์ร่างอีเมล")
@click.option("--due", help="The date to name, where it is not the settings sheet's. กำหนดส่งคืน")
@force_option
@verbose_option
@workers_option
def command(
    master: Path,
    returns: tuple[Path, ...],
    quarter: int,
    output: Path,
    due: str | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """Write mail drafts to the offices that have not returned their form, or not all of it.

    ร่างอีเมลทวงหน่วยงานที่ยังไม่ส่งหรือส่งไม่ครบ พร้อมรายการที่ขาด

    \b
    planbook remind master-2562.xlsx returns/ --quarter 1 -o reminders/
    """
    plan = pipeline.read_master(master)
    if due is not None:
        plan = pipeline.with_settings(plan, due={**plan.settings.due, quarter: due})
    files, noticed = collect(list(returns))
    with progress("อ่านแบบรายงาน", len(files)) as tick:
        outcome = pipeline.review(plan, files, noticed, quarter=quarter, workers=workers, progress=tick)
    drafts = pipeline.remind(outcome, quarter)
    for draft in drafts:
        refuse_existing(output / draft.name, force)
    for draft in drafts:
        write_atomic(output / draft.name, draft.data, overwrite=force)
    # what is wrong with returns is the matter of `planbook check`; files that could not be used are said here too
    unread = {finding.file for finding in outcome.findings if finding.code.startswith(("return-", "file-", "path-"))}
    findings = [finding for finding in outcome.findings if finding.file in unread] if unread else []
    findings += [finding for draft in drafts for finding in draft.findings]
    show(findings, verbose=verbose)
    click.echo("")
    click.echo(f"✓ ร่างอีเมลทวง {len(drafts)} ฉบับ จากแบบที่ส่งกลับ {len(files)} ไฟล์ / {len(drafts)} reminders")
    if drafts:
        click.echo(f"→ {output}")
    return code_for(findings)
