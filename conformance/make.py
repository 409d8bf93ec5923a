"""Make the workbooks of the suite anew: ``python -m conformance make`` (needs soffice, node, ssconvert, openpyxl).

Two families, each with its verdicts from what was typed or done, never from what a reader said:

* **typed**: one input is typed in a way of :mod:`conformance.typed`: by LibreOffice, which is typed into as a person
  does, in the sheet's XML by hand, and by SheetJS, ExcelJS or openpyxl in turn;
* **done**: what offices do to forms (:mod:`planbook.simulate.behaviours`, whose scripts know what they typed), as the
  script leaves it and after LibreOffice or Gnumeric opened and saved that, also as .xls and .ods.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
from tests import plans
from tests.clients.programs import run_script, ssconvert

import planbook as pb
from conformance.typed import (
    DENOMINATOR,
    NUMERATOR,
    ORDINARY,
    PLEASED,
    REGISTER,
    RESULT,
    ROWS,
    SHARE,
    STATUS,
    TYPED,
    VISITS,
    Typed,
)
from planbook.book.office import soffice
from planbook.forms.compose import compose
from planbook.forms.issue import form_filenames
from planbook.forms.render import render
from planbook.simulate.behaviours import BEHAVIOURS, Behaviour
from planbook.simulate.filling import Form, careful, saved_at, typed_into

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
OFFICE, QUARTER, MOMENT = "KBI", 1, "2019-04-05T09:00:00Z"
_KINDS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}
PROGRAMS = ("hand", "openpyxl", "sheetjs", "exceljs")
"""Who sets cells without a person: the sheet's XML by hand for every way of typing, the others in turn."""
WAYS = (Typed("ordinary", "", "", "", ""), *TYPED)
_SYSTEM_PYTHON = "/usr/bin/python3"


@dataclass(frozen=True)
class Case:
    """One returned workbook and its verdict. ``entries`` are the inputs that must be read, as ``key|field`` → value (a
    percentage as 95 for 95 %); ``asked`` those of which somebody must be asked, and which no reader may take as they
    are; ``findings`` codes of planbook that say what was done."""

    id: str
    file: str
    client: str
    how: str
    entries: dict[str, str]
    asked: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass
class Made:
    """The cases so far, and their files."""

    cases: list[Case] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, case: Case, data: bytes) -> None:
        """Keep a case with its file."""
        self.cases.append(case)
        self.files[case.file] = data


def master() -> pb.Master:
    """The plan of the suite, adopted, with the staff's decisions."""
    return plans.master(ROWS, register=REGISTER)


def issued(plan: pb.Master) -> bytes:
    """The form of the suite."""
    return render(compose(plan, OFFICE, QUARTER))


# --- typed ---


def typed_cases(form: bytes, made: Made, folder: Path) -> None:
    """Every way of typing, by every client."""
    spots = {(spot.key, str(spot.field)): spot for spot in pb.inspect(form).inputs}
    (folder / "form.xlsx").write_bytes(form)
    jobs = []
    for number, way in enumerate(WAYS):
        values, texts = dict[str, Any](), dict[str, str]()
        for place, (value, text, _) in ORDINARY.items():
            values[spots[place].cell], texts[spots[place].cell] = value, text
        if way.key:
            cell = spots[way.key, way.field].cell
            values[cell], texts[cell] = (way.text if way.value is None else way.value), way.text
        sheet = next(iter(spots.values())).sheet
        for client in _turn(number, way):
            made.add(_case(way, client), _by_program(client, form, folder, sheet, values))
        keyed = [[sheet, cell, text] for cell, text in texts.items()]
        target = folder / f"{way.name}-libreoffice.xlsx"
        jobs.append({"open": str(folder / "form.xlsx"), "type": keyed, "save": [str(target), _KINDS["xlsx"]]})
    _in_libreoffice(jobs)
    for way in WAYS:
        made.add(_case(way, "libreoffice"), (folder / f"{way.name}-libreoffice.xlsx").read_bytes())


def _turn(number: int, way: Typed) -> tuple[str, ...]:
    """The programs that make a way's workbooks: all of them the ordinary one; SheetJS every second way besides."""
    if not way.key:
        return PROGRAMS
    programs = ("hand", PROGRAMS[1 + number % (len(PROGRAMS) - 1)], *(["sheetjs"] if number % 2 else []))
    return tuple(dict.fromkeys(programs))


def _case(way: Typed, client: str) -> Case:
    entries = {f"{key}|{name}": meant for (key, name), (_, _, meant) in ORDINARY.items()}
    asked: tuple[str, ...] = ()
    if way.key:
        place = f"{way.key}|{way.field}"
        if way.meant:
            entries[place] = way.meant
        else:
            # of two parts that contradict each other nobody knows which is wrong
            gone = [
                spot for spot in entries if spot.split("|")[0] == way.key and way.field in ("numerator", "denominator")
            ]
            asked = tuple(dict.fromkeys([place, *gone]))
            entries = {spot: value for spot, value in entries.items() if spot not in asked}
    shown = way.text if way.value is None or client == "libreoffice" else repr(way.value)
    how = f"{place} holds {shown!r}" if way.key else "the ordinary answers"
    return Case(f"typed/{way.name}/{client}", f"{way.name}-{client}.xlsx", client, how, entries, asked)


