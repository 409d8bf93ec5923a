"""Results into the result cells of the region's own sheets, by patching their XML; nothing else is touched."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from planbook.book.cells import cell_name, split_cell, split_range
from planbook.book.grid import read_grids
from planbook.book.owned import owned_sheets
from planbook.book.package import Package, Workbook
from planbook.book.parts import set_full_calc_on_load
from planbook.book.patch import CellValue, Content, RawCell, contents, merged_ranges, patch_sheet, read_cells
from planbook.book.styles import StyleSheet
from planbook.consolidated.kept import ResultCell, in_rows, read_result_cells
from planbook.domain import Activity, Change, Finding, Key, Master, Result, is_number, width
from planbook.layout.own_tables import sheet_text
from planbook.words import TextCode

Place: TypeAlias = tuple[str, str]
"""A cell by its sheet and its name."""
EMPTY = "-"
"""What findings say for a cell with nothing in it."""
MAX_SHOWN = 20
"""Characters; a longer narrative is shown on the activity's detail form, and the plan sheet says so."""
MOST_SHRUNK = 1.4
"""How many times wider than its column a text may be: shrunk by more it cannot be read on paper."""
SEE_DETAIL = sheet_text("sheet.see-detail")

_BEHIND = re.compile(r"\(\d+/\d+\)")
_COLS = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
DEFAULT_WIDTH = 8.43
"""Characters; the width of a column that says nothing (ECMA-376 part 1, 18.3.1.81)."""


