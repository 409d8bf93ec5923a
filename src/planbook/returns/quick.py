"""The quick way to read a return that stands as it was issued but for its inputs, whatever program saved it.

Most returns are such. One pass over each sheet (:mod:`planbook.book.quick`) finds its filled cells; whole rows are held
against what was issued, and what all forms of a set say is made ready once. The reading is the one that
:func:`planbook.returns.oneform.read_opened` gives. For anything else, an office's remark in the wrong place or a value
that needs a question, the answer is None, and the careful way takes the file: nothing is judged here.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import Final
from xml.sax.saxutils import escape

from planbook.book import quick
from planbook.book.cells import cell_name, column_name
from planbook.book.foreign import CellInfo, CellMetadata, ForeignSheet, Unseen, display, is_percent
from planbook.book.foreign.xlsx import looks_of, merged_in, saved_at, text_of
from planbook.book.package import Workbook
from planbook.book.parts import is_office_type
from planbook.book.safety import Limits, check
from planbook.book.sniff import Kind
from planbook.book.xmlio import MAIN, parse
from planbook.domain import (
    FORM_VERSION,
    Entry,
    EntryState,
    Field,
    FormLine,
    FormParts,
    FormSpec,
    InputKind,
    LineKind,
    Own,
    Tally,
    fold,
)
from planbook.errors import BookProblem
from planbook.layout.copies import SHEET_COPY
from planbook.layout.form import (
    COLUMN,
    FIRST_ROW,
    KEY_ROW,
    SHEET_COVER,
    SHEET_PLAN_TEXTS,
    SHEET_STAMP,
    Takes,
    column_index,
    fixed_texts,
    input_columns,
    title_lines,
)
from planbook.layout.stamp import MARK, decode_own, decode_shared
from planbook.returns.changes import differences_above
from planbook.returns.issued import row_alternatives, row_texts
from planbook.returns.locate import captions, fill_sheet
from planbook.returns.oneform import Reading
from planbook.returns.pages import PAGE_WIDTH, on_cover, on_stamp
from planbook.returns.seen import is_blank
from planbook.returns.values import Value, read_value
from planbook.words import languages

_IDENTITY: Final = "planbook-form/"
_OWN_SHEETS: Final = frozenset({*SHEET_COVER.values(), *SHEET_PLAN_TEXTS.values(), *SHEET_COPY.values()})
_RESULTS: Final = frozenset().union(*(captions(each) for key, each in COLUMN.items() if key.startswith("result.")))
_IDENTITY_AT: Final = KEY_ROW
"""The index of the row that holds the identity: it stands below the key row."""
_FIRST_DATE: Final = 36_526
"""Numbers from here on may be dates (:func:`planbook.returns.values.date_of`)."""
_NOT_LETTERS: Final = re.compile(r'"[^"]*"|General')
_DATE_LETTERS: Final = re.compile("[abdeghmsyABDEGHMSY]")
_DATE_IDS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)})
_HEAD: Final = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="(?:yes|no)")?\?>\s*)?<worksheet '
)
_DIMENSION: Final = re.compile(rb'<dimension ref="[A-Z]{1,2}[1-9][0-9]{0,4}(?::[A-Z]{1,2}[1-9][0-9]{0,4})?"/>')
_PRINTED: Final = re.compile(
    rb"<headerFooter(?: [A-Za-z]+=\"[a-z0-9]*\")*>(?:<odd(Header|Footer)>"
    rb"(?:[^<&\x00-\x1f]|&(?:amp|quot|lt|gt|apos);)*+</odd\1>)*+</headerFooter>"
)
_WORKSHEET: Final = (
    b'<worksheet xmlns:r="r" xmlns:mc="mc" xmlns:x14="x14" xmlns:xdr="xdr" xmlns:xr="xr" xmlns:xr2="xr2"'
    b' xmlns:xm="xm" xmlns:x14ac="x14ac"><sheetData/>'
)
"""The beginning of a worksheet, with the prefixes that programs use below the cells."""
_AREA: Final = re.compile("[A-Z]{1,2}[1-9][0-9]{0,4}:[A-Z]{1,2}[1-9][0-9]{0,4}")
_DRAWING: Final = re.compile(rb'Target="\.\./drawings/([A-Za-z0-9_]+\.xml)"')
_SHEET_PART: Final = re.compile(r"xl/worksheets/[A-Za-z0-9_]+\.xml")
_KEPT: Final = 20_000
"""So many values of a sheet are remembered as a set's own."""


