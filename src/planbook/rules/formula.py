"""A rule as a spreadsheet formula that holds where, and only where, the rule is known to hold.

A formula is TRUE or 1 where the rule holds and FALSE or 0 where it does not or is not known, whatever was pasted into
the cells: it never shows an error. Every part of a rule has four texts: its *value*, read only where it is *known*, and
whether it *holds* or *fails*. ``*`` is "and" and ``+`` is "or", because an old .xls keeps eight functions within each
other at most.

A spreadsheet reckons with 15 digits: 0.1+0.2 is not 0.3 to it. Where a rule reckons, two numbers are one as long as
they differ by less than a hundred million millionth of the numbers that they were made of (:data:`SLACK`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import NamedTuple

from planbook.domain import plain_text
from planbook.rules.evaluate import RuleRow, truth_of
from planbook.rules.tree import Arithmetic, Call, Comparison, Constant, Minus, Node, Ref, Sort, Unknown

SLACK = "1E-14"
"""How much of the numbers that a comparison is made of a spreadsheet may lose in reckoning."""

EDGE = Decimal("1e-13")
"""How much of itself a number gives way that a cell is compared with."""
_FIFTEEN = Context(prec=15)

_STEP = {"(": 1, ")": -1}
YES, NO = "TRUE", "FALSE"
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_WITHIN = {
    "=": "ABS({d})<={s}",
    "<>": "ABS({d})>{s}",
    "<": "{d}<-{s}",
    "<=": "{d}<={s}",
    ">": "{d}>{s}",
    ">=": "{d}>=-{s}",
}


def holds(node: Node, cells: Mapping[Ref, str], usable: Collection[Ref] = ()) -> str:
    """A formula, without ``=``, that is TRUE or 1 where the rule is known to hold, else FALSE or 0.

    ``cells`` gives the address of everything that the rule asks for. ``usable`` are those whose cells are known to hold
    what they should, because the formula stands behind a question that says so. Raises KeyError for a name without a
    cell, ValueError for a rule over offices.
    """
    return _bare(_Writer(cells, frozenset(usable)).truth(node, wanted=True))


def fails(node: Node, cells: Mapping[Ref, str], usable: Collection[Ref] = ()) -> str:
    """A formula, without ``=``, that is TRUE or 1 where the rule is known not to hold, else FALSE or 0."""
    return _bare(_Writer(cells, frozenset(usable)).truth(node, wanted=False))


def text_in_formula(text: str) -> str:
    """A text as a formula quotes it."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True)
