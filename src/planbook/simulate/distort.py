"""What people do to a form in a spreadsheet program (guide: clients), done by openpyxl; and other files they hand in.

An edit is a function of the fill-in sheet, open in openpyxl, and of the form as it was issued; it changes the sheet, or
its workbook (``sheet.parent``), in place. Other files are forms packed, a picture, a table of their own.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from copy import copy
from typing import Any, TypeAlias

from planbook.book.package import Package, Workbook
from planbook.domain import FormSpec, LineKind
from planbook.layout.form import (
    COLUMNS,
    FIRST_ROW,
    HEADING_ROWS,
    KEY_ROW,
    RESULT_KEY,
    SHEET_FILL,
    SHEET_STAMP,
    column_numbers,
)
from planbook.simulate.filling import Form

Edit: TypeAlias = Callable[[Any, FormSpec], None]
"""Changes a fill-in sheet (openpyxl's ``Worksheet``) in place."""

_HIDDEN = sum(column.hidden for column in COLUMNS)
"""The hidden columns stand first."""


def _at(spec: FormSpec, key: str) -> int:
    """The number of a column as issued, from 1."""
    return column_numbers(spec.quarter)[key]


def edited(data: bytes, spec: FormSpec, edit: Edit) -> bytes:
    """A form's file as openpyxl saves it after an edit: no computed values, strings inline."""
    book, sheet = _opened(data, spec)
    edit(sheet, spec)
    return _saved(book)


def pasted_as_values(data: bytes, spec: FormSpec) -> bytes:
    """A new workbook with what the fill-in sheet shows pasted in: no formulas, no hidden sheets, no properties."""
    import openpyxl

    _, sheet = _opened(data, spec)
    book = openpyxl.Workbook()
    fresh: Any = book.active
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value is not None and not str(cell.value).startswith("="):
                made = fresh.cell(cell.row, cell.column, cell.value)
                made.number_format = cell.number_format
    return _saved(book)


def _opened(data: bytes, spec: FormSpec) -> tuple[Any, Any]:
    # 0.4 s that a command which distorts nothing need not pay
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    return book, book[SHEET_FILL[spec.language]]


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def asking_rows(spec: FormSpec) -> list[int]:
    """The sheet rows that ask for something, as issued."""
    return [row for row, line in enumerate(spec.lines, FIRST_ROW) if line.line is LineKind.ROW]


def nothing(sheet: Any, spec: FormSpec) -> None:
    """Opened and saved, no more."""
    del sheet, spec


def insert_rows(sheet: Any, spec: FormSpec) -> None:
    """A blank row above every third row, and a letterhead above all."""
    _unmerge(sheet)
    for row in reversed(asking_rows(spec)[::3]):
        sheet.insert_rows(row)
    sheet.insert_rows(1, 2)


def delete_row(sheet: Any, spec: FormSpec) -> None:
    """A row in the middle deleted."""
    _unmerge(sheet)
    rows = asking_rows(spec)
    sheet.delete_rows(rows[len(rows) // 2])


def copy_row(sheet: Any, spec: FormSpec) -> None:
    """The first row copied, and the copy inserted below it."""
    _unmerge(sheet)
    row = asking_rows(spec)[0]
    cells = _cells(sheet, row)
    sheet.insert_rows(row + 1)
    _put(sheet, row + 1, cells)


def sort_rows(sheet: Any, spec: FormSpec) -> None:
    """The whole table sorted by its titles, last first."""
    _sort(sheet, spec, 1)


def sort_visible(sheet: Any, spec: FormSpec) -> None:
    """The visible columns sorted by the titles; the hidden keys stay behind."""
    _sort(sheet, spec, _HIDDEN + 1)


def fill_keys_down(sheet: Any, spec: FormSpec) -> None:
    """The first row's key dragged down over all others."""
    rows = asking_rows(spec)
    for row in rows:
        sheet.cell(row, _at(spec, "key")).value = sheet.cell(rows[0], _at(spec, "key")).value


def rename_sheets(sheet: Any, spec: FormSpec) -> None:
    """Every sheet that is seen gets another name."""
    del spec
    for number, page in enumerate(sheet.parent.worksheets, start=1):
        if page.title != SHEET_STAMP:
            page.title = f"ส่งใหม่ (แก้แล้ว) {number}"


def turn_sheets_around(sheet: Any, spec: FormSpec) -> None:
    """The last sheet put first."""
    del spec
    sheet.parent._sheets.reverse()


def duplicate_sheet(sheet: Any, spec: FormSpec) -> None:
    """The fill-in sheet copied, figures and all."""
    del spec
    sheet.parent.copy_worksheet(sheet)


def delete_stamp(sheet: Any, spec: FormSpec) -> None:
    """The hidden sheet found and deleted."""
    del spec
    del sheet.parent[SHEET_STAMP]


def insert_column(sheet: Any, spec: FormSpec) -> None:
    """A blank column before the titles."""
    _unmerge(sheet)
    sheet.insert_cols(_at(spec, "title"))


def move_result_column(sheet: Any, spec: FormSpec) -> None:
    """The quarter's result column cut and inserted at the end."""
    _unmerge(sheet)
    column = _at(spec, RESULT_KEY[spec.quarter])
    last = sheet.max_column
    for row in range(1, sheet.max_row + 1):
        cells = _cells(sheet, row)
        cells.insert(last - 1, cells.pop(column - 1))
        _put(sheet, row, cells)


def delete_key_columns(sheet: Any, spec: FormSpec) -> None:
    """The hidden key columns deleted."""
    del spec
    _unmerge(sheet)
    sheet.delete_cols(1, _HIDDEN)


def delete_key_row(sheet: Any, spec: FormSpec) -> None:
    """The hidden row of column keys deleted."""
    del spec
    _unmerge(sheet)
    sheet.delete_rows(KEY_ROW)


def edit_headings(sheet: Any, spec: FormSpec) -> None:
    """A word added to three captions."""
    for key in ("title", RESULT_KEY[spec.quarter], "remark"):
        for row in HEADING_ROWS:
            cell = sheet.cell(row, _at(spec, key))
            if cell.value:
                cell.value = f"{cell.value} (แก้)"


def rewrite_headings(sheet: Any, spec: FormSpec) -> None:
    """Every caption written anew, and the hidden row of column keys cleared."""
    del spec
    _unmerge(sheet)
    for cell in sheet[KEY_ROW]:
        cell.value = None
    for row in HEADING_ROWS:
        for number, cell in enumerate(sheet[row]):
            cell.value = f"หัวข้อ {row}.{number}" if cell.value else None


def _unmerge(sheet: Any) -> None:
    """Moving rows and columns tears merged cells, in openpyxl as in a client."""
    for area in [str(area) for area in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)


def _sort(sheet: Any, spec: FormSpec, first: int) -> None:
    _unmerge(sheet)
    rows = range(FIRST_ROW, FIRST_ROW + len(spec.lines))
    taken = [_cells(sheet, row, first) for row in rows]
    title = _at(spec, "title") - first
    taken.sort(key=lambda cells: str(cells[title][0] or ""), reverse=True)
    for row, cells in zip(rows, taken, strict=True):
        _put(sheet, row, cells, first)


def _cells(sheet: Any, row: int, first: int = 1) -> list[tuple[Any, Any]]:
    cells = (sheet.cell(row, col) for col in range(first, sheet.max_column + 1))
    return [(cell.value, copy(cell._style)) for cell in cells]


def _put(sheet: Any, row: int, cells: list[tuple[Any, Any]], first: int = 1) -> None:
    for col, (value, style) in enumerate(cells, first):
        cell = sheet.cell(row, col)
        cell.value, cell._style = value, style


_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip can name: outputs know no clock."""


def with_sheet_renamed(form: Form, name: str) -> bytes:
    """The filled form with another name for its fill-in sheet, as Excel leaves it: wherever the file says it."""
    package = Package.open(form.filled())
    book = Workbook(package)
    old, new = form.inputs[0].sheet.encode(), name.encode()
    changes = {part: package.read(part).replace(old, new) for part in (book.part, "docProps/app.xml")}
    for sheet in book.sheets:
        changes[sheet.part] = package.read(sheet.part).replace(b"'%s'!" % old, b"'%s'!" % new)
    return package.build(changes)


def zipped(name: str, data: bytes) -> bytes:
    """A zip archive with one file in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name, _LONG_AGO)
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data)
    return out.getvalue()


def photo() -> bytes:
    """A picture (a small PNG of a sky over a field), whatever name it is given."""
    width, height = 160, 120
    lines = (b"\0" + (b"\x9c\xc8\xf0" if row < height * 2 // 3 else b"\x4f\x8a\x3c") * width for row in range(height))
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    pieces = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in pieces
    )


def own_table(form: Form) -> bytes:
    """A workbook that an office made itself instead of filling in the form."""
    from datetime import datetime

    from xlsxwriter import Workbook as NewWorkbook

    out = io.BytesIO()
    book = NewWorkbook(out, {"in_memory": True})
    book.set_properties({"created": datetime.fromisoformat(form.saved().removesuffix("Z"))})
    sheet = book.add_worksheet()
    table = (("ที่", "รายการ", "ผลงาน"), (1, form.spec.office_name, "ดำเนินการแล้ว"), (2, "งานอื่น ๆ", "ตามแผน"))
    for row, values in enumerate(table):
        sheet.write_row(row, 0, values)
    book.close()
    return out.getvalue()
