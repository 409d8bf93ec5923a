"""One input cell: what the office saw in it, in the light of what the file says behind it, and what it typed, read into
a clean value, or the reason why it cannot be used.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from planbook.book.foreign import (
    CellInfo,
    Formulas,
    Unseen,
    display,
    is_date,
    is_percent_format,
    moment_of,
    shows_picture,
)
from planbook.domain import Direction, FormLine, InputKind, Progress, clean, digits, fold, plain_text, read_quantity
from planbook.domain.number import HUNDRED, from_cell, plain
from planbook.domain.quantity import bound_of, is_nil, less_is_better
from planbook.layout.form import MOST_OVER, PROGRESS_LABELS, Takes
from planbook.returns.numbers import Reason, narrowed, read_number

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LOOSE_SPACE = re.compile(r"(?<![0-9]) | (?![0-9])")
_BRIEF = 120


def seen_text(value: object) -> str:
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
    text = seen_text(value)
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


class Seen(NamedTuple):
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
    text = seen_text(value)
    if isinstance(value, Unseen):
        picture = behind is not None and shows_picture(behind.formula)
        reason: Reason = "error-value" if value.is_error else "formula-without-value"
        return Seen(value, text, reason="cell-is-picture" if picture else reason)
    if behind is None:
        return Seen(value)
    if behind.struck and not behind.runs:
        return Seen(value, text, reason="value-struck")
    if behind.has_formula or text.startswith("="):
        formula = formulas.text(cell) or text
        if shows_picture(formula):
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


_DATES = ((36_526, 54_788), (233_751, 250_186))
"""Serial numbers of dates of the years 2000 to 2049, and of 2540 to 2584, as a Buddhist year becomes in Excel."""


def is_far(value: Decimal, line: FormLine, target: str, *, less_too: bool = False) -> bool:
    """Whether a count is more than the row's factor times its target, both being in one unit; where less is better, as
    of days, only if asked (``less_too``)."""
    limit = None
    if line.kind is InputKind.NUMBER:
        limit = _limit(target, line.direction, line.unit, line.far_factor, less_too=less_too)
    return limit is not None and value > limit


@lru_cache(maxsize=1024)
def _limit(target: str, direction: Direction, unit: str, factor: Decimal, *, less_too: bool) -> Decimal | None:
    """The count beyond which a result is far above its target; None where that cannot be told."""
    wanted = read_quantity(target)
    bound = bound_of(wanted, direction, unit)
    if bound is None or not bound.value or (less_is_better(wanted, direction) and not less_too):
        return None
    return bound.value * factor


def date_of(value: Decimal, *, from_1904: bool) -> str:
    """The date that a number is the serial number of, as an ISO date; empty for one that is no likely date."""
    if value % 1 or not any(first <= value <= last for first, last in _DATES):
        return ""
    when = moment_of(float(value), from_1904=from_1904)
    return when.date().isoformat() if when else ""


LARGEST = 10**15
"""A figure beyond this is a slip: spreadsheets keep 15 digits."""

_SHOWN = re.compile(r"\d[\d,]*(?:\.\d+)?")


class InputValue(NamedTuple):
    """What an input cell says. ``reason`` is the code of the finding that rejects it, empty where it counts.

    ``value`` is an exact decimal (percent on the 0-100 scale), a text, a :class:`Progress` slug, or None where it was
    rejected. A nil result ("ไม่มี", "-") is the slug ``nothing``. ``suggestion`` is what the office may have meant.
    """

    raw: str
    value: Decimal | str | None
    unit: str = ""
    reason: Reason = ""
    suggestion: str = ""


NumberFormat = Callable[[], str | None]
"""Looks up the cell's number format when it matters; None where the file does not tell."""
Reader = Callable[[object, str, str, NumberFormat], InputValue]
"""Reads a cell: of its value, the text it shows, the unit of the row's result, and its number format."""


def read_value(
    value: object,
    takes: Takes,
    unit: str = "",
    number_format: NumberFormat = lambda: None,
    *,
    shows: str | None = None,
) -> InputValue:
    """Read one input cell that ``takes`` this, of a row whose result is measured in ``unit``; never a blank one.

    ``shows`` is the text that the cell shows where it is not plainly its value: words are kept as the office saw them.
    """
    raw = shows if shows is not None and takes.is_words else seen_text(value)
    return READERS[takes](value, raw, unit, number_format)


def _remark(_: object, raw: str, _unit: str, _format: NumberFormat) -> InputValue:
    return InputValue(raw, clean(raw))


def _status(_: object, raw: str, _unit: str, _format: NumberFormat) -> InputValue:
    said = fold(raw).strip(".")
    for progress, labels in PROGRESS_LABELS.items():
        if said in {fold(progress.value), *(fold(label) for label in labels.values())}:
            return InputValue(raw, progress.value)
    if _is_nil(raw):
        return InputValue(raw, Progress.NOTHING.value)
    return InputValue(raw, None, reason="status-not-understood")


def _words(value: object, raw: str, unit: str, _: NumberFormat) -> InputValue:
    return InputValue(raw, Progress.NOTHING.value) if _is_nil(value) else InputValue(raw, clean(raw), unit)


def _count(value: object, raw: str, unit: str, number_format: NumberFormat) -> InputValue:
    if _is_nil(value):
        return InputValue(raw, Progress.NOTHING.value)
    return _checked(_figure(value, raw, clean(unit), number_format))


