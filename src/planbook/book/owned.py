"""What planbook put into a workbook, and taking it out again: its sheets, and its texts in the list of shared texts.

A sheet is planbook's when a defined name of the workbook that starts with the prefix refers to it, as
``planbook.register`` → ``'กิจกรรม'!$A$1``. Names follow a sheet that is renamed or moved, in every client.

A long table repeats the same few texts; each stands once in the list and the cells name its number (ECMA-376 part 1,
18.4). The list belongs to the workbook: ours follow its own, behind a text that marks where they begin and keeps the
list's first tag, so that :func:`without_ours` gives back the very bytes that were there before. A client that saves the
workbook makes the list anew, without the mark, as no cell shows it; then there is nothing to take out.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape, unescape
from typing import NamedTuple

from lxml import etree

from planbook.book.cells import sheets_named
from planbook.book.package import CONTENT_TYPES_PART, DefinedName, Package, SheetInfo, Workbook
from planbook.book.parts import (
    ContentTypes,
    Relationship,
    RelsEditor,
    drop_if_empty,
    edit_titles,
    reachable,
    rels_name,
    shift_tabs,
)
from planbook.book.sheetxml import local_name, new_parser, run
from planbook.book.xmlio import MAIN, child, children, parse_xml, serialise, to_utf8

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


class Shared(NamedTuple):
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
    kept = b"" if xml is None else escape(opening[0].decode("utf-8"), quote=False).encode("utf-8")
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


PREFIX = "planbook."
_CALC_SHEET = re.compile(rb"""\si=["']([0-9]+)["']""")


def owned_sheets(data: bytes, *, names_prefix: str = PREFIX) -> dict[str, str]:
    """What planbook put into a workbook: suffix of the defined name → name of the sheet it refers to.

    Names whose sheet was deleted are left out. Raises BookProblem for what is no workbook.
    """
    return {suffix: sheet.name for suffix, sheet in owners(Workbook(Package.open(data)), names_prefix).items()}


def owners(book: Workbook, names_prefix: str) -> dict[str, SheetInfo]:
    """Suffix → sheet, for every name of the workbook that starts with the prefix and refers to one sheet."""
    found = {}
    for name in book.defined_names:
        suffix = _suffix(name, names_prefix)
        sheets = [book.sheet(sheet) for sheet in sheets_named(name.text)]
        if suffix is not None and len(sheets) == 1 and sheets[0] is not None:
            found[suffix] = sheets[0]
    return found


def _suffix(name: DefinedName, names_prefix: str) -> str | None:
    # Names are equal whatever their case (18.2.5), and a client may change it.
    ours = name.local_sheet is None and name.name.lower().startswith(names_prefix.lower())
    return name.name[len(names_prefix) :] if ours else None


def strip(base: bytes, *, suffixes: Callable[[str], bool], names_prefix: str = PREFIX) -> bytes:
    """The workbook without planbook's sheets for whose suffix ``suffixes`` says True.

    With a sheet go its relationships, the parts that only it used, their content types, its defined names, its title
    in the file's properties, and the texts that only planbook's sheets share; names of other sheets and the open tab
    are counted anew. The calculation chain goes too if it mentions the sheet (Excel makes it again). All other parts
    keep their bytes; the same bytes come back when there is nothing to take. Styles stay, for other sheets may use
    them.
    """
    package = Package.open(base)
    book = Workbook(package)
    owned = owners(book, names_prefix)
    gone = {sheet.index: sheet for suffix, sheet in owned.items() if suffixes(suffix)}
    root = parse_xml(package.read(book.part), book.part)
    forgotten = []
    for name, element in zip(book.defined_names, name_elements(root), strict=True):
        suffix = _suffix(name, names_prefix)
        # A name of ours may outlive its sheet, as "#REF!$A$1".
        orphan = suffix is not None and suffixes(suffix) and suffix not in owned
        if orphan or _goes_along(name, gone):
            element.getparent().remove(element)  # type: ignore[union-attr]  # a child has a parent
            forgotten.append(name.name)
        elif name.local_sheet is not None:
            before = sum(1 for index in gone if index < name.local_sheet)
            element.set("localSheetId", str(name.local_sheet - before))
    if not gone and not forgotten:
        return base
    drop_if_empty(root, "definedNames")
    sheets = child(root, "sheets")
    for index, element in enumerate(list(children(sheets, "sheet")) if sheets is not None else ()):
        if index in gone:
            element.getparent().remove(element)  # type: ignore[union-attr]  # a child has a parent
    shift_tabs(root, list(gone), len(book.sheets) - len(gone))
    removed, lists = _without(package, book, gone) if gone else (set(), {})
    changes = {book.part: serialise(root), **lists}
    titles = next((rel.part for rel in package.rels("") if rel.kind == "extended-properties"), "")
    if titles:
        names = {sheet.name for sheet in gone.values()}
        changes[titles] = edit_titles(package.read(titles), add=[], remove=names, remove_names=forgotten)
    unchanged = [name for name, data in changes.items() if data == package.read(name)]
    return package.build({name: changes[name] for name in changes if name not in unchanged}, remove=removed)


def name_elements(root: etree._Element) -> list[etree._Element]:
    """The defined names of a workbook part, as its elements."""
    holder = child(root, "definedNames")
    return [] if holder is None else list(children(holder, "definedName"))


def _goes_along(name: DefinedName, gone: dict[int, SheetInfo]) -> bool:
    """Whether a defined name loses its meaning with the sheets that go."""
    if name.local_sheet is not None:
        return name.local_sheet in gone
    meant = {sheet.casefold() for sheet in sheets_named(name.text)}
    return bool(meant) and meant <= {sheet.name.casefold() for sheet in gone.values()}


def _without(package: Package, book: Workbook, gone: dict[int, SheetInfo]) -> tuple[set[str], dict[str, bytes]]:
    """The parts to remove, and the lists that mention them, by part, as they are without."""
    changes: dict[str, bytes] = {}
    dropped = {sheet.rel_id for sheet in gone.values()}
    texts = book.target("sharedStrings")
    if texts is not None:
        staying = (package.read(sheet.part) for sheet in book.sheets if sheet.index not in gone)
        left = without_ours(package.read(texts), staying)
        if left is None:
            dropped |= {rel.id for rel in package.rels(book.part) if rel.part == texts}
        else:
            changes[texts] = left
    for rel in package.rels(book.part):
        if rel.kind == "calcChain" and rel.part:
            mentioned = {int(number) for number in _CALC_SHEET.findall(package.read(rel.part))}
            if mentioned & {sheet.sheet_id for sheet in gone.values()}:
                dropped.add(rel.id)

    def follow(part: str) -> list[Relationship]:
        return [rel for rel in package.rels(part) if part != book.part or rel.id not in dropped]

    kept = set(reachable("", follow))
    candidates = {
        part for rel in package.rels(book.part) if rel.id in dropped for part in reachable(rel.part, package.rels)
    }
    parts = candidates - kept
    workbook_rels = package.find(rels_name(book.part)) or ""
    editor = RelsEditor(package.read(workbook_rels))
    editor.remove(dropped)
    types = ContentTypes(package.read(CONTENT_TYPES_PART))
    types.remove(parts)
    changes |= {workbook_rels: editor.to_bytes(), CONTENT_TYPES_PART: types.to_bytes()}
    return parts | {found for part in parts if (found := package.find(rels_name(part)))}, changes
