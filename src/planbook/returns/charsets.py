"""Texts whose encoding is named wrongly, by a name that Python does not know, or not at all."""

import codecs
import re

_THAI_WINDOWS = re.compile(r"(?:x-)?(?:windows|win|ms|cp|dos|ibm)?[-_ ]?874.*")
"""Names of the Thai code page: Outlook calls it ``windows-874``, which Python's codecs do not know."""
_LIKELY = ("utf-8", "cp874")


def decoded(data: bytes, charset: str = "") -> str:
    """The text of some bytes: in the encoding that is named, if it is known and fits; else UTF-8, else the Thai code
    page, with what fits nowhere replaced."""
    for encoding in (_known(charset), *_LIKELY):
        try:
            if encoding:
                return data.decode(encoding)
        except (LookupError, ValueError):  # no encoding of texts, or not the one that these bytes are in
            continue
    return data.decode("cp874", "replace")


def _known(charset: str) -> str:
    """Python's name of an encoding, or empty."""
    name = charset.strip().lower()
    if _THAI_WINDOWS.fullmatch(name):
        return "cp874"
    try:
        return codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""
