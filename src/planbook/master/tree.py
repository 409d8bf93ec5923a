"""From a section's blocks to the tree of activities: what is an activity or a step, and which parent it has.

An activity has values of its own, a text across its quarters, a responsible unit, or children that do. A numbered
line at the top of an initiative is proposed as one even without, and flagged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planbook.domain import Activity, Initiative, clean, digits, join_key, join_lines
from planbook.layout import original as layout
from planbook.master.blocks import typed_lines
from planbook.master.rows import DOUBT_UNIT, Block, Section, budget_of
from planbook.words import FindingCode

DOUBT_NO_VALUES = "no-values"
DOUBT_MORE_LINES = "more-target-lines"
DOUBT_NOT_IN_TREE = "parent-not-found"
DOUBT_DUPLICATE = "number-twice"
DOUBTS: Mapping[str, FindingCode] = {
    DOUBT_NO_VALUES: "activity-no-values",
    DOUBT_MORE_LINES: "activity-more-target-lines",
    DOUBT_NOT_IN_TREE: "activity-parent-not-found",
    DOUBT_DUPLICATE: "activity-number-twice",
    DOUBT_UNIT: "activity-unit-beside",
}
"""Each doubt about an activity, and the finding that tells it."""


@dataclass
class TreeNode:
    """A block that is, or may turn out to be, an activity."""

    block: Block
    title: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    procedure: list[str] = field(default_factory=list)
    in_procedure: bool = False
    steps: list[tuple[Block, int]] = field(default_factory=list)
    """numbered steps of the procedure, and where in ``procedure`` each begins"""
    rows: dict[str, int] = field(default_factory=dict)
    """where the lines of notes and procedure stand, by their text"""
    children: list[TreeNode] = field(default_factory=list)
    parent: TreeNode | None = None
    doubts: list[str] = field(default_factory=list)

    @property
    def is_activity(self) -> bool:
        """Whether the block is strong or anything below it is."""
        return self.block.is_strong or any(child.is_activity for child in self.children)


class _Builder:
    """Reads a section's blocks in order, keeping the open path of nodes."""

    def __init__(self) -> None:
        self.roots: list[TreeNode] = []
        self.path: list[TreeNode] = []

    def add(self, block: Block) -> None:
        current = self.path[-1] if self.path else None
        if current and current.in_procedure and not block.is_strong and not self._goes_on(current, block):
            current.steps.append((block, len(current.procedure)))
            current.procedure.append(f"{block.number} {block.text}")
            current.rows.setdefault(current.procedure[-1], block.first)
            current.block.last = max(current.block.last, block.last)
            _read_texts(current, block.texts)
            return
        self._promote_for(block)
        self._open(block)

    def _goes_on(self, current: TreeNode, block: Block) -> bool:
        """Whether a line without values is no step but the next activity: its number follows that of an open
        activity ("2." after the procedure of 1.), and the steps so far do not count up to it themselves."""
        steps = {step.number for step, _ in current.steps}
        return any(
            block.number == _successor(node.block.number) and node.block.number not in steps for node in self.path
        )

    def _open(self, block: Block) -> TreeNode:
        node = TreeNode(block, title=[block.text])
        node.parent = self._parent(block)
        if node.parent is None and block.style in ("zero", "dotted") and self.path:
            node.doubts.append(DOUBT_NOT_IN_TREE)
        (node.parent.children if node.parent else self.roots).append(node)
        self.path = [*self._ancestors(node), node]
        _read_texts(node, block.texts)
        return node

    def _ancestors(self, node: TreeNode) -> list[TreeNode]:
        chain: list[TreeNode] = []
        while node.parent:
            node = node.parent
            chain.insert(0, node)
        return chain

    def _parent(self, block: Block) -> TreeNode | None:
        if block.style == "top":
            return None
        if block.style in ("bracket", "letter"):
            return self._parent_of_loose(block)
        if block.style == "dotted":
            prefix = block.number.rpartition(".")[0]
            return next((node for node in reversed(self.path) if node.block.number == prefix), None)
        return next((node for node in reversed(self.path) if not node.block.number.startswith("0")), None)

    def _parent_of_loose(self, block: Block) -> TreeNode | None:
        """Of ``(2)``: what the ``(1)`` before it stands under, the top where it follows ``1.``, or the line above."""
        for node in reversed(self.path):
            if node.block.style == block.style:
                return node.parent
            if block.number.isdecimal() and block.number == _successor(node.block.number):
                return node.parent
        return self.path[-1] if self.path else None

    def _promote_for(self, block: Block) -> None:
        """Where a strong block's parents were taken for steps of a procedure, make them the activities they are."""
        if not block.is_strong or not self.path:
            return
        bits = block.number.split(".")
        for depth in range(1, len(bits)):
            wanted = ".".join(bits[:depth])
            if not any(node.block.number == wanted for node in self.path):
                self._promote(wanted)

    def _promote(self, wanted: str) -> None:
        holder = self.path[-1]
        found = next((step for step in reversed(holder.steps) if step[0].number == wanted), None)
        if found is None:
            return
        step, start = found
        rest = holder.procedure[start + 1 :]
        later = holder.steps[holder.steps.index(found) + 1 :]
        del holder.procedure[start:], holder.steps[holder.steps.index(found) :]
        holder.block.last = step.first - 1
        node = self._open(step)
        node.rows |= holder.rows
        if later:
            node.steps, node.procedure = [(b, at - start - 1) for b, at in later], rest
            step.last = later[-1][0].last


