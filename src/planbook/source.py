"""What library functions take as a file: a path, bytes, or a binary stream."""

import os
import unicodedata
from pathlib import Path
from typing import BinaryIO, TypeAlias

from planbook.errors import BookProblem

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
            raise BookProblem(
                f"ไม่พบไฟล์ {path} ตรวจชื่อไฟล์และโฟลเดอร์อีกครั้ง",
                f"there is no file {path}; check its name and folder",
                code="file-missing",
            ) from error
        except OSError as error:
            raise BookProblem(
                f"อ่านไฟล์ {path} ไม่ได้: หากเปิดอยู่ใน Excel ให้ปิดก่อน หรือเลือกไฟล์แทนโฟลเดอร์",
                f"{path} cannot be read: close it in Excel if it is open there, or name a file instead of a folder",
                code="file-unreadable",
            ) from error
    return unicodedata.normalize("NFC", Path(str(getattr(source, "name", ""))).name), source.read()
