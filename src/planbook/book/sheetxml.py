"""A sheet's XML read with expat: where rows and cells stand, by byte, and what single cells hold.

This is the careful way, which :mod:`planbook.book.plainsheet` takes where a sheet is written unusually.

expat reads odd but well-formed XML (prefixes, comments, CDATA, single quotes) as it should be. Rows and cells may leave
out ``r``; then each follows the one before (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from planbook.book.cells import cell_name, split_cell
from planbook.book.xmlio import MAIN, STRICT_MAIN, broken, doctype, to_utf8, unescape_text

PART = "worksheet"
_NAMESPACES = (MAIN, STRICT_MAIN)
# A tag ends at the first ">" outside quotes.
_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")


@dataclass(slots=True)
class Tag:
    """An element by the bytes it spans: ``[start, end)`` all of it, ``[start, open_end)`` its start tag."""

    start: int
    open_end: int
    end: int = 0
    close_start: int = 0

    @property
    def self_closing(self) -> bool:
        """Whether it is written ``<x/>``."""
        return self.end == self.open_end


class CellTag(NamedTuple):
    """A cell and what a patch must know of it; the bytes ``[start, end)`` all of it, ``[start, open_end)`` its start
    tag."""

    start: int
    open_end: int
    end: int
    col: int
    style: str | None
    filled: bool


@dataclass(slots=True)
class RowTag:
    """A row, with those of its cells that were asked for."""

    tag: Tag
    number: int
    spans: str | None
    style: str | None
    cells: list[CellTag] = field(default_factory=list)
    gaps: dict[int, int] = field(default_factory=dict)
    """By the column of each cell that was asked for and is not there: the byte at which it belongs."""


@dataclass(slots=True)
class FormulaTag:
    """A formula that covers more than its own cell: ``shared``, ``array`` or ``dataTable``."""

    tag: Tag
    row: int
    col: int
    kind: str
    group: str
    """The ``si`` of a shared formula."""
    ref: str
    text: str = ""


@dataclass(slots=True)
class SheetMap:
    """The layout of one sheet part."""

    data: Tag | None = None
    dimension: tuple[Tag, str] | None = None
    rows: list[RowTag] = field(default_factory=list)
    columns: list[tuple[int, int, str]] = field(default_factory=list)
    """First column, last column and style of each ``<col>`` that has a style."""
    formulas: list[FormulaTag] = field(default_factory=list)
    prefix: str = ""
    """What stands before the names of the sheet's elements, colon included."""


def new_parser(part: str = PART) -> expat.XMLParserType:
    """An expat parser with namespaces that refuses a DOCTYPE. Names come as ``uri local`` or ``uri local prefix``."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise doctype(part)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def run(parser: expat.XMLParserType, xml: bytes, part: str = PART) -> None:
    """Parse all of ``xml``. Raises BookProblem ``xml-broken``."""
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, KeyError) as error:
        # The last two: a reference or a number that is none, an attribute that must be there and is not.
        raise broken(part, error) from error


def local_name(name: str) -> str:
    """The local name of a spreadsheet element as expat gives it; empty for elements of other namespaces."""
    uri, _, rest = name.partition(" ")
    return rest.partition(" ")[0] if uri in _NAMESPACES else ""


class _Scanner:
    def __init__(self, xml: bytes, wanted: Mapping[int, Collection[int]]) -> None:
        self.xml = xml
        self.wanted = wanted
        self.map = SheetMap()
        self.parser = new_parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.open: list[tuple[str, Tag | None]] = []
        self.row: RowTag | None = None
        self.row_number = self.col = 0
        self.cell: dict[str, str] | None = None
        self.filled = False
        self.formula: FormulaTag | None = None

    def tag(self) -> Tag:
        start = self.parser.CurrentByteIndex
        match = _TAG.match(self.xml, start)
        if match is None:
            raise broken(PART, f"no tag at byte {start}")
        return Tag(start, match.end())

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = local_name(name)
        parent = self.open[-1][0] if self.open else ""
        tag = self.opened(element, parent, attributes)
        if not self.open:
            prefix = name.split(" ")[2:]
            self.map.prefix = f"{prefix[0]}:" if prefix else ""
        self.open.append((element, tag))

    def opened(self, element: str, parent: str, attributes: dict[str, str]) -> Tag | None:
        if element == "c" and parent == "row":
            return self.cell_opened(attributes)
        if parent == "c" and element in ("v", "is", "f"):
            self.filled = True
            return self.formula_opened(attributes) if element == "f" and attributes.get("t") else None
        if element == "row" and parent == "sheetData":
            return self.row_opened(attributes)
        if element == "sheetData" and parent == "worksheet":
            self.map.data = self.tag()
            return self.map.data
        if element == "dimension":
            tag = self.tag()
            self.map.dimension = (tag, attributes.get("ref", ""))
            return tag
        if element == "col" and attributes.get("style"):
            first, last = int(attributes["min"]), int(attributes["max"])
            self.map.columns.append((first, last, attributes["style"]))
        return None

    def row_opened(self, attributes: dict[str, str]) -> Tag:
        tag = self.tag()
        self.row_number = int(attributes["r"]) if "r" in attributes else self.row_number + 1
        self.col = 0
        styled = attributes.get("customFormat") in ("1", "true")
        style = attributes.get("s") if styled else None
        self.row = RowTag(tag, self.row_number, attributes.get("spans"), style)
        self.map.rows.append(self.row)
        return tag

    def cell_opened(self, attributes: dict[str, str]) -> Tag | None:
        assert self.row is not None  # the parent is a row
        self.col = split_cell(attributes["r"])[1] if "r" in attributes else self.col + 1
        if self.row.number not in self.wanted:
            return None
        self.cell, self.filled = attributes, False
        return self.tag()

    def formula_opened(self, attributes: dict[str, str]) -> Tag | None:
        kind = attributes["t"]
        if kind == "normal":
            return None
        tag = self.tag()
        group, ref = attributes.get("si", ""), attributes.get("ref", "")
        self.formula = FormulaTag(tag, self.row_number, self.col, kind, group, ref)
        self.map.formulas.append(self.formula)
        self.parser.CharacterDataHandler = self.text
        return tag

    def text(self, text: str) -> None:
        if self.formula is not None:
            self.formula.text += text

    def end(self, _name: str) -> None:
        element, tag = self.open.pop()
        if tag is not None:
            if self.xml[tag.open_end - 2 : tag.open_end] == b"/>":
                tag.close_start = tag.end = tag.open_end
            else:
                tag.close_start = self.parser.CurrentByteIndex
                tag.end = self.xml.index(b">", tag.close_start) + 1
        if element == "c" and tag is not None and self.cell is not None and self.row is not None:
            style = self.cell.get("s")
            self.row.cells.append(CellTag(tag.start, tag.open_end, tag.end, self.col, style, self.filled))
            self.cell = None
        elif element == "f":
            self.formula = None
            self.parser.CharacterDataHandler = None


def careful_map(xml: bytes, wanted: Mapping[int, Collection[int]]) -> SheetMap:
    """The layout of a sheet in UTF-8, with the cells in the ``wanted`` columns of its rows.

    Raises BookProblem ``xml-broken`` or ``xml-doctype``.
    """
    scanner = _Scanner(xml, wanted)
    run(scanner.parser, xml)
    for row in scanner.map.rows:
        columns = wanted.get(row.number, ())
        there = {cell.col for cell in row.cells}
        for col in set(columns) - there:
            behind = (cell.start for cell in row.cells if cell.col > col)
            row.gaps[col] = next(behind, row.tag.close_start)
        row.cells = [cell for cell in row.cells if cell.col in columns]
    return scanner.map


class RawCell(NamedTuple):
    """A cell as its XML has it (ECMA-376 part 1, 18.3.1.4)."""

    ref: str
    type: str
    """``n`` (also when nothing is said), ``s``, ``str``, ``inlineStr``, ``b``, ``e`` or ``d``."""
    style: int
    """Index into ``cellXfs``; 0 when nothing is said."""
    value: str | None
    """The text of ``<v>`` as written; None when there is none, as in a formula that was never computed."""
    formula: str | None
    """The text of ``<f>``: empty for a cell that takes part in another's shared formula, None for no formula."""
    inline: str | None
    """The text of ``<is>``, runs joined, phonetic guides left out, escapes resolved."""


