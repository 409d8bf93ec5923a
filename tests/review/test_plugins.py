"""Packages that add to planbook: the sample is installed and used; one that does not work costs one sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USED = """
import json, sys
import planbook as pb
from tests.filling import fill
from tests.plans import master

plan = master("แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 200 ราย; -; -; - | กฟฟ.ชั้น 1-3")
((_, form),) = pb.generate(plan, 1, offices=["TRG"]).files()
outcome = pb.check(plan, fill(form, {"3/1": 200}))
outcome.save_reports("report.md")
found = [(f.code, f.key, f.message.th, f.message.en, f.hint.en) for f in (*pb.lint(plan), *outcome.findings)]
print(json.dumps([row for row in found if row[0].startswith("plugin")]))
"""


def run(site: Path, work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(site), str(ROOT / "src"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "PLANBOOK_LANG": "en"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=work, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder that the sample is installed into, without a network."""
    folder = tmp_path_factory.mktemp("site")
    pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--target",
        str(folder),
    ]
    done = run(folder, folder, *pip, str(ROOT / "samples" / "plugin"))
    assert done.returncode == 0, done.stderr
    return folder


def test_the_sample_adds_rules_and_a_shape_of_the_report(site, tmp_path):
    done = run(site, tmp_path, "-c", USED)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [(code, key) for code, key, *_ in found] == [("plugin-warning", ""), ("plugin-info", "3/1")]
    assert found[0][2:] == [
        "แผนนี้ยังไม่ระบุผู้ติดต่อ",
        "This plan names nobody to contact.",
        "Fill in the contact on the settings sheet.",
    ]
    assert "200" in found[1][2]
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert report.startswith("# แผนปฏิบัติการ")
    assert "200" in report


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("import not_there_at_all", "ModuleNotFoundError"),
        ("def broken(*_):\n    raise ValueError('as it is')", "ValueError: as it is"),
        ("def broken(*_):\n    return [1]", "TypeError"),
        ("broken = 5", "is no function"),
    ],
)
def test_one_that_does_not_work_is_one_sentence_and_all_else_goes_on(tmp_path, code, problem):
    site = tmp_path / "site"
    (site / "broken-1.dist-info").mkdir(parents=True)
    (site / "broken_plugin.py").write_text(code, encoding="utf-8")
    (site / "broken-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    groups = "".join(f"[planbook.{group}]\nmd = broken_plugin:broken\n" for group in ("lint", "returns", "reports"))
    (site / "broken-1.dist-info" / "entry_points.txt").write_text(groups)
    done = run(site, tmp_path, "-c", USED.replace('outcome.save_reports("report.md")\n', ""))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [code for code, *_ in found] == ["plugin-failed", "plugin-failed"]
    assert all(problem in said for _, _, said, *_ in found)
    asked = USED.replace('"report.md")', '"report.md")' if problem else "")
    told = run(site, tmp_path, "-c", "from planbook.errors import PlanbookError\ntry:\n"
               + "".join(f"    {line}\n" for line in asked.splitlines())
               + "except PlanbookError as problem:\n    print(problem.text('en'))\n")  # fmt: skip
    assert "cannot make this report" in told.stdout, told.stderr
    assert not (tmp_path / "report.md").exists()
