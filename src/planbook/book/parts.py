"""The parts of a package that list its other parts: relationships, content types, titles, the workbook's own lists.

Reading relationships (ECMA-376 part 2, 9.3), naming parts, and editing the lists when sheets come and go.
"""

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from planbook.book.xmlio import (
    CONTENT_TYPES,
    OFFICE_RELS,
    PACKAGE_RELS,
    STRICT_OFFICE_RELS,
    child,
    children,
    local,
    namespace,
    parse_xml,
    serialise,
)


class Relationship(NamedTuple):
    """One arrow from a part to another, or out of the package."""

    id: str
    kind: str
    """The last step of the relationship's type: ``worksheet``, ``drawing``, ``styles`` …"""
    type: str
    target: str
    """As written."""
    part: str
    """The full name of the part it leads to; empty when it leads out of the package."""


def rels_name(part: str) -> str:
    """The name of the part that holds a part's relationships: ``xl/workbook.xml`` → ``xl/_rels/workbook.xml.rels``."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@lru_cache(maxsize=1 << 12)
def resolve(source: str, target: str) -> str:
    """The full name of the part that ``target`` means when it stands in ``source``'s relationships."""
    target = unquote(target.partition("#")[0]).replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target))


def relative(source: str, part: str) -> str:
    """The target to write in ``source``'s relationships for ``part``."""
    # both made absolute, so that the folder this runs in plays no part
    return posixpath.relpath(f"/{part}", f"/{posixpath.dirname(source)}")


def parse_rels(data: bytes, source: str) -> list[Relationship]:
    """The relationships in a ``.rels`` part that belongs to ``source`` (empty for the package itself)."""
    found = []
    for element in parse_xml(data, rels_name(source)).iterchildren(f"{{{PACKAGE_RELS}}}Relationship"):
        type_, target = element.get("Type", ""), element.get("Target", "")
        outside = element.get("TargetMode") == "External"
        # "#Sheet2!A1" is a place in the same part, not a part.
        part = "" if outside or target.startswith("#") else resolve(source, target)
        found.append(Relationship(element.get("Id", ""), type_.rpartition("/")[2], type_, target, part))
    return found


def is_office_type(type_: str) -> bool:
    """Whether a relationship type is one of ECMA-376's own, transitional or strict."""
    return type_.startswith((OFFICE_RELS + "/", STRICT_OFFICE_RELS + "/"))


def reachable(part: str, follow: Callable[[str], list[Relationship]]) -> list[str]:
    """``part`` and every part it leads to, in the order found; ``follow`` gives a part's relationships."""
    found = [part]
    for source in found:
        found += [rel.part for rel in follow(source) if rel.part and rel.part not in found]
    return list(dict.fromkeys(found))


_NUMBERED = re.compile(r"(.*?)([0-9]*)(\.[^./]*)?")


def free_name(part: str, taken: Collection[str]) -> str:
    """``part`` under a number that is not taken yet: ``xl/charts/chart1.xml`` → ``xl/charts/chart4.xml``.

    Part names are equal whatever their case (ECMA-376 part 2, 9.1.1), so ``taken`` holds them in lower case.
    """
    match = _NUMBERED.fullmatch(part)
    assert match is not None  # the pattern takes any name of one line
    stem, ending = match[1], match[3] or ""
    if not match[2] and part.lower() not in taken:
        return part
    number = 1
    while f"{stem}{number}{ending}".lower() in taken:
        number += 1
    return f"{stem}{number}{ending}"


# The order of the workbook's children as the schema has it (ECMA-376 part 1, 18.2.27), as far as matters here.
_BEFORE_NAMES = {
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "AlternateContent",
    "revisionPtr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
}
_BEFORE_CALC = _BEFORE_NAMES | {"definedNames"}
_VARIANTS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


