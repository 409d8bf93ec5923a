"""The rows of a long sheet: whichever way they are read, they say what calamine says."""

import datetime
import io

import pytest
import xlsxwriter

from planbook.book import longsheet
from planbook.book.grid import read_grids
from planbook.book.longsheet import each_row
from planbook.errors import BookProblem

from .makers import parts_of, with_part

TEXTS = ["เขต <ก>", "ข้อ 1\n ต่อ", "  เว้น  ", "=1+1", "0012", "a & b", "_x0041_", "<r><t>x</t></r>"]
SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: str = "") -> bytes:
    """A workbook with these texts in its list, and three cell formats: 1 of texts, 2 of numbers, 3 of dates."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        page = made.add_worksheet("ผล")
        text, number, date = (
            made.add_format(each) for each in ({"bold": True}, {"num_format": "#,##0.00"}, {"num_format": "yyyy-mm-dd"})
        )
        for row, said in enumerate(TEXTS):
            page.write_string(row, 0, said, text)
        page.write_number(9, 0, 1.5, number)
        page.write_number(9, 1, 1.5, date)
    data = stream.getvalue()
    if not rows:
        return data
    head, _, rest = parts_of(data)[SHEET].partition(b"<sheetData>")
    tail = rest.partition(b"</sheetData>")[2]
    return with_part(data, SHEET, head + b"<sheetData>" + rows.encode() + b"</sheetData>" + tail)


def shown(rows: list[list[object]]) -> list[list[object]]:
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def cell(name: str, text: int | None = None, number: str = "7", style: int = 1) -> str:
    return f'<c r="{name}" s="{style}" t="s"><v>{text}</v></c>' if text is not None else numbered(name, number)


def numbered(name: str, number: str, style: int = 2) -> str:
    return f'<c r="{name}" s="{style}"><v>{number}</v></c>'


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


PLAIN = {
    "texts and numbers": "".join(
        row(n, cell(f"A{n}", 0), cell(f"B{n}", 4), numbered(f"D{n}", f"{n}.25")) for n in (1, 2, 3)
    ),
    "every text that is written plainly": row(1, *(cell(f"{'ABCDEF'[n]}1", n) for n in range(6))),
    "rows and columns left out": row(3, cell("C3", 1)) + row(7, cell("A7", 1), cell("AB7", 3)) + row(8, cell("A8", 2)),
    "a row's number is that of a style, a text, a figure": row(1, cell("A1", 1), numbered("B1", "1"))
    + row(2, cell("A2", 2, style=1), numbered("B2", "2")),
    "a hidden row": row(1, cell("A1", 1), more=' hidden="1"') + row(2, cell("A2", 2)),
    "figures": row(1, numbered("A1", "-0.5"), numbered("B1", "1E+20"), numbered("C1", "1.5e-7"), numbered("D1", "0")),
}
OTHERWISE = {
    "a date": row(1, cell("A1", 1), numbered("B1", "43466", style=3)),
    "a text with an escape": row(1, cell("A1", 0), cell("B1", 6)),
    "a text in its cell": row(5, '<c r="A5" s="1" t="inlineStr"><is><t>ขนาด 5" s</t></is></c>'),
    "a row without cells": row(1, cell("A1", 1)) + '<row r="2"/>' + row(3, cell("A3", 1)),
    "a blank cell": row(1, cell("A1", 1), '<c r="B1" s="1"/>', cell("C1", 2)),
    "a cell without a format": row(1, '<c r="A1" t="s"><v>1</v></c>'),
    "a formula": row(1, '<c r="A1" s="2"><f>1+1</f><v>2</v></c>'),
    "an error": row(1, cell("A1", 1), '<c r="B1" s="1" t="e"><v>#N/A</v></c>'),
    "a truth": row(1, cell("A1", 1), '<c r="B1" s="1" t="b"><v>1</v></c>'),
    "lines between the rows": row(1, cell("A1", 1)) + "\n" + row(2, cell("A2", 1)) + "\n",
    "no rows": " ",
}


@pytest.mark.parametrize("name", [*PLAIN, *OTHERWISE])
def test_a_sheet_says_what_calamine_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook((PLAIN | OTHERWISE)[name])
    expected = read_grids(data)[0].rows
    if name in PLAIN:
        monkeypatch.setattr(longsheet, "_by_calamine", pytest.fail)
    assert shown([*each_row(data, "ผล")]) == expected
    if name in OTHERWISE and expected:
        monkeypatch.setattr(longsheet, "_by_calamine", lambda *_: longsheet._Some(1, [["calamine"]]))
        assert ["calamine"] in each_row(data, "ผล")


@pytest.mark.parametrize(
    "rows",
    [
        row(1, numbered("A1", "1E999")),
        row(1, cell("A1", 99)),
        row(1, cell("A1", 0)) + "ข้อความ" + row(2, cell("A2", 1)),
    ],
)
def test_what_no_program_writes_is_left_to_calamine(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(longsheet, "_by_calamine", lambda *_: longsheet._Some(1, [["calamine"]]))
    assert [*each_row(workbook(rows), "ผล")][-1] == ["calamine"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (row(1, cell("B1", 1), cell("A1", 2)), "cells-out-of-order"),
        (row(1, cell("A1", 1), cell("A1", 2)), "cells-out-of-order"),
        (row(2, cell("A2", 1)) + row(1, cell("A1", 2)), "cells-out-of-order"),
        (row(1, cell("A1", 1)) + row(1, cell("B1", 2)) + row(1, cell("A1", 3)), "cells-out-of-order"),
        (row(5, cell("A15", 1), cell("B5", 1)), "cells-out-of-order"),
        (row(1, cell("A1", 1)) + row(1048577, cell("A1048577", 2)), "cell-out-of-bounds"),
        (row(1, cell("XFE1", 1)), "cell-out-of-bounds"),
        (row(1, cell("A1", 1)) + row(1048576, cell("XFD1048576", 2), '<c r="XFE1048576"/>'), "cell-out-of-bounds"),
    ],
)
def test_calamine_is_given_nothing_that_asks_for_too_much_or_says_a_cell_twice(
    rows: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(longsheet, "_by_calamine", pytest.fail)
    with pytest.raises(BookProblem) as refused:
        [*each_row(workbook(rows), "ผล")]
    assert refused.value.code == code
    with pytest.raises(BookProblem) as refused:
        read_grids(workbook(rows), ["ผล"])
    assert refused.value.code == code


@pytest.mark.parametrize("size", [700, 5_000, 100_000])
def test_a_sheet_read_in_pieces_says_what_it_says_as_a_whole(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        made.add_worksheet("อื่น").write(0, 0, "ไม่ใช่แผ่นนี้")
        page, date = made.add_worksheet("ผล"), made.add_format({"num_format": "yyyy-mm-dd"})
        text, number = made.add_format({"bold": True}), made.add_format({"num_format": "#,##0.00"})
        for row in [*range(3, 200), *range(260, 300), 500]:
            page.write_string(row, 1, "เขต <ก>", text)
            page.write_number(row, 2, row / 4, number)
            page.write_string(row, 3, f"ข้อ {row % 7}\n ต่อ", text)
            if row % 50 == 3:
                page.write_datetime(row, 6, datetime.datetime(2019, 1, 1 + row % 28), date)
    data = stream.getvalue()
    whole = read_grids(data, ["ผล"])[0].rows
    monkeypatch.setattr(longsheet, "_PIECE", size)
    monkeypatch.setattr(longsheet, "_LONG_SHEET", 1_000)
    by_calamine, read = longsheet._by_calamine, list[int]()

    def counted(*given: object) -> longsheet._Some:
        some = by_calamine(*given)
        read.append(len(some.rows))
        return some

    monkeypatch.setattr(longsheet, "_by_calamine", counted)
    assert shown([*each_row(data, "ผล")]) == whole
    # only pieces with a date in them
    assert sum(read) < 100 if size == 700 else read


def test_a_sheet_that_cannot_be_read_is_a_problem() -> None:
    data = workbook(row(1, cell("A1", 0)))
    for name, changed in (
        ("ไม่มี", data),
        ("ผล", with_part(data, SHEET, parts_of(data)[SHEET].replace(b'<row r="1">', b"<row"))),
    ):
        with pytest.raises(BookProblem) as refused:
            [*each_row(changed, name)]
        assert refused.value.code == "file-unreadable"
