"""Splitting a text over rows the way staff do, so that :func:`planbook.text.join_lines` gives the very text back.

A line ends at a space beside something that is not Thai (joining puts that space back), or between two Thai letters
(joining puts none there), and never at a space between Thai words (joining would lose it).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from planbook.layout import original as layout
from planbook.layout.original_look import BREAK_WORDS, WHOLE_WORDS
from planbook.text import digits, join_lines, width

_THAI = re.compile(r"[\u0e01-\u0e4e]")
_STARTS_SYLLABLE = re.compile(r"[\u0e01-\u0e2e\u0e40-\u0e44]")
"""Consonants and the vowels written before them: what a Thai line may begin with."""
_WHOLE = re.compile("|".join(sorted(WHOLE_WORDS, key=len, reverse=True)))
_LEADING_VOWEL = re.compile(r"[\u0e40-\u0e44]")
_SPACE, _WORD, _LETTER = 0.0, 25.0, 400.0
"""What it costs to end a row at a space, before a word of its own, or in the middle of a word."""
_ROW, _OVER, _WIDOW = 200.0, 1_000.0, 150.0
"""What a further row costs, each spacing character over the limit, and a last row of a word or two."""
_SHORT = 9
"""Spacing characters of a last row that is too short to stand alone."""


def numbered(text: str) -> bool:
    """Whether a line begins with a printed number."""
    return layout.NUMBER.match(digits(text)) is not None


def continues_title(piece: str) -> bool:
    """Whether a row's text reads as more of an activity's title, and not as a note, a step, or an activity."""
    text = digits(piece)
    return not (
        numbered(text)
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
    """The rows of a title after its head (``1.1``), each at most ``limit`` spacing characters where that is possible.

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
    kept = {at for match in _WHOLE.finditer(title) for at in range(match.start() + 1, match.end())}
    found = []
    for at in range(1, len(title)):
        before, here = title[at - 1], title[at]
        if here == " " and at + 1 < len(title):
            if not (_THAI.match(before) and _THAI.match(title[at + 1])):
                found.append(_Break(at, at + 1, _SPACE))
        elif (
            at not in kept and _THAI.match(before) and _STARTS_SYLLABLE.match(here) and not _LEADING_VOWEL.match(before)
        ):
            found.append(_Break(at, at, _WORD if title.startswith(BREAK_WORDS, at) else _LETTER))
    return found
