"""The files attached to mails: saved mails (``.eml``), and mails as Outlook and Exchange keep them (``.msg``,
``winmail.dat``).

However mail programs encode them and their names; texts may name their encoding wrongly, by a name that Python does not
know, or not at all.
"""

import codecs
import re
import struct
from binascii import a2b_uu
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from planbook.book.binary import DAMAGED, compound_file
from planbook.errors import BookProblem

_THAI_WINDOWS = re.compile(r"(?:x-)?(?:windows|win|ms|cp|dos|ibm)?[-_ ]?874.*")
"""Names of the Thai code page: Outlook calls it ``windows-874``, which Python's codecs do not know."""
_LIKELY = ("utf-8", "cp874")


def text_of_bytes(data: bytes, charset: str = "") -> str:
    """The text of some bytes: in the encoding that is named, if it is known and fits; else UTF-8, else the Thai code
    page, with what fits nowhere replaced."""
    for encoding in (_known(charset), *_LIKELY):
        try:
            if encoding:
                return data.decode(encoding)
        except (LookupError, ValueError):  # no encoding of texts, or not the one that these bytes are in
            continue
    return data.decode("cp874", "replace")


def _known(charset: str) -> str:
    """Python's name of an encoding, or empty."""
    name = charset.strip().lower()
    if _THAI_WINDOWS.fullmatch(name):
        return "cp874"
    try:
        return codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""


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
_RIDER_NAMES = re.compile(
    r".*\.(?:p7s|vcf|ics|asc)|att\d+\.(?:txt|html?|bin|dat)|oledata\.mso|(?:image\d{3}|outlook-.*)\.(?:png|jpe?g|gif|bmp)",
    re.IGNORECASE,
)
"""What rides along with mails: signatures, cards, invitations, the scraps that Exchange cuts a text into, and pictures
of a text by the names that Outlook gives them."""
_LOCKED_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_HEADERS = re.compile(rb"^(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.MULTILINE)
_FORWARDED = re.compile(rb"^(content-type:\s*)message/(?:rfc822|global)", re.IGNORECASE | re.MULTILINE)
_ENCODED = re.compile(rb"^content-transfer-encoding:\s*(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE)
_FORWARD = "application/x-forwarded-mail"
"""How an encoded forward is called here: the parser takes a part called a mail for one that is not encoded, as the
standard has it, and gateways encode them all the same."""


_UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} (?P<name>[^\r\n]+)\r?\n(?P<lines>(?:[!-M][ -`]*\r?\n)*+)[` ]?\s*end\s*$", re.MULTILINE
)


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
    """The files attached to a mail, and to mails forwarded in it, those written into its text (uuencode) too. Raises
    DamagedMail, or whatever a broken mail makes the parser raise."""
    found: list[Attached] = []
    for part in _leaves(_parsed(data)):
        found += [_attached(part)] if _is_file(part) else _in_text(part)
    return found


def _in_text(part: Message) -> Iterator[Attached]:
    """The files that old mail programs write into the text of a mail, between ``begin 644 name`` and ``end``."""
    text = part.get_payload(decode=True)
    for found in _UUENCODED.finditer(text) if isinstance(text, bytes) else ():
        # a length before each line says how many of its characters count: gateways cut blanks at its end, or add some
        lines = [line for line in found["lines"].splitlines() if line]
        data = b"".join(a2b_uu(line[: ((line[0] - 32 & 63) * 4 + 5) // 3]) for line in lines)
        yield Attached(PurePosixPath(text_of_bytes(found["name"]).strip().replace("\\", "/")).name, data)


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
    plain[header] = _FOLD.sub("", text_of_bytes(raw.encode("utf-8", "surrogateescape")))
    value = plain.get_param(name, "", header)
    if isinstance(value, tuple):
        charset, _, text = value
        try:
            return text_of_bytes(text.encode("latin-1"), charset or "")
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
        piece
        if isinstance(piece, str)
        else text_of_bytes(piece, charset)
        if charset
        else piece.decode("raw-unicode-escape")
        for piece, charset in pieces
    )


_MSG_ATTACHMENT = "__attach_version1.0_#"
_DATA, _OBJECT, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _CONTENT_ID = "3701", "3701000D", "3707", "3704", "3001", "3712"
"""MAPI properties of an attachment ([MS-OXCMSG] 2.2.2)."""

TNEF = b"\x78\x9f\x3e\x22"
"""How a ``winmail.dat`` begins ([MS-OXTNEF] 2.1.3.1)."""
_NEW_ATTACHMENT, _TITLE, _CONTENT, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_WIDTHS = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
"""Bytes of a value of each fixed type, padded to four."""
_TEXT_TYPES = {0x001E: "", 0x001F: "utf-16-le"}


@dataclass(frozen=True)
class Attachment:
    """A file inside a mail. ``data`` is None where the mail only points to it; ``is_inline`` where it belongs to the
    mail's text, as a picture of a signature does."""

    name: str
    data: bytes | None
    is_inline: bool = False


def read_msg(data: bytes) -> tuple[Attachment, ...]:
    """The attachments of a mail saved by Outlook, those of mails attached to it too; runs in a worker.

    Raises BookProblem ``outlook-mail-damaged`` for a file that cannot be read.
    """
    try:
        with compound_file(data) as file:
            return tuple(_in_message(file, []))
    except DAMAGED as error:
        raise _damaged() from error


def _damaged() -> BookProblem:
    return BookProblem("outlook-mail-damaged", file="")


def _in_message(file: Any, storage: list[str]) -> Iterator[Attachment]:
    entries = [entry for entry in file.listdir(streams=True, storages=True) if entry[: len(storage)] == storage]
    names = {entry[len(storage)] for entry in entries if len(entry) > len(storage)}
    for name in sorted(names):
        if name.startswith(_MSG_ATTACHMENT):
            inside = [*storage, name]
            streams = {entry[-1].removeprefix("__substg1.0_"): entry for entry in entries if entry[:-1] == inside}
            if _OBJECT in streams:
                yield from _in_message(file, streams[_OBJECT])
            else:
                yield _msg_attachment(file, streams)


def _msg_attachment(file: Any, streams: dict[str, list[str]]) -> Attachment:
    def text(prop: str) -> str:
        for kind, charset in _TEXT_TYPES.items():
            stream = streams.get(f"{prop}{kind:04X}")
            if stream is not None:
                return text_of_bytes(file.openstream(stream).read(), charset).rstrip("\0")
        return ""

    content = streams.get(f"{_DATA}0102")
    name = text(_LONG_NAME) or text(_SHORT_NAME) or text(_SHOWN_NAME)
    return Attachment(name, None if content is None else file.openstream(content).read(), bool(text(_CONTENT_ID)))


def read_tnef(data: bytes) -> tuple[Attachment, ...]:
    """The attachments wrapped in a ``winmail.dat``; none where it only carries the mail's formatting.

    Raises BookProblem ``outlook-mail-damaged`` where it is cut off or makes no sense.
    """
    found: list[Attachment] = []
    try:
        for number, content in _attributes(data):
            if number == _NEW_ATTACHMENT:
                found.append(Attachment("", None))
            elif not found:
                continue
            elif number == _TITLE:
                name = text_of_bytes(content.split(b"\0")[0])
                found[-1] = Attachment(found[-1].name or name, found[-1].data)
            elif number == _CONTENT:
                found[-1] = Attachment(found[-1].name, content)
            elif number == _PROPERTIES:
                found[-1] = _with_properties(found[-1], content)
    except (struct.error, ValueError) as error:
        raise _damaged() from error
    return tuple(found)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbers and contents of a stream's attributes ([MS-OXTNEF] 2.1.3.2)."""
    at = 6
    while at < len(data):
        _, number, _, length = struct.unpack_from("<BHHI", data, at)
        at += 9
        if at + length + 2 > len(data):
            raise ValueError
        yield number, data[at : at + length]
        at += length + 2


def _with_properties(attachment: Attachment, data: bytes) -> Attachment:
    """An attachment with what its MAPI properties say: its long name, and the mail that it may be."""
    name, content = attachment.name, attachment.data
    for number, kind, value in _properties(data):
        if number == int(_LONG_NAME, 16) and kind in _TEXT_TYPES:
            name = text_of_bytes(value, _TEXT_TYPES[kind]).rstrip("\0") or name
        elif number == int(_DATA, 16) and value[16:20] == TNEF:
            content = value[16:]  # a mail that was attached, wrapped in its turn, behind the interface's identifier
    return Attachment(name, content, attachment.is_inline)


class _Property(NamedTuple):
    """A property of an attachment: its number, its type, its value."""

    number: int
    kind: int
    value: bytes


def _properties(data: bytes) -> Iterator[_Property]:
    """Each property, with the last of its values where it has several ([MS-OXTNEF] 2.1.3.4)."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, len(data))):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:  # named: an identifier, and a number or a name
            is_text, length = struct.unpack_from("<16xII", data, at)
            at += 24 + (_padded(length) if is_text else 0)
        many, base = bool(kind & 0x1000), kind & 0x0FFF
        width = _WIDTHS.get(base)
        values = 1
        if many or width is None:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        value = b""
        for _ in range(min(values, len(data))):
            length = width or 0
            if width is None:
                (length,) = struct.unpack_from("<I", data, at)
                at += 4
            value = data[at : at + length]
            at += _padded(length)
            if at > len(data) + 3:
                raise ValueError
        yield _Property(number, base, value)


def _padded(length: int) -> int:
    return -(-length // 4) * 4
