"""Long tables are written many rows at once: nobody can tell, of the bytes, how many."""

from decimal import Decimal

import pytest

from planbook.book.base import Base
from planbook.book.fitted import Fitted
from planbook.book.write import Book
from planbook.consolidated import sheets
from planbook.consolidated.facts import write_facts
from planbook.consolidated.sheets import SheetStyles
from planbook.domain import Fact, Master, Office, OfficeBook, Plan, Progress

MASTER = Master(plan=Plan(year=2562, title=""), offices=OfficeBook(offices=(Office(code="TRG", name="กฟจ.ตรัง"),)))
LONG = "ยาว & <ล> " * 9_000
VALUES = [
    Decimal("1.00"),
    "1",
    Decimal("1.0"),
    Decimal(1),
    None,
    LONG,
    "",
    Decimal("1E+400"),
    LONG,
    Decimal("0.5"),
    LONG * 2,
]


def facts() -> list[Fact]:
    """Facts of values that are equal, or read alike, and are not the same; long texts, of which some come twice."""
    return [
        Fact(
            key=f"8/{number % 3}",
            office=("TRG", "KBI")[number % 2],
            quarter=number % 4 + 1,
            result=value,
            raw=f"{value}"[:9],
            numerator=Decimal(number) if number % 5 == 0 else None,
            denominator=Decimal(3) if number % 5 == 0 else None,
            progress=Progress.NOTHING if value is None else None,
            remark=(LONG, "ล่าช้า", "", str(number))[number % 4],
        )
        for number, value in enumerate(VALUES * 4)
    ]


def written(batch: int, monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(sheets, "_BATCH", batch)
    monkeypatch.setattr(sheets, "_REMEMBERED", 3)
    book = Book()
    book.add_worksheet("แผน")
    fitted = Fitted(base := Base(book.finish()))
    for name in ("หนึ่ง", "สอง"):
        page = fitted.add_worksheet(name)
        page.sharing = name == "สอง"
        write_facts(page, SheetStyles(fitted), MASTER, facts(), sort=False)
    return fitted.finish() + b"".join(base.texts) + base.styles.to_bytes()


def test_how_many_rows_are_written_at_once_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    one = written(1, monkeypatch)
    assert written(7, monkeypatch) == one
    assert written(1024, monkeypatch) == one
