"""The results of several parts as one: every report of every part, and the one that counts chosen anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planbook.domain import Change, Fact, Finding, Key, Master
from planbook.domain.filed import Filed, ReturnId
from planbook.domain.report import Slot
from planbook.rollup.choose import Held, choose
from planbook.rollup.versions import content


@dataclass(frozen=True, kw_only=True)
class JoinedResults:
    """What counts of all parts (:class:`planbook.rollup.choose.Held`), their changes of figures so far, and the offices
    that answered differently in two parts."""

    held: Held
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def join_results(parts: Sequence[Master], keys: Sequence[Mapping[Key, Key]], *, year: int) -> JoinedResults:
    """The results of ``parts`` under the keys of the plan that they are joined in; activities without one stay behind.

    Of an office that several parts have an answer of, the one saved last counts, as in a merge; where the answers
    differ, that is asked. ``year`` is the plan's (B.E.).
    """
    homes: dict[Slot, list[tuple[Fact, str]]] = {}
    reserve: dict[Fact, None] = {}
    filed: dict[ReturnId, Filed] = {}
    changes: dict[Change, None] = {}
    reporters: dict[str, str] = {}
    for part, known in zip(parts, keys, strict=True):
        reporters |= part.offices.reporters
        for fact in _under(part.facts, known):
            homes.setdefault(fact.slot, []).append((fact, part.file))
        reserve |= dict.fromkeys(_under(part.reserve, known))
        for each in part.filed:
            blank = tuple((known[key], office) for key, office in each.blank if key in known)
            filed.setdefault(each.id, replace(each, blank=blank))
        # changes of a part's own figures say nothing of the figure of all
        mine = [change for change in part.changes if change.office and change.key in known]
        changes |= {replace(change, key=known[change.key]): None for change in mine}
    findings = []
    facts = []
    for pairs in homes.values():
        facts.append(pairs[0][0])
        if len({fact for fact, _ in pairs}) > 1:
            reserve |= {fact: None for fact, _ in pairs}
        other = next((pair for pair in pairs if content(pair[0]) != content(pairs[0][0])), None)
        if other is not None:
            findings.append(_asked(*pairs[0], *other))
    # without the conflicting ones: of those it is chosen what counts, and nothing has changed by that
    spoken = {fact.slot for fact in reserve}
    held = Held(
        facts=tuple(fact for fact in facts if fact.slot not in spoken),
        reserve=tuple(reserve),
        filed=tuple(filed.values()),
    )
    chosen = choose(held, [], [], year=year, reporters=reporters)
    settled = Held(facts=chosen.facts, reserve=chosen.reserve, filed=chosen.filed)
    return JoinedResults(held=settled, changes=tuple(changes), findings=tuple(findings))


def told_twice(parts: Sequence[Master], keys: Sequence[Mapping[Key, Key]]) -> list[Finding]:
    """A finding for each part that is another one, or that has nothing to say that another does not say too: a copy of
    its file, or the same region's of an earlier day. ``keys`` as of :func:`join_results`."""
    said = [{fact.slot for fact in _under(part.facts, known)} for part, known in zip(parts, keys, strict=True)]
    found = []
    for at, part in enumerate(parts):
        for other, further in enumerate(parts):
            alike = bool(said[at]) and said[at] == said[other]
            copy = (alike or (part.data and part.data == further.data)) and other < at
            inside = bool(said[at]) and said[at] < said[other]
            if copy or inside:
                found.append(Finding.of("join-part-twice", file=part.file, count=len(said[at]), other=further.file))
                break
    return found


def _under(facts: Iterable[Fact], keys: Mapping[Key, Key]) -> list[Fact]:
    return [replace(fact, key=keys[fact.key]) for fact in facts if fact.key in keys]


def _asked(fact: Fact, file: str, other: Fact, other_file: str) -> Finding:
    return Finding.of(
        "join-answers-differ",
        file=other_file,
        sheet=other.sheet,
        cell=other.cell,
        key=fact.key,
        office=fact.office,
        quarter=fact.quarter,
        raw=other.raw or "-",
        used=fact.raw or "-",
        other=file,
    )
