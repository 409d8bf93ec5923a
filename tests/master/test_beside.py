"""Measures of a sheet's head and the budget spent: off by default; asked of a unit, they stand on the first page."""

import io

import docx
import openpyxl
import pytest

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.document.text import DocumentProblem
from planbook.layout.own_tables import NO, YES
from planbook.verify import verify
from tests.plans import OFFICES, edit, plan, saved, table
from tests.quarters import returned

CR1 = """
    แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 4 ราย; 4 ราย; -; - | กบล.(ผลส.) | 1.5; 0.5; 2
                         | 2. อบรม | 1 ครั้ง; -; -; - | กบล.(ผลส.) | ; 0.25
"""
ASKED = {"asked": YES, "who": "กบล.(ผลส.)"}
LEVEL, WORDS, SPENT = "เกณฑ์CR1/3.1", "เกณฑ์CR1/6.1", "3/งบ"


def headed() -> bytes:
    """A plan with a head: a measure with a target, and one of item 6 without."""
    book = openpyxl.load_workbook(io.BytesIO(plan(CR1)))
    page = book["CR1"]
    typed = {"A1": "3. เกณฑ์วัดการดำเนินงาน", "C1": "4. เป้าหมาย", "A2": "3.1 ความพึงพอใจ", "C2": "ระดับ 4.37"}
    typed |= {"E1": "6. เกณฑ์วัดการดำเนินงาน", "G1": "7. เป้าหมาย", "E2": "รายได้", "G2": "รอค่าเป้าหมาย"}
    for cell, value in typed.items():
        page[cell] = value
    return saved(book)


@pytest.fixture(scope="module")
def asked() -> bytes:
    made = pb.adopt(headed(), OFFICES.encode(), measures=True).data
    return edit(made, "register", {LEVEL: ASKED, SPENT: ASKED})


def on_front(data: bytes, key: str) -> list[object]:
    """The texts of a line of the first page's list, by its key."""
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[owned_sheets(data)["front"]]
    return next(([c.value for c in row if c.value is not None] for row in page.iter_rows() if row[0].value == key), [])


def test_nothing_is_there_unless_it_is_asked_for() -> None:
    plain = pb.adopt(headed(), OFFICES.encode())
    assert [row["key"] for row in table(plain.data, "register")] == ["3/1", "3/2"]
    made = pb.adopt(headed(), OFFICES.encode(), measures=True)
    rows = {row["key"]: row for row in table(made.data, "register")}
    assert list(rows) == [LEVEL, WORDS, "3/1", "3/2", SPENT]
    assert {rows[key]["asked"] for key in (LEVEL, WORDS, SPENT)} == {rows["3/1"]["cumulative"]}
    assert (rows[LEVEL]["unit"], rows[SPENT]["unit"]) == ("ระดับ", "ล้านบาท")
    assert plain.master.settings.plan_id == made.master.settings.plan_id
    assert pb.lint(made.data) == pb.lint(plain.data)
    documents = [pb.export_plan(each.data) for each in (made, plain)]
    assert [each.key for each in documents[0].beside] == [LEVEL, WORDS, SPENT]
    assert documents[0].model_copy(update={"beside": ()}) == documents[1]
    front = pb.merge(made.data, [], quarter=1).data
    assert on_front(front, LEVEL) == []


