"""The binary records of an .xlsb: short cells are the cells they stand for, and nothing in them escapes the bounds."""

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.book.binary import BinaryCell, cells, in_full, records
from planbook.book.bounds import Bounds, Limits
from planbook.errors import BookProblem

PART = "xl/worksheets/sheet1.bin"
SHORT = {1: 12, 2: 13, 3: 14, 4: 15, 5: 16, 6: 17, 7: 18}


def record(number, content):
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(content), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + length + content


def wide(text):
    coded = text.encode("utf-16-le")
    return struct.pack("<L", len(coded) // 2) + coded


CONTENTS = {
    1: st.just(b""),
    2: st.binary(min_size=4, max_size=4),
    3: st.sampled_from([b"\x07", b"\x2a"]),
    4: st.sampled_from([b"\0", b"\1"]),
    5: st.binary(min_size=8, max_size=8),
    6: st.text(st.characters(codec="utf-8"), max_size=200).map(wide),
    7: st.binary(min_size=4, max_size=4),
    8: st.binary(min_size=4, max_size=300),
    11: st.just(b"\x07"),
}
KINDS = st.sampled_from(sorted(CONTENTS)).flatmap(lambda kind: st.tuples(st.just(kind), CONTENTS[kind]))
SPOTS = st.tuples(st.integers(1, 3000), st.integers(1, 300))


def sheet(found, *, short, blanks=True):
    """A sheet with these cells, {(row, column): (kind, contents)}; short ones where the cell before allows. Without
    ``blanks`` their rows alone are written."""
    parts, row, col = [record(129, b""), record(145, b"")], 0, 0
    for spot in sorted(found):
        kind, content = found[spot]
        if spot[0] != row:
            row, col = spot[0], 0
            parts.append(record(0, struct.pack("<L", row - 1) + bytes(13)))
        style = (7).to_bytes(3, "little") + b"\0"
        if kind == 1 and not blanks:
            continue
        if short and spot[1] == col + 1 and kind in SHORT:
            parts.append(record(SHORT[kind], style + content))
        else:
            parts.append(record(kind, struct.pack("<L", spot[1] - 1) + style + content))
        col = spot[1]
    return b"".join([*parts, record(146, b""), record(176, struct.pack("<4L", 0, 1, 0, 0)), record(130, b"")])


@given(st.dictionaries(SPOTS, KINDS, max_size=60))
def test_short_cells_are_the_cells_they_stand_for_and_blank_ones_are_none(found):
    short, full = sheet(found, short=True), sheet(found, short=False)
    said = [BinaryCell(*spot, kind, 7, content) for spot, (kind, content) in sorted(found.items()) if kind != 1]
    assert list(cells(short, PART)) == said
    assert in_full(short, PART) == in_full(full, PART) == sheet(found, short=False, blanks=False)


def test_a_row_painted_from_end_to_end_is_as_much_work_as_its_cells():
    """However many blank cells stand there, they are one record to look at."""
    painted = {(row, col): (1, b"") for row in (1, 2) for col in range(1, 301)} | {(2, 200): (5, bytes(8))}
    for short in (True, False):
        assert len(list(records(sheet(painted, short=short), PART))) <= 12


def test_a_rich_text_becomes_a_plain_one():
    rich = record(62, struct.pack("<L", 4) + bytes(4) + b"\1" + wide("ก ข") + struct.pack("<LHHHH", 2, 0, 1, 1, 0))
    assert list(records(in_full(rich, PART), PART)) == [(6, struct.pack("<L", 4) + bytes(4) + wide("ก ข"))]


@given(st.binary(max_size=200))
def test_whatever_stands_there_is_read_or_refused(junk):
    for part in (junk, sheet({(1, 1): (6, wide("ก"))}, short=False) + junk):
        try:
            list(cells(part, PART))
            in_full(part, PART)
        except BookProblem as problem:
            assert problem.code == "xml-broken"  # noqa: PT017 - refusing is one of two right answers


def code(part, **limits):
    with pytest.raises(BookProblem) as caught:
        Bounds(replace(Limits(), **limits)).add(PART, part)
    return caught.value.code


def test_cells_far_out_or_out_of_order_are_refused():
    number = (5, bytes(8))
    assert code(sheet({(1, 1): number, (1_048_576, 16_384): number}, short=False)) == "cell-out-of-bounds"
    assert code(sheet({(3_000_000, 1): number}, short=False)) == "cell-out-of-bounds"
    one, other = (sheet({spot: number}, short=False) for spot in ((2, 2), (2, 1)))
    assert code(one + other) == "cells-out-of-order"
    assert code(one + one) == "cells-out-of-order"
    bounds = Bounds(Limits())
    bounds.add(PART, sheet({(1, 1): number, (1_048_576, 16_384): (1, b"")}, short=True))
    assert bounds.area == 1
