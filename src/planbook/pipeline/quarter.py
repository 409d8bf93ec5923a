"""A quarter: forms out, returns in, checked, merged."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from planbook.book import forkserver
from planbook.book.files import Source
from planbook.consolidated.facts import facts_in_order
from planbook.domain import (
    Entry,
    EntryState,
    Fact,
    Finding,
    FormLine,
    FormSpec,
    Master,
    OfficeStatus,
    Published,
    Received,
    Tally,
    in_order,
)
from planbook.domain.due import all_due
from planbook.domain.filed import Choice, FormRow, HandEdits, Report, last_part
from planbook.domain.identity import require_same_numbers
from planbook.domain.plugins import require_rules
from planbook.outcome import Generated, Outcome
from planbook.pipeline.masters import lint, read_master
from planbook.report.firstpass import first_returns
from planbook.returns.choices import Decided, decide
from planbook.returns.collect import Returns, collect
from planbook.returns.oneform import facts as facts_of
from planbook.returns.reading import Read, Reading, files_behind, read_all
from planbook.review import require_ready
from planbook.review.answers import Returned, check_answers
from planbook.review.region import past_waivers, with_waived
from planbook.review.returned import against_today, answers_of, by_file, keys_today, review_returns, without_repeats
from planbook.rollup.choose import Held, Mended, choose, of_now
from planbook.rollup.restate import figures_of, restated
from planbook.rollup.results import results_of, statuses_of

if TYPE_CHECKING:
    from planbook.consolidated.consolidate import Details
    from planbook.consolidated.result_figures import Partial

Tick: TypeAlias = Callable[[str], None]
"""Is called with the name of each file when it is done, for a progress bar."""


OnRead: TypeAlias = Callable[[Received], None]
"""Is called with what came of each file when it has been read, before it is held against the others; office and quarter
are empty and 0 where the file does not say."""


def silent(_name: str) -> None:
    """Tells nobody: the :data:`Tick` of who asked for none."""


def generate(
    master: Source | Master,
    quarter: int,
    out: str | Path | None = None,
    *,
    offices: Collection[str] = (),
    correction: bool = False,
    logo: Source | None = None,
    mail: bool = False,
    despite: Iterable[str] = (),
    overwrite: bool = False,
    tick: Tick = silent,
) -> Generated:
    """Make one form per reporting office (or per code in ``offices``), and write them to the folder ``out`` if given.

    ``correction`` opens a closed quarter again: the forms hold the results accepted so far. ``mail`` adds a mail
    draft for each form, and an index of all of them. Language, due date, file names and the like are the master's
    settings (:func:`with_settings`); ``logo`` is a picture where it is not the settings' path.

    Nothing is written where a file of one of the names is there already, unless ``overwrite``. Raises MasterNotReady
    where the master has errors whose codes are not in ``despite``, and UsageProblem for a quarter other than 1 to 4 or
    an office without a form.
    """
    from planbook.forms.compose import form_findings  # only here is a form made
    from planbook.forms.issue import compose_all, open_logo
    from planbook.mail.drafts import address_findings
    from planbook.mail.index import index_name

    master, chosen = read_master(master), frozenset(offices)
    require_ready(lint(master), despite)
    forms = compose_all(master, quarter, chosen, correction=correction)
    specs = {name: each.head for name, each in forms.items()}
    picture, noticed = open_logo(logo if logo is not None else master.settings.logo or None)
    found = [*form_findings(master, quarter, correction=correction, only=chosen), *noticed]
    if mail:
        found += address_findings(specs, master.offices)
    index = index_name(next(iter(specs.values())), sorted(chosen)) if mail and specs else ""
    made = Generated(master, forms, in_order(found), picture, index)
    if out is not None:
        made.save(out, overwrite=overwrite, tick=tick)
    return made


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let nothing look for cycles meanwhile: there are none among millions of values that all stay, and looking through
    them again and again is a fifth of a merge's time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_without_collector()
def check(
    master: Source | Master,
    returns: Returns,
    *,
    quarter: int | None = None,
    choices: Iterable[Choice] = (),
    workers: int = 1,
    executor: Executor | None = None,
    tick: Tick = silent,
    verdict: OnRead | None = None,
) -> Outcome:
    """Read and validate returns (files, folders, bytes, streams) without making a consolidated workbook.

    Forms of another quarter than ``quarter`` are refused; None takes each for the quarter it says. ``choices`` say
    which files count where several differ, beside those that the master keeps (:func:`read_answers` reads them from a
    file). ``workers`` are the processes that read files here; an ``executor`` (a process pool, or
    ``dask.distributed.Client(…).get_executor()``) reads them where it runs. ``verdict`` is told what came of each.

    Raises BookProblem for a master that cannot be read, PlanbookError ``not-a-master`` for a workbook that is none;
    what is wrong with returns are findings.
    """
    forkserver.prepare()  # before this process grows by what it reads
    master = read_master(master)
    collected = collect(returns, workers=workers, executor=executor)
    decided = decide(choices, collected, master.filed, quarter)
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
    refused, many, paths, unread = read.findings, len(collected.files), collected.paths, collected.findings
    decided = replace(decided, files=())
    del collected  # what was read: as much as all that follows
    entries: list[Entry] = []
    reported: list[Fact] = []
    came: list[Report] = []
    received: list[Received] = []
    issued: dict[str, Iterable[tuple[FormLine, FormRow]]] = {}
    noticed = [*master.findings, *unread, *decided.findings, *refused]
    readings = [decided.named(reading) for reading in read.readings]
    for reading in readings:
        current, stale = against_today(master, reading.issued, reading.entries)
        today = {before.key: after.key for before, after in zip(reading.entries, current, strict=True)}
        issued[reading.file] = _Asked(reading, {old: new for old, new in today.items() if old != new})
        entries += current
        said = facts_of(current, reading.modified)
        reported += said
        came.append(_report(master, reading, said, decided))
        noticed += [*reading.findings, *stale]
        received.append(
            Received(
                file=reading.file,
                office=reading.office,
                quarter=reading.quarter,
                saved=reading.modified,
                answered=reading.answered_in(current, said),
                findings=(*reading.findings, *stale),
            )
        )
    held = Held(facts=master.facts, reserve=master.reserve, filed=decided.filed)
    chosen = choose(held, came, entries, year=master.year, reporters=master.offices.reporters)
    facts = facts_in_order(master, chosen.facts)
    heard = {reading.quarter for reading in readings} | {fact.quarter for fact in facts}
    quarters = sorted(heard | ({quarter} if quarter else set()))
    results, uneven = results_of(master, facts, quarters)
    statuses: list[OfficeStatus] = []
    for each in quarters:
        statuses += statuses_of(master, facts, each, files_behind(chosen.filed, facts, master.offices, each))
    mended = Mended(chosen, {reading.file: reading.modified for reading in readings}, year=master.year)
    received = [replace(each, findings=tuple(with_waived(mended.of(each.findings), master))) for each in received]
    told = restated(master, _published(master), results, facts)
    counted, passed_by = of_now(reported, facts)
    of_file = by_file(counted)
    answers = [answer for file, rows in issued.items() for answer in answers_of(of_file.get(file, ()), rows)]
    later = with_waived(review_returns(Returned(master, tuple(answers), facts, results)), master)
    noticed += [*later, *_without_return(master, readings), *chosen.findings, *uneven, *told.findings]
    noticed = without_repeats(noticed, facts)
    found = with_waived(mended.of(noticed), master)
    if heard or quarter:
        found += past_waivers(master, quarter or max(heard), found)
    # of a report that another file superseded nobody is asked, but it may have been its office's first
    aside = [
        finding
        for file, mine in by_file(passed_by).items()
        for finding in check_answers(Returned(master, answers_of(mine, issued[file]), facts))
    ]
    known = _received(master, received, read, [*later, *with_waived(aside, master)], quarters)
    places = {**decided.places, **({master.file: master.path} if master.path else {})}
    return Outcome(
        master=master,
        quarters=tuple(quarters),
        entries=chosen.entries,
        facts=facts,
        findings=in_order(found),
        reserve=chosen.reserve,
        filed=chosen.filed,
        results=results,
        offices=tuple(statuses),
        conservation=chosen.recounted(sum((reading.conservation for reading in readings), Tally())),
        changes=(*chosen.changes, *told.changes),
        received=known,
        first_returns=first_returns(master, known, all_due(master, facts, quarters)),
        files=many,
        inputs=tuple(filter(None, [master.path, *paths])),
        places=places,
    )


@dataclass(frozen=True)
class _Asked:
    """The rows of a return's form, each with its activity's key today and its office; ``moved`` are the keys that are
    others now."""

    reading: Reading
    moved: Mapping[str, str]

    def __iter__(self) -> Iterator[tuple[FormLine, FormRow]]:
        mine, moved = self.reading.office, self.moved
        return ((line, (moved.get(line.key, line.key), line.office or mine)) for line in self.reading.rows)


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


def _told(verdict: OnRead, said: Reading | Finding) -> None:
    """Tell what came of a file."""
    found = (said,) if isinstance(said, Finding) else said.findings
    saved = "" if isinstance(said, Finding) else said.modified
    verdict(Received(file=said.file, office=said.office, quarter=said.quarter or 0, saved=saved, findings=found))


def _report(master: Master, reading: Reading, said: Sequence[Fact], decided: Decided) -> Report:
    """A return as it is chosen among: its rows under the keys that they have today."""
    today = keys_today(master, reading.issued)
    blank = [(today[key], office) for key, office in reading.blank if key in today]
    filed = decided.filing(reading, tuple(blank))
    withdrawn = [replace(fact, key=today[fact.key]) for fact in reading.withdrawn if fact.key in today]
    return Report(filed=filed, facts=(*said, *withdrawn))


def _received(
    master: Master,
    counting: Iterable[Received],
    read: Read,
    later: Sequence[Finding],
    quarters: Collection[int],
) -> tuple[Received, ...]:
    """Every file that says whose it is: with what was noticed beside other returns, and those that were refused."""
    known = master.offices.by_code
    unused = {each.file: against_today(master, each.issued, each.entries)[0] for each in read.set_aside}
    of_file = by_file(later)
    return (
        *(replace(each, findings=(*each.findings, *of_file.get(each.file, ()))) for each in counting),
        *(
            Received(
                file=each.file,
                office=each.office,
                quarter=each.quarter,
                findings=(each,),
                unused=tuple(entry for entry in unused.get(each.file, ()) if entry.state is EntryState.ACCEPTED),
            )
            for each in read.findings
            if each.office in known and each.quarter is not None and each.quarter in quarters
        ),
    )


def _published(master: Master) -> tuple[Published, ...]:
    """The figures that a master shows; where it does not say, those that its facts come to."""
    return master.published or figures_of(master, results_of(master, master.facts)[0], master.facts)


@_without_collector()
def merge(
    master: Source | Master,
    returns: Returns,
    *,
    quarter: int | None = None,
    choices: Iterable[Choice] = (),
    replace_formulas: bool = False,
    hand_edits: HandEdits | Mapping[tuple[str, str], HandEdits] = HandEdits.ASK,
    over: Source | Master | None = None,
    partial: Partial = "show",
    details: Details = "inside",
    workers: int = 1,
    executor: Executor | None = None,
    tick: Tick = silent,
) -> Outcome:
    """Check returns (see :func:`check`), and make the consolidated workbook, which ``Outcome.save`` writes.

    The workbook keeps the ``choices`` for later merges. A file that was merged before can be taken out again by one.

    A formula of the region's in a result cell stays, and planbook's figure stands on the detail form and in the
    summary; with ``replace_formulas`` it gives way to the figure. What somebody typed over a figure since the last
    merge stays and is asked about, unless ``hand_edits`` says what becomes of it: of all alike, or of each by its sheet
    and cell. ``over`` is the consolidated workbook of an earlier merge of the same master that this one replaces: what
    was typed over its figures is treated as if it stood in the master.

    Of a figure that offices are missing from, the plan's cell shows with ``partial`` "show" what there is, and how many
    of how many stand behind it; with "hold" nothing before all have answered; with "mark" a dagger too. The detail
    forms stand "inside" the workbook, in a "file" of their own, which ``Outcome.save`` writes beside it, or nowhere
    ("none").

    Raises PlanbookError ``numbers-changed`` where the plan's numbers are not those that its decisions and results stand
    under: ``adopt --update`` comes first; ``rule-not-installed`` where a figure would have to be made by the roll-up
    rule of a package that is not installed.
    """
    # a check makes no workbook
    from planbook.consolidated.consolidate import consolidate
    from planbook.consolidated.hand_edits import typed_since

    forkserver.prepare()
    master = read_master(master)
    require_same_numbers(master.findings)
    require_rules(master.decisions.values())
    outcome = check(master, returns, quarter=quarter, choices=choices, workers=workers, executor=executor, tick=tick)
    earlier = read_master(over) if over is not None else None
    typed = typed_since(earlier, results_of(earlier, earlier.facts)[0], outcome.master) if earlier else ()
    lost = [each for each in earlier.findings if each.code == "detail-typed-over"] if earlier else []
    made = consolidate(
        outcome.master,
        outcome.facts,
        outcome.results,
        outcome.offices,
        before=results_of(outcome.master, outcome.master.facts)[0],
        published=figures_of(outcome.master, outcome.results, outcome.facts),
        reserve=outcome.reserve,
        filed=outcome.filed,
        firsts=outcome.first_returns,
        findings=[*outcome.findings, *lost],
        changes=outcome.changes,
        replace_formulas=replace_formulas,
        hand_edits=hand_edits,
        typed=typed,
        partial=partial,
        details=details,
    )
    return replace(
        outcome, data=made.data, details=made.details, proof=made.proof, findings=made.findings, changes=made.changes
    )


def _issued(master: Master, office: str, quarter: int) -> FormSpec | None:
    """The form that an office was sent, composed again; None where the master does not know the office."""
    from planbook.forms.compose import compose  # most returns have their stamps

    return compose(master, office, quarter) if office in master.offices.by_code else None
