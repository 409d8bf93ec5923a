"""A plan as data: out of a master or plan workbook, and back into a workbook in the original layout."""

from dataclasses import replace

from planbook.book.files import Source, read_source
from planbook.book.graft import graft
from planbook.document.check import check as check_document
from planbook.document.check import completed, require_same
from planbook.document.convert import decisions_of, master_document, office_targets_of, offices_of
from planbook.document.model import PlanDocument
from planbook.document.text import load as load_document
from planbook.document.workbook import write_plan
from planbook.domain import Master
from planbook.layout.own_tables import GROUPS, OFFICES, REGISTER, SETTINGS, TARGETS
from planbook.master import adopt as adopt_stage
from planbook.master.adopt import Adopted
from planbook.master.offices import group_rows, office_rows
from planbook.master.parse import parse
from planbook.master.plan_table import read_sheets
from planbook.master.register import register_rows, setting_rows, target_rows
from planbook.master.tables import write_tables
from planbook.mastering import read_plan


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
    master = replace(
        made.master,
        decisions={**made.master.decisions, **decided},
        office_targets=targets,
        settings=document.settings or made.master.settings,
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
    return Adopted(data, replace(master, data=data), made.balance, made.findings)
