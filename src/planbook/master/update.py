"""``adopt --update``: a changed plan under the decisions of an older master.

How identity is kept. The plan's id stays the old one, so forms already sent still match. An activity is known by its
key, the chain of printed numbers, as long as number and words go together. Where the words stand under another number,
the new row carries the old one's decisions and its column ``was`` says ``8/2 ?``: a proposal. Results are never
re-keyed by that; they stay under the old key until the staff take the question mark away
(:mod:`planbook.domain.identity`). Where the old number is another activity's now, the old results are set apart
under ``8/2~1``, so that they are not taken for the other's. An activity that vanished is reported with what was decided
about it, and its results stay.

What staff wrote wins, cell for cell: the register's editable columns, offices, groups, per-office targets, settings,
and columns they added themselves. What the plan says otherwise now is a finding and a note in the review column.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from planbook.book.graft import graft
from planbook.book.owned import strip
from planbook.domain import Decision, Finding, Key, OfficeBook, Plan, Settings, clean, fold
from planbook.domain.decision import FormerKey, ReviewNote
from planbook.domain.identity import Match, Tie, match, retired
from planbook.domain.text import BETWEEN, parts
from planbook.layout import own_tables as layout
from planbook.layout.decisions import former_text, note_text, origin_text, read_former, read_notes, reasons
from planbook.layout.own_tables import CELLS, REGISTER, TARGETS
from planbook.master.adopt import PROPOSED, adopted_sheets, headings_of, open_master, registered, take_in
from planbook.master.beside import beside, with_beside
from planbook.master.offices import read_offices
from planbook.master.parse import Coverage, parse_plan
from planbook.master.register import (
    decision_words,
    propose_targets,
    read_decision,
    register_rows,
    target_rows,
)
from planbook.master.responsible import Resolver, UnitWords, propose
from planbook.master.settings import read_settings, setting_rows, unit_words
from planbook.master.sheets import PlanSheet
from planbook.master.tables import REASONS, TableRow, read_table, whole_table
from planbook.master.teach import learn, read_taught, setting_with, with_headings, with_lessons
from planbook.master.write_tables import write_tables
from planbook.words import FindingCode

_KEYS = {column.key for column in REGISTER.columns}
_EDITABLE = tuple(column.key for column in REGISTER.columns if column.edit)
_TARGETS = ("q1", "q2", "q3", "q4")
_CAPTIONS = {column.key: REGISTER.caption(column) for column in REGISTER.columns}


_OTHERS = (*layout.OF_REGION, layout.RULES, layout.WAIVERS, layout.SETTINGS)


@dataclass(frozen=True)
class Updated:
    """The new master's bytes, how many cells of the plan were understood, and what changed.

    ``moved`` maps keys of accepted results to the keys they stand under from now on (``8/2`` → ``8/2~1``). ``data`` is
    empty where the new plan has no plan table or no activity in it, which is a finding.
    """

    data: bytes
    balance: Coverage
    findings: tuple[Finding, ...]
    moved: Mapping[Key, Key]


def _with_notes(cell: str, notes: Iterable[str]) -> str:
    """A review cell with notes that it does not have; what stands in it stays as it was typed."""
    had = parts(cell)
    return BETWEEN.join(filter(None, (cell, *(note for note in notes if note not in had))))


def _unit_words(ours: Mapping[str, PlanSheet]) -> UnitWords:
    """How the names of units begin, as a master's sheets (by suffix) have it."""
    offices = read_offices(ours.get(layout.OFFICES.suffix), ours.get(layout.GROUPS.suffix))
    settings = ours.get(layout.SETTINGS.suffix)
    return UnitWords.of(offices, unit_words(read_settings(settings, "")[0]) if settings else ())


