"""The styles of a workbook (ECMA-376 part 1, 18.8): reading number formats, adding and merging formats.

Lists only grow, and what is there already is used again, so every old index stays true.

Styles may depend on their workbook's theme: a colour by its number there (``theme="4"``), a font as "the body font"
(``<scheme val="minor"/>``; 18.8.3 and 18.8.35). Before they are merged into a workbook with another theme,
:func:`detach_theme` writes both out, so that cells keep their looks.
"""

import colorsys
import copy
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from planbook.book.xmlio import child, local, namespace, parse_xml, serialise

FIRST_CUSTOM = 164
"""The first id a file may give to a format of its own."""

BUILT_IN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    # Of the formats that depend on the language, those of Thai: a Thai Excel writes these ids and no text.
    59: "t0",
    60: "t0.00",
    61: "t#,##0",
    62: "t#,##0.00",
    67: "t0%",
    68: "t0.00%",
    69: "t# ?/?",
    70: "t# ??/??",
    71: "ว/ด/ปปปป",
    72: "ว-ดดด-ปป",
    73: "ว-ดดด",
    74: "ดดด-ปป",
    75: "ช:นน",
    76: "ช:นน:ทท",
    77: "ว/ด/ปปปป ช:นน",
    78: "นน:ทท",
    79: "[ช]:นน:ทท",
    80: "นน:ทท.0",
    81: "d/m/bb",
}

# 18.8.3: the theme's numbers, with light before dark in both pairs, unlike the theme part itself.
_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)


def detach_theme(styles: bytes, theme: bytes | None, new_theme: bytes | None) -> bytes:
    """The styles with what would look different under ``new_theme`` written out; the same bytes when nothing would.

    A theme that is None is unknown, so everything that leans on it is taken to look different; colours of an
    unknown old theme stay as they are. Raises BookProblem ``xml-broken``.
    """
    old, new = _theme(theme), _theme(new_theme)
    if old == new:
        return styles
    root = parse_xml(styles, "styles")
    changed = False
    for element in list(root.iter()):
        if element.get("theme", "").isdecimal():
            changed |= _write_out(element, old, new)
        elif local(element) == "scheme":
            which = element.get("val", "")
            parent = element.getparent()
            if parent is not None and (not new.fonts or old.fonts.get(which) != new.fonts.get(which)):
                parent.remove(element)
                changed = True
    return serialise(root) if changed else styles


@lru_cache(maxsize=16)
def _theme(data: bytes | None) -> "Theme":
    return Theme(data)


class Theme:
    """The colours (RRGGBB, by their names) and the Latin fonts of a theme."""

    def __init__(self, data: bytes | None) -> None:
        self.colours: dict[str, str] = {}
        self.fonts: dict[str, str] = {}
        for element in parse_xml(data, "theme").iter() if data else ():
            name = local(element)
            if name in _ORDER and len(element):
                self.colours[name] = (element[0].get("lastClr") or element[0].get("val") or "").upper()
            elif name in ("majorFont", "minorFont"):
                latin = next((item for item in element if local(item) == "latin"), None)
                self.fonts[name.removesuffix("Font")] = "" if latin is None else latin.get("typeface", "")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Theme) and (self.colours, self.fonts) == (other.colours, other.fonts)

    def colour(self, number: int) -> str | None:
        """The colour that a style refers to by its number; None where the theme has none."""
        return self.colours.get(_ORDER[number]) if number < len(_ORDER) else None


def _write_out(element: etree._Element, old: Theme, new: Theme) -> bool:
    number = int(element.get("theme", "0"))
    colour = old.colour(number)
    if colour is None or colour == new.colour(number):
        return False
    tint = float(element.attrib.pop("tint", "0"))
    del element.attrib["theme"]
    element.set("rgb", "FF" + tinted(colour, tint))
    return True


def tinted(colour: str, tint: float) -> str:
    """A colour (RRGGBB) made darker (tint below 0) or lighter, by the rule of 18.8.19."""
    if not tint:
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))


PART = "styles"
EMPTY = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellStyleXfs count="1">'
    b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellStyles count="1">'
    b'<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""What a workbook without styles starts from; fonts, fills and borders come with the first merge."""

_SECTIONS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
# Within a font the order of these says nothing, and a toggle without val is on (18.8.2 and others).
_TOGGLES = {"b", "i", "strike", "outline", "shadow", "condense", "extend"}
_BOOLEANS = {"true": "1", "false": "0"}

_Key = tuple[object, ...]


class StyleMap(NamedTuple):
    """Where the formats of another file are now: old index → new index."""

    xfs: tuple[int, ...]
    """Cell formats: what ``s`` of cells and rows and ``style`` of columns refer to."""
    dxfs: tuple[int, ...]
    """Differential formats: what ``dxfId`` of conditional formats and tables refers to."""


