"""``-`` for a file: what is read comes from stdin, what is written goes to stdout, and all talk to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from planbook.cli import voice
from planbook.errors import UsageProblem
from planbook.words import TextCode

STDOUT = Path("-")
"""The name of stdout as an output."""
_STDIN = "planbook.stdin"


class _Read(click.Path):
    """A file to read. ``-`` is what comes on stdin: it is kept in a file of its own as long as the command runs, so
    that whatever reads it, a worker process too, reads a file."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; that of the kept file for ``-``. Raises UsageProblem ``stdin-twice``."""
        if value != "-" or ctx is None:
            return super().convert(value, param, ctx)
        root = ctx.find_root()
        if _STDIN in root.meta:
            raise UsageProblem("stdin-twice")
        import tempfile  # only here, and it takes a while to load

        folder: str = root.with_resource(tempfile.TemporaryDirectory(prefix="planbook-", ignore_cleanup_errors=True))
        content = sys.stdin.buffer.read()
        path = Path(folder) / f"stdin{_ending(content, param)}"
        path.write_bytes(content)
        root.meta[_STDIN] = path
        return path


class _Returned(_Read):
    """What came back: a path to read, or an address such as ``s3://bucket/returns``, which stays a text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or the address."""
        return value if isinstance(value, str) and "://" in value else super().convert(value, param, ctx)


def _ending(content: bytes, param: click.Parameter | None) -> str:
    """The ending of a file with this content, for readers that go by names."""
    from planbook.book.sniff import Kind, sniff

    kind = sniff(content)
    if kind is not Kind.TEXT:
        return f".{kind.value}"
    if param is not None and param.name == "offices":
        return ".csv"
    return ".json" if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) else ".yaml"


class Folder(click.Path):
    """A folder to write to, which stdout is not; ``says`` is what help calls it."""

    says: TextCode = "help.place.folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises UsageProblem ``folder-not-stdout``, ``folder-is-file``."""
        if value == "-":
            raise UsageProblem("folder-not-stdout", option=max(param.opts, key=len) if param else "")
        if Path(value).is_file():
            raise UsageProblem("folder-is-file", folder=str(value))
        return super().convert(value, param, ctx)


READ = _Read(path_type=Path)
RETURNED = _Returned(path_type=Path)
FILE = click.Path(path_type=Path)
FOLDER = Folder(path_type=Path)


def shown(path: Path) -> str:
    """A path as it was typed: ``-`` for what came on stdin."""
    context = click.get_current_context(silent=True)
    kept = context.find_root().meta.get(_STDIN) if context else None
    return "-" if path == kept else str(path)


def home_of(path: Path) -> Path:
    """The folder of a file; the current one for what came on stdin."""
    return Path() if shown(path) == "-" else path.parent


def expect(outputs: Sequence[Path], *, text: bool = False) -> None:
    """Prepare for what will be written. Raises UsageProblem ``stdout-is-terminal`` where a workbook or a document,
    which no terminal can show, would go to one; ``text`` may.
    """
    if STDOUT in outputs:
        if not text and sys.stdout.isatty():
            raise UsageProblem("stdout-is-terminal")
        voice.stdout_is_data()


def tell_made(paths: Iterable[Path]) -> None:
    """Say which files there are now."""
    for path in paths:
        if path != STDOUT:
            voice.tell(f"→ {path}")


def deliver(files: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Write files that belong together, and to stdout what is for it once they are on the disk. Raises as
    :func:`~planbook.book.files.write_together` does."""
    from planbook.book.files import write_together

    write_together({path: made for path, made in files.items() if path != STDOUT}, overwrite=overwrite)
    if STDOUT in files:
        voice.data(files[STDOUT])
