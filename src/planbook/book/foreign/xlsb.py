"""What an .xlsb says of its cells beside their values, from its binary records ([MS-XLSB])."""

import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from planbook.book import biff12
from planbook.book.foreign.metadata import ERROR_TEXTS, Area, CellInfo, CellNote
from planbook.book.foreign.ooxml import UNREADABLE, PackageMetadata
from planbook.book.refs import cell_name
from planbook.book.styles import BUILT_IN

_DAMAGED = (*UNREADABLE, struct.error)


class XlsbMetadata(PackageMetadata):
    """The records behind a workbook's cells. The texts of formulas are not known, nor are defined names."""

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        name = self.package.find(part) or part
        return biff12.records(self.package.read(name), name)

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
                if number == biff12.SHEET_ENTRY:
                    rel_id, end = biff12.text(content, 8)
                    if rel_id in targets:
                        found[biff12.text(content, end)[0]] = targets[rel_id]
        except _DAMAGED:
            return {}
        return found

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo] | None:
        """The cells there that hold something; None where the sheet's part cannot be read."""
        found: dict[str, CellInfo] = {}
        try:
            part = self.parts[sheet]
            for cell in biff12.cells(self.package.read(part), part):
                if cell.kind == biff12.BLANK or cell.col not in columns or cell.row not in rows:
                    continue
                error = cell.kind in (biff12.ERROR, biff12.FORMULA_ERROR)
                found[cell_name(cell.row, cell.col)] = CellInfo(
                    has_formula=cell.kind in biff12.FORMULAS,
                    error=error,
                    shown=ERROR_TEXTS.get(cell.content[0], "#?") if error and cell.content else "",
                    number_format=self._formats[cell.style] if cell.style < len(self._formats) else None,
                )
        except _DAMAGED:
            return None
        return found

    @cached_property
    def _formats(self) -> list[str | None]:
        """The number format of every cell format, by index."""
        own: dict[int, str] = {}
        ids: list[int] = []
        counts = False
        try:
            for styles in self.related(self._workbook(), "styles"):
                for number, content in self._records(styles):
                    if number == biff12.FORMAT:
                        own[struct.unpack_from("<H", content)[0]] = biff12.text(content, 2)[0]
                    elif number in (biff12.CELL_FORMATS, biff12.END_CELL_FORMATS):
                        counts = number == biff12.CELL_FORMATS
                    elif number == biff12.CELL_FORMAT and counts:
                        ids.append(struct.unpack_from("<H", content, 2)[0])
        except _DAMAGED:
            return []
        return [own.get(number) or BUILT_IN.get(number) for number in ids]

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged cells of a sheet."""
        found = []
        try:
            for number, content in self._records(self.parts[sheet]):
                if number == biff12.MERGED:
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
                if number == biff12.COMMENT:
                    row, col = struct.unpack_from("<L4xL", content, 4)
                    cell = cell_name(row + 1, col + 1)
                elif number == biff12.COMMENT_TEXT and cell and (text := biff12.text(content, 1)[0].strip()):
                    yield CellNote(sheet, cell, text)
        except _DAMAGED:
            return
