"""Foreign workbooks: what offices and regions send, whatever program saved it.

:func:`open_book` gives a :class:`ForeignBook`: the sheets with their values and, beside each value, what the file says
of its cell. To add a kind of file, let :mod:`planbook.book.sniff` know its bytes and give it a line in :data:`KINDS`.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from planbook.book.cells import Area
from planbook.book.foreign.formats import THAI_MONTHS, display, is_date, is_percent_format, moment_of
from planbook.book.foreign.formulas import Formulas, shows_picture
from planbook.book.foreign.workbook import (
    CellInfo,
    CellMetadata,
    CellNote,
    ForeignBook,
    ForeignSheet,
    TextRun,
    Unseen,
    read_values,
)
from planbook.book.foreign.xlsx import XlsxMetadata
from planbook.book.grid import Grid
from planbook.book.safety import Checked, check
from planbook.book.sniff import Kind
from planbook.errors import BookProblem

__all__ = [
    "KINDS",
    "THAI_MONTHS",
    "Area",
    "CellInfo",
    "CellMetadata",
    "CellNote",
    "FileKind",
    "ForeignBook",
    "ForeignSheet",
    "Formulas",
    "TextRun",
    "Unseen",
    "display",
    "is_date",
    "is_percent_format",
    "moment_of",
    "open_book",
    "open_checked",
    "shows_picture",
]


class FileKind(NamedTuple):
    """How a kind of file is opened. ``metadata`` says what lies behind the cells, ``values`` what they hold; both may
    raise BookProblem: from ``values`` it refuses the file, from ``metadata`` it says that nothing is known but values.
    """

    metadata: Callable[[Checked], CellMetadata]
    values: Callable[[Checked], list[Grid]] = read_values


# what reads the kinds that seldom come is loaded when one comes


def _of_xlsb(checked: Checked) -> CellMetadata:
    from planbook.book.foreign.xlsb import XlsbMetadata

    return XlsbMetadata(checked)


def _of_xls(checked: Checked) -> CellMetadata:
    from planbook.book.foreign.xls import XlsMetadata

    return XlsMetadata(checked)


def _xls_values(checked: Checked) -> list[Grid]:
    from planbook.book.foreign.xls import read_xls_values

    return read_xls_values(checked)


def _of_ods(checked: Checked) -> CellMetadata:
    from planbook.book.foreign.ods import OdsMetadata

    return OdsMetadata(checked)


KINDS: Mapping[Kind, FileKind] = {
    Kind.XLSX: FileKind(XlsxMetadata),
    Kind.XLSM: FileKind(XlsxMetadata),
    Kind.XLSB: FileKind(_of_xlsb),
    Kind.XLS: FileKind(_of_xls, values=_xls_values),
    Kind.ODS: FileKind(_of_ods),
}
"""Every kind of file that is read."""


def open_book(data: bytes) -> ForeignBook:
    """Check a foreign workbook and open it, in this process, which a hostile file can abort: files of unknown origin
    are opened in workers (:mod:`planbook.book.workers`).

    Raises BookProblem for a file that cannot or must not be read (codes of :func:`planbook.book.safety.check` and
    :func:`planbook.book.grid.read_grids`).
    """
    return open_checked(check(data))


def open_checked(checked: Checked, kinds: Mapping[Kind, FileKind] = KINDS) -> ForeignBook:
    """The same for a file that was checked. ``kinds`` are the kinds of file that are known."""
    kind = kinds[checked.kind]
    grids = kind.values(checked)
    try:
        metadata = kind.metadata(checked)
    except BookProblem:
        metadata = CellMetadata()
    return ForeignBook.of(grids, metadata)
