"""What the register's cells say of a decision: objects inside, words in the cells, the staff's words as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.domain import FormerKey, Origin, OriginKind, ReviewNote, clean
from planbook.layout.decisions import (
    former_text,
    note_text,
    notes_text,
    origin_text,
    read_former,
    read_note,
    read_notes,
    read_origin,
    reasons,
)
from planbook.layout.own_tables import REVIEW_NOTES, REVIEW_WORDS
from planbook.words import languages

SAID = st.text(st.sampled_from("กบล.1/: ?;~()"), max_size=9).map(clean).filter(lambda text: text and ";" not in text)
KEYS = st.sampled_from(["8/1", "8/1/03.2", "8/2~1", "3/1#2"])


@given(st.sampled_from([*REVIEW_WORDS]), SAID)
def test_a_note_is_read_back_as_it_was_written(code: str, about: str) -> None:
    assert read_note(note_text(ReviewNote(code))) == ReviewNote(code)
    assert read_note(note_text(ReviewNote(code, about))) == ReviewNote(code, about)


@given(st.sampled_from(["", *REVIEW_WORDS.values()]), SAID)
def test_what_the_staff_write_or_change_stays_as_it_stands(begins: str, said: str) -> None:
    assert note_text(read_note(f"{begins}{said}")) == f"{begins}{said}"


def test_a_changed_sentence_still_has_its_reason_and_words_of_ones_own_have_none() -> None:
    notes = read_notes(f"รอถาม กบล.; {REVIEW_WORDS['unknown']} แล้ว; {REVIEW_WORDS['new']}")
    assert [note.code for note in notes] == ["", "unknown", "new"]
    assert reasons(notes) == f"• {REVIEW_NOTES['unknown']}\n• {REVIEW_NOTES['new']}"


def test_codes_of_an_older_plan_as_data_become_sentences() -> None:
    assert notes_text(read_notes("unknown: กบล.; new")) == f"{REVIEW_WORDS['unknown']}: กบล.; {REVIEW_WORDS['new']}"
    assert read_origin("parent 8/1") == Origin(OriginKind.PARENT, "8/1")


@pytest.mark.parametrize("language", languages())
def test_every_note_has_a_sentence_in_every_language(language: str) -> None:
    assert len({note_text(ReviewNote(code), language) for code in REVIEW_WORDS}) == len(REVIEW_WORDS)


@given(st.one_of(st.none(), st.sampled_from(OriginKind)), KEYS, SAID)
def test_how_offices_came_about_is_read_back(kind: OriginKind | None, key: str, said: str) -> None:
    of_another = kind in (OriginKind.PARENT, OriginKind.CHILD)
    origin = Origin(kind, key if of_another else "", said if kind is None else "")
    assert read_origin(origin_text(origin)) == origin


@given(st.lists(st.builds(FormerKey, KEYS, st.booleans()), max_size=3))
def test_former_keys_are_read_back(keys: list[FormerKey]) -> None:
    assert read_former(former_text(keys)) == tuple(keys)


def test_a_question_mark_makes_a_former_key_a_proposal_however_it_is_spaced() -> None:
    assert read_former("7/9; 7/8?\n7/7 ?") == (FormerKey("7/9"), FormerKey("7/8", False), FormerKey("7/7", False))
