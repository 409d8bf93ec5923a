"""The zip package of an Office Open XML file, and the workbook in it.

A package is rebuilt by copying: members that do not change go over as the compressed bytes they are, unread,
in the order they stood. So nothing that planbook does not understand can be lost.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from planbook.book.parts import Relationship, is_office_type, parse_rels, rels_name
from planbook.book.xmlio import (
    OFFICE_RELS,
    STRICT_MAIN,
    STRICT_OFFICE_RELS,
    broken,
    child,
    children,
    namespace,
    parse_xml,
)
from planbook.errors import BookProblem

CONTENT_TYPES_PART = "[Content_Types].xml"

# The layouts of APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16.
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DESCRIPTOR_FOLLOWS, _ENCRYPTED, _UTF8_NAME = 0x0008, 0x0001, 0x0800
_LARGEST = 0xFFFFFFFE
_EPOCH = 1 << 5 | 1  # 1980-01-01, the first day a zip can name: the same input gives the same bytes


LEVEL = 6
"""zlib's level for what is deflated here."""


def _damaged(detail: object) -> BookProblem:
    return BookProblem("file-truncated", detail=str(detail))


class Member(NamedTuple):
    """One member as it goes into a new zip: the fields both headers share, and the compressed bytes."""

    name: bytes
    made_by: int
    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    size: int
    internal: int
    external: int
    comment: bytes
    body: bytes

    def local_header(self) -> bytes:
        """The header before the body (APPNOTE.TXT 4.3.7)."""
        fields = (self.needed, self.flags, self.method, self.time, self.date, self.crc, len(self.body), self.size)
        return _LOCAL.pack(b"PK\x03\x04", *fields, len(self.name), 0) + self.name

    def central_header(self, offset: int) -> bytes:
        """The entry of the zip's directory (APPNOTE.TXT 4.3.12)."""
        fields = (self.needed, self.flags, self.method, self.time, self.date, self.crc, len(self.body), self.size)
        lengths = (len(self.name), 0, len(self.comment))
        attributes = (0, self.internal, self.external)
        head = _CENTRAL.pack(b"PK\x01\x02", self.made_by, *fields, *lengths, *attributes, offset)
        return head + self.name + self.comment


