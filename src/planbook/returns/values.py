"""One input cell: what the office typed, read into a clean value, or the reason why it cannot be used.

The rules are the domain guide's ("Quantities"; "Percent is a trap"). Nothing is guessed: a value that could be
either of two things is a question for the office.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Literal

from planbook.book.foreign import is_percent
from planbook.domain import Field, InputKind, Progress, Quantity, QuantityKind, clean, digits, fold, read_quantity
from planbook.domain.number import HUNDRED, from_cell, plain
from planbook.domain.target import PERCENT_WORDS
from planbook.layout.form import PROGRESS_LABELS
from planbook.returns.cells import shown
from planbook.words import FindingCode

LARGEST = 10**15
"""A figure beyond this is a slip: spreadsheets keep 15 digits."""
LONGEST = 200
"""A text of more characters is no number."""

NIL_WORDS = frozenset(fold(word) for word in ("ไม่มี", "ไม่มีรายการ", "none", "nil", "nothing", "nothing to report"))

_NARROW = str.maketrans("％٪﹪，．－（）＋−–—٬٫", "%%%,.-()+---,.")
_THOUSANDS_DOT = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)")
_TWO_DOTS = re.compile(r"\d+\.\d+\.\d")
_THOUSANDS_SPACE = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)")
_FIGURE = re.compile(r"(?<![.\d])\.?\d[\d.,]*")
_DASH = re.compile(r"[-‐‑‒–—―−]+")


@dataclass(frozen=True)
class Value:
    """What an input cell says. ``reason`` is the code of the finding that rejects it, empty where it counts.

    ``value`` is an exact decimal (percent on the 0-100 scale), a text, a :class:`Progress` slug, or None where it was
    rejected. A nil result ("ไม่มี", "-") is the slug ``nothing``. ``suggestion`` is what the office may have meant.
    """

    raw: str
    value: Decimal | str | None
    unit: str = ""
    reason: FindingCode | Literal[""] = ""
    suggestion: str = ""


NumberFormat = Callable[[], str | None]
"""Looks up the cell's number format when it matters; None where the file does not tell."""


def read_value(
    value: object,
    field: Field,
    kind: InputKind,
    unit: str = "",
    number_format: NumberFormat = lambda: None,
) -> Value:
    """Read one input cell of a row whose result is of ``kind`` and measured in ``unit``; never a blank one."""
    raw = shown(value)
    if field is Field.REMARK:
        return Value(raw, clean(raw))
    if field is Field.STATUS:
        return _status(raw)
    if _is_nil(value) and field is Field.RESULT:
        return Value(raw, Progress.NOTHING.value)
    if field is Field.RESULT and kind is InputKind.TEXT:
        return Value(raw, clean(raw), unit)
    if isinstance(value, bool):
        return Value(raw, None, reason="value-is-boolean")
    if isinstance(value, date | time | timedelta):
        return Value(raw, None, reason="value-is-date")
    limited = field is Field.RESULT and kind in (InputKind.PERCENT, InputKind.RATIO)
    wanted = "" if field is not Field.RESULT else "%" if limited else clean(unit)
    read = _number(value, raw, wanted, number_format) if isinstance(value, int | float) else _text_number(raw, wanted)
    if read.unit == "%" and field in (Field.NUMERATOR, Field.DENOMINATOR):
        return Value(raw, None, reason="percent-in-count")
    return _checked(read, limited=limited)


def _is_nil(value: object) -> bool:
    if not isinstance(value, str):
        return False
    text = clean(value.translate(_NARROW))
    return bool(_DASH.fullmatch(text)) or fold(text) in NIL_WORDS


def _status(raw: str) -> Value:
    said = fold(raw)
    for progress, labels in PROGRESS_LABELS.items():
        if said in {fold(progress.value), *(fold(label) for label in labels.values())}:
            return Value(raw, progress.value)
    if _is_nil(raw):
        return Value(raw, Progress.NOTHING.value)
    return Value(raw, None, reason="status-not-understood")


