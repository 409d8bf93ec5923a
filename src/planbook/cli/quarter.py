"""``planbook generate``.

``planbook check``.

``planbook merge``.

``planbook remind``.
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
    progress,
    quarter_option,
    refuse_ending,
    refuse_existing,
    refuse_input,
    show,
    verbose_option,
    workers_option,
)
from planbook.errors import ExitCode, UsageProblem


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
def generate_command(
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
    plan = pb.read_master(master)
    plan = pb.with_settings(
        plan,
        due={**plan.settings.due, number: due} if due is not None else None,
        contact=contact,
        language=language,
        logo=str(logo) if logo else _beside(plan, master),
        file_pattern=pattern,
        password=password,
    )
    try:
        made = pb.generate(plan, number, offices=offices, correction=reopen is not None, mail=mail, despite=despite)
    except pb.MasterNotReady as refused:
        show(refused.findings, verbose=verbose)
        raise
    with progress("สร้างแบบฟอร์ม", len(made.specs)) as tick:
        made.save(output, overwrite=force, tick=tick)
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
        raise UsageProblem("quarters-differ")
    number = reopen or quarter
    if number is None:
        raise UsageProblem("quarter-missing")
    return number


def _refuse_unknown_codes(codes: tuple[str, ...]) -> None:
    for code in codes:
        if code not in pb.finding_kinds():
            raise UsageProblem("despite-unknown", wanted=code)


def _beside(plan: pb.Master, master: Path) -> str | None:
    """The logo of the settings sheet, whose path begins at the master's folder."""
    return str(master.parent / plan.settings.logo) if plan.settings.logo else None


@click.command()
@click.argument("master", type=FILE)
@click.argument("returns", type=FILE, nargs=-1, required=True)
@quarter_option
@click.option("--report", type=FILE, help="Also write everything as JSON. รายงานเป็น JSON")
@force_option
@verbose_option
@workers_option
def check_command(
    master: Path,
    returns: tuple[Path, ...],
    quarter: int | None,
    report: Path | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """Read and validate returns without merging them.

    ตรวจแบบรายงานที่ส่งกลับ (ไฟล์หรือโฟลเดอร์) โดยยังไม่รวมผล

    \b
    planbook check master-2562.xlsx returns/
    """
    if report:
        refuse_existing(report, force)
    plan = pb.read_master(master)
    came = pb.collect(returns)
    with progress("อ่านแบบรายงาน", len(came.files)) as tick:
        outcome = pb.check(plan, came, quarter=quarter, workers=workers, tick=tick)
    if report:
        write_atomic(report, outcome.report.to_json(), overwrite=force)
    tell(outcome, len(came.files), verbose=verbose)
    return outcome.exit_code if came.files else ExitCode.CANNOT_GO_ON


def tell(outcome: pb.Outcome, files: int, *, verbose: bool) -> None:
    """Print what a check or merge found."""
    from planbook.report.console import conservation_line, status_lines

    show(outcome.findings, verbose=verbose)
    click.echo("")
    click.echo(f"อ่าน / read: {files:,} ไฟล์ / files")
    click.echo(conservation_line(outcome.conservation))
    for line in status_lines(outcome.offices):
        click.echo(line)


@click.command()
@click.argument("master", type=FILE)
@click.argument("returns", type=FILE, nargs=-1, required=True)
@click.option("--output", "-o", type=FILE, required=True, help="The consolidated workbook to make. แผนที่รวมผลแล้ว")
@quarter_option
@click.option("--report", type=FILE, help="Also write everything as JSON. รายงานเป็น JSON")
@force_option
@verbose_option
@workers_option
def merge_command(
    master: Path,
    returns: tuple[Path, ...],
    output: Path,
    quarter: int | None,
    report: Path | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """Merge returns into the consolidated plan.

    รวมผลจากแบบรายงานที่ส่งกลับ (ไฟล์หรือโฟลเดอร์) ลงในแผนฉบับเดิม

    \b
    planbook merge master-2562.xlsx returns/ -o consolidated-2562.xlsx --report report.json
    """
    refuse_ending(output)
    for made in filter(None, (output, report)):
        refuse_input(made, [master, *returns])
        refuse_existing(made, force)
    plan = pb.read_master(master)
    came = pb.collect(returns)
    if not came.files:
        show(came.findings, verbose=verbose)
        click.echo("\n✗ ไม่มีแบบรายงานให้รวม จึงไม่ได้สร้างไฟล์ / no returns to merge, so nothing was written", err=True)
        return ExitCode.CANNOT_GO_ON
    with progress("อ่านแบบรายงาน", len(came.files)) as tick:
        outcome = pb.merge(plan, came, quarter=quarter, workers=workers, tick=tick)
    outcome.save(output, overwrite=force)
    if report:
        write_atomic(report, outcome.report.to_json(), overwrite=force)
    tell(outcome, len(came.files), verbose=verbose)
    if outcome.proof:
        click.echo(
            f"✓ พิสูจน์รูปแบบ / layout proof: เปลี่ยนเฉพาะช่องผล {outcome.proof.cells:,} ช่อง / "
            f"only {outcome.proof.cells:,} result cells changed, "
            f"{outcome.proof.identical} of {outcome.proof.parts} parts identical"
        )
    click.echo(f"→ {output}")
    if report:
        click.echo(f"→ {report}")
    return outcome.exit_code


@click.command()
@click.argument("master", type=FILE)
@click.argument("returns", type=FILE, nargs=-1)
@click.option("--quarter", "-q", type=click.IntRange(1, 4), required=True, help="The quarter, 1 to 4. ไตรมาส")
@click.option("--output", "-o", type=FILE, required=True, help="The folder for the drafts. โฟลเดอร์ร่างอีเมล")
@click.option("--due", help="The date to name, where it is not the settings sheet's. กำหนดส่งคืน")
@force_option
@verbose_option
@workers_option
def remind_command(
    master: Path,
    returns: tuple[Path, ...],
    quarter: int,
    output: Path,
    due: str | None,
    force: bool,
    verbose: bool,
    workers: int,
) -> int:
    """Write mail drafts to the offices that have not returned their form, or not all of it.

    ร่างอีเมลทวงหน่วยงานที่ยังไม่ส่งหรือส่งไม่ครบ พร้อมรายการที่ขาด

    \b
    planbook remind master-2562.xlsx returns/ --quarter 1 -o reminders/
    """
    plan = pb.read_master(master)
    if due is not None:
        plan = pb.with_settings(plan, due={**plan.settings.due, quarter: due})
    came = pb.collect(returns)
    with progress("อ่านแบบรายงาน", len(came.files)) as tick:
        outcome = pb.check(plan, came, quarter=quarter, workers=workers, tick=tick)
    drafts = pb.remind(outcome, quarter, output, overwrite=force)
    # what is wrong with returns is the matter of `planbook check`; files that could not be used are said here too
    unread = {finding.file for finding in outcome.findings if finding.code.startswith(("return-", "file-", "path-"))}
    findings = [finding for finding in outcome.findings if finding.file in unread] if unread else []
    findings += [finding for draft in drafts for finding in draft.findings]
    show(findings, verbose=verbose)
    click.echo("")
    click.echo(f"✓ ร่างอีเมลทวง {len(drafts)} ฉบับ จากแบบที่ส่งกลับ {len(came.files)} ไฟล์ / {len(drafts)} reminders")
    if drafts:
        click.echo(f"→ {output}")
    return code_for(findings)
