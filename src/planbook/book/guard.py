"""Cheap checks of a foreign file before anything reads it: kind, sizes as they really are, shape of its XML.

A file of 2 KB can abort the process inside a native reader, and 1 MB can inflate to gigabytes. What passes here
is still read in a worker (:mod:`planbook.book.isolate`): this keeps the common attacks and accidents cheap and
names them in words that help.
"""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from planbook.book.package import Package
from planbook.book.plaincells import plain_area
from planbook.book.refs import MAX_COL, MAX_ROW, column_index
from planbook.book.sniff import Kind, sniff, zip_kind
from planbook.book.xmlio import broken, doctype, to_utf8
from planbook.errors import BookProblem

__all__ = ["Checked", "Kind", "Limits", "check", "check_package", "sniff"]

_MB = 1_000_000
_CHUNK = 1 << 20
_RATIO_FROM = 1 * _MB
_LOCAL_HEADER = 30
_PASSIVE = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".bin")
"""Members of an .xlsx that hold no cells: pictures, printer settings, macros."""
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_KEPT_PART, _KEPT = 4 * _MB, 20 * _MB
# A cell that holds something: what calamine makes room for. Blank cells with a style cost nothing.
_FILLED = re.compile(
    rb"""<(?:[A-Za-z_][\w.\-]*:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,12})["'][^>]*(?<!/)>(?!\s*</)"""
)
_NEGATIVE_STRING = re.compile(rb't="s"[^>]*>\s*<v>(-[0-9]{1,20})<')
_ODS = re.compile(rb"<table:(?:covered-)?table-(row|cell)(?=[\s/>])[^>]*>")
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="([0-9]{1,12})"')


@dataclass(frozen=True)
class Limits:
    """How large a foreign file may be. Sizes in bytes."""

    max_file: int = 50 * _MB
    max_members: int = 5_000
    max_member: int = 100 * _MB
    """Inflated size of one member."""
    max_total: int = 300 * _MB
    """Inflated size of all members."""
    max_ratio: int = 200
    """Inflated to compressed size of one member; asked only of members over 1 MB."""
    max_area: int = 5_000_000
    """Cells from A1 to the last used row and column, over all sheets: readers make room for all of them, about 100
    bytes each."""
    max_row: int = MAX_ROW
    max_col: int = MAX_COL


@dataclass(frozen=True)
class Checked:
    """A foreign workbook that is fit to be read. ``package`` keeps its smaller XML parts as they are inflated already;
    None for an .xls, which is no zip. ``plain`` names the sheets' parts that :mod:`planbook.book.plaincells` reads.
    ``readable`` is what a reader of values is given: the parts that were checked, inflated, where nothing else counts.
    """

    kind: Kind
    readable: bytes = field(repr=False)
    package: Package | None = field(default=None, repr=False)
    plain: frozenset[str] = field(default=frozenset(), repr=False)


def check_package(data: bytes, limits: Limits | None = None) -> Kind:
    """The kind of a foreign workbook that is fit to be read. Raises as :func:`check` does."""
    return check(data, limits).kind


def check(data: bytes, limits: Limits | None = None) -> Checked:
    """A foreign workbook that is fit to be read, or a BookProblem that says what is wrong with it.

    Codes: ``file-empty``, ``file-encrypted``, ``file-is-html``, ``file-is-text``, ``file-not-workbook``,
    ``file-truncated``, ``file-too-large``, ``zip-bomb``, ``zip-bad-member``, ``xml-doctype``, ``xml-broken``,
    ``cell-out-of-bounds``, ``cells-out-of-order``. Members are really inflated, each up to its limit; what their
    headers say is not believed.
    """
    limits = limits or Limits()
    if len(data) > limits.max_file:
        size, most = len(data) // _MB, limits.max_file // _MB
        raise BookProblem(
            f"ไฟล์ใหญ่เกินไป ({size} MB เกิน {most} MB) ให้ลบรูปภาพหรือแผ่นงานที่ไม่ใช้ออกแล้วส่งใหม่",
            f"the file is too large ({size} MB, over {most} MB); remove pictures or unused sheets and send it again",
            code="file-too-large",
        )
    archive = _opened(data) if data.startswith(b"PK") else None
    kind = zip_kind(archive) if archive else sniff(data)
    if kind in _REFUSED:
        th, en, code = _REFUSED[kind]
        raise BookProblem(th, en, code=code)
    if archive is None:  # an .xls
        return Checked(kind, data)
    _check_names(archive, limits)
    parts: dict[str, bytes] = {}
    plain: set[str] = set()
    kept = area = 0
    for name, part in _xml_parts(data, archive, limits):
        if _is_sheet(part):
            cells, is_plain = _check_cells(name, to_utf8(part, name), limits, area)
            area += cells
            plain.update({name} if is_plain else ())
        elif name == "content.xml":
            area = _check_ods(name, part, limits, area)
        if len(part) <= _KEPT_PART and kept + len(part) <= _KEPT:
            kept += len(part)
            parts[name] = part
    if kind is Kind.ZIP:
        raise _not_workbook()
    package = Package(data, archive, parts)
    others = (name for name in package.names if name not in parts)
    whole = kind in (Kind.XLSX, Kind.XLSM) and all(name.lower().endswith(_PASSIVE) for name in others)
    return Checked(kind, package.stored() if whole else data, package, frozenset(plain))


