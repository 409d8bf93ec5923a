"""What a severity, an office's state and a verdict are called wherever people meet them, with their signs and colours;
and how an accepted report is shown.

Reports, planbook's own sheets and the page in the browser all go by these tables. The order of each is the one in
which people see them.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from planbook.domain import Decision, Fact, Quantity, ReturnState, Severity, is_number, print_figure, unit_of
from planbook.domain.number import Number
from planbook.domain.quantity import bound_of
from planbook.domain.year import Verdict
from planbook.layout.form import label
from planbook.words import TextCode, text


class Colour(StrEnum):
    """How good or bad something is; each place that shows it has its own shade."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    PLAIN = "plain"
    QUIET = "quiet"


class Mark(NamedTuple):
    """How a severity, a state or a verdict is shown: the ``word`` for one, the ``heading`` over several (by code),
    and the ``sign`` that stands for it, empty where it has none.
    """

    word: TextCode
    colour: Colour
    sign: str = ""
    heading: TextCode | None = None

    def said(self, language: str) -> str:
        """What one of them is called."""
        return text(self.word, language)

    def over(self, language: str) -> str:
        """What several of them are called; the word for one where there is no other."""
        return text(self.heading or self.word, language)


SEVERITIES: Mapping[Severity, Mark] = {
    Severity.ERROR: Mark("severity.error", Colour.BAD, "✗", "cli.error"),
    Severity.WARNING: Mark("severity.warning", Colour.FAIR, "!", "cli.warning"),
    Severity.INFO: Mark("severity.info", Colour.PLAIN, "·", "cli.info"),
}
STATES: Mapping[ReturnState, Mark] = {
    ReturnState.COMPLETE: Mark("sheet.complete", Colour.GOOD),
    ReturnState.PARTIAL: Mark("sheet.partial", Colour.FAIR),
    ReturnState.MISSING: Mark("sheet.missing", Colour.BAD),
    ReturnState.NOTHING_DUE: Mark("sheet.nothing-due", Colour.PLAIN),
}
VERDICTS: Mapping[Verdict, Mark] = {
    Verdict.MET: Mark("sheet.verdict-met", Colour.GOOD, "✓"),
    Verdict.MISSED: Mark("sheet.verdict-missed", Colour.BAD, "✗"),
    Verdict.OPEN: Mark("sheet.verdict-open", Colour.FAIR, "○"),
    Verdict.NOTHING_DUE: Mark("sheet.verdict-nothing", Colour.QUIET, "–"),
}


class ShownReport(NamedTuple):
    """An accepted report as people read it: its ``figure`` and that figure's ``unit``, or its ``words``.

    ``figure`` is exact (percentages on the 0-100 scale), None where the report has none; ``against`` is the figure that
    it is measured by, None for none. ``words`` are empty beside a figure, and of a report that says nothing.
    """

    figure: Number | None = None
    unit: str = ""
    against: Number | None = None
    words: str = ""

    def __str__(self) -> str:
        return self.words if self.figure is None else _printed(self.figure, self.unit, self.against)


def shown_report(fact: Fact, decision: Decision, target: Quantity | None, language: str) -> ShownReport:
    """How an office's accepted report is shown beside the office's ``target``, in the unit that it was reported in."""
    figure = fact.figure
    if not is_number(figure):
        return ShownReport(words=answer_in_words(fact, language))
    unit = fact.unit or unit_of(decision.kind, decision.unit)
    bound = bound_of(target, decision.direction, unit)
    return ShownReport(figure, unit, bound.value if bound else None)


def answer_in_words(fact: Fact, language: str) -> str:
    """What an accepted report without a number says: the text that was reported, else what its status says of the work.

    Empty where it has a number, or says nothing that counts.
    """
    figure = fact.figure
    if figure is None:
        return label(fact.without_figure, language)
    return "" if is_number(figure) else figure


@lru_cache(maxsize=1 << 12)
def _printed(figure: Number, unit: str, against: Number | None) -> str:
    """The same figures stand in many cells."""
    return print_figure(figure, unit, against=against)
