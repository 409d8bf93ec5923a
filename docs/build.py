"""Write the generated pages of the docs: the findings and the command line.

``python docs/build.py`` writes them; ``--check`` exits 1 where a page is not what it would write.
"""

import ast
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import planbook
from planbook.cli import COMMANDS
from planbook.domain import Severity, finding_kinds
from planbook.layout.own_tables import sheet_text
from planbook.report.data import COLUMNS, NUMBER
from planbook.words import sentences

HERE = Path(__file__).parent
_ROLE = re.compile(r":(?:\w+:)?\w+:`~?([^`]+)`")
SCHEMAS = HERE.parent / "schemas"
SEVERITIES = {
    Severity.ERROR: "✗ ต้องแก้ไข / error",
    Severity.WARNING: "! ควรตรวจสอบ / warning",
    Severity.INFO: "· เพื่อทราบ / info",
}


def findings() -> str:
    """Every kind of finding, by severity, with its words and how to mend it."""
    lines = [
        "# Findings / สิ่งที่โปรแกรมแจ้ง",
        "",
        "Generated from `src/planbook/words/` by `docs/build.py`. Words in braces are filled in.",
    ]
    for severity, title in SEVERITIES.items():
        lines += ["", f"## {title}"]
        for code, kind in sorted(finding_kinds().items()):
            if kind.severity is severity:
                th, en = (
                    [sentences(language)[f"finding.{code}.{part}"] for part in ("message", "hint")]
                    for language in ("th", "en")
                )
                lines += ["", f"### `{code}`", "", th[0], "", en[0], "", f"→ {th[1]}", "", f"→ {en[1]}"]
    return "\n".join(lines) + "\n"


_FOR_EVERY_COMMAND = """\
Every command speaks one language: `--lang`, else `PLANBOOK_LANG`, the master's, the system's, else Thai. It ends by
saying what comes next, as a command to copy.

- **A file named `-`** is what comes on stdin, or goes to stdout; then all talk goes to stderr:
  `planbook merge master.xlsx returns/ -o - | planbook publish - -o plan.html`.
- **Findings for programs**: `--report FILE.jsonl` (one a line), `--report -` (the whole report as JSON on stdout).
- **`--quiet`** shows errors alone; data that was asked for still comes, and the exit code still tells.
- **`--log FILE`** (`.log` or `.txt`) keeps everything that is said, in a quiet run too: a block a run, with its time,
  its command without passwords, and its exit code. A file that is no such log is never written to.
- **Colours** stand on terminals alone; `NO_COLOR=1` turns them off. Lines are as wide as the terminal, 120 columns at
  most, and break between words, Thai ones too; `COLUMNS=80` says another width. In a file or pipe no line is broken.
- **The Tab key** completes commands, options and files once the shell has read what `planbook completion` prints:
  `planbook completion powershell >> $PROFILE`, `planbook completion bash >> ~/.bashrc`,
  `planbook completion zsh >> ~/.zshrc` (below `compinit`),
  `planbook completion fish > ~/.config/fish/completions/planbook.fish`. The tests ask bash, zsh and fish themselves,
  and PowerShell where `pwsh` is installed, which it is not where planbook is built.
- **Exit codes**: 0 clean, 1 findings that need attention, 2 usage, 3 cannot go on.""".splitlines()


def command_line() -> str:
    """The help of every command in both languages, as a terminal of 100 columns shows it."""
    lines = ["# The command line / คำสั่ง", "", "Generated from the commands' own help by `docs/build.py`."]
    lines += ["", *_FOR_EVERY_COMMAND]
    for name in COMMANDS:
        lines += ["", f"## planbook {name}"]
        for language in ("th", "en"):
            help_text = subprocess.run(
                [sys.executable, "-m", "planbook", name, "--help", "--lang", language],
                env={**os.environ, "COLUMNS": "100"},
                capture_output=True,
                encoding="utf-8",
                check=True,
            ).stdout
            lines += ["", "```", help_text.rstrip(), "```"]
    return "\n".join(lines) + "\n"


