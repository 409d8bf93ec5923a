"""First-pass yield: what of the first returns was right as it came, and what of the form fails offices.

An office's first return of a quarter is the file saved first. It passed where it answered every row that was due and
nothing in it needed anybody: neither an error nor a warning, however soon both were mended.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from planbook.domain import Finding, Frozen, Key, Master, Received, finding_kinds, natural_order
from planbook.domain.report import saved_moment
from planbook.words import Sentence

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

    ``offices`` sent a first return that is among the files of this run, ``offices_passed`` of them passed. ``earlier``
    sent theirs before this run, and nothing is known of it any more. ``rows`` were due on the first returns. ``rules``
    are the kinds of findings that a return can have, ``rules_passed`` those that no office had; the others are
    ``stumbles``, the one with the most offices first. ``hard`` are the rows that failed, the worst first.
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


def first_passes(
    master: Master, received: Iterable[Received], due: Mapping[tuple[Key, int], tuple[str, ...]]
) -> tuple[FirstPass, ...]:
    """The first-pass yield of every quarter of which returns came. ``due`` are the offices that owe an answer, by
    activity and quarter."""
    here = sorted(received, key=lambda each: (each.quarter, *_moment(each, master.year), each.file))
    known: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for fact in master.facts:
        if fact.office in master.offices.by_code:
            place = (master.offices.reporter(fact.office).code, fact.quarter)
            known.setdefault(place, set()).add((fact.file, fact.saved))
    passes = []
    for quarter, group in groupby(here, key=lambda each: each.quarter):
        first: dict[str, Received] = {}
        files: dict[str, set[tuple[str, str]]] = {}
        for each in group:
            first.setdefault(each.office, each)
            files.setdefault(each.office, set()).add((each.file, each.saved))
        # what the master knows from a file that did not come again was there before
        earlier = {office for office in first if known.get((office, quarter), set()) - files[office]}
        firsts = [each for office, each in first.items() if office not in earlier]
        passes.append(_pass(master, quarter, firsts, len(earlier), due))
    return tuple(passes)


def _moment(each: Received, year: int) -> tuple[datetime, bool]:
    """When a file was saved; one that does not say so comes last."""
    moment = saved_moment(each.saved, year)
    return (moment or _LAST, moment is None)


def _came_as(finding: Finding) -> str:
    """The code of what was wrong at first, also where a later return has mended it."""
    problem = finding.args.get("problem") if finding.code == "value-mended" else None
    return problem.code.split(".")[1] if isinstance(problem, Sentence) else finding.code


def _pass(
    master: Master,
    quarter: int,
    firsts: Sequence[Received],
    earlier: int,
    due: Mapping[tuple[Key, int], tuple[str, ...]],
) -> FirstPass:
    asked: dict[str, set[tuple[Key, str]]] = {}
    for (key, number), codes in due.items():
        for code in codes if number == quarter else ():
            asked.setdefault(master.offices.reporter(code).code, set()).add((key, code))
    kinds = {
        code for code, kind in finding_kinds().items() if kind.severity.needs_somebody and kind.topic not in _ASIDE
    }
    offices: dict[str, set[str]] = {}
    rows: Counter[str] = Counter()
    failed: Counter[Key] = Counter()
    of_key: Counter[Key] = Counter()
    passed = rows_passed = 0
    for each in firsts:
        wrong = [finding for finding in each.findings if _came_as(finding) in kinds]
        for finding in wrong:
            offices.setdefault(_came_as(finding), set()).add(each.office)
            rows[_came_as(finding)] += bool(finding.key)
        mine = asked.get(each.office, set())
        right = mine & set(each.answered) - {(finding.key, finding.office or each.office) for finding in wrong}
        passed += not wrong and right == mine
        rows_passed += len(right)
        of_key.update(key for key, _ in mine)
        failed.update(key for key, _ in mine - right)
    stumbles = sorted(offices, key=lambda code: (-len(offices[code]), -rows[code], code))
    hard = sorted(failed, key=lambda key: (-failed[key], natural_order(key)))
    return FirstPass(
        quarter=quarter,
        offices=len(firsts),
        offices_passed=passed,
        earlier=earlier,
        rows=sum(len(asked.get(each.office, ())) for each in firsts),
        rows_passed=rows_passed,
        rules=len(kinds),
        rules_passed=len(kinds - offices.keys()),
        stumbles=tuple(
            Stumble(code=code, offices=master.offices.in_order(offices[code]), rows=rows[code]) for code in stumbles
        ),
        hard=tuple(HardRow(key=key, failed=failed[key], asked=of_key[key]) for key in hard),
    )
