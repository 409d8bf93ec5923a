"""Opening a file for what its values do not tell, by its kind."""

from collections.abc import Mapping

from planbook.book.sniff import Kind, sniff
from planbook.errors import BookProblem
from planbook.returns.filefacts import FileFacts
from planbook.returns.odsfacts import OdsFacts
from planbook.returns.xlsfacts import XlsFacts
from planbook.returns.xlsxfacts import XlsxFacts


def open_file(data: bytes, parts: Mapping[str, bytes] | None = None, kind: Kind | None = None) -> FileFacts:
    """What a workbook says beside its values. ``parts`` are parts of it that are inflated already.

    Never raises for what is in the file: what cannot be read is not known.
    """
    kind = kind or sniff(data)
    try:
        if kind in (Kind.XLSX, Kind.XLSM):
            return XlsxFacts(data, parts or {})
        if kind is Kind.ODS:
            return OdsFacts(data, parts or {})
        if kind is Kind.XLS:
            return XlsFacts(data)
    except BookProblem:
        pass
    return FileFacts()
