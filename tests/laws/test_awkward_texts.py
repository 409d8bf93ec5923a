"""Texts that look like something else go all the way: adopt, generate, index, merge, the next quarter, export, new."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

import planbook as pb
from planbook import pipeline
from planbook.book.cells import as_written
from planbook.book.grid import read_grids
from planbook.book.package import Package, Workbook
from planbook.book.patch import patch_sheet
from planbook.book.table import Record, find_keys, lines_of
from planbook.cli import main
from tests.filling import fill
from tests.plans import plan

TEXTS = (
    "<r>a & b</r>",
    "=1+1",
    "+1",
    "-1",
    "@x",
    "http://example.com/x",
    "mailto:a@example.com",
    "{=1+1}",
    "ก\x00ข",
    "_x0041_",
    "0012",
    "'x",
    "ยาว" * 13_500,
)
"""The last is longer than a cell."""
ROWS = "\n".join(
    f"{'แผนงานหลักที่ 3 งานบริการ' if not n else ''} | {n + 1}. งาน | 1 ครั้ง; 1 ครั้ง; -; - | ทุก กฟฟ."
    for n in range(len(TEXTS))
)


def run(*args: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    return int(ended.value.code or 0)


def offices() -> bytes:
    stream = io.StringIO()
    rows = [(f"A{n:02}", text, "กฟฟ.1", text[:100]) for n, text in enumerate(TEXTS)]
    csv.writer(stream).writerows([("code", "name", "kind", "province"), *rows])
    return stream.getvalue().encode("utf-8-sig")


def awkward_plan() -> bytes:
    """A plan whose activities are called as the texts, as far as a cell holds them."""
    package = Package.open(plan(ROWS))
    part = Workbook(package).sheets[0].part
    titles = {f"B{6 + n}": f"{n + 1}. {text}"[:32_767] for n, text in enumerate(TEXTS)}
    return package.build({part: patch_sheet(package.read(part), titles)})


def with_remark(form: bytes, key: str, remark: str) -> bytes:
    """A form filled in with a remark of any length, as programs that know no limits write it."""
    package = Package.open(fill(form, {key: 1, (key, "remark"): "REMARK"}))
    parts = {sheet.part: package.read(sheet.part) for sheet in Workbook(package).sheets}
    text = (
        remark.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "_x0000_").replace("_x0041_", "_x005F_x0041_")
    )
    return package.build(
        {name: xml.replace(b"REMARK", text.encode()) for name, xml in parts.items() if b"REMARK" in xml}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A quarter and a half through the command line: master, forms, index, returns, consolidated, the next forms."""
    here = tmp_path_factory.mktemp("awkward")
    (here / "plan.xlsx").write_bytes(awkward_plan())
    (here / "offices.csv").write_bytes(offices())
    assert run("adopt", here / "plan.xlsx", "--offices", here / "offices.csv", "-o", here / "master.xlsx") in (0, 1)
    assert run("generate", here / "master.xlsx", "-q", 1, "-o", here / "forms", "--mail") in (0, 1)
    keys = list(pb.read_master(here / "master.xlsx").decisions)
    (here / "returns").mkdir()
    for number, text in enumerate(TEXTS):
        form = next((here / "forms").glob(f"*A{number:02}*.xlsx"))
        (here / "returns" / f"{number}.xlsx").write_bytes(with_remark(form.read_bytes(), keys[number], text))
    for made, source in (("merged.xlsx", "master.xlsx"), ("again.xlsx", "merged.xlsx")):
        assert run("merge", here / source, here / "returns", "-o", here / made, "--jobs", 1) in (0, 1)
    assert run("generate", here / "merged.xlsx", "-q", 2, "-o", here / "forms2") in (0, 1)
    return here


