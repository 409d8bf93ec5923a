"""A workbook that is written as every spreadsheet program writes one, in one pass: its parts, its shared texts.

Each function gives None for anything that is written otherwise, damaged, too large or hostile: that is for the careful
way (:mod:`planbook.book.safety`, :mod:`planbook.book.foreign`), which says what is wrong with it. What is given is what
the careful way would give. The module is plain typed Python, which mypyc compiles as it stands.
"""

import re
import struct
import zlib
from functools import lru_cache
from typing import Final, NamedTuple

from planbook.book.bounds import Limits
from planbook.book.xmlio import resolved

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
_SHARED: Final = re.compile(rf"(?:{_T}|((?:<r>{_FONT}<t(?: xml:space=\"preserve\")?+>[^<]*+</t></r>)++))</si>")
_RUN: Final = re.compile(rf"<r>{_FONT}{_T}</r>")
_SHARED_HEAD: Final = re.compile(
    r'<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="(?:yes|no)")?\?>\s*'
    r'<sst xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"(?: (?:count|uniqueCount)="[0-9]+")*>'
)
_ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")
ENTITY: Final = re.compile("&(?:amp|lt|gt|quot|apos|#10|#[1-9][0-9]{2,4});")
"""What every program escapes, and characters by their number, as openpyxl writes Thai."""

_ITEMS: Final[dict[bytes, str]] = {}
"""Shared texts by how they are written."""
_MOST_ITEMS: Final = 1 << 13
_LONGEST: Final = 2048
"""Texts that are remembered, and the bytes of one."""


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
    items = shared_items(part)
    if items is None:
        return None
    try:
        # forms of a set have nearly all their texts in common
        found = list(map(_ITEMS.get, items))
        return [item_text(item) if said is None else said for said, item in zip(found, items, strict=True)]
    except ValueError:
        return None


def shared_items(part: bytes) -> list[bytes] | None:
    """The shared texts as they are written, each from what stands behind its ``<si>`` on."""
    end = part.rfind(b"</sst>")
    items = part[: max(end, 0)].split(b"<si>")
    try:
        if end < 0 or part[end:].rstrip() != b"</sst>" or _SHARED_HEAD.fullmatch(items[0].decode("utf-8")) is None:
            return None
    except ValueError:
        return None
    return items[1:]


def item_text(item: bytes) -> str:
    """A shared text, from what stands behind its ``<si>``. Raises ValueError for one that is written otherwise."""
    xml = item.decode("utf-8").replace("&#10;", "\n")
    whole = _SHARED.fullmatch(xml)
    if whole is None or "\r" in xml or "strike" in xml or "vertAlign" in xml or _ESCAPED.search(xml):
        raise ValueError
    kept, text, runs = whole.groups("")
    said = _of_runs(runs) if runs else _said(text, bool(kept))
    if said is None:
        raise ValueError
    if len(_ITEMS) < _MOST_ITEMS and len(item) < _LONGEST:
        _ITEMS[item] = said
    return said


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
    return resolved(text) if text.count("&") == len(ENTITY.findall(text)) else None


def text_in(said: str, kept: bool) -> str | None:
    """What a cell's own text says; ``kept`` tells that its spaces count. None for an unusual one."""
    return None if "\r" in said or ("_x" in said and _ESCAPED.search(said)) else _said(said, kept)


class SheetPieces(NamedTuple):
    """The XML of a worksheet: what stands before its cells, the cells, and what stands behind them."""

    head: bytes
    cells: bytes
    end: bytes


def split_sheet(part: bytes) -> SheetPieces | None:
    """A worksheet in its pieces; None for one that is written in an unusual way."""
    start = part.find(b"<sheetData>")
    if start < 0:
        return None
    end = part.find(b"</sheetData>", start)
    if end < 0 or part.find(b"sheetData", end + 12) >= 0 or part.find(b"sheetData", 0, start) >= 0:
        return None
    return SheetPieces(part[:start], part[start + 11 : end], part[end + 12 :])
