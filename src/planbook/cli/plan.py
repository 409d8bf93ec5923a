"""``planbook adopt``.

``planbook lint``.

``planbook export``.

``planbook new``.
"""

from __future__ import annotations

from pathlib import Path

import click

import planbook as pb
from planbook.book.files import write_atomic
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
from planbook.errors import ExitCode, PlanbookError, UsageProblem


@click.command()
@click.argument("plan", type=FILE)
@click.option("--offices", type=FILE, help="The list of offices, .csv or .xlsx. รายชื่อหน่วยงาน")
@click.option("--update", is_flag=True, help="PLAN is a changed plan of a master that is there. ปรับปรุงแผนหลักเดิม")
@click.option(
    "--from",
    "old",
    type=FILE,
    help="With --update: the master so far; without it, PLAN is a master edited in place. แผนหลักเดิม",
)
@click.option("--output", "-o", type=FILE, required=True, help="The master workbook to make. ไฟล์แผนหลัก")
@force_option
@verbose_option
def adopt_command(
    plan: Path, offices: Path | None, update: bool, old: Path | None, output: Path, force: bool, verbose: bool
) -> int:
    """Make a master out of the region's plan workbook.

    อ่านแผนของเขต แล้วเพิ่มชีตทะเบียนกิจกรรม หน่วยงาน และการตั้งค่า โดยไม่แก้ชีตเดิม

    \b
    planbook adopt plan-2562.xlsx --offices offices.csv -o master-2562.xlsx
    planbook adopt --update plan-2562-new.xlsx --from master-2562.xlsx -o master-2562-new.xlsx
    """
    _check_options(offices, update, old)
    refuse_input(output, [plan, *filter(None, (offices, old))])
    refuse_ending(output)
    refuse_existing(output, force)
    adopted = _update(plan, old) if update else pb.adopt(plan, offices)
    show(adopted.findings, verbose=verbose)
    if not adopted.master.plan.strategies:
        return ExitCode.CANNOT_GO_ON
    write_atomic(output, adopted.data, overwrite=force)
    master, balance = adopted.master, adopted.balance
    asked = sum(decision.asked for decision in master.decisions.values())
    initiatives = sum(1 for _ in master.plan.initiatives())
    click.echo("")
    click.echo(
        f"✓ ปี {master.year}: แผนงาน {initiatives} กิจกรรม {len(master.activities)} (ให้รายงาน {asked}) "
        f"หน่วยงาน {len(master.offices.offices)}"
    )
    click.echo(
        f"  Year {master.year}: {initiatives} initiatives, {len(master.activities)} activities ({asked} reported on), "
        f"{len(master.offices.offices)} offices"
    )
    click.echo(
        f"{'✓' if not balance.left_over else '!'} เซลล์ในแผน / cells: {balance.cells:,} = "
        f"เข้าใจ / understood {balance.understood:,} + ไม่เข้าใจ / not understood {balance.left_over:,}"
    )
    click.echo(f"→ {output}")
    click.echo("  เปิดชีต กิจกรรม แล้วตรวจช่อง ตรวจทาน / open the register sheet and look at its review column")
    return code_for(adopted.findings)


def _update(plan: Path, old: Path | None) -> pb.Adopted:
    try:
        return pb.update(plan, old)
    except PlanbookError as problem:
        if problem.code != "not-a-master" or old is not None:
            raise
        raise UsageProblem("update-not-a-master", file=plan.name) from problem


def _check_options(offices: Path | None, update: bool, old: Path | None) -> None:
    """Options that do not go together. Raises UsageProblem."""
    if old and not update:
        raise UsageProblem("from-without-update")
    if offices and update:
        raise UsageProblem("update-with-offices")


@click.command()
@click.argument("master", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON, every finding in full.")
@verbose_option
def lint_command(master: Path, as_json: bool, verbose: bool) -> int:
    """Look a master over: who is asked, how results add up, and whether the plan's own figures agree.

    ตรวจแผนหลักก่อนส่งแบบฟอร์ม: ผู้กรอก วิธีรวมผล เป้าหมาย เลขลำดับ งบประมาณ และตัวเลขที่ขัดกันเอง

    \b
    planbook lint master-2562.xlsx
    """
    plan = pb.read_master(master)
    findings = pb.lint(plan)
    if as_json:
        report = pb.LintReport.of(plan, findings)
        click.echo(report.to_json().decode(), nl=False)
        return code_for(findings)
    show(findings, verbose=verbose)
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in pb.Severity}
    click.echo("")
    click.echo(
        f"{'!' if code_for(findings) else '✓'} ต้องแก้ไข / errors {counts[pb.Severity.ERROR]}, "
        f"ควรตรวจสอบ / warnings {counts[pb.Severity.WARNING]}, เพื่อทราบ / info {counts[pb.Severity.INFO]}"
    )
    return code_for(findings)


@click.command()
@click.argument("master", type=FILE)
@click.option("--output", "-o", type=FILE, required=True, help="The file to make: .json or .yaml. ไฟล์ข้อมูล")
@force_option
@verbose_option
def export_command(master: Path, output: Path, force: bool, verbose: bool) -> ExitCode:
    """Write the plan of a master, or of a plan workbook, as JSON or YAML.

    ส่งออกแผน (พร้อมหน่วยงานและค่าที่กำหนดในทะเบียน ถ้ามี) เป็นข้อมูลที่โปรแกรมอื่นอ่านได้ และแก้ไขได้ใน YAML

    \b
    planbook export master-2562.xlsx -o plan-2562.yaml
    """
    writer = {".json": pb.to_json, ".yaml": pb.to_yaml, ".yml": pb.to_yaml}.get(output.suffix.lower())
    if writer is None:
        raise UsageProblem("export-ending", file=output.name)
    refuse_input(output, [master])
    refuse_existing(output, force)
    plan = pb.read_plan(master)
    document = pb.export_plan(plan)
    write_atomic(output, writer(document), overwrite=force)
    show(plan.findings, verbose=verbose)
    initiatives, activities = sum(1 for _ in plan.plan.initiatives()), sum(1 for _ in document.activities())
    click.echo(
        f"✓ แผนงาน {initiatives} กิจกรรม {activities} หน่วยงาน {len(document.offices)} / "
        f"{initiatives} initiatives, {activities} activities, {len(document.offices)} offices"
    )
    click.echo(f"→ {output}")
    return code_for(plan.findings)


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
def new_command(
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
    from planbook.document.check import SPARE_ROWS

    if (plan is None) != blank:
        raise UsageProblem("new-plan-or-blank")
    if not blank and (year or region or strategies):
        raise UsageProblem("new-only-blank")
    refuse_input(output, [plan] if plan else [])
    refuse_ending(output)
    refuse_existing(output, force)
    document = pb.read_document(plan) if plan else pb.blank_plan(year, (region or "").strip(), strategies or 1)
    findings: tuple[pb.Finding, ...] = ()
    if master:
        made = pb.new_master(document)
        data, findings = made.data, made.findings
    else:
        data = pb.new_plan(document, SPARE_ROWS if blank else 0)
    write_atomic(output, data, overwrite=force)
    show(findings, verbose=verbose)
    initiatives = sum(len(strategy.initiatives) for strategy in document.strategies)
    activities = sum(1 for _ in document.activities())
    click.echo(
        f"✓ กลยุทธ์ {len(document.strategies)} แผนงาน {initiatives} กิจกรรม {activities} / "
        f"{len(document.strategies)} strategies, {initiatives} initiatives, {activities} activities"
    )
    click.echo(f"→ {output}")
    return code_for(findings)
