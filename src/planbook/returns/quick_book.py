"""The workbook around the sheets of a return that is read the quick way: whether every part of it is plain."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from planbook.book.foreign import CellInfo, CellMetadata
from planbook.book.foreign.xlsx import looks_of
from planbook.book.package import Workbook
from planbook.book.parts import is_office_type
from planbook.book.safety import check
from planbook.book.sniff import Kind
from planbook.book.xmlio import MAIN, parse_xml
from planbook.errors import BookProblem

_NOT_LETTERS: Final = re.compile(r'"[^"]*"|General')
_DATE_LETTERS: Final = re.compile("[abdeghmsyABDEGHMSY]")
_DATE_IDS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)})
_HEAD: Final = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="(?:yes|no)")?\?>\s*)?<worksheet '
)
_DIMENSION: Final = re.compile(rb'<dimension ref="[A-Z]{1,2}[1-9][0-9]{0,4}(?::[A-Z]{1,2}[1-9][0-9]{0,4})?"/>')
_PRINTED: Final = re.compile(
    rb"<headerFooter(?: [A-Za-z]+=\"[a-z0-9]*\")*>(?:<odd(Header|Footer)>"
    rb"(?:[^<&\x00-\x1f]|&(?:amp|quot|lt|gt|apos);)*+</odd\1>)*+</headerFooter>"
)
_WORKSHEET: Final = (
    b'<worksheet xmlns:r="r" xmlns:mc="mc" xmlns:x14="x14" xmlns:xdr="xdr" xmlns:xr="xr" xmlns:xr2="xr2"'
    b' xmlns:xm="xm" xmlns:x14ac="x14ac"><sheetData/>'
)
"""The beginning of a worksheet, with the prefixes that programs use below the cells."""
_AREA: Final = re.compile("[A-Z]{1,2}[1-9][0-9]{0,4}:[A-Z]{1,2}[1-9][0-9]{0,4}")
_DRAWING: Final = re.compile(rb'Target="\.\./drawings/([A-Za-z0-9_]+\.xml)"')
_SHEET_PART: Final = re.compile(r"xl/worksheets/[A-Za-z0-9_]+\.xml")


class PlainBook(NamedTuple):
    """What the parts around the sheets say: sheets by name with their parts, and of each style its number format,
    whether it may show a date (1), and whether it is struck out."""

    sheets: Mapping[str, str]
    formats: tuple[str | None, ...]
    dates: bytes
    struck: frozenset[int]


_Around = tuple[bytes | None, ...]
_AROUND: Final = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
)
_books: dict[_Around, PlainBook | None] = {}


def plain_book(parts: Mapping[str, bytes], data: bytes) -> PlainBook | None:
    """The workbook of these parts. Most files of a run have one of a few: they are read with care, once each."""
    around = (*map(parts.get, _AROUND), b"shared" if "xl/sharedStrings.xml" in parts else b"")
    if None in around:
        return None
    if around not in _books:
        if len(_books) > 256:
            _books.clear()
        _books[around] = _carefully(data)
    book = _books[around]
    if book is None or any(part not in parts for part in book.sheets.values()):
        return None
    sheets = frozenset(book.sheets.values())
    return None if any(b"sheetData" in part for name, part in parts.items() if name not in sheets) else book


def _carefully(data: bytes) -> PlainBook | None:
    try:
        checked = check(data)
        if checked.kind is not Kind.XLSX or checked.package is None:
            return None
        package = checked.package
        workbook = Workbook(package)
        sheets = {each.name: each.part for each in workbook.sheets}
        rels = [rel for rel in package.rels(workbook.part) if is_office_type(rel.type)]
        worksheets = {rel.part for rel in rels if rel.kind == "worksheet"}
        styles = package.read("xl/styles.xml")
        looks, numbers = looks_of(parse_xml(styles, "styles")), _number_ids(styles)
    except (BookProblem, ValueError, KeyError):
        return None
    count = len(workbook.sheets)
    plain = (
        workbook.part == "xl/workbook.xml"
        and workbook.styles_part == "xl/styles.xml"
        and workbook.target("sharedStrings")
        == ("xl/sharedStrings.xml" if package.find("xl/sharedStrings.xml") else None)
        and worksheets >= {*sheets.values()}
        and len({*sheets.values()}) == count == len({name.casefold() for name in sheets})
        and all(_SHEET_PART.fullmatch(part) for part in sheets.values())
        and not workbook.date1904
        and len(numbers) == len(looks)
    )
    if not plain:
        return None
    formats = tuple(look.number_format for look in looks)
    dates = bytes(n in _DATE_IDS or _may_be_date(said or "") for n, said in zip(numbers, formats, strict=True))
    return PlainBook(sheets, formats, dates, frozenset(n for n, look in enumerate(looks) if look.struck))


def _number_ids(styles: bytes) -> list[int]:
    root = parse_xml(styles, "styles")
    return [int(xf.get("numFmtId", "0")) for holder in root.iterchildren("{*}cellXfs") for xf in holder]


def _may_be_date(number_format: str) -> bool:
    return _DATE_LETTERS.search(_NOT_LETTERS.sub("", number_format)) is not None


@lru_cache(maxsize=256)
def is_plain_head(head: bytes) -> bool:
    """Whether what stands before a sheet's cells is well-formed and claims no more room than a form has."""
    if _HEAD.match(head) is None or head.count(b"<?") > 1 or head.count(b"<!") or b"\0" in head:
        return False
    if head.count(b"<dimension") != len(_DIMENSION.findall(head)):
        return False
    try:
        root = parse_xml(head + b"<sheetData/></worksheet>", "sheet")
    except BookProblem:
        return False
    return root.tag == f"{{{MAIN}}}worksheet"


def is_plain_end(below: bytes) -> bool:
    """Whether what stands below a sheet's cells is well-formed. What is printed above and below pages names an office;
    the rest is the same in many forms."""
    said = _PRINTED.search(below)
    if said is None:
        return _is_well_formed(below)
    try:
        said[0].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _is_well_formed(below[: said.start()] + below[said.end() :])


@lru_cache(maxsize=256)
def _is_well_formed(below: bytes) -> bool:
    if b"<!" in below or b"<?" in below or b"\0" in below:
        return False
    try:
        root = parse_xml(_WORKSHEET + below, "sheet")
    except BookProblem:
        return False
    return all(_AREA.fullmatch(each.get("ref", "")) for each in root.iter("{*}mergeCell"))


def is_bare(part: str, parts: Mapping[str, bytes]) -> bool:
    """Whether no notes hang on a sheet's cells, and nothing is drawn on it."""
    folder, _, file = part.rpartition("/")
    rels = parts.get(f"{folder}/_rels/{file}.rels")
    if rels is None:
        return True
    if b"omment" in rels:
        return False
    drawn = _DRAWING.findall(rels)
    if rels.count(b"rawing") != 2 * len(drawn) + rels.count(b"rawings/"):
        return False
    return all(b"nchor" not in parts.get(f"xl/drawings/{each.decode()}", b"nchor") for each in drawn)


class KnownFormulas(CellMetadata):
    """The formulas above a table, by cell."""

    def __init__(self, cells: Mapping[str, CellInfo]) -> None:
        self._cells = cells

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo]:  # noqa: ARG002
        """Those that are known."""
        return self._cells
