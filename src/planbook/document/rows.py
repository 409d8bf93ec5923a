"""An initiative as rows of the plan table, split as staff split them and in an order that is read back as it was meant.

A long title is split over rows so that :func:`planbook.domain.join_lines` gives the very text back: a row ends at a
space beside something that is not Thai (joining puts that space back) or between two Thai letters (joining puts none
there), never at a space between Thai words (joining would lose it).

A title runs down its column. Values stand on an activity's first row, or beside the line they are labelled with. The
responsible lines run down column 14. All of it comes before the first numbered step: below that, a value or a unit
would make an activity of the step.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from planbook.document.model import ActivityData, BudgetData, InitiativeData, Targets
from planbook.domain import digits, join_lines, width, word_starts
from planbook.layout import original as layout
from planbook.layout.original import INITIATIVE_PREFIX, LEADING_WORDS, PLAN_TEXT_WIDTH, TARGET_WIDTH, TEXT_WIDTH

_THAI = re.compile(r"[\u0e01-\u0e4e]")
_STARTS_SYLLABLE = re.compile(r"[\u0e01-\u0e2e\u0e40-\u0e44]")
"""Consonants and the vowels written before them: what a Thai line may begin with."""
_LEADING_VOWEL = re.compile(r"[\u0e40-\u0e44]")
_SPACE, _LEADING, _WORD, _SEAM, _LETTER = 0.0, 25.0, 100.0, 350.0, 400.0
"""What it costs to end a row at a space, before a leading word, before another word, where a word may begin, or
anywhere between two letters."""
_SURE = 2000
"""How far budoux's score must lie above its threshold for a word and not just a part of a compound to begin there.

