"""A master: the plan of a workbook with the staff's decisions, the offices, and the results accepted so far.

Offices are everything that reports; groups are what a responsible cell names.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from planbook.domain.data import Brief, size_of
from planbook.domain.decision import Decision, RegionRule, Waiver
from planbook.domain.filed import Filed
from planbook.domain.finding import Finding
from planbook.domain.form import FAR_FACTOR
from planbook.domain.plan import QUARTERS, Activity, Key, Plan, TargetLine
from planbook.domain.quantity import Direction, Frozen, Quantity
from planbook.domain.report import Change, Fact, FirstReturn, Published, Slot
from planbook.domain.text import clean

_PLACES = re.compile(r"จังหวัด|(?<![ก-๛])จ\.(?=\s?[ก-ฮเ-ไ])|กฟ[ก-ฮ]\.")
_SHORTEST = 3
"""Letters of a name that is looked for in the middle of a text."""


def _tight(text: str) -> str:
    """A text without its spaces, for names that are written with and without them."""
    return "".join(clean(text).split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Office(Frozen):
    """A reporting office.

    ``via`` is the code of the office that reports for this one (it gets no form of its own), or empty.
    ``groups`` are names of groups it belongs to beside those its kind implies.
    """

    code: str
    name: str
    kind: str = ""
    groups: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    via: str = ""
    province: str = ""
    mail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group(Frozen):
    """A group name that responsible cells use, and the kinds of office it stands for.

    Data, kept in the offices sheet: a region says once what ``ทุก กฟฟ.`` means for it.
    """

    name: str
    kinds: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class OfficeBook(Brief, Frozen):
    """All offices and groups of a region, in the order of the offices sheet."""

    offices: tuple[Office, ...] = ()
    groups: tuple[Group, ...] = ()

    def brief(self) -> Mapping[str, object]:
        """How many offices and groups."""
        return {"offices": len(self.offices), "groups": len(self.groups)}

    @cached_property
    def by_code(self) -> Mapping[str, Office]:
        """Offices by code."""
        return {office.code: office for office in self.offices}

    def members(self, group: Group) -> tuple[Office, ...]:
        """The offices of a group: of its kinds, listed by code, or naming it in their ``groups`` column."""
        names = {group.name, *group.aliases}
        return tuple(
            office
            for office in self.offices
            if office.kind in group.kinds or office.code in group.codes or names & set(office.groups)
        )

    def places_in(self, text: str) -> tuple[str, ...]:
        """The words of a text that speak of single places or units: provinces and offices of this book, and words such
        as ``จังหวัด`` or ``กฟฟ.``; each once, empty where it speaks of none."""
        words = clean(text)
        names = [name for office in self.offices for name in (office.province, office.name, *office.aliases) if name]
        found = [name for name in names if len(name) >= _SHORTEST and clean(name) in words]
        return tuple(dict.fromkeys([*found, *_PLACES.findall(words)]))

    @cached_property
    def _codes_by_name(self) -> Mapping[str, frozenset[str]]:
        """The codes that a name stands for, by the name without spaces: of a group, or of an office."""
        found: dict[str, set[str]] = {}
        for group in self.groups:
            for name in (group.name, *group.aliases):
                found.setdefault(_tight(name), set()).update(office.code for office in self.members(group))
        for office in self.offices:
            for name in (office.name, *office.aliases):
                found.setdefault(_tight(name), set()).add(office.code)
        return {name: frozenset(codes) for name, codes in found.items() if len(name) >= _SHORTEST}

    def named_in(self, text: str) -> frozenset[str]:
        """The codes of the offices that a text names, by their own names or by those of their groups.

        Of a name inside a longer one (``กฟฟ.`` in ``กฟฟ.1-3``) only the longer counts.
        """
        words, found = _tight(text), set[str]()
        for name in sorted(self._codes_by_name, key=len, reverse=True):
            if name in words:
                found |= self._codes_by_name[name]
                words = words.replace(name, "|")
        return frozenset(found)

    def reporter(self, code: str) -> Office:
        """The office whose form carries an office's rows: the end of its ``via`` chain (a circle ends it)."""
        office, seen = self.by_code[code], {code}
        while office.via in self.by_code and office.via not in seen:
            seen.add(office.via)
            office = self.by_code[office.via]
        return office

    @cached_property
    def reporters(self) -> Mapping[str, str]:
        """The code of the office that reports for each office, by its code."""
        return {code: self.reporter(code).code for code in self.by_code}

    def name_of(self, code: str) -> str:
        """An office's name, or its code where nobody knows it."""
        office = self.by_code.get(code)
        return office.name if office else code

    def in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Codes in the order of the offices sheet, each once."""
        wanted = set(codes)
        return tuple(office.code for office in self.offices if office.code in wanted)


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeTarget(Frozen):
    """A target of one office that differs from the region's: one activity, one quarter. ``cell`` is where it stands on
    the sheet of these targets, empty where it is only proposed."""

    key: Key
    office: str
    quarter: int
    target: Quantity
    cell: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(Frozen):
    """What the settings sheet says, each text as its cell has it. ``due`` maps a quarter to the date by which forms are
    due back.

    ``logo`` is the path of a picture for the forms' cover, ``file_pattern`` how their files are named, ``password``
    what locks their sheets. ``mail_…``, ``remind_…``, ``copy_…`` and ``reopen_…`` are the templates of the mails with
    forms, of reminders, of the mails with correction copies, and with forms of closed quarters. ``unit_words`` are
    words with which the names of units begin in the plan, as the cell lists them, beside those that planbook knows.
    ``headings`` are captions of the plan's table that the staff explained (:mod:`planbook.master.teach`). ``front``
    says where the first page for management stands. ``far_factor``: a figure of more than so many times its target, or
    the office's own of the quarter before, is asked about. What is empty is as planbook has it by default.
    """

    plan_id: str = ""
    region: str = ""
    year: int | None = None
    contact: str = ""
    language: str = "th"
    due: dict[int, str] = field(default_factory=dict)
    logo: str = ""
    file_pattern: str = ""
    password: str = field(default="", repr=False)
    mail_subject: str = ""
    mail_body: str = ""
    remind_subject: str = ""
    remind_body: str = ""
    copy_subject: str = ""
    copy_body: str = ""
    reopen_subject: str = ""
    reopen_body: str = ""
    unit_words: str = ""
    headings: str = ""
    front: str = ""
    far_factor: Decimal = FAR_FACTOR

    @property
    def front_first(self) -> bool:
        """Whether the first page for management stands before the region's own sheets."""
        return clean(self.front).casefold() not in FRONT_BEHIND


