"""The gallery of the samples: what its script makes is what lies there, and it shows what it says."""

import importlib.util
import json

import pytest

import planbook as pb
from tests.conftest import ROOT

GALLERY = ROOT / "samples" / "gallery"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    spec = importlib.util.spec_from_file_location("build_gallery", ROOT / "samples" / "build_gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("gallery")
    module.build(folder)
    return folder


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.name != "plan.yaml")


def results(folder):
    plan = pb.read_master(folder / "6-consolidated-2562.xlsx")
    return [(fact.key, fact.office, str(fact.result), fact.file) for fact in plan.facts]


def test_the_files_are_those_that_the_script_makes_now(built):
    assert names(GALLERY) == names(built)
    assert results(GALLERY) == results(built) != []
    here, now = (json.loads((folder / "6-report.json").read_text(encoding="utf-8")) for folder in (GALLERY, built))
    assert [(f["code"], f["office"]) for f in here["findings"]] == [(f["code"], f["office"]) for f in now["findings"]]


def test_it_shows_good_and_faulty_returns_what_was_asked_back_and_a_finished_quarter(built):
    first = pb.check(built / "1-plan" / "master-2562.xlsx", built / "3-returns", quarter=1)
    asked = {finding.office for finding in first.findings if finding.severity is pb.Severity.ERROR}
    assert asked == {"KBI"}
    report = json.loads((built / "6-report.json").read_text(encoding="utf-8"))
    assert {office["office"]: office["state"] for office in report["offices"]} == dict.fromkeys(
        ("TRG", "KBI", "SCN"), "complete"
    )
    assert not [f for f in report["findings"] if f["severity"] == "error"]
    assert len({key for key, *_ in results(built)}) == 6
