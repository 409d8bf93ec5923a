"""What older versions made is read by this one, by the commands that people use (see README.md)."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

import planbook as pb
from planbook.cli import cli
from planbook.domain import FORM_VERSION

VERSIONS = sorted(path for path in Path(__file__).parent.iterdir() if (path / "master.xlsx").exists())


@pytest.fixture(params=VERSIONS, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def planbook(*args: object) -> tuple[int, str]:
    """A command's exit code, and what it says."""
    ran = CliRunner().invoke(cli, list(map(str, args)), standalone_mode=False)
    assert ran.exception is None, ran.exception
    return int(ran.return_value), ran.output


def merged(master: Path, returns: Path, out: Path) -> dict[str, Any]:
    """The report of a merge."""
    report = out.with_suffix(".json")
    planbook("merge", master, returns, "-o", out, "--report", report, "--jobs", 1)
    said: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return said


def figures(report: dict[str, Any], quarter: int) -> dict[str, tuple[str | None, str]]:
    """The region's figures, and how many of how many offices stand behind each, by activity."""
    return {
        each["key"]: (each["value"], f"{each['offices_reported']}/{each['offices_expected']}")
        for each in report["results"]
        if each["quarter"] == quarter
    }


def refused(report: dict[str, Any]) -> list[str]:
    """The findings that say a file could not be used, or that something in a workbook is wrong."""
    return [each["code"] for each in report["findings"] if each["severity"] == "error"]


Q1 = {
    "3/1": ("2", "2/3"),
    "3/3": ("21", "2/3"),
    "3/4": ("สรุปบทเรียนแล้ว 2 เรื่อง", "1/1"),
    "4/1/1.1": (None, "0/1"),
}


def test_there_is_an_old_version():
    assert VERSIONS


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plan.xlsx", "plan"),
        ("master.xlsx", "master"),
        ("consolidated.xlsx", "master"),
        ("form.xlsx", "form"),
        ("returns-q1/TRG.xlsx", "form"),
        ("returns-q2/SCN.xlsx", "form"),
    ],
)
def test_inspect_knows_what_each_file_is(old, name, kind):
    code, said = planbook("inspect", old / name, "--json")
    found = json.loads(said)
    assert (code, found["kind"]) == (0, kind)
    if kind == "form":
        assert 1 <= found["version"] <= FORM_VERSION
        assert {cell["field"] for cell in found["inputs"]} >= {"result", "status", "remark"}


@pytest.mark.parametrize("name", ["master.xlsx", "consolidated.xlsx"])
def test_lint_reads_old_masters(old, name):
    code, said = planbook("lint", old / name)
    assert code in (0, 1)
    assert "✗" not in said


def test_an_untouched_form_says_nothing(old, tmp_path):
    report = tmp_path / "report.json"
    planbook("check", old / "master.xlsx", old / "form.xlsx", "--report", report)
    said = json.loads(report.read_text(encoding="utf-8"))
    assert (refused(said), said["entries"], said["conservation"]["changed"]) == ([], [], 0)


def test_filled_returns_are_read_to_the_last_cell(old, tmp_path):
    report = tmp_path / "report.json"
    planbook("check", old / "master.xlsx", old / "returns-q1", "--report", report)
    said = json.loads(report.read_text(encoding="utf-8"))
    typed = {(each["office"], each["key"], each["field"]): each["value"] for each in said["entries"]}
    assert typed == {
        ("TRG", "3/1", "result"): "2",
        ("TRG", "3/1", "status"): "done",
        ("TRG", "3/2", "numerator"): "19",
        ("TRG", "3/2", "denominator"): "20",
        ("TRG", "3/3", "result"): "14",
        ("TRG", "3/3", "remark"): "เฉลี่ยจาก 12 ราย",
        ("KBI", "3/1", "result"): "3",
        ("KBI", "3/2", "numerator"): "40",
        ("KBI", "3/2", "denominator"): "41",
        ("KBI", "3/3", "result"): "21",
        ("PLS", "3/4", "result"): "สรุปบทเรียนแล้ว 2 เรื่อง",
        ("PLS", "3/4", "status"): "done",
    }
    assert {each["state"] for each in said["entries"]} == {"accepted"}
    assert refused(said) == []


@pytest.mark.parametrize("stamped", [True, False])
def test_titles_that_said_less_of_the_plan_are_not_changed(old, tmp_path, stamped):
    for path in (old / "returns-q1").glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        for sheet in [sheet for sheet in book.worksheets if sheet.sheet_state != "visible" and not stamped]:
            book.remove(sheet)
        book.save(tmp_path / path.name)
    report = tmp_path / "report.json"
    planbook("check", old / "master.xlsx", *tmp_path.glob("*.xlsx"), "--report", report)
    said = json.loads(report.read_text(encoding="utf-8"))
    assert len(said["entries"]) == 12
    assert "locked-text-changed" not in {each["code"] for each in said["findings"]}


def test_returns_merge_into_the_old_master(old, tmp_path):
    said = merged(old / "master.xlsx", old / "returns-q1", tmp_path / "made.xlsx")
    assert {key: text for key, text in figures(said, 1).items() if key in Q1} == Q1
    assert refused(said) == []


def test_an_old_consolidated_workbook_is_the_next_quarters_master(old, tmp_path):
    forms = tmp_path / "forms"
    code, _ = planbook("generate", old / "consolidated.xlsx", "--quarter", 2, "-o", forms, "--despite", "review-open")
    assert code in (0, 1)
    assert len(list(forms.glob("*.xlsx"))) == 4
    (kbi,) = forms.glob("* KBI *.xlsx")
    page = openpyxl.load_workbook(kbi)["รายงานผล"]
    assert "21 วัน" in {cell.value for row in page.iter_rows() for cell in row}, "the earlier result is shown"

    said = merged(old / "consolidated.xlsx", old / "returns-q2", tmp_path / "made.xlsx")
    assert {key: text for key, text in figures(said, 1).items() if key in Q1} == Q1
    assert figures(said, 2)["4/1/1.1"] == ("1", "1/1")
    assert refused(said) == []


@pytest.mark.parametrize("name", ["master.xlsx", "consolidated.xlsx"])
def test_a_changed_plan_takes_over_the_old_decisions(old, name, tmp_path):
    book = openpyxl.load_workbook(old / "plan.xlsx")
    book["CR1"]["B11"] = "1.1 เยี่ยมผู้นำชุมชนและโรงเรียน"
    book.save(tmp_path / "plan.xlsx")
    out = tmp_path / "updated.xlsx"
    code, _ = planbook("adopt", "--update", tmp_path / "plan.xlsx", "--from", old / name, "-o", out)
    assert code in (0, 1)
    decision = pb.read_master(out).decisions["3/2"]
    assert (decision.kind, decision.rule) == ("ratio", "ratio"), "what the staff decided in the old register"
