"""What the first page for management says: counts by perspective, strategy and initiative, and what lies behind.

It is composed apart from how it is written (:mod:`planbook.consolidated.front_page`), of accepted results alone: the
same facts make the same page, whatever files they came in.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from planbook.consolidated.detail import perspective_of
from planbook.consolidated.records import Order
from planbook.domain import (
    QUARTERS,
    WHOLE_YEAR,
    Fact,
    Initiative,
    Key,
    Master,
    OfficeStatus,
    Result,
    ReturnState,
    Strategy,
)
from planbook.domain.beside import AgainstTarget, Spent, beside_in_year, spent_in_all
from planbook.domain.due import all_due, missed_by
from planbook.domain.plan import budget_sum
from planbook.domain.text import one_line
from planbook.domain.year import Verdict, Year, verdict_of
from planbook.layout.own_tables import sheet_text

PERIODS = (*QUARTERS, WHOLE_YEAR)
"""What is counted for: the four quarters, and the year so far."""

VerdictCounts = Mapping[int, Counter[Verdict]]
"""How many activities stand where, by period."""


@dataclass(frozen=True)
class FrontLine:
    """A line of the table: the whole plan (level 0), a perspective, a strategy or an initiative (level 3).

    ``number`` is an initiative's, or the name of a strategy's sheet. ``sheet`` and ``row`` are where the plan has it;
    None for a perspective. ``budget`` is in million baht, None where the plan has no figure.
    """

    level: int
    title: str
    counts: VerdictCounts
    budget: Decimal | None
    number: str = ""
    sheet: str = ""
    row: int | None = None
    keys: tuple[Key, ...] = ()
    """all activities below it, in plan order"""


@dataclass(frozen=True)
class Late:
    """An office that owes answers for the latest quarter, or whose figures are below its targets."""

    code: str
    name: str
    answered: int
    asked: int
    missed: int


@dataclass(frozen=True)
class Remark:
    """What offices wrote about an activity, in the same words; ``missed`` tells that a figure was below its target."""

    key: Key
    offices: tuple[str, ...]
    text: str
    missed: bool


@dataclass(frozen=True)
class Front:
    """The page. ``quarter`` is the latest that was asked for; 0 before any was."""

    title: str
    year: int
    quarter: int
    lines: tuple[FrontLine, ...]
    behind: tuple[AgainstTarget, ...] = ()
    late: tuple[Late, ...] = ()
    remarks: tuple[Remark, ...] = ()
    returned: Counter[ReturnState] = field(default_factory=Counter)
    beside: tuple[AgainstTarget, ...] = ()
    spent: Spent | None = None
    """None where nobody is asked what was spent"""


def compose_front(
    master: Master,
    facts: Iterable[Fact],
    results: Iterable[Result],
    statuses: Iterable[OfficeStatus],
    years: Mapping[Key, Year],
    opened: Collection[int],
) -> Front:
    """What the page says. ``years`` are those of every activity that is asked, in plan order; ``opened`` the quarters
    that have been asked for so far."""
    quarter = max(opened, default=0)
    by_slot = {(result.key, result.quarter): result for result in results}
    due = all_due(master, facts := tuple(facts), [quarter] if quarter else [])
    latest = [fact for fact in facts if fact.quarter == quarter]
    missed = missed_by(master, latest)
    stands = stands_of(master, by_slot.values(), years, opened)
    owing = [status for status in statuses if status.quarter == quarter]
    return Front(
        title=" · ".join(filter(None, (one_line(master.plan.title), master.settings.region or master.plan.region))),
        year=master.year,
        quarter=quarter,
        lines=tuple(_lines(master, stands)),
        behind=tuple(_behind(master, quarter, by_slot, latest, due, stands, missed)),
        late=tuple(_late(master, owing, missed)),
        remarks=tuple(_remarks(master, latest, missed)),
        returned=Counter(status.state for status in owing),
        beside=tuple(beside_in_year(master, quarter, years)),
        spent=spent_in_all(master, years),
    )


def stands_of(
    master: Master, results: Iterable[Result], years: Mapping[Key, Year], opened: Collection[int]
) -> dict[Key, Mapping[int, Verdict]]:
    """Where each activity of the plan's tables stands in each period that has been asked for."""
    by_slot = {(result.key, result.quarter): result for result in results}
    quarters = [quarter for quarter in QUARTERS if quarter in opened]
    return {
        key: {**{quarter: verdict_of(by_slot.get((key, quarter))) for quarter in quarters}, WHOLE_YEAR: year.verdict}
        if quarters
        else {}
        for key, year in years.items()
        if not master.activities[key].is_beside
    }


# The table