class ContentTypes:
    """``[Content_Types].xml`` (ECMA-376 part 2, 10.1.2)."""

    def __init__(self, data: bytes) -> None:
        self._root = parse_xml(data, "[Content_Types].xml")
        self._overrides: dict[str, list[etree._Element]] = {}
        for item in self._root.iterchildren(f"{{{CONTENT_TYPES}}}Override"):
            self._overrides.setdefault(item.get("PartName", "").lower(), []).append(item)

    def to_bytes(self) -> bytes:
        """The part's bytes."""
        return serialise(self._root)

    def _override(self, part: str) -> etree._Element | None:
        return next(iter(self._overrides.get(f"/{part}".lower(), ())), None)

    def _default(self, part: str) -> str | None:
        ending = part.rpartition(".")[2].lower()
        items = self._root.iterchildren(f"{{{CONTENT_TYPES}}}Default")
        return next((item.get("ContentType") for item in items if item.get("Extension", "").lower() == ending), None)

    def type_of(self, part: str) -> str | None:
        """The content type of a part, None when nothing says it."""
        override = self._override(part)
        return override.get("ContentType") if override is not None else self._default(part)

    def add(self, part: str, type_: str, *, by_ending: bool) -> None:
        """Say that ``part`` is of ``type_``: for its ending where that is free and ``by_ending``, else for itself.

        What was said of a part of that name, which may be one that is not there, no longer holds."""
        self.remove([part])
        known = self._default(part)
        if known == type_ and by_ending:
            return
        if by_ending and known is None:
            item = etree.Element(f"{{{CONTENT_TYPES}}}Default")
            item.set("Extension", part.rpartition(".")[2])
            item.set("ContentType", type_)
            defaults = len(list(self._root.iterchildren(f"{{{CONTENT_TYPES}}}Default")))
            self._root.insert(defaults, item)
            return
        item = etree.SubElement(self._root, f"{{{CONTENT_TYPES}}}Override")
        item.set("PartName", f"/{part}")
        item.set("ContentType", type_)
        self._overrides.setdefault(f"/{part}".lower(), []).append(item)

    def is_by_ending(self, part: str) -> bool:
        """Whether a part's type follows from its ending alone."""
        return self._override(part) is None

    def remove(self, parts: Iterable[str]) -> None:
        """Forget parts. Defaults stay: they are harmless, and the next graft needs them again."""
        for part in parts:
            items = self._overrides.get(f"/{part}".lower())
            if items:
                self._root.remove(items.pop(0))


class RelsEditor:
    """A ``.rels`` part to add to and take from."""

    def __init__(self, data: bytes) -> None:
        self._root = parse_xml(data, "rels")
        self._highest: int | None = None

    def to_bytes(self) -> bytes:
        """The part's bytes."""
        return serialise(self._root)

    def add(self, type_: str, target: str) -> str:
        """Add a relationship inside the package and give its id, one higher than the highest ``rIdN``."""
        if self._highest is None:
            numbers = (re.fullmatch(r"rId([0-9]{1,9})", item.get("Id", "")) for item in self._root)
            self._highest = max((int(match[1]) for match in numbers if match), default=0)
        number = self._highest = self._highest + 1
        item = etree.SubElement(self._root, f"{{{PACKAGE_RELS}}}Relationship")
        item.set("Id", f"rId{number}")
        item.set("Type", type_)
        item.set("Target", target)
        return f"rId{number}"

    def remove(self, ids: Collection[str]) -> None:
        """Take relationships away by id."""
        self._highest = None
        for item in list(self._root):
            if item.get("Id") in ids:
                self._root.remove(item)

    def retarget(self, targets: Mapping[str, str]) -> None:
        """Point relationships (by id) elsewhere."""
        for item in self._root:
            target = targets.get(item.get("Id", ""))
            if target is not None:
                item.set("Target", target)


