"""Readers that the suite scores. A reader gets files and says, for each, what it took and what it told.

Another reader is one more function in :data:`READERS`.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
from python_calamine import CalamineWorkbook

import planbook as pb
from planbook.forms.compose import compose
from planbook.returns.collect import SourceFile
from planbook.returns.reading import readings_of

DATA = Path(__file__).resolve().parent / "data"
FORM = "form.xlsx"


@dataclass(frozen=True)
class Read:
    """What a reader made of one file: ``values`` it took (``key|field`` → value); ``told`` the inputs it spoke of;
    ``whole`` whether it said something of the file as a whole; ``codes`` what it called that."""

    values: Mapping[str, Any] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    whole: bool = False
    codes: frozenset[str] = frozenset()


Reader: TypeAlias = "Callable[[Sequence[Path]], dict[str, Read]]"


def by_planbook(files: Sequence[Path]) -> dict[str, Read]:
    """planbook: what it accepts of each file, and its findings; each file is read alone."""
    plan = pb.read_master((DATA / "master.xlsx").read_bytes())
    done: dict[str, Read] = {}
    for path in files:
        readings, refused = readings_of(
            plan, [SourceFile(name=path.name, data=path.read_bytes())], compose=partial(compose, plan)
        )
        findings = [*refused, *(finding for reading in readings for finding in reading.findings)]
        entries = [entry for reading in readings for entry in reading.entries]
        kept = {f"{entry.key}|{entry.field}": entry.value for entry in entries if entry.state == "accepted"}
        told = {f"{entry.key}|{entry.field}" for entry in entries if entry.state != "accepted"}
        spoken = {finding.key for finding in findings if finding.key and finding.severity.needs_somebody}
        told |= {
            f"{key}|{each}" for key in spoken for each in ("result", "numerator", "denominator", "status", "remark")
        }
        done[path.name] = Read(
            kept,
            frozenset(told),
            any(finding.severity == "error" and not finding.key for finding in findings),
            frozenset(finding.code for finding in findings),
        )
    return done


def _inputs() -> dict[str, tuple[str, str]]:
    """The sheet and cell of every input of the form as it was issued."""
    return {
        f"{spot.key}|{spot.field}": (spot.sheet, spot.cell) for spot in pb.inspect((DATA / FORM).read_bytes()).inputs
    }


def by_address(files: Sequence[Path]) -> dict[str, Read]:
    """Each input at the address that it had when it was issued, by python-calamine: what most scripts do."""
    done: dict[str, Read] = {}
    places = _inputs()
    for path in files:
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
            rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
        except Exception:
            done[path.name] = Read(whole=True)
            continue
        values = {}
        for place, (sheet, cell) in places.items():
            column, row = openpyxl.utils.cell.coordinate_from_string(cell)
            number, grid = openpyxl.utils.column_index_from_string(column), rows.get(sheet, [])
            line = grid[row - 1] if len(grid) >= row else []
            if len(line) >= number and line[number - 1] != "":
                values[place] = line[number - 1]
        done[path.name] = Read(values, whole=not set(rows) & {sheet for sheet, _ in places.values()})
    return done


def by_datamaps(files: Sequence[Path]) -> dict[str, Read]:
    """datamaps (``datamaps import templates -m``), with a map of the form's inputs. It reads .xlsx and .xlsm alone; of
    files on which it stops, those that are the cause are found by halves, and count as told."""
    program = os.environ.get("DATAMAPS") or shutil.which("datamaps") or str(Path(sys.executable).with_name("datamaps"))
    if not Path(program).exists():
        raise SystemExit("datamaps is not installed: pip install datamaps, or DATAMAPS=/path/to/datamaps")
    done = {path.name: Read(whole=True) for path in files}
    waiting = [[path for path in files if path.suffix == ".xlsx"]]
    while waiting:
        some = waiting.pop()
        read = _imported(program, some) if some else {}
        if read is not None:
            done |= read
        elif len(some) > 1:
            waiting += [some[: len(some) // 2], some[len(some) // 2 :]]
    return done


def _imported(program: str, files: Sequence[Path]) -> dict[str, Read] | None:
    """What datamaps makes of files at once, a column each of its master; None where it stops."""
    places = _inputs()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = folder / "input"
        inputs.mkdir()
        (folder / "output").mkdir()
        with (inputs / "datamap.csv").open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(["cell_key", "template_sheet", "cell_reference", "type"])
            rows.writerows([place, sheet, cell, "TEXT"] for place, (sheet, cell) in places.items())
        for path in files:
            shutil.copyfile(path, inputs / path.name)
        home = {**os.environ, "HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        home.pop("PYTHONPATH", None)
        command = [program, "import", "templates", "-m", "--inputdir", str(inputs)]
        ran = subprocess.run(command, env=home, cwd=folder, capture_output=True, text=True, check=False)
        made = next(folder.rglob("master.xlsx"), None)
        if made is None or ran.returncode:
            return None
        lines = [*openpyxl.load_workbook(made).worksheets[0].iter_rows(values_only=True)]
    done = {}
    for column, title in enumerate(lines[0][1:], 1):
        read = {str(line[0]): line[column] for line in lines[1:]}
        done[f"{Path(str(title)).stem}.xlsx"] = Read(
            {place: read[place] for place in places if read.get(place) not in (None, "")}
        )
    return done if set(done) == {path.name for path in files} else None


READERS: dict[str, Reader] = {"planbook": by_planbook, "address": by_address, "datamaps": by_datamaps}
