"""What a rule says of a row: exact, and in three values. What is missing is unknown, and an unknown asks nothing."""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any, TypeAlias

from planbook.domain import Number, clean, plain_text
from planbook.domain.number import exact, rounded
from planbook.rules.tree import Arithmetic, Call, Comparison, Constant, Minus, Node, OverOffices, Ref, Sort


class Unusable(Enum):
    """What stands in a cell that holds something, but nothing that can be reckoned with."""

    UNUSABLE = "unusable"


UNUSABLE = Unusable.UNUSABLE
RuleValue: TypeAlias = Number | str | Unusable | None
"""What stands under a name: a number, a text, something unusable, or nothing (None)."""


@dataclass(frozen=True)
class RuleRow:
    """What a rule is asked about: the values by what it asks for, and for rules of the region those of all offices.

    What is not named is blank. ``over`` holds the figures of every office that owes one, None where it is missing.
    """

    values: Mapping[Ref, RuleValue] = field(default_factory=dict)
    over: Mapping[Ref, tuple[Number | None, ...]] = field(default_factory=dict)


def truth_of(node: Node, row: RuleRow) -> bool | None:
    """Whether a rule holds in a row; None where that is not known."""
    if isinstance(node, Comparison):
        return _compared(node, row)
    if not isinstance(node, Call):
        return None
    if node.function in ("ISBLANK", "ISNUMBER"):
        return _asked(node, row)
    if node.function in ("AND", "OR"):
        return _joined(node.given, row, settles=node.function == "OR")
    question = truth_of(node.given[0], row)
    if node.function == "NOT":
        return None if question is None else not question
    return None if question is None else truth_of(node.given[1 if question else 2], row)


def _joined(nodes: Iterable[Node], row: RuleRow, *, settles: bool) -> bool | None:
    """Whether one of several rules holds (``settles`` True), or all do (False): the first that comes to ``settles``
    decides, whatever the others come to."""
    found: bool | None = not settles
    for node in nodes:
        truth = truth_of(node, row)
        if truth is settles:
            return settles
        if truth is None:
            found = None
    return found


def _asked(node: Call, row: RuleRow) -> bool:
    """``ISBLANK`` and ``ISNUMBER`` always know."""
    ref = node.given[0]
    value = row.values.get(ref) if isinstance(ref, Ref) else ref.value if isinstance(ref, Constant) else None
    if node.function == "ISBLANK":
        return value is None or (isinstance(value, str) and not clean(value))
    return not isinstance(value, _NO_NUMBERS) and value is not None


def _compared(node: Comparison, row: RuleRow) -> bool | None:
    if node.left.sort is Sort.TEXT:
        one, other = text_of(node.left, row), text_of(node.right, row)
        if one is None or other is None:
            return None
        return (one == other) == (node.sign == "=")
    left, right = _number(node.left, row), _number(node.right, row)
    if left is None or right is None:
        return None
    if type(left) is not type(right):
        left, right = Fraction(left), Fraction(right)
    return _SIGNS[node.sign](left, right)


_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def text_of(node: Node, row: RuleRow) -> str | None:
    """A text as it is compared: without regard to capitals and to spaces around it; None where there is none."""
    value = row.values.get(node) if isinstance(node, Ref) else node.value if isinstance(node, Constant) else None
    if not isinstance(value, str):
        return None if value is None or isinstance(value, Unusable) else f"{value}"
    return clean(value).lower() or (None if isinstance(node, Ref) else "")


def number_of(node: Node, row: RuleRow) -> Number | None:
    """The exact number that a part of a rule comes to; None where it is not known."""
    value = _fraction(node, row)
    return None if value is None else exact(value)


def _number(node: Node, row: RuleRow) -> Number | None:
    """A number to compare with, as it stands: two decimals need not be made fractions."""
    if isinstance(node, _LEAVES):
        value = row.values.get(node) if isinstance(node, Ref) else node.value
        return None if value is None or isinstance(value, _NO_NUMBERS) else value
    return _fraction(node, row)


_LEAVES = (Constant, Ref)
_NO_NUMBERS = (str, Unusable)


def _fraction(node: Node, row: RuleRow) -> Fraction | None:
    if isinstance(node, _LEAVES):
        value = _number(node, row)
        return None if value is None else Fraction(value)
    if isinstance(node, Minus):
        value = _fraction(node.of, row)
        return None if value is None else -value
    if isinstance(node, Arithmetic):
        return _reckoned(node.sign, _fraction(node.left, row), _fraction(node.right, row))
    if isinstance(node, OverOffices):
        figures = row.over.get(node.of, ())
        return _function(node.function, [None if each is None else Fraction(each) for each in figures])
    if not isinstance(node, Call):
        return None
    if node.function == "IF":
        question = truth_of(node.given[0], row)
        return None if question is None else _fraction(node.given[1 if question else 2], row)
    if node.function == "LEN":
        return _length(node.given[0], row)
    return _function(node.function, [_fraction(each, row) for each in node.given])


def _length(node: Node, row: RuleRow) -> Fraction | None:
    """How many characters a text has; a blank one has none."""
    value = row.values.get(node) if isinstance(node, Ref) else node.value if isinstance(node, Constant) else None
    if isinstance(value, Unusable):
        return None
    return Fraction(len(clean(value) if isinstance(value, str) else "" if value is None else plain_text(value)))


def _reckoned(sign: str, one: Fraction | None, other: Fraction | None) -> Fraction | None:
    if one is None or other is None or (sign == "/" and not other):
        return None
    if sign in "+-":
        return one + other if sign == "+" else one - other
    return one * other if sign == "*" else one / other


def _function(name: str, found: Iterable[Fraction | None]) -> Fraction | None:
    given: list[Fraction] = []
    for value in found:
        if value is None:
            return None
        given.append(value)
    if not given:
        return None
    if name == "ROUND":
        return Fraction(rounded(given[0], int(given[1])))
    if name == "ABS":
        return abs(given[0])
    if name == "SUM":
        return sum(given, Fraction(0))
    return min(given) if name == "MIN" else max(given)
