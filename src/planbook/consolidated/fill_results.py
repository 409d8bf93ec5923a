"""Results into the result cells of the region's own sheets, by patching their XML; nothing else is touched."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from planbook.book.cells import cell_name, split_cell, split_range
from planbook.book.grid import read_grids
from planbook.book.owned import owned_sheets
from planbook.book.package import Package, Workbook
from planbook.book.parts import set_full_calc_on_load
from planbook.book.patch import CellValue, patch_sheet
from planbook.book.sheetxml import merged_ranges, read_cells
from planbook.book.styles import StyleSheet
from planbook.domain import Activity, Change, Finding, Master, Result, is_number, width
from planbook.layout.own_tables import sheet_text

MAX_SHOWN = 20
"""Characters; a longer narrative is shown on the activity's detail form, and the plan sheet says so."""
MOST_SHRUNK = 1.4
"""How many times wider than its column a text may be: shrunk by more it cannot be read on paper."""
SEE_DETAIL = sheet_text("sheet.see-detail")

_COLS = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
DEFAULT_WIDTH = 8.43
"""Characters; the width of a column that says nothing (ECMA-376 part 1, 18.3.1.81)."""


@dataclass
class Placement:
    """The patched workbook, which cells were set on which sheet, and what was noticed."""

    data: bytes
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    """words that somebody had typed in a result cell, and what stands there now"""
    region_sheets: tuple[str, ...] = ()
    """the names of the sheets that are not planbook's"""


def fill_results(master: Master, results: Sequence[Result], before: Sequence[Result] = ()) -> Placement:
    """Write results into the plan's result cells.

    A result stands on its activity's row of targets. Where the activity has a further row, how many offices stand
    behind the figure goes below it, as the plan itself writes "1 ครั้ง" over "(100 ราย)". ``before`` are the results
    that an earlier merge of this workbook placed: anything else that is found in a result cell was typed by somebody,
    and is reported when it is replaced.
    """
    package = Package.open(master.data)
    workbook = Workbook(package)
    parts = {sheet.name: sheet.part for sheet in workbook.sheets}
    ours_by_name = set(owned_sheets(master.data).values())
    placement = Placement(master.data, region_sheets=tuple(name for name in parts if name not in ours_by_name))
    grids = {grid.name: grid for grid in read_grids(master.data, placement.region_sheets)}
    wanted: dict[str, dict[str, str]] = {}
    ours = _ours(master, before)
    sheets = {name: package.read(part) for name, part in parts.items() if name in grids}
    merged = {name: _covered(xml) for name, xml in sheets.items()}
    for result in results:
        activity = master.activities[result.key]
        if not result.display:
            continue
        room = partial(_width, sheets[activity.sheet]) if activity.sheet in sheets else None
        cells = _cells(activity, result, merged.get(activity.sheet, set()), room)
        if not cells:
            placement.findings.append(
                Finding.of(
                    "result-no-cell", sheet=activity.sheet, cell=activity.cell, key=result.key, quarter=result.quarter
                )
            )
            continue
        for cell, text in cells.items():
            old = grids[activity.sheet].cell(*split_cell(cell))
            if old not in (None, "", text) and (activity.sheet, cell, str(old)) not in ours:
                placement.findings.append(
                    Finding.of(
                        "result-cell-overwritten",
                        sheet=activity.sheet,
                        cell=cell,
                        key=result.key,
                        quarter=result.quarter,
                        raw=str(old),
                        new=text,
                    )
                )
                typed = Change(
                    key=result.key,
                    office="",
                    quarter=result.quarter,
                    old=str(old),
                    new=text,
                    old_file=f"{activity.sheet}!{cell}",
                    cause=sheet_text("sheet.cause-overwritten"),
                )
                placement.changes.append(typed)
            wanted.setdefault(activity.sheet, {})[cell] = text
    placement.cells = wanted
    placement.data = _patched(package, workbook, parts, wanted)
    return placement


def shown(result: Result) -> str:
    """What a plan sheet's cell shows of a result: its display, or where to look for a long narrative.

    A figure is never hidden, however long it is.
    """
    text = " ".join(result.display.split())
    return SEE_DETAIL if not is_number(result.value) and len(text) > MAX_SHOWN else text


