"""What somebody typed into the result cells of a consolidated workbook that a new merge of the same master replaces."""

from collections.abc import Iterator, Sequence

from planbook.book.patch import Content
from planbook.consolidated.fill_results import TypedCell, known_cells, plan_place
from planbook.consolidated.plan_cells import PlanCells
from planbook.domain import Master, Result
from planbook.layout.own_tables import sheet_text


def typed_since(over: Master, before: Sequence[Result], master: Master) -> tuple[TypedCell, ...]:
    """The result cells of the workbook ``over`` that hold what somebody typed since it was merged, or kept.

    ``before`` are the results that its facts come to, ``master`` is the master of the merge that begins anew: cells are
    told where they stand there. Empty for a workbook that nothing was merged into.
    """
    return tuple(_typed(over, before, master)) if over.facts else ()


def _typed(over: Master, before: Sequence[Result], master: Master) -> Iterator[TypedCell]:
    there, here = PlanCells(over.data), PlanCells(master.data)
    stood = {
        (each.key, each.quarter, each.new) for each in over.changes if each.cause == sheet_text("sheet.cause-typed")
    }
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
