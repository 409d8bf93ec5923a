"""First-pass yield: what of the first returns was right as it came, and what of the form fails offices.

An office's first return of a quarter is the file saved first. It passed where it answered every row that was due and
nothing in it needed anybody: neither an error nor a warning, however soon both were mended. A merge keeps how each was.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby

from planbook.domain import Finding, FirstReturn, Frozen, Key, Master, Received, finding_kinds, natural_order
from planbook.domain.report import saved_moment

_ASIDE = frozenset({"plan", "responsible", "master", "update", "lint", "form", "mail", "proof"})
"""Topics that are no matter of returns."""
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stumble(Frozen):
    """A kind of finding that first returns had: of how many offices, at how many rows."""

    code: str
    offices: tuple[str, ...]
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HardRow(Frozen):
    """An activity whose row first returns did not get right: how many of the offices that were asked failed."""

    key: Key
    failed: int
    asked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstPass(Frozen):
    """How a quarter's first returns were: how many offices, rows and rules passed at first.

    Of ``offices`` the first return is known, in this run or kept by an earlier merge; ``offices_passed`` of them
    passed. ``earlier`` have answers from a merge that kept nothing of their first returns. ``rows`` were due on the
    first returns. ``rules`` are the kinds of findings that a return can have, ``rules_passed`` those that no office
    had; the others are ``stumbles``, the one with the most offices first. ``hard`` are the rows that failed, the worst
    first.
    """

    quarter: int
    offices: int
    offices_passed: int
    earlier: int
    rows: int
    rows_passed: int
    rules: int
    rules_passed: int
    stumbles: tuple[Stumble, ...] = ()
    hard: tuple[HardRow, ...] = ()


def first_returns(
    master: Master, received: Iterable[Received], due: Mapping[tuple[Key, int], tuple[str, ...]]
) -> tuple[FirstReturn, ...]:
    """Every office's first return of each quarter: those that the master knows, and those that came now.

    ``due`` are the offices that owe an answer, by activity and quarter. Of two the one saved first counts, however
    late it is merged; what the master knows of the same file stays. Of an office whose return a planbook merged that
    kept nothing of it, no later one is a first.
    """
    asked: dict[tuple[str, int], set[tuple[Key, str]]] = {}
    reporters = master.offices.reporters
    for (key, quarter), codes in due.items():
        for code in codes:  # some of a closed quarter may be offices that are gone
            asked.setdefault((reporters.get(code, code), quarter), set()).add((key, code))
    found = {(each.office, each.quarter): each for each in master.first_returns}
    merged: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for fact in master.facts:
        if fact.office in master.offices.by_code:
            place = (reporters[fact.office], fact.quarter)
            merged.setdefault(place, set()).add((fact.file, fact.saved))
    came: dict[tuple[str, int], list[Received]] = {}
    for each in received:
        came.setdefault((each.office, each.quarter), []).append(each)
    for place, files in came.items():
        first, known = min(files, key=lambda each: _age(each, master.year)), found.get(place)
        here = {(each.file, each.saved) for each in files}
        if known is None and merged.get(place, set()) - here:
            continue
        if known is None or _age(first, master.year) < _age(known, master.year):
            found[place] = _first_return(first, asked.get(place, set()))
    order = {office.code: number for number, office in enumerate(master.offices.offices)}
    places = sorted(found, key=lambda place: (place[1], order.get(place[0], len(order)), place[0]))
    return tuple(found[place] for place in places)


def _age(each: Received | FirstReturn, year: int) -> tuple[datetime, bool, str]:
    """When a file was saved; one that does not say so comes last."""
    moment = saved_moment(each.saved, year)
    return (moment or _LAST, moment is None, each.file)


def _first_return(each: Received, asked: Collection[tuple[Key, str]]) -> FirstReturn:
    wrong = [finding for finding in each.findings if _came_as(finding) in _kinds()]
    right = set(asked) & set(each.answered) - {(finding.key, finding.office or each.office) for finding in wrong}
    rows = Counter(_came_as(finding) for finding in wrong if finding.key)
    return FirstReturn(
        office=each.office,
        quarter=each.quarter,
        file=each.file,
        saved=each.saved,
        asked=len(asked),
        failed=tuple(sorted(set(asked) - right, key=lambda row: (natural_order(row[0]), row[1]))),
        wrong=tuple((code, rows[code]) for code in sorted({_came_as(finding) for finding in wrong})),
    )


def _came_as(finding: Finding) -> str:
    """The code of what was wrong at first, also where a later return has mended it."""
    return str(finding.args.get("was", finding.code))


@cache
def _kinds() -> frozenset[str]:
    """The kinds of findings that a return can have."""
    return frozenset(
        code for code, kind in finding_kinds().items() if kind.severity.needs_somebody and kind.topic not in _ASIDE
    )


def first_passes(
    master: Master, firsts: Iterable[FirstReturn], due: Mapping[tuple[Key, int], tuple[str, ...]]
) -> tuple[FirstPass, ...]:
    """The first-pass yield of every quarter of which returns are known. ``due`` are the offices that owe an answer, by
    activity and quarter."""
    known: dict[int, set[str]] = {}
    for fact in master.facts:
        if fact.office in master.offices.by_code:
            known.setdefault(fact.quarter, set()).add(master.offices.reporters[fact.office])
    return tuple(
        _pass(master, quarter, list(group), known.get(quarter, set()), due)
        for quarter, group in groupby(firsts, key=lambda each: each.quarter)
    )


def _pass(
    master: Master,
    quarter: int,
    firsts: Sequence[FirstReturn],
    known: Collection[str],
    due: Mapping[tuple[Key, int], tuple[str, ...]],
) -> FirstPass:
    offices: dict[str, set[str]] = {}
    rows: Counter[str] = Counter()
    for each in firsts:
        for code, count in each.wrong:
            offices.setdefault(code, set()).add(each.office)
            rows[code] += count
    senders = {each.office for each in firsts}
    failed = Counter(key for each in firsts for key, _ in each.failed)
    of_key = Counter(
        key
        for (key, number), codes in due.items()
        for code in codes
        if number == quarter and master.offices.reporters.get(code, code) in senders
    )
    stumbles = sorted(offices, key=lambda code: (-len(offices[code]), -rows[code], code))
    hard = sorted(failed, key=lambda key: (-failed[key], natural_order(key)))
    return FirstPass(
        quarter=quarter,
        offices=len(firsts),
        offices_passed=sum(each.passed for each in firsts),
        earlier=len(set(known) - senders),
        rows=sum(each.asked for each in firsts),
        rows_passed=sum(each.asked - len(each.failed) for each in firsts),
        rules=len(_kinds()),
        rules_passed=len(_kinds() - offices.keys()),
        stumbles=tuple(
            Stumble(code=code, offices=master.offices.in_order(offices[code]), rows=rows[code]) for code in stumbles
        ),
        hard=tuple(HardRow(key=key, failed=failed[key], asked=max(of_key[key], failed[key])) for key in hard),
    )
