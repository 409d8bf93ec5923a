"""``planbook new``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.book.atomic import write_atomic
from planbook.cli.common import (
    FILE,
    code_for,
    force_option,
    refuse_ending,
    refuse_existing,
    refuse_input,
    show,
    verbose_option,
)
from planbook.errors import ExitCode, UsageProblem
from planbook.model import Finding
from planbook.plandata.blank import SPARE_ROWS, blank_plan
from planbook.plandata.convert import walk


@click.command()
@click.argument("plan", type=FILE, required=False)
@click.option("--output", "-o", type=FILE, required=True, help="The workbook to make. ไฟล์แผนใหม่")
@click.option("--master", is_flag=True, help="Adopt it, too: make a master. สร้างเป็นแผนหลักเลย")
@click.option("--blank", is_flag=True, help="An empty plan to type into. แผนเปล่าสำหรับพิมพ์เอง")
@click.option("--year", type=click.IntRange(2400, 2699), help="With --blank: fiscal year, B.E. ปีงบประมาณ พ.ศ.")
@click.option("--region", help="With --blank: the region's short name. ชื่อย่อเขต เช่น กฟต.2")
@click.option("--strategies", type=click.IntRange(1, 50), help="With --blank: so many sheets. จำนวนกลยุทธ์ (default: 1)")
@force_option
@verbose_option
def command(
    plan: Path | None,
    output: Path,
    master: bool,
    blank: bool,
    year: int | None,
    region: str | None,
    strategies: int | None,
    force: bool,
    verbose: bool,
) -> ExitCode:
    """Make a new plan workbook in the original layout, from YAML or JSON or empty.

    สร้างสมุดงานแผนใหม่ในรูปแบบเดิม จากไฟล์ YAML/JSON (ดู planbook export) หรือเป็นแผนเปล่าสำหรับพิมพ์เอง

    \b
    planbook new plan-2563.yaml -o plan-2563.xlsx
    planbook new --blank --year 2570 --region กฟต.2 --strategies 3 -o plan-2570.xlsx
    """
    if (plan is None) != blank:
        raise UsageProblem(
            "ระบุไฟล์แผน (.yaml หรือ .json) หรือ --blank อย่างใดอย่างหนึ่ง",
            "name a plan (.yaml or .json) or --blank, one of the two",
        )
    if not blank and (year or region or strategies):
        raise UsageProblem(
            "--year, --region และ --strategies ใช้กับ --blank เท่านั้น ในไฟล์แผนมีค่าเหล่านี้อยู่แล้ว",
            "--year, --region and --strategies go with --blank; a plan file says them itself",
        )
    refuse_input(output, [plan] if plan else [])
    refuse_ending(output)
    refuse_existing(output, force)
    document = pipeline.read_document(plan) if plan else blank_plan(year, (region or "").strip(), strategies or 1)
    findings: tuple[Finding, ...] = ()
    if master:
        made = pipeline.new_master(document)
        data, findings = made.data, made.findings
    else:
        data = pipeline.new_plan(document, SPARE_ROWS if blank else 0)
    write_atomic(output, data, overwrite=force)
    show(findings, verbose=verbose)
    initiatives = sum(len(strategy.initiatives) for strategy in document.strategies)
    activities = sum(1 for _ in walk(document))
    click.echo(
        f"✓ กลยุทธ์ {len(document.strategies)} แผนงาน {initiatives} กิจกรรม {activities} / "
        f"{len(document.strategies)} strategies, {initiatives} initiatives, {activities} activities"
    )
    click.echo(f"→ {output}")
    return code_for(findings)