def _number(value: int | float, raw: str, unit: str, number_format: NumberFormat) -> Value:
    if not isfinite(value) or abs(value) >= LARGEST:
        return Value(raw, None, reason="value-out-of-range")
    exact = from_cell(value)
    if not is_percent(number_format() or ""):
        return _bare(Value(raw, exact, unit))
    percent = plain(exact * HUNDRED)
    if unit != "%":
        return Value(f"{percent:f}%", None, reason="percent-in-count")
    if HUNDRED < percent <= HUNDRED * HUNDRED:
        # 95 typed into a cell that is formatted as percent
        return Value(f"{percent:f}%", None, reason="percent-out-of-range", suggestion=f"{exact:f}%")
    return Value(f"{percent:f}%", percent, unit)


def _bare(value: Value) -> Value:
    """A figure without a percent sign: for a percentage 95 is 95 %, but 0.95 may be 95 % or less than one."""
    if value.unit == "%" and isinstance(value.value, Decimal) and 0 < value.value <= 1:
        return Value(value.raw, None, reason="percent-ambiguous", suggestion=f"{plain(value.value * HUNDRED):f}")
    return value


def _checked(value: Value, *, limited: bool) -> Value:
    """The value, or why no result can be so large or so small; ``limited`` is a share of a whole, 0 to 100 %."""
    number = value.value
    if isinstance(number, Decimal):
        if limited and not 0 <= number <= HUNDRED:
            return Value(value.raw, None, reason="percent-out-of-range")
        if number < 0:
            return Value(value.raw, None, reason="value-negative")
        if number >= LARGEST:
            return Value(value.raw, None, reason="value-out-of-range")
    return value


def _text_number(raw: str, unit: str) -> Value:
    if len(raw) > LONGEST:
        return Value(raw, None, reason="value-not-understood")
    text = clean(digits(raw.translate(_NARROW)))
    if unit and text.endswith(unit) and text != unit:
        # the unit typed along, which may be of several words
        text, said = text[: -len(unit)].rstrip(), unit
    else:
        said = ""
    if _TWO_DOTS.match(text) or (unit != "%" and _THOUSANDS_DOT.match(text)):
        return Value(raw, None, reason="number-ambiguous", suggestion=text.replace(".", ""))
    quantity = read_quantity(text)
    if quantity is None or quantity.value is None or not _is_plain_number(quantity):
        return Value(raw, None, reason="value-not-understood", suggestion=_suggestion(text))
    said = said or quantity.unit or ""
    number = plain(quantity.value) or Decimal(0)
    if not said:
        return _bare(Value(raw, number, unit))
    if fold(said) in PERCENT_WORDS:
        return Value(raw, number, "%") if unit in ("", "%") else Value(raw, None, reason="percent-in-count")
    if not any(char.isalpha() for char in said):
        return Value(raw, None, reason="value-not-understood", suggestion=_suggestion(text))  # "3?", "3."
    if unit and fold(said).strip(".") != fold(unit).strip("."):
        return Value(raw, None, reason="unit-differs", suggestion=f"{number:f}" if number >= 0 else "")
    return Value(raw, number, unit or said)


def _suggestion(text: str) -> str:
    """The one figure in a text that says more than a figure, if it has one plain reading; else empty."""
    if thousands := _THOUSANDS_SPACE.fullmatch(text):
        return thousands[0].replace(" ", "")
    figures = _FIGURE.findall(text)
    quantity = read_quantity(figures[0].rstrip(".,")) if len(figures) == 1 else None
    bound = read_quantity(text)
    if quantity is None or quantity.value is None or (bound is not None and bound.comparator not in (None, "=")):
        return ""
    if re.search(r"[-/<>≤≥%()]", text) or _THOUSANDS_DOT.match(figures[0]):
        return ""
    return f"{plain(quantity.value):f}"


def _is_plain_number(quantity: Quantity) -> bool:
    """Whether a text states one figure and no bound (``≥ 3`` says no result), however it is remarked on."""
    return (
        quantity.kind is QuantityKind.VALUE
        and quantity.comparator is None
        and (quantity.note is None or quantity.note.startswith("("))
    )
