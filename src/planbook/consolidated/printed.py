"""What the cells of a consolidated workbook show, and what each number is made of: the workbook answers for its pages.

The first page is composed and written again, to a book that nobody keeps, which says what stands in which of its cells.
On the other sheets a row is known by what stands in it, an activity's key or an office's code, wherever staff moved it.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from planbook.book.grid import Grid, GridValue
from planbook.book.write import Book
from planbook.consolidated.front import compose_front, stands_of
from planbook.consolidated.front_lists import Places
from planbook.consolidated.front_page import write_front
from planbook.consolidated.meanings import on_detail, on_facts, text_at
from planbook.consolidated.result_figures import offices_counted
from planbook.consolidated.sheets import SIGNS, SheetStyles
from planbook.consolidated.status import YEAR_COLUMN, states_of
from planbook.domain import (
    WHOLE_YEAR,
    Fact,
    Key,
    Master,
    Number,
    OfficeStatus,
    Result,
    ReturnState,
    is_number,
    parent_key,
    unit_of,
)
from planbook.domain.beside import spent_in_all, spent_of
from planbook.domain.due import latest_quarter, meets_target
from planbook.domain.explanation import Meaning, Piece, Shows
from planbook.domain.number import format_number, total
from planbook.domain.text import one_line
from planbook.domain.year import Verdict, Year, year_of
from planbook.layout.marks import STATES, answer_in_words
from planbook.layout.own_tables import DETAILS, FRONT, LONG, TARGETS, is_detail, sheet_text
from planbook.words import DEFAULT

_ELSEWHERE = tuple(
    sheet_text(code)
    for code in ("sheet.see-detail", "sheet.as-above", "sheet.to-plan", "sheet.not-received", "sheet.cannot-count")
)
"""What a page writes where the figure or text stands elsewhere, or has not come."""


@dataclass(frozen=True)
class Backing:
    """What stands behind a cell: its ``value`` as :class:`planbook.domain.explanation.CellExplanation` has it, the
    pieces that it is made of, ``texts`` that the cell may show instead, the ``part`` of a longer text that says it, and
    of a cell that says how many of how many ``ratio``: it may show that as a number.
    """

    value: Number | str | None
    pieces: tuple[Piece, ...] = ()
    texts: tuple[str, ...] = ()
    part: str = ""
    ratio: Fraction | None = None

    def agrees(self, shown: GridValue) -> bool:
        """Whether a cell that holds this shows the value: as a number (a percentage as 0.92), or in words."""
        if isinstance(shown, int | float) and not isinstance(shown, bool):
            if is_number(self.value):
                return any(math.isclose(shown, float(self.value) / scale, abs_tol=1e-9) for scale in (1, 100))
            return self.ratio is not None and math.isclose(shown, float(self.ratio), abs_tol=1e-9)
        said = one_line(str(shown or ""))
        if is_number(self.value) and said.replace(",", "") == str(self.value):
            return True
        if self.part and self.part in said:
            return True
        return said in ("" if self.value is None else one_line(str(self.value)), *self.texts, *_ELSEWHERE)


def _ratio(part: int, whole: int) -> Fraction | None:
    """So many of so many as a number; None of nothing."""
    return Fraction(part, whole) if whole else None


@dataclass(frozen=True)
class Pages:
    """A consolidated workbook's figures, of which all its pages are made: ``facts`` that count, ``results``,
    ``statuses`` of the quarters that were asked for (``opened``), and the offices ``due`` by activity and quarter."""

    master: Master
    facts: Sequence[Fact]
    results: Sequence[Result]
    statuses: Sequence[OfficeStatus]
    due: Mapping[tuple[Key, int], Collection[str]]
    opened: Collection[int]

    # What a cell shows

    def meaning(self, suffix: str, grid: Grid, row: int, col: int) -> Meaning | None:
        """What a cell (from 0) of one of planbook's sheets shows, by the suffix of the sheet's defined name; None where
        it is no figure of the plan."""
        if suffix == FRONT:
            return self._front.get((row, col))
        if is_detail(suffix):
            return on_detail(grid, row, col)
        if row >= len(grid.rows):
            return None
        if suffix == "status":
            return self._on_status(grid.rows[row], row, col)
        if suffix == DETAILS:
            return self._on_index(grid.rows[row], col)
        return on_facts(grid, row, col) if suffix == LONG[0] else None

    @cached_property
    def _front(self) -> Mapping[tuple[int, int], Meaning]:
        """What the numbers of the first page show."""
        page = compose_front(self.master, self.facts, self.results, self.statuses, self.years, self.opened)
        book = Book(title="")
        return write_front(book.add_worksheet("-"), book, SheetStyles(book), page, Places("-", {}))

    def _on_status(self, cells: Sequence[GridValue], row: int, col: int) -> Meaning | None:
        head = text_at(cells, 0)
        if row == 2 and self.opened:
            return Meaning(shows=Shows.RETURNED, quarter=max(self.opened))
        if head in self.master.offices.by_code and col in (2, 4, 5):
            quarter = text_at(cells, 2)
            if not quarter.isdecimal():
                return None
            return Meaning(shows=Shows.QUARTER if col == 2 else Shows.ANSWERED, office=head, quarter=int(quarter))
        period = WHOLE_YEAR if col >= YEAR_COLUMN else col // 2
        if not 2 <= col <= YEAR_COLUMN + 1:
            return None
        if head == sheet_text("sheet.counts"):
            return Meaning(shows=Shows.COUNT, quarter=period, keys=tuple(self.years))
        if head in self.years:
            return Meaning(shows=Shows.BEHIND if col % 2 else Shows.RESULT, key=head, quarter=period)
        return None

    def _on_index(self, cells: Sequence[GridValue], col: int) -> Meaning | None:
        key, shows = text_at(cells, 0), {4: Shows.OFFICES, 5: Shows.RESULT}.get(col)
        return Meaning(shows=shows, key=key) if shows and key in self.years else None

    # What it is made of

    def made(self, meaning: Meaning) -> Backing:
        """What stands behind a cell."""
        key, quarter = meaning.key, meaning.quarter
        match meaning.shows:
            case Shows.RESULT | Shows.BEHIND:
                return self._result(meaning)
            case Shows.OFFICE:
                return self._office(key, meaning.office, quarter)
            case Shows.TARGET:
                return self._target(key, meaning.office, quarter)
            case Shows.COUNT:
                return self._count(meaning)
            case Shows.BUDGET:
                return self._budget(meaning.keys)
            case Shows.SPENT:
                return self._spent()
            case Shows.ANSWERED:
                return self._answered(meaning.office, quarter)
            case Shows.MISSED:
                mine = self._of_reporter(meaning.office, quarter)
                found = [fact for fact in mine if meets_target(self.master, fact) is False]
                return Backing(Decimal(len(found)) if found else None, tuple(map(self._piece, found)))
            case Shows.RETURNED:
                return self._returned(quarter)
            case Shows.OFFICES:
                codes = self.master.decisions[key].offices
                names = tuple(Piece(name=self.master.offices.name_of(code)) for code in codes)
                return Backing(Decimal(len(codes)), names)
            case Shows.QUARTER:
                return Backing(Decimal(quarter))

    def _result(self, meaning: Meaning) -> Backing:
        year, result = self.years.get(meaning.key), self._by_slot.get((meaning.key, meaning.quarter))
        if meaning.quarter != WHOLE_YEAR:
            if result is None:
                return Backing(None, texts=tuple(SIGNS.values()))
            figure = result.value if is_number(result.value) else one_line(result.display) or None
            reported, expected = result.offices_reported, result.offices_expected
            counted, said = not result.is_unasked, offices_counted(result)
            shown = one_line(result.display)
        else:
            assert year is not None  # only an activity that is asked has a cell of its year
            figure, shown = year.value, year.display
            reported, expected, counted = year.reported, year.expected, bool(year.quarters)
            said = sheet_text("sheet.behind", reported=reported, expected=expected)
        behind = f"{reported}/{expected}" if counted else ""
        if meaning.shows is Shows.RESULT:
            return Backing(figure, self._year_pieces(year) if meaning.quarter == WHOLE_YEAR else (), (shown,))
        met = result.offices_met if result is not None and meaning.quarter != WHOLE_YEAR else None
        met_part = f" {sheet_text('sheet.met', count=met)}" if met is not None else ""
        signs = tuple(f"{behind} {sign}{met_part}".strip() for sign in SIGNS.values())
        kept = sheet_text("sheet.kept", count=len(result.kept)) if result is not None and result.kept else ""
        texts = (*signs, f"{said}{f' ({met_part.strip()})' if met_part else ''}{kept}")
        return Backing(behind or None, texts=texts, ratio=_ratio(reported, expected))

    def _year_pieces(self, year: Year | None) -> tuple[Piece, ...]:
        if year is None:
            return ()
        unit = self._unit(year.key)
        return tuple(
            Piece(name=self.master.offices.name_of(code), value=value, unit=unit)
            for code, value in year.offices.items()
        )

    def _office(self, key: Key, office: str, quarter: int) -> Backing:
        mine = [fact for fact in self.facts if fact.key == key and fact.office == office]
        if quarter == WHOLE_YEAR:
            year = self.years.get(key)
            value = year.offices.get(office) if year else None
            return Backing(
                value, tuple(self._piece(fact, of_quarter=True) for fact in mine) if value is not None else ()
            )
        fact = next((fact for fact in mine if fact.quarter == quarter), None)
        if fact is None:
            return Backing(None)
        said = fact.figure if is_number(fact.figure) else one_line(answer_in_words(fact, DEFAULT)) or None
        return Backing(said, (self._piece(fact),))

    def _target(self, key: Key, office: str, quarter: int) -> Backing:
        master, activity = self.master, self.master.activities[key]
        line = master.own_line(activity, office) if office else next(iter(activity.lines), None)
        target = master.target_for(key, office, quarter) if office else activity.target(quarter)
        if target is None:
            return Backing(None)
        own = office and (key, office, quarter) in master.targets_by_office
        cell = line.target_cells.get(quarter, activity.cell) if line else activity.cell
        place = TARGETS.name if own else f"{activity.sheet}!{cell}"
        name = master.offices.name_of(office) if own else one_line(activity.title)
        return Backing(one_line(target.raw), (Piece(name=name, value=one_line(target.raw), place=place),))

    def _count(self, meaning: Meaning) -> Backing:
        found: dict[Verdict, list[Piece]] = {each: [] for each in Verdict}
        for key in meaning.keys:
            verdict = self._stands.get(key, {}).get(meaning.quarter)
            if verdict is None or meaning.verdict not in (None, verdict):
                continue
            activity, result = self.master.activities[key], self._by_slot.get((key, meaning.quarter))
            shown = (
                self.years[key].display if meaning.quarter == WHOLE_YEAR else one_line(result.display if result else "")
            )
            cell = activity.result_cells.get(meaning.quarter, activity.cell)
            name = one_line([key, activity.title])
            place = f"{activity.sheet}!{cell}"
            found[verdict].append(Piece(name=name, value=shown or None, verdict=verdict, place=place))
        pieces = tuple(piece for each in found.values() for piece in each)
        if meaning.verdict is not None:
            return Backing(Decimal(len(pieces)), pieces)
        counts = (f"{SIGNS[each]} {len(found[each])}" for each in Verdict)
        return Backing(one_line(list(counts)) if pieces else None, pieces)

    def _budget(self, keys: Iterable[Key]) -> Backing:
        inside = {*keys}
        tops = [key for key in keys if parent_key(key) not in inside and key in self.master.activities]
        found = [each for key in tops for each in self.master.activities[key].budgets()]
        made = total([figure for _, figure in found]) if found else None
        pieces = tuple(
            Piece(name=one_line([each.key, each.title]), value=figure, place=f"{each.sheet}!{each.cell}")
            for each, figure in found
        )
        money = format_number(made) if isinstance(made, Decimal) else "-"
        spent = spent_in_all(self.master, self.years)
        return Backing(made, pieces, (money, *((spent.goal,) if spent and spent.inside == tuple(keys) else ())))

    def _spent(self) -> Backing:
        """The budgets spent, each with the line of the plan that it is of; one without a figure that counts says so."""
        spent = spent_in_all(self.master, self.years)
        if spent is None:
            return Backing(None)
        pieces = []
        for key in spent.keys:
            activity, year = self.master.activities[key], self.years[key]
            value = spent_of(self.master, year)
            said = value if value is not None else year.display or sheet_text("sheet.not-received")
            place, unit = f"{activity.sheet}!{activity.cell}", self._unit(key) if value is not None else ""
            pieces.append(Piece(name=one_line([key, activity.title]), value=said, unit=unit, place=place))
        return Backing(spent.value, tuple(pieces), (spent.shown, spent.behind(DEFAULT)))

    def _answered(self, office: str, quarter: int) -> Backing:
        status = next((s for s in self.statuses if (s.office, s.quarter) == (office, quarter)), None)
        if status is None:
            return Backing(None)
        said = {(fact.key, fact.office): fact for fact in self._of_reporter(office, quarter) if fact.is_answer}
        pieces = [
            self._piece(said[key, code])
            if (key, code) in said
            else Piece(name=self._named(key, code), value=sheet_text("sheet.not-received"))
            for key in self.years
            for code in self.due.get((key, quarter), ())
            if self.master.offices.reporters.get(code) == office
        ]
        return Backing(
            f"{status.answered}/{status.asked}",
            tuple(pieces),
            ("-",) if not status.asked else (),
            ratio=_ratio(status.answered, status.asked),
        )

    def _returned(self, quarter: int) -> Backing:
        owing = [status for status in self.statuses if status.quarter == quarter and status.asked]
        complete = sum(status.state is ReturnState.COMPLETE for status in owing)
        pieces = (
            Piece(name=status.name, value=f"{sheet_text(STATES[status.state].word)} {status.answered}/{status.asked}")
            for status in owing
        )
        ratio = _ratio(complete, len(owing))
        return Backing(f"{complete}/{len(owing)}", tuple(pieces), part=states_of(owing), ratio=ratio)

    # What they share

    @cached_property
    def years(self) -> Mapping[Key, Year]:
        """The year so far of every activity that is asked, in plan order."""
        facts: dict[Key, list[Fact]] = {}
        for fact in self.facts:
            facts.setdefault(fact.key, []).append(fact)
        results: dict[Key, list[Result]] = {}
        for result in self.results:
            results.setdefault(result.key, []).append(result)
        asked = [key for key in self.master.activities if (d := self.master.decisions.get(key)) and d.asked]
        heard = latest_quarter(self.facts)
        return {
            key: year_of(self.master, key, facts.get(key, ()), results.get(key, ()), self.opened, heard)
            for key in asked
        }

    @cached_property
    def _by_slot(self) -> Mapping[tuple[Key, int], Result]:
        return {(result.key, result.quarter): result for result in self.results}

    @cached_property
    def _stands(self) -> Mapping[Key, Mapping[int, Verdict]]:
        return stands_of(self.master, self.results, self.years, self.opened)

    def _of_reporter(self, office: str, quarter: int) -> Iterator[Fact]:
        """What an office reported of a quarter, for itself and for those that report through it."""
        through = self.master.offices.reporters
        return (fact for fact in self.facts if fact.quarter == quarter and through.get(fact.office) == office)

    def _piece(self, fact: Fact, *, of_quarter: bool = False) -> Piece:
        """A report as a piece: its figure or words, and its cell."""
        name = (
            sheet_text("sheet.of-quarter", quarter=fact.quarter) if of_quarter else self._named(fact.key, fact.office)
        )
        cell = "!".join(filter(None, (fact.sheet, fact.cell)))
        unit = fact.unit or self._unit(fact.key)
        return Piece(
            name=name,
            value=fact.figure if is_number(fact.figure) else answer_in_words(fact, DEFAULT) or None,
            unit=unit if is_number(fact.figure) else "",
            place=" › ".join(filter(None, (fact.file, cell))),
        )

    def _named(self, key: Key, office: str) -> str:
        return f"{key} {self.master.offices.name_of(office)}"

    def _unit(self, key: Key) -> str:
        decision = self.master.decisions.get(key)
        return unit_of(decision.kind, decision.unit) if decision else ""
