"""Any region's plan: shifted, renamed, reordered, wrapped, in Thai digits, and what cannot be read."""

import io
from decimal import Decimal

import openpyxl
import pytest

import planbook as pb
from planbook.book import office
from planbook.domain import QuantityKind
from planbook.master.parse import parse_plan
from planbook.master.sheets import read_sheets
from tests.book.makers import zipped
from tests.book.test_guard import ole, workbook_of
from tests.filling import typed_into
from tests.master.variants import KEYS, PLAN, Layout, saved, table, workbook


def read(data):
    return parse_plan(read_sheets(data, "แผน.xlsx"), "แผน.xlsx")


def codes(parsed):
    return [finding.code for finding in parsed.findings]


def check_plan(parsed, year=2562):
    """The plan of ``variants.PLAN``, whatever it looks like on its sheet."""
    by_key = {activity.key: activity for activity in parsed.plan.activities()}
    assert list(by_key) == KEYS
    assert by_key["3/1"].title == "สำรวจความต้องการของลูกค้า"
    assert by_key["3/1"].notes == ("เป้าหมาย ไตรมาส 1",)
    assert by_key["3/1"].responsible == ("ทุก กฟฟ.", "ผบค.ผบต.")
    assert by_key["3/2/01"].span.quantity.kind is QuantityKind.PENDING
    assert by_key["3/2/02"].target(1).value == 20
    assert by_key["3/2/02"].procedure == ("การดำเนินงาน", "02.1 รวบรวม", "02.2 สรุป")
    assert [by_key["4/1"].target(quarter).value for quarter in (1, 2, 3, 4)] == [10, 40, 70, 100]
    assert [initiative.title for _, initiative in parsed.plan.initiatives()] == ["งานบริการลูกค้า", "งานข้อมูล"]
    assert parsed.plan.year == year
    assert parsed.balance.left_over == 0, codes(parsed)


THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
IN_THAI_DIGITS = [
    (plan.translate(THAI), activity.translate(THAI), tuple(v.translate(THAI) for v in values), responsible)
    for plan, activity, values, responsible in PLAN
]


@pytest.mark.parametrize(
    "layout",
    [
        Layout(),
        Layout(left=4, top=9),
        Layout(extra="หน่วยนับ"),
        Layout(columns=("plan", "activity", "quarters", "responsible")),
        Layout(columns=("plan", "activity", "responsible", "budget", "quarters")),
        Layout(columns=("plan", "activity", "budget", "quarters", "responsible")),
        Layout(quarters=(4, 3, 2, 1)),
        Layout(merge_heading=False),
        Layout(captions={"plan": "แผนงาน", "activity": "กิจกรรม", "responsible": "หน่วยงานรับผิดชอบ"}),
        Layout(captions={"quarter": "ไตรมาสที่ {}", "result": "ผลการดำเนินงาน"}),
        Layout(captions={"quarter": "Q{}", "target": "Target", "result": "Actual", "plan": "Strategic Initiatives"}),
    ],
    ids=[
        "as printed",
        "shifted",
        "a column more",
        "no budget",
        "responsible first",
        "budget first",
        "quarters reversed",
        "heading not merged",
        "short captions",
        "long captions",
        "English captions",
    ],
)
def test_wherever_the_table_stands(layout):
    check_plan(read(workbook(layout)))


def test_another_year():
    check_plan(read(workbook(Layout(year="2570"))), year=2570)


def test_thai_digits_in_numbers_and_targets():
    rows = [
        row if row[1].startswith("เป้าหมาย") else row_in_thai
        for row, row_in_thai in zip(PLAN, IN_THAI_DIGITS, strict=True)
    ]
    check_plan(read(workbook((rows, Layout(year="๒๕๖๒")))))


def test_sheets_renamed_and_reordered():
    first, second = Layout(top=5), Layout()
    other = [("แผนงานหลักที่ 9 อื่น", "1. ทำ", ("1 ครั้ง", "-", "-", "-"), "ทุก กฟฟ.")]
    parsed = read(workbook((other, second), (PLAN, first), sheets=("เรื่องที่สอง", "ใหม่")))
    assert [strategy.sheet for strategy in parsed.plan.strategies] == ["เรื่องที่สอง", "ใหม่"]
    assert [activity.key for activity in parsed.plan.activities()] == ["9/1", *KEYS]


