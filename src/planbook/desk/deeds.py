"""What the buttons of the desk do: each is given what the page said, and gives back where to go, or that work began.

Raises PlanbookError where it cannot be done; the page shows what it says.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from planbook.book.sniff import BOOK_ENDINGS
from planbook.desk import steps
from planbook.desk.hand import choices_said
from planbook.desk.history import undo
from planbook.desk.jobs import Job
from planbook.desk.room import Room
from planbook.domain import QUARTERS, Master
from planbook.errors import UsageProblem
from planbook.forms.issue import compose_all
from planbook.layout.own_tables import WAIVERS
from planbook.words import TextCode, languages

OPENED = (*BOOK_ENDINGS, ".csv", ".eml")
"""Endings of files that are opened in their own programs."""

Said: TypeAlias = Mapping[str, Any]
Does: TypeAlias = Callable[[Room, Said], dict[str, Any]]


def _fresh(room: Room, said: Said) -> int:
    """The quarter that a button is about. Raises UsageProblem ``desk-changed`` where the files are no longer those that
    the page showed."""
    if said.get("version") != room.year.version():
        raise UsageProblem("desk-changed")
    return _number(said)


def _number(said: Said) -> int:
    quarter = int(said.get("quarter", 1))
    if quarter not in QUARTERS:
        raise UsageProblem("quarter-out-of-range", quarter=quarter)
    return quarter


def _go(name: str, quarter: int) -> dict[str, Any]:
    return {"go": _page_of(name, quarter)}


def _page_of(name: str, quarter: int) -> str:
    return f"page/{name}?q={quarter}"


def _begun(room: Room, label: TextCode, work: Callable[[Job], str]) -> dict[str, Any]:
    """Begin a job, which gives the page to show afterwards, and say so."""
    room.jobs.begin(label, work)
    return {"job": True}


def _plan(room: Room, said: Said) -> dict[str, Any]:
    quarter, files = _fresh(room, said), room.take(str(said["drop"]))
    plans = [file for file in files if file[0].lower().endswith(BOOK_ENDINGS)]
    lists = [file for file in files if file not in plans]
    # of two workbooks the list of offices is the smaller one
    plans.sort(key=lambda file: -len(file[1]))
    if not plans or len(files) > 2:
        raise UsageProblem("desk-one-plan")
    offices = next(iter([*lists, *plans[1:]]), None)
    there = room.year.base(quarter).is_file()

    def work(_job: Job) -> str:
        if there:
            steps.update_plan(room.year, quarter, plans[0])
        else:
            steps.set_plan(room.year, plans[0], offices)
        return _page_of("plan", quarter)

    return _begun(room, "demo.adopting", work)


def _offices(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    pasted = str(said.get("text", ""))
    file = ("offices.csv", pasted.encode()) if pasted.strip() else None
    if file is None:
        file = next(iter(room.take(str(said["drop"]))))

    def work(_job: Job) -> str:
        steps.set_offices(room.year, file)
        return _page_of("offices", quarter)

    return _begun(room, "demo.adopting", work)


def _answers(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    answers = {str(key): {str(c): str(v) for c, v in row.items()} for key, row in dict(said["answers"]).items()}
    steps.set_answers(room.year, quarter, answers)
    return _go("questions", quarter)


def _settings(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    _set(room, quarter, said)
    return _go("forms", quarter)


def _set(room: Room, quarter: int, said: Said) -> None:
    """Write what the page says of the day due and of whom to ask."""
    wanted = {f"due.{quarter}": str(said.get("due", "")), "contact": str(said.get("contact", ""))}
    steps.set_settings(room.year, quarter, {key: value.strip() for key, value in wanted.items()})


def _settings_of(master: Master, quarter: int) -> tuple[str, str]:
    """The day due and whom to ask, as the page shows them."""
    return master.settings.due.get(quarter, ""), master.settings.contact


def _forms(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    despite = [str(code) for code in said.get("despite", [])]
    master = room.master(quarter)
    # whoever types into the page and makes the forms right away means what is typed
    if master and "due" in said and (said["due"], said.get("contact")) != _settings_of(master, quarter):
        _set(room, quarter, said)
        master = room.master(quarter)

    def work(job: Job) -> str:
        job.total = len(compose_all(master, quarter)) if master else 0
        steps.make_forms(room.year, quarter, despite=despite, tick=job.tick)
        return _page_of("forms", quarter)

    return _begun(room, "cli.making-forms", work)


def _returns(room: Room, said: Said) -> dict[str, Any]:
    quarter, drop = _number(said), str(said["drop"])

    def work(job: Job) -> str:
        steps.put_returns(room.year, quarter, room.take(drop))
        room.check(job, quarter)
        return _page_of("returns", quarter)

    return _begun(room, "cli.reading-returns", work)


def _check(room: Room, said: Said) -> dict[str, Any]:
    quarter, page = _number(said), str(said.get("page", "returns"))

    def work(job: Job) -> str:
        room.check(job, quarter)
        return _page_of(page, quarter)

    return _begun(room, "cli.reading-returns", work)


def _corrections(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    outcome = room.outcome(quarter)
    if outcome is None:
        raise UsageProblem("desk-check-first")

    def work(job: Job) -> str:
        steps.make_corrections(room.year, quarter, outcome, tick=job.tick)
        return _page_of("corrections", quarter)

    return _begun(room, "cli.making-forms", work)


def _choose(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    name, outcome = str(said["name"]), room.outcome(quarter)
    rivals = steps.rivals(outcome, name) if outcome else ()
    steps.choose(room.year, quarter, name, str(said.get("use", "")), str(said.get("because", "")), rivals)
    return _check(room, {"page": "returns", **said})


def _waive(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    columns = [column.key for column in WAIVERS.columns]
    steps.waive(room.year, quarter, {column: str(said.get(column, "")).strip() for column in columns})
    return _check(room, {**said, "page": "findings"})


def _take_back(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    steps.take_back(room.year, quarter, str(said["name"]))
    return _go("returns", quarter)


def _preview(room: Room, said: Said) -> dict[str, Any]:
    quarter = _number(said)
    preview = room.preview(quarter)
    chosen = {**preview.chosen, **choices_said(said, preview.edits)} if preview else {}

    def work(job: Job) -> str:
        room.merge(job, quarter, chosen)
        return _page_of("merge", quarter)

    return _begun(room, "cli.reading-returns", work)


def _merge(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    preview = room.preview(quarter)
    if preview is None:
        raise UsageProblem("desk-changed")
    steps.save_merged(room.year, quarter, preview.outcome)
    return _go("summary", quarter)


def _undo(room: Room, said: Said) -> dict[str, Any]:
    quarter = _fresh(room, said)
    undo(room.year)
    return _go("history", quarter)


def _language(room: Room, said: Said) -> dict[str, Any]:
    if said.get("language") in languages():
        room.language = str(said["language"])
    return {"go": ""}


def _stop_job(room: Room, _said: Said) -> dict[str, Any]:
    room.jobs.stop()
    return {}


def _stop(room: Room, _said: Said) -> dict[str, Any]:
    if room.jobs.running:
        raise UsageProblem("desk-busy")
    room.stopping.set()
    return {"over": True}


def _open(room: Room, said: Said) -> dict[str, Any]:
    """Open a file of the year in its own program, on this machine."""
    path = room.year.files().get(str(said["name"]))
    if path is None or path.suffix.lower() not in OPENED:
        raise UsageProblem("desk-no-file", path=str(said["name"])[:200])
    open_file(path)
    return {}


def open_file(path: Path) -> None:
    """Open a file as a double click does. Raises UsageProblem ``desk-not-opened`` where the system has no way to."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            program = "open" if sys.platform == "darwin" else "xdg-open"
            subprocess.Popen([program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError as problem:
        raise UsageProblem("desk-not-opened", path=path.name) from problem


DEEDS: dict[str, Does] = {
    "plan": _plan,
    "offices": _offices,
    "answers": _answers,
    "settings": _settings,
    "forms": _forms,
    "returns": _returns,
    "check": _check,
    "corrections": _corrections,
    "choose": _choose,
    "waive": _waive,
    "take-back": _take_back,
    "preview": _preview,
    "merge": _merge,
    "undo": _undo,
    "language": _language,
    "stop-job": _stop_job,
    "stop": _stop,
    "open": _open,
}


ALWAYS = (_language, _stop_job, _stop)
"""What can be done also where the folder cannot be reached."""
