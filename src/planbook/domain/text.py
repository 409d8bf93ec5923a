"""Normalising Thai text: NFC and never NFKC, which splits SARA AM in two."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_THAI_LETTER = re.compile(r"[\u0e01-\u0e4e]")


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The same words in one spelling: NFC, no invisible characters, one plain space for any run of spaces.

    Thai vowels typed twice over (``เเ`` for ``แ``) or out of order are put right by pythainlp's normaliser.
    """
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    if _THAI_LETTER.search(text):
        # imported late: 0.2 s that commands without Thai work need not pay
        from pythainlp.util import normalize

        text = normalize(text)
    return _SPACES.sub(" ", text).strip()


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


def width(text: str) -> int:
    """How many character cells a text takes on paper: Thai vowels and tones above or below take none."""
    return sum(1 for char in text if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
