"""Gathering what came back: files and folders, zip archives and saved mails, each workbook once."""

import codecs
import hashlib
import io
import os
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path, PurePath, PurePosixPath
from typing import TypeAlias, cast

from planbook.book.files import Source, read_source
from planbook.book.sniff import Kind, sniff
from planbook.domain import Finding
from planbook.domain.brief import Brief
from planbook.words import FindingCode

MAX_MEMBERS = 500
MAX_FILE = 60_000_000
"""Bytes of a file that is read at all; mail systems carry less."""
MAX_INFLATED = 120_000_000
"""Bytes that all files of one archive may have together, with those of archives inside it."""
MAX_DEPTH = 3
"""Archives within mails within archives: deeper than this nobody packs by hand."""

_BEFORE_MAIL = codecs.BOM_UTF8 + b"\r\n\t "
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_REFUSED: dict[Kind, FindingCode] = {Kind.EMPTY: "file-empty", Kind.HTML: "file-is-html", Kind.TEXT: "file-is-text"}
_BOOK_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".ods")
_BOOK_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"xl/", b"mimetype")
_WORKBOOKS = frozenset({Kind.XLSX, Kind.XLSM, Kind.XLSB, Kind.XLS, Kind.ODS, Kind.ENCRYPTED})
"""What is read further; one with a password too, for the reader has the right sentence on it."""


@dataclass(frozen=True)
class SourceFile:
    """A file as it came back. ``name`` is its path under the folder that was given (``/`` between, NFC);
    what was inside an archive or a mail has that file's name in front."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, repr=False)
class Collected(Brief):
    """What came back: the workbooks, each once, and a finding for all that cannot be one."""

    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...] = ()

    def brief(self) -> Mapping[str, object]:
        """How many workbooks, and how many findings."""
        return {"files": len(self.files), "findings": len(self.findings)}


Returns: TypeAlias = Source | Iterable[Source] | Collected
"""What came back: files, folders, bytes or streams, one or several, or what :func:`collect` made of them."""


def collect(returns: Returns) -> Collected:
    """Every workbook in what came back, in a fixed order, and a finding for all that cannot be one.

    Folders are searched, archives and saved mails opened. Files of paths come in the order of their names, whatever
    the order of the paths, then bytes and streams, which without a name are called ``return-1.xlsx`` and so on by
    their place. Lock files (``~$…``) and hidden files are passed over. Of files with the same bytes only the first is
    read.
    """
    if isinstance(returns, Collected):
        return returns
    # a stream is an iterable too, of lines
    single = isinstance(returns, str | Path | bytes) or hasattr(returns, "read")
    given = [cast(Source, returns)] if single else list(cast("Iterable[Source]", returns))
    found = list(_of_paths([Path(item) for item in given if isinstance(item, str | Path)]))
    for number, item in enumerate(given, start=1):
        if not isinstance(item, str | Path):
            name, data = read_source(item)
            found += _workbooks(SourceFile(name or f"return-{number}.xlsx", data), _Budget(MAX_INFLATED))
    files, twice = _once(item for item in found if isinstance(item, SourceFile))
    return Collected(tuple(files), (*(item for item in found if isinstance(item, Finding)), *twice))


def _of_paths(paths: Iterable[Path]) -> Iterator[SourceFile | Finding]:
    found: dict[Path, str] = {}
    for path in paths:
        if not path.exists():
            yield Finding.of("path-missing", file=_shown(path))
            continue
        under = list(_under(path))
        if path.is_dir() and not under:
            yield Finding.of("folder-empty", file=_shown(path))
        for name, file in under:
            found.setdefault(file.resolve(), name)
    for file, name in _told_apart(found):
        try:
            if file.stat().st_size > MAX_FILE:
                yield Finding.of("file-too-large", file=name, size=MAX_FILE // 1_000_000)
                continue
            source = SourceFile(name, file.read_bytes())
        except OSError as problem:
            yield Finding.of("file-not-readable", file=name, problem=problem.strerror or str(problem))
            continue
        yield from _workbooks(source, _Budget(MAX_INFLATED))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _shown(path: PurePath) -> str:
    """A path as text that can be written anywhere, whatever encoding the system gives file names."""
    return _nfc(os.fsencode(path.as_posix()).decode("utf-8", "replace"))


def _under(path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_file():
        yield _shown(PurePath(path.name)), path
        return
    for file in path.rglob("*"):
        name = _shown(file.relative_to(path))
        if file.is_file() and not _passed_over(name):
            yield name, file


def _told_apart(found: Mapping[Path, str]) -> list[tuple[Path, str]]:
    """Files with their names, in the order of the names; two of one name get as much of their path as it takes."""
    names = dict(found)
    for depth in range(2, 20):
        counts = Counter(names.values())
        twice = [path for path, name in names.items() if counts[name] > 1]
        if not twice:
            break
        names.update({path: _shown(PurePath(*path.parts[-depth:])) for path in twice})
    return sorted(names.items(), key=lambda item: (item[1], str(item[0])))


def _passed_over(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if not parts or parts[-1].startswith("~$") or parts[-1].lower() in _LEFT_BY_SYSTEMS:
        return True
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


@dataclass
class _Budget:
    """How many bytes may still come out of a file: archives within archives share what the outermost one has."""

    left: int


def _workbooks(source: SourceFile, budget: _Budget, depth: int = 0) -> Iterator[SourceFile | Finding]:
    """The workbook that a file is, or the workbooks inside it; and findings."""
    kind = sniff(source.data)
    if kind in _WORKBOOKS:
        yield source
    elif kind in (Kind.ZIP, Kind.EML) and depth < MAX_DEPTH and not _is_document(source.data):
        inner = list(_unzip(source, budget) if kind is Kind.ZIP else _attachments(source))
        if not inner:
            yield Finding.of("archive-without-files", file=source.name)
        for item in inner:
            if isinstance(item, Finding):
                yield item
        for item in inner:
            if isinstance(item, SourceFile):
                yield from _workbooks(item, budget, depth + 1)
    else:
        yield Finding.of(_REFUSED.get(kind, "file-no-spreadsheet"), file=source.name)


def _unzip(source: SourceFile, budget: _Budget) -> Iterator[SourceFile | Finding]:
    """The members of an archive in the order of their names, and findings; nothing where it has no member at all."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except Exception:  # hostile directories make zipfile raise more than BadZipFile
        yield Finding.of("file-truncated" if _was_workbook(source) else "archive-damaged", file=source.name)
        return
    members = [info for info in archive.infolist() if not info.is_dir() and not _passed_over(_member_name(info))]
    size = sum(info.file_size for info in members)
    if len(members) > MAX_MEMBERS or size > budget.left:
        most = MAX_INFLATED // 1_000_000
        yield Finding.of("archive-too-large", file=source.name, members=MAX_MEMBERS, size=most)
        return
    budget.left -= size
    for info in sorted(members, key=_member_name):
        name = f"{source.name}/{_member_name(info)}"
        if info.flag_bits & 1:
            yield Finding.of("file-encrypted", file=name)
            continue
        try:
            with archive.open(info) as stream:
                # read one byte beyond what is declared: a member that lies is damaged
                yield SourceFile(name, stream.read(info.file_size + 1))
        except Exception:  # a wrong checksum, an unknown compression, anything a broken member makes zipfile raise
            yield Finding.of("archive-damaged", file=name)


