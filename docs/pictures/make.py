"""Pictures for the documents, made from real files: ``python docs/pictures/make.py [PICTURE …]``, without words all.

A quarter of the sample is played, and its files are shown as people meet them: workbooks in a LibreOffice window of a
small office computer's width or as printed pages, pages in a browser, commands as a terminal answers them. Needs
soffice with a user interface, Xvfb, a window manager (openbox), xdotool, ImageMagick (``import``, ``convert``),
pdftoppm, pdftotext and chromium; the faces are those of this machine. The pictures of the desk are made by
``python -m tests.desk.whole_quarter``; a path in place of a name makes such a picture small, and puts it here.
"""

import html
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from email import message_from_bytes, policy
from functools import cached_property
from pathlib import Path

import planbook as pb
from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue, patch_sheet
from planbook.domain import Field, Progress, width
from planbook.forms.compose import compose
from planbook.forms.render import render
from planbook.layout.form import PROGRESS_LABELS
from planbook.pipeline import with_settings
from planbook.simulate.demo import CONSOLIDATED, MASTER, RETURNS_FOLDER, run
from planbook.simulate.filling import saved_at, typed_into

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "samples"
OFFICE, QUARTER = "TRG", 1
NUMBERS: tuple[CellValue, ...] = (1, 0, 5, 2, 1, 18)
COLOURS = 40
"""Of a picture: enough for sheets and pages, and a tenth of the bytes."""
DOTS = 100
"""An inch of a printed page."""
SCREEN, DISPLAY = "1366x768x24", ":94"
SHEET_PART = "1306x622+0+128"
"""What is kept of the screen: the line of the cell, the sheet and its tabs, without LibreOffice's buttons."""
_HEAD = {"ถึง": "To", "เรื่อง": "Subject"}
_MARKS = {"✗": "#f48771", "!": "#e2c08d", "✓": "#89d185", "→": "#75beff"}
PATIENCE = 60
"""Seconds that a window is waited for."""
DRAWN = 7
"""Seconds after which it is drawn."""


class Story:
    """A quarter of the sample in a folder, as the guide tells it; each part is played when a picture asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def quarter(self) -> Path:
        """The folder of the demo: master, forms, returns, consolidated workbook."""
        run(self.folder / "quarter")
        return self.folder / "quarter"

    @cached_property
    def form(self) -> bytes:
        """A form filled in half, with a missed target, an unusual figure and "nothing to report"."""
        due, contact = {QUARTER: "10 เมษายน 2562"}, "กองแผนงาน โทร. 10123"
        master = with_settings(pb.read_master(self.quarter / MASTER), due=due, contact=contact)
        form = render(compose(master, OFFICE, QUARTER))
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

    @cached_property
    def checked(self) -> pb.Outcome:
        """What checking the returns comes to."""
        return pb.check(self.quarter / MASTER, self.quarter / RETURNS_FOLDER)

    @cached_property
    def copy(self) -> bytes:
        """A correction copy: of the office with most to mend."""
        found = [each for each in self.checked.findings if each.key]
        asked = {each.office for each in found if each.severity is pb.Severity.ERROR}
        ((most, _),) = Counter(each.office for each in found if each.office in asked).most_common(1)
        folder = self.folder / "corrections"
        pb.corrections(self.checked, folder)
        return next(folder.glob(f"* {most} *.xlsx")).read_bytes()

    @cached_property
    def again(self) -> Path:
        """The consolidated workbook after an office sent its form once more, with other figures."""
        folder, day = self.folder / "later", "2019-05-02T09:00:00Z"
        folder.mkdir()
        sent = next((self.quarter / RETURNS_FOLDER).glob(f"*Q{QUARTER} {OFFICE} *"))
        spots = [spot for spot in pb.inspect(sent).inputs if spot.field is Field.RESULT and spot.kind == "number"]
        cells: dict[str, dict[str, CellValue]] = {}
        for number, spot in enumerate(spots[:8]):
            cells.setdefault(spot.sheet, {})[spot.cell] = 2 + number % 3
        (folder / sent.name).write_bytes(saved_at(typed_into(sent.read_bytes(), cells), day))
        path = self.folder / "again.xlsx"
        pb.merge(self.quarter / CONSOLIDATED, folder).save(path)
        return path

    @cached_property
    def changed(self) -> Path:
        """The plan as the region changes it in mid-year: a target is raised."""
        path = self.folder / "แผนฉบับแก้ไข.xlsx"
        package = Package.open((SAMPLES / "plan-2562.xlsx").read_bytes())
        part = next(sheet.part for sheet in Workbook(package).sheets if sheet.name == "CR2")
        path.write_bytes(package.build({part: patch_sheet(package.read(part), {"G83": "4 ครั้ง"})}))
        return path

    def said(self, *words: str) -> str:
        """What a command answers in a terminal of 96 columns; it runs in the story's folder."""
        environment = {**os.environ, "COLUMNS": "96", "PYTHONUTF8": "1", "PLANBOOK_LANG": "th"}
        command = [sys.executable, "-m", "planbook", *words]
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout


