"""Rules on what came back: what the form objects to, an office's own past, copied tables; and that a reason answers."""

import io

import openpyxl
import pytest

import planbook as pb
from planbook.book.foreign import open_book
from planbook.domain import finding_kinds
from planbook.forms.compose import compose
from planbook.forms.render import render
from planbook.returns.oneform import facts
from planbook.review.answers import ReportedRow, Returned
from planbook.review.returned import RETURN_RULES, answers_of, review_returns
from tests import plans
from tests.filling import Typed, fill
from tests.quarters import returned as returned_by
from tests.quarters import typed_by_staff
from tests.returns.makers import read_form

ROWS = """
    แผนงานหลักที่ 3 งานบริการ | 1. ประชุม      | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; - | ทุก กฟฟ.
                          | 2. ตัดต้นไม้    | ≤ 20 วัน; ≤ 20 วัน; -; -  | ทุก กฟฟ.
                          | 3. ความพึงพอใจ  | 100%; 100%; -; -          | ทุก กฟฟ.
                          | 4. เยี่ยมลูกค้า  | 40 ราย; 40 ราย; -; -      | ทุก กฟฟ.
                          | 5. อบรม        | 41 ราย; 41 ราย; -; -      | ทุก กฟฟ.
                          | 6. ตรวจสอบ     | -; -; -; -                | ทุก กฟฟ.
                          | 7. ซ่อม        | -; -; -; -                | ทุก กฟฟ.
                          | 8. ติดตั้ง       | -; -; -; -                | ทุก กฟฟ.
                          | 9. สายส่ง       | -; -; -; -                | ทุก กฟฟ.
                          | 10. จดหน่วย     | 95%; 95%; -; -            | ทุก กฟฟ.
                          | 11. แจ้งผล      | 1 ฉบับ; 1 ฉบับ; -; -      | ทุก กฟฟ.
"""
REGISTER = {
    "3/5": {"nil_remark": "ใช่"},
    "3/6": {"kind": "จำนวน", "unit": "ราย"},
    "3/7": {"kind": "จำนวน", "unit": "ราย"},
    "3/8": {"kind": "จำนวน", "unit": "ราย"},
    "3/9": {"kind": "จำนวน", "unit": "ราย", "cumulative": "ใช่"},
    "3/10": {"kind": "ตัวตั้ง/ตัวหาร"},
    "3/11": {"evidence": "ใช่"},
}
OWN = {code for rule in RETURN_RULES for code in rule.codes}


@pytest.fixture(scope="module")
def master() -> pb.Master:
    return plans.master(ROWS, register=REGISTER)


@pytest.fixture(scope="module")
def second(master: pb.Master) -> pb.Master:
    """The master of quarter 2: TRG has reported quarter 1."""
    figures = {"3/4": 40, "3/6": 12, "3/7": 13, "3/8": 14, "3/9": 100, "3/1": 2, "3/5": 50}
    merged = pb.merge(master, returned(master, "TRG", figures))
    return pb.read_master(merged.proven())


FORMS: dict[tuple[int, str, int], bytes] = {}


def returned(master: pb.Master, office: str, typed: Typed, quarter: int = 1) -> bytes:
    at = (id(master), office, quarter)
    if at not in FORMS:
        FORMS[at] = render(compose(master, office, quarter))
    return fill(FORMS[at], typed)


def found(master: pb.Master, *returns: bytes) -> list[tuple[str, str]]:
    """What the rules say of returns, read in this process: starting others for every case would take minutes."""
    answers: list[ReportedRow] = []
    for number, data in enumerate(returns):
        reading = read_form(f"{number}.xlsx", open_book(data))
        rows = [(line, (line.key, line.office or reading.office)) for line in reading.rows]
        answers += answers_of(facts(reading.entries), rows)
    everything = (*master.facts, *(answer.fact for answer in answers))
    return sorted({(each.code, each.key) for each in review_returns(Returned(master, tuple(answers), everything))})


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("3/1", 5000, "figure-far-above-target"),
        ("3/1", 0, "target-missed-unexplained"),
        ("3/1", 1, None),
        ("3/1", 3, None),
        ("3/2", 400, "target-missed-unexplained"),
        ("3/2", 20, None),
        ("3/3", 0.1, "target-missed-unexplained"),
        ("3/3", 0.01, "figure-hundredfold"),
        ("3/4", 4000, "figure-hundredfold"),
        ("3/6", 5000, None),
    ],
)
def test_what_the_form_objects_to_is_a_finding_unless_a_reason_answers_it(
    master: pb.Master, key: str, typed: float, code: str | None
) -> None:
    wanted = [(code, key)] if code else []
    assert found(master, returned(master, "TRG", {key: typed})) == wanted
    for nothing in ("-", "x", " . "):
        assert found(master, returned(master, "TRG", {key: typed, (key, "remark"): nothing})) == wanted
    explained = [("answer-explained", key)] if code else []
    reason = {key: typed, (key, "remark"): "ผู้รับจ้างหยุดงาน"}
    assert found(master, returned(master, "TRG", reason)) == explained


