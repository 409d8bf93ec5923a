"""What a cell shows of its number or date."""

from datetime import date, datetime, timedelta

import pytest

from planbook.book.foreign import display, is_date, moment_of
from planbook.book.foreign.formats import built_in


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.875, "0%", "88%"),
        (0.875, "0.0%", "87.5%"),
        (7, "0000", "0007"),
        (2500000, '#,##0.00 "บาท"', "2,500,000.00 บาท"),
        (2500000, '#,##0.0,, "ล้านบาท"', "2.5 ล้านบาท"),
        (1250, "#,##0,", "1"),
        (-12, "#,##0_);[Red](#,##0)", "(12)"),
        (-12, "0.0", "-12.0"),
        (0, '0;-0;"ไม่มี"', "ไม่มี"),
        (0.5, "#.##", ".5"),
        (12.5, "0.0##", "12.5"),
        (819876543, "000-000-0000", "081-987-6543"),
        (18, "t0", "๑๘"),
        (18, "[$-D000000]0", "๑๘"),
        (18, r"_-* #,##0.00\ [$฿-41E]_-", "18.00 ฿"),
        (240, '[>=200]"เกิน "0;0', "เกิน 240"),
        (3, "General", None),
        (3, None, None),
        (3, "# ?/?", None),
        ("3", "0.00", None),
        (True, "0.00", None),
        (float("nan"), "0.00", None),
    ],
)
def test_numbers(value, number_format, shown):
    assert display(value, number_format) == shown


DAY = 43831
"""1 January 2020."""


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (DAY, "yyyy-mm-dd", "2020-01-01"),
        (DAY, "[$-107041E]d mmm yy;@", "1 ม.ค. 63"),
        (DAY, "[$-107041E]d mmmm yyyy", "1 มกราคม 2563"),
        (DAY, "[$-D07041E]d/m/yyyy", "๑/๑/๒๕๖๓"),
        (DAY, "[$-41E]ddd d mmm yyyy", "พ. 1 ม.ค. 2020"),
        (DAY, "[$-409]d-mmm-yy", "1-Jan-20"),
        (DAY, "[$-th-TH]d mmmm yyyy", "1 มกราคม 2020"),
        (DAY, "[$-th-TH,107]d mmmm yyyy;@", "1 มกราคม 2563"),
        (DAY, "[$-th-TH,D07]d mmm yy", "๑ ม.ค. ๖๓"),
        (DAY, "[$-en-US]d mmm yy", "1 Jan 20"),
        (1.53125, "[h]:mm", "36:45"),
        (1.53125, '[h]" ชม. "mm" นาที"', "36 ชม. 45 นาที"),
        (timedelta(minutes=90), "[mm]:ss", "90:00"),
        (-1, "[h]:mm", None),
        (DAY, "d/m/bbbb", "1/1/2563"),
        (DAY, built_in(71), "๑/๑/๒๕๖๓"),
        (DAY, built_in(72), "๑-ม.ค.-๖๓"),
        (DAY, built_in(81), "1/1/63"),
        (DAY, built_in(14), "2020-01-01"),
        (DAY, built_in(30), "2020-01-01"),
        (DAY + 0.75, built_in(22), "2020-01-01 18:00"),
        (DAY + 0.75, "d/m/yyyy h:mm AM/PM", "1/1/2020 6:00 PM"),
        (DAY + 0.75, "hh:mm:ss", "18:00:00"),
        (date(2020, 1, 1), "[$-107041E]d mmm yy", "1 ม.ค. 63"),
        (datetime(2020, 1, 1, 9, 5), "h:mm", "9:05"),
    ],
)
def test_dates(value, number_format, shown):
    assert is_date(number_format)
    assert display(value, number_format) == shown


@pytest.mark.parametrize(
    "number_format", ["0%", "[Red]0", '0" วัน"', "t0", "#,##0.00", "General", "[$THB] 0", "0.0E+00"]
)
def test_formats_that_are_no_dates(number_format):
    assert not is_date(number_format)


def test_a_mac_counts_days_from_1904():
    assert moment_of(DAY - 1462, from_1904=True) == moment_of(DAY) == datetime(2020, 1, 1)
    assert (moment_of(-1), moment_of(3_000_000)) == (None, None)
