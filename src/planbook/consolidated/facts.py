"""The tidy sheet ``ผลรายหน่วยงาน``: one row an accepted report, with its provenance, and how it is read back.

This sheet is where a plan's results live from quarter to quarter; the other sheets only show them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from planbook.book.cells import cell_name
from planbook.book.grid import read_grids
from planbook.book.longsheet import each_row
from planbook.consolidated.fact_rows import FACTS_COLUMNS, fact_rows, facts_table, read_facts
from planbook.consolidated.history import read_history
from planbook.consolidated.kept import read_filed, read_firsts, read_published
from planbook.consolidated.records import ExactRecord, Order
from planbook.consolidated.unchanged import untouched
from planbook.domain import (
    Change,
    Fact,
    Finding,
    FirstReturn,
    Key,
    Master,
    Published,
    is_number,
    plain_text,
)
from planbook.domain.filed import Filed
from planbook.domain.text import one_line
from planbook.layout.form import PROGRESS_LABELS
from planbook.layout.own_tables import FILED, FIRSTS, LONG, PUBLISHED, RESERVE, is_detail, sheet_text
from planbook.words import FindingCode

if TYPE_CHECKING:
    from planbook.consolidated.sheets import SheetStyles

FACTS_SHEET = sheet_text("sheet.facts")

_CENTRED = frozenset({"office", "unit", "status", "cell", "saved"})
"""Columns whose texts are centred."""

_LABELS = {progress: words["th"] for progress, words in PROGRESS_LABELS.items()}


def facts_in_order(master: Master, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts in plan order, then order of offices, then quarter; doubles by where they come from."""
    order, facts = Order(master), tuple(facts)
    keys = {key: place for place, key in enumerate(sorted({fact.key for fact in facts}, key=order.key))}
    offices = {code: place for place, code in enumerate(sorted({fact.office for fact in facts}, key=order.office))}
    return tuple(
        sorted(facts, key=lambda f: (keys[f.key], offices[f.office], f.quarter, f.file, f.sheet, f.cell, f.raw))
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
    rest = iter(rows)
    if (first := next(rest, None)) is None:
        return _LookedOver()
    table = facts_table(chain([first], rest))
    if table is None:
        return _LookedOver(findings=(Finding.of("facts-without-keys", file=file, sheet=sheet),))
    facts, findings = list[Fact](), list[Finding]()
    titles: dict[Key, str] = {}
    strangers: dict[str, list[int]] = {}
    for row in fact_rows(table):
        fact = row.fact()
        if fact is not None:
            titles[fact.key] = row.title
            facts.append(fact)
            if offices is not None and fact.office not in offices:
                strangers.setdefault(fact.office, []).append(row.number)
        elif row.key:
            titles[row.key] = row.title
        if row.record is not None:
            findings += _noticed(row.record, fact, file, sheet)
    for code, at in strangers.items():
        cell = cell_name(at[0], table.columns["office"])
        findings.append(
            Finding.of(
                "results-without-office", file=file, sheet=sheet, cell=cell, office=code, raw=code, count=len(at)
            )
        )
    return _LookedOver(tuple(facts), titles, tuple(findings))


def _noticed(record: ExactRecord, fact: Fact | None, file: str, sheet: str) -> Iterator[Finding]:
    """What is wrong with a row that was looked at cell by cell."""
    if fact is None:
        yield _at(record, "facts-row-unreadable", "key", file, sheet)
        return
    for key in ("result", "numerator", "denominator"):
        if key in record.columns and record.shows_something_else(key):
            kept = fact.result if key == "result" else record.value(key)
            shown = plain_text(kept) if is_number(kept) else kept or "-"
            yield _at(record, "facts-typed-over", key, file, sheet, raw=record.text(key), kept=shown)


def _at(record: ExactRecord, code: FindingCode, key: str, file: str, sheet: str, **args: Any) -> Finding:
    """A finding about a row, at its cell of a key."""
    key_of, office, quarter = record.text("key"), record.text("office"), record.quarter
    place = {"file": file, "sheet": sheet, "cell": record.cell(key)}
    return Finding.of(code, key=key_of, office=office, quarter=quarter, **place, **args)


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
    kept_facts = each_row(data, sheet) if sheet else iter(())
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
