"""Mails as Outlook and Exchange keep them: a saved ``.msg``, and ``winmail.dat``, in which attachments are wrapped."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planbook.book.compound import DAMAGED, compound_file
from planbook.errors import BookProblem
from planbook.returns.charsets import decoded

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
                return decoded(file.openstream(stream).read(), charset).rstrip("\0")
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
                name = decoded(content.split(b"\0")[0])
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
            name = decoded(value, _TEXT_TYPES[kind]).rstrip("\0") or name
        elif number == int(_DATA, 16) and value[16:20] == TNEF:
            content = value[16:]  # a mail that was attached, wrapped in its turn, behind the interface's identifier
    return Attachment(name, content, attachment.is_inline)


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, type and value of each property; of several values the last ([MS-OXTNEF] 2.1.3.4)."""
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
        yield number, base, value


def _padded(length: int) -> int:
    return -(-length // 4) * 4
