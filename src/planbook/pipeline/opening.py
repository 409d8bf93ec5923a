"""Any workbook: opened, and said what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planbook.book.files import Source, read_source
from planbook.domain import Master
from planbook.errors import of_file

if TYPE_CHECKING:
    from planbook.returns.identify import Inspection


def opened(source: Source | Master) -> tuple[str, bytes]:
    """A workbook's name and bytes. Raises BookProblem where it cannot be read."""
    return (source.file, source.data) if isinstance(source, Master) else read_source(source)


def inspect(source: Source | Master, *, isolated: bool = False) -> Inspection:
    """What a workbook is; for a form, every input cell.

    ``isolated`` reads it in a process of its own, which a hostile file may end: for files from strangers. Raises
    BookProblem for a file that cannot be read.
    """
    from planbook.returns.identify import identify

    file, data = opened(source)
    with of_file(file):
        return identify(file, data, isolated=isolated)
