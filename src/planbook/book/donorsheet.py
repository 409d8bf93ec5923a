"""A sheet that xlsxwriter made, rewritten for another workbook: other style numbers, texts inline.

xlsxwriter writes XML of one shape (no prefixes, double quotes, no comments, ``>`` escaped in attributes), so
patterns do; a tree of a sheet with a million cells would take gigabytes.
"""

import re
from collections.abc import Sequence

from planbook.book.styles import StyleMap
from planbook.errors import BookProblem

_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_CELL = re.compile(rb"<c ([^>]*?)(/?)>(?:<v>([0-9]+)</v></c>)?")
_ROW = re.compile(rb'(<row [^>]*?\bs=")([0-9]+)(")')
_COL = re.compile(rb'(<col [^>]*?\bstyle=")([0-9]+)(")')
_DXF = re.compile(rb'(<(?:cfRule|colorFilter|sortCondition) [^>]*?\bdxfId=")([0-9]+)(")')
_TABLE_DXF = re.compile(rb'(\b(?:\w+DxfId)=")([0-9]+)(")')
_TABLE_ID = re.compile(rb'(<table [^>]*?\bid=")([0-9]+)(")')
_TABLE_NAME = re.compile(rb'<table [^>]*?\bdisplayName="([^"]*)"')
_STRING = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_SELECTED = re.compile(rb' tabSelected="(?:1|true)"')


def shared_strings(xml: bytes) -> list[bytes]:
    """The inner XML of each shared string, runs and all."""
    return [match[1] or b"<t/>" for match in _STRING.finditer(xml)]


def rewritten_sheet(xml: bytes, styles: StyleMap, strings: Sequence[bytes]) -> bytes:
    """The sheet with the style numbers of its new workbook, shared strings inline, and its tab not selected.

    Raises BookProblem ``donor-not-xlsxwriter`` for a sheet of another shape.
    """
    start = xml.find(b"<sheetData")
    if b"<chartsheet " in xml[:200]:
        return _SELECTED.sub(b"", xml)
    if start < 0:
        raise BookProblem(
            "แผ่นงานที่จะเพิ่มไม่ได้สร้างด้วย xlsxwriter",
            "a sheet to be added was not made by xlsxwriter",
            code="donor-not-xlsxwriter",
        )
    end = xml.find(b"</sheetData>", start)
    end = start if end < 0 else end  # <sheetData/>
    head, data, tail = xml[:start], xml[start:end], xml[end:]
    head = _SELECTED.sub(b"", _renumbered(_COL, head, styles.xfs))
    data = _renumbered(_ROW, data, styles.xfs)
    data = _CELL.sub(lambda match: _cell(match, styles.xfs, strings), data)
    return head + data + _renumbered(_DXF, tail, styles.dxfs)


def rewritten_table(xml: bytes, styles: StyleMap, number: int) -> bytes:
    """A table under another id, with the differential formats of its new workbook."""
    xml = _TABLE_ID.sub(lambda match: match[1] + b"%d" % number + match[3], xml, count=1)
    return _renumbered(_TABLE_DXF, xml, styles.dxfs)


def table_id(xml: bytes) -> int:
    """A table's id, which must be its own in the whole workbook (ECMA-376 part 1, 18.5.1.2); 0 when unreadable."""
    match = _TABLE_ID.search(xml)
    return int(match[2]) if match else 0


def table_name(xml: bytes) -> str:
    """A table's display name, which shares one space with the defined names; empty when unreadable."""
    match = _TABLE_NAME.search(xml)
    return match[1].decode("utf-8") if match else ""


def _renumbered(pattern: re.Pattern[bytes], xml: bytes, places: Sequence[int]) -> bytes:
    return pattern.sub(lambda match: match[1] + b"%d" % places[int(match[2])] + match[3], xml)


def _cell(match: re.Match[bytes], xfs: Sequence[int], strings: Sequence[bytes]) -> bytes:
    attributes = dict(_ATTRIBUTE.findall(match[1]))
    # The default format of the old workbook may be another's number here, so it is said even where it was not.
    style = xfs[int(attributes.get(b"s", b"0"))]
    made = b'<c r="%s"' % attributes[b"r"] + (b' s="%d"' % style if style else b"")
    kind = attributes.get(b"t")
    if kind == b"s" and match[3] is not None:
        return made + b' t="inlineStr"><is>' + strings[int(match[3])] + b"</is></c>"
    # What else a cell of xlsxwriter bears (cm, vm) leads into a metadata part that does not come along: a dynamic
    # array becomes one of the old kind.
    made += b' t="%s"' % kind if kind else b""
    return made + match[2] + b">" + (b"" if match[3] is None else b"<v>" + match[3] + b"</v></c>")
