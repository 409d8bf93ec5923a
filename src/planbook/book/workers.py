"""Running a function in worker processes that may die: hostile input costs one result, never the run.

``concurrent.futures`` gives up all pending work when one of its processes dies, and ``multiprocessing`` runs the
caller's own script again in each process it spawns. So this is a small pool of its own: processes that talk over two
pipes, each looked after by a thread, each held to a :class:`Allowance` by its system. They are forked where the system
forks (:mod:`planbook.book.forkserver`), else plain Python processes.
"""

import contextlib
import gc
import importlib
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, Generic, NamedTuple, TypeVar, cast

from planbook.book import forkserver
from planbook.book.budget import Allowance, meter, overran
from planbook.errors import BookProblem
from planbook.words import Sentence

__all__ = ["Allowance", "Lost", "run_isolated", "serve_if_asked"]

_T = TypeVar("_T")
_START_SECONDS = 120.0
"""How long a worker may take to start; only a machine in trouble needs it."""
_END_SECONDS = 10.0
"""How long a worker whose answers have ended may take to end itself."""
_AHEAD = 4
"""Items taken beforehand for each worker, so that a slow one does not keep the others waiting."""
_LENGTH = struct.Struct(">Q")
_READY = b"ready"
_SERVE = "from planbook.book.workers import serve_alone; serve_alone()"
_AS_WORKER = "--planbook-worker"
"""The first word after the program's name by which a frozen program is a worker of itself."""


class Lost(NamedTuple):
    """A piece of work that came to nothing: its worker died, raised something unforeseen, or had used up the time it
    was given (``is_late``)."""

    reason: Sentence
    is_late: bool = False


