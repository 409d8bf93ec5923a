"""The whole flow on one page: adopt → generate → (offices fill in) → check → merge.

Each function takes paths, bytes or streams and returns values; what is wrong with the data is in the findings, never an
exception. PlanbookError is raised where there is no going on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from planbook.book.graft import graft, strip
from planbook.book.grid import check_and_read, read_grids
from planbook.consolidated.donor import build_donor
from planbook.consolidated.facts import check_facts, facts_in_order, read_facts
from planbook.consolidated.history import read_history
from planbook.consolidated.place import place
from planbook.consolidated.proof import prove
from planbook.errors import PlanbookError
from planbook.forms.compose import compose
from planbook.issuing import Generated as Generated
from planbook.issuing import MasterNotReady as MasterNotReady
from planbook.issuing import generate as generate
from planbook.issuing import remind as remind
from planbook.issuing import with_settings as with_settings
from planbook.layout.master import GROUPS, OFFICES, REGISTER, SETTINGS, TARGETS
from planbook.master import adopt as adopt_stage
from planbook.master import update as update_stage
from planbook.master.adopt import Adopted
from planbook.master.offices import group_rows, office_rows, read_office_list
from planbook.master.parse import parse
from planbook.master.register import register_rows, setting_rows, target_rows
from planbook.master.renames import facts_rekeyed, rekeyed, renames
from planbook.master.sheet import read_sheets
from planbook.master.tables import write_tables
from planbook.model import (
    Change,
    Conservation,
    Entry,
    EntryState,
    Fact,
    Finding,
    FormSpec,
    Master,
    OfficeBook,
    Plan,
    in_order,
    natural_order,
)
from planbook.outcome import Outcome
from planbook.plandata.blank import completed
from planbook.plandata.check import check as check_document
from planbook.plandata.convert import decisions_of, master_document, office_targets_of, offices_of
from planbook.plandata.document import PlanDocument
from planbook.plandata.load import load as load_document
from planbook.plandata.proof import require_same
from planbook.plandata.workbook import write_plan
from planbook.returns.collect import SourceFile, collect
from planbook.returns.inspect import Inspection, look
from planbook.returns.reading import Reading, read_returns
from planbook.returns.reading import facts as facts_of
from planbook.review import lint as lint_rules
from planbook.review.responsible import nobody_fills_in
from planbook.rollup import choose, results_of, statuses_of
from planbook.source import Source, read_source

Progress = Callable[[str], None]
"""Called with a word about each piece of work as it is done."""


def adopt(plan: Source, offices: Source | None = None) -> Adopted:
    """Make a master out of a region's plan workbook: its bytes, the model, findings, and the balance of its cells."""
    file, data = read_source(plan)
    book: OfficeBook | None = None
    noticed: list[Finding] = []
    if offices is not None:
        list_file, list_data = read_source(offices)
        book, noticed = read_office_list(list_data, list_file)
    adopted = adopt_stage.adopt(data, file, book)
    return replace(adopted, findings=in_order([*noticed, *adopted.findings, *nobody_fills_in(adopted.master)]))


def update(plan: Source, old: Source | None = None) -> Adopted:
    """Put the decisions and results of a master under a changed plan (:mod:`planbook.master.update`).

    ``plan`` is the new plan workbook and ``old`` the master so far; without ``old``, ``plan`` is a master in whose own
    plan sheets the staff edited. Raises PlanbookError where the old one is no master.
    """
    file, data = read_source(plan)
    _, old_data = read_source(old) if old is not None else (file, data)
    before = read_master(old_data)
    made = update_stage.update(data, file, old_data, Counter(fact.key for fact in before.facts))
    if not made.data:
        return Adopted(b"", Master(plan=Plan(year=None, title="")), made.balance, made.findings)
    master = read_master(made.data).model_copy(update={"file": file})
    findings = in_order([*made.findings, *(f.model_copy(update={"file": file}) for f in master.findings)])
    if before.facts or before.changes:
        master = master.model_copy(
            update={
                "facts": rekeyed(before.facts, made.moved),
                "changes": rekeyed(before.changes, made.moved),
                "findings": findings,
            }
        )
        outcome = consolidate(_as_merged(master))
        if outcome.proof is not None and not outcome.proof.holds:
            first = outcome.proof.findings[0]
            raise PlanbookError(first.message.th, first.message.en, code=first.code)
        master, findings = master.model_copy(update={"data": outcome.data}), outcome.findings
    return Adopted(master.data, master, made.balance, findings)


def _as_merged(master: Master) -> Outcome:
    """What a merge of no returns comes to: the master's own results, and who they are from."""
    files: dict[int, dict[str, list[str]]] = {}
    for fact in master.facts:
        if fact.office in master.offices.by_code:
            office = master.offices.reporter(fact.office).code
            files.setdefault(fact.quarter, {}).setdefault(office, []).append(fact.file)
    statuses = [
        status
        for quarter, by_office in sorted(files.items())
        for status in statuses_of(
            master, master.facts, quarter, {code: [*{*names}] for code, names in by_office.items()}
        )
    ]
    return review(master, []).model_copy(update={"quarters": tuple(sorted(files)), "offices": tuple(statuses)})


