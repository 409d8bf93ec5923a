"""The workbook an office receives: where things stand, what is locked, what the file itself says."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from planbook.domain import FormLine, FormSpec, InputKind, LineKind, Master
from planbook.forms.compose import compose
from planbook.forms.render import render
from planbook.layout import stamp
from planbook.layout.form import (
    FIRST_ROW,
    HEADING_ROWS,
    IDENTITY_CELL,
    KEY_ROW,
    SHEET_COVER,
    SHEET_FILL,
    SHEET_STAMP,
    column_numbers,
    columns,
    title_text,
)


@pytest.fixture(scope="module")
def spec(master: Master) -> FormSpec:
    return compose(master, "L01", 2)


@pytest.fixture(scope="module")
def book(spec: FormSpec) -> Any:
    return openpyxl.load_workbook(BytesIO(render(spec)))


@pytest.fixture(scope="module")
def fill(book: Any) -> Worksheet:
    return book[SHEET_FILL["th"]]


def at(sheet: Worksheet, row: int, key: str) -> Any:
    return sheet.cell(row, column_numbers(2)[key])


def row_of(spec: FormSpec, key: str, office: str = "L01") -> int:
    return next(n for n, line in enumerate(spec.lines, FIRST_ROW) if (line.key, line.office) == (key, office))


def validated(sheet: Worksheet) -> dict[str, Any]:
    """Every cell with a validation, and its rule."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            for row, col in area.cells:
                assert (row, col) not in found
                found[sheet.cell(row, col).coordinate] = rule
    return found


def test_every_column_has_its_key_in_the_hidden_key_row(fill: Worksheet) -> None:
    assert [cell.value for cell in fill[KEY_ROW]] == [column.key for column in columns(2)]
    assert fill.row_dimensions[KEY_ROW].hidden
    assert fill.column_dimensions["A"].hidden
    assert fill.column_dimensions["B"].hidden


def test_every_row_and_no_other_line_carries_its_key_and_office(fill: Worksheet, spec: FormSpec) -> None:
    for number, line in enumerate(spec.lines, FIRST_ROW):
        expected = (line.key, line.office) if line.line is LineKind.ROW else (None, None)
        assert (at(fill, number, "key").value, at(fill, number, "office").value) == expected
    assert fill.max_row == FIRST_ROW - 1 + len(spec.lines)


def test_a_row_shows_number_title_hint_targets_earlier_results_and_unit(fill: Worksheet, spec: FormSpec) -> None:
    for number, line in enumerate(spec.lines, FIRST_ROW):
        if line.line is not LineKind.ROW:
            continue
        assert at(fill, number, "number").value == line.number
        assert at(fill, number, "title").value == title_text(line)
        assert at(fill, number, "office_name").value == line.office_name
        assert (at(fill, number, "unit").value or "") == line.unit
        for quarter in (1, 2, 3, 4):
            assert (at(fill, number, f"target.{quarter}").value or "") == line.targets.get(quarter, "")
        assert (at(fill, number, "result.1").value or "") == line.earlier.get(1, "")


def test_the_identity_stands_in_four_places(book: Any, fill: Worksheet, spec: FormSpec) -> None:
    assert fill[IDENTITY_CELL].value == spec.identity
    assert book[SHEET_STAMP]["A1"].value == spec.identity
    assert book.custom_doc_props["planbook"].value == spec.identity
    assert book.defined_names["planbook.form"].attr_text == f"'{SHEET_FILL['th']}'!$A$2"
    assert stamp.read_identity(spec.identity) == {
        "version": "2",
        "plan": "PEA-S2-2562",
        "year": "2562",
        "quarter": "2",
        "office": "L01",
        "master": spec.fingerprint,
    }


def test_every_column_has_a_key_a_caption_and_a_defined_name(book: Any, fill: Worksheet) -> None:
    for column in columns(2):
        number = column_numbers(2)[column.key]
        letter = openpyxl.utils.get_column_letter(number)
        assert fill.cell(KEY_ROW, number).value == column.key
        text = book.defined_names[f"planbook.column.{column.key}"].attr_text
        assert text == f"'{SHEET_FILL['th']}'!${letter}$7"
        captions = [fill.cell(row, number).value for row in HEADING_ROWS]
        assert column.hidden or column.caption("th") in captions


