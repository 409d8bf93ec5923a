"""Cell references in A1 notation: ``(12, 8)`` ↔ ``"H12"``. Rows and columns count from 1.

The limits are those of a worksheet: 1,048,576 rows and 16,384 columns (ECMA-376 part 1, 18.3.1.4 and 18.18.7).

What little of a formula's text matters here: the sheets it names, and its references moved elsewhere.
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
