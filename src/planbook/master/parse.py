"""A workbook's sheets → the plan, with every cell accounted for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planbook.book.refs import cell_name
from planbook.layout import original as layout
from planbook.master.blocks import Split, split
from planbook.master.header import read_header, read_summary
from planbook.master.sheet import Sheet
from planbook.master.table import NearMiss, Table, find_tables
from planbook.master.tree import build
from planbook.model import Finding, Initiative, Plan, Strategy, SummaryLine, find
from planbook.model.quantity import Frozen
from planbook.text import clean, digits


class Balance(Frozen):
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
    balance: Balance


def parse(sheets: Sequence[Sheet], file: str = "") -> Parsed:
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
    return Parsed(plan, tuple(findings), Balance(cells=cells, understood=understood))


def _first_table_alone(sheet: Sheet, tables: Sequence[Table], findings: list[Finding], file: str) -> Sheet:
    """The sheet without what stands beside its tables: another table on the same rows, which is one finding."""
    for table in tables:
        if table.beside:
            cell = next(cell for cell in sheet.row(table.beside_row) if cell.column in table.beside)
            findings.append(find("plan-tables-side-by-side", file=file, sheet=sheet.name, cell=cell.name))
            return sheet.without(table.beside)
    return sheet


def _strategy(
    sheet: Sheet, tables: list[Table], taken: set[str], findings: list[Finding], file: str
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
            findings.append(find("plan-formula-not-computed", file=file, sheet=sheet.name, cell=cell.name))
        findings.extend(_merged(sheet, found, file))
        missing = [quarter for quarter in table.targets if quarter not in table.results]
        if missing:
            findings.append(
                find(
                    "plan-no-result-column",
                    file=file,
                    sheet=sheet.name,
                    quarters=", ".join(map(str, missing)),
                )
            )
    if len(tables) > 1:
        findings.append(find("plan-two-tables", file=file, sheet=sheet.name, row=tables[1].heading[0]))
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


def _merged(sheet: Sheet, found: Split, file: str) -> Iterator[Finding]:
    for cell, quarter in found.merged_targets:
        yield find(
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
        yield find("plan-merged-columns", file=file, sheet=sheet.name, cell=cell.name, raw=raw, area=sheet.area(cell))


def _is_detail_form(sheet: Sheet, near: Sequence[NearMiss]) -> bool:
    return any(miss.has_quarters for miss in near) and any(
        layout.DETAIL_CAPTION.match(cell.text) for cell in sheet.cells.values()
    )


def _report_leftovers(sheet: Sheet, assigned: set[str], findings: list[Finding], file: str) -> None:
    left = [cell for cell in sheet.cells.values() if cell.name not in assigned]
    for cell in left[:20]:
        findings.append(
            find("plan-cell-not-understood", file=file, sheet=sheet.name, cell=cell.name, raw=clean(cell.raw)[:80])
        )
    if len(left) > 20:
        findings.append(find("plan-cells-not-understood", file=file, sheet=sheet.name, count=len(left) - 20))


def _no_table(misses: Sequence[NearMiss], file: str) -> Finding:
    looked = ", ".join(layout.CAPTIONS_LOOKED_FOR)
    if misses:
        best = min(misses, key=lambda miss: len(miss.missing))
        return find(
            "plan-near-miss",
            file=file,
            sheet=best.sheet,
            cell=cell_name(best.row, best.column),
            looked=looked,
            missing=", ".join(best.missing),
        )
    return find("plan-no-table", file=file, looked=looked)


def _region(title: str) -> str:
    """The region's name out of a title such as "แผนปฏิบัติการ กฟต.2 ประจำปี 2562"; empty where it has none."""
    match = re.search(r"แผนปฏิบัติการ\s+(\S.*?)\s+(?:ประจำ)?ปี", digits(clean(title)))
    return match[1] if match else ""