def lint(master: Master) -> tuple[Finding, ...]:
    """What the staff should look at in a master: what reading it found, and what the rules of review find."""
    return in_order([*master.findings, *lint_rules(master)])


def read_master(source: Source) -> Master:
    """Read a master (or consolidated) workbook: plan, decisions, offices, and the results accepted so far.

    Raises BookProblem where the file cannot be read, and PlanbookError where it is no master.
    """
    file, data = read_source(source)
    master, ours = adopt_stage.read_master_book(data, file)
    if REGISTER.suffix not in ours:
        raise PlanbookError(
            f"{file or 'ไฟล์นี้'} ยังไม่ใช่แผนหลักของ planbook: สั่ง planbook adopt กับไฟล์แผนก่อน",
            f"{file or 'this file'} is not a planbook master yet: run planbook adopt on the plan first",
            code="not-a-master",
        )
    kept = {grid.name: grid.rows for grid in read_grids(data)} if {"facts", "history"} & ours.keys() else {}
    facts_rows, history_rows = kept.get(ours.get("facts", ""), []), kept.get(ours.get("history", ""), [])
    noticed = check_facts(facts_rows, file=file, sheet=ours["facts"]) if facts_rows else ()
    moved = renames(master.decisions)
    return master.model_copy(
        update={
            "facts": facts_rekeyed(read_facts(facts_rows), moved),
            "changes": rekeyed(read_history(history_rows), moved),
            "findings": in_order([*master.findings, *noticed]),
        }
    )


def inspect(source: Source) -> Inspection:
    """What a workbook is; for a form, every input cell."""
    file, data = read_source(source)
    return look(file, data, check_and_read(data))


