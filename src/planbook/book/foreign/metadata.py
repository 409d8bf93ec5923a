"""What the value reader cannot tell of a file: number formats, formulas, error values, merged cells, notes, pictures.

Each kind of file has a reader of its own; what one cannot tell it does not know, and says so. Only looked into for
what is asked.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')

ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""Error values by their number in binary formats ([MS-XLS] 2.5.10, [MS-XLSB] 2.2.1)."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""


@dataclass(frozen=True)
class CellNote:
    """A note or comment that somebody hung on a cell."""

    sheet: str
    cell: str
    text: str


class CellFact(Protocol):
    """A cell behind its value."""

    @property
    def has_formula(self) -> bool:
        """Whether a formula stands in it."""

    @property
    def formula(self) -> str:
        """The formula's text; empty where it is not known, and for no formula."""

    @property
    def error(self) -> bool:
        """Whether it holds an error value."""

    @property
    def shown(self) -> str:
        """The value as the file has it."""

    @property
    def number_format(self) -> str | None:
        """The number format; None where it is not known."""


@dataclass(frozen=True, slots=True)
class CellInfo:
    """What is known of a cell behind its value, put together."""

    has_formula: bool = False
    formula: str = ""
    error: bool = False
    shown: str = ""
    number_format: str | None = None


@lru_cache(maxsize=1024)
def is_percent(number_format: str) -> bool:
    """Whether a number format shows a fraction as percent: an unquoted ``%`` (ECMA-376 part 1, 18.8.31)."""
    return "%" in _LITERAL.sub("", number_format)


class CellMetadata:
    """A file of which nothing is known beside its values; the kinds know more."""

    macros: bool = False
    """Whether the file carries macros, which are never run."""

    def cells(
        self,
        sheet: str,  # noqa: ARG002 - for the kinds that know
        columns: Collection[int],  # noqa: ARG002 - for the kinds that know
        rows: Collection[int],  # noqa: ARG002 - for the kinds that know
    ) -> Mapping[str, CellFact] | None:
        """What the file says of the cells in these columns and rows, by name; None where it cannot tell."""
        return None

    def merged(self, sheet: str) -> Sequence[Area]:  # noqa: ARG002 - for the kinds that know
        """The merged cells of a sheet."""
        return ()

    def notes(self) -> list[CellNote]:
        """Notes and threaded comments on cells of every sheet, in the order of sheets."""
        return []

    def drawings(self, sheet: str) -> int:  # noqa: ARG002 - for the kinds that know
        """How many pictures, text boxes and charts lie on a sheet."""
        return 0

    def properties(self) -> list[str]:
        """The texts of the custom document properties."""
        return []

    def modified(self) -> str:
        """When the file says it was last saved (as written, ISO 8601), or empty."""
        return ""

    def has_name(self, name: str) -> bool:  # noqa: ARG002 - for the kinds that know
        """Whether the workbook has a defined name."""
        return False

    def names_under(self, prefix: str) -> Mapping[str, str]:  # noqa: ARG002 - for the kinds that know
        """What the workbook's defined names that begin so point to, by the rest of the name."""
        return {}
