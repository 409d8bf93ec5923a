"""The cells of a sheet written as every known client writes them, found without parsing its XML.

``<c r="B7"`` with the reference first, in double quotes, without a prefix, each in the ``<row r="7"`` it belongs to:
of such a sheet a few native searches tell where its cells lie. A sheet written otherwise is told apart, and takes the
careful way (:mod:`planbook.book.cells`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from planbook.book.refs import column_index

_START, _END = b"<sheetData", b"</sheetData>"
_ROW = b'<row r="'
_CELL = re.compile(rb'<c(?: r="[A-Z]{1,3}+[0-9]{1,7}+")?+')
_LETTERS = re.compile(rb'<c r="([A-Z]{1,3})"')
_MOST_DIGITS = 7
_REMEMBERED = 4_000

_STYLE = re.compile(rb'\ss="([0-9]{1,9})"')
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
_FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class PlainCell:
    """A filled cell of a plain sheet: its attributes and its contents as they are written."""

    attributes: bytes
    inner: bytes

    @property
    def is_error(self) -> bool:
        """Whether it holds an error value."""
        return b't="e"' in self.attributes

    @property
    def style(self) -> int:
        """Index into ``cellXfs``; 0 when nothing is said."""
        found = _STYLE.search(self.attributes)
        return int(found[1]) if found else 0

    @property
    def formula(self) -> str | None:
        """The text of ``<f>``: empty where it takes part in another's shared formula, None for no formula."""
        found = _FORMULA.search(self.inner)
        return _text(found[1]) if found else None

    @property
    def value(self) -> str:
        """The text of ``<v>`` as written; empty for none."""
        found = _VALUE.search(self.inner)
        return _text(found[1]) if found else ""


def _text(raw: bytes | None) -> str:
    text = (raw or b"").decode("utf-8", "replace")
    return _ENTITY.sub(lambda match: _entity(match[0][1:-1]), text) if "&" in text else text


def _entity(name: str) -> str:
    if not name.startswith("#"):
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    return chr(code) if code < 0x110000 else ""


def plain_cells(part: bytes, columns: Iterable[str]) -> dict[str, PlainCell]:
    """The filled cells in some columns (letters) of a sheet that has a :func:`plain_area`, by reference."""
    return {
        match[1].decode("ascii"): PlainCell(match[2], part[match.end() : part.find(b"</c>", match.end())])
        for match in _filled_in(frozenset(columns)).finditer(part)
    }


@lru_cache(maxsize=64)
def _filled_in(columns: frozenset[str]) -> re.Pattern[bytes]:
    letters = "|".join(sorted(columns)).encode()
    return re.compile(rb'<c r="((?:%s)[0-9]++)"([^>]*+)(?<!/)>' % letters)


def plain_area(part: bytes) -> tuple[int, int] | None:
    """The last row and the last column of a sheet's cells, blank ones too, (0, 0) where it has none.

    None for a sheet that is written otherwise, or whose cells do not stand in order, each once.
    """
    cells = _cells(part)
    if cells is None:
        return None
    before, *rows = cells.split(_ROW)
    if b"<c" in before or b"<r" in before:
        return None
    last_row = last_col = number = 0
    for row in rows:
        digits = row[: row.find(b'"') + 1]
        if not 1 < len(digits) <= _MOST_DIGITS + 1 or not digits[:-1].isdigit() or int(digits[:-1]) <= number:
            return None
        number = int(digits[:-1])
        # all references of the row without its number: few different ones in a sheet, so each is looked at once
        tags = b"".join(_CELL.findall(row)).replace(digits, b'"')
        col = _last_column(tags) if len(tags) <= _REMEMBERED else _last_column.__wrapped__(tags)
        if col < 0:
            return None
        if col:
            last_row, last_col = number, max(last_col, col)
    return last_row, last_col


def _cells(part: bytes) -> bytes | None:
    """What stands between the tags of ``sheetData``; None where something there may be written otherwise."""
    start = part.find(_START)
    end = part.find(_END, start)
    if start < 0 or part.startswith(b"<sheetData/>", start):
        return None
    cells = part[start + len(_START) : end] if end >= 0 else b""
    # one character is found far sooner than two
    prefixed = b":" in cells and b":c" in cells
    commented = b"!" in cells and b"<!" in cells
    return None if end < 0 or prefixed or commented else cells


@lru_cache(maxsize=1024)
def _last_column(tags: bytes) -> int:
    """The last column of ``<c r="A"<c r="B"``, 0 for no cell, -1 where they are not in order or something is amiss."""
    letters = _LETTERS.findall(tags)
    if len(tags) != sum(map(len, letters)) + len(letters) * len(b'<c r=""'):
        return -1
    try:
        columns = [column_index(name.decode("ascii")) for name in letters]
    except ValueError:  # beyond XFD
        return -1
    in_order = all(left < right for left, right in pairwise(columns))
    return (columns[-1] if columns else 0) if in_order else -1
