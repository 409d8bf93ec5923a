"""New sheets written as they will stand in somebody's workbook, with its numbers for looks and texts.

:func:`planbook.book.graft.graft` takes such sheets over as they are, deflated. A sheet is put together when it is
sealed, so that of many long sheets only one is held at a time; rows of :meth:`FittedSheet.add_line` are deflated as
they come, and a table of a million cells is never held at all.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.styles import Styles as StylesWriter
from xlsxwriter.workbook import Workbook as Xlsxwriter
from xlsxwriter.worksheet import Worksheet

from planbook.book.cells import MAX_COL, MAX_ROW, as_written
from planbook.book.lines import ROW, Deflated, Formula, column_letters, number_text, row_xml, text_element
from planbook.book.owned import with_ours
from planbook.book.package import Member, Package, Workbook, deflated, joined, stored_members
from planbook.book.splice import crc_of_both
from planbook.book.styles import EMPTY, StyleMap, StyleSheet, detach_theme
from planbook.book.write import Book, Sheet, sheet_full

_CHUNK = 1 << 10
"""Rows that are deflated at once."""


class Base:
    """The workbook that new sheets will go into: the formats and the texts that it has, and those that they add.

    ``data`` are its bytes; what the sheets bring again has been taken out. Raises BookProblem for what is no workbook.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.book = Workbook(Package.open(data))
        part, texts, theme = self.book.styles_part, self.book.target("sharedStrings"), self.book.target("theme")
        self.styles = StyleSheet(self.book.package.read(part) if part else EMPTY)
        self._theme = self.book.package.read(theme) if theme else None
        made = with_ours(self.book.package.read(texts) if texts else None, ())
        self._first = made.first if made else None
        self._texts: dict[str, int] = {}
        self.has_formulas = False

    @property
    def can_share(self) -> bool:
        """Whether texts can be added to its list, and taken out again byte for byte."""
        return self._first is not None

    def text_number(self, text: str) -> int:
        """The number that a text, as a cell holds it, will have in its list. Only where it :attr:`can_share`."""
        return self._texts.setdefault(text, len(self._texts)) + (self._first or 0)

    @property
    def texts(self) -> list[bytes]:
        """The texts that came in by :meth:`text_number`, each as the inner XML of its entry in the list."""
        return [text_element(text).encode("utf-8") for text in self._texts]

    def format_numbers(self, properties: Mapping[str, Any], *, differential: bool) -> StyleMap:
        """Take in a format of xlsxwriter's: where it is among the cell formats behind the default one, or among the
        ``differential`` ones."""
        return self.styles.merge_from(_styles_of(tuple(properties.items()), differential, self._theme))


@lru_cache(maxsize=1024)
def _styles_of(properties: tuple[tuple[str, Any], ...], differential: bool, theme: bytes | None) -> StyleSheet:
    """A style sheet that has nothing but a format of xlsxwriter's, as it looks under ``theme``: to be read only."""
    scratch = Xlsxwriter(BytesIO(), {"in_memory": True})
    made = scratch.add_format(dict(properties))
    made._get_dxf_index() if differential else made._get_xf_index()
    scratch._prepare_format_properties()
    writer, out = StylesWriter(), StringIO()
    lists = (scratch.xf_formats, scratch.palette, scratch.font_count, scratch.num_formats, scratch.border_count)
    more = (scratch.fill_count, scratch.custom_colors, scratch.dxf_formats, False)
    writer._set_style_properties([*lists, *more])
    writer._set_xml_writer(out)
    writer._assemble_xml_file()
    return StyleSheet(detach_theme(out.getvalue().encode("utf-8"), _own_theme(), theme))


@cache
def _own_theme() -> bytes:
    package = Package.open(Book().finish())
    return package.read("xl/theme/theme1.xml")


class _Look(Format):  # type: ignore[misc]  # xlsxwriter has no type information
    """A format whose numbers are those of the base; it goes in when a cell first bears it."""

    def __init__(self, properties: Mapping[str, Any], base: Base) -> None:
        super().__init__(dict(properties), {}, {})
        self.xf_index: int | None = None
        self.dxf_index: int | None = None
        self._properties, self._base = properties, base

    def _get_xf_index(self) -> int:
        if self.xf_index is None:
            self.xf_index = self._base.format_numbers(self._properties, differential=False).xfs[-1]
        return self.xf_index

    def _get_dxf_index(self) -> int:
        if self.dxf_index is None:
            self.dxf_index = self._base.format_numbers(self._properties, differential=True).dxfs[-1]
        return self.dxf_index


