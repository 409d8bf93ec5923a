"""What an .xlsx or .xlsm says of its cells beside their values, from its XML."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from planbook.book.foreign.metadata import Area, CellInfo
from planbook.book.foreign.ooxml import UNREADABLE, PackageMetadata
from planbook.book.package import Workbook
from planbook.book.plaincells import PlainCell, plain_cells
from planbook.book.refs import cell_name, column_name, split_range
from planbook.book.safety import Checked
from planbook.book.sheetxml import RawCell, read_cells
from planbook.book.styles import BUILT_IN
from planbook.book.xmlio import children, to_utf8

_MERGED = re.compile(
    rb"""<(?:[\w.\-]+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']"""
)

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


class XlsxMetadata(PackageMetadata):
    """The XML behind a workbook's cells. Raises BookProblem where the package holds no workbook."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked)
        self._plain = checked.plain
        self._book = Workbook(self.package)

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
            return _Cells(plain_cells(xml, map(column_name, columns)), self._plain_info)
        wanted = {cell_name(row, col) for row in rows for col in columns}
        try:
            return _Cells(read_cells(xml, wanted), self._info)
        except UNREADABLE:
            return None

    def _plain_info(self, cell: PlainCell) -> CellInfo:
        return CellInfo(cell.has_formula, cell.formula or "", cell.is_error, cell.value, self._format(cell.style))

    def _info(self, cell: RawCell) -> CellInfo:
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
