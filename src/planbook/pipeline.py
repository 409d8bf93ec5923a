"""The whole flow on one page: adopt → lint → generate → (offices fill in) → check → merge → generate …

Every verb takes a path, bytes or a stream, and a :class:`Master` wherever a workbook with a plan will do. It returns
values; what is wrong with the data is in their ``findings``, never an exception. PlanbookError is raised where there is
no going on.

| verb | in | out |
|---|---|---|
| ``adopt`` | a plan workbook, a list of offices | a master: the same workbook with planbook's sheets |
| ``update`` | a changed plan, a master | a master with the old decisions and results under the new plan |
| ``next_year`` | a new year's plan, last year's consolidated workbook | a master with the decisions, without results |
| ``preview`` | a master or a plan | a page that shows what each cell was read as |
| ``read_master``, ``read_plan`` | a master; a master or a plan | what stands in it |
| ``lint`` | a master | findings for the staff |
| ``generate`` | a master, a quarter | a form for each reporting office, mail drafts, an index |
| ``inspect`` | any workbook | what it is; a form's input cells |
| ``collect`` | files, folders, archives, mails | the workbooks in them |
| ``check`` | a master, returns | an outcome: entries, findings, results, who returned |
| ``merge`` | a master, returns | the same, and the consolidated workbook: the next quarter's master |
| ``corrections`` | an outcome | a correction copy for each office that is asked about its return, mail drafts |
| ``join`` | consolidated workbooks, a master one level up | an outcome of all, in one plan's layout |
| ``remind`` | an outcome, or a master | mail drafts to offices that owe answers |
| ``explain`` | a consolidated workbook, an activity, a quarter | everything behind one figure |
| ``publish`` | a consolidated workbook | the plan as a page for the browser |
| ``memo`` | a consolidated workbook, a quarter | the memo to management |
| ``export_facts`` | a consolidated workbook | its results as CSV or Parquet |
| ``export_plan``, ``read_document`` | a master; YAML or JSON | the plan as data |
| ``new_plan``, ``new_master`` | the plan as data | a workbook in the original layout; a master |
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from planbook.book.drawn import draw
from planbook.book.files import Source, path_of, read_source, refuse_inputs, write_all
from planbook.book.owned import owned_sheets, strip
from planbook.consolidated.consolidate import Details, consolidate
from planbook.consolidated.facts import facts_in_order, read_accepted
from planbook.consolidated.fill_results import known_cells
from planbook.consolidated.looked_over import hand_edits
from planbook.consolidated.result_figures import Partial
from planbook.document import check as document
from planbook.document.convert import decisions_of, master_document, office_targets_of, offices_of, rules_of, waivers_of
from planbook.document.model import PlanDocument
from planbook.document.text import load
from planbook.document.workbook import write_plan
from planbook.domain import (
    QUARTERS,
    Entry,
    EntryState,
    Fact,
    Finding,
    FormLine,
    FormParts,
    FormSpec,
    Key,
    Master,
    OfficeStatus,
    Plan,
    Published,
    Received,
    Tally,
    in_order,
)
from planbook.domain.explanation import Explanation
from planbook.domain.filed import Choice, HandEdits, Report
from planbook.domain.identity import (
    CHANGED_NUMBERS,
    facts_rekeyed,
    filed_rekeyed,
    firsts_rekeyed,
    rekeyed,
    renames,
    require_same_numbers,
    reserve_rekeyed,
    result_findings,
)
from planbook.domain.year import Year, year_of
from planbook.errors import PlanbookError, UsageProblem
from planbook.forms.compose import compose, form_findings
from planbook.forms.copies import Came, correction_copies, is_asked, owner_by_name
from planbook.forms.issue import compose_all, open_logo
from planbook.layout.own_tables import CELLS, MERGED, REGISTER
from planbook.mail.drafts import Draft, address_findings, reminders
from planbook.mail.index import index_name
from planbook.master import adopt as adopting
from planbook.master import next_year as following
from planbook.master import update as updating
from planbook.master.adopt import Adopted
from planbook.master.join import Mapped, all_offices, join_masters, map_part, require_one_plan, require_one_year
from planbook.master.next_tables import LastYear
from planbook.master.offices import read_office_list
from planbook.master.parse import parse
from planbook.master.roles import read_roles
from planbook.master.sheets import read_sheets
from planbook.outcome import Generated, Outcome
from planbook.report.firstpass import first_returns
from planbook.report.frame import facts_file
from planbook.report.memo import Quarter
from planbook.report.memo import memo as write_memo
from planbook.report.plan_page import plan_page
from planbook.report.preview import preview as draw_preview
from planbook.returns import identify
from planbook.returns.choices import Decided, decide
from planbook.returns.collect import Returns, collect
from planbook.returns.oneform import facts as facts_of
from planbook.returns.reading import Read, Reading, files_behind, read_all
from planbook.review import lint as lint_rules
from planbook.review import require_ready
from planbook.review.answers import Returned, check_answers
from planbook.review.region import past_waivers, with_waived
from planbook.review.returned import (
    RETURN_CODES,
    against_today,
    answers_of,
    keys_today,
    review_returns,
    without_repeats,
)
from planbook.review.who import nobody_fills_in
from planbook.rollup.choose import Held, choose
from planbook.rollup.joined import join_results
from planbook.rollup.mended import with_mended
from planbook.rollup.restate import figures_of, restated
from planbook.rollup.results import all_due, explain_all, results_of, statuses_of
from planbook.rollup.results import explain as explain_figure
from planbook.words import Sentence, known

Tick: TypeAlias = Callable[[str], None]
"""Is called with the name of each file when it is done, for a progress bar."""
Verdict: TypeAlias = Callable[[Received], None]
"""Is called with what came of each file when it has been read, before it is held against the others; office and quarter
are empty and 0 where the file does not say."""


def _silent(_name: str) -> None:
    pass


# 1. Masters


def adopt(plan: Source | Master, offices: Source | None = None, *, teach: Sequence[str] = ()) -> Adopted:
    """Make a master of a region's plan workbook: the same file with planbook's sheets added.

    ``offices`` is a list of offices, CSV or workbook; without one, offices are made up from the plan's own words.
    ``teach`` explains captions that planbook does not know, as in ``D5=ไตรมาส 1 เป้าหมาย`` or ``CR1!D5=…``; the master
    keeps it. A plan without a table is a finding. Raises BookProblem where a file cannot be read or a plan is of a kind
    that cannot be converted, UsageProblem for a lesson that is none (``teach-form``, ``teach-cell``,
    ``teach-meaning``).
    """
    file, data = _opened(plan)
    book, noticed = None, list[Finding]()
    if offices is not None:
        name, listed = read_source(offices)
        book, noticed = read_office_list(listed, name)
    made = adopting.adopt(data, file, book, teach)
    return replace(made, findings=in_order([*noticed, *made.findings, *nobody_fills_in(made.master)]))


def update(plan: Source | Master, old: Source | Master | None = None, *, teach: Sequence[str] = ()) -> Adopted:
    """Put the decisions and results of a master under a changed plan (:mod:`planbook.master.update`).

    ``plan`` is the new plan workbook and ``old`` the master so far; without ``old``, ``plan`` is a master in whose own
    plan sheets the staff edited. ``teach`` as in :func:`adopt`, beside what the master was taught. Where the new plan
    has no table, ``data`` is empty and a finding says so. Raises PlanbookError where the old one is no master.
    """
    file, data = _opened(plan)
    before = _master(file, data) if old is None else read_master(old)
    made = updating.update(data, file, before.data, Counter(fact.key for fact in before.facts), teach)
    if not made.data:
        return Adopted(b"", Master(plan=Plan(year=None, title="")), made.balance, made.findings)
    master = _master(file, made.data, updated=True)
    findings = in_order([*made.findings, *master.findings])
    if before.facts or before.changes:
        held = replace(
            master,
            facts=rekeyed(before.facts, made.moved),
            changes=rekeyed(before.changes, made.moved),
            published=rekeyed(before.published, made.moved),
            reserve=reserve_rekeyed(before.reserve, before.facts, made.moved),
            filed=filed_rekeyed(before.filed, made.moved),
            first_returns=firsts_rekeyed(before.first_returns, made.moved),
            findings=findings,
        )
        merged = merge(held, [])
        master, findings = replace(merged.master, data=merged.proven()), merged.findings
    return Adopted(master.data, master, made.balance, findings)


def next_year(
    plan: Source | Master, old: Source | Master, *, figures: bool = False, teach: Sequence[str] = ()
) -> Adopted:
    """A master of a new year's plan with what was decided about last year's (:mod:`planbook.master.next_year`): a new
    plan id, no results.

    ``old`` is last year's consolidated workbook. ``figures`` puts its targets and results beside this year's targets
    in the register; ``teach`` as in :func:`adopt`. Where the new plan has no table,
    ``data`` is empty and a finding says so. Raises PlanbookError where the old one is no master (``not-a-master``) or
    of the same year or a later one (``next-year-same``, ``next-year-before``).
    """
    file, data = _opened(plan)
    before = read_master(old)
    results = results_of(before, before.facts)[0]
    shown = {(result.key, result.quarter): result.display for result in results}
    by_office = {(fact.key, fact.office, fact.quarter): fact.raw for fact in before.facts}
    last = LastYear(shown, by_office) if figures else None
    made = following.next_year(data, file, before.data, before.file, last, teach)
    if not made.data:
        return Adopted(b"", Master(plan=Plan(year=None, title="")), made.balance, made.findings)
    master = _master(file, made.data)
    if CELLS in owned_sheets(made.data):
        # the new plan was made of a consolidated workbook: what was written into its result cells is taken out again
        cleared = merge(master, []).proven()
        master = _master(file, strip(cleared, suffixes=lambda suffix: suffix.startswith(MERGED)))
    quarters = sorted({fact.quarter for fact in before.facts})
    noticed = list(made.findings)
    if not quarters:
        noticed.append(Finding.of("next-year-never-merged", file=before.file))
    elif quarters[-1] < QUARTERS[-1]:
        noticed.append(Finding.of("next-year-open", file=before.file, raw=str(quarters[-1]), before=before.year))
    findings = in_order([*noticed, *master.findings, *nobody_fills_in(master)])
    return Adopted(master.data, master, made.balance, findings)


def preview(plan: Source | Master, *, findings: Iterable[Finding] | None = None, language: str = "") -> bytes:
    """The picture of what was understood of a master or a plan workbook: a page of HTML that asks for nothing, with
    the role of every cell, questions first.

    ``findings`` are what was noticed of it; None reads and lints it again. ``language`` is the master's unless another
    is named. Raises BookProblem where the file cannot be read.
    """
    file, data = _opened(plan)
    master = adopting.read_master_book(data, file)[0]
    noticed = lint(master) if findings is None else findings
    return draw_preview(master, read_roles(data, file), noticed, known(language or master.settings.language))


def read_master(source: Source | Master) -> Master:
    """Read a master (or consolidated) workbook: plan, decisions, offices, and the results accepted so far.

    A Master is given back as it is. Raises BookProblem where the file cannot be read, and PlanbookError
    ``not-a-master`` where it is no master.
    """
    if isinstance(source, Master):
        return source
    return replace(_master(*read_source(source)), path=path_of(source))


def read_plan(source: Source | Master) -> Master:
    """Read a master, or a plan workbook that was not adopted yet: then without decisions, offices and settings.

    Accepted results are not read. Raises BookProblem where the file cannot be read, and PlanbookError where it has no
    plan in it.
    """
    if isinstance(source, Master):
        return source
    file, data = read_source(source)
    return adopting.read_plan_book(data, file)


def with_settings(master: Source | Master, **changes: Any) -> Master:
    """The master with other settings for this run, such as ``contact`` or ``password``; None leaves one as it is.

    The names are the fields of :class:`Settings`. Raises TypeError for any other name.
    """
    master = read_master(master)
    return replace(master, settings=replace(master.settings, **{k: v for k, v in changes.items() if v is not None}))


def lint(master: Source | Master) -> tuple[Finding, ...]:
    """What the staff should look at in a master: what reading it found, and what the rules of review find."""
    master = read_master(master)
    return in_order([*master.findings, *lint_rules(master), *_hand_edits(master)])


def _hand_edits(master: Master) -> tuple[Finding, ...]:
    """What somebody typed into the result columns of a consolidated workbook since it was made."""
    return hand_edits(master, results_of(master, master.facts)[0]) if master.data and master.facts else ()


def _opened(source: Source | Master) -> tuple[str, bytes]:
    return (source.file, source.data) if isinstance(source, Master) else read_source(source)


def _master(file: str, data: bytes, *, updated: bool = False) -> Master:
    """A master as it stands; ``updated`` tells that its results are still to be put under the plan's new numbers."""
    master, owned = adopting.read_master_book(data, file)
    adopting.require_adopted(owned, file)
    accepted = read_accepted(data, owned, master.offices.by_code.keys(), file)
    moved = renames(master.decisions)
    told = {finding.key for finding in master.findings if finding.code in CHANGED_NUMBERS}
    titles = {} if updated else {moved.get(key, key): title for key, title in accepted.titles.items()}
    strangers = result_findings(titles, master.activities, told, file, accepted.sheet)
    return replace(
        master,
        facts=facts_rekeyed(accepted.facts, moved),
        changes=rekeyed(accepted.changes, moved),
        published=rekeyed(accepted.published, moved),
        reserve=reserve_rekeyed(accepted.reserve, accepted.facts, moved),
        filed=filed_rekeyed(accepted.filed, moved),
        first_returns=firsts_rekeyed(accepted.first_returns, moved),
        findings=in_order([*master.findings, *accepted.findings, *strangers]),
    )


