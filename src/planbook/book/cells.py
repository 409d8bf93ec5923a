"""What a cell is called and what it can hold: references in A1 notation, and texts.

``(12, 8)`` ↔ ``"H12"``; rows and columns count from 1. The limits are those of a worksheet: 1,048,576 rows and 16,384
columns (ECMA-376 part 1, 18.3.1.4 and 18.18.7). What little of a formula's text matters stands here too: the sheets it
names, and its references moved elsewhere. Texts are cut to what a workbook can hold: in a cell, in several cells, as a
name, in a heading on paper.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from planbook.book.xmlio import MAX_TEXT

MAX_ROW = 1_048_576
MAX_COL = 16_384
Place: TypeAlias = tuple[str, str]
"""A cell of a workbook by its sheet and its name."""

# [0-9], not \d: a Thai digit is no part of a reference.
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@cache
def column_name(col: int) -> str:
    """The letters of a column: 1 → ``"A"``, 16384 → ``"XFD"``. Raises ValueError outside the sheet."""
    if not 1 <= col <= MAX_COL:
        raise ValueError(f"no such column: {col}")
    letters = ""
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_index(letters: str) -> int:
    """The number of a column: ``"A"`` → 1. Upper or lower case; raises ValueError for no column."""
    index = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"no such column: {letters!r}")
        index = index * 26 + ord(letter) - ord("A") + 1
    if not 1 <= index <= MAX_COL:
        raise ValueError(f"no such column: {letters!r}")
    return index


@lru_cache(maxsize=1 << 15)
def cell_name(row: int, col: int) -> str:
    """The name of a cell: (12, 8) → ``"H12"``. Raises ValueError outside the sheet."""
    if not 1 <= row <= MAX_ROW:
        raise ValueError(f"no such row: {row}")
    return f"{column_name(col)}{row}"


@lru_cache(maxsize=1 << 15)
def split_cell(ref: str) -> tuple[int, int]:
    """Row and column of a cell's name: ``"H12"`` or ``"$H$12"`` → (12, 8). Raises ValueError for anything else."""
    match = _CELL.fullmatch(ref)
    if match is None or int(match[2]) > MAX_ROW:
        raise ValueError(f"no cell reference: {ref!r}")
    return int(match[2]), column_index(match[1])


