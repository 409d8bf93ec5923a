"""Which cells the formulas of a workbook read."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from planbook.book.cells import Area, cell_name, shift_formula, split_range
from planbook.book.foreign.formulas import references
from planbook.book.package import Workbook
from planbook.book.plainsheet import read_cells, scan_sheet
from planbook.book.sheetxml import PART
from planbook.book.xmlio import child, children, parse_xml, to_utf8

_HAS_FORMULA = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?f[\s/>]")
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Thai vowels and tones that stand on a letter: parts of a name, though no letters to Python."""
_WORD = re.compile(rf"(?<![\w.{_MARKS}])[^\W\d][\w.{_MARKS}]*(?![\w.{_MARKS}]|\s*[(!])")
_STRUCTURED = re.compile(rf"([^\W\d][\w.{_MARKS}]*)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_STRING = re.compile(r'"(?:[^"]|"")*"')
_DEEPEST = 8
"""So many names are followed that stand for one another."""
_MOST_CELLS = 10_000
"""Cells of one array formula; a larger one covers no single result."""


def has_formulas(xml: bytes) -> bool:
    """Whether a sheet's XML has a formula in it."""
    return _HAS_FORMULA.search(to_utf8(xml, PART)) is not None


def sheet_formulas(xml: bytes) -> dict[str, str]:
    """The formulas of a sheet by cell, without their ``=``; of a shared one as it reads in each cell, of an array
    formula in every cell that it covers. Raises BookProblem ``xml-broken`` or ``xml-doctype``."""
    if not has_formulas(xml):
        return {}
    found = {ref: cell.formula for ref, cell in read_cells(xml).items() if cell.formula is not None}
    tags = scan_sheet(to_utf8(xml, PART), {}).formulas
    first = {tag.group: tag for tag in tags if tag.kind == "shared" and tag.ref}
    for tag in tags:
        ref = cell_name(tag.row, tag.col)
        if tag.kind == "shared":
            if not tag.ref and tag.group in first:
                head = first[tag.group]
                found[ref] = shift_formula(head.text, tag.row - head.row, tag.col - head.col)
        elif tag.ref:
            top, left, bottom, right = split_range(tag.ref)
            if (bottom - top + 1) * (right - left + 1) <= _MOST_CELLS:
                inside = (cell_name(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1))
                found |= dict.fromkeys(inside, tag.text)
    return found


class _Table(NamedTuple):
    """A table of a sheet (a ListObject): its area, and its columns by name in lower case."""

    sheet: str
    area: Area
    columns: Mapping[str, int]


class References:
    """What formulas of a workbook refer to, also by defined names and by tables."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    @cached_property
    def _names(self) -> dict[str, str]:
        return {name.name.casefold(): name.text for name in self._book.defined_names}

    @cached_property
    def _tables(self) -> dict[str, _Table]:
        found: dict[str, _Table] = {}
        package = self._book.package
        for sheet in self._book.sheets:
            for rel in package.rels(sheet.part):
                if rel.kind != "table" or not rel.part:
                    continue
                root = parse_xml(package.read(rel.part), rel.part)
                holder = child(root, "tableColumns")
                names = [item.get("name", "") for item in children(holder, "tableColumn")] if holder is not None else []
                area = split_range(root.get("ref", "A1"))
                columns = {name.casefold(): number for number, name in enumerate(names, start=area[1])}
                for key in (root.get("displayName"), root.get("name")):
                    found.setdefault((key or "").casefold(), _Table(sheet.name, area, columns))
        return found

    def read(self, formula: str, sheet: str, depth: int = 0) -> Iterator[tuple[str, Area]]:
        """The areas that a formula on ``sheet`` reads, with the sheet each is on."""
        yield from references(formula, sheet)
        plain = _STRING.sub('""', formula)
        for match in _STRUCTURED.finditer(plain):
            table = self._tables.get(match[1].casefold())
            if table is not None:
                yield table.sheet, _part(table, match[2])
        if depth < _DEEPEST:
            for word in set(_WORD.findall(plain)):
                text = self._names.get(word.casefold())
                if text is not None:
                    yield from self.read(text, sheet, depth + 1)


def _part(table: _Table, inside: str) -> Area:
    """The part of a table that the words between its brackets name: some columns, or all of it."""
    said = re.findall(r"\[([^\[\]]*)\]", inside) or [inside]
    named = [table.columns[word.casefold()] for word in said if word.casefold() in table.columns]
    top, _, bottom, _ = table.area
    return Area(top, min(named), bottom, max(named)) if named else table.area
