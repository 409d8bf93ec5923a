"""The plan in a browser: it looks like the sheets, a figure opens what ``explain`` says, nothing is loaded."""

import io
import json
import re

import openpyxl
import pytest

import planbook as pb
from planbook.report.explained import explanation_lines
from planbook.words import languages
from tests.clients.programs import browse

SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def consolidated(region):
    """Two offices answered in the first quarter; the third and the division did not."""
    files = {
        "ตรัง <b>.xlsx": region.filled("TRG", 3, 0.95),
        "กระบี่.xlsx": region.filled("KBI", 2, 0.5, remark="</script><script>alert(1)</script>"),
    }
    from .conftest import named

    outcome = pb.merge(region.master, [named(name, data) for name, data in files.items()])
    assert outcome.data is not None
    return pb.read_master(outcome.data)


@pytest.fixture(scope="module")
def page(consolidated, tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "แผน <b>.html"
    path.write_bytes(pb.publish(consolidated, "en"))
    return path


def data_of(page):
    return json.loads(page.read_text(encoding="utf-8").split('id="data">')[1].split("</script>")[0])


def explained(consolidated, language="en"):
    """What ``planbook explain`` says of every figure, in plan order."""
    found = [pb.explain(consolidated, key, 1) for key in consolidated.activities]
    return [list(explanation_lines(each, language)) for each in found if each.result is not None]


def test_every_figure_opens_what_explain_says_of_it(consolidated, page):
    data = data_of(page)
    said = [["".join(data["texts"][piece] for piece in line) for line in figure] for figure in data["figures"]]
    assert said == explained(consolidated)
    assert len(said) == 3


def test_in_the_browser_one_touch_opens_it(consolidated, page):
    run = """
      [...document.querySelectorAll("[data-figure]")].map((button) => {
        button.click();
        const why = document.getElementById("why");
        const lines = [...why.querySelectorAll("h2, #why-body p, #why-body li")].map((line) => line.textContent);
        const open = why.open;
        why.close();
        return [button.closest("section").className, Number(button.dataset.figure), open, lines];
      })
    """
    (opened,) = browse(page, {"run": run})["answers"]
    expected = [[line.strip() for line in lines] for lines in explained(consolidated)]
    assert all(open_ and lines == expected[figure] for _, figure, open_, lines in opened)
    for home in ("sheet", "list"):
        assert {figure for where, figure, *_ in opened if where == home} == set(range(len(expected)))


def test_the_sheets_are_drawn_with_their_texts_merges_and_figures(consolidated, page):
    html = page.read_text(encoding="utf-8")
    sheet = next(iter(consolidated.activities.values())).sheet
    assert f'aria-label="{sheet}"' in html
    assert "ตรวจแนวสาย" in html
    assert re.search(r'<td class="[^"]*" (?:rowspan="\d+" )?colspan="\d+"', html)
    figures = browse(page, {"texts": ".sheet [data-figure]"})["answers"][0]
    assert "2 ครั้ง†" in figures, "the count is too wide for the cell, and stands on the detail form"
    assert "planbook" not in "".join(re.findall(r"<nav.*?</nav>", html))


def test_the_page_asks_for_nothing_and_shows_markup_as_text(page):
    seen = browse(page, {"count": "main script, main b b, main r"}, axe=True)
    assert (len(seen["asked"]), seen["said"], seen["answers"]) == (1, [], [0])
    assert [fault for fault in seen["faults"] if fault[0] in SERIOUS] == []
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    assert re.findall(r"(?:https?:)?//[a-z]", text) == []


def test_figures_are_reached_and_opened_with_the_keys(page):
    where = {"run": "document.activeElement.dataset.figure ?? document.activeElement.id"}
    seen = browse(
        page,
        {"run": "document.querySelector('section:not([hidden])').focus()"},
        {"press": ["Tab"]},
        where,
        {"press": ["ArrowDown", "ArrowDown"]},
        where,
        {"press": ["Enter"]},
        {"text": "#why-title"},
        {"press": ["Escape"]},
        {"run": "document.getElementById('why').open"},
        where,
    )
    first, second, title, still_open, back = [answer for answer in seen["answers"] if answer is not None]
    assert first == "0"
    assert second != first
    assert title
    assert (still_open, back) == (False, second)


@pytest.mark.parametrize("language", languages())
def test_it_fits_a_phone(consolidated, language, tmp_path):
    path = tmp_path / "plan.html"
    path.write_bytes(pb.publish(consolidated, language))
    steps = ({"click": "nav a:last-child"}, {"click": ".list button"}, {"text": "#why-title"}, {"click": "#in-plan"})
    seen = browse(path, *steps, {"run": "document.activeElement.dataset.figure"}, width=390, height=844, axe=True)
    assert seen["wide"][0] <= seen["wide"][1] == 390
    assert [answer for answer in seen["answers"] if answer][-1] == "0"
    assert [fault for fault in seen["faults"] if fault[0] in SERIOUS] == []
    assert seen["said"] == []


def test_cells_that_somebody_changed_are_marked_and_say_so(consolidated, tmp_path):
    activity = consolidated.activities["5/1"]
    edited, planted = activity.result_cells[1], activity.result_cells[3]
    book = openpyxl.load_workbook(io.BytesIO(consolidated.data))
    book[activity.sheet][edited].value, book[activity.sheet][planted].value = "99 <i>", "7 ครั้ง"
    changed = io.BytesIO()
    book.save(changed)
    path = tmp_path / "plan.html"
    path.write_bytes(pb.publish(changed.getvalue(), "en"))
    click = f".sheet [data-figure='{list(consolidated.activities).index('5/1')}']"
    seen = browse(path, {"texts": "td.edited"}, {"click": click}, {"text": "#why-note"}, {"text": "#why-title"})
    cells, _, note, title = seen["answers"]
    assert cells == ["99 <i>", "7 ครั้ง"]
    assert "99 <i>" in note
    assert "99" not in title
    assert seen["said"] == []


def test_a_plan_without_results_is_drawn_too(region, tmp_path):
    path = tmp_path / "plan.html"
    path.write_bytes(pb.publish(region.master))
    seen = browse(path, {"count": "[data-figure]"}, {"count": ".plan"})
    assert (seen["said"], seen["answers"][0]) == ([], 0)
    assert seen["answers"][1] > 0


def test_the_same_plan_makes_the_same_page(consolidated):
    assert pb.publish(consolidated) == pb.publish(consolidated)
