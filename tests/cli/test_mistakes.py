"""Typical mistakes of a tired user: each is one sentence that names the file or the word, and says what to do."""

import pytest

import planbook as pb
from planbook.cli import COMMANDS, cli, main, onward
from tests import plans


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """Runs a command line beside a plan, a list of offices, a text and a folder; gives the code and the talk."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANBOOK_LANG", "en")
    (tmp_path / "plan.xlsx").write_bytes(plans.plan("แผนงานหลักที่ 5 งานสายส่ง | 1. ตรวจแนวสาย | 3 ครั้ง; -; -; - | ทุก กฟฟ."))
    (tmp_path / "offices.csv").write_text(plans.OFFICES, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("แก้ข้อมูลวันจันทร์", encoding="utf-8")
    (tmp_path / "folder").mkdir()

    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main([*args])
        return ended.value.code, capsys.readouterr().err

    return run


def test_a_folder_in_place_of_a_file_and_a_file_in_place_of_a_folder(said):
    assert said("lint", "folder") == (3, "✗ folder is a folder; name a file in it\n")
    code, told = said("generate", "plan.xlsx", "-q", "1", "-o", "notes.txt")
    assert (code, told) == (2, "✗ notes.txt is a file; name another folder\n")


@pytest.mark.parametrize(
    "args",
    [
        ("lint", "notes.txt"),
        ("inspect", "notes.txt"),
        ("publish", "notes.txt", "-o", "a.html"),
        ("adopt", "notes.txt", "--offices", "offices.csv", "-o", "m.xlsx"),
        ("adopt", "plan.xlsx", "--offices", "notes.txt", "-o", "m.xlsx"),
    ],
)
def test_a_file_that_is_something_else_is_named(said, args):
    code, told = said(*args)
    assert code == 3
    assert "notes.txt" in told
    assert "Traceback" not in told


def test_a_quarter_that_there_is_not(said):
    code, told = said("generate", "plan.xlsx", "--quarter", "5", "-o", "forms")
    assert code == 2
    assert "5 is not in the range 1-4." in told


def test_a_misspelt_command_and_option_are_told_with_what_they_may_be(said):
    assert "Did you mean 'merge'?" in said("mrege")[1]
    assert "Did you mean '--json'?" in said("lint", "--jsno", "plan.xlsx")[1]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("demo", "desk")])
def test_what_a_command_lacks_is_told_with_an_example(said, name):
    code, told = said(
        name, *() if any(each.required for each in cli.get_command(None, name).params) else ("--nothing",)
    )
    assert code == 2
    assert f"\nExample: planbook {name} " in told


def test_the_library_names_the_file_too(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("แก้ข้อมูล", encoding="utf-8")
    with pytest.raises(pb.BookProblem) as refused:
        pb.read_master(path)
    assert (refused.value.file, refused.value.code) == ("notes.txt", "file-is-text")
    assert refused.value.en.startswith("notes.txt: ")


def test_in_the_folder_of_a_year_the_next_steps_are_places_of_that_folder(said, tmp_path):
    said("start", "ปี", "plan.xlsx", "--offices", "offices.csv")
    year = tmp_path / "ปี"
    assert onward.in_its_year(onward.FORMS, year / "master.xlsx", 2) == year / "forms" / "Q2"
    merged = onward.in_its_year(onward.CONSOLIDATED, year / "consolidated" / "Q1.xlsx", 2)
    assert merged == year / "consolidated" / "Q2.xlsx"
    assert onward.in_its_year(onward.FORMS, year / "master.xlsx", None) == "forms/"
    assert onward.in_its_year(onward.RETURNS, tmp_path / "master.xlsx", 1) == "returns/"
