"""What a row of the form still needs, as rules: the check column shows it, and the reader of a return asks the same.

A row's check is a list of parts, each for one state of the row (a figure, nothing, something else); in a part the first
question that holds speaks. A question is a rule of the language (:mod:`planbook.rules`), bound to the row's target and
earlier results. What only a program sees of a cell, such as its number format, is a :class:`Cell` question; of that
the reader has findings of its own.

An unusual figure, a missed target, and "nothing to report" where the register says so ask for a reason in the remark,
an answer of which the register wants evidence asks for that. The remark is the reason cell, so that a form has no
input more than it needs; one character is no reason.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import NamedTuple, TypeAlias

from planbook.domain import Comparator, Field, FormLine, InputKind, Number, Progress, RowRule, read_quantity
from planbook.domain.due import bound_of_line
from planbook.domain.number import product
from planbook.domain.quantity import in_cell, is_nil, less_is_better
from planbook.domain.report import WITHOUT_RESULT
from planbook.layout.form import COLUMN, MOST_OVER, PROGRESS_LABELS, Column
from planbook.layout.words import Saying
from planbook.rules import (
    Arithmetic,
    Call,
    Constant,
    Name,
    Node,
    Ref,
    RuleRow,
    RuleValue,
    all_of,
    any_of,
    asks_blank,
    asks_number,
    bound,
    compared,
    parse_rule,
    refs,
    truth_of,
)

RESULT, TARGET, BEFORE = Ref(Name.RESULT), Ref(Name.TARGET), Ref(Name.BEFORE)
PART, WHOLE = Ref(Name.NUMERATOR), Ref(Name.DENOMINATOR)
STATUS, REMARK = Ref(Name.STATUS), Ref(Name.REMARK)

FIELDS: Mapping[Field, Ref] = {
    Field.RESULT: RESULT,
    Field.NUMERATOR: PART,
    Field.DENOMINATOR: WHOLE,
    Field.STATUS: STATUS,
    Field.REMARK: REMARK,
}
"""What rules call the inputs of a row."""

_UNEXPLAINED = compared(Call("LEN", (REMARK,)), "<", 2)
_MISSED: Mapping[Comparator, tuple[tuple[Saying, str], ...]] = {
    Comparator.AT_LEAST: ((Saying.BELOW, "<"),),
    Comparator.MORE: ((Saying.BELOW, "<="),),
    Comparator.AT_MOST: ((Saying.ABOVE, ">"),),
    Comparator.LESS: ((Saying.ABOVE, ">="),),
    Comparator.EQUAL: ((Saying.BELOW, "<"), (Saying.ABOVE, ">")),
}
"""Beside its target, with which sign between them, a result misses it."""


class Sight(StrEnum):
    """What a program sees of a cell beside what it holds."""

    ERROR = "error"
    """an error value"""
    NO_PERCENT = "no_percent"
    """a number that is not 0, in another format than that of a percentage, where the program tells formats"""
    NIL = "nil"
    """words that say that there is nothing to report"""
    BLANK = "blank"
    """nothing: in a column for which rules have no name, or in a cell that holds no error value"""


class Cell(NamedTuple):
    """A question about a cell itself: the input's ``field``, and what a program sees there."""

    field: Field
    sees: Sight


Test: TypeAlias = Node | Cell
Says: TypeAlias = Saying | Column | RowRule
"""What the check says: a saying of its own, that a column was left blank which is needed beside an answer, or what one
of the region's own rules says."""


class FormQuestion(NamedTuple):
    """What the check says where its rule holds."""

    says: Says
    rule: Test


class CheckPart(NamedTuple):
    """The questions of a row in one state: ``when`` that is (None: in any other), and what is said where none holds.

    ``usable`` are the inputs that hold what they should in that state: numbers that are numbers, texts as they stand.
    """

    when: Test | None
    questions: tuple[FormQuestion, ...]
    otherwise: Saying
    usable: tuple[Ref, ...] = ()


RowCheck: TypeAlias = tuple[CheckPart, ...]


def row_check(line: FormLine, quarter: int, language: str) -> RowCheck:
    """The check of a row in a form of this quarter and language."""
    if line.kind is InputKind.RATIO:
        return _ratio(line, quarter, language)
    if line.kind is InputKind.TEXT:
        return _words(line, quarter, language)
    return _figure(line, quarter, language)


def said_by(check: RowCheck, values: Mapping[Ref, RuleValue], blank: Mapping[Field, bool] | None = None) -> Says:
    """What a check says of a row whose inputs hold ``values``.

    ``blank`` tells of the inputs that rules have no name for; without it they are.
    """
    row = RuleRow(values)

    def holds(test: Test | None) -> bool:
        if isinstance(test, Cell) and test.sees is Sight.NIL:
            said = values.get(FIELDS[test.field])
            return isinstance(said, str) and is_nil(said)
        if isinstance(test, Cell) and test.field in FIELDS:
            return test.sees is Sight.BLANK and bool(truth_of(asks_blank(FIELDS[test.field]), row))
        if isinstance(test, Cell):
            return test.sees is Sight.BLANK and (blank or {}).get(test.field, True)
        return test is None or bool(truth_of(test, row))

    part = next(part for part in check if holds(part.when))
    return next((question.says for question in part.questions if holds(question.rule)), part.otherwise)


