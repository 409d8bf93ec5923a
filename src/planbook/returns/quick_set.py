"""What all forms of a set say, made ready once for the quick way of reading: what every row may hold, and what a plain
answer is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import Final

from planbook.book import quick_cells
from planbook.book.cells import column_name
from planbook.book.foreign import Unseen, display, is_percent_format
from planbook.domain import (
    FORM_VERSION,
    Entry,
    Field,
    FormLine,
    FormParts,
    FormSpec,
    LineKind,
    Own,
    fold,
)
from planbook.layout.form import (
    COLUMN,
    COLUMNS,
    RESULT_KEY,
    Takes,
    column_numbers,
    input_columns,
)
from planbook.layout.stamp import MARK, decode_shared
from planbook.returns.issued import row_alternatives, row_texts
from planbook.returns.locate import captions
from planbook.returns.pages import on_cover, on_stamp
from planbook.returns.rows import IssuedRows
from planbook.returns.values import InputValue, read_value

IDENTITY: Final = "planbook-form/"
_RESULTS: Final = frozenset().union(*(captions(each) for each in COLUMNS if each.key in RESULT_KEY.values()))
_FIRST_DATE: Final = 36_526
"""Numbers from here on may be dates (:func:`planbook.returns.values.date_of`)."""
KEPT: Final = 20_000
"""So many values of a sheet are remembered as a set's own."""


@dataclass(frozen=True)
class AskedInput:
    """An input column as a row has it: its field, its index, and what it takes; None where it is locked."""

    field: Field
    column: int
    letters: str
    takes: Takes | None


@dataclass(frozen=True)
class IssuedLine:
    """A line of the form as it was issued: what its row may say in the columns that are the same in every form of its
    set, what it shows of closed quarters, and its inputs from the left."""

    line: FormLine
    said: frozenset[tuple[object, ...]]
    past: tuple[object, ...]
    inputs: tuple[AskedInput, ...]

    is_row: bool


class Known:
    """The values that may stand on a sheet beside the table whoever the form is for, by column; grows as it is used."""

    def __init__(self, may_stand: Callable[[int, object], bool]) -> None:
        self.may_stand = may_stand
        self.columns: dict[int, set[object]] = {}
        self.size = 0

    def strangers(self, rows: quick_cells.Values) -> Iterator[tuple[int, object]]:
        """The values that are not known to be everybody's, with their columns."""
        for col, values in enumerate(zip_longest(*rows), start=1):
            known = self.columns.setdefault(col, {None})
            if known.issuperset(values):
                continue
            for value in {*values} - known:
                if self._is_everybodys(col, value):
                    self.size += 1
                    known.add(value)
                else:
                    yield col, value

    def _is_everybodys(self, col: int, value: object) -> bool:
        if self.size >= KEPT or isinstance(value, bool | float | Unseen):
            return False  # equal values of other kinds must not be taken for them
        if isinstance(value, str) and (IDENTITY in value or value.startswith(MARK) or _heads_results(value)):
            return False
        return self.may_stand(col, value)


def _heads_results(text: str) -> bool:
    """Whether a text would be taken for the head of a column of results: without one, no sheet is a table."""
    return text.strip() in RESULT_KEY.values() or fold(text) in _RESULTS


@dataclass(frozen=True)
class FormSet:
    """A set of forms, made ready for comparing."""

    shared: FormSpec
    keys: tuple[str, ...]
    lines: tuple[IssuedLine, ...]
    same: Callable[[Sequence[object]], tuple[object, ...]]
    whose: Callable[[Sequence[object]], tuple[object, ...]]
    past: Callable[[Sequence[object]], tuple[object, ...]]
    open: Callable[[Sequence[object]], tuple[object, ...]]
    earlier: tuple[int, ...]
    """the quarters of the columns of ``past``"""
    check: int
    watched: frozenset[int]
    cuts: tuple[bytes, ...]
    """the beginnings of the cells before which the rows of two forms are likely to differ"""
    cover: Known
    stamp: Known
    rows: IssuedRows
    tops: set[tuple[object, ...]] = field(default_factory=set)

    def shows_past(self, line: FormLine, own: dict[int, str]) -> tuple[object, ...]:
        """What a line shows of closed quarters in a form with results of its ``own``."""
        said = line.earlier | own
        return tuple(said.get(quarter) or None for quarter in self.earlier)


