"""The same facts from an OpenDocument spreadsheet: percent cells, formulas, error values (ODF 1.3 part 3, 19.385)."""

from collections.abc import Collection

from planbook.book.patch import RawCell
from planbook.book.refs import cell_name, split_cell
from planbook.book.xmlio import parse

PERCENT_STYLE = -1
"""Stands for a style index in a cell that an .ods says is a percentage: it has no cell formats to count."""

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def ods_cells(content: bytes, sheet: str, wanted: Collection[str]) -> dict[str, RawCell] | None:
    """The wanted cells of a sheet that hold something; None where the document has no such sheet.

    Raises BookProblem for a part that cannot be parsed.
    """
    root = parse(content, "content.xml")
    table = next((each for each in root.iter(f"{_TABLE}table") if each.get(f"{_TABLE}name") == sheet), None)
    if table is None:
        return None
    by_row: dict[int, list[int]] = {}
    for ref in wanted:
        row, col = split_cell(ref)
        by_row.setdefault(row, []).append(col)
    found: dict[str, RawCell] = {}
    row = 0
    for element in table.iter(f"{_TABLE}table-row"):
        first, row = row + 1, row + int(element.get(f"{_TABLE}number-rows-repeated", "1"))
        for number in [number for number in by_row if first <= number <= row]:
            col = 0
            for cell in element.iterchildren(*_CELLS):
                left, col = col + 1, col + int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                kind, formula = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_TABLE}formula")
                if kind is None and formula is None:
                    continue
                for at in [at for at in by_row[number] if left <= at <= col]:
                    ref = cell_name(number, at)
                    found[ref] = RawCell(
                        ref=ref,
                        type="e" if cell.get(f"{_CALCEXT}value-type") == "error" else "n",
                        style=PERCENT_STYLE if kind == "percentage" else 0,
                        value="".join(map(str, cell.itertext())) or cell.get(f"{_OFFICE}value"),
                        formula=None if formula is None else formula.partition("=")[2],
                        inline=None,
                    )
    return found
