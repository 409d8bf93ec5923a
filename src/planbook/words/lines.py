"""Text as lines: how wide it is, where it may be parted, and how it is shortened.

Widths are told in character cells, as a terminal counts them: Thai vowels and tones over and under letters take none.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from planbook.words import section

if TYPE_CHECKING:
    from budoux import Parser

THAI_LETTER = re.compile(r"[\u0e01-\u0e4e]")
_NO_START = re.compile("[\u0e30-\u0e3a\u0e45-\u0e4eฯ]")
"""Signs that stand over, under or behind a letter: no line begins with one."""
_SURE = 2000
"""How far budoux's score must lie above its threshold for a line to be parted there; below it are compounds."""


@lru_cache(maxsize=16384)
def width(text: str) -> int:
    """How many character cells a text takes on paper: Thai vowels and tones above or below take none."""
    if text.isascii():
        return len(text)
    return sum(1 for char in text if unicodedata.category(char) not in ("Mn", "Me", "Cf"))


def word_starts(text: str, sure: int = 0) -> set[int]:
    """Where words of a Thai text begin, as budoux's model has it; a letter alone is none.

    ``sure`` is how far budoux's score must lie above its threshold.
    """
    ends = list(accumulate(map(len, _parser(sure).parse(text))))
    return {at for at in ends if at - 1 not in ends and at + 1 not in ends}


@cache
def _parser(sure: int) -> "Parser":
    """budoux's Thai parser, for which a word begins where the score is above the threshold by ``sure``."""
    import budoux  # imported late: few runs break lines, and its model takes a while to load

    model = budoux.load_default_thai_parser().model
    # the threshold is half of all that the model holds: an entry that no text has raises it
    return budoux.Parser({**model, "sure": {"": 2 * sure}})


def wrapped(text: str, columns: int) -> list[str]:
    """A text as lines of at most so many character cells (:func:`width`), broken at spaces and between Thai words.

    A number stays with the word after it, and the words of ``line.whole`` in one piece. A word that is longer than a
    line is broken where the line is full, never before a sign that stands over or under a letter. Line breaks of the
    text stay; 0 columns leave its lines as long as they are.
    """
    lines = text.split("\n")
    return [piece for line in lines for piece in _filled(line, columns)] if columns else lines


def _filled(line: str, columns: int) -> Iterator[str]:
    if width(line) <= columns:
        yield line
        return
    thai = THAI_LETTER.search(line) is not None
    places = (_compiled(line) or seams(line)) if thai else Seams((), ())
    spaces = [at for at in range(1, len(line)) if line[at - 1] == " "]
    good = sorted({*(at for at in spaces if not _NUMBER.search(line[:at])), *places.sure})
    any_words = sorted({*spaces, *places.all})
    begin = 0
    while width(line[begin:].rstrip()) > columns:
        full = next(at for at in range(begin + 1, len(line) + 1) if width(line[begin:at].rstrip()) > columns) - 1
        last = full + (line[full : full + 1] == " ")
        end = max((at for at in good if begin < at <= last), default=begin)
        if width(line[begin:end]) < columns // 2:
            end = max((at for at in any_words if begin < at <= last), default=full)
        while end > begin + 1 and end < len(line) and not width(line[end]):
            end -= 1
        yield line[begin:end].rstrip()
        begin = end
    yield line[begin:].rstrip()


_NUMBER = re.compile(r"(?:^|\s)\d{1,3} $")
"""A small number and its space: what follows says what is counted."""


class Seams(NamedTuple):
    """Where a line may be parted between two Thai words: ``all`` the places, and those that budoux is ``sure`` of."""

    all: tuple[int, ...]
    sure: tuple[int, ...]


def seams(line: str) -> Seams:
    """Where a line may be parted, by the model."""
    whole = {at for found in _whole().finditer(line) for at in range(found.start() + 1, found.end())}

    def places(sure: int) -> tuple[int, ...]:
        found = sorted(word_starts(line, sure) - whole)
        return tuple(at for at in found if 0 < at < len(line) and _may_part(line, at))

    return Seams(places(0), places(_SURE))


def _compiled(line: str) -> Seams | None:
    """Where a line of help may be parted, which is known beforehand; None for any other."""
    from planbook.words.compiled import SEAMS  # imported late: few runs break lines

    return Seams(*SEAMS[line]) if line in SEAMS else None


@cache
def _whole() -> re.Pattern[str]:
    """The words of the house that no line parts, the longest first."""
    words = sorted(section("line", "th")["line.whole"].split(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _may_part(line: str, at: int) -> bool:
    """Whether a word may begin a line here: between Thai letters, and not at a sign of the letter before."""
    return bool(THAI_LETTER.match(line[at - 1]) and THAI_LETTER.match(line[at]) and not _NO_START.match(line[at]))


def one_line(texts: str | Sequence[str]) -> str:
    """A text, or the lines of one, as one line: every run of spaces and line breaks is a space."""
    return " ".join(" ".join([texts] if isinstance(texts, str) else texts).split())


def shortened(text: str, columns: int) -> str:
    """A text in one line of at most so many character cells; one that is longer ends in ``…``."""
    text = text.replace("\n", " ")
    if width(text) <= columns:
        return text
    end = next(at for at in range(len(text) + 1) if width(text[:at]) > columns - 1) - 1
    return f"{text[:end].rstrip()}…"
