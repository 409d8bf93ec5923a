"""What a consolidated workbook says of itself: figures explained, as a page, as a memo, as a file."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from planbook.book.cells import cell_name, split_cell
from planbook.book.files import Source, read_source
from planbook.book.grid import GridValue, read_grids
from planbook.book.owned import owned_sheets
from planbook.book.package import Package, Workbook
from planbook.domain import QUARTERS, Key, Master, Result
from planbook.domain.beside import beside_in_year, spent_in_all
from planbook.domain.due import all_due
from planbook.domain.explanation import CellExplanation, Explanation, Meaning, Shows
from planbook.domain.year import Year, year_of
from planbook.errors import UsageProblem
from planbook.pipeline.masters import read_master
from planbook.rollup.explain import explain as explain_figure
from planbook.rollup.explain import explain_all
from planbook.rollup.results import results_of, statuses_of
from planbook.words import Sentence

if TYPE_CHECKING:
    from planbook.consolidated.printed import Pages

# what one verb alone makes, and what that is made with, is imported by that verb


def explain(source: Source | Master, key: str, quarter: int) -> Explanation:
    """Where a figure of a consolidated workbook comes from; the workbook alone is asked.

    ``key`` is an activity's key. Raises UsageProblem ``activity-unknown`` for an activity that the plan does not have,
    and for a quarter other than 1 to 4.
    """
    master = read_master(source)
    if quarter not in QUARTERS:
        raise UsageProblem("quarter-out-of-range", quarter=quarter)
    if key not in master.activities:
        close = get_close_matches(key, list(master.activities), n=3)
        near = Sentence("text.activity-near", {"keys": ", ".join(close)}) if close else ""
        raise UsageProblem("activity-unknown", key=key, near=near)
    return explain_figure(master, master.facts, master.changes, key, quarter)


def explain_year(source: Source | Master, key: str) -> Year | None:
    """What an activity of a consolidated workbook came to in the year so far, and each office's own year; None where it
    is not reported on. Raises UsageProblem ``activity-unknown`` as :func:`explain` does."""
    master = read_master(source)
    explain(master, key, QUARTERS[0])  # an unknown key is refused in one place
    decision = master.decisions.get(key)
    if decision is None or not decision.asked:
        return None
    opened = {fact.quarter for fact in master.facts}
    results = [result for result in results_of(master, master.facts)[0] if result.key == key]
    return year_of(
        master, key, [fact for fact in master.facts if fact.key == key], results, opened, max(opened, default=0)
    )


_CELL = re.compile(r"'?(?P<sheet>.+?)'?[!:]\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})'?")
"""A cell as people write it: ``สรุปผู้บริหาร!D24``, ``'8-1-01'!$C$14``, ``สถานะ:E7``."""


def is_cell(text: str) -> bool:
    """Whether a text names a cell of a sheet; no activity's key does."""
    return _CELL.fullmatch(text.strip()) is not None


def explain_cell(source: Source | Master, cell: str) -> CellExplanation:
    """What a number is made of that stands in a cell such as ``สรุปผู้บริหาร!D24`` of a consolidated workbook: on its
    first page, its status sheet, a detail form or the list of these, among the facts, or in a result cell of the plan.

    Raises UsageProblem ``cell-not-one`` for a text that names no cell, ``cell-sheet-unknown`` for a sheet that the
    workbook does not have, ``cell-no-figure`` for a cell that holds no figure of the plan.
    """
    from planbook.consolidated.hand_edits import hand_edits

    master, named = read_master(source), _CELL.fullmatch(cell.strip())
    if named is None:
        raise UsageProblem("cell-not-one", cell=cell)
    sheet, name = named["sheet"].replace("''", "'"), f"{named['column'].upper()}{named['row']}"
    names = [each.name for each in Workbook(Package.open(master.data)).sheets]
    if sheet not in names:
        close = get_close_matches(sheet, names, n=3)
        near = Sentence("text.sheet-near", {"sheets": ", ".join(close)}) if close else ""
        raise UsageProblem("cell-sheet-unknown", sheet=sheet, near=near)
    (grid,) = read_grids(master.data, [sheet])
    row, col = split_cell(name)
    shown = grid.cell(row, col)
    opened = {*(fact.quarter for fact in master.facts), *(figure.quarter for figure in master.published)}
    results = results_of(master, master.facts, opened)[0]
    pages = _pages(master, results, opened)
    suffix = next((key for key, owned in owned_sheets(master.data).items() if owned == sheet), None)
    if suffix is None:
        meaning = _in_plan(master, results, (sheet, cell_name(row, col)))
    else:
        meaning = pages.meaning(suffix, grid, row - 1, col - 1)
    if meaning is None:
        raise UsageProblem("cell-no-figure", sheet=sheet, cell=name)
    made = pages.made(meaning)
    agrees = (
        made.agrees(shown)
        if suffix is not None
        else not any((each.sheet, each.cell) == (sheet, name) for each in hand_edits(master, results))
    )
    of_quarter = meaning.shows in (Shows.RESULT, Shows.BEHIND, Shows.OFFICE) and meaning.quarter in QUARTERS
    of_year = meaning.shows in (Shows.RESULT, Shows.OFFICE) and meaning.quarter not in QUARTERS
    year = pages.years.get(meaning.key) if of_year else None
    return CellExplanation(
        sheet=sheet,
        cell=name,
        shown=_said(shown),
        meaning=meaning,
        value=made.value,
        agrees=agrees,
        pieces=made.pieces,
        figure=explain(master, meaning.key, meaning.quarter) if of_quarter else None,
        rule=master.decisions[meaning.key].rule if year else None,
        over=year.over.name if year and year.over else "",
    )


