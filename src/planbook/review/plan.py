"""Rules on the plan as a whole, and where a finding of lint stands.

Numbers: given twice, left out, without the one above; and the summary sheet against the strategies' sheets.

The budget: capital and operating parts against the total, in million baht.

The fiscal year: what sheets, titles and settings say of it, in the Buddhist era.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from planbook.domain import (
    QUARTERS,
    Activity,
    Decision,
    Finding,
    Initiative,
    Master,
    Quantity,
    QuantityKind,
    Strategy,
    SummaryLine,
    clean,
    digits,
    fold,
    format_number,
    initiative_of,
)
from planbook.layout.original import YEAR
from planbook.layout.own_tables import SETTINGS
from planbook.words import FindingCode

NUMBERING_CODES: tuple[FindingCode, ...] = (
    "activity-number-twice",
    "activity-parent-not-found",
    "numbering-gap",
    "initiative-twice",
    "summary-range-differs",
)
_RANGE = re.compile(r"(\d+)(?:\s*[-–—]\s*(\d+))?")
MAX_RANGE = 999


def check_numbering(master: Master) -> Iterable[Finding]:
    """What is wrong with the numbers of activities and initiatives."""
    plan = master.plan
    counts = Counter(initiative.number for _, initiative in plan.initiatives())
    twice = {number for number, count in counts.items() if count > 1}
    yield from _initiatives_twice(master, twice)
    for activity in plan.activities():
        if "number-twice" in activity.doubts and initiative_of(activity.key) not in twice:
            yield finding_at(master, activity)("activity-number-twice", title=activity.title)
        if "parent-not-found" in activity.doubts:
            yield finding_at(master, activity)("activity-parent-not-found", title=activity.title)
        yield from _gaps(master, activity.children, (*activity.procedure, *activity.notes))
    for strategy in plan.strategies:
        yield from _initiative_gaps(master, strategy)
        for initiative in strategy.initiatives:
            yield from _gaps(master, initiative.activities, initiative.notes)
    yield from _summary(master)


def _initiatives_twice(master: Master, twice: set[str]) -> Iterator[Finding]:
    seen: dict[str, Initiative] = {}
    for _, initiative in master.plan.initiatives():
        if initiative.number in twice and initiative.number in seen:
            other = seen[initiative.number]
            yield Finding.of(
                "initiative-twice",
                file=master.file,
                sheet=initiative.sheet,
                cell=f"A{initiative.row}",
                key=initiative.number,
                raw=initiative.title,
                other=f"{other.sheet}!A{other.row}",
            )
        seen.setdefault(initiative.number, initiative)


def _initiative_gaps(master: Master, strategy: Strategy) -> Iterator[Finding]:
    numbers = [initiative.number for initiative in strategy.initiatives]
    for missing, after in _missing(numbers, first=None):
        initiative = strategy.initiatives[after]
        yield Finding.of(
            "numbering-gap",
            file=master.file,
            sheet=strategy.sheet,
            cell=f"A{initiative.row}",
            key=initiative.number,
            raw=initiative.number,
            missing=", ".join(map(str, missing)),
        )


def _gaps(master: Master, siblings: Sequence[Activity], steps: Sequence[str]) -> Iterator[Finding]:
    """Numbers left out among the children of one activity, or the top activities of an initiative.

    A number that stands on a step of a procedure is there; it is just no activity.
    """
    lines = [digits(clean(line)) for line in (*steps, *(step for a in siblings for step in a.procedure))]
    numbers = [activity.number for activity in siblings]
    for missing, at in _missing(numbers, first=1):
        activity = siblings[at]
        head, _, last = activity.number.rpartition(".")
        printed = [f"{head}.{n}" if head else str(n).zfill(len(last)) for n in missing]
        left = [number for number in printed if not any(_begins(line, number) for line in lines)]
        if left:
            yield finding_at(master, activity)("numbering-gap", raw=activity.number, missing=", ".join(left))


def _begins(line: str, number: str) -> bool:
    return re.match(rf"{re.escape(number)}(?![\d.]*\d)", line) is not None


def _missing(numbers: Sequence[str], first: int | None) -> Iterator[tuple[list[int], int]]:
    """Numbers left out of a sequence that should count up by one, and the place of the number after them.

    What stands before the last point is counted apart (1.1, 1.2, 2.1); a letter counts nothing.
    """
    last: dict[str, int] = {}
    for at, printed in enumerate(numbers):
        head, _, tail = printed.rpartition(".")
        if not tail.isdecimal():
            continue
        number = int(tail)
        before = last.get(head, None if first is None else first - 1)
        if before is not None and before + 1 < number <= before + MAX_RANGE:
            yield list(range(before + 1, number)), at
        last[head] = number if before is None else max(before, number)


def _summary(master: Master) -> Iterator[Finding]:
    """Lines of the summary sheet whose initiatives are not those of the sheet they name.

    A strategy without a sheet in this workbook is another perspective's, and says nothing about this one.
    """
    for line in master.plan.summary:
        strategy = _sheet_of(master, line)
        if strategy is None or not line.initiatives:
            continue
        said = _numbers(line.initiatives)
        numbers = [initiative.number for initiative in strategy.initiatives]
        there = [int(number) for number in numbers if number.isdecimal()]
        if said != set(there) and len(there) == len(numbers):
            yield Finding.of(
                "summary-range-differs",
                file=master.file,
                cell=line.cell,
                raw=line.initiatives,
                strategy=line.strategy,
                there=", ".join(map(str, there)) or "-",
                other=strategy.sheet,
            )


def _sheet_of(master: Master, line: SummaryLine) -> Strategy | None:
    """The strategy a summary line is about: by its sheet's name, else by the word its text begins with."""
    name = fold(line.strategy)
    for strategy in master.plan.strategies:
        if name and name == fold(strategy.sheet):
            return strategy
    for strategy in master.plan.strategies:
        if name and strategy.strategy and fold(strategy.strategy[0].split(" ")[0]) == name:
            return strategy
    return None


