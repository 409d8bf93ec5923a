"""What an .xlsx or .xlsm says of its cells beside their values, from its XML."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from lxml import etree

from planbook.book.cells import RawCell, read_cells
from planbook.book.numfmt import BUILT_IN
from planbook.book.package import Package, SheetInfo, Workbook
from planbook.book.refs import split_range
from planbook.book.xmlio import children, local, parse, to_utf8
from planbook.errors import BookProblem
from planbook.returns.filefacts import Area, CellFact, CellNote, FileFacts

LARGEST_TREE = 5_000_000
"""Bytes of a part that is made into a tree; beyond it the part says nothing."""

_UNREADABLE = (BookProblem, KeyError, ValueError)
_STYLE = re.compile(rb'\ss="([0-9]+)"')
_CELL_TAG = re.compile(rb"[<:]c[\s>]")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
_FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)")
_MERGED = re.compile(
    rb"""<(?:[\w.\-]+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']"""
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);")
_DRAWN = frozenset({"pic", "sp", "graphicFrame", "cxnSp", "grpSp"})


class _Kept(Package):
    """A package some of whose parts are inflated already."""

    parts: Mapping[str, bytes] = {}

    def read(self, name: str) -> bytes:
        found = self.parts.get(name)
        return super().read(name) if found is None else found


class XlsxFacts(FileFacts):
    """The XML behind a workbook's cells. Raises BookProblem where the package cannot be opened at all."""

    def __init__(self, data: bytes, parts: Mapping[str, bytes]) -> None:
        self._package = _Kept.open(data)
        if isinstance(self._package, _Kept):
            self._package.parts = parts
        self._book = Workbook(self._package)
        self.macros = any(name.lower().endswith("vbaproject.bin") for name in self._package.names)

    @cached_property
    def _sheets(self) -> list[SheetInfo]:
        try:
            return self._book.sheets
        except _UNREADABLE:
            return []

    def _part(self, sheet: str) -> bytes | None:
        try:
            found = next((info.part for info in self._sheets if info.name == sheet), None)
            return None if found is None else to_utf8(self._package.read(found), found)
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

    def cells(self, sheet: str, wanted: Collection[str]) -> Mapping[str, CellFact] | None:
        """Those of the wanted cells that stand in the sheet's XML."""
        part = self._part(sheet)
        if part is None:
            return None
        if _is_plain(part):
            return dict(self._plain_cells(part, wanted))
        try:
            return {ref: self._fact(cell) for ref, cell in read_cells(part, wanted).items()}
        except _UNREADABLE:
            return None

    def _plain_cells(self, part: bytes, wanted: Collection[str]) -> Iterator[tuple[str, CellFact]]:
        columns = {ref.rstrip("0123456789") for ref in wanted}
        for match in _cells_in(frozenset(columns)).finditer(part):
            ref = match[1].decode("ascii")
            if ref not in wanted:
                continue
            more = match[2]
            inner = part[match.end() : part.find(b"</c>", match.end())]
            formula, value = _FORMULA.search(inner), _VALUE.search(inner)
            style = _STYLE.search(more)
            is_error = b't="e"' in more
            has_value = value is not None and bool(value[1]) and not is_error
            yield (
                ref,
                CellFact(
                    # the text of a formula is asked for only where it has no value
                    formula=None if formula is None else "" if has_value else _text(formula[1]),
                    error=is_error,
                    shown=_text(value[1]) if value else "",
                    number_format=self._format(int(style[1]) if style else 0),
                ),
            )

    def _fact(self, cell: RawCell) -> CellFact:
        return CellFact(cell.formula, cell.type == "e", cell.value or "", self._format(cell.style))

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
            return [split_range(ref.decode("ascii")) for ref in _MERGED.findall(self._part(sheet) or b"")]
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


@lru_cache(maxsize=64)
def _cells_in(columns: frozenset[str]) -> re.Pattern[bytes]:
    """The start tag of a filled cell in some columns, as every known client writes it."""
    letters = "|".join(sorted(columns)).encode()
    return re.compile(rb'<c r="((?:%s)[0-9]{1,7})"([^>]*)(?<!/)>' % letters)


def _is_plain(part: bytes) -> bool:
    """Whether every cell is written with ``r`` first, double quotes, no prefix: what every known client writes.
    Anything else takes the careful way."""
    cells = sum(1 for _ in _CELL_TAG.finditer(part))
    return cells == part.count(b'<c r="') and b"<!" not in part and b"sheetData" in part


def _text(raw: bytes | None) -> str:
    text = (raw or b"").decode("utf-8", "replace")
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: _entity(match[0][1:-1]), text)


def _entity(name: str) -> str:
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
        return chr(code) if code < 0x110000 else ""
    return {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}[name]


def _notes(root: etree._Element, sheet: str) -> Iterator[CellNote]:
    for element in root.iter():
        if local(element) not in ("comment", "threadedComment"):
            continue
        texts = [str(inner.text) for inner in element.iter() if local(inner) in ("t", "text") and inner.text]
        text, ref = " ".join(texts).strip(), element.get("ref")
        if text and ref:
            yield CellNote(sheet, ref, text)
