"""The layout proof: the consolidated workbook differs from its master in result cells and planbook's own sheets, and
nowhere else. Every merge proves it on what it has just made, before anything is written.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from planbook.book.bounds import OWN
from planbook.book.cells import split_cell
from planbook.book.longsheet import each_row
from planbook.book.owned import owned_sheets, owners, without_ours
from planbook.book.package import Package, Workbook
from planbook.book.parts import reachable, rels_name
from planbook.book.patch import CellValue, patch_sheet
from planbook.book.plainsheet import read_cells
from planbook.book.safety import check_package
from planbook.book.sheetxml import RawCell
from planbook.consolidated.fact_rows import RowResult, fact_rows, facts_table
from planbook.domain import Fact, Finding, Frozen, is_number
from planbook.errors import BookProblem
from planbook.layout.own_tables import LONG, NAMES_PREFIX, is_merged


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof(Frozen):
    """What a layout proof found: parts of the master, how many of them kept their very bytes, result cells set."""

    parts: int = 0
    identical: int = 0
    cells: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the layout is the master's."""
        return not self.findings


def prove(master: bytes, made: bytes, cells: Mapping[str, Mapping[str, CellValue]]) -> Proof:
    """Compare a consolidated workbook with its master. ``cells`` are the cells set, by sheet."""
    old, new = Package.open(master), Package.open(made)
    old_book, new_book = Workbook(old), Workbook(new)
    problems: list[Finding] = []
    ours = set(owned_sheets(master).values())
    dropped = _own_parts(old, old_book, ours)
    names = {sheet.part: sheet.name for sheet in old_book.sheets}
    set_on = {part: cells[name] for part, name in names.items() if name in cells}
    at = _Owners(old, names)
    grown = {old_book.part, old_book.styles_part, rels_name(old_book.part), "[Content_Types].xml", "docProps/app.xml"}
    identical = 0
    kept = [name for name in old.names if name not in dropped]
    for name in kept:
        if name not in new.names:
            if name != old_book.target("calcChain"):  # it names cells that planbook set, and Excel makes it anew
                sheet = at.sheet(name)
                problems.append(Finding.of("proof-part-missing", sheet=sheet, raw=name, where=sheet or "-"))
        elif old.read(name) == new.read(name):
            identical += 1
        elif name in set_on:
            problems += _sheet_differences(names[name], name, old.read(name), new.read(name), set_on[name])
        elif name == old_book.target("sharedStrings"):
            if without_ours(old.read(name), ()) != without_ours(new.read(name), ()):
                problems.append(_part_changed(name, "", old.read(name), new.read(name)))
        elif name not in grown:
            problems.append(_part_changed(name, at.sheet(name), old.read(name), new.read(name)))
    problems += _list_differences(old_book, new_book, ours)
    if old_book.styles_part and new_book.styles_part:
        problems += _style_differences(old.read(old_book.styles_part), new.read(new_book.styles_part))
    return Proof(
        parts=len(kept),
        identical=identical,
        cells=sum(len(values) for values in cells.values()),
        findings=tuple(problems),
    )


def prove_readable(made: bytes, facts: Sequence[Fact]) -> None:
    """Read the facts of a consolidated workbook as the next command will. Raises BookProblem ``facts-not-readable``.

    What cannot be read back is never put in the place of a master: every later quarter hangs on it.
    """
    differ, read, rest = Counter[RowResult](), 0, iter(facts)
    try:
        check_package(made, OWN, leave=_said_areas)
        for told in _told(made):
            read, fact = read + 1, next(rest, None)
            if fact is None or told != (fact.key, fact.office, fact.quarter, fact.result):
                differ[_number_of(told)] -= 1
                differ.update([_said_by(fact)] if fact is not None else [])
        differ.update(map(_said_by, rest))
    except BookProblem as problem:
        raise BookProblem("facts-not-readable", reason=problem.sentence) from problem
    if any(differ.values()):
        raise BookProblem("facts-not-readable", reason=f"{read:,}/{len(facts):,}")


def _told(made: bytes) -> Iterator[RowResult]:
    """What the rows of a workbook's facts are about, and their results."""
    table = facts_table(each_row(made, owned_sheets(made)[LONG[0]]))
    told = (row.told for row in fact_rows(table)) if table is not None else ()
    return (each for each in told if each is not None)


def _said_by(fact: Fact) -> RowResult:
    return _number_of(RowResult(fact.key, fact.office, fact.quarter, fact.result))


def _number_of(told: RowResult) -> RowResult:
    """What has to be the same when it is read: what a fact is about, and its number. A text may hold what no cell
    can."""
    return told if is_number(told.result) else told._replace(result=None)


_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3}[0-9]{1,7})"/>')


def _said_areas(package: Package) -> Mapping[str, int]:
    """The parts of the sheets that a merge makes, and the cells that they take: as they say themselves, for they were
    written row by row just now."""
    owned = owners(Workbook(package), NAMES_PREFIX)
    areas = {}
    for sheet in (sheet for suffix, sheet in owned.items() if is_merged(suffix)):
        if said := _DIMENSION.search(next(package.pieces(sheet.part, _HEAD), b"")[:_HEAD]):
            row, col = split_cell(said[1].decode("ascii"))
            areas[sheet.part] = row * col
    return areas


_HEAD = 4096
"""Bytes in which a sheet says how far it goes."""


