"""The rows of the facts sheet (:mod:`planbook.consolidated.facts`) as they are read back: each a fact, or not.

There may be half a million. A row as a merge wrote it is made a fact of in a few steps, by columns; what a person typed
over, and whatever else looks otherwise, is looked at cell by cell, with the same result.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Final, NamedTuple

from planbook.book.table import KeyColumn
from planbook.consolidated.records import TEXT, ExactRecord, LongTable, differs, kept_text, long_table
from planbook.domain import QUARTERS, Fact, Number, Progress, clean, plain_text
from planbook.domain.number import cell_text, read_exact, share
from planbook.layout.form import PROGRESS_LABELS
from planbook.layout.own_tables import sheet_text

FACTS_COLUMNS: tuple[KeyColumn, ...] = (
    KeyColumn("key", sheet_text("sheet.activity-key"), 13),
    KeyColumn("title", sheet_text("sheet.activity"), 48),
    KeyColumn("office", sheet_text("sheet.office-code"), 12),
    KeyColumn("office_name", sheet_text("sheet.office"), 22),
    KeyColumn("quarter", sheet_text("sheet.quarter"), 8),
    KeyColumn("result", sheet_text("sheet.result"), 14),
    KeyColumn("unit", sheet_text("sheet.unit"), 10),
    KeyColumn("numerator", sheet_text("sheet.numerator"), 11),
    KeyColumn("denominator", sheet_text("sheet.denominator"), 11),
    KeyColumn("status", sheet_text("sheet.status"), 18),
    KeyColumn("remark", sheet_text("sheet.remark"), 34),
    KeyColumn("raw", sheet_text("sheet.typed"), 16),
    KeyColumn("file", sheet_text("sheet.file"), 30),
    KeyColumn("sheet", sheet_text("sheet.sheet"), 12),
    KeyColumn("cell", sheet_text("sheet.cell"), 8),
    KeyColumn("saved", sheet_text("sheet.saved"), 20),
    KeyColumn("doubt", sheet_text("sheet.doubt"), 30),
    KeyColumn("result.value", sheet_text("sheet.exact"), 12, hidden=True),
    KeyColumn("numerator.value", sheet_text("sheet.exact-numerator"), 12, hidden=True),
    KeyColumn("denominator.value", sheet_text("sheet.exact-denominator"), 12, hidden=True),
)
FACTS_NEEDED = {"key", "office", "quarter", "result", "result.value"}

_PROGRESS: dict[str, Progress] = {
    label: progress for progress, words in PROGRESS_LABELS.items() for label in (*words.values(), progress.value)
}

_TEXTS = ("key", "title", "office", "status", "unit", "raw", "remark", "file", "sheet", "cell", "saved", "doubt")
_TEXT_TYPES: Final = frozenset({str, type(None)})
_QUARTERS: Final[dict[object, int]] = {float(quarter): quarter for quarter in QUARTERS}
_MOST: Final = 1 << 16
"""Numbers that are remembered as they are shown and kept; the same few stand in most rows."""


class RowResult(NamedTuple):
    """What a row is about, and its result."""

    key: str
    office: str
    quarter: int
    result: Number | str | None


class _Figures(NamedTuple):
    """What the columns of numbers say."""

    result: Number | str | None
    above: Decimal | None
    below: Decimal | None


class FactRow(NamedTuple):
    """A row by its number: ``record`` are its cells where they were looked at one by one; otherwise ``texts``, in the
    order of the columns of texts, ``quarter`` and ``figures`` are what it says."""

    number: int
    record: ExactRecord | None
    texts: tuple[str | None, ...] = ()
    quarter: int = 0
    figures: _Figures = _Figures(None, None, None)

    @property
    def told(self) -> RowResult | None:
        """What it is about, and its result; None for a row that cannot be read."""
        if self.record is None:
            return RowResult(self.texts[0] or "", self.texts[2] or "", self.quarter, self.figures.result)
        fact = _fact(self.record)
        return None if fact is None else RowResult(fact.key, fact.office, fact.quarter, fact.result)

    @property
    def key(self) -> str:
        """The key of its activity; empty where it has none."""
        return self.texts[0] or "" if self.record is None else self.record.text("key")

    @property
    def title(self) -> str:
        """What its activity is called."""
        return self.texts[1] or "" if self.record is None else self.record.text("title")

    def fact(self) -> Fact | None:
        """The fact; None for a row that cannot be read."""
        if self.record is not None:
            return _fact(self.record)
        key, _, office, status, unit, raw, remark, file, sheet, cell, saved, doubt = self.texts
        return Fact(
            key=key or "",
            office=office or "",
            quarter=self.quarter,
            result=self.figures.result,
            raw=raw or "",
            unit=unit or "",
            numerator=self.figures.above,
            denominator=self.figures.below,
            progress=_PROGRESS[status] if status else None,
            remark=remark or "",
            file=file or "",
            sheet=sheet or "",
            cell=cell or "",
            saved=saved or "",
            doubt=doubt or "",
        )


def read_facts(rows: Iterable[Sequence[object]]) -> tuple[Fact, ...]:
    """The facts of a facts sheet, given as rows of cell values (texts untrimmed, as python-calamine gives them).

    What :func:`planbook.consolidated.facts.write_facts` wrote comes back exactly, decimals and texts to the last
    character. Rows that cannot be read are left out here and reported by
    :func:`planbook.consolidated.facts.check_facts`.
    """
    table = facts_table(rows)
    facts = (row.fact() for row in fact_rows(table)) if table is not None else ()
    return tuple(fact for fact in facts if fact is not None)


def facts_table(rows: Iterable[Sequence[object]]) -> LongTable | None:
    """The table of a facts sheet; None where it has no row of keys."""
    return long_table(rows, FACTS_COLUMNS, FACTS_NEEDED)


def fact_rows(table: LongTable) -> Iterator[FactRow]:
    """The rows of the table, as they come; wholly empty ones are left out."""
    plain = _Plain(table.columns)
    for number, row in table.rows:
        found = plain.row(number, row)
        if found is None and (record := table.record(number, row)) is not None:
            found = FactRow(number, record)
        if found is not None:
            yield found


class _Otherwise(Exception):
    """A row is not as a merge wrote it."""


class _Plain:
    """Reads rows that are as a merge wrote them."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._width = max(columns.values())
        self._texts = itemgetter(*(columns.get(key, 0) - 1 for key in _TEXTS))  # of a column that is not there: None
        exact = ("result", "numerator", "denominator")
        self._numbers = itemgetter(*(columns.get(f"{key}{end}", 0) - 1 for key in exact for end in (".value", "")))
        self._quarter = columns["quarter"] - 1
        self._further = [col - 1 for name, col in columns.items() if "+" in name]
        self._known: dict[tuple[object, ...], _Figures] = {}

    def row(self, number: int, row: Sequence[object]) -> FactRow | None:
        """The row; None for one that is to be looked at cell by cell."""
        cells = (*row, *(None,) * (self._width - len(row)), None)
        texts = self._texts(cells)
        quarter = cells[self._quarter]
        # 1 and True are one key of a dictionary
        if type(quarter) is not float or quarter not in _QUARTERS or not _TEXT_TYPES.issuperset(map(type, texts)):
            return None
        if self._further and any(cells[at] is not None for at in self._further):
            return None
        numbers = self._numbers(cells)
        figures = self._known.get(numbers) or self._learn(numbers)
        key, _, office, status, *_ = texts
        if not key or not office or figures is None or (status and status not in _PROGRESS):
            return None
        return FactRow(number, None, texts, _QUARTERS[quarter], figures)

    def _learn(self, numbers: tuple[object, ...]) -> _Figures | None:
        """What the columns of numbers say, each as it is kept and shown; None where that is not of one value."""
        result, shown, above, shown_above, below, shown_below = numbers
        try:
            result, above, below = _kept(result, shown), _kept(above, shown_above), _kept(below, shown_below)
        except _Otherwise:
            return None
        if not isinstance(above, Decimal | None) or not isinstance(below, Decimal | None):
            return None
        if above is not None and below and isinstance(result, Decimal):
            result = _whole(result, above, below)
        found = _Figures(result, above, below)
        if len(self._known) < _MOST:
            self._known[numbers] = found
        return found


