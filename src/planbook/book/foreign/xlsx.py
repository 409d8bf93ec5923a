"""What an .xlsx or .xlsm says of its cells beside their values, from its XML; and what every Office Open XML package
says beside its cells, be these XML or binary records: notes, drawings, document properties.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from lxml import etree

from planbook.book.cells import Area, cell_name, column_name, shift_formula, split_range
from planbook.book.foreign.formats import built_in
from planbook.book.foreign.workbook import CellInfo, CellMetadata, CellNote, TextRun
from planbook.book.package import Package, Workbook
from planbook.book.plaincells import LARGEST, PlainCell, plain_cells, special_cells
from planbook.book.plainsheet import read_cells, scan_sheet
from planbook.book.safety import Checked
from planbook.book.sheetxml import RawCell
from planbook.book.xmlio import children, local, parse_xml, to_utf8, unescape_text
from planbook.errors import BookProblem

LARGEST_TREE = 5_000_000
"""Bytes of a part that is made into a tree; beyond it the part says nothing."""
UNREADABLE = (BookProblem, KeyError, ValueError)
"""What reading a damaged part raises: it says nothing then."""

_OFF = ("0", "false", "off")
_DRAWN = frozenset({"pic", "sp", "graphicFrame", "cxnSp", "grpSp"})

_LOCAL_AS_UTC = ("LibreOffice", "OpenOffice", "Collabora")
"""Programs that write the local time and call it UTC (measured with LibreOffice 7.4)."""


def is_struck(font: etree._Element) -> bool:
    """Whether a font, or the properties of a run, are struck out (ECMA-376 part 1, 18.4.10)."""
    return any(each.get("val", "1") not in _OFF for each in children(font, "strike"))


def text_runs(text: etree._Element) -> tuple[TextRun, ...]:
    """The runs of a rich text of which one is struck out or raised; empty for a text without such a run."""
    runs = []
    for run in children(text, "r"):
        said = "".join(str(t.text or "") for t in children(run, "t"))
        fonts = list(children(run, "rPr"))
        raised = any(
            each.get("val") in ("superscript", "subscript") for f in fonts for each in children(f, "vertAlign")
        )
        runs.append(TextRun(unescape_text(said), any(map(is_struck, fonts)), raised, bool(fonts)))
    return tuple(runs) if any(run.struck or run.raised for run in runs) else ()


class PackageMetadata(CellMetadata):
    """The parts around a workbook's cells."""

    def __init__(self, checked: Checked) -> None:
        assert checked.package is not None  # kinds of zip
        self.package: Package = checked.package
        self.macros = any(name.lower().endswith("vbaproject.bin") for name in self.package.names)

    @cached_property
    def parts(self) -> Mapping[str, str]:
        """The sheets' parts by the sheets' names."""
        return {}

    def root(self, part: str | None) -> etree._Element | None:
        """The tree of a part; None where there is none, or it is damaged or too large."""
        name = self.package.find(part) if part else None
        try:
            data = self.package.read(name) if name else b""
            return parse_xml(data, name) if name and len(data) <= LARGEST_TREE else None
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
        """When the file says it was last saved (ISO 8601), or empty; without a zone where it is local time."""
        return moment_saved(self._said("docProps/core.xml", "modified"), self._said("docProps/app.xml", "Application"))

    def _said(self, part: str, name: str) -> str:
        """The text of a property in one of the package's own parts, or empty."""
        return first_text(self.root(part), name)

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


def merged_in(below: bytes) -> list[Area]:
    """The merged cells of a sheet, from what stands below its cells (ECMA-376 part 1, 18.3.1.99). Raises ValueError."""
    return [split_range(ref.decode("ascii")) for ref in _MERGED.findall(below)]


def moment_saved(written: str, program: str) -> str:
    """When a file was saved, from what it says of it and of the program that did; without a zone for local time."""
    return written.removesuffix("Z") if program.startswith(_LOCAL_AS_UTC) else written


def first_text(root: etree._Element | None, name: str) -> str:
    """The text of the first element of a name below a root; empty where there is none."""
    found = () if root is None else (element for element in root if local(element) == name)
    return next((str(element.text or "").strip() for element in found), "")


_Raw = TypeVar("_Raw")


class _Cells(Mapping[str, CellInfo], Generic[_Raw]):
    """Cells whose XML is looked into when they are asked for: few of a sheet's are."""

    def __init__(self, cells: Mapping[str, _Raw], info: Callable[[_Raw], CellInfo]) -> None:
        self._cells, self._info = cells, info

    def __getitem__(self, ref: str) -> CellInfo:
        return self._info(self._cells[ref])

    def __contains__(self, ref: object) -> bool:
        return ref in self._cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


class CellFormat(NamedTuple):
    """What a cell format says."""

    number_format: str | None = None
    struck: bool = False


def looks_of(styles: etree._Element | None) -> Sequence[CellFormat]:
    """What every cell format (``cellXfs``) says, by index; ``styles`` is the root of the styles part, None for none."""
    if styles is None:
        return ()
    own = {
        item.get("numFmtId", ""): item.get("formatCode", "")
        for holder in children(styles, "numFmts")
        for item in children(holder, "numFmt")
    }
    struck = [is_struck(font) for holder in children(styles, "fonts") for font in children(holder, "font")]
    looks = []
    for xf in (xf for holder in children(styles, "cellXfs") for xf in children(holder, "xf")):
        number, font = xf.get("numFmtId", "0"), xf.get("fontId", "0")
        known = own.get(number) or (built_in(int(number)) if number.isdecimal() else None)
        looks.append(CellFormat(known, font.isdecimal() and int(font) < len(struck) and struck[int(font)]))
    return looks


