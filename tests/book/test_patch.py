import io
import re
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from planbook.book.cells import cell_name
from planbook.book.package import Package, Workbook
from planbook.book.patch import CellValue, Content, patch_sheet
from planbook.book.plainsheet import read_cells
from planbook.book.sheetxml import RawCell, merged_ranges
from planbook.book.xmlio import are_plain, escape_text, needs_preserve
from planbook.errors import BookProblem

from .makers import BASES, MAIN, by_hand, by_openpyxl, first_sheet, with_part

TEXTS = st.text(max_size=40)
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
)
VALUES = st.one_of(st.none(), TEXTS, NUMBERS)
REFS = st.builds(cell_name, st.integers(1, 40), st.integers(1, 12))
CELLS = st.dictionaries(REFS, VALUES, max_size=12)
SHEETS = {name: first_sheet(make()) for name, make in BASES.items()}


def sheet(inner: str, head: str = "") -> bytes:
    return f'<worksheet xmlns="{MAIN}">{head}<sheetData>{inner}</sheetData><pageMargins/></worksheet>'.encode()


def patched(inner: str, cells: dict[str, CellValue], head: str = "", **styles: int) -> str:
    """What stands inside ``sheetData`` (and the head) afterwards; all else must be as it was."""
    xml = patch_sheet(sheet(inner, head), cells, styles=styles).decode()
    match = re.fullmatch(
        rf'<worksheet xmlns="{re.escape(MAIN)}">(.*)<sheetData>(.*)</sheetData><pageMargins/></worksheet>',
        xml,
        re.DOTALL,
    )
    assert match is not None, xml
    return match[1] + match[2]


def text(value: str, ref: str = "A1") -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{value}</t></is></c>'


@given(st.sampled_from(list(SHEETS)), CELLS)
def test_twice_is_once_and_what_was_set_is_read_back(name: str, cells: dict[str, CellValue]) -> None:
    xml = SHEETS[name]
    once = patch_sheet(xml, cells)
    assert patch_sheet(once, cells) == once
    before, after = read_cells(xml), read_cells(once)
    for ref, value in cells.items():
        if value is None:
            assert ref not in after or (after[ref].value, after[ref].inline) == (None, None)
        elif isinstance(value, str):
            assert after[ref].inline == value
        else:
            assert Decimal(after[ref].value or "") == Decimal(repr(value) if isinstance(value, float) else value)
        assert ref not in before or before[ref].style == after[ref].style
    kept = {ref: cell for ref, cell in before.items() if ref not in cells}
    assert {ref: after[ref] for ref in kept} == kept
    order = [(int(re.sub(r"\D", "", ref)), len(ref), ref) for ref in after]
    assert order == sorted(order)


@given(st.sampled_from(list(SHEETS)), CELLS)
def test_all_but_the_cells_stays_byte_for_byte(name: str, cells: dict[str, CellValue]) -> None:
    """With the patched cells cut out of both sides, both sides are the same bytes."""
    xml = SHEETS[name]
    once = patch_sheet(xml, cells)
    prefix = b"x:" if b"<x:sheetData" in xml else b""

    def rest(data: bytes) -> bytes:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            data = re.sub(rb"^<\?xml.*?\?>", b"", data.decode("utf-16").encode())
        data = re.sub(rb"^<\?xml.*?\?>", b"", data)
        for ref in cells:
            cell = ref.encode()
            data = re.sub(
                rb'<%sc r="%s"(?: [^>]*?)?(?:/>|(?<!/)>.*?</%sc>)' % (prefix, cell, prefix), b"", data, flags=re.S
            )
        data = re.sub(rb"<%srow [^>]*(?:/>|></%srow>)" % (prefix, prefix), b"", data)
        data = re.sub(rb"<%ssheetData></%ssheetData>" % (prefix, prefix), b"<%ssheetData/>" % prefix, data)
        return re.sub(rb' spans="[^"]*"|<%sdimension [^>]*/>' % prefix, b"", data)

    assert rest(once) == rest(xml)


READABLE = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=30)


@given(st.dictionaries(REFS, st.one_of(READABLE.filter(lambda t: "_x" not in t), NUMBERS), min_size=1, max_size=8))
def test_openpyxl_and_calamine_read_what_was_set(cells: dict[str, str | int | float | Decimal]) -> None:
    base = by_hand()
    data = with_part(base, "xl/worksheets/sheet1.xml", patch_sheet(first_sheet(base), cells))
    read = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    for ref, value in cells.items():
        cell = read[ref]
        seen = rows[cell.row - 1][cell.column - 1] if cell.row <= len(rows) and cell.column <= len(rows[0]) else ""
        if isinstance(value, str):
            assert (cell.value or "") == value
            assert seen == value
        else:
            assert float(cell.value) == float(value)
            assert float(seen) == float(value)


