"""Whether a figure meets a target, and what can settle it; and that form and region say the same."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.domain import Comparator, Direction, FormLine, InputKind, LineKind, read_quantity, same_unit
from planbook.domain.due import bound_of_line
from planbook.domain.quantity import Bound, Course, bound_of, in_cell
from planbook.layout.checks import RESULT, row_check, said_by
from planbook.layout.form import COLUMN, Takes
from planbook.layout.words import Saying

UP, DOWN = Direction.AT_LEAST, Direction.AT_MOST
whole = st.integers(-20, 20).map(Decimal)


@pytest.mark.parametrize(
    ("figure", "target", "direction", "kind", "unit", "met"),
    [
        (1, "2 แห่ง", UP, InputKind.NUMBER, "ครั้ง", None),
        (1, "2 ครั้ง", UP, InputKind.NUMBER, "ครั้ง", False),
        (2, "2", UP, InputKind.NUMBER, "ครั้ง", True),
        ("59.995", "60%", UP, InputKind.PERCENT, "%", False),
        (60, "ร้อยละ 60", UP, InputKind.PERCENT, "", True),
        (60, "60", UP, InputKind.PERCENT, "%", True),
        (60, "0.6", UP, InputKind.PERCENT, "%", None),
        (60, "60 ราย", UP, InputKind.PERCENT, "%", None),
        (60, "60%", UP, InputKind.NUMBER, "ราย", None),
        (21, "≤ 20 วัน", UP, InputKind.NUMBER, "วัน", False),
        (20, "20 วัน", DOWN, InputKind.NUMBER, "วัน", True),
        (6, "= 5 ราย", UP, InputKind.NUMBER, "ราย", False),
        (5, "มากกว่า 5 ราย", UP, InputKind.NUMBER, "ราย", False),
        (0, "มากกว่า 0 ราย", UP, InputKind.NUMBER, "ราย", False),
        (5, "-", UP, InputKind.NUMBER, "ราย", None),
        (5, "รอค่าเป้าหมาย", UP, InputKind.NUMBER, "ราย", None),
    ],
)
def test_form_and_region_read_one_verdict(figure, target, direction, kind, unit, met):
    value = Decimal(str(figure))
    own = "%" if kind is InputKind.PERCENT else unit
    bound = bound_of(read_quantity(target), direction, own)
    assert (bound.met_by(value) if bound else None) is met
    line = FormLine(line=LineKind.ROW, kind=kind, unit=unit, direction=direction, targets={1: target})
    check = row_check(line, 1, "th")
    measured = {each.says for part in check for each in part.questions} & {Saying.BELOW, Saying.ABOVE}
    assert (bool(measured), said_by(check, {RESULT: in_cell(kind, value)}) in measured) == (
        met is not None,
        met is False,
    )


@given(st.sampled_from(Comparator), whole, whole, st.lists(st.integers(0, 40), max_size=5))
def test_what_is_settled_stays_so_however_the_figure_goes_on(comparator, target, value, steps):
    bound = Bound(comparator, target)
    for course, sign in ((Course.UP, 1), (Course.DOWN, -1)):
        verdict = bound.final_verdict(value, course)
        for step in steps:
            assert verdict in (None, bound.met_by(value + sign * step))
    assert bound.final_verdict(value, Course.ANY) is None


def test_units_are_one_however_they_are_written():
    assert same_unit("ครั้ง", " ครั้ง.")
    assert same_unit("%", "ร้อยละ")
    assert same_unit("", "ราย")
    assert not same_unit("", "%")
    assert not same_unit("แห่ง", "ครั้ง")


def test_a_row_is_measured_by_its_quarter_s_target_and_a_percentage_is_a_fraction_in_its_cell():
    line = FormLine(line=LineKind.ROW, kind=InputKind.RATIO, unit="ราย", targets={1: "95%", 2: "-"})
    assert bound_of_line(line, 1) == Bound(Comparator.AT_LEAST, Decimal(95))
    assert bound_of_line(line, 2) is bound_of_line(line, 3) is None
    words = FormLine(line=LineKind.ROW, kind=InputKind.TEXT, unit="%", targets={1: "95%"})
    assert bound_of_line(words, 1) is None
    shown = {kind.value: str(in_cell(kind, Decimal("95.5"))) for kind in InputKind if kind is not InputKind.TEXT}
    assert shown == {"number": "95.5", "percent": "0.955", "ratio": "0.955"}
    assert in_cell(InputKind.RATIO, Fraction(100, 3)) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("unit", "takes"),
    [
        ("วัน", Takes.DAYS),
        (" วัน. ", Takes.DAYS),
        ("วันทำการ", Takes.DAYS),
        ("Working  Days", Takes.DAYS),
        ("วันละ", Takes.NUMBER),
        ("", Takes.NUMBER),
        ("ครั้ง", Takes.NUMBER),
    ],
)
def test_days_are_days_however_their_unit_is_written(unit, takes):
    line = FormLine(line=LineKind.ROW, kind=InputKind.NUMBER, unit=unit)
    asked = COLUMN["result.1"].ask(line)
    assert asked is not None
    assert asked.takes is takes
    assert same_unit(unit, "วัน.") is (unit.strip() in ("", "วัน", "วัน."))
