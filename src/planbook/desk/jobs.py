"""Long work of the page: one job at a time on its own thread, its progress told, to be stopped between two files."""

import os
import tempfile
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from planbook.book.files import write_problem
from planbook.errors import PlanbookError, UsageProblem
from planbook.words import Sentence, TextCode

SHOWN = 400
"""Lines of a job that are kept to be shown."""


class JobState(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Stopped(Exception):
    """Somebody stopped the job; raised in it between two files."""


@dataclass(frozen=True)
class FileLine:
    """A file that a job is done with: ``mark`` is ✓, ! or ✗, ``says`` what came of it."""

    mark: str
    file: str
    says: Sentence | None = None


@dataclass
class Job:
    """A job as it stands: what it is called, ``done`` of ``total`` pieces, its lines. ``go`` is the page to show when
    it is done, ``problem`` why it failed."""

    label: TextCode
    total: int = 0
    done: int = 0
    lines: list[FileLine] = field(default_factory=list)
    state: JobState = JobState.RUNNING
    go: str = ""
    problem: Sentence | None = None
    asked_to_stop: bool = False

    def tick(self, _name: str) -> None:
        """One piece more is done. Raises Stopped where somebody asked for it."""
        if self.asked_to_stop:
            raise Stopped
        self.done += 1

    def tell(self, line: FileLine) -> None:
        """One line more."""
        self.lines.append(line)
        del self.lines[:-SHOWN]


class Jobs:
    """The jobs of a desk: the last one, and the thread it runs on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.last: Job | None = None

    @property
    def running(self) -> bool:
        """Whether a job is at work."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, label: TextCode, work: Callable[[Job], str]) -> Job:
        """Do ``work``, which gives the page to show afterwards. Raises UsageProblem ``desk-busy`` while one runs."""
        with self._lock:
            if self.running:
                raise UsageProblem("desk-busy")
            job = self.last = Job(label)
            self._thread = threading.Thread(target=_run, args=(job, work), daemon=True)
            self._thread.start()
        return job

    def stop(self) -> None:
        """Ask the job to stop."""
        if self.last is not None:
            self.last.asked_to_stop = True

    def wait(self, seconds: float) -> None:
        """Wait until no job runs, so long at most."""
        if self._thread is not None:
            self._thread.join(seconds)


def _run(job: Job, work: Callable[[Job], str]) -> None:
    try:
        job.go = work(job)
        job.state = JobState.DONE
    except Stopped:
        job.state = JobState.STOPPED
    except Exception as error:
        if os.environ.get("PLANBOOK_DEBUG") and not isinstance(error, PlanbookError):
            traceback.print_exc()
        job.problem, job.state = in_words(error), JobState.FAILED


def in_words(error: Exception) -> Sentence:
    """What went wrong as a sentence: what planbook or the disk says, and of what nobody foresaw its name."""
    if isinstance(error, OSError) and error.errno is not None:
        error = write_problem(Path(str(error.filename or tempfile.gettempdir())), error)
    if isinstance(error, PlanbookError):
        return error.sentence
    return Sentence("cli.unexpected", {"problem": f"{type(error).__name__}: {error}"})
