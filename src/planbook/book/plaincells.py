"""The cells of a sheet written as every known client writes them, found without parsing its XML.

``<c r="B7"`` with the reference first, in double quotes, without a prefix: of such a sheet a few native searches tell
where its cells lie. A sheet written otherwise is told apart, and takes the careful way (:mod:`planbook.book.sheetxml`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import repeat
from operator import lt, mod

from planbook.book.cells import MAX_COL, MAX_ROW, column_index, split_cell
from planbook.book.xmlio import decoded

_START, _END = b"<sheetData", b"</sheetData>"
_SPECIAL = re.compile(rb'<c r="([A-Z]{1,3}+[0-9]{1,7}+)"([^>]*+)(?<!/)>(?:(?=<f[ >/])|(?<=t="e">)|(?<=t="e" >))')
_CELL = re.compile(rb'<c(?: r="[A-Z]{1,3}+[0-9]{1,7}+")?+')
_NAMED_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_PLAIN_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"[^<>]*?(/?)>')
_ROW_TAGS = re.compile(rb'(?:<c r="[A-Z]{1,3}")*+')
_COLUMNS = MAX_COL + 1
LARGEST = 2_000_000
"""Bytes of a sheet that is searched so: beyond it a list of all its cells takes too much memory."""
_WITHOUT_ROWS = 16_000_000
"""Bytes without a row, which are not kept until one comes."""
_BLANK = rb"<(?:[\w.\-]++:)?c\s[^<>]*+(?:(?<=/)>|(?<!/)>\s*+</(?:[\w.\-]++:)?c>)"
_ROW = rb"<(?:[\w.\-]++:)?row\s[^<>]*+"
_BLANKS = re.compile(
    rb"(?:\s*+%b)++|%b(?:(?<=/)>|(?<!/)>(?:\s*+%b)*+\s*+</(?:[\w.\-]++:)?row>)" % (_BLANK, _ROW, _BLANK)
)
"""Blank cells one after the other, and rows of blank cells alone."""
_PLACELESS = re.compile(rb"<(?:[\w.\-]++:)?(?:c|row)(?=[\s/>])(?![^<>]*\sr\s*=)")
_STYLE = re.compile(rb'\ss="([0-9]{1,9})"')
_TYPE = re.compile(rb'\st="([A-Za-z]{1,9})"')
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
_FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)")


def without_blanks(part: bytes) -> bytes:
    """A sheet's XML without its blank cells, and without the rows that hold nothing else: of a sheet that somebody
    painted down to its end they are nearly all, and they say nothing.

    The part itself where its cells and rows do not all say where they stand, as then the blank ones say it.
    """
    if b"<!" in part:  # what looks like a cell may be a comment, or stand in a text
        return part
    slim = _BLANKS.sub(b"", part)
    return part if _PLACELESS.search(slim) else slim


class PlainCell:
    """A filled cell of a plain sheet, whose contents are looked into when they are asked for."""

    __slots__ = ("_tag",)

    def __init__(self, tag: re.Match[bytes]) -> None:
        self._tag = tag

    @property
    def _inner(self) -> bytes:
        start, xml = self._tag.end(), self._tag.string
        return xml[start : xml.find(b"</c>", start)]

    @property
    def has_formula(self) -> bool:
        """Whether a formula stands in it."""
        inner = self._inner
        return b"<f" in inner and _FORMULA.search(inner) is not None

    @property
    def is_error(self) -> bool:
        """Whether it holds an error value."""
        return b't="e"' in self._tag[2]

    @property
    def type(self) -> str:
        """``n`` (also when nothing is said), ``s``, ``str``, ``inlineStr``, ``b``, ``e`` or ``d``."""
        found = _TYPE.search(self._tag[2])
        return found[1].decode("ascii") if found else "n"

    @property
    def style(self) -> int:
        """Index into ``cellXfs``; 0 when nothing is said."""
        found = _STYLE.search(self._tag[2])
        return int(found[1]) if found else 0

    @property
    def formula(self) -> str | None:
        """The text of ``<f>``: empty where it takes part in another's shared formula, None for no formula."""
        inner = self._inner
        found = _FORMULA.search(inner) if b"<f" in inner else None
        return decoded(found[1] or b"") if found else None

    @property
    def value(self) -> str:
        """The text of ``<v>`` as written; empty for none."""
        found = _VALUE.search(self._inner)
        return decoded(found[1] or b"") if found else ""


def special_cells(part: bytes) -> dict[str, PlainCell]:
    """The cells with a formula or an error value of a sheet that has a :func:`plain_area`, by reference."""
    return {tag[1].decode("ascii"): PlainCell(tag) for tag in _SPECIAL.finditer(part)}


def plain_cells(part: bytes, columns: Iterable[str]) -> dict[str, PlainCell]:
    """The filled cells in some columns (letters) of a sheet that has a :func:`plain_area`, by reference."""
    return {tag[1].decode("ascii"): PlainCell(tag) for tag in _filled_in(frozenset(columns)).finditer(part)}


