"""What stands around a plan's tables: the header block above each (items 1 to 7), and the summary sheet."""

from dataclasses import dataclass, field
from typing import NamedTuple

from planbook.domain import Measure, SummaryLine, clean, join_lines
from planbook.layout import original as layout
from planbook.master.sheets import PlanCell, PlanSheet


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


class SummaryRead(NamedTuple):
    """A summary sheet: its lines, its title, and the names of the cells understood; no lines where it is none."""

    lines: tuple[SummaryLine, ...] = ()
    title: str = ""
    assigned: set[str] = set()


def read_summary(sheet: PlanSheet) -> SummaryRead:
    """What a sheet says as a summary of the plan."""
    for row, cells in sheet.rows(1, sheet.last_row):
        columns = {
            kind: cell.column
            for kind, pattern in layout.SUMMARY_CAPTIONS.items()
            for cell in cells
            if pattern.match(cell.text)
        }
        if len(columns) == len(layout.SUMMARY_CAPTIONS):
            return _summary_lines(sheet, row, columns)
    return SummaryRead()


def _summary_lines(sheet: PlanSheet, row: int, columns: dict[str, int]) -> SummaryRead:
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
    return SummaryRead(tuple(lines), join_lines(cell.raw for cell in titles), assigned)
