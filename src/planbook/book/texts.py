"""Texts as a workbook can hold them: in a cell, in several cells, as a name, in a heading on paper."""

import re
import unicodedata
from collections.abc import Collection

from planbook.book.xmlio import MAX_TEXT

CUT = "…"
"""Ends a text that a cell could not hold whole."""

_SHEET_NAME = 31
# what no XML can hold, escaped or not: two noncharacters and halves of a character
_NOT_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def as_written(text: str) -> str:
    """A text as a cell holds it: as it is, control characters too, but for two things that no cell can hold.

    Halves of a character and noncharacters become U+FFFD; a text of more than 32,767 UTF-16 units (Microsoft's limits
    of Excel) is cut and ends in ``…``. What must be kept whole is written in :func:`pieces`.
    """
    if _NOT_XML.search(text):
        text = _NOT_XML.sub("\ufffd", text)
    return _head(text, MAX_TEXT - len(CUT)) + CUT if _units(text) > MAX_TEXT else text


def pieces(text: str) -> list[str]:
    """A text in as many pieces as it needs cells; at least one. Joined they are the text, halves of characters apart.

    A piece ends neither within a character nor between a letter and the vowels and tones on it.
    """
    found: list[str] = []
    rest = _NOT_XML.sub("\ufffd", text)
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
    return _NOT_XML.sub("\ufffd", _CONTROL.sub(" ", text))


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
