"""Finding the cells of a plain sheet natively says the same as parsing it, or nothing."""

from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.book.cells import cell_name, column_name
from planbook.book.plaincells import area_by_rows, by_rows, plain_area, plain_cells, without_blanks
from planbook.book.plainsheet import read_cells

from .makers import MAIN

SPOTS = st.tuples(st.sampled_from([1, 2, 9, 10, 11, 12, 112, 1_048_576]), st.sampled_from([1, 2, 26, 27, 702, 16_384]))
CONTENTS = st.sampled_from(
    [
        "",
        "<v>3</v>",
        "<v></v>",
        "<f>A1+1</f>",
        "<f>A1&amp;&quot;ก&quot;</f><v>2</v>",
        '<f t="shared" si="0"/><v>2</v>',
        "<f/>\n<v>#N/A</v>",
        " <v xml:space='preserve'>1</v> ",
        "<is><t>ก</t></is>",
    ]
)
ATTRIBUTES = st.sampled_from(["", ' s="7"', ' t="e"', ' s="12" t="str"', ' t="s" s="3"'])


def written(cells):
    """A sheet with these cells (row, column, attributes, contents) in the order given."""
    rows = []
    for row, group in groupby(cells, key=lambda cell: cell[0]):
        tags = [
            f'<c r="{cell_name(row, col)}"{more}/>' if not inner else f'<c r="{cell_name(row, col)}"{more}>{inner}</c>'
            for _, col, more, inner in group
        ]
        rows.append(f'<row r="{row}" spans="1:9">{"".join(tags)}</row>')
    columns = '<cols><col min="1"/></cols>'
    return f'<worksheet xmlns="{MAIN}">{columns}<sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


@given(st.lists(st.tuples(SPOTS, ATTRIBUTES, CONTENTS)))
def test_cells_in_order_have_an_area_and_others_none(found):
    cells = [(row, col, more, inner) for (row, col), more, inner in found]
    spots = [cell[:2] for cell in cells]
    in_order = all(left < right for left, right in pairwise(spots))
    expected = (max((row for row, _ in spots), default=0), max((col for _, col in spots), default=0))
    assert plain_area(written(cells)) == (expected if in_order else None)


@given(st.dictionaries(SPOTS, st.tuples(ATTRIBUTES, CONTENTS)), st.sets(st.sampled_from([1, 2, 26, 27, 702])))
def test_plain_cells_say_what_parsed_cells_say(found, columns):
    xml = written([(*spot, *found[spot]) for spot in sorted(found)])
    wanted = {cell_name(row, col) for row, col in found if col in columns}
    parsed = read_cells(xml, wanted)
    plain = plain_cells(xml, map(column_name, columns)) if columns else {}
    assert all(parsed[ref].value is None and parsed[ref].formula is None for ref in parsed.keys() - plain.keys())
    for ref, cell in plain.items():
        said = parsed[ref]
        assert (cell.formula, cell.value, cell.style) == (said.formula, said.value or "", said.style)
        assert (cell.is_error, cell.has_formula) == (said.type == "e", said.formula is not None)


BLANKS = st.sampled_from(
    ['<c r="{}" s="3"/>', '<c r="{}" s="3" />', '<c s="3" r="{}"></c>', '<c r="{}">\n</c>', "<x:c r='{}' s='3'/>"]
)
FILLED = st.sampled_from(
    ['<c r="{}" s="3"><v>1</v></c>', '<x:c r="{}" t="e">\n<x:v>#N/A</x:v></x:c>', '<c r="{}"><f>A1</f></c>']
)


