"""Which of several returns counts, chosen on the command line or in a file of answers, and kept by the workbook."""

import io
import json
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import openpyxl
import pytest

import planbook as pb
from planbook.cli import main
from planbook.simulate.filling import saved_at

from ..filling import fill
from ..plans import adopted, plan
from ..quarters import form

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย | กฟฟ.ชั้น 1-3
                         | 2. แก้ไขไฟดับ         | 60%; 60%; 60%; 60%         | กฟฟ.ชั้น 1-3
"""
EARLY, NOON, LATER = "2019-04-01T08:00:00Z", "2019-04-01T12:00:00Z", "2019-04-03T08:00:00Z"


@pytest.fixture(scope="module")
def region() -> bytes:
    return adopted(plan(PLAN))


@pytest.fixture
def work(region, tmp_path, monkeypatch):
    """A folder with the master ``m.xlsx``, where commands run; files go into ``r/``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.xlsx").write_bytes(region)
    (tmp_path / "r").mkdir()
    return tmp_path


def put(work, region, name, typed, saved, office="TRG"):
    (work / "r" / name).write_bytes(saved_at(fill(form(region, office), typed), saved))


def run(*args: str) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit) as ended:
        main([*args])
    return int(ended.value.code), said.getvalue()


def merge(*args: str, master="m.xlsx", returns=("r",)) -> pb.Master:
    code, said = run("merge", master, *returns, "-o", "n.xlsx", "--force", *args)
    assert code in (0, 1), said
    Path("n.xlsx").replace("c.xlsx")
    return pb.read_master("c.xlsx")


def figures(master: pb.Master) -> dict[str, str]:
    return {fact.key: fact.raw for fact in master.facts}


def codes(*args: str) -> set[str]:
    run("check", "m.xlsx", "r", "--report", "w.json", "--force", *args)
    return {finding["code"] for finding in json.loads(Path("w.json").read_text("utf-8"))["findings"]}


@pytest.fixture
def two(work, region):
    """A return, and another of the same morning that says one thing otherwise and leaves one out."""
    put(work, region, "ก.xlsx", {"8/1": 3, "8/2": 0.9}, EARLY)
    put(work, region, "ข.xlsx", {"8/1": 4, ("8/1", "remark"): "แก้"}, NOON)
    return work


@pytest.mark.usefixtures("two")
def test_where_the_order_within_hours_decides_it_is_asked_with_both_files_and_every_cell():
    outcome = pb.check("m.xlsx", "r")
    (asked,) = [f for f in outcome.findings if f.code == "return-order-close"]
    assert (asked.file, asked.key, asked.raw) == ("ก.xlsx", "8/1", "3 → 4")
    for text in ("ข.xlsx", "1 เม.ย. 2562 เวลา 15.00 น.", "1 เม.ย. 2562 เวลา 19.00 น.", "8/1 ผล “3” → “4”"):
        assert text in asked.message.th
    (left_out,) = [f for f in outcome.findings if f.code == "figures-left-out"]
    assert (left_out.file, left_out.key, "ข.xlsx" in left_out.message.th) == ("ก.xlsx", "8/2", True)
    assert outcome.exit_code == 1


@pytest.mark.usefixtures("two")
def test_what_a_later_file_leaves_out_is_marked_until_somebody_answers():
    merged = merge()
    assert {fact.key: str(fact.result) for fact in merged.facts} == {"8/1": "4", "8/2": "90"}
    page = openpyxl.load_workbook("c.xlsx")["CR1"]
    assert (page["D6"].value, page["D7"].value) == ("4 ราย†", "90% (1/2)?"), "the count of the first is too wide"
    assert {fact.key: fact.doubt for fact in merged.facts} == {"8/1": "", "8/2": "ข.xlsx"}
    again = pb.merge("c.xlsx", [])
    assert {"figures-left-out", "return-order-close"} <= {f.code for f in again.findings}, "asked until answered"
    kept = pb.merge(again.data, [], choices=[pb.Choice(file="ข.xlsx", use=pb.Use.COMBINE)])
    assert openpyxl.load_workbook(io.BytesIO(kept.data))["CR1"]["D7"].value == "90% (1/2)"
    assert "figures-left-out" not in {f.code for f in pb.merge(kept.data, "r").findings}, "the workbook keeps it"


