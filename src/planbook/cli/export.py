"""``planbook export``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.book.atomic import write_atomic
from planbook.cli.common import FILE, code_for, force_option, refuse_existing, refuse_input, show, verbose_option
from planbook.errors import ExitCode, UsageProblem
from planbook.plandata.convert import walk
from planbook.plandata.dump import to_json, to_yaml

_WRITERS = {".json": to_json, ".yaml": to_yaml, ".yml": to_yaml}


@click.command()
@click.argument("master", type=FILE)
@click.option("--output", "-o", type=FILE, required=True, help="The file to make: .json or .yaml. ไฟล์ข้อมูล")
@force_option
@verbose_option
def command(master: Path, output: Path, force: bool, verbose: bool) -> ExitCode:
    """Write the plan of a master, or of a plan workbook, as JSON or YAML.

    ส่งออกแผน (พร้อมหน่วยงานและค่าที่กำหนดในทะเบียน ถ้ามี) เป็นข้อมูลที่โปรแกรมอื่นอ่านได้ และแก้ไขได้ใน YAML

    \b
    planbook export master-2562.xlsx -o plan-2562.yaml
    """
    writer = _WRITERS.get(output.suffix.lower())
    if writer is None:
        raise UsageProblem(
            f"ชื่อไฟล์ {output.name} ต้องลงท้ายด้วย .json หรือ .yaml",
            f"the name {output.name} must end in .json or .yaml",
        )
    refuse_input(output, [master])
    refuse_existing(output, force)
    plan = pipeline.read_plan(master)
    document = pipeline.export_plan(plan)
    write_atomic(output, writer(document), overwrite=force)
    show(plan.findings, verbose=verbose)
    initiatives, activities = sum(1 for _ in plan.plan.initiatives()), sum(1 for _ in walk(document))
    click.echo(
        f"✓ แผนงาน {initiatives} กิจกรรม {activities} หน่วยงาน {len(document.offices)} / "
        f"{initiatives} initiatives, {activities} activities, {len(document.offices)} offices"
    )
    click.echo(f"→ {output}")
    return code_for(plan.findings)
