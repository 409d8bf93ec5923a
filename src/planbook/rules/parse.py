"""The text of a rule → its tree. Excel's spelling, Thai names, and nothing that runs, reaches or repeats.

A rule that cannot be read raises :class:`RuleProblem`: where, what stands there, and what was expected.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

from planbook.domain import Key, clean
from planbook.domain.number import HUNDRED, plain
from planbook.domain.text import digits, fold
from planbook.errors import PlanbookError
from planbook.rules.tree import (
    FUNCTIONS,
    OVER_OFFICES,
    ROUNDS_TO,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Minus,
    Name,
    Node,
    OverOffices,
    Ref,
    Sort,
)
from planbook.words import ErrorCode, Sentence, TextCode, languages, text

if TYPE_CHECKING:
    from lark import Lark, Token, Tree, UnexpectedInput

LONGEST = 500
"""Characters of a rule."""
DEEPEST = 24
"""Levels of a rule's tree; a sum of many terms is one ``SUM``."""
MOST_DIGITS = 15
"""Digits of a number: what a spreadsheet keeps."""

# A name begins with a letter or a Thai vowel that stands before one, and holds the signs over and under letters.
_GRAMMAR = r"""
start: "="? expr
expr: sum (COMPARE sum)?
sum: term (PLUS term)*
term: sign (TIMES sign)*
sign: MINUS sign -> minus
    | atom
atom: value PERCENT*
?value: NUMBER -> number
      | STRING -> string
      | NAME "(" [expr ("," expr)*] ")" -> call
      | NAME -> name
      | KEY -> key
      | "(" expr ")" -> inner
COMPARE: "<>" | ">=" | "<=" | "=" | ">" | "<" | "≥" | "≤" | "≠"
PLUS: "+" | MINUS
MINUS: "-"
TIMES: "*" | "/"
PERCENT: "%"
NUMBER: /(0|[1-9๑-๙][0-9๐-๙]*|๐)(\.[0-9๐-๙]+)?/
STRING: /"([^"\r\n]|""){0,200}"/
KEY: /\[[^\[\]\r\n]{1,80}\]/
NAME: /[^\W\d_][\w\u0E30-\u0E3A\u0E40-\u0E4E]*/
%ignore /[\s\u200B\u200E\u200F\uFEFF]+/
"""
_SPELLED = {"≥": ">=", "≤": "<=", "≠": "<>"}
_QUOTES = str.maketrans("“”„", '"""')
_SPELLING: Mapping[Name, TextCode] = {
    Name.RESULT: "condition.name.result",
    Name.TARGET: "condition.name.target",
    Name.NUMERATOR: "condition.name.numerator",
    Name.DENOMINATOR: "condition.name.denominator",
    Name.BEFORE: "condition.name.before",
    Name.UNIT: "condition.name.unit",
    Name.STATUS: "condition.name.status",
    Name.REMARK: "condition.name.remark",
    Name.QUARTER: "condition.name.quarter",
}
_EXPECTED: tuple[tuple[TextCode, frozenset[str]], ...] = (
    ("condition.expected.value", frozenset({"NUMBER", "STRING", "NAME", "KEY", "LPAR"})),
    ("condition.expected.operator", frozenset({"PLUS", "TIMES", "PERCENT", "COMPARE"})),
    ("condition.expected.comma", frozenset({"COMMA"})),
    ("condition.expected.closing", frozenset({"RPAR"})),
    ("condition.expected.end", frozenset({"$END"})),
)
"""What may be expected, by the grammar's own words for it."""
_NOTHING = Constant("")
_ENDS = {"$END", "RPAR", "COMMA"}
_QUOTED = 12
"""Characters of what was found instead."""


class RuleProblem(PlanbookError):
    """A rule cannot be read. ``at`` is the position in its text, from 1, and ``sentence`` says what is wrong there."""

    def __init__(self, code: ErrorCode, at: int, **args: Any) -> None:
        super().__init__(code, at=at, **args)
        self.at = at


def parse_rule(rule: str, *, offices: bool = False) -> Node:
    """The tree of a rule, a truth. ``offices`` allows ``SUM``, ``MIN``, ``MAX`` of one figure over all offices.

    Raises RuleProblem: what is no rule, a name or function that there is not, a text where a number belongs, more than
    :data:`LONGEST` characters or :data:`DEEPEST` levels.
    """
    return _parsed(rule, offices)