@pytest.mark.usefixtures("two")
def test_the_file_that_is_preferred_counts_and_so_do_its_blanks():
    assert list(figures(merge("--prefer", "ข.xlsx")).items()) == [("8/1", "4")]
    assert figures(merge("--prefer", "r/ก.xlsx"))["8/1"] == "3"
    assert "return-order-close" not in codes("--prefer", "ก.xlsx")
    assert figures(merge(master="c.xlsx"))["8/1"] == "3", "a choice is kept"


def test_a_preferred_file_gives_way_to_a_later_one_only_when_somebody_says_so(two, region):
    merge("--prefer", "ก.xlsx")
    put(two, region, "ค.xlsx", {"8/1": 9}, LATER)
    outcome = pb.merge("c.xlsx", "r/ค.xlsx")
    assert "return-not-preferred" in {f.code for f in outcome.findings}
    assert figures(merge("--prefer", "ค.xlsx", master="c.xlsx"))["8/1"] == "9"


@pytest.mark.usefixtures("two")
def test_what_was_chosen_is_asked_no_more():
    assert codes("--prefer", "ข.xlsx").isdisjoint({"return-superseded", "return-order-close"})
    assert "return-chosen" in codes("--prefer", "ข.xlsx")
    assert "returns-both-preferred" in codes("--prefer", "ข.xlsx", "--prefer", "ก.xlsx")


def test_a_copy_of_a_file_is_the_file_and_a_name_of_two_is_asked(two):
    (two / "r" / "ก สำเนา.xlsx").write_bytes((two / "r" / "ก.xlsx").read_bytes())
    assert figures(merge("--prefer", "ก สำเนา.xlsx"))["8/1"] == "3"
    for folder in ("x", "y"):
        (two / "r" / folder).mkdir()
    (two / "r" / "ก สำเนา.xlsx").unlink()
    (two / "r" / "ก.xlsx").rename(two / "r" / "x" / "ฉ.xlsx")
    (two / "r" / "ข.xlsx").rename(two / "r" / "y" / "ฉ.xlsx")
    assert "answer-of-several-files" in codes("--prefer", "ฉ.xlsx")
    assert figures(merge("--prefer", "x/ฉ.xlsx"))["8/1"] == "3"


def test_an_archive_is_chosen_or_left_out_with_all_that_is_in_it(two):
    with zipfile.ZipFile(two / "r" / "โซน.zip", "w") as packed:
        packed.write(two / "r" / "ก.xlsx", "ก.xlsx")
    (two / "r" / "ก.xlsx").unlink()
    assert figures(merge("--prefer", "โซน.zip"))["8/1"] == "3"
    assert {"return-excluded"} <= codes("--exclude", "r/โซน.zip", "--because", "ส่งผิด")
    assert "answers-of-other-files" not in codes("--exclude", "r/โซน.zip", "--because", "ส่งผิด")


@pytest.mark.usefixtures("two")
def test_a_file_chosen_in_two_ways_is_one_sentence():
    code, said = run("check", "m.xlsx", "r", "--prefer", "ก.xlsx", "--exclude", "ก.xlsx", "--because", "ส่งผิด")
    assert (code, "--prefer" in said and "--exclude" in said) == (2, True)


def test_a_file_is_excluded_with_a_reason_and_stays_so(two):
    code, said = run("check", "m.xlsx", "r", "--exclude", "ข.xlsx")
    assert (code, "--because" in said) == (2, True)
    assert run("check", "m.xlsx", "r", "--exclude", "ข.xlsx", "--because", "-")[0] == 2
    assert run("check", "m.xlsx", "r", "--because", "ไม่มีไฟล์")[0] == 2
    merged = merge("--exclude", "ข.xlsx", "--because", "ส่งผิดคน")
    assert figures(merged)["8/1"] == "3"
    (two / "r" / "ข.xlsx").rename(two / "r" / "ฉบับสอง.xlsx")
    outcome = pb.merge("c.xlsx", "r")
    (told,) = [f for f in outcome.findings if f.code == "return-excluded"]
    assert (told.file, told.severity.value, "ส่งผิดคน" in told.message.th) == ("ฉบับสอง.xlsx", "info", True)
    assert {fact.key: fact.raw for fact in outcome.facts}["8/1"] == "3"


