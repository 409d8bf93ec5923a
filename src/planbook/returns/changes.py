"""What an office changed: every cell that differs from the form it was sent, and nothing else.

This part only finds differences; what becomes of each is settled in :mod:`planbook.returns.classify`. Formula cells
(the check column, a ratio's percentage) are planbook's own and are passed over while they are still formulas.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from planbook.book.cells import cell_name
from planbook.book.foreign import CellInfo
from planbook.domain import Field, FormLine, FormSpec, InputKind, LineKind, clean, fold
from planbook.layout.form import (
    COLUMN,
    KEY_ROW,
    LEGEND_COLOURS,
    RATIO_FORMULA,
    TARGET_KEY,
    Column,
    Takes,
    input_columns,
)
from planbook.layout.stamp import read_identity
from planbook.layout.words import check_texts
from planbook.returns.align import USED, AlignedRow, Alignment, RowMatch
from planbook.returns.issued import is_progress, issued_texts, title_places
from planbook.returns.locate import FillSheet, captions, quarter_of
from planbook.returns.values import is_blank, seen_text, unchanged

_HIDDEN = ("key", "office")


class ChangeKind(StrEnum):
    """What sort of cell was changed."""

    INPUT = "input"
    LOCKED = "locked"
    CAPTION = "caption"
    TITLE = "title"
    """a line above the table"""
    COMPUTED = "computed"
    """a figure typed over a formula"""
    QUARTER = "quarter"
    """a result under another quarter than the form's"""
    CLEARED = "cleared"
    """an accepted value that a correction form held, and that is gone"""
    UNASKED = "unasked"
    """typed into a column that this row does not use"""
    ROW = "row"
    """a cell of a row that is no line of the form, or that repeats one"""
    NOTE = "note"
    """typed where the form has nothing: beside, above or below the table"""


class ChangedCell(NamedTuple):
    """One cell that differs from the form as issued.

    ``cell`` is its name (``G12``), ``row`` its row from 1, ``value`` what stands there now (None: blank). ``column`` is
    the key of the form's column, empty outside its columns; ``old`` the text as issued, empty for none. ``line`` is the
    line of the form, None outside its rows; ``field`` the input that the cell is, None for any other cell. ``match``
    tells how sure the row's line is; ``behind`` what the file says of an input beside its value, None where it is not
    known.
    """

    kind: ChangeKind
    sheet: str
    cell: str
    row: int
    value: object
    column: str = ""
    old: str = ""
    line: FormLine | None = None
    field: Field | None = None
    match: RowMatch = RowMatch.AGREED
    behind: CellInfo | None = None

    @property
    def text(self) -> str:
        """What stands in the cell, as text."""
        return seen_text(self.value)


def differences(sheet: FillSheet, spec: FormSpec, alignment: Alignment) -> list[ChangedCell]:
    """Every cell of a fill-in sheet that differs from the form as issued, from the top; ``alignment`` says which line
    each row is. Formula cells of the form's own are no differences while they are formulas."""
    return list(_Diff(sheet, spec, alignment).changes())


def differences_above(sheet: FillSheet, spec: FormSpec, first_row: int) -> list[ChangedCell]:
    """The same of the cells above the table alone, which begins in ``first_row``."""
    return list(_Diff(sheet, spec, Alignment((), first_row, ())).above())


def _without(changes: Iterable[ChangedCell], others: Iterable[ChangedCell]) -> list[ChangedCell]:
    """The changes of cells that are none of the others'."""
    cells = {each.cell for each in others}
    return [each for each in changes if each.cell not in cells]


