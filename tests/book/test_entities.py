"""Signs that XML writes by a name or a number are resolved in one place, as an XML parser resolves them."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from planbook.book.xmlio import decoded, resolved

SIGNS = st.sampled_from([*"<>&\"'a ก", "\n", "\U0001f600", "\ufffd"])
WRITTEN = SIGNS.flatmap(lambda sign: st.sampled_from([escape(sign), f"&#{ord(sign)};", f"&#x{ord(sign):X};"]))


@given(st.lists(WRITTEN, max_size=6).map("".join))
def test_entities_are_resolved_as_a_parser_resolves_them(text: str) -> None:
    assert resolved(text) == decoded(text.encode()) == (etree.fromstring(f"<t>{text}</t>").text or "")


@pytest.mark.parametrize("text", ["&nbsp;", "a & b", "&#0;", "&#xD800;", "&#xFFFF;", "&#1114112;", "&amp;&"])
def test_what_xml_does_not_allow_is_not_guessed(text: str) -> None:
    assert resolved(text) is None
