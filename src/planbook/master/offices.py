"""The list of offices: from a CSV or workbook, from a master's own sheets, or made up from the plan's words."""

import csv
import io
import re
from collections.abc import Mapping
from functools import partial

from planbook.book.safety import check_package
from planbook.domain import Finding, Group, Office, OfficeBook, Plan, clean, fold
from planbook.layout.original import WORKING_GROUP
from planbook.layout.own_tables import (
    DEFAULT_GROUPS,
    FIRST_ROW,
    GROUPS,
    KEY_ROW,
    KIND_UNIT,
    KIND_WORKING_GROUP,
    OFFICES,
)
from planbook.master.plan_table import Sheet, read_sheets
from planbook.master.responsible import Resolver
from planbook.master.tables import Row, read_table

COLUMNS = tuple(column.key for column in OFFICES.columns)
NEEDED = {"code", "name"}
_CODE = re.compile(r"[A-Za-z0-9._-]{1,20}")


def read_office_list(data: bytes, file: str) -> tuple[OfficeBook, list[Finding]]:
    """Offices from the bytes of a CSV file or an .xlsx workbook, with the default groups.

    Columns: ``code, name, kind, groups, aliases, via, province, mail``, found by their captions (``code`` and ``name``
    are needed); lists inside a cell are split at ``;``. Raises BookProblem for a workbook that cannot be read.
    """
    if data.startswith(b"PK"):
        check_package(data)
        rows = next((rows for sheet in read_sheets(data, file) if (rows := _plain_rows(sheet))), None)
    else:
        rows = _csv_rows(data)
    if rows is None:
        finding = Finding.of("offices-no-columns", file=file, columns=", ".join(COLUMNS))
        return OfficeBook(groups=DEFAULT_GROUPS), [finding]
    offices = OfficeBook(offices=tuple(_office(row) for row in rows), groups=DEFAULT_GROUPS)
    return offices, office_findings(offices, file)


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


def read_offices(offices: Sheet | None, groups: Sheet | None) -> OfficeBook:
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
            "groups": "; ".join(office.groups),
            "aliases": "; ".join(office.aliases),
        }
        for office in book.offices
    ]


def group_rows(book: OfficeBook) -> list[Mapping[str, str]]:
    """The rows of the groups sheet."""
    return [
        {
            "name": group.name,
            "kinds": "; ".join(group.kinds),
            "codes": "; ".join(group.codes),
            "aliases": "; ".join(group.aliases),
        }
        for group in book.groups
    ]


def _plain_rows(sheet: Sheet) -> list[Row] | None:
    """The rows of an office list in any workbook: below the first row that has ``code`` and ``name``."""
    for number, cells in sheet.rows(1, min(sheet.last_row, 20)):
        columns = {cell.text.lower(): cell.column for cell in cells if cell.text.lower() in COLUMNS}
        if columns.keys() >= NEEDED:
            keys = {column: key for key, column in columns.items()}
            first = FIRST_ROW if number == KEY_ROW and len(columns) == len(COLUMNS) else number + 1
            return [
                Row(sheet.name, at, values, columns)
                for at, line in sheet.rows(first, sheet.last_row)
                if (values := {keys[cell.column]: cell.raw.strip() for cell in line if cell.column in keys})
            ]
    return None


def _csv_rows(data: bytes) -> list[Row] | None:
    reader = csv.DictReader(io.StringIO(_decode(data), newline=""))
    names = [clean(name or "").lower() for name in reader.fieldnames or ()]
    if not set(names) >= NEEDED:
        return None
    reader.fieldnames = names
    rows = []
    for line in reader:
        values = {key: value for key, value in line.items() if isinstance(key, str) and isinstance(value, str)}
        if any(value.strip() for value in values.values()):
            rows.append(Row("", reader.line_num, values, {}))
    return rows


def _office(row: Row) -> Office:
    plain = {key: clean(row[key]) for key in ("code", "name", "kind", "via", "province", "mail")}
    return Office(**plain, groups=row.parts("groups"), aliases=row.parts("aliases"))


def _decode(data: bytes) -> str:
    """CSV text: UTF-8 (Excel's "CSV UTF-8"), else the Thai Windows code page that older Excel writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp874", errors="replace")
