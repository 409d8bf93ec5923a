"""Rules on what came back, one topic a function → findings.

``RETURN_RULES`` is the visible order. A rule is a function ``(Returned) -> Iterable[Finding]`` and declares the kinds
of finding it can report; what reading a return reports already no rule reports again. Before the rules, answers to a
form that asked about something else than the plan says today are set aside (:func:`against_today`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

from planbook.domain import (
    Activity,
    Entry,
    EntryState,
    Fact,
    Finding,
    FormLine,
    Key,
    Master,
    Number,
    clean,
    fold,
    is_number,
    place_of,
)
from planbook.domain.filed import FormRow, last_part
from planbook.domain.identity import had_key, is_alike, same_title
from planbook.domain.plugins import RETURNS, found_by, installed
from planbook.domain.report import contradicts
from planbook.review.answers import (
    ANSWER_CODES,
    COPIED_CODES,
    PAST_CODES,
    ReportedRow,
    Returned,
    check_answers,
    check_copied,
    check_past,
    gives_reason,
)
from planbook.review.region import RULE_CODES, check_own_rules
from planbook.words import FindingCode, Sentence

_Placed = TypeVar("_Placed", Fact, Finding)

CHANGED: Final = "activity-changed-since-issued"
UNIT_CHANGED: Final = "unit-changed-since-issued"
FALLS: Final = "cumulative-falls"
CONTRADICTS: Final = "status-contradicts-result"
EXPLAINED: Final = "answer-explained"


ASKED_AGAIN: frozenset[FindingCode] = frozenset({"question-open", "question-unconfirmed"})
"""What a correction copy asked and its office left alone."""


def without_repeats(findings: Sequence[Finding], facts: Iterable[Fact]) -> list[Finding]:
    """The findings of a run without what a correction copy asks again where the return that it is about came too and
    says it itself, or where another file has answered the row meanwhile."""
    rows = {(each.key, each.office, each.quarter) for each in findings if each.code in ASKED_AGAIN}
    if not rows:
        return [*findings]
    answered: dict[tuple[str, str, int | None], str] = {
        fact.slot: fact.file for fact in facts if fact.is_answer and fact.slot in rows
    }
    found = {
        (each.key, each.office, each.quarter)
        for each in findings
        if each.code not in ASKED_AGAIN and each.severity.needs_somebody
    }

    def repeats(finding: Finding) -> bool:
        row = (finding.key, finding.office, finding.quarter)
        mine = {last_part(file) for file in (finding.file, *finding.args["copy_of"])}
        elsewhere = last_part(answered.get(row, finding.file)) not in mine
        return row in found or elsewhere

    return [finding for finding in findings if finding.code not in ASKED_AGAIN or not repeats(finding)]


def by_file(items: Iterable[_Placed]) -> dict[str, list[_Placed]]:
    """Facts or findings by the file that they are of, as they come."""
    found: dict[str, list[_Placed]] = {}
    for each in items:
        found.setdefault(each.file, []).append(each)
    return found


def answers_of(facts: Iterable[Fact], asked: Iterable[tuple[FormLine, FormRow]]) -> tuple[ReportedRow, ...]:
    """The facts of a file with the rows that they answer, in the order of the form.

    ``asked`` are the form's rows as issued, each with the key that its activity has today, and its office.
    """
    by_row = {(fact.key, fact.office): fact for fact in facts}
    pairs = ((by_row.get(row), line) for line, row in asked)
    return tuple(ReportedRow(fact, line) for fact, line in pairs if fact is not None)


class KeysToday:
    """The key that each activity which a form asked about has today, or the code that says why there is none.

    The number alone does not say what was asked: an activity follows its title, to another number only where the staff
    confirmed the renumbering. Many forms ask the same, which is looked up once.
    """

    def __init__(self, master: Master) -> None:
        self.master = master
        self._known: dict[tuple[Key, str, str], tuple[Key, FindingCode | None]] = {}

    def homes(self, issued: Mapping[Key, tuple[str, str]]) -> dict[Key, tuple[Key, FindingCode | None]]:
        """By the keys that a form was ``issued`` with, beside the titles and units that it showed."""
        known, found = self._known, {}
        for key, said in issued.items():
            asked = key, *said
            home = known.get(asked)
            if home is None:
                home = known[asked] = _home(self.master, *asked)
            found[key] = home
        return found

    def of(self, issued: Mapping[Key, tuple[str, str]]) -> dict[Key, Key]:
        """The same without activities that are others now."""
        return {key: home for key, (home, problem) in self.homes(issued).items() if problem is None}


def against_today(
    today: KeysToday, issued: Mapping[Key, tuple[str, str]], entries: Sequence[Entry]
) -> tuple[tuple[Entry, ...], list[Finding]]:
    """Entries under the keys their activities have today; those of an activity that is another one now are rejected.

    ``issued`` are the titles and units that the form showed, by the key it was issued with.
    """
    master, homes = today.master, today.homes(issued)
    found: dict[Key, Finding] = {}
    settled: list[Entry] = []
    for entry in entries:
        key, problem = homes.get(entry.key, (entry.key, None))
        if entry.state is not EntryState.ACCEPTED:
            settled.append(entry)
        elif problem:
            found.setdefault(entry.key, _finding(master, entry, problem, issued[entry.key]))
            settled.append(replace(entry, state=EntryState.REJECTED, reason=problem, value=None))
        else:
            settled.append(entry if key == entry.key else replace(entry, key=key))
    return tuple(settled), list(found.values())


def _home(master: Master, key: Key, title: str, unit: str) -> tuple[Key, FindingCode | None]:
    """The key an issued activity has today, or the code that says why there is none."""
    home = _by_title(master, key, title)
    if home is None:
        return key, CHANGED
    decision = master.decisions.get(home)
    if decision is not None and fold(decision.unit) != fold(unit):
        return key, UNIT_CHANGED
    return home, None


def _by_title(master: Master, key: Key, title: str) -> Key | None:
    here = master.activities.get(key)
    if here and same_title(here.title, title):
        return key
    moved = [other for other, decision in master.decisions.items() if had_key(decision, key)]
    for other in moved:
        if other in master.activities and is_alike(master.activities[other].title, title):
            return other
    elsewhere = any(same_title(activity.title, title) for activity in master.activities.values())
    return key if here and not elsewhere and is_alike(here.title, title) else None


def _finding(master: Master, entry: Entry, code: FindingCode, asked: tuple[str, str]) -> Finding:
    activity, decision = master.activities.get(entry.key), master.decisions.get(entry.key)
    return Finding.of(
        code,
        file=entry.file,
        sheet=entry.sheet,
        cell=entry.cell,
        key=entry.key,
        office=entry.office,
        quarter=entry.quarter,
        raw=entry.raw,
        issued=asked[0] if code == CHANGED else asked[1],
        now=(activity.title if activity else "-") if code == CHANGED else (decision.unit if decision else "-"),
    )


_NAMED = 6
"""So many offices are named in a sentence."""
ISSUED_CODES: tuple[FindingCode, ...] = ("target-changed-since-issued", "wording-changed-since-issued")


class _Otherwise(NamedTuple):
    """What a form said of an activity, and what the plan says today."""

    code: FindingCode
    key: Key
    then: str
    today: str


def check_issued(returned: Returned) -> Iterator[Finding]:
    """What the plan says today otherwise than the form that was answered: a target of its quarter, or its words. A
    finding for each activity and reading, with the offices whose forms said so."""
    master = returned.master
    asked: dict[_Otherwise, list[Fact]] = {}
    differing: dict[tuple[int, Key, int, str], list[_Otherwise]] = {}
    for answer in returned.answers:
        fact, line = answer.fact, answer.line
        activity, now = master.activities.get(fact.key), master.target_for(fact.key, fact.office, fact.quarter)
        if activity is None:
            continue
        row = (id(line), fact.key, fact.quarter, now.raw if now else "")  # a form's row in memory is many offices'
        if row not in differing:
            differing[row] = [*_differs(line, activity, fact.quarter, row[-1])]
        for each in differing[row]:
            asked.setdefault(each, []).append(fact)
    for (code, key, then, today), facts in asked.items():
        known = (master.offices.by_code.get(fact.office) for fact in facts)
        names = list(dict.fromkeys(office.name for office in known if office))
        more = [Sentence("text.more", {"count": len(names) - _NAMED})] if len(names) > _NAMED else []
        yield Finding.of(
            code,
            file=facts[0].file,
            sheet=facts[0].sheet,
            cell=facts[0].cell,
            key=key,
            quarter=facts[0].quarter,
            raw=then,
            issued=then or "-",
            now=today or "-",
            offices=(*names[:_NAMED], *more),
        )


def _differs(line: FormLine, activity: Activity, quarter: int, today: str) -> Iterator[_Otherwise]:
    """In what a form's row said otherwise than its activity and the target of ``today``."""
    then = line.targets.get(quarter, "")
    if fold(then) != fold(today):
        yield _Otherwise("target-changed-since-issued", activity.key, clean(then), clean(today))
    if not same_title(line.title, activity.title):
        yield _Otherwise("wording-changed-since-issued", activity.key, line.title, activity.title)


