"""What a merge keeps for the next one, in hidden tables of planbook's own.

``planbook.cells`` is what it left in the cells that results go to. By it the next merge knows its own words from
somebody's, and puts back what the region had in a cell that no result claims any more. Its column ``at`` is a formula
that refers to the cell, so that it follows the cell to another row or sheet in every client.

``planbook.published`` are the figures that the region was shown, and what they were made of: a figure that reads
differently later is told with both readings and by its cause.

``planbook.filed`` has a row for each return, merged or refused, with what the region chose for it. ``planbook.reserve``
has every report of a row that several returns have spoken of, those that count among them, as the facts sheet has them:
among these the next merge chooses again. ``planbook.firsts`` keeps how the first return of each office and quarter was.

A workbook without the tables was not merged yet, or by a planbook that did not keep them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from planbook.book.cells import Place, cell_name, printable, quoted, sheets_named, split_cell
from planbook.book.grid import read_grids
from planbook.book.owned import owned_sheets
from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue, Content, read_cells
from planbook.book.table import KeyColumn, Looks, Record, Rows, TableWriter
from planbook.consolidated.records import exact_records
from planbook.domain import FirstReturn, Key, Published
from planbook.domain.filed import Filed, FormRow, HandEdits, Use
from planbook.layout.own_tables import CELLS, FILED, FIRSTS, RESERVE

FILED_SHEET, RESERVE_SHEET, FIRSTS_SHEET = f"planbook-{FILED}", f"planbook-{RESERVE}", f"planbook-{FIRSTS}"
"""What the sheets are called; nobody sees them."""

_KEYS = (
    "file", "office", "quarter", "saved", "digest", "correction", "blank", "after", "turn", "use", "because",
)  # fmt: skip
_NEEDED = {"file", "office", "quarter", "digest"}
_FIRST = 3
_YES = "1"


def write_filed(sheet: Any, filed: Iterable[Filed]) -> None:
    """Write the table onto an empty worksheet of :class:`planbook.book.write.Book`, which is hidden."""
    table = hidden_table(sheet, _KEYS)
    for row, each in enumerate(filed, start=_FIRST):
        texts = {
            "file": each.file,
            "office": each.office,
            "quarter": str(each.quarter or ""),
            "saved": each.saved,
            "digest": each.digest,
            "correction": _YES if each.correction else "",
            "blank": ";".join(_row_text(blank, each.office) for blank in each.blank),
            "after": each.after,
            "turn": str(each.turn or ""),
            "use": each.use.value if each.use else "",
            "because": each.because,
        }
        add_texts(table, row, texts)


def _row_text(row: FormRow, own: str) -> str:
    """A row of a form: its key alone where it is about the form's own office, else ``key@office``."""
    key, office = row
    return key if office == own else f"{key}@{office}"


def _row(text: str, own: str) -> FormRow:
    key, _, office = text.partition("@")
    return key, office or own


def read_filed(rows: Sequence[Sequence[object]]) -> tuple[Filed, ...]:
    """The returns of a sheet given as rows of cell values; rows that say nothing are left out."""
    found = []
    for record in exact_records(rows, hidden_columns(_KEYS), _NEEDED):
        quarter, turn, use, own = (record.text(key) for key in ("quarter", "turn", "use", "office"))
        if not (record.text("file") or record.text("digest")):
            continue
        found.append(
            Filed(
                file=record.text("file"),
                office=own,
                quarter=int(quarter) if quarter in ("1", "2", "3", "4") else 0,
                saved=record.text("saved"),
                digest=record.text("digest"),
                correction=record.text("correction") == _YES,
                blank=tuple(_row(text, own) for text in record.text("blank").split(";") if text),
                after=record.text("after"),
                turn=int(turn) if turn.isdecimal() else 0,
                use=Use(use) if use in list(Use) else None,
                because=record.text("because"),
            )
        )
    return tuple(found)


_FIRST_KEYS = ("office", "quarter", "file", "saved", "asked", "failed", "wrong")


def write_firsts(sheet: Any, firsts: Iterable[FirstReturn]) -> None:
    """Write how first returns were onto an empty worksheet of :class:`planbook.book.write.Book`, which is hidden."""
    table = hidden_table(sheet, _FIRST_KEYS)
    for row, each in enumerate(firsts, start=_FIRST):
        texts = {
            "office": each.office,
            "quarter": str(each.quarter),
            "file": each.file,
            "saved": each.saved,
            "asked": str(each.asked),
            "failed": ";".join(_row_text(failed, each.office) for failed in each.failed),
            "wrong": ";".join(f"{code}={rows}" for code, rows in each.wrong),
        }
        add_texts(table, row, texts)


