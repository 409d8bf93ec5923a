"""What somebody typed over since the last merge: in the result columns of the region's sheets, and on detail forms,
which a merge makes anew of the facts.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planbook.book.cells import Place, cell_name, split_cell
from planbook.book.grid import Grid
from planbook.book.patch import Content
from planbook.consolidated.fill_results import EMPTY, known_cells
from planbook.consolidated.kept import ResultCell, TypedCell
from planbook.consolidated.plan_cells import PlanCells, plan_place
from planbook.domain import (
    QUARTERS,
    Change,
    Fact,
    Finding,
    Key,
    Master,
    Published,
    Result,
    format_number,
    in_order,
    is_number,
    is_percent,
    plain_text,
)
from planbook.domain.report import Slot
from planbook.domain.units import PERCENT
from planbook.layout import detail as layout
from planbook.layout.marks import answer_in_words
from planbook.layout.own_tables import sheet_text
from planbook.words import DEFAULT, Sentence


@dataclass(frozen=True)
class _Home:
    """The activity and quarter whose column and rows a cell stands in."""

    key: Key
    quarter: int


def hand_edits(master: Master, results: Sequence[Result]) -> tuple[Finding, ...]:
    """Every result cell that somebody changed since the last merge (``result-cell-edited``), and every other number in
    a result column that no accepted result stands behind (``result-cell-unproven``).

    ``results`` are what the workbook's own facts come to. Empty for a workbook that nothing was merged into yet.
    """
    if not master.facts:
        return ()
    known = known_cells(master, results)
    plan = PlanCells(master.data)
    found = [*_edited(master, known, plan), *_unproven(master, known, plan)]
    return in_order(found)


def _edited(master: Master, known: Mapping[Place, ResultCell], plan: PlanCells) -> Iterator[Finding]:
    for place, cell in known.items():
        now = plan.holds(place)
        # a formula of the region's gives what it gives
        if now != cell.text and (cell.ours or plan.formula(place) is None):
            yield Finding.of(
                "result-cell-edited",
                file=master.file,
                sheet=place[0],
                cell=place[1],
                key=cell.key,
                quarter=cell.quarter,
                raw=plan.shows(place) or EMPTY,
                before=cell.shown or cell.text or EMPTY,
            )


def _unproven(master: Master, known: Mapping[Place, ResultCell], plan: PlanCells) -> Iterator[Finding]:
    """Numbers in the rows of activities, in the columns of results."""
    for place, home in _result_cells(master):
        cell = known.get(place)
        now = plan.holds(place)
        formula = plan.formula(place)
        reported = cell is not None and (cell.ours or (now != cell.text and formula is None))  # as edited
        # a formula that nobody has reckoned yet shows its number when the file is opened
        waits = formula is not None and not now
        if reported or not (waits or any(map(str.isdigit, now))):
            continue
        yield Finding.of(
            "result-cell-unproven",
            file=master.file,
            sheet=place[0],
            cell=place[1],
            key=home.key,
            quarter=home.quarter,
            raw=plan.shows(place) or f"={formula}",
        )


def _result_cells(master: Master) -> Iterable[tuple[Place, _Home]]:
    """Every cell of the result columns from an activity's first row to its last."""
    found: dict[Place, _Home] = {}
    columns: dict[str, dict[int, int]] = {}
    for activity in master.activities.values():
        for quarter, cell in activity.result_cells.items():
            columns.setdefault(activity.sheet, {})[split_cell(cell)[1]] = quarter
    for key, activity in master.activities.items():
        first, last = activity.rows
        targets = {cell for line in activity.lines for cell in line.target_cells.values()}
        for column, quarter in columns.get(activity.sheet, {}).items():
            for row in range(first, last + 1):
                if (cell := cell_name(row, column)) not in targets:  # where a row of targets stands over its results
                    found.setdefault((activity.sheet, cell), _Home(key, quarter))
    return found.items()


_NOTHING = "-"


@dataclass(frozen=True)
class Typed:
    """Result cells of detail forms that say something else than was accepted: a finding and a change of each."""

    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()


def typed_on_details(grids: Sequence[Grid], facts: Sequence[Fact], published: Sequence[Published], file: str) -> Typed:
    """Compare detail forms with the ``facts`` and the ``published`` figures of the same workbook.

    Sheets without planbook's hidden column of codes, as earlier versions made them, are passed over. ``file`` is the
    workbook's name for findings.
    """
    if not grids:  # as mostly; and there may be half a million facts
        return Typed()
    by_slot = {fact.slot: fact for fact in facts}
    figures = {(figure.key, figure.quarter): figure for figure in published}
    findings: list[Finding] = []
    changes: list[Change] = []
    for grid in grids:
        for cell in _cells_of_form(grid):
            region = cell.code == layout.REGION_CODE
            if region:
                figure = figures.get((cell.key, cell.quarter))
                same, accepted = not published or _is_region(cell.value, figure), figure.figure if figure else ""
            else:
                fact = by_slot.get(Slot(cell.key, cell.code, cell.quarter))
                same, accepted = _is_office(cell.value, fact), _accepted(fact)
            if same:
                continue
            office, typed = "" if region else cell.code, _typed(cell.value, accepted)
            findings.append(
                Finding.of(
                    "detail-typed-over",
                    file=file,
                    sheet=grid.name,
                    cell=cell.name,
                    key=cell.key,
                    office=office,
                    quarter=cell.quarter,
                    raw=typed or _NOTHING,
                    kept=accepted or _NOTHING,
                    whose=office or Sentence("sheet.region"),
                )
            )
            changes.append(
                Change(
                    key=cell.key,
                    office=office,
                    quarter=cell.quarter,
                    old=typed or None,
                    new=accepted or None,
                    old_file=f"{grid.name}!{cell.name}",
                    cause=sheet_text("sheet.cause-detail"),
                    causes=("sheet.cause-detail",),
                )
            )
    return Typed(tuple(findings), tuple(changes))