def test_one_wrapped_cell_instead_of_hand_split_rows():
    rows = [
        ("แผนงานหลักที่ 3 งานบริการ\nลูกค้า", "1. สำรวจความต้องการ\nของลูกค้า\nเป้าหมาย ไตรมาส 1",
         ("1 ครั้ง", "-", "-", "-"), "ทุก กฟฟ.\nผบค.ผบต."),
        ("", "2. ปรับปรุงการให้บริการ", (), ""),
        ("", "01 ติดตั้งระบบ", ("(รอค่าเป้าหมาย)",), "กบล.(ผลส.)"),
        ("", "02 รายงานผล\nการดำเนินงาน\n02.1 รวบรวม\n02.2 สรุป", ("≤ 20 วัน",) * 4, "กฟฟ.ชั้น 1-3"),
        PLAN[-1],
    ]  # fmt: skip
    check_plan(read(workbook((rows, Layout()))))


def test_cells_merged_down_the_rows_of_an_activity():
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    ws = book["CR1"]
    ws.merge_cells("C6:C8")
    ws.merge_cells("N9:N10")
    check_plan(read(saved(book)))


def test_two_tables_on_a_sheet_are_both_read_and_told():
    book = openpyxl.Workbook()
    table(book.active, PLAN, Layout())
    table(book.active, [("แผนงานหลักที่ 7 อื่น", "1. ทำ", ("1 ครั้ง",) * 4, "กบล.")], Layout(top=20, left=3))
    parsed = read(saved(book))
    assert [activity.key for activity in parsed.plan.activities()] == [*KEYS, "7/1"]
    assert codes(parsed) == ["plan-two-tables"]


def test_a_heading_repeated_on_every_page_is_one_table():
    book = openpyxl.Workbook()
    table(book.active, PLAN[:4], Layout())
    table(book.active, PLAN[4:], Layout(top=10))
    check_plan(read(saved(book)))


def test_fifty_initiatives_with_four_hundred_activities():
    rows = []
    for number in range(1, 51):
        rows.append((f"แผนงานหลักที่ {number} เรื่อง", "1. งาน", ("1 ครั้ง",) * 4, "ทุก กฟฟ."))
        rows += [("", f"{step:02} ขั้น", ("100%",) * 4, "") for step in range(1, 8)]
    plan = read(workbook((rows, Layout()))).plan
    assert sum(1 for _ in plan.initiatives()) == 50
    keys = [activity.key for activity in plan.activities()]
    assert (len(keys), len(set(keys))) == (400, 400)


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        (["1. ก =", "การดำเนินงาน", "- ทำ", "2. ข", "01 ค ="], ["3/1", "3/2", "3/2/01"]),
        (["1. ก =", "การดำเนินงาน", "1. ทำ", "2. ทำ", "01 ค ="], ["3/1", "3/1/01"]),
        (["1. ก =", "การดำเนินงาน", "- ทำ", "2. ข"], ["3/1", "3/2"]),
        (["1. ก =", "01 ข =", "การดำเนินงาน", "- ทำ", "02 ค", "02.1 ง", "02.1.1 จ ="],
         ["3/1", "3/1/01", "3/1/02", "3/1/02/02.1", "3/1/02/02.1/02.1.1"]),
        (["1. ก =", "01 ข =", "การดำเนินงาน", "01.1 ทำ", "05 ค", "05.1 ง", "05.1.1 จ ="],
         ["3/1", "3/1/01", "3/1/05", "3/1/05/05.1", "3/1/05/05.1/05.1.1"]),
        (["1. ก =", "การดำเนินงาน", "1. ทำ", "2. ทำ", "2. ข =", "วิธีการปฏิบัติ", "1. ทำ", "2. ทำ", "3. ทำ", "01 ค ="],
         ["3/1", "3/2", "3/2/01"]),
    ],
)  # fmt: skip
def test_steps_of_a_procedure_and_activities_are_told_apart(lines, keys):
    """Lines marked = have values of their own."""
    rows = [
        ("" if n else "แผนงานหลักที่ 3 งาน", line.removesuffix(" ="), ("1 ครั้ง",) * 4 if line[-1] == "=" else (), "")
        for n, line in enumerate(lines)
    ]
    assert [activity.key for activity in read(workbook((rows, Layout()))).plan.activities()] == keys


