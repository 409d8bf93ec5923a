"""Headings of other regions: quarters, targets and results by other captions, further columns, units by other names."""

import io
from decimal import Decimal

import openpyxl
import pytest

import planbook as pb
from planbook.domain import read_quantity
from planbook.layout.original import quarter_caption
from planbook.master.parse import parse_plan
from planbook.master.rows import Aside, quarter_of_months
from planbook.master.sheets import read_sheets
from tests.master.variants import Layout, workbook
from tests.plans import OFFICES, edit, plan, saved
from tests.quarters import returned

ROWS = """
    แผนงานหลักที่ 1 งานบริการ | 1. อบรม | 1 คน; 2 คน; 3 คน; 4 คน | กฟจ.ตรัง | 100000; 50000; 150000
"""


def page_of(rows=ROWS):
    book = openpyxl.load_workbook(io.BytesIO(plan(rows)))
    return book, book["CR1"]


def unmerged(rows=ROWS):
    book, page = page_of(rows)
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))
    return book, page


def adopted(book, offices=OFFICES):
    return pb.adopt(saved(book), offices.encode())


def quarters(made, key="1/1"):
    return [quantity and quantity.raw for quantity in map(made.master.activities[key].target, (1, 2, 3, 4))]


def codes(made):
    return {f.code for f in made.findings if f.severity != "info"}


ALL = ["1 คน", "2 คน", "3 คน", "4 คน"]


@pytest.mark.parametrize(
    ("text", "quarter", "part"),
    [
        ("ไตรมาส 1", 1, ""),
        ("ไตรมาสที่ 2 (ม.ค.-มี.ค.)", 2, ""),
        ("ไตรมาส 3 (เม.ย. - มิ.ย. 69)", 3, ""),
        ("ไตรมาส 1/2569", 1, ""),
        ("ไตรมาส 4/69", 4, ""),
        ("ไตรมาสที่ 1 ปี 2569", 1, ""),
        ("ไตรมาส 2 ม.ค.-มี.ค. 69", 2, ""),
        ("Q3", 3, ""),
        ("Quarter 4", 4, ""),
        ("1st Quarter", 1, ""),
        ("Q1/2026 (Oct-Dec)", 1, ""),
        ("เป้าหมาย ไตรมาส 1", 1, "target"),
        ("ค่าเป้าหมาย ไตรมาสที่ 2", 2, "target"),
        ("ไตรมาส 3 ผล", 3, "result"),
        ("ผลการดำเนินงาน ไตรมาส 4", 4, "result"),
        ("แผน Q2", 2, "target"),
    ],
)
def test_captions_of_quarters(text, quarter, part):
    found = quarter_caption(text)
    assert (found.quarter, found.part) == (quarter, part)


@pytest.mark.parametrize("text", ["ไตรมาส 5", "ไตรมาสละ 6 ราย", "ภายในไตรมาส 1", "ไตรมาส 1 ครั้ง", "ไตรมาส 12", "Q"])
def test_what_is_no_quarter(text):
    assert quarter_caption(text) is None


@pytest.mark.parametrize(
    ("target", "result"),
    [
        ("แผน", "ผล"),
        ("ค่าเป้าหมาย", "ผลการดำเนินงาน"),
        ("เป้า", "ผลงาน"),
        ("Plan", "Actual"),
        ("เป้าหมาย (หน่วย)", "ผลการปฏิบัติงาน"),
        ("เป้าหมาย2", "ผล3"),
    ],
)
def test_captions_of_targets_and_results(target, result):
    book, page = page_of()
    for column in range(3, 11, 2):
        page.cell(5, column, target)
        page.cell(5, column + 1, result)
    made = adopted(book)
    assert quarters(made) == ALL
    assert made.master.activities["1/1"].result_cells == {1: "D6", 2: "F6", 3: "H6", 4: "J6"}
    assert codes(made) == set()


