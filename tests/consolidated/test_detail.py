import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from planbook.book.write import Book
from planbook.consolidated.detail import compose_detail, perspective_of
from planbook.consolidated.detail_frame import Leads
from planbook.consolidated.detail_page import write_detail
from planbook.consolidated.sheets import SheetStyles
from planbook.domain import Fact, Master, Result, Rule
from planbook.layout import detail as layout
from planbook.rollup.results import results_of

from ..plans import shown

MakeFact = Callable[..., Fact]


def cells(detail: object, *, values: bool = False) -> dict[str, openpyxl.cell.cell.Cell]:
    """The filled cells of a detail form, by their names."""
    workbook = Book()
    workbook.add_worksheet("สถานะ")
    write_detail(workbook.add_worksheet("ฟอร์ม"), SheetStyles(workbook), detail, Leads("สถานะ"))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.finish()), data_only=values)["ฟอร์ม"]
    return {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}


def result(key: str, quarter: int, value: Decimal | str | None, display: str, reported: int = 2) -> Result:
    return Result(
        key=key,
        quarter=quarter,
        value=value,
        unit="ราย",
        rule=Rule.SUM,
        offices_reported=reported,
        offices_expected=4,
        met=None,
        shown=shown(display),
    )


def test_the_heading_names_the_activity_from_the_perspective_down(master: Master) -> None:
    assert compose_detail(master, "8/1/01", [], [], set()).heading == {
        "perspective": "ด้านลูกค้า (Customer)",
        "initiative": "8",
        "initiative_title": "ดูแลลูกค้า",
        "activity": "1 งานบริการลูกค้า",
        "sub_activity": "01 เยี่ยมลูกค้า รายสำคัญ",
        "responsible": "ทุก กฟฟ.",
    }


def test_a_top_activity_has_no_sub_activity(master: Master) -> None:
    heading = compose_detail(master, "8/2", [], [], set()).heading
    assert (heading["activity"], heading["sub_activity"]) == ("2 สรุปบทเรียน", "")


@pytest.mark.parametrize(
    ("initiatives", "perspective"),
    [("แผนงานหลักที่ 3-8", "ด้านลูกค้า"), ("แผนงานหลักที่ 8", "ด้านลูกค้า"), ("แผนงานหลักที่ 9", ""), ("แผนงานที่ 1-20", "")],
)
def test_a_strategy_that_the_summary_does_not_name_is_found_by_its_initiatives(
    master: Master, initiatives: str, perspective: str
) -> None:
    line = replace(master.plan.summary[1], strategy="CR1, 2", perspective="ด้านลูกค้า", initiatives=initiatives)
    plan = replace(master.plan, summary=(line,))
    assert perspective_of(replace(master, plan=plan), "8/1/01") == perspective


def test_an_office_is_measured_by_its_own_target_where_it_has_one(master: Master) -> None:
    rows = compose_detail(master, "8/1/01", [], [], {1}).rows
    assert [(row.name, row.targets[1]) for row in rows] == [
        ("กฟจ.ตรัง", "6 ราย"),
        ("กฟจ.กระบี่", "4 ราย"),
        ("กฟจ.ภูเก็ต", "6 ราย"),
        ("กฟอ.หาดใหญ่", "6 ราย"),
    ]


def test_nil_reports_and_missing_ones_are_two_things(master: Master, fact: MakeFact) -> None:
    facts = [fact("8/1/01", "TRG", 1, None, progress="nothing"), fact("8/1/01", "KBI", 1, 0)]
    shown = [row.results[1] for row in compose_detail(master, "8/1/01", facts, [], {1}).rows]
    assert [(s.value, s.awaited) for s in shown] == [
        ("ไม่มีรายการ", False),
        (Decimal(0), False),
        (None, True),
        (None, True),
    ]


def test_nobody_is_awaited_before_a_quarter_is_opened_or_where_nothing_is_due(master: Master) -> None:
    row = compose_detail(master, "8/1/01", [], [], {1, 3}).rows[0]
    assert {quarter for quarter, shown in row.results.items() if shown.awaited} == {1}


def test_counts_add_up_over_the_year_and_percentages_do_not(master: Master, fact: MakeFact) -> None:
    counts = [fact("8/1/01", "TRG", 1, 6), fact("8/1/01", "TRG", 2, 7)]
    ratios = [
        fact("8/1/02", "TRG", 1, 100, unit="%", numerator=10, denominator=10),
        fact("8/1/02", "TRG", 2, 50, unit="%", numerator=15, denominator=30),
    ]
    bare = [fact("8/1/02", "TRG", 1, 100, unit="%"), fact("8/1/02", "TRG", 2, 50, unit="%")]
    totals = [compose_detail(master, facts[0].key, facts, [], {1, 2}).rows[0].total for facts in (counts, ratios, bare)]
    assert [(t.value, t.percent) for t in totals] == [(Decimal(13), False), (Decimal("62.5"), True), (None, False)]


