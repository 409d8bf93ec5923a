"""What was made of every cell of a plan workbook: the role it was given, so that somebody can look the reading over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from planbook.domain.plan import Key
from planbook.domain.quantity import Frozen
from planbook.words import TextCode


class CellRole(StrEnum):
    """What a cell of a plan workbook is to planbook."""

    TITLE = "title"
    HEADER = "header"
    """a line of items 1 to 7 above the table"""
    CAPTION = "caption"
    INITIATIVE = "initiative"
    ACTIVITY = "activity"
    """where an activity begins"""
    NOTE = "note"
    """further text of an activity"""
    PROCEDURE = "procedure"
    """a step of how it is done"""
    TARGET = "target"
    SPAN = "span"
    """a text across the quarters"""
    RESULT = "result"
    BUDGET = "budget"
    RESPONSIBLE = "responsible"
    SUMMARY = "summary"
    """a line of the summary sheet"""
    ASIDE = "aside"
    """set aside on purpose"""
    ASKED = "asked"
    """somebody has to say what it is"""
    LEFT = "left"
    """not understood"""

    @property
    def is_open(self) -> bool:
        """Whether somebody should say what the cell is."""
        return self in (CellRole.ASKED, CellRole.LEFT)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadCell(Frozen):
    """A cell that is not empty, what it shows, and its role.

    ``across`` is how many columns it is merged over (1 for none). ``quarter`` is that of a target or result, None for
    other cells. ``why`` is the code of the words that say why it was set aside, else empty.
    """

    row: int
    column: int
    name: str
    text: str
    role: CellRole
    across: int = 1
    quarter: int | None = None
    why: TextCode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadSheet(Frozen):
    """A sheet of the region's as it was read, its cells by row and column.

    ``begins`` are the keys of the activities that begin on a row. ``aside`` is why the whole sheet was set aside, None
    where it was read.
    """

    name: str
    cells: tuple[ReadCell, ...]
    begins: Mapping[int, tuple[Key, ...]] = field(default_factory=dict)
    aside: TextCode | None = None