def read_quick(name: str, data: bytes) -> Reading | None:
    """The reading of a return that holds nothing but what was issued and plain answers; None for any other file, which
    must be read with care. ``name`` is the file's."""
    parts = quick.unzipped(data, _LIMITS)
    book = _book(parts, data) if parts is not None else None
    if parts is None or book is None:
        return None
    xml = parts.get("xl/sharedStrings.xml")
    texts = quick.shared_texts(xml) if xml is not None else []
    if texts is None:
        return None
    stamp = _stamp(book, parts, texts)
    group = _group(stamp.shared) if stamp is not None else None
    own = decode_own(stamp.own) if stamp is not None and group is not None else None
    if stamp is None or group is None or own is None:
        return None
    return _Form(name, group, FormParts(shared=group.shared, own=own), book, parts, texts).reading(stamp)


_LIMITS: Final = Limits()


# The workbook around the sheets


@dataclass(frozen=True)
class _Book:
    """What the parts around the sheets say: sheets by name with their parts, and of each style its number format,
    whether it may show a date (1), and whether it is struck out."""

    sheets: Mapping[str, str]
    formats: tuple[str | None, ...]
    dates: bytes
    struck: frozenset[int]


_Around = tuple[bytes | None, ...]
_AROUND: Final = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
)
_books: dict[_Around, _Book | None] = {}


def _book(parts: Mapping[str, bytes], data: bytes) -> _Book | None:
    """The workbook of these parts. Most files of a run have one of a few: they are read with care, once each."""
    around = (*map(parts.get, _AROUND), b"shared" if "xl/sharedStrings.xml" in parts else b"")
    if None in around:
        return None
    if around not in _books:
        if len(_books) > 256:
            _books.clear()
        _books[around] = _carefully(data)
    book = _books[around]
    if book is None or any(part not in parts for part in book.sheets.values()):
        return None
    sheets = frozenset(book.sheets.values())
    return None if any(b"sheetData" in part for name, part in parts.items() if name not in sheets) else book


def _carefully(data: bytes) -> _Book | None:
    try:
        checked = check(data)
        if checked.kind is not Kind.XLSX or checked.package is None:
            return None
        package = checked.package
        workbook = Workbook(package)
        sheets = {each.name: each.part for each in workbook.sheets}
        rels = [rel for rel in package.rels(workbook.part) if is_office_type(rel.type)]
        worksheets = {rel.part for rel in rels if rel.kind == "worksheet"}
        styles = package.read("xl/styles.xml")
        looks, numbers = looks_of(parse(styles, "styles")), _number_ids(styles)
    except (BookProblem, ValueError, KeyError):
        return None
    count = len(workbook.sheets)
    plain = (
        workbook.part == "xl/workbook.xml"
        and workbook.styles_part == "xl/styles.xml"
        and workbook.target("sharedStrings")
        == ("xl/sharedStrings.xml" if package.find("xl/sharedStrings.xml") else None)
        and worksheets >= {*sheets.values()}
        and len({*sheets.values()}) == count == len({name.casefold() for name in sheets})
        and all(_SHEET_PART.fullmatch(part) for part in sheets.values())
        and not workbook.date1904
        and len(numbers) == len(looks)
    )
    if not plain:
        return None
    formats = tuple(look.number_format for look in looks)
    dates = bytes(n in _DATE_IDS or _may_be_date(said or "") for n, said in zip(numbers, formats, strict=True))
    return _Book(sheets, formats, dates, frozenset(n for n, look in enumerate(looks) if look.struck))


def _number_ids(styles: bytes) -> list[int]:
    root = parse(styles, "styles")
    return [int(xf.get("numFmtId", "0")) for holder in root.iterchildren("{*}cellXfs") for xf in holder]


def _may_be_date(number_format: str) -> bool:
    return _DATE_LETTERS.search(_NOT_LETTERS.sub("", number_format)) is not None


@lru_cache(maxsize=256)
def _is_plain_head(head: bytes) -> bool:
    """Whether what stands before a sheet's cells is well-formed and claims no more room than a form has."""
    if _HEAD.match(head) is None or head.count(b"<?") > 1 or head.count(b"<!") or b"\0" in head:
        return False
    if head.count(b"<dimension") != len(_DIMENSION.findall(head)):
        return False
    try:
        root = parse(head + b"<sheetData/></worksheet>", "sheet")
    except BookProblem:
        return False
    return root.tag == f"{{{MAIN}}}worksheet"


