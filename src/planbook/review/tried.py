"""The region's own rules are tried before forms go out: on figures of their own and others near them.

A rule that holds for none of them, or for all, is told: it would ask nothing, or everybody. So is one that names an
activity which the plan does not have.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import islice, pairwise, product

from planbook.domain import Finding, Key, Master, RegionRule, is_number
from planbook.layout.form import PROGRESS_LABELS
from planbook.rules import Constant, Name, Node, OverOffices, Ref, Row, Sort, Value, parse, parts, refs, truth_of
from planbook.words import DEFAULT, FindingCode

REGION_RULES_CODES: tuple[FindingCode, ...] = ("rule-of-unknown-activity", "rule-never-holds", "rule-always-holds")
MOST_TRIED = 20_000
"""Rows of figures that a rule is tried with."""

Noticed = Callable[..., Finding]


def check_region_rules(master: Master) -> Iterator[Finding]:
    """Rules that name an activity which the plan does not have, and those that hold for no figure or for every one."""
    for rule in master.rules:
        node = parse(rule.condition, offices=rule.of_region)
        named = {"where": [key.removesuffix("/*") for key in rule.where if not _is_there(master, key)]}
        named["condition"] = [ref.key for ref in refs(node) if ref.key and ref.key not in master.activities]
        for column, keys in named.items():
            for key in keys:
                yield _at(master, rule, column)("rule-of-unknown-activity", key=key, raw=key)
        said = _tried(node)
        if said == {True}:
            yield _at(master, rule, "condition")("rule-always-holds", raw=rule.condition)
        elif True not in said:
            yield _at(master, rule, "condition")("rule-never-holds", raw=rule.condition)


def _at(master: Master, rule: RegionRule, column: str) -> Noticed:
    cell = rule.cells.get(column, "")
    return partial(Finding.of, file=master.file, sheet=rule.sheet, cell=cell, rule=rule.name)


def _is_there(master: Master, where: Key) -> bool:
    if where.endswith("/*"):
        return any(key.startswith(where[:-1]) for key in master.activities)
    return where in master.activities


def _tried(node: Node) -> set[bool]:
    """What a rule says of rows of its own figures and texts, and of others near them; what is unknown left out."""
    figures = {Decimal(0), Decimal(1), Decimal(1000)}
    texts = {"?"} | {labels[DEFAULT] for labels in PROGRESS_LABELS.values()}
    for part in parts(node):
        if isinstance(part, Constant) and isinstance(part.value, Decimal):
            figures |= {part.value, part.value - 1, part.value + 1, part.value / 2, part.value * 2}
        elif isinstance(part, Constant):
            texts.add(str(part.value))
    steps = sorted(figures)
    figures |= {(less + more) / 2 for less, more in pairwise(steps)}
    asked = refs(node)
    drawn: list[list[Value]] = [
        [None, *sorted(texts)] if ref.sort is Sort.TEXT else [None, *_possible(ref, figures)] for ref in asked
    ]
    over = [part.of for part in parts(node) if isinstance(part, OverOffices)]
    said: set[bool] = set()
    for values in islice(product(*drawn), MOST_TRIED):
        row = dict(zip(asked, values, strict=True))
        known = {ref: tuple(each for each in [row[ref]] if is_number(each)) for ref in over}
        found = truth_of(node, Row(row, known))
        said |= set() if found is None else {found}
        if len(said) == 2:
            break
    return said


def _possible(ref: Ref, figures: Iterable[Decimal]) -> list[Decimal]:
    return [Decimal(quarter) for quarter in (1, 2, 3, 4)] if ref.name is Name.QUARTER else sorted(figures)
