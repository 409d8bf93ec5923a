"""Running a function in worker processes that may die: hostile input costs one result, never the run.

``concurrent.futures`` gives up all pending work when one of its processes dies, so this is a small pool of its
own. Workers are spawned, not forked, and limits that a system does not have are left out: it runs on Windows too.
"""

import contextlib
import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar, cast

from planbook.errors import BookProblem

_T = TypeVar("_T")
_START_SECONDS = 120.0
"""How long a worker may take to start; only a machine in trouble needs it."""


@dataclass(frozen=True)
class Lost:
    """A piece of work that came to nothing: its worker died, hung, or raised something unforeseen."""

    reason: str


def run_isolated(
    function: Callable[[bytes], _T], items: Sequence[bytes], *, workers: int, timeout: float, memory_mb: int
) -> Iterator[_T | BookProblem | Lost]:
    """``function`` of each item, in order, each computed in a worker process and sent back by pickling.

    ``function`` must be importable by name. A BookProblem it raises comes back as a value, anything else it
    raises as :class:`Lost`, and so does an item whose worker dies or takes longer than ``timeout`` seconds; that
    worker alone is replaced. ``memory_mb`` bounds a worker's address space where the system can (not Windows).

    Raises RuntimeError when a worker cannot even start, which is no fault of any item.
    """
    pending = deque(range(len(items)))
    done: dict[int, _T | BookProblem | Lost] = {}
    crew: list[_Worker[_T]] = []
    try:
        for number in range(len(items)):
            while number not in done:
                crew = [worker for worker in crew if worker.alive]
                while len(crew) < max(1, workers) and len(crew) < len(pending) + sum(worker.busy for worker in crew):
                    crew.append(_Worker(function, memory_mb))
                for worker in crew:
                    if pending and not worker.busy:
                        worker.give(pending.popleft(), items, timeout)
                for worker in _due(crew):
                    item, result = worker.take(timeout)
                    if item is not None and result is not None:
                        done[item] = result
            yield done.pop(number)
    finally:
        for worker in crew:
            worker.kill()


class _Worker(Generic[_T]):
    """One process and the pipe to it, seen from the parent."""

    def __init__(self, function: Callable[[bytes], _T], memory_mb: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, function, memory_mb), daemon=True)
        self.process.start()
        theirs.close()  # so that the pipe breaks when the process dies
        self.ready = False
        self.alive = True
        self.item: int | None = None
        self.deadline = time.monotonic() + _START_SECONDS

    @property
    def busy(self) -> bool:
        return self.item is not None

    def give(self, item: int, items: Sequence[bytes], timeout: float) -> None:
        self.item = item
        if self.ready:
            self.deadline = time.monotonic() + timeout
        with contextlib.suppress(OSError):  # it died just now: take() will see it
            self.pipe.send_bytes(items[item])

    def take(self, timeout: float) -> tuple[int | None, _T | BookProblem | Lost | None]:
        """What came from the worker, or that nothing will come any more."""
        try:
            if not self.pipe.poll():
                return self.lose(f"reading took longer than {timeout:g} seconds")
            message = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(5)
            return self.lose(f"reading ended the process, exit code {self.process.exitcode}")
        if message is None:  # its first message: it has started, and the item's time begins
            self.ready = True
            self.deadline = time.monotonic() + timeout
            return None, None
        item, self.item = self.item, None
        return item, cast("_T | BookProblem | Lost", _unpacked(message))

    def lose(self, reason: str) -> tuple[int | None, Lost]:
        self.kill()
        if not self.ready:
            raise RuntimeError(f"a worker process could not start: {reason}")
        return self.item, Lost(reason)

    def kill(self) -> None:
        self.alive = False
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


def _due(crew: Sequence[_Worker[_T]]) -> list[_Worker[_T]]:
    """The workers that have something to say, or should have had by now; waits until there is one."""
    working = [worker for worker in crew if worker.busy]
    soonest = min(worker.deadline for worker in working)
    talking = wait([worker.pipe for worker in working], max(0.0, soonest - time.monotonic()))
    now = time.monotonic()
    return [worker for worker in working if worker.pipe in talking or worker.deadline <= now]


# In the worker


def _work(pipe: Connection, function: Callable[[bytes], object], memory_mb: int) -> None:
    _limit(memory_mb)
    pipe.send(None)
    _silence()
    while True:
        try:
            data = pipe.recv_bytes()
        except EOFError:
            return  # the parent is done, or gone
        try:
            message = ("value", function(data))
        except BookProblem as problem:
            message = ("problem", (problem.th, problem.en, problem.code))
        except BaseException as error:  # a panic of a native reader is no Exception
            message = ("lost", f"{type(error).__name__}: {str(error)[:200]}")
        pipe.send(message)


def _unpacked(message: tuple[str, object]) -> object:
    kind, content = message
    if kind == "problem":
        th, en, code = cast("tuple[str, str, str]", content)
        return BookProblem(th, en, code=code)
    return Lost(str(content)) if kind == "lost" else content


def _limit(memory_mb: int) -> None:
    if sys.platform != "win32":
        import resource

        bound = memory_mb << 20
        with contextlib.suppress(ValueError, OSError):  # a stricter limit is set already, or none can be (macOS)
            resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _silence() -> None:
    """Keep the last words of a dying native reader, pages of stack, off the user's screen."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
