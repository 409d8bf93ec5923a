"""A workbook that is written as every spreadsheet program writes one, in one pass: parts, shared texts, filled cells.

Each function gives None for anything that is written otherwise, damaged, too large or hostile: that is for the careful
way (:mod:`planbook.book.safety`, :mod:`planbook.book.foreign`), which says what is wrong with it. What is given is what
the careful way would give. The module is plain typed Python, which mypyc compiles as it stands.
"""

import re
import struct
import zlib
from functools import lru_cache
from math import isfinite
from operator import itemgetter, lt
from typing import Final

from planbook.book.foreign.workbook import Unseen
from planbook.book.grid import Value
from planbook.book.safety import Limits

try:  # a faster engine, where it is installed (planbook[fast])
    from isal import isal_zlib as engine
except ImportError:
    engine = zlib  # type: ignore[misc]

_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LENGTHS: Final = struct.Struct("<HH")
_STORED: Final = 0
_DEFLATED: Final = 8
_KNOWN_FLAGS: Final = 0x080E
"""How it was deflated, that sizes follow, that names are UTF-8."""
_NEWEST: Final = 63
_MOST_MEMBERS: Final = 200
_RATIO_FROM: Final = 1_000_000
_NAME: Final = re.compile(rb"[A-Za-z0-9_\-. \[\]]+(?:/[A-Za-z0-9_\-. \[\]]+)*")
_STRANGE_NAMES: Final = ("mimetype", "content.xml", "meta-inf/")

_T: Final = r'<t( xml:space="preserve")?+>([^<]*+)</t>'
_FONT: Final = r'(?:<rPr>(?:<[A-Za-z]+(?: [A-Za-z]+="[^"<&]*+")*+/>)*+</rPr>)?+'
_SHARED: Final = re.compile(rf"<si>(?:{_T}|((?:<r>{_FONT}<t(?: xml:space=\"preserve\")?+>[^<]*+</t></r>)++))</si>")
_RUN: Final = re.compile(rf"<r>{_FONT}{_T}</r>")
_SHARED_HEAD: Final = re.compile(
    r'<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="(?:yes|no)")?\?>\s*'
    r'<sst xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"(?: (?:count|uniqueCount)="[0-9]+")*>'
)
_ITEM: Final = len("<si></si>")
_PLAIN: Final = len("<t></t>")
_KEPT: Final = len(' xml:space="preserve"')
_ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")
_ENTITIES: Final = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#10;": "\n"}
_ENTITY: Final = re.compile("&(?:amp|lt|gt|quot|apos|#10|#([1-9][0-9]{2,4}));")
"""What every program escapes, and characters by their number, as openpyxl writes Thai."""
_NO_CHARACTERS: Final = range(0xD800, 0xE000)

_BLANK: Final = r'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,6}")?+(?: t="n")?+(?:/>|></c>)'
_ROW: Final = r'<row r="[1-9][0-9]{0,6}"(?: (?:s|[A-Za-z0-9:]{2,40})="[^"<&]*+")*+'
_EMPTY_ROW: Final = rf"(?:{_ROW}(?:/>|>(?:{_BLANK})*+</row>))"
_CELL: Final = re.compile(
    # what lies before the cell: blank cells, the end of its row, rows of blank cells, the beginning of a row
    rf"((?:{_BLANK})*+(?:</row>{_EMPTY_ROW}*+{_ROW}>(?:{_BLANK})*+)?+"
    # the cell: where it stands, its style; a shared text by its number
    + r'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="([0-9]{1,6})")?+(?: t="s"><v>([0-9]{1,7})</v>'
    # or its type, a formula, and the value or the text
    + r'|(?: t="(n|str|inlineStr|b)")?+>(?:(<f)( [^<>]*?)?(?:/>|>([^<]*+)</f>))?+'
    + r'(?:<v>([^<]*+)</v>|<v/>|<is><t( xml:space="preserve")?+>([^<]*+)</t></is>)?+)</c>)'
    # or all that is left: looked for again from every place in it, a cell would take for ever to be not found
    + r"|[\s\S]+"
)
_REST: Final = re.compile(rf"(?:{_BLANK})*+</row>{_EMPTY_ROW}*+")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_PLAIN_FORMULA: Final = frozenset({"", ' aca="false"'})

