"""``planbook rehearse``."""

import os
from pathlib import Path

import click

from planbook import pipeline
from planbook.cli.common import FILE, progress
from planbook.errors import ExitCode
from planbook.text import width

_COLUMN = 34


@click.command()
@click.argument("master", type=FILE)
@click.option("--quarter", "-q", type=click.IntRange(1, 4), required=True, help="The quarter, 1 to 4. ไตรมาส")
@click.option("--offices", type=click.IntRange(1, 50), default=2, help="How many forms to try. จำนวนแบบฟอร์มที่ซ้อม")
@click.option("--office", "codes", multiple=True, help="Try this office's form; may be repeated. เฉพาะหน่วยงาน")
@click.option("--verbose", "-v", is_flag=True, help="Also show what was reported. แสดงรหัสสิ่งที่แจ้ง")
def command(master: Path, quarter: int, offices: int, codes: tuple[str, ...], verbose: bool) -> int:
    """Mangle this quarter's forms in the usual ways and see what still reads, before anything is sent.

    ซ้อมก่อนส่ง: กรอกแบบฟอร์ม ทำให้เสียแบบที่หน่วยงานมักทำ แล้วลองอ่านกลับ โดยไม่เขียนไฟล์ใด

    \b
    planbook rehearse master-2562.xlsx --quarter 1
    """
    from planbook.rehearsal import rehearse
    from planbook.rehearsal.clients import CLIENTS
    from planbook.rehearsal.mangle import HABITS

    plan = pipeline.read_master(master)
    with progress("ซ้อม", len(HABITS) + len(CLIENTS)) as tick:
        done = rehearse(plan, quarter, offices=offices, codes=codes, workers=min(4, os.cpu_count() or 1), progress=tick)
    names = ", ".join(spec.office_name or spec.office for spec in done.forms.values())
    click.echo(f"แบบฟอร์มที่ซ้อม / forms tried: {len(done.forms)} ({names})")
    click.echo("")
    click.echo(_row("", "สิ่งที่หน่วยงานทำ / behaviour", ("ถูก/right", "ผิด/wrong", "หาย-แจ้ง/told", "หาย-เงียบ/silent")))
    for trial in done.trials:
        verdict = trial.verdict
        if verdict is None:
            click.echo(_row("–", trial.th, ("", "", "", "")) + "ไม่ได้ติดตั้ง / not installed")
            continue
        counts = (verdict.right, verdict.wrong, verdict.reported, verdict.silent)
        click.echo(_row("✓" if verdict.safe else "✗", trial.th, tuple(map(str, counts))) + trial.en)
        if verbose and verdict.codes:
            click.echo(f"     {', '.join(verdict.codes)}")
    click.echo("")
    if done.safe:
        click.echo("✓ ไม่มีข้อมูลใดถูกอ่านผิดหรือหายไปโดยไม่แจ้ง / nothing was read wrongly or lost in silence")
        return ExitCode.CLEAN
    click.echo("✗ มีข้อมูลที่อ่านผิดหรือหายไปโดยไม่แจ้ง โปรดแจ้งผู้ดูแลก่อนส่งแบบฟอร์ม / do not send these forms yet")
    return ExitCode.FINDINGS


def _row(mark: str, name: str, cells: tuple[str, ...]) -> str:
    """A line of the table, even where Thai vowels take no room."""
    text = f"{mark or ' '} {name}"
    text += " " * max(1, _COLUMN - width(text))
    for cell in cells:
        text += " " * max(1, 17 - width(cell)) + cell
    return f"{text}   "
