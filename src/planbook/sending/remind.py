"""Reminders: a draft to each office whose return is missing or incomplete, naming what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from planbook.model import FormLine, FormSpec, Office, Settings
from planbook.sending.drafts import SUFFIX, Draft, recipients, template, words_of
from planbook.sending.mail import draft, filled
from planbook.text import width

TITLE_WIDTH = 120
"""Character cells of a title in a list of what is missing."""


@dataclass(frozen=True)
class Missing:
    """A row that is due and has no answer. ``typed`` is what the office typed there that could not be used."""

    line: FormLine
    typed: str = ""


def reminder(
    spec: FormSpec, office: Office, settings: Settings, file: str, missing: Sequence[Missing], *, returned: bool
) -> Draft:
    """The reminder to one office; ``file`` is the name of its form, ``returned`` whether anything came back."""
    name = f"{PurePath(file).with_suffix('')} - {'ไม่ครบ' if returned else 'ยังไม่ส่ง'}{SUFFIX}"
    asked = sum(line.due for line in spec.rows())
    words = words_of(spec, settings) | {
        "file": file,
        "asked": asked,
        "answered": asked - len(missing),
        "missing_count": len(missing),
        "missing": missing_list(spec, missing),
    }
    subject = filled(template(settings, "remind_subject"), words)
    body = filled(template(settings, "remind_body"), words)
    to, findings = recipients(office, name)
    return Draft(name, draft(to, subject, body), to, findings)


def missing_list(spec: FormSpec, missing: Sequence[Missing]) -> str:
    """What is missing, a line each: key and title, whose row it is, and what was typed that could not be used."""
    lines = []
    for item in missing:
        line = item.line
        text = f"- {line.key}  {_short(line.title)}"
        if line.office != spec.office:
            text += f" ({line.office_name or line.office})"
        if item.typed:
            text += f" — ค่าที่กรอกใช้ไม่ได้: “{_short(item.typed)}”"
        lines.append(text)
    return "\n".join(lines)


def _short(text: str) -> str:
    text = " ".join(text.split())
    cut = len(text)
    while width(text[:cut]) > TITLE_WIDTH:
        cut -= 1
    return text if cut == len(text) else text[:cut].rstrip() + "…"
