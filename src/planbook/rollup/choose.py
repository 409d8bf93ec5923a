"""Which report counts, where several say something of the same activity, office and quarter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

from planbook.domain import (
    Change,
    Entry,
    EntryState,
    Fact,
    Finding,
    Frozen,
    Key,
    Tally,
    natural_order,
    place_of,
)
from planbook.domain.report import saved_moment
from planbook.layout.form import PROGRESS_LABELS
from planbook.layout.own_tables import sheet_text
from planbook.words import FindingCode

Slot: TypeAlias = tuple[Key, str, int]
"""An activity, an office, a quarter: what one fact is about."""

SUPERSEDED: Final = "return-superseded"
ORDER_UNKNOWN: Final = "return-order-unknown"

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen(Frozen):
    """The facts that count, every entry with its final state, and what was noticed while choosing.

    ``changes`` are the facts of the master that now read differently, and results that came when their quarter was
    closed, that is when later quarters had been merged (``old`` is None).
    """

    facts: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()

    def recounted(self, tally: Tally) -> Tally:
        """The counts of all readings, after choosing among them moved some entries from accepted to rejected."""
        accepted = sum(entry.state is EntryState.ACCEPTED for entry in self.entries)
        return replace(tally, accepted=accepted, rejected=tally.rejected + tally.accepted - accepted)


def _slot(item: Entry | Fact) -> Slot:
    return item.key, item.office, item.quarter


def choose(
    known: Sequence[Fact],
    reported: Sequence[Fact],
    entries: Sequence[Entry],
    *,
    year: int,
) -> Chosen:
    """Choose among returns, and between them and what the master already knows. ``year`` is the plan's (B.E.).

    Of several files about one slot the one saved last counts, as their own properties say, and files saved at the same
    time are taken by name, so that the order in which files are given plays no part. A file that does not say when it
    was saved may well be the newest: it counts, and as nobody can know, somebody is asked. What the master knows gives
    way to a return, unless it came from a file that was saved later. The entries of the others are rejected, openly.
    """
    before_by_slot = {_slot(fact): fact for fact in known}
    by_slot: dict[Slot, list[Fact]] = {}
    for fact in reported:
        by_slot.setdefault(_slot(fact), []).append(fact)
    winners: dict[Slot, Fact] = {}
    newer: set[Slot] = set()  # what the master knows from a file that was saved later
    findings: list[Finding] = []
    lost: dict[tuple[str, str], list[tuple[Fact, Fact]]] = {}
    moments = {text: saved_moment(text, year) for text in {fact.saved for fact in (*known, *reported)}}

    def age(fact: Fact) -> tuple[bool, datetime, str, str, str]:
        moment = moments[fact.saved]
        return moment is None, moment or _NEVER, fact.file, fact.sheet, fact.cell

    for slot, rivals in by_slot.items():
        *losers, winner = sorted(rivals, key=age)
        before = before_by_slot.get(slot)
        if before is not None and (then := moments[before.saved]) and (now := moments[winner.saved]) and then > now:
            losers, winner = [*losers, winner], before
            newer.add(slot)
        winners[slot] = winner
        for loser in losers:
            lost.setdefault((loser.file, winner.file), []).append((loser, winner))
    for (loser_file, winner_file), pairs in lost.items():
        dated = all(moments[fact.saved] for pair in pairs for fact in pair)
        findings.append(_superseded(loser_file, winner_file, pairs, SUPERSEDED if dated else ORDER_UNKNOWN))
    final = [_with_state(entry, winners, newer) for entry in entries]
    closed = max((fact.quarter for fact in known), default=0)
    latest = max((fact.quarter for fact in (*known, *reported)), default=0)
    merged = {fact.quarter for fact in known}
    changed = [
        (before_by_slot.get(slot), after)
        for slot, after in winners.items()
        if (slot in before_by_slot and _content(before_by_slot[slot]) != _content(after))
        or (
            slot not in before_by_slot
            # its quarter was closed, or is closed now by the returns of a later one
            and (after.quarter < closed or (after.quarter < latest and after.quarter in merged))
        )
    ]
    for before, after in changed:
        findings.append(
            Finding.of(
                "figure-changed" if before else "figure-late",
                **{**place_of(after), "raw": _told(after, before)},
                before=_told(before, after) if before else "",
                before_file=before.file if before else "",
            )
        )
    facts = {**before_by_slot, **winners}
    return Chosen(
        facts=tuple(sorted(facts.values(), key=lambda f: (natural_order(f.key), f.office, f.quarter))),
        entries=tuple(sorted(final, key=_entry_order)),
        findings=tuple(findings),
        changes=tuple(_change(before, after) for before, after in changed),
    )


def with_mended(findings: Iterable[Finding], chosen: Chosen, saved: Mapping[str, str], *, year: int) -> list[Finding]:
    """The findings of a run in which what an office has mended is told for the record only: a value that could not be
    used, where a file that was saved later has an answer for its activity, office and quarter.

    ``saved`` tells of each file when it says it was saved; of one that does not say, nothing is mended.
    """
    facts = {_slot(fact): fact for fact in chosen.facts if fact.is_answer}
    later: dict[tuple[str, Key, str, str], Fact] = {}
    for entry in chosen.entries:
        fact = facts.get(_slot(entry))
        if entry.state is EntryState.ACCEPTED or entry.reason in (SUPERSEDED, ORDER_UNKNOWN) or fact is None:
            continue
        then, now = saved_moment(saved.get(entry.file, ""), year), saved_moment(fact.saved, year)
        if then is not None and now is not None and then < now:
            later[entry.file, entry.key, entry.office, entry.reason] = fact
    return [
        replace(finding, code="value-mended", args={"problem": finding.message, "winner": fact.file})
        if (fact := later.get((finding.file, finding.key, finding.office, finding.code)))
        else finding
        for finding in findings
    ]


def _entry_order(entry: Entry) -> tuple[object, ...]:
    return natural_order(entry.key), entry.office, entry.quarter, entry.field, entry.file, entry.cell


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
        saved=after.saved,
        cause=sheet_text("sheet.cause-newer") if before else sheet_text("sheet.cause-late"),
    )


def _told(fact: Fact, other: Fact | None) -> str:
    """A fact in a few words: its figure; where the other has the same one, also what else differs."""
    bits = [fact.raw or "-"]
    if other is not None and fact.raw == other.raw:
        progress = PROGRESS_LABELS[fact.progress]["th"] if fact.progress else ""
        bits += [one for one in (progress, fact.remark) if one] or ["-"]
    return " · ".join(bits)


def _content(fact: Fact) -> tuple[object, ...]:
    return fact.result, fact.numerator, fact.denominator, fact.progress, fact.remark


def _with_state(entry: Entry, winners: Mapping[Slot, Fact], newer: Collection[Slot]) -> Entry:
    winner = winners.get(_slot(entry))
    # a file that was corrected and sent again may well have the same name
    other = winner and (_slot(entry) in newer or (winner.file, winner.sheet) != (entry.file, entry.sheet))
    if entry.state is EntryState.ACCEPTED and other:
        return replace(entry, state=EntryState.REJECTED, reason=SUPERSEDED)
    return entry


def _superseded(loser: str, winner: str, pairs: Iterable[tuple[Fact, Fact]], superseded: FindingCode) -> Finding:
    pairs = list(pairs)
    differ = [(old, new) for old, new in pairs if _content(old) != _content(new)]
    first = differ[0][0] if differ else pairs[0][0]
    code: FindingCode = superseded if differ else "return-repeated"
    return Finding.of(
        code,
        file=loser,
        sheet=first.sheet,
        cell=first.cell if differ else "",
        key=first.key if differ else "",
        office=first.office,
        quarter=first.quarter,
        raw=first.raw if differ else "",
        winner=winner,
        count=len(differ),
    )
