"""``planbook merge``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.book.atomic import write_atomic
from planbook.cli.check import tell
from planbook.cli.common import (
    FILE,
    force_option,
    progress,
    quarter_option,
    refuse_ending,
    refuse_existing,
    refuse_input,
    show,
    verbose_option,
    workers_option,
)
from planbook.errors import ExitCode
from planbook.returns.collect import collect


@click.command()
@click.argument("master", type=FILE)
@click.argument("returns", type=FILE, nargs=-1, required=True)
@click.option("--output", "-o", type=FILE, required=True, help="The consolidated workbook to make. แผนที่รวมผลแล้ว")
@quarter_option
@click.option("--report", type=FILE, help="Also write everything as JSON. รายงานเป็น JSON")
@force_option
@verbose_option
@workers_option
def command(
    master: Path,
    returns: tuple[Path, ...],
    output: Path,
    quarter: int | None,
    report: Path | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """Merge returns into the consolidated plan.

    รวมผลจากแบบรายงานที่ส่งกลับ (ไฟล์หรือโฟลเดอร์) ลงในแผนฉบับเดิม

    \b
    planbook merge master-2562.xlsx returns/ -o consolidated-2562.xlsx --report report.json
    """
    refuse_ending(output)
    for made in filter(None, (output, report)):
        refuse_input(made, [master, *returns])
        refuse_existing(made, force)
    plan = pipeline.read_master(master)
    files, noticed = collect(list(returns))
    if not files:
        show(noticed, verbose=verbose)
        click.echo("\n✗ ไม่มีแบบรายงานให้รวม จึงไม่ได้สร้างไฟล์ / no returns to merge, so nothing was written", err=True)
        return ExitCode.CANNOT_GO_ON
    with progress("อ่านแบบรายงาน", len(files)) as tick:
        reviewed = pipeline.review(plan, files, noticed, quarter=quarter, workers=workers, progress=tick)
    outcome = pipeline.consolidate(reviewed)
    outcome.save(output, overwrite=force)
    if report:
        write_atomic(report, outcome.report.to_json(), overwrite=force)
    tell(outcome, len(files), verbose=verbose)
    if outcome.proof:
        click.echo(
            f"✓ พิสูจน์รูปแบบ / layout proof: เปลี่ยนเฉพาะช่องผล {outcome.proof.cells:,} ช่อง / "
            f"only {outcome.proof.cells:,} result cells changed, "
            f"{outcome.proof.identical} of {outcome.proof.parts} parts identical"
        )
    click.echo(f"→ {output}")
    if report:
        click.echo(f"→ {report}")
    return outcome.exit_code
