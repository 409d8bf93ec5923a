"""Cheap checks of a foreign file before anything reads it: kind, sizes as they really are, shape of its XML.

A file of 2 KB can abort the process inside a native reader, and 1 MB can inflate to gigabytes. What passes here
is still read in a worker (:mod:`planbook.book.workers`): this keeps the common attacks and accidents cheap and
names them in words that help.
"""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from planbook.book import biff12
from planbook.book.bounds import Bounds, Limits
from planbook.book.package import Package
from planbook.book.sniff import Kind, sniff, zip_kind
from planbook.book.xmlio import doctype
from planbook.errors import BookProblem
from planbook.words import ErrorCode

_MB = 1_000_000
_CHUNK = 1 << 20
_RATIO_FROM = 1 * _MB
_LOCAL_HEADER = 30
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_KEPT_PART, _KEPT = 4 * _MB, 20 * _MB


@dataclass(frozen=True)
class Checked:
    """A foreign workbook that is fit to be read. ``package`` keeps its smaller XML parts as they are inflated already;
    None for an .xls, which is no zip. ``plain`` names the sheets' parts that :mod:`planbook.book.plaincells` reads.
    """

    kind: Kind
    data: bytes = field(repr=False)
    package: Package | None = field(default=None, repr=False)
    plain: frozenset[str] = field(default=frozenset(), repr=False)


def check_package(data: bytes, limits: Limits | None = None) -> Kind:
    """The kind of a foreign workbook that is fit to be read. Raises as :func:`check` does."""
    return check(data, limits).kind


def check(data: bytes, limits: Limits | None = None) -> Checked:
    """A foreign workbook that is fit to be read, or a BookProblem that says what is wrong with it.

    Codes: ``file-empty``, ``file-encrypted``, ``file-is-html``, ``file-is-text``, ``file-is-mail``, ``file-is-pdf``,
    ``file-not-workbook``, ``file-truncated``, ``file-too-large``, ``zip-bomb``, ``zip-bad-member``, ``xml-doctype``,
    ``xml-broken``,
    ``cell-out-of-bounds``, ``cells-out-of-order``. Members are really inflated, each up to its limit; what their
    headers say is not believed.
    """
    limits = limits or Limits()
    if len(data) > limits.max_file:
        size, most = len(data) // _MB, limits.max_file // _MB
        raise BookProblem("file-too-large", size=size, most=most)
    archive = _opened(data) if data.startswith(b"PK") else None
    kind = zip_kind(archive) if archive else sniff(data)
    if kind in _REFUSED:
        raise BookProblem(_REFUSED[kind])
    if archive is None:  # an .xls
        return Checked(kind, data)
    _check_names(archive, limits)
    parts: dict[str, bytes] = {}
    kept, bounds = 0, Bounds(limits)
    for name, part in _parts(data, archive, limits):
        bounds.add(name, part)
        if len(part) <= _KEPT_PART and kept + len(part) <= _KEPT:
            kept += len(part)
            parts[name] = part
    if kind is Kind.ZIP:
        raise _not_workbook()
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):  # ODF 1.3 part 2, 4.8
        raise encrypted()
    package = Package(data, archive, parts)
    return Checked(kind, data, package, frozenset(bounds.plain))


def _parts(data: bytes, archive: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The parts of a zip that hold XML or a sheet; every member is inflated."""
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
        elif biff12.is_sheet(part):
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
            raise encrypted()
        odd = name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") or "\0" in name
        if odd or name.lower() in seen:
            raise BookProblem("zip-bad-member", name=name[:80])
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


def _head(part: bytes) -> bytes:
    """The first 4 KB as ASCII bytes: in UTF-16, every other byte of a DOCTYPE is zero."""
    head = part[:4096]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head[:4]:
        return head.replace(b"\0", b"")
    return head


def _bomb(detail: str) -> BookProblem:
    return BookProblem("zip-bomb", detail=str(detail))


def _truncated(detail: object) -> BookProblem:
    return BookProblem("file-truncated", detail=str(detail))


def encrypted() -> BookProblem:
    """The problem of a workbook with a password."""
    return BookProblem(_REFUSED[Kind.ENCRYPTED])


def _not_workbook() -> BookProblem:
    return BookProblem(_REFUSED[Kind.UNKNOWN])


_REFUSED: dict[Kind, ErrorCode] = {
    Kind.EMPTY: "file-empty",
    Kind.ENCRYPTED: "file-encrypted",
    Kind.HTML: "file-is-html",
    Kind.TEXT: "file-is-text",
    Kind.EML: "file-is-mail",
    Kind.MSG: "file-is-mail",
    Kind.TNEF: "file-is-mail",
    Kind.PACKED: "file-not-workbook",
    Kind.PDF: "file-is-pdf",
    Kind.UNKNOWN: "file-not-workbook",
}
