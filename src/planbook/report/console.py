"""A run as lines of text for a terminal: a summary that fits a screen, then what was found, by office or by kind.

Lines are told in character cells, as a terminal counts them: Thai vowels and tones over and under letters take none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from planbook.domain import (
    Finding,
    OfficeStatus,
    ReturnState,
    Severity,
    Tally,
    shortened,
    width,
    wrapped,
)
from planbook.layout.marks import SEVERITIES, STATES
from planbook.report.work import Counts, NextStep, OfficeWork, Work
from planbook.words import TextCode, text

FULL = 3
"""How many findings of one kind are shown in full; the rest are named by where they are."""
NAMED = 8
SCREEN = 80
"""Columns that the summary fits in."""

STEPS: dict[NextStep, TextCode] = {
    NextStep.RESEND: "report.resend",
    NextStep.CORRECT: "report.correct",
    NextStep.REMIND: "report.remind",
    NextStep.REST: "report.rest",
    NextStep.LOOK: "report.look",
    NextStep.NOTHING: "report.nothing",
}
_NOT_THERE: dict[ReturnState, TextCode] = {ReturnState.MISSING: "cli.missing", ReturnState.PARTIAL: "cli.partial"}

Ranked = Callable[[Finding], Severity]
"""How much a finding needs somebody; a strict run says otherwise than the finding itself."""


def _own_severity(finding: Finding) -> Severity:
    return finding.severity


# 1. The summary


def summary_lines(work: Work, language: str, *, verbose: bool = False, columns: int = 0) -> Iterator[str]:
    """What a run came to, on one screen of 80 columns and 24 lines; ``verbose`` names every office, on more lines.
    ``columns`` is how wide the terminal is where it is narrower."""
    screen = max(min(columns, SCREEN), SCREEN // 2) if columns else SCREEN
    about = text("report.about", language, year=work.year, quarter=work.quarter or "-", files=work.files)
    yield shortened(" · ".join(bit for bit in (work.region, about) if bit), screen)
    yield ""
    yield from _table(work, language, screen)
    for line in (
        conservation_line(work.conservation, language),
        *settled_line(work, language),
        *_passed(work, language),
    ):
        yield from wrapped(line, screen)
    yield from _next(work, language, verbose=verbose, screen=screen)


def _table(work: Work, language: str, screen: int) -> Iterator[str]:
    """Offices by state with their findings, of the quarter that the run is about; other quarters in a line each. Where
    the screen is too narrow for columns each figure follows its caption."""
    heads = [
        text("report.offices", language),
        *(SEVERITIES[each].over(language) for each in (Severity.ERROR, Severity.WARNING)),
    ]
    rows: list[tuple[str, Sequence[str]]] = []
    here = work.offices_of(work.quarter)
    for state, mark in STATES.items():
        mine = [office for office in here if office.state is state]
        counts = [len(mine), sum(office.errors for office in mine), sum(office.warnings for office in mine)]
        if mine:
            rows.append((mark.said(language), [f"{count:,}" for count in counts]))
    counted = Counts.of(work.severity(finding) for finding in work.findings)
    others = [office for office in work.offices if office.quarter != work.quarter]
    rest = [
        counted.errors - sum(office.errors for office in work.offices),
        counted.warnings - sum(office.warnings for office in work.offices),
    ]
    if any(rest):
        rows.append((text("report.regions-own", language), ["", *(f"{count:,}" for count in rest)]))
    for quarter, group in groupby(sorted(others, key=lambda office: office.quarter), key=lambda office: office.quarter):
        late = list(group)
        name = text("report.late-quarter", language, quarter=quarter, owing=sum(map(_owes, late)))
        counts = [len(late), sum(office.errors for office in late), sum(office.warnings for office in late)]
        rows.append((name, [f"{count:,}" for count in counts]))
    total = [len(here) + len(others), counted.errors, counted.warnings]
    rows.append((text("report.in-all", language), [f"{count:,}" for count in total]))
    first = max(width(name) for name, _ in rows) + 2
    columns = [max(width(head), 7) for head in heads]
    if first + sum(columns) + 2 * len(columns) > screen:
        for name, cells in rows:
            yield name
            said = [f"{head} {cell}" for head, cell in zip(heads, cells, strict=True) if cell]
            yield from _indented("  ", "  ", " · ".join(said), screen)
        return
    yield _cells("", first, heads, columns)
    for name, cells in rows:
        yield _cells(name, first, cells, columns)


def _owes(office: OfficeWork) -> bool:
    return office.state in _NOT_THERE


def _cells(name: str, first: int, cells: Sequence[str], columns: Sequence[int]) -> str:
    ends = [" " * (room + 2 - width(cell)) + cell for cell, room in zip(cells, columns, strict=True)]
    return (name + " " * (first - width(name)) + "".join(ends)).rstrip()


def settled_line(work: Work, language: str) -> Iterator[str]:
    """How much needs nobody any more: what the region waived, and what offices gave their reasons for."""
    if work.waived or work.explained:
        yield text("report.settled", language, waived=work.waived, explained=work.explained)


def _passed(work: Work, language: str) -> Iterator[str]:
    for first in work.first_pass:
        if first.quarter == work.quarter and first.offices:
            yield text(
                "report.passed-at-first",
                language,
                passed=first.offices_passed,
                offices=first.offices,
                rows_passed=first.rows_passed,
                rows=first.rows,
                rules_passed=first.rules_passed,
                rules=first.rules,
            )


def _next(work: Work, language: str, *, verbose: bool, screen: int) -> Iterator[str]:
    """What to do next: each step with how many offices it is about, and their names as far as the line goes."""
    steps: list[tuple[str, int, list[str]]] = []
    for step in NextStep:
        offices = [office for office in work.offices if office.step is step]
        if offices and step is not NextStep.NOTHING:
            steps.append((text(STEPS[step], language), len(offices), [_named(office, work) for office in offices]))
    own = [finding for finding in work.of("") if work.severity(finding).needs_somebody]
    if own:
        places = list(dict.fromkeys(finding.where or finding.key or f"[{finding.code}]" for finding in own))
        steps.append((text("report.own", language), len(own), places))
    if not steps and any(work.severity(finding).needs_somebody for finding in work.findings):
        return  # of files that are nobody's here: what is found says what to do
    yield ""
    if not steps:
        yield text("report.all-done", language)
        return
    yield text("report.to-do", language)
    first = max(width(name) for name, _, _ in steps)
    for name, count, names in steps:
        if first + SCREEN // 4 > screen:
            yield f"  {name}: {count:,}"
            below = screen - 4
            lines = wrapped(", ".join(names), below) if verbose else [_fitted(names, below)]
            yield from (f"    {line}" for line in lines)
            continue
        head = f"  {name}{' ' * (first - width(name))} {count:>5,}  "
        room = max(screen - width(head), SCREEN // 8)
        lines = wrapped(", ".join(names), room) if verbose else [_fitted(names, room)]
        yield head + lines[0]
        for line in lines[1:]:
            yield " " * width(head) + line


def _named(office: OfficeWork, work: Work) -> str:
    behind = f" {office.answered}/{office.asked}" if office.state is ReturnState.PARTIAL else ""
    return f"{office.name}{behind}" + (f" (Q{office.quarter})" if office.quarter != work.quarter else "")


def _fitted(names: Sequence[str], room: int) -> str:
    """As many names as fit in a line, the first at least in part, and how many more there are."""
    said = ", ".join(names)
    if width(said) <= room:
        return said
    for shown in range(len(names) - 1, 0, -1):
        said = f"{', '.join(names[:shown])}, … +{len(names) - shown}"
        if width(said) <= room:
            return said
    more = f", … +{len(names) - 1}" if len(names) > 1 else ""
    return shortened(names[0], room - width(more)) + more


# 2. The findings


def office_lines(work: Work, language: str, *, verbose: bool = False, columns: int = 0) -> Iterator[str]:
    """The findings by office, in the order of the offices sheet; the region's own come last.

    What is for the record alone stands by kind at the end, and how a kind of finding is mended is said a few times, not
    at each: ``verbose`` says it always, and shows every finding in full below its office. ``columns`` is how wide the
    terminal is; 0 breaks no line.
    """
    aside = [] if verbose else [each for each in work.findings if not work.severity(each).needs_somebody]
    counted: dict[str, int] = {}
    order = {office.office: number for number, office in enumerate(work.offices)}
    codes = sorted({*work.owners} - {""}, key=lambda code: (order.get(code, len(order)), code))
    for owner in (*codes, ""):
        findings = [finding for finding in work.of(owner) if verbose or work.severity(finding).needs_somebody]
        if not findings:
            continue
        yield ""
        yield from wrapped(_heading(work, owner, language), columns)
        for file, group in groupby(sorted(findings, key=lambda each: each.file), key=lambda finding: finding.file):
            if file:
                yield f"  {file}"
            mine = sorted(group, key=lambda finding: (list(Severity).index(work.severity(finding)), finding.code))
            for _, same in groupby(mine, key=lambda finding: finding.code):
                yield from _group(
                    list(same), language, work.severity, verbose=verbose, columns=columns, counted=counted
                )

    yield from finding_lines(aside, language, columns=columns)


def _heading(work: Work, owner: str, language: str) -> str:
    if not owner:
        return text("report.regions-own", language)
    name = work.names.get(owner, owner)
    bits = [
        text(
            "report.office-line",
            language,
            quarter=office.quarter,
            state=STATES[office.state].said(language),
            answered=office.answered,
            asked=office.asked,
            step=text(STEPS[office.step], language),
        )
        for office in work.offices
        if office.office == owner and (office.step is not NextStep.NOTHING or office.quarter == work.quarter)
    ]
    return "  ".join([f"{name} ({owner})" if name != owner else name, *bits])


def finding_lines(
    findings: Sequence[Finding],
    language: str,
    *,
    verbose: bool = False,
    columns: int = 0,
    ranked: Ranked = _own_severity,
) -> Iterator[str]:
    """Findings as lines in a language, by severity and kind. ``verbose`` shows every one in full."""
    for severity in Severity:
        chosen = [finding for finding in findings if ranked(finding) is severity]
        if not chosen:
            continue
        yield ""
        yield f"{SEVERITIES[severity].sign} {SEVERITIES[severity].over(language)}: {len(chosen):,}"
        chosen.sort(key=lambda finding: finding.code)
        for _, group in groupby(chosen, key=lambda finding: finding.code):
            yield from _group(list(group), language, None, verbose=verbose, columns=columns)


def _group(
    findings: list[Finding],
    language: str,
    ranked: Ranked | None,
    *,
    verbose: bool,
    columns: int,
    counted: dict[str, int] | None = None,
) -> Iterator[str]:
    """Findings of one kind. With ``ranked`` they stand below their file, each with its mark; ``told`` counts how often
    it was said how a kind is mended."""
    full = findings if verbose or len(findings) <= FULL + 1 else findings[:FULL]
    hints = [finding.hint.text(language) for finding in full]
    for finding, hint in zip(full, hints, strict=True):
        if ranked is None:
            yield f"  [{finding.code}] {finding.where or finding.key}".rstrip()
        else:
            cell = "!".join(bit for bit in (finding.sheet, finding.cell) if bit)
            place = "  ".join(bit for bit in (cell, finding.key, f"[{finding.code}]") if bit)
            yield f"  {SEVERITIES[ranked(finding)].sign} {place}"
        yield from _indented("    ", "    ", finding.message.text(language), columns)
        if (finding is full[-1] or hint != hints[-1]) and _still_in_full(finding, counted, verbose):
            yield from _indented("    → ", "      ", hint, columns)
    rest = findings[len(full) :]
    if rest:
        names = list(dict.fromkeys(_short_place(finding, ranked) for finding in rest))
        more = text("cli.more", language, count=len(rest), names=_some(names, NAMED))
        yield from _indented("    ", "      ", more, columns)


def _still_in_full(finding: Finding, counted: dict[str, int] | None, verbose: bool) -> bool:
    if counted is None or verbose:
        return True
    counted[finding.code] = counted.get(finding.code, 0) + 1
    return counted[finding.code] <= FULL


def _short_place(finding: Finding, ranked: Ranked | None) -> str:
    """Where one of many is: within an office its cell, else whose it is."""
    here = finding.cell or finding.key
    return (ranked and here) or finding.office or finding.key or finding.where or f"[{finding.code}]"


def _indented(first: str, more: str, said: str, columns: int) -> Iterator[str]:
    room = max(columns - len(first), SCREEN // 4) if columns else 0
    for number, line in enumerate(wrapped(said, room)):
        yield (more if number else first) + line


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


def strict_line(work: Work, language: str) -> str:
    """What a strict run does not let pass: the warnings by kind, and the offices that still owe answers."""
    kinds: dict[str, int] = {}
    for finding in work.findings:
        if finding.severity is Severity.WARNING:
            kinds[finding.code] = kinds.get(finding.code, 0) + 1
    named = tuple(f"{code} {count}" for code, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0])))
    owing = len(work.owing)
    return text("report.strict", language, count=sum(kinds.values()), kinds=named or ("-",), owing=owing)


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
