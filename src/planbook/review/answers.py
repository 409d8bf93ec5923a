"""Rules on single answers: what the form itself asks a reason for, and a figure far from the office's own past.

The form and this module ask the same questions (:mod:`planbook.layout.checks`). An answer whose remark gives a reason
is not asked about: the reason is told for the record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from planbook.domain import (
    Fact,
    Finding,
    FormLine,
    InputKind,
    Key,
    Master,
    Number,
    Result,
    is_number,
    is_reason,
    place_of,
    print_figure,
    read_quantity,
    unit_of,
)
from planbook.domain.number import HUNDRED, quotient
from planbook.domain.quantity import Bound, bound_of
from planbook.layout.checks import NEEDED, PART, REASONS, REMARK, RESULT, STATUS, WHOLE, row_check, said_by
from planbook.layout.form import COLUMN, PROGRESS_LABELS
from planbook.rules import Ref, Value
from planbook.words import DEFAULT, FindingCode

Slot = tuple[Key, str, int]
"""An activity, an office, a quarter."""


@dataclass(frozen=True)
class Answer:
    """An accepted report of this run, and the row of the form that it answers, as it was issued."""

    fact: Fact
    line: FormLine


@dataclass(frozen=True)
class Returned:
    """What came back: ``answers`` of this run that count, in the order of the forms, all ``facts`` that count, and the
    region's ``results``."""

    master: Master
    answers: tuple[Answer, ...]
    facts: tuple[Fact, ...]
    results: tuple[Result, ...] = ()

    @cached_property
    def by_slot(self) -> Mapping[Slot, Fact]:
        """The facts by activity, office and quarter."""
        return {(fact.key, fact.office, fact.quarter): fact for fact in self.facts}

    @cached_property
    def tables(self) -> Mapping[tuple[str, int], tuple[Answer, ...]]:
        """The answers of this run by office and quarter."""
        found: dict[tuple[str, int], list[Answer]] = {}
        for answer in self.answers:
            found.setdefault((answer.fact.office, answer.fact.quarter), []).append(answer)
        return {slot: tuple(answers) for slot, answers in found.items()}

    def before(self, fact: Fact) -> Fact | None:
        """What the office reported of the activity in the quarter before."""
        return self.by_slot.get((fact.key, fact.office, fact.quarter - 1))


def gives_reason(fact: Fact) -> bool:
    """Whether a report's remark is a reason."""
    return is_reason(fact.remark)


ANSWER_CODES: tuple[FindingCode, ...] = (
    "target-missed-unexplained",
    "figure-far-above-target",
    "figure-hundredfold",
    "figure-of-other-row",
    "figure-as-next-row",
    "nil-without-reason",
    "evidence-missing",
    "needed-left-blank",
    "answer-explained",
)
_ASKED: Mapping[str, FindingCode] = {
    "below": "target-missed-unexplained",
    "above": "target-missed-unexplained",
    "far": "figure-far-above-target",
    "nil_remark": "nil-without-reason",
    "evidence": "evidence-missing",
}
"""What the form says, and the finding that it is. What else it says are findings of the value itself, or of all that
the office reported."""


def check_answers(returned: Returned) -> Iterator[Finding]:
    """What the form objects to in an answer and its office has not answered with a reason."""
    for answers in returned.tables.values():
        for place, answer in enumerate(answers):
            says = _says(answer)
            if says.startswith(NEEDED):
                column = COLUMN[says.removeprefix(NEEDED)].named
                yield Finding.of("needed-left-blank", **place_of(answer.fact), column=column)
            code = _ASKED.get(says)
            if code is not None:
                sharper = _sharper(returned, answers, place) if answer.fact.result is not None else None
                yield sharper or Finding.of(code, **place_of(answer.fact), target=_target(answer))
            elif (silent := _says(answer, remark="")) in REASONS and gives_reason(answer.fact) and silent in _ASKED:
                yield Finding.of("answer-explained", **place_of(answer.fact), reason=answer.fact.remark)


def _target(answer: Answer) -> str:
    return answer.line.targets.get(answer.fact.quarter, "").strip() or "-"


def _says(answer: Answer, remark: str | None = None) -> str:
    """What the form's check column says of an answer."""
    fact, line = answer.fact, answer.line
    figure = fact.figure
    is_share = line.kind in (InputKind.PERCENT, InputKind.RATIO)
    status = PROGRESS_LABELS[fact.progress][DEFAULT] if fact.progress else None
    values: dict[Ref, Value] = {
        RESULT: quotient(figure, HUNDRED) if is_number(figure) and is_share else figure,
        PART: fact.numerator,
        WHOLE: fact.denominator,
        STATUS: status,
        REMARK: fact.remark if remark is None else remark,
    }
    if figure is None and fact.progress is None:
        return ""
    return said_by(row_check(line, fact.quarter, DEFAULT), values)


def _sharper(returned: Returned, answers: tuple[Answer, ...], place: int) -> Finding | None:
    """What may have happened to a figure that is far from its target: a hundredfold, or another row's."""
    answer = answers[place]
    figure, wanted = answer.fact.figure, _bound(answer)
    if not is_number(figure) or not figure:
        return None
    before = returned.before(answer.fact)
    likely: list[Number] = [wanted.value] if wanted else []
    likely += [before.figure] if before is not None and is_number(before.figure) else []
    for value in likely:
        if value and (quotient(figure, value) in (HUNDRED, 1 / HUNDRED)):
            return Finding.of("figure-hundredfold", **place_of(answer.fact), likely=_shown(value, answer))
    for other in (*answers[place + 1 : place + 2], *answers[max(0, place - 1) : place]):
        theirs = _bound(other)
        swapped = wanted is not None and other.fact.figure == wanted.value
        if theirs is not None and theirs.value == figure and swapped:
            return Finding.of(
                "figure-of-other-row", **place_of(answer.fact), other=other.fact.key, cells=other.fact.cell
            )
        far = wanted is not None and wanted.value and _is_far(figure, wanted.value, answer.line.far_factor)
        if far and other.fact.figure == figure and _says(other) not in _ASKED:
            return Finding.of(
                "figure-as-next-row", **place_of(answer.fact), other=other.fact.key, cells=other.fact.cell
            )
    return None


def _is_far(one: Number, other: Number, factor: Decimal) -> bool:
    """Whether one of two figures above 0 is more than so many times the other."""
    return quotient(one, other) > factor or quotient(other, one) > factor


def _bound(answer: Answer) -> Bound | None:
    line = answer.line
    target = read_quantity(line.targets.get(answer.fact.quarter))
    return bound_of(target, line.direction, unit_of(line.kind, line.unit))


def _shown(value: Number, answer: Answer) -> str:
    return print_figure(value, unit_of(answer.line.kind, answer.line.unit))


PAST_CODES: tuple[FindingCode, ...] = ("figure-far-from-past",)


def check_past(returned: Returned) -> Iterator[Finding]:
    """Figures that are many times the office's own of the quarter before, or a small part of it, without a reason.

    A running total grows by itself and is left to its own rule; a figure that another rule asks about is not asked
    about twice.
    """
    for answer in returned.answers:
        fact, before = answer.fact, returned.before(answer.fact)
        if before is None or answer.line.cumulative or gives_reason(fact) or _says(answer) in _ASKED:
            continue
        now, then = fact.figure, before.figure
        if not (is_number(now) and is_number(then) and now > 0 and then > 0 and fact.unit == before.unit):
            continue
        factor = returned.master.settings.far_factor
        if _is_far(now, then, factor):
            yield Finding.of("figure-far-from-past", **place_of(fact), before=before.raw, earlier=before.quarter)
