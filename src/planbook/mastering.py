"""Making and reading masters: adopt a plan, put decisions under a changed plan, read a master back."""

from collections import Counter
from dataclasses import replace

from planbook.book.files import Source, read_source
from planbook.book.grid import read_grids
from planbook.consolidated.facts import check_facts, read_facts, read_history
from planbook.domain import Finding, Master, OfficeBook, Plan, in_order
from planbook.domain.renumbering import facts_rekeyed, rekeyed, renames
from planbook.errors import PlanbookError
from planbook.layout.own_tables import REGISTER
from planbook.master import adopt as adopt_stage
from planbook.master import update as update_stage
from planbook.master.adopt import Adopted
from planbook.master.offices import read_office_list
from planbook.merging import consolidate, review
from planbook.review.who import nobody_fills_in
from planbook.words import Sentence


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
    master = replace(read_master(made.data), file=file)
    findings = in_order([*made.findings, *(replace(f, file=file) for f in master.findings)])
    if before.facts or before.changes:
        master = replace(
            master,
            facts=rekeyed(before.facts, made.moved),
            changes=rekeyed(before.changes, made.moved),
            findings=findings,
        )
        outcome = consolidate(review(master, []))
        if outcome.proof is not None and not outcome.proof.holds:
            first = outcome.proof.findings[0]
            raise PlanbookError(first.code, **first.told)
        master, findings = replace(master, data=outcome.data), outcome.findings
    return Adopted(master.data, master, made.balance, findings)


def read_master(source: Source) -> Master:
    """Read a master (or consolidated) workbook: plan, decisions, offices, and the results accepted so far.

    Raises BookProblem where the file cannot be read, and PlanbookError where it is no master.
    """
    file, data = read_source(source)
    master, ours = adopt_stage.read_master_book(data, file)
    if REGISTER.suffix not in ours:
        raise PlanbookError("not-a-master", file=file or Sentence("text.this-file"))
    kept = {grid.name: grid.rows for grid in read_grids(data)} if {"facts", "history"} & ours.keys() else {}
    facts_rows, history_rows = kept.get(ours.get("facts", ""), []), kept.get(ours.get("history", ""), [])
    known = set(master.offices.by_code)
    noticed = check_facts(facts_rows, known, file=file, sheet=ours["facts"]) if facts_rows else ()
    moved = renames(master.decisions)
    return replace(
        master,
        facts=facts_rekeyed(read_facts(facts_rows), moved),
        changes=rekeyed(read_history(history_rows), moved),
        findings=in_order([*master.findings, *noticed]),
    )


def read_plan(source: Source) -> Master:
    """Read a master, or a plan workbook that was not adopted yet (then without decisions, offices and settings).

    Raises BookProblem where the file cannot be read, and PlanbookError where it has no plan in it.
    """
    file, data = read_source(source)
    master, ours = adopt_stage.read_master_book(data, file)
    if not master.plan.strategies:
        said = next(finding for finding in master.findings if finding.code in ("plan-no-table", "plan-near-miss"))
        raise PlanbookError(said.code, **said.told)
    if REGISTER.suffix in ours:
        return master
    return Master(plan=master.plan, findings=master.findings, file=file, data=data)
