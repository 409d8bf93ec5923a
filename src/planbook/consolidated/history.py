"""The sheet ``ประวัติ``: figures of closed quarters that changed, openly, with old value, new value and cause."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from planbook.book.table import KeyColumn
from planbook.consolidated.records import ExactRecord, Order, exact_records
from planbook.domain import Change, Master
from planbook.domain.text import one_line
from planbook.layout.own_tables import sheet_text
from planbook.words import Code, TextCode, languages, needs, text

if TYPE_CHECKING:
    from planbook.consolidated.sheets import SheetStyles

HISTORY_SHEET = sheet_text("sheet.history")


HISTORY_COLUMNS: tuple[KeyColumn, ...] = (
    KeyColumn("key", sheet_text("sheet.activity-key"), 13),
    KeyColumn("title", sheet_text("sheet.activity"), 48),
    KeyColumn("office", sheet_text("sheet.office-code"), 12),
    KeyColumn("office_name", sheet_text("sheet.office"), 22),
    KeyColumn("quarter", sheet_text("sheet.quarter"), 8),
    KeyColumn("old", sheet_text("sheet.old"), 14),
    KeyColumn("new", sheet_text("sheet.new"), 14),
    KeyColumn("unit", sheet_text("sheet.unit"), 10),
    KeyColumn("cause", sheet_text("sheet.cause"), 40),
    KeyColumn("old_file", sheet_text("sheet.old-file"), 30),
    KeyColumn("new_file", sheet_text("sheet.new-file"), 30),
    KeyColumn("saved", sheet_text("sheet.saved"), 20),
    KeyColumn("causes", sheet_text("sheet.cause-codes"), 12, hidden=True),
    KeyColumn("old.value", sheet_text("sheet.exact-old"), 12, hidden=True),
    KeyColumn("new.value", sheet_text("sheet.exact-new"), 12, hidden=True),
)
_CENTRED = frozenset({"office", "unit", "saved"})
_BETWEEN = ";"
HISTORY_NEEDED = {"key", "office", "quarter", "old.value", "new.value"}


def changes_in_order(master: Master, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes in plan order and by quarter, those of one figure as they happened: in each merge the offices' before the
    region's, so that what moved the region's figure stands above it."""
    order = Order(master)
    return tuple(sorted(changes, key=lambda c: (order.key(c.key), c.quarter)))


def write_history(sheet: Any, styles: "SheetStyles", master: Master, changes: Iterable[Change]) -> None:
    """Write the changes onto an empty xlsxwriter worksheet."""
    from planbook.consolidated.sheets import TidyWriter  # who only reads needs nothing that writes

    table = TidyWriter(sheet, styles, HISTORY_COLUMNS, title=HISTORY_SHEET, centred=_CENTRED)
    activities = master.activities
    table.add_all(
        (
            change.key,
            one_line(activities[change.key].title) if change.key in activities else "",
            change.office,
            master.offices.name_of(change.office) if change.office else sheet_text("sheet.region"),
            change.quarter,
            change.old,
            change.new,
            change.unit,
            change.cause,
            change.old_file,
            change.new_file,
            change.saved,
            _BETWEEN.join(change.causes),
        )
        for change in changes_in_order(master, changes)
    )
    table.close()


def read_history(rows: Sequence[Sequence[object]]) -> tuple[Change, ...]:
    """The changes of a history sheet, given as rows of cell values; rows that say nothing are left out."""
    return tuple(
        change
        for record in exact_records(rows, HISTORY_COLUMNS, HISTORY_NEEDED)
        if (change := _change(record)) is not None
    )


def _change(record: ExactRecord) -> Change | None:
    quarter = record.quarter
    if not record.text("key") or quarter is None:
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
            causes=_causes(record.text("causes"), record.text("cause")),
            saved=record.text("saved"),
        )
    except ValueError:
        return None


def _causes(codes: str, cause: str) -> tuple[Code, ...]:
    """The codes that a row has of its cause; an older planbook kept the sentence alone."""
    found = tuple(cast(Code, code) for code in codes.split(_BETWEEN) if code in needs())
    return found or _sentences_alone().get(cause, ())


_PLAIN: tuple[TextCode, ...] = (
    "sheet.cause-hand",
    "sheet.cause-overwritten",
    "sheet.cause-detail",
    "sheet.cause-typed",
    "sheet.cause-restored",
    "sheet.cause-newer",
    "sheet.cause-late",
)
"""Causes whose sentence says nothing but itself."""


@cache
def _sentences_alone() -> dict[str, tuple[Code, ...]]:
    """The codes of plain causes by their sentences in every language."""
    return {text(code, language): (code,) for code in _PLAIN for language in languages()}
