"""The open questions of a register, and answers written into the very cells they are about; nothing else changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue, patch_sheet
from planbook.domain import QUARTERS, Decision, Finding, Key, Master
from planbook.errors import UsageProblem
from planbook.layout.decisions import note_text, reasons
from planbook.layout.own_tables import REGISTER, SETTINGS, WAIVERS, TableColumn
from planbook.master.adopt import open_master
from planbook.master.register import decision_words
from planbook.master.tables import free_row, read_table
from planbook.review.region import OF_FIGURES, may_be_waived

ASKED = ("asked", "kind", "unit", "direction", "rule", "who", "cumulative", "nil_remark", "over_100")
"""The columns of the register that a question shows, in this order."""
REVIEW = "review"
LONGEST = 500
"""Characters of an answer."""
COLUMNS: dict[str, TableColumn] = {column.key: column for column in REGISTER.columns}


@dataclass(frozen=True)
class OpenQuestion:
    """An activity whose register row is marked for review: what it says now by column, what the plan says of it (title,
    targets by quarter, who), what is asked and, a line each, why."""

    key: Key
    title: str
    targets: tuple[str, ...]
    said: Mapping[str, str]
    review: tuple[str, ...]
    reasons: str
    sheet: str
    cell: str


def questions(master: Master) -> tuple[OpenQuestion, ...]:
    """The open questions, in the order of the plan."""
    return tuple(_questions(master))


def _questions(master: Master) -> Iterator[OpenQuestion]:
    for key, decision in master.decisions.items():
        activity = master.activities.get(key)
        if not decision.review or activity is None:
            continue
        span = activity.span.quantity.raw if activity.span else ""
        quantities = [activity.target(quarter) for quarter in QUARTERS]
        yield OpenQuestion(
            key=key,
            title=activity.title,
            targets=(span,) if span else tuple(quantity.raw if quantity else "" for quantity in quantities),
            said=decision_words(decision),
            review=tuple(map(note_text, decision.review)),
            reasons=reasons(decision.review),
            sheet=decision.sheet,
            cell=decision.cells.get(REVIEW, ""),
        )


def answered(master: Master, answers: Mapping[Key, Mapping[str, str]]) -> bytes:
    """The master's bytes with answers in its register: by activity, what is said by column; a question answered is
    closed. Raises UsageProblem ``desk-answer-bad`` for an activity, a column or a choice that there is not."""
    cells: dict[str, dict[str, CellValue]] = {}
    for key, said in answers.items():
        decision = master.decisions.get(key)
        if decision is None or not decision.cells:
            raise UsageProblem("desk-answer-bad", key=key, value="")
        here = cells.setdefault(decision.sheet, {})
        for column, value in said.items():
            here[_cell(decision, column, value)] = value or None
        here[decision.cells[REVIEW]] = None
    return _patched(master.data, cells)


def _cell(decision: Decision, column: str, value: str) -> str:
    known = COLUMNS.get(column)
    allowed = known is not None and (not known.offered or value in ("", *known.offered)) and len(value) <= LONGEST
    if column not in ASKED or not allowed or column not in decision.cells:
        raise UsageProblem("desk-answer-bad", key=decision.key, value=value[:80] or column[:80])
    return decision.cells[column]


def with_settings(master: Master, settings: Mapping[str, str]) -> bytes:
    """The master's bytes with settings changed, by the keys of the settings sheet. Raises UsageProblem
    ``desk-answer-bad`` for one that the sheet does not have."""
    _, ours, _ = open_master(master.data, master.file)
    sheet = ours.get(SETTINGS.suffix)
    rows = {row["key"]: row for row in read_table(sheet, SETTINGS)} if sheet else {}
    cells: dict[str, CellValue] = {}
    for key, value in settings.items():
        if key not in rows or len(value) > LONGEST:
            raise UsageProblem("desk-answer-bad", key=key, value=value[:80])
        cells[rows[key].cell("value")] = value or None
    return _patched(master.data, {sheet.name: cells} if sheet else {})


def waivable(finding: Finding) -> bool:
    """Whether the page offers to waive a finding: of an office's return, or of a figure of the region's."""
    # without an office a waiver counts for every one
    return may_be_waived(finding) and bool(finding.office or finding.code in OF_FIGURES)


def with_waiver(master: Master, waiver: Mapping[str, str]) -> bytes:
    """The master's bytes with a further row of its waivers sheet, by column. Raises UsageProblem ``desk-answer-bad``
    for an office, an activity, a quarter or a column that there is not, and where the master has no such sheet."""
    _, ours, _ = open_master(master.data, master.file)
    sheet = ours.get(WAIVERS.suffix)
    row = free_row(sheet, WAIVERS) if sheet else None
    known = {
        "office": {"", *master.offices.by_code},
        "key": {"", *master.activities},
        "until": {str(quarter) for quarter in QUARTERS},
    }
    for column, value in waiver.items():
        fits = value in known.get(column, {value}) and len(value) <= LONGEST
        if row is None or column not in row.columns or not fits:
            raise UsageProblem("desk-answer-bad", key=waiver.get("key", ""), value=value[:80] or column[:80])
    if row is None:
        raise UsageProblem("desk-answer-bad", key="", value="")
    cells: dict[str, CellValue] = {row.cell(column): value for column, value in waiver.items() if value}
    return _patched(master.data, {row.sheet: cells})


def _patched(data: bytes, cells: Mapping[str, Mapping[str, CellValue]]) -> bytes:
    package = Package.open(data)
    parts = {sheet.name: sheet.part for sheet in Workbook(package).sheets}
    return package.build({parts[name]: patch_sheet(package.read(parts[name]), here) for name, here in cells.items()})
