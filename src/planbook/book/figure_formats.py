"""Number formats for figures beside other figures: the unit of the one beside, and the digits that are needed."""

from collections.abc import Callable
from decimal import Decimal

from planbook.book.foreign.formats import dressed, is_date, literal_of, tokens_for

GENERAL = "General"
_PLACES = ("0", "#", "?")
_LONGEST = Decimal(10) ** 11
"""From here on a cell in General shows a power of ten."""


def scale_of(number_format: str) -> Decimal | None:
    """What one is shown as: 100 under ``0%``, 0.001 under ``0,``, else 1. None for a format that shows no plain number,
    such as a date, a fraction or a text."""
    if "@" in tokens_for(Decimal(1), number_format) or is_date(number_format):
        return None
    shown = dressed(Decimal(1), number_format)
    return shown.number if shown is not None else None


def with_digits(
    number_format: str, value: Decimal, places: int, before: Callable[[str], str] = lambda words: words
) -> str:
    """A number format that shows ``value``, a number on the scale that is shown, with at least so many decimals.

    It is the section that ``number_format`` has for what is positive: its digits, its percent sign, the words behind
    them, and those before them as ``before`` gives them back. General stays General where that shows the very number.
    Only for formats that have a :func:`scale_of`.
    """
    tokens = [token for token in tokens_for(Decimal(1), number_format) if token[:2] not in ("[<", "[>", "[=")]
    general = next((at for at, token in enumerate(tokens) if token.lower() == "general"), None)
    if general is not None:
        as_it_is = value == round(value, places) and abs(value) < _LONGEST
        if as_it_is and len(tokens) == 1 and number_format.lower() == GENERAL.lower():
            return GENERAL
        tokens[general : general + 1] = ["0"]
    digits = [at for at, token in enumerate(tokens) if token in _PLACES]
    point = next((at for at, token in enumerate(tokens) if token == "."), None)
    decimals = 0 if point is None else sum(1 for at in digits if at > point)
    if decimals < places:
        more = ["0"] * (places - decimals)
        tokens[digits[-1] + 1 : digits[-1] + 1] = more if point is not None else [".", *more]
    head, tail = tokens[: digits[0]], tokens[digits[0] :]
    if all(literal_of(token) is not None for token in head):
        words = "".join(literal_of(token) or "" for token in head)
        kept = before(words)
        if kept != words:
            quoted = kept.replace('"', "")
            head = [f'"{quoted}"'] if quoted.strip() else []
    return "".join([*head, *tail])
