"""The flat data that every report shows: what each office owes, and what the region does next."""

import json
from dataclasses import replace
from decimal import Decimal

import jsonschema
import pytest

import planbook as pb
from planbook.domain import Fact, needs_somebody
from planbook.report.work import AnswerState, NextStep
from planbook.simulate.filling import saved_at
from tests import plans
from tests.conftest import ROOT
from tests.filling import fill
from tests.report.conftest import named


def steps(work):
    return {office.office: (office.step.value, office.errors, office.warnings) for office in work.offices}


def test_each_office_has_its_state_its_findings_and_its_next_step(outcome):
    assert steps(outcome.work()) == {
        "TRG": ("nothing", 0, 0),
        "KBI": ("correct", 1, 1),
        "SCN": ("remind", 0, 0),
        "PLS": ("remind", 0, 0),
    }


def test_a_file_of_nobody_is_the_regions_matter(outcome):
    work = outcome.work()
    assert [finding.file for finding in work.of("")] == ["สิชล.xlsx"]
    assert [finding.code for finding in work.of("KBI")] == ["value-not-understood", "target-missed-unexplained"]


def test_the_map_has_every_answer_that_is_due(outcome):
    answers = {(each.key, each.office): each for each in outcome.work().answers}
    assert {place: each.state for place, each in answers.items()} == {
        ("5/1", "TRG"): AnswerState.MET,
        ("5/1", "KBI"): AnswerState.MISSED,
        ("5/1", "SCN"): AnswerState.WAITING,
        ("5/2", "TRG"): AnswerState.MET,
        ("5/2", "KBI"): AnswerState.REJECTED,
        ("5/2", "SCN"): AnswerState.WAITING,
        ("6/1", "PLS"): AnswerState.WAITING,
    }
    assert (answers["5/2", "TRG"].shown, answers["5/2", "TRG"].target) == ("95%", "90%")


@pytest.mark.parametrize(("status", "state"), [("ไม่มีรายการ", AnswerState.NIL), ("ยังไม่เริ่ม", AnswerState.NOT_STARTED)])
def test_nothing_to_report_and_not_started_are_told_apart(region, status, state):
    work = region.check({"ตรัง.xlsx": region.filled("TRG", 3, None, status=status, remark="ไม่มีลูกค้า")}).work()
    assert {each.state for each in work.answers if (each.key, each.office) == ("5/2", "TRG")} == {state}


def test_progress_adds_up_by_strategy_and_initiative(outcome):
    lines = outcome.work().progress
    assert [(line.initiative, line.activities, line.answered, line.asked) for line in lines] == [
        ("", 3, 3, 7),
        ("5", 2, 3, 6),
        ("6", 1, 0, 1),
    ]
    assert all(line.activities == line.met + line.missed + line.open for line in lines)


def test_an_office_that_left_a_row_out_is_asked_for_the_rest(region):
    assert steps(region.check({"ตรัง.xlsx": region.filled("TRG", 3, None)}).work())["TRG"] == ("rest", 0, 0)


def test_a_strict_run_counts_warnings_as_errors(region):
    outcome = region.check({"ตรัง.xlsx": region.filled("TRG", 3, 0.95, status="ไม่มีรายการ", remark="ไม่มี")})
    plain, strict = outcome.work(), outcome.work(strict=True)
    assert (plain.counts.errors, plain.counts.warnings) == (0, 1)
    assert (strict.counts.errors, strict.counts.warnings) == (1, 0)
    assert (steps(plain)["TRG"], steps(strict)["TRG"]) == (("look", 0, 1), ("correct", 1, 0))


def test_one_rule_says_whether_somebody_is_needed(region, outcome):
    clean = region.check({"ตรัง.xlsx": region.filled("TRG", 3, 0.95)})
    assert (needs_somebody(clean.findings), clean.exit_code) == (False, pb.ExitCode.CLEAN)
    assert (needs_somebody(outcome.findings), outcome.exit_code) == (True, pb.ExitCode.FINDINGS)
    assert [severity for severity in pb.Severity if not severity.needs_somebody] == [pb.Severity.INFO]


def test_the_order_of_files_plays_no_part(region):
    files = {"ก.xlsx": region.filled("TRG", 3, "ดี"), "ข.xlsx": region.filled("TRG", 3, 0.95, day="2019-04-09")}
    backwards = dict(reversed(files.items()))
    assert region.check(files).work() == region.check(backwards).work()