def _own_parts(package: Package, book: Workbook, ours: set[str]) -> set[str]:
    """planbook's own sheets in the master and all that only they lead to; a merge makes them anew."""
    return {part for s in book.sheets if s.name in ours for part in _with_relationships(package, s.part)}


class _Owners:
    """The sheet that a part belongs to: of a drawing, the one that shows it."""

    def __init__(self, package: Package, names: Mapping[str, str]) -> None:
        self._package, self._names = package, names

    def sheet(self, part: str) -> str:
        """Its name; empty for a part of the whole workbook, or of several sheets."""
        owners = [name for sheet, name in self._names.items() if part in _with_relationships(self._package, sheet)]
        return owners[0] if len(owners) == 1 else ""


def _with_relationships(package: Package, sheet: str) -> set[str]:
    parts = reachable(sheet, package.rels)
    return {*parts, *(rels_name(part) for part in parts)}


_TAG = re.compile(rb"<[A-Za-z_][\w:.\-]*")


def _part_changed(part: str, sheet: str, old: bytes, new: bytes) -> Finding:
    """A part whose bytes are others, and the element in which they first are."""
    shorter = min(len(old), len(new))
    at = (
        next((at for at in range(shorter) if old[at] != new[at]), shorter)
        if old[:shorter] != new[:shorter]
        else shorter
    )
    tags = _TAG.findall(old[: at + 1])
    near = tags[-1].decode("utf-8", "replace") + ">" if tags else f"byte {at}"
    return Finding.of("proof-part-changed", sheet=sheet, raw=part, near=near, where=sheet or "-")


def _sheet_differences(
    sheet: str, part: str, old: bytes, new: bytes, allowed: Mapping[str, CellValue]
) -> list[Finding]:
    """Differences of a patched sheet beyond the cells that were to be set.

    The sheets are made equal in those cells; then every byte has to be equal, and every other cell is looked at one by
    one, so that the finding can name it.
    """
    before, after = read_cells(old), read_cells(new)
    findings = [
        Finding.of(
            "proof-cell-changed", sheet=sheet, cell=ref, raw=_said(after.get(ref)), before=_said(before.get(ref))
        )
        for ref in sorted(before.keys() | after.keys(), key=split_cell)
        if ref not in allowed and before.get(ref) != after.get(ref)
    ]
    # where the style is the same it stands as it was written, or not at all; a new cell has that of its row or column
    styles = {
        ref: after[ref].style
        for ref in allowed
        if ref in after and after[ref].style != (before[ref].style if ref in before else 0)
    }
    if not findings:
        wanted = patch_sheet(old, dict(allowed), styles=styles)
        if wanted != new:
            findings.append(_part_changed(part, sheet, wanted, new))
    return findings


def _said(cell: RawCell | None) -> str:
    """What a cell of a sheet's XML holds, as far as it matters to somebody who looks for a difference."""
    if cell is None:
        return "-"
    held = f"={cell.formula}" if cell.formula else cell.inline if cell.inline is not None else cell.value or ""
    return f"{held} [{cell.type}, {cell.style}]".strip()


def _list_differences(old: Workbook, new: Workbook, ours: set[str]) -> list[Finding]:
    """The region's sheets keep their order, names and state; its defined names are still there."""
    findings = []
    before = [(sheet.name, sheet.state) for sheet in old.sheets if sheet.name not in ours]
    made = {sheet.name for sheet in owners(new, NAMES_PREFIX).values()}
    after = [(sheet.name, sheet.state) for sheet in new.sheets if sheet.name not in made]
    if before != after:
        lists = (
            ", ".join(name if state == "visible" else f"{name} ({state})" for name, state in each)
            for each in (before, after)
        )
        was, now = lists
        findings.append(Finding.of("proof-list-changed", raw="sheets", before=was, now=now))
    have = set(_names(new))
    for each in _names(old):
        name, text, sheet = each
        if not name.startswith(NAMES_PREFIX) and sheet not in ours and each not in have:
            now = next((other for known, other, where in have if (known, where) == (name, sheet)), "-")
            findings.append(Finding.of("proof-list-changed", sheet=sheet or "", raw=name, before=text, now=now))
    return findings


class _Name(NamedTuple):
    """A defined name, what it refers to, and the sheet it belongs to; None for the workbook's own."""

    name: str
    text: str
    sheet: str | None


def _names(book: Workbook) -> list[_Name]:
    """The defined names of a workbook."""
    sheets: dict[int | None, str] = {sheet.index: sheet.name for sheet in book.sheets}
    return [_Name(name.name, name.text, sheets.get(name.local_sheet)) for name in book.defined_names]


def _style_differences(old: bytes, new: bytes) -> list[Finding]:
    """Every list of styles begins with the master's own entries, in their order."""
    before, after = _sections(old), _sections(new)
    return [
        Finding.of("proof-list-changed", raw=name, before=str(len(items)), now=str(len(after.get(name, []))))
        for name, items in before.items()
        if after.get(name, [])[: len(items)] != items
    ]


def _sections(styles: bytes) -> dict[str, list[bytes]]:
    root = etree.fromstring(styles, etree.XMLParser(resolve_entities=False, no_network=True))
    return {
        etree.QName(section).localname: [etree.tostring(item, method="c14n") for item in section]
        for section in root
        if isinstance(section.tag, str) and section.get("count") is not None
    }
