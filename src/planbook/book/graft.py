"""Adding the sheets of a workbook that xlsxwriter made (planbook's own sheets) to a workbook of anybody's (the base).

The base keeps its bytes; only its lists change: workbook, relationships, content types, styles, the titles among the
properties. Styles are appended and used again where equal, so that grafting each quarter does not grow them.

A sheet that comes in is rewritten: its style numbers are the base's, its shared strings stand inline. xlsxwriter writes
XML of one shape (no prefixes, double quotes, no comments, ``>`` escaped in attributes), so patterns do that; a tree of
a sheet with a million cells would take gigabytes.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from lxml import etree

from planbook.book.base import Base
from planbook.book.foreign.formats import is_date
from planbook.book.foreign.xlsx import looks_of
from planbook.book.owned import CONTENT_TYPE, PREFIX, name_elements, owners, strip, with_ours
from planbook.book.package import CONTENT_TYPES_PART, Member, Package, SheetInfo, Workbook
from planbook.book.parts import (
    ContentTypes,
    RelsEditor,
    edit_titles,
    free_name,
    move_tabs,
    names_holder,
    parse_rels,
    reachable,
    relative,
    rels_name,
    require_full_calculation,
)
from planbook.book.styles import EMPTY, StyleMap, StyleSheet, detach_theme
from planbook.book.xmlio import OFFICE_RELS, broken, child, children, namespace, parse_xml, serialise
from planbook.errors import BookProblem

_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_CELL = re.compile(rb"<c ([^>]*?)(/?)>(?:<v>([0-9]+)</v></c>)?")
_SHARED_CELL = re.compile(rb' t="s"><v>([0-9]+)</v></c>')
_ROW = re.compile(rb'(<row [^>]*?\bs=")([0-9]+)(")')
_COL = re.compile(rb'(<col [^>]*?\bstyle=")([0-9]+)(")')
_DXF = re.compile(rb'(<(?:cfRule|colorFilter|sortCondition) [^>]*?\bdxfId=")([0-9]+)(")')
_TABLE_DXF = re.compile(rb'(\b(?:\w+DxfId)=")([0-9]+)(")')
_TABLE_ID = re.compile(rb'(<table [^>]*?\bid=")([0-9]+)(")')
_TABLE_NAME = re.compile(rb'<table [^>]*?\bdisplayName="([^"]*)"')
_STRING = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_SELECTED = re.compile(rb' tabSelected="(?:1|true)"')


def shared_strings(xml: bytes) -> list[bytes]:
    """The inner XML of each shared string, runs and all."""
    return [match[1] or b"<t/>" for match in _STRING.finditer(xml)]


def rewritten_sheet(
    xml: bytes, styles: StyleMap, strings: Sequence[bytes], places: Mapping[int, int] | None = None
) -> bytes:
    """The sheet with the style numbers of its new workbook, shared strings inline, and its tab not selected.

    With ``places``, the numbers of its strings in its new workbook, they stay shared.

    Raises BookProblem ``sheets-not-xlsxwriter`` for a sheet of another shape.
    """
    start = xml.find(b"<sheetData")
    if b"<chartsheet " in xml[:200]:
        return _SELECTED.sub(b"", xml)
    if start < 0:
        raise BookProblem("sheets-not-xlsxwriter")
    end = xml.find(b"</sheetData>", start)
    end = start if end < 0 else end  # <sheetData/>
    head, data, tail = xml[:start], xml[start:end], xml[end:]
    head = _SELECTED.sub(b"", _renumbered(_COL, head, styles.xfs))
    data = _renumbered(_ROW, data, styles.xfs)
    data = _CELL.sub(lambda match: _cell(match, styles.xfs, strings, places), data)
    return head + data + _renumbered(_DXF, tail, styles.dxfs)


def rewritten_table(xml: bytes, styles: StyleMap, number: int) -> bytes:
    """A table under another id, with the differential formats of its new workbook."""
    xml = _TABLE_ID.sub(lambda match: match[1] + b"%d" % number + match[3], xml, count=1)
    return _renumbered(_TABLE_DXF, xml, styles.dxfs)


def table_id(xml: bytes) -> int:
    """A table's id, which must be its own in the whole workbook (ECMA-376 part 1, 18.5.1.2); 0 when unreadable."""
    match = _TABLE_ID.search(xml)
    return int(match[2]) if match else 0


def table_name(xml: bytes) -> str:
    """A table's display name, which shares one space with the defined names; empty when unreadable."""
    match = _TABLE_NAME.search(xml)
    return match[1].decode("utf-8") if match else ""


