"""A plan as a region hands it in, made a workbook that holds planbook's sheets.

A workbook with macros stays what it is, its macros unread; a template becomes a workbook; a workbook of another kind
goes through LibreOffice where that is installed. What was done is a finding.
"""

import re
from dataclasses import dataclass, field

from planbook.book.office import saved_as, soffice
from planbook.book.package import CONTENT_TYPES_PART, Package
from planbook.book.safety import OWN, Checked, check
from planbook.book.signature import is_signed
from planbook.book.sniff import Kind
from planbook.domain import Finding
from planbook.errors import BookProblem
from planbook.words import Sentence

_OTHERS = (Kind.XLS, Kind.XLSB, Kind.ODS)
_TEMPLATES = (
    (b"spreadsheetml.template.main+xml", b"spreadsheetml.sheet.main+xml"),
    (b"vnd.ms-excel.template.macroEnabled.main+xml", b"vnd.ms-excel.sheet.macroEnabled.main+xml"),
)
_DATES = (rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z")


@dataclass(frozen=True)
class Intake:
    """A plan's workbook (.xlsx or .xlsm), checked, and what was done to have one."""

    data: bytes = field(repr=False)
    checked: Checked
    findings: tuple[Finding, ...] = ()


def take_in(data: bytes, file: str) -> Intake:
    """A plan workbook of any kind. ``file`` is its name, for findings.

    Raises BookProblem where the file cannot be read, and ``plan-not-xlsx`` for one of another kind where there is no
    LibreOffice, or it makes nothing of it.
    """
    checked = check(data, OWN)
    if checked.kind in _OTHERS:
        made = _converted(data, checked.kind)
        if made is None:
            raise not_xlsx(file, checked.kind)
        told = Finding.of("plan-converted", file=file, name=_named(file), kind=str(checked.kind))
        return Intake(made, check(made, OWN), (told,))
    if checked.package is None or checked.kind not in (Kind.XLSX, Kind.XLSM):
        raise not_xlsx(file, checked.kind)
    findings = [Finding.of("plan-has-macros", file=file, name=_named(file))] if checked.kind is Kind.XLSM else []
    if is_signed(checked.package):
        findings.append(Finding.of("plan-signed", file=file, name=_named(file)))
    types = checked.package.read(CONTENT_TYPES_PART)
    for template, workbook in _TEMPLATES:
        if template in types:
            made = Package.open(data).build({CONTENT_TYPES_PART: types.replace(template, workbook)})
            findings.append(Finding.of("plan-was-template", file=file, name=_named(file)))
            return Intake(made, check(made, OWN), tuple(findings))
    return Intake(data, checked, tuple(findings))


def not_xlsx(file: str, kind: Kind) -> BookProblem:
    """The problem of a plan that is a workbook of another kind."""
    return BookProblem("plan-not-xlsx", file=_named(file), kind=str(kind))


def _named(file: str) -> str | Sentence:
    """A file as sentences call it, also where it has no name."""
    return file or Sentence("text.this-file")


def _converted(data: bytes, kind: Kind) -> bytes | None:
    """A workbook as LibreOffice saves it, without the time that it was saved at: the same plan gives the same bytes."""
    program = soffice()
    made = saved_as(program, {"plan": data}, "xlsx", source=str(kind)).get("plan") if program else None
    if made is None:
        return None
    package = Package.open(made)
    # every part written anew has a day of its own no more
    return package.build({name: re.sub(*_DATES, package.read(name)) for name in package.names})
