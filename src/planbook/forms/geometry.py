"""Where things stand on a fill-in sheet: the geometry that the sheet, its guards and the cover share."""

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from planbook.domain import FormLine, FormSpec, InputKind, LineKind
from planbook.forms.checks import check_of, shown_by
from planbook.layout.form import COLUMN_INDEX, COLUMNS, FIRST_ROW, Column, input_columns
from planbook.layout.words import CheckWords

RESULT_WIDTH = 13.0
"""Character units of this quarter's result column: room for 99,999,999.99."""
TEXT_RESULT_WIDTH = 25.0
"""Character units of the same where a row asks for words."""
LATER_RESULT_WIDTH = 5.0
"""Character units of the result columns of quarters to come, which stay empty."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0 as xlsxwriter does."""
Rows = list[tuple[int, FormLine]]
"""Lines that ask for a result, each with its row on the sheet, counted from 1."""


def column(key: str) -> int:
    """A column's number counted from 0."""
    return COLUMN_INDEX[key] - 1


class Table:
    """The table of one form: its rows, the widths of its columns, the addresses of its cells, and its rows' checks.

    ``due`` rows are asked for, of which ``done`` have an answer as issued; ``doubtful`` rows need mending as issued.
    Both are nothing but in a form that corrects a closed quarter.
    """

    def __init__(self, spec: FormSpec, words: CheckWords, language: str) -> None:
        self.spec = spec
        self.rows: Rows = [(row, line) for row, line in enumerate(spec.lines, FIRST_ROW) if line.line is LineKind.ROW]
        self.last_row = FIRST_ROW - 1 + len(spec.lines)
        self.due = sum(line.due for _, line in self.rows)
        kinds = {line.kind for _, line in self.rows}
        self.has_text = InputKind.TEXT in kinds
        self.hidden = {each.key for each in COLUMNS if each.hidden}
        asked = {column.key for column in self.inputs for _, line in self.rows if column.ask(line)}
        self.hidden |= {column.key for column in self.inputs if column.key not in asked | {self.result}}
        self.has_offices = any(line.office != spec.office for _, line in self.rows)
        if not self.has_offices:
            self.hidden.add("office_name")
        self.widths = {each.key: self._width(each) for each in COLUMNS}
        self.checks = {row: check_of(line, spec.quarter, self._cells(row), words, language) for row, line in self.rows}
        shown = [(shown_by(self.checks[row]), line) for row, line in self.rows]
        fine = {words.ok, words.optional, *words.open}
        self.done = sum(line.due and text not in words.open for text, line in shown)
        self.doubtful = sum(text not in fine for text, _ in shown)

    def _cells(self, row: int) -> dict[str, str]:
        """The addresses of a row's inputs, by the field they report."""
        return {str(column.field): self.cell(row, column.key) for column in self.inputs}

    def _width(self, each: Column) -> float:
        if each.key == self.result:
            return TEXT_RESULT_WIDTH if self.has_text else RESULT_WIDTH
        if each.quarter is not None and each.quarter > self.spec.quarter and each.key.startswith("result."):
            return LATER_RESULT_WIDTH
        return each.width

    @property
    def result(self) -> str:
        """The key of the column that this quarter's results go into."""
        return f"result.{self.spec.quarter}"

    @property
    def inputs(self) -> list[Column]:
        """The columns that an office types into."""
        return list(input_columns(self.spec.quarter).values())

    def cell(self, row: int, key: str) -> str:
        """A cell's address by its row (from 1) and its column's key."""
        return str(xl_rowcol_to_cell(row - 1, column(key)))

    def input_cell(self, row: int, line: FormLine) -> str:
        """The cell in which an office begins to fill in a row."""
        return self.cell(row, "numerator" if line.kind is InputKind.RATIO else self.result)

    def room(self, first: str, last: str) -> float:
        """Character units from one visible column to another."""
        between = COLUMNS[column(first) : column(last) + 1]
        return sum(self.widths[each.key] for each in between if each.key not in self.hidden)

    def check_area(self) -> str:
        """The check column's cells as an absolute range."""
        first, last = FIRST_ROW - 1, max(FIRST_ROW, self.last_row) - 1
        check = column("check")
        return f"{xl_rowcol_to_cell(first, check, True, True)}:{xl_rowcol_to_cell(last, check, True, True)}"


def each_row(key: str) -> str:
    """A column's address for a rule over many rows; ``{row}`` is to become the first of them."""
    return f"${xl_col_to_name(column(key))}{{row}}"


def areas(rows: Rows, *keys: str) -> list[Area]:
    """The cells of some columns in some rows, as few rectangles as rows that follow each other allow."""
    runs: list[tuple[int, int]] = []
    for row, _ in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return [(first - 1, column(key), last - 1, column(key)) for key in keys for first, last in runs]
