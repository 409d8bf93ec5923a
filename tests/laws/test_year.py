"""A year that was written can be read: what planbook made itself has limits of its own."""

import pytest

import planbook as pb
from planbook.book.bounds import OWN, Limits
from planbook.book.cells import MAX_ROW
from planbook.book.safety import check_package
from planbook.consolidated import proof
from planbook.consolidated.consolidate import Consolidated
from planbook.errors import BookProblem
from tests.laws.full_year import consolidated, largest_part, region, year


@pytest.fixture(scope="module")
def small() -> tuple[bytes, Consolidated]:
    data = region(25, 20)
    return data, consolidated(data, year(pb.read_master(data)))


def test_every_figure_comes_back(small: tuple[bytes, Consolidated]) -> None:
    data, outcome = small
    facts = year(pb.read_master(data))
    assert len(facts) == 2_000
    assert outcome.proof.findings == ()
    assert sorted(map(repr, pb.read_master(outcome.data).facts)) == sorted(map(repr, facts))


def test_a_sheet_full_of_facts_stays_within_the_limits_of_our_own_workbooks(small: tuple[bytes, Consolidated]) -> None:
    each = largest_part(small[1].data) / 2_000
    assert each < 600  # texts stand once, in the workbook's list; inline they took 1,060
    assert each * MAX_ROW < OWN.max_member
    assert OWN.max_area > MAX_ROW * 30  # columns, some of them for long remarks


def test_a_return_has_narrower_limits_than_a_master(small: tuple[bytes, Consolidated]) -> None:
    limits = Limits(max_member=1_000_000)  # a hundredth of a return's
    with pytest.raises(BookProblem):
        check_package(small[1].data, limits)
    assert check_package(small[1].data, OWN) == "xlsx"


def test_what_could_not_be_read_again_is_not_put_in_place(
    small: tuple[bytes, Consolidated], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, _ = small
    monkeypatch.setattr(proof, "OWN", Limits(max_member=100_000))
    with pytest.raises(BookProblem) as refused:
        consolidated(data, year(pb.read_master(data)))
    assert refused.value.code == "facts-not-readable"


def test_facts_that_a_reader_does_not_find_again_stop_the_merge(
    small: tuple[bytes, Consolidated], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, outcome = small
    monkeypatch.setattr(proof, "fact_rows", lambda _: iter(()))
    with pytest.raises(BookProblem) as refused:
        proof.prove_readable(outcome.data, year(pb.read_master(data)))
    assert refused.value.code == "facts-not-readable"