@dataclass(frozen=True)
class _Cell:
    """A result cell of a detail form: whose, its name, and what it holds."""

    key: Key
    code: str
    quarter: int
    name: str
    value: object


def _cells_of_form(grid: Grid) -> Iterator[_Cell]:
    """Every result cell of a detail form that has planbook's column of codes."""
    heading = next((n for n, row in enumerate(grid.rows) if layout.CODES_MARK in row), 0)
    if not heading:
        return
    row = grid.rows[heading]
    codes = row.index(layout.CODES_MARK)
    key = _text(grid.rows[heading - 1][codes])
    captions = [col for col, value in enumerate(row) if _text(value) == sheet_text(layout.RESULT_CAPTION)]
    if not key or len(captions) != len(QUARTERS):
        return
    for line, cells in enumerate(grid.rows[heading + 1 :], start=heading + 2):
        code = _text(cells[codes]) if codes < len(cells) else ""
        for quarter, col in zip(QUARTERS, captions, strict=True):
            if code:
                yield _Cell(key, code, quarter, cell_name(line, col + 1), cells[col])


def _is_office(value: object, fact: Fact | None) -> bool:
    """Whether a cell says what was accepted of an office, also where the activity's kind was changed since."""
    figure = fact.figure if fact is not None else None
    if is_number(figure):
        if not isinstance(value, int | float):
            return value == plain_text(figure)
        return any(math.isclose(value, float(figure) / scale, rel_tol=1e-9, abs_tol=1e-12) for scale in (1, 100))
    accepted = _accepted(fact)
    return _text(value) == accepted or (not accepted and _text(value) in _EMPTY_WORDS)


_EMPTY_WORDS = (sheet_text("sheet.not-received"), sheet_text("sheet.cannot-count"))
"""What the form itself writes where nothing was accepted."""
_FIGURE = re.compile(r"-?[\d,]+(?:\.\d+)?")


def _accepted(fact: Fact | None) -> str:
    if fact is None:
        return ""
    figure = fact.figure
    if not is_number(figure):
        return _text(answer_in_words(fact, DEFAULT))
    return format_number(figure) + (PERCENT if fact.numerator is not None or is_percent(fact.unit) else "")


def _typed(value: object, accepted: str) -> str:
    """What was typed, in the way of what was accepted: a percentage's cell holds 0.99 where it shows 99%."""
    if accepted.endswith(PERCENT) and isinstance(value, int | float):
        return format_number(Decimal(str(value)) * 100) + PERCENT
    return _text(value)


def _is_region(value: object, figure: Published | None) -> bool:
    if value is None and figure:  # a program that does not reckon saves the form's formulas without their values
        return True
    if isinstance(value, int | float) and not isinstance(value, bool) and figure:  # the form reckons it by a formula
        found = _FIGURE.search(figure.figure)
        if found is None:
            return False
        shown = Decimal(found[0].replace(",", ""))
        exact = Decimal(str(value)) * (100 if PERCENT in figure.figure else 1)
        places = len(found[0].partition(".")[2])
        return abs(exact - shown) <= Decimal(1).scaleb(-places) / 2 + Decimal("1e-9")
    return _text(value) in (_text(figure.figure) if figure else "", sheet_text("sheet.as-above") if figure else "")


def _text(value: object) -> str:
    """A value as one line, however a client breaks it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return " ".join(str(value).split())


def typed_since(over: Master, before: Sequence[Result], master: Master) -> tuple[TypedCell, ...]:
    """The result cells of the workbook ``over`` that hold what somebody typed since it was merged, or kept.

    ``before`` are the results that its facts come to, ``master`` is the master of the merge that begins anew: cells are
    told where they stand there. Empty for a workbook that nothing was merged into.
    """
    return tuple(_typed_over(over, before, master)) if over.facts else ()


def _typed_over(over: Master, before: Sequence[Result], master: Master) -> Iterator[TypedCell]:
    there, here = PlanCells(over.data), PlanCells(master.data)
    stood = {(each.key, each.quarter, each.new) for each in over.changes if "sheet.cause-typed" in each.causes}
    for place, known in known_cells(over, before).items():
        home, now = plan_place(master, known.key, known.quarter, below=known.below), there.holds(place)
        if home is None:
            continue
        since = now != known.text and (known.ours or there.formula(place) is None)
        kept = known.hand or (known.key, known.quarter, there.shows(place)) in stood
        as_in_master = not (known.ours or known.hand) and now == here.holds(home)
        if (since or kept) and not as_in_master:
            content = there.content(place)
            is_number = isinstance(content, Content) and content.type == "n"
            yield TypedCell(home, content, there.number_format(place) if is_number else None, known)
