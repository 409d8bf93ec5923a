"""Plans and offices that are hard on a form: many, long, oddly named, doubled, idle."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from planbook.domain import Master, Office, OfficeBook
from planbook.forms.compose import compose, form_findings, reporting_offices
from planbook.forms.issue import form_filenames
from planbook.forms.render import render
from planbook.layout import stamp
from planbook.layout.form import SHEET_FILL, SHEET_STAMP

from .makers import activity, asked, changed, targets, with_activities


def with_offices(master: Master, *offices: Office) -> Master:
    codes = " ".join(dict.fromkeys(office.code for office in offices))
    decisions = {"6/1": asked("6/1", codes)}
    plan = with_activities(master, activity("6/1", "ประเมินผล", targets("1 ครั้ง", "1 ครั้ง")))
    return changed(plan, decisions=decisions, offices=OfficeBook(offices=offices))


def test_three_hundred_offices_get_three_hundred_forms_of_different_names(master: Master) -> None:
    many = with_offices(master, *(Office(code=f"K{n:03}", name=f"กฟส.แห่งที่ {n % 150}") for n in range(300)))
    offices = reporting_offices(many, 1)
    specs = [compose(many, office.code, 1) for office in offices]
    names = form_filenames(specs, "{name}")
    assert (len(specs), len(set(names.values()))) == (300, 300)
    assert form_findings(many, 1) == ()
    first, last = (openpyxl.load_workbook(BytesIO(render(spec))) for spec in (specs[0], specs[-1]))
    assert first.sheetnames == last.sheetnames


def test_an_activity_text_of_five_thousand_characters_stays_whole_and_within_a_page(
    master: Master, tmp_path: Any
) -> None:
    text = "ที่ปรึกษาผู้ใช้ไฟฟ้ารายใหญ่ " * 179
    long = with_activities(master, activity("6/1", text, targets("1 ครั้ง")))
    spec = compose(long, "L03", 1)
    assert len(next(spec.rows()).title) > 4990
    data = render(spec)
    path = tmp_path / "long.xlsx"
    path.write_bytes(data)
    assert list(OpenXmlValidator().validate(path).errors) == []
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book[SHEET_FILL["th"]]
    assert sheet["D10"].value == text.strip()
    assert sheet.row_dimensions[10].height <= 409
    assert stamp.decode(cell.value for cell in book[SHEET_STAMP]["A"]) == spec


@pytest.mark.parametrize("name", ["กฟจ/ตรัง", "ก\\ข", "ก:ข", "ก*ข?", "กฟจ.ตรัง...", "..", "CON", 'a|<b>"c"', "ก#1%20"])
def test_an_office_of_any_name_gets_a_sound_form(master: Master, name: str, tmp_path: Any) -> None:
    odd = with_offices(master, Office(code="X1", name=name))
    spec = compose(odd, "X1", 1)
    file = form_filenames([spec], "{name}")["X1"]
    assert not set(file) & set('\\/:*?"<>|')
    path = tmp_path / file
    path.write_bytes(render(spec))
    assert list(OpenXmlValidator().validate(path).errors) == []
    book = openpyxl.load_workbook(path)
    texts = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert f"{spec.office_name} (X1)" in texts


def test_of_two_offices_with_one_code_one_form_is_made(master: Master) -> None:
    twice = with_offices(master, Office(code="X1", name="กฟส.ก"), Office(code="X1", name="กฟส.ข"))
    assert [office.name for office in reporting_offices(twice, 1)] == ["กฟส.ข"]
    assert compose(twice, "X1", 1).office_name == "กฟส.ข"


def test_an_office_without_activities_is_named_and_has_no_form(master: Master) -> None:
    assert "D01" not in [office.code for office in reporting_offices(master, 2)]
    assert [finding.office for finding in form_findings(master, 2)] == ["D01"]
