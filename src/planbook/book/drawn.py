"""Worksheets as people see them, to be drawn elsewhere: widths, heights, merged areas, and each cell's text and look.

A look is what a cell format says, as declarations of CSS. Left out are pictures, conditional formats, and the looks of
single words within a cell. Rows and columns that are hidden are not drawn; below and right of the last text nothing is.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from lxml import etree

from planbook.book.cells import Area, cell_name, split_cell
from planbook.book.foreign.formats import display
from planbook.book.package import Package, Workbook
from planbook.book.scan import ScannedCell, ScannedSheet, scan_sheets
from planbook.book.styles import Theme, tinted
from planbook.book.xmlio import child, children, local, parse_xml

_MAX_DIGIT, _PADDING = 7, 5
"""Pixels of a digit and of a column's inner margin in the font that widths are counted in (18.3.1.13)."""
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 8.43, 15.0
"""In characters and in points, where a sheet says nothing."""
_PIXELS = 96 / 72
"""Pixels of a point."""
_THAI_HEIGHT = 0.36
"""How high a small letter of the fonts of Thai offices (``TH SarabunPSK``) is, as a part of their size: where a
computer has none of them, another font is drawn as small."""
_GENERAL_DIGITS = 11
_MOST_ROWS, _MOST_COLUMNS = 5000, 200
"""Beyond these a row or a column is drawn only where it shows something."""
_ON = ("1", "true", "on")
_FONT_NAME = re.compile(r"[^\w .\-]")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_LINES = {
    "thin": "1px solid",
    "medium": "2px solid",
    "thick": "3px solid",
    "double": "3px double",
    "hair": "1px dotted",
    "dotted": "1px dotted",
    "mediumDashed": "2px dashed",
    "mediumDashDot": "2px dashed",
    "mediumDashDotDot": "2px dashed",
}
_DASHED = "1px dashed"
_ALIGN = {"center": "center", "centerContinuous": "center", "right": "right", "left": "left", "justify": "justify",
          "distributed": "justify", "fill": "left"}  # fmt: skip
_VERTICAL = {"top": "top", "center": "middle", "justify": "middle", "distributed": "middle"}
_BASE = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_INDEXED = (
    f"{_BASE} {_BASE} "
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 "
    "0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 "
    "99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 "
    "003300 333300 993300 993366 333399 333333"
).split()
"""The palette of a workbook that has none of its own (18.8.27)."""


@dataclass(frozen=True)
class Look:
    """A cell format: declarations of CSS without its lines, the ``lines`` by side (``1px solid #000000``), whether
    text ``wraps`` or ``shrinks`` to fit, where it stands (``align``; empty: texts left, numbers right), its ``size`` in
    pixels, and whether it stands ``upright``."""

    css: str = ""
    lines: Mapping[str, str] = field(default_factory=dict)
    wraps: bool = False
    shrinks: bool = False
    align: str = ""
    size: float = _DEFAULT_HEIGHT
    upright: bool = False


