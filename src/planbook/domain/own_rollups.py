"""Every roll-up rule that can be chosen here: planbook's own, and those of packages that are installed beside it.

A package names its rules as entry points (``docs/plugins.md``). They are looked for when a rule is first needed, and
not when planbook is imported, because such a package imports planbook itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from planbook.domain.finding import Finding
from planbook.domain.number import is_number
from planbook.domain.plan import Decision
from planbook.domain.plugins import ROLLUP, plugins
from planbook.domain.quantity import Bound
from planbook.domain.reckoning import Contributions, Value, unwritten
from planbook.domain.rollup import ANYTHING, ROLLUPS, Rollup, Rule, RuleName, as_shown, has_words
from planbook.domain.text import fold
from planbook.errors import PlanbookError
from planbook.words import DEFAULT

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Installed:
    """The rules by their names, planbook's own first, and a finding on each of a package that cannot be used."""

    rules: Mapping[RuleName, Rollup]
    findings: tuple[Finding, ...]


@cache
def installed() -> Installed:
    """What is installed. A package's rule never raises: one that fails gives no figure (see :func:`failure_of`)."""
    rules: dict[RuleName, Rollup] = dict(ROLLUPS)
    findings = []
    for plugin in plugins(ROLLUP):
        problem = plugin.problem or _problem(plugin.made, rules.values())
        if problem:
            findings.append(replace(plugin, problem=problem).failed)
        else:
            rules[plugin.made.name] = _guarded(plugin.made)
    return Installed(rules, tuple(findings))


def _problem(made: object, others: Iterable[Rollup]) -> str:
    """Why what an entry point leads to cannot be used; empty where it can."""
    if not isinstance(made, Rollup):
        return f"{type(made).__name__} is no planbook.domain.rollup.Rollup"
    if not _NAME.fullmatch(made.name):
        return f"{made.name!r} is no name of a rule: a-z, 0-9 and _"
    if not {"th", "en"} <= {language for language, label in made.labels.items() if label.strip()}:
        return "its labels are not in th and en"
    taken = {fold(said) for other in others for said in (other.name, other.label, other.said("en"))}
    if {fold(said) for said in (made.name, made.said(DEFAULT), made.said("en"))} & taken:
        return f"there is a rule called {made.name} ({made.said('en')}) already"
    return ""


@dataclass(frozen=True)
class _Guarded(Rollup):
    """A package's rule that never raises; ``given`` is the rule as the package made it."""

    given: Rollup = ROLLUPS[Rule.TEXT]


def failure_of(rollup: Rollup, answers: Contributions, at_most: bool, bound: Bound | None, complete: bool) -> str:
    """What a package's rule raised for these answers; empty where it raised nothing, as planbook's own never do."""
    if not isinstance(rollup, _Guarded):
        return ""
    given = rollup.given
    try:
        used = [each for each in answers if given.uses(each)]
        value = _exact(given.combine(used, at_most))
        if is_number(value):
            given.verdict(used, value, bound, complete)
        given.shown(used, value, given.unit, given.places, None)
        given.written(used, at_most)
    except Exception as error:  # whatever somebody else's rule does
        return f"{type(error).__name__}: {error}"
    return ""


def _exact(value: Any) -> Value:
    """A figure as planbook keeps one. Raises TypeError for one that is not exact."""
    if value is None or isinstance(value, str) or is_number(value):
        return value
    raise TypeError(f"a figure is a Decimal or a Fraction, not {type(value).__name__}")


def _guarded(given: Rollup) -> Rollup:
    return _Guarded(
        name=given.name,
        combine=_safe(lambda *asked: _exact(given.combine(*asked)), lambda *_: None),
        verdict=_safe(given.verdict, lambda *_: None),
        accepts=given.accepts,
        uses=_safe(given.uses, lambda _: False),
        written=_safe(given.written, unwritten),
        over_quarters=_safe(given.over_quarters, lambda _: None),
        unit=given.unit,
        places=given.places,
        shown=_safe(given.shown, as_shown),
        one_office=given.one_office,
        every_office=given.every_office,
        averages=given.averages,
        labels=given.labels,
        given=given,
    )


def _safe(function: Callable[..., Any], otherwise: Callable[..., Any]) -> Callable[..., Any]:
    def called(*asked: Any) -> Any:
        try:
            return function(*asked)
        except Exception:  # whatever somebody else's rule does; `failure` tells it
            return otherwise(*asked)

    return called


def rollup_of(rule: RuleName) -> Rollup:
    """The rule of a name. One that is not installed gives no figure, and is called as it is named."""
    return installed().rules.get(rule) or Rollup(
        rule,
        combine=lambda *_: None,
        verdict=lambda *_: None,
        accepts=ANYTHING,
        uses=has_words,
        written=unwritten,
        over_quarters=lambda _: None,
        labels={DEFAULT: rule},
    )


def rule_label(rule: RuleName, language: str = DEFAULT) -> str:
    """What people call a rule; its name where it is not installed."""
    return rollup_of(rule).said(language)


def rule_labels() -> dict[RuleName, str]:
    """What the register's list calls each rule, by its name."""
    return {name: rollup.label for name, rollup in installed().rules.items()}


def rules_not_installed(decisions: Iterable[Decision], file: str) -> tuple[Finding, ...]:
    """A finding on each rule that a register names and that is not installed, at the first cell that names it."""
    missing: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.asked and decision.rule not in installed().rules:
            missing.setdefault(decision.rule, []).append(decision)
    return tuple(
        Finding.of(
            "rule-not-installed",
            file=file,
            sheet=named[0].sheet,
            cell=named[0].cells.get("rule", ""),
            key=named[0].key,
            raw=rule,
            count=len(named),
            choices=", ".join(rule_labels().values()),
        )
        for rule, named in missing.items()
    )


def require_rules(decisions: Iterable[Decision]) -> None:
    """Raise PlanbookError ``rule-not-installed`` where a figure would have to be made by a rule that is not there."""
    for finding in rules_not_installed(decisions, "")[:1]:
        raise PlanbookError("rule-not-installed", first=finding.message)
