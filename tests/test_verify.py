"""The second opinion: a program of its own says the same of every figure, and finds what was planted."""

import ast
import io
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

import planbook as pb
from planbook import verify
from planbook.book.owned import owned_sheets
from tests.filling import fill, fill_all
from tests.plans import adopted, plan
from tests.quarters import returned

ANSWERS = {
    "TRG": {"8/1/03/03.2": 0.5, "6/1": 1, "6/9/01": 12},
    "NST": {"8/1/03/03.2": 0.95, "6/1": 2, "6/9/01": 22},
    "SRT": {"8/1/03/03.2": 1, "6/9/01": 7},
}


@pytest.fixture(scope="module")
def merged(sample, tmp_path_factory):
    """A consolidated workbook and the folder of its returns."""
    folder = tmp_path_factory.mktemp("returns")
    for office, typed in ANSWERS.items():
        (folder / f"{office}.xlsx").write_bytes(fill(sample.form(office), typed))
    (folder / "KBI.xlsx").write_bytes(fill_all(sample.form("KBI")))
    return pb.merge(sample.master, folder), folder


def differ(data: bytes, *returns: Path) -> list[str]:
    return verify.verify(io.BytesIO(data), returns).differ


def edited(data: bytes, change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_it_says_the_same_of_every_figure(merged):
    outcome, folder = merged
    verdict = verify.verify(io.BytesIO(outcome.data), (folder,))
    assert verdict.differ == []
    figures = {(result.key, result.quarter) for result in outcome.results if result.display}
    assert verdict.verified >= len(figures)
    assert verdict.verified + verdict.unverified >= len(figures) + len(outcome.facts)


def result_cells(outcome):
    """Where the figures with digits are printed: (sheet, cell)."""
    for result in outcome.results:
        activity = outcome.master.activities[result.key]
        if any(char.isdigit() for char in result.display.partition("(")[0]):
            yield activity.sheet, activity.result_cells[result.quarter]


def test_every_printed_figure_that_somebody_changed_is_found(merged):
    outcome, _ = merged
    places = list(result_cells(outcome))
    assert len(places) >= 4

    def change(book):
        for sheet, cell in places:
            old = str(book[sheet][cell].value)
            book[sheet][cell].value = old.replace(next(filter(str.isdigit, old)), "7" if "7" not in old else "8", 1)

    assert len(differ(edited(outcome.data, change))) == len(places)


def counts(book, outcome):
    """The cells of the first page's counts of the first quarter and of the year, and the name of their row."""
    page = book[owned_sheets(outcome.data)["front"]]
    (head,) = [cell.row for cell in page["C"] if cell.value == "✓"]
    for row in page.iter_rows(min_row=head + 1, max_col=22):
        if "✓" in str(row[0].value):
            return
        yield from ((row[0].value, cell) for cell in (*row[2:6], *row[18:22]))


@pytest.mark.parametrize("formulas", [True, False])
def test_a_count_of_the_first_page_that_somebody_changed_is_found(merged, formulas):
    outcome, _ = merged
    changed = []
    book = openpyxl.load_workbook(io.BytesIO(outcome.data), data_only=not formulas)
    for name, cell in counts(book, outcome):
        if isinstance(cell.value, int):
            cell.value += 1
            changed.append(name)
    out = io.BytesIO()
    book.save(out)
    lines = differ(out.getvalue())
    assert len(lines) == len(changed) >= 3
    assert all(line.startswith("first page, ") for line in lines)
    # as values, those of the whole plan, of the perspective and of the strategies too
    assert ("CR1" in changed) is not formulas


YEAR = {"cumulative": "0", "rule": "all_met", "due": "TRG"}


YEAR = {"cumulative": "0", "rule": "all_met", "due": "TRG", "target": "4 ราย", "unit": "ราย", "direction": "at_least"}


@pytest.mark.parametrize(
    ("met", "more", "stands"),
    [
        (["1", "1"], {}, "✓"),
        (["1", "0"], {}, "✗"),
        (["1", ""], {}, "○"),
        (["0", "1"], {"cumulative": "1"}, "✓"),
        (["1", "1"], {"rule": "sum"}, "✓"),
        (["0"], {"rule": "sum"}, "✗"),
        (["0"], {"due": ""}, "–"),
    ],
)
def test_the_year_so_far_is_that_of_its_quarters(met, more, stands):
    figures = [{"key": "3/1", "quarter": str(n), "met": each, **YEAR, **more} for n, each in enumerate(met, start=1)]
    assert verify._stands(figures, "3/1", {})[5] == stands


def reported(quarter: int, figure: str, parts: str = "/", office: str = "TRG") -> dict[str, str]:
    above, _, below = parts.partition("/")
    values = {"result": figure, "result.value": figure, "numerator.value": above, "denominator.value": below}
    return {"key": "3/1", "office": office, "quarter": str(quarter), "status": "", **values}


SHARED = {"rule": "ratio", "kind": "ratio", "target": "90%", "unit": "%"}


@pytest.mark.parametrize(
    ("answers", "more", "stands"),
    [
        ([reported(1, "3"), reported(2, "5")], {"rule": "sum"}, "✓"),  # 8 of 8: the second quarter made up for it
        ([reported(1, "3"), reported(2, "4")], {"rule": "sum"}, "✗"),
        ([reported(1, "3"), reported(2, "5")], {"rule": "sum", "target": "≤ 4 ราย"}, "✓"),
        ([reported(1, "3"), reported(2, "6")], {"rule": "sum", "target": "4 ราย", "direction": "at_most"}, "✗"),
        # an office is missing: what a sum has reached already stays, anything else is open
        ([reported(1, "3"), reported(2, "5")], {"rule": "sum", "due": "KBI;TRG"}, "✓"),
        ([reported(1, "3"), reported(2, "4")], {"rule": "sum", "due": "KBI;TRG"}, "○"),
        ([reported(1, "80", "8/10"), reported(2, "92.5", "37/40")], SHARED, "✓"),  # 45 of 50
        ([reported(1, "80", "8/10"), reported(2, "90", "36/40")], SHARED, "✗"),
        ([reported(1, "3"), reported(2, "5")], {"rule": "sum", "target": "4 แห่ง"}, "?"),  # of something else
        ([reported(1, "3"), reported(2, "5")], {"rule": "sum", "target": "ราว 4"}, "?"),
    ],
)
def test_quarters_make_up_for_one_another_where_they_add_up(answers, more, stands):
    figures = [{"key": "3/1", "quarter": str(n), "met": met, **YEAR, **more} for n, met in ((1, "0"), (2, "1"))]
    assert verify._stands(figures, "3/1", {"3/1": answers})[5] == stands


def judged(figure, result="22", offices=("TRG",)):
    """What is said of the verdict of a figure that these offices were due to report."""
    row = {"key": "3/1", "quarter": "1", "rule": "max", "cumulative": "0", "due": ";".join(offices), "figure": "22"}
    answers = {"3/1": [reported(1, result)]}
    said = [*verify._figure(row | figure, answers, {("3/1", "1"): "22 วัน"})]
    return said[0][0]


def test_a_verdict_that_the_target_does_not_bear_out_is_found():
    figure = {"target": "≤ 20 วัน", "direction": "at_least", "own_targets": "", "met": "1"}
    assert [judged(figure | more) for more in ({}, {"met": "0"}, {"target": "20 วัน"})] == [False, True, True]
    unclear = ({"met": ""}, {"own_targets": "x"}, {"target": "1 ครั้ง (100 ราย)"}, {"target": "ระดับ 4.37"})
    assert [judged(figure | more) for more in unclear] == [None] * 4
    assert judged(figure, offices=("TRG", "KBI")) is None  # an office is missing


def test_a_report_that_is_not_what_the_file_says_is_found(merged, tmp_path):
    outcome, folder = merged
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    fact = next(fact for fact in outcome.facts if fact.key == "6/1" and fact.office == "TRG")
    file = copy / fact.file
    file.write_bytes(edited(file.read_bytes(), lambda book: setattr(book[fact.sheet][fact.cell], "value", 9)))
    (line,) = differ(outcome.data, copy)
    assert "6/1" in line
    assert "TRG" in line


def test_what_it_cannot_judge_is_unverified_and_never_right(merged):
    outcome, folder = merged
    without, with_files = (verify.verify(io.BytesIO(outcome.data), files) for files in ((), (folder,)))
    assert without.unverified >= len(outcome.facts)
    assert without.verified + without.unverified == with_files.verified + with_files.unverified
    assert without.verified < with_files.verified


def test_it_shares_nothing_with_planbook_and_is_short():
    source = Path(verify.__file__).read_text(encoding="utf-8")
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [])
        + ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
    }
    assert "planbook" not in modules
    assert modules - set(sys.stdlib_module_names) == {"openpyxl"}
    assert len(source.splitlines()) <= 250


