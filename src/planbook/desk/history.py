"""Every change to the folder of a year is a run, and the last one can be undone.

``history/0007/run.json`` says what was done, when and by whom, ``history/0007/before/`` holds the files as they were
before, ``after/`` what an undo took away. One run writes at a time: a lock in the folder says who.
"""

import contextlib
import getpass
import hashlib
import json
import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from planbook.book.files import write_atomic, write_problem, write_together
from planbook.desk.folder import HISTORY, QuarterStep, YearFolder
from planbook.errors import BookProblem, UsageProblem

LOCK = ".planbook-lock"
KEPT = 60
"""Runs that are kept; older ones are forgotten, the files of the year are not."""
_RUN = "run.json"
_HEARTBEAT, _STALE = 5.0, 60.0
"""Seconds after which whoever holds the lock says so again, and after which silence means that nobody does."""


@dataclass(frozen=True)
class Touched:
    """A file that a run wrote or removed: its name below the folder, and the digests of what it held before and after,
    empty where there was no file. ``changed`` is when the file before had changed, in nanoseconds."""

    name: str
    before: str
    after: str
    changed: int = 0


@dataclass(frozen=True)
class PastRun:
    """What was done: a step of a quarter (0: of the year), by whom, when (ISO 8601, local), and the files."""

    number: int
    step: QuarterStep
    quarter: int
    who: str
    at: str
    files: tuple[Touched, ...]
    undone: bool = False


def runs(year: YearFolder) -> tuple[PastRun, ...]:
    """What was done, the last first. A record that cannot be read is passed over."""
    found = [_read(path) for path in sorted((year.root / HISTORY).glob(f"*/{_RUN}"), reverse=True)]
    return tuple(run for run in found if run is not None)


def undoable(year: YearFolder) -> PastRun | None:
    """The run that can be undone next; None where there is none."""
    return next((run for run in runs(year) if not run.undone), None)


def change(
    year: YearFolder, step: QuarterStep, quarter: int, files: Mapping[str, bytes | None], *, begins: bool = False
) -> PastRun:
    """Write files by their names below the folder (None removes one), and keep what they were before.

    Killed at any moment, each file is the old one or the new one; refused by the disk, all are old and there is no run.
    ``begins`` tells that the folder may have had nothing in it so far. Raises UsageProblem ``desk-held`` where somebody
    else is writing, ``desk-folder-gone`` where a share is gone and the folder is an empty place, BookProblem where the
    system does not let a file be written.
    """
    with held(year):
        _require_begun(year, begins=begins)
        number = max((run.number for run in runs(year)), default=0) + 1
        touched: list[Touched] = []
        try:
            for name, data in files.items():
                path = _inside(year, name)
                before = _bytes(path)
                if before is not None:
                    write_atomic(_place(year, number, "before", name), before, overwrite=True)
                if before is not None or data is not None:
                    at = path.stat().st_mtime_ns if before is not None else 0
                    touched.append(Touched(name, _digest(before), _digest(data), at))
            now = datetime.now().astimezone().isoformat(timespec="seconds")
            run = PastRun(number, step, quarter, person(), now, tuple(touched))
            _record(year, run)
            _put(year, files)
        except BookProblem:
            _require_begun(year, begins=begins)
            if all(_digest(_bytes(_inside(year, each.name))) == each.before for each in touched):
                shutil.rmtree(year.root / HISTORY / f"{number:04}", ignore_errors=True)
            raise
        _forget(year)
    return run


def _require_begun(year: YearFolder, *, begins: bool) -> None:
    if not (begins or year.has_begun):
        raise UsageProblem("desk-folder-gone", folder=str(year.root))


def undo(year: YearFolder) -> PastRun:
    """Put the files of the last run back as they were before it; what it had written goes to the run's ``after``.

    Raises UsageProblem ``desk-nothing-to-undo``, or ``desk-changed-since`` where somebody has changed one of the files
    since, which would be lost; ``desk-held`` as :func:`change` does.
    """
    with held(year):
        run = undoable(year)
        if run is None:
            raise UsageProblem("desk-nothing-to-undo")
        back: dict[str, bytes | None] = {}
        for file in run.files:
            now = _bytes(_inside(year, file.name))
            if _digest(now) not in (file.after, file.before):
                raise UsageProblem("desk-changed-since", path=file.name)
            if now is not None:
                write_atomic(_place(year, run.number, "after", file.name), now, overwrite=True)
            back[file.name] = _bytes(_place(year, run.number, "before", file.name)) if file.before else None
        _put(year, back)
        for file in run.files:
            if file.before:
                os.utime(_inside(year, file.name), ns=(file.changed, file.changed))
        undone = replace(run, undone=True)
        _record(year, undone)
    return undone


