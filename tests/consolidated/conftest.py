"""A small region for the tests of planbook's own sheets: one strategy, three asked activities, four offices."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from planbook.domain import (
    Activity,
    Decision,
    Direction,
    Fact,
    Initiative,
    InputKind,
    Master,
    Office,
    OfficeBook,
    OfficeTarget,
    Plan,
    Quantity,
    QuantityKind,
    Rule,
    Settings,
    Strategy,
    SummaryLine,
    TargetLine,
)

OFFICES = ("TRG", "KBI", "PKT", "HYI")


def value(raw: str, number: int | str, unit: str) -> Quantity:
    return Quantity(kind=QuantityKind.VALUE, raw=raw, value=Decimal(number), unit=unit)


NONE = Quantity(kind=QuantityKind.NONE, raw="-")


def activity(key: str, title: str, *, targets: dict[int, Quantity], children: tuple[Activity, ...] = ()) -> Activity:
    lines = (TargetLine(row=1, targets=targets),) if targets else ()
    number = key.rpartition("/")[2]
    responsible = () if children else ("ทุก", "กฟฟ.")
    return Activity(
        key=key,
        number=number,
        title=title,
        level=key.count("/"),
        sheet="CR1",
        rows=(1, 1),
        lines=lines,
        responsible=responsible,
        children=children,
    )


def decide(key: str, kind: InputKind, unit: str, rule: Rule, *, asked: bool = True) -> Decision:
    return Decision(
        key=key,
        asked=asked,
        kind=kind,
        unit=unit,
        direction=Direction.AT_LEAST,
        rule=rule,
        who="ทุก กฟฟ.",
        offices=OFFICES,
    )


@pytest.fixture
def master() -> Master:
    visits = activity(
        "8/1/01",
        "เยี่ยมลูกค้า\nรายสำคัญ",
        targets={1: value("6 ราย", 6, "ราย"), 2: value("6 ราย", 6, "ราย"), 3: NONE, 4: NONE},
    )
    solved = activity("8/1/02", "แก้ไขข้อร้องเรียนในเวลา", targets=dict.fromkeys((1, 2, 3, 4), value("100%", 100, "%")))
    story = activity("8/2", "สรุปบทเรียน", targets={1: Quantity(kind=QuantityKind.TEXT, raw="สรุปผล")})
    group = activity("8/1", "งานบริการลูกค้า", targets={}, children=(visits, solved))
    plan = Plan(
        year=2562,
        title="แผนปฏิบัติการ",
        region="กฟต.2",
        strategies=(
            Strategy(
                sheet="CR1",
                title="CR1",
                initiatives=(Initiative(number="8", title="ดูแลลูกค้า", sheet="CR1", row=1, activities=(group, story)),),
            ),
        ),
        summary=(
            SummaryLine(perspective="ด้านเป้าหมาย", strategy="-", initiatives="1-2"),
            SummaryLine(perspective="ด้านลูกค้า\n(Customer)", strategy="CR1", initiatives="3-8"),
        ),
    )
    return Master(
        plan=plan,
        decisions={
            "8/1": decide("8/1", InputKind.TEXT, "", Rule.TEXT, asked=False),
            "8/1/01": decide("8/1/01", InputKind.NUMBER, "ราย", Rule.SUM),
            "8/1/02": decide("8/1/02", InputKind.RATIO, "%", Rule.RATIO),
            "8/2": decide("8/2", InputKind.TEXT, "", Rule.TEXT),
        },
        offices=OfficeBook(
            offices=tuple(
                Office(code=code, name=name)
                for code, name in zip(OFFICES, ("กฟจ.ตรัง", "กฟจ.กระบี่", "กฟจ.ภูเก็ต", "กฟอ.หาดใหญ่"), strict=True)
            )
        ),
        office_targets=(OfficeTarget(key="8/1/01", office="KBI", quarter=1, target=value("4 ราย", 4, "ราย")),),
        settings=Settings(plan_id="kft2", region="กฟต.2", year=2562),
    )


@pytest.fixture
def fact() -> Callable[..., Fact]:
    """``fact("8/1/01", "TRG", 1, 6)``: what an office reported; whole numbers may be given as such."""

    def make(key: str, office: str, quarter: int, result: int | str | Decimal | None, **more: object) -> Fact:
        exact = Decimal(result) if isinstance(result, int) else result
        return Fact(**{"key": key, "office": office, "quarter": quarter, "result": exact, **more})

    return make
