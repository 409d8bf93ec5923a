"""What check and merge print: one screen first, then the findings by office or by kind."""

import json
import unicodedata
from dataclasses import replace
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

from planbook.cli import cli
from planbook.domain import shortened, width, wrapped
from planbook.report.console import finding_lines, office_lines, summary_lines
from planbook.words import languages, text
from tests.report.test_board import crowded


@pytest.mark.parametrize("language", languages())
def test_the_summary_is_one_screen_whatever_the_region_is_like(outcome, language):
    for work in (outcome.work(), crowded(outcome)):
        lines = list(summary_lines(work, language))
        assert len(lines) <= 24
        assert [line for line in lines if width(line) > 80] == []


def test_the_summary_counts_offices_by_state_and_names_what_to_do(outcome):
    lines = [" ".join(line.split()) for line in summary_lines(outcome.work(), "en")]
    assert "complete 1 0 0" in lines
    assert "incomplete 1 1 1" in lines
    assert "missing 2 0 0" in lines
    assert "of no one office 1 0" in lines
    assert "in all 4 2 1" in lines
    (first,) = outcome.work().first_pass
    assert first.rules_passed == first.rules - 2, "a value, and a target missed without a reason"
    assert f"passed at first: offices 1/2 · rows 2/4 · rules {first.rules_passed}/{first.rules}" in lines
    assert "ask for a correction 1 กฟจ.กระบี่ 1/2" in lines
    assert "remind 2 <r>สิชล & เพื่อน</r>, กบล.(ผลส.)" in lines


def test_nothing_is_called_done_where_no_file_could_be_used(outcome):
    work = replace(outcome.work(), offices=())
    foreign = replace(work, owners=("OTHER",) * len(work.findings))
    assert text("report.all-done", "en") not in summary_lines(foreign, "en")
    assert text("report.all-done", "en") in summary_lines(replace(work, findings=(), owners=()), "en")


@pytest.mark.parametrize("language", languages())
def test_on_a_narrow_terminal_each_figure_follows_its_caption_and_no_line_is_too_wide(outcome, language):
    for work in (outcome.work(), crowded(outcome)):
        for verbose in (False, True):
            lines = list(summary_lines(work, language, columns=40, verbose=verbose))
            assert [line for line in lines if width(line) > 40] == []
    if language == "en":
        said = list(summary_lines(outcome.work(), "en", columns=40))
        assert said[said.index("incomplete") + 1] == "  offices 1 · errors 1 · warnings 1"


def test_verbose_names_every_office(outcome):
    work = crowded(outcome)
    said = " ".join(summary_lines(work, "en", verbose=True))
    assert all(office.name in said for office in work.offices)
    assert "+" in " ".join(summary_lines(work, "en"))


def test_long_lists_are_grouped_for_errors_too(outcome):
    work = crowded(outcome)
    brief, full = (list(office_lines(work, "en", verbose=verbose)) for verbose in (False, True))
    assert sum("✗" in line for line in full) == len(work.findings)
    assert sum("✗" in line for line in brief) == 3 * 60
    assert sum("… and 3 more" in line for line in brief) == 60
    by_kind = list(finding_lines(work.findings, "en"))
    assert sum("[value-not-understood]" in line for line in by_kind) == 3
    assert sum("[value-not-understood]" in line for line in finding_lines(work.findings, "en", verbose=True)) == 360


def test_findings_stand_below_their_office_and_the_regions_own_come_last(outcome):
    lines = list(office_lines(outcome.work(), "en"))
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert heads == ["กฟจ.กระบี่ (KBI)  quarter 1: incomplete 1/2 → ask for a correction", "of no one office"]
    assert lines.index("  กระบี่.xlsx") < lines.index("  สิชล.xlsx")


def test_what_is_for_the_record_alone_stands_by_kind_at_the_end(region):
    twice = region.filled("TRG", 3, 0.95)
    work = region.check({"ก.xlsx": twice, "ข.xlsx": twice, "กระบี่.xlsx": region.filled("KBI", 3, "ดี")}).work()
    brief, full = (list(office_lines(work, "en", verbose=verbose)) for verbose in (False, True))
    assert brief[brief.index("· for your information: 1") + 1] == "  [file-same-as-other] ข.xlsx"
    assert [line for line in brief if line.startswith("กฟจ.ตรัง")] == []
    assert [line for line in full if line.startswith("กฟจ.ตรัง")] != []


