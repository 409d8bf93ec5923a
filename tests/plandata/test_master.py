"""A master, exported and made anew, is the same master: forms that were sent still match it."""

from dataclasses import replace

import pytest

import planbook.pipeline as pb
from planbook.document.text import validate
from planbook.domain import Direction, InputKind, OfficeTarget, Rule, read_quantity

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
        review="ถามผู้ว่าการ, แล้วค่อยยืนยัน",
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
    assert made.decisions["6/1"].review == "ถามผู้ว่าการ, แล้วค่อยยืนยัน"


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
