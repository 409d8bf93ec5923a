"""What needs nobody any more: waived by the region, or answered with a reason; counted and listed in every report."""

import io
import json

import openpyxl
import pytest

import planbook as pb
from planbook.report.console import office_lines, summary_lines
from tests import plans
from tests.filling import fill
from tests.report.conftest import named

ROWS = """
    แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 10 ราย; 10 ราย; -; - | ทุก กฟฟ.
                          | 2. อบรม | 20 ราย; 20 ราย; -; - | ทุก กฟฟ.
"""
WAIVERS: list[dict[str, object]] = [
    {"office": "TRG", "key": "3/1", "rule": "target-missed-unexplained", "reason": "น้ำท่วม", "until": "2", "by": "ผวก."},
    {"office": "KBI", "rule": "target-missed-unexplained", "reason": "เปิดสาขาใหม่", "until": "1"},
    {"office": "SCN", "reason": "ย้ายสำนักงาน", "until": "1"},
]


@pytest.fixture(scope="module")
def outcome() -> pb.Outcome:
    """In the second quarter TRG, KBI and SCN miss a target; TRG missed another one and says why."""
    master = plans.master(ROWS, waivers=WAIVERS)
    forms = dict(pb.generate(master, 2))
    typed = {
        "TRG": {"3/1": 9, "3/2": 19, ("3/2", "remark"): "ผู้เข้าอบรมป่วย"},
        "KBI": {"3/1": 9, "3/2": 20},
        "SCN": {"3/1": 10, "3/2": 20, ("3/2", "remark"): "-"},
    }
    files = [
        named(f"{code}.xlsx", fill(next(data for name, data in forms.items() if code in name), cells))
        for code, cells in typed.items()
    ]
    return pb.check(master, files)


def test_a_reason_answers_and_a_waiver_settles_and_both_are_told(outcome):
    told = sorted((each.code, each.office, each.key) for each in outcome.findings if each.topic == "result")
    assert told == [
        ("answer-explained", "TRG", "3/2"),
        ("finding-waived", "TRG", "3/1"),
        ("target-missed-unexplained", "KBI", "3/1"),
        ("waiver-expired", "", ""),
        ("waiver-past", "", ""),
    ]
    by_code = {each.code: each for each in outcome.findings}
    assert "ผู้เข้าอบรมป่วย" in by_code["answer-explained"].message.th
    assert "น้ำท่วม" in by_code["finding-waived"].message.th
    assert "เปิดสาขาใหม่" in by_code["waiver-expired"].message.th
    assert [by_code[code].cell for code in ("waiver-expired", "waiver-past")] == ["D5", "D6"]


def test_they_are_counted_on_the_screen_and_listed_in_every_report(outcome):
    work = outcome.work()
    assert (work.waived, work.explained) == (1, 1)
    assert "waived by the region: 1 · answered with a reason: 1" in list(summary_lines(work, "en"))
    lines = "\n".join(office_lines(work, "th"))
    assert "ผู้เข้าอบรมป่วย" in lines
    assert "น้ำท่วม" in lines
    report = json.loads(outcome.report_as(".json"))
    assert [(each["office"], each["applied"], each["expired"]) for each in report["waivers"]] == [
        ("TRG", 1, False),
        ("KBI", 0, True),
        ("SCN", 0, True),
    ]
    assert report["explained"] == 1
    book = openpyxl.load_workbook(io.BytesIO(outcome.report_as(".xlsx")))
    assert [[cell.value for cell in row][4:] for row in book["ยกเว้น"].iter_rows(min_row=5)] == [
        ["น้ำท่วม", 2, "ผวก.", 1],
        ["เปิดสาขาใหม่", 1, "-", 0],
        ["ย้ายสำนักงาน", 1, "-", 0],
    ]
    page = outcome.report_as(".html").decode()
    assert "เขตยกเว้น 1 เรื่อง" in page
    assert "น้ำท่วม" in page
    assert "ผู้เข้าอบรมป่วย" in page


def test_a_run_without_waivers_says_nothing_of_them(region):
    work = region.check({}).work()
    assert not any("waived" in line for line in summary_lines(work, "en"))
