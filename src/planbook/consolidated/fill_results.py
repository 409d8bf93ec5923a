"""Results into the result cells of the region's own sheets, by patching their XML; nothing else is touched."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from planbook.book.cells import Place, split_cell
from planbook.book.patch import CellValue, Content, recalculated
from planbook.consolidated.kept import HandChoices, ResultCell, TypedCell, in_rows, read_result_cells
from planbook.consolidated.plan_cells import Figure, PlanCells, formulas_on, plan_place
from planbook.consolidated.result_figures import SEE_DETAIL, figures_for, is_free_row, texts_for
from planbook.domain import Change, Finding, Key, Master, Result, is_number, width
from planbook.domain.filed import HandEdits
from planbook.domain.text import one_line
from planbook.layout.own_tables import sheet_text
from planbook.words import FindingCode, TextCode

EMPTY = "-"
"""What findings say for a cell with nothing in it."""
_BEHIND = re.compile(r"\(\d+/\d+\)")


@dataclass
class Placement:
    """The patched workbook, which cells were set on which sheet, and what was noticed."""

    data: bytes
    cells: dict[str, dict[str, CellValue]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    """words that somebody had typed in a result cell, and what stands there now"""
    region_sheets: tuple[str, ...] = ()
    """the names of the sheets that are not planbook's"""
    left: tuple[ResultCell, ...] = ()
    """the cells that results go to, as they are left for the next merge"""
    restored: tuple[Change, ...] = ()
    """figures that no result claims any more, and what stands in their cells again"""


def fill_results(
    master: Master,
    results: Sequence[Result],
    before: Sequence[Result] = (),
    *,
    replace_formulas: bool = False,
    hand_edits: HandChoices = HandEdits.ASK,
    typed: Sequence[TypedCell] = (),
) -> Placement:
    """Write results into the plan's result cells, and put back what the region had in those that none claims any more.

    A result stands on its activity's row of targets. Where the activity has a further row, how many offices stand
    behind the figure goes below it, as the plan itself writes "1 ครั้ง" over "(100 ราย)". What an earlier merge wrote is
    known by its table (:mod:`planbook.consolidated.kept`); in a workbook without one by ``before``, the results
    that its facts come to. Anything else that is found in a result cell was typed by somebody, and is told. A formula
    in a result cell stays, unless ``replace_formulas``; what somebody typed over a figure stays or goes as
    ``hand_edits`` says. ``typed`` are such cells of a workbook that was merged from the same master before, as if
    they had been typed into this one.
    """
    filling = _Filling(master, before, replace_formulas=replace_formulas, hand_edits=hand_edits, typed=typed)
    filling.claim(results)
    filling.release()
    return filling.placement()


def known_cells(master: Master, before: Sequence[Result]) -> dict[Place, ResultCell]:
    """The result cells as the last merge left them, by where they stand now; ``before`` as in :func:`fill_results`."""
    return _Filling(master, before).known