def _figure(line: FormLine, quarter: int, language: str) -> RowCheck:
    questions = [FormQuestion(Saying.NEGATIVE, compared(RESULT, "<", 0))]
    if line.kind is InputKind.PERCENT:
        # pasted with the format of another cell, 1 may be 1 % and 95 is no 9500 %
        questions.append(FormQuestion(Saying.PERCENT_SIGN, Cell(Field.RESULT, Sight.NO_PERCENT)))
        most = MOST_OVER if line.over_100 else 1
        questions.append(FormQuestion(Saying.OVER_PERCENT, compared(RESULT, ">", most)))
    questions += _answered(line, quarter, language)
    return (
        CheckPart(asks_number(RESULT), tuple(questions), Saying.OK, (RESULT, STATUS, REMARK)),
        _blank(asks_blank(RESULT), line, quarter, language),
        CheckPart(None, (), Saying.NOT_NUMBER),
    )


def _words(line: FormLine, quarter: int, language: str) -> RowCheck:
    questions = [*_status(line, language), *_own(line, quarter), *_needed(line)]
    return (
        # an error value pasted in would make an error of every question about it but this one
        CheckPart(Cell(Field.RESULT, Sight.ERROR), (), Saying.NOT_TEXT),
        _blank(Cell(Field.RESULT, Sight.BLANK), line, quarter, language),
        _nil(line, quarter, language),
        CheckPart(None, tuple(questions), Saying.OK, (STATUS, REMARK)),
    )


def _ratio(line: FormLine, quarter: int, language: str) -> RowCheck:
    questions = [FormQuestion(Saying.NO_WHOLE, any_of(compared(PART, "<", 0), compared(WHOLE, "<=", 0)))]
    if not line.over_100:
        questions.append(FormQuestion(Saying.OVER_PERCENT, compared(PART, ">", WHOLE)))
    questions += _answered(line, quarter, language)
    both = all_of(asks_number(PART), asks_number(WHOLE))
    return (
        CheckPart(both, tuple(questions), Saying.OK, (RESULT, PART, WHOLE, STATUS, REMARK)),
        _blank(all_of(asks_blank(PART), asks_blank(WHOLE)), line, quarter, language),
        CheckPart(None, (), Saying.BOTH_PARTS),
    )


def _answered(line: FormLine, quarter: int, language: str) -> list[FormQuestion]:
    """The questions of a figure that can be used: its status, its target, its own past, what is needed beside it."""
    own = _own(line, quarter)
    return [*_status(line, language), *_missed(line, quarter), *_unusual(line, quarter), *own, *_needed(line)]


def _blank(when: Test, line: FormLine, quarter: int, language: str) -> CheckPart:
    """What a row without a result says, by its status; ``when`` asks whether it has none."""
    questions = [FormQuestion(Saying.EMPTY if line.due else Saying.OPTIONAL, asks_blank(STATUS))]
    if line.nil_remark:
        questions.append(FormQuestion(Saying.NIL_REMARK, all_of(_is(Progress.NOTHING, language), _UNEXPLAINED)))
    questions += _own(line, quarter)
    questions.append(FormQuestion(Saying.OK, _is_without_result(language)))
    questions.append(FormQuestion(Saying.BAD_STATUS, _unknown_status(language, but=WITHOUT_RESULT)))
    return CheckPart(when, tuple(questions), Saying.NO_RESULT if line.due else Saying.OK, (STATUS, REMARK))


def _nil(line: FormLine, quarter: int, language: str) -> CheckPart:
    """What a row says whose result is words for nothing: an answer without a result, which contradicts no status."""
    questions = _own(line, quarter)
    if line.nil_remark:
        nothing = any_of(asks_blank(STATUS), _is(Progress.NOTHING, language))
        questions = [FormQuestion(Saying.NIL_REMARK, all_of(nothing, _UNEXPLAINED)), *questions]
    bad = FormQuestion(Saying.BAD_STATUS, _unknown_status(language))
    return CheckPart(Cell(Field.RESULT, Sight.NIL), (*questions, bad), Saying.OK, (STATUS, REMARK))


def _status(line: FormLine, language: str) -> list[FormQuestion]:
    """A row with a result: its status must not contradict that (:func:`planbook.domain.report.contradicts`), and be
    one of the list."""
    without = _is_without_result(language)
    against = without if line.kind is InputKind.TEXT else all_of(compared(RESULT, "<>", 0), without)
    return [
        FormQuestion(Saying.CONTRADICTS, against),
        FormQuestion(Saying.BAD_STATUS, _unknown_status(language)),
    ]


