"""What the plan says of an activity beside its title and targets, as an office's form shows it.

The notes on the target stand below the title. Everything, the procedure too, stands on a sheet of its own
(:mod:`planbook.forms.plan_sheet`), line for line as the plan prints it: no line is joined to another, none is left out.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate

from planbook.domain import QUARTERS, Activity, Initiative, PlanText, PlanTextKind, Quantity, TargetLine, clean, width
from planbook.words import text

HINT_WIDTH, HINT_LINES = 400, 8
"""Character cells and lines of a hint: what is more would make a row too high to be seen at once, and stands whole on
the sheet of the plan's texts."""
_HINT_MARK = "เป้าหมาย"


def hint_of(activity: Activity, own: TargetLine | None, year: str, quarter: int, language: str) -> str:
    """What stands below an activity's title, a line each: the text across the quarters, the office's target for the
    whole ``year`` (raw, empty for none), its ``own`` line where the plan has several (None where it has none), and all
    of the plan's notes."""
    lines = [clean(activity.span.quantity.raw)] if activity.span is not None else []
    if year:
        lines.append(text("form.year_target", language, target=year))
    if own is not None and own.label:
        target = own.targets.get(quarter)
        lines.append(text("form.own_target", language, label=own.label, target=target.raw.strip() if target else "-"))
    lines += [note for note in map(clean, activity.notes) if note != _HINT_MARK]
    return _short(dict.fromkeys(lines))


def texts_of_activity(activity: Activity, language: str) -> tuple[PlanText, ...]:
    """All that the plan says of an activity beside its title, a line of the plan each: text across the quarters, notes,
    lines of targets where there are several, procedure, who is responsible, budget."""
    found = [PlanText(kind=PlanTextKind.NOTE, text=note) for note in map(clean, activity.notes)]
    if activity.span is not None:
        found.insert(0, PlanText(kind=PlanTextKind.TARGET, text=clean(activity.span.quantity.raw)))
    if len(activity.lines) > 1:
        found += [PlanText(kind=PlanTextKind.TARGET, text=_targets(line, language)) for line in activity.lines]
    found += [PlanText(kind=PlanTextKind.PROCEDURE, text=step) for step in map(clean, activity.procedure)]
    if activity.responsible:
        words = " ".join(map(clean, activity.responsible))
        found.append(PlanText(kind=PlanTextKind.RESPONSIBLE, text=words))
    budget = {
        "capital": activity.budget.capital,
        "operating": activity.budget.operating,
        "total": activity.budget.total,
    }
    if said := _budget(budget, language):
        found.append(PlanText(kind=PlanTextKind.BUDGET, text=said))
    return tuple(each for each in found if each.text)


def texts_of_initiative(initiative: Initiative) -> tuple[PlanText, ...]:
    """What the plan remarks on an initiative as a whole."""
    return tuple(PlanText(kind=PlanTextKind.NOTE, text=clean(note)) for note in initiative.notes if clean(note))


def _targets(line: TargetLine, language: str) -> str:
    """A line of targets: what it is for, and its four quarters."""
    quarters = [
        f"{text('fixed.quarter', language, quarter=quarter)}: {target.raw.strip()}"
        for quarter in QUARTERS
        if (target := line.targets.get(quarter)) is not None
    ]
    return " · ".join([line.label, *quarters] if line.label else quarters)


def _budget(parts: Mapping[str, Quantity | None], language: str) -> str:
    names = {
        "capital": text("form.budget.capital", language),
        "operating": text("form.budget.operating", language),
        "total": text("form.budget.total", language),
    }
    return " · ".join(f"{names[name]} {read.raw.strip()}" for name, read in parts.items() if read is not None)


def _short(lines: Iterable[str]) -> str:
    kept = list(lines)
    whole = "\n".join(kept[:HINT_LINES])
    # counted in spacing characters, so that no vowel is parted from its consonant
    room = accumulate(width(char) for char in whole)
    end = next((index for index, used in enumerate(room) if used >= HINT_WIDTH), len(whole))
    return whole if end == len(whole) and len(kept) <= HINT_LINES else whole[:end].rstrip() + "…"
