import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.book.cells import (
    MAX_COL,
    MAX_ROW,
    cell_name,
    column_index,
    column_name,
    sheets_named,
    shift_formula,
    split_cell,
    split_range,
)


@given(st.integers(1, MAX_ROW), st.integers(1, MAX_COL))
def test_a_cell_name_splits_into_what_it_was_made_of(row: int, col: int) -> None:
    assert split_cell(cell_name(row, col)) == (row, col)
    assert column_index(column_name(col)) == col


def test_known_cells() -> None:
    assert cell_name(12, 8) == "H12"
    assert split_cell("$H$12") == (12, 8)
    assert column_name(MAX_COL) == "XFD"
    assert column_index("aa") == 27
    assert split_range("A1:C3") == (1, 1, 3, 3)
    assert split_range("C3:A1") == (1, 1, 3, 3)
    assert split_range("B2") == (2, 2, 2, 2)


@pytest.mark.parametrize(
    "ref", ["", "A", "1", "A0", "XFE1", "A1048577", "A๑", "Sheet1!A1", "A1:B2", "ก1", "A1 ", "A1\n"]
)
def test_what_is_no_cell(ref: str) -> None:
    with pytest.raises(ValueError, match="no "):
        split_cell(ref)


@pytest.mark.parametrize(("row", "col"), [(0, 1), (1, 0), (MAX_ROW + 1, 1), (1, MAX_COL + 1)])
def test_what_is_outside_the_sheet(row: int, col: int) -> None:
    with pytest.raises(ValueError, match="no such"):
        cell_name(row, col)


@pytest.mark.parametrize(
    ("formula", "sheets"),
    [
        ("'แผน ก'!$A$1", {"แผน ก"}),
        ("กิจกรรม!$A$1:$B$2,Other!C1", {"กิจกรรม", "Other"}),
        ("'it''s'!A1", {"it's"}),
        ("[1]Sheet1!A1+'[2]x y'!B2", set()),
        ('"Sheet1!A1"&Sheet2!A1', {"Sheet2"}),
        ("#REF!$A$1", set()),
        ("SUM(A1:B2)", set()),
    ],
)
def test_the_sheets_a_formula_names(formula: str, sheets: set[str]) -> None:
    assert sheets_named(formula) == sheets


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"),
        ("SUM(A1:B2)*LOG10(C3)", "SUM(B3:C4)*LOG10(D5)"),
        ('IF(A1="A1","B2",Sheet2!B2)', 'IF(B3="A1","B2",Sheet2!C4)'),
        ("'แผน A1'!A1&A1.name&rate_A1&ZZZ1", "'แผน A1'!B3&A1.name&rate_A1&ZZZ1"),
        ("SUM(A:A)+SUM(1:1)+SUM($A:B)", "SUM(B:B)+SUM(3:3)+SUM($A:C)"),
        ("XFD1", "#REF!"),
        ("Table1[[#This Row],[A1]]", "Table1[[#This Row],[A1]]"),
    ],
)
def test_a_formula_moved_two_down_and_one_right(formula: str, moved: str) -> None:
    assert shift_formula(formula, 2, 1) == moved