class _Writer:
    cells: Mapping[Ref, str]
    usable: frozenset[Ref]

    # truths: each is safe by itself

    def truth(self, node: Node, *, wanted: bool) -> str:
        if isinstance(node, Comparison):
            return self._comparison(node, node.sign if wanted else _OPPOSITE[node.sign])
        if not isinstance(node, Call):
            return NO
        if node.function == "NOT":
            return self.truth(node.given[0], wanted=not wanted)
        if node.function in ("AND", "OR"):
            if (node.function == "AND") is wanted:
                return self._together(node.given, wanted=wanted)
            return _any([self.truth(each, wanted=wanted) for each in node.given])
        if node.function == "IF":
            question, yes, no = node.given
            one = _all([self.truth(question, wanted=True), self.truth(yes, wanted=wanted)])
            return _any([one, _all([self.truth(question, wanted=False), self.truth(no, wanted=wanted)])])
        return self._asked(node, wanted=wanted)

    def _asked(self, node: Call, *, wanted: bool) -> str:
        ref = node.given[0]
        if not isinstance(ref, Ref):
            # bound to a row: a constant is not blank; what will not be known is
            is_so = isinstance(ref, Constant) is (node.function == "ISNUMBER" and ref.sort is Sort.NUMBER)
            return YES if is_so is wanted else NO
        cell = self.cells[ref]
        if node.function == "ISNUMBER":
            if ref in self.usable:
                return YES if wanted else NO
            return f"ISNUMBER({cell})" if wanted else f"NOT(ISNUMBER({cell}))"
        if ref in self.usable and ref.sort is Sort.NUMBER:
            return NO if wanted else YES
        sign = "=" if wanted else "<>"
        if ref in self.usable:
            return f'{cell}{sign}""'
        return f'IF(ISERROR({cell}),{NO if wanted else YES},TRIM({cell}){sign}"")'

    def _together(self, given: tuple[Node, ...], *, wanted: bool) -> str:
        """All of several truths; what makes comparisons known is asked once for all of them."""
        known, bodies, others = NOTHING_ASKED, list[str](), list[str]()
        for each in given:
            positive = wanted
            while isinstance(each, Call) and each.function == "NOT":
                each, positive = each.given[0], not positive
            if isinstance(each, Comparison):
                asked, body = self._body(each, each.sign if positive else _OPPOSITE[each.sign])
                known += asked
                bodies.append(body)
            else:
                others.append(self.truth(each, wanted=positive))
        return _all([_guarded(known, _all([*known.factors, *bodies])), *others])

    def _comparison(self, node: Comparison, sign: str) -> str:
        known, body = self._body(node, sign)
        return _guarded(known, _all([*known.factors, body]))

    def _body(self, node: Comparison, sign: str) -> "tuple[_Known, str]":
        """What makes the parts of a comparison known, and the comparison, which may be read where they are."""
        left, right = node.left, node.right
        if isinstance(left, Constant) and isinstance(right, Constant):
            return NOTHING_ASKED, YES if _constant(left.value, sign, right.value) else NO
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return NOTHING_ASKED, NO
        if left.sort is Sort.TEXT:
            return self._texts(left, sign, right)
        known = self.known(node)
        return known, NO if NO in known.stages() else self._of_numbers(left, sign, right)

    def _of_numbers(self, left: Node, sign: str, right: Node) -> str:
        """A comparison of two numbers that are known."""
        if isinstance(left, Ref) and isinstance(right, Constant) and sign in _EDGES and right.value:
            return f"{self.value(left)}{_EDGES[sign].sign}{_edge(right.value, _EDGES[sign])}"
        if (isinstance(left, Constant | Ref) and isinstance(right, Constant | Ref)) or _is_whole(left, right):
            return f"{self.value(left)}{sign}{self.value(right)}"
        size = f"{SLACK}*({self.size(left)}+{self.size(right)})"
        less = self.value(right)
        less = f"({less})" if isinstance(right, Arithmetic) or less.startswith("-") else less
        return _WITHIN[sign].format(d=f"{self.value(left)}-{less}", s=size)

    def _texts(self, left: Node, sign: str, right: Node) -> "tuple[_Known, str]":
        known = NOTHING_ASKED
        for part, other in ((left, right), (right, left)):
            # what equals a text that is not blank is not blank
            full = sign == "=" and isinstance(other, Constant) and bool(other.value)
            if isinstance(part, Ref) and part in self.usable:
                known += NOTHING_ASKED if full else _Known(factors=(f'{self.cells[part]}<>""',))
            elif isinstance(part, Ref):
                known += _asked_on(0, f"NOT(ISERROR({self.cells[part]}))")
                if not full:
                    known += _asked_on(1, f'TRIM({self.cells[part]})<>""')
        return known, f"{self.text(left)}{sign}{self.text(right)}"

    def text(self, node: Node) -> str:
        if isinstance(node, Ref):
            return self.cells[node] if node in self.usable else f"TRIM({self.cells[node]})"
        return text_in_formula(str(node.value)) if isinstance(node, Constant) else '""'

    # numbers: a value is read only where it is known

    def value(self, node: Node) -> str:
        if isinstance(node, Constant | Unknown):
            # the value of what will not be known is never read
            return plain_text(node.value) if isinstance(node, Constant) and isinstance(node.value, Decimal) else "0"
        if isinstance(node, Ref):
            return self.cells[node]
        if isinstance(node, Minus):
            of = self.value(node.of)
            return f"(-({of}))" if isinstance(node.of, Arithmetic) else f"(-{of})"
        if isinstance(node, Arithmetic):
            left = self.value(node.left)
            right = self.value(node.right)
            right = f"({right})" if isinstance(node.right, Arithmetic) or right.startswith("-") else right
            loose = node.sign in "*/" and isinstance(node.left, Arithmetic) and node.left.sign in "+-"
            return f"({left}){node.sign}{right}" if loose else f"{left}{node.sign}{right}"
        if not isinstance(node, Call):
            raise ValueError(node)
        if node.function == "IF":
            question, yes, no = node.given
            return f"IF({self.truth(question, wanted=True)},{self.value(yes)},{self.value(no)})"
        if node.function == "LEN":
            measured = node.given[0]
            if isinstance(measured, Ref):
                return f"LEN(TRIM({self.cells[measured]}))"
            return f"LEN({self.text(measured)})"
        return f"{node.function}({','.join(self.value(each) for each in node.given)})"

    def size(self, node: Node) -> str:
        """The largest that the numbers come to that a number is made of, whatever their signs."""
        if isinstance(node, Constant | Unknown):
            return self.value(node).removeprefix("-")
        if isinstance(node, Ref):
            return f"ABS({self.cells[node]})"
        if isinstance(node, Minus):
            return self.size(node.of)
        if isinstance(node, Arithmetic):
            if node.sign in "+-":
                return f"{self.size(node.left)}+{self.size(node.right)}"
            if isinstance(node.right, Constant):
                right = self.size(node.right)
            else:
                right = f"ABS({self.value(node.right)})" if node.sign == "/" else _term(self.size(node.right))
            return f"{_term(self.size(node.left))}{node.sign}{right}"
        if not isinstance(node, Call):
            raise ValueError(node)
        if node.function == "IF":
            question, yes, no = node.given
            return f"IF({self.truth(question, wanted=True)},{self.size(yes)},{self.size(no)})"
        if node.function == "LEN":
            return self.value(node)
        return "+".join(self.size(each) for each in (node.given[:1] if node.function == "ROUND" else node.given))

    def known(self, node: Node) -> "_Known":
        """What makes the numbers of a part known."""
        if isinstance(node, Unknown):
            return _asked_on(0, NO)
        if isinstance(node, Ref) and node not in self.usable:
            return _Known(numbers=(self.cells[node],))
        if isinstance(node, Minus):
            return self.known(node.of)
        if isinstance(node, Arithmetic | Comparison):
            both = self.known(node.left) + self.known(node.right)
            return both + _asked_on(*self._not_zero(node.right)) if node.sign == "/" else both
        if isinstance(node, Call) and node.function == "IF":
            question, yes, no = node.given
            one = _all([self.truth(question, wanted=True), _guarded(self.known(yes), YES)])
            other = _all([self.truth(question, wanted=False), _guarded(self.known(no), YES)])
            return _asked_on(0, _any([one, other]))
        return self._known_call(node) if isinstance(node, Call) else NOTHING_ASKED

    def _known_call(self, node: Call) -> "_Known":
        of = node.given[0]
        if node.function != "LEN":
            return sum(map(self.known, node.given), NOTHING_ASKED)
        if isinstance(of, Ref) and of not in self.usable:
            return _asked_on(0, f"NOT(ISERROR({self.cells[of]}))")
        return NOTHING_ASKED

    def _not_zero(self, node: Node) -> "tuple[int, str]":
        """The condition under which a number may be divided by, and the level that it is safe on."""
        if isinstance(node, Constant):
            return 0, YES if node.value else NO
        if isinstance(node, Ref):
            return 1, f"{self.cells[node]}<>0"
        return 1 + _divisions(node), f"ABS({self.value(node)})>{SLACK}*({self.size(node)})"


