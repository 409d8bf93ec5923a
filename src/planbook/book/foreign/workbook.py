"""A foreign workbook as one object: its sheets with their values and what lies behind them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planbook.book.foreign.metadata import Area, CellInfo, CellMetadata
from planbook.book.grid import Grid


@dataclass(frozen=True)
class ForeignSheet(Grid):
    """One sheet: the values of its cells (:class:`planbook.book.grid.Grid`), and what the file says beside them."""

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
        return cls(tuple(ForeignSheet(grid.name, grid.visible, grid.rows, known) for grid in grids), known)
