"""A row of the table is never swallowed: numbers however they are printed, rows that are no activities, rows to ask
about; and the balance says what became of every cell."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import Font

import planbook as pb
from planbook.master.rows import Aside
from planbook.master.sheets import read_sheets
from tests.plans import OFFICES, plan, saved

UNIT = "กฟจ.ตรัง"
OTHER = "กฟจ.กระบี่"


def adopt(rows, then=None):
    """A plan of these rows on sheet CR1, as adopt reads it; ``then`` changes the sheet first."""
    data = plan(rows)
    if then:
        book = openpyxl.load_workbook(io.BytesIO(data))
        then(book["CR1"])
        data = saved(book)
    return pb.adopt(data, OFFICES.encode())


def codes(made):
    return {(f.code, f.cell) for f in made.findings if f.severity != "info"}


def keys(made):
    return list(made.master.activities)


def quarters(activity):
    return [quantity and quantity.raw for quantity in map(activity.target, (1, 2, 3, 4))]


ONE = f"แผนงานหลักที่ 1 งานบริการ | 1. อบรม | 10 คน; 20 คน; 20 คน; 10 คน | {UNIT} | 1; 2; 3"


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("2. ติดตาม", "1/2"),
        ("2) ติดตาม", "1/2"),
        ("1 .2 ติดตาม", "1/1/1.2"),
        ("1.2) ติดตาม", "1/1/1.2"),
        ("กิจกรรมที่ 2 ติดตาม", "1/2"),
        ("(2) ติดตาม", "1/2"),
        ("ข้อ 2 ติดตาม", "1/2"),
        ("2 ติดตาม", "1/2"),
        ("2- ติดตาม", "1/2"),
        ("๒: ติดตาม", "1/2"),
        ("ก. ติดตาม", "1/1/ก"),
        ("(1) ติดตาม", "1/1/1"),
    ],
)
def test_however_a_number_is_printed_a_row_with_figures_is_an_activity_of_its_own(printed, key):
    made = adopt(f"{ONE}\n | {printed} | 1 ครั้ง; -; -; - | {OTHER}")
    assert keys(made) == ["1/1", key]
    first, second = made.master.activities.values()
    assert (first.title, second.title) == ("อบรม", "ติดตาม")
    assert quarters(second)[0] == "1 ครั้ง"
    assert made.master.decisions[key].offices == ("KBI",)
    assert codes(made) == set()


def test_activities_are_counted_beyond_ninety_nine():
    rows = "\n".join(f" | {number}. งานที่ควรทำ | 1 ครั้ง; -; -; - | {UNIT}" for number in range(2, 103))
    made = adopt(f"{ONE}\n{rows}")
    assert keys(made)[-3:] == ["1/100", "1/101", "1/102"]
    assert codes(made) == set()


@pytest.mark.parametrize("text", ["25 วันทำการ", "100 ราย", "(2) ครั้งต่อปี", "ก. เอกสาร", "ข้อ 3 ของระเบียบ"])
def test_text_that_only_looks_numbered_stays_text(text):
    made = adopt(f"{ONE}\n | {text}")
    assert keys(made) == ["1/1"]


@pytest.mark.parametrize("text", ["ติดตาม", "• ติดตาม", "- ติดตาม", "9 ติดตาม"])
def test_an_unnumbered_row_with_figures_is_asked_about_and_no_part_of_the_one_above(text):
    made = adopt(f"{ONE}\n | {text} | 1 ครั้ง; -; -; - | {OTHER}\n | ให้ครบทุกแห่ง\n | 2. สรุป | 1 ครั้ง; -; -; - | {UNIT}")
    assert keys(made) == ["1/1", "1/2"]
    first = made.master.activities["1/1"]
    assert (first.title, len(first.lines), first.responsible, first.procedure) == ("อบรม", 1, (UNIT,), ())
    assert codes(made) == {("plan-row-unnumbered", "B7")}
    (finding,) = (f for f in made.findings if f.code == "plan-row-unnumbered")
    assert "1/1" in finding.message.th
    assert made.balance.left_over > 0


def test_a_note_on_the_targets_may_have_figures_beside_it():
    rows = f"{ONE}\n | เป้าหมาย ผู้แทน 3 ราย | 100%; 100%; 100%; 100%\n | ผู้จัดการ 6 ราย | 50%; 50%; 50%; 50%"
    made = adopt(rows)
    assert [len(activity.lines) for activity in made.master.activities.values()] == [3]
    assert codes(made) == set()


def test_values_below_a_title_that_has_none_are_its_own():
    made = adopt(f"แผนงานหลักที่ 1 งาน | 1. อบรม | | {UNIT}\n | พนักงาน | 1 ครั้ง; -; -; -")
    assert [(a.title, quarters(a)[0]) for a in made.master.activities.values()] == [("อบรมพนักงาน", "1 ครั้ง")]


SUMS = ["รวม", "รวมทั้งสิ้น", "รวมแผนงานที่ 1", "รวม 2 กิจกรรม", "ยอดรวม", "Total", "Sub-total"]


@pytest.mark.parametrize("label", SUMS)
@pytest.mark.parametrize("left", [True, False], ids=["plan column", "activity column"])
def test_a_row_of_sums_is_set_aside(label, left):
    place = f"{label} | " if left else f" | {label}"
    made = adopt(f"{ONE}\n | 2. ติดตาม | 1 ครั้ง; -; -; - | {UNIT}\n{place} | 11; 20; 20; 10 | | 1; 2; 3")
    assert keys(made) == ["1/1", "1/2"]
    last = made.master.activities["1/2"]
    assert (last.title, last.budget.total, len(last.lines)) == ("ติดตาม", None, 1)
    assert codes(made) == set()
    assert made.balance.aside == {Aside.SUM: 8}
    assert made.balance.left_over == 0


def test_work_whose_name_begins_like_a_sum_is_asked_about():
    made = adopt(f"{ONE}\n | รวมกิจกรรมสัมพันธ์กับชุมชน | 5 ครั้ง; -; -; - | {UNIT}")
    assert codes(made) == {("plan-row-unnumbered", "B7")}
    assert made.balance.aside == {}


def test_below_a_procedure_too_a_row_of_sums_is_none_of_its_steps():
    made = adopt(f"{ONE}\n | การดำเนินงาน\n | 1.1 แจ้ง\n | 1.2 สรุปผล\n | รวม | 10 คน; 20 คน; 20 คน; 10 คน | | 1; 2; 3")
    assert keys(made) == ["1/1"]
    assert made.master.activities["1/1"].procedure == ("การดำเนินงาน", "1.1 แจ้ง", "1.2 สรุปผล")


def test_a_sum_in_a_text_is_text():
    made = adopt(f"{ONE}\n | การดำเนินงาน\n | รวม 48 ราย")
    assert made.master.activities["1/1"].procedure == ("การดำเนินงาน", "รวม 48 ราย")
    assert made.balance.aside == {}


@pytest.mark.parametrize("merged", [True, False])
def test_bands_across_the_table_are_no_part_of_a_title(merged):
    rows = f"ยุทธศาสตร์ที่ 1 ด้านบริการ\n{ONE}\nยุทธศาสตร์ที่ 2 ด้านระบบ\nแผนงานหลักที่ 2 งานระบบ | 1. ติดตั้ง | 1; -; -; - | {UNIT}"

    def merge(page):
        for row in (6, 8) if merged else ():
            page.merge_cells(f"A{row}:N{row}")

    made = adopt(rows, merge)
    assert [i.title for _, i in made.master.plan.initiatives()] == ["งานบริการ", "งานระบบ"]
    assert codes(made) == set()
    assert made.balance.aside == {Aside.BAND: 2}


def test_the_title_on_a_further_page_and_page_numbers_are_banners():
    rows = f"{ONE}\nแผนปฏิบัติการ ประจำปี 2562\n | 2. ติดตาม | 1 ครั้ง; -; -; - | {UNIT}\nหน้า 2/3"
    made = adopt(rows)
    assert [i.title for _, i in made.master.plan.initiatives()] == ["งานบริการ"]
    assert made.balance.aside == {Aside.BANNER: 2}


def below(cells):
    def write(page):
        for place, value in cells.items():
            page[place] = value

    return write


BELOW = {
    Aside.SIGNATURE: {
        "B9": "ลงชื่อ ................ ผู้จัดทำแผน",
        "N9": "ลงชื่อ ................ ผู้อนุมัติ",
        "B10": "(ผู้อำนวยการกองแผนงาน)",
    },
    Aside.NOTE: {"A8": "หมายเหตุ : แผนงานนี้อยู่ระหว่างการพิจารณา", "A9": "และอาจเปลี่ยนแปลงได้"},
    Aside.TABLE: {
        "A9": "ลำดับ",
        "B9": "ความเสี่ยง",
        "C9": "โอกาสเกิด",
        "N9": "ผู้รับผิดชอบ",
        "A10": 1,
        "B10": "1. อุปกรณ์ล่าช้า",
        "C10": "3 คะแนน",
        "N10": UNIT,
    },
}


@pytest.mark.parametrize("kind", BELOW)
def test_what_stands_below_the_table_is_what_it_is(kind):
    made = adopt(ONE, below(BELOW[kind]))
    assert keys(made) == ["1/1"]
    activity = made.master.activities["1/1"]
    assert (activity.title, activity.notes, activity.responsible) == ("อบรม", (), (UNIT,))
    assert [i.notes for _, i in made.master.plan.initiatives()] == [()]
    assert made.balance.aside == {kind: len(BELOW[kind])}
    assert codes(made) == set()


SIGNED = {"B8": "ลงชื่อ ................ ผู้จัดทำแผน", "B9": "(ผู้อำนวยการกองแผนงาน)"}
NEXT = {"B11": "3. ติดตาม", "C11": "1 ครั้ง", "N11": UNIT}


def test_below_signatures_the_plan_goes_on():
    """They stand at the foot of each page."""
    made = adopt(f"{ONE}\n | 2. สรุปผล | 1 ครั้ง; -; -; - | {UNIT}", below(SIGNED | NEXT))
    assert keys(made) == ["1/1", "1/2", "1/3"]
    assert (codes(made), made.balance.aside) == (set(), {Aside.SIGNATURE: 2})


def test_another_table_below_signatures_is_no_plan():
    head = {"A10": "ลำดับ", "B10": "ความเสี่ยง", "C10": "โอกาสเกิด", "N10": "ผู้รับผิดชอบ"}
    made = adopt(f"{ONE}\n | 2. สรุปผล | 1 ครั้ง; -; -; - | {UNIT}", below(SIGNED | head | NEXT))
    assert keys(made) == ["1/1", "1/2"]
    assert [(each.code, each.cell) for each in made.findings] == [("plan-table-below", "A10")]


def test_a_footnote_of_an_activity_stays_its_note():
    made = adopt(f"{ONE}\n | หมายเหตุ ตามมติที่ประชุม")
    assert made.master.activities["1/1"].notes == ("หมายเหตุ ตามมติที่ประชุม",)


def test_a_second_line_of_budget_is_asked_about():
    made = adopt(f"{ONE}\n | (งบกองทุน) | | | 5; ; 5")
    activity = made.master.activities["1/1"]
    assert (activity.budget.total.raw, activity.notes) == ("3", ("(งบกองทุน)",))
    assert codes(made) == {("plan-budget-line-more", "K7")}
    assert made.balance.left_over == 2


@pytest.mark.parametrize("typed", ["#REF!", "=K7+L7", "1,5", True, datetime.date(2026, 3, 1), "ตามจ่ายจริง"])
def test_a_budget_that_is_no_amount_is_told(typed):
    made = adopt(ONE, below({"M6": typed}))
    assert codes(made) == {("plan-budget-not-understood", "M6")}


@pytest.mark.parametrize("typed", ["-", "ไม่มี", "รออนุมัติ", "1.5 ล้านบาท", 0, "...."])
def test_a_budget_that_is_none_or_not_known_yet_is_understood(typed):
    assert codes(adopt(ONE, below({"M6": typed}))) == set()


@pytest.mark.parametrize(
    ("captions", "total", "told"),
    [
        ({"K3": "งบประมาณ", "K4": "ลงทุน (บาท)", "L4": "ทำการ (บาท)", "M4": "รวม (บาท)"}, "3", "converted"),
        ({"K3": "งบประมาณ", "N1": "(หน่วย : พันบาท)"}, "3000", "converted"),
        ({"K3": "งบประมาณ", "N1": "หน่วย : ล้านบาท"}, "3000000", None),
        ({"K3": "งบประมาณ"}, "3000000", "unit-assumed"),
    ],
)
def test_the_unit_of_a_budget_is_said_somewhere_or_taken_for_millions(captions, total, told):
    made = adopt(ONE, below(captions | {"K6": 1_000_000, "L6": 2_000_000, "M6": 3_000_000}))
    assert made.master.activities["1/1"].budget.total.value == Decimal(total)
    said = [each.code for each in made.findings if each.code.startswith("plan-budget")]
    assert said == ([f"plan-budget-{told}"] if told else [])


def test_text_that_is_struck_out_is_told():
    def strike(page):
        page["B6"].font = Font(strike=True)

    made = adopt(ONE, strike)
    assert codes(made) == {("plan-text-struck", "B6")}
    assert keys(made) == ["1/1"]


def test_a_budget_merged_down_over_several_activities_is_told_once():
    rows = f"{ONE}\n | 2. ติดตาม | 1 ครั้ง; -; -; -\n | 3. สรุป | 1 ครั้ง; -; -; -"
    made = adopt(rows, lambda page: [page.merge_cells(f"{column}6:{column}8") for column in "KLM"])
    (told,) = [finding for finding in made.findings if finding.code == "plan-budget-merged-down"]
    assert (told.cell, told.args["area"], told.args["title"]) == ("K6", "K6:K8", "ติดตาม")
    assert [made.master.activities[key].budget.total is None for key in keys(made)] == [False, True, True]


def test_a_unit_merged_down_over_several_activities_is_asked_about_all():
    rows = f"{ONE}\n | 2. ติดตาม | 1 ครั้ง; -; -; -\n | 3. สรุป | 1 ครั้ง; -; -; -"
    made = adopt(rows, lambda page: page.merge_cells("N6:N8"))
    assert [made.master.decisions[key].offices for key in keys(made)] == [("TRG",)] * 3


def test_a_target_merged_down_over_two_activities_is_told():
    rows = f"{ONE}\n | 2. ติดตาม | | {OTHER}"
    made = adopt(rows, lambda page: page.merge_cells("C6:C7"))
    assert ("plan-merged-down", "C6") in codes(made)


def test_error_values_are_no_targets():
    made = adopt(ONE, below({"C6": "#N/A"}))
    assert quarters(made.master.activities["1/1"])[:2] == [None, "20 คน"]
    assert codes(made) == {("plan-cell-error", "C6")}


def test_hidden_rows_are_read_and_told():
    rows = f"{ONE}\n | 2. ยกเลิก | 1 ครั้ง; -; -; - | {UNIT}"

    def hide(page):
        page.row_dimensions[7].hidden = True

    made = adopt(rows, hide)
    assert keys(made) == ["1/1", "1/2"]
    assert {code for code, _ in codes(made)} == {"plan-rows-hidden"}


# Sheets


def two_sheets(first, second):
    """Last year's plan on a hidden sheet, before or after this year's."""
    book = openpyxl.load_workbook(io.BytesIO(plan(**{"เก่า": first, "แผน": second})))
    book["เก่า"].sheet_state = "hidden"
    return book


def test_a_hidden_plan_stays_out_and_takes_no_keys():
    book = two_sheets(ONE.replace("10 คน", "99 คน"), ONE)
    for made in (pb.adopt(saved(book), OFFICES.encode()),):
        assert keys(made) == ["1/1"]
        assert made.master.activities["1/1"].sheet == "แผน"
        assert {(f.code, f.sheet) for f in made.findings if f.severity != "info"} == {("plan-sheet-hidden", "เก่า")}
        assert made.balance.aside[Aside.HIDDEN] > 20
        assert made.balance.left_over == 0


def test_a_plan_sheet_that_staff_hide_later_is_still_the_master_s():
    book = openpyxl.load_workbook(io.BytesIO(pb.adopt(plan(ONE), OFFICES.encode()).data))
    book["CR1"].sheet_state = "hidden"
    assert list(pb.read_master(saved(book)).activities) == ["1/1"]


def test_sheets_that_are_no_plan_are_one_line():
    book = openpyxl.load_workbook(io.BytesIO(plan(ONE)))
    for name in ("บันทึก", "ทะเบียน"):
        page = book.create_sheet(name)
        for row in range(1, 60):
            page.append([f"เรื่องที่ {row}", row, "ข้อความ"])
    made = pb.adopt(saved(book), OFFICES.encode())
    found = [f for f in made.findings if f.code.startswith("plan-")]
    assert [(f.code, f.severity) for f in found] == [("plan-sheets-no-plan", "info")]
    assert "บันทึก, ทะเบียน" in found[0].message.th
    assert made.balance.left_over == 0


def test_a_sheet_that_nearly_has_a_plan_table_is_told_in_one_line():
    book = openpyxl.load_workbook(io.BytesIO(plan(ONE, CR2=ONE.replace("หลักที่ 1", "หลักที่ 2"))))
    book["CR2"]["B3"] = "รายละเอียด"
    made = pb.adopt(saved(book), OFFICES.encode())
    assert {(f.code, f.sheet) for f in made.findings if f.severity != "info"} == {("plan-sheet-near-miss", "CR2")}
    assert made.balance.left_over > 0


def test_a_plan_without_an_activity_is_no_success():
    made = pb.adopt(plan("แผนงานหลักที่ 1 งาน | อบรม | 1 ครั้ง; -; -; - | กฟส."), OFFICES.encode())
    assert "plan-no-activities" in {f.code for f in made.findings if f.severity == "error"}


def test_of_every_cell_the_balance_says_what_became_of_it():
    made = adopt(f"{ONE}\n | ติดตาม | 1 ครั้ง; -; -; -\nรวมทั้งสิ้น | | | | 1; 2; 3")
    (sheet,) = read_sheets(plan(f"{ONE}\n | ติดตาม | 1 ครั้ง; -; -; -\nรวมทั้งสิ้น | | | | 1; 2; 3"), "")
    balance = made.balance
    assert balance.cells == len(sheet.cells)
    assert (balance.used + sum(balance.aside.values()) + balance.left_over) == balance.cells
    assert (sum(balance.aside.values()), balance.left_over) == (4, 5)
