"""planbook's own tables in a master workbook, read back by their keys."""

from dataclasses import dataclass

from planbook.book.table import Record, Rows, find_keys, of_columns
from planbook.domain import clean
from planbook.domain.text import parts
from planbook.layout import own_tables as layout
from planbook.layout.own_tables import TableSheet
from planbook.master.sheets import PlanCell, PlanSheet

ROWS = Rows(layout.KEY_ROW, layout.CAPTION_ROW, layout.FIRST_ROW)
REASONS = "review.reasons"
"""The key of a row's comment on its review cell: what was guessed, and why."""


@dataclass(frozen=True)
class TableRow(Record):
    """A row of a table as read; what it says is by column key ("" where empty)."""

    def __getitem__(self, key: str) -> str:
        return self.text(key)

    def parts(self, key: str) -> tuple[str, ...]:
        """A value that lists several things, split at ``;`` (or line breaks)."""
        return parts(self[key])


def _key_row(sheet: PlanSheet, table: TableSheet) -> tuple[int, dict[str, int]] | None:
    """The row of column keys, and the column of each key; None where a sheet has none."""
    keys = {column.key for column in table.columns}
    lines = (
        (number, {cell.column: clean(cell.raw) for cell in cells})
        for number, cells in sheet.rows(1, min(sheet.last_row, 20))
    )
    found = find_keys(lines, lambda texts: len(keys & texts) >= 2)
    return (found[0], of_columns(found[1], keys)) if found else None


def read_table(sheet: PlanSheet, table: TableSheet) -> list[TableRow]:
    """The rows of a table, found by the key row; columns may have been moved or added."""
    found = _key_row(sheet, table)
    if found is None:
        return []
    number, columns = found
    rows = []
    for at, cells in sheet.rows(number + (layout.FIRST_ROW - layout.KEY_ROW), sheet.last_row):
        by_column = {cell.column: cell for cell in cells}
        values = {key: _text(by_column[column]) for key, column in columns.items() if column in by_column}
        if values:
            rows.append(TableRow(sheet.name, at, values, columns))
    return rows


def free_row(sheet: PlanSheet, table: TableSheet) -> TableRow | None:
    """The first row below all that a table holds, which is empty; None where the sheet has no row of keys."""
    found = _key_row(sheet, table)
    if found is None:
        return None
    number, columns = found
    last = max((row.number for row in read_table(sheet, table)), default=number + layout.CAPTION_ROW - layout.KEY_ROW)
    return TableRow(sheet.name, last + 1, {}, columns)


OWN = "own."
"""Begins the keys of columns that the staff added to a table themselves."""


def whole_table(sheet: PlanSheet, table: TableSheet) -> tuple[TableSheet, list[dict[str, str]]]:
    """A table as it stands, to be written again: its columns with those that the staff added, and its rows' texts.

    A column of ours that the sheet does not have yet is no key of the rows.
    """
    found = _key_row(sheet, table)
    if found is None:
        return table, []
    number, columns = found
    keys = {column.key for column in table.columns}
    captions = sheet.row(number + (layout.CAPTION_ROW - layout.KEY_ROW))
    added = {
        cell.column: layout.TableColumn(f"{OWN}{cell.column}", 20, edit=True, wrap=True, own_caption=clean(cell.raw))
        for cell in captions
        if cell.column not in columns.values()
    }
    contents = []
    for row in read_table(sheet, table):
        own = {added[cell.column].key: _text(cell) for cell in sheet.row(row.number) if cell.column in added}
        contents.append({**{key: row[key] for key in columns if key in keys}, **own})
    return table._replace(columns=(*table.columns, *added.values())), contents


def _text(cell: PlanCell) -> str:
    """What a cell says as text; somebody who typed 100% sees 100%, though the cell holds 1."""
    value = cell.value
    if isinstance(value, float) and value.is_integer() and cell.raw == str(value):
        return str(int(value))
    return cell.raw.strip()
