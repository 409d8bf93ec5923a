"""The year so far: each rule puts quarters together in its own way, and says nothing where they do not go together."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planbook as pb
from planbook.domain import Fact, Progress
from planbook.domain.year import Verdict, Year, year_of
from planbook.rollup.results import results_of

from ..plans import master

KEY = "3/1"
OFFICES = ("TRG", "KBI", "SCN")


def plan(targets: str = "1 ราย; 1 ราย; 1 ราย; 1 ราย", who: str = "ทุก กฟฟ.", **decided: str) -> pb.Master:
    return master(f"แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | {targets} | {who}", register={KEY: decided})


def said(office: str, *quarters: object, unit: str = "") -> list[Fact]:
    """An office's answers by quarter: a number, a ratio as "19/20", a text, or None where it did not answer."""
    facts = []
    for quarter, answer in enumerate(quarters, start=1):
        if answer is None:
            continue
        above, _, below = str(answer).partition("/")
        parts = {"numerator": Decimal(above), "denominator": Decimal(below)} if below else {}
        result = Decimal(above) * 100 / Decimal(below) if below else answer
        result = Decimal(str(result)) if isinstance(result, int | float) else result
        facts.append(Fact(key=KEY, office=office, quarter=quarter, result=result, unit=unit, **parts))
    return facts


def year(region: pb.Master, *reports: list[Fact]) -> Year:
    facts = [fact for each in reports for fact in each]
    opened = {fact.quarter for fact in facts}
    return year_of(region, KEY, facts, results_of(region, facts, opened)[0], opened)


RATIO = {"kind": "ตัวตั้ง/ตัวหาร", "unit": "%"}
PERCENT = {"kind": "ร้อยละ", "unit": "%"}


@pytest.mark.parametrize(
    ("decided", "targets", "one", "other", "offices", "region"),
    [
        ({"rule": "รวม"}, "1 ราย; 1 ราย", (3, 4), (1, 2), (7, 3), 10),
        ({"rule": "ค่ามากที่สุด"}, "≤ 20 วัน; ≤ 20 วัน", (12, 19), (15, 3), (19, 15), 19),
        ({"rule": "ค่าน้อยที่สุด"}, "5 ราย; 5 ราย", (12, 19), (15, 3), (12, 3), 3),
        ({"rule": "ครบทุกหน่วยงาน"}, "1 ครั้ง; 1 ครั้ง", (1, 1), (1, 2), (2, 3), 2),
        ({"rule": "ครบทุกหน่วยงาน"}, "≤ 20 วัน; ≤ 20 วัน", (12, 19), (15, 3), (19, 15), 19),
        ({"rule": "ครบทุกหน่วยงาน", **PERCENT}, "95%; 95%", (99, 97), (96, 98), (97, 96), 96),
        ({"rule": "เฉลี่ย", "unit": "คะแนน"}, "4 คะแนน; 4 คะแนน", (3, 5), (4, 5), (4, "4.5"), "4.25"),
        ({"rule": "รวม", "cumulative": "ใช่"}, "1 ราย; 2 ราย", (3, 7), (1, 2), (7, 2), 9),
        ({"rule": "อัตราส่วน", **RATIO}, "95%; 95%", ("5/10", "30/30"), ("9/10", "1/50"), ("87.5", Fraction(50, 3)), 45),
    ],
)
def test_quarters_go_together_as_the_rule_says(decided, targets, one, other, offices, region) -> None:
    made = year(plan(f"{targets}; -; -", **decided), said("TRG", *one), said("KBI", *other))
    wanted = [value if isinstance(value, Fraction) else Decimal(str(value)) for value in (*offices, region)]
    assert [made.offices["TRG"], made.offices["KBI"], made.value] == wanted


@pytest.mark.parametrize(
    ("targets", "decided", "answers", "value"),
    [
        ("1 ครั้ง; 1 ครั้ง; -; -", {}, (1, 2), 3),
        ("ระดับ 4; ระดับ 4; -; -", {}, (3, 4.5), "4.5"),
        ("95%; 95%; -; -", PERCENT, (96, 98), 98),
        ("≤ 20 วัน; ≤ 20 วัน; -; -", {}, (12, 9), 12),
        ("95%; 95%; -; -", RATIO, ("5/10", "30/30"), "87.5"),
    ],
)
def test_one_unit_that_reports_alone(targets, decided, answers, value) -> None:
    plan_ = plan(targets, who="กบล.(ผลส.)", rule="ใช้ค่าของหน่วยงานเดียว", **decided)
    assert year(plan_, said("PLS", *answers)).value == Decimal(str(value))


