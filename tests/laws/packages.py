"""Odd packages: the same plan workbook as programs of every sort write it, each oddity a function over its parts."""

import io
import re
from collections.abc import Callable, Sequence
from html import escape

import openpyxl
from openpyxl.comments import Comment

from tests.book.makers import parts_of, png, zipped
from tests.plans import saved

Parts = dict[str, bytes]
WORKBOOK, SHEET, TYPES = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"
RELS = "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def odd(data: bytes, oddities: Sequence[str]) -> bytes:
    """A plan workbook (as :func:`tests.plans.plan` makes it) with oddities, each named as in :data:`ODDITIES`."""
    if "comments" in oddities:
        data = _comments(data)
    parts = parts_of(data)
    for name, change in ODDITIES.items():
        if name in oddities and change is not None:
            parts = change(parts)
    return zipped(parts)


def _comments(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["A1"].comment = Comment("ตรวจแล้ว", "เขต")
    return saved(book)


def _edit(parts: Parts, name: str, old: str, new: str) -> Parts:
    text = parts[name].decode("utf-8")
    assert old in text, (name, old)
    return parts | {name: text.replace(old, new, 1).encode("utf-8")}


def _add(parts: Parts, name: str, data: bytes, content_type: str, relation: str, of: str = WORKBOOK) -> Parts:
    """The parts with one more, which ``of`` has a relationship to, under the id ``rIdOdd`` and its place."""
    folder, _, file = of.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels"
    if rels not in parts:
        parts = parts | {rels: f'<Relationships xmlns="{PACKAGE}"></Relationships>'.encode()}
    line = f'<Relationship Id="rIdOdd{len(parts)}" Type="{relation}" Target="/{name}"/></Relationships>'
    parts = _edit(parts, rels, "</Relationships>", line)
    kind = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    return _edit(parts, TYPES, "</Types>", kind) | {name: data}


def _last_id(parts: Parts, rels: str) -> str:
    return re.findall(rb'Id="(rIdOdd\d+)"', parts[rels])[-1].decode()


def _written_out(parts: Parts, *, names: bool) -> Parts:
    """The plan's sheet with its texts in the cells, every cell of a row written, with or without their names."""
    page = openpyxl.load_workbook(io.BytesIO(zipped(parts))).worksheets[0]
    rows = []
    for number, row in enumerate(page.iter_rows(), start=1):
        cells = []
        for cell in row:
            ref = f' r="{cell.coordinate}"' if names else ""
            text = "" if cell.value is None else f"<is><t>{escape(str(cell.value))}</t></is>"
            cells.append(f'<c{ref} t="inlineStr">{text}</c>' if text else f"<c{ref}/>")
        at = f' r="{number}"' if names else ""
        rows.append(f"<row{at}>{''.join(cells)}</row>")
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in page.merged_cells.ranges)
    text = parts[SHEET].decode("utf-8")
    text = re.sub(r"<sheetData.*</sheetData>", f"<sheetData>{''.join(rows)}</sheetData>", text, flags=re.S)
    return parts | {SHEET: re.sub(r"<mergeCells.*</mergeCells>", f"<mergeCells>{merges}</mergeCells>", text).encode()}


def _no_names(parts: Parts) -> Parts:
    return _written_out(parts, names=False)


def _no_shared_strings(parts: Parts) -> Parts:
    parts = _written_out(parts, names=True)
    rels = re.sub(rb"<Relationship [^>]*sharedStrings[^>]*/>", b"", parts[RELS])
    types = re.sub(rb"<Override [^>]*sharedStrings[^>]*/>", b"", parts[TYPES])
    return {name: data for name, data in parts.items() if "sharedStrings" not in name} | {RELS: rels, TYPES: types}


def _types_of_nothing(parts: Parts) -> Parts:
    """Content types of parts that are not there, and a way to one of them, as some writers leave them."""
    told = b"".join(
        b'<Override PartName="/xl/%s.xml" ContentType="application/xml"/>' % name
        for name in (b"sharedStrings", b"worksheets/sheet2", b"worksheets/sheet3", b"comments1")
    )
    kept = _no_shared_strings(parts)
    way = b'<Relationship Id="rIdGone" Type="%s/sharedStrings" Target="sharedStrings.xml"/>' % KIND.encode()
    ways = kept[RELS].replace(b"</Relationships>", way + b"</Relationships>")
    return kept | {RELS: ways, TYPES: kept[TYPES].replace(b"</Types>", told + b"</Types>")}


def _absolute(parts: Parts) -> Parts:
    return parts | {RELS: re.sub(rb'Target="(?!/)', b'Target="/xl/', parts[RELS])}


def _many_styles(parts: Parts) -> Parts:
    """4,000 cell formats that differ in their indents, borders and turns."""
    text = parts["xl/styles.xml"].decode("utf-8")
    more = "".join(
        f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
        f'<alignment indent="{number % 250}" textRotation="{number % 180}" horizontal="left"/></xf>'
        for number in range(4000)
    )
    text = re.sub(r"<cellXfs[^>]*>", "<cellXfs>", text).replace("</cellXfs>", f"{more}</cellXfs>")
    return parts | {"xl/styles.xml": text.encode("utf-8")}


