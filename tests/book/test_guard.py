import codecs
import io
import struct
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.book import safety
from planbook.book.bounds import Limits
from planbook.book.package import Workbook
from planbook.book.safety import check, check_package, count_cells
from planbook.book.sniff import Kind, sniff
from planbook.errors import BookProblem

from .makers import BASES, MAIN, by_hand, parts_of, with_part, zipped


def ole(*names: str) -> bytes:
    """An OLE file's header and one directory sector."""
    entries = b"".join(
        (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) + bytes(62)
        for name in names
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries


def workbook_of(kind: str) -> bytes:
    parts = parts_of(by_hand())
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind.encode()
    )
    return zipped(parts | {"[Content_Types].xml": types})


def with_default_type(kind: str) -> bytes:
    """A workbook that declares a type by ending which none of its parts has, as SheetJS does."""
    parts = parts_of(by_hand())
    default = f'<Default Extension="bin" ContentType="{kind}"/><Override'.encode()
    types = parts["[Content_Types].xml"].replace(b"<Override", default, 1)
    return zipped(parts | {"[Content_Types].xml": types})


MAIL = b"Return-Path: <a@b>\r\nReceived: from x\r\n\tby y\r\nSubject: =?utf-8?B?4LiB?=\r\n\r\nbody"
KINDS = [
    (b"", Kind.EMPTY),
    (b"\0" * 5000, Kind.EMPTY),
    (by_hand(), Kind.XLSX),
    (workbook_of("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), Kind.XLSM),
    (workbook_of("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), Kind.XLSB),
    (with_default_type("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), Kind.XLSX),
    (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), Kind.ODS),
    (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), Kind.ZIP),
    (zipped({"a.xlsx": by_hand()}), Kind.ZIP),
    (by_hand()[:700], Kind.ZIP),
    (ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), Kind.ENCRYPTED),
    (ole("Root Entry", "Workbook"), Kind.XLS),
    (ole("Root Entry", "Book"), Kind.XLS),
    (ole("Root Entry", "WordDocument", "MyWorkbook"), Kind.UNKNOWN),
    (b"<html><table><tr><td>1</td></tr></table></html>", Kind.HTML),
    ("\ufeff<!DOCTYPE html><p>ก".encode(), Kind.HTML),
    ("ลำดับ,ผล\n1,2\n".encode(), Kind.TEXT),
    ("ลำดับ\tผล".encode("cp874"), Kind.TEXT),
    ("ลำดับ\tผล".encode("utf-16"), Kind.TEXT),
    (("ก" * 2000).encode(), Kind.TEXT),
    (MAIL, Kind.EML),
    (b"%PDF-1.7\n", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Kind.UNKNOWN),
]


@pytest.mark.parametrize(("data", "kind"), KINDS, ids=lambda value: value.name if isinstance(value, Kind) else "")
def test_kinds_are_known_by_their_bytes(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind


def fate(data: bytes) -> str:
    """The kind or the code of the problem; any other exception is a bug."""
    try:
        return check_package(data)
    except BookProblem as problem:
        return problem.code if problem.th and problem.en else ""


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"<"]),
)
def test_whatever_comes_has_a_kind_and_a_check_says_only_book_problems(data: bytes, start: bytes) -> None:
    assert isinstance(sniff(start + data), Kind)
    assert fate(start + data)


@given(st.integers(0, 1402), st.integers(0, 255))
def test_a_workbook_with_a_byte_gone_wrong_is_read_or_refused(at: int, byte: int) -> None:
    data = bytearray(by_hand())
    data[at] = byte
    assert fate(bytes(data))


@pytest.mark.parametrize("name", BASES)
def test_honest_workbooks_pass(name: str) -> None:
    assert check_package(BASES[name]()) is Kind.XLSX
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(safety, "_LONG", 0)
        assert check_package(BASES[name]()) is Kind.XLSX


def code(data: bytes, limits: Limits | None = None) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(safety, "_LONG", 0)  # as a long sheet is looked at
        with pytest.raises(BookProblem) as as_it_comes:
            check_package(data, limits)
    with pytest.raises(BookProblem) as caught:
        check_package(data, limits)
    assert str(as_it_comes.value) == str(caught.value)
    assert caught.value.th
    assert caught.value.en
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "file-empty"),
        (ole("EncryptedPackage"), "file-encrypted"),
        (b"<html><body>", "file-is-html"),
        (b"a,b\n", "file-is-text"),
        (by_hand()[:700], "file-truncated"),
        (by_hand()[:-30], "file-truncated"),
        (MAIL, "file-is-mail"),
        (b"%PDF-1.4", "file-is-pdf"),
        (ole("WordDocument"), "file-not-workbook"),
        (zipped({"a.xlsx": by_hand()}), "file-not-workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file-not-workbook"),
    ],
)
def test_what_is_no_workbook_is_named(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_xls_passes_to_the_worker() -> None:
    assert check_package(ole("Workbook")) is Kind.XLS


def test_sizes() -> None:
    data = by_hand()
    assert code(data, replace(Limits(), max_file=100)) == "file-too-large"
    assert code(data, replace(Limits(), max_members=3)) == "zip-bomb"
    assert code(data, replace(Limits(), max_member=100)) == "zip-bomb"
    assert code(data, replace(Limits(), max_total=500)) == "zip-bomb"
    assert code(with_part(data, "xl/media/a.bin", bytes(3_000_000))) == "zip-bomb"  # 1:1000
    assert check_package(with_part(data, "xl/media/a.bin", bytes(900_000))) is Kind.XLSX


def test_declared_sizes_are_not_believed() -> None:
    data = with_part(by_hand(), "xl/a.xml", b"<a/>" + b" " * 5_000_000)
    lying = data.replace(struct.pack("<L", 5_000_004), struct.pack("<L", 100))
    assert lying != data
    assert code(lying) == "zip-bomb"
    small = with_part(by_hand(), "xl/a.xml", b"<a/>" + b" " * 5_000)
    assert code(small.replace(struct.pack("<L", 5_004), struct.pack("<L", 100))) == "file-truncated"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["../evil.xml", "/etc/x.xml", "xl/../../x", "..\\x", "C:/x", "XL/workbook.xml"])
