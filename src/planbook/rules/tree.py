"""A rule as a tree: what its text says, apart from how it is spelled.

Every node has a :class:`Sort` that is known before anything is reckoned: a rule that would add a text to a number is
refused when it is read, and never means one thing here and another in a spreadsheet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from planbook.domain import Key
from planbook.domain.number import product, total


class Sort(StrEnum):
    """What a part of a rule is."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    """holds, does not hold, or is not known yet"""


class Name(StrEnum):
    """The names that a rule may use for what stands in a row. How they are spelled stands in :mod:`planbook.words`,
    ``condition.name``, and every language's spelling is understood."""

    RESULT = "result"
    """the row's result; a percentage is a fraction, as in its cell: 95 % is ``95%`` or ``0.95``"""
    TARGET = "target"
    """the target's figure in the unit of the result; unknown where it is none"""
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    BEFORE = "before"
    """the result of the quarter before"""
    UNIT = "unit"
    STATUS = "status"
    REMARK = "remark"
    QUARTER = "quarter"
    """the quarter's number, 1 to 4"""

    @property
    def sort(self) -> Sort:
        """What it is: a number or a text."""
        return Sort.TEXT if self in (Name.UNIT, Name.STATUS, Name.REMARK) else Sort.NUMBER


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a text that the rule itself says."""

    value: Decimal | str

    @property
    def sort(self) -> Sort:
        """A number or a text."""
        return Sort.TEXT if isinstance(self.value, str) else Sort.NUMBER


@dataclass(frozen=True, slots=True)
class Ref:
    """What stands under a ``name`` in the row itself, or with a ``key`` in the row of another activity."""

    name: Name
    key: Key = ""

    @property
    def sort(self) -> Sort:
        """A number or a text."""
        return self.name.sort


@dataclass(frozen=True, slots=True)
class Unknown:
    """What will not be known: a target that is no figure, where a rule is bound to a row."""

    sort: Sort


@dataclass(frozen=True, slots=True)
class Minus:
    """A number with the other sign."""

    of: "Node"

    @property
    def sort(self) -> Sort:
        """A number."""
        return Sort.NUMBER


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers and ``+``, ``-``, ``*`` or ``/`` between them. A division by zero is unknown."""

    sign: str
    left: "Node"
    right: "Node"

    @property
    def sort(self) -> Sort:
        """A number."""
        return Sort.NUMBER


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two numbers and one of ``= <> < <= > >=``, or two texts and ``=`` or ``<>``."""

    sign: str
    left: "Node"
    right: "Node"

    @property
    def sort(self) -> Sort:
        """A truth."""
        return Sort.TRUTH


@dataclass(frozen=True, slots=True)
class Call:
    """A function of Excel's name, upper case, and what it is given."""

    function: str
    given: tuple["Node", ...]

    @property
    def sort(self) -> Sort:
        """What comes out of it; of ``IF`` what its two answers are."""
        return self.given[1].sort if self.function == "IF" else FUNCTIONS[self.function].gives


@dataclass(frozen=True, slots=True)
class OverOffices:
    """``SUM``, ``MIN`` or ``MAX`` of one figure over all offices that it is due of; a rule of the region's alone."""

    function: str
    of: Ref

    @property
    def sort(self) -> Sort:
        """A number."""
        return Sort.NUMBER


Node: TypeAlias = Constant | Ref | Unknown | Minus | Arithmetic | Comparison | Call | OverOffices


def compared(left: Node, sign: str, right: Node | Decimal | int | str) -> Comparison:
    """Two numbers or two texts and a sign between them (:class:`Comparison`); a bare value is a :class:`Constant`."""
    if isinstance(right, str | int | Decimal):
        right = Constant(Decimal(right) if isinstance(right, int) else right)
    return Comparison(sign, left, right)


def all_of(*given: Node) -> Call:
    """``AND`` of truths."""
    return Call("AND", given)


def any_of(*given: Node) -> Call:
    """``OR`` of truths."""
    return Call("OR", given)


def asks_blank(asked: Ref) -> Call:
    """``ISBLANK`` of what stands under a name."""
    return Call("ISBLANK", (asked,))


