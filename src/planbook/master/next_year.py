"""``adopt --next-year``: a new year's plan with what the staff decided about last year's.

A new year is a new plan: it has an id of its own and no results. Offices, groups, settings and further decisions of the
region come along as they are; what belongs to one year does not (its id, the year, the dates by which forms are due,
per-office targets, what was waived). Rules name activities by their keys of this year.

Which activity is which is told by the words (:mod:`planbook.domain.identity`). Initiatives are matched first, so that
where initiative 8 is number 7 now, ``8/1`` is looked for as ``7/1``: the same few words ("1. สรุปผล") stand under
many. For each row of the register there are three readings: what planbook would have proposed for last year's plan,
what the staff left there, and what it proposes for the new one. Where the staff left the proposal, the new plan's word
holds; where they decided otherwise, theirs does, and what the plan says otherwise now is noted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from planbook.book.cells import cell_name, split_cell
from planbook.book.graft import graft
from planbook.book.owned import strip
from planbook.domain import (
    QUARTERS,
    Decision,
    Finding,
    Key,
    OfficeBook,
    Plan,
    Settings,
    clean,
    fold,
    initiative_of,
)
from planbook.domain.decision import ReviewNote
from planbook.domain.identity import Match, Tie
from planbook.domain.text import BETWEEN, parts
from planbook.errors import PlanbookError
from planbook.layout import own_tables as layout
from planbook.layout.decisions import note_text, read_note, read_notes, reasons
from planbook.layout.own_tables import CELLS, REGISTER, SETTINGS, TableColumn, TableSheet, sheet_text
from planbook.master.adopt import adopted_sheets, open_master, registered, take_in
from planbook.master.beside import with_beside
from planbook.master.next_tables import CarriedOver, LastYear, OtherTables
from planbook.master.offices import read_offices
from planbook.master.parse import Coverage, parse_plan
from planbook.master.register import decision_words, register_rows
from planbook.master.responsible import Resolver, UnitWords, propose
from planbook.master.same import is_same, match_plans
from planbook.master.settings import read_settings, unit_words
from planbook.master.sheets import PlanSheet
from planbook.master.tables import OWN, REASONS, whole_table
from planbook.master.teach import learn, read_taught, setting_with, with_headings, with_lessons
from planbook.master.write_tables import write_tables
from planbook.words import ErrorCode, FindingCode

_BUNDLES = (
    ("asked",),
    ("kind", "unit", "direction", "rule", "cumulative"),
    ("nil_remark",),
    ("over_100",),
    ("who",),
)
"""Columns of the register that are decided together: a unit says nothing beside another's kind and rule."""
_CAPTIONS = {column.key: REGISTER.caption(column) for column in REGISTER.columns}
_ANY_YEAR = "0000"


@dataclass(frozen=True)
class NextYear:
    """The new master's bytes, how many cells of the plan were understood, and what there is to look at.

    ``data`` is empty where the plan has no plan table or no activity in it, which is a finding.
    """

    data: bytes
    balance: Coverage
    findings: tuple[Finding, ...]


def next_year(
    data: bytes,
    file: str,
    old_data: bytes,
    old_file: str,
    figures: LastYear | None = None,
    teach: Sequence[str] = (),
) -> NextYear:
    """The decisions of the master ``old_data`` under the plan of a later year in the workbook ``data``.

    ``figures`` are last year's, where they are wanted in the register; ``teach`` explains captions beside those that
    the master's settings do (:mod:`planbook.master.teach`). Raises BookProblem where a file cannot be read,
    PlanbookError ``next-year-same`` and ``next-year-before`` where the plan's year does not follow the master's.
    """
    old_region, old, _ = open_master(old_data, old_file)
    said = old.get(SETTINGS.suffix)
    settings = read_settings(said, old_file)[0] if said else Settings()
    offices = read_offices(old.get(layout.OFFICES.suffix), old.get(layout.GROUPS.suffix))
    words = unit_words(settings)
    units = UnitWords.of(offices, words)
    taken = take_in(data, file)
    data = taken.data
    region, _, ours = open_master(data, file, "")
    taught = with_lessons(read_taught(settings.headings), learn(region, teach))
    region = with_headings(region, taught)
    parsed = parse_plan(region, file, units=units)
    if not any(True for _ in parsed.plan.activities()):
        return NextYear(b"", parsed.balance, (*taken.findings, *parsed.findings))
    before = parse_plan(old_region, old_file, adopted_sheets(old), units).plan
    year = _require_later(parsed.plan.year, settings.year or before.year, file, old_file)
    job = _NextYear(
        new=_side(with_beside(parsed.plan, registered(old)), offices, words, file),
        old=_side(with_beside(before, registered(old)), offices, words, old_file),
        tables=old,
        offices=offices,
        years=(settings.year or before.year or 0, year),
        figures=figures,
    )
    others = OtherTables(parsed.plan, old, offices, job.carried_over(), file)
    made = others.settings(settings)
    tables = [
        job.register(),
        *others.kept_tables(),
        others.targets(figures),
        others.rules(),
        (layout.WAIVERS, []),
        (made[0], setting_with(made[1], taught)),
    ]
    # where the new plan was made of last year's consolidated workbook, its results are told by what the merge kept
    left = () if CELLS in ours else _results_there(parsed.plan, region, file)
    base = strip(data, suffixes=lambda suffix: suffix != CELLS)
    return NextYear(
        graft(base, write_tables(tables)), parsed.balance, (*taken.findings, *job.findings, *others.findings, *left)
    )


