"""The shared texts of an .xls with the fonts of their pieces ([MS-XLS] 2.4.265, 2.5.293 and 2.5.296).

A text may run over several records, each of which says anew whether its characters take one byte or two.
"""

import struct
from collections.abc import Iterator, Sequence

from planbook.book.foreign.workbook import TextRun

Font = tuple[bool, bool]
"""Whether a font is struck out, and whether it is raised or lowered."""

_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08
NO_FONT = 4
"""The number that no font has: those from 5 on stand one earlier in the list ([MS-XLS] 2.5.129)."""


class _Pieces:
    """The contents of a record and of those that continue it, read one after the other."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces, self._piece, self._at = pieces, 0, 0

    def take(self, size: int) -> bytes:
        """The next bytes, across the end of a record. Raises ValueError where there are no more."""
        found = b""
        while len(found) < size:
            self._advance()
            piece = self._pieces[self._piece]
            part = piece[self._at : self._at + size - len(found)]
            found, self._at = found + part, self._at + len(part)
        return found

    def _advance(self) -> None:
        while self._at >= len(self._pieces[self._piece]):
            if self._piece + 1 >= len(self._pieces):
                raise ValueError("a text is cut off")
            self._piece, self._at = self._piece + 1, 0

    def text(self, count: int, *, wide: bool) -> str:
        """So many characters; a record that goes on with them begins with whether they are wide."""
        found = ""
        while count:
            if self._at >= len(self._pieces[self._piece]):
                self._advance()
                wide = bool(self.take(1)[0] & _WIDE)
            here = min(count, (len(self._pieces[self._piece]) - self._at) // (2 if wide else 1))
            if not here:
                raise ValueError("a text is cut off")
            found += self.take(here * (2 if wide else 1)).decode("utf-16-le" if wide else "latin-1", "replace")
            count -= here
        return found


def strings_with_looks(pieces: Sequence[bytes], fonts: Sequence[Font]) -> Iterator[tuple[int, tuple[TextRun, ...]]]:
    """The texts of which a piece is struck out or raised, with their numbers in the list.

    ``pieces`` are the contents of the list's record and of those that continue it. Raises ValueError or struct.error
    for a list that is cut off.
    """
    source = _Pieces(pieces)
    _, count = struct.unpack("<2L", source.take(8))
    for number in range(count):
        length, flags = struct.unpack("<HB", source.take(3))
        runs = struct.unpack("<H", source.take(2))[0] if flags & _RICH else 0
        phonetic = struct.unpack("<L", source.take(4))[0] if flags & _PHONETIC else 0
        text = source.text(length, wide=bool(flags & _WIDE))
        marks = [struct.unpack("<2H", source.take(4)) for _ in range(runs)]
        source.take(phonetic)
        found = runs_of(text, marks, fonts)
        if any(run.struck or run.raised for run in found):
            yield number, found


def runs_of(
    text: str, marks: Sequence[tuple[int, ...]], fonts: Sequence[Font], *, gap: bool = True
) -> tuple[TextRun, ...]:
    """The pieces of a text; ``marks`` say from which character on it has which font, ``gap`` whether the fonts' numbers
    leave one out."""
    starts = [(0, -1), *((mark[0], mark[1]) for mark in marks)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    found = []
    for (start, font), end in zip(starts, ends, strict=True):
        at = font - (gap and font > NO_FONT)
        struck, raised = fonts[at] if 0 <= at < len(fonts) else (False, False)
        if text[start:end]:
            found.append(TextRun(text[start:end], struck, raised, own=font >= 0))
    return tuple(found)
