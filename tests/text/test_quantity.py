"""What a target or result cell says, for every form the domain guide lists."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.domain import Comparator, QuantityKind, format_quantity, read_quantity

VALUE, NONE, PENDING, BLANK, NIL, TEXT = (
    QuantityKind.VALUE,
    QuantityKind.NONE,
    QuantityKind.PENDING,
    QuantityKind.BLANK,
    QuantityKind.NIL,
    QuantityKind.TEXT,
)

FORMS = [
    # raw, kind, comparator, value, unit, note
    ("1 ครั้ง", VALUE, None, "1", "ครั้ง", None),
    ("3ครั้ง", VALUE, None, "3", "ครั้ง", None),
    ("100%", VALUE, None, "100", "%", None),
    ("95 %", VALUE, None, "95", "%", None),
    ("ร้อยละ 95", VALUE, None, "95", "%", None),
    ("ร้อยละ95.5", VALUE, None, "95.5", "%", None),
    ("≤ 20 วัน", VALUE, Comparator.AT_MOST, "20", "วัน", None),
    ("<= 20 วัน", VALUE, Comparator.AT_MOST, "20", "วัน", None),
    ("ไม่เกิน 20 วัน", VALUE, Comparator.AT_MOST, "20", "วัน", None),
    ("ภายใน 5 วัน", VALUE, Comparator.AT_MOST, "5", "วัน", None),
    ("≥ 80%", VALUE, Comparator.AT_LEAST, "80", "%", None),
    ("ไม่น้อยกว่าร้อยละ 80", VALUE, Comparator.AT_LEAST, "80", "%", None),
    ("ไม่ต่ำกว่า 30 ราย", VALUE, Comparator.AT_LEAST, "30", "ราย", None),
    ("> 3 ราย", VALUE, Comparator.MORE, "3", "ราย", None),
    ("ระดับ 4.37", VALUE, None, "4.37", "ระดับ", None),
    ("1 ครั้ง (100 ราย)", VALUE, None, "1", "ครั้ง", "(100 ราย)"),
    ("6,250 ล้านบาท", VALUE, None, "6250", "ล้านบาท", None),
    ("ไตรมาสละ 6 ราย", VALUE, None, "6", "ราย", "ไตรมาสละ"),
    ("เขตละ 400 ราย", VALUE, None, "400", "ราย", "เขตละ"),
    ("๑ ครั้ง", VALUE, None, "1", "ครั้ง", None),
    ("１２ ราย", VALUE, None, "12", "ราย", None),
    ("1\u00a0ครั้ง", VALUE, None, "1", "ครั้ง", None),
    ("1\u200b ครั้ง\n", VALUE, None, "1", "ครั้ง", None),
    ("12", VALUE, None, "12", None, None),
    ("1,234.50 บาท", VALUE, None, "1234.50", "บาท", None),
    ("-", NONE, None, None, None, None),
    ("–", NONE, None, None, None, None),
    ("--", NONE, None, None, None, None),
    (".... กฟฟ.", BLANK, None, None, "กฟฟ.", None),
    ("……… ราย", BLANK, None, None, "ราย", None),
    ("รอค่าเป้าหมาย", PENDING, None, None, None, None),
    ("(รอค่าเป้าหมายจากส่วนรับผิดชอบ)", PENDING, None, None, None, None),
    ("ไม่มี", NIL, None, None, None, None),
    ("(เมื่อมีการร้องขอ)", TEXT, None, None, None, None),
    ("1-2 ครั้ง", TEXT, None, None, None, None),
    ("1,2 ราย", TEXT, None, None, None, None),
    ("1.2.3", TEXT, None, None, None, None),
    ("3 ครั้ง 20 ราย", TEXT, None, None, None, None),
    ("ตามแผน", TEXT, None, None, None, None),
]


@pytest.mark.parametrize(("raw", "kind", "comparator", "value", "unit", "note"), FORMS, ids=[f[0] for f in FORMS])
def test_every_form_is_read_into_its_parts(raw, kind, comparator, value, unit, note):
    quantity = read_quantity(raw)
    assert (quantity.kind, quantity.comparator, quantity.unit, quantity.note) == (kind, comparator, unit, note)
    assert quantity.value == (None if value is None else Decimal(value))
    assert quantity.raw == raw


@pytest.mark.parametrize(
    ("value", "number_format", "expected", "unit"),
    [
        (0.95, "0%", "95", "%"),
        (0.95, "0.00%", "95", "%"),
        (0.125, "0.0%", "12.5", "%"),
        (1, "0%", "100", "%"),
        (0.95, "General", "0.95", None),
        (95, "General", "95", None),
        (0.1, "General", "0.1", None),
        (1e3, "General", "1000", None),
        (1e30, "General", "1E30", None),
    ],
)
def test_the_number_format_decides_what_a_percentage_is(value, number_format, expected, unit):
    quantity = read_quantity(value, number_format)
    assert (quantity.value, quantity.unit) == (Decimal(expected), unit)


@pytest.mark.parametrize("value", [None, "", "  ", "\u200b"])
def test_nothing_is_no_quantity(value):
    assert read_quantity(value) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True])
def test_what_is_no_number_stays_text(value):
    assert read_quantity(value).kind is TEXT


@given(
    st.decimals(min_value=0, max_value=10**12, places=4),
    st.sampled_from(["ครั้ง", "ราย", "%", "ระดับ", "กฟฟ.", "ล้านบาท", None]),
)
def test_what_is_written_is_read_back_exactly(value, unit):
    quantity = read_quantity(format_quantity(value, unit))
    assert quantity.kind is VALUE
    assert (quantity.value, quantity.unit) == (value, unit)


@given(st.text(max_size=40))
def test_no_text_is_ever_lost_or_fatal(raw):
    quantity = read_quantity(raw)
    assert quantity is None or quantity.raw == raw
