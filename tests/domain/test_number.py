"""Numbers are exact to the end and printed in one way."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.domain import exact, format_number, plain_text, print_figure
from planbook.domain.number import decimals, from_cell, product, quotient, read_exact, rounded, share, total

numbers = st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=10**6)


@given(numbers)
def test_a_number_is_written_and_read_back_exactly(number):
    assert read_exact(plain_text(exact(number))) == number


@given(st.lists(numbers, max_size=20))
def test_a_sum_is_exact_whatever_its_length(values):
    assert total(values) == sum(values)


mixed = st.one_of(
    numbers.map(exact),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.sampled_from([Decimal(text) for text in ("-0", "0E+3", "-0.00", "1E+30", "5E-40", f"1.{'1' * 70}")]),
)


@given(mixed, mixed)
def test_reckoning_with_decimals_comes_to_what_fractions_come_to(one, other):
    pairs = [
        (total([one, other]), Fraction(one) + Fraction(other)),
        (product(one, other), Fraction(one) * Fraction(other)),
    ]
    if other:
        pairs.append((quotient(one, other), Fraction(one) / Fraction(other)))
    for found, wanted in pairs:
        assert (found, str(found)) == (wanted, str(exact(wanted)))


@given(numbers, st.decimals(-(10**12), 10**12, places=3))
def test_what_is_printed_stands_on_the_side_of_its_target_where_it_is(number, target):
    shown = rounded(number, decimals(number, percent=True, against=target))
    assert (shown > target, shown < target) == (number > target, number < target)


@pytest.mark.parametrize(
    ("number", "unit", "against", "shown"),
    [
        (Decimal("59.995"), "%", None, "60%"),
        (Decimal("59.995"), "%", Decimal(60), "59.995%"),
        (Decimal("60.000"), "%", Decimal(60), "60%"),
        (Decimal("59.99999999"), "%", Decimal(60), "59.99999999%"),
        (share(Decimal(28), Decimal(43)), "%", None, "65.12%"),
        (Decimal("65.1162790697674"), "%", None, "65.12%"),
        (Decimal("9.375"), "%", None, "9.38%"),
        (Decimal("1.005"), "ล้านบาท", None, "1.005 ล้านบาท"),
        (Decimal("1.23456"), "ล้านบาท", None, "1.23 ล้านบาท"),
        (quotient(Decimal(1), Decimal(3)), "วัน", None, "0.33 วัน"),
        (Decimal("-0.00"), "ราย", None, "0 ราย"),
        (Decimal("-0.004"), "%", None, "0%"),
        (Decimal("1234567"), "ราย", None, "1,234,567 ราย"),
        (Decimal("4.37"), "ระดับ", None, "ระดับ 4.37"),
    ],
)
def test_a_figure_is_printed_with_the_digits_that_decide(number, unit, against, shown):
    assert print_figure(number, unit, against=against) == shown


def test_thirty_one_digits_are_all_printed():
    long = "1" * 31
    assert plain_text(Decimal(long + ".50")) == long + ".5"
    assert format_number(Decimal(long)).replace(",", "") == long
    assert plain_text(Decimal("-0.0")) == format_number(Decimal("-0")) == "0"


def test_a_cell_says_fifteen_digits():
    assert from_cell(0.1 + 0.2) == Decimal("0.3")
    assert from_cell(1 - 0.9) == Decimal("0.1")
    with pytest.raises(ValueError, match="inf"):
        from_cell(float("inf"))


def test_a_number_that_a_decimal_can_hold_is_one():
    assert (exact(Fraction(3, 32)), exact(Fraction(1, 3))) == (Decimal("0.09375"), Fraction(1, 3))
    assert isinstance(exact(Fraction(6, 3)), Decimal)
