"""The worklist: a row a finding, with filters and with links that lead to files."""

import io
from urllib.parse import unquote

import openpyxl
import pytest

import planbook as pb


@pytest.fixture
def worklist(region, tmp_path):
    """The worklist of returns that lie in a folder, as openpyxl reads it."""
    folder = tmp_path / "returns" / "มา"
    folder.mkdir(parents=True)
    (folder / "กระบี่ #1.xlsx").write_bytes(region.filled("KBI", 3, "ดีมาก"))
    (folder / "สิชล.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    outcome = pb.check(region.master, [tmp_path / "returns"])
    (tmp_path / "out").mkdir()
    outcome.save_reports([tmp_path / "out" / "งาน.xlsx"])
    return openpyxl.load_workbook(tmp_path / "out" / "งาน.xlsx"), tmp_path / "out"


def rows(sheet):
    """The rows of a sheet by the keys of its hidden row."""
    keys = [cell.value for cell in sheet[1]]
    return [dict(zip(keys, cells, strict=True)) for cells in sheet.iter_rows(min_row=5)]


def test_there_is_a_row_a_finding_with_what_is_to_be_done(worklist):
    book, _ = worklist
    found = [(row["code"].value, row["office"].value, row["cell"].value) for row in rows(book["สิ่งที่พบ"])]
    assert found[0][:2] == ("value-not-understood", "KBI")
    assert found[1][:2] == ("file-no-spreadsheet", None)
    assert book["สิ่งที่พบ"].auto_filter.ref == f"A4:N{4 + len(found)}"
    assert book["สิ่งที่พบ"].row_dimensions[1].hidden


def test_links_lead_to_files_and_cells_from_where_the_worklist_stands(worklist):
    book, folder = worklist
    first, second = rows(book["สิ่งที่พบ"])
    for row in (first, second):
        target = unquote(row["file"].hyperlink.target)
        assert (folder / target).resolve().is_file()
    assert "\\" not in first["file"].hyperlink.target
    assert first["cell"].hyperlink.location == "'รายงานผล'!" + first["cell"].value
    assert first["office"].hyperlink.location == "'หน่วยงาน'!A6"
    back = {row["office"].value: row["office"].hyperlink for row in rows(book["หน่วยงาน"])}
    assert back["KBI"].location == "'สิ่งที่พบ'!A5"
    assert back["TRG"] is None


def test_offices_and_first_returns_have_their_sheets(worklist):
    book, _ = worklist
    steps = {row["office"].value: (row["state"].value, row["step"].value) for row in rows(book["หน่วยงาน"])}
    assert steps["KBI"] == ("ส่งบางส่วน", "ขอให้แก้ไข")
    assert steps["TRG"] == ("ยังไม่ส่ง", "ติดตาม")
    first = [
        (row["of"].value, row["what"].value, row["passed"].value, row["all"].value) for row in rows(book["ผ่านครั้งแรก"])
    ]
    assert first[:2] == [("หน่วยงาน", None, 0, 1), ("แถว", None, 1, 2)]
    assert first[2][:2] == ("กฎ", None)
    assert first[2][2] == first[2][3] - 1 > 50, "one rule failed"
    assert ("แถว", "5/2", 0, 1) in first


def test_texts_of_others_stay_texts(outcome):
    book = openpyxl.load_workbook(io.BytesIO(outcome.report_as(".xlsx", language="en")))
    names = [row["name"].value for row in rows(book["Offices"])]
    assert "<r>สิชล & เพื่อน</r>" in names
    assert next(row["raw"].value for row in rows(book["Findings"])) == "ดีมาก <b>&"
    assert not any(cell.data_type == "f" for sheet in book for line in sheet for cell in line)


def test_the_same_outcome_makes_the_same_bytes(outcome):
    for ending in (".json", ".xlsx", ".html"):
        assert outcome.report_as(ending) == outcome.report_as(ending)
