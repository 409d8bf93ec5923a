"""What a region chooses: logo, password, language, file names; and a closed quarter opened again."""

import struct
import zlib
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from planbook.book.write import Book, RangeLists
from planbook.domain import Fact, FormSpec, Master, Progress
from planbook.forms.compose import compose, form_findings
from planbook.forms.cover import MAX_BYTES, read_logo
from planbook.forms.issue import form_filenames
from planbook.forms.render import render
from planbook.layout import stamp
from planbook.layout.form import FIRST_ROW, SHEET_COVER, SHEET_FILL, SHEET_STAMP, column_numbers

from .makers import changed


def png(width: int = 40, height: int = 20, dots: int = 0) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixels = zlib.compress((b"\0" + b"\x1f\x38\x64" * width) * height)
    size = chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)) if dots else b""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + size + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\xc0\x00\xc0\x00\x00"
    b"\xff\xc0\x00\x11\x08\x00\x14\x00\x28\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xff\xd9"
)
"""40 × 20 dots at 192 an inch; headers alone are enough to know it by."""


@pytest.fixture(scope="module")
def corrected(master: Master) -> Master:
    more = (
        Fact(key="6/10", office="L01", quarter=1, result=Decimal("95.5"), unit="%", remark="รออุปกรณ์"),
        Fact(
            key="6/7/01",
            office="L02",
            quarter=1,
            result=Decimal(50),
            unit="%",
            numerator=Decimal(4),
            denominator=Decimal(8),
        ),
    )
    return changed(master, facts=(*master.facts, *more))


def typed(spec: FormSpec) -> dict[tuple[str, str], dict[str, Any]]:
    """What stands in the inputs of a form, by activity and office."""
    sheet = openpyxl.load_workbook(BytesIO(render(spec)))[SHEET_FILL[spec.language]]
    found = {}
    for row in range(FIRST_ROW, sheet.max_row + 1):
        key, office = (sheet.cell(row, column_numbers(spec.quarter)[name]).value for name in ("key", "office"))
        cells = {
            name: cell.value
            for name in (f"result.{spec.quarter}", "numerator", "denominator", "status", "remark")
            if (cell := sheet.cell(row, column_numbers(spec.quarter)[name])).value is not None and cell.data_type != "f"
        }
        if key and cells:
            found[key, office] = cells
    return found


def test_a_correction_holds_the_accepted_results_as_they_would_be_typed(corrected: Master) -> None:
    assert typed(compose(corrected, "L01", 1, correction=True)) == {
        ("6/1", "L01"): {"result.1": 1},
        ("6/1", "L02"): {"status": "ไม่มีรายการ"},
        ("6/7/01", "L02"): {"numerator": 4, "denominator": 8},
        ("6/10", "L01"): {"result.1": 0.955, "remark": "รออุปกรณ์"},
        ("8/1", "L01"): {"result.1": "ส่งข้อมูลให้ กอก. แล้ว"},
        ("8/2", "L01"): {"result.1": 1234},
    }


def test_an_ordinary_form_for_the_same_quarter_is_blank(corrected: Master) -> None:
    assert typed(compose(corrected, "L01", 1)) == {}


def test_a_correction_says_what_it_is_and_carries_what_it_held_in_its_stamp(corrected: Master) -> None:
    spec = compose(corrected, "L01", 1, correction=True)
    book = openpyxl.load_workbook(BytesIO(render(spec)))
    assert stamp.decode(cell.value for cell in book[SHEET_STAMP]["A"]) == spec
    for sheet in (book[SHEET_COVER["th"]], book[SHEET_FILL["th"]]):
        texts = [str(cell.value) for row in sheet.iter_rows(max_row=20) for cell in row if cell.value]
        assert any(text.startswith("แบบแก้ไขผล") for text in texts)
    assert form_filenames([spec]) == {"L01": "2562-Q1 L01 กฟจ.ตรัง (แก้ไข).xlsx"}
    assert set(form_filenames([spec], "x").values()) == {"x (แก้ไข).xlsx"}