def _xml_parts(data: bytes, archive: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The XML parts of a zip, every member of which is inflated."""
    total = 0
    for info in archive.infolist():
        part = _inflated(data, info, limits)
        total += len(part)
        if total > limits.max_total:
            raise _bomb(info.filename)
        if info.filename.lower().endswith((".xml", ".rels", ".vml")):
            if _DOCTYPE.search(_head(part)):
                raise doctype(info.filename)
            yield info.filename, part


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # hostile directories make zipfile raise more than BadZipFile
        raise _truncated(error) from error


def _check_names(archive: zipfile.ZipFile, limits: Limits) -> None:
    infos = archive.infolist()
    if len(infos) > limits.max_members:
        raise _bomb(f"{len(infos)} members")
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename.replace("\\", "/")
        if info.flag_bits & 1:
            th, en, code = _REFUSED[Kind.ENCRYPTED]
            raise BookProblem(th, en, code=code)
        odd = name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") or "\0" in name
        if odd or name.lower() in seen:
            raise BookProblem(
                f"ไฟล์มีส่วนภายในชื่อผิดปกติหรือซ้ำกัน ({name[:80]!r}) จึงไม่อ่านไฟล์นี้",
                f"a part inside the file has an unsafe or repeated name ({name[:80]!r}); the file was not read",
                code="zip-bad-member",
            )
        seen.add(name.lower())


def _inflated(data: bytes, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """A member's bytes, inflated with a bound at each step."""
    head = data[info.header_offset : info.header_offset + _LOCAL_HEADER]
    if len(head) < _LOCAL_HEADER or not head.startswith(b"PK\x03\x04"):
        raise _truncated(info.filename)
    lengths = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    start = info.header_offset + _LOCAL_HEADER + lengths
    packed = data[start : start + info.compress_size]
    if len(packed) < info.compress_size:
        raise _truncated(info.filename)
    if info.compress_type == zipfile.ZIP_STORED:
        whole = packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        whole = b"".join(_steps(packed, info, limits))
    else:
        raise _not_workbook()  # an office file is stored or deflated, never anything else
    if len(whole) > limits.max_member:
        raise _bomb(info.filename)
    if len(whole) != info.file_size or zlib.crc32(whole) != info.CRC:
        raise _truncated(info.filename)
    return whole


def _steps(packed: bytes, info: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    engine = zlib.decompressobj(-15)
    size, rest = 0, packed
    while not engine.eof:
        try:
            piece = engine.decompress(rest, _CHUNK)
        except zlib.error as error:
            raise _truncated(f"{info.filename}: {error}") from error
        rest = engine.unconsumed_tail
        size += len(piece)
        if size > limits.max_member or (size > _RATIO_FROM and size > limits.max_ratio * len(packed)):
            raise _bomb(info.filename)
        if not piece and not rest and not engine.eof:
            raise _truncated(info.filename)
        yield piece


def _is_sheet(part: bytes) -> bool:
    if b"sheetData" in part:
        return True
    return b"\0" in part and (b"s\0h\0e\0e\0t\0D\0" in part or b"\0s\0h\0e\0e\0t\0D" in part)


def _head(part: bytes) -> bytes:
    """The first 4 KB as ASCII bytes: in UTF-16, every other byte of a DOCTYPE is zero."""
    head = part[:4096]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head[:4]:
        return head.replace(b"\0", b"")
    return head


def _check_cells(name: str, part: bytes, limits: Limits, before: int) -> tuple[int, bool]:
    """How many cells readers will make room for, and whether the sheet is written plainly."""
    if b"-" in part and b"<v>-" in part and (negative := _NEGATIVE_STRING.search(part)):
        # calamine would give the first of all texts
        raise broken(name, f"no such text: {negative[1].decode('ascii')}")
    plain = plain_area(part)
    last_row, last_col = plain or _extent(name, part, limits)
    if plain and before + last_row * last_col > limits.max_area:
        last_row, last_col = _extent(name, part, limits)  # blank cells may lie far out
    area = last_row * last_col
    if last_row > limits.max_row or last_col > limits.max_col or before + area > limits.max_area:
        raise _out_of_bounds(name, f"{last_row} × {last_col}")
    return area, plain is not None


def _extent(name: str, part: bytes, limits: Limits) -> tuple[int, int]:
    """The last row and the last column of the filled cells, however they are written, which must stand in order.

    Raises BookProblem ``cells-out-of-order`` where they do not: of a cell that is there twice, readers show one or
    the other, and no spreadsheet program writes such a sheet.
    """
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    last: tuple[int, bytes, int, bytes] = (0, b"", 0, b"")
    # one at a time: a list of all would take more memory than the part
    for match in _FILLED.finditer(part):
        column, row = match.groups()
        at = (len(row), row, len(column), column)
        if at <= last:
            raise _out_of_order(name, (column + row).decode("ascii"))
        last = at
        columns.add(column)
        rows.add(row)
    last_row = max(map(int, rows), default=0)
    last_col = max((_column(letters, limits) for letters in columns), default=0)
    if last_row > limits.max_row or last_col > limits.max_col or any(int(row) < 1 for row in rows):
        raise _out_of_bounds(name, f"{last_row} × {last_col}")
    return last_row, last_col


def _out_of_order(name: str, ref: str) -> BookProblem:
    return BookProblem(
        f"แผ่นงานมีเซลล์ซ้ำกันหรือเรียงผิดลำดับ ({name}: {ref}) จึงอ่านให้ถูกต้องไม่ได้ ให้เปิดด้วย Excel แล้วบันทึกใหม่",
        f"a sheet has cells out of order or twice ({name}: {ref}); open it in Excel and save it again",
        code="cells-out-of-order",
    )


def _column(letters: bytes, limits: Limits) -> int:
    try:
        return column_index(letters.decode("ascii"))
    except ValueError:
        return limits.max_col + 1


def _check_ods(name: str, part: bytes, limits: Limits, area: int) -> int:
    """An .ods writes repeated rows and cells as a count (ODF 1.3 part 3, 19.675 and 19.679): 100 bytes can be 10⁹
    cells."""
    for table in part.split(b"<table:table ")[1:]:
        row = col = last_row = last_col = 0
        for match in _ODS.finditer(table):
            tag = match[0]
            repeated = _REPEATED.search(tag)
            times = int(repeated[1]) if repeated else 1
            if match[1] == b"row":
                row, col = row + times, 0
                continue
            col += times
            if b"office:value-type" in tag or b"table:formula" in tag:
                last_row, last_col = row, max(last_col, col)
        area += last_row * last_col
        if last_row > limits.max_row or last_col > limits.max_col or area > limits.max_area:
            raise _out_of_bounds(name, f"{last_row} × {last_col}")
    return area


def _out_of_bounds(name: str, ref: str) -> BookProblem:
    return BookProblem(
        f"มีข้อมูลอยู่ไกลเกินไปในแผ่นงาน ({name}: {ref}) ให้ลบแถวและคอลัมน์ที่เกินออกแล้วบันทึกใหม่",
        f"a sheet has a value too far out ({name}: {ref}); delete rows and columns beyond the table and save again",
        code="cell-out-of-bounds",
    )


def _bomb(detail: str) -> BookProblem:
    return BookProblem(
        f"ไฟล์ขยายใหญ่ผิดปกติเมื่อเปิด ({detail}) จึงไม่อ่านไฟล์นี้",
        f"the file grows beyond reason when unpacked ({detail}); it was not read",
        code="zip-bomb",
    )


def _truncated(detail: object) -> BookProblem:
    return BookProblem(
        "ไฟล์ไม่สมบูรณ์หรือเสียหาย อาจดาวน์โหลดหรือคัดลอกมาไม่ครบ ให้ขอไฟล์ใหม่จากผู้ส่ง",
        f"the file is cut off or damaged ({detail}); ask for it again",
        code="file-truncated",
    )


def _not_workbook() -> BookProblem:
    th, en, code = _REFUSED[Kind.UNKNOWN]
    return BookProblem(th, en, code=code)


_OTHER = ("ไฟล์นี้ไม่ใช่สมุดงาน Excel", "the file is not an Excel workbook", "file-not-workbook")
_REFUSED: dict[Kind, tuple[str, str, str]] = {
    Kind.EMPTY: ("ไฟล์ว่างเปล่า ให้ขอไฟล์ใหม่จากผู้ส่ง", "the file is empty; ask for it again", "file-empty"),
    Kind.ENCRYPTED: (
        "ไฟล์ถูกเข้ารหัสด้วยรหัสผ่าน ให้บันทึกใหม่โดยไม่ใส่รหัสผ่าน",
        "the file is encrypted with a password; save it again without one",
        "file-encrypted",
    ),
    Kind.HTML: (
        "ไฟล์นี้เป็นหน้าเว็บ (HTML) ไม่ใช่สมุดงาน ให้เปิดด้วย Excel แล้วบันทึกเป็น .xlsx",
        "the file is a web page (HTML), not a workbook; open it in Excel and save it as .xlsx",
        "file-is-html",
    ),
    Kind.TEXT: (
        "ไฟล์นี้เป็นข้อความ (เช่น CSV) ไม่ใช่สมุดงาน ให้เปิดด้วย Excel แล้วบันทึกเป็น .xlsx",
        "the file is plain text (such as CSV), not a workbook; open it in Excel and save it as .xlsx",
        "file-is-text",
    ),
    Kind.EML: (
        "ไฟล์นี้เป็นอีเมล ให้บันทึกไฟล์แนบออกมาก่อน",
        "the file is a mail message; save its attachment first",
        "file-not-workbook",
    ),
    Kind.PDF: (
        "ไฟล์นี้เป็น PDF ไม่ใช่สมุดงาน ให้ส่งไฟล์ .xlsx",
        "the file is a PDF, not a workbook; send the .xlsx file",
        "file-not-workbook",
    ),
    Kind.UNKNOWN: _OTHER,
}
