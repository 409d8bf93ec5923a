"""Compound files ([MS-CFB]): the container of .xls workbooks and of mails that Outlook saved."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

DAMAGED = (OSError, ValueError, LookupError, RecursionError, struct.error)
"""What reading a damaged compound file raises."""


@contextmanager
def compound_file(data: bytes) -> Iterator[Any]:
    """A compound file, open (``olefile.OleFileIO``). Raises one of ``DAMAGED`` where it is none, or a damaged one."""
    import olefile  # imported late: 0.03 s for a kind of file that is rare

    claimed = struct.unpack_from("<L16xL4xL", data, 44)  # sectors of the file's three tables ([MS-CFB] 2.2)
    if max(claimed) > len(data) // 512:
        raise ValueError  # olefile would go round as often as a damaged file claims
    with olefile.OleFileIO(BytesIO(data)) as file:
        yield file


def is_compound(data: bytes) -> bool:
    """Whether some bytes begin as a compound file does."""
    return data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
