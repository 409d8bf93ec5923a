"""A master, exported and made anew, is the same master: forms that were sent still match it."""

from dataclasses import replace

import pytest

import planbook.pipeline as pb
from planbook.document.text import DocumentProblem, to_yaml, validate
from planbook.domain import Direction, InputKind, OfficeTarget, ReviewNote, Rule, read_quantity
from tests import plans

from .makers import activity, data, document, without_places


@pytest.fixture(scope="module")
def decided(sample):
    """The sample master after its staff decided some things their own way."""
    master = sample.master
    own = replace(
        master.decisions["6/1"],
        kind=InputKind.RATIO,
        unit="%",
        rule=Rule.RATIO,
        direction=Direction.AT_MOST,
        cumulative=True,
        review=(ReviewNote(typed="ถามผู้ว่าการ, แล้วค่อยยืนยัน"),),
    )
    target = OfficeTarget(key="6/1", office="TRG", quarter=2, target=read_quantity("5 ราย"))
    return replace(
        master,
        decisions={**master.decisions, "6/1": own},
        office_targets=(*master.office_targets, target),
        settings=replace(master.settings, contact="กองแผนงาน โทร. 10123", due={2: "10 ก.ค. 2562"}),
    )


def test_a_master_made_of_an_export_decides_the_same(decided):
    document = pb.export_plan(decided)
    made = pb.read_master(pb.new_master(document).data)
    again = pb.export_plan(made)
    assert again.offices == document.offices
    assert again.groups == document.groups
    assert again.settings == document.settings
    assert again.office_targets == document.office_targets
    ours, theirs = (
        [a.decision for s in d.strategies for i in s.initiatives for a in i.activities] for d in (document, again)
    )
    assert theirs == ours
    assert without_places(again.model_dump()) == without_places(document.model_dump())
    assert made.fingerprint == decided.fingerprint
    assert made.decisions["6/1"].review == (ReviewNote(typed="ถามผู้ว่าการ, แล้วค่อยยืนยัน"),)


def test_rules_waivers_and_the_factor_are_carried_too():
    rules = [
        {
            "name": "ส่วนเกิน",
            "where": "3/1; 3/2",
            "condition": "ผล > 90% * เป้าหมาย",
            "message": "มากไป",
            "severity": "ต้องแก้ไข",
        },
        {"name": "ยอดเขต", "scope": "เขต", "condition": "SUM(ผล) > 5", "message": "เกินเขต", "since": "2", "until": "3"},
    ]
    waivers = [{"office": "TRG", "key": "3/1", "rule": "ส่วนเกิน", "reason": "น้ำท่วม", "until": "2", "by": "ผวก."}]
    rows = "แผนงานหลักที่ 3 งานบริการ | 1. ประชุม | 1 ครั้ง; -; -; - | ทุก กฟฟ.\n | 2. อบรม | 2 ครั้ง; -; -; - | ทุก กฟฟ."
    register = {"3/2": {"evidence": "ใช่"}}
    master = plans.master(rows, rules=rules, waivers=waivers, settings={"far_factor": "2.5"}, register=register)
    document = pb.read_document(to_yaml(pb.export_plan(master)))
    made = pb.read_master(pb.new_master(document).data)
    assert [replace(each, cells={}) for each in made.rules] == [replace(each, cells={}) for each in master.rules]
    assert made.waivers == master.waivers
    assert (made.settings.far_factor, made.decisions["3/2"].evidence) == (master.settings.far_factor, True)
    assert made.fingerprint == master.fingerprint


def test_a_fingerprint_tells_what_is_asked():
    def of(targets, **register):
        return plans.master(f"แผนงานหลักที่ 3 งาน | 1. ก | {targets}", register={"3/1": register}).fingerprint

    alike = of("5 ครั้ง; -; -; -")
    assert alike == of("5 ครั้ง; -; -; -")
    assert len({alike, of("6 ครั้ง; -; -; -"), of("5 ครั้ง; -; -; -", direction="≤"), of("5 ครั้ง"), of("6 ครั้ง")}) == 5


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"rules": [{"name": "ก", "condition": "ผล <", "message": "ข"}]}, "rules[0].condition"),
        ({"waivers": [{"key": "9/9", "reason": "น้ำท่วม"}]}, "waivers[0].key"),
        ({"waivers": [{"office": "XX", "reason": "น้ำท่วม"}]}, "waivers[0].office"),
    ],
)
def test_a_rule_or_waiver_that_cannot_be_is_named_by_its_path(changed, path):
    with pytest.raises(DocumentProblem) as problem:
        pb.new_master(validate({**data(activity("1", targets={"1": "100%"})), **changed}))
    assert problem.value.path == path


def test_a_master_of_a_plan_written_by_hand_is_proposed_as_adopt_would():
    made = document(activity("1", targets={"1": "100%"}, responsible={"lines": ["กบล.(ผลส.)"]}))
    adopted = pb.new_master(made)
    same = pb.adopt(pb.new_plan(made))
    assert adopted.data == same.data
    assert adopted.master.decisions["8/1"].kind is InputKind.PERCENT


def test_offices_given_by_hand_are_the_masters():
    plan = data(activity("1", responsible={"lines": ["ทุก กฟฟ."]}))
    plan["offices"] = [{"code": "TRG", "name": "กฟจ.ตรัง", "kind": "กฟฟ.1"}]
    plan["groups"] = [{"name": "ทุก กฟฟ.", "kinds": ["กฟฟ.1"]}]
    plan["settings"] = {"plan_id": "P2570", "year": 2570}
    master = pb.read_master(pb.new_master(validate(plan)).data)
    assert master.decisions["8/1"].offices == ("TRG",)
    assert master.settings.plan_id == "P2570"
