"""How commands speak: quiet, logged, in colour or not, as wide as the terminal; from stdin and to stdout; what next."""

import io
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner
from pythainlp.corpus import thai_words
from pythainlp.tokenize import word_tokenize

import planbook as pb
from planbook.cli import COMMANDS, cli, main, voice
from planbook.words import languages, section, sentences
from planbook.words.lines import width, wrapped
from tests import plans
from tests.filling import fill

SOURCE = str(Path(pb.__file__).parents[1])
ROWS = """
แผนงานหลักที่ 5 งานสายส่ง | 1. ตรวจแนวสาย | 3 ครั้ง; 3 ครั้ง; -; - | ทุก กฟฟ.
                         | 2. ตัดแต่งต้นไม้ | 1 ครั้ง; -; -; - | คณะทำงานลึกลับ
"""


@pytest.fixture(scope="module")
def made():
    master = plans.master(ROWS)
    forms = dict(pb.generate(master, 1, offices=["KBI", "TRG"]))
    return master.data, [*forms.values()]


@pytest.fixture
def home(tmp_path, made, monkeypatch):
    """A folder with a plan, its offices, a master, and two returns of which one holds an error."""
    (tmp_path / "returns").mkdir()
    (tmp_path / "plan.xlsx").write_bytes(plans.plan(ROWS))
    (tmp_path / "offices.csv").write_text(plans.OFFICES, encoding="utf-8")
    (tmp_path / "master.xlsx").write_bytes(made[0])
    for number, value in enumerate((3, "หลายครั้ง")):
        (tmp_path / "returns" / f"{number}.xlsx").write_bytes(fill(made[1][number], {"5/1": value}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANBOOK_LANG", "en")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


def run(*args, stdin: bytes = b""):
    return CliRunner().invoke(cli, [*map(str, args)], input=stdin, standalone_mode=False)


def in_terminal(*args: str, columns: int = 80, **environment: str) -> str:
    """What a command shows on a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm", "PYTHONPATH": SOURCE, **environment}
    command = subprocess.Popen(
        [sys.executable, "-m", "planbook", *args], stdout=theirs, stderr=subprocess.DEVNULL, env=environment
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass  # Linux says so that the other end is closed
    os.close(ours)
    command.wait(60)
    return shown.decode()


# --- quiet, log ---


@pytest.mark.usefixtures("home")
def test_a_quiet_run_shows_the_errors_alone():
    loud, quiet = run("check", "master.xlsx", "returns"), run("check", "master.xlsx", "returns", "--quiet")
    assert "[value-not-understood]" in loud.stdout
    assert "[responsible-unknown]" in loud.stdout
    assert "[value-not-understood]" in quiet.stdout
    assert "[responsible-unknown]" not in quiet.stdout, "which is a warning"
    assert quiet.stderr == ""
    assert "Next:" not in quiet.stdout
    assert run("generate", "master.xlsx", "-q", 1, "-o", "forms", "--quiet").stdout == ""
    assert loud.return_value == quiet.return_value == 1


@pytest.mark.usefixtures("home")
def test_a_quiet_run_still_says_what_stops_it_and_gives_data(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["lint", "gone.xlsx", "--quiet"])
    assert ended.value.code == 3
    assert "gone.xlsx" in capsys.readouterr().err
    assert run("inspect", "master.xlsx", "--json", "--quiet").stdout.startswith("{")
    assert "5/1" in run("explain", "master.xlsx", "5/1", "--quiet").stdout


def test_a_log_keeps_every_run_with_what_was_said_and_no_password(home, capsys):
    for words in (
        ["generate", "master.xlsx", "-q", "1", "-o", "forms", "--password", "secret", "--log", "logs/year.log"],
        ["check", "master.xlsx", "returns", "--quiet", "--log", "logs/year.log"],
        ["lint", "gone.xlsx", "--log=logs/year.log"],
    ):
        with pytest.raises(SystemExit):
            main(words)
    said = capsys.readouterr()
    log = (home / "logs" / "year.log").read_text(encoding="utf-8")
    runs = re.split(r"^# planbook .* · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d · ", log, flags=re.MULTILINE)[1:]
    assert [each.splitlines()[0].split()[:2] for each in runs] == [
        ["planbook", "generate"], ["planbook", "check"], ["planbook", "lint"],
    ]  # fmt: skip
    assert [each.splitlines()[-1] for each in runs] == ["# exit 1", "# exit 1", "# exit 3"]
    assert "secret" not in log
    assert "responsible-unknown" in runs[1], "also what a quiet run does not show"
    assert "gone.xlsx" in runs[2].splitlines()[1]
    assert "\x1b" not in log
    assert "gone.xlsx" in said.err


@pytest.mark.parametrize(
    ("name", "code"), [("master.xlsx", "log-ending"), ("notes.txt", "log-is-other-file"), ("run.html", "log-ending")]
)
def test_a_log_is_never_written_into_another_file(home, name, code):
    (home / "notes.txt").write_text("D5=กิจกรรม", encoding="utf-8")
    before = {path: path.read_bytes() for path in home.rglob("*.*")}
    assert run("lint", "master.xlsx", "--log", name).exception.code == code
    assert {path: path.read_bytes() for path in home.rglob("*.*")} == before


# --- colour, width ---


@pytest.mark.usefixtures("home")
def test_marks_have_colours_on_a_terminal_alone_and_not_where_they_are_forbidden():
    words = ("lint", "master.xlsx")
    assert "\x1b[" in in_terminal(*words)
    assert "\x1b[" not in in_terminal(*words, NO_COLOR="1")
    assert "\x1b[" in in_terminal(*words, NO_COLOR=""), "an empty variable says nothing (no-color.org)"
    assert "\x1b[" not in in_terminal(*words, TERM="dumb")
    assert "\x1b" not in run(*words).stdout
    assert voice.painted("  ✗ CR1!C5") != "  ✗ CR1!C5"
    assert voice.painted("no mark ✗ here") == "no mark ✗ here"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("columns", [80, 50])
def test_nothing_told_on_a_terminal_is_wider_than_it_but_commands_and_paths(columns):
    for words in (["lint", "master.xlsx"], ["check", "master.xlsx", "returns"], ["merge", "--help"], ["--help"]):
        for line in in_terminal(*words, columns=columns, NO_COLOR="1", PLANBOOK_LANG="th").splitlines():
            free = "planbook " in line or line.lstrip().startswith(("→", "[")) or "--" in line
            assert free or width(line) <= columns, line


@pytest.mark.parametrize("columns", [40, 80])
def test_no_sentence_is_parted_inside_a_word(columns):
    """The judge is another splitter: what it calls a word is parted only where both pieces are words."""
    whole = section("line", "th")["line.whole"].split()
    wrong = []
    for code, text in sentences("th").items():
        if not code.startswith(("finding.", "onward.", "cli.", "error.")):
            continue
        for line in text.splitlines():
            pieces = wrapped(line, columns)
            ends = {0}
            for word in word_tokenize(line):
                ends.add(max(ends) + len(word))
            at = 0
            for piece in pieces[:-1]:
                at = line.index(piece, at) + len(piece)
                at += len(line[at:]) - len(line[at:].lstrip())
                if at not in ends:
                    begin, end = max(e for e in ends if e < at), min(e for e in ends if e > at)
                    if not {line[begin:at], line[at:end]} <= thai_words() or line[begin:end] in whole:
                        wrong.append(f"{line[begin:at]}|{line[at:end]}")
    assert wrong == []


@pytest.mark.parametrize("language", languages())
def test_examples_in_help_fit_a_terminal_of_80_columns(language):
    for code, text in section("help", language).items():
        if code.startswith("help.long."):
            assert [line for line in text.splitlines() if line.startswith("planbook ") and len(line) > 78] == []


# --- stdin and stdout ---


def test_a_plan_goes_through_a_pipe_from_end_to_end(home):
    adopted = run("adopt", "-", "--offices", "offices.csv", "-o", "-", stdin=(home / "plan.xlsx").read_bytes())
    assert adopted.stdout_bytes[:2] == b"PK"
    assert "year 2562" in adopted.stderr
    assert "[responsible-unknown]" in run("lint", "-", stdin=adopted.stdout_bytes).stdout
    as_data = run("export", "-", "-o", "-", stdin=adopted.stdout_bytes)
    again = run("new", "-", "-o", "-", stdin=as_data.stdout_bytes)
    sheets = openpyxl.load_workbook(io.BytesIO(again.stdout_bytes)).sheetnames
    assert sheets[:1] == openpyxl.load_workbook(home / "plan.xlsx").sheetnames


FULL = Path("/dev/full")
"""A device that is always full; Linux alone has it."""


def to_nowhere(*args: str, stderr: str = "") -> tuple[int, str]:
    """A command whose stdout goes to a full disk: its exit code, and what it says on stderr."""
    environment = {**os.environ, "PYTHONPATH": SOURCE, "PLANBOOK_LANG": "en"}
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "planbook", *args],
            stdout=full,
            stderr=full if stderr else subprocess.PIPE,
            env=environment,
            check=False,
        )
    return done.returncode, (done.stderr or b"").decode()


@pytest.mark.usefixtures("home")
def test_where_nothing_more_can_be_said_a_sentence_says_so_and_the_work_is_done():
    if not FULL.exists():
        return  # no such device to try it on; the sentences are the same
    said = "The output cannot be written (No space left on device)"
    for args in (["export", "master.xlsx", "-o", "-"], ["lint", "master.xlsx"]):
        code, told = to_nowhere(*args)
        assert (code, told.count(said), "Traceback" in told) == (3, 1, False), told
    assert to_nowhere("lint", "master.xlsx", stderr="too")[0] == 3
    # talk is worth less than what a command writes
    code, told = to_nowhere("generate", "master.xlsx", "--quarter", "1", "-o", "forms/")
    assert (code, told.count(said), len([*Path("forms").glob("*.xlsx")])) == (3, 1, 3), told


@pytest.mark.usefixtures("home")
def test_a_log_that_cannot_go_on_ends_and_the_command_does_not(monkeypatch):
    kept = voice._append

    def append(path, said):
        if not said.startswith("# planbook"):
            raise OSError(28, "No space left on device")
        kept(path, said)

    monkeypatch.setattr(voice, "_append", append)
    result = run("generate", "master.xlsx", "--quarter", "1", "-o", "forms/", "--log", "run.log")
    assert result.stderr.count("Nothing more can be written to run.log") == 1
    assert len([*Path("forms").glob("*.xlsx")]) == 3


def test_a_merge_through_a_pipe_is_the_merge_of_files(home):
    run("merge", "master.xlsx", "returns", "-o", "merged.xlsx")
    piped = run("merge", "-", "returns", "-o", "-", stdin=(home / "master.xlsx").read_bytes())
    assert piped.stdout_bytes == (home / "merged.xlsx").read_bytes()
    page = run("publish", "-", "-o", "-", stdin=piped.stdout_bytes)
    assert page.stdout.startswith("<!DOCTYPE html>")
    facts = run("export", "-", "--facts", "-", stdin=piped.stdout_bytes)
    assert "TRG" in facts.stdout
    one = run("check", "master.xlsx", "-", "--report", "-", stdin=(home / "returns" / "0.xlsx").read_bytes())
    assert '"office": "TRG"' in one.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", "-", "-"], "stdin-twice"),
        (["generate", "master.xlsx", "-q", "1", "-o", "-"], "folder-not-stdout"),
        (["check", "master.xlsx", "returns", "--corrections", "-"], "folder-not-stdout"),
        (["merge", "master.xlsx", "returns", "-o", "-", "--report", "-"], "outputs-are-one"),
        (["merge", "master.xlsx", "returns", "-o", "-", "--details", "file"], "details-need-a-name"),
        (["export", "master.xlsx", "-o", "-", "--facts", "-"], "outputs-are-one"),
    ],
)
def test_what_a_pipe_cannot_carry_is_refused(home, words, code):
    ran = run(*words, stdin=(home / "master.xlsx").read_bytes())
    assert (ran.exception.code, ran.exception.exit_code, ran.stdout) == (code, 2, "")
    assert sorted(path.name for path in home.iterdir()) == ["master.xlsx", "offices.csv", "plan.xlsx", "returns"]


@pytest.mark.usefixtures("home")
def test_a_workbook_is_not_shown_on_a_terminal():
    shown = in_terminal("adopt", "plan.xlsx", "--offices", "offices.csv", "-o", "-")
    assert "PK" not in shown


# --- what next ---


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("adopt plan.xlsx --offices offices.csv -o m.xlsx", ["lint"]),
        ("lint master.xlsx", ["generate"]),
        ("generate master.xlsx -q 1 -o forms", ["check"]),
        ("inspect plan.xlsx", ["adopt"]),
        ("inspect master.xlsx", ["lint"]),
        ("inspect returns/0.xlsx", ["check"]),
        ("check master.xlsx returns", ["check", "remind", "merge"]),
        ("check master.xlsx returns --corrections copies", ["remind", "merge"]),
        ("remind master.xlsx returns -q 1 -o late", []),
        ("merge master.xlsx returns -o c.xlsx", ["publish", "merge"]),
        ("explain master.xlsx 5/1", ["publish"]),
        ("export master.xlsx -o plan.yaml", ["new"]),
        ("new --blank --year 2563 -o blank.xlsx", ["adopt"]),
        ("publish master.xlsx -o plan.html", []),
        ("brief master.xlsx --blank -o letter.docx", ["brief"]),
        ("start year plan.xlsx --offices offices.csv", ["desk"]),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_command_tells_what_comes_next_by_commands_that_are_right(words, then):
    said = run(*words.split()).stdout
    assert "Next: " in said
    told = [line.strip() for line in said.splitlines() if line.startswith("    planbook ")]
    assert [line.split()[1] for line in told] == then
    for line in told:
        name, *args = shlex.split(line)[1:]
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        command.make_context(name, args)  # raises where it would not be taken


def test_a_name_with_spaces_or_signs_is_quoted_and_thai_is_not():
    assert voice.typed("planbook", "lint", "แผนหลัก.xlsx") == "planbook lint แผนหลัก.xlsx"
    for name in ("แผน หลัก.xlsx", "a&b.xlsx", "$HOME", "it's", "*.xlsx", ""):
        assert shlex.split(voice.typed("planbook", name)) == ["planbook", name]


# --- completion ---

_ZSH = """compdef() {{ }}
compadd() {{ print -l $completions }}
_describe() {{ print -l $completions_with_descriptions }}
source {script}
words=(planbook {typed}) CURRENT=2
_planbook_completion"""
ASKED = {
    "bash": "source {script}; COMP_WORDS=(planbook {typed}); COMP_CWORD=1; _planbook_completion planbook; "
    'printf "%s\\n" "${{COMPREPLY[@]}}"',
    "zsh": _ZSH,
    "fish": "source {script}; complete -C 'planbook {typed}'",
    "pwsh": ". {script}; (TabExpansion2 'planbook {typed}' 12).CompletionMatches.CompletionText",
}
"""How each shell is asked what a word may become."""


@pytest.mark.parametrize("shell", [shell for shell in ASKED if shutil.which(shell)])
def test_a_shell_completes_commands(tmp_path, shell):
    program = tmp_path / "planbook"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m planbook "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = tmp_path / ("script.ps1" if shell == "pwsh" else "script")
    script.write_text(run("completion", "powershell" if shell == "pwsh" else shell).stdout, encoding="utf-8")
    done = subprocess.run(
        [shell, "-c", ASKED[shell].format(script=script, typed="rem")],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": SOURCE, "PLANBOOK_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert [re.split(r"[:\t]", line)[0] for line in done.stdout.split("\n") if line] == ["remind"], done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_has_a_script(shell):
    assert "_PLANBOOK_COMPLETE" in run("completion", shell).stdout


def test_completion_knows_commands_and_options_with_what_help_says(monkeypatch, capsys):
    monkeypatch.setenv("PLANBOOK_LANG", "en")
    monkeypatch.setenv("_PLANBOOK_COMPLETE", "zsh_complete")
    for typed, at, expected in (("planbook ", 1, set(COMMANDS)), ("planbook merge --par", 2, {"--partial"})):
        monkeypatch.setenv("COMP_WORDS", typed)
        monkeypatch.setenv("COMP_CWORD", str(at))
        with pytest.raises(SystemExit):
            main([])
        lines = capsys.readouterr().out.rstrip("\n").split("\n")
        assert set(lines[1::3]) == expected
        assert not [line for line in lines[2::3] if re.fullmatch(r"help\.[\w.-]+", line)]
