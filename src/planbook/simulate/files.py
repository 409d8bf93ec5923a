"""Files as offices hand them in: sorted, renamed, saved by another program, or no form at all."""

import io
import struct
import zipfile
import zlib
from typing import Any

from planbook.book.package import Package, Workbook
from planbook.book.refs import split_cell
from planbook.layout.form import COLUMN_INDEX, COLUMNS, SHEET_STAMP
from planbook.simulate.filling import CORE, Form, saved_at

_HIDDEN = {column.key for column in COLUMNS if column.hidden}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip can name: outputs know no clock."""


def saved_elsewhere(form: Form) -> bytes:
    """The filled form, opened and saved by a program that is not Excel (openpyxl stands for it)."""
    return _saved(form, _opened(form))


def without_stamp(form: Form) -> bytes:
    """The filled form without its hidden sheet."""
    book = _opened(form)
    del book[SHEET_STAMP]
    return _saved(form, book)


def swapped(form: Form, first: str, second: str, *, hidden: bool) -> bytes:
    """The filled form with the rows of two cells in each other's place, as sorting leaves them.

    Without ``hidden`` only the visible columns were sorted, and the hidden keys stayed behind. The check column is
    made of formulas, which sorting does not move.
    """
    book = _opened(form)
    sheet = book[form.inputs[0].sheet]
    above, below = split_cell(first)[0], split_cell(second)[0]
    for key, column in COLUMN_INDEX.items():
        if key != "check" and (hidden or key not in _HIDDEN):
            one, other = sheet.cell(above, column), sheet.cell(below, column)
            one.value, other.value = other.value, one.value
    return _saved(form, book)


def _opened(form: Form) -> Any:
    # 0.4 s that no other part of the demo need pay
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(form.filled()))


def _saved(form: Form, book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    package = Package.open(out.getvalue())
    # openpyxl writes the present moment into the file; here it is the office's own
    parts = {name: package.read(name) for name in package.names}
    return package.build({**parts, CORE: saved_at(parts[CORE], form.saved())})


def with_sheet_renamed(form: Form, name: str) -> bytes:
    """The filled form with another name for its fill-in sheet, wherever the file says it."""
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
