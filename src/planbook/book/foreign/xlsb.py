"""What an .xlsb says of its cells beside their values, from its binary records ([MS-XLSB])."""

import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from planbook.book import binary
from planbook.book.cells import cell_name
from planbook.book.foreign.formats import built_in
from planbook.book.foreign.workbook import ERROR_TEXTS, Area, CellInfo, CellNote, TextRun
from planbook.book.foreign.xlstexts import Font, runs_of
from planbook.book.foreign.xlsx import UNREADABLE, PackageMetadata

_PROPERTIES = binary.WORKBOOK_PROPERTIES
_STRUCK = 0x0008
"""The flag of a font that is struck out ([MS-XLSB] 2.4.153)."""
_DAMAGED = (*UNREADABLE, struct.error)


@dataclass
class _Styles:
    """The workbook's number formats by id, its fonts, and of each cell format the numbers of its font and its number
    format."""

    formats: dict[int, str] = field(default_factory=dict)
    fonts: list[Font] = field(default_factory=list)
    looks: list[tuple[int, int]] = field(default_factory=list)


def _runs(content: bytes, fonts: Sequence[Font]) -> tuple[TextRun, ...]:
    """The pieces of a rich text ([MS-XLSB] 2.5.120) of which one is struck out or raised; empty for any other."""
    if not content or not content[0] & 1:
        return ()
    text, end = binary.text(content, 1)
    count = struct.unpack_from("<L", content, end)[0] if len(content) >= end + 4 else 0
    marks = [
        struct.unpack_from("<2H", content, at) for at in range(end + 4, min(len(content) - 3, end + 4 + 4 * count), 4)
    ]
    runs = runs_of(text, marks, fonts, gap=False)
    return runs if any(run.struck or run.raised for run in runs) else ()


class XlsbMetadata(PackageMetadata):
    """The records behind a workbook's cells. The texts of formulas are not known, nor are defined names."""

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        name = self.package.find(part) or part
        return binary.records(self.package.read(name), name)

    def _workbook(self) -> str:
        found = (rel.part for rel in self.package.rels("") if rel.kind == "officeDocument" and rel.part)
        return next(found, "")

    @cached_property
    def parts(self) -> Mapping[str, str]:
        """The sheets' parts by the sheets' names."""
        found = {}
        try:
            book = self._workbook()
            targets = {rel.id: rel.part for rel in self.package.rels(book)}
            for number, content in self._records(book):
                if number == binary.SHEET_ENTRY:
                    rel_id, end = binary.text(content, 8)
                    if rel_id in targets:
                        found[binary.text(content, end)[0]] = targets[rel_id]
        except _DAMAGED:
            return {}
        return found

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo] | None:
        """The cells there that hold something; None where the sheet's part cannot be read."""
        found: dict[str, CellInfo] = {}
        try:
            part = self.parts[sheet]
            for cell in binary.cells(self.package.read(part), part):
                if cell.col not in columns or cell.row not in rows:
                    continue
                found[cell_name(cell.row, cell.col)] = self._info(cell)
        except _DAMAGED:
            return None
        return found

    def unseen(self, sheet: str) -> Mapping[str, CellInfo]:
        """The cells that hold a formula or an error value."""
        found: dict[str, CellInfo] = {}
        try:
            part = self.parts[sheet]
            for cell in binary.cells(self.package.read(part), part):
                if cell.kind in binary.FORMULAS or cell.kind == binary.ERROR:
                    found[cell_name(cell.row, cell.col)] = self._info(cell)
        except _DAMAGED:
            return {}
        return found

    def _info(self, cell: binary.BinaryCell) -> CellInfo:
        error = cell.kind in (binary.ERROR, binary.FORMULA_ERROR)
        styles = self._styles
        font, number = styles.looks[cell.style] if cell.style < len(styles.looks) else (-1, -1)
        runs: tuple[TextRun, ...] = ()
        if cell.kind == binary.SHARED_STRING_CELL and len(cell.content) >= 4:
            runs = self._rich.get(struct.unpack_from("<L", cell.content)[0], ())
        elif cell.kind == binary.RICH_STRING:
            runs = _runs(cell.content, styles.fonts)
        struck = 0 <= font < len(styles.fonts) and styles.fonts[font][0]
        return CellInfo(
            has_formula=cell.kind in binary.FORMULAS,
            error=error,
            shown=ERROR_TEXTS.get(cell.content[0], "#?") if error and cell.content else "",
            number_format=styles.formats.get(number) or built_in(number),
            gives_text=cell.kind == binary.TEXT_FORMULA,
            struck=struck,
            runs=tuple(run.in_cell(struck=struck) for run in runs),
        )

    @cached_property
    def from_1904(self) -> bool:  # type: ignore[override]  # known when the file has been read
        """Whether serial numbers of dates count from 1904-01-01."""
        try:
            found = (content for kind, content in self._records(self._workbook()) if kind == _PROPERTIES)
            return bool(next(found, b"\0")[0] & 1)
        except (*_DAMAGED, IndexError):
            return False

    @cached_property
    def _rich(self) -> Mapping[int, tuple[TextRun, ...]]:
        """The shared texts of which a piece is struck out or raised, by number."""
        found: dict[int, tuple[TextRun, ...]] = {}
        fonts = self._styles.fonts
        try:
            for part in self.related(self._workbook(), "sharedStrings") if any(map(any, fonts)) else ():
                texts = (content for kind, content in self._records(part) if kind == binary.SHARED_TEXT)
                found |= {number: runs for number, content in enumerate(texts) if (runs := _runs(content, fonts))}
        except _DAMAGED:
            return {}
        return found

    @cached_property
    def _styles(self) -> "_Styles":
        found = _Styles()
        counts = False
        try:
            for styles in self.related(self._workbook(), "styles"):
                for number, content in self._records(styles):
                    if number == binary.FORMAT:
                        found.formats[struct.unpack_from("<H", content)[0]] = binary.text(content, 2)[0]
                    elif number == binary.FONT:
                        flags, raised = struct.unpack_from("<H2xH", content, 2)
                        found.fonts.append((bool(flags & _STRUCK), raised in (1, 2)))
                    elif number in (binary.CELL_FORMATS, binary.END_CELL_FORMATS):
                        counts = number == binary.CELL_FORMATS
                    elif number == binary.CELL_FORMAT and counts:
                        format_, font = struct.unpack_from("<2H", content, 2)
                        found.looks.append((font, format_))
        except _DAMAGED:
            return _Styles()
        return found

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged cells of a sheet."""
        found = []
        try:
            for number, content in self._records(self.parts[sheet]):
                if number == binary.MERGED:
                    first_row, last_row, first_col, last_col = struct.unpack_from("<4L", content)
                    found.append((first_row + 1, first_col + 1, last_row + 1, last_col + 1))
        except _DAMAGED:
            return ()
        return found

    def notes_in(self, part: str, sheet: str) -> Iterator[CellNote]:
        """The notes in one part; threaded comments are XML here too."""
        if not part.lower().endswith(".bin"):
            yield from super().notes_in(part, sheet)
            return
        cell = ""
        try:
            for number, content in self._records(part):
                if number == binary.COMMENT:
                    row, col = struct.unpack_from("<L4xL", content, 4)
                    cell = cell_name(row + 1, col + 1)
                elif number == binary.COMMENT_TEXT and cell and (text := binary.text(content, 1)[0].strip()):
                    yield CellNote(sheet, cell, text)
        except _DAMAGED:
            return
