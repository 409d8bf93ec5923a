"""A changed plan under an older master: what the staff decided survives, and no result changes its key unasked."""

import io
from collections.abc import Mapping

import openpyxl
import pytest

import planbook as pb
from planbook.book.owned import owned_sheets
from planbook.cli import main
from planbook.domain import Fact, FormerKey, ReviewNote
from planbook.domain.identity import renames
from planbook.layout.own_tables import REGISTER, REVIEW_WORDS

from ..filling import fill
from ..plans import OFFICES, adopted, edit, master, plan, row_of, saved, table

PLAN = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการของลูกค้า | 1 ครั้ง; -; -; -                 | ทุก กฟฟ.
                         | 2. เยี่ยมลูกค้ารายสำคัญ       | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
                         | 3. สรุปผลส่งฝ่ายวางแผน        | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
"""
RENUMBERED = PLAN.replace("3. สรุปผล", "4. สรุปผล")
"""The third activity is the fourth now; there is no third."""
INSERTED = """
    แผนงานหลักที่ 8 งานลูกค้า | 1. สำรวจความต้องการของลูกค้า | 1 ครั้ง; -; -; -                 | ทุก กฟฟ.
                         | 2. จัดอบรมพนักงานหน้าเคาน์เตอร์ | -; 1 ครั้ง; -; -              | ทุก กฟฟ.
                         | 3. เยี่ยมลูกค้ารายสำคัญ       | 3 ราย; 3 ราย; 3 ราย; 3 ราย     | กฟฟ.ชั้น 1-3
                         | 4. สรุปผลส่งฝ่ายวางแผน        | 1 ครั้ง; 1 ครั้ง; 1 ครั้ง; 1 ครั้ง | กบล.(ผลส.)
