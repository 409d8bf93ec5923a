"""What somebody typed over figures, where the plan is merged anew into the workbook's place: as if typed into it."""

import pytest

import planbook as pb

from ..quarters import returned, typed_by_staff
from .test_stays import PLAN, REPORTED, adopted, cells, plan

TYPED = {"D6": "2 ครั้ง", "D7": 70, "D8": "(43/43)", "D9": None, "F7": "9 ราย"}
ASK, KEEP, REPLACE = pb.HandEdits
CODES = {"result-cell-asked", "result-cell-kept", "result-cell-overwritten", "result-cell-typed"}


def told(outcome):
    found = [f for f in outcome.findings if f.code in CODES]
    return sorted((f.code, f.sheet, f.cell, f.key, f.raw, str(f.fields.get("new"))) for f in found)


@pytest.mark.parametrize("choices", [KEEP, {("CR1", "D6"): KEEP, ("CR1", "D7"): REPLACE}], ids=["all", "each"])
def test_a_merge_in_its_place_does_as_one_onto_it(choices, save):
    master = adopted(plan(PLAN))
    came = returned(save, master, REPORTED)
    merged = pb.merge(master, came, quarter=1).data
    assert pb.merge(master, came, quarter=1, over=merged).data == merged, "nobody typed"
    typed = typed_by_staff(merged, TYPED)
    anew = pb.merge(master, came, quarter=1, hand_edits=choices, over=typed)
    onto = pb.merge(typed, [], hand_edits=choices)
    assert cells(anew, *TYPED) == cells(onto, *TYPED)
    assert told(anew) == told(onto) != []
    again = pb.merge(master, came, quarter=1, over=anew.data)
    assert cells(again, *TYPED) == cells(anew, *TYPED), "what was chosen holds"
