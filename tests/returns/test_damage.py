"""What offices do to a form (guide: clients): a number never lands beside the wrong activity."""

from dataclasses import replace

import pytest

from planbook.domain import InputKind, Tally
from planbook.layout.form import column_numbers
from planbook.returns.issued import issued_texts

from .makers import (
    SHARE,
    SPEC,
    STORY,
    SURVEY,
    VISITS,
    address,
    at,
    codes,
    col,
    edited,
    entries,
    form,
    row,
)

RESULT, KEY, NUMBER, TITLE = col("result.2"), col("key"), col("number"), col("title")
FIRST = at(VISITS)
VISIBLE = slice(NUMBER, None)
BESIDE = max(column_numbers(SPEC.quarter).values())
"""The first column to the right of the table."""


def typed(rows, key=VISITS, value=3, column=RESULT):
    rows[at(key)][column] = value


def both(rows):
    typed(rows, VISITS, 3)
    typed(rows, SURVEY, "95%")


def insert_a_row(rows):
    both(rows)
    rows.insert(FIRST, [None] * len(rows[0]))


def delete_another_row(rows):
    both(rows)
    del rows[at(STORY)]


def sort_the_whole_table(rows):
    both(rows)
    rows[7:] = rows[:6:-1]


def move_a_column(rows):
    both(rows)
    for values in rows:
        values.append(values.pop(RESULT))


def insert_a_column(rows):
    both(rows)
    for values in rows:
        values.insert(TITLE, None)


def letterhead(rows):
    both(rows)
    for _ in range(5):
        rows.insert(0, [None] * len(rows[0]))


@pytest.mark.parametrize(
    ("damage", "findings"),
    [
        (insert_a_row, []),
        (delete_another_row, ["row-missing"]),
        (sort_the_whole_table, []),
        (move_a_column, []),
        (insert_a_column, []),
        (letterhead, []),
    ],
)
def test_keys_hold_through(damage, findings):
    reading = edited(damage)
    assert sorted(entries(reading)) == [(VISITS, "result", "3"), (SURVEY, "result", "95")]
    assert [code for code, _ in codes(reading)] == findings


def test_sorting_only_the_visible_columns_leaves_results_with_their_text():
    def sort(rows):
        both(rows)
        shown = [values[VISIBLE] for values in rows[7:]]
        for values, other in zip(rows[7:], reversed(shown), strict=True):
            values[VISIBLE] = other

    reading = edited(sort)
    assert sorted(entries(reading)) == [(VISITS, "result", "3"), (SURVEY, "result", "95")]
    assert {code for code, _ in codes(reading)} == {"row-keys-out-of-step"}
    assert reading.conservation.balanced


def test_sorting_only_the_titles_leaves_nothing_to_tell_the_results_by():
    def sort(rows):
        both(rows)
        one, two = rows[at(VISITS)], rows[at(SURVEY)]
        one[TITLE], two[TITLE] = two[TITLE], one[TITLE]

    reading = edited(sort)
    assert entries(reading) == [(VISITS, "result", "row-unsure"), (SURVEY, "result", "row-unsure")]
    assert reading.conservation.balanced


TWINS = form(
    row("8/1/01", "ประชุม", "ครั้ง", InputKind.NUMBER, targets={2: "1 ครั้ง"}),
    row("8/2/01", "ประชุม", "ครั้ง", InputKind.NUMBER, targets={2: "1 ครั้ง"}),
    row("8/3/02", "อบรม", "ครั้ง", InputKind.NUMBER),
    row("8/4/03", "สำรวจ", "ครั้ง", InputKind.NUMBER),
)


def test_activities_of_one_text_are_told_apart_by_their_keys():
    def answer(rows):
        rows[7][RESULT], rows[8][RESULT] = 1, 2

    assert entries(edited(answer, TWINS)) == [("8/1/01", "result", "1"), ("8/2/01", "result", "2")]