@lru_cache(maxsize=64)
def _filled_in(columns: frozenset[str]) -> re.Pattern[bytes]:
    letters = "|".join(sorted(columns)).encode()
    return re.compile(rb'<c r="((?:%s)[0-9]++)"([^>]*+)(?<!/)>' % letters)


def plain_area(part: bytes) -> tuple[int, int] | None:
    """The last row and the last column of a sheet's cells, blank ones too, (0, 0) where it has none.

    None for a sheet that is large, or written otherwise, or whose cells do not stand in order, each once.
    """
    cells = _cells(part) if len(part) <= LARGEST else None
    return None if cells is None else _area_of(b"".join(_CELL.findall(cells)))


@lru_cache(maxsize=4)
def _area_of(tags: bytes) -> tuple[int, int] | None:
    """The same of a sheet's cells given as their tags; forms of one kind come one after the other."""
    places = [0, *map(_place, _CELL.findall(tags))]
    in_order = all(map(lt, places, places[1:]))
    return (places[-1] // _COLUMNS, max(map(mod, places, repeat(_COLUMNS)))) if in_order else None


def by_rows(parts: Iterable[bytes]) -> Iterator[bytes]:
    """A sheet's XML in pieces that each hold whole rows, given in parts cut anywhere: the first begins with what stands
    before the rows, the last ends with what stands behind them. What has no rows for long is cut anywhere too."""
    left = b""
    for part in parts:
        left += part
        cut = left.rfind(b"<row")
        if cut > 0 or len(left) > _WITHOUT_ROWS:
            yield left[:cut]
            left = left[cut:]
    yield left


def area_by_rows(pieces: Iterable[bytes]) -> tuple[int, int] | None:
    """The same of a sheet of any size, given :func:`by_rows`; None for one whose rows or cells are written otherwise,
    or do not stand in order."""
    before = filled = last = 0
    opened = closed = False
    for piece in pieces:
        start = 0 if opened else piece.find(_START)
        end = 0 if closed else piece.find(_END, start)
        if start < 0 or (end >= 0 and piece.find(_START, end) >= 0):
            return None
        if closed:
            continue
        opened, closed = True, end >= 0
        body = start, end if closed else len(piece)
        count = rows = 0
        for row in _PLAIN_ROW.finditer(piece, *body):
            number, first = int(row[1]), row.end()
            close = first if row[2] else piece.find(b"</row>", first)
            tags = _CELL.findall(piece, first, close)
            # all its cells end in the row's number: the rest is the same in most rows
            col = _last_of(b"".join(tags).replace(row[1] + b'"', b'"')) if close >= 0 else None
            if col is None or not before < number <= MAX_ROW:
                return None
            before, last, count, rows = number, max(last, col), count + len(tags), rows + 1
            if tags:
                filled = number
        if _is_odd(piece, *body) or count != piece.count(b"<c", *body) or rows != piece.count(b"<row", *body):
            return None
    return (filled, last) if closed else None


@lru_cache(maxsize=1 << 12)
def _last_of(tags: bytes) -> int | None:
    """The last column of a row's cells, given as their tags without the row's number (``<c r="A"<c r="B"``), 0 where
    there is none; None where they do not stand in order."""
    if not _ROW_TAGS.fullmatch(tags):
        return None
    try:
        cols = [0, *(column_index(letters.decode("ascii")) for letters in re.findall(rb"[A-Z]+", tags))]
    except ValueError:  # beyond XFD
        return None
    return cols[-1] if all(map(lt, cols, cols[1:])) else None


@lru_cache(maxsize=1 << 16)
def _place(tag: bytes) -> int:
    """Where the cell of a tag ``<c r="B7"`` stands, in reading order; -1 for a tag that says it otherwise."""
    found = _NAMED_CELL.fullmatch(tag)
    try:
        row, col = split_cell(found[1].decode("ascii")) if found else (0, 0)
    except ValueError:  # beyond XFD or the last row
        return -1
    return row * _COLUMNS + col if found else -1


def _cells(part: bytes) -> bytes | None:
    """What stands between the tags of ``sheetData``; None where something there may be written otherwise."""
    body = _body(part)
    return part[body[0] : body[1]] if body is not None else None


def _body(part: bytes) -> tuple[int, int] | None:
    """Where that begins and ends."""
    start, end = part.find(_START) + len(_START), part.rfind(_END)
    return None if start < len(_START) or end < 0 or _is_odd(part, start, end) else (start, end)


def _is_odd(part: bytes, start: int, end: int) -> bool:
    """Whether a tag there may have a prefix, or be no tag."""
    # one character is found far sooner than two
    prefixed = part.find(b":", start, end) >= 0 and part.find(b":c", start, end) >= 0
    return prefixed or (part.find(b"!", start, end) >= 0 and part.find(b"<!", start, end) >= 0)
