"""A table that planbook wrote is read back by its keys, exactly, wherever its columns stand by then."""

import io
from decimal import Decimal

import openpyxl
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.book.cells import as_written
from planbook.book.graft import graft
from planbook.book.owned import owned_sheets, strip, with_ours, without_ours
from planbook.book.package import Package, Workbook
from planbook.book.table import KeyColumn, Looks, Record, Rows, TableWriter, find_keys, lines_of, of_columns
from planbook.book.write import Book
from planbook.book.xmlio import MAX_TEXT
from planbook.consolidated.records import ExactRecord

COLUMNS = (KeyColumn("name", "ชื่อ", 20), KeyColumn("remark", "หมายเหตุ", 30), KeyColumn("n", "จำนวน", 8))
ROWS = Rows(keys=1, captions=3, first=4)
texts = st.text(max_size=8) | st.sampled_from(["=1", "0012", "<r>a & b</r>", "a\x00b", "_x0041_", "name", "ก" * 40_000])


def table(lines: list[tuple[str, str, float]], *, at_once: bool) -> bytes:
    book = Book()
    sheet = book.add_worksheet("ตาราง")
    plain = book.add_format({"font_size": 14})
    writer = TableWriter(sheet, COLUMNS, ROWS, Looks(None, None, plain))
    for row, (name, remark, number) in enumerate(lines, start=ROWS.first):
        if at_once:
            cells = [*writer.cells_of("name", name, plain), *writer.cells_of("remark", remark, plain)]
            sheet.add_line(row - 1, sorted([*cells, (writer.col("n"), number, plain)], key=lambda cell: cell[0]))
        else:
            writer.text(row, "name", name, plain)
            writer.text(row, "remark", remark, plain)
            sheet.write_number(row - 1, writer.col("n"), number, plain)
    writer.close(ROWS.first + len(lines) - 1)
    book.name_sheet("planbook.facts", "ตาราง")
    return book.finish()


def read(data: bytes, sheet: int = 0) -> list[Record]:
    book = python_calamine.load_workbook(io.BytesIO(data))
    rows = book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    found = find_keys(lines_of(rows), lambda keys: {"name", "remark"} <= keys)
    assert found is not None
    columns = of_columns(found[1], {column.key for column in COLUMNS})
    return [
        Record("", number, {key: cells.get(col) for key, col in columns.items()}, columns)
        for number, cells in lines_of(rows)
        if number >= ROWS.first
    ]


def a_base() -> bytes:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "แผนของเขต"
    book.save(stream)
    return stream.getvalue()


@settings(max_examples=40)
@given(st.lists(st.tuples(texts, texts, st.floats(-1e9, 1e9)), min_size=1, max_size=5), st.booleans())
def test_records_come_back_whole_and_exact(lines: list[tuple[str, str, float]], at_once: bool) -> None:
    expected = [(as_written(name[:1]) + name[1:] if name else "", remark, number) for name, remark, number in lines]
    own_sheets = table(lines, at_once=at_once)
    for data, sheet in (
        (own_sheets, 0),
        (graft(a_base(), own_sheets), 1),
        (graft(a_base(), own_sheets, sharing=["facts"]), 1),
    ):
        records = read(data, sheet)
        found = [(record.text("name"), record.text("remark"), record.cells["n"]) for record in records]
        assert found == expected


def test_a_column_of_its_own_continues_a_text_only_where_one_is_long() -> None:
    [record] = read(table([("ก" * (2 * MAX_TEXT + 1), "", 1.0)], at_once=True))
    assert list(record.columns) == ["name", "remark", "n", "name+2", "name+3"]
    assert record.cell("name+2") == "D4"
    page = openpyxl.load_workbook(io.BytesIO(table([("ก", "", 1.0)], at_once=True))).active
    assert page.max_column == 3
    assert page.row_dimensions[1].hidden


def test_rows_written_at_once_look_like_rows_written_cell_by_cell() -> None:
    lines = [("ก", "ข", 0.1 + 0.2), ("", "=1", -1.5)]
    pages = [openpyxl.load_workbook(io.BytesIO(table(lines, at_once=at_once))).active for at_once in (False, True)]
    shown = [[[(cell.value, cell.font.size) for cell in row] for row in page["A4:C5"]] for page in pages]
    assert shown[0] == shown[1]
    assert pages[0].dimensions == pages[1].dimensions
    assert pages[0].auto_filter.ref == pages[1].auto_filter.ref


def test_an_exact_value_is_kept_beside_what_is_shown() -> None:
    cells = {"a": 0.3333, "a.value": "0.33333333333333333333", "b": "12", "b.value": "text 4f5344cd", "c": 3.0}
    record = ExactRecord("", 5, cells, {"a": 1})
    assert (record.value("a"), record.value("b"), record.value("c")) == (Decimal("0.33333333333333333333"), "12", None)
    assert [record.shows_something_else(key) for key in "abc"] == [True, False, True]
    assert (record.cell("a"), record.cell("b")) == ("A5", "")


def test_shared_texts_are_taken_out_again_byte_for_byte() -> None:
    base, own_sheets = a_base(), table([("ก", "ก", 1.0), ("ข", "ก", 2.0)], at_once=True)
    part = Workbook(Package.open(base)).target("sharedStrings")
    made = graft(base, own_sheets, sharing=["facts"])
    assert owned_sheets(made) == {"facts": "ตาราง"}
    sheets = [Package.open(made).read(sheet.part) for sheet in Workbook(Package.open(made)).sheets]
    assert b"inlineStr" not in sheets[1]
    stripped = strip(made, suffixes=lambda suffix: suffix == "facts")
    assert part is None or Package.open(stripped).read(part) == Package.open(base).read(part)
    assert graft(made, own_sheets, sharing=["facts"]) == made
    assert graft(stripped, own_sheets, sharing=["facts"]) == made


def test_a_workbook_without_a_list_of_texts_has_none_again_afterwards() -> None:
    book = Book()
    book.add_worksheet("ว่าง").write_number(0, 0, 1)
    base, own_sheets = book.finish(), table([("ก", "ข", 1.0)], at_once=True)
    made = graft(base, own_sheets, sharing=["facts"])
    assert "xl/sharedStrings.xml" in Package.open(made).names
    assert read(made, 1)[0].text("remark") == "ข"
    stripped = Package.open(strip(made, suffixes=lambda suffix: suffix == "facts"))
    assert "xl/sharedStrings.xml" not in stripped.names
    assert b"sharedStrings" not in stripped.read("[Content_Types].xml")
    assert graft(made, own_sheets, sharing=["facts"]) == made


def test_a_list_that_cannot_be_put_back_is_left_alone() -> None:
    plain = b'<sst xmlns="x" count="9" uniqueCount="1"><si><t>a</t></si></sst>'
    for xml in (b"<sst/>", b'<x:sst xmlns:x="x"></x:sst>', '<?xml version="1.0"?><sst></sst>'.encode("utf-16")):
        assert with_ours(xml, [b"<t>b</t>"]) is None
    ours = with_ours(
        plain.replace(b'"x"', b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'), [b"<t>b</t>"]
    )
    assert ours is not None
    assert ours.first == 2
    used = b'<c r="A1" t="s"><v>%d</v></c>'
    assert without_ours(ours.xml, [used % 2]) == ours.xml  # a client made use of one of ours
    assert b'count="9" uniqueCount="1"' in (without_ours(ours.xml, [used % 0]) or b"")
    assert without_ours(plain, []) == plain
