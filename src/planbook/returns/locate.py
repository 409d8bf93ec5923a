"""Whose form a workbook is, and where in it the fill-in table stands.

A form names itself in three places (guide: clients): the identity line of each fill-in sheet, the stamp sheet, and a
document property; any of them may be gone. Columns are found by the key row, or by their captions where that is gone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from planbook.book.cells import cell_name, split_cell
from planbook.book.foreign import ForeignBook, ForeignSheet
from planbook.domain import Finding, FormSpec, Frozen, digits, fold
from planbook.layout.copies import SHEET_COPY
from planbook.layout.form import COLUMN, COLUMN_NAMES, COLUMNS, RESULT_KEY, SHEET_COVER, SHEET_PLAN_TEXTS, Column
from planbook.layout.stamp import MARK, decode, read_identity
from planbook.returns.values import is_blank, seen_text

KEY_ROWS = 40
"""How many rows from the top the key row or the captions are looked for: offices insert letterheads."""
CAPTION_ROWS = 12
"""How many rows below the key row the captions are looked for."""
IDENTITY_ROWS = 5

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?\d+")
_BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
_QUARTER = re.compile(r"(?:ไตรมาส|quarter|q)(?:ที่)?([1-4])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity(Frozen):
    """What a form says of itself: the plan, fiscal year, quarter and office it is for, and the master it came from."""

    version: int
    plan: str
    year: int
    quarter: int
    office: str
    master: str

    @property
    def owner(self) -> "FormOwner":
        """What must agree wherever the form says it."""
        return FormOwner(self.plan, self.year, self.quarter, self.office)

    @property
    def said(self) -> str:
        """In one line, as findings show it."""
        return f"{self.plan} {self.year}/{self.quarter} {self.office}"


class FormOwner(NamedTuple):
    """Whose form it is: of which plan, year, quarter and office."""

    plan: str
    year: int
    quarter: int
    office: str


class FilledCell(NamedTuple):
    """A cell that holds something: its row and column from 1, and its value."""

    row: int
    col: int
    value: object


class FillSheet(NamedTuple):
    """A fill-in sheet: ``columns`` maps column keys to columns (1-based) as they stand now; ``top`` is the last row
    of the part found above the table (key row, or captions where the key row is gone); ``unsure`` are the columns whose
    key and caption stand in different places."""

    grid: ForeignSheet
    columns: Mapping[str, int]
    top: int
    by_captions: bool
    identity: Identity | None
    identity_cell: str = ""
    unsure: frozenset[str] = frozenset()

    def value(self, row: int, column: str) -> object:
        """The value in a row under a column key; None where the column is gone."""
        col = self.columns.get(column)
        return self.grid.cell(row, col) if col else None

    def cell(self, row: int, column: str) -> str:
        """The name of the cell in a row under a column key."""
        return cell_name(row, self.columns[column])


@dataclass(frozen=True)
class Located:
    """A form found in a workbook. ``identity`` and ``issued`` are None where they are lost; ``sheets`` has the
    fill-in sheets that count, ``covers`` and ``stamps`` planbook's own others, ``others`` the sheets that it did not
    make."""

    sheets: tuple[FillSheet, ...]
    identity: Identity | None
    issued: FormSpec | None
    others: tuple[ForeignSheet, ...] = ()
    covers: tuple[ForeignSheet, ...] = ()
    findings: tuple[Finding, ...] = ()
    agreed: bool = True
    stamps: tuple[ForeignSheet, ...] = field(default=(), repr=False)


def locate(name: str, book: ForeignBook) -> Located | None:
    """The form in a workbook, or None where no sheet has a fill-in table."""
    grids = book.sheets
    sheets = [sheet for grid in grids if (sheet := fill_sheet(grid))]
    if not sheets:
        names = book.metadata.names_under(COLUMN_NAMES)
        sheets = [sheet for grid in grids if (sheet := _by_names(grid, names))]
    if not sheets:
        return None
    fill = {id(sheet.grid) for sheet in sheets}
    rest = [grid for grid in grids if id(grid) not in fill]
    stamps = [grid for grid in rest if is_stamp(grid)]
    covers = {*SHEET_COVER.values(), *SHEET_PLAN_TEXTS.values(), *SHEET_COPY.values()}
    pages = [grid for grid in rest if grid not in stamps]
    others = [grid for grid in pages if grid.name not in covers and not _identity_in(grid)]
    ours = tuple(grid for grid in pages if grid not in others)
    evidence = list(_evidence(sheets, rest, book))
    issued = [spec for grid in stamps if (spec := decode(_pieces(grid)))]
    evidence += [(stamps[0].name, _of_spec(spec)) for spec in issued]
    identity = evidence[0][1] if evidence else None
    findings: list[Finding] = []
    disagreeing = next(((where, said) for where, said in evidence if identity and said.owner != identity.owner), None)
    if identity and disagreeing:
        first, (where, said) = evidence[0][0], disagreeing
        findings.append(
            Finding.of("identity-disagrees", file=name, first=first, one=identity.said, other=where, two=said.said)
        )
    kept, twice = _once(name, sheets)
    findings += twice
    spec = next((spec for spec in issued if identity and _of_spec(spec).owner == identity.owner), None)
    agreed = disagreeing is None
    return Located(tuple(kept), identity, spec, tuple(others), ours, tuple(findings), agreed, tuple(stamps))


def _of_spec(spec: FormSpec) -> Identity:
    return Identity(
        version=spec.version,
        plan=spec.plan_id,
        year=spec.year,
        quarter=spec.quarter,
        office=spec.office,
        master=spec.fingerprint,
    )


def _parsed(text: str) -> Identity | None:
    parts = read_identity(text)
    if parts is None:
        return None
    version, year, quarter = (int(parts[name]) for name in ("version", "year", "quarter"))
    return Identity(
        version=version,
        plan=parts["plan"],
        year=year,
        quarter=quarter,
        office=parts["office"],
        master=parts["master"],
    )


def _evidence(sheets: list[FillSheet], rest: list[ForeignSheet], book: ForeignBook) -> Iterator[tuple[str, Identity]]:
    for sheet in sheets:
        if sheet.identity:
            yield f"{sheet.grid.name}!{sheet.identity_cell}", sheet.identity
    for grid in rest:
        if found := _identity_in(grid):
            yield f"{grid.name}!{found[1]}", found[0]
    for text in book.metadata.properties():
        if identity := _parsed(text):
            yield "document properties", identity


def _cells(grid: ForeignSheet, rows: int) -> Iterator[FilledCell]:
    for row, values in enumerate(grid.rows[:rows], start=1):
        for col, value in enumerate(values, start=1):
            if not is_blank(value):
                yield FilledCell(row, col, value)


def _identity_in(grid: ForeignSheet, rows: int = IDENTITY_ROWS) -> tuple[Identity, str] | None:
    for row, col, value in _cells(grid, rows):
        if isinstance(value, str) and (identity := _parsed(value)):
            return identity, cell_name(row, col)
    return None


def is_stamp(grid: ForeignSheet) -> bool:
    """Whether a sheet carries a stamp (whole or not)."""
    return any(isinstance(value, str) and value.startswith(MARK) for row in grid.rows[:KEY_ROWS] for value in row)


def _pieces(grid: ForeignSheet) -> list[str]:
    """The texts of the stamp's column from the mark on; anything typed among them is no piece of it."""
    texts = [seen_text(grid.cell(row, 1)).strip() for row in range(1, len(grid.rows) + 1)]
    start = next((at for at, text in enumerate(texts) if text.startswith(MARK)), len(texts))
    return texts[start : start + 1] + [text for text in texts[start + 1 :] if _BASE64.fullmatch(text)]


