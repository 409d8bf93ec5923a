"""Thai text, normalised: NFC and never NFKC, which splits SARA AM in two."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from planbook.words.lines import THAI_LETTER
from planbook.words.lines import one_line as one_line

_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD, 0x034F, 0x180E, 0x3164])
# marks of the writing direction, which the Windows calculator and web pages leave around figures
_INVISIBLE |= dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
# which look a sign is to have, and what telephones hang on digits
_INVISIBLE |= dict.fromkeys(range(0xFE00, 0xFE10))
_OTHER_DIGIT = re.compile(r"[^\D0-9]")

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
_SUSPECT = re.compile(
    rf"[{_TONE}\u0e4c][{_OVER_UNDER}{_TONE}]|[{_AFTER}][{_TONE}]|(?:^| )[{_MARK}]|[\u0e4dๅ]"
    rf"|([{_AFTER}เ-ไ{_OVER_UNDER}\u0e3a\u0e4c\u0e4e]) *\1"
)
"""What every text with a slip has, so that others are not looked through ten times."""


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The same words in one spelling: NFC, no invisible characters, one plain space for any run of spaces, none at
    the ends. Thai vowels typed twice over (``เเ`` for ``แ``) or out of order are put right.

    Cleaning a cleaned text changes nothing.
    """
    text = _spaced(text.translate(_INVISIBLE))
    if _SUSPECT.search(text):
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
        glue = "" if not joined or (THAI_LETTER.match(joined[-1]) and THAI_LETTER.match(piece[0])) else " "
        joined += glue + piece
    return joined


BETWEEN = "; "
"""What stands between several things that one cell lists."""


def parts(cell: str) -> tuple[str, ...]:
    """The things that a cell lists, each clean: what ``;`` or line breaks part."""
    return tuple(bit for bit in map(clean, cell.replace("\n", BETWEEN[0]).split(BETWEEN[0])) if bit)
