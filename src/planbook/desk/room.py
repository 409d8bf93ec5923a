"""What the page keeps in mind beside the files: the language, the job at work, uploads on their way, and what a check
or a merge came to, for as long as the files are those that it read."""

import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from planbook import pipeline
from planbook.book.cells import Place
from planbook.desk import steps
from planbook.desk.folder import YearFolder
from planbook.desk.hand import HandEdit, hand_edits
from planbook.desk.history import is_alive
from planbook.desk.jobs import FileLine, Job, Jobs
from planbook.desk.steps import FigureChange
from planbook.domain import Master, Received, Severity
from planbook.domain.filed import HandEdits
from planbook.errors import UsageProblem
from planbook.layout.marks import SEVERITIES
from planbook.outcome import Outcome
from planbook.returns.collect import MAX_FILE, collect

MOST_FILES = 1_500
"""Files that may be dropped at once."""
MOST_BYTES = 600_000_000
"""Bytes that they may have in all."""

_WAITING = "planbook-drop-"
"""How folders are called in which files wait on their way in; the number of their desk's process follows."""

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Preview:
    """A merge before it is saved: its outcome, the figures that it would change, and what was chosen for figures that
    somebody typed over, by sheet and cell."""

    outcome: Outcome
    changes: tuple[FigureChange, ...]
    chosen: Mapping[Place, HandEdits] = field(default_factory=dict)

    @property
    def edits(self) -> tuple[HandEdit, ...]:
        """The figures that somebody typed over."""
        return hand_edits(self.outcome, self.chosen)


@dataclass
class Drop:
    """Files on their way: where they wait, under numbers and not under their names, and how many bytes so far."""

    folder: Path
    names: list[str] = field(default_factory=list)
    size: int = 0

    def path(self, number: int) -> Path:
        """Where the file of a number waits."""
        return self.folder / f"{number}.part"

    def files(self) -> list[tuple[str, bytes]]:
        """The names and bytes of what came."""
        return [(name, self.path(number).read_bytes()) for number, name in enumerate(self.names)]