def _results_there(plan: Plan, region: Sequence[PlanSheet], file: str) -> Iterator[Finding]:
    """Sheets of a new plan in whose result cells figures stand already."""
    sheets = {sheet.name: sheet for sheet in region}
    for strategy in plan.strategies:
        cells = sheets[strategy.sheet].cells
        places = [
            split_cell(cell)
            for initiative in strategy.initiatives
            for activity in initiative.walk()
            for cell in activity.result_cells.values()
        ]
        filled = sorted(place for place in places if place in cells and any(map(str.isdigit, cells[place].text)))
        if filled:
            first = cell_name(*filled[0])
            yield Finding.of("next-year-results-there", file=file, sheet=strategy.sheet, cell=first, count=len(filled))


def _require_later(year: int | None, before: int | None, file: str, old_file: str) -> int:
    """The new plan's year, 0 where neither says one; a plan without is of the year after. Raises PlanbookError."""
    if year and before and year <= before:
        code: ErrorCode = "next-year-same" if year == before else "next-year-before"
        raise PlanbookError(code, file=file, year=year, other=old_file, before=before)
    return year or (before + 1 if before else 0)


@dataclass(frozen=True)
class _Side:
    """A year's plan, what planbook proposes for its activities, and the name of its file."""

    plan: Plan
    proposals: Mapping[Key, Decision]
    file: str


def _side(plan: Plan, offices: OfficeBook, words: Sequence[str], file: str) -> _Side:
    return _Side(plan, propose(plan, offices, words), file)


