"""Workbooks are compared as normalised XML with those that were looked at and found right."""

import pytest

from tests.golden.books import HERE, books, normalised


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return books(tmp_path_factory.mktemp("golden"))


@pytest.mark.parametrize("name", ["master", "form", "consolidated"])
def test_as_it_was_when_somebody_looked(made, name):
    golden = (HERE / f"{name}.xml.txt").read_text(encoding="utf-8").splitlines()
    now = normalised(made[name]).splitlines()
    different = [(line, old, new) for line, (old, new) in enumerate(zip(golden, now, strict=False), 1) if old != new]
    assert different[:3] == [], "look at it, then: python -m tests.golden.books"
    assert len(golden) == len(now)