def test_an_office_code_with_blanks_can_be_read_back_from_the_identity(spec: FormSpec) -> None:
    odd = replace(spec, office="PEA 01", plan_id="plan south 2")
    parts = stamp.read_identity(odd.identity)
    assert parts is not None
    assert (parts["office"], parts["plan"]) == ("PEA 01", "plan south 2")


def test_the_hidden_stamp_sheet_decodes_to_the_very_spec(book: Any, spec: FormSpec) -> None:
    sheet = book[SHEET_STAMP]
    assert sheet.sheet_state == "hidden"
    assert stamp.decode(cell.value for cell in sheet["A"]) == spec


def test_a_changed_stamp_is_no_stamp(book: Any) -> None:
    pieces = [cell.value for cell in book[SHEET_STAMP]["A"]]
    assert stamp.decode([*pieces[:-1], pieces[-1][:-4] + "AAAA"]) is None
    assert stamp.decode(pieces[:-1]) is None
    assert stamp.decode([]) is None


def test_only_this_quarters_inputs_are_open(fill: Worksheet, spec: FormSpec) -> None:
    open_cells = {
        cell.coordinate for cells in fill.iter_rows() for cell in cells if cell.has_style and not cell.protection.locked
    }
    expected = set()
    for number, line in enumerate(spec.lines, FIRST_ROW):
        if line.line is LineKind.ROW:
            parts = ["numerator", "denominator"] if line.kind is InputKind.RATIO else ["result.2"]
            expected |= {at(fill, number, key).coordinate for key in (*parts, "status", "remark")}
    assert open_cells == expected
    assert fill.protection.sheet
    assert not fill.protection.password
    for allowed in ("formatRows", "formatColumns", "autoFilter"):
        assert not getattr(fill.protection, allowed)  # openpyxl: True means forbidden
    assert fill.protection.sort  # sorting parts keys from texts
    assert fill.auto_filter.ref == f"C7:S{fill.max_row}"


def test_the_cover_lets_an_office_sign_and_nothing_else(book: Any) -> None:
    sheet = book[SHEET_COVER["th"]]
    open_cells = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert [sheet.cell(cell.row, 2).value for cell in open_cells] == ["ชื่อ-สกุล", "ตำแหน่ง", "วันที่"]
    assert sheet.protection.sheet


def test_numbers_percentages_and_statuses_are_stopped_when_wrong_and_text_is_free(
    fill: Worksheet, spec: FormSpec
) -> None:
    rules = validated(fill)
    days = rules[at(fill, row_of(spec, "6/9"), "result.2").coordinate]
    assert (days.type, days.operator, days.formula1, days.formula2) == ("decimal", None, "0", "999")
    number = rules[at(fill, row_of(spec, "8/2"), "result.2").coordinate]
    assert (number.type, number.operator, number.formula1, number.errorStyle) == (
        "decimal",
        "greaterThanOrEqual",
        "0",
        None,
    )
    percent = rules[at(fill, row_of(spec, "6/10"), "result.2").coordinate]
    assert (percent.type, percent.formula1, percent.formula2) == ("decimal", "0", "1")
    assert at(fill, row_of(spec, "6/10"), "result.2").number_format == "0.00%"
    status = rules[at(fill, row_of(spec, "8/1"), "status").coordinate]
    assert status.type == "list"
    assert status.formula1 == '"เสร็จแล้ว,อยู่ระหว่างดำเนินการ,ยังไม่เริ่ม,ไม่มีรายการ"'
    assert rules[at(fill, row_of(spec, "8/1"), "result.2").coordinate].type is None
    assert at(fill, row_of(spec, "8/1"), "result.2").number_format == "@"
    ratio = row_of(spec, "6/7/01")
    assert rules[at(fill, ratio, "denominator").coordinate].type == "decimal"
    assert at(fill, ratio, "result.2").coordinate not in rules