def typed(book: bytes, cells: Mapping[str, Mapping[str, CellValue]]) -> bytes:
    """A workbook with cells set, and without what its formulas came to before, so that they are worked out again."""
    package = Package.open(book)
    parts = {sheet.name: sheet.part for sheet in Workbook(package).sheets}
    bare = {part: re.sub(rb"(?<=</f>)<v>[^<]*</v>", b"", package.read(part)) for part in parts.values()}
    bare |= {parts[name]: patch_sheet(bare[parts[name]], here) for name, here in cells.items()}
    return package.build(bare)


def opened_at(book: bytes, sheet: str, cell: str = "", top: str = "") -> bytes:
    """The workbook as it opens when it was saved with ``sheet`` in front, ``cell`` chosen, ``top`` in the corner."""
    package = Package.open(book)
    sheets = Workbook(package).sheets
    front = next(number for number, each in enumerate(sheets) if each.name == sheet)
    book_xml = re.sub(rb' activeTab="\d+"| firstSheet="\d+"', b"", package.read("xl/workbook.xml"))
    book_xml = re.sub(rb"<workbookView ", rb'<workbookView activeTab="%d" ' % front, book_xml, count=1)
    parts = {each.part: package.read(each.part).replace(b' tabSelected="1"', b"", 1) for each in sheets}
    view = parts[sheets[front].part].replace(b"<sheetView ", b'<sheetView tabSelected="1" ', 1)
    if cell:
        view = re.sub(rb'(<selection[^>]*?)(?: activeCell="[^"]*" sqref="[^"]*")?/>', rb"\1/>", view)
        last = view.rfind(b"<selection", 0, view.find(b"</sheetViews>"))
        chosen = b' activeCell="%s" sqref="%s"' % (cell.encode(), cell.encode())
        if last >= 0:
            view = view[: last + len(b"<selection")] + chosen + view[last + len(b"<selection") :]
    if top:
        place = b"<pane " if b"<pane " in view else b"<sheetView "
        view = re.sub(rb' topLeftCell="[^"]*"', b"", view, count=1)
        view = view.replace(place, place + b'topLeftCell="%s" ' % top.encode(), 1)
    return package.build({**parts, "xl/workbook.xml": book_xml, sheets[front].part: view})


@contextmanager
def running(*command: str) -> Iterator[None]:
    """A program that is ended afterwards."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def on_screen(book: bytes, picture: Path, part: str = SHEET_PART) -> None:
    """A picture of a part of the screen with the workbook open in it."""
    environment = {**os.environ, "DISPLAY": DISPLAY}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as programs:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(book)
        programs.enter_context(running("Xvfb", DISPLAY, "-screen", "0", SCREEN))
        time.sleep(1)
        programs.enter_context(running("env", f"DISPLAY={DISPLAY}", "openbox"))
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        office = ("soffice", profile, "--norestore", "--nologo", "--nofirststartwizard", str(path))
        programs.enter_context(running("env", f"DISPLAY={DISPLAY}", *office))
        window = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "LibreOffice Calc"]
        subprocess.run(window, check=True, capture_output=True, timeout=PATIENCE, env=environment)
        time.sleep(DRAWN)
        subprocess.run(["import", "-window", "root", "-crop", part, str(picture)], check=True, env=environment)


def printed(book: bytes, picture: Path, *, holds: str = "", options: tuple[str, ...] = ()) -> None:
    """A printed page of a workbook: the first, or the first that ``holds`` a text; ``options`` are pdftoppm's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(book)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, str(path)]
        subprocess.run(convert, check=True, capture_output=True, timeout=300)
        pdf = path.with_suffix(".pdf")
        text = subprocess.run(
            ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
        ).stdout
        number = str(next(number for number, page in enumerate(text.split("\f"), 1) if holds in page))
        draw = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS), "-f", number, "-l", number, *options]
        subprocess.run([*draw, str(pdf), str(picture.with_suffix(""))], check=True, timeout=180)