@pytest.mark.parametrize("name", ["master.xlsx", "merged.xlsx"])
def test_offices_and_titles_are_read_as_they_were_given(folder: Path, name: str) -> None:
    master = pb.read_master(folder / name)
    assert [office.name for office in master.offices.offices] == list(TEXTS)
    assert [office.province for office in master.offices.offices] == [text[:100] for text in TEXTS]
    held = [f"{number}. {text}"[:32_767].partition(". ")[2] for number, text in enumerate(TEXTS, 1)]
    assert [activity.title for activity in master.plan.activities()] == held


def test_remarks_come_back_from_the_consolidated_workbook_whole(folder: Path) -> None:
    facts = pb.read_master(folder / "merged.xlsx").facts
    assert [(fact.office, fact.remark) for fact in sorted(facts, key=lambda fact: fact.office)] == [
        (f"A{number:02}", text) for number, text in enumerate(TEXTS)
    ]


def test_merging_once_more_changes_nothing(folder: Path) -> None:
    assert (folder / "again.xlsx").read_bytes() == (folder / "merged.xlsx").read_bytes()


def test_every_workbook_opens_and_has_no_formula_made_of_a_text(folder: Path) -> None:
    made = [folder / "master.xlsx", folder / "merged.xlsx", *(folder / "forms").glob("ดัชนี*.xlsx")]
    assert len(made) == 3
    for path in made:
        book = openpyxl.load_workbook(path)
        cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
        # the hidden table of result cells refers to them, whatever they say
        formulas = [cell for cell in cells if cell.data_type == "f" and cell.parent.title != "planbook-cells"]
        # the totals of detail forms are formulas; none of them is what somebody typed
        assert [cell.coordinate for cell in formulas if cell.value in TEXTS or "1+1" in str(cell.value)] == []
        assert path.name == "merged.xlsx" or formulas == []
        links = [cell.hyperlink.target or "" for cell in cells if cell.hyperlink]
        assert [link for link in links if link.startswith(("http", "mailto"))] == []
    for path in (folder / "forms2").glob("*.xlsx"):
        assert openpyxl.load_workbook(path).sheetnames


def test_the_index_is_read_by_its_keys(folder: Path) -> None:
    [path] = (folder / "forms").glob("ดัชนี*.xlsx")
    [grid] = read_grids(path.read_bytes())
    found = find_keys(lines_of(grid.rows), lambda keys: {"office", "office_name", "sha256"} <= keys)
    assert found is not None
    at, columns = found
    records = [
        Record(grid.name, number, {key: cells[col] for key, col in columns.items()}, columns)
        for number, cells in lines_of(grid.rows)
        if number > at + 1
    ]
    assert [(record.text("office"), record.text("office_name")) for record in records] == [
        (f"A{number:02}", as_written(text)) for number, text in enumerate(TEXTS)
    ]
    assert {record.text("file") for record in records} == {path.name for path in (folder / "forms").glob("*A*.xlsx")}


def test_a_form_untouched_says_nothing(folder: Path) -> None:
    untouched = pb.check(pb.read_master(folder / "merged.xlsx"), [folder / "forms2"])
    assert [(entry.office, entry.key) for entry in untouched.entries] == []
    assert {finding.code for finding in untouched.findings if finding.file.endswith(".xlsx") and finding.cell} == set()


@pytest.mark.proof
def test_the_plan_goes_out_as_data_and_back(folder: Path) -> None:
    assert run("export", folder / "master.xlsx", "-o", folder / "plan.json") in (0, 1)
    text = (folder / "plan.json").read_text(encoding="utf-8").replace("\\u0000", "")  # which `new` refuses, openly
    (folder / "clean.json").write_text(text, encoding="utf-8")
    assert run("new", folder / "clean.json", "-o", folder / "new.xlsx") in (0, 1)
    back = [activity.title for activity in pipeline.read_plan(folder / "new.xlsx").plan.activities()]
    assert back == [a.title.replace("\x00", "") for a in pb.read_master(folder / "master.xlsx").plan.activities()]
