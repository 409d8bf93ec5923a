"""How large objects show themselves: one line at a prompt, a small table in a notebook."""

from collections.abc import Mapping
from html import escape

_LONGEST = 190
"""Characters of a line; one value takes at most a quarter of them."""


class Brief:
    """Shows itself by :meth:`brief`, a few names and values, however much it holds.

    A dataclass of this kind says ``repr=False``, so that it does not write a repr of its own.
    """

    __slots__ = ()

    def brief(self) -> Mapping[str, object]:
        """What tells this object from others: a few names and short values, in order."""
        raise NotImplementedError

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={_short(value)}" for name, value in self.brief().items())
        line = f"{type(self).__name__}({said})"
        return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2]}…)"

    def _repr_html_(self) -> str:
        """The same as an HTML table, which notebooks show."""
        rows = "".join(
            f'<tr><th style="text-align:left">{escape(name)}</th><td>{escape(_short(value))}</td></tr>'
            for name, value in self.brief().items()
        )
        return f"<table><caption>{escape(type(self).__name__)}</caption>{rows}</table>"


def _short(value: object) -> str:
    text = repr(value)
    most = _LONGEST // 4
    return text if len(text) <= most else f"{text[: most - 1]}…"


def size_of(data: bytes) -> str:
    """How large a file is, in words: ``"none"`` or ``"123 kB"``."""
    return f"{-(-len(data) // 1000)} kB" if data else "none"
