"""A quantity: what a target or a result cell says, read into comparator, value, unit and note, with the raw
text beside them; and what its target asks of it.

The forms are those of the domain guide ("Quantities"). What is not understood stays text; nothing is guessed. What a
percentage is, which units are the same, and whether a figure meets a target is asked here by form and region, so that
an office and its region always read the same verdict.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Context, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar

from planbook.domain.number import HUNDRED, Number, decimals, format_number, from_cell, plain, quotient
from planbook.domain.text import clean, digits, fold
from planbook.domain.units import LEVEL, PERCENT, is_percent, same_unit


class Frozen:
    """The base of what planbook passes around: frozen dataclasses, which JSON may give no unknown fields."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


class Comparator(StrEnum):
    """How a quantity bounds a result."""

    EQUAL = "="
    AT_LEAST = "≥"
    AT_MOST = "≤"
    MORE = ">"
    LESS = "<"


class QuantityKind(StrEnum):
    """What sort of statement a cell makes."""

    VALUE = "value"
    """a number, with or without a unit"""
    NONE = "none"
    """``-``: nothing is due this quarter"""
    PENDING = "pending"
    """``รอค่าเป้าหมาย``: the target will be set by somebody else"""
    BLANK = "blank"
    """``.... กฟฟ.``: a place left to be filled in"""
    NIL = "nil"
    """``ไม่มี``: there is none, said on purpose"""
    TEXT = "text"
    """not understood as a quantity; the words are kept"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity(Frozen):
    """One reading of one cell.

    ``value`` is an exact decimal; percentages are on the 0-100 scale with unit ``%``. ``raw`` is the cell's own
    text, never changed.
    """

    kind: QuantityKind
    raw: str
    comparator: Comparator | None = None
    value: Decimal | None = None
    unit: str | None = None
    note: str | None = None

    @property
    def is_due(self) -> bool:
        """Whether the quantity asks for a result (a value, or one that is still to be set)."""
        return self.kind in (QuantityKind.VALUE, QuantityKind.PENDING, QuantityKind.BLANK, QuantityKind.TEXT)


_WIDE = Context(prec=400)

DASHES = re.compile(r"[-‐‑‒–—―−]+")
_DOTS = re.compile(r"(?:\.{3,}|…+)[.…]*\s*(?P<unit>.*)")
_PENDING = re.compile(r"\(?\s*(?:รอ|อยู่ระหว่าง)")
NIL_WORDS = ("ไม่มี", "ไม่มีรายการ", "none", "nil", "nothing", "nothing to report")
"""What says in words that there is nothing."""
_NIL = frozenset(map(fold, NIL_WORDS))
COMPARATORS: tuple[tuple[str, Comparator], ...] = (
    ("<=", Comparator.AT_MOST),
    ("=<", Comparator.AT_MOST),
    ("≤", Comparator.AT_MOST),
    ("≦", Comparator.AT_MOST),
    ("ไม่เกิน", Comparator.AT_MOST),
    ("ภายใน", Comparator.AT_MOST),
    (">=", Comparator.AT_LEAST),
    ("=>", Comparator.AT_LEAST),
    ("≥", Comparator.AT_LEAST),
    ("≧", Comparator.AT_LEAST),
    ("ไม่น้อยกว่า", Comparator.AT_LEAST),
    ("ไม่ต่ำกว่า", Comparator.AT_LEAST),
    ("อย่างน้อย", Comparator.AT_LEAST),
    ("น้อยกว่า", Comparator.LESS),
    ("มากกว่า", Comparator.MORE),
    ("<", Comparator.LESS),
    (">", Comparator.MORE),
    ("=", Comparator.EQUAL),
)
"""What stands before a figure that bounds a result, a longer word before one that it ends in."""
_EVERY = re.compile(r"(?P<every>(?:ไตรมาส|เดือน|ปี|สัปดาห์|เขต|แห่ง)ละ)\s*")
_LEAD = re.compile(r"(?P<lead>ระดับ|ร้อยละ|จำนวน)\s*")
NUMBER = re.compile(r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?![\d.,]*\d)")
_UNIT = re.compile(r"(?P<unit>%|[^\s\d()]+)?\s*(?P<rest>.*)", re.DOTALL)


def read_quantity(value: object, number_format: str = "") -> Quantity | None:
    """Read a cell's value, or None for an empty cell.

    ``value`` is what a reader gives for the cell (text or number); ``number_format`` the cell's format code, which
    decides whether 0.95 is 95 % (it is on the 0-100 scale in the result, as an exact decimal).
    """
    if value is None or isinstance(value, bool | date | time):
        return None if value is None else Quantity(kind=QuantityKind.TEXT, raw=str(value))
    if isinstance(value, int | float | Decimal):
        return _read_number(value, number_format)
    raw = str(value)
    text = digits(clean(raw))
    return _read_text(text, raw) if text else None


def _read_number(value: float | int | Decimal, number_format: str) -> Quantity:
    try:
        number = from_cell(value) if isinstance(value, int | float) else plain(value)
    except ValueError:
        return Quantity(kind=QuantityKind.TEXT, raw=str(value))
    if PERCENT not in number_format:
        return Quantity(kind=QuantityKind.VALUE, raw=format_number(number), value=number)
    percent = plain(number.scaleb(2, _WIDE))
    return Quantity(kind=QuantityKind.VALUE, raw=f"{format_number(percent)}%", value=percent, unit=PERCENT)


@lru_cache(maxsize=1 << 14)
def _read_text(text: str, raw: str) -> Quantity:
    if DASHES.fullmatch(text):
        return Quantity(kind=QuantityKind.NONE, raw=raw)
    if match := _DOTS.match(text):
        return Quantity(kind=QuantityKind.BLANK, raw=raw, unit=match["unit"] or None)
    if _PENDING.match(text):
        return Quantity(kind=QuantityKind.PENDING, raw=raw)
    if fold(text) in _NIL:
        return Quantity(kind=QuantityKind.NIL, raw=raw)
    return _read_value(text, raw) or Quantity(kind=QuantityKind.TEXT, raw=raw)


def is_nil(text: str) -> bool:
    """Whether a text that somebody typed says that there is nothing: a word of :data:`NIL_WORDS`, or dashes."""
    said = clean(text)
    return DASHES.fullmatch(said) is not None or fold(said) in _NIL


def _read_value(text: str, raw: str) -> Quantity | None:
    notes: list[str] = []
    every = _EVERY.match(text)
    if every:
        notes.append(every["every"])
        text = text[every.end() :]
    comparator, text = _comparator(text)
    lead = _LEAD.match(text)
    if lead:
        text = text[lead.end() :]
    number = NUMBER.match(text)
    if not number:
        return None
    value = Decimal(number["number"].replace(",", ""))
    tail = _UNIT.fullmatch(text[number.end() :].strip())
    unit, rest = (tail["unit"], tail["rest"].strip()) if tail else (None, "")
    if re.search(r"\d", rest) and not rest.startswith("("):
        return None  # "1-2 ครั้ง", "3 ครั้ง 20 ราย": two figures, so not one quantity
    if unit and re.match(r"[-/:x×~]", unit):
        return None
    if lead and lead["lead"] != "จำนวน":
        unit = PERCENT if lead["lead"] == "ร้อยละ" else lead["lead"]
    if rest:
        notes.append(rest)
    return Quantity(
        kind=QuantityKind.VALUE, raw=raw, comparator=comparator, value=value, unit=unit, note=" ".join(notes) or None
    )


def _comparator(text: str) -> tuple[Comparator | None, str]:
    for mark, comparator in COMPARATORS:
        if text.startswith(mark):
            return comparator, text[len(mark) :].lstrip()
    return None, text


def without_comparator(words: str) -> str:
    """The words before a figure without the comparator that they begin with; as they are where they begin with none."""
    comparator, rest = _comparator(words.strip())
    return words if comparator is None else rest


def format_quantity(value: Number, unit: str | None) -> str:
    """A value with its unit in the plan's own style, to its last digit: ``100%``, ``1 ครั้ง``, ``ระดับ 4.37``."""
    return with_unit(format_number(value), unit)


