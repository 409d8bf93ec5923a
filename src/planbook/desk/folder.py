"""The folder of a year: its shape, and from the files alone where each step of a quarter stands and what comes next.

```
FOLDER/
  plan/            the region's plan workbook as it came, and the list of offices
  master.xlsx      the plan adopted
  forms/Q1/        a form an office, mail drafts, an index
  returns/Q1/      what came back, as it came
  answers/Q1.yaml  which returns count, where that was chosen (``check --answers``)
  corrections/Q1/  what goes back to offices
  consolidated/    Q1.xlsx … Q4.xlsx: the plan with its results, and the next quarter's master
  history/         what was done and the files as they were before (:mod:`planbook.desk.history`)
```
Every file is an ordinary one, which Excel opens and the command line reads and writes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from planbook.book.sniff import BOOK_ENDINGS
from planbook.domain import QUARTERS
from planbook.errors import UsageProblem
from planbook.words import Sentence, TextCode

PLAN, MASTER, FORMS, RETURNS = "plan", "master.xlsx", "forms", "returns"
ANSWERS, CORRECTIONS, CONSOLIDATED, HISTORY = "answers", "corrections", "consolidated", "history"
OFFICES = "offices"
"""The name, without its ending, of the list of offices in the plan's folder."""
_LISTS = (".csv", ".tsv", ".txt")
_PASSED_OVER = (".", "~$")
"""How the names of files begin that nobody put there: hidden ones, and those by which Excel marks an open file."""


class QuarterStep(StrEnum):
    """The steps of a quarter, in the order of the work."""

    PLAN = "plan"
    OFFICES = "offices"
    FORMS = "forms"
    RETURNS = "returns"
    CORRECTIONS = "corrections"
    MERGE = "merge"
    SUMMARY = "summary"


