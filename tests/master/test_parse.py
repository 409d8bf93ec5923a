"""The plan is read to the level of a careful reader: the sample, and the region's own workbook where it is there."""

import pytest

from planbook.domain import QuantityKind
from planbook.master.parse import parse_plan
from planbook.master.sheets import read_sheets
from tests.conftest import ORIGINAL, SAMPLES
from tests.plans import master
from tests.test_sample import ACTIVITIES

PLANS = [SAMPLES / "plan-2562.xlsx", *([ORIGINAL] if ORIGINAL.exists() else [])]

INITIATIVES = {
    "3": "แผนงานการนำเทคโนโลยีดิจิทัลเพื่อกำหนดและดำเนินการตามมาตรฐานการให้บริการ (SLA) ที่เกินความคาดหวังของลูกค้าและเหนือกว่าคู่เทียบ",
    "4": "แผนงานการพัฒนาการให้บริการลูกค้าด้วยเทคโนโลยีดิจิทัล (Digital Service)",
    "7": "แผนงานรักษาฐานลูกค้า High Value",
    "8": "การบริหารความสัมพันธ์กับลูกค้าแต่ละกลุ่ม",
    "9": "การบริหารจัดการข้อร้องเรียนให้กับลูกค้า",
    "11": "แผนงานการดำเนินงานธุรกิจเกี่ยวเนื่อง",
}


def expected():
    """Key → (targets of the first row of values, "(…)" rows joined; responsible lines) of the printed plan."""
    for line in ACTIVITIES.strip().splitlines():
        key, targets, responsible = (part.strip() for part in line.split("|"))
        lines = [piece.strip() for piece in responsible.split("//") if piece.strip()]
        yield key, [[bit.strip() for bit in row.split(";")] for row in targets.split("//") if row.strip()], lines


@pytest.fixture(scope="module", params=PLANS, ids=lambda path: path.parent.name)
def parsed(request):
    return parse_plan(read_sheets(request.param.read_bytes(), request.param.name), request.param.name)


def test_every_activity_under_its_chain_of_numbers(parsed):
    assert [activity.key for activity in parsed.plan.activities()] == [key for key, _, _ in expected()]


def test_targets_spans_and_further_rows(parsed):
    by_key = {activity.key: activity for activity in parsed.plan.activities()}
    for key, rows, _ in expected():
        activity = by_key[key]
        if not rows:
            assert not activity.has_values, key
        elif rows[0][0].startswith("("):
            assert activity.span is not None, key
            assert activity.span.quantity.raw == rows[0][0]
        elif key == "6/8":
            assert [activity.target(q).raw for q in (1, 2, 3, 4)] == ["-", "1 ครั้ง (100 ราย)"] * 2
            assert activity.target(2).note == "(100 ราย)"
        else:
            said = [[line.targets[q].raw if q in line.targets else "" for q in (1, 2, 3, 4)] for line in activity.lines]
            assert said == [(row + [""] * 4)[:4] for row in rows], key


def test_responsible_lines_belong_to_the_unit_they_name(parsed):
    """Plan 4's third line stands beside 1.1, but goes on with the name of the working group above."""
    by_key = {activity.key: activity for activity in parsed.plan.activities()}
    for key, _, lines in expected():
        want = {"4/1": ["คณะทำงานฯ", "PEA", "Smart Plus"], "4/1/1.1": []}.get(key, lines)
        assert list(by_key[key].responsible) == want, key


def test_initiatives_with_hand_split_titles(parsed):
    found = {initiative.number: initiative for _, initiative in parsed.plan.initiatives()}
    assert list(found) == [str(number) for number in range(3, 12)]
    for number, title in INITIATIVES.items():
        assert found[number].title == title
    assert found["5"].notes == ("(เชื่อมโยงกับ SO5 ในแผนงาน DT1.2)", "(รอหารือในรายละเอียดทั้ง 4 ภาค)")
    assert len(found["8"].notes) == 2


def test_what_is_not_decided_is_flagged(parsed):
    doubts = {activity.key: activity.doubts for activity in parsed.plan.activities() if activity.doubts}
    assert doubts == {
        **{f"5/{n}": ("no-values",) for n in range(1, 6)},
        "8/1/03/03.1/03.1.1": ("more-target-lines",),
    }


def test_procedures_are_no_activities(parsed):
    by_key = {activity.key: activity for activity in parsed.plan.activities()}
    steps = by_key["8/1/03/03.2"].procedure
    assert sum(" ราย" in step for step in steps) >= 18
    assert any(step.startswith("รวม 48") for step in steps)
    assert by_key["8/1/03/03.2"].children == ()
    assert any(note.startswith("เป้าหมาย") and "44 ราย" in note for note in by_key["8/1/03/03.2"].notes)


def test_header_block_measures_and_summary(parsed):
    plan = parsed.plan
    assert (plan.year, plan.region) == (2562, "กฟต.2")
    assert [strategy.sheet for strategy in plan.strategies] == ["CR1", "CR2", "NM1.3"]
    first = plan.strategies[0]
    assert (len(first.objective), len(first.measures), len(first.division_measures)) == (3, 5, 8)
    assert first.measures[0].target.value is not None
    assert first.measures[0].target.unit == "ระดับ"
    assert first.division_measures[0].target.kind is QuantityKind.PENDING
    assert first.division_measures[1].target is None
    lines = {line.strategy: line for line in plan.summary if line.strategy != "-"}
    assert lines["CR2"].initiatives == "แผนงานหลักที่ 7-10"
    assert lines["CR2"].perspective.startswith("ด้านลูกค้า")
    assert len(plan.summary) == 13


def test_budget_remarks(parsed):
    by_key = {activity.key: activity for activity in parsed.plan.activities()}
    with_budget = {key for key, activity in by_key.items() if activity.budget.total}
    assert with_budget == {"6/7/03", "6/8", "6/9/01"}
    assert by_key["6/8"].budget.total.kind is QuantityKind.NIL


def test_no_cell_is_left_over(parsed):
    assert parsed.balance.cells > 900
    assert parsed.balance.left_over == 0
    assert parsed.findings == ()


def test_an_activity_may_have_a_number_of_three_digits():
    found = master(
        """
        แผนงานหลักที่ 3 งานบริการ | 99. สำรวจ       | 1 ครั้ง; -; -; - | ทุก กฟฟ.
                              | 100. สำรวจสถานี | 1 ครั้ง; -; -; - | ทุก กฟฟ.
                              | ครบทุกแห่ง
                              | 500.- บาทต่อแห่ง
                              | 365 วัน
                              | ๑๐๑.อบรม       | 1 ครั้ง; -; -; - | ทุก กฟฟ.
        """
    ).activities
    assert {key: activity.title for key, activity in found.items()} == {
        "3/99": "สำรวจ",
        "3/100": "สำรวจสถานีครบทุกแห่ง 500.- บาทต่อแห่ง 365 วัน",
        "3/101": "อบรม",
    }