def _renumbered(pattern: re.Pattern[bytes], xml: bytes, places: Sequence[int]) -> bytes:
    return pattern.sub(lambda match: match[1] + b"%d" % places[int(match[2])] + match[3], xml)


def _cell(
    match: re.Match[bytes], xfs: Sequence[int], strings: Sequence[bytes], places: Mapping[int, int] | None
) -> bytes:
    attributes = dict(_ATTRIBUTE.findall(match[1]))
    # The default format of the old workbook may be another's number here, so it is said even where it was not.
    style = xfs[int(attributes.get(b"s", b"0"))]
    made = b'<c r="%s"' % attributes[b"r"] + (b' s="%d"' % style if style else b"")
    kind = attributes.get(b"t")
    if kind == b"s" and match[3] is not None and places is not None:
        return made + b' t="s"><v>%d</v></c>' % places[int(match[3])]
    if kind == b"s" and match[3] is not None:
        return made + b' t="inlineStr"><is>' + strings[int(match[3])] + b"</is></c>"
    # What else a cell of xlsxwriter bears (cm, vm) leads into a metadata part that does not come along: a dynamic
    # array becomes one of the old kind.
    made += b' t="%s"' % kind if kind else b""
    return made + match[2] + b">" + (b"" if match[3] is None else b"<v>" + match[3] + b"</v></c>")


_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


def graft(
    base: bytes | Base,
    own_sheets: bytes,
    *,
    names_prefix: str = PREFIX,
    sharing: Collection[str] = (),
    first: Collection[str] = (),
) -> bytes:
    """``base`` with all sheets of ``own_sheets``, a workbook made by xlsxwriter, after its own; before them those whose
    suffix is among ``first``. Where ``base`` is a :class:`~planbook.book.fitted.Base`, ``own_sheets`` is what the
    :class:`~planbook.book.fitted.Fitted` workbook for it came to, and its sheets are taken over as they are.

    Sheets of planbook's that come again (a defined name with ``names_prefix`` says which they are)
    are taken out first, so grafting twice gives the same bytes as once. Cells look as they were made whatever the
    base's default format and theme. Shared strings become inline strings, but on the sheets whose suffix is among
    ``sharing``: their texts go to the end of the base's own list (:mod:`planbook.book.owned`). Parts get names that
    are free; the open tab stays. Formulas brought along make the file compute everything on opening.

    Raises BookProblem ``sheet-name-taken`` and ``name-taken`` when another sheet, defined name or table of the
    base has a name that comes in, ``file-strict`` for a Strict Open XML base, ``date-system-differs`` when the
    workbook that comes shows dates and counts days otherwise than the base, ``sheets-not-xlsxwriter``
    for one of another make.
    """
    own_book = Workbook(Package.open(own_sheets))
    owned = owners(own_book, names_prefix)
    brought = {suffix.lower() for suffix in owned}
    shared, before = ({owned[suffix].part for suffix in each if suffix in owned} for each in (sharing, first))
    if isinstance(base, Base):
        _check(base.book, own_book)
        return _Graft(base.book, own_book, shared, before, base).build()
    base = strip(base, suffixes=lambda suffix: suffix.lower() in brought, names_prefix=names_prefix)
    book = Workbook(Package.open(base))
    _check(book, own_book)
    return _Graft(book, own_book, shared, before).build()


def _has_dates(book: Workbook) -> bool:
    """Whether a workbook has a cell format that shows a number as a date."""
    part = book.styles_part
    looks = looks_of(parse_xml(book.package.read(part), part)) if part else ()
    return any(is_date(look.number_format or "") for look in looks)


def _check(book: Workbook, own: Workbook) -> None:
    if book.is_strict:
        raise BookProblem("file-strict")
    if book.date1904 != own.date1904 and _has_dates(own):
        raise BookProblem("date-system-differs")
    for sheet in own.sheets:
        taken = book.sheet(sheet.name)
        if taken is not None:
            raise BookProblem("sheet-name-taken", name=taken.name)


def _name_taken(name: str) -> BookProblem:
    return BookProblem("name-taken", name=name)


