"""The whole flow on one page: adopt → generate → (offices fill in) → check → merge.

Each function takes paths, bytes or streams and returns values; what is wrong with the data is in the findings, never an
exception. PlanbookError is raised where there is no going on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from planbook.book.atomic import write_atomic
from planbook.book.graft import graft
from planbook.book.grid import check_and_read, read_grids
from planbook.consolidated.donor import build_donor
from planbook.consolidated.facts import check_facts, facts_in_order, read_facts
from planbook.consolidated.history import read_history
from planbook.consolidated.place import place
from planbook.consolidated.proof import prove
from planbook.errors import PlanbookError, UsageProblem
from planbook.forms.compose import compose, form_findings, reporting_offices
from planbook.forms.filename import form_filenames
from planbook.forms.render import render
from planbook.layout.master import REGISTER
from planbook.master import adopt as adopt_stage
from planbook.master.adopt import Adopted
from planbook.master.offices import read_office_list
from planbook.model import (
    Change,
    Conservation,
    Entry,
    EntryState,
    Fact,
    Finding,
    FormSpec,
    Master,
    in_order,
    natural_order,
)
from planbook.outcome import Outcome
from planbook.returns.collect import SourceFile, collect
from planbook.returns.inspect import Inspection, look
from planbook.returns.reading import Reading, read_returns
from planbook.returns.reading import facts as facts_of
from planbook.rollup import choose, results_of, statuses_of
from planbook.source import Source, read_source

Progress = Callable[[str], None]
"""Called with a word about each piece of work as it is done."""


def adopt(plan: Source, offices: Source | None = None) -> Adopted:
    """Make a master out of a region's plan workbook: its bytes, the model, findings, and the balance of its cells."""
    file, data = read_source(plan)
    if offices is None:
        return adopt_stage.adopt(data, file)
    list_file, list_data = read_source(offices)
    book, noticed = read_office_list(list_data, list_file)
    adopted = adopt_stage.adopt(data, file, book)
    return Adopted(adopted.data, adopted.master, adopted.balance, in_order([*noticed, *adopted.findings]))


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
    return master.model_copy(
        update={
            "facts": read_facts(facts_rows),
            "changes": read_history(history_rows),
            "findings": in_order([*master.findings, *noticed]),
        }
    )


@dataclass(frozen=True)
class Generated:
    """The forms of a quarter: file name → the form, its bytes made when asked for; and what was noticed."""

    specs: dict[str, FormSpec]
    findings: tuple[Finding, ...]

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for name, spec in self.specs.items():
            yield name, render(spec)


def generate(
    master: Master,
    quarter: int,
    out: str | Path | None = None,
    *,
    offices: Iterable[str] = (),
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Generated:
    """Make one form per reporting office (or per code in ``offices``), and write them to the folder ``out`` if given.

    Nothing is written where a file of one of the names is there already, unless ``overwrite``.
    """
    wanted = set(offices)
    unknown = wanted - {office.code for office in reporting_offices(master, quarter)}
    if unknown:
        codes = ", ".join(sorted(unknown))
        raise PlanbookError(f"หน่วยงานที่ไม่มีแบบฟอร์ม: {codes}", f"offices that have no form: {codes}")
    specs = [
        compose(master, office.code, quarter)
        for office in reporting_offices(master, quarter)
        if not wanted or office.code in wanted
    ]
    names = form_filenames(specs)
    made = Generated({names[spec.office]: spec for spec in specs}, in_order(form_findings(master, quarter)))
    if out is not None:
        folder = Path(out)
        taken = [name for name in made.specs if (folder / name).exists()]
        if taken and not overwrite:
            raise UsageProblem(
                f"มีไฟล์ {taken[0]} อยู่แล้วใน {folder} (ทั้งหมด {len(taken)} ไฟล์) ใช้ --force หากต้องการเขียนทับ",
                f"{taken[0]} is already in {folder} ({len(taken)} such files); use --force to overwrite",
                code="output-exists",
            )
        for name, data in made:
            write_atomic(folder / name, data, overwrite=overwrite)
            if progress:
                progress(name)
    return made


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
    data = graft(placement.data, donor)
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
