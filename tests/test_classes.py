"""Classes that cost little to make are what the standard library would have made."""

import copy
import dataclasses
import inspect
import pickle
import sys
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from planbook.classes import dataclass as light
from planbook.domain import Finding

WAYS = [
    {"frozen": frozen, "slots": slots, "kw_only": kw_only, "eq": eq, "repr": shown}
    for frozen in (False, True)
    for slots in (False, True)
    for kw_only in (False, True)
    for eq in (False, True)
    for shown in (False, True)
]


class Plain:
    """what both make a dataclass of"""

    a: int
    b: "str | None" = None
    c: tuple[int, ...] = dataclasses.field(default=(), compare=False)
    d: dict[str, int] = dataclasses.field(default_factory=dict, hash=False)
    e: int = dataclasses.field(default=7, repr=False)
    f: int = dataclasses.field(default=8, init=False)
    kept: ClassVar[int] = 3

    def __post_init__(self) -> None:
        if self.a < 0:
            raise ValueError("negative")


def both(way: dict[str, Any]) -> list[type]:
    """The same class, made by the standard library and by planbook."""
    made = []
    for name, decorate in (("Standard", dataclasses.dataclass), ("Light", light)):
        body = {key: value for key, value in vars(Plain).items() if key not in ("__dict__", "__weakref__")}
        cls = decorate(**way)(type("Made", (), {**body, "__qualname__": name}))
        setattr(sys.modules[__name__], name, cls)  # where pickle looks for it
        made.append(cls)
    return made


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(name for name, is_so in way.items() if is_so) or "none")
def test_a_class_is_as_the_standard_library_makes_it(way: dict[str, Any]):
    standard, ours = both(way)
    said = [str(inspect.signature(each)) for each in (standard, ours)]
    assert said[0] == said[1]
    assert [f.name for f in dataclasses.fields(ours)] == [f.name for f in dataclasses.fields(standard)]
    assert ours.__match_args__ == standard.__match_args__
    assert (ours.__hash__ is None) == (standard.__hash__ is None)
    assert hasattr(ours, "__slots__") == hasattr(standard, "__slots__")
    ones = [each(a=1, b="ก", d={"x": 1}) for each in (standard, ours)]
    if way["repr"]:
        assert repr(ones[0]).partition("(")[2] == repr(ones[1]).partition("(")[2]
    for each, one in zip((standard, ours), ones, strict=True):
        assert dataclasses.asdict(one) == {"a": 1, "b": "ก", "c": (), "d": {"x": 1}, "e": 7, "f": 8}
        assert (one == each(a=1, b="ก", c=(5,), d={"x": 1})) == way["eq"]
        assert one != dataclasses.replace(one, a=2)
        for again in (copy.copy(one), pickle.loads(pickle.dumps(one))):
            assert dataclasses.asdict(again) == dataclasses.asdict(one)
        assert one.d is not each(a=1).d is not each(a=1).d
        with pytest.raises(ValueError, match="negative"):
            each(a=-1)
        with pytest.raises(TypeError):
            each()
        with pytest.raises(TypeError):
            each(a=1, nothing=2)
    for one in ones:
        if way["frozen"]:
            with pytest.raises(dataclasses.FrozenInstanceError):
                one.a = 2
            with pytest.raises(dataclasses.FrozenInstanceError):
                del one.b
        else:
            one.a = 2
            assert one.a == 2


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([None, "ก", "ข"])), min_size=2, max_size=6))
def test_equal_objects_are_one_in_a_set_as_in_the_standard_library(values: list[tuple[int, str | None]]):
    standard, ours = both({"frozen": True})
    assert len({ours(*each) for each in values}) == len({standard(*each) for each in values}) == len(set(values))
    assert [ours(*values[0]) == ours(*each) for each in values] == [each == values[0] for each in values]
    assert {hash(ours(*each)) == hash(standard(*each)) for each in values} == {True}


def test_what_a_class_says_itself_stays():
    @light(frozen=True, slots=True)
    class Below:
        a: int = 1

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 5

        def __repr__(self) -> str:
            return "as it likes"

    assert (Below() == 3, hash(Below()), repr(Below())) == (True, 5, "as it likes")


def test_a_class_below_another_has_both_fields_in_order():
    @light(frozen=True)
    class Above:
        a: int
        b: int = 2

    @light(frozen=True)
    class Below(Above):
        b: int = 3
        c: int = 4

    @dataclasses.dataclass(frozen=True)
    class Standard(Below):
        d: int = 5

    assert repr(Below(1)).endswith("Below(a=1, b=3, c=4)")
    assert dataclasses.astuple(Standard(1)) == (1, 3, 4, 5)
    assert Above(1) != Below(1)
    with pytest.raises(TypeError, match="non-frozen"):
        light(type("Wrong", (Above,), {"__annotations__": {}}))


def test_pydantic_reads_and_writes_them():
    _, ours = both({"frozen": True, "slots": True})
    adapter = TypeAdapter(ours)
    read = adapter.validate_json('{"a": 1, "d": {"x": 2}}')
    assert read == ours(1, d={"x": 2})
    assert adapter.dump_python(read, exclude_defaults=True) == {"a": 1, "d": {"x": 2}}


def test_no_method_is_written_before_it_is_used():
    given = type("Given", (), {"__annotations__": {"a": int}})
    made = light(frozen=True)(given)
    assert not inspect.isfunction(vars(made)["__init__"])
    assert made(4).a == 4
    assert inspect.isfunction(vars(made)["__init__"])


def test_planbook_makes_its_classes_so():
    found = Finding.of("file-empty", file="a.xlsx")
    assert dataclasses.replace(found, file="b.xlsx").file == "b.xlsx"
    assert pickle.loads(pickle.dumps(found)) == found