def fill_sheet(grid: ForeignSheet) -> FillSheet | None:
    """The fill-in table of a sheet, or None where it has none."""
    columns, top = _by_key_row(grid)
    by_captions = not columns
    if by_captions:
        columns, top = _by_captions(grid)
    if not columns:
        return None
    unsure = frozenset[str]() if by_captions else _contradicted(grid, columns, top)
    found = _identity_in(grid, max(top, IDENTITY_ROWS))
    return FillSheet(grid, columns, top, by_captions, found[0] if found else None, found[1] if found else "", unsure)


def _contradicted(grid: ForeignSheet, columns: Mapping[str, int], top: int) -> frozenset[str]:
    """The columns whose caption stands elsewhere, or that stand under the caption of another sort of column."""
    captioned, below = _by_captions(grid, top + CAPTION_ROWS)
    known = _by_caption()
    found = {key for key, col in captioned.items() if columns.get(key, col) != col}
    for key, col in columns.items() if captioned else ():
        texts = (fold(seen_text(grid.cell(row, col))) for row in (below - 1, below))
        sorts = {column.key.partition(".")[0] for text in texts for column in known.get(text, ())}
        if sorts and key.partition(".")[0] not in sorts:
            found.add(key)
    return frozenset(found)


def _by_names(grid: ForeignSheet, names: Mapping[str, str]) -> FillSheet | None:
    """The fill-in table of a sheet that lost key row and captions: defined names still point to its columns."""
    columns: dict[str, int] = {}
    for key, text in names.items():
        sheet, _, cell = text.rpartition("!")
        place = _CELL.fullmatch(cell)
        if key in COLUMN and place and sheet.strip("'").replace("''", "'") == grid.name:
            columns[key] = split_cell(f"{place[1]}1")[1]
    if not _usable(columns):
        return None
    found = _identity_in(grid)
    return FillSheet(grid, columns, 0, True, found[0] if found else None, found[1] if found else "")