def _is_document(data: bytes) -> bool:
    """Whether a zip is a document of another program (Word, PowerPoint, Writer), by its list of types."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except Exception:  # no zip, or a broken one: that is found out, and said, further on
        return False
    return "[Content_Types].xml" in names or "mimetype" in names


def _was_workbook(source: SourceFile) -> bool:
    """Whether a zip that cannot be opened was a workbook once: by its name, or by the first of its parts."""
    return source.name.lower().endswith(_BOOK_ENDINGS) or any(part in source.data[:200] for part in _BOOK_PARTS)


def _member_name(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & 0x800:
        # no UTF-8 flag: Windows tools in a Thai locale write the bytes of code page 874
        try:
            name = name.encode("cp437").decode("cp874")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = info.filename
    return _nfc(name.replace("\\", "/"))


def _attachments(source: SourceFile) -> list[SourceFile | Finding]:
    """The attachments of a saved mail, those of forwarded mails inside it too (``walk`` goes into them)."""
    try:
        mail: Message = message_from_bytes(source.data.lstrip(_BEFORE_MAIL), policy=policy.compat32)
        parts = [part for part in mail.walk() if not part.is_multipart() and _is_attachment(part)]
        found: list[SourceFile | Finding] = []
        for number, part in enumerate(parts, start=1):
            data = part.get_payload(decode=True)
            name = _nfc(PurePosixPath(_attachment_name(part).replace("\\", "/")).name) or f"attachment-{number}"
            if isinstance(data, bytes) and not _passed_over(name):
                found.append(SourceFile(f"{source.name}/{name}", data))
        return found
    except Exception:  # the mail parser raises whatever a broken mail makes it raise
        return [Finding.of("archive-damaged", file=source.name)]


def _is_attachment(part: Message) -> bool:
    """Whether a part of a mail is a file that somebody attached: not its text, nor the pictures of a signature."""
    inline = part.get_content_disposition() == "inline" or "content-id" in part
    if part.get_content_maintype() == "image" and inline:
        return False
    return bool(part.get_filename()) or part.get_content_maintype() not in ("text", "multipart", "message")


def _attachment_name(part: Message) -> str:
    """The name of an attachment; mail programs encode a Thai one in more ways than one (RFC 2047, RFC 2231)."""
    return str(make_header(decode_header(part.get_filename() or "")))


def _once(files: Iterable[SourceFile]) -> tuple[list[SourceFile], list[Finding]]:
    first: dict[bytes, SourceFile] = {}
    twice: list[Finding] = []
    for file in files:
        other = first.setdefault(hashlib.sha256(file.data).digest(), file)
        if other is not file:
            twice.append(Finding.of("file-same-as-other", file=file.name, other=other.name))
    return list(first.values()), twice
