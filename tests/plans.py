"""Small plans as tables in a test, and the staff's edits to the master made of them.

A row is ``plan | activity | targets | responsible | budget``: targets are four texts with ``;`` between them, or one
text across all quarters; the budget is capital, operating and total. Fields at the end may be left off::

    master(\"\"\"
        แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ     | 1 ครั้ง; -; -; - | ทุก กฟฟ.
                              | เป้าหมาย ไตรมาส 1
    \"\"\")
"""

import io
import re
from collections.abc import Iterable, Mapping

import openpyxl

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.domain import Display
from planbook.layout.own_tables import FIRST_ROW, KEY_ROW

OFFICES = """code,name,kind,groups,aliases,via,province,mail
TRG,กฟจ.ตรัง,กฟฟ.1,,,,ตรัง,trg@example.com
KBI,กฟจ.กระบี่,กฟฟ.1,,,,กระบี่,kbi@example.com
SCN,กฟส.สิชล,กฟส.,,,,นครศรีธรรมราช,scn@example.com
PLS,กบล.(ผลส.),หน่วยงานเขต,,กบล.ผลส.,,,pls@example.com
"""
"""Two branches, a small one, and a division of the region."""

_HEADING = ("8. แผนงาน", "9. แผนปฏิบัติ (Activities)")
_TARGETS, _BUDGET, _RESPONSIBLE = 3, 11, 14


_SHOWN = re.compile(r"(?P<figure>.*?)(?: (?P<counts>\(\d+/\d+\)))?(?P<marks>[*?]*)", re.DOTALL)


def shown(text: str) -> Display:
    """What is shown of a result, out of one text: ``shown("36 ครั้ง (2/4)*")``."""
    pieces = _SHOWN.fullmatch(text)
    number = re.search(r"\d[\d,.]*", pieces["figure"])
    said = {name: piece or "" for name, piece in pieces.groupdict().items()}
    return Display(number=number[0] if number else "", **said)


def plan(rows: str = "", *, year: int = 2562, summary: str = "", title: str = "", **sheets: str) -> bytes:
    """A plan workbook in the original layout.

    ``rows`` go on a sheet CR1, further sheets by their names. ``summary`` has lines ``strategy | initiatives``;
    ``title`` is that of the first sheet.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    if summary:
        page = book.create_sheet("สรุป")
        page.append([f"แผนปฏิบัติการ กฟต.2 ประจำปี {year}"])
        page.append(["มุมมอง", "กลยุทธ์", "แผนงาน"])
        for line in _fields(summary):
            page.append(["ด้านลูกค้า", *line])
    for name, text in (({"CR1": rows} if rows else {}) | sheets).items():
        _table(book.create_sheet(name), text, year, title or f"แผนปฏิบัติการ ประจำปี {year}")
    return saved(book)


def _fields(text: str) -> list[list[str]]:
    return [[field.strip() for field in line.split("|")] for line in text.strip().splitlines() if line.strip()]


def _table(page, text: str, year: int, title: str) -> None:
    page.cell(1, 1, title)
    for column, caption in enumerate(_HEADING, start=1):
        page.cell(3, column, caption)
    page.cell(3, _TARGETS, f"เป้าหมาย/ผล ปี {year}")
    for quarter in range(4):
        column = _TARGETS + 2 * quarter
        page.cell(4, column, f"ไตรมาส {quarter + 1}")
        page.merge_cells(start_row=4, end_row=4, start_column=column, end_column=column + 1)
        page.cell(5, column, "เป้าหมาย")
        page.cell(5, column + 1, "ผล")
    page.cell(3, _BUDGET, "งบประมาณ (ล้านบาท)")
    page.merge_cells(start_row=3, end_row=3, start_column=_BUDGET, end_column=_BUDGET + 2)
    for column, caption in enumerate(("ลงทุน", "ทำการ", "รวม"), start=_BUDGET):
        page.cell(5, column, caption)
    page.cell(3, _RESPONSIBLE, "ผู้รับผิดชอบ")
    for number, fields in enumerate(_fields(text), start=6):
        left, activity, targets, responsible, budget = [*fields, "", "", "", "", ""][:5]
        page.cell(number, 1, left or None)
        page.cell(number, 2, activity or None)
        page.cell(number, _RESPONSIBLE, responsible or None)
        values = [value.strip() for value in targets.split(";")]
        if targets and len(values) == 1:
            page.cell(number, _TARGETS, targets)
            page.merge_cells(start_row=number, end_row=number, start_column=_TARGETS, end_column=_TARGETS + 7)
        elif targets:
            for quarter, value in enumerate(values):
                page.cell(number, _TARGETS + 2 * quarter, value or None)
        for column, value in enumerate(budget.split(";") if budget else (), start=_BUDGET):
            page.cell(number, column, _number(value.strip()) or None)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def adopted(data: bytes, offices: str = OFFICES) -> bytes:
    """The master that adopt makes of a plan workbook, with a list of offices as CSV."""
    return pb.adopt(data, offices.encode()).data


def master(
    rows: str = "",
    *,
    offices: str = OFFICES,
    register: Mapping[str, Mapping[str, object]] | None = None,
    settings: Mapping[str, object] | None = None,
    rules: Iterable[Mapping[str, object]] = (),
    waivers: Iterable[Mapping[str, object]] = (),
    **words,
) -> pb.Master:
    """A plan, adopted, edited by the staff, and read back. ``register`` maps keys to columns to what is typed there;
    ``rules`` and ``waivers`` are rows of their sheets."""
    data = adopted(plan(rows, **words), offices)
    data = edit(data, "register", register or {})
    data = edit(data, "settings", {key: {"value": value} for key, value in (settings or {}).items()})
    data = added(added(data, "rules", rules), "waivers", waivers)
    return pb.read_master(data)


def added(data: bytes, table: str, rows: Iterable[Mapping[str, object]]) -> bytes:
    """The master as staff save it after typing new rows into one of planbook's tables."""
    rows = list(rows)
    if not rows:
        return data
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[owned_sheets(data)[table]]
    columns = {cell.value: cell.column for cell in page[KEY_ROW]}
    for number, row in enumerate(rows, FIRST_ROW):
        for column, value in row.items():
            page.cell(number, columns[column]).value = value
    return saved(book)


def edit(data: bytes, table: str, cells: Mapping[str, Mapping[str, object]]) -> bytes:
    """The master as staff save it after typing into one of planbook's tables: a row's first cell → column → value."""
    if not cells:
        return data
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[owned_sheets(data)[table]]
    columns = {cell.value: cell.column for cell in page[KEY_ROW]}
    rows = {str(page.cell(row, 1).value): row for row in range(FIRST_ROW, page.max_row + 1)}
    for key, typed in cells.items():
        for column, value in typed.items():
            page.cell(rows[key], columns[column]).value = value
    return saved(book)


def table(data: bytes, name: str) -> list[dict[str, object]]:
    """The rows of one of planbook's tables by column key, without empty cells."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[owned_sheets(data)[name]]
    keys = [cell.value for cell in page[KEY_ROW]]
    rows = [
        {key: value for key, value in zip(keys, line, strict=True) if value is not None}
        for line in page.iter_rows(min_row=FIRST_ROW, values_only=True)
    ]
    return [row for row in rows if row]


def row_of(data: bytes, key: str) -> dict[str, object]:
    """An activity's row of the register."""
    return next(row for row in table(data, "register") if row["key"] == key)
