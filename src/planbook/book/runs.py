"""Texts in several looks: the runs of a shared or inline string (ECMA-376 part 1, 18.4.4 and 18.4.8), as XML to keep.

Kept without namespace and without the guides to pronunciation that may stand beside them.
"""

import re
from collections.abc import Callable
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from planbook.book.xmlio import parse, to_utf8

MOST = 30_000
"""Characters of runs that are kept; a longer text comes back in one look (a cell holds 32,767)."""
_PREFIXES = re.compile(rb"(</?)\w+:(?=\w)")
_DECLARED = re.compile(rb"""\s(?:\w+:\w+|xmlns)=(?:"[^"]*"|'[^']*')""")


def shared_runs(xml: bytes | None) -> Callable[[int], str | None]:
    """The runs of a shared string by its number, from the part that lists them (None: there is none); None for a text
    in one look."""

    @cache
    def items() -> list[etree._Element]:
        return [] if xml is None else [each for each in parse(xml, "sharedStrings") if _name(each) == "si"]

    return lambda number: _runs(items()[number]) if 0 <= number < len(items()) else None


def inline_runs(sheet: bytes, ref: str) -> str | None:
    """The runs of a cell's own text in a sheet's XML; None for a text in one look."""
    pattern = rb"""<(?:\w+:)?c\s[^>]*?\br=["']%s["'][^>]*>(.*?)</(?:\w+:)?c>""" % ref.encode()
    found = re.search(pattern, to_utf8(sheet), re.DOTALL)
    if found is None or b"<" not in found[1]:
        return None
    bare = _DECLARED.sub(b"", _PREFIXES.sub(rb"\1", found[1]))
    try:
        held = etree.fromstring(b"<c>" + bare + b"</c>")
    except etree.XMLSyntaxError:
        return None
    texts = held.find("is")
    return None if texts is None else _runs(texts)


def plain_text(runs: str) -> str:
    """The text of runs without their looks."""
    return "".join(text.text or "" for text in etree.fromstring(f"<is>{runs}</is>").iter("t"))


def _runs(item: etree._Element) -> str | None:
    runs = [each for each in item if _name(each) == "r"]
    made = "".join(map(_written, runs))
    return made if runs and len(made) <= MOST else None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _written(element: etree._Element) -> str:
    name = _name(element)
    said = "".join(f" {etree.QName(key).localname}={quoteattr(str(value))}" for key, value in element.attrib.items())
    if name == "t":
        return f'<t xml:space="preserve">{escape(element.text or "")}</t>'
    inner = "".join(_written(each) for each in element if _name(each))
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"
