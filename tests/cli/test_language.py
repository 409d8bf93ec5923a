"""One language at a time on the terminal: help, errors of use, findings, and what commands say of their work."""

import ast
import re
from pathlib import Path

import click
import pytest

from planbook import words
from planbook.cli import COMMANDS, main, speech
from planbook.words import compiled, lines, section

THAI = re.compile("[\u0e00-\u0e7f]")
ENGLISH = re.compile(r"\b(?:the|of|is|not|no|such|and|for|this|with|Usage|Options|Commands|Error|Missing|required)\b")

ERRORS_OF_USE = [
    ["merge"],
    ["merge", "m.xlsx"],
    ["lint", "a", "b"],
    ["lint", "--jsn", "a"],
    ["lint", "--json=1", "a"],
    ["generate", "m.xlsx", "-o", "forms", "-q", "9"],
    ["generate", "m.xlsx", "-o", "forms", "-q", "x"],
    ["generate", "m.xlsx", "-o", "forms", "-q"],
    ["generate", "m.xlsx", "-o", "forms"],
    ["generate", "m.xlsx", "-o", "forms", "-q", "1", "--language", "xx"],
    ["generate", "m.xlsx", "-o", "forms", "-q", "1", "--despite", "nothing-like-it"],
    ["adopt", "p.xlsx", "-o", "m.pdf"],
    ["adopt", "p.xlsx", "--from", "m.xlsx", "-o", "m.xlsx"],
    ["new", "-o", "p.xlsx"],
    ["export", "m.xlsx", "-o", "plan.txt"],
    ["generrate"],
    ["ไม่มีคำสั่งนี้"],
    ["lint", "gone.xlsx"],
    ["inspect", "gone.xlsx"],
    ["check", "gone.xlsx", "returns"],
]


@pytest.fixture
def speak(tmp_path, monkeypatch, capsys):
    """Run a command line in an empty folder, and give everything it says."""
    monkeypatch.chdir(tmp_path)
    for name in ("PLANBOOK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*args: str) -> str:
        with pytest.raises(SystemExit):
            main(list(args))
        said = capsys.readouterr()
        return said.out + said.err

    return call


NAMES = r"'[^']*'|“[^”]*”|\[[^\]]*\]|--?[a-z-]+|planbook [^\n]*|\S+\.(?:xlsx|yaml|json|csv|eml|md)\b"


def prose(said: str) -> str:
    """What is said without names of files, options, commands and codes, which are the same in every language."""
    return re.sub(
        r"'[^']*'|“[^”]*”|\[[^\]]*\]|--?[a-z-]+|planbook [^\n]*|\S+\.(?:xlsx|yaml|json|csv|eml|md)\b", "", said
    )


@pytest.mark.parametrize("args", [["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_help_is_in_one_language(speak, args):
    thai, english = speak(*args, "--lang", "th"), speak(*args, "--lang", "en")
    assert THAI.search(thai)
    assert not ENGLISH.search(prose(thai))
    assert not THAI.search(english)
    assert "Usage: planbook" in english


def test_help_that_was_compiled_is_what_the_words_and_the_model_say(speak, monkeypatch):
    def shown(columns: int) -> str:
        for cached in (words.section, words._table, speech._catalogue):
            cached.cache_clear()
        monkeypatch.setenv("COLUMNS", str(columns))
        asked = [["--help"], *([name, "--help"] for name in COMMANDS)]
        return "".join(speak(*each, "--lang", language) for each in asked for language in ("th", "en"))

    widths = (30, 50, 80, 100)
    beforehand = [shown(columns) for columns in widths]
    with monkeypatch.context() as broken:
        # on a narrow screen it is asked for what the command-line library puts behind an option's help
        broken.setattr(lines, "word_starts", None)
        assert [shown(columns) for columns in widths[2:]] == beforehand[2:]
    monkeypatch.setattr(compiled, "SEAMS", {})
    monkeypatch.setattr(compiled, "SECTIONS", {})
    assert [shown(columns) for columns in widths] == beforehand


@pytest.mark.parametrize("args", ERRORS_OF_USE, ids=" ".join)
def test_an_error_of_use_is_in_one_language(speak, args):
    thai, english = speak(*args, "--lang", "th"), speak(*args, "--lang=en")
    assert THAI.search(thai)
    assert not ENGLISH.search(prose(thai)), thai
    assert not THAI.search(english.replace("ไม่มีคำสั่งนี้", "")), english
    assert re.search("[a-z]{3}", english)


def test_the_language_may_stand_before_the_command_or_in_the_environment(speak, monkeypatch):
    assert "Usage" in speak("--lang", "en", "lint", "--help")
    monkeypatch.setenv("PLANBOOK_LANG", "en")
    assert "Usage" in speak("lint", "--help")
    assert "วิธีใช้" in speak("--lang", "th", "lint", "--help")
    assert "วิธีใช้" in speak("--lang=TH", "lint", "--help")


def test_without_any_hint_it_is_thai_and_the_system_is_a_hint(speak, monkeypatch):
    assert "วิธีใช้" in speak("--help")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Usage" in speak("--help")


def test_an_unknown_language_is_refused(speak):
    assert "'fr'" in speak("--lang", "fr", "lint", "m.xlsx")


def findings_of(said: str) -> str:
    """The sentences of findings without what they quote of the plan."""
    return re.sub(r"“[^”]*”|\[[^\]]*\][^\n]*", "", said)


def test_findings_and_counts_are_in_the_master_s_language_unless_asked_otherwise(speak, sample, tmp_path, monkeypatch):
    (tmp_path / "m.xlsx").write_bytes(sample.master.data)
    thai = speak("lint", "m.xlsx")
    assert "ควรตรวจสอบ" in thai
    assert "Read what" not in thai
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert speak("lint", "m.xlsx") == thai, "the master is Thai"
    english = speak("lint", "m.xlsx", "--lang", "en")
    assert "errors" in english
    assert "warnings" in english
    assert "→ เ" not in english
    codes = [re.findall(r"^  \[[a-z-]+\]", said, re.MULTILINE) for said in (english, thai)]
    assert codes[0] == codes[1] != []


def test_a_file_does_not_follow_the_terminal(speak, sample, tmp_path):
    (tmp_path / "m.xlsx").write_bytes(sample.master.data)
    for language in ("th", "en"):
        speak("generate", "m.xlsx", "-q", "1", "--office", "TRG", "-o", language, "--lang", language)
    (thai,), (english,) = ((tmp_path / language).iterdir() for language in ("th", "en"))
    assert thai.read_bytes() == english.read_bytes()


NEVER_SHOWN = re.compile(
    r"editor|Windows error|iterable|Could not determine|No options defined|exactly one parameter|dynamic|defined twice"
    r"|Boolean option|continue\?|Confirm|Bash|any key|Repeat|do not match|colour|invalid input|format|UUID|executable"
    r"|standard stream|DeprecationWarning|Choice\(|^d$"
)
"""Of prompts, editors, completion, and faults of the program itself: planbook has none of them."""


def test_every_sentence_of_the_command_line_library_is_known():
    known = set(section("click", "en").values())
    folder = Path(click.__file__).parent
    asked = {
        argument.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert len(asked) > 40
    assert sorted(text for text in asked - known if not NEVER_SHOWN.search(text)) == []
