"""A quarter: forms out, returns in, checked, merged."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planbook.book import forkserver
from planbook.book.files import Source
from planbook.domain import (
    Finding,
    Master,
    Tally,
    in_order,
)
from planbook.domain.due import all_due
from planbook.domain.filed import Choice, HandEdits
from planbook.domain.identity import require_same_numbers
from planbook.domain.plugins import require_rules
from planbook.outcome import Generated, Outcome
from planbook.pipeline.checking import OnRead, Tick, as_today, judge, of_region, read_returns, silent
from planbook.pipeline.masters import lint, read_master
from planbook.report.firstpass import first_returns
from planbook.returns.collect import Returns
from planbook.review import require_ready
from planbook.rollup.choose import Held, choose
from planbook.rollup.restate import figures_of
from planbook.rollup.results import results_of

if TYPE_CHECKING:
    from planbook.consolidated.consolidate import Details
    from planbook.consolidated.kept import TypedCell
    from planbook.consolidated.result_figures import Partial


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
    came = read_returns(
        master, returns, choices, quarter, workers=workers, executor=executor, tick=tick, verdict=verdict
    )
    said = as_today(master, came)
    held = Held(facts=master.facts, reserve=master.reserve, filed=came.decided.filed)
    chosen = choose(held, said.reports, said.entries, year=master.year, reporters=master.offices.reporters)
    region = of_region(master, chosen, came, quarter)
    judged = judge(master, came, said, chosen, region, quarter)
    return Outcome(
        master=master,
        quarters=region.quarters,
        entries=chosen.entries,
        facts=region.facts,
        findings=judged.findings,
        reserve=chosen.reserve,
        filed=chosen.filed,
        results=region.results,
        offices=region.offices,
        conservation=chosen.recounted(sum((reading.conservation for reading in came.readings), Tally())),
        changes=(*chosen.changes, *region.restatement.changes),
        received=judged.received,
        first_returns=first_returns(master, judged.received, all_due(master, region.facts, region.quarters)),
        files=came.files,
        inputs=tuple(filter(None, [master.path, *came.paths])),
        places={**came.decided.places, **({master.file: master.path} if master.path else {})},
    )


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

    forkserver.prepare()
    master = read_master(master)
    require_same_numbers(master.findings)
    require_rules(master.decisions.values())
    outcome = check(master, returns, quarter=quarter, choices=choices, workers=workers, executor=executor, tick=tick)
    typed, lost = _typed_over(read_master(over), outcome.master) if over is not None else ((), ())
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


def _typed_over(earlier: Master, master: Master) -> tuple[tuple[TypedCell, ...], tuple[Finding, ...]]:
    """What was typed over the figures of an earlier merge, and what of it does not come along: on its detail forms."""
    from planbook.consolidated.hand_edits import typed_since

    lost = tuple(finding for finding in earlier.findings if finding.code == "detail-typed-over")
    return typed_since(earlier, results_of(earlier, earlier.facts)[0], master), lost
