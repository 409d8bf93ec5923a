"""What is chosen in the page is what the command line reads: a file of answers, a row of the waivers sheet."""

import re
import subprocess
import sys

import openpyxl
import pytest
from markupsafe import escape

import planbook as pb
from planbook.desk import asked, steps
from planbook.desk.folder import YearFolder
from planbook.desk.history import undo
from planbook.desk.room import Preview, Room
from planbook.desk.views import Views
from planbook.domain import Severity, finding_kinds
from planbook.errors import UsageProblem
from planbook.words import languages, sentences
from tests.desk.running import desk
from tests.filling import fill
from tests.plans import adopted, plan
from tests.quarters import typed_by_staff

ROW = "แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; -; -; - | กฟฟ.ชั้น 1-3"


@pytest.fixture
def year(tmp_path):
    """A quarter with two returns of Trang that differ, and one of Krabi that misses its target."""
    year = YearFolder(tmp_path / "ปี")
    year.returns(1).mkdir(parents=True)
    year.master.write_bytes(adopted(plan(ROW)))
    for name, office, typed in (("ตรัง.xlsx", "TRG", 3), ("ตรัง-2.xlsx", "TRG", 4), ("กระบี่.xlsx", "KBI", 1)):
        ((_, form),) = pb.generate(year.master, 1, offices=[office]).files()
        (year.returns(1) / name).write_bytes(fill(form, {"3/1": typed}))
    return year


def figures(year):
    outcome = steps.check(year, 1)
    return {fact.office: fact.result for fact in outcome.facts}, {finding.code for finding in outcome.findings}


def result_cells(year, *places):
    book = openpyxl.load_workbook(year.consolidated(1))
    return [book[sheet][cell].value for sheet, cell in places]


def by_command(year, *more):
    command = [
        sys.executable,
        "-m",
        "planbook",
        "check",
        str(year.master),
        str(year.returns(1)),
        "--report",
        "-",
        *more,
    ]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout


@pytest.mark.parametrize(("file", "counts"), [("ตรัง.xlsx", 3), ("ตรัง-2.xlsx", 4)])
def test_a_file_is_chosen_as_the_command_line_chooses_it_and_back(year, file, counts):
    assert "return-order-unknown" in figures(year)[1]
    steps.choose(year, 1, file, "prefer")
    said, found = figures(year)
    assert said["TRG"] == counts
    assert "return-order-unknown" not in found
    answers = ["--answers", str(year.answers(1))]
    assert by_command(year, *answers) == by_command(year, "--prefer", file) != by_command(year)
    undo(year)
    assert not year.answers(1).exists()
    assert "return-order-unknown" in figures(year)[1]


def test_a_file_is_left_out_with_a_reason_only_and_a_choice_is_taken_back(year):
    for because in ("", "-", " x "):
        with pytest.raises(UsageProblem):
            steps.choose(year, 1, "กระบี่.xlsx", "exclude", because)
    assert not year.answers(1).exists()
    steps.choose(year, 1, "กระบี่.xlsx", "exclude", "ส่งผิดแผน")
    steps.choose(year, 1, "ตรัง.xlsx", "exclude", "ฉบับร่าง: ยังไม่เสร็จ")
    assert figures(year)[0] == {"TRG": 4}
    assert {choice.file for choice in pb.read_answers(year.answers(1))} == {"กระบี่.xlsx", "ตรัง.xlsx"}
    steps.choose(year, 1, "ตรัง.xlsx", "")
    steps.choose(year, 1, "กระบี่.xlsx", "")
    assert not year.answers(1).exists()


