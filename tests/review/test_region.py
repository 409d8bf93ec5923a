"""The region's own rules and its waivers: read from the master, shown in the form, asked of what came back."""

import pytest

import planbook as pb
from planbook.book.foreign import open_book
from planbook.domain import Fact, Progress
from planbook.forms.compose import compose
from planbook.forms.render import render
from planbook.layout.checks import RESULT, row_check, said_by
from planbook.layout.words import Saying
from planbook.returns.oneform import facts
from planbook.review.answers import Returned
from planbook.review.region import check_own_rules, with_waived
from planbook.review.returned import answers_of
from planbook.rollup.results import results_of
from tests import plans
from tests.filling import Typed, fill
from tests.returns.makers import read_form

ROWS = """
    แผนงานหลักที่ 3 งานบริการ | 1. ลูกค้าทั้งหมด | 40 ราย; 40 ราย; -; - | ทุก กฟฟ.
                          | 2. ลูกค้ารายใหม่ | 5 ราย; 5 ราย; -; -   | ทุก กฟฟ.
                          | 3. ความพึงพอใจ  | 90%; 90%; -; -       | ทุก กฟฟ.
"""
PART = {
    "name": "ส่วนเกิน",
    "where": "3/2",
    "condition": "[3/2] > [3/1]",
    "message": "รายใหม่เกินทั้งหมด",
    "severity": "ต้องแก้ไข",
}
HALF = {"name": "ครึ่งเป้า", "condition": "ผล < 50% * เป้าหมาย", "message": "ต่ำกว่าครึ่งของเป้า โปรดอธิบาย"}
SHARE = {"name": "เต็ม", "where": "3/3", "condition": "ผล = 100%", "message": "เต็มร้อย", "severity": "เพื่อทราบ"}
TOTAL = {
    "name": "ยอดเขต",
    "where": "3/1",
    "scope": "เขต",
    "condition": "AND(SUM(ผล) > 100, MAX(ผล) > 50% * SUM(ผล))",
    "message": "หน่วยงานเดียวเกินครึ่งของเขต",
}


def ruled(*rules: dict[str, str], waivers: list[dict[str, object]] | None = None) -> pb.Master:
    return plans.master(ROWS, rules=rules, waivers=waivers or [])


def returned(master: pb.Master, typed: dict[str, Typed], quarter: int = 1) -> Returned:
    """What offices typed, read in this process."""
    answers, everything = [], list(master.facts)
    for office, cells in typed.items():
        reading = read_form(f"{office}.xlsx", open_book(fill(render(compose(master, office, quarter)), cells)))
        found = facts(reading.entries)
        everything += found
        answers += answers_of(found, [(line, (line.key, line.office or reading.office)) for line in reading.rows])
    results, _ = results_of(master, tuple(everything), [quarter])
    return Returned(master, tuple(answers), tuple(everything), results)


def found(master: pb.Master, typed: dict[str, Typed], quarter: int = 1) -> list[tuple[str, str, str]]:
    noticed = check_own_rules(returned(master, typed, quarter))
    return [(each.code, each.key, each.office) for each in with_waived(noticed, master)]


def test_a_rule_stands_in_the_form_and_is_asked_of_the_return() -> None:
    master = ruled(HALF, PART)
    line = next(line for line in compose(master, "TRG", 1).rows() if line.key == "3/1")
    assert [rule.message for rule in line.rules] == [HALF["message"]], (
        "a rule over two activities is the region's alone"
    )
    check = row_check(line, 1, "th")
    assert [said_by(check, {RESULT: number}) for number in (19, 20)] == [Saying.BELOW] * 2, "the target speaks first"
    assert line.rules[0] in {question.says for part in check for question in part.questions}
    assert found(master, {"TRG": {"3/1": 19}}) == [("region-rule-warning", "3/1", "TRG")]
    assert found(master, {"TRG": {"3/1": 20}}) == []
    assert found(master, {"TRG": {"3/1": 19, ("3/1", "remark"): "น้ำท่วม"}}) == [("answer-explained", "3/1", "TRG")]


def test_a_form_with_rules_comes_back_untouched_without_a_word() -> None:
    master = ruled({"name": "ก", "condition": "ผล > 0", "message": "โปรดอธิบาย"})
    form = render(compose(master, "TRG", 1))
    assert read_form("ก.xlsx", open_book(form)).findings == ()


def test_percentages_are_fractions_and_a_rule_may_look_at_another_activity() -> None:
    master = ruled(SHARE, PART)
    assert found(master, {"TRG": {"3/3": 1}}) == [("region-rule-info", "3/3", "TRG")]
    assert found(master, {"TRG": {"3/2": 7, "3/1": 6}}) == [("region-rule-error", "3/2", "TRG")]
    assert found(master, {"TRG": {"3/2": 7}}) == [], "what is missing is unknown"


