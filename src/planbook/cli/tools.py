"""``planbook start``, ``desk``, ``join``, ``demo``, ``rehearse``, ``inspect``: a year's folder and its page in the
browser, and what stands beside the quarter.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import click

import planbook as pb
from planbook.book.files import refuse_inputs
from planbook.cli.common import (
    code_for,
    force_option,
    jobs_option,
    master_argument,
    progress,
    refuse_ending,
    refuse_existing,
    show,
    verbose_option,
)
from planbook.cli.onward import onward, to_generate
from planbook.cli.speech import argument, command, follow, language, option, said, say
from planbook.cli.streams import FILE, FOLDER, READ, STDOUT, deliver, expect, tell_made
from planbook.cli.voice import data as give
from planbook.cli.voice import tell
from planbook.errors import ExitCode, PlanbookError
from planbook.words import TextCode


@command("help.long.start")
@argument("folder", type=FOLDER, says="help.place.folder")
@argument("plan", type=READ, says="help.place.plan")
@option("--offices", type=READ, says="help.option.offices-list")
@verbose_option
def start_command(folder: Path, plan: Path, offices: Path | None, verbose: bool) -> ExitCode:
    """``planbook start``: the folder of a year, out of the region's plan."""
    from planbook.book.files import read_source
    from planbook.desk.folder import next_step, step_states, to_do
    from planbook.desk.steps import offices_made_up, start

    year, made = start(folder, read_source(plan), read_source(offices) if offices else None)
    master = follow(made.master)
    show(made.findings, verbose=verbose)
    initiatives, activities = master.plan.counts
    tell()
    tell(
        say(
            "cli.started",
            year=master.year,
            initiatives=initiatives,
            activities=activities,
            offices=len(master.offices.offices),
        )
    )
    tell(f"→ {folder}")
    step = next_step(step_states(year, 1, offices_made_up=offices_made_up(master)))
    tell(say("cli.next", step=said(to_do(step, 1))))
    onward("onward.desk", "desk", folder)
    return code_for(made.findings)


