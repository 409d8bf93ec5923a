"""Correction copies: an office gets back what it typed with what is asked about it; what it leaves alone stays."""

import email
import io
from dataclasses import replace
from email import policy

import openpyxl
import pytest

import planbook as pb
from planbook.domain import EntryState, finding_kinds
from planbook.layout.copies import SHEET_COPY
from planbook.layout.form import SHEET_FILL
from planbook.simulate.filling import saved_at
from planbook.words import section
from tests import plans
from tests.filling import Typed, fill, typed_into
from tests.report.conftest import named

ROWS = """
    แผนงานหลักที่ 3 งานบริการ | 1. ประชุม      | 1 ครั้ง; 1 ครั้ง; -; - | ทุก กฟฟ.
                          | 2. ตัดต้นไม้    | ≤ 20 วัน; -; -; -    | ทุก กฟฟ.
                          | 3. ความพึงพอใจ  | 90%; 90%; -; -      | ทุก กฟฟ.
                          | 4. เยี่ยมลูกค้า  | 40 ราย; -; -; -     | ทุก กฟฟ.
                          | 5. จดหน่วย     | 95%; -; -; -        | ทุก กฟฟ.
"""
REGISTER = {"3/5": {"kind": "ตัวตั้ง/ตัวหาร"}}
WRONG: Typed = {
    "3/1": 5000,
    "3/2": 15,
    "3/3": 95,
    "3/4": "40 คน",
    ("3/4", "remark"): "ครบ",
    ("3/5", "numerator"): 61,
    ("3/5", "denominator"): 60,
}
LIST, FILL = SHEET_COPY["th"], SHEET_FILL["th"]


def form(master: pb.Master, office: str, quarter: int = 1) -> bytes:
    ((_, data),) = pb.generate(master, quarter, offices=[office])
    return data


def sent(name: str, data: bytes, day: str = "2019-04-02"):
    return named(name, saved_at(data, f"{day}T04:00:00Z"))


@pytest.fixture(scope="module")
def master() -> pb.Master:
    return plans.master(ROWS, register=REGISTER)


@pytest.fixture(scope="module")
def original(master: pb.Master) -> bytes:
    return fill(form(master, "TRG"), WRONG)


@pytest.fixture(scope="module")
def outcome(master: pb.Master, original: bytes) -> pb.Outcome:
    right = fill(form(master, "KBI"), {"3/1": 1, "3/2": 20, "3/3": 0.9, "3/4": 40, ("3/4", "remark"): "-"})
    photo = b"\x89PNG\r\n\x1a\n" + bytes(200)
    files = [sent("ตรัง.xlsx", original), sent("กระบี่.xlsx", right), named("2562-Q1 SCN กฟส.สิชล.xlsx", photo)]
    return pb.check(master, files, quarter=1)


@pytest.fixture(scope="module")
def copies(outcome: pb.Outcome) -> dict[str, bytes]:
    return dict(pb.corrections(outcome))


@pytest.fixture(scope="module")
def copy(copies: dict[str, bytes]) -> bytes:
    return next(data for name, data in copies.items() if "TRG" in name)


def asked(findings) -> list[tuple[str, str]]:
    return sorted((each.code, each.key) for each in findings if each.severity.needs_somebody)


ASKED = [
    ("figure-far-above-target", "3/1"),
    ("percent-out-of-range", "3/3"),
    ("ratio-over-whole", "3/5"),
    ("unit-differs", "3/4"),
]


def test_only_offices_that_are_asked_something_get_a_copy(outcome: pb.Outcome, copies: dict[str, bytes]) -> None:
    assert sorted(copies) == [
        "2562-Q1 SCN กฟส.สิชล (ส่งกลับแก้ไข).xlsx",
        "2562-Q1 TRG กฟจ.ตรัง (ส่งกลับแก้ไข).xlsx",
    ]
    assert [each for each in asked(outcome.findings) if each[1]] == ASKED