@given(st.dictionaries(SPOTS, st.one_of(BLANKS, FILLED)), st.sampled_from(["", "\n  "]))
def test_a_sheet_without_its_blank_cells_holds_the_same(found, space):
    def rows(cells):
        return "".join(
            f'{space}<row r="{row}" s="3">' + "".join(found[spot].format(cell_name(*spot)) for spot in spots) + "</row>"
            for row, spots in groupby(sorted(cells), key=lambda spot: spot[0])
        )

    def part(cells):
        return f'<x:worksheet xmlns:x="{MAIN}"><sheetData>{rows(cells)}</sheetData></x:worksheet>'.encode()

    filled = {spot for spot, cell in found.items() if "</" in cell.replace("\n</c>", "").replace("></c>", "")}
    assert b"".join(without_blanks(part(found)).split()) == b"".join(part(filled).split())


@pytest.mark.parametrize(
    "cells",
    [
        '<row><c r="A1"/></row><row><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c s="3"/><c><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="B1"/>]]></t></is></c></row>',
        '<!-- <row r="1"> --><row r="1"><c r="A1"/></row>',
    ],
)
def test_blank_cells_stay_where_they_may_say_something(cells):
    part = f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()
    assert without_blanks(part) == part


PLAIN = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"/></row>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<c r=", "<c s='1' r="),
        ("<c r=", "<c\nr="),
        ('"A1"', "'A1'"),
        ('"A1"', '"a1"'),
        ('"A1"', '"C1"'),
        ('"A1"', '"A2"'),
        ('"B1"', '"XFE1"'),
        ('"B1"', '"B1048577"'),
        ('"B1"', '"B01"'),
        ("<c r=", "<x:c r="),
        ('<c r="A1">', "<c>"),
        ("<v>1</v>", "<v><!--1--></v>"),
        ("<v>1</v>", "<v><![CDATA[1]]></v>"),
        ('<c r="B1"/>', '<c r="A1"/>'),
    ],
)
def test_what_is_written_otherwise_takes_the_careful_way(old, new):
    xml = f"<worksheet><sheetData>{PLAIN}</sheetData></worksheet>"
    assert plain_area(xml.encode()) == (1, 2)
    assert plain_area(xml.replace(old, new, 1).encode()) is None


def test_sheets_without_cells():
    assert plain_area(b"<worksheet><sheetData></sheetData></worksheet>") == (0, 0)
    assert plain_area(b"<worksheet><sheetData/></worksheet>") is None
    assert plain_area(b"<worksheet><sheetData>") is None


def _sheet(rows):
    return b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("rows", "area"),
    [
        (b'<row r="1"><c r="A1"/><c r="C1" s="2"><v>3</v></c></row><row r="12" ht="3"><c r="B12"/></row>', (12, 3)),
        (b'<row r="2"/><row r="4"><c r="A4"/></row><row r="9"></row>', (4, 1)),
        (b"", (0, 0)),
        (b'<row r="4"><c r="A4"/></row><row r="3"><c r="A3"/></row>', None),  # rows out of order
        (b'<row r="4"><c r="B4"/><c r="A4"/></row>', None),
        (b'<row r="4"><c r="B4"/><c r="B4"/></row>', None),
        (b'<row r="4"><c r="B5"/></row>', None),  # a cell of another row
        (b'<row r="12"><c r="B112"/></row>', None),
        (b'<row r="4"><c r="XFE4"/></row>', None),
        (b'<row r="4"><c/></row>', None),
        (b'<row><c r="A1"/></row>', None),
        (b'<c r="A1"/><row r="2"><c r="A2"/></row>', None),
        (b'<row r="1048577"><c r="A1048577"/></row>', None),
    ],
)
def test_the_area_of_a_sheet_that_is_gone_through_row_by_row(rows, area):
    xml = _sheet(rows)
    assert area_by_rows([xml]) == area
    for size in (1, 7, 60):  # cut anywhere
        assert area_by_rows(by_rows(xml[at : at + size] for at in range(0, len(xml), size))) == area
    assert area_by_rows([xml.replace(b"</sheetData>", b"")]) is None
    assert area_by_rows([xml, b"<sheetData>"]) is None
    assert area is None or plain_area(_sheet(rows)) == area
