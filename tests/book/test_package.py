import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.book.package import DefinedName, Package, Workbook
from planbook.book.parts import ContentTypes
from planbook.errors import BookProblem

from .makers import BASES, MAIN, by_hand, by_openpyxl, by_xlsxwriter, parts_of, with_part, zipped


class _Pipe(io.RawIOBase):
    """A stream that cannot seek, so that zipfile writes data descriptors (flag bit 3)."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self.data += bytes(piece)  # type: ignore[call-overload]
        return len(bytes(piece))  # type: ignore[call-overload]


def streamed(parts: dict[str, bytes]) -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.comment = b"remark"
    return bytes(pipe.data)


def raw(data: bytes) -> dict[str, bytes]:
    """Each member's compressed bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {}
        for info in archive.infolist():
            lengths = struct.unpack_from("<2H", data, info.header_offset + 26)
            start = info.header_offset + 30 + sum(lengths)
            found[info.filename] = data[start : start + info.compress_size]
        return found


PARTS = {"[Content_Types].xml": b"<Types/>", "xl/ไทย.xml": b"<a/>" * 99, "stored/": b"", "z.bin": bytes(range(256)) * 9}
NAMES = st.sampled_from(["a.xml", "xl/b.xml", "xl/ค.xml", "d.bin", "e"])


@given(
    st.dictionaries(NAMES, st.binary(max_size=300), min_size=1),
    st.dictionaries(NAMES, st.binary(max_size=300)),
    st.sets(NAMES),
    st.booleans(),
)
def test_build_changes_what_is_said_and_copies_the_rest(
    parts: dict[str, bytes], changes: dict[str, bytes], remove: set[str], stream: bool
) -> None:
    data = streamed(parts) if stream else zipped(parts)
    built = Package.open(data).build(changes, remove=remove)
    kept = {name: part for name, part in parts.items() if name not in remove or name in changes}
    assert parts_of(built) == {**kept, **changes}
    assert list(parts_of(built)) == list({**kept, **changes})
    before, after = raw(data), raw(built)
    assert all(after[name] == before[name] for name in kept if name not in changes)
    assert Package.open(data).build(changes, remove=remove) == built


def test_data_descriptors_go_and_their_sizes_stand_in_the_headers() -> None:
    data = streamed(PARTS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert all(info.flag_bits & 8 for info in archive.infolist() if info.file_size)
    built = Package.open(data).build({})
    with zipfile.ZipFile(io.BytesIO(built)) as archive:
        assert not any(info.flag_bits & 8 for info in archive.infolist())
        assert archive.comment == b"remark"
    assert parts_of(built) == PARTS
    assert Package.open(built).build({}) == built


def test_new_members_are_dated_1980_and_old_ones_keep_their_date() -> None:
    data = zipped(PARTS)
    built = Package.open(data).build({"z.bin": b"1", "new": b"2"})
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(built)) as new:
        assert new.getinfo("z.bin").date_time == new.getinfo("new").date_time == (1980, 1, 1, 0, 0, 0)
        assert new.getinfo("xl/ไทย.xml").date_time == old.getinfo("xl/ไทย.xml").date_time


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_cannot_be_opened_says_so() -> None:
    good = zipped(PARTS)
    with pytest.raises(BookProblem) as caught:
        Package.open(good[: len(good) // 2])
    assert caught.value.code == "file-truncated"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("A", b"2")
    with pytest.raises(BookProblem) as caught:
        Package.open(stream.getvalue())
    assert caught.value.code == "zip-bad-member"
    at = good.index(b"PK\x01\x02")
    encrypted = good[: at + 8] + b"\x01" + good[at + 9 :]
    with pytest.raises(BookProblem) as caught:
        Package.open(encrypted)
    assert caught.value.code == "file-encrypted"
    broken = bytearray(good)
    broken[49:53] = b"\xff" * 4
    with pytest.raises(BookProblem) as caught:
        Package.open(bytes(broken)).read("[Content_Types].xml")
    assert caught.value.code == "file-truncated"
    with pytest.raises(KeyError):
        Package.open(good).read("absent")


@pytest.mark.parametrize("name", BASES)
def test_every_writers_workbook_opens(name: str) -> None:
    book = Workbook(Package.open(BASES[name]()))
    assert book.sheets
    assert [sheet.index for sheet in book.sheets] == list(range(len(book.sheets)))
    assert all(sheet.part in book.package.names for sheet in book.sheets)
    assert not book.is_strict
    assert not book.date1904
    assert (book.styles_part is None) == (name in ("hand", "prefixed", "utf16"))


def test_a_workbook_says_its_sheets_and_names() -> None:
    book = Workbook(Package.open(by_openpyxl()))
    assert [(sheet.name, sheet.state, sheet.part) for sheet in book.sheets] == [
        ("แผน ก", "visible", "xl/worksheets/sheet1.xml"),
        ("รูป", "visible", "xl/worksheets/sheet2.xml"),
    ]
    assert DefinedName("รายการ", "'แผน ก'!$A$2:$A$30", None) in book.defined_names
    assert DefinedName("_xlnm.Print_Area", "'รูป'!$A$1:$F$20", 1) in book.defined_names
    assert book.styles_part == "xl/styles.xml"
    assert book.target("theme") == "xl/theme/theme1.xml"
    charted = Workbook(Package.open(by_xlsxwriter()))
    assert charted.sheets[2].part == "xl/chartsheets/sheet1.xml"
    assert charted.target("sharedStrings") == "xl/sharedStrings.xml"


def test_strict_and_1904_are_recognised() -> None:
    strict = by_hand(main="http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert Workbook(Package.open(strict)).is_strict
    assert Workbook(Package.open(strict)).sheets[0].name == "S"
    old = by_hand(prefix="x", sheet="<x:sheetData/>", book='<x:workbookPr date1904="1"/>')
    assert Workbook(Package.open(old)).date1904


def test_parts_are_found_whatever_their_case() -> None:
    parts = parts_of(by_hand())
    parts["XL/Worksheets/Sheet1.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    assert Workbook(Package.open(zipped(parts))).sheets[0].part == "XL/Worksheets/Sheet1.xml"


def test_what_is_no_workbook_says_so() -> None:
    for data in (zipped(PARTS), with_part(by_hand(), "xl/workbook.xml", b"<document/>")):
        with pytest.raises(BookProblem) as caught:
            Workbook(Package.open(data))
        assert caught.value.code == "file-not-workbook"
    with pytest.raises(BookProblem) as caught:
        Workbook(Package.open(with_part(by_hand(), "xl/workbook.xml", b"<workbook>")))
    assert caught.value.code == "xml-broken"
    doctype = f'<!DOCTYPE a [<!ENTITY b "c">]><workbook xmlns="{MAIN}"/>'.encode()
    with pytest.raises(BookProblem) as caught:
        Workbook(Package.open(with_part(by_hand(), "xl/workbook.xml", doctype)))
    assert caught.value.code == "xml-doctype"


def test_a_part_has_one_content_type_also_where_one_was_named_before_it_was_there() -> None:
    types = ContentTypes(
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Override PartName="/xl/Styles.xml" ContentType="text/odd"/></Types>'
    )
    types.add("xl/styles.xml", "text/new", by_ending=False)
    assert types.to_bytes().lower().count(b"/xl/styles.xml") == 1
    assert types.type_of("xl/styles.xml") == "text/new"