def test_the_unit_is_asked_and_the_first_page_says_how_it_stands(asked: bytes, save) -> None:
    outcome = pb.merge(asked, returned(save, asked, {"PLS": {"3/1": 4, "3/2": 1, LEVEL: 4.4, SPENT: 1.2}}))
    assert on_front(outcome.data, LEVEL) == [LEVEL, "ความพึงพอใจ", "ระดับ 4.37", "ระดับ 4.4", "✓", "กบล.(ผลส.)"]
    spent = on_front(outcome.data, SPENT)
    assert spent[1:5] == ["งบประมาณที่ใช้ไปตั้งแต่ต้นปี: งานบริการ", "ไปที่แผน", "1.2 ล้านบาท", "✓"]
    # the counts are of the plan's activities alone, and a second program says the same
    whole = openpyxl.load_workbook(io.BytesIO(outcome.data), data_only=True)[owned_sheets(outcome.data)["front"]]
    (line,) = [row for row in whole.iter_rows(values_only=True) if row[0] == "3"]
    assert line[2:6] == (2, 0, 0, 0)
    assert verify(io.BytesIO(outcome.data)).differ == []
    assert {finding.code for finding in outcome.findings} <= {"contact-empty"}

    later = pb.merge(outcome.data, returned(save, outcome.data, {"PLS": {LEVEL: 4.3, SPENT: 2.5}}, quarter=2))
    assert on_front(later.data, LEVEL)[3:5] == ["ระดับ 4.3", "○"]  # the year is not over
    assert on_front(later.data, SPENT)[3:5] == ["2.5 ล้านบาท", "✗"]  # more than there is
    figure = pb.explain(later.data, SPENT, 2)
    assert figure.result is not None
    assert (figure.result.value, figure.target and figure.target.raw) == (2.5, "2.25 ล้านบาท")


TWO = f"{CR1}    แผนงานหลักที่ 4 งานระบบ | 1. ตรวจสอบ | 4 ราย; 4 ราย; -; - | กบล.(ผลส.) | ; ; 1000.75"


@pytest.fixture(scope="module")
def budgets() -> bytes:
    """Two initiatives of 2.25 and 1,000.75 million baht, both asked what they spent."""
    made = pb.adopt(plan(TWO), OFFICES.encode(), measures=True).data
    return edit(made, "register", {"3/งบ": ASKED, "4/งบ": ASKED})


@pytest.mark.parametrize(
    ("spent", "line"),
    [
        ({"3/งบ": 1.2, "4/งบ": 0.1}, ["1.3 ล้านบาท", "✓", "มีตัวเลขแล้ว 2/2 แผนงานหลัก"]),
        # a budget that nobody has reported is no zero: the total is open, until the others spent more than all may
        ({"3/งบ": 1.2}, ["1.2 ล้านบาท", "○", "มีตัวเลขแล้ว 1/2 แผนงานหลัก"]),
        ({"3/งบ": 1003.1}, ["1,003.1 ล้านบาท", "✗", "มีตัวเลขแล้ว 1/2 แผนงานหลัก"]),
        ({"3/งบ": 2.25, "4/งบ": 1000.75}, ["1,003 ล้านบาท", "✓", "มีตัวเลขแล้ว 2/2 แผนงานหลัก"]),
        ({"3/1": 4}, ["○", "มีตัวเลขแล้ว 0/2 แผนงานหลัก"]),
    ],
)
def test_what_was_spent_in_all_stands_against_what_was_planned(budgets: bytes, save, spent, line) -> None:
    merged = pb.merge(budgets, returned(save, budgets, {"PLS": spent})).data
    said = on_front(merged, "งบ")
    assert said[1:] == ["งบประมาณที่ใช้ไปตั้งแต่ต้นปี: รวมแผนงานหลักที่ให้รายงาน", "1,003 ล้านบาท", *line]
    book = openpyxl.load_workbook(io.BytesIO(merged))
    page = book[owned_sheets(merged)["front"]]
    (row,) = [cell.row for cell in page["A"] if cell.value == "งบ"]
    for column in "FJ":
        told = pb.explain_cell(merged, f"{page.title}!{column}{row}")
        assert told.agrees
        assert [*dict.fromkeys(piece.name[:2] for piece in told.pieces)] == ["3/", "4/"]
    # a second program says the same, and finds each of its figures that somebody changed
    assert verify(io.BytesIO(merged)).differ == []
    for column, other in (("F", "1,004 ล้านบาท"), ("J", "7 ล้านบาท"), ("O", "–")):
        old, page[f"{column}{row}"].value = page[f"{column}{row}"].value, other
        differing = verify(io.BytesIO(saved(book))).differ
        assert [text.split(":")[0] for text in differing if "spent" in text] == ["first page, spent"]
        page[f"{column}{row}"].value = old