@lru_cache(maxsize=4096)
def _parsed(rule: str, offices: bool) -> Node:
    if len(rule) > LONGEST:
        raise RuleProblem("condition-too-long", LONGEST + 1, most=LONGEST)
    made = _Builder(rule, offices=offices)
    node = made.expr(_read(rule.translate(_QUOTES)).children[0], 0)
    if node.sort is not Sort.TRUTH:
        raise RuleProblem("condition-no-question", 1)
    return node


def _read(rule: str) -> "Tree[Token]":
    from lark import UnexpectedInput

    try:
        return _parser().parse(rule)
    except UnexpectedInput as error:
        raise _unread(rule, error) from None


@cache
def _parser() -> "Lark":
    from lark import Lark  # imported late: most commands read no rule

    return Lark(_GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _unread(rule: str, error: "UnexpectedInput") -> RuleProblem:
    token = getattr(error, "token", None)
    ended = token is not None and token.type == "$END"
    names = set(getattr(error, "accepts", None) or getattr(error, "allowed", None) or ())
    if names & _ENDS:
        names.add("PLUS")  # where something may end, it may go on
    expected = tuple(Sentence(code) for code, tokens in _EXPECTED if tokens & names)
    at = len(rule.rstrip()) if ended or error.pos_in_stream is None else error.pos_in_stream
    found: Sentence | str = Sentence("condition.the-end") if ended else f"“{rule[at : at + _QUOTED].split()[0]}”"
    return RuleProblem("condition-not-understood", at + 1, found=found, expected=expected)


@cache
def _names() -> dict[str, Name]:
    """Every spelling of every name, folded."""
    return {fold(said): name for language in languages() for name, said in spellings(language).items()}


def spellings(language: str) -> dict[Name, str]:
    """How a language spells the names."""
    return {name: text(code, language) for name, code in _SPELLING.items()}


class _Builder:
    """Makes a tree of what the grammar read, and refuses what makes no sense in it."""

    def __init__(self, text: str, *, offices: bool) -> None:
        self.text, self.offices = text, offices

    def expr(self, tree: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise RuleProblem("condition-too-deep", _at(tree), most=DEEPEST)
        return cast(Node, getattr(self, f"_{tree.data}")(tree, depth))

    def _expr(self, tree: Any, depth: int) -> Node:
        if len(tree.children) == 1:
            return self.expr(tree.children[0], depth)
        left, sign, right = tree.children
        spelled = _SPELLED.get(str(sign), str(sign))
        one, other = self.expr(left, depth + 1), self.expr(right, depth + 1)
        for node, part in ((one, left), (other, right)):
            if node.sort is Sort.TRUTH:
                raise self._sort(part, Sort.NUMBER, node)
        # what Excel asks by ="" is whether a cell is blank
        asked = other if one == _NOTHING else one if other == _NOTHING else None
        if isinstance(asked, Ref) and spelled in ("=", "<>"):
            blank = Call("ISBLANK", (asked,))
            return blank if spelled == "=" else Call("NOT", (blank,))
        if one.sort is not other.sort:
            raise self._sort(right, one.sort, other)
        if one.sort is Sort.TEXT and spelled not in ("=", "<>"):
            raise RuleProblem("condition-text-order", _at(sign), sign=spelled)
        return Comparison(spelled, one, other)

    def _chain(self, tree: Any, depth: int) -> Node:
        if len(tree.children) == 1:
            return self.expr(tree.children[0], depth)
        # each sign adds a level to the left
        node = self._number(tree.children[0], depth + len(tree.children) // 2)
        for place in range(1, len(tree.children), 2):
            right = self._number(tree.children[place + 1], depth + 1)
            node = Arithmetic(str(tree.children[place]), node, right)
        return node

    _sum = _term = _chain

    def _minus(self, tree: Any, depth: int) -> Node:
        node = self._number(tree.children[1], depth + 1)
        figure = _figure(node)
        return Minus(node) if figure is None else Constant(-figure)

    def _sign(self, tree: Any, depth: int) -> Node:
        return self.expr(tree.children[0], depth)

    def _atom(self, tree: Any, depth: int) -> Node:
        value, *percents = tree.children
        if not percents:
            return self.expr(value, depth)
        node = self._number(value, depth + len(percents))
        for _ in percents:
            figure = _figure(node)
            whole = Arithmetic("/", node, Constant(HUNDRED))
            node = whole if figure is None else Constant(plain(figure / HUNDRED))
        return node

    def _inner(self, tree: Any, depth: int) -> Node:
        return self.expr(tree.children[0], depth + 1)

    def _number(self, tree: Any, depth: int) -> Node:
        if tree.data == "number":
            said = digits(str(tree.children[0]))
            if len(said.replace(".", "").strip("0")) > MOST_DIGITS:
                raise RuleProblem("condition-number-long", _at(tree), most=MOST_DIGITS)
            return Constant(plain(Decimal(said)))
        node = self.expr(tree, depth)
        if node.sort is not Sort.NUMBER:
            raise self._sort(tree, Sort.NUMBER, node)
        return node

    def _string(self, tree: Any, _depth: int) -> Node:
        return Constant(clean(str(tree.children[0])[1:-1].replace('""', '"')))

    def _name(self, tree: Any, _depth: int) -> Node:
        said = str(tree.children[0])
        name = _names().get(fold(said))
        if name is None:
            known = {spelled for language in languages() for spelled in spellings(language).values()}
            names = tuple(Sentence(_SPELLING[each]) for each in Name)
            raise RuleProblem("condition-name-unknown", _at(tree), name=said, near=_near(said, known), names=names)
        return Ref(name)

    def _key(self, tree: Any, _depth: int) -> Node:
        key: Key = digits(clean(str(tree.children[0])[1:-1])).replace(" ", "")
        return Ref(Name.RESULT, key)

    def _call(self, tree: Any, depth: int) -> Node:
        named, *given = tree.children
        name = str(named).upper()
        function = FUNCTIONS.get(name)
        if function is None:
            known = tuple(FUNCTIONS)
            raise RuleProblem(
                "condition-function-unknown", _at(tree), name=str(named), near=_near(name, known), names=known
            )
        if len(given) < function.least or (function.most is not None and len(given) > function.most):
            raise RuleProblem("condition-count", _at(tree), name=name, wanted=function.least, given=len(given))
        nodes = tuple(self.expr(each, depth + 1) for each in given)
        if self.offices and name in OVER_OFFICES and len(nodes) == 1 and isinstance(nodes[0], Ref):
            return OverOffices(name, nodes[0])
        for node, part in zip(nodes, given, strict=True):
            if function.takes is not None and node.sort is not function.takes:
                raise self._sort(part, function.takes, node)
        self._special(name, nodes, given)
        return Call(name, nodes)

    def _special(self, name: str, nodes: tuple[Node, ...], given: list[Any]) -> None:
        """What one function asks beside what its line in :data:`FUNCTIONS` says."""
        if name == "IF":
            if nodes[0].sort is not Sort.TRUTH:
                raise self._sort(given[0], Sort.TRUTH, nodes[0])
            if nodes[1].sort is Sort.TEXT:
                raise self._sort(given[1], Sort.NUMBER, nodes[1])
            if nodes[2].sort is not nodes[1].sort:
                raise self._sort(given[2], nodes[1].sort, nodes[2])
        elif name in ("ISBLANK", "ISNUMBER", "LEN") and not isinstance(nodes[0], Ref):
            raise RuleProblem("condition-takes-name", _at(given[0]), name=name)
        elif name == "ROUND" and _figure(nodes[1]) not in ROUNDS_TO:
            least, most = ROUNDS_TO[0], ROUNDS_TO[-1]
            raise RuleProblem("condition-round-places", _at(given[1]), least=least, most=most)

    def _sort(self, tree: Any, wanted: Sort, node: Node) -> RuleProblem:
        said = self.text[_at(tree) - 1 : getattr(tree.meta, "end_pos", len(self.text))].strip('"“”')
        sorts: dict[Sort, TextCode] = {
            Sort.NUMBER: "condition.sort.number",
            Sort.TEXT: "condition.sort.text",
            Sort.TRUTH: "condition.sort.truth",
        }
        return RuleProblem(
            "condition-sort", _at(tree), part=said, wanted=Sentence(sorts[wanted]), given=Sentence(sorts[node.sort])
        )


def _figure(node: Node) -> Decimal | None:
    """A number that the rule itself says."""
    return node.value if isinstance(node, Constant) and isinstance(node.value, Decimal) else None


def _at(tree: Any) -> int:
    """The position of a part of the text, from 1."""
    start = tree.start_pos if hasattr(tree, "start_pos") else getattr(tree.meta, "start_pos", 0)
    return int(start or 0) + 1


def _near(said: str, known: Iterable[str]) -> Sentence | str:
    from difflib import get_close_matches  # only of a name that is wrong

    found = get_close_matches(said, list(known), n=1)
    return Sentence("condition.near", {"name": found[0]}) if found else ""
