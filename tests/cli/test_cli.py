"""The command line as its users meet it: what it says, what it leaves behind, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from planbook.cli import COMMANDS
from tests.filling import fill_all

THAI = range(0x0E00, 0x0E7F)


@pytest.fixture
def run(tmp_path):
    """Run ``planbook …`` in an empty folder; the result has stdout, stderr and the exit code."""

    def call(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "planbook", *map(str, args)],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=240,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    return call


@pytest.fixture
def master(sample, tmp_path) -> Path:
    path = tmp_path / "แผนหลัก.xlsx"
    path.write_bytes(sample.master.data)
    return path


def is_thai(text: str) -> bool:
    return any(ord(char) in THAI for char in text)


def test_the_whole_way_through(run, sample, tmp_path):
    adopted = run("adopt", sample.plan, "--offices", sample.offices, "-o", "แผนหลัก.xlsx")
    assert adopted.returncode == 1, adopted.stderr  # "11 กฟฟ." needs somebody
    assert "responsible-counted" in adopted.stdout
    assert "86" in adopted.stdout
    made = run("generate", "แผนหลัก.xlsx", "--quarter", 1, "-o", "forms", "--office", "TRG", "--office", "NST")
    forms = sorted((tmp_path / "forms").glob("*.xlsx"))
    assert (len(forms), made.returncode in (0, 1)) == (2, True)
    (tmp_path / "returns").mkdir()
    for form in forms:
        (tmp_path / "returns" / form.name).write_bytes(fill_all(form.read_bytes()))
    checked = run("check", "แผนหลัก.xlsx", "returns")
    assert "✓ ช่องที่หน่วยงานกรอกหรือแก้" in checked.stdout
    merged = run("merge", "แผนหลัก.xlsx", "returns", "-o", "รวม.xlsx", "--report", "report.json")
    assert merged.returncode == 1
    assert "✓ ตรวจแล้ว" in merged.stdout
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["conservation"]["changed"] == report["conservation"]["accepted"] == len(report["entries"])
    sheets = openpyxl.load_workbook(tmp_path / "รวม.xlsx").sheetnames
    assert sheets[:6] == ["สรุปผู้บริหาร", "สรุป", "CR1", "CR2", "NM1.3", "รายละเอียดแนบ"]


def test_inspect_says_what_a_workbook_is(run, sample, master, tmp_path):
    (tmp_path / "form.xlsx").write_bytes(sample.form("TRG"))
    found = json.loads(run("inspect", "form.xlsx", "--json").stdout)
    assert (found["kind"], found["office"], found["year"], found["quarter"]) == ("form", "TRG", 2562, 1)
    first = found["inputs"][0]
    assert set(first) >= {"key", "office", "quarter", "field", "sheet", "cell", "kind", "unit", "target"}
    found = json.loads(run("inspect", master, "--json").stdout)
    assert (found["kind"], found["year"], found["plan"]) == ("master", 2562, sample.master.settings.plan_id)
    assert json.loads(run("inspect", sample.plan, "--json").stdout)["kind"] == "plan"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["adopt", "ไม่มี.xlsx", "-o", "m.xlsx"], 3),
        (["generate", "ไม่มี.xlsx", "-q", "1", "-o", "forms"], 3),
        (["merge", "ไม่มี.xlsx", "returns", "-o", "o.xlsx"], 3),
        (["merge", "แผนหลัก.xlsx", "ไม่มี.xlsx", "-o", "o.xlsx"], 3),
        (["merge", "แผนหลัก.xlsx", "ว่าง", "-o", "o.xlsx"], 3),
        (["check", "แผนหลัก.xlsx", "ว่าง"], 3),
        (["inspect", "ไม่มี.xlsx"], 3),
        (["inspect", "ภาพ.xlsx"], 3),
        (["adopt", "ภาพ.xlsx", "-o", "m.xlsx"], 3),
        (["adopt", "ว่าง", "-o", "m.xlsx"], 3),
        (["adopt", "บันทึก.xlsx", "-o", "m.xlsx"], 3),
        (["generate", "บันทึก.xlsx", "-q", "1", "-o", "forms"], 3),
        (["merge", "บันทึก.xlsx", "ว่าง", "-o", "o.xlsx"], 3),
        (["merge", "แผนหลัก.xlsx", "บันทึก.xlsx", "-o", "แผนหลัก.xlsx", "--force"], 2),
        (["merge", "แผนหลัก.xlsx", "บันทึก.xlsx", "-o", "มีแล้ว.xlsx"], 2),
        (["generate", "แผนหลัก.xlsx", "-q", "9", "-o", "forms"], 2),
        (["generate", "แผนหลัก.xlsx", "-q", "1", "-o", "forms", "--office", "XXX"], 2),
        (["ไม่มีคำสั่งนี้"], 2),
        (["merge"], 2),
    ],
)
@pytest.mark.usefixtures("master")
def test_bad_input_is_one_clear_sentence_and_the_right_exit_code(run, tmp_path, args, code):
    (tmp_path / "ว่าง").mkdir()
    (tmp_path / "ภาพ.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "มีแล้ว.xlsx").write_bytes(b"old")
    notes = openpyxl.Workbook()
    notes.active["A1"] = "บันทึก"
    notes.save(tmp_path / "บันทึก.xlsx")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.xlsx")}
    done = run(*args)
    assert done.returncode == code, done.stdout + done.stderr
    said = done.stdout + done.stderr
    assert is_thai(said)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.xlsx")} == before


def test_one_bad_return_does_not_stop_the_others(run, sample, master, tmp_path):
    folder = tmp_path / "returns"
    folder.mkdir()
    (folder / "ดี.xlsx").write_bytes(fill_all(sample.form("TRG")))
    (folder / "เสีย.xlsx").write_bytes(sample.form("NST")[:2000])
    (folder / "~$ดี.xlsx").write_bytes(b"lock")
    done = run("merge", master, folder, "ไม่มี.xlsx", "-o", "o.xlsx", "--report", "r.json")
    assert done.returncode == 1
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["conservation"]["accepted"] > 20
    files = [finding["file"] for finding in report["findings"] if finding["severity"] == "error"]
    assert sorted(files) == ["เสีย.xlsx", "ไม่มี.xlsx"]
    assert (tmp_path / "o.xlsx").exists()


def test_nothing_is_overwritten_without_being_asked(run, sample, master, tmp_path):
    assert run("generate", master, "-q", 1, "-o", "forms", "--office", "TRG").returncode in (0, 1)
    (form,) = (tmp_path / "forms").iterdir()
    form.write_bytes(b"typed into")
    refused = run("generate", master, "-q", 1, "-o", "forms", "--office", "TRG")
    assert (refused.returncode, form.read_bytes()) == (2, b"typed into")
    assert "--force" in refused.stderr
    run("generate", master, "-q", 1, "-o", "forms", "--office", "TRG", "--force")
    assert form.read_bytes() == sample.form("TRG")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(run, command):
    done = run(command, "--help")
    assert done.returncode == 0
    assert is_thai(done.stdout)
    assert f"planbook {command}" in done.stdout.split("\n", 1)[1]


def test_thai_on_a_console_that_cannot_say_it(run, master):
    done = run("inspect", master, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert "แผนหลัก" in done.stdout


@pytest.mark.parametrize("words", [["--jobs", "3"], ["--workers", "3"], ["--workers=3"]])
def test_the_number_of_jobs_is_taken_by_its_name_of_once_too(words: list[str]):
    from planbook.cli.quarter import check_command

    context = check_command.make_context("check", ["master.xlsx", "returns", *words], resilient_parsing=True)
    assert context.params["workers"] == 3
    assert "--workers" not in check_command.get_help(context)