class Room:
    """A desk at work in the folder of a year."""

    def __init__(self, root: Path, language: str) -> None:
        self.year = YearFolder(root)
        self.language = language
        self.jobs = Jobs()
        self.stopping = threading.Event()
        self._was_filled = False
        self._drops: dict[str, Drop] = {}
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, int], tuple[object, object]] = {}

    # what was read, for as long as it holds

    def _keep(self, kind: str, number: int, version: object, make: Callable[[], _Value]) -> _Value:
        with self._lock:
            there = self._kept.get((kind, number))
        if there is not None and there[0] == version:
            return there[1]  # type: ignore[return-value]  # a kind keeps values of one type
        made = make()
        with self._lock:
            self._kept[kind, number] = (version, made)
        return made

    def master(self, quarter: int) -> Master | None:
        """The master of a quarter; None where there is none yet. Raises PlanbookError where it cannot be read."""
        path = self.year.base(quarter)
        return self.read(path) if path.is_file() else None

    def require_folder(self) -> None:
        """Raise UsageProblem ``desk-folder-gone`` where the folder of the year cannot be reached, as where a share is
        gone: it must not be made anew. Where a share had its place there is an empty folder."""
        root = self.year.root
        try:
            filled = root.is_dir() and any(root.iterdir())
        except OSError:
            filled = False
        if not (filled or (root.is_dir() and not self._was_filled)):
            raise UsageProblem("desk-folder-gone", folder=str(root))
        self._was_filled = filled

    def read(self, path: Path) -> Master:
        """A master or a consolidated workbook of the year, read once for as long as its file stays."""
        stat = path.stat()
        return self._keep(str(path), 0, (stat.st_size, stat.st_mtime_ns), lambda: pipeline.read_master(path))

    def outcome(self, quarter: int) -> Outcome | None:
        """What the last check of a quarter came to; None where there was none, or files have changed since."""
        with self._lock:
            there = self._kept.get(("outcome", quarter))
        return there[1] if there and there[0] == self._inputs(quarter) and isinstance(there[1], Outcome) else None

    def preview(self, quarter: int) -> Preview | None:
        """The merge that waits to be saved; None as of :meth:`outcome`."""
        with self._lock:
            there = self._kept.get(("preview", quarter))
        return there[1] if there and there[0] == self._merged(quarter) and isinstance(there[1], Preview) else None

    def _inputs(self, quarter: int) -> str:
        return self.year.inputs_version(quarter)

    def _merged(self, quarter: int) -> str:
        """What a preview depends on: what is merged, and the plan as it stands."""
        there = self.year.consolidated(quarter)
        return f"{self._inputs(quarter)} {there.stat().st_mtime_ns if there.is_file() else 0}"

    # long work

    def check(self, job: Job, quarter: int) -> None:
        """Check a quarter's returns in a job that runs."""
        version = self._inputs(quarter)
        job.total = len(collect([self.year.returns(quarter)]).files)
        outcome = steps.check(self.year, quarter, tick=job.tick, verdict=lambda each: job.tell(_line(each)))
        self._remember("outcome", quarter, version, outcome)

    def merge(self, job: Job, quarter: int, chosen: Mapping[Place, HandEdits]) -> None:
        """Merge a quarter in a job that runs, to be looked at before it is saved; ``chosen`` as :class:`Preview` has
        it."""
        inputs, merged = self._inputs(quarter), self._merged(quarter)
        job.total = len(collect([self.year.returns(quarter)]).files)
        outcome = steps.merge(self.year, quarter, hand_edits=chosen, tick=job.tick)
        changes = steps.figure_changes(self.year, quarter, outcome)
        self._remember("preview", quarter, merged, Preview(outcome, changes, chosen))
        self._remember("outcome", quarter, inputs, outcome)

    def _remember(self, kind: str, quarter: int, version: str, value: object) -> None:
        with self._lock:
            self._kept[kind, quarter] = (version, value)

    # files on their way in

    def drop(self, name: str) -> Drop:
        """The drop of this name, which is begun where there is none. Raises UsageProblem ``desk-too-many``."""
        with self._lock:
            name = name[:80]
            if name not in self._drops:
                if len(self._drops) >= 4:
                    self._forget(next(iter(self._drops)))
                self._drops[name] = Drop(Path(tempfile.mkdtemp(prefix=f"{_WAITING}{os.getpid()}-")))
            drop = self._drops[name]
            if len(drop.names) >= MOST_FILES or drop.size > MOST_BYTES:
                raise UsageProblem("desk-too-many", count=MOST_FILES, size=MOST_BYTES // 1_000_000)
            return drop

    def take(self, name: str) -> list[tuple[str, bytes]]:
        """What came in a drop, which is over then. Raises UsageProblem ``desk-no-file`` where there is none."""
        with self._lock:
            name = name[:80]
            drop = self._drops.get(name)
            if drop is None:
                raise UsageProblem("desk-no-file", path=name[:40])
            files = drop.files()
            self._forget(name)
        return files

    def give_up(self, name: str) -> None:
        """Forget a drop of which a file was refused."""
        with self._lock:
            self._forget(name[:80])

    def _forget(self, name: str) -> None:
        drop = self._drops.pop(name, None)
        if drop is not None:
            shutil.rmtree(drop.folder, ignore_errors=True)

    def close(self) -> None:
        """Forget what was on its way."""
        with self._lock:
            for name in list(self._drops):
                self._forget(name)


def clear_left() -> None:
    """Remove what desks of this machine that were killed had waiting on its way in."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_WAITING}*-*"):
        process = folder.name.removeprefix(_WAITING).partition("-")[0]
        if process.isdecimal() and not is_alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(24)


def largest() -> int:
    """Bytes that one file may have."""
    return MAX_FILE


def _line(received: Received) -> FileLine:
    """What the progress says of a file that was read."""
    order = list(Severity)
    worst = min(received.findings, key=lambda finding: order.index(finding.severity), default=None)
    if worst is None or worst.severity is Severity.INFO:
        return FileLine("✓", received.file)
    return FileLine(SEVERITIES[worst.severity].sign, received.file, worst.message)
