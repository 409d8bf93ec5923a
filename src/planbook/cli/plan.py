"""``planbook adopt``, ``lint``, ``explain``, ``publish``, ``brief``, ``export``, ``new``: of a plan and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import planbook as pb
from planbook.book.files import refuse_inputs, refuse_kind
from planbook.cli.common import (
    code_for,
    force_option,
    master_argument,
    refuse_ending,
    refuse_existing,
    show,
    verbose_option,
)
from planbook.cli.onward import after_facts, onward, quarter_to_come, to_generate
from planbook.cli.speech import Between, argument, command, follow, language, option, say
from planbook.cli.streams import FILE, READ, STDOUT, deliver, expect, tell_made
from planbook.cli.voice import data as give
from planbook.cli.voice import tell
from planbook.errors import ExitCode, PlanbookError, UsageProblem


@command("help.long.adopt")
@argument("plan", type=READ, says="help.place.plan")
@option("--offices", type=READ, says="help.option.offices-list")
@option("--update", is_flag=True, says="help.option.update")
@option(
    "--from",
    "old",
    type=READ,
    says="help.option.from",
)
@option("--next-year", is_flag=True, says="help.option.next-year")
@option("--last-figures", is_flag=True, says="help.option.last-figures")
@option("--preview", type=FILE, says="help.option.preview")
@option("--measures", is_flag=True, says="help.option.measures")
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
    measures: bool,
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
    expect(made)
    teach = _lessons(lessons)
    if next_year and old:
        adopted = _next_year(plan, old, figures=last_figures, teach=teach)
    else:
        adopted = (
            _update(plan, old, teach, measures=measures)
            if update
            else pb.adopt(plan, offices, teach=teach, measures=measures)
        )
    follow(adopted.master)
    _require_offices(adopted.master)
    show(adopted.findings, verbose=verbose)
    files: dict[Path, bytes] = {output: adopted.data} if adopted.master.activities else {}
    if files and output != STDOUT:
        refuse_kind(output, adopted.data)
    if preview:
        # of a workbook without a plan too, where it is needed most
        pictured = adopted.master if files else plan
        files[preview] = pb.preview(pictured, findings=adopted.findings, language=language())
    deliver(files, overwrite=force)
    if not adopted.master.activities:
        return ExitCode.CANNOT_GO_ON
    master, balance = adopted.master, adopted.balance
    asked = len(master.asked_in_tables)
    initiatives, activities = master.plan.counts
    tell()
    tell(
        say(
            "cli.adopted",
            year=master.year,
            initiatives=initiatives,
            activities=activities,
            asked=asked,
            offices=len(master.offices.offices),
        )
    )
    mark = "✓" if not balance.left_over else "!"
    numbers = {"cells": balance.cells, "understood": balance.understood, "left": balance.left_over}
    tell(say("cli.cells", mark=mark, **numbers))
    if balance.aside:
        reasons = ", ".join(f"{say(why.code)} {count:,}" for why, count in balance.aside.items())
        tell(f"  {say('cli.aside', used=balance.used, count=sum(balance.aside.values()), reasons=reasons)}")
    tell_made(files)
    reviewed = output if output != STDOUT else plan
    onward("onward.review", "lint", reviewed, file=reviewed.name)
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


def _update(plan: Path, old: Path | None, teach: Sequence[str], *, measures: bool) -> pb.Adopted:
    try:
        return pb.update(plan, old, teach=teach, measures=measures)
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
        give(report.to_json())
        return code_for(findings)
    show(findings, verbose=verbose)
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in pb.Severity}
    tell()
    tell(
        say(
            "cli.counts",
            mark="!" if code_for(findings) else "✓",
            errors=counts[pb.Severity.ERROR],
            warnings=counts[pb.Severity.WARNING],
            infos=counts[pb.Severity.INFO],
        ),
        loud=bool(counts[pb.Severity.ERROR]),
    )
    if counts[pb.Severity.ERROR]:
        onward("onward.mend", "lint", master)
    else:
        to_generate(
            master, quarter_to_come(plan), "onward.generate-looked" if code_for(findings) else "onward.generate"
        )
    return code_for(findings)


@command("help.long.explain")
@master_argument
@argument("key", says="help.place.activity-or-cell")
@option("--quarter", "-q", type=Between(1, 4), says="help.option.explain-quarter")
@option("--json", "as_json", is_flag=True, says="help.option.explain-json")
def explain_command(master: Path, key: str, quarter: int | None, as_json: bool) -> ExitCode:
    """``planbook explain``: where a figure comes from."""
    from planbook.pipeline.shown import explain_year, is_cell
    from planbook.report.explained import cell_lines, explanation_lines, year_lines

    plan = follow(pb.read_master(master))
    if is_cell(key):
        asked = pb.explain_cell(plan, key)
        if as_json:
            give(pb.ExplanationReport(plan=plan.settings.plan_id, cell=asked).to_json())
        for line in cell_lines(plan, asked, language()) if not as_json else ():
            tell(line, loud=True)
        return ExitCode.CLEAN
    reported = sorted({fact.quarter for fact in plan.facts if fact.key == key}) or [1]
    explained = [pb.explain(plan, key, each) for each in ([quarter] if quarter else reported)]
    if as_json:
        give(pb.ExplanationReport(plan=plan.settings.plan_id, explanations=tuple(explained)).to_json())
        return ExitCode.CLEAN
    for number, each in enumerate(explained):
        if number:
            tell(loud=True)
        for line in explanation_lines(each, language()):
            tell(line, loud=True)
    year = explain_year(plan, key) if quarter is None else None
    for line in ("", *year_lines(plan, year, language())) if year and year.quarters else ():
        tell(line, loud=True)
    tell()
    onward("onward.publish", "publish", master, "-o", PAGE)
    return ExitCode.CLEAN


PAGE = "plan.html"


@command("help.long.publish")
@master_argument
@option("--output", "-o", type=FILE, required=True, says="help.option.publish-output")
@force_option
def publish_command(master: Path, output: Path, force: bool) -> ExitCode:
    """``planbook publish``: the plan as a page for the browser."""
    if output != STDOUT and output.suffix.lower() not in (".html", ".htm"):
        raise UsageProblem("publish-ending", file=output.name)
    refuse_inputs([output], [master])
    refuse_existing(output, force)
    expect([output], text=True)
    page = pb.publish(follow(pb.read_master(master)), language())
    deliver({output: page}, overwrite=force)
    tell_made([output])
    onward("onward.published")
    return ExitCode.CLEAN


@command("help.long.brief")
@master_argument
@option("--quarter", "-q", type=Between(1, 4), says="help.option.brief-quarter")
@option("--output", "-o", type=FILE, required=True, says="help.option.brief-output")
@option("--template", type=READ, says="help.option.brief-template")
@option("--blank", is_flag=True, says="help.option.brief-blank")
@force_option
def brief_command(
    master: Path, quarter: int | None, output: Path, template: Path | None, blank: bool, force: bool
) -> ExitCode:
    """``planbook brief``: the memo to management."""
    if output != STDOUT and output.suffix.lower() != ".docx":
        raise UsageProblem("brief-ending", file=output.name)
    refuse_inputs([output], [master, *([template] if template else [])])
    refuse_existing(output, force)
    expect([output])
    plan = follow(pb.read_master(master))
    data = pb.blank_memo(language()) if blank else pb.memo(plan, quarter, template=template, language=language())
    deliver({output: data}, overwrite=force)
    tell_made([output])
    if blank:
        onward("onward.letter", "brief", master, "--template", output, "-o", "memo.docx")
    else:
        onward("onward.briefed")
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
    endings = {".json": pb.to_json, ".yaml": pb.to_yaml, ".yml": pb.to_yaml} if output else {}
    writer = endings.get(".yaml" if output == STDOUT else output.suffix.lower()) if output else None
    if output and writer is None:
        raise UsageProblem("export-ending", file=output.name)
    made = [path for path in (output, facts) if path]
    refuse_inputs(made, [master])
    for path in made:
        if path != facts or path == STDOUT or path.suffix:
            refuse_existing(path, force)
    expect(made, text=True)
    files: dict[Path, bytes] = {}
    if facts:
        consolidated = follow(pb.read_master(master))
        if facts != STDOUT and not facts.suffix:
            shared = {facts / name: data for name, data in pb.export_dataset(consolidated).items()}
            for path in shared:
                refuse_existing(path, force)
            files |= shared
            made = [*filter(None, [output]), *shared]
        else:
            files[facts] = pb.export_facts(consolidated, "facts.csv" if facts == STDOUT else facts.name)
        tell(say("cli.exported-facts", count=len(consolidated.facts)))
    found: tuple[pb.Finding, ...] = ()
    if output and writer:
        plan = follow(pb.read_plan(master))
        document, found = pb.export_plan(plan), plan.findings
        files[output] = writer(document)
        show(found, verbose=verbose)
        initiatives, activities = plan.plan.counts
        offices = len(document.offices)
        tell(say("cli.exported", initiatives=initiatives, activities=activities, offices=offices))
    deliver(files, overwrite=force)
    tell_made(made)
    if output:
        onward("onward.exported", "new", output, "-o", "plan.xlsx")
    if facts:
        after_facts(consolidated, master, facts)
    return code_for(found)


@command("help.long.new")
@argument("plan", type=READ, required=False, says="help.place.plan")
@option("--output", "-o", type=FILE, required=True, says="help.option.new-output")
@option("--master", is_flag=True, says="help.option.new-master")
@option("--blank", is_flag=True, says="help.option.blank")
@option("--year", type=Between(2400, 2699), says="help.option.year")
@option("--region", says="help.option.region")
@option("--strategies", type=Between(1, 50), says="help.option.strategies")
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
    expect([output])
    document = pb.read_document(plan) if plan else pb.blank_plan(year, (region or "").strip(), strategies or 1)
    findings: tuple[pb.Finding, ...] = ()
    if master:
        made = pb.new_master(document)
        _require_offices(made.master)
        data, findings = made.data, made.findings
    else:
        data = pb.new_plan(document, SPARE_ROWS if blank else 0)
    deliver({output: data}, overwrite=force)
    show(findings, verbose=verbose)
    initiatives = sum(len(strategy.initiatives) for strategy in document.strategies)
    activities = sum(1 for _ in document.activities())
    strategies = len(document.strategies)
    tell(say("cli.made-plan", strategies=strategies, initiatives=initiatives, activities=activities))
    tell_made([output])
    if master:
        onward("onward.review", "lint", output, file=output.name)
    else:
        onward("onward.made-blank" if blank else "onward.adopt", "adopt", output, *OFFICES, "-o", "master.xlsx")
    return code_for(findings)


OFFICES = ("--offices", "offices.csv")
