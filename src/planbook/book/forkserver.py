"""A process that forks worker processes in a few milliseconds, because it has loaded what they need (POSIX).

Python and planbook take some 0.3 s to load, for each worker again. A process that has threads must not be forked, and a
caller of planbook may have any; so a server of its own, which never has threads, forks workers for as long as the
process that asks for them lives. It is itself a fork of that process where that has one thread only, as a command line
has, else a new Python. Windows, and a frozen program, have no such server.

One request is the name of a module and three ends of pipes: what the worker reads, what it writes, and where the server
says the worker's process number and, later, its exit code.
"""

import atexit
import contextlib
import importlib
import os
import pickle
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

_NUMBER = struct.Struct(">q")
_NAME_BYTES = 4096
_SERVE = "from planbook.book.forkserver import serve_new; serve_new()"
_PRELOADED = "planbook."
"""Modules below this name are loaded by the server, before it forks; what others start by being loaded is not known."""


def has_fork_server(platform: str = sys.platform) -> bool:
    """Whether workers can be forked here: on POSIX, by a program that is not frozen."""
    return platform != "win32" and hasattr(socket, "send_fds") and not getattr(sys, "frozen", False)


class ForkedProcess:
    """A forked process and the pipes to it: the part of :class:`subprocess.Popen` that looks after a worker needs."""

    def __init__(self, pid: int, stdin: BinaryIO, stdout: BinaryIO, status: int) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None
        """The exit code, negative for the number of a signal; None before the process was seen to end."""
        self._status = status
        self._lock = threading.Lock()

    def kill(self) -> None:
        """End the process at once; nothing happens where it has ended."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; the exit code. Raises subprocess.TimeoutExpired after ``timeout`` seconds."""
        with self._lock:
            if self.returncode is None:
                with selectors.DefaultSelector() as selector:
                    selector.register(self._status, selectors.EVENT_READ)
                    if not selector.select(timeout):
                        raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
                said = os.read(self._status, _NUMBER.size)
                os.close(self._status)
                # a server that was itself ended says nothing of its workers any more
                self.returncode = _NUMBER.unpack(said)[0] if len(said) == _NUMBER.size else -int(signal.SIGKILL)
            return self.returncode


class _Call(NamedTuple):
    """What a forked process does, and where."""

    entry: str
    args: tuple[Any, ...]
    path: tuple[str, ...]
    environment: dict[str, str]
    folder: str

    def run(self, incoming: BinaryIO, answers: BinaryIO) -> None:
        sys.path[:] = self.path
        os.environ.clear()
        os.environ.update(self.environment)
        with contextlib.suppress(OSError):  # it is gone; names of files are whole ones
            os.chdir(self.folder)
        module, _, function = self.entry.partition(":")
        getattr(importlib.import_module(module), function)(incoming, answers, *self.args)


@dataclass
class _Server:
    """The server of a process (``owner``), seen from it."""

    socket: socket.socket
    owner: int
    end: Callable[[], object]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fork(self, module: str) -> ForkedProcess:
        """A new worker. Raises OSError where the server is gone."""
        with self.lock, contextlib.ExitStack() as ends:

            def pipe() -> tuple[int, int]:
                read, write = os.pipe()
                return read, write

            (its_in, to_it), (from_it, its_out), (status, its_status) = pipe(), pipe(), pipe()
            for end in (its_in, its_out, its_status):
                ends.callback(os.close, end)
            try:
                socket.send_fds(self.socket, [module.encode()[:_NAME_BYTES]], [its_in, its_out, its_status])
                for end in (its_in, its_out, its_status):
                    os.close(end)
                ends.pop_all()
                said = os.read(status, _NUMBER.size)
                if len(said) < _NUMBER.size:
                    raise OSError("the server of workers has ended")
            except OSError:
                for end in (to_it, from_it, status):
                    os.close(end)
                raise
        return ForkedProcess(_NUMBER.unpack(said)[0], os.fdopen(to_it, "wb"), os.fdopen(from_it, "rb"), status)

    def close(self) -> None:
        self.socket.close()
        if self.owner == os.getpid():
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                self.end()


_servers: list[_Server] = []
"""At most one: that of this process."""
_starting = threading.Lock()


def prepare() -> None:
    """Start the server of this process, where it can have one and has none: best before the process grows."""
    if has_fork_server():
        _server()


