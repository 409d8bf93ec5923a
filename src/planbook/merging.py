"""Merging: returned files → what counts → the region's results → the consolidated workbook."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from planbook.book.graft import graft
from planbook.book.owned import strip
from planbook.consolidated.facts import facts_in_order
from planbook.consolidated.fill_results import fill_results
from planbook.consolidated.own_sheets import build_own_sheets
from planbook.consolidated.proof import prove
from planbook.domain import Change, Entry, EntryState, Fact, Finding, FormSpec, Master, Tally, in_order, natural_order
from planbook.forms.compose import compose
from planbook.layout.own_tables import MERGED
from planbook.outcome import Outcome
from planbook.returns.collect import SourceFile
from planbook.returns.oneform import Reading
from planbook.returns.oneform import facts as facts_of
from planbook.returns.reading import read_returns
from planbook.review.returned import against_today, contradictions, falls
from planbook.rollup.choose import choose
from planbook.rollup.results import results_of, statuses_of

IN_HISTORY = ("figure-changed", "figure-late", "result-cell-overwritten")
"""Findings that the history sheet keeps, and that are not found again when the same returns are merged once more."""

Progress = Callable[[str], None]
"""Called with a word about each piece of work as it is done."""


def review(
    master: Master,
    files: Sequence[SourceFile],
    noticed: Sequence[Finding] = (),
    *,
    quarter: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Files → what they say, which of it counts, and what it adds up to."""

    def issued(office: str, quarter: int) -> FormSpec | None:
        return compose(master, office, quarter) if office in master.offices.by_code else None

    readings, findings = read_returns(
        master, files, quarter=quarter, compose=issued, workers=workers, progress=progress
    )
    said = [finding for reading in readings for finding in reading.findings]
    entries: list[Entry] = []
    reported: list[Fact] = []
    for reading in readings:
        current, stale = against_today(master, reading.asked, reading.entries)
        entries += current
        reported += facts_of(current, reading.modified)
        said += stale
    said += contradictions(reported)
    chosen = choose(master.facts, reported, entries)
    said += falls(master, chosen.facts)
    known = {fact.quarter for fact in master.facts}
    quarters = tuple(sorted({reading.quarter for reading in readings} | known | ({quarter} if quarter else set())))
    results, uneven = results_of(master, chosen.facts, quarters)
    statuses = [
        status
        for number in quarters
        for status in statuses_of(
            master, chosen.facts, number, _files_by_office(master, readings, chosen.facts, number)
        )
    ]
    counted = _recount(readings, chosen.entries)
    return Outcome(
        master=master,
        quarters=quarters,
        entries=tuple(sorted(chosen.entries, key=_entry_order)),
        facts=facts_in_order(master, chosen.facts),
        findings=in_order(
            [
                *master.findings,
                *noticed,
                *findings,
                *said,
                *chosen.findings,
                *uneven,
            ]
        ),
        results=results,
        offices=tuple(statuses),
        conservation=counted,
        changes=tuple(_change(before, after) for before, after in chosen.changed),
    )


def consolidate(outcome: Outcome) -> Outcome:
    """Put results into the plan's sheets, add planbook's own, and prove that nothing else changed."""
    master = outcome.master
    before, _ = results_of(master, master.facts)
    placement = fill_results(master, outcome.results, before)
    findings = in_order([*outcome.findings, *placement.findings])
    changes = tuple(dict.fromkeys([*master.changes, *outcome.changes, *placement.changes]))
    donor = build_own_sheets(
        master,
        outcome.facts,
        outcome.results,
        outcome.offices,
        _lasting(findings, master.file),
        changes,
        taken_names=placement.region_sheets,
    )
    # all that a merge makes is made anew: a detail form of an activity that is gone does not stay behind
    data = graft(strip(placement.data, suffixes=lambda suffix: suffix.startswith(MERGED)), donor)
    proof = prove(master.data, data, placement.cells)
    findings = in_order([*findings, *proof.findings])
    return replace(outcome, findings=findings, changes=changes, proof=proof, data=data)


def _lasting(findings: Iterable[Finding], master: str) -> list[Finding]:
    """The findings for the status sheet: without those that the history sheet keeps, so that merging again gives the
    same bytes; a finding about the workbook itself needs no file name there."""
    lasting = [finding for finding in findings if finding.code not in IN_HISTORY]
    return [replace(f, file="") if f.file == master else f for f in lasting]


def _files_by_office(
    master: Master, readings: Sequence[Reading], facts: Sequence[Fact], quarter: int
) -> dict[str, list[str]]:
    """The files behind each reporting office's answers, of this merge and of earlier ones.

    A file that came and had no answer is one of them; one whose answers were all superseded is not.
    """
    files: dict[str, dict[str, None]] = {}
    counting = {fact.file for fact in facts}
    for reading in readings:
        if reading.quarter == quarter and (reading.file in counting or not reading.answered):
            files.setdefault(reading.office, {})[reading.file] = None
    for fact in facts:
        if fact.quarter == quarter and fact.office in master.offices.by_code:
            files.setdefault(master.offices.reporter(fact.office).code, {})[fact.file] = None
    return {office: list(names) for office, names in files.items()}


def _recount(readings: Sequence[Reading], entries: Sequence[Entry]) -> Tally:
    """The counts of all readings, after choosing among them moved some entries from accepted to rejected."""
    total = sum((reading.conservation for reading in readings), Tally())
    accepted = sum(entry.state is EntryState.ACCEPTED for entry in entries)
    moved = total.accepted - accepted
    return replace(total, accepted=accepted, rejected=total.rejected + moved)


def _change(before: Fact | None, after: Fact) -> Change:
    """A figure of the master that now reads differently, or came late (no ``before``), for the history sheet."""
    return Change(
        key=after.key,
        office=after.office,
        quarter=after.quarter,
        old=before.result if before else None,
        new=after.result,
        unit=after.unit or (before.unit if before else ""),
        old_file=before.file if before else "",
        new_file=after.file,
        cause="ได้รับแบบรายงานฉบับใหม่" if before else "ได้รับแบบรายงานหลังปิดไตรมาส",
    )


def _entry_order(entry: Entry) -> tuple[object, ...]:
    return natural_order(entry.key), entry.office, entry.quarter, entry.field, entry.file, entry.cell
