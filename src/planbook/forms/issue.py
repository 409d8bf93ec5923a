"""The forms of a quarter, each under the name of its file, and the picture on their covers.

A file's name is one that every system an office may use accepts, and that no other form has.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable

from planbook.book.files import Source, file_name, read_source
from planbook.domain import Finding, FormParts, FormSpec, Master
from planbook.errors import BookProblem, UsageProblem
from planbook.forms.compose import Composer, reporting_offices
from planbook.forms.cover import Logo, read_logo
from planbook.layout.form import FILE_PATTERN
from planbook.words import text

DEFAULT_PATTERN = FILE_PATTERN
"""Words a pattern may use: ``plan``, ``plan_year``, ``quarter``, ``code``, ``name``, ``region``."""

_EXTENSION = ".xlsx"


def form_filenames(specs: Iterable[FormSpec], pattern: str = DEFAULT_PATTERN) -> dict[str, str]:
    """Office code → file name, in NFC, at most 120 characters and 240 bytes, all different even where capitals do not
    count; allowed on Windows, macOS and Linux. The form of a correction is marked as one.

    ``pattern`` may hold the words of :data:`DEFAULT_PATTERN` in braces; UsageProblem is raised for any other. A name
    that more than one office would get is told apart by eight hex digits of its code: none depends on the order.
    """
    specs = list(specs)
    filled = {spec.office: _filled(spec, pattern) for spec in specs}
    marks = {spec.office: _mark(spec) for spec in specs}
    names = {code: _safe(text, tag=marks[code]) for code, text in filled.items()}
    count = Counter(name.casefold() for name in names.values())
    return {
        code: name if count[name.casefold()] == 1 else _safe(filled[code], tag=f"{marks[code]} ({_digest(code)})")
        for code, name in names.items()
    }


def _filled(spec: FormSpec, pattern: str) -> str:
    words: dict[str, object] = {
        "plan": spec.plan_id,
        "plan_year": spec.year,
        "quarter": spec.quarter,
        "code": spec.office,
        "name": spec.office_name,
        "region": spec.region,
    }
    try:
        return pattern.format_map(words)
    except (KeyError, ValueError, IndexError, AttributeError) as problem:
        known = ", ".join(f"{{{word}}}" for word in words)
        raise UsageProblem("file-pattern-bad", pattern=pattern, known=known) from problem


def _mark(spec: FormSpec) -> str:
    """What tells a correction's file from the form that was sent before."""
    if not spec.correction:
        return ""
    if spec.questions:
        return text("form.copy_mark", spec.language)
    return text("form.correction_mark", spec.language)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _safe(text: str, tag: str = "") -> str:
    ended = text.casefold().strip().endswith(_EXTENSION)
    stem = text.strip()[: -len(_EXTENSION)] if ended else text
    return file_name(stem, tag + _EXTENSION, "form")


def compose_all(
    master: Master, quarter: int, offices: Collection[str] = (), *, correction: bool = False
) -> dict[str, FormParts]:
    """File name → form, in the order of the offices sheet: of every reporting office, or of those in ``offices``.

    ``correction`` opens a closed quarter again (:func:`planbook.forms.compose.compose`). Raises UsageProblem for a
    code that has no form, a quarter other than 1 to 4, and a pattern of file names that cannot be used.
    """
    known = [office.code for office in reporting_offices(master, quarter)]
    if unknown := set(offices) - set(known):
        codes = ", ".join(sorted(unknown))
        raise UsageProblem("offices-without-form", codes=codes)
    chosen = [code for code in known if not offices or code in offices]
    composer = Composer(master, quarter, correction=correction)
    forms = [composer.parts(code) for code in chosen]
    names = form_filenames([each.head for each in forms], master.settings.file_pattern or FILE_PATTERN)
    return {names[code]: each for code, each in zip(chosen, forms, strict=True)}


def open_logo(source: Source | None) -> tuple[Logo | None, tuple[Finding, ...]]:
    """The picture for the covers, and findings: None without a source; None and a finding where it cannot be used."""
    if source is None:
        return None, ()
    try:
        name, data = read_source(source)
    except BookProblem:
        name, data = str(source), b""
    logo = read_logo(data)
    return logo, () if logo else (Finding.of("form-logo-unusable", raw=name),)
