"""``planbook inspect``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.cli.common import FILE
from planbook.errors import ExitCode

_WORDS = {"form": "แบบฟอร์ม", "master": "แผนหลัก", "plan": "แผนของเขต", "workbook": "สมุดงานทั่วไป"}


@click.command()
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON (schemas/inspection.schema.json).")
def command(file: Path, as_json: bool) -> int:
    """Say what a workbook is; for a form, list every input cell.

    บอกว่าไฟล์คืออะไร หากเป็นแบบฟอร์มจะแสดงช่องที่ต้องกรอกทุกช่อง

    \b
    planbook inspect forms/form.xlsx --json
    """
    found = pipeline.inspect(file, apart=True)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
        return ExitCode.CLEAN
    click.echo(f"{file.name}: {_WORDS[found.kind]} / {found.kind}")
    if found.kind == "form":
        click.echo(f"  แผน / plan {found.plan}, ปี / year {found.year}, ไตรมาส / quarter {found.quarter}")
        click.echo(f"  หน่วยงาน / office {found.office}, ช่องที่กรอกได้ / input cells {len(found.inputs)}")
    elif found.plan or found.year:
        click.echo(f"  แผน / plan {found.plan or '-'}, ปี / year {found.year or '-'}")
    click.echo(f"  ชีต / sheets: {', '.join(found.sheets)}")
    return ExitCode.CLEAN
