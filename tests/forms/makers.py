"""A small plan as staff know it: two strategies, offices that report for others, one activity of every kind."""

from dataclasses import replace
from decimal import Decimal

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
    Plan,
    Progress,
    Quantity,
    QuantityKind,
    Rule,
    Span,
    Strategy,
    TargetLine,
    read_quantity,
)


def targets(*texts: str) -> tuple[TargetLine, ...]:
    """One row of quarter values as the plan prints it, such as ``targets("1 ครั้ง", "-", "-", "-")``."""
    return (TargetLine(row=1, targets={q: read_quantity(text) for q, text in enumerate(texts, 1) if text}),)


def activity(key: str, title: str, lines: tuple[TargetLine, ...] = (), **more: object) -> Activity:
    level = key.count("/")
    number = key.rpartition("/")[2]
    return Activity(key=key, number=number, title=title, level=level, sheet="CR1", rows=(1, 1), lines=lines, **more)


def asked(key: str, offices: str, kind: InputKind = InputKind.NUMBER, unit: str = "ครั้ง", **more: object) -> Decision:
    more.setdefault("direction", Direction.AT_LEAST)
    return Decision(key=key, asked=True, kind=kind, unit=unit, rule=Rule.SUM, offices=tuple(offices.split()), **more)


PLAN = Plan(
    year=2562,
    title="แผนปฏิบัติการ ประจำปี 2562",
    region="กฟต.2",
    strategies=(
        Strategy(
            sheet="CR1",
            title="แผนปฏิบัติการ ประจำปี 2562",
            strategy=("CR1 ยกระดับมาตรฐาน", "ของผลิตภัณฑ์"),
            initiatives=(
                Initiative(
                    number="6",
                    title="แผนงานทบทวนมาตรฐาน",
                    sheet="CR1",
                    row=1,
                    activities=(
                        activity("6/1", "ประเมินผลการให้บริการ", targets("1 ครั้ง", "-", "-", "-")),
                        activity(
                            "6/7",
                            "เชิญชวนให้ลูกค้าประเมินความพึงพอใจ",
                            notes=("เป้าหมาย  ร้อยละ 60 ของลูกค้า",),
                            children=(
                                activity("6/7/01", "เชิญชวนลูกค้า", targets("60%", "60%", "60%", "60%")),
                                activity("6/7/02", "ดูแลระบบ Smart Queue", targets("1 ครั้ง", "1 ครั้ง")),
                            ),
                        ),
                        activity("6/9", "ขอใช้ไฟฟ้ารายใหญ่", targets("≤ 20 วัน", "≤ 20 วัน", "≤ 20 วัน", "≤ 20 วัน")),
                        activity("6/10", "ได้รับการรับรองมาตรฐาน", targets("", "90%", "", "100%")),
                    ),
                ),
            ),
        ),
        Strategy(
            sheet="CR2",
            title="แผนปฏิบัติการ ประจำปี 2562",
            strategy=("CR2 สร้างความสัมพันธ์",),
            initiatives=(
                Initiative(
                    number="8",
                    title="แผนงานหลักที่ 8 แผนงานบริหารลูกค้ารายสำคัญ",
                    sheet="CR2",
                    row=1,
                    activities=(
                        activity(
                            "8/1",
                            "สนับสนุนข้อมูลการประชาสัมพันธ์",
                            span=Span(
                                quantity=Quantity(kind=QuantityKind.TEXT, raw="(เมื่อมีการร้องขอ)"),
                                cell="C3",
                                range="C3:J3",
                            ),
                            notes=("เป้าหมาย รายงานทุกครั้ง", "การดำเนินงาน", "เป้าหมาย รายงานทุกครั้ง"),
                        ),
                        activity("8/2", "เข้าพบลูกค้ารายสำคัญ", targets("4 ราย", "44 ราย", "4 ราย", "-")),
                        activity("8/3", "งานที่ไม่ถามใคร", targets("1 ครั้ง")),
                    ),
                ),
            ),
        ),
    ),
)
"""8/3 is asked of nobody, 6/7 only groups others."""

OFFICES = OfficeBook(
    offices=(
        Office(code="L01", name="กฟจ.ตรัง", kind="กฟฟ.1"),
        Office(code="L02", name="กฟส.ห้วยยอด", kind="กฟส.", via="L01"),
        Office(code="L03", name="กฟจ.พัทลุง", kind="กฟฟ.1"),
        Office(code="D01", name="กบล.(ผลส.)", kind="กอง"),
    )
)
"""ห้วยยอด reports through ตรัง; the division กบล.(ผลส.) is asked about nothing."""

DECISIONS = (
    asked("6/1", "L01 L02 L03"),
    asked("6/7/01", "L01 L02", InputKind.RATIO, "%"),
    asked("6/7/02", "L03"),
    asked("6/9", "L01", unit="วัน", direction=Direction.AT_MOST),
    asked("6/10", "L01", InputKind.PERCENT, "%"),
    asked("8/1", "L01", InputKind.TEXT, ""),
    asked("8/2", "L01 L02", unit="ราย"),
    Decision(
        key="8/3",
        asked=False,
        kind=InputKind.NUMBER,
        unit="ครั้ง",
        direction=Direction.AT_LEAST,
        rule=Rule.SUM,
        offices=("D01",),
    ),
)

FACTS = (
    Fact(key="6/1", office="L01", quarter=1, result=Decimal(1), unit="ครั้ง"),
    Fact(key="6/1", office="L02", quarter=1, progress=Progress.NOTHING),
    Fact(key="6/7/01", office="L01", quarter=1, result=Decimal("62.50"), unit="%"),
    Fact(key="8/1", office="L01", quarter=1, result="ส่งข้อมูลให้ กอก. แล้ว"),
    Fact(key="8/2", office="L01", quarter=1, result=Decimal(1234), unit="ราย"),
    Fact(key="8/2", office="L01", quarter=2, result=Decimal(5), unit="ราย"),
)
"""The last one belongs to the very quarter that the tests' forms are about."""


def changed(master: Master, **update: object) -> Master:
    """The master with other fields; made anew, because a model's copy would keep what it has worked out already."""
    return replace(master, **update)


def with_activities(master: Master, *activities: Activity) -> Master:
    """The master with a plan of one initiative that holds only these activities."""
    strategy = master.plan.strategies[0]
    initiative = replace(strategy.initiatives[0], activities=activities)
    strategy = replace(strategy, initiatives=(initiative,))
    return changed(master, plan=replace(master.plan, strategies=(strategy,)))
