"""Law 5 over sequences of merges: whatever is corrected, withdrawn, or decided otherwise in between, merging in parts
gives the facts, results, status and cells of merging at once under the last decisions."""

import io
from functools import cache

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import planbook as pb
from planbook.simulate.filling import saved_at

from ..filling import fill
from ..plans import adopted, edit, plan
from ..quarters import form

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการ  | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                         | 2. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
                         | เป้าหมายตามข้อตกลง
                         | 3. แก้ไขไฟดับ         | 60%; 60%; 60%; 60%             | กฟฟ.ชั้น 1-3
"""
REGIONS_OWN = {"D6": "ตามแผน", "D8": 12}
"""What the region had in two of the cells before the first merge."""
ANSWERS = {
    "PLS": ({"8/1": 1}, {("8/1", "remark"): "ยังไม่ได้ทำ"}, {("8/1", "status"): "ไม่มีรายการ"}),
    "TRG": ({"8/2": 3, "8/3": 0.9}, {"8/2": 123456789}, {("8/2", "remark"): "ขอแก้ไข", "8/3": 0.2}),
    "KBI": ({"8/2": 4, "8/3": 0.8}, {("8/3", "status"): "ยังไม่เริ่ม"}),
}
DECISIONS = (
    {"8/1": {"asked": "ไม่"}},
    {"8/1": {"who": "กบล.(ผลส.), กฟจ.ตรัง"}},
    {"8/2": {"who": "กฟจ.ตรัง"}},
    {"8/2": {"rule": "ค่ามากที่สุด"}},
    {"8/2": {"kind": "ข้อความ", "rule": "ข้อความ"}},
    {"8/3": {"kind": "ตัวตั้ง/ตัวหาร", "rule": "อัตราส่วน"}},
    {"8/3": {"asked": "ไม่"}},
)


@cache
def region() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(adopted(plan(PLAN))))
    for ref, value in REGIONS_OWN.items():
        book["CR1"][ref] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def answer(office: str, number: int, day: int) -> bytes:
    return saved_at(fill(form(region(), office), ANSWERS[office][number]), f"2019-04-{day:02d}T08:00:00Z")


returns = st.sampled_from([(office, number) for office, each in ANSWERS.items() for number in range(len(each))])
events = st.lists(st.one_of(returns, returns, st.sampled_from(DECISIONS)), min_size=2, max_size=5)


def seen(outcome: pb.Outcome) -> list[tuple[object, ...]]:
    """Every cell of the plan with its value and whether it is shrunk."""
    page = openpyxl.load_workbook(io.BytesIO(outcome.data))["CR1"]
    return [
        (cell.coordinate, cell.value, bool(cell.alignment.shrink_to_fit))
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None or cell.alignment.shrink_to_fit
    ]


def test_an_office_that_answered_nothing_has_come_also_later(save):
    empty = {"TRG-1.xlsx": saved_at(fill(form(region(), "TRG"), {}), "2019-04-01T08:00:00Z")}
    first = pb.merge(region(), save(empty))
    later = pb.merge(first.data, save({"KBI-2.xlsx": answer("KBI", 0, 2)}))
    at_once = pb.merge(region(), save({**empty, "KBI-2.xlsx": answer("KBI", 0, 2)}))
    assert {s.office: s.files for s in later.offices}["TRG"] == ("TRG-1.xlsx",)
    assert later.status == at_once.status


@pytest.mark.proof
@settings(
    max_examples=6, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(events)
def test_law_5_whatever_happens_in_between(save, happened):
    files = {
        f"{event[0]}-{day}.xlsx": answer(*event, day)
        for day, event in enumerate(happened, 1)
        if isinstance(event, tuple)
    }
    data, straight = region(), region()
    for day, event in enumerate(happened, 1):
        if isinstance(event, tuple):
            name = f"{event[0]}-{day}.xlsx"
            data = pb.merge(data, save({name: files[name]})).data
        else:
            data, straight = edit(data, "register", event), edit(straight, "register", event)
    in_parts = pb.merge(data, [])
    folder = save(files) if files else []
    at_once = pb.merge(straight, folder)
    assert in_parts.proof.holds
    assert in_parts.facts == at_once.facts
    assert in_parts.results == at_once.results
    assert in_parts.status == at_once.status
    assert seen(in_parts) == seen(at_once)
    again = pb.merge(in_parts.data, folder)
    assert (again.facts, again.results, seen(again)) == (in_parts.facts, in_parts.results, seen(in_parts))
    assert pb.merge(again.data, folder).data == again.data
