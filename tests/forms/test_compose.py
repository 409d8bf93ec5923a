"""What an office's form says."""

import pytest

from planbook.domain import Direction, FormLine, FormSpec, InputKind, Master, PlanTextKind
from planbook.errors import UsageProblem
from planbook.forms.compose import compose, form_findings, reporting_offices
from tests import plans

from .makers import activity, asked, changed, targets, with_activities


def outline(spec: FormSpec) -> list[tuple[str, str, str]]:
    return [(line.line.value, line.key or line.number, line.office) for line in spec.lines]


def row(spec: FormSpec, key: str, office: str = "L01") -> FormLine:
    return next(line for line in spec.rows() if (line.key, line.office) == (key, office))


def test_only_reporters_of_asked_offices_get_a_form_in_the_order_of_the_offices_sheet(master: Master) -> None:
    assert [office.code for office in reporting_offices(master, 2)] == ["L01", "L03"]


def test_lines_stand_in_plan_order_under_the_headings_they_need_and_the_own_office_comes_first(master: Master) -> None:
    assert outline(compose(master, "L01", 2)) == [
        ("strategy", "CR1", ""),
        ("initiative", "6", ""),
        ("row", "6/1", "L01"),
        ("row", "6/1", "L02"),
        ("heading", "6/7", ""),
        ("row", "6/7/01", "L01"),
        ("row", "6/7/01", "L02"),
        ("row", "6/9", "L01"),
        ("row", "6/10", "L01"),
        ("strategy", "CR2", ""),
        ("initiative", "8", ""),
        ("row", "8/1", "L01"),
        ("row", "8/2", "L01"),
        ("row", "8/2", "L02"),
    ]


def test_a_strategy_without_rows_for_the_office_is_left_out(master: Master) -> None:
    assert outline(compose(master, "L03", 2)) == [
        ("strategy", "CR1", ""),
        ("initiative", "6", ""),
        ("row", "6/1", "L03"),
        ("heading", "6/7", ""),
        ("row", "6/7/02", "L03"),
    ]


def test_an_office_that_reports_through_another_or_is_asked_nothing_has_an_empty_form(master: Master) -> None:
    assert compose(master, "L02", 2).lines == ()
    assert compose(master, "D01", 2).lines == ()


def test_an_asked_activity_with_asked_children_is_a_row_and_not_a_heading_too(master: Master) -> None:
    decisions = master.decisions | {"6/7": asked("6/7", "L03")}
    spec = compose(changed(master, decisions=decisions), "L03", 2)
    assert outline(spec)[3:] == [("row", "6/7", "L03"), ("row", "6/7/02", "L03")]


def test_the_form_names_plan_office_quarter_and_the_settings_words(master: Master) -> None:
    spec = compose(master, "L01", 2)
    assert (spec.plan_id, spec.year, spec.quarter, spec.region) == ("PEA-S2-2562", 2562, 2, "กฟต.2")
    assert (spec.office, spec.office_name, spec.due_date) == ("L01", "กฟจ.ตรัง", "10 ก.ค. 2562")
    assert (spec.contact, spec.language, spec.fingerprint) == ("กองแผนงาน โทร. 10123", "th", master.fingerprint)
    assert compose(master, "L01", 3).due_date == ""


def test_an_offices_own_target_wins_over_the_plans_for_its_quarter_only(master: Master) -> None:
    spec = compose(master, "L01", 2)
    assert row(spec, "8/2").targets == {1: "4 ราย", 2: "5 ราย", 3: "4 ราย", 4: "-"}
    assert row(spec, "8/2", "L02").targets[2] == "44 ราย"


def test_unit_kind_and_direction_are_what_the_register_decides(master: Master) -> None:
    spec = compose(master, "L01", 2)
    assert (row(spec, "6/9").unit, row(spec, "6/9").direction) == ("วัน", Direction.AT_MOST)
    assert row(spec, "6/7/01").kind is InputKind.RATIO


@pytest.mark.parametrize(
    ("key", "quarter", "due"),
    [
        ("6/1", 1, True),  # 1 ครั้ง
        ("6/1", 2, False),  # -
        ("6/10", 2, True),  # 90%
        ("6/10", 3, False),  # no target this quarter, though others have one
        ("8/1", 2, True),  # a text across the quarters
        ("8/2", 4, False),
    ],
)
def test_a_result_is_due_where_the_quarters_target_asks_for_one(
    master: Master, key: str, quarter: int, due: bool
) -> None:
    assert row(compose(master, "L01", quarter), key).due is due


def test_an_activity_without_any_target_is_always_due(master: Master) -> None:
    assert row(compose(with_activities(master, activity("6/1", "เล่าผล")), "L01", 2), "6/1").due is True


def test_earlier_results_are_shown_as_people_read_them_and_this_quarters_is_not(master: Master) -> None:
    spec = compose(master, "L01", 2)
    assert row(spec, "6/1").earlier == {1: "1 ครั้ง"}
    assert row(spec, "6/1", "L02").earlier == {1: "ไม่มีรายการ"}
    assert row(spec, "6/7/01").earlier == {1: "62.5%"}
    assert row(spec, "8/1").earlier == {1: "ส่งข้อมูลให้ กอก. แล้ว"}
    assert row(spec, "8/2").earlier == {1: "1,234 ราย"}
    assert compose(master, "L01", 1).lines[2].earlier == {}


