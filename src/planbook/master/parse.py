"""A plan workbook's sheets → the plan: header blocks (items 1 to 7), summary sheet, plan tables; every cell is counted
as understood or reported."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planbook.book.cells import cell_name
from planbook.domain import (
    Finding,
    Initiative,
    Measure,
    Plan,
    Strategy,
    SummaryLine,
    clean,
    digits,
    join_lines,
)
from planbook.domain.quantity import Frozen
from planbook.layout import original as layout
from planbook.master.blocks import Split, split
from planbook.master.plan_table import NearMiss, PlanTable, find_tables
from planbook.master.sheets import PlanCell, PlanSheet
from planbook.master.tree import build


@dataclass
class Header:
    """What stands above a plan table, and the names of the cells that were understood."""

    title: str = ""
    items: dict[int, list[PlanCell]] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)

    def texts(self, item: int) -> tuple[str, ...]:
        """The lines of a text item (1, 2, 5)."""
        return tuple(clean(cell.raw) for cell in self.items.get(item, []))

    def measures(self, texts: int, targets: int) -> tuple[Measure, ...]:
        """The lines of a measures item with the targets of the item beside it, paired by row."""
        beside = {cell.row: cell for cell in self.items.get(targets, [])}
        measures = []
        for cell in self.items.get(texts, []):
            target = beside.get(cell.row)
            measures.append(Measure(text=clean(cell.raw), target=target.quantity if target else None, cell=cell.name))
        return tuple(measures)


def read_header(sheet: PlanSheet, last: int) -> Header:
    """Read everything above row ``last`` + 1: the title and items 1 to 7, each under its caption."""
    header = Header()
    captions: dict[int, PlanCell] = {}
    for _, cells in sheet.rows(1, last):
        for cell in cells:
            item = next((n for n, pattern in layout.HEADER_ITEMS.items() if pattern.match(cell.text)), None)
            if item and item not in captions:
                captions[item] = cell
                header.assigned.add(cell.name)
    first = min((cell.row for cell in captions.values()), default=last + 1)
    titles = [cell for _, cells in sheet.rows(1, first - 1) for cell in cells]
    header.title = join_lines(cell.raw for cell in titles)
    header.assigned.update(cell.name for cell in titles)
    for item, caption in captions.items():
        _, left, _, right = sheet.extent(caption)
        # an item goes down to the next caption that shares one of its columns
        below = [c.row for c in captions.values() if c.row > caption.row and _overlap(sheet, c, left, right)]
        until = min(below, default=last + 1) - 1
        for _, cells in sheet.rows(caption.row + 1, until):
            for cell in cells:
                if left <= cell.column <= right and cell.name not in header.assigned:
                    header.items.setdefault(item, []).append(cell)
                    header.assigned.add(cell.name)
    return header


def _overlap(sheet: PlanSheet, other: PlanCell, left: int, right: int) -> bool:
    _, first, _, last = sheet.extent(other)
    return first <= right and last >= left


def read_summary(sheet: PlanSheet) -> tuple[tuple[SummaryLine, ...], str, set[str]]:
    """A summary sheet's lines, its title, and the names of the cells understood; no lines where it is none."""
    for row, cells in sheet.rows(1, sheet.last_row):
        columns = {
            kind: cell.column
            for kind, pattern in layout.SUMMARY_CAPTIONS.items()
            for cell in cells
            if pattern.match(cell.text)
        }
        if len(columns) == len(layout.SUMMARY_CAPTIONS):
            return _summary_lines(sheet, row, columns)
    return (), "", set()


def _summary_lines(
    sheet: PlanSheet, row: int, columns: dict[str, int]
) -> tuple[tuple[SummaryLine, ...], str, set[str]]:
    titles = [cell for _, cells in sheet.rows(1, row - 1) for cell in cells]
    assigned = {cell.name for cell in titles} | {cell.name for cell in sheet.row(row)}
    lines: list[SummaryLine] = []
    perspective = ""
    for number, cells in sheet.rows(row + 1, sheet.last_row):
        by_kind = {kind: sheet.get(number, column) for kind, column in columns.items()}
        if by_kind["perspective"]:
            perspective = clean(by_kind["perspective"].raw)
        strategy, initiatives = by_kind["strategy"], by_kind["initiatives"]
        if strategy or initiatives:
            lines.append(
                SummaryLine(
                    perspective=perspective,
                    strategy=clean(strategy.raw) if strategy else "",
                    initiatives=clean(initiatives.raw) if initiatives else "",
                    cell=(initiatives or strategy or cells[0]).name,
                )
            )
        assigned.update(cell.name for cell in by_kind.values() if cell)
    return tuple(lines), join_lines(cell.raw for cell in titles), assigned


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage(Frozen):
    """How many non-empty cells the region's sheets have, and how many of them planbook understood."""

    cells: int = 0
    understood: int = 0

    @property
    def left_over(self) -> int:
        """Cells that found no place; each group of them is a finding, or the workbook has no table at all."""
        return self.cells - self.understood


@dataclass(frozen=True)
class Parsed:
    """A plan, what was noticed while reading it, and the balance of its cells."""

    plan: Plan
    findings: tuple[Finding, ...]
    balance: Coverage


