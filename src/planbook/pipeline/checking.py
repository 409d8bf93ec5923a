"""What became of returns, step by step: read, held against today's plan, made into the region's figures, judged.

The verb :func:`planbook.pipeline.quarter.check` goes through these steps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from planbook.consolidated.facts import facts_in_order
from planbook.domain import (
    Entry,
    EntryState,
    Fact,
    Finding,
    FormLine,
    FormSpec,
    Key,
    Master,
    OfficeStatus,
    Published,
    Received,
    Result,
    in_order,
)
from planbook.domain.filed import Choice, FormRow, Report, last_part
from planbook.returns.choices import Decided, apply_choices
from planbook.returns.collect import Returns, collect
from planbook.returns.oneform import facts as facts_of
from planbook.returns.reading import Read, Reading, files_behind, read_all
from planbook.review.answers import Returned, check_answers
from planbook.review.region import past_waivers, with_waived
from planbook.review.returned import KeysToday, against_today, answers_of, by_file, review_returns, without_repeats
from planbook.review.targets import check_measured
from planbook.rollup.choose import Chosen, Mended, of_now
from planbook.rollup.restate import Restated, figures_of, restated
from planbook.rollup.results import results_of, statuses_of

Tick: TypeAlias = Callable[[str], None]
"""Is called with the name of each file when it is done, for a progress bar."""


OnRead: TypeAlias = Callable[[Received], None]
"""Is called with what came of each file when it has been read, before it is held against the others; office and quarter
are empty and 0 where the file does not say."""


def silent(_name: str) -> None:
    """Tells nobody: the :data:`Tick` of who asked for none."""


# The returns, read


class ReadReturns(NamedTuple):
    """The returns that came: ``readings`` of those that can be used, under the names that they go by, ``read`` what
    became of every file, and what was ``decided`` for each. ``files`` is how many came, ``paths`` where they lie, and
    ``findings`` what was noticed of files as such."""

    read: Read
    readings: tuple[Reading, ...]
    decided: Decided
    files: int
    paths: tuple[Path, ...]
    findings: tuple[Finding, ...]


def read_returns(
    master: Master,
    returns: Returns,
    choices: Iterable[Choice],
    quarter: int | None,
    *,
    workers: int,
    executor: Executor | None,
    tick: Tick,
    verdict: OnRead | None,
) -> ReadReturns:
    """Read returns, each by itself. What was collected, as much as all that follows, is let go of."""
    collected = collect(returns, workers=workers, executor=executor, tick=tick)
    decided = apply_choices(choices, collected, master.filed, quarter)
    read = read_all(
        master,
        decided.files,
        quarter=quarter,
        compose=partial(_issued, master),
        workers=workers,
        executor=executor,
        progress=tick,
        verdict=partial(_told, verdict) if verdict else None,
    )
    return ReadReturns(
        read=read,
        readings=tuple(decided.named(reading) for reading in read.readings),
        decided=replace(decided, files=()),
        files=len(collected.files),
        paths=collected.paths,
        findings=(*collected.findings, *decided.findings, *read.findings),
    )


def _issued(master: Master, office: str, quarter: int) -> FormSpec | None:
    """The form that an office was sent, composed again; None where the master does not know the office."""
    from planbook.forms.compose import compose  # most returns have their stamps

    return compose(master, office, quarter) if office in master.offices.by_code else None


def _told(verdict: OnRead, said: Reading | Finding) -> None:
    """Tell what came of a file."""
    found = (said,) if isinstance(said, Finding) else said.findings
    saved = "" if isinstance(said, Finding) else said.modified
    verdict(Received(file=said.file, office=said.office, quarter=said.quarter or 0, saved=saved, findings=found))


# What they say of today's plan


class AsToday(NamedTuple):
    """What the returns say, under the keys that their rows have today: ``entries`` and ``facts``, what each return says
    (``reports``), what came of each (``received``), by file the rows that it was ``issued`` with, and ``findings``."""

    entries: tuple[Entry, ...]
    facts: tuple[Fact, ...]
    reports: tuple[Report, ...]
    received: tuple[Received, ...]
    issued: Mapping[str, Iterable[tuple[FormLine, FormRow]]]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Asked:
    """The rows of a return's form whose activities there are, each with the key of ``today`` and its office. A row that
    its office left blank has a key too: it may be another's now."""

    reading: Reading
    today: Mapping[Key, Key]

    def __iter__(self) -> Iterator[tuple[FormLine, FormRow]]:
        mine, today = self.reading.office, self.today
        return ((line, (today[line.key], line.office or mine)) for line in self.reading.rows if line.key in today)


def as_today(master: Master, came: ReadReturns) -> AsToday:
    """Hold each return against the plan as it is today."""
    entries: list[Entry] = []
    reported: list[Fact] = []
    reports: list[Report] = []
    received: list[Received] = []
    issued: dict[str, Iterable[tuple[FormLine, FormRow]]] = {}
    today = KeysToday(master)
    for reading in came.readings:
        current, stale = against_today(today, reading.issued, reading.entries)
        keys = today.of(reading.issued)
        issued[reading.file] = _Asked(reading, keys)
        entries += current
        said = facts_of(current, reading.modified)
        reported += said
        reports.append(_report(keys, reading, said, came.decided))
        received.append(
            Received(
                file=reading.file,
                office=reading.office,
                quarter=reading.quarter,
                saved=reading.modified,
                language=reading.language,
                answered=reading.answered_in(current, said),
                findings=(*reading.findings, *stale),
            )
        )
    findings = tuple(finding for each in received for finding in each.findings)
    return AsToday(tuple(entries), tuple(reported), tuple(reports), tuple(received), issued, findings)