def _by_program(client: str, form: bytes, folder: Path, sheet: str, values: Mapping[str, Any]) -> bytes:
    """The form with cells set by a program, and as it saves it."""
    if client == "hand":
        return saved_at(typed_into(form, {sheet: dict(values)}), MOMENT)
    if client == "openpyxl":
        book = openpyxl.load_workbook(io.BytesIO(form))
        for cell, value in values.items():
            book[sheet][cell] = value
            if isinstance(value, str):
                book[sheet][cell].data_type = "s"
        stream = io.BytesIO()
        book.save(stream)
        return saved_at(stream.getvalue(), MOMENT)
    target = folder / f"{client}.xlsx"
    listed = [[sheet, cell, value] for cell, value in values.items()]
    run_script(f"{client}_client.js", folder / "form.xlsx", listed, [(target, "xlsx")])
    return deflated(target.read_bytes()) if client == "sheetjs" else target.read_bytes()


def deflated(data: bytes) -> bytes:
    """A workbook whose members are deflated, which SheetJS does not do: the same members, a fourth of the bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename), old.read(member), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _in_libreoffice(jobs: list[dict[str, Any]]) -> None:
    command = [_SYSTEM_PYTHON, str(HERE / "office_jobs.py")]
    subprocess.run(command, input=json.dumps(jobs), text=True, check=True, timeout=1800)


# --- done ---

_UNKNOWN = {
    "percent-95": (f"{PLEASED}|{RESULT}",),  # 95 in the cell of a percentage is 9500 %
    "percent-bare": (f"{PLEASED}|{RESULT}",),  # 0.95 as a text: 0.95 % or 95 %
    "words": (f"{VISITS}|{RESULT}",),
    "negative": (f"{VISITS}|{RESULT}",),
    "other-quarter": (f"{VISITS}|{RESULT}",),  # the figure stands in another quarter's cell
    "row-deleted": (f"{SHARE}|{NUMERATOR}", f"{SHARE}|{DENOMINATOR}", f"{SHARE}|{STATUS}"),
}
"""Of which inputs somebody has to be asked after what was done."""
_LEFT_BLANK = {
    "left-blank": (f"{VISITS}|{RESULT}", f"{VISITS}|{STATUS}"),
    "nothing": (f"{VISITS}|{RESULT}",),  # the status says that there was nothing
}
"""Which inputs were left blank: nothing is there to be read."""


def done_cases(plan: pb.Master, form: bytes, made: Made, folder: Path) -> None:
    """Every behaviour, as its script leaves it and as other programs save that."""
    spec = compose(plan, OFFICE, QUARTER)
    (name,) = form_filenames([spec])
    office = Form(name, spec, form, careful)
    jobs, waiting = [], list[tuple[Case, Path]]()
    for number, (behaviour, what) in enumerate(BEHAVIOURS.items()):
        if not what.fits(office) or behaviour == "zipped":
            continue
        sent = what.act(office)
        if len(sent.files) != 1:
            continue  # which of several files counts is no matter of reading one
        ((file, data),) = sent.files.items()
        entries = {f"{key}|{field}": str(value) for (key, _, field), value in sent.meant.items()}
        gone = _LEFT_BLANK.get(behaviour, ())
        unknown = _UNKNOWN.get(behaviour, ())
        entries = {spot: value for spot, value in entries.items() if spot not in (*gone, *unknown)}
        if any(code.startswith(("return-", "file-")) for code in what.codes):  # nothing in the file can be used
            entries, unknown = {}, tuple(f"{key}|{name}" for key, _, name in office.meant)
        case = partial(_done, behaviour, what, entries, unknown)
        made.add(case("script", "xlsx"), data)
        if behaviour == "photo":
            continue
        source = folder / f"{behaviour}{Path(file).suffix}"
        source.write_bytes(data)
        for ending in ("xlsx", *(["xls"] if number % 6 == 0 else ["ods"] if number % 2 else [])):
            target = folder / f"done-{behaviour}-libreoffice.{ending}"
            jobs.append({"open": str(source), "save": [str(target), _KINDS[ending]]})
            waiting.append((case("libreoffice", ending), target))
        target = folder / f"done-{behaviour}-gnumeric.xlsx"
        ssconvert(source, target)
        waiting.append((case("gnumeric", "xlsx"), target))
    _in_libreoffice(jobs)
    for each, target in waiting:
        made.add(each, target.read_bytes())


def _done(
    behaviour: str, what: Behaviour, entries: dict[str, str], unknown: tuple[str, ...], client: str, ending: str
) -> Case:
    """The case of a behaviour in a file of a client."""
    return Case(
        f"done/{behaviour}/{client}-{ending}",
        f"done-{behaviour}-{client}.{ending}",
        client,
        what.en,
        entries,
        tuple(sorted(unknown)),
        what.codes,
    )


def main() -> None:
    """Write the data anew."""
    assert soffice(), "LibreOffice makes half of the cases"
    plan = master()
    form = issued(plan)
    made = Made()
    with tempfile.TemporaryDirectory() as folder:
        typed_cases(form, made, Path(folder))
        done_cases(plan, form, made, Path(folder))
    shutil.rmtree(DATA, ignore_errors=True)
    (DATA / "files").mkdir(parents=True)
    (DATA / "master.xlsx").write_bytes(plan.data)
    (DATA / "form.xlsx").write_bytes(form)
    for name, data in made.files.items():
        (DATA / "files" / name).write_bytes(data)
    lines = ",\n".join(json.dumps(asdict(case), ensure_ascii=False) for case in made.cases)
    (DATA / "cases.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(made.cases)} cases, {sum(map(len, made.files.values())):,} bytes")


if __name__ == "__main__":
    main()
