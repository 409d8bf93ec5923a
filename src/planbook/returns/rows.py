"""What a return holds as it travels from the process that read it: the rows that its form asked about, once for all
forms of a set, and what its office typed, column by column."""

import pickle
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from planbook.domain import Entry, EntryState, Field, FormLine


class IssuedRows:
    """The rows of a form as it was issued, in its order. A row about the form's own office names none
    (``office`` and ``office_name`` are empty), so that returns whose forms asked the same hold one such object."""

    def __init__(self, lines: Iterable[FormLine] = ()) -> None:
        self._lines = tuple(lines)

    @classmethod
    def of(cls, lines: Iterable[FormLine], office: str) -> "IssuedRows":
        """The rows of the form of an office, given as they stand on it."""
        rows = tuple(lines)
        if {line.office for line in rows} == {office}:
            rows = tuple(replace(line, office="", office_name="") for line in rows)
        return cls(rows)

    def __iter__(self) -> Iterator[FormLine]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IssuedRows) and self._lines == other._lines

    def __hash__(self) -> int:
        return hash(self._packed)

    def __repr__(self) -> str:
        return f"IssuedRows({len(self)} rows)"

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps(self._lines, pickle.HIGHEST_PROTOCOL)

    def __reduce__(self) -> tuple[object, ...]:
        return _unpacked, (self._packed,)


@lru_cache(maxsize=64)
def _unpacked(packed: bytes) -> IssuedRows:
    """The rows of a set, unpacked once; they come from planbook's own workers."""
    return IssuedRows(pickle.loads(packed))


Columns: TypeAlias = tuple[tuple[object, ...], ...]
"""Entries as the columns of a table: each column a field."""


def packed(entries: Iterable[Entry]) -> Columns:
    """Entries column by column, numbers as their digits: a third of the time and of the room of pickling each."""
    rows = [
        (
            each.key,
            each.office,
            each.quarter,
            each.field.value,
            each.raw,
            str(each.value).encode("ascii") if isinstance(each.value, Decimal) else each.value,
            each.unit,
            each.file,
            each.sheet,
            each.cell,
            each.state is EntryState.ACCEPTED,
            each.reason,
        )
        for each in entries
    ]
    return tuple(zip(*rows, strict=True))


def unpacked(columns: Columns) -> tuple[Entry, ...]:
    """The inverse of :func:`packed`. Equal texts and numbers of all returns are one object each."""
    rows: Iterable[tuple[Any, ...]] = zip(*columns, strict=True)
    return tuple(
        Entry(
            key=_same(key),
            office=_same(office),
            quarter=quarter,
            field=_FIELDS[field],
            raw=_same(raw),
            value=_number(value) if isinstance(value, bytes) else value,
            unit=_same(unit),
            file=_same(file),
            sheet=_same(sheet),
            cell=_same(cell),
            state=EntryState.ACCEPTED if accepted else EntryState.REJECTED,
            reason=_same(reason),
        )
        for key, office, quarter, field, raw, value, unit, file, sheet, cell, accepted, reason in rows
    )


_FIELDS = {field.value: field for field in Field}
_same = sys.intern


@lru_cache(maxsize=1 << 14)
def _number(digits: bytes) -> Decimal:
    return Decimal(digits.decode("ascii"))
