"""A mail draft as an .eml file: the same bytes for the same words, opened by mail programs as a new, unsent message.

The mails that carry forms to their offices: one draft an office, in the words of the region's templates.

Reminders: a draft to each office whose return is missing or incomplete, naming what is missing.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from pathlib import PurePath

from planbook.domain import (
    Entry,
    EntryState,
    Fact,
    Finding,
    FormLine,
    FormSpec,
    Master,
    Office,
    OfficeBook,
    Settings,
    width,
)
from planbook.domain.report import Slot
from planbook.domain.text import one_line
from planbook.layout.own_tables import BRACED, CONTACT_UNKNOWN, DUE_UNKNOWN, mail_default, sheet_text

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_PARTS = re.compile(r"[;,\s]+")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def addresses(text: str) -> tuple[list[str], list[str]]:
    """The mail addresses that a cell of the offices sheet holds (parted by ``;`` or blanks), and what is none."""
    parts = [part.strip("<>").removeprefix("mailto:") for part in _PARTS.split(text.strip()) if part.strip("<>")]
    return [part for part in parts if _ADDRESS.fullmatch(part)], [
        part for part in parts if not _ADDRESS.fullmatch(part)
    ]


def filled(template: str, words: Mapping[str, object]) -> str:
    """A template with its ``{words}`` filled in; an unknown one stays, so that a slip is seen and not fatal."""
    return BRACED.sub(lambda match: str(words.get(match[1], match[0])), template)


def draft(to: Sequence[str], subject: str, body: str, attachment: tuple[str, bytes] | None = None) -> bytes:
    """A draft (RFC 5322) without date and message id, which the mail program gives when it is sent.

    ``X-Unsent: 1`` makes Outlook open it ready for sending. The name of the attachment, a workbook, may be Thai
    (RFC 2231).
    """
    message = EmailMessage(policy=policy.SMTP)
    if to:
        message["To"] = ", ".join(to)
    message["Subject"] = " ".join(_CONTROL.sub(" ", subject).split())
    message["X-Unsent"] = "1"
    message.set_content(_CONTROL.sub("", body.replace("\r\n", "\n")) + "\n", charset="utf-8", cte="base64")
    if attachment:
        name, data = attachment
        main, sub = XLSX
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
        # fixed by what it parts, and longer than any line of base64 could repeat by chance
        digest = hashlib.sha256(subject.encode() + body.encode() + data).hexdigest()
        message.set_boundary(f"=_planbook_{digest[:40]}")
    return message.as_bytes()


SUFFIX = ".eml"


@dataclass(frozen=True)
class Draft:
    """A mail draft: the name of its file, its bytes, to whom it goes, and what was noticed."""

    name: str
    data: bytes = field(repr=False)
    to: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def draft_name(file: str) -> str:
    """The name of the draft that carries the form ``file``."""
    return str(PurePath(file).with_suffix("")) + SUFFIX


def address_findings(specs: Mapping[str, FormSpec], offices: OfficeBook) -> list[Finding]:
    """The offices that no draft can be addressed to; ``specs`` are the forms by file name."""
    return [
        finding
        for file, spec in specs.items()
        for finding in recipients(offices.by_code[spec.office], draft_name(file))[1]
    ]


def form_draft(spec: FormSpec, office: Office, settings: Settings, file: str, form: bytes) -> Draft:
    """The draft that carries a form, ``file`` by name, to its office; one that corrects something says why it comes."""
    name = draft_name(file)
    to, findings = recipients(office, name)
    words = template_words(spec, settings) | {"file": file}
    if spec.questions:
        wrong = sum(question.error for question in spec.questions)
        words |= {"count": len(spec.questions), "wrong": wrong, "questions": question_list(spec)}
    mail = "copy" if spec.questions else "reopen" if spec.correction else "mail"
    subject, body = (filled(template(settings, f"{mail}_{part}"), words) for part in ("subject", "body"))
    return Draft(name, draft(to, subject, body, (file, form)), to, findings)


def template(settings: Settings, name: str) -> str:
    """A template of the settings sheet, or planbook's own where that is empty."""
    return str(getattr(settings, name)) or mail_default(name)


def template_words(spec: FormSpec, settings: Settings) -> dict[str, object]:
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
        Finding.of("mail-address-bad", file=file, office=office.code, raw=text, name=office.name or office.code)
        for text in bad
    ]
    if not good and not bad:
        found.append(Finding.of("mail-address-missing", file=file, office=office.code, name=office.name or office.code))
    return tuple(good), tuple(found)


TITLE_WIDTH = 120
"""Character cells of a title in a list of what is missing."""


