"""What each page shows within its frame, as plain values for its template; every rule from the library."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from planbook import pipeline
from planbook.desk.answers import ASKED, COLUMNS, questions
from planbook.desk.asked import asked_page
from planbook.desk.folder import STEPS, QuarterStep, State, StepState, files_in, next_step, step_states, to_do
from planbook.desk.hand import is_hand_edit
from planbook.desk.history import PastRun, person, runs, undoable
from planbook.desk.room import Preview, Room
from planbook.desk.steps import chosen, offices_made_up
from planbook.domain import QUARTERS, Finding, Master, Severity
from planbook.domain.filed import HandEdits, Use
from planbook.layout.marks import SEVERITIES, STATES
from planbook.layout.own_tables import OFFICES, REGISTER, TableColumn
from planbook.outcome import Outcome
from planbook.report.board import board
from planbook.report.console import STEPS as OFFICE_STEPS
from planbook.report.console import conservation_line
from planbook.report.work import OfficeWork, Work
from planbook.words import Code, TextCode, moment, text

_USES: dict[Use, TextCode] = {
    Use.PREFER: "desk.returns.use-prefer",
    Use.COMBINE: "desk.returns.use-combine",
    Use.EXCLUDE: "desk.returns.use-exclude",
}
_HAND_USES: dict[HandEdits, TextCode] = {
    HandEdits.KEEP: "desk.merge.hand-keep",
    HandEdits.REPLACE: "desk.merge.hand-replace",
}


@dataclass(frozen=True)
class Next:
    """What comes next: its page, what its button says, and why."""

    page: str
    name: str
    says: str


class Contents:
    """What the pages of a room show; ``home`` is the path of its address with the token, without a slash at its end."""

    def __init__(self, room: Room, home: str) -> None:
        self.room, self.home = room, home
        self.pages: Mapping[str, Callable[[int, Master | None], dict[str, Any]]] = {
            "path": self._path,
            **{step.value: getattr(self, f"_{step.value}") for step in QuarterStep},
            "questions": self._questions,
            "findings": self.findings,
            "history": self._history,
        }

    def say(self, code: Code, **args: Any) -> str:
        """A sentence in the language of the page."""
        return text(code, self.room.language, **args)

    def undo_sure(self, run: PastRun) -> str:
        """What is asked before a run is undone."""
        return self.say("desk.undo-sure", step=self.say(STEPS[run.step]), at=run.at, files=len(run.files))

    def _path(self, _quarter: int, master: Master | None) -> dict[str, Any]:
        return {"year_number": master.year if master else 0, "folder": str(self.room.year.root)}

    def next_of(self, steps: Sequence[StepState], quarter: int, master: Master | None) -> Next:
        """What comes next: the first step that is to be done, or what belongs before it."""
        step = next_step(steps)
        if step is QuarterStep.FORMS and master and (count := len(questions(master))):
            return Next("questions", self.say("desk.plan.answer", count=count), self.say("desk.next.questions"))
        outcome, states = self.room.outcome(quarter), {each.step: each.state for each in steps}
        if step is QuarterStep.MERGE and outcome and states[QuarterStep.CORRECTIONS] is State.OPEN:
            count = len(to_correct(outcome.work(), quarter))
            if count:
                says = self.say("desk.next.corrections", count=count)
                return Next(QuarterStep.CORRECTIONS.value, self.say("desk.do.corrections"), says)
        return self.next_step(step, quarter)

    def next_step(self, step: QuarterStep, quarter: int) -> Next:
        """A step as the next one."""
        return Next(step.value, to_do(step, quarter).text(self.room.language), self.say(_NEXT[step]))

    def _plan(self, quarter: int, master: Master | None) -> dict[str, Any]:
        if master is None:
            return {}
        found = pipeline.lint(master)
        return {
            "initiatives": master.plan.counts[0],
            "activities": master.plan.counts[1],
            "open_questions": len(questions(master)),
            "found": [finding for finding in found if finding.code != "review-open"],
            "base_name": self._name_of(quarter),
        }

    def _name_of(self, quarter: int) -> str:
        return self.room.year.base(quarter).relative_to(self.room.year.root).as_posix()

    def _questions(self, _quarter: int, master: Master | None) -> dict[str, Any]:
        return {
            "questions": questions(master) if master else (),
            "columns": [COLUMNS[key] for key in ASKED],
            "captions": {key: REGISTER.caption(COLUMNS[key]) for key in ASKED},
            "choices": _choices,
        }

    def _offices(self, quarter: int, master: Master | None) -> dict[str, Any]:
        year = self.room.year
        return {
            "offices": master.offices.offices if master else (),
            "made_up": master is not None and offices_made_up(master),
            "can_replace": year.base(quarter) == year.master and year.plan is not None,
            "base_name": self._name_of(quarter),
            "office_captions": {column.key: OFFICES.caption(column) for column in OFFICES.columns},
        }

    def _forms(self, quarter: int, master: Master | None) -> dict[str, Any]:
        names = {path.name: path for path in files_in(self.room.year.forms(quarter))}
        forms = []
        for name in names:
            draft = name.rpartition(".")[0] + ".eml"
            if name.endswith(".xlsx") and draft in names:
                forms.append({"name": f"forms/Q{quarter}/{name}", "short": name, "draft": f"forms/Q{quarter}/{draft}"})
            elif name.endswith(".xlsx"):
                forms.append({"name": f"forms/Q{quarter}/{name}", "short": name, "draft": ""})
        found = pipeline.lint(master) if master else ()
        errors = [finding for finding in found if finding.severity is Severity.ERROR]
        return {
            "forms": forms,
            "errors": errors,
            "codes": ",".join(dict.fromkeys(finding.code for finding in errors)),
            "due": master.settings.due.get(quarter, "") if master else "",
            "contact": master.settings.contact if master else "",
        }

    def _returns(self, quarter: int, _master: Master | None) -> dict[str, Any]:
        outcome = self.room.outcome(quarter)
        work = outcome.work() if outcome else None
        answers = {choice.file: choice for choice in chosen(self.room.year, quarter)}
        here = [path.name for path in files_in(self.room.year.returns(quarter))]
        known = [each.file for each in outcome.filed if each.quarter in (0, quarter)] if outcome else []
        merged = [file for file in known if file.partition("/")[0] not in here]
        return {
            "files": [self._file(name, quarter, work) for name in here],
            "answers": answers,
            "several": _several(outcome) if outcome else (),
            "uses": {use: self.say(code) for use, code in _USES.items()},
            "answers_name": self.room.year.answers(quarter).relative_to(self.room.year.root).as_posix(),
            "merged": [
                (name, self.say("desk.returns.inside" if name.partition("/")[0] in here else "desk.returns.merged"))
                for name in dict.fromkeys([*merged, *answers])
                if name not in here
            ],
            "outcome": outcome,
            "tiles": self._tiles(work, quarter) if work else [],
            "conserved": conservation_line(outcome.conservation, self.room.language) if outcome else "",
            "owing": len([each for each in work.owing if each.quarter == quarter]) if work else 0,
        }

    def _file(self, name: str, quarter: int, work: Work | None) -> dict[str, Any]:
        """A return with its verdict: what was found in it, an archive's files with their own names."""
        found = [f for f in work.findings if f.file == name or f.file.startswith(f"{name}/")] if work else []
        offices = [each.name for each in work.offices if any(_is_of(f, name) for f in each.files)] if work else []
        offices += [work.names.get(f.office, f.office) for f in found if f.office] if work else []
        worst = min((list(Severity).index(finding.severity) for finding in found), default=2)
        counted = [(severity, sum(f.severity is severity for f in found)) for severity in Severity]
        lines = [
            f"{SEVERITIES[s].sign} {SEVERITIES[s].over(self.room.language)} {n}"
            for s, n in counted
            if n and s is not Severity.INFO
        ]
        if work and not lines:
            lines = [f"✓ {self.say('desk.returns.fine')}"]
        lines += [f.message.text(self.room.language) for f in found if f.severity is Severity.ERROR][:3]
        return {
            "name": f"returns/Q{quarter}/{name}",
            "short": name,
            "office": ", ".join(dict.fromkeys(offices)),
            "verdict": lines,
            "state": list(Severity)[worst].value if work else "",
        }

    def findings(self, quarter: int, _master: Master | None, wanted: str = "", number: int = 1) -> dict[str, Any]:
        """The findings that need somebody, a page of them; ``wanted`` is a text that they hold."""
        outcome = self.room.outcome(quarter)
        return {
            "files": files_in(self.room.year.returns(quarter)),
            "outcome": outcome,
            "untils": [until for until in QUARTERS if until >= quarter],
            "who": person(),
            **asked_page(outcome.work() if outcome else None, self.room.language, wanted, number),
        }

    def file_of(self, quarter: int) -> Callable[[Finding], str]:
        """What tells the name of the file of the year that a finding of a quarter is about; empty for none."""
        files, base = self.room.year.files(), self.room.year.base(quarter).name

        def found(finding: Finding) -> str:
            top = finding.file.partition("/")[0]
            name = self._name_of(quarter) if top == base else f"returns/Q{quarter}/{top}"
            return name if name in files else ""

        return found

    def _tiles(self, work: Work, quarter: int) -> list[dict[str, Any]]:
        here = work.offices_of(quarter)
        tiles = [
            {"state": state.value, "count": count, "name": mark.said(self.room.language)}
            for state, mark in STATES.items()
            if (count := sum(office.state is state for office in here))
        ]
        counts = {Severity.ERROR: work.counts.errors, Severity.WARNING: work.counts.warnings}
        return tiles + [
            {"state": severity.value, "count": count, "name": SEVERITIES[severity].over(self.room.language)}
            for severity, count in counts.items()
        ]

    def board(self, quarter: int, outcome: Outcome) -> bytes:
        """The board of a check, whose links lead to the returns themselves."""
        names = dict.fromkeys([*(f.file for f in outcome.findings), *(f for s in outcome.offices for f in s.files)])
        there = {path.name for path in files_in(self.room.year.returns(quarter))}
        links = {
            name: f"{self.home}/get/file?name={quote(f'returns/Q{quarter}/{top}')}"
            for name in names
            if (top := name.partition("/")[0]) in there
        }
        return board(outcome.work(), self.room.language, links, in_desk=True)

    def _corrections(self, quarter: int, _master: Master | None) -> dict[str, Any]:
        outcome = self.room.outcome(quarter)
        offices: list[dict[str, Any]] = []
        if outcome:
            work = outcome.work()
            for each in to_correct(work, quarter):
                errors = [f for f in work.of(each.office) if f.severity is Severity.ERROR]
                offices.append({"name": each.name, "step": self.say(OFFICE_STEPS[each.step]), "findings": errors})
        return {
            "files": files_in(self.room.year.returns(quarter)),
            "outcome": outcome,
            "offices": offices,
            "copies": [path for path in files_in(self.room.year.corrections(quarter)) if path.suffix == ".eml"],
        }

    def _merge(self, quarter: int, _master: Master | None) -> dict[str, Any]:
        preview = self.room.preview(quarter)
        outcome = preview.outcome if preview else None
        proof = outcome.proof if outcome else None
        return {
            "files": files_in(self.room.year.returns(quarter)),
            "preview": preview,
            "tiles": self._tiles(outcome.work(), quarter) if outcome else [],
            "conserved": conservation_line(outcome.conservation, self.room.language) if outcome else "",
            "proof": self.say("desk.merge.proof", cells=proof.cells) if proof and proof.holds else "",
            "edits": preview.edits if preview else (),
            "hand_uses": {use: self.say(code) for use, code in _HAND_USES.items()},
            "found": self._of_merge(quarter, preview) if preview else [],
        }

    def _of_merge(self, quarter: int, preview: Preview) -> list[Finding]:
        """What needs somebody in a merge, was not told by the check and is not asked about in a table of its own."""
        checked = self.room.outcome(quarter)
        known = set(checked.work().findings) if checked else set()
        return [
            each
            for each in preview.outcome.work().findings
            if each.severity.needs_somebody and each not in known and not is_hand_edit(each, preview.chosen)
        ]

    def _summary(self, quarter: int, _master: Master | None) -> dict[str, Any]:
        path = self.room.year.consolidated(quarter)
        if not path.is_file():
            return {"merged": ""}
        made = self.room.read(path)
        states = {each.step: each.state for each in step_states(self.room.year, quarter)}
        mets: dict[bool | None, str] = {True: "✓", False: "✗", None: ""}
        return {
            "merged": path.relative_to(self.room.year.root).as_posix(),
            "stale": states[QuarterStep.MERGE] is State.AGAIN,
            "outcome": self.room.outcome(quarter),
            "figures": [
                {
                    "key": each.key,
                    "title": made.activities[each.key].title if each.key in made.activities else "",
                    "target": each.target,
                    "figure": each.figure,
                    "met": mets[each.met],
                }
                for each in made.published
                if each.quarter == quarter
            ],
        }

    def _history(self, _quarter: int, _master: Master | None) -> dict[str, Any]:
        done, last = runs(self.room.year), undoable(self.room.year)
        return {
            "runs": [
                {
                    "at": moment(run.at, self.room.language),
                    "name": self._run_name(run),
                    "who": run.who,
                    "files": len(run.files),
                    "undone": run.undone,
                    "can": last is not None and run.number == last.number,
                    "sure": self.undo_sure(run),
                }
                for run in done
            ]
        }

    def _run_name(self, run: PastRun) -> str:
        quarter = f" · {self.say('desk.quarter', quarter=run.quarter)}" if run.quarter else ""
        return self.say(STEPS[run.step]) + quarter


_NEXT: dict[QuarterStep, TextCode] = {
    QuarterStep.PLAN: "desk.next.plan",
    QuarterStep.OFFICES: "desk.next.offices",
    QuarterStep.FORMS: "desk.next.forms",
    QuarterStep.RETURNS: "desk.next.returns",
    QuarterStep.MERGE: "desk.next.merge",
    QuarterStep.SUMMARY: "desk.next.summary",
}


def _choices(column: TableColumn, now: str) -> tuple[str, ...]:
    """What may be chosen in a column, and first what stands there if it is no choice of the column's."""
    return column.offered if now in column.offered else (now, *column.offered)


def _is_of(file: str, name: str) -> bool:
    return file == name or file.startswith(f"{name}/")


def _several(outcome: Outcome) -> set[str]:
    """The files of offices that sent more than one."""
    sent = Counter(each.office for each in outcome.received)
    return {each.file.partition("/")[0] for each in outcome.received if sent[each.office] > 1}


def to_correct(work: Work, quarter: int) -> list[OfficeWork]:
    """The offices that something is asked of again."""
    return [each for each in work.offices_of(quarter) if each.errors]