@cache
def _unknown_status(language: str, but: tuple[Progress, ...] = ()) -> Node:
    """A status that no list offers, where those that were asked for before are out of the question: an old .xls holds
    formulas of 1024 characters."""
    return all_of(*(Call("NOT", (_is(each, language),)) for each in PROGRESS_LABELS if each not in but))


@cache
def _is_without_result(language: str) -> Node:
    return any_of(*(_is(each, language) for each in WITHOUT_RESULT))


def _is(progress: Progress, language: str) -> Node:
    return compared(STATUS, "=", PROGRESS_LABELS[progress][language])


def _needed(line: FormLine) -> list[FormQuestion]:
    columns = [column for column in COLUMN.values() if column.needed and column.field and column.ask(line)]
    evidence = [FormQuestion(Saying.EVIDENCE, _UNEXPLAINED)] if line.evidence else []
    return evidence + [FormQuestion(column, _unanswered(column.field)) for column in columns if column.field]


def _unanswered(field: Field) -> Test:
    return asks_blank(FIELDS[field]) if field in FIELDS else Cell(field, Sight.BLANK)


def _missed(line: FormLine, quarter: int) -> list[FormQuestion]:
    """The results that miss a row's target; none where that cannot be told (see :func:`bound_of`)."""
    wanted = bound_of_line(line, quarter)
    if wanted is None:
        return []
    return [
        _unexplained(says, compared(RESULT, sign, TARGET), in_cell(line.kind, wanted.value))
        for says, sign in _MISSED[wanted.comparator]
    ]


def _unusual(line: FormLine, quarter: int) -> list[FormQuestion]:
    """The results of a row that are unusual: far above its target, and below the running total of an earlier quarter.

    The first can be told of a row whose target can and where more is better; the second of a cumulative activity
    that has a figure.
    """
    found = []
    wanted = bound_of_line(line, quarter)
    if wanted is not None and wanted.value and not _less_is_better(line, quarter):
        value = in_cell(line.kind, wanted.value)
        if line.kind is InputKind.NUMBER or product(value, line.far_factor) < 1:
            found.append(
                _unexplained(
                    Saying.FAR, compared(RESULT, ">", Arithmetic("*", Constant(line.far_factor), TARGET)), value
                )
            )
    earlier = _running_total(line, quarter)
    if earlier is not None:
        found.append(_unexplained(Saying.FALLEN, compared(RESULT, "<", BEFORE), earlier))
    return found


def _own(line: FormLine, quarter: int) -> list[FormQuestion]:
    """The region's own rules over the row."""
    return [FormQuestion(rule, own_rule(line, quarter, rule)) for rule in line.rules]


def own_rule(line: FormLine, quarter: int, rule: RowRule) -> Node:
    """A rule of the region with what is known of a row when its form is sent in place of the names."""
    wanted = bound_of_line(line, quarter)
    before = read_quantity(line.earlier.get(quarter - 1))
    known: dict[Ref, Decimal | str | None] = {
        TARGET: _decimal(line, wanted.value if wanted else None),
        BEFORE: _decimal(line, before.value if before else None),
        Ref(Name.UNIT): line.unit,
        Ref(Name.QUARTER): Decimal(quarter),
    }
    asked = bound(parse_rule(rule.condition), known)
    return Call("AND", (asked, _UNEXPLAINED)) if rule.answerable else asked


def _decimal(line: FormLine, value: Decimal | None) -> Decimal | None:
    found = None if value is None else in_cell(line.kind, value)
    return found if isinstance(found, Decimal) else None


def looks_back(line: FormLine) -> bool:
    """Whether a row's check asks for the results of earlier quarters."""
    running = line.cumulative and line.kind is InputKind.NUMBER
    return running or any(BEFORE in refs(parse_rule(rule.condition)) for rule in line.rules)


def _unexplained(says: Saying, rule: Node, value: Number) -> FormQuestion:
    """A question whose answer is a reason in the remark."""
    known = value if isinstance(value, Decimal) else None
    return FormQuestion(says, bound(all_of(rule, _UNEXPLAINED), {TARGET: known, BEFORE: known}))


def _running_total(line: FormLine, quarter: int) -> Decimal | None:
    if not line.cumulative or line.kind is not InputKind.NUMBER:
        return None
    known = [read_quantity(text) for number, text in sorted(line.earlier.items()) if number < quarter]
    figures = [quantity.value for quantity in known if quantity and quantity.value is not None]
    return figures[-1] if figures else None


def _less_is_better(line: FormLine, quarter: int) -> bool:
    return less_is_better(read_quantity(line.targets.get(quarter)), line.direction)
