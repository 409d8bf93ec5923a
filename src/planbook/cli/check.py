"""``planbook check``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.book.atomic import write_atomic
from planbook.cli.common import (
    FILE,
    force_option,
    progress,
    quarter_option,
    refuse_existing,
    show,
    verbose_option,
    workers_option,
)
from planbook.errors import ExitCode
from planbook.outcome import Outcome
from planbook.report.console import conservation_line, status_lines
from planbook.returns.collect import collect


@click.command()
@click.argument("master", type=FILE)
@click.argument("returns", type=FILE, nargs=-1, required=True)
@quarter_option
@click.option("--report", type=FILE, help="Also write everything as JSON. รายงานเป็น JSON")
@force_option
@verbose_option
@workers_option
def command(
    master: Path,
    returns: tuple[Path, ...],
    quarter: int | None,
    report: Path | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """Read and validate returns without merging them.

    ตรวจแบบรายงานที่ส่งกลับ (ไฟล์หรือโฟลเดอร์) โดยยังไม่รวมผล

    \b
    planbook check master-2562.xlsx returns/
    """
    if report:
        refuse_existing(report, force)
    plan = pipeline.read_master(master)
    files, noticed = collect(list(returns))
    with progress("อ่านแบบรายงาน", len(files)) as tick:
        outcome = pipeline.review(plan, files, noticed, quarter=quarter, workers=workers, progress=tick)
    if report:
        write_atomic(report, outcome.report.to_json(), overwrite=force)
    tell(outcome, len(files), verbose=verbose)
    return outcome.exit_code if files else ExitCode.CANNOT_GO_ON


def tell(outcome: Outcome, files: int, *, verbose: bool) -> None:
    """Print what a check or merge found."""
    show(outcome.findings, verbose=verbose)
    click.echo("")
    click.echo(f"อ่าน / read: {files:,} ไฟล์ / files")
    click.echo(conservation_line(outcome.conservation))
    for line in status_lines(outcome.offices):
        click.echo(line)
