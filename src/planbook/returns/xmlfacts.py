"""What the value reader cannot tell: a cell's number format, formulas never computed, error values, cell notes.

Only .xlsx and its kin carry all of these where planbook can see them, .ods the first three; for an .xls or .xlsb every
answer is "not known".
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lxml import etree

from planbook.book.package import Package, SheetInfo, Workbook
from planbook.book.patch import RawCell, read_cells
from planbook.book.sniff import Kind, sniff
from planbook.book.styles import StyleSheet
from planbook.book.xmlio import local, parse
from planbook.errors import BookProblem
from planbook.returns.odsfacts import PERCENT_STYLE, ods_cells

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True)
class CellNote:
    """A note or comment that somebody hung on a cell."""

    sheet: str
    cell: str
    text: str


def is_percent(number_format: str) -> bool:
    """Whether a number format shows a fraction as percent: an unquoted ``%`` (ECMA-376 part 1, 18.8.31)."""
    return "%" in _LITERAL.sub("", number_format)


class XmlFacts:
    """The XML behind a workbook's cells, opened only when somebody asks. A part that cannot be read says nothing."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._book: Workbook | bool | None = False
        self._styles: StyleSheet | bool | None = False
        self._cells: dict[str, Mapping[str, RawCell]] = {}

    def cells(self, sheet: str, wanted: Collection[str]) -> Mapping[str, RawCell] | None:
        """The wanted cells of a sheet that stand in its XML, read once; None where the file has no such XML."""
        if sheet not in self._cells:
            try:
                read = self._read_cells(sheet, wanted)
            except (BookProblem, KeyError, ValueError):
                return None
            if read is None:
                return None
            self._cells[sheet] = read
        return self._cells[sheet]

    def _read_cells(self, sheet: str, wanted: Collection[str]) -> Mapping[str, RawCell] | None:
        if self.book is not None:
            part = self._part(sheet)
            return None if part is None else read_cells(self.book.package.read(part), wanted)
        if sniff(self._data) is Kind.ODS:
            return ods_cells(Package.open(self._data).read("content.xml"), sheet, wanted)
        return None

    def number_format(self, cell: RawCell) -> str | None:
        """The number format of a cell, None where it is not known."""
        if cell.style == PERCENT_STYLE:
            return "0%"
        if self._styles is False:
            self._styles = self._read_styles()
        if not isinstance(self._styles, StyleSheet):
            return None
        try:
            return self._styles.number_format(cell.style)
        except (IndexError, KeyError):
            return None

    @property
    def book(self) -> Workbook | None:
        """The workbook's package, None for a file that is no readable .xlsx."""
        if self._book is False:
            try:
                self._book = Workbook(Package.open(self._data)) if self._data.startswith(b"PK") else None
            except BookProblem:
                self._book = None
        return self._book if isinstance(self._book, Workbook) else None

    def _sheets(self) -> list[SheetInfo]:
        try:
            return self.book.sheets if self.book else []
        except BookProblem:
            return []

    def _part(self, sheet: str) -> str | None:
        return next((info.part for info in self._sheets() if info.name == sheet), None)

    def _read_styles(self) -> StyleSheet | None:
        try:
            part = self.book.styles_part if self.book else None
            return StyleSheet(self.book.package.read(part)) if self.book and part else None
        except (BookProblem, KeyError):
            return None

    def _root(self, part: str) -> etree._Element | None:
        name = self.book.package.find(part) if self.book else None
        if self.book is None or name is None:
            return None
        try:
            return parse(self.book.package.read(name), name)
        except (BookProblem, KeyError):
            return None

    def properties(self) -> list[str]:
        """The texts of the custom document properties."""
        root = self._root("docProps/custom.xml")
        return [] if root is None else ["".join(map(str, prop.itertext())).strip() for prop in root]

    def modified(self) -> str:
        """When the file says it was last saved (as written, ISO 8601), or empty."""
        root = self._root("docProps/core.xml")
        found = () if root is None else (element for element in root if local(element) == "modified")
        return next((str(element.text or "").strip() for element in found), "")

    def has_name(self, name: str) -> bool:
        """Whether the workbook has a defined name."""
        try:
            return self.book is not None and any(defined.name == name for defined in self.book.defined_names)
        except BookProblem:
            return False

    def notes(self) -> list[CellNote]:
        """Notes and threaded comments on cells of every sheet, in the order of sheets and parts."""
        found: dict[tuple[str, str], CellNote] = {}
        for info in self._sheets():
            for note in self._sheet_notes(info):
                # a threaded comment comes twice: as itself, and as a note for older programs
                found.setdefault((note.sheet, note.cell), note)
        return list(found.values())

    def _sheet_notes(self, info: SheetInfo) -> list[CellNote]:
        assert self.book is not None
        try:
            rels = self.book.package.rels(info.part)
        except BookProblem:
            return []
        found = []
        for kind in ("threadedComment", "comments"):
            for rel in rels:
                root = self._root(rel.part) if rel.kind == kind and rel.part else None
                for element in () if root is None else root.iter():
                    text = " ".join(_texts(element)).strip() if local(element) in ("comment", "threadedComment") else ""
                    if text and element.get("ref"):
                        found.append(CellNote(info.name, str(element.get("ref")), text))
        return found


def _texts(element: etree._Element) -> list[str]:
    return [str(inner.text) for inner in element.iter() if local(inner) in ("t", "text") and inner.text]
