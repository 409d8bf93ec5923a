"""Where the rows and cells of a sheet stand and what they hold, found without parsing each of its cells.

A sheet written as every known client writes it (``<c r="B7"`` in double quotes, without a prefix, in rows that say
their number) is gone through by a few native searches. A sheet written otherwise takes the careful way
(:mod:`planbook.book.sheetxml`), with the same result.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from planbook.book.cells import cell_name, column_index, column_name, split_cell
from planbook.book.sheetxml import (
    PART,
    CellTag,
    FormulaTag,
    RawCell,
    RowTag,
    SheetMap,
    Tag,
    careful_cells,
    careful_map,
)
from planbook.book.xmlio import resolved, to_utf8, unescape_text

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ROW_END = len(b"</row>")
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"([^<>]*+)>')
_ANY_ROW = re.compile(rb"<row[\s/>]")
_WHOLE_CELL = re.compile(
    # its attributes, with the slash of one that is empty; what it holds, but for the last text of it
    rb'<c r="[A-Z]{1,3}[0-9]{1,7}"([^<>]*+)>(?:(?<=/>)|((?:[^<]*+<(?!/c>))*+)[^<]*+</c>)'
)
_CELL_NAME = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"')
_ODD_CELL = re.compile(rb'<c(?:[\t\r\n/>]| (?!r="[A-Z]{1,3}[1-9][0-9]{0,6}"[ />]))')
_COLON = re.compile(rb":[A-Za-z_][\w.\-]*+[\s/>]")
_PREFIX = re.compile(rb"</?[A-Za-z_][\w.\-]*+")
_CONTENTS = frozenset((b"<v", b"<f"))
_CONTENT = re.compile(rb"(?:v|is|f)[\s/>]")
_FORMULA = re.compile(rb"<f([^<>]*+)>(?:(?<=/>)|([^<]*+)</f>)")
_ATTRIBUTES = re.compile(rb"""((?:\s+[A-Za-z][\w:.\-]*="[^"'<>]*")*+)\s*/?""")
_SAID = re.compile(rb'([A-Za-z][\w:.\-]*)="([^"]*)"')
_TOKEN = re.compile(
    # a row; or a cell with its type and style, a formula, and the value or the text
    rb'<row r="([1-9][0-9]{0,6})"[^<>]*+>|<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>]*+)>(?:(?<=/>)'
    rb"|(?:<f(?: [^<>]*+)?+>(?:(?<=(/)>)|([^<]*+)</f>))?+(?:<v>([^<]*+)</v>|<(v)/>|<is>(.*?)</is>)?+</c>)",
    re.DOTALL,
)
_ANY = re.compile(rb"<(?:row|c)[\s/>]")
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>([^<]*)</t>")
_PHONETIC = re.compile(rb"<rPh[\s>].*?</rPh>", re.DOTALL)


class _Otherwise(Exception):
    """The sheet is written otherwise than this module knows."""


def scan_sheet(xml: bytes, wanted: Mapping[int, Collection[int]]) -> SheetMap:
    """The layout of a sheet in UTF-8, with the cells in the ``wanted`` columns of its rows.

    Raises BookProblem ``xml-broken`` or ``xml-doctype``.
    """
    try:
        sheet = _map(xml)
        for row in sheet.rows if wanted else ():
            if columns := wanted.get(row.number):
                _fill(xml, row, columns)
    except _Otherwise:
        return careful_map(xml, wanted)
    return sheet


def with_contents(xml: bytes, contents: Mapping[bytes, bytes]) -> bytes | None:
    """A sheet in UTF-8 with other contents in cells that are there, each in its style: by reference, the XML behind a
    cell's style, as ``><v>3</v></c>``. None for a sheet that lacks one of them or has it twice, that has formulas which
    cover several cells, or is written otherwise.

    Raises BookProblem ``xml-broken`` or ``xml-doctype``.
    """
    pieces: list[bytes] = []
    try:
        body = _body(xml)
        around = careful_map(xml[: body.start] + xml[body.stop :], {})
        if around.data is None or around.prefix or around.data.close_start != body.start:
            return None
        if xml.find(b"<f ", *_ends(body)) >= 0:
            return None
        row, rows, left = b"", 0, dict(contents)
        columns = frozenset(ref.rstrip(b"0123456789") for ref in contents)
        *found, rest = _in_columns(columns).split(xml[body])
        each = iter(found)
        for before, tag, number, ref, digits, attributes in zip(each, each, each, each, each, each, strict=True):
            content = None if number else left.pop(ref, None)
            if content is not None and digits == row:
                pieces += (before, b'<c r="', ref, b'"', _style_alone(attributes), content)
                continue
            pieces += (before, tag)
            if number:
                row, rows = number, rows + 1
            elif ref in contents:  # a second time, or in another row
                return None
    except _Otherwise:
        return None
    is_whole = not left and rows == xml.count(b"<row", *_ends(body))
    return b"".join([xml[: body.start], *pieces, rest, xml[body.stop :]]) if is_whole else None


@lru_cache(maxsize=4096)
def _style_alone(attributes: bytes) -> bytes:
    """What is left of a cell's attributes behind its reference when it keeps nothing but its style."""
    style = _style(attributes)
    return b"" if style is None else b' s="%b"' % style.encode("utf-8")


@lru_cache(maxsize=64)
def _in_columns(columns: frozenset[bytes]) -> re.Pattern[bytes]:
    """Finds rows, and the whole cells in some columns (letters): all of it, and a row's number, or a cell's reference,
    its row, and its attributes."""
    letters = b"|".join(sorted(columns))
    return re.compile(
        rb'(<row r="([1-9][0-9]{0,6})"|<c r="((?:%b)([1-9][0-9]{0,6}))"' % letters
        + rb"([^<>]*+)>(?:(?<=/>)|(?:[^<]*+<(?!/c>))*+[^<]*+</c>))"
    )


def read_cells(xml: bytes, wanted: Collection[str] | None = None) -> dict[str, RawCell]:
    """The cells named in ``wanted`` (all when None) that stand in a sheet's XML, by reference, in file order.

    A cell written twice counts as its last. Raises ValueError for a wanted reference that is none, BookProblem
    ``xml-broken`` or ``xml-doctype``.
    """
    refs = None if wanted is None else frozenset(cell_name(*split_cell(ref)) for ref in wanted)
    xml = to_utf8(xml, PART)
    try:
        found = {cell.ref: cell for cell in _cells(xml, refs)}
    except (_Otherwise, ValueError):  # the latter: bytes that are no text, a number that is none
        return careful_cells(xml, wanted)
    return found


def _body(xml: bytes) -> slice:
    """What stands between the tags of ``sheetData``. Raises _Otherwise."""
    start = xml.find(_OPEN) + len(_OPEN)
    end = xml.rfind(_CLOSE)
    if not len(_OPEN) <= start <= end or xml.count(b"sheetData") != 2:
        raise _Otherwise
    # one character is found far sooner than two
    if (b"!" in xml and b"<!" in xml) or (b"?" in xml and xml.find(b"<?", 4) >= 0):
        raise _Otherwise
    if xml.find(b"xmlns", start, end) >= 0:
        raise _Otherwise
    for colon in _COLON.finditer(xml, start, end):
        at = colon.start()
        if _PREFIX.fullmatch(xml, xml.rfind(b"<", start, at), at):
            raise _Otherwise
    return slice(start, end)


def _decoded(raw: bytes) -> str:
    """A text of the XML. Raises _Otherwise where it has an entity that is none."""
    text = raw.decode("utf-8")
    if "\r" in text:
        raise _Otherwise
    return _unescaped(text) if "&" in text else text


@lru_cache(maxsize=1 << 14)
def _unescaped(text: str) -> str:
    said = resolved(text)
    if said is None:
        raise _Otherwise
    return said


@lru_cache(maxsize=4096)
def _said(attributes: bytes) -> dict[bytes, str]:
    """The attributes of a start tag. Sheets repeat them. Raises _Otherwise."""
    found = _SAID.findall(attributes)
    if not _ATTRIBUTES.fullmatch(attributes) or len({name for name, _ in found}) != len(found):
        raise _Otherwise
    return {name: _decoded(value) for name, value in found}


# Where things stand


def _map(xml: bytes) -> SheetMap:
    body = _body(xml)
    # Around the cells there is little, and it may be written in any way.
    sheet = careful_map(xml[: body.start] + xml[body.stop :], {})
    data = sheet.data
    if data is None or sheet.prefix or data.close_start != body.start:
        raise _Otherwise
    data.close_start, data.end = body.stop, body.stop + len(_CLOSE)
    sheet.rows = list(_rows(xml, body))
    sheet.formulas = list(_formulas(xml, body))
    return sheet


def _rows(xml: bytes, body: slice) -> Iterator[RowTag]:
    found = list(_ROW.finditer(xml, body.start, body.stop))
    if len(found) != len(_ANY_ROW.findall(xml, body.start, body.stop)):
        raise _Otherwise
    limits = [*(each.start() for each in found[1:]), body.stop][: len(found)]
    for tag, limit in zip(found, limits, strict=True):
        start, after = tag.span()
        number, attributes = tag.groups()
        empty = attributes[-1:] == b"/"
        close = after if empty else limit - _ROW_END if xml[limit - _ROW_END : limit] == b"</row>" else -1
        if close < 0 and (close := xml.find(b"</row>", after, limit)) < 0:
            raise _Otherwise
        whole = Tag(start, after, after if empty else close + _ROW_END, close)
        yield RowTag(whole, int(number), *_row_said(attributes))


@lru_cache(maxsize=4096)
def _row_said(attributes: bytes) -> tuple[str | None, str | None]:
    """The spans of a row, and the style of its cells. Raises _Otherwise."""
    said = _said(attributes)
    return said.get(b"spans"), said.get(b"s") if said.get(b"customFormat") in ("1", "true") else None


def _fill(xml: bytes, row: RowTag, columns: Collection[int]) -> None:
    """Find the cells of a row in these columns, and where those that it lacks belong."""
    first, last = row.tag.open_end, row.tag.close_start
    ending, missing, cells = b'%d"' % row.number, [], row.cells
    for col in columns:
        at = xml.rfind(_opening(col) + ending, first, last)
        if at < 0:
            missing.append(col)
            continue
        cell = _WHOLE_CELL.match(xml, at, last)
        if cell is None:
            raise _Otherwise
        attributes, inner = cell.groups()
        filled = bool(inner) and (inner[:2] in _CONTENTS or _CONTENT.search(inner) is not None)
        cells.append(CellTag(at, cell.end(1) + 1, cell.end(), col, _style(attributes), filled))
    if missing:
        row.gaps = _gaps(xml, row, missing)


@lru_cache(maxsize=4096)
def _style(attributes: bytes) -> str | None:
    return _said(attributes).get(b"s")


@cache
def _opening(col: int) -> bytes:
    """How the tag of a cell in a column begins."""
    return b'<c r="%b' % column_name(col).encode("ascii")


def _gaps(xml: bytes, row: RowTag, columns: Iterable[int]) -> dict[int, int]:
    """Where the cells belong that a row lacks: each before the first one that stands farther right."""
    first, last = row.tag.open_end, row.tag.close_start
    if _ODD_CELL.search(xml, first, last):
        raise _Otherwise
    digits = b"%d" % row.number
    starts: dict[int, int] = {}
    for cell in _CELL_NAME.finditer(xml, first, last):
        if cell[2] != digits:
            raise _Otherwise
        starts.setdefault(_column(cell[1]), cell.start())
    found = {}
    for col in columns:
        if col in starts:
            raise _Otherwise
        found[col] = next((start for here, start in starts.items() if here > col), last)
    return found


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    try:
        return column_index(letters.decode("ascii"))
    except ValueError:
        raise _Otherwise from None


def _formulas(xml: bytes, body: slice) -> Iterator[FormulaTag]:
    """The formulas that cover more than their own cell."""
    if xml.find(b"<f ", *_ends(body)) < 0:
        return
    found = [each for each in _FORMULA.finditer(xml, *_ends(body)) if each[1] not in (b"", b"/")]
    if len(found) != len(re.findall(rb"<f\s", xml[body])):
        raise _Otherwise
    for formula in found:
        said = _said(formula[1])
        kind = said.get(b"t", "")
        if kind in ("", "normal"):
            continue
        cell = _CELL_NAME.match(xml, xml.rfind(b"<c ", body.start, formula.start()))
        if cell is None:
            raise _Otherwise
        start, end = formula.span()
        empty = formula[2] is None
        tag = Tag(start, end if empty else formula.start(2), end, end if empty else formula.end(2))
        place, text = (int(cell[2]), _column(cell[1])), "" if empty else _decoded(formula[2])
        yield FormulaTag(tag, *place, kind, said.get(b"si", ""), said.get(b"ref", ""), text)


def _ends(body: slice) -> tuple[int, int]:
    return body.start, body.stop


# What cells hold


def _cells(xml: bytes, wanted: Collection[str] | None) -> Iterator[RawCell]:
    body = _body(xml)
    around = careful_map(xml[: body.start] + xml[body.stop :], {})  # says so where it is broken
    if around.data is None or around.prefix:
        raise _Otherwise
    row, count = b"", 0
    for token in _TOKEN.finditer(xml, *_ends(body)):
        count += 1
        number, letters, digits, attributes, shared, formula, value, blank, inline = token.groups()
        if number:
            row = number
            continue
        if digits != row:
            raise _Otherwise
        ref = (letters + digits).decode("ascii")
        if wanted is not None and ref not in wanted:
            continue
        said = _said(attributes)
        held = _decoded(value) if value else None if value is None and not blank else ""
        text = _decoded(formula) if formula else None if formula is None and not shared else ""
        _column(letters)
        kind, style = said.get(b"t", "n"), said.get(b"s")
        own = None if inline is None else _text(inline)
        yield RawCell(ref, kind, int(style) if style else 0, held, text, own)
    if count != len(_ANY.findall(xml, *_ends(body))):
        raise _Otherwise


def _text(inline: bytes) -> str:
    """The text of an ``is``: its runs joined, phonetic guides left out."""
    if b"<rPh" in inline:
        inline = _PHONETIC.sub(b"", inline)
    return unescape_text("".join(map(_decoded, _TEXT.findall(inline))))
