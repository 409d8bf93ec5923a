"""Files at the border: what a function takes as one, writing them at one stroke, and names that every system an office
may use takes for a file: Windows, macOS and Linux.
"""

import contextlib
import errno
import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias

from planbook.book.sniff import Kind, sniff
from planbook.errors import BookProblem, UsageProblem

_TEMPORARY = ".planbook-{}.tmp"
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_UNBORN_SECONDS = 60
"""After so long a temporary file without a byte in it is no longer one that is just being made."""


def refuse_kind(path: Path, data: bytes) -> None:
    """A workbook with macros under a name that says it has none, or the other way round: Excel opens neither. Raises
    UsageProblem ``output-needs-ending``."""
    ending = ".xlsm" if sniff(data) is Kind.XLSM else ".xlsx"
    if path.suffix.lower() != ending:
        raise UsageProblem("output-needs-ending", file=path.name, ending=ending)


def write_atomic(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write ``data`` to ``path`` at one stroke; folders that are missing are made.

    The bytes go to a temporary file in the same folder (a rename is atomic only within one file system), are
    forced to the disk, and take the name by ``os.replace``. On failure the temporary file is removed; what an earlier
    run left behind when it was killed is removed first.

    Raises UsageProblem ``output-exists`` when the file is there and ``overwrite`` is False; BookProblem ``disk-full``,
    ``disk-read-only``, ``output-open`` where a program beside it says that it has the file open (whoever saves last
    there would write over ours), or ``output-not-writable`` where the system refuses for another reason, as Windows
    does while Excel has the file open.
    """
    write_together({path: data}, overwrite=overwrite)


def write_together(files: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Write files that belong together: all are on the disk before the first takes its name.

    Raises as :func:`write_atomic` does, with nothing written; and BookProblem ``outputs-half`` in the rare case that a
    name could be taken and a later one not.
    """
    for path in files:
        if not overwrite and path.exists():
            raise UsageProblem("output-exists", path=str(path))
        if mark := open_elsewhere(path):
            raise BookProblem("output-open", path=str(path), mark=mark.name)
        if path.is_dir():
            raise write_problem(path, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    done = ""
    with ExitStack() as stack:
        staged = {}
        for path, data in files.items():
            with refused(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                _clean(path.parent)
                staged[path] = stack.enter_context(_staged(path, data))
        for path, temporary in staged.items():
            try:
                temporary.replace(path)
            except OSError as error:
                if done:
                    raise BookProblem("outputs-half", done=done, path=str(path), error=str(error)) from error
                raise write_problem(path, error) from error
            done = str(path)
            _sync_folder(path.parent)


def open_elsewhere(path: Path) -> Path | None:
    """The file by which an office program says that it has a file open, beside it; None where there is none.

    Excel and WPS write ``~$name``, Word leaves out up to two letters of the name, LibreOffice writes ``.~lock.name#``.
    """
    short = path.name[min(max(len(path.stem) - 6, 0), 2) :]
    marks = (f"~${path.name}", f"~${short}", f".~lock.{path.name}#", f".~{path.name}")
    there = (path.with_name(mark) for mark in marks)
    with contextlib.suppress(OSError):  # a name too long for a mark has none
        return next((mark for mark in there if mark.is_file()), None) if path.is_file() else None
    return None


@contextmanager
def refused(path: Path) -> Iterator[None]:
    """Tells why the system does not let a file be written, as a BookProblem."""
    try:
        yield
    except OSError as error:
        raise write_problem(path, error) from error


def write_problem(path: Path, error: OSError) -> BookProblem:
    """Why the system does not let a file be written, in a sentence."""
    if error.errno in _FULL:
        return BookProblem("disk-full", folder=str(path.parent), path=path.name)
    if error.errno == errno.EROFS:
        return BookProblem("disk-read-only", folder=str(path.parent), path=path.name)
    # what the system says of it, without the name of a temporary file
    return BookProblem("output-not-writable", path=str(path), error=error.strerror or str(error))


@contextmanager
def _staged(path: Path, data: bytes) -> Iterator[Path]:
    """A temporary file beside ``path`` with the data, safe on the disk; it is gone afterwards if it has no new name."""
    # A short name of its own: a long Thai file name with something added can pass the 255 bytes a name may have.
    temporary = path.with_name(_TEMPORARY.format(os.urandom(8).hex()))
    try:
        with temporary.open("xb") as stream:
            _hold(stream)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            if path.is_file():
                shutil.copymode(path, temporary)
            if os.name == "nt":
                stream.close()  # Windows gives no new name to a file that is open
            yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _hold(stream: BinaryIO) -> bool:
    """Whether this process alone has the file, from now on until it closes it or ends."""
    if sys.platform == "win32":
        return True  # an open file cannot be removed there
    import fcntl

    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _clean(folder: Path) -> None:
    """Remove what runs that were killed left in a folder; what a living one is writing is held by it, and stays."""
    for left in folder.glob(_TEMPORARY.format("*")):
        with contextlib.suppress(OSError):
            with left.open("rb") as stream:
                stat = os.fstat(stream.fileno())
                held = not _hold(stream)
            if not held and (stat.st_size or time.time() - stat.st_mtime > _UNBORN_SECONDS):
                left.unlink()


def refuse_inputs(outputs: Sequence[Path], inputs: Sequence[Path]) -> None:
    """Raise UsageProblem ``output-is-input`` where an output would take the place of an input or of a file in a folder
    that is one, and ``outputs-are-one`` where two outputs are the same file."""
    taken: dict[str, Path] = {}
    for path in outputs:
        place = os.path.normcase(path.resolve())
        if place in taken:
            raise UsageProblem("outputs-are-one", path=str(path))
        taken[place] = path
        for other in inputs:
            if path.exists() and other.exists() and (path.samefile(other) or _is_within(path, other)):
                raise UsageProblem("output-is-input", path=str(path))


def _is_within(path: Path, folder: Path) -> bool:
    return path.is_file() and folder.is_dir() and path.resolve().is_relative_to(folder.resolve())


def refuse_taken(folder: Path, names: Sequence[str], *, overwrite: bool) -> None:
    """Raise UsageProblem ``outputs-exist`` where files of these names are in the folder, unless ``overwrite``."""
    taken = [name for name in names if (folder / name).exists()]
    if taken and not overwrite:
        raise UsageProblem("outputs-exist", first=taken[0], folder=str(folder), count=len(taken))


def write_all(
    folder: Path,
    names: Sequence[str],
    files: Iterable[tuple[str, bytes]],
    *,
    overwrite: bool,
    tick: Callable[[str], None] = lambda _name: None,
) -> None:
    """Write ``files`` (name and bytes, made one by one) to a folder; ``names`` are all the names that will come.

    Nothing is written where one of the names is taken, unless ``overwrite``. ``tick`` is told each name when it is
    written. Raises UsageProblem ``outputs-exist``, and BookProblem as :func:`write_atomic` does.
    """
    refuse_taken(folder, names, overwrite=overwrite)
    for name, data in files:
        write_atomic(folder / name, data, overwrite=overwrite)
        tick(name)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system lets a folder be opened (not Windows)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


Source: TypeAlias = str | Path | bytes | BinaryIO
"""A file: its path, its bytes, or a stream open for reading bytes."""


def path_of(source: object) -> Path | None:
    """The file that a source stands for, if it does: the path itself, or that of an open file."""
    name = source if isinstance(source, str | Path) else getattr(source, "name", None)
    return Path(name) if isinstance(name, str | Path) else None


def read_source(source: Source) -> tuple[str, bytes]:
    """A source's name (NFC; empty for bytes) and its bytes.

    Raises BookProblem ``file-missing``, ``file-is-folder`` or ``file-not-opened`` where a path cannot be read,
    TypeError for what is no source.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return "", bytes(source)
    if isinstance(source, str | Path):
        path = Path(source)
        # file names that the system's encoding cannot say come as surrogates, which no output can hold
        name = unicodedata.normalize("NFC", os.fsencode(path.name).decode("utf-8", "replace"))
        try:
            return name, path.read_bytes()
        except FileNotFoundError as error:
            raise BookProblem("file-missing", path=str(path)) from error
        except OSError as error:
            raise BookProblem("file-is-folder" if path.is_dir() else "file-not-opened", path=str(path)) from error
    data = source.read() if hasattr(source, "read") else None
    if not isinstance(data, bytes):
        kind = type(source).__name__
        raise TypeError(f"a file is given by its path, its bytes, or a stream open for reading bytes, not by {kind}")
    return unicodedata.normalize("NFC", Path(str(getattr(source, "name", ""))).name), data


MAX_CHARACTERS = 120
MAX_BYTES = 240
"""A Linux file name holds 255 bytes, and a Thai character takes three of them; some are left for a temporary suffix."""

_FORBIDDEN = dict.fromkeys(map(ord, '\\/:*?"<>|'), "-")
_RESERVED = {"con", "prn", "aux", "nul", "clock$", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
"""Names of devices on Windows, whatever ending they have."""


def file_name(stem: str, ending: str, default: str, *, most: int = MAX_BYTES) -> str:
    """A file's name nearest to ``stem``, in NFC, with an ``ending`` that is kept whole.

    What some system does not allow becomes ``-``, invisible characters go, and what is longer than 120 characters or
    ``most`` bytes is cut, never between a consonant and the vowel or tone on it. ``default`` is the stem where nothing
    is left.
    """
    text = unicodedata.normalize("NFC", stem).translate(_FORBIDDEN)
    # blanks of every kind become one space; invisible and control characters go
    seen = "".join(" " if char.isspace() else char for char in text)
    seen = "".join(char for char in seen if unicodedata.category(char)[0] != "C")
    # a name that begins with a dot is hidden, one that ends in it is another on Windows
    text = unicodedata.normalize("NFC", " ".join(seen.split())).strip(" .")
    if text.partition(".")[0].strip().casefold() in _RESERVED:
        text = f"_{text}"
    kept = _cut(text, MAX_CHARACTERS - len(ending), most - len(ending.encode()))
    return (kept.strip(" .") or default) + ending


def _cut(text: str, characters: int, octets: int) -> str:
    """The text's beginning within both limits, never parting a vowel or tone from its consonant."""
    end = min(len(text), characters)
    while len(text[:end].encode()) > octets:
        end -= 1
    if end < len(text):
        while end and unicodedata.category(text[end]) in ("Mn", "Mc", "Me"):
            end -= 1
    return text[:end]
