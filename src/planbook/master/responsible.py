"""Who fills in an activity: the words of its responsible cell, resolved against the region's offices and groups.

Words are groups, single units, sections inside an office, working groups and counted subsets (``11 กฟฟ.``). A word that
names nobody known is told, never taken for the office it resembles.

From that and the activity's targets come adopt's proposals: who fills in, what they type, and how it is rolled up. What
is guessed is marked in ``review``, for the staff to confirm in the register.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from planbook.domain import (
    Activity,
    Comparator,
    Decision,
    Direction,
    InputKind,
    Key,
    OfficeBook,
    Plan,
    Quantity,
    QuantityKind,
    Rule,
    clean,
    digits,
    fold,
)
from planbook.domain.decision import Origin, OriginKind, ReviewNote
from planbook.domain.units import LEVELS, PERCENT, TIMES
from planbook.layout import original as layout
from planbook.master.beside import beside_decision
from planbook.words import FindingCode

_SPLIT = re.compile(r"[,;\n]|\s/\s|\s(?:และ|ร่วมกับ)\s")
_ROW_OF_NUMBERS = re.compile(r"(?P<head>(?:.*\D)?)\d{1,3}(?:\s*[-–]\s*\d{1,3})?")
_SPAN = re.compile(r"(?P<head>.*\D)(?P<first>\d{1,3})\s*(?:[-–]|ถึง)\s*(?P<last>\d{1,3})")
_LONGEST_SPAN = 200
"""So many units a span names at most."""


_PROBLEMS: Mapping[str, FindingCode] = {
    "unknown": "responsible-unknown",
    "counted": "responsible-counted",
    "empty": "responsible-empty",
}


class Token(NamedTuple):
    """One word of a responsible cell: what it says, what sort it is, and the codes it stands for.

    ``sort`` is ``office``, ``group``, ``except`` (those of the group before that are left out), ``section`` (inside an
    office, asked of nobody), ``remark``, ``counted`` (somebody must say which), ``empty`` (a group without offices) or
    ``unknown``.
    """

    text: str
    sort: str
    codes: tuple[str, ...] = ()

    @property
    def problem(self) -> FindingCode | None:
        """The finding that asks the staff about this word; None where it is understood."""
        return _PROBLEMS.get(self.sort)


class Resolution(NamedTuple):
    """What the responsible words of an activity come to."""

    tokens: tuple[Token, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all offices, each once, in the order of the words, without those that are left out."""
        out = {code for token in self.tokens if token.sort == "except" for code in token.codes}
        return tuple(dict.fromkeys(code for token in self.tokens for code in token.codes if code not in out))

    @property
    def speaks(self) -> bool:
        """Whether there is a word that says who reports (sections and remarks do not)."""
        return any(token.sort not in ("section", "remark") for token in self.tokens)

    @property
    def expression(self) -> str:
        """The words that say who reports, joined by commas: what the register's column shows."""
        return ", ".join(token.text for token in self.tokens if token.sort not in ("section", "remark"))


class UnitWords:
    """How the names of units begin: the plan's own words, those of the settings, and the names of the region's offices.

    What begins otherwise may be the rest of a name that was split by hand over rows.
    """

    def __init__(self, more: Iterable[str] = ()) -> None:
        words = sorted({clean(word) for word in (*layout.UNIT_WORDS, *more)} - {""}, key=len, reverse=True)
        self._words = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)

    @classmethod
    def of(cls, offices: OfficeBook, more: Iterable[str] = ()) -> "UnitWords":
        """The words of a region's offices and groups, and some more."""
        named = [name for office in offices.offices for name in (office.name, *office.aliases)]
        named += [name for group in offices.groups for name in (group.name, *group.aliases)]
        return cls([*named, *more])

    def starts(self, text: str) -> bool:
        """Whether a line begins with a unit's name, or with that of a section inside one."""
        probe = digits(clean(text))
        return any(pattern.match(probe) for pattern in (layout.UNIT_START, layout.SECTION, self._words))

    def runs_on(self, above: str, text: str) -> bool:
        """Whether a line goes on with the unit whose name the line above began."""
        return layout.OPEN_UNIT.fullmatch(clean(above)) is not None or not self.starts(text)


def join_responsible(lines: Iterable[str], units: UnitWords | None = None) -> list[str]:
    """The chunks of responsible lines: a name that was split by hand over rows is put together again."""
    units = units or UnitWords()
    joined: list[str] = []
    for line in lines:
        text = clean(line)
        if not text:
            continue
        if joined and not joined[-1].endswith(",") and units.runs_on(joined[-1], text):
            joined[-1] += f" {text}"
        else:
            joined.append(text)
    return joined


