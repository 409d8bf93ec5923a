"""Other programs that open and save a form, where they are installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 180
"""Seconds for one program to open and save all forms."""
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)


@dataclass(frozen=True)
class Client:
    """A program and a format it saves."""

    th: str
    en: str
    suffix: str

    def name(self, language: str) -> str:
        """What it is, in a few words: in Thai for ``th``, else in English."""
        return self.th if language == "th" else self.en


CLIENTS: tuple[Client, ...] = tuple(
    Client(f"บันทึกด้วย LibreOffice เป็น .{suffix}", f"saved by LibreOffice as .{suffix}", suffix)
    for suffix in ("xlsx", "xls", "ods")
)


def soffice() -> str | None:
    """LibreOffice's program, or None where it is not installed."""
    found = (shutil.which(name) for name in ("soffice", "libreoffice", *_PLACES))
    return next((path for path in found if path), None)


def converted(client: Client, forms: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each form's file as the client saves it, by the form's name; without those that it gives no file for, and empty
    where it is not installed."""
    program = soffice()
    if program is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="planbook-rehearsal-") as folder:
        return _convert(program, client, forms, Path(folder))


def _convert(program: str, client: Client, forms: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    places = {name: folder / f"{number}.xlsx" for number, name in enumerate(forms)}
    for name, path in places.items():
        path.write_bytes(forms[name])
    out = folder / "out"
    command = [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", client.suffix, "--outdir", str(out), *map(str, places.values())]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT)
    except (subprocess.SubprocessError, OSError):
        return {}
    saved = {name: out / f"{path.stem}.{client.suffix}" for name, path in places.items()}
    return {name: path.read_bytes() for name, path in saved.items() if path.exists()}