def test_quarter_and_part_in_one_caption():
    book, page = unmerged()
    page.delete_rows(4)
    for quarter, column in enumerate(range(3, 11, 2), start=1):
        page.cell(4, column, f"เป้าหมาย ไตรมาส {quarter}")
        page.cell(4, column + 1, f"ผล ไตรมาส {quarter}")
    made = adopted(book)
    assert quarters(made) == ALL
    assert made.master.activities["1/1"].result_cells[4] == "J5"


def test_english_captions():
    words = {"quarter": "Quarter {}", "target": "Plan", "result": "Actual", "plan": "Project", "activity": "Activity"}
    layout = Layout(captions={**words, "responsible": "Responsible"})
    parsed = parse_plan(read_sheets(workbook(layout), ""))
    assert next(parsed.plan.activities()).key == "3/1"
    assert parsed.balance.left_over == 0


@pytest.mark.parametrize("caption", ["ไตรมาสสอง", "ไตรมาส ๕"])
def test_a_quarter_that_is_missing_is_one_sentence(caption):
    book, page = page_of(ROWS + " | 2. ติดตาม | 1 คน; 2 คน; 3 คน; 4 คน | กฟจ.ตรัง")
    page["E4"] = caption
    made = adopted(book)
    found = [f for f in made.findings if f.severity != "info"]
    assert [(f.code, f.args["quarters"]) for f in found] == [("plan-no-target-column", "2")]
    assert quarters(made) == ["1 คน", None, "3 คน", "4 คน"]
    assert made.balance.left_over == 2


def with_months(own):
    """Twelve months under their quarters, each with target and result; ``own`` adds the quarter's own columns."""
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "แผนปฏิบัติการ ประจำปี 2569"
    page["A3"], page["B3"] = "แผนงาน", "กิจกรรม"
    names = ["ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."]
    column = 3
    for quarter in range(4):
        page.cell(4, column, f"ไตรมาส {quarter + 1}")
        parts = [*names[3 * quarter : 3 * quarter + 3], *(["รวมไตรมาส"] if own else [])]
        page.merge_cells(start_row=4, end_row=4, start_column=column, end_column=column + 2 * len(parts) - 1)
        for at, part in enumerate(parts):
            page.cell(5, column + 2 * at, part)
            page.cell(6, column + 2 * at, "เป้าหมาย")
            page.cell(6, column + 2 * at + 1, "ผล")
            page.cell(7, column + 2 * at, f"{quarter + 1}{at} คน")
        column += 2 * len(parts)
    page.cell(3, column, "ผู้รับผิดชอบ")
    page["A7"], page["B7"] = "แผนงานหลักที่ 1 งานบริการ", "1. อบรม"
    page.cell(7, column, "กฟจ.ตรัง")
    return adopted(book)


def test_of_months_under_quarters_the_quarter_s_own_columns_count():
    made = with_months(own=True)
    assert quarters(made) == ["13 คน", "23 คน", "33 คน", "43 คน"]
    assert made.master.activities["1/1"].result_cells[1] == "J7"
    assert made.balance.aside == {Aside.COLUMN: 12}
    assert codes(made) == set()


def test_months_without_a_column_of_the_quarter_are_rolled_up_by_a_rule_that_is_told():
    made = with_months(own=False)
    assert quarters(made) == ["33 คน", "63 คน", "93 คน", "123 คน"]
    assert codes(made) == {"plan-months-rolled-up"}
    assert made.balance.left_over == 0
    assert made.master.activities["1/1"].result_cells == {}


