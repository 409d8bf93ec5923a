"""What is inside a zip archive: its files under names that people can read, and what kind of package it may be."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from planbook.words import FindingCode

MAX_MEMBERS = 500
MAX_INFLATED = 120_000_000
"""Bytes that all files of one archive may have together, with those of archives inside it."""

_UTF8, _LOCKED = 0x800, 0x1
_UNICODE_PATH = 0x7075
"""The extra field in which packers repeat a name in UTF-8 (APPNOTE 4.6.9)."""
_BOOK_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".ods")
_BOOK_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"xl/", b"mimetype")


@dataclass(frozen=True)
class Member:
    """A file inside an archive or a mail. ``data`` is None where it is not there, ``code`` says why it is not read."""

    name: str
    data: bytes | None = field(default=None, repr=False)
    code: FindingCode | None = None
    info: zipfile.ZipInfo | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """Bytes of the member, as its archive says."""
        return self.info.file_size if self.info else len(self.data or b"")

    def read(self, archive: zipfile.ZipFile) -> "Member":
        """The same with its data, or with the code of what stands against it."""
        assert self.info is not None
        if self.info.flag_bits & _LOCKED:
            return replace(self, code="file-encrypted")
        try:
            with archive.open(self.info) as stream:
                # read one byte beyond what is declared: a member that lies is damaged
                return replace(self, data=stream.read(self.info.file_size + 1))
        except Exception:  # a wrong checksum, an unknown compression, anything a broken member makes zipfile raise
            return replace(self, code="archive-damaged")


@dataclass(frozen=True)
class Listing:
    """The files of an archive that are to be read, and the names of those that are passed over."""

    members: tuple[Member, ...]
    passed: tuple[str, ...]


def listing(archive: zipfile.ZipFile, passed_over: Callable[[str], str]) -> Listing:
    """The files of an archive; ``passed_over`` gives the part of a name by which a file is no report, or nothing."""
    members, passed = [], []
    for info in archive.infolist():
        name = _name(info)
        if not info.is_dir() and (mark := passed_over(name)):
            passed.append(mark)
        elif not info.is_dir():
            members.append(Member(name, info=info))
    return Listing(tuple(members), tuple(passed))


def refusal(archive: zipfile.ZipFile) -> FindingCode | None:
    """The code of why a zip is not opened, by what it holds; None where it is an archive of files.

    Documents of other programs (Word, Writer) are zips too, and so is a workbook that has lost its list of types.
    """
    names = set(archive.namelist())
    if "[Content_Types].xml" in names or "mimetype" in names:
        return "file-no-spreadsheet"
    if any(name.replace("\\", "/").startswith("xl/workbook.") for name in names):
        return "file-truncated"
    return "file-truncated" if {"content.xml", "META-INF/manifest.xml"} <= names else None


def was_workbook(name: str, data: bytes) -> bool:
    """Whether a zip that cannot be opened was a workbook once: by its name, or by the first of its parts."""
    return name.lower().endswith(_BOOK_ENDINGS) or any(part in data[:200] for part in _BOOK_PARTS)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name: marked as UTF-8, repeated in UTF-8, or the bytes of its system: UTF-8 on macOS, which leaves
    out the mark, the Thai code page on a Thai Windows."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        raw = info.orig_filename.encode("cp437", "replace")
        name = _repeated(info.extra, raw) or _of_system(raw) or name
    return name.replace("\\", "/")


def _of_system(raw: bytes) -> str:
    for encoding in ("utf-8", "cp874"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _repeated(extra: bytes, raw: bytes) -> str:
    """The name of the extra field for it, if that is about this very name; else empty."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + length]
        if kind == _UNICODE_PATH and len(body) > 5 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            return body[5:].decode("utf-8", "replace")
        at += 4 + length
    return ""
