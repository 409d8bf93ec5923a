"""What a consolidated workbook says of itself: figures explained, as a page, as a memo, as a file."""

from difflib import get_close_matches
from functools import partial

from planbook.book.drawn import draw
from planbook.book.files import Source, read_source
from planbook.book.owned import owned_sheets
from planbook.consolidated.fill_results import known_cells
from planbook.consolidated.hand_edits import hand_edits
from planbook.domain import QUARTERS, Master
from planbook.domain.explanation import Explanation
from planbook.domain.year import Year, year_of
from planbook.errors import UsageProblem
from planbook.pipeline.masters import read_master
from planbook.report.data import facts_dataset, facts_file
from planbook.report.memo import Quarter
from planbook.report.memo import memo as write_memo
from planbook.report.plan_page import plan_page
from planbook.rollup.results import explain as explain_figure
from planbook.rollup.results import explain_all, results_of, statuses_of
from planbook.words import Sentence


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
    return year_of(master, key, [fact for fact in master.facts if fact.key == key], results, opened)


def publish(source: Source | Master, language: str = "") -> bytes:
    """The plan of a consolidated workbook as one page of HTML, drawn like the region's sheets, where every figure opens
    what :func:`explain` says of it. The page needs no network. Cells that somebody changed since the last merge are
    marked, and say what stood there.

    ``language`` is that of the explanations; empty: the master's own.
    """
    master = read_master(source)
    explained = tuple(explain_all(master, master.facts, master.changes))
    results = [each.result for each in explained if each.result is not None]
    known = known_cells(master, results).items()
    places = {place: (cell.key, cell.quarter) for place, cell in known if cell.text or not cell.below}
    for each in explained:
        activity = master.activities[each.key]
        if cell := activity.result_cells.get(each.quarter):
            places.setdefault((activity.sheet, cell), (each.key, each.quarter))
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
    master = read_master(source)
    quarter = quarter or max((fact.quarter for fact in master.facts), default=1)
    if not any(fact.quarter == quarter for fact in master.facts):
        raise UsageProblem("memo-nothing", quarter=quarter)
    told = Quarter(
        master=master,
        quarter=quarter,
        explained=tuple(each for each in explain_all(master, master.facts, master.changes) if each.quarter == quarter),
        offices=statuses_of(master, master.facts, quarter, {}),
        figure=partial(explain, master),
    )
    name, own = read_source(template) if template is not None else ("", None)
    return write_memo(told, language or master.settings.language, own, name)


def export_dataset(source: Source | Master) -> dict[str, bytes]:
    """The accepted results of a consolidated workbook as Parquet files of a folder that many regions share, by their
    paths in it (:func:`planbook.report.data.facts_dataset`)."""
    master = read_master(source)
    return facts_dataset(master, master.facts)


def export_facts(source: Source | Master, name: str) -> bytes:
    """The accepted results of a consolidated workbook as a file, CSV or Parquet by the ending of ``name``
    (:func:`planbook.report.data.facts_file`). Raises UsageProblem for another ending."""
    master = read_master(source)
    return facts_file(master, master.facts, name)
