"""Results in the plan's own cells: where they go, how they look, and what was typed there before."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

import planbook as pb
from planbook.consolidated.fill_results import fill_results
from planbook.consolidated.proof import prove
from planbook.consolidated.result_figures import SEE_DETAIL
from planbook.domain import Display, Result, Rule
from tests import plans
from tests.filling import typed_into
from tests.golden.books import OFFICES
from tests.master.variants import workbook


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    offices = tmp_path_factory.mktemp("place") / "offices.csv"
    offices.write_bytes(OFFICES)
    return pb.read_master(pb.adopt(workbook(), offices).data)


def result(key, display, quarter=1):
    return Result(
        key=key, quarter=quarter, value=None, unit="", rule=Rule.SUM, offices_reported=1, offices_expected=1, met=None,
        shown=plans.shown(display),
    )  # fmt: skip


def cells(placement, sheet="CR1"):
    return openpyxl.load_workbook(io.BytesIO(placement.data))[sheet]


def test_how_many_offices_go_below_the_figure_where_the_activity_has_a_row_for_it(master):
    placed = fill_results(master, [result("3/1", "1 ครั้ง (41/43)")])
    assert placed.cells == {"CR1": {"D6": "1 ครั้ง", "D7": "(41/43)"}}
    assert (cells(placed)["D6"].value, cells(placed)["D7"].value) == ("1 ครั้ง", "(41/43)")


def test_beside_the_figure_where_it_has_not(master):
    assert fill_results(master, [result("4/1", "95% (2/3)", 2)]).cells == {"CR1": {"F15": "95% (2/3)"}}


def test_a_count_that_would_shrink_the_figure_beyond_reading_stands_on_the_detail_form(master):
    whole = result("4/1", "92.06% (17/17)")
    assert fill_results(master, [whole]).cells == {"CR1": {"D15": "92.06%"}}
    again = pb.read_master(fill_results(master, [whole]).data)
    assert fill_results(again, [result("4/1", "93% (17/17)")], before=[whole]).findings == [], "planbook's own text"
    missing = replace(whole, offices_expected=2)
    assert fill_results(master, [missing]).cells == {"CR1": {"D15": "92.06%†"}}, (
        "and a dagger says that some are missing"
    )


def test_a_text_wider_than_its_cell_is_shrunk_and_everything_else_about_the_style_stays(master):
    placed = cells(fill_results(master, [result("4/1", "1,234,567 ราย")]))
    assert placed["D15"].alignment.shrink_to_fit
    assert not placed["D14"].alignment.shrink_to_fit


def test_a_long_narrative_stands_on_the_detail_form(master):
    assert fill_results(master, [result("4/1", "ประสานงานกับทุกหน่วยงานในพื้นที่แล้ว")]).cells["CR1"] == {"D15": SEE_DETAIL}


@pytest.mark.parametrize("words", ["เสร็จ (บางส่วน)", "อบรมแล้ว (2/3)"])
def test_an_offices_words_stay_together_whatever_brackets_it_typed(master, words):
    only = replace(result("3/1", ""), value=words, shown=Display(figure=words))
    assert fill_results(master, [only]).cells == {"CR1": {"D6": words}}


def test_a_figure_is_never_hidden_however_long_it_is(master):
    long = replace(result("3/1", "1,234,567,890.25 ล้านบาท (3/17)"), value=Decimal("1234567890.25"))
    assert fill_results(master, [long]).cells == {"CR1": {"D6": "1,234,567,890.25", "D7": "(3/17)"}}


def test_where_a_text_lies_across_the_quarters_there_is_no_result_cell(master):
    placed = fill_results(master, [result("3/2/01", "เสร็จแล้ว")])
    assert placed.cells == {}
    assert [(finding.code, finding.key) for finding in placed.findings] == [("result-no-cell", "3/2/01")]


def test_words_somebody_typed_in_a_result_cell_are_not_lost_in_silence(master):
    typed = pb.read_master(typed_into(master.data, {"CR1": {"D15": "ทำแล้วครับ"}}))
    placed = fill_results(typed, [result("4/1", "95%")])
    assert [(f.code, f.cell, f.raw) for f in placed.findings] == [("result-cell-overwritten", "D15", "ทำแล้วครับ")]
    assert [(change.old, change.new) for change in placed.changes] == [("ทำแล้วครับ", "95%")]


def test_what_an_earlier_merge_wrote_is_replaced_without_a_word(master):
    earlier = [result("3/1", "1 ครั้ง (41/43)"), result("4/1", "95%")]
    again = pb.read_master(fill_results(master, earlier).data)
    placed = fill_results(again, [result("3/1", "1 ครั้ง (43/43)"), result("4/1", "96%")], before=earlier)
    assert placed.findings == []
    assert cells(placed)["D7"].value == "(43/43)"


def test_a_result_cell_that_the_plan_never_had_is_no_change_of_layout():
    """A plan without borders has no cell there to bear a style, and a short figure needs none of its own."""
    bare = plans.master("แผนงานหลักที่ 7 งานระบบ | 1. ตรวจสอบ | 90%; 90%; 90%; 90% | ทุก กฟฟ.")
    placed = fill_results(bare, [result("7/1", "91%"), result("7/1", "1,234,567 ราย", 2)])
    assert placed.cells == {"CR1": {"D6": "91%", "F6": "1,234,567"}}
    assert prove(bare.data, placed.data, placed.cells).findings == ()