def _is_plain_end(below: bytes) -> bool:
    """Whether what stands below a sheet's cells is well-formed. What is printed above and below pages names an office;
    the rest is the same in many forms."""
    said = _PRINTED.search(below)
    if said is None:
        return _is_well_formed(below)
    try:
        said[0].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _is_well_formed(below[: said.start()] + below[said.end() :])


@lru_cache(maxsize=256)
def _is_well_formed(below: bytes) -> bool:
    if b"<!" in below or b"<?" in below or b"\0" in below:
        return False
    try:
        root = parse(_WORKSHEET + below, "sheet")
    except BookProblem:
        return False
    return all(_AREA.fullmatch(each.get("ref", "")) for each in root.iter("{*}mergeCell"))


def _is_bare(part: str, parts: Mapping[str, bytes]) -> bool:
    """Whether no notes hang on a sheet's cells, and nothing is drawn on it."""
    folder, _, file = part.rpartition("/")
    rels = parts.get(f"{folder}/_rels/{file}.rels")
    if rels is None:
        return True
    if b"omment" in rels:
        return False
    drawn = _DRAWING.findall(rels)
    if rels.count(b"rawing") != 2 * len(drawn) + rels.count(b"rawings/"):
        return False
    return all(b"nchor" not in parts.get(f"xl/drawings/{each.decode()}", b"nchor") for each in drawn)


# What all forms of a set say


@dataclass(frozen=True)
class _Input:
    """An input column as a row has it: its field, its index, and what it takes; None where it is locked."""

    field: Field
    column: int
    letters: str
    takes: Takes | None


@dataclass(frozen=True)
class _Line:
    """A line of the form as it was issued: what its row may say in the columns that are the same in every form of its
    set, what it shows of closed quarters, and its inputs from the left."""

    line: FormLine
    said: frozenset[tuple[object, ...]]
    past: tuple[object, ...]
    inputs: tuple[_Input, ...]

    is_row: bool


class _Known:
    """The values that may stand on a sheet beside the table whoever the form is for, by column; grows as it is used."""

    def __init__(self, may_stand: Callable[[int, object], bool]) -> None:
        self.may_stand = may_stand
        self.columns: dict[int, set[object]] = {}
        self.size = 0

    def strangers(self, rows: quick.Values) -> Iterator[tuple[int, object]]:
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
        if self.size >= _KEPT or isinstance(value, bool | float | Unseen):
            return False  # equal values of other kinds must not be taken for them
        if isinstance(value, str) and (_IDENTITY in value or value.startswith(MARK) or _heads_results(value)):
            return False
        return self.may_stand(col, value)


def _heads_results(text: str) -> bool:
    """Whether a text would be taken for the head of a column of results: without one, no sheet is a table."""
    return text.strip().startswith("result.") or fold(text) in _RESULTS


@dataclass(frozen=True)
class _Group:
    """A set of forms, made ready for comparing."""

    shared: FormSpec
    keys: tuple[str, ...]
    lines: tuple[_Line, ...]
    same: Callable[[Sequence[object]], tuple[object, ...]]
    whose: Callable[[Sequence[object]], tuple[object, ...]]
    past: Callable[[Sequence[object]], tuple[object, ...]]
    open: Callable[[Sequence[object]], tuple[object, ...]]
    earlier: tuple[int, ...]
    """the quarters of the columns of ``past``"""
    check: int
    watched: frozenset[int]
    cover: _Known
    stamp: _Known
    tops: set[tuple[object, ...]] = field(default_factory=set)

    def shows_past(self, line: FormLine, own: dict[int, str]) -> tuple[object, ...]:
        """What a line shows of closed quarters in a form with results of its ``own``."""
        said = line.earlier | own
        return tuple(said.get(quarter) or None for quarter in self.earlier)