def check(
    master: Master,
    returns: Sequence[str | Path],
    *,
    quarter: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Read and validate returns (files and folders) without making a consolidated workbook."""
    files, noticed = collect([Path(path) for path in returns])
    return review(master, files, noticed, quarter=quarter, workers=workers, progress=progress)


def merge(
    master: Master | Source,
    returns: Sequence[str | Path],
    *,
    quarter: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Read, validate and roll up returns, and make the consolidated workbook (``Outcome.save`` writes it)."""
    if not isinstance(master, Master):
        master = read_master(master)
    files, noticed = collect([Path(path) for path in returns])
    outcome = review(master, files, noticed, quarter=quarter, workers=workers, progress=progress)
    return consolidate(outcome)


def review(
    master: Master,
    files: Sequence[SourceFile],
    noticed: Sequence[Finding] = (),
    *,
    quarter: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Files → what they say, which of it counts, and what it adds up to."""

    def issued(office: str, quarter: int) -> FormSpec | None:
        return compose(master, office, quarter) if office in master.offices.by_code else None

    readings, findings = read_returns(
        master, files, quarter=quarter, compose=issued, workers=workers, progress=progress
    )
    # a form that was sent before an activity was renumbered comes back under the old key
    moved = renames(master.decisions)
    readings = [reading.model_copy(update={"entries": rekeyed(reading.entries, moved)}) for reading in readings]
    entries = [entry for reading in readings for entry in reading.entries]
    reported = [fact for reading in readings for fact in facts_of(reading.entries)]
    said = [finding for reading in readings for finding in reading.findings]
    modified = {reading.file: reading.modified for reading in readings}
    chosen = choose(master.facts, reported, entries, modified)
    quarters = tuple(sorted({reading.quarter for reading in readings} | ({quarter} if quarter else set())))
    results, uneven = results_of(master, chosen.facts, quarters)
    statuses = [
        status
        for number in quarters
        for status in statuses_of(master, chosen.facts, number, _files_by_office(readings, number))
    ]
    counted = _recount(readings, chosen.entries)
    return Outcome(
        master=master,
        quarters=quarters,
        entries=tuple(sorted(chosen.entries, key=_entry_order)),
        facts=facts_in_order(master, chosen.facts),
        findings=in_order(
            [
                *master.findings,
                *noticed,
                *findings,
                *said,
                *chosen.findings,
                *uneven,
            ]
        ),
        results=results,
        offices=tuple(statuses),
        conservation=counted,
        changes=tuple(_change(before, after) for before, after in chosen.changed),
    )


def consolidate(outcome: Outcome) -> Outcome:
    """Put results into the plan's sheets, add planbook's own, and prove that nothing else changed."""
    master = outcome.master
    before, _ = results_of(master, master.facts)
    placement = place(master, outcome.results, before)
    findings = in_order([*outcome.findings, *placement.findings])
    changes = tuple(dict.fromkeys([*master.changes, *outcome.changes, *placement.changes]))
    donor = build_donor(
        master,
        outcome.facts,
        outcome.results,
        outcome.offices,
        _lasting(findings, master.file),
        changes,
        taken_names=placement.region_sheets,
    )
    # all that a merge makes is made anew: a detail form of an activity that is gone does not stay behind
    data = graft(strip(placement.data, suffixes=lambda suffix: suffix.startswith(adopt_stage.MERGED)), donor)
    proof = prove(master.data, data, placement.cells)
    update = {"findings": in_order([*findings, *proof.findings]), "changes": changes, "proof": proof, "data": data}
    return outcome.model_copy(update=update)


def _lasting(findings: Iterable[Finding], master: str) -> list[Finding]:
    """The findings for the status sheet: without those that the history sheet keeps, so that merging again gives the
    same bytes; a finding about the workbook itself needs no file name there."""
    lasting = [finding for finding in findings if finding.code not in ("figure-changed", "result-cell-overwritten")]
    return [f.model_copy(update={"file": ""}) if f.file == master else f for f in lasting]


def _files_by_office(readings: Sequence[Reading], quarter: int) -> dict[str, list[str]]:
    files: dict[str, list[str]] = {}
    for reading in readings:
        if reading.quarter == quarter:
            files.setdefault(reading.office, []).append(reading.file)
    return files


def _recount(readings: Sequence[Reading], entries: Sequence[Entry]) -> Conservation:
    """The counts of all readings, after choosing among them moved some entries from accepted to rejected."""
    total = sum((reading.conservation for reading in readings), Conservation())
    accepted = sum(entry.state is EntryState.ACCEPTED for entry in entries)
    moved = total.accepted - accepted
    return total.model_copy(update={"accepted": accepted, "rejected": total.rejected + moved})


def _change(before: Fact, after: Fact) -> Change:
    """A figure of the master that now reads differently, for the history sheet."""
    return Change(
        key=after.key,
        office=after.office,
        quarter=after.quarter,
        old=before.result,
        new=after.result,
        unit=after.unit or before.unit,
        old_file=before.file,
        new_file=after.file,
        cause="ได้รับแบบรายงานฉบับใหม่",
    )


def _entry_order(entry: Entry) -> tuple[object, ...]:
    return natural_order(entry.key), entry.office, entry.quarter, entry.field, entry.file, entry.cell


def read_plan(source: Source) -> Master:
    """Read a master, or a plan workbook that was not adopted yet (then without decisions, offices and settings).

    Raises BookProblem where the file cannot be read, and PlanbookError where it has no plan in it.
    """
    file, data = read_source(source)
    master, ours = adopt_stage.read_master_book(data, file)
    if not master.plan.strategies:
        said = next(finding for finding in master.findings if finding.code in ("plan-no-table", "plan-near-miss"))
        raise PlanbookError(said.message.th, said.message.en, code=said.code)
    if REGISTER.suffix in ours:
        return master
    return Master(plan=master.plan, findings=master.findings, file=file, data=data)


def export_plan(plan: Master | Source) -> PlanDocument:
    """A master or a plan workbook as plain data (``schemas/plan.schema.json``), without results."""
    return master_document(plan if isinstance(plan, Master) else read_plan(plan))


def read_document(source: Source) -> PlanDocument:
    """A plan document from YAML or JSON. Raises DocumentProblem, which names the path of what is wrong."""
    file, data = read_source(source)
    return load_document(data, file)


def new_plan(document: PlanDocument, spare_rows: int = 0) -> bytes:
    """A new plan workbook of a document, in the original layout, with so many empty rows below each table.

    The workbook is read back before it is returned: DocumentProblem names the path where it would say anything else.
    """
    check_document(document)
    document = completed(document)
    data = write_plan(document, spare_rows)
    require_same(document, parse(read_sheets(data, "")).plan)
    return data


def new_master(document: PlanDocument) -> Adopted:
    """A new plan workbook of a document, adopted, with the document's decisions, offices, targets and settings."""
    plan = new_plan(document)
    made = adopt_stage.adopt(plan, "", offices_of(document))
    targets = office_targets_of(document)
    decided = decisions_of(document)
    if not (decided or targets or document.settings):
        return made
    master = made.master.model_copy(
        update={
            "decisions": {**made.master.decisions, **decided},
            "office_targets": targets,
            "settings": document.settings or made.master.settings,
        }
    )
    rows = register_rows(master.plan, master.decisions)
    data = graft(
        plan,
        write_tables(
            [
                # notes that came from a register are its own words already
                (REGISTER, [{**row, "review": master.decisions[row["key"]].review or row["review"]} for row in rows]),
                (OFFICES, office_rows(master.offices)),
                (GROUPS, group_rows(master.offices)),
                (TARGETS, target_rows(master.office_targets, master.offices)),
                (SETTINGS, setting_rows(master.settings)),
            ]
        ),
    )
    return Adopted(data, master.model_copy(update={"data": data}), made.balance, made.findings)