@pytest.mark.parametrize(
    ("months", "quarter"),
    [
        (["1 คน", "2 คน", "3 คน"], "6 คน"),
        (["1 คน", "-", None], "1 คน"),
        (["-", "-", "-"], "-"),
        ([None, None, None], None),
        (["80%", "85%", "90%"], "90%"),
        (["ระดับ 3", "ระดับ 4", "-"], "ระดับ 4"),
        (["≤ 20 วัน", "≤ 18 วัน", "≤ 15 วัน"], "≤ 15 วัน"),
        (["≥ 1 ครั้ง", "≥ 2 ครั้ง", None], "≥ 3 ครั้ง"),
        (["1,000.5", "2", "3"], "1,005.5"),
        (["ร่างแผน", "อนุมัติ", None], "ร่างแผน; อนุมัติ"),
        (["1 คน", "2 ครั้ง", None], "1 คน; 2 ครั้ง"),
        (["เมื่อมีการร้องขอ", None, None], "เมื่อมีการร้องขอ"),
    ],
)
def test_the_rule_of_months(months, quarter):
    said = quarter_of_months([quantity for month in months if (quantity := read_quantity(month))])
    assert (said and said.raw) == quarter


def test_columns_that_planbook_has_no_use_for_are_set_aside():
    book, page = page_of()
    page["O3"], page["P3"], page["Q3"] = "น้ำหนัก (ร้อยละ)", "ร้อยละความสำเร็จ", "หมายเหตุ"
    page["O6"], page["P6"], page["Q6"] = 10, 0.5, "ตามมติ"
    made = adopted(book)
    assert made.balance.aside == {Aside.COLUMN: 3}
    assert codes(made) == set()


def test_a_half_year_between_the_quarters_is_no_quarter():
    book, page = unmerged()
    page.insert_cols(7, 2)
    page["G4"], page["G5"], page["H5"], page["G6"] = "ครึ่งปีแรก", "เป้าหมาย", "ผล", "3 คน"
    made = adopted(book)
    assert quarters(made) == ALL
    assert made.balance.aside == {Aside.COLUMN: 1}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ครึ่งปีแรก", "ครึ่งปีหลัง"),
        ("6 เดือนแรก (ม.ค.-มิ.ย.)", "6 เดือนหลัง (ก.ค.-ธ.ค.)"),
        ("รอบ 6 เดือน", "รอบ 12 เดือน"),
        ("H1/2026", "H2/2026"),
    ],
)
def test_a_plan_of_half_years_is_due_when_each_ends(first, second):
    book, page = unmerged()
    page.delete_cols(7, 4)
    page["C4"], page["E4"] = first, second
    made = adopted(book)
    (activity, *_) = made.master.plan.activities()
    assert [activity.target(quarter) is not None for quarter in (1, 2, 3, 4)] == [False, True, False, True]
    assert codes(made) == set()
    assert [f.code for f in made.findings if f.code.startswith("plan-")] == ["plan-half-years"]


def test_an_unknown_column_is_told_once():
    book, page = page_of(ROWS + " | 2. ติดตาม | 1 คน; 2 คน; 3 คน; 4 คน | กฟจ.ตรัง")
    page["O3"], page["O6"], page["O7"] = "สถานที่", "ตรัง", "กระบี่"
    made = adopted(book)
    (finding,) = (f for f in made.findings if f.severity != "info")
    assert (finding.code, finding.cell, finding.args["count"]) == ("plan-column-unknown", "O6", 2)
    assert made.balance.left_over == 2


def test_numbers_in_a_column_of_their_own():
    rows = "แผนงานหลักที่ 1 งาน | อบรม | 1; 2; 3; 4 | กฟจ.ตรัง\n | ติดตาม | 1; 2; 3; 4 | กฟจ.ตรัง"
    book, page = unmerged(rows)
    page.insert_cols(2)
    page["B3"], page["B6"], page["B7"] = "ที่", 1, "2."
    made = adopted(book)
    assert [(a.key, a.title) for a in made.master.activities.values()] == [("1/1", "อบรม"), ("1/2", "ติดตาม")]
    assert made.balance.left_over == 0


