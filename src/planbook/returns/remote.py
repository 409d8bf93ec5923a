"""Returns at an address, such as ``s3://bucket/returns``: whatever fsspec reaches, folders and single files.

They are fetched a few at a time, a few ahead of who reads them, and wait on the disk: however many there are, memory
and disk hold a few. No message shows what an address says of who asks: names, passwords, signatures.
"""

import os
import re
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

from planbook.domain import Finding
from planbook.errors import PlanbookError
from planbook.returns.unpack import SourceFile, list_passed_over, nfc, passed_over
from planbook.words import Sentence

AT_A_TIME, WAITING = 8, 32
"""Files that are fetched at a time; and those that are on their way or have come, and nobody has asked for yet."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+(?:://|::)")
_ASKER = re.compile(r"(?<=://)[^/@\s]*@")
_SIGNED = re.compile(r"(?<=\S)\?[^\s'\"<>)]*")
_FORBIDDEN = (401, 403)


def is_address(text: object) -> bool:
    """Whether a text is an address (``s3://…``, ``memory://…``), and no path."""
    return isinstance(text, str) and _ADDRESS.match(text) is not None


def without_secrets(text: str) -> str:
    """A text without the names, passwords and signatures in the addresses that it shows."""
    return _SIGNED.sub("", _ASKER.sub("", text)) if "://" in text else text


@dataclass(frozen=True)
class RemoteFile:
    """A file at an address: its ``name`` below it, and its ``path`` in the ``system`` of files that fsspec knows."""

    name: str
    path: str
    system: Any = field(compare=False, repr=False)

    @property
    def address(self) -> str:
        """Where it is, as a message may show it."""
        return without_secrets(nfc(str(self.system.unstrip_protocol(self.path))))


class Remote(NamedTuple):
    """What lies at an address: its files, none of them fetched yet, and a finding for all that need not be."""

    files: tuple[RemoteFile, ...] = ()
    findings: tuple[Finding, ...] = ()


def look(address: str, most: int) -> Remote:
    """The files at an address, in the order of their names; one of more than ``most`` bytes is a finding.

    Raises PlanbookError ``fsspec-missing`` where fsspec, or what it needs for this kind of address, is not installed.
    """
    shown = without_secrets(nfc(address))
    try:
        from fsspec.core import url_to_fs

        system, place = url_to_fs(address)
        found: dict[str, dict[str, object]] = {"": system.info(place)}
        # the web knows no folders, but pages of links that stand for them
        if found[""]["type"] == "directory" or (_is_web(system) and address.endswith("/")):
            found = system.find(place, detail=True)
    except ImportError as error:
        raise PlanbookError("fsspec-missing", address=shown, error=str(error)) from error
    except FileNotFoundError:
        return Remote(findings=(Finding.of("path-missing", file=shown),))
    except Exception as error:  # every kind of storage raises its own errors: all say "cannot be read"
        return Remote(findings=(_unreachable(shown, error),))
    if not found:
        return Remote(findings=(Finding.of("folder-empty", file=shown),))
    top = shown.rstrip("/").rpartition("/")[2]
    files: list[RemoteFile] = []
    findings: list[Finding] = []
    passed: list[str] = []
    for path, about in sorted(found.items()):
        below = path.removeprefix(place.rstrip("/")).lstrip("/")
        name = without_secrets(nfc(unquote(below) if _is_web(system) else below)) or top
        if path and (mark := passed_over(name)):
            passed.append(mark)
        elif isinstance(size := about.get("size"), int) and size > most:
            findings.append(Finding.of("file-too-large", file=name, size=most // 1_000_000))
        else:
            files.append(RemoteFile(name, path or place, system))
    return Remote(tuple(sorted(files, key=lambda each: each.name)), (*findings, *list_passed_over(top, passed)))


def _is_web(system: Any) -> bool:
    return "http" in system.protocol


def fetch(files: Iterable[RemoteFile], most: int) -> Iterator[SourceFile | Finding]:
    """Each file as it came, on the disk until it is let go of; or the one finding that says why it cannot be had. In
    order, and :data:`WAITING` at most ahead of who asks for them."""
    waiting: deque[Future[SourceFile | Finding]] = deque()
    pool = ThreadPoolExecutor(AT_A_TIME)
    try:
        for file in files:
            if len(waiting) == WAITING:
                yield waiting.popleft().result()
            waiting.append(pool.submit(_fetched, file, most))
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _fetched(file: RemoteFile, most: int) -> SourceFile | Finding:
    try:
        data: bytes = file.system.cat_file(file.path)
    except Exception as error:  # as above
        return _unreachable(file.address, error)
    if len(data) > most:  # not every storage says beforehand how large a file is
        return Finding.of("file-too-large", file=file.name, size=most // 1_000_000)
    return Shelf().keep(SourceFile(file.name, data))


def _unreachable(address: str, error: Exception) -> Finding:
    if isinstance(error, FileNotFoundError):
        problem: Sentence | str = Sentence("remote.gone")
    elif isinstance(error, PermissionError) or getattr(error, "status", None) in _FORBIDDEN:
        problem = Sentence("remote.forbidden")
    else:
        problem = without_secrets(str(error)) or type(error).__name__
    return Finding.of("file-not-readable", file=address, problem=problem)


class Shelf:
    """Keeps files on the disk, in one file without a name, which is gone when the last of them is."""

    def __init__(self) -> None:
        import tempfile  # only here, and it takes a while to load

        self._file = tempfile.TemporaryFile(prefix="planbook-")  # noqa: SIM115 - it stays open
        weakref.finalize(self, self._file.close)

    def keep(self, file: SourceFile) -> SourceFile:
        """The same file, its bytes on the disk."""
        start = self._file.seek(0, os.SEEK_END)
        self._file.write(file.data)
        return _KeptFile(file.name, self, start, len(file.data))

    def read(self, start: int, size: int) -> bytes:
        """So many bytes from a place on."""
        self._file.seek(start)
        return self._file.read(size)


class _KeptFile(SourceFile):
    """A file whose bytes are read from a shelf, by one thread at a time, whenever they are asked for."""

    def __init__(self, name: str, shelf: Shelf, start: int, size: int) -> None:
        vars(self).update(name=name, shelf=shelf, start=start, size=size)

    def named(self, name: str) -> SourceFile:
        """The same file under another name."""
        return _KeptFile(**vars(self) | {"name": name})

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        shelf: Shelf = vars(self)["shelf"]
        return shelf.read(vars(self)["start"], vars(self)["size"])
