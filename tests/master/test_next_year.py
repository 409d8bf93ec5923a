"""A new year's plan with last year's decisions: what holds comes along, what belongs to a year does not."""

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.cli import main
from planbook.layout.decisions import notes_text
from planbook.layout.own_tables import REVIEW_WORDS

from ..plans import adopted, edit, plan, row_of, saved, table
from ..quarters import returned, typed_by_staff

LAST = """
    แผนงานหลักที่ 8 งานลูกค้า  | 1. สำรวจความต้องการของลูกค้า | 1 ครั้ง; -; -; -                 | ทุก กฟฟ.
                          | 2. เยี่ยมลูกค้ารายสำคัญ       | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
                          | 3. สรุปผลส่งฝ่ายวางแผน        | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
    แผนงานหลักที่ 9 งานคุณภาพ | 1. สรุปผลส่งฝ่ายวางแผน        | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                          | 2. ลดเวลาแก้ไฟฟ้าขัดข้อง       | ≤ 20 วัน; ≤ 20 วัน; ≤ 20 วัน; ≤ 20 วัน | ทุก กฟฟ.
"""
SHIFTED = """
    แผนงานหลักที่ 7 งานลูกค้า  | 1. สำรวจความต้องการของลูกค้า | 1 ครั้ง; -; -; -                 | ทุก กฟฟ.
                          | 2. จัดอบรมพนักงานหน้าเคาน์เตอร์ | -; 1 ครั้ง; -; -               | ทุก กฟฟ.
                          | 3. เยี่ยมลูกค้ารายสำคัญ       | 4 ราย; 4 ราย; 4 ราย; 4 ราย     | กฟฟ.ชั้น 1-3
    แผนงานหลักที่ 8 งานคุณภาพ | 1. สรุปผลส่งฝ่ายวางแผน        | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
                          | 2. ลดเวลาแก้ไฟฟ้าขัดข้อง       | ≤ 15 วัน; ≤ 15 วัน; ≤ 15 วัน; ≤ 15 วัน | ทุก กฟฟ.
"""
"""Both initiatives have moved up by one; a new second activity; the old 8/3 is gone; 9/1 has its very words."""


def followed(old: bytes, rows: str = SHIFTED, *, figures: bool = False, **words) -> pb.Adopted:
    """The master of the year after."""
    return pb.next_year(plan(rows, **{"year": 2563} | words), old, figures=figures)


def decided(**cells: Mapping[str, object]) -> bytes:
    """Last year's master with what the staff typed into the register, by key with ``_`` for ``/``."""
    return edit(adopted(plan(LAST)), "register", {key.replace("_", "/").lstrip("k"): row for key, row in cells.items()})


def codes(made: pb.Adopted) -> list[tuple[str, str]]:
    return [(finding.code, finding.key) for finding in made.findings]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Last year's consolidated workbook, after one quarter of two offices."""
    folder = tmp_path_factory.mktemp("returns")

    def save(files: Mapping[str, bytes]) -> Path:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return folder

    data = adopted(plan(LAST))
    typed = {"TRG": {"8/1": 1, "8/2": 5, "9/2": 12}, "KBI": {"8/1": 1, "8/2": 4, "9/2": 18}}
    return pb.merge(data, [returned(save, data, typed)]).proven()


# What comes along


def test_a_new_year_has_an_id_of_its_own_and_no_results(merged: bytes) -> None:
    made = followed(merged)
    again, before = pb.read_master(made.data), pb.read_master(merged)
    assert (again.year, before.year) == (2563, 2562)
    assert again.settings.plan_id.startswith("P2563-")
    assert again.facts == again.changes == again.published == ()
    assert not {"facts", "status", "cells", "published"} & owned_sheets(made.data).keys()
    assert made.master.activities.keys() == {"7/1", "7/2", "7/3", "8/1", "8/2"}


def test_decisions_follow_their_activity_under_its_new_number() -> None:
    old = decided(
        k8_2={"rule": "ค่ามากที่สุด", "who": "กฟจ.ตรัง, กบล.(ผลส.)", "review": "รอถาม กบล."},
        k9_2={"nil_remark": "ใช่", "over_100": "ใช่"},
        k9_1={"asked": "ไม่"},
    )
    decisions = followed(old).master.decisions
    assert (decisions["7/3"].rule, decisions["7/3"].offices) == (pb.Rule.MAX, ("TRG", "PLS"))
    assert "รอถาม กบล." in notes_text(decisions["7/3"].review)
    assert decisions["8/2"].nil_remark
    assert decisions["8/2"].over_100
    assert not decisions["8/1"].asked, "9/1 of last year, not 8/3, which has the same words"
    assert decisions["7/1"].asked


