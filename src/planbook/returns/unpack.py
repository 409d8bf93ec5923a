"""From a file that came back to the workbooks in it: itself, or what archives and mails hold; nothing is left out in
silence.

The files of a zip archive come under names that people can read.
"""

import hashlib
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from planbook.book.sniff import BOOK_ENDINGS, ENDINGS, Kind, is_picture, sniff
from planbook.book.workers import Allowance, Lost, run_isolated
from planbook.domain import Finding
from planbook.errors import BookProblem
from planbook.words import FindingCode

if TYPE_CHECKING:
    from planbook.returns.mails import Attachment

MAX_MEMBERS = 500
MAX_INFLATED = 120_000_000
"""Bytes that all files of one archive may have together, with those of archives inside it."""

_UTF8, _LOCKED = 0x800, 0x1
_UNICODE_PATH = 0x7075
"""The extra field in which packers repeat a name in UTF-8 (APPNOTE 4.6.9)."""
_BOOK_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"xl/", b"mimetype")


@dataclass(frozen=True)
class ArchivedFile:
    """A file inside an archive or a mail. ``data`` is None where it is not there, ``code`` says why it is not read."""

    name: str
    data: bytes | None = field(default=None, repr=False)
    code: FindingCode | None = None
    info: zipfile.ZipInfo | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """Bytes of the member, as its archive says."""
        return self.info.file_size if self.info else len(self.data or b"")

    def read(self, archive: zipfile.ZipFile) -> "ArchivedFile":
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


class Listing(NamedTuple):
    """The files of an archive that are to be read, and the names of those that are passed over."""

    members: tuple[ArchivedFile, ...]
    passed: tuple[str, ...]


def listing(archive: zipfile.ZipFile, passed_over: Callable[[str], str]) -> Listing:
    """The files of an archive; ``passed_over`` gives the part of a name by which a file is no report, or nothing."""
    members, passed = [], []
    for info in archive.infolist():
        name = _name(info)
        if not info.is_dir() and (mark := passed_over(name)):
            passed.append(mark)
        elif not info.is_dir():
            members.append(ArchivedFile(name, info=info))
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
    if any(name.endswith(".iwa") for name in names):  # Numbers, and other programs of Apple
        return "file-no-spreadsheet"
    return "file-truncated" if {"content.xml", "META-INF/manifest.xml"} <= names else None


def was_workbook(name: str, data: bytes) -> bool:
    """Whether a zip that cannot be opened was a workbook once: by its name, or by the first of its parts."""
    return name.lower().endswith(BOOK_ENDINGS) or any(part in data[:200] for part in _BOOK_PARTS)


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


MAX_DEPTH = 3
"""Archives within mails within archives: deeper than this nobody packs by hand."""
_MAIL_BUDGET = Allowance(seconds=30, memory_mb=400)
"""What reading one Outlook mail may cost."""

_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "icon\r"})
_ELSEWHERE = (".icloud", ".gsheet", ".gdoc", ".url", ".webloc", ".lnk")
"""Endings of files that stand for one that is not here."""
_REFUSED: dict[Kind, FindingCode] = {
    Kind.EMPTY: "file-empty",
    Kind.HTML: "file-is-html",
    Kind.TEXT: "file-is-text",
    Kind.PACKED: "archive-of-other-kind",
}
_WORKBOOKS = frozenset({*ENDINGS, Kind.ENCRYPTED})
"""Kinds of files that are given to the reader of returns. Those with a password are among them: it refuses them, with
the finding that says so."""
_NUMBERED = re.compile(r"(.*?)((?:\.\w{1,5})?)", re.DOTALL)
_MOST_NAMES = 12


@dataclass(frozen=True)
class SourceFile:
    """A file as it came back. ``name`` is its path under the folder that was given (``/`` between, NFC); what was
    inside an archive or a mail has that file's name in front. No two files of a run have one name."""

    name: str
    data: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_read(self) -> bool:
        """Whether it was read as soon as it had come (:class:`planbook.returns.reading.ReadFile`)."""
        return False

    def named(self, name: str) -> "SourceFile":
        """The same file under another name."""
        return replace(self, name=name)


