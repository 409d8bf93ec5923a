"""One name, one thing: a public name is given to one type in the whole of the code. No circles: modules that need each
other are one module, or want a third; late imports count. No file is too long to be read, or too short to be one."""

import ast
import graphlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

SRC = Path(__file__).parents[1] / "src" / "planbook"
SHORT = {
    "__main__.py": "what Python runs",
    "book/office.py": "LibreOffice as a program, which two stages need and nothing else in book is about",
    "pipeline/opening.py": "whoever asks what a workbook is needs nothing that masters need",
    "words/times.py": "moments in words, which data and sheets do not need",
    "book/signed.py": "digital signatures, of which nothing else in book knows",
    "report/webpage.py": "what every page that is one file is put together by",
}
"""Modules of less than 60 lines, and why they are by themselves; the heads of packages only list names."""
LONG = {"words/codes.py": "generated", "words/compiled.py": "generated"}
"""Modules of more than 400 lines."""
FACES = ("cli", "desk", "pipeline", "simulate")
APART = "verify.py"
"""A program by itself, which shares nothing with what it judges, names neither."""


def test_no_two_types_have_the_same_public_name() -> None:
    homes = defaultdict[str, set[str]](set)
    for path in sorted(SRC.rglob("*.py")):
        if path.name != APART:
            for name in _types(ast.parse(path.read_text(encoding="utf-8")).body):
                homes[name].add(str(path.relative_to(SRC)))
    assert len(homes) > 300
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def _types(body: Collection[ast.stmt]) -> Iterator[str]:
    """Classes, and other names for types, which alone are written in capitals and small letters."""
    for node in body:
        match node:
            case (
                ast.ClassDef(name=name)
                | ast.Assign(targets=[ast.Name(id=name)])
                | ast.AnnAssign(target=ast.Name(id=name))
            ):
                if re.fullmatch("[A-Z]+[a-z][A-Za-z]*", name):
                    yield name


def test_no_two_functions_of_the_stages_have_the_same_public_name() -> None:
    """Functions are imported by their bare names. Verbs of the pipeline are called as the stages' own functions, and
    each face (command line, page, simulation) has a few that are called alike."""
    homes = defaultdict[str, set[str]](set)
    for path in sorted(SRC.rglob("*.py")):
        if path.name != APART and path.relative_to(SRC).parts[0] not in FACES:
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    homes[node.name].add(str(path.relative_to(SRC)))
    assert len(homes) > 700
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_no_modules_import_each_other_in_a_circle() -> None:
    names = {_name(path): path for path in SRC.rglob("*.py")}
    graph = {name: _imports(name, path, names.keys()) for name, path in names.items()}
    assert sum(map(len, graph.values())) > 1000
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SRC.parent).with_suffix("").parts).removesuffix(".__init__")


def _imports(name: str, path: Path, names: Collection[str]) -> set[str]:
    """The modules of planbook that one imports, at its head or later; the package itself only lists public names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {whole if (whole := f"{node.module}.{each.name}") in names else node.module for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return (found & set(names)) - {"planbook"} - ({name} if path.name == "__init__.py" else set())


def test_files_have_60_to_400_lines_but_for_a_reason() -> None:
    lines = {
        path.relative_to(SRC).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in SRC.rglob("*.py")
    }
    short = {name for name, count in lines.items() if count < 60 and not name.endswith("__init__.py")}
    assert short == SHORT.keys()
    assert {name for name, count in lines.items() if count > 400} == LONG.keys()
