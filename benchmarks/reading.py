"""Rows on reading: a return as it is checked, beside its bare cells, by planbook and by others."""

import dataclasses
import gc
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter
from compiled import compiled
from frame import Bench, Figure, Unmeasured, Work, calamine, row
from python_calamine import CalamineWorkbook
from tests.laws.full_year import region

import planbook as pb
from planbook.book import quick, quick_cells
from planbook.book.patch import CellValue
from planbook.master.sheets import read_sheets
from planbook.returns.collect import SourceFile
from planbook.returns.reading import pack, read_packed
from planbook.simulate.filling import typed_into
from planbook.simulate.rehearsal import CLIENTS, converted

FILES = 24
SIZES = (86, 400)


@cache
def plan(activities: int, offices: int) -> pb.Master:
    """A region in which every office reports on every activity."""
    return pb.read_master(region(activities, offices))


def returns(bench: Bench, activities: int, count: int) -> list[bytes]:
    """The filled forms of so many offices."""

    def make() -> list[bytes]:
        forms = pb.generate(plan(activities, count), quarter=1)
        return [filled(data, random.Random(number)) for number, (_, data) in enumerate(forms)]

    return bench.files(f"returns-{activities}-{count}", make)


def filled(form: bytes, dice: random.Random) -> bytes:
    """A form with a number in every row, and a remark in each fifth: no two offices say the same."""
    cells: dict[str, dict[str, CellValue]] = {}
    for spot in pb.inspect(form).inputs:
        here = cells.setdefault(spot.sheet, {})
        if spot.field == "result":
            here[spot.cell] = dice.randint(0, 40) / dice.choice((1, 1, 1, 4))
        elif spot.field == "remark" and dice.random() < 0.2:
            here[spot.cell] = f"ดำเนินการแล้ว {dice.randint(1, 999)} ราย"
    return typed_into(form, cells)


def saved_by_libreoffice(bench: Bench, activities: int, count: int) -> list[bytes]:
    """The same as LibreOffice saves them."""

    def make() -> list[bytes]:
        fresh = returns(bench, activities, count)
        return list(converted(CLIENTS[0], {f"{n:03}.xlsx": data for n, data in enumerate(fresh)}).values())

    return bench.files(f"libreoffice-{activities}-{count}", make)


def reader(files: list[bytes]) -> Work:
    """What a worker does with each return, from its bytes to the reading."""
    packed = [pack(SourceFile(f"{number:05}.xlsx", data)) for number, data in enumerate(files)]

    def read() -> None:
        # each file of a run is read once: nothing is known of it, only of the ones before
        quick_cells._MEMORIES.clear()
        quick._ITEMS.clear()
        for item in packed:
            assert read_packed(item)

    return read


def _return(bench: Bench, files: list[bytes]) -> Figure:
    return bench.against(reader(files), calamine(files), each=len(files), cold=True)


@row("reading", "a return of 86 activities", unit="cal", goal=2.5)
def return_86(bench: Bench) -> Figure:
    return _return(bench, returns(bench, 86, bench.size(FILES, 8)))


@row("reading", "a return of 86, saved by LibreOffice", unit="cal", goal=2.5)
def return_86_libreoffice(bench: Bench) -> Figure:
    return _return(bench, saved_by_libreoffice(bench, 86, bench.size(FILES, 4)))


@row("reading", "a return of 400 activities", unit="cal", goal=2.5)
def return_400(bench: Bench) -> Figure:
    return _return(bench, returns(bench, 400, bench.size(12, 4)))


@row("reading", "a return of 400, saved by LibreOffice", unit="cal", goal=2.5, slow=True)
def return_400_libreoffice(bench: Bench) -> Figure:
    return _return(bench, saved_by_libreoffice(bench, 400, 12))


@row("reading", "the sheets of a plan of 400 activities", unit="× openpyxl")
def plan_sheets(bench: Bench) -> Figure:
    """With values, formulas, number formats, merged areas and what is struck out. Both without the collector, which a
    command calls too seldom to meet it here."""
    data = region(bench.size(400, 86), 200)

    def alone(work: Work) -> Work:
        def run() -> None:
            gc.disable()
            try:
                work()
            finally:
                gc.enable()

        return run

    openpyxl_reads = alone(lambda: openpyxl.load_workbook(io.BytesIO(data)))
    return bench.against(alone(lambda: read_sheets(data, "")), openpyxl_reads, cold=True)


# The same with the hot modules compiled


def _compiled(bench: Bench, name: str) -> Figure:
    """What a row of reading comes to in a process that finds the hot modules compiled by mypyc."""
    if bench.cold or shutil.which("cc") is None:
        raise Unmeasured("there is no C compiler")
    source = bench.folder / "compiled" / "src"
    if not source.is_dir():
        compiled(source.parent)
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as kept:
        command = [sys.executable, str(Path(__file__).with_name("run.py")), f"a return of {name}", "--json", kept.name]
        command += ["--folder", str(bench.folder), *(["--quick"] if bench.quick else [])]
        home = os.environ | {"PYTHONPATH": str(source)}
        subprocess.run(command, env=home, check=False, stdout=subprocess.DEVNULL)  # 1 where a row is above its goal
        said = json.loads(Path(kept.name).read_text(encoding="utf-8"))
    return Figure(**{each.name: said[each.name] for each in dataclasses.fields(Figure)})


@row("compiled", "the same with 86 activities", unit="cal", goal=1.5)
def compiled_86(bench: Bench) -> Figure:
    return _compiled(bench, "86 activities")


