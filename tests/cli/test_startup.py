"""What a command needs before it does anything: few modules, and no home folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import planbook
from planbook.cli import COMMANDS
from tests import plans
from tests.filling import fill_all

SOURCE = str(Path(planbook.__file__).parents[1])
HEAVY = (
    "budoux", "docx", "jinja2", "lark", "lxml", "numpy", "openpyxl", "pandas", "pydantic", "python_calamine",
    "starlette", "subprocess", "tomllib", "uvicorn", "xlsxwriter", "yaml",
)  # fmt: skip
"""What takes long to load, and no help needs."""

_HELP = """
import contextlib, io, json, sys
from planbook.cli import main
loaded = {}
for words in json.loads(sys.argv[1]):
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()) as out:
        main(words)
    assert "วิธีใช้: planbook" in out.getvalue(), words
    loaded[" ".join(words)] = sorted(sys.modules)
print(json.dumps(loaded))
"""


def python(*words: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, encoding="utf-8", check=False, **options)


def test_importing_planbook_loads_nothing_of_it_but_the_list_of_names():
    done = python("-c", "import planbook, sys, json; dir(planbook); print(json.dumps(sorted(sys.modules)))")
    modules = json.loads(done.stdout)
    assert [name for name in modules if name.partition(".")[0] == "planbook"] == ["planbook"]
    assert [name for name in HEAVY if name in modules] == []


def test_help_loads_neither_the_pipeline_nor_what_it_works_with():
    asked = [["--help"], *([name, "--help"] for name in COMMANDS)]
    done = python("-c", _HELP, json.dumps(asked))
    assert done.returncode == 0, done.stderr
    for words, modules in json.loads(done.stdout).items():
        unneeded = {*HEAVY, "planbook.pipeline", "planbook.domain"} & set(modules)
        assert unneeded == set(), f"planbook {words}"


def test_showing_the_version_looks_through_no_packages():
    done = python("-X", "importtime", "-m", "planbook", "--version")
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert planbook.__version__ in done.stdout
    assert "planbook.cli" in loaded
    assert {"importlib.metadata", "planbook.pipeline", "planbook.domain", *HEAVY} & loaded == set()


ROWS = """
    แผนงานหลักที่ 1 งานบริการ | 1. ลูกค้ารายใหม่ | 4 ราย; -; -; - | ทุก กฟฟ.
                          | 2. ติดตั้ง ณ สาขา | 1 ครั้ง; 1 ครั้ง; -; - | ทุก กฟฟ.
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan, its offices, the master of it, a form of its first quarter, and a return."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "plan.xlsx").write_bytes(plans.plan(ROWS))
    (folder / "offices.csv").write_text(plans.OFFICES, encoding="utf-8")
    made = planbook.adopt(folder / "plan.xlsx", folder / "offices.csv")
    (folder / "master.xlsx").write_bytes(made.data)
    (folder / "plan.json").write_bytes(planbook.to_json(planbook.export_plan(made.master)))
    forms = dict(planbook.generate(folder / "master.xlsx", 1, offices=["TRG"]))
    (form,) = forms.values()
    (folder / "form.xlsx").write_bytes(form)
    (folder / "returns").mkdir()
    (folder / "returns" / "ตรัง.xlsx").write_bytes(fill_all(form))
    return folder


RUNS = {
    "desk": "desk year --no-browser --idle 0",
    "start": "start year {given}/plan.xlsx --offices {given}/offices.csv",
    "adopt": "adopt {given}/plan.xlsx --offices {given}/offices.csv -o master.xlsx",
    "lint": "lint {given}/master.xlsx",
    "generate": "generate {given}/master.xlsx -q 1 -o forms --mail",
    "rehearse": "rehearse {given}/master.xlsx -q 1 --office TRG",
    "inspect": "inspect {given}/form.xlsx",
    "collect": "collect imap://a@127.0.0.1:1/ -o mails",
    "check": "check {given}/master.xlsx {given}/returns",
    "remind": "remind {given}/master.xlsx {given}/returns -q 1 -o late",
    "merge": "merge {given}/master.xlsx {given}/returns -o consolidated.xlsx --report report.json",
    "join": "join {given}/master.xlsx {given}/master.xlsx -o sector.xlsx",
    "explain": "explain {given}/master.xlsx 1/1",
    "brief": "brief {given}/master.xlsx --blank -o memo.docx",
    "publish": "publish {given}/master.xlsx -o plan.html",
    "export": "export {given}/master.xlsx -o plan.yaml",
    "new": "new {given}/plan.json --master -o master.xlsx",
    "completion": "completion bash",
    "demo": "demo demo",
}


BESIDE_CLICK = {
    "_string", "atexit", "copy", "dataclasses", "gc", "runpy", "string", "unicodedata",
    "importlib._abc", "importlib.util",
    "planbook", "planbook.cli", "planbook.cli.speech", "planbook.cli.voice", "planbook.errors",
    "planbook.words", "planbook.words.codes", "planbook.words.compiled", "planbook.words.lines", "planbook.words.times",
}  # fmt: skip
"""All that help loads and a bare program of click does not."""
_BARE = "import click; click.command()(click.option('--x')(lambda x: None))(['--help'])"