def _share(most: int) -> Reader:
    """The reader of percentages up to so many times the whole."""

    def read(value: object, raw: str, _: str, number_format: NumberFormat) -> InputValue:
        if _is_nil(value):
            return InputValue(raw, Progress.NOTHING.value)
        return _checked(_figure(value, raw, "%", number_format), most=most)

    return read


def _part(value: object, raw: str, _: str, number_format: NumberFormat) -> InputValue:
    if _is_nil(value):
        return InputValue(raw, None, reason="nil-in-ratio")
    read = _figure(value, raw, "", number_format)
    if read.unit == "%":
        return InputValue(raw, None, reason="percent-in-count")
    return _checked(read)


def _whole(value: object, raw: str, unit: str, number_format: NumberFormat) -> InputValue:
    read = _part(value, raw, unit, number_format)
    return InputValue(read.raw, None, reason="denominator-zero") if read.value == 0 and not read.reason else read


READERS: Mapping[Takes, Reader] = {
    Takes.NUMBER: _count,
    Takes.DAYS: _count,
    Takes.PERCENT: _share(1),
    Takes.OVER_100: _share(MOST_OVER),
    Takes.SHARE: _share(1),
    Takes.WORDS: _words,
    Takes.PART: _part,
    Takes.WHOLE: _whole,
    Takes.STATUS: _status,
    Takes.TEXT: _remark,
}
"""How a cell is read, by what it takes."""


def _figure(value: object, raw: str, wanted: str, number_format: NumberFormat) -> InputValue:
    """A figure in the unit that is wanted, or in any known one where none is."""
    if isinstance(value, bool):
        return InputValue(raw, None, reason="value-is-boolean")
    if isinstance(value, date | time | timedelta):
        return InputValue(raw, None, reason="value-is-date")
    if not isinstance(value, int | float):
        return _text_number(raw, wanted)
    if is_date(number_format() or ""):
        return InputValue(display(value, number_format()) or raw, None, reason="value-is-date")
    return _number(value, raw, wanted, number_format)


def _is_nil(value: object) -> bool:
    return isinstance(value, str) and is_nil(narrowed(value))


def _number(value: int | float, raw: str, unit: str, number_format: NumberFormat) -> InputValue:
    if not isfinite(value) or abs(value) >= LARGEST:
        return InputValue(raw, None, reason="value-out-of-range")
    exact = from_cell(value)
    if not is_percent_format(number_format() or ""):
        known = number_format() or ""
        seen = "" if known.startswith(";") else display(value, known)
        return (None if seen is None else _seen_otherwise(exact, raw, seen, unit)) or _bare(
            InputValue(raw, exact, unit)
        )
    percent = plain(exact * HUNDRED)
    if unit != "%":
        return InputValue(f"{percent:f}%", None, reason="percent-in-count")
    return InputValue(f"{percent:f}%", percent, unit)


def _seen_otherwise(exact: Decimal, raw: str, seen: str, unit: str) -> InputValue | None:
    """A figure that its cell shows as another one, or in another unit, as after pasting from such a cell; None where
    it is shown as it is, but for rounding, or in a way that is not understood."""
    if not clean(seen):
        return InputValue(raw, None, reason="number-shown-otherwise") if exact else None
    read = read_number(seen, unit)
    if read.reason in ("unit-differs", "percent-in-count"):
        return InputValue(seen, None, reason=read.reason, suggestion=read.suggestion)
    figure = _SHOWN.search(narrowed(seen))
    meant = read.value if read.value is not None else Decimal(read.suggestion.replace(",", "") or exact)
    if figure is None:
        return InputValue(raw, None, reason="number-shown-otherwise", suggestion=seen) if exact else None
    if read.value is None and not Decimal(figure[0].replace(",", "")):
        return None
    # in thousands or millions the last digit that is shown is worth as many of them
    times = Decimal(1) if read.value is not None else meant / Decimal(figure[0].replace(",", ""))
    if abs(meant - exact) <= Decimal(5).scaleb(-1 - len(figure[0].partition(".")[2])) * abs(times):
        return None
    return InputValue(raw, None, reason="number-shown-otherwise", suggestion=seen)


def _bare(value: InputValue) -> InputValue:
    """A figure without a percent sign: for a percentage 95 is 95 %, but 0.95 may be 95 % or less than one, and 1.2
    may be 120 %."""
    if value.unit == "%" and isinstance(value.value, Decimal) and 0 < value.value < MOST_OVER:
        return InputValue(value.raw, None, reason="percent-ambiguous", suggestion=f"{plain(value.value * HUNDRED):f}")
    return value


def _checked(value: InputValue, *, most: int | None = None) -> InputValue:
    """The value, or why no result can be so large or so small; ``most`` is how often a share may be the whole."""
    number = value.value
    if isinstance(number, Decimal):
        if most is not None and not 0 <= number <= HUNDRED * most:
            suggestion = f"{plain(number / HUNDRED):f}%" if number > HUNDRED * HUNDRED / MOST_OVER else ""
            return InputValue(value.raw, None, reason="percent-out-of-range", suggestion=suggestion)
        if number < 0:
            return InputValue(value.raw, None, reason="value-negative")
        if number >= LARGEST:
            return InputValue(value.raw, None, reason="value-out-of-range")
    return value


def _text_number(raw: str, unit: str) -> InputValue:
    read = read_number(raw, unit)
    if read.value is None:
        return InputValue(raw, None, reason=read.reason, suggestion=read.suggestion)
    number = plain(read.value) or Decimal(0)
    return InputValue(raw, number, read.unit) if read.unit else _bare(InputValue(raw, number, unit))
