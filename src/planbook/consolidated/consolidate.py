"""A year's results into the region's own workbook: the plan's result cells, planbook's sheets, and the layout proof."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from planbook.book.graft import graft
from planbook.book.owned import strip
from planbook.consolidated.fill_results import fill_results
from planbook.consolidated.own_sheets import build_own_sheets
from planbook.consolidated.proof import Proof, prove, prove_readable
from planbook.domain import Change, Fact, Finding, Master, OfficeStatus, Result, in_order
from planbook.layout.own_tables import LONG, MERGED

IN_HISTORY = ("figure-changed", "figure-late", "result-cell-overwritten")
"""Findings that the history sheet keeps, and that are not found again when the same returns are merged once more."""


@dataclass(frozen=True)
class Consolidated:
    """The consolidated workbook's bytes and its layout proof, with all findings and all changes of figures so far."""

    data: bytes = field(repr=False)
    proof: Proof
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]


def consolidate(
    master: Master,
    facts: Sequence[Fact],
    results: Sequence[Result],
    statuses: Sequence[OfficeStatus],
    *,
    before: Sequence[Result],
    findings: Sequence[Finding],
    changes: Sequence[Change],
) -> Consolidated:
    """Put results into the plan's sheets, add planbook's own, and prove that nothing else changed.

    ``facts``, ``results`` and ``statuses`` are those of the whole year so far, ``before`` the results that the master
    shows already. ``findings`` and ``changes`` are those of this merge, which the status and history sheets show.
    Raises BookProblem ``facts-not-readable`` for a workbook that the next quarter could not read.
    """
    placement = fill_results(master, results, before)
    found = in_order([*findings, *placement.findings])
    changed = tuple(dict.fromkeys([*master.changes, *changes, *placement.changes]))
    own_sheets = build_own_sheets(
        master,
        facts,
        results,
        statuses,
        _lasting(found, master.file),
        changed,
        taken_names=placement.region_sheets,
    )
    # all that a merge makes is made anew: a detail form of an activity that is gone does not stay behind
    data = graft(strip(placement.data, suffixes=lambda suffix: suffix.startswith(MERGED)), own_sheets, sharing=LONG)
    proof = prove(master.data, data, placement.cells)
    prove_readable(data, facts)
    return Consolidated(data, proof, in_order([*found, *proof.findings]), changed)


def _lasting(findings: Iterable[Finding], master: str) -> list[Finding]:
    """The findings for the status sheet: without those that the history sheet keeps, so that merging again gives the
    same bytes; a finding about the workbook itself needs no file name there."""
    lasting = [finding for finding in findings if finding.code not in IN_HISTORY]
    return [replace(f, file="") if f.file == master else f for f in lasting]
