"""The list of offices: from a CSV or workbook, from a master's own sheets, or made up from the plan's words."""

import codecs
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from planbook.book.bounds import OWN
from planbook.book.foreign import KINDS, open_book
from planbook.book.grid import unreadable
from planbook.book.safety import check_package
from planbook.book.sniff import Kind, sniff
from planbook.book.workers import Allowance, Lost, run_isolated
from planbook.domain import Finding, Group, Office, OfficeBook, Plan, clean, fold
from planbook.domain.text import BETWEEN
from planbook.errors import BookProblem, PlanbookError
from planbook.layout.original import WORKING_GROUP
from planbook.layout.own_tables import (
    DEFAULT_GROUPS,
    GROUPS,
    KIND_UNIT,
    KIND_WORKING_GROUP,
    OFFICE_CAPTIONS,
    OFFICES,
)
from planbook.master.responsible import Resolver
from planbook.master.sheets import PlanSheet, read_sheets
from planbook.master.tables import TableRow, read_table

NEEDED = {"code", "name"}
HEADING_WITHIN = 20
"""Rows from the top among which the heading stands."""
DELIMITERS = (",", ";", "\t")
TextLine = tuple[int, dict[int, str]]
"""A line's number in its file, and its texts by column, counted from 1."""
_CAPTIONS = {
    fold(caption): column.key
    for column in OFFICES.columns
    for caption in (column.key, OFFICES.caption(column), *OFFICE_CAPTIONS.get(column.key, ()))
}
_CODE = re.compile(r"[A-Za-z0-9._-]{1,20}")


def read_office_list(data: bytes, file: str) -> tuple[OfficeBook, list[Finding]]:
    """Offices from the bytes of a workbook (.xlsx, .xls, .xlsb, .ods) or of a text file with commas, semicolons or
    tabs, and the default groups.

    The heading is the last of the first 20 rows that names the columns ``code`` and ``name``: by these words, by the
    captions of planbook's own sheet (``รหัส``, ``ชื่อหน่วยงาน``), or by what else :data:`OFFICE_CAPTIONS` knows, in any
    order. Other columns are ``kind, groups, aliases, via, province, mail``; lists inside a cell are split at ``;``.
    Text may be UTF-8, UTF-16 or TIS-620; where some of it cannot be right in the encoding that it was read in, one
    finding says so.

    Raises BookProblem for a workbook that cannot be read, and PlanbookError (``offices-no-columns``,
    ``offices-none-listed``) for a file without a heading or without an office below it.
    """
    kind, doubts = sniff(data), list[Finding]()
    if kind in (Kind.XLSX, Kind.XLSM):
        check_package(data, OWN)
        tables = [_rows(sheet.name, _sheet_lines(sheet)) for sheet in read_sheets(data, file)]
    elif kind in KINDS or data.startswith(b"PK"):
        tables = [_rows(name, lines) for name, lines in _foreign_tables(data).items()]
    else:
        decoded = _decode(data)
        doubts = decoded.doubts(file)
        tables = [_rows("", _text_lines(decoded.text, delimiter)) for delimiter in DELIMITERS]
    found = [rows for rows in tables if rows is not None]
    if not any(found):
        raise PlanbookError("offices-none-listed" if found else "offices-no-columns", file=file)
    rows = max(filter(None, found), key=lambda rows: len(rows[0].columns))
    offices = OfficeBook(offices=tuple(_office(row) for row in rows), groups=DEFAULT_GROUPS)
    return offices, [*doubts, *office_findings(offices, file)]


def office_findings(book: OfficeBook, file: str = "", sheet: str = "") -> list[Finding]:
    """What is wrong with a list of offices: no code, a code twice, a name twice, an unknown "reports through"."""
    findings: list[Finding] = []
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for office in book.offices:
        noticed = partial(Finding.of, file=file, sheet=sheet, office=office.code)
        if not _CODE.fullmatch(office.code):
            findings.append(noticed("office-code-bad", raw=office.code, name=office.name))
        elif office.code.upper() in codes:
            findings.append(noticed("office-code-twice", name=office.name, other=codes[office.code.upper()]))
        codes.setdefault(office.code.upper(), office.name)
        for name in (office.name, *office.aliases):
            if names.setdefault(fold(name), office.code) != office.code:
                findings.append(noticed("office-name-twice", raw=name, other=names[fold(name)]))
        if office.via and office.via not in book.by_code:
            findings.append(noticed("office-via-unknown", raw=office.via, name=office.name))
    return findings


def read_offices(offices: PlanSheet | None, groups: PlanSheet | None) -> OfficeBook:
    """The office book of a master's own two sheets."""
    listed = [_office(row) for row in read_table(offices, OFFICES)] if offices else []
    named = (
        [
            Group(
                name=clean(row["name"]),
                kinds=row.parts("kinds"),
                codes=row.parts("codes"),
                aliases=row.parts("aliases"),
            )
            for row in read_table(groups, GROUPS)
            if clean(row["name"])
        ]
        if groups
        else DEFAULT_GROUPS
    )
    return OfficeBook(offices=tuple(listed), groups=tuple(named))


def skeleton(plan: Plan) -> OfficeBook:
    """Offices made up from a plan's own responsible words, where no list is at hand: codes U01, U02, …"""
    known = OfficeBook(groups=DEFAULT_GROUPS)
    resolver = Resolver(known)
    found: dict[str, str] = {}
    for activity in plan.activities():
        for token in resolver.resolve(activity.responsible).tokens:
            if token.sort == "unknown":
                found.setdefault(fold(token.text), token.text)
    offices = tuple(
        Office(
            code=f"U{number:02}",
            name=name,
            kind=KIND_WORKING_GROUP if WORKING_GROUP.match(name) else KIND_UNIT,
        )
        for number, name in enumerate(found.values(), start=1)
    )
    return OfficeBook(offices=offices, groups=DEFAULT_GROUPS)