"""
"""A new second activity; the old second and third moved up."""

TYPED: dict[str, Mapping[str, object]] = {
    "asked": {"asked": "ไม่"},
    "kind": {"kind": "ข้อความ"},
    "unit": {"unit": "แห่ง"},
    "direction": {"direction": "≤ น้อยกว่าดี"},
    "rule": {"rule": "ค่ามากที่สุด"},
    "cumulative": {"cumulative": "ใช่"},
    "nil_remark": {"nil_remark": "ใช่"},
    "evidence": {"evidence": "ใช่"},
    "over_100": {"over_100": "ใช่"},
    "who": {"who": "กฟจ.ตรัง, กบล.(ผลส.)"},
    "was": {"was": "7/2"},
    "review": {"review": "รอถาม กบล."},
}
"""What the staff type into each editable column of activity 8/2."""
READ = {
    "asked": False,
    "kind": "text",
    "unit": "แห่ง",
    "direction": "≤",
    "rule": "max",
    "cumulative": True,
    "nil_remark": True,
    "evidence": True,
    "over_100": True,
    "who": "กฟจ.ตรัง, กบล.(ผลส.)",
    "was": (FormerKey("7/2"),),
    "review": (ReviewNote(typed="รอถาม กบล."),),
}


def updated(old: bytes, new: str = PLAN, **words) -> pb.Adopted:
    """The old master with a changed plan."""
    return pb.update(plan(new, **words), old)


def edited_in_place(old: bytes, cells: Mapping[str, object], sheet: str = "CR1") -> bytes:
    """The master after the staff typed into the plan sheet itself."""
    book = openpyxl.load_workbook(io.BytesIO(old))
    for cell, value in cells.items():
        book[sheet][cell] = value
    return saved(book)


def with_results(old: bytes, save, quarter: int = 1, **typed) -> bytes:
    """The master after the branch at Trang reported on 8/2 (and what else is typed)."""
    plan_so_far = pb.read_master(old)
    form = next(data for name, data in pb.generate(plan_so_far, quarter, offices=["TRG"]))
    outcome = pb.merge(plan_so_far, [save({"trang.xlsx": fill(form, typed or {"8/2": 3})})])
    assert outcome.data
    return outcome.data


def codes(made: pb.Adopted) -> list[tuple[str, str]]:
    return [(finding.code, finding.key) for finding in made.findings]


def facts(made: pb.Master) -> list[tuple[str, str, int, str]]:
    return [(fact.key, fact.office, fact.quarter, fact.raw) for fact in made.facts]


# Reading what the staff typed


def test_there_is_a_case_for_every_editable_column() -> None:
    assert set(TYPED) == {column.key for column in REGISTER.columns if column.edit}


@pytest.mark.parametrize("column", TYPED)
def test_what_the_staff_type_into_the_register_is_read(column: str) -> None:
    decision = master(PLAN, register={"8/2": TYPED[column]}).decisions["8/2"]
    assert getattr(decision, column) == READ[column]
    before = master(PLAN).decisions["8/2"]
    assert getattr(before, column) != READ[column]


@pytest.mark.parametrize("column", TYPED)
def test_what_the_staff_typed_into_the_register_survives_a_changed_plan(column: str) -> None:
    old = edit(adopted(plan(PLAN)), "register", {"8/2": TYPED[column]})
    assert (
        getattr(
            updated(old, INSERTED.replace("2. จัดอบรม", "5. จัดอบรม").replace("3. เยี่ยม", "2. เยี่ยม")).master.decisions[
                "8/2"
            ],
            column,
        )
        == READ[column]
    )


def test_a_word_that_is_neither_yes_nor_no_is_reported_and_the_proposal_holds() -> None:
    found = master(PLAN, register={"8/2": {"asked": "อาจจะ"}})
    assert ("register-value-unknown", "8/2") in [(finding.code, finding.key) for finding in found.findings]
    assert found.decisions["8/2"].asked


def test_a_percentage_typed_into_a_table_is_the_percentage_that_was_typed() -> None:
    data = adopted(plan(PLAN))
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[owned_sheets(data)["targets"]]
    for column, value in enumerate(("8/2", "TRG"), start=1):
        page.cell(4, column, value)
    page.cell(4, 4, 0.95).number_format = "0%"
    target = pb.read_master(saved(book)).target_for("8/2", "TRG", 1)
    assert target
    assert (str(target.value), target.unit) == ("95", "%")


def test_the_register_keeps_a_typed_key_from_becoming_a_date() -> None:
    data = adopted(plan(PLAN))
    page = openpyxl.load_workbook(io.BytesIO(data))[owned_sheets(data)["register"]]
    was = next(cell.column for cell in page[1] if cell.value == "was")
    assert page.cell(4, was).number_format == "@"


def test_a_review_cell_says_in_a_comment_what_was_guessed_and_why() -> None:
    data = adopted(plan(PLAN + "| 4. ทบทวนแผน"))
    page = openpyxl.load_workbook(io.BytesIO(data))[owned_sheets(data)["register"]]
    review = next(cell.column for cell in page[1] if cell.value == "review")
    notes = {page.cell(row, 1).value: page.cell(row, review) for row in range(4, page.max_row + 1)}
    assert notes["8/4"].value == REVIEW_WORDS["no-values"]
    assert "เสนอว่าเป็นกิจกรรมที่ยังไม่ต้องรายงาน" in notes["8/4"].comment.text
    assert notes["8/1"].comment is None


# The same plan again


def test_the_same_plan_changes_nothing() -> None:
    old = edit(adopted(plan(PLAN)), "register", {"8/2": {"unit": "แห่ง", "review": "รอถาม"}})
    made = updated(old)
    assert codes(made) == codes(pb.update(old))
    assert [code for code, _ in codes(made) if code.startswith(("activity-", "office-targets"))] == []
    for suffix in ("register", "offices", "groups", "targets", "settings"):
        assert table(made.data, suffix) == table(old, suffix), suffix
    assert made.master.settings == pb.read_master(old).settings


def test_updating_twice_is_updating_once() -> None:
    once = updated(adopted(plan(PLAN)), INSERTED)
    changed = plan(INSERTED)  # made once: openpyxl writes the second it was made into it
    twice = pb.update(changed, once.data)
    assert table(twice.data, "register") == table(once.data, "register")
    assert pb.update(changed, once.data).data == twice.data


def test_the_regions_own_sheets_are_those_of_the_new_plan() -> None:
    new = plan(INSERTED)
    made = pb.update(new, adopted(plan(PLAN)))
    own, ours = (openpyxl.load_workbook(io.BytesIO(data))["CR1"] for data in (new, made.data))
    assert list(own.values) == list(ours.values)


# Offices, groups, targets, settings


def test_offices_groups_and_settings_of_the_old_master_win() -> None:
    old = adopted(plan(PLAN))
    old = edit(old, "offices", {"TRG": {"mail": "trang@pea.example"}})
    old = edit(old, "groups", {"ทุก กฟฟ.": {"codes": "PLS"}})
    old = edit(old, "settings", {"contact": {"value": "คุณสมศรี 7001"}, "due.1": {"value": "10 เม.ย. 2562"}})
    made = updated(old, INSERTED).master
    assert made.offices.by_code["TRG"].mail == "trang@pea.example"
    assert "PLS" in made.decisions["8/1"].offices
    assert (made.settings.contact, made.settings.due) == ("คุณสมศรี 7001", {1: "10 เม.ย. 2562"})
    assert made.settings.plan_id == pb.read_master(old).settings.plan_id


def test_per_office_targets_go_with_their_activity() -> None:
    data = adopted(plan(PLAN))
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[owned_sheets(data)["targets"]]
    for column, value in enumerate(("8/2", "TRG", "กฟจ.ตรัง", "5 ราย"), start=1):
        page.cell(4, column, value)
    made = updated(saved(book), INSERTED)
    assert [(t.key, t.office, t.quarter, t.target.raw) for t in made.master.office_targets] == [
        ("8/3", "TRG", 1, "5 ราย")
    ]
    assert "เปลี่ยนเลขจาก 8/2" in str(table(made.data, "targets")[0]["review"])


def test_targets_that_the_new_plan_lists_otherwise_are_reported_and_the_staffs_kept() -> None:
    listed = PLAN + "\n".join(("| การดำเนินงาน", "| 1.กฟจ.ตรัง {} ราย", "| 2.กฟจ.กระบี่ 5 ราย"))
    listed = listed.replace("กบล.(ผลส.)", "กฟฟ.ชั้น 1-3")
    made = updated(adopted(plan(listed.format(4))), listed.format(6))
    assert ("office-targets-changed", "8/3") in codes(made)
    assert {t.office: t.target.raw for t in made.master.office_targets} == {"TRG": "4 ราย", "KBI": "5 ราย"}


def test_columns_that_the_staff_added_stay() -> None:
    data = adopted(plan(PLAN))
    book = openpyxl.load_workbook(io.BytesIO(data))
    for suffix in ("register", "offices"):
        page = book[owned_sheets(data)[suffix]]
        page.cell(3, page.max_column + 1, "โทรศัพท์")
        page.cell(4, page.max_column, "7001")
    made = updated(saved(book), INSERTED)
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    for suffix in ("register", "offices"):
        page = book[owned_sheets(made.data)[suffix]]
        assert [page.cell(row, page.max_column).value for row in (3, 4)] == ["โทรศัพท์", "7001"]


# New, vanished, renumbered


def test_a_new_activity_is_proposed_and_marked() -> None:
    made = updated(adopted(plan(PLAN)), PLAN + "| 4. จัดทำคู่มือพนักงาน | -; -; -; 1 ครั้ง | ทุก กฟฟ.")
    row = row_of(made.data, "8/4")
    assert ("activity-new", "8/4") in codes(made)
    assert str(row["review"]).startswith("กิจกรรมใหม่")
    assert (row["asked"], row["unit"], row["who"]) == ("ใช่", "ครั้ง", "ทุก กฟฟ.")
    assert "was" not in row


def test_a_vanished_activity_is_reported_with_what_was_decided_and_its_results_stay(save) -> None:
    old = with_results(adopted(plan(PLAN)), save)
    gone = "\n".join(line for line in PLAN.splitlines() if "2. เยี่ยม" not in line)
    made = updated(old, gone)
    found = next(finding for finding in made.findings if finding.code == "activity-vanished")
    assert found.key == "8/2"
    assert "หน่วยวัด = ราย" in found.message.th
    assert "ผลที่รับไว้ 1 รายการ" in found.message.th
    assert "8/2" not in [row["key"] for row in table(made.data, "register")]
    again = pb.read_master(made.data)
    assert facts(again) == [("8/2", "TRG", 1, "3")]
    assert ("results-without-activity", "8/2") in [(finding.code, finding.key) for finding in pb.lint(again)]


def test_a_renumbered_activity_is_proposed_and_carries_the_old_decisions() -> None:
    old = edit(adopted(plan(PLAN)), "register", {"8/3": {"unit": "ฉบับ"}})
    made = updated(old, RENUMBERED)
    row = row_of(made.data, "8/4")
    assert (row["unit"], row["was"]) == ("ฉบับ", "8/3 ?")
    assert row["review"] == "เปลี่ยนเลขจาก 8/3? โปรดยืนยัน"
    assert ("activity-renumbered", "8/4") in codes(made)
    assert {"activity-vanished", "activity-new"}.isdisjoint(code for code, _ in codes(made))
    assert renames(made.master.decisions) == {}


def test_results_keep_the_old_key_until_the_staff_confirm(save) -> None:
    moved = PLAN.replace("2. เยี่ยม", "5. เยี่ยม")
    made = updated(with_results(adopted(plan(PLAN)), save), moved)
    assert facts(pb.read_master(made.data)) == [("8/2", "TRG", 1, "3")]
    confirmed = pb.read_master(edit(made.data, "register", {"8/5": {"was": "8/2", "review": None}}))
    assert facts(confirmed) == [("8/5", "TRG", 1, "3")]
    assert "activity-renumbered" not in [finding.code for finding in confirmed.findings]
    declined = pb.read_master(edit(made.data, "register", {"8/5": {"was": None}}))
    assert facts(declined) == [("8/2", "TRG", 1, "3")]


def test_an_inserted_activity_does_not_inherit_the_results_of_the_number_it_took(save) -> None:
    made = updated(with_results(adopted(plan(PLAN)), save), INSERTED)
    assert [row_of(made.data, key).get("was") for key in ("8/1", "8/2", "8/3", "8/4")] == [
        None, None, "8/2~1 ?", "8/3~1 ?",
    ]  # fmt: skip
    waiting = pb.read_master(made.data)
    assert facts(waiting) == [("8/2~1", "TRG", 1, "3")]
    confirmed = pb.read_master(edit(made.data, "register", {"8/3": {"was": "8/2~1"}, "8/4": {"was": "8/3~1"}}))
    assert facts(confirmed) == [("8/3", "TRG", 1, "3")]


def test_a_confirmed_renumbering_is_not_applied_again_to_what_is_reported_later(save) -> None:
    made = updated(with_results(adopted(plan(PLAN)), save), INSERTED)
    data = edit(made.data, "register", {"8/3": {"was": "8/2~1"}, "8/4": {"was": "8/3~1"}})
    for quarter, typed in ((2, {"8/2": 1, "8/3": 4}), (3, {"8/3": 2})):
        data = with_results(data, save, quarter, **typed)
    assert facts(pb.read_master(data)) == [
        ("8/2", "TRG", 2, "1"),
        ("8/3", "TRG", 1, "3"),
        ("8/3", "TRG", 2, "4"),
        ("8/3", "TRG", 3, "2"),
    ]


def test_a_form_sent_before_the_renumbering_comes_back_under_the_new_key(save) -> None:
    old = adopted(plan(PLAN))
    form = next(data for _, data in pb.generate(pb.read_master(old), 1, offices=["TRG"]))
    moved = updated(old, PLAN.replace("2. เยี่ยม", "5. เยี่ยม"))
    confirmed = pb.read_master(edit(moved.data, "register", {"8/5": {"was": "8/2"}}))
    outcome = pb.merge(confirmed, [save({"trang.xlsx": fill(form, {"8/2": 3})})])
    assert [(entry.key, entry.raw) for entry in outcome.entries] == [("8/5", "3")]
    assert outcome.conservation.balanced


def test_of_a_form_sent_before_two_numbers_changed_places_no_other_row_is_compared(save) -> None:
    """The row whose number the reported activity has now was left blank."""
    old = adopted(plan(PLAN))
    form = next(data for _, data in pb.generate(pb.read_master(old), 1, offices=["TRG"]))
    moved = updated(old, PLAN.replace("1. สำรวจ", "x. สำรวจ").replace("2. เยี่ยม", "1. เยี่ยม").replace("x. ", "2. "))
    confirmed = pb.read_master(edit(moved.data, "register", {"8/1": {"was": "8/2~1"}, "8/2": {"was": "8/1~1"}}))
    outcome = pb.merge(confirmed, [save({"trang.xlsx": fill(form, {"8/2": 3})})])
    assert [(entry.key, entry.raw) for entry in outcome.entries] == [("8/1", "3")]
    assert [each.key for each in outcome.findings if each.code.endswith("-since-issued")] == []


def test_a_renumbered_activity_is_asked_about_beside_an_input_that_was_not_understood(save) -> None:
    old = adopted(plan(PLAN))
    form = next(data for _, data in pb.generate(pb.read_master(old), 1, offices=["TRG"]))
    moved = updated(old, PLAN.replace("2. เยี่ยม", "5. เยี่ยม"))
    confirmed = pb.read_master(edit(moved.data, "register", {"8/5": {"was": "8/2"}}))
    typed = fill(form, {"8/2": 1, ("8/2", "status"): "เลื่อน"})
    outcome = pb.check(confirmed, [save({"trang.xlsx": typed})])
    assert ("target-missed-unexplained", "8/5") in [(finding.code, finding.key) for finding in outcome.findings]


def test_an_office_that_reported_under_both_keys_loses_neither(save) -> None:
    made = updated(with_results(adopted(plan(PLAN)), save), PLAN.replace("2. เยี่ยม", "5. เยี่ยม"))
    data = with_results(made.data, save, 1, **{"8/5": 7})
    both = pb.read_master(edit(data, "register", {"8/5": {"was": "8/2"}}))
    assert facts(both) == [("8/2", "TRG", 1, "3"), ("8/5", "TRG", 1, "7")] or facts(both) == [
        ("8/5", "TRG", 1, "7"),
        ("8/2", "TRG", 1, "3"),
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"8/3": {"was": "8/1"}}, "rename-key-in-use"),
        ({"8/3": {"was": "2019-07-06 00:00:00"}}, "rename-not-a-key"),
        ({"8/3": {"was": "7/1"}, "8/2": {"was": "7/1"}}, "rename-twice"),
    ],
)
def test_an_old_key_that_cannot_be_right_moves_nothing(typed, code: str) -> None:
    found = master(PLAN, register=typed)
    assert code in [finding.code for finding in found.findings]
    assert renames(found.decisions) == {}


def test_words_that_changed_a_little_are_the_same_activity_and_much_is_asked() -> None:
    old = edit(adopted(plan(PLAN)), "register", {"8/2": {"unit": "แห่ง"}})
    little = updated(old, PLAN.replace("เยี่ยมลูกค้ารายสำคัญ", "เยี่ยมลูกค้ารายสำคัญทุกราย"))
    assert ("activity-reworded", "8/2") not in codes(little)
    much = updated(old, PLAN.replace("เยี่ยมลูกค้ารายสำคัญ", "ประชุมคู่ค้าธุรกิจ"))
    assert ("activity-reworded", "8/2") in codes(much)
    assert {made.master.decisions["8/2"].unit for made in (little, much)} == {"แห่ง"}


# What the plan says otherwise now


def test_changed_targets_are_reported_and_what_the_plan_would_propose_is_noted() -> None:
    made = updated(adopted(plan(PLAN)), PLAN.replace("3 ราย; 3 ราย; 3 ราย; 3 ราย", "80%; 80%; 90%; 3 ราย"))
    assert {("activity-targets-changed", "8/2"), ("activity-proposal-changed", "8/2")} <= set(codes(made))
    row = row_of(made.data, "8/2")
    assert (row["q1"], row["unit"], row["kind"]) == ("80%", "ราย", "จำนวน")
    assert "แผนใหม่เสนอ" in str(row["review"])
    assert "ชนิดข้อมูล = ร้อยละ" in str(row["review"])


def test_a_plan_of_another_year_is_asked_about() -> None:
    assert "update-other-year" in dict(codes(pb.update(plan(PLAN, year=2563), adopted(plan(PLAN)))))


# The plan edited in the master itself


def test_the_plan_may_be_edited_in_the_master_itself(save) -> None:
    old = edit(with_results(adopted(plan(PLAN)), save), "register", {"8/2": {"review": "รอถาม"}})
    cells = {"B7": "2. จัดอบรมพนักงานหน้าเคาน์เตอร์", "B8": "3. เยี่ยมลูกค้ารายสำคัญ", "B9": "4. สรุปผลส่งฝ่ายวางแผน"}
    rows = {**cells, "C9": "1 ครั้ง", "N8": "กฟฟ.ชั้น 1-3", "N9": "กบล.(ผลส.)", "N7": "ทุก กฟฟ."}
    made = pb.update(edited_in_place(old, rows))
    assert [row["key"] for row in table(made.data, "register")] == ["8/1", "8/2", "8/3", "8/4"]
    assert row_of(made.data, "8/3")["was"] == "8/2~1 ?"
    assert str(row_of(made.data, "8/3")["review"]).startswith("รอถาม; เปลี่ยนเลขจาก 8/2?")
    again = pb.read_master(made.data)
    assert facts(again) == [("8/2~1", "TRG", 1, "3")]
    assert {"facts", "status", "offices", "settings"} <= owned_sheets(made.data).keys()


def test_the_history_of_closed_quarters_stays(save) -> None:
    old = with_results(with_results(adopted(plan(PLAN)), save), save, 1, **{"8/2": 5})
    assert [(change.key, str(change.old), str(change.new)) for change in pb.read_master(old).changes] == [
        ("8/2", "3", "5")
    ]
    made = pb.read_master(updated(old, INSERTED).data)
    assert [(change.key, str(change.old), str(change.new)) for change in made.changes] == [
        ("8/2~1", "3", "5"),
        ("8/2~1", "5 ราย (1/2) ✓", "-"),
    ], "its figure waits for the renumbering to be confirmed"


# The sample, and the command


def test_renumbering_in_the_sample_is_found(sample) -> None:
    book = openpyxl.load_workbook(sample.plan)
    page = book["CR1"]
    cell = next(cell for row in page.iter_rows() for cell in row if str(cell.value).startswith("02 ดูแลเครื่อง"))
    cell.value = str(cell.value).replace("02 ", "05 ")
    made = pb.update(saved(book), sample.adopted.data)
    assert row_of(made.data, "6/7/05")["was"] == "6/7/02 ?"
    assert [key for code, key in codes(made) if code == "activity-renumbered"] == ["6/7/05"]
    assert [code for code, _ in codes(made) if code in ("activity-new", "activity-vanished", "activity-reworded")] == []


def test_the_command_updates_a_master(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.xlsx").write_bytes(plan(INSERTED))
    (tmp_path / "old.xlsx").write_bytes(adopted(plan(PLAN)))
    out = tmp_path / "new.xlsx"
    arguments = ["adopt", "--update", str(tmp_path / "plan.xlsx"), "--from", str(tmp_path / "old.xlsx"), "-o", str(out)]
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 1
    assert "activity-renumbered" in capsys.readouterr().out
    assert row_of(out.read_bytes(), "8/3")["was"] == "8/2~1 ?"


@pytest.mark.parametrize("words", [["--from", "old.xlsx"], ["--update", "--offices", "offices.csv"]])
def test_options_that_do_not_go_together_are_refused(
    words: list[str], tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.xlsx").write_bytes(plan(PLAN))
    with pytest.raises(SystemExit) as ended:
        main(["adopt", str(tmp_path / "plan.xlsx"), *words, "-o", str(tmp_path / "new.xlsx")])
    assert ended.value.code == 2
    assert "--update" in capsys.readouterr().err


def test_only_a_master_can_be_updated() -> None:
    with pytest.raises(pb.PlanbookError, match="adopt"):
        pb.update(plan(PLAN))


def test_adopting_a_master_again_says_that_decisions_are_lost() -> None:
    assert "adopt-of-master" in [finding.code for finding in pb.adopt(adopted(plan(PLAN))).findings]
    assert "adopt-of-master" not in [finding.code for finding in pb.adopt(plan(PLAN)).findings]


def test_a_file_without_a_plan_makes_no_master() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "บันทึก"
    made = pb.update(saved(book), adopted(plan(PLAN)))
    assert made.data == b""
    assert "plan-no-table" in dict(codes(made))


def test_facts_are_only_ever_moved_to_the_row_that_names_them() -> None:
    found = master(PLAN, offices=OFFICES, register={"8/3": {"was": "7/9; 7/8 ?"}})
    assert renames(found.decisions) == {"7/9": "8/3"}
    assert Fact(key="7/8", office="TRG", quarter=1).key not in renames(found.decisions)