def test_a_waiver_goes_into_the_master_and_settles_the_warning(year):
    wanted = {"office": "KBI", "key": "3/1", "rule": "target-missed-unexplained", "until": "2", "by": "สมศรี"}
    with pytest.raises(UsageProblem):
        steps.waive(year, 1, {**wanted, "reason": "-"})
    for column, value in {"office": "XXX", "key": "9/9", "until": "7", "colour": "red"}.items():
        with pytest.raises(UsageProblem):
            steps.waive(year, 1, {**wanted, "reason": "น้ำท่วมทั้งอำเภอ", column: value})
    assert "target-missed-unexplained" in figures(year)[1]
    steps.waive(year, 1, {**wanted, "reason": "น้ำท่วมทั้งอำเภอ"})
    steps.waive(year, 1, {**wanted, "office": "TRG", "reason": "=1+1 ยกเว้นไว้ก่อน"})
    read = pb.read_master(year.master)
    assert [(each.office, each.reason, each.until, each.by) for each in read.waivers] == [
        ("KBI", "น้ำท่วมทั้งอำเภอ", 2, "สมศรี"),
        ("TRG", "=1+1 ยกเว้นไว้ก่อน", 2, "สมศรี"),
    ]
    assert not [each for each in read.findings if each.code.startswith("waiver")]
    found = figures(year)[1]
    assert "finding-waived" in found
    assert "target-missed-unexplained" not in found
    undo(year)
    undo(year)
    assert pb.read_master(year.master).waivers == ()


def until_done(at_work):
    while at_work.state()["job"]["state"] == "running":
        pass


def test_the_page_offers_what_can_be_chosen_and_does_it(year):
    with desk(year.root) as at_work:
        at_work.do("check")
        until_done(at_work)
        returns = at_work.get("page/returns?q=1").body.decode()
        assert len(re.findall('data-use="prefer"', returns)) == 2, "of the office that sent several files"
        findings = at_work.get("page/findings?q=1").body.decode()
        (asked,) = re.findall('data-ask="waive" data-office="(.*?)" data-key="(.*?)" data-rule="(.*?)"', findings)
        assert asked == ("KBI", "3/1", "target-missed-unexplained")
        offered = re.findall('data-use="(.*?)" data-name="(.*?)"', findings)
        assert sorted(offered) == [("prefer", "ตรัง-2.xlsx"), ("prefer", "ตรัง.xlsx")], "right where it is asked"
        assert "--prefer" not in findings
        assert "--prefer" not in at_work.get("get/board?q=1").body.decode()
        refused = at_work.do("choose", name="กระบี่.xlsx", use="exclude", because="-")
        assert refused.status == 409
        assert "เหตุผล" in refused.said
        for changed_mind in ("ตรัง-2.xlsx", "ตรัง.xlsx"):
            assert at_work.do("choose", name=changed_mind, use="prefer").status == 200
            until_done(at_work)
        office, key, rule = asked
        told = {"office": office, "key": key, "rule": rule, "until": "1", "by": "สมศรี"}
        assert at_work.do("waive", reason="น้ำท่วมทั้งอำเภอ", **told).status == 200
        until_done(at_work)
        assert "น้ำท่วมทั้งอำเภอ" in at_work.get("page/findings?q=1").body.decode()
        assert "ที่เลือกไว้: ใช้ไฟล์นี้" in at_work.get("page/returns?q=1").body.decode()
    assert figures(year)[0] == {"TRG": 3, "KBI": 1}


def test_what_commands_merged_is_withdrawn_in_the_page_and_leaves_the_plan(year):
    (year.returns(1) / "ตรัง-2.xlsx").unlink()
    year.master.write_bytes(pb.merge(year.master, [year.returns(1)], quarter=1).data)
    (year.returns(1) / "ตรัง.xlsx").unlink()
    with desk(year.root) as at_work:
        at_work.do("check")
        until_done(at_work)
        page = at_work.get("page/returns?q=1").body.decode()
        assert re.findall('data-ask="leave-out" data-use="withdraw" data-name="(.*?)"', page) == ["ตรัง.xlsx"]
        assert at_work.do("choose", name="ตรัง.xlsx", use="withdraw", because="ส่งผิดไตรมาส").status == 200
        until_done(at_work)
        at_work.do("preview")
        until_done(at_work)
        assert at_work.do("merge").status == 200
    assert {fact.office: fact.result for fact in pb.read_master(year.consolidated(1)).facts} == {"KBI": 1}


