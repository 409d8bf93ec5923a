"""A figure typed as text: the number, and everything around it, which must be understood too.

What surrounds the number is its unit, a known word ("จำนวน", "ร้อยละ"), or another quantity in brackets ("(100 ราย)");
anything else ("กว่า", "พัน", "(ยกเลิก)") changes what the office says: then the figure is a question.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from planbook.book.foreign import THAI_MONTHS
from planbook.domain import clean, digits, fold
from planbook.domain.number import format_number, product, quotient
from planbook.domain.quantity import COMPARATORS, NUMBER
from planbook.domain.units import (
    BAHT,
    LEVEL,
    MULTIPLES,
    PERCENT,
    PERCENT_WORDS,
    UNITS,
    is_other_span,
    plain_unit,
    worth_in_baht,
)
from planbook.words import FindingCode

Reason: TypeAlias = FindingCode | Literal[""]
"""The code of the finding that says why a value does not count; empty where it does."""

LONGEST = 200
"""A text of more characters is no number."""

_NARROW = str.maketrans("％٪﹪，．－（）＋−–—٬٫", "%%%,.-()+---,.")
# control characters, but for kinds of space, are not seen beside a figure; in a title they are kept as they came
_NARROW |= dict.fromkeys([*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)])
_LEAD = re.compile(r"จำนวน\s*")
_RATE = re.compile(r"ร้อยละ\s*")
_THOUSANDS_DOT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?![\d.])")
_THOUSANDS_SPACE = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)")
_FIGURE = re.compile(r"(?<![.\d])\.?\d[\d.,]*")
_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_BAHT_SIGNS = frozenset({*BAHT, "฿", "thb", "บ"})
_BAHT_MARK = re.compile(r"\.?-\s*")
"""What may stand behind an amount of money: ``500.-``."""
_TIMES = {**MULTIPLES, "โหล": 12, "k": 1_000, "K": 1_000}
_TIMES_WORD = re.compile(rf"\s*({'|'.join(_TIMES)})(?![A-Za-z])\s*")
_NO_FIGURE = re.compile(
    rf"{'|'.join(re.escape(words) for words, _ in COMPARATORS if words != '=')}"
    r"|[‰฿]|ไม่ถึง|ขึ้นไป|กว่า|เกือบ|ครึ่ง|เศษ|ยกเลิก|ไม่"
    rf"|ที่|ข้อ|ไตรมาส(?!ละ)|ลำดับ|[mM](?![A-Za-z])|{'|'.join(map(re.escape, THAI_MONTHS))}"
)
"""Words that make a number no figure, a date, or the number of something, so that none is suggested."""

_LOOKALIKE = str.maketrans("OoОоΟοlIіІ|SsBZ", "000000111115582")
"""Letters (Latin, Cyrillic, Greek) that somebody types, or a scanner reads, in place of a digit."""
_LIKE_DIGITS = frozenset("OoОоΟοlIіІ|")
"""Those of which several together are no word either (``IOO%``)."""
_LETTERED = re.compile(r"[+-]?[\dOoОоΟοlIіІ|SsBZ][\dOoОоΟοlIіІ|SsBZ,.]*")


class TypedNumber(NamedTuple):
    """What a text says: ``value`` and the ``unit`` beside it (``%``, the row's own, empty where none was typed).

    Where it is no figure, ``value`` is None, ``reason`` the code of the finding that says why, and ``suggestion`` the
    one figure the office may have meant, or empty.
    """

    value: Decimal | None
    unit: str = ""
    reason: Reason = ""
    suggestion: str = ""


def narrowed(text: str) -> str:
    """A text with the wide and the fancy forms of signs written plainly, cleaned, all digits as 0-9."""
    return clean(digits(text.translate(_NARROW)))


def read_number(raw: str, unit: str, units: Iterable[str] = ()) -> TypedNumber:
    """Read a text that is to be one number in ``unit`` (empty: any known unit); ``units`` are known beside UNITS.

    Percentages (unit ``%``) are on the 0-100 scale.
    """
    if len(raw) > LONGEST:
        return TypedNumber(None, reason="value-not-understood")
    text = narrowed(raw)
    if unit != PERCENT and (dotted := _THOUSANDS_DOT.match(text)):
        return TypedNumber(None, reason="number-ambiguous", suggestion=dotted[0].replace(".", ","))
    read = _read(text, unit, frozenset(plain_unit(word) for word in units) | UNITS)
    if read is None and (spelt := _with_digits(text)) and (meant := _read(spelt, unit, UNITS)) and not meant.reason:
        return TypedNumber(None, reason="letter-in-number", suggestion=spelt)
    return read or TypedNumber(None, reason="value-not-understood", suggestion=_suggestion(text, unit))


def _read(text: str, unit: str, known: frozenset[str]) -> TypedNumber | None:
    """The number and its unit; None where something in the text is not understood."""
    lead = _LEAD.match(text)
    text = text[lead.end() :] if lead else text
    is_baht = fold(unit) in BAHT
    text = text.removeprefix("฿").lstrip() if is_baht else text
    rate = _RATE.match(text)
    text = text[rate.end() :] if rate else text
    before = "" if rate or not unit else _own_unit_before(text, unit)
    text = text[len(before) :].lstrip()
    number = NUMBER.match(text)
    if number is None:
        return None
    value = Decimal(number[0].replace(",", ""))
    rest = text[number.end() :].strip()
    while found := _BRACKETS.search(rest):
        if not _is_aside(found[1], value, unit, known):
            return None
        rest = rest[: found.start()].rstrip()
    rest = rest[mark.end() :] if is_baht and (mark := _BAHT_MARK.match(rest)) else rest
    said = plain_unit(rest)
    if before:
        return TypedNumber(value, unit) if not said else None
    if rate or said in PERCENT_WORDS:
        if rate and said and said not in PERCENT_WORDS:
            return None
        return TypedNumber(value, PERCENT) if unit in ("", PERCENT) else TypedNumber(None, reason="percent-in-count")
    if not rest:
        return TypedNumber(value, "")
    if (unit and said == plain_unit(unit)) or (is_baht and said in _BAHT_SIGNS):
        return TypedNumber(value, unit)
    if said not in known:
        return None
    if unit:
        return TypedNumber(None, reason="unit-differs", suggestion=_in_unit(value, said, unit))
    return TypedNumber(value, rest)


def _in_unit(value: Decimal, said: str, unit: str) -> str:
    """What a figure that was typed in another unit may be in a row's own; empty where that cannot be told."""
    if value < 0 or unit == PERCENT or is_other_span(said) or is_other_span(unit):
        return ""
    theirs, ours = worth_in_baht(said), worth_in_baht(unit)
    if theirs and ours:
        return format_number(quotient(product(value, Decimal(theirs)), Decimal(ours)))
    return format_number(value) if theirs is None else ""


def _own_unit_before(text: str, unit: str) -> str:
    """The unit where it stands before its number, as in "ระดับ 4.37"; else empty."""
    return unit if unit == LEVEL and text.startswith(unit) and NUMBER.match(text[len(unit) :].lstrip()) else ""


def _is_aside(text: str, value: Decimal, unit: str, known: frozenset[str]) -> bool:
    """Whether brackets say nothing against the figure: they hold its unit, the figure itself, or another unit's."""
    number = NUMBER.match(text.strip())
    said = fold(text.strip()[number.end() :] if number else text).strip(".")
    own = plain_unit(unit)
    if number is None:
        return said == own if own else said in known
    if said in ("", own):
        return Decimal(number[0].replace(",", "")) == value
    return said in known


def _with_digits(text: str) -> str:
    """The text with the letters in its number written as the digits they look like; empty where there are none."""
    for found in _LETTERED.finditer(text):
        spelt = found[0].translate(_LOOKALIKE)
        letters = len(found[0]) > 1 and _LIKE_DIGITS.issuperset(found[0])
        if spelt != found[0] and (letters or any(char.isdigit() for char in found[0])):
            return text[: found.start()] + spelt + text[found.end() :]
    return ""


def _suggestion(text: str, unit: str) -> str:
    """The one figure in a text that says more than a figure, if it has one plain reading; else empty."""
    if thousands := _THOUSANDS_SPACE.match(text):
        text = thousands[0].replace(" ", "") + text[thousands.end() :]
    figures = _FIGURE.findall(text)
    number = NUMBER.fullmatch(figures[0].rstrip(".,")) if len(figures) == 1 else None
    strange = r"[-/()]" if unit == PERCENT else r"[-/%()]"
    if number is None or _NO_FIGURE.search(text) or re.search(strange, text) or _THOUSANDS_DOT.match(figures[0]):
        return ""
    value, over = Decimal(number[0].replace(",", "")), 1
    behind = text[text.index(figures[0]) + len(figures[0]) :]
    if not (unit and behind.lstrip().startswith(unit)):  # in millions of baht, "5 ล้าน" are 5
        while times := _TIMES_WORD.match(behind):
            if unit.startswith(times[1]):
                break
            over, behind = over * _TIMES[times[1]], behind[times.end() :]
    if unit == PERCENT:
        return f"{format_number(product(value, Decimal(over)))}%" if "%" in text else ""
    return format_number(product(value, Decimal(over)))
