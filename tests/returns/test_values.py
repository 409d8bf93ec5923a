"""What a cell says: one row of the table a spelling that an office really uses."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from planbook.book.foreign import is_percent_format
from planbook.layout.form import Takes
from planbook.returns.values import read_value

NUMBER, PERCENT, WORDS = Takes.NUMBER, Takes.PERCENT, Takes.WORDS


def said(value, takes=NUMBER, unit="ครั้ง", number_format=None):
    read = read_value(value, takes, unit, lambda: number_format)
    return read.reason or read.value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (3, "3"),
        (3.0, "3"),
        (0, "0"),
        (1e3, "1000"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1.234, "1.234"),
        ("3", "3"),
        ("๓", "3"),
        ("３", "3"),
        ("٣", "3"),
        ("๑,๒๓๔", "1234"),
        ("1，234．5", "1234.5"),
        ("1,234,567", "1234567"),
        ("\u00a03\u200b ", "3"),
        ("3\u2009ครั้ง", "3"),
        ("3 ครั้ง", "3"),
        ("3ครั้ง", "3"),
        ("จำนวน 3 ครั้ง", "3"),
        ("1 ครั้ง (100 ราย)", "1"),
        ("1.5", "1.5"),
        ("-", "nothing"),
        ("–", "nothing"),
        ("ไม่มี", "nothing"),
        ("ไม่มีรายการ", "nothing"),
        ("None", "nothing"),
        (-0.0, "0"),
        ("-0", "0"),
        ("+3", "3"),
        ("\u202f3\u3000", "3"),
        ("3 ครั้ง.", "3"),
        ("7 (ครั้ง)", "7"),
        ("7 ครั้ง (7)", "7"),
        ("๓,๐๐๐ ครั้ง", "3000"),
    ],
)
def test_counts(typed, meant):
    assert str(said(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (True, "value-is-boolean"),
        (date(2026, 2, 1), "value-is-date"),
        (datetime(2026, 2, 1, 8), "value-is-date"),
        (time(21, 36), "value-is-date"),
        (timedelta(hours=3), "value-is-date"),
        (-1, "value-negative"),
        ("-1", "value-negative"),
        ("−1", "value-negative"),
        (float("nan"), "value-out-of-range"),
        (float("inf"), "value-out-of-range"),
        (1e308, "value-out-of-range"),
        ("9" * 40, "value-out-of-range"),
        ("หลายครั้ง", "value-not-understood"),
        ("3-4", "value-not-understood"),
        ("3/4", "value-not-understood"),
        ("> 3", "value-not-understood"),
        ("≥ 3 ครั้ง", "value-not-understood"),
        ("ไตรมาสละ 3 ครั้ง", "value-not-understood"),
        ("3 ครั้ง 2 ราย", "value-not-understood"),
        ("12,34", "value-not-understood"),
        ("3?", "value-not-understood"),
        ("รอข้อมูล", "value-not-understood"),
        ("1.234", "number-ambiguous"),
        ("1.234.567", "number-ambiguous"),
        ("1.234 ครั้ง", "number-ambiguous"),
        ("3 ราย", "unit-differs"),
        ("=3", "value-not-understood"),
        ("=1+2", "value-not-understood"),
        ("@3", "value-not-understood"),
        ("+1+2", "value-not-understood"),
        ("1/2", "value-not-understood"),
        ("15 พ.ย. 2562", "value-not-understood"),
        ("1" * 32_767, "value-not-understood"),
        ("1," * 16_383 + "1", "value-not-understood"),
        ("ก" * 32_767, "value-not-understood"),
        ("1e308", "value-not-understood"),
        ("NaN", "value-not-understood"),
        ("TRUE", "value-not-understood"),
        ("#DIV/0!", "value-not-understood"),
        ("3%", "percent-in-count"),
        ("ร้อยละ 3", "percent-in-count"),
        ("4 ร้อยครั้ง", "value-not-understood"),
        ("6 แสนครั้ง", "value-not-understood"),
        ("12 เศษครั้ง", "value-not-understood"),
        ("8 เกือบครั้ง", "value-not-understood"),
        ("20 กว่า ๆ", "value-not-understood"),
        ("9 ราย/ครั้ง", "value-not-understood"),
        ("9 ครั้ง/เดือน", "value-not-understood"),
        ("4 แห่ง ครั้ง", "value-not-understood"),
        ("4 (เลื่อน)", "value-not-understood"),
        ("4 ครั้ง ยกเลิก", "value-not-understood"),
        ("4 (5 ครั้ง)", "value-not-understood"),
        ("4 (ราย)", "value-not-understood"),
        ("4 ครั้งครึ่ง", "value-not-understood"),
        ("ครั้งที่ 4", "value-not-understood"),
        ("ครั้ง 4", "value-not-understood"),
        ("5k", "value-not-understood"),
        ("2O ครั้ง", "letter-in-number"),
        ("l2", "letter-in-number"),
        ("1О", "letter-in-number"),
    ],
)
def test_counts_that_cannot_be_used(typed, reason):
    assert said(typed) == reason


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("1,250 ราย", "unit-differs", "1,250"),
        ("๓ ราย", "unit-differs", "3"),
        ("-3 ราย", "unit-differs", ""),
        ("ประมาณ 3 ครั้ง", "value-not-understood", "3"),
        ("ทำแล้ว 12345678901234567890123456789.5", "value-not-understood", "12,345,678,901,234,567,890,123,456,789.5"),
        ("ทำแล้ว 1234567890123456789012345678901", "value-not-understood", "1,234,567,890,123,456,789,012,345,678,901"),
        pytest.param("ทำแล้ว " + "9" * 190, "value-not-understood", f"{int('9' * 190):,}", id="190 digits"),
        ("ทำแล้ว -0.0", "value-not-understood", ""),
        ("3?", "value-not-understood", "3"),
        ("'3", "value-not-understood", "3"),
        ("=3", "value-not-understood", "3"),
        ("1 250", "value-not-understood", "1,250"),
        ("ไตรมาสละ 3 ครั้ง", "value-not-understood", "3"),
        ("≥ 3 ครั้ง", "value-not-understood", ""),
        ("ไม่น้อยกว่า 3", "value-not-understood", ""),
        ("3-4", "value-not-understood", ""),
        ("3/4", "value-not-understood", ""),
        ("3 ครั้ง 2 ราย", "value-not-understood", ""),
        ("12,34", "value-not-understood", ""),
        ("ราว 1.234", "value-not-understood", ""),
        ("1.234", "number-ambiguous", "1,234"),
        ("รอข้อมูล", "value-not-understood", ""),
        ("3%", "percent-in-count", ""),
        ("5 พันครั้ง", "value-not-understood", "5,000"),
        ("1.5 ล้าน", "value-not-understood", "1,500,000"),
        ("2 ล้านครั้ง", "value-not-understood", "2,000,000"),
        ("5K", "value-not-understood", "5,000"),
        ("5 โหล", "value-not-understood", "60"),
        ("5 m", "value-not-understood", ""),
        ("๓ ๒๕๐ ครั้ง", "value-not-understood", "3,250"),
        ("ที่ 5", "value-not-understood", ""),
        ("ไตรมาส 2", "value-not-understood", ""),
        ("15 ก.ค.", "value-not-understood", ""),
        ("15 กรกฎาคม", "value-not-understood", ""),
        ("1.2.62", "value-not-understood", ""),
        ("2 สัปดาห์", "unit-differs", ""),
        ("30 กว่าครั้ง", "value-not-understood", ""),
        ("ไม่ถึง 30 ครั้ง", "value-not-understood", ""),
        ("2O ครั้ง", "letter-in-number", "20 ครั้ง"),
        ("I5", "letter-in-number", "15"),
    ],
)
def test_where_one_reading_is_plain_it_is_suggested(typed, reason, suggestion):
    read = read_value(typed, NUMBER, "ครั้ง")
    assert (read.reason, read.suggestion, read.value) == (reason, suggestion, None)


def test_95_in_a_percent_cell_is_a_question_with_a_suggestion():
    read = read_value(95.0, PERCENT, "%", lambda: "0.00%")
    assert (read.raw, read.reason, read.suggestion) == ("9500%", "percent-out-of-range", "95%")


def test_a_count_without_a_unit_takes_the_one_that_was_typed():
    assert read_value("3 ราย", NUMBER, "").unit == "ราย"
    assert said("3 กว่าราย", unit="") == "value-not-understood"


def test_an_amount_may_be_written_as_money_is():
    assert (said("500.-", unit="บาท"), said("500.-")) == (Decimal(500), "value-not-understood")


@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [
        ("500.-บาท", "บาท", 500),
        ("฿ 1,500", "บาท", 1500),
        ("500 ฿", "บาท", 500),
        ("500 บ.", "บาท", 500),
        ("฿500", "ล้านบาท", ("value-not-understood", "")),
        ("6,250,000,000 บาท", "ล้านบาท", ("unit-differs", "6,250")),
        ("5 แสนบาท", "บาท", ("unit-differs", "500,000")),
        ("500 พันบาท", "ล้านบาท", ("unit-differs", "0.5")),
        ("500,000 baht", "ล้านบาท", ("unit-differs", "0.5")),
        ("500 ราย", "ล้านบาท", ("unit-differs", "500")),
        ("500 บาท", "ราย", ("unit-differs", "")),
        ("6,250.25 ล้าน", "ล้านบาท", ("value-not-understood", "6,250.25")),
        ("6.25 พันล้านบาท", "ล้านบาท", ("value-not-understood", "6,250")),
    ],
)
def test_money_is_suggested_in_the_unit_of_the_activity(typed, unit, meant):
    read = read_value(typed, NUMBER, unit)
    assert (read.value if read.value is not None else (read.reason, read.suggestion)) == meant


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("ครบ 95%", "95%"),
        ("95%*", "95%"),
        ("95‰", ""),
        ("19 ราย", ""),
        ("95% (19/20)", ""),
        ("> 95%", ""),
        ("ได้ 95", ""),
    ],
)
def test_a_percentage_is_suggested_where_it_says_so(typed, suggestion):
    assert read_value(typed, PERCENT, "%").suggestion == suggestion


def test_a_level_stands_before_its_number():
    assert said("ระดับ 4.37", unit="ระดับ") == Decimal("4.37")


def test_a_unit_may_be_a_multiple_itself():
    assert said("6,250 ล้านบาท", unit="ล้านบาท") == Decimal(6250)
    assert said("500,000 บาท", unit="ล้านบาท") == "unit-differs"


def test_a_unit_of_several_words_may_be_typed_along():
    assert said("3 ครั้ง ต่อ ปี", unit="ครั้ง  ต่อ ปี") == Decimal(3)


@pytest.mark.parametrize(
    ("typed", "number_format", "meant"),
    [
        (0.95, "0.00%", "95"),
        (0.29, "0%", "29"),
        (1.0, "0%", "100"),
        (0.005, "0.0%", "0.5"),
        (95.0, "General", "95"),
        (95.0, '0"%"', "95"),
        (95.0, None, "95"),
        (0.0, "General", "0"),
        (100, "General", "100"),
        ("95%", "@", "95"),
        ("95 %", "@", "95"),
        ("９５％", "@", "95"),
        ("ร้อยละ 95", "@", "95"),
        ("ร้อยละ ๙๕.๕", "@", "95.5"),
        ("95 เปอร์เซ็นต์", "@", "95"),
        ("0.95%", "@", "0.95"),
        ("95", "@", "95"),
        (0.95, "General", "percent-ambiguous"),
        (1.0, "General", "percent-ambiguous"),
        (0.95, '0.00"%"', "percent-ambiguous"),
        (0.95, None, "percent-ambiguous"),
        ("0.95", "@", "percent-ambiguous"),
        ("1", "@", "percent-ambiguous"),
        (95.0, "0.00%", "percent-out-of-range"),
        (101, "General", "percent-out-of-range"),
        (-0.1, "0%", "percent-out-of-range"),
        ("120%", "@", "percent-out-of-range"),
        ("95 ราย", "@", "unit-differs"),
        ("9O%", "@", "letter-in-number"),
        ("8S %", "@", "letter-in-number"),
        ("8 ราย%", "@", "value-not-understood"),
        ("เกือบ 95%", "@", "value-not-understood"),
        (1.35, None, "percent-ambiguous"),
        ("6", "@", "percent-ambiguous"),
        (10, None, "10"),
        ("IOO%", "@", "letter-in-number"),
        (95, '0" ครั้ง"', "unit-differs"),
        (95, '0"0"', "number-shown-otherwise"),
        (95, ";;;", "number-shown-otherwise"),
        (95, '"ครบ"', "number-shown-otherwise"),
        (95.5, '0.0"%"', "95.5"),
        (95, '"ร้อยละ "0', "95"),
        (3, '0"%"', "percent-ambiguous"),
        (0, '0;-0;"-"', "0"),
    ],
)
def test_the_cells_number_format_decides_what_a_percentage_is(typed, number_format, meant):
    assert str(said(typed, PERCENT, "%", number_format=number_format)) == meant


def test_a_percentage_that_could_be_two_things_says_which():
    read = read_value(0.95, PERCENT, "%")
    assert (read.raw, read.suggestion) == ("0.95", "95")


def test_a_percentage_keeps_what_the_office_saw():
    assert read_value(0.955, PERCENT, "%", lambda: "0.0%").raw == "95.5%"


def test_a_count_in_a_percent_cell_is_a_question():
    assert said(0.9, number_format="0%") == "percent-in-count"


@pytest.mark.parametrize(
    ("code", "percent"),
    [("0%", True), ("0.00%;[Red]-0.00%", True), ('0"%"', False), ("0\\%", False), ("General", False), ("[$%]0", False)],
)
def test_a_percent_sign_in_quotes_makes_no_percent_format(code, percent):
    assert is_percent_format(code) is percent


@pytest.mark.parametrize(
    ("typed", "progress"),
    [
        ("เสร็จแล้ว", "done"),
        (" เสร็จ แล้ว\u200b", "done"),
        ("DONE", "done"),
        ("เสร็จแล้ว.", "done"),
        ("in progress", "in_progress"),
        ("ยังไม่เริ่ม", "not_started"),
        ("ไม่มี", "nothing"),
        ("-", "nothing"),
        ("เกือบเสร็จ", "status-not-understood"),
        (1, "status-not-understood"),
    ],
)
def test_statuses(typed, progress):
    assert said(typed, Takes.STATUS) == progress


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("จัดอบรม 2 รุ่น", "จัดอบรม 2 รุ่น"),
        ("0012", "0012"),
        (3.0, "3"),
        (date(2026, 2, 1), "2026-02-01"),
        ("ไม่มี", "nothing"),
        ("บรรทัดหนึ่ง\n  บรรทัดสอง", "บรรทัดหนึ่ง บรรทัดสอง"),
        ("=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        ("+66 74 123456", "+66 74 123456"),
        ("@ตรัง", "@ตรัง"),
        ("- ประชุมแล้ว", "- ประชุมแล้ว"),
        ("ก" * 32_767, "ก" * 32_767),
    ],
)
def test_results_in_words(typed, meant):
    assert said(typed, WORDS, "") == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(19, "19"), ("๑๙", "19"), ("19 ราย", "19"), (-1, "value-negative")],
)
def test_the_parts_of_a_ratio_are_counts_of_their_own(typed, meant):
    assert str(said(typed, Takes.PART, "%")) == meant


@pytest.mark.parametrize(
    ("typed", "number_format", "meant"),
    [
        (5, '0" คน"', ("unit-differs", "5")),
        (5, '0"%"', ("percent-in-count", "")),
        (5000, "#,##0,", ("number-shown-otherwise", "5")),
        (5, '0"พัน"', ("number-shown-otherwise", "5พัน")),
        (5000, '0,"พัน"', 5000),
        (5, ";;;", ("number-shown-otherwise", "")),
        (0, "0;-0;;@", 0),
        (-5, "0;0", ("number-shown-otherwise", "5")),
        (-5, "#,##0;(#,##0)", ("value-negative", "")),
        (5, '0" ครั้ง"', 5),
        (5, "t0", 5),
        (4.6, "0", Decimal("4.6")),
        (4.65, "0.0", Decimal("4.65")),
        (1250, "_(* #,##0_);_(* \\(#,##0\\)", 1250),
        (5000, "0.0E+00", 5000),
        (0.5, "# ?/?", Decimal("0.5")),
        (1500, '[>=1000]0.0,"K";0', 1500),
        (1_260_000, '0.0,,"ล้าน"', 1_260_000),
        (3, '0.0,,"ล้าน"', 3),
        (300, '[>100]"มาก";0', ("number-shown-otherwise", "มาก")),
    ],
)
def test_a_count_that_its_cell_shows_as_another_is_asked_about(typed, number_format, meant):
    read = read_value(typed, NUMBER, "ครั้ง", lambda: number_format)
    assert (read.value if read.value is not None else (read.reason, read.suggestion)) == meant


@pytest.mark.parametrize("typed", ["-", "ไม่มี"])
@pytest.mark.parametrize("part", [Takes.PART, Takes.WHOLE])
def test_nothing_to_report_is_no_part_of_a_ratio(typed, part):
    assert said(typed, part, "%") == "nil-in-ratio"
