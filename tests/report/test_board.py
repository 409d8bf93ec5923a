"""The board: one page that asks for nothing, shows texts as texts, and works by keyboard and on phones."""

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from planbook.domain import Finding
from planbook.report.board import board, board_data
from planbook.report.work import ActivityWork, Answer, AnswerState, NextStep, OfficeWork
from planbook.words import languages, pieces
from tests.clients.programs import browse
from tests.conftest import ROOT

SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def page(outcome, tmp_path_factory):
    """The board in English and its path."""
    path = tmp_path_factory.mktemp("board") / "กระดาน <b>.html"
    path.write_bytes(outcome.report_as(".html", language="en"))
    return path


def test_the_page_asks_for_nothing_and_runs_no_script_but_its_own(page):
    seen = browse(page, axe=True)
    assert len(seen["asked"]) == 1
    assert seen["said"] == []
    assert [fault for fault in seen["faults"] if fault[0] in SERIOUS] == []
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    assert re.findall(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[a-z]", text) == []


def test_names_and_figures_that_look_like_markup_are_shown_as_they_are(page):
    seen = browse(
        page, {"texts": "#offices-table tbody th"}, {"text": "#findings-list"}, {"count": "main script, main b b"}
    )
    names, findings, scripts = seen["answers"]
    assert "<r>สิชล & เพื่อน</r> (SCN)" in names
    assert "ดีมาก <b>&" in findings
    assert scripts == 0
    data = page.read_text(encoding="utf-8").split('id="data">')[1].split("</script>")[0]
    assert json.loads(data)["offices"][2] == ["SCN", "<r>สิชล & เพื่อน</r>"]


def test_findings_are_filtered_and_searched(page):
    seen = browse(
        page,
        {"text": "#found"},
        {"type": ["#by-text", "value-not"]},
        {"text": "#found"},
        {"type": ["#by-text", "zzz"]},
        {"text": "#found"},
        {"click": "#offices-table tbody tr:nth-child(2) button"},
        {"text": "#found"},
        {"texts": "#findings-list .finding p:first-child"},
        {"run": "document.activeElement.id"},
    )
    assert [answer for answer in seen["answers"] if answer] == [
        "3 of 3 shown",
        "1 of 3 shown",
        "0 of 3 shown",
        "2 of 3 shown",
        ["✗ error · กฟจ.กระบี่ · quarter 1 · 5/2", "! warning · กฟจ.กระบี่ · quarter 1 · 5/1"],
        "findings-title",
    ]


def test_the_map_is_walked_with_the_keys_and_tells_each_square(page):
    seen = browse(
        page,
        {"focus": "#heat"},
        {"text": "#detail"},
        {"press": ["ArrowDown", "ArrowRight"]},
        {"text": "#detail"},
        {"press": ["End", "PageDown"]},
        {"text": "#detail"},
        {"run": "getComputedStyle(document.getElementById('heat')).outlineStyle"},
        {"count": "#legend li"},
    )
    first, second, last, outline, signs = (answer for answer in seen["answers"] if answer)
    assert "กฟจ.ตรัง (TRG) · 5/1" in first
    assert "target met · Result: 3 ครั้ง · target: 3 ครั้ง" in first
    assert "กฟจ.กระบี่ (KBI) · 5/2" in second
    assert "typed, but cannot be used" in second
    assert "ดีมาก <b>&" in second
    assert "กบล.(ผลส.) (PLS) · 6/1" in last
    assert outline != "none"
    assert signs == len(AnswerState) + 1


def test_every_control_is_reached_with_the_tab_key(page):
    seen = browse(
        page, *[{"press": ["Tab"]}, {"run": "document.activeElement.id || document.activeElement.textContent"}] * 30
    )
    reached = set(filter(None, seen["answers"]))
    assert {"quarter", "heat", "by-text", "by-owner", "by-severity", "by-kind"} <= reached


@pytest.mark.parametrize("language", languages())
def test_it_fits_a_phone(outcome, language, tmp_path):
    path = tmp_path / "board.html"
    path.write_bytes(outcome.report_as(".html", language=language))
    seen = browse(
        path, {"click": "#tiles button"}, {"count": "#offices-table tbody tr"}, width=390, height=844, axe=True
    )
    assert seen["wide"][0] <= seen["wide"][1] == 390
    assert seen["answers"][1] == 1  # the tile of complete offices filters the table
    assert [fault for fault in seen["faults"] if fault[0] in SERIOUS] == []
    assert seen["said"] == []


def test_without_returns_the_page_still_draws(region, tmp_path):
    path = tmp_path / "board.html"
    path.write_bytes(region.check({}).report_as(".html", language="en"))
    seen = browse(path, {"text": "#first-body"})
    assert (seen["said"], seen["answers"]) == ([], ["No returns have come yet."])


TITLE = "กิจกรรมที่มีข้อความยาวพอสมควร " * 5


def crowded(outcome, offices=60, activities=86):
    """A region of so many offices and activities, each asked everything in four quarters, with many findings."""
    keys = [f"{number // 9 + 3}/{number % 9 + 1}/0{number % 4 + 1}" for number in range(activities)]
    states = list(AnswerState)
    findings = [
        Finding.of(
            "value-not-understood", file=f"2562-Q1 O{office:02} กฟส.ที่ {office}.xlsx", sheet="รายงานผล", cell=f"G{row}",
            key=keys[row], office=f"O{office:02}", quarter=1, raw="รอข้อมูล", suggested="",
        )
        for office in range(offices)
        for row in range(6)
    ]  # fmt: skip
    codes = [f"O{number:02}" for number in range(offices)]
    return replace(
        outcome.work(),
        quarter=4,
        quarters=(1, 2, 3, 4),
        names={code: f"การไฟฟ้าส่วนภูมิภาคสาขาที่ {code}" for code in codes},
        offices=tuple(
            OfficeWork(
                office=code, name=code, quarter=quarter, state=outcome.offices[0].state, asked=activities,
                answered=activities, files=(f"{code}-{quarter}.xlsx",), step=NextStep.LOOK,
            )
            for quarter in (1, 2, 3, 4)
            for code in codes
        ),
        activities=tuple(
            ActivityWork(key=key, title=TITLE, strategy="CR1", initiative=key[0]) for key in keys
        ),
        answers=tuple(
            Answer(
                key=key, office=code, quarter=quarter, state=states[(at * 7 + number) % len(states)],
                shown=f"{(at * 31 + number * 7 + quarter) % 97} ครั้ง", target="3 ครั้ง",
            )
            for quarter in (1, 2, 3, 4)
            for at, key in enumerate(keys)
            for number, code in enumerate(codes)
        ),
        findings=tuple(findings),
        owners=tuple(finding.office for finding in findings),
        first_pass=(),
    )  # fmt: skip


def test_sixty_offices_and_86_activities_take_450_kb_in_any_language(outcome, tmp_path):
    work = crowded(outcome)
    pages = {language: board(work, language, {}) for language in languages()}
    assert {language: len(page) for language, page in pages.items() if len(page) > 450_000} == {}
    path = tmp_path / "board.html"
    path.write_bytes(pages["th"])
    seen = browse(path, {"count": "#heat-table tbody tr"}, {"count": "#heat-table thead text"}, {"count": ".finding"})
    assert (seen["said"], seen["answers"]) == ([], [60, 86, 100])


def test_the_data_keeps_to_its_schema_and_every_sentence_is_whole(outcome):
    schema = json.loads((ROOT / "schemas" / "board.schema.json").read_text(encoding="utf-8"))
    for language in languages():
        data = json.loads(board_data(outcome.work(), language, {}).model_dump_json())
        jsonschema.Draft202012Validator(schema).validate(data)
        for row, finding in zip(data["findings"], outcome.work().findings, strict=True):
            kind = data["kinds"][row[0]]
            for fixed, filled, said in ((kind[3], row[6], finding.message), (kind[4], row[7], finding.hint)):
                between = [*(data["texts"][at] for at in filled), ""]
                assert "".join(a + b for a, b in zip(fixed, between, strict=True)) == said.text(language)


def test_a_sentence_taken_apart_and_put_together_is_the_sentence():
    args = {"mark": "✓", "changed": 12345, "accepted": 1, "rejected": 2, "reported": 12342}
    taken = pieces("cli.conservation", "en", args)
    assert taken.filled == ("✓", "12,345", "1", "2", "12,342")
    assert taken.fixed[1] == " cells changed: "
    assert pieces("column.unit", "en", {}).fixed == ("Unit",)
