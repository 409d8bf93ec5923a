"""The worksheets of an .xlsx, one scan each: the filled cells with value and look, the merged areas, what is hidden.

Transitional and Strict files, any prefix and encoding, cells with and without ``r``. A sheet written as every
known client writes it is read by one regular expression; any other by expat (:mod:`planbook.book.sheetxml`), with the
same result.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from lxml import etree

from planbook.book.cells import MAX_ROW, Area, column_index, split_cell, split_range
from planbook.book.foreign.formats import is_date, moment_of
from planbook.book.foreign.xlsx import CellFormat, is_struck, looks_of
from planbook.book.package import Package, SheetInfo, Workbook
from planbook.book.sheetxml import careful_cells, local_name, new_parser, run
from planbook.book.xmlio import children, decoded, parse_xml, to_utf8, unescape_text

Scanned = str | float | int | bool | datetime | None
"""What a cell holds: None for a formula that no program has computed."""

_GENERAL = "General"
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*+)(?<!/)>(.*?)</c>', re.DOTALL)
_ODD = re.compile(rb'<(?:c(?! r="[A-Z]{1,3}[0-9]{1,7}"[ />])[\s/>]|[A-Za-z_][\w.\-]*:(?:c|row|v|is)[\s/>])')
_PLAIN = re.compile(rb"<v(?: [^>]*)?>([^<]*)</v>")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?(?:/>|>([^<]*)</v>)")
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>([^<]*)</t>")
_PHONETIC = re.compile(rb"<rPh[\s>].*?</rPh>", re.DOTALL)
_ITEM = re.compile(rb"<si/>|<si>.*?</si>", re.DOTALL)
_STYLE = re.compile(rb'\ss="([0-9]{1,9})"')
_TYPE = re.compile(rb'\st="([A-Za-z]{1,9})"')
_STRUCK = re.compile(rb"<strike\s*/>|<strike\s+val=[\"'](?:1|true|on)[\"']")
_HIDDEN_ROW = re.compile(rb'<row [^>]*?\bhidden="(?:1|true)"')
_ROW_NUMBER = re.compile(rb'\sr="([0-9]{1,7})"')
_ON = ("1", "true", "on")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class ScannedCell:
    """A filled cell: 1-based row and column, its value, the code of its number format.

    A serial number under a date's format is a datetime, an error value its text (``#N/A``) with ``error`` set.
    ``formula`` tells that it has one: ``value`` is what was last computed, None where nothing was. ``struck`` tells
    that all of it or a part is struck out.
    """

    row: int
    column: int
    value: Scanned
    number_format: str = _GENERAL
    formula: bool = False
    error: bool = False
    struck: bool = False


_CellT = TypeVar("_CellT", bound=ScannedCell)
"""What a reader makes of cells: scanned cells, or more."""


@dataclass(frozen=True)
class ScannedSheet(Generic[_CellT]):
    """A worksheet. ``state`` is ``visible``, ``hidden`` or ``veryHidden``. Cells inside a merged area, but for its
    first, are left out, as no client shows them."""

    name: str
    state: str
    cells: tuple[_CellT, ...]
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    shows_zeros: bool = True


def scan_sheets(package: Package, cell: type[_CellT], skip: Collection[str] = ()) -> list[ScannedSheet[_CellT]]:
    """The worksheets of a workbook in the order of their tabs, but for those named in ``skip``; their cells are of a
    class of the reader's.

    Sheets of charts, dialogs and macros are passed over. Raises BookProblem ``file-not-workbook``, ``xml-broken``,
    ``xml-doctype`` or ``file-truncated``.
    """
    book = Workbook(package)
    kinds = {rel.part: rel.kind for rel in package.rels(book.part)}
    wanted = [sheet for sheet in book.sheets if kinds.get(sheet.part) == "worksheet" and sheet.name not in skip]
    styles = book.styles_part
    looks = looks_of(parse_xml(package.read(styles), styles)) if styles else ()
    scanner = _Scanner(cell, looks, _Texts(package, book.target("sharedStrings")), from_1904=book.date1904)
    return [scanner.sheet(info, to_utf8(package.read(info.part), info.part)) for info in wanted]


class _Text(NamedTuple):
    text: str
    struck: bool = False


class _Texts:
    """The shared texts by number. Each is looked up when a cell asks for it: a master's list ends in many thousands
    of texts of results, which the plan's own sheets do not show."""

    def __init__(self, package: Package, part: str | None) -> None:
        xml = to_utf8(package.read(part), part) if part else b""
        plain = re.search(rb"<sst[\s>]", xml) and b"<!" not in xml and b"<si " not in xml
        self._ahead = _ITEM.finditer(_lines(xml) if plain else b"")
        self._pieces: list[bytes] = []
        items = children(parse_xml(xml, part), "si") if part and not plain else ()
        self._texts = {number: _text_of(item) for number, item in enumerate(items)}

    def __getitem__(self, number: int) -> _Text:
        """Raises KeyError for a number that the list does not have."""
        found = self._texts.get(number)
        if found is None:
            more = max(0, number + 1 - len(self._pieces))
            self._pieces.extend(item[0] for item in islice(self._ahead, more))
            if not 0 <= number < len(self._pieces):
                raise KeyError(number)
            found = self._texts[number] = _text_in(self._pieces[number])
        return found


