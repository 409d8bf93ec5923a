"""``planbook generate``."""

from pathlib import Path

import click

from planbook import pipeline
from planbook.cli.common import FILE, code_for, force_option, progress, show, verbose_option
from planbook.errors import UsageProblem
from planbook.forms.compose import reporting_offices
from planbook.model import Master, catalogue


@click.command()
@click.argument("master", type=FILE)
@click.option("--quarter", "-q", type=click.IntRange(1, 4), help="The quarter, 1 to 4. ไตรมาส")
@click.option("--output", "-o", type=FILE, required=True, help="The folder for the forms. โฟลเดอร์แบบฟอร์ม")
@click.option("--office", "offices", multiple=True, help="Only this office (code); may be repeated. เฉพาะหน่วยงาน")
@click.option("--reopen", type=click.IntRange(1, 4), help="Correct this closed quarter instead. เปิดไตรมาสเดิมให้แก้ไข")
@click.option("--mail", is_flag=True, help="Also mail drafts (.eml) and an index of all forms. ร่างอีเมลและดัชนี")
@click.option("--due", help="Date by which forms are due back. กำหนดส่งคืน")
@click.option("--contact", help="Whom offices may ask. ผู้ประสานงาน")
@click.option("--language", type=click.Choice(["th", "en"]), help="Language of the fixed texts. ภาษาของแบบฟอร์ม")
@click.option("--logo", type=FILE, help="A PNG or JPEG picture for the cover. ตราหน่วยงาน")
@click.option("--name", "pattern", help="File names, such as '{plan_year}-Q{quarter} {code} {name}'. รูปแบบชื่อไฟล์")
@click.option("--password", help="Locks the sheets against slips, not against people. รหัสผ่านป้องกันแผ่นงาน")
@click.option("--despite", multiple=True, metavar="CODE", help="Go on in spite of this error. สร้างทั้งที่ยังไม่แก้")
@force_option
@verbose_option
def command(
    master: Path,
    quarter: int | None,
    output: Path,
    offices: tuple[str, ...],
    reopen: int | None,
    mail: bool,
    due: str | None,
    contact: str | None,
    language: str | None,
    logo: Path | None,
    pattern: str | None,
    password: str | None,
    despite: tuple[str, ...],
    force: bool,
    verbose: bool,
) -> int:
    """Write one fill-in workbook per reporting office.

    สร้างแบบฟอร์มให้ทุกหน่วยงานที่ต้องรายงานผลในไตรมาสนั้น ค่าที่ไม่ได้ระบุใช้ตามชีตตั้งค่าของแผนหลัก

    \b
    planbook generate master-2562.xlsx --quarter 1 -o forms/
    planbook generate master-2562.xlsx --quarter 1 -o forms/ --mail --due "10 เม.ย. 2562"
    planbook generate consolidated-2562.xlsx --reopen 1 --office TRG -o corrections/
    """
    number = _quarter(quarter, reopen)
    _refuse_unknown_codes(despite)
    plan = pipeline.read_master(master)
    plan = pipeline.with_settings(
        plan,
        due={**plan.settings.due, number: due} if due is not None else None,
        contact=contact,
        language=language,
        logo=str(logo) if logo else _beside(plan, master),
        file_pattern=pattern,
        password=password,
    )
    count = len(offices) or len(reporting_offices(plan, number))
    try:
        with progress("สร้างแบบฟอร์ม", count) as tick:
            made = pipeline.generate(
                plan,
                number,
                output,
                offices=offices,
                correction=reopen is not None,
                mail=mail,
                despite=despite,
                overwrite=force,
                progress=tick,
            )
    except pipeline.MasterNotReady as refused:
        show(refused.findings, verbose=verbose)
        raise
    findings = [*plan.findings, *made.findings]
    show(findings, verbose=verbose)
    words = ("แบบแก้ไขผล", "correction forms") if reopen else ("แบบฟอร์ม", "forms")
    click.echo("")
    click.echo(f"✓ สร้าง{words[0]}ไตรมาส {number} จำนวน {len(made.specs)} ไฟล์ / {len(made.specs)} {words[1]}")
    if made.extras:
        click.echo(f"✓ ร่างอีเมล / mail drafts: {len(made.extras) - 1}, ดัชนี / index: {made.extras[-1]}")
    click.echo(f"→ {output}")
    return code_for(findings)


def _quarter(quarter: int | None, reopen: int | None) -> int:
    if reopen is not None and quarter not in (None, reopen):
        raise UsageProblem(
            "--quarter กับ --reopen เป็นคนละไตรมาส ให้ระบุอย่างใดอย่างหนึ่ง",
            "--quarter and --reopen name different quarters; give one of them",
        )
    number = reopen or quarter
    if number is None:
        raise UsageProblem("ต้องระบุไตรมาสด้วย --quarter", "name the quarter with --quarter")
    return number


def _refuse_unknown_codes(codes: tuple[str, ...]) -> None:
    for code in codes:
        if code not in catalogue():
            raise UsageProblem(f"ไม่มีรหัส “{code}” ที่ --despite ใช้ได้", f"--despite: there is no finding “{code}”")


def _beside(plan: Master, master: Path) -> str | None:
    """The logo of the settings sheet, whose path begins at the master's folder."""
    return str(master.parent / plan.settings.logo) if plan.settings.logo else None
