"""Where a finding of lint stands: a cell of the plan, or of the register's row."""

from collections.abc import Callable, Iterator
from functools import partial

from planbook.domain import Activity, Decision, Finding, Master


def asked(master: Master) -> Iterator[tuple[Activity, Decision]]:
    """The activities that offices report on, with what the register says of them, in plan order."""
    for key, activity in master.activities.items():
        decision = master.decisions.get(key)
        if decision and decision.asked:
            yield activity, decision


def in_plan(master: Master, activity: Activity, cell: str = "") -> Callable[..., Finding]:
    """Makes findings at a cell of the plan; without one at the activity's own."""
    return partial(Finding.of, file=master.file, sheet=activity.sheet, cell=cell or activity.cell, key=activity.key)


def at_line(master: Master, activity: Activity, line: str) -> Callable[..., Finding]:
    """Makes findings at a line of an activity's notes or procedure."""
    return in_plan(master, activity, activity.text_cells.get(line, ""))


def in_register(master: Master, activity: Activity, column: str) -> Callable[..., Finding]:
    """Makes findings at a column of the activity's row in the register; before there is one, at the activity."""
    decision = master.decisions.get(activity.key)
    if decision is None or column not in decision.cells:
        return in_plan(master, activity)
    return partial(Finding.of, file=master.file, sheet=decision.sheet, cell=decision.cells[column], key=activity.key)


def texts(activity: Activity) -> tuple[str, ...]:
    """The lines below an activity's title: notes on its target, then its procedure."""
    return (*activity.notes, *activity.procedure)
