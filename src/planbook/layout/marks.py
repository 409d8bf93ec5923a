"""What a severity, an office's state and a verdict are called wherever people meet them, with their signs and colours.

Reports, planbook's own sheets and the page in the browser all go by these tables. The order of each is the one in
which people see them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from planbook.domain import ReturnState, Severity
from planbook.domain.year import Verdict
from planbook.words import TextCode, text


class Colour(StrEnum):
    """How good or bad something is; each place that shows it has its own shade."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    PLAIN = "plain"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Mark:
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
    Severity.ERROR: Mark("sheet.error", Colour.BAD, "✗", "cli.error"),
    Severity.WARNING: Mark("sheet.warning", Colour.FAIR, "!", "cli.warning"),
    Severity.INFO: Mark("sheet.info", Colour.PLAIN, "·", "cli.info"),
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