def _successor(number: str) -> str:
    """The number that comes after one as printed: 1 → 2, 01 → 02, 03.2 → 03.3; empty after a letter."""
    head, dot, last = number.rpartition(".")
    if not last.isdecimal():
        return ""
    return f"{head}{dot}{int(last) + 1:0{len(last)}}"


def _read_texts(node: TreeNode, texts: list[tuple[int, str]]) -> None:
    """Sort a block's further lines into title, notes and procedure of a node."""
    mode = "procedure" if node.in_procedure else "title"
    for row, raw in texts:
        line = digits(clean(raw))
        node.rows.setdefault(clean(raw), row)
        if layout.PROCEDURE.match(line):
            node.in_procedure, mode = True, "procedure"
        elif not node.in_procedure and layout.NOTE.match(line):
            mode = "note"
        elif not node.in_procedure and mode == "title" and layout.WHOLE_BRACKET.match(line):
            node.notes.append(clean(raw))
            continue
        elif mode == "title" and layout.BULLET.match(line):
            mode = "procedure"
        {"title": node.title, "note": node.notes, "procedure": node.procedure}[mode].append(clean(raw))


def _activities_among(nodes: list[TreeNode], *, top: bool) -> list[TreeNode]:
    """Keep the nodes that are activities; fold the others into the text of the one before or above."""
    kept: list[TreeNode] = []
    for node in nodes:
        node.children = _activities_among(node.children, top=False)
        if node.is_activity or top:
            if not node.is_activity:
                node.doubts.append(DOUBT_NO_VALUES)
            kept.append(node)
        elif node.parent:
            text = [f"{node.block.number} {join_lines(node.title)}", *node.notes, *node.procedure]
            node.parent.procedure.extend(text)
            node.parent.rows = {text[0]: node.block.first, **node.rows, **node.parent.rows}
            node.parent.block.last = max(node.parent.block.last, node.block.last)
    return kept


def _activity(node: TreeNode, above: str, sheet: str, level: int, taken: set[str]) -> Activity:
    block, doubts = node.block, [*node.doubts, *node.block.doubts]
    column = block.cell.rstrip("0123456789")
    key = join_key(above, block.number)
    if key in taken:
        doubts.append(DOUBT_DUPLICATE)
        key = next(f"{key}#{n}" for n in range(2, 1000) if f"{key}#{n}" not in taken)
    taken.add(key)
    if len(block.lines) > 1:
        doubts.append(DOUBT_MORE_LINES)
    return Activity(
        key=key,
        number=block.number,
        title=join_lines(node.title),
        level=level,
        sheet=sheet,
        cell=block.cell,
        rows=(block.first, block.last),
        lines=tuple(block.lines),
        result_cells=block.lines[0].result_cells if block.lines else block.results,
        span=block.span,
        budget=budget_of(block),
        responsible=tuple(line for cell in block.responsible for line in typed_lines(cell)),
        responsible_cell=block.responsible[0].name if block.responsible else "",
        notes=tuple(node.notes),
        procedure=tuple(node.procedure),
        text_cells={line: f"{column}{node.rows[line]}" for line in (*node.notes, *node.procedure) if line in node.rows},
        doubts=tuple(doubts),
        children=tuple(_activity(child, key, sheet, level + 1, taken) for child in node.children),
    )


def _title(section: Section) -> tuple[str, tuple[str, ...]]:
    """An initiative's title, and its remarks: bracketed lines, and lines further down beside other rows."""
    title: list[str] = []
    notes: list[str] = []
    last = section.row
    for row, text in section.titles:
        remark = layout.WHOLE_BRACKET.match(digits(clean(text))) is not None
        if notes or remark or row > last + 1:
            notes.append(clean(text))
        else:
            title.append(text)
        last = row
    return join_lines(title), (*notes, *(clean(text) for _, text in section.loose))


def build(section: Section, sheet: str, taken: set[str]) -> Initiative:
    """The initiative of a section, with its tree of activities. ``taken`` collects the keys in use."""
    builder = _Builder()
    for block in section.blocks:
        builder.add(block)
    title, notes = _title(section)
    roots = _activities_among(builder.roots, top=True)
    return Initiative(
        number=section.number,
        title=title,
        sheet=sheet,
        row=section.row,
        notes=notes,
        activities=tuple(_activity(node, section.number, sheet, 1, taken) for node in roots),
    )
