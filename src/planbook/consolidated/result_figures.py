"""What a result says in the plan's own cells: a number beside targets that are numbers, else a text as the plan's are.

A number has the number format of its target, so that the region's own formulas reckon with it and it looks like the
plan; how many offices stand behind it never enters its cell.
"""

from collections.abc import Callable
from decimal import Decimal

from planbook.book.cells import cell_name, split_cell
from planbook.book.figure_formats import GENERAL, scale_of, with_digits
from planbook.book.foreign.formats import display
from planbook.book.foreign.formats import is_percent as shows_percent
from planbook.consolidated.plan_cells import Figure, Place, PlanCells, figure
from planbook.domain import Activity, QuantityKind, Result, is_number, is_percent, width
from planbook.domain.number import cell_text, quotient
from planbook.domain.quantity import NUMBER, without_comparator
from planbook.layout.own_tables import sheet_text

MAX_SHOWN = 20
"""Characters; a longer narrative is shown on the activity's detail form, and the plan sheet says so."""
MOST_SHRUNK = 1.4
"""How many times wider than its column a text may be: shrunk by more it cannot be read on paper."""
SEE_DETAIL = sheet_text("sheet.see-detail")


def figures_for(activity: Activity, result: Result, plan: PlanCells) -> dict[str, Figure]:
    """The cells of the activity's sheet that a result goes to, and what goes into each: one, or two where there is a
    free row of the activity's below. None where it has no cell."""
    if activity.sheet not in plan:
        return {}
    covered = plan.covered(activity.sheet)
    cell = activity.result_cells.get(result.quarter, "")
    number = _number(activity, result, plan) if cell and cell not in covered else None
    texts = texts_for(activity, result, covered, lambda name: plan.width((activity.sheet, name)))
    if number is None:
        return {name: Figure(text, text) for name, text in texts.items()}
    below = texts_for(activity, result, covered)
    return {cell: number} | {name: Figure(text, text) for name, text in below.items() if name != cell}


def shown(result: Result) -> str:
    """What a plan sheet's cell shows of a result: its display, or where to look for a long narrative.

    A figure is never hidden, however long it is.
    """
    text = " ".join(result.display.split())
    return SEE_DETAIL if not is_number(result.value) and len(text) > MAX_SHOWN else text


def texts_for(
    activity: Activity,
    result: Result,
    merged: set[str],
    room: Callable[[str], float] | None = None,
    *,
    two: bool = True,
) -> dict[str, str]:
    """The cells that a result goes to as text, and their texts.

    ``room`` tells the characters that a cell's column holds. A figure that every office stands behind goes without
    their count, where both would be shrunk beyond reading; one that some are missing from never does.
    """
    cell = activity.result_cells.get(result.quarter, "")
    if not cell or cell in merged:
        return {}
    text = shown(result)
    main, bracket, behind = text.rpartition(" (")
    row, column = split_cell(cell)
    below = cell_name(row + 1, column)
    if two and bracket and below not in merged and free_row(activity, row + 1):
        return {cell: main, below: f"({behind}"}
    whole = result.offices_reported == result.offices_expected
    if bracket and whole and room is not None and width(text) > MOST_SHRUNK * room(cell):
        return {cell: main}
    return {cell: text}


def free_row(activity: Activity, row: int) -> bool:
    """Whether a row is the activity's own and has no targets."""
    return activity.rows[0] < row <= activity.rows[1] and row not in {line.row for line in activity.lines}


def _number(activity: Activity, result: Result, plan: PlanCells) -> Figure | None:
    """A result as a number for its cell; None where it is none, or where its target is none of the same kind."""
    printed = NUMBER.search(result.display.partition(" (")[0])
    target = _target(activity, result.quarter, plan)
    if not is_number(result.value) or printed is None or target is None:
        return None
    like, percent = plan.number_format(target), is_percent(result.unit)
    scale, asked = scale_of(like), plan.number(target)
    if scale is None or (shows_percent(like) and not percent):
        return None
    if percent and not shows_percent(like) and asked is not None and 0 < asked <= 1:
        return None  # nobody can tell whether that 1 is one percent or all
    places = len(printed["number"].partition(".")[2])
    value = Decimal(cell_text(quotient(result.value, scale)))
    own = plan.number_format((activity.sheet, activity.result_cells[result.quarter]))
    is_own = own != GENERAL and scale_of(own) == scale
    if is_own and _shows(own, value, places):
        return figure(value, own)
    in_full = Decimal(cell_text(result.value))
    return figure(value, with_digits(own if is_own else like, in_full, places, without_comparator))


def _target(activity: Activity, quarter: int, plan: PlanCells) -> Place | None:
    """The cell of the quarter's target where it is a number; where it says nothing, that of another quarter."""
    cells = activity.lines[0].target_cells if activity.lines else {}
    own = (activity.sheet, cells.get(quarter, ""))
    said = activity.target(quarter)
    if said is not None and said.kind is not QuantityKind.NONE:
        return own if cells.get(quarter) and plan.number(own) is not None else None
    places = ((activity.sheet, cell) for cell in cells.values())
    return next((place for place in places if plan.number(place) is not None), None)


def _shows(number_format: str, value: Decimal, places: int) -> bool:
    """Whether a format shows a number with at least so many decimals, and not as a dash or nothing."""
    found = NUMBER.search(display(float(value), number_format) or "")
    return found is not None and len(found["number"].partition(".")[2]) >= places