def loaded_by(*words: str) -> set[str]:
    """The modules that a Python with these words loads."""
    done = python("-X", "importtime", *words)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines} - {"imported package"}


def test_help_loads_little_beside_click():
    more = loaded_by("-m", "planbook", "--help") - loaded_by("-c", _BARE)
    # org is Java's Python, which the module copy of the standard library looks for
    assert {name for name in more if name.partition(".")[0] != "org"} - BESIDE_CLICK == set()


_COLLECTED = """
import gc, sys
from planbook.__main__ import main
gc.collect()
seen = []
gc.callbacks.append(lambda phase, info: seen.append(phase))
try:
    main()
finally:
    print(len(seen), file=sys.stderr)
"""


def test_no_cycles_are_looked_for_while_help_loads():
    assert python("-c", _COLLECTED, "--help").stderr == "0\n"


NOT_FOR_A_CHECK = {
    "csv", "difflib", "docx", "email.policy", "http.client", "importlib.metadata", "jinja2", "lark", "numpy",
    "openpyxl", "pandas", "ssl", "starlette", "tempfile", "urllib.request", "xlsxwriter", "yaml",
    "planbook.book.windows", "planbook.book.foreign.ods", "planbook.book.foreign.xls", "planbook.book.foreign.xlsb",
    "planbook.book.graft", "planbook.book.office", "planbook.book.write", "planbook.returns.mails",
    "planbook.consolidated.consolidate", "planbook.consolidated.hand_edits", "planbook.consolidated.proof",
    "planbook.consolidated.sheets", "planbook.document", "planbook.forms", "planbook.mail",
    "planbook.master.write_tables", "planbook.pipeline.shown", "planbook.pipeline.years",
    "planbook.domain.explanation", "planbook.rollup.explain", "planbook.rules.formula", "planbook.report.board",
    "planbook.report.data", "planbook.report.formats", "planbook.report.worklist", "planbook.report.preview",
}  # fmt: skip


@pytest.mark.parametrize("words", ["--help", "check --help", "check {given}/master.xlsx {given}/returns"])
def test_no_command_loads_what_it_does_not_use(words: str, given: Path):
    loaded = loaded_by("-m", "planbook", *words.format(given=given).split())
    assert "planbook.cli" in loaded
    assert NOT_FOR_A_CHECK & loaded == set()
    assert ("planbook.returns.reading" in loaded) == ("--help" not in words)


_WRITERS = {
    "lark",
    "numpy",
    "openpyxl",
    "pandas",
    "planbook.consolidated.consolidate",
    "planbook.forms",
    "planbook.mail",
}
NOT_FOR = {
    "adopt": {*_WRITERS, "yaml", "planbook.report.data", "planbook.returns", "planbook.rollup"},
    "lint": {*_WRITERS, "xlsxwriter", "yaml", "planbook.report.data", "planbook.returns", "planbook.rollup"},
    "inspect": {*_WRITERS, "xlsxwriter", "yaml", "planbook.consolidated", "planbook.master", "planbook.report"},
    "explain": {*_WRITERS, "docx", "xlsxwriter", "yaml", "planbook.consolidated.printed", "planbook.report.memo"},
    "publish": {*_WRITERS, "docx", "xlsxwriter", "yaml", "planbook.consolidated.printed", "planbook.report.memo"},
    "export": {*_WRITERS, "xlsxwriter", "planbook.report.data", "planbook.returns", "planbook.rollup"},
}
"""What commands do not load where a plan has no rules of the region's own."""


@pytest.mark.parametrize("command", NOT_FOR)
def test_commands_beside_the_returns_load_nothing_of_what_others_do(command: str, given: Path, tmp_path: Path):
    words = [word.format(given=given) for word in RUNS[command].split()]
    done = python("-X", "importtime", "-m", "planbook", *words, cwd=tmp_path, env=os.environ | {"PYTHONPATH": SOURCE})
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert done.returncode in (0, 1), done.stderr
    assert "planbook.domain" in loaded
    assert NOT_FOR[command] & loaded == set()


NOWHERE = "/dev/null/home"
"""A home folder that nobody can make or write to, not even root."""


@pytest.mark.proof
@pytest.mark.parametrize(
    ("command", "home"),
    [*((name, NOWHERE) for name in COMMANDS), *((name, None) for name in COMMANDS if name not in ("demo", "rehearse"))],
)
def test_every_command_works_without_a_home_folder(command: str, home: str | None, given: Path, tmp_path: Path):
    places = ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA")
    environment = {name: value for name, value in os.environ.items() if name not in places}
    environment |= {"PYTHONUTF8": "1", "PYTHONPATH": SOURCE, "PLANBOOK_IMAP_PASSWORD": "x"} | (
        {"HOME": home} if home else {}
    )
    words = [word.format(given=given) for word in RUNS[command].split()]
    done = python("-m", "planbook", *words, cwd=tmp_path, env=environment)
    # no mail server listens there
    assert done.returncode in ((3,) if command == "collect" else (0, 1)), done.stderr
    assert "Traceback" not in done.stderr
