"""A region's logo: what kind of picture it is and how large it is shown, read from the first bytes of its file."""

import struct
from dataclasses import dataclass, field

MAX_BYTES = 1_000_000
"""A logo stands in every form that is mailed: more than this is a mistake."""

_PNG = b"\x89PNG\r\n\x1a\n"
_INCH = 0.0254
_SCREEN = 96.0
"""Dots an inch where a picture does not say."""
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG markers of a frame, which has the picture's size (ITU T.81, table B.1)."""


@dataclass(frozen=True)
class Logo:
    """A PNG or JPEG picture, and its size on the screen in pixels."""

    data: bytes = field(repr=False)
    suffix: str
    width: float
    height: float

    def scale(self, width: float, height: float) -> float:
        """The scale at which the picture fits a room of so many pixels."""
        return min(width / self.width, height / self.height)


def read_logo(data: bytes) -> Logo | None:
    """The picture of a file, or None where it is no PNG or JPEG, is damaged, or is larger than :data:`MAX_BYTES`."""
    if len(data) > MAX_BYTES:
        return None
    try:
        if data.startswith(_PNG):
            return _png(data)
        return _jpeg(data) if data.startswith(b"\xff\xd8") else None
    except (struct.error, IndexError, ZeroDivisionError):
        return None


def _logo(data: bytes, suffix: str, size: tuple[int, int], dots: tuple[float, float]) -> Logo | None:
    width, height = (pixels * _SCREEN / dot for pixels, dot in zip(size, dots, strict=True))
    return Logo(data, suffix, width, height) if width > 0 and height > 0 else None


def _png(data: bytes) -> Logo | None:
    width, height = struct.unpack(">II", data[16:24])
    dots, at = (_SCREEN, _SCREEN), 8
    while at + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if name == b"pHYs":
            across, down, unit = struct.unpack(">IIB", data[at + 8 : at + 17])
            if unit == 1 and across and down:
                dots = (across * _INCH, down * _INCH)
        at += length + 12
    return _logo(data, ".png", (width, height), dots)


def _jpeg(data: bytes) -> Logo | None:
    dots, at = (_SCREEN, _SCREEN), 2
    while data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker == 0xE0 and data[at + 4 : at + 8] == b"JFIF":
            unit, across, down = struct.unpack(">BHH", data[at + 11 : at + 16])
            if unit and across and down:
                centimetres = 2.54 if unit == 2 else 1.0
                dots = (across * centimetres, down * centimetres)
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return _logo(data, ".jpg", (width, height), dots)
        at += length + 2
    return None