@dataclass
class Placement:
    """The patched workbook, which cells were set on which sheet, and what was noticed."""

    data: bytes
    cells: dict[str, dict[str, CellValue]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    """words that somebody had typed in a result cell, and what stands there now"""
    region_sheets: tuple[str, ...] = ()
    """the names of the sheets that are not planbook's"""
    left: tuple[ResultCell, ...] = ()
    """the cells that results go to, as they are left for the next merge"""
    restored: tuple[Change, ...] = ()
    """figures that no result claims any more, and what stands in their cells again"""


def fill_results(master: Master, results: Sequence[Result], before: Sequence[Result] = ()) -> Placement:
    """Write results into the plan's result cells, and put back what the region had in those that none claims any more.

    A result stands on its activity's row of targets. Where the activity has a further row, how many offices stand
    behind the figure goes below it, as the plan itself writes "1 ครั้ง" over "(100 ราย)". What an earlier merge wrote is
    known by its table (:mod:`planbook.consolidated.kept`); in a workbook without one by ``before``, the results
    that its facts come to. Anything else that is found in a result cell was typed by somebody, and is told.
    """
    filling = _Filling(master, before)
    filling.claim(results)
    filling.release()
    return filling.placement()


def known_cells(master: Master, before: Sequence[Result]) -> dict[Place, ResultCell]:
    """The result cells as the last merge left them, by where they stand now; ``before`` as in :func:`fill_results`."""
    return _Filling(master, before).known


class _Filling:
    """One filling of a plan's result cells: what stands in them, what is wanted there, and what becomes of the rest."""

    def __init__(self, master: Master, before: Sequence[Result]) -> None:
        self.master = master
        self.package = Package.open(master.data)
        self.workbook = Workbook(self.package)
        ours = set(owned_sheets(master.data).values())
        self.parts = {sheet.name: sheet.part for sheet in self.workbook.sheets if sheet.name not in ours}
        self.grids = {grid.name: grid for grid in read_grids(master.data, self.parts)}
        self.xml = {name: self.package.read(part) for name, part in self.parts.items() if name in self.grids}
        self.merged = {name: _covered(xml) for name, xml in self.xml.items()}
        self.styles = StyleSheet(self.package.read(self.workbook.styles_part)) if self.workbook.styles_part else None
        kept = read_result_cells(master.data)
        self.remembers = kept is not None
        self.known = self._located(kept) if kept is not None else self._inferred(before)
        self.wanted: dict[Place, ResultCell] = {}
        self.values: dict[Place, CellValue] = {}
        self.looks: dict[Place, int] = {}
        self.findings: list[Finding] = []
        self.changes: list[Change] = []
        self.restored: dict[tuple[Key, int], Change] = {}

    # What stands there

    def now(self, place: Place) -> str:
        """What a cell shows today; empty for nothing."""
        sheet, cell = place
        value = self.grids[sheet].cell(*split_cell(cell)) if sheet in self.grids else None
        return "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value)

    def _plan_place(self, key: Key, quarter: int, *, below: bool) -> Place | None:
        activity = self.master.activities.get(key)
        cell = activity.result_cells.get(quarter) if activity else None
        if activity is None or not cell:
            return None
        row, column = split_cell(cell)
        return activity.sheet, cell_name(row + 1, column) if below else cell

    def _located(self, kept: Sequence[tuple[ResultCell, str]]) -> dict[Place, ResultCell]:
        """Where each cell of the table is now: with its activity, or else where its formula leads.

        Rows inserted by a program that leaves formulas as they are move the activity alone.
        """
        found: dict[Place, ResultCell] = {}
        elsewhere: list[tuple[ResultCell, str]] = []
        for cell, at in kept:
            home = self._plan_place(cell.key, cell.quarter, below=cell.below)
            if home is not None and home not in found and self.now(home) == cell.text:
                found[home] = cell
            else:
                elsewhere.append((cell, at))
        for cell, at in elsewhere:
            sheet, _, ref = at.rpartition("!")
            if not ref or sheet not in self.grids:
                continue  # it went with its row or its sheet
            home = self._plan_place(cell.key, cell.quarter, below=cell.below)
            there = (sheet, ref)
            stays = there not in found and self.now(there) == cell.text
            found.setdefault(there if stays or home is None else home, cell)
        return found

    def _inferred(self, before: Iterable[Result]) -> dict[Place, ResultCell]:
        """What a planbook without the table wrote, as far as its facts still come to the same."""
        found: dict[Place, ResultCell] = {}
        for result in before:
            activity = self.master.activities.get(result.key)
            if activity is None or activity.sheet not in self.grids:
                continue
            variants = [_cells(activity, result, set()), _cells(activity, result, set(), two=False)]
            variants.append(_cells(activity, result, set(), lambda _column: 0.0, two=False))
            main = activity.result_cells.get(result.quarter, "")
            variants.append({main: SEE_DETAIL} if main else {})  # long figures were hidden once
            below = self._plan_place(result.key, result.quarter, below=True)
            if (
                below is not None
                and _free_row(activity, split_cell(below[1])[0])
                and _BEHIND.fullmatch(self.now(below))
            ):
                variants.append({below[1]: self.now(below)})
            for cell, text in ((cell, text) for variant in variants for cell, text in variant.items()):
                place = (activity.sheet, cell)
                if text and place not in found and self.now(place) == text:
                    wide = width(text) > _width(self.xml[activity.sheet], split_cell(cell)[1])
                    found[place] = ResultCell(
                        key=result.key,
                        quarter=result.quarter,
                        below=cell != main,
                        sheet=activity.sheet,
                        cell=cell,
                        text=text,
                        ours=True,
                        shrunk=wide,
                    )
        return found

    # What becomes of it

    def claim(self, results: Iterable[Result]) -> None:
        """Take the cells of results that say something, and tell of others' words that give way to them."""
        for result in results:
            activity = self.master.activities[result.key]
            if not result.display:
                continue
            room = partial(_width, self.xml[activity.sheet]) if activity.sheet in self.xml else None
            cells = _cells(activity, result, self.merged.get(activity.sheet, set()), room)
            if not cells:
                self.findings.append(
                    Finding.of(
                        "result-no-cell",
                        sheet=activity.sheet,
                        cell=activity.cell,
                        key=result.key,
                        quarter=result.quarter,
                    )
                )
            main = activity.result_cells.get(result.quarter, "")
            for cell, text in cells.items():
                self._write((activity.sheet, cell), text, result.key, result.quarter, below=cell != main)

    def _write(self, place: Place, text: str, key: Key, quarter: int, *, below: bool) -> None:
        sheet, cell = place
        now, known = self.now(place), self.known.get(place)
        own = known is not None and known.ours
        untouched = known is not None and own and now == known.text
        if not untouched and now != text and (now or own):
            self.findings.append(
                Finding.of(
                    "result-cell-overwritten",
                    sheet=sheet,
                    cell=cell,
                    key=key,
                    quarter=quarter,
                    raw=now or EMPTY,
                    new=text,
                )
            )
            self.changes.append(self._change(place, key, quarter, now, text, "sheet.cause-overwritten"))
        raw = read_cells(self.xml[sheet], [cell]).get(cell)
        style = known.style if known is not None and own else raw.style if raw else None
        wide = self._fit(place, text, known, raw)
        before = (
            known.before if known is not None and untouched else contents(self.xml[sheet], [cell], {cell: now})[cell]
        )
        self.wanted[place] = ResultCell(
            key=key,
            quarter=quarter,
            below=below,
            sheet=sheet,
            cell=cell,
            text=text,
            ours=True,
            before=before,
            style=style,
            shrunk=wide,
        )
        self.values[place] = text

    def _fit(self, place: Place, text: str | None, known: ResultCell | None, raw: RawCell | None) -> bool:
        """Have a text shrunk that is wider than its cell, and one that no longer is as it was; whether it is wide."""
        sheet, cell = place
        wide = text is not None and width(text) > _width(self.xml[sheet], split_cell(cell)[1])
        if self.styles is None:
            return False
        current = raw.style if raw else 0  # of a cell that is not in the file yet
        look = current
        if known is not None and known.ours and known.shrunk:
            look = self.styles.unshrunk(current, known.style or 0)
        if wide:
            look = self.styles.clone_xf(look, shrink_to_fit=True)
        if look != current or (wide and raw is None):
            self.looks[place] = look
        return wide

    def release(self) -> None:
        """Put back what the region had where no result is any more, and tell of what was typed since."""
        # a result's own cell before the one below it, so that a finding names the first
        for place, known in sorted(self.known.items(), key=lambda each: each[1].below):
            if place in self.wanted:
                continue
            now = self.now(place)
            if now != known.text:
                self.findings.append(
                    Finding.of(
                        "result-cell-typed",
                        sheet=place[0],
                        cell=place[1],
                        key=known.key,
                        quarter=known.quarter,
                        raw=now or EMPTY,
                        before=known.text or EMPTY,
                    )
                )
                self.changes.append(self._change(place, known.key, known.quarter, known.text, now, "sheet.cause-typed"))
            elif known.ours:
                self._restore(place, known)

    def _restore(self, place: Place, known: ResultCell) -> None:
        sheet, cell = place
        raw = read_cells(self.xml[sheet], [cell]).get(cell)
        moved = place != (known.sheet, known.cell)
        back = known.before
        if isinstance(back, Content) and back.formula is not None and moved:
            back = replace(back, formula=None)  # what it referred to may have moved otherwise
        self.values[place] = back
        self._fit(place, None, known, raw)
        shows = back if isinstance(back, str) else (back.value if back else None) or ""
        key = (known.key, known.quarter)
        earlier = self.restored.get(key)
        change = self._change(place, *key, known.text, shows, "sheet.cause-restored")
        if earlier is not None:
            old = " ".join(str(text) for text in (earlier.old, change.old) if text)
            new = " ".join(str(text) for text in (earlier.new, change.new) if text)
            change = replace(earlier, old=old, new=new or None)
        self.restored[key] = change

    def _change(self, place: Place, key: Key, quarter: int, old: str, new: str, cause: TextCode) -> Change:
        return Change(
            key=key,
            office="",
            quarter=quarter,
            old=old or None,
            new=new or None,
            old_file="!".join(place),
            cause=sheet_text(cause),
        )

    # What is left

    def placement(self) -> Placement:
        """The workbook with all of it done."""
        for change in self.restored.values():
            sheet, _, cell = change.old_file.rpartition("!")
            self.findings.append(
                Finding.of(
                    "result-cell-restored",
                    sheet=sheet,
                    cell=cell,
                    key=change.key,
                    quarter=change.quarter,
                    raw=str(change.old),
                    new=str(change.new or EMPTY),
                )
            )
        cells: dict[str, dict[str, CellValue]] = {}
        for (sheet, cell), value in self.values.items():
            cells.setdefault(sheet, {})[cell] = value
        return Placement(
            self._patched(cells),
            cells,
            self.findings,
            self.changes,
            tuple(self.parts),
            tuple(in_rows([*self.wanted.values(), *self._others()])),
            tuple(self.restored.values()),
        )

    def _others(self) -> Iterator[ResultCell]:
        """The cells that results may still go to, with what the region has in them."""
        for key, activity in self.master.activities.items():
            decision = self.master.decisions.get(key)
            if decision is None or not decision.asked or activity.sheet not in self.grids:
                continue
            for quarter in activity.result_cells:
                for below in (False, True):
                    place = self._plan_place(key, quarter, below=below)
                    if place is None or place in self.wanted:
                        continue
                    if below and not _free_row(activity, split_cell(place[1])[0]):
                        continue
                    value = self.values.get(place)
                    shows = self.now(place)
                    if place in self.values:
                        shows = (
                            value
                            if isinstance(value, str)
                            else (value.value if isinstance(value, Content) else "") or ""
                        )
                    yield ResultCell(key=key, quarter=quarter, below=below, sheet=place[0], cell=place[1], text=shows)

    def _patched(self, cells: Mapping[str, Mapping[str, CellValue]]) -> bytes:
        changes: dict[str, bytes] = {}
        for name, values in cells.items():
            looks = {cell: look for (sheet, cell), look in self.looks.items() if sheet == name}
            changes[self.parts[name]] = patch_sheet(self.xml[name], values, styles=looks)
        if self.styles and self.workbook.styles_part:
            sheet = self.styles.to_bytes()
            if sheet != self.package.read(self.workbook.styles_part):
                changes[self.workbook.styles_part] = sheet
        sheets = [changes.get(part) or self.package.read(part) for part in self.parts.values()]
        if any(b"<f>" in xml or b"<f " in xml for xml in sheets):
            changes[self.workbook.part] = set_full_calc_on_load(self.package.read(self.workbook.part))
        return self.package.build(changes)


def shown(result: Result) -> str:
    """What a plan sheet's cell shows of a result: its display, or where to look for a long narrative.

    A figure is never hidden, however long it is.
    """
    text = " ".join(result.display.split())
    return SEE_DETAIL if not is_number(result.value) and len(text) > MAX_SHOWN else text


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
    if two and bracket and below not in merged and _free_row(activity, row + 1):
        return {cell: main, below: f"({behind}"}
    whole = result.offices_reported == result.offices_expected
    if bracket and whole and room is not None and width(text) > MOST_SHRUNK * room(column):
        return {cell: main}
    return {cell: text}


def _free_row(activity: Activity, row: int) -> bool:
    """Whether a row is the activity's own and has no targets."""
    return activity.rows[0] < row <= activity.rows[1] and row not in {line.row for line in activity.lines}


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


def _width(xml: bytes, column: int) -> float:
    for match in _COLS.finditer(xml):
        values = dict(_ATTRIBUTE.findall(match[0]))
        if int(values.get(b"min", b"0")) <= column <= int(values.get(b"max", b"0")):
            return float(values.get(b"width", DEFAULT_WIDTH)) - 1
    return DEFAULT_WIDTH - 1
