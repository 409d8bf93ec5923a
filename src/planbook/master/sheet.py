"""A sheet of a plan workbook as plain values: no styles, no openpyxl beyond this file."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from planbook.book.refs import cell_name, split_range
from planbook.errors import BookProblem
from planbook.text import clean, digits


@dataclass(frozen=True)
class Cell:
    """A non-empty cell: 1-based row and column, its value, and its number format."""

    row: int
    column: int
    value: object
    number_format: str = "General"
    formula: bool = False
    """a formula; ``value`` is then what was last computed, or None where nothing was"""

    @property
    def name(self) -> str:
        """The cell's name, such as ``C22``."""
        return cell_name(self.row, self.column)

    @cached_property
    def text(self) -> str:
        """The value as clean text with ASCII digits, for matching; never shown or stored."""
        return digits(clean(self.raw))

    @property
    def raw(self) -> str:
        """The value as it is, as text; empty for a formula that was never computed."""
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its non-empty cells by (row, column) and its merged areas as (row, column, row, column)."""

    name: str
    cells: dict[tuple[int, int], Cell]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    visible: bool = True
    _rows: dict[int, list[Cell]] = field(default_factory=dict, repr=False)

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
    def _merge_at(self) -> dict[tuple[int, int], tuple[int, int, int, int]]:
        return {(area[0], area[1]): area for area in self.merges}

    def row(self, number: int) -> list[Cell]:
        """The non-empty cells of a row, left to right."""
        return self._rows.get(number, [])

    def rows(self, first: int, last: int) -> Iterator[tuple[int, list[Cell]]]:
        """The rows from ``first`` to ``last`` that have anything in them."""
        return ((number, self._rows[number]) for number in range(first, last + 1) if number in self._rows)

    def get(self, row: int, column: int | None) -> Cell | None:
        """The cell, or None where it is empty (or there is no such column)."""
        return self.cells.get((row, column)) if column else None

    def extent(self, cell: Cell) -> tuple[int, int, int, int]:
        """The merged area that starts at a cell, or the cell itself."""
        return self._merge_at.get((cell.row, cell.column), (cell.row, cell.column, cell.row, cell.column))

    def area(self, cell: Cell) -> str:
        """The range of the merged area that starts at a cell, such as ``C39:F39``; of a cell alone, its name twice."""
        return f"{cell.name}:{cell_name(*self.extent(cell)[2:])}"

    def without(self, columns: range) -> "Sheet":
        """The sheet without the cells of some columns."""
        kept = {place: cell for place, cell in self.cells.items() if cell.column not in columns}
        return Sheet(self.name, kept, self.merges, self.visible)


def read_sheets(data: bytes, name: str) -> list[Sheet]:
    """All worksheets of an .xlsx workbook, read with openpyxl for reading alone.

    Raises :class:`BookProblem` for a file that openpyxl cannot read.
    """
    # imported late: 0.4 s that `planbook --help` need not pay
    import openpyxl

    def load(values: bool) -> openpyxl.Workbook:
        try:
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values)
        except Exception as error:
            # openpyxl raises whatever its parsers raise on a damaged file; for us each means the same
            raise BookProblem(
                f"เปิดไฟล์ {name} ไม่ได้ ไฟล์อาจเสียหาย: ลองเปิดใน Excel แล้วบันทึกใหม่เป็น .xlsx",
                f"{name} cannot be opened, it may be damaged: open it in Excel and save it again as .xlsx",
                code="file-unreadable",
            ) from error

    book = load(values=False)
    sheets = [_sheet(ws, None) for ws in book.worksheets]
    if any(cell.formula for sheet in sheets for cell in sheet.cells.values()):
        cached = load(values=True)
        sheets = [_sheet(ws, cached[ws.title]) for ws in book.worksheets]
    return sheets


def _sheet(ws: object, cached: object | None) -> Sheet:
    from openpyxl.worksheet.worksheet import Worksheet

    assert isinstance(ws, Worksheet)
    cells: dict[tuple[int, int], Cell] = {}
    for line in ws.iter_rows():
        for item in line:
            value, row, column = item.value, item.row, item.column
            if row is None or column is None or value is None or (isinstance(value, str) and not value.strip()):
                continue
            formula = item.data_type == "f"
            if formula and isinstance(cached, Worksheet):
                value = cached.cell(row, column).value
            cells[row, column] = Cell(row, column, value, item.number_format, formula)
    merges = tuple(sorted(split_range(str(area)) for area in ws.merged_cells.ranges))
    return Sheet(ws.title, cells, merges, ws.sheet_state == "visible")