def test_words_of_the_header_block_are_no_captions():
    book = openpyxl.load_workbook(io.BytesIO(workbook(Layout(top=8))))
    book["CR1"]["C5"], book["CR1"]["C6"] = "กิจกรรมเพื่อสังคม", "แผนงานย่อย"
    by_key = [activity.key for activity in read(saved(book)).plan.activities()]
    assert by_key == KEYS


def test_titles_keep_their_own_digits_and_regions_their_spaces():
    rows = [("แผนงานหลักที่ ๘ ดูแล ๔ กลุ่ม", "๑. ทำ ๓ เรื่อง", ("1 ครั้ง",) * 4, "กบล.")]
    parsed = read(workbook((rows, Layout())))
    ((_, initiative),) = parsed.plan.initiatives()
    assert (initiative.number, initiative.title) == ("8", "ดูแล ๔ กลุ่ม")
    assert (initiative.activities[0].key, initiative.activities[0].title) == ("8/1", "ทำ ๓ เรื่อง")


def test_a_number_used_twice_is_kept_apart_and_flagged():
    rows = [*PLAN, ("", "1. ซ้ำ", ("1 ครั้ง",) * 4, "กบล.")]
    last = list(read(workbook((rows, Layout()))).plan.activities())[-1]
    assert (last.key, last.doubts) == ("4/1#2", ("number-twice",))


def test_formulas_in_target_cells_with_and_without_a_cached_value():
    data = typed_into(workbook(), {"CR1": {"C15": 0.1}})
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["CR1"]["C15"] = '="1"&"0%"'
    without = read(saved(book))
    (activity,) = (a for a in without.plan.activities() if a.key == "4/1")
    assert activity.target(1) is None
    assert codes(without) == ["plan-formula-not-computed"]
    assert without.findings[0].cell == "C15"


def test_no_table_at_all_says_what_was_looked_for():
    book = openpyxl.Workbook()
    book.active["A1"] = "บันทึกการประชุม"
    parsed = read(saved(book))
    assert codes(parsed) == ["plan-no-table"]
    assert "ไตรมาส" in parsed.findings[0].message.th
    assert parsed.balance.left_over == 1


def test_the_nearest_miss_is_named():
    layout = Layout(captions={"activity": "รายการ"})
    parsed = read(workbook(layout))
    miss = next(finding for finding in parsed.findings if finding.code == "plan-near-miss")
    assert "activity" in miss.message.en
    assert (miss.sheet, miss.cell) == ("CR1", "A4")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"<html><body><table></table></body></html>", "file-is-html"),
        (b"a,b\n1,2\n", "file-is-text"),
        (workbook()[:3000], "file-truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "file-not-workbook"),
    ],
    ids=["empty", "html", "csv", "damaged", "broken ole"],
)
def test_what_is_no_plan_workbook_is_refused_in_one_sentence(data, code):
    with pytest.raises(pb.BookProblem) as caught:
        pb.adopt(data)
    assert caught.value.code == code
    assert caught.value.th
    assert caught.value.en


def test_targets_typed_as_numbers_and_percentages():
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book["CR1"]["C15"] = 0.1
    book["CR1"]["C15"].number_format = "0%"
    book["CR1"]["E15"] = 40
    activity = list(read(saved(book)).plan.activities())[-1]
    assert (activity.target(1).value, activity.target(1).unit) == (Decimal(10), "%")
    assert (activity.target(2).value, activity.target(2).unit) == (Decimal(40), None)


def with_merged(area, data=None):
    book = openpyxl.load_workbook(io.BytesIO(data or workbook()))
    book["CR1"].merge_cells(area)
    return saved(book)


def rows_of(parsed):
    return [(finding.code, finding.cell) for finding in parsed.findings]