def test_a_figure_that_is_no_number_stays_the_text_it_was(master: Master) -> None:
    odd = Fact(key="6/1", office="L01", quarter=1, result="=1+1")
    spec = compose(changed(master, facts=(odd,)), "L01", 1, correction=True)
    assert typed(spec) == {("6/1", "L01"): {"result.1": "=1+1"}}


def test_a_correction_without_results_and_a_status_alone_are_told_apart(master: Master) -> None:
    fact = Fact(key="6/1", office="L01", quarter=1, progress=Progress.NOT_STARTED)
    some = changed(master, facts=(fact,))
    codes = [(finding.code, finding.office) for finding in form_findings(some, 1, correction=True, only={"L01", "L03"})]
    assert codes == [("form-nothing-to-correct", "L03")]


@pytest.mark.parametrize(
    ("data", "size"),
    [(png(), (40.0, 20.0)), (png(dots=7559), (20.0, 10.0)), (JPEG, (20.0, 10.0))],
)
def test_a_logo_is_known_by_its_bytes_and_measured_on_the_screen(data: bytes, size: tuple[float, float]) -> None:
    logo = read_logo(data)
    assert logo is not None
    assert (logo.width, logo.height) == pytest.approx(size, rel=1e-3)


@pytest.mark.parametrize("data", [b"", b"GIF89a", png()[:20], JPEG[:22], b"\xff\xd8", png(0, 0), bytes(MAX_BYTES + 1)])
def test_what_is_no_picture_is_no_logo(data: bytes) -> None:
    assert read_logo(data) is None


def test_a_logo_stands_on_the_cover_and_a_password_on_every_sheet(master: Master, tmp_path: Any) -> None:
    spec = compose(master, "L01", 2)
    data = render(spec, logo=read_logo(png()), password="ลับ")
    assert data == render(spec, logo=read_logo(png()), password="ลับ")
    with ZipFile(BytesIO(data)) as archive:
        assert archive.read("xl/media/image1.png") == png()
        drawn = [name for name in archive.namelist() if b"drawing1.xml" in archive.read(name) and "sheets" in name]
    assert drawn == ["xl/worksheets/_rels/sheet1.xml.rels"]
    book = openpyxl.load_workbook(BytesIO(data))
    assert all(sheet.protection.sheet and sheet.protection.password for sheet in book)
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    assert list(OpenXmlValidator().validate(path).errors) == []


def test_a_list_too_long_for_a_rule_stands_in_cells(
    master: Master, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    labels = {progress: {"th": f"{progress.value} {'ยาวมาก' * 12}"} for progress in Progress}
    monkeypatch.setattr("planbook.forms.fill.PROGRESS_LABELS", labels)
    data = render(compose(master, "L01", 2))
    book = openpyxl.load_workbook(BytesIO(data))
    rules = book[SHEET_FILL["th"]].data_validations.dataValidation
    rule = next(rule for rule in rules if rule.type == "list")
    assert rule.formula1 == f"'{SHEET_STAMP}'!$D$1:$D$4"
    assert [cell.value for cell in book[SHEET_STAMP]["D"][:4]] == [label["th"] for label in labels.values()]
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    assert list(OpenXmlValidator().validate(path).errors) == []


def test_lists_that_fit_stay_in_their_rules_and_equal_ones_stand_in_cells_once() -> None:
    book = Book()
    lists = RangeLists(book.add_worksheet("x"), 3)
    assert lists.source(["ก", "ข"]) == ["ก", "ข"]
    assert lists.source(["ก,ข", "ค"]) == "='x'!$D$1:$D$2"
    assert lists.source(["ก,ข", "ค"]) == "='x'!$D$1:$D$2"
    assert lists.source(["ง" * 300]) == "='x'!$E$1"