def _report(today: Mapping[Key, Key], reading: Reading, said: Sequence[Fact], decided: Decided) -> Report:
    """A return as it is chosen among: its rows under the keys that they have ``today``."""
    blank = [(today[key], office) for key, office in reading.blank if key in today]
    filed = decided.filing(reading, tuple(blank))
    withdrawn = [replace(fact, key=today[fact.key]) for fact in reading.withdrawn if fact.key in today]
    return Report(filed=filed, facts=(*said, *withdrawn))


# The region's figures


class RegionNow(NamedTuple):
    """What counts now and what it comes to, of the ``quarters`` that anybody was heard of or that were asked for:
    ``facts``, ``results``, where each of the ``offices`` stands, and what differs now from published figures."""

    quarters: tuple[int, ...]
    facts: tuple[Fact, ...]
    results: tuple[Result, ...]
    offices: tuple[OfficeStatus, ...]
    restatement: Restated
    findings: tuple[Finding, ...]


def of_region(master: Master, chosen: Chosen, came: ReadReturns, quarter: int | None) -> RegionNow:
    """Make the region's figures of the reports that count; ``quarter`` is the one that was asked for, if any."""
    facts = facts_in_order(master, chosen.facts)
    heard = {reading.quarter for reading in came.readings} | {fact.quarter for fact in facts}
    quarters = tuple(sorted(heard | ({quarter} if quarter else set())))
    results, uneven = results_of(master, facts, quarters)
    statuses: list[OfficeStatus] = []
    for each in quarters:
        statuses += statuses_of(master, facts, each, files_behind(chosen.filed, facts, master.offices, each))
    restatement = restated(master, _published(master), results, facts)
    return RegionNow(quarters, facts, results, tuple(statuses), restatement, tuple(uneven))


def _published(master: Master) -> tuple[Published, ...]:
    """The figures that a master shows; where it does not say, those that its facts come to."""
    return master.published or figures_of(master, results_of(master, master.facts)[0], master.facts)


# What is to be said about them


class Judged(NamedTuple):
    """What was found of the master, the returns and the figures, and what came of each file with what was found of
    it."""

    findings: tuple[Finding, ...]
    received: tuple[Received, ...]


def judge(
    master: Master, came: ReadReturns, said: AsToday, chosen: Chosen, region: RegionNow, quarter: int | None
) -> Judged:
    """Hold the returns against each other, the plan and the rules; ``quarter`` is the one asked for, if any."""
    counted, passed_by = of_now(said.facts, region.facts)
    of_file = by_file(counted)
    answers = [answer for file, rows in said.issued.items() for answer in answers_of(of_file.get(file, ()), rows)]
    later = with_waived(review_returns(Returned(master, tuple(answers), region.facts, region.results)), master)
    noticed = [*master.findings, *came.findings, *said.findings, *later, *_without_return(master, came.readings)]
    noticed += check_measured(master, region.results, region.quarters)
    noticed += [*chosen.findings, *region.findings, *region.restatement.findings]
    mended = Mended(chosen, {reading.file: reading.modified for reading in came.readings}, year=master.year)
    found = with_waived(mended.of(without_repeats(noticed, region.facts)), master)
    if region.quarters:
        found += past_waivers(master, quarter or region.quarters[-1], found)
    # of a report that another file superseded nobody is asked, but it may have been its office's first
    aside = [
        finding
        for file, mine in by_file(passed_by).items()
        for finding in check_answers(Returned(master, answers_of(mine, said.issued[file]), region.facts))
    ]
    counting = [replace(each, findings=tuple(with_waived(mended.of(each.findings), master))) for each in said.received]
    later = [*later, *with_waived(aside, master)]
    return Judged(in_order(found), _received(master, counting, came.read, later, region.quarters))


def _without_return(master: Master, readings: Sequence[Reading]) -> list[Finding]:
    """Correction copies whose returns are neither here nor in the master: what they repeat does not count.

    A return of the same office may lie in another folder now.
    """
    there = {(each.office, last_part(name)) for each in readings for name in (each.file, each.read_as)}
    reporters = master.offices.reporters
    there |= {(reporters.get(fact.office, fact.office), last_part(fact.file)) for fact in master.facts}
    lost = {
        reading.file: tuple(file for file in reading.copy_of if (reading.office, last_part(file)) not in there)
        for reading in readings
    }
    return [
        Finding.of(
            "copy-without-return",
            file=reading.file,
            office=reading.office,
            quarter=reading.quarter,
            files=lost[reading.file],
        )
        for reading in readings
        if lost[reading.file]
    ]


def _received(
    master: Master,
    counting: Iterable[Received],
    read: Read,
    later: Sequence[Finding],
    quarters: Collection[int],
) -> tuple[Received, ...]:
    """Every file that says whose it is: with what was noticed beside other returns, and those that were refused."""
    known = master.offices.by_code
    today = KeysToday(master)
    unused = {each.file: against_today(today, each.issued, each.entries)[0] for each in read.set_aside}
    languages = {each.file: each.language for each in read.set_aside}
    of_file = by_file(later)
    return (
        *(replace(each, findings=(*each.findings, *of_file.get(each.file, ()))) for each in counting),
        *(
            Received(
                file=each.file,
                office=each.office,
                quarter=each.quarter,
                findings=(each,),
                language=languages.get(each.file, ""),
                unused=tuple(entry for entry in unused.get(each.file, ()) if entry.state is EntryState.ACCEPTED),
            )
            for each in read.findings
            if each.office in known and each.quarter is not None and each.quarter in quarters
        ),
    )
