"""The tidy sheet ``ผลรายหน่วยงาน``: one row an accepted report, with its provenance, and how it is read back.

This sheet is where a plan's results live from quarter to quarter; the other sheets only show them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from planbook.book.cells import cell_name
from planbook.book.grid import each_row, read_grids, sharing_texts
from planbook.book.table import KeyColumn
from planbook.consolidated.history import read_history
from planbook.consolidated.kept import read_filed, read_firsts, read_published
from planbook.consolidated.records import ExactRecord, Order, exact_records, kept_text, own_columns
from planbook.consolidated.unchanged import untouched
from planbook.domain import (
    Change,
    Fact,
    Finding,
    FirstReturn,
    Key,
    Master,
    Number,
    Progress,
    Published,
    clean,
    is_number,
    plain_text,
)
from planbook.domain.filed import Filed
from planbook.domain.number import cell_text, share
from planbook.domain.text import one_line
from planbook.layout.form import PROGRESS_LABELS
from planbook.layout.own_tables import FILED, FIRSTS, LONG, PUBLISHED, RESERVE, is_detail, sheet_text
from planbook.words import FindingCode

if TYPE_CHECKING:
    from planbook.consolidated.sheets import SheetStyles

FACTS_SHEET = sheet_text("sheet.facts")

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
_CENTRED = frozenset({"office", "unit", "status", "cell", "saved"})
"""Columns whose texts are centred."""
FACTS_NEEDED = {"key", "office", "quarter", "result", "result.value"}

_LABELS = {progress: words["th"] for progress, words in PROGRESS_LABELS.items()}
_PROGRESS: dict[str, Progress] = {
    label: progress for progress, words in PROGRESS_LABELS.items() for label in (*words.values(), progress.value)
}


def facts_in_order(master: Master, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts in plan order, then order of offices, then quarter; doubles by where they come from."""
    order = Order(master)
    return tuple(
        sorted(
            facts,
            key=lambda f: (order.key(f.key), order.office(f.office), f.quarter, f.file, f.sheet, f.cell, f.raw),
        )
    )


def write_facts(sheet: Any, styles: "SheetStyles", master: Master, facts: Iterable[Fact], *, sort: bool = True) -> None:
    """Write the facts onto an empty xlsxwriter worksheet, in their order unless they have one (``sort``) already."""
    from planbook.consolidated.sheets import TidyWriter  # who only reads needs nothing that writes

    table = TidyWriter(sheet, styles, FACTS_COLUMNS, title=FACTS_SHEET, centred=_CENTRED)
    titles = {key: one_line(activity.title) for key, activity in master.activities.items()}
    names = {office.code: office.name for office in master.offices.offices}
    table.add_all(
        (
            fact.key,
            titles.get(fact.key, ""),
            fact.office,
            names.get(fact.office, fact.office),
            fact.quarter,
            fact.result,
            fact.unit,
            fact.numerator,
            fact.denominator,
            _LABELS[fact.progress] if fact.progress else "",
            fact.remark,
            fact.raw,
            fact.file,
            fact.sheet,
            fact.cell,
            fact.saved,
            fact.doubt,
        )
        for fact in (facts_in_order(master, facts) if sort else facts)
    )
    table.close()


def read_facts(rows: Iterable[Sequence[object]]) -> tuple[Fact, ...]:
    """The facts of a facts sheet, given as rows of cell values (texts untrimmed, as python-calamine gives them).

    What :func:`write_facts` wrote comes back exactly, decimals and texts to the last character. Rows that cannot be
    read are left out here and reported by :func:`check_facts`.
    """
    return tuple(facts_read(rows))


def facts_read(rows: Iterable[Sequence[object]]) -> Iterator[Fact]:
    """The same one by one, as the rows come."""
    return (fact for _, fact in _read(rows) if fact is not None)


def check_facts(
    rows: Iterable[Sequence[object]],
    offices: Collection[str] | None = None,
    *,
    file: str = "",
    sheet: str = FACTS_SHEET,
) -> tuple[Finding, ...]:
    """What is wrong with a facts sheet: no row of keys, rows that cannot be read, figures that somebody typed over, and
    codes that are not among ``offices`` (None: not asked)."""
    return _looked_over(rows, offices, file, sheet).findings