def _lines(master: Master, stands: Mapping[Key, Mapping[int, Verdict]]) -> Iterator[FrontLine]:
    """The whole plan, then each perspective with its strategies and their initiatives, in plan order."""
    groups: dict[str, list[tuple[Strategy, list[Initiative]]]] = {}
    for strategy in master.plan.strategies:
        for initiative in (each for each in strategy.initiatives if not each.is_beside):
            first = next(iter(initiative.activities), None)
            name = perspective_of(master, first.key if first else f"{initiative.number}/")
            group = groups.setdefault(name, [])
            if not group or group[-1][0] is not strategy:
                group.append((strategy, []))
            group[-1][1].append(initiative)
    everything = [each for group in groups.values() for _, initiatives in group for each in initiatives]
    yield FrontLine(0, "", _counted(everything, stands), _budget(everything), keys=_keys(everything))
    for name, group in groups.items():
        inside = [each for _, initiatives in group for each in initiatives]
        if name or len(groups) > 1:
            title = name or sheet_text("sheet.no-perspective")
            yield FrontLine(1, title, _counted(inside, stands), _budget(inside), keys=_keys(inside))
        for strategy, initiatives in group:
            yield FrontLine(
                2,
                one_line(strategy.strategy) or one_line(strategy.title),
                _counted(initiatives, stands),
                _budget(initiatives),
                number=one_line(strategy.sheet),
                sheet=strategy.sheet,
                row=1,
                keys=_keys(initiatives),
            )
            for each in initiatives:
                yield FrontLine(
                    3,
                    one_line(each.title),
                    _counted([each], stands),
                    _budget([each]),
                    number=each.number,
                    sheet=each.sheet,
                    row=each.row,
                    keys=_keys([each]),
                )


def _counted(initiatives: Iterable[Initiative], stands: Mapping[Key, Mapping[int, Verdict]]) -> VerdictCounts:
    counts: dict[int, Counter[Verdict]] = {period: Counter() for period in PERIODS}
    for initiative in initiatives:
        for activity in initiative.walk():
            for period, verdict in stands.get(activity.key, {}).items():
                counts[period][verdict] += 1
    return counts


def _keys(initiatives: Iterable[Initiative]) -> tuple[Key, ...]:
    return tuple(activity.key for initiative in initiatives for activity in initiative.walk())


def _budget(initiatives: Iterable[Initiative]) -> Decimal | None:
    return budget_sum(each.budget for each in initiatives)


def _behind(
    master: Master,
    quarter: int,
    results: Mapping[tuple[Key, int], Result],
    latest: Sequence[Fact],
    owed: Mapping[tuple[Key, int], Sequence[str]],
    stands: Mapping[Key, Mapping[int, Verdict]],
    missed: Collection[tuple[Key, str]],
) -> list[AgainstTarget]:
    """Activities that missed their target, then those that offices are missing from; each in plan order."""
    answered: dict[Key, set[str]] = {}
    for fact in latest:
        if fact.is_answer:
            answered.setdefault(fact.key, set()).add(fact.office)
    found: dict[Verdict, list[AgainstTarget]] = {Verdict.MISSED: [], Verdict.OPEN: []}
    for key, mine in stands.items():
        verdict = mine.get(quarter, Verdict.NOTHING_DUE)
        if verdict not in found:
            continue
        said = answered.get(key, set())
        due = owed.get((key, quarter), ())
        short = [code for code in due if (key, code) in missed]
        missing = [code for code in due if code not in said]
        named = short if verdict is Verdict.MISSED else missing
        if verdict is Verdict.OPEN and not missing:
            continue  # everybody answered, and there is no figure to measure by
        activity, result = master.activities[key], results.get((key, quarter))
        target = activity.target(quarter)
        found[verdict].append(
            AgainstTarget(
                key=key,
                title=one_line(activity.title),
                verdict=verdict,
                target=one_line(target.raw) if target else "",
                shown=one_line(result.display) if result else "",
                sheet=activity.sheet,
                cell=activity.cell,
                offices=tuple(master.offices.name_of(code) for code in named),
                quarter=quarter,
            )
        )
    return [*found[Verdict.MISSED], *found[Verdict.OPEN]]


def _late(master: Master, owing: Sequence[OfficeStatus], missed: Collection[tuple[Key, str]]) -> list[Late]:
    """Offices that owe most first; an office that nothing was due of is not behind."""
    short = Counter(master.offices.reporter(code).code for _, code in missed if code in master.offices.by_code)
    order = Order(master)
    late = [
        status
        for status in owing
        if status.state in (ReturnState.MISSING, ReturnState.PARTIAL) or short.get(status.office, 0)
    ]
    late.sort(key=lambda each: (each.answered - each.asked, -short.get(each.office, 0), order.office(each.office)))
    return [Late(each.office, each.name, each.answered, each.asked, short.get(each.office, 0)) for each in late]


def _remarks(master: Master, latest: Sequence[Fact], missed: Collection[tuple[Key, str]]) -> list[Remark]:
    """Remarks of the quarter: beside figures below their target first, then the longest; equal ones are one."""
    order = Order(master)
    said: dict[tuple[Key, str], list[Fact]] = {}
    remarked = [fact for fact in latest if fact.remark.strip() and fact.key in master.activities]
    for fact in sorted(remarked, key=lambda fact: (order.key(fact.key), order.office(fact.office))):
        said.setdefault((fact.key, one_line(fact.remark)), []).append(fact)
    remarks = [
        Remark(
            key=key,
            offices=tuple(master.offices.name_of(fact.office) for fact in facts),
            text=text,
            missed=any((key, fact.office) in missed for fact in facts),
        )
        for (key, text), facts in said.items()
    ]
    return sorted(remarks, key=lambda each: (not each.missed, -len(each.text), order.key(each.key)))