def _kept(kept: object, shown: object) -> Number | str | None:
    """The value that is kept beside one that is shown. Raises _Otherwise where they are not of one value."""
    if kept is None and shown is None:
        return None
    if type(kept) is not str or not kept:
        raise _Otherwise
    if kept.startswith(TEXT):
        if type(shown) is str and shown and kept in (TEXT, kept_text(shown)):
            return shown
        raise _Otherwise
    try:
        value = read_exact(kept)
    except ValueError:
        raise _Otherwise from None
    if type(shown) is not float or differs(value, shown):
        raise _Otherwise
    return value


def _fact(record: ExactRecord) -> Fact | None:
    text, quarter = record.text, record.quarter
    key, office, status = text("key"), text("office"), text("status")
    if not key or not office or quarter is None or (status and status not in _PROGRESS):
        return None
    try:
        above, below = record.exact_number("numerator"), record.exact_number("denominator")
        return Fact(
            key=key,
            office=office,
            quarter=quarter,
            result=_result(record, above, below),
            raw=text("raw"),
            unit=text("unit"),
            numerator=above,
            denominator=below,
            progress=_PROGRESS[status] if status else None,
            remark=text("remark"),
            file=text("file"),
            sheet=text("sheet"),
            cell=text("cell"),
            saved=text("saved"),
            doubt=text("doubt"),
        )
    except ValueError:
        return None


def _result(record: ExactRecord, above: Decimal | None, below: Decimal | None) -> Number | str | None:
    """The result; of a text that somebody typed over, what the office typed, where it is the one that was accepted."""
    result = record.value("result")
    if isinstance(result, str) and record.shows_something_else("result"):
        raw = clean(record.text("raw"))
        return raw if record.text("result.value") == kept_text(raw) else result
    return _whole(result, above, below) if isinstance(result, Decimal) and above is not None and below else result


def _whole(result: Decimal, above: Decimal, below: Decimal) -> Number:
    """The result of a ratio: one that was kept to 15 digits, as planbook once did, is what its parts make."""
    whole = share(above, below)
    return whole if whole != result and cell_text(whole) == plain_text(result) else result
