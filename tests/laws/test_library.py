"""The library face: what it takes, what it answers, and what a changed plan does to forms that were sent before."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

import planbook as pb
from tests.filling import fill, typed_into


def codes(outcome):
    return [finding.code for finding in outcome.findings if finding.code != "responsible-counted"]


def test_returns_may_be_paths_bytes_or_streams_one_or_several(sample, save):
    form = fill(sample.form("TRG"), {"6/1": 1})
    folder = save({"ตรัง.xlsx": form})
    for given in (folder, str(folder), [folder / "ตรัง.xlsx"], form, [form], io.BytesIO(form)):
        outcome = pb.check(sample.master, given)
        assert [(entry.key, entry.value) for entry in outcome.entries] == [("6/1", 1)]


def test_an_outcome_answers_questions(sample, save):
    outcome = pb.merge(sample.master, save({"ตรัง.xlsx": fill(sample.form("TRG"), {"8/1/03/03.2": 0.5})}))
    frame = outcome.to_frame()
    assert frame[["key", "office", "result"]].values.tolist() == [["8/1/03/03.2", "TRG", Decimal("50")]]
    why = outcome.explain("8/1/03/03.2", quarter=1)
    assert (why.result.display, [fact.file for fact in why.facts]) == ("50% (1/18)", ["ตรัง.xlsx"])
    assert "NST" in why.missing
    assert {status.office: status.answered for status in outcome.status}["TRG"] == 1
    with pytest.raises(KeyError):
        outcome.explain("99/1", quarter=1)


def test_a_check_has_nothing_to_save(sample, save, tmp_path):
    with pytest.raises(pb.PlanbookError):
        pb.check(sample.master, save({"ก.xlsx": sample.form("TRG")})).save(tmp_path / "o.xlsx")


def edited(data, cells):
    """The sample's plan with cells of a sheet changed: ``{"CR1": {"B22": "…"}}``."""
    return typed_into(data, cells)


def titles(sample, *keys):
    """Where activities' own lines stand: (sheet, cell, text)."""
    found = sample.master.activities
    book = openpyxl.load_workbook(io.BytesIO(sample.plan.read_bytes()))
    return [(found[key].sheet, found[key].cell, book[found[key].sheet][found[key].cell].value) for key in keys]


def test_a_form_sent_before_two_activities_changed_places_lands_on_neither(sample):
    """6/1 and 6/2 change texts: the old form's 6/1 is not today's 6/1."""
    rows = {}
    for key in ("6/1", "6/2"):
        activity = sample.master.activities[key]
        rows[key] = range(activity.rows[0], activity.rows[0] + 2)
    book = openpyxl.load_workbook(io.BytesIO(sample.master.data))
    sheet = book["CR1"]
    for one, other in zip(rows["6/1"], rows["6/2"], strict=True):
        a, b = sheet.cell(one, 2), sheet.cell(other, 2)
        a.value, b.value = b.value, a.value
    first, second = sheet.cell(rows["6/1"][0], 2), sheet.cell(rows["6/2"][0], 2)
    first.value, second.value = first.value.replace("2.", "1.", 1), second.value.replace("1.", "2.", 1)
    stream = io.BytesIO()
    book.save(stream)
    master = pb.read_master(stream.getvalue())
    assert master.activities["6/1"].title != sample.master.activities["6/1"].title
    outcome = pb.check(master, fill(sample.form("TRG"), {"6/1": 1, "6/2": 0, "6/4": 3}))
    assert {(e.key, str(e.state), e.reason) for e in outcome.entries} == {
        ("6/1", "rejected", "activity-changed-since-issued"),
        ("6/2", "rejected", "activity-changed-since-issued"),
        ("6/4", "accepted", ""),
    }
    assert outcome.conservation.balanced
    assert codes(outcome).count("activity-changed-since-issued") == 2


def test_a_form_that_asked_in_another_unit_is_not_believed(sample):
    decisions = sample.master.decisions
    other = {**decisions, "6/1": replace(decisions["6/1"], unit="ราย")}
    master = replace(sample.master, decisions=other)
    outcome = pb.check(master, fill(sample.form("TRG"), {"6/1": 1}))
    assert [(entry.reason, entry.value) for entry in outcome.entries] == [("unit-changed-since-issued", None)]


def test_a_touched_up_text_is_the_same_activity(sample):
    ((sheet, cell, text),) = titles(sample, "6/1")
    master = pb.read_master(edited(sample.master.data, {sheet: {cell: text + " (ใหม่)"}}))
    outcome = pb.check(master, fill(sample.form("TRG"), {"6/1": 1}))
    assert [(entry.key, str(entry.state)) for entry in outcome.entries] == [("6/1", "accepted")]


def test_a_plan_with_other_texts_is_another_plan(sample):
    ((sheet, cell, _),) = titles(sample, "6/1")
    other = pb.adopt(edited(sample.plan.read_bytes(), {sheet: {cell: "1. เรื่องอื่นโดยสิ้นเชิง"}}), sample.offices)
    outcome = pb.check(pb.read_master(other.data), fill(sample.form("TRG"), {"6/1": 1}))
    assert (outcome.entries, codes(outcome)) == ((), ["return-of-other-plan"])


def test_a_figure_beside_nothing_to_report_is_asked_about(sample):
    form = fill(sample.form("TRG"), {"6/1": 4, ("6/1", "status"): "ไม่มีรายการ"})
    outcome = pb.check(sample.master, form)
    assert codes(outcome) == ["status-contradicts-result"]


def test_quarters_follow_each_other_and_late_returns_come_openly(sample, save):
    first = pb.merge(sample.master, save({"ตรัง.xlsx": fill(sample.form("TRG"), {"6/4": 1})}))
    master = pb.read_master(first.data)
    second = pb.merge(master, save({"ตรัง2.xlsx": fill(sample.form("TRG", 2, master), {"6/4": 2})}))
    later = pb.read_master(second.data)
    assert {(fact.quarter, fact.result) for fact in later.facts} == {(1, 1), (2, 2)}
    late = pb.merge(later, save({"นคร.xlsx": fill(sample.form("NST"), {"6/4": 5})}))
    assert [(change.office, change.old, change.new) for change in late.changes] == [("NST", None, 5)]
    assert "figure-late" in codes(late)
    changed = pb.merge(pb.read_master(late.data), save({"แก้.xlsx": fill(sample.form("TRG"), {"6/4": 9})}))
    assert {(change.office, change.old, change.new) for change in changed.changes} == {("TRG", 1, 9), ("NST", None, 5)}
    assert {status.quarter for status in changed.status} == {1, 2}
    assert next(s for s in changed.status if (s.office, s.quarter) == ("NST", 1)).files == ("นคร.xlsx",)
