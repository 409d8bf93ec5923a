"""The returns that a plan knows of, and the reports among which the next merge chooses again: hidden tables.

``planbook.filed`` has a row for each return, merged or refused, with what the region chose for it. ``planbook.reserve``
has every report of a row that several returns have spoken of, those that count among them, as the facts sheet has them.
``planbook.firsts`` keeps how the first return of each office and quarter was.
A workbook without the tables was not merged yet, or by a planbook that did not keep them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from planbook.consolidated.kept import add_texts, hidden_columns, hidden_table
from planbook.consolidated.sheets import records
from planbook.domain import FirstReturn
from planbook.domain.filed import Filed, Row, Use
from planbook.layout.own_tables import FILED, FIRSTS, RESERVE

FILED_SHEET, RESERVE_SHEET, FIRSTS_SHEET = f"planbook-{FILED}", f"planbook-{RESERVE}", f"planbook-{FIRSTS}"
"""What the sheets are called; nobody sees them."""

_KEYS = (
    "file", "office", "quarter", "saved", "digest", "correction", "blank", "after", "turn", "use", "because",
)  # fmt: skip
_NEEDED = {"file", "office", "quarter", "digest"}
_FIRST = 3
_YES = "1"


def write_filed(sheet: Any, filed: Iterable[Filed]) -> None:
    """Write the table onto an empty worksheet of :class:`planbook.book.write.Book`, which is hidden."""
    table = hidden_table(sheet, _KEYS)
    for row, each in enumerate(filed, start=_FIRST):
        texts = {
            "file": each.file,
            "office": each.office,
            "quarter": str(each.quarter or ""),
            "saved": each.saved,
            "digest": each.digest,
            "correction": _YES if each.correction else "",
            "blank": ";".join(_row_text(blank, each.office) for blank in each.blank),
            "after": each.after,
            "turn": str(each.turn or ""),
            "use": each.use.value if each.use else "",
            "because": each.because,
        }
        add_texts(table, row, texts)


def _row_text(row: Row, own: str) -> str:
    """A row of a form: its key alone where it is about the form's own office, else ``key@office``."""
    key, office = row
    return key if office == own else f"{key}@{office}"


def _row(text: str, own: str) -> Row:
    key, _, office = text.partition("@")
    return key, office or own


def read_filed(rows: Sequence[Sequence[object]]) -> tuple[Filed, ...]:
    """The returns of a sheet given as rows of cell values; rows that say nothing are left out."""
    found = []
    for record in records(rows, hidden_columns(_KEYS), _NEEDED):
        quarter, turn, use, own = (record.text(key) for key in ("quarter", "turn", "use", "office"))
        if not (record.text("file") or record.text("digest")):
            continue
        found.append(
            Filed(
                file=record.text("file"),
                office=own,
                quarter=int(quarter) if quarter in ("1", "2", "3", "4") else 0,
                saved=record.text("saved"),
                digest=record.text("digest"),
                correction=record.text("correction") == _YES,
                blank=tuple(_row(text, own) for text in record.text("blank").split(";") if text),
                after=record.text("after"),
                turn=int(turn) if turn.isdecimal() else 0,
                use=Use(use) if use in list(Use) else None,
                because=record.text("because"),
            )
        )
    return tuple(found)


_FIRST_KEYS = ("office", "quarter", "file", "saved", "asked", "failed", "wrong")


def write_firsts(sheet: Any, firsts: Iterable[FirstReturn]) -> None:
    """Write how first returns were onto an empty worksheet of :class:`planbook.book.write.Book`, which is hidden."""
    table = hidden_table(sheet, _FIRST_KEYS)
    for row, each in enumerate(firsts, start=_FIRST):
        texts = {
            "office": each.office,
            "quarter": str(each.quarter),
            "file": each.file,
            "saved": each.saved,
            "asked": str(each.asked),
            "failed": ";".join(_row_text(failed, each.office) for failed in each.failed),
            "wrong": ";".join(f"{code}={rows}" for code, rows in each.wrong),
        }
        add_texts(table, row, texts)


def read_firsts(rows: Sequence[Sequence[object]]) -> tuple[FirstReturn, ...]:
    """The first returns of a sheet given as rows of cell values; rows that say nothing are left out."""
    found = []
    for record in records(rows, hidden_columns(_FIRST_KEYS), {"office", "quarter", "file"}):
        office, quarter, asked = (record.text(key) for key in ("office", "quarter", "asked"))
        if office and quarter in ("1", "2", "3", "4"):
            wrong = (part.partition("=") for part in record.text("wrong").split(";") if part)
            found.append(
                FirstReturn(
                    office=office,
                    quarter=int(quarter),
                    file=record.text("file"),
                    saved=record.text("saved"),
                    asked=int(asked) if asked.isdecimal() else 0,
                    failed=tuple(_row(text, office) for text in record.text("failed").split(";") if text),
                    wrong=tuple((code, int(rows) if rows.isdecimal() else 0) for code, _, rows in wrong),
                )
            )
    return tuple(found)
