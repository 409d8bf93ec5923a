"""Where things stand on a fill-in sheet: the geometry that the sheet, its guards and the cover share."""

from collections.abc import Iterable

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from planbook.domain import FormLine, FormSpec, InputKind, LineKind
from planbook.forms.checks import check_of, shown_by
from planbook.layout.form import FIRST_ROW, Column, column_index, columns, input_columns
from planbook.layout.words import CheckWords

SCREEN = 165.0
"""Character units from the first visible column to the check column: what a screen of 1366 pixels shows at 100 % in
LibreOffice, beside row numbers, scroll bar and side bar; Excel shows more."""
TEXT_RESULT = (20.0, 16.0)
"""Character units of this quarter's result column where a row asks for words, and the least of them."""
PAST_RESULT, LATER_RESULT = 9.0, 4.5
"""Character units of the result columns of other quarters: those of quarters to come stay empty."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0 as xlsxwriter does."""
Rows = list[tuple[int, FormLine]]
"""Lines that ask for a result, each with its row on the sheet, counted from 1."""


class Table:
    """The table of one form: its rows, the widths of its columns, the addresses of its cells, and its rows' checks.

    ``columns`` are all in the order in which they are issued, ``widths`` their character units by key, ``hidden`` the
    keys of those that are not seen. ``due`` rows are asked for, of which ``done`` have an answer as issued;
    ``doubtful`` rows need mending as issued. Both are nothing but in a form that corrects a closed quarter.
    """

    def __init__(self, spec: FormSpec, words: CheckWords, language: str) -> None:
        self.spec = spec
        self.columns = columns(spec.quarter)
        self.rows: Rows = [(row, line) for row, line in enumerate(spec.lines, FIRST_ROW) if line.line is LineKind.ROW]
        self.last_row = FIRST_ROW - 1 + len(spec.lines)
        self.due = sum(line.due for _, line in self.rows)
        self.has_text = any(line.kind is InputKind.TEXT for _, line in self.rows)
        self.hidden = {each.key for each in self.columns if each.hidden}
        asked = {column.key for column in self.inputs for _, line in self.rows if column.ask(line)}
        self.hidden |= {column.key for column in self.inputs if column.key not in asked | {self.result}}
        self.has_offices = any(line.office != spec.office for _, line in self.rows)
        if not self.has_offices:
            self.hidden.add("office_name")
        self.widths = self._widths()
        self.checks = {row: check_of(line, spec.quarter, self._cells(row), words, language) for row, line in self.rows}
        shown = [(shown_by(self.checks[row]), line) for row, line in self.rows]
        fine = {words.ok, words.optional, *words.open}
        self.done = sum(line.due and text not in words.open for text, line in shown)
        self.doubtful = sum(text not in fine for text, _ in shown)

    def _cells(self, row: int) -> dict[str, str]:
        """The addresses of a row's inputs, by the field they report."""
        return {str(column.field): self.cell(row, column.key) for column in self.inputs}

    def _widths(self) -> dict[str, float]:
        """Character units by column key.

        From the first column to the check they are at most SCREEN in all: each gives way between its width and its
        least in the same measure.
        """
        wide, least = {each.key: each.width for each in self.columns}, {each.key: each.least for each in self.columns}
        if self.has_text:
            wide[self.result], least[self.result] = TEXT_RESULT
        for each in self.columns:
            if each.quarter is not None and each.quarter != self.spec.quarter and each.field:
                wide[each.key] = PAST_RESULT if each.quarter < self.spec.quarter else LATER_RESULT
        seen = [each.key for each in self.columns[: self.at("check") + 1] if each.key not in self.hidden]
        most, fewest = sum(wide[key] for key in seen), sum(least[key] for key in seen)
        room = min(1.0, max(0.0, (SCREEN - fewest) / (most - fewest)))
        return wide | {key: round(least[key] + (wide[key] - least[key]) * room, 1) for key in seen}

    @property
    def result(self) -> str:
        """The key of the column that this quarter's results go into."""
        return f"result.{self.spec.quarter}"

    @property
    def target(self) -> str:
        """The key of the column of this quarter's targets, the first beside what names a row."""
        return f"target.{self.spec.quarter}"

    @property
    def inputs(self) -> list[Column]:
        """The columns that an office types into."""
        return list(input_columns(self.spec.quarter).values())

    def at(self, key: str) -> int:
        """A column's number counted from 0."""
        return column_index(self.spec.quarter)[key] - 1

    def cell(self, row: int, key: str) -> str:
        """A cell's address by its row (from 1) and its column's key."""
        return str(xl_rowcol_to_cell(row - 1, self.at(key)))

    def input_cell(self, row: int, line: FormLine) -> str:
        """The address of the first cell that an office fills in in a row."""
        return self.cell(row, "numerator" if line.kind is InputKind.RATIO else self.result)

    def room(self, first: str, last: str) -> float:
        """The sum of character units of the visible columns from ``first`` to ``last``, both counted."""
        between = self.columns[self.at(first) : self.at(last) + 1]
        return sum(self.widths[each.key] for each in between if each.key not in self.hidden)

    def check_area(self) -> str:
        """The check column's cells as an absolute range."""
        first, last = FIRST_ROW - 1, max(FIRST_ROW, self.last_row) - 1
        check = self.at("check")
        return f"{xl_rowcol_to_cell(first, check, True, True)}:{xl_rowcol_to_cell(last, check, True, True)}"

    def each_row(self, key: str) -> str:
        """A template of a column's address, ``$F{row}``, for a rule over many rows that begins in the first of them."""
        return f"${xl_col_to_name(self.at(key))}{{row}}"

    def areas(self, key: str, rows: Iterable[int]) -> list[Area]:
        """A column's cells in some rows (from 1), as few rectangles as rows that follow each other allow."""
        runs: list[tuple[int, int]] = []
        for row in rows:
            if runs and runs[-1][1] == row - 1:
                runs[-1] = (runs[-1][0], row)
            else:
                runs.append((row, row))
        return [(first - 1, self.at(key), last - 1, self.at(key)) for first, last in runs]
