"""What little of a formula's text matters here: the sheets it names, and its references moved elsewhere."""

import re

from planbook.book.refs import MAX_ROW, column_index, column_name

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