LARGEST: Final = 4_000_000
"""Bytes of the cells of a sheet; a form of 1,000 activities has half of it."""
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 64
COLUMN_BITS: Final = 7
"""A cell's place is ``row << COLUMN_BITS | column``, both from 1."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COLUMNS: Final = {
    (f"{_LETTERS[n // 26 - 1]}{_LETTERS[n % 26]}" if n >= 26 else _LETTERS[n]): n + 1 for n in range(MOST_COLUMNS)
}

FORMULA: Final = "<f"
_COLUMN: Final = (1 << COLUMN_BITS) - 1
_PLACES: Final[dict[str, int]] = {}
_FORMULAS: Final[set[str]] = set()
_INTS: Final[dict[str, int]] = {}
"""Numbers of few digits by how they are written: looking one up takes a quarter of the time of reading it."""
_WHOLE: Final = itemgetter(0)
_REF: Final = itemgetter(1)

Values = list[list[Value]]
"""The values of a sheet by row and column, from A1; None for a blank cell. Rows may be of different lengths."""


def unzipped(data: bytes, limits: Limits) -> dict[str, bytes] | None:
    """The parts of a workbook's zip by name, all inflated and held against their checksums, each bounded by the size
    that it must come to. None for a zip that is not plainly written."""
    end = len(data) - _END.size
    if end < 0 or len(data) > limits.max_file or data[end : end + 4] != b"PK\x05\x06":
        return None
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, end)
    if disk or first_disk or here != count or count > _MOST_MEMBERS or start + size != end or comment:
        return None
    if data[max(0, end - 20) : end - 16] == b"PK\x06\x07":
        return None
    parts: dict[str, bytes] = {}
    lower: set[str] = set()
    total = 0
    at = start
    for _ in range(count):
        if at + _CENTRAL.size > end:
            return None
        (sign, _made, needed, flags, method, _time, _date, crc, packed_size, whole_size, name_size, extra, remark,
         _disk, _internal, _external, offset) = _CENTRAL.unpack_from(data, at)  # fmt: skip
        raw = data[at + _CENTRAL.size : at + _CENTRAL.size + name_size]
        at += _CENTRAL.size + name_size + extra + remark
        if sign != b"PK\x01\x02" or flags & ~_KNOWN_FLAGS or needed > _NEWEST or extra or remark:
            return None
        if _NAME.fullmatch(raw) is None or b".." in raw:
            return None
        total += whole_size
        if whole_size > limits.max_member or total > limits.max_total:
            return None
        if whole_size > _RATIO_FROM and whole_size > limits.max_ratio * packed_size:
            return None
        part = _member(data, raw, offset, packed_size, whole_size, method, crc)
        name = raw.decode("ascii")
        if part is None or name.lower() in lower or not _is_plain(name.lower(), part):
            return None
        lower.add(name.lower())
        parts[name] = part
    return parts if at == end else None


def _member(
    data: bytes, name: bytes, offset: int, packed_size: int, whole_size: int, method: int, crc: int
) -> bytes | None:
    if data[offset : offset + 4] != b"PK\x03\x04" or offset + 30 > len(data):
        return None
    name_size, extra = _LENGTHS.unpack_from(data, offset + 26)
    start = offset + 30 + name_size + extra
    if data[offset + 30 : offset + 30 + name_size] != name:
        return None
    packed = data[start : start + packed_size]
    if len(packed) != packed_size:
        return None
    if method == _DEFLATED:
        inflater = engine.decompressobj(-15)
        try:
            whole = inflater.decompress(packed, whole_size + 1)
        except Exception:  # each engine has an error of its own
            return None
        if not inflater.eof or inflater.unused_data:
            return None
    elif method == _STORED:
        whole = packed
    else:
        return None
    return whole if len(whole) == whole_size and engine.crc32(whole) == crc else None


def _is_plain(name: str, part: bytes) -> bool:
    """Whether a part is XML in UTF-8 that declares nothing, or holds none and no cells."""
    if name.startswith(_STRANGE_NAMES):
        return False
    if name.endswith((".xml", ".rels")):
        return b"<!" not in part[:4096] and b"\0" not in part and part[:1] == b"<"
    return name.endswith(".bin") and not name.endswith("vbaproject.bin") and part[:2] != b"\x81\x01"


def shared_texts(part: bytes) -> list[str] | None:
    """The shared texts of a workbook in their order, of which none is struck out or raised."""
    try:
        xml = part.decode("utf-8")
    except UnicodeDecodeError:
        return None
    xml = xml.replace("&#10;", "\n")
    head = _SHARED_HEAD.match(xml)
    if head is None or "\r" in xml or "strike" in xml or "vertAlign" in xml:
        return None
    if "_x" in xml and _ESCAPED.search(xml):
        return None
    found: list[tuple[str, str, str]] = _SHARED.findall(xml)
    size = head.end() + _ITEM * len(found)
    texts: list[str] = []
    for kept, text, runs in found:
        if runs:
            size += len(runs)
            said = _of_runs(runs)
        else:
            size += _PLAIN + len(text) + (_KEPT if kept else 0)
            said = text if kept and "&" not in text else _said(text, bool(kept))
        if said is None:
            return None
        texts.append(said)
    return texts if xml[size:].rstrip() == "</sst>" else None


@lru_cache(maxsize=4096)
def _of_runs(runs: str) -> str | None:
    """A text in several fonts; every form of a set has the same."""
    said = [_said(text, bool(kept)) for kept, text in _RUN.findall(runs)]
    return None if None in said else "".join(filter(None, said))


def _said(text: str, kept: bool) -> str | None:
    """A text as readers show it; None where its spaces at the ends may count or not, or where it has a strange
    entity."""
    if not kept and (text[:1].isspace() or text[-1:].isspace()):
        return None
    return _unescaped(text) if "&" in text else text


def _unescaped(text: str) -> str | None:
    """A text with its entities resolved; None where one is unusual."""
    pieces: list[str] = []
    at = 0
    for found in _ENTITY.finditer(text):
        number = int(found[1] or 0)
        if number in _NO_CHARACTERS or number >= 0xFFFE:
            return None
        pieces.append(text[at : found.start()])
        pieces.append(chr(number) if number else _ENTITIES[found[0]])
        at = found.end()
    pieces.append(text[at:])
    return "".join(pieces) if text.count("&") == (len(pieces) - 1) // 2 else None


def _text(said: str, kept: bool) -> str | None:
    return None if "\r" in said or ("_x" in said and _ESCAPED.search(said)) else _said(said, kept)


def split_sheet(part: bytes) -> tuple[bytes, bytes, bytes] | None:
    """What stands before the cells of a worksheet, the cells, and what stands behind them."""
    start = part.find(b"<sheetData>")
    if start < 0:
        return None
    end = part.find(b"</sheetData>", start)
    if end < 0 or part.find(b"sheetData", end + 12) >= 0 or part.find(b"sheetData", 0, start) >= 0:
        return None
    return part[:start], part[start + 11 : end], part[end + 12 :]


def scan(
    cells: bytes, texts: list[str], width: int, watched: frozenset[int], dates: bytes
) -> tuple[Values, dict[int, str]] | None:
    """The filled cells of a sheet, from what stands between the tags of ``sheetData``.

    The values, in rows of ``width`` or more; and of each filled cell in the columns ``watched``, by its place, the
    number of its style as it is written, behind ``FORMULA`` where it has a formula. ``dates`` is 1 at each style that
    shows a number as a date: a sheet with such a number is not read here, nor one with an error value, a cell out of
    order or twice. A formula that no program has computed is :class:`Unseen`.
    """
    if len(cells) > LARGEST:
        return None
    try:
        body = "</row>" + cells.decode("utf-8")
        found = _CELL.findall(body)
        if found and not found[-1][0]:
            found.pop()
        if _REST.fullmatch(body, sum(map(len, map(_WHOLE, found)))) is None:
            return None
        return _placed(found, texts, width, watched, dates)
    except (ValueError, IndexError):
        return None


def _placed(
    found: list[tuple[str, ...]], texts: list[str], width: int, watched: frozenset[int], dates: bytes
) -> tuple[Values, dict[int, str]]:
    """The cells that were found. Raises ValueError or IndexError for what is unusual."""
    rows: Values = []
    facts: dict[int, str] = {}
    places = [_PLACES.get(ref) or _place(ref) for ref in map(_REF, found)]
    if not all(map(lt, [0, *places], places)):
        raise ValueError
    last_row = 0
    here: list[Value] = []
    for place, (_, _, look, index, kind, formula, attributes, said, value, kept, inline) in zip(
        places, found, strict=True
    ):
        row = place >> COLUMN_BITS
        if row != last_row:
            rows.extend([[None] * width for _ in range(row - last_row)])
            here, last_row = rows[-1], row
        column = place & _COLUMN
        if index:
            content: Value = texts[_INTS.get(index) or _int(index)]
        elif value and (not kind or kind == "n"):
            content = _number(value, look, dates)
        else:
            content = _other(kind, formula, attributes, said, value, kept, inline)
        if formula:
            _check_formula(said)
        if content != "":
            if column > len(here):
                here.extend([None] * (column - len(here)))
            here[column - 1] = content
        if column in watched:
            facts[place] = formula + look
    return rows, facts


def _check_formula(text: str) -> None:
    """Raise ValueError for a formula with an entity that is none. Forms of a set have the same formulas."""
    if text in _FORMULAS:
        return
    if text.count("&") != len(_ENTITY.findall(text)):
        raise ValueError
    if len(_FORMULAS) < 1 << 13:
        _FORMULAS.add(text)


def _place(ref: str) -> int:
    """Where a cell stands, from its name; 0 for one farther out than any form's."""
    letters = ref.rstrip("0123456789")
    col, row = _COLUMNS.get(letters, 0), int(ref[len(letters) :])
    if not col or row > MOST_ROWS:
        return 0
    if len(_PLACES) < 1 << 17:
        _PLACES[ref] = row << COLUMN_BITS | col
    return row << COLUMN_BITS | col


def _int(digits: str) -> int:
    number = int(digits)
    if number < 1 << 16:
        _INTS[digits] = number
    return number


def _number(value: str, look: str, dates: bytes) -> float:
    """A number. Raises ValueError for what is none, or is shown as a date."""
    style = int(look) if look else 0
    if _NUMBER.fullmatch(value) is None or (style < len(dates) and dates[style]):
        raise ValueError
    number = float(value)
    if not isfinite(number):
        raise ValueError
    return number


def _other(kind: str, formula: str, attributes: str, said: str, value: str, kept: str, inline: str) -> Value:
    """What a cell holds that is neither a shared text nor a number; empty for nothing. Raises ValueError for what is
    unusual."""
    content: Value = None
    if kind == "inlineStr":
        content = None if value else _text(inline, bool(kept))
    elif inline:
        content = None
    elif kind == "str":
        content = _text(value, False)
    elif kind == "b":
        content = None if value not in ("0", "1") else value == "1"
    elif not formula:
        content = ""
    elif attributes in _PLAIN_FORMULA and (text := _text(said, True)):
        content = Unseen(f"={text}", False)
    if content is None:
        raise ValueError
    return content