def print_figure(value: Number, unit: str | None, *, places: int | None = None, against: Number | None = None) -> str:
    """A result with its unit as form, plan and detail form print it, rounded for people's eyes.

    ``places`` limits its decimals (None: see :func:`planbook.domain.number.decimals`). ``against`` is the figure that
    it is measured by: rounding never moves it to the other side.
    """
    return with_unit(print_number(value, unit, places=places, against=against), unit)


def print_number(value: Number, unit: str | None, *, places: int | None = None, against: Number | None = None) -> str:
    """The number of a result as :func:`print_figure` prints it, without its unit."""
    return format_number(value, decimals(value, percent=unit == PERCENT, most=places, against=against))


def with_unit(number: str, unit: str | None) -> str:
    """A printed number with its unit, where people write it: "4 แห่ง", "95%", "ระดับ 4.37"."""
    if not unit:
        return number
    if unit == PERCENT:
        return f"{number}%"
    return f"{unit} {number}" if unit == LEVEL else f"{number} {unit}"


class InputKind(StrEnum):
    """What an office types for an activity's result."""

    NUMBER = "number"
    PERCENT = "percent"
    RATIO = "ratio"
    TEXT = "text"

    @property
    def is_share(self) -> bool:
        """Whether the result is a percentage."""
        return self in (InputKind.PERCENT, InputKind.RATIO)


