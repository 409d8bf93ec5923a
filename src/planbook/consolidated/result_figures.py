"""What a result says in the plan's own cells: a number beside targets that are numbers, else a text as the plan's are.

A number has the number format of its target, so that the region's own formulas reckon with it and it looks like the
plan; how many offices stand behind it never enters its cell.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Literal, TypeAlias

from planbook.book.cells import Place, cell_name, split_cell
from planbook.book.foreign import is_percent_format
from planbook.book.foreign.formats import display, dressed, is_date, literal_of, tokens_for
from planbook.consolidated.plan_cells import Figure, PlanCells, figure
from planbook.domain import Activity, Display, Progress, QuantityKind, Result, is_number, is_percent, width
from planbook.domain.number import cell_text, quotient
from planbook.domain.quantity import NUMBER, without_comparator
from planbook.domain.text import one_line
from planbook.layout.form import label
from planbook.layout.own_tables import sheet_text
from planbook.words import DEFAULT

MAX_SHOWN = 20
"""Characters; a longer narrative is shown on the activity's detail form, and the plan sheet says so."""
SMALLEST = 8.0
"""Points below which no result is printed: a text that would be shrunk further gives up its count, then its unit."""
SEE_DETAIL = sheet_text("sheet.see-detail")
MISSING = "†"
"""Stands behind a figure that offices are missing from, where their count stands on the detail form alone."""
_SHORTER = {
    SEE_DETAIL: sheet_text("sheet.see-detail-short"),
    label(Progress.NOTHING, DEFAULT): sheet_text("sheet.nil-short"),
}


Partial: TypeAlias = Literal["show", "hold", "mark"]
"""What the plan's cells show of a figure that offices are missing from: it with its count, nothing before all have
answered, or it with a mark too."""


def in_plan(results: Iterable[Result], partial: Partial) -> list[Result]:
    """The results as the plan's cells show them; everywhere else they are shown in full."""
    return [_in_plan(result, partial) if _incomplete(result) else result for result in results]


def _in_plan(result: Result, partial: Partial) -> Result:
    if partial == "hold":
        return replace(result, shown=Display())
    if partial == "mark" and result.shown.figure:
        return replace(result, shown=replace(result.shown, sign=MISSING))
    return result


def figures_for(activity: Activity, result: Result, plan: PlanCells) -> dict[str, Figure]:
    """The cells of the activity's sheet that a result goes to, and what goes into each: one, or two where there is a
    free row of the activity's below. None where it has no cell."""
    if activity.sheet not in plan:
        return {}
    covered = plan.covered(activity.sheet)
    cell = activity.result_cells.get(result.quarter, "")
    number = _number(activity, result, plan) if cell and cell not in covered else None

    def carries(name: str, text: str) -> bool:
        place = (activity.sheet, name)
        return width(text) <= plan.width(place) * max(1.0, plan.printed_points(place) / SMALLEST)

    texts = texts_for(activity, result, covered, carries)
    if number is None:
        return {name: Figure(text, text) for name, text in texts.items()}
    counts = {name: text for name, text in texts_for(activity, result, covered).items() if name != cell}
    if _incomplete(result) and (result.shown.sign or not counts):
        number = number.marked(MISSING)
    return {cell: number} | {name: Figure(text, text) for name, text in counts.items()}


def _in_cells(result: Result) -> Display:
    """What the plan sheet's cells show of a result, each piece on one line; of a long narrative where to look for it.

    A figure is never hidden, however long it is.
    """
    if not is_number(result.value) and len(one_line(result.display)) > MAX_SHOWN:
        return Display(figure=SEE_DETAIL)
    return replace(result.shown, figure=one_line(result.shown.figure))


def texts_for(
    activity: Activity,
    result: Result,
    merged: set[str],
    carries: Callable[[str, str], bool] | None = None,
    *,
    two: bool = True,
) -> dict[str, str]:
    """The cells that a result goes to as text, and their texts.

    The count of offices stands in the row below where that is free; else behind the figure, where ``carries`` (cell and
    text) says that both can be read on paper; else on the detail form alone, and a figure that offices are missing from
    bears a mark. What is still too long goes without its unit, which the target beside it has.
    """
    cell = activity.result_cells.get(result.quarter, "")
    if not cell or cell in merged:
        return {}
    shown = _in_cells(result)
    row, column = split_cell(cell)
    below = cell_name(row + 1, column)
    if two and shown.counts and below not in merged and is_free_row(activity, row + 1):
        return {cell: _that_fits(shown, shown.sign, cell, carries), below: f"{shown.counts}{shown.marks}"}
    if carries is None or carries(cell, str(shown)):
        return {cell: str(shown)}
    if not shown.counts:
        return {cell: _that_fits(shown, f"{shown.sign}{shown.marks}", cell, carries)}
    return {cell: _that_fits(shown, MISSING if _incomplete(result) else shown.sign, cell, carries)}


