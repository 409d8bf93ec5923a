"""``planbook adopt``, ``lint``, ``explain``, ``publish``, ``brief``, ``export``, ``new``: of a plan and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

import planbook as pb
from planbook.book.files import refuse_inputs, refuse_kind, write_atomic, write_together
from planbook.cli.common import (
    FILE,
    code_for,
    force_option,
    master_argument,
    refuse_ending,
    refuse_existing,
    show,
    verbose_option,
)
from planbook.cli.speech import argument, command, follow, language, option, say
from planbook.errors import ExitCode, PlanbookError, UsageProblem


@command("help.long.adopt")
@argument("plan", type=FILE, says="help.place.plan")
@option("--offices", type=FILE, says="help.option.offices-list")
@option("--update", is_flag=True, says="help.option.update")
@option(
    "--from",
    "old",
    type=FILE,
    says="help.option.from",
)
@option("--next-year", is_flag=True, says="help.option.next-year")
@option("--last-figures", is_flag=True, says="help.option.last-figures")
@option("--preview", type=FILE, says="help.option.preview")
@option("--teach", "lessons", multiple=True, says="help.option.teach")
@option("--output", "-o", type=FILE, required=True, says="help.option.master-output")
@force_option
@verbose_option
def adopt_command(
    plan: Path,
    offices: Path | None,
    update: bool,
    old: Path | None,
    next_year: bool,
    last_figures: bool,
    preview: Path | None,
    lessons: tuple[str, ...],
    output: Path,
    force: bool,
    verbose: bool,
) -> int:
    """``planbook adopt``: a master out of the region's plan."""
    _check_options(offices, old, update=update, next_year=next_year, last_figures=last_figures)
    made = [output, *filter(None, [preview])]
    refuse_inputs(made, [plan, *filter(None, (offices, old))])
    refuse_ending(output)
    if preview and preview.suffix.lower() not in (".html", ".htm"):
        raise UsageProblem("preview-ending", file=preview.name)
    for path in made:
        refuse_existing(path, force)
    teach = _lessons(lessons)
    if next_year and old:
        adopted = _next_year(plan, old, figures=last_figures, teach=teach)
    else:
        adopted = _update(plan, old, teach) if update else pb.adopt(plan, offices, teach=teach)
    follow(adopted.master)
    _require_offices(adopted.master)
    show(adopted.findings, verbose=verbose)
    files: dict[Path, bytes] = {output: adopted.data} if adopted.master.activities else {}
    if files:
        refuse_kind(output, adopted.data)
    if preview:
        # of a workbook without a plan too, where it is needed most
        pictured = adopted.master if files else plan
        files[preview] = pb.preview(pictured, findings=adopted.findings, language=language())
    write_together(files, overwrite=force)
    if not adopted.master.activities:
        return ExitCode.CANNOT_GO_ON
    master, balance = adopted.master, adopted.balance
    asked = sum(decision.asked for decision in master.decisions.values())
    initiatives = sum(1 for _ in master.plan.initiatives())
    click.echo("")
    click.echo(
        say(
            "cli.adopted",
            year=master.year,
            initiatives=initiatives,
            activities=len(master.activities),
            asked=asked,
            offices=len(master.offices.offices),
        )
    )
    mark = "✓" if not balance.left_over else "!"
    numbers = {"cells": balance.cells, "understood": balance.understood, "left": balance.left_over}
    click.echo(say("cli.cells", mark=mark, **numbers))
    if balance.aside:
        reasons = ", ".join(f"{say(why.code)} {count:,}" for why, count in balance.aside.items())
        click.echo(f"  {say('cli.aside', used=balance.used, count=sum(balance.aside.values()), reasons=reasons)}")
    for path in files:
        click.echo(f"→ {path}")
    click.echo(f"  {say('cli.review')}")
    return code_for(adopted.findings)


def _require_offices(master: pb.Master) -> None:
    """Raise PlanbookError ``master-without-offices`` for a plan that nobody could be asked to report on."""
    if master.plan.strategies and not master.offices.offices:
        raise PlanbookError("master-without-offices")