# 2. Forms out


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
    tick: Tick = _silent,
) -> Generated:
    """Make one form per reporting office (or per code in ``offices``), and write them to the folder ``out`` if given.

    ``correction`` opens a closed quarter again: the forms hold the results accepted so far. ``mail`` adds a mail
    draft for each form, and an index of all of them. Language, due date, file names and the like are the master's
    settings (:func:`with_settings`); ``logo`` is a picture where it is not the settings' path.

    Nothing is written where a file of one of the names is there already, unless ``overwrite``. Raises MasterNotReady
    where the master has errors whose codes are not in ``despite``, and UsageProblem for a quarter other than 1 to 4 or
    an office without a form.
    """
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


def inspect(source: Source | Master, *, isolated: bool = False) -> identify.Inspection:
    """What a workbook is; for a form, every input cell.

    ``isolated`` reads it in a process of its own, which a hostile file may end: for files from strangers. Raises
    BookProblem for a file that cannot be read.
    """
    return identify.identify(*_opened(source), isolated=isolated)


# 3. Returns in


def check(
    master: Source | Master,
    returns: Returns,
    *,
    quarter: int | None = None,
    choices: Iterable[Choice] = (),
    workers: int = 1,
    tick: Tick = _silent,
    verdict: Verdict | None = None,
) -> Outcome:
    """Read and validate returns (files, folders, bytes, streams) without making a consolidated workbook.

    Forms of another quarter than ``quarter`` are refused; None takes each for the quarter it says. ``choices`` say
    which files count where several differ, beside those that the master keeps (:func:`read_answers` reads them from a
    file). ``workers`` are the processes that read files; ``verdict`` is told what came of each.
    """
    master = read_master(master)
    collected = collect(returns)
    decided = decide(choices, collected, master.filed, quarter)
    read = read_all(
        master,
        decided.files,
        quarter=quarter,
        compose=partial(_issued, master),
        workers=workers,
        progress=tick,
        verdict=partial(_told, verdict) if verdict else None,
    )
    refused = read.findings
    entries: list[Entry] = []
    reported: list[Fact] = []
    came: list[Report] = []
    received: list[Received] = []
    issued: dict[str, list[tuple[FormLine, Key]]] = {}
    noticed = [*master.findings, *collected.findings, *decided.findings, *refused]
    readings = [decided.named(reading) for reading in read.readings]
    for reading in readings:
        current, stale = against_today(master, reading.issued, reading.entries)
        today = {before.key: after.key for before, after in zip(reading.entries, current, strict=True)}
        issued[reading.file] = [(line, today.get(line.key, line.key)) for line in reading.rows]
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
                answered=reading.answered,
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
        statuses += statuses_of(master, facts, each, files_behind(readings, facts, master.offices, each))
    saved = {reading.file: reading.modified for reading in readings}
    received = [
        replace(each, findings=tuple(with_waived(with_mended(each.findings, chosen, saved, year=master.year), master)))
        for each in received
    ]
    told = restated(master, _published(master), results, facts)
    came_now = {(fact.file, fact.saved, fact.key, fact.office, fact.quarter) for fact in reported}
    counted = [f for f in facts if (f.file, f.saved, f.key, f.office, f.quarter) in came_now]
    counting = {(f.file, f.saved, f.key, f.office, f.quarter) for f in counted}
    answers = [answer for file, rows in issued.items() for answer in answers_of(counted, rows, file)]
    later = with_waived(review_returns(Returned(master, tuple(answers), facts, results)), master)
    noticed += [*later, *_without_return(master, readings), *chosen.findings, *uneven, *told.findings]
    noticed = without_repeats(noticed, facts)
    found = with_waived(with_mended(noticed, chosen, saved, year=master.year), master)
    if heard or quarter:
        found += past_waivers(master, quarter or max(heard), found)
    # of a report that another file superseded nobody is asked, but it may have been its office's first
    passed_by = [f for f in reported if (f.file, f.saved, f.key, f.office, f.quarter) not in counting]
    aside = [
        finding
        for file, rows in issued.items()
        for finding in check_answers(Returned(master, answers_of(passed_by, rows, file), facts))
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
        files=len(collected.files),
        inputs=tuple(filter(None, [master.path, *collected.paths])),
        places=places,
    )


