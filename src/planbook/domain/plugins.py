"""What other packages add to planbook: rules on masters and on returns, roll-up rules, and shapes of the report; and
every roll-up rule that can be chosen here, planbook's own and theirs.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.machinery import PathFinder
from typing import Any, Final, Literal, NamedTuple, TypeVar

from planbook.domain.decision import Decision
from planbook.domain.finding import Finding, Severity
from planbook.domain.number import is_number
from planbook.domain.quantity import Bound
from planbook.domain.reckoning import (
    Contributions,
    RegionValue,
    SheetFunction,
    as_shown,
    has_words,
    no_year_target,
    unwritten,
)
from planbook.domain.rollup import (
    ANYTHING,
    OVERS,
    ROLLUPS,
    Measured,
    Over,
    Rollup,
    Rule,
    RuleName,
)
from planbook.domain.text import fold
from planbook.errors import PlanbookError
from planbook.words import DEFAULT, FindingCode, Sentence

LINT: Final = "planbook.lint"
"""Rules on a master: functions ``(Master) -> Iterable[Finding]``."""
RETURNS: Final = "planbook.returns"
"""Rules on what came back: functions ``(Returned) -> Iterable[Finding]``."""
REPORTS: Final = "planbook.reports"
"""Shapes of the report: functions ``(Material) -> bytes``, each under the ending of its files without the point."""
ROLLUP: Final = "planbook.rollups"
"""Roll-up rules: objects of :class:`planbook.domain.rollup.Rollup`."""
EntryPoints = Literal["planbook.lint", "planbook.returns", "planbook.reports", "planbook.rollups"]

_CODES: dict[Severity, FindingCode] = {
    Severity.ERROR: "plugin-error",
    Severity.WARNING: "plugin-warning",
    Severity.INFO: "plugin-info",
}
_Asked = TypeVar("_Asked")


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point: its name, and what it leads to, or the ``problem`` that it could not be loaded for (empty:
    none)."""

    name: str
    made: Any = None
    problem: str = ""

    @property
    def function(self) -> Callable[..., Any] | None:
        """The function that it leads to; None where it could not be loaded."""
        return self.made if callable(self.made) and not self.problem else None

    @property
    def failed(self) -> Finding:
        """The finding on one that could not be loaded."""
        return Finding.of("plugin-failed", raw=self.name, problem=self.problem)


class OwnWords(Sentence):
    """A sentence of a plug-in's own, in both languages."""

    __slots__ = ()

    def __init__(self, th: str, en: str) -> None:
        super().__init__("plugin.said", {"th": th, "en": en})

    def text(self, language: str) -> str:
        """The sentence in a language; in Thai where it is not English."""
        return str(self.args["en" if language == "en" else "th"])


@cache
def _entry_points() -> Any:
    """Those of all packages: finding them takes several files of each, and is done once for all groups."""
    from importlib.metadata import entry_points  # few have any for planbook, and nobody else need wait for it

    return entry_points()


@cache
def _is_named() -> bool:
    """Whether a package may have something for planbook. To be told so by the library takes ten times as long."""
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        return True  # who knows where that one finds packages
    for place in dict.fromkeys(sys.path):
        try:
            folders = [each.path for each in os.scandir(place or ".") if each.name.lower().endswith(_PACKAGES)]
        except NotADirectoryError:
            return True  # an archive, which the library opens
        except OSError:
            continue
        if place.lower().endswith(".egg") or any(map(_names_planbook, folders)):
            return True
    return False


_PACKAGES = (".dist-info", ".egg-info")


def _names_planbook(package: str) -> bool:
    try:
        with open(f"{package}/entry_points.txt", "rb") as listed:  # noqa: PTH123  # of most packages there is none
            return b"[planbook." in listed.read()
    except OSError:
        return False


@cache
def plugins(group: EntryPoints) -> tuple[Plugin, ...]:
    """The plug-ins of a group that are installed, in the order of their names."""
    found = []
    entries = _entry_points().select(group=group) if _is_named() else ()
    for entry in sorted(entries, key=lambda each: (each.name, each.value)):
        try:
            made = entry.load()
            problem = "" if group == ROLLUP or callable(made) else f"{entry.value} is no function"
        except Exception as error:  # whatever somebody else's module does when it is imported
            made, problem = None, f"{type(error).__name__}: {error}"
        found.append(Plugin(entry.name, made, problem))
    return tuple(found)


def found_by(group: EntryPoints, asked: _Asked) -> Iterator[Finding]:
    """What the rules of a group find; and a finding on each that cannot be loaded or fails."""
    for plugin in plugins(group):
        if plugin.function is None:
            yield plugin.failed
            continue
        try:
            said = list(plugin.function(asked))
            if not all(isinstance(each, Finding) for each in said):
                raise TypeError("a rule gives findings")  # told like all else that goes wrong in it
        except Exception as error:  # whatever somebody else's rule does
            yield Finding.of("plugin-failed", raw=plugin.name, problem=f"{type(error).__name__}: {error}")
        else:
            yield from said


def own_finding(severity: Severity, th: str, en: str, *, hint_th: str = "", hint_en: str = "", **place: Any) -> Finding:
    """A finding of a plug-in, in its own words.

    ``place`` are the fields of a finding: ``file``, ``sheet``, ``cell``, ``key``, ``office``, ``quarter``, ``raw``.
    ``planbook.domain.place_of`` gives those of a report. Raises TypeError for any other.
    """
    strange = place.keys() - {"file", "sheet", "cell", "key", "office", "quarter", "raw"}
    if strange:
        raise TypeError(f"a finding has no {', '.join(sorted(strange))}")
    hint = OwnWords(hint_th, hint_en or hint_th) if hint_th else Sentence("plugin.no-hint")
    return Finding.of(_CODES[severity], said=OwnWords(th, en), todo=hint, **place)


