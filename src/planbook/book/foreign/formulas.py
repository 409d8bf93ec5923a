"""What a formula leans on: other workbooks, pictures, its own cell."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from planbook.book.cells import MAX_COL, MAX_ROW, Area, column_index, split_cell
from planbook.book.foreign.workbook import CellMetadata

_STRING = re.compile(r'"(?:[^"]|"")*"')
_EXTERNAL = re.compile(
    r"(?<![\w\]])'?(?:[^'\[\]!(),;&+*/=<>^]*)\[[^\[\]]+\][^'\[\]!(),;]*'?!|'file:|(?<!\w)\[\d+\]!", re.IGNORECASE
)
_PICTURE = re.compile(r"(?:^|[^A-Za-z_.])(?:_xlfn\.)?(?:_xlws\.)?(?:DISPIMG|IMAGE)\s*\(", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?<!\])(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<sheet>[^\W\d][\w.]*))!)?(?<![\w.])"
    r"(?:\$?(?P<c1>[A-Za-z]{1,3})\$?(?P<r1>\d{1,7})(?::\$?(?P<c2>[A-Za-z]{1,3})\$?(?P<r2>\d{1,7}))?"
    r"|\$?(?P<ca>[A-Za-z]{1,3}):\$?(?P<cb>[A-Za-z]{1,3})|\$?(?P<ra>\d{1,7}):\$?(?P<rb>\d{1,7}))(?![\w(.!])"
)
_MOST_STEPS = 50_000
"""So many cells are followed from one formula; a longer way is not told to lead back."""


class FormulaCell(NamedTuple):
    """Where a formula stands: its sheet's name in lower case, row and column from 1."""

    sheet: str
    row: int
    col: int


def links_elsewhere(formula: str, names: Mapping[str, str] | None = None) -> bool:
    """Whether a formula takes its value from another workbook, itself or by one of the workbook's defined ``names``."""
    plain = _STRING.sub('""', formula)
    if _EXTERNAL.search(plain):
        return True
    words = set(re.findall(r"[^\W\d][\w.]*", plain))
    return any(name in words and _EXTERNAL.search(_STRING.sub('""', text)) for name, text in (names or {}).items())


def shows_picture(formula: str) -> bool:
    """Whether a formula shows a picture in its cell: WPS's ``DISPIMG``, Excel's ``IMAGE``."""
    return _PICTURE.search(_STRING.sub('""', formula)) is not None


def references(formula: str, sheet: str) -> Iterator[tuple[str, Area]]:
    """The areas that a formula on ``sheet`` refers to, with the sheet each is on."""
    for found in _REFERENCE.finditer(_STRING.sub('""', formula)):
        where = (found["quoted"] or found["sheet"] or sheet).replace("''", "'")
        try:
            yield where, _area(found)
        except ValueError:  # beyond the last column: a name such as ABC1234567
            continue


def _area(found: re.Match[str]) -> Area:
    if found["ca"]:
        cols = sorted((column_index(found["ca"].upper()), column_index(found["cb"].upper())))
        return Area(1, cols[0], MAX_ROW, cols[1])
    if found["ra"]:
        rows = sorted((int(found["ra"]), int(found["rb"])))
        return Area(rows[0], 1, rows[1], MAX_COL)
    row, col = split_cell(f"{found['c1']}{found['r1']}".upper())
    if not found["c2"]:
        return Area(row, col, row, col)
    last_row, last_col = split_cell(f"{found['c2']}{found['r2']}".upper())
    return Area(min(row, last_row), min(col, last_col), max(row, last_row), max(col, last_col))


class Formulas:
    """The formulas of a workbook, asked about the cells of one of its sheets; read when first needed."""

    def __init__(self, metadata: CellMetadata, sheet: str) -> None:
        self.metadata, self.sheet = metadata, sheet
        self._sheets: dict[str, dict[tuple[int, int], str]] = {}

    def _on(self, sheet: str) -> dict[tuple[int, int], str]:
        known = self._sheets.get(sheet.casefold())
        if known is None:
            found = self.metadata.formulas(sheet)
            known = self._sheets[sheet.casefold()] = {split_cell(ref): text for ref, text in found.items()}
        return known

    def text(self, cell: str) -> str:
        """The formula in a cell of the sheet; empty for none, or where it is not known."""
        return self._on(self.sheet).get(split_cell(cell), "")

    def links_elsewhere(self, cell: str) -> bool:
        """Whether the formula in a cell takes its value from another workbook."""
        return links_elsewhere(self.text(cell), self._names)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return self.metadata.names_under("")

    def leads_back(self, cell: str) -> bool:
        """Whether the formula in a cell leans on its own cell, directly or by way of other formulas."""
        start = FormulaCell(self.sheet.casefold(), *split_cell(cell))
        self._on(self.sheet)
        todo, seen, steps = [start], set[FormulaCell](), 0
        while todo and steps <= _MOST_STEPS:
            where, row, col = todo.pop()
            for sheet, (first_row, first_col, last_row, last_col) in references(
                self._on(where).get((row, col), ""), where
            ):
                inside = [
                    FormulaCell(sheet.casefold(), *at)
                    for at in self._on(sheet)
                    if first_row <= at[0] <= last_row and first_col <= at[1] <= last_col
                ]
                steps += len(self._on(sheet))
                if start in inside:
                    return True
                todo += [place for place in inside if place not in seen]
                seen.update(inside)
        return False
