"""A quantity: what a target or a result cell says, read into its parts, with the raw text kept beside it."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """The base of everything planbook passes around: immutable, no surprise fields."""

    # built when first used: a command and a worker each need a few of the models
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed; what was computed from the old ones and kept is left behind."""
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[name]
        return copy


class Comparator(StrEnum):
    """How a quantity bounds a result."""

    EQUAL = "="
    AT_LEAST = "≥"
    AT_MOST = "≤"
    MORE = ">"
    LESS = "<"


class QuantityKind(StrEnum):
    """What sort of statement a cell makes."""

    VALUE = "value"
    """a number, with or without a unit"""
    NONE = "none"
    """``-``: nothing is due this quarter"""
    PENDING = "pending"
    """``รอค่าเป้าหมาย``: the target will be set by somebody else"""
    BLANK = "blank"
    """``.... กฟฟ.``: a place left to be filled in"""
    NIL = "nil"
    """``ไม่มี``: there is none, said on purpose"""
    TEXT = "text"
    """not understood as a quantity; the words are kept"""


class Quantity(Frozen):
    """One reading of one cell.

    ``value`` is an exact decimal; percentages are on the 0-100 scale with unit ``%``. ``raw`` is the cell's own
    text, never changed.
    """

    kind: QuantityKind
    raw: str
    comparator: Comparator | None = None
    value: Decimal | None = None
    unit: str | None = None
    note: str | None = None

    @property
    def is_due(self) -> bool:
        """Whether the quantity asks for a result (a value, or one that is still to be set)."""
        return self.kind in (QuantityKind.VALUE, QuantityKind.PENDING, QuantityKind.BLANK, QuantityKind.TEXT)
