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
        onward(code, "generate", master, "--quarter", quarter, "-o", FORMS, quarter=quarter)


def after_check(
    outcome: pb.Outcome, master: Path, returns: Iterable[Path | str], *, copies: bool, strict: bool
) -> None:
    """After a check: correction copies unless they are made, reminders, the merge; each where it has a use."""
    from planbook.report.work import Step

    files = [*returns]
    steps = {office.step for office in outcome.work(strict=strict).offices}
    if not copies and steps & {Step.CORRECT, Step.RESEND}:
        onward("onward.corrections", "check", master, *files, "--corrections", CORRECTIONS)
    if Step.REMIND in steps and outcome.quarters:
        quarter = max(outcome.quarters)
        onward("onward.remind", "remind", master, *files, "--quarter", quarter, "-o", REMINDERS)
    onward("onward.merge", "merge", master, *files, "-o", CONSOLIDATED)


def after_merge(outcome: pb.Outcome, output: Path) -> None:
    """After a merge: the page that tells where every figure comes from, and the next quarter, or what is still owed."""
    onward("onward.publish", "publish", output, "-o", "plan.html")
    owing = len(outcome.work().owing)
    if owing:
        onward("onward.merge-more", "merge", output, RETURNS, "-o", f"{output.stem}-2{output.suffix}", count=owing)
    else:
        to_generate(output, _after(outcome.quarters))


def _after(quarters: Iterable[int]) -> int | None:
    last = max(quarters, default=4)
    return last + 1 if last < 4 else None