def update(
    data: bytes,
    file: str,
    old_data: bytes,
    results: Mapping[Key, int],
    teach: Sequence[str] = (),
    *,
    measures: bool = False,
) -> Updated:
    """Put the decisions of the master ``old_data`` over the plan of the workbook ``data``.

    Both are the same bytes where the plan was edited in the master itself. ``results`` counts the accepted results of
    each key. Captions that the master's settings explain are known, ``teach`` explains more
    (:mod:`planbook.master.teach`). Raises BookProblem where a file cannot be read.
    """
    edited = old_data == data
    taken = take_in(data, file) if not edited else None
    data, noticed = (taken.data, taken.findings) if taken else (data, ())
    region, old, _ = open_master(data, file, "")
    known = old if edited else open_master(old_data, file)[1]
    taught = with_lessons(read_taught(headings_of(known)), learn(region, teach))
    region = with_headings(region, taught)
    parsed = parse_plan(region, file, adopted_sheets(old) if edited else (), _unit_words(known))
    if not any(True for _ in parsed.plan.activities()):
        return Updated(b"", parsed.balance, (*noticed, *parsed.findings), {})
    if edited:
        base = data  # the other sheets are in it, and stay as they are
        job = _Update(_beside(parsed.plan, old, measures=measures), old, file, results)
        tables = [job.register(), job.targets()]
    else:
        # what an earlier merge left in this workbook's own cells is true of this workbook
        base = strip(data, suffixes=lambda suffix: suffix != CELLS)
        old_region, old, _ = open_master(old_data, file)
        job = _Update(_beside(parsed.plan, old, measures=measures), old, file, results)
        before = parse_plan(old_region, adopted=adopted_sheets(old), units=_unit_words(known)).plan
        job.compare_with(_beside(before, old))
        tables = [job.register(), job.targets()]
        tables += [_as_it_was(old[table.suffix], table) for table in _OTHERS if table.suffix in old]
    if teach and layout.SETTINGS.suffix in old:
        table, rows = _as_it_was(old[layout.SETTINGS.suffix], layout.SETTINGS)
        tables = [each for each in tables if each[0].suffix != layout.SETTINGS.suffix]
        tables.append((table, setting_with(rows, taught)))
    made = graft(base, write_tables(tables))
    return Updated(made, parsed.balance, (*noticed, *job.findings), job.moved)


def _beside(plan: Plan, ours: Mapping[str, PlanSheet], *, measures: bool = False) -> Plan:
    """A plan with the measures and budgets that the register of a master has, or with all of them."""
    return with_beside(plan, registered(ours) | set(beside(plan) if measures else ()))


def _as_it_was(sheet: PlanSheet, table: layout.TableSheet) -> tuple[layout.TableSheet, list[dict[str, Any]]]:
    """An old table, to be written again; settings that it did not know yet are added."""
    columns, rows = whole_table(sheet, table)
    have = {clean(row.get("key", "")) for row in rows}
    missing = setting_rows(Settings()) if table is layout.SETTINGS else []
    return columns, [*rows, *(dict(row) for row in missing if row["key"] not in have)]


