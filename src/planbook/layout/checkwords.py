"""What the check column says. Its formulas are written with these words, and a reader knows by them whether a text in a
check cell came from the formula or was typed over it."""

from dataclasses import asdict, dataclass
from functools import cache

from planbook.words import fill, languages


@dataclass(frozen=True)
class CheckWords:
    """What the check column says. No text may hold a double quote: they stand inside formulas."""

    ok: str
    empty: str
    no_result: str
    optional: str
    not_number: str
    negative: str
    over_percent: str
    percent_sign: str
    contradicts: str
    both_parts: str
    no_whole: str
    below: str
    above: str
    far: str
    fallen: str
    nil_remark: str
    bad_status: str
    not_text: str

    @property
    def open(self) -> tuple[str, str]:
        """The texts that say a due row is still without an answer."""
        return (self.empty, self.no_result)

    @property
    def unusual(self) -> tuple[str, str]:
        """The texts that say a figure is unusual."""
        return (self.far, self.fallen)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The texts that ask for a reason in the remark."""
        return (self.below, self.above, self.nil_remark, *self.unusual)


@cache
def check_words(language: str) -> CheckWords:
    """What the check column says in a language; in Thai where there is no such language."""
    return fill(CheckWords, "check", language)


FORMER_TEXTS: tuple[str, ...] = ()
"""What check cells of earlier versions said. Forms that are out say it for ever: a text that changes is added here."""


@cache
def check_texts() -> frozenset[str]:
    """Everything that a check cell may say by itself, in any language."""
    said = (text for language in languages() for text in asdict(check_words(language)).values())
    return frozenset((*said, *FORMER_TEXTS))
