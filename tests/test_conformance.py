"""The conformance suite: its data are whole, a sample of its cases gets its verdict, and its scores can be bad."""

import pytest
from conformance.__main__ import cases, run, table
from conformance.make import WAYS
from conformance.readers import DATA, Read, by_address
from conformance.score import Mark, score

from tests.conftest import ROOT

ALL = cases()
CLIENTS = {client: [case for case in ALL if case["client"] == client] for client in {case["client"] for case in ALL}}
SAMPLE = [case for cases in CLIENTS.values() for case in (cases[1], cases[len(cases) // 2], cases[-1])]
"""Three cases of every client."""


def test_the_data_are_whole_small_and_enough():
    files = {path.name: path.stat().st_size for path in (DATA / "files").iterdir()}
    assert sorted(files) == sorted({case["file"] for case in ALL})
    assert len({case["id"] for case in ALL}) == len(ALL) >= 300
    assert sum(files.values()) <= 6_000_000
    assert {case["id"].split("/")[1] for case in ALL if case["id"].startswith("typed")} == {way.name for way in WAYS}
    assert len(CLIENTS) == 7
    assert all(case["entries"] or case["asked"] for case in ALL)


def test_a_sample_gets_its_verdicts():
    for case, each in zip(SAMPLE, run("planbook", SAMPLE), strict=True):
        assert each.mark is Mark.AS_EXPECTED, (case["how"], each)


CASE = {"id": "x", "entries": {"5/1|result": "3", "5/3|result": "95"}, "asked": ["5/2|result"]}
GOOD = {"5/1|result": "3.0", "5/3|result": 0.95}


@pytest.mark.parametrize(
    ("values", "told", "mark"),
    [
        (GOOD, {"5/2|result"}, Mark.AS_EXPECTED),
        (GOOD, set(), Mark.SILENT),
        (GOOD | {"5/2|result": 7}, set(), Mark.WRONG),
        (GOOD | {"5/1|result": 4}, {"5/2|result"}, Mark.WRONG),
        (GOOD | {"5/6|result": 1}, {"5/2|result"}, Mark.WRONG),
        ({"5/1|result": 3}, {"5/2|result", "5/3|result"}, Mark.ASKED),
        ({"5/1|result": 3}, {"5/2|result"}, Mark.SILENT),
        (GOOD | {"5/1|result": True}, {"5/2|result"}, Mark.WRONG),
    ],
)
def test_a_score_is_that_of_the_worst_input(values, told, mark):
    assert score(CASE, Read(values, frozenset(told))).mark is mark


def test_a_reader_by_address_is_right_on_the_ordinary_and_wrong_on_moved_rows():
    chosen = [case for case in ALL if case["id"] in ("typed/ordinary/hand", "done/rows-inserted/script-xlsx")]
    read = by_address([DATA / "files" / case["file"] for case in chosen])
    marks = {case["id"]: score(case, read[case["file"]]).mark for case in chosen}
    assert marks["typed/ordinary/hand"] is Mark.AS_EXPECTED
    assert marks["done/rows-inserted/script-xlsx"] is Mark.WRONG


def test_the_page_of_the_docs_tells_the_results_of_this_suite():
    page = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert f"| all ({len(ALL)}) |" in page
    heading = table({"planbook": [score(case, Read(whole=True)) for case in ALL]}, ALL)[0]
    assert heading.rstrip("|").rstrip() in page
