"""Rules on whole tables: figures that were copied, from another office or from the office's own last quarter.

Offices have the same targets and may well have the same figures in a few rows. A table of many rows with figures of
several sizes is not the same twice by chance.
"""

from collections.abc import Iterator

from planbook.domain import Finding, Key, Number, is_number, natural_order, place_of, read_quantity, unit_of
from planbook.domain.quantity import bound_of
from planbook.review.answers import Answer, Returned
from planbook.words import FindingCode

FEWEST_ROWS = 5
"""Rows with figures of their own that a table has at least, to be told as a copy."""
FEWEST_FIGURES = 4
"""Different figures among them."""

COPIED_CODES: tuple[FindingCode, ...] = ("table-as-other-office", "table-as-last-quarter")


def check_copied(returned: Returned) -> Iterator[Finding]:
    """Tables that are another office's, or the office's own of the quarter before, in every row that says something."""
    told: dict[tuple[int, tuple[tuple[Key, Number], ...]], tuple[Answer, ...]] = {}
    for (_, quarter), answers in sorted(returned.tables.items()):
        own = [answer for answer in answers if is_number(answer.fact.figure) and not _is_target(answer)]
        figures = tuple(sorted(((a.fact.key, a.fact.figure) for a in own if is_number(a.fact.figure)), key=_order))
        if len(figures) < FEWEST_ROWS or len({figure for _, figure in figures}) < FEWEST_FIGURES:
            continue
        first, same = own[0].fact, told.setdefault((quarter, figures), answers)
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


def _is_target(answer: Answer) -> bool:
    """Whether a figure is what the target says, as many offices will report."""
    line, quarter = answer.line, answer.fact.quarter
    wanted = bound_of(read_quantity(line.targets.get(quarter)), line.direction, unit_of(line.kind, line.unit))
    return wanted is not None and wanted.value == answer.fact.figure
