"""The standard library's ``dataclass``, at a tenth of what it costs to make a class.

``dataclasses`` writes six methods of every class as source text and compiles them, about a millisecond a class: a third
of the time that ``planbook check`` took for one file went into the methods of classes, most of which that run never
used. Here each method is made when it is first asked for: making, comparing and hashing objects as text that is
compiled, which is quickest to run; printing, freezing and pickling need no text. Fields, defaults, ``replace``,
``fields``, ``asdict`` and pydantic see an ordinary dataclass.
"""

from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as _standard
from functools import partial
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]


class _Unset:
    """What stands in a signature for a value that a function makes."""

    def __repr__(self) -> str:
        return "<factory>"


_UNSET = _Unset()


def _light(
    cls: type[Any] | None = None,
    /,
    *,
    repr: bool = True,
    eq: bool = True,
    frozen: bool = False,
    slots: bool = False,
    kw_only: bool = False,
) -> Any:
    """As ``dataclasses.dataclass`` with these arguments; ``order`` and ``unsafe_hash``, ``InitVar`` are not known."""

    def made(cls: type[Any]) -> type[Any]:
        own = vars(cls)
        hashed = "__hash__" in own and not (own["__hash__"] is None and "__eq__" in own)
        cls.__doc__ = own.get("__doc__") or cls.__name__  # which else would be made of the signature
        # only below a frozen class must the standard library freeze too, or it says that a class forgot to
        below = any(said.frozen for base in cls.__mro__[1:] if (said := vars(base).get("__dataclass_params__")))
        cls = _standard(init=False, repr=False, eq=False, frozen=below and frozen, slots=slots, kw_only=kw_only)(cls)
        own = vars(cls)
        methods: dict[str, Any] = {"__init__": _Late(cls, "__init__", partial(_making, frozen=frozen))}
        if repr:
            methods |= {"__repr__": _printing(cls)}
        if eq:
            methods |= {"__eq__": _Late(cls, "__eq__", _comparing)}
        if frozen:
            methods |= _freezing(cls) | (_pickling(cls) if slots else {})
        for name, method in methods.items():
            if name not in own:
                setattr(cls, name, method)
        if eq and not hashed:
            late = _Late(cls, "__hash__", _hashing) if frozen else None
            cls.__hash__ = late  # type: ignore[assignment]  # None is how Python marks a class without
        params = cls.__dataclass_params__
        params.init, params.repr, params.eq, params.frozen = True, repr, eq, frozen
        return cls

    return made if cls is None else made(cls)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _light


class _Late:
    """A method of a class, which is made when it is first asked for, and then takes this one's place."""

    def __init__(self, cls: type[Any], name: str, make: Callable[[type[Any]], Any]) -> None:
        self.cls, self.name, self.make = cls, name, make

    def __get__(self, one: object, _: type[Any]) -> Callable[..., Any]:
        method = self.make(self.cls)
        method.__qualname__, method.__module__ = f"{self.cls.__qualname__}.{self.name}", self.cls.__module__
        setattr(self.cls, self.name, method)
        bound: Callable[..., Any] = method if one is None else method.__get__(one)
        return bound


def _compiled(head: str, lines: Iterable[str], known: dict[str, Any]) -> Any:
    """A function of its text."""
    exec(f"def made({head}):\n  " + "\n  ".join(lines), known)
    return known["made"]


def _making(cls: type[Any], *, frozen: bool) -> Any:
    """``__init__``. Names that are no field's begin with ``__dc_``."""
    known: dict[str, Any] = {"__dc_set": object.__setattr__, "__dc_unset": _UNSET}
    places, named, lines = ["__dc_self"], list[str](), list[str]()
    for each in fields(cls):
        name, default = each.name, ""
        value = name
        if each.default is not MISSING:
            known[f"__dc_default_{name}"] = each.default
            default = f"=__dc_default_{name}"
        elif each.default_factory is not MISSING:
            known[f"__dc_make_{name}"] = each.default_factory
            default, value = "=__dc_unset", f"__dc_make_{name}() if {name} is __dc_unset else {name}"
        if each.init:
            (named if each.kw_only else places).append(f"{name}{default}")
        elif each.default_factory is not MISSING:
            value = f"__dc_make_{name}()"
        elif each.default is not MISSING and "__slots__" in vars(cls):
            value = f"__dc_default_{name}"
        else:
            continue  # the class has its value, or nobody has
        lines.append(f"__dc_set(__dc_self, {name!r}, {value})" if frozen else f"__dc_self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("__dc_self.__post_init__()")
    given = ", ".join([*places, *(["*", *named] if named else [])])
    init = _compiled(given, lines or ["pass"], known)
    init.__annotations__ = {each.name: each.type for each in fields(cls) if each.init} | {"return": None}
    return init


def _comparing(cls: type[Any]) -> Any:
    one, other = (_values(cls, side, lambda each: each.compare) for side in ("self", "other"))
    alike = f"return {one} == {other} if other.__class__ is self.__class__ else NotImplemented"
    return _compiled("self, other", [alike], {})


def _hashing(cls: type[Any]) -> Any:
    values = _values(cls, "self", lambda each: each.compare if each.hash is None else each.hash)
    return _compiled("self", [f"return hash({values})"], {})


def _values(cls: type[Any], whose: str, wanted: Callable[[Field[Any]], Any]) -> str:
    """The text of the tuple of some fields' values."""
    return f"({''.join(f'{whose}.{each.name}, ' for each in fields(cls) if wanted(each))})"


def _printing(cls: type[Any]) -> Callable[[Any], str]:
    names = [each.name for each in fields(cls) if each.repr]

    @recursive_repr()
    def __repr__(self: Any) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({said})"

    return __repr__


def _freezing(cls: type[Any]) -> dict[str, Any]:
    names = {each.name for each in fields(cls)}

    def __setattr__(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": __setattr__, "__delattr__": __delattr__}


def _pickling(cls: type[Any]) -> dict[str, Any]:
    """How an object without a ``__dict__`` that cannot be changed is taken apart and put together."""
    names = [each.name for each in fields(cls)]

    def __getstate__(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def __setstate__(self: Any, state: list[Any]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return {"__getstate__": __getstate__, "__setstate__": __setstate__}