def _without_return(master: Master, readings: Sequence[Reading]) -> list[Finding]:
    """Correction copies whose returns are neither here nor in the master: what they repeat does not count."""
    there = {name for reading in readings for name in (reading.file, reading.read_as)}
    there |= {fact.file for fact in master.facts}
    return [
        Finding.of(
            "copy-without-return",
            file=reading.file,
            office=reading.office,
            quarter=reading.quarter,
            files=tuple(file for file in reading.copy_of if file not in there),
        )
        for reading in readings
        if set(reading.copy_of) - there
    ]


def _told(verdict: Verdict, said: Reading | Finding) -> None:
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
    return (
        *(replace(each, findings=(*each.findings, *(f for f in later if f.file == each.file))) for each in counting),
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


def merge(
    master: Source | Master,
    returns: Returns,
    *,
    quarter: int | None = None,
    choices: Iterable[Choice] = (),
    replace_formulas: bool = False,
    hand_edits: HandEdits = HandEdits.ASK,
    partial: Partial = "show",
    details: Details = "inside",
    workers: int = 1,
    tick: Tick = _silent,
) -> Outcome:
    """Check returns (see :func:`check`), and make the consolidated workbook, which ``Outcome.save`` writes.

    The workbook keeps the ``choices`` for later merges. A file that was merged before can be taken out again by one.

    A formula of the region's in a result cell stays, and planbook's figure stands on the detail form and in the
    summary; with ``replace_formulas`` it gives way to the figure. What somebody typed over a figure since the last
    merge stays and is asked about, unless ``hand_edits`` says what becomes of it.

    Of a figure that offices are missing from, the plan's cell shows with ``partial`` "show" what there is, and how many
    of how many stand behind it; with "hold" nothing before all have answered; with "mark" a dagger too. The detail
    forms stand "inside" the workbook, in a "file" of their own, which ``Outcome.save`` writes beside it, or nowhere
    ("none").

    Raises PlanbookError ``numbers-changed`` where the plan's numbers are not those that its decisions and results stand
    under: ``adopt --update`` comes first.
    """
    master = read_master(master)
    require_same_numbers(master.findings)
    outcome = check(master, returns, quarter=quarter, choices=choices, workers=workers, tick=tick)
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
        findings=outcome.findings,
        changes=outcome.changes,
        replace_formulas=replace_formulas,
        hand_edits=hand_edits,
        partial=partial,
        details=details,
    )
    return replace(
        outcome, data=made.data, details=made.details, proof=made.proof, findings=made.findings, changes=made.changes
    )