def _ours(master: Master, before: Iterable[Result]) -> set[tuple[str, str, str]]:
    """Cells and texts that an earlier merge wrote, as (sheet, cell, text), on one row or on two."""
    ours: set[tuple[str, str, str]] = set()
    for result in before:
        activity = master.activities.get(result.key)
        if activity:
            for text_by_cell in (
                _cells(activity, result, set()),
                _cells(activity, result, set(), two=False),
                _cells(activity, result, set(), lambda _column: 0.0, two=False),
            ):
                ours.update((activity.sheet, cell, text) for cell, text in text_by_cell.items())
            # long figures were hidden once
            ours.add((activity.sheet, activity.result_cells.get(result.quarter, ""), SEE_DETAIL))
    return ours


def _cells(
    activity: Activity,
    result: Result,
    merged: set[str],
    room: Callable[[int], float] | None = None,
    *,
    two: bool = True,
) -> dict[str, str]:
    """The cells a result goes to and their texts: one, or two where there is a free row of the activity's below.

    ``room`` tells the characters that a column holds. A figure that every office stands behind goes without their
    count, where both would be shrunk beyond reading; one that some are missing from never does.
    """
    cell = activity.result_cells.get(result.quarter, "")
    if not cell or cell in merged:
        return {}
    text = shown(result)
    main, bracket, behind = text.rpartition(" (")
    row, column = split_cell(cell)
    below = cell_name(row + 1, column)
    free = row < activity.rows[1] and below not in merged and row + 1 not in {line.row for line in activity.lines}
    if two and bracket and free:
        return {cell: main, below: f"({behind}"}
    whole = result.offices_reported == result.offices_expected
    if bracket and whole and room is not None and width(text) > MOST_SHRUNK * room(column):
        return {cell: main}
    return {cell: text}


def _covered(xml: bytes) -> set[str]:
    """The cells that a merged area hides: all but its first."""
    hidden: set[str] = set()
    for area in merged_ranges(xml):
        top, left, bottom, right = split_range(area)
        if (bottom - top + 1) * (right - left + 1) <= 100_000:
            hidden.update(
                cell_name(row, col)
                for row in range(top, bottom + 1)
                for col in range(left, right + 1)
                if (row, col) != (top, left)
            )
    return hidden


def _patched(
    package: Package, workbook: Workbook, parts: Mapping[str, str], wanted: Mapping[str, Mapping[str, str]]
) -> bytes:
    changes: dict[str, bytes] = {}
    styles = StyleSheet(package.read(workbook.styles_part)) if workbook.styles_part else None
    for name, cells in wanted.items():
        xml = package.read(parts[name])
        fitted = _fitted(xml, cells, styles) if styles else {}
        values: Mapping[str, CellValue] = cells
        changes[parts[name]] = patch_sheet(xml, values, styles=fitted)
    if styles and workbook.styles_part:
        sheet = styles.to_bytes()
        if sheet != package.read(workbook.styles_part):
            changes[workbook.styles_part] = sheet
    if any(b"<f>" in package.read(part) or b"<f " in package.read(part) for part in parts.values()):
        changes[workbook.part] = set_full_calc_on_load(package.read(workbook.part))
    return package.build(changes)


def _fitted(xml: bytes, cells: Mapping[str, str], styles: StyleSheet) -> dict[str, int]:
    """Styles that shrink a text to its cell, where it is wider; the look of the sheet stays."""
    wide = {ref: text for ref, text in cells.items() if width(text) > _width(xml, split_cell(ref)[1])}
    present = read_cells(xml, list(wide))
    plain = 0  # of a cell that is not in the file yet
    return {ref: styles.clone_xf(present[ref].style if ref in present else plain, shrink_to_fit=True) for ref in wide}


def _width(xml: bytes, column: int) -> float:
    for match in _COLS.finditer(xml):
        values = dict(_ATTRIBUTE.findall(match[0]))
        if int(values.get(b"min", b"0")) <= column <= int(values.get(b"max", b"0")):
            return float(values.get(b"width", DEFAULT_WIDTH)) - 1
    return DEFAULT_WIDTH - 1
