"""A new roll-up rule is one object and its label, and works from the register to the report."""

import shutil
import subprocess
import sys
from pathlib import Path

import planbook

MEDIAN = """

def _median(contributions: Contributions, _: bool) -> Value:
    numbers = sorted(numbers_of(contributions))
    return numbers[len(numbers) // 2] if numbers else None
"""
OBJECT = (
    "    Rollup(Rule.MEDIAN, _median, by_region(Course.ANY), FIGURES, over_quarters=over_with(LARGEST)),\n)\nROLLUPS"
)
LABELS = {"th": "มัธยฐาน", "en": "Median"}

USED = """
import planbook as pb
from decimal import Decimal
from planbook.domain import Fact
from planbook.layout.own_tables import REGISTER
from planbook.rollup.results import results_of
from tests.plans import master

plan = master("แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; -; -; - | ทุก กฟฟ.", register={"3/1": {"rule": "มัธยฐาน"}})
typed = {"TRG": 1, "KBI": 9, "SCN": 4}
said = [Fact(key="3/1", office=office, quarter=1, result=Decimal(n)) for office, n in typed.items()]
(found,), findings = results_of(plan, said, [1])
assert "มัธยฐาน" in next(column for column in REGISTER.columns if column.key == "rule").offered
assert (found.rule, found.value, found.met, found.display) == ("median", 4, True, "4 ราย (3/3)"), found
assert not findings
assert "median" in str(pb.export_plan(plan))
"""


def test_a_rule_is_one_object_in_one_file(tmp_path):
    source = Path(planbook.__file__).parent
    shutil.copytree(source, tmp_path / "planbook", ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "planbook/domain/rollup.py"
    text = file.read_text(encoding="utf-8")
    text = text.replace('    TEXT = "text"\n', '    TEXT = "text"\n    MEDIAN = "median"\n')
    text = text.replace("\n\ndef _joined", MEDIAN + "\n\ndef _joined").replace(")\nROLLUPS", OBJECT)
    file.write_text(text, encoding="utf-8")
    for language, label in LABELS.items():
        words = tmp_path / f"planbook/words/{language}.toml"
        text = words.read_text(encoding="utf-8").replace("[rule]\n", f'[rule]\nmedian = "{label}"\n')
        words.write_text(text, encoding="utf-8")
    repo = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", USED],
        cwd=repo,
        env={"PYTHONPATH": f"{tmp_path}:{repo}", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