class State(StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    """a step before it comes first"""
    OPEN = "open"
    """it can be done now, and was not yet"""
    DONE = "done"
    AGAIN = "again"
    """it was done, and what it was done with has changed since"""


@dataclass(frozen=True)
class StepState:
    """A step, where it stands, and how many files it has."""

    step: QuarterStep
    state: State
    files: int = 0


@dataclass(frozen=True)
class YearFolder:
    """The folder of a year: where each thing stands in it. Nothing is read before it is asked for."""

    root: Path

    @property
    def plan(self) -> Path | None:
        """The region's plan workbook as it came; None where there is none yet."""
        return next((path for path in self._plan_files() if _is_plan(path)), None)

    @property
    def office_list(self) -> Path | None:
        """The list of offices as it came; None where there is none."""
        return next((path for path in self._plan_files() if not _is_plan(path) and path.suffix.lower() in _ALL), None)

    def _plan_files(self) -> list[Path]:
        return files_in(self.root / PLAN)

    @property
    def master(self) -> Path:
        """Where the master is, or will be."""
        return self.root / MASTER

    def forms(self, quarter: int) -> Path:
        """The folder of a quarter's forms."""
        return self._of(FORMS, quarter)

    def returns(self, quarter: int) -> Path:
        """The folder of what came back in a quarter."""
        return self._of(RETURNS, quarter)

    def answers(self, quarter: int) -> Path:
        """Where it stands which of a quarter's returns count, as the region chose, or will stand."""
        return self.root / ANSWERS / f"Q{_checked(quarter)}.yaml"

    def corrections(self, quarter: int) -> Path:
        """The folder of what goes back to offices in a quarter."""
        return self._of(CORRECTIONS, quarter)

    def consolidated(self, quarter: int) -> Path:
        """Where the plan with a quarter's results is, or will be."""
        return self.root / CONSOLIDATED / f"Q{_checked(quarter)}.xlsx"

    def _of(self, kind: str, quarter: int) -> Path:
        return self.root / kind / f"Q{_checked(quarter)}"

    def base(self, quarter: int) -> Path:
        """The master that a quarter's work begins with: the consolidated workbook of the last quarter before it that
        has one, else the master."""
        before = [self.consolidated(number) for number in QUARTERS if number < _checked(quarter)]
        return next((path for path in reversed(before) if path.is_file()), self.master)

    @property
    def has_begun(self) -> bool:
        """Whether the folder has a plan, adopted or as it came."""
        return self.base(QUARTERS[-1]).is_file() or self.plan is not None

    @property
    def quarter(self) -> int:
        """The quarter that is at work: the last with forms, returns or results; 1 at first."""
        begun = [number for number in QUARTERS if self._is_begun(number)]
        return max(begun, default=1)

    def _is_begun(self, quarter: int) -> bool:
        folders = (self.forms(quarter), self.returns(quarter))
        return self.consolidated(quarter).is_file() or any(map(files_in, folders))

    def files(self) -> dict[str, Path]:
        """Every file of the year by its name below the folder, with ``/`` between; without the history."""
        found: dict[str, Path] = {}
        for place in (PLAN, FORMS, RETURNS, ANSWERS, CORRECTIONS, CONSOLIDATED):
            found.update((path.relative_to(self.root).as_posix(), path) for path in _below(self.root / place))
        if self.master.is_file():
            found[MASTER] = self.master
        return found

    def version(self) -> str:
        """A text that changes whenever a file of the year does: names, sizes and times, none of what they hold."""
        return _version(self.files())

    def inputs_version(self, quarter: int) -> str:
        """The same of what a check or a merge of a quarter reads: its master, its returns, the choices among them."""
        read = (self.base(quarter), self.answers(quarter), *_below(self.returns(quarter)))
        return _version({path.relative_to(self.root).as_posix(): path for path in read})


def _version(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        size, changed = _size_and_time(path)
        digest.update(f"{name}\0{size}\0{changed}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:16]


_ALL = (*BOOK_ENDINGS, *_LISTS)


def _is_plan(path: Path) -> bool:
    return path.suffix.lower() in BOOK_ENDINGS and not path.stem.lower().startswith(OFFICES)


def _checked(quarter: int) -> int:
    if quarter not in QUARTERS:
        raise UsageProblem("quarter-out-of-range", quarter=quarter)
    return quarter


def files_in(folder: Path) -> list[Path]:
    """The files right in a folder by name, without hidden ones; none where it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(_PASSED_OVER))
    except OSError:
        return []


def _below(folder: Path) -> Iterable[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(_PASSED_OVER) or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _below(entry)
        elif entry.is_file():
            yield entry


def _size_and_time(path: Path) -> tuple[int, int]:
    """A file's size in bytes and when it changed, in nanoseconds; 0 where it is gone just now."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_size, stat.st_mtime_ns


def _newest(paths: Iterable[Path]) -> int:
    return max((_size_and_time(path)[1] for path in paths), default=0)


# Where a quarter stands


def step_states(year: YearFolder, quarter: int, *, offices_made_up: bool = False) -> tuple[StepState, ...]:
    """Where each step of a quarter stands, from the files alone.

    ``offices_made_up`` tells that the master's offices are those that adopt made up of the plan's own words, which
    takes reading it; a list in the plan's folder settles the step without.
    """
    adopted = year.base(quarter).is_file()
    listed = adopted and (year.office_list is not None or not offices_made_up)
    forms = [path for path in files_in(year.forms(quarter)) if path.suffix.lower() == ".xlsx"]
    returns = list(_below(year.returns(quarter)))
    corrections = list(_below(year.corrections(quarter)))
    consolidated = year.consolidated(quarter)
    merged = consolidated.is_file()
    stale = merged and _newest([*returns, year.base(quarter)]) > _size_and_time(consolidated)[1]
    found = {
        QuarterStep.PLAN: (State.DONE if adopted else State.OPEN, int(year.plan is not None)),
        QuarterStep.OFFICES: (_open(adopted, done=listed), int(year.office_list is not None)),
        QuarterStep.FORMS: (_open(adopted, done=bool(forms)), len(forms)),
        QuarterStep.RETURNS: (_open(adopted and bool(forms or returns), done=bool(returns)), len(returns)),
        QuarterStep.CORRECTIONS: (_corrections(returns, corrections), len(corrections)),
        QuarterStep.MERGE: (State.AGAIN if stale else _open(adopted and bool(returns), done=merged), int(merged)),
        QuarterStep.SUMMARY: (State.DONE if merged and not stale else State.WAITING, int(merged)),
    }
    return tuple(StepState(step, state, count) for step, (state, count) in found.items())


def _open(can_begin: bool, *, done: bool) -> State:
    if done:
        return State.DONE
    return State.OPEN if can_begin else State.WAITING


def _corrections(returns: list[Path], corrections: list[Path]) -> State:
    if not returns:
        return State.WAITING
    if not corrections:
        return State.OPEN
    return State.AGAIN if _newest(returns) > _newest(corrections) else State.DONE


_NEXT = (QuarterStep.PLAN, QuarterStep.OFFICES, QuarterStep.FORMS, QuarterStep.RETURNS, QuarterStep.MERGE)
"""The steps that a quarter cannot do without; corrections are made where a check has found something."""


def next_step(steps: Iterable[StepState]) -> QuarterStep:
    """The first step that is to be done, or done again; the summary where there is none."""
    states: Mapping[QuarterStep, State] = {each.step: each.state for each in steps}
    return next((step for step in _NEXT if states[step] in (State.OPEN, State.AGAIN)), QuarterStep.SUMMARY)


STEPS: dict[QuarterStep, TextCode] = {
    QuarterStep.PLAN: "desk.step.plan",
    QuarterStep.OFFICES: "desk.step.offices",
    QuarterStep.FORMS: "desk.step.forms",
    QuarterStep.RETURNS: "desk.step.returns",
    QuarterStep.CORRECTIONS: "desk.step.corrections",
    QuarterStep.MERGE: "desk.step.merge",
    QuarterStep.SUMMARY: "desk.step.summary",
}


_TO_DO: dict[QuarterStep, TextCode] = {
    QuarterStep.PLAN: "desk.do.plan",
    QuarterStep.OFFICES: "desk.do.offices",
    QuarterStep.FORMS: "desk.do.forms",
    QuarterStep.RETURNS: "desk.do.returns",
    QuarterStep.MERGE: "desk.do.merge",
    QuarterStep.SUMMARY: "desk.do.summary",
}


def to_do(step: QuarterStep, quarter: int) -> Sentence:
    """What doing a step is called."""
    return Sentence(_TO_DO[step], {"quarter": quarter})
