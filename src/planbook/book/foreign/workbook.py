"""A foreign workbook as one object: its sheets with their values and what lies behind them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planbook.book.foreign.metadata import Area, CellInfo, CellMetadata
from planbook.book.grid import Grid
from planbook.book.refs import split_cell


class Unseen(str):
    """What stands in a cell of which the reader of values sees nothing: an error value (``#N/A``), or a formula that no
    program has computed (``=A1+1``, or ``=`` where its text is not known). It is the cell's text."""

    is_error: bool

    def __new__(cls, text: str, is_error: bool) -> "Unseen":
        """A cell's text, and whether it is an error value."""
        made = super().__new__(cls, text)
        made.is_error = is_error
        return made

    def __getnewargs__(self) -> tuple[str, bool]:  # type: ignore[override]  # a text of more than its characters
        return str(self), self.is_error


@dataclass(frozen=True)
class ForeignSheet(Grid):
    """One sheet: the values of its cells (:class:`planbook.book.grid.Grid`), and what the file says beside them.

    Error values and formulas without a value are :class:`Unseen`, so that a cell which is None is blank indeed.
    """

    metadata: CellMetadata = field(default_factory=CellMetadata, repr=False, compare=False)
    """That of the whole workbook."""

    def behind(self, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo] | None:
        """The cells in these columns and rows (from 1) that hold something, by name.

        None where the file cannot tell.
        """
        return self.metadata.cells(self.name, columns, rows)

    @property
    def merged(self) -> Sequence[Area]:
        """The merged cells."""
        return self.metadata.merged(self.name)

    @property
    def drawings(self) -> int:
        """How many pictures, text boxes and charts lie on the sheet."""
        return self.metadata.drawings(self.name)


@dataclass(frozen=True)
class ForeignBook:
    """A workbook that planbook did not write, or that somebody else saved since: its ``sheets`` in the order of their
    tabs, and what the file says that belongs to no one sheet (notes, properties, names) in ``metadata``."""

    sheets: tuple[ForeignSheet, ...]
    metadata: CellMetadata = field(default_factory=CellMetadata, repr=False)

    @classmethod
    def of(cls, grids: Iterable[Grid], metadata: CellMetadata | None = None) -> "ForeignBook":
        """A workbook of these values; without ``metadata`` nothing is known beside them."""
        known = metadata or CellMetadata()
        return cls(
            tuple(_with_unseen(ForeignSheet(grid.name, grid.visible, grid.rows, known)) for grid in grids), known
        )


def _with_unseen(sheet: ForeignSheet) -> ForeignSheet:
    """The sheet, its rows filled in where the reader of values saw nothing and something stands."""
    found = sheet.metadata.unseen(sheet.name)
    for cell in found:
        row, col = split_cell(cell)
        if sheet.cell(row, col) is not None:
            continue
        info = found[cell]
        if info.gives_text and not info.error:
            continue  # a formula that gives an empty text: the cell shows nothing
        sheet.rows.extend([] for _ in range(row - len(sheet.rows)))
        values = sheet.rows[row - 1]
        values.extend([None] * (col - len(values)))
        values[col - 1] = Unseen(info.shown if info.error else f"={info.formula}", info.error)
    return sheet
