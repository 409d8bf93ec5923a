"""Worksheets as they are drawn: widths, heights, merged areas, texts as they are seen, and looks as CSS."""

import io
from datetime import date

import pytest
import xlsxwriter

from planbook.book.drawn import draw


@pytest.fixture
def book():
    """A workbook's sheet to be written on, and what draws it."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)

    def drawn():
        workbook.close()
        return draw(buffer.getvalue())

    return workbook, workbook.add_worksheet("แผน"), drawn


def cells(sheet):
    return {cell.name: cell for row in sheet.rows for cell in row}


def test_what_is_seen_is_drawn_and_what_is_hidden_is_not(book):
    workbook, sheet, drawn = book
    sheet.set_column("A:A", 20)
    sheet.set_column("B:B", 10, None, {"hidden": True})
    sheet.set_row(1, 30)
    sheet.set_row(2, None, None, {"hidden": True})
    for row in range(4):
        for column in range(3):
            sheet.write(row, column, f"{row}{column}")
    workbook.add_worksheet("ซ่อน").hide()
    drawing = drawn()
    (only,) = drawing.sheets
    assert (only.name, len(only.rows)) == ("แผน", 3)
    assert sorted(cells(only)) == ["A1", "A2", "A4", "C1", "C2", "C4"]
    assert only.heights[1] == 40
    assert only.widths[0] == pytest.approx(20 * 7 + 5, abs=1)


def test_a_merged_area_is_one_cell_with_the_lines_of_its_far_sides(book):
    workbook, sheet, drawn = book
    look = workbook.add_format({"left": 1, "right": 5, "top": 6, "bottom": 3, "border_color": "#FF0000"})
    sheet.merge_range("A1:C2", "หัวเรื่อง", look)
    sheet.write("D1", "ข้าง")
    sheet.write("A3", "ล่าง")
    drawing = drawn()
    found = cells(drawing.sheets[0])
    title = found["A1"]
    assert (title.rows, title.columns, title.text) == (2, 3, "หัวเรื่อง")
    assert not {"B1", "C1", "A2", "B2", "C2"} & set(found)
    assert title.lines == ("1px solid #FF0000", "3px solid #FF0000", "3px double #FF0000", "1px dashed #FF0000")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.95, "0%", "95%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1 / 3, "General", "0.33333333333"),
        (3.0, "General", "3"),
        (1e6, "General", "1000000"),
        (date(2019, 1, 2), "[$-107041E]d mmm yy", "2 ม.ค. 62"),
        (True, "General", "TRUE"),
        ("ข้อความ\nสองบรรทัด", "General", "ข้อความ\nสองบรรทัด"),
    ],
)
def test_cells_say_what_their_formats_show(book, value, number_format, text):
    workbook, sheet, drawn = book
    sheet.write(0, 0, value, workbook.add_format({"num_format": number_format}))
    (cell,) = cells(drawn().sheets[0]).values()
    assert cell.text == text


def test_looks_are_css(book):
    workbook, sheet, drawn = book
    formats = {
        "A1": {"bold": True, "italic": True, "font_name": "TH SarabunPSK", "font_size": 18, "font_color": "#C00000"},
        "A2": {"bg_color": "#D9E1F2", "align": "center", "valign": "vcenter", "text_wrap": True},
        "A3": {"shrink": True, "align": "right", "underline": 1, "font_strikeout": True, "indent": 2},
        "A4": {"rotation": 90},
        "A5": {"font_name": 'x";}body{display:none}'},
    }
    for cell, look in formats.items():
        sheet.write(cell, "ก", workbook.add_format(look))
    drawing = drawn()
    found = {name: drawing.looks[cell.look] for name, cell in cells(drawing.sheets[0]).items()}
    for piece in ("font-weight:700", "font-style:italic", '"TH SarabunPSK"', "font-size:24px", "color:#C00000"):
        assert piece in found["A1"].css
    assert "background:#D9E1F2" in found["A2"].css
    assert "vertical-align:middle" in found["A2"].css
    assert (found["A2"].wraps, found["A2"].align) == (True, "center")
    assert (found["A3"].shrinks, "underline line-through" in found["A3"].css) == (True, True)
    assert found["A4"].upright
    assert "}" not in found["A5"].css


def test_theme_and_numbered_colours_are_written_out(book):
    workbook, sheet, drawn = book
    theme = xlsxwriter.color.Color.theme(4, 2)
    sheet.write("A1", "ก", workbook.add_format({"bg_color": theme}))
    drawing = drawn()
    assert "background:#" in drawing.looks[cells(drawing.sheets[0])["A1"].look].css


@pytest.mark.proof
def test_one_text_far_away_does_not_draw_all_that_lies_between(book):
    _, sheet, drawn = book
    sheet.write(0, 0, "ก")
    sheet.write(900_000, 16_000, "ไกล")
    (only,) = drawn().sheets
    assert len(only.rows) < 6_000
    assert len(only.widths) < 300
    assert only.rows[-1][-1].text == "ไกล"