class _Reader:
    def __init__(self, wanted: Collection[str] | None) -> None:
        self.wanted = None if wanted is None else {split_cell(ref) for ref in wanted}
        self.rows = None if self.wanted is None else {row for row, _ in self.wanted}
        self.found: dict[str, RawCell] = {}
        self.parser = new_parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.open: list[str] = []
        self.row = self.col = 0
        self.at: tuple[int, int] | None = None
        self.attributes: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.slot = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = local_name(name)
        parent = self.open[-1] if self.open else ""
        self.open.append(element)
        if element == "row" and parent == "sheetData":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.col = 0
        elif element == "c" and parent == "row":
            self.col = split_cell(attributes["r"])[1] if "r" in attributes else self.col + 1
            if self.wanted is None or (self.row, self.col) in self.wanted:
                self.at, self.attributes, self.texts = (self.row, self.col), attributes, {}
        elif self.at is not None:
            self.inside(element, parent)

    def inside(self, element: str, parent: str) -> None:
        if parent == "c" and element in ("v", "f", "is"):
            self.texts[element] = ""
        if (parent == "c" and element in ("v", "f")) or (element == "t" and "rPh" not in self.open):
            self.slot = "is" if element == "t" else element
            self.parser.CharacterDataHandler = self.text

    def text(self, text: str) -> None:
        self.texts[self.slot] = self.texts.get(self.slot, "") + text

    def end(self, _name: str) -> None:
        element = self.open.pop()
        if element in ("v", "f", "t"):
            self.parser.CharacterDataHandler = None
        elif element == "c" and self.at is not None:
            ref = cell_name(*self.at)
            inline = self.texts.get("is")
            self.found[ref] = RawCell(
                ref=ref,
                type=self.attributes.get("t", "n"),
                style=int(self.attributes.get("s", "0")),
                value=self.texts.get("v"),
                formula=self.texts.get("f"),
                inline=None if inline is None else unescape_text(inline),
            )
            self.at = None


def careful_cells(xml: bytes, wanted: Collection[str] | None = None) -> dict[str, RawCell]:
    """The cells named in ``wanted`` (all when None) that stand in a sheet's XML, by reference, in file order.

    A cell written twice counts as its last. Raises ValueError for a wanted reference that is none, BookProblem
    ``xml-broken`` or ``xml-doctype``.
    """
    reader = _Reader(wanted)
    run(reader.parser, to_utf8(xml, PART))
    return reader.found


def merged_ranges(xml: bytes) -> list[str]:
    """The merged ranges of a sheet, ``["A1:C1", …]``, in file order. Raises BookProblem ``xml-broken``."""
    found: list[str] = []
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "mergeCell":
            found.append(attributes["ref"])

    parser.StartElementHandler = start
    run(parser, to_utf8(xml, PART))
    return found
