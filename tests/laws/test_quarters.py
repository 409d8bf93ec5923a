"""A year of four quarters with corrections: in which order the files of a merge come plays no part (law 4)."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planbook as pb
from planbook.simulate.filling import saved_at
from tests.filling import fill
from tests.plans import adopted, plan
from tests.quarters import form

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการ  | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                         | 2. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
                         | 3. แก้ไขไฟดับ         | 60%; 60%; 60%; 60%             | กฟฟ.ชั้น 1-3
"""
ROWS = {"PLS": ("8/1",), "TRG": ("8/2", "8/3"), "KBI": ("8/2", "8/3")}

Typed = dict[str, Decimal]
"""What an office types, by activity."""


@st.composite
def typed(draw: st.DrawFn, office: str) -> Typed:
    """Some of an office's figures; one that it leaves out stays blank."""
    figures = {
        key: Decimal(draw(st.integers(0, 20 if key != "8/3" else 100))) / (100 if key == "8/3" else 1)
        for key in ROWS[office]
    }
    return {key: figure for key, figure in figures.items() if draw(st.booleans()) or len(figures) == 1}


@st.composite
def years(draw: st.DrawFn) -> list[list[tuple[str, int, Typed]]]:
    """What comes to each of four merges: every office's report of the quarter, and corrections of any one so far."""
    merges = []
    for quarter in range(1, 5):
        came = [(office, quarter, draw(typed(office))) for office in ROWS]
        for office in draw(st.lists(st.sampled_from(sorted(ROWS)), max_size=2, unique=True)):
            came.append((office, draw(st.integers(1, quarter)), draw(typed(office))))
        merges.append(came)
    return merges


@pytest.mark.proof
@settings(max_examples=3)
@given(merges=years(), random=st.randoms(use_true_random=False))
def test_the_files_of_each_merge_of_a_year_may_come_in_any_order(tmp_path_factory, merges, random) -> None:
    state = adopted(plan(PLAN))
    sent: dict[tuple[str, int], bytes] = {}
    for month, came in enumerate(merges, start=1):
        folder: Path = tmp_path_factory.mktemp("merge")
        for number, (office, quarter, figures) in enumerate(came, start=1):
            if (office, quarter) not in sent:
                sent[office, quarter] = form(state, office, quarter)
            path = folder / f"{random.randrange(1000):03}-{number}.xlsx"
            saved = f"2019-{3 * month:02}-{number:02}T08:00:00Z"
            path.write_bytes(saved_at(fill(sent[office, quarter], figures), saved))
        files = sorted(folder.iterdir())
        shuffled = random.sample(files, len(files))
        outcome = pb.merge(state, files)
        assert outcome.proof.holds
        assert pb.merge(state, shuffled).data == outcome.data
        state = outcome.data
