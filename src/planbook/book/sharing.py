"""Texts that planbook adds to a workbook's list of shared texts, and taking them out again.

A long table repeats the same few texts; each stands once in the list and the cells name its number (ECMA-376 part 1,
18.4). The list belongs to the workbook: ours follow its own, behind a text that marks where they begin and keeps the
list's first tag, so that :func:`without_ours` gives back the very bytes that were there before. A client that saves the
workbook makes the list anew, without the mark, as no cell shows it; then there is nothing to take out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape

from planbook.book.sheetxml import local_name, new_parser, run
from planbook.book.xmlio import MAIN, to_utf8

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_MARK = b"planbook.texts "
_EMPTY = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}"></sst>'.encode()
_OPENING = re.compile(rb"<sst(?=[\s>])[^>]*(?<!/)>")
_CLOSING = re.compile(rb"</sst\s*>\s*\Z")
_LENGTHS = re.compile(rb"""\s(?:uniqueCount|count)\s*=\s*["'][^"']*["']""")
_OURS = re.compile(rb"<si><t>" + _MARK + rb"([^<]*)</t></si>")
_SHARED = re.compile(
    rb"""<(?:[A-Za-z_][\w.\-]*:)?c\s[^>]*?\bt\s*=\s*["']s["'][^>]*>\s*<(?:[A-Za-z_][\w.\-]*:)?v[^>]*>\s*([0-9]{1,10})"""
)


@dataclass(frozen=True)
class Shared:
    """A list of texts with ours at its end, and the number of the first of ours."""

    xml: bytes
    first: int


def with_ours(xml: bytes | None, texts: Sequence[bytes]) -> Shared | None:
    """The list with ``texts`` (the inner XML of each) at its end; ``xml`` is None for a workbook without one.

    None where the list is written so that nothing can be added and taken out again byte for byte (in another encoding,
    with prefixes, empty in one tag): then the texts stand in their cells.
    """
    whole = _EMPTY if xml is None else xml
    opening, closing = _OPENING.search(whole), _CLOSING.search(whole)
    if opening is None or closing is None or _OURS.search(whole) or to_utf8(whole, "sharedStrings") != whole:
        return None
    own = _length(whole)
    # the number of texts, not of their uses, which another edit changes and nobody needs
    head = _LENGTHS.sub(b"", opening[0])[:-1] + b' uniqueCount="%d">' % (own + 1 + len(texts))
    kept = b"" if xml is None else escape(opening[0].decode("utf-8")).encode("utf-8")
    items = b"".join(b"<si>" + text + b"</si>" for text in (b"<t>" + _MARK + kept + b"</t>", *texts))
    made = whole[: opening.start()] + head + whole[opening.end() : closing.start()] + items + whole[closing.start() :]
    return Shared(made, own + 1)


def without_ours(xml: bytes, sheets: Iterable[bytes]) -> bytes | None:
    """The list as it was before :func:`with_ours`: None where there was none, the same bytes where nothing is ours.

    ``sheets`` is the XML of the sheets that stay. Where one of them shows a text behind the mark, as after an edit by
    a program that keeps the list, all of the list stays.
    """
    mark, opening, closing = _OURS.search(xml), _OPENING.search(xml), _CLOSING.search(xml)
    if mark is None or opening is None or closing is None:
        return xml
    first = _length(xml[: mark.start()] + xml[closing.start() :])
    if any(int(used[1]) >= first for sheet in sheets for used in _SHARED.finditer(sheet)):
        return xml
    if not mark[1]:
        return None
    head = unescape(mark[1].decode("utf-8")).encode("utf-8")
    return xml[: opening.start()] + head + xml[opening.end() : mark.start()] + xml[closing.start() :]


def _length(xml: bytes) -> int:
    """How many texts a list has. Raises BookProblem ``xml-broken``."""
    depth = count = 0
    parser = new_parser("sharedStrings")

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += depth == 2 and local_name(name) == "si"

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    run(parser, xml, "sharedStrings")
    return count
