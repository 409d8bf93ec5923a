"""Masters of several parts as one: whether they are of one plan, whose offices they are, which activity is which.

Either the parts have one plan between them (the same activities, other offices), or each is mapped to the plan one
level up by the words of its activities.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from planbook.book.graft import graft
from planbook.domain import Decision, Finding, Group, Key, Master, Office, OfficeBook, OfficeTarget, fold
from planbook.domain.identity import same_title
from planbook.errors import PlanbookError
from planbook.layout import own_tables as layout
from planbook.layout.own_tables import REGISTER, sheet_text
from planbook.master.adopt import open_master
from planbook.master.offices import group_rows, office_rows
from planbook.master.register import decision_words, target_rows
from planbook.master.responsible import Resolver, propose
from planbook.master.same import match_plans
from planbook.master.settings import unit_words
from planbook.master.sheets import PlanSheet
from planbook.master.tables import whole_table
from planbook.master.write_tables import write_tables

_FIGURE = ("kind", "unit", "direction", "rule", "cumulative")
"""The register's columns that say what a figure is; what adopt proposed there goes by who is asked."""
_DECIDED = ("asked", *_FIGURE)
"""The register's columns in which parts of one plan should agree."""


def require_one_year(parts: Sequence[Master]) -> None:
    """Raise PlanbookError ``join-years`` where masters are of different years."""
    first = parts[0]
    for part in parts[1:]:
        if part.year != first.year:
            raise PlanbookError("join-years", file=first.file, year=first.year, other=part.file, before=part.year)


def require_one_plan(parts: Sequence[Master]) -> None:
    """Raise PlanbookError ``join-plans`` where masters do not have the same activities: same keys, same words.

    A measure or a budget spent that one region reports and another does not makes no other plan.
    """
    first = parts[0]
    for part in parts[1:]:
        for key in dict.fromkeys([*first.activities, *part.activities]):
            one, other = first.activities.get(key), part.activities.get(key)
            if (one is None and other and other.is_beside) or (other is None and one and one.is_beside):
                continue
            if one is None or other is None or not same_title(one.title, other.title):
                titles = [each.title if each else "-" for each in (one, other)]
                raise PlanbookError(
                    "join-plans", file=first.file, other=part.file, key=key, title=titles[0], other_title=titles[1]
                )


def all_offices(parts: Sequence[Master]) -> OfficeBook:
    """The offices and groups of all parts, those of the first first.

    A group that several parts name has the members of all. Raises PlanbookError ``join-office-code`` where parts mean
    different offices by one code.
    """
    offices: dict[str, Office] = {}
    homes: dict[str, str] = {}
    groups: dict[str, Group] = {}
    for part in parts:
        for office in part.offices.offices:
            known = offices.setdefault(office.code, office)
            home = homes.setdefault(office.code, part.file)
            if fold(known.name) != fold(office.name):
                raise PlanbookError(
                    "join-office-code",
                    office=office.code,
                    name=known.name,
                    file=home,
                    other=part.file,
                    other_name=office.name,
                )
        for group in part.offices.groups:
            groups[group.name] = _both(groups[group.name], group) if group.name in groups else group
    return OfficeBook(offices=tuple(offices.values()), groups=tuple(groups.values()))


def _both(one: Group, other: Group) -> Group:
    def union(left: Iterable[str], right: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*left, *right]))

    return replace(
        one,
        kinds=union(one.kinds, other.kinds),
        codes=union(one.codes, other.codes),
        aliases=union(one.aliases, other.aliases),
    )


@dataclass(frozen=True)
class Mapped:
    """Which activities of a part are which of the plan one level up (key → key), and what was noticed."""

    keys: Mapping[Key, Key]
    findings: tuple[Finding, ...] = ()


def map_same(part: Master, base: Master) -> Mapped:
    """The activities of a part of one plan: those of ``base``, by their keys. A measure or a budget spent that the base
    does not have stays behind, and is told where it has results."""
    results = {fact.key for fact in part.facts}
    lost = [key for key, each in part.activities.items() if key in results and key not in base.activities]
    noticed = tuple(_of(part, key)("join-activity-unknown", title=part.activities[key].title) for key in lost)
    return Mapped({key: key for key in base.activities}, noticed)


def map_part(part: Master, master: Master) -> Mapped:
    """The activities of a part in the plan of ``master``: those with the same words.

    Of words that are only alike, and of an activity with results that is not there at all, somebody is asked.
    """
    rows = {key: {"title": each.title, "sheet": each.sheet} for key, each in part.activities.items()}
    found = match_plans(rows, part.plan, master.plan).found
    keys: dict[Key, Key] = {}
    findings: list[Finding] = []
    results = {fact.key for fact in part.facts}
    for key, pair in found.items():
        title, own = master.activities[key].title, part.activities[pair.old]
        if same_title(title, own.title):
            keys[pair.old] = key
        elif pair.old in results:
            findings.append(_of(part, pair.old)("join-activity-alike", title=own.title, raw=key, other_title=title))
    known = {pair.old for pair in found.values()}
    for key in part.activities:
        if key in results and key not in known:
            findings.append(_of(part, key)("join-activity-unknown", title=part.activities[key].title))
    return Mapped(keys, tuple(findings))


def _of(part: Master, key: Key) -> "partial[Finding]":
    activity = part.activities[key]
    return partial(Finding.of, file=part.file, sheet=activity.sheet, cell=activity.cell, key=key)


@dataclass(frozen=True)
class Joined:
    """A master's bytes with the offices, respondents and per-office targets of all parts, and what was noticed."""

    data: bytes
    findings: tuple[Finding, ...]


