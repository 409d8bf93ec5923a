"""Nothing that the staff may do to their own workbook blocks a merge, and the layout proof holds after it."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.styles import PatternFill, Protection

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.book.package import Package

from ..plans import adopted, plan, saved
from ..quarters import returned

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการ  | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                         | 2. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
"""
REPORTED = {"PLS": {"8/1": 1}, "TRG": {"8/2": 3}, "KBI": {"8/2": 4}}
LATER = {"PLS": {"8/1": 1}}


def by_hand(change: Callable[[openpyxl.Workbook], object]) -> Callable[[bytes], bytes]:
    def edited(data: bytes) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(data))
        change(book)
        return saved(book)

    return edited


def in_part(pattern: bytes, new: bytes, part: str) -> Callable[[bytes], bytes]:
    def edited(data: bytes) -> bytes:
        package = Package.open(data)
        xml = package.read(part)
        assert re.search(pattern, xml)
        return package.build({part: re.sub(pattern, new, xml)})

    return edited


def _register(book: openpyxl.Workbook) -> str:
    return next(iter(book.defined_names["planbook.register"].destinations))[0]


def _move(name: Callable[[openpyxl.Workbook], str], by: int) -> Callable[[openpyxl.Workbook], object]:
    return lambda book: book.move_sheet(name(book), by)


def _renamed(book: openpyxl.Workbook) -> None:
    """As Excel does it: the names follow the sheet."""
    register = _register(book)
    book[register].title = "ทะเบียนปี 2562"
    book.defined_names["planbook.register"].attr_text = "'ทะเบียนปี 2562'!$A$1"


def _coloured(book: openpyxl.Workbook) -> None:
    book["CR1"].sheet_properties.tabColor = "FF0000"
    for row in book["CR1"]["A6:N7"]:
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFFF00")


def _protected(book: openpyxl.Workbook) -> None:
    for page in book.worksheets:
        page.protection.sheet = True
        page.protection.password = "กฟต2"
    book["CR1"]["D6"].protection = Protection(locked=True)
    book.security.lockStructure = True


def _footnote(book: openpyxl.Workbook) -> None:
    book["CR1"]["A9"] = "หมายเหตุ : ตัวเลขเป็นประมาณการ"
    book["CR1"]["B10"] = "ลงชื่อ ...................... ผู้จัดทำแผน"


def _without_default_rels(data: bytes) -> bytes:
    package = Package.open(data)
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    said = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name in package.names if name.endswith(".rels")
    )
    types = re.sub(rb'<Default Extension="rels"[^>]*/>', b"", package.read("[Content_Types].xml"))
    return package.build({"[Content_Types].xml": types.replace(b"</Types>", said.encode() + b"</Types>")})


def _lower_case(data: bytes) -> bytes:
    package = Package.open(data)
    part = "xl/worksheets/sheet1.xml"
    xml = re.sub(rb'(<c r=")([A-Z]+)', lambda found: found[1] + found[2].lower(), package.read(part))
    return package.build({part: xml})


def _own_sheet_behind(book: openpyxl.Workbook) -> None:
    book.create_sheet("บันทึกของเรา")["A1"] = "ติดตามทุกสัปดาห์"


EDITS: dict[str, Callable[[bytes], bytes]] = {
    "the register moved to the front": by_hand(_move(_register, -1)),
    "the plan moved behind planbook's sheets": by_hand(_move(lambda _: "CR1", 5)),
    "a sheet of their own behind planbook's": by_hand(_own_sheet_behind),
    "the register renamed": by_hand(_renamed),
    "coloured": by_hand(_coloured),
    "protected": by_hand(_protected),
    "a footnote and a signature under the table": by_hand(_footnote),
    "no open tab": in_part(rb'activeTab="[0-9]+"', b'activeTab="-1"', "xl/workbook.xml"),
    "content types without a default for .rels": _without_default_rels,
    "references in lower case": _lower_case,
}  # fmt: skip


def shown(outcome: pb.Outcome) -> tuple[object, object]:
    page = openpyxl.load_workbook(io.BytesIO(outcome.data))["CR1"]
    return page["D6"].value, page["D7"].value


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_staff_do_to_the_master_blocks_no_merge(edit, save):
    master = edit(adopted(plan(PLAN)))
    outcome = pb.merge(master, returned(save, master, REPORTED))
    assert (outcome.proof.findings, shown(outcome)) == ((), ("1 ครั้ง", "7 ราย"))
    again = pb.merge(outcome.data, returned(save, outcome.data, LATER, quarter=2))
    assert (again.proof.findings, shown(again)) == ((), ("1 ครั้ง", "7 ราย"))


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_nor_what_they_do_to_a_consolidated_workbook(edit, save):
    master = adopted(plan(PLAN))
    merged = edit(pb.merge(master, returned(save, master, REPORTED)).data)
    outcome = pb.merge(merged, returned(save, merged, LATER, quarter=2))
    assert (outcome.proof.findings, shown(outcome)) == ((), ("1 ครั้ง", "7 ราย"))
    typed = [finding for finding in outcome.findings if finding.code.startswith("result-cell")]
    assert typed == [], "nobody changed a figure"


def test_a_grafted_sheets_relationships_have_a_type():
    package = Package.open(adopted(_without_default_rels(plan(PLAN + "| 3. เรื่องอื่น"))))
    assert any("worksheets/_rels" in name for name in package.names), "a note on the register has relationships"
    assert 'Extension="rels"' in package.read("[Content_Types].xml").decode()


def test_every_sheet_of_planbook_is_found_after_all_of_it():
    for edit in EDITS.values():
        assert "register" in owned_sheets(edit(adopted(plan(PLAN))))
