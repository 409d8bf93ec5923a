"""What an office changed: every cell that differs from the form it was sent, and nothing else.

This part only finds differences; what becomes of each is settled in :mod:`planbook.returns.settle`. Formula cells
(the check column, a ratio's percentage) are planbook's own and are passed over while they are still formulas.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planbook.book.grid import Grid
from planbook.book.patch import RawCell
from planbook.book.refs import cell_name
from planbook.layout.form import COLUMN_INDEX, COLUMNS, input_columns, title_text
from planbook.layout.stamp import read_identity
from planbook.model import Field, FormLine, FormSpec, InputKind, LineKind
from planbook.returns.align import USED, Alignment, Row, Standing
from planbook.returns.cells import is_blank, shown, unchanged
from planbook.returns.locate import FillSheet, captions, quarter_of
from planbook.returns.xmlfacts import XmlFacts
from planbook.text import clean, fold

_BY_COLUMN = {column.key: column for column in COLUMNS}
_HIDDEN = ("key", "office")
_LEGEND = 3
"""Colours that the legend above the table explains, at least."""


class ChangeKind(StrEnum):
    """What sort of cell was changed."""

    INPUT = "input"
    LOCKED = "locked"
    CAPTION = "caption"
    COMPUTED = "computed"
    """a figure typed over a formula"""
    QUARTER = "quarter"
    """a result under another quarter than the form's"""
    UNASKED = "unasked"
    """typed into a column that this row does not use"""
    ROW = "row"
    """a cell of a row that is no line of the form, or that repeats one"""
    NOTE = "note"
    """typed where the form has nothing: beside, above or below the table"""


@dataclass(frozen=True)
class Change:
    """One changed cell. ``column`` is the column's key, ``field`` the input it is, ``old`` the text as issued; ``raw``
    is its XML where the reader saw a blank but a formula or an error value stands there."""

    kind: ChangeKind
    sheet: str
    cell: str
    row: int
    value: object
    column: str = ""
    old: str = ""
    line: FormLine | None = None
    field: Field | None = None
    standing: Standing = Standing.AGREED
    raw: RawCell | None = None

    @property
    def text(self) -> str:
        """What stands in the cell, as text."""
        if self.raw is not None:
            return f"={self.raw.formula}" if self.raw.formula else self.raw.value or ""
        return shown(self.value)


def differences(sheet: FillSheet, spec: FormSpec, alignment: Alignment, facts: XmlFacts) -> list[Change]:
    """Every changed cell of a fill-in sheet, from the top."""
    return list(_Diff(sheet, spec, alignment, facts).changes())


def foreign_cells(grid: Grid) -> list[Change]:
    """Every filled cell of a sheet that planbook did not make."""
    return [
        Change(ChangeKind.NOTE, grid.name, cell_name(row, col), row, value)
        for row, values in enumerate(grid.rows, start=1)
        for col, value in enumerate(values, start=1)
        if not is_blank(value)
    ]


