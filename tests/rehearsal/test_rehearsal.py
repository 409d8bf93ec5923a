"""A rehearsal finds what would be read wrongly or lost in silence, and says so."""

from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner

from planbook.cli import cli
from planbook.domain import Entry, EntryState, Field, Finding
from planbook.errors import UsageProblem
from planbook.layout.form import column_numbers
from planbook.returns.oneform import Reading
from planbook.simulate import rehearsal
from planbook.simulate.behaviours import BEHAVIOURS, Behaviour, Sent
from planbook.simulate.distort import asking_rows, edited
from planbook.simulate.filling import Form
from planbook.simulate.rehearsal import Rehearsal, RehearsalVerdict, Trial, behaviours, compare, rehearse

MEANT = {("8/1", "A", Field.RESULT): Decimal(3), ("8/2", "A", Field.RESULT): Decimal(4)}


def entry(key: str, value: Any, state: EntryState = EntryState.ACCEPTED) -> Entry:
    return Entry(
        key=key,
        office="A",
        quarter=1,
        field=Field.RESULT,
        raw="",
        value=value,
        unit="",
        file="",
        sheet="",
        cell="",
        state=state,
    )


@pytest.mark.parametrize(
    ("entries", "codes", "verdict"),
    [
        ([entry("8/1", Decimal(3)), entry("8/2", Decimal(4))], [], RehearsalVerdict(right=2)),
        ([entry("8/1", Decimal(4)), entry("8/2", Decimal(3))], [], RehearsalVerdict(wrong=2)),
        ([entry("8/1", Decimal(3))], [], RehearsalVerdict(right=1, silent=1)),
        (
            [entry("8/1", Decimal(3)), entry("8/2", None, EntryState.REJECTED)],
            [],
            RehearsalVerdict(right=1, reported=1),
        ),
        ([entry("8/1", Decimal(3))], ["row-copied"], RehearsalVerdict(right=1, reported=1, codes=("row-copied",))),
        (
            [entry("8/1", Decimal(3)), entry("8/2", Decimal(4)), entry("8/9", Decimal(1))],
            [],
            RehearsalVerdict(right=2, wrong=1),
        ),
    ],
)
def test_what_was_typed_is_right_wrong_reported_or_lost_in_silence(
    entries: list[Entry], codes: list[str], verdict: RehearsalVerdict
) -> None:
    found = tuple(Finding.of(code, key="8/2", sheet="", cell="", rows="") for code in codes)
    assert compare(MEANT, Reading(file="x", entries=tuple(entries), findings=found), []) == verdict


def test_a_file_that_is_refused_as_a_whole_is_reported() -> None:
    verdict = compare(MEANT, None, [Finding.of("return-not-a-form", file="x")])
    assert (verdict.reported, verdict.silent, verdict.safe) == (2, 0, True)


@pytest.fixture(scope="module")
def done(sample: Any) -> Rehearsal:
    return rehearse(sample.master, 1, offices=1, workers=2)


def by_name(done: Rehearsal) -> dict[str, Trial]:
    return {trial.said.en: trial for trial in done.trials}


@pytest.mark.proof
def test_the_samples_forms_stand_every_behaviour_and_client(done: Rehearsal) -> None:
    assert [trial.said.en for trial in done.trials if trial.verdict and not trial.verdict.safe] == []
    assert done.safe
    assert len(done.trials) == len(behaviours()) + len(rehearsal.CLIENTS)


CHANGES_WHAT_IS_SAID = {BEHAVIOURS["left-blank"].said, BEHAVIOURS["nothing"].said}


def test_everything_typed_is_accounted_for_in_every_trial(done: Rehearsal) -> None:
    typed = by_name(done)["filled in and saved"].verdict
    assert typed is not None
    assert typed.right > 50
    for trial in done.trials:
        if trial.verdict and trial.said.code not in CHANGES_WHAT_IS_SAID:
            assert trial.verdict.right + trial.verdict.reported == typed.right


def test_each_behaviour_is_answered_as_the_table_says(done: Rehearsal) -> None:
    trials = by_name(done)
    for behaviour in behaviours():
        trial = trials[behaviour.name("en")]
        assert trial.verdict is not None
        # what should be read as meant gives no cause for a word; what should be told is told by its code
        assert set(trial.verdict.codes) >= set(behaviour.codes)
        assert behaviour.codes or trial.verdict.codes == ()


def test_a_deleted_row_is_lost_and_reported(done: Rehearsal) -> None:
    verdict = by_name(done)["a row deleted"].verdict
    assert verdict is not None
    assert verdict.reported > 0
    assert verdict.codes == ("row-missing",)


def only(monkeypatch: pytest.MonkeyPatch, *chosen: Behaviour) -> None:
    """Without LibreOffice, and with these behaviours alone."""
    monkeypatch.setattr(rehearsal, "soffice", lambda: None)
    monkeypatch.setattr(rehearsal, "behaviours", lambda: chosen)


def test_what_cannot_be_tried_is_said(sample: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_dates = Behaviour("behaviour.thai-digits", BEHAVIOURS["as-asked"].act, needs=("date",))
    only(monkeypatch, BEHAVIOURS["as-asked"], needs_dates)
    done = rehearse(sample.master, 1, codes=["TRG"])
    assert [trial.why for trial in done.trials] == ["", "no-such-input", *["not-installed"] * 3]
    assert [trial.verdict is None for trial in done.trials] == [False, True, True, True, True]
    assert done.safe


def test_an_office_without_a_form_cannot_rehearse(sample: Any) -> None:
    with pytest.raises(UsageProblem, match="XYZ"):
        rehearse(sample.master, 1, codes=["XYZ"])


def swap_two_results(sheet: Any, spec: Any) -> None:
    """What nobody can tell from the file: two figures typed beside each other's activity."""
    column = column_numbers(spec.quarter)[f"result.{spec.quarter}"]
    one, two = (sheet.cell(row, column) for row in asking_rows(spec)[:2])
    one.value, two.value = two.value, one.value


def with_results_swapped(form: Form) -> Sent:
    return Sent({form.name: edited(form.filled(), form.spec, swap_two_results)}, form.meant)


def test_a_reading_that_goes_wrong_in_silence_fails_the_command(
    sample: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    only(monkeypatch, BEHAVIOURS["as-asked"], Behaviour("behaviour.sheets-turned", with_results_swapped))
    path = tmp_path / "master.xlsx"
    path.write_bytes(sample.adopted.data)
    ran = CliRunner().invoke(cli, ["rehearse", str(path), "-q", "1", "--office", "TRG"], standalone_mode=False)
    assert ran.return_value == 1
    lines = ran.output.splitlines()
    assert [line[0] for line in lines if "บันทึก" in line or "สลับ" in line][:2] == ["✓", "✗"]
    assert any("ก่อนส่งแบบฟอร์ม" in line for line in lines)