class _Update:
    """One update: the new plan, the old register row by row, and which is which."""

    def __init__(self, plan: Plan, old: Mapping[str, PlanSheet], file: str, results: Mapping[Key, int]) -> None:
        self.plan, self.old, self.file, self.results = plan, old, file, results
        self.findings: list[Finding] = []
        self.offices: OfficeBook = read_offices(old.get(layout.OFFICES.suffix), old.get(layout.GROUPS.suffix))
        self.proposals = propose(plan, self.offices)
        self.activities = {activity.key: activity for activity in plan.activities()}
        self.rows: dict[Key, TableRow] = {}
        for row in read_table(old[REGISTER.suffix], REGISTER):
            if key := clean(row["key"]):
                self.rows.setdefault(key, row)
        raw = {key: {name: row[name] for name in row.cells} for key, row in self.rows.items()}
        self.found: dict[Key, Match] = match(raw, list(self.activities.values()))
        self.became = {pair.old: key for key, pair in self.found.items()}
        self.moved = self._moved()
        self.before: dict[Key, Decision] = {}
        self.listed_before: set[Key] = set()
        self._year()
        self._vanished()

    def compare_with(self, plan: Plan) -> None:
        """Know what the old plan would have had proposed, so that what the new plan changes can be told."""
        self.before = propose(plan, self.offices)
        self.listed_before = {target.key for target in propose_targets(plan, self.offices)}

    def _moved(self) -> dict[Key, Key]:
        """Keys whose number is another activity's now, and the keys that keep their results apart."""
        waiting = {old.key for row in self.rows.values() for old in read_former(row["was"])}
        known = {*self.rows, *self.results, *waiting}
        taken = {*known, *self.activities}
        apart = [key for key in known if key in self.activities and not self._stays(key)]
        return {key: retired(key, taken) for key in sorted(apart)}

    def _stays(self, key: Key) -> bool:
        return key in self.found and self.found[key].old == key

    def _find(self, code: FindingCode, key: Key, **words: Any) -> None:
        activity = self.activities[key]
        noticed = partial(Finding.of, file=self.file, sheet=activity.sheet, cell=activity.cell, key=key)
        self.findings.append(noticed(code, **words))

    def _year(self) -> None:
        sheet = self.old.get(layout.SETTINGS.suffix)
        year = read_settings(sheet, self.file)[0].year if sheet else None
        if year and self.plan.year and year != self.plan.year:
            self.findings.append(Finding.of("update-other-year", file=self.file, raw=str(self.plan.year), year=year))

    def _vanished(self) -> None:
        sheet = self.old.get(TARGETS.suffix)
        targets = [clean(row["key"]) for row in read_table(sheet, TARGETS)] if sheet else []
        for key, row in self.rows.items():
            if key in self.became:
                continue
            decided = "; ".join(f"{_CAPTIONS[name]} = {row[name]}" for name in _EDITABLE if row[name])
            self.findings.append(
                Finding.of(
                    "activity-vanished",
                    file=self.file,
                    key=key,
                    title=row["title"],
                    decided=decided or "-",
                    results=self.results.get(key, 0),
                    kept=self.moved.get(key, key),
                    targets=targets.count(key),
                )
            )

    # The register

    def register(self) -> tuple[layout.TableSheet, list[dict[str, Any]]]:
        """The register of the new plan: its activities, with the old rows' decisions word for word."""
        table, raw = whole_table(self.old[REGISTER.suffix], REGISTER)
        contents: dict[Key, dict[str, str]] = {}
        for line in raw:
            contents.setdefault(clean(line.get("key", "")), line)
        decisions = {key: self._decision(key, proposal) for key, proposal in self.proposals.items()}
        rows = []
        for fresh in register_rows(self.plan, decisions):
            key = fresh["key"]
            pair = self.found.get(key)
            row = dict(fresh)
            if pair is None:
                self._find("activity-new", key, title=self.activities[key].title)
            else:
                row |= self._carried(key, pair, contents[pair.old], fresh)
            rows.append(row)
        return table, rows

    def _decision(self, key: Key, proposal: Decision) -> Decision:
        pair = self.found.get(key)
        if pair is None:
            return replace(proposal, review=(ReviewNote("new"), *proposal.review))
        return read_decision(self.rows[pair.old], proposal, self.offices, Resolver(self.offices), self.file).decision

    def _carried(self, key: Key, pair: Match, old: Mapping[str, str], fresh: Mapping[str, Any]) -> dict[str, Any]:
        """What a row takes over from the old one: every editable cell as it was typed, with notes on what changed."""
        row: dict[str, Any] = {name: old[name] for name in _EDITABLE if name in old}
        row |= {name: text for name, text in old.items() if name not in _KEYS}
        proposal = self.proposals[key]
        own_word = fold(old.get("who", "")) != fold(proposal.who)
        row["origin"] = old.get("origin", "") if own_word else origin_text(proposal.origin)
        noted, notes = old.get("review", ""), []
        if pair.tie is Tie.RENUMBERED:
            notes.append(note_text(ReviewNote("renumbered", pair.old)))
        elif pair.tie is Tie.REWORDED:
            notes.append(note_text(ReviewNote("reworded")))
            self._find("activity-reworded", key, before=old.get("title", ""), title=self.activities[key].title)
        notes.append(self._plan_changes(key, pair.old, old, fresh))
        row["review"] = _with_notes(noted, notes)
        row[REASONS] = reasons(read_notes(row["review"]))
        row["was"] = former_text(self._was(pair))
        return row

    def _was(self, pair: Match) -> list[FormerKey]:
        """The old keys of a row: what it was renumbered from now, and earlier ones that can still say something."""
        was = []
        if pair.tie is Tie.RENUMBERED:
            was.append(FormerKey(self.moved.get(pair.old, pair.old), confirmed=False))
        for old in read_former(self.rows[pair.old]["was"]):
            if not old.confirmed:
                was.append(replace(old, key=self.moved.get(old.key, old.key)))
            elif old.key not in self.activities:
                was.append(old)  # its results have been moved; a form sent under it may still come back
        return was

    def _plan_changes(self, key: Key, old_key: Key, old: Mapping[str, str], fresh: Mapping[str, Any]) -> str:
        """Report what the plan says otherwise now; the note for the review column, where a decision may follow it."""
        targets = [
            f"{_CAPTIONS[name]} “{old.get(name, '')}” → “{fresh.get(name, '')}”"
            for name in _TARGETS
            if name in old and fold(old[name]) != fold(str(fresh.get(name, "")))
        ]
        if targets:
            self._find("activity-targets-changed", key, changes="; ".join(targets))
        if old_key not in self.before:
            return ""
        before = decision_words(self.before[old_key])
        now = decision_words(self.proposals[key])
        changes = [
            f"{_CAPTIONS[name]} = {word or '-'}"
            for name, word in now.items()
            if word != before[name] and fold(word) != fold(old.get(name, ""))
        ]
        if not changes:
            return ""
        self._find("activity-proposal-changed", key, changes="; ".join(changes))
        return note_text(ReviewNote("plan-proposes", ", ".join(changes)))

    # Per-office targets

    def targets(self) -> tuple[layout.TableSheet, list[dict[str, Any]]]:
        """The old rows under their activities' new keys, and what the new plan lists for activities that are new."""
        sheet = self.old.get(TARGETS.suffix)
        table, rows = whole_table(sheet, TARGETS) if sheet else (TARGETS, [])
        kept: list[dict[str, Any]] = []
        for row in rows:
            key = clean(row.get("key", ""))
            if key in self.rows and key not in self.became:
                continue  # the activity vanished: said in its finding
            new = self.became.get(key, key)
            note = note_text(ReviewNote("renumbered", key)) if new != key else ""
            kept.append({**row, "key": new, "review": _with_notes(row.get("review", ""), [note])})
        have = {row["key"] for row in kept}
        listed = propose_targets(self.plan, self.offices)
        fresh = [target for target in listed if target.key not in have and self._may_list(target.key)]
        kept += [dict(row) for row in target_rows(fresh, self.offices, PROPOSED)]
        self._compare_targets(kept, target_rows([t for t in listed if t.key in have], self.offices))
        return table, kept

    def _may_list(self, key: Key) -> bool:
        """Whether to propose the targets that the plan lists: the activity is new, or the old plan listed none.
        Otherwise the staff took the rows out on purpose."""
        pair = self.found.get(key)
        return pair is None or (bool(self.before) and pair.old not in self.listed_before)

    def _compare_targets(self, kept: list[dict[str, Any]], listed: list[Mapping[str, str]]) -> None:
        there = {(row["key"], clean(row.get("office", ""))): row for row in kept}
        changes: dict[Key, list[str]] = {}
        for row in listed:
            own = there.get((row["key"], row["office"]), {}).get("year", "")
            if fold(own) != fold(row.get("year", "")):
                changes.setdefault(row["key"], []).append(f"{row['name']} {own or '-'} → {row.get('year', '')}")
        for key, lines in changes.items():
            self._find("office-targets-changed", key, changes="; ".join(lines))
