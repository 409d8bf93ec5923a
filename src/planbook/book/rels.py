"""Relationships between the parts of a package (ECMA-376 part 2, 9.3): reading, resolving, naming."""

import posixpath
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import unquote

from planbook.book.xmlio import OFFICE_RELS, PACKAGE_RELS, STRICT_OFFICE_RELS, parse


@dataclass(frozen=True)
class Relationship:
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
    for element in parse(data, rels_name(source)).iterchildren(f"{{{PACKAGE_RELS}}}Relationship"):
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
