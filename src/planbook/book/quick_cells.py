"""The cells of a sheet that is written as every program writes one; rows that were seen before are looked up.

As in :mod:`planbook.book.quick`: None for a sheet that is written otherwise, which the careful way reads.
"""

import re
from math import isfinite
from operator import itemgetter
from typing import Final

from planbook.book.foreign.workbook import Unseen
from planbook.book.grid import GridValue
from planbook.book.quick import ENTITY, text_in

_BLANK: Final = r'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,6}")?+(?: t="n")?+(?:/>|></c>)'
_ROW: Final = r'<row r="[1-9][0-9]{0,6}"(?: (?:s|[A-Za-z0-9:]{2,40})="[^"<&]*+")*+'
_EMPTY_ROW: Final = rf"(?:{_ROW}(?:/>|>(?:{_BLANK})*+</row>))"
_CELL: Final = re.compile(
    # what lies before the cell: blank cells, the end of its row, rows of blank cells, the beginning of a row
    rf"((?:{_BLANK})*+(?:</row>{_EMPTY_ROW}*+{_ROW}>(?:{_BLANK})*+)?+"
    # the cell: where it stands, its style; a shared text by its number
    + r'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="([0-9]{1,6})")?+(?: t="s"><v>([0-9]{1,7})</v>'
    # or its type, a formula, and the value or the text
    + r'|(?: t="(n|str|inlineStr|b)")?+>(?:(<f)( [^<>]*?)?(?:/>|>([^<]*+)</f>))?+'
    + r'(?:<v>([^<]*+)</v>|<v/>|<is><t( xml:space="preserve")?+>([^<]*+)</t></is>)?+)</c>)'
    # or all that is left: looked for again from every place in it, a cell would take for ever to be not found
    + r"|[\s\S]+"
)
_REST: Final = re.compile(rf"(?:{_BLANK})*+</row>{_EMPTY_ROW}*+")
_BLANKS: Final = re.compile(rf"(?:{_BLANK})*+")
_BLANK_ROW: Final = re.compile(rf"</row>{_EMPTY_ROW}*+{_ROW}>(?:{_BLANK})*+")
_EMPTY_ROWS: Final = re.compile(rf"{_EMPTY_ROW}*+")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_PLAIN_FORMULA: Final = frozenset({"", ' aca="false"'})