@row("compiled", "the same with 86, saved by LibreOffice", unit="cal", goal=1.5)
def compiled_86_libreoffice(bench: Bench) -> Figure:
    return _compiled(bench, "86, saved by LibreOffice")


@row("compiled", "the same with 400 activities", unit="cal", goal=1.5)
def compiled_400(bench: Bench) -> Figure:
    return _compiled(bench, "400 activities")


# Others on the same files


@row("peers", "pandas with calamine: every cell", unit="cal")
def by_pandas(bench: Bench) -> Figure:
    files = returns(bench, 86, bench.size(FILES, 8))

    def read() -> None:
        for data in files:
            pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="calamine")

    return bench.against(read, calamine(files), rounds=3, each=len(files))


@row("peers", "openpyxl, read-only: every cell", unit="cal")
def by_openpyxl(bench: Bench) -> Figure:
    files = returns(bench, 86, bench.size(FILES, 8))[:4]

    def read() -> None:
        for data in files:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                for values in sheet.iter_rows(values_only=True):
                    tuple(values)

    return bench.against(read, calamine(files), rounds=3, each=len(files))


@row("peers", "wolfxl: every cell", unit="cal")
def by_wolfxl(bench: Bench) -> Figure:
    import wolfxl

    files = returns(bench, 86, bench.size(FILES, 8))[:8]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.xlsx") for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)

        def read() -> None:
            for path in paths:
                book = wolfxl.load_workbook(str(path), data_only=True)
                for name in book.sheetnames:
                    for values in book[name].iter_rows(values_only=True):
                        tuple(values)

        return bench.against(read, calamine(files), rounds=3, each=len(files))


@row("peers", "xlsxwriter: writing the same cells again", unit="cal")
def by_xlsxwriter(bench: Bench) -> Figure:
    files = returns(bench, 86, bench.size(FILES, 8))[:4]
    tables = []
    for data in files:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            tables.append({n: book.get_sheet_by_name(n).to_python() for n in book.sheet_names})

    def write() -> None:
        for sheets in tables:
            with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as made:
                for name, rows in sheets.items():
                    page = made.add_worksheet(name)
                    for number, values in enumerate(rows):
                        for column, value in enumerate(values):
                            if value != "":
                                page.write(number, column, value)

    return bench.against(write, calamine(files), rounds=3, each=len(files))


@row("peers", "datamaps import, its master written, its start in", unit="cal", slow=True)
def by_datamaps(bench: Bench) -> Figure:
    """Input cells by fixed addresses into one master: the nearest to what a merge does."""
    files = returns(bench, 86, bench.size(FILES, 8))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = folder / "input"
        inputs.mkdir()
        (folder / "output").mkdir()
        spots = pb.inspect(files[0]).inputs
        cells = (f"{number} {spot.key} {spot.field},{spot.sheet},{spot.cell},TEXT" for number, spot in enumerate(spots))
        lines = ["cell_key,template_sheet,cell_reference,type", *cells]
        (inputs / "datamap.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for number, data in enumerate(files):
            (inputs / f"{number:03}.xlsx").write_bytes(data)
        home = {**os.environ, "HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        program = str(Path(sys.executable).with_name("datamaps"))
        command = [program, "import", "templates", "-m", "--inputdir", str(inputs)]

        def run() -> None:
            done = subprocess.run(command, env=home, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode or not list(folder.rglob("master.xlsx")):
                raise RuntimeError(f"datamaps failed: {done.stdout[-500:]} {done.stderr[-500:]}")

        return bench.against(run, calamine(files), rounds=3, each=len(files))


# Growth


@row("growth", "reading a return, by activities", unit="power of n", goal=1.1)
def reading_grows(bench: Bench) -> Figure:
    sizes = (10, 86, 200) if bench.quick else (50, 86, 200, 400)
    return bench.growth(sizes, lambda activities: reader(returns(bench, activities, 4) * 4))


@row("growth", "making forms, by offices", unit="power of n", goal=1.1)
def forms_grow(bench: Bench) -> Figure:
    sizes = (10, 30, 100) if bench.quick else (10, 100, 300, 1000)

    def prepare(offices: int) -> Work:
        master = plan(20, offices)

        def make() -> None:
            for _ in pb.generate(master, quarter=1):
                pass

        return make

    return bench.growth(sizes, prepare)


# Start


def _start(bench: Bench, *words: str) -> Figure:
    """Beside a program of click that has one option. Both find what they load compiled, as after a first run."""
    bare = "import click; click.command()(click.option('--x')(lambda x: None))(['--help'])"

    def run(*command: str) -> Work:
        return lambda: subprocess.run([sys.executable, *command], capture_output=True, check=False, env=home)

    home = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    home["PYTHONPYCACHEPREFIX"] = str(bench.folder / "compiled")
    run("-c", bare)()
    return bench.against(run("-m", "planbook", *words), run("-c", bare), rounds=9)


@row("start", "--help", unit="× click", goal=1.2)
def help_starts(bench: Bench) -> Figure:
    return _start(bench, "--help")


@row("start", "check --help", unit="× click", goal=2)
def command_help_starts(bench: Bench) -> Figure:
    return _start(bench, "check", "--help")


@row("start", "check of one file", unit="× click", goal=8)
def check_starts(bench: Bench) -> Figure:
    with tempfile.TemporaryDirectory() as name:
        master, form = Path(name, "master.xlsx"), Path(name, "return.xlsx")
        master.write_bytes(region(86, 12))
        form.write_bytes(returns(bench, 86, bench.size(FILES, 8))[0])
        return _start(bench, "check", str(master), str(form))