def test_offices_are_counted_that_did_so_in_every_quarter() -> None:
    plan_ = plan("1 ครั้ง; 1 ครั้ง; -; -", rule="นับหน่วยงาน", unit="ครั้ง")
    made = year(plan_, said("TRG", 1, 1), said("KBI", 1, 0), said("SCN", 2, None))
    assert (made.value, made.unit, made.reported, made.expected) == (1, "หน่วยงาน", 2, 3)


@pytest.mark.parametrize(
    ("decided", "answers"),
    [
        ({"rule": "อัตราส่วน", **RATIO}, ("5/10", 100)),  # a quarter without its parts
        ({"rule": "รวม", "kind": "จำนวน"}, (3, "หลายราย")),  # a quarter in words
        ({"rule": "ข้อความ", "kind": "ข้อความ"}, ("เริ่มแล้ว", "เสร็จแล้ว")),
        ({"rule": "รวม", **PERCENT}, (95, 96)),  # percentages are never added
    ],
)
def test_a_year_is_of_all_its_quarters_or_is_none(decided, answers) -> None:
    made = year(plan(**decided), said("TRG", *answers))
    assert (made.offices, made.value, made.display) == ({}, None, "")


def test_a_quarter_that_was_missed_is_made_up_for_where_targets_add_up() -> None:
    who = {"who": "TRG"}
    summed = plan("5 ราย; 5 ราย; -; -", rule="รวม", **who)
    each = plan("5 ครั้ง; 5 ครั้ง; -; -", rule="ครบทุกหน่วยงาน", **who)
    assert year(summed, said("TRG", 4)).verdict is Verdict.MISSED
    assert year(summed, said("TRG", 4, 6)).verdict is Verdict.MET
    assert year(each, said("TRG", 4, 6)).verdict is Verdict.MISSED


def test_a_year_is_open_while_an_office_is_missing_in_any_quarter() -> None:
    plan_ = plan("5 ราย; 5 ราย; -; -", rule="รวม")
    made = year(plan_, said("TRG", 1, 2), said("KBI", 1, None), said("SCN", 1, 1))
    assert (made.verdict, made.display) == (Verdict.OPEN, "6 ราย (2/3)")
    assert year(plan_, said("TRG", 1, 12), said("KBI", 1, None)).verdict is Verdict.MET  # it cannot be lost any more


def test_who_has_not_started_stands_behind_no_figure_of_the_year() -> None:
    plan_ = plan("5 ราย; 5 ราย; -; -", rule="รวม", who="TRG, KBI")
    waits = [Fact(key=KEY, office="KBI", quarter=1, progress=Progress.NOT_STARTED)]
    made = year(plan_, said("TRG", 1, 2), waits, said("KBI", None, 1))
    assert (made.verdict, made.display) == (Verdict.OPEN, "4 ราย (1/2)")
    none = [Fact(key=KEY, office="KBI", quarter=1, progress=Progress.NOTHING)]
    made = year(plan_, said("TRG", 1, 2), none, said("KBI", None, 1))
    assert (made.verdict, made.display) == (Verdict.MISSED, "4 ราย (2/2)")


def test_nothing_is_due_where_nobody_was_asked() -> None:
    plan_ = plan("-; -; 5 ราย; -", rule="รวม")
    assert year_of(plan_, KEY, [], [], {1, 2}).verdict is Verdict.NOTHING_DUE
    assert year_of(plan_, KEY, [], [], {1, 2}).expected == 0


@given(st.lists(st.lists(st.integers(0, 99), min_size=4, max_size=4), min_size=1, max_size=3))
def test_a_sum_is_the_same_by_office_and_by_quarter(answers) -> None:
    region = SUMS
    facts = [fact for office, row in zip(OFFICES, answers, strict=False) for fact in said(office, *row)]
    results = results_of(region, facts, {1, 2, 3, 4})[0]
    made = year_of(region, KEY, facts, results, {1, 2, 3, 4})
    assert made.value == sum(result.value for result in results) == sum(map(sum, answers))


SUMS = plan(rule="รวม")