def office_rows(book: OfficeBook) -> list[Mapping[str, str]]:
    """The rows of the offices sheet."""
    return [
        {
            **{key: getattr(office, key) for key in ("code", "name", "kind", "via", "province", "mail")},
            "groups": BETWEEN.join(office.groups),
            "aliases": BETWEEN.join(office.aliases),
        }
        for office in book.offices
    ]


def group_rows(book: OfficeBook) -> list[Mapping[str, str]]:
    """The rows of the groups sheet."""
    return [
        {
            "name": group.name,
            "kinds": BETWEEN.join(group.kinds),
            "codes": BETWEEN.join(group.codes),
            "aliases": BETWEEN.join(group.aliases),
        }
        for group in book.groups
    ]


def _sheet_lines(sheet: PlanSheet) -> Iterator[TextLine]:
    for number, cells in sheet.rows(1, sheet.last_row):
        yield number, {cell.column: cell.raw.strip() for cell in cells}


def _foreign_tables(data: bytes) -> dict[str, list[TextLine]]:
    """The lines of each sheet of a workbook of another kind than .xlsx. Raises BookProblem where it cannot be read."""
    (found,) = run_isolated(foreign_lines, [data], workers=1, budget=Allowance(seconds=30, memory_mb=400))
    if isinstance(found, BookProblem):
        raise found
    if isinstance(found, Lost):
        raise unreadable(found.reason)
    return found


def foreign_lines(data: bytes) -> dict[str, list[TextLine]]:
    """What a worker does with a list of offices: the lines of each sheet, by its name. Raises BookProblem."""
    return {
        sheet.name: [
            (number, {column: _shown(value) for column, value in enumerate(row, start=1)})
            for number, row in enumerate(sheet.rows, start=1)
        ]
        for sheet in open_book(data).sheets
    }


def _shown(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return "" if value is None else f"{value:.0f}" if whole else str(value).strip()


def _text_lines(text: str, delimiter: str) -> Iterator[TextLine]:
    import csv  # few lists of offices are texts

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, {column: cell.strip() for column, cell in enumerate(cells, start=1)}
    except csv.Error:  # a cell beyond any reason: there are no lines after it
        return


def _rows(sheet: str, lines: Iterable[TextLine]) -> list[TableRow] | None:
    """The rows of an office list below its heading; None where there is no heading.

    planbook's own sheet has two headings, keys and captions, with a sentence between them.
    """
    columns: dict[str, int] = {}
    rows: list[TableRow] = []
    for count, (number, cells) in enumerate(lines):
        named = {_CAPTIONS[fold(cells[at])]: at for at in sorted(cells, reverse=True) if fold(cells[at]) in _CAPTIONS}
        if count < HEADING_WITHIN and named.keys() >= NEEDED:
            columns = named | columns
            rows.clear()
        elif columns and any(cells.values()):
            values = {key: cells[column] for key, column in columns.items() if column in cells}
            rows.append(TableRow(sheet, number, values, columns))
    return rows if columns else None


def _office(row: TableRow) -> Office:
    plain = {key: clean(row[key]) for key in ("code", "name", "kind", "via", "province", "mail")}
    return Office(**plain, groups=row.parts("groups"), aliases=row.parts("aliases"))


class _Decoded(NamedTuple):
    """The text of a file, and the encoding that it was read in, as people call it."""

    text: str
    encoding: str

    def doubts(self, file: str) -> list[Finding]:
        """One finding where characters of the text are not of its encoding, or cannot be meant."""
        lines = list(enumerate(self.text.splitlines(), start=1))
        doubtful = [(number, line) for number, line in lines if _DOUBTFUL.search(line)]
        if not doubtful:
            return []
        count = sum(len(_DOUBTFUL.findall(line)) for _, line in doubtful)
        number, raw = doubtful[0]
        noticed = partial(Finding.of, "offices-encoding-doubtful", file=file, raw=raw.strip())
        return [noticed(encoding=self.encoding, line=number, count=count)]


_DOUBTFUL = re.compile("[\ufffd\u20ac\x80-\x9f]")
"""What stands for bytes that an encoding has no character for; and the euro sign, which is a piece of UTF-8 there."""
_OF_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _decode(data: bytes) -> _Decoded:
    """The text of a file as Excel and Notepad write it: UTF-8, UTF-16 (Excel's "Unicode text"), or the code page of a
    Thai Windows, which holds all of TIS-620. UTF-8 with a slip in it stays UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _Decoded(data.decode("utf-16", errors="replace"), "UTF-16")
    # UTF-16 without its mark: the zero of each Latin letter, comma or line end comes second or first; a few zeros among
    # other bytes are somebody's slip
    if not data.startswith(codecs.BOM_UTF8) and data.count(b"\0") > len(data) // 20:
        kind = "utf-16-le" if data.index(b"\0") % 2 else "utf-16-be"
        return _Decoded(data.decode(kind, errors="replace"), "UTF-16")
    text = data.decode("utf-8-sig", errors="replace")
    whole = sum(map(len, _OF_UTF8.findall(data)))
    others = sum(byte >= 0x80 for byte in data) - whole
    # in a Thai code page hardly any letters come together as one of UTF-8
    if data.startswith(codecs.BOM_UTF8) or whole > others or not others:
        return _Decoded(text, "UTF-8")
    return _Decoded(data.decode("cp874", errors="replace"), "Windows-874 (TIS-620)")