def test_nothing_to_report_needs_its_reason_where_the_register_says_so(master: pb.Master) -> None:
    nil = {("3/5", "status"): "ไม่มีรายการ", ("3/4", "status"): "ไม่มีรายการ"}
    assert found(master, returned(master, "TRG", nil)) == [("nil-without-reason", "3/5")]
    answered = found(master, returned(master, "TRG", {**nil, ("3/5", "remark"): "ไม่มีผู้สมัคร"}))
    assert answered == [("answer-explained", "3/5")]


def test_a_figure_beside_nothing_to_report_contradicts_it(master: pb.Master) -> None:
    assert found(master, returned(master, "TRG", {"3/1": 1, ("3/1", "status"): "ไม่มีรายการ"})) == [
        ("status-contradicts-result", "3/1")
    ]


def test_two_figures_that_changed_places(master: pb.Master) -> None:
    swapped = returned(master, "TRG", {"3/4": 41, "3/5": 40})
    assert found(master, swapped) == [("figure-of-other-row", "3/5")], "only 40 of 41 asks for anything"
    assert found(master, returned(master, "TRG", {"3/4": 40, "3/5": 40})) == [("target-missed-unexplained", "3/5")]


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("3/6", 48, "figure-far-from-past"),
        ("3/6", 36, None),
        ("3/6", 3, "figure-far-from-past"),
        ("3/9", 99, "cumulative-falls"),
        ("3/9", 1000, None),
    ],
)
def test_a_figure_far_from_the_offices_own_past(second: pb.Master, key: str, typed: float, code: str | None) -> None:
    assert found(second, returned(second, "TRG", {key: typed}, 2)) == ([(code, key)] if code else [])
    reason = returned(second, "TRG", {key: typed, (key, "remark"): "โอนงานจากสาขาอื่น"}, 2)
    assert [each for each in found(second, reason) if each[0] != "answer-explained"] == []


SAME = {"3/1": 2, "3/4": 44, "3/5": 50, "3/6": 12, "3/7": 13, "3/8": 14}


def test_a_table_that_is_another_offices(master: pb.Master) -> None:
    first, other = returned(master, "TRG", SAME), returned(master, "KBI", SAME)
    assert [code for code, _ in found(master, first, other)] == ["table-as-other-office"]
    assert found(master, first, returned(master, "KBI", {**SAME, "3/8": 15})) == []
    dull = dict.fromkeys(SAME, 50)
    dull_found = found(master, returned(master, "TRG", dull), returned(master, "KBI", dull))
    assert "table-as-other-office" not in [code for code, _ in dull_found], "one figure in every row is no table"
    targets = {"3/1": 1, "3/2": 20, "3/3": 1, "3/4": 40, "3/5": 41}
    assert found(master, returned(master, "TRG", targets), returned(master, "KBI", targets)) == []


def test_a_table_that_is_the_offices_own_last_quarter(second: pb.Master) -> None:
    again = {"3/1": 2, "3/5": 50, "3/6": 12, "3/7": 13, "3/8": 14, "3/9": 100}
    codes = [code for code, _ in found(second, returned(second, "TRG", again, 2))]
    assert codes == ["table-as-last-quarter"]
    assert found(second, returned(second, "TRG", {**again, "3/8": 15}, 2)) == []


def test_a_result_needs_its_evidence_where_the_register_says_so(master: pb.Master) -> None:
    assert found(master, returned(master, "TRG", {"3/11": 1})) == [("evidence-missing", "3/11")]
    named = returned(master, "TRG", {"3/11": 1, ("3/11", "remark"): "หนังสือที่ มท 5307/12"})
    assert found(master, named) == [], "evidence is no excuse that is told for the record"
    nil = returned(master, "TRG", {("3/11", "status"): "ไม่มีรายการ"})
    assert found(master, nil) == [], "nothing to report has none"


def test_how_far_is_far_is_a_setting() -> None:
    for factor, far in (("2", 90), ("2.5", 101), ("๑๐", 401)):
        own = plans.master(ROWS, register=REGISTER, settings={"far_factor": factor})
        assert found(own, returned(own, "TRG", {"3/4": far})) == [("figure-far-above-target", "3/4")]
        assert found(own, returned(own, "TRG", {"3/4": far * 0.8})) == []
    assert plans.master(ROWS).settings.far_factor == 3
    for wrong in ("มาก", "1", "0", "-4"):
        bad = plans.master(ROWS, settings={"far_factor": wrong})
        assert [(each.code, each.cell) for each in bad.findings if each.code.startswith("setting")] == [
            ("setting-factor-bad", "C26")
        ]
        assert bad.settings.far_factor == 3


