"""The sheet ``ประวัติ``: figures of closed quarters that changed, openly, with old value, new value and cause."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from planbook.consolidated.sheets import Order, office_name, one_line
from planbook.consolidated.tidy import FIRST_ROW, Column, Record, TidyWriter, records
from planbook.model import Change, Master

if TYPE_CHECKING:
    from planbook.consolidated.sheets import Styles

SHEET = "ประวัติ"


COLUMNS: tuple[Column, ...] = (
    Column("key", "รหัสกิจกรรม", 13),
    Column("title", "กิจกรรม", 48),
    Column("office", "รหัสหน่วยงาน", 12),
    Column("office_name", "หน่วยงาน", 22),
    Column("quarter", "ไตรมาส", 8),
    Column("old", "ค่าเดิม", 14),
    Column("new", "ค่าใหม่", 14),
    Column("unit", "หน่วยวัด", 10),
    Column("cause", "สาเหตุ", 40),
    Column("old_file", "ไฟล์เดิม", 30),
    Column("new_file", "ไฟล์ใหม่", 30),
    Column("old.value", "ค่าแท้ (เดิม)", 12, hidden=True),
    Column("new.value", "ค่าแท้ (ใหม่)", 12, hidden=True),
)
NEEDED = {"key", "office", "quarter", "old.value", "new.value"}


def changes_in_order(master: Master, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes in plan order, order of offices, and quarter; several of one figure stay in the order they happened."""
    order = Order(master)
    return tuple(sorted(changes, key=lambda c: (order.key(c.key), order.office(c.office), c.quarter)))


def write_history(sheet: Any, styles: "Styles", master: Master, changes: Iterable[Change]) -> None:
    """Write the changes onto an empty xlsxwriter worksheet."""
    table = TidyWriter(sheet, styles, COLUMNS, title=SHEET)
    row = FIRST_ROW
    for row, change in enumerate(changes_in_order(master, changes), start=FIRST_ROW):
        activity = master.activities.get(change.key)
        table.text(row, "key", change.key)
        table.text(row, "title", one_line(activity.title) if activity else "")
        table.text(row, "office", change.office, centre=True)
        table.text(row, "office_name", office_name(master, change.office))
        table.count(row, "quarter", change.quarter)
        table.value(row, "old", change.old)
        table.value(row, "new", change.new)
        table.text(row, "unit", change.unit, centre=True)
        table.text(row, "cause", change.cause)
        table.text(row, "old_file", change.old_file)
        table.text(row, "new_file", change.new_file)
        row += 1
    table.close(row)


def read_history(rows: Sequence[Sequence[object]]) -> tuple[Change, ...]:
    """The changes of a history sheet, given as rows of cell values; rows that say nothing are left out."""
    return tuple(change for record in records(rows, NEEDED) if (change := _change(record)) is not None)


def _change(record: Record) -> Change | None:
    quarter = record.quarter()
    if not record.text("key") or not record.text("office") or quarter is None:
        return None
    try:
        return Change(
            key=record.text("key"),
            office=record.text("office"),
            quarter=quarter,
            old=record.value("old"),
            new=record.value("new"),
            unit=record.text("unit"),
            old_file=record.text("old_file"),
            new_file=record.text("new_file"),
            cause=record.text("cause"),
        )
    except ValueError:
        return None
