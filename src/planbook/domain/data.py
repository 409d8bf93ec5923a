"""How planbook's values leave and enter the program.

At files and JSON pydantic checks what comes in and writes what goes out: inside, values are frozen dataclasses; a
document, a report or an inspection is a :class:`Data`. At a prompt and in a notebook a large value is a :class:`Brief`.
"""

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter

_T = TypeVar("_T")


class Data(BaseModel):
    """The base of what is read from or written to JSON: immutable, no unknown fields."""

    # built when first used: a command and a worker each need a few of the models
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def to_data(value: Any, *, exclude_defaults: bool = False) -> Any:
    """A dataclass as plain JSON data (dicts, lists, strings, numbers); decimals as strings."""
    return _adapter(cast(Hashable, type(value))).dump_python(value, mode="json", exclude_defaults=exclude_defaults)


def from_data(kind: type[_T], data: Any) -> _T:
    """A dataclass out of plain JSON data. Raises pydantic's ValidationError where the data is not of its shape."""
    checked: _T = _adapter(cast(Hashable, kind)).validate_python(data)
    return checked


def from_json(kind: type[_T], text: str | bytes) -> _T:
    """A dataclass out of JSON text. Raises pydantic's ValidationError where the text is not of its shape."""
    checked: _T = _adapter(cast(Hashable, kind)).validate_json(text)
    return checked


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
        from html import escape

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
