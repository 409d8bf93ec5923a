"""The region's own sheets as results meet them: what a cell holds and shows, how it looks, and the region's own
formulas that read result cells.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from planbook.book.cells import Area, Place, cell_name, split_cell, split_range
from planbook.book.foreign.formats import display
from planbook.book.owned import owned_sheets
from planbook.book.package import Package, Workbook
from planbook.book.patch import RUNS, CellValue, Content, content_of, inherited_style, patch_sheet
from planbook.book.plainsheet import read_cells, scan_sheet
from planbook.book.references import References, sheet_formulas
from planbook.book.scan import ScannedCell, scan_sheets
from planbook.book.sheetxml import RawCell, merged_ranges
from planbook.book.styles import StyleSheet
from planbook.book.xmlio import inline_runs, shared_runs, to_utf8
from planbook.domain import Finding, Key, Master
from planbook.domain.number import Number, cell_text, format_number, from_cell
from planbook.words import FindingCode

DEFAULT_WIDTH = 8.43
"""Characters; the width of a column that says nothing (ECMA-376 part 1, 18.3.1.81)."""
_GENERAL = "General"
_COLS = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ATTRIBUTE = re.compile(rb"""(\w+)=["']([^"']*)["']""")
_SETUP, _MARGINS = re.compile(rb"<(?:\w+:)?pageSetup\s[^>]*>"), re.compile(rb"<(?:\w+:)?pageMargins\s[^>]*>")
_FITTED = re.compile(rb"""<(?:\w+:)?pageSetUpPr\s[^>]*fitToPage=["'](?:1|true)["']""")
_PAPERS = {"": (595.0, 842.0), "8": (842.0, 1191.0), "1": (612.0, 792.0), "5": (612.0, 1008.0)}
"""Points of a paper's width, upright and on its side, by its number (18.3.1.63): A3, Letter, Legal; else A4."""
_POINTS = 5.25
"""Points of a character of a column's width, in the digits that most workbooks count by."""


def _said(pattern: re.Pattern[bytes], xml: bytes) -> dict[str, str]:
    """The attributes of a sheet's last element of a kind; none where it has no such element."""
    found = pattern.findall(xml)
    return {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(found[-1])} if found else {}


@dataclass(frozen=True)
class Figure:
    """What goes into a cell: a text, or a number with the number format that it is shown in.

    ``text`` is how it reads. ``number_format`` is None for a text, which leaves the cell's own as it is.
    """

    value: str | Decimal
    text: str
    number_format: str | None = None

    def marked(self, mark: str) -> "Figure":
        """A number with a mark behind it, which its number format shows; a format of several parts stays as it is."""
        if self.number_format is None or ";" in self.number_format:
            return self
        return replace(self, text=self.text + mark, number_format=f'{self.number_format}"{mark}"')

    @property
    def stored(self) -> str:
        """The value as :meth:`PlanCells.holds` gives it when it is read again."""
        return self.value if isinstance(self.value, str) else _stored(float(self.value))


def figure(number: Number, number_format: str) -> Figure:
    """A number for a cell, to the 15 digits that every client keeps."""
    kept = Decimal(cell_text(number))
    shown = display(float(kept), number_format) or format_number(kept)
    return Figure(kept, shown, number_format)


def _stored(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


class _WideColumns(NamedTuple):
    """Columns of one width: the first, the last, and their width in characters."""

    first: int
    last: int
    width: float


def _column_widths(xml: bytes) -> Iterator[_WideColumns]:
    """The columns that say a width."""
    for match in _COLS.finditer(xml):
        said = dict(_ATTRIBUTE.findall(match[0]))
        width = float(said.get(b"width", DEFAULT_WIDTH))
        yield _WideColumns(int(said.get(b"min", b"0")), int(said.get(b"max", b"0")), width)


class PlanCells:
    """The sheets of a master's workbook that are not planbook's."""

    def __init__(self, data: bytes) -> None:
        self.package = Package.open(data)
        self.workbook = Workbook(self.package)
        ours = list(owned_sheets(data).values())
        self.parts = {sheet.name: sheet.part for sheet in self.workbook.sheets if sheet.name not in ours}
        self._sheets = {sheet.name: sheet for sheet in scan_sheets(self.package, ScannedCell, ours)}
        self._cells: dict[str, dict[tuple[int, int], ScannedCell]] = {}
        self.styles = StyleSheet(self.package.read(self.workbook.styles_part)) if self.workbook.styles_part else None
        self.xml = cache(self._xml)
        self.formulas = cache(lambda sheet: sheet_formulas(self.xml(sheet)) if sheet in self else {})
        self._raws = cache(lambda sheet: read_cells(self.xml(sheet)))
        self._maps = cache(lambda sheet: scan_sheet(to_utf8(self.xml(sheet)), {}))
        strings = self.workbook.target("sharedStrings")
        self._runs = shared_runs(self.package.read(strings) if strings else None)
        self._widths = cache(lambda sheet: list(_column_widths(self.xml(sheet))))
        self.covered = cache(self._covered)
        self._scales = cache(self._scale)

    def __contains__(self, sheet: str) -> bool:
        return sheet in self._sheets

    def _xml(self, sheet: str) -> bytes:
        return self.package.read(self.parts[sheet])

    def scanned(self, place: Place) -> ScannedCell | None:
        """A filled cell; None for an empty one, and for one under a merged area."""
        sheet, cell = place
        if sheet not in self._sheets:
            return None
        if sheet not in self._cells:
            self._cells[sheet] = {(c.row, c.column): c for c in self._sheets[sheet].cells}
        return self._cells[sheet].get(split_cell(cell))

    def holds(self, place: Place) -> str:
        """The value of a cell as text, a number with all its digits; empty for nothing."""
        cell = self.scanned(place)
        return "" if cell is None else _stored(cell.value)

    def shows(self, place: Place) -> str:
        """What a cell shows to people; empty for nothing."""
        cell = self.scanned(place)
        return "" if cell is None else display(cell.value, cell.number_format) or self.holds(place)

    def number(self, place: Place) -> Decimal | None:
        """The number that a cell holds; None for anything else, also for a date."""
        cell = self.scanned(place)
        if cell is None or isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
            return None
        return from_cell(cell.value)

    def formula(self, place: Place) -> str | None:
        """The formula in a cell, without its ``=``, also one that covers several cells; None where there is none."""
        return self.formulas(place[0]).get(place[1])

    def in_array(self, place: Place) -> bool:
        """Whether a cell is one of several that one formula fills, of which none can be set alone."""
        row, column = split_cell(place[1])
        for tag in self._maps(place[0]).formulas:
            if tag.kind != "shared" and tag.ref:
                top, left, bottom, right = split_range(tag.ref)
                if top <= row <= bottom and left <= column <= right and (top, left) != (bottom, right):
                    return True
        return False

    def content(self, place: Place) -> str | Content | None:
        """What a cell holds, as it can be put back; None for nothing."""
        raw = self.raw(place)
        if raw is not None and raw.formula is None and raw.type in ("s", "inlineStr"):
            runs = self._runs(int(raw.value or -1)) if raw.type == "s" else inline_runs(self.xml(place[0]), place[1])
            if runs is not None:
                return Content(RUNS, runs)
        return content_of(raw, self.holds(place), self.formula(place))

    def raw(self, place: Place) -> RawCell | None:
        """A cell as the file has it; None where it has none."""
        return self._raws(place[0]).get(place[1])

    def style(self, place: Place) -> int:
        """The cell format that a cell has, or would get when something is typed into it."""
        raw = self.raw(place)
        return inherited_style(self._maps(place[0]), place[1]) if raw is None else raw.style

    def number_format(self, place: Place) -> str:
        """The number format of a cell, whether it holds anything or not."""
        return self.styles.number_format(self.style(place)) if self.styles else _GENERAL

    def width(self, place: Place) -> float:
        """The characters that a cell's column has room for."""
        column = split_cell(place[1])[1]
        widths = self._widths(place[0])
        return next((width for first, last, width in widths if first <= column <= last), DEFAULT_WIDTH) - 1

    def printed_points(self, place: Place) -> float:
        """How large a cell's text comes out on paper: its font, as far as the sheet is made smaller to fit its page."""
        size = self.styles.font_size(self.style(place)) if self.styles else 11.0
        return size * self._scales(place[0])

    def _scale(self, sheet: str) -> float:
        """What a sheet is printed at, 1 for its own size; one that is fitted to a page's width as its columns ask."""
        xml = self.xml(sheet)
        setup, margins = (_said(pattern, xml) for pattern in (_SETUP, _MARGINS))
        if not _FITTED.search(xml):
            return int(setup.get("scale", "100")) / 100
        if setup.get("fitToWidth", "1") != "1":
            return 1.0
        upright, aside = _PAPERS.get(setup.get("paperSize", ""), _PAPERS[""])
        paper = aside if setup.get("orientation") == "landscape" else upright
        room = paper - 72 * (float(margins.get("left", "0.7")) + float(margins.get("right", "0.7")))
        last = max((cell.column for cell in self._sheets[sheet].cells), default=1)
        named = {col: width for first, end, width in self._widths(sheet) for col in range(first, min(end, last) + 1)}
        wide = sum(named.get(col, DEFAULT_WIDTH) * _POINTS for col in range(1, last + 1))
        return min(1.0, room / wide)

    def _covered(self, sheet: str) -> set[str]:
        """The cells of a sheet that a merged area hides: all but its first."""
        hidden: set[str] = set()
        for area in merged_ranges(self.xml(sheet)):
            top, left, bottom, right = split_range(area)
            if (bottom - top + 1) * (right - left + 1) <= 100_000:
                hidden.update(
                    cell_name(row, col)
                    for row in range(top, bottom + 1)
                    for col in range(left, right + 1)
                    if (row, col) != (top, left)
                )
        return hidden

    def patched(self, values: dict[Place, CellValue], looks: dict[Place, int]) -> dict[str, bytes]:
        """The parts that change when cells get other values and cell formats."""
        changes: dict[str, bytes] = {}
        for sheet in dict.fromkeys(sheet for sheet, _ in values):
            cells = {cell: value for (where, cell), value in values.items() if where == sheet}
            styles = {cell: look for (where, cell), look in looks.items() if where == sheet}
            changes[self.parts[sheet]] = patch_sheet(self.xml(sheet), cells, styles=styles)
        if self.styles and self.workbook.styles_part:
            styled = self.styles.to_bytes()
            if styled != self.package.read(self.workbook.styles_part):
                changes[self.workbook.styles_part] = styled
        return changes


_NAMED = 8
"""So many cells with formulas are named; of more, how many there are."""


class _Columns:
    """Cells by sheet and column, to be asked whether an area has any of them."""

    def __init__(self, places: Collection[Place]) -> None:
        self._rows: dict[str, dict[int, list[int]]] = {}
        for sheet, cell in places:
            row, column = split_cell(cell)
            self._rows.setdefault(sheet.casefold(), {}).setdefault(column, []).append(row)
        for columns in self._rows.values():
            for rows in columns.values():
                rows.sort()

    def any_in(self, sheet: str, area: Area) -> bool:
        top, left, bottom, right = area
        return any(
            left <= column <= right and bisect_left(rows, top) < bisect_right(rows, bottom)
            for column, rows in self._rows.get(sheet.casefold(), {}).items()
        )


def formulas_on(plan: PlanCells, results: Collection[Place], worded: Collection[Place]) -> Iterator[Finding]:
    """The formulas that read ``results``, a finding a sheet (``result-formulas``), and those that read a figure which
    stands there as a text (``worded``), which a formula does not reckon with (``result-formulas-text``)."""
    everything, texts, references = _Columns(results), _Columns(worded), References(plan.workbook)
    for sheet in plan.parts:
        reading: list[str] = []
        losing: list[str] = []
        for cell, formula in plan.formulas(sheet).items():
            areas = list(references.read(formula, sheet))
            if any(everything.any_in(*area) for area in areas):
                reading.append(cell)
                if any(texts.any_in(*area) for area in areas):
                    losing.append(cell)
        yield from _formula_finding("result-formulas", sheet, reading)
        yield from _formula_finding("result-formulas-text", sheet, losing)


def _formula_finding(code: FindingCode, sheet: str, cells: list[str]) -> Iterator[Finding]:
    if cells:
        cells = sorted(cells, key=split_cell)
        more = "…" if len(cells) > _NAMED else ""
        named = ", ".join(cells[:_NAMED]) + more
        yield Finding.of(code, sheet=sheet, cell=cells[0], count=len(cells), cells=named)


def plan_place(master: Master, key: Key, quarter: int, *, below: bool) -> Place | None:
    """Where an activity's result goes, or the count of offices ``below`` it; None where it has no cell."""
    activity = master.activities.get(key)
    cell = activity.result_cells.get(quarter) if activity else None
    if activity is None or not cell:
        return None
    row, column = split_cell(cell)
    return activity.sheet, cell_name(row + 1, column) if below else cell
