"""What a formula of a binary workbook refers to, from its tokens ([MS-XLS] 2.5.198, [MS-XLSB] 2.5.97).

A formula stands there as the steps of a stack machine. planbook does not write it out again: it gives its operands,
the cells, names and texts, each in the notation of an .xlsx, with ``…`` between them, which is all that
:mod:`planbook.book.foreign.formulas` asks of a formula, and what a person needs to find it. In an .xls the sheets,
files and names are referred to by number; :func:`read_links` reads which they are ([MS-XLS] 2.4.105, 2.4.106, 2.4.150,
2.4.271).
"""

import contextlib
import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planbook.book.cells import MAX_COL, MAX_ROW, cell_name

_STRING, _EXTENDED, _CHOICE = 0x17, 0x18, 0x19
_NAME, _REF, _AREA, _REF_N, _AREA_N, _NAME_X, _REF_3D, _AREA_3D = 0x23, 0x24, 0x25, 0x2C, 0x2D, 0x39, 0x3A, 0x3B
_EXP = 0x01
"""The one token of a cell whose formula stands with another cell, shared with it."""
_PICTURES = frozenset({"DISPIMG", "_XLFN.DISPIMG", "IMAGE", "_XLFN.IMAGE"})
_ROW_IS_RELATIVE, _COL_IS_RELATIVE = 0x8000, 0x4000
_CHOOSE = 0x04


@dataclass(frozen=True)
class Dialect:
    """How one kind of file writes tokens. ``sizes``: bytes behind each token, without those of texts and choices;
    ``row``: how a row is packed (:mod:`struct`); ``columns``: the bits of a column; ``rows``: how many
    there are; ``tells_width``: whether a
    text says how wide its letters are."""

    sizes: dict[int, int]
    row: str
    columns: int
    rows: int
    tells_width: bool


_COMMON = {**dict.fromkeys(range(0x03, 0x17), 0), 0x1C: 1, 0x1D: 1, 0x1E: 2, 0x1F: 8, 0x21: 2, 0x22: 3, _NAME: 4}
_COMMON |= {0x26: 6, 0x27: 6, 0x28: 6, 0x29: 2, _NAME_X: 6}
BIFF8 = Dialect(
    {**_COMMON, _EXP: 4, 0x02: 4, 0x20: 7, _REF: 4, _AREA: 8, 0x2A: 4, 0x2B: 8, _REF_N: 4, _AREA_N: 8}
    | {_REF_3D: 6, _AREA_3D: 10, 0x3C: 6, 0x3D: 10},
    row="H",
    columns=0xFF,
    rows=0x1_0000,
    tells_width=True,
)
"""An .xls of Excel 97 and later."""
BIFF12 = Dialect(
    {**_COMMON, _EXP: 4, 0x02: 4, 0x20: 14, _REF: 6, _AREA: 12, 0x2A: 6, 0x2B: 12, _REF_N: 6, _AREA_N: 12}
    | {_REF_3D: 8, _AREA_3D: 14, 0x3C: 8, 0x3D: 14},
    row="L",
    columns=0x3FFF,
    rows=MAX_ROW,
    tells_width=False,
)
"""An .xlsb."""


@dataclass(frozen=True)
class Links:
    """What tokens refer to by number: the prefix of a sheet's cells (``'งาน'!``, ``'[งบ.xls]ก'!``), by its number in
    the list of sheets referred to; the workbook's defined names, counted from 1; names of other files and of add-ins,
    by the number of their sheet and their own."""

    prefixes: Sequence[str] = ()
    names: Sequence[str] = ()
    foreign_names: Mapping[tuple[int, int], str] = field(default_factory=dict)


def sheet_prefix(sheet: str, file: str = "") -> str:
    """The prefix of a cell on a sheet, of another file if one is named: ``'[งบ.xls]ก'!``."""
    book = f"[{file}]" if file else ""
    return "'" + (book + sheet).replace("'", "''") + "'!"


def shared_with(tokens: bytes, dialect: Dialect) -> tuple[int, int] | None:
    """Where the formula stands that a cell shares: the row and, in an .xls, the column of the first cell that has it,
    from 0 (the column 0 in an .xlsb, which leaves it out); None for a formula of its own."""
    if len(tokens) < 5 or tokens[0] != _EXP:
        return None
    return struct.unpack_from("<HH" if dialect is BIFF8 else "<L", tokens, 1) + ((0,) if dialect is BIFF12 else ())