def _numbers(text: str) -> set[int]:
    """The numbers that "แผนงานหลักที่ 3-6, 9" names."""
    found: set[int] = set()
    for low, high in _RANGE.findall(digits(clean(text))):
        first, last = int(low), int(high or low)
        found.update(range(first, min(last, first + MAX_RANGE) + 1))
    return found


BUDGET_CODES: tuple[FindingCode, ...] = ("budget-sum", "budget-part")


def check_budget(master: Master) -> Iterable[Finding]:
    """Totals that are not the sum of their parts; a part that is empty, "-" or "ไม่มี" counts as none of it."""
    for activity in master.activities.values():
        budget = activity.budget
        total = _value(budget.total)
        parts = [_value(budget.capital), _value(budget.operating)]
        given = [part for part in parts if part is not None]
        if total is None or not given or not all(_known(q) for q in (budget.capital, budget.operating)):
            continue
        added = sum(given, Decimal(0))
        if added != total:
            yield finding_at(master, activity)(
                "budget-sum" if len(given) == 2 else "budget-part",
                raw=format_number(total),
                parts=" + ".join(format_number(part) for part in given),
                added=format_number(added),
            )


def _value(quantity: Quantity | None) -> Decimal | None:
    return quantity.value if quantity and quantity.kind is QuantityKind.VALUE else None


def _known(quantity: Quantity | None) -> bool:
    """Whether a part is a figure or said to be none; "รอ…" or words may be any amount."""
    return quantity is None or quantity.kind in (QuantityKind.VALUE, QuantityKind.NONE, QuantityKind.NIL)


YEAR_CODES: tuple[FindingCode, ...] = (
    "year-sheet-differs",
    "year-title-differs",
    "year-setting-differs",
    "year-unknown",
)


def check_year(master: Master) -> Iterable[Finding]:
    """Years that differ from the plan's: of a sheet's table, of a title, of the settings."""
    year = master.plan.year
    if not master.year:
        yield Finding.of("year-unknown", file=master.file, sheet=SETTINGS.name)
    if year is None:
        return
    if master.settings.year and master.settings.year != year:
        yield Finding.of(
            "year-setting-differs", file=master.file, sheet=SETTINGS.name, raw=str(master.settings.year), year=year
        )
    for strategy in master.plan.strategies:
        if strategy.year and strategy.year != year:
            yield Finding.of(
                "year-sheet-differs", file=master.file, sheet=strategy.sheet, raw=str(strategy.year), year=year
            )
        else:
            yield from _title(master, strategy.title, strategy.sheet)
    if master.plan.summary:
        yield from _title(master, master.plan.title, "")


SETTINGS_CODES: tuple[FindingCode, ...] = ("due-date-empty", "contact-empty")


def check_settings(master: Master) -> Iterable[Finding]:
    """What forms and mails would say by a phrase in place of a date and a name."""
    later = [quarter for quarter in QUARTERS if quarter > max((fact.quarter for fact in master.facts), default=0)]
    empty = [quarter for quarter in later if not master.settings.due.get(quarter)]
    if empty:
        yield Finding.of("due-date-empty", file=master.file, sheet=SETTINGS.name, quarters=", ".join(map(str, empty)))
    if not master.settings.contact:
        yield Finding.of("contact-empty", file=master.file, sheet=SETTINGS.name)


def _title(master: Master, title: str, sheet: str) -> Iterator[Finding]:
    """A title that names years, and not the plan's."""
    years = [int(found) for found in YEAR.findall(digits(clean(title)))]
    if years and master.plan.year not in years:
        yield Finding.of("year-title-differs", file=master.file, sheet=sheet, raw=title, year=master.plan.year)


def asked(master: Master) -> Iterator[tuple[Activity, Decision]]:
    """The activities that offices report on, with what the register says of them, in plan order."""
    for key, activity in master.activities.items():
        decision = master.decisions.get(key)
        if decision and decision.asked:
            yield activity, decision


def finding_at(master: Master, activity: Activity, cell: str = "") -> Callable[..., Finding]:
    """Makes findings at a cell of the plan; without one at the activity's own."""
    return partial(Finding.of, file=master.file, sheet=activity.sheet, cell=cell or activity.cell, key=activity.key)


def at_line(master: Master, activity: Activity, line: str) -> Callable[..., Finding]:
    """Makes findings at a line of an activity's notes or procedure."""
    return finding_at(master, activity, activity.text_cells.get(line, ""))


def in_register(master: Master, activity: Activity, column: str) -> Callable[..., Finding]:
    """Makes findings at a column of the activity's row in the register; before there is one, at the activity."""
    decision = master.decisions.get(activity.key)
    if decision is None or column not in decision.cells:
        return finding_at(master, activity)
    return partial(Finding.of, file=master.file, sheet=decision.sheet, cell=decision.cells[column], key=activity.key)


def texts_below(activity: Activity) -> tuple[str, ...]:
    """The lines below an activity's title: notes on its target, then its procedure."""
    return (*activity.notes, *activity.procedure)
