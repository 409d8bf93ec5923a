"""Texts in several looks are kept as runs, and stand in a sheet again under whatever prefix its elements have."""

import re

from planbook.book.patch import RUNS, Content, patch_sheet
from planbook.book.xmlio import inline_runs, shared_runs, text_of_runs

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXTS = f"""<x:sst xmlns:x="{MAIN}"><x:si><x:t>เดียว</x:t></x:si><x:si><x:r><x:t>ก &lt;</x:t></x:r>
<x:r><x:rPr><x:b/><x:color rgb="FFC00000"/></x:rPr><x:t xml:space="preserve"> ข</x:t></x:r>
<x:rPh sb="0" eb="1"><x:t>ฮ</x:t></x:rPh></x:si></x:sst>""".encode()
RICH = (
    '<r><t xml:space="preserve">ก &lt;</t></r>'
    '<r><rPr><b/><color rgb="FFC00000"/></rPr><t xml:space="preserve"> ข</t></r>'
)


def test_a_shared_string_gives_its_runs() -> None:
    runs = shared_runs(TEXTS)
    assert [runs(number) for number in (0, 1, 2, -1)] == [None, RICH, None, None]
    assert text_of_runs(RICH) == "ก < ข"
    assert shared_runs(None)(0) is None


def test_runs_come_back_under_the_sheets_own_prefix() -> None:
    row = '<s:row r="1"><s:c r="A1" s="2"/></s:row>'
    sheet = f'<s:worksheet xmlns:s="{MAIN}"><s:sheetData>{row}</s:sheetData></s:worksheet>'
    made = patch_sheet(sheet.encode(), {"A1": Content(RUNS, RICH)})
    assert re.search(rb'<s:c r="A1" s="2" t="inlineStr"><s:is><s:r><s:t ', made)
    assert inline_runs(made, "A1") == RICH
    assert inline_runs(made, "A2") is None
