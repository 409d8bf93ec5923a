"""A published figure that reads differently: both readings, the true cause, kept on the history sheet for good."""

import io

import openpyxl
import pytest

import planbook as pb
from planbook.consolidated.kept import read_published

from ..plans import adopted, edit, plan, saved
from ..quarters import returned, typed_by_staff

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
                         | 2. ประชุมประจำเดือน    | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กฟจ.ตรัง
"""
FIRST = {"TRG": {"8/1": 3, "8/2": 1}, "KBI": {"8/1": 4}}


@pytest.fixture
def plain() -> bytes:
    return adopted(plan(PLAN))


@pytest.fixture
def merged(plain, save) -> bytes:
    return pb.merge(plain, returned(save, plain, FIRST)).data


def restated(outcome: pb.Outcome) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [
        (
            f.key,
            f.fields["before"],
            f.raw,
            tuple(cause.code.removeprefix("cause.") for cause in f.fields["cause"]),
        )
        for f in outcome.findings
        if f.code == "figure-restated"
    ]


def second_quarter(save, data: bytes) -> pb.Outcome:
    """The next quarter is merged, and the first one is closed by it."""
    return pb.merge(data, returned(save, data, {"TRG": {"8/2": 1}}, day=20, quarter=2))


@pytest.mark.parametrize(
    ("typed", "before", "now", "cause"),
    [
        ({"rule": "ค่ามากที่สุด"}, "7 ราย (2/2) ✓", "4 ราย (2/2) ✓", "rule"),
        ({"unit": "คน"}, "7 ราย (2/2) ✓", "7 คน (2/2)", "unit"),
        ({"direction": "≤"}, "7 ราย (2/2) ✓", "7 ราย (2/2) ✗", "direction"),
        ({"who": "กฟจ.ตรัง"}, "7 ราย (2/2) ✓", "7 ราย ✓", "office-left"),
        ({"who": "กฟจ.ตรัง, กฟจ.กระบี่, กฟส.สิชล"}, "7 ราย (2/2) ✓", "7 ราย (2/3) ✓", "office-joined"),
        ({"cumulative": "ใช่"}, "7 ราย (2/2) ✓", "7 ราย (2/2) ✓", "cumulative"),
        ({"asked": "ไม่"}, "7 ราย (2/2) ✓", "-", "not-asked"),
    ],
)
def test_what_is_changed_in_the_register_under_a_closed_quarter(merged, save, typed, before, now, cause):
    outcome = second_quarter(save, edit(merged, "register", {"8/1": typed}))
    assert restated(outcome) == [("8/1", before, now, (cause,))]
    (finding,) = [each for each in outcome.findings if each.code == "figure-restated"]
    for message, same in ((finding.message.th, "ยังเป็น"), (finding.message.en, "still reads")):
        assert (same in message, f"“{before}”" in message, f"“{now}”" in message) == (before == now, True, True)
    (change,) = [change for change in outcome.changes if not change.office]
    assert (change.key, change.quarter, change.old, change.new, change.saved) == ("8/1", 1, before, now, "")
    later = pb.merge(outcome.data, returned(save, outcome.data, {"TRG": {"8/2": 2}}, day=21, quarter=2))
    assert [each for each in restated(later) if each[0] == "8/1" and each[3] == (cause,)] == []
    assert change in pb.read_master(later.data).changes, "kept for good"


def test_a_target_changed_in_the_plan(merged, save):
    outcome = second_quarter(save, typed_by_staff(merged, {"C6": "9 ราย"}))
    assert restated(outcome) == [("8/1", "7 ราย (2/2) ✓", "7 ราย (2/2) ✗", ("target",))]
    (finding,) = [f for f in outcome.findings if f.code == "figure-restated"]
    for words in (finding.message.th, finding.message.en):
        assert "3 ราย" in words
        assert "9 ราย" in words


def test_an_own_target_of_one_office(merged, save):
    book = openpyxl.load_workbook(io.BytesIO(merged))
    book["เป้าหมายรายหน่วยงาน"].append(["8/2", "TRG", "กฟจ.ตรัง", "2 ครั้ง"])
    outcome = second_quarter(save, saved(book))
    assert restated(outcome) == [("8/2", "1 ครั้ง ✓", "1 ครั้ง ✓", ("own-targets",))]


def test_an_own_target_may_hold_what_lists_are_written_with(plain, save):
    """``; `` inside a target is the target's own: what stands behind it is compared and told like all else."""

    def with_own(data: bytes, target: str) -> bytes:
        return edit_own(data, ["8/2", "TRG", "กฟจ.ตรัง", target])

    first = pb.merge(data := with_own(plain, "2 ครั้ง; KBI 9 ครั้ง"), returned(save, data, FIRST)).data
    (kept,) = [each for each in pb.read_master(first).published if (each.key, each.quarter) == ("8/2", 1)]
    assert kept.own_targets == {"TRG": "2 ครั้ง; KBI 9 ครั้ง"}
    assert restated(second_quarter(save, first)) == []
    outcome = second_quarter(save, with_own(first, "2 ครั้ง; KBI 7 ครั้ง"))
    (finding,) = [each for each in outcome.findings if each.code == "figure-restated"]
    assert [each.code for each in finding.fields["cause"]] == ["cause.own-targets"]
    for words in (finding.message.th, finding.message.en):
        assert "TRG 2 ครั้ง; KBI 9 ครั้ง" in words
        assert "TRG 2 ครั้ง; KBI 7 ครั้ง" in words


