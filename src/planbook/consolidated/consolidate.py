"""A year's results into the region's own workbook: the plan's result cells, planbook's sheets, and the layout proof.

planbook's own sheets are made as one workbook, which ``planbook.book.graft`` takes into the region's file. A sheet is
planbook's where a workbook-level name ``planbook.<suffix>`` refers to its first cell, so that the next merge finds and
replaces it whatever it is called by then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from planbook.book.base import Base
from planbook.book.cells import defined_name, sheet_name
from planbook.book.fitted import Fitted
from planbook.book.graft import graft
from planbook.book.owned import strip
from planbook.book.package import Package
from planbook.book.signed import still_holds
from planbook.book.write import Book
from planbook.consolidated import facts as facts_sheet
from planbook.consolidated import history, status
from planbook.consolidated.detail import SaidSoFar, compose_detail
from planbook.consolidated.detail_frame import Leads
from planbook.consolidated.detail_index import write_index
from planbook.consolidated.detail_page import copy_detail, write_detail
from planbook.consolidated.fill_results import fill_results
from planbook.consolidated.front import compose_front
from planbook.consolidated.front_lists import Places
from planbook.consolidated.front_page import write_front
from planbook.consolidated.kept import (
    CELLS_SHEET,
    FILED_SHEET,
    FIRSTS_SHEET,
    PUBLISHED_SHEET,
    RESERVE_SHEET,
    HandChoices,
    ResultCell,
    TypedCell,
    write_filed,
    write_firsts,
    write_published,
    write_result_cells,
)
from planbook.consolidated.proof import Proof, prove, prove_readable
from planbook.consolidated.result_figures import Partial, in_plan
from planbook.consolidated.sheets import SheetStyles
from planbook.consolidated.unchanged import MADE_SHEET, Digests, Made, Untouched, left, untouched, write_made
from planbook.domain import Change, Fact, Finding, FirstReturn, Key, Master, OfficeStatus, Published, Result, in_order
from planbook.domain.due import latest_quarter
from planbook.domain.filed import Filed, HandEdits
from planbook.domain.year import Year, year_of
from planbook.layout.own_tables import (
    CELLS,
    DETAILS,
    FILED,
    FIRSTS,
    FRONT,
    LONG,
    MADE,
    NAMES_PREFIX,
    PUBLISHED,
    RESERVE,
    detail_suffix,
    is_merged,
    sheet_text,
)
from planbook.words import Sentence


def build_own_sheets(
    master: Master,
    facts: Sequence[Fact],
    results: Sequence[Result],
    statuses: Sequence[OfficeStatus],
    findings: Sequence[Finding],
    changes: Sequence[Change] = (),
    *,
    cells: Iterable[ResultCell] = (),
    published: Iterable[Published] = (),
    reserve: Sequence[Fact] = (),
    filed: Sequence[Filed] = (),
    firsts: Sequence[FirstReturn] = (),
    taken_names: Collection[str] = (),
    with_details: bool = True,
    base: Base | None = None,
    known: Mapping[str, Untouched] = MappingProxyType({}),
) -> bytes:
    """planbook's sheets as an .xlsx file: the first page, status, facts, history (where figures changed), detail forms.

    ``cells`` and ``published`` are what the next merge needs to know of this one (:mod:`planbook.consolidated.kept`),
    ``reserve`` and ``filed`` what it chooses among, and ``firsts`` how first returns were
    (:mod:`planbook.consolidated.kept`).

    ``facts`` and ``results`` are those of the whole year so far; ``statuses`` say which quarters have been asked for.
    ``taken_names`` are the names of the region's own sheets, which planbook's sheets step aside for. Without
    ``with_details`` there are no detail forms (:func:`build_details`) and no list of them. With ``base`` the sheets are
    fitted to it (:mod:`planbook.book.fitted`), and only :func:`~planbook.book.graft.graft` can use them.
    Then the forms that are ``known`` from the last merge, by suffix, and would say the same are copied.
    The bytes depend on the arguments alone.
    """
    workbook = Fitted(base) if base else Book(title="planbook")
    styles = SheetStyles(workbook)
    taken = [*taken_names, *(strategy.sheet for strategy in master.plan.strategies)]
    names: dict[str, str] = {}

    def add(suffix: str, wanted: str) -> tuple[str, Any]:
        name = sheet_name(wanted, taken)
        taken.append(name)
        names[suffix] = name
        page = workbook.add_worksheet(name)
        page.sharing = suffix in LONG
        return name, page

    front_name, front_page = add(FRONT, sheet_text("sheet.front"))
    status_name, status_page = add("status", status.SHEET)
    facts_name, facts_page = add("facts", facts_sheet.FACTS_SHEET)
    links = [
        status.Link(sheet_text("sheet.front"), front_name),
        status.Link(sheet_text("sheet.facts-link"), facts_name),
    ]
    if changes:
        history_name, history_page = add("history", history.HISTORY_SHEET)
        links.append(status.Link(sheet_text("sheet.history-link"), history_name))
        history.write_history(history_page, styles, master, changes)
    facts = facts_sheet.facts_in_order(master, facts)
    facts_sheet.write_facts(facts_page, styles, master, facts, sort=False)
    facts_page.seal()
    index_name, index_page = add(DETAILS, sheet_text("sheet.details")) if with_details else ("", None)
    if with_details:
        links.append(status.Link(sheet_text("sheet.details"), index_name))

    details: dict[Key, tuple[str, Any]] = {}
    of_key: dict[Key, str] = {}
    suffixes: list[str] = []
    for key in _asked(master):
        suffixes.append(defined_name(key, suffixes))
        suffix = detail_suffix(suffixes[-1])
        details[key] = add(suffix, key.replace("/", "-")) if with_details else ("", None)
        of_key[key] = suffix
    opened = {fact.quarter for fact in facts} | {status.quarter for status in statuses}
    leads = Leads(status_name, front_name, index_name)
    job = _Details(master, styles, facts, results, opened)
    if base and with_details:
        digests = Digests(master, leads, sorted(opened), job.heard)
        made = job.write_or_copy(details, leads, {key: known.get(suffix) for key, suffix in of_key.items()}, digests)
    else:
        made = {}
        job.write(details, leads)
    years = job.years
    page = compose_front(master, facts, results, statuses, years, opened)
    detail_names = {key: name for key, (name, _) in details.items()}
    write_front(front_page, workbook, styles, page, Places(status_name, detail_names, index_name))
    if with_details:
        write_index(index_page, styles, master, detail_names, years, front_name)
    status.write_status(
        status_page,
        styles,
        master,
        results,
        statuses,
        findings,
        details=detail_names,
        years=years,
        links=links,
        name=status_name,
    )
    write_result_cells(add(CELLS, CELLS_SHEET)[1], cells)
    published_page = add(PUBLISHED, PUBLISHED_SHEET)[1]
    write_published(published_page, published)
    write_filed(add(FILED, FILED_SHEET)[1], filed)
    write_firsts(add(FIRSTS, FIRSTS_SHEET)[1], firsts)
    if reserve:
        page = add(RESERVE, RESERVE_SHEET)[1]
        page.very_hidden()
        facts_sheet.write_facts(page, styles, master, reserve, sort=False)
    if made:
        beside = {LONG[0]: facts_page, PUBLISHED: published_page}
        noted = {of_key[key]: each for key, each in made.items()}
        write_made(add(MADE, MADE_SHEET)[1], {**{suffix: left(page) for suffix, page in beside.items()}, **noted})
    for suffix, name in names.items():
        workbook.name_sheet(NAMES_PREFIX + suffix, name)
    return workbook.finish()


def _asked(master: Master) -> Iterator[Key]:
    """The activities that are reported on, in plan order."""
    for key in master.activities:
        decision = master.decisions.get(key)
        if decision is not None and decision.asked:
            yield key


def build_details(
    master: Master, facts: Sequence[Fact], results: Sequence[Result], statuses: Sequence[OfficeStatus]
) -> bytes:
    """The detail forms and the list of them as a workbook of their own, to go with the consolidated one."""
    workbook = Book(title=sheet_text("sheet.details"))
    styles, taken = SheetStyles(workbook), [sheet_text("sheet.details")]
    index_page = workbook.add_worksheet(taken[0])
    details: dict[Key, tuple[str, Any]] = {}
    for key in _asked(master):
        taken.append(sheet_name(key.replace("/", "-"), taken))
        details[key] = (taken[-1], workbook.add_worksheet(taken[-1]))
    opened = {fact.quarter for fact in facts} | {status.quarter for status in statuses}
    job = _Details(master, styles, facts_sheet.facts_in_order(master, facts), results, opened)
    job.write(details, Leads("", index=taken[0]), alone=True)
    write_index(index_page, styles, master, {key: name for key, (name, _) in details.items()}, job.years, "")
    return workbook.finish()


class _Details:
    """The detail forms of a merge, and what each activity came to in the ``years`` so far. ``facts`` are in order."""

    def __init__(
        self, master: Master, styles: SheetStyles, facts: Sequence[Fact], results: Sequence[Result], opened: set[int]
    ) -> None:
        self.master, self.styles, self.opened, self.heard = master, styles, opened, latest_quarter(facts)
        self.facts: dict[Key, list[Fact]] = defaultdict(list)
        for fact in facts:
            self.facts[fact.key].append(fact)
        self.results: dict[Key, list[Result]] = defaultdict(list)
        for result in results:
            self.results[result.key].append(result)
        self.years: dict[Key, Year] = {}
        self._so_far = SaidSoFar()

    def write(self, details: Mapping[Key, tuple[str, Any]], leads: Leads, *, alone: bool = False) -> None:
        """Write every form that has a page; those ``alone`` in their workbook do not lead to the plan."""
        for key, (_, page) in details.items():
            mine = self.facts[key], self.results[key]
            detail = compose_detail(self.master, key, *mine, self.opened, self.heard, self._so_far)
            activity = self.master.activities[key]
            self._keep(detail.year)
            if page is not None:
                plan = ("", "") if alone else (activity.sheet, activity.cell or "A1")
                write_detail(page, self.styles, detail, replace(leads, plan=plan))
                page.seal()

    def _keep(self, year: Year) -> None:
        """Keep an activity's year without each office's, which the form alone shows: there may be half a million."""
        self.years[year.key] = replace(year, offices={})

    def write_or_copy(
        self,
        details: Mapping[Key, tuple[str, Any]],
        leads: Leads,
        known: Mapping[Key, Untouched | None],
        digests: Digests,
    ) -> dict[Key, Made]:
        """Write every form, or copy it where it is known and would say the same; gives what is to be noted of each."""
        made = {}
        for key, (name, page) in details.items():
            digest = digests.of(key, name, self.facts[key], self.results[key])
            before = known[key]
            if before is not None and before.made.of == digest:
                copy_detail(page, before.part, formulas=before.made.formulas)
                mine = self.facts[key], self.results[key]
                self._keep(year_of(self.master, key, *mine, self.opened, self.heard))
            else:
                self.write({key: (name, page)}, leads)
            made[key] = left(page, digest)
        return made


IN_HISTORY = (
    "detail-typed-over",
    "figure-changed",
    "figure-late",
    "figure-restated",
    "figure-withdrawn",
    "result-cell-overwritten",
    "result-cell-restored",
    "result-cell-typed",
)
"""Findings that the history sheet keeps, and that are not found again when the same returns are merged once more."""


Details: TypeAlias = Literal["inside", "file", "none"]
"""Where the detail forms go: into the consolidated workbook, into a workbook of their own, or nowhere."""


@dataclass(frozen=True)
class Consolidated:
    """The consolidated workbook's bytes and its layout proof, with all findings and all changes of figures so far.

    ``details`` are the bytes of the detail forms' own workbook; empty where they stand in the same one, or nowhere.
    """

    data: bytes = field(repr=False)
    proof: Proof
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    details: bytes = field(default=b"", repr=False)


def consolidate(
    master: Master,
    facts: Sequence[Fact],
    results: Sequence[Result],
    statuses: Sequence[OfficeStatus],
    *,
    before: Sequence[Result],
    published: Sequence[Published],
    reserve: Sequence[Fact],
    filed: Sequence[Filed],
    firsts: Sequence[FirstReturn],
    findings: Sequence[Finding],
    changes: Sequence[Change],
    replace_formulas: bool = False,
    hand_edits: HandChoices = HandEdits.ASK,
    typed: Sequence[TypedCell] = (),
    partial: Partial = "show",
    details: Details = "inside",
) -> Consolidated:
    """Put results into the plan's sheets, add planbook's own, and prove that nothing else changed.

    ``facts``, ``results`` and ``statuses`` are those of the whole year so far, ``before`` the results that the master
    shows already, ``published`` the figures that it shows now, ``reserve`` and ``filed`` what the next merge chooses
    among, ``firsts`` how first returns were. ``findings`` and ``changes`` are those of this merge, which the status
    and history sheets show. A formula in a result cell stays, unless ``replace_formulas``; what somebody typed over a
    figure stays or goes as ``hand_edits`` says, and ``typed`` as if it had been typed into this master
    (:func:`planbook.consolidated.hand_edits.typed_since`). ``partial`` says what the plan's cells show of a figure
    that offices are missing from, ``details`` where the detail forms go: into the workbook, into one of their own, or
    nowhere. Raises BookProblem ``facts-not-readable`` for a workbook that the next quarter could not read.
    """
    name = master.file or Sentence("text.this-file")
    breaks = still_holds(Package.open(master.data))
    signed = [Finding.of("plan-signed", file=master.file, name=name)] if breaks else []
    shown = in_plan(results, partial)
    placement = fill_results(
        master, shown, before, replace_formulas=replace_formulas, hand_edits=hand_edits, typed=typed
    )
    found = in_order([*findings, *placement.findings])
    restated = {(change.key, change.quarter) for change in changes if not change.office}
    restored = [change for change in placement.restored if (change.key, change.quarter) not in restated]
    changed = (*master.changes, *changes, *placement.changes, *restored)
    # all that a merge makes is made anew: a detail form of an activity that is gone does not stay behind
    base = Base(strip(placement.data, suffixes=is_merged))
    own_sheets = build_own_sheets(
        master,
        facts,
        results,
        statuses,
        _lasting(found, master.file),
        changed,
        cells=placement.left,
        published=published,
        reserve=reserve,
        filed=filed,
        firsts=firsts,
        taken_names=placement.region_sheets,
        with_details=details == "inside",
        base=base,
        known=untouched(master.data),
    )
    data = graft(
        base,
        own_sheets,
        sharing=LONG,
        first=[FRONT] if master.settings.front_first else [],
    )
    del own_sheets, base  # a large workbook three times over, while it is read back
    proof = prove(master.data, data, placement.cells)
    prove_readable(data, facts)
    # of the file as it was: merging again finds no signature that holds
    attached = build_details(master, facts, results, statuses) if details == "file" else b""
    return Consolidated(data, proof, in_order([*signed, *found, *proof.findings]), changed, attached)


def _lasting(findings: Iterable[Finding], master: str) -> list[Finding]:
    """The findings for the status sheet: without those that the history sheet keeps, so that merging again gives the
    same bytes; a finding about the workbook itself needs no file name there."""
    lasting = [finding for finding in findings if finding.code not in IN_HISTORY]
    return [replace(f, file="") if f.file == master else f for f in lasting]
