"""What an .xlsb says of its cells beside their values, from its binary records ([MS-XLSB])."""

import re
import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from planbook.book import binary
from planbook.book.cells import Area, cell_name
from planbook.book.foreign.formats import built_in
from planbook.book.foreign.tokens import BIFF12, Links, operands, shared_with, sheet_prefix
from planbook.book.foreign.workbook import ERROR_TEXTS, CellInfo, CellNote, TextRun
from planbook.book.foreign.xlstexts import Font, runs_of
from planbook.book.foreign.xlsx import UNREADABLE, PackageMetadata

_PROPERTIES = binary.WORKBOOK_PROPERTIES
_STRUCK = 0x0008
"""The flag of a font that is struck out ([MS-XLSB] 2.4.153)."""
_NUMBER_FORMULA = 9
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
    text, end = binary.wide_text(content, 1)
    count = struct.unpack_from("<L", content, end)[0] if len(content) >= end + 4 else 0
    marks = [
        struct.unpack_from("<2H", content, at) for at in range(end + 4, min(len(content) - 3, end + 4 + 4 * count), 4)
    ]
    runs = runs_of(text, marks, fonts, gap=False)
    return runs if any(run.struck or run.raised for run in runs) else ()


def _tokens(content: bytes, at: int) -> bytes:
    """The tokens of a formula, behind their length."""
    (size,) = struct.unpack_from("<L", content, at) if at + 4 <= len(content) else (0,)
    return content[at + 4 : at + 4 + size]


class XlsbMetadata(PackageMetadata):
    """The records behind a workbook's cells. Of a formula it is known what it refers to."""

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
                    rel_id, end = binary.wide_text(content, 8)
                    if rel_id in targets:
                        found[binary.wide_text(content, end)[0]] = targets[rel_id]
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
                found[cell_name(cell.row, cell.col)] = self._info(cell, sheet)
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
                    found[cell_name(cell.row, cell.col)] = self._info(cell, sheet)
        except _DAMAGED:
            return {}
        return found

    def _formula(self, cell: binary.BinaryCell, sheet: str) -> str:
        """What the formula in a cell refers to ([MS-XLSB] 2.5.97.4): its tokens stand behind value and flags."""
        value = {binary.TEXT_FORMULA: 0, _NUMBER_FORMULA: 8}.get(cell.kind, 1)
        at = 2 + (binary.wide_text(cell.content)[1] if cell.kind == binary.TEXT_FORMULA else value)
        tokens = _tokens(cell.content, at)
        if shared_with(tokens, BIFF12) is not None:
            areas = self._shared.get(sheet) or self._shared.setdefault(sheet, self._shared_formulas(sheet))
            tokens = next((tokens for area, tokens in areas if area.holds(cell.row, cell.col)), b"")
        return operands(tokens, BIFF12, self._links[0], (cell.row - 1, cell.col - 1))

    def _shared_formulas(self, sheet: str) -> list[tuple[Area, bytes]]:
        """The formulas that cells share: where, and tokens."""
        found = []
        for number, content in self._records(self.parts[sheet]):
            if number in (binary.SHARED_FORMULA, binary.ARRAY_FORMULA) and len(content) >= 16:
                at = 16 if number == binary.SHARED_FORMULA else 17
                top, bottom, left, right = struct.unpack_from("<4L", content)  # counted from 0
                found.append((Area(top + 1, left + 1, bottom + 1, right + 1), _tokens(content, at)))
        return found

    @cached_property
    def _shared(self) -> dict[str, list[tuple[Area, bytes]]]:
        return {}

    @cached_property
    def _links(self) -> tuple[Links, Mapping[str, str]]:
        """What formulas refer to by number, and what each defined name points to."""
        try:
            return self._read_links()
        except (*_DAMAGED, IndexError):
            return Links(), {}

    def _read_links(self) -> tuple[Links, Mapping[str, str]]:
        book = self._workbook()
        files = {rel.id: rel.part for rel in self.package.rels(book)}
        own, books, table, named = (
            list(self.parts),
            list[str | None](),
            list[tuple[int, int]](),
            list[tuple[str, bytes]](),
        )
        for number, content in self._records(book):
            if number == binary.OTHER_BOOK:
                books.append(self._file_behind(files.get(binary.wide_text(content)[0], "")))
            elif number in (binary.OWN_BOOK, binary.SAME_SHEET, binary.ADD_IN):
                books.append(None if number != binary.ADD_IN else "")
            elif number == binary.EXTERN_SHEET:
                count = min(struct.unpack_from("<L", content)[0], len(content) // 12)
                table = [struct.unpack_from("<Ll", content, 4 + 12 * n) for n in range(count)]
            elif number == binary.NAME:
                name, end = binary.wide_text(content, 9)
                named.append((name, _tokens(content, end)))
        prefixes, own = [], list(self.parts)
        for at, sheet in table:
            file = books[at] if at < len(books) else ""
            name = own[sheet] if file is None and 0 <= sheet < len(own) else ""
            prefixes.append(sheet_prefix(name, file or "") if name or file else "")
        links = Links(prefixes, [name for name, _ in named])
        return links, {name: operands(tokens, BIFF12, links) for name, tokens in named}

    def _file_behind(self, part: str) -> str:
        """The name of the file that a part of links stands for."""
        targets = (rel.target for rel in self.package.rels(part)) if part else iter(())
        return re.split(r"[/\\]", next(targets, ""))[-1] or "?"

    def has_name(self, name: str) -> bool:
        """Whether the workbook has a defined name."""
        return name in self._links[1]

    def names_under(self, prefix: str) -> Mapping[str, str]:
        """What the workbook's defined names that begin so point to, by the rest of the name."""
        names = self._links[1].items()
        return {name.removeprefix(prefix): text for name, text in names if name.startswith(prefix)}

    def _info(self, cell: binary.BinaryCell, sheet: str) -> CellInfo:
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
            formula=self._formula(cell, sheet) if cell.kind in binary.FORMULAS else "",
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
                        found.formats[struct.unpack_from("<H", content)[0]] = binary.wide_text(content, 2)[0]
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
                    found.append(Area(first_row + 1, first_col + 1, last_row + 1, last_col + 1))
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
                elif number == binary.COMMENT_TEXT and cell and (text := binary.wide_text(content, 1)[0].strip()):
                    yield CellNote(sheet, cell, text)
        except _DAMAGED:
            return