class _Filling:
    """One filling of a plan's result cells: what stands in them, what is wanted there, and what becomes of the rest."""

    def __init__(
        self,
        master: Master,
        before: Sequence[Result],
        *,
        replace_formulas: bool = False,
        hand_edits: HandChoices = HandEdits.ASK,
        typed: Sequence[TypedCell] = (),
    ) -> None:
        self.master = master
        self.replace_formulas, self.hand_edits = replace_formulas, hand_edits
        self.plan = PlanCells(master.data)
        kept = read_result_cells(master.data)
        self.remembers = kept is not None
        self.typed = {each.place: each for each in typed}
        self.known = self._located(kept) if kept is not None else self._inferred(before)
        if typed:
            self.known.update((each.place, self._as_here(each)) for each in typed)
            self.plan = PlanCells(self._with_typed())
        self.wanted: dict[Place, ResultCell] = {}
        self.values: dict[Place, CellValue] = {}
        self.looks: dict[Place, int] = {}
        self.worded: set[Place] = set()
        """cells where a figure stands as a text, as its target does"""
        self.findings: list[Finding] = []
        self.changes: list[Change] = []
        self.restored: dict[tuple[Key, int], tuple[Place, Change]] = {}

    def _as_here(self, typed: TypedCell) -> ResultCell:
        """How planbook had left a cell that was typed over, with what this master has there."""
        raw = self.plan.raw(typed.place)
        return replace(
            typed.known,
            sheet=typed.place[0],
            cell=typed.place[1],
            before=self.plan.content(typed.place),
            style=raw.style if raw else None,
            shrunk=False,
            number_format=None,
        )

    def _with_typed(self) -> bytes:
        """The master's bytes with what was typed since an earlier merge in its cells."""
        values = {place: each.content for place, each in self.typed.items()}
        looks = {
            place: self.plan.styles.with_format(self.plan.style(place), each.number_format)
            for place, each in self.typed.items()
            if self.plan.styles and each.number_format and each.number_format != self.plan.number_format(place)
        }
        return self.plan.package.build(self.plan.patched(values, looks))

    def _choice(self, place: Place) -> HandEdits:
        """What becomes of a figure that somebody typed over."""
        chosen = self.hand_edits
        return chosen if isinstance(chosen, HandEdits) else chosen.get(place, HandEdits.ASK)

    def _located(self, kept: Sequence[tuple[ResultCell, str]]) -> dict[Place, ResultCell]:
        """Where each cell of the table is now: with its activity, or else where its formula leads.

        Rows inserted by a program that leaves formulas as they are move the activity alone.
        """
        found: dict[Place, ResultCell] = {}
        elsewhere: list[tuple[ResultCell, str]] = []
        for cell, at in kept:
            home = plan_place(self.master, cell.key, cell.quarter, below=cell.below)
            if home is not None and home not in found and self.plan.holds(home) == cell.text:
                found[home] = cell
            else:
                elsewhere.append((cell, at))
        for cell, at in elsewhere:
            sheet, _, ref = at.rpartition("!")
            if not ref or sheet not in self.plan:
                continue  # it went with its row or its sheet
            home = plan_place(self.master, cell.key, cell.quarter, below=cell.below)
            there = (sheet, ref)
            stays = there not in found and self.plan.holds(there) == cell.text
            found.setdefault(there if stays or home is None else home, cell)
        return found

    def _inferred(self, before: Iterable[Result]) -> dict[Place, ResultCell]:
        """The cells that an older planbook, which kept no table of them, wrote: guessed from its facts."""
        found: dict[Place, ResultCell] = {}
        for result in before:
            activity = self.master.activities.get(result.key)
            if activity is None or activity.sheet not in self.plan:
                continue
            variants = [texts_for(activity, result, set()), texts_for(activity, result, set(), two=False)]
            main = activity.result_cells.get(result.quarter, "")
            variants.append({main: one_line(result.shown.figure)} if main else {})
            variants.append({main: SEE_DETAIL} if main else {})  # long figures were hidden once
            below = plan_place(self.master, result.key, result.quarter, below=True)
            if (
                below is not None
                and is_free_row(activity, split_cell(below[1])[0])
                and _BEHIND.fullmatch(self.plan.holds(below))
            ):
                variants.append({below[1]: self.plan.holds(below)})
            for cell, text in ((cell, text) for variant in variants for cell, text in variant.items()):
                place = (activity.sheet, cell)
                if text and place not in found and self.plan.holds(place) == text:
                    wide = width(text) > self.plan.width(place)
                    found[place] = ResultCell(
                        key=result.key,
                        quarter=result.quarter,
                        below=cell != main,
                        sheet=activity.sheet,
                        cell=cell,
                        text=text,
                        ours=True,
                        shrunk=wide,
                    )
        return found

    # What becomes of it

    def claim(self, results: Iterable[Result]) -> None:
        """Take the cells of results that say something, and tell of others' words that give way to them."""
        for result in results:
            activity = self.master.activities[result.key]
            if not result.display or activity.is_beside:
                continue
            cells = figures_for(activity, result, self.plan)
            if not cells:
                self.findings.append(
                    Finding.of(
                        "result-no-cell",
                        sheet=activity.sheet,
                        cell=activity.cell,
                        key=result.key,
                        quarter=result.quarter,
                    )
                )
            main = activity.result_cells.get(result.quarter, "")
            for cell, figure in cells.items():
                place = (activity.sheet, cell)
                formula = self.plan.formula(place)
                if formula is None and self._stays(place, figure, result, below=cell != main):
                    if cell == main:
                        self._hold_below(activity.sheet, cells, main)
                        break  # no count of offices goes below somebody else's figure
                elif formula is None or (self.replace_formulas and not self.plan.in_array(place)):
                    self._write(place, figure, result.key, result.quarter, below=cell != main)
                    if cell == main and is_number(result.value) and isinstance(figure.value, str):
                        self.worded.add(place)
                elif cell == main:
                    said = {"formula": f"={formula}", "new": result.display}
                    self._tell("result-formula-kept", place, result, self.plan.shows(place), **said)
                    break  # and no count of offices goes below somebody else's figure

    def _stays(self, place: Place, figure: Figure, result: Result, *, below: bool) -> bool:
        """Whether what somebody typed over a figure since the last merge stays where it is; told if so."""
        now, known = self.plan.holds(place), self.known.get(place)
        remembers = self.remembers or place in self.typed
        edited = known is not None and remembers and now != known.text and now != figure.stored
        before = known is not None and known.hand and not edited and now != figure.stored
        if known is None or not (edited or before) or self._choice(place) is HandEdits.REPLACE:
            return False
        shows, kept = self.plan.shows(place), before or self._choice(place) is HandEdits.KEEP
        self._tell("result-cell-kept" if kept else "result-cell-asked", place, result, shows, new=figure.text)
        if not kept:
            self.wanted[place] = replace(known, sheet=place[0], cell=place[1])
            return True
        self.wanted[place] = ResultCell(
            key=result.key, quarter=result.quarter, below=below, sheet=place[0], cell=place[1], text=now, hand=True
        )
        if edited:
            change = self._change(place, result.key, result.quarter, figure.text, shows, "sheet.cause-hand")
            self.changes.append(change)
        return True

    def _hold_below(self, sheet: str, cells: Iterable[str], main: str) -> None:
        """While it is asked about a figure, the count of offices below it stays as it is."""
        if self.wanted[sheet, main].hand:
            return
        for place in ((sheet, cell) for cell in cells if cell != main):
            if (known := self.known.get(place)) is not None:
                self.wanted[place] = replace(known, sheet=sheet, cell=place[1])

    def _tell(self, code: FindingCode, place: Place, of: Result | ResultCell | Change, raw: str, **words: str) -> None:
        sheet, cell = place
        finding = Finding.of(code, sheet=sheet, cell=cell, key=of.key, quarter=of.quarter, raw=raw or EMPTY, **words)
        self.findings.append(finding)

    def _write(self, place: Place, figure: Figure, key: Key, quarter: int, *, below: bool) -> None:
        now, known = self.plan.holds(place), self.known.get(place)
        own = known is not None and known.ours
        untouched = known is not None and own and now == known.text
        style, form = self._look(place, figure, known)
        wanted = ResultCell(
            key=key,
            quarter=quarter,
            below=below,
            sheet=place[0],
            cell=place[1],
            text=figure.stored,
            ours=True,
            before=known.before if known is not None and untouched else self.plan.content(place),
            style=style,
            shrunk=self._is_wide(place, figure),
            shown=figure.text if figure.text != figure.stored else "",
            number_format=form,
        )
        if not untouched and now != figure.stored and (now or own):
            shows = self.plan.shows(place)
            self._tell("result-cell-overwritten", place, wanted, shows, new=figure.text)
            self.changes.append(self._change(place, key, quarter, shows, figure.text, "sheet.cause-overwritten"))
        self.wanted[place] = wanted
        self.values[place] = figure.value

    def _is_wide(self, place: Place, figure: Figure | None) -> bool:
        """Whether a figure is wider than its cell, and can be shrunk."""
        return self.plan.styles is not None and figure is not None and width(figure.text) > self.plan.width(place)

    def _look(self, place: Place, figure: Figure | None, known: ResultCell | None) -> tuple[int | None, str | None]:
        """Have a cell look as its figure needs it, or as it did where there is none: a text that is wider than its
        cell is shrunk, a number has its number format. Gives the cell format and the number format that the cell had
        before planbook changed them; None where the sheet had no such cell, or its number format stays."""
        raw, styles = self.plan.raw(place), self.plan.styles
        own = known is not None and known.ours
        style = known.style if known is not None and own else raw.style if raw else None
        if styles is None:
            return style, None
        current = self.plan.style(place) if raw or (figure and figure.number_format) else 0
        look, form = current, None
        if known is not None and own and (known.shrunk or known.number_format is not None):
            look = styles.undone(current, known.style or 0, known.number_format, shrunk=known.shrunk)
        wide = self._is_wide(place, figure)
        if figure is not None and figure.number_format is not None:
            had = styles.number_format(look)
            if had != figure.number_format:
                look, form = styles.with_format(look, figure.number_format), had
        if wide:
            look = styles.clone_xf(look, shrink_to_fit=True)
        if look != current or (wide and raw is None):
            self.looks[place] = look
        return style, form

    def release(self) -> None:
        """Put back what the region had where no result is any more, and tell of what was typed since."""
        # a result's own cell before the one below it, so that a finding names the first
        for place, known in sorted(self.known.items(), key=lambda each: each[1].below):
            if place in self.wanted:
                continue
            now = self.plan.holds(place)
            if now == known.text:
                if known.ours:
                    self._restore(place, known)
            elif known.ours or self.plan.formula(place) is None:  # a formula of the region's gives what it gives
                before, shows = known.shown or known.text, self.plan.shows(place)
                self._tell("result-cell-typed", place, known, shows, before=before or EMPTY)
                self.changes.append(self._change(place, known.key, known.quarter, before, shows, "sheet.cause-typed"))

    def _restore(self, place: Place, known: ResultCell) -> None:
        moved = place != (known.sheet, known.cell)
        back = known.before
        if isinstance(back, Content) and back.formula is not None and moved:
            back = replace(back, formula=None)  # what it referred to may have moved otherwise
        self.values[place] = back
        self._look(place, None, known)
        shows = back.text if isinstance(back, Content) else back or ""
        key = (known.key, known.quarter)
        earlier = self.restored.get(key)
        change = self._change(place, *key, known.shown or known.text, shows, "sheet.cause-restored")
        if earlier is not None:
            place, earlier_change = earlier
            old = " ".join(str(text) for text in (earlier_change.old, change.old) if text)
            new = " ".join(str(text) for text in (earlier_change.new, change.new) if text)
            change = replace(earlier_change, old=old, new=new or None)
        self.restored[key] = place, change

    def _change(self, place: Place, key: Key, quarter: int, old: str, new: str, cause: TextCode) -> Change:
        return Change(
            key=key,
            office="",
            quarter=quarter,
            old=old or None,
            new=new or None,
            old_file="!".join(place),
            cause=sheet_text(cause),
            causes=(cause,),
        )

    # What is left

    def placement(self) -> Placement:
        """The workbook with all of it done."""
        for place, change in self.restored.values():
            self._tell("result-cell-restored", place, change, str(change.old or ""), new=str(change.new or EMPTY))
        cells: dict[str, dict[str, CellValue]] = {}
        typed = {place: each.content for place, each in self.typed.items()}
        for (sheet, cell), value in {**typed, **self.values}.items():
            cells.setdefault(sheet, {})[cell] = value
        others = list(self._others())
        places = {(cell.sheet, cell.cell) for cell in (*self.wanted.values(), *others) if not cell.below}
        return Placement(
            recalculated(self.plan.workbook, self.plan.patched(self.values, self.looks)),
            cells,
            [*self.findings, *formulas_on(self.plan, places, self.worded)],
            self.changes,
            tuple(self.plan.parts),
            tuple(in_rows([*self.wanted.values(), *others])),
            tuple(change for _, change in self.restored.values()),
        )

    def _others(self) -> Iterator[ResultCell]:
        """The cells that results may still go to, with what the region has in them."""
        for key, activity in self.master.activities.items():
            decision = self.master.decisions.get(key)
            if decision is None or not decision.asked or activity.sheet not in self.plan:
                continue
            for quarter in activity.result_cells:
                for below in (False, True):
                    place = plan_place(self.master, key, quarter, below=below)
                    if place is None or place in self.wanted:
                        continue
                    if below and not is_free_row(activity, split_cell(place[1])[0]):
                        continue
                    value = self.values.get(place)
                    shows = self.plan.holds(place)
                    if place in self.values:
                        shows = (
                            value
                            if isinstance(value, str)
                            else (value.value if isinstance(value, Content) else "") or ""
                        )
                    yield ResultCell(key=key, quarter=quarter, below=below, sheet=place[0], cell=place[1], text=shows)
