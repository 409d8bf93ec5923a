"""The same facts from an OpenDocument spreadsheet: percent cells, formulas, error values (ODF 1.3 part 3, 19.385),
annotations, merged cells, pictures."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from lxml import etree

from planbook.book.foreign.metadata import Area, CellInfo, CellMetadata, CellNote
from planbook.book.refs import cell_name
from planbook.book.safety import Checked
from planbook.book.xmlio import local, parse
from planbook.errors import BookProblem

LARGEST_TREE = 20_000_000
"""Bytes of a document that is made into a tree; beyond it the document says nothing."""

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _DRAW = (f"{{{_URN}{name}:1.0}}" for name in ("table", "office", "drawing"))
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DRAWN = frozenset(f"{_DRAW}{name}" for name in ("frame", "custom-shape", "g", "line", "rect", "ellipse", "path"))


class OdsMetadata(CellMetadata):
    """The document behind a workbook's cells."""

    def __init__(self, checked: Checked) -> None:
        assert checked.package is not None  # a kind of zip
        self._package = checked.package
        self.macros = any(name.startswith("Basic/") for name in self._package.names)

    def _root(self, part: str) -> etree._Element | None:
        try:
            data = self._package.read(part)
            return parse(data, part) if len(data) <= LARGEST_TREE else None
        except (BookProblem, KeyError):
            return None

    @cached_property
    def _tables(self) -> list[etree._Element]:
        root = self._root("content.xml")
        return [] if root is None else list(root.iter(f"{_TABLE}table"))

    def _table(self, sheet: str) -> etree._Element | None:
        return next((table for table in self._tables if table.get(f"{_TABLE}name") == sheet), None)

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo] | None:
        """The cells there that hold something; None where the document has no such sheet."""
        table = self._table(sheet)
        if table is None:
            return None
        found: dict[str, CellInfo] = {}
        for in_rows, in_columns, cell in _placed(table):
            kind, formula = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_TABLE}formula")
            if kind is None and formula is None:
                continue
            fact = CellInfo(
                has_formula=formula is not None,
                formula=(formula or "").partition("=")[2],
                error=cell.get(f"{_CALCEXT}value-type") == "error",
                shown=" ".join(_paragraphs(cell)) or str(cell.get(f"{_OFFICE}value", "")),
                number_format="0%" if kind == "percentage" else "General",
            )
            for col in filter(in_columns.__contains__, columns):
                found.update({cell_name(row, col): fact for row in rows if row in in_rows})
        return found

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged cells of a sheet."""
        table = self._table(sheet)
        found = []
        for rows, cols, cell in () if table is None else _placed(table):
            down = _count(cell, "number-rows-spanned")
            across = _count(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                found.append((rows[0], cols[0], rows[0] + down - 1, cols[0] + across - 1))
        return found

    def notes(self) -> list[CellNote]:
        """Annotations on cells."""
        found = []
        for table in self._tables:
            name = str(table.get(f"{_TABLE}name", ""))
            for rows, cols, cell in _placed(table):
                for note in cell.iterchildren(f"{_OFFICE}annotation"):
                    text = " ".join(_paragraphs(note)).strip()
                    if text:
                        found.append(CellNote(name, cell_name(rows[0], cols[0]), text))
        return found

    def drawings(self, sheet: str) -> int:
        """How many pictures, text boxes and charts lie on a sheet."""
        table = self._table(sheet)
        if table is None:
            return 0
        found = (thing for thing in table.iter() if thing.tag in _DRAWN)
        return sum(thing.getparent() is not None and not _is_drawn(thing.getparent()) for thing in found)

    def properties(self) -> list[str]:
        """The texts of the custom document properties."""
        return [text for name, text in self._meta() if name == "user-defined"]

    def modified(self) -> str:
        """When the file says it was last saved (as written, ISO 8601), or empty."""
        return next((text for name, text in self._meta() if name == "date"), "")

    def _meta(self) -> Iterator[tuple[str, str]]:
        root = self._root("meta.xml")
        for element in () if root is None else root.iter():
            yield local(element), "".join(map(str, element.itertext())).strip()


def _is_drawn(element: etree._Element | None) -> bool:
    return element is not None and element.tag in _DRAWN


def _count(element: etree._Element, name: str) -> int:
    try:
        return max(1, int(element.get(f"{_TABLE}{name}", "1")))
    except ValueError:
        return 1


def _placed(table: etree._Element) -> Iterator[tuple[range, range, etree._Element]]:
    """Every cell with the rows and columns it stands for: repeated ones are written once."""
    row = 1
    for line in table.iter(f"{_TABLE}table-row"):
        rows = range(row, row + _count(line, "number-rows-repeated"))
        row = rows.stop
        col = 1
        for cell in line.iterchildren(*_CELLS):
            cols = range(col, col + _count(cell, "number-columns-repeated"))
            col = cols.stop
            yield rows, cols, cell


def _paragraphs(element: etree._Element) -> list[str]:
    return ["".join(map(str, child.itertext())) for child in element if local(child) == "p"]