def join_masters(base: Master, parts: Sequence[Master], keys: Sequence[Mapping[Key, Key]]) -> Joined:
    """Put the offices of ``parts`` into the master ``base``, whose plan and rules hold.

    ``keys`` say for each part which of its activities is which of the base's. Where the base's respondents are not
    those of all parts, all are named. What adopt had proposed for the base's own offices is proposed for all of them.
    Decisions that differ are told.
    """
    _, ours, _ = open_master(base.data, base.file)
    offices = all_offices([base, *parts])
    who = _who(base, parts, keys, offices)
    left, of_all = _proposed(base, base.offices), _proposed(base, offices)
    register, rows = whole_table(ours[REGISTER.suffix], REGISTER)
    for row in rows:
        key = row.get("key", "").strip()
        if key in who:
            row["who"], row["origin"] = who[key], sheet_text("sheet.joined")
        if key in left and all(fold(row.get(name, "")) == fold(left[key][name]) for name in _FIGURE):
            row |= {name: of_all[key][name] for name in _FIGURE}  # a rule for one office is not one for several
    tables = [
        (register, rows),
        _with_rows(ours.get(layout.OFFICES.suffix), layout.OFFICES, "code", office_rows(offices)),
        _as_read(ours.get(layout.GROUPS.suffix), layout.GROUPS, group_rows(offices)),
        _with_rows(ours.get(layout.TARGETS.suffix), layout.TARGETS, "", _targets(base, parts, keys, offices)),
    ]
    data = graft(base.data, write_tables(tables))
    return Joined(data, tuple(_differences(base, parts, keys)))


def _proposed(master: Master, offices: OfficeBook) -> dict[Key, dict[str, str]]:
    """What adopt would write into the register of a plan with some offices."""
    proposals = propose(master.plan, offices, unit_words(master.settings))
    return {key: decision_words(proposal) for key, proposal in proposals.items()}


def _who(
    base: Master, parts: Sequence[Master], keys: Sequence[Mapping[Key, Key]], offices: OfficeBook
) -> dict[Key, str]:
    """Who fills in, of the activities for which the base's own words do not say all of it."""
    resolver = Resolver(offices)
    found: dict[Key, str] = {}
    for key, decision in base.decisions.items():
        said = [part.decisions[old].who for part, old in _parts_of(key, parts, keys) if old in part.decisions]
        words = list(dict.fromkeys(filter(None, (decision.who, *said))))
        mine = set(resolver.resolve([decision.who]).codes)
        wanted = {code for part, old in _parts_of(key, parts, keys) for code in part.decisions[old].offices}
        if decision.asked and words != [decision.who] and wanted - mine:
            found[key] = ", ".join(words)
    return found


def _parts_of(key: Key, parts: Sequence[Master], keys: Sequence[Mapping[Key, Key]]) -> Iterable[tuple[Master, Key]]:
    """Each part that has an activity of the base, and its key there."""
    for part, known in zip(parts, keys, strict=True):
        for old, now in known.items():
            if now == key and old in part.decisions:
                yield part, old


def _targets(
    base: Master, parts: Sequence[Master], keys: Sequence[Mapping[Key, Key]], offices: OfficeBook
) -> list[Mapping[str, str]]:
    """The per-office targets of the parts that the base does not have."""
    have = {(target.key, target.office) for target in base.office_targets}
    more: list[OfficeTarget] = []
    for part, known in zip(parts, keys, strict=True):
        mine = [replace(t, key=known[t.key]) for t in part.office_targets if t.key in known]
        fresh = [target for target in mine if (target.key, target.office) not in have]
        have |= {(target.key, target.office) for target in fresh}
        more += fresh
    return target_rows(more, offices)


def _with_rows(
    sheet: PlanSheet | None, table: layout.TableSheet, key: str, more: Iterable[Mapping[str, Any]]
) -> tuple[layout.TableSheet, list[dict[str, Any]]]:
    """A table as it stands with rows of ``more`` behind: all, or those with a new value in the column ``key``."""
    whole, rows = whole_table(sheet, table) if sheet else (table, [])
    have = {row.get(key, "") for row in rows} if key else set()
    return whole, [*rows, *(dict(row) for row in more if not key or row[key] not in have)]


def _as_read(
    sheet: PlanSheet | None, table: layout.TableSheet, rows: Iterable[Mapping[str, Any]]
) -> tuple[layout.TableSheet, list[dict[str, Any]]]:
    """A table with other rows in place of its own."""
    return whole_table(sheet, table)[0] if sheet else table, [dict(row) for row in rows]


def _differences(base: Master, parts: Sequence[Master], keys: Sequence[Mapping[Key, Key]]) -> Iterable[Finding]:
    """What the staff of a part decided otherwise than the base, whose decisions hold; what was only proposed for the
    part's own offices is no decision."""
    captions = {name: REGISTER.caption(column) for column in REGISTER.columns if (name := column.key) in _DECIDED}
    for part, known in zip(parts, keys, strict=True):
        proposed = _proposed(part, part.offices)
        for old, key in known.items():
            if part is base or old not in part.decisions or key not in base.decisions:
                continue
            ours, theirs = decision_words(base.decisions[key]), decision_words(part.decisions[old])
            other = [n for n in _DECIDED if ours[n] != theirs[n] and theirs[n] != proposed.get(old, {}).get(n)]
            if other:
                yield _noticed(part, part.decisions[old])(
                    "join-decision-differs",
                    raw="; ".join(f"{captions[name]} = {theirs[name] or '-'}" for name in other),
                    used="; ".join(f"{captions[name]} = {ours[name] or '-'}" for name in other),
                    other=base.file,
                )


def _noticed(part: Master, decision: Decision) -> "partial[Finding]":
    cell = decision.cells.get("rule", "")
    return partial(Finding.of, file=part.file, sheet=decision.sheet, cell=cell, key=decision.key)
