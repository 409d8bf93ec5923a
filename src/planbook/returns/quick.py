"""The quick way to read a return that stands as it was issued but for its inputs, whatever program saved it.

Most returns are such. One pass over each sheet (:mod:`planbook.book.quick`) finds its filled cells; whole rows are held
against what was issued, and what all forms of a set say is made ready once. The reading is the one that
:func:`planbook.returns.oneform.read_opened` gives. For anything else, an office's remark in the wrong place or a value
that needs a question, the answer is None, and the careful way takes the file: nothing is judged here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final, NamedTuple

from planbook.book import quick, quick_cells
from planbook.book.bounds import Limits
from planbook.book.cells import cell_name
from planbook.book.foreign import CellInfo, ForeignSheet, Unseen
from planbook.book.foreign.xlsx import first_text, merged_in, moment_saved
from planbook.book.xmlio import parse_xml
from planbook.domain import (
    Entry,
    EntryState,
    FormParts,
    InputKind,
    Tally,
)
from planbook.errors import BookProblem
from planbook.layout.copies import SHEET_COPY
from planbook.layout.form import (
    FIRST_ROW,
    KEY_ROW,
    SHEET_COVER,
    SHEET_PLAN_TEXTS,
    SHEET_STAMP,
    Takes,
    column_numbers,
    fixed_texts,
    title_lines,
)
from planbook.layout.stamp import MARK, decode_own
from planbook.returns.changes import differences_above
from planbook.returns.locate import fill_sheet
from planbook.returns.oneform import Reading
from planbook.returns.pages import PAGE_WIDTH
from planbook.returns.quick_book import KnownFormulas, PlainBook, is_bare, is_plain_end, is_plain_head, plain_book
from planbook.returns.quick_set import (
    IDENTITY,
    KEPT,
    FormSet,
    IssuedLine,
    Known,
    form_set,
    is_plain_ratio,
    plain_answer,
)
from planbook.returns.rows import IssuedRows
from planbook.returns.values import is_blank
from planbook.words import languages

_OWN_SHEETS: Final = frozenset({*SHEET_COVER.values(), *SHEET_PLAN_TEXTS.values(), *SHEET_COPY.values()})
_IDENTITY_AT: Final = KEY_ROW
"""The index of the row that holds the identity: it stands below the key row."""
_LIMITS: Final = Limits()


def read_quick(name: str, data: bytes) -> Reading | None:
    """The reading of a return that holds nothing but what was issued and plain answers; None for any other file, which
    must be read with care. ``name`` is the file's."""
    parts = quick.unzipped(data, _LIMITS)
    book = plain_book(parts, data) if parts is not None else None
    if parts is None or book is None:
        return None
    xml = parts.get("xl/sharedStrings.xml")
    texts = quick.shared_texts(xml) if xml is not None else []
    if texts is None:
        return None
    stamp = _stamp(book, parts, texts)
    group = form_set(stamp.shared) if stamp is not None else None
    own = decode_own(stamp.own) if stamp is not None and group is not None else None
    if stamp is None or group is None or own is None:
        return None
    return _Form(name, group, FormParts(shared=group.shared, own=own), book, parts, texts).reading(stamp)


@lru_cache(maxsize=64)
def _program(app: bytes) -> str:
    """The program that saved a file. Raises BookProblem."""
    return first_text(parse_xml(app, "app"), "Application")


@dataclass(frozen=True)
class _Stamp:
    """The stamp of a form: the texts that all of its set share, its own text, the sheet, and what else stands there."""

    shared: tuple[str, ...]
    own: str
    sheet: str
    rest: quick_cells.Values


class _Table(NamedTuple):
    """The cells of a sheet, what is known of those that are watched, and the XML behind them."""

    rows: quick_cells.Values
    facts: dict[int, str]
    below: bytes


def _values(
    book: PlainBook,
    parts: Mapping[str, bytes],
    texts: list[str],
    part: str,
    width: int,
    watched: frozenset[int],
    cuts: tuple[bytes, ...] = (),
) -> _Table | None:
    split = quick.split_sheet(parts[part])
    if split is None or not is_plain_head(split.head) or not is_plain_end(split.end) or not is_bare(part, parts):
        return None
    found = quick_cells.scan(split.cells, texts, width, watched, book.dates, cuts)
    return _Table(*found, split.end) if found is not None else None


def _stamp(book: PlainBook, parts: Mapping[str, bytes], texts: list[str]) -> _Stamp | None:
    """The stamp, which stands below the other lines of its sheet."""
    part = book.sheets.get(SHEET_STAMP)
    found = _values(book, parts, texts, part, 1, frozenset()) if part else None
    if part is None or found is None:
        return None
    column = [row[0] for row in found.rows]
    start = next((at for at, text in enumerate(column) if isinstance(text, str) and text.startswith(MARK)), None)
    pieces = [text for text in column[start:] if isinstance(text, str)] if start is not None else []
    if len(pieces) < 3 or len(pieces) != len(column) - (start or 0) or any(len(row) > 1 for row in found.rows[start:]):
        return None
    return _Stamp(tuple(pieces[:-1]), pieces[-1], SHEET_STAMP, found.rows[:start])


