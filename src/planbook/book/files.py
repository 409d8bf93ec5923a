"""Files at the border: what a function takes as one, and writing one at one stroke.

A kill at any moment leaves the old file or the new one, never half of one.
"""

import contextlib
import os
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias

from planbook.errors import BookProblem, UsageProblem


def write_atomic(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write ``data`` to ``path`` at one stroke; folders that are missing are made.

    The bytes go to a temporary file in the same folder (a rename is atomic only within one file system), are
    forced to the disk, and take the name by ``os.replace``. On failure the temporary file is removed.

    Raises UsageProblem ``output-exists`` when the file is there and ``overwrite`` is False, BookProblem
    ``output-not-writable`` when the system refuses, as Windows does while Excel has the file open.
    """
    if not overwrite and path.exists():
        raise UsageProblem("output-exists", path=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except (PermissionError, IsADirectoryError, NotADirectoryError, FileExistsError) as error:
        raise BookProblem("output-not-writable", path=str(path), error=str(error)) from error


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


def _replace(path: Path, data: bytes) -> None:
    # A short name of its own: a long Thai file name with something added can pass the 255 bytes a name may have.
    temporary = path.with_name(f".planbook-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.is_file():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


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


def read_source(source: Source) -> tuple[str, bytes]:
    """A source's name (NFC; empty for bytes) and its bytes.

    Raises BookProblem ``file-missing`` or ``file-unreadable`` where a path cannot be read.
    """
    if isinstance(source, bytes):
        return "", source
    if isinstance(source, str | Path):
        path = Path(source)
        # file names that the system's encoding cannot say come as surrogates, which no output can hold
        name = unicodedata.normalize("NFC", os.fsencode(path.name).decode("utf-8", "replace"))
        try:
            return name, path.read_bytes()
        except FileNotFoundError as error:
            raise BookProblem("file-missing", path=str(path)) from error
        except OSError as error:
            raise BookProblem("file-not-opened", path=str(path)) from error
    return unicodedata.normalize("NFC", Path(str(getattr(source, "name", ""))).name), source.read()