class Sides(NamedTuple):
    """The lines around a cell, as CSS has them; empty where there is none."""

    left: str
    right: str
    top: str
    bottom: str


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell with its name (``D22``), what it shows, its look as a place in :attr:`Drawing.looks`, how many visible
    rows and columns it covers, how wide that is in pixels, and the lines of its four sides."""

    name: str
    text: str
    look: int
    rows: int
    columns: int
    width: int
    lines: Sides
    """left, right, top, bottom"""
    is_number: bool = False
    crowded: bool = False
    """the next cell shows something, so that a long text ends at the edge"""


@dataclass(frozen=True)
class DrawnSheet:
    """A worksheet: the widths of its visible columns and the heights of its visible rows in pixels, and its rows of
    cells, without those that lie under a merged area."""

    name: str
    widths: tuple[int, ...]
    heights: tuple[int, ...]
    rows: tuple[tuple[DrawnCell, ...], ...]


@dataclass(frozen=True)
class Drawing:
    """Worksheets in the order of their tabs, and the looks of their cells."""

    sheets: tuple[DrawnSheet, ...]
    looks: tuple[Look, ...]


def draw(data: bytes, skip: Collection[str] = ()) -> Drawing:
    """The visible worksheets of an .xlsx workbook, but for those named in ``skip``, as they look.

    Raises BookProblem where the file cannot be read.
    """
    package = Package.open(data)
    book = Workbook(package)
    looks = _looks(package, book)
    parts = {sheet.name: sheet.part for sheet in book.sheets}
    sheets = [
        _sheet(sheet, _Geometry(parse_xml(package.read(parts[sheet.name]), parts[sheet.name])), looks, book.date1904)
        for sheet in scan_sheets(package, ScannedCell, skip)
        if sheet.state == "visible"
    ]
    return Drawing(tuple(sheets), looks)


class _Geometry:
    """What a sheet's XML says of its columns and rows, and the formats of all its cells, filled or not."""

    def __init__(self, root: etree._Element) -> None:
        self.styles: dict[tuple[int, int], int] = {}
        self.heights: dict[int, float] = {}
        self._rows: dict[int, int] = {}
        self._columns: list[tuple[int, int, float, bool, int]] = []
        plain = child(root, "sheetFormatPr")
        given: Mapping[str, str] = {} if plain is None else {str(key): str(text) for key, text in plain.items()}
        self.height = float(given.get("defaultRowHeight", _DEFAULT_HEIGHT))
        self.width = float(given.get("defaultColWidth", _DEFAULT_WIDTH + _PADDING / _MAX_DIGIT))
        for holder in children(root, "cols"):
            for item in children(holder, "col"):
                hidden = item.get("hidden") in _ON
                width = float(item.get("width", self.width))
                self._columns.append(
                    (int(item.get("min", 1)), int(item.get("max", 1)), width, hidden, int(item.get("style", 0)))
                )
        self.hidden: set[int] = set()
        number = 0
        for holder in children(root, "sheetData"):
            for row in children(holder, "row"):
                number = int(row.get("r", number + 1))
                self._row(row, number)

    def _row(self, row: etree._Element, number: int) -> None:
        if row.get("ht"):
            self.heights[number] = float(row.get("ht", 0))
        if row.get("hidden") in _ON or self.heights.get(number) == 0:
            self.hidden.add(number)
        if row.get("s"):
            self._rows[number] = int(row.get("s", 0))
        column = 0
        for cell in children(row, "c"):
            ref = cell.get("r")
            column = split_cell(ref)[1] if ref else column + 1
            self.styles[number, column] = int(cell.get("s", 0))

    def pixels(self, column: int) -> int:
        """A column's width; 0 where it is hidden."""
        for first, last, width, hidden, _ in self._columns:
            if first <= column <= last:
                return 0 if hidden else round(width * _MAX_DIGIT)
        return round(self.width * _MAX_DIGIT)

    def look(self, row: int, column: int) -> int:
        """The format of a cell, its row's or its column's where the file has no such cell."""
        own = self.styles.get((row, column), self._rows.get(row))
        if own is not None:
            return own
        return next((style for first, last, _, _, style in self._columns if first <= column <= last), 0)