def test_a_value_takes_the_place_of_another_and_keeps_the_style() -> None:
    inner = '<row r="1"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1"><f>A1*2</f><v>4</v></c><c r="C1" s="1"/></row>'
    expected = '<row r="1"><c r="A1" s="3"><v>5</v></c><c r="B1"><v>1.5</v></c><c r="C1" s="1"/></row>'
    assert patched(inner, {"A1": 5, "B1": 1.5, "C1": None}) == expected
    assert patched(inner, {"A1": None}).startswith('<row r="1"><c r="A1" s="3"/><c r="B1"><f>')
    assert patched('<row r="1"><c r="A1" s="3"/></row>', {"A1": "x"}, A1=7) == (
        '<row r="1"><c r="A1" s="7" t="inlineStr"><is><t>x</t></is></c></row>'
    )


def test_a_style_alone_leaves_the_content() -> None:
    inner = '<row r="1"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1" t="b"><v>1</v></c></row>'
    expected = '<row r="1"><c r="A1" s="9" t="s"><v>0</v></c><c r="B1" t="b" s="8"><v>1</v></c><c r="C1" s="7"/></row>'
    assert patched(inner, {}, A1=9, B1=8, C1=7) == expected


def test_cells_and_rows_come_in_their_place() -> None:
    inner = '<row r="2"><c r="B2"/></row><row r="4" ht="9"/>'
    cells: dict[str, CellValue] = {"A1": 1, "A2": 2, "C2": 3, "A3": 4, "B4": 5, "A4": 6, "A9": None, "A8": 7}
    assert patched(inner, cells) == (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"/><c r="C2"><v>3</v></c></row>'
        '<row r="3"><c r="A3"><v>4</v></c></row>'
        '<row r="4" ht="9"><c r="A4"><v>6</v></c><c r="B4"><v>5</v></c></row>'
        '<row r="8"><c r="A8"><v>7</v></c></row>'
    )


def test_rows_and_cells_without_numbers_are_counted() -> None:
    inner = '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"/><c/></row><row><c/></row>'
    assert patched(inner, {"B1": 9, "D5": 8, "A6": 7, "B2": 6}) == (
        '<row><c><v>1</v></c><c r="B1"><v>9</v></c></row><row r="2"><c r="B2"><v>6</v></c></row>'
        '<row r="5"><c r="C5"/><c r="D5"><v>8</v></c></row><row><c r="A6"><v>7</v></c></row>'
    )


def test_new_cells_take_the_style_of_row_or_column() -> None:
    head = '<cols><col min="1" max="2" width="9" style="4"/></cols>'
    inner = '<row r="1" s="6" customFormat="1"/><row r="2" s="6"/>'
    assert patched(inner, {"A1": 1, "A2": 2, "C3": 3}, head) == head + (
        '<row r="1" s="6" customFormat="1"><c r="A1" s="6"><v>1</v></c></row>'
        '<row r="2" s="6"><c r="A2" s="4"><v>2</v></c></row><row r="3"><c r="C3"><v>3</v></c></row>'
    )


def test_spans_and_dimension_grow_only_when_they_must() -> None:
    head = '<dimension ref="B2:C3"/>'
    inner = '<row r="2" spans="2:3"><c r="B2"/></row>'
    assert patched(inner, {"C2": 1}, head) == head + '<row r="2" spans="2:3"><c r="B2"/><c r="C2"><v>1</v></c></row>'
    assert patched(inner, {"E2": 1, "A9": 2}, head) == (
        '<dimension ref="A2:E9"/><row r="2" spans="2:5"><c r="B2"/><c r="E2"><v>1</v></c></row>'
        '<row r="9"><c r="A9"><v>2</v></c></row>'
    )


