"""Form and region judge alike: what the check column says of a figure is what the region's verdict on it is.

A target of another unit than the result's says nothing on either side.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.domain import (
    Direction,
    Fact,
    FormLine,
    InputKind,
    LineKind,
    Master,
    Plan,
    Progress,
    plain_text,
    read_quantity,
    unit_of,
)
from planbook.domain.quantity import QuantityKind, bound_of
from planbook.forms.checks import check_of, shown_by
from planbook.layout.form import PROGRESS_LABELS
from planbook.layout.words import Saying
from planbook.review.answers import ReportedRow, Returned
from planbook.review.returned import check_status
from planbook.rollup.versions import deny

UNITS = ("ครั้ง", "ครั้ง.", "ราย", "วัน", "%", "ร้อยละ", "")
CELLS = {"result": "H8", "numerator": "I8", "denominator": "J8", "status": "K8", "remark": "L8"}

figures = st.decimals(0, 400, places=2).map(plain_text).map(Decimal)
targets = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "≤ ", "≥ ", "> ", "ไม่น้อยกว่า "]),
    figures.map(plain_text),
    st.sampled_from([f" {unit}" for unit in UNITS] + ["%", " แห่ง", " ครั้ง (100 ราย)", " พันครั้ง"]),
)


def line_of(target: str, kind: InputKind, unit: str, direction: Direction, result: str = "") -> FormLine:
    return FormLine(
        line=LineKind.ROW,
        key="3/1",
        kind=kind,
        unit=unit,
        direction=direction,
        targets={1: target},
        due=True,
        given={"result": result} if result else {},
    )


def form_says_missed(line: FormLine) -> bool:
    said = shown_by(check_of(line, 1, CELLS, "th"))
    return said in (Saying.BELOW.text("th"), Saying.ABOVE.text("th"))


@given(
    target=targets,
    kind=st.sampled_from([InputKind.NUMBER, InputKind.PERCENT]),
    unit=st.sampled_from(UNITS),
    direction=st.sampled_from(Direction),
    figure=figures,
)
def test_form_and_region_say_the_same_of_every_figure(target, kind, unit, direction, figure):
    percent = kind is InputKind.PERCENT
    figure = min(figure, Decimal(100)) if percent else figure
    typed = plain_text(figure / 100 if percent else figure)
    line = line_of(target, kind, unit, direction, typed)
    bound = bound_of(read_quantity(target), direction, unit_of(kind, unit))
    verdict = bound.met_by(figure) if bound else None
    assert form_says_missed(line) is (verdict is False)


@pytest.mark.parametrize(
    ("target", "unit"), [("2 แห่ง", "ครั้ง"), ("1 ครั้ง (100 ราย)", "ราย"), ("60%", "ราย"), ("60 ราย", "%")]
)
def test_a_target_of_another_unit_says_nothing(target, unit):
    line = line_of(target, InputKind.NUMBER, unit, Direction.AT_LEAST, "1")
    assert not form_says_missed(line)
    assert bound_of(read_quantity(target), Direction.AT_LEAST, unit_of(line.kind, unit)) is None
    assert form_says_missed(replace(line, targets={1: f"2 {unit}"}))


@pytest.mark.parametrize("progress", [None, *Progress])
@pytest.mark.parametrize("result", [Decimal(0), Decimal(3), "ส่งแล้ว", None])
def test_form_and_region_say_the_same_of_a_status_beside_a_result(progress, result):
    """A positive figure or words beside "nothing to report" or "not started" contradict them; 0 does not."""
    line = line_of("", InputKind.TEXT if isinstance(result, str) else InputKind.NUMBER, "ครั้ง", Direction.AT_LEAST)
    status = {"status": PROGRESS_LABELS[progress]["th"]} if progress else {}
    given = {"result": str(result), **status} if result is not None else status
    said = shown_by(check_of(replace(line, given=given), 1, CELLS, "th"))
    fact = Fact(key="3/1", office="TRG", quarter=1, result=result, progress=progress)
    asked = list(check_status(Returned(Master(plan=Plan(year=2562, title="")), (ReportedRow(fact, line),), (fact,))))
    apart = deny(replace(fact, result=None), replace(fact, progress=None))
    wrong = progress in (Progress.NOTHING, Progress.NOT_STARTED) and result not in (None, 0)
    assert (said == Saying.CONTRADICTS.text("th"), bool(asked), apart) == (wrong, wrong, wrong)
    assert result is None or wrong or said == Saying.OK.text("th")


def test_zero_beside_nothing_to_report_still_misses_a_target():
    line = line_of("3 ครั้ง", InputKind.NUMBER, "ครั้ง", Direction.AT_LEAST)
    given = {"result": "0", "status": "ไม่มีรายการ"}
    assert shown_by(check_of(replace(line, given=given), 1, CELLS, "th")) == Saying.BELOW.text("th")
    given["remark"] = "ไม่มีผู้ขอใช้"
    assert shown_by(check_of(replace(line, given=given), 1, CELLS, "th")) == Saying.OK.text("th")


@pytest.mark.parametrize("words", ["ไม่มี", "ไม่มีรายการ", "-", "–", " None", "Nothing to report"])
@pytest.mark.parametrize("progress", [None, *Progress])
def test_words_for_nothing_contradict_no_status_in_the_form_as_in_the_region(words, progress):
    line = line_of("รายงาน", InputKind.TEXT, "", Direction.AT_LEAST)
    given = {"result": words, **({"status": PROGRESS_LABELS[progress]["th"]} if progress else {})}
    assert shown_by(check_of(replace(line, given=given), 1, CELLS, "th")) == Saying.OK.text("th")
    assert read_quantity(words.strip()).kind in (QuantityKind.NIL, QuantityKind.NONE)
    asked = shown_by(check_of(replace(line, given=given, nil_remark=True), 1, CELLS, "th"))
    assert (asked == Saying.NIL_REMARK.text("th")) == (progress in (None, Progress.NOTHING))