def corrections(
    outcome: Outcome,
    out: str | Path | None = None,
    *,
    mail: bool = False,
    logo: Source | None = None,
    overwrite: bool = False,
    tick: Tick = _silent,
) -> Generated:
    """A correction copy for each office whose returns have findings: a form with everything it had typed in place, the
    cells in question coloured, and a first sheet that lists what is asked; written to the folder ``out`` if given.

    Of a file that could not be used as a whole the copy holds what could be read of it. A copy that comes back
    untouched accepts and withdraws nothing. ``mail`` adds a mail draft for each, and an index. Nothing is written where
    a file of one of the names is there already, unless ``overwrite``, or where it is an input.
    """
    master = outcome.master
    copies: dict[str, FormParts] = {}
    for quarter in outcome.quarters:
        asked: dict[str, list[Finding]] = {}
        for office, finding in _asked_of(outcome, quarter):
            asked.setdefault(office, []).append(finding)
        unused = [entry for each in outcome.received for entry in each.unused]
        came = Came(facts=outcome.facts, entries=outcome.entries, unused=unused, asked=asked)
        copies |= correction_copies(master, quarter, came)
    picture, noticed = open_logo(logo if logo is not None else master.settings.logo or None)
    heads = {name: parts.head for name, parts in copies.items()}
    found = [*noticed, *(address_findings(heads, master.offices) if mail else ())]
    index = index_name(next(iter(heads.values()))) if mail and heads else ""
    made = Generated(master, copies, in_order(found), picture, index)
    if out is not None:
        refuse_inputs([Path(out) / name for name in (*made.parts, *made.extras)], outcome.inputs)
        made.save(out, overwrite=overwrite, tick=tick)
    return made