def _that_fits(shown: Display, mark: str, cell: str, carries: Callable[[str, str], bool] | None) -> str:
    """A figure and its mark, or a shorter text that says the same, that its cell can carry; the shortest where it can
    carry none."""
    choices = [shown.figure + mark, (shown.number or _SHORTER.get(shown.figure, shown.figure)) + mark]
    return next((each for each in choices if carries is None or carries(cell, each)), choices[-1])


def _incomplete(result: Result) -> bool:
    return result.offices_reported < result.offices_expected


def is_free_row(activity: Activity, row: int) -> bool:
    """Whether a row is the activity's own and has no targets."""
    return activity.rows[0] < row <= activity.rows[1] and row not in {line.row for line in activity.lines}


def _number(activity: Activity, result: Result, plan: PlanCells) -> Figure | None:
    """A result as a number for its cell; None where it is none, or where its target is none of the same kind."""
    target = _target(activity, result.quarter, plan)
    if not is_number(result.value) or not result.shown.number or target is None:
        return None
    like, percent = plan.number_format(target), is_percent(result.unit)
    scale, asked = scale_of(like), plan.number(target)
    if scale is None or (is_percent_format(like) and not percent):
        return None
    if percent and not is_percent_format(like) and asked is not None and 0 < asked <= 1:
        return None  # nobody can tell whether that 1 is one percent or all
    places = len(result.shown.number.partition(".")[2])
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


# Number formats

GENERAL = "General"
_PLACES = ("0", "#", "?")
_LONGEST = Decimal(10) ** 11
"""From here on a cell in General shows a power of ten."""


def scale_of(number_format: str) -> Decimal | None:
    """What one is shown as: 100 under ``0%``, 0.001 under ``0,``, else 1. None for a format that shows no plain number,
    such as a date, a fraction or a text."""
    if "@" in tokens_for(Decimal(1), number_format) or is_date(number_format):
        return None
    shown = dressed(Decimal(1), number_format)
    return shown.number if shown is not None else None


def with_digits(
    number_format: str, value: Decimal, places: int, before: Callable[[str], str] = lambda words: words
) -> str:
    """A number format that shows ``value``, a number on the scale that is shown, with at least so many decimals.

    It is the section that ``number_format`` has for what is positive: its digits, its percent sign, the words behind
    them, and those before them as ``before`` gives them back. General stays General where that shows the very number.
    Only for formats that have a :func:`scale_of`.
    """
    tokens = [token for token in tokens_for(Decimal(1), number_format) if token[:2] not in ("[<", "[>", "[=")]
    general = next((at for at, token in enumerate(tokens) if token.lower() == "general"), None)
    if general is not None:
        as_it_is = value == round(value, places) and abs(value) < _LONGEST
        if as_it_is and len(tokens) == 1 and number_format.lower() == GENERAL.lower():
            return GENERAL
        tokens[general : general + 1] = ["0"]
    digits = [at for at, token in enumerate(tokens) if token in _PLACES]
    point = next((at for at, token in enumerate(tokens) if token == "."), None)
    decimals = 0 if point is None else sum(1 for at in digits if at > point)
    if decimals < places:
        more = ["0"] * (places - decimals)
        tokens[digits[-1] + 1 : digits[-1] + 1] = more if point is not None else [".", *more]
    head, tail = tokens[: digits[0]], tokens[digits[0] :]
    if all(literal_of(token) is not None for token in head):
        words = "".join(literal_of(token) or "" for token in head)
        kept = before(words)
        if kept != words:
            quoted = kept.replace('"', "")
            head = [f'"{quoted}"'] if quoted.strip() else []
    return "".join([*head, *tail])


def offices_counted(result: Result) -> str:
    """How many offices stand behind a figure, of how many due; where none was, how many answered unasked."""
    if result.is_unasked:
        return sheet_text("sheet.behind-unasked", count=len(result.contributors))
    return sheet_text("sheet.behind", reported=result.offices_reported, expected=result.offices_expected)
