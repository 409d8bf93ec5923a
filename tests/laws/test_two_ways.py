"""Law: the quick way of reading a return says what the careful way says, and is taken for plain answers.

``python -m tests.laws.two_ways`` tries it on more."""

from dataclasses import replace
from pathlib import Path

import pytest

import planbook as pb
from planbook.book.package import Package, Workbook
from planbook.domain import FormParts, Own
from planbook.forms.render import Renderer
from planbook.returns.quick import read_quick
from planbook.simulate.behaviours import BEHAVIOURS
from planbook.simulate.filling import Form, careful
from tests.laws.two_ways import NAME, ROWS, both_ways, by_openpyxl, plain, trial
from tests.plans import master
from tests.returns.makers import FILL, LINES, SPEC, address, form, issued, patched, row

ROOT = Path(__file__).parents[2]
FUZZED = 150


def test_a_form_filled_in_as_asked_is_read_the_quick_way():
    assert [both_ways(NAME, data) is not None for data in plain()] == [True] * len(plain())


def test_what_was_typed_is_read():
    data = patched({address("result.2", "8/1/01"): 3, address("remark", "8/1/01"): "ครบ & ทัน"})
    reading = both_ways(NAME, data)
    assert reading is not None
    assert [(entry.key, entry.raw, entry.cell) for entry in reading.entries] == [
        ("8/1/01", "3", address("result.2", "8/1/01")),
        ("8/1/01", "ครบ & ทัน", address("remark", "8/1/01")),
    ]
    assert reading.modified.startswith("2000")
    assert len(reading.rows) == len(list(SPEC.rows()))
    assert len(reading.blank) == len(reading.rows) - 1


def test_both_ways_agree_on_fuzzed_files():
    told = trial(FUZZED, plain())
    assert told[True] > FUZZED // 10
    assert told[False] > FUZZED // 10


FILES = sorted(
    path
    for folder in (ROOT / "tests", ROOT / "samples")
    for path in folder.rglob("*.xls*")
    if "node_modules" not in path.parts
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_both_ways_agree_on_every_file_at_hand(path):
    both_ways(path.name, path.read_bytes())


@pytest.mark.parametrize(
    "path", sorted(Path(ROOT, "..", "shared").resolve().rglob("*.xls*")), ids=lambda path: path.name
)
def test_the_quick_way_leaves_workbooks_of_others_alone(path):
    assert read_quick(path.name, path.read_bytes()) is None


@pytest.fixture(scope="module")
def behaved():
    made = pb.generate(master(ROWS), quarter=1)
    name, data = next(iter(made))
    return Form(name, made.specs[name], data, careful)


@pytest.mark.parametrize("kind", BEHAVIOURS)
def test_both_ways_agree_on_what_offices_do(kind, behaved):
    acts = BEHAVIOURS[kind]
    files = acts.act(behaved).files if acts.fits(behaved) else {}
    for name, data in files.items():
        both_ways(name, data)


UNUSUAL = {
    "a locked text": {address("title", "8/1/01"): "เขียนทับ"},
    "another office's name": {address("office_name", "8/1/01"): "กฟฟ.ข"},
    "a result of another quarter": {address("result.3", "8/1/01"): 1},
    "a result of a closed quarter": {address("result.1", "8/1/01"): "2 ครั้ง"},
    "a note beside the table": {"Z9": "หมายเหตุ"},
    "a note below the table": {"D40": "หมายเหตุ"},
    "a heading's input": {"I8": 1},
    "a question": {address("result.2", "8/1/01"): "ประมาณ 3"},
    "half a ratio": {address("numerator", "8/2"): 3},
    "a ratio over the whole": {address("numerator", "8/2"): 3, address("denominator", "8/2"): 2},
    "a figure over its formula": {address("result.2", "8/2"): 0.5},
    "a check typed over": {address("check", "8/1/01"): "ครบแล้ว"},
    "an input that is not asked": {address("numerator", "8/1/01"): 1},
    "a caption": {"I7": "ผลงาน"},
    "a title": {"C3": "แบบรายงานของเรา"},
}


@pytest.mark.parametrize("cells", UNUSUAL.values(), ids=UNUSUAL)
def test_what_has_to_be_told_is_left_to_the_careful_way(cells):
    assert read_quick(NAME, patched(cells)) is None


def test_a_form_of_several_offices_and_one_of_a_correction():
    shared = form(*LINES, row("8/3", "งานร่วม", "ครั้ง", SPEC.lines[3].kind, office="A02", office_name="กฟย.ข"))
    assert both_ways(NAME, issued(shared)) is not None
    assert read_quick(NAME, issued(form(*LINES, correction=True))) is None


def test_results_of_closed_quarters_belong_to_their_office():
    """Forms of one set share most of a stamp; what each shows of earlier quarters is its own."""
    nobody = [replace(line, office="", office_name="") for line in LINES]
    shared = form(*nobody, office="", office_name="")
    at = next(place for place, line in enumerate(LINES) if line.key == "8/2")
    render = Renderer()
    for code, earlier in (("A01", {}), ("A02", {at: {1: "90%"}}), ("A03", {at: {1: "80%"}})):
        parts = FormParts(shared=shared, own=Own(office=code, office_name=f"กฟฟ.{code}", earlier=earlier))
        data = render(parts)
        reading = both_ways(NAME, data)
        assert reading is not None
        assert reading.office == code
        assert {(line.office, line.office_name) for line in reading.rows} == {("", "")}
        assert [line.earlier.get(1) for line in reading.rows if line.key == "8/2"] == [earlier.get(at, {}).get(1)]
        assert read_quick(NAME, patched({address("result.1", "8/2"): "99%"}, data)) is None


@pytest.mark.parametrize("behind", [b"", b'<c r="A9000" t="e"><v>#N/A</v></c>'])
def test_a_sheet_painted_far_down_is_gone_through_once(behind):
    """150,000 blank cells with nothing below them, or with an error value: not found from each of them anew."""
    package = Package.open(issued())
    part = Workbook(package).sheet(FILL).part
    rows = b"".join(
        b'<row r="%d">%s</row>' % (row, b"".join(b'<c r="%c%d" s="1"/>' % (65 + col, row) for col in range(19)))
        for row in range(40, 8000)
    )
    cells = rows + (b'<row r="9000">%s</row>' % behind if behind else b"")
    xml = package.read(part).replace(b"</sheetData>", cells + b"</sheetData>")
    assert (read_quick(NAME, package.build({part: xml})) is None) is bool(behind)


def test_a_form_without_computed_formulas_is_read_the_quick_way():
    assert both_ways(NAME, by_openpyxl(plain()[1])) is not None
