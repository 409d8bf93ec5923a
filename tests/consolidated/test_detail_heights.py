"""Nothing on a detail form is cut: its rows are as high as LibreOffice itself would make them, at least."""

import io
import random
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from planbook.book.write import Book
from planbook.consolidated.detail import compose_detail
from planbook.consolidated.detail_frame import Leads
from planbook.consolidated.detail_looks import LINE, MARGIN
from planbook.consolidated.detail_page import write_detail
from planbook.consolidated.sheets import SheetStyles
from planbook.domain import Fact, Master
from planbook.rollup.results import results_of
from tests.plans import master

SAID = (
    "จัดประชุม ชี้แจง ผู้ใช้ไฟฟ้า รายใหญ่ ร่วมกับ สำนักงานเทศบาล ติดตามผล การดำเนินงาน แก้ไขปัญหา ไฟฟ้าขัดข้อง ในพื้นที่ "
    "รับผิดชอบ Account 50% (SLA)"
)
WORDS = SAID.split()


def long(length: int, seed: int) -> str:
    """A text of so many characters, with a space after every third word or so."""
    pick, said = random.Random(seed), ""
    while len(said) < length:
        said += pick.choice(WORDS) + (" " if pick.random() < 0.3 else "")
    return said.strip()


def plan() -> Master:
    names = [f"O{n},กฟจ.ตรัง {n} {long(6 * n, n) if n % 2 else ''},กฟฟ.1,,,,ตรัง," for n in range(1, 7)]
    offices = "\n".join(["code,name,kind,groups,aliases,via,province,mail", *names])
    row = f"แผนงานหลักที่ 3 {long(150, 90)} | 1. {long(260, 91)} | 4 ราย ({long(30, 5)}); 4 ราย; -; - | ทุก กฟฟ."
    return master(row, offices=offices)


def form() -> bytes:
    """Two detail forms of long texts: of figures, and of words."""
    whole, key = plan(), "3/1"
    facts = [
        Fact(
            key=key,
            office=f"O{n}",
            quarter=1,
            result=long(20 * n, n) if n > 2 else Decimal(n),
            remark=long(9 * n * n, 3 * n),
        )
        for n in range(1, 6)
    ]
    detail = compose_detail(whole, key, facts, results_of(whole, facts, [1])[0], {1})
    book = Book()
    book.add_worksheet("สถานะ")
    for name, narrative in (("เลข", False), ("ความ", True)):
        long_ones = replace(detail, narrative=narrative, unit="กิโลวัตต์ชั่วโมงต่อราย", notes=(long(500, 77), long(90, 78)))
        write_detail(book.add_worksheet(name), SheetStyles(book), long_ones, Leads("สถานะ"))
    return book.finish()


def height(page, first: int, last: int) -> float:
    return sum(page.row_dimensions[row].height or LINE + MARGIN for row in range(first, last + 1))


def unbound(data: bytes) -> bytes:
    """The same without heights, so that a program makes rows as high as their texts; of merged cells, where none does,
    each text in a cell of a sheet of its own."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for page in book.worksheets[1:]:
        for area in list(page.merged_cells.ranges):
            cell = page.cell(area.min_row, area.min_col)
            if cell.value:
                apart = book.create_sheet(f"{page.title} {area.min_row} {area.max_row} {cell.column_letter}")
                columns = map(get_column_letter, range(area.min_col, area.max_col + 1))
                apart.column_dimensions["A"].width = sum(page.column_dimensions[name].width for name in columns)
                apart["A1"], apart["A1"]._style = cell.value, cell._style
            page.unmerge_cells(str(area))
            cell.value = None
        for row in page.row_dimensions.values():
            row.height = None
        page.sheet_format.customHeight = None
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def reckoned(data: bytes, folder: Path) -> openpyxl.Workbook:
    """What LibreOffice makes of a workbook."""
    (folder / "free.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for name, kind, out in (("free.xlsx", "ods", folder), ("free.ods", "xlsx", folder / "made")):
        command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(out), str(folder / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=500)
    return openpyxl.load_workbook(folder / "made" / "free.xlsx")


@pytest.mark.proof
def test_no_text_is_higher_than_its_rows(tmp_path: Path) -> None:
    data = form()
    ours = openpyxl.load_workbook(io.BytesIO(data))
    merged = [(page, area) for page in ours.worksheets[1:] for area in page.merged_cells.ranges]
    assert all(height(page, area.min_row, area.max_row) >= 20 for page, area in merged)
    if shutil.which("soffice") is None:
        return
    needed = reckoned(unbound(data), tmp_path)
    seen = 0
    for page in ours.worksheets[1:]:
        for row in range(1, page.max_row + 1):
            assert height(page, row, row) >= (needed[page.title].row_dimensions[row].height or 0) - 0.5, (
                page.title,
                row,
            )
    for page, area in merged:
        name = f"{page.title} {area.min_row} {area.max_row} {get_column_letter(area.min_col)}"
        if name in needed.sheetnames:
            high = height(page, area.min_row, area.max_row)
            assert high >= (needed[name].row_dimensions[1].height or 0) - 0.5, name
            seen += 1
    assert seen > 30