def join(parts: Sequence[Source | Master], master: Source | Master | None = None) -> Outcome:
    """Roll consolidated workbooks up one level, by the same rules, into one plan's layout.

    Without ``master`` they are parts of one plan (the same activities, other offices), and the first gives the layout,
    the rules and the settings. Else ``master`` does, a master or a plan workbook one level up, to whose activities
    those of the parts are mapped by their words. Merging parts and joining them comes to the same as merging at once.

    Raises UsageProblem ``join-one`` for fewer than two parts, PlanbookError ``join-years`` and ``join-plans`` where
    they do not belong together, ``join-office-code`` where a code means two offices, ``not-a-master``, and as
    :func:`merge` does.
    """
    books = [read_master(part) for part in parts]
    if len(books) < 2:
        raise UsageProblem("join-one")
    if master is None:
        require_one_year(books)
        require_one_plan(books)
        base, mapped = books[0], [Mapped({key: key for key in books[0].activities}) for _ in books]
    else:
        base = _level_up(master, books)
        require_one_year([base, *books])
        mapped = [map_part(book, base) for book in books]
        books, mapped = [base, *books], [Mapped({key: key for key in base.activities}), *mapped]
    keys = [each.keys for each in mapped]
    made = join_masters(base, books, keys)
    results = join_results(books, keys, year=base.year)
    joined = _master(base.file, made.data)
    silent = [Finding.of("join-no-results", file=book.file) for book in books if not book.facts and book is not base]
    noticed = [*joined.findings, *made.findings, *results.findings, *silent, *(f for m in mapped for f in m.findings)]
    held = replace(
        joined,
        facts=results.held.facts,
        reserve=results.held.reserve,
        filed=results.held.filed,
        changes=results.changes,
        published=(),
        findings=in_order(noticed),
    )
    outcome = merge(held, [])
    return replace(
        outcome, inputs=tuple(filter(None, [path_of(part) for part in (*parts, master) if part is not None]))
    )


