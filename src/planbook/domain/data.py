"""Where planbook's values meet files and JSON: pydantic checks what comes in and writes what goes out.

Inside, values are frozen dataclasses; a document, a report or an inspection is a :class:`Data`.
"""

from collections.abc import Hashable
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