@pytest.mark.parametrize("language", ["th", "en"])
def test_prompts_and_error_boxes_keep_within_what_a_spreadsheet_shows(spec: FormSpec, language: str) -> None:
    data = render(replace(spec, language=language))
    rules = openpyxl.load_workbook(BytesIO(data))[SHEET_FILL[language]].data_validations.dataValidation
    assert len(rules) == 8
    for rule in rules:
        assert rule.promptTitle
        assert rule.prompt
        assert len(rule.promptTitle) <= 32
        assert len(rule.prompt) <= 255
        assert rule.type is None or (rule.error and len(rule.error) <= 255 and len(rule.errorTitle) <= 32)
        assert len(rule.formula1 or "") <= 255


def test_columns_that_a_form_does_not_need_are_hidden(master: Master, fill: Worksheet) -> None:
    needed = ("office_name", "numerator", "denominator")
    letters = {key: openpyxl.utils.get_column_letter(column_numbers(2)[key]) for key in needed}
    assert not any(fill.column_dimensions[letter].hidden for letter in letters.values())
    plain = openpyxl.load_workbook(BytesIO(render(compose(master, "L03", 2))))[SHEET_FILL["th"]]
    hidden = {number for d in plain.column_dimensions.values() if d.hidden for number in range(d.min, d.max + 1)}
    assert hidden == {column_numbers(2)[key] for key in ("key", "office", *needed)}


def test_colours_follow_formulas_only(fill: Worksheet) -> None:
    rules = [rule for area in fill.conditional_formatting for rule in area.rules]
    assert {rule.type for rule in rules} == {"expression"}


def test_the_table_prints_on_a4_across_one_page_with_its_headings_on_each(fill: Worksheet) -> None:
    assert (fill.page_setup.orientation, fill.page_setup.paperSize) == ("landscape", 9)
    assert fill.sheet_properties.pageSetUpPr.fitToPage
    assert (fill.page_setup.fitToWidth or 1, fill.page_setup.fitToHeight) == (1, 0)
    assert fill.print_title_rows == "$5:$7"
    assert fill.freeze_panes == "F8"
    assert fill.oddFooter.center.text.strip() == "หน้า &P จาก &N"
    assert fill.oddHeader.left.text.strip() == "กฟจ.ตรัง"


def test_rows_may_grow_with_a_long_remark_but_bands_keep_their_height(spec: FormSpec) -> None:
    with ZipFile(BytesIO(render(spec))) as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    tags = {int(number): tag for tag, number in re.findall(r'(<row r="(\d+)"[^>]*>)', xml)}
    for number, line in enumerate(spec.lines, FIRST_ROW):
        assert " ht=" in tags[number]
        assert ("customHeight" in tags[number]) is (line.line is not LineKind.ROW)


def test_a_longer_text_gets_a_higher_row(spec: FormSpec) -> None:
    def height(title: str) -> float:
        line = replace(next(spec.rows()), title=title)
        data = render(replace(spec, lines=(line,)))
        return float(openpyxl.load_workbook(BytesIO(data))[SHEET_FILL["th"]].row_dimensions[FIRST_ROW].height)

    short = height("ประเมินผล")
    assert height("ประเมินผลการให้บริการตามมาตรฐาน" * 10) >= 3 * short
    assert height("ที่" * 20) == short  # vowels and tones take no room
    assert height("ยาวมาก" * 5000) <= 409


def test_the_cover_lists_what_is_due_with_a_link_to_its_cell(book: Any, spec: FormSpec) -> None:
    sheet = book[SHEET_COVER["th"]]
    fill = SHEET_FILL["th"]
    links = [cell.hyperlink.location for cell in sheet["C"] if cell.hyperlink]
    due = [(number, line) for number, line in enumerate(spec.lines, FIRST_ROW) if line.due]
    assert links == [f"'{fill}'!{'G' if line.kind is InputKind.RATIO else 'I'}{number}" for number, line in due]
    keys = [cell.value for cell in sheet["B"]]
    head = keys.index("รหัส") + 1
    assert sheet.print_title_rows == f"${head}:${head}"
    assert [key for key in keys if key in {line.key for _, line in due}] == [line.key for _, line in due]


