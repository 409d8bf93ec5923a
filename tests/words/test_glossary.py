"""One word for one thing (docs/words.md), and Thai in no module but those whose matter it is."""

import ast
import re

import pytest

from planbook.words import sentences, text
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "planbook"
OF_THE_FORM = ("form.", "fixed.", "check.", "prompt.")
"""Texts of forms that are out stay as they are."""


def banned(language: str) -> set[str]:
    """The third column of a language's glossary."""
    page = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    thai, _, english = page.partition("## One word for one thing, in English")
    glossary = {"th": thai, "en": english}[language]
    rows = [line.split("|") for line in glossary.splitlines() if line.startswith("|") and "---" not in line][1:]
    return {word.strip() for row in rows for word in row[3].split(",") if word.strip()}


def test_the_glossary_names_words_not_to_use() -> None:
    assert {"แผ่นงาน", "แบบรายงาน", "ไฟล์แผน"} <= banned("th")
    assert {"mend", "is no form", "worksheet"} <= banned("en")


@pytest.mark.parametrize("word", sorted(banned("th")))
def test_no_sentence_says_it_with_another_word(word: str) -> None:
    said = sentences("th").items()
    assert [code for code, each in said if word in each and not code.startswith(OF_THE_FORM)] == []


@pytest.mark.parametrize("word", sorted(banned("en")))
def test_no_english_sentence_says_it_with_another_word(word: str) -> None:
    said, whole = sentences("en").items(), re.compile(rf"(?<!there )\b{re.escape(word)}\b", re.IGNORECASE)
    assert [code for code, each in said if whole.search(each) and not code.startswith(OF_THE_FORM)] == []


WORDED_ELSEWHERE = (*OF_THE_FORM, "mail.", "sheet.index-some", "desk.too-many", "error.desk-too-many")
"""Sentences that are filled in by other hands, or whose number is a limit far above one."""


def test_a_number_and_what_it_counts_agree_in_english() -> None:
    plural = re.compile(r"\{(?:count|files|offices|activities|initiatives|errors|warnings|rows)(?::,)?\} [a-z]+s\b")
    said = sentences("en").items()
    assert [code for code, each in said if plural.search(each) and not code.startswith(WORDED_ELSEWHERE)] == []
    assert text("desk.offices.count", "en", count=1) == "1 office"
    assert text("desk.offices.count", "en", count="1") == "1 office"
    assert text("desk.offices.count", "en", count=1200) == "1,200 offices"
    assert text("desk.offices.count", "en", count=0) == "0 offices"


def thai_texts(source: str) -> list[str]:
    """The texts of a module that are written in Thai, without its docstrings."""
    tree = ast.parse(source)
    docs = {
        id(node.value)
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef)
        for node in parent.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and id(node) not in docs
        and isinstance(node.value, str)
        and re.search("[\u0e00-\u0e7f]", node.value)
    ]


THEIR_MATTER = ("words", "simulate")
"""The room of sentences, and that of what offices type."""
MARKS = {
    "layout/words.py": "what covers of earlier versions said",
    "domain/master.py": "how offices are called",
    "domain/quantity.py": "what stands beside numbers in targets and results",
    "domain/plan.py": "a mark in the keys of budgets",
    "domain/text.py": "letters",
    "domain/units.py": "units of measure",
    "layout/original.py": "how captions and lines of plans begin",
    "layout/own_tables.py": "groups and captions that a region's own lists use",
    "book/styles.py": "Excel's own Thai number formats",
    "book/foreign/formats.py": "number formats, months and weekdays as a Thai Excel writes them",
    "book/cells.py": "a letter of two parts",
    "book/references.py": "letters of which names are made",
    "document/model.py": "examples in the schema of a plan document",
    "forms/plan_sheet.py": "a mark of the plan's lines",
    "forms/fill.py": "marks of the plan's titles",
    "master/beside.py": "marks in the keys of measures and budgets",
    "master/parse.py": "a mark of the plan's titles",
    "master/register.py": "what people type for no",
    "master/responsible.py": "marks of responsible cells",
    "returns/identify.py": "captions of a plan",
    "returns/locate.py": "captions of a form",
    "returns/numbers.py": "units and words that offices type beside numbers",
    "verify.py": "what stands beside figures in a consolidated workbook, read without planbook",
    "review/figures.py": "marks of the plan's lines",
    "rules/parse.py": "letters of which names are made",
}
"""Modules with marks that they look for in files, and why."""


def test_no_other_module_speaks_thai() -> None:
    found = {
        str(path.relative_to(SOURCE).as_posix()): texts
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] not in THEIR_MATTER
        and (texts := thai_texts(path.read_text(encoding="utf-8")))
    }
    assert found.keys() ^ MARKS.keys() == set()
