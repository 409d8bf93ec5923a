"""``planbook lint``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.cli.common import FILE, code_for, show, verbose_option
from planbook.model import Severity
from planbook.review.report import LintReport


@click.command()
@click.argument("master", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON, every finding in full.")
@verbose_option
def command(master: Path, as_json: bool, verbose: bool) -> int:
    """Look a master over: who is asked, how results add up, and whether the plan's own figures agree.

    ตรวจแผนหลักก่อนส่งแบบฟอร์ม: ผู้กรอก วิธีรวมผล เป้าหมาย เลขลำดับ งบประมาณ และตัวเลขที่ขัดกันเอง

    \b
    planbook lint master-2562.xlsx
    """
    plan = pipeline.read_master(master)
    findings = pipeline.lint(plan)
    if as_json:
        report = LintReport(plan=plan.settings.plan_id, year=plan.year, findings=findings)
        click.echo(report.to_json().decode(), nl=False)
        return code_for(findings)
    show(findings, verbose=verbose)
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    click.echo("")
    click.echo(
        f"{'!' if code_for(findings) else '✓'} ต้องแก้ไข / errors {counts[Severity.ERROR]}, "
        f"ควรตรวจสอบ / warnings {counts[Severity.WARNING]}, เพื่อทราบ / info {counts[Severity.INFO]}"
    )
    return code_for(findings)
