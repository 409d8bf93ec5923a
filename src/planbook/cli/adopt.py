"""``planbook adopt``."""

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
def command(
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
    adopted = _update(plan, old) if update else pipeline.adopt(plan, offices)
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


def _update(plan: Path, old: Path | None) -> pipeline.Adopted:
    try:
        return pipeline.update(plan, old)
    except PlanbookError as problem:
        if problem.code != "not-a-master" or old is not None:
            raise
        raise UsageProblem(
            f"{plan.name} ไม่ใช่แผนหลัก: หากเป็นแผนใหม่ ให้ระบุแผนหลักเดิมด้วย --from แผนหลักเดิม.xlsx",
            f"{plan.name} is no master: if it is a changed plan, name the master so far with --from MASTER.xlsx",
        ) from problem


def _check_options(offices: Path | None, update: bool, old: Path | None) -> None:
    """Options that do not go together. Raises UsageProblem."""
    if old and not update:
        raise UsageProblem("--from ใช้คู่กับ --update เท่านั้น", "--from goes with --update only")
    if offices and update:
        raise UsageProblem(
            "--update ใช้รายชื่อหน่วยงานในแผนหลักเดิม: แก้ในชีต หน่วยงาน แทน --offices",
            "--update keeps the offices of the master so far: edit its offices sheet instead of --offices",
        )