@pytest.mark.parametrize(
    ("area", "taken_for"),
    [("C11:F11", 1), ("C11:D11", 1), ("E11:J11", 2), ("G11:I11", 3)],
    ids=["two quarters", "target and result", "all but the first", "into the last"],
)
def test_a_target_merged_over_a_part_of_the_quarters_is_told(area, taken_for):
    parsed = read(with_merged(area))
    assert rows_of(parsed) == [("plan-merged-targets", area.partition(":")[0])]
    (finding,) = parsed.findings
    assert finding.severity == "warning"
    assert area in finding.message.th
    assert area in finding.message.en
    assert finding.quarter == taken_for
    (activity,) = (a for a in parsed.plan.activities() if a.key == "3/2/02")
    assert activity.target(taken_for).value == 20


def test_a_target_across_all_quarters_or_down_its_own_column_is_as_it_should_be():
    assert codes(read(with_merged("C6:J6"))) == []
    assert codes(read(with_merged("C6:C8"))) == []


def test_a_plan_cell_merged_over_the_activity_beside_it_is_told():
    parsed = read(with_merged("A15:B15"))
    assert rows_of(parsed) == [("plan-merged-columns", "A15")]
    (finding,) = parsed.findings
    assert finding.severity == "error"
    assert "A15:B15" in finding.message.en
    assert [activity.key for activity in parsed.plan.activities()] == KEYS[:-1]


def test_values_of_an_activity_hidden_by_a_merged_cell_are_not_those_of_the_one_above():
    rows = [*PLAN[:1], ("ลูกค้า", "2. ปรับปรุง", ("7 ครั้ง",) * 4, "กบล.")]
    parsed = read(with_merged("A7:B7", workbook((rows, Layout()))))
    assert rows_of(parsed) == [("plan-merged-columns", "A7")]
    (activity,) = parsed.plan.activities()
    assert [line.targets[1].value for line in activity.lines] == [1]
    assert activity.responsible == ("ทุก กฟฟ.",)


def test_that_a_hidden_activity_is_missed_by_those_below_it_is_not_told_again():
    rows = [*PLAN[:1], ("แผนงานหลักที่ 4 อื่น", "1. ดูแล", ("1 ครั้ง",) * 4, "กบล."), ("", "01 ถาม", ("1 ครั้ง",) * 4, ""),
            ("", "02 ตอบ", ("1 ครั้ง",) * 4, ""), ("", "02.1 ส่ง", ("1 ครั้ง",) * 4, "")]  # fmt: skip
    found = [finding.code for finding in pb.adopt(with_merged("A7:B7", workbook((rows, Layout())))).findings]
    assert found.count("plan-merged-columns") == 1
    assert "activity-parent-not-found" not in found


def test_a_heading_of_an_initiative_on_a_row_of_its_own_may_be_wide():
    heading = ("แผนงานหลักที่ 3 งานบริการ", "", (), "")
    rows = [heading, ("", "1. ทำ", ("1 ครั้ง",) * 4, "กบล.")]
    parsed = read(with_merged("A6:N6", workbook((rows, Layout()))))
    assert codes(parsed) == []
    assert [activity.key for activity in parsed.plan.activities()] == ["3/1"]


