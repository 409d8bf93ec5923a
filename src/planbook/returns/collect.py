"""Gathering what came back: files and folders, zip archives and saved mails, each workbook once."""

import hashlib
import io
import os
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path, PurePath, PurePosixPath

from planbook.book.sniff import Kind, sniff
from planbook.model import Finding, find

MAX_MEMBERS = 500
MAX_INFLATED = 200_000_000
"""Bytes that all files of one archive may have together."""
MAX_DEPTH = 3
"""Archives within mails within archives: deeper than this nobody packs by hand."""

_WORKBOOKS = frozenset({Kind.XLSX, Kind.XLSM, Kind.XLSB, Kind.XLS, Kind.ODS, Kind.ENCRYPTED})
"""What is read further; one with a password too, for the reader has the right sentence on it."""


@dataclass(frozen=True)
class SourceFile:
    """A file as it came back. ``name`` is its path under the folder that was given (``/`` between, NFC);
    what was inside an archive or a mail has that file's name in front."""

    name: str
    data: bytes = field(repr=False)


def collect(paths: Sequence[Path]) -> tuple[list[SourceFile], list[Finding]]:
    """Every workbook under ``paths``, in a fixed order, and a finding for all that cannot be one.

    The order is that of the files' names, not of ``paths``. Lock files (``~$…``) and hidden files are passed over. Of
    files with the same bytes only the first is read.
    """
    files: list[SourceFile] = []
    findings: list[Finding] = []
    found: dict[Path, str] = {}
    for path in paths:
        if not path.exists():
            findings.append(find("path-missing", file=_shown(path)))
            continue
        under = list(_under(path))
        if path.is_dir() and not under:
            findings.append(find("folder-empty", file=_shown(path)))
        for name, file in under:
            found.setdefault(file.resolve(), name)
    for file, name in _told_apart(found):
        try:
            source = SourceFile(name, file.read_bytes())
        except OSError as problem:
            findings.append(find("file-not-readable", file=name, problem=problem.strerror or str(problem)))
            continue
        files += _workbooks(source, findings)
    return _once(files, findings), findings


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
    return not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts) or parts[-1].startswith("~$")


def _workbooks(source: SourceFile, findings: list[Finding], depth: int = 0) -> Iterator[SourceFile]:
    """The workbook that a file is, or the workbooks inside it."""
    kind = sniff(source.data)
    if kind in _WORKBOOKS:
        yield source
    elif kind is Kind.EMPTY:
        findings.append(find("file-empty", file=source.name))
    elif kind not in (Kind.ZIP, Kind.EML) or depth >= MAX_DEPTH:
        findings.append(find("file-no-spreadsheet", file=source.name))
    else:
        inner = _unzip(source, findings) if kind is Kind.ZIP else _attachments(source)
        if inner == []:
            findings.append(find("archive-without-files", file=source.name))
        for file in inner or ():
            yield from _workbooks(file, findings, depth + 1)


def _unzip(source: SourceFile, findings: list[Finding]) -> list[SourceFile] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if len(members) > MAX_MEMBERS or sum(info.file_size for info in members) > MAX_INFLATED:
                size = MAX_INFLATED // 1_000_000
                findings.append(find("archive-too-large", file=source.name, members=MAX_MEMBERS, size=size))
                return None
            found = []
            for info in members:
                name = _member_name(info)
                if not _passed_over(name):
                    with archive.open(info) as stream:
                        # read one byte beyond what is declared: a member that lies is no workbook
                        data = stream.read(info.file_size + 1)
                    found.append(SourceFile(f"{source.name}/{name}", data))
            return sorted(found, key=lambda file: file.name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        findings.append(find("archive-damaged", file=source.name))
        return None


def _member_name(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & 0x800:
        # no UTF-8 flag: Windows tools in a Thai locale write the bytes of code page 874
        try:
            name = name.encode("cp437").decode("cp874")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = info.filename
    return _nfc(name.replace("\\", "/"))


def _attachments(source: SourceFile) -> list[SourceFile]:
    """The attachments of a saved mail, those of forwarded mails inside it too (``walk`` goes into them)."""
    mail: Message = message_from_bytes(source.data, policy=policy.default)
    found = []
    for number, part in enumerate(mail.walk(), start=1):
        name = part.get_filename()
        if part.is_multipart() or not name:
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            inner = _nfc(PurePosixPath(name.replace("\\", "/")).name) or f"attachment-{number}"
            if not _passed_over(inner):
                found.append(SourceFile(f"{source.name}/{inner}", data))
    return found


def _once(files: list[SourceFile], findings: list[Finding]) -> list[SourceFile]:
    first: dict[bytes, SourceFile] = {}
    for file in files:
        digest = hashlib.sha256(file.data).digest()
        other = first.setdefault(digest, file)
        if other is not file:
            findings.append(find("file-same-as-other", file=file.name, other=other.name))
    return list(first.values())