def test_everything_typed_is_in_place_and_the_first_sheet_says_what_is_asked(copy: bytes, original: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(copy))
    before = openpyxl.load_workbook(io.BytesIO(original))[FILL]
    assert book.sheetnames[0] == LIST
    assert book.active.title == LIST
    now = book[FILL]
    typed = [
        cell.coordinate for row in before.iter_rows(min_row=8) for cell in row if cell.fill.fgColor.rgb == "FFFFF9D9"
    ]
    shown = {cell: str(before[cell].value) for cell in typed} | {"I12": "9500%"}
    assert {cell: str(now[cell].value) for cell in typed} == shown
    rows = [[cell.value for cell in row] for row in book[LIST].iter_rows(min_row=1) if str(row[0].value).isdigit()]
    assert [row[2].split()[0] for row in rows] == ["3/3", "3/4", "3/5", "3/1"]
    mended = next(row for row in rows if row[2].startswith("3/4"))
    assert mended[1] == "ต้องแก้ไข"
    assert mended[4] == "40 คน"
    assert "เป้าหมาย 40 ราย" in mended[5]
    assert "ราย" in mended[7]
    for row in book[LIST].iter_rows():
        for cell in row:
            if cell.hyperlink:
                sheet, _, place = cell.hyperlink.location.rpartition("!")
                assert sheet.strip("'") == FILL
                assert cell.value.endswith(place)
                assert now[place].comment.text
                assert now[place].border.left.style == "medium"
    notes = {cell.coordinate: cell.comment.text for row in now.iter_rows() for cell in row if cell.comment}
    assert len(notes) == 4
    assert any("40 คน" in said for said in notes.values())


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_copy_speaks_the_language_of_the_form_that_it_corrects(master: pb.Master, language: str) -> None:
    speaking = replace(master, settings=replace(master.settings, language=language))
    typed = {cell: value for cell, value in WRONG.items() if cell != "3/2"}  # due, and left empty
    outcome = pb.check(master, [sent("ตรัง.xlsx", fill(form(speaking, "TRG"), typed))], quarter=1)
    ((_, data),) = pb.corrections(outcome)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert {SHEET_COPY[language], SHEET_FILL[language]} <= {*book.sheetnames}
    said = [str(cell.value) for row in book[SHEET_COPY[language]].iter_rows() for cell in row]
    empty = {"th": "ยังไม่ได้กรอก 1 รายการ", "en": "In addition, 1 due row is still empty"}
    assert [text for text in said if empty[language] in text], said


def test_a_copy_returned_untouched_accepts_nothing_and_its_findings_stand(
    master: pb.Master, outcome: pb.Outcome, original: bytes, copy: bytes
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(copy))
    stream = io.BytesIO()
    book.save(stream)
    for back in (copy, stream.getvalue()):
        both = pb.check(master, [sent("ตรัง.xlsx", original), sent("กลับ.xlsx", back, "2019-04-09")], quarter=1)
        mine = [each for each in outcome.findings if each.file == "ตรัง.xlsx"]
        assert asked(both.findings) == asked(mine)
        assert [entry for entry in both.entries if entry.file == "กลับ.xlsx"] == []
        assert [fact.raw for fact in both.facts] == [fact.raw for fact in outcome.facts if fact.office == "TRG"]
        alone = pb.check(master, [sent("กลับ.xlsx", back, "2019-04-09")], quarter=1)
        assert (alone.entries, alone.facts, alone.conservation.changed) == ((), (), 0)
        assert asked(alone.findings) == [
            ("copy-without-return", ""),
            *[("question-open", key) for key in ("3/3", "3/4", "3/5")],
            ("question-unconfirmed", "3/1"),
        ]
        again = dict(pb.corrections(alone))
        assert list(again) == ["2562-Q1 TRG กฟจ.ตรัง (ส่งกลับแก้ไข).xlsx"]


def test_a_rule_of_the_region_in_a_copy_is_its_own_word_and_the_return_may_have_moved() -> None:
    rule = {"name": "มาก", "where": "3/1", "condition": "ผล > 2", "message": "มากกว่าสอง โปรดตรวจ"}
    master = plans.master(ROWS, rules=[rule])
    typed = fill(form(master, "TRG"), {"3/1": 3, "3/2": 15, "3/3": 0.95, "3/4": 40, "3/5": 0.96})
    outcome = pb.check(master, [sent("ตรัง.xlsx", typed)], quarter=1)
    ((_, copy),) = pb.corrections(outcome)
    moved = [sent("วันแรก/ตรัง.xlsx", typed), sent("กลับ.xlsx", copy, "2019-04-09")]
    both = pb.check(master, moved, quarter=1)
    assert asked(both.findings) == asked(outcome.findings) == [("region-rule-warning", "3/1")]
    assert both.conservation == outcome.conservation


def test_what_is_mended_or_explained_counts_and_leaves_the_list(
    master: pb.Master, original: bytes, copy: bytes
) -> None:
    mended = fill(copy, {"3/4": 40, ("3/1", "remark"): "รวมการประชุมออนไลน์"})
    back = [sent("ตรัง.xlsx", original), sent("กลับ.xlsx", mended, "2019-04-09")]
    both = pb.check(master, back, quarter=1)
    facts = {fact.key: fact for fact in both.facts}
    assert (str(facts["3/4"].result), facts["3/4"].remark) == ("40", "ครบ")
    assert (str(facts["3/1"].result), facts["3/1"].remark) == ("5000", "รวมการประชุมออนไลน์")
    assert (str(facts["3/2"].result), facts["3/2"].file) == ("15", "ตรัง.xlsx"), "what was left alone stays"
    codes = asked(both.findings)
    assert [code for code, key in codes if key == "3/4"] == []
    assert ("ratio-over-whole", "3/5") in codes
    assert {"figure-far-above-target", "question-unconfirmed"}.isdisjoint(code for code, _ in codes)
    assert "answer-explained" in [each.code for each in both.findings]
    assert both.conservation.balanced


