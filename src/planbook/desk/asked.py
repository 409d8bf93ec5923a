"""The findings that need somebody, as their page lists them: found by a text, a page at a time, with what can be chosen
right there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planbook.desk.answers import waivable
from planbook.domain import Finding, Severity, clean
from planbook.domain.filed import Use, last_part
from planbook.report.work import Work
from planbook.words import TextCode, text

ON_A_PAGE = 200
"""Findings that a page lists."""


@dataclass(frozen=True)
class _Choosable:
    """How a file may be used, which of a finding's files (the argument that names it), and what the button says."""

    use: Use
    which: str
    says: TextCode


@dataclass(frozen=True)
class AskedFinding:
    """A finding of the page of findings: whether it may be waived, and what can be chosen right there."""

    finding: Finding
    waivable: bool
    choices: tuple[Mapping[str, str], ...]


_COUNT_THIS, _COUNT_THAT = (_Choosable(Use.PREFER, which, "desk.findings.prefer") for which in ("file", "winner"))
_CHOICES: Mapping[str, tuple[_Choosable, ...]] = {
    "figures-left-out": (
        _Choosable(Use.COMBINE, "later", "desk.findings.combine"),
        _Choosable(Use.PREFER, "later", "desk.findings.prefer"),
    ),
    **dict.fromkeys(
        ("return-superseded", "return-order-unknown", "return-order-close", "return-not-preferred"),
        (_COUNT_THIS, _COUNT_THAT),
    ),
}
"""What can be chosen right at a finding, by its code."""


def asked_page(work: Work | None, language: str, wanted: str, number: int) -> dict[str, Any]:
    """A page of the findings that hold the text ``wanted``, :data:`ON_A_PAGE` at a time, as its template takes it; none
    where nothing was checked."""
    every = [f for f in work.findings if f.severity is not Severity.INFO] if work else []
    names = work.names if work else {}
    asked = [f for f in every if clean(wanted).lower() in _searchable(f, names, language)] if wanted else every
    pages = max(1, -(-len(asked) // ON_A_PAGE))
    number = min(max(number, 1), pages)
    shown = asked[ON_A_PAGE * (number - 1) : ON_A_PAGE * number]
    return {
        "office_names": names,
        "found": [AskedFinding(each, waivable(each), _choosable(each, language)) for each in shown],
        "wanted": wanted,
        "all": len(every),
        "count": len(asked),
        "first": ON_A_PAGE * (number - 1) + 1,
        "last": ON_A_PAGE * (number - 1) + len(shown),
        "number": number,
        "pages": pages,
        "long": len(every) > ON_A_PAGE,
        "waivers": work.waivers if work else (),
    }


def _searchable(finding: Finding, names: Mapping[str, str], language: str) -> str:
    bits = (names.get(finding.office, ""), finding.where, finding.key, finding.message.text(language))
    return clean(" ".join(bits)).lower()


def _choosable(finding: Finding, language: str) -> tuple[Mapping[str, str], ...]:
    return tuple(
        {
            "use": each.use.value,
            "name": str(finding.fields[each.which]),
            "says": text(each.says, language, file=last_part(finding.fields[each.which])),
        }
        for each in _CHOICES.get(finding.code, ())
    )