def _shown(line: FormLine, keys: Sequence[str]) -> tuple[object, ...]:
    """What a row shows under columns; None where that is nothing, and for a line that is no row."""
    said = row_texts(line) if line.line is LineKind.ROW else {}
    return tuple(said.get(key) or None for key in keys)


@lru_cache(maxsize=64)
def form_set(pieces: tuple[str, ...]) -> FormSet | None:
    """What the first texts of a stamp say; None for forms that are no plain reports of this version."""
    shared = decode_shared(pieces)
    if shared is None or shared.version != FORM_VERSION or shared.correction or shared.questions or shared.copy_of:
        return None
    if any(line.given for line in shared.lines):
        return None
    index = column_numbers(shared.quarter)
    texts = [key for key in row_texts(shared.lines[0]) if key != RESULT_KEY[shared.quarter]] if shared.lines else []
    past = [key for key in texts if COLUMN[key].field is Field.RESULT]
    same = [key for key in texts if key not in past and key not in ("office", "office_name")]
    inputs = sorted(
        ((field, index[column.key] - 1, column) for field, column in input_columns(shared.quarter).items()),
        key=lambda each: each[1],
    )
    lines = tuple(
        IssuedLine(
            line,
            frozenset(tuple(said[key] or None for key in same) for said in row_alternatives(line)),
            _shown(line, past),
            tuple(
                AskedInput(
                    field,
                    at,
                    column_name(at + 1),
                    ask.takes if line.line is LineKind.ROW and (ask := column.ask(line)) else None,
                )
                for field, at, column in inputs
            ),
            line.line is LineKind.ROW,
        )
        for line in shared.lines
    )
    nobody = FormParts(shared=shared, own=Own(office="\0", office_name="\0")).whole() if not shared.office else shared
    rows = [(line.key, line.office) for line in shared.rows()]
    if not texts or len(past) < 2 or len({*rows}) != len(rows):
        return None
    return FormSet(
        shared=shared,
        keys=tuple(index),
        lines=lines,
        same=itemgetter(*(index[key] - 1 for key in same)),
        whose=itemgetter(index["office"] - 1, index["office_name"] - 1),
        past=itemgetter(*(index[key] - 1 for key in past)),
        open=itemgetter(*(at for _, at, _ in inputs), index["check"] - 1),
        earlier=tuple(COLUMN[key].quarter or 0 for key in past),
        check=index["check"] - 1,
        watched=frozenset({*(at + 1 for _, at, _ in inputs), index["check"], index["number"]}),
        cuts=tuple(
            b'<c r="%b' % column_name(at + 1).encode("ascii")
            for at in (inputs[0][1], index["check"] - 1, index["check"])
        ),
        cover=Known(on_cover(nobody)),
        stamp=Known(on_stamp(nobody)),
        rows=IssuedRows(shared.rows()),
    )


@lru_cache(maxsize=1 << 14, typed=True)
def plain_answer(value: object, takes: Takes, unit: str, number_format: str | None) -> InputValue | None:
    """What an input cell says, as :mod:`planbook.returns.classify` reads it; None where more is to be said of it."""
    if isinstance(value, Unseen) or (isinstance(value, str) and value.startswith("=")):
        return None
    is_number = isinstance(value, float)
    shows = display(value, number_format) if takes.is_words and is_number else None
    read = read_value(value, takes, unit, lambda: number_format, shows=shows)
    if read.reason:
        return None
    if takes.is_share and is_number and value and number_format is not None and not is_percent_format(number_format):
        return None
    if takes.is_figure and is_number and isinstance(read.value, Decimal) and read.value >= _FIRST_DATE:
        return None
    return read


def is_plain_ratio(entries: Sequence[Entry], line: FormLine) -> bool:
    """Whether the two parts of a ratio, where one is there, are whole and in step."""
    parts = {entry.field: entry for entry in entries if entry.field in (Field.NUMERATOR, Field.DENOMINATOR)}
    if not parts:
        return True
    part, whole = parts.get(Field.NUMERATOR), parts.get(Field.DENOMINATOR)
    if part is None or whole is None or (part.unit and whole.unit and fold(part.unit) != fold(whole.unit)):
        return False
    if not isinstance(part.value, Decimal) or not isinstance(whole.value, Decimal):
        return False
    return line.over_100 or part.value <= whole.value
