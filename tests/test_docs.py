"""The docs say what the code does: generated pages are fresh, and the README's commands run."""

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.filling import fill_all


def build():
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["findings.md", "cli.md", "data.md", "library.md", "licences.md"])
def test_generated_pages_are_fresh(page):
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == build().PAGES[page](), "run python docs/build.py"


@pytest.mark.proof
def test_the_readmes_commands_run_in_an_empty_folder(tmp_path):
    """Those of "The flow in ten lines", one after the other; offices are played in between."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    flow = re.search(r"## The flow in ten lines\n\n```bash\n(.*?)```", readme, re.DOTALL)[1]
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    ran = []
    for line in flow.splitlines():
        words = shlex.split(line, comments=True)
        if not words or words[0] != "planbook" or words[1] == "COMMAND":
            continue
        if words[1] == "check":
            (tmp_path / "returns").mkdir()
            for form in sorted((tmp_path / "forms").glob("*.xlsx"))[:5]:
                (tmp_path / "returns" / form.name).write_bytes(fill_all(form.read_bytes()))
        words = [str(next((tmp_path / "forms").glob("*.xlsx"))) if w == "forms/FORM.xlsx" else w for w in words]
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert done.returncode in (0, 1), f"{line}\n{done.stdout}\n{done.stderr}"
        ran.append(words[1])
    assert ran == [
        *(
            "adopt",
            "lint",
            "generate",
            "check",
            "merge",
            "explain",
            "explain",
            "publish",
            "brief",
            "generate",
            "inspect",
        ),
    ]


def test_the_readmes_links_lead_somewhere():
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_nothing_of_a_workplace_or_registry_is_in_the_repo():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    # written backwards, so that this file does not hold what it looks for
    words = [word[::-1] for word in ("gro.ipyp", "detsohnohtyp", "smjpn.yrtsiger", "naibed.bed", "/krow/", "/toor/")]
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.exists() and path.suffix in (".md", ".py", ".toml", ".txt", ".json", ".js", ""):
            text = path.read_text(encoding="utf-8")
            assert [word for word in words if word in text] == [], name


def house():
    spec = importlib.util.spec_from_file_location("docs_house", ROOT / "docs" / "house.py")
    module = sys.modules["docs_house"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_of_the_house_is_as_the_code_would_have_it():
    drawn = house()
    assert drawn.PICTURE.read_text(encoding="utf-8") == drawn.draw(), "run python docs/house.py"


def test_the_table_of_rooms_the_import_contract_and_the_source_name_the_same_rooms_from_top_to_bottom():
    drawn = house()
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = re.search(r"## Rooms\n.*?\n\|---\|---\|\n(.*?)\n\n", page, re.DOTALL)[1]
    named = [name for row in table.splitlines() for name in re.findall(r"`(\w+)(?:/|\.py)`", row.split("|")[1])]
    floors = drawn.floors()
    floor_of = {room: number for number, floor in enumerate(floors) for room in floor}
    assert sorted(named) == sorted(floor_of) == drawn.rooms()
    assert [floor_of[room] for room in named] == sorted(floor_of.values())


def test_every_import_leads_down_the_house():
    drawn = house()
    floor_of = {room: number for number, floor in enumerate(drawn.floors()) for room in floor}
    graph = drawn.imports()
    assert graph["cli"], "no import was found at all"
    for room, targets in graph.items():
        for target in targets - {drawn.FACE}:
            assert room == drawn.FACE or floor_of[room] < floor_of[target], f"{room} imports {target}"
    assert {room for room, targets in graph.items() if drawn.FACE in targets} == {"cli"}, "who imports the face"


def test_each_law_names_tests_that_are_there_and_each_test_of_a_law_is_named():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = re.search(r"## The laws\n(.*?)\n## ", page, re.DOTALL)[1]
    laws = re.split(r"^(\d+)\. ", section, flags=re.MULTILINE)[1:]
    named = {
        number: {(ROOT / "docs" / link).resolve() for link in re.findall(r"\]\((\.\./tests/[^)]+)\)", law)}
        for number, law in zip(laws[::2], laws[1::2], strict=True)
    }
    assert [*named] == [str(number) for number in range(1, len(named) + 1)]
    for number, files in named.items():
        assert files, f"law {number} names no test"
        assert [file for file in files if not file.is_file()] == []
    for file in (ROOT / "tests").rglob("test_*.py"):
        for number in re.findall(r"^def test_law_(\d+)_", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert file.resolve() in named[number], f"law {number} does not name {file.name}"


def test_every_library_that_any_installation_may_bring_is_among_the_licences():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([\w.-]+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE))
    for extra, needs in {**project["optional-dependencies"], "": project["dependencies"]}.items():
        for need in needs if extra not in ("bench", "release") else ():
            name = canonicalize_name(Requirement(need).name)
            assert name == "planbook" or name in rows, f"{name} of [{extra}]"
    assert {name: licence for name, licence in rows.items() if not licence.strip() or "UNKNOWN" in licence} == {}
    shipped = page.partition("## Working on planbook alone")[0]
    assert "GPL" not in shipped, "what an installation brings along must leave its user free"
