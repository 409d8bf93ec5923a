import io
from collections.abc import Sequence

import openpyxl
import pytest

from planbook.book.write import Book
from planbook.consolidated.sheets import BAD, FAIR, GOOD, SheetStyles
from planbook.consolidated.status import MAX_FINDINGS, write_status
from planbook.domain import Finding, Master, OfficeStatus, Result, ReturnState, Rule
from planbook.domain.year import year_of

from ..plans import shown


def status(office: str, name: str, state: ReturnState, answered: int, *files: str) -> OfficeStatus:
    return OfficeStatus(office=office, name=name, quarter=1, state=state, asked=3, answered=answered, files=files)


STATUSES = [
    status("PKT", "กฟจ.ภูเก็ต", ReturnState.MISSING, 0),
    status("TRG", "กฟจ.ตรัง", ReturnState.COMPLETE, 3, "ตรัง.xlsx", "ตรัง (แก้ไข).xlsx"),
    status("KBI", "กฟจ.กระบี่", ReturnState.PARTIAL, 1, "=cmd.xlsx"),
]


def sheet_of(
    master: Master,
    results: Sequence[Result] = (),
    statuses: Sequence[OfficeStatus] = (),
    findings: Sequence[Finding] = (),
) -> openpyxl.worksheet.worksheet.Worksheet:
    workbook = Book()
    page = workbook.add_worksheet("สถานะ")
    details = {"8/1/01": "8-1-01", "8/2": "8-2"}
    for name in details.values():
        workbook.add_worksheet(name)
    opened = {result.quarter for result in results}
    years = {key: year_of(master, key, [], [each for each in results if each.key == key], opened) for key in details}
    write_status(page, SheetStyles(workbook), master, results, statuses, findings, details=details, years=years)
    return openpyxl.load_workbook(io.BytesIO(workbook.finish()))["สถานะ"]


def row_of(sheet: openpyxl.worksheet.worksheet.Worksheet, text: str) -> int:
    """The row whose first or second cell holds a text."""
    return next(
        row for row in range(1, sheet.max_row + 1) if text in (sheet.cell(row, 1).value, sheet.cell(row, 2).value)
    )


def table(
    sheet: openpyxl.worksheet.worksheet.Worksheet, first: int, last: int, columns: str
) -> list[tuple[object, ...]]:
    return [tuple(sheet[f"{column}{row}"].value for column in columns) for row in range(first, last + 1)]


def test_offices_stand_in_their_order_with_state_in_words_and_colour(master: Master) -> None:
    sheet = sheet_of(master, statuses=STATUSES)
    first = row_of(sheet, "TRG")
    assert table(sheet, first, first + 2, "ABCDEFG") == [
        ("TRG", "กฟจ.ตรัง", 1, "ส่งครบแล้ว", "3/3", 1, "ตรัง.xlsx\nตรัง (แก้ไข).xlsx"),
        ("KBI", "กฟจ.กระบี่", 1, "ส่งบางส่วน", "1/3", pytest.approx(1 / 3), "=cmd.xlsx"),
        ("PKT", "กฟจ.ภูเก็ต", 1, "ยังไม่ส่ง", "0/3", 0, None),
    ]
    assert sheet[f"G{first + 1}"].data_type == "s"
    fills = [sheet[f"D{first + n}"].fill.fgColor.rgb[2:] for n in range(3)]
    assert fills == [GOOD[1:], FAIR[1:], BAD[1:]]


def test_every_activity_shows_its_results_who_stands_behind_them_and_leads_to_its_detail(master: Master) -> None:
    def result(quarter: int, display: str, *, met: bool | None) -> Result:
        return Result(
            key="8/1/01",
            quarter=quarter,
            value="x",
            unit="ราย",
            rule=Rule.SUM,
            offices_reported=41,
            offices_expected=43,
            met=met,
            shown=shown(display),
        )

    sheet = sheet_of(master, [result(1, "250 ราย", met=True), result(2, "12 ราย", met=False), result(3, "-", met=None)])
    row = row_of(sheet, "8/1/01")
    assert table(sheet, row, row, "ABCDEFGHI") == [
        ("8/1/01", "เยี่ยมลูกค้า รายสำคัญ", "250 ราย", "41/43 ✓", "12 ราย", "41/43 ✗", "-", "41/43 ○", None)
    ]
    assert sheet[f"A{row}"].hyperlink.location == "'8-1-01'!A1"
    assert sheet[f"A{row_of(sheet, '8/2')}"].hyperlink.location == "'8-2'!A1"


def test_findings_stand_errors_first_in_thai_with_english_beside(master: Master) -> None:
    warning = Finding.of(
        "facts-typed-over", file="a.xlsx", sheet="ผล", cell="F3", key="8/2", office="TRG", quarter=1, kept="6"
    )
    error = Finding.of("facts-row-unreadable", file="b.xlsx", sheet="ผล", cell="A9")
    sheet = sheet_of(master, findings=[warning, error, warning])
    first = row_of(sheet, "ต้องแก้ไข")
    assert table(sheet, first, first + 2, "ABCGM") == [
        ("ต้องแก้ไข", "b.xlsx: ผล!A9", error.message.th, error.hint.th, f"{error.message.en}\n{error.hint.en}"),
        (
            "ควรตรวจสอบ",
            "8/2 · กฟจ.ตรัง · ไตรมาส 1\na.xlsx: ผล!F3",
            warning.message.th,
            warning.hint.th,
            f"{warning.message.en}\n{warning.hint.en}",
        ),
        (None,) * 5,
    ]


def test_a_flood_of_findings_ends_with_how_many_more(master: Master) -> None:
    flood = [Finding.of("facts-row-unreadable", file="b.xlsx", cell=f"A{row}") for row in range(1, MAX_FINDINGS + 13)]
    sheet = sheet_of(master, findings=flood)
    shown = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "ต้องแก้ไข"]
    assert len(shown) == MAX_FINDINGS
    assert str(sheet.cell(shown[-1] + 1, 1).value).startswith("และยังมีอีก 12 ข้อ")


def test_no_findings_is_said_in_words(master: Master) -> None:
    assert row_of(sheet_of(master), "ไม่มีข้อสังเกต")


def test_the_page_is_a4_landscape_one_page_wide_without_the_english(master: Master) -> None:
    sheet = sheet_of(master, statuses=STATUSES)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_area == f"'สถานะ'!$A$1:$L${sheet.max_row}"
    assert sheet.freeze_panes == "A5"