def run_isolated(
    function: Callable[[bytes], _T], items: Iterable[bytes], *, workers: int, budget: Allowance
) -> Iterator[_T | BookProblem | Lost]:
    """``function`` of each item, in order, each computed in a worker process and sent back by pickling.

    ``function`` must be importable by name. A BookProblem it raises comes back as a value, anything else it
    raises as :class:`Lost`, and so does an item whose worker dies or overruns the ``budget`` of an item; that
    worker alone is replaced, and what a used worker lost, but for want of time, is tried once more in a new one. Items
    are taken as workers come free.

    Raises RuntimeError when a worker cannot even start, which is no fault of any item.
    """
    crew = _Crew(function, budget)
    pool = ThreadPoolExecutor(max(1, workers))
    try:
        waiting: deque[Future[_T | BookProblem | Lost]] = deque()
        for item in items:
            waiting.append(pool.submit(crew.run, item))
            if len(waiting) > _AHEAD * max(1, workers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        crew.kill()
        pool.shutdown(cancel_futures=True)


class _Crew(Generic[_T]):
    """One worker a thread, replaced when it dies."""

    def __init__(self, function: Callable[[bytes], _T], budget: Allowance) -> None:
        self.function, self.budget = function, budget
        self.idle: list[_Worker[_T]] = []
        self.all: list[_Worker[_T]] = []
        self.lock = threading.Lock()
        self.closed = False

    def run(self, item: bytes) -> _T | BookProblem | Lost:
        worker = self._idle_one()
        if worker is not None:
            result = self._run_on(worker, item)
            if not isinstance(result, Lost) or result.is_late:
                return result
            # what an earlier item left behind may have done it: a new worker decides
        with self.lock:
            if self.closed:
                return Lost(Sentence("lost.run-ended"))
        worker = _Worker(self.function, self.budget)
        with self.lock:
            self.all.append(worker)
            if self.closed:
                worker.kill()
        return self._run_on(worker, item)

    def _idle_one(self) -> "_Worker[_T] | None":
        with self.lock:
            return self.idle.pop() if self.idle and not self.closed else None

    def _run_on(self, worker: "_Worker[_T]", item: bytes) -> _T | BookProblem | Lost:
        result = worker.run(item)
        if isinstance(result, Lost):
            worker.kill()
        with self.lock:
            if worker.alive:
                self.idle.append(worker)
            else:
                self.all.remove(worker)
        return result

    def kill(self) -> None:
        with self.lock:
            self.closed = True
            for worker in self.all:
                worker.kill()


class _Worker(Generic[_T]):
    """One process and the pipes to it, seen from the parent."""

    def __init__(self, function: Callable[[bytes], _T], budget: Allowance) -> None:
        self.budget = budget
        self.alive = True
        self.process = _started(function, budget)
        started, _ = self._take(_START_SECONDS)
        if started != _READY:
            self.kill()
            raise RuntimeError(f"a worker process could not start, exit code {self.process.returncode}")

    def run(self, item: bytes) -> _T | BookProblem | Lost:
        with contextlib.suppress(OSError):  # it died just now: _take will see it
            _send(self._pipe(self.process.stdin), item)
        message, gave_up = self._take(self.budget.patience)
        if message is None:
            # it may be about to end by itself, with the exit code that says why
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_END_SECONDS)
            self.kill()
            return self._lost(gave_up=gave_up)
        return cast("_T | BookProblem | Lost", _unpacked(pickle.loads(message)))

    def _lost(self, *, gave_up: bool) -> Lost:
        code = self.process.returncode
        if gave_up:
            return Lost(Sentence("lost.no-answer", {"minutes": f"{self.budget.patience / 60:g}"}), is_late=True)
        if overran(code):
            return Lost(Sentence("lost.time", {"seconds": f"{self.budget.seconds:g}"}), is_late=True)
        return Lost(Sentence("lost.ended", {"exit_code": code}))

    def _take(self, timeout: float) -> tuple[bytes | None, bool]:
        """The next message, or None where none will come; and whether time ran out."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(timeout, end)
        timer.daemon = True
        timer.start()
        try:
            return _receive(self._pipe(self.process.stdout)), late.is_set()
        finally:
            timer.cancel()

    @staticmethod
    def _pipe(pipe: object) -> BinaryIO:
        return cast(BinaryIO, pipe)

    def kill(self) -> None:
        if not self.alive:
            return
        self.alive = False
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):  # what was still to be written has nobody to read it
                self._pipe(pipe).close()


def _started(
    function: Callable[[bytes], _T], budget: Allowance
) -> "subprocess.Popen[bytes] | forkserver.ForkedProcess":
    """A process that serves a function. Raises RuntimeError where none can be had."""
    name = f"{function.__module__}:{function.__qualname__}"
    if forkserver.has_fork_server():
        try:
            served = (name, budget.seconds, budget.memory_mb)
            return forkserver.fork(f"{__name__}:{serve.__name__}", served, load=function.__module__)
        except OSError as problem:
            raise RuntimeError("a worker process could not be forked") from problem
    # the parent's own search path, so that the worker finds the function where the parent did
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [*_interpreter(), name, str(budget.seconds), str(budget.memory_mb)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the last words of a dying native reader are pages of stack
        env=environment,
    )


def _interpreter() -> list[str]:
    """The command that begins a worker: Python itself, or the program again where it is frozen, such as by PyInstaller,
    and takes no ``-c``."""
    return [sys.executable, _AS_WORKER] if getattr(sys, "frozen", False) else [sys.executable, "-c", _SERVE]


def _send(pipe: BinaryIO, message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def _receive(pipe: BinaryIO) -> bytes | None:
    """The next whole message; None at the end of the stream."""
    try:
        head = pipe.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        message = pipe.read(length)
    except (OSError, ValueError):  # closed under our hands
        return None
    return message if len(message) == length else None


def _unpacked(message: tuple[str, object]) -> object:
    kind, content = message
    if kind == "problem":
        assert isinstance(content, BookProblem)
        return content
    if kind == "lost":
        assert isinstance(content, Sentence)
        return Lost(content)
    return content


# In the worker


def serve_if_asked() -> None:
    """Be a worker, and end with it, where a frozen program was started as one; else do nothing.

    A frozen program that uses planbook calls this before anything else, as ``multiprocessing.freeze_support``; the
    command line does.
    """
    if sys.argv[1:2] == [_AS_WORKER]:
        serve_alone()
        sys.exit()


def serve_alone() -> None:
    """What a worker process that was not forked does: serve the function that its command line names, on its stdin and
    stdout."""
    name, seconds, memory_mb = sys.argv[-3:]
    # answers have a stream of their own: whatever a native library prints goes nowhere
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    serve(sys.stdin.buffer, answers, name, float(seconds), int(memory_mb))


def serve(incoming: BinaryIO, answers: BinaryIO, name: str, seconds: float, memory_mb: int) -> None:
    """What a worker process does: compute the function of a name (``module:function``) for each message, and answer."""
    module, _, qualified = name.partition(":")
    function: object = importlib.import_module(module)
    for part in qualified.split("."):
        function = getattr(function, part)
    assert callable(function)
    budget = Allowance(seconds, memory_mb)
    metered = meter(budget)
    gc.freeze()  # what is loaded stays: no collection need look at it again
    _send(answers, _READY)
    while (data := _receive(incoming)) is not None:
        metered.begin()
        try:
            message: tuple[str, object] = ("value", function(data))
        except BookProblem as problem:
            message = ("problem", problem.with_traceback(None))
        except MemoryError:
            message = ("lost", Sentence("lost.memory", {"size": budget.memory_mb}))
        except BaseException as error:  # a panic of a native reader is no Exception
            message = ("lost", Sentence("lost.raised", {"problem": f"{type(error).__name__}: {str(error)[:200]}"}))
        del data
        _send(answers, pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
        metered.end()
        del message
