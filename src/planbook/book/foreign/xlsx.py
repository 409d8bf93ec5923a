"""What the packages of Office Open XML say beside their cells alike, be the cells written as XML or as binary records:
notes, drawings, document properties.

What an .xlsx or .xlsm says of its cells beside their values, from its XML.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

from lxml import etree

from planbook.book.foreign.metadata import Area, CellFact, CellInfo, CellMetadata, CellNote
from planbook.book.package import Package, Workbook
from planbook.book.plaincells import PlainCell, plain_cells
from planbook.book.refs import cell_name, column_name, split_range
from planbook.book.sheetxml import RawCell, read_cells
from planbook.book.styles import BUILT_IN
from planbook.book.xmlio import children, local, parse, to_utf8
from planbook.errors import BookProblem

LARGEST_TREE = 5_000_000
"""Bytes of a part that is made into a tree; beyond it the part says nothing."""
UNREADABLE = (BookProblem, KeyError, ValueError)
"""What reading a damaged part raises: it says nothing then."""

_DRAWN = frozenset({"pic", "sp", "graphicFrame", "cxnSp", "grpSp"})


class PackageFacts(CellMetadata):
    """The parts around a workbook's cells."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.macros = any(name.lower().endswith("vbaproject.bin") for name in package.names)

    @cached_property
    def parts(self) -> Mapping[str, str]:
        """The sheets' parts by the sheets' names."""
        return {}

    def root(self, part: str | None) -> etree._Element | None:
        """The tree of a part; None where there is none, or it is damaged or too large."""
        name = self.package.find(part) if part else None
        try:
            data = self.package.read(name) if name else b""
            return parse(data, name) if name and len(data) <= LARGEST_TREE else None
        except UNREADABLE:
            return None

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that a sheet's part leads to by relationships of a kind."""
        try:
            return [rel.part for rel in self.package.rels(part) if rel.kind == kind and rel.part] if part else []
        except UNREADABLE:
            return []

    def notes(self) -> list[CellNote]:
        """Notes and threaded comments; one that is both is told once."""
        found: dict[tuple[str, str], CellNote] = {}
        for sheet, part in self.parts.items():
            for kind in ("threadedComment", "comments"):
                for name in self.related(part, kind):
                    for note in self.notes_in(name, sheet):
                        found.setdefault((note.sheet, note.cell), note)
        return list(found.values())

    def drawings(self, sheet: str) -> int:
        """How many pictures, text boxes and charts lie on a sheet."""
        parts = self.related(self.parts.get(sheet, ""), "drawing")
        roots = [root for part in parts if (root := self.root(part)) is not None]
        return sum(any(local(thing) in _DRAWN for thing in anchor) for root in roots for anchor in root)

    def properties(self) -> list[str]:
        """The texts of the custom document properties."""
        root = self.root("docProps/custom.xml")
        return [] if root is None else ["".join(map(str, prop.itertext())).strip() for prop in root]

    def modified(self) -> str:
        """When the file says it was last saved (as written, ISO 8601), or empty."""
        root = self.root("docProps/core.xml")
        found = () if root is None else (element for element in root if local(element) == "modified")
        return next((str(element.text or "").strip() for element in found), "")

    def notes_in(self, part: str, sheet: str) -> Iterator[CellNote]:
        """The notes in one part."""
        root = self.root(part)
        for element in () if root is None else root.iter():
            if local(element) not in ("comment", "threadedComment"):
                continue
            texts = [str(inner.text) for inner in element.iter() if local(inner) in ("t", "text") and inner.text]
            text, ref = " ".join(texts).strip(), element.get("ref")
            if text and ref:
                yield CellNote(sheet, ref, text)


_MERGED = re.compile(
    rb"""<(?:[\w.\-]+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']"""
)


class _PlainFact:
    """A cell whose XML is looked into when it is asked for: little of what a sheet says is."""

    __slots__ = ("_cell", "_formats")

    def __init__(self, cell: PlainCell, formats: Callable[[int], str | None]) -> None:
        self._cell, self._formats = cell, formats

    @property
    def has_formula(self) -> bool:
        return self._cell.has_formula

    @property
    def formula(self) -> str:
        return self._cell.formula or ""

    @property
    def error(self) -> bool:
        return self._cell.is_error

    @property
    def shown(self) -> str:
        return self._cell.value

    @property
    def number_format(self) -> str | None:
        return self._formats(self._cell.style)


class XlsxFacts(PackageFacts):
    """The XML behind a workbook's cells; ``plain`` names the parts of sheets that are written plainly
    (:class:`planbook.book.safety.Checked`). Raises BookProblem where the package holds no workbook."""

    def __init__(self, package: Package, plain: Collection[str]) -> None:
        super().__init__(package)
        self._plain = plain
        self._book = Workbook(package)

    @cached_property
    def parts(self) -> Mapping[str, str]:
        """The sheets' parts by the sheets' names."""
        try:
            return {info.name: info.part for info in self._book.sheets}
        except UNREADABLE:
            return {}

    def _xml(self, sheet: str) -> bytes | None:
        part = self.parts.get(sheet, "")
        try:
            return to_utf8(self.package.read(part), part)
        except UNREADABLE:
            return None

    # Cells

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellFact] | None:
        """The cells there that hold something; None where the sheet's XML cannot be read."""
        xml = self._xml(sheet)
        if xml is None:
            return None
        if self.parts[sheet] in self._plain:
            cells = plain_cells(xml, map(column_name, columns))
            return {ref: _PlainFact(cell, self._format) for ref, cell in cells.items()}
        wanted = {cell_name(row, col) for row in rows for col in columns}
        try:
            return {ref: self._fact(cell) for ref, cell in read_cells(xml, wanted).items()}
        except UNREADABLE:
            return None

    def _fact(self, cell: RawCell) -> CellFact:
        has_formula, shown = cell.formula is not None, cell.value or ""
        return CellInfo(has_formula, cell.formula or "", cell.type == "e", shown, self._format(cell.style))

    def _format(self, style: int) -> str | None:
        formats = self._formats
        return formats[style] if style < len(formats) else None

    @cached_property
    def _formats(self) -> list[str | None]:
        """The number format of every cell format (``cellXfs``), by index."""
        root = self.root(self._book.styles_part)
        if root is None:
            return []
        own = {
            item.get("numFmtId", ""): item.get("formatCode", "")
            for holder in children(root, "numFmts")
            for item in children(holder, "numFmt")
        }
        ids = [item.get("numFmtId", "0") for holder in children(root, "cellXfs") for item in children(holder, "xf")]
        known = {number: own.get(number) or BUILT_IN.get(int(number)) for number in set(ids) if number.isdecimal()}
        return [known.get(number) for number in ids]

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged cells of a sheet."""
        try:
            xml = self._xml(sheet) or b""
            below = xml[max(xml.rfind(b"sheetData"), 0) :]  # below the cells (ECMA-376 part 1, 18.3.1.99)
            return [split_range(ref.decode("ascii")) for ref in _MERGED.findall(below)]
        except ValueError:
            return ()

    def has_name(self, name: str) -> bool:
        """Whether the workbook has a defined name."""
        try:
            return any(defined.name == name for defined in self._book.defined_names)
        except UNREADABLE:
            return False

    def names_under(self, prefix: str) -> Mapping[str, str]:
        """What the workbook's defined names that begin so point to, by the rest of the name."""
        try:
            names = [defined for defined in self._book.defined_names if defined.name.startswith(prefix)]
        except UNREADABLE:
            return {}
        return {defined.name.removeprefix(prefix): defined.text for defined in names}
