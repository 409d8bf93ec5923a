"""The language of rules: what it says, and what it refuses."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from planbook.domain.number import read_exact
from planbook.rules import (
    DEEPEST,
    LONGEST,
    UNUSABLE,
    Name,
    OverOffices,
    Ref,
    RuleProblem,
    RuleRow,
    RuleValue,
    bound,
    number_of,
    parse_rule,
    refs,
    truth_of,
    walk,
)
from planbook.rules.formula import fails, holds
from planbook.rules.tree import Comparison
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of a table of the page, by the last caption of its heading."""
    lines = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def given(text: str) -> RuleRow:
    """``ผล=5, [8/1/03]=7`` as a row."""
    values: dict[Ref, RuleValue] = {}
    for name, _, said in (each.strip().rpartition("=") for each in text.split(", ")):
        ref = refs(parse_rule(f"ISBLANK({name})"))[0]
        values[ref] = said if ref.name in (Name.STATUS, Name.REMARK, Name.UNIT) else read_exact(said)
    return RuleRow(values)


@pytest.mark.parametrize(("condition", "row", "says"), table("| เงื่อนไข / condition | ในแถวที่"))
def test_the_examples_of_the_page_are_true(condition: str, row: str, says: str) -> None:
    assert truth_of(parse_rule(condition), given(row)) is {"yes": True, "no": False, "unknown": None}[says]


@pytest.mark.parametrize(("condition", "at", "code"), table("| เงื่อนไข / condition | ตำแหน่ง"))
def test_what_the_page_says_of_rules_that_cannot_be_read_is_true(condition: str, at: str, code: str) -> None:
    with pytest.raises(RuleProblem) as told:
        parse_rule(condition)
    assert (told.value.code, told.value.at) == (code, int(at))


REFUSED = [
    ("", 1, "condition-not-understood"),
    ("  ", 1, "condition-not-understood"),
    ("().__class__", 2, "condition-not-understood"),
    ("ผล.__class__ > 1", 3, "condition-not-understood"),
    ('__import__("os") > 1', 1, "condition-not-understood"),
    ("9**9**9 > 1", 3, "condition-not-understood"),
    ("ผล := 1", 4, "condition-not-understood"),
    ("[x for x in ผล]", 1, "condition-no-question"),
    ("1 < 2 < 3", 7, "condition-not-understood"),
    ("AND(ผล>1,", 10, "condition-not-understood"),
    ("MAX(1;2) > 1", 6, "condition-not-understood"),
    ("ผล > 1e5", 7, "condition-not-understood"),
    ("ผล > 1 ผล", 8, "condition-not-understood"),
    ("'ก' = หน่วย", 1, "condition-not-understood"),
    ('หน่วย = "ก', 9, "condition-not-understood"),
    ("ผล = [8/1", 6, "condition-not-understood"),
    ("AND()", 1, "condition-count"),
    ("NOT(ผล>1, ผล>2)", 1, "condition-count"),
    ("ISBLANK(ผล+1)", 9, "condition-takes-name"),
    ("ROUND(ผล, 1.5) = 1", 11, "condition-round-places"),
    ("ROUND(ผล, ผล) = 1", 11, "condition-round-places"),
    ("(ผล>1) = (ผล>2)", 1, "condition-sort"),
    ("AND(ผล, ผล>1)", 5, "condition-sort"),
    ("สถานะ + 1 > 2", 1, "condition-sort"),
    ("IF(ผล,1,2) > 1", 4, "condition-sort"),
    ('IF(ผล>1,1,"ก") > 1', 11, "condition-sort"),
    ("ผล > 1234567890123456", 6, "condition-number-long"),
]


@pytest.mark.parametrize(("condition", "at", "code"), REFUSED)
def test_what_is_no_rule_is_refused_with_its_place(condition: str, at: int, code: str) -> None:
    with pytest.raises(RuleProblem) as told:
        parse_rule(condition)
    assert (told.value.code, told.value.at) == (code, at)
    assert str(at) in told.value.th
    assert str(at) in told.value.en


@pytest.mark.parametrize("piece", ["(", "NOT(", "-", "ผล+", "IF(ผล>1,", "ABS("])
def test_a_rule_is_bounded_in_length_and_depth(piece: str) -> None:
    """Nothing that somebody types exhausts anything, whatever is within what."""
    with pytest.raises(RuleProblem) as told:
        parse_rule(piece * (LONGEST + 1))
    assert told.value.code == "condition-too-long"
    for count in (DEEPEST + 2, 60, 200):
        closing = ")" * count if "(" in piece else ""
        with pytest.raises(RuleProblem):
            parse_rule((piece * count + "ผล>1" + closing)[:LONGEST])


def test_what_was_expected_is_said_in_both_languages() -> None:
    with pytest.raises(RuleProblem) as told:
        parse_rule("AND(ผล > 1")
    assert "วงเล็บปิด" in told.value.th
    assert "จุดสิ้นสุด" in told.value.th
    assert "a closing bracket" in told.value.en
    with pytest.raises(RuleProblem) as told:
        parse_rule("เป้าหมา > 1")
    assert "หมายถึง เป้าหมาย ใช่หรือไม่" in told.value.th