def test_names_that_lead_astray_or_come_twice(name: str) -> None:
    stream = io.BytesIO(by_hand())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, b"")
    assert code(stream.getvalue()) == "zip-bad-member"


def test_other_compressions_and_encryption() -> None:
    assert code(zipped(parts_of(by_hand()), zipfile.ZIP_LZMA)) in ("file-not-workbook", "file-truncated")
    data = bytearray(by_hand())
    for at in range(len(data) - 4):
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    assert code(bytes(data)) == "file-encrypted"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_doctype_is_refused(encoding: str) -> None:
    xml = f'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]><worksheet xmlns="{MAIN}"/>'
    for name in ("xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "docProps/x.XML"):
        assert code(with_part(by_hand(), name, xml.encode(encoding))) == "xml-doctype"


def cells(*refs: str, blank: tuple[str, ...] = ()) -> str:
    filled = "".join(f'<c r="{ref}" s="1"><v>1</v></c>' for ref in refs)
    empty = "".join(f'<c s="1" r="{ref}"/><c r="{ref}"></c>' for ref in blank)
    return f"<sheetData><row>{filled}{empty}</row></sheetData>"


@pytest.mark.parametrize(
    "refs", [("A1", "XFD1048576"), ("XFD1048576",), ("A1048577",), ("XFE1",), ("AAAA1",), ("A0",), ("A99999999999",)]
)
def test_cells_far_out_are_refused(refs: tuple[str, ...]) -> None:
    assert code(by_hand(cells(*refs))) == "cell-out-of-bounds"
    prefixed = cells(*refs).replace("<", "<x:").replace("<x:/", "</x:")
    assert code(by_hand(prefixed, prefix="x")) == "cell-out-of-bounds"
    assert code(by_hand(cells(*refs), encoding="utf-16")) == "cell-out-of-bounds"
    assert code(by_hand(cells(*refs).replace('"', "'").replace("<c ", "<c\n"))) == "cell-out-of-bounds"


def test_the_cells_of_all_sheets_count_together() -> None:
    parts = parts_of(by_hand(cells("A1", "D1000000")))
    more = {f"xl/worksheets/sheet{n}.xml": parts["xl/worksheets/sheet1.xml"] for n in (2, 3)}
    assert code(zipped(parts | more)) == "cell-out-of-bounds"


@pytest.mark.parametrize("refs", [("A1", "A1"), ("B1", "A1"), ("A2", "A1"), ("Z1", "AA1", "B1"), ("A10", "A9")])
def test_cells_out_of_order_or_twice_are_refused(refs: tuple[str, ...]) -> None:
    assert code(by_hand(cells(*refs))) == "cells-out-of-order"
    assert check_package(by_hand(cells("A9", "A10", "B10", "Z10", "AA10"))) is Kind.XLSX


def ods(rows: int, columns: int, filled: str = 'office:value-type="float"') -> bytes:
    content = (
        f'<office:document-content><table:table table:name="a"><table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}" {filled}/></table:table-row></table:table>'
        "</office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def test_repeated_cells_of_an_ods_count_as_often_as_they_stand() -> None:
    assert code(ods(10**6, 10)) == "cell-out-of-bounds"
    assert code(ods(10**9, 1)) == "cell-out-of-bounds"
    assert check_package(ods(10**3, 10)) is Kind.ODS
    assert check_package(ods(1_048_576, 16_384, filled="")) is Kind.ODS


def test_blank_cells_far_out_do_no_harm() -> None:
    assert check_package(by_hand(cells("A1", "D9", blank=("XFD1048576",)))) is Kind.XLSX
    assert check_package(by_hand(cells("A1", "D1000000"))) is Kind.XLSX


def test_a_byte_order_mark_alone_is_text_without_content() -> None:
    assert sniff(codecs.BOM_UTF16_LE) in (Kind.TEXT, Kind.UNKNOWN)


def test_sheets_that_a_check_leaves_are_inflated_whole_and_counted_by_who_reads_them() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    deadly = by_hand('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert code(deadly) == "cell-out-of-bounds"
    checked = check(deadly, leave=lambda _: {sheet: 0})
    assert checked.kind is Kind.XLSX
    assert checked.package is not None
    assert sheet not in checked.package.inflated
    with pytest.raises(BookProblem, match="1048576 × 16384"):
        count_cells(deadly, [sheet], Limits())
    count_cells(by_hand(), [sheet], Limits())
    # what they are known to take counts with the others
    known = {sheet: Limits().max_area}
    assert check_package(by_hand(), leave=lambda _: known) is Kind.XLSX
    with pytest.raises(BookProblem) as caught:
        check_package(by_hand(), leave=lambda _: {sheet: Limits().max_area + 1})
    assert caught.value.code == "cell-out-of-bounds"
    # nothing else is let through, and what names them cannot be harmed
    for data, limits, expected in (
        (by_hand("<!DOCTYPE x><sheetData/>"), Limits(), "xml-doctype"),
        (by_hand(), Limits(max_member=100), "zip-bomb"),
        (by_hand(), Limits(max_total=100), "zip-bomb"),
        (with_part(by_hand(), "xl/workbook.xml", b"<!DOCTYPE x><workbook/>"), Limits(), "xml-doctype"),
        (with_part(by_hand(), "xl/workbook.xml", b" " * 3_000_000), Limits(), "zip-bomb"),
    ):
        with pytest.raises(BookProblem) as caught:
            check_package(data, limits, leave=lambda package: {each.part: 0 for each in Workbook(package).sheets})
        assert caught.value.code == expected


def test_a_sheet_that_is_left_is_held_against_its_checksum() -> None:
    data = bytearray(
        zipped({**parts_of(by_hand()), "xl/worksheets/sheet1.xml": b"<worksheet><sheetData/></worksheet>"})
    )
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml")) + 16
    data[at] ^= 1
    with pytest.raises(BookProblem) as caught:
        check_package(bytes(data), leave=lambda _: {"xl/worksheets/sheet1.xml": 0})
    assert caught.value.code == "file-truncated"
