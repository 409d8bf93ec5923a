"""Findings: what planbook noticed, as values that say where, what, which rule, and how to mend it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from planbook.domain.plan import natural_order
from planbook.domain.quantity import Frozen


class Severity(StrEnum):
    """How much a finding needs somebody."""

    ERROR = "error"
    """a figure is missing or cannot be used until somebody acts"""
    WARNING = "warning"
    """used as it is, but somebody should look"""
    INFO = "info"
    """for the record"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bilingual(Frozen):
    """A sentence in Thai and in English."""

    th: str
    en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Template(Frozen):
    """A kind of finding in the catalogue."""

    severity: Severity
    th: str
    en: str
    hint_th: str
    hint_en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding(Frozen):
    """One finding. ``file``, ``sheet``, ``cell`` say where, as far as known; ``raw`` is the text it is about."""

    code: str
    severity: Severity
    message: Bilingual
    hint: Bilingual
    file: str = ""
    sheet: str = ""
    cell: str = ""
    key: str = ""
    office: str = ""
    quarter: int | None = None
    raw: str = ""

    @property
    def where(self) -> str:
        """``file: sheet!cell`` as far as known."""
        place = "!".join(bit for bit in (self.sheet, self.cell) if bit)
        return ": ".join(bit for bit in (self.file, place) if bit)


@cache
def catalogue() -> Mapping[str, Template]:
    """Every kind of finding by its stable code."""
    text = files("planbook.domain").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {
        code: Template(**{**entry, "severity": Severity(entry["severity"])})
        for code, entry in tomllib.loads(text).items()
    }


def find(
    code: str,
    *,
    file: str = "",
    sheet: str = "",
    cell: str = "",
    key: str = "",
    office: str = "",
    quarter: int | None = None,
    raw: str = "",
    **words: Any,
) -> Finding:
    """A finding of the catalogue's kind ``code``; ``words`` fill its template, beside the fields themselves.

    Raises KeyError for a code or a word that the catalogue does not have: a bug, not a data problem.
    """
    template = catalogue()[code]
    fill = {
        "file": file,
        "sheet": sheet,
        "cell": cell,
        "key": key,
        "office": office,
        "quarter": quarter,
        "raw": raw,
    }
    fill.update(words)
    return Finding(
        code=code,
        severity=template.severity,
        message=Bilingual(th=template.th.format_map(fill), en=template.en.format_map(fill)),
        hint=Bilingual(th=template.hint_th.format_map(fill), en=template.hint_en.format_map(fill)),
        file=file,
        sheet=sheet,
        cell=cell,
        key=key,
        office=office,
        quarter=quarter,
        raw=raw,
    )


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