class StyleSheet:
    """A styles part. Raises BookProblem ``xml-broken`` when it cannot be parsed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root = parse_xml(data, PART)
        self._changed = False
        self._known: dict[str, dict[_Key, int]] = {}

    def to_bytes(self) -> bytes:
        """The part's bytes: the very ones it was made of when nothing was added."""
        return serialise(self._root) if self._changed else self._data

    def number_format(self, xf_index: int) -> str:
        """The number format of a cell format, such as ``0.00%``; ``General`` for an index that does not exist.

        Built-in formats have no text in the file; theirs are in :mod:`planbook.book.styles`.
        """
        xfs = self._items("cellXfs")
        if not 0 <= xf_index < len(xfs):
            return "General"
        number = int(xfs[xf_index].get("numFmtId", "0"))
        return self._codes().get(number) or BUILT_IN.get(number, "General")

    def font_size(self, xf_index: int) -> float:
        """The points of a cell format's font; 11 for one that does not say (ECMA-376 part 1, 18.4.11)."""
        xfs, fonts = self._items("cellXfs"), self._items("fonts")
        number = int(xfs[xf_index].get("fontId", "0")) if 0 <= xf_index < len(xfs) else 0
        size = child(fonts[number], "sz") if 0 <= number < len(fonts) else None
        return float(size.get("val", "11")) if size is not None else 11.0

    def clone_xf(self, index: int, **alignment: str | int | bool | None) -> int:
        """The index of a cell format equal to ``index`` but for its alignment; added when there is none yet.

        Keywords are the attributes of 18.8.1 in snake case: ``shrink_to_fit=True, horizontal="center"``; None or
        False takes one away. Raises IndexError for an index that does not exist.
        """
        if index < 0:
            raise IndexError(index)
        return self._adopt("cellXfs", self._aligned(self._items("cellXfs")[index], alignment))

    @staticmethod
    def _aligned(xf: etree._Element, alignment: Mapping[str, str | int | bool | None]) -> etree._Element:
        xf = copy.deepcopy(xf)
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
        return xf

    def with_format(self, index: int, code: str) -> int:
        """The index of a cell format equal to ``index`` but for its number format; added when there is none yet.

        Raises IndexError for an index that does not exist.
        """
        if index < 0:
            raise IndexError(index)
        return self._adopt("cellXfs", self._formatted(self._items("cellXfs")[index], code))

    def _formatted(self, xf: etree._Element, code: str) -> etree._Element:
        xf = copy.deepcopy(xf)
        built_in = next((number for number, text in BUILT_IN.items() if text == code), None)
        number = self._format_id(FIRST_CUSTOM, code, listed=True) if built_in is None else built_in
        xf.set("numFmtId", str(number))
        xf.set("applyNumberFormat", "1")
        return xf

    def undone(self, index: int, before: int, number_format: str | None, *, shrunk: bool) -> int:
        """The cell format that ``index`` was before its text was shrunk to fit (``shrunk``) and before it had another
        number format than ``number_format`` (None where it had no other).

        ``before`` is the one that it was made of, as far as known: that one where it still differs in nothing else.
        Raises IndexError for an ``index`` that does not exist.
        """
        items = self._items("cellXfs")
        made = items[before] if 0 <= before < len(items) else None
        if made is not None:
            made = self._aligned(made, {"shrink_to_fit": True}) if shrunk else made
            made = self._formatted(made, self.number_format(index)) if number_format is not None else made
            if _key(made) == _key(items[index]):
                return before
        back = self.clone_xf(index, shrink_to_fit=False) if shrunk else index
        return back if number_format is None else self.with_format(back, number_format)

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
        return [] if holder is None else [*holder.iterchildren(etree.Element)]

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
        key = _key_of(etree.tostring(item, with_tail=False))
        if key not in known:
            known[key] = self._append(section, item)
        return known[key]

    def _append(self, section: str, item: etree._Element) -> int:
        holder = self._section(section)
        added = copy.deepcopy(item)
        added.tail = None
        holder.append(added)
        self._changed = True
        holder.set("count", str(len(items := self._items(section))))
        return len(items) - 1

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


@lru_cache(maxsize=1 << 12)
def _key_of(xml: bytes) -> _Key:
    """The same of an element's XML: new formats come with the same few fonts, fills and borders."""
    return _key(etree.fromstring(xml))


def _key(element: etree._Element) -> _Key:
    """What an element says, whatever its prefix, the order of its attributes, or how its booleans are spelled."""
    attributes = {str(key): _BOOLEANS.get(str(value), str(value)) for key, value in element.attrib.items()}
    if attributes.get("val") == "1" and local(element) in _TOGGLES:
        del attributes["val"]
    inner = [_key(item) for item in element.iterchildren(etree.Element)]
    if len(inner) > 1 and local(element) == "font":
        inner.sort(key=repr)
    return (element.tag, tuple(sorted(attributes.items())), (element.text or "").strip(), tuple(inner))
