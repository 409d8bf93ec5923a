"""``planbook generate``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.cli.common import FILE, code_for, force_option, progress, show, verbose_option
from planbook.forms.compose import reporting_offices


@click.command()
@click.argument("master", type=FILE)
@click.option("--quarter", "-q", type=click.IntRange(1, 4), required=True, help="The quarter, 1 to 4. ไตรมาส")
@click.option("--output", "-o", type=FILE, required=True, help="The folder for the forms. โฟลเดอร์แบบฟอร์ม")
@click.option("--office", "offices", multiple=True, help="Only this office (code); may be repeated. เฉพาะหน่วยงาน")
@force_option
@verbose_option
def command(master: Path, quarter: int, output: Path, offices: tuple[str, ...], force: bool, verbose: bool) -> int:
    """Write one fill-in workbook per reporting office.

    สร้างแบบฟอร์มให้ทุกหน่วยงานที่ต้องรายงานผลในไตรมาสนั้น

    \b
    planbook generate master-2562.xlsx --quarter 1 -o forms/
    """
    plan = pipeline.read_master(master)
    count = len(offices) or len(reporting_offices(plan, quarter))
    with progress("สร้างแบบฟอร์ม", count) as tick:
        made = pipeline.generate(plan, quarter, output, offices=offices, overwrite=force, progress=tick)
    findings = [*plan.findings, *made.findings]
    show(findings, verbose=verbose)
    click.echo("")
    click.echo(f"✓ สร้างแบบฟอร์มไตรมาส {quarter} จำนวน {len(made.specs)} ไฟล์ / {len(made.specs)} forms")
    click.echo(f"→ {output}")
    return code_for(findings)
