"""lint of a consolidated workbook: every planted number and every hand edit is found, and nothing else."""

import io
import re
import zipfile

import openpyxl
import pytest

import planbook as pb
from planbook.book.cells import split_cell
from tests.filling import fill_all

CODES = {"result-cell-edited", "result-cell-unproven"}


@pytest.fixture(scope="module")
def merged(sample, tmp_path_factory) -> pb.Outcome:
    folder = tmp_path_factory.mktemp("returns")
    for office in ("TRG", "NST", "KBI", "PLS"):
        if office in sample.master.offices.by_code:
            try:
                (folder / f"{office}.xlsx").write_bytes(fill_all(sample.form(office)))
            except KeyError:
                continue
    return pb.merge(sample.master, folder)


def found(data: bytes) -> set[tuple[str, str]]:
    return {(finding.sheet, finding.cell) for finding in pb.lint(data) if finding.code in CODES}


def typed(data: bytes, places: dict[tuple[str, str], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (sheet, cell), value in places.items():
        book[sheet][cell].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_merge_made_has_no_hand_edits(merged, sample):
    assert found(merged.data) == set()
    assert found(typed(merged.data, {})) == set()
    assert found(sample.master.data) == set()


def free_cells(data: bytes, master: pb.Master) -> list[tuple[str, str]]:
    """Result cells of the plan that are no hidden part of a merged area."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [
        (activity.sheet, cell)
        for activity in master.activities.values()
        for cell in activity.result_cells.values()
        if not isinstance(book[activity.sheet][cell], openpyxl.cell.cell.MergedCell)
    ]


def test_a_hundred_planted_are_a_hundred_found(merged):
    places = free_cells(merged.data, merged.master)[:100]
    assert len(places) == 100
    assert found(typed(merged.data, dict.fromkeys(places, 4711))) == set(places)


def test_a_figure_that_was_deleted_and_one_between_the_lines_are_found(merged):
    result = next(result for result in merged.results if result.quarter == 1 and result.display)
    activity = merged.master.activities[result.key]
    deleted = (activity.sheet, activity.result_cells[1])
    long = next(
        activity
        for activity in merged.master.activities.values()
        if activity.rows[1] - activity.rows[0] > 2 and activity.result_cells and activity.key != result.key
    )
    column = "".join(filter(str.isalpha, long.result_cells[2]))
    between = (long.sheet, f"{column}{long.rows[1]}")
    assert split_cell(between[1])[0] == long.rows[1]
    assert found(typed(merged.data, {deleted: None, between: "12 ครั้ง"})) == {deleted, between}


def reckoned(data: bytes, value: str) -> bytes:
    """A workbook as a client saves it that has reckoned its formulas, each to this value."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                filled = rb"\1<v>" + value.encode() + b"</v>"
                part = re.sub(rb"(<f>4000\+711</f>)<v ?(?:/>|></v>)", filled, part)
            new.writestr(name, part)
    return out.getvalue()


def test_a_formula_that_somebody_typed_is_a_number_too(merged):
    empty = [
        (activity.sheet, activity.result_cells[quarter])
        for activity in merged.master.activities.values()
        for quarter in activity.result_cells
        if quarter > 1
    ]
    places = [place for place in free_cells(merged.data, merged.master) if place in empty][:5]
    assert found(reckoned(typed(merged.data, dict.fromkeys(places, "=4000+711")), "4711")) == set(places)
    # nobody has reckoned it yet: it shows its number when the file is opened
    assert found(typed(merged.data, dict.fromkeys(places, "=4000+711"))) == set(places)
