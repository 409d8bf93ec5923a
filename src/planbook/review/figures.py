"""Targets of single offices against the region's figure, and against the total that the plan prints below them.

Figures in notes and procedures that contradict each other, or the offices sheet, where that can be computed.

All of it is a question: the texts are written by hand, and a figure may mean something that the line does not say.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from planbook.domain import (
    QUARTERS,
    WHOLE_YEAR,
    Activity,
    Decision,
    Finding,
    Master,
    OfficeTarget,
    QuantityKind,
    clean,
    digits,
    fold,
    format_quantity,
)
from planbook.domain.plugins import rollup_of
from planbook.domain.quantity import NUMBER
from planbook.domain.units import PERCENT, PLACES
from planbook.review.plan import at_line, finding_at, texts_below
from planbook.words import FindingCode

SUMS_CODES: tuple[FindingCode, ...] = ("office-targets-sum", "office-targets-total")
_BRACKETS = re.compile(r"\([^()]*\)")
_TOTAL = re.compile(r"(?:รวม|Total)\b", re.IGNORECASE)


def check_sums(master: Master) -> Iterable[Finding]:
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
        if quarter == WHOLE_YEAR:
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
    for line in texts_below(activity):
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
    if decision is None or not rollup_of(decision.rule).adds or region is None or region.kind is not QuantityKind.VALUE:
        return
    whole = set(decision.offices) <= {line.office for line in lines}
    if whole and region.value != amount and (region.unit or unit) == unit and quarter in QUARTERS:
        cell = activity.lines[0].target_cells.get(quarter, "")
        yield finding_at(master, activity, cell)(
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


ARITHMETIC_CODES: tuple[FindingCode, ...] = ("arithmetic-product", "arithmetic-year", "office-count-differs")

_FIGURE = r"\d{1,3}(?:,\d{3})+|\d+"
_PRODUCT = re.compile(
    rf"(?P<each>{_FIGURE})\s*(?P<unit>[^\s\d/().]+)\s*/\s*(?:กฟ[ก-ฮ]\.|แห่ง|หน่วยงาน)(?P<per>[^()]*)"
    rf"\(\s*(?:จำนวน\s*)?(?P<count>{_FIGURE})\s*(?:กฟ[ก-ฮ]\.|แห่ง|หน่วยงาน)\s*,?\s*(?:รวม|=)\s*"
    rf"(?P<total>{_FIGURE})\s*(?P=unit)"
)
"""``4 ราย/กฟฟ./ไตรมาส (จำนวน 17 กฟฟ. รวม 68 ราย)``"""
_TIMES_A_YEAR = {"เดือน": (1, 3, 12), "ไตรมาส": (1, 4)}
"""What a product "per month" or "per quarter" may be multiplied with and still be what the line says."""
_PERIOD = re.compile(
    rf"(?P<period>เดือนละ|ไตรมาสละ|ครึ่งปีละ|ทั้งปี)(?P<words>[^\d()]{{0,12}})(?P<number>{_FIGURE})\s*(?P<unit>[^\s\d/().,]+)"
)
_A_YEAR = {"เดือนละ": 12, "ไตรมาสละ": 4, "ครึ่งปีละ": 2, "ทั้งปี": 1}
_EVERY = re.compile(r"ทุก")


def check_arithmetic(master: Master) -> Iterable[Finding]:
    """Products, yearly figures, and numbers of offices, in the lines below every activity."""
    sizes = _group_sizes(master)
    for activity in master.activities.values():
        yield from _products(master, activity)
        yield from _years(master, activity)
        yield from _office_counts(master, activity, sizes)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _lines(activity: Activity) -> list[tuple[str, str]]:
    """Every line as it is, and as it is matched."""
    return [(line, digits(clean(line))) for line in texts_below(activity)]


def _products(master: Master, activity: Activity) -> Iterator[Finding]:
    for line, text in _lines(activity):
        for match in _PRODUCT.finditer(text):
            each, count, total = _number(match["each"]), _number(match["count"]), _number(match["total"])
            factors = next((f for period, f in _TIMES_A_YEAR.items() if period in match["per"]), (1,))
            if total not in [each * count * factor for factor in factors]:
                yield at_line(master, activity, line)(
                    "arithmetic-product",
                    raw=line,
                    sum=f"{match['count']} × {match['each']} = {format_quantity(each * count, match['unit'])}",
                    printed=format_quantity(total, match["unit"]),
                )


def _years(master: Master, activity: Activity) -> Iterator[Finding]:
    """Monthly, quarterly, half-yearly and yearly figures of one activity that do not come to the same.

    A period with two different figures is about two different things, and is left alone.
    """
    found: dict[str, dict[str, dict[Decimal, str]]] = {}
    for line, text in _lines(activity):
        for match in _PERIOD.finditer(text):
            by_period = found.setdefault(match["unit"], {})
            by_period.setdefault(match["period"], {}).setdefault(_number(match["number"]), line)
    for unit, by_period in found.items():
        single = {period: next(iter(figures.items())) for period, figures in by_period.items() if len(figures) == 1}
        yearly = {period: number * _A_YEAR[period] for period, (number, _) in single.items()}
        if len(set(yearly.values())) > 1:
            lines = list(dict.fromkeys(line for _, line in single.values()))
            yield at_line(master, activity, lines[0])(
                "arithmetic-year",
                raw=" / ".join(lines),
                sums=", ".join(
                    f"{period} {format_quantity(number, unit)} → {format_quantity(yearly[period], unit)}/ปี"
                    for period, (number, _) in single.items()
                ),
            )


def _group_sizes(master: Master) -> dict[str, int]:
    """How many offices each group name stands for."""
    book = master.offices
    return {name: len(book.members(group)) for group in book.groups for name in (group.name, *group.aliases)}


def _office_counts(master: Master, activity: Activity, sizes: dict[str, int]) -> Iterator[Finding]:
    """Lines that say how many offices a group has ("กฟฟ.ชั้น 1-3 มี 17 แห่ง") or all that are asked ("กฟต.2 43 แห่ง")."""
    lines = _lines(activity)
    for line, text in lines:
        for name, printed, has in _stated(text, sizes):
            if has != printed:
                noticed = at_line(master, activity, line)
                yield noticed("office-count-differs", raw=line, group=name, printed=printed, has=has)
    region, decision = master.settings.region, master.decisions.get(activity.key)
    if not region or decision is None or not decision.offices or not any(_EVERY.search(text) for _, text in lines):
        return
    whole = re.compile(rf"{re.escape(digits(clean(region)))}\s*(?:มี|จำนวน|รวม)?\s*(\d+)\s*{PLACES}")
    possible = _asked_counts(decision, sizes)
    for line, text in lines:
        for match in whole.finditer(text):
            if int(match[1]) not in possible:
                yield at_line(master, activity, line)(
                    "office-count-differs", raw=line, group=region, printed=int(match[1]), has=len(decision.offices)
                )


class _Stated(NamedTuple):
    """A line's statement on a whole group: its name, how many are printed, how many the offices sheet has."""

    name: str
    printed: int
    has: int