def test_offices_groups_and_settings_come_along_and_what_is_the_years_does_not() -> None:
    typed = {
        "contact": "ฝ่ายวางแผน โทร. 1129",
        "due.1": "10 เม.ย. 2562",
        "mail.subject": "รายงานผล ปี 2562",
        "plan_id": "X",
    }
    old = edit(adopted(plan(LAST)), "settings", {key: {"value": value} for key, value in typed.items()})
    old = edit(old, "offices", {"TRG": {"aliases": "ตรังเมือง"}})
    old = edit(old, "groups", {"กฟย.": {"codes": "SCN"}})
    made = followed(old)
    settings = made.master.settings
    assert settings.contact == typed["contact"]
    assert settings.due == {}
    assert settings.plan_id not in ("", "X")
    assert made.master.offices.by_code["TRG"].aliases == ("ตรังเมือง",)
    assert [group.codes for group in made.master.offices.groups if group.name == "กฟย."] == [("SCN",)]
    told = {finding.code: finding for finding in made.findings}
    assert told["next-year-due"].raw == "10 เม.ย. 2562"
    assert told["next-year-setting-names-year"].raw == "รายงานผล ปี 2562"


def test_rules_of_the_region_name_this_years_activities() -> None:
    data = adopted(plan(LAST))
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[owned_sheets(data)["rules"]]
    columns = {cell.value: cell.column for cell in page[1]}
    typed = [
        {"name": "ก", "where": "8/2; 9/*", "condition": "ผล > [8/2] + [๙/๒]", "message": "มากไป", "until": "2"},
        {"name": "ข", "where": "8/3", "condition": "ผล > 3", "message": "มากไป"},
    ]
    for number, rule in enumerate(typed, start=4):
        for column, value in rule.items():
            page.cell(number, columns[column], value)
    made = followed(saved(book))
    rows = [(row["name"], row["where"], row["condition"]) for row in table(made.data, "rules")]
    assert rows == [("ก", "7/3; 8/*", "ผล > [7/3] + [8/2]"), ("ข", "8/3~2562", "ผล > 3")]
    told = {finding.code: finding for finding in made.findings}
    assert (told["next-year-rule-activity"].raw, told["next-year-rule-activity"].args["rule"]) == ("8/3", "ข")
    assert told["next-year-rule-quarters"].raw == "1-2"
    assert table(made.data, "waivers") == []


def test_columns_that_the_staff_added_come_along() -> None:
    book = openpyxl.load_workbook(io.BytesIO(adopted(plan(LAST))))
    page = book["กิจกรรม"]
    column = page.max_column + 1
    page.cell(3, column, "ผู้ประสานงาน")
    page.cell(5, column, "คุณสมชาย")
    made = followed(saved(book))
    page = openpyxl.load_workbook(io.BytesIO(made.data))["กิจกรรม"]
    heading = [cell.value for cell in page[3]].index("ผู้ประสานงาน")
    assert [row[heading].value for row in page.iter_rows(min_row=4, max_row=6)] == [None, None, "คุณสมชาย"]


def test_what_the_staff_left_as_proposed_follows_the_new_plan_and_their_own_word_stays() -> None:
    percent = LAST.replace("3 ราย; 3 ราย; 3 ราย; 3 ราย", "80%; 80%; 80%; 80%")
    left = followed(adopted(plan(LAST)), percent).master.decisions["8/2"]
    assert (left.kind, left.unit) == (pb.InputKind.PERCENT, "%")
    made = followed(decided(k8_2={"rule": "ค่ามากที่สุด"}), percent)
    kept = made.master.decisions["8/2"]
    assert (kept.kind, kept.unit, kept.rule) == (pb.InputKind.NUMBER, "ราย", pb.Rule.MAX)
    assert ("activity-proposal-changed", "8/2") in codes(made)
    assert REVIEW_WORDS["plan-proposes"] in notes_text(kept.review)


