"""docs/adding.md does what it says: each chapter's change is made in a copy of the source, and its last lines run."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
CHAPTERS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
STEP = re.compile(r"^(?:A new file )?`(?P<file>src/[^`]+)`\n|^```(?P<kind>\w+)\n(?P<text>.*?)^```", re.M | re.S)


def test_the_page_has_a_chapter_for_everything_that_is_often_added():
    assert [*CHAPTERS] == [
        *("A rule", "A roll-up rule", "A column of the form", "A layout", "A language", "A kind of file"),
    ]


def changed(before: str, diff: str) -> str:
    """A file's text after a change; what the change begins with stands in the file once."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if not line.startswith("+"))
    new = "".join(line[1:] for line in lines if not line.startswith("-"))
    assert f"\n{before}".count(f"\n{old}") == 1, f"not there once:\n{old}"
    return f"\n{before}".replace(f"\n{old}", f"\n{new}").removeprefix("\n")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_a_chapter_says_is_all_that_it_takes(chapter, tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "codes.py", tmp_path / "docs")
    file, ran = None, 0
    for step in STEP.finditer(CHAPTERS[chapter]):
        if step["file"]:
            file = tmp_path / step["file"]
        elif step["kind"] == "diff":
            file.write_text(changed(file.read_text(encoding="utf-8"), step["text"]), encoding="utf-8")
        elif step["kind"] == "bash":
            for line in step["text"].splitlines():
                program, *words = shlex.split(line)
                run([{"python": sys.executable}.get(program, program), *words], tmp_path)
        elif not file.exists():
            file.write_text(step["text"], encoding="utf-8")
        else:
            run([sys.executable, "-c", step["text"]], tmp_path)
            ran += 1
    assert ran == 1


def run(command, folder):
    environment = {**os.environ, "PYTHONPATH": f"{folder / 'src'}{os.pathsep}{ROOT}", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