STATUS_CODES: tuple[FindingCode, ...] = (CONTRADICTS,)


def check_status(returned: Returned) -> Iterator[Finding]:
    """A result beside a status that contradicts it: one of the two is wrong."""
    for answer in returned.answers:
        fact = answer.fact
        if contradicts(fact.progress, fact.result):
            yield Finding.of(CONTRADICTS, **place_of(fact))


TOTALS_CODES: tuple[FindingCode, ...] = (FALLS, EXPLAINED)


def check_totals(returned: Returned) -> Iterator[Finding]:
    """Running totals that are less than an earlier quarter's: of a cumulative activity one of the two is wrong."""
    by_office: dict[tuple[Key, str], list[tuple[Fact, Number]]] = {}
    running = {key for key, decision in returned.master.decisions.items() if decision.cumulative}
    facts = [fact for fact in returned.facts if fact.key in running]
    for fact in sorted(facts, key=lambda fact: fact.quarter):
        if is_number(figure := fact.figure):
            by_office.setdefault((fact.key, fact.office), []).append((fact, figure))
    for quarters in by_office.values():
        for (before, more), (after, less) in pairwise(quarters):
            if less >= more:
                continue
            if gives_reason(after):
                yield Finding.of(EXPLAINED, **place_of(after), reason=after.remark)
            else:
                yield Finding.of(FALLS, **place_of(after), before=before.raw, earlier=before.quarter)