class Package:
    """A zip in memory. Make one with :meth:`open`; it is never changed, :meth:`build` gives the bytes of a new one.

    ``inflated`` are the bytes of members that were read before, by name; they count in place of what the zip holds.
    """

    def __init__(self, data: bytes, archive: zipfile.ZipFile, inflated: Mapping[str, bytes] | None = None) -> None:
        self._data = data
        self.inflated = inflated or {}
        self._archive = archive
        self._members = {info.filename: info for info in archive.infolist()}
        self._by_lower_name = {name.lower(): name for name in self._members}

    @classmethod
    def open(cls, data: bytes) -> "Package":
        """Read the directory of a zip. For a foreign file call :func:`planbook.book.safety.check_package` first.

        Raises BookProblem ``file-truncated`` for what is no whole zip, ``zip-bad-member`` for two members of one
        name, ``file-encrypted`` for an encrypted member, ``file-too-large`` for a zip64 (over 4 GB).
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _damaged(error) from error
        names = [info.filename.lower() for info in archive.infolist()]
        if len(set(names)) != len(names):
            raise BookProblem("zip-bad-member", name=names[-1])
        for info in archive.infolist():
            if info.flag_bits & _ENCRYPTED:
                raise BookProblem("file-encrypted")
            if max(info.file_size, info.compress_size, info.header_offset) > _LARGEST:
                raise _too_large()
        return cls(data, archive)

    @property
    def names(self) -> list[str]:
        """The names of all members, in the order of the zip."""
        return list(self._members)

    def find(self, name: str) -> str | None:
        """The member's name as the zip spells it, for part names are equal whatever their case; None if absent."""
        return name if name in self._members else self._by_lower_name.get(name.lower())

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises KeyError for no such member, BookProblem ``file-truncated`` if damaged."""
        if name in self.inflated:
            return self.inflated[name]
        info = self._members[name]
        try:
            return self._archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise _damaged(error) from error

    def pieces(self, name: str, size: int) -> Iterator[bytes]:
        """The same bytes so many at a time: of a long table, all are some hundred megabytes. Raises as :meth:`read`
        does, at the damaged piece or after the last."""
        try:
            with self._archive.open(self._members[name]) as stream:
                while piece := stream.read(size):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise _damaged(error) from error

    def size(self, name: str) -> int:
        """How many bytes a member says it has. Raises KeyError for no such member."""
        return self._members[name].file_size

    def rels(self, part: str) -> list[Relationship]:
        """Where ``part`` leads to (empty name: the package itself); parts that are not there are left out."""
        name = self.find(rels_name(part))
        if name is None:
            return []
        found = parse_rels(self.read(name), part)
        spelled = [(rel, self.find(rel.part) if rel.part else "") for rel in found]
        return [Relationship(rel.id, rel.kind, rel.type, rel.target, name) for rel, name in spelled if name is not None]

    def member(self, name: str) -> Member:
        """A member with its compressed bytes, to be put into another zip by :meth:`build`. Raises KeyError."""
        return self._copied(self._members[name])

    def build(self, changes: Mapping[str, bytes | Member], *, remove: Collection[str] = ()) -> bytes:
        """A new zip with ``changes`` (name → bytes, or a member of another zip, copied unread) made and the members in
        ``remove`` left out.

        Members that change keep their place, new ones come last in the order given; both are dated 1980-01-01.
        All others are copied as compressed bytes; their headers are written anew from the zip's directory, so
        sizes stand in them and no data descriptor follows.
        """
        members = []
        for name, info in self._members.items():
            if name in changes:
                members.append(_changed(_raw_name(info), info.flag_bits & _UTF8_NAME, changes[name]))
            elif name not in remove:
                members.append(self._copied(info))
        for name, data in changes.items():
            if name not in self._members:
                flags = 0 if name.isascii() else _UTF8_NAME
                members.append(_changed(name.encode("utf-8"), flags, data))
        return joined(members, self._archive.comment)

    def stored(self) -> bytes:
        """A zip of the members that were inflated before, as they are: no reader need inflate them again, and none can
        see others in their place."""
        members = []
        for name, data in self.inflated.items():
            info = self._members[name]
            flags = info.flag_bits & _UTF8_NAME
            members.append(_stored(_raw_name(info), flags, data))
        return joined(members, b"")

    def _copied(self, info: zipfile.ZipInfo) -> Member:
        try:
            header = _LOCAL.unpack_from(self._data, info.header_offset)
        except struct.error as error:
            raise _damaged(error) from error
        start = info.header_offset + _LOCAL.size + header[9] + header[10]
        body = self._data[start : start + info.compress_size]
        if header[0] != b"PK\x03\x04" or len(body) != info.compress_size:
            raise _damaged(info.filename)
        year, month, day, hour, minute, second = info.date_time
        return Member(
            name=_raw_name(info),
            made_by=info.create_system << 8 | info.create_version,
            needed=info.extract_version,
            flags=info.flag_bits & ~_DESCRIPTOR_FOLLOWS,
            method=info.compress_type,
            time=hour << 11 | minute << 5 | second // 2,
            date=(year - 1980) << 9 | month << 5 | day,
            crc=info.CRC,
            size=info.file_size,
            internal=info.internal_attr,
            external=info.external_attr,
            comment=info.comment,
            body=body,
        )


def _too_large() -> BookProblem:
    return BookProblem("file-is-zip64")


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")


def _changed(name: bytes, flags: int, data: bytes | Member) -> Member:
    if isinstance(data, Member):
        return data._replace(name=name, flags=flags)
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    body = squeeze.compress(data) + squeeze.flush()
    return deflated(name, flags, body, zlib.crc32(data), len(data))


def deflated(name: bytes, flags: int, body: bytes, crc: int, size: int) -> Member:
    """A member out of its deflated ``body``, with the checksum and the size of what was deflated."""
    return Member(name, 20, 20, flags, zipfile.ZIP_DEFLATED, 0, _EPOCH, crc, size, 0, 0, b"", body)


def _stored(name: bytes, flags: int, data: bytes) -> Member:
    crc = zlib.crc32(data)
    return Member(name, 20, 20, flags, zipfile.ZIP_STORED, 0, _EPOCH, crc, len(data), 0, 0, b"", data)


def stored(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts in this order, as they are, dated 1980-01-01; names are ASCII."""
    return joined(stored_members(parts))


def stored_members(parts: Mapping[str, bytes]) -> list[Member]:
    """The members of :func:`stored`."""
    return [_stored(name.encode("ascii"), 0, data) for name, data in parts.items()]