_TEXTS_OF_CSV = f"""\
A CSV does not say of a cell whether it is a text or a formula. Each text stands in it as it is, so that programs read
what was typed; but what begins with `=`, `+`, `-` or `@` **Excel calculates** where the file is opened with a double
click, and of texts such as `10/3` or `0012` it makes dates and numbers. To look at the results in Excel, open the sheet
`{sheet_text("sheet.facts")}` of the consolidated workbook, where each text is a text, or import the CSV (Data → From
Text/CSV) with every column as text. `export` says how many cells begin like a formula. In Parquet each text is a text.

Control characters that came with a text are not written raw: all but tab and line ends are pictured (U+0000 as `␀`),
and for halves of a character stands `�`.""".splitlines()


def data() -> str:
    """The columns of the results as a table, and the schemas of JSON."""
    lines = [
        "# Data / ข้อมูล",
        "",
        "Generated by `docs/build.py`. The results of offices as a table:",
        "`planbook export CONSOLIDATED.xlsx --facts FILE` (`.csv` or `.parquet`), in Python `outcome.to_frame()`,",
        "whose numbers are exact decimals or fractions.",
        "",
        "| column | what it holds |",
        "|---|---|",
        *(f"| `{name}` | {what} |" for name, what in COLUMNS.items()),
        f"| `{NUMBER}` | in files only: the result as a floating-point number, empty where it is none |",
        "",
        *_TEXTS_OF_CSV,
        "",
        "JSON has schemas in `schemas/`:",
        "",
        *(f"- [{path.name}](../schemas/{path.name})" for path in sorted(SCHEMAS.glob("*.json"))),
    ]
    return "\n".join(lines) + "\n"


def library() -> str:
    """The public names with their docstrings: verbs, values, errors."""
    things = {name: getattr(planbook, name) for name in planbook.__all__}
    errors = {name: each for name, each in things.items() if isinstance(each, type) and issubclass(each, Exception)}
    verbs = {name: each for name, each in things.items() if inspect.isfunction(each)}
    values = {name: each for name, each in things.items() if isinstance(each, type) and name not in errors}
    lines = [
        "# The library",
        "",
        "Generated from the docstrings by `docs/build.py`. `import planbook as pb`; `dir(pb)` lists the same names. A",
        "*source* is a path, bytes or a binary stream.",
    ]
    for title, named in (("Verbs", verbs), ("Errors", errors), ("Values", values)):
        lines += ["", f"## {title}"]
        for name, thing in sorted(named.items(), key=lambda each: each[0].casefold()):
            lines += ["", f"### `{name}`", ""]
            if title == "Verbs":
                lines += ["```python", f"{name}{_signature(thing)}", "```", ""]
            lines.append(_markdown(inspect.getdoc(thing) or ""))
            lines += _members(thing) if title == "Values" else []
    return "\n".join(lines) + "\n"


def _markdown(docstring: str) -> str:
    """A docstring's marks as those of Markdown."""
    return _ROLE.sub(r"`\1`", docstring).replace("``", "`")


def _signature(verb: object) -> str:
    """How a verb is called as its source says it, an argument a line."""
    (node,) = ast.parse(inspect.getsource(verb)).body  # type: ignore[arg-type]  # it is a function
    assert isinstance(node, ast.FunctionDef)
    said = node.args
    plain = [*zip(said.args, [None] * (len(said.args) - len(said.defaults)) + said.defaults, strict=True)]
    named = [*zip(said.kwonlyargs, said.kw_defaults, strict=True)]
    given = [_argument(*each) for each in plain] + (["*"] if named else []) + [_argument(*each) for each in named]
    returned = ast.unparse(node.returns) if node.returns else "None"
    return "(\n" + "".join(f"    {each},\n" for each in given) + f") -> {returned}"


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")