LARGEST: Final = 4_000_000
"""Bytes of the cells of a sheet; a form of 1,000 activities has half of it."""
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 64
COLUMN_BITS: Final = 7
"""A cell's place is ``row << COLUMN_BITS | column``, both from 1."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COLUMNS: Final = {
    (f"{_LETTERS[n // 26 - 1]}{_LETTERS[n % 26]}" if n >= 26 else _LETTERS[n]): n + 1 for n in range(MOST_COLUMNS)
}

FORMULA: Final = "<f"
_COLUMN: Final = (1 << COLUMN_BITS) - 1
_PLACES: Final[dict[str, int]] = {}
_FORMULAS: Final[set[str]] = set()
_WHOLE: Final = itemgetter(0)
_LONGEST: Final = 4096
_ROOM: Final = 6_000_000
"""Bytes of a piece that is remembered, and of all pieces of a kind of sheet."""
_MOST_MEMORIES: Final = 16
_LESSONS: Final = 3
_MOST_LESSONS: Final = 256

Values = list[list[GridValue]]
"""The values of a sheet by row and column, from A1; None for a blank cell. Rows may be of different lengths."""


class _Piece:
    """Some cells of a row, as they are written: whatever file they stand in, they hold the same. Its row, 0 where none
    is filled; the places of the first and the last; by their indices the columns that hold a shared text, with its
    number, and those with another value; and what is told of cells in watched columns."""

    def __init__(self, cells: "_Cells") -> None:
        self.first: Final = cells.first
        self.last: Final = cells.last
        self.row: Final = cells.last >> COLUMN_BITS
        self.end: Final = cells.last & _COLUMN
        self.shared: Final = [((place & _COLUMN) - 1, index) for place, index in cells.shared]
        self.other: Final = [((place & _COLUMN) - 1, value) for place, value in cells.other]
        self.facts: Final = cells.facts


class _Memory:
    """The pieces of a kind of sheet by how they are written; forms of a set have nearly all in common, if a program
    saved them that keeps the numbers of the shared texts. ``room`` is how many bytes more it takes, ``taught`` of how
    many sheets it has learned, by their rows: few, for what differs in each is no use to the next."""

    def __init__(self, watched: frozenset[int], dates: bytes) -> None:
        self.watched: Final = watched
        self.dates: Final = dates
        self.pieces: Final[dict[bytes, _Piece]] = {}
        self.room = _ROOM
        self.taught: Final[dict[int, int]] = {}

    def piece(self, raw: bytes, opens: bool) -> _Piece:
        """A piece that is not known; ``opens`` tells that its row begins with it. Raises ValueError."""
        body = ("</row>" if opens else "") + raw.decode("utf-8")
        cells = _Cells(self.watched, self.dates)
        found = cells.take(body)
        if (_BLANKS if cells.last or not opens else _BLANK_ROW).fullmatch(body, found) is None:
            raise ValueError
        if cells.first >> COLUMN_BITS != cells.last >> COLUMN_BITS:
            raise ValueError
        piece = _Piece(cells)
        if len(raw) < _LONGEST and len(raw) < self.room:
            self.room -= len(raw)
            self.pieces[raw] = piece
        return piece


_MEMORIES: Final[dict[tuple[bytes, frozenset[int]], _Memory]] = {}


def scan(
    cells: bytes,
    texts: list[str],
    width: int,
    watched: frozenset[int],
    dates: bytes,
    cuts: tuple[bytes, ...] = (),
) -> tuple[Values, dict[int, str]] | None:
    """The filled cells of a sheet, from what stands between the tags of ``sheetData``.

    The values, in rows of ``width`` or more; and of each filled cell in the columns ``watched``, by its place, the
    number of its style as it is written, behind ``FORMULA`` where it has a formula. ``dates`` is 1 at each style that
    shows a number as a date: a sheet with such a number is not read here, nor one with an error value, a cell out of
    order or twice. A formula that no program has computed is :class:`Unseen`. ``cuts`` are the beginnings of the cells
    before which rows that are the same in many files are likely to differ (``<c r="I``): they change nothing but how
    long it takes.
    """
    if len(cells) > LARGEST:
        return None
    memory = _MEMORIES.get((dates, watched))
    if memory is None:
        if len(_MEMORIES) >= _MOST_MEMORIES:
            _MEMORIES.clear()
        memory = _MEMORIES[dates, watched] = _Memory(watched, dates)
    try:
        rows = [_cut(row, cuts) for row in cells.split(b"</row>")]
        known = memory.pieces
        strange = [row[0] for row in rows if row[0] not in known]
        if 2 * len(strange) > len(rows):
            lessons = memory.taught.get(len(rows), 0)
            if lessons >= _LESSONS or len(memory.taught) > _MOST_LESSONS:
                return _at_once(cells, texts, width, memory)
            memory.taught[len(rows)] = lessons + 1
        return _in_pieces(rows, texts, width, memory)
    except (ValueError, IndexError):
        return None


def _cut(row: bytes, cuts: tuple[bytes, ...]) -> list[bytes]:
    """A row in pieces: cut where one of the ``cuts`` begins, as far as they come in this order."""
    start = 0
    pieces: list[bytes] = []
    for cut in cuts:
        end = row.find(cut, start + 1)
        if end > 0:
            pieces.append(row[start:end])
            start = end
    pieces.append(row[start:])
    return pieces


def _in_pieces(cut: list[list[bytes]], texts: list[str], width: int, memory: _Memory) -> tuple[Values, dict[int, str]]:
    """The cells of a sheet whose rows are cut in pieces. Raises ValueError or IndexError for what is unusual."""
    if _EMPTY_ROWS.fullmatch(b"".join(cut.pop()).decode("utf-8")) is None:
        raise ValueError
    rows: Values = []
    facts: dict[int, str] = {}
    known = memory.pieces
    last = last_row = 0
    here: list[GridValue] = []
    for raws in cut:
        if not raws[0].startswith(b"<row"):
            raise ValueError
        for raw in raws:
            piece = known.get(raw)
            if piece is None:
                piece = memory.piece(raw, raw is raws[0])
            if not piece.row:
                continue
            if piece.first <= last:
                raise ValueError
            last = piece.last
            if piece.row != last_row:
                rows.extend([[None] * width for _ in range(piece.row - last_row)])
                here, last_row = rows[-1], piece.row
            _fill(here, piece, texts)
            facts.update(piece.facts)
    return rows, facts


def _fill(row: list[GridValue], piece: _Piece, texts: list[str]) -> None:
    """Put the cells of a piece into their row. Raises IndexError for a text that there is none of."""
    if piece.end > len(row):
        row.extend([None] * (piece.end - len(row)))
    for column, index in piece.shared:
        if text := texts[index]:
            row[column] = text
    for column, value in piece.other:
        row[column] = value


def _at_once(sheet: bytes, texts: list[str], width: int, memory: _Memory) -> tuple[Values, dict[int, str]]:
    """The cells of a sheet of which hardly a row is known. Raises ValueError or IndexError for what is unusual."""
    body = "</row>" + sheet.decode("utf-8")
    cells = _Cells(memory.watched, memory.dates)
    if _REST.fullmatch(body, cells.take(body)) is None:
        raise ValueError
    rows: Values = [[None] * width for _ in range(cells.last >> COLUMN_BITS)]
    for place, index in cells.shared:
        if text := texts[index]:
            _put(rows[(place >> COLUMN_BITS) - 1], (place & _COLUMN) - 1, text)
    for place, value in cells.other:
        _put(rows[(place >> COLUMN_BITS) - 1], (place & _COLUMN) - 1, value)
    return rows, dict(cells.facts)


def _put(row: list[GridValue], column: int, value: GridValue) -> None:
    if column >= len(row):
        row.extend([None] * (column + 1 - len(row)))
    row[column] = value


class _Cells:
    """What filled cells hold that follow each other: by their places the shared texts by number, the other values, and
    what is told of cells in ``watched`` columns; the places of the first and the last, 0 for none."""

    def __init__(self, watched: frozenset[int], dates: bytes) -> None:
        self.watched: Final = watched
        self.dates: Final = dates
        self.shared: Final[list[tuple[int, int]]] = []
        self.other: Final[list[tuple[int, GridValue]]] = []
        self.facts: Final[list[tuple[int, str]]] = []
        self.first = self.last = 0

    def take(self, body: str) -> int:
        """Take the cells of a body; where it ends to hold any. Raises ValueError for what is unusual."""
        shared, facts, watched = self.shared, self.facts, self.watched
        found: list[tuple[str, ...]] = _CELL.findall(body)
        if found and not found[-1][0]:
            found.pop()
        last = 0
        for _, ref, look, index, kind, formula, attributes, said, value, kept, inline in found:
            place = _PLACES.get(ref) or _place(ref)
            if place <= last:
                raise ValueError
            last = place
            if index:
                shared.append((place, int(index)))
            else:
                content = (
                    _number(value, look, self.dates)
                    if value and (not kind or kind == "n")
                    else _other(kind, formula, attributes, said, value, kept, inline)
                )
                if content != "":
                    self.other.append((place, content))
                if formula and said not in _FORMULAS:
                    _check_formula(said)
            if place & _COLUMN in watched:
                facts.append((place, formula + look))
        if found:
            self.first, self.last = _PLACES.get(found[0][1]) or _place(found[0][1]), last
        return sum(map(len, map(_WHOLE, found)))


def _check_formula(text: str) -> None:
    """Raise ValueError for a formula with an entity that is none. Forms of a set have the same formulas."""
    if text.count("&") != len(ENTITY.findall(text)):
        raise ValueError
    if len(_FORMULAS) < 1 << 13:
        _FORMULAS.add(text)


def _place(ref: str) -> int:
    """Where a cell stands, from its name; 0 for one farther out than any form's."""
    letters = ref.rstrip("0123456789")
    col, row = _COLUMNS.get(letters, 0), int(ref[len(letters) :])
    if not col or row > MOST_ROWS:
        return 0
    if len(_PLACES) < 1 << 17:
        _PLACES[ref] = row << COLUMN_BITS | col
    return row << COLUMN_BITS | col


def _number(value: str, look: str, dates: bytes) -> float:
    """A number. Raises ValueError for what is none, or is shown as a date."""
    style = int(look) if look else 0
    if _NUMBER.fullmatch(value) is None or (style < len(dates) and dates[style]):
        raise ValueError
    number = float(value)
    if not isfinite(number):
        raise ValueError
    return number


def _other(kind: str, formula: str, attributes: str, said: str, value: str, kept: str, inline: str) -> GridValue:
    """What a cell holds that is neither a shared text nor a number; empty for nothing. Raises ValueError for what is
    unusual."""
    content: GridValue = None
    if kind == "inlineStr":
        content = None if value else text_in(inline, bool(kept))
    elif inline:
        content = None
    elif kind == "str":
        content = text_in(value, False)
    elif kind == "b":
        content = None if value not in ("0", "1") else value == "1"
    elif not formula:
        content = ""
    elif attributes in _PLAIN_FORMULA and (text := text_in(said, True)):
        content = Unseen(f"={text}", False)
    if content is None:
        raise ValueError
    return content
