"""The sheets of a plan workbook: each cell with what it holds and what it shows."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from planbook.book.cells import Area, cell_name
from planbook.book.foreign.formats import Dressed, display, dressed
from planbook.book.package import Package
from planbook.book.safety import Checked
from planbook.book.scan import ScannedCell, ScannedSheet, scan_sheets
from planbook.domain import Quantity, QuantityKind, clean, digits, format_number, read_quantity
from planbook.domain.number import from_cell
from planbook.domain.units import PERCENT
from planbook.errors import BookProblem


@dataclass(frozen=True)
class PlanCell(ScannedCell):
    """A non-empty cell of a plan workbook.

    A cell says what it shows: 20 under the format ``"≤ "0" วัน"`` is ``≤ 20 วัน``, 0 under one with a dash for zero is
    ``-``. Of the digits all count, also those that the format rounds away.
    """

    @property
    def name(self) -> str:
        """The cell's name, such as ``C22``."""
        return cell_name(self.row, self.column)

    @cached_property
    def text(self) -> str:
        """What it shows as clean text with ASCII digits, for matching; never shown or stored."""
        return digits(clean(self.raw))

    @cached_property
    def _exact(self) -> Decimal | None:
        """The cell's number to its 15 digits; None where it holds none."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            return None
        try:
            return from_cell(self.value)
        except ValueError:
            return None

    @cached_property
    def _dressed(self) -> Dressed | None:
        """What the number format makes of the cell's number; None where there is none, or it is shown as it is."""
        number = self._exact
        shown = None if number is None else dressed(number, self.number_format)
        if shown is None or (shown.number == number and not shown.before and not shown.after):
            return None
        if shown.number is None and not shown.before and number:
            return None  # a format that hides a figure does not unsay it
        return shown

    @cached_property
    def raw(self) -> str:
        """What the cell shows, as text; empty for a formula never computed, and for a zero shown as nothing."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return str(self.value).upper()
        if (shown := self._dressed) is not None:
            number = "" if shown.number is None else format_number(shown.number)
            return f"{shown.before}{number}{shown.after}"
        if isinstance(self.value, str | int | float):
            return str(self.value)
        return display(self.value, self.number_format) or str(self.value)

    @property
    def quantity(self) -> Quantity | None:
        """What the cell states; None where it shows nothing."""
        shown = self._dressed
        if shown is None and (isinstance(self.value, str) or self._exact is not None):
            return read_quantity(self.value)
        if not self.raw:
            return None
        said = read_quantity(self.raw) if shown else Quantity(kind=QuantityKind.TEXT, raw=self.raw)
        if shown is None or shown.number is None or said is None or said.kind is not QuantityKind.TEXT:
            return said
        # words around a figure that are no unit and no comparator: it is a figure all the same
        words = f"{shown.before} {shown.after}".strip()
        unit = PERCENT if PERCENT in words else None
        return Quantity(kind=QuantityKind.VALUE, raw=self.raw, value=shown.number, unit=unit, note=words)


@dataclass(frozen=True)
class PlanSheet:
    """A sheet: its non-empty cells by (row, column) and its merged areas as (row, column, row, column)."""

    name: str
    cells: dict[tuple[int, int], PlanCell]
    merges: tuple[Area, ...] = ()
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    _rows: dict[int, list[PlanCell]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for cell in self.cells.values():
            self._rows.setdefault(cell.row, []).append(cell)
        for cells in self._rows.values():
            cells.sort(key=lambda cell: cell.column)

    @cached_property
    def last_row(self) -> int:
        """The last row with anything in it; 0 for an empty sheet."""
        return max(self._rows, default=0)

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted(self._rows)

    @cached_property
    def _merge_at(self) -> dict[tuple[int, int], Area]:
        return {(area.top, area.left): area for area in self.merges}

    def row(self, number: int) -> list[PlanCell]:
        """The non-empty cells of a row, left to right."""
        return self._rows.get(number, [])

    def rows(self, first: int, last: int) -> Iterator[tuple[int, list[PlanCell]]]:
        """The rows from ``first`` to ``last`` that have anything in them."""
        numbers = self._numbers
        for at in range(bisect_left(numbers, first), bisect_right(numbers, last)):
            yield numbers[at], self._rows[numbers[at]]

    def get(self, row: int, column: int | None) -> PlanCell | None:
        """The cell, or None where it is empty (or there is no such column)."""
        return self.cells.get((row, column)) if column else None

    def extent(self, cell: PlanCell) -> Area:
        """The merged area that starts at a cell, or the cell itself."""
        return self._merge_at.get((cell.row, cell.column), Area(cell.row, cell.column, cell.row, cell.column))

    def covering(self, row: int, column: int | None) -> PlanCell | None:
        """The cell above whose merged area covers an empty place; None where none does."""
        area = next((area for area in self.merges if area.top < row and area.holds(row, column or 0)), None)
        return self.cells.get((area.top, area.left)) if area else None

    def area(self, cell: PlanCell) -> str:
        """The range of the merged area that starts at a cell, such as ``C39:F39``; of a cell alone, its name twice."""
        return f"{cell.name}:{cell_name(*self.extent(cell)[2:])}"

    def cells_named(self) -> set[str]:
        """The names of all its cells."""
        return {cell.name for cell in self.cells.values()}

    def without(self, columns: range) -> "PlanSheet":
        """The sheet without the cells of some columns."""
        kept = {place: cell for place, cell in self.cells.items() if cell.column not in columns}
        return replace(self, cells=kept, _rows={})


def read_sheets(data: bytes | Checked, name: str, skip: Collection[str] = ()) -> list[PlanSheet]:
    """The worksheets of an .xlsx workbook in the order of their tabs, but for those named in ``skip``.

    ``name`` is the file's, for the error. Raises :class:`BookProblem` for a file that cannot be read.
    """
    package = data.package if isinstance(data, Checked) else Package.open(data)
    assert package is not None  # only an .xls has none, and that is no plan workbook
    try:
        return [_sheet(sheet) for sheet in scan_sheets(package, PlanCell, skip)]
    except (KeyError, ValueError, IndexError) as error:
        # a reference or a number that is none, a text or a part that is missing
        raise BookProblem("plan-not-opened", name=name) from error


def _sheet(sheet: ScannedSheet[PlanCell]) -> PlanSheet:
    cells = {(cell.row, cell.column): cell for cell in sheet.cells}
    if not sheet.shows_zeros:
        cells = {place: cell for place, cell in cells.items() if cell.value != 0 or isinstance(cell.value, bool)}
    return PlanSheet(sheet.name, cells, sheet.merges, sheet.state == "visible", sheet.hidden_rows)
