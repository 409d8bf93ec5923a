"""Gathering what came back: files and folders, zip archives and saved mails, each workbook once; also at an address,
such as ``s3://bucket/returns`` (:mod:`planbook.returns.remote`).
"""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import TypeAlias, cast

from planbook.book.files import Source, path_of, read_source
from planbook.domain import Finding
from planbook.domain.data import Brief
from planbook.returns.reading import read_each
from planbook.returns.remote import RemoteFile, Shelf, fetch, is_address, look
from planbook.returns.unpack import (
    MAX_INFLATED,
    SourceFile,
    Unpacked,
    distinct,
    list_passed_over,
    nfc,
    passed_over,
    unpack,
)

__all__ = ["MAX_FILE", "MAX_INFLATED", "Collected", "Returns", "SourceFile", "collect"]

MAX_FILE = 60_000_000
"""Bytes of a file that is read at all; mail systems carry less."""
_MOST_PARTS = 20
"""Folders of a path that are shown to tell two files of one name apart."""


@dataclass(frozen=True)
class _Seen:
    """What lies under a path that was given: files with their names, what cannot be read, and what is passed over."""

    files: tuple[tuple[str, Path], ...] = ()
    findings: tuple[Finding, ...] = ()
    passed: tuple[str, ...] = ()

    def __add__(self, other: "_Seen") -> "_Seen":
        return _Seen(self.files + other.files, self.findings + other.findings, self.passed + other.passed)


@dataclass(frozen=True, repr=False)
class Collected(Brief):
    """What came back: the workbooks, each once, and a finding for all that cannot be one."""

    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...] = ()
    paths: tuple[Path, ...] = ()
    """The files and folders that were given, which are never written over."""
    places: Mapping[str, Path] = field(default_factory=dict, hash=False)
    """where files that were given by their paths are, by name; what an archive holds is named below it"""
    copies: Mapping[str, str] = field(default_factory=dict, hash=False)
    """files with the same bytes as one that is read, by name: the name of that one"""

    def brief(self) -> Mapping[str, object]:
        """How many workbooks, and how many findings."""
        return {"files": len(self.files), "findings": len(self.findings)}


Returns: TypeAlias = Source | Iterable[Source] | Collected
"""What came back: files, folders, bytes or streams, one or several, or what :func:`collect` made of them."""


def collect(
    returns: Returns,
    *,
    workers: int = 0,
    executor: Executor | None = None,
    tick: Callable[[str], None] | None = None,
) -> Collected:
    """Every workbook in what came back, in a fixed order, and a finding for all that cannot be one.

    Folders are searched, archives and saved mails opened. A text such as ``s3://bucket/returns`` is an address, whose
    files are fetched (:mod:`planbook.returns.remote`). Files of paths come in the order of their names, whatever
    the order of the paths, then bytes and streams, which without a name are called ``return-1.xlsx`` and so on by
    their place. Lock files (``~$…``), hidden files and what rides along with mails are passed over, and listed. Of
    files with the same bytes only the first is read; no two have one name.

    With ``workers``, or an ``executor``, files at addresses are read as they come, so that few of them lie on this
    machine at a time, and ``tick`` is told the name of each; :func:`planbook.check` and :func:`planbook.merge` ask for
    that, and take what was read. Without, they wait on the disk.

    Raises PlanbookError ``fsspec-missing`` where what fetches from an address is not installed.
    """
    if isinstance(returns, Collected):
        return returns
    # a stream is an iterable too, of lines
    single = isinstance(returns, str | Path | bytes) or hasattr(returns, "read")
    given = [cast(Source, returns)] if single else list(cast("Iterable[Source]", returns))
    addresses = [item for item in given if isinstance(item, str) and is_address(item)]
    given = [item for item in given if item not in addresses] if addresses else given
    remote = [look(address, MAX_FILE) for address in addresses]
    far = [file for each in remote for file in each.files]
    seen = _seen([Path(item) for item in given if isinstance(item, str | Path)])
    found = _told_apart({path: name for name, path in seen.files})
    more = [
        (data, name or f"return-{number}.xlsx")
        for number, item in enumerate(given, start=1)
        if not isinstance(item, str | Path)
        for name, data in [read_source(item)]
    ]
    names = distinct([name for _, name in (*found, *more)] + [file.name for file in far])
    unpacked = Unpacked(findings=(*seen.findings, *(finding for each in remote for finding in each.findings)))
    for (path, _), name in zip(found, names[: len(found)], strict=True):
        unpacked += _opened(path, name)
    for (data, _), name in zip(more, names[len(found) : len(names) - len(far)], strict=True):
        unpacked += unpack(SourceFile(name, data))
    files, twice = _once(unpacked.files)
    if far:
        known = {file.digest: file.name for file in files}
        came = _Came(_fetched(far, names[len(names) - len(far) :]), known)
        files += _read(came, workers, executor, tick) if workers or executor else _kept(came)
        unpacked += Unpacked(findings=tuple(came.findings))
        twice += came.twice
    paths = tuple(filter(None, map(path_of, given)))
    places = {name: path.resolve() for (path, _), name in zip(found, names[: len(found)], strict=True)}
    copies = {finding.file: str(finding.args["other"]) for finding in twice}
    return Collected(tuple(files), (*unpacked.findings, *twice), paths, places, copies)


