"""XML parts with lxml, parsed without fetching or expanding anything; namespaces and texts of SpreadsheetML, also those
in several looks: the runs of a shared or inline string (ECMA-376 part 1, 18.4.4 and 18.4.8).
"""

import codecs
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache, lru_cache
from html import escape

from lxml import etree

from planbook.errors import BookProblem

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE_RELS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_DECLARATION = re.compile(r"\A\s*<\?xml.*?\?>", re.DOTALL)


_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
"""A sign that XML writes by its name or number; the group is that."""
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# what is not: a class of nearly all signs takes Python 4 ms to compile
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def decoded(raw: bytes) -> str:
    """A text of an XML part in UTF-8, its entities resolved; what is none stays as it is.

    Some programs write every Thai letter by its number, thousands in a sheet.
    """
    text = raw.decode("utf-8", "replace")
    if "&" not in text:
        return text
    pieces = _ENTITY.split(text)
    pieces[1::2] = map(_entity, pieces[1::2])
    return "".join(pieces)


def resolved(text: str) -> str | None:
    """A text of XML with its entities resolved; None where an ``&`` begins none, or one that XML does not allow."""
    pieces = _ENTITY.split(text)
    if len(pieces) // 2 != text.count("&"):
        return None
    signs = [*map(_entity, pieces[1::2])]
    if not all(signs) or any(map(_FORBIDDEN.match, signs)):
        return None
    pieces[1::2] = signs
    return "".join(pieces)


@lru_cache(maxsize=4096)
def _entity(name: str) -> str:
    if not name.startswith("#"):
        return _ENTITIES[name]
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    return chr(code) if code < 0x110000 else ""


def broken(part: str, detail: object) -> BookProblem:
    """The problem of a part that is not well-formed XML."""
    return BookProblem("xml-broken", part=part, detail=str(detail))


def doctype(part: str) -> BookProblem:
    """The problem of a part with a DOCTYPE, which no spreadsheet has and which can expand without end."""
    return BookProblem("xml-doctype", part=part)


def parse_xml(data: bytes, part: str) -> etree._Element:
    """The root element of a part. Raises BookProblem ``xml-broken`` or ``xml-doctype``."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(part, error) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise doctype(part)
    return root


def serialise(root: etree._Element) -> bytes:
    """The bytes of a part, UTF-8, standing alone, with prefixes and unknown elements as they were."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: etree._Element) -> str:
    """The element's namespace, empty when it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The child elements with this name in the element's own namespace."""
    yield from element.iterchildren(f"{{{namespace(element)}}}{name}")


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child element with this name in the element's own namespace."""
    return next(children(element, name), None)


def to_utf8(xml: bytes, part: str = "XML") -> bytes:
    """The same XML as UTF-8; UTF-8 comes back as it is, byte for byte. Raises BookProblem ``xml-broken``."""
    encoding = _encoding(xml)
    if encoding is None:
        return xml
    try:
        text = xml.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise broken(part, error) from error
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return _DECLARATION.sub(declaration, text, count=1).encode("utf-8")


def _encoding(xml: bytes) -> str | None:
    """The encoding of a part that is not UTF-8 (XML 1.0, appendix F); None for UTF-8."""
    if xml.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if xml.startswith(b"<\0"):
        return "utf-16-le"
    if xml.startswith(b"\0<"):
        return "utf-16-be"
    declared = _DECLARED.match(xml.removeprefix(codecs.BOM_UTF8)[:200])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    return None if name in ("utf-8", "utf8", "us-ascii", "ascii") else name


MAX_TEXT = 32_767
"""The most characters a cell can hold, counted in UTF-16 units as Excel counts."""

# A carriage return would come back from any XML parser as a line feed.
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff&<>]|_x")
_NOT_PLAIN = re.compile(r"[&<>]|_x|  |^ | $|\| | \|")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def escape_text(text: str) -> str:
    """A text ready for a ``<t>`` element: ST_Xstring escapes and the three of XML."""
    if not _SPECIAL.search(text):
        return text
    text = _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def are_plain(texts: Collection[str]) -> bool:
    """Whether texts stand in a ``<t>`` as they are: nothing in them has to be escaped or preserved. False where that is
    not sure; all together take little more time than one."""
    text = "|".join(texts)
    return text.isprintable() and not _NOT_PLAIN.search(text)


def unescape_text(text: str) -> str:
    """What a reader shows for a text taken out of XML: ``_x000D_`` is a carriage return again."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def needs_preserve(text: str) -> bool:
    """Whether ``xml:space="preserve"`` must stand on the ``<t>``: readers trim texts without it."""
    return text != text.strip() or "\n" in text or "\t" in text or "  " in text


MOST = 30_000
"""Characters of runs that are kept; a longer text comes back in one look (a cell holds 32,767)."""
_PREFIXES = re.compile(rb"(</?)\w+:(?=\w)")
_DECLARING = re.compile(rb"""\s(?:\w+:\w+|xmlns)=(?:"[^"]*"|'[^']*')""")


def shared_runs(xml: bytes | None) -> Callable[[int], str | None]:
    """The runs of a shared string by its number, from the part that lists them (None: there is none); None for a text
    in one look."""

    @cache
    def items() -> list[etree._Element]:
        return [] if xml is None else [each for each in parse_xml(xml, "sharedStrings") if _name(each) == "si"]

    return lambda number: _runs(items()[number]) if 0 <= number < len(items()) else None


def inline_runs(sheet: bytes, ref: str) -> str | None:
    """The runs of a cell's own text in a sheet's XML; None for a text in one look."""
    pattern = rb"""<(?:\w+:)?c\s[^>]*?\br=["']%s["'][^>]*>(.*?)</(?:\w+:)?c>""" % ref.encode()
    found = re.search(pattern, to_utf8(sheet), re.DOTALL)
    if found is None or b"<" not in found[1]:
        return None
    bare = _DECLARING.sub(b"", _PREFIXES.sub(rb"\1", found[1]))
    try:
        held = etree.fromstring(b"<c>" + bare + b"</c>")
    except etree.XMLSyntaxError:
        return None
    texts = held.find("is")
    return None if texts is None else _runs(texts)


def text_of_runs(runs: str) -> str:
    """The text of runs without their looks."""
    return "".join(text.text or "" for text in etree.fromstring(f"<is>{runs}</is>").iter("t"))


def _runs(item: etree._Element) -> str | None:
    runs = [each for each in item if _name(each) == "r"]
    made = "".join(map(_written, runs))
    return made if runs and len(made) <= MOST else None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _written(element: etree._Element) -> str:
    from xml.sax.saxutils import quoteattr  # it loads all that fetches files from the web, and texts in looks are few

    name = _name(element)
    said = "".join(f" {etree.QName(key).localname}={quoteattr(str(value))}" for key, value in element.attrib.items())
    if name == "t":
        return f'<t xml:space="preserve">{escape(element.text or "", quote=False)}</t>'
    inner = "".join(_written(each) for each in element if _name(each))
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"
