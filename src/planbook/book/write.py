"""The one writer of new workbooks, over xlsxwriter: whatever somebody's text looks like, it stays text.

xlsxwriter alone takes ``<r>…</r>`` for finished XML, cuts a long text without a word, drops what lies beyond the last
row, and writes characters that XML cannot hold. Here the workbook, its sheets and its list of texts are classes of our
own, so that no call can go around them: not a merged cell, not a link's words, not a heading on paper.
"""

import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planbook.book.cells import MAX_COL, MAX_ROW, as_written, printable, quoted
from planbook.book.lines import ROW, Formula, column_letters, number_text, row_xml, text_element
from planbook.errors import BookProblem

EPOCH = datetime(2000, 1, 1)
"""The creation time that every workbook gives: outputs know no clock."""
LIST_LIMIT = 255
"""Characters that a list may have inside a validation; longer ones stand in cells."""

_PAGE_TEXT = 255
_ADDRESS, _LINKS = 2_000, 65_530
# in an attribute, where no escape stands for them
_NOT_ATTRIBUTE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?")
_LOOK = re.compile(' s="@([0-9]+)"')


class _Rich(str):
    """A finished run of formatted text, never equal to a plain text that reads the same."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash((_Rich, str(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rich) and str(self) == str(other)


class _RichTable:
    """The list of texts as :meth:`Sheet._write_rich_string` sees it."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def _get_shared_string_index(self, finished: str) -> int:
        return int(self._table._get_shared_string_index(_Rich(finished)))


class _Texts(SharedStrings):  # type: ignore[misc]  # xlsxwriter has no type information
    """The list of texts: a plain one is escaped whatever it looks like."""

    def _write_si(self, string: str) -> None:
        if isinstance(string, _Rich):
            self._xml_rich_si_element(str(string))
            return
        self.fh.write(f"<si>{text_element(string)}</si>")


class _Packager(Packager):  # type: ignore[misc]  # xlsxwriter has no type information
    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            texts = _Texts()
            texts.string_table = self.workbook.str_table
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()


class Sheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no type information
    """A sheet of a :class:`Book`. The height of its ``growing`` rows (counted from 1) is not fixed.

    xlsxwriter marks every height as set by hand; then no client makes a row higher when an office types a long
    remark, or when another typeface needs more room. Without the mark the height is only where the row begins.
    """

    str_table: Any
    dim_rowmax: Any
    may_repeat = False
    """Whether the XML of a :meth:`cell` can be used for several rows: here the list of texts counts their uses."""
    sharing = False
    """Whether the texts of a :class:`planbook.book.fitted.FittedSheet` stand in the list of the workbook it is for."""

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()
        self._lines: list[str] = []
        self._looks: dict[Any, int] = {}

    def set_up(self, _kind: Hashable, make: Callable[[Any], None], /) -> None:
        """Set up the page, the columns and all else but heights, header and footer, as ``make`` does it: for all sheets
        of a kind in the same way."""
        make(self)

    def add_line(self, row: int, cells: Sequence[tuple[int, str | float, Any]]) -> None:
        """Write a whole row below all that stands on the sheet so far: column, text or number, and format of each cell.

        Row and columns count from 0; columns are in order. For long tables: it takes a quarter of the time of single
        cells, and a tenth of their memory. Every cell needs a format.
        """
        self.add_lines(row, ["".join([self.cell(*each) for each in cells])], cells[-1][0])

    def cell(self, col: int, value: str | float, look: Any) -> str:
        """A cell's XML, with :data:`ROW` for the number of its row."""
        # a format has its number only when the workbook is put together
        head = f'<c r="{column_letters(col)}{ROW}" s="@{self._looks.setdefault(look, len(self._looks))}"'
        if value == "":
            return f"{head}/>"
        if isinstance(value, str):
            return f'{head} t="s"><v>{self.str_table._get_shared_string_index(as_written(value))}</v></c>'
        return f"{head}><v>{number_text(value)}</v></c>"

    def add_lines(self, row: int, lines: Sequence[str], last: int) -> None:
        """As :meth:`add_line`, rows one below the other from ``row``, each with its cells as :meth:`cell` gives them;
        ``last`` is their last column. Raises ValueError for rows that are not below all others."""
        if self.dim_rowmax is not None and row <= self.dim_rowmax:
            raise ValueError(f"row {row + 1} does not lie below row {self.dim_rowmax + 1}")
        self._check_dimensions(row, last)
        self._check_dimensions(row + len(lines) - 1, last)
        self._lines += [row_xml(at, cells) for at, cells in enumerate(lines, start=row)]

    def cells(self, cells: "Sequence[tuple[int, str | float | Formula, Any]]") -> Any:
        """Cells that stand side by side, for :meth:`add_row`, in as many rows as have them: column (from 0), value, and
        format of each, in order."""
        return cells

    def add_row(self, row: int, height: float | None, *groups: Any) -> None:
        """Write a row (from 0) of a height in points, None for the usual one, wherever it stands: groups of
        :meth:`cells`, in order.

        The sheet must have nothing else in the row.
        """
        if height is not None:
            self.set_row(row, height)
        for group in groups:
            put_cells(self, row, group)

    def merge_area(self, row: int, col: int, last_row: int, last_col: int) -> None:
        """Merge cells that are written one by one; they belong to no other area."""
        self.merge.append([row, col, last_row, last_col])

    def link(self, row: int, col: int, address: str, text: str) -> None:
        """Have a cell that says this text lead to an address, as :func:`add_link` has it."""
        self.ignore_write_string = True
        self.write_url(row, col, address, None, text)
        self.ignore_write_string = False

    def seal(self) -> None:
        """Say that nothing more will be written on the sheet; a :class:`planbook.book.fitted.FittedSheet` is put
        together then."""

    def _write_rows(self) -> None:
        last, self.dim_rowmax = self.dim_rowmax, self.dim_rowmax - len(self._lines)
        super()._write_rows()
        self.dim_rowmax = last
        numbers = [str(look._get_xf_index()) for look in self._looks]
        for at in range(0, len(self._lines), 1000):
            lines = "".join(self._lines[at : at + 1000])
            self.fh.write(_LOOK.sub(lambda match: f' s="{numbers[int(match[1])]}"', lines))

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and self.growing and attributes[0][1] in self.growing:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _escape_attributes(self, attribute: Any) -> Any:
        if isinstance(attribute, str):
            attribute = _NOT_ATTRIBUTE.sub("\ufffd", attribute)
        return super()._escape_attributes(attribute)

    def _xml_number_element(self, number: float, attributes: Any = ()) -> None:
        style = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{style}><v>{number_text(number)}</v></c>")

    def _check_dimensions(self, row: int, col: int, *more: Any, **options: Any) -> int:
        if row >= MAX_ROW or col >= MAX_COL:
            raise sheet_full(self.name)
        return int(super()._check_dimensions(row, col, *more, **options))

    def _prepare_formula(self, formula: str, *_expand: bool, **_options: bool) -> str:
        """The formula without ``=``: those written here use no function that a later Excel spells in its own way, for
        which xlsxwriter searches each of them thirty times."""
        return formula.removeprefix("=")

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        return int(super()._write_string(row, col, as_written(string), cell_format))

    def _write_rich_string(self, row: int, col: int, *args: Any) -> int:
        table = self.str_table
        self.str_table = _RichTable(table)
        try:
            return int(super()._write_rich_string(row, col, *args))
        finally:
            self.str_table = table

    def set_header(self, header: str = "", options: Any = None, margin: Any = None) -> None:
        """As xlsxwriter has it; a text of others in it goes through :func:`page_text` first."""
        super().set_header(printable(header)[:_PAGE_TEXT], options, margin)

    def set_footer(self, footer: str = "", options: Any = None, margin: Any = None) -> None:
        """As xlsxwriter has it; a text of others in it goes through :func:`page_text` first."""
        super().set_footer(printable(footer)[:_PAGE_TEXT], options, margin)

    def write_comment(self, row: Any, col: Any, *args: Any) -> Any:
        """As xlsxwriter has it, with the text as a cell holds it."""
        comment, *options = args
        return super().write_comment(row, col, as_written(comment), *options)


class Book(Workbook):  # type: ignore[misc]  # xlsxwriter has no type information
    """A new workbook in memory. ``finish`` gives its bytes, the same whenever it is made."""

    worksheet_class = Sheet

    def __init__(self, *, normal: Mapping[str, Any] | None = None, **properties: str) -> None:
        """``normal`` are the properties of the style *Normal*, whose digits are the unit of all columns' widths."""
        self._stream = BytesIO()
        never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        look = {"default_format_properties": dict(normal)} if normal else {}
        super().__init__(self._stream, {"in_memory": True, **never, **look})
        self.set_properties(properties)

    def _get_packager(self) -> Packager:
        return _Packager()

    def add_chart(self, options: Mapping[str, Any]) -> Any:
        """A chart, with labels that show values alone: what a label leaves unsaid, some clients take for yes."""
        chart = super().add_chart(options)
        chart._write_show_val = partial(_write_values_alone, chart)
        return chart

    def set_properties(self, properties: Mapping[str, Any]) -> None:
        """The document's properties; a text of more than 255 characters is cut."""
        texts = {key: printable(text)[:_PAGE_TEXT] for key, text in properties.items()}
        super().set_properties({**texts, "created": EPOCH})

    def set_custom_property(self, name: str, value: str, property_type: str = "text") -> None:
        """A property of our own; a text of more than 255 characters is cut."""
        super().set_custom_property(name, printable(value)[:_PAGE_TEXT], property_type)

    def name_sheet(self, name: str, sheet: str) -> None:
        """Have a defined name point to a sheet's first cell."""
        self.define_name(name, f"={quoted(sheet)}!$A$1")

    def finish(self) -> bytes:
        """The workbook's bytes; nothing can be written afterwards."""
        self.close()
        return self._stream.getvalue()