def _sheet(sheet: ScannedSheet[ScannedCell], geometry: _Geometry, looks: Sequence[Look], from_1904: bool) -> DrawnSheet:
    shown = {(cell.row, cell.column): _shown(cell, sheet, from_1904=from_1904) for cell in sheet.cells}
    numbers = {(cell.row, cell.column) for cell in sheet.cells if isinstance(cell.value, int | float)}
    texts = [place for place, text in shown.items() if text]
    last_row, last_column = max((row for row, _ in texts), default=0), max((column for _, column in texts), default=0)
    seen_rows, seen_columns = {row for row, _ in texts}, {column for _, column in texts}
    near = range(1, min(last_row, _MOST_ROWS) + 1), range(1, min(last_column, _MOST_COLUMNS) + 1)
    rows = sorted(seen_rows.union(near[0]) - geometry.hidden)
    widths = {column: geometry.pixels(column) for column in sorted(seen_columns.union(near[1]))}
    columns = [column for column, width in widths.items() if width]
    merged: dict[tuple[int, int], Area] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        inside_rows = [row for row in rows if top <= row <= bottom]
        inside_columns = [column for column in columns if left <= column <= right]
        if inside_rows and inside_columns:
            area = {(row, column) for row in inside_rows for column in inside_columns}
            first = (inside_rows[0], inside_columns[0])
            merged[first] = Area(top, left, inside_rows[-1], inside_columns[-1])
            covered |= area - {first}

    behind = dict(zip(columns, [*columns[1:], None], strict=True))
    sides = cache(lambda *corners: _sides(corners, looks))

    def cell(row: int, column: int) -> DrawnCell:
        top, left, bottom, right = merged.get((row, column), Area(row, column, row, column))
        over = [column] if right == column else [each for each in columns if column <= each <= right]
        next_one = behind[over[-1]]
        number = geometry.look(top, left)
        far = (geometry.look(top, right), geometry.look(bottom, left)) if (row, column) in merged else (number, number)
        return DrawnCell(
            name=cell_name(top, left),
            text=shown.get((top, left), ""),
            look=number if number < len(looks) else 0,
            rows=sum(row <= each <= bottom for each in rows) if bottom > row else 1,
            columns=len(over),
            width=sum(widths[each] for each in over),
            lines=sides(number, far[0], number, far[1]),
            is_number=(top, left) in numbers,
            crowded=next_one is None or bool(shown.get((row, next_one))) or len(over) > 1 or bottom > row,
        )

    drawn = [tuple(cell(row, column) for column in columns if (row, column) not in covered) for row in rows]
    heights = tuple(round(geometry.heights.get(row, geometry.height) * _PIXELS) for row in rows)
    return DrawnSheet(sheet.name, tuple(widths[column] for column in columns), heights, tuple(drawn))


def _sides(corners: Sequence[int], looks: Sequence[Look]) -> Sides:
    """The lines around an area, whose far sides are those of its other corners."""
    sides = ("left", "right", "top", "bottom")
    left, right, top, bottom = (
        looks[number].lines.get(side, "") if number < len(looks) else ""
        for number, side in zip(corners, sides, strict=True)
    )
    return Sides(left, right, top, bottom)


def _shown(cell: ScannedCell, sheet: ScannedSheet[ScannedCell], *, from_1904: bool) -> str:
    """The text in which a cell is seen."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return value
    text = display(value, cell.number_format, from_1904=from_1904)
    if isinstance(value, datetime):
        return text or value.isoformat(sep=" ")
    if not value and not sheet.shows_zeros:
        return ""
    return text if text is not None else f"{Decimal(f'{value:.{_GENERAL_DIGITS}g}').normalize():f}"


# Formats


def _looks(package: Package, book: Workbook) -> tuple[Look, ...]:
    part, theme = book.styles_part, book.target("theme")
    if part is None:
        return (Look(),)
    root = parse_xml(package.read(part), part)
    paint = _Paint(Theme(package.read(theme) if theme else None), root)
    fonts, fills, borders = (list(_items(root, name)) for name in ("fonts", "fills", "borders"))
    looks = [
        _look(
            xf,
            _Font(_at(fonts, xf, "fontId"), paint),
            _fill(_at(fills, xf, "fillId"), paint),
            _lines(_at(borders, xf, "borderId"), paint),
        )
        for xf in _items(root, "cellXfs")
    ]
    return tuple(looks) or (Look(),)


def _items(root: etree._Element, name: str) -> Iterator[etree._Element]:
    for holder in children(root, name):
        yield from (item for item in holder if isinstance(item.tag, str))


def _at(items: Sequence[etree._Element], xf: etree._Element, attribute: str) -> etree._Element | None:
    number = int(xf.get(attribute, "0"))
    return items[number] if number < len(items) else None


class _Paint:
    """What colours mean in a workbook."""

    def __init__(self, theme: Theme, styles: etree._Element) -> None:
        self.theme = theme
        own = [item.get("rgb", "")[-6:] for item in styles.iter() if local(item) == "rgbColor"]
        self.palette = own or _INDEXED

    def colour(self, element: etree._Element | None) -> str:
        """A colour as ``#RRGGBB``; empty for none and for the reader's own."""
        if element is None:
            return ""
        if element.get("theme", "").isdecimal():
            base = self.theme.colour(int(element.get("theme", "0"))) or ""
        elif element.get("indexed", "").isdecimal():
            number = int(element.get("indexed", "0"))
            base = self.palette[number] if number < len(self.palette) else ""
        else:
            base = element.get("rgb", "")[-6:]
        if not _COLOUR.fullmatch(base):
            return ""
        return f"#{tinted(base, float(element.get('tint', '0')))}"