@dataclass(frozen=True)
class Missing:
    """A row that is due and has no answer. ``typed`` is what the office typed there that could not be used."""

    line: FormLine
    typed: str = ""


MOST_QUESTIONS = 20
"""Questions that a mail lists; the copy has them all."""


def question_list(spec: FormSpec) -> str:
    """What a correction copy asks, a line each: the row and what was typed there, or what is the matter with a file."""
    titles = {(line.key, line.office): line for line in spec.rows()}
    lines = []
    for question in spec.questions[:MOST_QUESTIONS]:
        line = titles.get((question.key, question.office))
        if line is None:
            lines.append(f"- {_short(question.said)}")
            continue
        whose = f" ({line.office_name or line.office})" if line.office != spec.office else ""
        typed = f": “{_short(question.typed)}”" if question.typed else ""
        lines.append(f"- {line.key}  {_short(line.title)}{whose}{typed}\n  {question.hint}")
    if more := len(spec.questions) - MOST_QUESTIONS:
        lines += [sheet_text("mail.more_questions", count=more)] if more > 0 else []
    return "\n".join(lines)


def _after_greeting(body: str, why: str) -> str:
    """A body with a paragraph behind its first."""
    first, _, rest = body.partition("\n\n")
    return f"{first}\n\n{why}\n\n{rest}" if why else body


def _why(unusable: Sequence[Finding]) -> str:
    """Why files of an office do not count."""
    if not unusable:
        return ""
    return "\n".join([sheet_text("mail.unusable"), *(f"- {finding.message.th}" for finding in unusable)])


def reminder(
    spec: FormSpec,
    office: Office,
    settings: Settings,
    file: str,
    missing: Sequence[Missing],
    *,
    returned: bool,
    unusable: Sequence[Finding] = (),
) -> Draft:
    """The reminder to one office; ``file`` is the name of its form, ``returned`` whether anything that counts came
    back, ``unusable`` why other files of it do not count."""
    partial = sheet_text("sheet.draft-partial")
    state = partial if returned else sheet_text("sheet.draft-unusable" if unusable else "sheet.missing")
    name = f"{PurePath(file).with_suffix('')} - {state}{SUFFIX}"
    asked = sum(line.due for line in spec.rows())
    words = template_words(spec, settings) | {
        "file": file,
        "asked": asked,
        "answered": asked - len(missing),
        "missing_count": len(missing),
        "missing": missing_list(spec, missing),
    }
    subject = filled(template(settings, "remind_subject"), words)
    body = _after_greeting(filled(template(settings, "remind_body"), words), _why(unusable))
    to, findings = recipients(office, name)
    return Draft(name, draft(to, subject, body), to, findings)


def reminders(
    master: Master,
    specs: Mapping[str, FormSpec],
    facts: Iterable[Fact],
    entries: Iterable[Entry],
    returned: Collection[str],
    unusable: Mapping[str, Sequence[Finding]],
) -> tuple[Draft, ...]:
    """A reminder to each office that owes answers, in the order of ``specs``, the forms of one quarter by file name.

    An office owes what is due on its form and has no answer among ``facts``. ``entries`` are what offices typed, that
    which could not be used among it; ``returned`` the codes of the offices from which anything came back; ``unusable``
    says by office why files of it do not count.
    """
    answered = {fact.slot for fact in facts if fact.is_answer}
    typed: dict[Slot, str] = {}
    for entry in entries:
        if entry.state is EntryState.REJECTED:
            typed.setdefault(entry.slot, entry.raw)
    drafts = []
    for file, spec in specs.items():
        due = [(line, Slot(line.key, line.office, spec.quarter)) for line in spec.rows() if line.due]
        missing = [Missing(line, typed.get(slot, "")) for line, slot in due if slot not in answered]
        if missing:
            office = master.offices.by_code[spec.office]
            why, came = unusable.get(spec.office, ()), spec.office in returned
            drafts.append(reminder(spec, office, master.settings, file, missing, returned=came, unusable=why))
    return tuple(drafts)


def missing_list(spec: FormSpec, missing: Sequence[Missing]) -> str:
    """What is missing, a line each: key and title, whose row it is, and what was typed that could not be used."""
    lines = []
    for item in missing:
        line = item.line
        text = f"- {line.key}  {_short(line.title)}"
        if line.office != spec.office:
            text += f" ({line.office_name or line.office})"
        if item.typed:
            text += sheet_text("sheet.unusable", typed=_short(item.typed))
        lines.append(text)
    return "\n".join(lines)


def _short(text: str) -> str:
    text = one_line(text)
    cut = len(text)
    while width(text[:cut]) > TITLE_WIDTH:
        cut -= 1
    return text if cut == len(text) else text[:cut].rstrip() + "…"