class ReturnRule(NamedTuple):
    """A topic that check looks at: its name, its function, and the codes of all that it can report."""

    topic: str
    check: Callable[[Returned], Iterable[Finding]]
    codes: tuple[FindingCode, ...]


RETURN_RULES: tuple[ReturnRule, ...] = (
    ReturnRule("issued", check_issued, ISSUED_CODES),
    ReturnRule("status", check_status, STATUS_CODES),
    ReturnRule("answers", check_answers, ANSWER_CODES),
    ReturnRule("past", check_past, PAST_CODES),
    ReturnRule("totals", check_totals, TOTALS_CODES),
    ReturnRule("copied", check_copied, COPIED_CODES),
    ReturnRule("region", check_own_rules, RULE_CODES),
)
"""Every rule, in the order of the work: what was asked, a cell, a row, a row's own past, whole tables, the region's
own."""


RETURN_CODES: frozenset[FindingCode] = frozenset(
    {CHANGED, UNIT_CHANGED, *(code for rule in RETURN_RULES for code in rule.codes)}
)
"""The kinds of finding about what came back that stand here."""


def review_returns(returned: Returned) -> tuple[Finding, ...]:
    """What all rules find in what came back, those of plug-ins among them."""
    own = (finding for rule in RETURN_RULES for finding in rule.check(returned))
    return (*own, *found_by(RETURNS, returned), *installed().findings)
