"""The styles of a workbook (ECMA-376 part 1, 18.8): reading number formats, adding formats, merging two sheets of
styles. Lists only grow, and what is there already is used again, so every old index stays true.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from planbook.book.numfmt import BUILT_IN, FIRST_CUSTOM
from planbook.book.xmlio import child, local, namespace, parse, serialise

PART = "styles"
EMPTY = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellStyleXfs count="1">'
    b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellStyles count="1">'
    b'<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""What a workbook without styles starts from; fonts, fills and borders come with the first merge."""

_SECTIONS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_XF_CHILDREN = ("alignment", "protection")
# Within a font the order of these says nothing, and a toggle without val is on (18.8.2 and others).
_TOGGLES = {"b", "i", "strike", "outline", "shadow", "condense", "extend"}
_BOOLEANS = {"true": "1", "false": "0"}

_Key = tuple[object, ...]


@dataclass(frozen=True)
class StyleMap:
    """Where the formats of another file are now: old index → new index."""

    xfs: tuple[int, ...]
    """Cell formats: what ``s`` of cells and rows and ``style`` of columns refer to."""
    dxfs: tuple[int, ...]
    """Differential formats: what ``dxfId`` of conditional formats and tables refers to."""


class StyleSheet:
    """A styles part. Raises BookProblem ``xml-broken`` when it cannot be parsed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root = parse(data, PART)
        self._changed = False
        self._known: dict[str, dict[_Key, int]] = {}

    def to_bytes(self) -> bytes:
        """The part's bytes: the very ones it was made of when nothing was added."""
        return serialise(self._root) if self._changed else self._data

    def number_format(self, xf_index: int) -> str:
        """The number format of a cell format, such as ``0.00%``; ``General`` for an index that does not exist.

        Built-in formats have no text in the file; theirs are in :mod:`planbook.book.numfmt`.
        """
        xfs = self._items("cellXfs")
        if not 0 <= xf_index < len(xfs):
            return "General"
        number = int(xfs[xf_index].get("numFmtId", "0"))
        return self._codes().get(number) or BUILT_IN.get(number, "General")

    def clone_xf(self, index: int, **alignment: str | int | bool | None) -> int:
        """The index of a cell format equal to ``index`` but for its alignment; added when there is none yet.

        Keywords are the attributes of 18.8.1 in snake case: ``shrink_to_fit=True, horizontal="center"``; None or
        False takes one away. Raises IndexError for an index that does not exist.
        """
        if index < 0:
            raise IndexError(index)
        xf = copy.deepcopy(self._items("cellXfs")[index])
        element = child(xf, "alignment")
        if element is None:
            element = etree.Element(f"{{{namespace(xf)}}}alignment")
            xf.insert(0, element)  # first of all, as the schema has it
        for name, value in alignment.items():
            head, *rest = name.split("_")
            attribute = head + "".join(word.capitalize() for word in rest)
            if value is None or value is False:
                element.attrib.pop(attribute, "")
            else:
                element.set(attribute, "1" if value is True else str(value))
        xf.set("applyAlignment", "1")
        return self._adopt("cellXfs", xf)

    def merge_from(self, other: "StyleSheet") -> StyleMap:
        """Take in every format of ``other`` and say where each is now; formats that are here already are used.

        Cell formats hang on this file's "Normal" cell style, whatever they hung on. A custom number format gets
        another id where its own is taken by another text.
        """
        maps = {
            attribute: [self._adopt(section, item) for item in other._items(section)]
            for attribute, section in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
        }
        codes = other._codes()
        has_cell_styles = bool(self._items("cellStyleXfs"))

        def rebound(xf: etree._Element) -> etree._Element:
            xf = copy.deepcopy(xf)
            for attribute, places in maps.items():
                old = int(xf.get(attribute, "0"))
                xf.set(attribute, str(places[old] if old < len(places) else 0))
            number = int(xf.get("numFmtId", "0"))
            if number in codes:
                xf.set("numFmtId", str(self._format_id(number, codes[number], listed=True)))
            xf.attrib.pop("xfId", "")
            if has_cell_styles:
                xf.set("xfId", "0")
            return xf

        xfs = tuple(self._adopt("cellXfs", rebound(xf)) for xf in other._items("cellXfs"))
        dxfs = tuple(self._adopt("dxfs", self._rebound_dxf(dxf)) for dxf in other._items("dxfs"))
        return StyleMap(xfs, dxfs)

    def _rebound_dxf(self, dxf: etree._Element) -> etree._Element:
        dxf = copy.deepcopy(dxf)
        number_format = child(dxf, "numFmt")
        if number_format is not None:
            code = number_format.get("formatCode", "General")
            old = int(number_format.get("numFmtId", "0"))
            number_format.set("numFmtId", str(self._format_id(old, code, listed=False)))
        return dxf

    # Lists

    def _items(self, section: str) -> list[etree._Element]:
        holder = child(self._root, section)
        return [] if holder is None else [item for item in holder if local(item)]

    def _section(self, name: str) -> etree._Element:
        holder = child(self._root, name)
        if holder is None:
            holder = etree.Element(f"{{{namespace(self._root)}}}{name}")
            earlier = set(_SECTIONS[: _SECTIONS.index(name)])
            place = sum(1 for element in self._root if local(element) in earlier or not local(element))
            self._root.insert(place, holder)
        return holder

    def _adopt(self, section: str, item: etree._Element) -> int:
        """The index of an element equal to ``item`` in a section; a copy is appended when there is none."""
        if section not in self._known:
            self._known[section] = {}
            for index, existing in enumerate(self._items(section)):
                self._known[section].setdefault(_key(existing), index)
        known = self._known[section]
        key = _key(item)
        if key not in known:
            known[key] = self._append(section, item)
        return known[key]

    def _append(self, section: str, item: etree._Element) -> int:
        holder = self._section(section)
        added = copy.deepcopy(item)
        added.tail = None
        holder.append(added)
        self._changed = True
        count = len(self._items(section))
        holder.set("count", str(count))
        return count - 1

    # Number formats

    def _formats(self) -> Iterator[etree._Element]:
        """Every number format with a text, those inside differential formats too."""
        return self._root.iter(f"{{{namespace(self._root)}}}numFmt")

    def _codes(self) -> dict[int, str]:
        return {int(item.get("numFmtId", "0")): item.get("formatCode", "") for item in self._items("numFmts")}

    def _format_id(self, wanted: int, code: str, *, listed: bool) -> int:
        """The id under which this file has a number format; ``listed`` when it must stand in ``numFmts``."""
        in_list = {text: number for number, text in reversed(self._codes().items())}
        if code in in_list:
            return in_list[code]
        everywhere = {int(item.get("numFmtId", "0")): item.get("formatCode", "") for item in self._formats()}
        if not listed and wanted < FIRST_CUSTOM:
            return wanted
        same = sorted(number for number, text in everywhere.items() if text == code and number >= FIRST_CUSTOM)
        if same:
            number = same[0]
        elif wanted >= FIRST_CUSTOM and wanted not in everywhere:
            number = wanted
        else:
            number = max([FIRST_CUSTOM - 1, *everywhere]) + 1
        if listed:
            item = etree.Element(f"{{{namespace(self._root)}}}numFmt")
            item.set("numFmtId", str(number))
            item.set("formatCode", code)
            self._append("numFmts", item)
        return number


def _key(element: etree._Element) -> _Key:
    """What an element says, whatever its prefix, the order of its attributes, or how its booleans are spelled."""
    name = local(element)
    attributes = {str(key): _BOOLEANS.get(str(value), str(value)) for key, value in element.attrib.items()}
    if name in _TOGGLES and attributes.get("val") == "1":
        del attributes["val"]
    inner = [_key(item) for item in element if local(item)]
    if name == "font":
        inner.sort(key=repr)
    return (element.tag, tuple(sorted(attributes.items())), (element.text or "").strip(), tuple(inner))