def _chunks(text: str) -> list[str]:
    """Split at separators, but not inside brackets: "กฟฟ.1-3 (ผวต., ผบค.), กบล." is two chunks."""
    guarded = re.sub(r"\([^()]*\)", lambda match: match[0].replace(",", "\x00"), text)
    return [chunk.replace("\x00", ",").strip() for chunk in _SPLIT.split(guarded) if chunk.strip()]


class Resolver:
    """Resolves responsible words against one region's offices and groups."""

    def __init__(self, offices: OfficeBook, more: Iterable[str] = ()) -> None:
        self.offices = offices
        self.units = UnitWords.of(offices, more)

    @cached_property
    def _names(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Folded name → (sort, codes). An office's own name wins over a group's."""
        names: dict[str, tuple[str, tuple[str, ...]]] = {}
        for office in self.offices.offices:
            for name in (office.name, office.code, *office.aliases):
                if name:
                    names.setdefault(fold(name), ("office", (office.code,)))
        for group in self.offices.groups:
            codes = tuple(office.code for office in self.offices.members(group))
            for name in (group.name, *group.aliases):
                names.setdefault(fold(name), ("group" if codes else "empty", codes))
        extra = {name for office in self.offices.offices for name in office.groups}
        for name in extra:
            codes = tuple(office.code for office in self.offices.offices if name in office.groups)
            names.setdefault(fold(name), ("group", codes))
        return names

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)

    def resolve(self, lines: Iterable[str]) -> Resolution:
        """Resolve the raw lines of a responsible cell, or the register's expression."""
        chunks = self._in_full([chunk for text in join_responsible(lines, self.units) for chunk in _chunks(text)])
        tokens = [token for chunk in chunks for token in self._chunk(chunk)]
        return Resolution(tuple(dict.fromkeys(tokens)))

    def _in_full(self, chunks: list[str]) -> list[str]:
        """Each number with the words that stand before the first of its row: "เขต 1, 2" is "เขต 1" and "เขต 2"."""
        made: list[str] = []
        head = ""
        for chunk in chunks:
            match = _ROW_OF_NUMBERS.fullmatch(digits(chunk))
            if match and not match["head"] and head and fold(chunk) not in self._names:
                chunk = f"{head}{chunk}"
            head = match["head"] or head if match else ""
            made.append(chunk)
        return made

    def _several(self, chunk: str) -> list[Token]:
        """The units of "เขต 1-3", "กองแผนงาน/ทุกสาขา", "กองแผนงานร่วมกับทุกสาขา"; none where these are no such words."""
        span = _SPAN.fullmatch(digits(chunk))
        if span and int(span["first"]) < int(span["last"]) < int(span["first"]) + _LONGEST_SPAN:
            names = [f"{span['head']}{number}" for number in range(int(span["first"]), int(span["last"]) + 1)]
            tokens = [token for name in names for token in self._chunk(name)]
            return tokens if tokens[0].codes else []
        for between in (r"\s*/\s*", r"\s*(?:ร่วมกับ|และ|กับ)\s*"):
            parts = self._in_full([part for part in re.split(between, chunk) if part])
            if len(parts) > 1:
                tokens = [token for part in parts for token in self._chunk(part)]
                known = [token for token in tokens if token.codes]
                if known and (len(known) == len(tokens) or "/" in between):
                    return tokens
        return []

    def _chunk(self, chunk: str) -> list[Token]:
        whole = fold(chunk)
        if whole in self._names:
            sort, codes = self._names[whole]
            return [Token(chunk, sort, codes)]
        if left_out := layout.EXCEPT.fullmatch(chunk):
            inside = [token for part in _chunks(left_out["rest"]) for token in self._chunk(part)]
            unknown = [token for token in inside if not token.codes]
            codes = tuple(code for token in inside for code in token.codes)
            return [Token(chunk, "except", codes), *unknown]
        if (role := layout.ROLE.match(chunk)) and role.end() < len(chunk):
            named = self._chunk(chunk[role.end() :])
            if all(token.codes for token in named):
                return named
        if re.fullmatch(r"\(.*\)", chunk):
            return [Token(chunk, "remark")]
        if layout.SECTION.match(digits(clean(chunk))):
            return [Token(chunk, "section")]
        if layout.COUNTED.fullmatch(digits(clean(chunk))):
            return [Token(chunk, "counted")]
        return self._several(chunk) or self._prefix(chunk) or [Token(chunk, "unknown")]

    def _prefix(self, chunk: str) -> list[Token]:
        """The longest known name that a chunk begins with, where what follows is a word of its own."""
        for end in range(len(chunk) - 1, 0, -1):
            name = fold(chunk[:end])
            if len(name) > self._longest or name not in self._names:
                continue
            rest = chunk[end:].strip()
            further = self._chunk(rest)
            if further[0].sort != "unknown" or chunk[end].isspace():
                sort, codes = self._names[name]
                return [Token(chunk[:end].strip(), sort, codes), *further]
        return []


def propose(plan: Plan, offices: OfficeBook, unit_words: Iterable[str] = ()) -> dict[Key, Decision]:
    """A decision for every activity of a plan, in plan order."""
    resolver = Resolver(offices, unit_words)
    decisions: dict[Key, Decision] = {}

    def visit(activity: Activity, above: tuple[Key, Resolution] | None) -> None:
        own = resolver.resolve(activity.responsible)
        proposed = _decide(activity, own, _who(activity, own, above, resolver), offices)
        decisions[activity.key] = beside_decision(proposed, activity) if activity.is_beside else proposed
        passed_on = (activity.key, own) if own.speaks else above
        for child in activity.children:
            visit(child, passed_on)

    for _, initiative in plan.initiatives():
        for activity in initiative.activities:
            visit(activity, None)
    return decisions


class _Who(NamedTuple):
    """Who fills in an activity, the rule that led there, and what should be looked at."""

    resolved: Resolution
    origin: Origin
    review: tuple[str, ...] = ()


def _who(activity: Activity, own: Resolution, above: tuple[Key, Resolution] | None, resolver: Resolver) -> _Who:
    """Who fills in, and how that came about."""
    if own.speaks:
        return _Who(own, Origin(OriginKind.OWN))
    if above:
        named = resolver.offices.places_in(" ".join([activity.title, *activity.notes]))
        return _Who(above[1], Origin(OriginKind.PARENT, above[0]), ("who-from-parent",) if named else ())
    # children that have no figures of their own are the ones that work for this activity's figure
    for child in activity.children:
        found = resolver.resolve(child.responsible)
        if found.speaks and not child.has_values:
            return _Who(found, Origin(OriginKind.CHILD, child.key), ("who-from-child",))
    for child in activity.children:
        found = resolver.resolve(child.responsible)
        if found.speaks:
            return _Who(found, Origin(OriginKind.CHILD, child.key), ("who-from-child",))
    return _Who(own, Origin(OriginKind.NOBODY))


def _decide(activity: Activity, own: Resolution, who: _Who, offices: OfficeBook) -> Decision:
    codes = offices.in_order(who.resolved.codes)
    leaf_with_unit = own.speaks and not activity.children
    asked = activity.has_values or leaf_with_unit
    kind, unit, direction = _input(activity)
    review = [*activity.doubts, *(who.review if asked else ())]
    if asked and not activity.has_values:
        review.append("no-target")
    if asked and kind is InputKind.TEXT and activity.has_values:
        review.append("target-is-text")
    notes = [ReviewNote(token.sort, token.text) for token in who.resolved.tokens if token.problem]
    return Decision(
        key=activity.key,
        asked=asked,
        kind=kind,
        unit=unit,
        direction=direction,
        rule=_rule(kind, unit, direction, len(codes)),
        who=who.resolved.expression,
        offices=codes,
        origin=who.origin,
        review=(*map(ReviewNote, review), *notes),
    )


def _targets(activity: Activity) -> list[Quantity]:
    return [quantity for line in activity.lines for _, quantity in sorted(line.targets.items())]


class _Input(NamedTuple):
    """What an office types: its kind, its unit, and which results meet a target."""

    kind: InputKind
    unit: str
    direction: Direction


def _input(activity: Activity) -> _Input:
    """What is typed, from the first target that has a figure, or a place for one."""
    for quantity in _targets(activity):
        if quantity.kind in (QuantityKind.VALUE, QuantityKind.BLANK):
            kind = InputKind.PERCENT if quantity.unit == PERCENT else InputKind.NUMBER
            at_most = quantity.comparator in (Comparator.AT_MOST, Comparator.LESS)
            return _Input(kind, quantity.unit or "", Direction.AT_MOST if at_most else Direction.AT_LEAST)
    return _Input(InputKind.TEXT, "", Direction.AT_LEAST)


def _rule(kind: InputKind, unit: str, direction: Direction, offices: int) -> Rule:
    if offices == 1:
        return Rule.CARRY
    if kind is InputKind.TEXT:
        return Rule.TEXT
    if kind is InputKind.PERCENT or unit in LEVELS:
        return Rule.MEAN
    if direction is Direction.AT_MOST:
        return Rule.MAX
    return Rule.ALL_MET if unit in TIMES else Rule.SUM