@dataclass(frozen=True)
class _LookedOver:
    """What a facts sheet says, what its activities are called by key, and what is wrong with it."""

    facts: tuple[Fact, ...] = ()
    titles: Mapping[Key, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def _looked_over(
    rows: Iterable[Sequence[object]], offices: Collection[str] | None, file: str, sheet: str
) -> _LookedOver:
    """A facts sheet gone through once, as its rows come; with one that has no rows nothing is wrong."""
    rest, columns, head = iter(rows), None, list[Sequence[object]]()
    while columns is None:
        row = next(rest, None)
        if row is None:
            return _LookedOver(findings=(Finding.of("facts-without-keys", file=file, sheet=sheet),) if head else ())
        head.append(row)
        columns = own_columns([row], FACTS_COLUMNS, FACTS_NEEDED)
    facts, findings = list[Fact](), list[Finding]()
    titles: dict[Key, str] = {}
    strangers: dict[str, list[int]] = {}
    for record, fact in _read(chain(head, rest)):
        if key := record.text("key"):
            titles[key] = record.text("title")
        if fact is None:
            findings.append(_at(record, "facts-row-unreadable", "key", file, sheet))
            continue
        facts.append(fact)
        if offices is not None and fact.office not in offices:
            strangers.setdefault(fact.office, []).append(record.number)
        for key in ("result", "numerator", "denominator"):
            if key in columns and record.shows_something_else(key):
                kept = fact.result if key == "result" else record.value(key)
                shown = plain_text(kept) if is_number(kept) else kept or "-"
                found = _at(record, "facts-typed-over", key, file, sheet, raw=record.text(key), kept=shown)
                findings.append(found)
    for code, at in strangers.items():
        cell = cell_name(at[0], columns["office"])
        findings.append(
            Finding.of(
                "results-without-office", file=file, sheet=sheet, cell=cell, office=code, raw=code, count=len(at)
            )
        )
    return _LookedOver(tuple(facts), titles, tuple(findings))


def _at(record: ExactRecord, code: FindingCode, key: str, file: str, sheet: str, **args: Any) -> Finding:
    """A finding about a row, at its cell of a key."""
    key_of, office, quarter = record.text("key"), record.text("office"), record.quarter
    place = {"file": file, "sheet": sheet, "cell": record.cell(key)}
    return Finding.of(code, key=key_of, office=office, quarter=quarter, **place, **args)


def _read(rows: Iterable[Sequence[object]]) -> Iterator[tuple[ExactRecord, Fact | None]]:
    for record in exact_records(rows, FACTS_COLUMNS, FACTS_NEEDED):
        yield record, _fact(record)


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
    """The result; of a text that somebody typed over, what the office typed, where it is the one that was accepted.

    A ratio that was kept to 15 digits, as planbook once did, is what its parts make.
    """
    result = record.value("result")
    if isinstance(result, str) and record.shows_something_else("result"):
        raw = clean(record.text("raw"))
        return raw if record.text("result.value") == kept_text(raw) else result
    if isinstance(result, Decimal) and above is not None and below:
        whole = share(above, below)
        return whole if whole != result and cell_text(whole) == plain_text(result) else result
    return result


@dataclass(frozen=True)
class Accepted:
    """What a consolidated workbook holds from earlier merges: accepted results, changes of figures, and findings.

    ``published`` are the figures that it showed the region, ``reserve`` and ``filed`` what the next merge chooses
    among, ``first_returns`` how first returns were (:mod:`planbook.consolidated.kept`).

    ``titles`` are the words of the activities that results were given of, by the keys on the facts sheet, which is
    called ``sheet``.
    """

    facts: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    titles: Mapping[Key, str] = field(default_factory=dict)
    sheet: str = ""
    published: tuple[Published, ...] = ()
    reserve: tuple[Fact, ...] = ()
    filed: tuple[Filed, ...] = ()
    first_returns: tuple[FirstReturn, ...] = ()


def read_accepted(data: bytes, owned: Mapping[str, str], offices: Collection[str], file: str = "") -> Accepted:
    """Read the facts and the history of a master; empty where nothing was merged into it yet.

    ``data`` are its bytes, ``owned`` the names of planbook's own sheets by suffix, ``offices`` the codes that are
    known, ``file`` its name for findings. Raises BookProblem where the file cannot be read.
    """
    # nobody can have typed on a form that is as the last merge left it
    kept = untouched(data)
    details = {name for suffix, name in owned.items() if is_detail(suffix) and suffix not in kept}
    wanted = [owned[suffix] for suffix in (*LONG, PUBLISHED, RESERVE, FILED, FIRSTS) if suffix in owned]
    if not wanted:
        return Accepted()
    from planbook.consolidated.hand_edits import typed_on_details  # a plan without results needs none of it

    sheet = owned.get(LONG[0], "")
    grids = read_grids(data, {*wanted, *details} - {sheet})
    rows = {grid.name: grid.rows for grid in grids}
    # of a year they are some hundred thousand: they are gone through as they come
    kept_facts = sharing_texts(each_row(data, sheet)) if sheet else iter(())
    told = _looked_over(kept_facts, offices, file, sheet)
    published = read_published(rows.get(owned.get(PUBLISHED, ""), []))
    typed = typed_on_details([grid for grid in grids if grid.name in details], told.facts, published, file)
    return Accepted(
        facts=told.facts,
        changes=(*read_history(rows.get(owned.get(LONG[1], ""), [])), *typed.changes),
        findings=(*told.findings, *typed.findings),
        titles=told.titles,
        sheet=sheet,
        published=published,
        reserve=read_facts(rows.get(owned.get(RESERVE, ""), [])),
        filed=read_filed(rows.get(owned.get(FILED, ""), [])),
        first_returns=read_firsts(rows.get(owned.get(FIRSTS, ""), [])),
    )
