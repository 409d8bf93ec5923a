"""New sheets written as they will stand in somebody's workbook, with its numbers for looks and texts.

:func:`planbook.book.graft.graft` takes such sheets over as they are, deflated. A sheet is put together when it is
sealed, so that of many long sheets only one is held at a time; rows of :meth:`FittedSheet.add_line` are deflated as
they come, and a table of a million cells is never held at all.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from html import escape
from io import StringIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from planbook.book.base import Base, FittedLook
from planbook.book.cells import MAX_COL, MAX_ROW, as_written
from planbook.book.lines import ROW, Deflated, Formula, column_letters, number_text, row_xml, text_element
from planbook.book.package import Member, deflated, joined, stored_members
from planbook.book.splice import crc_of_both
from planbook.book.write import Book, Sheet, sheet_full

_CHUNK = 1 << 10
"""Rows that are deflated at once."""
_INTERNAL = "internal:"
_MARK = "\0"
"""Stands for what is a sheet's own in what is not; no XML has it."""


@lru_cache(maxsize=1 << 12)
def _area(row: int, col: int, last_row: int, last_col: int) -> str:
    return f"{column_letters(col)}{row + 1}:{column_letters(last_col)}{last_row + 1}"


class _Finished:
    """Gives the XML of formatted text back, where xlsxwriter asks for its number in a list."""

    @staticmethod
    def _get_shared_string_index(finished: str) -> str:
        return finished


class FittedSheet(Sheet):
    """A sheet of a :class:`Fitted` workbook. Texts stand in its cells, those of a ``sharing`` sheet in the base's
    list."""

    base: Base
    default_look: FittedLook
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
        self._kind: Hashable = None
        self._own: list[str] = []
        self._links: list[tuple[int, int, str, str]] = []
        self._cut, self._last_line, self._last_col, self._last_whole = 0, -1, 0, 0

    def set_up(self, kind: Hashable, make: Callable[[Any], None], /) -> None:
        """As :meth:`planbook.book.write.Sheet.set_up` has it: what only that makes is laid out once for the base."""
        self._kind = kind
        if kind not in self.base.frames:
            make(self)

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
        ends, asked = self.base.row_ends, (self.default_row_height, height)
        end = ends.get(asked)
        if end is None:
            if height is not None:
                self.set_row(row, height)  # xlsxwriter says what a row of this height is like
            end = ends[asked] = self._row_end(row)
        number = str(row + 1)
        made = "".join([xml for xml, _ in groups]).replace(ROW, number)
        self._whole[row] = f'<row r="{number}"{end}{made}</row>'
        self._last_whole = max(self._last_whole, *[last for _, last in groups])

    def link(self, row: int, col: int, address: str, text: str) -> None:
        """As :meth:`planbook.book.write.Sheet.link` has it; in the order of rows and columns."""
        if address.startswith(_INTERNAL) and not self.hyperlinks:
            self._links.append((row, col, address.removeprefix(_INTERNAL), text))
        else:
            super().link(row, col, address, text)

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

    # The sheet: what is its own apart from what its kind has in common

    def _apart(self, write: Callable[[], None]) -> None:
        """Keep what is written apart, and leave a mark in its place."""
        around, own = self.fh, StringIO()
        self._set_xml_writer(own)
        write()
        self._set_xml_writer(around)
        self._own.append(own.getvalue())
        around.write(_MARK)

    def _pieces(self) -> list[str]:
        """The sheet's XML, what is its own at every second place."""
        around = StringIO()
        self._set_xml_writer(around)
        frame = self.base.frames.get(self._kind) if self._kind is not None else None
        if frame is None:
            self._assemble_xml_file()
            frame = around.getvalue().split(_MARK)
            if self._kind is not None:
                self.base.frames[self._kind] = frame
        else:
            self._write_dimension()
            self._write_rows()
            self._write_merge_cells()
            self._write_hyperlinks()
            self._write_header_footer()
        return [piece for pair in zip(frame, [*self._own, ""], strict=True) for piece in pair]

    def _write_header_footer(self) -> None:
        self._apart(super()._write_header_footer)

    def _write_hyperlinks(self) -> None:
        self._apart(self._all_links)

    def _all_links(self) -> None:
        if self.hyperlinks:
            for row, col, place, text in self._links:
                super().link(row, col, _INTERNAL + place, text)
            super()._write_hyperlinks()
        elif self._links:
            said = self._escape_attributes
            made = [
                f'<hyperlink ref="{column_letters(col)}{row + 1}" location="{said(place)}" display="{said(text)}"/>'
                for row, col, place, text in self._links
            ]
            self.fh.write(f"<hyperlinks>{''.join(made)}</hyperlinks>")

    def _write_merge_cells(self) -> None:
        self._apart(self._merges)

    def _merges(self) -> None:
        if self.merge:
            areas = "".join([f'<mergeCell ref="{_area(*area)}"/>' for area in self.merge])
            self.fh.write(f'<mergeCells count="{len(self.merge)}">{areas}</mergeCells>')

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
        self._apart(super()._write_dimension)

    def _write_rows(self) -> None:
        self._apart(self._all_rows)
        self._cut = 2 * len(self._own)

    def _all_rows(self) -> None:
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
        pieces = self._pieces()
        self._flush()
        rows = self._rows
        if rows is None:
            whole = Deflated().add("".join(pieces))
            self.sealed = whole.end(last=True), whole.crc, whole.size
        else:
            head, tail = (Deflated().add("".join(some)) for some in (pieces[: self._cut], pieces[self._cut :]))
            crc = crc_of_both(crc_of_both(head.crc, rows.crc, rows.size), tail.crc, tail.size)
            body = head.end(last=False) + rows.end(last=False) + tail.end(last=True)
            self.sealed = body, crc, head.size + rows.size + tail.size
        self.table.clear()
        for held in (self.row_info, self.merged_cells, self._whole, self._heads, self._tails, self._own):
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
        return FittedLook(properties or {}, self.base)

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
