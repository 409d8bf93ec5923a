"""What an office has mended in a later return leaves the list of what is to be done; it is told for the record."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from planbook.domain import EntryState, Fact, Finding
from planbook.domain.report import saved_moment
from planbook.rollup.choose import Chosen
from planbook.rollup.versions import Slot, slot_of

_OF_ROWS: Final = ("value", "table")
"""Topics of findings on a row that an answer in a later file settles."""
_OF_FILES: Final = (*_OF_ROWS, "identity", "change")
"""Topics of findings on a file that are settled once later files answer all that it spoke of."""


class _Mended:
    def __init__(self, chosen: Chosen, saved: Mapping[str, str], year: int) -> None:
        self.moments = {file: saved_moment(text, year) for file, text in saved.items()}
        self.year = year
        self.facts = {slot_of(fact): fact for fact in chosen.facts if fact.is_answer}
        self.used: set[tuple[str, Slot]] = set()
        self.spoken: dict[str, set[Slot]] = {}
        for entry in chosen.entries:
            slot = (entry.key, entry.office, entry.quarter)
            self.spoken.setdefault(entry.file, set()).add(slot)
            if entry.state is EntryState.ACCEPTED:
                self.used.add((entry.file, slot))

    def by(self, finding: Finding) -> str:
        """The later file that mends what a finding tells of; empty for none."""
        if not finding.severity.needs_somebody or self.moments.get(finding.file) is None or finding.quarter is None:
            return ""
        if finding.key and finding.topic in _OF_ROWS:
            return self._later(finding.file, (finding.key, finding.office, finding.quarter))
        if finding.topic in _OF_FILES:
            files = [self._later(finding.file, slot) for slot in sorted(self.spoken.get(finding.file, ()))]
            return max(files) if files and all(files) else ""
        return ""

    def _later(self, file: str, slot: Slot) -> str:
        """The file with the answer that counts for a slot, where it was saved later than one of which nothing does."""
        fact = self.facts.get(slot)
        if fact is None or (file, slot) in self.used:
            return ""
        then, now = self.moments[file], self._moment(fact)
        return fact.file if then is not None and now is not None and then < now else ""

    def _moment(self, fact: Fact) -> datetime | None:
        return saved_moment(fact.saved, self.year)


def with_mended(findings: Iterable[Finding], chosen: Chosen, saved: Mapping[str, str], *, year: int) -> list[Finding]:
    """The findings of a run in which what an office has mended is told for the record only.

    That is what was wrong in a row for which a file that was saved later has the answer that counts; and what was wrong
    with a whole file, where later ones answer every row that it filled in. ``saved`` tells of each file when it says it
    was saved; of one that does not say, nothing is mended. ``year`` is the plan's (B.E.).
    """
    mended = _Mended(chosen, saved, year)
    return [
        replace(finding, code="value-mended", args={"problem": finding.message, "winner": winner})
        if (winner := mended.by(finding))
        else finding
        for finding in findings
    ]