Tried on 150 titles of plans: of the rows that end inside a text one in six parts a compound (ภาย/ใน), none a syllable.
"""
_ROW, _OVER, _WIDOW = 200.0, 1_000.0, 150.0
"""What a further row costs, each spacing character over the limit, and a last row of a word or two."""
_SHORT = 9
"""Spacing characters of a last row that is too short to stand alone."""


def is_numbered(text: str) -> bool:
    """Whether a line begins with a printed number."""
    return layout.numbered(digits(text)) is not None


def continues_title(piece: str) -> bool:
    """Whether a row's text reads as more of an activity's title, and not as a note, a step, or an activity."""
    text = digits(piece)
    return not (
        is_numbered(text)
        or layout.PROCEDURE.match(text)
        or layout.NOTE.match(text)
        or layout.BULLET.match(text)
        or layout.WHOLE_BRACKET.match(text)
    )


def continues_initiative(piece: str) -> bool:
    """Whether a row's text reads as more of an initiative's title, and not as a remark or the next initiative."""
    text = digits(piece)
    return not (layout.WHOLE_BRACKET.match(text) or layout.INITIATIVE.match(text))


@dataclass(frozen=True)
class _Break:
    """A place where a row may end, the start of the next row, and what ending there costs."""

    end: int
    start: int
    cost: float


def split_title(head: str, title: str, limit: int, continues: Callable[[str], bool]) -> list[str]:
    """The texts of a title's rows, the first with its head (``1.1``); each at most ``limit`` spacing characters wide
    (:func:`planbook.domain.width`) where that is possible.

    Rows after the first must be ones that ``continues`` accepts. The first row's digits are read as ASCII digits; a
    title with others ends that row before them. A title that cannot be split so stays on one row.
    """
    breaks = _breaks(title)
    good = [place for place in breaks if place.cost < _LETTER]
    cost, rows = _Splitter(title, good, continues).split(head, limit)
    if cost >= _OVER and len(good) < len(breaks):
        cost, rows = _Splitter(title, breaks, continues).split(head, limit)
    if join_lines(rows) != title:
        rows = [title]
    return [f"{head} {rows[0]}".strip(), *rows[1:]]


class _Splitter:
    """Splits one title at the best of the places where its rows may end."""

    def __init__(self, title: str, breaks: list[_Break], continues: Callable[[str], bool]) -> None:
        self.title, self.continues = title, continues
        self.places = [*breaks, _Break(len(title), len(title), 0)]
        self.used = [0, *accumulate(width(char) for char in title)]
        """spacing characters before each position"""
        self.best: dict[int, tuple[float, _Break]] = {}
        """what all rows from a start on cost at least, and where the first of them ends"""

    def split(self, head: str, limit: int) -> tuple[float, list[str]]:
        """The cost and the rows; the whole title on one row where nothing else is right."""
        title = self.title
        for start in sorted({0, *(place.start for place in self.places[:-1])}, reverse=True):
            options = [
                (cost, place) for cost, place in self._row(start, limit) if self.continues(title[start : place.end])
            ]
            if options:
                self.best[start] = min(options, key=_cost)
        # the first row's digits are read as ASCII: it ends before any others
        other = next((at for at, char in enumerate(title) if char.isdecimal() and not char.isascii()), len(title))
        first = [
            (cost, place)
            for cost, place in self._row(0, limit - width(head) - 1)
            # and beside an initiative's number, brackets alone are a remark
            if place.end <= other and not layout.WHOLE_BRACKET.match(title[: place.end])
        ]
        if other < len(title) and 0 in self.best:
            first.append((self.best[0][0] + _ROW, _Break(0, 0, 0)))
        if not first:
            return _OVER, [title]
        cost, place = min(first, key=_cost)
        rows = [title[: place.end]]
        while place.start < len(title):
            start, place = place.start, self.best[place.start][1]
            rows.append(title[start : place.end])
        return cost, rows

    def _row(self, start: int, room: int) -> Iterator[tuple[float, _Break]]:
        """Where a row that begins at ``start`` may end, with the cost of it and of all rows after it."""
        fits = False
        for place in self.places[bisect_right(self.places, start, key=_end) :]:
            used = self.used[place.end] - self.used[start]
            if used > room and fits:
                return
            fits = True
            over = max(0, used - room) * _OVER
            if place.end == len(self.title):
                yield over + _ROW + (_WIDOW if start and used < _SHORT else 0), place
            elif place.start in self.best:
                yield over + max(0, room - used) ** 1.5 + place.cost + _ROW + self.best[place.start][0], place


def _cost(option: tuple[float, _Break]) -> float:
    return option[0]


def _end(place: _Break) -> int:
    return place.end


def _breaks(title: str) -> list[_Break]:
    """Where a row of a title may end, from left to right."""
    words, seams = word_starts(title, _SURE), word_starts(title)
    found = []
    for at in range(1, len(title)):
        before, here = title[at - 1], title[at]
        if here == " " and at + 1 < len(title):
            if not (_THAI.match(before) and _THAI.match(title[at + 1])):
                found.append(_Break(at, at + 1, _SPACE))
        elif _THAI.match(before) and _STARTS_SYLLABLE.match(here) and not _LEADING_VOWEL.match(before):
            if at not in words or title.endswith(LEADING_WORDS, 0, at):
                cost = _SEAM if at in seams else _LETTER
            else:
                cost = _LEADING if title.startswith(LEADING_WORDS, at) else _WORD
            found.append(_Break(at, at, cost))
    return found


@dataclass
class SourceRow:
    """One row of the plan table: what stands in its columns. ``opens`` marks the first row of an activity."""

    plan: str = ""
    text: str = ""
    targets: dict[int, str] = field(default_factory=dict)
    span: str = ""
    budget: BudgetData | None = None
    responsible: str = ""
    opens: bool = False

    @property
    def has_values(self) -> bool:
        """Whether anything stands in the quarter columns."""
        return bool(self.targets or self.span)


def initiative_rows(initiative: InitiativeData) -> list[SourceRow]:
    """The rows of an initiative with all its activities."""
    rows = _of_activities(initiative.activities)
    title = split_title(
        f"{INITIATIVE_PREFIX} {initiative.number}", initiative.title, PLAN_TEXT_WIDTH, continues_initiative
    )
    notes = list(initiative.notes)
    if notes and not layout.WHOLE_BRACKET.match(digits(notes[0])):
        notes.insert(0, "")  # a remark that is not in brackets stands apart from the title
    plan = [*title, *notes]
    rows += [SourceRow() for _ in range(len(plan) - len(rows))]
    for row, text in zip(rows, plan, strict=False):
        row.plan = text
    return rows


def _of_activities(activities: Sequence[ActivityData]) -> list[SourceRow]:
    """The rows of activities with their children, an empty one where a unit would seem to go on in the next row."""
    rows: list[SourceRow] = []
    for activity in activities:
        for own in (activity_rows(activity), _of_activities(activity.children)):
            if rows and own and rows[-1].responsible and _seems_to_run_on(own[0]):
                rows.append(SourceRow())
            rows += own
    return rows


def _seems_to_run_on(row: SourceRow) -> bool:
    """Whether a responsible line beside a number reads as the rest of the unit above it."""
    return bool(row.responsible) and not row.targets and not layout.UNIT_START.match(digits(row.responsible.strip()))


def activity_rows(activity: ActivityData) -> list[SourceRow]:
    """The rows of an activity without those of its children."""
    # a number without a dot or a leading zero is printed with a full stop: "1." but "1.1" and "01"
    plain = len(activity.number) == 1 or not ("." in activity.number or activity.number.startswith("0"))
    title = split_title(f"{activity.number}{'.' * plain}", activity.title, TEXT_WIDTH, continues_title)
    texts = _in_reading_order(activity.notes, activity.procedure)
    first_step = next((at for at, text in enumerate(texts) if is_numbered(text)), len(texts))
    rows = [SourceRow(text=text) for text in [*title, *texts[:first_step]]]
    rows[0].opens = True
    budget = activity.budget
    rows[0].budget = budget if budget != BudgetData() else None
    rows = _with_values(rows, activity)
    rows += [SourceRow() for _ in range(len(activity.responsible.lines) - len(rows))]
    for row, line in zip(rows, activity.responsible.lines, strict=False):
        row.responsible = line
    return rows + [SourceRow(text=text) for text in texts[first_step:]]


def _in_reading_order(notes: Sequence[str], procedure: Sequence[str]) -> list[str]:
    """Notes, then steps; but steps that begin with bullets go before a note ("เป้าหมาย …"), which would take them."""
    starts = (at for at, line in enumerate(procedure) if is_numbered(line) or layout.PROCEDURE.match(digits(line)))
    loose = next(starts, len(procedure))
    remarks = next((at for at, note in enumerate(notes) if not layout.WHOLE_BRACKET.match(digits(note))), len(notes))
    return [*notes[:remarks], *procedure[:loose], *notes[remarks:], *procedure[loose:]]


def _with_values(texts: Sequence[SourceRow], activity: ActivityData) -> list[SourceRow]:
    """An activity's rows of text with its targets beside them, and rows for what has no text."""
    rows, at = [*texts], 0
    lines = [(activity.targets_label, activity.targets)] if activity.targets else []
    lines += [(line.label, line.targets) for line in activity.further_targets]
    for index, (label, targets) in enumerate(lines):
        if label:
            at = next((row for row in range(at, len(rows)) if rows[row].text == label and not rows[row].has_values), at)
        elif index:
            at += 1
            rows.insert(at, SourceRow())
        heads, tails = _in_two_rows(targets)
        rows[at] = replace(rows[at], targets={**rows[at].targets, **heads})
        if tails:
            at += 1
            further = {label for label, _ in lines[index + 1 :]}
            if at >= len(rows) or rows[at].text in further:
                rows.insert(at, SourceRow())
            rows[at] = replace(rows[at], targets=tails)
    if activity.span is not None:
        where = 0
        if rows[0].has_values:
            rows.insert(at + 1, SourceRow())
            where = at + 1
        rows[where] = replace(rows[where], span=activity.span)
    return rows


def _in_two_rows(targets: Targets) -> tuple[dict[int, str], dict[int, str]]:
    """A row of targets, and what goes on the row below: the remarks in brackets of those that are long."""
    parted = {int(quarter): _parted(amount.raw) for quarter, amount in targets.items()}
    heads = {quarter: head for quarter, (head, _) in parted.items()}
    return heads, {quarter: tail for quarter, (_, tail) in parted.items() if tail}


def _parted(raw: str) -> tuple[str, str]:
    """A long target such as "1 ครั้ง (100 ราย)" as its two lines; any other as it is."""
    head, space, tail = raw.partition(" (")
    if space and width(raw) > TARGET_WIDTH and head == head.strip() and head and tail == tail.strip():
        return head, f"({tail}"
    return raw, ""
