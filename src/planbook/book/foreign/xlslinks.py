"""Which sheets, files and names the formulas of an .xls refer to by number ([MS-XLS] 2.4.105, 2.4.106, 2.4.150,
2.4.271)."""

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planbook.book.foreign.tokens import BIFF8, Links, operands, quoted

LBL, EXTERN_SHEET, EXTERN_NAME, SUP_BOOK = 0x0018, 0x0017, 0x0023, 0x01AE
RECORDS = frozenset({LBL, EXTERN_SHEET, EXTERN_NAME, SUP_BOOK})
"""The records of a workbook that are needed here."""
_OWN, _ADD_IN = 0x0401, 0x3A01
_FIXED = 14
"""Bytes of a defined name before its text."""
_PATH = re.compile(r"[\x00-\x1f/\\\\]")
"""What parts the folders of a path, which is written in a code of its own ([MS-XLS] 2.5.277)."""


@dataclass
class _Book:
    """A file that is referred to: its name, None for the workbook itself and empty for an add-in; its sheets and the
    names of it that are used."""

    file: str | None = ""
    sheets: Sequence[str] = ()
    names: list[str] = field(default_factory=list)


def read_links(records: Iterable[tuple[int, bytes]], sheets: Sequence[str]) -> tuple[Links, Mapping[str, str]]:
    """What formulas refer to by number, and what each defined name of the workbook points to.

    ``records`` are those of :data:`RECORDS`, each with its contents, ``sheets`` the names of the workbook's own.
    """
    books: list[_Book] = []
    table: list[tuple[int, int]] = []
    named: list[tuple[str, bytes]] = []
    for kind, content in records:
        try:
            if kind == SUP_BOOK:
                books.append(_book(content, sheets))
            elif kind == EXTERN_NAME and books:
                books[-1].names.append(_characters(content, 7, content[6]))
            elif kind == EXTERN_SHEET:
                (count,) = struct.unpack_from("<H", content)
                table += [struct.unpack_from("<Hh", content, 2 + 6 * n) for n in range(min(count, len(content) // 6))]
            elif kind == LBL:
                named.append(_name(content))
        except (struct.error, IndexError):
            continue
    prefixes = [_prefix(books[book], sheet) if book < len(books) else "" for book, sheet in table]
    foreign = {
        (number, at): name
        for number, (book, _) in enumerate(table)
        if book < len(books)
        for at, name in enumerate(books[book].names, start=1)
    }
    links = Links(prefixes, [name for name, _ in named], foreign)
    return links, {name: operands(tokens, BIFF8, links) for name, tokens in named}


def _prefix(book: _Book, sheet: int) -> str:
    name = book.sheets[sheet] if 0 <= sheet < len(book.sheets) else ""
    if book.file is None:
        return quoted(name) if name else ""
    return quoted(name, book.file) if book.file else ""


def _book(content: bytes, own: Sequence[str]) -> _Book:
    count, length = struct.unpack_from("<2H", content)
    if length in (_OWN, _ADD_IN):
        return _Book(None, own) if length == _OWN else _Book()
    path, at = _text(content, 2)
    sheets = []
    for _ in range(min(count, len(content))):
        if at + 3 > len(content):
            break
        name, at = _text(content, at)
        sheets.append(name)
    return _Book(_PATH.split(path)[-1] or "?", sheets)


def _name(content: bytes) -> tuple[str, bytes]:
    length, size = struct.unpack_from("<xxxBH", content)
    text = _characters(content, _FIXED + 1, length, content[_FIXED])
    at = _FIXED + 1 + length * (2 if content[_FIXED] & 1 else 1)
    return text, content[at : at + size]


def _text(content: bytes, at: int) -> tuple[str, int]:
    """A text after its length of two bytes, and where it ends."""
    (length,) = struct.unpack_from("<H", content, at)
    wide = content[at + 2] & 1
    return _characters(content, at + 3, length, wide), at + 3 + length * (2 if wide else 1)


def _characters(content: bytes, at: int, length: int, flags: int | None = None) -> str:
    """Letters of one byte or two, as flags before them say; ``flags`` where these stand elsewhere."""
    if flags is None:
        flags, at = content[at], at + 1
    return content[at : at + length * (2 if flags & 1 else 1)].decode(
        "utf-16-le" if flags & 1 else "latin-1", "replace"
    )