TEXT = st.text(alphabet="กขคงเแำะัิ่้ ABC./“”\n", max_size=60)


@given(TEXT, st.integers(4, 30))
def test_wrapped_lines_fit_lose_nothing_and_begin_with_no_sign_of_another_letter(text, columns):
    # a sign that stands over nothing in the text itself has no letter to stay with
    assume(all(unicodedata.category(char) != "Mn" for before, char in pairwise(" " + text) if before in " \n"))
    lines = wrapped(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    own = set(text.split("\n"))
    starts = [line[0] for line in lines if line and not any(whole.startswith(line) for whole in own)]
    assert [char for char in starts if unicodedata.category(char) == "Mn"] == []


@given(TEXT, st.integers(2, 30))
def test_a_shortened_text_fits(text, columns):
    assert width(shortened(text, columns)) <= columns


def test_thai_lines_break_between_words():
    assert wrapped("กรุณาตรวจสอบตัวเลขแล้วพิมพ์ใหม่", 12) == ["กรุณาตรวจสอบ", "ตัวเลขแล้ว", "พิมพ์ใหม่"]
    assert wrapped("activity 8/1/03/03.1/03.1.2 is wrong", 20) == ["activity", "8/1/03/03.1/03.1.2", "is wrong"]


@pytest.fixture
def home(region, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "master.xlsx").write_bytes(region.master.data)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ตรัง.xlsx").write_bytes(region.filled("TRG", 3, 0.95))
    return tmp_path


def planbook(*args):
    return CliRunner().invoke(cli, [*map(str, args)])


def test_reports_of_every_kind_come_from_one_run_and_a_dash_is_stdout(home):
    reports = [word for name in ("w.xlsx", "b.html", "-", "l.jsonl") for word in ("--report", name)]
    ran = planbook("check", "master.xlsx", "in", *reports, "--lang", "en")
    report = json.loads(ran.stdout)
    assert report["format"] == "planbook-merge-report/2"
    assert "What to do next" in ran.stderr
    lines = (home / "l.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == report["findings"]
    assert (home / "w.xlsx").read_bytes()[:2] == b"PK"
    assert (home / "b.html").read_bytes().startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize("name", ["report.pdf", "report", "report.xls"])
def test_a_report_of_an_unknown_ending_is_refused_before_any_work(home, name):
    ran = planbook("check", "master.xlsx", "in", "--report", name)
    assert ran.exception.exit_code == 2
    assert ".json, .jsonl, .xlsx, .html" in str(ran.exception.en)
    assert not (home / name).exists()


def test_strict_counts_offices_that_owe_answers_and_makes_no_plan(home, region):
    words = ("merge", "master.xlsx", "in", "--lang", "en")
    plain = CliRunner().invoke(cli, [*words, "-o", "plain.xlsx"], standalone_mode=False)
    assert (plain.return_value, (home / "plain.xlsx").exists()) == (0, True)
    strict = CliRunner().invoke(cli, [*words, "-o", "o.xlsx", "--report", "r.json", "--strict"], standalone_mode=False)
    assert (strict.return_value, (home / "o.xlsx").exists(), (home / "r.json").exists()) == (1, False, True)
    said = " ".join(strict.output.split())  # lines break at the terminal's width
    assert "--strict counts 0 warnings as errors (-), and 3 offices that have not answered everything" in said
    assert "no consolidated plan was made" in said
    for code, office in (("KBI", region.filled("KBI", 3, 0.95)), ("SCN", region.filled("SCN", 3, 0.95))):
        (home / "in" / f"{code}.xlsx").write_bytes(office)
    from tests.filling import fill

    (home / "in" / "PLS.xlsx").write_bytes(fill(region.forms["PLS"], {"6/1": 1}))
    done = CliRunner().invoke(cli, [*words, "-o", "o.xlsx", "--strict"], standalone_mode=False)
    assert (done.return_value, (home / "o.xlsx").exists()) == (0, True)
    assert "every office is done" in done.output


def test_by_kind_lists_by_severity(home):
    (home / "in" / "x.xlsx").write_bytes(b"PK")
    ran = CliRunner().invoke(cli, ["check", "master.xlsx", "in", "--by", "kind", "--lang", "en"], standalone_mode=False)
    assert "✗ errors: 1" in ran.output
    assert ran.return_value == 1
