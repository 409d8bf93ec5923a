"""Returns at an address, such as ``s3://bucket/returns``: whatever fsspec reaches, folders and single files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from planbook.domain import Finding
from planbook.errors import PlanbookError
from planbook.returns.unpack import SourceFile, listed, nfc, passed_over

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+(?:://|::)")


def is_address(text: object) -> bool:
    """Whether a text is an address (``s3://…``, ``memory://…``), and no path."""
    return isinstance(text, str) and _ADDRESS.match(text) is not None


@dataclass(frozen=True)
class Fetched:
    """What lies at an address: its files, named by their paths below it, and a finding for all that cannot be read."""

    files: tuple[SourceFile, ...] = ()
    findings: tuple[Finding, ...] = ()


def fetch(address: str, most: int) -> Fetched:
    """The files at an address, in the order of their names; one of more than ``most`` bytes is a finding.

    Raises PlanbookError ``fsspec-missing`` where fsspec, or what it needs for this kind of address, is not installed.
    """
    top = nfc(address.rstrip("/").rpartition("/")[2])
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise PlanbookError("fsspec-missing", address=address, error=str(error)) from error
    try:
        system, place = url_to_fs(address)
        found: dict[str, dict[str, object]] = {"": system.info(place)}
        if found[""]["type"] == "directory":
            found = system.find(place, detail=True)
    except ImportError as error:
        raise PlanbookError("fsspec-missing", address=address, error=str(error)) from error
    except FileNotFoundError:
        return Fetched(findings=(Finding.of("path-missing", file=nfc(address)),))
    except Exception as error:  # every kind of storage raises its own errors: all say "cannot be read"
        return Fetched(findings=(_unreadable(nfc(address), error),))
    if not found:
        return Fetched(findings=(Finding.of("folder-empty", file=nfc(address)),))
    files: list[SourceFile] = []
    findings: list[Finding] = []
    passed: list[str] = []
    for path, about in sorted(found.items()):
        name = nfc(path.removeprefix(place.rstrip("/")).lstrip("/")) or top
        if path and (mark := passed_over(name)):
            passed.append(mark)
        elif isinstance(size := about.get("size"), int) and size > most:
            findings.append(Finding.of("file-too-large", file=name, size=most // 1_000_000))
        else:
            try:
                files.append(SourceFile(name, system.cat_file(path or place)))
            except Exception as error:  # as above
                findings.append(_unreadable(name, error))
    return Fetched(tuple(files), (*findings, *listed(top, passed)))


def _unreadable(name: str, error: Exception) -> Finding:
    return Finding.of("file-not-readable", file=name, problem=str(error) or type(error).__name__)


def fetch_all(addresses: Sequence[str], most: int) -> Fetched:
    """The files at several addresses, one after the other."""
    each = [fetch(address, most) for address in addresses]
    return Fetched(tuple(f for one in each for f in one.files), tuple(f for one in each for f in one.findings))