def person() -> str:
    """Who runs this, as the system calls them and their machine."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = "?"
    return f"{user}@{socket.gethostname()}"


def _inside(year: YearFolder, name: str) -> Path:
    """Where a file of the year is. Raises ValueError for a name that leads out of the folder: a bug."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or ":" in parts[0] or "\\" in name:
        raise ValueError(name)
    return year.root.joinpath(*parts)


def _place(year: YearFolder, number: int, when: str, name: str) -> Path:
    return year.root / HISTORY / f"{number:04}" / when / PurePosixPath(name)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BookProblem("file-not-opened", path=str(path)) from error


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _put(year: YearFolder, files: Mapping[str, bytes | None]) -> None:
    write_together(
        {_inside(year, name): data for name, data in files.items() if data is not None},
        overwrite=True,
    )
    for name, data in files.items():
        if data is None:
            path = _inside(year, name)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise write_problem(path, error) from error


def _record(year: YearFolder, run: PastRun) -> None:
    content: dict[str, Any] = {**vars(run), "files": [vars(file) for file in run.files]}
    data = json.dumps(content, ensure_ascii=False, indent=1).encode()
    write_atomic(year.root / HISTORY / f"{run.number:04}" / _RUN, data, overwrite=True)


def _read(path: Path) -> PastRun | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(Touched(**each) for each in said.pop("files"))
        return PastRun(**{**said, "step": QuarterStep(said["step"]), "files": files})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _forget(year: YearFolder) -> None:
    for run in runs(year)[KEPT:]:
        shutil.rmtree(year.root / HISTORY / f"{run.number:04}", ignore_errors=True)


# One writer at a time


def holder(year: YearFolder) -> str:
    """Who is writing in the folder just now; empty where nobody is."""
    path = year.root / LOCK
    said = _said(path)
    return "" if said is None or _is_left(year, path, said) else str(said.get("who", "?"))


@contextmanager
def held(year: YearFolder) -> Iterator[None]:
    """Have the folder to oneself. Raises UsageProblem ``desk-held``, which says who has it, ``desk-folder-gone`` where
    it is not there, and BookProblem where it cannot be written."""
    path = year.root / LOCK
    mine = secrets.token_hex(8)
    claim = {"who": person(), "pid": os.getpid(), "host": socket.gethostname(), "key": mine}
    _take(year, path, json.dumps(claim, ensure_ascii=False).encode())
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(_HEARTBEAT):
            with contextlib.suppress(OSError):
                os.utime(path)

    alive = threading.Thread(target=beat, daemon=True)
    alive.start()
    try:
        yield
    finally:
        ended.set()
        alive.join()
        if (_said(path) or {}).get("key") == mine:
            with contextlib.suppress(OSError):
                path.unlink()


def _take(year: YearFolder, path: Path, holder: bytes) -> None:
    for _ in range(3):
        try:
            if not year.root.is_dir():  # a share that is gone must not be made anew beside it
                raise UsageProblem("desk-folder-gone", folder=str(year.root))
            with path.open("xb") as stream:
                stream.write(holder)
            return
        except FileExistsError:
            said = _said(path)
            if said is not None and not _is_left(year, path, said):
                raise UsageProblem("desk-held", who=str(said.get("who", "?"))) from None
            with contextlib.suppress(OSError):
                path.unlink()
        except OSError as error:
            raise write_problem(year.root / "history", error) from error
    raise UsageProblem("desk-held", who="?")


def _said(path: Path) -> dict[str, Any] | None:
    """What a lock says; empty where it is being written just now, None where there is none."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _is_left(year: YearFolder, path: Path, said: Mapping[str, Any]) -> bool:
    """Whether whoever made a lock is gone: ended, on this machine, or silent for long by the clock of the disk."""
    if said.get("host") == socket.gethostname() and isinstance(said.get("pid"), int):
        return not is_alive(said["pid"])
    try:
        return _now_on_disk(year) - path.stat().st_mtime > _STALE
    except OSError:
        return False


def _now_on_disk(year: YearFolder) -> float:
    """The time as the disk has it, which for a shared drive is another machine's."""
    probe = year.root / f".planbook-{secrets.token_hex(6)}.now"
    try:
        probe.write_bytes(b"")
        return probe.stat().st_mtime
    except OSError:
        return time.time()
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()


def is_alive(pid: int) -> bool:
    """Whether a process of this machine is running."""
    if os.name == "nt":
        return _is_alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_alive_on_windows(pid: int) -> bool:
    import ctypes

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]  # windll is there on Windows alone
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE
