"""The quick way through a sheet's XML says what the careful way says, and every plain sheet takes it."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.book import plainsheet
from planbook.book.cells import cell_name, split_cell
from planbook.book.patch import CellValue, patch_sheet
from planbook.book.plainsheet import read_cells, scan_sheet
from planbook.book.sheetxml import SheetMap, careful_cells, careful_map
from planbook.book.xmlio import to_utf8
from planbook.errors import BookProblem

from .makers import BASES, MAIN, first_sheet

SHEETS = {name: first_sheet(make()) for name, make in BASES.items()}
SHARED = '<c r="A1"><f t="shared" ref="A1:A2" si="0">B1&amp;"x"</f><v>1</v></c>'
ARRAY = '<c r="A1"><f t="array" ref="A1:B2">ROW()</f><v>1</v></c><c r="B1"><v>2</v></c>'
ROWS = {
    "texts": '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> ก&amp;_x0008_&#3585;</t></is></c>'
    '<c r="C1" t="inlineStr"><is><r><rPr><color rgb="1"/></rPr><t>a</t></r><r><t>b</t></r>'
    '<rPh sb="0" eb="1"><t>x</t></rPh></is></c></row>',
    "values": '<row r="1" spans="1:4" s="3" customFormat="1" x14ac:dyDescent="0.2"><c r="A1" s="2" t="s"><v>7</v></c>'
    '<c r="B1"><f>A1&lt;2</f></c><c r="C1" t="e"><v>#DIV/0!</v></c><c r="D1" t="str"><f>A1</f><v/></c></row>',
    "shared": f'<row r="1">{SHARED}</row><row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>',
    "array": f'<row r="1">{ARRAY}</row><row r="4"/>',
    "calculated": '<row r="2"><c r="B2"><f ca="1">NOW()</f><v>1.5</v></c></row>',
    "empty": '<row r="1"/><row r="3"></row><row r="4"><c r="B4"/><c r="C4" s="1"></c></row>',
    "colons": '<row r="1"><c r="A1" t="inlineStr"><is><t>ดู: a:b c</t></is></c>'
    '<c r="B1"><f>SUM(A1:A3 B1:B2)</f></c></row>',
}
ODD = {
    "no numbers": "<row><c><v>1</v></c><c/></row><row><c/></row>",
    "single quotes": "<row r='1'><c r='A1'><v>1</v></c></row>",
    "comment": '<row r="1"><!-- <c r="A1"> --><c r="A1"><v>1</v></c></row>',
    "cdata": '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="B1">]]></t></is></c></row>',
    "namespace": '<row r="1"><c r="A1"><is xmlns="urn:x"><t>1</t></is></c></row>',
    "prefix": '<row r="1"><c r="A1"/><y:c r="A1"><y:v>1</y:v></y:c></row>',
    "twice": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>',
    "cell twice": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "out of order": '<row r="2"><c r="C2"><v>1</v></c><c r="A2"/></row><row r="1"><c r="A1"/></row>',
    "spaces": '<row r="1" >\n <c r="A1" ><v>1</v></c>\n</row >',
    "carriage return": '<row r="1"><c r="A1" t="inlineStr"><is><t>a\r\nb</t></is></c></row>',
    "greater": '<row r="1" y:z="a>b"><c r="A1" y:z="/>"><v>1</v></c></row>',
    "other row": '<row r="2"><c r="A1"><v>1</v></c></row>',
    "extension": '<row r="1"><c r="A1"><extLst><ext/></extLst></c></row>',
    "value with spaces": '<row r="1"><c r="A1" t="str"><v xml:space="preserve"> a</v></c></row>',
}
DAMAGED = ("<worksheet>", '<row r="x"/>', '<row r="1"><c r="?"/></row>', '<row r="1"><c r="A1"><v>&no;</v></c></row>')


def sheet(inner: str) -> bytes:
    head = '<dimension ref="A1:B2"/><cols><col min="2" max="3" style="4"/></cols>'
    names = f'xmlns="{MAIN}" xmlns:y="{MAIN}" xmlns:x14ac="urn:ac"'
    return f"<worksheet {names}>{head}<sheetData>{inner}</sheetData><pageMargins/></worksheet>".encode()


ALL = SHEETS | {name: sheet(inner) for name, inner in (ROWS | ODD).items()}
REFS = st.sets(st.builds(cell_name, st.integers(1, 6), st.integers(1, 6)), max_size=8)


def wanted(refs: Collection[str]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, col in sorted(map(split_cell, refs)):
        found.setdefault(row, []).append(col)
    return found


def by_column(layout: SheetMap) -> SheetMap:
    for row in layout.rows:
        row.cells = list({cell.col: cell for cell in sorted(row.cells, key=lambda each: each.col)}.values())
    return layout


@given(st.sampled_from(list(ALL)), REFS)
def test_both_ways_tell_the_same_layout(name: str, refs: set[str]) -> None:
    xml = to_utf8(ALL[name])
    assert by_column(scan_sheet(xml, wanted(refs))) == by_column(careful_map(xml, wanted(refs)))


@given(st.sampled_from(list(ALL)), st.none() | REFS)
def test_both_ways_read_the_same_cells(name: str, refs: set[str] | None) -> None:
    quick, careful = read_cells(ALL[name], refs), careful_cells(ALL[name], refs)
    assert list(quick.items()) == list(careful.items())


@given(st.sampled_from(list(ALL)), st.dictionaries(st.sampled_from(["A1", "B1", "C2", "A4"]), st.integers(0, 9)))
def test_both_ways_patch_to_the_same_bytes(name: str, cells: dict[str, CellValue]) -> None:
    def patched() -> bytes | str:
        try:
            return patch_sheet(ALL[name], cells, styles={"B2": 3})
        except BookProblem as problem:
            return problem.code

    with pytest.MonkeyPatch.context() as patch:
        quick = patched()
        patch.setattr("planbook.book.patch.scan_sheet", careful_map)
        assert patched() == quick


@pytest.mark.parametrize("name", [*ROWS, *("openpyxl", "xlsxwriter")])
def test_plain_sheets_are_not_parsed_cell_by_cell(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def careful(*_: object) -> None:
        raise AssertionError(name)

    monkeypatch.setattr(plainsheet, "careful_cells", careful)
    assert read_cells(ALL[name])
    monkeypatch.setattr(plainsheet, "careful_map", lambda xml, wanted: careful() if wanted else careful_map(xml, {}))
    scan_sheet(ALL[name], {1: [1, 3], 2: [2]})


@pytest.mark.parametrize("inner", DAMAGED)
def test_a_damaged_sheet_says_so_either_way(inner: str) -> None:
    xml = b"<worksheet>" if inner == "<worksheet>" else sheet(inner)
    with pytest.raises(BookProblem) as caught:
        read_cells(xml)
    assert caught.value.code == "xml-broken"
