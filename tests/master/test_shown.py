"""A cell says what it shows: what a number format puts around a number is part of the plan."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest

import planbook as pb
from planbook.domain import Comparator, Direction, QuantityKind, Rule
from planbook.master.sheets import PlanCell
from tests.plans import OFFICES, plan, saved

ACCOUNTING = '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'


def said(value, number_format="General"):
    return PlanCell(1, 1, value, number_format).quantity


@pytest.mark.parametrize(
    ("value", "number_format", "raw", "number", "unit"),
    [
        (1, '#,##0" ครั้ง";-0;"-"', "1 ครั้ง", 1, "ครั้ง"),
        (1250, '#,##0" ราย"', "1,250 ราย", 1250, "ราย"),
        (20.4, '"≤ "0" วัน"', "≤ 20.4 วัน", Decimal("20.4"), "วัน"),
        (0.95, "0%", "95%", 95, "%"),
        (0.955, "0%", "95.5%", Decimal("95.5"), "%"),
        (4.37, '"ระดับ "0.0', "ระดับ 4.37", Decimal("4.37"), "ระดับ"),
        (1_500_000, "0.0,,", "1.5", Decimal("1.5"), None),
        (3, 'General" ราย"', "3 ราย", 3, "ราย"),
        (1, '[=1]"1 ครั้ง";0" ครั้ง"', "1 ครั้ง", 1, "ครั้ง"),
        (12, '"ไตรมาสละ "0" ราย"', "ไตรมาสละ 12 ราย", 12, "ราย"),
        (-5, "#,##0;(#,##0)", "-5", -5, None),
        (1000, "[$฿-41E]#,##0.00", "฿1,000", 1000, None),
        (5, ACCOUNTING, "5", 5, None),
        (7, ";;;", "7", 7, None),
        (0.1 + 0.2, "General", "0.3", Decimal("0.3"), None),
        (1250, "General", "1,250", 1250, None),
    ],
)
def test_a_number_with_what_its_format_says(value, number_format, raw, number, unit):
    quantity = said(value, number_format)
    assert (quantity.kind, quantity.raw, quantity.value, quantity.unit) == (QuantityKind.VALUE, raw, number, unit)


@pytest.mark.parametrize(
    ("value", "number_format", "kind"),
    [
        (0, '#,##0" ครั้ง";-0;"-"', QuantityKind.NONE),
        (0, ACCOUNTING, QuantityKind.NONE),
        (0, '0;-0;"ไม่มี"', QuantityKind.NIL),
        (0, "0", QuantityKind.VALUE),
        (0, "General", QuantityKind.VALUE),
        (True, "General", QuantityKind.TEXT),
        (datetime.datetime(2026, 3, 1), "d mmm yyyy", QuantityKind.TEXT),
    ],
)
def test_words_that_a_format_shows_instead_of_the_number(value, number_format, kind):
    assert said(value, number_format).kind is kind


@pytest.mark.parametrize("number_format", ["0;-0;;@", "#", "#,###"])
def test_a_zero_that_is_shown_as_nothing_is_nothing(number_format):
    assert said(0, number_format) is None


def test_a_date_is_the_text_that_it_shows():
    cell = PlanCell(1, 1, datetime.datetime(2026, 3, 1), "[$-D07041E]d mmm yyyy;@")
    assert cell.raw == "๑ มี.ค. ๒๕๖๙"
    assert cell.text == "1 มี.ค. 2569"


def with_formats(formats, rows):
    book = openpyxl.load_workbook(io.BytesIO(plan(rows)))
    for row, (values, number_format) in enumerate(formats, start=6):
        for column, value in zip("CEGI", values, strict=True):
            book["CR1"][f"{column}{row}"] = value
            book["CR1"][f"{column}{row}"].number_format = number_format
    return saved(book)


def test_a_plan_whose_units_stand_in_its_number_formats():
    rows = """
        แผนงานหลักที่ 3 งานบริการ | 1. อบรม | 1 ครั้ง | ทุก กฟฟ.
                                | 2. ซ่อม | 1 ครั้ง | ทุก กฟฟ.
    """
    data = with_formats([((1, 0, 1, 0), '#,##0" ครั้ง";-0;"-"'), ((20,) * 4, '"≤ "0" วัน"')], rows.replace("1 ครั้ง", ""))
    made = pb.adopt(data, OFFICES.encode())
    trained, mended = made.master.activities["3/1"], made.master.activities["3/2"]
    assert [trained.target(quarter).is_due for quarter in (1, 2, 3, 4)] == [True, False, True, False]
    assert mended.target(1).comparator is Comparator.AT_MOST
    decision = made.master.decisions["3/2"]
    assert (decision.unit, decision.direction, decision.rule) == ("วัน", Direction.AT_MOST, Rule.MAX)


def test_a_sheet_that_shows_no_zeros_asks_for_nothing_there():
    book = openpyxl.load_workbook(io.BytesIO(plan("แผนงานหลักที่ 3 งาน | 1. อบรม | 5; 6; 7; 8 | ทุก กฟฟ.")))
    book["CR1"]["C6"] = 0
    book["CR1"].sheet_view.showZeros = False
    made = pb.adopt(saved(book), OFFICES.encode())
    assert [quantity and quantity.raw for quantity in map(made.master.activities["3/1"].target, (1, 2))] == [None, "6"]
