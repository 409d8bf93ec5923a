"""An initiative as rows of the plan table, in an order that a reader takes for what it is.

A title runs down its column, values stand on an activity's first row (or beside the line they are labelled with), the
responsible lines run down column 14. All of it comes before the first numbered step: from there on, a value or a unit
would make an activity of the step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from planbook.layout import original as layout
from planbook.layout.original_look import INITIATIVE_PREFIX, PLAN_TEXT_WIDTH, TARGET_WIDTH, TEXT_WIDTH
from planbook.plandata.document import ActivityData, BudgetData, InitiativeData, Targets
from planbook.plandata.lines import continues_initiative, continues_title, numbered, split_title
from planbook.text import digits, width


@dataclass
class Line:
    """One row of the plan table: what stands in its columns. ``opens`` marks the first row of an activity."""

    plan: str = ""
    text: str = ""
    targets: dict[int, str] = field(default_factory=dict)
    span: str = ""
    budget: BudgetData | None = None
    responsible: str = ""
    opens: bool = False

    @property
    def has_values(self) -> bool:
        """Whether anything stands in the quarter columns."""
        return bool(self.targets or self.span)


def initiative_rows(initiative: InitiativeData) -> list[Line]:
    """The rows of an initiative with all its activities."""
    rows: list[Line] = []
    _add(initiative.activities, rows)
    title = split_title(
        f"{INITIATIVE_PREFIX} {initiative.number}", initiative.title, PLAN_TEXT_WIDTH, continues_initiative
    )
    notes = list(initiative.notes)
    if notes and not layout.WHOLE_BRACKET.match(digits(notes[0])):
        notes.insert(0, "")  # a remark that is not in brackets stands apart from the title
    plan = [*title, *notes]
    rows += [Line() for _ in range(len(plan) - len(rows))]
    for row, text in zip(rows, plan, strict=False):
        row.plan = text
    return rows


def _add(activities: Sequence[ActivityData], rows: list[Line]) -> None:
    for activity in activities:
        own = activity_rows(activity)
        if rows and rows[-1].responsible and _seems_to_run_on(own[0]):
            rows.append(Line())
        rows += own
        _add(activity.children, rows)


def _seems_to_run_on(row: Line) -> bool:
    """Whether a responsible line beside a number reads as the rest of the unit above it."""
    return bool(row.responsible) and not row.targets and not layout.UNIT_START.match(digits(row.responsible.strip()))


def activity_rows(activity: ActivityData) -> list[Line]:
    """The rows of an activity without those of its children."""
    # a number without a dot or a leading zero is printed with a full stop: "1." but "1.1" and "01"
    plain = len(activity.number) == 1 or not ("." in activity.number or activity.number.startswith("0"))
    title = split_title(f"{activity.number}{'.' * plain}", activity.title, TEXT_WIDTH, continues_title)
    texts = _in_reading_order(activity.notes, activity.procedure)
    first_step = next((at for at, text in enumerate(texts) if numbered(text)), len(texts))
    rows = [Line(text=text) for text in [*title, *texts[:first_step]]]
    rows[0].opens = True
    budget = activity.budget
    rows[0].budget = budget if budget != BudgetData() else None
    _place_values(activity, rows)
    rows += [Line() for _ in range(len(activity.responsible.lines) - len(rows))]
    for row, line in zip(rows, activity.responsible.lines, strict=False):
        row.responsible = line
    return rows + [Line(text=text) for text in texts[first_step:]]


def _in_reading_order(notes: Sequence[str], procedure: Sequence[str]) -> list[str]:
    """Notes, then steps; but steps that begin with bullets go before a note ("เป้าหมาย …"), which would take them."""
    starts = (at for at, line in enumerate(procedure) if numbered(line) or layout.PROCEDURE.match(digits(line)))
    loose = next(starts, len(procedure))
    remarks = next((at for at, note in enumerate(notes) if not layout.WHOLE_BRACKET.match(digits(note))), len(notes))
    return [*notes[:remarks], *procedure[:loose], *notes[remarks:], *procedure[loose:]]


def _place_values(activity: ActivityData, rows: list[Line]) -> None:
    at = 0
    lines = [(activity.targets_label, activity.targets)] if activity.targets else []
    lines += [(line.label, line.targets) for line in activity.further_targets]
    for index, (label, targets) in enumerate(lines):
        if label:
            at = next((row for row in range(at, len(rows)) if rows[row].text == label and not rows[row].has_values), at)
        elif index:
            at += 1
            rows.insert(at, Line())
        at = _put(targets, rows, at, {label for label, _ in lines[index + 1 :]})
    if activity.span is not None:
        where = 0
        if rows[0].has_values:
            rows.insert(at + 1, Line())
            where = at + 1
        rows[where].span = activity.span


def _put(targets: Targets, rows: list[Line], at: int, taken: set[str]) -> int:
    """Put a row of targets; a long one's remark in brackets goes on the row below. Returns the last row used.

    ``taken`` are the texts beside which further rows of targets will stand.
    """
    below: dict[int, str] = {}
    for quarter, amount in targets.items():
        head, tail = _parted(amount.raw)
        rows[at].targets[int(quarter)] = head
        if tail:
            below[int(quarter)] = tail
    if not below:
        return at
    if at + 1 >= len(rows) or rows[at + 1].text in taken:
        rows.insert(at + 1, Line())
    rows[at + 1].targets = below
    return at + 1


def _parted(raw: str) -> tuple[str, str]:
    """A long target such as "1 ครั้ง (100 ราย)" as its two lines; any other as it is."""
    head, space, tail = raw.partition(" (")
    if space and width(raw) > TARGET_WIDTH and head == head.strip() and head and tail == tail.strip():
        return head, f"({tail}"
    return raw, ""
