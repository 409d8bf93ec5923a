"""Numbers: kept exactly to the end, and printed in one way everywhere.

A number is a decimal, or a fraction where no decimal can hold it (1/3). What a spreadsheet cell holds is read to its 15
significant digits. Rounding is for people's eyes alone: a verdict, a total, a comparison takes the exact number.
"""

from collections.abc import Iterable
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from typing_extensions import TypeIs

Number: TypeAlias = Decimal | Fraction
"""An exact number. Decimals and fractions compare with each other, but add up only through :func:`total`."""

HUNDRED = Decimal(100)
ROUNDED = 2
"""Decimals of a percentage, and of what comes out of a division."""
TYPED = 4
"""Decimals that a person types; a figure with more of them came out of a division."""

_FIFTEEN = Context(prec=15)
_EXACTLY = Context(prec=60, traps=[Inexact, InvalidOperation])
"""Reckons with decimals as long as that is exact, which is many times faster than with fractions."""


def exact(value: Number | int) -> Number:
    """The same number in its one form: a decimal without needless zeros, a fraction where no decimal can hold it."""
    if isinstance(value, Decimal):
        return plain(value)
    value = Fraction(value)
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1:
        return value
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}") if places else Decimal(int(value))


def from_cell(value: float) -> Decimal:
    """What a cell's number says: 15 significant digits are what a spreadsheet keeps and shows (0.1 + 0.2 is 0.3).

    Raises ValueError for what is no finite number.
    """
    number = _FIFTEEN.create_decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValueError(value)
    return plain(number)


_NUMBERS = frozenset({Decimal, Fraction})


def is_number(value: object) -> "TypeIs[Number]":
    """Whether a result is a number, and no text or nothing."""
    return type(value) in _NUMBERS


def total(values: Iterable[Number]) -> Number:
    """The exact sum; 0 of nothing."""
    values, found = [*values], Decimal(0)
    try:
        for value in values:
            found = _EXACTLY.add(found, value)  # type: ignore[arg-type]  # a fraction raises TypeError
        return plain(found)
    except (DecimalException, TypeError):
        pass
    return exact(sum((Fraction(value) for value in values), Fraction(0)))


def quotient(above: Number, below: Number) -> Number:
    """The exact quotient. Raises ZeroDivisionError."""
    if type(above) is Decimal and type(below) is Decimal and below:
        try:
            return plain(_EXACTLY.divide(above, below))
        except DecimalException:
            pass
    return exact(Fraction(above) / Fraction(below))


def product(one: Number, other: Number) -> Number:
    """The exact product."""
    if type(one) is Decimal and type(other) is Decimal:
        try:
            return plain(_EXACTLY.multiply(one, other))
        except DecimalException:
            pass
    return exact(Fraction(one) * Fraction(other))


def share(part: Number, whole: Number) -> Number:
    """The exact percentage, on the 0-100 scale, that a part is of its whole. Raises ZeroDivisionError."""
    return quotient(product(part, HUNDRED), whole)


def plain(value: Decimal) -> Decimal:
    """The same decimal without trailing zeros or an exponent, whatever its length; a zero has no sign."""
    text = str(value)
    is_plain = "E" not in text and text != "-0" and not (text[-1] == "0" and "." in text)
    return value if is_plain else Decimal(plain_text(value))


def plain_text(value: Number) -> str:
    """A number as programs keep it: all its digits, no thousands commas, ``0`` for any zero; ``100/3`` for a fraction.

    The inverse of :func:`read_exact`.
    """
    if isinstance(value, Fraction):
        return str(value)
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def cell_text(value: Number) -> str:
    """The digits that a cell can hold of a number: the first 15."""
    if isinstance(value, Decimal):
        return plain_text(_FIFTEEN.plus(value))
    return plain_text(_FIFTEEN.divide(Decimal(value.numerator), Decimal(value.denominator)))


def read_exact(text: str) -> Number:
    """The number that :func:`plain_text` wrote. Raises ValueError where the text is none."""
    try:
        number = exact(Fraction(text)) if "/" in text else Decimal(text)
    except (InvalidOperation, ValueError, ZeroDivisionError) as error:
        raise ValueError(text) from error
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(text)
    return number


def rounded(value: Number, places: int) -> Decimal:
    """To so many decimals, half up (away from zero), as people round."""
    scale = 10**places
    whole, rest = divmod(abs(Fraction(value)) * scale, 1)
    digits = int(whole) + (rest >= Fraction(1, 2))
    return plain(Decimal(f"{-digits if value < 0 else digits}E-{places}"))


def decimals(value: Number, *, percent: bool = False, most: int | None = None, against: Number | None = None) -> int:
    """How many decimals a figure is printed with.

    A percentage has two at most, any other figure those that were typed, or two where it came out of a division.
    ``most`` is another limit than that. More are printed where they decide: 59.995 % is not printed as 60 where it is
    measured ``against`` 60.
    """
    own = _places(value)
    if most is None:
        most = ROUNDED if percent or own is None or own > TYPED else own
    places = most if own is None else min(own, most)
    while against is not None and _side(rounded(value, places), against) != _side(value, against):
        places += 1
    return _places(rounded(value, places)) or 0


def _places(value: Number) -> int | None:
    """The decimals of a number in its plain form; None where they never end."""
    if isinstance(value, Fraction):
        number = exact(value)
        return None if isinstance(number, Fraction) else _places(number)
    return len(plain_text(value).partition(".")[2])


def _side(value: Number, against: Number) -> int:
    return (value > against) - (value < against)


def format_number(value: Number, places: int | None = None) -> str:
    """A number as people write it: no exponent, no needless zeros, thousands apart by commas.

    ``places`` are the decimals to round to; None prints all of a decimal's, and two of what no decimal can hold.
    """
    if places is None and isinstance(value, Fraction):
        places = ROUNDED
    number = plain(value) if places is None and isinstance(value, Decimal) else rounded(value, places or 0)
    return f"{number:,f}"
