"""Findings and status as lines of text for a terminal: errors first, repeats grouped, where → what → how to mend."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from planbook.domain import Finding, OfficeStatus, ReturnState, Severity, Tally
from planbook.words import TextCode, text

FULL = 3
"""How many findings of one kind are shown in full; the rest are named by where they are."""
NAMED = 8

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
_HEADINGS: dict[Severity, TextCode] = {
    Severity.ERROR: "cli.error",
    Severity.WARNING: "cli.warning",
    Severity.INFO: "cli.info",
}
_NOT_THERE: dict[ReturnState, TextCode] = {ReturnState.MISSING: "cli.missing", ReturnState.PARTIAL: "cli.partial"}


def finding_lines(findings: Sequence[Finding], language: str, *, verbose: bool = False) -> Iterator[str]:
    """Findings as lines in a language, by severity and kind. ``verbose`` shows every one in full."""
    for severity in Severity:
        chosen = [finding for finding in findings if finding.severity is severity]
        if not chosen:
            continue
        yield ""
        yield f"{_MARKS[severity]} {text(_HEADINGS[severity], language)}: {len(chosen)}"
        chosen.sort(key=lambda finding: finding.code)
        for code, group in groupby(chosen, key=lambda finding: finding.code):
            yield from _group(code, list(group), language, verbose=verbose or severity is Severity.ERROR)


def _group(code: str, findings: list[Finding], language: str, *, verbose: bool) -> Iterator[str]:
    full = findings if verbose or len(findings) <= FULL + 1 else findings[:FULL]
    hints = [finding.hint.text(language) for finding in full]
    for finding, hint in zip(full, hints, strict=True):
        where = finding.where or finding.key
        yield f"  [{code}] {where}".rstrip()
        yield f"    {finding.message.text(language)}"
        if finding is full[-1] or hint != hints[-1]:
            yield f"    → {hint}"
    rest = findings[len(full) :]
    if rest:
        names = list(dict.fromkeys(finding.office or finding.key or finding.where for finding in rest))
        yield f"    {text('cli.more', language, count=len(rest), names=_some(names, NAMED))}"


def _some(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def conservation_line(counts: Tally, language: str) -> str:
    """Law 3 in one line: what was changed, and what became of it."""
    return text(
        "cli.conservation",
        language,
        mark="✓" if counts.balanced else "✗",
        changed=counts.changed,
        accepted=counts.accepted,
        rejected=counts.rejected,
        reported=counts.reported,
    )


def status_lines(statuses: Iterable[OfficeStatus], language: str) -> Iterator[str]:
    """Who returned, in a few lines: counts, then the offices that are missing or incomplete."""
    by_quarter: dict[int, list[OfficeStatus]] = {}
    for status in statuses:
        by_quarter.setdefault(status.quarter, []).append(status)
    for quarter, group in sorted(by_quarter.items()):
        asked = [status for status in group if status.asked]
        returned = sum(status.state is not ReturnState.MISSING for status in asked)
        yield text("cli.returned", language, quarter=quarter, returned=returned, asked=len(asked))
        for state, code in _NOT_THERE.items():
            names = [_with_count(status) for status in asked if status.state is state]
            if names:
                yield f"  {text(code, language, count=len(names), names=_some(names, 2 * NAMED))}"


def _with_count(status: OfficeStatus) -> str:
    if status.state is ReturnState.PARTIAL:
        return f"{status.name} {status.answered}/{status.asked}"
    return status.name