@dataclass(frozen=True)
class _Known:
    """Conditions under which a value is known: cells that are to be numbers, others with the level they are safe on.

    A condition of a level may be read only where those of the levels below it hold. ``factors`` may be read with the
    value itself.
    """

    factors: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    conditions: tuple[tuple[int, str], ...] = ()

    def __add__(self, other: "_Known") -> "_Known":
        """The conditions of both."""
        conditions = self.conditions + other.conditions
        return _Known(self.factors + other.factors, self.numbers + other.numbers, conditions)

    def stages(self) -> list[str]:
        """What is to be asked one after the other; empty where nothing is in doubt."""
        cells = list(dict.fromkeys(self.numbers))
        first = (
            [f"COUNT({','.join(cells)})={len(cells)}" if len(cells) > 1 else f"ISNUMBER({cells[0]})"] if cells else []
        )
        levels = [
            [*(first if not level else []), *(said for at, said in self.conditions if at == level)]
            for level in sorted({0, *(at for at, _ in self.conditions)})
        ]
        return [said for level in levels if (said := _all(list(dict.fromkeys(level)))) != YES]


NOTHING_ASKED = _Known()


def _asked_on(level: int, condition: str) -> _Known:
    """One condition, with the level it is safe on."""
    return _Known(conditions=((level, condition),))