def _stated(text: str, sizes: dict[str, int]) -> Iterator[_Stated]:
    """A line's statements on whole groups.

    A bare "กฟส. 10 แห่ง" may be any ten of them, unless the line counts another group with "มี" or "จำนวน".
    """
    found: list[tuple[int, str, int, bool]] = []
    for name in sorted(sizes, key=len, reverse=True):
        pattern = re.compile(
            rf"{_loosely(name)}\s*(?P<verb>มี|จำนวน|ทั้งหมด|รวม|\()?\s*(?P<number>\d+)\s*(?:{PLACES}|กฟ[ก-ฮ]\.\))"
        )
        for match in pattern.finditer(text):
            if all(match.end() != end for end, *_ in found):
                found.append((match.end(), name, int(match["number"]), bool(match["verb"])))
    if any(verb for *_, verb in found):
        for _, name, number, _ in sorted(found):
            yield _Stated(name, number, sizes[name])


def _loosely(name: str) -> str:
    """A pattern of a group's name with or without spaces, as people write it."""
    return r"\s*".join(re.escape(char) for char in fold(name))


def _asked_counts(decision: Decision, sizes: dict[str, int]) -> set[int]:
    """What "all offices" may come to: everybody who fills in, or any group that is named."""
    who = fold(decision.who)
    named = [size for name, size in sizes.items() if fold(name) in who]
    return {len(decision.offices), sum(named), *named}