def test_the_total_is_of_the_latest_figures_and_of_those_asked_alone(budgets: bytes, save) -> None:
    alone = edit(budgets, "register", {"4/งบ": {"asked": NO}})
    first = pb.merge(alone, returned(save, alone, {"PLS": {"3/งบ": 1.2}})).data
    later = pb.merge(first, returned(save, first, {"PLS": {"3/งบ": 2}}, quarter=2)).data
    assert on_front(later, "งบ")[2:5] == ["2.25 ล้านบาท", "2 ล้านบาท", "✓"]
    assert verify(io.BytesIO(later)).differ == []
    nobody = edit(alone, "register", {"3/งบ": {"asked": NO}})
    assert on_front(pb.merge(nobody, [], quarter=1).data, "งบ") == []


def test_a_figure_in_another_unit_is_not_added(budgets: bytes, save) -> None:
    baht = edit(budgets, "register", {"3/งบ": {"unit": "บาท"}})
    merged = pb.merge(baht, returned(save, baht, {"PLS": {"3/งบ": 1200000, "4/งบ": 0.5}})).data
    assert on_front(merged, "งบ")[3:] == ["0.5 ล้านบาท", "○", "มีตัวเลขแล้ว 1/2 แผนงานหลัก"]
    assert verify(io.BytesIO(merged)).differ == []


def test_a_budget_that_the_plan_changes_between_quarters_is_told(asked: bytes, save) -> None:
    first = pb.merge(asked, returned(save, asked, {"PLS": {SPENT: 1.2, LEVEL: 4.4}})).data
    book = openpyxl.load_workbook(io.BytesIO(first))
    book["CR1"]["M6"].value = 3
    later = pb.merge(saved(book), returned(save, first, {"PLS": {"3/1": 4}}, quarter=2))
    told = [each for each in later.findings if each.code == "figure-restated"]
    assert [(each.key, each.quarter) for each in told] == [(SPENT, 1)]
    assert all(budget in told[0].message.th for budget in ("2.25 ล้านบาท", "3.25 ล้านบาท"))


def test_measures_and_budgets_are_no_activities_wherever_these_are_counted(asked: bytes, save) -> None:
    returns = returned(save, asked, {"PLS": {"3/1": 4, "3/2": 0, LEVEL: 4.4, SPENT: 1.2}})
    outcome = pb.merge(asked, returns)
    # the board's progress, and the rows below it by initiative; the map has their answers under their own keys
    lines = outcome.work().progress
    assert [(line.initiative, line.activities, line.met, line.missed, line.open) for line in lines] == [
        ("", 2, 1, 1, 0),
        ("3", 2, 1, 1, 0),
    ]
    assert [(line.answered, line.asked) for line in lines] == [(2, 2)] * 2
    assert {LEVEL, SPENT} <= {answer.key for answer in outcome.work().answers}
    # the memo: its counts, its table by strategy, what it names as their source; a slot of a measure says its figure
    memo = docx.Document(io.BytesIO(pb.memo(outcome.data, 1, language="en")))
    cells = [[cell.text for cell in row.cells] for table in memo.tables for row in table.rows]
    own = [row for row in cells if row[0].startswith((LEVEL, SPENT))]
    assert [row[0].split("  ")[0] for row in own] == [LEVEL, SPENT]  # in a table of their own, and nowhere else
    cells = [row for row in cells if row not in own]
    assert [row[1:5] for row in cells if row[0] == "In all"] == [["2", "1", "1", "0"]]
    assert [row[1:] for row in cells if row[0] in ("[1]", "[2]")] == [["2", "CR1 (2): 3/1, 3/2"], ["1", "CR1 (1): 3/1"]]
    assert not any(LEVEL in text or SPENT in text for row in cells for text in row)
    own = docx.Document()
    own.add_paragraph("{{" + LEVEL + "}}")
    own.save(made := io.BytesIO())
    said = docx.Document(io.BytesIO(pb.memo(outcome.data, 1, template=made.getvalue(), language="en")))
    assert said.paragraphs[0].text.startswith("ระดับ 4.4")
    # what reading and adopting say of the plan
    master = pb.read_master(asked)
    assert (master.plan.counts, master.asked_in_tables) == ((1, 2), ("3/1", "3/2"))


