"""What somebody typed over figures of the plan, as a merge meets it, and what is chosen for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from planbook.book.cells import Place
from planbook.domain import Finding, Key
from planbook.domain.filed import HandEdits
from planbook.outcome import Outcome

_USES = {
    "result-cell-asked": HandEdits.ASK,
    "result-cell-kept": HandEdits.KEEP,
    "result-cell-overwritten": HandEdits.REPLACE,
}


@dataclass(frozen=True)
class HandEdit:
    """A result cell that somebody typed into: whose it is, what was ``typed``, the ``figure`` that the accepted results
    come to, and which of them it shows after the merge (``ask``: what was typed, for now)."""

    key: Key
    quarter: int
    title: str
    sheet: str
    cell: str
    typed: str
    figure: str
    use: HandEdits

    @property
    def place(self) -> str:
        """Sheet and cell, as people write them."""
        return f"{self.sheet}!{self.cell}"


def hand_edits(outcome: Outcome, chosen: Mapping[Place, HandEdits]) -> tuple[HandEdit, ...]:
    """The figures of a merge that somebody typed over, in the order of the plan; it was made with ``chosen``."""
    activities = outcome.master.activities
    return tuple(
        HandEdit(
            key=each.key,
            quarter=each.quarter or 0,
            title=activities[each.key].title if each.key in activities else "",
            sheet=each.sheet,
            cell=each.cell,
            typed=each.raw,
            figure=str(each.fields["new"]),
            use=_USES[each.code],
        )
        for each in outcome.findings
        if is_hand_edit(each, chosen)
    )


def is_hand_edit(finding: Finding, chosen: Mapping[Place, HandEdits]) -> bool:
    """Whether a finding tells of a figure that somebody typed over; of those that gave way the ones that had been
    ``chosen`` to, as a merge also writes over what the plan had in its result cells from the first."""
    use = _USES.get(finding.code)
    return use is not None and (use is not HandEdits.REPLACE or (finding.sheet, finding.cell) in chosen)


def choices_said(said: Mapping[str, object], edits: tuple[HandEdit, ...]) -> dict[Place, HandEdits]:
    """What a page says is to become of ``edits``: ``all`` of every one, ``hand:SHEET!CELL`` of one. Raises
    ValueError for a word that is none of :class:`HandEdits`."""
    if said.get("all"):
        return {(each.sheet, each.cell): HandEdits(str(said["all"])) for each in edits}
    found = {}
    for name, value in said.items():
        sheet, _, cell = name.removeprefix("hand:").rpartition("!")
        if name.startswith("hand:"):
            found[sheet, cell] = HandEdits(str(value))
    return found