def read_firsts(rows: Sequence[Sequence[object]]) -> tuple[FirstReturn, ...]:
    """The first returns of a sheet given as rows of cell values; rows that say nothing are left out."""
    found = []
    for record in exact_records(rows, hidden_columns(_FIRST_KEYS), {"office", "quarter", "file"}):
        office, quarter, asked = (record.text(key) for key in ("office", "quarter", "asked"))
        if office and quarter in ("1", "2", "3", "4"):
            wrong = (part.partition("=") for part in record.text("wrong").split(";") if part)
            found.append(
                FirstReturn(
                    office=office,
                    quarter=int(quarter),
                    file=record.text("file"),
                    saved=record.text("saved"),
                    asked=int(asked) if asked.isdecimal() else 0,
                    failed=tuple(_row(text, office) for text in record.text("failed").split(";") if text),
                    wrong=tuple((code, int(rows) if rows.isdecimal() else 0) for code, _, rows in wrong),
                )
            )
    return tuple(found)


CELLS_SHEET, PUBLISHED_SHEET = "planbook-cells", "planbook-published"
"""What the sheets are called; nobody sees them."""

_CELL_KEYS = (
    "key",
    "quarter",
    "part",
    "at",
    "sheet",
    "cell",
    "text",
    "ours",
    "before",
    "type",
    "formula",
    "style",
    "shrunk",
    "shown",
    "format",
    "hand",
)
_CELLS_NEEDED = {"key", "quarter", "sheet", "cell", "text", "ours"}
_FIGURE_KEYS = (
    "key", "quarter", "figure", "met", "asked", "rule", "kind", "unit", "direction", "cumulative", "target",
    "own_targets", "due", "heard",
)  # fmt: skip
_FIGURES_NEEDED = {"key", "quarter", "figure", "due", "heard"}
_ROWS = Rows(keys=1, captions=2, first=3)
_YES, _NO, _BELOW, _TEXT = "1", "0", "below", "text"


