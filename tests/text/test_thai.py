"""Normalising Thai text: the same words in one spelling, and nothing else changed."""

import os
import subprocess
import sys
import unicodedata
from importlib import import_module
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.domain import clean, digits, fold, join_lines, width
from planbook.domain.text import _SUSPECT, _mended


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  กฟฟ.\u00a0ชั้น \t1-3 ", "กฟฟ. ชั้น 1-3"),
        ("เเผนงาน", "แผนงาน"),
        ("นํ้า", "น้ำ"),
        ("ก\u200bา", "กา"),
        ("กำหนด", "กำหนด"),
    ],
)
def test_one_spelling(text, expected):
    assert clean(text) == expected


def test_sara_am_is_never_split():
    """NFKC would make two characters of it, and no search would find the word again."""
    assert "\u0e33" in clean("กำหนด")
    assert unicodedata.is_normalized("NFC", clean("กำหนด"))


SIGNS = [chr(sign) for sign in range(0x0E01, 0x0E4F)]
OTHERS = [*"   ฤกกกาาา\u0e33\u0e4d\u0e48\u0e49\u0e38เเ", "\u00a0", "\n", "\u200b", "a", "\u0301", "1"]
slips = st.lists(st.sampled_from([*SIGNS, *OTHERS]), max_size=24).map("".join)
"""Thai signs in any order, far worse than people type."""


def test_every_text_with_a_slip_is_looked_through():
    """Each kind of sign beside each other, as far as a rule looks."""
    for signs in product("กฤเแะาำๅัิํ่้์ฺ๎ ", repeat=4):
        text = _spaced("".join(signs))
        assert _SUSPECT.search(text) or _mended(text) == text


@given(st.one_of(st.text(), slips))
def test_clean_is_the_same_twice(text):
    assert clean(clean(text)) == clean(text)


@pytest.fixture(scope="module")
def normalize(tmp_path_factory):
    """pythainlp's own function. Importing it makes a folder for its corpora, which need not be in the home folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHAINLP_DATA", str(tmp_path_factory.mktemp("pythainlp")))
        return import_module("pythainlp.util").normalize


@settings(max_examples=1000)
@given(text=slips)
def test_thai_is_spelled_as_pythainlp_spells_it(normalize, text):
    """pythainlp's rules applied until nothing changes: once is not always enough ("กา่า่")."""
    expected = _spaced("".join(char for char in text if char not in "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
    while (again := _spaced(normalize(expected))) != expected:
        expected = again
    assert clean(text) == expected


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize(("text", "expected"), [("๑๒๓", "123"), ("４５", "45"), ("٣", "3"), ("x²", "x²"), ("½", "½")])
def test_digits_of_every_script(text, expected):
    assert digits(text) == expected


def test_fold_compares_what_people_call_the_same():
    assert fold("กฟฟ. ชั้น ๑-๓") == fold("กฟฟ.ชั้น 1-3")
    assert fold("Bic SAP") == fold("bic sap")
    assert fold("กฟส.") != fold("กฟฟ.")


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["เพื่อกำหนด", "มาตรฐาน"], "เพื่อกำหนดมาตรฐาน"),
        (["ผ่าน", "PEA Smart Plus", "บนมือถือ"], "ผ่าน PEA Smart Plus บนมือถือ"),
        (["ปี", "2562"], "ปี 2562"),
        (["", " ก "], "ก"),
    ],
)
def test_hand_split_lines_are_joined_as_people_read_them(lines, joined):
    assert join_lines(lines) == joined


def test_width_counts_what_takes_room():
    assert width("กี่") == 1
    assert width("ครั้ง") == 3


def test_cleaning_needs_no_package_that_writes_into_the_home_folder():
    words = "from planbook.domain import clean; print(clean('เเผน'))"
    env = {**os.environ, "HOME": os.devnull, "USERPROFILE": os.devnull, "PYTHONIOENCODING": "utf-8"}
    env.pop("PYTHAINLP_DATA", None)
    done = subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout, done.stderr) == ("แผน\n", "")
