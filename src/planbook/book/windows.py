"""How Windows holds a worker process to the processor time and the memory it is given: by a job object."""

import ctypes
from typing import Any, ClassVar

_TICKS_PER_SECOND = 10_000_000
"""Windows counts processor time in steps of 100 nanoseconds."""


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

    def __init__(self, seconds: float, memory_mb: int, kernel32: Any) -> None:
        self._seconds, self._memory_mb, self._kernel32 = seconds, memory_mb, kernel32
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
        limits.basic.per_job_user_time = int(self._seconds * _TICKS_PER_SECOND) if flags & JOB_TIME else 0
        limits.process_memory = self._memory_mb << 20
        self._kernel32.SetInformationJobObject(self._job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))


def windows_meter(seconds: float, memory_mb: int) -> WindowsMeter:
    """The meter of this process."""
    library = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009 - not in the types of other systems
    return WindowsMeter(seconds, memory_mb, library)
