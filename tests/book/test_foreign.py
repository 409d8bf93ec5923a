"""A foreign workbook is one object: its sheets with their values and what lies behind them, whatever kind of file."""

from planbook.book.foreign import KINDS, CellInfo, CellMetadata, FileKind, open_book, open_checked
from planbook.book.grid import Grid
from planbook.book.safety import Checked
from planbook.book.sniff import ENDINGS, Kind
from planbook.errors import BookProblem

from .test_grid import small

REFUSED = {
    *(Kind.ENCRYPTED, Kind.HTML, Kind.TEXT, Kind.ZIP, Kind.PDF, Kind.EMPTY, Kind.UNKNOWN),
    *(Kind.EML, Kind.MSG, Kind.TNEF, Kind.PACKED),
}


def test_every_kind_of_file_is_opened_or_refused():
    assert KINDS.keys() | REFUSED == set(Kind)
    assert not KINDS.keys() & REFUSED


def test_a_sheet_gives_a_value_and_what_lies_behind_it():
    (sheet, *_) = open_book(small(12)).sheets
    assert sheet.cell(3, 2) == 12
    assert sheet.behind([2], [3])["B3"].shown == "12"


class Ledger(CellMetadata):
    """A new kind of file: one cell a line, ``=`` before a formula's value."""

    def __init__(self, checked):
        self.lines = checked.data.decode().splitlines()

    def cells(self, _sheet, columns, rows):
        found = {f"A{row}": line for row, line in enumerate(self.lines, start=1) if row in rows and 1 in columns}
        return {cell: CellInfo(has_formula=line.startswith("="), shown=line) for cell, line in found.items()}


def ledger_values(checked):
    return [Grid("ledger", True, [[line.lstrip("=")] for line in checked.data.decode().splitlines()])]


def test_a_kind_of_file_is_added_by_one_line_of_the_table():
    kinds = {**KINDS, Kind.TEXT: FileKind(Ledger, values=ledger_values)}
    (sheet,) = open_checked(Checked(Kind.TEXT, b"3\n=4"), kinds).sheets
    assert sheet.rows == [["3"], ["4"]]
    assert {cell: info.has_formula for cell, info in sheet.behind([1], [1, 2]).items()} == {"A1": False, "A2": True}
    assert (sheet.merged, sheet.drawings) == ((), 0)


def test_where_only_the_values_can_be_read_nothing_is_known_beside_them():
    def damaged(_checked):
        raise BookProblem("xml-broken", part="a", detail="b")

    (sheet,) = open_checked(Checked(Kind.TEXT, b"3"), {Kind.TEXT: FileKind(damaged, values=ledger_values)}).sheets
    assert (sheet.cell(1, 1), sheet.behind([1], [1])) == ("3", None)


def test_every_kind_that_is_read_has_the_endings_of_its_names() -> None:
    assert ENDINGS.keys() == KINDS.keys()