@pytest.mark.parametrize(
    ("caption", "typed", "said", "note"),
    [
        ("งบประมาณ (ล้านบาท)", 1.5, Decimal("1.5"), None),
        ("งบประมาณ (บาท)", 150_000, Decimal("0.15"), "150,000"),
        ("งบประมาณ (พันบาท)", 150, Decimal("0.15"), "150"),
        ("งบประมาณ", 1.5, Decimal("1.5"), None),
        ("งบประมาณ (ล้านบาท)", "1,200,000 บาท", Decimal("1.2"), "1,200,000 บาท"),
        ("งบประมาณ (บาท)", "1.5 ล้านบาท", Decimal("1.5"), None),
    ],
)
def test_budgets_are_millions_of_baht_whatever_their_unit(caption, typed, said, note):
    book, page = page_of()
    page["K3"], page["M6"] = caption, typed
    budget = adopted(book).master.activities["1/1"].budget
    assert (budget.total.value, budget.total.note) == (said, note)


# Units

REGION = """code,name,kind,groups,aliases,via,province,mail
A1,สำนักงานเขต 1,สาขา,ทุกสาขา,,,,
A2,สำนักงานเขต 2,สาขา,ทุกสาขา,,,,
PL,กองแผนงาน,กอง,,,,,
SC,คณะวิทยาศาสตร์,คณะ,,,,,
"""


def of_units(*units, offices=REGION):
    rows = [f"{'แผนงานหลักที่ 1 งาน' if not n else ''} | {n + 1}. งาน | | {unit}" for n, unit in enumerate(units)]
    return pb.adopt(plan("\n".join(rows)), offices.encode())


def test_a_unit_beside_an_activity_is_that_activity_s_whatever_it_is_called():
    made = of_units("สำนักงานเขต 1", "กองแผนงาน", "คณะวิทยาศาสตร์", "สำนักงานเขต 2")
    assert [decision.offices for decision in made.master.decisions.values()] == [("A1",), ("PL",), ("SC",), ("A2",)]
    assert codes(made) == set()


def test_a_name_that_begins_like_no_unit_is_proposed_and_flagged():
    made = of_units("กองแผนงาน", "ตลาดนัด")
    activity = made.master.activities["1/2"]
    assert activity.responsible == ("ตลาดนัด",)
    assert {f.code for f in made.findings if f.key == "1/2" and f.severity == "warning"} == {
        "activity-unit-beside",
        "responsible-unknown",
    }
    assert "unit-beside" in [note.code for note in made.master.decisions["1/2"].review]


def test_words_of_the_settings_begin_names_of_units():
    data = edit(of_units("กองแผนงาน", "ตลาดนัด").data, "settings", {"unit_words": {"value": "ตลาด; ร้าน"}})
    master = pb.read_master(data)
    assert master.settings.unit_words == "ตลาด; ร้าน"
    assert master.activities["1/2"].doubts == ()


@pytest.mark.parametrize(
    ("words", "offices"),
    [
        ("ทุกสาขา (ยกเว้น สำนักงานเขต 2)", ("A1",)),
        ("ทุกสาขา ยกเว้น สำนักงานเขต 2", ("A1",)),
        ("ทุกสาขา, กองแผนงาน (ยกเว้น สำนักงานเขต 2, กองแผนงาน)", ("A1",)),
        ("หลัก: กองแผนงาน, สนับสนุน: ทุกสาขา", ("A1", "A2", "PL")),
        ("ผอ.กองแผนงาน", ("PL",)),
        ("กองแผนงาน ร่วมกับ ทุกสาขา", ("A1", "A2", "PL")),
        ("กองแผนงานร่วมกับทุกสาขา", ("A1", "A2", "PL")),
        ("กองแผนงานและสำนักงานเขต 2", ("A2", "PL")),
        ("กองแผนงาน/ทุกสาขา", ("A1", "A2", "PL")),
        ("สำนักงานเขต 1-2", ("A1", "A2")),
        ("สำนักงานเขต ๑ ถึง ๒", ("A1", "A2")),
        ("สำนักงานเขต 1, 2", ("A1", "A2")),
        ("สำนักงานเขต 1/2", ("A1", "A2")),
    ],
)
def test_exceptions_roles_and_several_units_in_one_word(words, offices):
    made = of_units(words)
    assert made.master.decisions["1/1"].offices == offices
    assert not {"responsible-unknown"} & codes(made)
    # what the register says of it is read as the same
    assert pb.read_master(made.data).decisions["1/1"].offices == offices


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("กองแผนงาน/กองคลัง", ["กองคลัง"]),
        ("สำนักงานเขต 1-3", ["สำนักงานเขต 3"]),
        ("กองคลัง/กองช่าง", ["กองคลัง/กองช่าง"]),
        ("กองแผนงาน, 5", ["5"]),
    ],
)
def test_of_several_units_in_one_word_those_that_nobody_knows_are_told(words, unknown):
    assert [f.raw for f in of_units(words).findings if f.code == "responsible-unknown"] == unknown