def _fetched(files: Sequence[RemoteFile], names: Sequence[str]) -> Iterator[Unpacked]:
    """What each file at an address comes to."""
    for name, came in zip(names, fetch(files, MAX_FILE), strict=True):
        yield Unpacked(findings=(came,)) if isinstance(came, Finding) else unpack(SourceFile(name, came.data))


class _Came:
    """The workbooks among what comes from afar, each once, as they come; ``findings`` and ``twice`` tell of the rest,
    as far as it has come."""

    def __init__(self, unpacked: Iterator[Unpacked], known: Mapping[str, str]) -> None:
        self._unpacked, self._known = unpacked, {**known}
        self.findings: list[Finding] = []
        self.twice: list[Finding] = []

    def __iter__(self) -> Iterator[SourceFile]:
        for each in self._unpacked:
            self.findings += each.findings
            for file in each.files:
                other = self._known.setdefault(file.digest, file.name)
                if other == file.name:
                    yield file
                else:
                    self.twice.append(Finding.of("file-same-as-other", file=file.name, other=other))


def _kept(came: Iterable[SourceFile]) -> list[SourceFile]:
    """Files on the disk, where they stay until nobody wants them."""
    shelf = Shelf()
    return [shelf.keep(file) for file in came]


def _read(
    came: Iterable[SourceFile], workers: int, executor: Executor | None, tick: Callable[[str], None] | None
) -> list[SourceFile]:
    """Files as they were read; those that are to be read again stay on the disk."""
    shelf, files = Shelf(), list[SourceFile]()
    for each in read_each(((file, None) for file in came), max(1, workers), executor):
        files.append(each.kept(shelf.keep(each.again)) if each.again else each)
        if tick:
            tick(each.name)
    return files


def _opened(file: Path, name: str) -> Unpacked:
    try:
        if file.stat().st_size > MAX_FILE:
            return Unpacked(findings=(Finding.of("file-too-large", file=name, size=MAX_FILE // 1_000_000),))
        return unpack(SourceFile(name, file.read_bytes()))
    except OSError as problem:
        return Unpacked(findings=(_unreadable(name, problem),))


def _unreadable(name: str, problem: OSError) -> Finding:
    return Finding.of("file-not-readable", file=name, problem=problem.strerror or str(problem))


def _shown(path: PurePath) -> str:
    """A path as text that can be written anywhere, whatever encoding the system gives file names."""
    return nfc(os.fsencode(path.as_posix()).decode("utf-8", "replace"))


def _seen(paths: Iterable[Path]) -> _Seen:
    """The files of the paths that were given: those they name, and all below the folders they name, each once."""
    all_of_them = _Seen()
    for path in paths:
        seen = _under(path)
        all_of_them += replace(
            seen, findings=seen.findings + list_passed_over(_shown(path.resolve()).split("/")[-1], seen.passed)
        )
    files = {path.resolve(): name for name, path in reversed(all_of_them.files)}
    return replace(all_of_them, files=tuple((name, path) for path, name in files.items()))


def _under(path: Path) -> _Seen:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return _Seen(findings=(Finding.of("path-missing", file=_shown(path)),))
    except OSError as problem:
        return _Seen(findings=(_unreadable(_shown(path), problem),))
    if not is_folder:
        return _file(_shown(PurePath(path.name)), path)
    below = _below(path, path)
    if not below.files and not below.findings:
        below += _Seen(findings=(Finding.of("folder-empty", file=_shown(path)),))
    return below


def _below(folder: Path, top: Path) -> _Seen:
    """What lies below a folder; names are paths from the folder ``top`` on."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as problem:
        return _Seen(findings=(_unreadable(_shown(folder.relative_to(top) if folder != top else top), problem),))
    seen = _Seen()
    for entry in entries:
        name = _shown(entry.relative_to(top))
        if mark := passed_over(name):
            seen += _Seen(passed=(mark,))
        elif not entry.is_symlink() and _is_folder(entry):
            seen += _below(entry, top)
        else:
            seen += _file(name, entry)
    return seen


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # in a folder that may be listed and not entered
        return False


def _file(name: str, path: Path) -> _Seen:
    """A file, if it is one: not a link to a folder or to nothing, nor a device that would be waited on."""
    try:
        mode = path.stat().st_mode
    except OSError as problem:
        return _Seen(findings=(_unreadable(name, problem),))
    if stat.S_ISDIR(mode):
        return _Seen(findings=(Finding.of("folder-linked", file=name),))
    if not stat.S_ISREG(mode):
        return _Seen(findings=(_unreadable(name, OSError("not a regular file")),))
    return _Seen(files=((name, path),))


def _told_apart(found: Mapping[Path, str]) -> list[tuple[Path, str]]:
    """Files with their names, in the order of the names; two of one name get as much of their path as it takes."""
    names = dict(found)
    for depth in range(2, _MOST_PARTS):
        # two spellings of one name in one folder stay alike however much of their path is shown
        counts = Counter(name for name, _ in {(name, _shown(path)) for path, name in names.items()})
        twice = [path for path, name in names.items() if counts[name] > 1]
        if not twice:
            break
        names.update({path: _shown(PurePath(*path.parts[-depth:])) for path in twice})
    return sorted(names.items(), key=lambda item: (item[1], str(item[0])))


def _once(files: Sequence[SourceFile]) -> tuple[list[SourceFile], list[Finding]]:
    first: dict[str, SourceFile] = {}
    findings = []
    for file in files:
        other = first.setdefault(file.digest, file)
        if other is not file:
            findings.append(Finding.of("file-same-as-other", file=file.name, other=other.name))
    return list(first.values()), findings
