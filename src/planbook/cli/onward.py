"""What to do next, told after each command: a sentence, and the command as it is typed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import planbook as pb
from planbook.cli import voice
from planbook.cli.speech import say
from planbook.cli.streams import STDOUT, shown
from planbook.words import TextCode

CONSOLIDATED = "consolidated.xlsx"
FORMS, RETURNS, CORRECTIONS, REMINDERS = "forms/", "returns/", "corrections/", "reminders/"
"""How files and folders are called in commands that name new ones."""


def in_its_year(name: str, master: Path, quarter: int | None) -> str | Path:
    """Where a command would put a quarter's forms, returns, corrections or consolidated workbook: in the folder of the
    year that the master stands in (``planbook start``), else where ``name`` says."""
    home = next((each for each in (master.parent, master.parent.parent) if (each / "history").is_dir()), None)
    place = (home or Path()) / name.removesuffix(".xlsx").strip("/")
    if home is None or not quarter or not place.is_dir():
        return name
    return place / (f"Q{quarter}.xlsx" if name == CONSOLIDATED else f"Q{quarter}")


def onward(code: TextCode, *command: object, **args: Any) -> None:
    """Tell a next step, and below it the command that does it; nothing where that would work on what came or went
    through a pipe, and is nowhere now."""
    words = [shown(word) if isinstance(word, Path) else word for word in command]
    if str(STDOUT) in words:
        return
    voice.tell(say("cli.next", step=say(code, **args)))
    if words:
        voice.tell(f"    {voice.typed('planbook', *words)}", whole=True)


def quarter_to_come(plan: pb.Master) -> int | None:
    """The first quarter without a result; None where each has some."""
    reported = {fact.quarter for fact in plan.facts}
    return next((quarter for quarter in range(1, 5) if quarter not in reported), None)


def to_generate(master: Path, quarter: int | None, code: TextCode = "onward.generate") -> None:
    """The forms of a quarter come next; nothing where there is none to come."""
    if quarter:
        onward(
            code, "generate", master, "--quarter", quarter, "-o", in_its_year(FORMS, master, quarter), quarter=quarter
        )


def after_check(
    outcome: pb.Outcome, master: Path, returns: Iterable[Path | str], *, copies: bool, strict: bool
) -> None:
    """After a check: correction copies unless they are made, reminders, the merge; each where it has a use."""
    from planbook.report.work import NextStep

    files = [*returns]
    quarter = max(outcome.quarters, default=None)
    steps = {office.step for office in outcome.work(strict=strict).offices}
    if not copies and steps & {NextStep.CORRECT, NextStep.RESEND}:
        onward(
            "onward.corrections", "check", master, *files, "--corrections", in_its_year(CORRECTIONS, master, quarter)
        )
    if NextStep.REMIND in steps and quarter:
        onward("onward.remind", "remind", master, *files, "--quarter", quarter, "-o", REMINDERS)
    onward("onward.merge", "merge", master, *files, "-o", in_its_year(CONSOLIDATED, master, quarter))


def after_merge(outcome: pb.Outcome, output: Path) -> None:
    """After a merge: the page that tells where every figure comes from, and the next quarter, or what is still owed."""
    onward("onward.publish", "publish", output, "-o", "plan.html")
    owing = len(outcome.work().owing)
    if owing:
        more = in_its_year(RETURNS, output, max(outcome.quarters, default=None))
        again = output.with_stem(f"{output.stem}-2") if isinstance(more, Path) else f"{output.stem}-2{output.suffix}"
        onward("onward.merge-more", "merge", output, more, "-o", again, count=owing)
    else:
        to_generate(output, _after(outcome.quarters))


def _after(quarters: Iterable[int]) -> int | None:
    last = max(quarters, default=4)
    return last + 1 if last < 4 else None


def after_facts(consolidated: pb.Master, master: Path, facts: Path) -> None:
    """What to do with the table of results; a warning where it is a CSV that a spreadsheet would calculate."""
    from planbook.layout.own_tables import sheet_text
    from planbook.report.data import like_formulas

    is_text = facts == STDOUT or facts.suffix.lower() == ".csv"
    if is_text and (count := like_formulas(consolidated, consolidated.facts)):
        sheet = sheet_text("sheet.facts")
        onward("onward.exported-formulas", count=count, sheet=sheet, file=master.name)
    else:
        onward("onward.exported-facts")
