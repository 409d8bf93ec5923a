"""The packages: all of it in the source package, all that runs in the wheel, and a README that leads nowhere wrong."""

import importlib.util
import re
import sys
import tarfile
import tomllib
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

import planbook
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    (made,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")))
    with zipfile.ZipFile(made) as opened:
        yield opened


def readme_hook():
    spec = importlib.util.spec_from_file_location("index_readme", ROOT / "packaging" / "index_readme.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["index_readme"] = module
    spec.loader.exec_module(module)
    return module


def test_the_wheel_holds_everything_that_runs_and_the_schemas(wheel):
    names = set(wheel.namelist())
    source = ROOT / "src"
    ours = {path.relative_to(source).as_posix() for path in (source / "planbook").rglob("*") if path.is_file()}
    assert {name for name in ours if "__pycache__" not in name} <= names
    assert {f"planbook/schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")} <= names
    assert {"planbook/samples/plan-2562.xlsx", "planbook/samples/offices.csv", "planbook/py.typed"} <= names
    assert [name for name in names if not name.startswith(("planbook/", "planbook-"))] == []


def test_the_wheel_says_what_the_project_says(wheel):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    told = BytesParser().parsebytes(wheel.read(name))
    assert told["Version"] == planbook.__version__
    assert set(told.get_all("Provides-Extra")) == set(project["optional-dependencies"])
    assert told["License-Expression"] == "MIT"
    text = told.get_payload(decode=True).decode()
    assert "planbook adopt" in text
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert targets
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []


def test_the_readme_on_an_index_leads_to_the_source_where_there_is_an_address():
    hook = readme_hook()
    text = "![A form](docs/a.png) and [the docs](docs/a.md), [a page](https://example.org/x), [below](#below)."
    plain = hook.for_index(text)
    assert plain == "*(A form: see the source package)* and the docs, [a page](https://example.org/x), [below](#below)."
    assert hook.for_index(text, "https://example.org/p/") == (
        "![A form](https://example.org/p/raw/HEAD/docs/a.png) and "
        "[the docs](https://example.org/p/blob/HEAD/docs/a.md), [a page](https://example.org/x), [below](#below)."
    )


def test_the_source_package_holds_what_a_developer_needs(tmp_path):
    (made,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path))
    with tarfile.open(made) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    wanted = ["dev", "constraints.txt", "pyproject.toml", "CHANGELOG.md", "tests/plans.py", "samples/plan-2562.toml"]
    wanted += [
        "packaging/index_readme.py",
        "schemas/build.py",
        "docs/pictures/make.py",
        "tests/clients/package-lock.json",
    ]
    assert [name for name in wanted if name not in names] == []
    assert [name for name in names if "node_modules" in name or ".venv" in name] == []


def test_the_changelog_has_a_section_of_this_version():
    said = Path(ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(planbook.__version__)}\b", said, re.MULTILINE)
