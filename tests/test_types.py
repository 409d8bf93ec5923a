"""What crosses a function's border has a name: no bare tuple of more than two things goes in or out, and no name stands
for such a tuple."""

import ast
from collections.abc import Iterator

from tests.test_names import SRC

ROWS = "a cell of a long table: column, value, look; a merge makes a third of a million of them"
ORDER = "by what things are put in order, which nobody takes apart"
KEPT = {
    "book/fitted.py cells": ROWS,
    "book/table.py cells_of": ROWS,
    "book/write.py add_line": ROWS,
    "consolidated/detail_looks.py FormCell": ROWS,
    "consolidated/sheets.py _cells": ROWS,
    "cli/__init__.py resolve_command": "as click has it",
    "report/board.py _map": "lines of the page's data, which its script reads",
    "report/firstpass.py _age": ORDER,
    "report/worklist.py place": ORDER,
    "simulate/rehearsal.py worth": ORDER,
}
"""Functions that stay as they are, and why."""


def test_no_bare_tuple_of_more_than_two_crosses_the_border_of_a_function() -> None:
    found = {f"{path.relative_to(SRC).as_posix()} {name}" for path in SRC.rglob("*.py") for name in _bare(path)}
    assert found == KEPT.keys()


def test_the_test_sees_them() -> None:
    source = (
        "def f(a: list[tuple[int, str, int]]) -> None: ...\ndef g() -> tuple[int, ...]: ...\nA = tuple[int, int, str]\n"
    )
    assert list(_named(ast.parse(source))) == ["f", "A"]


def _bare(path) -> Iterator[str]:
    yield from _named(ast.parse(path.read_text(encoding="utf-8")))


def _named(tree: ast.AST) -> Iterator[str]:
    """The functions and names of a module that take, give or stand for such a tuple."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            said = [node.returns, *(each.annotation for each in args)]
            if node.name != "__reduce__" and any(each is not None and _is_bare(each) for each in said):
                yield node.name
        elif isinstance(node, ast.Assign) and _is_bare(node.value):
            yield ast.unparse(node.targets[0])
        elif isinstance(node, ast.AnnAssign) and node.value is not None and _is_bare(node.value):
            yield ast.unparse(node.target)


def _is_bare(annotation: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Subscript)
        and isinstance(each.value, ast.Name)
        and each.value.id == "tuple"
        and isinstance(each.slice, ast.Tuple)
        and len(each.slice.elts) > 2
        for each in ast.walk(annotation)
    )