def test_an_office_that_reported_and_is_no_longer_asked_keeps_its_row(master: Master, fact: MakeFact) -> None:
    rows = compose_detail(master, "8/1/01", [fact("8/1/01", "OLD", 1, 3)], [], {1}).rows
    assert (rows[-1].name, rows[-1].results[1].value) == ("OLD", Decimal(3))
    assert rows[-1].remark == "(ไม่อยู่ในรายชื่อผู้รายงานปัจจุบัน)"


def test_remarks_stand_by_quarter_with_what_is_behind_a_percentage(master: Master, fact: MakeFact) -> None:
    facts = [
        fact("8/1/02", "TRG", 2, 95, numerator=19, denominator=20, remark="รอเอกสาร "),
        fact("8/1/02", "TRG", 1, 100, numerator=5, denominator=5),
    ]
    assert (
        compose_detail(master, "8/1/02", facts, [], {1}).rows[0].remark == "ไตรมาส 1: 5/5, 2: 19/20\nไตรมาส 2: รอเอกสาร"
    )


def test_the_form_is_the_original_layout_filled_in(master: Master, fact: MakeFact) -> None:
    facts = [
        fact("8/1/01", "TRG", 1, 1250, remark="=cmd"),
        fact("8/1/01", "KBI", 1, "=1+1"),
        fact("8/1/01", "PKT", 1, Decimal("2.5")),
    ]
    results = [result("8/1/01", 1, Decimal("1252.5"), "1,252.5 ราย", 3)]
    found = cells(compose_detail(master, "8/1/01", facts, results, {1}))
    assert {name: found[name].value for name in ("A1", "B3", "A10", "B10", "B11", "C12", "J10", "L10")} == {
        "A1": "รายละเอียดแนบประกอบแผนงาน",
        "B3": "ด้านลูกค้า (Customer)",
        "A10": "หน่วยงาน",
        "B10": "เป้าหมาย/ผล ปี 2562 (หน่วยวัด : ราย)",
        "B11": "ไตรมาส 1",
        "C12": "ผล",
        "J10": "รวม",
        "L10": "หมายเหตุ",
    }
    assert [
        (found[name].value, found[name].data_type, found[name].number_format) for name in ("C13", "C14", "C15")
    ] == [
        (1250, "n", "#,##0"),
        ("=1+1", "s", "General"),
        (2.5, "n", "#,##0.0"),
    ]
    assert (found["L13"].value, found["L13"].data_type) == ("ไตรมาส 1: =cmd", "s")
    closing = layout.FIRST_ROW + 4
    assert [found[f"{col}{closing}"].value for col in "ABCJ"] == [
        "ผลภาพรวม",
        "6 ราย",
        "=SUM(C13:C16)",
        "=SUM(J13:J16)",
    ]
    assert found[f"C{closing}"].number_format == '#,##0.0" ราย"'
    assert found[f"B{closing + 1}"].value == "3/4 หน่วยงาน"
    assert found["L9"].value == "ช่องสีนี้ = ยังไม่ได้รับรายงาน"
    assert found["L2"].hyperlink.location == "'สถานะ'!A1"


def test_percentages_are_true_percents(master: Master, fact: MakeFact) -> None:
    facts = [
        fact("8/1/02", "TRG", 1, 95, unit="%"),
        fact("8/1/02", "KBI", 1, Decimal("99.125"), unit="%"),
        fact("8/1/02", "PKT", 1, Decimal("33.30")),
    ]
    found = cells(compose_detail(master, "8/1/02", facts, [], {1}))
    assert [(found[name].value, found[name].number_format) for name in ("C13", "C14", "C15")] == [
        (0.95, "0%"),
        (0.99125, "0.00%"),
        (0.333, "0.0%"),
    ]


def test_a_text_longer_than_a_cell_is_cut_visibly(master: Master, fact: MakeFact) -> None:
    found = cells(compose_detail(master, "8/2", [fact("8/2", "TRG", 1, "😀" * 20_000)], [], {1}))
    shown = found["C13"].value
    assert shown.endswith("…")
    assert len(shown.encode("utf-16-le")) // 2 <= 32_767


def test_texts_of_many_offices_are_not_repeated_below_them(master: Master) -> None:
    story = result("8/2", 1, "x", "กฟจ.ตรัง: ประชุมชี้แจงแล้ว\n" * 40)
    found = cells(compose_detail(master, "8/2", [], [story], {1}))
    assert found[f"C{layout.FIRST_ROW + 4}"].value == "ตามผลรายหน่วยงานข้างต้น"


