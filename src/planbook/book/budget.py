"""What a piece of work may cost a worker process: processor time and memory, which the system counts and enforces.

Processor time and not the clock: on a machine that is busy elsewhere the same file takes longer and costs no more. The
clock is the last resort, for work that neither ends nor uses the processor.
"""

import contextlib
import signal
import sys
from pathlib import Path
from typing import NamedTuple, Protocol

_PATIENCE = 60
"""How much longer than its processor time a piece of work may take by the clock."""
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
        from planbook.book.windows import windows_meter  # no other system has what it needs, which takes 2 ms to load

        return windows_meter(budget.seconds, budget.memory_mb)
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