class _NextYear:
    """One carrying over: the new plan, last year's with its register, and which activity is which."""

    def __init__(
        self,
        new: _Side,
        old: _Side,
        tables: Mapping[str, PlanSheet],
        offices: OfficeBook,
        years: tuple[int, int],
        figures: LastYear | None,
    ) -> None:
        self.new, self.old, self.tables, self.offices, self.figures = new, old, tables, offices, figures
        self.before, self.year = years
        self.resolver = Resolver(offices)
        self.findings: list[Finding] = []
        self.activities = {activity.key: activity for activity in new.plan.activities()}
        self.table, lines = whole_table(tables[REGISTER.suffix], REGISTER)
        self.rows: dict[Key, dict[str, str]] = {}
        for line in lines:
            if key := clean(line.get("key", "")):
                self.rows.setdefault(key, line)
        same = match_plans(self.rows, old.plan, new.plan)
        self.initiatives, self.found = same.initiatives, same.found
        self._tell()

    def _notice(self, code: FindingCode, **words: Any) -> None:
        self.findings.append(Finding.of(code, **{"file": self.new.file, **words}))

    # What is told

    def _tell(self) -> None:
        years = {"year": self.year, "before": self.before}
        old_titles = {initiative.number: initiative.title for _, initiative in self.old.plan.initiatives()}
        places = {initiative.number: initiative for _, initiative in self.new.plan.initiatives()}
        if not self.new.plan.year:
            self._notice("next-year-assumed", **years)
        one, other = clean(self.new.plan.region), clean(self.old.plan.region)
        if one and other and fold(one) != fold(other):
            self._notice("next-year-other-region", raw=one, other=other, **years)
        if not self.found:
            self._notice("next-year-nothing-alike", other=self.old.file, **years)
        for number, now in self.initiatives.items():
            count = sum(initiative_of(pair.old) == number for pair in self.found.values())
            if number != now and count:
                self._notice(
                    "next-year-initiative-renumbered",
                    sheet=places[now].sheet,
                    key=now,
                    raw=number,
                    title=old_titles.get(number, ""),
                    count=count,
                    **years,
                )
        for key, activity in self.activities.items():
            noticed = partial(self._notice, sheet=activity.sheet, cell=activity.cell, key=key, title=activity.title)
            pair = self.found.get(key)
            if pair is None:
                noticed("activity-new")
            elif pair.tie is Tie.RENUMBERED:
                noticed("next-year-renumbered", raw=pair.old, before_title=self._title(pair.old), **years)
            elif pair.tie is Tie.REWORDED:
                noticed("next-year-reworded", before_title=self._title(pair.old), **years)
        came_along = {pair.old for pair in self.found.values()}
        for key in self.rows:
            if key not in came_along:
                self._notice("next-year-gone", file=self.old.file, key=key, title=self._title(key), **years)

    def _title(self, key: Key) -> str:
        return clean(self.rows[key].get("title", ""))

    def carried_over(self) -> CarriedOver:
        """Which of last year's keys is which now."""
        return CarriedOver(
            before=self.before,
            year=self.year,
            initiatives=self.initiatives,
            activities={pair.old: key for key, pair in self.found.items()},
        )

    # The register

    def register(self) -> tuple[TableSheet, list[dict[str, Any]]]:
        """The register of the new plan: its activities, each with what was decided about it last year."""
        rows = []
        for fresh in register_rows(self.new.plan, self.new.proposals):
            pair = self.found.get(fresh["key"])
            row = {**fresh, **(self._carried(fresh, pair) if pair else self._marked_new(fresh))}
            row[REASONS] = reasons(read_notes(row["review"]))
            rows.append(row | self._figures_beside(pair))
        return self._columns(), rows

    def _marked_new(self, fresh: Mapping[str, Any]) -> dict[str, Any]:
        return {"review": BETWEEN.join((note_text(ReviewNote("new")), *parts(fresh["review"])))}

    def _carried(self, fresh: Mapping[str, Any], pair: Match) -> dict[str, Any]:
        """What a row takes over: the staff's decisions, and the columns that they added themselves."""
        old, key = self.rows[pair.old], fresh["key"]
        proposed = self.old.proposals.get(pair.old)
        base = decision_words(proposed) if proposed else {}
        row: dict[str, Any] = {name: text for name, text in old.items() if name.startswith(OWN)}
        against: list[str] = []
        for names in _BUNDLES:
            decided = any(name in old and not is_same(old[name], base.get(name, "")) for name in names)
            if not decided:
                continue  # what the staff left as it was proposed follows the new plan
            row |= {name: old[name] for name in names if name in old}
            news = [name for name in names if name in base and not is_same(fresh[name], base[name])]
            against += [
                f"{_CAPTIONS[name]} = {fresh[name] or '-'}"
                for name in news
                if name in old and not is_same(fresh[name], old[name])
            ]
            if names == ("who",):
                row["origin"] = old.get("origin", "")
                row["offices"] = len(self.resolver.resolve([old.get("who", "")]).codes)
        notes = []
        if against:
            notes.append(note_text(ReviewNote("plan-proposes", ", ".join(against))))
            activity = self.activities[key]
            noticed = partial(self._notice, sheet=activity.sheet, cell=activity.cell, key=key)
            noticed("activity-proposal-changed", changes=", ".join(against))
        row["review"] = BETWEEN.join([*self._notes(pair, proposed, fresh), *notes])
        return row

    def _notes(self, pair: Match, proposed: Decision | None, fresh: Mapping[str, Any]) -> list[str]:
        """What the review cell says: how the row was found, what is to be looked at anew, and the staff's own notes.

        What planbook asked last year and the staff took out has been looked at.
        """
        asked_then = [*map(note_text, proposed.review)] if proposed else []
        left = parts(self.rows[pair.old].get("review", ""))
        notes = [note for note in left if not read_note(note).code]
        notes += [note for note in parts(fresh["review"]) if note not in asked_then or note in left]
        if pair.tie is Tie.RENUMBERED:
            notes.insert(0, note_text(ReviewNote("last-year", pair.old)))
        elif pair.tie is Tie.REWORDED:
            notes.insert(0, note_text(ReviewNote("reworded-this-year")))
        return list(dict.fromkeys(notes))

    # Last year's figures

    def _columns(self) -> TableSheet:
        """The register's columns: without figures of an earlier year, with last year's where they are wanted."""
        columns = [column for column in self.table.columns if not _is_figures(column)]
        if self.figures is not None:
            at = next(n for n, column in enumerate(columns) if column.key == "q4") + 1
            columns[at:at] = [
                TableColumn(
                    f"last{quarter}", 16, wrap=True, centre=True, own_caption=_figures_caption(self.before, quarter)
                )
                for quarter in QUARTERS
            ]
        return TableSheet(REGISTER.suffix, tuple(columns), REGISTER.tab)

    def _figures_beside(self, pair: Match | None) -> dict[str, str]:
        if self.figures is None or pair is None:
            return {}
        old = self.rows[pair.old]
        found = {}
        for quarter in QUARTERS:
            result, target = self.figures.results.get((pair.old, quarter), ""), clean(old.get(f"q{quarter}", ""))
            if result or target:
                text = sheet_text("sheet.last-figure", result=result or "-", target=target or "-")
                found[f"last{quarter}"] = text
        return found


def _figures_caption(year: int | str, quarter: int) -> str:
    return sheet_text("sheet.last-caption", year=year, quarter=quarter)


def _is_figures(column: TableColumn) -> bool:
    """Whether a column of a register holds the figures of a year before it."""
    said = re.sub(r"\d{4}", _ANY_YEAR, column.own_caption, count=1)
    return any(said == _figures_caption(_ANY_YEAR, quarter) for quarter in QUARTERS)