class _Finished:
    """Gives the XML of formatted text back, where xlsxwriter asks for its number in a list."""

    @staticmethod
    def _get_shared_string_index(finished: str) -> str:
        return finished


class FittedSheet(Sheet):
    """A sheet of a :class:`Fitted` workbook. Texts stand in its cells, those of a ``sharing`` sheet in the base's
    list."""

    base: Base
    default_look: _Look
    may_repeat = True
    sharing = False
    has_formulas = False
    sealed: "tuple[bytes, int, int] | None" = None
    """deflated XML, checksum, size"""

    def __init__(self) -> None:
        super().__init__()
        self._heads: dict[Any, str] = {}
        self._tails: dict[str, str] = {"": "/>"}
        self._rows: Deflated | None = None
        self._pending: list[str] = []
        self._whole: dict[int, str] = {}
        self._row_ends: dict[float | None, str] = {}
        self._cut, self._last_line, self._last_col, self._last_whole = 0, -1, 0, 0

    # A cell is kept as its format, its XML behind the number of that format, and what charts are told of it.

    def _put(self, row: int, col: int, look: Any, tail: str, value: object = "") -> int:
        if row >= MAX_ROW or col >= MAX_COL:
            raise sheet_full(self.name)
        self.table[row][col] = (look, tail, value)
        return 0

    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        """As xlsxwriter has it, by numbers alone."""
        return self._put(row, col, cell_format, self._tails.get(string) or self._text(string), string)

    def write_number(self, row: int, col: int, number: float, cell_format: Any = None) -> int:
        """As xlsxwriter has it, by numbers alone."""
        return self._put(row, col, cell_format, f"><v>{number_text(number)}</v></c>", f"{number:.16g}")

    def write_blank(self, row: int, col: int, _blank: None, cell_format: Any = None) -> int:
        """As xlsxwriter has it, by numbers alone."""
        return 0 if cell_format is None else self._put(row, col, cell_format, "/>")

    def merge_range(
        self, first_row: int, first_col: int, last_row: int, last_col: int, data: object, cell_format: Any = None
    ) -> int:
        """As xlsxwriter has it, by numbers alone, of an area that :func:`planbook.book.write.add_band` writes into."""
        area = [(row, col) for row in range(first_row, last_row + 1) for col in range(first_col, last_col + 1)]
        if data or len(area) < 2 or self.table_cells or not self.merged_cells.keys().isdisjoint(area):
            return int(super().merge_range(first_row, first_col, last_row, last_col, data, cell_format))
        for row, col in area:
            self._put(row, col, cell_format, "/>")
        self.merged_cells |= dict.fromkeys(area, area[0])
        self.merge.append([first_row, first_col, last_row, last_col])
        return 0

    # what xlsxwriter itself calls for links and merged cells
    _write_string, _write_number, _write_blank = write_string, write_number, write_blank

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        self.has_formulas = self.base.has_formulas = True
        kind, shown = (' t="str"', escape(value, quote=False)) if isinstance(value, str) and value else ("", value)
        result = shown if isinstance(shown, str) else number_text(shown)
        tail = f"{kind}><f>{escape(self._prepare_formula(formula), quote=False)}</f><v>{result}</v></c>"
        return self._put(row, col, cell_format, tail, value)

    def _write_rich_string(self, row: int, col: int, *args: Any) -> int:
        table, self.str_table = self.str_table, _Finished()
        try:
            done = int(Worksheet._write_rich_string(self, row, col, *args))
        finally:
            self.str_table = table
        cell = self.table[row][col]
        self.table[row][col] = (cell.format, f' t="inlineStr"><is>{cell.string}</is></c>', "")
        return done

    def _get_range_data(self, first_row: int, first_col: int, last_row: int, last_col: int) -> list[object]:
        lines = [self.table.get(row, {}) for row in range(first_row, last_row + 1)]
        return [cells[col][2] if col in cells else None for cells in lines for col in range(first_col, last_col + 1)]

    def _text(self, text: str) -> str:
        kept = as_written(text)
        if self.sharing and self.base.can_share:
            return f' t="s"><v>{self.base.text_number(kept)}</v></c>'
        tail = self._tails[text] = f' t="inlineStr"><is>{text_element(kept)}</is></c>'
        return tail

    def _head(self, look: Any) -> str:
        """What ends the name of a cell and gives its style: ``" s="12"``."""
        number = (look or self.default_look)._get_xf_index()
        head = self._heads[look] = f'" s="{number}"' if number else '"'
        return head

    def cell(self, col: int, value: str | float | Formula, look: Any) -> str:
        """As :meth:`planbook.book.write.Sheet.cell` has it."""
        return f'<c r="{column_letters(col)}{ROW}{self._heads.get(look) or self._head(look)}{self._tail(value)}'

    def _tail(self, value: str | float | Formula) -> str:
        """The XML of a value behind the number of its format."""
        if isinstance(value, str):
            return self._tails.get(value) or self._text(value)
        if isinstance(value, Formula):
            self.has_formulas = self.base.has_formulas = True
            return f"><f>{escape(value.text)}</f><v>{number_text(value.result)}</v></c>"
        return f"><v>{number_text(value)}</v></c>"

    def add_lines(self, row: int, lines: Sequence[str], last: int) -> None:
        """As :meth:`planbook.book.write.Sheet.add_lines` has it; rows are deflated with those around them."""
        if row <= self._last_line:
            raise ValueError(f"row {row + 1} does not lie below row {self._last_line + 1}")
        if row + len(lines) > MAX_ROW or last >= MAX_COL:
            raise sheet_full(self.name)
        self._last_line, self._last_col = row + len(lines) - 1, max(self._last_col, last)
        self._pending += [row_xml(at, cells) for at, cells in enumerate(lines, start=row)]
        if len(self._pending) > _CHUNK:
            self._flush()

    def cells(self, cells: Sequence[tuple[int, str | float | Formula, Any]]) -> tuple[str, int]:
        """As :meth:`planbook.book.write.Sheet.cells` has it: their XML, and the column of the last."""
        if cells and cells[-1][0] >= MAX_COL:
            raise sheet_full(self.name)
        if not self._heads:  # formats are numbered as they stand on the sheet: those above first
            self._number_looks()
        return "".join([self.cell(*each) for each in cells]), cells[-1][0] if cells else 0

    def _number_looks(self) -> None:
        for row, cells in sorted(self.table.items()):
            for col in sorted(cells):
                self._head(cells[col][0] or self._inherited(row, col))

    def add_row(self, row: int, height: float | None, *groups: tuple[str, int]) -> None:
        """As :meth:`planbook.book.write.Sheet.add_row` has it; the first group begins in the first column."""
        if row >= MAX_ROW:
            raise sheet_full(self.name)
        end = self._row_ends.get(height)
        if end is None:
            if height is not None:
                self.set_row(row, height)  # xlsxwriter says what a row of this height is like
            end = self._row_ends[height] = self._row_end(row)
        number = str(row + 1)
        made = "".join([xml for xml, _ in groups]).replace(ROW, number)
        self._whole[row] = f'<row r="{number}"{end}{made}</row>'
        self._last_whole = max(self._last_whole, *[last for _, last in groups])

    def _row_end(self, row: int) -> str:
        """What stands in a row's start tag behind its number: ``ht="26" customHeight="1">``."""
        out = StringIO()
        self._set_xml_writer(out)
        self._write_row(row, None, self.row_info.get(row))
        return out.getvalue().partition(f' r="{row + 1}"')[2]

    def _flush(self) -> None:
        if not self._pending:
            return
        if self._rows is None:  # a deflater holds a quarter of a megabyte, and most sheets need one for a moment
            self._rows = Deflated()
        self._rows.add("".join(self._pending))
        self._pending.clear()

    # The sheet

    def _write_dimension(self) -> None:
        for row, cells in self.table.items():
            if cells:
                self._check_dimensions(row, min(cells))
                self._check_dimensions(row, max(cells))
        if self._whole:
            self._check_dimensions(min(self._whole), 0)
            self._check_dimensions(max(self._whole), self._last_whole)
        if self._last_line >= 0:
            self._check_dimensions(self._last_line, self._last_col)
        super()._write_dimension()

    def _write_rows(self) -> None:
        heads = self._heads
        for row in sorted({*self.table, *self.row_info, *self._whole}):
            if row in self._whole:
                self.fh.write(self._whole[row])
                continue
            cells, info, number = self.table.get(row), self.row_info.get(row), row + 1
            if not cells:
                self._write_empty_row(row, None, info)
                continue
            self._write_row(row, None, info)
            made = []
            for col, (own, tail, _) in sorted(cells.items()):
                look = own or self._inherited(row, col)
                made.append(f'<c r="{column_letters(col)}{number}{heads.get(look) or self._head(look)}{tail}')
            self.fh.write("".join([*made, "</row>"]))
        self._cut = self.fh.tell()

    def _inherited(self, row: int, col: int) -> Any:
        """The format of a cell that has none of its own."""
        row_look = self.row_info[row].row_format if row in self.row_info else None
        return row_look or (self.col_info[col].column_format if col in self.col_info else None)

    def take(self, part: Member, *, formulas: bool) -> None:
        """Be a sheet of the base's own making, as it is: its deflated part, and whether formulas stand on it."""
        self.sealed = part.body, part.crc, part.size
        self.has_formulas = formulas
        self.base.has_formulas |= formulas

    def seal(self) -> None:
        """Put the sheet together; nothing can be written on it afterwards."""
        if self.sealed is not None:
            return
        out = StringIO()
        self._set_xml_writer(out)
        self._assemble_xml_file()
        self._flush()
        text, rows = out.getvalue(), self._rows
        if rows is None:
            whole = Deflated().add(text)
            self.sealed = whole.end(last=True), whole.crc, whole.size
        else:
            head, tail = Deflated().add(text[: self._cut]), Deflated().add(text[self._cut :])
            crc = crc_of_both(crc_of_both(head.crc, rows.crc, rows.size), tail.crc, tail.size)
            body = head.end(last=False) + rows.end(last=False) + tail.end(last=True)
            self.sealed = body, crc, head.size + rows.size + tail.size
        self.table.clear()
        for held in (self.row_info, self.merged_cells, self._whole, self._heads, self._tails):
            held.clear()
        self._rows = None
        self._set_xml_writer(StringIO())  # in place of what was written