class Area(NamedTuple):
    """A rectangle of cells: first row, first column, last row, last column, all of them inside; counted from 1, where
    nothing else is said."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@lru_cache(maxsize=4096)
def split_range(ref: str) -> Area:
    """The area that a reference names: ``"A1:C3"`` → (1, 1, 3, 3); one cell is a range of one.

    Corners may stand in any order. Raises ValueError for whole rows or columns and for anything else.
    """
    first, _, last = ref.partition(":")
    row1, col1 = split_cell(first)
    row2, col2 = split_cell(last) if last else (row1, col1)
    return Area(min(row1, row2), min(col1, col2), max(row1, row2), max(col1, col2))


# A text or a quoted sheet name is passed over whole; then cells, whole columns, whole rows.
_TOKEN = re.compile(
    r"""(?P<skip>"(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\]]*\])
    |(?<![\w.$])(?:
        (?P<dc>\$?)(?P<col>[A-Za-z]{1,3})(?P<dr>\$?)(?P<row>[1-9][0-9]{0,6})
      | (?P<dc1>\$?)(?P<col1>[A-Za-z]{1,3}):(?P<dc2>\$?)(?P<col2>[A-Za-z]{1,3})
      | (?P<dr1>\$?)(?P<row1>[1-9][0-9]{0,6}):(?P<dr2>\$?)(?P<row2>[1-9][0-9]{0,6})
    )(?![\w.(!])""",
    re.VERBOSE,
)
_SHEET = re.compile(r"""(?:"(?:[^"]|"")*")|'((?:[^']|'')+)'!|([^\s!'"(),;:+\-*/&=<>^{}%]+)!""")


def sheets_named(formula: str) -> set[str]:
    """The names of the sheets of this workbook that a formula refers to: ``'แผน ก'!$A$1`` → {``แผน ก``}.

    Sheets of other files (``[1]Sheet1!A1``) and what stands in texts are left out.
    """
    found = {match[1].replace("''", "'") if match[1] else match[2] for match in _SHEET.finditer(formula)}
    return {name for name in found if name and "[" not in name and not name.startswith("#")}


def shift_formula(formula: str, rows: int, cols: int) -> str:
    """The formula as it reads ``rows`` further down and ``cols`` further right; ``$`` holds a reference fast.

    Used where a shared formula (ECMA-376 part 1, 18.3.1.40) must be written at another cell. A reference that
    falls off the sheet becomes ``#REF!``.
    """

    def row(text: str, fixed: str) -> str:
        number = int(text) if fixed else int(text) + rows
        if not 1 <= number <= MAX_ROW:
            raise ValueError
        return fixed + str(number)

    def col(text: str, fixed: str) -> str:
        return fixed + (text if fixed else column_name(column_index(text) + cols))

    def moved(match: re.Match[str]) -> str:
        letters = match["col"] or match["col1"]
        if match["skip"] is not None or (letters and not _is_column(letters)):
            return match[0]
        try:
            if match["row"]:
                return col(match["col"], match["dc"]) + row(match["row"], match["dr"])
            if match["col1"]:
                return f"{col(match['col1'], match['dc1'])}:{col(match['col2'], match['dc2'])}"
            return f"{row(match['row1'], match['dr1'])}:{row(match['row2'], match['dr2'])}"
        except ValueError:
            return "#REF!"

    return _TOKEN.sub(moved, formula)


def _is_column(letters: str) -> bool:
    return len(letters) < 3 or letters.upper() <= "XFD"


CUT = "…"
"""Ends a text that a cell could not hold whole."""

_SHEET_NAME = 31
NO_CELL_HOLDS = re.compile("[\ufffe\uffff\ud800-\udfff]")
"""What no XML can hold, escaped or not: two noncharacters and halves of a character. A cell holds all others."""
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def as_written(text: str) -> str:
    """A text as a cell holds it: as it is, control characters too, but for two things that no cell can hold.

    Halves of a character and noncharacters become U+FFFD; a text of more than 32,767 UTF-16 units (Microsoft's limits
    of Excel) is cut and ends in ``…``. What must be kept whole is written in :func:`pieces`.
    """
    if text.isprintable() and len(text) <= MAX_TEXT // 2:  # as nearly all are
        return text
    if NO_CELL_HOLDS.search(text):
        text = NO_CELL_HOLDS.sub("\ufffd", text)
    return _head(text, MAX_TEXT - len(CUT)) + CUT if _units(text) > MAX_TEXT else text


def is_plain(text: str) -> bool:
    """Whether a text stands in a cell, a heading and a property alike as it is: one line of visible characters, none of
    them for private use, that begins and ends with one and needs no escape of its own."""
    return bool(text) and text == text.strip() and text.isprintable() and "_x" not in text


def cell_pieces(text: str) -> list[str]:
    """A text in as many pieces as it needs cells; at least one. Joined they are the text, halves of characters apart.

    A piece ends neither within a character nor between a letter and the vowels and tones on it.
    """
    found: list[str] = []
    rest = NO_CELL_HOLDS.sub("\ufffd", text)
    while _units(rest) > MAX_TEXT:
        piece = _head(rest, MAX_TEXT)
        found.append(piece)
        rest = rest[len(piece) :]
    return [*found, rest]


def _units(text: str) -> int:
    """Length in UTF-16 units, as Excel counts."""
    # half as many characters are never too many units; counting them takes a copy
    return len(text) if len(text) <= MAX_TEXT // 2 else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _head(text: str, room: int) -> str:
    head = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    end = len(head)
    while 0 < end < len(text) and len(head) - end < 8 and (text[end] == "ำ" or unicodedata.category(text[end]) == "Mn"):
        end -= 1
    return text[:end]


def printable(text: str) -> str:
    """A text for a name, a property or a heading, which are no cells: without characters that nobody can see there."""
    return NO_CELL_HOLDS.sub("\ufffd", _CONTROL.sub(" ", text))


def page_text(text: str, room: int = 100) -> str:
    """A text inside a page's header or footer, whose ``&`` begins a command; at most ``room`` characters of it."""
    return printable(text)[:room].replace("&", "&&")


def sheet_name(wanted: str, taken: Collection[str] = ()) -> str:
    """A legal worksheet name nearest to ``wanted`` that is not among ``taken`` (case does not count)."""
    used = {name.casefold() for name in taken}
    base = printable(re.sub(r"[\[\]:*?/\\\x00-\x1f]", "-", wanted)).strip("' ") or "-"
    name, count = _short(base, ""), 1
    while name.casefold() in used:
        count += 1
        name = _short(base, f"~{count}")
    return name


def _short(base: str, tail: str) -> str:
    return _head(base, _SHEET_NAME - len(tail)).rstrip("'") + tail


def defined_name(text: str, taken: Collection[str] = ()) -> str:
    """The running part of a workbook-level name for any text: ``8/1/03/03.2`` becomes ``8_1_03_03.2``."""
    used = {name.casefold() for name in taken}
    base = "".join(
        "_" if char == "/" else char if char.isascii() and (char.isalnum() or char == ".") else f"_x{ord(char):04X}_"
        for char in text
    )
    name, count = base[:200], 1
    while name.casefold() in used:
        count += 1
        name = f"{base[:200]}_n{count}"
    return name


def quoted(sheet: str) -> str:
    """A sheet's name as formulas and defined names say it."""
    return "'" + sheet.replace("'", "''") + "'"
