"""Texts inside sheet XML: the escapes of ST_Xstring (ECMA-376 part 1, 22.9.2.19).

A character that XML cannot hold is written ``_x0008_``; a text that already looks like such an escape gets its
underscore escaped, ``_x005F_x0008_``.
"""

import re

MAX_TEXT = 32_767
"""The most characters a cell can hold, counted in UTF-16 units as Excel counts."""

# A carriage return would come back from any XML parser as a line feed.
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def escape_text(text: str) -> str:
    """A text ready for a ``<t>`` element: ST_Xstring escapes and the three of XML."""
    text = _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape_text(text: str) -> str:
    """What a reader shows for a text taken out of XML: ``_x000D_`` is a carriage return again."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def needs_preserve(text: str) -> bool:
    """Whether ``xml:space="preserve"`` must stand on the ``<t>``: readers trim texts without it."""
    return text != text.strip() or any(mark in text for mark in ("\n", "\t", "  "))
