"""Worker processes: what dies, hangs, or costs too much is one result, and the rest goes on."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from planbook.book.budget import Allowance, overran
from planbook.book.grid import read_grids
from planbook.book.windows import JOB_TIME, PROCESS_MEMORY, JobLimits, WindowsMeter
from planbook.book.workers import Lost, run_isolated
from planbook.errors import BookProblem

from .test_grid import DEADLY, small


def misbehave(data: bytes) -> str:
    """A reader for the tests: does what the file says."""
    match data:
        case b"abort":
            os.abort()
        case b"exit":
            os._exit(3)
        case b"sleep":
            time.sleep(600)
        case b"wait":
            time.sleep(1)
        case b"work":
            while True:
                pass
        case b"memory":
            return str(len(bytearray(3 << 30)))
        case b"panic":
            raise BaseException("a panic of a native reader")
        case b"problem":
            raise BookProblem("file-unreadable", detail="ไทย")
    return data.decode()


def test_a_worker_may_die_hang_or_panic_and_the_rest_goes_on() -> None:
    words = [b"a", b"abort", b"b", b"work", b"exit", b"panic", b"problem", b"memory", b"c"]
    results = list(run_isolated(misbehave, words, workers=2, budget=Allowance(1, 1024)))
    assert [results[index] for index in (0, 2, 8)] == ["a", "b", "c"]
    lost = {words[index].decode(): result.reason for index, result in enumerate(results) if isinstance(result, Lost)}
    assert {word: reason.code for word, reason in lost.items()} == {
        "abort": "lost.ended",
        "work": "lost.time",
        "exit": "lost.ended",
        "panic": "lost.raised",
        "memory": "lost.memory",
    }
    assert "exit code 3" in lost["exit"].en
    assert "1 second of" in lost["work"].en
    assert "panic" in lost["panic"].en
    problem = results[6]
    assert isinstance(problem, BookProblem)
    assert (problem.code, problem.sentence.args) == ("file-unreadable", {"detail": "ไทย"})


def test_waiting_costs_nothing_as_on_a_machine_that_is_busy_elsewhere() -> None:
    assert list(run_isolated(misbehave, [b"wait", b"a"], workers=1, budget=Allowance(0.5, 1024))) == ["wait", "a"]


def test_each_piece_of_work_has_a_budget_of_its_own() -> None:
    budget = Allowance(0.4, 1024)
    assert list(run_isolated(busy, [b"0.25"] * 4, workers=1, budget=budget)) == ["0.25"] * 4


def busy(data: bytes) -> str:
    """A reader that uses so many seconds of processor time."""
    end = time.process_time() + float(data)
    while time.process_time() < end:
        pass
    return data.decode()


def test_work_that_neither_ends_nor_uses_the_processor_is_given_up_by_the_clock() -> None:
    (result,) = run_isolated(misbehave, [b"sleep"], workers=1, budget=Allowance(0.05, 1024))
    assert isinstance(result, Lost)
    assert (result.reason.code, result.is_late) == ("lost.no-answer", True)


class Kernel32:
    """Stands for the library of Windows: keeps what it is told about the one job."""

    def __init__(self) -> None:
        self.members: list[int | None] = []
        self.limits: list[tuple[int, int, float]] = []
        self.CreateJobObjectW = self.called(lambda *_: 0x1_0000_0007)
        self.GetCurrentProcess = self.called(lambda: -1)

    @staticmethod
    def called(answer: Callable[..., int]) -> Callable[..., int]:
        def function(*args: object) -> int:
            return answer(*args)

        return function

    def AssignProcessToJobObject(self, job: ctypes.c_void_p, process: ctypes.c_void_p) -> int:
        assert job.value == 0x1_0000_0007
        self.members.append(process.value)
        return 1

    def SetInformationJobObject(self, job: ctypes.c_void_p, kind: int, limits: Any, size: int) -> int:
        told = limits._obj
        assert (job.value, kind, size) == (0x1_0000_0007, 9, ctypes.sizeof(JobLimits))
        self.limits.append((told.basic.flags, told.process_memory, told.basic.per_job_user_time / 10**7))
        return 1


def test_on_windows_a_job_bounds_memory_for_good_and_time_for_each_piece_of_work() -> None:
    library = Kernel32()
    metered = WindowsMeter(30, 400, library)
    metered.begin()
    metered.end()
    assert library.members == [ctypes.c_void_p(-1).value]
    assert library.limits == [
        (PROCESS_MEMORY, 400 << 20, 0),
        (PROCESS_MEMORY | JOB_TIME, 400 << 20, 30),
        (PROCESS_MEMORY, 400 << 20, 0),
    ]


def test_the_structures_are_as_large_as_those_of_windows() -> None:
    """On a system of 64 bits: winnt.h."""
    assert ctypes.sizeof(ctypes.c_void_p) == 8
    assert ctypes.sizeof(JobLimits) == 144


def test_each_system_has_its_way_to_say_that_the_time_was_used_up() -> None:
    assert [overran(code, "win32") for code in (1816, 1, None)] == [True, False, False]
    assert [overran(code, "linux") for code in (-signal.SIGPROF, -9, -6, 1816, None)] == [
        True,
        False,
        False,
        False,
        False,
    ]


calls: list[bytes] = []


def tired(data: bytes) -> str:
    """A reader that dies at the second thing it reads."""
    calls.append(data)
    if len(calls) > 1:
        os.abort()
    return data.decode()


def test_what_a_used_worker_lost_is_tried_once_more_in_a_new_one() -> None:
    words = [b"a", b"b", b"c"]
    assert list(run_isolated(tired, words, workers=1, budget=Allowance(60, 512))) == ["a", "b", "c"]


def test_items_are_taken_as_workers_come_free() -> None:
    taken = []

    def items() -> Iterator[bytes]:
        for number in range(50):
            taken.append(number)
            yield b"%d" % number

    results = run_isolated(misbehave, items(), workers=1, budget=Allowance(60, 512))
    assert next(results) == "0"
    assert len(taken) < 10
    assert list(results) == [str(number) for number in range(1, 50)]


def test_the_file_that_aborts_calamine_kills_one_worker_only() -> None:
    """The guard is bypassed: this is what happens when it does not know an attack yet."""
    results = list(run_isolated(read_grids, [DEADLY, small("ยังอยู่")], workers=1, budget=Allowance(60, 2048)))
    assert isinstance(results[0], Lost)
    assert not isinstance(results[1], Lost | BookProblem)
    assert results[1][0].cell(3, 2) == "ยังอยู่"


def test_leaving_early_ends_the_workers() -> None:
    results = run_isolated(misbehave, [b"a", b"sleep", b"sleep"], workers=2, budget=Allowance(60, 1024))
    assert next(results) == "a"
    results.close()  # type: ignore[attr-defined]


FROZEN = """#!{python}
import sys
sys.frozen, sys.executable = True, __file__
from planbook.book.workers import Allowance, run_isolated, serve_if_asked
serve_if_asked()
print(list(run_isolated(len, [b"one", b"three"], workers=2, budget=Allowance(seconds=10, memory_mb=400))))
"""


def test_a_frozen_program_is_its_own_worker(tmp_path):
    """It takes no ``-c``: started as a worker it serves, and does nothing else."""
    program = tmp_path / "program"
    program.write_text(FROZEN.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run([str(program)], capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.returncode) == ("[3, 5]\n", 0), done.stderr
