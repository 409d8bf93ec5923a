"""What formulas of binary workbooks refer to: other files, their own cells, and a blank for an answer."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.book.foreign import Formulas, open_book
from planbook.book.foreign.tokens import BIFF8, BIFF12, Links, operands, sheet_prefix
from planbook.book.foreign.xlsb import XlsbMetadata
from planbook.book.safety import check
from planbook.book.sniff import Kind

from .makers import HERE, OFFICE_RELS, PACKAGE_RELS, zipped
from .test_biff12 import record, wide


@pytest.fixture(scope="module")
def book():
    """A workbook that LibreOffice saved as .xls: on sheet งาน a link to another file, a formula that leads back to its
    own cell, two that lead back by way of each other, and one of names and choices."""
    return open_book((HERE / "data" / "formulas.xls").read_bytes())


def test_an_xls_tells_what_its_formulas_refer_to(book):
    found = book.metadata.formulas("งาน")
    assert found == {
        "A1": "'[src.xls]'!A1",
        "B1": "B1",
        "C1": "D1…A1:A3",
        "D1": "'ก'!A1",
        "E1": 'A1…""…""',
        "F1": "YOD…A1…A2",
    }
    assert book.metadata.names_under("") == {"YOD": "'ก'!B2"}
    assert (book.metadata.has_name("YOD"), book.metadata.has_name("ยอด")) == (True, False)


@pytest.mark.parametrize(
    ("cell", "links_elsewhere", "leads_back"),
    [("A1", True, False), ("B1", False, True), ("C1", False, False), ("D1", False, True), ("F1", False, False)],
)
def test_links_and_circles_are_told_of_an_xls(book, cell, links_elsewhere, leads_back):
    formulas = Formulas(book.metadata, "งาน")
    assert (formulas.links_elsewhere(cell), formulas.leads_back(cell)) == (links_elsewhere, leads_back)


# Records of an .xlsb ([MS-XLSB] 2.4)


def formula(kind, row_tokens, value):
    """The cell of a formula in column A, behind a row's record."""
    return record(
        kind, struct.pack("<L", 0) + bytes(4) + value + bytes(2) + struct.pack("<L", len(row_tokens)) + row_tokens
    )


def ref(row, col=0):
    return b"\x44" + struct.pack("<LH", row, col)


def xlsb(rows, *shared):
    """A workbook of one sheet, with these cells in column A, one a row."""
    lines = [record(0, struct.pack("<L", n) + bytes(13)) + cell for n, cell in enumerate(rows)]
    sheet = (
        record(129, b"") + record(145, b"") + b"".join(lines) + b"".join(shared) + record(146, b"") + record(130, b"")
    )
    book = (
        record(156, bytes(8) + wide("rId1") + wide("งาน"))
        + record(355, wide("rId2"))
        + record(357, b"")
        + record(362, struct.pack("<L", 2) + struct.pack("<Lll", 0, 0, 0) + struct.pack("<Lll", 1, 0, 0))
        + record(39, bytes(9) + wide("DISPIMG") + struct.pack("<L", 0))
    )
    rel = '<Relationship Id="{}" Type="' + OFFICE_RELS + '/{}" Target="{}"{}/>'
    head = f'<Relationships xmlns="{PACKAGE_RELS}">'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": head + rel.format("rId1", "officeDocument", "xl/workbook.bin", "") + "</Relationships>",
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": head
        + rel.format("rId1", "worksheet", "worksheets/sheet1.bin", "")
        + rel.format("rId2", "externalLink", "externalLinks/externalLink1.bin", "")
        + "</Relationships>",
        "xl/worksheets/sheet1.bin": sheet,
        "xl/externalLinks/externalLink1.bin": record(360, b""),
        "xl/externalLinks/_rels/externalLink1.bin.rels": head
        + rel.format("rId1", "externalLinkPath", "file:///C:/a/งบ.xlsx", ' TargetMode="External"')
        + "</Relationships>",
    }
    checked = check(zipped({name: p.encode() if isinstance(p, str) else p for name, p in parts.items()}))
    assert checked.kind is Kind.XLSB
    return XlsbMetadata(checked)


NUMBER, TEXT, TRUTH = (9, bytes(8)), (8, wide("")), (10, b"\1")


def test_an_xlsb_tells_what_its_formulas_refer_to():
    cells = [
        formula(NUMBER[0], b"\x5a" + struct.pack("<HLH", 0, 4, 2), NUMBER[1]),
        formula(TRUTH[0], ref(1) + b"\x1e\1\0\x03", TRUTH[1]),
        formula(TEXT[0], b"\x17\2\0" + 'ก"'.encode("utf-16-le") + ref(8, 27), TEXT[1]),
        formula(NUMBER[0], b"\x23\1\0\0\0", NUMBER[1]),
        formula(NUMBER[0], b"\x01" + struct.pack("<L", 3), NUMBER[1]),
        formula(NUMBER[0], b"\x5b" + struct.pack("<HLLHH", 1, 0, 9, 0, 3), NUMBER[1]),
    ]
    tokens = b"\x4c" + struct.pack("<LH", 1_048_575, 0xC000)  # the cell above
    shared = record(427, struct.pack("<4L", 4, 4, 0, 0) + struct.pack("<L", len(tokens)) + tokens)
    metadata = xlsb(cells, shared)
    assert metadata.formulas("งาน") == {
        "A1": "'[งบ.xlsx]'!C5",
        "A2": "A2",
        "A3": '"ก"""…AB9',
        "A4": "DISPIMG(",
        "A5": "A4",
        "A6": "'งาน'!A1:D10",
    }
    formulas = Formulas(metadata, "งาน")
    assert [formulas.links_elsewhere(cell) for cell in ("A1", "A2", "A3")] == [True, False, False]
    assert [formulas.leads_back(cell) for cell in ("A1", "A2", "A6")] == [False, True, True]
    assert metadata.unseen("งาน")["A3"].gives_text


@given(st.binary(max_size=200), st.sampled_from([BIFF8, BIFF12]))
def test_no_tokens_are_too_strange(tokens, dialect):
    assert isinstance(operands(tokens, dialect, Links(["'ก'!"], ["ข"])), str)


def test_a_sheet_s_name_is_quoted():
    assert (sheet_prefix("It's"), sheet_prefix("ก", "งบ.xls")) == ("'It''s'!", "'[งบ.xls]ก'!")
