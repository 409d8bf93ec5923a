"""Opening a file for what its values do not tell, by its kind."""

from planbook.book.foreign.metadata import CellMetadata
from planbook.book.foreign.ods import OdsFacts
from planbook.book.foreign.xls import XlsFacts
from planbook.book.foreign.xlsb import XlsbFacts
from planbook.book.foreign.xlsx import XlsxFacts
from planbook.book.safety import Checked, check
from planbook.book.sniff import Kind
from planbook.errors import BookProblem


def open_file(data: bytes, checked: Checked | None = None) -> CellMetadata:
    """What a workbook says beside its values; ``checked`` where it was checked before.

    Never raises for what is in the file: what cannot be read is not known.
    """
    try:
        checked = checked or check(data)
        if checked.kind is Kind.XLS:
            return XlsFacts(data)
        if checked.package and checked.kind in (Kind.XLSX, Kind.XLSM):
            return XlsxFacts(checked.package, checked.plain)
        if checked.package and checked.kind is Kind.XLSB:
            return XlsbFacts(checked.package)
        if checked.package and checked.kind is Kind.ODS:
            return OdsFacts(checked.package)
    except BookProblem:
        pass
    return CellMetadata()