FRONT_BEHIND = ("หลัง", "ท้าย", "behind", "last")
"""What the setting ``front`` says for a first page that stands behind the region's own sheets."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Master(Brief, Frozen):
    """A master workbook, read. ``data`` are the file's own bytes, which merge patches and never saves through.

    ``facts``, ``changes`` and ``published`` are what earlier merges left in it, ``filed`` the returns that it knows and
    ``reserve`` every report of a row that several of them have spoken of; all but the first two are empty where a
    planbook merged that did not keep them.

    ``by_plan`` are the codes of the offices that the plan's own cells name for each activity, whatever the register
    says.
    """

    plan: Plan
    decisions: dict[Key, Decision] = field(default_factory=dict)
    by_plan: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    offices: OfficeBook = field(default_factory=OfficeBook)
    office_targets: tuple[OfficeTarget, ...] = ()
    settings: Settings = field(default_factory=Settings)
    rules: tuple[RegionRule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    facts: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()
    published: tuple[Published, ...] = ()
    reserve: tuple[Fact, ...] = ()
    filed: tuple[Filed, ...] = ()
    first_returns: tuple[FirstReturn, ...] = ()
    findings: tuple[Finding, ...] = ()
    file: str = ""
    data: bytes = field(default=b"", repr=False)
    path: Path | None = field(default=None, repr=False, compare=False)
    """The file it was read from, which is never written over; None where it came as bytes."""

    def brief(self) -> Mapping[str, object]:
        """Which plan, how much it holds, and how large the workbook is."""
        return {
            "plan": self.settings.plan_id,
            "year": self.year,
            "activities": len(self.activities),
            "offices": len(self.offices.offices),
            "facts": len(self.facts),
            "findings": len(self.findings),
            "file": self.file,
            "data": size_of(self.data),
        }

    @property
    def year(self) -> int:
        """The fiscal year in the Buddhist era; 0 where neither settings nor plan say one."""
        return self.settings.year or self.plan.year or 0

    @cached_property
    def activities(self) -> dict[Key, Activity]:
        """Activities by key, in plan order (the first of a duplicated key, which is a finding)."""
        found: dict[Key, Activity] = {}
        for activity in self.plan.activities():
            found.setdefault(activity.key, activity)
        return found

    @cached_property
    def asked_in_tables(self) -> tuple[Key, ...]:
        """Keys of the asked activities of the plan's tables, in plan order; what stands beside the tables is none."""
        kept = (key for key, each in self.activities.items() if not each.is_beside)
        return tuple(key for key in kept if (decision := self.decisions.get(key)) and decision.asked)

    @cached_property
    def targets_by_office(self) -> dict[Slot, Quantity]:
        """Per-office targets by activity, office and quarter."""
        return {Slot(line.key, line.office, line.quarter): line.target for line in self.office_targets}

    def target_for(self, key: Key, office: str, quarter: int) -> Quantity | None:
        """The target an office is measured by: its own where it has one, else the plan's."""
        own = self.targets_by_office.get(Slot(key, office, quarter)) if self.office_targets else None
        activity = self.activities.get(key)
        line = self.own_line(activity, office) if activity else None
        return own or (line.targets.get(quarter) if line else None)

    def same_targets(self, key: Key) -> dict[int, Quantity | None] | None:
        """The targets of an activity by quarter where they are those of every office; None where offices differ."""
        if key not in self._due_alike:
            return None
        return {quarter: self.target_for(key, "", quarter) for quarter in QUARTERS}

    def own_line(self, activity: Activity, office: str) -> TargetLine | None:
        """An office's line of an activity's targets; None where there is none.

        Of several it is the only one that names the office or a group of it, else the first.
        """
        if len(activity.lines) < 2:
            return next(iter(activity.lines), None)
        named = [line for line in activity.lines if office in self.offices.named_in(line.label)]
        return named[0] if len(named) == 1 else activity.lines[0]

    def is_due(self, key: Key, office: str, quarter: int) -> bool:
        """Whether an office owes a result of an activity in a quarter (1-4), as its targets say.

        Where it has targets by quarter, the plan's or its own, the quarter's own decides: none, ``-`` and ``ไม่มี`` ask
        for nothing. Without any, the text across the quarters decides, and without that every quarter is due.
        """
        alike = self._due_alike.get(key)
        return quarter in alike if alike is not None else self._is_due(key, office, quarter)

    @cached_property
    def _due_alike(self) -> dict[Key, frozenset[int]]:
        """The quarters in which the activities are due that ask the same of every office."""
        own = {line.key for line in self.office_targets}
        alike = [key for key, activity in self.activities.items() if len(activity.lines) < 2 and key not in own]
        return {key: frozenset(quarter for quarter in QUARTERS if self._is_due(key, "", quarter)) for key in alike}

    def _is_due(self, key: Key, office: str, quarter: int) -> bool:
        activity = self.activities[key]
        targets = {number: self.target_for(key, office, number) for number in QUARTERS}
        if any(targets.values()):
            target = targets[quarter]
            return target is not None and target.is_due
        return activity.span is None or activity.span.quantity.is_due

    def offices_due(self, key: Key, quarter: int, answered: Collection[str], *, closed: bool) -> tuple[str, ...]:
        """The offices that owe a result of an activity in a quarter, answered or not: the m of every (n/m).

        An activity that was given to other offices as a whole after its quarter was ``closed`` was due from those that
        ``answered`` it then.
        """
        offices = self.decisions[key].offices
        alike = self._due_alike.get(key)
        if alike is not None:
            due = offices if quarter in alike else ()
        else:
            due = tuple(code for code in offices if self.is_due(key, code, quarter))
        handed_over = closed and len(due) <= len(answered) and not set(answered) & set(offices)
        return tuple(sorted(answered)) if due and handed_over else due

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits over what is asked of whom: activities, their targets and words, decisions, rules. Names of
        offices, dates, results and the file's bytes play no part."""
        content: list[Any] = [self.settings.plan_id, self.year]
        for key, activity in self.activities.items():
            decision = self.decisions.get(key)
            if decision and decision.asked:
                targets = [[(q, t.raw) for q, t in sorted(line.targets.items())] for line in activity.lines]
                content.append([key, activity.title, decision.unit, decision.kind, decision.offices, targets])
                content.append([activity.notes, activity.procedure, activity.responsible])
                content += [
                    name for name in ("cumulative", "nil_remark", "evidence", "over_100") if getattr(decision, name)
                ]
                # said only where there is something to say: earlier forms keep their fingerprints
                content += [["across", activity.span.quantity.raw]] if activity.span else []
                content += [decision.direction] if decision.direction is Direction.AT_MOST else []
        content.extend([t.key, t.office, t.quarter, t.target.raw] for t in self.office_targets)
        content.extend([rule.condition, rule.message, rule.where, rule.since, rule.until] for rule in self.rules)
        content += [[str(self.settings.far_factor)]] if self.settings.far_factor != FAR_FACTOR else []
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]
