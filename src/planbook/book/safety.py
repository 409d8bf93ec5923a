"""Cheap checks of a foreign file before anything reads it: kind, true sizes, area of its sheets, shape of its XML.

A file of 2 KB can abort the process inside a native reader, and 1 MB can inflate to gigabytes; readers make room for
every cell from A1 to the last used row and column, so a few bytes can ask for gigabytes. What passes here is still read
in a worker (:mod:`planbook.book.workers`): this keeps the common attacks and accidents cheap and names them in words
that help.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from planbook.book import binary
from planbook.book.bounds import Bounds, Limits, holds_cells, refuse_doctype
from planbook.book.package import Package
from planbook.book.plaincells import without_blanks
from planbook.book.sniff import Kind, sniff, zip_kind
from planbook.errors import BookProblem
from planbook.words import ErrorCode

_MB = 1_000_000

Leave: TypeAlias = Callable[[Package], Mapping[str, int]]
"""Names, of a workbook that is being checked, parts whose cells are not counted, with how many they are known to take:
sheets that nobody reads, or whose cells are counted by who reads them (:func:`count_cells`). The package is safe to
read."""


_CHUNK = 1 << 20
_RATIO_FROM = 1 * _MB
_LOCAL_HEADER = 30
_KEPT_PART, _KEPT = 4 * _MB, 20 * _MB
_MANIFEST = "META-INF/manifest.xml"
_LONG = 8 * _MB
"""Bytes of a sheet beyond which it is not held to be counted."""
_PAINTED = 1 * _MB
"""Bytes of a sheet beyond which its blank cells are taken out: below, they cost little."""


@dataclass(frozen=True)
class Checked:
    """A foreign workbook that is fit to be read. ``package`` keeps its smaller XML parts as they are inflated already;
    None for an .xls, which is no zip. ``plain`` names the sheets' parts that :mod:`planbook.book.plaincells` reads.
    """

    kind: Kind
    data: bytes = field(repr=False)
    package: Package | None = field(default=None, repr=False)
    plain: frozenset[str] = field(default=frozenset(), repr=False)


def check_package(data: bytes, limits: Limits | None = None, *, leave: Leave | None = None) -> Kind:
    """The kind of a foreign workbook that is fit to be read. Raises as :func:`check` does."""
    return _check(data, limits or Limits(), keep=False, leave=leave).kind


def check(data: bytes, limits: Limits | None = None, *, leave: Leave | None = None) -> Checked:
    """A foreign workbook that is fit to be read, without blank cells, or a BookProblem that says what is wrong with it.

    Codes: ``file-empty``, ``file-encrypted``, ``file-is-html``, ``file-is-text``, ``file-is-mail``, ``file-is-pdf``,
    ``file-not-workbook``, ``file-truncated``, ``file-too-large``, ``zip-bomb``, ``zip-bad-member``, ``xml-doctype``,
    ``xml-broken``,
    ``cell-out-of-bounds``, ``cells-out-of-order``. Members are really inflated, each up to its limit; what their
    headers say is not believed. ``leave`` names sheets whose cells are not counted.
    """
    return _check(data, limits or Limits(), keep=True, leave=leave)


def count_cells(data: bytes, parts: Collection[str], limits: Limits) -> None:
    """Count the cells of sheets that a check left, before a reader makes room for them. Raises as :func:`check`."""
    bounds = Bounds(limits)
    for name, part in _parts(
        data, [info for info in _opened(data).infolist() if info.filename in parts], limits, bounds
    ):
        bounds.add(name, part)


def _check(data: bytes, limits: Limits, *, keep: bool, leave: Leave | None) -> Checked:
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
    left = _left(_Guarded(data, archive, limits), leave) if leave else {}
    for name, whole in _parts(data, archive.infolist(), limits, None if keep else bounds, left):
        if name in left:
            bounds.room(name, left[name])
            continue
        part = without_blanks(whole) if keep and len(whole) > _PAINTED and holds_cells(whole) else whole
        bounds.add(name, part)
        if (keep or name == _MANIFEST) and len(part) <= _KEPT_PART and kept + len(part) <= _KEPT:
            kept += len(part)
            parts[name] = part
    if kind is Kind.ZIP:
        raise _not_workbook()
    if b"encryption-data" in parts.get(_MANIFEST, b""):  # ODF 1.3 part 2, 4.8
        raise encrypted()
    package = Package(data, archive, parts)
    return Checked(kind, data, package, frozenset(bounds.plain))


class _Guarded(Package):
    """A package that is not checked yet: its parts are inflated within limits, each when it is asked for."""

    def __init__(self, data: bytes, archive: zipfile.ZipFile, limits: Limits) -> None:
        super().__init__(data, archive)
        self._limits = limits

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises KeyError, and BookProblem as :func:`check` does."""
        part = b"".join(_inflated(self._data, self._members[name], self._limits))
        refuse_doctype(name, part)
        return part


def _left(package: Package, leave: Leave) -> Mapping[str, int]:
    try:
        return leave(package)
    except (BookProblem, KeyError, ValueError):
        return {}  # the check itself says what is wrong


def _parts(
    data: bytes,
    infos: Iterable[zipfile.ZipInfo],
    limits: Limits,
    bounds: Bounds | None,
    left: Collection[str] = (),
) -> Iterator[tuple[str, bytes]]:
    """The parts of a zip that hold XML or a sheet, without long sheets that ``bounds`` counts; all are inflated. Those
    that are ``left`` are not held: of each comes the beginning."""
    total = 0
    for info in infos:
        name, part = info.filename, b""
        is_xml = name.lower().endswith((".xml", ".rels", ".vml"))
        if name in left:
            pieces = _inflated(data, info, limits)
            part = next(pieces, b"")
            total += len(part) + sum(map(len, pieces))
        elif bounds and is_xml and info.file_size > _LONG and bounds.add_long(name, _inflated(data, info, limits)):
            total += info.file_size
        else:
            part = b"".join(_inflated(data, info, limits))
            total += len(part)
        if total > limits.max_total:
            raise _bomb(name)
        if part and is_xml:
            refuse_doctype(name, part)
            yield name, part
        elif binary.is_sheet(part):
            yield name, part


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


def _inflated(data: bytes, info: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """A member's bytes, inflated with a bound at each step. Raises after the last where they are not what they say."""
    head = data[info.header_offset : info.header_offset + _LOCAL_HEADER]
    if len(head) < _LOCAL_HEADER or not head.startswith(b"PK\x03\x04"):
        raise _truncated(info.filename)
    lengths = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    start = info.header_offset + _LOCAL_HEADER + lengths
    packed = data[start : start + info.compress_size]
    if len(packed) < info.compress_size:
        raise _truncated(info.filename)
    if info.compress_type == zipfile.ZIP_STORED:
        steps = iter([packed])
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        steps = _steps(packed, info, limits)
    else:
        raise _not_workbook()  # an office file is stored or deflated, never anything else
    size = checksum = 0
    for piece in steps:
        size, checksum = size + len(piece), zlib.crc32(piece, checksum)
        if size > limits.max_member:
            raise _bomb(info.filename)
        yield piece
    if size != info.file_size or checksum != info.CRC:
        raise _truncated(info.filename)


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
