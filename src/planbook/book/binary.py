"""Binary containers, as far as planbook looks into them: compound files and the records of an .xlsb.

Compound files ([MS-CFB]) hold .xls workbooks and mails that Outlook saved; the records are those of [MS-XLSB] 2.1.4 and
2.2.1.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NamedTuple

from planbook.book.xmlio import broken

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


ROW, MERGED = 0, 176
BLANK, ERROR, STRING, FORMULA_ERROR, RICH_STRING = 1, 3, 6, 11, 62
FORMULAS = frozenset({8, 9, 10, FORMULA_ERROR})
SHEET_ENTRY, FORMAT, CELL_FORMAT, CELL_FORMATS, END_CELL_FORMATS = 156, 44, 47, 617, 618
COMMENT, COMMENT_TEXT = 635, 637
NAME, SHARED_FORMULA, ARRAY_FORMULA = 39, 427, 426
OTHER_BOOK, OWN_BOOK, SAME_SHEET, ADD_IN, EXTERN_SHEET = 355, 357, 358, 667, 362
SHARED_TEXT, FONT, WORKBOOK_PROPERTIES, SHARED_STRING_CELL, TEXT_FORMULA = 19, 43, 153, 7, 8
_CELLS = frozenset({*range(2, 12), RICH_STRING})
_SHORT = {13: 2, 14: 3, 15: 4, 16: 5, 17: 6, 18: 7}
"""Cells that leave out their column, which is the one after the cell before, and what they are in full."""
_BLANK_RUN = re.compile(rb"(?:\x01\x08.{8})++|(?:\x0c\x04.{4})++", re.DOTALL)
"""Blank cells one after the other, all with their columns or all without."""
_MAY_BE_BLANK = frozenset({1, 12})
_BLANKS = -1
"""The number that :func:`records` gives a run of blank cells, whose bytes are its contents."""
_FORMATTING = 4
"""Bytes of a cell behind its column: style and flags."""


class BinaryCell(NamedTuple):
    """A cell's record: row and column from 1, its kind in full, its style (an index into the cell formats), and its
    contents behind that."""

    row: int
    col: int
    kind: int
    style: int
    content: bytes


def records(part: bytes, name: str) -> Iterator[tuple[int, bytes]]:
    """The records of a part, each with its number and contents; blank cells one after the other are one, so that a
    sheet painted down to its end costs no more than its rows. Raises BookProblem ``xml-broken`` at a cut-off end."""
    at, end = 0, len(part)
    try:
        while at < end:
            number = part[at]
            if number in _MAY_BE_BLANK and (run := _BLANK_RUN.match(part, at)):
                yield _BLANKS, run[0]
                at = run.end()
                continue
            at += 1
            if number & 0x80:
                number = number & 0x7F | (part[at] & 0x7F) << 7
                at += 1
            size = 0
            for shift in (0, 7, 14, 21):
                byte = part[at]
                at += 1
                size |= (byte & 0x7F) << shift
                if not byte & 0x80:
                    break
            if at + size > end:
                raise broken(name, "a record is cut off")
            yield number, part[at : at + size]
            at += size
    except IndexError as error:
        raise broken(name, "a record is cut off") from error


def cells(part: bytes, name: str) -> Iterator[BinaryCell]:
    """The filled cells of a worksheet's part, short ones in full. Raises BookProblem ``xml-broken``."""
    row = col = 0
    for number, content in records(part, name):
        if number == _BLANKS:
            col = _column_of_last(content, col)
        elif number == ROW and len(content) >= 4:
            row, col = struct.unpack_from("<L", content)[0] + 1, 0
        elif number in _SHORT and len(content) >= _FORMATTING:
            col += 1
            yield BinaryCell(row, col, _SHORT[number], _style(content, 0), content[_FORMATTING:])
        elif number in _CELLS and len(content) >= 4 + _FORMATTING:
            col = struct.unpack_from("<L", content)[0] + 1
            yield BinaryCell(row, col, number, _style(content, 4), content[4 + _FORMATTING :])


def _column_of_last(blanks: bytes, before: int) -> int:
    """The column of the last of a run of blank cells, from 1; ``before`` is that of the cell before the run."""
    is_full = blanks[0] == BLANK
    return struct.unpack_from("<L", blanks, len(blanks) - 8)[0] + 1 if is_full else before + len(blanks) // 6


def _style(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 3], "little")


def is_sheet(part: bytes) -> bool:
    """Whether a part is a sheet: it begins so."""
    return part.startswith(b"\x81\x01")


def in_full(part: bytes, name: str) -> bytes:
    """A worksheet's part without its blank cells, its short cells and rich texts written as plain cells, which every
    reader knows.

    Raises BookProblem ``xml-broken``.
    """
    written: list[bytes] = []
    col = 0
    for number, content in records(part, name):
        if number == _BLANKS:
            col = _column_of_last(content, col)
            continue
        if number == ROW:
            col = 0
        elif number in _SHORT:
            col += 1
            number, content = _SHORT[number], struct.pack("<L", col - 1) + content
        elif number in _CELLS and len(content) >= 4:
            col = struct.unpack_from("<L", content)[0] + 1
            if number == RICH_STRING:
                head, text = 4 + _FORMATTING, content[4 + _FORMATTING + 1 :]
                number, content = STRING, content[:head] + text[: 4 + 2 * _length(text)]
        written += (_head(number, len(content)), content)
    return b"".join(written)


def _head(number: int, size: int) -> bytes:
    bits = [number & 0x7F | 0x80, number >> 7] if number > 0x7F else [number]
    for _ in range(4):
        size, low = size >> 7, size & 0x7F
        bits.append(low | (0x80 if size else 0))
        if not size:
            break
    return bytes(bits)


def wide_text(content: bytes, at: int = 0) -> tuple[str, int]:
    """A text (XLWideString) and where it ends; empty where the contents are too short for it, or it is null."""
    length = _length(content[at:])
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def _length(content: bytes) -> int:
    length = int.from_bytes(content[:4], "little")
    return length if len(content) >= 4 and 2 * length <= len(content) - 4 else 0