def test_odd_but_well_formed_xml() -> None:
    xml = (
        f"<?xml version='1.0'?><x:worksheet xmlns:x='{MAIN}'><!-- <c r=\"A1\"> --><x:sheetData>"
        "<x:row r='1' ><x:c r='A1' s='2' t='inlineStr'><x:is><x:t><![CDATA[<c r=\"A1\">]]></x:t></x:is></x:c >"
        "</x:row ><x:row r='3' /></x:sheetData></x:worksheet>"
    ).encode()
    assert read_cells(xml)["A1"].inline == '<c r="A1">'
    assert patch_sheet(xml, {"A1": "a", "B3": 1}).decode() == (
        f"<?xml version='1.0'?><x:worksheet xmlns:x='{MAIN}'><!-- <c r=\"A1\"> --><x:sheetData>"
        '<x:row r=\'1\' ><x:c r="A1" s="2" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>'
        "</x:row ><x:row r='3'><x:c r=\"B3\"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    marked = b"\xef\xbb\xbf" + sheet('<row r="1"><c r="A1"/></row>')
    assert patch_sheet(marked, {"A1": 1}) == marked.replace(b'<c r="A1"/>', b'<c r="A1"><v>1</v></c>')


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp874"])
def test_another_encoding_becomes_utf8(encoding: str) -> None:
    inner = f'<sheetData><row r="1">{text("ก")}</row></sheetData>'
    xml = f'<?xml version="1.0" encoding="{encoding}"?><worksheet xmlns="{MAIN}">{inner}</worksheet>'
    done = patch_sheet(xml.encode(encoding), {"B1": "ข"})
    assert done.decode("utf-8").startswith('<?xml version="1.0" encoding="UTF-8"')
    assert {ref: cell.inline for ref, cell in read_cells(done).items()} == {"A1": "ก", "B1": "ข"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (" a", '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("a\nb", '<c r="A1" t="inlineStr"><is><t xml:space="preserve">a\nb</t></is></c>'),
        ("a<b>&\"'", text("a&lt;b&gt;&amp;\"'")),
        ("\x08", text("_x0008_")),
        ("_x0008_", text("_x005F_x0008_")),
        ("a\rb", text("a_x000D_b")),
        ("\ud800", text("_xD800_")),
        ("\uffff", text("_xFFFF_")),
        ("=cmd|' /C calc'!A0", text("=cmd|' /C calc'!A0")),
        ("0012", text("0012")),
        ("", text("")),
        (1e16, '<c r="A1"><v>10000000000000000</v></c>'),
        (1e-7, '<c r="A1"><v>0.0000001</v></c>'),
        (0.1, '<c r="A1"><v>0.1</v></c>'),
        (-0.0, '<c r="A1"><v>0</v></c>'),
        (3.0, '<c r="A1"><v>3</v></c>'),
        (Decimal("1.50"), '<c r="A1"><v>1.5</v></c>'),
        (Decimal("1E+3"), '<c r="A1"><v>1000</v></c>'),
        (True, '<c r="A1" t="b"><v>1</v></c>'),
    ],
)
def test_how_a_value_is_written(value: CellValue, written: str) -> None:
    assert patched("", {"A1": value}) == f'<row r="1">{written}</row>'


@pytest.mark.parametrize("cells", [{"A1": float("nan")}, {"A1": float("inf")}, {"A1": "ก" * 32768}, {"A0": 1}, {"": 1}])
def test_what_no_cell_can_hold(cells: dict[str, CellValue]) -> None:
    with pytest.raises(ValueError, match=r"cell|text"):
        patch_sheet(sheet(""), cells)


SHARED = (
    '<row r="1"><c r="A1"/><c r="B1"><f t="shared" ref="B1:B3" si="4">A1&amp;"A1"</f><v>1</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="4"/><v>2</v></c></row>'
    '<row r="3"><c r="B3"><f t="shared" si="4"></f><v>3</v></c></row>'
)


def test_a_shared_formula_lives_on_when_its_first_cell_is_overwritten() -> None:
    once = patched(SHARED, {"B1": 9})
    assert once == SHARED.replace(
        '<c r="B1"><f t="shared" ref="B1:B3" si="4">A1&amp;"A1"</f><v>1</v></c>', '<c r="B1"><v>9</v></c>'
    ).replace('<c r="B2"><f t="shared" si="4"/>', '<c r="B2"><f t="shared" ref="B1:B3" si="4">A2&amp;"A1"</f>')
    assert patched(once, {"B1": 9}) == once
    assert '<f t="shared" ref="B1:B3" si="4">A3&amp;"A1"</f>' in patched(SHARED, {"B1": 9, "B2": 9})
    assert "<f" not in patched(SHARED, {"B1": 9, "B2": 9, "B3": 9})
    assert patched(SHARED, {"B2": 9}).count("<f") == 2


def test_part_of_an_array_formula_is_refused() -> None:
    array = '<row r="1"><c r="A1"><f t="array" ref="{}">ROW()</f><v>1</v></c><c r="B1"><v>1</v></c></row>'
    with pytest.raises(BookProblem) as caught:
        patch_sheet(sheet(array.format("A1:B1")), {"B1": 1})
    assert caught.value.code == "formula-array"
    assert "<f" not in patched(array.format("A1"), {"A1": 1})


def test_damaged_sheets_say_so() -> None:
    for xml in (b"<worksheet>", sheet('<row r="x"/>'), sheet('<row r="1"><c r="?"/></row>'), b""):
        with pytest.raises(BookProblem) as caught:
            patch_sheet(xml, {"A1": 1})
        assert caught.value.code == "xml-broken"
    with pytest.raises(BookProblem) as caught:
        patch_sheet(b"<!DOCTYPE a><a/>", {"A1": 1})
    assert caught.value.code == "xml-doctype"


def test_reading_cells() -> None:
    inner = (
        '<row r="1"><c r="A1" s="2" t="s"><v>7</v></c><c r="B1"><f>A1 &lt; 2</f></c><c r="C1" t="e"><v>#DIV/0!</v></c>'
        '<c r="D1" t="inlineStr"><is><r><t>ก_x000D_</t></r><r><rPr/><t> ข</t></r>'
        '<rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
        '<c r="E1" t="str"><f t="shared" si="0"/><v>a</v></c><c/></row>'
    )
    assert read_cells(sheet(inner)) == {
        "A1": RawCell("A1", "s", 2, "7", None, None),
        "B1": RawCell("B1", "n", 0, None, "A1 < 2", None),
        "C1": RawCell("C1", "e", 0, "#DIV/0!", None, None),
        "D1": RawCell("D1", "inlineStr", 0, None, None, "ก\r ข"),
        "E1": RawCell("E1", "str", 0, "a", "", None),
        "F1": RawCell("F1", "n", 0, None, None, None),
    }
    assert list(read_cells(sheet(inner), {"B1", "Z9"})) == ["B1"]


def test_merged_ranges() -> None:
    book = Workbook(Package.open(by_openpyxl()))
    assert merged_ranges(book.package.read(book.sheets[0].part)) == ["A1:C1"]
    assert merged_ranges(sheet("")) == []


_ROWS = (
    b'<row r="1" spans="1:4"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1"/><c r="C1" s="2"><v>7</v></c></row>'
    b'<row r="2"><c r="A2" t="inlineStr" s="9"><is><t>x</t></is></c><c r="B2" s="1"><f>A1*2</f><v>4</v></c></row>'
    b'<row r="3"/><row r="4"><c r="A4" s="5"></c><c r="AA4" cm="1" s="4"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    "cells",
    [
        {"A1": "ก <&> ข", "C1": "  y ", "B2": 3, "AA4": Decimal("1.50")},
        {"B1": "1 ครั้ง", "A4": True, "A2": 0.1},
        {"A1": "x", "B1": None},  # one is to be empty
        {"A1": "x", "D1": "new", "B3": "in an empty row", "A9": "in a new row"},
        {"AA4": Content("n", "3", "A1+1"), "A2": Content("str", "x", None)},
    ],
)
@pytest.mark.parametrize("twice", [b"", b'<row r="5"><c r="A5"/><c r="A5" s="1"><v>1</v></c></row>'])
def test_a_sheet_in_which_all_cells_are_there_is_patched_as_any_other(cells, twice):
    plain = b"<worksheet xmlns='%b'><sheetData>%b%b</sheetData></worksheet>" % (MAIN.encode(), _ROWS, twice)
    # a remark among the rows has every sheet gone through with care
    careful = plain.replace(b"</sheetData>", b"<!--x--></sheetData>")
    more = {"A5": "y"} if twice else {}
    assert patch_sheet(plain, cells | more) == patch_sheet(careful, cells | more).replace(b"<!--x-->", b"")


@given(st.lists(st.one_of(TEXTS, st.text("ก |&_x ", max_size=4)), min_size=1, max_size=4))
def test_texts_that_are_told_to_be_plain_stand_as_they_are(texts):
    """What is patched all at once is what each is alone."""
    assert not are_plain(texts) or not any(needs_preserve(each) or escape_text(each) != each for each in texts)
    refs = [f"A{row}" for row in range(1, len(texts) + 1)]
    rows = "".join(f'<row r="{ref[1:]}"><c r="{ref}" s="2"/></row>' for ref in refs)
    one_by_one = sheet(rows)
    for ref, each in zip(refs, texts, strict=True):
        one_by_one = patch_sheet(one_by_one, {ref: each})
    assert patch_sheet(sheet(rows), dict(zip(refs, texts, strict=True))) == one_by_one


@pytest.mark.parametrize("name", ["A1B2", "A1 B2", "A1 ", "", "a1 "])
def test_a_reference_that_is_none_is_refused(name):
    with pytest.raises(ValueError, match="reference"):
        patch_sheet(sheet('<row r="1"><c r="A1"/><c r="B2"/></row>'), {name: "ก"})
