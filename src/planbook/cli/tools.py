"""``planbook demo``.

``planbook rehearse``.

``planbook inspect``.
"""

import os
from pathlib import Path

import click

import planbook as pb
from planbook.cli.common import FILE, force_option, progress, workers_option
from planbook.errors import ExitCode


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("planbook-demo"), metavar="[DIR]")
@click.option(
    "--quarter", "-q", type=click.IntRange(1, 4), default=1, show_default=True, help="The quarter, 1 to 4. ไตรมาส"
)
@force_option
@workers_option
def demo_command(folder: Path, quarter: int, force: bool, workers: int) -> int:
    """Play a whole quarter on the sample plan, with offices that make the usual mistakes.

    สาธิตการทำงานหนึ่งไตรมาสด้วยแผนตัวอย่าง ตั้งแต่รับแผนจนรวมผล รวมทั้งความผิดพลาดที่พบบ่อย

    \b
    planbook demo
    """
    from planbook.simulate import demo
    from planbook.simulate.demo import summary_lines

    done = demo.run(folder, quarter, force=force, workers=workers, step=progress)
    for line in summary_lines(done):
        click.echo(line)
    if done.as_planned:
        # findings in what the offices sent are what the demo is for
        return ExitCode.CLEAN
    click.echo("\n✗ การสาธิตไม่เป็นไปตามแผน โปรดแจ้งผู้ดูแล / the demo did not go as planned; please report it", err=True)
    return ExitCode.CANNOT_GO_ON


_COLUMN = 34
_NOT_TRIED = {
    "not-installed": "ไม่ได้ติดตั้ง / not installed",
    "no-such-input": "ไม่มีช่องแบบนี้ในแบบฟอร์ม / no such cell in these forms",
}


@click.command()
@click.argument("master", type=FILE)
@click.option("--quarter", "-q", type=click.IntRange(1, 4), required=True, help="The quarter, 1 to 4. ไตรมาส")
@click.option("--offices", type=click.IntRange(1, 50), default=2, help="How many forms to try. จำนวนแบบฟอร์มที่ซ้อม")
@click.option("--office", "codes", multiple=True, help="Try this office's form; may be repeated. เฉพาะหน่วยงาน")
@click.option("--verbose", "-v", is_flag=True, help="Also show what was reported. แสดงรหัสสิ่งที่แจ้ง")
def rehearse_command(master: Path, quarter: int, offices: int, codes: tuple[str, ...], verbose: bool) -> int:
    """Mangle this quarter's forms in the usual ways and see what still reads, before anything is sent.

    ซ้อมก่อนส่ง: กรอกแบบฟอร์ม ทำให้เสียแบบที่หน่วยงานมักทำ แล้วลองอ่านกลับ โดยไม่เขียนไฟล์ใด

    \b
    planbook rehearse master-2562.xlsx --quarter 1
    """
    from planbook.simulate.clients import CLIENTS
    from planbook.simulate.rehearsal import behaviours

    plan = pb.read_master(master)
    with progress("ซ้อม", len(behaviours()) + len(CLIENTS)) as tick:
        done = pb.rehearse(plan, quarter, offices=offices, codes=codes, workers=min(4, os.cpu_count() or 1), tick=tick)
    names = ", ".join(spec.office_name or spec.office for spec in done.forms.values())
    click.echo(f"แบบฟอร์มที่ซ้อม / forms tried: {len(done.forms)} ({names})")
    click.echo("")
    click.echo(_row("", "สิ่งที่หน่วยงานทำ / behaviour", ("ถูก/right", "ผิด/wrong", "หาย-แจ้ง/told", "หาย-เงียบ/silent")))
    for trial in done.trials:
        verdict = trial.verdict
        if verdict is None:
            click.echo(_row("–", trial.th, ("", "", "", "")) + _NOT_TRIED[trial.why])
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
    from planbook.domain import width

    text = f"{mark or ' '} {name}"
    text += " " * max(1, _COLUMN - width(text))
    for cell in cells:
        text += " " * max(1, 17 - width(cell)) + cell
    return f"{text}   "


_WORDS = {"form": "แบบฟอร์ม", "master": "แผนหลัก", "plan": "แผนของเขต", "workbook": "สมุดงานทั่วไป"}


@click.command()
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON (schemas/inspection.schema.json).")
def inspect_command(file: Path, as_json: bool) -> int:
    """Say what a workbook is; for a form, list every input cell.

    บอกว่าไฟล์คืออะไร หากเป็นแบบฟอร์มจะแสดงช่องที่ต้องกรอกทุกช่อง

    \b
    planbook inspect forms/form.xlsx --json
    """
    found = pb.inspect(file, isolated=True)
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
