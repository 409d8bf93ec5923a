"""What a piece of work may cost a worker process: processor time and memory, which the system counts and enforces.

Processor time and not the clock: on a machine that is busy elsewhere the same file takes longer and costs no more. The
clock is the last resort, for work that neither ends nor uses the processor.
"""

import contextlib
import ctypes
import signal
import sys
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

_PATIENCE = 60
"""How much longer than its processor time a piece of work may take by the clock."""
_TICKS_PER_SECOND = 10_000_000
"""Windows counts processor time in steps of 100 nanoseconds."""
_NOT_ENOUGH_QUOTA = 1816
"""The exit code of a process that Windows ended when its job's time was used up (``ERROR_NOT_ENOUGH_QUOTA``)."""


class Allowance(NamedTuple):
    """Bounds for one piece of work: ``seconds`` of processor time, and ``memory_mb``, what its worker may hold in
    memory beyond what it began with (on Windows all in all), in units of 2**20 bytes."""

    seconds: float
    memory_mb: int

    @property
    def patience(self) -> float:
        """Seconds by the clock after which work that has not ended is given up, whatever it cost."""
        return self.seconds * _PATIENCE


class Meter(Protocol):
    """Holds this process, a worker, to a budget. The process is ended by the system when it overruns its time."""

    def begin(self) -> None:
        """From here on a new piece of work uses processor time."""

    def end(self) -> None:
        """The piece of work is done."""


def meter(budget: Allowance, platform: str = sys.platform) -> Meter:
    """Bounds the memory of this process for good, and gives the meter of its processor time."""
    if platform == "win32":
        return _of_windows(budget)
    return UnixMeter(budget)


def overran(exit_code: int | None, platform: str = sys.platform) -> bool:
    """Whether a worker with this exit code (negative: the number of a signal) was ended because its time was used
    up."""
    return exit_code == (_NOT_ENOUGH_QUOTA if platform == "win32" else -_TIME_SIGNAL)


# Linux, macOS

_TIME_SIGNAL = int(getattr(signal, "SIGPROF", 27))
"""What a process gets when its profiling timer, which counts processor time, runs out; it ends a process that does not
handle it (setitimer(2), signal(7))."""


class UnixMeter:
    """Counts with the profiling timer, which is set anew for each piece of work; the memory bound is that of the
    address space, as far as the system has one (Linux)."""

    def __init__(self, budget: Allowance) -> None:
        self._seconds = budget.seconds
        if sys.platform != "win32":
            import resource

            bound = budget.memory_mb << 20
            with contextlib.suppress(OSError, ValueError):  # only Linux tells what a process begins with
                bound += int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            with contextlib.suppress(ValueError, OSError):  # a stricter limit is set already, or none can be (macOS)
                resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def begin(self) -> None:
        """Start the timer."""
        self._set(self._seconds)

    def end(self) -> None:
        """Stop the timer."""
        self._set(0)

    @staticmethod
    def _set(seconds: float) -> None:
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_PROF, seconds)


# Windows


class _BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION (winnt.h)."""

    _fields_: ClassVar = [
        ("per_process_user_time", ctypes.c_int64),
        ("per_job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    ]


class JobLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION (winnt.h)."""

    _fields_: ClassVar = [
        ("basic", _BasicLimits),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    ]


_EXTENDED_LIMITS = 9
"""The class of information that JobLimits is (JobObjectExtendedLimitInformation)."""
JOB_TIME, PROCESS_MEMORY = 0x04, 0x100
"""Flags of the limits that are set (JOB_OBJECT_LIMIT_…)."""


class WindowsMeter:
    """A job object with this process alone in it. Its time limit counts from the moment it is set, so that it is set
    anew for each piece of work; ``kernel32`` is the library of that name, or what stands for it."""

    def __init__(self, budget: Allowance, kernel32: Any) -> None:
        self._budget, self._kernel32 = budget, kernel32
        for function in (kernel32.CreateJobObjectW, kernel32.GetCurrentProcess):
            function.restype = ctypes.c_void_p  # a handle, which may have more than 32 bits
        self._job = ctypes.c_void_p(kernel32.CreateJobObjectW(None, None))
        kernel32.AssignProcessToJobObject(self._job, ctypes.c_void_p(kernel32.GetCurrentProcess()))
        self._set(0)

    def begin(self) -> None:
        """Allow the time of one piece of work from now on."""
        self._set(JOB_TIME)

    def end(self) -> None:
        """Take the time limit away; that of memory stays."""
        self._set(0)

    def _set(self, flags: int) -> None:
        limits = JobLimits()
        limits.basic.flags = flags | PROCESS_MEMORY
        limits.basic.per_job_user_time = int(self._budget.seconds * _TICKS_PER_SECOND) if flags & JOB_TIME else 0
        limits.process_memory = self._budget.memory_mb << 20
        self._kernel32.SetInformationJobObject(self._job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))


def _of_windows(budget: Allowance) -> Meter:
    return WindowsMeter(budget, getattr(ctypes, "WinDLL")("kernel32"))  # noqa: B009 - not in the types of other systems