def joined(members: Iterable[Member], comment: bytes = b"") -> bytes:
    """The zip of these members, in this order. Raises BookProblem ``file-is-zip64`` for one of more than 4 GB."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        directory.append(member.central_header(offset))
        header = member.local_header()
        pieces += (header, member.body)
        offset += len(header) + len(member.body)
        if max(offset, member.size) > _LARGEST or len(directory) > 0xFFFE:
            raise _too_large()
    size = sum(map(len, directory))
    end = _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), size, offset, len(comment))
    return b"".join([*pieces, *directory, end, comment])


@dataclass(frozen=True)
class SheetInfo:
    """One sheet of a workbook: its tab and where its contents lie."""

    name: str
    sheet_id: int
    rel_id: str
    part: str
    state: str
    """``visible``, ``hidden`` or ``veryHidden``."""
    index: int
    """Its place among all tabs, from 0: what ``localSheetId`` and ``activeTab`` count."""


class DefinedName(NamedTuple):
    """A defined name (ECMA-376 part 1, 18.2.5)."""

    name: str
    text: str
    local_sheet: int | None
    """The index of the sheet it belongs to; None for a name of the workbook."""


class Workbook:
    """What a package's workbook part says: sheets in the order of their tabs, names, and where styles lie.

    ``root`` is the element tree of the workbook part; shared, so not to be changed.
    Takes any prefix for the spreadsheet namespace, and transitional and strict files alike. Raises BookProblem
    ``file-not-workbook`` when the package holds none, ``xml-broken`` when it cannot be parsed.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part, self.root = _workbook_part(package)
        self._rels = package.rels(self.part)

    @property
    def is_strict(self) -> bool:
        """Whether the file is Strict Open XML, whose namespaces differ (ECMA-376 part 1, annex A)."""
        return namespace(self.root) == STRICT_MAIN

    @cached_property
    def sheets(self) -> list[SheetInfo]:
        """All sheets, chart sheets too, in the order of their tabs."""
        targets = {rel.id: rel.part for rel in self._rels}
        holder = child(self.root, "sheets")
        found = []
        for index, sheet in enumerate(children(holder, "sheet") if holder is not None else ()):
            rel_id = sheet.get(f"{{{OFFICE_RELS}}}id") or sheet.get(f"{{{STRICT_OFFICE_RELS}}}id") or ""
            if rel_id not in targets:
                raise broken(self.part, f"the sheet {sheet.get('name')!r} leads nowhere")
            sheet_id = int(sheet.get("sheetId", "0"))
            state = sheet.get("state", "visible")
            found.append(SheetInfo(sheet.get("name", ""), sheet_id, rel_id, targets[rel_id], state, index))
        return found

    def sheet(self, name: str) -> SheetInfo | None:
        """The sheet of this name, upper or lower case, as Excel looks it up; None when there is none."""
        return self._by_name.get(name.casefold())

    @cached_property
    def _by_name(self) -> dict[str, SheetInfo]:
        return {sheet.name.casefold(): sheet for sheet in reversed(self.sheets)}

    @cached_property
    def defined_names(self) -> list[DefinedName]:
        """All defined names, those of the workbook and those of single sheets, in file order."""
        holder = child(self.root, "definedNames")
        found = []
        for element in children(holder, "definedName") if holder is not None else ():
            local_sheet = element.get("localSheetId")
            text = "".join(str(piece) for piece in element.itertext())
            found.append(DefinedName(element.get("name", ""), text, None if local_sheet is None else int(local_sheet)))
        return found

    @property
    def date1904(self) -> bool:
        """Whether day 0 is 1904-01-01 instead of 1899-12-30 (ECMA-376 part 1, 18.17.4.1)."""
        properties = child(self.root, "workbookPr")
        return properties is not None and properties.get("date1904", "0").lower() in ("1", "true", "on")

    def target(self, kind: str) -> str | None:
        """The part that the workbook leads to by a relationship of this kind, such as ``theme``; None if absent."""
        found = (rel.part for rel in self._rels if rel.kind == kind and is_office_type(rel.type) and rel.part)
        return next(found, None)

    @property
    def styles_part(self) -> str | None:
        """The part with the styles, None when the file has none."""
        return self.target("styles")


def _workbook_part(package: Package) -> tuple[str, etree._Element]:
    for rel in package.rels(""):
        if rel.kind == "officeDocument" and rel.part:
            root = parse_xml(package.read(rel.part), rel.part) if rel.part.endswith(".xml") else None
            if root is not None and etree.QName(root).localname == "workbook":
                return rel.part, root
    raise BookProblem("file-not-workbook")
