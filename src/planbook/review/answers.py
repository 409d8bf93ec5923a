"""Rules on answers: what the form itself asks a reason for, a figure far from the office's own past, copied tables.

The form and this module ask the same questions (:mod:`planbook.layout.checks`). An answer whose remark gives a reason
is not asked about: the reason is told for the record.

Offices have the same targets and may well have the same figures in a few rows. A table of many rows with figures of
several sizes is not the same twice by chance: it was copied, from another office or the office's own last quarter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from planbook.domain import (
    Fact,
    Finding,
    FormLine,
    Key,
    Master,
    Number,
    Result,
    clean,
    is_number,
    is_reason,
    natural_order,
    place_of,
    print_figure,
    unit_of,
)
from planbook.domain.due import bound_of_line
from planbook.domain.number import HUNDRED, quotient
from planbook.domain.quantity import Bound, in_cell
from planbook.domain.report import Slot
from planbook.layout.checks import PART, REMARK, RESULT, STATUS, WHOLE, RowCheck, Says, row_check, said_by
from planbook.layout.form import Column, label
from planbook.layout.words import Saying
from planbook.rules import Ref, RuleValue
from planbook.words import DEFAULT, FindingCode

_ANY_REASON = "-" * 2
"""A remark of as many characters as make a reason."""
_REMEMBERED = 1 << 16
"""So many answers are remembered with what the form says of them."""


class ReportedRow(NamedTuple):
    """An accepted report of this run, and the row of the form that it answers, as it was issued. The row may be that of
    all forms of a set; then whose it is says the fact alone."""

    fact: Fact
    line: FormLine


@dataclass(frozen=True)
class Returned:
    """What came back: ``answers`` of this run that count, in the order of the forms, all ``facts`` that count, and the
    region's ``results``."""

    master: Master
    answers: tuple[ReportedRow, ...]
    facts: tuple[Fact, ...]
    results: tuple[Result, ...] = ()

    @cached_property
    def by_slot(self) -> Mapping[Slot, Fact]:
        """The facts by activity, office and quarter."""
        return {fact.slot: fact for fact in self.facts}

    @cached_property
    def tables(self) -> Mapping[tuple[str, int], tuple[ReportedRow, ...]]:
        """The answers of this run by office and quarter."""
        found: dict[tuple[str, int], list[ReportedRow]] = {}
        for answer in self.answers:
            found.setdefault((answer.fact.office, answer.fact.quarter), []).append(answer)
        return {slot: tuple(answers) for slot, answers in found.items()}

    @cached_property
    def _checks(self) -> dict[tuple[int, int], RowCheck]:
        return {}

    @cached_property
    def _said(self) -> dict[tuple[object, ...], Says]:
        return {}

    def says(self, answer: ReportedRow, remark: str | None = None) -> Says | None:
        """What the form's check column says of an answer, with another ``remark`` where one is given; None where there
        is neither a result nor a status.

        Many offices answer a row alike: a form's row in memory, and what stands in it, is asked about once. Of a remark
        the form asks whether it is a reason, unless the region has rules of its own over the row.
        """
        fact, line = answer.fact, answer.line
        figure, note = fact.figure, fact.remark if remark is None else remark
        if note and not line.rules:
            note = _ANY_REASON[: len(clean(note))]
        if figure is None and fact.progress is None:
            return None
        row = (id(line), fact.quarter)
        asked = (*row, figure, fact.numerator, fact.denominator, fact.progress, note)
        known = self._said.get(asked)
        if known is not None:
            return known
        check = self._checks.get(row)
        if check is None:
            check = self._checks[row] = row_check(line, fact.quarter, DEFAULT)
        values: dict[Ref, RuleValue] = {
            RESULT: in_cell(line.kind, figure) if is_number(figure) else figure,
            PART: fact.numerator,
            WHOLE: fact.denominator,
            STATUS: label(fact.progress, DEFAULT) or None,
            REMARK: note,
        }
        if len(self._said) >= _REMEMBERED:
            self._said.clear()
        said = self._said[asked] = said_by(check, values)
        return said

    @cached_property
    def _bounds(self) -> dict[tuple[int, int], Bound | None]:
        return {}

    def bound(self, answer: ReportedRow) -> Bound | None:
        """What an answer is measured by, as its form says; asked once of a form's row in memory."""
        row = (id(answer.line), answer.fact.quarter)
        if row not in self._bounds:
            self._bounds[row] = bound_of_line(answer.line, answer.fact.quarter)
        return self._bounds[row]

    def before(self, fact: Fact) -> Fact | None:
        """What the office reported of the activity in the quarter before."""
        return self._earlier.get(Slot(fact.key, fact.office, fact.quarter - 1))

    @cached_property
    def _earlier(self) -> Mapping[Slot, Fact]:
        """The facts of the quarters before those that were answered."""
        quarters = {answer.fact.quarter - 1 for answer in self.answers}
        return {fact.slot: fact for fact in self.facts if fact.quarter in quarters}


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


def check_answers(returned: Returned) -> Iterator[Finding]:
    """What the form objects to in an answer and its office has not answered with a reason."""
    for answers in returned.tables.values():
        for place, answer in enumerate(answers):
            says = returned.says(answer)
            if isinstance(says, Column):
                yield Finding.of("needed-left-blank", **place_of(answer.fact), column=says.named)
            code = _finding(says)
            if code is not None:
                sharper = _sharper(returned, answers, place) if answer.fact.result is not None else None
                yield sharper or Finding.of(code, **place_of(answer.fact), target=_target(answer))
            elif gives_reason(answer.fact) and _is_answerable(returned.says(answer, remark="")):
                yield Finding.of("answer-explained", **place_of(answer.fact), reason=answer.fact.remark)