OTHER_KINDS = {
    "xls": ole("Root Entry", "Workbook"),
    "xlsb": workbook_of("application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
    "ods": zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
}


@pytest.mark.parametrize("use", [pb.adopt, pb.read_master], ids=["adopt", "read_master"])
@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_a_plan_of_another_kind_of_workbook_is_to_be_saved_as_xlsx(kind, use, tmp_path, monkeypatch):
    monkeypatch.setattr(office, "soffice", lambda: None)
    path = tmp_path / f"แผน.{kind}"
    path.write_bytes(OTHER_KINDS[kind])
    with pytest.raises(pb.BookProblem) as caught:
        use(path)
    assert caught.value.code == "plan-not-xlsx"
    assert path.name in caught.value.th
    assert "save it as .xlsx" in caught.value.en
    with pytest.raises(pb.BookProblem) as unnamed:
        use(path.read_bytes())
    assert unnamed.value.code == "plan-not-xlsx"


def sheet_of(lines):
    book = openpyxl.Workbook()
    book.active.title = "CR1"
    for line in lines:
        book.active.append(line)
    return saved(book)


@pytest.mark.parametrize(
    ("heading", "cell", "missing"),
    [
        ([["", "แผนงาน", "แผนปฏิบัติ", "เป้าหมาย", "ผู้รับผิดชอบ"]], "B2", "ไตรมาส 1-4 (quarters), ผล (result)"),
        ([["แผนงาน", "กิจกรรม", "ไตรมาส 1"], ["", "", "เป้าหมาย", "ผล"]], "A2", "ไตรมาส 1-4 (quarters)"),
        ([["กิจกรรม", "หน่วยงาน", "เป้าหมาย", "ผล"]], "A2", "แผนงาน (plan), ไตรมาส 1-4 (quarters)"),
    ],
    ids=["no quarters", "one quarter", "no plan column"],
)
def test_a_plan_table_without_quarters_is_a_near_miss(heading, cell, missing):
    parsed = read(sheet_of([["แผนปฏิบัติการ"], *heading, ["แผนงานหลักที่ 3 งาน", "1. ทำ", "1 ครั้ง", "กบล."]]))
    assert rows_of(parsed) == [("plan-near-miss", cell)]
    (finding,) = parsed.findings
    assert finding.sheet == "CR1"
    assert f"missing: {missing} (" in finding.message.en


SECOND = [("แผนงานหลักที่ 7 อื่น", "1. ทำ", ("1 ครั้ง",) * 4, "กบล."), *[("", "ข้อความ", (), "")] * 30]


@pytest.mark.parametrize(
    "columns",
    [Layout().columns, ("plan", "activity", "quarters"), ("plan", "activity", "responsible", "quarters")],
    ids=["as printed", "quarters last", "responsible first"],
)
@pytest.mark.parametrize("merged", [True, False], ids=["merged heading", "unmerged heading"])
def test_of_two_tables_side_by_side_the_first_is_read_and_the_second_told_once(columns, merged):
    layout = Layout(columns=columns, merge_heading=merged)
    alone = openpyxl.Workbook()
    table(alone.active, PLAN, layout)
    both = openpyxl.load_workbook(io.BytesIO(saved(alone)))
    table(both.active, SECOND, Layout(left=17, columns=columns, merge_heading=merged))
    parsed = read(saved(both))
    assert codes(parsed) == ["plan-tables-side-by-side"]
    assert parsed.findings[0].severity == "error"
    assert parsed.plan == read(saved(alone)).plan
    assert parsed.balance.left_over > 0


def test_quarters_of_a_second_year_beside_the_first_are_told_once():
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    ws = book["CR1"]
    ws.insert_cols(11, 8)
    for row in (4, 5, 6):
        for column in range(3, 11):
            ws.cell(row, column + 8, ws.cell(row, column).value)
    parsed = read(saved(book))
    assert rows_of(parsed) == [("plan-tables-side-by-side", "K4")]
    by_key = {activity.key: activity for activity in parsed.plan.activities()}
    assert by_key["3/1"].responsible == ("ทุก กฟฟ.", "ผบค.ผบต.")


def test_a_quarter_written_over_its_target_and_over_its_result_is_one_quarter():
    book = openpyxl.load_workbook(io.BytesIO(workbook(Layout(merge_heading=False))))
    for column in range(4, 11, 2):
        book["CR1"].cell(4, column, book["CR1"].cell(4, column - 1).value)
    check_plan(read(saved(book)))


def test_targets_of_all_quarters_before_results_of_all_quarters_are_one_table():
    book = openpyxl.load_workbook(io.BytesIO(workbook(Layout(merge_heading=False))))
    ws = book["CR1"]
    for row in range(4, 16):
        values = [ws.cell(row, column).value for column in range(3, 11, 2)]
        for index, value in enumerate(values):
            ws.cell(row, 3 + index, value)
            ws.cell(row, 7 + index, {4: value, 5: "ผล"}.get(row))
    parsed = read(saved(book))
    assert codes(parsed) == []
    (last,) = (activity for activity in parsed.plan.activities() if activity.key == "4/1")
    assert [last.target(quarter).value for quarter in (1, 2, 3, 4)] == [10, 40, 70, 100]
    assert last.result_cells == {1: "G15", 2: "H15", 3: "I15", 4: "J15"}
