"""A layout proof that fails says where, what, and what to do."""

import io
import re

import openpyxl
import pytest

import planbook as pb
from planbook.book.package import Package
from planbook.consolidated.proof import prove

from ..plans import adopted, plan

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจ   | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                         | 2. เยี่ยม   | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
"""
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def master() -> bytes:
    return adopted(plan(PLAN))


def tampered(data: bytes, part: str, pattern: bytes, new: bytes) -> bytes:
    package = Package.open(data)
    assert re.search(pattern, package.read(part))
    return package.build({part: re.sub(pattern, new, package.read(part), count=1)})


def found(master: bytes, made: bytes) -> list[pb.Finding]:
    return list(prove(master, made, {"CR1": {}}).findings)


def test_a_cell_that_is_no_result_is_named_with_what_it_held_and_would_hold(master):
    book = openpyxl.load_workbook(io.BytesIO(master))
    assert book["CR1"]["C7"].value == "3 ราย"
    made = tampered(master, SHEET, rb'(<c r="C7"[^>]*>).*?</c>', rb"\1<v>0</v></c>")
    (finding,) = found(master, made)
    assert (finding.code, finding.sheet, finding.cell) == ("proof-cell-changed", "CR1", "C7")
    assert "C7" in finding.message.en


def test_a_part_is_named_with_its_sheet_and_where_it_differs(master):
    made = tampered(master, SHEET, rb'<mergeCell ref="K3:M3"\s*/>', b'<mergeCell ref="K3:L3"/>')
    (finding,) = found(master, made)
    assert (finding.code, finding.sheet, finding.fields["near"]) == ("proof-part-changed", "CR1", "<mergeCell>")


def test_a_part_that_is_gone_and_a_list_that_changed(master):
    package = Package.open(master)
    (finding,) = found(master, package.build({}, remove=["docProps/core.xml"]))
    assert (finding.code, finding.raw) == ("proof-part-missing", "docProps/core.xml")
    (finding,) = found(master, tampered(master, "xl/workbook.xml", b'name="CR1"', b'name="CR9"'))
    assert (finding.code, finding.fields["before"], finding.fields["now"]) == (
        "proof-list-changed",
        "CR1",
        "CR9",
    )


def test_every_failure_says_that_nothing_was_written_and_what_to_do(master):
    for made in (
        tampered(master, SHEET, rb'(<c r="C7"[^>]*>).*?</c>', rb"\1<v>0</v></c>"),
        tampered(master, "xl/workbook.xml", b'name="CR1"', b'name="CR9"'),
    ):
        for finding in found(master, made):
            hint = finding.hint.en
            assert "Nothing was written" in hint
            assert "Excel" in hint