def test_what_was_looked_at_last_year_is_not_asked_again() -> None:
    unknown = LAST.replace("กบล.(ผลส.)", "กองไม่รู้จัก")
    data = adopted(plan(unknown))
    assert REVIEW_WORDS["unknown"] in str(row_of(data, "8/3")["review"])
    assert followed(data, unknown).master.decisions["8/3"].review[0].code == "unknown"
    settled = edit(data, "register", {"8/3": {"who": "กบล.(ผลส.)", "review": None}})
    decision = followed(settled, unknown).master.decisions["8/3"]
    assert (decision.offices, decision.review) == (("PLS",), ())


# What is told


def test_the_new_the_gone_and_the_renumbered_are_listed(merged: bytes) -> None:
    made = followed(merged)
    listed = {pair for pair in codes(made) if pair[0].startswith(("next-year-", "activity-"))}
    assert listed == {
        ("next-year-initiative-renumbered", "7"),
        ("next-year-initiative-renumbered", "8"),
        ("next-year-renumbered", "7/3"),
        ("next-year-gone", "8/3"),
        ("activity-new", "7/2"),
        ("next-year-open", ""),
    }
    assert str(row_of(made.data, "7/3")["review"]).startswith(REVIEW_WORDS["last-year"] + " 8/2")
    assert "was" not in row_of(made.data, "7/3"), "there are no results to go with it"
    assert REVIEW_WORDS["new"] in str(row_of(made.data, "7/2")["review"])


def test_the_same_plan_a_year_later_has_nothing_to_ask(merged: bytes) -> None:
    assert [code for code, _ in codes(followed(merged, LAST))] == ["next-year-open"]


def test_a_master_that_was_never_merged_says_so_and_its_decisions_come_along() -> None:
    made = followed(decided(k8_2={"rule": "ค่ามากที่สุด"}))
    assert ("next-year-never-merged", "") in codes(made)
    assert made.master.decisions["7/3"].rule is pb.Rule.MAX


def test_a_plan_of_another_region_and_one_without_a_year_are_asked_about() -> None:
    words = {"summary": "CR1 | 8, 9"}
    old = adopted(plan(LAST, **words))
    assert "next-year-other-region" not in dict(codes(followed(old, LAST, **words)))
    book = openpyxl.load_workbook(io.BytesIO(plan(LAST, year=2563, **words)))
    book["สรุป"]["A1"] = "แผนปฏิบัติการ กฟน.1 ประจำปี 2563"
    assert "next-year-other-region" in dict(codes(pb.next_year(saved(book), old)))
    page = book["CR1"]
    page["A1"], page["C3"], book["สรุป"]["A1"] = "แผนปฏิบัติการ", "เป้าหมาย/ผล", "แผนปฏิบัติการ กฟต.2"
    made = pb.next_year(saved(book), old)
    assert "next-year-assumed" in dict(codes(made))
    assert made.master.year == 2563


def test_another_plan_altogether_is_asked_about() -> None:
    other = "แผนงานหลักที่ 1 ก่อสร้าง | 1. ปักเสาพาดสาย | 10 ต้น; -; -; - | ทุก กฟฟ."
    made = followed(adopted(plan(LAST)), other)
    assert "next-year-nothing-alike" in dict(codes(made))
    assert made.master.offices.by_code.keys() == {"TRG", "KBI", "SCN", "PLS"}


# Last year's figures


def test_last_years_figures_stand_beside_this_years_targets(merged: bytes) -> None:
    assert "last1" not in row_of(followed(merged).data, "7/3")
    row = row_of(followed(merged, figures=True).data, "7/3")
    assert list(row)[list(row).index("q4") + 1] == "last1"
    assert row["last1"] == "ผล 9 ราย (2/2) (เป้าหมาย 3 ราย)"
    assert row["last2"] == "ผล - (เป้าหมาย 3 ราย)"
    assert "last1" not in row_of(followed(merged, figures=True).data, "7/2"), "it is new"


def test_the_year_after_shows_its_own_last_year_and_not_the_one_before(merged: bytes) -> None:
    later = pb.next_year(plan(SHIFTED, year=2564), followed(merged, figures=True).data, figures=True)
    page = openpyxl.load_workbook(io.BytesIO(later.data))["กิจกรรม"]
    captions = [str(cell.value) for cell in page[3] if cell.value]
    assert [caption for caption in captions if "2562" in caption] == []
    assert len([caption for caption in captions if "2563" in caption]) == 4