class _Form:
    """One return beside what was issued."""

    def __init__(
        self,
        name: str,
        group: FormSet,
        issued: FormParts,
        book: PlainBook,
        parts: Mapping[str, bytes],
        texts: list[str],
    ) -> None:
        self.name, self.group, self.issued, self.book = name, group, issued, book
        self.parts, self.texts = parts, texts
        self.head = issued.head
        self.identity = self.head.identity
        self.sheet = ""
        self.entries: list[Entry] = []
        self.blank: list[tuple[str, str]] = []

    def reading(self, stamp: _Stamp) -> Reading | None:
        pages = [each for each in self.book.sheets if each in _OWN_SHEETS]
        tables = [each for each in self.book.sheets if each not in _OWN_SHEETS and each != stamp.sheet]
        if len(tables) != 1 or not self._names_itself() or not self._are_own(self.group.stamp, stamp.rest, self._me()):
            return None
        self.sheet = tables[0]
        table = self._scanned(self.sheet, len(self.group.keys), self.group.watched, self.group.cuts)
        if table is None or not self._is_table(*table) or not all(map(self._is_page, pages)):
            return None
        modified = self._modified()
        if modified is None:
            return None
        head = self.head
        return Reading(
            file=self.name,
            office=head.office,
            year=head.year,
            quarter=head.quarter,
            plan_id=head.plan_id,
            version=head.version,
            fingerprint=head.fingerprint,
            modified=modified,
            language=head.language,
            entries=tuple(self.entries),
            conservation=Tally(changed=len(self.entries), accepted=len(self.entries)),
            rows=self._rows(),
            blank=tuple(self.blank),
        )

    def _rows(self) -> IssuedRows:
        """The rows as they were issued; forms that show nothing of their own have those of their set."""
        own = self.issued.own
        if own.office and not own.earlier:
            return self.group.rows
        return IssuedRows.of(self.issued.whole().rows(), self.head.office)

    def _scanned(self, sheet: str, width: int, watched: frozenset[int], cuts: tuple[bytes, ...] = ()) -> _Table | None:
        return _values(self.book, self.parts, self.texts, self.book.sheets[sheet], width, watched, cuts)

    # Who it is, and when it was saved

    def _me(self) -> frozenset[str]:
        return frozenset({self.head.office, self.head.office_name, self.identity})

    def _names_itself(self) -> bool:
        """Whether the document's property, where it has any, says whose form it is."""
        said = self.parts.get("docProps/custom.xml")
        if said is None:
            return True
        return said.count(IDENTITY.encode()) == 1 and f">{escape(self.identity, quote=False)}<".encode() in said

    def _modified(self) -> str | None:
        core, app = self.parts.get("docProps/core.xml"), self.parts.get("docProps/app.xml")
        if core is None or app is None:
            return None
        try:
            return moment_saved(first_text(parse_xml(core, "core"), "modified"), _program(app))
        except BookProblem:
            return None

    # Sheets beside the table

    def _is_page(self, sheet: str) -> bool:
        found = self._scanned(sheet, 1, frozenset())
        if found is None:
            return False
        head = self.head
        periods = (fixed_texts(each).period.format(year=head.year, quarter=head.quarter) for each in languages())
        about = {f"{head.office_name}   ·   {period}" for period in periods}
        own = frozenset({self.identity, f"{head.office_name} ({head.office})", head.office_name, *about})
        return self._are_own(self.group.cover, found.rows, own)

    def _are_own(self, known: Known, rows: quick_cells.Values, own: frozenset[str]) -> bool:
        """Whether every value on a sheet beside the table may stand there: everybody's, or this office's ``own``."""
        return all(
            isinstance(value, str)
            and col <= PAGE_WIDTH
            and (value in own if not isinstance(value, Unseen) else known.may_stand(col, value))
            for col, value in known.strangers(rows)
        )

    # The table

    def _is_table(self, rows: quick_cells.Values, facts: dict[int, str], below: bytes) -> bool:
        group = self.group
        first, last = FIRST_ROW - 1, FIRST_ROW - 1 + len(group.lines)
        if len(rows) < last or any(value is not None for row in rows[last:] for value in row):
            return False
        if tuple(rows[KEY_ROW - 1]) != group.keys or not self._is_top(rows[:first], facts):
            return False
        try:
            merged = merged_in(below) if b"mergeCell" in below else []
        except ValueError:
            return False
        if any(area[0] < area[2] and area[2] >= FIRST_ROW for area in merged):
            return False
        return self._are_lines(rows[first:last], facts)

    def _are_lines(self, rows: quick_cells.Values, facts: dict[int, str]) -> bool:
        """Whether each row is the line that was issued in its place, with plain answers; these are taken."""
        group, own = self.group, self.issued.own
        mine = (own.office, own.office_name or None)
        width = len(group.keys)
        for place, (row, known) in enumerate(zip(rows, group.lines, strict=True)):
            if len(row) > width or group.same(row) not in known.said:
                return False
            values = group.open(row)
            number = FIRST_ROW + place
            line = known.line
            if not known.is_row:
                if any(value is not None for value in (*group.whose(row), *group.past(row), *values)):
                    return False
                continue
            whose = mine if own.office else (line.office or None, line.office_name or None)
            past = group.shows_past(line, own.earlier[place]) if place in own.earlier else known.past
            if group.whose(row) != whose or group.past(row) != past:
                return False
            check = facts.get(number << quick_cells.COLUMN_BITS | group.check + 1, "")
            if values[-1] is not None and not check.startswith(quick_cells.FORMULA):
                return False
            office = own.office or line.office
            if not self._are_answers(known, office, values, number, facts):
                return False
        return True

    def _are_answers(
        self, known: IssuedLine, office: str, values: tuple[object, ...], number: int, facts: dict[int, str]
    ) -> bool:
        """Whether the inputs of a row hold plain answers; these are taken."""
        line, before = known.line, len(self.entries)
        for asked, value in zip(known.inputs, values, strict=False):
            if value is None or is_blank(value):
                continue
            look = facts.get(number << quick_cells.COLUMN_BITS | asked.column + 1, quick_cells.FORMULA)
            if look.startswith(quick_cells.FORMULA) and asked.takes is Takes.SHARE:
                continue
            if look.startswith(quick_cells.FORMULA) or asked.takes in (Takes.SHARE, None):
                return False
            style = int(look or "0")
            if style >= len(self.book.formats) or style in self.book.struck:
                return False
            assert asked.takes is not None
            read = plain_answer(value, asked.takes, line.unit, self.book.formats[style])
            if read is None:
                return False
            self.entries.append(
                Entry(
                    key=line.key,
                    office=office,
                    quarter=self.head.quarter,
                    field=asked.field,
                    raw=read.raw,
                    value=read.value,
                    unit=read.unit,
                    file=self.name,
                    sheet=self.sheet,
                    cell=f"{asked.letters}{number}",
                    state=EntryState.ACCEPTED,
                )
            )
        if len(self.entries) == before:
            self.blank.append((line.key, office))
        return line.kind is not InputKind.RATIO or is_plain_ratio(self.entries[before:], line)

    def _is_top(self, rows: quick_cells.Values, facts: dict[int, str]) -> bool:
        """Whether nothing above the table was changed: the same was found of another form of the set, or is now."""
        head, group = self.head, self.group
        if rows[_IDENTITY_AT][0] != self.identity:
            return False
        number = column_numbers(head.quarter)["number"]
        whose = title_lines(head)[1]
        said: list[object] = []
        for at, row in enumerate(rows, start=1):
            for value in row:
                if isinstance(value, str):
                    if value == whose and head.office_name:
                        said.append(1)
                        continue
                    if IDENTITY in value and (value != self.identity or at != _IDENTITY_AT + 1):
                        return False
                said.append(value if value != self.identity else 0)
            if facts.get(at << quick_cells.COLUMN_BITS | number, "").startswith(quick_cells.FORMULA):
                said[-len(row) + number - 1] = 2
            said.append(len(row))
        top = tuple(said)
        if any(isinstance(value, float | bool) for row in rows for value in row):
            return False
        if top not in group.tops:
            if not self._is_unchanged_above(rows, facts, number):
                return False
            if len(group.tops) < KEPT // 100:
                group.tops.add(top)
        return True

    def _is_unchanged_above(self, rows: quick_cells.Values, facts: dict[int, str], number: int) -> bool:
        formulas = {
            cell_name(at, number): CellInfo(has_formula=True)
            for at in range(1, len(rows) + 1)
            if facts.get(at << quick_cells.COLUMN_BITS | number, "").startswith(quick_cells.FORMULA)
        }
        sheet = fill_sheet(ForeignSheet(self.sheet, True, rows, KnownFormulas(formulas)))
        return (
            sheet is not None
            and sheet.columns == column_numbers(self.head.quarter)
            and sheet.top == KEY_ROW
            and not sheet.by_captions
            and not sheet.unsure
            and sheet.identity is not None
            and not differences_above(sheet, self.head, FIRST_ROW)
        )
