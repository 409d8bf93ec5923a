"""The check column: formulas that tell the office in words what a row still needs, and what they show as issued.

What is asked, and in which order, stands in :mod:`planbook.layout.checks`. Formulas stay shallow (eight functions
within each other, as an old .xls can keep) and survive whatever is pasted into a row: texts, error values, statuses
that no list offers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from planbook.domain import Field, FormLine, InputKind, Number, RowRule
from planbook.domain.number import quotient
from planbook.domain.quantity import NIL_WORDS
from planbook.layout.checks import (
    FIELDS,
    PART,
    RESULT,
    WHOLE,
    Cell,
    CheckPart,
    RowCheck,
    Says,
    Sight,
    Test,
    row_check,
    said_by,
)
from planbook.layout.form import Column
from planbook.layout.words import Saying, needed_texts
from planbook.rules import Ref, RuleValue
from planbook.rules.formula import holds, text_in_formula

_DASHES = ("-", "--", "–", "—")
"""Those that people type; the reader knows all."""


@dataclass(frozen=True)
class Check:
    """A row's check in its cell: the rules, the addresses of the row's inputs by field, and the form's language."""

    line: FormLine
    rules: RowCheck
    cells: Mapping[str, str]
    language: str

    def text(self, says: Says) -> str:
        """What the column says in the form's language."""
        match says:
            case Saying():
                return says.text(self.language)
            case Column():
                return needed_texts(self.language)[says.key]
            case RowRule():
                return says.message


def check_of(line: FormLine, quarter: int, cells: Mapping[str, str], language: str) -> Check:
    """A row's check.

    ``cells`` gives the addresses of the row's inputs, by the field they report (``result``, ``status`` …).
    """
    return Check(line, row_check(line, quarter, language), cells, language)


def texts_of(check: Check) -> set[str]:
    """Everything that a check may come to say."""
    said = {part.otherwise for part in check.rules} | {each.says for part in check.rules for each in part.questions}
    return {check.text(says) for says in said}


def formula_of(check: Check) -> str:
    """A check as a spreadsheet formula, without the leading ``=``."""
    parts = [_part(check, part) for part in check.rules]
    if len(parts) > _NESTED:
        return f"CHOOSE({_first(check, [*map(str, range(1, len(parts) + 1))])},{','.join(parts)})"
    return _first(check, parts)


_NESTED = 3
"""So many states of a row stand within each other; where there are more they stand side by side, for an old .xls."""


def _first(check: Check, given: Sequence[str]) -> str:
    """What is ``given`` for the first of a row's states that holds, as a formula."""
    formula = ""
    for part, says in zip(reversed(check.rules), reversed(given), strict=True):
        formula = says if part.when is None else f"IF({_test(check, part.when, ())},{says},{formula})"
    return formula


def shown_by(check: Check) -> str:
    """What a check shows in the form as issued."""
    given = check.line.given
    values: dict[Ref, RuleValue] = {}
    for field, ref in FIELDS.items():
        text = given.get(field, "").strip()
        figure = ref in (RESULT, PART, WHOLE) and str(field) not in check.line.as_text
        number = _number(text) if figure else None
        values[ref] = text if number is None else number
    if check.line.kind is InputKind.RATIO:
        values[RESULT] = ratio(given.get(Field.NUMERATOR, ""), given.get(Field.DENOMINATOR, ""))
    blank = {Field(name): not given.get(name, "").strip() for name in check.cells}
    return check.text(said_by(check.rules, values, blank))


def ratio(numerator: str, denominator: str) -> Number | None:
    """A ratio's result as issued, a fraction; None where its parts give none."""
    above, below = _number(numerator), _number(denominator)
    return quotient(above, below) if above is not None and below is not None and below > 0 else None


def _part(check: Check, part: CheckPart) -> str:
    """The first question that holds, as a formula: its number chooses the text.

    Side by side rather than within each other, because an old .xls keeps eight functions within each other at most.
    """
    texts = [check.text(each.says) for each in part.questions] + [check.text(part.otherwise)]
    tests = [_test(check, each.rule, part.usable) for each in part.questions]
    said = ",".join(map(text_in_formula, texts))
    if len(texts) == 1:
        return said
    last = len(texts)
    numbers = ",".join(f"IF({test},{number},{last})" for number, test in enumerate(tests, 1))
    return f"CHOOSE(MIN({numbers}),{said})"


def _test(check: Check, test: Test, usable: tuple[Ref, ...]) -> str:
    if not isinstance(test, Cell):
        cells = {ref: check.cells[field] for field, ref in FIELDS.items() if field in check.cells}
        return holds(test, cells, usable)
    cell = check.cells[test.field]
    if test.sees is Sight.BLANK:
        return f'TRIM({cell})=""'
    if test.sees is Sight.ERROR:
        return f"ISERROR({cell})"
    if test.sees is Sight.NIL:
        words = ",".join(map(text_in_formula, (*NIL_WORDS, *_DASHES)))
        return f"SUMPRODUCT(--(TRIM({cell})={{{words}}}))>0"
    # where a program knows no CELL: false
    shape = f'CELL("format",{cell})'
    return f'ISTEXT({shape})*ISERROR(SEARCH("P",{shape}))*({cell}<>0)'


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
