"""Packages that add to planbook: the sample is installed and used; one that does not work costs one sentence."""

import json
import os
import shutil
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


@pytest.mark.proof
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
    installed(site, code, "lint", "returns", "reports")
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


CHOSEN = """
import openpyxl, planbook as pb
from pathlib import Path
from tests.filling import fill
from tests.plans import adopted, edit, plan

data = adopted(plan("แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; -; -; - | ทุก กฟฟ."))
Path("master.xlsx").write_bytes(edit(data, "register", {"3/1": {"rule": "มัธยฐาน"}}))
book = openpyxl.load_workbook("master.xlsx")
print(any("มัธยฐาน" in str(each.formula1) for page in book for each in page.data_validations.dataValidation))
Path("returns").mkdir()
for office, typed in {"TRG": 1, "KBI": 9, "SCN": 4}.items():
    ((name, form),) = pb.generate("master.xlsx", 1, offices=[office]).files()
    (Path("returns") / f"{office}.xlsx").write_bytes(fill(form, {"3/1": typed}))
"""


def test_a_roll_up_of_a_package_is_chosen_rolled_up_and_explained_and_missed_where_it_is_not(site, tmp_path):
    assert run(site, tmp_path, "-c", CHOSEN).stdout.split() == ["True"]
    merged = run(site, tmp_path, "-m", "planbook", "merge", "master.xlsx", "returns", "-o", "merged.xlsx")
    assert merged.returncode in (0, 1), merged.stderr
    why = run(site, tmp_path, "-m", "planbook", "explain", "merged.xlsx", "3/1", "-q", "1").stdout
    assert "Median" in why
    assert "MEDIAN(1, 9, 4)" in why
    assert "4 ราย (3/3)" in why
    run(site, tmp_path, "-m", "planbook", "export", "merged.xlsx", "-o", "plan.json")
    assert '"rule": "median"' in (tmp_path / "plan.json").read_text(encoding="utf-8")
    (tmp_path / "bare").mkdir()
    told = run(tmp_path / "bare", tmp_path, "-m", "planbook", "lint", "merged.xlsx")
    assert told.stdout.count("“มัธยฐาน”") + told.stderr.count("“มัธยฐาน”") == 1
    refused = run(tmp_path / "bare", tmp_path, "-m", "planbook", "merge", "merged.xlsx", "returns", "-o", "next.xlsx")
    assert refused.returncode == 3
    assert "“มัธยฐาน”" in refused.stderr
    assert not (tmp_path / "next.xlsx").exists()


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("5", "int is no"),
        ("Rollup('sum', median, lambda *_: None, FIGURES, labels={'th': 'ก', 'en': 'A'})", "a rule called sum"),
        ("Rollup('middle', median, lambda *_: None, FIGURES, labels={'th': 'ก'})", "labels"),
        ("Rollup('a middle', median, lambda *_: None, FIGURES, labels={'th': 'ก', 'en': 'A'})", "no name of a rule"),
        ("Rollup('middle', median, lambda *_: None, FIGURES, labels={'th': 'ก', 'en': 'A'})", "ValueError: as it is"),
        ("Rollup('middle', lambda *_: 0.5, lambda *_: None, FIGURES, labels={'th': 'ก', 'en': 'A'})", "not float"),
    ],
)
def test_a_roll_up_that_does_not_work_is_one_sentence_and_gives_no_figure(tmp_path, rule, problem):
    code = (
        "from planbook.domain.rollup import FIGURES, Rollup\n"
        "def median(*_):\n    raise ValueError('as it is')\n"
        f"broken = {rule}\n"
    )
    installed(tmp_path / "site", code, "rollups")
    done = run(tmp_path / "site", tmp_path, "-c", BROKEN)
    assert done.returncode == 0, done.stderr
    said, figure = json.loads(done.stdout)
    assert len(said) == 1, said
    assert problem in said[0]
    assert figure in ("", None)


def test_a_package_in_an_archive_is_found(tmp_path):
    installed(tmp_path / "site", "def broken(_):\n    return ()\n", "lint")
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "site"))
    asked = "from planbook.domain.plugins import plugins; print([(each.name, each.problem) for each in plugins({!r})])"
    assert run(archive, tmp_path, "-c", asked.format("planbook.lint")).stdout == "[('md', '')]\n"
    assert run(archive, tmp_path, "-c", asked.format("planbook.returns")).stdout == "[]\n"


BROKEN = """
import json
from decimal import Decimal
import planbook as pb
from planbook.domain import Fact
from planbook.rollup.results import results_of
from tests.plans import master

row = "แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; -; -; - | กฟฟ.ชั้น 1-3"
plan = master(row, register={"3/1": {"rule": "middle"}})
(found,), findings = results_of(plan, [Fact(key="3/1", office="TRG", quarter=1, result=Decimal(1))], [1])
told = [f for f in (*pb.lint(plan), *findings) if f.code == "plugin-failed"]
print(json.dumps([[f.message.en for f in told], found.display]))
"""


def installed(site: Path, code: str, *groups: str) -> None:
    """A package that leads every one of the groups to what it calls ``broken``."""
    (site / "broken-1.dist-info").mkdir(parents=True)
    (site / "broken_plugin.py").write_text(code, encoding="utf-8")
    (site / "broken-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    entries = "".join(f"[planbook.{group}]\nmd = broken_plugin:broken\n" for group in groups)
    (site / "broken-1.dist-info" / "entry_points.txt").write_text(entries)