@pytest.mark.usefixtures("two")
def test_a_file_is_withdrawn_after_a_merge_and_what_it_replaced_counts_again():
    before = merge()
    gone = merge("--withdraw", "ข.xlsx", "--because", "หน่วยงานแจ้งว่าส่งผิดแผน", master="c.xlsx", returns=())
    assert figures(gone)["8/1"] == "3"
    assert {fact.doubt for fact in gone.facts} == {""}
    (change,) = [each for each in gone.changes if each.office]
    assert (str(change.old), str(change.new), "หน่วยงานแจ้งว่าส่งผิดแผน" in change.cause) == ("4", "3", True)
    both = merge("--withdraw", "ก.xlsx", master="c.xlsx", returns=())
    assert figures(both) == {}
    page = openpyxl.load_workbook("c.xlsx")["CR1"]
    assert (page["D6"].value, page["D7"].value) == (None, None)
    back = merge("--combine", "ข.xlsx", "--combine", "ก.xlsx", master="c.xlsx", returns=())
    assert figures(back) == figures(before)
    assert pb.merge("m.xlsx", "r/ก.xlsx").facts == gone.facts


def test_answers_stand_in_a_file_and_those_for_other_files_are_one_finding(two):
    (two / "คำตอบ.yaml").write_text(
        "answers:\n  - file: ก.xlsx\n    use: prefer\n  - {file: อื่น.xlsx, use: prefer}\n"
        "  - {file: อีก.xlsx, use: exclude, because: ส่งซ้ำ}\n",
        encoding="utf-8",
    )
    assert figures(merge("--answers", "คำตอบ.yaml"))["8/1"] == "3"
    outcome = pb.check("m.xlsx", "r", choices=pb.read_answers("คำตอบ.yaml"))
    (finding,) = [f for f in outcome.findings if f.code == "answers-of-other-files"]
    assert (finding.severity.value, finding.file) == ("error", "คำตอบ.yaml")
    assert "อื่น.xlsx, อีก.xlsx" in finding.message.th


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("answers: [", "บรรทัดที่ 1"),
        ("answers: [{file: ก.xlsx, use: delete}]", "answers[0].use"),
        ("answers: [{file: ก.xlsx, use: exclude, because: '-'}]", "answers[0]"),
        ("answers: [{file: ก.xlsx, use: prefer, quarter: 1}]", "answers[0].quarter"),
        ("answers: [{file: ก.xlsx, use: prefer}, {file: ก.xlsx, use: combine}]", "answers[1]"),
        ("format: planbook-answers/2\nanswers: []", "(format)"),
        ("- ก.xlsx", "ใช้คำตอบ"),
        ('{"answers": [{"use": "prefer"}]}', "answers[0].file"),
        ("", "ใช้คำตอบ"),
    ],
)
def test_a_file_of_answers_that_cannot_be_used_is_one_sentence(two, text, place):
    (two / "คำตอบ.yaml").write_text(text, encoding="utf-8")
    code, said = run("check", "m.xlsx", "r", "--answers", "คำตอบ.yaml")
    assert (code, "คำตอบ.yaml" in said, place in said) == (2, True, True), said
    assert "Traceback" not in said


def test_two_fillings_of_one_form_that_agree_are_combined_and_told(work, region):
    put(work, region, "งานขาย.xlsx", {"8/1": 3}, EARLY)
    put(work, region, "งานช่าง.xlsx", {"8/2": 0.9, ("8/1", "remark"): "ครบ"}, NOON)
    outcome = pb.check("m.xlsx", "r")
    assert {(f.key, str(f.result), f.remark) for f in outcome.facts} == {("8/1", "3", "ครบ"), ("8/2", "90", "")}
    (told,) = [f for f in outcome.findings if f.code not in ("figure-late",)]
    assert (told.code, told.severity.value) == ("return-combined", "info")
    assert outcome.conservation.rejected == 0
    assert {fact.doubt for fact in outcome.facts} == {""}


def test_files_without_a_time_of_one_name_stay_two_returns(work, region):
    """Google Sheets says of no file when it was saved, and an office sends the same name again."""
    put(work, region, "ผล.xlsx", {"8/1": 3, "8/2": 0.9}, "")
    first = pb.merge("m.xlsx", "r")
    put(work, region, "ผล.xlsx", {"8/1": 5}, "")
    second = pb.merge(first.data, "r")
    assert {(f.key, str(f.result), f.doubt) for f in second.facts} == {
        ("8/1", "5", ""),
        ("8/2", "90", "ผล (2).xlsx"),
    }
    assert pb.merge(second.data, "r").data == second.data
    back = pb.merge(second.data, [], choices=[pb.Choice(file="ผล (2).xlsx", use=pb.Use.EXCLUDE, because="ผิด")])
    assert back.facts == first.facts