def _level_up(source: Source | Master, parts: Sequence[Master]) -> Master:
    """The master that parts are rolled up into; a plan workbook is adopted with the offices of all parts."""
    if isinstance(source, Master):
        return source
    file, data = read_source(source)
    if REGISTER.suffix in owned_sheets(data):
        return _master(file, data)
    made = adopting.adopt(data, file, all_offices(parts))
    if not made.master.activities:
        raise PlanbookError("join-no-plan", file=file)
    return _master(file, made.data)


def remind(
    outcome: Outcome | Source | Master, quarter: int, out: str | Path | None = None, *, overwrite: bool = False
) -> tuple[Draft, ...]:
    """A reminder to each office that owes answers for a quarter, written to the folder ``out`` if given.

    An office owes what is due on its form and has no answer, neither in the returns that were checked nor in the
    master; where a file of it could not be used, the reminder says why; given a master alone, nothing else has
    come back. Nothing is written where a file of one of the names is there already, unless ``overwrite``, or where
    it is an input. Raises UsageProblem for a quarter other than 1 to 4.
    """
    if not isinstance(outcome, Outcome):
        outcome = check(outcome, [], quarter=quarter)
    returned = {status.office for status in outcome.offices if status.quarter == quarter and status.files}
    specs = {name: each.whole() for name, each in compose_all(outcome.master, quarter).items()}
    drafts = reminders(outcome.master, specs, outcome.facts, outcome.entries, returned, _unusable(outcome, quarter))
    if out is not None:
        files = {draft.name: draft.data for draft in drafts}
        refuse_inputs([Path(out) / name for name in files], outcome.inputs)
        write_all(Path(out), [*files], files.items(), overwrite=overwrite)
    return drafts