def _drawing(parts: Parts) -> Parts:
    draw, main = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing", "drawingml/2006/main"
    name = "xl/drawings/drawing77.xml"
    xml = (
        f'<xdr:wsDr xmlns:xdr="{draw}" xmlns:a="http://schemas.openxmlformats.org/{main}"><xdr:oneCellAnchor><xdr:from>'
        "<xdr:col>16</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        '<xdr:ext cx="90000" cy="90000"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ตรา"/><xdr:cNvPicPr/>'
        f'</xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="{KIND}" r:embed="rIdOdd"/><a:stretch><a:fillRect/></a:stretch>'
        '</xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
        "<xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
    )
    parts = _add(
        parts, name, xml.encode(), "application/vnd.openxmlformats-officedocument.drawing+xml", f"{KIND}/drawing", SHEET
    )
    at = _last_id(parts, "xl/worksheets/_rels/sheet1.xml.rels")
    drawing = f'<drawing xmlns:r="{KIND}" r:id="{at}"/>'
    before = "<legacyDrawing" if b"<legacyDrawing" in parts[SHEET] else "</worksheet>"
    parts = _edit(parts, SHEET, before, drawing + before)
    parts = _add(parts, "xl/media/odd.png", png().getvalue(), "image/png", f"{KIND}/image", name)
    rels = "xl/drawings/_rels/drawing77.xml.rels"
    return parts | {rels: re.sub(rb"rIdOdd\d+", b"rIdOdd", parts[rels])}


def _pivot(parts: Parts) -> Parts:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1" recordCount="0"><cacheSource type="worksheet">'
        '<worksheetSource ref="A1:B2" sheet="CR1"/></cacheSource><cacheFields count="1"><cacheField name="แผน" '
        'numFmtId="0"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>'
    )
    name = "xl/pivotCache/pivotCacheDefinition9.xml"
    parts = _add(parts, name, cache.encode(), kind, f"{KIND}/pivotCacheDefinition")
    pivot = f'<pivotCaches><pivotCache xmlns:r="{KIND}" cacheId="9" r:id="{_last_id(parts, RELS)}"/></pivotCaches>'
    return _edit(parts, WORKBOOK, "</workbook>", f"{pivot}</workbook>")


def _slicer(parts: Parts) -> Parts:
    new = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    cache = (
        f'<slicerCacheDefinition xmlns="{new}" name="Slicer_แผน" sourceName="แผน"><pivotTables/><data/>'
        "</slicerCacheDefinition>"
    )
    relation = "http://schemas.microsoft.com/office/2007/relationships/slicerCache"
    name = "xl/slicerCaches/slicerCache9.xml"
    parts = _add(parts, name, cache.encode(), "application/vnd.ms-excel.slicerCache+xml", relation)
    listed = (
        f'<extLst><ext uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}" xmlns:x14="{new}"><x14:slicerCaches>'
        f'<x14:slicerCache xmlns:r="{KIND}" r:id="{_last_id(parts, RELS)}"/></x14:slicerCaches></ext></extLst>'
    )
    return _edit(parts, WORKBOOK, "</workbook>", f"{listed}</workbook>")


def _custom_xml(parts: Parts) -> Parts:
    return _add(parts, "customXml/item7.xml", "<ระบบ>แผน</ระบบ>".encode(), "application/xml", f"{KIND}/customXml")


def _vba(parts: Parts) -> Parts:
    relation = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    parts = _add(
        parts, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros", "application/vnd.ms-office.vbaProject", relation
    )
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return _edit(parts, TYPES, plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def _prefixed(parts: Parts) -> Parts:
    """The main elements of sheet, styles and shared texts under a prefix, as some libraries write them."""
    changed = {}
    for name in (SHEET, "xl/styles.xml", "xl/sharedStrings.xml"):
        if name in parts:
            text = parts[name].decode("utf-8").replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
            changed[name] = re.sub(r"<(/?)(?![\w]+:)(?=[A-Za-z])", r"<\1x:", text).encode("utf-8")
    return parts | changed


def _utf16(parts: Parts) -> Parts:
    text = re.sub(r"^<\?xml[^>]*\?>\s*", "", parts[SHEET].decode("utf-8"))
    return parts | {SHEET: f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")}


ODDITIES: dict[str, Callable[[Parts], Parts] | None] = {
    "comments": None,
    "no_names": _no_names,
    "no_shared_strings": _no_shared_strings,
    "types_of_nothing": _types_of_nothing,
    "absolute": _absolute,
    "many_styles": _many_styles,
    "drawing": _drawing,
    "pivot": _pivot,
    "slicer": _slicer,
    "custom_xml": _custom_xml,
    "vba": _vba,
    "prefixed": _prefixed,
    "utf16": _utf16,
}
"""What is done to a package, in the order in which it is done; texts are changed last."""
CONTRADICT = {"no_names", "no_shared_strings", "types_of_nothing"}
"""All write the sheet anew; the later one decides."""
