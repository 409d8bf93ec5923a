"""Pictures of the sample's workbooks for the documents: ``python docs/pictures/make.py`` (needs soffice and pdftoppm).

LibreOffice renders them; the faces are those of this machine. The form is filled in half, with a missed target, an
unusual figure and "nothing to report", so that its colours show.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import planbook as pb
from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue, patch_sheet
from planbook.domain import Field, Progress
from planbook.forms.compose import compose
from planbook.forms.render import render
from planbook.layout.form import PROGRESS_LABELS
from planbook.pipeline import with_settings
from planbook.simulate.demo import run

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "samples"
OFFICE, QUARTER = "TRG", 1
DOTS = 100
"""Dots an inch."""
NUMBERS: tuple[CellValue, ...] = (1, 0, 5, 2, 1, 18)
PLAN_PAGE = "19"
"""The first page of the plan's third strategy."""
PAGES = ("form-cover.png", "form-fill.png")


def filled(form: bytes) -> bytes:
    """The form filled in half."""
    cells: dict[str, dict[str, CellValue]] = {}
    spots = [spot for spot in pb.inspect(form).inputs if spot.field in (Field.RESULT, Field.STATUS)]
    results = [spot for spot in spots if spot.field is Field.RESULT and spot.target not in (None, "-")]
    for number, spot in enumerate(results[:12]):
        here = cells.setdefault(spot.sheet, {})
        if number % 6 == 4:
            status = next(each for each in spots if each.field is Field.STATUS and each.key == spot.key)
            here[status.cell] = PROGRESS_LABELS[Progress.NOTHING]["th"]
        elif spot.kind == "number":
            here[spot.cell] = NUMBERS[number % len(NUMBERS)]
        elif spot.kind == "percent":
            here[spot.cell] = 1 if number % 2 else 0.85
    return typed(form, cells)


def typed(book: bytes, cells: Mapping[str, Mapping[str, CellValue]]) -> bytes:
    """A workbook with cells set, and without what its formulas came to before, so that they are worked out again."""
    package = Package.open(book)
    parts = {sheet.name: sheet.part for sheet in Workbook(package).sheets}
    bare = {part: re.sub(rb"(?<=</f>)<v>[^<]*</v>", b"", package.read(part)) for part in parts.values()}
    bare |= {parts[name]: patch_sheet(bare[parts[name]], here) for name, here in cells.items()}
    return package.build(bare)


def pages(book: bytes, folder: Path, *options: str, only: str = "") -> list[Path]:
    """A workbook's printed pages as pictures; ``options`` are pdftoppm's, such as ``-f 19 -l 19`` for one page, and
    ``only`` are the pages that LibreOffice prints, such as ``1-2``; empty: all."""
    path = folder / "form.xlsx"
    path.write_bytes(book)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    some = f':calc_pdf_Export:{{"PageRange":{{"type":"string","value":"{only}"}}}}' if only else ""
    convert = ["soffice", "--headless", profile, "--convert-to", f"pdf{some}", "--outdir", str(folder), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    draw = ["pdftoppm", "-png", "-r", str(DOTS), *options, str(path.with_suffix(".pdf")), str(folder / "page")]
    subprocess.run(draw, check=True, timeout=180)
    return sorted(folder.glob("page*.png"))


def main() -> None:
    """Make the pictures anew."""
    adopted = pb.adopt(SAMPLES / "plan-2562.xlsx", SAMPLES / "offices.csv")
    master = with_settings(
        pb.read_master(adopted.data), due={QUARTER: "10 เมษายน 2562"}, contact="กองแผนงาน โทร. 10123"
    )
    with tempfile.TemporaryDirectory() as folder:
        consolidated(Path(folder))
    form = filled(render(compose(master, OFFICE, QUARTER)))
    with tempfile.TemporaryDirectory() as folder:
        made = pages(form, Path(folder))
        table = next(page for page in made if not page_is_upright(page))
        for name, page in zip(PAGES, (made[0], table), strict=True):
            shutil.copyfile(page, HERE / name)
            print(HERE / name)


def consolidated(folder: Path) -> None:
    """The first page for management after the demo's quarter, and a page of the plan that shows much, without its
    empty foot."""
    demo = run(folder / "demo")
    front(demo.outcome.data, folder)
    (page,) = pages(demo.outcome.data, folder, "-f", PLAN_PAGE, "-l", PLAN_PAGE, "-H", "560")
    shutil.copyfile(page, HERE / "consolidated.png")
    print(HERE / "consolidated.png")


def front(book: bytes, folder: Path) -> None:
    """The first printed page of a consolidated workbook."""
    (page,) = pages(book, folder, only="1")
    shutil.copyfile(page, HERE / "front.png")
    print(HERE / "front.png")
    page.unlink()


def page_is_upright(page: Path) -> bool:
    """Whether a page is printed upright, as all are but those of the table: a PNG begins with its width and height."""
    head = page.read_bytes()[16:24]
    return int.from_bytes(head[:4], "big") < int.from_bytes(head[4:], "big")


if __name__ == "__main__":
    main()
