"""What the office saw counts: struck text, formats, formulas, pictures, and errors anywhere on the sheet."""

import io
import pickle
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from planbook.book.foreign import Unseen
from planbook.domain import InputKind, Tally
from planbook.returns.collect import SourceFile
from planbook.returns.reading import readings_of

from .makers import FILL, SHARE, SPEC, STORY, SURVEY, VISITS, address, codes, entries, fill, form, issued, read, row
from .test_files import by_openpyxl
from .test_returns import MASTER

RESULT, REMARK = address("result.2", VISITS), address("remark", VISITS)
STORY_CELL, SURVEY_CELL = address("result.2", STORY), address("result.2", SURVEY)


def typed(edit, data=None):
    """The reading of a form after ``edit(sheet)`` by openpyxl, which keeps styles and drops computed values."""
    return read(by_openpyxl(lambda book: edit(book[FILL]), data))


def in_xml(cells, data=None):
    """The reading of a form whose cells were replaced by raw XML: attributes and contents by cell."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data or issued())) as source, zipfile.ZipFile(out, "w") as made:
        for name in source.namelist():
            part = source.read(name).decode() if name.endswith("sheet2.xml") else source.read(name)
            for cell, (attributes, inside) in cells.items() if isinstance(part, str) else ():
                found = re.compile(rf'<c r="{cell}"([^>]*?)(?: t="\w+")?(?:/>|>.*?</c>)')
                new, count = found.subn(lambda m, i=inside, a=attributes, c=cell: f'<c r="{c}"{m[1]}{a}>{i}</c>', part)
                part = new if count else _added(part, cell, f'<c r="{cell}"{attributes}>{inside}</c>')
            made.writestr(name, part)
    return read(out.getvalue())


def _added(part, cell, xml):
    """The sheet with a cell at the end of its row."""
    number = re.sub("[A-Z]", "", cell)
    return re.sub(rf'(<row r="{number}"[^>]*>.*?)(</row>)', lambda m: m[1] + xml + m[2], part, count=1)


def rich(*pieces):
    return CellRichText(*(TextBlock(InlineFont(**font), text) for text, font in pieces))


# Struck and raised


def test_a_struck_piece_is_left_out_and_told():
    reading = typed(lambda sheet: sheet.__setitem__(RESULT, rich(("4", {"strike": True}), ("2", {"b": True}))))
    assert entries(reading) == [(VISITS, "result", "2")]
    (finding,) = reading.findings
    assert (finding.code, finding.cell) == ("text-struck", RESULT)
    assert "“4”" in finding.message.en


def test_a_remark_is_kept_without_its_struck_words():
    reading = typed(lambda sheet: sheet.__setitem__(REMARK, rich(("ยกเลิก", {"strike": True}), ("ครบแล้ว", {}))))
    assert entries(reading) == [(VISITS, "remark", "ครบแล้ว")]


@pytest.mark.parametrize("pieces", [[("4", {"strike": True}), ("2", {"strike": True})]])
def test_a_text_struck_out_as_a_whole_does_not_count(pieces):
    reading = typed(lambda sheet: sheet.__setitem__(RESULT, rich(*pieces)))
    assert entries(reading) == [(VISITS, "result", "value-struck")]


def test_a_cell_struck_out_as_a_whole_does_not_count():
    def strike(sheet):
        for cell, value in ((RESULT, 4), (REMARK, "ครบ")):
            sheet[cell].value, sheet[cell].font = value, Font(strike=True)

    reading = typed(strike)
    assert entries(reading) == [(VISITS, "result", "value-struck"), (VISITS, "remark", "value-struck")]
    assert reading.conservation == Tally(changed=2, rejected=2)


def test_a_raised_digit_is_asked_about():
    reading = typed(lambda sheet: sheet.__setitem__(RESULT, rich(("2", {}), ("1", {"vertAlign": "superscript"}))))
    assert entries(reading) == [(VISITS, "result", "number-raised")]
    assert "→ 2?" in reading.findings[0].message.en


# Formats


@pytest.mark.parametrize(
    ("value", "number_format", "kept"),
    [
        (0.825, "0.0%", "82.5%"),
        (64, "00000", "00064"),
        (780000, '#,##0.00 "บาท"', "780,000.00 บาท"),
        (43831, "[$-107041E]d mmm yy;@", "1 ม.ค. 63"),
        (43831, "d/m/bbbb", "1/1/2563"),
        (64, "General", "64"),
    ],
)
def test_words_are_kept_as_they_were_shown(value, number_format, kept):
    def fill_in(sheet):
        for cell in (STORY_CELL, REMARK):
            sheet[cell].value, sheet[cell].number_format = value, number_format

    assert entries(typed(fill_in)) == [(VISITS, "remark", kept), (STORY, "result", kept)]


@pytest.mark.parametrize("number_format", ["[$-107041E]d mmm yy", "d/m/bbbb", "dd/mm/yyyy"])
def test_a_date_in_any_format_is_no_count(number_format):
    def fill_in(sheet):
        sheet[RESULT].value, sheet[RESULT].number_format = 43831, number_format

    assert entries(typed(fill_in)) == [(VISITS, "result", "value-is-date")]


@pytest.mark.parametrize(("typed_in", "date"), [(43831, "2020-01-01"), (242124, "2562-11-28")])
def test_the_serial_number_of_a_date_is_asked_about(typed_in, date):
    reading = read(fill({VISITS: typed_in}))
    assert entries(reading) == [(VISITS, "result", "value-may-be-date")]
    assert date in reading.findings[0].message.en


def test_a_date_among_days_is_asked_about_and_many_days_are_many_days():
    spec = form(row("8/1/01", "ซ่อมสายส่ง", "วัน", InputKind.NUMBER, targets={2: "≤ 20 วัน"}, due=True))
    assert entries(read(fill({"8/1/01": 43467}, spec))) == [("8/1/01", "result", "value-may-be-date")]
    assert entries(read(fill({"8/1/01": 430}, spec))) == [("8/1/01", "result", "430")]
    spoken = fill({"8/1/01": 43467, ("8/1/01", "remark"): "รวมทุกสาย"}, spec)
    assert entries(read(spoken))[0] == ("8/1/01", "result", "43467")


def test_a_figure_that_may_be_a_date_is_one_no_more_where_a_remark_says_what_it_is():
    assert entries(read(fill({VISITS: 43831, (VISITS, "remark"): "ทั้งจังหวัด"})))[0] == (VISITS, "result", "43831")


@pytest.mark.parametrize("mark", ["\u200e{}", "{}\u200f", "\u202d{}\u202c", "\u2066{}\u2069", "\u061c{}"])
def test_marks_of_the_writing_direction_are_not_seen(mark):
    assert entries(read(fill({VISITS: mark.format("2")}))) == [(VISITS, "result", "2")]


@pytest.mark.parametrize("mark", ["\u2063", "\ufe0f", "\u034f", "\u180e", "\u206a", "\x7f"])
def test_characters_without_a_look_are_not_seen(mark):
    assert entries(read(fill({VISITS: f"{mark}2{mark} ครั้ง"}))) == [(VISITS, "result", "2")]


# Percentages


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.85, "percent-ambiguous"), (1, "percent-ambiguous"), (1.15, "percent-ambiguous"), (4, "percent-ambiguous"),
     (85, "85"), (0, "0")],
)  # fmt: skip
def test_where_the_number_format_is_lost_what_can_be_either_is_asked(value, said):
    def fill_in(sheet):
        sheet[SURVEY_CELL].value, sheet[SURVEY_CELL].number_format = value, "General"

    assert entries(typed(fill_in)) == [(SURVEY, "result", said)]


MANY = (SURVEY, SHARE)
OVER = replace(SPEC, lines=tuple(replace(line, over_100=line.key in MANY) for line in SPEC.lines))


def test_more_than_100_percent_counts_where_the_register_allows_it():
    parts = {(SHARE, "numerator"): 24, (SHARE, "denominator"): 20}
    assert [said for *_, said in entries(read(fill({SURVEY: 1.3, **parts}, OVER)))] == ["130", "24", "20"]
    assert [said for *_, said in entries(read(fill({SURVEY: "130%"}, OVER)))] == ["130"]
    refused = read(fill({SURVEY: 1.3, **parts}))
    assert [said for *_, said in entries(refused)] == ["percent-out-of-range", "ratio-over-whole", "ratio-over-whole"]


def test_95_in_a_percent_cell_is_asked_even_where_more_than_100_is_allowed():
    assert entries(read(fill({SURVEY: 95}, OVER))) == [(SURVEY, "result", "percent-out-of-range")]


def test_the_parts_of_a_ratio_are_in_one_unit():
    parts = {(SHARE, "numerator"): "19 ราย", (SHARE, "denominator"): "20 แห่ง"}
    assert [said for *_, said in entries(read(fill(parts)))] == ["ratio-units-differ"] * 2
    parts[SHARE, "denominator"] = "20 ราย"
    assert [said for *_, said in entries(read(fill(parts)))] == ["19", "20"]


# Formulas


def formula(text, value="", kind=""):
    return (f' t="{kind}"' if kind else "", f"<f>{text}</f><v>{value}</v>")


def test_a_formula_that_shows_nothing_is_a_blank():
    reading = in_xml({RESULT: formula('IF(A1="","",A1)', kind="str"), REMARK: formula('""', kind="str")})
    assert (entries(reading), codes(reading), reading.conservation) == ([], [], Tally())


def test_a_formula_that_was_never_computed_is_told():
    assert entries(in_xml({RESULT: ("", "<f>1+1</f>")})) == [(VISITS, "result", "formula-without-value")]


def test_a_link_to_another_file_counts_with_a_finding():
    reading = in_xml({RESULT: formula("[1]ผล!$B$4", 2)})
    assert (entries(reading), codes(reading)) == ([(VISITS, "result", "2")], [("formula-external", RESULT)])
    assert "[1]ผล!$B$4" in reading.findings[0].message.th


COLUMN = re.sub("[0-9]", "", RESULT)


@pytest.mark.parametrize("text", [f"{RESULT}+1", f"SUM({COLUMN}:{COLUMN})", address("check", VISITS)])
def test_a_formula_that_leads_back_to_its_cell_does_not_count(text):
    reading = in_xml({RESULT: formula(text, 2)})
    assert entries(reading) == [(VISITS, "result", "formula-circular")]


def test_a_formula_over_other_cells_counts():
    reading = in_xml({RESULT: formula("1+1", 2)})
    assert (entries(reading), codes(reading)) == ([(VISITS, "result", "2")], [])


@pytest.mark.parametrize("text", ['_xlfn.DISPIMG("ID_7",1)', '_xlfn.IMAGE("https://example.org/a.png")'])
def test_a_picture_in_a_cell_is_told(text):
    reading = in_xml({REMARK: formula(text.replace('"', "&quot;"), "=DISPIMG(1)", "str")})
    assert entries(reading) == [(VISITS, "remark", "cell-is-picture")]


# Law 3 to the last cell


LATER = address("result.3", VISITS)


@pytest.mark.parametrize("xml", [("", "<f>1+1</f>"), (' t="e"', "<v>#N/A</v>"), (' t="e"', "<f>A1</f><v>#SPILL!</v>")])
@pytest.mark.parametrize(
    ("cell", "code"),
    [("Z12", "note-beside-table"), ("Z3", "note-beside-table"), (LATER, "typed-in-other-quarter")],
)
def test_formulas_and_errors_outside_the_inputs_are_told_as_values_are(cell, code, xml):
    reading = in_xml({cell: xml})
    assert codes(reading) == [(code, cell)]
    assert reading.conservation == Tally(changed=1, reported=1)


def test_a_formula_below_the_table_is_told():
    cell = f"{COLUMN}40"
    reading = typed(lambda sheet: sheet.__setitem__(cell, "=1+1"))
    assert [(f.code, f.cell, f.raw) for f in reading.findings] == [("row-added", cell, "=1+1")]


def test_formulas_on_a_sheet_of_the_offices_own_are_told():
    def add(book):
        book.create_sheet("คิดเลข")["C4"] = "=1+1"

    reading = read(by_openpyxl(add))
    assert [(f.code, f.sheet, f.cell, f.raw) for f in reading.findings] == [("sheet-added", "คิดเลข", "C4", "=1+1")]


@pytest.mark.parametrize("literal", ["#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BUSY!"])
def test_an_error_value_that_the_reader_does_not_know_costs_its_cell_alone(literal):
    reading = in_xml({"Z12": (' t="e"', f"<v>{literal}</v>"), RESULT: ("", "<v>2</v>")})
    assert entries(reading) == [(VISITS, "result", "2")]
    assert [(f.code, f.raw) for f in reading.findings] == [("note-beside-table", literal)]


def test_what_no_reader_of_values_sees_comes_back_from_a_worker():
    def fill_in(sheet):
        sheet[RESULT], sheet["Z12"], sheet[LATER] = "=1+1", "#N/A", "=2*2"

    data = by_openpyxl(lambda book: fill_in(book[FILL]))
    ((reading,), findings) = readings_of(MASTER, [SourceFile("ก.xlsx", data)])
    assert (findings, reading) == ([], replace(read(data), findings=reading.findings))
    assert sorted(each.raw for each in reading.findings) == ["#N/A", "=1+1", "=2*2"]
    assert pickle.loads(pickle.dumps(Unseen("#N/A", is_error=True))).is_error


def test_a_blanked_office_name_is_told():
    reading = typed(lambda sheet: sheet.__setitem__(address("office_name", VISITS), None))
    assert codes(reading) == [("locked-text-changed", address("office_name", VISITS))]


# Rows and offices


TWO = form(
    row("8/1/01", "เยี่ยมลูกค้า", "ครั้ง", InputKind.NUMBER, targets={2: "2 ครั้ง"}, due=True),
    row("8/1/02", "อบรมพนักงาน", "คน", InputKind.NUMBER, targets={2: "40 คน"}, due=True),
    row(
        "8/1/02",
        "อบรมพนักงาน",
        "คน",
        InputKind.NUMBER,
        targets={2: "15 คน"},
        due=True,
        office="B01",
        office_name="กฟย.ข",
    ),
)


def test_a_row_whose_figures_were_sorted_away_from_its_title_is_not_used():
    def swap(book):
        sheet = book[FILL]
        for column in ("target.2", "result.2", "unit"):
            one, two = address(column, "8/1/01", TWO), address(column, "8/1/02", TWO)
            sheet[one].value, sheet[two].value = sheet[two].value, sheet[one].value

    reading = read(by_openpyxl(swap, fill({"8/1/01": 2}, TWO)))
    assert [said for *_, said in entries(reading)] == ["row-figures-moved"]
    assert {f.code for f in reading.findings} == {"row-figures-moved"}


def test_one_wrong_target_alone_does_not_cost_the_row():
    cell = address("target.2", "8/1/01", TWO)
    reading = read(by_openpyxl(lambda book: book[FILL].__setitem__(cell, "40 คน"), fill({"8/1/01": 2}, TWO)))
    assert (entries(reading), codes(reading)) == ([("8/1/01", "result", "2")], [("locked-figure-changed", cell)])


def test_on_a_form_of_two_offices_every_finding_names_its_office():
    def edit(book):
        sheet = book[FILL]
        sheet[address("result.2", "8/1/02", TWO, "B01")] = "หลายคน"
        sheet["Z10"], sheet["Z30"] = "โทรกลับ", "หมายเหตุท้ายแบบ"

    reading = read(by_openpyxl(edit, issued(TWO)))
    (asked,) = (f for f in reading.findings if f.code == "value-not-understood")
    assert "8/1/02 ของ กฟย.ข" in asked.message.th
    assert "8/1/02 of กฟย.ข" in asked.message.en
    found = {(f.code, f.office, f.quarter) for f in reading.findings}
    assert found == {
        ("value-not-understood", "B01", 2),
        ("note-beside-table", "B01", 2),
        ("row-added", "A01", 2),
    }