def test_a_rule_of_the_region_sees_all_offices() -> None:
    master = ruled(TOTAL)
    assert found(master, {"TRG": {"3/1": 90}, "KBI": {"3/1": 20}}) == [], "an office is missing"
    typed: dict[str, Typed] = {"TRG": {"3/1": 90}, "KBI": {"3/1": 20}, "SCN": {("3/1", "status"): "ไม่มีรายการ"}}
    assert found(master, typed) == [("region-figure-warning", "3/1", "")]
    assert found(master, {**typed, "KBI": {"3/1": 95}, "SCN": {"3/1": 50}}) == []


def test_what_a_rule_says_of_the_regions_figure_names_its_own_cell() -> None:
    master = ruled({**TOTAL, "severity": "ต้องแก้"})
    typed: dict[str, Typed] = {"TRG": {"3/1": 90}, "KBI": {"3/1": 20}, "SCN": {("3/1", "status"): "ไม่มีรายการ"}}
    (told,) = check_own_rules(returned(master, typed))
    assert (told.code, told.office, told.sheet, told.cell) == ("region-figure-error", "", "กฎ", "D4")
    assert "  " not in told.message.th
    assert ", ," not in told.message.en
    waived = ruled({**TOTAL, "severity": "ต้องแก้"}, waivers=[{"rule": TOTAL["name"], "reason": "เขตนับเองแล้ว"}])
    assert found(waived, typed) == [("finding-waived", "3/1", "")]


def test_sums_against_the_regions_own_count() -> None:
    counted = {
        "name": "นับเอง",
        "where": "3/1",
        "scope": "เขต",
        "condition": "SUM(ผล) <> 110",
        "message": "ไม่ตรงกับที่เขตนับ",
    }
    typed: dict[str, Typed] = {"TRG": {"3/1": 90}, "KBI": {"3/1": 19}, "SCN": {("3/1", "status"): "ไม่มีรายการ"}}
    assert found(ruled(counted), typed) == [("region-figure-warning", "3/1", "")]
    assert found(ruled(counted), {**typed, "KBI": {"3/1": 20}}) == []
    targets = {**counted, "condition": "SUM(เป้าหมาย) <> 120"}
    assert found(ruled(targets), typed) == [], "three offices have 40 each"
    assert found(ruled({**targets, "condition": "SUM(เป้าหมาย) = 120"}), typed) == [("region-figure-warning", "3/1", "")]


def test_parts_and_wholes_of_all_offices_are_counted_too() -> None:
    rule = {
        "name": "มิเตอร์",
        "where": "3/3",
        "scope": "เขต",
        "condition": "SUM(ตัวหาร) <> 500",
        "message": "ไม่ครบ 500 ตัว",
    }
    master = plans.master(ROWS, rules=[rule], register={"3/3": {"kind": "ตัวตั้ง/ตัวหาร"}})
    wholes = {"TRG": 300, "KBI": 150, "SCN": 50}
    typed: dict[str, Typed] = {
        office: {("3/3", "numerator"): whole - 5, ("3/3", "denominator"): whole} for office, whole in wholes.items()
    }
    assert found(master, typed) == []
    typed["SCN"] = {("3/3", "numerator"): 40, ("3/3", "denominator"): 49}
    assert found(master, typed) == [("region-figure-warning", "3/3", "")]


def test_rules_that_contradict_each_other_are_told_before_forms_go_out() -> None:
    low = {"name": "ต่ำ", "where": "3/1", "condition": "ผล < 10", "message": "ต่ำ", "severity": "ต้องแก้"}
    high = {"name": "สูง", "where": "3/*", "condition": "ผล >= 10", "message": "สูง", "severity": "ต้องแก้"}
    told = [each for each in pb.lint(ruled(low, high)) if each.code == "rules-contradict"]
    assert [(each.cell, each.sheet) for each in told] == [("D5", "กฎ")]
    assert "ต่ำ" in told[0].message.th
    for other in ({"where": "3/2"}, {"since": "2"}, {"condition": "ผล > 10"}, {"condition": "ตัวตั้ง > 10"}):
        near = {**low, "until": "1"} if "since" in other else low
        codes = [each.code for each in pb.lint(ruled(near, {**high, **other}))]
        assert "rules-contradict" not in codes, other


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"since": "4", "until": "2"}, ("rule-never-asked", "G4")),
        ({"since": "3", "where": "3/1; 3/2"}, ("rule-never-asked", "G4")),
        ({"condition": "[ครึ่งเป้า] > 1"}, ("rule-of-other-rule", "D4")),
        ({"where": "3/1", "condition": "ผล > [3/1]"}, ("rule-never-holds", "D4")),
    ],
)
def test_a_rule_that_can_ask_nothing_is_told(changed: dict[str, str], told: tuple[str, str]) -> None:
    codes = [(each.code, each.cell) for each in pb.lint(ruled({**HALF, **changed})) if each.sheet == "กฎ"]
    assert codes == [told]


