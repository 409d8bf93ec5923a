import io
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.book.write import Book
from planbook.consolidated import fact_rows
from planbook.consolidated.fact_rows import read_facts
from planbook.consolidated.facts import FACTS_SHEET, check_facts, facts_in_order, write_facts
from planbook.consolidated.history import HISTORY_COLUMNS, changes_in_order, read_history, write_history
from planbook.consolidated.sheets import SheetStyles
from planbook.domain import Fact, Master, Office, OfficeBook, Plan, Progress
from planbook.domain.report import Change
from planbook.words import languages, text

EMPTY = Master(plan=Plan(year=2562, title=""), offices=OfficeBook(offices=(Office(code="TRG", name="กฟจ.ตรัง"),)))


def rows_of(write: Callable[..., None], master: Master, items: Sequence[object]) -> list[list[object]]:
    """The cells of a tidy sheet as a reader finds them in the file."""
    workbook = Book()
    write(workbook.add_worksheet("ทดสอบ"), SheetStyles(workbook), master, items)
    book = python_calamine.load_workbook(io.BytesIO(workbook.finish()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[None if value == "" else value for value in row] for row in rows]


def column(rows: list[list[object]], key: str) -> int:
    return rows[0].index(key)


awkward = st.sampled_from(
    [
        "=cmd|' /C calc'!A0",
        "0012",
        "  เว้นวรรค  ",
        "บรรทัดหนึ่ง\nบรรทัดสอง",
        "<r><t>x</t></r>",
        "<r>x & y</r>",
        "_x0041_",
        "+66 81",
        "@a",
        "{=1}",
        "http://example.com",
        "internal:A1",
        "TRUE",
        "#N/A",
        "text",
        "1e5",
        "๑๒",
        "ํา",
        "ำ",
        "\t",
        "😀",
    ]
)
texts = awkward | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=["\ufffe", "\uffff"]), min_size=1, max_size=12
)
numbers = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [Decimal("95.50"), Decimal("1E+400"), Decimal("0.1"), Decimal("-0"), Decimal("12345678901234567890.123")]
)
keys = st.sampled_from(["8/1/01", "8/2", "8/10/03.2"]) | texts
facts = st.builds(
    Fact,
    key=keys,
    office=texts,
    quarter=st.integers(1, 4),
    result=st.none() | numbers | texts | st.just(""),
    raw=st.just("") | texts,
    unit=st.just("") | texts,
    numerator=st.none() | numbers,
    denominator=st.none() | numbers,
    progress=st.none() | st.sampled_from(Progress),
    remark=st.just("") | texts,
    file=texts,
    sheet=texts,
    cell=st.sampled_from(["", "H12"]),
)


@settings(max_examples=60)
@given(st.lists(facts, max_size=8))
def test_facts_come_back_exactly_as_they_were_written(written: list[Fact]) -> None:
    rows = rows_of(write_facts, EMPTY, written)
    expected = facts_in_order(EMPTY, written)
    # repr, because 1.50 and 1.5 are equal decimals and different figures.
    assert [repr(fact) for fact in read_facts(rows)] == [repr(fact) for fact in expected]
    assert check_facts(rows) == ()


odd_values = st.sampled_from(
    [
        None,
        "",
        " ",
        True,
        False,
        0.0,
        1.0,
        2.5,
        6.0,
        5,
        1,
        "1",
        "6",
        "หก",
        "text",
        "text 00000000",
        "1/3",
        "1E+5",
        "NaN",
    ]
)


@settings(max_examples=150)
@given(
    st.lists(facts, min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 19), odd_values), max_size=4),
    st.sampled_from([None, "remark+2", "result.value+2", "key+2"]),
)
def test_a_row_as_a_merge_wrote_it_says_what_it_says_cell_by_cell(
    written: list[Fact], typed: list[tuple[int, int, object]], further: str | None
) -> None:
    rows = rows_of(write_facts, EMPTY, written)
    if further:
        for number, row in enumerate(rows):
            row.append(further if number == 0 else "ต่อ" if number == 3 else None)
    for row, column, value in typed:
        if 2 + row < len(rows):
            rows[2 + row][column] = value
    rows.append([None] * 3)
    shorter = [row[:15] if number == 2 else row for number, row in enumerate(rows)]
    for each in (rows, shorter):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fact_rows._Plain, "row", lambda *_: None)
            said, wrong = read_facts(each), check_facts(each, {"TRG"})
        assert [repr(fact) for fact in read_facts(each)] == [repr(fact) for fact in said]
        assert check_facts(each, {"TRG"}) == wrong


def test_most_rows_are_not_looked_at_cell_by_cell(master: Master, fact: Callable[..., Fact]) -> None:
    written = [
        fact("8/1/01", "TRG", 1, 6, raw="6 ราย", unit="ราย", progress="done", remark="ก"),
        fact("8/1/02", "TRG", 1, "เสร็จแล้ว"),
        fact("8/1/02", "KBI", 2, Decimal("66.5"), numerator=Decimal("1.33"), denominator=Decimal(2)),
        fact("8/2", "TRG", 1, None, progress="done"),
    ]
    table = fact_rows.facts_table(rows_of(write_facts, master, written))
    assert table is not None
    assert [row.record for row in fact_rows.fact_rows(table)] == [None] * 4


