"""Detail forms that say what they said are copied; whatever would make one read differently makes it anew."""

from dataclasses import replace

import pytest

import planbook as pb
from planbook.book.bounds import OWN, Bounds
from planbook.book.cells import cell_name
from planbook.book.owned import owned_sheets, owners
from planbook.book.package import Package, Workbook
from planbook.book.patch import patch_sheet
from planbook.consolidated.consolidate import write_detail
from planbook.consolidated.proof import _said_areas, prove_readable
from planbook.consolidated.unchanged import untouched
from planbook.layout import detail as layout
from planbook.layout.own_tables import is_merged

from ..plans import adopted, edit, plan
from ..quarters import returned
from .test_proof import tampered

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการ  | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                         | 2. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
                         | 3. อบรมพนักงาน       | 2 ครั้ง; 2 ครั้ง; 2 ครั้ง; 2 ครั้ง | กฟฟ.ชั้น 1-3
"""


@pytest.fixture(scope="module")
def merged(tmp_path_factory):
    def save(files):
        folder = tmp_path_factory.mktemp("returns")
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return folder

    data = adopted(plan(PLAN))
    files = returned(save, data, {"PLS": {"8/1": 1}, "TRG": {"8/2": 3, "8/3": 2}})
    return data, pb.merge(data, files).data


@pytest.fixture
def written(monkeypatch):
    """The keys of the forms that are written, and not copied."""
    keys = []

    def note(page, styles, detail, leads):
        keys.append(detail.key)
        write_detail(page, styles, detail, leads)

    monkeypatch.setattr("planbook.consolidated.consolidate.write_detail", note)
    return keys


def part(data, suffix):
    package = Package.open(data)
    return owners(Workbook(package), "planbook.")[suffix].part


def touched(data, suffix, cells):
    package, name = Package.open(data), part(data, suffix)
    return package.build({name: patch_sheet(package.read(name), cells)})


def test_nothing_new_writes_no_form(merged, written):
    assert pb.merge(merged[1], []).data == merged[1]
    assert written == []


def test_only_what_a_return_speaks_of_is_written(merged, written, save):
    data, before = merged
    more = returned(save, data, {"KBI": {"8/2": 4}}, day=3)
    made = pb.merge(before, more).data
    assert written == ["8/2"]
    kept = untouched(made)
    assert {suffix: kept[suffix].part.body for suffix in ("detail.8_1", "detail.8_3")} == {
        suffix: each.part.body for suffix, each in untouched(before).items() if suffix != "detail.8_2"
    }
    assert pb.merge(made, []).data == made


def test_copied_or_written_it_is_the_same_workbook(merged, save, monkeypatch):
    """Where every form is written anew, the cells, styles and names are the same; the bytes too."""
    data, before = merged
    more = returned(save, data, {"KBI": {"8/2": 4}}, day=3)
    copied = pb.merge(before, more).data
    monkeypatch.setattr("planbook.consolidated.consolidate.untouched", lambda _: {})
    assert pb.merge(before, more).data == copied


@pytest.mark.parametrize("suffix", ["detail.8_3", "facts", "published"])
def test_what_somebody_touched_is_made_anew(merged, written, suffix):
    """A form itself; or what all forms are held against."""
    assert pb.merge(touched(merged[1], suffix, {"Z90": "x"}), []).data == merged[1]
    assert written == (["8/3"] if suffix == "detail.8_3" else ["8/1", "8/2", "8/3"])


def test_what_was_typed_on_a_form_is_told(merged):
    cell = cell_name(layout.FIRST_ROW, layout.COLUMN_INDEX["result.1"])
    edited = touched(merged[1], "detail.8_3", {cell: 77})
    assert "detail-typed-over" in {finding.code for finding in pb.read_master(edited).findings}


def test_an_office_of_another_name_is_on_every_form(merged, written):
    renamed = edit(merged[1], "offices", {"TRG": {"name": "กฟจ.ตรัง (ใหม่)"}})
    pb.merge(renamed, [])
    assert written == ["8/1", "8/2", "8/3"]


def test_nobody_sees_the_table(merged):
    book = Workbook(Package.open(merged[1]))
    assert book.sheet(owned_sheets(merged[1])["made"]).state == "veryHidden"


@pytest.mark.parametrize("suffix", ["facts", "published", "detail.8_2", "cells"])
def test_a_cell_far_out_is_refused_by_who_reads_the_sheet(merged, suffix):
    far = touched(merged[1], suffix, {"XFD1048576": "x"})
    with pytest.raises(pb.BookProblem) as refused:
        pb.merge(far, [])
    assert refused.value.code == "cell-out-of-bounds"


def test_every_sheet_of_a_merge_says_how_far_it_goes(merged, save):
    """What the next command could not hold is refused on what they say."""
    data, before = merged
    changed = pb.merge(before, returned(save, data, {"TRG": {"8/2": 5}}, day=3)).data
    again = pb.merge(changed, returned(save, data, {"PLS": {"8/1": 2}}, day=4)).data
    package = Package.open(again)
    said = _said_areas(package)
    assert {"history", "reserve", "facts", "detail.8_1", "made"} <= owned_sheets(again).keys()
    assert len(said) == sum(map(is_merged, owned_sheets(again)))
    for name, area in said.items():
        bounds = Bounds(OWN)
        bounds.add(name, package.read(name))
        assert 0 < bounds.area <= area < 2 * bounds.area


def test_a_workbook_that_reads_otherwise_is_refused(merged):
    data = merged[1]
    first, *rest = facts = pb.read_master(data).facts
    prove_readable(data, facts)
    prove_readable(data, [*rest, first])
    for wanted in (
        rest,
        [*facts, first],
        [replace(first, quarter=2), *rest],
        [replace(first, office="KBI"), *rest],
        [replace(first, result=first.result + 1), *rest],
        [replace(first, result=None), *rest],
    ):
        with pytest.raises(pb.BookProblem) as refused:
            prove_readable(data, wanted)
        assert refused.value.code == "facts-not-readable"
    for made in (
        touched(data, "facts", {"E3": "ห้า"}),
        touched(data, "facts", {"R3": "หก"}),
        touched(data, "facts", {"XFD1048576": "x"}),
        tampered(data, part(data, "detail.8_1"), rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'),
    ):
        with pytest.raises(pb.BookProblem) as refused:
            prove_readable(made, facts)
        assert refused.value.code == "facts-not-readable"