def edit_titles(data: bytes, *, add: list[str], remove: Collection[str], remove_names: Collection[str] = ()) -> bytes:
    """``docProps/app.xml`` with sheets added to and taken from its list of titles (ECMA-376 part 1, 22.2.2.30).

    ``remove_names`` are defined names to take too; those that belong to a sheet that goes are taken anyway.
    The bytes come back as they are when the file has no such list, or one that does not add up.
    """
    root = parse_xml(data, "docProps/app.xml")
    pairs, titles = _vector(root, "HeadingPairs"), _vector(root, "TitlesOfParts")
    if pairs is None or titles is None:
        return data
    counts = list(pairs.iter(f"{{{_VARIANTS}}}i4"))
    entries = list(titles)
    if not counts or sum(int(item.text or "0") for item in counts) != len(entries):
        return data
    at = 0
    for group, count in enumerate(counts):
        number = int(count.text or "0")
        members = entries[at : at + number]
        at += number
        if group == 0:
            gone = [item for item in members if item.text in remove]
        else:
            gone = [item for item in members if item.text in remove_names or _owner(item.text or "") in remove]
        for item in gone:
            titles.remove(item)
        number -= len(gone)
        if group == 0:
            place = number
            for name in add:
                item = etree.Element(f"{{{_VARIANTS}}}lpstr")
                item.text = name
                titles.insert(place, item)
                place += 1
            number = place
        count.text = str(number)
    titles.set("size", str(len(titles)))
    return serialise(root)


def _vector(root: etree._Element, name: str) -> etree._Element | None:
    holder = child(root, name)
    return None if holder is None else holder.find(f"{{{_VARIANTS}}}vector")


def _owner(title: str) -> str:
    """The sheet in a title such as ``'แผน ก'!Print_Area``; empty for a name of the workbook."""
    return title.rpartition("!")[0].strip("'").replace("''", "'")


def names_holder(workbook: etree._Element) -> etree._Element:
    """The workbook's ``definedNames``, made in its place when missing."""
    return _holder(workbook, "definedNames", _BEFORE_NAMES)


def drop_if_empty(workbook: etree._Element, name: str) -> None:
    """Take away a list without members: the schema wants at least one."""
    holder = child(workbook, name)
    if holder is not None and not len(holder):
        workbook.remove(holder)


def require_full_calculation(workbook: etree._Element) -> None:
    """Have every formula computed anew when the file is opened (ECMA-376 part 1, 18.2.2)."""
    _holder(workbook, "calcPr", _BEFORE_CALC).set("fullCalcOnLoad", "1")


def set_full_calc_on_load(workbook_xml: bytes) -> bytes:
    """A workbook part that has every formula computed anew on opening; the same bytes when it did already."""
    root = parse_xml(workbook_xml, "workbook")
    present = child(root, "calcPr")
    if present is not None and present.get("fullCalcOnLoad") in ("1", "true"):
        return workbook_xml
    require_full_calculation(root)
    return serialise(root)


def _holder(workbook: etree._Element, name: str, before: set[str]) -> etree._Element:
    found = child(workbook, name)
    if found is None:
        found = etree.Element(f"{{{namespace(workbook)}}}{name}")
        last = max((at for at, item in enumerate(workbook) if local(item) in before), default=-1)
        workbook.insert(last + 1, found)
    return found


def shift_tabs(workbook: etree._Element, gone: Collection[int], remaining: int) -> None:
    """Set ``activeTab`` and ``firstSheet`` right after the tabs at the indexes ``gone`` were taken away."""
    views = child(workbook, "bookViews")
    for view in children(views, "workbookView") if views is not None else ():
        for attribute in ("activeTab", "firstSheet"):
            if attribute in view.attrib:
                old = int(view.get(attribute, "0"))
                new = old - sum(1 for index in gone if index < old)
                view.set(attribute, str(max(0, min(new, remaining - 1))))


def move_tabs(workbook: etree._Element, count: int) -> None:
    """Set ``activeTab`` and ``firstSheet`` right after so many tabs came before all others."""
    views = child(workbook, "bookViews")
    for view in children(views, "workbookView") if views is not None and count else ():
        view.set("activeTab", str(int(view.get("activeTab", "0")) + count))
