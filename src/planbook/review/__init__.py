"""4  rules over a master, one topic a file → findings.

``LINT_RULES`` is the visible order. A rule is a function ``(Master) -> Iterable[Finding]`` and declares the kinds of
finding it can report; what reading a master reports already (``Master.findings``) no rule reports again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from planbook.model import Finding, Master, in_order
from planbook.review import arithmetic, budget, numbering, offices, register, responsible, rules, sums, targets, year

__all__ = ["LINT_RULES", "LintRule", "lint"]


@dataclass(frozen=True)
class LintRule:
    """A topic that lint looks at: its name, its function, and the codes of all that it can report."""

    topic: str
    check: Callable[[Master], Iterable[Finding]]
    codes: tuple[str, ...]


LINT_RULES: tuple[LintRule, ...] = (
    LintRule("responsible", responsible.check, responsible.CODES),
    LintRule("register", register.check, register.CODES),
    LintRule("targets", targets.check, targets.CODES),
    LintRule("rules", rules.check, rules.CODES),
    LintRule("sums", sums.check, sums.CODES),
    LintRule("arithmetic", arithmetic.check, arithmetic.CODES),
    LintRule("numbering", numbering.check, numbering.CODES),
    LintRule("budget", budget.check, budget.CODES),
    LintRule("offices", offices.check, offices.CODES),
    LintRule("year", year.check, year.CODES),
)
"""Every rule, in the order of the work: who is asked, what for, how it adds up; then the plan's own figures."""


def lint(master: Master) -> tuple[Finding, ...]:
    """What all rules find in a master, in order."""
    return in_order(finding for rule in LINT_RULES for finding in rule.check(master))
