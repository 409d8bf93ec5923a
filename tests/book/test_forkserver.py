"""Workers that are forked: in the caller's folder and environment, whatever threads it has, and none left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from planbook.book import forkserver
from planbook.book.workers import Allowance, Lost, run_isolated

BUDGET = Allowance(seconds=20, memory_mb=400)


def ask(data: bytes) -> object:
    """A function for the tests: where and how the worker runs."""
    match data:
        case b"where":
            return str(Path.cwd()), os.environ.get("PLANBOOK_TRIED"), os.getppid()
        case b"open":
            return len([*Path("/proc/self/fd").iterdir()])
        case b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def asked(*what: bytes) -> list:
    return list(run_isolated(ask, what, workers=1, budget=BUDGET))


def test_a_worker_runs_where_the_caller_is(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANBOOK_TRIED", "ลอง")
    ((folder, tried, server),) = asked(b"where")
    assert (folder, tried) == (str(tmp_path), "ลอง")
    monkeypatch.setenv("PLANBOOK_TRIED", "อีกครั้ง")
    assert asked(b"where") == [(str(tmp_path), "อีกครั้ง", server)], "the server stays, what it forks is as the caller is"


def test_a_server_that_was_killed_is_replaced() -> None:
    ((_, _, server),) = asked(b"where")
    os.kill(server, signal.SIGKILL)
    ((_, _, other),) = asked(b"where")
    assert other != server


def test_the_exit_of_a_forked_worker_is_told() -> None:
    first, second = asked(b"kill", b"pid")
    assert isinstance(first, Lost)
    assert first.reason.args == {"exit_code": -signal.SIGKILL}
    assert isinstance(second, int)


def test_a_worker_holds_nothing_of_the_others() -> None:
    (alone,) = asked(b"open")
    held = run_isolated(ask, [b"open"] * 6, workers=3, budget=BUDGET)
    for each in held:
        assert isinstance(each, int)
        assert each <= alone


PROGRAM = """
import os, sys, threading, time
from planbook.book.workers import Allowance, run_isolated
from tests.book.test_forkserver import ask
if sys.argv[1] == "threads":
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
held = os.open(__file__, os.O_RDONLY)
(said,) = run_isolated(ask, [b"where"], workers=1, budget=Allowance(20, 400))
print(os.getpid(), said[2], flush=True)
if sys.argv[1] == "stays":
    iterator = run_isolated(ask, iter([b"pid"] * 100), workers=1, budget=Allowance(20, 400))
    print(next(iterator), flush=True)
    time.sleep(60)
"""


def started(tmp_path: Path, how: str) -> "subprocess.Popen[str]":
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    path = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
    words = [sys.executable, "-W", "error", str(program), how]
    return subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )


def is_gone(pid: int) -> bool:
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("how", ["alone", "threads"])
def test_the_server_is_a_fork_where_there_is_one_thread_and_ends_with_its_caller(tmp_path, how) -> None:
    """It forks itself where it has one thread, which is quick; a new Python serves a program with threads."""
    process = started(tmp_path, how)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert is_gone(int(out.split()[1]))


def test_a_killed_caller_leaves_nothing_behind(tmp_path) -> None:
    process = started(tmp_path, "stays")
    assert process.stdout is not None
    _, server = process.stdout.readline().split()
    worker = process.stdout.readline()
    process.kill()
    process.communicate()
    assert is_gone(int(server))
    assert is_gone(int(worker))


def test_many_threads_may_ask_at_once() -> None:
    said: list[object] = []
    threads = [threading.Thread(target=lambda: said.extend(asked(b"pid", b"pid"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 12
    assert all(isinstance(each, int) for each in said)


def test_where_no_process_can_be_forked_programs_are_started(monkeypatch) -> None:
    monkeypatch.setattr(forkserver, "has_fork_server", lambda: False)
    ((_, _, parent),) = asked(b"where")
    assert parent == os.getpid()
