"""What offices do to a form (guide: clients), each as a function of a workbook that openpyxl has open."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from planbook.domain import LineKind
from planbook.layout.form import COLUMN_INDEX, FIRST_ROW, HEADING_ROWS, KEY_ROW, SHEET_FILL, SHEET_STAMP
from planbook.simulate.typed import Filled

Edit = Callable[[Any, Any, Filled], None]
"""Changes a workbook and its fill-in sheet in place."""


@dataclass(frozen=True)
class Habit:
    """One behaviour; without an ``edit`` the file is left as it was filled in."""

    th: str
    en: str
    edit: Edit | None = None
    renew: Callable[[Any], Any] | None = None

    def apply(self, form: Filled) -> Filled:
        """The form's file after somebody did this to it."""
        if self.edit is None and self.renew is None:
            return form
        import openpyxl

        book = openpyxl.load_workbook(BytesIO(form.data))
        sheet = book[SHEET_FILL[form.spec.language]]
        for area in [str(area) for area in sheet.merged_cells.ranges]:
            sheet.unmerge_cells(area)  # moving rows would tear merged cells, as it does in a client
        if self.edit:
            self.edit(book, sheet, form)
        out = BytesIO()
        (self.renew(sheet) if self.renew else book).save(out)
        return replace(form, data=out.getvalue())


def _cells(sheet: Any, row: int, first: int = 1) -> list[tuple[Any, Any]]:
    return [
        (cell.value, copy(cell._style)) for cell in (sheet.cell(row, col) for col in range(first, sheet.max_column + 1))
    ]


def _put(sheet: Any, row: int, cells: list[tuple[Any, Any]], first: int = 1) -> None:
    for col, (value, style) in enumerate(cells, first):
        cell = sheet.cell(row, col)
        cell.value, cell._style = value, style


def _rows(form: Filled) -> list[int]:
    """The sheet rows that ask for something."""
    return [row for row, line in enumerate(form.spec.lines, FIRST_ROW) if line.line is LineKind.ROW]


def _nothing(book: Any, sheet: Any, form: Filled) -> None:
    del book, sheet, form


def _insert_rows(book: Any, sheet: Any, form: Filled) -> None:
    del book
    for row in reversed(_rows(form)[::3]):
        sheet.insert_rows(row)
    sheet.insert_rows(1, 2)  # a letterhead


def _delete_row(book: Any, sheet: Any, form: Filled) -> None:
    del book
    rows = _rows(form)
    sheet.delete_rows(rows[len(rows) // 2])


def _copy_row(book: Any, sheet: Any, form: Filled) -> None:
    del book
    row = _rows(form)[0]
    cells = _cells(sheet, row)
    sheet.insert_rows(row + 1)
    _put(sheet, row + 1, cells)


def _sort(first: int) -> Edit:
    def edit(book: Any, sheet: Any, form: Filled) -> None:
        del book
        rows = range(FIRST_ROW, FIRST_ROW + len(form.spec.lines))
        taken = [_cells(sheet, row, first) for row in rows]
        title = COLUMN_INDEX["title"] - first
        taken.sort(key=lambda cells: str(cells[title][0] or ""), reverse=True)
        for row, cells in zip(rows, taken, strict=True):
            _put(sheet, row, cells, first)

    return edit


def _fill_down(book: Any, sheet: Any, form: Filled) -> None:
    del book
    rows = _rows(form)
    for row in rows:
        sheet.cell(row, COLUMN_INDEX["key"]).value = sheet.cell(rows[0], COLUMN_INDEX["key"]).value


def _rename(book: Any, sheet: Any, form: Filled) -> None:
    del book, form
    sheet.title = "ส่งใหม่ (แก้แล้ว)"


def _duplicate(book: Any, sheet: Any, form: Filled) -> None:
    del form
    book.copy_worksheet(sheet)


def _delete_stamp(book: Any, sheet: Any, form: Filled) -> None:
    del sheet, form
    del book[SHEET_STAMP]


def _insert_column(book: Any, sheet: Any, form: Filled) -> None:
    del book, form
    sheet.insert_cols(COLUMN_INDEX["title"])


def _move_column(book: Any, sheet: Any, form: Filled) -> None:
    del book
    column = COLUMN_INDEX[f"result.{form.spec.quarter}"]
    last = sheet.max_column
    for row in range(1, sheet.max_row + 1):
        cells = _cells(sheet, row)
        cells.insert(last - 1, cells.pop(column - 1))
        _put(sheet, row, cells)


def _delete_keys(book: Any, sheet: Any, form: Filled) -> None:
    del book, form
    sheet.delete_cols(1, 2)


def _edit_headings(book: Any, sheet: Any, form: Filled) -> None:
    del book
    for key in ("title", f"result.{form.spec.quarter}", "remark"):
        for row in HEADING_ROWS:
            cell = sheet.cell(row, COLUMN_INDEX[key])
            if cell.value:
                cell.value = f"{cell.value} (แก้)"


def _lose_headings(book: Any, sheet: Any, form: Filled) -> None:
    del book, form
    for cell in sheet[KEY_ROW]:
        cell.value = None
    for row in HEADING_ROWS:
        for number, cell in enumerate(sheet[row]):
            cell.value = f"หัวข้อ {row}.{number}" if cell.value else None


def _values_only(sheet: Any) -> Any:
    """A new workbook with what the sheet shows pasted in as values: no formulas, no hidden sheets, no properties."""
    import openpyxl

    book = openpyxl.Workbook()
    fresh = book.active
    assert fresh is not None
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value is not None and not str(cell.value).startswith("="):
                made = fresh.cell(cell.row, cell.column, cell.value)
                made.number_format = cell.number_format
    return book


HABITS: tuple[Habit, ...] = (
    Habit("กรอกแล้วบันทึก", "filled in and saved"),
    Habit("บันทึกด้วยโปรแกรมอื่น (openpyxl)", "saved by another program (openpyxl)", _nothing),
    Habit("แทรกแถว และหัวจดหมายด้านบน", "rows inserted, a letterhead above", _insert_rows),
    Habit("ลบแถวหนึ่งแถว", "a row deleted", _delete_row),
    Habit("คัดลอกแถวแล้วแทรก", "a row copied and inserted", _copy_row),
    Habit("เรียงลำดับทั้งตาราง", "the whole table sorted", _sort(1)),
    Habit("เรียงลำดับเฉพาะคอลัมน์ที่เห็น", "only the visible columns sorted", _sort(COLUMN_INDEX["number"])),
    Habit("ลากรหัสแถวแรกลงทุกแถว", "the first key filled down", _fill_down),
    Habit("เปลี่ยนชื่อแผ่นงาน", "the sheet renamed", _rename),
    Habit("ทำสำเนาแผ่นงาน", "the sheet duplicated", _duplicate),
    Habit("ลบแผ่นงานที่ซ่อนไว้", "the hidden stamp sheet deleted", _delete_stamp),
    Habit("วางเฉพาะค่าในไฟล์ใหม่", "pasted as values into a new workbook", None, _values_only),
    Habit("แทรกคอลัมน์", "a column inserted", _insert_column),
    Habit("ย้ายคอลัมน์ผล", "the result column moved", _move_column),
    Habit("ลบคอลัมน์รหัสที่ซ่อนไว้", "the hidden key columns deleted", _delete_keys),
    Habit("แก้หัวตาราง", "headings edited", _edit_headings),
    Habit("แก้หัวตารางทั้งหมด และลบแถวรหัส", "all headings rewritten, the key row cleared", _lose_headings),
)
"""In the order in which they are shown."""
