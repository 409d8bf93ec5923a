"""What is due: form, status, reminder, result and detail form agree."""

import email
from dataclasses import replace
from decimal import Decimal
from email import policy

import pytest

import planbook as pb
from planbook.consolidated.detail import compose_detail
from planbook.domain import Fact, OfficeTarget, read_quantity
from planbook.domain.due import all_due, latest_quarter, meets_target, missed_by
from planbook.domain.year import year_of
from planbook.forms.compose import compose
from planbook.mail.drafts import Draft
from planbook.rollup.restate import figures_of
from planbook.rollup.results import results_of, statuses_of

from ..plans import adopted, edit, plan

ASKED = "TRG"


def master_of(targets: str, own: str = "") -> pb.Master:
    """A plan of two activities: 3/1 with these targets for everybody, in one office's own third quarter ``own``."""
    rows = f"""
        แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | {targets} | ทุก กฟฟ.
                             | 2. อบรม | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | ทุก กฟฟ.
    """
    asked = {"asked": "ใช่", "kind": "จำนวน", "unit": "ครั้ง", "rule": "รวม", "who": "ทุก กฟฟ."}
    made = pb.read_master(edit(adopted(plan(rows)), "register", {"3/1": asked}))
    if not own:
        return made
    line = OfficeTarget(key="3/1", office=ASKED, quarter=3, target=read_quantity(own))
    return replace(made, office_targets=(line,))


def said(master: pb.Master, office: str, quarter: int) -> set[bool]:
    """What each of them says of activity 3/1: one answer where they agree."""
    line = next(row for row in compose(master, office, quarter).rows() if (row.key, row.office) == ("3/1", office))
    results, _ = results_of(master, [], [quarter])
    (status,) = [each for each in statuses_of(master, [], quarter, {}) if each.office == office]
    detail = compose_detail(master, "3/1", [], [], {quarter})
    name = master.offices.by_code[office].name
    shown = next(row for row in detail.rows if row.name == name).results[quarter]
    outcome = pb.check(master, [], quarter=quarter)
    drafts = pb.remind(outcome, quarter)
    asked = any(office in draft.name and "3/1" in _body(draft) for draft in drafts)
    expected = master.is_due("3/1", office, quarter)
    region = {each.key: each.offices_expected for each in results}.get("3/1", 0)
    everybody = sum(master.is_due("3/1", code, quarter) for code in master.decisions["3/1"].offices)
    assert region == everybody
    return {line.due, status.asked == 2, shown.awaited, asked, expected}


def _body(draft: Draft) -> str:
    return email.message_from_bytes(draft.data, policy=policy.default).get_content()


@pytest.mark.parametrize("text", ["-", "ไม่มี"])
def test_one_mark_across_the_quarters_asks_for_nothing(text):
    master = master_of(text)
    assert [said(master, ASKED, quarter) for quarter in (1, 3)] == [{False}, {False}]


def test_a_text_across_the_quarters_asks_in_each():
    assert said(master_of("(เมื่อมีการร้องขอ)"), ASKED, 2) == {True}


def test_a_target_in_one_offices_own_third_quarter_is_due_then_and_from_it_alone():
    master = master_of("-", own="2 ครั้ง")
    assert [said(master, ASKED, quarter) for quarter in (2, 3)] == [{False}, {True}]
    assert said(master, "KBI", 3) == {False}


def test_a_quarter_of_its_own_asks():
    master = master_of("1 ครั้ง; -; ; 1 ครั้ง")
    assert [said(master, ASKED, quarter) for quarter in (1, 2, 3, 4)] == [{True}, {False}, {False}, {True}]


@pytest.mark.parametrize("asked", [{1}, {1, 2}])
def test_a_quarter_is_closed_by_what_was_heard_of_a_later_one_and_not_by_asking_for_it(asked):
    """Handed over after the first quarter: the year and the figures of the plan tell the same offices as due."""
    before = master_of("1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง")
    given = replace(before.decisions["3/1"], offices=("SCN",))
    master = replace(before, decisions={**before.decisions, "3/1": given})
    said = [Fact(key="3/1", office=code, quarter=1, result=Decimal(1)) for code in ("TRG", "KBI")]
    elsewhere = Fact(key="3/2", office="SCN", quarter=2, result=Decimal(1))
    for facts, expected in ((said, 1), ([*said, elsewhere], 2)):
        results = [each for each in results_of(master, facts, asked)[0] if each.key == "3/1"]
        year = year_of(master, "3/1", said, results, {1}, latest_quarter(facts))
        assert results[0].offices_expected == year.expected == expected
        published = figures_of(master, results, facts)
        assert len(published[0].due) == len(all_due(master, facts, [1])["3/1", 1]) == expected
    opened = year_of(master, "3/1", said, [], asked, latest_quarter(said))
    assert opened.reported == 0  # the new office has not answered; nobody has heard of the second quarter


@pytest.mark.parametrize("own", ["", "9 ครั้ง"])
def test_who_misses_a_target_is_asked_about_once_for_all_who_report_alike(own):
    master = master_of("3 ครั้ง; 3 ครั้ง; 3 ครั้ง; 3 ครั้ง", own)
    offices = [office.code for office in master.offices.offices]
    figures = [Decimal(2), Decimal(5), "ยังไม่แล้วเสร็จ", None]
    facts = [
        Fact(key=key, office=office, quarter=quarter, result=figures[(number + quarter) % 4], file="f.xlsx")
        for key in ("3/1", "3/2", "9/9")
        for quarter in (2, 3)
        for number, office in enumerate([*offices, *offices])
    ]
    one_by_one = {(fact.key, fact.office) for fact in facts if meets_target(master, fact) is False}
    assert missed_by(master, facts) == one_by_one
    assert len(one_by_one) > 1
