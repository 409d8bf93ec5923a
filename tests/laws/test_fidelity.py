"""A region's workbook keeps all that is in it, whoever wrote it: a part of what ``./dev proofs`` goes through."""

from collections.abc import Set

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.fidelity import CORPUS, PLAN, REFUSED, audited, changed_parts, corpus, journey, problems
from tests.laws.packages import CONTRADICT, ODDITIES, odd
from tests.plans import plan

QUICK = ("Open-XML-SDK__macro.xlsm", "Open-XML-SDK__basicspreadsheet.xlsx", "poi__SimpleStrict.xlsx")
"""Of the public collection: macros; a chart, a pivot table and a diagram; one that is refused."""


@pytest.mark.proof
@settings(max_examples=3)
@given(st.sets(st.sampled_from(sorted(ODDITIES)), min_size=2))
def test_a_workbook_of_any_make_keeps_what_is_in_it(oddities: Set[str]) -> None:
    assert problems("", odd(plan(PLAN), sorted(oddities)), validate=False) == []


@pytest.mark.proof
def test_a_workbook_with_every_oddity_keeps_what_is_in_it() -> None:
    source = odd(plan(PLAN), sorted(ODDITIES.keys() - CONTRADICT))
    went = journey(source)
    assert changed_parts(source, went.second) == set()
    assert audited(went.second) <= audited(source)


def test_a_part_that_was_changed_is_found() -> None:
    source, other = odd(plan(PLAN), ["custom_xml"]), odd(plan(PLAN), ["custom_xml", "vba"])
    assert changed_parts(other, source) == {"xl/vbaProject.bin"}


@pytest.mark.parametrize("name", QUICK)
def test_a_workbook_of_the_public_collection_keeps_what_is_in_it(name: str) -> None:
    found = dict(corpus([name]))
    assert found or not CORPUS.exists()
    for each, source in found.items():
        assert problems(each, source, validate=False) == []


def test_what_is_refused_is_there() -> None:
    assert not CORPUS.exists() or all((CORPUS / name).exists() for name in REFUSED)