def _asked_of(outcome: Outcome, quarter: int) -> Iterator[tuple[str, Finding]]:
    """Each finding that an office is asked about a quarter, with its code; a file that cannot be opened is an office's
    by the name under which its form was sent."""
    work = outcome.work()
    for finding, owner in zip(work.findings, work.owners, strict=True):
        if (finding.quarter or work.quarter or quarter) != quarter or not is_asked(finding, RETURN_CODES):
            continue
        unopened = not owner and finding.topic == "file"
        if whose := owner_by_name(outcome.master, quarter, finding.file) if unopened else owner:
            yield whose, finding


def _unusable(outcome: Outcome, quarter: int) -> dict[str, list[Finding]]:
    """Why files of offices do not count at all, by office."""
    found: dict[str, list[Finding]] = {}
    for office, finding in _asked_of(outcome, quarter):
        if finding.severity.is_error and finding.topic in ("file", "identity"):
            found.setdefault(office, []).append(finding)
    return found


def _issued(master: Master, office: str, quarter: int) -> FormSpec | None:
    """The form that an office was sent, composed again; None where the master does not know the office."""
    return compose(master, office, quarter) if office in master.offices.by_code else None


def explain(source: Source | Master, key: str, quarter: int) -> Explanation:
    """Where a figure of a consolidated workbook comes from; the workbook alone is asked.

    ``key`` is an activity's key. Raises UsageProblem ``activity-unknown`` for an activity that the plan does not have,
    and for a quarter other than 1 to 4.
    """
    master = read_master(source)
    if quarter not in QUARTERS:
        raise UsageProblem("quarter-out-of-range", quarter=quarter)
    if key not in master.activities:
        close = get_close_matches(key, list(master.activities), n=3)
        near = Sentence("text.activity-near", {"keys": ", ".join(close)}) if close else ""
        raise UsageProblem("activity-unknown", key=key, near=near)
    return explain_figure(master, master.facts, master.changes, key, quarter)


def explain_year(source: Source | Master, key: str) -> Year | None:
    """What an activity of a consolidated workbook came to in the year so far, and each office's own year; None where it
    is not reported on. Raises UsageProblem ``activity-unknown`` as :func:`explain` does."""
    master = read_master(source)
    explain(master, key, QUARTERS[0])  # an unknown key is refused in one place
    decision = master.decisions.get(key)
    if decision is None or not decision.asked:
        return None
    opened = {fact.quarter for fact in master.facts}
    results = [result for result in results_of(master, master.facts)[0] if result.key == key]
    return year_of(master, key, [fact for fact in master.facts if fact.key == key], results, opened)