def test_it_runs_alone(merged, tmp_path):
    outcome, folder = merged
    alone = tmp_path / "verify.py"
    shutil.copy(verify.__file__, alone)
    (tmp_path / "รวมผล.xlsx").write_bytes(outcome.data)
    for arguments, code in ((["รวมผล.xlsx", str(folder)], 0), (["ไม่มี.xlsx"], 3), ([], 2)):
        done = subprocess.run(
            [sys.executable, str(alone), *arguments],
            cwd=tmp_path,
            env={"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr


def test_merge_asks_it_before_anything_is_written(merged, sample, tmp_path, monkeypatch, capsys):
    from planbook.cli import main

    _, folder = merged
    (tmp_path / "m.xlsx").write_bytes(sample.master.data)
    made = tmp_path / "รวมผล.xlsx"
    words = [
        "merge",
        str(tmp_path / "m.xlsx"),
        str(folder),
        "-o",
        str(made),
        "--prove",
        "--jobs",
        "1",
        "--lang",
        "en",
    ]
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code in (0, 1)
    assert "second opinion" in capsys.readouterr().out
    assert made.exists()
    made.unlink()
    monkeypatch.setattr(verify, "_value", lambda _: Fraction(1, 7))
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert (ended.value.code, made.exists()) == (3, False)
    assert "nothing was written" in capsys.readouterr().err


def test_a_figure_that_is_asked_about_is_to_be_decided_before_anything_is_proved(save, tmp_path, capsys) -> None:
    from planbook.cli import main

    master = adopted(plan("แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจ | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)"))
    merged = pb.merge(master, returned(save, master, {"PLS": {"8/1": 1}})).data
    activity = pb.read_master(merged).activities["8/1"]
    book = openpyxl.load_workbook(io.BytesIO(merged))
    book[activity.sheet][activity.result_cells[1]].value = "9 ครั้ง"
    file, made = tmp_path / "m.xlsx", tmp_path / "out.xlsx"
    book.save(file)
    forms = returned(save, merged, {"PLS": {"8/1": 1}}, quarter=2)
    words = ["merge", str(file), str(forms), "-o", str(made), "--prove", "--jobs", "1", "--lang", "en"]
    with pytest.raises(SystemExit) as ended:
        main(words)
    said = capsys.readouterr().err
    assert (ended.value.code, made.exists()) == (3, False)
    assert "1 figure was typed over" in said
    assert "maintainers" not in said
    with pytest.raises(SystemExit) as ended:
        main([*words, "--hand-edits", "keep"])
    assert ended.value.code in (0, 1)
    assert made.exists()
