"""Styles that lean on their workbook's theme, made to stand in a workbook with another one.

A colour may be given as a number in the theme (``theme="4"``) and a font as "the theme's body font"
(``<scheme val="minor"/>``): moved to a file with another theme, the cell would change its looks (ECMA-376 part 1,
18.8.3 and 18.8.35).
"""

import colorsys

from lxml import etree

from planbook.book.xmlio import local, parse, serialise

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
    old, new = _Theme(theme), _Theme(new_theme)
    if old == new:
        return styles
    root = parse(styles, "styles")
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


class _Theme:
    """The colours (RRGGBB, by their names) and the Latin fonts of a theme."""

    def __init__(self, data: bytes | None) -> None:
        self.colours: dict[str, str] = {}
        self.fonts: dict[str, str] = {}
        for element in parse(data, "theme").iter() if data else ():
            name = local(element)
            if name in _ORDER and len(element):
                self.colours[name] = (element[0].get("lastClr") or element[0].get("val") or "").upper()
            elif name in ("majorFont", "minorFont"):
                latin = next((item for item in element if local(item) == "latin"), None)
                self.fonts[name.removesuffix("Font")] = "" if latin is None else latin.get("typeface", "")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Theme) and (self.colours, self.fonts) == (other.colours, other.fonts)

    def colour(self, number: int) -> str | None:
        return self.colours.get(_ORDER[number]) if number < len(_ORDER) else None


def _write_out(element: etree._Element, old: _Theme, new: _Theme) -> bool:
    number = int(element.get("theme", "0"))
    colour = old.colour(number)
    if colour is None or colour == new.colour(number):
        return False
    tint = float(element.attrib.pop("tint", "0"))
    del element.attrib["theme"]
    element.set("rgb", "FF" + _tinted(colour, tint))
    return True


def _tinted(colour: str, tint: float) -> str:
    """A colour made darker (tint below 0) or lighter, by the rule of 18.8.19."""
    if not tint:
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))