def test_what_is_typed_on_the_list_is_reported(master: pb.Master, copy: bytes) -> None:
    typed = typed_into(copy, {LIST: {"H8": "แก้แล้วค่ะ", "J3": "รับทราบ"}})
    outcome = pb.check(master, [sent("กลับ.xlsx", typed)], quarter=1)
    assert {each.raw for each in outcome.findings if each.code == "note-beside-table"} >= {"รับทราบ"}
    assert outcome.conservation.balanced


def test_a_form_of_another_plan_gives_what_could_be_read_and_why_it_does_not_count(master: pb.Master) -> None:
    other = pb.with_settings(master, plan_id="P-9")
    file = sent("ตรัง.xlsx", fill(form(other, "TRG"), {"3/1": 1, "3/3": 0.95, ("3/3", "status"): "เสร็จแล้ว"}))
    outcome = pb.check(master, [file], quarter=1)
    ((_, copy),) = pb.corrections(outcome)
    book = openpyxl.load_workbook(io.BytesIO(copy))
    said = "\n".join(str(cell.value) for row in book[LIST].iter_rows() for cell in row if cell.value)
    assert "P-9" in said
    untouched = pb.check(master, [sent("กลับ.xlsx", copy)], quarter=1)
    assert untouched.facts == ()
    confirmed = fill(copy, {("3/3", "status"): "เสร็จแล้ว"})
    (fact,) = pb.check(master, [sent("กลับ.xlsx", confirmed)], quarter=1).facts
    assert (fact.key, str(fact.result)) == ("3/3", "95")


def test_a_copy_of_another_quarter_is_one_finding(master: pb.Master, copy: bytes) -> None:
    outcome = pb.check(master, [sent("กลับ.xlsx", fill(copy, {"3/4": 40}))], quarter=2)
    assert [(each.code, each.file) for each in outcome.findings if each.severity.needs_somebody] == [
        ("return-of-other-quarter", "กลับ.xlsx")
    ]
    assert outcome.entries == ()


def body(draft: bytes) -> str:
    message = email.message_from_bytes(draft, policy=policy.default)
    return f"{message['subject']}\n{message.get_body().get_content()}"


def test_every_mail_says_why_it_comes(master: pb.Master, outcome: pb.Outcome, tmp_path) -> None:
    pb.corrections(outcome, tmp_path / "copies", mail=True)
    said = body((tmp_path / "copies" / "2562-Q1 TRG กฟจ.ตรัง (ส่งกลับแก้ไข).eml").read_bytes())
    assert "ขอให้แก้ไขหรือยืนยัน" in said
    assert "3/4  เยี่ยมลูกค้า: “40 คน”" in said
    assert "กรอบสี" in said
    drafts = {draft.name: body(draft.data) for draft in pb.remind(outcome, 1)}
    told = next(text for name, text in drafts.items() if "SCN" in name)
    assert "ไม่ใช่ไฟล์ตารางคำนวณ" in told
    assert "ใช้ไม่ได้" in next(name for name in drafts if "SCN" in name)
    assert "ใช้ไม่ได้ จึงยังไม่นับ" not in next(text for name, text in drafts.items() if "TRG" in name)
    closed = pb.read_master(pb.merge(master, [sent("ก.xlsx", fill(form(master, "KBI"), {"3/1": 1}))]).proven())
    made = dict(pb.generate(closed, 1, offices=["KBI"], correction=True, mail=True).files())
    reopened = body(next(data for name, data in made.items() if name.endswith(".eml")))
    assert "เปิดให้แก้ไข" in reopened
    assert "รับไว้แล้ว" in reopened
    ordinary = dict(pb.generate(master, 1, offices=["KBI"], mail=True).files())
    assert "เปิดให้แก้ไข" not in body(next(data for name, data in ordinary.items() if name.endswith(".eml")))


def test_a_rejected_entry_is_no_part_of_what_counts(outcome: pb.Outcome) -> None:
    rejected = {entry.key for entry in outcome.entries if entry.state is EntryState.REJECTED}
    assert rejected >= {"3/4", "3/5"}


def test_a_hint_that_speaks_to_the_region_is_never_put_to_an_office() -> None:
    words = {"th": "หน่วยงาน", "en": "office"}
    hints = {language: section("finding", language) for language in words}
    settled_here = {"copy-without-return"}  # an office is never asked
    for code, kind in finding_kinds().items():
        says = {language: word in hints[language][f"finding.{code}.hint"].lower() for language, word in words.items()}
        if kind.by_office:
            assert not any(says.values()), code
        elif kind.topic in ("table", "change", "value") and kind.severity.needs_somebody and code not in settled_here:
            assert says["th"], f"is {code} mended by the office, as its hint says? See findings.toml"
