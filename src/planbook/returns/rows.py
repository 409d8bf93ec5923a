"""The rows that a form asked about, as they came with a return: once for all forms of a set, in memory and on the way
from the process that read it."""

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache

from planbook.domain import FormLine


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
