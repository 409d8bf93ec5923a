"""The stamp: a compact copy of what was issued, carried inside every form as plain ASCII cells.

Zipped JSON in base64, in pieces that every spreadsheet client keeps whole. First what all forms of a set say, with a
checksum in front, then what this form alone says. With it a return can be compared with what was sent, long after the
master has moved on. The first stamps were of one part.
"""

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from pydantic import ValidationError

from planbook.domain import FormParts, FormSpec, Own
from planbook.domain.data import from_json, to_data

MARK = "planbook-stamp/"
PIECE = 16_000
"""Characters a piece: half of what a cell may hold."""
MAX_INFLATED = 4_000_000
"""Bytes; a stamp that inflates to more was not written by planbook."""
_VERSION = b'"version":'
"""What stamps of the first version do not say."""

_IDENTITY = re.compile(
    # a code may hold blanks ("PEA 01"): the words between them, not the blanks, end a part
    r"planbook-form/(?P<version>[0-9]{1,9}) plan=(?P<plan>.*?) year=(?P<year>[0-9]{1,9}) quarter=(?P<quarter>[1-4])"
    r" office=(?P<office>.+) master=(?P<master>[0-9a-f]+)"
)


def encode_shared(spec: FormSpec) -> list[str]:
    """What all forms of a set say, as the first texts of their stamp: the mark with format, checksum and the number of
    pieces, then the pieces."""
    packed = _packed(to_data(spec, exclude_defaults=True) | {"version": spec.version})
    pieces = [packed[i : i + PIECE] for i in range(0, len(packed), PIECE)]
    return [f"{MARK}2 {_digest(packed)} {len(pieces)}", *pieces]


def encode_own(own: Own) -> str:
    """What one form alone says, as the last text of its stamp; zlib's own checksum is in it."""
    return _packed(to_data(own, exclude_defaults=True))


def encode(parts: FormParts) -> list[str]:
    """A form as its stamp: ASCII texts of a cell each."""
    return [*encode_shared(parts.shared), encode_own(parts.own)]


def decode(pieces: Iterable[str]) -> FormSpec | None:
    """The form a stamp was made from, or None where the pieces are not a whole, unchanged stamp."""
    texts = [piece.strip() for piece in pieces if isinstance(piece, str) and piece.strip()]
    start = next((i for i, text in enumerate(texts) if text.startswith(MARK)), None)
    if start is None:
        return None
    version, *said = texts[start].removeprefix(MARK).split(" ")
    following = texts[start + 1 :]
    if version == "1" and len(said) == 1:
        return _spec("".join(following), said[0])
    if version != "2" or len(said) != 2 or not said[1].isdecimal():
        return None
    count = int(said[1])
    shared = _spec("".join(following[:count]), said[0])
    own = decode_own("".join(following[count : count + 1]))
    return FormParts(shared=shared, own=own).whole() if shared and own else None


def decode_shared(pieces: Sequence[str]) -> FormSpec | None:
    """What all forms of a set say, from the first texts of their stamp, the mark among them (:func:`encode_shared`);
    None where they are not all of them, whole and unchanged."""
    version, *said = pieces[0].removeprefix(MARK).split(" ") if pieces else [""]
    if version != "2" or len(said) != 2 or said[1] != str(len(pieces) - 1):
        return None
    return _spec("".join(pieces[1:]), said[0])


@lru_cache(maxsize=64)
def _spec(packed: str, digest: str) -> FormSpec | None:
    """What all forms of a set say; many returns of a quarter hold the same text."""
    content = _content(packed) if _digest(packed) == digest else None
    try:
        spec = from_json(FormSpec, content) if content else None
    except (ValidationError, UnicodeDecodeError):
        return None
    return replace(spec, version=1) if spec and content and _VERSION not in content else spec


def decode_own(packed: str) -> Own | None:
    """What one form alone says, from the last text of its stamp; None where that is not whole."""
    content = _content(packed)
    try:
        return from_json(Own, content) if content else None
    except (ValidationError, UnicodeDecodeError):
        return None


def _packed(data: object) -> str:
    content = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return base64.b64encode(zlib.compress(content.encode(), 9)).decode("ascii")


def _content(packed: str) -> bytes | None:
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(base64.b64decode(packed, validate=True), MAX_INFLATED)
    except (binascii.Error, zlib.error, ValueError):
        return None
    return content if inflater.eof else None


def _digest(packed: str) -> str:
    return hashlib.sha256(packed.encode()).hexdigest()[:16]


def read_identity(text: str) -> dict[str, str] | None:
    """The parts of an identity line (``version, plan, year, quarter, office, master``), or None if it is not one."""
    match = _IDENTITY.search(text)
    return match.groupdict() if match else None
