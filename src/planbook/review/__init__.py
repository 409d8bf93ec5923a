"""4  rules over a master, one topic a function → findings.

``LINT_RULES`` is the visible order. A rule is a function ``(Master) -> Iterable[Finding]`` and declares the kinds of
finding it can report; what reading a master reports already (``Master.findings``) no rule reports again.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from planbook.domain import Finding, Master, Severity, in_order
from planbook.domain.plugins import LINT, found_by, installed
from planbook.errors import PlanbookError
from planbook.review import figures, plan, targets, tried, who
from planbook.words import FindingCode


class LintRule(NamedTuple):
    """A topic that lint looks at: its name, its function, and the codes of all that it can report."""

    topic: str
    check: Callable[[Master], Iterable[Finding]]
    codes: tuple[FindingCode, ...]


LINT_RULES: tuple[LintRule, ...] = (
    LintRule("responsible", who.check_responsible, who.RESPONSIBLE_CODES),
    LintRule("register", who.check_register, who.REGISTER_CODES),
    LintRule("targets", targets.check_targets, targets.TARGETS_CODES),
    LintRule("rules", targets.check_rules, targets.RULES_CODES),
    LintRule("region", tried.check_region_rules, tried.REGION_RULES_CODES),
    LintRule("sums", figures.check_sums, figures.SUMS_CODES),
    LintRule("arithmetic", figures.check_arithmetic, figures.ARITHMETIC_CODES),
    LintRule("numbering", plan.check_numbering, plan.NUMBERING_CODES),
    LintRule("budget", plan.check_budget, plan.BUDGET_CODES),
    LintRule("offices", who.check_offices, who.OFFICES_CODES),
    LintRule("year", plan.check_year, plan.YEAR_CODES),
    LintRule("settings", plan.check_settings, plan.SETTINGS_CODES),
)
"""Every rule, in the order of the work: who is asked, what for, how it adds up; then the plan's own figures,
and what the forms will say."""


def lint(master: Master) -> tuple[Finding, ...]:
    """What all rules find in a master, those of plug-ins among them, in order."""
    own = (finding for rule in LINT_RULES for finding in rule.check(master))
    return in_order([*own, *found_by(LINT, master), *installed().findings])


class MasterNotReady(PlanbookError):
    """Forms may not go out: the master has errors. ``findings`` are those errors."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        codes = ", ".join(dict.fromkeys(finding.code for finding in findings))
        super().__init__("master-not-ready", count=len(findings), codes=codes)
        self.findings = tuple(findings)


def require_ready(findings: Iterable[Finding], despite: Iterable[str] = ()) -> None:
    """Raise MasterNotReady where a master's findings have errors among them, but for codes that are in ``despite``."""
    passed = set(despite)
    errors = [f for f in findings if f.severity is Severity.ERROR and f.code not in passed]
    if errors:
        raise MasterNotReady(errors)
