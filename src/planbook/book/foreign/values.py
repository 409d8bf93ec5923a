"""The values of a foreign workbook: calamine reads them, from a spelling of the file that it knows."""

import re

from planbook.book import biff12
from planbook.book.grid import Grid, read_grids
from planbook.book.safety import Checked
from planbook.book.sniff import Kind

_PASSIVE = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".bin")
"""Members of an .xlsx that hold no cells: pictures, printer settings, macros."""
_CONTENT = "content.xml"
_INDENTED = re.compile(rb"(<(?:/?table:[^>]*|/text:p)>)\s+(?=<)")
"""White space behind a tag of a table: there for people who look at the XML, as SheetJS writes it."""


def respelled(checked: Checked) -> bytes:
    """The bytes of a checked workbook with the same values, written so that calamine reads them all.

    Of an .xlsx the parts that were checked, inflated, so that none other can be seen in their place. An .ods without
    its indentation, at which calamine stops, and an .xlsb without short cells, which calamine passes over.
    Raises BookProblem ``xml-broken``.
    """
    kind, package, data = checked.kind, checked.package, checked.data
    if package is None:
        return data
    if kind in (Kind.XLSX, Kind.XLSM):
        kept = package.inflated
        others = (name for name in package.names if name not in kept)
        return package.stored() if all(name.lower().endswith(_PASSIVE) for name in others) else data
    if kind is Kind.ODS:
        content = package.read(_CONTENT) if package.find(_CONTENT) else b""
        plain = _INDENTED.sub(rb"\1", content)
        return data if plain == content else package.build({_CONTENT: plain})
    if kind is Kind.XLSB:
        sheets = {name: package.read(name) for name in package.names if name.lower().endswith(".bin")}
        changes = {name: biff12.in_full(part, name) for name, part in sheets.items() if biff12.is_sheet(part)}
        return package.build(changes)
    return data


def read_values(checked: Checked) -> list[Grid]:
    """The sheets' values, in the order of the tabs. Raises BookProblem as :func:`planbook.book.grid.read_grids`."""
    return read_grids(respelled(checked))