def test_offices_targets_of_last_year_wait_beside_empty_cells(save) -> None:
    data = adopted(plan(LAST))
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[owned_sheets(data)["targets"]]
    for column, value in enumerate(("8/2", "TRG", "กฟจ.ตรัง", "2 ราย"), start=1):
        page.cell(4, column, value)
    data = saved(book)
    data = pb.merge(data, [returned(save, data, {"TRG": {"8/2": 5}})]).proven()
    assert table(followed(data).data, "targets") == []
    made = followed(data, figures=True)
    (row,) = table(made.data, "targets")
    assert row == {
        "key": "7/3",
        "office": "TRG",
        "name": "กฟจ.ตรัง",
        "last-target": "ไตรมาส 1: 2 ราย",
        "last-result": "ไตรมาส 1: 5",
    }
    assert made.master.office_targets == ()
    assert ("next-year-office-targets", "7/3") in codes(made)


# Workbooks that were made of last year's


def test_a_plan_made_of_last_years_consolidated_workbook_loses_its_results(merged: bytes) -> None:
    assert str(openpyxl.load_workbook(io.BytesIO(merged))["CR1"]["D7"].value).startswith("9 ราย")
    cells = {"A1": "แผนปฏิบัติการ ประจำปี 2563", "C3": "เป้าหมาย/ผล ปี 2563", "C7": "4 ราย"}
    made = pb.next_year(typed_by_staff(merged, cells), merged)
    page = openpyxl.load_workbook(io.BytesIO(made.data))["CR1"]
    assert [page.cell(row, 4).value for row in range(6, 11)] == [None] * 5
    assert page["C7"].value == "4 ราย"
    assert not {"facts", "status", "cells"} & owned_sheets(made.data).keys()
    assert made.master.decisions["8/2"].offices == ("TRG", "KBI")


def test_figures_in_the_new_plans_result_cells_are_told() -> None:
    made = pb.next_year(typed_by_staff(plan(LAST, year=2563), {"D7": "9 ราย", "F7": "-"}), adopted(plan(LAST)))
    told = next(finding for finding in made.findings if finding.code == "next-year-results-there")
    assert (told.sheet, told.cell, told.args["count"]) == ("CR1", "D7", 1)


# What is refused


@pytest.mark.parametrize(("year", "code"), [(2562, "next-year-same"), (2561, "next-year-before")])
def test_a_plan_of_the_same_year_or_an_earlier_one_is_refused(merged: bytes, year: int, code: str) -> None:
    with pytest.raises(pb.PlanbookError) as told:
        followed(merged, year=year)
    assert told.value.code == code


def test_a_workbook_without_a_plan_makes_no_master(merged: bytes) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "บันทึก"
    made = pb.next_year(saved(book), merged)
    assert (made.data, [finding.code for finding in made.findings]) == (b"", ["plan-no-table"])


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def test_the_command_makes_the_new_years_master(tmp_path, merged: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    new, old, out = tmp_path / "แผน-2563.xlsx", tmp_path / "รวมผล-2562.xlsx", tmp_path / "แผนหลัก-2563.xlsx"
    new.write_bytes(plan(SHIFTED, year=2563))
    old.write_bytes(merged)
    assert run("adopt", "--next-year", new, "--from", old, "--last-figures", "-o", out) == 1
    said = capsys.readouterr().out
    assert "next-year-renumbered" in said
    assert "2563" in said
    assert row_of(out.read_bytes(), "7/3")["last1"] == "ผล 9 ราย (2/2) (เป้าหมาย 3 ราย)"
    assert run("adopt", "--next-year", new, "--from", new, "-o", tmp_path / "x.xlsx") == 3
    assert "ไม่ใช่แผนหลักหรือแผนที่รวมผลแล้ว" in capsys.readouterr().err
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--next-year"],
        ["--next-year", "--update", "--from", "old.xlsx"],
        ["--next-year", "--from", "old.xlsx", "--offices", "offices.csv"],
        ["--last-figures"],
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path, words: list[str]) -> None:
    (tmp_path / "plan.xlsx").write_bytes(plan(LAST))
    assert run("adopt", tmp_path / "plan.xlsx", *words, "-o", tmp_path / "out.xlsx") == 2
