"""Opening a file for what its values do not tell, by its kind."""

from planbook.book.guard import Checked, check
from planbook.book.sniff import Kind
from planbook.errors import BookProblem
from planbook.returns.filefacts import FileFacts
from planbook.returns.odsfacts import OdsFacts
from planbook.returns.xlsbfacts import XlsbFacts
from planbook.returns.xlsfacts import XlsFacts
from planbook.returns.xlsxfacts import XlsxFacts


def open_file(data: bytes, checked: Checked | None = None) -> FileFacts:
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
    return FileFacts()