class _Diff:
    def __init__(self, sheet: FillSheet, spec: FormSpec, alignment: Alignment) -> None:
        self.sheet, self.spec, self.alignment = sheet, spec, alignment
        self.name = sheet.grid.name
        self.keys = {col: key for key, col in sheet.columns.items()}
        self.fields = {column.key: column for column in input_columns(spec.quarter).values()}
        locked = {col for key, col in sheet.columns.items() if key not in self.fields and key != "check"}
        width = max(map(len, sheet.grid.rows), default=0)
        self.open = [col for col in range(1, max(width, *self.keys) + 1) if col not in locked]
        self.titles = title_places(spec)
        raw = self._raw_cells()
        self.formulas_known = raw is not None
        self.raw = raw or {}

    def _raw_cells(self) -> Mapping[str, CellInfo] | None:
        watched = [key for key in (*self.fields, "check") if key in self.sheet.columns]
        above = range(1, self.alignment.first_row)
        if "number" in self.sheet.columns:  # how far the form is filled in is a formula above the table
            watched.append("number")
        columns = {self.sheet.columns[key] for key in watched}
        return self.sheet.grid.behind(columns, {*above, *(row.number for row in self.alignment.rows)})

    def changes(self) -> Iterator[ChangedCell]:
        """All changes in sheet order: above the table, then row by row."""
        yield from self.above()
        for row in self.alignment.rows:
            line = row.line
            if line is not None and line.line is not LineKind.ROW:
                yield from self._heading(row)
            elif line is not None and (row.match in USED or row.match is RowMatch.COPY):
                yield from self._row(row, line)
            else:
                yield from self._unplaced(row)

    # Above the table

    def above(self) -> Iterator[ChangedCell]:
        """The changes above the table."""
        captioned: set[int] = set()
        titled: set[str] = set()
        strange: list[ChangedCell] = []
        for number, values in enumerate(self.sheet.grid.rows[: self.alignment.first_row - 1], start=1):
            for col, value in enumerate(values, start=1):
                if value is None or is_blank(value) or self._is_issued(number, col, seen_text(value)):
                    continue
                if clean(seen_text(value)) in self.titles:
                    titled.add(clean(seen_text(value)))
                elif self._is_caption(col, seen_text(value)):
                    captioned.add(col)
                else:
                    strange.append(self._note(number, col, value))
        titles = [*self._titles(titled, strange)]
        rest = _without(strange, titles)
        captions = [*self._captions(captioned, rest)]
        # what stands in place of a text above the table is no note
        yield from (*titles, *captions, *_without(rest, captions))

    def _titles(self, titled: Collection[str], strange: Sequence[ChangedCell]) -> Iterator[ChangedCell]:
        """The lines above the table that are not as issued. Where none is left, somebody copied the table alone."""
        for text, (key, row) in self.titles.items():
            col = self.sheet.columns.get(key)
            if text in titled or not titled or col is None:
                continue
            at = row if self.sheet.by_captions else row + self.sheet.top - KEY_ROW
            over = self._typed_over((change for change in strange if change.row == at), col)
            yield self._above_changed(ChangeKind.TITLE, at, col, over, text)

    def _captions(self, captioned: Collection[int], strange: Sequence[ChangedCell]) -> Iterator[ChangedCell]:
        """The captions that are not as issued."""
        for col, key in self.keys.items():
            column = COLUMN[key]
            if col not in captioned and not column.hidden:
                # the nearest cell above the table is where the caption was typed over
                over = self._typed_over(reversed(strange), col)
                at = over.row if over else self.alignment.first_row - 1
                yield self._above_changed(ChangeKind.CAPTION, at, col, over, column.caption(self.spec.language))

    def _typed_over(self, strange: Iterable[ChangedCell], col: int) -> ChangedCell | None:
        return next((change for change in strange if change.cell == cell_name(change.row, col)), None)

    def _above_changed(self, kind: ChangeKind, row: int, col: int, over: ChangedCell | None, old: str) -> ChangedCell:
        """A text above the table that is not as issued."""
        value = over.value if over else None
        return ChangedCell(kind, self.name, cell_name(row, col), row, value, self.keys.get(col, ""), old)

    def _is_issued(self, row: int, col: int, text: str) -> bool:
        """Whether a text above the table is planbook's own: keys, identity, how far it is filled in, quarters."""
        if row == self.sheet.top and not self.sheet.by_captions:
            return text.strip() in COLUMN
        if read_identity(text) is not None:
            return True
        key = self.keys.get(col, "")
        if key in ("unit", TARGET_KEY[self.spec.quarter]) and text.count("=") >= LEGEND_COLOURS:
            return True
        if key in TARGET_KEY.values():
            return quarter_of(text) == COLUMN[key].quarter
        return key == "number" and self._is_progress(cell_name(row, col), text)

    def _is_progress(self, ref: str, text: str) -> bool:
        """Whether this is the formula that counts what is filled in. Its text may be stale, or "0" in an .xls."""
        fact = self.raw.get(ref)
        if fact is not None and fact.has_formula:
            return True
        return is_progress(text) or (text == "0" and not self.formulas_known)

    def _is_caption(self, col: int, text: str) -> bool:
        column = COLUMN.get(self.keys.get(col, ""))
        return column is not None and fold(text) in captions(column)

    # Rows

    def _row(self, row: AlignedRow, line: FormLine) -> Iterator[ChangedCell]:
        for col, value in self._filled_or_expected(row):
            key = self.keys.get(col, "")
            column = self.fields.get(key)
            ask = column.ask(line) if column else None
            if key in _HIDDEN:
                continue
            if not key:
                yield self._note(row.number, col, value, line)
            elif key == "check":
                if not self._is_check(row, col, value):
                    yield self._change(ChangeKind.COMPUTED, row, line, col, value)
            elif ask and ask.takes is Takes.SHARE:
                if not self._is_share(row, col, value):
                    yield self._change(ChangeKind.COMPUTED, row, line, col, value)
            elif column is not None:
                yield from self._input(row, line, column, col, value)
            else:
                yield from self._locked(row, line, col, value)

    def _filled_or_expected(self, row: AlignedRow) -> list[tuple[int, object]]:
        """The cells of a row that hold something or belong to a column of the form, with their columns.

        Of a row that stands as issued, those alone in which anything can have been typed or cleared.
        """
        values: list[object] = [*self.sheet.grid.rows[row.number - 1]]
        values += [None] * (max(self.keys) - len(values))
        if row.as_issued and not (row.line and row.line.given):
            return [
                (col, value)
                for col in self.open
                if col <= len(values)
                and (value := values[col - 1]) is not None
                and (col in self.keys or not is_blank(value))
            ]
        return [
            (col, value)
            for col, value in enumerate(values, start=1)
            if col in self.keys or (value is not None and not is_blank(value))
        ]

    def _input(self, row: AlignedRow, line: FormLine, column: Column, col: int, value: object) -> Iterator[ChangedCell]:
        if line.given and self._as_given(row, line):
            return  # a correction changes whole rows: one that still says what was accepted says nothing new
        if is_blank(value):
            if old := line.given.get(str(column.field)):
                yield self._change(ChangeKind.CLEARED, row, line, col, value, old=old, field=column.field)
            return
        if column.ask(line) is None:
            kind = ChangeKind.UNASKED
        else:
            kind = ChangeKind.INPUT if row.match in USED else ChangeKind.ROW
        yield self._change(kind, row, line, col, value, field=column.field)

    def _as_given(self, row: AlignedRow, line: FormLine) -> bool:
        """Whether every input of a row holds what it held as issued."""
        return all(
            unchanged(line.given.get(str(column.field), ""), self.sheet.value(row.number, key))
            for key, column in self.fields.items()
            if key in self.sheet.columns and not ((ask := column.ask(line)) and ask.takes is Takes.SHARE)
        )

    def _is_check(self, row: AlignedRow, col: int, value: object) -> bool:
        """Whether a check cell still is one: a formula, or the text it showed, which a program left in its place."""
        own = {rule.message for rule in row.line.rules} if row.line is not None else set()
        text, known = seen_text(value), check_texts() | own
        return text in known or is_blank(value) or self._is_formula(row, col) or clean(text) in known

    def _is_share(self, row: AlignedRow, col: int, value: object) -> bool:
        """Whether a ratio's result still is worked out: a formula, or the percentage that its two parts make."""
        if is_blank(value) or self._is_formula(row, col):
            return True
        parts = self.sheet.value(row.number, "numerator"), self.sheet.value(row.number, "denominator")
        part, whole = (p if isinstance(p, int | float) and not isinstance(p, bool) else 0 for p in parts)
        if not isinstance(value, int | float):
            return False
        share = part / whole if whole else 0.0
        return any(abs(value - share * scale) < 1e-6 * scale for scale in (1, 100))

    def _locked(self, row: AlignedRow, line: FormLine, col: int, value: object) -> Iterator[ChangedCell]:
        key = self.keys[col]
        issued = issued_texts(line, key)
        # a zero or FALSE that somebody typed is no blank
        if ("" if value is None else value) in issued or any(unchanged(text, value) for text in issued):
            return
        kind = ChangeKind.LOCKED
        if COLUMN[key].field is Field.RESULT and not issued[0]:
            kind = ChangeKind.QUARTER
        yield self._change(kind, row, line, col, value, old=issued[0])

    def _heading(self, row: AlignedRow) -> Iterator[ChangedCell]:
        """A line that groups others, known by its very text: everything beside number and title was typed."""
        for col, value in self._filled_or_expected(row):
            key = self.keys.get(col, "")
            if is_blank(value) or key in ("number", "title"):
                continue
            if key in _HIDDEN and self._said_somewhere(key, value):
                continue  # the visible columns were sorted and left their keys behind
            if key == "check" and self._is_check(row, col, value):
                continue
            yield self._note(row.number, col, value)

    def _unplaced(self, row: AlignedRow) -> Iterator[ChangedCell]:
        """A row that is no line, or not surely one: its inputs, and every text that the form did not have there."""
        unsure = row.match is RowMatch.UNSURE
        for col, value in self._filled_or_expected(row):
            key = self.keys.get(col, "")
            field = self.fields[key].field if key in self.fields else None
            if is_blank(value):
                continue
            if key == "check" and self._is_check(row, col, value):
                continue
            if field is Field.RESULT and self._is_ratios_formula(row, col):
                continue
            if unsure and field is None and self._said_somewhere(key, value):
                continue
            if unsure and field is not None and row.line is not None:
                yield self._change(ChangeKind.INPUT, row, row.line, col, value, field=field)
            else:
                yield self._change(ChangeKind.ROW, row, row.line, col, value)

    def _is_ratios_formula(self, row: AlignedRow, col: int) -> bool:
        """Whether a formula is the one that works out a ratio's result, wherever its row went."""
        if row.line is not None:
            return row.line.kind is InputKind.RATIO and self._is_formula(row, col)
        behind = self._behind(row, col)
        return behind is not None and behind.formula.startswith(RATIO_FORMULA)

    def _behind(self, row: AlignedRow, col: int) -> CellInfo | None:
        return self.raw.get(cell_name(row.number, col))

    def _is_formula(self, row: AlignedRow, col: int) -> bool:
        raw = self._behind(row, col)
        return raw is not None and raw.has_formula

    def _said_somewhere(self, key: str, value: object) -> bool:
        """Whether some line of the form has this very text in this column."""
        return any(unchanged(text, value) for line in self.spec.lines for text in issued_texts(line, key))

    # Making changes

    def _note(self, row: int, col: int, value: object, line: FormLine | None = None) -> ChangedCell:
        return ChangedCell(ChangeKind.NOTE, self.name, cell_name(row, col), row, value, line=line)

    def _change(
        self,
        kind: ChangeKind,
        row: AlignedRow,
        line: FormLine | None,
        col: int,
        value: object,
        *,
        old: str = "",
        field: Field | None = None,
    ) -> ChangedCell:
        cell = cell_name(row.number, col)
        return ChangedCell(
            kind=kind,
            sheet=self.name,
            cell=cell,
            row=row.number,
            value=value,
            column=self.keys.get(col, ""),
            old=old,
            line=line,
            field=field,
            match=row.match,
            behind=self.raw.get(cell),
        )
