"""A plan that changes, a year that follows, and the level above: masters made of masters and their results."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from planbook.book.files import Source, path_of, read_source
from planbook.book.owned import owned_sheets, strip
from planbook.domain import QUARTERS, Finding, Master, Plan, in_order
from planbook.domain.identity import filed_rekeyed, firsts_rekeyed, rekeyed, reserve_rekeyed
from planbook.errors import PlanbookError, UsageProblem
from planbook.layout.own_tables import CELLS, REGISTER, is_merged
from planbook.master import adopt as adopting
from planbook.master import next_year as following
from planbook.master import update as updating
from planbook.master.adopt import Adopted
from planbook.master.join import (
    Mapped,
    all_offices,
    join_masters,
    map_part,
    map_same,
    require_one_plan,
    require_one_year,
)
from planbook.master.next_tables import LastYear
from planbook.outcome import Outcome
from planbook.pipeline.masters import as_master, read_master
from planbook.pipeline.opening import opened
from planbook.pipeline.quarter import merge
from planbook.review.who import nobody_fills_in
from planbook.rollup.joined import join_results, told_twice
from planbook.rollup.results import results_of


def update(
    plan: Source | Master, old: Source | Master | None = None, *, teach: Sequence[str] = (), measures: bool = False
) -> Adopted:
    """Put the decisions and results of a master under a changed plan (:mod:`planbook.master.update`).

    ``plan`` is the new plan workbook and ``old`` the master so far; without ``old``, ``plan`` is a master in whose own
    plan sheets the staff edited. ``teach`` as in :func:`adopt`, beside what the master was taught, ``measures`` too.
    Where the new plan has no table, ``data`` is empty and a finding says so. Raises PlanbookError where the old
    one is no master.
    """
    file, data = opened(plan)
    before = as_master(file, data) if old is None else read_master(old)
    made = updating.update(
        data, file, before.data, Counter(fact.key for fact in before.facts), teach, measures=measures
    )
    if not made.data:
        return Adopted(b"", Master(plan=Plan(year=None, title="")), made.balance, made.findings)
    master = as_master(file, made.data, updated=True)
    findings = in_order([*made.findings, *master.findings])
    if before.facts or before.changes:
        held = replace(
            master,
            facts=rekeyed(before.facts, made.moved),
            changes=rekeyed(before.changes, made.moved),
            published=rekeyed(before.published, made.moved),
            reserve=reserve_rekeyed(before.reserve, before.facts, made.moved),
            filed=filed_rekeyed(before.filed, made.moved),
            first_returns=firsts_rekeyed(before.first_returns, made.moved),
            findings=findings,
        )
        merged = merge(held, [])
        master, findings = replace(merged.master, data=merged.proven()), merged.findings
    return Adopted(master.data, master, made.balance, findings)


def next_year(
    plan: Source | Master, old: Source | Master, *, figures: bool = False, teach: Sequence[str] = ()
) -> Adopted:
    """A master of a new year's plan with what was decided about last year's (:mod:`planbook.master.next_year`): a new
    plan id, no results.

    ``old`` is last year's consolidated workbook. ``figures`` puts its targets and results beside this year's targets
    in the register; ``teach`` as in :func:`adopt`. Where the new plan has no table,
    ``data`` is empty and a finding says so. Raises PlanbookError where the old one is no master (``not-a-master``) or
    of the same year or a later one (``next-year-same``, ``next-year-before``).
    """
    file, data = opened(plan)
    before = read_master(old)
    results = results_of(before, before.facts)[0]
    shown = {(result.key, result.quarter): result.display for result in results}
    by_office = {fact.slot: fact.raw for fact in before.facts}
    last = LastYear(shown, by_office) if figures else None
    made = following.next_year(data, file, before.data, before.file, last, teach)
    if not made.data:
        return Adopted(b"", Master(plan=Plan(year=None, title="")), made.balance, made.findings)
    master = as_master(file, made.data)
    if CELLS in owned_sheets(made.data):
        # the new plan was made of a consolidated workbook: what was written into its result cells is taken out again
        cleared = merge(master, []).proven()
        master = as_master(file, strip(cleared, suffixes=is_merged))
    quarters = sorted({fact.quarter for fact in before.facts})
    noticed = list(made.findings)
    if not quarters:
        noticed.append(Finding.of("next-year-never-merged", file=before.file))
    elif quarters[-1] < QUARTERS[-1]:
        noticed.append(Finding.of("next-year-open", file=before.file, raw=str(quarters[-1]), before=before.year))
    findings = in_order([*noticed, *master.findings, *nobody_fills_in(master)])
    return Adopted(master.data, master, made.balance, findings)


def join(parts: Sequence[Source | Master], master: Source | Master | None = None) -> Outcome:
    """Roll consolidated workbooks up one level, by the same rules, into one plan's layout.

    Without ``master`` they are parts of one plan (the same activities, other offices), and the first gives the layout,
    the rules and the settings. Else ``master`` does, a master or a plan workbook one level up, to whose activities
    those of the parts are mapped by their words. Merging parts and joining them comes to the same as merging at once.

    Raises UsageProblem ``join-one`` for fewer than two parts, PlanbookError ``join-years`` and ``join-plans`` where
    they do not belong together, ``join-office-code`` where a code means two offices, ``not-a-master``, and as
    :func:`merge` does.
    """
    books = [read_master(part) for part in parts]
    if len(books) < 2:
        raise UsageProblem("join-one")
    if master is None:
        require_one_year(books)
        require_one_plan(books)
        base, mapped = books[0], [map_same(book, books[0]) for book in books]
    else:
        base = _level_up(master, books)
        require_one_year([base, *books])
        mapped = [map_part(book, base) for book in books]
        books, mapped = [base, *books], [Mapped({key: key for key in base.activities}), *mapped]
    keys = [each.keys for each in mapped]
    made = join_masters(base, books, keys)
    results = join_results(books, keys, year=base.year)
    joined = as_master(base.file, made.data)
    given = books if master is None else books[1:]
    twice = told_twice(given, [each.keys for each in mapped[-len(given) :]])
    silent = [Finding.of("join-no-results", file=book.file) for book in given if not book.facts]
    noticed = [
        *joined.findings,
        *made.findings,
        *results.findings,
        *twice,
        *silent,
        *(f for m in mapped for f in m.findings),
    ]
    held = replace(
        joined,
        facts=results.held.facts,
        reserve=results.held.reserve,
        filed=results.held.filed,
        changes=results.changes,
        published=(),
        findings=in_order(noticed),
    )
    outcome = merge(held, [])
    return replace(
        outcome, inputs=tuple(filter(None, [path_of(part) for part in (*parts, master) if part is not None]))
    )


def _level_up(source: Source | Master, parts: Sequence[Master]) -> Master:
    """The master that parts are rolled up into; a plan workbook is adopted with the offices of all parts."""
    if isinstance(source, Master):
        return source
    file, data = read_source(source)
    if REGISTER.suffix in owned_sheets(data):
        return as_master(file, data)
    made = adopting.adopt(data, file, all_offices(parts))
    if not made.master.activities:
        raise PlanbookError("join-no-plan", file=file)
    return as_master(file, made.data)