@command("help.long.desk")
@argument("folder", type=FOLDER, default=Path(), required=False, says="help.place.folder")
@option("--no-browser", is_flag=True, says="help.option.no-browser")
@option("--port", type=click.IntRange(0, 65535), default=0, says="help.option.port")
@option("--idle", type=click.IntRange(0, 10_000), default=120, show_default=True, says="help.option.idle")
def desk_command(folder: Path, no_browser: bool, port: int, idle: int) -> ExitCode:
    """``planbook desk``: a quarter's work in the browser."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None or find_spec("jinja2") is None:
        raise PlanbookError("desk-missing")
    from planbook.desk.server import serve

    def announce(address: str) -> None:
        if address:
            tell(address if no_browser else say("desk.address", address=address), loud=True, whole=True)
        else:
            tell(say("desk.no-browser"), err=True)

    serve(folder, language=language(), port=port, idle_minutes=idle, announce=announce, browser=not no_browser)
    tell(say("desk.ended"), err=True)
    return ExitCode.CLEAN


@command("help.long.join")
@argument("parts", type=READ, nargs=-1, required=True, says="help.place.parts")
@option("--master", type=READ, says="help.option.join-master")
@option("--output", "-o", type=FILE, required=True, says="help.option.merge-output")
@force_option
@verbose_option
def join_command(parts: tuple[Path, ...], master: Path | None, output: Path, force: bool, verbose: bool) -> ExitCode:
    """``planbook join``: several consolidated workbooks as one."""
    refuse_ending(output)
    refuse_existing(output, force)
    refuse_inputs([output], [*parts, *filter(None, [master])])
    expect([output])
    outcome = pb.join(parts, master)
    follow(outcome.master)
    if output == STDOUT:
        deliver({output: outcome.proven()}, overwrite=force)
    else:
        outcome.save(output, overwrite=force)
    show(outcome.findings, verbose=verbose)
    offices, facts = len(outcome.master.offices.offices), len(outcome.facts)
    tell()
    tell(say("cli.joined", count=len(parts), year=outcome.master.year, offices=offices, facts=facts))
    if outcome.proof:
        proof = {"cells": outcome.proof.cells, "identical": outcome.proof.identical, "parts": outcome.proof.parts}
        tell(say("cli.proof", **proof))
    tell_made([output])
    onward("onward.publish", "publish", output, "-o", "plan.html")
    return outcome.exit_code


@command("help.long.demo")
@argument("folder", type=FOLDER, default=Path("planbook-demo"), required=False, says="help.place.folder")
@option("--quarter", "-q", type=click.IntRange(1, 4), default=1, show_default=True, says="help.option.quarter")
@force_option
@jobs_option
def demo_command(folder: Path, quarter: int, force: bool, workers: int) -> int:
    """``planbook demo``: a whole quarter on the sample."""
    from planbook.simulate import demo
    from planbook.simulate.demo import summary_lines

    done = demo.run(folder, quarter, force=force, workers=workers, step=progress)
    for line in summary_lines(done, language()):
        tell(line)
    if done.as_planned:
        onward("onward.own-plan", "start", say("help.place.folder"), say("help.place.plan"))
        # findings in what the offices sent are what the demo is for
        return ExitCode.CLEAN
    tell(err=True, loud=True)
    tell(say("cli.demo-failed"), err=True, loud=True)
    return ExitCode.CANNOT_GO_ON


_COLUMN = 34


@command("help.long.rehearse")
@master_argument
@option("--quarter", "-q", type=click.IntRange(1, 4), required=True, says="help.option.quarter")
@option("--offices", type=click.IntRange(1, 50), default=2, says="help.option.tries")
@option("--office", "codes", multiple=True, says="help.option.try-office")
@option("--verbose", "-v", is_flag=True, says="help.option.show-codes")
def rehearse_command(master: Path, quarter: int, offices: int, codes: tuple[str, ...], verbose: bool) -> int:
    """``planbook rehearse``: what still reads of distorted forms."""
    from planbook.simulate.rehearsal import CLIENTS, behaviours

    plan = follow(pb.read_master(master))
    with progress("cli.rehearsing", len(behaviours()) + len(CLIENTS)) as tick:
        done = pb.rehearse(plan, quarter, offices=offices, codes=codes, workers=min(4, os.cpu_count() or 1), tick=tick)
    names = ", ".join(spec.office_name or spec.office for spec in done.forms.values())
    tell(say("cli.rehearsed", count=len(done.forms), names=names))
    tell()
    tell(_row("", say("cli.behaviour"), [say(code) for code in _HEADS]))
    for trial in done.trials:
        verdict, name = trial.verdict, trial.name(language())
        if verdict is None:
            tell(_row("–", name, [""] * len(_HEADS)) + (say(_NOT_TRIED[trial.why]) if trial.why else ""))
            continue
        counts = (verdict.right, verdict.wrong, verdict.reported, verdict.silent)
        tell(_row("✓" if verdict.safe else "✗", name, list(map(str, counts))).rstrip(), loud=not verdict.safe)
        if verbose and verdict.codes:
            tell(f"     {', '.join(verdict.codes)}")
    tell()
    tell(say("cli.safe" if done.safe else "cli.unsafe"), loud=not done.safe)
    if done.safe:
        to_generate(master, quarter)
    return ExitCode.CLEAN if done.safe else ExitCode.FINDINGS


_HEADS: tuple[TextCode, ...] = ("cli.right", "cli.wrong", "cli.told", "cli.silent")
_NOT_TRIED: dict[str, TextCode] = {"not-installed": "cli.not-installed", "no-such-input": "cli.no-such-input"}


def _row(mark: str, name: str, cells: list[str]) -> str:
    """A line of the table, even where Thai vowels take no room."""
    from planbook.domain import width

    text = f"{mark or ' '} {name}"
    text += " " * max(1, _COLUMN - width(text))
    for cell in cells:
        text += " " * max(1, 17 - width(cell)) + cell
    return f"{text}   "


_KINDS: dict[str, TextCode] = {
    "form": "cli.kind-form",
    "master": "cli.kind-master",
    "plan": "cli.kind-plan",
    "workbook": "cli.kind-workbook",
}


@command("help.long.inspect")
@argument("file", type=READ, says="help.place.file")
@option("--json", "as_json", is_flag=True, says="help.option.inspect-json")
def inspect_command(file: Path, as_json: bool) -> int:
    """``planbook inspect``: what a workbook is."""
    found = pb.inspect(file, isolated=True)
    if as_json:
        give(found.model_dump_json(indent=2) + "\n")
        return ExitCode.CLEAN
    tell(f"{file.name}: {say(_KINDS[found.kind])}", loud=True)
    if found.kind == "form":
        tell(f"  {say('cli.is-form', plan=found.plan, year=found.year, quarter=found.quarter)}", loud=True)
        tell(f"  {say('cli.is-of', office=found.office, count=len(found.inputs))}", loud=True)
    elif found.plan or found.year:
        tell(f"  {say('cli.is-plan', plan=found.plan or '-', year=found.year or '-')}", loud=True)
    tell(f"  {say('cli.sheets', names=tuple(found.sheets))}", loud=True)
    _after_inspection(file, found.kind)
    return ExitCode.CLEAN


def _after_inspection(file: Path, kind: str) -> None:
    """What is done with a workbook of this kind."""
    master, offices = say("help.place.master"), ("--offices", "offices.csv")
    if kind == "form":
        onward("onward.check", "check", master, file)
    elif kind == "master":
        onward("onward.lint", "lint", file)
    elif kind == "plan":
        onward("onward.adopt", "adopt", file, *offices, "-o", "master.xlsx")


SHELLS = ("bash", "zsh", "fish", "powershell")


@command("help.long.completion")
@argument("shell", type=click.Choice(SHELLS), says="help.place.shell")
def completion_command(shell: str) -> ExitCode:
    """``planbook completion``: what a shell needs to complete commands and options."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    give(kind(click.get_current_context().find_root().command, {}, "planbook", "_PLANBOOK_COMPLETE").source())
    return ExitCode.CLEAN