def _guarded(known: _Known, body: str) -> str:
    stages = known.stages()
    if NO in stages or body == NO:
        return NO
    for stage in reversed(stages):
        body = stage if body == YES else f"IF({stage},{body},{NO})"
    return body


def _all(found: list[str]) -> str:
    """One formula that is true where all are; each of them is safe by itself."""
    if NO in found:
        return NO
    left = [each for each in dict.fromkeys(found) if each != YES]
    return "*".join(map(_factor, left)) if len(left) > 1 else left[0] if left else YES


def _any(found: list[str]) -> str:
    """One formula that is true where one is at least; each of them is safe by itself."""
    if YES in found:
        return YES
    left = [each for each in dict.fromkeys(found) if each != NO]
    return f"({'+'.join(map(_factor, left))}>0)" if len(left) > 1 else left[0] if left else NO


def _factor(text: str) -> str:
    """A truth in brackets, unless it is one call or stands in brackets."""
    depth, named = 0, text.partition("(")[0]
    ends = next(
        (place for place, char in enumerate(text, 1) if (depth := depth + _STEP.get(char, 0)) == 0 and char == ")"), 0
    )
    return text if ends == len(text) and (not named or named.isalpha()) else f"({text})"


def _bare(text: str) -> str:
    """A whole formula without the brackets around it."""
    return text[1:-1] if text.startswith("(") and text == _factor(text) else text


def _term(text: str) -> str:
    """A sum in brackets."""
    return f"({text})" if "+" in text else text


def _divisions(node: Node) -> int:
    """How many divisions stand within each other."""
    if isinstance(node, Arithmetic):
        return max(_divisions(node.left), _divisions(node.right)) + (node.sign == "/")
    if isinstance(node, Minus):
        return _divisions(node.of)
    if isinstance(node, Call):
        return max((_divisions(each) for each in node.given), default=0)
    return 0


def _is_whole(left: Node, right: Node) -> bool:
    """Whether a comparison is about a length, which no program gets wrong."""
    return all(
        isinstance(part, Constant) or (isinstance(part, Call) and part.function == "LEN") for part in (left, right)
    )


class _Edge(NamedTuple):
    """What a cell is compared with in place of a number: a sign, and whether the number gives way upwards."""

    sign: str
    up: bool


_EDGES = {"<": _Edge("<", up=False), "<=": _Edge("<", up=True), ">": _Edge(">", up=True), ">=": _Edge(">", up=False)}


def _edge(value: Decimal | str, edge: _Edge) -> str:
    """A number, and what a spreadsheet's digits leave open: a cell with =0.1+0.2 holds a little more than 0.3."""
    number = Decimal(value)
    slack = abs(number) * EDGE
    return plain_text(_FIFTEEN.add(number, slack if edge.up else -slack))


def _constant(one: Decimal | str, sign: str, other: Decimal | str) -> bool:
    return bool(truth_of(Comparison(sign, Constant(one), Constant(other)), RuleRow()))