def fork(entry: str, args: tuple[Any, ...], *, load: str) -> ForkedProcess:
    """A process in the folder of this one, with its environment and search path, that calls a function with two binary
    streams, what comes from here and what goes here, and ``args``.

    ``entry`` is ``module:function``; ``load`` is a module that the server loads once for all workers. Raises OSError
    where no process can be started.
    """
    try:
        process = _server().fork(load)
    except OSError:  # somebody ended the server: a new one
        _forget()
        process = _server().fork(load)
    called = _Call(entry, args, (*sys.path,), dict(os.environ), str(Path.cwd()))
    with contextlib.suppress(OSError):  # it died just now, as whoever waits for its first word will see
        pickle.dump(called, process.stdin)
        process.stdin.flush()
    return process


def _server() -> _Server:
    with _starting:
        if not _servers or _servers[0].owner != os.getpid():
            _servers[:] = [_start()]
        return _servers[0]


def _forget() -> None:
    with _starting:
        while _servers:
            _servers.pop().close()


atexit.register(_forget)
if sys.platform != "win32":
    os.register_at_fork(after_in_child=_starting._at_fork_reinit)  # type: ignore[attr-defined]  # as threading does


def _start() -> _Server:
    ours, its = socket.socketpair()
    if _has_one_thread():
        pid = os.fork()
        if pid == 0:
            try:
                _serve(its)
            finally:
                os._exit(1)
        its.close()
        return _Server(ours, os.getpid(), lambda: os.waitpid(pid, 0))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(its.fileno())],
        pass_fds=[its.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    its.close()
    return _Server(ours, os.getpid(), lambda: process.wait(timeout=5))


def _has_one_thread() -> bool:
    """Whether this process has one thread, those of native libraries counted too; only Linux tells."""
    try:
        return len([*Path("/proc/self/task").iterdir()]) == 1
    except OSError:
        return False


# In the server


def serve_new() -> None:
    """What a server that is a new Python does: its command line names its end of the socket."""
    _serve(socket.socket(fileno=int(sys.argv[1])))


def _serve(asked: socket.socket) -> None:
    """Fork a worker for each request until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks, which then ends its workers
    _let_go(asked.fileno())
    wake, woken = os.pipe()
    for end in (wake, woken):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    ends: dict[int, int] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(asked, selectors.EVENT_READ)
        selector.register(wake, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fd == wake:
                    with contextlib.suppress(BlockingIOError):
                        os.read(wake, 1024)
                    _say_ends(ends)
                    continue
                name, given, _, _ = socket.recv_fds(asked, _NAME_BYTES, 3)
                if not name:
                    return
                incoming, answers, status = given
                _load(name.decode())
                pid = os.fork()
                if pid == 0:
                    try:
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        for other in (asked.fileno(), wake, woken, status, *ends.values()):
                            os.close(other)
                        with os.fdopen(incoming, "rb") as read, os.fdopen(answers, "wb") as write:
                            pickle.load(read).run(read, write)
                        os._exit(0)
                    finally:
                        os._exit(1)
                ends[pid] = status
                os.write(status, _NUMBER.pack(pid))
                os.close(incoming)
                os.close(answers)


def _say_ends(ends: dict[int, int]) -> None:
    """Tell the exit codes of the workers that have ended."""
    while True:
        try:
            pid, code = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        status = ends.pop(pid, None)
        if status is not None:
            with contextlib.suppress(OSError):  # nobody waits for it
                os.write(status, _NUMBER.pack(os.waitstatus_to_exitcode(code)))
            os.close(status)


def _let_go(kept: int) -> None:
    """Point every file descriptor that came with the fork, but ``kept``, at the null device. The numbers stay taken, so
    that a file object of the parent, when it is closed here, closes nothing else."""
    nothing = os.open(os.devnull, os.O_RDWR)
    numbers = {0, 1, 2}
    with contextlib.suppress(OSError):
        numbers |= {int(each.name) for each in Path("/proc/self/fd").iterdir()}
    for number in numbers - {kept, nothing}:
        with contextlib.suppress(OSError):
            os.fstat(number)
            os.dup2(nothing, number)


def _load(module: str) -> None:
    if module.startswith(_PRELOADED):
        with contextlib.suppress(Exception):  # the worker will meet it again, and say it
            importlib.import_module(module)