def _lessons(said: Sequence[str]) -> list[str]:
    """What captions mean: each as it is said, or the lines of a file of them. Raises UsageProblem."""
    lessons: list[str] = []
    for lesson in said:
        if "=" in lesson:
            lessons.append(lesson)
            continue
        try:
            lines = Path(lesson).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, ValueError) as problem:
            raise UsageProblem("teach-form", raw=lesson) from problem
        lessons += [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return lessons


def _update(plan: Path, old: Path | None, teach: Sequence[str]) -> pb.Adopted:
    try:
        return pb.update(plan, old, teach=teach)
    except PlanbookError as problem:
        if problem.code != "not-a-master" or old is not None:
            raise
        raise UsageProblem("update-not-a-master", file=plan.name) from problem


def _next_year(plan: Path, old: Path, *, figures: bool, teach: Sequence[str]) -> pb.Adopted:
    try:
        return pb.next_year(plan, old, figures=figures, teach=teach)
    except PlanbookError as problem:
        if problem.code != "not-a-master":
            raise
        raise PlanbookError("next-year-not-a-master", file=old.name) from problem


def _check_options(
    offices: Path | None, old: Path | None, *, update: bool, next_year: bool, last_figures: bool
) -> None:
    """Options that do not go together. Raises UsageProblem."""
    if update and next_year:
        raise UsageProblem("adopt-two-ways")
    if old and not (update or next_year):
        raise UsageProblem("from-without-update")
    if next_year and old is None:
        raise UsageProblem("next-year-needs-from")
    if last_figures and not next_year:
        raise UsageProblem("figures-without-next-year")
    if offices and (update or next_year):
        raise UsageProblem("update-with-offices")


@command("help.long.lint")
@master_argument
@option("--json", "as_json", is_flag=True, says="help.option.json")
@verbose_option
def lint_command(master: Path, as_json: bool, verbose: bool) -> int:
    """``planbook lint``: look a master over."""
    plan = follow(pb.read_master(master))
    findings = pb.lint(plan)
    if as_json:
        report = pb.LintReport.of(plan, findings)
        click.echo(report.to_json().decode(), nl=False)
        return code_for(findings)
    show(findings, verbose=verbose)
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in pb.Severity}
    click.echo("")
    click.echo(
        say(
            "cli.counts",
            mark="!" if code_for(findings) else "✓",
            errors=counts[pb.Severity.ERROR],
            warnings=counts[pb.Severity.WARNING],
            infos=counts[pb.Severity.INFO],
        )
    )
    return code_for(findings)


@command("help.long.explain")
@master_argument
@argument("key", says="help.place.activity")
@option("--quarter", "-q", type=click.IntRange(1, 4), says="help.option.explain-quarter")
@option("--json", "as_json", is_flag=True, says="help.option.explain-json")
def explain_command(master: Path, key: str, quarter: int | None, as_json: bool) -> ExitCode:
    """``planbook explain``: where a figure comes from."""
    from planbook.pipeline import explain_year
    from planbook.report.explained import explanation_lines, year_lines

    plan = follow(pb.read_master(master))
    reported = sorted({fact.quarter for fact in plan.facts if fact.key == key}) or [1]
    explained = [pb.explain(plan, key, each) for each in ([quarter] if quarter else reported)]
    if as_json:
        click.echo(pb.ExplanationReport(plan=plan.settings.plan_id, explanations=tuple(explained)).to_json(), nl=False)
        return ExitCode.CLEAN
    for number, each in enumerate(explained):
        if number:
            click.echo("")
        for line in explanation_lines(each, language()):
            click.echo(line)
    year = explain_year(plan, key) if quarter is None else None
    for line in ("", *year_lines(plan, year, language())) if year and year.quarters else ():
        click.echo(line)
    return ExitCode.CLEAN


@command("help.long.publish")
@master_argument
@option("--output", "-o", type=FILE, required=True, says="help.option.publish-output")
@force_option
def publish_command(master: Path, output: Path, force: bool) -> ExitCode:
    """``planbook publish``: the plan as a page for the browser."""
    if output.suffix.lower() not in (".html", ".htm"):
        raise UsageProblem("publish-ending", file=output.name)
    refuse_inputs([output], [master])
    refuse_existing(output, force)
    page = pb.publish(follow(pb.read_master(master)), language())
    write_atomic(output, page, overwrite=force)
    click.echo(f"→ {output}")
    return ExitCode.CLEAN