def _unescaped(text: str) -> str:
    """A text with its escapes resolved. Half a character, which no program shows and no file can say, is ``�``."""
    if "_x" not in text:
        return text
    return unescape_text(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _lines(xml: bytes) -> bytes:
    """Line ends as every XML parser gives them (XML 1.0, 2.11)."""
    return xml.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in xml else xml


@lru_cache(maxsize=1 << 14)
def _text_in(item: bytes) -> _Text:
    """The text of a plainly written ``si`` or ``is``: its runs joined, phonetic guides left out."""
    if b"<rPh" in item:
        item = _PHONETIC.sub(b"", item)
    text = "".join(map(decoded, _TEXT.findall(item)))
    return _Text(_unescaped(text), b"<strike" in item and _STRUCK.search(item) is not None)


def _text_of(item: etree._Element) -> _Text:
    """The same of an element."""
    runs = list(children(item, "r"))
    texts = [*children(item, "t"), *(text for part in runs for text in children(part, "t"))]
    struck = any(is_struck(font) for part in runs for font in children(part, "rPr"))
    return _Text(_unescaped("".join(str(text.text or "") for text in texts)), struck)


class _Look(NamedTuple):
    """What a cell's style says of its value."""

    number_format: str = _GENERAL
    struck: bool = False
    is_date: bool = False

    @classmethod
    def of(cls, look: CellFormat) -> "_Look":
        number_format = look.number_format or _GENERAL
        return cls(number_format, look.struck, _is_date(number_format))


_NO_LOOK = _Look()


class _Scanner(Generic[_CellT]):
    def __init__(self, cell: type[_CellT], looks: Sequence[CellFormat], texts: _Texts, *, from_1904: bool) -> None:
        self._make = cell
        self._looks = tuple(map(_Look.of, looks))
        self._texts = texts
        self._from_1904 = from_1904

    def sheet(self, info: SheetInfo, xml: bytes) -> ScannedSheet[_CellT]:
        start = xml.find(b"<sheetData")
        end = xml.rfind(b"</sheetData>")
        closed = end >= 0 or b"<sheetData/>" in xml
        plain = start >= 0 and closed and b"<!" not in xml and not _ODD.search(xml, start, max(end, start))
        around = _Around(xml, plain=plain)
        body = _lines(xml[start:end]) if plain and end >= 0 else b""
        cells = self._plain(body) if plain else self._careful(xml)
        for place in _covered(cells, around.merges):
            cells.pop(place, None)
        hidden = frozenset(_hidden_rows(body)) if plain else around.hidden_rows
        filled = tuple(cell for cell in cells.values() if cell is not None)
        return ScannedSheet(info.name, info.state, filled, around.merges, hidden, around.shows_zeros)

    def _plain(self, body: bytes) -> dict[tuple[int, int], _CellT | None]:
        """The filled cells of a plainly written ``sheetData``."""
        cells: dict[tuple[int, int], _CellT | None] = {}
        for letters, digits, attributes, inner in _CELL.findall(body):
            kind, style = _attributes(attributes)
            row, column = _row(digits), _column(letters)
            if found := _PLAIN.fullmatch(inner):
                cells[row, column] = self._cell(row, column, kind, style, decoded(found[1]))
                continue
            value = _VALUE.search(inner)
            said = None if value is None else decoded(value[1] or b"")
            inline = _text_in(inner) if kind == "inlineStr" else None
            formula = b"<f" in inner
            if said is not None or formula or inline is not None:
                cells[row, column] = self._cell(row, column, kind, style, said, formula=formula, inline=inline)
        return cells

    def _careful(self, xml: bytes) -> dict[tuple[int, int], _CellT | None]:
        """The cells of a sheet that :meth:`_plain` does not understand, read with expat; struck runs are not told."""
        cells: dict[tuple[int, int], _CellT | None] = {}
        for ref, cell in careful_cells(xml).items():
            row, column = split_cell(ref)
            inline = None if cell.inline is None else _Text(cell.inline)
            formula = cell.formula is not None
            cells[row, column] = self._cell(
                row, column, cell.type, cell.style, cell.value, formula=formula, inline=inline
            )
        return cells

    def _cell(
        self,
        row: int,
        column: int,
        kind: str,
        style: int,
        value: str | None,
        *,
        formula: bool = False,
        inline: _Text | None = None,
    ) -> _CellT | None:
        """The cell; None where it holds nothing but blanks."""
        look = self._looks[style] if style < len(self._looks) else _NO_LOOK
        if kind == "s":
            text = self._texts[int(value)] if value else _Text("")
        elif kind == "inlineStr":
            text = inline or _Text("")
        else:
            shown = self._value(kind, value, look)
            if (shown is None and not formula) or (isinstance(shown, str) and not shown.strip()):
                return None
            return self._make(row, column, shown, look.number_format, formula, kind == "e", look.struck)
        if not text.text.strip():
            return None
        return self._make(row, column, text.text, look.number_format, formula, False, look.struck or text.struck)

    def _value(self, kind: str, value: str | None, look: _Look) -> Scanned:
        """What a cell holds that is no shared text, nor one of its own."""
        if value is None or (value == "" and kind != "str"):
            return None
        if kind == "b":
            return value.strip() in _ON
        if kind in ("str", "e", "d"):
            return _unescaped(value)
        return self._number(value.strip(), look)

    def _number(self, text: str, look: _Look) -> Scanned:
        try:
            number = int(text) if _INTEGER.fullmatch(text) else float(text)
        except ValueError:
            return text
        if look.is_date and (when := moment_of(number, from_1904=self._from_1904)) is not None:
            return when
        return number


@lru_cache(maxsize=1024)
def _is_date(number_format: str) -> bool:
    """Whether a number under this format is a point in time; a span of time (``[h]:mm``) is none."""
    return is_date(number_format) and not re.search(r"\[[hmsHMS]+\]", number_format)


@lru_cache(maxsize=4096)
def _attributes(attributes: bytes) -> tuple[str, int]:
    """The type and the style that the rest of a cell's start tag names."""
    kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
    return kind[1].decode("ascii") if kind else "n", int(style[1]) if style else 0


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    return column_index(letters.decode("ascii"))


def _row(digits: bytes) -> int:
    number = int(digits)
    if not 1 <= number <= MAX_ROW:
        raise ValueError(number)
    return number


def _hidden_rows(body: bytes) -> Iterator[int]:
    if b"hidden=" in body:
        for tag in _HIDDEN_ROW.finditer(body):
            if number := _ROW_NUMBER.search(tag[0]):
                yield int(number[1])


class _Around:
    """What a sheet's XML says beside its cells: of a plain one the cells themselves are not parsed for it."""

    def __init__(self, xml: bytes, *, plain: bool) -> None:
        self.merges: tuple[Area, ...] = ()
        self.shows_zeros = True
        self._hidden: set[int] = set()
        self._row = 0
        self._merged: list[Area] = []
        if plain:
            start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
            tail = xml[end + len(b"</sheetData>") :] if end >= 0 else xml[start + len(b"<sheetData/>") :]
            xml = xml[:start] + b"<sheetData/>" + tail
        parser = new_parser()
        parser.StartElementHandler = self._start
        run(parser, xml)
        self.merges = tuple(sorted(self._merged))

    @property
    def hidden_rows(self) -> frozenset[int]:
        """The rows that are hidden; of a sheet that is not plain."""
        return frozenset(self._hidden)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = local_name(name)
        if element == "mergeCell":
            self._merged.append(split_range(attributes["ref"]))
        elif element == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            if attributes.get("hidden") in _ON:
                self._hidden.add(self._row)
        elif element == "sheetView" and attributes.get("showZeros", "1") not in _ON:
            self.shows_zeros = False


def _covered(cells: Collection[tuple[int, int]], merges: Sequence[Area]) -> set[tuple[int, int]]:
    """The places that lie under a merged area and are not its first, at least those of ``cells``; an area may cover all
    of a column."""
    found: set[tuple[int, int]] = set()
    for area in merges:
        top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) <= len(cells):
            covered = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        else:
            covered = [(row, column) for row, column in cells if top <= row <= bottom and left <= column <= right]
        found.update(place for place in covered if place != (top, left))
    return found