class _Font:
    """A font as declarations of CSS, and its size in pixels."""

    def __init__(self, font: etree._Element | None, paint: _Paint) -> None:
        said = {} if font is None else {local(item): item for item in font if isinstance(item.tag, str)}
        size = said.get("sz")
        name = said.get("name")
        points = float(size.get("val", 11)) if size is not None else 11.0
        self.size = round(points * _PIXELS, 1)
        family = _FONT_NAME.sub("", name.get("val", "")) if name is not None else ""
        lines = [word for word, key in (("underline", "u"), ("line-through", "strike")) if _is_on(said.get(key))]
        colour = paint.colour(said.get("color"))
        self.css = "".join(
            (
                f"font-size:{self.size:g}px;",
                f'font-family:"{family}",var(--thai);' if family else "",
                f"font-size-adjust:{_THAI_HEIGHT};" if family.startswith("TH ") else "",
                "font-weight:700;" if _is_on(said.get("b")) else "",
                "font-style:italic;" if _is_on(said.get("i")) else "",
                f"text-decoration:{' '.join(lines)};" if lines else "",
                f"color:{colour};" if colour and colour != "#000000" else "",
            )
        )


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false", "off", "none")


def _fill(fill: etree._Element | None, paint: _Paint) -> str:
    pattern = None if fill is None else child(fill, "patternFill")
    if pattern is None or pattern.get("patternType", "none") in ("none", "gray125"):
        return ""
    solid = pattern.get("patternType") == "solid"
    colour = paint.colour(child(pattern, "fgColor" if solid else "bgColor"))
    return f"background:{colour};" if colour else ""


def _lines(border: etree._Element | None, paint: _Paint) -> dict[str, str]:
    found = {}
    for item in border if border is not None else ():
        side = {"start": "left", "end": "right"}.get(local(item), local(item))
        style = item.get("style", "none")
        if side in ("left", "right", "top", "bottom") and style != "none":
            found[side] = f"{_LINES.get(style, _DASHED)} {paint.colour(child(item, 'color')) or '#000000'}"
    return found


def _look(xf: etree._Element, font: _Font, fill: str, lines: dict[str, str]) -> Look:
    alignment = child(xf, "alignment")
    said: Mapping[str, str] = {} if alignment is None else {str(key): str(text) for key, text in alignment.items()}
    align = _ALIGN.get(said.get("horizontal", ""), "")
    turned = int(said.get("textRotation", "0") or 0)
    indent = int(said.get("indent", "0") or 0)
    css = font.css + fill + f"vertical-align:{_VERTICAL.get(said.get('vertical', ''), 'bottom')};"
    css += f"text-align:{align};" if align else ""
    css += f"padding-{'right' if align == 'right' else 'left'}:{3 + 9 * indent}px;" if indent else ""
    return Look(
        css=css,
        lines=lines,
        wraps=said.get("wrapText") in _ON or said.get("horizontal") in ("justify", "distributed"),
        shrinks=said.get("shrinkToFit") in _ON,
        align=align,
        size=font.size,
        upright=turned in (90, 180, 255),
    )
