"""The region's own rules are tried before forms go out: on figures of their own and others near them.

A rule that holds for none of them, or for all, is told: it would ask nothing, or everybody. So are two rules of which
one always holds, and a rule that names an activity which the plan does not have.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import combinations, islice, pairwise, product

from planbook.domain import Finding, Master, RegionRule, fold, is_number
from planbook.domain.decision import BELOW, names
from planbook.layout.form import PROGRESS_LABELS
from planbook.rules import (
    Constant,
    Name,
    Node,
    OverOffices,
    Ref,
    RuleRow,
    RuleValue,
    Sort,
    parse_rule,
    refs,
    renamed,
    truth_of,
    walk,
)
from planbook.words import DEFAULT, FindingCode

REGION_RULES_CODES: tuple[FindingCode, ...] = (
    "rule-of-unknown-activity",
    "rule-of-other-rule",
    "rule-never-asked",
    "rule-never-holds",
    "rule-always-holds",
    "rules-contradict",
)
MOST_TRIED = 20_000
"""Rows of figures that a rule is tried with."""

MakesFinding = Callable[..., Finding]


def check_region_rules(master: Master) -> Iterator[Finding]:
    """Rules that name an activity which the plan does not have, or another rule; that nobody is asked; that hold for no
    figure or for every one."""
    names = {fold(rule.name) for rule in master.rules}
    for rule in master.rules:
        node = _of_row(rule)
        named = {"where": [key.removesuffix(BELOW) for key in rule.where if not _is_there(master, key)]}
        named["condition"] = [ref.key for ref in refs(node) if ref.key and ref.key not in master.activities]
        for column, keys in named.items():
            for key in keys:
                code: FindingCode = "rule-of-other-rule" if fold(key) in names else "rule-of-unknown-activity"
                yield _at(master, rule, column)(code, key=key, raw=key)
        if not any(named.values()) and not _is_asked(master, rule):
            yield _at(master, rule, "since")("rule-never-asked", since=rule.since, until=rule.until)
        said = {answers[0] for answers in _tried(node)}
        if said == {True}:
            yield _at(master, rule, "condition")("rule-always-holds", raw=rule.condition)
        elif True not in said:
            yield _at(master, rule, "condition")("rule-never-holds", raw=rule.condition)
    yield from _contradictions(master)


def _contradictions(master: Master) -> Iterator[Finding]:
    """Two rules of one row of which one holds whatever is typed: no office could please both."""
    for first, second in combinations(master.rules, 2):
        if first.of_region != second.of_region or not _meet(master, first, second):
            continue
        nodes = [_of_row(rule) for rule in (first, second)]
        said = _tried(*nodes)
        if said and all(map(any, said)) and all({answers[at] for answers in said} == {True, False} for at in (0, 1)):
            yield _at(master, second, "condition")("rules-contradict", other=first.name, raw=second.condition)


def _meet(master: Master, first: RegionRule, second: RegionRule) -> bool:
    """Whether two rules are asked of one activity in one quarter."""
    quarters = range(max(first.since, second.since), min(first.until, second.until) + 1)
    return any(
        first.is_about(key, quarter) and second.is_about(key, quarter)
        for quarter in quarters
        for key in master.activities
    )


def _is_asked(master: Master, rule: RegionRule) -> bool:
    """Whether any office owes an answer that a rule is asked of."""
    return any(
        master.is_due(key, office, quarter)
        for quarter in range(rule.since, rule.until + 1)
        for key, decision in master.decisions.items()
        if decision.asked and key in master.activities and rule.is_about(key, quarter)
        for office in decision.offices
    )


def _of_row(rule: RegionRule) -> Node:
    """A rule's tree; the key of the one activity that it is for is the row itself."""
    node = parse_rule(rule.condition, offices=rule.of_region)
    return renamed(node, {Ref(Name.RESULT, rule.where[0]): Ref(Name.RESULT)}) if len(rule.where) == 1 else node


def _at(master: Master, rule: RegionRule, column: str) -> MakesFinding:
    cell = rule.cells.get(column, "")
    return partial(Finding.of, file=master.file, sheet=rule.sheet, cell=cell, rule=rule.name)


def _is_there(master: Master, where: str) -> bool:
    return any(names(where, key) for key in master.activities)


def _tried(*nodes: Node) -> set[tuple[bool, ...]]:
    """What rules say of rows of their own figures and texts, and of others near them, together; a row of which one of
    them says nothing is left out."""
    figures = {Decimal(0), Decimal(1), Decimal(1000)}
    texts = {"?"} | {labels[DEFAULT] for labels in PROGRESS_LABELS.values()}
    every = [part for node in nodes for part in walk(node)]
    for part in every:
        if isinstance(part, Constant) and isinstance(part.value, Decimal):
            figures |= {part.value, part.value - 1, part.value + 1, part.value / 2, part.value * 2}
        elif isinstance(part, Constant):
            texts.add(str(part.value))
    steps = sorted(figures)
    figures |= {(less + more) / 2 for less, more in pairwise(steps)}
    asked = list(dict.fromkeys(ref for node in nodes for ref in refs(node)))
    drawn: list[list[RuleValue]] = [
        [None, *sorted(texts)] if ref.sort is Sort.TEXT else [None, *_possible(ref, figures)] for ref in asked
    ]
    over = [part.of for part in every if isinstance(part, OverOffices)]
    said: set[tuple[bool, ...]] = set()
    for values in islice(product(*drawn), MOST_TRIED):
        row = dict(zip(asked, values, strict=True))
        known = {ref: tuple(each for each in [row[ref]] if is_number(each)) for ref in over}
        found = [truth_of(node, RuleRow(row, known)) for node in nodes]
        if None not in found:
            said.add(tuple(map(bool, found)))
        if len(said) == 2 ** len(nodes):
            break
    return said


def _possible(ref: Ref, figures: Iterable[Decimal]) -> list[Decimal]:
    return [Decimal(quarter) for quarter in (1, 2, 3, 4)] if ref.name is Name.QUARTER else sorted(figures)