def _write_values_alone(chart: Any) -> None:
    for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"):
        chart._xml_empty_tag(f"c:show{name}", [("val", int(name == "Val"))])


def sheet_full(sheet: str) -> BookProblem:
    """The problem of a table that has more rows or columns than a sheet has."""
    return BookProblem("sheet-full", sheet=sheet, most=MAX_ROW)


def add_text(sheet: Any, row: int, col: int, text: str, style: Any = None) -> None:
    """Write text as text, whatever it looks like: ``=cmd`` is no formula, ``0012`` no number, an empty text a blank.

    Rows and columns count from 0. What the cell then holds is :func:`as_written`.
    """
    if text:
        sheet.write_string(row, col, text, style)
    else:
        sheet.write_blank(row, col, None, style)


def put_cells(sheet: Any, row: int, cells: "Iterable[tuple[int, str | float | Formula, Any]]") -> None:
    """Write cells of a row, each given as its column, value and format. Row and columns count from 0."""
    for col, value, style in cells:
        if isinstance(value, Formula):
            text = value.text.replace(ROW, str(row + 1))
            sheet.write_formula(row, col, f"={text}", style, value.result)
        elif isinstance(value, str):
            add_text(sheet, row, col, value, style)
        else:
            sheet.write_number(row, col, value, style)


def add_band(
    sheet: Any, row: int, first: int, last: int, text: str, style: Any, *, last_row: int | None = None
) -> None:
    """Write text across columns (and rows, to ``last_row``) merged into one cell; one cell stays as it is."""
    end = row if last_row is None else last_row
    if (row, first) != (end, last):
        sheet.merge_range(row, first, end, last, "", style)
    add_text(sheet, row, first, text, style)


def add_runs(sheet: Any, row: int, col: int, first: str, style: Any, more: str, style_of_more: Any) -> None:
    """Write a text in two looks in one cell: ``first`` in the cell's own, ``more`` in another.

    Where one of the two is empty, or both are more than a cell holds, it is a text in the cell's look alone.
    """
    whole = first + more
    if first and more and as_written(whole) == whole and "_x" not in whole:
        sheet.write_rich_string(row, col, first, style_of_more, more, style)
    else:
        add_text(sheet, row, col, whole, style)


def add_number(sheet: Any, row: int, col: int, number: int | float | Decimal, style: Any = None) -> None:
    """Write a number as the nearest that a cell can hold (binary64); one beyond its range as text."""
    value = float(number)
    if math.isfinite(value):
        sheet.write_number(row, col, value, style)
    else:
        add_text(sheet, row, col, str(number), style)


def add_input(sheet: Any, row: int, col: int, value: str, style: Any, *, text: bool = False) -> None:
    """Write what an input holds as issued: a number as one, unless the input is for ``text``."""
    if not text and _NUMBER.fullmatch(value):
        sheet.write_number(row, col, float(value), style)
    else:
        add_text(sheet, row, col, value, style)


def add_link(sheet: Any, row: int, col: int, address: str, text: str, style: Any) -> None:
    """Write a link under a text; where an address is longer, or links are more, than Excel takes: the text alone.

    An address begins with ``internal:`` or ``external:``; it is made by us, never out of somebody's text.
    """
    if text and len(address) <= _ADDRESS and sheet.hlink_count < _LINKS:
        sheet.write_url(row, col, printable(address), style, text)
        link = sheet.hyperlinks[row][col]
        # xlsxwriter writes folders as Windows does, which opens the usual way as well; other systems open no other
        link._relationship_link = link._relationship_link.replace("\\", "/")
    else:
        add_text(sheet, row, col, text, style)


def link_to(sheet: str) -> str:
    """The address of a sheet's first cell for :func:`add_link`."""
    return f"internal:{quoted(sheet)}!A1"


def stands_in_rule(choices: Sequence[str]) -> bool:
    """Whether a validation's list can stand in its rule: it is short, and no comma, which parts choices, is in it."""
    return len(",".join(choices)) <= LIST_LIMIT and not any("," in choice for choice in choices)


class RangeLists:
    """Lists that validations offer. One too long to stand in its rule goes into a column of a hidden sheet."""

    def __init__(self, sheet: Any, first_column: int) -> None:
        self.sheet, self.column = sheet, first_column
        self._places: dict[tuple[str, ...], str] = {}

    def source(self, choices: Sequence[str]) -> list[str] | str:
        """What a validation is given as its source: the choices themselves, or the range that they stand in."""
        if stands_in_rule(choices):
            return list(choices)
        place = self._places.get(tuple(choices))
        if place is None:
            for row, choice in enumerate(choices):
                add_text(self.sheet, row, self.column, choice)
            cells = xl_range_abs(0, self.column, len(choices) - 1, self.column)
            place = self._places[tuple(choices)] = f"={quoted(self.sheet.name)}!{cells}"
            self.column += 1
        return place
