"""What kind of file some bytes are, by their beginning and not by the name somebody gave them."""

import codecs
import io
import re
import struct
import zipfile
from enum import StrEnum


class Kind(StrEnum):
    """The kinds that offices send, wanted and unwanted."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    ENCRYPTED = "encrypted"
    """A workbook with a password, which is an OLE file around the real one."""
    HTML = "html"
    """A web page, often under the name ``.xls``."""
    TEXT = "text"
    """CSV and other plain text."""
    ZIP = "zip"
    """A zip that holds no workbook, or is cut off."""
    EML = "eml"
    MSG = "msg"
    """A mail saved by Outlook."""
    TNEF = "tnef"
    """The attachments of a mail as Exchange wraps them (``winmail.dat``)."""
    PACKED = "packed"
    """An archive of another kind than zip: RAR, 7-Zip, gzip, tar."""
    PDF = "pdf"
    EMPTY = "empty"
    UNKNOWN = "unknown"


ENDINGS = {
    Kind.XLSX: (".xlsx", ".xltx"),
    Kind.XLSM: (".xlsm", ".xltm"),
    Kind.XLSB: (".xlsb",),
    Kind.XLS: (".xls",),
    Kind.ODS: (".ods",),
}
"""Every kind of workbook that is read (:data:`planbook.book.foreign.KINDS` says how), and how their names end."""
BOOK_ENDINGS = tuple(ending for endings in ENDINGS.values() for ending in endings)

_TNEF = b"\x78\x9f\x3e\x22"
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)[\s>]", re.IGNORECASE)
_MAIL = re.compile(
    rb"\A(?:from [^\n]*\n)?(?:[\w\-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    rb"(?:from|received|return-path|mime-version|delivered-to):",
    re.IGNORECASE,
)
_WORKBOOK_TYPES = (
    (b"application/vnd.ms-excel.sheet.binary", Kind.XLSB),
    (b"application/vnd.ms-excel.sheet.macroEnabled", Kind.XLSM),
    (b"application/vnd.ms-excel.template.macroEnabled", Kind.XLSM),
    (b"spreadsheetml.sheet.main+xml", Kind.XLSX),
    (b"spreadsheetml.template.main+xml", Kind.XLSX),
)
_OVERRIDE = re.compile(rb"<(?:[\w.\-]+:)?Override\s[^>]*>")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(data: bytes) -> Kind:
    """The kind of a file, by its bytes alone; never raises.

    Reads a few kilobytes, and of a zip its directory and its list of types.
    """
    if not data.strip(b"\0 \t\r\n"):
        return Kind.EMPTY
    if data.startswith(b"PK"):
        return _of_zip(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith(_TNEF):
        return Kind.TNEF
    if data.startswith(_PACKED) or data[257:262] == b"ustar":
        return Kind.PACKED
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Kind.PDF
    # The stream of a workbook of Excel 2 to 4 stands bare, beginning with its BOF record.
    if data[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"):
        return Kind.XLS
    return _text_kind(data)


def is_picture(data: bytes) -> bool:
    """Whether some bytes begin as a picture does: PNG, JPEG, GIF, TIFF, HEIC, AVIF."""
    return data.startswith(_PICTURES) or data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif")


def _is_mail(head: bytes) -> bool:
    """Whether some bytes begin with the headers of a mail; what stands below these may be bytes of any kind."""
    headers = head.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").lstrip()
    return _MAIL.match(headers) is not None and not _NOT_TEXT.search(headers.split(b"\n\n")[0].decode("latin-1"))


def _text_kind(data: bytes) -> Kind:
    head = data[:4096]
    if _is_mail(head):
        return Kind.EML
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head[: len(head) & ~1].decode("utf-16", "replace")
    else:
        text = _decoded(head.removeprefix(codecs.BOM_UTF8))
    if not text or _NOT_TEXT.search(text):
        return Kind.UNKNOWN
    plain = text.encode("utf-8", "replace").replace(b"\r\n", b"\n").lstrip()
    if _MAIL.match(plain):
        return Kind.EML
    return Kind.HTML if _HTML.search(plain[:2048]) else Kind.TEXT


def _decoded(head: bytes) -> str:
    """The text of a file's beginning, whose last character may be cut; cp874 is Thai Windows."""
    for encoding in ("utf-8", "cp874"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
    return ""


def _of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return zip_kind(archive)
    except Exception:  # whatever a hostile zip makes zipfile raise: it is no workbook
        return Kind.ZIP


def zip_kind(archive: zipfile.ZipFile) -> Kind:
    """The kind of a zip, by its list of types; never raises."""
    try:
        names = set(archive.namelist())
        if "mimetype" in names:
            with archive.open("mimetype") as stream:
                type_ = stream.read(200)
            return Kind.ODS if b"opendocument.spreadsheet" in type_ else Kind.ZIP
        if "[Content_Types].xml" not in names:
            return Kind.ZIP
        with archive.open("[Content_Types].xml") as stream:
            types = stream.read(1_000_000)
    except Exception:  # as above: a member may be damaged or lie about itself
        return Kind.ZIP
    types = types.replace(b"\0", b"")
    # SheetJS declares every type it knows by ending: what a part is declared to be counts before that
    for said in (b"".join(_OVERRIDE.findall(types)), types):
        for mark, kind in _WORKBOOK_TYPES:
            if mark in said:
                return kind
    return Kind.ZIP


def _ole_kind(data: bytes) -> Kind:
    """What an OLE file holds, by the names in its directory (MS-CFB 2.6.1: entries of 128 bytes, aligned)."""
    # a mail first: what is attached to it may be a workbook with a directory of its own
    if _has_entry(data, "__properties_version1.0"):
        return Kind.MSG
    if _has_entry(data, "EncryptedPackage"):
        return Kind.ENCRYPTED
    if _has_entry(data, "Workbook") or _has_entry(data, "Book"):
        return Kind.XLS
    return Kind.UNKNOWN


def _has_entry(data: bytes, name: str) -> bool:
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0:
        # The entry says how long its name is, the closing zero counted.
        if at % 128 == 0 and data[at + 64 : at + 66] == struct.pack("<H", len(wanted)):
            return True
        at = data.find(wanted, at + 1)
    return False
