"""What an .xlsx or .xlsm says of its cells beside their values, from its XML."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

from lxml import etree

from planbook.book.cells import RawCell, read_cells
from planbook.book.numfmt import BUILT_IN
from planbook.book.package import Package, SheetInfo, Workbook
from planbook.book.plaincells import PlainCell, plain_cells
from planbook.book.refs import cell_name, column_name, split_range
from planbook.book.xmlio import children, local, parse, to_utf8
from planbook.errors import BookProblem
from planbook.returns.filefacts import Area, CellFact, CellNote, FileFacts, Told

LARGEST_TREE = 5_000_000
"""Bytes of a part that is made into a tree; beyond it the part says nothing."""

_UNREADABLE = (BookProblem, KeyError, ValueError)
_MERGED = re.compile(
    rb"""<(?:[\w.\-]+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']"""
)
_DRAWN = frozenset({"pic", "sp", "graphicFrame", "cxnSp", "grpSp"})


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


class XlsxFacts(FileFacts):
    """The XML behind a workbook's cells; ``plain`` names the parts of sheets that are written plainly
    (:class:`planbook.book.guard.Checked`). Raises BookProblem where the package holds no workbook."""

    def __init__(self, package: Package, plain: Collection[str]) -> None:
        self._package, self._plain = package, plain
        self._book = Workbook(self._package)
        self.macros = any(name.lower().endswith("vbaproject.bin") for name in self._package.names)

    @cached_property
    def _sheets(self) -> list[SheetInfo]:
        try:
            return self._book.sheets
        except _UNREADABLE:
            return []

    def _part(self, sheet: str) -> str:
        """The name of a sheet's part as the package spells it; empty for none."""
        found = next((info.part for info in self._sheets if info.name == sheet), "")
        return self._package.find(found) or ""

    def _xml(self, sheet: str) -> bytes | None:
        part = self._part(sheet)
        try:
            return to_utf8(self._package.read(part), part)
        except _UNREADABLE:
            return None

    def _root(self, part: str | None) -> etree._Element | None:
        name = self._package.find(part) if part else None
        try:
            data = self._package.read(name) if name else b""
            return parse(data, name) if name and len(data) <= LARGEST_TREE else None
        except _UNREADABLE:
            return None

    # Cells

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellFact] | None:
        """The cells there that hold something; None where the sheet's XML cannot be read."""
        xml = self._xml(sheet)
        if xml is None:
            return None
        if self._part(sheet) in self._plain:
            cells = plain_cells(xml, map(column_name, columns))
            return {ref: _PlainFact(cell, self._format) for ref, cell in cells.items()}
        wanted = {cell_name(row, col) for row in rows for col in columns}
        try:
            return {ref: self._fact(cell) for ref, cell in read_cells(xml, wanted).items()}
        except _UNREADABLE:
            return None

    def _fact(self, cell: RawCell) -> CellFact:
        has_formula, shown = cell.formula is not None, cell.value or ""
        return Told(has_formula, cell.formula or "", cell.type == "e", shown, self._format(cell.style))

    def _format(self, style: int) -> str | None:
        formats = self._formats
        return formats[style] if style < len(formats) else None

    @cached_property
    def _formats(self) -> list[str | None]:
        """The number format of every cell format (``cellXfs``), by index."""
        root = self._root(self._book.styles_part)
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
            below = xml[
                max(xml.rfind(b"sheetData"), 0) :
            ]  # they are named below the cells (ECMA-376 part 1, 18.3.1.99)
            return [split_range(ref.decode("ascii")) for ref in _MERGED.findall(below)]
        except ValueError:
            return ()

    # Notes and drawings

    def _related(self, info: SheetInfo, kind: str) -> Iterator[etree._Element]:
        try:
            rels = self._package.rels(info.part)
        except _UNREADABLE:
            return
        for rel in rels:
            root = self._root(rel.part) if rel.kind == kind and rel.part else None
            if root is not None:
                yield root

    def notes(self) -> list[CellNote]:
        """Notes and threaded comments; one that is both is told once."""
        found: dict[tuple[str, str], CellNote] = {}
        for info in self._sheets:
            for kind in ("threadedComment", "comments"):
                for root in self._related(info, kind):
                    for note in _notes(root, info.name):
                        found.setdefault((note.sheet, note.cell), note)
        return list(found.values())

    def drawings(self, sheet: str) -> int:
        """How many pictures, text boxes and charts lie on a sheet."""
        infos = [info for info in self._sheets if info.name == sheet]
        roots = [root for info in infos for root in self._related(info, "drawing")]
        return sum(any(local(thing) in _DRAWN for thing in anchor) for root in roots for anchor in root)

    # The document

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
            return any(defined.name == name for defined in self._book.defined_names)
        except _UNREADABLE:
            return False

    def names_under(self, prefix: str) -> Mapping[str, str]:
        """What the workbook's defined names that begin so point to, by the rest of the name."""
        try:
            names = [defined for defined in self._book.defined_names if defined.name.startswith(prefix)]
        except _UNREADABLE:
            return {}
        return {defined.name.removeprefix(prefix): defined.text for defined in names}


def _notes(root: etree._Element, sheet: str) -> Iterator[CellNote]:
    for element in root.iter():
        if local(element) not in ("comment", "threadedComment"):
            continue
        texts = [str(inner.text) for inner in element.iter() if local(inner) in ("t", "text") and inner.text]
        text, ref = " ".join(texts).strip(), element.get("ref")
        if text and ref:
            yield CellNote(sheet, ref, text)
