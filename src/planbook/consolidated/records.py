"""What stands in the long tables, facts and history: in which order, and how it is read back.

A number is shown as a number; what it is exactly stands as text in a column ``<key>.value``, which for a text holds a
mark of that text, so that "12" and 12 stay two things.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from planbook.book.table import KeyColumn, Record, Rows, find_keys, lines_of, of_columns
from planbook.domain import Key, Master, Number, natural_order
from planbook.domain.number import read_exact

TEXT = "text"
"""How what stands beside a text begins."""
ROWS = Rows(keys=1, captions=2, first=3)


class Order:
    """The order of a plan and its office book, for sorting whatever has a key, an office, a quarter."""

    def __init__(self, master: Master) -> None:
        self._keys: dict[Key, tuple[Any, ...]] = {}
        self._places: Mapping[Key, int] = {key: place for place, key in enumerate(master.activities)}
        self._offices: Mapping[str, int] = {office.code: place for place, office in enumerate(master.offices.offices)}

    def key(self, key: Key) -> tuple[Any, ...]:
        """Plan order; keys that the plan no longer has come last, by number."""
        known = self._keys.get(key)
        if known is None:
            known = self._keys[key] = (self._places.get(key, len(self._places)), natural_order(key), key)
        return known

    def office(self, code: str) -> tuple[int, str]:
        """Order of the offices sheet; codes that it does not have come last."""
        return (self._offices.get(code, len(self._offices)), code)


class ExactRecord(Record):
    """A row of a long table as read, with the exact values that are kept beside those shown."""

    def value(self, key: str) -> Number | str | None:
        """The exact value kept beside a shown one. Raises ValueError where what is kept is no number."""
        kept = self.text(f"{key}.value")
        if kept.startswith(TEXT):
            return self.text(key)
        return read_exact(kept) if kept else None

    @property
    def quarter(self) -> int | None:
        """The quarter that the row is about; None where its cell says none."""
        said = self.text("quarter").strip()
        return int(said) if said in {"1", "2", "3", "4"} else None

    def exact_number(self, key: str) -> Decimal | None:
        """Like :meth:`value`, for a column that holds decimals only."""
        value = self.value(key)
        if isinstance(value, str | Fraction):
            raise ValueError(value)
        return value

    def shows_something_else(self, key: str) -> bool:
        """Whether the number or text shown is not the one kept: somebody typed over it."""
        kept, shown = self.value(key), self.cells.get(key)
        if isinstance(kept, str):
            return self.text(f"{key}.value") not in (TEXT, kept_text(kept))
        if kept is None:
            return shown not in (None, "")
        if isinstance(shown, (int, float)):
            return differs(kept, shown)
        return self.text(key) != str(kept)


def differs(kept: Number, shown: float) -> bool:
    """Whether a number that is shown is not the one kept, as far as a cell's digits go."""
    return abs(float(kept) - shown) > 1e-9 * max(1.0, abs(float(kept)))


def kept_text(text: str) -> str:
    """What stands beside a text, by which it is known again."""
    return f"{TEXT} {zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def own_columns(
    rows: Sequence[Sequence[object]], columns: Sequence[KeyColumn], needed: set[str]
) -> dict[str, int] | None:
    """The column of each key of a table, counted from 1; None where the sheet has no row of keys."""
    found = find_keys(lines_of(rows), lambda texts: needed <= texts)
    return of_columns(found[1], {column.key for column in columns}) if found else None


class LongTable(NamedTuple):
    """A long table of a sheet: the column of each key, counted from 1, whether there are columns that long texts go on
    in, and the rows under that of captions, each with its number as they are asked for."""

    columns: Mapping[str, int]
    goes_on: bool
    rows: Iterator[tuple[int, Sequence[object]]]

    def record(self, number: int, row: Sequence[object]) -> ExactRecord | None:
        """The record of a row; None for one that is wholly empty."""
        width = len(row)
        cells = {key: row[col - 1] for key, col in self.columns.items() if col <= width}
        if any(cells.values()) or any(value not in (None, "") for value in cells.values()):
            return ExactRecord("", number, cells, self.columns, self.goes_on)
        return None


def long_table(rows: Iterable[Sequence[object]], columns: Sequence[KeyColumn], needed: set[str]) -> LongTable | None:
    """The table under the row of keys; None where the sheet has no such row. ``rows`` are those of a sheet from its
    first on."""
    rest = iter(rows)
    found = find_keys(lines_of(rest), lambda texts: needed <= texts)
    if found is None:
        return None
    start, first = found[0], found[0] + ROWS.first - ROWS.keys
    named = of_columns(found[1], {column.key for column in columns})
    return LongTable(
        named, any("+" in name for name in named), enumerate(islice(rest, first - 1 - start, None), start=first)
    )


def exact_records(
    rows: Iterable[Sequence[object]], columns: Sequence[KeyColumn], needed: set[str]
) -> Iterator[ExactRecord]:
    """The records of a long table; wholly empty rows are left out. Each row is asked for when it is needed."""
    table = long_table(rows, columns, needed)
    if table is None:
        return
    for number, row in table.rows:
        if (record := table.record(number, row)) is not None:
            yield record
