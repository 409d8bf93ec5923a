"""Where a figure comes from: every rule's reckoning comes to its figure, and every office stands in it once."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planbook as pb
from planbook.domain import ROLLUPS, Fact, InputKind, Progress, Rule, is_number
from planbook.domain.explanation import PartState
from planbook.report.explained import explanation_lines
from planbook.rollup.explain import explain
from tests.rollup.test_rules import master

RULES = [rule for rule in Rule if rule is not Rule.TEXT]


def reckoned(written: str) -> Fraction:
    """What a reckoning comes to, by Python's own arithmetic of fractions."""
    formula = re.sub(r"[\d.]+", lambda number: f"Fraction('{number[0]}')", written)
    formula = formula.replace("÷", "/").replace("×", "*").replace("MAX", "max").replace("MIN", "min")
    if formula.count("(") and formula.startswith(("max", "min")):
        formula = re.sub(r"^(max|min)\((.*)\)$", r"\1([\2])", formula)
    return eval(formula, {"Fraction": Fraction, "max": max, "min": min})  # a formula of the test's own making


def fact(office, value=None, parts=None, progress=None):
    above, below = parts or (None, None)
    return Fact(
        key="1/1", office=office, quarter=1, result=value, numerator=above, denominator=below, progress=progress
    )


@given(
    rule=st.sampled_from(RULES),
    figures=st.lists(st.decimals(-99, 999, places=2), min_size=1, max_size=4),
    wholes=st.lists(st.integers(1, 99).map(Decimal), min_size=4, max_size=4),
)
def test_the_reckoning_comes_to_the_figure(rule, figures, wholes):
    kind = InputKind.RATIO if InputKind.NUMBER not in ROLLUPS[rule].accepts else InputKind.NUMBER
    figures = figures[:1] if rule is Rule.CARRY else figures
    facts = [
        fact(office, abs(value) if kind is InputKind.RATIO else value, (abs(value), below))
        for office, value, below in zip("ABCD", figures, wholes, strict=False)
    ]
    if kind is InputKind.NUMBER:
        facts = [replace(each, numerator=None, denominator=None) for each in facts]
    why = explain(master(rule=rule, kind=kind, unit="" if kind is InputKind.RATIO else "ครั้ง"), facts, (), "1/1", 1)
    assert why.result is not None
    assert is_number(why.result.value)
    assert reckoned(why.written) == Fraction(why.result.value)


def test_every_office_stands_in_it_once_with_what_it_does_to_the_figure():
    facts = [fact("A", Decimal(3)), fact("B", progress=Progress.NOTHING), fact("C", progress=Progress.NOT_STARTED)]
    why = explain(master(target="2 ครั้ง"), facts, (), "1/1", 1)
    assert [(part.office, part.state) for part in why.parts] == [
        ("A", PartState.COUNTED),
        ("B", PartState.NOTHING),
        ("C", PartState.NOT_STARTED),
        ("D", PartState.MISSING),
    ]
    assert (why.missing, why.written) == (("D",), "3")


def test_what_a_rule_cannot_use_is_told():
    why = explain(master(rule=Rule.MEAN), [fact("A", Decimal(3)), fact("B", "มาก")], (), "1/1", 1)
    assert [part.state for part in why.parts[:2]] == [PartState.COUNTED, PartState.UNUSED]


@pytest.mark.parametrize(
    ("target", "value", "th", "en"),
    [
        ("2 ครั้ง", "3", "ได้ตามเป้าหมาย เพราะ 3 ≥ 2", "Met, as 3 ≥ 2"),
        ("9 ครั้ง", "3", "ยังตัดสินไม่ได้: หน่วยงานที่ยังไม่มีผล 3 แห่ง", "Open: 3 offices"),
        ("9 ราย", "3", "ไม่มีเป้าหมายที่เทียบกับผลได้", "There is no target to compare it with"),
    ],
)
def test_the_verdict_says_why(target, value, th, en):
    why = explain(master(target=target), [fact("A", Decimal(value))], (), "1/1", 1)
    assert any(th in line for line in explanation_lines(why, "th"))
    assert any(en in line for line in explanation_lines(why, "en"))


def test_a_third_is_shown_as_it_is_and_as_it_is_printed():
    facts = [fact("A", Decimal(1)), fact("B", Decimal(1)), fact("C", Decimal(2)), fact("D", Decimal(0))]
    facts = facts[:3]
    lines = list(explanation_lines(explain(master(rule=Rule.MEAN), facts, (), "1/1", 1), "th"))
    assert "  (1 + 1 + 2) ÷ 3 = 1.33333333333333… ครั้ง (4/3)" in lines
    assert "  พิมพ์ว่า 1.33 ครั้ง (ปัดจาก 1.33333333333333… ครั้ง (4/3))" in lines


def test_the_consolidated_workbook_alone_explains_every_figure(sample, save):
    from tests.filling import fill

    returns = {
        "ก.xlsx": fill(sample.form("TRG"), {"8/1/03/03.2": 0.5, "6/1": 1}),
        "ข.xlsx": fill(sample.form("NST"), {"8/1/03/03.2": 0.95, "6/1": 2}),
    }
    outcome = pb.merge(sample.master, save(returns))
    again = pb.read_master(outcome.data)
    assert len(outcome.results) > 2
    for result in outcome.results:
        before, after = outcome.explain(result.key, result.quarter), pb.explain(again, result.key, result.quarter)
        assert after.result == result
        assert (after.parts, after.written) == (before.parts, before.written)


def test_an_unknown_activity_names_those_like_it(sample):
    with pytest.raises(pb.UsageProblem) as problem:
        pb.explain(sample.master, "6/9/011", 1)
    assert "6/9/01" in problem.value.th
    with pytest.raises(pb.UsageProblem):
        pb.explain(sample.master, "6/9/01", 5)