def test_a_figure_of_the_next_row(master: pb.Master) -> None:
    copied: Typed = {"3/1": 41, "3/4": 40, "3/5": 41}
    assert found(master, returned(master, "TRG", copied)) == [("figure-far-above-target", "3/1")], "not beside it"
    assert found(master, returned(master, "TRG", {"3/3": 1, "3/4": 4000, "3/5": 4000})) == [
        ("figure-far-above-target", "3/5"),
        ("figure-hundredfold", "3/4"),
    ]
    beside = plans.master("""
        แผนงานหลักที่ 3 งานบริการ | 1. ประชุม | 1 ครั้ง; -; -; - | ทุก กฟฟ.
                              | 2. อบรม   | 400 ราย; -; -; - | ทุก กฟฟ.
    """)
    assert found(beside, returned(beside, "TRG", {"3/1": 420, "3/2": 420})) == [("figure-as-next-row", "3/1")]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"3/1": "ดี"}, "value-not-understood"),
        ({"3/1": -1}, "value-negative"),
        ({"3/3": 1.5}, "percent-out-of-range"),
        ({"3/4": "40 ครั้ง"}, "unit-differs"),
        ({("3/10", "numerator"): 61, ("3/10", "denominator"): 60}, "ratio-over-whole"),
        ({("3/10", "numerator"): 61}, "ratio-half"),
    ],
)
def test_kind_range_unit_and_part_of_the_whole(master: pb.Master, typed: Typed, code: str) -> None:
    reading = read_form("ก.xlsx", open_book(returned(master, "TRG", typed)))
    assert [each.code for each in reading.findings] == [code]
    assert {entry.reason for entry in reading.entries} == {code}


def test_what_is_required_this_quarter_and_left_blank_is_asked_for(master: pb.Master) -> None:
    outcome = pb.check(master, [returned(master, "TRG", {"3/1": 1, ("3/2", "remark"): "รอผล"})], quarter=1)
    trg = next(status for status in outcome.offices if status.office == "TRG")
    assert (trg.state, trg.answered, trg.asked) == ("partial", 1, 7)
    assert [each.step for each in outcome.work().offices if each.office == "TRG"] == ["rest"]
    (draft,) = [draft for draft in pb.remind(outcome, 1) if draft.to == ("trg@example.com",)]
    assert draft.name.endswith("ไม่ครบ.eml")


def test_check_tells_what_the_rules_find(second: pb.Master) -> None:
    files = [returned(second, "TRG", {"3/1": 5000}, 2), returned(second, "KBI", {"3/2": 400}, 2)]
    outcome = pb.check(second, files)
    assert sorted((each.code, each.office, each.key) for each in outcome.findings if each.code in OWN) == [
        ("figure-far-above-target", "TRG", "3/1"),
        ("target-missed-unexplained", "KBI", "3/2"),
    ]
    assert all(each.findings for each in outcome.received)


def test_every_rule_declares_what_it_reports() -> None:
    assert {code for code in OWN if code not in finding_kinds()} == set()
    assert len({rule.topic for rule in RETURN_RULES}) == len(RETURN_RULES)


def test_a_form_returned_untouched_says_nothing(second: pb.Master) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(compose(second, "TRG", 2))))
    out = io.BytesIO()
    book.save(out)
    assert found(second, out.getvalue()) == []


def test_what_the_plan_says_otherwise_since_forms_went_out_is_told_once(save) -> None:
    rows = """
        แผนงานหลักที่ 3 งานบริการ | 1. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 9 ราย; -; - | กฟฟ.ชั้น 1-3
                              | 2. สำรวจ            | 2 ราย; -; -; -     | กฟฟ.ชั้น 1-3
    """
    data = plans.adopted(plans.plan(rows))
    today = typed_by_staff(data, {"C6": "5 ราย", "E6": "8 ราย", "B6": "1. เยี่ยมลูกค้ารายใหญ่มาก"})
    returns = returned_by(save, data, {office: {"3/1": 6, "3/2": 2} for office in ("TRG", "KBI")})
    codes = ["target-changed-since-issued", "wording-changed-since-issued"]
    assert [each.code for each in pb.check(data, returns).findings] == []
    outcome = pb.check(today, returns)
    told = [each for each in outcome.findings if each.code in codes]
    assert [(each.code, each.key) for each in told] == [(code, "3/1") for code in codes]
    assert "“3 ราย”" in told[0].message.text("en")
    assert "“5 ราย” (กฟจ.กระบี่, กฟจ.ตรัง)" in told[0].message.text("en")
    assert {entry.state for entry in outcome.entries} == {pb.EntryState.ACCEPTED}
