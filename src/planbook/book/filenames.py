"""Names that every system an office may use takes for a file: Windows, macOS and Linux."""

import unicodedata

MAX_CHARACTERS = 120
MAX_BYTES = 240
"""A Linux file name holds 255 bytes, and a Thai character takes three of them; some are left for a temporary suffix."""

_FORBIDDEN = dict.fromkeys(map(ord, '\\/:*?"<>|'), "-")
_RESERVED = {"con", "prn", "aux", "nul", "clock$", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
"""Names of devices on Windows, whatever ending they have."""


def file_name(stem: str, ending: str, default: str, *, most: int = MAX_BYTES) -> str:
    """A file's name nearest to ``stem``, in NFC, with an ``ending`` that is kept whole.

    What some system does not allow becomes ``-``, invisible characters go, and what is longer than 120 characters or
    ``most`` bytes is cut, never between a consonant and the vowel or tone on it. ``default`` is the stem where nothing
    is left.
    """
    text = unicodedata.normalize("NFC", stem).translate(_FORBIDDEN)
    # blanks of every kind become one space; invisible and control characters go
    seen = "".join(" " if char.isspace() else char for char in text)
    seen = "".join(char for char in seen if unicodedata.category(char)[0] != "C")
    # a name that begins with a dot is hidden, one that ends in it is another on Windows
    text = unicodedata.normalize("NFC", " ".join(seen.split())).strip(" .")
    if text.partition(".")[0].strip().casefold() in _RESERVED:
        text = f"_{text}"
    kept = _cut(text, MAX_CHARACTERS - len(ending), most - len(ending.encode()))
    return (kept.strip(" .") or default) + ending


def _cut(text: str, characters: int, octets: int) -> str:
    """The text's beginning within both limits, never parting a vowel or tone from its consonant."""
    end = min(len(text), characters)
    while len(text[:end].encode()) > octets:
        end -= 1
    if end < len(text):
        while end and unicodedata.category(text[end]) in ("Mn", "Mc", "Me"):
            end -= 1
    return text[:end]
