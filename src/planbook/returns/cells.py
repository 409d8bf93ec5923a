"""Cells as an office sees them: what a value looks like as text, and when two texts say the same."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from planbook.domain import clean, digits, plain_text

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
    """A text short enough to stand in a sentence."""
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF]}…"