@command("help.long.brief")
@master_argument
@option("--quarter", "-q", type=click.IntRange(1, 4), says="help.option.brief-quarter")
@option("--output", "-o", type=FILE, required=True, says="help.option.brief-output")
@option("--template", type=FILE, says="help.option.brief-template")
@option("--blank", is_flag=True, says="help.option.brief-blank")
@force_option
def brief_command(
    master: Path, quarter: int | None, output: Path, template: Path | None, blank: bool, force: bool
) -> ExitCode:
    """``planbook brief``: the memo to management."""
    if output.suffix.lower() != ".docx":
        raise UsageProblem("brief-ending", file=output.name)
    refuse_inputs([output], [master, *([template] if template else [])])
    refuse_existing(output, force)
    plan = follow(pb.read_master(master))
    data = pb.blank_memo(language()) if blank else pb.memo(plan, quarter, template=template, language=language())
    write_atomic(output, data, overwrite=force)
    click.echo(f"→ {output}")
    return ExitCode.CLEAN


@command("help.long.export")
@master_argument
@option("--output", "-o", type=FILE, says="help.option.export-output")
@option("--facts", type=FILE, says="help.option.export-facts")
@force_option
@verbose_option
def export_command(master: Path, output: Path | None, facts: Path | None, force: bool, verbose: bool) -> ExitCode:
    """``planbook export``: the plan, or its results, as data."""
    if output is None and facts is None:
        raise UsageProblem("export-nothing")
    writer = (
        {".json": pb.to_json, ".yaml": pb.to_yaml, ".yml": pb.to_yaml}.get(output.suffix.lower()) if output else None
    )
    if output and writer is None:
        raise UsageProblem("export-ending", file=output.name)
    made = [path for path in (output, facts) if path]
    refuse_inputs(made, [master])
    for path in made:
        refuse_existing(path, force)
    files: dict[Path, bytes] = {}
    if facts:
        consolidated = follow(pb.read_master(master))
        files[facts] = pb.export_facts(consolidated, facts.name)
        click.echo(say("cli.exported-facts", count=len(consolidated.facts)))
    found: tuple[pb.Finding, ...] = ()
    if output and writer:
        plan = follow(pb.read_plan(master))
        document, found = pb.export_plan(plan), plan.findings
        files[output] = writer(document)
        show(found, verbose=verbose)
        initiatives, activities = sum(1 for _ in plan.plan.initiatives()), sum(1 for _ in document.activities())
        offices = len(document.offices)
        click.echo(say("cli.exported", initiatives=initiatives, activities=activities, offices=offices))
    write_together(files, overwrite=force)
    for path in files:
        click.echo(f"→ {path}")
    return code_for(found)


@command("help.long.new")
@argument("plan", type=FILE, required=False, says="help.place.plan")
@option("--output", "-o", type=FILE, required=True, says="help.option.new-output")
@option("--master", is_flag=True, says="help.option.new-master")
@option("--blank", is_flag=True, says="help.option.blank")
@option("--year", type=click.IntRange(2400, 2699), says="help.option.year")
@option("--region", says="help.option.region")
@option("--strategies", type=click.IntRange(1, 50), says="help.option.strategies")
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
    """``planbook new``: a new plan workbook."""
    from planbook.document.check import SPARE_ROWS

    if (plan is None) != blank:
        raise UsageProblem("new-plan-or-blank")
    if not blank and (year or region or strategies):
        raise UsageProblem("new-only-blank")
    refuse_inputs([output], [plan] if plan else [])
    refuse_ending(output)
    refuse_existing(output, force)
    document = pb.read_document(plan) if plan else pb.blank_plan(year, (region or "").strip(), strategies or 1)
    findings: tuple[pb.Finding, ...] = ()
    if master:
        made = pb.new_master(document)
        _require_offices(made.master)
        data, findings = made.data, made.findings
    else:
        data = pb.new_plan(document, SPARE_ROWS if blank else 0)
    write_atomic(output, data, overwrite=force)
    show(findings, verbose=verbose)
    initiatives = sum(len(strategy.initiatives) for strategy in document.strategies)
    activities = sum(1 for _ in document.activities())
    strategies = len(document.strategies)
    click.echo(say("cli.made-plan", strategies=strategies, initiatives=initiatives, activities=activities))
    click.echo(f"→ {output}")
    return code_for(findings)