def _usable(columns: Mapping[str, int]) -> bool:
    return "title" in columns and not columns.keys().isdisjoint(RESULT_KEY.values())


def _by_key_row(grid: ForeignSheet) -> tuple[dict[str, int], int]:
    for row, values in enumerate(grid.rows[:KEY_ROWS], start=1):
        columns: dict[str, int] = {}
        for col, value in enumerate(values, start=1):
            text = value.strip() if isinstance(value, str) else ""
            if text in COLUMN:
                columns.setdefault(text, col)  # a copied column is the second one: its contents are reported
        if _usable(columns):
            return columns, row
    return {}, 0


def quarter_of(text: str) -> int | None:
    """The quarter that a caption names: ``ไตรมาส 3``, ``Quarter 3``."""
    match = _QUARTER.match(digits(fold(text)))
    return int(match[1]) if match else None


@cache
def captions(column: Column) -> frozenset[str]:
    """The captions of a column in every language, folded for comparing."""
    return frozenset(map(fold, column.captions))


@cache
def _by_caption() -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in COLUMNS:
        for caption in captions(column):
            found.setdefault(caption, []).append(column)
    return found


def _by_captions(grid: ForeignSheet, rows: int = KEY_ROWS) -> tuple[dict[str, int], int]:
    known = _by_caption()
    folded = [[fold(value) if isinstance(value, str) else "" for value in row] for row in grid.rows[: rows + 1]]
    for row, (above, below) in enumerate(pairwise(folded), start=1):
        if known.keys().isdisjoint(above) and known.keys().isdisjoint(below):
            continue
        columns: dict[str, int] = {}
        quarter: int | None = None
        for col, (upper, lower) in enumerate(zip_longest(above, below, fillvalue=""), start=1):
            if upper:
                quarter = quarter_of(upper)
            here = [column for column in known.get(lower, ()) if column.quarter in (None, quarter)]
            here += [column for column in known.get(upper, ()) if column.quarter is None]
            for column in here:
                columns.setdefault(column.key, col)
        if _usable(columns):
            return columns, row + 1
    return {}, 0


def _once(name: str, sheets: Sequence[FillSheet]) -> tuple[list[FillSheet], list[Finding]]:
    """Fill-in sheets without exact copies of an earlier one, which are told."""
    kept, twice = list[FillSheet](), list[Finding]()
    for sheet in sheets:
        earlier = next((other for other in kept if other.grid.rows == sheet.grid.rows), None)
        if earlier is None:
            kept.append(sheet)
        else:
            finding = Finding.of("fill-sheet-twice-same", file=name, sheet=sheet.grid.name, other=earlier.grid.name)
            twice.append(finding)
    return kept, twice