class _Graft:
    def __init__(
        self,
        book: Workbook,
        own: Workbook,
        sharing: Collection[str] = (),
        before: Collection[str] = (),
        fitted: Base | None = None,
    ) -> None:
        self.book, self.own, self.fitted = book, own, fitted
        self.sharing = sharing
        self.before = [sheet for sheet in own.sheets if sheet.part in before]
        """the sheets that come before the base's own"""
        self.base = book.package
        self.types = ContentTypes(self.base.read(CONTENT_TYPES_PART))
        self.own_types = ContentTypes(own.package.read(CONTENT_TYPES_PART))
        self.rels = RelsEditor(self.base.read(self.rels_part))
        self.root = parse_xml(self.base.read(book.part), book.part)
        self.changes: dict[str, bytes | Member] = {}
        self.has_formulas = fitted.has_formulas if fitted else False

    @property
    def rels_part(self) -> str:
        return self.base.find(rels_name(self.book.part)) or rels_name(self.book.part)

    def build(self) -> bytes:
        styles = self.merge_styles()
        renamed = self.rename()
        self.copy_parts(renamed, styles)
        self.list_sheets(renamed)
        self.join_names()
        if self.has_formulas:
            require_full_calculation(self.root)
        self.changes[self.book.part] = serialise(self.root)
        self.changes[self.rels_part] = self.rels.to_bytes()
        self.changes[CONTENT_TYPES_PART] = self.types.to_bytes()
        titles = next((rel.part for rel in self.base.rels("") if rel.kind == "extended-properties"), "")
        if titles:
            added = [sheet.name for sheet in self.own.sheets]
            self.changes[titles] = edit_titles(self.base.read(titles), add=added, remove=())
        held = set(self.base.names)
        same = {name for name, data in self.changes.items() if name in held and data == self.base.read(name)}
        return self.base.build({name: data for name, data in self.changes.items() if name not in same})

    # Styles

    def merge_styles(self) -> StyleMap:
        part = self.book.styles_part
        if self.fitted:
            return self.put_styles(self.fitted.styles, StyleMap((), ()))
        own = self.read_target(self.own, "styles")
        detached = detach_theme(own or EMPTY, self.read_target(self.own, "theme"), self.read_target(self.book, "theme"))
        styles = StyleSheet(self.base.read(part) if part else EMPTY)
        return self.put_styles(styles, styles.merge_from(StyleSheet(detached)))

    def put_styles(self, styles: StyleSheet, places: StyleMap) -> StyleMap:
        part = self.book.styles_part
        if part is None:
            part = free_name("xl/styles.xml", {name.lower() for name in self.base.names})
            self.types.add(part, _STYLES_TYPE, by_ending=False)
            self.lead_to("styles", part)
        self.changes[part] = styles.to_bytes()
        return places

    @staticmethod
    def read_target(book: Workbook, kind: str) -> bytes | None:
        part = book.target(kind)
        return None if part is None else book.package.read(part)

    # Parts

    def rename(self) -> dict[str, str]:
        """Their parts that come along, each with its new name."""
        taken = {name.lower() for name in (*self.base.names, *self.changes)}
        renamed: dict[str, str] = {}
        for sheet in self.own.sheets:
            for part in reachable(sheet.part, self.own.package.rels):
                if part not in renamed:
                    renamed[part] = free_name(part, taken)
                    taken.add(renamed[part].lower())
        return renamed

    def lead_to(self, kind: str, part: str) -> None:
        """Have the workbook lead to its one part of a kind; what led to one that is not there goes."""
        written = parse_rels(self.rels.to_bytes(), self.book.part)
        leads = {rel.id for rel in self.base.rels(self.book.part)}
        self.rels.remove({rel.id for rel in written if rel.kind == kind and rel.id not in leads})
        self.rels.add(f"{OFFICE_RELS}/{kind}", relative(self.book.part, part))

    def copy_parts(self, renamed: dict[str, str], styles: StyleMap) -> None:
        package = self.own.package
        if self.fitted:
            self.add_texts(self.fitted.texts)
            strings, places = list[bytes](), None
        else:
            strings = shared_strings(self.read_target(self.own, "sharedStrings") or b"")
            places = self.share(strings)
        sheets = {sheet.part for sheet in self.own.sheets}
        next_table, table_names = self.tables()
        for part, new in renamed.items():
            fits = part in sheets and self.fitted is not None
            data = b"" if fits else package.read(part)
            if part in sheets and not fits:
                data = rewritten_sheet(data, styles, strings, places if part in self.sharing else None)
                self.has_formulas |= b"<f>" in data or b"<f " in data
            elif table_name(data[:2000]):
                if table_name(data).lower() in table_names:
                    raise _name_taken(table_name(data))
                data = rewritten_table(data, styles, next_table)
                next_table += 1
            self.changes[new] = package.member(part) if fits else data
            type_ = self.own_types.type_of(part)
            if type_ is not None:
                self.types.add(new, type_, by_ending=self.own_types.is_by_ending(part))
            old_rels = package.find(rels_name(part))
            if old_rels is not None:
                editor = RelsEditor(package.read(old_rels))
                targets = {rel.id: relative(new, renamed[rel.part]) for rel in package.rels(part) if rel.part}
                editor.retarget(targets)
                self.changes[rels_name(new)] = editor.to_bytes()
                # older programs name each .rels part, and say nothing of the ending
                self.types.add(rels_name(new), _RELS_TYPE, by_ending=True)

    def share(self, strings: Sequence[bytes]) -> dict[int, int] | None:
        """Add the texts of the sheets that share theirs to the base's list: their number → number there.

        None where there is nothing to share, or the base's list cannot be added to.
        """
        used: dict[int, int] = {}
        for part in sorted(self.sharing):
            for match in _SHARED_CELL.finditer(self.own.package.read(part)):
                used.setdefault(int(match[1]), len(used))
        first = self.add_texts([strings[number] for number in used])
        return None if first is None else {number: first + place for number, place in used.items()}

    def add_texts(self, texts: Sequence[bytes]) -> int | None:
        """Add texts to the base's list; gives the number of the first, None where none can be added."""
        known = self.book.target("sharedStrings")
        made = with_ours(self.base.read(known) if known else None, texts)
        if not texts or made is None:
            return None
        part = known or free_name("xl/sharedStrings.xml", {name.lower() for name in (*self.base.names, *self.changes)})
        if not known:
            self.types.add(part, CONTENT_TYPE, by_ending=False)
            self.lead_to("sharedStrings", part)
        self.changes[part] = made.xml
        return made.first

    def tables(self) -> tuple[int, set[str]]:
        """The first free table id of the base, and the names its tables and defined names have taken."""
        names = {name.name.lower() for name in self.book.defined_names if name.local_sheet is None}
        highest = 0
        for sheet in self.book.sheets:
            for rel in self.base.rels(sheet.part):
                if rel.kind == "table" and rel.part:
                    table = self.base.read(rel.part)
                    highest = max(highest, table_id(table))
                    names.add(table_name(table).lower())
        return highest + 1, names

    # Workbook

    def list_sheets(self, renamed: dict[str, str]) -> None:
        holder = child(self.root, "sheets")
        if holder is None:
            raise broken(self.book.part, "no sheets")
        highest = max((sheet.sheet_id for sheet in self.book.sheets), default=0)
        own_types = {rel.id: rel.type for rel in self.own.package.rels(self.own.part)}
        for number, sheet in enumerate(self.own.sheets, highest + 1):
            new = renamed[sheet.part]
            rel_id = self.rels.add(own_types[sheet.rel_id], relative(self.book.part, new))
            # The prefix is said here, as some writers do not declare it on the root; calamine looks for "r:id".
            element = etree.SubElement(holder, f"{{{namespace(holder)}}}sheet", nsmap={"r": OFFICE_RELS})
            _describe(element, sheet, number, rel_id)
            if sheet in self.before:
                holder.insert(self.before.index(sheet), element)
        move_tabs(self.root, len(self.before))

    def place(self, own_index: int) -> int:
        """Where one of them stands among all."""
        sheet = self.own.sheets[own_index]
        if sheet in self.before:
            return self.before.index(sheet)
        earlier = sum(1 for other in self.before if other.index > own_index)
        return len(self.book.sheets) + own_index + earlier

    def join_names(self) -> None:
        for name, element in zip(self.book.defined_names, name_elements(self.root), strict=True):
            if name.local_sheet is not None and self.before:
                element.set("localSheetId", str(name.local_sheet + len(self.before)))
        own_holder = child(self.own.root, "definedNames")
        if own_holder is None:
            return
        holder = names_holder(self.root)
        taken = {name.name.lower() for name in self.book.defined_names if name.local_sheet is None}
        for name, old in zip(self.own.defined_names, children(own_holder, "definedName"), strict=True):
            if name.local_sheet is None and name.name.lower() in taken:
                raise _name_taken(name.name)
            element = etree.SubElement(holder, f"{{{namespace(holder)}}}definedName")
            for key, value in old.attrib.items():
                element.set(str(key), str(value))
            if name.local_sheet is not None:
                element.set("localSheetId", str(self.place(name.local_sheet)))
            element.text = name.text


def _describe(element: etree._Element, sheet: SheetInfo, sheet_id: int, rel_id: str) -> None:
    element.set("name", sheet.name)
    element.set("sheetId", str(sheet_id))
    if sheet.state != "visible":
        element.set("state", sheet.state)
    element.set(f"{{{OFFICE_RELS}}}id", rel_id)
