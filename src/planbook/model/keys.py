"""Natural keys: the chain of printed numbers that people say aloud, such as ``8/1/03/03.2``.

A key is an initiative's number followed by the printed numbers of the activity and of all above it, joined by
``/`` (guide: domain, "Numbering is the key"). It is unique in a plan and survives moved rows.
"""

from typing import TypeAlias

Key: TypeAlias = str

SEPARATOR = "/"


def join_key(*parts: str | int) -> Key:
    """The key of a chain of printed numbers: ``join_key(8, "1", "03")`` is ``8/1/03``."""
    return SEPARATOR.join(str(part).strip().rstrip(".") for part in parts)


def parent_key(key: Key) -> Key | None:
    """The key one level up, or None for a top activity (whose parent is the initiative)."""
    head, _, _ = key.rpartition(SEPARATOR)
    return head if SEPARATOR in head else None


def initiative_of(key: Key) -> str:
    """The number of the initiative a key stands under: its first part."""
    return key.partition(SEPARATOR)[0]


def natural_order(key: Key) -> tuple[tuple[tuple[int, str], ...], ...]:
    """A sort key that puts ``8/2`` before ``8/10`` and ``03.2`` before ``03.10``."""
    return tuple(
        tuple((int(bit), bit) if bit.isdecimal() else (-1, bit) for bit in part.split("."))
        for part in key.split(SEPARATOR)
    )
