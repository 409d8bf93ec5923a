"""The guide for region staff: its commands run as they stand, in its order; its pages and pictures hang together."""

import importlib.util
import re
import shlex
import shutil
import sys

import pytest
import yaml
from click.testing import CliRunner

import planbook as pb
from planbook.cli import COMMANDS, cli
from planbook.words import sentences
from tests import plans
from tests.conftest import ROOT
from tests.filling import fill_all

DOCS, GUIDE = ROOT / "docs", ROOT / "docs" / "guide"
PAGES = ["quarter.md", "corrections.md", "late.md", "plan-changed.md"]
ROWS = """
แผนงานหลักที่ 8 งานลูกค้า | 1. ดูแลลูกค้า
                      | 03 เยี่ยมลูกค้า
                      | 03.1 วางแผนเยี่ยม    | 1 ครั้ง; 1 ครั้ง; -; - | ทุก กฟฟ.
                      | 03.2 เยี่ยมรายใหญ่   | {wanted}; 3 ราย; 3 ราย; 3 ราย | กฟฟ.ชั้น 1-3
"""


def commands(page):
    """The commands of a page's shell blocks, word by word, as a shell of this system takes them."""
    text = (GUIDE / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```powershell\n(.*?)```", text, re.DOTALL)
    return [
        shlex.split(line.replace("\\", "/"))[1:]
        for block in blocks
        for line in block.splitlines()
        if "planbook" in line
    ]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """What the staff have before they begin: the plans of the region and the list of offices."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANBOOK_LANG", "th")
    (tmp_path / "รายชื่อหน่วยงาน.csv").write_text(plans.OFFICES, encoding="utf-8-sig")
    for name, year, wanted in (
        ("แผนปฏิบัติการ-2562", 2562, "3 ราย"),
        ("แผนฉบับแก้ไข", 2562, "4 ราย"),
        ("แผนปฏิบัติการ-2563", 2563, "3 ราย"),
    ):
        data = plans.plan(ROWS.format(wanted=wanted), year=year, title=f"แผนปฏิบัติการ ประจำปี {year}")
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    return tmp_path


def play(home, words):
    """What happens between the commands: offices send their forms, a year goes by."""
    year = home / "ปี-2562"
    if words[0] == "check" and not [*(year / "returns" / "Q1").iterdir()]:
        forms = sorted((year / "forms" / "Q1").glob("*.xlsx"))
        for form in [form for form in forms if " SCN " not in form.name and "ดัชนี" not in form.name]:
            (year / "returns" / "Q1" / form.name).write_bytes(fill_all(form.read_bytes(), number=1))
    if "--next-year" in words:
        shutil.copyfile(year / "consolidated" / "Q1.xlsx", year / "consolidated" / "Q4.xlsx")


def test_the_guides_commands_do_what_the_guide_says_one_after_the_other(home):
    ran = []
    for page in PAGES:
        for words in commands(page):
            play(home, words)
            if words[0] == "check" and "--report" not in words:
                words = [*words, "--force"]
            if words[0] == "rehearse":  # half a minute, and tested in tests/rehearsal: here only that it is called so
                cli.get_command(None, "rehearse").make_context("rehearse", words[1:])
                ran.append("rehearse")
                continue
            done = CliRunner().invoke(cli, words, standalone_mode=False)
            assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
            assert done.return_value in (0, 1, None), (words, done.output)
            ran.append(words[0])
    assert {"start", "lint", "rehearse", "generate", "check", "merge", "explain", "remind", "adopt"} <= {*ran}
    year = home / "ปี-2562"
    told = pb.explain(year / "consolidated" / "Q1.xlsx", "8/1/03/03.2", 1)
    assert {fact.office for fact in told.facts} == {"TRG", "KBI"}
    assert [*(year / "corrections" / "Q1").glob("*.xlsx")]
    assert [*(home / "ติดตาม").glob("*SCN*.eml")]
    assert "TRG" in "".join(path.name for path in (home / "ส่งใหม่").iterdir())
    changed = pb.read_master(home / "แผนหลัก-ใหม่.xlsx").plan
    (raised,) = (each for each in changed.activities() if each.key == "8/1/03/03.2")
    assert raised.lines[0].targets[1].raw == "4 ราย"
    assert pb.read_master(home / "แผนหลัก-2563.xlsx").plan.year == 2563


def test_every_sheet_that_the_guide_calls_by_name_is_called_so():
    said = {name for page in GUIDE.glob("*.md") for name in re.findall(r"ชีต \*\*(.+?)\*\*", page.read_text("utf-8"))}
    assert said
    assert said <= {*sentences("th").values()}


def test_every_command_and_option_in_the_guide_exists():
    for page in [*GUIDE.glob("*.md"), DOCS / "managers.md", DOCS / "desk.md"]:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"(?:^|`)planbook ([a-z]+)\b", text, re.MULTILINE):
            assert name in COMMANDS, (page.name, name)
    options = {option for name in COMMANDS for each in cli.get_command(None, name).params for option in each.opts}
    for page in GUIDE.glob("*.md"):
        said = {*re.findall(r"(?<![\w-])--[a-z][a-z-]+", page.read_text(encoding="utf-8"))}
        assert said <= options, (page.name, said - options)


def test_every_page_is_in_the_sites_table_of_contents_once():
    nav = re.search(r"^nav:\n(.*)", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[1]

    def pages(part):
        for each in part if isinstance(part, list) else part.values():
            yield from [each] if isinstance(each, str) else pages(each)

    listed = [*pages(yaml.safe_load(nav))]
    assert sorted(listed) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def pictures():
    spec = importlib.util.spec_from_file_location("make_pictures", DOCS / "pictures" / "make.py")
    module = sys.modules["make_pictures"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PICTURES


def test_every_picture_is_small_shown_on_a_page_and_made_by_a_script():
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    shown = {name for page in pages for name in re.findall(r"pictures/([\w-]+\.png)", page.read_text(encoding="utf-8"))}
    there = {path.name: path.stat().st_size for path in (DOCS / "pictures").glob("*.png")}
    by_desk = re.findall(r"(desk-\w+\.png)", (ROOT / "tests" / "desk" / "whole_quarter.py").read_text(encoding="utf-8"))
    assert shown == {*there}
    assert {*pictures()} <= shown <= {*pictures(), *by_desk}
    assert {name: size for name, size in there.items() if size > 100_000} == {}


def test_the_guide_shows_a_picture_at_each_step():
    for page in GUIDE.glob("*.md"):
        assert "](../pictures/" in page.read_text(encoding="utf-8"), page.name