@dataclass(frozen=True)
class Unpacked:
    """What came out of a file: ``files`` are its workbooks, ``findings`` tell of everything else in it, ``inflated`` is
    the number of bytes that came out of archives."""

    files: tuple[SourceFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    inflated: int = 0

    def __add__(self, other: "Unpacked") -> "Unpacked":
        return Unpacked(self.files + other.files, self.findings + other.findings, self.inflated + other.inflated)


def nfc(text: str) -> str:
    """A name in the one spelling that macOS and Windows do not share."""
    return unicodedata.normalize("NFC", text)


def passed_over(name: str) -> str:
    """The part of a path that marks it as no report, by its name: hidden, a lock file, left by a system; else empty."""
    if _is_elsewhere(name):
        return ""  # hidden as it is, a report may stand behind it
    parts = PurePosixPath(name).parts
    for depth, part in enumerate(parts, start=1):
        if part.startswith((".", "~$")) or part.lower() in _LEFT_BY_SYSTEMS:
            return "/".join(parts[:depth])
    return ""


def _is_elsewhere(name: str) -> bool:
    """Whether a file only stands for one that is kept elsewhere: not downloaded yet, or a link."""
    return name.lower().endswith(_ELSEWHERE)


def list_passed_over(place: str, names: Iterable[str]) -> tuple[Finding, ...]:
    """The finding that lists what was passed over in ``place``, a folder, an archive or a mail; none where nothing was.
    ``names`` are quoted, the first 12 of them."""
    passed = sorted(set(names) - {""})
    if not passed:
        return ()
    more = ["…"] if len(passed) > _MOST_NAMES else []
    return (Finding.of("files-passed-over", file=place, raw=", ".join(passed[:_MOST_NAMES] + more), count=len(passed)),)


def distinct(names: Sequence[str]) -> list[str]:
    """The names, with a number added to each that an earlier one has already."""
    taken = Counter(names)
    seen: set[str] = set()
    made = []
    for name in names:
        number, new = 1, name
        while new in seen or (number > 1 and taken[new]):
            number += 1
            stem, ending = _NUMBERED.fullmatch(name).groups()  # type: ignore[union-attr]  # it matches every text
            new = f"{stem} ({number}){ending}"
        seen.add(new)
        made.append(new)
    return made


def unpack(source: SourceFile, room: int = MAX_INFLATED, depth: int = 0) -> Unpacked:
    """The workbook that a file is, or all workbooks inside it, and a finding for everything else.

    ``room`` is how many bytes may come out of this archive and those inside it, ``depth`` in how many archives and
    mails the file itself lies. Never raises for what is in the file.
    """
    kind = sniff(source.data)
    if kind in _WORKBOOKS:
        return Unpacked((source,))
    if _is_elsewhere(source.name):
        return _refused(source, "file-elsewhere")
    if kind is Kind.UNKNOWN and not is_picture(source.data) and was_workbook(source.name, source.data):
        return _refused(source, "file-truncated")
    opener = _OPENERS.get(kind)
    if opener is None:
        return _refused(source, _REFUSED.get(kind, "file-no-spreadsheet"))
    return opener(source, room, depth) if depth < MAX_DEPTH else _refused(source, "archive-too-deep")


def _refused(source: SourceFile, code: FindingCode) -> Unpacked:
    return Unpacked(findings=(Finding.of(code, file=source.name),))


def _inside(source: SourceFile, members: Sequence[ArchivedFile], room: int, depth: int) -> Unpacked:
    """What the files in a file come to, each under the name of the file that holds it."""
    found = Unpacked()
    names = distinct([f"{source.name}/{nfc(member.name)}" for member in members])
    for name, member in sorted(zip(names, members, strict=True), key=lambda each: each[0]):
        if member.code or member.data is None:
            found += _refused(SourceFile(name, b""), member.code or "file-elsewhere")
        else:
            found += unpack(SourceFile(name, member.data), room - found.inflated, depth + 1)
    return found


def _zip(source: SourceFile, room: int, depth: int) -> Unpacked:
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except Exception:  # hostile directories make zipfile raise more than BadZipFile
        return _refused(source, "file-truncated" if was_workbook(source.name, source.data) else "archive-damaged")
    code = refusal(archive)
    if code:
        return _refused(source, code)
    found = listing(archive, passed_over)
    size = sum(member.size for member in found.members)
    if len(found.members) > MAX_MEMBERS or size > room:
        most = MAX_INFLATED // 1_000_000
        finding = Finding.of("archive-too-large", file=source.name, members=MAX_MEMBERS, size=most)
        return Unpacked(findings=(finding,))
    unpacked = Unpacked(findings=list_passed_over(source.name, found.passed), inflated=size)
    if not found.members:
        return unpacked + _refused(source, "archive-without-files")
    opened = [member.read(archive) for member in found.members]
    return unpacked + _inside(source, opened, room - size, depth)


def _mail(source: SourceFile, room: int, depth: int) -> Unpacked:
    from planbook.returns.mails import attached, is_web_page, mails_of  # what reads mails takes a while to load

    mails = mails_of(source.data)
    if len(mails) > 1:
        numbered = [ArchivedFile(f"mail-{number}.eml", mail) for number, mail in enumerate(mails, start=1)]
        return _inside(source, numbered, room, depth)
    try:
        if is_web_page(mails[0]):
            return _refused(source, "file-is-html")
        parts = attached(mails[0])
    except Exception:  # the mail parser raises whatever a broken mail makes it raise
        return _refused(source, "archive-damaged")
    files = [
        ArchivedFile(part.name or f"attachment-{number}", part.data, "mail-locked" if part.is_locked else None)
        for number, part in enumerate((part for part in parts if not part.is_rider), start=1)
    ]
    riders = [part.name or "-" for part in parts if part.is_rider]
    return _attachments(source, files, riders, room, depth)


def _attachments(
    source: SourceFile, files: Sequence[ArchivedFile], riders: Sequence[str], room: int, depth: int
) -> Unpacked:
    passed = [*riders, *(name for file in files if (name := passed_over(file.name)))]
    kept = [file for file in files if not passed_over(file.name)]
    unpacked = Unpacked(findings=list_passed_over(source.name, passed))
    return unpacked + (_inside(source, kept, room, depth) if kept else _refused(source, "archive-without-files"))


def _outlook(source: SourceFile, room: int, depth: int) -> Unpacked:
    """A mail that Outlook saved, read in a worker: the file may be hostile."""
    from planbook.returns.mails import read_msg

    (found,) = run_isolated(read_msg, [source.data], workers=1, budget=_MAIL_BUDGET)
    if isinstance(found, BookProblem | Lost):
        return _refused(source, "outlook-mail-damaged")
    return _of_outlook(found, source, room, depth)


def _wrapped(source: SourceFile, room: int, depth: int) -> Unpacked:
    from planbook.returns.mails import read_tnef

    try:
        found = read_tnef(source.data)
    except BookProblem:
        return _refused(source, "outlook-mail-damaged")
    if not found:  # the formatting of the mail's text, no more
        return Unpacked(findings=list_passed_over(source.name, [PurePosixPath(source.name).name]))
    return _of_outlook(found, source, room, depth)


def _of_outlook(found: "Sequence[Attachment]", source: SourceFile, room: int, depth: int) -> Unpacked:
    files = [
        ArchivedFile(PurePosixPath(each.name.replace("\\", "/")).name or f"attachment-{number}", each.data)
        for number, each in enumerate((each for each in found if not each.is_inline), start=1)
    ]
    return _attachments(source, files, [each.name or "-" for each in found if each.is_inline], room, depth)


_OPENERS: dict[Kind, Callable[[SourceFile, int, int], Unpacked]] = {
    Kind.ZIP: _zip,
    Kind.EML: _mail,
    Kind.MSG: _outlook,
    Kind.TNEF: _wrapped,
}