def test_a_rule_counts_from_a_quarter_to_a_quarter() -> None:
    master = ruled({**HALF, "since": "2", "until": "๓"})
    assert (master.rules[0].since, master.rules[0].until) == (2, 3)
    assert found(master, {"TRG": {"3/1": 1}}) == []
    assert found(master, {"TRG": {"3/1": 1}}, 2) == [("region-rule-warning", "3/1", "TRG")]


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"condition": "ผล <"}, "rule-not-understood", "condition"),
        ({"condition": ""}, "rule-not-understood", "condition"),
        ({"condition": "กำไร > 1"}, "rule-not-understood", "condition"),
        ({"message": ""}, "rule-without-message", "message"),
        ({"message": "ก" * 121}, "rule-without-message", "message"),
        ({"severity": "แรง"}, "rule-value-unknown", "severity"),
        ({"scope": "โลก"}, "rule-value-unknown", "scope"),
        ({"since": "5"}, "rule-value-unknown", "since"),
    ],
)
def test_a_rule_that_cannot_be_read_is_one_finding_at_its_cell(changed: dict[str, str], code: str, column: str) -> None:
    master = ruled({**HALF, **changed})
    told = [each for each in pb.lint(master) if each.topic == "master"]
    assert [each.code for each in told] == [code]
    assert told[0].sheet == "กฎ"
    assert told[0].cell == {"condition": "D4", "message": "E4", "severity": "F4", "scope": "C4", "since": "G4"}[column]
    assert "ครึ่งเป้า" in told[0].message.th


def test_two_rules_of_one_name_and_waivers_of_what_there_is_not() -> None:
    waivers = [
        {"office": "TRG", "rule": "ครึ่งเป้า", "reason": "-"},
        {"office": "XXX", "reason": "รับทราบแล้ว"},
        {"rule": "ไม่มีกฎนี้", "reason": "รับทราบแล้ว"},
        {"until": "9", "reason": "รับทราบแล้ว"},
        {"key": "9/9", "reason": "รับทราบแล้ว"},
    ]
    codes = [each.code for each in ruled(HALF, HALF, waivers=waivers).findings if each.topic == "master"]
    assert sorted(codes) == ["rule-name-twice", *["waiver-unknown"] * 4, "waiver-without-reason"]


def test_a_waiver_is_applied_listed_and_told_when_it_is_over() -> None:
    waiver: dict[str, object] = {
        "office": "TRG", "key": "3/1", "rule": "ครึ่งเป้า", "reason": "พื้นที่น้ำท่วม", "until": "1", "by": "ผวก.",
    }  # fmt: skip
    master = ruled(HALF, waivers=[waiver])
    typed: dict[str, Typed] = {"TRG": {"3/1": 1}, "KBI": {"3/1": 1}}
    assert found(master, typed) == [("finding-waived", "3/1", "TRG"), ("region-rule-warning", "3/1", "KBI")]
    waived = with_waived(check_own_rules(returned(master, typed)), master)[0]
    assert "พื้นที่น้ำท่วม" in waived.message.th
    assert "ต่ำกว่าครึ่งของเป้า" in waived.message.th
    assert [code for code, _, _ in found(master, typed, 2)] == [*["region-rule-warning"] * 2, "waiver-expired"]


def test_a_waiver_may_name_its_office() -> None:
    master = ruled(HALF, waivers=[{"office": "กฟจ. ตรัง", "reason": "น้ำท่วม"}, {"office": "กฟจ.ตรัง", "reason": "น้ำท่วม"}])
    assert {waiver.office for waiver in master.waivers} == {"TRG"}


def test_a_masters_rules_are_kept_by_update_and_merge() -> None:
    master = ruled(HALF, waivers=[{"office": "TRG", "reason": "รับทราบแล้ว"}])
    again = pb.update(master).master
    assert (again.rules, again.waivers) == (master.rules, master.waivers)
    moved = pb.update(plans.plan(ROWS), master).master
    assert [rule.condition for rule in moved.rules] == [HALF["condition"]]
    assert [waiver.reason for waiver in moved.waivers] == ["รับทราบแล้ว"]
    assert pb.read_master(pb.merge(master, []).proven()).rules == master.rules


def test_a_master_without_the_sheets_is_as_it_was() -> None:
    master = plans.master(ROWS)
    assert (master.rules, master.waivers) == ((), ())
    fact = Fact(key="3/1", office="TRG", quarter=1, progress=Progress.NOTHING)
    assert list(check_own_rules(Returned(master, (), (fact,)))) == []