class _Packager(Packager):  # type: ignore[misc]  # xlsxwriter has no type information
    """Gives the parts to the workbook; styles, theme and texts are the base's."""

    def _create_package(self) -> list[object]:
        for sheet in self.workbook.worksheets():
            sheet.selected = 0
        super()._create_package()
        parts = {name: out.getvalue() if binary else out.getvalue().encode() for out, name, binary in self.filenames}
        self.workbook.parts = parts
        return []

    def _write_worksheet_files(self) -> None:
        for sheet in self.workbook.worksheets():
            sheet.seal()

    def _write_styles_file(self) -> None:
        """There are none."""

    _write_theme_file = _write_shared_strings_file = _write_styles_file


class Fitted(Book):
    """A workbook of sheets for a base. ``finish`` gives bytes that :func:`planbook.book.graft.graft` alone can use."""

    worksheet_class = FittedSheet

    def __init__(self, base: Base) -> None:
        self.base, self.parts = base, dict[str, bytes]()
        super().__init__()
        self._default = self.add_format()

    def _get_packager(self) -> Packager:
        return _Packager()

    def _prepare_format_properties(self) -> None:
        """There are no styles."""

    def add_format(self, properties: Mapping[str, Any] | None = None) -> Format:
        """As xlsxwriter has it."""
        return _Look(properties or {}, self.base)

    def add_worksheet(self, name: str | None = None, worksheet_class: Any = None) -> Any:
        """As xlsxwriter has it."""
        sheet = super().add_worksheet(name, worksheet_class)
        sheet.base, sheet.default_look = self.base, self._default
        return sheet

    def finish(self) -> bytes:
        """The sheets and what belongs to them; nothing can be written afterwards."""
        self.close()
        sheets = [
            deflated(f"xl/worksheets/sheet{number}.xml".encode(), 0, *sheet.sealed)
            for number, sheet in enumerate(self.worksheets(), start=1)
        ]
        return joined([*stored_members(self.parts), *sheets])