def test_an_exception_that_nobody_knows_is_told():
    assert "responsible-unknown" in codes(of_units("ทุกสาขา (ยกเว้น กองคลัง)"))


def by_rows(captions=("แผน", "ผล"), *, merged=True):
    """A table with one column a quarter, in which each activity has a row of targets and one of results."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "CR1"
    page["A1"] = "แผนปฏิบัติการ ประจำปี 2569"
    heading = ("แผนงาน", "กิจกรรม", "แผน/ผล", *(f"ไตรมาส {n}" for n in (1, 2, 3, 4)), "ผู้รับผิดชอบ")
    for column, caption in enumerate(heading, start=1):
        page.cell(3, column, caption)
    page["A4"] = "แผนงานหลักที่ 1 งานบริการ"
    for row, (title, values) in zip((4, 6), (("1. อบรม", ALL), ("2. ติดตาม", [1, 1, "-", 2])), strict=True):
        page.cell(row, 2, title)
        page.cell(row, 3, captions[0])
        page.cell(row + 1, 3, captions[1])
        page.cell(row, 8, "กฟจ.ตรัง")
        for column, value in enumerate(values, start=4):
            page.cell(row, column, value)
        if merged:
            page.merge_cells(start_row=row, end_row=row + 1, start_column=2, end_column=2)
            page.merge_cells(start_row=row, end_row=row + 1, start_column=8, end_column=8)
    return book


@pytest.mark.parametrize("captions", [("แผน", "ผล"), ("เป้าหมาย", "ผลการดำเนินงาน"), ("Plan", "Actual")])
@pytest.mark.parametrize("merged", [True, False])
def test_targets_and_results_on_rows_of_their_own(captions, merged):
    made = adopted(by_rows(captions, merged=merged))
    assert codes(made) == set()
    assert made.balance.left_over == 0
    assert quarters(made) == ALL
    assert quarters(made, "1/2") == ["1", "1", "-", "2"]
    assert made.master.activities["1/2"].result_cells == {1: "D7", 2: "E7", 3: "F7", 4: "G7"}


def test_results_go_to_their_own_row_and_stand_for_no_hand_edit(save):
    data = adopted(by_rows()).data
    outcome = pb.merge(data, returned(save, data, {"TRG": {"1/1": 3, "1/2": 1}}))
    assert outcome.proof.holds
    page = openpyxl.load_workbook(io.BytesIO(outcome.data))["CR1"]
    assert [page[ref].value for ref in ("D4", "D5", "D6", "D7")] == ["1 คน", "3 คน", 1, 1]
    assert [f.code for f in pb.lint(outcome.data) if f.code.startswith("result-cell")] == []


def test_a_budget_in_another_unit_comes_back_in_million_baht_out_of_the_plan_as_data():
    book, page = page_of()
    page["K3"], page["M6"] = "งบประมาณ (บาท)", 150_000
    document = pb.export_plan(adopted(book).master)
    again = pb.adopt(pb.new_plan(document), OFFICES.encode()).master
    assert again.activities["1/1"].budget.total.value == Decimal("0.15")
