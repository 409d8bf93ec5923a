"""Findings and status as lines of text for a terminal: errors first, repeats grouped, where → what → how to mend."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from planbook.domain import Finding, OfficeStatus, ReturnState, Severity, Tally

FULL = 3
"""How many findings of one kind are shown in full; the rest are named by where they are."""
NAMED = 8

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
_WORDS = {Severity.ERROR: "ต้องแก้ไข / error", Severity.WARNING: "ควรตรวจสอบ / warning", Severity.INFO: "เพื่อทราบ / info"}

_NOT_THERE = {ReturnState.MISSING: "ยังไม่ส่ง / missing", ReturnState.PARTIAL: "ยังไม่ครบ / incomplete"}


def finding_lines(findings: Sequence[Finding], *, verbose: bool = False) -> Iterator[str]:
    """Findings as lines, by severity and kind. ``verbose`` shows every one in full."""
    for severity in Severity:
        chosen = [finding for finding in findings if finding.severity is severity]
        if not chosen:
            continue
        yield ""
        yield f"{_MARKS[severity]} {_WORDS[severity]}: {len(chosen)}"
        chosen.sort(key=lambda finding: finding.code)
        for code, group in groupby(chosen, key=lambda finding: finding.code):
            yield from _group(code, list(group), verbose=verbose or severity is Severity.ERROR)


def _group(code: str, findings: list[Finding], *, verbose: bool) -> Iterator[str]:
    full = findings if verbose or len(findings) <= FULL + 1 else findings[:FULL]
    for finding in full:
        where = finding.where or finding.key
        yield f"  [{code}] {where}".rstrip()
        yield f"    {finding.message.th}"
        yield f"    {finding.message.en}"
        if finding is full[-1] or finding.hint.th != full[-1].hint.th:
            yield f"    → {finding.hint.th}"
            yield f"    → {finding.hint.en}"
    rest = findings[len(full) :]
    if rest:
        names = list(dict.fromkeys(finding.office or finding.key or finding.where for finding in rest))
        more = ", …" if len(names) > NAMED else ""
        yield f"    … และอีก {len(rest)} รายการ / and {len(rest)} more: {', '.join(names[:NAMED])}{more}"


def conservation_line(counts: Tally) -> str:
    """Law 3 in one line: what was changed, and what became of it."""
    mark = "✓" if counts.balanced else "✗"
    return (
        f"{mark} ช่องที่หน่วยงานกรอกหรือแก้ / cells changed: {counts.changed:,} = "
        f"รับ / accepted {counts.accepted:,} + ไม่รับ / rejected {counts.rejected:,} + "
        f"แจ้งให้ทราบ / reported {counts.reported:,}"
    )


def status_lines(statuses: Iterable[OfficeStatus]) -> Iterator[str]:
    """Who returned, in a few lines: counts, then the offices that are missing or incomplete."""
    by_quarter: dict[int, list[OfficeStatus]] = {}
    for status in statuses:
        by_quarter.setdefault(status.quarter, []).append(status)
    for quarter, group in sorted(by_quarter.items()):
        asked = [status for status in group if status.asked]
        returned = [status for status in asked if status.state is not ReturnState.MISSING]
        counts = f"{len(returned)} จาก {len(asked)} หน่วยงาน / {len(returned)} of {len(asked)} offices"
        yield f"ไตรมาส / quarter {quarter}: ส่งแล้ว / returned {counts}"
        for state, words in _NOT_THERE.items():
            names = [_with_count(status) for status in asked if status.state is state]
            if names:
                more = ", …" if len(names) > 2 * NAMED else ""
                yield f"  {words} ({len(names)}): {', '.join(names[: 2 * NAMED])}{more}"


def _with_count(status: OfficeStatus) -> str:
    if status.state is ReturnState.PARTIAL:
        return f"{status.name} {status.answered}/{status.asked}"
    return status.name
