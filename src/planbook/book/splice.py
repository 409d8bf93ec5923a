"""A zip made again and again with a few texts changed: what stays the same is deflated once.

A :class:`Template` is cut out of a finished package in which *slots* stand where the texts will go. Members without a
slot are copied as they are. One with slots becomes deflated pieces, each ended by a full flush (RFC 1951, 3.2.4: an
empty stored block, after which nothing refers back), with the texts between them in stored blocks. The checksum of
the whole is combined from those of the pieces.
"""

import itertools
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planbook.book.package import LEVEL, Member, Package, deflated, joined

_FIRST, _LAST_SLOT = 0xF0000, 0xFFFFD
_STORED = 0xFFFF
"""Bytes that a stored block holds."""
_BLOCK = struct.Struct("<BHH")
_END = b"\x03\x00"
"""An empty block that ends a deflated stream."""
_SHORT = 4096
"""Bytes whose checksum is counted again each time."""

Shift = tuple[tuple[int, ...], ...]
"""What a number of zero bytes makes of a checksum: a table for each of its four bytes."""


class Slots:
    """The names of the texts that will go into a package, each with the character that stands for it meanwhile.

    The characters are of a plane for private use (Unicode 15, 23.5), one each, so that a slot takes as little room in a
    column as a text of one letter does. Those that stand in ``texts``, which go into the package too, are left out.
    """

    def __init__(self, texts: str = "") -> None:
        self._free = map(chr, itertools.filterfalse(set(map(ord, texts)).__contains__, range(_FIRST, _LAST_SLOT + 1)))
        self._marks: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The character to write where the text of this name will go. Raises StopIteration after 65,534 names."""
        mark = self._marks.get(name)
        if mark is None:
            mark = self._marks[name] = next(self._free)
            self._names[mark] = name
        return mark

    def name(self, mark: str) -> str | None:
        """The name of the slot that a character marks; None for any other text."""
        return self._names.get(mark)

    @property
    def marks(self) -> re.Pattern[str]:
        """The pattern that finds every character that marks a slot."""
        return re.compile(f"([{''.join(self._names)}])" if self._names else "(?!)")


@dataclass(frozen=True)
class _Piece:
    deflated: bytes
    size: int
    checksum: int
    short: bytes | None
    """What was deflated, where counting it again takes less time than ``shift``."""
    shift: Shift


@dataclass(frozen=True)
class _Spliced:
    """A member with slots: one piece more than slots."""

    name: bytes
    pieces: tuple[_Piece, ...]
    slots: tuple[str, ...]

    def filled(self, values: Mapping[str, bytes]) -> Member:
        first = self.pieces[0]
        checksum, size, out = first.checksum, first.size, [first.deflated]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            value = values[slot]
            if value:
                checksum, size = zlib.crc32(value, checksum), size + len(value)
                out.append(_stored(value))
            checksum = _combined(checksum, piece) if piece.short is None else zlib.crc32(piece.short, checksum)
            size += piece.size
            out.append(piece.deflated)
        out.append(_END)
        return deflated(self.name, 0, b"".join(out), checksum, size)


class Template:
    """A package with slots, cut into what stays and what goes in.

    ``data`` is the package, whose names are ASCII. ``context`` turns the name of a member and of a slot in it into the
    name under which :meth:`fill` is given the value, so that one text may be escaped in one way here and in another
    there. ``prepare`` may change a member's text before it is cut; new slots may come in.
    """

    def __init__(
        self,
        data: bytes,
        slots: Slots,
        context: Callable[[str, str], str],
        prepare: Callable[[str, str], str] = lambda _member, text: text,
    ) -> None:
        package = Package.open(data)
        self._members: list[Member | _Spliced] = []
        for name in package.names:
            content = package.read(name)
            text = prepare(name, content.decode()) if name.endswith((".xml", ".rels")) else ""
            pieces = slots.marks.split(text)
            if len(pieces) > 1:
                names = tuple(context(name, slots.name(mark) or "") for mark in pieces[1::2])
                static = tuple(_piece(each.encode()) for each in pieces[::2])
                self._members.append(_Spliced(name.encode("ascii"), static, names))
            else:
                self._members.append(_whole(name, text.encode() or content))

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """The package with a value in every slot, each as it stands in its member. Raises KeyError for one without."""
        return joined(each.filled(values) if isinstance(each, _Spliced) else each for each in self._members)


def _whole(name: str, content: bytes) -> Member:
    deflater = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflater.compress(content) + deflater.flush()
    return deflated(name.encode("ascii"), 0, body, zlib.crc32(content), len(content))


def _piece(content: bytes) -> _Piece:
    deflater = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflater.compress(content) + deflater.flush(zlib.Z_FULL_FLUSH)
    is_short = len(content) <= _SHORT
    return _Piece(
        body, len(content), zlib.crc32(content), content if is_short else None, () if is_short else _shift(len(content))
    )


def _stored(content: bytes) -> bytes:
    """A text as stored blocks (RFC 1951, 3.2.4), none of them the last of the stream."""
    blocks = (content[at : at + _STORED] for at in range(0, len(content), _STORED))
    return b"".join(_BLOCK.pack(0, len(block), len(block) ^ _STORED) + block for block in blocks)


def _bits(size: int) -> list[int]:
    """What ``size`` bytes behind it make of each bit of a checksum, apart from what they are.

    CRC-32 is linear over bits: that of ``a + b`` is that of ``a`` moved on by as many zero bytes as ``b`` is long, and
    that of ``b``. Twice as many move it on twice.
    """
    nothing = zlib.crc32(b"\0")
    moved, step = [1 << bit for bit in range(32)], [zlib.crc32(b"\0", 1 << bit) ^ nothing for bit in range(32)]
    while size:
        if size & 1:
            moved = [_moved(step, bit) for bit in moved]
        step = [_moved(step, bit) for bit in step]
        size >>= 1
    return moved


def _moved(bits: list[int], checksum: int) -> int:
    made = 0
    for bit in bits:
        if checksum & 1:
            made ^= bit
        checksum >>= 1
    return made


def crc_of_both(first: int, second: int, size: int) -> int:
    """The checksum of two texts, one behind the other, out of those of both and the second's size in bytes."""
    return _moved(_bits(size), first) ^ second


def _shift(size: int) -> Shift:
    """What ``size`` bytes behind it make of each byte of a checksum."""
    bits, tables = _bits(size), []
    for byte in range(4):
        table = [0]
        for bit in bits[8 * byte : 8 * byte + 8]:
            table += [bit ^ known for known in table]
        tables.append(tuple(table))
    return tuple(tables)


def _combined(checksum: int, piece: _Piece) -> int:
    one, two, three, four = piece.shift
    moved = one[checksum & 255] ^ two[checksum >> 8 & 255] ^ three[checksum >> 16 & 255] ^ four[checksum >> 24]
    return moved ^ piece.checksum
