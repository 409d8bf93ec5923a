"""What commands write: never over what they read, both of two or neither, and one sentence where there is no room."""

import resource
import subprocess
import sys

import pytest
from click.testing import CliRunner

import planbook as pb
from planbook.cli import cli
from planbook.errors import ExitCode, PlanbookError
from tests import plans
from tests.filling import fill


@pytest.fixture(scope="module")
def form():
    master = plans.master("แผนงานหลักที่ 5 งานสายส่ง | 1. ตรวจแนวสาย | 3 ครั้ง; 3 ครั้ง; -; - | ทุก กฟฟ.")
    ((_, data),) = pb.generate(master, 1, offices=["KBI"]).files()
    return master.data, fill(data, {"5/1": 3})


@pytest.fixture
def home(tmp_path, form):
    """A folder with a master, and a folder of returns in it."""
    (tmp_path / "ส่งกลับ" / "ใต้").mkdir(parents=True)
    (tmp_path / "แผนหลัก.xlsx").write_bytes(form[0])
    (tmp_path / "ส่งกลับ" / "ใต้" / "KBI.xlsx").write_bytes(form[1])
    return tmp_path


def planbook(*args):
    """The exit code and the code of the error of a command."""
    ran = CliRunner().invoke(cli, [*map(str, args)], standalone_mode=False)
    if isinstance(ran.exception, PlanbookError):
        return int(ran.exception.exit_code), ran.exception.code
    assert ran.exception is None, ran.exception
    return int(ran.return_value), ""


REFUSED = (int(ExitCode.USAGE), "output-is-input")


@pytest.mark.parametrize(
    "command",
    [
        ["merge", "แผนหลัก.xlsx", "ส่งกลับ", "-o", "ส่งกลับ/ใต้/KBI.xlsx"],
        ["merge", "แผนหลัก.xlsx", "ส่งกลับ", "-o", "ใหม่.xlsx", "--report", "ส่งกลับ/ใต้/KBI.xlsx"],
        ["merge", "แผนหลัก.xlsx", "ส่งกลับ/ใต้/KBI.xlsx", "-o", "./ส่งกลับ/../ส่งกลับ/ใต้/KBI.xlsx"],
        ["check", "แผนหลัก.xlsx", "ส่งกลับ", "--report", "ส่งกลับ/ใต้/KBI.xlsx"],
        ["check", "แผนหลัก.xlsx", "ส่งกลับ", "--report", "แผนหลัก.xlsx"],
        ["export", "แผนหลัก.xlsx", "-o", "แผนหลัก.json"],
    ],
)
def test_no_input_is_overwritten_even_with_force(home, monkeypatch, command):
    monkeypatch.chdir(home)
    (home / "แผนหลัก.json").hardlink_to(home / "แผนหลัก.xlsx")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert planbook(*command, "--force") == REFUSED
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_drafts_and_forms_take_no_inputs_place_either(home, monkeypatch):
    monkeypatch.chdir(home)
    assert planbook("remind", "แผนหลัก.xlsx", "ส่งกลับ", "-q", "1", "-o", "ส่งกลับ") == (ExitCode.CLEAN, "")
    (draft, *_) = sorted((home / "ส่งกลับ").glob("*.eml"))
    draft.write_bytes(b"From: office@example.com\n\nhello")
    assert planbook("remind", "แผนหลัก.xlsx", "ส่งกลับ", "-q", "1", "-o", "ส่งกลับ", "--force") == REFUSED
    assert draft.read_bytes() == b"From: office@example.com\n\nhello"

    (home / "1 TRG.xlsx").write_bytes((home / "แผนหลัก.xlsx").read_bytes())
    name = "{quarter} {code}"
    assert planbook("generate", "1 TRG.xlsx", "-q", "1", "-o", ".", "--name", name, "--force") == REFUSED


def test_two_outputs_of_one_name_are_refused(home, monkeypatch):
    monkeypatch.chdir(home)
    again = ["merge", "แผนหลัก.xlsx", "ส่งกลับ", "-o", "ใหม่.xlsx", "--report", "./ใหม่.xlsx"]
    assert planbook(*again) == (ExitCode.USAGE, "outputs-are-one")
    assert not (home / "ใหม่.xlsx").exists()


def test_a_full_disk_is_one_sentence_and_neither_plan_nor_report_is_new(home):
    """The disk is as full as the system says it is: a file may have no more than 20,000 bytes here."""
    (home / "ใหม่.xlsx").write_bytes(b"old")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "planbook",
            "merge",
            "แผนหลัก.xlsx",
            "ส่งกลับ",
            "-o",
            "ใหม่.xlsx",
            "--report",
            "r.json",
            "--force",
        ],
        cwd=home,
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        timeout=240,
    )
    assert done.returncode == ExitCode.CANNOT_GO_ON
    assert "Traceback" not in done.stderr
    assert "report" not in done.stderr.lower().replace("r.json", "")
    assert "พื้นที่" in done.stderr or "no room" in done.stderr
    assert (home / "ใหม่.xlsx").read_bytes() == b"old"
    assert sorted(path.name for path in home.iterdir()) == ["ส่งกลับ", "แผนหลัก.xlsx", "ใหม่.xlsx"]


def test_the_library_writes_over_no_input_either(home, monkeypatch):
    monkeypatch.chdir(home)
    form = home / "ส่งกลับ" / "ใต้" / "KBI.xlsx"
    before = form.read_bytes(), (home / "แผนหลัก.xlsx").read_bytes()
    with form.open("rb") as stream:
        outcomes = [
            pb.merge("แผนหลัก.xlsx", "ส่งกลับ"),
            pb.merge(pb.read_master("แผนหลัก.xlsx"), [form]),
            pb.merge("แผนหลัก.xlsx", pb.collect(["ส่งกลับ/ใต้"])),
            pb.merge("แผนหลัก.xlsx", stream),
        ]
    for outcome in outcomes:
        for words in ({"path": form}, {"path": "แผนหลัก.xlsx"}, {"path": "ใหม่.xlsx", "report": form}):
            with pytest.raises(PlanbookError) as refused:
                outcome.save(overwrite=True, **words)
            assert refused.value.code == "output-is-input"
    master = pb.read_master("แผนหลัก.xlsx")
    made = pb.generate(pb.with_settings(master, file_pattern="แผนหลัก"), 1, offices=["KBI"])
    with pytest.raises(PlanbookError) as refused:
        made.save(home, overwrite=True)
    assert refused.value.code == "output-is-input"
    assert (form.read_bytes(), (home / "แผนหลัก.xlsx").read_bytes()) == before
    outcomes[0].save("ใหม่.xlsx", report="ใหม่.json")
    assert pb.read_master("ใหม่.xlsx").facts