def endings() -> Iterable[str]:
    """The endings of files that plug-ins make reports for, such as ``.md``."""
    return tuple(f".{plugin.name.lstrip('.').lower()}" for plugin in plugins(REPORTS))


_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Installed(NamedTuple):
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
    if not _is_labelled(made.labels):
        return "its labels are not in th and en"
    taken = {fold(said) for other in others for said in (other.name, other.label, other.said("en"))}
    if {fold(said) for said in (made.name, made.said(DEFAULT), made.said("en"))} & taken:
        return f"there is a rule called {made.name} ({made.said('en')}) already"
    return ""


def _is_labelled(labels: Mapping[str, str]) -> bool:
    return {"th", "en"} <= {language for language, label in labels.items() if label.strip()}


@dataclass(frozen=True)
class _Guarded(Rollup):
    """A package's rule that never raises; ``given`` is the rule as the package made it."""

    given: Rollup = ROLLUPS[Rule.TEXT]


class TriedOn(NamedTuple):
    """What a rule is tried on: the offices' ``answers``, and what each said in the quarters so far (``years``)."""

    answers: Contributions
    years: Sequence[Contributions]
    measured: Measured
    bound: Bound | None
    complete: bool


def failure_of(rollup: Rollup, trial: Callable[[], TriedOn]) -> str:
    """What a package's rule raises for these answers; empty where it raises nothing, as planbook's own never do."""
    if not isinstance(rollup, _Guarded):
        return ""
    given, tried = rollup.given, trial()
    at_most = tried.measured.at_most
    try:
        used = [each for each in tried.answers if given.uses(each)]
        value = _exact(given.combine(used, at_most))
        if is_number(value):
            given.verdict(used, value, tried.bound, tried.complete)
        given.shown(used, value, given.unit, given.places, None)
        given.written(used, at_most)
        if given.counting is not None:
            given.counting(used)
        if tried.bound is not None:
            given.year_target([tried.bound])
        _try_functions(given.functions, value)
        _try_over(given.over_quarters(tried.measured), tried.years, at_most)
    except Exception as error:  # whatever somebody else's rule does
        return f"{type(error).__name__}: {error}"
    return ""


def _try_functions(functions: Iterable[object], value: RegionValue) -> None:
    """Raise what functions of a spreadsheet raise, or TypeError for what is none."""
    for function in functions:
        if not isinstance(function, SheetFunction):
            raise TypeError(f"{type(function).__name__} is no planbook.domain.reckoning.SheetFunction")
        if is_number(value):
            function.reckoned([value])


def _try_over(over: object, years: Iterable[Contributions], at_most: bool) -> None:
    """Raise what a way of putting quarters together raises, or TypeError for what is none."""
    if over is None or over in OVERS:
        return
    if not isinstance(over, Over):
        raise TypeError(f"{type(over).__name__} is no planbook.domain.rollup.Over")
    if not _is_labelled(over.labels):
        raise TypeError(f"the labels of {over.name} are not in th and en")
    for answers in years:
        value = _exact(over.combine(answers, at_most))
        over.parts(answers)
        _try_functions([over.function] if over.function is not None else [], value)


def _exact(value: Any) -> RegionValue:
    """A figure as planbook keeps one. Raises TypeError for one that is not exact."""
    if value is None or isinstance(value, str) or is_number(value):
        return value
    raise TypeError(f"a figure is a Decimal or a Fraction, not {type(value).__name__}")


def _guarded(given: Rollup) -> Rollup:
    """The rule with each of its functions made safe; whatever else it says is as the package says it."""
    counting = given.counting
    whole = {each.name: getattr(given, each.name) for each in fields(Rollup)}
    return replace(
        _Guarded(**whole, given=given),
        combine=_safe_value(given.combine),
        verdict=_safe(given.verdict, _nothing),
        uses=_safe(given.uses, lambda _: False),
        written=_safe(given.written, unwritten),
        functions=_guarded_functions(given.functions),
        over_quarters=_safe(lambda measured: _guarded_over(given.over_quarters(measured)), _nothing),
        year_target=_safe(given.year_target, no_year_target),
        counting=None if counting is None else _safe(counting, lambda _: ()),
        shown=_safe(given.shown, as_shown),
    )


def _guarded_over(over: object) -> Over | None:
    if over in OVERS or not isinstance(over, Over):
        return next((own for own in OVERS if own == over), None)
    functions = _guarded_functions([over.function])
    return replace(
        over,
        combine=_safe_value(over.combine),
        function=functions[0] if functions else None,
        parts=_safe(over.parts, _nothing),
    )


def _guarded_functions(functions: Iterable[object]) -> tuple[SheetFunction, ...]:
    """Those that are functions of a spreadsheet; one that fails makes nothing that any figure would be."""
    known = [each for each in functions if isinstance(each, SheetFunction)]
    return tuple(replace(each, reckoned=_safe(each.reckoned, _nothing)) for each in known)


def _nothing(*_: Any) -> None:
    """No figure, no verdict, nothing."""


def _safe_value(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that gives an exact figure, a text, or nothing; nothing where it fails."""
    return _safe(lambda *asked: _exact(function(*asked)), _nothing)


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
