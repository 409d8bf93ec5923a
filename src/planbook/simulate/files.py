"""Files as offices hand them in, besides a form that was filled in: packed, a picture, a table of their own."""

import io
import struct
import zipfile
import zlib

from planbook.book.package import Package, Workbook
from planbook.simulate.filling import Form

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
