"""What rows of new sheets are made of: texts, numbers and formulas as XML, and XML that is deflated as it comes."""

import zlib
from functools import lru_cache
from typing import NamedTuple

from xlsxwriter.utility import _preserve_whitespace, xl_col_to_name

from planbook.book.cells import MAX_COL
from planbook.book.xmlio import escape_text

LEVEL = 5
"""zlib's level for the sheets: on tables it takes two thirds of the time of level 6, and files are 2 to 4 % larger."""


def number_text(number: float) -> str:
    """A number as a cell's ``<v>`` holds it: the shortest text that reads back the same."""
    if isinstance(number, int):
        return str(number)
    short = f"{number:.16G}"  # as xlsxwriter has it, which a few numbers in ten do not survive
    return short if float(short) == number else repr(float(number))


ROW = "\0"
"""Stands in the XML of a cell for the number of its row; no text has it."""


def row_xml(row: int, cells: str) -> str:
    """The XML of a row (from 0) with these cells."""
    number = str(row + 1)
    return f'<row r="{number}">{cells.replace(ROW, number)}</row>'


column_letters = lru_cache(maxsize=MAX_COL)(xl_col_to_name)
"""The letters of a column, counted from 0."""


def _is_plain(text: str) -> bool:
    """Whether a text stands in XML as it is; quicker than one search for what may not."""
    if not text.isprintable() or text.strip() != text:
        return False
    return "&" not in text and "<" not in text and ">" not in text and "_x" not in text


def text_element(text: str) -> str:
    """A text as XML (``<t>``), whatever it looks like."""
    if _is_plain(text):  # as nearly all are
        return f"<t>{text}</t>"
    space = ' xml:space="preserve"' if _preserve_whitespace(text) else ""
    return f"<t{space}>{escape_text(text)}</t>"


class Formula(NamedTuple):
    """A formula without its ``=``, and the number that it comes to. :data:`ROW` stands for the number of its row where
    that is not known yet."""

    text: str
    result: float


class Deflated:
    """Text that is deflated as it comes, with its checksum and its size in bytes. It holds a quarter of a megabyte."""

    def __init__(self) -> None:
        self._deflater = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._out: list[bytes] = []
        self.crc = self.size = 0

    def add(self, text: str) -> "Deflated":
        """Take more text."""
        data = text.encode("utf-8")
        self.crc, self.size = zlib.crc32(data, self.crc), self.size + len(data)
        self._out.append(self._deflater.compress(data))
        return self

    def end(self, *, last: bool) -> bytes:
        """The stream; unless it is the ``last``, another may follow it, which refers to nothing in it."""
        self._out.append(self._deflater.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH))
        return b"".join(self._out)