HandChoices: TypeAlias = HandEdits | Mapping[Place, HandEdits]
"""What becomes of figures that somebody typed over: of all alike, or of each by its sheet and cell; of those that are
not named it is asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultCell:
    """A cell that results of an activity and quarter go to, as the last merge left it.

    ``below`` tells that it is the one under the result's own, where ``(n/m)`` goes. ``text`` is what it showed and
    ``ours`` whether planbook wrote that. Then ``before`` is what the region had there, ``style`` the cell format it had
    (None where the sheet had no such cell), and ``shrunk`` tells that planbook had the text shrunk to fit. Of a number
    ``text`` has all digits, ``shown`` how it reads, and ``number_format`` is the one that the cell had where planbook
    gave it another. ``hand`` tells that somebody typed over the figure, and that it was chosen to stay.
    """

    key: Key
    quarter: int
    below: bool
    sheet: str
    cell: str
    text: str
    ours: bool = False
    before: str | Content | None = None
    style: int | None = None
    shrunk: bool = False
    shown: str = ""
    number_format: str | None = None
    hand: bool = False


@dataclass(frozen=True)
class TypedCell:
    """A result cell in which somebody typed after a merge, to be carried into a merge that begins anew: where it stands
    in the master of that merge, what was typed, the number format that it shows in (None: the master's own), and how
    planbook had left the cell."""

    place: Place
    content: CellValue
    number_format: str | None
    known: ResultCell


def write_result_cells(sheet: Any, cells: Iterable[ResultCell]) -> None:
    """Write the table onto an empty worksheet of :class:`planbook.book.write.Book`, which is hidden."""
    table = hidden_table(sheet, _CELL_KEYS)
    for row, cell in enumerate(cells, start=_ROWS.first):
        add_texts(table, row, _texts(cell))
        formula = f"={quoted(cell.sheet)}!{cell.cell}"
        sheet.write_formula(row - 1, table.col("at"), formula, None, printable(cell.text))


def hidden_table(sheet: Any, keys: Sequence[str]) -> TableWriter:
    """A table with these keys on an empty sheet, which nobody sees."""
    sheet.very_hidden()
    return TableWriter(sheet, hidden_columns(keys), _ROWS, Looks(None, None, None))


def hidden_columns(keys: Sequence[str]) -> tuple[KeyColumn, ...]:
    """The columns of such a table."""
    return tuple(KeyColumn(key, key, 12) for key in keys)


def add_texts(table: TableWriter, row: int, texts: Mapping[str, str]) -> None:
    """Write the texts of a row by key, without the empty ones."""
    for key, text in texts.items():
        if text:
            table.text(row, key, text)


def _texts(cell: ResultCell) -> dict[str, str]:
    before = cell.before
    kept = before if isinstance(before, Content) else Content(_TEXT if before else "", before)
    return {
        "key": cell.key,
        "quarter": str(cell.quarter),
        "part": _BELOW if cell.below else "",
        "sheet": cell.sheet,
        "cell": cell.cell,
        "text": cell.text,
        "ours": _YES if cell.ours else "",
        "before": kept.value or "",
        "type": kept.type,
        "formula": kept.formula or "",
        "style": "" if cell.style is None else str(cell.style),
        "shrunk": _YES if cell.shrunk else "",
        "shown": cell.shown,
        "format": cell.number_format or "",
        "hand": _YES if cell.hand else "",
    }


def read_result_cells(data: bytes) -> list[tuple[ResultCell, str]] | None:
    """The table of a workbook: each cell as it was written, and where it stands now by its sheet (``CR1!D6``).

    The place is empty where the cell is no longer there. None where the workbook has no such table.
    """
    name = owned_sheets(data).get(CELLS)
    if name is None:
        return None
    (grid,) = read_grids(data, [name])
    package = Package.open(data)
    part = next(sheet.part for sheet in Workbook(package).sheets if sheet.name == name)
    records = [*exact_records(grid.rows, hidden_columns(_CELL_KEYS), _CELLS_NEEDED)]
    places = [ref for record in records if (ref := record.cell("at"))]
    formulas = {ref: cell.formula for ref, cell in read_cells(package.read(part), places).items()}
    found = []
    for record in records:
        cell = _cell(record)
        if cell is not None:
            found.append((cell, _place(formulas.get(record.cell("at")), cell)))
    return found


def _cell(record: Record) -> ResultCell | None:
    quarter, kind = record.text("quarter"), record.text("type")
    text = record.text("before")
    before = Content(kind, text or None, record.text("formula") or None) if kind not in ("", _TEXT) else text or None
    style = record.text("style")
    if quarter not in ("1", "2", "3", "4"):
        return None
    return ResultCell(
        key=record.text("key"),
        quarter=int(quarter),
        below=record.text("part") == _BELOW,
        sheet=record.text("sheet"),
        cell=record.text("cell"),
        text=record.text("text"),
        ours=record.text("ours") == _YES,
        before=before,
        style=int(style) if style.isdecimal() else None,
        shrunk=record.text("shrunk") == _YES,
        shown=record.text("shown"),
        number_format=record.text("format") or None,
        hand=record.text("hand") == _YES,
    )


def _place(formula: str | None, cell: ResultCell) -> str:
    """Where the cell stands now, as the client has kept the formula; where it kept none, where it stood."""
    if not formula:
        return f"{cell.sheet}!{cell.cell}"
    sheets = sheets_named(formula)
    ref = formula.rpartition("!")[2].replace("$", "")
    try:
        return f"{next(iter(sheets))}!{cell_name(*split_cell(ref))}" if len(sheets) == 1 else ""
    except ValueError:
        return ""  # #REF!: its row is gone


def in_rows(cells: Iterable[ResultCell]) -> Iterator[ResultCell]:
    """Cells in the order of their sheets' names, rows and columns, so that the same cells make the same table."""
    yield from sorted(cells, key=lambda cell: (cell.sheet, split_cell(cell.cell)))


def write_published(sheet: Any, figures: Iterable[Published]) -> None:
    """Write the figures onto an empty worksheet of :class:`planbook.book.write.Book`, which is hidden."""
    table = hidden_table(sheet, _FIGURE_KEYS)
    for row, figure in enumerate(figures, start=_ROWS.first):
        texts = {
            "key": figure.key,
            "quarter": str(figure.quarter),
            "figure": figure.figure,
            "met": "" if figure.met is None else _YES if figure.met else _NO,
            "asked": _YES if figure.asked else _NO,
            "rule": figure.rule,
            "kind": figure.kind,
            "unit": figure.unit,
            "direction": figure.direction,
            "cumulative": _YES if figure.cumulative else _NO,
            "target": figure.target,
            "own_targets": json.dumps(figure.own_targets, ensure_ascii=False) if figure.own_targets else "",
            "due": ";".join(figure.due),
            "heard": ";".join(figure.heard),
        }
        add_texts(table, row, texts)


def _own_targets(text: str) -> dict[str, str]:
    """Own targets by code, as they were written: as JSON, or by an earlier planbook as ``TRG 5 ราย; KBI 3 ราย``."""
    if text.startswith("{"):
        with suppress(ValueError):
            return {str(code): str(target) for code, target in json.loads(text).items()}
    found: dict[str, str] = {}
    for line in filter(None, text.split("; ")):
        code, _, target = line.partition(" ")
        found[code] = target
    return found


def _codes(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))


def read_published(rows: Sequence[Sequence[object]]) -> tuple[Published, ...]:
    """The figures of a sheet given as rows of cell values; rows that say nothing are left out."""
    found = []
    for record in exact_records(rows, hidden_columns(_FIGURE_KEYS), _FIGURES_NEEDED):
        quarter, met = record.text("quarter"), record.text("met")
        if record.text("key") and quarter in ("1", "2", "3", "4"):
            found.append(
                Published(
                    key=record.text("key"),
                    quarter=int(quarter),
                    figure=record.text("figure"),
                    met=met == _YES if met else None,
                    asked=record.text("asked") != _NO,
                    rule=record.text("rule"),
                    kind=record.text("kind"),
                    unit=record.text("unit"),
                    direction=record.text("direction"),
                    cumulative=record.text("cumulative") == _YES,
                    target=record.text("target"),
                    own_targets=_own_targets(record.text("own_targets")),
                    due=_codes(record.text("due")),
                    heard=_codes(record.text("heard")),
                )
            )
    return tuple(found)
