"""The sentences: one home, every language complete, none missing, none left over."""

import ast
import importlib.util
import pickle
import re
import tomllib
import unicodedata
from dataclasses import fields as fields_of
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.domain import Finding, Progress, Severity, finding_kinds, in_order
from planbook.errors import BookProblem, PlanbookError
from planbook.layout.form import PROGRESS_LABELS, FixedTexts, label
from planbook.layout.words import Saying, Tone, Words
from planbook.report.data import FindingData
from planbook.words import Sentence, _flat, chosen_language, languages, needs, pieces, sentences, text

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "planbook"


@pytest.mark.parametrize("language", languages())
def test_files_of_words_are_read_as_toml(language: str):
    read = tomllib.loads((SOURCE / "words" / f"{language}.toml").read_text(encoding="utf-8"))
    assert sentences(language) == dict(_flat(read, ""))


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def in_pages() -> frozenset[str]:
    """The codes that the templates of pages say."""
    pages = (SOURCE / "desk" / "pages").glob("*.html")
    return frozenset(
        code for page in pages for code in re.findall(r"say\([\"']([\w.-]+)", page.read_text(encoding="utf-8"))
    )


def test_pages_say_what_there_is() -> None:
    assert in_pages() - needs().keys() == set()


def test_pages_fill_what_they_say() -> None:
    for page in (SOURCE / "desk" / "pages").glob("*.html"):
        for code in re.findall(r"say\([\"']([\w.-]+)[\"']\)", page.read_text(encoding="utf-8")):
            assert needs()[code] == (), (page.name, code)