def test_where_keys_are_out_of_step_activities_of_one_text_are_not_guessed():
    def sort(rows):
        for values, result in zip(rows[7:11], (1, 2, 3, 4), strict=True):
            values[RESULT] = result
        shown = [values[VISIBLE] for values in rows[7:11]]
        for values, other in zip(rows[7:11], (shown[2], shown[1], shown[3], shown[0]), strict=True):
            values[VISIBLE] = other

    reading = edited(sort, TWINS)
    counted = [(e.key, e.value) for e in reading.entries if not e.reason]
    assert counted == [("8/3/02", 3), ("8/4/03", 4)]
    assert reading.conservation == Tally(changed=4, accepted=2, rejected=2)


def test_keys_filled_down_do_not_move_results():
    def fill_down(rows):
        both(rows)
        for key in (SURVEY, SHARE, STORY):
            rows[at(key)][KEY] = VISITS

    reading = edited(fill_down)
    assert entries(reading) == [(VISITS, "result", "3"), (SURVEY, "result", "95")]
    assert [code for code, _ in codes(reading)] == ["row-keys-out-of-step"] * 3


def test_without_the_key_column_number_and_title_are_enough():
    def delete(rows):
        both(rows)
        for values in rows:
            values[KEY] = None

    reading = edited(delete)
    assert entries(reading) == [(VISITS, "result", "3"), (SURVEY, "result", "95")]
    assert [code for code, _ in codes(reading)] == ["key-columns-lost"]


def test_without_the_key_row_captions_are_enough():
    def delete(rows):
        both(rows)
        del rows[0]

    reading = edited(delete)
    assert entries(reading) == [(VISITS, "result", "3"), (SURVEY, "result", "95")]
    assert [code for code, _ in codes(reading)] == ["key-row-lost"]


def test_a_copied_row_that_says_nothing_new_is_passed_over():
    def copy(rows):
        both(rows)
        rows.insert(FIRST, list(rows[FIRST]))

    reading = edited(copy)
    assert entries(reading) == [(VISITS, "result", "3"), (SURVEY, "result", "95")]
    assert [code for code, _ in codes(reading)] == ["row-copied"]
    assert reading.conservation == Tally(changed=3, accepted=2, reported=1)


def test_a_copied_row_left_blank_gives_way_to_the_filled_one():
    def copy(rows):
        rows.insert(FIRST, list(rows[FIRST]))
        rows[FIRST + 1][RESULT] = 3

    reading = edited(copy)
    assert entries(reading) == [(VISITS, "result", "3")]
    assert [code for code, _ in codes(reading)] == ["row-copied"]


def test_two_rows_of_one_activity_that_differ_are_both_refused():
    def copy(rows):
        both(rows)
        rows.insert(FIRST, list(rows[FIRST]))
        rows[FIRST][RESULT] = 4

    reading = edited(copy)
    assert entries(reading) == [
        (VISITS, "result", "row-twice-differs"),
        (VISITS, "result", "row-twice-differs"),
        (SURVEY, "result", "95"),
    ]
    assert [code for code, _ in codes(reading)] == ["row-twice-differs"] * 2


def test_an_edited_title_is_reported_and_the_result_counts():
    def edit(rows):
        both(rows)
        rows[FIRST][TITLE] = "เยี่ยมลูกค้ารายใหญ่"

    reading = edited(edit)
    assert entries(reading) == [(VISITS, "result", "3"), (SURVEY, "result", "95")]
    assert codes(reading) == [("locked-text-changed", address("title", VISITS))]


def test_a_title_may_say_one_line_of_the_plans_notes_as_older_forms_do():
    line = replace(
        next(line for line in SPEC.lines if line.key == VISITS), hint="เป้าหมายของหน่วยงาน 1\nทุกราย\nรวม 44 ราย"
    )
    issued = issued_texts(line, "title")
    for notes in ("", "\nทุกราย", "\nเป้าหมายของหน่วยงาน 1 · ทุกราย", "\nเป้าหมายของหน่วยงาน 1\nทุกราย\nรวม 44 ราย"):
        assert f"{line.title}{notes}" in issued
    assert f"{line.title}\nทุก" not in issued


