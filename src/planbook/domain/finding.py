"""Findings: what planbook noticed, as values that say where, what, which rule, and how to mend it.

A finding is a code, a place and arguments; its sentences stand in :mod:`planbook.words` and are made when somebody
reads them, in the reader's language.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, cast

from planbook.domain.plan import natural_order
from planbook.words import Code, FindingCode, Sentence, needs


class Severity(StrEnum):
    """How much a finding needs somebody."""

    ERROR = "error"
    """a figure is missing or cannot be used until somebody acts"""
    WARNING = "warning"
    """used as it is, but somebody should look"""
    INFO = "info"
    """for the record"""

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody has to act or to look."""
        return self is not Severity.INFO

    @property
    def is_error(self) -> bool:
        """Whether something cannot be used until somebody acts."""
        return self is Severity.ERROR

    def counted(self, *, strict: bool) -> "Severity":
        """As what a run counts it: a ``strict`` one counts warnings as errors."""
        return Severity.ERROR if strict and self is Severity.WARNING else self


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: how much it needs somebody, and the topic it belongs to, a section of ``findings.toml``.

    ``by_office`` tells that its hint says what the office itself does; every other hint speaks to the region.
    """

    severity: Severity
    topic: str
    by_office: bool = False


@cache
def finding_kinds() -> Mapping[FindingCode, FindingKind]:
    """Every kind of finding by its stable code, in the order of ``findings.toml``."""
    table = tomllib.loads(Path(__file__).with_name("findings.toml").read_text(encoding="utf-8"))
    by_office = frozenset(table.pop("mended_by_office"))
    return {
        code: FindingKind(Severity(severity), topic, code in by_office)
        for topic, group in table.items()
        for severity, codes in group.items()
        for code in codes
    }


_PLACE = ("file", "sheet", "cell", "key", "office", "quarter", "raw")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One finding: ``Finding.of(code, place…, arguments…)``.

    ``file``, ``sheet``, ``cell`` say where, as far as known; ``key``, ``office``, ``quarter`` what and whom it
    is about; ``raw`` is the text it is about, every word of it. ``args`` are what else its sentences tell, as values.
    """

    code: FindingCode
    file: str = ""
    sheet: str = ""
    cell: str = ""
    key: str = ""
    office: str = ""
    quarter: int | None = None
    raw: str = ""
    args: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def of(
        cls,
        code: FindingCode,
        *,
        file: str = "",
        sheet: str = "",
        cell: str = "",
        key: str = "",
        office: str = "",
        quarter: int | None = None,
        raw: str = "",
        **args: Any,
    ) -> "Finding":
        """A finding of a kind; ``args`` fill its sentences, beside the place.

        Raises KeyError for a code that there is not, TypeError where the sentences need another argument: bugs.
        """
        for part in ("message", "hint"):
            for name in needs()[f"finding.{code}.{part}"]:
                if name not in args and name not in _PLACE:
                    raise TypeError(f"the finding {code} needs {name}")
        return cls(
            code=code, file=file, sheet=sheet, cell=cell, key=key, office=office, quarter=quarter, raw=raw, args=args
        )

    @property
    def severity(self) -> Severity:
        """How much it needs somebody."""
        return finding_kinds()[self.code].severity

    @property
    def topic(self) -> str:
        """What it is about: a section of ``findings.toml``, such as ``plan``, ``file``, ``value``, ``proof``."""
        return finding_kinds()[self.code].topic

    @property
    def message(self) -> Sentence:
        """What was noticed: one sentence, with ``.th``, ``.en`` and ``.text(language)``."""
        return self._sentence("message")

    @property
    def hint(self) -> Sentence:
        """How to mend it."""
        return self._sentence("hint")

    @property
    def page_hint(self) -> Sentence:
        """How to mend it in the desk's page, by what the page has; the hint itself where that names no command."""
        code = f"page.{self.code}"
        return Sentence(cast(Code, code), self.fields) if code in needs() else self.hint

    def _sentence(self, part: str) -> Sentence:
        return Sentence(cast(Code, f"finding.{self.code}.{part}"), self.fields)

    @property
    def fields(self) -> dict[str, Any]:
        """Everything its sentences may tell: the place and the arguments."""
        return {**{name: getattr(self, name) for name in _PLACE}, **self.args}

    @property
    def where(self) -> str:
        """``file: sheet!cell`` as far as known."""
        place = "!".join(bit for bit in (self.sheet, self.cell) if bit)
        return ": ".join(bit for bit in (self.file, place) if bit)


def needs_somebody(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings needs somebody."""
    return any(finding.severity.needs_somebody for finding in findings)


_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def _cell_order(cell: str) -> tuple[int, str]:
    digits = "".join(char for char in cell if char.isdecimal())
    return (int(digits) if digits else 0, cell)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in an order that depends on nothing but themselves: severity, file, sheet, cell; doubles dropped."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique,
            key=lambda f: (
                _ORDER[f.severity],
                f.file,
                f.sheet,
                _cell_order(f.cell),
                natural_order(f.key),
                f.code,
                f.office,
                f.raw,
            ),
        )
    )
