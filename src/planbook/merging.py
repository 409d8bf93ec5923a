"""Merging: returned files → what counts → the region's results → the consolidated workbook."""

from collections.abc import Callable, Iterable, Sequence

from planbook.book.graft import graft, strip
from planbook.consolidated.donor import build_donor
from planbook.consolidated.facts import facts_in_order
from planbook.consolidated.place import place
from planbook.consolidated.proof import prove
from planbook.forms.compose import compose
from planbook.layout.master import MERGED
from planbook.master.renames import rekeyed, renames
from planbook.model import (
    Change,
    Conservation,
    Entry,
    EntryState,
    Fact,
    Finding,
    FormSpec,
    Master,
    in_order,
    natural_order,
)
from planbook.outcome import Outcome
from planbook.returns.collect import SourceFile
from planbook.returns.reading import Reading, read_returns
from planbook.returns.reading import facts as facts_of
from planbook.rollup import choose, results_of, statuses_of

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
    # a form that was sent before an activity was renumbered comes back under the old key
    moved = renames(master.decisions)
    readings = [reading.model_copy(update={"entries": rekeyed(reading.entries, moved)}) for reading in readings]
    entries = [entry for reading in readings for entry in reading.entries]
    reported = [fact for reading in readings for fact in facts_of(reading.entries)]
    said = [finding for reading in readings for finding in reading.findings]
    modified = {reading.file: reading.modified for reading in readings}
    chosen = choose(master.facts, reported, entries, modified)
    quarters = tuple(sorted({reading.quarter for reading in readings} | ({quarter} if quarter else set())))
    results, uneven = results_of(master, chosen.facts, quarters)
    statuses = [
        status
        for number in quarters
        for status in statuses_of(master, chosen.facts, number, _files_by_office(readings, number))
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
    placement = place(master, outcome.results, before)
    findings = in_order([*outcome.findings, *placement.findings])
    changes = tuple(dict.fromkeys([*master.changes, *outcome.changes, *placement.changes]))
    donor = build_donor(
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
    update = {"findings": in_order([*findings, *proof.findings]), "changes": changes, "proof": proof, "data": data}
    return outcome.model_copy(update=update)


def _lasting(findings: Iterable[Finding], master: str) -> list[Finding]:
    """The findings for the status sheet: without those that the history sheet keeps, so that merging again gives the
    same bytes; a finding about the workbook itself needs no file name there."""
    lasting = [finding for finding in findings if finding.code not in ("figure-changed", "result-cell-overwritten")]
    return [f.model_copy(update={"file": ""}) if f.file == master else f for f in lasting]


def _files_by_office(readings: Sequence[Reading], quarter: int) -> dict[str, list[str]]:
    files: dict[str, list[str]] = {}
    for reading in readings:
        if reading.quarter == quarter:
            files.setdefault(reading.office, []).append(reading.file)
    return files


def _recount(readings: Sequence[Reading], entries: Sequence[Entry]) -> Conservation:
    """The counts of all readings, after choosing among them moved some entries from accepted to rejected."""
    total = sum((reading.conservation for reading in readings), Conservation())
    accepted = sum(entry.state is EntryState.ACCEPTED for entry in entries)
    moved = total.accepted - accepted
    return total.model_copy(update={"accepted": accepted, "rejected": total.rejected + moved})


def _change(before: Fact, after: Fact) -> Change:
    """A figure of the master that now reads differently, for the history sheet."""
    return Change(
        key=after.key,
        office=after.office,
        quarter=after.quarter,
        old=before.result,
        new=after.result,
        unit=after.unit or before.unit,
        old_file=before.file,
        new_file=after.file,
        cause="ได้รับแบบรายงานฉบับใหม่",
    )


def _entry_order(entry: Entry) -> tuple[object, ...]:
    return natural_order(entry.key), entry.office, entry.quarter, entry.field, entry.file, entry.cell