def edit_own(data: bytes, line: list[str]) -> bytes:
    """The one own target of a master, written or written anew."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["เป้าหมายรายหน่วยงาน"]
    row = next((cell.row for cell in sheet["A"] if cell.value == line[0]), sheet.max_row + 1)
    for column, text in enumerate(line, start=1):
        sheet.cell(row, column).value = text
    return saved(book)


@pytest.mark.parametrize(
    ("text", "read"),
    [("TRG 5 ราย; KBI ≤ 3 วัน", {"TRG": "5 ราย", "KBI": "≤ 3 วัน"}), ("", {}), ('{"TRG": "5"}', {"TRG": "5"})],
)
def test_own_targets_are_read_as_any_planbook_wrote_them(text, read):
    keys = ["key", "quarter", "figure", "due", "heard", "own_targets"]
    (figure,) = read_published([keys, keys, ["8/2", "1", "1 ครั้ง", "", "", text]])
    assert figure.own_targets == read


def test_several_causes_are_all_told(merged, save):
    both = typed_by_staff(edit(merged, "register", {"8/1": {"rule": "ค่าน้อยที่สุด"}}), {"C6": "9 ราย"})
    assert restated(second_quarter(save, both)) == [("8/1", "7 ราย (2/2) ✓", "3 ราย (2/2) ✗", ("rule", "target"))]


def test_a_late_return_is_told_as_one_with_the_regions_figures_and_its_own_time(plain, save):
    first = pb.merge(plain, returned(save, plain, {"TRG": {"8/1": 3}})).data
    late = returned(save, plain, {"KBI": {"8/1": 9}}, day=25)
    outcome = pb.merge(second_quarter(save, first).data, late)
    assert restated(outcome) == [("8/1", "3 ราย (1/2) ✓", "12 ราย (2/2) ✓", ("returns",))]
    assert [(c.office, c.old, c.new, c.saved) for c in outcome.changes] == [
        ("KBI", None, 9, "2019-04-25T08:00:00Z"),
        ("", "3 ราย (1/2) ✓", "12 ราย (2/2) ✓", "2019-04-25T08:00:00Z"),
    ]
    assert pb.merge(outcome.data, late).data == outcome.data


def test_the_same_run_may_close_a_quarter_and_bring_a_late_return(plain, save):
    first = pb.merge(plain, returned(save, plain, {"TRG": {"8/1": 3}})).data
    run = [
        returned(save, plain, {"KBI": {"8/1": 9}}, day=25),
        returned(save, first, {"TRG": {"8/2": 1}}, day=20, quarter=2),
    ]
    assert restated(pb.merge(first, run)) == [("8/1", "3 ราย (1/2) ✓", "12 ราย (2/2) ✓", ("returns",))]


def test_what_everybody_waits_for_is_no_news(plain, save):
    first = pb.merge(plain, returned(save, plain, {"TRG": {"8/1": 3}})).data
    assert restated(pb.merge(first, returned(save, plain, {"KBI": {"8/1": 9}}, day=2))) == []


def test_a_row_that_was_deleted_from_the_facts_sheet_is_told(merged):
    book = openpyxl.load_workbook(io.BytesIO(merged))
    page = book["ผลรายหน่วยงาน"]
    row = next(n for n in range(3, page.max_row + 1) if page.cell(n, 3).value == "KBI")
    page.delete_rows(row)
    outcome = pb.merge(saved(book), [])
    assert restated(outcome) == [("8/1", "7 ราย (2/2) ✓", "3 ราย (1/2) ✓", ("fact-gone",))]


def test_an_office_taken_out_of_the_offices_sheet(merged):
    book = openpyxl.load_workbook(io.BytesIO(merged))
    page = book["หน่วยงาน"]
    page.delete_rows(next(n for n in range(4, page.max_row + 1) if page.cell(n, 1).value == "KBI"))
    outcome = pb.merge(saved(book), [])
    assert restated(outcome) == [("8/1", "7 ราย (2/2) ✓", "7 ราย ✓", ("office-left",))]


def test_results_that_wait_for_a_new_number_and_then_follow_it(merged):
    swapped = typed_by_staff(merged, {"B6": "2. เยี่ยมลูกค้ารายสำคัญ", "B7": "1. ประชุมประจำเดือน"})
    made = pb.update(swapped)
    causes = {f.key: tuple(c.code for c in f.fields["cause"]) for f in made.findings if f.code == "figure-restated"}
    assert causes == {"8/1~1": ("cause.renumbered",), "8/2~1": ("cause.renumbered",)}
    confirmed = edit(made.data, "register", {"8/1": {"was": "8/2~1"}, "8/2": {"was": "8/1~1"}})
    outcome = pb.merge(confirmed, [])
    assert sorted(restated(outcome)) == [
        ("8/1", "-", "1 ครั้ง ✓", ("renamed",)),
        ("8/2", "-", "7 ราย (2/2) ✓", ("renamed",)),
    ]