def _members(kind: type) -> list[str]:
    """The public methods and properties of a class that have docstrings of their own."""
    found = []
    for name, member in list(vars(kind).items()):  # reading one may add to them
        said = getattr(member, "__doc__", None) if callable(member) or hasattr(member, "__get__") else None
        if said and not name.startswith("_") and "Alias for field" not in said and not isinstance(member, type):
            first = " ".join(inspect.cleandoc(said).split("\n\n")[0].split())
            found.append(f"- `{name}`: {_markdown(first)}")
    return ["", *found] if found else []


_PLATFORM = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "python_version": "3.11"}
"""For which the libraries are listed, wherever the page is made."""
_WHAT_FOR = {
    "": "Always",
    "desk": "The page in the browser: `planbook[desk]`",
    "mail": "Mailboxes: `planbook[mail]`",
    "parquet": "Results as Parquet: `planbook[parquet]`",
    "cluster": "Many machines, returns at addresses, results of many regions: `planbook[cluster]`",
    "s3": "Returns in buckets of S3: `planbook[s3]`",
    "fast": "Quicker reading: `planbook[fast]`",
}
"""What people install; the other extras are for those who work on planbook."""


def licences() -> str:
    """Every library that an installation brings along, with its licence."""
    lines = [
        "# Licences / สัญญาอนุญาต",
        "",
        "planbook is under the MIT licence. Generated by `docs/build.py`: the libraries that come along with it, those",
        "that they need in their turn too, with the licences that they state; versions are those of `constraints.txt`.",
    ]
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed: set[str] = set()
    for extra, what in _WHAT_FOR.items():
        asked = project["optional-dependencies"][extra] if extra else project["dependencies"]
        names = sorted(_needed(map(Requirement, asked), "") - listed)
        listed |= {*names}
        lines += ["", f"## {what}", "", "| library | version | licence |", "|---|---|---|"]
        lines += [f"| {name} | {version(name)} | {_licence(name)} |" for name in names]
    extras = project["optional-dependencies"]
    tools = {canonicalize_name(each.name) for extra in ("dev", "test") for each in map(Requirement, extras[extra])}
    lines += ["", "## Working on planbook alone: `planbook[dev]`, in no installation", ""]
    lines += ["| tool | version | licence |", "|---|---|---|"]
    tools -= listed | {"planbook"}
    lines += [f"| {name} | {version(name)} | {_licence(name)} |" for name in sorted(tools)]
    return "\n".join(lines) + "\n"


def _needed(asked: Iterable[Requirement], extra: str) -> set[str]:
    """The libraries that are asked for, and those that they need with an extra of theirs, by their plain names."""
    found: set[str] = set()
    for need in asked:
        if need.marker is None or need.marker.evaluate({**_PLATFORM, "extra": extra}):
            name = canonicalize_name(need.name)
            further = [Requirement(line) for line in requires(name) or ()]
            found |= {name}.union(*(_needed(further, inner) for inner in ("", *need.extras)))
    return found


def _licence(name: str) -> str:
    """What a library says of its licence: the expression, else what classes it."""
    told = metadata(name)
    classes = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License ::")]
    return told.get("License-Expression") or ", ".join(classes) or told.get("License", "").split("\n")[0]


PAGES = {
    "findings.md": findings,
    "cli.md": command_line,
    "data.md": data,
    "library.md": library,
    "licences.md": licences,
}


def main() -> int:
    """Write the pages, or check them."""
    stale = []
    for name, make in PAGES.items():
        page = HERE / name
        if not page.exists() or page.read_text(encoding="utf-8") != make():
            stale.append(name)
            if "--check" not in sys.argv:
                page.write_text(make(), encoding="utf-8")
    if stale:
        print(("stale: " if "--check" in sys.argv else "wrote ") + ", ".join(stale))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
