"""What a workbook is, without judging it: a form with its input cells, a master, a plan, or something else."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from planbook.book.foreign import ForeignBook, ForeignSheet, open_book
from planbook.book.grid import unreadable
from planbook.book.workers import Lost, run_isolated
from planbook.domain import Field, FormSpec, fold
from planbook.domain.data import Brief, Data
from planbook.errors import BookProblem
from planbook.layout.form import Takes, input_columns
from planbook.layout.own_tables import SETTINGS
from planbook.returns.align import USED, align, with_key_columns
from planbook.returns.locate import FillSheet, Located, locate
from planbook.returns.reading import BUDGET
from planbook.returns.values import seen_text

REGISTER = "planbook.register"
"""The defined name by which a workbook is known as a master."""

InputType = Literal["number", "percent", "text", "choice"]

_KINDS: Mapping[Takes, InputType] = {
    Takes.NUMBER: "number",
    Takes.DAYS: "number",
    Takes.PERCENT: "percent",
    Takes.OVER_100: "percent",
    Takes.WORDS: "text",
    Takes.PART: "number",
    Takes.WHOLE: "number",
    Takes.STATUS: "choice",
    Takes.TEXT: "text",
}
"""What is typed, as :class:`InputCell` says it; nobody types what a cell works out."""

_PLAN_WORDS = (("เป้าหมาย",), ("ผล",), ("ไตรมาส",), ("แผนปฏิบัติ", "activities"))


class InputCell(Data):
    """A cell that an office fills in. ``kind`` is what is typed there, ``target`` the raw text of its target."""

    key: str
    office: str
    quarter: int
    field: Field
    sheet: str
    cell: str
    kind: InputType
    unit: str
    target: str | None


class Inspection(Brief, Data):
    """What a workbook is. Identity and ``inputs`` are those of a form, ``sheets`` are named for every workbook."""

    kind: Literal["form", "master", "plan", "workbook"]
    office: str | None = None
    year: int | None = None
    quarter: int | None = None
    plan: str | None = None
    version: int | None = None
    sheets: tuple[str, ...] = ()
    inputs: tuple[InputCell, ...] = ()

    def brief(self) -> Mapping[str, object]:
        """What it is, whose, and of when."""
        return {
            "kind": self.kind,
            "plan": self.plan,
            "year": self.year,
            "quarter": self.quarter,
            "office": self.office,
            "sheets": len(self.sheets),
            "inputs": len(self.inputs),
        }


def identify(name: str, data: bytes, *, isolated: bool = False) -> Inspection:
    """What the workbook ``name`` is. ``isolated`` opens it in a process of its own, which a hostile file may kill.

    Raises BookProblem for a file that cannot be read.
    """
    item = json.dumps(name).encode() + b"\n" + data
    if not isolated:
        return identify_packed(item)
    (found,) = run_isolated(identify_packed, [item], workers=1, budget=BUDGET)
    if isinstance(found, BookProblem):
        raise found
    if isinstance(found, Lost):
        raise unreadable(found.reason)
    return found


def identify_packed(item: bytes) -> Inspection:
    """What the worker does: the name in a line of JSON, then the file's bytes."""
    name, _, data = item.partition(b"\n")
    return _identified(json.loads(name), open_book(data))


def _identified(name: str, book: ForeignBook) -> Inspection:
    sheets = tuple(sheet.name for sheet in book.sheets)
    if book.metadata.has_name(REGISTER):
        settings = _settings(book.sheets)
        year = settings.get("year", "")
        return Inspection(
            kind="master",
            plan=settings.get("plan_id") or None,
            year=int(year) if year.isdecimal() else None,
            sheets=sheets,
        )
    located = locate(name, book)
    if located is not None and located.identity is not None:
        said = located.identity
        return Inspection(
            kind="form",
            office=said.office,
            year=said.year,
            quarter=said.quarter,
            plan=said.plan,
            version=said.version,
            sheets=sheets,
            inputs=tuple(_inputs(located)),
        )
    return Inspection(kind="plan" if any(map(_is_plan, book.sheets)) else "workbook", sheets=sheets)


def _settings(grids: Sequence[ForeignSheet]) -> dict[str, str]:
    """What a master's settings sheet says, by key: found by its rows, as the sheet may be renamed."""
    value = next(at for at, column in enumerate(SETTINGS.columns) if column.key == "value")
    for grid in grids:
        said = {str(row[0]): seen_text(row[value]) for row in grid.rows if len(row) > value and row[0] is not None}
        if "plan_id" in said:
            return said
    return {}


def _is_plan(grid: ForeignSheet) -> bool:
    texts = {fold(value) for row in grid.rows for value in row if isinstance(value, str)}
    return all(any(text.startswith(word) for text in texts for word in words) for words in _PLAN_WORDS)


def _inputs(located: Located) -> list[InputCell]:
    spec = located.issued
    if spec is None:
        return []
    return [cell for sheet in located.sheets[:1] for cell in _sheet_inputs(sheet, spec)]


def _sheet_inputs(sheet: FillSheet, spec: FormSpec) -> list[InputCell]:
    found = []
    sheet = with_key_columns(sheet, spec)
    for row in align(sheet, spec).rows:
        line = row.line
        if line is None or row.match not in USED or not line.office:
            continue
        for field, column in input_columns(spec.quarter).items():
            ask = column.ask(line)
            kind = _KINDS.get(ask.takes) if ask else None
            if kind is None or column.key not in sheet.columns:
                continue
            found.append(
                InputCell(
                    key=line.key,
                    office=line.office,
                    quarter=spec.quarter,
                    field=field,
                    sheet=sheet.grid.name,
                    cell=sheet.cell(row.number, column.key),
                    kind=kind,
                    unit=line.unit,
                    target=seen_text(line.targets.get(spec.quarter)) or None,
                )
            )
    return found
