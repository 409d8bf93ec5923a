"""A picture of the sample's form in a real LibreOffice window: ``python docs/pictures/screen.py``.

Needs soffice with a user interface, Xvfb, a window manager (openbox), xdotool and ImageMagick's import. The screen is
that of a small office computer, 1366 × 768 pixels, and the sheet is shown at 100 %. The form is filled in half, with a
missed target and an unusual figure, so that one sees what a row says without scrolling.
"""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from make import OFFICE, QUARTER, SAMPLES, filled

import planbook as pb
from planbook.book.package import Package, Workbook
from planbook.forms.compose import compose
from planbook.forms.render import render
from planbook.pipeline import with_settings

HERE = Path(__file__).resolve().parent
SCREEN, DISPLAY = "1366x768x24", ":94"
PATIENCE = 60
"""Seconds that a window is waited for."""
DRAWN = 8
"""Seconds after which it is drawn."""


def opened_at_the_table(form: bytes) -> bytes:
    """The form as somebody left it who saved it with the fill-in sheet in front."""
    package = Package.open(form)
    cover, fill, *_ = (sheet.part for sheet in Workbook(package).sheets)
    book = package.read("xl/workbook.xml")
    return package.build(
        {
            "xl/workbook.xml": re.sub(rb"<workbookView ", rb'<workbookView activeTab="1" ', book),
            cover: package.read(cover).replace(b' tabSelected="1"', b""),
            fill: package.read(fill).replace(b"<sheetView ", b'<sheetView tabSelected="1" ', 1),
        }
    )


@contextmanager
def running(*command: str) -> Iterator[None]:
    """A program that is ended afterwards."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def photographed(book: bytes, picture: Path) -> None:
    """A picture of the whole screen with the workbook open in it."""
    os.environ["DISPLAY"] = DISPLAY
    with tempfile.TemporaryDirectory() as folder, ExitStack() as programs:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(book)
        programs.enter_context(running("Xvfb", DISPLAY, "-screen", "0", SCREEN))
        time.sleep(1)
        programs.enter_context(running("openbox"))
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        programs.enter_context(
            running("soffice", profile, "--norestore", "--nologo", "--nofirststartwizard", str(path))
        )
        subprocess.run(
            ["xdotool", "search", "--sync", "--onlyvisible", "--name", "LibreOffice Calc"],
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )
        time.sleep(DRAWN)
        subprocess.run(["import", "-window", "root", str(picture)], check=True)


def main() -> None:
    """Make the picture anew."""
    adopted = pb.adopt(SAMPLES / "plan-2562.xlsx", SAMPLES / "offices.csv")
    master = with_settings(pb.read_master(adopted.data), due={QUARTER: "10 เมษายน 2562"})
    form = filled(render(compose(master, OFFICE, QUARTER)))
    photographed(opened_at_the_table(form), HERE / "form-screen.png")
    print(HERE / "form-screen.png")


if __name__ == "__main__":
    main()