def test_text_that_looks_like_a_formula_a_number_or_a_link_stays_text(spec: FormSpec) -> None:
    evil = FormLine(
        line=LineKind.ROW,
        key="9/1",
        number="0012",
        title="=1+1",
        office="L01",
        office_name="@SUM(A1)",
        unit="007",
        targets={1: "http://x.example", 2: "=cmd|' /C calc'!A1", 3: "1e5"},
        earlier={1: "+5"},
        due=True,
        hint="=HYPERLINK(1)",
    )
    head = FormLine(line=LineKind.STRATEGY, number="=A1", title="=2+2")
    odd = {"office_name": "=3+3", "plan_title": "{=4}", "contact": "=5", "due_date": "=6", "lines": (head, evil)}
    book = openpyxl.load_workbook(BytesIO(render(replace(spec, **odd))))
    sheet = book[SHEET_FILL["th"]]
    formulas = [c.coordinate for cells in sheet.iter_rows() for c in cells if c.data_type == "f"]
    assert formulas == ["C5", f"M{FIRST_ROW + 1}"]
    assert at(sheet, FIRST_ROW + 1, "number").value == "0012"
    assert at(sheet, FIRST_ROW + 1, "target.3").value == "1e5"
    assert at(sheet, FIRST_ROW + 1, "title").value == "=1+1\n=HYPERLINK(1)"
    texts = {cell.value for cells in book[SHEET_COVER["th"]].iter_rows() for cell in cells if cell.data_type == "s"}
    assert {"{=4}", "=5", "=6", "=1+1"} <= texts


@pytest.mark.parametrize("code", ["L01", "L03", "D01"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_workbook_is_sound_and_made_of_the_same_bytes_each_time(
    master: Master, code: str, language: str, tmp_path: Any
) -> None:
    spec = replace(compose(master, code, 3), language=language)
    data = render(spec)
    assert render(spec) == data
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    result = OpenXmlValidator().validate(path)
    assert list(result.errors) == []


def test_an_english_form_says_everything_fixed_in_english(spec: FormSpec) -> None:
    bare = replace(spec, language="en", lines=(), office_name="", plan_title="", region="")
    bare = replace(bare, due_date="", contact="")
    book = openpyxl.load_workbook(BytesIO(render(bare)))
    texts = [str(c.value) for sheet in book for cells in sheet.iter_rows() for c in cells if c.value is not None]
    assert [text for text in texts if re.search("[ก-๛]", text)] == []
    assert book.sheetnames == ["Read me", "Report", "Plan", "_planbook"]


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_what_is_typed_stands_together_beside_the_title_and_fits_a_screen(master: Master, quarter: int) -> None:
    """With numbers, percentages, ratios, words and rows of two offices: everything that asks for room."""
    spec = compose(master, "L01", quarter)
    sheet = openpyxl.load_workbook(BytesIO(render(spec)))[SHEET_FILL["th"]]
    keys = [cell.value for cell in sheet[KEY_ROW]]
    together = ["number", "title", "office_name", f"target.{quarter}", "numerator", "denominator", f"result.{quarter}"]
    together += ["unit", "status", "remark", "check"]
    assert keys[:13] == ["key", "office", *together]
    others = [name for other in (1, 2, 3, 4) if other != quarter for name in (f"target.{other}", f"result.{other}")]
    assert keys[13:] == others
    wide = {number: d.width for d in sheet.column_dimensions.values() for number in range(d.min, d.max + 1)}
    units = sum(wide[keys.index(key) + 1] for key in together)
    digit, margins = 7.2, 41 + 74  # pixels in LibreOffice: row numbers; scroll bar and side bar
    assert units * digit + margins < 1366
    assert (sheet.sheet_view.zoomScale or 100) == 100
    last = openpyxl.utils.get_column_letter(len(keys))
    assert sheet.print_area.endswith(f"${last}${sheet.max_row}")


def test_no_row_of_the_sample_is_too_high_to_be_read(sample: Any) -> None:
    for office in ("TRG", "KBL-PLS", "KRT-PSB"):
        spec = compose(sample.master, office, 1)
        sheet = openpyxl.load_workbook(BytesIO(render(spec)))[SHEET_FILL["th"]]
        rows = range(FIRST_ROW, FIRST_ROW + len(spec.lines))
        assert max(float(sheet.row_dimensions[row].height) for row in rows) < 400
