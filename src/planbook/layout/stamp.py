"""The stamp: a compact copy of what was issued, carried inside every form as plain ASCII cells.

Zipped JSON in base64, in pieces that every spreadsheet client keeps whole, with a checksum in front. With it a return
can be compared with what was sent, long after the master has moved on.
"""

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import replace

from pydantic import ValidationError

from planbook.domain import FormSpec
from planbook.domain.data import from_json, to_data

MARK = "planbook-stamp/1"
PIECE = 16_000
"""Characters a piece: half of what a cell may hold."""
MAX_INFLATED = 4_000_000
"""Bytes; a stamp that inflates to more was not written by planbook."""
_VERSION = b'"version":'
"""What stamps of the first version do not say."""

_IDENTITY = re.compile(
    # a code may hold blanks ("PEA 01"): the words between them, not the blanks, end a part
    r"planbook-form/(?P<version>\d+) plan=(?P<plan>.*?) year=(?P<year>\d+) quarter=(?P<quarter>[1-4])"
    r" office=(?P<office>.+) master=(?P<master>[0-9a-f]+)"
)


def encode(spec: FormSpec) -> list[str]:
    """A form as its stamp: ASCII texts of a cell each, the first of which names the format and the checksum."""
    said = to_data(spec, exclude_defaults=True) | {"version": spec.version}
    content = json.dumps(said, ensure_ascii=False, sort_keys=True)
    packed = base64.b64encode(zlib.compress(content.encode(), 9)).decode("ascii")
    digest = hashlib.sha256(packed.encode()).hexdigest()[:16]
    return [f"{MARK} {digest}", *(packed[i : i + PIECE] for i in range(0, len(packed), PIECE))]


def decode(pieces: Iterable[str]) -> FormSpec | None:
    """The form a stamp was made from, or None where the pieces are not a whole, unchanged stamp."""
    texts = [piece.strip() for piece in pieces if isinstance(piece, str) and piece.strip()]
    start = next((i for i, text in enumerate(texts) if text.startswith(MARK + " ")), None)
    if start is None:
        return None
    digest, packed = texts[start].split(" ", 1)[1], "".join(texts[start + 1 :])
    if hashlib.sha256(packed.encode()).hexdigest()[:16] != digest:
        return None
    try:
        inflater = zlib.decompressobj()
        content = inflater.decompress(base64.b64decode(packed, validate=True), MAX_INFLATED)
        spec = from_json(FormSpec, content)
        return spec if _VERSION in content else replace(spec, version=1)
    except (binascii.Error, zlib.error, ValidationError, UnicodeDecodeError):
        return None


def read_identity(text: str) -> dict[str, str] | None:
    """The parts of an identity line (``version, plan, year, quarter, office, master``), or None if it is not one."""
    match = _IDENTITY.search(text)
    return match.groupdict() if match else None
