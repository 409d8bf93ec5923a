"""A closed quarter opened again: only what an office changes in its correction is a change."""

from pathlib import Path
from typing import Any

import pytest

import planbook as pb
from planbook.domain import EntryState, Master, QuantityKind, read_quantity
from planbook.forms.compose import compose
from planbook.layout.form import FIRST_ROW, SHEET_FILL, column_numbers
from planbook.pipeline.quarter import generate
from tests.filling import fill, fill_all, typed_into

OFFICE, QUARTER = "TRG", 1
FILL = SHEET_FILL["th"]


@pytest.fixture(scope="module")
def closed(sample: Any, tmp_path_factory: pytest.TempPathFactory) -> Master:
    """The sample's master after quarter 1 was merged for one office."""
    folder = tmp_path_factory.mktemp("closed")
    (folder / "TRG.xlsx").write_bytes(fill_all(sample.form(OFFICE), percent=0.955))
    outcome = pb.merge(sample.master, [folder])
    assert outcome.proof is not None
    assert outcome.proof.holds
    return pb.read_master(outcome.data)


@pytest.fixture(scope="module")
def form(closed: Master) -> bytes:
    (data,) = dict(generate(closed, QUARTER, offices=[OFFICE], correction=True)).values()
    return data


def merged(closed: Master, save: Any, data: bytes) -> pb.Outcome:
    return pb.merge(closed, [save({"แก้.xlsx": data})])


def row_of(closed: Master, key: str) -> int:
    spec = compose(closed, OFFICE, QUARTER)
    return next(row for row, line in enumerate(spec.lines, FIRST_ROW) if line.key == key and line.office == OFFICE)


def counted(closed: Master) -> str:
    """The first activity that is reported as a number."""
    spec = compose(closed, OFFICE, QUARTER, correction=True)
    return next(line.key for line in spec.rows() if line.given.get("result") == "1" and line.office == OFFICE)


def test_an_untouched_correction_changes_nothing(closed: Master, form: bytes, save: Any) -> None:
    outcome = merged(closed, save, form)
    assert outcome.entries == ()
    assert outcome.conservation.changed == 0
    assert [finding for finding in outcome.findings if finding.file == "แก้.xlsx"] == []
    assert outcome.facts == closed.facts


def test_one_changed_figure_is_one_open_change_and_its_row_keeps_the_rest(
    closed: Master, form: bytes, save: Any
) -> None:
    key = counted(closed)
    outcome = merged(closed, save, fill(form, {key: 3, (key, "remark"): "นับผิด"}, office=OFFICE))
    assert {(entry.key, entry.field.value, str(entry.value)) for entry in outcome.entries} == {
        (key, "result", "3"),
        (key, "remark", "นับผิด"),
    }
    assert outcome.conservation.balanced
    (change,) = outcome.changes
    assert (change.key, change.office, str(change.old), str(change.new)) == (key, OFFICE, "1", "3")
    assert [finding.key for finding in outcome.findings if finding.code == "figure-changed"] == [key]


def test_a_remark_added_to_a_row_does_not_lose_its_result(closed: Master, form: bytes, save: Any) -> None:
    key = counted(closed)
    outcome = merged(closed, save, fill(form, {(key, "remark"): "มีภาพถ่าย"}, office=OFFICE))
    (fact,) = (fact for fact in outcome.facts if (fact.key, fact.office) == (key, OFFICE))
    assert (str(fact.result), fact.remark) == ("1", "มีภาพถ่าย")


def test_a_cleared_result_is_withdrawn_and_told(closed: Master, form: bytes, save: Any) -> None:
    key = counted(closed)
    cell = f"{chr(64 + column_numbers(QUARTER)['result.1'])}{row_of(closed, key)}"
    outcome = merged(closed, save, typed_into(form, {FILL: {cell: None}}))
    (finding,) = (finding for finding in outcome.findings if finding.code == "correction-cleared")
    assert (finding.key, finding.cell, finding.quarter) == (key, cell, QUARTER)
    assert outcome.entries == ()
    assert outcome.conservation.changed == outcome.conservation.reported == 1
    gone = [fact for fact in closed.facts if fact not in outcome.facts]
    assert [(fact.key, fact.office) for fact in gone] == [(key, OFFICE)]
    assert [(change.office, str(change.old), change.new) for change in outcome.changes if change.office] == [
        (OFFICE, "1", None)
    ]
    assert [f.key for f in outcome.findings if f.code == "figure-withdrawn"] == [key]
    again = pb.merge(outcome.data, [save({"แก้.xlsx": typed_into(form, {FILL: {cell: None}})})])
    assert again.data == outcome.data


def test_percentages_come_back_as_they_were_accepted(closed: Master, form: bytes) -> None:
    spots = {(spot.key, spot.field): spot for spot in pb.inspect(form).inputs}
    percents = [spot for spot in spots.values() if spot.kind == "percent"]
    assert percents
    given = {line.key: line.given for line in compose(closed, OFFICE, QUARTER, correction=True).rows()}
    for spot in percents:
        quantity = read_quantity(given[spot.key]["result"])
        assert quantity is not None
        assert (quantity.kind, str(quantity.value)) == (QuantityKind.VALUE, "0.955")


def test_every_entry_of_a_correction_is_settled(closed: Master, form: bytes, save: Any) -> None:
    outcome = merged(closed, save, fill_all(form, number=7, percent=0.5, text="เล่าใหม่"))
    assert outcome.conservation.balanced
    assert all(entry.state is EntryState.ACCEPTED for entry in outcome.entries)
    assert {str(change.new) for change in outcome.changes} == {"7", "50", "เล่าใหม่"}


def test_corrections_are_written_beside_the_first_forms(closed: Master, tmp_path: Path) -> None:
    generate(closed, QUARTER, tmp_path, offices=[OFFICE])
    generate(closed, QUARTER, tmp_path, offices=[OFFICE], correction=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "2562-Q1 TRG กฟจ.ตรัง (แก้ไข).xlsx",
        "2562-Q1 TRG กฟจ.ตรัง.xlsx",
    ]