class Direction(StrEnum):
    """Which results meet a target."""

    AT_LEAST = "≥"
    AT_MOST = "≤"


class Course(StrEnum):
    """Where a region's figure can still go while offices have not reported."""

    UP = "up"
    DOWN = "down"
    ANY = "any"


def unit_of(kind: InputKind, unit: str) -> str:
    """The unit of an activity's results: ``%`` where its kind or its own unit says so, else its own unit."""
    return PERCENT if kind.is_share or is_percent(unit) else unit


def in_cell(kind: InputKind, value: Number) -> Number:
    """A figure as its cell holds it and rules see it: a percentage, on the 0-100 scale elsewhere, as a fraction."""
    return quotient(value, HUNDRED) if kind.is_share else value


def less_is_better(target: Quantity | None, direction: Direction) -> bool:
    """Whether results are better the less they are: the target's own comparator says so, or else the direction."""
    bound = target.comparator if target is not None else None
    if bound in (None, Comparator.EQUAL):
        return direction is Direction.AT_MOST
    return bound in (Comparator.AT_MOST, Comparator.LESS)


_MEETS: Mapping[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.AT_LEAST: operator.ge,
    Comparator.AT_MOST: operator.le,
    Comparator.MORE: operator.gt,
    Comparator.LESS: operator.lt,
    Comparator.EQUAL: operator.eq,
}


@dataclass(frozen=True)
class Bound:
    """A target as a figure that results are measured by: ``comparator`` as the target itself or the direction says.

    ``value`` is in the unit of the activity's results, a percentage on the 0-100 scale.
    """

    comparator: Comparator
    value: Decimal

    def met_by(self, value: Number) -> bool:
        """Whether a figure meets the target; both exact."""
        met: bool = _MEETS[self.comparator](value, self.value)
        return met

    def final_verdict(self, value: Number, course: Course) -> bool | None:
        """Whether a figure meets the target, where that can no longer change however the figure goes on; None where it
        can."""
        beyond = {
            Course.UP: value > self.value or (value == self.value and not self._may_stand(rising=True)),
            Course.DOWN: value < self.value or (value == self.value and not self._may_stand(rising=False)),
            Course.ANY: False,
        }[course]
        return self.met_by(value) if beyond else None

    def _may_stand(self, *, rising: bool) -> bool:
        """Whether the verdict on a figure that is just the target may change when the figure goes on."""
        if rising:
            return self.comparator in (Comparator.AT_MOST, Comparator.MORE, Comparator.EQUAL)
        return self.comparator in (Comparator.AT_LEAST, Comparator.LESS, Comparator.EQUAL)


@lru_cache(maxsize=1 << 14)
def bound_of(target: Quantity | None, direction: Direction, unit: str) -> Bound | None:
    """What results in ``unit`` are measured by; None where it cannot be told.

    It can be told where the target is one number and speaks of the same unit. For percentages a bare 95 is 95 %, but
    0.95 may be 95 % or less than one: it says nothing (guide: domain, "Percent is a trap"). The target's own comparator
    counts; without one the activity's direction does (≥ for counts, ≤ for days).
    """
    if target is None or target.kind is not QuantityKind.VALUE or target.value is None:
        return None
    if is_percent(unit) and not target.unit:
        if 0 < target.value <= 1:
            return None
    elif not same_unit(target.unit, unit):
        return None
    return Bound(target.comparator or Comparator(direction.value), target.value)
