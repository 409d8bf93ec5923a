"""LibreOffice, where it is installed: workbooks saved by it as another kind of file."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

TIMEOUT = 180
"""Seconds for it to open and save all files."""
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)


def soffice() -> str | None:
    """LibreOffice's program, or None where it is not installed."""
    found = (shutil.which(name) for name in ("soffice", "libreoffice", *_PLACES))
    return next((path for path in found if path), None)


def saved_as(program: str, files: Mapping[str, bytes], ending: str, *, source: str = "xlsx") -> dict[str, bytes]:
    """Each file as LibreOffice (``program``) saves it with another ``ending``, by its name; without those that it gives
    no file for. ``source`` is the ending of what they are. It runs apart from a LibreOffice that is open."""
    with tempfile.TemporaryDirectory(prefix="planbook-office-") as place:
        folder = Path(place)
        paths = {name: folder / f"{number}.{source}" for number, name in enumerate(files)}
        for name, path in paths.items():
            path.write_bytes(files[name])
        out = folder / "out"
        command = [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += ["--convert-to", ending, "--outdir", str(out), *map(str, paths.values())]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT)
        except (subprocess.SubprocessError, OSError):
            return {}
        saved = {name: out / f"{path.stem}.{ending}" for name, path in paths.items()}
        return {name: path.read_bytes() for name, path in saved.items() if path.exists()}