@settings(max_examples=30)
@given(
    st.lists(
        st.builds(
            Change,
            key=keys,
            office=texts,
            quarter=st.integers(1, 4),
            old=st.none() | numbers | texts,
            new=st.none() | numbers | texts,
            unit=texts,
            old_file=texts,
            new_file=texts,
            cause=texts,
            causes=st.sampled_from([(), ("sheet.cause-typed",), ("cause.target", "cause.rule")]),
        ),
        max_size=5,
    )
)
def test_history_comes_back_exactly_as_it_was_written(written: list[Change]) -> None:
    rows = rows_of(write_history, EMPTY, written)
    assert [repr(c) for c in read_history(rows)] == [repr(c) for c in changes_in_order(EMPTY, written)]


def test_facts_stand_in_plan_order_then_offices_then_quarters(master: Master, fact: Callable[..., Fact]) -> None:
    shuffled = [
        fact("9/9", "TRG", 1, 1),
        fact("8/2", "TRG", 1, "เสร็จ"),
        fact("8/1/01", "KBI", 2, 3),
        fact("8/1/01", "GONE", 1, 3),
        fact("8/1/01", "KBI", 1, 4),
        fact("8/1/01", "TRG", 2, 6),
    ]
    assert [(f.key, f.office, f.quarter) for f in facts_in_order(master, shuffled)] == [
        ("8/1/01", "TRG", 2),
        ("8/1/01", "KBI", 1),
        ("8/1/01", "KBI", 2),
        ("8/1/01", "GONE", 1),
        ("8/2", "TRG", 1),
        ("9/9", "TRG", 1),
    ]


def test_a_row_shows_names_beside_codes_and_a_number_as_a_number(master: Master, fact: Callable[..., Fact]) -> None:
    rows = rows_of(write_facts, master, [fact("8/1/01", "TRG", 1, 6, raw="6 ราย", unit="ราย", progress="done")])
    shown = {key: rows[2][column(rows, key)] for key in ("title", "office_name", "result", "raw", "status")}
    assert shown == {
        "title": "เยี่ยมลูกค้า รายสำคัญ",
        "office_name": "กฟจ.ตรัง",
        "result": 6.0,
        "raw": "6 ราย",
        "status": "เสร็จแล้ว",
    }


def test_moved_columns_and_empty_rows_do_no_harm(master: Master, fact: Callable[..., Fact]) -> None:
    written = [fact("8/1/01", "TRG", 1, Decimal("6.50")), fact("8/2", "KBI", 1, "0012")]
    rows = rows_of(write_facts, master, written)
    moved: list[list[object]] = [["บันทึกของฉัน"], *(list(reversed(row)) for row in rows)]
    moved.insert(4, [])
    assert read_facts(moved) == tuple(written)


def test_a_figure_typed_over_is_reported_and_the_accepted_one_stands(master: Master, fact: Callable[..., Fact]) -> None:
    rows = rows_of(write_facts, master, [fact("8/1/01", "TRG", 1, 6), fact("8/1/02", "TRG", 1, None)])
    rows[2][column(rows, "result")] = 66.0
    rows[3][column(rows, "numerator")] = 5.0
    found = check_facts(rows, file="master.xlsx")
    assert [(f.code, f.cell, f.key, f.raw) for f in found] == [
        ("facts-typed-over", "F3", "8/1/01", "66"),
        ("facts-typed-over", "H4", "8/1/02", "5"),
    ]
    assert [(f.result, f.numerator) for f in read_facts(rows)] == [(Decimal(6), None), (None, None)]


def test_rows_that_cannot_be_read_are_reported_not_dropped_in_silence(
    master: Master, fact: Callable[..., Fact]
) -> None:
    rows = rows_of(write_facts, master, [fact("8/1/01", office, 1, 6) for office in ("TRG", "KBI", "PKT", "HYI")])
    rows[2][column(rows, "quarter")] = 5.0
    rows[3][column(rows, "result.value")] = "หก"
    rows[4][column(rows, "status")] = "เรียบร้อยดี"
    assert [f.office for f in read_facts(rows)] == ["HYI"]
    assert [(f.code, f.cell) for f in check_facts(rows)] == [
        ("facts-row-unreadable", "A3"),
        ("facts-row-unreadable", "A4"),
        ("facts-row-unreadable", "A5"),
    ]


def test_a_sheet_without_its_keys_is_an_error(master: Master, fact: Callable[..., Fact]) -> None:
    rows = rows_of(write_facts, master, [fact("8/1/01", "TRG", 1, 6)])
    assert read_facts(rows[1:]) == ()
    assert [(f.code, f.sheet) for f in check_facts(rows[1:])] == [("facts-without-keys", FACTS_SHEET)]


@pytest.mark.parametrize("language", languages())
def test_a_history_without_codes_is_known_by_its_sentences_in_whatever_language(language: str) -> None:
    row = {"key": "8/1", "quarter": 1, "cause": text("sheet.cause-typed", language)}
    keys = [column.key for column in HISTORY_COLUMNS if column.key != "causes"]
    rows = [keys, [""] * len(keys), [row.get(key, "") for key in keys]]
    assert [change.causes for change in read_history(rows)] == [("sheet.cause-typed",)]


def test_a_code_stands_whatever_its_sentence_has_become() -> None:
    written = Change(key="8/1", office="", quarter=1, old="1", new="2", cause="มีผู้แก้", causes=("sheet.cause-typed",))
    assert read_history(rows_of(write_history, EMPTY, [written])) == (written,)