def test_a_row_whose_whole_text_was_replaced_cannot_be_told():
    def edit(rows):
        both(rows)
        rows[FIRST][NUMBER], rows[FIRST][TITLE] = "99", "งานใหม่ของเรา"

    reading = edited(edit)
    assert entries(reading) == [(VISITS, "result", "row-unsure"), (SURVEY, "result", "95")]
    assert reading.conservation == Tally(changed=4, accepted=1, rejected=1, reported=2)


def test_a_row_of_the_offices_own_is_reported_whole():
    def add(rows):
        rows.append([None] * len(rows[0]))
        rows[-1][TITLE], rows[-1][RESULT] = "กิจกรรมเพิ่มเติม", 7

    reading = edited(add)
    (finding,) = reading.findings
    assert (finding.code, finding.raw) == ("row-added", "กิจกรรมเพิ่มเติม | 7")
    assert reading.conservation == Tally(changed=2, reported=2)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("target.2", "1 ครั้ง", "locked-figure-changed"),
        ("result.1", "9 ครั้ง", "locked-figure-changed"),
        ("target.2", None, "locked-figure-changed"),
        ("unit", "ราย", "locked-text-changed"),
        ("office_name", "กฟฟ.อื่น", "locked-text-changed"),
        ("number", "1.1", "locked-text-changed"),
        ("result.3", 5, "typed-in-other-quarter"),
        ("result.3", 0, "typed-in-other-quarter"),
        ("result.3", 0.0, "typed-in-other-quarter"),
        ("result.4", False, "typed-in-other-quarter"),
        ("numerator", 5, "typed-where-not-asked"),
    ],
)
def test_a_locked_cell_that_was_changed_is_reported(column, value, code):
    reading = edited(lambda rows: typed(rows, VISITS, value, col(column)))
    assert (entries(reading), codes(reading)) == ([], [(code, address(column, VISITS))])
    assert reading.conservation == Tally(changed=1, reported=1)


@pytest.mark.parametrize(
    ("column", "value"),
    [("number", 1.0), ("title", "  เยี่ยมลูกค้ารายสำคัญ\r\nเป้าหมาย  ทุกราย "), ("target.2", "2\u00a0ครั้ง")],
)
def test_what_clients_do_to_spaces_is_no_change(column, value):
    assert codes(edited(lambda rows: typed(rows, VISITS, value, col(column)))) == []


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((2, col("remark")), "note-beside-table"),
        ((at(VISITS), BESIDE), "note-beside-table"),
        ((at("8/1"), RESULT), "note-beside-table"),
        ((at("8"), RESULT), "note-beside-table"),
        ((6, TITLE), "note-beside-table"),
        ((5, TITLE), "caption-changed"),
        ((6, RESULT), "caption-changed"),
        ((2, NUMBER), "title-changed"),
        ((3, NUMBER), "title-changed"),
        ((4, NUMBER), "note-beside-table"),
        ((4, col("target.1")), "title-changed"),
    ],
)
def test_a_note_outside_the_input_cells_is_reported(place, code):
    def note(rows):
        for values in rows:
            values.append(None)
        rows[place[0]][place[1]] = "โทรกลับด้วย"

    reading = edited(note)
    assert [(f.code, f.raw) for f in reading.findings] == [(code, "โทรกลับด้วย")]
    assert reading.conservation == Tally(changed=1, reported=1)


def test_many_notes_are_one_finding_that_counts_every_cell():
    def notes(rows):
        for number in range(30):
            rows.append([None] * len(rows[0]))
            rows[-1][TITLE] = f"บันทึก {number}"

    reading = edited(notes)
    assert [code for code, _ in codes(reading)] == ["notes-many"]
    assert "บันทึก 29" in reading.findings[0].raw
    assert reading.conservation == Tally(changed=30, reported=30)


def test_a_deleted_result_column_is_said():
    def delete(rows):
        for values in rows:
            del values[RESULT]

    assert [code for code, _ in codes(edited(delete))] == ["input-columns-missing"]


def test_spaces_typed_into_an_input_are_nothing():
    assert entries(edited(lambda rows: typed(rows, VISITS, " \u200b "), SPEC)) == []
