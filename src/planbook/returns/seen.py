"""What an office saw in a cell: its value as text, in the light of what the file says behind it.

A piece that is struck out is not there any more, a figure of a formula that leads back to itself means nothing, a
picture is no text, and words look as their number format shows them. Here, too: when two texts say the same.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from planbook.book.foreign import CellInfo, Formulas, Unseen, display, is_picture
from planbook.domain import clean, digits, plain_text
from planbook.returns.numbers import Reason

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LOOSE_SPACE = re.compile(r"(?<![0-9]) | (?![0-9])")
_BRIEF = 120


def shown(value: object) -> str:
    """A cell's value as text: texts as they are, numbers without a needless ``.0``, ISO dates, blank as ``""``."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and 0 < abs(value) < 1e15:
            return str(int(value))
        return plain_text(Decimal(repr(value))) if isfinite(value) and abs(value) < 1e21 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def is_blank(value: object) -> bool:
    """Whether a cell shows nothing: no value, or a text of spaces and invisible characters alone."""
    return value is None or (isinstance(value, str) and not clean(value))


def unchanged(issued: str, value: object) -> bool:
    """Whether a locked cell still says what was issued: the same words, or for a number the same number.

    Spaces and spelling of the same character (NFC) do not count: clients change them by themselves, and Gnumeric
    loses line breaks.
    """
    text = shown(value)
    if issued == text or _tight(issued) == _tight(text):
        return True
    if isinstance(value, int | float) and not isinstance(value, bool):
        # a client that turns texts into numbers makes 1 of "01" and 1000 of "1,000"
        number = _NUMBER.fullmatch(digits(clean(issued)))
        return number is not None and Decimal(number[0].replace(",", "")) == Decimal(repr(value))
    return False


@lru_cache(maxsize=8192)
def _tight(text: str) -> str:
    """A text without its spaces, but for those between digits."""
    return _LOOSE_SPACE.sub("", clean(text))


def brief(text: str) -> str:
    """The first 120 characters of a text, with ``…`` where there are more: as much as a sentence quotes."""
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF]}…"


@dataclass(frozen=True)
class Seen:
    """A cell as it was seen.

    ``value`` is what is left of it without struck pieces, ``shows`` the text in which it is shown where that is not
    plainly its value, ``struck`` the pieces that were left out. ``reason`` is the code of the finding that says why it
    cannot be used, else empty; ``text`` is what stands in the cell then, ``suggestion`` what may be meant.
    ``is_external`` tells of a formula that takes its value from another file.
    """

    value: object
    text: str = ""
    shows: str | None = None
    struck: str = ""
    reason: Reason = ""
    suggestion: str = ""
    is_external: bool = False


def see(value: object, behind: CellInfo | None, formulas: Formulas, cell: str, *, is_text: bool) -> Seen:
    """What the office saw in an input cell that is not blank; ``is_text`` where the input takes words."""
    text = shown(value)
    if isinstance(value, Unseen):
        picture = behind is not None and is_picture(behind.formula)
        reason: Reason = "error-value" if value.is_error else "formula-without-value"
        return Seen(value, text, reason="cell-is-picture" if picture else reason)
    if behind is None:
        return Seen(value)
    if behind.struck and not behind.runs:
        return Seen(value, text, reason="value-struck")
    if behind.has_formula or text.startswith("="):
        formula = formulas.text(cell) or text
        if is_picture(formula):
            return Seen(value, text, reason="cell-is-picture")
        if formulas.leads_back(cell):
            return Seen(value, text, reason="formula-circular")
        external = formulas.links_elsewhere(cell)
        return Seen(value, shows=_shows(value, behind, formulas), is_external=external)
    if behind.runs:
        return _without_struck(behind, text, is_text=is_text)
    return Seen(value, shows=_shows(value, behind, formulas) if is_text else None)


def _shows(value: object, behind: CellInfo, formulas: Formulas) -> str | None:
    if isinstance(value, str | bool):
        return None
    return behind.display or display(value, behind.number_format, from_1904=formulas.metadata.from_1904)


def _without_struck(behind: CellInfo, text: str, *, is_text: bool) -> Seen:
    struck = "".join(run.text for run in behind.runs if run.struck)
    left = "".join(run.text for run in behind.runs if not run.struck)
    if not clean(left):
        return Seen(text, text, reason="value-struck")
    if not is_text and any(run.raised and not run.struck for run in behind.runs):
        level = "".join(run.text for run in behind.runs if not run.struck and not run.raised)
        return Seen(text, text, reason="number-raised", suggestion=clean(level))
    return Seen(left, struck=clean(struck))
