"""A spliced package is the package in which each slot's character is replaced by its text."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.book.splice import Slots, Template

from .makers import zipped

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Co"), max_codepoint=0xFFFF), max_size=40)
LONG = st.builds(lambda text, times: text * times, TEXTS, st.sampled_from([1, 400, 20_000]))


@st.composite
def members(draw: st.DrawFn) -> list[tuple[str, list[str], list[str]]]:
    """Members by name: their static texts, and the names of the slots between them."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6))
        static = draw(st.lists(LONG, min_size=len(names) + 1, max_size=len(names) + 1))
        found.append((f"part{number}.xml", static, names))
    return found


def text_of(static: list[str], between: list[str]) -> str:
    return static[0] + "".join(value + text for value, text in zip(between, static[1:], strict=True))


@given(members(), st.fixed_dictionaries(dict.fromkeys("abcd", LONG)))
def test_what_is_spliced_is_what_is_replaced(
    parts: list[tuple[str, list[str], list[str]]], said: dict[str, str]
) -> None:
    slots = Slots()
    whole = {name: text_of(static, [slots(each) for each in names]).encode() for name, static, names in parts}
    whole["picture.png"] = bytes(range(256))

    made = Template(zipped(whole), slots, lambda _member, name: name).fill(
        {key: each.encode() for key, each in said.items()}
    )

    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.testzip() is None
        assert package.namelist() == [*whole]
        assert package.read("picture.png") == bytes(range(256))
        for name, static, names in parts:
            assert package.read(name).decode() == text_of(static, [said[each] for each in names])


def test_one_text_may_go_in_differently_here_and_there() -> None:
    slots = Slots()
    data = zipped({"one.xml": f"<a>{slots('name')}</a>".encode(), "two.xml": f"<b>{slots('name')}</b>".encode()})
    template = Template(data, slots, lambda member, name: f"{name} in {member}")

    made = template.fill({"name in one.xml": b"x", "name in two.xml": b"&amp;"})

    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert (package.read("one.xml"), package.read("two.xml")) == (b"<a>x</a>", b"<b>&amp;</b>")


def test_a_slot_without_a_text_is_no_package() -> None:
    slots = Slots()
    template = Template(zipped({"one.xml": slots("name").encode()}), slots, lambda _member, name: name)
    with pytest.raises(KeyError, match="name"):
        template.fill({})