def asks_number(asked: Ref) -> Call:
    """``ISNUMBER`` of what stands under a name."""
    return Call("ISNUMBER", (asked,))


@dataclass(frozen=True, slots=True)
class Function:
    """What a function takes and gives. ``least`` and ``most`` count what it takes; None is as many as one likes."""

    gives: Sort
    takes: Sort | None
    least: int
    most: int | None


FUNCTIONS: Mapping[str, Function] = {
    "IF": Function(Sort.NUMBER, None, 3, 3),
    "AND": Function(Sort.TRUTH, Sort.TRUTH, 1, None),
    "OR": Function(Sort.TRUTH, Sort.TRUTH, 1, None),
    "NOT": Function(Sort.TRUTH, Sort.TRUTH, 1, 1),
    "ISBLANK": Function(Sort.TRUTH, None, 1, 1),
    "ISNUMBER": Function(Sort.TRUTH, None, 1, 1),
    "LEN": Function(Sort.NUMBER, None, 1, 1),
    "ABS": Function(Sort.NUMBER, Sort.NUMBER, 1, 1),
    "MIN": Function(Sort.NUMBER, Sort.NUMBER, 1, None),
    "MAX": Function(Sort.NUMBER, Sort.NUMBER, 1, None),
    "SUM": Function(Sort.NUMBER, Sort.NUMBER, 1, None),
    "ROUND": Function(Sort.NUMBER, Sort.NUMBER, 2, 2),
}
"""Every function of the language. What is given to one that ``takes`` None is looked at one by one."""
OVER_OFFICES = ("SUM", "MIN", "MAX")
ROUNDS_TO = range(10)
"""The decimals that ``ROUND`` may be given."""


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    for below in _below(node):
        yield from walk(below)


def _below(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Arithmetic | Comparison):
        return (node.left, node.right)
    if isinstance(node, Minus | OverOffices):
        return (node.of,)
    return node.given if isinstance(node, Call) else ()


def refs(node: Node) -> tuple[Ref, ...]:
    """Everything that a rule asks for, each once, in the order of its text."""
    return tuple(dict.fromkeys(part for part in walk(node) if isinstance(part, Ref)))


def bound(node: Node, values: Mapping[Ref, Decimal | str | None]) -> Node:
    """The rule with values in place of some of what it asks for; None is what will not be known.

    A product or sum of values is worked out: ``ผล > 3 * เป้าหมาย`` with a target of 2 is ``ผล > 6``.
    """
    return _replaced(
        node, {ref: Unknown(ref.sort) if value is None else Constant(value) for ref, value in values.items()}
    )


def renamed(node: Node, names: Mapping[Ref, Ref]) -> Node:
    """The rule with other names in place of some of what it asks for."""
    return _replaced(node, names)


def _replaced(node: Node, values: Mapping[Ref, Constant | Unknown | Ref]) -> Node:
    if isinstance(node, Ref):
        return values.get(node, node)
    if isinstance(node, OverOffices):
        of = values.get(node.of)
        return OverOffices(node.function, of) if isinstance(of, Ref) else node
    if isinstance(node, Minus):
        return Minus(_replaced(node.of, values))
    if isinstance(node, Arithmetic):
        return _worked_out(Arithmetic(node.sign, _replaced(node.left, values), _replaced(node.right, values)))
    if isinstance(node, Comparison):
        return Comparison(node.sign, _replaced(node.left, values), _replaced(node.right, values))
    if isinstance(node, Call):
        return Call(node.function, tuple(_replaced(each, values) for each in node.given))
    return node


def _worked_out(node: Arithmetic) -> Node:
    one, other = node.left, node.right
    if not (isinstance(one, Constant) and isinstance(other, Constant)) or node.sign == "/":
        return node
    if isinstance(one.value, str) or isinstance(other.value, str):
        return node
    if node.sign == "*":
        found = product(one.value, other.value)
    else:
        found = total([one.value, other.value if node.sign == "+" else -other.value])
    return Constant(found) if isinstance(found, Decimal) else node
