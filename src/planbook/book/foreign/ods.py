"""The same facts from an OpenDocument spreadsheet: percent cells, formulas, error values (ODF 1.3 part 3, 19.385),
annotations, merged cells, pictures."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from planbook.book.cells import Area, cell_name
from planbook.book.foreign.workbook import CellInfo, CellMetadata, CellNote, TextRun
from planbook.book.safety import Checked
from planbook.book.xmlio import local, parse_xml
from planbook.errors import BookProblem

LARGEST_TREE = 20_000_000
"""Bytes of a document that is made into a tree; beyond it the document says nothing."""

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _DRAW, _STYLE, _TEXT = (
    f"{{{_URN}{name}:1.0}}" for name in ("table", "office", "drawing", "style", "text")
)
TextEffects = tuple[bool, bool]
"""Whether a style strikes text out, and whether it raises or lowers it."""
_PLAIN: TextEffects = (False, False)
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
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
            return parse_xml(data, part) if len(data) <= LARGEST_TREE else None
        except (BookProblem, KeyError):
            return None

    @cached_property
    def _content(self) -> etree._Element | None:
        return self._root("content.xml")

    @cached_property
    def _tables(self) -> list[etree._Element]:
        root = self._content
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
            if cell.get(f"{_OFFICE}value-type") is None and cell.get(f"{_TABLE}formula") is None:
                continue
            info = self._info(cell)
            for col in filter(in_columns.__contains__, columns):
                found.update({cell_name(row, col): info for row in rows if row in in_rows})
        return found

    def _info(self, cell: etree._Element) -> CellInfo:
        kind, formula = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_TABLE}formula")
        error = cell.get(f"{_CALCEXT}value-type") == "error"
        is_text = kind == "string" or (kind is None and _has_paragraph(cell))
        shown = " ".join(_paragraphs(cell))
        own = self._looks.get(cell.get(f"{_TABLE}style-name", ""), _PLAIN)
        return CellInfo(
            has_formula=formula is not None,
            formula=_as_in_xlsx((formula or "").partition("=")[2]),
            error=error,
            shown=shown or str(cell.get(f"{_OFFICE}value", "")),
            number_format="0%" if kind == "percentage" else "General",
            display=shown or None if kind not in (None, "string") else None,
            gives_text=formula is not None and is_text and not error,
            struck=own[0],
            runs=self._runs(cell, own),
        )

    def unseen(self, sheet: str) -> Mapping[str, CellInfo]:
        """The cells that hold a formula or an error value."""
        table = self._table(sheet)
        found: dict[str, CellInfo] = {}
        for rows, cols, cell in () if table is None else _placed(table):
            if cell.get(f"{_TABLE}formula") is not None or cell.get(f"{_CALCEXT}value-type") == "error":
                found[cell_name(rows[0], cols[0])] = self._info(cell)
        return found

    @cached_property
    def _looks(self) -> Mapping[str, TextEffects]:
        """The styles that strike text out or raise it, by name."""
        found: dict[str, TextEffects] = {}
        for root in (self._content, self._root("styles.xml")):
            for style in () if root is None else root.iter(f"{_STYLE}style"):
                above = found.get(style.get(f"{_STYLE}parent-style-name", ""), _PLAIN)
                for said in style.iterchildren(f"{_STYLE}text-properties"):
                    line, position = (said.get(f"{_STYLE}text-{name}") for name in ("line-through-style", "position"))
                    lines = said.get(f"{_STYLE}text-line-through-type", line)
                    above = (
                        above[0] if lines is None else lines != "none",
                        above[1] if position is None else not position.startswith("0"),
                    )
                if any(above):
                    found.setdefault(style.get(f"{_STYLE}name", ""), above)
        return found

    def _runs(self, cell: etree._Element, own: TextEffects) -> tuple[TextRun, ...]:
        """The pieces of a text of which one is struck out or raised."""
        if not self._looks or cell.find(f".//{_TEXT}span") is None:
            return ()
        runs: list[TextRun] = []

        def walk(element: etree._Element, look: TextEffects) -> None:
            look = self._looks.get(element.get(f"{_TEXT}style-name", ""), look)
            texts = [(str(element.text or ""), look)]
            for child in element:
                runs.extend(TextRun(text, *seen) for text, seen in texts if text)
                walk(child, look)
                texts = [(str(child.tail or ""), look)]
            runs.extend(TextRun(text, *seen) for text, seen in texts if text)

        for paragraph in cell.iterchildren(f"{_TEXT}p"):
            walk(paragraph, own)
        return tuple(runs) if any(run.struck or run.raised for run in runs) else ()

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged cells of a sheet."""
        table = self._table(sheet)
        found = []
        for rows, cols, cell in () if table is None else _placed(table):
            down = _count(cell, "number-rows-spanned")
            across = _count(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                found.append(Area(rows[0], cols[0], rows[0] + down - 1, cols[0] + across - 1))
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
        """When the file says it was last saved (ISO 8601), or empty; without a zone where it is local time."""
        return next((text for name, text in self._meta() if name == "date"), "")

    def _meta(self) -> Iterator[tuple[str, str]]:
        root = self._root("meta.xml")
        for element in () if root is None else root.iter():
            yield local(element), "".join(map(str, element.itertext())).strip()


def _as_in_xlsx(formula: str) -> str:
    """A formula with its references written as in an .xlsx: ``[.A1:.B2]`` is ``A1:B2``, ``[$ผล.A1]`` ``ผล!A1``."""

    def reference(found: re.Match[str]) -> str:
        inner = found[1]
        if "#" in inner:  # of another file
            return inner
        ends = [end.rpartition(".") for end in inner.split(":")]
        sheet = ends[0][0].lstrip("$")
        return (f"{sheet}!" if sheet else "") + ":".join(cell for _, _, cell in ends)

    return _BRACKETED.sub(reference, formula)


def _is_drawn(element: etree._Element | None) -> bool:
    return element is not None and element.tag in _DRAWN


def _count(element: etree._Element, name: str) -> int:
    try:
        return max(1, int(element.get(f"{_TABLE}{name}", "1")))
    except ValueError:
        return 1


class _PlacedCell(NamedTuple):
    """A cell with the rows and columns it stands for: repeated ones are written once."""

    rows: range
    cols: range
    cell: etree._Element


def _placed(table: etree._Element) -> Iterator[_PlacedCell]:
    row = 1
    for line in table.iter(f"{_TABLE}table-row"):
        rows = range(row, row + _count(line, "number-rows-repeated"))
        row = rows.stop
        col = 1
        for cell in line.iterchildren(*_CELLS):
            cols = range(col, col + _count(cell, "number-columns-repeated"))
            col = cols.stop
            yield _PlacedCell(rows, cols, cell)


def _has_paragraph(cell: etree._Element) -> bool:
    """Whether a cell has a text, if an empty one: a formula that was computed has."""
    return any(local(child) == "p" for child in cell)


def _paragraphs(element: etree._Element) -> list[str]:
    return ["".join(map(str, child.itertext())) for child in element if local(child) == "p"]