def test_a_plan_as_data_keeps_what_was_decided_on_measures(asked: bytes) -> None:
    told = edit(asked, "register", {LEVEL: {"evidence": YES}, WORDS: {"asked": None}})
    document = pb.export_plan(told)
    again = pb.new_master(pb.to_yaml(document))
    assert pb.export_plan(again.data).beside == document.beside
    assert [row["key"] for row in table(again.data, "register")] == [LEVEL, WORDS, "3/1", "3/2", SPENT]
    before, after = (pb.read_master(data).decisions for data in (told, again.data))
    for key in (LEVEL, WORDS, SPENT):
        kept = ("asked", "kind", "unit", "direction", "rule", "who", "offices", "cumulative", "evidence")
        assert [getattr(after[key], name) for name in kept] == [getattr(before[key], name) for name in kept]
    assert (after[SPENT].asked, after[SPENT].offices, after[LEVEL].evidence) == (True, ("PLS",), True)
    # a key that the new plan does not have is said, with its path
    other = document.model_copy(update={"beside": (document.beside[0].model_copy(update={"key": "9/งบ"}),)})
    with pytest.raises(DocumentProblem) as problem:
        pb.new_master(other)
    assert problem.value.path == "beside[0].key"


def test_regions_join_though_one_alone_reports_its_measures(asked: bytes, save) -> None:
    with_them = pb.merge(asked, returned(save, asked, {"PLS": {"3/1": 4, LEVEL: 4.4}})).data
    others = pb.adopt(headed(), OFFICES.replace("PLS,กบล.(ผลส.)", "XYZ,กบล.(ผลส.)").encode()).data
    without = pb.merge(others, returned(save, others, {"XYZ": {"3/1": 3}})).data
    for parts, kept in (((with_them, without), True), ((without, with_them), False)):
        joined = pb.join(parts)
        told = [each.key for each in joined.findings if each.code == "join-activity-unknown"]
        assert (LEVEL in {fact.key for fact in joined.facts}, told) == (kept, [] if kept else [LEVEL])


def test_a_changed_plan_and_a_new_year_keep_what_was_decided(asked: bytes) -> None:
    again = pb.update(headed(), asked)
    assert {LEVEL, SPENT} <= {key for key, decision in again.master.decisions.items() if decision.asked}
    added = pb.update(headed(), pb.adopt(headed(), OFFICES.encode()).data, measures=True)
    assert [row["key"] for row in table(added.data, "register")] == [LEVEL, WORDS, "3/1", "3/2", SPENT]


def test_the_memo_tells_measures_and_budgets_until_its_quarter(asked: bytes, save) -> None:
    first = pb.merge(asked, returned(save, asked, {"PLS": {LEVEL: 4.5, SPENT: 1.2}})).data
    later = pb.merge(first, returned(save, first, {"PLS": {LEVEL: 4, SPENT: 2.5}}, quarter=2)).data
    for quarter, level, spent in ((1, "4.5", "✓"), (2, "4", "✗")):
        document = docx.Document(io.BytesIO(pb.memo(later, quarter)))
        (measures,) = [each for each in document.tables if each.rows[0].cells[0].text.startswith("เกณฑ์วัด")]
        lines = {row.cells[0].text.split("  ")[0]: [cell.text for cell in row.cells[1:]] for row in measures.rows}
        assert level in lines[LEVEL][1]
        assert lines[LEVEL][0] == "ระดับ 4.37"
        assert lines[SPENT][2].startswith(spent)
        assert measures.rows[-1].cells[3].text.startswith(spent)
    # the region's own letter may have it too; a plan without any says so, and planbook's letter is silent
    plain = pb.merge(
        plan_without := pb.adopt(headed(), OFFICES.encode()).data, returned(save, plan_without, {"PLS": {"3/1": 4}})
    )
    texts = [p.text for p in docx.Document(io.BytesIO(pb.memo(plain.data, 1))).paragraphs]
    assert not any("เกณฑ์วัด" in text for text in texts)
    own = pb.memo(plain.data, 1, template=pb.blank_memo("th"))
    assert any(text.startswith("ไม่มีเกณฑ์วัด") for text in (p.text for p in docx.Document(io.BytesIO(own)).paragraphs))