def test_a_text_across_the_quarters_becomes_the_hint_with_the_plans_notes_on_the_target(master: Master) -> None:
    line = row(compose(master, "L01", 2), "8/1")
    assert line.targets == {}
    assert line.hint == "(เมื่อมีการร้องขอ)\nเป้าหมาย รายงานทุกครั้ง\nการดำเนินงาน"


def test_a_long_hint_is_cut_without_parting_a_vowel_from_its_consonant(master: Master) -> None:
    long = activity("6/1", "ยาว", targets("1 ครั้ง"), notes=("เป้าหมาย " + "ที่" * 900,))
    hint = row(compose(with_activities(master, long), "L01", 1), "6/1").hint
    assert hint.endswith("ที่…")
    assert len(hint) < 2000


def test_of_activities_under_one_doubled_key_only_the_first_is_asked(master: Master) -> None:
    doubled = with_activities(master, activity("6/1", "ตัวแรก"), activity("6/1", "ตัวซ้ำ"))
    assert [line.title for line in compose(doubled, "L03", 2).rows()] == ["ตัวแรก"]


def test_an_unknown_office_or_quarter_is_refused_in_both_languages(master: Master) -> None:
    with pytest.raises(UsageProblem, match="X99") as refused:
        compose(master, "X99", 2)
    assert "ไม่พบรหัสหน่วยงาน" in refused.value.th
    with pytest.raises(UsageProblem):
        compose(master, "L01", 5)
    with pytest.raises(UsageProblem):
        reporting_offices(master, 0)


def test_findings_tell_unknown_offices_idle_offices_and_forms_with_nothing_due(master: Master) -> None:
    decisions = master.decisions | {"6/1": asked("6/1", "L01 X99")}
    found = form_findings(changed(master, decisions=decisions), 4)
    assert [(finding.code, finding.key, finding.office) for finding in found] == [
        ("form-office-unknown", "6/1", "X99"),
        ("form-nothing-due", "", "L03"),
        ("form-office-without-activities", "", "D01"),
    ]


def test_an_offices_target_for_the_whole_year_stands_in_its_hint(sample) -> None:
    hints = {code: row(compose(sample.master, code, 1), "8/1/03/03.2", code).hint for code in ("PKT", "TRG")}
    assert hints["PKT"].startswith("เป้าหมายทั้งปีของหน่วยงาน 6 ราย\n")
    assert hints["TRG"].startswith("เป้าหมายทั้งปีของหน่วยงาน 5 ราย\n")


def test_of_several_lines_of_targets_an_office_is_measured_by_the_one_that_names_it() -> None:
    plan = plans.master(
        """
        แผนงานหลักที่ 3 งานลูกค้า | 1. เยี่ยมลูกค้า        |                            | ทุก กฟฟ.
                               | เป้าหมาย ผู้แทนของเขต | 3 ราย; 3 ราย; 3 ราย; -
                               | ผจก. กฟส. ไตรมาสละ    | 6 ราย; 6 ราย; 6 ราย; -
        """
    )
    first, own = row(compose(plan, "TRG", 1), "3/1", "TRG"), row(compose(plan, "SCN", 1), "3/1", "SCN")
    assert (first.targets[1], own.targets[1]) == ("3 ราย", "6 ราย")
    assert own.hint.splitlines() == [
        "เป้าหมายของหน่วยงาน: ผจก. กฟส. ไตรมาสละ (6 ราย)",
        "เป้าหมาย ผู้แทนของเขต",
        "ผจก. กฟส. ไตรมาสละ",
    ]
    assert [text.text for text in first.plan_texts if text.kind is PlanTextKind.TARGET] == [
        "เป้าหมาย ผู้แทนของเขต · ไตรมาส 1: 3 ราย · ไตรมาส 2: 3 ราย · ไตรมาส 3: 3 ราย · ไตรมาส 4: -",
        "ผจก. กฟส. ไตรมาสละ · ไตรมาส 1: 6 ราย · ไตรมาส 2: 6 ราย · ไตรมาส 3: 6 ราย · ไตรมาส 4: -",
    ]


def test_what_the_plan_says_beside_the_title_stands_line_for_line(master: Master) -> None:
    steps = ("การดำเนินงาน", "1 จัดทำแผน", "2 รายงานผล")
    full = activity(
        "6/1", "งาน", targets("1 ครั้ง"), notes=("(ภายใน 20 วัน)",), procedure=steps, responsible=("ทุก", "กฟฟ.")
    )
    texts = row(compose(with_activities(master, full), "L01", 1), "6/1").plan_texts
    assert [(text.kind.value, text.text) for text in texts] == [
        ("note", "(ภายใน 20 วัน)"),
        *(("procedure", step) for step in steps),
        ("responsible", "ทุก กฟฟ."),
    ]
    assert row(compose(with_activities(master, full), "L01", 1), "6/1", "L02").plan_texts == ()
