"""What became of everything that was typed: read right, read wrong, lost and reported, or lost in silence."""

from collections.abc import Sequence
from dataclasses import dataclass

from planbook.model import Entry, EntryState, Field, Finding, Key, Severity
from planbook.rehearsal.filling import Typed
from planbook.returns.reading import Reading


@dataclass(frozen=True)
class Verdict:
    """Counts of entries: ``wrong`` are accepted ones that nobody typed so, ``silent`` were lost without a word.

    ``codes`` are the findings that were made, each code once.
    """

    right: int = 0
    wrong: int = 0
    reported: int = 0
    silent: int = 0
    codes: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether nothing went wrong in silence."""
        return not self.wrong and not self.silent

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.right + other.right,
            self.wrong + other.wrong,
            self.reported + other.reported,
            self.silent + other.silent,
            tuple(dict.fromkeys((*self.codes, *other.codes))),
        )


def judge(typed: Typed, reading: Reading | None, refused: Sequence[Finding]) -> Verdict:
    """Compare what was typed with what was read; ``refused`` says why a file was not read at all."""
    findings = [*(reading.findings if reading else ()), *refused]
    entries = reading.entries if reading else ()
    accepted = {_place(entry): entry.value for entry in entries if entry.state is EntryState.ACCEPTED}
    rejected = {_place(entry) for entry in entries if entry.state is EntryState.REJECTED}
    # a finding about the file or a whole sheet speaks for everything in it
    wide = any(finding.severity is Severity.ERROR and not finding.key for finding in findings)
    said = {finding.key for finding in findings if finding.key}
    lost = [place for place in typed if place not in accepted]
    reported = [place for place in lost if wide or place in rejected or place[0] in said]
    return Verdict(
        right=sum(accepted.get(place) == value for place, value in typed.items()),
        wrong=sum(typed.get(place) != value for place, value in accepted.items()),
        reported=len(reported),
        silent=len(lost) - len(reported),
        codes=tuple(dict.fromkeys(finding.code for finding in findings)),
    )


def _place(entry: Entry) -> tuple[Key, str, Field]:
    return entry.key, entry.office, entry.field