class _Diff:
    def __init__(self, sheet: FillSheet, spec: FormSpec, alignment: Alignment, facts: XmlFacts) -> None:
        self.sheet, self.spec, self.alignment = sheet, spec, alignment
        self.name = sheet.grid.name
        self.keys = {col: key for key, col in sheet.columns.items()}
        self.fields = {key: field for field, key in input_columns(spec.quarter).items()}
        raw = self._raw_cells(facts)
        self.formulas_known = raw is not None
        self.raw = raw or {}

    def _raw_cells(self, facts: XmlFacts) -> Mapping[str, RawCell] | None:
        watched = [key for key in (*self.fields, "check") if key in self.sheet.columns]
        wanted = {self.sheet.cell(row.number, key) for row in self.alignment.rows for key in watched}
        return facts.cells(self.name, wanted)

    def changes(self) -> Iterator[Change]:
        """All changes in sheet order: above the table, then row by row."""
        yield from self._above()
        for row in self.alignment.rows:
            line = row.line
            if line is not None and line.line is not LineKind.ROW:
                yield from self._heading(row)
            elif line is not None and (row.standing in USED or row.standing is Standing.COPY):
                yield from self._row(row, line)
            else:
                yield from self._unplaced(row)

    # Above the table

    def _above(self) -> Iterator[Change]:
        captioned: set[int] = set()
        strange: list[Change] = []
        for number, values in enumerate(self.sheet.grid.rows[: self.alignment.first_row - 1], start=1):
            for col, value in enumerate(values, start=1):
                if is_blank(value) or self._is_issued(number, col, shown(value)):
                    continue
                if self._is_caption(col, shown(value)):
                    captioned.add(col)
                    continue
                strange.append(self._note(number, col, value))
        for col, key in self.keys.items():
            column = _BY_COLUMN[key]
            if col not in captioned and not column.hidden:
                # the nearest cell above the table is where the caption was typed over
                over = next((c for c in reversed(strange) if self.sheet.grid.cell(c.row, col) is c.value), None)
                at = over.row if over else self.alignment.first_row - 1
                if over:
                    strange.remove(over)
                yield Change(
                    ChangeKind.CAPTION,
                    self.name,
                    cell_name(at, col),
                    at,
                    over.value if over else None,
                    key,
                    column.caption(self.spec.language),
                )
        yield from strange

    def _is_issued(self, row: int, col: int, text: str) -> bool:
        """Whether a text above the table is planbook's own: keys, identity, titles, legend, quarter captions."""
        if row == self.sheet.top and not self.sheet.by_captions:
            return text.strip() in COLUMN_INDEX
        if read_identity(text) is not None:
            return True
        key = self.keys.get(col, "")
        if key.startswith("target."):
            return quarter_of(text) == _BY_COLUMN[key].quarter or text.endswith(str(self.spec.year))
        return (key == "number" and self._is_title(clean(text))) or (key == "unit" and text.count("=") >= _LEGEND)

    def _is_title(self, text: str) -> bool:
        """Whether a text is one of the three lines above the table: what the form is, whose it is, how far it is."""
        spec = self.spec
        owner = clean(" · ".join(bit for bit in (spec.office_name, spec.plan_title) if bit))
        if text.startswith(owner) and (text == owner or (spec.due_date and text.endswith(clean(spec.due_date)))):
            return True
        if text == "0" and not self.formulas_known:
            return True  # an .xls saved by LibreOffice: a formula's text reads as 0
        period = re.search(rf"{spec.year}\D+{spec.quarter}$", text)
        return period is not None or re.fullmatch(r"\D+\d+\D+\d+\D+", text) is not None

    def _is_caption(self, col: int, text: str) -> bool:
        column = _BY_COLUMN.get(self.keys.get(col, ""))
        return column is not None and fold(text) in captions(column)

    # Rows

    def _row(self, row: Row, line: FormLine) -> Iterator[Change]:
        for col, value in self._filled_or_expected(row):
            key = self.keys.get(col, "")
            field = self.fields.get(key)
            if key in _HIDDEN:
                continue
            if not key:
                yield self._note(row.number, col, value)
            elif key == "check":
                yield from self._computed(row, line, col, value, certain=self.formulas_known)
            elif field is Field.RESULT and line.kind is InputKind.RATIO:
                yield from self._computed(row, line, col, value, certain=True)
            elif field is not None:
                yield from self._input(row, line, field, col, value)
            else:
                yield from self._locked(row, line, col, value)

    def _filled_or_expected(self, row: Row) -> list[tuple[int, object]]:
        values = self.sheet.grid.rows[row.number - 1]
        width = max(len(values), *self.keys)
        return [
            (col, self.sheet.grid.cell(row.number, col))
            for col in range(1, width + 1)
            if col in self.keys or not is_blank(self.sheet.grid.cell(row.number, col))
        ]

    def _input(self, row: Row, line: FormLine, field: Field, col: int, value: object) -> Iterator[Change]:
        raw = self._unseen(row, col) if is_blank(value) else None
        if is_blank(value) and raw is None:
            return
        if field in (Field.NUMERATOR, Field.DENOMINATOR) and line.kind is not InputKind.RATIO:
            kind = ChangeKind.UNASKED
        else:
            kind = ChangeKind.INPUT if row.standing in USED else ChangeKind.ROW
        yield self._change(kind, row, line, col, value, field=field, raw=raw)

    def _computed(self, row: Row, line: FormLine, col: int, value: object, *, certain: bool) -> Iterator[Change]:
        """A cell that was issued as a formula: a change only if it is none any more."""
        raw = self.raw.get(cell_name(row.number, col))
        if is_blank(value) or (raw is not None and raw.formula is not None) or not certain:
            return
        if raw is None and self._is_share(row, value):
            return  # an .xls or .ods does not tell formulas from figures: the percentage itself is none typed
        yield self._change(ChangeKind.COMPUTED, row, line, col, value)

    def _is_share(self, row: Row, value: object) -> bool:
        parts = self.sheet.value(row.number, "numerator"), self.sheet.value(row.number, "denominator")
        part, whole = (p if isinstance(p, int | float) and not isinstance(p, bool) else 0 for p in parts)
        if not isinstance(value, int | float):
            return False
        share = part / whole if whole else 0.0
        return any(abs(value - share * scale) < 1e-6 * scale for scale in (1, 100))

    def _locked(self, row: Row, line: FormLine, col: int, value: object) -> Iterator[Change]:
        key = self.keys[col]
        issued = _issued(line, key)
        if any(unchanged(text, value) for text in issued):
            return
        kind = ChangeKind.LOCKED
        if key.startswith("result.") and not issued[0]:
            kind = ChangeKind.QUARTER
        yield self._change(kind, row, line, col, value, old=issued[0])

    def _heading(self, row: Row) -> Iterator[Change]:
        """A line that groups others, known by its very text: everything beside number and title was typed."""
        for col, value in self._filled_or_expected(row):
            key = self.keys.get(col, "")
            if is_blank(value) or key in ("number", "title"):
                continue
            if key in _HIDDEN and self._said_somewhere(key, value):
                continue  # the visible columns were sorted and left their keys behind
            if key == "check" and self._may_be_formula(row, col):
                continue
            yield self._note(row.number, col, value)

    def _unplaced(self, row: Row) -> Iterator[Change]:
        """A row that is no line, or not surely one: its inputs, and every text that the form did not have there."""
        unsure = row.standing is Standing.UNSURE
        for col, value in self._filled_or_expected(row):
            key = self.keys.get(col, "")
            field = self.fields.get(key)
            raw = self._unseen(row, col) if is_blank(value) else None
            if is_blank(value) and raw is None:
                continue
            if key == "check" and self._may_be_formula(row, col):
                continue
            if field is Field.RESULT and self._is_formula(row, col) and self._asks_ratio(row):
                continue
            if unsure and field is None and self._said_somewhere(key, value):
                continue
            if unsure and field is not None and row.line is not None:
                yield self._change(ChangeKind.INPUT, row, row.line, col, value, field=field, raw=raw)
            else:
                yield self._change(ChangeKind.ROW, row, row.line, col, value, raw=raw)

    def _asks_ratio(self, row: Row) -> bool:
        return row.line is None or row.line.kind is InputKind.RATIO

    def _unseen(self, row: Row, col: int) -> RawCell | None:
        """The XML of a cell that the reader saw blank although a formula or an error value stands there."""
        raw = self.raw.get(cell_name(row.number, col))
        return raw if raw is not None and (raw.formula is not None or raw.type == "e") else None

    def _may_be_formula(self, row: Row, col: int) -> bool:
        return not self.formulas_known or self._is_formula(row, col)

    def _is_formula(self, row: Row, col: int) -> bool:
        raw = self.raw.get(cell_name(row.number, col))
        return raw is not None and raw.formula is not None

    def _said_somewhere(self, key: str, value: object) -> bool:
        """Whether some line of the form has this very text in this column."""
        return any(unchanged(text, value) for line in self.spec.lines for text in _issued(line, key))

    # Making changes

    def _note(self, row: int, col: int, value: object) -> Change:
        return Change(ChangeKind.NOTE, self.name, cell_name(row, col), row, value)

    def _change(
        self,
        kind: ChangeKind,
        row: Row,
        line: FormLine | None,
        col: int,
        value: object,
        *,
        old: str = "",
        field: Field | None = None,
        raw: RawCell | None = None,
    ) -> Change:
        return Change(
            kind=kind,
            sheet=self.name,
            cell=cell_name(row.number, col),
            row=row.number,
            value=value,
            column=self.keys.get(col, ""),
            old=old,
            line=line,
            field=field,
            standing=row.standing,
            raw=raw,
        )


def _issued(line: FormLine, key: str) -> tuple[str, ...]:
    """The texts that a locked cell may have as issued, the likeliest first."""
    column = _BY_COLUMN.get(key)
    if column is not None and column.quarter:
        texts = line.targets if key.startswith("target.") else line.earlier
        return (texts.get(column.quarter, ""),)
    plain = {
        "key": (line.key,),
        "office": (line.office,),
        "number": (line.number,),
        "title": (title_text(line), line.title),
        "office_name": (line.office_name, ""),
        "unit": (line.unit,),
    }
    return plain.get(key, ("",))
