"""Saved mails (``.eml``): the files attached to them, however mail programs encode them and their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from pathlib import PurePosixPath

from planbook.returns.charsets import decoded

_BEFORE_MAIL = b"\xef\xbb\xbf\r\n\t "
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_MAIL_IN_BOX = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\n]* \d{4}\s*?\n")
"""The line before each mail of a mailbox file."""

_RIDER_TYPES = frozenset(
    {
        "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "text/vcard",
        "text/x-vcard", "text/directory", "text/calendar", "application/ics",
    }
)  # fmt: skip
_RIDER_NAMES = re.compile(r".*\.(?:p7s|vcf|ics|asc)|att\d+\.(?:txt|html?|bin|dat)|oledata\.mso", re.IGNORECASE)
"""What rides along with mails: signatures, cards, invitations, and the scraps that Exchange cuts a text into."""
_LOCKED_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_HEADERS = re.compile(rb"^(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.MULTILINE)
_FORWARDED = re.compile(rb"^(content-type:\s*)message/(?:rfc822|global)", re.IGNORECASE | re.MULTILINE)
_ENCODED = re.compile(rb"^content-transfer-encoding:\s*(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE)
_FORWARD = "application/x-forwarded-mail"
"""How an encoded forward is called here: the parser takes a part called a mail for one that is not encoded, as the
standard has it, and gateways encode them all the same."""


class DamagedMail(Exception):
    """A mail that says it has parts, and has none."""


@dataclass(frozen=True)
class Attached:
    """A file in a mail. ``name`` is empty where it has none; ``is_rider`` where it holds no report by its kind, as a
    signature or a card; ``is_locked`` where it is the mail itself, enciphered or sealed."""

    name: str
    data: bytes
    is_rider: bool = False
    is_locked: bool = False


def mails_of(data: bytes) -> list[bytes]:
    """The mails of a file: one, or those of a mailbox, in which each begins with a line ``From …``."""
    start = data.lstrip(_BEFORE_MAIL)
    lines = list(_MAIL_IN_BOX.finditer(start))
    if len(lines) < 2 or lines[0].start():
        return [start]
    ends = [line.start() for line in lines[1:]] + [len(start)]
    return [start[line.start() : end] for line, end in zip(lines, ends, strict=True)]


def is_web_page(data: bytes) -> bool:
    """Whether this is no mail but a web page in one file (``.mht``), as Excel and browsers save one."""
    mail = _parsed(data)
    if mail.get_content_type() != "multipart/related":
        return False
    sender = str(mail.get("from", ""))
    return not sender or sender.startswith("<Saved by") or "x-document-type" in mail


def attached(data: bytes) -> list[Attached]:
    """The files attached to a mail, and to mails forwarded in it. Raises DamagedMail, or whatever a broken mail makes
    the parser raise."""
    return [_attached(part) for part in _leaves(_parsed(data)) if _is_file(part)]


def _parsed(data: bytes) -> Message:
    mail: Message = message_from_bytes(_HEADERS.sub(_as_file, data), policy=policy.compat32)
    return mail


def _as_file(headers: re.Match[bytes]) -> bytes:
    """The headers of a part, with a forward that is encoded called a file."""
    text = headers[0]
    return _FORWARDED.sub(rb"\g<1>" + _FORWARD.encode(), text) if _ENCODED.search(text) else text


def _leaves(part: Message) -> Iterator[Message]:
    """The parts of a mail that have no parts, those of forwarded mails too."""
    payload = part.get_payload()
    inner = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    if part.get_content_type() == _FORWARD and isinstance(data := part.get_payload(decode=True), bytes):
        yield from _leaves(_parsed(data))
    elif inner:
        for each in inner:
            yield from _leaves(each)
    elif part.get_content_maintype() == "multipart":
        raise DamagedMail
    else:
        yield part


def _is_file(part: Message) -> bool:
    """Whether a part of a mail is a file, and not its text."""
    named = part.get_content_disposition() == "attachment" or bool(_name(part))
    return named or part.get_content_maintype() not in ("text", "message")


def _attached(part: Message) -> Attached:
    kind, name = part.get_content_type(), _name(part)
    data = part.get_payload(decode=True)
    is_inline = part.get_content_disposition() == "inline" or "content-id" in part
    is_picture = part.get_content_maintype() == "image" and is_inline
    return Attached(
        name,
        data if isinstance(data, bytes) else b"",
        is_rider=is_picture or kind in _RIDER_TYPES or _RIDER_NAMES.fullmatch(name) is not None,
        is_locked=kind in _LOCKED_TYPES or name.lower().endswith(".p7m"),
    )


def _name(part: Message) -> str:
    """The name of an attachment, without folders; empty where it has none."""
    said = _parameter(part, "content-disposition", "filename") or _parameter(part, "content-type", "name")
    return PurePosixPath(said.replace("\\", "/")).name


def _parameter(part: Message, header: str, name: str) -> str:
    """A parameter of a header, in whichever way it is encoded: RFC 2231, RFC 2047, or bare bytes."""
    raw = next((str(value) for key, value in part.raw_items() if key.lower() == header), "")
    plain = Message()
    # the parser keeps bytes that are no ASCII as surrogates, which it would show as �
    plain[header] = _FOLD.sub("", decoded(raw.encode("utf-8", "surrogateescape")))
    value = plain.get_param(name, "", header)
    if isinstance(value, tuple):
        charset, _, text = value
        try:
            return decoded(text.encode("latin-1"), charset or "")
        except UnicodeEncodeError:  # no bytes after all
            return text
    return _words(value)


def _words(text: str) -> str:
    """A text with the encoded words in it (RFC 2047) decoded."""
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except HeaderParseError:
        return text
    return "".join(
        piece if isinstance(piece, str) else decoded(piece, charset) if charset else piece.decode("raw-unicode-escape")
        for piece, charset in pieces
    )