def test_a_long_list_of_findings_has_pages_and_is_searched_as_a_whole(year, monkeypatch):
    outcome = steps.check(year, 1)
    room = Room(year.root, "th")
    monkeypatch.setattr(room, "outcome", lambda _quarter: outcome)
    monkeypatch.setattr(asked, "ON_A_PAGE", 1)
    views = Views(room, "/t")
    listed = [finding for finding in outcome.work().findings if finding.severity is not Severity.INFO]
    pages = [views.page("findings", 1, "", number) for number in range(1, len(listed) + 1)]
    assert len(pages) > 1
    for page, finding in zip(pages, listed, strict=True):
        assert escape(finding.message.th) in page
    assert 'href="/t/page/findings?q=1&amp;find=&amp;n=2"' in pages[0]
    found = views.page("findings", 1, "กระบี่", 9)
    assert "KBI" in found
    assert "ตรัง-2.xlsx" not in found


def test_a_merge_shows_what_the_check_could_not_say(year, monkeypatch):
    merged = pb.merge(year.master, [year.returns(1)], quarter=1).data
    year.master.write_bytes(typed_by_staff(merged, {"D6": "7 ราย"}))
    checked, outcome = steps.check(year, 1), pb.merge(year.master, [year.returns(1)], quarter=1)
    room = Room(year.root, "th")
    monkeypatch.setattr(room, "outcome", lambda _quarter: checked)
    monkeypatch.setattr(room, "preview", lambda _quarter: Preview(outcome, ()))
    page = Views(room, "/t").page("merge", 1)
    (known,) = [each for each in outcome.findings if each.code == "target-missed-unexplained"]
    assert 'name="hand:CR1!D6"' in page
    assert "7 ราย" in page
    assert escape(known.message.th) not in page
    assert "--hand-edits" not in page


def test_figures_typed_over_are_kept_or_replaced_each_by_choice_and_a_merge_is_undone(year):
    with desk(year.root) as at_work:
        for name in ("preview", "merge"):
            assert at_work.do(name).status == 200
            until_done(at_work)
        made = pb.read_master(year.consolidated(1))
        place = (made.activities["3/1"].sheet, made.activities["3/1"].result_cells[1])
        figure = result_cells(year, place)[0]
        below = f"{place[1][0]}{int(place[1][1:]) + 1}"
        typed = typed_by_staff(made.data, {place[1]: "9 ราย", below: "(5/5)"}, place[0])
        year.consolidated(1).write_bytes(typed)

        assert at_work.do("preview").status == 200
        until_done(at_work)
        page = at_work.get("page/merge?q=1").body.decode()
        names = re.findall('type="radio" name="(hand:.*?)"', page)
        assert list(dict.fromkeys(names)) == [f"hand:{place[0]}!{place[1]}"]
        assert "9 ราย" in page
        assert figure in page
        assert " checked" not in page
        assert at_work.do("preview", **{names[0]: "throw away"}).status == 409
        for said, shows in (({"all": "replace"}, figure), ({names[0]: "keep"}, "9 ราย")):
            assert at_work.do("preview", **said).status == 200
            until_done(at_work)
            assert at_work.get("page/merge?q=1").body.decode().count(" checked") == 1
            before = year.consolidated(1).read_bytes()
            assert at_work.do("merge").status == 200
            assert result_cells(year, place) == [shows]
            if said == {"all": "replace"}:
                assert at_work.do("undo").status == 200
                assert year.consolidated(1).read_bytes() == before == typed
                assert at_work.do("preview").status == 200
                until_done(at_work)


def test_no_hint_of_the_page_names_a_command_and_every_button_it_names_is_there():
    elsewhere = {code for code in finding_kinds() if code.startswith("next-year")}
    elsewhere |= {"adopt-of-master", "update-other-year", "form-nothing-to-correct"}
    for language in languages():
        said = sentences(language)
        buttons = {said[code].removesuffix(" …") for code in said if code.startswith(("desk.returns.", "desk.step."))}
        for code in finding_kinds().keys() - elsewhere:
            hint = said.get(f"page.{code}", said[f"finding.{code}.hint"])
            assert not re.search(r"(?<!\w)--[a-z]|planbook (adopt|merge|check|generate|lint)|docs/", hint), (code, hint)
        for code in (code for code in said if code.startswith("page.")):
            named = set(re.findall("“(.*?)”", said[code])) - {"ไตรมาส", "เป้าหมาย", "ผล"}
            assert named <= buttons, (code, named - buttons)