def test_the_report_keeps_to_its_schema_and_holds_the_work(outcome):
    report = json.loads(outcome.report.to_json())
    schema = json.loads((ROOT / "schemas" / "merge-report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(report)
    assert [office["step"] for office in report["offices"]] == [
        NextStep.NOTHING,
        NextStep.CORRECT,
        NextStep.REMIND,
        NextStep.REMIND,
    ]
    assert len(report["answers"]) == 7
    assert report["counts"] == {"errors": 2, "warnings": 1, "infos": 0}


def test_first_returns_are_judged_as_they_came_first(region):
    files = {
        "ตรัง.xlsx": region.filled("TRG", 3, "ดี"),
        "ตรัง แก้ไข.xlsx": region.filled("TRG", 3, 0.95, day="2019-04-09"),
        "กระบี่.xlsx": region.filled("KBI", 3, 0.95),
    }
    outcome = region.check(files)
    assert steps(outcome.work())["KBI"] == ("nothing", 0, 0)
    (first,) = outcome.work().first_pass
    assert (first.offices, first.offices_passed, first.rows, first.rows_passed) == (2, 1, 4, 3)
    assert [(each.code, each.offices, each.rows) for each in first.stumbles] == [("value-not-understood", ("TRG",), 1)]
    assert [(each.key, each.failed, each.asked) for each in first.hard] == [("5/2", 1, 2)]
    assert first.rules == first.rules_passed + 1


def test_a_correction_of_what_was_merged_before_is_no_first_return(region):
    merged = pb.merge(region.master, [region.filled("TRG", 2, 0.95)])
    master = pb.read_master(merged.proven())
    files = [region.filled("TRG", 3, 0.95, day="2019-04-20"), region.filled("KBI", 3, 0.95)]
    (first,) = pb.check(master, files).work().first_pass
    assert (first.offices, first.offices_passed, first.earlier) == (2, 1, 0), "the merge kept how TRG's first one was"
    assert [each.code for each in first.stumbles] == ["target-missed-unexplained"]
    # a master of a planbook that kept nothing of it
    (first,) = pb.check(replace(master, first_returns=()), files).work().first_pass
    assert (first.offices, first.offices_passed, first.earlier) == (1, 1, 1)


def test_the_yield_is_kept_by_quarter_whatever_is_merged_when(region):
    """A wrong file, its correction, an earlier file that comes late, and a second quarter."""
    wrong, right = region.filled("TRG", 2, "ดี"), region.filled("TRG", 3, 0.95, day="2019-04-09")
    late = region.filled("KBI", 3, 0.95, day="2019-04-01")
    other = region.filled("KBI", 2, 0.95, day="2019-04-03")
    at_once = pb.merge(region.master, [named(f"{n}.xlsx", f) for n, f in enumerate((wrong, right, late, other))])
    master = region.master
    for number in (1, 3, 0, 2):
        file = named(f"{number}.xlsx", (wrong, right, late, other)[number])
        master = pb.read_master(pb.merge(master, [file]).proven())
    assert master.first_returns == at_once.first_returns
    ((_, form),) = pb.generate(master, 2, offices=["TRG"])
    second = pb.check(master, [saved_at(fill(form, {"5/1": 1, "5/2": 0.9}), "2019-07-02T04:00:00Z")])
    first, then = second.work().first_pass
    assert (first.quarter, first.offices, first.offices_passed, first.rows, first.rows_passed) == (1, 2, 1, 4, 2)
    assert [(each.code, each.offices, each.rows) for each in first.stumbles] == [
        ("target-missed-unexplained", ("TRG",), 1),
        ("value-not-understood", ("TRG",), 1),
    ]
    assert [(each.key, each.failed, each.asked) for each in first.hard] == [("5/1", 1, 2), ("5/2", 1, 2)]
    assert (then.quarter, then.offices, then.offices_passed) == (2, 1, 0)
    for ending, said in ((".html", "target-missed-unexplained"), (".json", '"quarter": 1')):
        assert said in second.report_as(ending).decode()


def test_a_refused_file_did_not_pass(region):
    other = pb.with_settings(region.master, plan_id="P-9")
    ((_, form),) = pb.generate(other, 1, offices=["TRG"])
    (first,) = region.check({"ตรัง.xlsx": form, "กระบี่.xlsx": region.filled("KBI", 3, 0.95)}).work().first_pass
    assert (first.offices, first.offices_passed, first.rows, first.rows_passed) == (2, 1, 4, 2)
    assert [each.code for each in first.stumbles] == ["return-of-other-plan"]


def test_a_closed_quarter_of_an_office_that_is_gone_is_still_counted() -> None:
    plan = plans.master("แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 2 ครั้ง; 2 ครั้ง; 2 ครั้ง; 2 ครั้ง | กฟจ.ตรัง")
    reported = {"key": "3/1", "result": Decimal(2), "raw": "2", "file": "แบบ.xlsx", "sheet": "รายงานผล", "cell": "I8"}
    facts = (Fact(office="GONE", quarter=1, **reported), Fact(office="TRG", quarter=2, **reported))
    outcome = pb.check(replace(plan, facts=facts), [])
    assert [(each.quarter, each.value, each.contributors) for each in outcome.results] == [
        (1, 2, ("GONE",)),
        (2, 2, ("TRG",)),
    ]
    assert outcome.work()