@cache
def literals() -> frozenset[str]:
    """Every text that stands in the code, beside the words themselves, and every code in the desk's pages."""
    return in_pages() | frozenset(
        node.value
        for path in SOURCE.rglob("*.py")
        if "words" not in path.relative_to(SOURCE).parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_what_is_made_of_the_words_is_as_they_are() -> None:
    spec = importlib.util.spec_from_file_location("codes_build", ROOT / "docs" / "codes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (SOURCE / "words" / "codes.py").read_text(encoding="utf-8") == module.codes(), "run python docs/codes.py"
    assert (SOURCE / "words" / "compiled.py").read_text(encoding="utf-8") == module.compiled(), (
        "run python docs/codes.py"
    )


def test_there_is_thai_and_english() -> None:
    assert {"th", "en"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_sentence_with_the_same_arguments(language: str) -> None:
    said = sentences(language)
    assert said.keys() == needs().keys()
    # click counts some things that Thai does not
    assert [
        code
        for code, template in said.items()
        if fields(template) != set(needs()[code])
        and not (code.startswith("click.") and fields(template) <= fields(sentences("en")[code]))
    ] == []
    assert [code for code, template in said.items() if unicodedata.normalize("NFC", template) != template] == []
    assert [code for code, template in said.items() if "ครับ" in template or "ค่ะ" in template] == []


TABLES = {"form": Words, "fixed": FixedTexts, "click": None, "time": None}
"""Sections that are read whole: each name is a field of a dataclass, or what the command-line library or
``words/times.py`` says."""


def test_the_fields_of_a_form_s_words_are_those_of_their_sections() -> None:
    used = literals()
    for section, kind in TABLES.items():
        names = {code.split(".", 1)[1] for code in needs() if code.startswith(f"{section}.") and code not in used}
        assert kind is None or names <= {each.name for each in fields_of(kind)}


def test_what_is_said_in_english_begins_like_a_sentence() -> None:
    said = {code: each for code, each in sentences("en").items() if code.startswith(("error.", "finding."))}
    assert len(said) > 500
    assert [code for code, each in said.items() if each[:1].islower()] == []


def test_no_sentence_is_left_over() -> None:
    used = literals()
    assert [
        code
        for code in needs()
        if code not in used
        and code.removeprefix("error.").removeprefix("finding.").split(".")[0] not in used
        and code.split(".")[0] not in TABLES
    ] == []


def test_every_finding_has_one_severity_and_one_topic() -> None:
    table = tomllib.loads((SOURCE / "domain" / "findings.toml").read_text(encoding="utf-8"))
    by_office = table.pop("mended_by_office")
    codes = [code for topic in table.values() for group in topic.values() for code in group]
    assert len(codes) == len(set(codes))
    assert len(by_office) == len(set(by_office) & set(codes))
    assert {f"finding.{code}.{part}" for code in codes for part in ("message", "hint")} == {
        code for code in needs() if code.startswith("finding.")
    }
    assert finding_kinds().keys() == set(codes)


def test_an_argument_may_be_a_sentence_or_several() -> None:
    columns = (
        Sentence("column.unit"),
        Sentence("column.of-quarter", {"column": Sentence("column.result"), "quarter": 2}),
    )
    finding = Finding.of("input-columns-missing", file="a.xlsx", sheet="รายงานผล", columns=columns)
    assert "หน่วยวัด, ผล 2" in finding.message.th
    assert "Unit, Result 2" in finding.message.en
    assert finding.message.text("xx") == finding.message.th, "an unknown language is Thai"


def test_a_missing_argument_or_a_misspelt_code_is_a_bug() -> None:
    with pytest.raises(TypeError, match="count"):
        Finding.of("plan-cells-not-understood", sheet="CR1")
    with pytest.raises(TypeError, match="path"):
        PlanbookError("file-missing")
    with pytest.raises(KeyError):
        Sentence("column.nothing")  # type: ignore[arg-type]


def test_an_error_comes_out_of_another_process_whole() -> None:
    again = pickle.loads(pickle.dumps(BookProblem("xml-broken", part="xl/a.xml", detail="line 1")))
    assert isinstance(again, BookProblem)
    assert (again.code, again.sentence.args) == ("xml-broken", {"part": "xl/a.xml", "detail": "line 1"})
    assert "xl/a.xml" in again.th
    assert "xl/a.xml" in again.en


texts = st.text(alphabet="กขฯ๑ aB“”{}%\n", max_size=12)


@settings(deadline=None)
@given(file=texts, sheet=texts, raw=texts, count=st.integers())
def test_a_finding_keeps_what_it_tells(file: str, sheet: str, raw: str, count: int) -> None:
    finding = Finding.of("plan-cells-not-understood", file=file, sheet=sheet, raw=raw, count=count)
    assert finding.fields.items() >= {"file": file, "sheet": sheet, "raw": raw, "count": count}.items()
    assert (finding.severity, finding.topic) == (Severity.WARNING, "plan")
    assert str(count) in finding.message.th
    assert pickle.loads(pickle.dumps(finding)) == finding
    assert in_order([finding, finding]) == (finding,)
    data = FindingData.of(finding)
    assert (data.args, data.topic) == ({"count": count}, "plan")
    assert (data.message.th, data.message.en) == (finding.message.th, finding.message.en)


def test_json_holds_every_argument_as_a_value() -> None:
    finding = Finding.of(
        "caption-changed",
        old="ผล",
        new=Decimal("1.50"),
        column=Sentence("column.result"),
        sheet="ก",
        cell="A1",
        extra=("a", 1),
    )
    assert FindingData.of(finding).args == {
        "old": "ผล",
        "new": "1.50",
        "column": {"th": "ผล", "en": "Result"},
        "extra": ["a", 1],
    }


@pytest.mark.parametrize(
    ("variable", "setting", "system", "spoken"),
    [
        ("", "", "", "th"),
        ("", "", "C.UTF-8", "th"),
        ("", "", "en_US.UTF-8", "en"),
        ("", "th", "en_US.UTF-8", "th"),
        ("en", "th", "th_TH.UTF-8", "en"),
        ("EN_us", "", "", "en"),
        ("fr", "en", "", "en"),
        ("", "", "fr_FR.UTF-8", "th"),
    ],
)
def test_the_language_is_the_variable_s_then_the_master_s_then_the_system_s(
    variable: str, setting: str, system: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PLANBOOK_LANG", variable)
    monkeypatch.setenv("LC_ALL", system)
    assert chosen_language(setting) == spoken


@pytest.mark.parametrize(
    ("iso", "thai", "english"),
    [
        ("2019-04-10T07:30:59Z", "10 เม.ย. 2562 เวลา 14.30 น.", "10 April 2019, 14:30"),
        ("2019-12-31T20:05:00+00:00", "1 ม.ค. 2563 เวลา 03.05 น.", "1 January 2020, 03:05"),
        ("2562-04-10 07:30", "10 เม.ย. 2562 เวลา 07.30 น.", "10 April 2019, 07:30"),
        ("2019-04-10", "10 เม.ย. 2562", "10 April 2019"),
        ("-", "-", "-"),
        ("พรุ่งนี้", "พรุ่งนี้", "พรุ่งนี้"),
    ],
)
def test_a_moment_is_told_as_people_read_it(iso: str, thai: str, english: str) -> None:
    said = Sentence("desk.undo-sure", {"step": "x", "at": iso, "files": 1})
    assert f" {thai} " in said.th
    assert f" {english} " in said.en
    assert "".join(pieces("desk.undo-sure", "th", said.args).filled) == f"x{thai}1"


def test_a_text_without_arguments_is_itself() -> None:
    assert text("column.unit", "th") == "หน่วยวัด"
    assert text("column.unit", "en") == "Unit"


def test_what_the_check_column_says_tells_its_tone_and_its_finding() -> None:
    assert {each.code for each in Saying} == {code for code in needs() if code.startswith("check.")}
    assert [each for each in Saying if '"' in each.text("th") + each.text("en")] == []
    assert {each.finding for each in Saying if each.finding} <= finding_kinds().keys()
    assert {each for each in Saying if each.tone is Tone.UNUSUAL} <= {each for each in Saying if each.wants_reason}


def test_a_status_in_words_is_that_of_the_form_s_list() -> None:
    for language in ("th", "en"):
        assert [label(each, language) for each in Progress] == [said[language] for said in PROGRESS_LABELS.values()]
        assert label(None, language) == ""
