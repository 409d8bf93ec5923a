"""Writing a file so that a kill at any moment leaves the old one or the new one, never half of one."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from planbook.errors import BookProblem, UsageProblem


def write_atomic(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write ``data`` to ``path`` at one stroke; folders that are missing are made.

    The bytes go to a temporary file in the same folder (a rename is atomic only within one file system), are
    forced to the disk, and take the name by ``os.replace``. On failure the temporary file is removed.

    Raises UsageProblem ``output-exists`` when the file is there and ``overwrite`` is False, BookProblem
    ``output-not-writable`` when the system refuses, as Windows does while Excel has the file open.
    """
    if not overwrite and path.exists():
        raise UsageProblem(
            f"มีไฟล์ {path} อยู่แล้ว จึงไม่เขียนทับ หากต้องการเขียนทับให้เพิ่ม --force",
            f"{path} already exists and was left as it is; add --force to replace it",
            code="output-exists",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except (PermissionError, IsADirectoryError, NotADirectoryError, FileExistsError) as error:
        raise BookProblem(
            f"เขียนไฟล์ {path} ไม่ได้ ไฟล์อาจเปิดอยู่ในโปรแกรมอื่น หรือไม่มีสิทธิ์เขียนในโฟลเดอร์นี้",
            f"cannot write {path}: it may be open in another program, or the folder may not be writable ({error})",
            code="output-not-writable",
        ) from error


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