@pytest.mark.parametrize(
    "other",
    [
        "=ผล>=เป้าหมาย",
        " ผล  ≥\u200bเป้าหมาย ",
        "(ผล)>=((เป้าหมาย))",
        "Result >= TARGET",
        "ผล>=เป\u0e49าหมาย",
        "ผล\u00a0>=\tเป้าหมาย\n",
    ],
)
def test_a_rule_is_the_same_however_it_is_typed(other: str) -> None:
    assert parse_rule(other) == parse_rule("ผล >= เป้าหมาย")


def test_numbers_texts_and_keys_are_read_as_people_type_them() -> None:
    assert parse_rule("ผล > ๑๐") == parse_rule("ผล > 10.0")
    assert parse_rule("ผล > 95%") == parse_rule("ผล > 0.95")
    assert parse_rule("สถานะ = “ทำแล้ว”") == parse_rule('สถานะ = "ทำแล้ว"')
    assert parse_rule("[ 8/1/๐๓ ] > 1") == parse_rule("[8/1/03] > 1")
    assert refs(parse_rule('AND([8/1/03] > ผล, หมายเหตุ = "[9/1]")')) == (
        Ref(Name.RESULT, "8/1/03"),
        Ref(Name.RESULT),
        Ref(Name.REMARK),
    )


RESULT, BEFORE = Ref(Name.RESULT), Ref(Name.BEFORE)


@pytest.mark.parametrize(
    ("condition", "result", "says"),
    [
        ("ผล = 1/3", Fraction(1, 3), True),
        ("ผล * 3 = 1", Fraction(1, 3), True),
        ("ROUND(ผล, 0) = 3", Decimal("2.5"), True),
        ("ROUND(ผล, 0) = -3", Decimal("-2.5"), True),
        ("ROUND(ผล, 2) = 2.68", Decimal("2.675"), True),
        ("ผล / 0 > 1", Decimal(1), None),
        ("IF(ผล = 0, ผล > 1, 10 / ผล > 1)", Decimal(0), False),
        ("ISBLANK(ผล)", UNUSABLE, False),
        ("ISNUMBER(ผล)", UNUSABLE, False),
        ("ผล > 1", UNUSABLE, None),
        ("OR(ผล > 1, 1 = 1)", None, True),
        ("AND(ผล > 1, 1 = 2)", None, False),
        ("NOT(ผล > 1)", None, None),
        ("SUM(ผล, 1) > 0", None, None),
        ("LEN(ผล) = 0", None, True),
        ("LEN(ผล) = 2", Decimal(12), True),
    ],
)
def test_values_are_exact_and_what_is_missing_is_unknown(condition: str, result: RuleValue, says: bool | None) -> None:
    assert truth_of(parse_rule(condition), RuleRow({RESULT: result})) is says


def test_over_offices_is_the_regions_alone() -> None:
    condition = "SUM([8/1]) > 3 * MAX(ผล, 1)"
    assert not any(isinstance(part, OverOffices) for part in walk(parse_rule(condition)))
    rule = parse_rule(condition, offices=True)
    over = Ref(Name.RESULT, "8/1")
    assert [part for part in walk(rule) if isinstance(part, OverOffices)] == [OverOffices("SUM", over)]
    values = {RESULT: Decimal(2)}
    assert truth_of(rule, RuleRow(values, {over: (Decimal(4), Fraction(7, 3))})) is True
    assert truth_of(rule, RuleRow(values, {over: (Decimal(4), None)})) is None, "an office is missing"
    assert truth_of(rule, RuleRow(values)) is None, "no office owes one"
    with pytest.raises(ValueError, match="OverOffices"):
        holds(rule, dict.fromkeys(refs(rule), "A1"))


def test_what_is_known_when_a_form_is_sent_stands_in_its_formula() -> None:
    rule = parse_rule("AND(ผล < ไตรมาสก่อน, ISNUMBER(ไตรมาสก่อน))")
    assert holds(bound(rule, {BEFORE: Decimal("12.5")}), {RESULT: "I9"}) == "IF(ISNUMBER(I9),I9<12.4999999999988,FALSE)"
    assert holds(bound(rule, {BEFORE: Decimal(0)}), {RESULT: "I9"}, [RESULT]) == "I9<0"
    assert holds(bound(rule, {BEFORE: None}), {RESULT: "I9"}) == "FALSE"
    assert fails(bound(rule, {BEFORE: None}), {RESULT: "I9"}) == "TRUE"


def test_a_number_is_what_it_comes_to() -> None:
    condition = parse_rule("(ผล - 1) / 4 > -(2 + 3) * 2")
    assert isinstance(condition, Comparison)
    assert number_of(condition.left, RuleRow({RESULT: Decimal(2)})) == Decimal("0.25")
    assert number_of(condition.right, RuleRow()) == Decimal(-10)