def parse(sheets: Sequence[PlanSheet], file: str = "") -> Parsed:
    """Read the plan out of a workbook's sheets (planbook's own left out by the caller)."""
    findings: list[Finding] = []
    strategies: list[Strategy] = []
    summary: tuple[SummaryLine, ...] = ()
    summary_title = ""
    misses: list[NearMiss] = []
    leftovers: list[Finding] = []
    cells = understood = 0
    taken: set[str] = set()
    for sheet in sheets:
        tables, near = find_tables(sheet)
        whole, sheet = sheet, _first_table_alone(sheet, tables, findings, file)
        lines, title, assigned = ((), "", set[str]()) if tables else read_summary(sheet)
        if tables:
            strategy, assigned = _strategy(sheet, tables, taken, findings, file)
            strategies.append(strategy)
        elif lines and not summary:
            summary, summary_title = lines, title
        elif _is_detail_form(sheet, near):
            assigned = {cell.name for cell in sheet.cells.values()}
        else:
            misses.extend(near)
        cells += len(whole.cells)
        understood += len(assigned)
        _report_leftovers(sheet, assigned, leftovers, file)
    # without any table, that no cell was understood goes without saying
    findings.extend(leftovers if strategies else [_no_table(misses, file)])
    years = [strategy.year for strategy in strategies if strategy.year]
    year = max(set(years), key=years.count) if years else None
    plan = Plan(
        year=year,
        title=summary_title or next((s.title for s in strategies), ""),
        region=_region(summary_title),
        strategies=tuple(strategies),
        summary=summary,
    )
    return Parsed(plan, tuple(findings), Coverage(cells=cells, understood=understood))


def _first_table_alone(sheet: PlanSheet, tables: Sequence[PlanTable], findings: list[Finding], file: str) -> PlanSheet:
    """The sheet without what stands beside its tables: another table on the same rows, which is one finding."""
    for table in tables:
        if table.beside:
            cell = next(cell for cell in sheet.row(table.beside_row) if cell.column in table.beside)
            findings.append(Finding.of("plan-tables-side-by-side", file=file, sheet=sheet.name, cell=cell.name))
            return sheet.without(table.beside)
    return sheet


def _strategy(
    sheet: PlanSheet, tables: list[PlanTable], taken: set[str], findings: list[Finding], file: str
) -> tuple[Strategy, set[str]]:
    first = tables[0]
    header = read_header(sheet, first.heading[0] - 1)
    assigned = set(header.assigned)
    initiatives: list[Initiative] = []
    for table in tables:
        for _, heading in sheet.rows(*table.heading):
            assigned.update(cell.name for cell in heading)
        found = split(sheet, table)
        assigned.update(found.assigned)
        initiatives.extend(build(section, sheet.name, taken) for section in found.sections)
        for cell in found.uncomputed:
            findings.append(Finding.of("plan-formula-not-computed", file=file, sheet=sheet.name, cell=cell.name))
        findings.extend(_merged(sheet, found, file))
        missing = [quarter for quarter in table.targets if quarter not in table.results]
        if missing:
            findings.append(
                Finding.of(
                    "plan-no-result-column",
                    file=file,
                    sheet=sheet.name,
                    quarters=", ".join(map(str, missing)),
                )
            )
    if len(tables) > 1:
        findings.append(Finding.of("plan-two-tables", file=file, sheet=sheet.name, row=tables[1].heading[0]))
    strategy = Strategy(
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
    return strategy, assigned


def _merged(sheet: PlanSheet, found: Split, file: str) -> Iterator[Finding]:
    for cell, quarter in found.merged_targets:
        yield Finding.of(
            "plan-merged-targets",
            file=file,
            sheet=sheet.name,
            cell=cell.name,
            quarter=quarter,
            raw=clean(cell.raw)[:80],
            area=sheet.area(cell),
        )
    for cell in found.merged_columns:
        raw = clean(cell.raw)[:80]
        yield Finding.of(
            "plan-merged-columns", file=file, sheet=sheet.name, cell=cell.name, raw=raw, area=sheet.area(cell)
        )


def _is_detail_form(sheet: PlanSheet, near: Sequence[NearMiss]) -> bool:
    return any(miss.has_quarters for miss in near) and any(
        layout.DETAIL_CAPTION.match(cell.text) for cell in sheet.cells.values()
    )


def _report_leftovers(sheet: PlanSheet, assigned: set[str], findings: list[Finding], file: str) -> None:
    left = [cell for cell in sheet.cells.values() if cell.name not in assigned]
    for cell in left[:20]:
        findings.append(
            Finding.of(
                "plan-cell-not-understood", file=file, sheet=sheet.name, cell=cell.name, raw=clean(cell.raw)[:80]
            )
        )
    if len(left) > 20:
        findings.append(Finding.of("plan-cells-not-understood", file=file, sheet=sheet.name, count=len(left) - 20))


def _no_table(misses: Sequence[NearMiss], file: str) -> Finding:
    looked = ", ".join(layout.CAPTIONS_LOOKED_FOR)
    if misses:
        best = min(misses, key=lambda miss: len(miss.missing))
        return Finding.of(
            "plan-near-miss",
            file=file,
            sheet=best.sheet,
            cell=cell_name(best.row, best.column),
            looked=looked,
            missing=", ".join(best.missing),
        )
    return Finding.of("plan-no-table", file=file, looked=looked)


def _region(title: str) -> str:
    """The region's name out of a title such as "แผนปฏิบัติการ กฟต.2 ประจำปี 2562"; empty where it has none."""
    match = re.search(r"แผนปฏิบัติการ\s+(\S.*?)\s+(?:ประจำ)?ปี", digits(clean(title)))
    return match[1] if match else ""
