"""The demo: a whole quarter, with offices that make the usual mistakes, each answered as its table says."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

import planbook as pb
from planbook.domain import EntryState, Field, Progress, ReturnState, finding_kinds
from planbook.errors import UsageProblem
from planbook.simulate import demo
from planbook.simulate.behaviours import BEHAVIOURS
from planbook.simulate.demo import OFFICES, PLAN, sample, shown, summary_lines
from planbook.simulate.filling import Form, careful

SAMPLES = Path(__file__).parents[2] / "samples"


def contents(folder: Path) -> dict[str, str]:
    """Every file under a folder and the digest of its bytes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "letter.txt").write_text("not the demo's", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def done(home: Path) -> demo.Demo:
    return demo.run(home / "demo")


def case(done: demo.Demo, name: str):
    return next(each for each in done.returns.cases if each.name == name)


def entries(done: demo.Demo, name: str) -> dict[str, pb.Entry]:
    """What was read of one office's cells that its behaviour is about: raw text → entry."""
    files = case(done, name).files
    return {entry.raw: entry for entry in done.outcome.entries if entry.file.startswith(files)}


def test_every_behaviour_has_an_office_of_its_own(done):
    assert [each.name for each in done.returns.cases] == list(shown())
    offices = [each.office for each in done.returns.cases]
    assert len(set(offices)) == len(offices)
    assert not set(offices) & {*done.returns.silent, *done.returns.idle}


@pytest.mark.parametrize("name", shown())
def test_each_behaviour_is_answered_as_its_table_says(done, name):
    codes = {finding.code for finding in done.answers(case(done, name))}
    assert codes >= set(BEHAVIOURS[name].codes)
    assert done.is_answered(case(done, name))


@pytest.mark.parametrize("name", [name for name, behaviour in shown().items() if behaviour.partial])
def test_a_row_without_a_usable_answer_makes_the_return_incomplete(done, name):
    status = next(each for each in done.outcome.offices if each.office == case(done, name).office)
    assert (status.state, status.answered) == (ReturnState.PARTIAL, status.asked - 1)


@pytest.mark.parametrize("name", ["other-plan", "photo", "own-table"])
def test_an_office_whose_file_cannot_be_used_is_missing(done, name):
    status = next(each for each in done.outcome.offices if each.office == case(done, name).office)
    assert status.state is ReturnState.MISSING


@pytest.mark.parametrize(
    ("name", "raw", "value", "unit"),
    [
        ("thai-digits", "๑", 1, "ครั้ง"),
        ("with-unit", "1 ครั้ง", 1, "ครั้ง"),
        ("percent-as-text", "95%", 95, "%"),
        ("percent-as-text", "ร้อยละ 95", 95, "%"),
    ],
)
def test_what_is_unusual_and_clear_is_read_as_meant(done, name, raw, value, unit):
    entry = entries(done, name)[raw]
    assert (entry.value, entry.unit, entry.state) == (value, unit, EntryState.ACCEPTED)


def test_nothing_to_report_is_an_answer(done):
    office = case(done, "nothing").office
    facts = [fact for fact in done.outcome.facts if fact.office == office and fact.progress is Progress.NOTHING]
    assert [(fact.result, bool(fact.remark), fact.is_answer) for fact in facts] == [(None, True, True)]


@pytest.mark.parametrize("name", ["sorted-rows", "sorted-visible"])
def test_sorting_moves_no_result_to_another_activity(done, name):
    each = case(done, name)
    plain = Form(each.files[0], *_form(done, each.office), careful)
    typed = {(cell.key, cell.field): plain.typed.get(cell.cell) for cell in plain.inputs if cell.cell in plain.typed}
    read = {(entry.key, entry.field): entry for entry in done.outcome.entries if entry.file == each.files[0]}
    assert read.keys() == typed.keys()
    figures = {key: value for key, value in typed.items() if key[1] is Field.RESULT and not isinstance(value, str)}
    for key, value in figures.items():
        assert read[key].value == value * (100 if read[key].unit == "%" else 1)


def _form(done: demo.Demo, office: str):
    made = pb.generate(done.master, done.quarter, offices=[office])
    return next((made.specs[name], data) for name, data in made)


def test_the_correction_counts_and_not_what_it_corrects(done):
    first, correction = case(done, "corrected").files
    states = Counter((entry.file, entry.state) for entry in done.outcome.entries if entry.file in (first, correction))
    assert set(states) == {(first, EntryState.REJECTED), (correction, EntryState.ACCEPTED)}


def test_careful_offices_give_no_cause_for_findings(done):
    careful = set(done.returns.files) - {name for each in done.returns.cases for name in each.files}
    assert len(careful) > 20
    assert [
        finding for finding in done.outcome.findings if finding.file in careful and finding.severity == "error"
    ] == []
    rejected = {entry.file for entry in done.outcome.entries if entry.state is EntryState.REJECTED}
    assert not rejected & careful


def test_silent_offices_are_missing(done):
    assert len(done.returns.silent) == 5
    missing = {status.office for status in done.outcome.offices if status.state is ReturnState.MISSING}
    assert missing >= set(done.returns.silent)


def test_everything_typed_is_accounted_for_and_the_layout_kept(done):
    counts = done.outcome.conservation
    assert counts.balanced
    assert counts.accepted > 1000
    assert min(counts.rejected, counts.reported) > 0
    assert done.outcome.proof.holds
    assert done.as_planned


def test_the_folder_holds_the_quarter_step_by_step(done):
    assert {path.name for path in done.folder.iterdir()} == {
        "1-plan",
        "2-master.xlsx",
        "3-forms",
        "4-returns",
        "5-consolidated.xlsx",
        "5-report.json",
    }
    assert {path.name for path in (done.folder / "3-forms").iterdir()} == set(done.forms)
    assert {path.name for path in (done.folder / "4-returns").iterdir()} == set(done.returns.files)
    assert set(pb.read_master(done.folder / "5-consolidated.xlsx").facts) == set(done.outcome.facts)


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_summary_fits_a_screen_and_names_every_behaviour(done, language):
    lines = list(summary_lines(done, language))
    assert len(lines) <= 40
    text = "\n".join(lines)
    assert not {"not as planned", "ไม่ตรงตามแผน"} & {bit for line in lines for bit in line.split("   ")}
    for each in done.returns.cases:
        assert any(each.office in line and each.behaviour.name(language) in line for line in lines)
        assert all(code in text for code in each.behaviour.codes)


@pytest.mark.proof
def test_running_again_gives_the_same_bytes_and_touches_nothing_else(done, home):
    samples = contents(SAMPLES)
    before = contents(home)
    (done.folder / "notes.txt").write_text("mine", encoding="utf-8")
    again = demo.run(done.folder, force=True, workers=2)
    (done.folder / "notes.txt").unlink()  # still there: force takes nothing away
    assert contents(home) == before
    assert set(before) == {"letter.txt", *(f"demo/{name}" for name in contents(done.folder))}
    assert contents(SAMPLES) == samples
    assert again.outcome == done.outcome


def test_a_folder_with_files_is_refused_before_any_work(tmp_path):
    (tmp_path / "mine.xlsx").write_bytes(b"mine")
    with pytest.raises(UsageProblem, match="--force"):
        demo.run(tmp_path)
    assert contents(tmp_path).keys() == {"mine.xlsx"}


@pytest.mark.proof
def test_returns_of_something_else_are_never_merged_with_the_demos(tmp_path):
    stranger = tmp_path / "4-returns" / "from-last-year.xlsx"
    stranger.parent.mkdir()
    stranger.write_bytes(b"mine")
    with pytest.raises(UsageProblem, match=r"from-last-year\.xlsx"):
        demo.run(tmp_path, force=True)
    assert stranger.read_bytes() == b"mine"
    assert not (tmp_path / "3-forms").exists()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "demo").write_bytes(b"mine")
    with pytest.raises(UsageProblem):
        demo.run(tmp_path / "demo", force=True)
    assert (tmp_path / "demo").read_bytes() == b"mine"


def test_the_samples_are_those_of_the_repository():
    assert sample(PLAN) == (SAMPLES / PLAN).read_bytes()
    assert sample(OFFICES) == (SAMPLES / OFFICES).read_bytes()


def test_every_code_of_the_table_is_in_the_catalogue():
    assert {code for behaviour in BEHAVIOURS.values() for code in behaviour.codes} <= finding_kinds().keys()