def _pages(master: Master, results: tuple[Result, ...], opened: set[int]) -> Pages:
    """The pages of a consolidated workbook, as the merge composed them."""
    from planbook.consolidated.printed import Pages
    from planbook.returns.reading import files_behind

    quarters = sorted(opened)
    statuses = [
        status
        for quarter in quarters
        for status in statuses_of(
            master,
            master.facts,
            quarter,
            files_behind(master.filed, master.facts, master.offices, quarter),
        )
    ]
    due = all_due(master, master.facts, quarters)
    return Pages(master, master.facts, results, statuses, due, opened)


def _in_plan(master: Master, results: tuple[Result, ...], place: tuple[str, str]) -> Meaning | None:
    """What a cell of the region's own sheets shows; None where it is no result cell with a figure."""
    figure = _places(master, results).get(place)
    return Meaning(shows=Shows.RESULT, key=figure[0], quarter=figure[1]) if figure else None


def _places(master: Master, results: tuple[Result, ...]) -> dict[tuple[str, str], tuple[Key, int]]:
    """The cells of the plan's figures, by sheet and name."""
    from planbook.consolidated.fill_results import known_cells

    known = known_cells(master, results).items()
    places = {place: (cell.key, cell.quarter) for place, cell in known if cell.text or not cell.below}
    for each in results:
        activity = master.activities[each.key]
        if cell := activity.result_cells.get(each.quarter):
            places.setdefault((activity.sheet, cell), (each.key, each.quarter))
    return places


def _said(value: GridValue) -> str:
    """What a cell holds, as a line of text."""
    whole = isinstance(value, float) and value.is_integer()
    return " ".join(str(int(value) if whole and isinstance(value, float) else "" if value is None else value).split())


def publish(source: Source | Master, language: str = "") -> bytes:
    """The plan of a consolidated workbook as one page of HTML, drawn like the region's sheets, where every figure opens
    what :func:`explain` says of it. The page needs no network. Cells that somebody changed since the last merge are
    marked, and say what stood there.

    ``language`` is that of the explanations; empty: the master's own.
    """
    from planbook.book.drawn import draw
    from planbook.consolidated.hand_edits import hand_edits
    from planbook.report.plan_page import plan_page

    master = read_master(source)
    explained = tuple(explain_all(master, master.facts, master.changes))
    results = tuple(each.result for each in explained if each.result is not None)
    places = _places(master, results)
    drawing = draw(master.data, set(owned_sheets(master.data).values()))
    edited = {(each.sheet, each.cell): each.message for each in hand_edits(master, results)}
    return plan_page(master, drawing, explained, places, language or master.settings.language, edited)


def memo(
    source: Source | Master, quarter: int | None = None, *, template: Source | None = None, language: str = ""
) -> bytes:
    """The memo to management on a quarter of a consolidated workbook, a Word document in which every figure has its
    source; None is the last quarter with results.

    ``template`` is a Word document with slots (:func:`planbook.report.memo.blank_memo` is one), ``language`` that of
    the words, empty for the master's own. Raises UsageProblem where the quarter has no results, and where the template
    cannot be read or has slots that mean nothing.
    """
    from planbook.report.memo import MemoQuarter
    from planbook.report.memo import memo as write_memo

    master = read_master(source)
    quarter = quarter or max((fact.quarter for fact in master.facts), default=1)
    if not any(fact.quarter == quarter for fact in master.facts):
        raise UsageProblem("memo-nothing", quarter=quarter)
    years = _years_until(master, quarter)
    subject = MemoQuarter(
        master=master,
        quarter=quarter,
        explained=tuple(each for each in explain_all(master, master.facts, master.changes) if each.quarter == quarter),
        offices=statuses_of(master, master.facts, quarter, {}),
        figure=partial(explain, master),
        beside=tuple(beside_in_year(master, quarter, years)),
        spent=spent_in_all(master, years),
    )
    name, own = read_source(template) if template is not None else ("", None)
    return write_memo(subject, language or master.settings.language, own, name)


def _years_until(master: Master, quarter: int) -> dict[Key, Year]:
    """What the measures and budgets that are asked for came to by a quarter."""
    asked = [key for key, each in master.activities.items() if each.is_beside and key in master.decisions]
    keys = {key for key in asked if master.decisions[key].asked}
    facts = [fact for fact in master.facts if fact.quarter <= quarter and fact.key in keys]
    opened = {fact.quarter for fact in master.facts if fact.quarter <= quarter}
    results = results_of(master, facts, opened)[0] if keys else ()
    return {
        key: year_of(
            master,
            key,
            [fact for fact in facts if fact.key == key],
            [result for result in results if result.key == key],
            opened,
            quarter,
        )
        for key in asked
        if key in keys
    }


def export_dataset(source: Source | Master) -> dict[str, bytes]:
    """The accepted results of a consolidated workbook as Parquet files of a folder that many regions share, by their
    paths in it (:func:`planbook.report.data.facts_dataset`)."""
    from planbook.report.data import facts_dataset

    master = read_master(source)
    return facts_dataset(master, master.facts)


def export_facts(source: Source | Master, name: str) -> bytes:
    """The accepted results of a consolidated workbook as a file, CSV or Parquet by the ending of ``name``
    (:func:`planbook.report.data.facts_file`). Raises UsageProblem for another ending."""
    from planbook.report.data import facts_file

    master = read_master(source)
    return facts_file(master, master.facts, name)
