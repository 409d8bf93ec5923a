"""A full year of a large region, written and read back: ``python -m tests.laws.full_year [ACTIVITIES OFFICES]``.

400 activities, each reported by 192 offices in four quarters, are 307,200 figures. It takes some minutes and about
2.5 GB of memory; :mod:`tests.laws.test_year` does the same with a smaller region.
"""

import sys
from dataclasses import replace
from decimal import Decimal

import planbook as pb
from planbook.book.package import Package
from planbook.consolidated.consolidate import Consolidated, consolidate
from planbook.domain import Fact
from planbook.rollup.restate import figures_of
from tests.plans import adopted, plan

EACH = 25
"""Activities of an initiative."""
TARGETS = "5 ครั้ง; 5 ครั้ง; 5 ครั้ง; 5 ครั้ง"


def region(activities: int, offices: int) -> bytes:
    """The master of a region in which every office reports on every activity in every quarter."""
    rows = [
        f"{'' if n % EACH else f'แผนงานหลักที่ {3 + n // EACH} งานบริการ'} | {n % EACH + 1}. ปรับปรุงบริการลูกค้ารายสำคัญ {n} "
        f"| {TARGETS} | ทุก กฟฟ."
        for n in range(activities)
    ]
    listed = [f"O{n:03},กฟจ.สำนักงานที่ {n},กฟฟ.1,o{n}@example.com" for n in range(offices)]
    return adopted(plan("\n".join(rows)), "\n".join(["code,name,kind,mail", *listed]))


def year(master: pb.Master) -> list[Fact]:
    """An answer to everything that is asked in the year: the texts differ as those of a real year do, and each office
    has sent one file a quarter."""
    slots = [(key, code) for key in master.decisions for code in master.offices.by_code]
    days = {code: place for place, code in enumerate(master.offices.by_code)}
    return [
        Fact(
            key=key,
            office=code,
            quarter=quarter,
            result=Decimal(number % 97) / 4,
            raw=f"{number % 97}/4",
            unit="ครั้ง",
            remark=f"ดำเนินการตามแผนแล้ว รอบที่ {number % 5000} อยู่ระหว่างรวบรวมเอกสาร" if number % 3 == 0 else "",
            file=f"2562-Q{quarter} {code} แบบรายงานผล.xlsx",
            sheet="รายงานผล",
            cell=f"G{8 + number % 400}",
            saved=f"2019-{quarter * 3:02}-{1 + days[code] % 28:02}T08:{days[code] % 60:02}:00Z",
        )
        for quarter in (1, 2, 3, 4)
        for number, (key, code) in enumerate(slots)
    ]


def consolidated(data: bytes, facts: list[Fact]) -> Consolidated:
    """The workbook that a merge makes of a year's facts."""
    master = pb.read_master(data)
    outcome = pb.check(replace(master, facts=tuple(facts)), [])
    return consolidate(
        master,
        outcome.facts,
        outcome.results,
        outcome.offices,
        before=(),
        published=figures_of(master, outcome.results, outcome.facts),
        reserve=outcome.reserve,
        filed=outcome.filed,
        firsts=outcome.first_returns,
        findings=outcome.findings,
        changes=outcome.changes,
    )


def largest_part(data: bytes) -> int:
    """The size in bytes of a workbook's largest part, inflated."""
    package = Package.open(data)
    return max(len(package.read(name)) for name in package.names)


def main(activities: int, offices: int) -> None:
    """Write the year, read it back, and say how large it is."""
    data = region(activities, offices)
    facts = year(pb.read_master(data))
    assert len(facts) == 4 * activities * offices
    made = consolidated(data, facts).data
    back = pb.read_master(made).facts
    same = sorted(map(repr, back)) == sorted(map(repr, facts))
    size = largest_part(made)
    print(f"{len(facts):,} facts: {len(made):,} bytes, largest part {size:,} ({size / len(facts):.0f} a fact)")
    print("read back whole" if same else "NOT READ BACK")
    sys.exit(not same)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:] or ("400", "192")))