def in_browser(page: Path, picture: Path, width: int, height: int) -> None:
    """The top of a page in a browser."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--user-data-dir={profile}", f"--window-size={width},{height}", f"--screenshot={picture}"]
        subprocess.run([*command, page.as_uri()], check=True, capture_output=True, timeout=120)


def terminal(said: str, picture: Path, command: str, lines: int) -> None:
    """A command and the first lines of its answer, as a dark terminal shows them."""
    shown = said.strip("\n").splitlines()[:lines]
    rows = [f'<span style="color:#89d185">PS C:\\แผน&gt;</span> {html.escape(command)}', *map(_row, shown)]
    style = "margin:0;padding:12px 18px;background:#1e1e1e;color:#ddd;font:15px 'DejaVu Sans Mono',Loma"
    body = "".join(f'<div style="position:relative;height:23px;white-space:pre">{row}</div>' for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "said.html"
        page.write_text(f'<meta charset="utf-8"><body style="{style}">{body}</body>', encoding="utf-8")
        in_browser(page, picture, 940, 23 * len(rows) + 24)


def _row(line: str) -> str:
    """A line with its pieces at their columns, as wide as the letters of a terminal: no face has Thai ones so wide."""
    pieces = []
    for piece in re.finditer(r"\S+(?: \S+)*", line):
        text = html.escape(piece[0])
        text = re.sub(r"^[✗!✓→](?= )", lambda mark: f'<b style="color:{_MARKS[mark[0]]}">{mark[0]}</b>', text)
        text = re.sub(r"(\[[a-z][a-z-]+\])", r'<span style="color:#999">\1</span>', text)
        pieces.append(
            f'<span style="position:absolute;line-height:23px;left:{width(line[: piece.start()])}ch">{text}</span>'
        )
    return "".join(pieces)


def _board(story: Story, picture: Path) -> None:
    page = story.folder / "board.html"
    story.checked.save_reports([page])
    in_browser(page, picture, 1200, 760)


def _check(story: Story, picture: Path) -> None:
    said = story.said("check", str(story.quarter / MASTER), str(story.quarter / RETURNS_FOLDER), "--lang", "th")
    terminal(said, picture, r"planbook check ปี-2562\master.xlsx ปี-2562\returns\Q1", 30)


def _explain(story: Story, picture: Path) -> None:
    said = story.said("explain", str(story.quarter / CONSOLIDATED), "8/1/03/03.2", "--quarter", "1")
    terminal(said, picture, r"planbook explain ปี-2562\consolidated\Q1.xlsx 8/1/03/03.2 --quarter 1", 22)


def _remind(story: Story, picture: Path) -> None:
    drafts = pb.remind(story.checked, QUARTER, out=story.folder / "reminders")
    assert drafts
    mail = message_from_bytes(
        next((story.folder / "reminders").glob("*ยังไม่ส่ง*.eml")).read_bytes(), policy=policy.default
    )
    plain = mail.get_body(("plain",))
    assert plain is not None
    page = story.folder / "mail.html"
    head = "".join(f"<p><b>{name}</b> {html.escape(str(mail[key]))}</p>" for name, key in _HEAD.items())
    style = "body{font:17px Loma;margin:0;padding:16px 24px}p{margin:4px 0}pre{font:17px/1.5 Loma;white-space:pre-wrap}"
    body = f"{head}<hr><pre>{html.escape(plain.get_content())}</pre>"
    page.write_text(f'<meta charset="utf-8"><style>{style}</style>{body}', encoding="utf-8")
    in_browser(page, picture, 900, 560)


def _update(story: Story, picture: Path) -> None:
    named = ("--from", str(story.quarter / CONSOLIDATED), "-o", "แผนหลัก-ใหม่.xlsx")
    said = story.said("adopt", "--update", str(story.changed), *named)
    terminal(said, picture, r"planbook adopt --update แผนฉบับแก้ไข.xlsx --from ปี-2562\consolidated\Q1.xlsx -o …", 26)


def _demo(story: Story, picture: Path) -> None:
    terminal(story.said("demo", "planbook-demo"), picture, "planbook demo", 24)


def _register(story: Story, picture: Path) -> None:
    on_screen(opened_at((story.quarter / MASTER).read_bytes(), "กิจกรรม", "W10", "S8"), picture)


def _form(story: Story, picture: Path) -> None:
    on_screen(opened_at(story.form, "รายงานผล"), picture)


def _copy(story: Story, picture: Path) -> None:
    on_screen(story.copy, picture)


def _consolidated(story: Story, picture: Path) -> None:
    book = (story.quarter / CONSOLIDATED).read_bytes()
    printed(book, picture, holds="6,250 ล้านบาท", options=("-H", "560"))


def _front(story: Story, picture: Path) -> None:
    printed((story.quarter / CONSOLIDATED).read_bytes(), picture, options=("-H", "1080"))


def _history(story: Story, picture: Path) -> None:
    on_screen(opened_at(story.again.read_bytes(), "ประวัติ"), picture)


def _worklist(story: Story, picture: Path) -> None:
    path = story.folder / "งาน.xlsx"
    story.checked.save_reports([path])
    on_screen(path.read_bytes(), picture)


PICTURES: dict[str, Callable[[Story, Path], None]] = {
    "board.png": _board,
    "check.png": _check,
    "consolidated.png": _consolidated,
    "copy.png": _copy,
    "demo.png": _demo,
    "explain.png": _explain,
    "form-screen.png": _form,
    "front.png": _front,
    "history.png": _history,
    "register.png": _register,
    "remind.png": _remind,
    "update.png": _update,
    "worklist.png": _worklist,
}


def main() -> None:
    """Make the pictures anew, or those that are named."""
    named = sys.argv[1:] or [*PICTURES]
    with tempfile.TemporaryDirectory() as folder:
        story = Story(Path(folder))
        for name in named:
            drawn, picture = Path(folder) / Path(name).name, HERE / Path(name).name
            if name in PICTURES:
                PICTURES[name](story, drawn)
            else:
                drawn = Path(name)
            few = ["+dither", "-colors", str(COLOURS), "-strip", f"PNG8:{picture}"]
            subprocess.run(["convert", str(drawn), *few], check=True)
            print(f"{picture.stat().st_size:>8,}  {name}", flush=True)


if __name__ == "__main__":
    main()
