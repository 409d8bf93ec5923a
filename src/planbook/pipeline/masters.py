"""Masters: made, read, looked over, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from planbook.book.files import Source, path_of, read_source
from planbook.consolidated.facts import read_accepted
from planbook.domain import Finding, Master, Settings, in_order
from planbook.domain.data import from_data
from planbook.domain.identity import (
    CHANGED_NUMBERS,
    facts_rekeyed,
    filed_rekeyed,
    firsts_rekeyed,
    rekeyed,
    renames,
    reserve_rekeyed,
    result_findings,
)
from planbook.errors import of_file
from planbook.master import adopt as adopting
from planbook.master.adopt import Adopted
from planbook.master.offices import read_office_list
from planbook.master.parse import parse_plan
from planbook.master.roles import read_roles
from planbook.master.sheets import read_sheets
from planbook.pipeline.opening import opened
from planbook.review import lint as lint_rules
from planbook.review.who import nobody_fills_in
from planbook.words import Sentence, known, languages

if TYPE_CHECKING:
    from planbook.document.model import PlanDocument


def adopt(
    plan: Source | Master, offices: Source | None = None, *, teach: Sequence[str] = (), measures: bool = False
) -> Adopted:
    """Make a master of a region's plan workbook: the same file with planbook's sheets added.

    ``offices`` is a list of offices, CSV or workbook; without one, offices are made up from the plan's own words.
    ``teach`` explains captions that planbook does not know, as in ``D5=ไตรมาส 1 เป้าหมาย`` or ``CR1!D5=…``; the master
    keeps it. With ``measures`` the register has a row, not asked, for each measure of the sheets' heads and for the
    budget spent of each initiative.

    A plan without a table is a finding. Raises BookProblem where a file cannot be read or a plan is of a kind that
    cannot be converted, UsageProblem for a lesson that is none (``teach-form``, ``teach-cell``, ``teach-meaning``).
    """
    file, data = opened(plan)
    book, noticed = None, list[Finding]()
    if offices is not None:
        name, listed = read_source(offices)
        with of_file(name):
            book, noticed = read_office_list(listed, name)
    with of_file(file):
        made = adopting.adopt(data, file, book, teach, measures=measures)
    return replace(made, findings=in_order([*noticed, *made.findings, *nobody_fills_in(made.master)]))


def preview(plan: Source | Master, *, findings: Iterable[Finding] | None = None, language: str = "") -> bytes:
    """The picture of what was understood of a master or a plan workbook: a page of HTML that asks for nothing, with
    the role of every cell, questions first.

    ``findings`` are what was noticed of it; None reads and lints it again. ``language`` is the master's unless another
    is named. Raises BookProblem where the file cannot be read.
    """
    from planbook.report.preview import preview as draw_preview  # here as below: what reading a master does not need

    file, data = opened(plan)
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
    return replace(as_master(*read_source(source)), path=path_of(source))


def read_plan(source: Source | Master) -> Master:
    """Read a master, or a plan workbook that was not adopted yet: then without decisions, offices and settings.

    Accepted results are not read. Raises BookProblem where the file cannot be read, and PlanbookError where it has no
    plan in it.
    """
    if isinstance(source, Master):
        return source
    file, data = read_source(source)
    with of_file(file):
        return adopting.read_plan_book(data, file)


def with_settings(master: Source | Master, **changes: Any) -> Master:
    """The master with other settings for this run, such as ``contact`` or ``password``; None leaves one as it is.

    The names are the fields of :class:`Settings`. Raises TypeError for any other name, ValueError for a value of
    another type than the field's, and for a language that there is not.
    """
    master = read_master(master)
    settings = replace(master.settings, **{name: value for name, value in changes.items() if value is not None})
    if settings.language not in languages():
        raise ValueError(f"language: {settings.language!r} is none of {', '.join(languages())}")
    checked = from_data(Settings, {each.name: getattr(settings, each.name) for each in fields(settings)})
    return replace(master, settings=checked)


def lint(master: Source | Master) -> tuple[Finding, ...]:
    """What the staff should look at in a master: what reading it found, and what the rules of review find.

    Raises BookProblem where it cannot be read, PlanbookError ``not-a-master`` for a workbook that is none.
    """
    master = read_master(master)
    return in_order([*master.findings, *lint_rules(master), *_hand_edits(master)])


def _hand_edits(master: Master) -> tuple[Finding, ...]:
    """What somebody typed into the result columns of a consolidated workbook since it was made."""
    if not (master.data and master.facts):
        return ()
    from planbook.consolidated.hand_edits import hand_edits
    from planbook.rollup.results import results_of

    return hand_edits(master, results_of(master, master.facts)[0])


def as_master(file: str, data: bytes, *, updated: bool = False) -> Master:
    """A master as it stands; ``updated`` tells that its results are still to be put under the plan's new numbers."""
    with of_file(file):
        master, owned = adopting.read_master_book(data, file)
        adopting.require_adopted(owned, file)
        accepted = read_accepted(data, owned, master.offices.by_code.keys(), file)
    moved = renames(master.decisions)
    reported = {finding.key for finding in master.findings if finding.code in CHANGED_NUMBERS}
    titles = {} if updated else {moved.get(key, key): title for key, title in accepted.titles.items()}
    strangers = result_findings(titles, master.activities, reported, file, accepted.sheet)
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


def export_plan(plan: Source | Master) -> PlanDocument:
    """A master or a plan workbook as plain data (``schemas/plan.schema.json``), without results."""
    from planbook.document.convert import master_document

    return master_document(read_plan(plan))


def read_document(source: Source) -> PlanDocument:
    """A plan as data from YAML or JSON. Raises DocumentProblem, which names the path of what is wrong."""
    from planbook.document.text import load

    file, data = read_source(source)
    return load(data, file)


def new_plan(plan: PlanDocument | Source, spare_rows: int = 0) -> bytes:
    """A new plan workbook in the original layout, with so many empty rows below each table.

    The workbook is read back before it is returned: DocumentProblem names the path where it would say anything else.
    """
    from planbook.document import check as document
    from planbook.document.model import PlanDocument
    from planbook.document.workbook import write_plan

    plan = plan if isinstance(plan, PlanDocument) else read_document(plan)
    document.check_document(plan)
    plan = document.completed(plan)
    data = write_plan(plan, spare_rows)
    document.require_same(plan, parse_plan(read_sheets(data, "")).plan)
    return data


def new_master(plan: PlanDocument | Source) -> Adopted:
    """A new plan workbook, adopted, with the decisions, offices, targets and settings that the data has."""
    from planbook.document.convert import decisions_of, office_targets_of, offices_of, rules_of, waivers_of
    from planbook.document.model import PlanDocument
    from planbook.document.text import DocumentProblem

    plan = plan if isinstance(plan, PlanDocument) else read_document(plan)
    data = new_plan(plan)
    made = adopting.adopt(data, "", offices_of(plan), measures=[each.key for each in plan.beside])
    for index, each in enumerate(plan.beside):
        if each.key not in made.master.activities:
            raise DocumentProblem(f"beside[{index}].key", Sentence("document.no-activity", {"key": each.key}))
    return adopting.decide(
        data, made, decisions_of(plan), office_targets_of(plan), plan.settings, rules_of(plan), waivers_of(plan)
    )
