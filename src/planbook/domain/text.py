"""Thai text: normalised (NFC and never NFKC, which splits SARA AM in two), measured, and broken between words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux import Parser

_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD, 0x034F, 0x180E, 0x3164])
# marks of the writing direction, which the Windows calculator and web pages leave around figures
_INVISIBLE |= dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
# which look a sign is to have, and what telephones hang on digits
_INVISIBLE |= dict.fromkeys(range(0xFE00, 0xFE10))
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_THAI_LETTER = re.compile(r"[\u0e01-\u0e4e]")

_CONSONANT = "ก-รลว-ฮ"
_TONE = "\u0e48-\u0e4b"
_OVER_UNDER = "\u0e31\u0e34-\u0e39\u0e47\u0e4d"
_AFTER = "\u0e30\u0e32\u0e33\u0e45"
_MARK = f"{_OVER_UNDER}{_TONE}\u0e3a\u0e4c\u0e4e"
"""Signs that stand over or under a letter, never alone."""
_VOWEL = f"ฤฦเ-ไ{_AFTER}{_OVER_UNDER}"
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(slip), spelling)
    for slip, spelling in (
        (f"([{_CONSONANT}])(?<![{_VOWEL}][{_CONSONANT}]) ([{_MARK}])", r"\1\2"),  # a space inside a syllable
        ("เเ", "แ"),
        (f"([{_TONE}\u0e4c]+)([{_OVER_UNDER}]+)", r"\2\1"),  # a tone typed before its vowel
        (f"\u0e4d([{_TONE}]*)า", r"\1ำ"),  # SARA AM typed as two signs
        (f"([{_AFTER}]+)([{_TONE}]+)", r"\2\1"),  # a tone typed after the letter that follows it
        ("([^ฤฦ])ๅ", r"\1า"),  # a letter that looks like SARA AA
        (f"([{_AFTER}เ-ไ{_OVER_UNDER}\u0e3a\u0e4c\u0e4e])(?: *\\1)+", r"\1"),  # a vowel typed twice
        (f"[{_TONE}]+([{_TONE}])", r"\1"),  # of several tones the last
        (f"^[{_MARK}]+", ""),
        (f" +[{_MARK}]+", " "),
    )
)
"""Slips of typing Thai and their one spelling, mended in this order.

Source: ``pythainlp.util.normalize`` of PyThaiNLP 5.4 (Apache-2.0); a test holds these rules equal to it.
"""


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The same words in one spelling: NFC, no invisible characters, one plain space for any run of spaces, none at
    the ends. Thai vowels typed twice over (``เเ`` for ``แ``) or out of order are put right.

    Cleaning a cleaned text changes nothing.
    """
    text = _spaced(text.translate(_INVISIBLE))
    if _THAI_LETTER.search(text):
        while (mended := _mended(text)) != text:
            text = mended
    return text


def _mended(text: str) -> str:
    for slip, spelling in _SLIPS:
        text = slip.sub(spelling, text)
    return _spaced(text)


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def digits(text: str) -> str:
    """The text with every decimal digit (Thai ๑, full-width １, Arabic-Indic ١) written as 0-9."""
    return text if text.isascii() else _OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), text)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A key for comparing texts that people would call the same: :func:`clean`, digits, case and spaces apart."""
    return digits(clean(text)).casefold().replace(" ", "")


def join_lines(lines: Iterable[str]) -> str:
    """One text of lines that somebody split by hand: Thai runs on without a space, other words get one."""
    joined = ""
    for line in lines:
        piece = clean(line)
        if not piece:
            continue
        glue = "" if not joined or (_THAI_LETTER.match(joined[-1]) and _THAI_LETTER.match(piece[0])) else " "
        joined += glue + piece
    return joined


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

    A word that is longer than a line is broken where the line is full, never before a sign that stands over or under a
    letter. Line breaks of the text stay; 0 columns leave its lines as long as they are.
    """
    lines = text.split("\n")
    return [piece for line in lines for piece in _filled(line, columns)] if columns else lines


def _filled(line: str, columns: int) -> Iterator[str]:
    if width(line) <= columns:
        yield line
        return
    starts = word_starts(line) if _THAI_LETTER.search(line) else set()
    words = [at for at in range(1, len(line)) if line[at - 1] == " " or (at in starts and _may_part(line, at))]
    begin = 0
    while width(line[begin:].rstrip()) > columns:
        full = next(at for at in range(begin + 1, len(line) + 1) if width(line[begin:at].rstrip()) > columns) - 1
        end = max((at for at in words if begin < at <= full + (line[full : full + 1] == " ")), default=full)
        while end > begin + 1 and end < len(line) and not width(line[end]):
            end -= 1
        yield line[begin:end].rstrip()
        begin = end
    yield line[begin:].rstrip()


def _may_part(line: str, at: int) -> bool:
    """Whether a word may begin a line here: between Thai letters, and not at a sign of the letter before."""
    return bool(_THAI_LETTER.match(line[at - 1]) and _THAI_LETTER.match(line[at]) and not _NO_START.match(line[at]))


_NO_START = re.compile(f"[{_MARK}{_AFTER}ๆฯ]")


def shortened(text: str, columns: int) -> str:
    """A text in one line of at most so many character cells; one that is longer ends in ``…``."""
    text = text.replace("\n", " ")
    if width(text) <= columns:
        return text
    end = next(at for at in range(len(text) + 1) if width(text[:at]) > columns - 1) - 1
    return f"{text[:end].rstrip()}…"