def operands(tokens: bytes, dialect: Dialect, links: Links, at: tuple[int, int] = (0, 0)) -> str:
    """The cells, names and texts of a formula, in the order of its tokens, with ``…`` between; ``at`` are row and
    column, from 0, of the cell it is for, by which a shared formula counts.

    It ends at a token that is not known, or makes no sense.
    """
    reader = _Reader(dialect, links, at)
    with contextlib.suppress(struct.error, IndexError):
        reader.read(tokens)
    return "…".join(reader.found)


class _Reader:
    def __init__(self, dialect: Dialect, links: Links, at: tuple[int, int]) -> None:
        self.dialect, self.links, self.row, self.col = dialect, links, *at
        self.found: list[str] = []
        self.special: dict[int, Callable[[bytes, int], None]] = {
            _NAME: self._name,
            _NAME_X: self._foreign_name,
            _REF: lambda tokens, at: self.found.append(self._area(tokens, at, 1)),
            _AREA: lambda tokens, at: self.found.append(self._area(tokens, at, 2)),
            _REF_N: lambda tokens, at: self.found.append(self._area(tokens, at, 1, shared=True)),
            _AREA_N: lambda tokens, at: self.found.append(self._area(tokens, at, 2, shared=True)),
            _REF_3D: lambda tokens, at: self.found.append(self._prefix(tokens, at) + self._area(tokens, at + 2, 1)),
            _AREA_3D: lambda tokens, at: self.found.append(self._prefix(tokens, at) + self._area(tokens, at + 2, 2)),
        }

    def read(self, tokens: bytes) -> None:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            token = token & 0x1F | 0x20 if token >= 0x20 else token  # the bits above tell the class of its value
            at += 1
            if token == _STRING:
                at = self._text(tokens, at)
            elif token == _CHOICE:
                many = struct.unpack_from("<H", tokens, at + 1)[0] + 1 if tokens[at] & _CHOOSE else 0
                at += 3 + 2 * many
            elif token in self.dialect.sizes:
                if token in self.special:
                    self.special[token](tokens, at)
                at += self.dialect.sizes[token]
            else:
                return

    def _text(self, tokens: bytes, at: int) -> int:
        if self.dialect.tells_width:
            count, wide, at = tokens[at], tokens[at + 1] & 1, at + 2
        else:
            (count,), wide, at = struct.unpack_from("<H", tokens, at), 1, at + 2
        end = at + count * (2 if wide else 1)
        text = tokens[at:end].decode("utf-16-le" if wide else "latin-1", "replace")
        self.found.append('"' + text.replace('"', '""') + '"')
        return end

    def _name(self, tokens: bytes, at: int) -> None:
        (number,) = struct.unpack_from("<L", tokens, at)
        self._named("", self.links.names[number - 1] if 0 < number <= len(self.links.names) else "")

    def _foreign_name(self, tokens: bytes, at: int) -> None:
        sheet, number = struct.unpack_from("<HL", tokens, at)
        self._named(self._prefix(tokens, at), self.links.foreign_names.get((sheet, number), ""))

    def _named(self, prefix: str, name: str) -> None:
        if prefix or name:
            self.found.append(prefix + (f"{name}(" if name.upper() in _PICTURES else name))

    def _prefix(self, tokens: bytes, at: int) -> str:
        (number,) = struct.unpack_from("<H", tokens, at)
        return self.links.prefixes[number] if number < len(self.links.prefixes) else ""

    def _area(self, tokens: bytes, at: int, corners: int, *, shared: bool = False) -> str:
        row = self.dialect.row
        values = struct.unpack_from(f"<{row * corners}{'H' * corners}", tokens, at)
        places = [self._place(*pair, shared=shared) for pair in zip(values[:corners], values[corners:], strict=True)]
        return ":".join(places)

    def _place(self, row: int, column: int, *, shared: bool) -> str:
        col = column & self.dialect.columns
        if shared:  # what is relative is a distance from the cell, which goes round at the ends of the sheet
            row = (row + self.row) % self.dialect.rows if column & _ROW_IS_RELATIVE else row
            col = (col + self.col) % (self.dialect.columns + 1) if column & _COL_IS_RELATIVE else col
        return cell_name(min(row, MAX_ROW - 1) + 1, min(col, MAX_COL - 1) + 1)


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
        return sheet_prefix(name) if name else ""
    return sheet_prefix(name, book.file) if book.file else ""


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
