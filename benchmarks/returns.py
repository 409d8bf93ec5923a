"""What reading returns costs, beside what reading their bare cells costs, in one run on one machine.

The same 100 filled forms are read by python-calamine alone, by planbook in this process and through workers, by
openpyxl, and by datamaps, whose job is the nearest: named cells of many workbooks into one master. Only ratios are
reported: seconds are the machine's.
"""

import gc
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import openpyxl
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import Sample  # noqa: E402
from tests.filling import fill_all  # noqa: E402

from planbook.book.foreign import open_book  # noqa: E402
from planbook.forms.compose import reporting_offices  # noqa: E402
from planbook.pipeline import inspect  # noqa: E402
from planbook.returns.collect import SourceFile  # noqa: E402
from planbook.returns.reading import pack, read_packed, read_returns  # noqa: E402

FORMS = 100


@dataclass(frozen=True)
class Line:
    """One line of the table: a reader, its time as a multiple of calamine's, and what it does."""

    name: str
    ratio: float
    note: str


def filled_forms(count: int = FORMS) -> list[SourceFile]:
    """So many filled forms of the sample plan: every office's, over and over."""
    sample = Sample()
    offices = [office.code for office in reporting_offices(sample.master, 1)]
    made = [fill_all(sample.form(code), number=2) for code in offices]
    return [SourceFile(f"{number:03}.xlsx", made[number % len(made)]) for number in range(count)]


def ratio(work: Callable[[], object], base: Callable[[], object], rounds: int = 15) -> float:
    """How many times as long ``work`` takes as ``base``: the median of rounds in which both run, one after the other.

    A machine that slows down slows both.
    """
    return median(_seconds(work) / _seconds(base) for _ in range(rounds))


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def by_calamine(files: list[SourceFile]) -> None:
    for file in files:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def by_openpyxl(files: list[SourceFile], *, read_only: bool) -> None:
    for file in files:
        book = openpyxl.load_workbook(io.BytesIO(file.data), read_only=read_only, data_only=True)
        for sheet in book.worksheets:
            for row in sheet.iter_rows(values_only=True):
                tuple(row)
        book.close()


def in_process(packed: list[bytes]) -> None:
    for item in packed:
        read_packed(item)


def datamaps_job(folder: Path, files: list[SourceFile]) -> Callable[[], object]:
    """The job of datamaps: the input cells of the first form, looked up at their addresses in every workbook."""
    inputs = folder / "input"
    inputs.mkdir()
    (folder / "output").mkdir()
    lines = ["cell_key,template_sheet,cell_reference,type"]
    for number, spot in enumerate(inspect(files[0].data).inputs):
        lines.append(f"{number} {spot.key} {spot.field},{spot.sheet},{spot.cell},TEXT")
    (inputs / "datamap.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for file in files:
        (inputs / file.name).write_bytes(file.data)
    program = Path(sys.executable).with_name("datamaps")
    home = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [str(program), "import", "templates", "-m", "--inputdir", str(inputs)]

    def run() -> None:
        done = subprocess.run(command, env=home, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode or not list(folder.rglob("master.xlsx")):
            raise RuntimeError(f"datamaps failed: {done.stdout[-500:]} {done.stderr[-500:]}")

    return run


def measure() -> list[Line]:
    """Every reader's time on the same forms, as a multiple of calamine's in the same rounds."""
    files = filled_forms()
    master = Sample().master
    packed = [pack(file) for file in files]
    in_process(packed)  # what is loaded late is loaded now
    gc.collect()
    gc.freeze()  # as workers do: what this benchmark has imported is no part of any reader's work

    def through(workers: int) -> None:
        readings, findings = read_returns(master, files, workers=workers)
        assert len(readings) == len(files), findings[:3]

    def alone() -> None:
        by_calamine(files)

    def line(name: str, work: Callable[[], object], note: str, rounds: int = 15) -> Line:
        return Line(name, ratio(work, alone, rounds), note)

    bare = "every cell, nothing checked"
    lines = [
        Line("python-calamine alone", 1.0, "every cell of every sheet, nothing checked"),
        line(
            "planbook, the cells",
            lambda: [open_book(file.data) for file in files],
            "every cell of every sheet, the file checked before",
        ),
        line(
            "planbook, in one process",
            lambda: in_process(packed),
            "checked, read, compared with the form as issued: entries, findings, conservation",
        ),
        line("planbook, 1 worker", lambda: through(1), "the same in a process that may die; its start is in", 5),
        line("planbook, 2 workers", lambda: through(2), "the same; the start of both is in", 5),
        line("openpyxl, read-only", lambda: by_openpyxl(files, read_only=True), bare, 3),
        line("openpyxl", lambda: by_openpyxl(files, read_only=False), bare, 3),
    ]
    with tempfile.TemporaryDirectory() as name:
        job = datamaps_job(Path(name), files)
        lines.append(line("datamaps import", job, "input cells by fixed address into a master; its start is in", 3))
    return lines


def table(lines: list[Line]) -> str:
    """The lines as a Markdown table of ratios to the first."""
    rows = ["| reader | × calamine | what it does |", "|---|---:|---|"]
    rows += [f"| {line.name} | {line.ratio:.1f} | {line.note} |" for line in lines]
    return "\n".join(rows)
