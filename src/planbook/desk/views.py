"""The pages: their frame with the path of the quarter, and what each shows (:mod:`contents`), by its template."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from planbook.book.sniff import BOOK_ENDINGS
from planbook.desk.answers import questions
from planbook.desk.contents import Contents, to_correct
from planbook.desk.folder import STEPS, QuarterStep, State, StepState, step_states
from planbook.desk.history import PastRun, holder, undoable
from planbook.desk.jobs import JobState, in_words
from planbook.desk.room import MOST_BYTES, MOST_FILES, Room, largest
from planbook.desk.steps import offices_made_up
from planbook.domain import Master, ReturnState
from planbook.errors import PlanbookError
from planbook.layout.marks import SEVERITIES
from planbook.words import TextCode, languages, text

KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_STATES: dict[State, TextCode] = {
    State.WAITING: "desk.state.waiting",
    State.OPEN: "desk.state.open",
    State.DONE: "desk.state.done",
    State.AGAIN: "desk.state.again",
}
_MARKS = {State.WAITING: "○", State.OPEN: "●", State.DONE: "✓", State.AGAIN: "!"}
_STEP_OF = {"questions": "plan", "findings": "returns"}
"""The step of the path that a page below one belongs to."""
_STEPS_AND_BELOW = (*QuarterStep, *_STEP_OF)
"""The pages that end with what comes next."""
_SCRIPT: dict[str, TextCode] = {
    "gone": "desk.gone",
    "over": "desk.over",
    "none-marked": "desk.questions.none-marked",
    "too-many": "desk.too-many",
    "too-large": "desk.too-large-named",
    "sending": "desk.sending",
    "stopped": "desk.job.stopped",
    "changed": "desk.changed",
    "reload": "desk.reload",
}
"""What the script says, by its own names."""


def asset(name: str) -> tuple[bytes, str] | None:
    """A style or script of the pages and its media type; None where there is none of this name."""
    if name not in ("desk.css", "desk.js"):
        return None
    return _source(name).encode(), KINDS[name[name.rindex(".") :]]


@cache
def _source(name: str) -> str:
    return files("planbook.desk").joinpath("pages", name).read_text(encoding="utf-8")


class Views:
    """The pages of a room; ``home`` is the path of its address with the token, without a slash at its end."""

    def __init__(self, room: Room, home: str) -> None:
        self.room, self.home = room, home
        self.environment = Environment(loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined)
        self.environment.globals["books"] = ",".join(BOOK_ENDINGS)
        self.contents = Contents(room, home)
        self.say = self.contents.say

    def said(self, problem: Exception) -> str:
        """What went wrong, in the language of the page."""
        return in_words(problem).text(self.room.language)

    def page(self, name: str, quarter: int, wanted: str = "", number: int = 1) -> str:
        """A page as HTML; of the findings those that hold the text ``wanted``, the page ``number`` of them.

        Raises KeyError for one that there is not, PlanbookError where its files cannot be read.
        """
        make = self.contents.pages[name]
        self.room.require_folder()
        master = self.room.master(quarter)
        if name == "findings":
            return self._render(name, quarter, master, self.contents.findings(quarter, master, wanted, number))
        return self._render(name, quarter, master, make(quarter, master))

    def problem(self, problem: PlanbookError, quarter: int) -> str:
        """The page that says why another could not be shown."""
        return self._render("problem", quarter, None, {"said": self.said(problem)})

    def state(self) -> dict[str, Any]:
        """How things stand, for the script: the version of the files, and the job."""
        job = self.room.jobs.last
        found: dict[str, Any] = {"version": self.room.year.version(), "job": None}
        if job is not None:
            lines = [
                {"mark": line.mark, "file": line.file, "says": line.says.text(self.room.language) if line.says else ""}
                for line in list(job.lines)
            ]
            running = job.state is JobState.RUNNING
            found["job"] = {
                "state": job.state.value,
                "label": self.say(job.label),
                "done": job.done,
                "total": job.total,
                "lines": lines if running else [],
                "go": job.go,
                "said": job.problem.text(self.room.language) if job.problem else "",
            }
        return found

    def _render(self, name: str, quarter: int, master: Master | None, content: Mapping[str, Any]) -> str:
        room = self.room
        steps = step_states(room.year, quarter, offices_made_up=master is not None and offices_made_up(master))
        coming = self.contents.next_of(steps, quarter, master)
        if name == QuarterStep.CORRECTIONS == coming.page:  # what can be used can be merged without
            coming = self.contents.next_step(QuarterStep.MERGE, quarter)
        script = {name: self.say(code, **_SLOTS.get(name, {})) for name, code in _SCRIPT.items()}
        limits = {"most": MOST_FILES, "room": MOST_BYTES, "largest": largest()}
        common = {
            "say": self.say,
            "home": self.home,
            "language": room.language,
            "languages": languages(),
            "names": {code: text("desk.language", code) for code in languages()},
            "quarter": quarter,
            "version": room.year.version(),
            "title": room.year.root.name,
            "next": coming,
            "onward": name in _STEPS_AND_BELOW and name != coming.page,
            "script_words": json.dumps({**script, **limits}, ensure_ascii=False),
            "holder": "" if room.jobs.running else holder(room.year),
            "path": self._steps(steps, quarter, master),
            "current": _STEP_OF.get(name, name),
            "file_of": self.contents.file_of(quarter),
            "marks": {severity: mark.sign for severity, mark in SEVERITIES.items()},
            "severities": {severity: mark.said(room.language) for severity, mark in SEVERITIES.items()},
            "master": master,
        }
        return self.environment.get_template(f"{name}.html").render({**common, **content})

    # the path

    def _steps(self, steps: Sequence[StepState], quarter: int, master: Master | None) -> list[dict[str, Any]]:
        last = undoable(self.room.year)
        return [
            {
                "step": each.step.value,
                "name": self.say(STEPS[each.step]),
                "state": each.state.value,
                "mark": _MARKS[each.state],
                "says": self.say(_STATES[each.state]),
                "detail": self._detail(each, quarter, master),
                **self._undo_of(each.step, last, quarter),
            }
            for each in steps
        ]

    def _undo_of(self, step: QuarterStep, last: PastRun | None, quarter: int) -> dict[str, Any]:
        mine = last is not None and last.step is step and last.quarter in (0, quarter)
        return {
            "undo": mine,
            "undo_sure": self.contents.undo_sure(last) if mine and last else "",
            "undo_says": self.say("desk.path.nothing-to-undo"),
        }

    def _detail(self, each: StepState, quarter: int, master: Master | None) -> str:
        outcome = self.room.outcome(quarter)
        if each.step is QuarterStep.PLAN and master:
            return self.say("desk.detail.plan", activities=master.plan.counts[1], open=len(questions(master)))
        if each.step is QuarterStep.OFFICES and master:
            return self.say("desk.offices.count", count=len(master.offices.offices))
        if each.step is QuarterStep.RETURNS and outcome:
            here = [status for status in outcome.offices if status.quarter == quarter]
            whole = sum(status.state is ReturnState.COMPLETE for status in here)
            due = sum(status.state is not ReturnState.NOTHING_DUE for status in here)
            return self.say("desk.detail.returns", files=each.files, complete=whole, offices=due)
        if each.step is QuarterStep.CORRECTIONS and outcome:
            return self.say("desk.detail.corrections", count=len(to_correct(outcome.work(), quarter)))
        return self.say("desk.detail.files", count=each.files) if each.files else ""


_SLOTS: dict[str, dict[str, Any]] = {
    "too-many": {"count": MOST_FILES, "size": MOST_BYTES // 1_000_000},
    "too-large": {"file": "{file}", "size": largest() // 1_000_000},
}
"""What is filled in before the script has the sentence; a name of a file only the script knows."""
