"""What forms have in common is made once for all of them: each is, byte for byte, the one that would be made alone."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from planbook.book.base import Base
from planbook.book.fitted import Fitted
from planbook.book.write import Book
from planbook.consolidated.detail import Detail, SaidSoFar, compose_detail
from planbook.consolidated.detail_frame import Leads
from planbook.consolidated.detail_page import write_detail
from planbook.consolidated.sheets import SheetStyles
from planbook.domain import Fact, InputKind, Master, Progress
from planbook.rollup.results import results_of

from ..plans import master as planned

PLAN = """
    แผนงานหลักที่ 3 งาน <บริการ> & อื่น | 1. สำรวจ    | 1 ครั้ง; 1 ครั้ง; -; 2 ครั้ง     | ทุก กฟฟ.
                                   | 2. เยี่ยม     | 1 ครั้ง; 1 ครั้ง; -; 2 ครั้ง     | ทุก กฟฟ.
                                   | 3. อบรม      | 9 ครั้ง; 1 ครั้ง; -; 2 ครั้ง     | ทุก กฟฟ.
                                   | 4. เดินทาง    | 1 กม.; 1 กม.; -; 2 กม.        | ทุก กฟฟ.
                                   | 5. แก้ไขไฟดับ | 60%; 60%; 70%; 80%           | ทุก กฟฟ.
                                   | 6. บทเรียน   | สรุปผล; สรุปผล; สรุปผล; สรุปผล | ทุก กฟฟ.
                                   | 7. บทเรียน   | สรุปผล; สรุปผล; สรุปผล; สรุปผล | ทุก กฟฟ.
                                   | 8. ไม่มีใคร   | 3 ราย; 3 ราย; 3 ราย; 3 ราย    | ทุก กฟฟ.
"""
NUMBERS = [Decimal(1), Decimal("1.0"), Decimal("0.125"), Decimal(-3), Decimal("1E+400"), "ทำแล้ว", None]
WORDS = ["สรุป & <ผล>", "สรุป", "ยาวกว่าหนึ่งแถว " * 400, None, "สองบรรทัด\nขึ้นไป"]


def answer(kind: InputKind, at: int) -> dict[str, object]:
    """What an office answers, of a few things that may be."""
    if kind is InputKind.RATIO:
        return {"result": Decimal(25 * (at % 4)), "numerator": Decimal(at % 4), "denominator": Decimal(4)}
    values = WORDS if kind is InputKind.TEXT else NUMBERS
    value = values[at % len(values)]
    return {"result": value, "progress": Progress.NOT_STARTED if value is None else None}


def facts(plan: Master) -> list[Fact]:
    """Reports of three quarters, of which many say the same; of the last activity there is none."""
    found = []
    for number, (key, decision) in enumerate(list(plan.decisions.items())[:-1]):
        for place, code in enumerate(plan.offices.by_code):
            for quarter in (1, 2, 3):
                at = place * quarter + number // 2
                remark = ("", "", "ล่าช้า เพราะรอเอกสาร " * (at + 1))[at % 3]
                if at % 5 != 4:
                    said = answer(decision.kind, at)
                    found.append(Fact(key=key, office=code, quarter=quarter, unit=decision.unit, remark=remark, **said))
    return found


@pytest.fixture
def details() -> Callable[[bool], list[Detail]]:
    """The forms of a plan, composed one by one or, ``together``, with what the ones before said."""
    plan = planned(PLAN)
    told = facts(plan)
    results = results_of(plan, told, [1, 2, 3])[0]

    def make(together: bool) -> list[Detail]:
        so_far = SaidSoFar()
        return [
            compose_detail(
                plan,
                key,
                [fact for fact in told if fact.key == key],
                [result for result in results if result.key == key],
                {1, 2, 3},
                3,
                so_far if together else None,
            )
            for key in plan.decisions
        ]

    return make


class Nothing(dict):
    """Keeps nothing."""

    def __setitem__(self, key, value):
        pass


def written(details: list[Detail], *, alone: bool) -> list[tuple[bytes, int, int]]:
    """The forms as they stand in a workbook; ``alone`` with nothing kept from form to form but the formats."""
    book = Book()
    book.add_worksheet("แผน")
    base = Base(book.finish())
    if alone:
        base.frames, base.row_ends = Nothing(), Nothing()
    fitted, forms = Fitted(base), []
    styles = SheetStyles(fitted)
    for number, detail in enumerate(details):
        if alone:
            styles._kept.clear()
        page = fitted.add_worksheet(f"ฟอร์ม {number}")
        leads = Leads("สถานะ", "หน้าแรก" if number % 2 else "", "รายการ", ("แผน", f"B{number}"))
        write_detail(page, styles, detail, leads)
        page.seal()
        forms.append(page.sealed)
    return forms


def test_a_form_is_the_same_alone_and_among_others(details: Callable[[bool], list[Detail]]) -> None:
    together = details(True)
    shared = {id(line.said) for detail in together for line in detail.rows}
    assert len(shared) < sum(len(detail.rows) for detail in together)
    assert any(detail.narrative for detail in together)
    assert any(not any(line.said.results[1].value for line in detail.rows) for detail in together)
    assert written(together, alone=False) == written(details(False), alone=True)