@lru_cache(maxsize=64)
def _group(pieces: tuple[str, ...]) -> _Group | None:
    """What the first texts of a stamp say; None for forms that are no plain reports of this version."""
    shared = decode_shared(pieces)
    if shared is None or shared.version != FORM_VERSION or shared.correction or shared.questions or shared.copy_of:
        return None
    if any(line.given for line in shared.lines):
        return None
    index = column_index(shared.quarter)
    texts = [key for key in row_texts(shared.lines[0]) if key != f"result.{shared.quarter}"] if shared.lines else []
    past = [key for key in texts if key.startswith("result.")]
    same = [key for key in texts if key not in past and key not in ("office", "office_name")]
    inputs = sorted(
        ((field, index[column.key] - 1, column) for field, column in input_columns(shared.quarter).items()),
        key=lambda each: each[1],
    )
    lines = tuple(
        _Line(
            line,
            frozenset(tuple(said[key] or None for key in same) for said in row_alternatives(line)),
            tuple(row_texts(line)[key] or None for key in past) if line.line is LineKind.ROW else (None,) * len(past),
            tuple(
                _Input(
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
    return _Group(
        shared=shared,
        keys=tuple(index),
        lines=lines,
        same=itemgetter(*(index[key] - 1 for key in same)),
        whose=itemgetter(index["office"] - 1, index["office_name"] - 1),
        past=itemgetter(*(index[key] - 1 for key in past)),
        open=itemgetter(*(at for _, at, _ in inputs), index["check"] - 1),
        earlier=tuple(int(key.removeprefix("result.")) for key in past),
        check=index["check"] - 1,
        watched=frozenset({*(at + 1 for _, at, _ in inputs), index["check"], index["number"]}),
        cover=_Known(on_cover(nobody)),
        stamp=_Known(on_stamp(nobody)),
    )


@lru_cache(maxsize=1 << 14, typed=True)
def _answer(value: object, takes: Takes, unit: str, number_format: str | None) -> Value | None:
    """What an input cell says, as :mod:`planbook.returns.classify` reads it; None where more is to be said of it."""
    if isinstance(value, Unseen) or (isinstance(value, str) and value.startswith("=")):
        return None
    is_number = isinstance(value, float)
    shows = display(value, number_format) if takes.is_words and is_number else None
    read = read_value(value, takes, unit, lambda: number_format, shows=shows)
    if read.reason:
        return None
    if takes.is_share and is_number and value and number_format is not None and not is_percent(number_format):
        return None
    if takes.is_figure and is_number and isinstance(read.value, Decimal) and read.value >= _FIRST_DATE:
        return None
    return read


def _is_ratio(entries: Sequence[Entry], line: FormLine) -> bool:
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


@lru_cache(maxsize=64)
def _program(app: bytes) -> str:
    """The program that saved a file. Raises BookProblem."""
    return text_of(parse(app, "app"), "Application")


class _Formulas(CellMetadata):
    """The formulas above a table, by cell."""

    def __init__(self, cells: Mapping[str, CellInfo]) -> None:
        self._cells = cells

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo]:  # noqa: ARG002
        """Those that are known."""
        return self._cells


# One file


@dataclass(frozen=True)
class _Stamp:
    """The stamp of a form: the texts that all of its set share, its own text, the sheet, and what else stands there."""

    shared: tuple[str, ...]
    own: str
    sheet: str
    rest: quick.Values


def _values(
    book: _Book, parts: Mapping[str, bytes], texts: list[str], part: str, width: int, watched: frozenset[int]
) -> tuple[quick.Values, dict[int, str], bytes] | None:
    """The cells of a sheet, and the XML behind them."""
    split = quick.split_sheet(parts[part])
    if split is None or not _is_plain_head(split[0]) or not _is_plain_end(split[2]) or not _is_bare(part, parts):
        return None
    found = quick.scan(split[1], texts, width, watched, book.dates)
    return (*found, split[2]) if found is not None else None


def _stamp(book: _Book, parts: Mapping[str, bytes], texts: list[str]) -> _Stamp | None:
    """The stamp, which stands below the other lines of its sheet."""
    part = book.sheets.get(SHEET_STAMP)
    found = _values(book, parts, texts, part, 1, frozenset()) if part else None
    if part is None or found is None:
        return None
    column = [row[0] for row in found[0]]
    start = next((at for at, text in enumerate(column) if isinstance(text, str) and text.startswith(MARK)), None)
    pieces = [text for text in column[start:] if isinstance(text, str)] if start is not None else []
    if len(pieces) < 3 or len(pieces) != len(column) - (start or 0) or any(len(row) > 1 for row in found[0][start:]):
        return None
    return _Stamp(tuple(pieces[:-1]), pieces[-1], SHEET_STAMP, found[0][:start])


class _Form:
    """One return beside what was issued."""

    def __init__(
        self, name: str, group: _Group, issued: FormParts, book: _Book, parts: Mapping[str, bytes], texts: list[str]
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
        table = self._scanned(self.sheet, len(self.group.keys), self.group.watched)
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
            entries=tuple(self.entries),
            conservation=Tally(changed=len(self.entries), accepted=len(self.entries)),
            rows=tuple(self.issued.whole().rows()),
            blank=tuple(self.blank),
        )

    def _scanned(
        self, sheet: str, width: int, watched: frozenset[int]
    ) -> tuple[quick.Values, dict[int, str], bytes] | None:
        return _values(self.book, self.parts, self.texts, self.book.sheets[sheet], width, watched)

    # Who it is, and when it was saved

    def _me(self) -> frozenset[str]:
        return frozenset({self.head.office, self.head.office_name, self.identity})

    def _names_itself(self) -> bool:
        """Whether the document's property, where it has any, says whose form it is."""
        said = self.parts.get("docProps/custom.xml")
        if said is None:
            return True
        return said.count(_IDENTITY.encode()) == 1 and f">{escape(self.identity)}<".encode() in said

    def _modified(self) -> str | None:
        core, app = self.parts.get("docProps/core.xml"), self.parts.get("docProps/app.xml")
        if core is None or app is None:
            return None
        try:
            return saved_at(text_of(parse(core, "core"), "modified"), _program(app))
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
        return self._are_own(self.group.cover, found[0], own)

    def _are_own(self, known: _Known, rows: quick.Values, own: frozenset[str]) -> bool:
        """Whether every value on a sheet beside the table may stand there: everybody's, or this office's ``own``."""
        return all(
            isinstance(value, str)
            and col <= PAGE_WIDTH
            and (value in own if not isinstance(value, Unseen) else known.may_stand(col, value))
            for col, value in known.strangers(rows)
        )

    # The table

    def _is_table(self, rows: quick.Values, facts: dict[int, str], below: bytes) -> bool:
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

    def _are_lines(self, rows: quick.Values, facts: dict[int, str]) -> bool:
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
            check = facts.get(number << quick.COLUMN_BITS | group.check + 1, "")
            if values[-1] is not None and not check.startswith(quick.FORMULA):
                return False
            office = own.office or line.office
            if not self._are_answers(known, office, values, number, facts):
                return False
        return True

    def _are_answers(
        self, known: _Line, office: str, values: tuple[object, ...], number: int, facts: dict[int, str]
    ) -> bool:
        """Whether the inputs of a row hold plain answers; these are taken."""
        line, before = known.line, len(self.entries)
        for asked, value in zip(known.inputs, values, strict=False):
            if value is None or is_blank(value):
                continue
            look = facts.get(number << quick.COLUMN_BITS | asked.column + 1, quick.FORMULA)
            if look.startswith(quick.FORMULA) and asked.takes is Takes.SHARE:
                continue
            if look.startswith(quick.FORMULA) or asked.takes in (Takes.SHARE, None):
                return False
            style = int(look or "0")
            if style >= len(self.book.formats) or style in self.book.struck:
                return False
            assert asked.takes is not None
            read = _answer(value, asked.takes, line.unit, self.book.formats[style])
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
        return line.kind is not InputKind.RATIO or _is_ratio(self.entries[before:], line)

    def _is_top(self, rows: quick.Values, facts: dict[int, str]) -> bool:
        """Whether nothing above the table was changed: the same was found of another form of the set, or is now."""
        head, group = self.head, self.group
        if rows[_IDENTITY_AT][0] != self.identity:
            return False
        number = column_index(head.quarter)["number"]
        whose = title_lines(head)[1]
        said: list[object] = []
        for at, row in enumerate(rows, start=1):
            for value in row:
                if isinstance(value, str):
                    if value == whose and head.office_name:
                        said.append(1)
                        continue
                    if _IDENTITY in value and (value != self.identity or at != _IDENTITY_AT + 1):
                        return False
                said.append(value if value != self.identity else 0)
            if facts.get(at << quick.COLUMN_BITS | number, "").startswith(quick.FORMULA):
                said[-len(row) + number - 1] = 2
            said.append(len(row))
        top = tuple(said)
        if any(isinstance(value, float | bool) for row in rows for value in row):
            return False
        if top not in group.tops:
            if not self._is_unchanged_above(rows, facts, number):
                return False
            if len(group.tops) < _KEPT // 100:
                group.tops.add(top)
        return True

    def _is_unchanged_above(self, rows: quick.Values, facts: dict[int, str], number: int) -> bool:
        formulas = {
            cell_name(at, number): CellInfo(has_formula=True)
            for at in range(1, len(rows) + 1)
            if facts.get(at << quick.COLUMN_BITS | number, "").startswith(quick.FORMULA)
        }
        sheet = fill_sheet(ForeignSheet(self.sheet, True, rows, _Formulas(formulas)))
        return (
            sheet is not None
            and sheet.columns == column_index(self.head.quarter)
            and sheet.top == KEY_ROW
            and not sheet.by_captions
            and not sheet.unsure
            and sheet.identity is not None
            and not differences_above(sheet, self.head, FIRST_ROW)
        )
