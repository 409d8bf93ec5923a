"""The mails that carry forms to their offices: one draft an office, in the words of the region's templates."""

from dataclasses import dataclass, field
from pathlib import PurePath

from planbook.layout.mail import CONTACT_UNKNOWN, DEFAULTS, DUE_UNKNOWN
from planbook.model import Finding, FormSpec, Office, Settings, find
from planbook.sending.mail import addresses, draft, filled

SUFFIX = ".eml"


@dataclass(frozen=True)
class Draft:
    """A mail draft: the name of its file, its bytes, to whom it goes, and what was noticed."""

    name: str
    data: bytes = field(repr=False)
    to: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def form_draft(spec: FormSpec, office: Office, settings: Settings, file: str, form: bytes) -> Draft:
    """The draft that carries a form, ``file`` by name, to its office."""
    name = str(PurePath(file).with_suffix("")) + SUFFIX
    to, findings = recipients(office, name)
    words = words_of(spec, settings) | {"file": file}
    subject = filled(template(settings, "mail_subject"), words)
    body = filled(template(settings, "mail_body"), words)
    return Draft(name, draft(to, subject, body, (file, form)), to, findings)


def template(settings: Settings, name: str) -> str:
    """A template of the settings sheet, or planbook's own where that is empty."""
    return str(getattr(settings, name)) or DEFAULTS[name]


def words_of(spec: FormSpec, settings: Settings) -> dict[str, object]:
    """What the words of a template stand for in the mail about one form."""
    return {
        "office": spec.office_name or spec.office,
        "code": spec.office,
        "quarter": spec.quarter,
        "year": spec.year,
        "due": spec.due_date or DUE_UNKNOWN,
        "contact": spec.contact or CONTACT_UNKNOWN,
        "region": spec.region or settings.region,
        "plan": spec.plan_title,
    }


def recipients(office: Office, file: str) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """An office's mail addresses, and a finding where it has none or one that cannot be."""
    good, bad = addresses(office.mail)
    found = [
        find("mail-address-bad", file=file, office=office.code, raw=text, name=office.name or office.code)
        for text in bad
    ]
    if not good and not bad:
        found.append(find("mail-address-missing", file=file, office=office.code, name=office.name or office.code))
    return tuple(good), tuple(found)