def publish(source: Source | Master, language: str = "") -> bytes:
    """The plan of a consolidated workbook as one page of HTML, drawn like the region's sheets, where every figure opens
    what :func:`explain` says of it. The page needs no network. Cells that somebody changed since the last merge are
    marked, and say what stood there.

    ``language`` is that of the explanations; empty: the master's own.
    """
    master = read_master(source)
    explained = tuple(explain_all(master, master.facts, master.changes))
    results = [each.result for each in explained if each.result is not None]
    known = known_cells(master, results).items()
    places = {place: (cell.key, cell.quarter) for place, cell in known if cell.text or not cell.below}
    for each in explained:
        activity = master.activities[each.key]
        if cell := activity.result_cells.get(each.quarter):
            places.setdefault((activity.sheet, cell), (each.key, each.quarter))
    drawing = draw(master.data, set(owned_sheets(master.data).values()))
    edited = {(each.sheet, each.cell): each.message for each in hand_edits(master, results)}
    return plan_page(master, drawing, explained, places, language or master.settings.language, edited)


def memo(
    source: Source | Master, quarter: int | None = None, *, template: Source | None = None, language: str = ""
) -> bytes:
    """The memo to management on a quarter of a consolidated workbook, a Word document in which every figure has its
    source; None is the last quarter with results.

    ``template`` is a Word document with slots (:func:`planbook.report.memo.blank_memo` is one), ``language`` that of
    the words, empty for the master's own. Raises UsageProblem where the quarter has no results, and where the template
    cannot be read or has slots that mean nothing.
    """
    master = read_master(source)
    quarter = quarter or max((fact.quarter for fact in master.facts), default=1)
    if not any(fact.quarter == quarter for fact in master.facts):
        raise UsageProblem("memo-nothing", quarter=quarter)
    told = Quarter(
        master=master,
        quarter=quarter,
        explained=tuple(each for each in explain_all(master, master.facts, master.changes) if each.quarter == quarter),
        offices=statuses_of(master, master.facts, quarter, {}),
        figure=partial(explain, master),
    )
    name, own = read_source(template) if template is not None else ("", None)
    return write_memo(told, language or master.settings.language, own, name)


# 4. Plans as data


def export_plan(plan: Source | Master) -> PlanDocument:
    """A master or a plan workbook as plain data (``schemas/plan.schema.json``), without results."""
    return master_document(read_plan(plan))


def export_facts(source: Source | Master, name: str) -> bytes:
    """The accepted results of a consolidated workbook as a file, CSV or Parquet by the ending of ``name``
    (:func:`planbook.report.frame.facts_file`). Raises UsageProblem for another ending."""
    master = read_master(source)
    return facts_file(master, master.facts, name)


def read_document(source: Source) -> PlanDocument:
    """A plan as data from YAML or JSON. Raises DocumentProblem, which names the path of what is wrong."""
    file, data = read_source(source)
    return load(data, file)


def new_plan(plan: PlanDocument | Source, spare_rows: int = 0) -> bytes:
    """A new plan workbook in the original layout, with so many empty rows below each table.

    The workbook is read back before it is returned: DocumentProblem names the path where it would say anything else.
    """
    plan = plan if isinstance(plan, PlanDocument) else read_document(plan)
    document.check(plan)
    plan = document.completed(plan)
    data = write_plan(plan, spare_rows)
    document.require_same(plan, parse(read_sheets(data, "")).plan)
    return data


def new_master(plan: PlanDocument | Source) -> Adopted:
    """A new plan workbook, adopted, with the decisions, offices, targets and settings that the data has."""
    plan = plan if isinstance(plan, PlanDocument) else read_document(plan)
    data = new_plan(plan)
    made = adopting.adopt(data, "", offices_of(plan))
    return adopting.decide(
        data, made, decisions_of(plan), office_targets_of(plan), plan.settings, rules_of(plan), waivers_of(plan)
    )
