"""Splitting a title over rows: readable, and joined again by a reader to the very same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.document.rows import continues_title, is_numbered, split_title
from planbook.domain import clean, join_lines, width

LONG = (
    "วิเคราะห์ทบทวนความต้องการและความคาดหวังของลูกค้าและมาตรฐานการให้บริการของคู่เทียบ เพื่อกำหนดมาตรฐานการให้บริการ"
    "ที่เกินความคาดหวัง และเหนือกว่าคู่เทียบด้วยเทคโนโลยีดิจิทัล (เป้าหมาย ไตรมาส 1)"
)


def test_a_long_title_is_split_as_staff_split_it():
    assert split_title("1.", LONG, 50, continues_title) == [
        "1. วิเคราะห์ทบทวนความต้องการและความคาดหวังของลูกค้า",
        "และมาตรฐานการให้บริการของคู่เทียบ เพื่อกำหนดมาตรฐาน",
        "การให้บริการที่เกินความคาดหวัง และเหนือกว่าคู่เทียบ",
        "ด้วยเทคโนโลยีดิจิทัล (เป้าหมาย ไตรมาส 1)",
    ]


def test_a_space_between_thai_words_never_ends_a_row():
    rows = split_title("1.", "กขค " * 40 + "จบ", 20, continues_title)
    assert len(rows) > 4
    assert join_lines(rows) == "1. " + "กขค " * 40 + "จบ"


@pytest.mark.parametrize("text", ["1.1 ก", "01 ก", "1. ก", "๑.๑ ก"])
def test_a_row_that_would_begin_with_a_number_is_none_of_a_title(text):
    assert is_numbered(text)
    assert not continues_title(text)


@given(
    st.text(st.sampled_from("กขเแโะาำิีุ์ๆฯ๑๒12.,()-/ abZ เป้าหมาย"), max_size=160).map(clean),
    st.sampled_from(["1.", "01", "03.1.1", "แผนงานหลักที่ 12"]),
    st.integers(12, 60),
)
def test_rows_join_to_the_title_and_each_but_the_first_continues_it(title, head, limit):
    rows = split_title(head, title, limit, continues_title)
    assert join_lines(rows) == clean(f"{head} {title}")
    assert all(continues_title(row) for row in rows[1:])


def test_rows_keep_within_the_column_where_there_are_places_to_break():
    rows = split_title("1.", ("งานบริการ Service " * 30).strip(), 50, continues_title)
    assert all(width(row) <= 50 for row in rows)
