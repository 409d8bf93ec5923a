"""The values of a foreign workbook: calamine reads them, from a spelling of the file that it knows."""

import re

from planbook.book import binary
from planbook.book.grid import Grid, read_grids
from planbook.book.package import stored
from planbook.book.safety import Checked
from planbook.book.sniff import Kind

_PASSIVE = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".bin")
"""Members of an .xlsx that hold no cells: pictures, printer settings, macros."""
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_INDENTED = re.compile(rb"(<(?:/?table:[^>]*|/text:p)>)\s+(?=<)")
"""White space behind a tag of a table: there for people who look at the XML, as SheetJS writes it."""


_ERROR_CELL = re.compile(rb"""\st\s*=\s*["']e["']""")
_ERROR_VALUE = re.compile(
    rb"""(<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["']e["'][^>]*(?<!/)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v(?:\s[^>]*)?>)([^<]*)""",
    re.DOTALL,
)
_KNOWN_ERRORS = frozenset({b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"})


def known_errors(part: bytes) -> bytes:
    """A sheet's XML in which every error value is one that calamine knows: for one that it does not
    (``#SPILL!``, ``#CALC!``, ``#GETTING_DATA``) it refuses the whole workbook. Its metadata keep what the cell says.
    """
    return _ERROR_VALUE.sub(lambda found: found[1] + (found[2] if found[2] in _KNOWN_ERRORS else b"#N/A"), part)


def _may_hold_errors(part: bytes) -> bool:
    # plain searches first: they are far faster, and hardly a part has either
    return (b'"e"' in part or b"'e'" in part) and _ERROR_CELL.search(part) is not None


def respelled(checked: Checked) -> bytes:
    """The bytes of a checked workbook with the same values, written so that calamine reads them all.

    Of an .xlsx the parts that were checked, inflated, so that none other can be seen in their place. Of an .ods its
    contents alone, without the indentation at which calamine stops, behind its type, by which calamine knows it. An
    .xlsb without short cells, which calamine passes over. Raises BookProblem ``xml-broken``.
    """
    kind, package, data = checked.kind, checked.package, checked.data
    if package is None:
        return data
    if kind in (Kind.XLSX, Kind.XLSM):
        kept = package.inflated
        strange = {name: known_errors(part) for name, part in kept.items() if _may_hold_errors(part)}
        if any(part != kept[name] for name, part in strange.items()):
            return package.build(strange)
        others = (name for name in package.names if name not in kept)
        return package.stored() if all(name.lower().endswith(_PASSIVE) for name in others) else data
    if kind is Kind.ODS:
        content = package.read(_CONTENT) if package.find(_CONTENT) else b""
        return stored(
            {"mimetype": package.read("mimetype"), _MANIFEST: b"<manifest/>", _CONTENT: _INDENTED.sub(rb"\1", content)}
        )
    if kind is Kind.XLSB:
        sheets = {name: package.read(name) for name in package.names if name.lower().endswith(".bin")}
        changes = {name: binary.in_full(part, name) for name, part in sheets.items() if binary.is_sheet(part)}
        return package.build(changes)
    return data


def read_values(checked: Checked) -> list[Grid]:
    """The sheets' values, in the order of the tabs. Raises BookProblem as :func:`planbook.book.grid.read_grids`."""
    return read_grids(respelled(checked))
