"""A mail draft as an .eml file: the same bytes for the same words, opened by mail programs as a new, unsent message."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from email import policy
from email.message import EmailMessage

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_PARTS = re.compile(r"[;,\s]+")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_BRACED = re.compile(r"\{(\w+)\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def addresses(text: str) -> tuple[list[str], list[str]]:
    """The mail addresses that a cell of the offices sheet holds (parted by ``;`` or blanks), and what is none."""
    parts = [part.strip("<>").removeprefix("mailto:") for part in _PARTS.split(text.strip()) if part.strip("<>")]
    return [part for part in parts if _ADDRESS.fullmatch(part)], [
        part for part in parts if not _ADDRESS.fullmatch(part)
    ]


def filled(template: str, words: Mapping[str, object]) -> str:
    """A template with its ``{words}`` filled in; an unknown one stays, so that a slip is seen and not fatal."""
    return _BRACED.sub(lambda match: str(words.get(match[1], match[0])), template)


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
