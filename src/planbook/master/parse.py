"""A plan workbook's sheets → the plan: header blocks (items 1 to 7), summary sheet, plan tables; every cell is counted
as understood or reported."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from planbook.book.cells import cell_name
from planbook.domain import (
    QUARTERS,
    Finding,
    Initiative,
    Plan,
    Strategy,
    SummaryLine,
    clean,
    digits,
)
from planbook.domain.quantity import Frozen
from planbook.layout import original as layout
from planbook.master.around import read_header, read_summary
from planbook.master.blocks import split
from planbook.master.plan_table import NearMiss, PlanTable, captions_over, find_tables
from planbook.master.responsible import UnitWords
from planbook.master.rows import Aside, budget_unit
from planbook.master.sheets import PlanCell, PlanSheet
from planbook.master.tree import build
from planbook.words import Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage(Frozen):
    """How many non-empty cells the region's sheets have, and how many of them planbook understood.

    Understood cells are used, or set ``aside`` on purpose: so many for each reason
    (:class:`planbook.master.rows.Aside`).
    """

    cells: int = 0
    understood: int = 0
    aside: Mapping[Aside, int] = field(default_factory=dict)

    @property
    def used(self) -> int:
        """Cells that say something about the plan."""
        return self.understood - sum(self.aside.values())

    @property
    def left_over(self) -> int:
        """Cells that found no place; each group of them is a finding, or the workbook has no table at all."""
        return self.cells - self.understood


_NAMED = 6
"""So many cells are named in a sentence."""


@dataclass(frozen=True)
class Parsed:
    """A plan, what was noticed while reading it, and the balance of its cells."""

    plan: Plan
    findings: tuple[Finding, ...]
    balance: Coverage
    sheets: "tuple[tuple[PlanSheet, SheetRead], ...]" = field(default=(), repr=False)
    """each sheet and what was made of it"""


@dataclass
class SheetRead:
    """What was read of one sheet. ``used``, ``aside`` and ``asked`` name its cells, ``items`` those of the header."""

    strategy: Strategy | None = None
    summary: tuple[SummaryLine, ...] = ()
    title: str = ""
    used: set[str] = field(default_factory=set)
    aside: dict[str, Aside] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    near: Sequence[NearMiss] = ()
    no_plan: bool = False
    tables: Sequence[PlanTable] = ()
    items: frozenset[str] = frozenset()


def parse_plan(
    sheets: Sequence[PlanSheet], file: str = "", adopted: Collection[str] = (), units: UnitWords | None = None
) -> Parsed:
    """Read the plan out of a workbook's sheets (planbook's own left out by the caller).

    Hidden sheets and sheets that are no plan are set aside, and told in one line each or together. The sheets in
    ``adopted`` are read though they are hidden: a master's register knows their activities. ``units``
    tells how the names of units begin.
    """
    reading = _Reading(file, units or UnitWords())
    read: list[tuple[PlanSheet, SheetRead]] = []
    for sheet in sheets:
        had = any(other.summary for _, other in read)
        read.append((sheet, _read_sheet(sheet, reading, has_summary=had, shown=sheet.name in adopted)))
    strategies = tuple(found.strategy for _, found in read if found.strategy)
    summary = next((found for _, found in read if found.summary), SheetRead())
    years = [strategy.year for strategy in strategies if strategy.year]
    plan = Plan(
        year=max(set(years), key=years.count) if years else None,
        title=summary.title or next((s.title for s in strategies), ""),
        region=_region(summary.title),
        strategies=strategies,
        summary=summary.summary,
    )
    if not strategies:
        # that no cell was understood goes without saying, and the nearest miss is told once
        hidden = [f for sheet, found in read if not sheet.visible for f in found.findings]
        findings = [*hidden, _no_table([miss for _, found in read for miss in found.near], file)]
        return Parsed(plan, tuple(findings), Coverage(cells=sum(len(sheet.cells) for sheet in sheets)), tuple(read))
    findings = [finding for sheet, found in read for finding in _sheet_findings(sheet, found, file)]
    others = [sheet for sheet, found in read if found.no_plan and sheet.cells]
    if others:
        names, count = ", ".join(sheet.name for sheet in others), sum(len(sheet.cells) for sheet in others)
        findings.append(Finding.of("plan-sheets-no-plan", file=file, sheets=names, count=count))
    if not any(True for _ in plan.activities()):
        findings.append(Finding.of("plan-no-activities", file=file, sheet=strategies[0].sheet))
    return Parsed(plan, tuple(findings), _coverage(read), tuple(read))


@dataclass(frozen=True)
class _Reading:
    """What is the same for all sheets: the file's name, how units' names begin, and the keys in use."""

    file: str
    units: UnitWords
    taken: set[str] = field(default_factory=set)


def _coverage(read: Sequence[tuple[PlanSheet, SheetRead]]) -> Coverage:
    aside = Counter(why for _, found in read for why in found.aside.values())
    used = sum(len(found.used) for _, found in read)
    return Coverage(cells=sum(len(sheet.cells) for sheet, _ in read), understood=used + aside.total(), aside=aside)


def _read_sheet(sheet: PlanSheet, reading: _Reading, *, has_summary: bool, shown: bool) -> SheetRead:
    file = reading.file
    tables, near = find_tables(sheet)
    if not (sheet.visible or shown):
        hidden = SheetRead(aside=_all(sheet, Aside.HIDDEN))
        if tables:
            hidden.findings.append(Finding.of("plan-sheet-hidden", file=file, sheet=sheet.name))
        return hidden
    if tables:
        return _strategy(sheet, tables, reading)
    summary = read_summary(sheet)
    if summary.lines and not has_summary:
        return SheetRead(summary=summary.lines, title=summary.title, used=summary.assigned)
    if _is_detail_form(sheet, near):
        return SheetRead(aside=_all(sheet, Aside.DETAIL))
    found = SheetRead(aside=_all(sheet, Aside.SHEET), near=near, no_plan=True)
    for miss in near:
        # with captions of a plan table it may be one whose heading is not known
        if miss.has_quarters and len(miss.missing) <= 2:
            found.findings.append(
                Finding.of(
                    "plan-sheet-near-miss",
                    file=file,
                    sheet=sheet.name,
                    cell=cell_name(miss.row, miss.column),
                    missing=_named(miss.missing),
                )
            )
            return replace(found, no_plan=False, aside={}, asked={cell.name for cell in sheet.cells.values()})
    return found


def _all(sheet: PlanSheet, why: Aside) -> dict[str, Aside]:
    return {cell.name: why for cell in sheet.cells.values()}


def _sheet_findings(sheet: PlanSheet, found: SheetRead, file: str) -> Iterator[Finding]:
    """The findings of a sheet, those on cells that were not understood among them."""
    yield from found.findings
    known = found.used | found.asked | found.aside.keys()
    left = [cell for cell in sheet.cells.values() if cell.name not in known]
    for cell in left[:20]:
        raw = clean(cell.raw)[:80]
        yield Finding.of("plan-cell-not-understood", file=file, sheet=sheet.name, cell=cell.name, raw=raw)
    if len(left) > 20:
        yield Finding.of("plan-cells-not-understood", file=file, sheet=sheet.name, count=len(left) - 20)


def _strategy(whole: PlanSheet, tables: list[PlanTable], reading: _Reading) -> SheetRead:
    read = SheetRead()
    noticed = partial(Finding.of, file=reading.file, sheet=whole.name)
    sheet = whole
    beside = next((table for table in tables if table.beside), None)
    if beside and beside.beside:
        # another table on the same rows is one finding, and not read
        cell = next(cell for cell in sheet.row(beside.beside_row) if cell.column in beside.beside)
        read.findings.append(noticed("plan-tables-side-by-side", cell=cell.name))
        sheet = whole.without(beside.beside)
        read.asked = whole.cells_named() - sheet.cells_named()
    first = tables[0]
    header = read_header(sheet, first.heading[0] - 1)
    read.used |= header.assigned
    read.tables, read.items = tables, frozenset(c.name for cells in header.items.values() for c in cells)
    initiatives: list[Initiative] = []
    for table in tables:
        for _, heading in sheet.rows(*table.heading):
            read.used.update(cell.name for cell in heading)
        found = split(sheet, table, reading.units)
        read.used |= found.assigned
        read.aside |= found.aside
        read.asked |= found.asked
        initiatives.extend(build(section, sheet.name, reading.taken) for section in found.sections)
        for seen in found.noticed:
            raw = clean(seen.cell.raw)[:80]
            read.findings.append(noticed(seen.code, cell=seen.cell.name, raw=raw, **seen.args))
        missing = [quarter for quarter in table.targets if quarter not in table.results]
        if table.months:
            read.findings.append(
                noticed("plan-months-rolled-up", cell=cell_name(table.heading[1], table.months[min(table.months)][0]))
            )
        elif missing:
            read.findings.append(noticed("plan-no-result-column", quarters=", ".join(map(str, missing))))
        _set_columns_aside(sheet, table, read, noticed)
        below = [cell for cell in sheet.cells.values() if found.aside.get(cell.name) is Aside.TABLE]
        if below:
            read.findings.append(noticed("plan-table-below", cell=min(below, key=_place).name))
        read.findings += _looks(sheet, table, noticed)
    if len(tables) > 1:
        read.findings.append(noticed("plan-two-tables", row=tables[1].heading[0]))
    read.used -= read.asked | read.aside.keys()
    read.strategy = Strategy(
        sheet=sheet.name,
        title=header.title,
        year=first.year,
        objective=header.texts(1),
        strategy=header.texts(2),
        measures=header.measures(3, 4),
        division_strategy=header.texts(5),
        division_measures=header.measures(6, 7),
        initiatives=tuple(initiatives),
    )
    return read


def _looks(sheet: PlanSheet, table: PlanTable, noticed: Callable[..., Finding]) -> Iterator[Finding]:
    """What the look of a table leaves open: rows that are hidden, text that is struck out, amounts without a unit."""
    cells = [cell for _, row in sheet.rows(*table.rows) for cell in row]
    if hidden := [row for row, _ in sheet.rows(*table.rows) if row in sheet.hidden_rows]:
        yield noticed("plan-rows-hidden", rows=", ".join(map(str, hidden)))
    if struck := [cell for cell in cells if cell.struck]:
        names = ", ".join([*(cell.name for cell in struck[:_NAMED]), *["…"][: len(struck) > _NAMED]])
        yield noticed("plan-text-struck", cell=struck[0].name, raw=clean(struck[0].raw)[:80], cells=names)
    money = [cell for cell in cells if cell.column in table.budget.values()]
    unit = budget_unit(sheet, table)
    if money and unit is None:
        yield noticed("plan-budget-unit-assumed", cell=money[0].name)
    elif money and unit != 1:
        yield noticed("plan-budget-converted")


def _set_columns_aside(sheet: PlanSheet, table: PlanTable, read: SheetRead, noticed: Callable[..., Finding]) -> None:
    """Cells of columns that are none of the plan's: each column is set aside, or told once; so is a quarter without a
    column of targets."""
    lost = [quarter for quarter in QUARTERS if quarter not in table.targets]
    if table.halves and lost == [1, 3]:
        read.findings.append(noticed("plan-half-years"))
    elif lost:
        cell = sheet.row(table.heading[1])[0]
        read.findings.append(noticed("plan-no-target-column", cell=cell.name, quarters=", ".join(map(str, lost))))
    known = read.used | read.asked | read.aside.keys()
    columns: dict[int, list[PlanCell]] = {}
    for row, cells in sheet.rows(*table.rows):
        for cell in cells:
            if (
                row not in table.repeats
                and cell.column not in table.columns - {table.number}
                and cell.name not in known
            ):
                columns.setdefault(cell.column, []).append(cell)
    for column, cells in columns.items():
        captions = captions_over(sheet, table, column)
        if any(layout.NO_USE.match(caption.text) or layout.MONTH.match(caption.text) for caption in captions):
            read.aside.update((cell.name, Aside.COLUMN) for cell in cells)
        elif captions:
            read.asked.update(cell.name for cell in cells)
            if not (lost and column in table.quarter_columns):
                caption = clean(captions[-1].raw)
                finding = noticed("plan-column-unknown", cell=cells[0].name, caption=caption, count=len(cells))
                read.findings.append(finding)


def _place(cell: PlanCell) -> tuple[int, int]:
    return cell.row, cell.column


def _is_detail_form(sheet: PlanSheet, near: Sequence[NearMiss]) -> bool:
    return any(miss.has_quarters for miss in near) and any(
        layout.DETAIL_CAPTION.match(cell.text) for cell in sheet.cells.values()
    )


def _no_table(misses: Sequence[NearMiss], file: str) -> Finding:
    looked = _named(layout.LOOKED_FOR)
    if misses:
        best = min(misses, key=lambda miss: len(miss.missing))
        return Finding.of(
            "plan-near-miss",
            file=file,
            sheet=best.sheet,
            cell=cell_name(best.row, best.column),
            looked=looked,
            missing=_named(best.missing),
        )
    return Finding.of("plan-no-table", file=file, looked=looked)


def _named(kinds: Sequence[str]) -> tuple[Sentence, ...]:
    """Captions as a message names them."""
    return tuple(Sentence(layout.CAPTION_NAMES[kind]) for kind in kinds)


def _region(title: str) -> str:
    """The region's name out of a title such as "แผนปฏิบัติการ กฟต.2 ประจำปี 2562"; empty where it has none."""
    match = re.search(r"แผนปฏิบัติการ\s+(\S.*?)\s+(?:ประจำ)?ปี", digits(clean(title)))
    return match[1] if match else ""