def test_a_figure_that_was_rejected_is_not_done_but_awaited(master: Master, fact: MakeFact) -> None:
    facts = [
        fact("8/1/01", "TRG", 1, None, progress="done"),
        fact("8/1/01", "KBI", 1, None, progress="in_progress"),
        fact("8/1/01", "PKT", 1, None, progress="not_started"),
    ]
    shown = [row.results[1] for row in compose_detail(master, "8/1/01", facts, [], {1}).rows]
    assert [(each.value, each.awaited) for each in shown] == [
        (None, True),
        ("อยู่ระหว่างดำเนินการ", True),
        ("ยังไม่เริ่ม", False),
        (None, True),
    ]


def test_a_percentage_is_printed_with_the_digits_that_decide(master: Master, fact: MakeFact) -> None:
    facts = [
        fact("8/1/02", "TRG", 1, Decimal("99.995"), unit="%"),
        fact("8/1/02", "KBI", 1, Decimal("49.995"), unit="%"),
    ]
    found = cells(compose_detail(master, "8/1/02", facts, [], {1}))
    assert [found[name].number_format for name in ("C13", "C14")] == ["0.000%", "0%"]


def test_totals_are_formulas_that_hold_what_they_come_to(master: Master, fact: MakeFact) -> None:
    facts = [
        fact("8/1/02", "TRG", 1, 50, unit="%", numerator=Decimal(5), denominator=Decimal(10)),
        fact("8/1/02", "TRG", 2, 100, unit="%", numerator=Decimal(30), denominator=Decimal(30)),
        fact("8/1/02", "KBI", 1, 90, unit="%", numerator=Decimal(9), denominator=Decimal(10)),
    ]
    results, _ = results_of(master, facts, [1, 2])
    mine = [each for each in results if each.key == "8/1/02"]
    detail = compose_detail(master, "8/1/02", facts, mine, {1, 2})
    live, held = cells(detail), cells(detail, values=True)
    whole = layout.FIRST_ROW + 4
    assert {name: live[name].value for name in ("J13", f"C{whole}", f"J{whole}")} == {
        "J13": "=SUM(N13,P13)/SUM(O13,Q13)",
        f"C{whole}": "=SUM(N13:N16)/SUM(O13:O16)",
        f"J{whole}": "=SUM(N13:N16,P13:P16,R13:R16,T13:T16)/SUM(O13:O16,Q13:Q16,S13:S16,U13:U16)",
    }
    assert [held[name].value for name in ("J13", f"C{whole}", f"J{whole}")] == pytest.approx([0.875, 0.7, 0.88])


def test_a_figure_that_holds_more_than_the_cells_is_no_formula(master: Master, fact: MakeFact) -> None:
    found = cells(
        compose_detail(master, "8/1/01", [fact("8/1/01", "TRG", 1, 4)], [result("8/1/01", 1, Decimal(9), "9 ราย")], {1})
    )
    assert found[f"C{layout.FIRST_ROW + 4}"].value == "9 ราย"


def test_what_is_missing_and_what_cannot_be_used_is_said(master: Master, fact: MakeFact) -> None:
    facts = [fact("8/1/01", "TRG", 1, None, progress="done"), fact("8/1/01", "KBI", 1, 4)]
    found = cells(compose_detail(master, "8/1/01", facts, [], {1}))
    assert [found[f"C{row}"].value for row in (13, 14, 15)] == ["ใช้ไม่ได้ รอแก้ไข", 4, "ยังไม่ส่ง"]


def test_offices_stand_below_the_one_that_they_report_through(master: Master) -> None:
    offices = [replace(office, via="HYI" if office.code == "KBI" else "") for office in master.offices.offices]
    grouped = replace(master, offices=replace(master.offices, offices=tuple(offices)))
    rows = compose_detail(grouped, "8/1/01", [], [], {1}).rows
    assert [(row.code, row.below) for row in rows] == [("TRG", False), ("PKT", False), ("HYI", False), ("KBI", True)]


def test_a_text_higher_than_a_row_goes_on_over_several(master: Master, fact: MakeFact) -> None:
    story = "ประชุมชี้แจงแล้วทุกส่วนงาน " * 80
    workbook = Book()
    detail = compose_detail(master, "8/2", [fact("8/2", "TRG", 1, story)], [], {1})
    write_detail(workbook.add_worksheet("ฟอร์ม"), SheetStyles(workbook), detail, Leads(""))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.finish()))["ฟอร์ม"]
    area = next(each for each in sheet.merged_cells.ranges if each.min_row == 13 and each.min_col == 3)
    heights = [sheet.row_dimensions[row].height for row in range(area.min_row, area.max_row + 1)]
    assert max(heights) <= 409
    assert sum(heights) >= 24 * 80  # points a line, and a line for each time that it is said
    codes = [sheet.cell(row, len(layout.COLUMNS) + 1).value for row in (13, area.max_row + 1)]
    assert codes == ["TRG", "KBI"]