def _finding(says: Says | None) -> FindingCode | None:
    """What the form asks of an answer as a finding; None where that is another's: of the value itself, or of all that
    the office reported."""
    return says.finding if isinstance(says, Saying) else None


def _is_answerable(says: Says | None) -> bool:
    """Whether it is such a finding, and a reason in the remark answers it."""
    return isinstance(says, Saying) and says.wants_reason and says.finding is not None


def _target(answer: ReportedRow) -> str:
    return answer.line.targets.get(answer.fact.quarter, "").strip() or "-"


def _sharper(returned: Returned, answers: tuple[ReportedRow, ...], place: int) -> Finding | None:
    """What may have happened to a figure that is far from its target: a hundredfold, or another row's."""
    answer = answers[place]
    figure, wanted = answer.fact.figure, returned.bound(answer)
    if not is_number(figure) or not figure:
        return None
    before = returned.before(answer.fact)
    likely: list[Number] = [wanted.value] if wanted else []
    likely += [before.figure] if before is not None and is_number(before.figure) else []
    for value in likely:
        if value and (quotient(figure, value) in (HUNDRED, 1 / HUNDRED)):
            return Finding.of("figure-hundredfold", **place_of(answer.fact), likely=_shown(value, answer))
    for other in (*answers[place + 1 : place + 2], *answers[max(0, place - 1) : place]):
        theirs = returned.bound(other)
        swapped = wanted is not None and other.fact.figure == wanted.value
        if theirs is not None and theirs.value == figure and swapped:
            return Finding.of(
                "figure-of-other-row", **place_of(answer.fact), other=other.fact.key, cells=other.fact.cell
            )
        far = wanted is not None and wanted.value and _is_far(figure, wanted.value, answer.line.far_factor)
        if far and other.fact.figure == figure and _finding(returned.says(other)) is None:
            return Finding.of(
                "figure-as-next-row", **place_of(answer.fact), other=other.fact.key, cells=other.fact.cell
            )
    return None


def _is_far(one: Number, other: Number, factor: Decimal) -> bool:
    """Whether one of two figures above 0 is more than so many times the other."""
    return quotient(one, other) > factor or quotient(other, one) > factor


def _shown(value: Number, answer: ReportedRow) -> str:
    return print_figure(value, unit_of(answer.line.kind, answer.line.unit))


PAST_CODES: tuple[FindingCode, ...] = ("figure-far-from-past",)


def check_past(returned: Returned) -> Iterator[Finding]:
    """Figures that are many times the office's own of the quarter before, or a small part of it, without a reason.

    A running total grows by itself and is left to its own rule; a figure that another rule asks about is not asked
    about twice.
    """
    for answer in returned.answers:
        fact, before = answer.fact, returned.before(answer.fact)
        if before is None or answer.line.cumulative or gives_reason(fact) or _finding(returned.says(answer)):
            continue
        now, then = fact.figure, before.figure
        if not (is_number(now) and is_number(then) and now > 0 and then > 0 and fact.unit == before.unit):
            continue
        factor = returned.master.settings.far_factor
        if _is_far(now, then, factor):
            yield Finding.of("figure-far-from-past", **place_of(fact), before=before.raw, earlier=before.quarter)


FEWEST_ROWS = 5
"""Rows with figures of their own that a table has at least, to be told as a copy."""
FEWEST_FIGURES = 4
"""Different figures among them."""

COPIED_CODES: tuple[FindingCode, ...] = ("table-as-other-office", "table-as-last-quarter")


def check_copied(returned: Returned) -> Iterator[Finding]:
    """Tables that are another office's, or the office's own of the quarter before, in every row that says something."""
    seen: dict[tuple[int, tuple[tuple[Key, Number], ...]], tuple[ReportedRow, ...]] = {}
    for (_, quarter), answers in sorted(returned.tables.items()):
        own, found = list[ReportedRow](), list[tuple[Key, Number]]()
        for answer in answers:
            figure, wanted = answer.fact.figure, returned.bound(answer)
            # what the target says many offices will report
            if is_number(figure) and (wanted is None or wanted.value != figure):
                own.append(answer)
                found.append((answer.fact.key, figure))
        figures = tuple(sorted(found, key=_order))
        if len(figures) < FEWEST_ROWS or len({figure for _, figure in figures}) < FEWEST_FIGURES:
            continue
        first, same = own[0].fact, seen.setdefault((quarter, figures), answers)
        if same is not answers:
            other = same[0].fact
            yield Finding.of(
                "table-as-other-office",
                **place_of(first),
                count=len(figures),
                other=other.office,
                other_file=other.file,
            )
        before = [returned.before(answer.fact) for answer in own if not answer.line.cumulative]
        same_as_before = [
            fact is not None and fact.figure == answer.fact.figure
            for fact, answer in zip(before, (a for a in own if not a.line.cumulative), strict=True)
        ]
        if len(same_as_before) >= FEWEST_ROWS and all(same_as_before):
            yield Finding.of("table-as-last-quarter", **place_of(first), count=len(same_as_before), earlier=quarter - 1)


def _order(figure: tuple[Key, Number]) -> tuple[object, ...]:
    return natural_order(figure[0])
