"""Cell references in A1 notation: ``(12, 8)`` ↔ ``"H12"``. Rows and columns count from 1.

The limits are those of a worksheet: 1,048,576 rows and 16,384 columns (ECMA-376 part 1, 18.3.1.4 and 18.18.7).
"""

import re
from functools import cache, lru_cache

MAX_ROW = 1_048_576
MAX_COL = 16_384

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


def cell_name(row: int, col: int) -> str:
    """The name of a cell: (12, 8) → ``"H12"``. Raises ValueError outside the sheet."""
    if not 1 <= row <= MAX_ROW:
        raise ValueError(f"no such row: {row}")
    return f"{column_name(col)}{row}"


def split_cell(ref: str) -> tuple[int, int]:
    """Row and column of a cell's name: ``"H12"`` or ``"$H$12"`` → (12, 8). Raises ValueError for anything else."""
    match = _CELL.fullmatch(ref)
    if match is None or int(match[2]) > MAX_ROW:
        raise ValueError(f"no cell reference: {ref!r}")
    return int(match[2]), column_index(match[1])


@lru_cache(maxsize=4096)
def split_range(ref: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column: ``"A1:C3"`` → (1, 1, 3, 3); one cell is a range of one.

    Corners may stand in any order. Raises ValueError for whole rows or columns and for anything else.
    """
    first, _, last = ref.partition(":")
    row1, col1 = split_cell(first)
    row2, col2 = split_cell(last) if last else (row1, col1)
    return min(row1, row2), min(col1, col2), max(row1, row2), max(col1, col2)
