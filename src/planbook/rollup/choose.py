"""Which report counts, where several say something of the same activity, office and quarter.

It is chosen of all reports that have ever come, and of what the region decided on their files; so the order in which
they came plays no part, and a file can be taken out again. What an office has mended in a later return leaves the list
of what is to be done; it is told for the record.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from planbook.domain import (
    Change,
    Entry,
    EntryState,
    Fact,
    Field,
    Finding,
    Frozen,
    Tally,
    in_order,
    natural_order,
)
from planbook.domain.filed import Filed, Files, Report, ReturnId, Use, placed, says_nothing
from planbook.domain.report import Slot, saved_moment
from planbook.rollup.changed import change_of, told_change, told_gone, why_gone
from planbook.rollup.versions import (
    ORDER_CLOSE,
    ORDER_UNKNOWN,
    SUPERSEDED,
    PassedOver,
    RowPart,
    Versions,
    content,
    deny,
    preferred_blanks,
    questions,
    said,
    taken,
)

__all__ = ["ORDER_CLOSE", "ORDER_UNKNOWN", "SUPERSEDED", "Chosen", "Held", "choose"]

_PARTS: Final[Mapping[Field, RowPart]] = {
    Field.RESULT: RowPart.FIGURE,
    Field.NUMERATOR: RowPart.FIGURE,
    Field.DENOMINATOR: RowPart.FIGURE,
    Field.STATUS: RowPart.STATUS,
    Field.REMARK: RowPart.REMARK,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Held(Frozen):
    """What a plan has from earlier merges: the ``facts`` that counted, every report of a row that several returns have
    spoken of (``reserve``, those that counted among them), and the returns that it knows (``filed``)."""

    facts: tuple[Fact, ...] = ()
    reserve: tuple[Fact, ...] = ()
    filed: tuple[Filed, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen(Frozen):
    """The facts that count, every entry with its final state, and what was noticed while choosing.

    ``reserve`` and ``filed`` are kept for the next merge (:class:`Held`). ``changes`` are the facts of the master that
    now read differently, and results that came when their quarter was closed, that is when later quarters had been
    merged (``old`` is None).
    """

    facts: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    reserve: tuple[Fact, ...] = ()
    filed: tuple[Filed, ...] = ()

    def recounted(self, tally: Tally) -> Tally:
        """The counts of all readings, after choosing among them moved some entries from accepted to rejected."""
        accepted = sum(entry.state is EntryState.ACCEPTED for entry in self.entries)
        return replace(tally, accepted=accepted, rejected=tally.rejected + tally.accepted - accepted)


@dataclass
class _Pick:
    """What counts of one slot: the fact (None: nothing), and the return that each part of it comes from."""

    fact: Fact | None
    base: Filed
    parts: dict[RowPart, Filed] = field(default_factory=dict)


def choose(
    held: Held,
    came: Sequence[Report],
    entries: Sequence[Entry],
    *,
    year: int,
    reporters: Mapping[str, str] | None = None,
) -> Chosen:
    """Choose among returns that came and what is held from earlier ones. ``year`` is the plan's (B.E.), ``reporters``
    maps an office to the one that reports for it, where that is another.

    Of several returns about one slot the one saved last counts, as their own properties say; of files saved at the same
    time the last by name, so that the order in which files are given plays no part. A file that does not say when it
    was saved may well be the newest of those that came with it. What the region chose for a file goes before all that.
    Two fillings of one form that agree are combined. A figure that only an earlier return has stays, and is marked
    (``doubt``). The entries of what does not count are rejected, openly.
    """
    filed = _filed(held, came, year, reporters or {})
    files = Files(filed, reporters or {})
    candidates = _candidates(held, came, files)
    alone = _alone(candidates, files)
    live = {
        slot: [fact for fact in facts if files.of(fact).counts]
        for slot, facts in candidates.items()
        if slot not in alone
    }
    versions = Versions(files, (fact for facts in live.values() for fact in facts), year)
    picks = {slot: pick for slot, facts in live.items() if (pick := _pick(slot, facts, versions)) is not None}
    before = {fact.slot: fact for fact in held.facts}
    after = {slot: fact for slot, fact in before.items() if slot not in candidates}
    after |= {slot: fact for slot, fact in alone.items() if not says_nothing(fact)}
    after |= {slot: pick.fact for slot, pick in picks.items() if pick.fact is not None}
    arrived = {report.filed.id for report in came}
    ids = {report.filed.file: report.filed.id for report in came}
    lost = [
        PassedOver(fact, files.of(fact), picks[slot].fact, picks[slot].base, picks[slot].parts)
        for slot in sorted(picks, key=lambda slot: (natural_order(slot[0]), *slot[1:]))
        for fact in sorted(live[slot], key=lambda fact: versions.rank(files.of(fact), fact))
    ]
    latest = max((fact.quarter for fact in (*held.facts, *after.values())), default=0)
    changed = list(_changed(before, after, candidates, latest))
    taken_back = {slot: pick.base for slot, pick in picks.items() if pick.fact is None}
    out = {slot: why_gone(before[slot], taken_back.get(slot), files) for slot, new in changed if new is None}
    findings = [*questions(lost, versions, arrived)]
    findings += [
        told_change(before.get(slot), new) if new else told_gone(before[slot], out[slot]) for slot, new in changed
    ]
    keys = sorted({slot.key for slot in after} | {entry.key for entry in entries}, key=natural_order)
    place = {key: number for number, key in enumerate(keys)}
    settled = [_with_state(entry, picks, ids) for entry in entries] if picks else entries
    return Chosen(
        facts=tuple(sorted(after.values(), key=lambda f: (place[f.key], f.office, f.quarter))),
        entries=tuple(sorted(settled, key=lambda e: (place[e.key], e.office, e.quarter, e.field, e.file, e.cell))),
        findings=in_order(findings),
        changes=tuple(change_of(before.get(slot), new, files, out.get(slot)) for slot, new in changed),
        reserve=tuple(_reserve(candidates, after, versions)),
        filed=tuple(sorted(filed, key=lambda each: (each.quarter, each.office, *each.age(year), each.digest))),
    )


def _filed(held: Held, came: Sequence[Report], year: int, reporters: Mapping[str, str]) -> list[Filed]:
    """All returns that are known now; of one that came again, as it reads now."""
    known = {each.id: each for each in held.filed}
    files = Files(known.values(), reporters)
    for fact in (*held.facts, *held.reserve):
        made_up = files.of(fact)
        known.setdefault(made_up.id, made_up)
    before = dict(known)
    known |= {report.filed.id: report.filed for report in came}
    dated = [each for each in known.values() if saved_moment(each.saved, year) is not None or each.id in before]
    for report in came:
        mine, old = report.filed, before.get(report.filed.id)
        if old is not None and old.digest in ("", mine.digest):
            known[mine.id] = replace(mine, after=old.after, turn=old.turn)
        else:
            group = [each for each in dated if (each.office, each.quarter) == (mine.office, mine.quarter)]
            known[mine.id] = placed(mine, [each for each in group if each.id != mine.id], year)
    return list(known.values())


def _candidates(held: Held, came: Sequence[Report], files: Files) -> dict[Slot, list[Fact]]:
    """Every report of the slots about which there may be something to choose, each once.

    That is of the offices and quarters that something came of, that several returns are known of, or that the region
    chose something for.
    """
    again = {report.filed.id for report in came}
    returns: dict[tuple[str, int], int] = {}
    active = {(report.filed.office, report.filed.quarter) for report in came}
    for each in files.by_id.values():
        group = each.office, each.quarter
        returns[group] = returns.get(group, 0) + 1
        if each.use is not None or returns[group] > 1:
            active.add(group)
    spoken = {fact.slot for fact in held.reserve}
    found: dict[Slot, list[Fact]] = {}
    for fact in (*held.reserve, *(fact for fact in held.facts if fact.slot not in spoken)):
        whose = files.of(fact)
        if fact.slot in spoken or (whose.office, whose.quarter) in active:
            facts = found.setdefault(fact.slot, [])
            if whose.id not in again and (plain := replace(fact, doubt="") if fact.doubt else fact) not in facts:
                facts.append(plain)
    for report in came:
        for fact in report.facts:
            facts = found.setdefault(fact.slot, [])
            if fact not in facts:
                facts.append(fact)
    for each in files.by_id.values():
        if each.use is Use.PREFER:
            for key, office in each.blank:
                found.setdefault(Slot(key, office, each.quarter), [])
    return found


def _alone(candidates: Mapping[Slot, Sequence[Fact]], files: Files) -> dict[Slot, Fact]:
    """The slots with one report, of returns that are the only ones of their office and quarter, about which nobody
    chose anything, and of which no other return says anything: there is nothing to pick."""
    groups: dict[tuple[str, int], list[ReturnId]] = {}
    for each in files.by_id.values():
        groups.setdefault((each.office, each.quarter), []).append(each.id)
    chosen = {each.id for each in files.by_id.values() if each.use is not None}
    of_office = files.reporters.get
    found: dict[Slot, tuple[Fact, ReturnId]] = {}
    among_others: set[ReturnId] = set()
    for slot, facts in candidates.items():
        ids = [files.of(fact).id for fact in facts]
        group = groups.get((of_office(slot[1], slot[1]), slot[2]))
        if len(ids) == 1 and group == ids and ids[0] not in chosen:
            found[slot] = facts[0], ids[0]
        else:
            among_others.update(ids)
    return {slot: fact for slot, (fact, mine) in found.items() if mine not in among_others}


def _pick(slot: Slot, facts: Sequence[Fact], versions: Versions) -> _Pick | None:
    """What counts of a slot; None where nobody who counts says anything of it."""
    ranked = [(versions.files.of(fact), fact) for fact in facts]
    ranked += preferred_blanks(versions.group(slot), slot, {filed.id for filed, _ in ranked})
    ranked.sort(key=lambda pair: versions.rank(*pair))
    if not ranked or (len(ranked) == 1 and says_nothing(ranked[0][1])):
        return None
    base, fact = ranked[-1]
    if says_nothing(fact):
        return _Pick(None, base)
    pick = _Pick(fact, base, {part: base for part in RowPart if said(fact, part) is not None})
    doubt = ""
    for filed, other in reversed(ranked[:-1]):
        if says_nothing(other) or filed.use is Use.PREFER:
            break
        missing = [part for part in RowPart if part not in pick.parts and said(other, part) is not None]
        if not missing or deny(fact, other):
            continue
        if versions.together(base, filed):
            wanted = missing
        elif RowPart.FIGURE in missing and not (base.correction or base.use is Use.PREFER):
            wanted, doubt = [RowPart.FIGURE], base.file
        else:
            continue
        for part in wanted:
            fact = taken(fact, part, other)
            pick.parts[part] = filed
    source = pick.parts.get(RowPart.FIGURE, base)
    later = versions.lacking(slot, source)
    pick.fact = replace(fact, doubt=later.file if later else doubt)
    return pick


def _reserve(
    candidates: Mapping[Slot, Sequence[Fact]], after: Mapping[Slot, Fact], versions: Versions
) -> Iterator[Fact]:
    """The reports of every slot that the fact which counts does not say all of."""
    spoken_twice = [
        (slot, facts)
        for slot, facts in candidates.items()
        if len(facts) > 1
        or (
            facts
            and (fact := after.get(slot)) is not facts[0]
            and (fact is None or replace(fact, doubt="") != facts[0])
        )
    ]
    for _, facts in sorted(spoken_twice, key=lambda item: (natural_order(item[0][0]), *item[0][1:])):
        yield from sorted(facts, key=lambda each: versions.rank(versions.files.of(each), each)[1:])


def _changed(
    before: Mapping[Slot, Fact], after: Mapping[Slot, Fact], slots: Iterable[Slot], latest: int
) -> Iterator[tuple[Slot, Fact | None]]:
    """The slots of which something else counts now than the master had, and what; late answers among them."""
    closed = max((fact.quarter for fact in before.values()), default=0)
    merged = {fact.quarter for fact in before.values()}
    for slot in slots:
        old, new = before.get(slot), after.get(slot)
        if old is None and new is not None:
            # its quarter was closed, or is closed now by the returns of a later one
            if new.quarter < closed or (new.quarter < latest and new.quarter in merged):
                yield slot, new
        elif content(old) != content(new):
            yield slot, new


def _with_state(entry: Entry, picks: Mapping[Slot, _Pick], ids: Mapping[str, ReturnId]) -> Entry:
    """An entry as it counts in the end: what a pick took no part of is rejected."""
    pick, mine = picks.get(entry.slot), ids.get(entry.file)
    if entry.state is not EntryState.ACCEPTED or pick is None:
        return entry
    # what stands beside a result in a column of its own goes with it
    source = pick.parts.get(_PARTS.get(entry.field, RowPart.FIGURE))
    if pick.fact is not None and (pick.base.id == mine or (source is not None and source.id == mine)):
        return entry
    return replace(entry, state=EntryState.REJECTED, reason=SUPERSEDED)


_OF_ROWS: Final = ("value", "table")
"""Topics of findings on a row that an answer in a later file settles."""
_OF_FILES: Final = (*_OF_ROWS, "identity", "change")
"""Topics of findings on a file that are settled once later files answer all that it spoke of."""


class Mended:
    """What offices have mended, as the facts that were chosen tell.

    That is what was wrong in a row for which a file that was saved later has the answer that counts; and what was wrong
    with a whole file, where later ones answer every row that it filled in. ``saved`` tells of each file when it says it
    was saved; of one that does not say, nothing is mended. ``year`` is the plan's (B.E.).
    """

    def __init__(self, chosen: Chosen, saved: Mapping[str, str], *, year: int) -> None:
        self.moments = {file: saved_moment(text, year) for file, text in saved.items()}
        self.year = year
        self._chosen = chosen
        self._saved = saved
        self._files: dict[tuple[str, int], set[tuple[str, str]]] = {}
        """the returns that answers come from, by office and quarter: the name of each, and when it was saved"""
        for fact in chosen.facts:
            if fact.is_answer:
                self._files.setdefault((fact.office, fact.quarter), set()).add((fact.file, fact.saved))

    @cached_property
    def _facts(self) -> Mapping[Slot, Fact]:
        return {fact.slot: fact for fact in self._chosen.facts if fact.is_answer}

    @cached_property
    def _used(self) -> set[tuple[str, Slot]]:
        """The slots of which something that counts stands in a file."""
        return {(each.file, each.slot) for each in self._chosen.entries if each.state is EntryState.ACCEPTED}

    @cached_property
    def _spoken(self) -> Mapping[str, set[Slot]]:
        """The slots of which a file says anything."""
        found: dict[str, set[Slot]] = {}
        for each in self._chosen.entries:
            found.setdefault(each.file, set()).add(each.slot)
        return found

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings of a run in which what an office has mended is told for the record only."""
        return [_mended(finding, winner) if (winner := self._by(finding)) else finding for finding in findings]

    def _by(self, finding: Finding) -> str:
        """The later file that mends what a finding tells of; empty for none."""
        if not finding.severity.needs_somebody or self.moments.get(finding.file) is None or finding.quarter is None:
            return ""
        if finding.key and finding.topic in _OF_ROWS:
            return self._later(finding.file, Slot(finding.key, finding.office, finding.quarter))
        if finding.topic in _OF_FILES:
            files = [self._later(finding.file, slot) for slot in sorted(self._spoken.get(finding.file, ()))]
            return max(files) if files and all(files) else ""
        return ""

    def _later(self, file: str, slot: Slot) -> str:
        """The file with the answer that counts for a slot, where it was saved later than one of which nothing does."""
        mine = {(file, self._saved[file])}
        if self._files.get(slot[1:], mine) == mine:
            return ""  # as of most offices, of which nothing else came
        fact = self._facts.get(slot)
        if fact is None or (file, slot) in self._used:
            return ""
        then, now = self.moments[file], self._moment(fact)
        return fact.file if then is not None and now is not None and then < now else ""

    def _moment(self, fact: Fact) -> datetime | None:
        return saved_moment(fact.saved, self.year)


def _mended(finding: Finding, winner: str) -> Finding:
    args = {"problem": finding.message, "was": finding.code, "winner": winner}
    return replace(finding, code="value-mended", args=args)


def of_now(reported: Sequence[Fact], facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Of ``facts``, all that count, those that were ``reported`` in this run; and the reported ones that do not."""
    # most count as the very objects that they came as; only the others have to be told by what they are about
    came, count = {id(fact) for fact in reported}, {id(fact) for fact in facts}
    others = [fact for fact in reported if id(fact) not in count]
    places, slots = {_place(fact) for fact in others}, {fact.slot for fact in others}
    counted = [fact for fact in facts if id(fact) in came or (fact.slot in slots and _place(fact) in places)]
    counting = {_place(fact) for fact in counted if fact.slot in slots}
    return counted, [fact for fact in others if _place(fact) not in counting]


def _place(fact: Fact) -> tuple[object, ...]:
    """What a fact is about, and the return that it comes from."""
    return fact.file, fact.saved, *fact.slot
