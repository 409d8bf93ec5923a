"""File names of forms: safe everywhere, Thai, and all different."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathvalidate import validate_filename

from planbook.domain import FormSpec
from planbook.errors import UsageProblem
from planbook.forms.issue import DEFAULT_PATTERN, form_filenames

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def spec(code: str, name: str = "", **more: object) -> FormSpec:
    fixed = {"plan_id": "P", "plan_title": "", "region": "", "year": 2562, "quarter": 1, "fingerprint": "0"}
    return FormSpec(**{**fixed, "office": code, "office_name": name, **more})


def form_filename(spec: FormSpec, pattern: str = DEFAULT_PATTERN) -> str:
    return form_filenames([spec], pattern)[spec.office]


def assert_safe(name: str) -> None:
    assert 0 < len(name) <= 120
    assert len(name.encode()) <= 240
    # what pathvalidate knows of three systems; written into the product it would part a vowel from its consonant, keep
    # invisible characters, and let CONIN$ pass
    validate_filename(name, platform="universal", fs_encoding="utf-8")
    assert not any(unicodedata.category(char)[0] == "C" for char in name)
    assert name == name.strip(" .")
    assert name.partition(".")[0].strip().casefold() not in RESERVED
    assert unicodedata.is_normalized("NFC", name)
    assert name.endswith(".xlsx")


awkward = st.text(st.one_of(st.characters(), st.sampled_from('กำิ้่ \\/:*?"<>|.\u200b\t&')), max_size=200)


@given(awkward, awkward, st.sampled_from(["{plan_year}-Q{quarter} {code} {name}.xlsx", "{name}", "{code}{name}.XLSX"]))
def test_every_name_is_safe_on_every_system(code: str, name: str, pattern: str) -> None:
    assert_safe(form_filename(spec(code, name), pattern))


@given(st.lists(st.tuples(awkward, awkward), unique_by=lambda pair: pair[0], max_size=12))
def test_names_of_a_batch_are_all_different_and_do_not_depend_on_order(offices: list[tuple[str, str]]) -> None:
    specs = [spec(code, name) for code, name in offices]
    names = form_filenames(specs, "{name}.xlsx")
    assert len({name.casefold() for name in names.values()}) == len(offices)
    for name in names.values():
        assert_safe(name)
    assert form_filenames(reversed(specs), "{name}.xlsx") == names


@pytest.mark.parametrize("name", [*sorted(RESERVED), "CON.txt", "com1.tar", "Aux ", "CLOCK$", "com¹"])
def test_names_that_windows_keeps_for_itself_are_changed(name: str) -> None:
    assert_safe(form_filename(spec("x", name), "{name}.xlsx"))


def test_thai_names_stay_as_people_write_them() -> None:
    assert form_filename(spec("L01", "กฟจ.ตรัง")) == "2562-Q1 L01 กฟจ.ตรัง.xlsx"
    assert form_filename(spec("D01", "กบล.(ผลส.)")) == "2562-Q1 D01 กบล.(ผลส.).xlsx"
    assert form_filename(spec("A/B", "กฟย. ก:ข")) == "2562-Q1 A-B กฟย. ก-ข.xlsx"


def test_a_long_thai_name_is_cut_before_a_consonant_with_its_vowel() -> None:
    name = form_filename(spec("L01", "ที่" * 100))
    assert name.endswith("ที่.xlsx")


def test_a_pattern_with_an_unknown_word_is_refused_with_the_words_there_are() -> None:
    with pytest.raises(UsageProblem, match=r"\{plan_year\}"):
        form_filename(spec("L01"), "{year} {code}.xlsx")
