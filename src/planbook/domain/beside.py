"""What is reported beside the activities of the plan's tables: measures of a sheet's head, and budgets spent; where
each stands against what the plan wants of the whole year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from planbook.domain.due import bound_of_region
from planbook.domain.master import Master
from planbook.domain.number import Number, total
from planbook.domain.plan import QUARTERS, WHOLE_YEAR, Key, initiative_of
from planbook.domain.quantity import Quantity, format_quantity, less_is_better
from planbook.domain.text import one_line
from planbook.domain.year import Verdict, Year
from planbook.words import text


@dataclass(frozen=True)
class AgainstTarget:
    """An activity that missed its target in the latest quarter, or that offices are missing from; or a measure of a
    sheet's head, or the budget spent of an initiative, against its target of the year (``quarter`` WHOLE_YEAR).

    ``shown`` is the latest figure, ``verdict`` open while it can still come to its target. ``offices`` are names: of an
    activity those that missed their own target or have not answered, of the others those that report it.
    """

    key: Key
    title: str
    verdict: Verdict
    target: str
    shown: str
    sheet: str
    cell: str
    offices: tuple[str, ...]
    quarter: int


@dataclass(frozen=True)
class Spent:
    """The budget spent of all initiatives that report it, against what the plan gives these; million baht.

    ``value`` adds up the latest figures, None where there is none; ``reported`` of the budgets (``keys``) have one in
    the unit of the plan. ``inside`` are the keys of the initiatives' activities, whose budgets make ``planned``. The
    verdict is open while a budget has no figure, unless the others are more than all may spend.
    """

    keys: tuple[Key, ...]
    inside: tuple[Key, ...]
    value: Number | None
    planned: Number
    reported: int
    unit: str
    verdict: Verdict

    @property
    def shown(self) -> str:
        """What was spent, as it is printed."""
        return "" if self.value is None else format_quantity(self.value, self.unit)

    @property
    def goal(self) -> str:
        """What was planned, as it is printed."""
        return format_quantity(self.planned, self.unit)

    def behind(self, language: str) -> str:
        """How many of the budgets stand behind the total, in words."""
        return text("sheet.spent-behind", language, reported=self.reported, count=len(self.keys))


def beside_in_year(master: Master, quarter: int, years: Mapping[Key, Year]) -> Iterator[AgainstTarget]:
    """The measures and budgets that somebody is asked for, in plan order; ``quarter`` is the latest asked for (1-4),
    ``years`` what each activity came to by then. A figure
    below its target may still come to it until the year is over; one that is more than it may be is missed at once.
    """
    for key, year in years.items():
        activity, decision = master.activities[key], master.decisions[key]
        if not activity.is_beside:
            continue
        target = activity.target(WHOLE_YEAR)
        bound = bound_of_region(activity, decision, WHOLE_YEAR)
        verdict = Verdict.OPEN
        if bound is not None and year.value is not None:
            lasting = quarter == QUARTERS[-1] or less_is_better(target, decision.direction)
            verdict = Verdict.MET if bound.met_by(year.value) else Verdict.MISSED if lasting else Verdict.OPEN
        yield AgainstTarget(
            key=key,
            title=one_line(activity.title),
            verdict=verdict,
            target=one_line(target.raw) if target else "",
            shown=year.display,
            sheet=activity.sheet,
            cell=activity.cell,
            offices=tuple(master.offices.name_of(code) for code in decision.offices),
            quarter=WHOLE_YEAR,
        )


def spent_in_all(master: Master, years: Mapping[Key, Year]) -> Spent | None:
    """The budget spent of all initiatives that are asked for it; None where none is. ``years`` are those of every
    activity that is asked, in plan order."""
    asked = {key: target for key in years if (target := _planned(master, key)) is not None}
    if not asked:
        return None
    found = {key: spent_of(master, years[key]) for key in asked}
    known = [value for value in found.values() if value is not None]
    value, planned = total(known) if known else None, total(each.value or Decimal(0) for each in asked.values())
    verdict = Verdict.OPEN
    if value is not None and (value > planned or len(known) == len(asked)):
        verdict = Verdict.MISSED if value > planned else Verdict.MET
    numbers = {initiative_of(key) for key in asked}
    initiatives = (each for _, each in master.plan.initiatives() if each.number in numbers)
    return Spent(
        keys=tuple(asked),
        inside=tuple(activity.key for each in initiatives for activity in each.walk()),
        value=value,
        planned=planned,
        reported=len(known),
        unit=next(iter(asked.values())).unit or "",
        verdict=verdict,
    )


def spent_of(master: Master, year: Year) -> Number | None:
    """What was spent so far of an initiative's budget, in the unit of the plan's; None where no figure can be
    held against it."""
    activity = master.activities[year.key]
    counts = activity.is_spent and bound_of_region(activity, master.decisions[year.key], WHOLE_YEAR) is not None
    return year.value if counts else None


def _planned(master: Master, key: Key) -> Quantity | None:
    """The budget that the plan gives an initiative; None where the key is not that of a budget spent."""
    activity = master.activities[key]
    return activity.target(WHOLE_YEAR) if activity.is_spent else None
