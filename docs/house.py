"""Draw the house from the code's own imports: ``python docs/house.py`` writes ``docs/pictures/house.svg``.

A room is a folder of ``src/planbook`` or a module beside them. The floors are those of the import contract in
``pyproject.toml``; an arrow is an import, and one that follows from others is left out.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "planbook"
PICTURE = ROOT / "docs" / "pictures" / "house.svg"
FACE = "planbook"
"""The package itself, ``__init__.py``: the list of public names."""

WIDTH, MARGIN = 1120, 24
BOX, GAP, FLOOR = 34, 16, 84
"""Height of a room, room between two, and from one floor to the next; pixels."""
LETTER, NOTE_LETTER = 9, 7
"""Pixels that a letter of a name and of a note takes."""
NOTES = {
    "cli": "the commands: the only place that prints or exits",
    FACE: "the public names",
    "pipeline": "the whole flow, a verb a function",
}


def rooms() -> list[str]:
    """The folders of the source and the modules beside them, by name."""
    return sorted(
        path.stem
        for path in SOURCE.iterdir()
        if (path.is_dir() and any(path.glob("*.py"))) or (path.suffix == ".py" and not path.stem.startswith("__"))
    )


def floors() -> list[list[str]]:
    """The layers of the import contract, highest first, and the rooms on each."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contract if one["type"] == "layers")
    return [[name.strip().removeprefix("planbook.") for name in layer.split("|")] for layer in layers]


def imports() -> dict[str, set[str]]:
    """Room → the rooms that its files import, late imports and those for type checkers included."""
    known = set(rooms())
    found: dict[str, set[str]] = {room: set() for room in (FACE, *sorted(known))}
    for file in sorted(SOURCE.rglob("*.py*")):
        if file.suffix not in (".py", ".pyi") or file.name == "__main__.py":
            continue
        room = file.relative_to(SOURCE).parts[0].partition(".")[0]
        room = room if room in known else FACE
        package = ".".join((FACE, *file.relative_to(SOURCE).parts[:-1]))
        for module in _modules(ast.parse(file.read_text(encoding="utf-8")), known, package):
            target = module.removeprefix(f"{FACE}.").partition(".")[0]
            found[room].add(target if target in known else FACE)
    return {room: targets - {room} for room, targets in found.items()}


def _modules(tree: ast.AST, known: set[str], package: str) -> Iterator[str]:
    """The modules of planbook that a file of a ``package`` imports, by full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == FACE)
        elif isinstance(node, ast.ImportFrom) and node.level == 1:
            yield f"{package}.{node.module}"
        elif isinstance(node, ast.ImportFrom) and node.module == FACE:
            yield from (f"{FACE}.{alias.name}" if alias.name in known else FACE for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{FACE}."):
            yield str(node.module)


def arrows(graph: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """The imports that do not follow from others: no other way leads from the one room to the other."""

    def reach(room: str) -> set[str]:
        return graph[room].union(*(reach(target) for target in graph[room]))

    return [
        (room, target)
        for room in graph
        for target in sorted(graph[room])
        if not any(target in reach(other) for other in graph[room] - {target})
    ]


def draw() -> str:
    """The picture as SVG text, the same for the same imports."""
    graph, levels = imports(), floors()
    levels.insert(next(n for n, level in enumerate(levels) if graph[FACE] & set(level)), [FACE])
    boxes = {box.room: box for number, level in enumerate(levels) for box in _floor(level, MARGIN + number * FLOOR)}
    drawn = [(boxes[room], boxes[target]) for room, target in arrows(graph)]
    height = 2 * MARGIN + FLOOR * (len(levels) - 1) + BOX
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            ' font-family="DejaVu Sans, Segoe UI, sans-serif" font-size="14">',
            "<title>The house: its rooms, and who imports whom</title>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" markerHeight="6"'
            ' orient="auto"><path d="M0 0L8 4L0 8z" fill="#52606d"/></marker></defs>',
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *(_line(start, end, drawn) for start, end in drawn),
            *(_shape(box) for box in boxes.values()),
            "</svg>",
            "",
        ]
    )


@dataclass(frozen=True)
class Box:
    """A room in the picture: its left and top edge and its width, in pixels."""

    room: str
    left: int
    top: int
    width: int

    @property
    def middle(self) -> int:
        """Half way between its left and right edge."""
        return self.left + self.width // 2

    def port(self, ends: Sequence["Box"], end: "Box") -> int:
        """Where on its edge the arrow to or from ``end`` begins: in the order in which all ``ends`` stand, evenly."""
        order = sorted(ends, key=lambda box: (box.middle, box.top))
        return self.left + self.width * (order.index(end) + 1) // (len(order) + 1)


def _floor(level: Sequence[str], top: int) -> Iterator[Box]:
    """The rooms of a floor side by side in the middle of the picture."""
    widths = [LETTER * len(_name(room)) + NOTE_LETTER * len(NOTES.get(room, "")) + 24 for room in level]
    gap = min(4 * GAP, (WIDTH - 2 * MARGIN - sum(widths)) // max(1, len(level) - 1))
    left = (WIDTH - sum(widths) - gap * (len(level) - 1)) // 2
    for room, width in zip(level, widths, strict=True):
        yield Box(room, left, top, width)
        left += width + gap


def _name(room: str) -> str:
    return room if room == FACE else f"{room}/" if (SOURCE / room).is_dir() else f"{room}.py"


def _shape(box: Box) -> str:
    note = NOTES.get(box.room, "")
    aside = f'<tspan dx="8" font-weight="400" fill="#52606d" font-size="13">{escape(note)}</tspan>' if note else ""
    return (
        f'<rect x="{box.left}" y="{box.top}" width="{box.width}" height="{BOX}" rx="6" fill="#eef4fb"'
        ' stroke="#3b6ea5"/>'
        f'<text x="{box.middle}" y="{box.top + 22}" text-anchor="middle" font-weight="600" fill="#1f3864">'
        f"{escape(_name(box.room))}{aside}</text>"
    )


def _line(start: Box, end: Box, drawn: Sequence[tuple[Box, Box]]) -> str:
    x1 = start.port([target for source, target in drawn if source == start], end)
    x2 = end.port([source for source, target in drawn if target == end], start)
    y1, y2, bend = start.top + BOX, end.top, FLOOR - BOX
    return (
        f'<path d="M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}" fill="none" stroke="#9aa5b1"'
        ' stroke-width="1.4" marker-end="url(#tip)"/>'
    )


def main() -> int:
    """Write the picture, or with ``--check`` say whether it is as the code would have it."""
    fresh = PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == draw()
    if not fresh and "--check" not in sys.argv:
        PICTURE.write_text(draw(), encoding="utf-8", newline="\n")
    return 1 if not fresh and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
