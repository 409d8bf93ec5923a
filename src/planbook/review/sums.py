"""Targets of single offices against the region's figure, and against the total that the plan prints below them."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from planbook.model import QUARTERS, YEAR, Activity, Finding, Master, OfficeTarget, QuantityKind, Rule
from planbook.review.places import at_line, in_plan, texts
from planbook.text import clean, digits, format_quantity
from planbook.text.quantity import NUMBER, PERCENT

CODES = ("office-targets-sum", "office-targets-total")
_BRACKETS = re.compile(r"\([^()]*\)")
_TOTAL = re.compile(r"(?:รวม|Total)\b", re.IGNORECASE)


def check(master: Master) -> Iterable[Finding]:
    """Sums of per-office targets, for the whole year and for each quarter, that differ from what the plan says."""
    listed: dict[tuple[str, int], list[OfficeTarget]] = {}
    for line in master.office_targets:
        listed.setdefault((line.key, line.quarter), []).append(line)
    for (key, quarter), lines in listed.items():
        activity = master.activities.get(key)
        total = _total(lines)
        if activity is None or total is None:
            continue
        amount, unit = total
        if quarter == YEAR:
            yield from _year(master, activity, lines, amount, unit)
        else:
            yield from _quarter(master, activity, quarter, lines, amount, unit)


def _total(lines: list[OfficeTarget]) -> tuple[Decimal, str] | None:
    """The sum of at least two targets in one unit; None where they cannot be added (percentages never can)."""
    units = {line.target.unit for line in lines if line.target.unit}
    values = [line.target.value for line in lines if line.target.value is not None]
    if len(values) < 2 or len(units) > 1 or PERCENT in units:
        return None
    return sum(values, Decimal(0)), next(iter(units), "")


def _year(
    master: Master, activity: Activity, lines: list[OfficeTarget], amount: Decimal, unit: str
) -> Iterator[Finding]:
    own = format_quantity(amount, unit)
    stated = [(line, figure) for line in activity.notes for figure in _figures(_BRACKETS.sub(" ", line), unit)]
    if stated and amount not in [figure for _, figure in stated]:
        line, figure = stated[0]
        noticed = at_line(master, activity, line)
        yield noticed("office-targets-sum", raw=line, region=format_quantity(figure, unit), total=own, count=len(lines))
    for line in texts(activity):
        if not _TOTAL.match(clean(line)):
            continue
        printed = _figures(line, unit)
        if printed and amount not in printed:
            shown = format_quantity(printed[0], unit)
            noticed = at_line(master, activity, line)
            yield noticed("office-targets-total", raw=line, printed=shown, total=own, count=len(lines))


def _quarter(
    master: Master, activity: Activity, quarter: int, lines: list[OfficeTarget], amount: Decimal, unit: str
) -> Iterator[Finding]:
    """Where results are added up and every office has a target of its own, they add up to the region's."""
    decision, region = master.decisions.get(activity.key), activity.target(quarter)
    if decision is None or decision.rule is not Rule.SUM or region is None or region.kind is not QuantityKind.VALUE:
        return
    whole = set(decision.offices) <= {line.office for line in lines}
    if whole and region.value != amount and (region.unit or unit) == unit and quarter in QUARTERS:
        cell = activity.lines[0].target_cells.get(quarter, "")
        yield in_plan(master, activity, cell)(
            "office-targets-sum",
            quarter=quarter,
            raw=region.raw,
            region=region.raw.strip(),
            total=format_quantity(amount, unit),
            count=len(lines),
        )


def _figures(line: str, unit: str) -> list[Decimal]:
    """The figures of a line that are counted in ``unit``."""
    text = digits(clean(line))
    return [
        Decimal(match["number"].replace(",", ""))
        for match in NUMBER.finditer(text)
        if unit and text[match.end() :].lstrip().startswith(unit)
    ]