class XlsxMetadata(PackageMetadata):
    """The XML behind a workbook's cells. Raises BookProblem where the package holds no workbook."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked)
        self._plain = checked.plain
        self._book = Workbook(self.package)
        self.from_1904 = self._book.date1904

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

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo] | None:
        """The cells there that hold something; None where the sheet's XML cannot be read."""
        xml = self._xml(sheet)
        if xml is None:
            return None
        if self.parts[sheet] in self._plain:
            cells: Mapping[str, CellInfo] = _Cells(plain_cells(xml, map(column_name, columns)), self._plain_info)
        else:
            wanted = {cell_name(row, col) for row in rows for col in columns}
            try:
                cells = _Cells(read_cells(xml, wanted), self._raw_info)
            except UNREADABLE:
                return None
        inline = self._inline_runs(sheet, xml)
        return {ref: info._replace(runs=inline.get(ref, info.runs)) for ref, info in cells.items()} if inline else cells

    def _plain_info(self, cell: PlainCell) -> CellInfo:
        kind, value = cell.type, cell.value
        return self._info_of(kind, cell.formula, value, cell.style, self._runs(kind, value))

    def _raw_info(self, cell: RawCell) -> CellInfo:
        runs = self._runs(cell.type, cell.value or "")
        return self._info_of(cell.type, cell.formula, cell.value or "", cell.style, runs)

    def _info_of(self, kind: str, formula: str | None, shown: str, style: int, runs: tuple[TextRun, ...]) -> CellInfo:
        look = self._look(style)
        return CellInfo(
            has_formula=formula is not None,
            formula=formula or "",
            error=kind == "e",
            shown=shown,
            number_format=look.number_format,
            gives_text=formula is not None and kind == "str",
            struck=look.struck,
            runs=tuple(run.in_cell(struck=look.struck) for run in runs) if runs else (),
        )

    def _look(self, style: int) -> CellFormat:
        looks = self._looks
        return looks[style] if style < len(looks) else CellFormat()

    @cached_property
    def _looks(self) -> Sequence[CellFormat]:
        return looks_of(self.root(self._book.styles_part))

    def _runs(self, kind: str, value: str) -> tuple[TextRun, ...]:
        rich = self._rich
        return rich.get(int(value), ()) if rich and kind == "s" and value.isdecimal() else ()

    @cached_property
    def _rich(self) -> Mapping[int, tuple[TextRun, ...]]:
        """The shared texts whose runs are struck out or raised, by their number."""
        part = self._book.target("sharedStrings")
        try:
            data = self.package.read(part) if part and self.package.find(part) else b""
        except UNREADABLE:
            return {}
        root = self.root(part) if b"strike" in data or b"vertAlign" in data else None
        items = enumerate(children(root, "si")) if root is not None else ()
        return {number: runs for number, item in items if (runs := text_runs(item))}

    def _inline_runs(self, sheet: str, xml: bytes) -> Mapping[str, tuple[TextRun, ...]]:
        """The same of texts that stand in their cells, by cell."""
        if b"inlineStr" not in xml or not (b"strike" in xml or b"vertAlign" in xml):
            return {}
        root = self.root(self.parts[sheet])
        found = {}
        for cell in () if root is None else root.iter("{*}c"):
            for text in children(cell, "is"):
                if runs := text_runs(text):
                    found[cell.get("r", "")] = runs
        return found

    def unseen(self, sheet: str) -> Mapping[str, CellInfo]:
        """The cells that hold a formula or an error value."""
        xml = self._xml(sheet)
        if xml is None or not (b"<f" in xml or b":f" in xml or b'"e"' in xml or b"'e'" in xml):
            return {}
        if self.parts[sheet] in self._plain or len(xml) > LARGEST:
            return _Cells(special_cells(xml), self._plain_info)
        try:
            cells = read_cells(xml)
        except UNREADABLE:
            return {}
        return _Cells({ref: c for ref, c in cells.items() if c.formula is not None or c.type == "e"}, self._raw_info)

    def formulas(self, sheet: str) -> Mapping[str, str]:
        """The texts of a sheet's formulas by cell, those of shared ones too."""
        xml = self._xml(sheet)
        try:
            found = {cell: info.formula for cell, info in self.unseen(sheet).items() if info.has_formula}
            shared = scan_sheet(xml, {}).formulas if xml and b"shared" in xml else ()
        except UNREADABLE:
            return {}
        first = {tag.group: tag for tag in shared if tag.kind == "shared" and tag.text}
        for tag in shared:
            if tag.kind == "shared" and not tag.text and tag.group in first:
                head = first[tag.group]
                found[cell_name(tag.row, tag.col)] = shift_formula(head.text, tag.row - head.row, tag.col - head.col)
        return found

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged cells of a sheet."""
        try:
            xml = self._xml(sheet) or b""
            return merged_in(xml[max(xml.rfind(b"sheetData"), 0) :])
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
